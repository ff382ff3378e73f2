// The painter's pixels through cairo's PNG writer, into memory: what was on the screen, byte for byte the same each time.
#include "render/png.h"

#include <cairo.h>
#include <math.h>
#include <stdlib.h>

#include "render/pixels.h"

enum { SIDE_MOST = 16384 }; // pixels

static cairo_status_t collect(void *builder, const unsigned char *bytes, unsigned size) {
    builder_add_bytes(builder, (const char *)bytes, size);
    return CAIRO_STATUS_SUCCESS;
}

bool png_encode(Arena *arena, const uint32_t *pixels, int width, int height, Text *out) {
    Builder b = { .arena = arena };
    cairo_surface_t *surface =
        cairo_image_surface_create_for_data((unsigned char *)pixels, CAIRO_FORMAT_RGB24, width, height, width * 4);
    cairo_status_t status = cairo_surface_write_to_png_stream(surface, collect, &b);
    cairo_surface_destroy(surface);
    *out = (Text){ b.at, b.size };
    return status == CAIRO_STATUS_SUCCESS;
}

static bool png_write(Arena *arena, Fonts *fonts, const List *list, const FigureFile *figure, Text *out, Problems *problems) {
    double w = ceil(figure->width * figure->scale), h = ceil(figure->height * figure->scale);
    if (!(w >= 1 && h >= 1 && w <= SIDE_MOST && h <= SIDE_MOST))
        return problems_add(problems, (Place){ 0 },
                            "a PNG of %.0f by %.0f pixels cannot be made: each side must have from 1 to %d; choose another scale",
                            w, h, SIDE_MOST);
    Painter *painter = painter_open(fonts);
    uint32_t *pixels = malloc((size_t)w * (size_t)h * sizeof *pixels);
    bool good = painter && pixels;
    if (good) {
        painter_draw(painter, (Pixels){ pixels, (int)w, (int)h, (int)w }, list, figure->theme, figure->background, figure->scale,
                     NULL, 0);
        good = painter_drew_all(painter) && png_encode(arena, pixels, (int)w, (int)h, out);
    }
    free(pixels);
    painter_close(painter);
    return good || problems_add(problems, (Place){ 0 },
                                "there is not enough memory for a PNG of %.0f by %.0f pixels: choose a smaller scale", w, h);
}

const Exporter png_exporter = { "png", "picture of pixels", png_write };
