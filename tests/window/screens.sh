#!/usr/bin/env bash
# Two screens: the presenter's window opens on the other one, and a screen that is switched off takes no window with it. Needs
# xserver-xorg-core, xserver-xorg-video-dummy, x11-xserver-utils and xdotool; without them it says so and does nothing. $ATTEND is the program.
set -u
ATTEND=${ATTEND:?the program to test}
work=$(mktemp -d)
failed=0
server= program=
finish() {
    [ -n "$program" ] && kill "$program" 2>/dev/null
    [ -n "$server" ] && kill "$server" 2>/dev/null
    wait 2>/dev/null
    rm -rf "$work"
}
trap finish EXIT
if ! command -v Xorg xrandr xdotool >/dev/null || [ ! -e /usr/lib/xorg/modules/drivers/dummy_drv.so ]; then
    echo "skip  two screens: there is no Xorg with its dummy driver"
    exit 0
fi
cat >"$work/xorg.conf" <<'CONF'
Section "Device"
  Identifier "d"
  Driver "dummy"
  VideoRam 256000
EndSection
Section "Monitor"
  Identifier "m"
  HorizSync 5-1000
  VertRefresh 5-200
EndSection
Section "Screen"
  Identifier "s"
  Device "d"
  Monitor "m"
  DefaultDepth 24
  SubSection "Display"
    Depth 24
    Virtual 3840 2160
  EndSubSection
EndSection
CONF
export HOME=$work XDG_STATE_HOME=$work/state XDG_CONFIG_HOME=$work/config
unset WAYLAND_DISPLAY SDL_VIDEODRIVER
for number in 99 100 101 102; do
    [ -e /tmp/.X11-unix/X$number ] && continue
    Xorg :$number -noreset -nolisten tcp -config "$work/xorg.conf" -logfile "$work/xorg.log" >/dev/null 2>&1 &
    server=$!
    export DISPLAY=:$number
    break
done
for _ in $(seq 50); do
    xrandr >/dev/null 2>&1 && break
    sleep 0.1
done
both() { xrandr --output DUMMY0 --mode 1280x800 --pos 0x0 --output DUMMY1 --mode 1920x1080 --pos 1280x0 && xrandr >/dev/null && sleep 0.5; } # the second looks which are connected
xrandr --addmode DUMMY1 1920x1080
both || { echo "skip  two screens: the dummy driver has one output"; exit 0; }

check() { # what, command…
    local what=$1
    shift
    if "$@"; then echo "ok    $what"; else failed=$((failed + 1)) && echo "FAIL  $what"; fi
}
place() { eval "$(xdotool getwindowgeometry --shell "$1")"; } # X Y WIDTH HEIGHT
within() { # a window, a screen: x y width height
    place "$1"
    [ "$X" -ge "$2" ] && [ "$Y" -ge "$3" ] && [ $((X + WIDTH)) -le $(($2 + $4)) ] && [ $((Y + HEIGHT)) -le $(($3 + $5)) ]
}
alive() { kill -0 "$program"; }

"$ATTEND" 9 --step 3 --reduced-motion >/dev/null 2>"$work/err.log" &
program=$!
sleep 2
class=$(xdotool search --onlyvisible --class attend | tail -n 1)
xdotool windowfocus "$class" key p
sleep 1.5
presenter=$(xdotool search --onlyvisible --name '^Presenter' | tail -n 1)
check "the class's window is on the first screen" within "$class" 0 0 1280 800
check "the presenter's opens on the other" within "$presenter" 1280 0 1920 1080
xrandr --output DUMMY1 --off
sleep 2.5
check "the other is switched off, and its window comes back" within "$presenter" 0 0 1280 800
check "the class's has stayed" within "$class" 0 0 1280 800
both
xdotool windowmove "$presenter" 1500 100
sleep 0.5
xrandr --output DUMMY0 --off --output DUMMY1 --pos 0x0
sleep 2.5
check "the first is switched off: both are on the one that is left" within "$class" 0 0 1920 1080
check "the presenter's too" within "$presenter" 0 0 1920 1080
check "and the program lives" alive
check "without a word" test ! -s "$work/err.log"
[ "$failed" = 0 ]
