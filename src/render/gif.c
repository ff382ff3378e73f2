// A film as GIF, written by giflib: one palette for all of it, and of each picture only what changed. The pixels that changed are
// kept until the last one is there, for only then the colours are known.
#include <gif_lib.h>
#include <stdlib.h>
#include <string.h>

#include "base/math.h"
#include "base/version.h"
#include "render/frames.h"
#include "render/palette.h"

enum { CLEAR = PALETTE_MOST, COLORS = 256, BITS = 8, SOME_LINES = 16 };
enum { LAST = 200 };                      // hundredths of a second that the last picture stays
static const size_t kept_most = 1u << 30; // bytes of pixels

typedef struct Shot { // what one picture changed
    PixelBox at;
    uint32_t *pixel; // (at.height, at.width); NULL: nothing
} Shot;

typedef struct GifWriter {
    GifFileType *gif;
    Builder out;
    uint8_t *shown; // the indices of the whole picture as it stands
    uint8_t *row;
    bool begun;
    int shot, next, line; // the shot that is being written, the one after it, and its next line; −1: not begun
} GifWriter;

struct Reel {
    Frames frames;
    Palette palette;
    Shot *shot;
    int shots, room;
    size_t kept;
    bool keeps; // the last shot, from `line` on
    int line;
    GifWriter writer;
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

// What is new of a picture is kept, line after line, and its colours are counted.
static TurnEnd keep_lines(Reel *r, const Shot *shot, const Turn *turn) {
    const Pixels *p = &r->frames.pixels;
    while (r->line < shot->at.height) {
        uint32_t *row = shot->pixel + (size_t)r->line * (size_t)shot->at.width;
        memcpy(row, p->at + (size_t)(shot->at.y + r->line) * (size_t)p->stride + shot->at.x, (size_t)shot->at.width * sizeof *row);
        palette_count(&r->palette, row, shot->at.width);
        if (++r->line % SOME_LINES == 0 && turn_is_over(turn)) return TURN_OVER;
    }
    r->keeps = false;
    return TURN_DONE;
}

static TurnEnd gif_add(Reel *r, const List *list, const Turn *turn, Problems *problems) {
    PixelBox at;
    if (r->keeps) return keep_lines(r, &r->shot[r->shots - 1], turn);
    TurnEnd end = frames_add(&r->frames, list, turn, &at);
    if (end == TURN_OVER) return end;
    Shot *shot = end == TURN_DONE ? next_shot(r) : NULL;
    if (!shot) {
        problems_out_of_memory(problems, NULL);
        return TURN_FAILED;
    }
    size_t size = (size_t)at.width * (size_t)at.height * sizeof(uint32_t);
    if (!size) return TURN_DONE;
    r->kept += size;
    *shot = (Shot){ at, r->kept <= kept_most ? malloc(size) : NULL };
    if (!shot->pixel) {
        problems_add(problems, (Place){ 0 }, "the film is too long to be kept: choose fewer seconds, or a smaller size");
        return TURN_FAILED;
    }
    r->keeps = true;
    r->line = 0;
    return keep_lines(r, shot, turn);
}

// --- the file

static int collect(GifFileType *gif, const GifByteType *bytes, int size) {
    builder_add_bytes(gif->UserData, (const char *)bytes, (size_t)size);
    return size;
}

static bool put_head(Reel *r) {
    GifFileType *gif = r->writer.gif;
    ColorMapObject *map = GifMakeMapObject(COLORS, NULL);
    if (!map) return false;
    for (int i = 0; i < COLORS; i++) {
        uint32_t rgb = i < r->palette.colors ? r->palette.color[i] : 0;
        map->Colors[i] = (GifColorType){ (GifByteType)(rgb >> 16), (GifByteType)(rgb >> 8), (GifByteType)rgb };
    }
    const Pixels *p = &r->frames.pixels;
    EGifSetGifVersion(gif, true);
    bool well = EGifPutScreenDesc(gif, p->width, p->height, BITS, 0, map) == GIF_OK;
    GifFreeMapObject(map);
    if (!well) return false;
    static const unsigned char for_ever[] = { 1, 0, 0 };
    well = EGifPutExtensionLeader(gif, APPLICATION_EXT_FUNC_CODE) == GIF_OK &&
           EGifPutExtensionBlock(gif, 11, "NETSCAPE2.0") == GIF_OK && EGifPutExtensionBlock(gif, 3, for_ever) == GIF_OK &&
           EGifPutExtensionTrailer(gif) == GIF_OK;
    const char *command = r->frames.figure->command;
    return well && (!command || EGifPutComment(gif, command) == GIF_OK);
}

// The indices of a row where they differ from what is shown, else CLEAR.
static void compare_row(Reel *r, const Shot *shot, int y) {
    GifWriter *w = &r->writer;
    const uint32_t *pixel = shot->pixel + (size_t)y * (size_t)shot->at.width;
    uint8_t *shown = w->shown + (size_t)(shot->at.y + y) * (size_t)r->frames.pixels.width + shot->at.x;
    const Tint *tint = NULL;
    for (int x = 0; x < shot->at.width; x++) {
        if (!tint || tint->rgb != (pixel[x] & 0xFFFFFF)) tint = palette_tint(&r->palette, pixel[x]);
        uint8_t index = palette_at(tint, shot->at.x + x, shot->at.y + y);
        w->row[x] = index == shown[x] ? CLEAR : index;
        shown[x] = index;
    }
}

// Pictures that change nothing make the one before them stay longer. Times are whole hundredths, and none is lost by rounding.
static bool begin_shot(Reel *r, PixelBox at) {
    GifWriter *w = &r->writer;
    double fps = r->frames.figure->fps;
    w->next = w->shot + 1;
    while (w->next < r->shots && !r->shot[w->next].pixel) w->next++;
    int from = (int)(100 * w->shot / fps + 0.5), until = (int)(100 * w->next / fps + 0.5);
    int delay = w->next == r->shots ? until - from + LAST : until - from;
    GraphicsControlBlock control = { .DisposalMode = DISPOSE_DO_NOT, .DelayTime = delay, .TransparentColor = CLEAR };
    GifByteType bytes[4];
    EGifGCBToExtension(&control, bytes);
    w->line = 0;
    return EGifPutExtension(w->gif, GRAPHICS_EXT_FUNC_CODE, sizeof bytes, bytes) == GIF_OK &&
           EGifPutImageDesc(w->gif, at.x, at.y, at.width, at.height, false, NULL) == GIF_OK;
}

static TurnEnd put_shot(Reel *r, const Turn *turn) {
    GifWriter *w = &r->writer;
    const Shot *shot = &r->shot[w->shot];
    PixelBox at = shot->pixel ? shot->at : (PixelBox){ 0, 0, 1, 1 };
    if (w->line < 0 && !begin_shot(r, at)) return TURN_FAILED;
    while (w->line < at.height) {
        w->row[0] = CLEAR;
        if (shot->pixel) compare_row(r, shot, w->line);
        w->line++;
        if (EGifPutLine(w->gif, w->row, at.width) != GIF_OK) return TURN_FAILED;
        if (w->line % SOME_LINES == 0 && turn_is_over(turn)) return TURN_OVER;
    }
    w->shot = w->next;
    w->line = -1;
    return TURN_DONE;
}

static bool begin_writer(Reel *r, Arena *arena) {
    GifWriter *w = &r->writer;
    size_t pixels = (size_t)r->frames.pixels.width * (size_t)r->frames.pixels.height;
    *w = (GifWriter){ .out.arena = arena, .shown = malloc(pixels), .row = malloc((size_t)r->frames.pixels.width), .line = -1 };
    w->begun = w->shown && w->row;
    if (w->begun) memset(w->shown, CLEAR, pixels);
    return w->begun;
}

static TurnEnd write_film(Reel *r, Arena *arena, const Turn *turn) {
    GifWriter *w = &r->writer;
    int error;
    if (!w->begun && !begin_writer(r, arena)) return TURN_FAILED;
    if (!w->gif) {
        TurnEnd end = palette_choose(&r->palette, (uint64_t)r->frames.pixels.width * (uint64_t)r->frames.pixels.height / 400, turn);
        if (end != TURN_DONE) return end;
        w->gif = EGifOpen(&w->out, collect, &error);
        if (!w->gif || !put_head(r)) return TURN_FAILED;
    }
    while (w->shot < r->shots) {
        TurnEnd end = put_shot(r, turn);
        if (end != TURN_DONE) return end;
        if (turn_is_over(turn)) return TURN_OVER;
    }
    bool well = EGifCloseFile(w->gif, &error) == GIF_OK;
    w->gif = NULL;
    return well ? TURN_DONE : TURN_FAILED;
}

static TurnEnd gif_end(Reel *r, Arena *arena, Text *out, const Turn *turn, Problems *problems) {
    GifWriter *w = &r->writer;
    TurnEnd end = out ? write_film(r, arena, turn) : TURN_DONE;
    int error;
    if (end == TURN_OVER) return end;
    if (end == TURN_FAILED) problems_out_of_memory(problems, NULL);
    if (out && end == TURN_DONE) *out = (Text){ w->out.at, w->out.size };
    if (w->gif) EGifCloseFile(w->gif, &error);
    free(w->shown);
    free(w->row);
    for (int i = 0; i < r->shots; i++) free(r->shot[i].pixel);
    free(r->shot);
    palette_end(&r->palette);
    frames_end(&r->frames);
    free(r);
    return end;
}

const Exporter gif_exporter = { "gif", "moving picture", .begin = gif_begin, .add = gif_add, .end = gif_end, .even = 1 };
