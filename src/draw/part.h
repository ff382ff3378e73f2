// A part of a picture: what may stand by itself is found by the white that runs through the picture from side to side, as a page
// is cut into columns and paragraphs (the XY-cut of Nagy and Seth). Only gutters are cut along, so no digit and no card is halved.
#ifndef ATTEND_DRAW_PART_H
#define ATTEND_DRAW_PART_H

#include "draw/list.h"

// Numbers of the picture, and so many times what others weigh.
typedef struct PartNumber {
    Hidden of;
    double weight; // more than 1
} PartNumber;

typedef struct PartAsk {
    double width, height;     // at most
    const PartNumber *number; // these matter more than others
    int numbers;
    double label;  // a part has no label smaller than this, in units
    bool whole;    // the smallest part that has all these numbers, whatever its size
    bool unlinked; // curves and arrows from one part to another do not hold them together
    bool unlined;  // nor does any line
    bool nameless; // a name may be cut from its numbers
} PartAsk;

// Where the part lies that shows most of what is asked for; *share is how much of the picture it is, 0 … 1. False when nothing can
// be cut out that fits.
bool list_find_part(const List *list, const PartAsk *ask, Box *out, double *share);
// A label whose size counts: letters of formulas, superscripts and what has faded are none.
bool cmd_is_label(const List *list, int at);
// What lies in the box, moved to x, y: what crosses its edge is left out, an array with all of its cells, and what lies behind all
// of it is cut there.
void list_add_part(List *out, const List *list, Box at, double x, double y);
Box list_ink(const List *list); // where anything is drawn; w 0 when nothing is
bool cmd_is_seen(const Cmd *cmd);

#endif
