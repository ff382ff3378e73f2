// The sizes at which numbers stand on a list: what a layout is held against another by. "Digits first" means that no number of a
// picture is lost or gets smaller because something else on the page got larger.
#ifndef ATTEND_DRAW_DIGITS_H
#define ATTEND_DRAW_DIGITS_H

#include "draw/list.h"

typedef struct DigitSize {
    Ident ident;
    double size; // the largest at which this number stands there, units
    int digits;  // the most with which it does
} DigitSize;

typedef struct Digits {
    DigitSize *of; // sorted, each number once
    int count;
} Digits;

// The numbers that are written out on the list from the command `first` on; what only a heat map shows is none of them.
Digits digits_on(const List *list, int first, Arena *arena);
// The first number of `all` that is not among `now`, or smaller there, or has fewer digits; NULL: none. A unit is so many pixels
// in each.
const DigitSize *digits_lost(const Digits *now, double scale_now, const Digits *all, double scale_all);
double digits_least(const Digits *digits); // the smallest size; 0: there are none

#endif
