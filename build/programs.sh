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
  dotnet build "$1" -c "$2" -v quiet -clp:NoSummary || die "the build of $1 failed; the first error above says where"
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
      build_project bench/Istio.Load Release
      publish_program Ztunnel
      exec dotnet bench/Istio.Load/bin/Release/net10.0/Istio.Load.dll "$@"
      ;;
    tables | allocations)
      build_project bench/Istio.Benchmarks Release
      exec dotnet bench/Istio.Benchmarks/bin/Release/net10.0/Istio.Benchmarks.dll "$@"
      ;;
    *) die "bench takes hbone, tables or allocations" ;;
  esac
}

native_programs() { grep -lE '<PublishAot>true' src/*/*.csproj | xargs -n1 dirname | xargs -n1 basename; }

# Without -r: the program's own project chooses this machine's runtime, and the libraries keep one restore for all uses.
publish_program() { # NAME
  say "publishing $1 (Native AOT)"
  dotnet publish "src/$1" -c Release -o "artifacts/aot/$1" -v quiet -clp:NoSummary \
    || die "publishing $1 failed; a trim or AOT warning is an error here"
  find "artifacts/aot/$1" -maxdepth 1 -type f -perm -u+x ! -name '*.dbg' -printf '  %f %s bytes\n'
}

publish_aot() {
  need_native
  local program
  for program in $(native_programs); do
    publish_program "$program"
  done
  write_sbom
}
