// Draws a display list into pixels: the window's surface and PNG files alike, so a saved figure is what was on the screen.
#ifndef ATTEND_RENDER_PIXELS_H
#define ATTEND_RENDER_PIXELS_H

#include <stdbool.h>
#include <stdint.h>

#include "draw/list.h"
#include "render/fonts.h"

typedef struct Pixels {
    uint32_t *at;              // native-endian xRGB (SDL_PIXELFORMAT_RGB888, CAIRO_FORMAT_RGB24), opaque
    int width, height, stride; // stride in pixels
    bool red_first;            // xBGR instead: in memory red, green, blue, as a browser's canvas has them
} Pixels;

enum { PAINTER_BAND = 1 << 17 }; // pixels that are painted at once where there are turns

typedef struct Painter Painter; // keeps rendered words and glyph masks between frames

Painter *painter_open(Fonts *fonts);
void painter_close(Painter *painter);
// Clears each region to the theme's `background` role and draws what meets it. `scale`: device pixels a unit.
// regions NULL: everything. Regions are in units.
void painter_draw(Painter *painter, Pixels to, const List *list, Theme theme, Role background, double scale, const Box *region,
                  int regions);

// False when a letter could not be drawn: such a picture must not be saved.
bool painter_drew_all(const Painter *painter);

typedef struct PixelBox {
    int x, y, width, height;
} PixelBox;
// The pixels that painter_draw paints anew for a region; width and height 0 when it lies outside the picture.
PixelBox painter_touches(Pixels to, Box region, double scale);

#endif
