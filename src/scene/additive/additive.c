// The additive similarity: what the query brings and what each key brings are added. Without a tanh the query’s part is the
// same for every key, so the softmax cancels it and two different queries get the same weights; with a tanh between, the same
// shift bends each key's hidden units differently, and the weights differ.
//
// What the eye meets: first the pairs of weight bars, equal or not; second the query’s part, one cell over a whole column;
// third, row by row, how both parts add up to the score.
#include <math.h>

#include "base/math.h"
#include "scene/additive/additive.h"
#include "scene/scenes.h"

static const char *const reveals[] = { "q", "k", "sq", "sk", "hidden", "s", "a", "second", NULL };
static const LegendItem legend[] = {
    { ROLE_Q, "q", "the query’s part" },
    { ROLE_K, "k", "the key’s part" },
    { ROLE_S, "s", "similarity" },
    { ROLE_A, "a", "weights" },
};

// --- drawing: rows

static void draw_row(const Additive *d, const Group *g, const Matrix *m, int row, double middle, double height, Role role,
                     double reveal, bool now) {
    CellStyle style = { .role = role, .share = 0.6, .state = now ? CELL_NOW : CELL_DONE, .reveal = reveal };
    if (!(reveal > 0)) style.state = CELL_TO_COME;
    group_draw(d->out, g, m, row, middle, height, style);
}

static void draw_group(const Additive *d, const Group *g, const Matrix *m, int row, double middle, Role role, double reveal,
                       bool now) {
    draw_row(d, g, m, row, middle, d->cell, role, reveal, now);
}

// The scores are a row of the tape but stand in a column here.
static void draw_score(const Additive *d, const Ask *ask, int row, double reveal, bool now) {
    CellStyle style = { .role = ROLE_S, .share = score_tint(&ask->s, row), .reveal = reveal, .size = group_size(&ask->score_at) };
    style.state = !(reveal > 0) ? CELL_TO_COME : now ? CELL_NOW : CELL_DONE;
    matrix_cell(d->out, group_cell(&ask->score_at, additive_row(d, row), d->cell, 0), &ask->s, 0, row, style);
}

// Both parts as bars, one after the other, the key's beginning where the query's ends.
static void draw_sum_bars(const Additive *d, const Ask *ask, int row, double progress) {
    double sq = matrix_at(&ask->part, 0, 0), sk = matrix_at(&d->key_part, row, 0), y = additive_row(d, row);
    if (!math_finite(sq) || !math_finite(sk) || !(d->high > d->low)) return;
    double scale = ask->part_at.w / (d->high - d->low), zero = ask->part_at.x - d->low * scale;
    double first = beat(progress, 0.2, 0.5), second = beat(progress, 0.4, 0.8),
           h = math_clamp(d->pitch * 0.34, 1.5, d->cell >= 36 ? 10 : 8), over = h > 6 ? 4 : 1;
    double from = zero + sq * scale, x1 = zero + sq * scale * first, x2 = from + sk * scale * second;
    list_rect(d->out, box(zero - 0.5, y - h - over, 1, 2 * (h + over)), (RectStyle){ .fill = paint(ROLE_FAINT) });
    Ident before = list_show(d->out, matrix_ident(&ask->part, 0, 0));
    list_rect(d->out, box(x1 < zero ? x1 : zero, y - h - (h > 6 ? 1 : 0), fabs(x1 - zero), h),
              (RectStyle){ .radius = 3, .fill = paint(ROLE_Q) });
    list_show(d->out, matrix_ident(&d->key_part, row, 0));
    if (second > 0)
        list_rect(d->out, box(x2 < from ? x2 : from, y + (h > 6 ? 1 : 0), fabs(x2 - from), h),
                  (RectStyle){ .radius = 3, .fill = paint(ROLE_K) });
    list_show(d->out, before);
    if (second >= 1) list_rect(d->out, box(x2 - 1, y - h - over + 1, 2, 2 * (h + over) - 2), (RectStyle){ .fill = paint(ROLE_S) });
}

// Too many rows for digits: whole columns as heat strips, filled from the top as far as their rows have come.
static void draw_ask_strips(const Additive *d, int z) {
    const Ask *ask = &d->ask[z];
    double hidden = 0, scores = 0, height = d->rows * d->pitch;
    for (int i = 0; i < d->rows; i++)
        hidden += additive_hidden_landed(d, z, i) / d->rows, scores += additive_score_landed(d, z, i) / d->rows;
    RectStyle empty = { .radius = 4, .stroke = paint(ROLE_FAINT), .width = 1.2, .dash = 4 };
    if (d->tanh) {
        Box at = box(ask->part_at.x, d->top, ask->part_at.w, height);
        list_rect(d->out, at, empty);
        list_clip(d->out, box(at.x, at.y, at.w, at.h * hidden));
        if (hidden > 0) matrix_heat(d->out, at, &ask->hidden, 0, d->rows, 0, d->r, ROLE_S);
        list_unclip(d->out);
    }
    for (int i = 0; i < d->rows && !d->tanh && d->pitch >= 5 && additive_shows(d, "sq") && additive_shows(d, "sk"); i++)
        draw_sum_bars(d, ask, i, additive_summed(d, z, i));
    Box at = box(ask->score_at.x, d->top, ask->score_at.w, height);
    list_rect(d->out, at, empty);
    list_clip(d->out, box(at.x, at.y, at.w, at.h * scores));
    if (scores > 0) matrix_heat_down(d->out, at, &ask->s, 0, d->rows, ROLE_S);
    list_unclip(d->out);
}

static void draw_rows(const Additive *d, int z, bool now) {
    const Ask *ask = &d->ask[z];
    if (!d->digits) {
        draw_ask_strips(d, z);
        return;
    }
    for (int i = 0; i < d->rows; i++) {
        double y = additive_row(d, i), u = additive_summed(d, z, i), landed = additive_score_landed(d, z, i);
        if (d->tanh)
            draw_group(d, &ask->part_at, &ask->hidden, i, y, ROLE_S, additive_hidden_landed(d, z, i), now);
        else if (additive_shows(d, "sq") && additive_shows(d, "sk"))
            draw_sum_bars(d, ask, i, u);
        if (landed > 0)
            list_line(d->out, ask->part_at.x + ask->part_at.w + 6, y, ask->score_at.x - 6, y,
                      (StrokeStyle){ .paint = paint_faded(ROLE_S, (float)(0.5 * landed)), .width = 2, .round = true });
        draw_score(d, ask, i, landed, now);
    }
}

// --- drawing: weights

// One bar a query, one above the other, so that equal weights are equal at a glance.
static void draw_weights(const Additive *d, int row) {
    double slot = d->digits ? math_clamp(d->pitch * 0.36, 13, 28) : d->pitch / d->asks,
           y0 = additive_row(d, row) - slot * d->asks / 2;
    double h = slot > 20 ? slot - 6 : slot > 8 ? slot - 3 : slot * 0.8;
    bool text = d->digits && slot >= 13;
    for (int z = 0; z < d->asks; z++) {
        const Ask *ask = &d->ask[z];
        double y = y0 + z * slot + (slot - h) / 2, u = additive_shows(d, "a") ? additive_weighed(d, z, row) : 0,
               a = matrix_at(&ask->a, 0, row);
        if (!(u > 0)) {
            list_rect(d->out, box(d->bar_x, y, d->bar_w, h),
                      (RectStyle){ .radius = 4, .stroke = paint_faded(ROLE_FAINT, 0.6f), .width = 1.2, .dash = 4 });
            continue;
        }
        Ident before = list_show(d->out, matrix_ident(&ask->a, 0, row));
        list_rect(d->out, box(d->bar_x, y, d->bar_w, h), (RectStyle){ .radius = 4, .fill = paint_tint(ROLE_A, ROLE_PANEL, 0.1f) });
        list_rect(d->out, box(d->bar_x, y, d->bar_w * share_of(a, 1) * u, h), (RectStyle){ .radius = 4, .fill = paint(ROLE_A) });
        if (text)
            list_text_fit(d->out, d->bar_x + d->bar_w + 8, y + h / 2 + 5, d->number_w - 8,
                          text_of(matrix_text(d->out->arena, &ask->a, 0, row)),
                          (TextStyle){ .size = slot >= 17 ? 14 : 12, .fade = 1 - u });
        list_show(d->out, (Ident){ .kind = IDENT_NONE });
        if (text && d->asks > 1) {
            list_show(d->out, ident_note(arena_print(d->out->arena, "query %d", ask->query + 1)));
            draw_symbol(d->out, d->bar_x - 6, y + h / 2 + 4, "q", ask->query,
                        (TextStyle){ .size = slot >= 17 ? 15 : 13, .paint = paint(ROLE_Q), .align = ALIGN_RIGHT });
        }
        list_show(d->out, before);
    }
}

static double largest_difference(const Additive *d) {
    double most = 0;
    for (int i = 0; i < d->m; i++) {
        double gap_of = fabs(matrix_at(&d->ask[0].a, 0, i) - matrix_at(&d->ask[1].a, 0, i));
        most = gap_of > most ? gap_of : most;
    }
    return most;
}

// What the pairs of bars say, in words.
static void draw_verdict(const Additive *d) {
    if (d->asks < 2 || !additive_shows(d, "a")) return;
    double u = additive_weighed(d, 1, d->rows - 1), x = d->bar_x - MARK, w = MARK + d->bar_w + d->number_w,
           most = largest_difference(d);
    if (!(u >= 1)) return;
    bool same = most < 1e-12;
    const char *text =
        same ? "the same weights" : arena_print(d->out->arena, "up to %s apart", number_text(d->out->arena, most, 3));
    const char *note =
        arena_print(d->out->arena, "largest difference between the two rows of weights: %s", number_text(d->out->arena, most, 3));
    list_text_fit(
        d->out, x + w / 2, d->foot + (d->flat ? 14 : 26), w, text_of(text),
        (TextStyle){ .face = FACE_BOLD, .size = 15, .paint = paint(ROLE_A), .align = ALIGN_CENTER, .ident = ident_note(note) });
}

// The axes of what is too much for digits.
static void draw_axes_words(const Additive *d) {
    if (d->digits) return;
    draw_note(d->out, d->key_at.x, d->top - 6, d->key_at.w + additive_gap(d), "keys ↓", (TextStyle){ 0 });
    const char *shape = arena_print(d->out->arena, "%d × %d", d->m, d->r);
    draw_note(d->out, d->key_at.x + d->key_at.w / 2, d->foot + (d->flat ? 14 : 26), d->key_at.w + additive_gap(d), shape,
              (TextStyle){ .align = ALIGN_CENTER, .ident = ident_note(arena_print(d->out->arena, "shape: %s numbers", shape)) });
}

// --- the highlight: on the query that is summed up, then on the weights

static Box band(const Additive *d, double from, double to) {
    double pad = additive_gap(d) / 2 < 16 ? additive_gap(d) / 2 - 1 : 16;
    return box(from - pad, d->band_top, to - from + 2 * pad, d->band_bottom - d->band_top);
}

static Box group_band(const Additive *d, int first, int last) {
    return band(d, d->ask[first].part_at.x, d->ask[last].score_at.x + d->ask[last].score_at.w);
}

static bool on_weights(const Additive *d) { return step_focuses(d->step, "a") || step_focuses(d->step, "second"); }

// Which query is summed up now.
enum { NOW_ALL = -1, NOW_NONE = -2, NOW_WEIGHTS = -3 };

static int draw_now(const Additive *d) {
    Box weights = band(d, d->bar_x - MARK + 8, d->bar_x + d->bar_w + d->number_w);
    if (!on_weights(d)) {
        if (d->step->foci > 0) draw_highlight(d->out, group_band(d, 0, d->asks - 1));
        return d->step->foci > 0 ? NOW_ALL : NOW_NONE;
    }
    Box at = group_band(d, 0, 0);
    int now = 0;
    for (int z = 0; z < d->asks; z++) {
        double here = additive_sum_start(d, z, 0), there = additive_sum_start(d, z, d->rows);
        if (z > 0) at = box_between(at, group_band(d, z, z), beat(d->seconds, here - ADDITIVE_PAUSE, here));
        at = box_between(at, weights, beat(d->seconds, there - 0.2, there + 0.2));
        if (d->seconds >= here) now = d->seconds >= there ? NOW_WEIGHTS : z;
    }
    draw_highlight(d->out, at);
    return now;
}

static bool is_now(int now, int z) { return now == NOW_ALL || now == z; }

// --- drawing: the heads of the columns, with what each query brings

static double head_height(const Additive *d) { return d->flat ? CELL_LEAST : 40; }
static double head_middle(const Additive *d) { return d->head + head_height(d) / 2; }

static void draw_name(const Additive *d, double x, double width, const char *name, bool now, bool shown) {
    list_text_fit(d->out, x, d->heading, width, text_of(name),
                  (TextStyle){ .face = now ? FACE_BOLD : FACE_TEXT,
                               .size = 15,
                               .paint = paint(now ? ROLE_INK : ROLE_MUTED),
                               .align = ALIGN_CENTER,
                               .fade = shown ? 0 : 0.55 });
}

static void draw_line(const Additive *d, double x, double y, const char *tex, Role role, bool shown) {
    draw_tex(d->out, x, y, tex, (FormulaStyle){ .size = d->flat ? 17 : 20, .paint = paint(role), .fade = shown ? 0 : 0.55 },
             ALIGN_CENTER);
}

// The query by its number when there are several.
static const char *query_tex(const Additive *d, const Ask *ask) {
    return d->n > 1 ? arena_print(d->out->arena, "q_{%d}", ask->query + 1) : "q";
}

// What the query brings, with the symbols of the formula.
static const char *part_tex(const Additive *d, const Ask *ask) {
    return arena_print(d->out->arena, d->tanh ? "%s W_q" : "w_q \\cdot %s", query_tex(d, ask));
}

// What happens to both parts, as fully as there is room for; without colours, it is only a reminder.
static void draw_reminder(const Additive *d, const Ask *ask, double x, double y, double width) {
    const char *const tex[] = { arena_print(d->out->arena, "\\tanh(%s W_q + k_i W_k)", query_tex(d, ask)), "\\tanh(q + k)",
                                "\\tanh" };
    FormulaStyle style = { .size = 15,
                           .paint = paint(ROLE_MUTED),
                           .plain = true,
                           .ident = ident_note("what happens to the two parts of each hidden unit") };
    for (int i = 0; i < 3; i++) {
        if (tex_width(d->out->arena, d->out->metrics, tex[i], style.size) >= width) continue;
        draw_tex(d->out, x, y, tex[i], style, ALIGN_CENTER);
        return;
    }
}

static Group head_group(const Additive *d, const Ask *ask) {
    Group g = ask->part_at;
    if (d->tanh) return g;
    g.cell = g.w = math_clamp(g.w, 44, 72);
    g.x = floor(ask->part_at.x + (ask->part_at.w - g.w) / 2);
    return g;
}

static bool query_shown(const Additive *d) { return additive_shows(d, "sq") || (d->tanh && additive_shows(d, "hidden")); }
static bool key_shown(const Additive *d) { return additive_shows(d, "sk") || (d->tanh && additive_shows(d, "hidden")); }

static void draw_ask_head(const Additive *d, int z, bool now) {
    const Ask *ask = &d->ask[z];
    double x = ask->part_at.x + ask->part_at.w / 2, score_x = ask->score_at.x + ask->score_at.w / 2;
    const char *word = row_word(d->step, "q", ask->query);
    Ident before = d->out->ident;
    if (d->n > 1) list_show(d->out, ident_note(arena_print(d->out->arena, "query %d of %d", ask->query + 1, d->n)));
    if (word)
        draw_name(d, x, ask->part_at.w + additive_way(d), word, now, true);
    else
        draw_line(d, x, d->heading - (d->flat ? 3 : 0), part_tex(d, ask), ROLE_Q, true);
    list_show(d->out, before);
    draw_name(d, score_x, ask->score_at.w + additive_way(d) - 4, "Score", now, additive_shows(d, "s"));
    Group at = head_group(d, ask);
    draw_row(d, &at, &ask->part, 0, head_middle(d), head_height(d), ROLE_Q, query_shown(d) ? 1 : 0, false);
    draw_line(d, score_x, head_middle(d) + 6, "s_i", ROLE_S, additive_shows(d, "s"));
    double under = d->head + 40 + 18;
    bool room = !d->flat && under + 6 < additive_row(d, 0) - d->cell / 2;
    if (d->tanh && room && additive_shows(d, "hidden")) draw_reminder(d, ask, x, under, ask->part_at.w + 12);
    if (!d->tanh || !matrix_exists(&d->va) || d->va.columns != d->r) return;
    double y = d->foot + head_height(d) / 2 + 6;
    draw_row(d, &ask->part_at, &d->va, 0, y, head_height(d), ROLE_S, additive_shows(d, "hidden") ? 1 : 0, false);
    draw_line(d, ask->part_at.x + ask->part_at.w + 18, y + 6, "v_a", ROLE_INK, additive_shows(d, "hidden"));
}

static void draw_heads(const Additive *d, int now) {
    double key_x = d->key_at.x + d->key_at.w / 2, weight_x = d->bar_x + d->bar_w / 2, y = head_middle(d) + 6;
    draw_name(d, key_x, d->key_at.w + 40, "Keys", false, key_shown(d));
    draw_line(d, key_x, y, d->tanh ? "k_i W_k" : "w_k \\cdot k_i", ROLE_K, key_shown(d));
    for (int z = 0; z < d->asks; z++) draw_ask_head(d, z, is_now(now, z));
    draw_name(d, weight_x, d->bar_w + 40, "Weights", now == NOW_WEIGHTS, additive_shows(d, "a"));
    draw_line(d, weight_x, y, "a_i", ROLE_A, additive_shows(d, "a"));
}

static void draw_keys(const Additive *d) {
    if (!d->digits) {
        if (key_shown(d))
            matrix_heat(d->out, box(d->key_at.x, d->top, d->key_at.w, d->rows * d->pitch), &d->key_part, 0, d->rows, 0, d->r,
                        ROLE_K);
        draw_close_words(d->out, d->step, "k", d->rows, d->key_at.x - 9, d->top, d->pitch);
        return;
    }
    for (int i = 0; i < d->rows; i++) {
        double y = additive_row(d, i);
        draw_group(d, &d->key_at, &d->key_part, i, y, ROLE_K, key_shown(d) ? 1 : 0, false);
        if (!d->digits) continue;
        draw_row_label(d->out, d->step, "k", &d->key_part, i, ROLE_K, d->key_at.x - 9, y + 5);
    }
}

// --- what is on its way: both parts of a sum

static void draw_copy(const Additive *d, Box from, Box to, double u, const Matrix *m, int row, int j, Role role, double alpha) {
    if (!(alpha > 0.01)) return;
    matrix_cell(d->out, box_between(from, to, u), m, row, j,
                (CellStyle){ .role = role, .share = 0.6 * matrix_share(m, row, j), .state = CELL_NOW, .fade = 1 - alpha });
}

static void draw_plus(const Additive *d, double x, double y, double radius, double alpha) {
    if (!(alpha > 0.01)) return;
    float before = list_fade(d->out, d->out->alpha * (float)alpha);
    list_circle(d->out, x, y, radius, (RectStyle){ .fill = paint(ROLE_PANEL), .stroke = paint(ROLE_LINE), .width = 1 });
    list_text(d->out, x, y + radius * 0.55, TEXT("+"),
              (TextStyle){ .face = FACE_BOLD, .size = radius * 1.6, .align = ALIGN_CENTER });
    list_fade(d->out, before);
}

// With a tanh each hidden unit meets its two summands, one above the other; without, they meet over the bars.
static void draw_flight(const Additive *d, int z, int row) {
    const Ask *ask = &d->ask[z];
    double u = additive_summed(d, z, row), travel = beat(u, 0.02, 0.3), gone = beat(u, 0.48, 0.6), y = additive_row(d, row);
    if (!(u > 0 && u < 1) || d->key_at.strip || !query_shown(d)) return;
    Group head = head_group(d, ask);
    for (int j = 0; j < (d->tanh ? d->r : 1); j++) {
        Box over = group_cell(&ask->part_at, y, d->cell, j), under = over;
        double middle = ask->part_at.x + ask->part_at.w / 2, room = ask->part_at.w / 2 - 6,
               w = d->key_at.cell < room ? d->key_at.cell : room;
        if (d->tanh)
            over.h = under.h = d->cell * 0.62, over.y -= d->cell * 0.26, under.y += d->cell * 0.64;
        else
            over = box(middle - w - 3, over.y, w, over.h), under = box(middle + 3, under.y, w, under.h);
        draw_copy(d, group_cell(&head, head_middle(d), head_height(d), j), over, travel, &ask->part, 0, j, ROLE_Q, 1 - gone);
        draw_copy(d, group_cell(&d->key_at, y, d->cell, j), under, travel, &d->key_part, row, j, ROLE_K, 1 - gone);
        if (additive_is_slow(z, row))
            draw_plus(d, d->tanh ? box_middle_x(over) : middle, y, d->tanh ? 7 : 10, beat(u, 0.3, 0.36) - gone);
    }
}

// --- the home page: two parts, their sums, and pairs of equal bars

static void thumbnail(void *picture) {
    const Additive *d = picture;
    int rows = d->rows < 4 ? d->rows : 4;
    double w = d->view->width, h = d->view->height, pitch = h / (rows + 0.8), side = pitch * 0.66 < 16 ? pitch * 0.66 : 16;
    double qx = w * 0.2, kx = w * 0.34, ax = w * 0.54, room = w * 0.28, scale = 0;
    for (int z = 0; z < d->asks; z++) scale = d->ask[z].a.largest > scale ? d->ask[z].a.largest : scale;
    for (int i = 0; i < rows; i++) {
        double y = pitch * (i + 0.9);
        draw_link(d->out, qx, h / 2, kx - 3, y, ROLE_Q, 1.6, 0.5f);
        list_rect(d->out, box(kx, y - side / 2, side, side),
                  (RectStyle){ .radius = 4, .fill = paint_tint(ROLE_K, ROLE_PANEL, 0.6f) });
        list_line(d->out, kx + side + 4, y, ax - 4, y, (StrokeStyle){ .paint = paint_faded(ROLE_S, 0.6f), .width = 2 });
        for (int z = 0; z < d->asks; z++) {
            double bar = side / d->asks - 1;
            list_rect(d->out, box(ax, y - side / 2 + z * (bar + 2), 3 + room * share_of(matrix_at(&d->ask[z].a, 0, i), scale), bar),
                      (RectStyle){ .radius = 2, .fill = paint_faded(ROLE_A, z ? 0.6f : 1) });
        }
    }
    list_circle(d->out, qx, h / 2, 9, (RectStyle){ .fill = paint(ROLE_Q) });
}

// --- all of it

static void draw(void *picture) {
    Additive *d = picture;
    int now = draw_now(d);
    draw_heads(d, now);
    draw_keys(d);
    draw_axes_words(d);
    for (int z = 0; z < d->asks; z++) draw_rows(d, z, is_now(now, z));
    for (int i = 0; i < d->rows; i++) draw_weights(d, i);
    draw_verdict(d);
    d->out->may_overlap = true;
    for (int z = 0; z < d->asks && d->digits && d->plays; z++)
        for (int i = 0; i < d->rows; i++) draw_flight(d, z, i);
    d->out->may_overlap = false;
}

const Scene scene_additive = {
    .name = "additive",
    .summary = "the query's part and each key's part add up, with and without a tanh, for two queries",
    .model = "attention",
    .reveal = reveals,
    .bytes = sizeof(Additive),
    WITH_PARTS(additive_read, additive_plan, additive_place, draw, thumbnail),
    WITH_LEGEND(legend),
};
