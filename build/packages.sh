# Packages: which of them run code during the build, and what the published programs are made of.

# The packages that ship build logic, analysers or generators, among all that the projects restore.
build_time_packages() {
  find . -path ./artifacts -prune -o -name project.assets.json -print0 | xargs -0 awk '
    /^  "libraries": \{/ { inside = 1; next }
    /^  "projectFileDependencyGroups"/ { inside = 0 }
    inside && /^    "[^"]+\/[^"]+": \{/ { name = $1; gsub(/"/, "", name); sub(/\/.*/, "", name) }
    inside && /^ *"(build|buildTransitive|buildMultiTargeting|buildMultitargeting|buildCrossTargeting|analyzers)\// && !/_\._"/ { print name }
    inside && /^ *"tools\/.*\.ps1"/ { print name }
  ' | sort -u
}

# Nothing that is not on the list may run while we build; nothing stays on the list that is gone.
check_build_time_packages() {
  local difference
  difference=$(diff <(grep -vE '^(#|$)' build/build-time-packages.txt | awk '{ print $1 }' | sort -u) <(build_time_packages)) || {
    say "$difference"
    die "packages that run code during the build differ from build/build-time-packages.txt (< listed, > found): review and list them, or drop them"
  }
  say "packages that run code during the build: as listed"
}

# CycloneDX, one file for each native program.
write_sbom() {
  local program name
  dotnet tool restore >/dev/null || die "dotnet tool restore failed (CycloneDX, for the SBOM)"
  for program in $(native_programs); do
    name=${program##*/}
    dotnet tool run dotnet-CycloneDX "$program/$name.csproj" -rs -o artifacts/sbom -fn "$name.cdx.json" -F Json --disable-package-restore >/dev/null \
      || die "the SBOM of $name could not be made"
    say "SBOM: artifacts/sbom/$name.cdx.json"
  done
}
