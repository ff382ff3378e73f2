#!/usr/bin/env bash
# Lets one call after the other fail in the commands that read and write files: never a crash, never half a file, never an old
# file spoiled, and always one true sentence. What is killed at a call leaves the old file or the new one.
# Usage: tests/faults/run.sh ATTEND FAIL.so [STEP]; STEP 1 tries every allocation.
set -u
attend=$1
fail=$(realpath "$2")
step=${3:-7}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export XDG_STATE_HOME=$folder/state XDG_CONFIG_HOME=$folder/config SDL_VIDEODRIVER=dummy
printf 'q,1,1\nk1:the,1,1\nk2:cat,1,0\nv1,4,0\nv2,0,4\ng,1,1\n' >"$folder/own.csv"
tried=0
killed=0
wrong=0
complain() {
    echo "faults: $*" >&2
    wrong=$((wrong + 1))
}

# One run with a fault. When its number is beyond the calls that there are, it is not met, and 0 is returned.
# $1: the fault; $2: the file that is written, or ""; then the command.
run() {
    local fault=$1 out=$2 code
    shift 2
    [ -n "$out" ] && printf 'old' >"$out"
    rm -f "$folder/met"
    { timeout 60 env FAIL="$fault" FAIL_MET="$folder/met" LD_PRELOAD="$fail" "$attend" "$@" >"$folder/stdout" 2>"$folder/stderr"; } 2>/dev/null
    code=$?
    tried=$((tried + 1))
    if [ $code = 137 ] && [ "${fault##* }" = KILL ]; then
        killed=$((killed + 1))
        rm -f "$out".*.part # what a kill may leave; a later save sweeps it
        [ -z "$out" ] || [ "$(head -c 4 "$out")" = old ] || cmp -s "$out" "$out.right" || complain "'$fault' $*: half a file"
        return $code
    fi
    [ $code -le 1 ] || complain "'$fault' $*: exit code $code: $(head -c 300 "$folder/stderr")"
    if [ $code = 1 ] && ! grep -q '^attend: ' "$folder/stderr"; then complain "'$fault' $*: not a word"; fi
    [ $code = 1 ] && grep -qE 'not JSON|is not a font|read as a font|there is no data file|no lesson' "$folder/stderr" &&
        complain "'$fault' $*: untrue: $(head -n 1 "$folder/stderr")"
    if [ -n "$out" ]; then
        if [ $code = 0 ]; then
            cmp -s "$out" "$out.right" || complain "'$fault' $*: exit code 0, but the file is another"
        else
            [ "$(cat "$out")" = old ] || complain "'$fault' $*: the old file is spoiled"
        fi
        for left in "$out".*.part; do [ -e "$left" ] && complain "'$fault' $*: $left is left" && rm -f "$left"; done
    elif [ $code = 0 ]; then
        cmp -s "$folder/stdout" "$folder/right" || complain "'$fault' $*: exit code 0, but another output"
    fi
    [ ! -e "$folder/met" ]
}

# Every kind of fault, call by call until there is no such call.
try() { # $1: the file that is written, or ""
    local out=$1
    shift
    if [ -n "$out" ]; then
        "$attend" "$@" >/dev/null || complain "$*: does not work at all"
        mv "$out" "$out.right"
    else
        "$attend" "$@" >"$folder/right" || complain "$*: does not work at all"
    fi
    local n
    for fault in 'open %d EACCES' 'open %d EMFILE' 'read %d EIO' 'read %d EINTR' 'read %d short' 'write %d ENOSPC' 'write %d EIO' \
        'write %d EINTR' 'write %d short' 'fsync %d EIO' 'close %d EIO' 'rename %d EDQUOT' 'mmap %d ENOMEM' \
        'open %d KILL' 'write %d KILL' 'fsync %d KILL' 'close %d KILL' 'rename %d KILL'; do
        [ -z "$out" ] && [ "${fault##* }" = KILL ] && continue
        for ((n = 1; n < 400; n++)); do run "${fault/\%d/$n}" "$out" "$@" && break; done
    done
    for ((n = 1; n < 20000; n += step)); do
        run "malloc $n" "$out" "$@" && break
        FAIL_ON=1 run "malloc $n" "$out" "$@"
    done
}

printf '{"q": [[1, 1]], "k": [[1, 1], [1, 0]], "v": [[4, 0], [0, 4]]}' >"$folder/own.json"
printf 'q = [[1., 1.]]\nk = [[1., 1.], [1., 0.]]\nv = [[4., 0.], [0., 4.]]\n' >"$folder/own.txt"
printf '\\[ q = \\begin{bmatrix} 1 & 1 \\end{bmatrix} \\]\n' >"$folder/own.tex"
printf '| q | 1 | 1 |\n|---|---|---|\n| k1 | 1 | 1 |\n| v1 | 4 | 0 |\n' >"$folder/own.markdown"
files=tests/data/files

# Every reader, and what reads lessons.
for data in "$folder"/own.??? "$folder"/own.markdown "$files"/npz-seed.npz "$files"/npy-f8.npy "$files"/st-whole-seed.safetensors "$files"/xlsx-beside.xlsx; do
    try '' check "$data"
done
try '' check lessons/05-retrieval.md
try '' describe 5 --step 4
"$attend" compute attention --data "$folder/own.csv" --format csv >"$folder/work.csv"
try '' grade "$folder/work.csv" --data "$folder/own.csv"
try '' compute language --weights lessons/data/language.safetensors --tokens 0,1 --only p
try '' list lessons
# What is written.
for format in npz safetensors; do
    try "$folder/out.$format" compute attention --data "$folder/own.csv" -o "$folder/out.$format"
done
try '' compute attention --data "$folder/own.csv" --format csv
try "$folder/out.json" compute attention --data "$folder/own.csv" -o "$folder/out.json"
try "$folder/out.svg" export 5 --step 4 -o "$folder/out.svg"
try "$folder/out.pdf" export 5 --step 4 -o "$folder/out.pdf"
try "$folder/out.pdf" export 5 --handout -o "$folder/out.pdf"
try "$folder/out.png" export 5 --step 4 --size 640x480 -o "$folder/out.png"
try "$folder/out.gif" export 5 --step 4 --size 320x240 --fps 2 --seconds 0.5 -o "$folder/out.gif"
echo "faults: $tried tried, $killed of them killed, $wrong wrong"
[ "$wrong" = 0 ]
