// Labels that a picture made a little too small to be read in print get their size where there is room around them.
#ifndef ATTEND_DRAW_GROW_H
#define ATTEND_DRAW_GROW_H

#include "draw/list.h"

// Every label smaller than `least` units grows to it in place, or, where its line is too long for that, goes on in a second one;
// as long as it stays in its box and within `room`, and meets no other text. What finds no room stays as it was.
void list_grow_labels(List *list, double least, Box room);

#endif
