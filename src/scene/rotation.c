// A step along the sentence is a turn: the hand of a pair at one position, the matrix that turns it, and the hand at the later
// position, which is the same as computed directly. The matrix knows the size of the step and not where it began.
#include <math.h>

#include "base/math.h"
#include "kit/arithmetic.h"
#include "kit/coordinates.h"
#include "kit/features.h"
#include "kit/group.h"
#include "kit/picture.h"
#include "scene/scenes.h"

typedef struct Rotation {
    PICTURE;
    Matrix R, now, next, direct, turn; // R: (pairs · 2, 2)
    int pairs, pair, from, length;
    Coordinates plane;
    Box side;
    double cell_w, cell_h;
} Rotation;

static bool read(void *picture) {
    Rotation *p = picture;
    p->R = matrix_find(p->tape, "R", -1);
    p->now = matrix_find(p->tape, "now", -1);
    p->next = matrix_find(p->tape, "next", -1);
    p->direct = matrix_find(p->tape, "direct", -1);
    p->turn = matrix_find(p->tape, "turn", 4);
    if (!matrix_exists(&p->R) || !matrix_exists(&p->now) || !matrix_exists(&p->next) || !matrix_exists(&p->direct) ||
        !matrix_exists(&p->turn))
        return false;
    p->pairs = p->now.rows;
    p->pair = (int)math_clamp(step_number_or(p->step, "pair", 1) - 1, 0, p->pairs - 1);
    p->from = (int)step_number_or(p->step, "from", 1);
    p->length = (int)step_number_or(p->step, "step", 1);
    p->R = matrix_rows(&p->R, 2 * p->pair, 2, 4);
    p->now = matrix_rows(&p->now, p->pair, 1, 4);
    p->next = matrix_rows(&p->next, p->pair, 1, 4);
    p->direct = matrix_rows(&p->direct, p->pair, 1, 4);
    return true;
}

static bool shows(const Rotation *p, const char *name) { return step_reveals(p->step, name) || step_focuses(p->step, name); }

static void plan(void *picture) {
    Rotation *p = picture;
    acts_add_focus(&p->acts, "turn", 3);
    acts_add_focus(&p->acts, "matrix", 4);
    acts_add_focus(&p->acts, "direct", 1.6);
}

static void place(void *picture) {
    Rotation *p = picture;
    const View *v = p->view;
    double margin = p->sizes->margin, w = p->small ? 300 : math_clamp(v->width * 0.42, 400, 560);
    Box at = box(margin, margin, v->width - 3 * margin - w, v->height - 2 * margin);
    p->side = box(v->width - margin - w, margin, w, v->height - 2 * margin);
    if (p->tall) {
        at = box(margin, margin, v->width - 2 * margin, v->height * 0.5);
        p->side = box((v->width - w) / 2, at.y + at.h + margin, w, v->height - at.h - 3 * margin);
    }
    p->cell_w = p->small ? 54 : math_clamp((w - 96) / 4.4, 60, 92);
    p->cell_h = p->small ? 32 : 52;
    Extent e = { 0 };
    extent_add(&e, 1.12, 1.12);
    extent_add(&e, -1.12, -1.12);
    p->plane = coordinates_fit(at, e, false);
}

// --- the plane: the sine to the right, the cosine up

static void draw_arc(const Rotation *p, double u) {
    enum { PARTS = 48 };
    double xy[2 * (PARTS + 1)], sine = matrix_at(&p->now, 0, 0), cosine = matrix_at(&p->now, 0, 1),
                                angle = matrix_at(&p->turn, p->pair, 0) * u;
    if (u <= 0 || !math_finite(angle) || !coordinates_holds(&p->plane, sine, cosine)) return;
    if (fabs(angle) > 2 * MATH_PI) angle = 2 * MATH_PI; // once round is enough
    for (int i = 0; i <= PARTS; i++) {
        double turn = angle * i / PARTS, s = math_sin(turn), c = math_cos(turn), r = 0.4;
        xy[2 * i] = coordinates_x(&p->plane, r * (sine * c + cosine * s)),
               xy[2 * i + 1] = coordinates_y(&p->plane, r * (cosine * c - sine * s));
    }
    list_polyline(p->out, xy, PARTS + 1, false,
                  (StrokeStyle){ .paint = paint(ROLE_S), .width = 3, .arrow = 12, .ident = matrix_ident(&p->turn, p->pair, 0) });
}

static void draw_plane(Rotation *p) {
    double u = shows(p, "turn") ? acts_come(&p->acts, "turn") : 0, turned = part(u, 0.1, 0.9);
    double sine = matrix_at(&p->now, 0, 0), cosine = matrix_at(&p->now, 0, 1);
    coordinates_grid(p->out, &p->plane);
    coordinates_circle(
        p->out, &p->plane, 0, 0, 1,
        (ArrowStyle){
            .role = ROLE_FAINT, .width = 1.5, .dash = 6, .ident = ident_note("every pair of sine and cosine has length 1") });
    Box inner = p->plane.inner;
    draw_note(p->out, inner.x + inner.w - 8, inner.y + inner.h - 10, 80, "sine →", (TextStyle){ .align = ALIGN_RIGHT });
    coordinates_take(&p->plane, box(inner.x + inner.w - 70, inner.y + inner.h - 28, 70, 28));
    draw_note(p->out, inner.x + 12, inner.y + 16, 80, "↑ cosine", (TextStyle){ 0 });
    coordinates_take(&p->plane, box(inner.x, inner.y, 84, 28));
    draw_arc(p, turned);
    coordinates_arrow(p->out, &p->plane, 0, 0, sine, cosine,
                      (ArrowStyle){ .role = ROLE_MUTED, .width = 4, .ident = matrix_ident(&p->now, 0, 0) });
    double angle = matrix_at(&p->turn, p->pair, 0) * turned, s = math_sin(angle), c = math_cos(angle);
    bool there = turned >= 1;
    double x = there ? matrix_at(&p->next, 0, 0) : sine * c + cosine * s,
           y = there ? matrix_at(&p->next, 0, 1) : cosine * c - sine * s;
    if (turned > 0)
        coordinates_arrow(
            p->out, &p->plane, 0, 0, x, y,
            (ArrowStyle){ .role = ROLE_INK, .width = 5, .ident = there ? matrix_ident(&p->next, 0, 0) : p->out->ident });
    Ident now = ident_symbol(p->now.node, p->now.first, false), next = ident_symbol(p->next.node, p->next.first, false);
    coordinates_label(p->out, &p->plane, sine, cosine, 0, 0, NULL, 0, arena_print(p->out->arena, "position %d", p->from), now);
    if (there)
        coordinates_label(p->out, &p->plane, x, y, 0, 0, NULL, 0, arena_print(p->out->arena, "position %d", p->from + p->length),
                          next);
}

// --- the product: R, the old pair, the new pair

static void draw_cells(const Rotation *p, const Matrix *m, double x, double y, int columns, bool down, bool now, double u) {
    for (int i = 0; i < 2; i++)
        for (int j = 0; j < columns; j++) {
            int row = down ? 0 : i, column = down ? i : j;
            double value = matrix_at(m, row, column), come = part(u, 0.2 * i, 0.6 + 0.2 * i);
            matrix_cell(p->out, box(x + j * p->cell_w, y + i * p->cell_h, p->cell_w - CELL_GAP, p->cell_h - CELL_GAP), m, row,
                        column,
                        (CellStyle){ .role = features_role_at(p->out, m, row, column),
                                     .share = math_clamp(fabs(value) * 0.7, 0.001, 1),
                                     .size = p->sizes->digits,
                                     .state = come > 0 ? now ? CELL_NOW : CELL_DONE : CELL_TO_COME,
                                     .reveal = come });
        }
}

static void head(const Rotation *p, double x, double y, const char *tex, const Matrix *m) {
    draw_tex(p->out, x, y - p->sizes->step, tex,
             (FormulaStyle){ .size = p->sizes->sum, .paint = paint(ROLE_INK), .ident = ident_symbol(m->node, m->first, false) },
             ALIGN_CENTER);
}

static const char *place_tex(const Rotation *p, int position) { return arena_print(p->out->arena, "\\text{PE}(%d)", position); }

static void draw_product(const Rotation *p) {
    double u = shows(p, "matrix") ? acts_come(&p->acts, "matrix") : 0, sign = (p->side.w - 4 * p->cell_w) / 2;
    double x = p->side.x, y = p->side.y + (p->small ? 34 : math_clamp(p->side.h * 0.2, 60, 130)), h = 2 * p->cell_h - CELL_GAP;
    double now_x = x + 2 * p->cell_w + sign, next_x = now_x + p->cell_w + sign, size = p->sizes->numeral;
    if (step_focuses(p->step, "matrix") && !step_focuses(p->step, "direct")) {
        double by = p->sizes->loose;
        draw_highlight(p->out,
                       box(x - by, y - (p->small ? 30 : 48), 2 * p->cell_w - CELL_GAP + 2 * by, h + (p->small ? 30 : 48) + by));
    }
    head(p, x + p->cell_w - CELL_GAP / 2.0, y, "R", &p->R);
    head(p, now_x + p->cell_w / 2, y, place_tex(p, p->from), &p->now);
    head(p, next_x + p->cell_w / 2, y, place_tex(p, p->from + p->length), &p->next);
    draw_cells(p, &p->R, x, y, 2, false, step_focuses(p->step, "matrix"), math_clamp(u * 3, 0, 1));
    draw_cells(p, &p->now, now_x, y, 1, true, false, 1);
    draw_cells(p, &p->next, next_x, y, 1, true, step_focuses(p->step, "matrix"), math_clamp(u * 2 - 1, 0, 1));
    TextStyle style = { .face = FACE_MATH, .size = size, .paint = paint(ROLE_MUTED), .align = ALIGN_CENTER };
    list_text(p->out, now_x - sign / 2 - CELL_GAP, y + h / 2 + size * 0.3, TEXT("×"), style);
    list_text(p->out, next_x - sign / 2 - CELL_GAP, y + h / 2 + size * 0.3, TEXT("="), style);
}

// 0.5403 · 0.8415 + 0.8415 · 0.5403 = 0.9093: the new sine, under the product.
static void write_sine(const Rotation *p) {
    double y = p->side.y + math_clamp(p->side.h * 0.2, 60, 130) + 2 * p->cell_h + 34;
    if (p->small || !shows(p, "matrix") || acts_come(&p->acts, "matrix") < 0.8) return;
    Pen pen = { .out = p->out, .x = p->side.x, .y = y, .size = 18, .end = p->side.x + p->side.w };
    for (int j = 0; j < 2; j++) {
        if (j) pen_operator(&pen, " + ");
        pen_number(&pen, matrix_at(&p->R, 0, j), features_role_at(p->out, &p->R, 0, j), matrix_ident(&p->R, 0, j));
        pen_operator(&pen, " · ");
        pen_number(&pen, matrix_at(&p->now, 0, j), features_role_at(p->out, &p->now, 0, j), matrix_ident(&p->now, 0, j));
    }
    pen_result(&pen, matrix_at(&p->next, 0, 0), features_role_at(p->out, &p->next, 0, 0), matrix_ident(&p->next, 0, 0));
}

// The same pair by the formula of the position itself, and whether both agree.
static void draw_direct(const Rotation *p) {
    double u = part(acts_come(&p->acts, "direct"), 0, 0.6), sign = (p->side.w - 4 * p->cell_w) / 2;
    double y = p->side.y + (p->small ? 34 : math_clamp(p->side.h * 0.2, 60, 130)) + 2 * p->cell_h + (p->small ? 44 : 110),
           x = p->side.x + 3 * p->cell_w + 2 * sign;
    if (!shows(p, "direct") || y + 2 * p->cell_h > p->side.y + p->side.h + 8) return;
    list_text_fit(p->out, p->side.x, y + p->cell_h - 4, x - p->side.x - 40, TEXT("computed directly"),
                  (TextStyle){ .size = p->sizes->name });
    draw_note(p->out, p->side.x, y + p->cell_h + 16, x - p->side.x - 40, "sine and cosine of the position", (TextStyle){ 0 });
    head(p, x + p->cell_w / 2, y, place_tex(p, p->from + p->length), &p->direct);
    draw_cells(p, &p->direct, x, y, 1, true, step_focuses(p->step, "direct"), u);
    double apart = 0;
    for (int j = 0; j < 2; j++) {
        double off = fabs(matrix_at(&p->next, 0, j) - matrix_at(&p->direct, 0, j));
        if (!(off <= apart)) apart = off;
    }
    if (acts_come(&p->acts, "direct") < 1 || acts_come(&p->acts, "matrix") < 1) return;
    bool equal = apart <= 1e-9;
    list_text(p->out, x - 24, y + p->cell_h + 8, text_of(equal ? "=" : "≠"),
              (TextStyle){ .face = FACE_BOLD,
                           .size = p->sizes->large,
                           .paint = paint(equal ? ROLE_RIGHT : ROLE_MUTED),
                           .align = ALIGN_CENTER,
                           .ident = ident_note(arena_print(p->out->arena, "both ways differ by %s at most",
                                                           number_text(p->out->arena, apart, 3))) });
}

static void thumbnail(void *picture) {
    Rotation *p = picture;
    Extent e = { 0 };
    extent_add(&e, 1, 1);
    extent_add(&e, -1, -1);
    p->plane = coordinates_fit(box(4, 4, p->view->width - 8, p->view->height - 8), e, true);
    coordinates_circle(p->out, &p->plane, 0, 0, 1, (ArrowStyle){ .role = ROLE_FAINT, .width = 2 });
    coordinates_arrow(p->out, &p->plane, 0, 0, matrix_at(&p->now, 0, 0), matrix_at(&p->now, 0, 1),
                      (ArrowStyle){ .role = ROLE_MUTED, .width = 3 });
    coordinates_arrow(p->out, &p->plane, 0, 0, matrix_at(&p->next, 0, 0), matrix_at(&p->next, 0, 1),
                      (ArrowStyle){ .role = ROLE_INK, .width = 4 });
}

// What the eye meets first: the hand that turns from one position to the next. Second: the matrix that turns it. Third: the same
// numbers computed by themselves, and the sign that says so.
static void draw(void *picture) {
    Rotation *p = picture;
    draw_product(p);
    write_sine(p);
    draw_direct(p);
    draw_plane(p);
}

static const ParamInfo params[] = {
    { .name = "pair",
      .label = "Pair",
      .kind = PARAM_WHOLE,
      .initial = "1",
      .low = 1,
      .high = 256,
      .summary = "which pair of numbers turns, from 1" },
};
static const char *const reveals[] = { "turn", "matrix", "direct", NULL };
static const LegendItem legend[] = {
    { ROLE_Q, NULL, "positive" },
    { ROLE_K, NULL, "negative" },
};

const Scene scene_rotation = {
    .name = "rotation",
    .summary = "a step from one position to a later one, as a turn of one pair of numbers",
    .model = "rotation",
    WITH_PARAMS(params),
    .reveal = reveals,
    .bytes = sizeof(Rotation),
    WITH_PARTS(read, plan, place, draw, thumbnail),
    WITH_LEGEND(legend),
};
