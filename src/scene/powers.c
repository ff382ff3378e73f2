// The same factor over and over: on an axis of powers of ten every line is straight, falling below 1, rising above it. With a
// matrix, the norm of its powers, which may rise for a while although every eigenvalue is below 1.
#include <math.h>

#include "base/math.h"
#include "kit/arithmetic.h"
#include "kit/curves.h"
#include "kit/group.h"
#include "kit/picture.h"
#include "scene/scenes.h"

enum { LINES_MOST = 8 };

typedef struct Powers {
    PICTURE;
    Matrix each, power, W, square, norm, radius, tail;
    bool matrix; // the matrix's norms are followed instead of factors
    Curve curve[LINES_MOST];
    int curves;
    Box card, side, footer; // side: the matrix and its square
} Powers;

static bool read(void *picture) {
    Powers *p = picture;
    p->each = matrix_find(p->tape, "each", 5), p->power = matrix_find(p->tape, "power", 5);
    p->W = matrix_find(p->tape, "W", 4), p->square = matrix_find(p->tape, "square", 4);
    p->norm = matrix_find(p->tape, "norm", 5), p->radius = matrix_find(p->tape, "radius", 5),
    p->tail = matrix_find(p->tape, "tail", 5);
    p->matrix = matrix_exists(&p->norm) && (step_reveals(p->step, "matrix") || step_focuses(p->step, "matrix"));
    return matrix_exists(&p->each) && matrix_exists(&p->power) && p->power.rows <= LINES_MOST;
}

static void plan(void *picture) {
    Powers *p = picture;
    if (p->matrix)
        acts_add_focus(&p->acts, "matrix", 4.5);
    else {
        acts_add_focus(&p->acts, "lines", 3.6);
        acts_add_after(&p->acts, "own", 1.2);
    }
}

// --- which lines there are

static void add_curve(Powers *p, Curve curve) {
    if (p->curves < LINES_MOST) p->curve[p->curves++] = curve;
}

static void collect(Powers *p) {
    Arena *arena = p->out->arena;
    if (p->matrix) {
        double come = step_focuses(p->step, "matrix") ? acts_come(&p->acts, "matrix") : 1;
        add_curve(p, (Curve){ .m = &p->norm,
                              .first = 1,
                              .role = ROLE_GRAD,
                              .label = "norm",
                              .label_ident = matrix_ident(&p->norm, 0, p->norm.columns - 1),
                              .come = come });
        add_curve(p, (Curve){ .m = &p->tail,
                              .role = ROLE_MUTED,
                              .alpha = 0.7f,
                              .dash = 5,
                              .width = 2,
                              .bare = true,
                              .label = arena_print(arena, "%s to the n", number_text(arena, matrix_at(&p->radius, 0, 0), 3)),
                              .label_ident = matrix_ident(&p->tail, 0, p->tail.columns - 1),
                              .come = come > 0 ? 1 : 0 });
        return;
    }
    bool own = step_reveals(p->step, "own") || step_focuses(p->step, "own");
    int lines = p->power.rows - 1;
    for (int i = 1; i <= lines; i++)
        add_curve(p, (Curve){ .m = &p->power,
                              .row = i,
                              .role = ROLE_GRAD,
                              .alpha = 1,
                              .label = number_text(arena, matrix_at(&p->each, i, 0), 4),
                              .label_ident = matrix_ident(&p->each, i, 0),
                              .come = step_focuses(p->step, "lines") ? acts_turn(&p->acts, "lines", i - 1, lines, 0) : 1 });
    if (own || !lines)
        add_curve(p, (Curve){ .m = &p->power,
                              .row = 0,
                              .role = ROLE_RECURRENT,
                              .width = 4,
                              .label = arena_print(arena, "w = %s", number_text(arena, matrix_at(&p->each, 0, 0), 4)),
                              .label_ident = matrix_ident(&p->each, 0, 0),
                              .come = lines ? acts_come(&p->acts, "own") : 1 });
}

// --- where

static void place(void *picture) {
    Powers *p = picture;
    collect(p);
    const View *v = p->view;
    picture_card_and_foot(&p->picture, &p->card, &p->footer);
    p->side = box(0, 0, 0, 0);
    if (!p->matrix || v->width < 820) return;
    double w = math_clamp(v->width * 0.24, 190, 300);
    p->side = box(p->card.x, p->card.y, w, p->card.h);
    p->card.x += w + 24, p->card.w -= w + 24;
}

// --- the matrix beside the plot

static double draw_square(const Powers *p, const Matrix *m, const char *tex, double y) {
    double cell = math_clamp(p->side.w / 2 - 6, 40, 84), h = math_clamp(p->side.h * 0.15, 34, 64),
           x = p->side.x + (p->side.w - 2 * cell - 4) / 2;
    draw_heading(p->out, box_middle_x(p->side), y - 12, NULL, tex, (HeadingStyle){ .role = ROLE_RECURRENT });
    y += 28;
    for (int i = 0; i < 4; i++)
        matrix_cell(p->out, box(x + (cell + 4) * (i % 2), y + (h + 4) * (double)(i / 2), cell, h), m, i / 2, i % 2,
                    (CellStyle){ .role = ROLE_RECURRENT });
    return y + 2 * h + 4;
}

static void draw_matrices(const Powers *p) {
    if (p->side.w <= 0 || p->W.rows != 2 || p->W.columns != 2) return;
    double h = math_clamp(p->side.h * 0.15, 34, 64), used = 2 * (2 * h + 32) + 28, y = p->side.y + (p->side.h - used) / 2;
    y = draw_square(p, &p->W, "W", y) + 28;
    if (matrix_exists(&p->square)) draw_square(p, &p->square, "W W", y);
}

// --- the line of arithmetic: the last point of a line, as the one factor to a power

static void write_power(const Powers *p, Pen *pen) {
    int row = p->power.rows > 2 ? 2 : p->power.rows - 1, last = p->power.columns - 1;
    bool own = step_focuses(p->step, "own");
    if (own || p->power.rows == 1) row = 0;
    Role role = row ? ROLE_GRAD_TEXT : ROLE_RECURRENT;
    pen_words(pen, arena_print(p->out->arena, "After %d steps:  ", last));
    pen_number(pen, matrix_at(&p->each, row, 0), role, matrix_ident(&p->each, row, 0));
    pen_operator(pen, " · ");
    pen_number(pen, matrix_at(&p->each, row, 0), role, matrix_ident(&p->each, row, 0));
    pen_operator(pen, last > 2 ? " · … " : " ");
    pen_result(pen, matrix_at(&p->power, row, last), role, matrix_ident(&p->power, row, last));
}

static void write_norms(const Powers *p, Pen *pen) {
    pen_words(pen, "Longest after 1, 2, 3 … steps:  ");
    for (int n = 0; n < p->norm.columns && n < 12; n++) {
        if (n) pen_operator(pen, ",  ");
        pen_number(pen, matrix_at(&p->norm, 0, n), ROLE_GRAD_TEXT, matrix_ident(&p->norm, 0, n));
    }
}

static void write_footer(const Powers *p) {
    Pen pen = pen_in(p->out, p->footer, p->sizes->title);
    Ident before = list_show(p->out, ident_note("how many factors are multiplied"));
    if (p->matrix && acts_come(&p->acts, "matrix") >= 1)
        write_norms(p, &pen);
    else if (!p->matrix && p->curves && p->curve[p->curves - 1].come >= 1)
        write_power(p, &pen);
    list_show(p->out, before);
}

// --- the scene

// Falling bars, the first step on the right as in a chain that is walked back.
static void thumbnail_bars(const Powers *p, int bars) {
    double w = p->view->width, h = p->view->height, pitch = w * 0.72 / bars;
    for (int i = 0; i < bars; i++) {
        double share = share_of(matrix_at(&p->power, 0, i), 1), high = h * 0.76 * share > 5 ? h * 0.76 * share : 5;
        list_rect(p->out, box(w * 0.86 - pitch * (i + 0.86), h * 0.88 - high, pitch * 0.72, high),
                  (RectStyle){ .radius = 4, .fill = paint_tint(ROLE_GRAD, ROLE_PANEL, (float)(0.4 + 0.6 * share)) });
    }
}

// A line that rises through a level.
static void thumbnail_line(const Powers *p, int row) {
    double w = p->view->width, h = p->view->height, xy[2 * 64], most = 1;
    int count = p->power.columns < 64 ? p->power.columns : 64;
    for (int n = 0; n < count; n++)
        if (math_finite(matrix_at(&p->power, row, n)) && fabs(matrix_at(&p->power, row, n)) > most)
            most = fabs(matrix_at(&p->power, row, n));
    for (int n = 0; n < count; n++) {
        xy[2 * n] = w * (0.12 + 0.76 * n / (count > 1 ? count - 1 : 1));
        xy[2 * n + 1] = h * (0.88 - 0.74 * share_of(matrix_at(&p->power, row, n), most));
    }
    list_line(p->out, w * 0.1, h * 0.42, w * 0.9, h * 0.42, (StrokeStyle){ .paint = paint(ROLE_FAINT), .width = 2 });
    list_line(p->out, w * 0.1, h * 0.92, w * 0.9, h * 0.92, (StrokeStyle){ .paint = paint(ROLE_LINE), .width = 2 });
    list_polyline(p->out, xy, count, false, (StrokeStyle){ .paint = paint(ROLE_RECURRENT), .width = 3, .round = true });
}

static void thumbnail(void *picture) {
    Powers *p = picture;
    int row = p->power.rows > 1 ? 1 : 0, bars = p->power.columns < 8 ? p->power.columns : 8;
    if (bars > 2 && fabs(matrix_at(&p->each, 0, 0)) < 1)
        thumbnail_bars(p, bars);
    else
        thumbnail_line(p, row);
}

// What the eye meets first: the coloured lines, fanning out from 1. Second: their factors, at the ends. Third: the powers of
// ten on the left, and one product written out below.
static void draw(void *picture) {
    Powers *p = picture;
    draw_card(p->out, p->card);
    CurvePlot plot = curves_axes(p->out, box_grow(p->card, p->small ? -6 : -16), p->curve, p->curves, "steps n",
                                 p->matrix ? "how much longer a vector can become in n steps" : "product of n equal factors", true,
                                 0, 1, curves_label_width(p->out->metrics, p->curve, p->curves));
    if (plot.y.low < 1 && plot.y.high > 1)
        curves_level(p->out, &plot, 1, ROLE_FAINT, NULL, ident_note("1: neither longer nor shorter"));
    curves_draw(p->out, &plot, p->curve, p->curves);
    draw_matrices(p);
    write_footer(p);
}

static const char *const reveal[] = { "lines", "own", "matrix", NULL };
static const LegendItem legend[] = {
    { ROLE_GRAD, NULL, "factor of the gradient" },
    { ROLE_RECURRENT, "w", "recurrent weight" },
};

const Scene scene_powers = {
    .name = "powers",
    .summary = "a factor to the power n on an axis of powers of ten; the norm of a matrix to the power n",
    .model = "powers",
    .reveal = reveal,
    .bytes = sizeof(Powers),
    WITH_PARTS(read, plan, place, draw, thumbnail),
    WITH_LEGEND(legend),
};
