#!/bin/sh
# The sources of the last commit as an archive that is the same whoever packs it. It holds its commit in a file, .sources, for
# --version. Usage: tools/dist.sh OUT.tar.gz NAME
set -e
out=$1
name=$2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir -p "$(dirname "$out")" "$folder/$name"
if [ -e .git ]; then
    git diff --quiet HEAD || echo "attend: what is not committed is not in the archive" >&2
    git archive HEAD | tar -x -C "$folder/$name"
    echo "$(git describe --always) $(git log -1 --format=%ct)" >"$folder/$name/.sources"
else
    tar -c --exclude ./build . | tar -x -C "$folder/$name"
fi
date=$(cut -d' ' -f2 "$folder/$name/.sources")
tar -c --sort=name --mode=u=rwX,go=rX --owner=0 --group=0 --numeric-owner --mtime="@$date" --format=gnu -C "$folder" "$name" | gzip -n9 >"$out"
echo "$out"
