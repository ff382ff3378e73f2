#!/bin/sh
# Opens the window; where there is no display, does the same job without one.
# Usage: tools/run.sh PROGRAM FOLDER
program=$1
figures=$2
if [ -n "$DISPLAY$WAYLAND_DISPLAY" ]; then exec "$program"; fi
echo "There is no display here, so Attend saves the steps of its first attention lesson as pictures instead."
mkdir -p "$figures"
"$program" export 05-retrieval -o "$figures/05-retrieval-%d.png" || exit 1
ls "$figures"/05-retrieval-*.png
