// What the machine's own font system is asked: where a face lies that stands in none of the usual folders. A page in a browser has
// an implementation of its own.
#ifndef ATTEND_RENDER_SYSTEM_FONTS_H
#define ATTEND_RENDER_SYSTEM_FONTS_H

#include "base/arena.h"
#include "render/faces.h"

// The file of the family asked for, and of no replacement; NULL when there is none. Starting fontconfig is slow: ask last.
const char *system_font(Arena *arena, const FaceRow *row);

// At the program's end, after everything else of this room was closed: lets go of what the libraries keep for the process.
void render_shutdown(void);
// A surface is not closed, since cairo failed on it: then what cairo keeps is not let go of either.
void render_leave_open(void);

#endif
