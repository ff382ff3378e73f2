// PNG bytes of pixels, for figures and for the heat maps inside an SVG.
#ifndef ATTEND_RENDER_PNG_H
#define ATTEND_RENDER_PNG_H

#include "render/export.h"

// `pixels`: (height, width), xRGB. False when memory runs out.
bool png_encode(Arena *arena, const uint32_t *pixels, int width, int height, Text *out);

#endif
