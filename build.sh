#!/usr/bin/env bash
# The one entry to everything: ./build.sh COMMAND [ARGUMENT...]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
# shellcheck source-path=SCRIPTDIR
source build/prerequisites.sh
source build/tests.sh
source build/packages.sh
source build/programs.sh

usage() {
  cat <<'TEXT'
usage: ./build.sh COMMAND [ARGUMENT...]

  playground [ARGUMENT...]   run a whole mesh on this machine: no root, no Kubernetes needed (--once checks every claim and ends)
  test [PROJECT...]          build and run all tests, or those of the named projects
  check                      formatting, warnings as errors, architecture, packages that run code during the build
  conformance [FAMILY...] [--data DIR] [-o json FILE]
                             compare with the data recorded from Istio 1.28.4
  bench hbone|xds|tables|objects|allocations [--quick] [-o json FILE]
                             measure; `allocations` fails when an operation allocates more than its row in the table
  aot                        publish the Native AOT programs to artifacts/aot, without a warning, with an SBOM
TEXT
}

command=${1:-}
[ $# -gt 0 ] && shift
case "$command" in
  playground) playground "$@" ;;
  test) run_tests "$@" ;;
  check) check ;;
  conformance) conformance "$@" ;;
  bench) bench "$@" ;;
  aot) publish_aot ;;
  -h | --help | help) usage ;;
  *)
    usage >&2
    exit 2
    ;;
esac
