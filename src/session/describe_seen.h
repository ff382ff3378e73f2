// What of each array of the tape stands on a list, where, and in which form.
#ifndef ATTEND_SESSION_DESCRIBE_SEEN_H
#define ATTEND_SESSION_DESCRIBE_SEEN_H

#include "core/tape.h"
#include "draw/list.h"

typedef enum SeenKind { KIND_VALUE, KIND_GRAD, KIND_LENGTH } SeenKind; // lengths of the rows of a gradient

enum { FORM_DIGITS = 1, FORM_COLOURS = 2, FORM_BARS = 4, FORM_POINTS = 8, FORM_ARROWS = 16, FORM_LINES = 32 };
enum { SEEN_SHOWN = 1, SEEN_HATCHED = 2, SEEN_WRITTEN = 4, SEEN_CELL = 8 };

typedef struct SeenSpread { // how elements that stand by themselves lie
    Box box;
    int first, last; // the lowest and the highest, and where; −1: none stands by itself
    double first_x, first_y, last_x, last_y;
    double turned; // how far the next number of a row stands below the one before, rather than beside it
    int one;       // the last that was met
    double one_x, one_y;
} SeenSpread;

typedef struct SeenNode { // of a node or its gradient
    int node;
    SeenKind kind;
    unsigned char *at;      // (count) SEEN_SHOWN and what else is so
    Box *each;              // (count) where each stands; NULL of a node too large for that
    int forms;              // FORM_DIGITS, where most are written, …
    SeenSpread digits, all; // of what is written, of everything
    double low_w, high_w, low_h, high_h;
    bool told; // by another
} SeenNode;

typedef struct Gathered {
    Arena *arena;
    const Tape *tape;
    SeenNode *seen; // (3 nodes of the tape)
    int count;
} Gathered;

// Everything that is strong enough to be seen; what another tells as well is marked as told.
Gathered seen_on(const List *list, const Tape *tape, Arena *arena);
const SeenSpread *seen_spread(const SeenNode *seen); // of its digits, where it has any
SeenKind seen_kind(Ident ident);
// "also as bars", "as colours": what is to be said of its form; "" of digits alone.
const char *seen_form(const SeenNode *seen, Arena *arena);
// The last axis is read along; the axes before it count rows.
int seen_columns(const Node *node);

#endif
