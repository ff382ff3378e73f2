// What names what on a picture: a word over, under or beside numbers belongs to the nearest of them.
#ifndef ATTEND_DRAW_NAMING_H
#define ATTEND_DRAW_NAMING_H

#include "draw/list.h"

// Commands of the list, by their places: the words, and the number (or the heat map) that they stand at.
typedef struct Naming {
    int text, cell;
} Naming;

// Their number; `out` has room for one a command. Sentences and signs name nothing.
int list_namings(const List *list, Naming *out);

#endif
