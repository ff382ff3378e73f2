#!/bin/sh
# Rings of files within a room, by what the object files define and need: none may hold more than six files, and none may reach
# out of its folder, its family. Prints those that do.
# Usage: tools/rings.sh BUILD ROOM…
build=$1
shift
for room in "$@"; do tr ' ' '\n' <"$build/obj/$room/.list"; done | grep '\.o$' | grep -v '\.float\.o$' | xargs nm -A -g | sed "s|^$build/obj/||" | awk '
    { split($1, at, ":"); file = at[1]; kind = $(NF - 1); name = $NF }
    kind == "U" { uses[file, ++needs[file]] = name }
    kind != "U" && kind != "w" { home[name] = file }
    { split(file, part, "/"); room[file] = part[1] }
    # Tarjan 1972: files that reach each other.
    function visit(f,   i, g, ring, size, family, apart) {
        index_of[f] = low[f] = ++counter
        stack[++top] = f
        on[f] = 1
        for (i = 1; i <= needs[f]; i++) {
            g = home[uses[f, i]]
            if (g == "" || g == f || room[g] != room[f]) continue
            if (!index_of[g]) { visit(g); if (low[g] < low[f]) low[f] = low[g] }
            else if (on[g] && index_of[g] < low[f]) low[f] = index_of[g]
        }
        if (low[f] != index_of[f]) return
        do {
            g = stack[top--]
            on[g] = 0
            size++
            ring = ring " " g
            sub(/[^\/]*$/, "", g)
            if (family != "" && g != family) apart = 1
            family = g
            g = stack[top + 1]
        } while (g != f)
        if (size > 6 || apart) print size " files call each other in a ring:" ring
    }
    END { for (f in room) if (!index_of[f]) visit(f) }'
