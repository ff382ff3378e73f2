#!/bin/sh
# Runs the test programs named on the command line, one after the other, and sums them up.
# Usage: tools/test.sh BUILD PROGRAM…
build=$1
shift
export ASAN_OPTIONS="handle_segv=2:${ASAN_OPTIONS:-}"
export LSAN_OPTIONS="suppressions=$PWD/tests/support/leaks.txt:print_suppressions=0:${LSAN_OPTIONS:-}"
export UBSAN_OPTIONS="print_stacktrace=1:${UBSAN_OPTIONS:-}"
passed=0
failed=0
for program in "$@"; do
    log=$program.log
    if SDL_VIDEODRIVER=${SDL_VIDEODRIVER:-dummy} "$program" >"$log" 2>&1; then
        n=$(sed -n 's/^\[  PASSED  \] \([0-9]*\) test(s).*/\1/p' "$log" | tail -n 1)
        passed=$((passed + ${n:-0}))
        printf 'ok    %4s  %s\n' "${n:-0}" "${program#"$build"/tests/}"
    else
        p=$(sed -n 's/^\[  PASSED  \] \([0-9]*\) test(s).*/\1/p' "$log" | tail -n 1)
        f=$(sed -n 's/^\[  FAILED  \] *\([0-9]*\) test(s).*/\1/p' "$log" | head -n 1)
        passed=$((passed + ${p:-0}))
        failed=$((failed + ${f:-1}))
        printf 'FAIL        %s\n' "${program#"$build"/tests/}"
        grep -v '^\[ \(RUN\|      OK\) ' "$log" | tail -n 60
    fi
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
