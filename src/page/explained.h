// What is known of the number that is looked at, made once a frame: rings, stepping back and the card are all drawn from it.
#ifndef ATTEND_PAGE_EXPLAINED_H
#define ATTEND_PAGE_EXPLAINED_H

#include "core/explain.h"
#include "draw/list.h"

typedef struct Explained {
    Ident target;
    bool known;        // a number that is on the tape
    double value;      // of it: a value, a gradient, a length
    const Expr *expr;  // how it comes about; NULL where nothing explains it
    const Ident *flow; // the numbers of the picture that a value flows into
    int flows;
    const Range *source; // what it is made of; what cannot be seen brings along what it is made of itself
    int sources;
    const List *picture; // what it was made for: it may hide numbers that the step asks for; NULL: nothing is hidden
} Explained;
static inline bool explained_hides(const Explained *e, Ident ident) { return e->picture && list_hides(e->picture, ident); }

// `picture`: what can be seen, so that a number flows into one, and comes from one, that can be pointed at; NULL: everything can.
Explained explained_make(Arena *arena, const Tape *tape, const List *picture, Ident target);

#endif
