// Dot product and kernel are twins: the kernel’s score is the dot product minus half the squared length of the key (and of
// the query, which all keys share). Move the keys onto a circle, so that all have the same length, and both give the same
// weights: the pictures' numbers then come from the tape's ring nodes, and every row shows whether they agree.
#include <math.h>

#include "base/math.h"
#include "kit/arithmetic.h"
#include "kit/coordinates.h"
#include "kit/key_rows.h"
#include "kit/picture.h"
#include "scene/scenes.h"

enum { KEYS_DRAWN = 64 };

static const double equal_within = 1e-12;

// One of the two similarities: its nodes for the keys as they are and for the keys on the circle.
typedef struct Twin {
    const char *reveal, *title;
    Matrix s, a, ring_s, ring_a; // the followed query's row
    double x, s_x, a_x, bar_x;   // left edge of the group; of its columns (s_x 0: no room for the scores)
} Twin;

typedef struct Twins {
    PICTURE;
    Matrix key, ring, one, others;                // k, ring_k, q and queries as they are drawn: turned into the plane of the query
    Matrix queries, q, k, ring_k, half_k, half_q; // half_: the squared lengths, halved
    int query, n, m, d, keys;
    Twin dot, kernel;
    double travel; // of the keys to the circle, 0 … 1
    Coordinates plane;
    KeyRows rows;
    double group_w, bar_w, between_x;
    Box footer;
} Twins;

// --- reading the tape

static Matrix row_of_query(const Twins *p, const char *name) {
    Matrix m = matrix_find(p->tape, name, 4);
    return matrix_rows(&m, p->query, 1, 4);
}

static bool read(void *picture) {
    Twins *p = picture;
    p->queries = matrix_find(p->tape, "q", 4);
    p->k = matrix_find(p->tape, "k", 4);
    p->ring_k = matrix_find(p->tape, "ring.k", 4);
    if (!matrix_exists(&p->queries) || !matrix_exists(&p->k) || !matrix_exists(&p->ring_k)) return false;
    p->n = p->queries.rows, p->m = p->k.rows, p->d = p->k.columns;
    p->keys = p->m < KEYS_DRAWN ? p->m : KEYS_DRAWN;
    p->query = step_query(p->step, p->n);
    p->q = matrix_rows(&p->queries, p->query, 1, 4);
    p->key = coordinates_turned(p->out->arena, &p->k, &p->q), p->ring = coordinates_turned(p->out->arena, &p->ring_k, &p->q);
    p->one = coordinates_turned(p->out->arena, &p->q, &p->q);
    p->others = coordinates_turned(p->out->arena, &p->queries, &p->q);
    p->half_k = matrix_find(p->tape, "bias.k", 4);
    p->half_q = matrix_find(p->tape, "bias.q", 4);
    p->dot = (Twin){ .reveal = "dot",
                     .title = "Dot product",
                     .s = row_of_query(p, "dot.s"),
                     .a = row_of_query(p, "dot.a"),
                     .ring_s = row_of_query(p, "ring.dot.s"),
                     .ring_a = row_of_query(p, "ring.dot.a") };
    p->kernel = (Twin){ .reveal = "kernel",
                        .title = "Kernel",
                        .s = row_of_query(p, "kernel.s"),
                        .a = row_of_query(p, "kernel.a"),
                        .ring_s = row_of_query(p, "ring.kernel.s"),
                        .ring_a = row_of_query(p, "ring.kernel.a") };
    return true;
}

// --- when

static void plan(void *picture) {
    Twins *p = picture;
    acts_add_focus(&p->acts, "dot", acts_length(p->m, 0.8, 0.4));
    acts_add_focus(&p->acts, "kernel", acts_length(p->m, 0.8, 0.4));
    acts_add_focus(&p->acts, "circle", 4.8);
}

// First the keys as they are and the circle, then they travel, then the rows change one after the other.
static double circle_part(const Twins *p, double from, double to) { return part(acts_come(&p->acts, "circle"), from, to); }
static double changed(const Twins *p, int row) {
    double each = 0.28 / (p->m > 1 ? p->m : 1);
    return circle_part(p, 0.62 + each * row, 0.62 + each * row + 0.1);
}

// --- where

static Extent extent_of(const Twins *p) {
    Extent e = { 0 };
    extent_add_rows(&e, &p->others);
    extent_add_rows(&e, &p->key);
    if (step_reveals(p->step, "circle")) extent_add(&e, 1, 1), extent_add(&e, -1, -1);
    return e;
}

static double place_twin(Twins *p, Twin *twin, double x) {
    bool scores = !p->small && p->rows.digits;
    double w = p->rows.wide;
    twin->x = x;
    twin->s_x = scores ? x : 0;
    twin->a_x = scores ? x + w + 8 : x;
    twin->bar_x = twin->a_x + w + 8;
    p->group_w = twin->bar_x + p->bar_w - x;
    return x + p->group_w;
}

static void place(void *picture) {
    Twins *p = picture;
    p->travel = circle_part(p, 0.3, 0.6);
    if (p->view->width < 960) picture_make_small(&p->picture); // two tables side by side
    Split split = split_stage(&p->picture);
    double between_w = p->small ? 48 : 56;
    p->rows = key_rows_fit(split.table, p->m, !p->small);
    p->bar_w = p->small ? 32 : 48;
    double alone = place_twin(p, &p->dot, 0) - p->bar_w; // a group without its bars
    if (split.tall) p->bar_w = (split.stage.w - 12 - 32 - between_w) / 2 - alone;
    double left = split.stage.x + split.stage.w - 12 - between_w - 2 * (alone + p->bar_w), end = place_twin(p, &p->dot, left);
    p->between_x = end + between_w / 2;
    place_twin(p, &p->kernel, end + between_w);
    split_card(&split, left - 32, p->rows.top + p->rows.pitch * p->m, p->d == 2 && step_reveals(p->step, "kernel"));
    p->footer = split.footer;
    p->plane = coordinates_fit(split.card, extent_of(p), false);
}

// --- the plane

static double key_x(const Twins *p, int i) { return between(matrix_at(&p->key, i, 0), matrix_at(&p->ring, i, 0), p->travel); }
static double key_y(const Twins *p, int i) { return between(matrix_at(&p->key, i, 1), matrix_at(&p->ring, i, 1), p->travel); }

static Ident key_ident(const Twins *p, int i) { return matrix_ident(p->travel >= 1 ? &p->ring_k : &p->k, i, 0); }

static void draw_circle(Twins *p) {
    double u = circle_part(p, 0.05, 0.25);
    if (u <= 0) return;
    coordinates_circle(
        p->out, &p->plane, 0, 0, 1,
        (ArrowStyle){ .role = ROLE_K,
                      .alpha = (float)(0.7 * u),
                      .width = 2,
                      .dash = 6,
                      .ident = ident_note("the circle of length 1: each key keeps its direction and gets this length") });
}

static void draw_arrows(Twins *p) {
    for (int i = 0; i < p->n && i < KEYS_DRAWN; i++)
        if (i != p->query)
            coordinates_arrow(p->out, &p->plane, 0, 0, matrix_at(&p->others, i, 0), matrix_at(&p->others, i, 1),
                              (ArrowStyle){ .role = ROLE_Q, .width = 2, .alpha = 0.3f, .ident = matrix_ident(&p->queries, i, 0) });
    coordinates_arrow(p->out, &p->plane, 0, 0, matrix_at(&p->one, 0, 0), matrix_at(&p->one, 0, 1),
                      (ArrowStyle){ .role = ROLE_Q, .width = 7, .ident = matrix_ident(&p->q, 0, 0) });
    for (int i = 0; i < p->keys; i++) {
        if (p->travel > 0) // where it was
            coordinates_arrow(
                p->out, &p->plane, 0, 0, matrix_at(&p->key, i, 0), matrix_at(&p->key, i, 1),
                (ArrowStyle){ .role = ROLE_K, .width = 2, .alpha = 0.35f, .dash = 5, .ident = matrix_ident(&p->k, i, 0) });
        coordinates_arrow(p->out, &p->plane, 0, 0, key_x(p, i), key_y(p, i),
                          (ArrowStyle){ .role = ROLE_K, .ident = key_ident(p, i) });
    }
}

static void draw_labels(Twins *p) {
    coordinates_label(p->out, &p->plane, matrix_at(&p->one, 0, 0), matrix_at(&p->one, 0, 1), 0, 0,
                      &(Symbol){ "q", p->n > 1 ? p->query : -1, ROLE_Q }, 1, row_word(p->step, "q", p->query),
                      matrix_ident(&p->q, 0, 0));
    for (int i = 0; i < p->keys && p->keys <= 32; i++)
        coordinates_label(p->out, &p->plane, key_x(p, i), key_y(p, i), 0, 0, &(Symbol){ "k", i, ROLE_K }, 1,
                          row_word(p->step, "k", i), key_ident(p, i));
}

// What is dragged is the key as it was given, on the circle too.
static void draw_handles(const Twins *p) {
    if (p->d != 2) return;
    for (int i = 0; i < p->keys; i++)
        coordinates_handle(p->out, &p->plane, matrix_at(&p->key, i, 0), matrix_at(&p->key, i, 1), matrix_ident(&p->k, i, 0));
    coordinates_handle(p->out, &p->plane, matrix_at(&p->one, 0, 0), matrix_at(&p->one, 0, 1), matrix_ident(&p->q, 0, 0));
}

// --- the two columns of weights

// A cell whose number gives way to another: the old one steps back, then the new one comes.
static void changing_cell(const Twins *p, const Matrix *from, const Matrix *to, int row, double x, KeyColumn column, double there) {
    double u = changed(p, row);
    const Matrix *shown = u < 0.5 ? from : to;
    CellStyle style = { .role = column.role,
                        .share = matrix_exists(shown) ? key_rows_tint(shown, column.role, 0, row) : 0,
                        .size = math_clamp(p->rows.cell * 0.5, 11, 17),
                        .state = there <= 0   ? CELL_TO_COME
                                 : column.now ? CELL_NOW
                                              : CELL_DONE,
                        .reveal = there < 1          ? there
                                  : u <= 0 || u >= 1 ? 1
                                                     : fabs(2 * u - 1) };
    matrix_cell(p->out, key_rows_cell(&p->rows, row, x, column.w), shown, 0, row, style);
}

static void changing_bar(const Twins *p, const Twin *twin, int row, double there) {
    double u = changed(p, row),
           share = between(share_of(matrix_at(&twin->a, 0, row), 1), share_of(matrix_at(&twin->ring_a, 0, row), 1), u);
    Box cell = key_rows_cell(&p->rows, row, twin->bar_x, p->bar_w);
    double thick = math_clamp(p->rows.cell - 16, 6, 20);
    draw_bar_sideways(p->out, box(cell.x, box_middle_y(cell) - thick / 2, cell.w, thick), ease(there) * share,
                      (BarStyle){ .role = ROLE_A, .ident = matrix_ident(u < 0.5 ? &twin->a : &twin->ring_a, 0, row) });
}

static void draw_twin_strips(const Twins *p, const Twin *twin, bool shown) {
    KeyColumn column = { .x = twin->a_x, .w = p->group_w, .cells = 1, .role = ROLE_A, .come = shown ? ALL_COME : 0 };
    key_rows_cells(p->out, &p->rows, circle_part(p, 0.7, 0.8) > 0.5 ? &twin->ring_a : &twin->a, column);
}

static void draw_twin(const Twins *p, const Twin *twin) {
    bool now = step_focuses(p->step, twin->reveal) || step_focuses(p->step, "circle");
    double come = acts_come(&p->acts, twin->reveal), w = p->rows.wide;
    float former = list_fade(p->out, p->out->alpha * (come > 0 || now ? 1 : 0.4f));
    if (step_focuses(p->step, twin->reveal)) key_rows_highlight(p->out, &p->rows, twin->x, p->group_w, false);
    list_text(p->out, twin->x + p->group_w / 2, p->rows.heading + (p->small ? 24 : 0), text_of(twin->title),
              (TextStyle){ .face = FACE_BOLD, .size = p->sizes->name, .align = ALIGN_CENTER });
    if (twin->s_x > 0) draw_heading(p->out, twin->s_x + w / 2, p->rows.heading, NULL, "s_i", (HeadingStyle){ .role = ROLE_S });
    if (!p->small)
        draw_heading(p->out, (twin->a_x + twin->bar_x + p->bar_w) / 2, p->rows.heading, NULL, "a_i",
                     (HeadingStyle){ .role = ROLE_A });
    list_fade(p->out, former);
    if (!p->rows.digits) {
        draw_twin_strips(p, twin, come > 0);
        return;
    }
    for (int i = 0; i < p->m; i++) {
        double there = acts_turn(&p->acts, twin->reveal, i, p->m, 0);
        if (twin->s_x > 0) changing_cell(p, &twin->s, &twin->ring_s, i, twin->s_x, (KeyColumn){ .w = w, .role = ROLE_S }, there);
        changing_cell(p, &twin->a, &twin->ring_a, i, twin->a_x, (KeyColumn){ .w = w, .role = ROLE_A, .now = now }, there);
        if (there > 0) changing_bar(p, twin, i, there);
    }
}

// "=" where the two weights of a row agree to twelve digits, "≠" where they do not.
static void draw_comparison(const Twins *p) {
    if (!p->rows.digits || acts_come(&p->acts, "dot") < 1 || acts_come(&p->acts, "kernel") < 1) return;
    for (int i = 0; i < p->m; i++) {
        double u = changed(p, i);
        double a = matrix_at(u < 0.5 ? &p->dot.a : &p->dot.ring_a, 0, i),
               b = matrix_at(u < 0.5 ? &p->kernel.a : &p->kernel.ring_a, 0, i);
        bool equal = fabs(a - b) <= equal_within;
        const char *note =
            arena_print(p->out->arena, "key %d: the two weights differ by %s", i + 1, number_text(p->out->arena, fabs(a - b), 3));
        Box cell = key_rows_cell(&p->rows, i, 0, 0);
        double size = math_clamp(p->rows.cell * 0.55, 14, 26);
        list_text(p->out, p->between_x, box_middle_y(cell) + size * 0.36, text_of(equal ? "=" : "≠"),
                  (TextStyle){ .face = FACE_BOLD,
                               .size = size,
                               .paint = paint(equal ? ROLE_RIGHT : ROLE_MUTED),
                               .align = ALIGN_CENTER,
                               .ident = ident_note(note),
                               .fade = 1 - (u <= 0 || u >= 1 ? 1 : fabs(2 * u - 1)) });
    }
}

static void draw_table(const Twins *p) {
    key_rows_labels(p->out, &p->rows, p->dot.x - 12, "k", ROLE_K, p->k.node, p->d);
    draw_twin(p, &p->dot);
    draw_twin(p, &p->kernel);
    draw_comparison(p);
}

// --- the line of arithmetic: why they differ, and why no longer

static int longest_key(const Twins *p) {
    int best = 0;
    for (int i = 1; i < p->half_k.columns; i++)
        if (matrix_at(&p->half_k, 0, i) > matrix_at(&p->half_k, 0, best)) best = i;
    return best;
}

// s₁ = q·k₁ − |k₁|²/2 − |q|²/2, where sigma is 1.
static void write_handicap(const Twins *p, Pen *pen, int i) {
    pen_symbol(pen, "s", i, ROLE_S, matrix_ident(&p->kernel.s, 0, i));
    pen_operator(pen, " = ");
    pen_symbol(pen, "q", -1, ROLE_Q, matrix_ident(&p->q, 0, 0));
    pen_operator(pen, " · ");
    pen_symbol(pen, "k", i, ROLE_K, matrix_ident(&p->k, i, 0));
    pen_operator(pen, " − ½ |");
    pen_symbol(pen, "k", i, ROLE_K, matrix_ident(&p->k, i, 0));
    pen_operator(pen, "|² − ½ |");
    pen_symbol(pen, "q", -1, ROLE_Q, matrix_ident(&p->q, 0, 0));
    pen_operator(pen, "|²");
}

static void write_handicap_numbers(const Twins *p, Pen *pen, int i) {
    pen_operator(pen, " = ");
    pen_number(pen, matrix_at(&p->dot.s, 0, i), ROLE_S, matrix_ident(&p->dot.s, 0, i));
    pen_operator(pen, " − ");
    pen_number(pen, matrix_at(&p->half_k, 0, i), ROLE_K, matrix_ident(&p->half_k, 0, i));
    pen_operator(pen, " − ");
    pen_number(pen, matrix_at(&p->half_q, 0, p->query), ROLE_Q, matrix_ident(&p->half_q, 0, p->query));
    pen_result(pen, matrix_at(&p->kernel.s, 0, i), ROLE_S, matrix_ident(&p->kernel.s, 0, i));
}

static bool sigma_is_one(const Twins *p) {
    Matrix sigma = matrix_find(p->tape, "sigma", 4);
    return !matrix_exists(&sigma) || matrix_at(&sigma, 0, 0) == 1;
}

static void draw_footer(const Twins *p) {
    if (p->footer.h <= 0 || !matrix_exists(&p->half_k) || !sigma_is_one(p)) return;
    double moved = circle_part(p, 0.3, 0.6);
    bool two = p->footer.h > 40;
    Pen pen = { .out = p->out,
                .x = p->footer.x + 8,
                .y = p->footer.y + (two ? 26 : 22),
                .size = two ? 20 : 16,
                .end = p->footer.x + p->footer.w };
    int i = longest_key(p);
    Ident before = list_show(
        p->out, ident_note("the kernel’s score is the dot product minus half the squared length of the key, and of the query"));
    if (moved < 0.5) {
        float former = list_fade(p->out, p->out->alpha * (float)(1 - 2 * moved));
        write_handicap(p, &pen, i);
        if (two) pen.x = p->footer.x + 8 + symbol_width(p->out->metrics, "s", i, pen.size), pen.y += 28;
        write_handicap_numbers(p, &pen, i);
        list_fade(p->out, former);
    } else {
        float former = list_fade(p->out, p->out->alpha * (float)(2 * moved - 1));
        TextStyle style = { .size = two ? 16 : 14, .paint = paint(ROLE_MUTED) };
        list_text_fit(p->out, pen.x, pen.y, p->footer.w - 8,
                      two ? TEXT("All keys have length 1 now: half its square is the same for all,")
                          : TEXT("All keys have length 1 now, and half its square cancels."),
                      style);
        if (two)
            list_text_fit(p->out, pen.x, pen.y + 26, p->footer.w - 8, TEXT("and softmax does not see what all have in common."),
                          style);
        list_fade(p->out, former);
    }
    list_show(p->out, before);
}

// --- the scene

static void thumbnail(void *picture) {
    Twins *p = picture;
    p->plane = coordinates_fit(box(8, 8, p->view->width - 16, p->view->height - 16), extent_of(p), true);
    coordinates_circle(p->out, &p->plane, 0, 0, 1, (ArrowStyle){ .role = ROLE_K, .width = 2, .alpha = 0.6f });
    ArrowStyle key = { .role = ROLE_K, .width = 3, .bare = true }, query = { .role = ROLE_Q, .width = 3, .bare = true };
    for (int i = 0; i < p->keys && i < 12; i++) {
        coordinates_arrow(p->out, &p->plane, 0, 0, matrix_at(&p->ring, i, 0), matrix_at(&p->ring, i, 1), key);
        coordinates_dot(p->out, &p->plane, matrix_at(&p->ring, i, 0), matrix_at(&p->ring, i, 1), 5, key);
    }
    coordinates_arrow(p->out, &p->plane, 0, 0, matrix_at(&p->one, 0, 0), matrix_at(&p->one, 0, 1), query);
    coordinates_dot(p->out, &p->plane, matrix_at(&p->one, 0, 0), matrix_at(&p->one, 0, 1), 5, query);
}

// What the eye meets first: the keys on their way to the circle. Second: the two columns of weights, and the sign between
// them that turns from ≠ to =. Third: the line that says what the kernel takes off.
static void draw(void *picture) {
    Twins *p = picture;
    draw_table(p);
    coordinates_grid(p->out, &p->plane);
    if (p->d != 2) coordinates_caption(p->out, &p->plane, "turned into one plane: lengths and angles to q are true");
    draw_circle(p);
    draw_arrows(p);
    draw_labels(p);
    draw_footer(p);
    draw_handles(p);
}

static const char *const reveal[] = { "dot", "kernel", "circle", NULL };
static const char *const nodes[] = { "bias.k", "bias.q", NULL };
static const LegendItem legend[] = {
    { ROLE_Q, "q", "query" },
    { ROLE_K, "k_i", "keys" },
    { ROLE_S, "s_i", "similarity" },
    { ROLE_A, "a_i", "weights" },
};

const Scene scene_twins = {
    .name = "twins",
    .summary = "dot product and kernel side by side, before and after the keys move onto a circle",
    .model = "twins",
    .reveal = reveal,
    .node = nodes,
    .bytes = sizeof(Twins),
    WITH_PARTS(read, plan, place, draw, thumbnail),
    WITH_LEGEND(legend),
};
