// Text as paths, for drawings that must look alike where the fonts are missing.
#ifndef ATTEND_RENDER_OUTLINES_H
#define ATTEND_RENDER_OUTLINES_H

#include "draw/list.h"
#include "render/fonts.h"

// The outlines of a text command where its letters stand, in units, in the arena. *parts 0 where there is nothing to draw.
const PathPart *outlines_of(Arena *arena, Fonts *fonts, const Cmd *text, int *parts);

#endif
