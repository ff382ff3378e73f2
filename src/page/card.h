// What the card of a number says: its formula with the numbers put in, the next line partly worked out, the result, and what
// it flows into. Made from the tape's own explanation, so it needs to know nothing of any scene.
#ifndef ATTEND_PAGE_CARD_H
#define ATTEND_PAGE_CARD_H

#include "core/explain.h"
#include "session/session.h"

typedef struct Card {
    const char *formula;  // TeX: "a_{1} = \frac{e^{1.4142}}{…}"; or NULL
    const char *partial;  // "= 4.1133 / 7.6344 =", or NULL
    const char *result;   // "0.538821", in bold; or NULL
    const char *flows;    // TeX: "o_{1}, o_{2}", or NULL
    const char *note;     // a sentence, or NULL
    const char *proof[2]; // of a pinned number: two lines, or NULL
} Card;

// `terms`: how many of a long sum are written out, at least 2; `digits` of the numbers put in. `picture`: what can be seen, so
// that a number flows into one that can be pointed at; may be NULL.
Card card_make(Arena *arena, const Session *session, const List *picture, Ident ident, bool pinned, int terms, int digits);

// The numbers of the picture that a number flows into; returns how many, at most `most`.
int card_flows(Arena *arena, const Tape *tape, const List *picture, Ident ident, Ident *out, int most);

// Draws the card beside `target`, within `bounds`, never over the target, away from the `avoid` boxes where it can be.
// Returns its box.
Box card_draw(List *list, const Session *session, const List *picture, Ident ident, Box target, Box bounds, const Box *avoid,
              int avoids, bool pinned, double type);

// "s_{1}", "W_{q,1,2}", "\partial L/\partial s_{1}"
const char *element_tex(Arena *arena, const Tape *tape, NodeId node, bool grad, int element);
// "|\partial L/\partial x_{3}|": of a row of `count` elements
const char *length_tex(Arena *arena, const Tape *tape, NodeId node, int first, int count);
// An explanation that is one number of another node only, replaced by that number's own.
Expr *card_follow(Arena *arena, const Tape *tape, Expr *expr);
const char *expr_tex(Arena *arena, const Tape *tape, const Expr *expr, int terms, int digits);

#endif
