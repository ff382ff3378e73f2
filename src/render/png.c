// The painter's pixels as PNG, written by libpng into memory: byte for byte the same each time. A figure without a background is
// painted on black and on white; what differs is how much shows through.
#include "render/png.h"

#include <math.h>
#include <png.h>
#include <stdlib.h>
#include <string.h>

#include "base/version.h"
#include "render/pixels.h"

enum { SIDE_MOST = 16384, LEVEL = 3 }; // pixels; of zlib: three times as fast as its default, a sixth larger

typedef struct Sheet {
    const uint32_t *pixels; // (height, width), xRGB or with `alpha` straight ARGB
    int width, height;
    bool alpha;
    const FigureFile *figure; // for what is written beside the pixels; NULL: nothing
} Sheet;

static void collect(png_structp png, png_bytep bytes, png_size_t size) {
    builder_add_bytes(png_get_io_ptr(png), (const char *)bytes, size);
}

static void flush(png_structp png) { (void)png; }

static void put_words(Arena *arena, png_structp png, png_infop info, const FigureFile *figure) {
    const char *word[][2] = { { "Title", figure->title },
                              { "Description", figure->description },
                              { "Command", figure->command },
                              { "Software", "Attend " ATTEND_VERSION } };
    for (size_t i = 0; i < sizeof word / sizeof *word; i++) {
        if (!word[i][1] || !*word[i][1]) continue;
        char *key = arena_print(arena, "%s", word[i][0]), *words = arena_print(arena, "%s", utf8_mended(arena, word[i][1]));
        png_text text = { .compression = PNG_ITXT_COMPRESSION_NONE, .key = key, .text = words, .itxt_length = strlen(words) };
        png_set_text(png, info, &text, 1);
    }
}

static void put_scale(png_structp png, png_infop info, const FigureFile *figure) {
    double points = figure->points > 0 ? figure->points : FIGURE_POINTS;
    png_uint_32 metre = (png_uint_32)floor(figure->scale / points * 72 / 0.0254 + 0.5);
    png_set_pHYs(png, info, metre, metre, PNG_RESOLUTION_METER);
}

static void put_rows(png_structp png, const Sheet *sheet, unsigned char *row) {
    int bytes = sheet->alpha ? 4 : 3;
    for (int y = 0; y < sheet->height; y++) {
        const uint32_t *from = sheet->pixels + (size_t)y * (size_t)sheet->width;
        for (int x = 0; x < sheet->width; x++) {
            unsigned char *to = row + (size_t)x * (size_t)bytes;
            to[0] = (unsigned char)(from[x] >> 16);
            to[1] = (unsigned char)(from[x] >> 8);
            to[2] = (unsigned char)from[x];
            if (sheet->alpha) to[3] = (unsigned char)(from[x] >> 24);
        }
        png_write_row(png, row);
    }
}

static bool encode(Builder *out, const Sheet *sheet) {
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png ? png_create_info_struct(png) : NULL;
    unsigned char *row = info ? malloc((size_t)sheet->width * 4) : NULL;
    bool well = row && !setjmp(png_jmpbuf(png));
    if (well) {
        png_set_write_fn(png, out, collect, flush);
        png_set_compression_level(png, LEVEL);
        png_set_filter(png, 0, PNG_FILTER_NONE); // areas of one colour pack best as they are, and in half the time
        png_set_IHDR(png, info, (png_uint_32)sheet->width, (png_uint_32)sheet->height, 8,
                     sheet->alpha ? PNG_COLOR_TYPE_RGB_ALPHA : PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
                     PNG_FILTER_TYPE_DEFAULT);
        if (sheet->figure) put_scale(png, info, sheet->figure), put_words(out->arena, png, info, sheet->figure);
        png_write_info(png, info);
        put_rows(png, sheet, row);
        png_write_end(png, info);
    }
    free(row);
    png_destroy_write_struct(&png, &info);
    return well;
}

bool png_encode(Arena *arena, const uint32_t *pixels, int width, int height, Text *out) {
    Builder b = { .arena = arena };
    bool well = encode(&b, &(Sheet){ .pixels = pixels, .width = width, .height = height });
    *out = (Text){ b.at, b.size };
    return well;
}

// From one pixel on white and the same on black: straight alpha, and the colour that gives both.
static uint32_t see_through(uint32_t white, uint32_t black) {
    uint32_t out = 0;
    int alpha = 0;
    for (int shift = 0; shift < 24; shift += 8) {
        int a = 255 - (int)(white >> shift & 255) + (int)(black >> shift & 255);
        if (a > alpha) alpha = a > 255 ? 255 : a;
    }
    for (int shift = 0; shift < 24 && alpha; shift += 8) {
        int c = ((int)(black >> shift & 255) * 255 + alpha / 2) / alpha;
        out |= (uint32_t)(c > 255 ? 255 : c) << shift;
    }
    return out | (uint32_t)alpha << 24;
}

static bool paint_sheet(Fonts *fonts, const List *list, const FigureFile *figure, int width, int height, uint32_t *pixels) {
    size_t count = (size_t)width * (size_t)height;
    Painter *painter = painter_open(fonts);
    uint32_t *black = figure->clear ? malloc(count * sizeof *black) : NULL;
    bool well = painter && (black || !figure->clear);
    if (well)
        painter_draw(painter, (Pixels){ pixels, width, height, width }, list, figure->theme,
                     figure->clear ? ROLE_WHITE : figure->background, figure->scale, NULL, 0);
    if (well && black) {
        painter_draw(painter, (Pixels){ black, width, height, width }, list, figure->theme, ROLE_BLACK, figure->scale, NULL, 0);
        for (size_t i = 0; i < count; i++) pixels[i] = see_through(pixels[i], black[i]);
    }
    well = well && painter_drew_all(painter);
    free(black);
    painter_close(painter);
    return well;
}

static bool png_write(Arena *arena, Fonts *fonts, const List *list, const FigureFile *figure, Text *out, Problems *problems) {
    double w = ceil(figure->width * figure->scale), h = ceil(figure->height * figure->scale);
    if (!(w >= 1 && h >= 1 && w <= SIDE_MOST && h <= SIDE_MOST))
        return problems_add(problems, (Place){ 0 },
                            "a PNG of %.0f by %.0f pixels cannot be made: each side must have from 1 to %d; choose another scale",
                            w, h, SIDE_MOST);
    Builder b = { .arena = arena };
    uint32_t *pixels = malloc((size_t)w * (size_t)h * sizeof *pixels);
    Sheet sheet = { pixels, (int)w, (int)h, figure->clear, figure };
    bool well = pixels && paint_sheet(fonts, list, figure, sheet.width, sheet.height, pixels) && encode(&b, &sheet);
    free(pixels);
    *out = (Text){ b.at, b.size };
    return well || problems_add(problems, (Place){ 0 },
                                "there is not enough memory for a PNG of %.0f by %.0f pixels: choose a smaller scale", w, h);
}

const Exporter png_exporter = { "png", "picture of pixels", .write = png_write };
