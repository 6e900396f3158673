# Building and starting the programs.

configuration=${CONFIGURATION:-Debug}
# Build servers would outlive this command and keep memory on a small machine.
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

build_solution() { # ARGUMENT...
  need_build
  say "building ($configuration)"
  dotnet build Istio.slnx -c "$configuration" -v quiet -clp:NoSummary "$@" || die "the build failed; the first error above says where"
}

build_project() { # PROJECT CONFIGURATION
  need_build
  say "building $1 ($2)"
  # Standard output belongs to the program that is built to be run.
  dotnet build "$1" -c "$2" -v quiet -clp:NoSummary >&2 || die "the build of $1 failed; the first error above says where"
}

playground() {
  local project
  for project in src/Istiod src/Ztunnel src/Istioctl samples/bookinfo/apps; do
    build_project "$project" Release
  done
  exec dotnet src/Istioctl/bin/Release/net10.0/istioctl.dll playground "$@"
}

conformance() {
  build_project tests/Conformance Release
  exec dotnet tests/Conformance/bin/Release/net10.0/Conformance.dll "$@"
}

bench() {
  local kind=${1:-}
  case "$kind" in
    hbone)
      need_native
      publish_program src/Ztunnel
      publish_program bench/Istio.Load # Its relays and load generator are measured beside the programs: native as well.
      exec artifacts/aot/Istio.Load/Istio.Load "$@"
      ;;
    xds)
      need_native
      publish_program src/Istiod
      publish_program bench/Istio.Load
      exec artifacts/aot/Istio.Load/Istio.Load "$@"
      ;;
    tables | objects | allocations)
      build_project bench/Istio.Benchmarks Release
      exec dotnet bench/Istio.Benchmarks/bin/Release/net10.0/Istio.Benchmarks.dll "$@"
      ;;
    *) die "bench takes hbone, xds, tables, objects or allocations" ;;
  esac
}

native_programs() { grep -lE '<PublishAot>true' src/*/*.csproj | xargs -n1 dirname; }

# Without -r: the program's own project chooses this machine's runtime, and the libraries keep one restore for all uses.
publish_program() { # PROJECT
  local name=${1##*/}
  say "publishing $name (Native AOT)"
  dotnet publish "$1" -c Release -o "artifacts/aot/$name" -v quiet -clp:NoSummary \
    || die "publishing $name failed; a trim or AOT warning is an error here"
  find "artifacts/aot/$name" -maxdepth 1 -type f -perm -u+x ! -name '*.dbg' -printf '  %f %s bytes\n'
}

publish_aot() {
  need_native
  local program
  for program in $(native_programs); do
    publish_program "$program"
  done
  write_sbom
}
