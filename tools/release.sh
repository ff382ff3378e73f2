#!/bin/sh
# All that a release is, in one folder: the source archive, the packages, the page as an archive of its folder, and their sums. The
# same commit gives the same bytes. Usage: tools/release.sh ARCHIVE NAME PACKAGES PAGE OUT
set -e
archive=$1
name=$2
page=$4
out=$5
rm -rf "$out"
mkdir -p "$out"
cp "$archive" "$out/"
cp "$3"/attend_*.deb "$out/"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cp -r "$page" "$folder/$name-page"
date=$(tar -x -z -O -f "$archive" "$name/.sources" | cut -d' ' -f2)
tar -c --sort=name --mode=u=rwX,go=rX --owner=0 --group=0 --numeric-owner --mtime="@$date" --format=gnu -C "$folder" "$name-page" |
    gzip -n9 >"$out/$name-page.tar.gz"
cd "$out"
sha256sum -- *.deb *.gz >SHA256SUMS
ls
