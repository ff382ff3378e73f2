// The plane's keys as rows: vectors, distances, scores, kernel, weights.
#include "base/math.h"
#include "scene/plane/plane.h"

// --- the table

// How many rows have come; a cell comes from the time `from` of its key's turn. A strip comes as a whole.
static double rows_come(const Plane *p, const char *name, double (*turn)(const Plane *, int), double from) {
    double whole = plane_come(p, name), rows = 0;
    if (whole <= 0 || whole >= 1 || !p->rows.digits) return whole >= 1 ? ALL_COME : whole;
    for (int i = 0; i < p->rows.count; i++) rows += part(turn(p, i), from, 1);
    return rows;
}

static void draw_vectors(Plane *p) {
    bool is_now = step_focuses(p->step, "k"), there = step_reveals(p->step, "k");
    key_rows_heading(p->out, &p->rows, p->k_x, p->k_w, "Keys", "k_i", ROLE_K, is_now, !there);
    key_rows_labels(p->out, &p->rows, p->k_x - 12, "k", ROLE_K, p->k.node, p->d);
    int cells = p->d < 6 && p->rows.digits ? p->d : 1;
    key_rows_cells(p->out, &p->rows, &p->k,
                   (KeyColumn){ .x = p->k_x,
                                .w = p->rows.digits ? p->rows.narrow : p->k_w,
                                .cells = cells,
                                .role = ROLE_K,
                                .now = is_now,
                                .come = rows_come(p, "k", plane_key_turn, 0) });
}

static void draw_distances(Plane *p) {
    if (p->d_x <= 0) return;
    bool is_now = step_focuses(p->step, "circles");
    if (is_now) key_rows_highlight(p->out, &p->rows, p->d_x, p->rows.wide, false);
    Ident before = list_show(p->out, ident_note("the squared distance between query and key"));
    key_rows_heading(p->out, &p->rows, p->d_x, p->rows.wide, "Squared\ndistance", "r_i^2", ROLE_INK, is_now, false);
    list_show(p->out, before);
    key_rows_cells(p->out, &p->rows, &p->distance2,
                   (KeyColumn){ .x = p->d_x,
                                .w = p->rows.wide,
                                .cells = 1,
                                .role = ROLE_INK,
                                .now = is_now,
                                .come = rows_come(p, "circles", plane_circle_turn, 0.5) });
}

// The kernel: exp of the score, which is no node of the tape as the softmax does it inside.
static void draw_kernel(Plane *p) {
    if (p->kernel_x <= 0 || p->geometry != GEOMETRY_NEARNESS) return;
    Arena *arena = p->out->arena;
    double *kernel = arena_new(arena, double, p->rows.count), come = rows_come(p, "s", plane_score_turn, 0), w = p->rows.wide;
    for (int i = 0; i < p->rows.count; i++) kernel[i] = math_exp(matrix_at(&p->s, 0, i));
    Ident before =
        list_show(p->out, ident_note("the kernel of a key: exp of its score, exp(−d²/(2σ²)); its share of the sum is the weight"));
    key_rows_heading(p->out, &p->rows, p->kernel_x, w, "Kernel", w < 54 ? "\\kappa" : "\\kappa(q,k_i)", ROLE_INK, false, come <= 0);
    for (int i = 0; i < p->rows.count && p->rows.digits; i++) {
        double there = math_clamp(come - i, 0, 1);
        CellStyle style = { .role = ROLE_INK, .share = kernel[i], .size = math_clamp(p->rows.cell * 0.5, 11, 17), .reveal = there };
        if (there <= 0) style.state = CELL_TO_COME;
        list_show(p->out, ident_note(arena_print(arena, "the kernel of key %d: exp(%s) = %s", i + 1,
                                                 number_text(arena, matrix_at(&p->s, 0, i), 4), number_text(arena, kernel[i], 4))));
        draw_cell(p->out, key_rows_cell(&p->rows, i, p->kernel_x, w),
                  there > 0 ? number_in(arena, kernel[i], (NumberFormat){ 4, 4 }) : "", style);
    }
    list_show(p->out, before);
}

// The scores; where the mask hides one, what the softmax is given instead.
static const Matrix *scores_shown(const Plane *p) {
    for (int i = 0; i < p->masked.columns; i++)
        if (matrix_at(&p->masked, 0, i) == -MATH_INFINITY) return &p->masked;
    return &p->s;
}

static void draw_scores(Plane *p) {
    bool is_now = step_focuses(p->step, "s");
    double come_in = p->geometry == GEOMETRY_NONE || !is_now ? 0 : 0.9;
    KeyColumn column = { .x = p->s_x,
                         .w = p->rows.wide,
                         .cells = 1,
                         .role = ROLE_S,
                         .now = is_now,
                         .come = rows_come(p, "s", plane_score_turn, come_in) };
    if (is_now) key_rows_highlight(p->out, &p->rows, p->s_x, p->rows.wide, false);
    key_rows_heading(p->out, &p->rows, p->s_x, p->rows.wide, "Similarity", "s_i", ROLE_S, is_now, !is_now && column.come <= 0);
    key_rows_cells(p->out, &p->rows, scores_shown(p), column);
}

static void draw_weights(Plane *p) {
    bool is_now = step_focuses(p->step, "a");
    double w = p->bar_w > 0 ? p->rows.wide + 8 + p->bar_w : p->rows.wide;
    KeyColumn column = {
        .x = p->a_x, .w = p->rows.wide, .cells = 1, .role = ROLE_A, .now = is_now, .come = rows_come(p, "a", plane_weight_turn, 0)
    };
    if (is_now) key_rows_highlight(p->out, &p->rows, p->a_x, w, true);
    key_rows_heading(p->out, &p->rows, p->a_x, w, "Weights", "a_i", ROLE_A, is_now, !is_now && column.come <= 0);
    key_rows_cells(p->out, &p->rows, &p->a, column);
    if (column.come > 0) key_rows_sum(p->out, &p->rows, &p->a, column);
    column.x = p->bar_x, column.w = p->bar_w;
    if (p->bar_w > 0) key_rows_bars(p->out, &p->rows, &p->a, column);
}

void plane_table(Plane *p) {
    draw_vectors(p);
    draw_distances(p);
    draw_scores(p);
    draw_kernel(p);
    draw_weights(p);
}
