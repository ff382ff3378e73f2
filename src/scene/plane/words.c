// The plane in numbers: the query times its matrix, and one key worked out in a line.
#include <math.h>

#include "base/math.h"
#include "scene/plane/plane.h"

// --- the matrix: q W, number by number

typedef struct WordBlock {
    const char *symbol;
    const Matrix *m;
    Role role;
    bool now;
    double come;
} WordBlock;

// Two columns of cells under their symbol, in the middle of the strip's height.
static void draw_block(const Plane *p, const WordBlock *b, double x, double w, double h) {
    double middle = p->product.y + 24 + (p->product.h - 24) / 2, top = middle - (b->m->rows * (h + 2) - 2) / 2;
    if (b->now) draw_highlight(p->out, box(x - 8, top - 30, 2 * w + 18, b->m->rows * (h + 2) + 36));
    draw_symbol(p->out, x + w + 1, top - 9, b->symbol, -1,
                (TextStyle){ .size = 19, .paint = paint(b->role), .align = ALIGN_CENTER, .ident = matrix_ident(b->m, 0, 0) });
    for (int i = 0; i < b->m->rows * 2; i++) {
        double there = math_clamp(2 * b->come - i % 2, 0, 1);
        CellStyle style = { .role = b->role, .size = 16, .reveal = part(there, 0.4, 1) };
        style.state = there <= 0.4 ? CELL_TO_COME : b->now ? CELL_NOW : CELL_DONE;
        matrix_cell(p->out, box(x + i % 2 * (w + 2), top + i / 2 * (h + 2), w, h), b->m, i / 2, i % 2, style);
    }
}

void plane_product(const Plane *p) {
    if (p->product.h <= 0) return;
    bool small = p->product.h < 100;
    double w = small ? 36 : 48, h = small ? 30 : 40, apart = small ? 40 : 52, x = box_middle_x(p->product) - 3 * w - 3 - apart,
           y = p->product.y + 24 + (p->product.h - 24) / 2;
    WordBlock block[] = {
        { "q", &p->q, ROLE_Q, false, 1 },
        { "W", &p->W, ROLE_INK, false, 1 },
        { "qW", &p->qW, ROLE_Q, step_focuses(p->step, "qW"), plane_come(p, "qW") },
    };
    for (int i = 0; i < 3; i++) {
        draw_block(p, &block[i], x, w, h);
        x += 2 * w + 2 + apart;
        if (i < 2)
            list_text(p->out, x - apart / 2, y + 7, i ? TEXT("=") : TEXT("·"),
                      (TextStyle){ .face = FACE_MATH, .size = 24, .align = ALIGN_CENTER });
    }
}

// --- the line of arithmetic under the plane: one key, worked out

// s = raw / √d / temperature, where these do something.
static void write_scale(Plane *p, Pen *pen, int i) {
    static const char *const divisor[] = { "root_d", "temperature" };
    bool scaled = false;
    for (int j = 0; j < 2; j++) {
        Matrix by = matrix_find(p->tape, divisor[j], 4);
        if (!matrix_exists(&by) || matrix_at(&by, 0, 0) == 1) continue;
        pen_operator(pen, " / ");
        pen_number(pen, matrix_at(&by, 0, 0), ROLE_INK, matrix_ident(&by, 0, 0));
        scaled = true;
    }
    if (scaled) pen_result(pen, matrix_at(&p->s, 0, i), ROLE_S, matrix_ident(&p->s, 0, i));
}

// Returns where the equals sign stands.
static double write_product(Plane *p, Pen *pen) {
    Ident of[2] = { matrix_ident(&p->q, 0, 0), matrix_ident(&p->q, 0, 1) };
    double value[2] = { p->px, p->py };
    if (p->bent) of[0] = matrix_ident(&p->qW, 0, 0), of[1] = matrix_ident(&p->qW, 0, 1);
    pen_symbol(pen, p->bent ? "qW" : "q", p->n > 1 && !p->bent ? p->query : -1, ROLE_Q, of[0]);
    pen_operator(pen, " · ");
    int i = p->example;
    pen_symbol(pen, "k", i, ROLE_K, matrix_ident(&p->k, i, 0));
    double equals = pen->x;
    pen_operator(pen, " = ");
    for (int j = 0; j < 2; j++) {
        if (j) pen_operator(pen, " + ");
        pen_number(pen, value[j], ROLE_Q, of[j]);
        pen_operator(pen, " · ");
        pen_number(pen, matrix_at(&p->k, i, j), ROLE_K, matrix_ident(&p->k, i, j));
    }
    pen_result(pen, matrix_at(&p->raw, 0, i), ROLE_S, matrix_ident(&p->raw, 0, i));
    write_scale(p, pen, i);
    return equals;
}

// The same number as length times shadow.
static void write_lengths(Plane *p, Pen *pen) {
    PlaneShadow s = plane_shadow(p, p->example);
    pen_operator(pen, " = ");
    pen_number(pen, sqrt(p->px * p->px + p->py * p->py), ROLE_Q,
               ident_note("the length of the query arrow: the root of the sum of its squares"));
    pen_operator(pen, " × ");
    pen_number(pen, s.length, ROLE_S,
               ident_note("the shadow of the key on the query’s line: negative when it falls on the other side"));
    const char *said = p->bent ? "  the length of qW × the shadow of the key" : "  the length of the query × the shadow of the key";
    if (!pen_words(pen, said)) pen_words(pen, "  length × shadow");
}

// qW = (1 · 2 + 1 · 0, 1 · 0 + 1 · (−1)): the line over the score.
static void write_bent(const Plane *p, Pen *pen) {
    pen_symbol(pen, "qW", -1, ROLE_Q, matrix_ident(&p->qW, 0, 0));
    pen_operator(pen, " = ( ");
    for (int j = 0; j < 2; j++) {
        if (j) pen_operator(pen, " ,  ");
        for (int i = 0; i < 2; i++) {
            if (i) pen_operator(pen, " + ");
            pen_number(pen, matrix_at(&p->q, 0, i), ROLE_Q, matrix_ident(&p->q, 0, i));
            pen_operator(pen, " · ");
            pen_number(pen, matrix_at(&p->W, i, j), ROLE_INK, matrix_ident(&p->W, i, j));
        }
    }
    pen_operator(pen, " )");
}

// d₂² = (1 − 1)² + (1 − 0)² = 1
static void write_distance(const Plane *p, Pen *pen, int i) {
    Ident ident = matrix_exists(&p->distance2) ? matrix_ident(&p->distance2, 0, i) : matrix_ident(&p->raw, 0, i);
    pen_symbol(pen, "r", i, ROLE_INK, ident);
    pen_operator(pen, "² = ");
    for (int j = 0; j < 2; j++) {
        if (j) pen_operator(pen, " + ");
        pen_operator(pen, "(");
        pen_number(pen, matrix_at(&p->q, 0, j), ROLE_Q, matrix_ident(&p->q, 0, j));
        pen_operator(pen, " − ");
        pen_number(pen, matrix_at(&p->k, i, j), ROLE_K, matrix_ident(&p->k, i, j));
        pen_operator(pen, ")²");
    }
    if (matrix_exists(&p->distance2)) pen_result(pen, matrix_at(&p->distance2, 0, i), ROLE_INK, ident);
}

// s₂ = −1 / 2 = −0.5, with the reach of the kernel where it is not 1: s₂ = −1 / (2 · 3²). Short, so that the result always fits.
static void write_nearness(Plane *p, Pen *pen, int i) {
    Matrix sigma = matrix_find(p->tape, "sigma", 4);
    pen_symbol(pen, "s", i, ROLE_S, matrix_ident(&p->s, 0, i));
    pen_operator(pen, " = −");
    pen_number(pen, matrix_at(&p->distance2, 0, i), ROLE_INK, matrix_ident(&p->distance2, 0, i));
    if (matrix_exists(&sigma) && matrix_at(&sigma, 0, 0) != 1) {
        pen_operator(pen, " / (2 · ");
        pen_number(pen, matrix_at(&sigma, 0, 0), ROLE_INK, matrix_ident(&sigma, 0, 0));
        pen_operator(pen, "²)");
    } else {
        pen_operator(pen, " / 2");
    }
    pen_result(pen, matrix_at(&p->raw, 0, i), ROLE_S, matrix_ident(&p->raw, 0, i));
    write_scale(p, pen, i);
    if (pen->full || pen->end - pen->x < 14 * pen->size) return;
    Ident note = ident_note("the kernel: exp of the score");
    pen_operator(pen, " ,   ");
    pen_symbol(pen, "κ", i, ROLE_INK, note);
    pen_operator(pen, " = exp(");
    pen_symbol(pen, "s", i, ROLE_S, matrix_ident(&p->s, 0, i));
    pen_operator(pen, ")");
    pen_result(pen, math_exp(matrix_at(&p->s, 0, i)), ROLE_INK, note);
}

// One line, or two where there is room: first what the score is made of.
static void write_example(Plane *p, Pen *pen, bool two) {
    double left = pen->x;
    if (p->geometry == GEOMETRY_NEARNESS) {
        if (two) write_distance(p, pen, p->example);
        if (two) *pen = (Pen){ .out = pen->out, .x = left, .y = pen->y + 28, .size = pen->size, .end = pen->end };
        write_nearness(p, pen, p->example);
        return;
    }
    bool shadows = plane_compares(p, GEOMETRY_SHADOW), bent = two && p->bent && !shadows && matrix_exists(&p->W);
    if (bent) write_bent(p, pen);
    if (bent) *pen = (Pen){ .out = pen->out, .x = left, .y = pen->y + 28, .size = pen->size, .end = pen->end };
    double equals = write_product(p, pen);
    if (!two || !shadows || !plane_shadow(p, p->example).there) return;
    *pen = (Pen){ .out = pen->out, .x = equals, .y = pen->y + 28, .size = pen->size, .end = pen->end };
    write_lengths(p, pen);
}

// Comes with the score that it works out.
void plane_footer(Plane *p) {
    if (p->footer.h <= 0 || p->m < 1 || !matrix_exists(&p->raw)) return;
    double u = plane_score_turn(p, p->example), shown = step_focuses(p->step, "s") ? part(u, 0.25, 0.45) : part(u, 0.5, 1);
    if (shown <= 0) return;
    bool two = p->footer.h > 40;
    float former = list_fade(p->out, p->out->alpha * (float)shown);
    Ident before = list_show(p->out, ident_note("one key, worked out"));
    Pen pen = { .out = p->out,
                .x = p->footer.x + 8,
                .y = p->footer.y + (two ? 26 : 22),
                .size = two ? 20 : 17,
                .end = p->footer.x + p->footer.w };
    write_example(p, &pen, two);
    list_show(p->out, before);
    list_fade(p->out, former);
}
