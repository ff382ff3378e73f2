#!/bin/sh
# Checks what a compiler does not: who may include whom, headers that compile alone, where <math.h> and the libraries are
# known, unseeded randomness, and the formatting.
failed=0
complain() {
    echo "lint: $*" >&2
    failed=1
}

# Who may include whom: the Makefile's table, a room a line, the room itself first.
includes=$(mktemp)
{ make -s rooms && grep -r '^#include "[a-z]*/' src --include='*.[ch]'; } | awk '
    !/#include/ { for (i = 1; i <= NF; i++) may[$1, $i] = 1; next }
    { split($0, part, /[\/":]/); room = part[2]; sub(/.*#include "/, ""); sub(/\/.*/, "") }
    room != "main.c" && !((room, $0) in may) { print "the room " room " may not include " $0 }' | sort | uniq -c >"$includes"
while read -r line; do complain "$line"; done <"$includes"
rm -f "$includes"

# Libraries and platform calls stay in their rooms.
only_in() { # pattern, rooms where it may stand
    for file in $(grep -lE "^#include <$1" -r src --include='*.[ch]'); do
        room=${file#src/}
        room=${room%%/*}
        case " $2 " in
        *" $room "*) ;;
        *) complain "$file: <$1…> belongs to $2" ;;
        esac
    done
}
only_in 'SDL' 'render window'
only_in 'cairo' 'render'
only_in 'ft2build' 'render'
only_in 'fontconfig' 'render'
only_in 'cmark' 'lesson'
only_in 'jansson' 'data'
only_in 'zip\.h' 'data'
only_in 'expat' 'data'
only_in 'pthread' 'base'

# glibc's functions change their last bits with the CPU: base/math owns them.
if grep -nE '\b(exp|expf|log|logf|log10|log2|pow|powf|sin|cos|tan|tanh|tanhf|erf|erff|atan2|hypot|exp2|cbrt|sinh|cosh|fma|fmaf)\(' -r src --include='*.[ch]' |
    grep -vE '(math|real|tape|expr|op|ref)_[a-z0-9_]*\(|^src/base/math|//.*\b(exp|log|log10|pow|sin|cos|tanh|erf)\(|"[^"]*\b(exp|log|tanh)\(' | grep .; then
    complain "use base/math.h instead of <math.h>"
fi
if grep -nE '\b(rand|srand|random|drand48)\(' -r src --include='*.[ch]'; then complain "random numbers come from base/random.h"; fi

# Every header compiles by itself, in both element types where that matters.
libraries=$(pkg-config --cflags sdl2 SDL2_ttf cairo cairo-ft freetype2 libcmark jansson libzip expat 2>/dev/null)
for header in src/*/*.h src/*/*/*.h; do
    ${CC:-cc} -std=c11 -D_POSIX_C_SOURCE=200809L -Isrc $libraries -fsyntax-only -x c -Wall -Wno-unused-function "$header" || complain "$header does not compile by itself"
done
for header in src/core/*.h src/layers/*.h; do
    ${CC:-cc} -std=c11 -D_POSIX_C_SOURCE=200809L -Isrc -Ibuild/names -DATTEND_FLOAT -fsyntax-only -x c "$header" || complain "$header does not compile by itself for float"
done

if command -v clang-format >/dev/null 2>&1; then
    clang-format --dry-run -Werror $(find src tests bench -name '*.[ch]') 2>&1 | grep -E 'error' | cut -d: -f1 | sort | uniq -c | sed 's/$/: run make format/' | tee /dev/stderr | grep -q . && failed=1
fi

[ "$failed" = 0 ] && echo "lint: clean"
exit $failed
