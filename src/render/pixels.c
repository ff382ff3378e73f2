// A loop over the commands for each region: clear it, then draw what meets it. Edges of boxes, axis-parallel lines and heat
// maps go to whole pixels (canvas.c); curves, slanted lines and dashes go through cairo on the same pixels.
#include "render/pixels.h"

#include <assert.h>
#include <cairo.h>
#include <math.h>
#include <stdlib.h>

#include "base/math.h"
#include "render/canvas.h"
#include "render/shade.h"

enum { CLIPS = 64 };

struct Painter {
    Words *words;
    Canvas canvas;
    uint32_t *row; // a row of a heat map
    int row_room;
};

// One call of painter_draw.
typedef struct Drawing {
    Painter *painter;
    Canvas *canvas; // canvas->clip is the clip that holds now
    cairo_t *cr;
    Theme theme;
    double scale;
    Span cairo_clip; // what cr is clipped to
} Drawing;

Painter *painter_open(Fonts *fonts) {
    Painter *painter = calloc(1, sizeof *painter);
    if (!painter) return NULL;
    painter->words = words_open(fonts);
    if (painter->words) return painter;
    free(painter);
    return NULL;
}

void painter_close(Painter *painter) {
    if (!painter) return;
    words_close(painter->words);
    canvas_end(&painter->canvas);
    free(painter->row);
    free(painter);
}

// --- from units to pixels

static int snap(const Drawing *d, double units) { return (int)floor(units * d->scale + 0.5); }

// A box with its edges on whole pixels; what has a size keeps at least one pixel of it.
static Span snap_box(const Drawing *d, Box b) {
    Span s = { snap(d, b.x), snap(d, b.y), snap(d, b.x + b.w), snap(d, b.y + b.h) };
    if (s.right == s.left && b.w > 0) s.right++;
    if (s.bottom == s.top && b.h > 0) s.bottom++;
    return s;
}

// The width of a line that runs along the pixels: whole pixels, at least one.
static int snap_width(const Drawing *d, double units) {
    int width = (int)floor(units * d->scale + 0.5);
    return width < 1 ? 1 : width;
}

static double least(double a, double b) { return a < b ? a : b; }
static double most(double a, double b) { return a > b ? a : b; }

static double stroke_width(const Drawing *d, double units) { return most(1, units * d->scale); }

// --- cairo, clipped like the canvas

static cairo_t *cairo_ready(Drawing *d, Ink ink) {
    Span clip = d->canvas->clip;
    if (clip.left != d->cairo_clip.left || clip.top != d->cairo_clip.top || clip.right != d->cairo_clip.right || clip.bottom != d->cairo_clip.bottom) {
        cairo_reset_clip(d->cr);
        cairo_rectangle(d->cr, clip.left, clip.top, clip.right - clip.left, clip.bottom - clip.top);
        cairo_clip(d->cr);
        d->cairo_clip = clip;
    }
    cairo_set_source_rgba(d->cr, (ink.rgb >> 16) / 255.0, (ink.rgb >> 8 & 255) / 255.0, (ink.rgb & 255) / 255.0, ink.alpha / 255.0);
    return d->cr;
}

static void cairo_stroke_style(cairo_t *cr, double width, double dash, bool round) {
    cairo_set_line_width(cr, width);
    cairo_set_line_cap(cr, round ? CAIRO_LINE_CAP_ROUND : CAIRO_LINE_CAP_BUTT);
    cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
    cairo_set_dash(cr, &dash, dash > 0 ? 1 : 0, 0);
}

// --- boxes

static void round_path(cairo_t *cr, double x, double y, double w, double h, double radius) {
    const double quarter = MATH_PI / 2;
    cairo_new_sub_path(cr);
    cairo_arc(cr, x + w - radius, y + radius, radius, -quarter, 0);
    cairo_arc(cr, x + w - radius, y + h - radius, radius, 0, quarter);
    cairo_arc(cr, x + radius, y + h - radius, radius, quarter, 2 * quarter);
    cairo_arc(cr, x + radius, y + radius, radius, 2 * quarter, 3 * quarter);
    cairo_close_path(cr);
}

static void dashed_box(Drawing *d, Span at, double radius, int width, double dash, Ink ink) {
    cairo_t *cr = cairo_ready(d, ink);
    double half = width / 2.0, w = at.right - at.left - width, h = at.bottom - at.top - width;
    radius = most(0, least(radius - half, least(w, h) / 2));
    cairo_stroke_style(cr, width, dash, false);
    cairo_new_path(cr);
    if (radius > 0) round_path(cr, at.left + half, at.top + half, w, h, radius);
    else cairo_rectangle(cr, at.left + half, at.top + half, w, h);
    cairo_stroke(cr);
}

static void draw_rect(Drawing *d, const Cmd *cmd) {
    if (cmd->box.w <= 0 || cmd->box.h <= 0) return;
    Span at = snap_box(d, cmd->box);
    double radius = cmd->rect.radius * d->scale;
    if (shade_shows(cmd->rect.fill)) {
        Ink ink = ink_of(shade_paint(cmd, d->theme, cmd->rect.fill));
        if (radius > 0) canvas_round(d->canvas, at, radius, 0, ink);
        else canvas_fill(d->canvas, at, ink);
    }
    if (!shade_shows(cmd->rect.stroke)) return;
    Ink ink = ink_of(shade_paint(cmd, d->theme, cmd->rect.stroke));
    int width = snap_width(d, cmd->rect.width), outside = width / 2; // a hairline lies just inside the edge
    at = (Span){ at.left - outside, at.top - outside, at.right + outside, at.bottom + outside };
    if (radius > 0) radius += outside;
    if (cmd->rect.dash > 0) dashed_box(d, at, radius, width, cmd->rect.dash * d->scale, ink);
    else canvas_round(d->canvas, at, radius, width, ink);
}

// --- paths

static bool along_pixels(const Cmd *cmd) {
    double x = 0, y = 0;
    for (int i = 0; i < cmd->path.parts; i++) {
        const PathPart *part = &cmd->path.part[i];
        if (part->op == PATH_CURVE) return false;
        if (part->op == PATH_CLOSE) continue; // a closed path that begins and ends on one line or is checked by its parts
        if (part->op == PATH_LINE && part->x != x && part->y != y) return false;
        x = part->x;
        y = part->y;
    }
    return true;
}

// The common line: one straight stroke along the pixels is a box, or a box with round ends.
static bool draw_straight(Drawing *d, const Cmd *cmd, Ink ink) {
    const PathPart *a = cmd->path.part, *b = a + 1;
    if (cmd->path.parts != 2 || cmd->path.dash > 0 || a->op != PATH_MOVE || b->op != PATH_LINE || shade_shows(cmd->path.fill)) return false;
    bool level = a->y == b->y;
    if (!level && a->x != b->x) return false;
    int width = snap_width(d, cmd->path.width);
    double from = level ? least(a->x, b->x) : least(a->y, b->y), to = level ? most(a->x, b->x) : most(a->y, b->y);
    int side = (int)floor((level ? a->y : a->x) * d->scale - width / 2.0 + 0.5);
    int begin = snap(d, from), end = snap(d, to), cap = cmd->path.round ? width / 2 : 0;
    if (begin == end && !cap) return true;
    begin -= cap;
    end += cap;
    Span at = level ? (Span){ begin, side, end, side + width } : (Span){ side, begin, side + width, end };
    if (cap) canvas_round(d->canvas, at, width / 2.0, 0, ink);
    else canvas_fill(d->canvas, at, ink);
    return true;
}

static void trace(Drawing *d, const Cmd *cmd, bool snapped, double width) {
    double s = d->scale, shift = (int)width % 2 ? 0.5 : 0;
    cairo_new_path(d->cr);
    for (int i = 0; i < cmd->path.parts; i++) {
        const PathPart *p = &cmd->path.part[i];
        double x = p->x * s, y = p->y * s;
        if (snapped) {
            x = floor(x - shift + 0.5) + shift;
            y = floor(y - shift + 0.5) + shift;
        }
        switch (p->op) {
        case PATH_MOVE: cairo_move_to(d->cr, x, y); break;
        case PATH_LINE: cairo_line_to(d->cr, x, y); break;
        case PATH_CURVE: cairo_curve_to(d->cr, p->x1 * s, p->y1 * s, p->x2 * s, p->y2 * s, x, y); break;
        case PATH_CLOSE: cairo_close_path(d->cr); break;
        }
    }
}

static void draw_path(Drawing *d, const Cmd *cmd) {
    bool fills = shade_shows(cmd->path.fill), strokes = shade_shows(cmd->path.stroke);
    if (!fills && !strokes) return;
    Ink ink = ink_of(shade_paint(cmd, d->theme, strokes ? cmd->path.stroke : cmd->path.fill));
    if (strokes && draw_straight(d, cmd, ink)) return;
    bool snapped = along_pixels(cmd);
    double width = snapped ? snap_width(d, cmd->path.width) : stroke_width(d, cmd->path.width);
    trace(d, cmd, snapped, strokes ? width : 0);
    if (fills) {
        cairo_ready(d, ink_of(shade_paint(cmd, d->theme, cmd->path.fill)));
        if (strokes) cairo_fill_preserve(d->cr);
        else cairo_fill(d->cr);
    }
    if (!strokes) return;
    cairo_ready(d, ink);
    cairo_stroke_style(d->cr, width, cmd->path.dash * d->scale, cmd->path.round);
    cairo_stroke(d->cr);
}

// --- text, heat maps, hatches

static void draw_text(Drawing *d, const Cmd *cmd) {
    if (!shade_shows(cmd->text.paint)) return;
    double x = cmd->text.x * d->scale, whole = floor(x);
    int step = (int)floor((x - whole) * WORDS_STEPS + 0.5);
    if (step == WORDS_STEPS) whole++, step = 0;
    const Mask *mask = words_mask(d->painter->words, cmd->text.face, cmd->text.size * d->scale, step, cmd->text.text);
    if (mask) canvas_mask(d->canvas, mask, (int)whole, snap(d, cmd->text.y), ink_of(shade_paint(cmd, d->theme, cmd->text.paint)));
}

// The cell that pixel i of `pixels` shows.
static int cell_at(int i, int pixels, int cells) { return (int)((2 * (long long)i + 1) * cells / (2 * (long long)pixels)); }

static void draw_heat(Drawing *d, const Cmd *cmd) {
    Span at = snap_box(d, cmd->box), shown = span_cut(at, d->canvas->clip);
    if (span_empty(shown)) return;
    Color color[2 * SHADE_LEVELS + 1];
    Ink ink[2 * SHADE_LEVELS + 1];
    shade_heat_table(cmd, d->theme, color);
    for (int i = 0; i < 2 * SHADE_LEVELS + 1; i++) {
        color[i].a = shade_heat_alpha(cmd);
        ink[i] = ink_of(color[i]);
    }
    int rows = cmd->heat.rows, columns = cmd->heat.columns, width = at.right - at.left, height = at.bottom - at.top;
    for (int top = shown.top, bottom; top < shown.bottom; top = bottom) {
        int row = cell_at(top - at.top, height, rows);
        for (bottom = top + 1; bottom < shown.bottom && cell_at(bottom - at.top, height, rows) == row;) bottom++;
        for (int left = shown.left, right; left < shown.right; left = right) {
            int column = cell_at(left - at.left, width, columns);
            for (right = left + 1; right < shown.right && cell_at(right - at.left, width, columns) == column;) right++;
            canvas_fill(d->canvas, (Span){ left, top, right, bottom }, ink[shade_heat_index(cmd->heat.share[row * columns + column])]);
        }
    }
}

static void draw_hatch(Drawing *d, const Cmd *cmd) {
    if (!shade_shows(cmd->hatch.paint)) return;
    canvas_hatch(d->canvas, snap_box(d, cmd->box), cmd->hatch.radius * d->scale, cmd->hatch.gap * d->scale,
                 stroke_width(d, cmd->hatch.width), ink_of(shade_paint(cmd, d->theme, cmd->hatch.paint)));
}

// --- the list

// In pixels, outwards, with room for what snapping moves.
static Span reach_of(const Drawing *d, Box b) {
    return (Span){ (int)floor(b.x * d->scale) - 2, (int)floor(b.y * d->scale) - 2, (int)ceil((b.x + b.w) * d->scale) + 2,
                   (int)ceil((b.y + b.h) * d->scale) + 2 };
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
            former[depth++] = d->canvas->clip;
            d->canvas->clip = span_cut(d->canvas->clip, snap_box(d, cmd->box));
        } else if (cmd->kind == CMD_UNCLIP) {
            assert(depth > 0);
            d->canvas->clip = former[--depth];
        } else if (!span_empty(span_cut(d->canvas->clip, reach_of(d, list_reach(cmd))))) {
            draw_command(d, cmd);
        }
    }
}

void painter_draw(Painter *painter, Pixels to, const List *list, Theme theme, Role background, double scale, const Box *region, int regions) {
    cairo_surface_t *surface =
        cairo_image_surface_create_for_data((unsigned char *)to.at, CAIRO_FORMAT_RGB24, to.width, to.height, to.stride * 4);
    Drawing d = { .painter = painter, .canvas = &painter->canvas, .cr = cairo_create(surface), .theme = theme, .scale = scale };
    painter->canvas.at = to.at;
    painter->canvas.stride = to.stride;
    Span whole = { 0, 0, to.width, to.height };
    Ink ink = ink_of(theme_role(theme, background));
    if (!region) draw_region(&d, list, whole, ink);
    for (int i = 0; region && i < regions; i++) draw_region(&d, list, span_cut(whole, reach_of(&d, region[i])), ink);
    cairo_destroy(d.cr);
    cairo_surface_destroy(surface);
    words_rest(painter->words);
}
