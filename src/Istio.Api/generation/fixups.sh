#!/usr/bin/env bash
# Brings the Envoy API copy of the npm package to what protoc, C# and Istio 1.28.4 need.
# usage: fixups.sh DIR   (DIR holds envoy/, xds/, udpa/, google/ and validate/ of the package; edited in place)
# Each edit must match exactly once: another version of the package fails here by name instead of compiling to something else.
set -euo pipefail
cd "$1"

# insert FILE 'LINE' 'TEXT': puts TEXT after the one line that is exactly LINE.
insert() {
  [ "$(grep -cxF -- "$2" "$1")" = 1 ] || { echo "fixups.sh: $1: expected exactly one line '$2'" >&2; exit 1; }
  awk -v line="$2" -v text="$3" '{ print } $0 == line { print text }' "$1" > "$1.new"
  mv "$1.new" "$1"
}

# append_field FILE MESSAGE 'TEXT': puts TEXT before the brace that ends the top-level MESSAGE.
append_field() {
  [ "$(grep -cxF -- "message $2 {" "$1")" = 1 ] || { echo "fixups.sh: $1: expected exactly one message $2" >&2; exit 1; }
  awk -v start="message $2 {" -v text="$3" '$0 == start { open = 1 } open && $0 == "}" { print text; open = 0 } { print }' "$1" > "$1.new"
  mv "$1.new" "$1"
}

# --- the package's own faults
find . -name '*.proto' -exec sed -i 's/\r$//' {} +

# validate.proto is older than the API that uses it: the rule messages lack ignore_empty.
for rules in Float Double Int32 Int64 UInt32 UInt64 SInt32 SInt64 Fixed32 Fixed64 SFixed32 SFixed64; do
  append_field validate/validate.proto "${rules}Rules" '    optional bool ignore_empty = 8;'
done
append_field validate/validate.proto StringRules '    optional bool ignore_empty = 26;'
append_field validate/validate.proto BytesRules '    optional bool ignore_empty = 14;'
append_field validate/validate.proto RepeatedRules '    optional bool ignore_empty = 5;'
append_field validate/validate.proto MapRules '    optional bool ignore_empty = 6;'

# C# names: the field clear_body collides with the ClearBody method of its sibling body; wire and JSON names stay as they are.
insert envoy/service/ext_proc/v3/external_processor.proto '    bool clear_body = 2;' '    bool clear_body_flag = 2 [json_name = "clearBody"];'
sed -i '/^    bool clear_body = 2;$/d' envoy/service/ext_proc/v3/external_processor.proto
# C# names: a message may not be called Descriptor. Istio does not use this package.
rm -r envoy/extensions/rate_limit_descriptors/expr

# --- what Istio 1.28.4 (Envoy API of October 2025) has and the copy of July 2024 lacks
append_field envoy/config/cluster/v3/cluster.proto Cluster '  google.protobuf.Duration dns_jitter = 58;'
append_field envoy/config/bootstrap/v3/bootstrap.proto Bootstrap '  google.protobuf.Duration stats_eviction_interval = 42;'
append_field envoy/config/trace/v3/zipkin.proto ZipkinConfig '
  enum TraceContextOption {
    USE_B3 = 0;
    USE_B3_WITH_W3C_PROPAGATION = 1;
  }
  TraceContextOption trace_context_option = 8;'
append_field envoy/extensions/wasm/v3/wasm.proto PluginConfig '  FailurePolicy failure_policy = 7;'
cat >> envoy/extensions/wasm/v3/wasm.proto <<'PROTO'

enum FailurePolicy {
  UNSPECIFIED = 0;
  FAIL_RELOAD = 1;
  FAIL_CLOSED = 2;
  FAIL_OPEN = 3;
}
PROTO
append_field envoy/extensions/filters/http/ext_proc/v3/ext_proc.proto ExtProcOverrides '  google.protobuf.BoolValue failure_mode_allow = 8;'
insert envoy/extensions/filters/http/ext_proc/v3/ext_proc.proto 'import "google/protobuf/struct.proto";' 'import "google/protobuf/wrappers.proto";'
insert envoy/extensions/filters/http/ext_proc/v3/processing_mode.proto '    BUFFERED_PARTIAL = 3;' '    FULL_DUPLEX_STREAMED = 4;'
