// Words of scripts in which a character is not a glyph, or that our own faces lack: FriBidi orders them, fontconfig finds a font
// of the machine's, HarfBuzz sets them. What it sets it keeps, for all renderers alike.
#ifndef ATTEND_RENDER_SHAPER_H
#define ATTEND_RENDER_SHAPER_H

#include <ft2build.h>
#include FT_FREETYPE_H

#include "draw/metrics.h"

typedef struct Shaper Shaper;

// Nothing is looked for until it is needed. `fallback`, a file, is what draws the box of a character that no font has.
Shaper *shaper_begin(Arena *arena, const Metrics *metrics, FT_Library library, const char *fallback);
void shaper_end(Shaper *shaper);
// For Metrics.shape; the context is the shaper. Lines run from left to right, what runs the other way within them is turned.
const Shaped *shaper_set(const void *shaper, Text text);
// A font by the number that a Glyph has; its size is whoever's who used it last. NULL: it cannot be read any more.
FT_Face shaper_font(const Shaper *shaper, int font);
// A sentence about characters that no font of this machine has, once for each script; NULL: there is nothing new.
const char *shaper_complaint(Shaper *shaper, Arena *arena);

#endif
