// The pictures of a film as pixels, one after the other: each is painted into the one before, where it differs.
#ifndef ATTEND_RENDER_FRAMES_H
#define ATTEND_RENDER_FRAMES_H

#include "render/export.h"
#include "render/pixels.h"

typedef struct Frames {
    Painter *painter;
    const FigureFile *figure;
    Pixels pixels; // of the latest
    Arena *arena;  // of the latest list
    List last;
    int count;   // painted so far
    int painted; // rows of the first one, while it is painted
} Frames;

// `even`: sides are a multiple of so many pixels. False with a problem: too large, or no memory.
bool frames_begin(Frames *frames, Fonts *fonts, const FigureFile *figure, int even, Problems *problems);
// Paints the next picture; *changed is where it differs from the one before, w 0 where nowhere. Fails when there is no memory. Only
// the first one, which is painted whole, takes several turns, each with the same list.
TurnEnd frames_add(Frames *frames, const List *list, const Turn *turn, PixelBox *changed);
void frames_end(Frames *frames);

#endif
