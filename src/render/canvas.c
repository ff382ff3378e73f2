// Most of a page is boxes, rounded or not, and text. Their edges lie on whole pixels, so only the corners need coverage, and
// that is the same for every box of one radius: computed once and kept. A few times faster than general paths, and crisp.
#include "render/canvas.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/math.h"
#include "render/look.h"

Span span_cut(Span a, Span b) {
    return (Span){ math_max_int(a.left, b.left), math_max_int(a.top, b.top), math_min_int(a.right, b.right),
                   math_min_int(a.bottom, b.bottom) };
}
bool span_empty(Span s) { return s.left >= s.right || s.top >= s.bottom; }

Ink ink_of(Color c) { return (Ink){ look_rgb(c), c.a <= 0 ? 0 : c.a >= 1 ? 255 : (unsigned)(c.a * 255 + 0.5f) }; }

// --- blending: red and blue together, green by itself; `part` is 0 … 256

static inline uint32_t blend(uint32_t under, uint32_t over, unsigned part) {
    uint32_t keep = 256 - part;
    uint32_t red_blue = ((under & 0xFF00FF) * keep + (over & 0xFF00FF) * part + 0x800080) >> 8 & 0xFF00FF;
    uint32_t green = ((under & 0x00FF00) * keep + (over & 0x00FF00) * part + 0x008000) >> 8 & 0x00FF00;
    return 0xFF000000 | red_blue | green;
}

static inline unsigned part_of(unsigned coverage, unsigned alpha) {
    unsigned both = coverage * alpha; // 0 … 255²
    both = (both + 128 + (both >> 8)) >> 8;
    return both + (both >> 7);
}

static void fill_row(uint32_t *row, int count, Ink ink) {
    if (ink.alpha == 255) { // a few pixels, then what is there doubles: memcpy is faster than any loop here
        int done = math_min_int(count, 16);
        for (int i = 0; i < done; i++) row[i] = 0xFF000000 | ink.rgb;
        for (; done < count; done += math_min_int(done, count - done))
            memcpy(row + done, row, sizeof *row * (size_t)math_min_int(done, count - done));
    } else {
        unsigned part = part_of(255, ink.alpha);
        for (int i = 0; i < count; i++) row[i] = blend(row[i], ink.rgb, part);
    }
}

// Pixels [left, right) of row y, cut at the clip.
static void fill_part(Canvas *canvas, int y, int left, int right, Ink ink) {
    left = math_max_int(left, canvas->clip.left);
    right = math_min_int(right, canvas->clip.right);
    if (left < right) fill_row(canvas->at + (ptrdiff_t)y * canvas->stride + left, right - left, ink);
}

void canvas_fill(Canvas *canvas, Span at, Ink ink) {
    at = span_cut(at, canvas->clip);
    if (span_empty(at) || !ink.alpha) return;
    for (int y = at.top; y < at.bottom; y++)
        fill_row(canvas->at + (ptrdiff_t)y * canvas->stride + at.left, at.right - at.left, ink);
}

// --- corners

enum { ROWS = 16, RADIUS_MOST = 2000 };

// Where a circle of this radius begins, from the corner's left, in each sixteenth of a row; below it, at 0.
static void circle_edges(double radius, int row, double edge[ROWS]) {
    for (int i = 0; i < ROWS; i++) {
        double up = radius - (row + (i + 0.5) / ROWS); // never above the radius
        edge[i] = row < 0 ? MATH_INFINITY : up <= 0 ? 0 : radius - sqrt(radius * radius - up * up);
    }
}

static double covers(const double edge[ROWS], int column) {
    double sum = 0;
    for (int i = 0; i < ROWS; i++) {
        double covered = column + 1 - edge[i];
        sum += column < 0 || covered <= 0 ? 0 : covered >= 1 ? 1 : covered;
    }
    return sum / ROWS;
}

static void corner_fill(Corner *corner) {
    double inner = corner->radius > corner->border ? corner->radius - corner->border : 0, outer_edge[ROWS], inner_edge[ROWS];
    for (int row = 0; row < corner->size; row++) {
        circle_edges(corner->radius, row, outer_edge);
        circle_edges(inner, row - corner->border, inner_edge);
        for (int column = 0; column < corner->size; column++) {
            double part = covers(outer_edge, column);
            if (corner->border) part -= covers(inner_edge, column - corner->border);
            corner->alpha[row * corner->size + column] = (uint8_t)(part <= 0 ? 0 : part * 255 + 0.5);
        }
    }
}

static const Corner *corner_get(Canvas *canvas, double radius, int border) {
    for (int i = 0; i < CORNERS; i++)
        if (canvas->corner[i].alpha && canvas->corner[i].radius == radius && canvas->corner[i].border == border)
            return &canvas->corner[i];
    Corner *corner = &canvas->corner[canvas->next_corner++ % CORNERS];
    free(corner->alpha);
    int size = math_max_int((int)ceil(radius), border);
    *corner = (Corner){ radius, border, size, memory_needed(malloc((size_t)size * (size_t)size + 1)) };
    corner_fill(corner);
    return corner;
}

void canvas_end(Canvas *canvas) {
    for (int i = 0; i < CORNERS; i++) free(canvas->corner[i].alpha);
}

// Row y of the box as far as its corners reach: both corners' pixels, and what lies between them.
static void corner_row(Canvas *canvas, Span at, const Corner *corner, int y, int row, Ink ink) {
    const uint8_t *alpha = corner->alpha + (ptrdiff_t)row * corner->size;
    uint32_t *pixel = canvas->at + (ptrdiff_t)y * canvas->stride;
    int middle = at.left + (at.right - at.left + 1) / 2;
    int left_end = math_min_int(at.left + corner->size, middle), right_begin = math_max_int(at.right - corner->size, middle);
    for (int x = math_max_int(at.left, canvas->clip.left); x < math_min_int(left_end, canvas->clip.right); x++)
        pixel[x] = blend(pixel[x], ink.rgb, part_of(alpha[x - at.left], ink.alpha));
    if (!corner->border || row < corner->border) fill_part(canvas, y, left_end, right_begin, ink);
    for (int x = math_max_int(right_begin, canvas->clip.left); x < math_min_int(at.right, canvas->clip.right); x++)
        pixel[x] = blend(pixel[x], ink.rgb, part_of(alpha[at.right - 1 - x], ink.alpha));
}

static double radius_within(Span at, double radius) {
    double room = math_min_int(at.right - at.left, at.bottom - at.top) / 2.0;
    if (room > RADIUS_MOST) room = RADIUS_MOST;
    return radius > 0 ? (radius < room ? radius : room) : 0;
}

void canvas_round(Canvas *canvas, Span at, double radius, int border, Ink ink) {
    Span shown = span_cut(at, canvas->clip);
    if (span_empty(shown) || !ink.alpha) return;
    border = math_min_int(math_min_int(border, RADIUS_MOST), (math_min_int(at.right - at.left, at.bottom - at.top) + 1) / 2);
    const Corner *corner = corner_get(canvas, radius_within(at, radius), border);
    for (int y = shown.top; y < shown.bottom; y++) {
        int row = math_min_int(y - at.top, at.bottom - 1 - y);
        if (row < corner->size) {
            corner_row(canvas, at, corner, y, row, ink);
        } else if (!border || 2 * border >= at.right - at.left) {
            fill_part(canvas, y, at.left, at.right, ink);
        } else {
            fill_part(canvas, y, at.left, at.left + border, ink);
            fill_part(canvas, y, at.right - border, at.right, ink);
        }
    }
}

// --- text and hatches

void canvas_row(Canvas *canvas, int x, int y, const uint8_t *alpha, int count, Ink ink) {
    int left = math_max_int(x, canvas->clip.left), right = math_min_int(x + count, canvas->clip.right);
    if (y < canvas->clip.top || y >= canvas->clip.bottom || !ink.alpha) return;
    uint32_t *pixel = canvas->at + (ptrdiff_t)y * canvas->stride;
    alpha -= x;
    for (int column = left, end; column < right; column = end) { // eight pixels at a time: blank ones are many, branches dear
        uint64_t eight = 1;
        end = math_min_int(column + 8, right);
        if (end - column == 8) memcpy(&eight, alpha + column, 8);
        for (int i = column; eight && i < end; i++) pixel[i] = blend(pixel[i], ink.rgb, part_of(alpha[i], ink.alpha));
    }
}

void canvas_mask(Canvas *canvas, const Mask *mask, int x, int y, Ink ink) {
    for (int row = 0; row < mask->height; row++)
        canvas_row(canvas, x + mask->left, y + mask->top + row, mask->alpha + (ptrdiff_t)row * mask->width, mask->width, ink);
}

// How much of a pixel a line covers, by where the pixel stands between two lines.
enum { PHASES = 256 };
static void stripe_table(double period, double width, uint8_t table[PHASES]) {
    for (int i = 0; i < PHASES; i++) {
        double off = i * period / PHASES, distance = (off < period - off ? off : period - off) / sqrt(2);
        double covers = width / 2 + 0.5 - distance;
        covers = covers > width ? width : covers;
        table[i] = covers <= 0 ? 0 : covers >= 1 ? 255 : (uint8_t)(covers * 255);
    }
}

void canvas_hatch(Canvas *canvas, Span at, double radius, double gap, double width, Ink ink) {
    Span shown = span_cut(at, canvas->clip);
    if (span_empty(shown) || !ink.alpha || gap <= 0) return;
    double period = gap * sqrt(2); // along a row
    uint8_t table[PHASES];
    stripe_table(period, width, table);
    const Corner *corner = corner_get(canvas, radius_within(at, radius), 0);
    uint32_t step = (uint32_t)(4294967296.0 / (period > 2 ? period : 2)); // the phase in 32 bits comes round by itself
    for (int y = shown.top; y < shown.bottom; y++) {
        uint32_t *pixel = canvas->at + (ptrdiff_t)y * canvas->stride;
        int row = math_min_int(y - at.top, at.bottom - 1 - y);
        for (int x = shown.left; x < shown.right; x++) {
            int column = math_min_int(x - at.left, at.right - 1 - x);
            unsigned covers = table[(uint32_t)(x - at.left + y - at.top + 1) * step >> 24];
            if (row < corner->size && column < corner->size) covers = covers * corner->alpha[row * corner->size + column] / 255;
            if (covers) pixel[x] = blend(pixel[x], ink.rgb, part_of(covers, ink.alpha));
        }
    }
}
