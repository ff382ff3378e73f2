// One row of a matrix as cells or as a strip: the width it takes, where its cells stand, how it is drawn.
#include "kit/group.h"

#include <math.h>

#include "base/math.h"

double cell_need(double text) { return floor(math_clamp(text * 0.8 / 0.86 + 1, CELL_LEAST, CELL_WIDEST)); }

double cell_wish(double text, double square) { return math_clamp(text + 18, square, CELL_WIDEST); }

void group_set_width(Group *g, double cell) {
    if (!g->strip) g->cell = floor(cell);
    g->w = g->strip ? g->cell : g->cells * (g->cell + CELL_GAP) - CELL_GAP;
}

void group_make_strip(Group *g, double most) {
    g->strip = true;
    g->cell = g->cells > 1 ? math_clamp(g->cells * 12.0, 36, most) : 32;
}

double group_size(const Group *g) {
    double room = g->cell * 0.85;
    return g->text > room ? 17 * room / g->text : 17;
}

static Box group_box(const Group *g, double middle, double height) { return box(g->x, floor(middle - height / 2), g->w, height); }

Box group_cell(const Group *g, double middle, double height, int j) {
    return box(g->x + j * (g->cell + CELL_GAP), floor(middle - height / 2), g->cell, height);
}

void group_draw(List *out, const Group *g, const Matrix *m, int row, double middle, double height, CellStyle style) {
    if (g->strip && style.state == CELL_TO_COME) {
        draw_cell(out, group_box(g, middle, height), "", style);
        return;
    }
    if (g->strip) {
        matrix_heat(out, group_box(g, middle, height), m, row, 1, 0, m->columns, style.role);
        return;
    }
    double strongest = style.share;
    if (style.size == 0) style.size = group_size(g);
    for (int j = 0; j < g->cells; j++) {
        style.share = strongest * matrix_share(m, row, j);
        matrix_cell(out, group_cell(g, middle, height, j), m, row, j, style);
    }
}

double score_tint(const Matrix *s, int element) {
    const double least = 0.001; // a share of 0 would mean the matrix's own
    double low = MATH_INFINITY, high = -MATH_INFINITY, x = matrix_at(s, 0, element);
    for (int i = 0; i < s->columns; i++) {
        double other = matrix_at(s, 0, i);
        if (math_finite(other)) low = other < low ? other : low, high = other > high ? other : high;
    }
    if (!math_finite(x)) return x > 0 ? 1 : least;
    return high > low ? math_clamp((x - low) / (high - low), least, 1) : 0.5;
}
