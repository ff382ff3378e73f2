// Masks of text: how much of each pixel a line of text covers, rendered once by SDL_ttf and kept.
#ifndef ATTEND_RENDER_WORDS_H
#define ATTEND_RENDER_WORDS_H

#include "render/fonts.h"

typedef struct Words Words;

typedef struct Mask {
    int left, top;        // of its first pixel, from the whole pixel left of the pen and from the baseline (up is negative)
    int width, height;    // both 0 for blanks
    const uint8_t *alpha; // (height, width)
} Mask;

enum { WORDS_STEPS = 4 }; // the pen stands at quarters of a pixel

Words *words_open(const Fonts *fonts);
void words_close(Words *words);
// The mask of a text whose font is `size` pixels large, with the pen `step` quarters right of a whole pixel. Letters stand
// where Metrics puts them. The mask stays valid until words_rest.
const Mask *words_mask(Words *words, Face face, double size, int step, const char *text);
// The same of a run that a shaper has set, whose text it is.
const Mask *words_shaped(Words *words, const Shaped *shaped, double size, int step, const char *text);
// Between two drawings: forgets what was not used since the last rest, once too much is kept.
void words_rest(Words *words);
// Whether a letter could not be drawn, for lack of memory most likely.
bool words_lacking(const Words *words);
size_t words_bytes(const Words *words); // kept now

#endif
