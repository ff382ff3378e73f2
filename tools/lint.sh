#!/bin/sh
# Checks what a compiler does not: who may include whom, rings of files, float twins, headers that compile alone, where
# libraries and <math.h> are known, what clang warns of, long functions and lines, what the documents say of the sources, and the formatting.
# The object files must be there: `make lint` sees to it.
# Usage: FLOAT="FILE…" tools/lint.sh BUILD
build=${1:-build}
failed=0
complain() {
    echo "lint: $*" >&2
    failed=1
}
# Every line that comes in is a complaint.
complain_each() {
    lines=$(cat)
    [ -z "$lines" ] && return
    echo "$lines" | sed 's/^/lint: /' >&2
    failed=1
}
table=$(make -s rooms)
rooms=$(echo "$table" | cut -d' ' -f1)

# Who may include whom: the Makefile's table, a room a line, the room itself first. src/main.c joins window and command.
complain_each <<END
$({ echo "$table" && grep -r '^#include "[a-z]*/' src --include='*.[ch]'; } | awk '
    !/#include/ { for (i = 1; i <= NF; i++) may[$1, $i] = 1; next }
    { split($0, part, /[\/:]/); file = $0; sub(/:.*/, "", file); sub(/.*#include "/, ""); sub(/\/.*/, "") }
    part[2] != "main.c" && !((part[2], $0) in may) { print file ": the room " part[2] " may not include " $0 }')
END

# Every room of the table and of src/ stands in docs/architecture.md, with what it is built on: these and all that they may use.
complain_each <<END
$({ echo "$table" && sed -n 's/^| `\([a-z]*\)` |.*| \([^|]*\) |$/built \1 \2/p' docs/architecture.md | tr -d ',`'; } | awk '
    $1 != "built" { whole[$1] = $0; order[++rooms] = $1; next }
    { said[$2] = 1; delete got; got[$2] = 1
      for (i = 3; i <= NF; i++) { n = split(whole[$i], part, " "); for (j = 1; j <= n; j++) got[part[j]] = 1 }
      n = split(whole[$2], part, " ")
      for (j = 1; j <= n; j++) { if (!(part[j] in got)) print "docs/architecture.md: the room " $2 " may also use " part[j]; delete got[part[j]] }
      for (other in got) print "docs/architecture.md: the room " $2 " may not use " other }
    END { for (i = 1; i <= rooms; i++) if (!(order[i] in said)) print "docs/architecture.md: the room " order[i] " is missing" }')
END

# What CONTRIBUTING and the architecture call a file is one; NAME stands for any.
complain_each <<END
$(grep -oE '`(src|tests|tools|docs|lessons)/[A-Za-z0-9_./*-]*`' CONTRIBUTING.md docs/architecture.md | tr -d '`' | while IFS=: read -r document path; do
    set -- $(echo "$path" | sed 's/NN-name/*/; s/NAME/*/g')
    [ -e "$1" ] || echo "$document: there is no $path"
done)
END

# Files that call each other in a ring; and no public name twice in core and layers, which would link one element type's
# function to the other's numbers.
complain_each <<END
$(tools/rings.sh "$build" $rooms)
END
complain_each <<END
$(cat "$build/obj/core/.list" "$build/obj/layers/.list" | xargs nm -g --defined-only | awk 'NF == 3 { print $3 }' | sort | uniq -d | sed 's/$/ is defined for double and for float: see FLOAT_NAMES in the Makefile/')
END

# A type name that a header defines means one thing, in all files.
complain_each <<END
$(find src -name '*.[ch]' -exec grep -HoE '^\} [A-Z][A-Za-z0-9]*;$' {} + | tr -d '};' | awk '{ sub(/:$/, "", $1)
    if ($1 ~ /h$/ && $2 in header) print $1 ": " $2 " is the name of a type in " header[$2] " too"
    if ($1 ~ /h$/) header[$2] = $1; else private[++count] = $0 }
    END { for (i = 1; i <= count; i++) { split(private[i], part, " "); sub(/:$/, "", part[1])
          if (part[2] in header) print part[1] ": " part[2] " is the name of a type in " header[part[2]] " too" } }')
END

# Functions fit a screen (the cases of a switch, a line each, are a table and do not count); lines (comments too, which clang-format leaves alone) are as long as .clang-format says.
columns=$(sed -n 's/^ColumnLimit: //p' .clang-format)
complain_each <<END
$(find src tests bench -name '*.[ch]' -exec env LC_ALL=C.UTF-8 grep -nE "^.{$((columns + 1)),}" {} + | cut -d: -f1,2 | sed "s/\$/: longer than $columns characters/")
END
complain_each <<END
$(find src -name '*.[ch]' -exec awk '
    FNR == 1 { start = 0 }
    /^    case [A-Z_0-9]+: .*;( \/\/.*)?$/ { cases++ }
    /^[a-zA-Z].*\) \{$/ || (/^ .*\) \{$/ && !start) { start = FNR; cases = 0 }
    /^\}/ { if (start && FNR - start - cases >= 60) print FILENAME ":" start ": a function of " FNR - start + 1 - cases " lines; 60 fit a screen"; start = 0 }' {} +)
END

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
only_in 'ft2build' 'render web'
only_in 'zlib\.h' 'data'
only_in 'fontconfig' 'render'
only_in 'hb\.h' 'render'
only_in 'fribidi' 'render'
only_in 'cmark' 'lesson'
only_in 'jansson' 'data'
only_in 'zip\.h' 'data'
only_in 'expat' 'data'
only_in 'qrencode' 'data'
only_in 'X11/' 'window'
only_in 'pthread' 'base'
# What the machine offers stands behind base/platform.h; fonts are mapped where they are read.
only_in 'unistd' 'base render'
only_in 'sys/' 'base render web'
only_in 'dirent' 'base web'
only_in 'fcntl' 'base render main.c'

# glibc's functions change their last bits with the CPU: base/math owns them. What has a prefix (math_exp, tape_log) is ours.
complain_each <<END
$(grep -nE '(^|[^a-z0-9_])(exp|expf|log|logf|log10|log2|pow|powf|sin|cos|tan|tanh|tanhf|erf|erff|atan2|hypot|exp2|cbrt|sinh|cosh|fma|fmaf)\(' -r src --include='*.[ch]' |
    grep -vE '^src/base/(math|fused)|//.*\b(exp|log|log10|pow|sin|cos|tanh|erf)\(|"[^"]*\b(exp|log|tanh)\(|:OP\(' | sed 's/$/: use base\/math.h instead of <math.h>/')
END
complain_each <<END
$(grep -nE '\b(rand|srand|random|drand48)\(' -r src --include='*.[ch]' | sed 's/$/: random numbers come from base\/random.h/')
END

# Every header compiles by itself, in both element types where that matters.
libraries=$(pkg-config --cflags sdl2 SDL2_ttf cairo cairo-ft freetype2 libcmark jansson libzip expat libqrencode x11 libpng zlib harfbuzz fribidi 2>/dev/null)
compiles() { # flags, a word for what fails; headers come in
    xargs -P "$(nproc)" -I{} sh -c "${CC:-cc} -std=c11 -D_POSIX_C_SOURCE=200809L -Isrc $1 -fsyntax-only -x c {} || echo '{} does not compile by itself$2'"
}
complain_each <<END
$(find src -name '*.h' | compiles "$libraries -Wall -Wno-unused-function" '' 2>&1)
$(find src/core src/layers -name '*.h' | compiles "-I$build/names -DATTEND_FLOAT" ' for float' 2>&1)
END

# A second compiler has nothing to say either: what one passes over, the other may not. FLOAT are the files that exist for float alone.
if command -v clang >/dev/null 2>&1; then
    warnings=$(make -s warnings)
    second() { xargs -P "$(nproc)" -n 20 clang -fsyntax-only -std=c11 -D_POSIX_C_SOURCE=200809L -Isrc -Itests -Ibench "-I$build/names" $warnings $libraries "$@" 2>&1; }
    complain_each <<END
$(find src tests bench tools -name '*.c' | grep -vxF "$(printf '%s\n' $FLOAT)" | second | grep -E ' (warning|error): ')
$(printf '%s\n' $FLOAT | second -DATTEND_FLOAT | grep -E ' (warning|error): ')
END
fi

if command -v clang-format >/dev/null 2>&1; then
    complain_each <<END
$(find src tests bench -name '*.[ch]' | xargs -P "$(nproc)" -n 40 clang-format --dry-run -Werror 2>&1 | grep error | cut -d: -f1 | sort | uniq -c | sed 's/$/: run make format/')
END
fi

[ "$failed" = 0 ] && echo "lint: clean"
exit $failed
