// One picture after the other, painted over the one before where it differs.
#include "render/frames.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/math.h"

enum { SIDE_MOST = 4096, REGIONS = 16 };

static int side(double units, double scale, int even) {
    int pixels = (int)ceil(units * scale - 1e-6);
    return even > 1 ? (pixels + even - 1) / even * even : pixels;
}

bool frames_begin(Frames *f, Fonts *fonts, const FigureFile *figure, int even, Problems *problems) {
    double w = figure->width * figure->scale, h = figure->height * figure->scale;
    *f = (Frames){ .figure = figure };
    if (!(w >= 1 && h >= 1 && w <= SIDE_MOST && h <= SIDE_MOST))
        return problems_add(problems, (Place){ 0 }, "a film of %.0f by %.0f pixels cannot be made: each side may have %d at most",
                            w, h, SIDE_MOST);
    int width = side(figure->width, figure->scale, even), height = side(figure->height, figure->scale, even);
    f->pixels = (Pixels){ malloc((size_t)width * (size_t)height * sizeof(uint32_t)), width, height, width };
    f->painter = painter_open(fonts);
    if (f->pixels.at && f->painter) return true;
    frames_end(f);
    return problems_add(problems, (Place){ 0 }, "there is not enough memory for a film of %d by %d pixels", width, height);
}

static PixelBox join(PixelBox a, PixelBox b) {
    if (!a.width || !a.height) return b;
    if (!b.width || !b.height) return a;
    int x = math_min_int(a.x, b.x), y = math_min_int(a.y, b.y);
    return (PixelBox){ x, y, math_max_int(a.x + a.width, b.x + b.width) - x, math_max_int(a.y + a.height, b.y + b.height) - y };
}

static void draw(Frames *f, const List *list, const Box *region, int regions) {
    painter_draw(f->painter, f->pixels, list, f->figure->theme, f->figure->background, f->figure->scale, region, regions);
}

// Band after band; true when the last one is there.
static bool paint_whole(Frames *f, const List *list, const Turn *turn) {
    int rows = PAINTER_BAND / f->pixels.width + 1;
    if (!turn) draw(f, list, NULL, 0);
    while (turn && f->painted < f->pixels.height) {
        int next = math_min_int(rows, f->pixels.height - f->painted);
        double scale = f->figure->scale;
        Box band = box(0, f->painted / scale, f->pixels.width / scale, next / scale);
        draw(f, list, &band, 1);
        f->painted += next;
        if (turn_is_over(turn)) return false;
    }
    return true;
}

TurnEnd frames_add(Frames *f, const List *list, const Turn *turn, PixelBox *changed) {
    Box region[REGIONS];
    int regions = f->count ? list_changes(&f->last, list, region, REGIONS) : -1;
    *changed = (PixelBox){ 0 };
    if (!f->count) {
        *changed = (PixelBox){ 0, 0, f->pixels.width, f->pixels.height };
        if (!paint_whole(f, list, turn)) return TURN_OVER;
    } else if (regions < 0) {
        *changed = (PixelBox){ 0, 0, f->pixels.width, f->pixels.height };
        draw(f, list, NULL, 0);
    } else if (regions > 0) {
        for (int i = 0; i < regions; i++) *changed = join(*changed, painter_touches(f->pixels, region[i], f->figure->scale));
        draw(f, list, region, regions);
    }
    // The commands are kept for the next comparison, with what they point to.
    Arena *arena = arena_begin();
    List kept = list_begin(arena, list->metrics);
    list_add_all(&kept, list);
    if (f->arena) arena_end(f->arena);
    f->arena = arena;
    f->last = kept;
    f->count++;
    return painter_drew_all(f->painter) ? TURN_DONE : TURN_FAILED;
}

void frames_end(Frames *f) {
    if (f->painter) painter_close(f->painter);
    if (f->arena) arena_end(f->arena);
    free(f->pixels.at);
    *f = (Frames){ 0 };
}
