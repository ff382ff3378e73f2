#!/bin/sh
# The page's tests: commands in node against the desktop's, then the page in Chromium (Debian's, by npm's playwright-core).
# Usage: tests/web/run.sh BUILD   (the page was made; BUILD/attend is the desktop's program)
set -eu
build=$1
tools/packages.sh chromium nodejs
command -v npm >/dev/null || tools/packages.sh npm
export LC_ALL=C.UTF-8 XDG_STATE_HOME="$PWD/$build/web-state" XDG_CONFIG_HOME="$PWD/$build/web-state"
[ -d "$build/web-npm/node_modules/playwright-core" ] ||
    npm install --silent --no-audit --no-fund --prefix "$build/web-npm" playwright-core@1 >/dev/null
node tests/web/commands.js "$build"
NODE_PATH="$PWD/$build/web-npm/node_modules" node tests/web/page.js "$build"
