#!/bin/sh
# Builds the Debian package from the source archive, in a folder of its own, and asks lintian about it.
# Usage: tools/deb.sh ARCHIVE NAME OUT
set -e
archive=$1
name=$2
out=$3
rm -rf "$out"
mkdir -p "$out"
tar -x -z -C "$out" -f "$archive"
export SOURCE_DATE_EPOCH
SOURCE_DATE_EPOCH=$(cut -d' ' -f2 "$out/$name/.sources")
(cd "$out/$name" && env -u MAKEFLAGS -u MAKELEVEL -u LDFLAGS dpkg-buildpackage -us -uc >../build.log 2>&1) || {
    tail -n 30 "$out/build.log" >&2
    exit 1
}
lintian --allow-root --pedantic --fail-on error,warning,pedantic "$out"/*.changes
ls "$out"/*.deb
