# Running tests: one program after the other, since two of them would fight over a small machine; then the sums.

test_results=artifacts/test-results

# Seconds that one test program may take.
test_limit=${TEST_LIMIT:-900}

test_projects() { # NAME...: the named ones, or all
  local name
  if [ $# -gt 0 ]; then
    for name in "$@"; do
      [ -f "tests/$name/$name.csproj" ] || die "no test project tests/$name"
      echo "$name"
    done
    return
  fi
  for name in tests/*.Tests/ tests/Conformance/ tests/EndToEnd/; do
    basename "$name"
  done
}

# Runs one program, leaves its result file, returns its exit code.
run_test_project() { # NAME
  local name=$1 program="tests/$1/bin/$configuration/net10.0/$1.dll" code=0
  printf '\n== %s\n' "$name"
  if [ "$name" = Conformance ]; then
    timeout --kill-after=10 "$test_limit" dotnet "$program" --served -o json "$test_results/$name.json"
    return
  fi
  timeout --kill-after=10 "$test_limit" dotnet "$program" -noLogo -noColor -result-xml "$test_results/$name.xml" > "$test_results/$name.log" 2>&1 || code=$?
  grep -vE '^ *(Discover|Starting|Finished)|^ *$' "$test_results/$name.log" || true
  [ "$code" != 124 ] || say "$name took longer than $test_limit seconds"
  return "$code"
}

# The number in an attribute of the only <assembly> element.
count() { # RESULT-FILE ATTRIBUTE
  grep -o "<assembly [^>]*" "$1" | grep -o " $2=\"[0-9]*\"" | head -n 1 | tr -dc 0-9
}

# The sum of all numbers under a key, which only families have.
sum_of() { # JSON-FILE KEY
  { grep -oE "\"$2\": *[0-9]+" "$1" || true; } | grep -oE '[0-9]+$' | awk '{ sum += $1 } END { print sum + 0 }'
}

run_tests() { # NAME...
  want_tests
  build_solution
  rm -rf "$test_results"
  mkdir -p "$test_results"
  local names name file broken='' passed=0 failed=0 skipped=0
  names=$(test_projects "$@")
  for name in $names; do
    run_test_project "$name" || broken="$broken $name"
    file=$test_results/$name.xml
    if [ -s "$file" ]; then
      passed=$((passed + $(count "$file" passed)))
      failed=$((failed + $(count "$file" failed) + $(count "$file" errors)))
      skipped=$((skipped + $(count "$file" skipped)))
    elif [ -s "${file%.xml}.json" ]; then
      passed=$((passed + $(sum_of "${file%.xml}.json" passed)))
      failed=$((failed + $(sum_of "${file%.xml}.json" failed)))
      skipped=$((skipped + $(sum_of "${file%.xml}.json" skipped)))
    else
      # It died before it could write its result, so at least one test has failed.
      failed=$((failed + 1))
    fi
  done
  list_skipped
  [ -z "$broken" ] || printf '\nfailed:%s\n' "$broken"
  printf '\n%s passed, %s failed, %s skipped\n' "$passed" "$failed" "$skipped"
  [ -z "$broken" ] && [ "$failed" = 0 ]
}

# Each skipped test with its reason: a skip that is not reported is a test that does not run.
list_skipped() {
  local file
  for file in "$test_results"/*.xml; do
    [ -s "$file" ] || continue
    awk 'BEGIN { RS = "<test " } / result="Skip"/ {
      name = $0; sub(/^.*name="/, "", name); sub(/".*/, "", name)
      reason = $0; sub(/^.*<reason><!\[CDATA\[/, "", reason); sub(/\]\]>.*/, "", reason)
      printf "skipped: %s: %s\n", name, reason
    }' "$file"
  done
}

check() {
  # CI builds with the style rules from the start; elsewhere what was built without them is built again.
  if [ "${CI:-}" = true ]; then build_solution; else build_solution -p:CheckStyle=true --no-incremental; fi
  check_build_time_packages
  mkdir -p "$test_results"
  run_test_project Istio.Architecture.Tests || die "the architecture tests failed"
}
