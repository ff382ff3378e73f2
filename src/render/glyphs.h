// Single letters as coverage. On the desktop SDL_ttf renders them; a page in a browser has an implementation of its own, of
// FreeType alone, that gives the same bits.
#ifndef ATTEND_RENDER_GLYPHS_H
#define ATTEND_RENDER_GLYPHS_H

#include "render/words.h"

typedef struct Glyphs Glyphs;

Glyphs *glyphs_open(const Fonts *fonts); // NULL when it does not start
void glyphs_close(Glyphs *glyphs);
// A letter whose font is `quarters` / WORDS_STEPS pixels high, and WORDS_STEPS times as wide: left and width count quarters of a
// pixel. Light hinting moves outlines up and down only, so widths stay true. A blank has no width. False: it cannot be drawn now,
// most likely for lack of memory. The bytes stay until the next call.
bool glyphs_draw(Glyphs *glyphs, Face face, int quarters, uint32_t code, Mask *out);

#endif
