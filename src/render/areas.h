// Masks of areas with any outline, filled by FreeType's rasteriser: exact coverage, non-zero winding, the same on every machine
// and in a browser.
#ifndef ATTEND_RENDER_AREAS_H
#define ATTEND_RENDER_AREAS_H

#include "render/canvas.h"

typedef struct Area {
    uint8_t *alpha;
    size_t room;
    Mask mask;
    struct AreaOutline *outline;
} Area;

// From begin to end the outline is said in pixels of the picture, in contours that close by themselves. What comes out is the
// mask of these pixels alone, whatever the clip: so a part that is drawn anew is the same as before.
void area_begin(Area *area, Span pixels);
void area_move(Area *area, double x, double y); // a new contour
void area_line(Area *area, double x, double y);
void area_curve(Area *area, double x1, double y1, double x2, double y2, double x, double y); // cubic Bézier
void area_close(Area *area);
const Mask *area_end(Area *area, const Fonts *fonts); // valid until the next area_begin; its pen stands at 0, 0
void area_free(Area *area);

#endif
