#!/bin/sh
# What is made before installing: man pages and completion, from the table that --help prints, and the icon in its sizes.
# Usage: tools/share.sh MANUAL FOLDER
set -e
mkdir -p "$2"
rm -f "$2"/*
"$1" "$2"
for size in 16 22 24 32 48 64 128 256 512; do
    rsvg-convert -w $size -h $size assets/attend.svg -o "$2/attend-$size.png"
done
