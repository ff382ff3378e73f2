// Pixels written directly: boxes on whole pixels, round corners, masks of text. areas.h and strokes.h draw what is neither.
#ifndef ATTEND_RENDER_CANVAS_H
#define ATTEND_RENDER_CANVAS_H

#include "draw/theme.h"
#include "render/words.h"

typedef struct Span { // whole pixels: left and top inclusive, right and bottom not
    int left, top, right, bottom;
} Span;
Span span_cut(Span a, Span b); // what both cover; empty when left >= right or top >= bottom
bool span_empty(Span s);

typedef struct Ink { // a colour ready to be blended
    uint32_t rgb;
    unsigned alpha; // 0 … 255
} Ink;
Ink ink_of(Color color);

enum { CORNERS = 32 };
typedef struct Corner { // coverage of a corner, kept between drawings
    double radius;
    int border;     // 0: filled, else the width of a ring
    int size;       // pixels in both directions
    uint8_t *alpha; // (size, size); [0] is outermost
} Corner;

typedef struct Canvas {
    uint32_t *at; // xRGB
    int stride;   // pixels
    Span clip;    // nothing outside is touched; lies within the picture
    Corner corner[CORNERS];
    int next_corner;
} Canvas;

void canvas_fill(Canvas *canvas, Span at, Ink ink);
// A box with round corners: filled (border 0), or a ring so many pixels wide along the inside of its edge.
void canvas_round(Canvas *canvas, Span at, double radius, int border, Ink ink);
// A row of coverage.
void canvas_row(Canvas *canvas, int x, int y, const uint8_t *alpha, int count, Ink ink);
// Text: x, y is the pen's whole pixel.
void canvas_mask(Canvas *canvas, const Mask *mask, int x, int y, Ink ink);
// 45° lines `gap` pixels apart and `width` wide within a box with round corners.
void canvas_hatch(Canvas *canvas, Span at, double radius, double gap, double width, Ink ink);
// Frees the kept corners.
void canvas_end(Canvas *canvas);

#endif
