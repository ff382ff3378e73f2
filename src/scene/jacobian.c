// One recurrent step as a matrix. Left: every small change of length 1 of two units, a circle, and what a step makes of it, an
// ellipse; its longest half axis is the largest singular value. Right: all singular values for many units. The weights alone
// bound the step, since no slope of tanh is above 1.
#include <math.h>
#include <stdlib.h>

#include "base/math.h"
#include "kit/arithmetic.h"
#include "kit/coordinates.h"
#include "kit/curves.h"
#include "kit/picture.h"
#include "scene/scenes.h"

enum { UNITS_MOST = 64, SWEEPS = 30 };

typedef struct Jacobian {
    PICTURE;
    Matrix w, W, J, linear, ellipse, circle, sigma_W, sigma, bound, big_W, big_J;
    int units;
    double all_W[UNITS_MOST], all_J[UNITS_MOST]; // singular values of the many units, the largest first
    bool many;
    Box card, side, footer;
    Coordinates plane;
} Jacobian;

// --- singular values, by Jacobi rotations of the columns until all are at right angles (Hestenes 1958): then they are the lengths

static bool rotate(double *a, int n, int p, int q) {
    double pp = 0, qq = 0, pq = 0;
    for (int i = 0; i < n; i++)
        pp += a[i * n + p] * a[i * n + p], qq += a[i * n + q] * a[i * n + q], pq += a[i * n + p] * a[i * n + q];
    if (!(fabs(pq) > 1e-14 * sqrt(pp * qq))) return false;
    double zeta = (qq - pp) / (2 * pq), t = (zeta < 0 ? -1 : 1) / (fabs(zeta) + sqrt(1 + zeta * zeta)), c = 1 / sqrt(1 + t * t),
           s = c * t;
    for (int i = 0; i < n; i++) {
        double x = a[i * n + p], y = a[i * n + q];
        a[i * n + p] = c * x - s * y, a[i * n + q] = s * x + c * y;
    }
    return true;
}

static int larger_first(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? 1 : x > y ? -1 : 0;
}

static void singular_values_of(Arena *arena, const Matrix *m, int n, double *out) {
    double *a = arena_new(arena, double, n *n);
    for (int i = 0; i < n * n; i++) a[i] = matrix_at(m, i / n, i % n);
    bool turned = true;
    for (int sweep = 0; turned && sweep < SWEEPS; sweep++) {
        turned = false;
        for (int p = 0; p < n; p++)
            for (int q = p + 1; q < n; q++) turned |= rotate(a, n, p, q);
    }
    for (int c = 0; c < n; c++) {
        double sum = 0;
        for (int i = 0; i < n; i++) sum += a[i * n + c] * a[i * n + c];
        out[c] = sqrt(sum);
    }
    qsort(out, (size_t)n, sizeof *out, larger_first);
}

// --- reading the tape

static bool read(void *picture) {
    Jacobian *p = picture;
    p->w = matrix_find(p->tape, "w", 4), p->W = matrix_find(p->tape, "W", 4), p->J = matrix_find(p->tape, "J", 4);
    p->linear = matrix_find(p->tape, "linear", 4), p->ellipse = matrix_find(p->tape, "ellipse", 4),
    p->circle = matrix_find(p->tape, "circle", 4);
    p->sigma_W = matrix_find(p->tape, "sigma.W", 4), p->sigma = matrix_find(p->tape, "sigma", 4),
    p->bound = matrix_find(p->tape, "bound", 4);
    p->big_W = matrix_find(p->tape, "big.W", 4), p->big_J = matrix_find(p->tape, "big.J", 4);
    p->units = p->big_J.rows < UNITS_MOST ? p->big_J.rows : UNITS_MOST;
    p->many = step_reveals(p->step, "many") || step_focuses(p->step, "many");
    return matrix_exists(&p->ellipse) && matrix_exists(&p->linear) && matrix_exists(&p->sigma) && matrix_exists(&p->big_W) &&
           matrix_exists(&p->big_J) && matrix_exists(&p->bound);
}

static void plan(void *picture) {
    Jacobian *p = picture;
    acts_add_focus(&p->acts, "two", 4.2);
    acts_add_after(&p->acts, "many", 2.4);
}

static void place(void *picture) {
    Jacobian *p = picture;
    double gap = p->sizes->gap;
    picture_card_and_foot(&p->picture, &p->card, &p->footer);
    p->side = box(0, 0, 0, 0);
    if (p->many) {
        double w = floor((p->card.w - gap) * 0.5);
        p->side = box(p->card.x + p->card.w - w, p->card.y, w, p->card.h);
        p->card.w -= w + gap;
    }
    Extent e = { 0 };
    extent_add(&e, 1.1, 1.1), extent_add(&e, -1.1, -1.1);
    extent_add_rows(&e, &p->linear);
    double words = p->small ? 62 : 78; // three lines over each card
    p->side.y += words, p->side.h -= words;
    p->plane = coordinates_fit(box(p->card.x, p->card.y + words, p->card.w, p->card.h - words), e, false);
}

// --- two units

// The points of a closed line on their way from the circle to where the step takes them.
static void draw_ring(const Jacobian *p, const Matrix *m, double u, Role role, double width, double dash, float fill,
                      const char *note) {
    int count = m->rows, points = 0;
    double *xy = arena_new(p->out->arena, double, 2 * count);
    for (int i = 0; i < count; i++) {
        double x = between(matrix_at(&p->circle, i, 0), matrix_at(m, i, 0), u),
               y = between(matrix_at(&p->circle, i, 1), matrix_at(m, i, 1), u);
        if (!coordinates_holds(&p->plane, x, y)) return;
        xy[2 * points] = coordinates_x(&p->plane, x), xy[2 * points++ + 1] = coordinates_y(&p->plane, y);
    }
    list_polyline(p->out, xy, points, true,
                  (StrokeStyle){ .paint = paint(role),
                                 .width = width,
                                 .dash = dash,
                                 .fill = fill > 0 ? paint_faded(role, fill) : PAINT_NONE,
                                 .ident = ident_note(note) });
}

// The row of the ellipse that is longest: the half axis drawn.
static int longest(const Matrix *m) {
    int best = 0;
    double most = -1;
    for (int i = 0; i < m->rows; i++) {
        double x = matrix_at(m, i, 0), y = matrix_at(m, i, 1), size = x * x + y * y;
        if (size > most) most = size, best = i;
    }
    return best;
}

static double reach_of(const Matrix *ring) {
    int i = longest(ring);
    double x = matrix_at(ring, i, 0), y = matrix_at(ring, i, 1);
    return sqrt(x * x + y * y);
}

// Beyond all rings, in the direction of the longest half axis, and a thin line to its tip; none where the stage ends before.
static void name_longest(const Jacobian *p, int i) {
    double tip_x = matrix_at(&p->ellipse, i, 0), tip_y = matrix_at(&p->ellipse, i, 1), own = reach_of(&p->ellipse);
    double far = 1.08 * math_max(math_max(reach_of(&p->circle), reach_of(&p->linear)), own);
    if (!(own > 0) || !coordinates_holds(&p->plane, tip_x, tip_y)) return;
    double x = coordinates_x(&p->plane, tip_x * far / own), y = coordinates_y(&p->plane, tip_y * far / own);
    double width = metrics_width(p->out->metrics, FACE_BOLD, p->sizes->label, TEXT("stretched most"));
    bool left = tip_x < 0;
    double start = x + (left ? -6 : 6), from = left ? start - width : start;
    if (from < p->card.x + 4 || from + width > p->card.x + p->card.w - 4 || !coordinates_holds(&p->plane, 0, tip_y * far / own))
        return;
    Ident before = list_show(p->out, matrix_ident(&p->sigma, 0, 0));
    list_line(p->out, coordinates_x(&p->plane, tip_x), coordinates_y(&p->plane, tip_y), x, y,
              (StrokeStyle){ .paint = paint(ROLE_GRAD_TEXT), .width = 1.2 });
    double high = p->sizes->label * 1.3, base = y + p->sizes->label * 0.35;
    list_rect(p->out, box(from - 3, base - high * 0.8, width + 6, high), // over the lines of the grid
              (RectStyle){ .radius = 4, .fill = paint(ROLE_PANEL) });
    list_text(
        p->out, start, base, TEXT("stretched most"),
        (TextStyle){
            .face = FACE_BOLD, .size = p->sizes->label, .paint = paint(ROLE_GRAD_TEXT), .align = left ? ALIGN_RIGHT : ALIGN_LEFT });
    list_show(p->out, before);
}

static double two_come(const Jacobian *p) { return step_focuses(p->step, "two") ? acts_come(&p->acts, "two") : 1; }

static void draw_two(Jacobian *p) {
    double come = two_come(p);
    coordinates_grid(p->out, &p->plane);
    draw_ring(p, &p->circle, 1, ROLE_INK, 2, 5, 0, "all changes of length 1");
    double bound = part(come, 0.1, 0.45), bent = part(come, 0.55, 0.9);
    if (bound > 0) draw_ring(p, &p->linear, bound, ROLE_RECURRENT, 2.5, bound >= 1 ? 6 : 0, 0, "after the weights alone");
    if (bent <= 0) return;
    draw_ring(p, &p->ellipse, bent, ROLE_GRAD, 3.5, 0, 0.16f, "after the whole step: the weights, then the slopes");
    int i = longest(&p->ellipse);
    if (bent >= 1)
        coordinates_arrow(p->out, &p->plane, 0, 0, matrix_at(&p->ellipse, i, 0), matrix_at(&p->ellipse, i, 1),
                          (ArrowStyle){ .role = ROLE_GRAD, .width = 4, .ident = matrix_ident(&p->sigma, 0, 0) });
    if (bent >= 1 && !p->small) name_longest(p, i);
}

// A line of words over a card: how its curve or bar is drawn, and what it is; y counts from 0.
static void draw_word(const Jacobian *p, Box card, int i, Role role, bool dashed, Ident ident, const char *text) {
    double size = p->sizes->label, pitch = p->small ? 18 : 22, x = card.x + 8, y = p->card.y + (p->small ? 14 : 16) + pitch * i;
    list_line(p->out, x, y - size * 0.32, x + 14, y - size * 0.32,
              (StrokeStyle){ .paint = paint(role), .width = 3, .dash = dashed ? 5 : 0 });
    list_text_fit(p->out, x + 20, y, card.w - 28, text_of(text),
                  (TextStyle){ .size = size, .paint = paint(role == ROLE_GRAD ? ROLE_GRAD_TEXT : role), .ident = ident });
}

static const char *at_most(const Jacobian *p, const char *what, double value) {
    return arena_print(p->out->arena, "%s: at most %s", what, number_text(p->out->arena, value, 4));
}

static void draw_words(const Jacobian *p) {
    draw_word(p, p->card, 0, ROLE_INK, true, ident_note("the number 1, the radius of the circle"), "changes of length 1");
    if (two_come(p) >= 0.45)
        draw_word(p, p->card, 1, ROLE_RECURRENT, true, matrix_ident(&p->sigma_W, 0, 0),
                  at_most(p, "weights", matrix_at(&p->sigma_W, 0, 0)));
    if (two_come(p) >= 0.9)
        draw_word(p, p->card, 2, ROLE_GRAD, false, matrix_ident(&p->sigma, 0, 0),
                  at_most(p, "whole step", matrix_at(&p->sigma, 0, 0)));
}

// --- many units

static void draw_bars(const Jacobian *p, Box at, double most, double come) {
    Axis x = { 0 }, y = { .low = 0, .high = most * 1.05 };
    noted_axes(p->out, at, &x, &y,
               "H units have H singular values, found by turning the columns of the matrix until they meet at right angles");
    double pitch = at.w / p->units, w = math_clamp(pitch * 0.7, 1.5, 28);
    for (int i = 0; i < p->units; i++) {
        double u = part(come * p->units - 0.8 * i, 0, 0.2 * p->units), left = at.x + pitch * i + (pitch - w) / 2;
        if (!math_finite(p->all_W[i]) || !math_finite(p->all_J[i]) || u <= 0) continue;
        double hw = at.h * math_clamp(p->all_W[i] / (most * 1.05), 0, 1) * u,
               hj = at.h * math_clamp(p->all_J[i] / (most * 1.05), 0, 1) * u;
        const char *note = arena_print(p->out->arena, "singular value %d: %s of the weights, %s of the whole step", i + 1,
                                       number_text(p->out->arena, p->all_W[i], 4), number_text(p->out->arena, p->all_J[i], 4));
        Ident before = list_show(p->out, ident_note(note));
        if (hw > 0.5)
            list_rect(p->out, box(left, at.y + at.h - hw, w, hw),
                      (RectStyle){ .radius = w > 8 ? 3 : 1, .stroke = paint(ROLE_RECURRENT), .width = 1.2 });
        if (hj > 0.5)
            list_rect(p->out, box(left, at.y + at.h - hj, w, hj), (RectStyle){ .radius = w > 8 ? 3 : 1, .fill = paint(ROLE_GRAD) });
        list_show(p->out, before);
    }
}

static void draw_many(Jacobian *p) {
    if (!p->many || p->units < 1) return;
    singular_values_of(p->out->arena, &p->big_W, p->units, p->all_W);
    singular_values_of(p->out->arena, &p->big_J, p->units, p->all_J);
    double most = p->all_W[0] > p->all_J[0] ? p->all_W[0] : p->all_J[0];
    if (!(most > 1.1)) most = 1.1;
    if (!math_finite(most)) return;
    draw_card(p->out, p->side);
    double pad = p->sizes->above;
    Box at = box(p->side.x + 60, p->side.y + pad, p->side.w - 60 - pad, p->side.h - 2 * pad);
    draw_bars(p, at, most, acts_come(&p->acts, "many"));
    double one = at.y + at.h * (1 - 1 / (most * 1.05));
    list_line(p->out, at.x, one, at.x + at.w, one,
              (StrokeStyle){ .paint = paint(ROLE_INK),
                             .width = 1.5,
                             .dash = 6,
                             .ident = ident_note("1: above it a change can grow, below it must shrink") });
    list_text_fit(p->out, p->side.x + 8, p->card.y + (p->small ? 14 : 16), p->side.w - 16,
                  text_of(arena_print(p->out->arena, "All %d singular values, H = %d", p->units, p->units)),
                  (TextStyle){ .face = FACE_BOLD, .size = p->sizes->label, .ident = ident_note("H units have H singular values") });
    if (acts_come(&p->acts, "many") < 1) return;
    draw_word(p, p->side, 1, ROLE_RECURRENT, false, ident_note("the largest singular value of the weights"),
              at_most(p, "weights", p->all_W[0]));
    draw_word(p, p->side, 2, ROLE_GRAD, false, ident_note("the largest singular value of the whole step"),
              at_most(p, "whole step", p->all_J[0]));
}

static void write_footer(const Jacobian *p) {
    Pen pen = pen_in(p->out, p->footer, p->sizes->title);
    if (step_focuses(p->step, "two") && acts_come(&p->acts, "two") < 1) return;
    Ident before = list_show(p->out, ident_note("thirty steps, as many as in the chain"));
    pen_words(&pen, "Two units, 30 steps, at most  ");
    list_show(p->out, before);
    pen_number(&pen, matrix_at(&p->sigma_W, 0, 0), ROLE_RECURRENT, matrix_ident(&p->sigma_W, 0, 0));
    before = list_show(p->out, ident_note("thirty equal factors"));
    pen_operator(&pen, " · … ");
    list_show(p->out, before);
    pen_result(&pen, matrix_at(&p->bound, 0, 0), ROLE_GRAD_TEXT, matrix_ident(&p->bound, 0, 0));
}

// --- the scene

static void thumbnail(void *picture) {
    Jacobian *p = picture;
    Extent e = { 0 };
    extent_add(&e, 1, 1), extent_add(&e, -1, -1);
    extent_add_rows(&e, &p->linear);
    p->plane = coordinates_fit(box(8, 4, p->view->width - 16, p->view->height - 8), e, true);
    double u = p->plane.unit;
    list_circle(p->out, coordinates_x(&p->plane, 0), coordinates_y(&p->plane, 0), u,
                (RectStyle){ .stroke = paint(ROLE_MUTED), .width = 2, .dash = 4 });
    draw_ring(p, &p->ellipse, 1, ROLE_GRAD, 3, 0, 0.2f, "");
    list_circle(p->out, coordinates_x(&p->plane, 0), coordinates_y(&p->plane, 0), 3, (RectStyle){ .fill = paint(ROLE_MUTED) });
}

// What the eye meets first: the golden ellipse inside the circle. Second: the orange one, the bound that the weights set.
// Third: the row of bars, and whether the first of them stands above the line of 1.
static void draw(void *picture) {
    Jacobian *p = picture;
    draw_two(p);
    draw_words(p);
    draw_many(p);
    write_footer(p);
}

static const char *const reveal[] = { "two", "many", NULL };
static const LegendItem legend[] = {
    { ROLE_RECURRENT, "W", "weights" },
    { ROLE_GRAD, "J", "whole step" },
};

const Scene scene_jacobian = {
    .name = "jacobian",
    .summary = "what one recurrent step makes of a circle of changes, and its singular values",
    .model = "jacobian",
    .reveal = reveal,
    .bytes = sizeof(Jacobian),
    WITH_PARTS(read, plan, place, draw, thumbnail),
    WITH_LEGEND(legend),
};
