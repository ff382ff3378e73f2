// Between and under the panels of layer norm: the mean and the spread, the line of arithmetic, and bars on their way.
#include <math.h>

#include "base/math.h"
#include "kit/arithmetic.h"
#include "scene/layer_norm/layer_norm.h"

// --- chips

static void draw_chip(const LayerNorm *p, int after, const char *tex, const Matrix *m, double u) {
    Box at = layer_norm_chip(p, after);
    double size = p->sizes->line;
    if (u <= 0) return;
    float former = list_fade(p->out, p->out->alpha * (float)ease(u));
    draw_tex(p->out, box_middle_x(at), at.y - 11, tex,
             (FormulaStyle){ .size = size, .paint = paint(ROLE_INK), .ident = ident_symbol(m->node, m->first + p->row, false) },
             ALIGN_CENTER);
    matrix_cell(p->out, at, m, 0, p->row, (CellStyle){ .role = ROLE_INK, .share = 0.001, .size = p->sizes->word });
    list_fade(p->out, former);
}

// An arrow from panel to panel, forwards or backwards.
static void draw_pointer(const LayerNorm *p, int after, double u, bool back) {
    Box at = layer_norm_chip(p, after);
    double y = back ? p->arrow_y : at.y + at.h + (p->sizes->above), x1 = at.x + 2, x2 = at.x + at.w - 2;
    if (u <= 0) return;
    float former = list_fade(p->out, p->out->alpha * (float)ease(u));
    StrokeStyle style = { .paint = paint(back ? ROLE_GRAD : ROLE_FAINT), .width = back ? 3 : 2, .arrow = p->small ? 9 : 12 };
    list_line(p->out, back ? x2 : x1, y, back ? x1 : x2, y, style);
    list_fade(p->out, former);
}

static double shown(const LayerNorm *p, int panel) {
    return p->panel[panel].shown || p->panel[panel].now ? p->panel[panel].come[0] : 0;
}

void layer_norm_chips(const LayerNorm *p) {
    double mean = acts_come(&p->acts, "mean"), centred = shown(p, PANEL_CENTERED), divided = shown(p, PANEL_XHAT),
           moved = shown(p, PANEL_Y);
    draw_chip(p, PANEL_X, centred > 0 ? "- \\mu" : "\\mu", &p->mean,
              centred > 0 ? 1 : come_or_asked(p->out, matrix_ident(&p->mean, 0, p->row), part(mean, 0.4, 0.7)));
    draw_chip(p, PANEL_CENTERED, "\\div \\sigma", &p->spread, divided > 0 ? part(divided, 0, 0.4) : 0);
    draw_pointer(p, PANEL_X, centred, false);
    draw_pointer(p, PANEL_CENTERED, divided, false);
    draw_pointer(p, PANEL_XHAT, moved, false);
    for (int i = 0; i + 1 < LAYER_NORM_PANELS && p->backward; i++) draw_pointer(p, i, p->panel[i].gradient, true);
}

// --- the line of arithmetic

static Pen begin_line(const LayerNorm *p) {
    double size = p->sizes->line;
    return (Pen){
        .out = p->out, .x = p->margin, .y = p->view->height - p->sizes->apart, .size = size, .end = p->view->width - p->margin
    };
}

static void write_symbol(const LayerNorm *p, Pen *pen, const char *tex, Ident ident) {
    pen->x += draw_tex(p->out, pen->x, pen->y, tex, (FormulaStyle){ .size = pen->size, .paint = paint(ROLE_INK), .ident = ident },
                       ALIGN_LEFT);
}

static void write_count(const LayerNorm *p, Pen *pen) {
    Ident before = list_show(p->out, ident_note("how many features the token has"));
    pen_operator(pen, arena_print(p->out->arena, ") / %d", p->d));
    list_show(p->out, before);
}

// (3 + 9 + 11 + 17) / 4 = 10, a number after the other, then the line that they make
static void write_mean(const LayerNorm *p, Pen *pen) {
    const LayerNormPanel *x = &p->panel[PANEL_X];
    double u = acts_come(&p->acts, "mean");
    write_symbol(p, pen, "\\mu", matrix_ident(&p->mean, 0, p->row));
    pen_operator(pen, " = (");
    for (int i = 0; i < p->d && !pen->full; i++) {
        if (i && u < 0.06 + 0.3 * i / p->d) return;
        if (i) pen_operator(pen, " + ");
        pen_number(pen, matrix_at(&x->m, 0, i), ROLE_INK, matrix_ident(&x->m, 0, i));
    }
    if (u < 0.42) return;
    write_count(p, pen);
    if (u < 0.5) return;
    pen_result(pen, matrix_at(&p->mean, 0, p->row), ROLE_INK, matrix_ident(&p->mean, 0, p->row));
}

// σ² = ((−7)² + (−1)² + 1² + 7²) / 4 = 25, σ = 5
static void write_spread(const LayerNorm *p, Pen *pen) {
    const Matrix *c = &p->panel[PANEL_CENTERED].m;
    write_symbol(p, pen, "\\sigma^2", matrix_ident(&p->var, 0, p->row));
    pen_operator(pen, " = (");
    for (int i = 0; i < p->d && !pen->full; i++) {
        double centred = matrix_at(c, 0, i);
        if (i) pen_operator(pen, " + ");
        pen_number(pen, centred, features_role_at(p->out, c, 0, i), matrix_ident(c, 0, i));
        Ident before = list_show(p->out, matrix_ident(c, 0, i));
        pen_operator(pen, "²");
        list_show(p->out, before);
    }
    write_count(p, pen);
    pen_result(pen, matrix_at(&p->var, 0, p->row), ROLE_INK, matrix_ident(&p->var, 0, p->row));
    if (pen->full || pen->x + 6 * pen->size > pen->end) return;
    pen->x += pen->size * 1.5;
    write_symbol(p, pen, "\\sigma", matrix_ident(&p->spread, 0, p->row));
    pen_result(pen, matrix_at(&p->spread, 0, p->row), ROLE_INK, matrix_ident(&p->spread, 0, p->row));
}

// y₁ = 2 · (−1.4) + 0 = −2.8
static void write_output(const LayerNorm *p, Pen *pen, int i) {
    const Matrix *xhat = &p->panel[PANEL_XHAT].m, *y = &p->panel[PANEL_Y].m;
    pen_symbol(pen, "y", i, ROLE_INK, matrix_ident(y, 0, i));
    pen_operator(pen, " = ");
    if (!p->plain) {
        pen_number(pen, matrix_at(&p->gamma, 0, i), ROLE_INK, matrix_ident(&p->gamma, 0, i));
        pen_operator(pen, " · ");
    }
    pen_number(pen, matrix_at(xhat, 0, i), features_role_at(p->out, xhat, 0, i), matrix_ident(xhat, 0, i));
    if (!p->plain) {
        pen_operator(pen, " + ");
        pen_number(pen, matrix_at(&p->beta, 0, i), ROLE_INK, matrix_ident(&p->beta, 0, i));
    }
    pen_result(pen, matrix_at(y, 0, i), features_role_at(p->out, y, 0, i), matrix_ident(y, 0, i));
}

// What is left of the last bits of a sum is no number to show.
static double but_for_bits(double sum, double largest) { return fabs(sum) < 1e-12 * largest ? 0 : sum; }

// The arrows at the input add up to nothing, and so do their products with the normalised features.
static void write_gradient(const LayerNorm *p, Pen *pen) {
    const Matrix *x = &p->panel[PANEL_X].m, *xhat = &p->panel[PANEL_XHAT].m;
    double sum = 0, along = 0;
    pen_words(pen, p->small ? "gradient: " : "gradient at the input: ");
    for (int i = 0; i < p->d; i++) {
        double g = matrix_grad_at(x, 0, i);
        sum += g;
        along += g * matrix_at(xhat, 0, i);
        if (pen->full) continue;
        if (i) pen_operator(pen, " + ");
        pen_number(pen, g, ROLE_GRAD_TEXT, matrix_grad_ident(x, 0, i));
    }
    pen_result(pen, but_for_bits(sum, x->largest_grad), ROLE_GRAD_TEXT,
               ident_note("the sum of the gradients of all features of this token"));
    if (pen->full || pen->x + 12 * pen->size > pen->end) return;
    pen->x += pen->size * 1.5;
    pen_words(pen, "times ");
    Ident note = ident_note("each gradient times its normalised feature, all added up");
    write_symbol(p, pen, "\\hat{x}", note);
    pen_words(pen, " in all");
    pen_result(pen, but_for_bits(along, x->largest_grad * xhat->largest), ROLE_GRAD_TEXT, note);
}

// The feature whose turn it is, the first at rest.
static int playing(const LayerNorm *p, int panel) {
    for (int i = 0; i < p->d && i < FEATURES_COME; i++)
        if (p->panel[panel].come[i] < 1) return i;
    return 0;
}

void layer_norm_words(const LayerNorm *p) {
    Pen pen = begin_line(p);
    if (p->backward && step_focuses(p->step, "gradient")) {
        if (p->panel[PANEL_X].gradient >= 1) write_gradient(p, &pen);
    } else if (p->panel[PANEL_Y].now) {
        if (p->panel[PANEL_Y].come[0] > 0) write_output(p, &pen, playing(p, PANEL_Y));
    } else if (p->panel[PANEL_XHAT].now && acts_come(&p->acts, "xhat") > 0)
        write_spread(p, &pen);
    else if (step_focuses(p->step, "mean") || p->panel[PANEL_CENTERED].now)
        if (acts_come(&p->acts, "mean") > 0.03) write_mean(p, &pen);
}

// --- flights: a bar on its way from panel to panel, changing as the step says

static void fly(const LayerNorm *p, int to, int i) {
    const LayerNormPanel *from = &p->panel[to - 1], *goal = &p->panel[to];
    double u = goal->come[i], x = matrix_at(&from->m, 0, i), value = matrix_at(&goal->m, 0, i), start = 0;
    if (u <= 0 || u >= 1 || !math_finite(x) || !math_finite(value)) return;
    if (to == PANEL_CENTERED) start = matrix_at(&p->mean, 0, p->row);
    Box at =
        box_between(features_bar(&from->features, i, start, x), features_bar(&goal->features, i, 0, value), part(u, 0.15, 0.8));
    list_rect(p->out, at, (RectStyle){ .radius = at.h < 8 ? 0 : 4, .fill = paint_faded(features_role(value), 0.9f) });
}

void layer_norm_flights(const LayerNorm *p) {
    for (int to = PANEL_CENTERED; to < LAYER_NORM_PANELS; to++)
        for (int i = 0; i < p->d && i < FEATURES_COME && p->panel[to].features.bars; i++)
            if (p->panel[to].now) fly(p, to, i);
}
