// Finds the font files (one function, with a search path that an installer can set) and fills the Metrics table from them.
#ifndef ATTEND_RENDER_FONTS_H
#define ATTEND_RENDER_FONTS_H

#include "base/error.h"
#include "draw/metrics.h"

typedef struct Fonts Fonts;

// Opens every face. The folders searched: $ATTEND_FONTS (colon-separated), those compiled in with -DATTEND_FONT_PATH, then
// Debian's places, then fontconfig's choice. NULL with a problem that names the missing font and its package.
Fonts *fonts_open(Arena *arena, Problems *problems);
// The same from these folders alone (colon-separated).
Fonts *fonts_open_in(Arena *arena, const char *only, Problems *problems);
void fonts_close(Fonts *fonts); // after the painters and windows that draw with them
const Metrics *fonts_metrics(const Fonts *fonts);
const char *fonts_path(const Fonts *fonts, Face face); // the file, for PDF and tests
Text fonts_bytes(const Fonts *fonts, Face face);       // the same file in memory
struct FT_LibraryRec_ *fonts_library(const Fonts *fonts);

// Words of the world's scripts (render/shaper.h): the FT_Face by the number that a Glyph of a shaped run has, and what to say once
// about characters that no font has. NULL: nothing.
void *fonts_shaped(const Fonts *fonts, int font);
const char *fonts_complaint(Fonts *fonts, Arena *arena);

#endif
