#!/bin/sh
# Puts the program where programs are: binary, lessons, data, assets, desktop entry, kinds of files, icons, AppStream file, man pages,
# completion, documents. SHARE is what `make share` leaves (man pages, completion, icons). --remove takes all of it away again.
# Usage: tools/install.sh [--remove] PROGRAM SHARE DESTDIR PREFIX
set -e
[ "$1" = --remove ] && remove=yes && shift
program=$1
share=$2
to=$3$4
# Where Debian's zsh looks: for its packages, and for what is installed beside them.
[ "$4" = /usr ] && functions=vendor-completions || functions=site-functions
sizes="16 22 24 32 48 64 128 256 512"

put() { # mode, file, where
    if [ "$remove" ]; then rm -f "$to/$3"; else install -D -m "$1" "$2" "$to/$3"; fi
}

[ "$remove" ] && rm -rf "$to/share/attend" "$to/share/doc/attend" "$to"/share/man/man1/attend.1 "$to"/share/man/man1/attend-*.1
put 755 "$program" bin/attend
if [ -z "$remove" ]; then
    for file in lessons/*.md lessons/data/* assets/*; do put 644 "$file" "share/attend/$file"; done
    for file in README.md CHANGELOG.md docs/*.md docs/pictures/*; do put 644 "$file" "share/doc/attend/$file"; done
    put 644 LICENSE share/doc/attend/copyright
fi
put 644 packaging/attend.desktop share/applications/attend.desktop
put 644 packaging/attend.mime.xml share/mime/packages/attend.xml
put 644 packaging/attend.metainfo.xml share/metainfo/attend.metainfo.xml
put 644 assets/attend.svg share/icons/hicolor/scalable/apps/attend.svg
for size in $sizes; do put 644 "$share/attend-$size.png" "share/icons/hicolor/${size}x$size/apps/attend.png"; done
[ "$remove" ] || for page in "$share"/*.1; do put 644 "$page" "share/man/man1/${page##*/}"; done
put 644 "$share/attend.bash" share/bash-completion/completions/attend
put 644 "$share/_attend" "share/zsh/$functions/_attend"
put 644 "$share/attend.fish" share/fish/vendor_completions.d/attend.fish

# Packages leave this to triggers.
[ "$3" ] && exit 0
for tool in "update-desktop-database -q $to/share/applications" "update-mime-database $to/share/mime" "gtk-update-icon-cache -q -t -f $to/share/icons/hicolor"; do
    command -v "${tool%% *}" >/dev/null 2>&1 && $tool 2>/dev/null || true
done
