#!/usr/bin/env bash
# Runs every test of the project, after installing what they need, and ends with a line that sums them up.
# Arguments go to Maven:  scripts/test.sh -pl backup-core     scripts/test.sh -Dtest=BundleIdTest -Dsurefire.failIfNoSpecifiedTests=false
set -euo pipefail

root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd -P)
cd "$root"

scripts/setup.sh

mkdir -p .work
begun=$(mktemp .work/tests.XXXXXX)
trap 'rm -f "$begun"' EXIT

# Where nobody looks at a terminal, colours are noise in a log.
colour=auto
[[ -t 1 ]] || colour=never

# A test that fails in one module must not hide what the other modules' tests say; the count below decides.
status=0
mvn -B --no-transfer-progress "-Dstyle.color=$colour" -Dmaven.test.failure.ignore=true verify "$@" </dev/null || status=$?

# Only what this run wrote: an earlier run's reports may still be there.
bad=0
find . -path '*/target/surefire-reports/TEST-*.xml' -newer "$begun" -exec grep -ho '<testsuite [^>]*>' {} + | awk '
  function number(name) { return match($0, " " name "=\"[0-9]+\"") ? substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4) + 0 : 0 }
  { tests += number("tests"); failures += number("failures"); errors += number("errors"); skipped += number("skipped") }
  END { printf "%d tests: %d passed, %d failed, %d skipped\n", tests, tests - failures - errors - skipped, failures + errors, skipped
        exit failures + errors > 0 }' || bad=1
if ((status == 0 && bad == 0)); then
  echo "All is well."
else
  echo "NOT well: Maven ended with status $status; its messages, and those of the tests that failed, are above."
fi
exit $((status == 0 ? bad : status))
