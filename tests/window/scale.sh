#!/usr/bin/env bash
# The scale on the first start: what a screen claims in millimetres changes nothing, what the desktop says holds, and a screen of
# 2160 lines is taken at 2. Needs xvfb and libx11-dev. $ATTEND is the program.
set -u
ATTEND=${ATTEND:?the program to test}
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
failed=0
server=
finish() {
    [ -n "$server" ] && kill "$server" 2>/dev/null
    wait 2>/dev/null
    rm -rf "$work"
}
trap finish EXIT
cc -o "$work/look" "$here/look.c" -lX11 || exit 1
export HOME=$work XDG_STATE_HOME=$work/state XDG_CONFIG_HOME=$work/config
unset WAYLAND_DISPLAY SDL_VIDEODRIVER

picture() { # name, lines of the screen, what it claims, what the desktop says or "", arguments…
    local name=$1 lines=$2 dpi=$3 says=$4
    shift 4
    for number in 93 94 95 96 97 98; do
        [ -e /tmp/.X11-unix/X$number ] && continue
        Xvfb :$number -screen 0 $((lines * 16 / 9))x${lines}x24 -dpi "$dpi" -extension RANDR -noreset -nolisten tcp >/dev/null 2>&1 &
        server=$!
        break
    done
    export DISPLAY=:$number
    for _ in $(seq 50); do
        "$work/look" hash 0 0 1 1 >/dev/null 2>&1 && break
        sleep 0.1
    done
    [ -n "$says" ] && "$work/look" dpi "$says"
    timeout 60 "$ATTEND" 5 --step 4 --reduced-motion --screenshot "$work/$name.png" "$@" || failed=$((failed + 1))
    kill $server && wait $server 2>/dev/null
    server=
}
same() { # what, two pictures
    if cmp -s "$work/$2.png" "$work/$3.png"; then
        echo "ok    $1"
    else
        failed=$((failed + 1))
        echo "FAIL  $1"
    fi
}

picture plain 1080 96 ""
picture laptop 1080 158 ""
picture projector 1080 305 ""
same "a laptop's 158 dots an inch change nothing" plain laptop
same "nor does a projector that claims to be 160 by 90 mm" plain projector
picture once 1080 96 "" --size 1900x1000
picture said 1080 96 192 --size 1900x1000
picture large 2160 96 "" --size 1900x1000
picture small 2160 96 96 --size 1900x1000
cmp -s "$work/once.png" "$work/said.png" && echo "FAIL  192 by the desktop's word changes nothing" && failed=$((failed + 1))
same "192 by the desktop's word is as large as a screen of 2160 lines" said large
same "which the desktop's word overrules" once small
[ "$failed" = 0 ]
