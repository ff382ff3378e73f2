// Numbers and their explanations as TeX.
#ifndef ATTEND_PAGE_CARD_TEX_H
#define ATTEND_PAGE_CARD_TEX_H

#include "core/explain.h"
#include "draw/list.h"

// "s_{1}", "W_{q,1,2}", "\partial L/\partial s_{1}"
const char *element_tex(Arena *arena, const Tape *tape, NodeId node, bool grad, int element);
// "|\partial L/\partial x_{3}|": of a row of `count` elements
const char *length_tex(Arena *arena, const Tape *tape, NodeId node, int first, int count);
// Does the picture hide any number that the expression is made of (of the k-th term of a series)?
bool expr_asks(const List *picture, const Expr *expr, int k);
// `terms`: how many of a long sum are written out, at least 2; `digits` of the numbers put in. Numbers that `picture` hides are
// written "?"; NULL: none is hidden.
const char *expr_tex(Arena *arena, const Tape *tape, const List *picture, const Expr *expr, int terms, int digits);

#endif
