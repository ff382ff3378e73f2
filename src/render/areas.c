// A clip that cuts while it fills may round a pixel differently now and then. A mask of the whole area, blended by canvas.c under
// any clip, does not.
#include "render/areas.h"

#include <assert.h>
#include <ft2build.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include FT_OUTLINE_H

#include "base/arena.h"

enum { POINTS_MOST = 32767, SUBPIXELS = 64 /* FreeType's 26.6 */ };

struct AreaOutline {
    FT_Vector *at;
    char *tag;
    short *end; // the last point of each contour
    int points, room, ends, ends_room;
    double left, bottom;     // of the mask: FreeType's y goes up
    double start_x, start_y; // of the contour
};

void area_begin(Area *area, Span pixels) {
    int width = pixels.right - pixels.left, height = pixels.bottom - pixels.top;
    size_t size = (size_t)width * (size_t)height;
    if (size > area->room) {
        free(area->alpha);
        area->alpha = memory_needed(malloc(size));
        area->room = size;
    }
    memset(area->alpha, 0, size);
    area->mask = (Mask){ pixels.left, pixels.top, width, height, area->alpha };
    if (!area->outline) area->outline = memory_needed(calloc(1, sizeof *area->outline));
    area->outline->points = area->outline->ends = 0;
    area->outline->left = pixels.left;
    area->outline->bottom = pixels.bottom;
}

// What lies far outside is drawn from the edge of what 26.6 holds after FreeType has multiplied it.
static FT_Pos subpixels(double at) {
    const double most = 1 << 17; // what is not a number goes far to the left
    return (FT_Pos)floor((at > -most ? (at < most ? at : most) : -most) * SUBPIXELS + 0.5);
}

static void put(struct AreaOutline *o, double x, double y, char tag) {
    assert(o->points < POINTS_MOST);
    if (o->points == POINTS_MOST) o->points--; // the contour goes on, without one corner
    if (o->points == o->room) {
        o->room = o->room ? o->room * 2 : 256;
        o->at = memory_needed(realloc(o->at, sizeof *o->at * (size_t)o->room));
        o->tag = memory_needed(realloc(o->tag, (size_t)o->room));
    }
    o->at[o->points] = (FT_Vector){ subpixels(x - o->left), subpixels(o->bottom - y) };
    o->tag[o->points++] = tag;
}

static bool is_open(const struct AreaOutline *o) { return o->points > (o->ends ? o->end[o->ends - 1] + 1 : 0); }

void area_close(Area *area) {
    struct AreaOutline *o = area->outline;
    if (!is_open(o)) return;
    if (o->ends == o->ends_room) {
        o->ends_room = o->ends_room ? o->ends_room * 2 : 64;
        o->end = memory_needed(realloc(o->end, sizeof *o->end * (size_t)o->ends_room));
    }
    o->end[o->ends++] = (short)(o->points - 1);
}

void area_move(Area *area, double x, double y) {
    area_close(area);
    put(area->outline, x, y, FT_CURVE_TAG_ON);
    area->outline->start_x = x;
    area->outline->start_y = y;
}

// After a closed contour the pen stands where that began.
static void begin_here(Area *area) {
    if (!is_open(area->outline)) put(area->outline, area->outline->start_x, area->outline->start_y, FT_CURVE_TAG_ON);
}

void area_line(Area *area, double x, double y) {
    begin_here(area);
    put(area->outline, x, y, FT_CURVE_TAG_ON);
}

void area_curve(Area *area, double x1, double y1, double x2, double y2, double x, double y) {
    begin_here(area);
    put(area->outline, x1, y1, FT_CURVE_TAG_CUBIC);
    put(area->outline, x2, y2, FT_CURVE_TAG_CUBIC);
    put(area->outline, x, y, FT_CURVE_TAG_ON);
}

const Mask *area_end(Area *area, const Fonts *fonts) {
    area_close(area);
    struct AreaOutline *o = area->outline;
    FT_Outline outline = { (short)o->ends, (short)o->points, o->at, o->tag, o->end, 0 };
    FT_Bitmap bitmap = { .rows = (unsigned)area->mask.height,
                         .width = (unsigned)area->mask.width,
                         .pitch = area->mask.width,
                         .buffer = area->alpha,
                         .num_grays = 256,
                         .pixel_mode = FT_PIXEL_MODE_GRAY };
    FT_Error error = FT_Outline_Get_Bitmap(fonts_library(fonts), &outline, &bitmap);
    if (error) memory_is_out(); // whatever FreeType calls it then; an area left out would be a lie
    return &area->mask;
}

void area_free(Area *area) {
    free(area->alpha);
    if (!area->outline) return;
    free(area->outline->at);
    free(area->outline->tag);
    free(area->outline->end);
    free(area->outline);
}
