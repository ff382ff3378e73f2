// A film as GIF, written by giflib: one palette for all of it, and of each picture only what changed. The pixels that changed are
// kept until the last one is there, for only then the colours are known.
#include <gif_lib.h>
#include <stdlib.h>
#include <string.h>

#include "base/math.h"
#include "base/version.h"
#include "render/frames.h"
#include "render/palette.h"

enum { CLEAR = PALETTE_MOST, COLORS = 256, BITS = 8 };
enum { LAST = 200 };                      // hundredths of a second that the last picture stays
static const size_t kept_most = 1u << 30; // bytes of pixels

typedef struct Shot { // what one picture changed
    PixelBox at;
    uint32_t *pixel; // (at.height, at.width); NULL: nothing
} Shot;

struct Reel {
    Frames frames;
    Palette palette;
    Shot *shot;
    int shots, room;
    size_t kept;
};

static Reel *gif_begin(Fonts *fonts, const FigureFile *figure, Problems *problems) {
    Reel *r = calloc(1, sizeof *r);
    if (!r) {
        problems_out_of_memory(problems, NULL);
        return NULL;
    }
    if (frames_begin(&r->frames, fonts, figure, 1, problems)) return r;
    free(r);
    return NULL;
}

// Without the rows and columns at its edges that are as they were; `was` is the picture before, packed like the box.
static Shot *next_shot(Reel *r) {
    if (r->shots == r->room) {
        int room = r->room ? r->room * 2 : 64;
        Shot *more = realloc(r->shot, (size_t)room * sizeof *more);
        if (!more) return NULL;
        r->shot = more;
        r->room = room;
    }
    r->shot[r->shots] = (Shot){ 0 };
    return &r->shot[r->shots++];
}

static bool gif_add(Reel *r, const List *list, Problems *problems) {
    Shot *shot = next_shot(r);
    if (!shot || !frames_add(&r->frames, list, &shot->at)) return problems_out_of_memory(problems, NULL);
    PixelBox at = shot->at;
    size_t size = (size_t)at.width * (size_t)at.height * sizeof(uint32_t);
    if (!size) return true;
    r->kept += size;
    shot->pixel = r->kept <= kept_most ? malloc(size) : NULL;
    if (!shot->pixel)
        return problems_add(problems, (Place){ 0 }, "the film is too long to be kept: choose fewer seconds, or a smaller size");
    for (int y = 0; y < at.height; y++) {
        uint32_t *row = shot->pixel + (size_t)y * (size_t)at.width;
        memcpy(row, r->frames.pixels.at + (size_t)(at.y + y) * (size_t)r->frames.pixels.stride + at.x,
               (size_t)at.width * sizeof *row);
        palette_count(&r->palette, row, at.width);
    }
    return true;
}

// --- the file

typedef struct GifWriter {
    GifFileType *gif;
    Builder out;
    uint8_t *shown; // the indices of the whole picture as it stands
    uint8_t *row;
    const Reel *reel;
} GifWriter;

static int collect(GifFileType *gif, const GifByteType *bytes, int size) {
    builder_add_bytes(gif->UserData, (const char *)bytes, (size_t)size);
    return size;
}

static bool put_head(GifWriter *w) {
    ColorMapObject *map = GifMakeMapObject(COLORS, NULL);
    if (!map) return false;
    for (int i = 0; i < COLORS; i++) {
        uint32_t rgb = i < w->reel->palette.colors ? w->reel->palette.color[i] : 0;
        map->Colors[i] = (GifColorType){ (GifByteType)(rgb >> 16), (GifByteType)(rgb >> 8), (GifByteType)rgb };
    }
    const Pixels *p = &w->reel->frames.pixels;
    EGifSetGifVersion(w->gif, true);
    bool well = EGifPutScreenDesc(w->gif, p->width, p->height, BITS, 0, map) == GIF_OK;
    GifFreeMapObject(map);
    if (!well) return false;
    static const unsigned char for_ever[] = { 1, 0, 0 };
    well = EGifPutExtensionLeader(w->gif, APPLICATION_EXT_FUNC_CODE) == GIF_OK &&
           EGifPutExtensionBlock(w->gif, 11, "NETSCAPE2.0") == GIF_OK && EGifPutExtensionBlock(w->gif, 3, for_ever) == GIF_OK &&
           EGifPutExtensionTrailer(w->gif) == GIF_OK;
    const char *command = w->reel->frames.figure->command;
    return well && (!command || EGifPutComment(w->gif, command) == GIF_OK);
}

// The indices of a row where they differ from what is shown, else CLEAR; which columns differ.
static void compare_row(GifWriter *w, const Shot *shot, int y, int *left, int *right) {
    const uint32_t *pixel = shot->pixel + (size_t)y * (size_t)shot->at.width;
    uint8_t *shown = w->shown + (size_t)(shot->at.y + y) * (size_t)w->reel->frames.pixels.width + shot->at.x;
    const Tint *tint = NULL;
    *left = shot->at.width, *right = -1;
    for (int x = 0; x < shot->at.width; x++) {
        if (!tint || tint->rgb != (pixel[x] & 0xFFFFFF)) tint = palette_tint(&w->reel->palette, pixel[x]);
        uint8_t index = palette_at(tint, shot->at.x + x, shot->at.y + y);
        w->row[x] = index == shown[x] ? CLEAR : index;
        shown[x] = index;
        if (w->row[x] == CLEAR) continue;
        if (x < *left) *left = x;
        *right = x;
    }
}

static bool put_shot(GifWriter *w, const Shot *shot, int delay) {
    GraphicsControlBlock control = { .DisposalMode = DISPOSE_DO_NOT, .DelayTime = delay, .TransparentColor = CLEAR };
    GifByteType bytes[4];
    PixelBox at = shot->at;
    if (!shot->pixel) at = (PixelBox){ 0, 0, 1, 1 };
    EGifGCBToExtension(&control, bytes);
    if (EGifPutExtension(w->gif, GRAPHICS_EXT_FUNC_CODE, sizeof bytes, bytes) != GIF_OK) return false;
    if (EGifPutImageDesc(w->gif, at.x, at.y, at.width, at.height, false, NULL) != GIF_OK) return false;
    for (int y = 0; y < at.height; y++) {
        int left, right;
        w->row[0] = CLEAR;
        if (shot->pixel) compare_row(w, shot, y, &left, &right);
        if (EGifPutLine(w->gif, w->row, at.width) != GIF_OK) return false;
    }
    return true;
}

// Pictures that change nothing make the one before them stay longer. Times are whole hundredths, and none is lost by rounding.
static bool put_shots(GifWriter *w) {
    const Reel *r = w->reel;
    double fps = r->frames.figure->fps;
    for (int i = 0; i < r->shots;) {
        int next = i + 1;
        while (next < r->shots && !r->shot[next].pixel) next++;
        int from = (int)(100 * i / fps + 0.5), until = (int)(100 * next / fps + 0.5);
        if (!put_shot(w, &r->shot[i], next == r->shots ? until - from + LAST : until - from)) return false;
        i = next;
    }
    return true;
}

static bool write_film(Reel *r, Arena *arena, Text *out) {
    size_t pixels = (size_t)r->frames.pixels.width * (size_t)r->frames.pixels.height;
    GifWriter w = { .out = { .arena = arena }, .reel = r, .shown = malloc(pixels), .row = malloc((size_t)r->frames.pixels.width) };
    int error;
    bool well = w.shown && w.row && palette_choose(&r->palette, (uint64_t)pixels / 400);
    if (well) memset(w.shown, CLEAR, pixels);
    well = well && (w.gif = EGifOpen(&w.out, collect, &error));
    if (well) {
        well = put_head(&w) && put_shots(&w);
        well = EGifCloseFile(w.gif, &error) == GIF_OK && well;
    }
    free(w.shown);
    free(w.row);
    *out = (Text){ w.out.at, w.out.size };
    return well;
}

static bool gif_end(Reel *r, Arena *arena, Text *out, Problems *problems) {
    bool well = !out || write_film(r, arena, out) || problems_out_of_memory(problems, NULL);
    for (int i = 0; i < r->shots; i++) free(r->shot[i].pixel);
    free(r->shot);
    palette_end(&r->palette);
    frames_end(&r->frames);
    free(r);
    return well;
}

const Exporter gif_exporter = { "gif", "moving picture", NULL, gif_begin, gif_add, gif_end, .even = 1 };
