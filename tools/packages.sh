#!/bin/sh
# Installs the Debian packages named on the command line that are missing, without questions.
# Says so first; when it cannot, one line names the packages and the command. With --ask it installs nothing and says which
# are missing.
ask=
[ "$1" = --ask ] && ask=yes && shift
missing=
for package in "$@"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q '^install ok installed$' || missing="$missing $package"
done
[ -z "$missing" ] && exit 0

if ! command -v apt-get >/dev/null 2>&1; then
    # Not Debian: trust the person, the compiler will say what it lacks.
    command -v dpkg-query >/dev/null 2>&1 || exit 0
fi
if [ -n "$ask" ]; then
    echo "attend: missing packages:$missing; this installs them: make install-packages" >&2
    exit 1
fi
command="apt-get install -y --no-install-recommends$missing"
if [ "$(id -u)" = 0 ]; then
    as_root=
elif command -v sudo >/dev/null 2>&1 && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
    as_root=sudo
else
    echo "attend: missing packages; please run as root: $command" >&2
    exit 1
fi
echo "Attend needs a few packages. Installing:$missing"
log=$(mktemp)
export DEBIAN_FRONTEND=noninteractive
if { $as_root apt-get update -qq && $as_root env DEBIAN_FRONTEND=noninteractive $command; } >"$log" 2>&1 </dev/null; then
    rm -f "$log"
else
    tail -n 3 "$log" >&2
    rm -f "$log"
    echo "attend: could not install; please run as root: $command" >&2
    exit 1
fi
