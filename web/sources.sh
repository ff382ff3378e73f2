#!/bin/sh
# Fetches the sources of the libraries that the page is built of, by apt-get source with a state of its own: the machine's own
# apt knows where sources are, no address stands here. Each lies under its own name, with Debian's patches.
# Usage: web/sources.sh FOLDER
set -eu
mkdir -p "$1"
cd "$1"
wanted="freetype cmark jansson libpng1.6 zlib libzip expat giflib qrencode"
for package in $wanted; do [ -e "$package.there" ] || missing=yes; done
[ "${missing:-}" ] || exit 0
echo "The page needs the sources of $wanted. Fetching them from Debian."
mkdir -p apt/lists/partial apt/cache
cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null | sed -n 's/^deb /deb-src /p' >apt/sources.list
cat /etc/apt/sources.list.d/*.sources 2>/dev/null | sed 's/^Types:.*/Types: deb-src/' >apt/sources.sources
[ -s apt/sources.list ] || rm apt/sources.list
[ -s apt/sources.sources ] || rm apt/sources.sources
apt() {
    tool=$1
    shift
    "$tool" -o "Dir::Etc::sourcelist=/dev/null" -o "Dir::Etc::sourceparts=$PWD/apt" -o "Dir::State::lists=$PWD/apt/lists" \
        -o "Dir::Cache=$PWD/apt/cache" -o APT::Sandbox::User="$(id -un)" -q "$@"
}
fail() {
    echo "attend: the page cannot be built: no sources of $1 can be had from this machine's package servers" >&2
    tail -n 3 apt/log >&2
    exit 1
}
# Debian changes only the packaging of qrencode, so its authors' archive will do where a server lacks Debian's part. apt checks both.
get() {
    apt apt-get source "$1=$2" >>apt/log 2>&1 && return
    [ "$1" = qrencode ] && apt apt-get source --download-only --tar-only "$1=$2" >>apt/log 2>&1 && tar -xf "$1"_*.orig.tar.*
}
apt apt-get update >apt/log 2>&1 || fail "Debian's packages"
for package in $wanted; do
    [ -e "$package.there" ] && continue
    # A server may lack the newest version for a while: then the one before it.
    for version in $(apt apt-cache showsrc "$package" 2>>apt/log | sed -n 's/^Version: //p' | sort -rVu); do
        get "$package" "$version" || continue
        folder=$(ls -td "$package"-*/ | head -n 1)
        [ "$package" = expat ] && folder=${folder}expat
        ln -sfn "${folder%/}" "${package%1.6}" # libpng1.6 goes as libpng
        echo "$version" >"$package.there"
        break
    done
    [ -e "$package.there" ] || fail "$package"
done
