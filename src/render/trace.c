// Cairo cut by a clip rounds a pixel differently now and then than cairo without one. A mask of the whole shape, blended by
// canvas.c under any clip, does not.
#include "render/trace.h"

#include <stdlib.h>
#include <string.h>

#include "base/math.h"

void trace_box(cairo_t *cr, double x, double y, double w, double h, double radius) {
    const double quarter = MATH_PI / 2;
    if (radius <= 0) {
        cairo_rectangle(cr, x, y, w, h);
        return;
    }
    cairo_new_sub_path(cr);
    cairo_arc(cr, x + w - radius, y + radius, radius, -quarter, 0);
    cairo_arc(cr, x + w - radius, y + h - radius, radius, 0, quarter);
    cairo_arc(cr, x + radius, y + h - radius, radius, quarter, 2 * quarter);
    cairo_arc(cr, x + radius, y + radius, radius, 2 * quarter, 3 * quarter);
    cairo_close_path(cr);
}

void trace_stroke_style(cairo_t *cr, double width, double dash, bool round) {
    cairo_set_line_width(cr, width);
    cairo_set_line_cap(cr, round ? CAIRO_LINE_CAP_ROUND : CAIRO_LINE_CAP_BUTT);
    cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
    cairo_set_dash(cr, &dash, dash > 0 ? 1 : 0, 0);
}

cairo_t *trace_begin(Tracer *tracer, Span pixels) {
    int width = (pixels.right - pixels.left + 3) & ~3, height = pixels.bottom - pixels.top; // cairo wants rows of four bytes
    size_t size = (size_t)width * (size_t)height;
    if (size > tracer->room) {
        free(tracer->alpha);
        tracer->alpha = malloc(size);
        tracer->room = tracer->alpha ? size : 0;
        if (!tracer->alpha) return NULL;
    }
    memset(tracer->alpha, 0, size);
    tracer->mask = (Mask){ pixels.left, pixels.top, width, height, tracer->alpha };
    tracer->surface = cairo_image_surface_create_for_data(tracer->alpha, CAIRO_FORMAT_A8, width, height, width);
    tracer->cr = cairo_create(tracer->surface);
    cairo_translate(tracer->cr, -pixels.left, -pixels.top);
    return tracer->cr;
}

const Mask *trace_end(Tracer *tracer) {
    cairo_destroy(tracer->cr);
    cairo_surface_destroy(tracer->surface);
    return &tracer->mask;
}

void trace_free(Tracer *tracer) { free(tracer->alpha); }
