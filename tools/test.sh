#!/bin/sh
# Runs the test programs named on the command line, as many at a time as there are processors, and sums them up in their order.
# Usage: tools/test.sh BUILD PROGRAM…
build=$1
shift
export ASAN_OPTIONS="handle_segv=2:${ASAN_OPTIONS:-}"
export LSAN_OPTIONS="suppressions=$PWD/tests/support/leaks.txt:print_suppressions=0:${LSAN_OPTIONS:-}"
export UBSAN_OPTIONS="print_stacktrace=1:${UBSAN_OPTIONS:-}"
export SDL_VIDEODRIVER="${SDL_VIDEODRIVER:-dummy}"
rm -rf "$build/review" # what failed pictures leave (tests/support/review.h)
printf '%s\n' "$@" | xargs -P "${JOBS:-$(nproc)}" -I{} sh -c '{} >{}.log 2>&1; echo $? >{}.code'
passed=0
failed=0
for program in "$@"; do
    log=$program.log
    p=$(sed -n 's/^\[  PASSED  \] \([0-9]*\) test(s).*/\1/p' "$log" | tail -n 1)
    passed=$((passed + ${p:-0}))
    if [ "$(cat "$program.code")" = 0 ]; then
        printf 'ok    %4s  %s\n' "${p:-0}" "${program#"$build"/tests/}"
    else
        f=$(sed -n 's/^\[  FAILED  \] *\([0-9]*\) test(s).*/\1/p' "$log" | head -n 1)
        failed=$((failed + ${f:-1}))
        printf 'FAIL        %s\n' "${program#"$build"/tests/}"
        grep -v '^\[ \(RUN\|      OK\) ' "$log" | tail -n 60
    fi
    rm -f "$program.code"
done
[ -e "$build/review/index.html" ] && echo "pictures that differ: $build/review/index.html"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
