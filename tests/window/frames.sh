#!/usr/bin/env bash
# With a window manager that has bars: the window and its frame open inside what they leave, and come back to where they were.
# Needs xvfb, xdotool, libx11-dev, x11-utils and openbox; without them it says so and does nothing. $ATTEND is the program.
set -u
ATTEND=${ATTEND:?the program to test}
work=$(mktemp -d)
failed=0
server= manager= program=
finish() {
    for process in $program $manager $server; do kill "$process" 2>/dev/null; done
    wait 2>/dev/null
    rm -rf "$work"
}
trap finish EXIT
command -v Xvfb xdotool xwininfo openbox >/dev/null && [ "$(command -v Xvfb xdotool xwininfo openbox | wc -l)" = 4 ] || {
    echo "skip  bars and frames: there is no openbox, or no xwininfo"
    exit 0
}
export HOME=$work XDG_STATE_HOME=$work/state XDG_CONFIG_HOME=$work/config
unset WAYLAND_DISPLAY SDL_VIDEODRIVER
for number in 103 104 105 106; do
    [ -e /tmp/.X11-unix/X$number ] && continue
    Xvfb :$number -noreset -screen 0 1280x720x24 -nolisten tcp >/dev/null 2>&1 &
    server=$!
    export DISPLAY=:$number
    break
done
for _ in $(seq 50); do
    xdotool getdisplaygeometry >/dev/null 2>&1 && break
    sleep 0.1
done
top=40 bottom=30 # the bars
sed "s#<top>0</top>#<top>$top</top>#; s#<bottom>0</bottom>#<bottom>$bottom</bottom>#" /etc/xdg/openbox/rc.xml >"$work/rc.xml"
openbox --config-file "$work/rc.xml" >/dev/null 2>&1 &
manager=$!
sleep 1

cc -o "$work/look" "$(dirname "$0")/look.c" -lX11 || exit 1
check() { # what, command…
    local what=$1
    shift
    if "$@"; then echo "ok    $what"; else failed=$((failed + 1)) && echo "FAIL  $what"; fi
}
start() {
    "$ATTEND" "$@" >/dev/null 2>"$work/err.log" &
    program=$!
    for _ in $(seq 100); do
        window=$(xdotool search --onlyvisible --class attend 2>/dev/null | tail -n 1)
        [ -n "$window" ] && break
        sleep 0.1
    done
    sleep 0.7
    look
}
look() { # X Y WIDTH HEIGHT of what is in the window, and the height of what stands above it
    X=$(xwininfo -id "$window" | sed -n 's/.*Absolute upper-left X: *//p') Y=$(xwininfo -id "$window" | sed -n 's/.*Absolute upper-left Y: *//p')
    eval "$(xdotool getwindowgeometry --shell "$window" | grep -E '^(WIDTH|HEIGHT)=')"
    bar=$(xwininfo -id "$window" | sed -n 's/.*Relative upper-left Y: *//p')
}
stop() {
    xdotool windowfocus "$window" key ctrl+q
    wait "$program"
    program=
}
inside() { [ "$bar" -gt 0 ] && [ "$X" -ge 0 ] && [ $((X + WIDTH)) -le 1280 ] && [ $((Y - bar)) -ge "$top" ] && [ $((Y + HEIGHT)) -le $((720 - bottom)) ]; }

start
check "the window opens between the bars, with its frame ($WIDTH × $HEIGHT at $X, $Y)" inside
xdotool windowsize "$window" 900 500 windowmove "$window" 200 120
sleep 0.7
look
was="$X $Y $WIDTH $HEIGHT"
for time in second third; do
    stop
    start
    check "the $time time it is where it was" test "$X $Y $WIDTH $HEIGHT" = "$was"
done
xdotool windowfocus "$window" key F11
sleep 1
stop
start
check "in full screen, as it was left" test "$WIDTH $HEIGHT" = "1280 720"
xdotool windowfocus "$window" key F11
sleep 1
look
check "out of it, where it was before" test "$X $Y $WIDTH $HEIGHT" = "$was"
stop
# A mouse that rests over a number: nothing is explained when the window opens there or fills the screen, but when it moves.
explained() { [ "$("$work/look" 1D2433 100 100 800 500)" -gt 20000 ]; } # the card's own colour, besides that of words
silent() { ! explained; }
rm -rf "$work/state"
xdotool mousemove 640 300
start 9 --step 4 --reduced-motion
check "a mouse that rests on a number explains nothing at the start" silent
xdotool windowfocus "$window" key F11
sleep 1
check "nor in full screen" silent
xdotool key F11
sleep 0.7
check "nor out of it" silent
xdotool mousemove 641 300
sleep 0.7
check "when it moves it does" explained
stop
check "without a word" test ! -s "$work/err.log"
[ "$failed" = 0 ]
