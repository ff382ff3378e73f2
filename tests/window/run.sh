#!/usr/bin/env bash
# Drives the real window as a person would: starts it under Xvfb, steps, edits a cell, loads a file, answers a question, saves
# a figure, and looks at what came of it. Needs xvfb, xdotool and libx11-dev. $ATTEND is the program.
set -u
ATTEND=${ATTEND:?the program to test}
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
passed=0
failed=0
server=
program=

finish() {
    [ -n "$program" ] && kill "$program" 2>/dev/null
    [ -n "$server" ] && kill "$server" 2>/dev/null
    wait 2>/dev/null
    rm -rf "$work"
}
trap finish EXIT

cc -o "$work/look" "$here/look.c" -lX11 || exit 1

for number in 87 88 89 90 91 92; do
    [ -e /tmp/.X11-unix/X$number ] && continue
    Xvfb :$number -noreset -screen 0 1280x720x24 -nolisten tcp >"$work/xvfb.log" 2>&1 &
    server=$!
    export DISPLAY=:$number
    for _ in $(seq 50); do
        xdotool getdisplaygeometry >/dev/null 2>&1 && break 2
        sleep 0.1
    done
    kill $server 2>/dev/null
done

export HOME=$work XDG_STATE_HOME=$work/state XDG_CONFIG_HOME=$work/config XDG_PICTURES_DIR=$work/pictures
unset WAYLAND_DISPLAY SDL_VIDEODRIVER

start() { # arguments of the program
    "$ATTEND" --size 1280x720 ${motion---reduced-motion} "$@" >"$work/out.log" 2>"$work/err.log" &
    program=$!
    for _ in $(seq 100); do
        window=$(xdotool search --onlyvisible --class attend 2>/dev/null | tail -n 1)
        [ -n "$window" ] && break
        sleep 0.1
    done
    xdotool windowmove "$window" 0 0 windowfocus "$window"
    settle
}
settle() { sleep "${1:-0.5}"; }
key() { xdotool key --clearmodifiers "$@"; settle 0.3; }
typed() { xdotool type --delay 15 "$1"; settle 0.3; }
click() { xdotool mousemove "$1" "$2"; settle 0.2; xdotool click 1; settle 0.4; }
away() { xdotool mousemove 1240 690; settle 0.4; } # where nothing explains itself
hash() { away; "$work/look" hash "$@"; }

check() { # what, command…
    local what=$1
    shift
    if "$@"; then
        passed=$((passed + 1))
        echo "ok    $what"
    else
        failed=$((failed + 1))
        echo "FAIL  $what"
        sed 's/^/      /' "$work/err.log" | head -n 5
    fi
}
is_there() { [ -s "$1" ]; }
has() { grep -qF -- "$2" "$1"; }
lacks() { ! grep -qF -- "$2" "$1"; }
differ() { [ "$1" != "$2" ]; }
ended() { for _ in $(seq 50); do kill -0 "$program" 2>/dev/null || return 0; sleep 0.1; done; return 1; }

# Places at 1280x720, in pixels.
stage="0 57 950 578"
panel="956 57 316 578"

# --- no display: a line, and nobody else's
env -u DISPLAY -u XDG_RUNTIME_DIR "$ATTEND" >/dev/null 2>"$work/err.log"
check "without a display one line says so" test "$(wc -l <"$work/err.log")" = 1

# --- the course map, into the first lesson, forwards and back
start
check "the window opens" test -n "$window"
before=$(hash 0 0 1280 720)
key Return
check "Enter opens a lesson" differ "$before" "$(hash 0 0 1280 720)"
first=$(hash $stage)
key Right
check "the arrow goes on" differ "$first" "$(hash $stage)"
key Next
key Prior
key Left
check "and back to the same picture" test "$first" = "$(hash $stage)"
key 4
key space
settle 0.5
key ctrl+q
check "Ctrl Q leaves" ended
check "the place is remembered" grep -q "^place .* vanishing$" "$work/state/attend/state"

# --- edit a cell: the first number of the query is the first that Tab and an arrow reach; saved as a figure it is there
start 5
key 4
fourth=$(hash $stage)
key ctrl+q
check "Ctrl Q leaves again" ended
start 5
check "it opens where it was left" test "$fourth" = "$(hash $stage)"
click 53 362
typed "2.5"
key Return
check "an edit changes the picture" differ "$fourth" "$(hash $stage)"
key ctrl+s
settle
typed ""
key Return
settle 1.5
figure=$(ls "$work"/pictures/Attend/* 2>/dev/null | head -n 1)
check "Save figure writes a file" is_there "${figure:-/none}"
clipboard() { timeout 3 xclip -selection clipboard -o -t "$1" 2>/dev/null; }
check "it is on the clipboard as PNG" test "$(clipboard image/png | head -c 4 | tail -c 3)" = PNG
check "and as SVG" test "$(clipboard image/svg+xml | head -c 4)" = "<svg"
key ctrl+z
settle 4 # the note about the file goes away
check "Ctrl Z brings the number back" test "$fourth" = "$(hash $stage)"

# --- answer a question: the right answer turns green
green="007A58 $panel"
before=$("$work/look" $green)
for y in 500 525 550 575 600 625 475 450 425 400; do # wherever the panel has scrolled to
    click 1100 $y
    differ "$before" "$("$work/look" $green)" && break
done
check "an answer is marked" differ "$before" "$("$work/look" $green)"

# --- load a file, a bad one first
printf 'q,1,0\nk1,1\nv1,1\n' >"$work/bad.csv"
printf 'q1:who,1,0,2\nk1:a,1,1,1\nk2:b,0,0,1\nv1,1\nv2,3\n' >"$work/good.csv"
key 4
before=$(hash $stage)
key ctrl+o
typed "$work/bad.csv"
key Return
settle
check "a bad file is refused in words" differ "$before" "$(hash $stage)"
key Escape
settle
check "and changes nothing" test "$before" = "$(hash $stage)"
key ctrl+o
typed "$work/good.csv"
key Return
settle
key Return # what is shown is taken
settle
key Escape
check "a good file is on the stage" differ "$before" "$(hash $stage)"
key ctrl+q
check "it ends without a word" ended
check "nothing on standard error" test ! -s "$work/err.log"

# --- any size, quickly, without a crash
start --data "$work/good.csv"
for size in "500 340" "1280 300" "330 700" "640 400" "1279 719"; do
    xdotool windowsize "$window" $size
    settle 0.15
done
check "odd window sizes do no harm" kill -0 "$program"
key F11
key F11
geometry() { xdotool getwindowgeometry "$window" | sed -n 's/.*Position: \([-0-9,]*\).*/\1/p; s/.*Geometry: //p' | tr '\n' ' '; }
xdotool windowsize "$window" 900 600 windowmove "$window" 60 40
settle
small=$(geometry)
key F5
settle
check "F5 fills the screen, with no window manager to help" test "$(geometry)" = "0,0 1280x720 "
key Escape
settle
check "Esc gives back the size and the place" test "$(geometry)" = "$small"
xdotool windowmove "$window" 0 0
settle
key F5
key Escape
settle
check "also in the corner" test "$(geometry)" = "0,0 900x600 "
key question
key Escape
key ctrl+q
check "and it still leaves when told" ended

# --- a race: started, scrubbed, restarted while it trains, then left; frames keep coming
panel_foot="956 526 316 110" # its step, its bar, its buttons; the controls scroll with the text
moves() { # the stage is another each time, this often
    local before now i
    before=$("$work/look" hash $stage)
    for i in $(seq "$1"); do
        settle 0.4
        now=$("$work/look" hash $stage)
        [ "$now" != "$before" ] || return 1
        before=$now
    done
}
rests() { # once the step under way is over, which may take a while where much else is running
    local before i at=${1:-$stage}
    for i in 1 2 3 4 5; do
        settle 0.6
        before=$("$work/look" hash $at)
        settle 0.5
        [ "$before" = "$("$work/look" hash $at)" ] && return 0
    done
    return 1
}
motion= start race --step 5 # forty tokens: it takes a while
away
check "a race waits for its start" rests
key space
away
check "Space starts it, and frames keep coming" moves 5
xdotool mousemove 845 670 mousedown 1
for x in 812 772 732 802 837; do
    xdotool mousemove "$x" 670
    settle 0.1
done
xdotool mouseup 1
check "it is scrubbed while it trains" kill -0 "$program"
scrubbed=$(hash $panel_foot)
click 1115 602
away
check "Restart begins anew and shows it" moves 4
check "from step 0" differ "$scrubbed" "$("$work/look" hash $panel_foot)"
click 600 20 # away from the button
key space
away
check "Space pauses it" rests
paused=$(hash $panel_foot)
click 1210 602
check "One step makes one" differ "$paused" "$(hash $panel_foot)"
click 600 20
key space
settle 0.5
key ctrl+w
settle 0.5
check "left while it trains, it stands still" rests "0 57 1280 600" # once the map's pictures are there
key Return
settle 0.5
key Right
key space
settle 0.5
key ctrl+q
check "and ends in the middle of a step" ended
check "without a word" test ! -s "$work/err.log"

# --- a text of one's own: learned live; one that is too short is refused in a line
for i in $(seq 60); do echo "The dog saw the cat, and the cat ran away from dog number $i."; done >"$work/story.txt"
motion= start --text "$work/story.txt"
away
check "a text of one's own waits for its start" rests
key space
away
check "a model learns it live" moves 3
key ctrl+q
check "and ends in the middle of learning" ended
check "without a word" test ! -s "$work/err.log"
echo "Three words only." >"$work/short.txt"
timeout 20 "$ATTEND" --text "$work/short.txt" >/dev/null 2>"$work/err.log"
check "a text that is too short is refused in one line" test "$(grep -c 'short.txt.*at least' "$work/err.log")" = 1

# --- a lesson taught with five keys: from the map to the map of the next lesson, and what the class sees on the way
class="0 0 1280 720"
black() { test "$("$work/look" 000000 $class)" = 921600; }
motion= start
xdotool mousemove 600 20 # on nothing at all
before_it=$("$ATTEND" list lessons | grep -c '^0[1-8]-') # and the card of own vectors
for _ in $(seq 25); do xdotool key Prior; settle 0.05; done
for _ in $(seq $((before_it + 1))); do xdotool key Next; settle 0.05; done
settle
key F5
settle 1.5
if grep -q '^last layer-norm$' "$work/state/attend/state"; then # the card of own vectors stands elsewhere
    key Escape
    key ctrl+w
    key Prior
    key F5
    settle 0.5
fi
bar() { "$work/look" hash 0 0 340 56; } # where one is
here() { grep -q "^last $1\$" "$work/state/attend/state"; }
settle 1
check "F5 opens the chosen lesson" here masking
check "in full screen" test "$(xdotool getwindowgeometry "$window" | sed -n 's/.*Geometry: //p')" = 1280x720
before=$("$work/look" hash $class)
key period
check ". makes the screen black" black
key Next
check "and the next key only brings it back" test "$before" = "$("$work/look" hash $class)"
seen=0 still=0 moved=0
for _ in $(seq 60); do
    before=$("$work/look" hash $class)
    xdotool key Next
    settle 0.3
    soon=$("$work/look" hash $class)
    settle 2.2
    after=$("$work/look" hash $class)
    [ "$soon" != "$after" ] && moved=$((moved + 1))
    [ "$before" = "$soon" ] && [ "$before" = "$after" ] && still=$((still + 1))
    seen=$((seen + 1))
    here masking || break
done
settle 1
check "Page Down comes to the next lesson" here layer-norm
check "no press does nothing" test "$still" = 0
check "pictures move on the way ($moved of $seen)" test "$moved" -ge 7
where=$(bar)
key Escape
key Escape
check "Esc leaves no lesson" test "$where" = "$(bar)"
settle 6 # what it said goes away
before=$("$work/look" hash $class)
key Next
settle 2
key Prior
settle 1
check "Page Up undoes it" test "$before" = "$(settle 5; "$work/look" hash $class)"
key ctrl+q
check "and it ends" ended

shot() { timeout 60 "$ATTEND" 9 --size 1280x720 --reduced-motion --predict off --screenshot "$work/$1.png" "${@:2}"; }
shot there --step 4
shot stroke --step 3 --do "finger 1 down 700 300; finger 1 move 600 304; finger 1 move 480 306; finger 1 up 480 306; wait 1"
check "a stroke over the picture goes to the next step, and changes no mask" cmp -s "$work/there.png" "$work/stroke.png"
shot first --step 3
shot apart --step 3 --do "finger 1 down 300 300; finger 2 down 400 300; finger 2 move 500 300; finger 2 up 500 300; finger 1 up 300 300; wait 1"
check "two fingers enlarge the picture" test "$(cmp -s "$work/first.png" "$work/apart.png"; echo $?)" = 1

# --- the presenter's window: two windows, keys in either one
start 5 --step 2
class_window=$window
key p
settle 1
presenter_window=$(xdotool search --onlyvisible --name '^Presenter' 2>/dev/null | tail -n 1)
check "P opens the presenter's window" test -n "$presenter_window"
xdotool windowfocus "$presenter_window"
settle

places() { grep "^place .* retrieval\$" "$work/state/attend/state"; }
before=$(places)
for _ in 1 2 3; do key Next; done
settle 1.5
check "keys in it step the lesson" differ "$before" "$(places)"
before=$(places)
xdotool windowfocus "$class_window"
for _ in 1 2 3; do key Prior; done
settle 1.5
check "and so do keys in the class's" differ "$before" "$(places)"
xdotool windowfocus "$presenter_window"
key n
key p
settle 1
check "P closes it again" test -z "$(xdotool search --onlyvisible --name '^Presenter' 2>/dev/null)"
check "and the class's window stays" kill -0 "$program"
xdotool windowfocus "$class_window"
key ctrl+q
check "and it ends" ended

# --- other programs come and go
start 5
"$work/look" drag "$window"
settle 1
check "what is dragged over it may go before it is answered" kill -0 "$program"
key ctrl+q
check "and it ends" ended

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
