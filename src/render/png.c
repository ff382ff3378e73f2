// The painter's pixels as PNG, written by libpng into memory: byte for byte the same each time. A figure without a background is
// painted on black and on white; what differs is how much shows through.
#include "render/png.h"

#include <math.h>
#include <png.h>
#include <stdlib.h>
#include <string.h>

#include "base/version.h"
#include "render/pixels.h"

enum { SIDE_MOST = 16384, LEVEL = 3, SOME_ROWS = 16 }; // pixels; of zlib: three times as fast as its default, a sixth larger

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

// From row `y` on; where it came to.
static int put_rows(png_structp png, const Sheet *sheet, unsigned char *row, int y, const Turn *turn) {
    int bytes = sheet->alpha ? 4 : 3, first = y;
    for (; y < sheet->height; y++) {
        if (y > first && y % SOME_ROWS == 0 && turn_is_over(turn)) break;
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
    return y;
}

typedef struct Encoder {
    Sheet sheet;
    Builder out;
    png_structp png;
    png_infop info;
    unsigned char *row;
    int next; // row
} Encoder;

static void begin_file(Encoder *e) {
    const Sheet *sheet = &e->sheet;
    png_set_write_fn(e->png, &e->out, collect, flush);
    png_set_compression_level(e->png, LEVEL);
    png_set_filter(e->png, 0, PNG_FILTER_NONE); // areas of one colour pack best as they are, and in half the time
    png_set_IHDR(e->png, e->info, (png_uint_32)sheet->width, (png_uint_32)sheet->height, 8,
                 sheet->alpha ? PNG_COLOR_TYPE_RGB_ALPHA : PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
                 PNG_FILTER_TYPE_DEFAULT);
    if (sheet->figure) put_scale(e->png, e->info, sheet->figure), put_words(e->out.arena, e->png, e->info, sheet->figure);
    png_write_info(e->png, e->info);
}

static TurnEnd encode(Encoder *e, const Turn *turn) {
    bool begins = !e->png;
    if (begins) {
        e->png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
        e->info = e->png ? png_create_info_struct(e->png) : NULL;
        e->row = e->info ? malloc((size_t)e->sheet.width * 4) : NULL;
    }
    if (!e->row || setjmp(png_jmpbuf(e->png))) return TURN_FAILED;
    if (begins) begin_file(e);
    e->next = put_rows(e->png, &e->sheet, e->row, e->next, turn);
    if (e->next < e->sheet.height) return TURN_OVER;
    png_write_end(e->png, e->info);
    return TURN_DONE;
}

static void end_encoder(Encoder *e) {
    free(e->row);
    png_destroy_write_struct(&e->png, &e->info);
}

bool png_encode(Arena *arena, const uint32_t *pixels, int width, int height, Text *out) {
    Encoder e = { .sheet = { .pixels = pixels, .width = width, .height = height }, .out = { .arena = arena } };
    bool well = encode(&e, NULL) == TURN_DONE;
    end_encoder(&e);
    *out = (Text){ e.out.at, e.out.size };
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

// --- a figure

typedef struct PngWork {
    Painter *painter;
    uint32_t *pixels, *black;         // `black`: painted on black, where there is no background
    int width, height, painted, seen; // rows that are painted, and of which it is known what shows through
    bool whole;
    Encoder encoder;
} PngWork;

static void paint_rows(const Writing *w, PngWork *p, int from, int to) {
    const FigureFile *figure = w->figure;
    Box band = box(0, from / figure->scale, p->width / figure->scale, (to - from) / figure->scale);
    int bands = from > 0 || to < p->height;
    Pixels all = { p->pixels, p->width, p->height, p->width }, black = { p->black, p->width, p->height, p->width };
    painter_draw(p->painter, all, w->list, figure->theme, figure->clear ? ROLE_WHITE : figure->background, figure->scale,
                 bands ? &band : NULL, bands);
    if (p->black) painter_draw(p->painter, black, w->list, figure->theme, ROLE_BLACK, figure->scale, bands ? &band : NULL, bands);
}

// A band of it, or all that is left; what shows through is known when all of both is there.
static TurnEnd paint_part(const Writing *w, PngWork *p, const Turn *turn) {
    int rows = turn ? PAINTER_BAND / p->width + 1 : p->height;
    while (p->painted < p->height) {
        int to = p->height - p->painted > rows ? p->painted + rows : p->height;
        paint_rows(w, p, p->painted, to);
        p->painted = to;
        if (turn_is_over(turn)) return TURN_OVER;
    }
    while (p->black && p->seen < p->height) {
        uint32_t *row = p->pixels + (size_t)p->seen * (size_t)p->width, *black = p->black + (size_t)p->seen * (size_t)p->width;
        for (int x = 0; x < p->width; x++) row[x] = see_through(row[x], black[x]);
        if (++p->seen % SOME_ROWS == 0 && turn_is_over(turn)) return TURN_OVER;
    }
    free(p->black);
    p->black = NULL;
    p->whole = true;
    return painter_drew_all(p->painter) ? TURN_DONE : TURN_FAILED;
}

static bool begin_png(Writing *w, double width, double height) {
    PngWork *p = w->own = calloc(1, sizeof *p);
    size_t count = (size_t)width * (size_t)height;
    if (!p) return false;
    p->width = (int)width, p->height = (int)height;
    p->painter = painter_open(w->fonts);
    p->pixels = malloc(count * sizeof *p->pixels);
    p->black = w->figure->clear ? malloc(count * sizeof *p->black) : NULL;
    p->encoder.sheet = (Sheet){ p->pixels, p->width, p->height, w->figure->clear, w->figure };
    p->encoder.out.arena = w->arena;
    return p->painter && p->pixels && (p->black || !w->figure->clear);
}

static TurnEnd png_write(Writing *w, const Turn *turn, Problems *problems) {
    const FigureFile *figure = w->figure;
    double width = ceil(figure->width * figure->scale), height = ceil(figure->height * figure->scale);
    if (!(width >= 1 && height >= 1 && width <= SIDE_MOST && height <= SIDE_MOST)) {
        problems_add(problems, (Place){ 0 },
                     "a PNG of %.0f by %.0f pixels cannot be made: each side must have from 1 to %d; choose another scale", width,
                     height, SIDE_MOST);
        return TURN_FAILED;
    }
    TurnEnd end = w->own || begin_png(w, width, height) ? TURN_DONE : TURN_FAILED;
    PngWork *p = w->own;
    if (end == TURN_DONE && !p->whole) end = paint_part(w, p, turn);
    if (end == TURN_DONE) end = encode(&p->encoder, turn);
    if (end == TURN_DONE) w->out = (Text){ p->encoder.out.at, p->encoder.out.size };
    if (end == TURN_FAILED)
        problems_add(problems, (Place){ 0 }, "there is not enough memory for a PNG of %.0f by %.0f pixels: choose a smaller scale",
                     width, height);
    return end;
}

static void png_leave(Writing *w) {
    PngWork *p = w->own;
    if (!p) return;
    end_encoder(&p->encoder);
    if (p->painter) painter_close(p->painter);
    free(p->pixels);
    free(p->black);
    free(p);
    w->own = NULL;
}

const Exporter png_exporter = { "png", "picture of pixels", .write = png_write, .leave = png_leave };
