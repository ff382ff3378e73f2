#!/bin/sh
# What the page's tests need beside the program: Chromium, node, and npm's playwright-core. False with a sentence where the network
# has them not.
# Usage: tests/web/ready.sh BUILD
set -eu
build=$1
tools/packages.sh chromium nodejs
command -v npm >/dev/null || tools/packages.sh npm
[ -d "$build/web-npm/node_modules/playwright-core" ] && exit 0
npm install --silent --no-audit --no-fund --prefix "$build/web-npm" playwright-core@1 >/dev/null && exit 0
echo "attend: npm cannot fetch playwright-core, by which the page is tested in Chromium" >&2
exit 1
