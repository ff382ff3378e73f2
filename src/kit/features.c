// Bars, cells and gradient arrows of one row of a matrix.
#include "kit/features.h"

#include <math.h>

#include "base/math.h"
#include "kit/group.h"

static const double bar_least = 2.5; // from bar to bar

Features features_fit(Box at, int count, double cell_height) {
    Features f = { .at = at, .count = count > 0 ? count : 1 };
    f.pitch = at.w / f.count;
    f.digits = f.pitch - CELL_GAP >= CELL_LEAST && cell_height >= CELL_LEAST;
    f.bars = f.pitch >= bar_least;
    f.cells = box(at.x, at.y + at.h - cell_height, at.w, cell_height);
    f.chart = box(at.x, at.y, at.w, at.h - cell_height - 10);
    f.zero = f.chart.y + f.chart.h;
    return f;
}

void features_extent(const Matrix *m, double *low, double *high) {
    *low = *high = 0;
    for (int i = 0; i < m->columns; i++) {
        double x = matrix_at(m, 0, i);
        if (!math_finite(x)) continue;
        if (x < *low) *low = x;
        if (x > *high) *high = x;
    }
}

void features_range(Features *f, double low, double high) {
    double span = high - low;
    f->unit = span > 0 && math_finite(span) ? f->chart.h / span : 0;
    f->zero = f->chart.y + f->chart.h + low * f->unit;
}

double features_y(const Features *f, double value) {
    double y = f->zero - value * f->unit;
    if (!math_finite(y)) y = math_isnan(value) ? f->zero : value > 0 ? f->chart.y : f->chart.y + f->chart.h;
    return math_clamp(y, f->chart.y, f->chart.y + f->chart.h);
}

Box features_bar(const Features *f, int i, double from, double to) {
    double y1 = features_y(f, from), y2 = features_y(f, to), w = math_clamp(f->pitch * 0.62, f->pitch < 4 ? f->pitch : 3, 44);
    return box(f->chart.x + f->pitch * (i + 0.5) - w / 2, y1 < y2 ? y1 : y2, w, fabs(y2 - y1));
}

Box features_cell(const Features *f, int i) {
    double w = math_clamp(f->pitch - CELL_GAP, 1, CELL_WIDEST);
    return box(f->cells.x + f->pitch * (i + 0.5) - w / 2, f->cells.y, w, f->cells.h);
}

void features_base(List *out, const Features *f) {
    list_line(out, f->chart.x, f->zero, f->chart.x + f->chart.w, f->zero,
              (StrokeStyle){ .paint = paint(ROLE_FAINT), .width = 1.5 });
}

static double came(const double *come, int i) { return come ? come[i < FEATURES_COME ? i : FEATURES_COME - 1] : 1; }

void features_bars(List *out, const Features *f, const Matrix *m, const double *come) {
    if (!f->bars) {
        if (came(come, 0) > 0) matrix_heat(out, f->chart, m, 0, 1, 0, m->columns, ROLE_Q);
        return;
    }
    features_base(out, f);
    for (int i = 0; i < f->count; i++) {
        double value = matrix_at(m, 0, i), u = came(come, i);
        Box bar = features_bar(f, i, 0, value * u);
        if (u <= 0 || math_isnan(value)) continue;
        list_rect(out, bar,
                  (RectStyle){ .radius = bar.w < 12 || bar.h < 8 ? 0 : 4,
                               .fill = paint(features_role(value)),
                               .ident = matrix_ident(m, 0, i) });
    }
}

Role features_role_at(const List *out, const Matrix *m, int row, int column) {
    return list_hides(out, matrix_ident(m, row, column)) ? ROLE_INK : features_role(matrix_at(m, row, column));
}

// Digits of one size for a whole row.
static double digit_size(List *out, const Features *f, const Matrix *m) {
    double room = features_cell(f, 0).w * 0.86, widest = matrix_text_width(out->metrics, out->arena, m);
    return math_clamp(widest > room ? 17 * room / widest : 17, 11, 17);
}

void features_cells(List *out, const Features *f, const Matrix *m, double y, bool plain, CellState state, const double *come) {
    if (!f->digits) {
        Box strip = box(f->cells.x, y, f->cells.w, f->cells.h);
        if (came(come, 0) > 0)
            matrix_heat(out, strip, m, 0, 1, 0, m->columns, plain ? ROLE_INK : ROLE_Q);
        else
            draw_cell(out, strip, "", (CellStyle){ .state = CELL_TO_COME });
        return;
    }
    double size = digit_size(out, f, m);
    for (int i = 0; i < f->count; i++) {
        Box cell = features_cell(f, i);
        double u = came(come, i);
        cell.y = y;
        matrix_cell(out, cell, m, 0, i,
                    (CellStyle){ .role = plain ? ROLE_INK : features_role_at(out, m, 0, i),
                                 .share = math_clamp(matrix_share(m, 0, i) * (plain ? 0.5 : 0.8), 0.001, 1),
                                 .size = size,
                                 .state = u > 0 ? state : CELL_TO_COME,
                                 .reveal = u });
    }
}

// --- gradients

static void gradient_cell(List *out, Box at, const Matrix *m, int i, double size, NumberFormat format, double u) {
    double g = matrix_grad_at(m, 0, i);
    draw_cell(out, at, u > 0 ? number_in(out->arena, g, format) : "",
              (CellStyle){ .role = ROLE_GRAD,
                           .share = math_clamp(share_of(g, m->largest_grad), 0.001, 1),
                           .size = size,
                           .state = u > 0 ? CELL_DONE : CELL_TO_COME,
                           .reveal = u,
                           .ident = matrix_grad_ident(m, 0, i) });
}

static void gradient_cells(List *out, const Features *f, const Matrix *m, double y, const double *come) {
    Box strip = box(f->cells.x, y, f->cells.w, f->cells.h);
    if (!f->digits && came(come, 0) > 0) {
        Ident before = list_show(out, ident_heat(m->node, m->first, m->columns, 1, true));
        float *share = arena_new(out->arena, float, m->columns);
        for (int i = 0; i < m->columns; i++) {
            double g = matrix_grad_at(m, 0, i);
            share[i] = (float)(share_of(g, m->largest_grad) * (g < 0 ? -1 : 1));
        }
        list_heat(out, strip, 1, m->columns, share,
                  (HeatStyle){ .positive = ROLE_GRAD, .negative = ROLE_MUTED, .most = m->largest_grad });
        list_show(out, before);
    }
    if (!f->digits) return;
    double *grad = arena_new(out->arena, double, f->count), widest = 0, room = features_cell(f, 0).w * 0.86;
    for (int i = 0; i < f->count; i++) grad[i] = matrix_grad_at(m, 0, i);
    NumberFormat format = number_format_for(grad, f->count, 3);
    for (int i = 0; i < f->count; i++) {
        double w = metrics_width(out->metrics, FACE_TEXT, 16, text_of(number_in(out->arena, grad[i], format)));
        widest = w > widest ? w : widest;
    }
    for (int i = 0; i < f->count; i++) {
        Box cell = features_cell(f, i);
        cell.y = y;
        gradient_cell(out, cell, m, i, math_clamp(widest > room ? 16 * room / widest : 16, 9.5, 16), format, came(come, i));
    }
}

void features_gradient(List *out, const Features *f, const Matrix *m, double y, double reach, double cells_y, const double *come) {
    gradient_cells(out, f, m, cells_y, come);
    if (!f->bars || reach < 8) return;
    list_line(out, f->chart.x, y, f->chart.x + f->chart.w, y, (StrokeStyle){ .paint = paint(ROLE_FAINT), .width = 1.5 });
    for (int i = 0; i < f->count; i++) {
        double g = matrix_grad_at(m, 0, i), length = reach * share_of(g, m->largest_grad) * ease(came(come, i));
        double x = f->chart.x + f->pitch * (i + 0.5), width = math_clamp(f->pitch * 0.14, 1.5, 5);
        if (length < 0.5) continue;
        width = math_min(width, length * 0.25); // a short arrow has a shaft too
        list_line(out, x, y, x, g < 0 ? y + length : y - length,
                  (StrokeStyle){ .paint = paint(ROLE_GRAD),
                                 .width = width,
                                 .arrow = math_clamp(4 * width, 0, length * 0.55),
                                 .ident = matrix_grad_ident(m, 0, i) });
    }
}
