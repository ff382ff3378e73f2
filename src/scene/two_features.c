// Layer norm of two features: wherever the point lies, it lands on one of two points, for centring leaves only the diagonal from
// (−1, 1) to (1, −1) and the division takes the length away. So the output says which feature is larger and nothing else, and the
// gradient is 0.
#include <math.h>

#include "base/math.h"
#include "kit/coordinates.h"
#include "kit/features.h"
#include "kit/group.h"
#include "kit/picture.h"
#include "scene/scenes.h"

typedef struct TwoFeatures {
    PICTURE;
    Matrix x, centered, xhat; // (1, D)
    Matrix spread;
    int row, d;
    bool backward;
    Coordinates plane;
    Box table;
} TwoFeatures;

// --- reading the tape

static bool read(void *picture) {
    TwoFeatures *p = picture;
    Matrix x = matrix_find(p->tape, "x", 4), centered = matrix_find(p->tape, "centered", 4), xhat = matrix_find(p->tape, "xhat", 4);
    p->spread = matrix_find(p->tape, "spread", 4);
    if (!matrix_exists(&x) || !matrix_exists(&centered) || !matrix_exists(&xhat) || !matrix_exists(&p->spread)) return false;
    p->row = step_query(p->step, x.rows);
    p->x = matrix_rows(&x, p->row, 1, 4);
    p->centered = matrix_rows(&centered, p->row, 1, 4);
    p->xhat = matrix_rows(&xhat, p->row, 1, 4);
    p->refusal = "This picture is of tokens with two features.";
    if (x.columns != 2) return false;
    p->backward = p->tape->from != NODE_NONE && (step_reveals(p->step, "gradient") || step_focuses(p->step, "gradient"));
    return true;
}

static bool shows(const TwoFeatures *p, const char *name) { return step_reveals(p->step, name) || step_focuses(p->step, name); }

// --- when

static void plan(void *picture) {
    TwoFeatures *p = picture;
    bool way = step_focuses(p->step, "gradient"); // first the point's own way there
    if (way || step_focuses(p->step, "centered")) acts_add(&p->acts, "centered", 2);
    if (way || step_focuses(p->step, "xhat")) acts_add(&p->acts, "xhat", 2);
    acts_add_focus(&p->acts, "gradient", 1.6);
}

// --- where

static void place(void *picture) {
    TwoFeatures *p = picture;
    const View *v = p->view;
    double margin = p->sizes->margin, w = p->small ? math_clamp(v->width * 0.36, 200, 260) : 320;
    Box at = box(margin, margin, v->width - 3 * margin - w, v->height - 2 * margin);
    p->table = box(v->width - margin - w, margin, w, v->height - 2 * margin);
    if (p->tall) {
        at = box(margin, margin, v->width - 2 * margin, v->height * 0.56);
        p->table = box(margin, at.y + at.h + margin, at.w, v->height - at.h - 3 * margin);
    }
    Extent e = { 0 };
    extent_add_rows(&e, &p->x);
    extent_add_rows(&e, &p->xhat);
    extent_add_rows(&e, &p->centered);
    extent_add(&e, 1.5, 1.5);
    extent_add(&e, -1.5, -1.5);
    p->plane = coordinates_fit(at, e, false);
}

// --- the plane

static void draw_lines(TwoFeatures *p) {
    const double half = 0.70710678118654752;
    coordinates_through(
        p->out, &p->plane, half, half,
        (ArrowStyle){ .role = ROLE_FAINT,
                      .dash = 6,
                      .ident = ident_note("where both features are equal: there is no spread, and layer norm divides by 0") });
    coordinates_through(p->out, &p->plane, half, -half,
                        (ArrowStyle){ .role = ROLE_MUTED,
                                      .width = 1.5,
                                      .ident = ident_note("where the mean is 0: every centred point lies on this line") });
}

// Which feature each axis is.
static void draw_axis_names(TwoFeatures *p) {
    Box inner = p->plane.inner;
    const char *across = "first feature →", *up = "↑ second feature";
    double w = metrics_width(p->out->metrics, FACE_TEXT, 13, text_of(across)),
           h = metrics_width(p->out->metrics, FACE_TEXT, 13, text_of(up));
    draw_note(p->out, inner.x + inner.w - 8, inner.y + inner.h - 10, w + 8, across, (TextStyle){ .align = ALIGN_RIGHT });
    coordinates_take(&p->plane, box(inner.x + inner.w - w - 16, inner.y + inner.h - 28, w + 16, 28));
    draw_note(p->out, inner.x + 12, inner.y + 16, h + 8, up, (TextStyle){ 0 });
    coordinates_take(&p->plane, box(inner.x, inner.y, h + 20, 28));
}

static void draw_ends(TwoFeatures *p) {
    for (int side = -1; side < 2; side += 2) {
        Role role = features_role(-side);
        coordinates_dot(
            p->out, &p->plane, side, -side, 9,
            (ArrowStyle){ .role = role,
                          .ident = ident_note(side < 0 ? "(−1, 1): where everything lands whose second feature is larger"
                                                       : "(1, −1): where everything lands whose first feature is larger") });
    }
}

static double come(const TwoFeatures *p, const char *name) { return acts_come(&p->acts, name); }

static void draw_way(TwoFeatures *p) {
    double x = matrix_at(&p->x, 0, 0), y = matrix_at(&p->x, 0, 1), cx = matrix_at(&p->centered, 0, 0),
           cy = matrix_at(&p->centered, 0, 1);
    double hx = matrix_at(&p->xhat, 0, 0), hy = matrix_at(&p->xhat, 0, 1), u = part(come(p, "centered"), 0.1, 0.9),
           w = part(come(p, "xhat"), 0.1, 0.9);
    if (u > 0 && shows(p, "centered"))
        coordinates_arrow(p->out, &p->plane, x, y, between(x, cx, u), between(y, cy, u),
                          (ArrowStyle){ .role = ROLE_INK, .width = 2.5, .dash = 5, .ident = matrix_ident(&p->centered, 0, 0) });
    if (w > 0 && shows(p, "xhat"))
        coordinates_arrow(p->out, &p->plane, cx, cy, between(cx, hx, w), between(cy, hy, w),
                          (ArrowStyle){ .role = ROLE_INK, .width = 3.5, .ident = matrix_ident(&p->xhat, 0, 0) });
    coordinates_dot(p->out, &p->plane, x, y, 7, (ArrowStyle){ .role = ROLE_INK, .ident = matrix_ident(&p->x, 0, 0) });
    if (u >= 1 && shows(p, "centered"))
        coordinates_dot(p->out, &p->plane, cx, cy, 5,
                        (ArrowStyle){ .role = ROLE_MUTED, .ident = matrix_ident(&p->centered, 0, 0) });
    coordinates_handle(p->out, &p->plane, x, y, matrix_ident(&p->x, 0, 0));
    coordinates_label(p->out, &p->plane, x, y, 0, 0, &(Symbol){ "x", -1, ROLE_INK }, 1, row_word(p->step, "x", p->row),
                      matrix_ident(&p->x, 0, 0));
}

static void draw_end_labels(TwoFeatures *p) {
    static const char *const word[] = { "second is larger", "first is larger" };
    for (int side = -1; side < 2; side += 2)
        coordinates_label(p->out, &p->plane, side, -side, 0, 0, NULL, 0, word[side > 0], ident_note(word[side > 0]));
}

// --- the table: x, centred, divided, gradient

typedef struct NormLine {
    const char *reveal, *name, *tex;
    const Matrix *m;
    bool grad;
} NormLine;

static void draw_line(const TwoFeatures *p, const NormLine *line, int i, int lines) {
    double pitch = p->table.h / lines, label_w = p->table.w * 0.46, y = p->table.y + pitch * i,
           h = math_clamp(pitch - p->sizes->part, 24, 52);
    double u = line->reveal ? part(come(p, line->reveal), 0.5, 1) : 1, w = (p->table.w - label_w - CELL_GAP) / 2;
    bool there = !line->reveal || shows(p, line->reveal), now = line->reveal && step_focuses(p->step, line->reveal);
    if (line->grad && !p->backward) there = false, u = 0;
    Box all = box(p->table.x, y, p->table.w, pitch);
    if (now && (line->grad || !step_focuses(p->step, "gradient")))
        if (line->grad || !step_focuses(p->step, "xhat") || line->m == &p->xhat)
            draw_highlight(p->out, box_grow(all, p->small ? 2 : 4));
    float former = list_fade(p->out, p->out->alpha * (there ? 1 : 0.5f));
    double middle = box_middle_y(all);
    list_text_fit(p->out, all.x + 8, middle - 4, label_w - 16, text_of(line->name),
                  (TextStyle){ .face = now ? FACE_BOLD : FACE_TEXT,
                               .size = p->small ? 14 : 15,
                               .paint = paint(now ? ROLE_INK : ROLE_MUTED) });
    draw_tex(p->out, all.x + 8, middle + (p->small ? 14 : 20), line->tex,
             (FormulaStyle){ .size = p->sizes->sum, .paint = paint(line->grad ? ROLE_GRAD_TEXT : ROLE_INK) }, ALIGN_LEFT);
    list_fade(p->out, former);
    for (int j = 0; j < 2; j++) {
        Box at = box(all.x + label_w + j * (w + CELL_GAP) - 4, middle - h / 2, w, h);
        double value = line->grad ? matrix_grad_at(line->m, 0, j) : matrix_at(line->m, 0, j);
        CellStyle style = { .role = line->grad     ? ROLE_GRAD
                                    : line->reveal ? features_role_at(p->out, line->m, 0, j)
                                                   : ROLE_INK,
                            .share = 0.3,
                            .size = 17,
                            .state = there && u > 0 ? now ? CELL_NOW : CELL_DONE : CELL_TO_COME,
                            .reveal = u };
        if (!line->grad) {
            matrix_cell(p->out, at, line->m, 0, j, style);
            continue;
        }
        style.ident = matrix_grad_ident(line->m, 0, j);
        draw_cell(p->out, at, there && u > 0 ? number_text(p->out->arena, value, 3) : "", style);
    }
}

static void draw_table(const TwoFeatures *p) {
    const NormLine line[] = {
        { NULL, "Input", "x", &p->x, false },
        { "centered", "Centred", "x - \\mu", &p->centered, false },
        { "xhat", "Normalised", "(x - \\mu) / \\sigma", &p->xhat, false },
        { "gradient", "Gradient", "\\partial L / \\partial x", &p->x, true },
    };
    for (int i = 0; i < 4; i++) draw_line(p, &line[i], i, 4);
}

// --- the scene

static void thumbnail(void *picture) {
    TwoFeatures *p = picture;
    Extent e = { 0 };
    extent_add_rows(&e, &p->x);
    extent_add_rows(&e, &p->xhat);
    extent_add(&e, 1.5, 1.5);
    extent_add(&e, -1.5, -1.5);
    p->plane = coordinates_fit(box(8, 4, p->view->width - 16, p->view->height - 8), e, true);
    draw_lines(p);
    draw_ends(p);
    coordinates_dot(p->out, &p->plane, matrix_at(&p->x, 0, 0), matrix_at(&p->x, 0, 1), 5, (ArrowStyle){ .role = ROLE_INK });
}

// What the eye meets first: the dashed way from the point to one of the two coloured ones. Second: the gradient, 0 and 0. Third:
// the numbers of the way in the table. The point can be dragged: it always lands on the same two.
static void draw(void *picture) {
    TwoFeatures *p = picture;
    draw_table(p);
    coordinates_grid(p->out, &p->plane);
    draw_axis_names(p);
    draw_lines(p);
    draw_ends(p);
    draw_end_labels(p);
    draw_way(p);
}

static const char *const reveals[] = { "centered", "xhat", "gradient", NULL };
static const LegendItem legend[] = {
    { ROLE_Q, NULL, "above the mean" },
    { ROLE_K, NULL, "below the mean" },
    { ROLE_GRAD, NULL, "gradient" },
};

const Scene scene_two_features = {
    .name = "two-features",
    .summary = "layer norm of two features: every point lands on one of two",
    .model = "layernorm",
    .reveal = reveals,
    .bytes = sizeof(TwoFeatures),
    WITH_PARTS(read, plan, place, draw, thumbnail),
    WITH_LEGEND(legend),
};
