// Cairo cut by a clip rounds a pixel differently now and then than cairo without one. A mask of the whole area, blended by
// canvas.c under any clip, does not.
#include "render/areas.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

cairo_t *area_begin(Area *area, Span pixels) {
    int width = (pixels.right - pixels.left + 3) & ~3, height = pixels.bottom - pixels.top; // cairo wants rows of four bytes
    size_t size = (size_t)width * (size_t)height;
    if (size > area->room) {
        free(area->alpha);
        area->alpha = memory_needed(malloc(size));
        area->room = size;
    }
    memset(area->alpha, 0, size);
    area->mask = (Mask){ pixels.left, pixels.top, width, height, area->alpha };
    area->surface = cairo_image_surface_create_for_data(area->alpha, CAIRO_FORMAT_A8, width, height, width);
    area->cr = cairo_create(area->surface);
    cairo_translate(area->cr, -pixels.left, -pixels.top);
    return area->cr;
}

const Mask *area_end(Area *area) {
    if (cairo_status(area->cr) == CAIRO_STATUS_NO_MEMORY) memory_is_out(); // an area left out would be a lie
    cairo_destroy(area->cr);
    cairo_surface_destroy(area->surface);
    return &area->mask;
}

void area_free(Area *area) { free(area->alpha); }
