// One edge of attention, backwards: what reaches a token through it has the edge's weight as a factor, once. Four words and one
// query are few enough to see every number.
//
// What the eye meets first: the gold arcs from the output back to the words, as thick as the weights, and the one with no weight.
// Second: under each word its weight and what it makes of the gradient g. Third: the arithmetic of the chosen edge.
#include <math.h>

#include "base/math.h"
#include "kit/arithmetic.h"
#include "kit/picture.h"
#include "scene/gradient_flow/gradient_flow.h"
#include "scene/scenes.h"

enum { KEYS_MOST = 12, COLUMNS_MOST = 4, LABEL = 104, WORDS_WIDE = 800 /* the arithmetic of a long edge */ };

typedef struct Edge {
    PICTURE;
    Matrix q, k, v, a, o, s;
    int keys, query, chosen, width; // width: numbers of a value
    double left, pitch, top, chips, chip_h, weights, grads, cell_h, cell_w, words;
    Box output;
    bool several; // queries send a gradient through every value: what is shown is the followed one's part of it
} Edge;

// --- reading

static Matrix query_row(const Edge *p, const char *name) {
    Matrix m = matrix_find(p->tape, name, 4);
    return matrix_rows(&m, p->query, 1, 4);
}

static bool read(void *picture) {
    Edge *p = picture;
    Matrix queries = matrix_find(p->tape, "q", 4);
    p->k = matrix_find(p->tape, "k", 4);
    p->v = matrix_find(p->tape, "v", 4);
    if (!matrix_exists(&queries) || !matrix_exists(&p->k) || !matrix_exists(&p->v)) return false;
    p->query = step_query(p->step, queries.rows), p->several = queries.rows > 1;
    p->q = query_row(p, "q");
    p->a = query_row(p, "a");
    p->o = query_row(p, "o");
    p->s = query_row(p, "s");
    if (!matrix_exists(&p->a) || !matrix_exists(&p->o)) return false;
    p->keys = p->k.rows < KEYS_MOST ? p->k.rows : KEYS_MOST;
    p->width = p->v.columns < COLUMNS_MOST ? p->v.columns : COLUMNS_MOST;
    p->chosen = (int)step_number_or(p->step, "edge", 1) - 1;
    if (p->chosen >= p->keys) p->chosen = p->keys - 1;
    return true;
}

static bool has_gradient(const Edge *p) { return p->tape->from != NODE_NONE && p->v.grad; }

// --- where

static void place(void *picture) {
    Edge *p = picture;
    const View *v = p->view;
    double margin = p->sizes->edge, label = p->small ? 64 : LABEL, right = p->small ? 96 : 150;
    double room = v->width - 2 * margin - label - right;
    p->pitch = math_clamp(room / p->keys, 20, 240);
    p->left = margin + label + math_max(room - p->pitch * p->keys, 0) / 2; // few words stand in the middle
    p->words = v->height < 360 ? 0 : p->small ? 60 : 104;
    p->chip_h = p->small ? 30 : 40;
    p->cell_h = p->sizes->row;
    p->cell_w = math_clamp((p->pitch - 14) / p->width - 3, 10, 72);
    double high = v->height - 2 * margin - p->words, used = p->chip_h + 2 * p->cell_h + (p->sizes->block);
    double fan = math_clamp(high - used, 40, 190);
    p->top = margin + math_clamp((high - used - fan) / 2, 0, 80);
    p->chips = p->top + fan;
    p->weights = p->chips + p->chip_h + (p->sizes->lane);
    p->grads = p->weights + p->cell_h + (p->sizes->lane);
    double w = math_clamp(right - 24, 64, 126);
    p->output = box(p->left + p->pitch * p->keys + 24, p->top + (p->small ? 8 : 22), w, p->small ? 44 : 64);
}

static double column(const Edge *p, int key) { return p->left + p->pitch * (key + 0.5); }

// --- drawing

static double weight_of(const Edge *p, int key) { return matrix_at(&p->a, 0, key); }

static void draw_arcs(const Edge *p) {
    double come = acts_come(&p->acts, "edge"), y = box_middle_y(p->output), u = part(come, 0, 0.3);
    for (int i = 0; i < p->keys; i++) {
        double x = column(p, i), weight = weight_of(p, i), dx = p->output.x - x;
        double lift = p->top + (y - p->top) * 0.2 * (1 + (double)i / p->keys);
        double xy[8] = { p->output.x, y, p->output.x - 0.4 * dx, lift, x, lift, x, p->chips - 2 };
        bool none = !(weight > 0);
        StrokeStyle stroke = { .paint = paint_tint(ROLE_GRAD, ROLE_STAGE, (float)(i == p->chosen ? 1 : 0.55)),
                               .width = 1.5 + 20 * math_clamp(weight, 0, 1),
                               .round = true };
        if (none) stroke = (StrokeStyle){ .paint = paint(ROLE_FAINT), .width = 1.2, .dash = 5 };
        Ident before = list_show(p->out, matrix_ident(&p->a, 0, i));
        flow_curve(p->out, xy, none ? 1 : u, stroke);
        list_show(p->out, before);
    }
}

// "(0, 4)", for what is only read here.
static const char *row_text(const Edge *p, const Matrix *m, int row) {
    Builder text = { .arena = p->out->arena };
    for (int c = 0; c < p->width; c++)
        builder_print(&text, "%s%s", c ? ", " : "(", number_text(p->out->arena, matrix_at(m, row, c), 3));
    builder_print(&text, p->width < p->v.columns ? ", …)" : ")");
    return builder_text(&text);
}

static void draw_output(const Edge *p) {
    Box at = p->output;
    list_rect(
        p->out, at,
        (RectStyle){ .radius = 10, .fill = paint_tint(ROLE_GRAD, ROLE_PANEL, 0.22f), .stroke = paint(ROLE_GRAD), .width = 1.5 });
    draw_symbol(p->out, at.x + at.w / 2, at.y + (p->sizes->strip), "g", -1,
                (TextStyle){ .size = p->sizes->sign, .paint = paint(ROLE_GRAD_TEXT), .align = ALIGN_CENTER });
    double w = (at.w - 12) / p->width;
    for (int c = 0; c < p->width; c++) {
        list_text_fit(p->out, at.x + 6 + w * (c + 0.5), at.y + at.h - (p->small ? 8 : 13), w - 4,
                      text_of(number_text(p->out->arena, matrix_grad_at(&p->o, 0, c), 4)),
                      (TextStyle){ .size = p->sizes->heading, .align = ALIGN_CENTER, .ident = matrix_grad_ident(&p->o, 0, c) });
    }
    const char *note = p->small ? "gradient at o" : arena_print(p->out->arena, "gradient at o = %s", row_text(p, &p->o, 0));
    draw_note(p->out, at.x + at.w, at.y + at.h + 18, at.w + 60, note,
              (TextStyle){ .align = ALIGN_RIGHT, .ident = matrix_ident(&p->o, 0, 0) });
}

static void draw_word(const Edge *p, int i) {
    Box at = box(column(p, i) - p->pitch / 2 + 5, p->chips, p->pitch - 10, p->chip_h);
    const char *word = row_word(p->step, "k", i);
    list_rect(p->out, at, (RectStyle){ .radius = 8, .fill = paint(ROLE_PANEL), .stroke = paint(ROLE_LINE), .width = 1 });
    Ident before = list_show(p->out, ident_symbol(p->v.node, matrix_element(&p->v, i, 0), false));
    const char *value = arena_print(p->out->arena, "v = %s", row_text(p, &p->v, i));
    double value_w = metrics_width(p->out->metrics, FACE_TEXT, 14, text_of(value)), word_w = at.w - value_w - 32;
    bool both = word && word_w >= metrics_width(p->out->metrics, FACE_TEXT, p->sizes->heading, text_of(word));
    if (both) {
        list_text(p->out, at.x + 12, box_middle_y(at) + 5, text_of(word), (TextStyle){ .size = p->sizes->heading });
        list_text(p->out, at.x + at.w - 12, box_middle_y(at) + 5, text_of(value),
                  (TextStyle){ .size = 14, .paint = paint(ROLE_V), .align = ALIGN_RIGHT, .ident = matrix_ident(&p->v, i, 0) });
    } else if (word)
        list_text_fit(p->out, box_middle_x(at), box_middle_y(at) + 5, at.w - 8, text_of(word),
                      (TextStyle){ .size = p->sizes->heading, .align = ALIGN_CENTER });
    else
        draw_symbol(p->out, box_middle_x(at), box_middle_y(at) + 5, "v", i,
                    (TextStyle){ .size = 17, .paint = paint(ROLE_V), .align = ALIGN_CENTER });
    list_show(p->out, before);
}

// What the followed query sends back to a value: all of its gradient, or one term of it.
static double reaching(const Edge *p, int key, int column) {
    return p->several ? weight_of(p, key) * matrix_grad_at(&p->o, 0, column) : matrix_grad_at(&p->v, key, column);
}

static Ident reaching_ident(const Edge *p, int key, int column) {
    if (!p->several) return matrix_grad_ident(&p->v, key, column);
    return ident_note("weight times g: what this query adds to the gradient at the value; the others add theirs");
}

static void draw_gradient_cell(const Edge *p, int i, double there) {
    double all = p->width * (p->cell_w + 3) - 3;
    for (int c = 0; c < p->width; c++) {
        double value = reaching(p, i, c);
        Box at = box(column(p, i) - all / 2 + c * (p->cell_w + 3), p->grads, p->cell_w, p->cell_h);
        CellStyle style = { .role = ROLE_GRAD,
                            .share = share_of(value, p->v.largest_grad),
                            .state = there > 0 ? CELL_DONE : CELL_TO_COME,
                            .reveal = there > 0 && there < 1 ? there : 1,
                            .size = p->sizes->heading };
        style.ident = reaching_ident(p, i, c);
        draw_cell(p->out, at, there > 0 ? number_text(p->out->arena, value, p->cell_w < 46 ? 2 : 4) : "", style);
    }
}

static void draw_columns(const Edge *p) {
    double come = acts_come(&p->acts, "edge");
    if (step_reveals(p->step, "edge") || step_focuses(p->step, "edge"))
        draw_highlight(p->out, box(column(p, p->chosen) - p->pitch / 2 + 1, p->chips - 6, p->pitch - 2,
                                   p->grads + p->cell_h + 8 - (p->chips - 6)));
    double x = p->left - 12;
    draw_symbol(p->out, x, p->weights + p->cell_h / 2 + 6, "a", -1,
                (TextStyle){ .size = p->sizes->sign, .paint = paint(ROLE_A), .align = ALIGN_RIGHT });
    TextStyle muted = { .size = p->sizes->label, .paint = paint(ROLE_GRAD_TEXT), .align = ALIGN_RIGHT };
    list_text(p->out, x, p->grads + p->cell_h / 2 + 5, text_of(p->several ? "to v" : "∂L/∂v"), muted);
    TextStyle sign = { .face = FACE_MATH, .size = p->sizes->line, .paint = paint(ROLE_MUTED), .align = ALIGN_CENTER };
    for (int i = 0; i < p->keys; i++) {
        double turn = (double)i / p->keys, there = part(come, 0.3 + 0.32 * turn, 0.42 + 0.32 * turn),
               made = part(come, 0.5 + 0.4 * turn, 0.6 + 0.4 * turn);
        draw_word(p, i);
        matrix_cell(p->out,
                    box(column(p, i) - 36 * (p->pitch < 90 ? p->pitch / 90 : 1), p->weights,
                        72 * (p->pitch < 90 ? p->pitch / 90 : 1), p->cell_h),
                    &p->a, 0, i,
                    (CellStyle){ .role = ROLE_A,
                                 .state = there <= 0             ? CELL_TO_COME
                                          : weight_of(p, i) == 0 ? CELL_MASKED
                                                                 : CELL_DONE,
                                 .reveal = there > 0 ? there : 1,
                                 .size = p->sizes->heading });
        if (made > 0 && p->pitch > 60) list_text(p->out, column(p, i), p->grads - p->sizes->snug, TEXT("× g ="), sign);
        if (has_gradient(p)) draw_gradient_cell(p, i, made);
    }
}

static void write_vector(const Edge *p, Pen *pen, const Matrix *m, int row, Role role) {
    pen_operator(pen, "(");
    for (int c = 0; c < p->width; c++) {
        Ident before = list_show(pen->out, matrix_grad_ident(m, row, c));
        if (c) pen_operator(pen, ", ");
        pen->x += list_text(pen->out, pen->x, pen->y, text_of(number_text(pen->out->arena, matrix_grad_at(m, row, c), 4)),
                            (TextStyle){ .size = pen->size, .paint = paint(role) });
        list_show(pen->out, before);
    }
    pen_operator(pen, ")");
}

// (0.375, 0.75): what reaches the chosen value.
static void write_reaching(const Edge *p, Pen *pen) {
    pen_operator(pen, "(");
    for (int c = 0; c < p->width; c++) {
        Ident before = list_show(pen->out, reaching_ident(p, p->chosen, c));
        if (c) pen_operator(pen, ", ");
        const char *text = number_text(pen->out->arena, reaching(p, p->chosen, c), 4);
        double w = metrics_width(pen->out->metrics, FACE_TEXT, pen->size, text_of(text));
        if (!pen->full && pen->x + w + pen->size <= pen->end)
            pen->x += list_text(pen->out, pen->x, pen->y, text_of(text),
                                (TextStyle){ .size = pen->size, .paint = paint(ROLE_GRAD_TEXT) });
        else if (!pen->full)
            pen_operator(pen, "…"), pen->full = true;
        list_show(pen->out, before);
    }
    pen_operator(pen, ")");
}

// ∂L/∂v₂ = a₂ g = 0.375 · (1, 2) = (0.375, 0.75); of several queries: what this one adds.
static void write_value(const Edge *p, Pen *pen) {
    if (p->several && !p->small) pen_words(pen, "this query’s part of ");
    pen->x += list_text(pen->out, pen->x, pen->y, TEXT("∂L/∂"), (TextStyle){ .size = pen->size, .paint = paint(ROLE_GRAD_TEXT) });
    pen_symbol(pen, "v", p->chosen, ROLE_V, matrix_ident(&p->v, p->chosen, 0));
    pen_operator(pen, p->several ? ":  " : " = ");
    pen_symbol(pen, "a", p->chosen, ROLE_A, matrix_ident(&p->a, 0, p->chosen));
    pen_symbol(pen, " g", -1, ROLE_GRAD_TEXT, matrix_grad_ident(&p->o, 0, 0));
    pen_operator(pen, " = ");
    pen_number(pen, weight_of(p, p->chosen), ROLE_A, matrix_ident(&p->a, 0, p->chosen));
    pen_operator(pen, " · ");
    write_vector(p, pen, &p->o, 0, ROLE_GRAD_TEXT);
    pen_operator(pen, " = ");
    write_reaching(p, pen);
}

// The score's way has the same factor: ∂L/∂s₂ = a₂ g·(v₂ − o), and the key's gradient is that times the query.
static void write_score(const Edge *p, Pen *pen) {
    int i = p->chosen;
    pen->x += list_text(pen->out, pen->x, pen->y, TEXT("∂L/∂"), (TextStyle){ .size = pen->size, .paint = paint(ROLE_GRAD_TEXT) });
    pen_symbol(pen, "s", i, ROLE_S, matrix_ident(&p->s, 0, i));
    pen_operator(pen, " = ");
    pen_symbol(pen, "a", i, ROLE_A, matrix_ident(&p->a, 0, i));
    pen_symbol(pen, " g", -1, ROLE_GRAD_TEXT, matrix_grad_ident(&p->o, 0, 0));
    pen_operator(pen, " · (");
    pen_symbol(pen, "v", i, ROLE_V, matrix_ident(&p->v, i, 0));
    pen_operator(pen, " − ");
    pen_symbol(pen, "o", -1, ROLE_V, matrix_ident(&p->o, 0, 0));
    pen_operator(pen, ") = ");
    double weight = weight_of(p, i), inner = 0;
    for (int c = 0; c < p->v.columns; c++) inner += matrix_grad_at(&p->o, 0, c) * (matrix_at(&p->v, i, c) - matrix_at(&p->o, 0, c));
    pen_number(pen, weight, ROLE_A, matrix_ident(&p->a, 0, i));
    if (!p->small) {
        pen_operator(pen, " · ");
        write_vector(p, pen, &p->o, 0, ROLE_GRAD_TEXT);
        pen_operator(pen, " · (");
        for (int c = 0; c < p->width; c++) {
            if (c) pen_operator(pen, ", ");
            const char *text = number_text(pen->out->arena, matrix_at(&p->v, i, c) - matrix_at(&p->o, 0, c), 4);
            pen->x += list_text(pen->out, pen->x, pen->y, text_of(text),
                                (TextStyle){ .size = pen->size,
                                             .paint = paint(ROLE_V),
                                             .ident = ident_note("what the value has beyond the output") });
        }
        pen_operator(pen, ") = ");
        pen_number(pen, weight, ROLE_A, matrix_ident(&p->a, 0, i));
    }
    pen_operator(pen, " · ");
    pen_number(pen, inner, ROLE_GRAD_TEXT, ident_note("the sum over the columns of g times what the value has beyond the output"));
    pen_result(pen, matrix_grad_at(&p->s, 0, i), ROLE_GRAD_TEXT, matrix_grad_ident(&p->s, 0, i));
}

static void draw_words(const Edge *p) {
    double come = acts_come(&p->acts, "edge"), size = p->small ? 16 : 21;
    if (p->words <= 0 || !has_gradient(p) || p->width > 3 || come <= 0) return;
    const double left = math_max(p->sizes->edge, math_min(p->left - LABEL, p->view->width - WORDS_WIDE)); // under few words too
    Pen pen = { .out = p->out, .x = left, .size = size, .end = p->view->width - 16 };
    pen.y = p->view->height - p->words + (p->small ? 14 : 26);
    float former = list_fade(p->out, p->out->alpha * (float)part(come, 0.6, 0.75));
    write_value(p, &pen);
    list_fade(p->out, former);
    pen.x = left, pen.y += p->small ? 26 : 38, pen.full = false;
    former = list_fade(p->out, p->out->alpha * (float)part(come, 0.8, 0.95));
    if (matrix_exists(&p->s)) write_score(p, &pen);
    list_fade(p->out, former);
}

static void thumbnail(void *picture) {
    Edge *p = picture;
    double w = p->view->width, h = p->view->height;
    for (int i = 0; i < p->keys; i++) {
        double x = 20 + (w - 80) * (i + 0.5) / p->keys, xy[8] = { w - 40, h * 0.3, w * 0.7, h * 0.05, x, h * 0.05, x, h * 0.68 };
        flow_curve(p->out, xy, 1,
                   (StrokeStyle){ .paint = paint(ROLE_GRAD), .width = 1 + 9 * math_clamp(weight_of(p, i), 0, 1), .round = true });
        list_rect(p->out, box(x - 12, h * 0.7, 24, 18), (RectStyle){ .radius = 4, .fill = paint_tint(ROLE_A, ROLE_PANEL, 0.3f) });
    }
}

// --- the scene

static void plan(void *picture) {
    Edge *p = picture;
    acts_add_focus(&p->acts, "edge", 5);
}

static void draw(void *picture) {
    Edge *p = picture;
    draw_columns(p);
    draw_arcs(p);
    draw_output(p);
    draw_words(p);
}

// clang-format off
static const ParamInfo params[] = {
    { .name = "edge", .label = "Edge to word", .kind = PARAM_WHOLE, .initial = "1", .low = 1, .high = KEYS_MOST, .structural = true,
      .summary = "which word's edge is worked out" },
};
// clang-format on
static const char *const reveal[] = { "edge", NULL };
static const LegendItem legend[] = {
    { ROLE_V, "v", "values" },
    { ROLE_A, "a", "weights" },
    { ROLE_GRAD, NULL, "gradient" },
};

const Scene scene_gradient_edge = {
    .name = "gradient-edge",
    .summary = "the gradient through single edges of attention: one weight is the factor",
    .model = "attention",
    WITH_PARAMS(params),
    .reveal = reveal,
    .bytes = sizeof(Edge),
    .ample_width = 1000,
    .ample_height = 620,
    WITH_PARTS(read, plan, place, draw, thumbnail),
    WITH_LEGEND(legend),
};
