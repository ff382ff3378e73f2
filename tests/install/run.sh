#!/usr/bin/env bash
# What `make install` leaves, held against the tools of those who use it: the shells, man, the desktop. And two builds in two
# folders are the same bytes.
set -u
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
export PATH=$work/root/usr/bin:$PATH HOME=$work XDG_STATE_HOME=$work/state XDG_CONFIG_HOME=$work/config

check "the program names version and build" grep -qE '^Attend [0-9.]+ \(build .*release\)$' <(attend --version)
check "it finds its lessons" grep -q '^05-retrieval' <(cd / && attend list lessons)
check "and draws" attend export 5 --step 4 -o "$work/four.png"
for page in "$share"/man/man1/*.1; do
    check "man: ${page##*/}" silent man --warnings -E UTF-8 -l -Tutf8 -Z "$page" -P cat
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
check "zsh reads it" zsh -n "$share/zsh/vendor-completions/_attend"
check "fish reads it" fish -n "$share/fish/vendor_completions.d/attend.fish"
fish_offers() { fish --no-config -c ". '$share/fish/vendor_completions.d/attend.fish'; complete -C '$1'" | cut -f1; }
check "fish: options" is_in <(fish_offers 'attend export 5 --ha') --handout
check "fish: choices" is_in <(fish_offers 'attend train language --model tr') transformer

make -s --no-print-directory uninstall DESTDIR="$work/root" PREFIX=/usr
check "uninstalled, nothing is left" test -z "$(find "$work/root" -type f)"

# --- two builds
twin() { mkdir "$work/$1" && tar -xzf build/attend-*.tar.gz -C "$work/$1" --strip-components=1 && make -C "$work/$1" -s CONFIG=release program share; }
make -s dist >/dev/null
if [ "${TWINS:-yes}" = yes ]; then
    check "one build" twin one
    check "another, elsewhere" twin another-one
    check "are the same bytes" cmp "$work/one/build/release/attend" "$work/another-one/build/release/attend"
    check "and so is what goes with it" diff -r "$work/one/build/release/share" "$work/another-one/build/release/share"
fi
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
