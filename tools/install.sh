#!/bin/sh
# Usage: tools/install.sh PROGRAM DESTDIR PREFIX
set -e
program=$1
to=$2$3
install -d "$to/bin" "$to/share/attend/lessons/data" "$to/share/attend/assets" "$to/share/applications" "$to/share/icons/hicolor/scalable/apps" "$to/share/doc/attend"
install -m 755 "$program" "$to/bin/attend"
install -m 644 lessons/*.md "$to/share/attend/lessons/"
install -m 644 lessons/data/* "$to/share/attend/lessons/data/"
find assets -maxdepth 1 -type f -exec install -m 644 {} "$to/share/attend/assets/" \;
install -m 644 assets/attend.desktop "$to/share/applications/attend.desktop"
install -m 644 assets/attend.svg "$to/share/icons/hicolor/scalable/apps/attend.svg"
install -m 644 README.md CHANGELOG.md LICENSE docs/*.md "$to/share/doc/attend/"
