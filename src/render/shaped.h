// The ink of a run that a shaper has set. On the desktop FreeType draws its glyphs where they stand; in a browser the browser
// draws the words.
#ifndef ATTEND_RENDER_SHAPED_H
#define ATTEND_RENDER_SHAPED_H

#include "render/words.h"

typedef struct ShapedRun {
    const Fonts *fonts;
    const Shaped *shaped;
    const char *text; // that it sets
    double size;      // pixels
    int step;         // of the pen, quarters right of a whole pixel
} ShapedRun;

Mask shaped_box(const ShapedRun *run); // where it is; without bytes
// Its coverage, (height, width) bytes that are zero before.
void shaped_fill(const ShapedRun *run, const Mask *box, uint8_t *alpha);

#endif
