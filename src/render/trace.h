// Shapes that need cairo: paths and strokes for the PDF, and masks of them for pixels.
#ifndef ATTEND_RENDER_TRACE_H
#define ATTEND_RENDER_TRACE_H

#include <cairo.h>

#include "render/canvas.h"

// Adds a box to the path, with round corners when radius > 0.
void trace_box(cairo_t *cr, double x, double y, double w, double h, double radius);
void trace_stroke_style(cairo_t *cr, double width, double dash, bool round);

typedef struct Tracer {
    uint8_t *alpha;
    size_t room;
    cairo_surface_t *surface;
    cairo_t *cr;
    Mask mask;
} Tracer;
// Between these two, what is drawn with the cairo_t (in the picture's own coordinates) becomes a mask of these pixels, whatever
// the clip: so a part drawn anew is the same as before. NULL when memory runs out.
cairo_t *trace_begin(Tracer *tracer, Span pixels);
const Mask *trace_end(Tracer *tracer); // valid until the next trace_begin; its pen stands at 0, 0
void trace_free(Tracer *tracer);

#endif
