// Finds the font files (one function, with a search path that an installer can set) and fills the Metrics table from them.
#ifndef ATTEND_RENDER_FONTS_H
#define ATTEND_RENDER_FONTS_H

#include "base/error.h"
#include "draw/metrics.h"

typedef struct Fonts Fonts;

// Opens every face. The folders searched: $ATTEND_FONTS (colon-separated), then Debian's places, then fontconfig's choice.
// NULL with a problem that names the missing font and its package.
Fonts *fonts_open(Arena *arena, Problems *problems);
void fonts_close(Fonts *fonts);
const Metrics *fonts_metrics(const Fonts *fonts);
const char *fonts_path(const Fonts *fonts, Face face);   // the file, for PDF and tests
const char *fonts_family(Face face);                     // CSS families for SVG: "Lato, 'Helvetica Neue', Arial, sans-serif"

#endif
