// The name of a node as somebody says it: "h[2]" is "h sub 3", "mine.Wq" "W super Q in the mistaken run". By its parts, for all
// nodes of all models alike.
#ifndef ATTEND_SESSION_NODE_SAID_H
#define ATTEND_SESSION_NODE_SAID_H

#include "base/arena.h"

const char *node_said(Arena *arena, const char *name);

#endif
