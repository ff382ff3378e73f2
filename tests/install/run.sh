#!/usr/bin/env bash
# What `make install` leaves, held against the tools of those who use it: the shells, man, the desktop. And two builds, of the
# program and of the package, in two folders, with another umask, language, time and place, are the same bytes (TWINS=no: without).
set -u
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
failed=0
check() { # what, command…
    local what=$1
    shift
    if "$@" >"$work/log" 2>&1; then
        passed=$((passed + 1))
        echo "ok    $what"
    else
        failed=$((failed + 1))
        echo "FAIL  $what"
        head -n 5 "$work/log"
    fi
}
silent() { local said; said=$("$@" 2>&1) && [ -z "$said" ] || { echo "$said"; return 1; }; }
is_in() { grep -qxF -- "$2" "$1"; }

make -s --no-print-directory install DESTDIR="$work/root" PREFIX=/usr >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
share=$work/root/usr/share
without_warnings() { local said; said=$(man --warnings -E UTF-8 -l -Tutf8 -Z "$1" 2>&1 >/dev/null) && [ -z "$said" ] || { echo "$said"; return 1; }; }
export PATH=$work/root/usr/bin:$PATH HOME=$work XDG_STATE_HOME=$work/state XDG_CONFIG_HOME=$work/config

check "the program names version and build" grep -qE '^Attend [0-9.]+ \(build .*release\)$' <(attend --version)
check "it finds its lessons" grep -q '^05-retrieval' <(cd / && attend list lessons)
from_elsewhere() { (cd / && env -i PATH="$PATH" HOME="$work" "$@"); }
check "draws" from_elsewhere attend export 5 --step 4 -o "$work/four.png"
check "describes" from_elsewhere attend describe 17 --step 5
check "computes" from_elsewhere attend compute attention --data "$share/attend/lessons/data/seed.csv"
check "and opens its window" from_elsewhere xvfb-run -a attend 5 --step 4 --reduced-motion --screenshot "$work/window.png"
check "on that step" grep -q 'PNG image data, 1' <(file "$work/window.png")
for page in "$share"/man/man1/*.1; do
    check "man: ${page##*/}" without_warnings "$page"
done
man_lists() { man -P cat -l "$share/man/man1/attend-$1.1" | grep -qE -- "$2"; }
check "the page of export has its options" man_lists export '^ *--handout'
check "the desktop entry" silent desktop-file-validate "$share/applications/attend.desktop"
# Its id has no domain in it: that of whoever publishes the program is to be filled in.
check "the AppStream file" appstreamcli validate --no-net --override=cid-desktopapp-is-not-rdns=info "$share/metainfo/attend.metainfo.xml"
check "the kinds of files" update-mime-database "$share/mime"
rm -rf "$share/mime"
for size in 16 48 256; do
    check "the icon at $size" grep -q "PNG image data, $size x $size" <(file "$share/icons/hicolor/${size}x$size/apps/attend.png")
done

# --- completion, asked as a shell asks
bash_offers() { # words…; what is offered, a line each
    bash --norc -c '. "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); compopt() { :; }; _attend; printf "%s\n" "${COMPREPLY[@]}"' \
        "$share/bash-completion/completions/attend" "$@"
}
check "bash: commands" is_in <(bash_offers attend co) compute
check "bash: lessons" is_in <(bash_offers attend export 05) 05-retrieval
check "bash: models" is_in <(bash_offers attend compute mul) multihead
check "bash: options" is_in <(bash_offers attend export 5 --ha) --handout
check "bash: choices" is_in <(bash_offers attend train language --model tr) transformer
check "bash: settings" is_in <(bash_offers attend --theme d) dark
typed() { "$here/typed.zsh" "$@"; }
check "bash, typed" grep -q 'export 5 --handout ' <(typed "bash --norc -i" ". '$share/bash-completion/completions/attend'" $'attend export 5 --ha\t')
in_zsh() { typed "zsh -f -i" "fpath=('$share/zsh/vendor-completions' \$fpath); autoload -Uz compinit; compinit -D -u" "$1"; }
check "zsh, typed: options" grep -q 'export 5 --handout ' <(in_zsh $'attend export 5 --ha\t')
check "zsh, typed: lessons" grep -q 'export 05-retrieval ' <(in_zsh $'attend export 05\t')
check "fish reads it" fish -n "$share/fish/vendor_completions.d/attend.fish"
fish_offers() { fish --no-config -c ". '$share/fish/vendor_completions.d/attend.fish'; complete -C '$1'" | cut -f1; }
check "fish: options" is_in <(fish_offers 'attend export 5 --ha') --handout
check "fish: choices" is_in <(fish_offers 'attend train language --model tr') transformer

make -s --no-print-directory uninstall DESTDIR="$work/root" PREFIX=/usr
check "uninstalled, nothing is left" test -z "$(find "$work/root" -type f)"

# --- two builds
elsewhere() { (umask 077 && export CCACHE_DISABLE=1 TZ=Pacific/Auckland LC_ALL=C.UTF-8 LANGUAGE=de HOME="$work" && "$@"); }
twin() { mkdir -p "$work/another" && tar -xzf "$1" -C "$work/another" --strip-components=1 && make -C "$work/another" -s CONFIG=release program share; }
package() { tools/deb.sh "$(realpath "$1")" "$name" "$2"; }
same_packages() { for file in build/deb/*.deb; do cmp "$file" "$work/package/${file##*/}" || return 1; done; }
if [ "${TWINS:-yes}" = yes ]; then
    archive=$(make -s --no-print-directory dist)
    name=$(basename "$archive" .tar.gz)
    check "all is committed, and so in the archive" git diff --quiet HEAD
    check "another build, elsewhere" elsewhere twin "$archive"
    check "is the same bytes" cmp build/release/attend "$work/another/build/release/attend"
    check "and so is what goes with it" diff -r build/release/share "$work/another/build/release/share"
    check "the archive of the archive" elsewhere make -s -C "$work/another" dist
    check "is the same bytes too" cmp "$archive" "$work/another/$archive"
    check "a package, which lintian finds clean" package "$archive" build/deb
    check "another, elsewhere" elsewhere package "$archive" "$work/package"
    check "is the same bytes" same_packages
fi
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
