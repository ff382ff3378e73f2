// A loop over the commands for each region: clear it, then draw what meets it. Edges of boxes, axis-parallel lines and heat
// maps go to whole pixels (canvas.c); other strokes are in strokes.c, and other areas are filled by FreeType (areas.c).
#include "render/pixels.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "base/math.h"
#include "render/areas.h"
#include "render/canvas.h"
#include "render/look.h"
#include "render/strokes.h"

enum { CLIPS = 64, TEXT_PIXELS_MOST = 1000, STROKE_MOST = 1000 };

struct Painter {
    const Fonts *fonts;
    Words *words;
    Canvas canvas;
    Area area;
    Stroker stroker;
    Trail trail;
};

// One call of painter_draw.
typedef struct Drawing {
    Painter *painter;
    Canvas *canvas; // canvas->clip is the clip that holds now
    Span picture;
    Theme theme;
    double scale;
    bool red_first; // see Pixels
} Drawing;

Painter *painter_open(Fonts *fonts) {
    Painter *painter = calloc(1, sizeof *painter);
    if (!painter) return NULL;
    painter->fonts = fonts;
    painter->words = words_open(fonts);
    if (painter->words) return painter;
    free(painter);
    return NULL;
}

void painter_close(Painter *painter) {
    if (!painter) return;
    words_close(painter->words);
    canvas_end(&painter->canvas);
    area_free(&painter->area);
    stroker_free(&painter->stroker);
    trail_free(&painter->trail);
    free(painter);
}

bool painter_drew_all(const Painter *painter) { return !words_lacking(painter->words); }

// --- from units to pixels

// What is not a number goes far to the left, out of sight.
static int whole_within(double pixels) { return pixels > -1e8 ? (pixels < 1e8 ? (int)pixels : 100000000) : -100000000; }

static Ink ink_on(const Drawing *d, Color color) {
    Ink ink = ink_of(color);
    if (d->red_first) ink.rgb = (ink.rgb & 0xFF) << 16 | (ink.rgb & 0xFF00) | ink.rgb >> 16;
    return ink;
}

static int snap(const Drawing *d, double units) { return whole_within(floor(units * d->scale + 0.5)); }

// A box with its edges on whole pixels; what has a size keeps at least one pixel of it.
static Span snap_box(const Drawing *d, Box b) {
    Span s = { snap(d, b.x), snap(d, b.y), snap(d, b.x + b.w), snap(d, b.y + b.h) };
    if (s.right == s.left && b.w > 0) s.right++;
    if (s.bottom == s.top && b.h > 0) s.bottom++;
    return s;
}

// In pixels, outwards, with room for what snapping moves.
static Span reach_of(Box b, double scale) {
    return (Span){ whole_within(floor(b.x * scale) - 2), whole_within(floor(b.y * scale) - 2),
                   whole_within(ceil((b.x + b.w) * scale) + 2), whole_within(ceil((b.y + b.h) * scale) + 2) };
}

// Of a line in pixels, at least one; and in whole pixels when it runs along them.
static double stroke_width(const Drawing *d, double units) { return math_min(math_max(units * d->scale, 1), STROKE_MOST); }
static int snap_width(const Drawing *d, double units) { return (int)(stroke_width(d, units) + 0.5); }

static Trail *trail_begin(Drawing *d) {
    Trail *trail = &d->painter->trail;
    trail->points = 0;
    trail->closed = false;
    return trail;
}

// --- boxes

static void dashed_box(Drawing *d, Span at, double radius, int width, double dash, Ink ink) {
    double half = width / 2.0, w = at.right - at.left - width, h = at.bottom - at.top - width;
    Stroker *stroker = &d->painter->stroker;
    Trail *trail = trail_begin(d);
    trail_box(trail, at.left + half, at.top + half, w, h, math_max(0, math_min(radius - half, math_min(w, h) / 2)));
    stroker_add(stroker, d->canvas->clip, trail, (StrokeShape){ width, dash, false });
    stroker_ink(stroker, d->canvas, ink);
}

static void draw_rect(Drawing *d, const Cmd *cmd) {
    if (cmd->box.w <= 0 || cmd->box.h <= 0) return;
    Span at = snap_box(d, cmd->box);
    double radius = cmd->rect.radius * d->scale;
    if (look_shows(cmd->rect.fill)) {
        Ink ink = ink_on(d, look_paint(cmd, d->theme, cmd->rect.fill));
        if (radius > 0)
            canvas_round(d->canvas, at, radius, 0, ink);
        else
            canvas_fill(d->canvas, at, ink);
    }
    if (!look_shows(cmd->rect.stroke)) return;
    Ink ink = ink_on(d, look_paint(cmd, d->theme, cmd->rect.stroke));
    int width = snap_width(d, cmd->rect.width), outside = width / 2; // a hairline lies just inside the edge
    at = (Span){ at.left - outside, at.top - outside, at.right + outside, at.bottom + outside };
    if (radius > 0) radius += outside;
    if (cmd->rect.dash > 0)
        dashed_box(d, at, radius, width, cmd->rect.dash * d->scale, ink);
    else
        canvas_round(d->canvas, at, radius, width, ink);
}

// --- paths

// One straight stroke along the pixels is a box. What its width has beyond whole pixels goes to a paler row beside it: widths
// that mean something, and grow, stay true. With round ends it is a round box of whole pixels.
static bool draw_straight(Drawing *d, const Cmd *cmd, Ink ink) {
    const PathPart *a = cmd->path.part, *b = a + 1;
    if (cmd->path.parts != 2 || cmd->path.dash > 0 || a->op != PATH_MOVE || b->op != PATH_LINE || look_shows(cmd->path.fill))
        return false;
    bool level = a->y == b->y;
    if (!level && a->x != b->x) return false;
    double width = stroke_width(d, cmd->path.width), middle = (level ? a->y : a->x) * d->scale;
    int whole = cmd->path.round ? snap_width(d, cmd->path.width) : (int)width, cap = cmd->path.round ? whole / 2 : 0;
    int begin = snap(d, level ? math_min(a->x, b->x) : math_min(a->y, b->y)) - cap,
        end = snap(d, level ? math_max(a->x, b->x) : math_max(a->y, b->y)) + cap;
    int side = whole_within(floor(middle - whole / 2.0 + 0.5));
    Span at = level ? (Span){ begin, side, end, side + whole } : (Span){ side, begin, side + whole, end };
    if (cap)
        canvas_round(d->canvas, at, whole / 2.0, 0, ink);
    else
        canvas_fill(d->canvas, at, ink);
    if (cmd->path.round || width == whole) return true;
    if (level)
        at.top = at.bottom, at.bottom++;
    else
        at.left = at.right, at.right++;
    ink.alpha = (unsigned)(ink.alpha * (width - whole));
    canvas_fill(d->canvas, at, ink);
    return true;
}

// A point of a path in pixels; on the middle or the edge of one when the path keeps to them.
static double place(const Drawing *d, double units, bool snapped, int width) {
    double at = units * d->scale, shift = width % 2 ? 0.5 : 0;
    return snapped ? floor(at - shift + 0.5) + shift : at;
}

static void stroke_path(Drawing *d, const Cmd *cmd, bool snapped, Ink ink) {
    double s = d->scale;
    StrokeShape shape = { snapped ? snap_width(d, cmd->path.width) : stroke_width(d, cmd->path.width), cmd->path.dash * s,
                          cmd->path.round };
    Stroker *stroker = &d->painter->stroker;
    Trail *trail = trail_begin(d);
    for (int i = 0; i < cmd->path.parts; i++) {
        const PathPart *p = &cmd->path.part[i];
        double x = place(d, p->x, snapped, (int)shape.width), y = place(d, p->y, snapped, (int)shape.width);
        if (p->op == PATH_MOVE || trail->closed) {
            stroker_add(stroker, d->canvas->clip, trail, shape);
            trail_begin(d);
        }
        if (p->op == PATH_CURVE && trail->points)
            trail_curve(trail, p->x1 * s, p->y1 * s, p->x2 * s, p->y2 * s, x, y);
        else if (p->op == PATH_CLOSE)
            trail->closed = trail->points > 1;
        else
            trail_to(trail, x, y);
    }
    stroker_add(stroker, d->canvas->clip, trail, shape);
    stroker_ink(stroker, d->canvas, ink);
}

static void fill_path(Drawing *d, const Cmd *cmd, bool snapped, Ink ink) {
    double s = d->scale;
    Span shown = span_cut(d->picture, reach_of(cmd->box, s));
    Area *area = &d->painter->area;
    if (span_empty(shown)) return;
    area_begin(area, shown);
    for (int i = 0; i < cmd->path.parts; i++) {
        const PathPart *p = &cmd->path.part[i];
        double x = place(d, p->x, snapped, 0), y = place(d, p->y, snapped, 0);
        switch (p->op) {
        case PATH_MOVE: area_move(area, x, y); break;
        case PATH_LINE: area_line(area, x, y); break;
        case PATH_CURVE: area_curve(area, p->x1 * s, p->y1 * s, p->x2 * s, p->y2 * s, x, y); break;
        case PATH_CLOSE: area_close(area); break;
        }
    }
    canvas_mask(d->canvas, area_end(area, d->painter->fonts), 0, 0, ink);
}

static void draw_path(Drawing *d, const Cmd *cmd) {
    bool snapped = look_keeps_to_pixels(cmd);
    if (look_shows(cmd->path.fill)) fill_path(d, cmd, snapped, ink_on(d, look_paint(cmd, d->theme, cmd->path.fill)));
    if (!look_shows(cmd->path.stroke)) return;
    Ink ink = ink_on(d, look_paint(cmd, d->theme, cmd->path.stroke));
    if (!draw_straight(d, cmd, ink)) stroke_path(d, cmd, snapped, ink);
}

// --- text, heat maps, hatches

static void draw_text(Drawing *d, const Cmd *cmd) {
    double size = cmd->text.size * d->scale, x = cmd->text.x * d->scale, whole = floor(x);
    if (!look_shows(cmd->text.paint) || !(size >= 1 && size <= TEXT_PIXELS_MOST)) return;
    int step = (int)floor((x - whole) * WORDS_STEPS + 0.5);
    if (step == WORDS_STEPS) whole++, step = 0;
    Words *words = d->painter->words;
    const Mask *mask = cmd->text.shaped ? words_shaped(words, cmd->text.shaped, size, step, cmd->text.text)
                                        : words_mask(words, cmd->text.face, size, step, cmd->text.text);
    canvas_mask(d->canvas, mask, (int)whole, snap(d, cmd->text.y), ink_on(d, look_paint(cmd, d->theme, cmd->text.paint)));
}

// The cell that pixel i of `pixels` shows.
static int cell_at(int i, int pixels, int cells) { return (int)((2 * (long long)i + 1) * cells / (2 * (long long)pixels)); }

static void draw_heat(Drawing *d, const Cmd *cmd) {
    Span at = snap_box(d, cmd->box), shown = span_cut(at, d->canvas->clip);
    if (span_empty(shown)) return;
    Color color[2 * LOOK_LEVELS + 1];
    Ink ink[2 * LOOK_LEVELS + 1];
    look_heat_table(cmd, d->theme, color);
    for (int i = 0; i < 2 * LOOK_LEVELS + 1; i++) {
        color[i].a = look_heat_alpha(cmd);
        ink[i] = ink_on(d, color[i]);
    }
    int rows = cmd->heat.rows, columns = cmd->heat.columns, width = at.right - at.left, height = at.bottom - at.top;
    for (int top = shown.top, bottom; top < shown.bottom; top = bottom) {
        int row = cell_at(top - at.top, height, rows);
        for (bottom = top + 1; bottom < shown.bottom && cell_at(bottom - at.top, height, rows) == row;) bottom++;
        for (int left = shown.left, right; left < shown.right; left = right) {
            int column = cell_at(left - at.left, width, columns);
            for (right = left + 1; right < shown.right && cell_at(right - at.left, width, columns) == column;) right++;
            canvas_fill(d->canvas, (Span){ left, top, right, bottom },
                        ink[look_heat_index(cmd->heat.share[row * columns + column])]);
        }
    }
}

static void draw_hatch(Drawing *d, const Cmd *cmd) {
    if (!look_shows(cmd->hatch.paint)) return;
    canvas_hatch(d->canvas, snap_box(d, cmd->box), cmd->hatch.radius * d->scale, cmd->hatch.gap * d->scale,
                 stroke_width(d, cmd->hatch.width), ink_on(d, look_paint(cmd, d->theme, cmd->hatch.paint)));
}

// --- the list

PixelBox painter_touches(Pixels to, Box region, double scale) {
    Span s = span_cut((Span){ 0, 0, to.width, to.height }, reach_of(region, scale));
    if (span_empty(s)) return (PixelBox){ 0 };
    return (PixelBox){ s.left, s.top, s.right - s.left, s.bottom - s.top };
}

static void draw_command(Drawing *d, const Cmd *cmd) {
    switch (cmd->kind) {
    case CMD_RECT: draw_rect(d, cmd); break;
    case CMD_PATH: draw_path(d, cmd); break;
    case CMD_TEXT: draw_text(d, cmd); break;
    case CMD_HEAT: draw_heat(d, cmd); break;
    case CMD_HATCH: draw_hatch(d, cmd); break;
    case CMD_CLIP:
    case CMD_UNCLIP: break; // draw_region's
    }
}

static void draw_region(Drawing *d, const List *list, Span region, Ink background) {
    Span former[CLIPS];
    int depth = 0;
    d->canvas->clip = region;
    canvas_fill(d->canvas, region, background);
    for (int i = 0; i < list->count; i++) {
        const Cmd *cmd = &list->cmd[i];
        if (cmd->kind == CMD_CLIP) {
            assert(depth < CLIPS);
            if (depth < CLIPS) former[depth++] = d->canvas->clip;
            d->canvas->clip = span_cut(d->canvas->clip, snap_box(d, cmd->box));
        } else if (cmd->kind == CMD_UNCLIP) {
            assert(depth > 0);
            if (depth) d->canvas->clip = former[--depth];
        } else if (!span_empty(span_cut(d->canvas->clip, reach_of(list_reach(cmd), d->scale)))) {
            draw_command(d, cmd);
        }
    }
}

void painter_draw(Painter *painter, Pixels to, const List *list, Theme theme, Role background, double scale, const Box *region,
                  int regions) {
    Span whole = { 0, 0, to.width, to.height };
    Drawing d = { painter, &painter->canvas, whole, theme, scale, to.red_first };
    painter->canvas.at = to.at;
    painter->canvas.stride = to.stride;
    stroker_size(&painter->stroker, to.width, to.height);
    Ink ink = ink_on(&d, theme_role(theme, background));
    if (!region) draw_region(&d, list, whole, ink);
    for (int i = 0; region && i < regions; i++) draw_region(&d, list, span_cut(whole, reach_of(region[i], scale)), ink);
    words_rest(painter->words);
}
