// The arrays of the tape that a picture shows, each once, with the numbers that are seen of it.
#ifndef ATTEND_SESSION_DESCRIBE_NODES_H
#define ATTEND_SESSION_DESCRIBE_NODES_H

#include "session/describe.h"

typedef struct Say { // what somebody is told of, and what is kept from him
    Session *session;
    Arena *arena;
    List hidden; // for list_hides
} Say;

typedef struct ShownNode {
    DescribedNode node;
    Box box;
} ShownNode;
int shown_nodes(const Say *say, const List *list, ShownNode **out); // returns how many

#endif
