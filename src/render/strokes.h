// Strokes straight into pixels: a pixel is covered by how near the line passes. No polygon is made, so a curve costs little
// more than the pixels it touches, and what a pixel gets does not depend on the clip.
#ifndef ATTEND_RENDER_STROKES_H
#define ATTEND_RENDER_STROKES_H

#include "render/canvas.h"

typedef struct Trail { // points one after the other, in pixels
    double *xy;
    int points, room;
    bool closed;
} Trail;

void trail_to(Trail *trail, double x, double y);
void trail_curve(Trail *trail, double x1, double y1, double x2, double y2, double x, double y); // a Bézier curve as short lines
void trail_box(Trail *trail, double x, double y, double w, double h, double radius);            // closed
void trail_free(Trail *trail);

typedef struct Stroker {
    uint8_t *alpha;                 // coverage, (height, width) of the picture; all 0 between strokes
    Span *touched;                  // (height) what is not 0 of a row: from left to right
    int width, height, top, bottom; // top, bottom: of the rows touched
} Stroker;

typedef struct StrokeShape {
    double width, dash; // pixels; width at least 1; dash 0: solid
    bool round;         // ends; corners always are
} StrokeShape;

void stroker_size(Stroker *stroker, int width, int height); // of the picture
void stroker_add(Stroker *stroker, Span clip, const Trail *trail, StrokeShape shape);
void stroker_ink(Stroker *stroker, Canvas *canvas, Ink ink); // all that was added, each pixel once
void stroker_free(Stroker *stroker);

#endif
