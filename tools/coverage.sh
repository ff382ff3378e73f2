#!/bin/sh
# Runs the tests of a coverage build, the window's too, and says how many lines of each room they reach: a line a room, and the lines
# that none reaches in BUILD/uncovered.txt. A file that is compiled for both element types counts once.
# Usage: tools/coverage.sh BUILD "PROGRAM…" ROOM…
build=$1
programs=$2
shift 2

# What was reached is written where the program may write that has bound itself, and where anybody may whose name a test takes.
reached=$(mktemp -d)
trap 'rm -rf "$reached"' EXIT
chmod 777 "$reached"
(
    umask 000
    export GCOV_PREFIX="$reached" ATTEND="$PWD/$build/attend" BUILD="$PWD/$build"
    tools/test.sh "$build" $programs
    case " $* " in *" window "*) for part in scale screens run; do tests/window/$part.sh; done ;; esac
)
find "$build" -name '*.gcda' -delete
cp -r "$reached$PWD/$build/." "$build/"

: >"$build/uncovered.txt"
printf 'room\tlines\treached\tpercent\n'
for room in "$@"; do
    find "$build/obj/$room" -name '*.gcno' -exec gcov -t -r {} + 2>/dev/null | LC_ALL=C awk -v room="$room" -v out="$build/uncovered.txt" '
        { n = split($0, part, ":") }
        n >= 3 && part[3] == "Source" { file = part[4]; sub(/^.*src\//, "src/", file); mine = index(file, "src/" room "/") == 1; next }
        !mine || n < 3 { next }
        { gsub(/[ *]/, "", part[1]); gsub(/ /, "", part[2]); line = file ":" part[2] }
        part[1] == "-" || part[2] == 0 { next }
        { lines[line] = 1 }
        part[1] !~ /^[#=]/ { reached[line] = 1 }
        END {
            for (l in lines) { all++; if (l in reached) hit++; else print l >> out }
            printf "%s\t%d\t%d\t%.1f\n", room, all, hit, all ? 100 * hit / all : 0
        }'
done
sort -t: -k1,1 -k2,2n -o "$build/uncovered.txt" "$build/uncovered.txt"
