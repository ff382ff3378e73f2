#!/bin/sh
# What --version says of the sources, as a line of C: the commit, where there is one. Usage: tools/build.sh CONFIG
if [ -e .sources ]; then
    commit=$(cut -d' ' -f1 .sources)
elif [ -e .git ]; then
    commit=$(git describe --always --dirty 2>/dev/null)
fi
echo "#define ATTEND_BUILD \"build ${commit:-of unknown sources}${1:+, $1}\""
