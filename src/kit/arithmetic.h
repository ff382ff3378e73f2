// A line of arithmetic written from left to right, in which every number knows which element it is.
//
//     Pen pen = { .out = out, .x = 24, .y = 400, .size = 20 };
//     pen_symbol(&pen, "o", -1, ROLE_V, ident);
//     pen_result(&pen, 2, ROLE_S, ident);
#ifndef ATTEND_KIT_ARITHMETIC_H
#define ATTEND_KIT_ARITHMETIC_H

#include "kit/common.h"

typedef struct Pen {
    List *out;
    double x, y, size; // x moves on; y is the baseline
    double end;        // what would reach beyond it is left out, with an ellipsis once; 0: no end
    bool full;
} Pen;

// A line that has lost its end is taken back, to be written again in other words; false: it is whole.
bool pen_takes_back(Pen *pen, const Pen *begin, int mark);
// A line that has lost its end is taken back, to be written again, smaller; false: it is whole, or as small as it may be.
//
//     Pen begin = { … }, pen = begin;
//     int mark = out->count;
//     do write(&pen); while (pen_shrinks(&pen, &begin, mark));
bool pen_shrinks(Pen *pen, Pen *begin, int mark);
// A pen for the line that a box has room for.
Pen pen_in(List *out, Box at, double size);
// Words beside the numbers, muted; false, and nothing written, when they do not fit.
bool pen_words(Pen *pen, const char *words);
void pen_operator(Pen *pen, const char *operator); // " · ", upright STIX
void pen_symbol(Pen *pen, const char *symbol, int index, Role role, Ident ident);
void pen_number(Pen *pen, double value, Role role, Ident ident); // negative ones in parentheses
void pen_result(Pen *pen, double value, Role role, Ident ident); // " = 2", bold

#endif
