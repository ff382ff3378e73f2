#!/bin/sh
# The page's tests: commands in node against the desktop's, then the page in Chromium (Debian's, by npm's playwright-core).
# Usage: tests/web/run.sh BUILD   (the page was made; BUILD/attend is the desktop's program)
set -eu
build=$1
tests/web/ready.sh "$build"
export LC_ALL=C.UTF-8 XDG_STATE_HOME="$PWD/$build/web-state" XDG_CONFIG_HOME="$PWD/$build/web-state"
node tests/web/commands.js "$build"
NODE_PATH="$PWD/$build/web-npm/node_modules" node tests/web/page.js "$build"
