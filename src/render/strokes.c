// The coverage of a pixel is its distance to the line against half the width: exact along straight edges, and the larger of
// two lines' coverages makes a round corner. An end that is not round is cut off by the distance along the line.
#include "render/strokes.h"

#include "base/arena.h"
#include "base/math.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double DASH_LEAST = 0.1; // pixels; a line of shorter dashes is solid

// --- trails

void trail_to(Trail *trail, double x, double y) {
    if (trail->points == trail->room) {
        trail->room = trail->room ? 2 * trail->room : 64;
        trail->xy = memory_needed(realloc(trail->xy, sizeof *trail->xy * 2 * (size_t)trail->room));
    }
    trail->xy[2 * trail->points] = x;
    trail->xy[2 * trail->points + 1] = y;
    trail->points++;
}

// As many pieces as keep each within a seventh of a pixel of the curve (by its second differences).
void trail_curve(Trail *trail, double x1, double y1, double x2, double y2, double x, double y) {
    double x0 = trail->xy[2 * trail->points - 2], y0 = trail->xy[2 * trail->points - 1];
    double ax = x0 - 2 * x1 + x2, ay = y0 - 2 * y1 + y2, bx = x1 - 2 * x2 + x, by = y1 - 2 * y2 + y;
    double a = ax * ax + ay * ay, b = bx * bx + by * by, pieces = ceil(sqrt(5.25 * sqrt(a > b ? a : b)));
    int n = pieces > 1 ? pieces < 500 ? (int)pieces : 500 : 1;
    for (int i = 1; i < n; i++) {
        double t = (double)i / n, u = 1 - t, c0 = u * u * u, c1 = 3 * u * u * t, c2 = 3 * u * t * t, c3 = t * t * t;
        trail_to(trail, c0 * x0 + c1 * x1 + c2 * x2 + c3 * x, c0 * y0 + c1 * y1 + c2 * y2 + c3 * y);
    }
    trail_to(trail, x, y);
}

void trail_box(Trail *trail, double x, double y, double w, double h, double radius) {
    double r = radius, k = r * (1 - 0.5522847498307936), right = x + w, low = y + h; // quarter circles as Bézier curves
    trail_to(trail, x + r, y);
    trail_to(trail, right - r, y);
    if (r > 0) trail_curve(trail, right - k, y, right, y + k, right, y + r);
    trail_to(trail, right, low - r);
    if (r > 0) trail_curve(trail, right, low - k, right - k, low, right - r, low);
    trail_to(trail, x + r, low);
    if (r > 0) trail_curve(trail, x + k, low, x, low - k, x, low - r);
    trail_to(trail, x, y + r);
    if (r > 0) trail_curve(trail, x, y + k, x + k, y, x + r, y);
    trail->closed = true;
}

void trail_free(Trail *trail) {
    free(trail->xy);
    *trail = (Trail){ 0 };
}

// --- coverage

void stroker_size(Stroker *s, int width, int height) {
    if (s->width == width && s->height == height) return;
    stroker_free(s);
    *s = (Stroker){ .width = width, .height = height, .top = height };
    s->alpha = memory_needed(calloc((size_t)width * (size_t)height + 1, 1));
    s->touched = memory_needed(calloc((size_t)height + 1, sizeof *s->touched));
}

void stroker_free(Stroker *s) {
    free(s->alpha);
    free(s->touched);
    *s = (Stroker){ 0 };
}

typedef struct Segment {
    double x, y, ux, uy, length; // begin, direction
    double half;                 // of the width
    bool cut_begin, cut_end;     // ends that are not round
} Segment;

static double covers(const Segment *g, double px, double py) {
    double along = px * g->ux + py * g->uy, off = fabs(px * g->uy - py * g->ux), part = 1;
    if (g->cut_begin) part = math_clamp(along + 0.5, 0, 1);
    if (g->cut_end) part *= math_clamp(g->length - along + 0.5, 0, 1);
    double beyond = along < 0 ? (g->cut_begin ? 0 : along) : along > g->length && !g->cut_end ? along - g->length : 0;
    double distance = beyond == 0 ? off : sqrt(beyond * beyond + off * off);
    return part * math_clamp(g->half + 0.5 - distance, 0, 1);
}

// The columns [*low, *high] of a row whose centre lies `py` below the begin, where coverage may be.
static void row_reach(const Segment *g, double py, double *low, double *high) {
    double reach = g->half + 0.5;
    *low = (g->ux < 0 ? g->length * g->ux : 0) - reach;
    *high = (g->ux > 0 ? g->length * g->ux : 0) + reach;
    if (fabs(g->uy) < 1e-6) return;
    double middle = py * g->ux / g->uy, aside = reach / fabs(g->uy);
    if (middle - aside > *low) *low = middle - aside;
    if (middle + aside < *high) *high = middle + aside;
}

// Pixels left to right of a row. Most of them lie beside the segment, not before or behind it.
static void add_row(const Segment *g, double py, uint8_t *alpha, int left, int right) {
    double from = g->cut_begin ? 0.5 : 0, to = g->length - (g->cut_end ? 0.5 : 0), reach = g->half + 0.5;
    for (int x = left; x < right; x++) {
        double px = x + 0.5 - g->x, along = px * g->ux + py * g->uy, cover = reach - fabs(px * g->uy - py * g->ux);
        if (cover <= 0) continue;
        cover = along >= from && along <= to ? (cover < 1 ? cover : 1) : covers(g, px, py);
        int value = (int)(cover * 255 + 0.5);
        if (value > alpha[x]) alpha[x] = (uint8_t)value;
    }
}

static int whole_in(double v, int low, int high) { return v > low ? v < high ? (int)v : high : low; }

static void add_segment(Stroker *s, Span clip, const Segment *g) {
    double reach = g->half + 0.5, end_y = g->y + g->uy * g->length;
    int top = whole_in(floor((g->y < end_y ? g->y : end_y) - reach), clip.top, clip.bottom);
    int bottom = whole_in(ceil((g->y > end_y ? g->y : end_y) + reach), clip.top, clip.bottom);
    for (int y = top; y < bottom; y++) {
        double py = y + 0.5 - g->y, low, high;
        row_reach(g, py, &low, &high);
        int left = whole_in(ceil(g->x + low - 0.5), clip.left, clip.right),
            right = whole_in(floor(g->x + high + 0.5), clip.left, clip.right);
        if (left >= right) continue;
        add_row(g, py, s->alpha + (ptrdiff_t)y * s->width, left, right);
        Span *touched = &s->touched[y];
        if (touched->left == touched->right) *touched = (Span){ .left = left, .right = right };
        if (left < touched->left) touched->left = left;
        if (right > touched->right) touched->right = right;
        if (y < s->top) s->top = y;
        if (y >= s->bottom) s->bottom = y + 1;
    }
}

// A piece of the line from one distance along a segment to another.
static void add_piece(Stroker *s, Span clip, const Segment *whole, double from, double to, bool cut_begin, bool cut_end) {
    Segment g = *whole;
    g.x += g.ux * from;
    g.y += g.uy * from;
    g.length = to - from;
    g.cut_begin = cut_begin;
    g.cut_end = cut_end;
    add_segment(s, clip, &g);
}

// Dashes and gaps of equal length; `walked` is the distance from the line's begin. A dash that crosses a corner is not cut.
static void add_dashes(Stroker *s, Span clip, const Segment *g, double walked, double dash, bool round) {
    double sliver = 1e-6 * dash, first = floor(walked / (2 * dash)) * 2 * dash - walked;
    for (double begin = first; begin < g->length; begin += 2 * dash) {
        double end = begin + dash, from = begin > 0 ? begin : 0, to = end < g->length ? end : g->length;
        if (to - from > sliver) add_piece(s, clip, g, from, to, begin > -sliver && !round, end < g->length + sliver && !round);
    }
}

void stroker_add(Stroker *s, Span clip, const Trail *trail, StrokeShape shape) {
    int segments = trail->points - 1 + trail->closed;
    double walked = 0;
    for (int i = 0; i < segments; i++) {
        const double *a = &trail->xy[2 * i], *b = &trail->xy[2 * ((i + 1) % trail->points)];
        double dx = b[0] - a[0], dy = b[1] - a[1], length = sqrt(dx * dx + dy * dy);
        if (!(length < 1e7)) continue; // no number, or out of all sight
        bool dot = length < 1e-9;
        if (dot && !(shape.round && segments == 1)) continue;
        Segment g = { a[0], a[1], dot ? 1 : dx / length, dot ? 0 : dy / length, length, shape.width / 2, false, false };
        bool first = i == 0 && !trail->closed, last = i == segments - 1 && !trail->closed;
        if (shape.dash > DASH_LEAST)
            add_dashes(s, clip, &g, walked, shape.dash, shape.round);
        else
            add_piece(s, clip, &g, 0, length, first && !shape.round, last && !shape.round);
        walked += length;
    }
}

void stroker_ink(Stroker *s, Canvas *canvas, Ink ink) {
    for (int y = s->top; y < s->bottom; y++) {
        Span *touched = &s->touched[y];
        uint8_t *alpha = s->alpha + (ptrdiff_t)y * s->width + touched->left;
        int count = touched->right - touched->left;
        canvas_row(canvas, touched->left, y, alpha, count, ink);
        memset(alpha, 0, (size_t)count);
        *touched = (Span){ 0 };
    }
    s->top = s->height;
    s->bottom = 0;
}
