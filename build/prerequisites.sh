# What a machine must have. As root on Debian or Ubuntu what is missing is installed; elsewhere one line says what to install.

say() { printf '%s\n' "$*" >&2; }

die() {
  say "build.sh: $*"
  exit 1
}

apt_updated=

# need WHAT PACKAGES TEST...: makes sure that TEST succeeds, by installing PACKAGES when it does not.
need() {
  local what=$1 packages=$2
  shift 2
  "$@" >/dev/null 2>&1 && return 0
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    die "$what is missing: install it (Debian and Ubuntu: apt-get install $packages) and run this again"
  fi
  say "installing $packages ($what)"
  [ -n "$apt_updated" ] || apt-get update -qq >/dev/null || die "apt-get update failed; install $packages by hand ($what)"
  apt_updated=yes
  # shellcheck disable=SC2086 # a list of packages
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages >/dev/null \
    || die "apt-get install $packages failed; install by hand ($what)"
}

# want PACKAGE PROGRAM: what only some tests need. Installed when that is possible; else those tests are skipped, each with the reason.
want() {
  command -v "$2" >/dev/null && return 0
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    say "$2 is missing: tests that need it are skipped (Debian and Ubuntu: apt-get install $1)"
    return 0
  fi
  say "installing $1 (tests that need $2)"
  [ -n "$apt_updated" ] || { apt-get update -qq >/dev/null && apt_updated=yes; } || true
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$1" >/dev/null \
    || say "apt-get install $1 failed: tests that need $2 are skipped"
}

have_header() { printf '#include <%s>\n' "$1" | cc -E -x c - >/dev/null 2>&1; }

# Not `grep -q`: it stops reading at the first hit, ldconfig then ends with SIGPIPE, and with pipefail the library would seem to be missing.
have_library() { ldconfig -p 2>/dev/null | grep -F "$1" >/dev/null || compgen -G "/usr/lib*/$1" >/dev/null || compgen -G "/usr/lib/*/$1" >/dev/null; }

need_sdk() {
  command -v dotnet >/dev/null || die "the .NET 10 SDK is missing: install it (https://dot.net) so that 'dotnet --version' prints 10.0.100 or newer"
  dotnet --version >/dev/null 2>&1 || die "the .NET SDK found does not satisfy global.json: install .NET SDK 10.0.100 or newer"
}

# To build: the SDK, npm for the Envoy API definitions, OpenSSL 3 for the TLS of the mesh.
need_build() {
  need_sdk
  need "npm, for the Envoy API definitions" npm command -v npm
  need "OpenSSL 3" libssl3 have_library libssl.so.3
}

# To publish native programs: a C linker and zlib.
need_native() {
  need_build
  need "a C compiler, as linker" "gcc libc6-dev" command -v cc
  need "zlib's headers" zlib1g-dev have_header zlib.h
}

# To run every test: zstd unpacks the third-party test programs; the others are what the namespace tests and foreign peers use.
want_tests() {
  want zstd zstd
  want iproute2 ip
  want iptables iptables
  want nftables nft
  want curl curl
  want nodejs node
}
