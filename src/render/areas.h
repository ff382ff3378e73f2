// Masks of areas with any outline, by way of cairo.
#ifndef ATTEND_RENDER_AREAS_H
#define ATTEND_RENDER_AREAS_H

#include <cairo.h>

#include "render/canvas.h"

typedef struct Area {
    uint8_t *alpha;
    size_t room;
    cairo_surface_t *surface;
    cairo_t *cr;
    Mask mask;
} Area;

// Between these two, what is drawn with the cairo_t (in the picture's own coordinates) becomes a mask of these pixels,
// whatever the clip: so a part that is drawn anew is the same as before. NULL when memory runs out.
cairo_t *area_begin(Area *area, Span pixels);
const Mask *area_end(Area *area); // valid until the next area_begin; its pen stands at 0, 0
void area_free(Area *area);

#endif
