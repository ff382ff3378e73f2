// The additive similarity: what the query brings and what each key brings are added. Without a tanh the query's part is the
// same for every key, so the softmax cancels it and two different queries get the same weights; with a tanh between, the same
// shift bends each key's hidden units differently, and the weights differ.
//
// What the eye meets: first the pairs of weight bars, equal or not; second the query's part, one cell over a whole column;
// third, row by row, how both parts add up to the score.
#include <math.h>
#include <stdio.h>

#include "base/math.h"
#include "draw/formula.h"
#include "scene/common.h"
#include "scene/scenes.h"

enum { CELL_GAP = 3, ROWS_DIGITS = 12, ROWS_HEAT = 256, COLUMNS_DIGITS = 6, CELL_LEAST = 28, QUERIES_MOST = 2, MARK = 26 };

static const char *const reveals[] = { "q", "k", "sq", "sk", "hidden", "s", "a", "second", NULL };
static const LegendItem legend[] = {
    { ROLE_Q, "s_q", "the query's part" }, { ROLE_K, "s_k", "the key's part" }, { ROLE_S, "s", "similarity" }, { ROLE_A, "a", "weights" },
};

typedef struct Group { // cells side by side, or a strip
    double x, w, cell;
    int cells;
    bool strip;
} Group;

typedef struct Ask { // one of the shown queries
    int query;
    Matrix part;         // what it brings: 1 × 1, or 1 × r
    Matrix hidden, s, a; // m × r, missing without a tanh; 1 × m; 1 × m
    Group part_at, score_at;
} Ask;

typedef struct Additive {
    const View *view;
    const Step *step;
    List *out;
    Ask ask[QUERIES_MOST];
    int asks, n, m, rows, r;
    Matrix key_part, va;
    bool tanh, plays;
    double seconds;
    // where
    bool digits, compact;
    Group key_at;
    double label, bar_x, bar_w, number_w;
    double band_top, band_bottom, heading, head, top, pitch, cell, foot;
    double low, high; // of the sums, for the bars
} Additive;

static bool shows(const Additive *d, const char *name) {
    return d->step->reveals == 0 || step_reveals(d->step, name) || step_focuses(d->step, name);
}

// --- reading

static bool read_ask(Additive *d, const Tape *tape, Ask *ask, int query) {
    Matrix part = matrix_find(tape, d->tanh ? "hq" : "sq", -1), hidden = matrix_find(tape, "hidden", -1);
    Matrix s = matrix_find(tape, "s", -1), a = matrix_find(tape, "a", -1);
    if (part.rows <= query || s.rows <= query || a.rows <= query || s.columns != d->m || a.columns != d->m) return false;
    *ask = (Ask){ .query = query, .part = matrix_rows(&part, query, 1, 0), .s = matrix_rows(&s, query, 1, 0), .a = matrix_rows(&a, query, 1, 0) };
    ask->hidden = matrix_rows(&hidden, query * d->m, d->m, 0);
    return true;
}

static bool additive_read(Additive *d, const Tape *tape) {
    d->tanh = tape_find(tape, "hidden") != NODE_NONE;
    d->key_part = matrix_find(tape, d->tanh ? "hk" : "sk", 0);
    d->va = matrix_find(tape, "va", 0);
    Matrix q = matrix_find(tape, "q", -1);
    d->m = d->key_part.rows, d->r = d->key_part.columns, d->n = q.rows;
    if (!d->m || !d->r || !d->n) return false;
    d->rows = d->m < ROWS_HEAT ? d->m : ROWS_HEAT;
    int first = step_query(d->step, d->n);
    d->asks = d->n > 1 && shows(d, "second") ? 2 : 1;
    for (int z = 0; z < d->asks; z++)
        if (!read_ask(d, tape, &d->ask[z], (first + z) % d->n)) return false;
    d->plays = d->step->foci > 0;
    return true;
}

// --- time: for each query its sums, the very first slowly, then its weights

static const double lead = 0.3, slow = 2.4, quick = 0.7, weights_take = 1.1, pause = 0.4;

static double stagger(const Additive *d) {
    double even = d->rows > 1 ? 2.4 / (d->rows - 1) : 0;
    return even < 0.4 ? even : 0.4;
}

static double sum_takes(int z, int row) { return z == 0 && row == 0 ? slow : quick; }

// When row i of query z begins; row d->rows: when the weights do.
static double sum_start(const Additive *d, int z, int row) {
    double whole = slow + (d->rows - 1) * stagger(d) + quick, next = lead + whole + weights_take + pause;
    double start = z == 0 ? lead : next;
    if (row == 0) return start;
    if (row < d->rows) return start + (z == 0 ? slow : quick * 0.5) + (row - 1) * stagger(d);
    return start + (z == 0 ? whole : quick * 1.5 + (d->rows - 1) * stagger(d)) + 0.1;
}

static double additive_length(const Additive *d) { return sum_start(d, d->asks - 1, d->rows) + weights_take + pause; }

static double additive_seconds(const Step *step, const Tape *tape) {
    Additive d = { .step = step };
    return additive_read(&d, tape) && d.plays ? additive_length(&d) : 0;
}

static double summed(const Additive *d, int z, int row) {
    if (!d->plays) return 1;
    return clamp((d->seconds - sum_start(d, z, row)) / sum_takes(z, row), 0, 1);
}

static double weighed(const Additive *d, int z, int row) {
    if (!d->plays) return 1;
    double start = sum_start(d, z, d->rows) + (d->rows > 1 ? 0.4 * row / (d->rows - 1) : 0);
    return beat(d->seconds, start, start + weights_take - 0.4);
}

// How far a hidden unit and a score have landed.
static double hidden_landed(const Additive *d, int z, int row) { return shows(d, "hidden") ? beat(summed(d, z, row), 0.5, 0.65) : 0; }
static double score_landed(const Additive *d, int z, int row) { return shows(d, "s") ? beat(summed(d, z, row), 0.84, 1) : 0; }

// --- place

static void place_rows(Additive *d) {
    double height = d->view->height;
    d->compact = height < 440;
    d->band_top = d->compact ? 8 : height < 640 ? 24 : 40;
    d->band_bottom = height - d->band_top;
    d->heading = d->band_top + (d->compact ? 18 : 30);
    double cell = d->compact ? CELL_LEAST : 40;
    d->head = d->heading + (d->compact ? 7 : 14); // the query's part stands here
    double top = d->head + cell + (d->compact ? 8 : 24), below = (d->tanh ? cell + 8 : 0) + (d->compact ? 22 : 48);
    double even = (d->band_bottom - below - top) / d->rows;
    d->pitch = floor(even < 112 ? even : 112);
    d->digits = d->rows <= ROWS_DIGITS && d->pitch >= CELL_LEAST + CELL_GAP;
    if (!d->digits) { // room for the name of the axis
        top += d->compact ? 14 : 0;
        even = (d->band_bottom - below - top) / d->rows;
        d->pitch = even < CELL_LEAST ? even : CELL_LEAST;
    }
    d->cell = d->digits ? floor(clamp(d->pitch * 0.5, CELL_LEAST, d->compact ? CELL_LEAST : 44)) : cell;
    double block = d->rows * d->pitch;
    d->top = floor(top + (d->band_bottom - below - top - block) / 2);
    d->foot = d->top + block;
}

static double text_width(const Additive *d, const Matrix *m) {
    if (!matrix_exists(m)) return 0;
    bool negative = false;
    int count = m->rows * m->columns < 256 ? m->rows * m->columns : 256;
    for (int i = 0; i < count; i++) negative = negative || m->value[i] < 0;
    return metrics_width(d->view->metrics, FACE_TEXT, 17, text_of(number_in(d->out->arena, negative ? -m->largest : m->largest, m->format)));
}

static void make_strip(Group *g) {
    g->strip = true;
    g->cell = g->cells > 1 ? clamp(g->cells * 10.0, 36, 72) : 32;
}

static void group_width(Group *g, double cell) {
    if (!g->strip) g->cell = floor(cell);
    g->w = g->strip ? g->cell : g->cells * (g->cell + CELL_GAP) - CELL_GAP;
}

typedef struct Need {
    double part, score; // text widths
} Need;

static Need text_need(const Additive *d) {
    Need need = { text_width(d, &d->key_part), 0 };
    for (int z = 0; z < d->asks; z++) {
        double part = text_width(d, &d->ask[z].part), hidden = text_width(d, &d->ask[z].hidden), s = text_width(d, &d->ask[z].s);
        part = part > hidden ? part : hidden;
        need.part = part > need.part ? part : need.part;
        need.score = s > need.score ? s : need.score;
    }
    return need;
}

static double cell_between(double text, double share) {
    double least = clamp(text * 0.8 / 0.86 + 1, CELL_LEAST, 88), wish = clamp(text + 18, 44, 88);
    return between(least, wish > least ? wish : least, share);
}

static double gap(const Additive *d) { return d->view->width < 760 ? 20 : d->view->width < 1000 ? 32 : 48; }
static double margin(const Additive *d) { return d->view->width < 760 ? 20 : d->view->width < 1000 ? 32 : 48; }
static double way(const Additive *d) { return d->view->width < 760 ? 20 : 32; } // from the parts to their score

// Sets the widths of all groups for cells at a share of their wish; returns what is used, with the least widths of the bars.
static double use_width(Additive *d, Need need, double share) {
    double cell = cell_between(need.part, share), used = 2 * margin(d) + d->label + d->number_w + MARK + 56;
    group_width(&d->key_at, cell);
    used += d->key_at.w;
    for (int z = 0; z < d->asks; z++) {
        Ask *ask = &d->ask[z];
        group_width(&ask->part_at, d->tanh ? cell : clamp(cell * 1.6, 64, 120));
        group_width(&ask->score_at, cell_between(need.score, share));
        used += gap(d) + ask->part_at.w + way(d) + ask->score_at.w;
    }
    return used + gap(d);
}

// The digits of every number on the picture.
static void set_digits(Additive *d, int digits) {
    d->key_part = matrix_rows(&d->key_part, 0, d->m, digits);
    for (int z = 0; z < d->asks; z++) {
        Ask *ask = &d->ask[z];
        ask->part = matrix_rows(&ask->part, 0, 1, digits);
        ask->hidden = matrix_rows(&ask->hidden, 0, ask->hidden.rows, digits);
        ask->s = matrix_rows(&ask->s, 0, 1, digits);
    }
}

// Digits are dropped until the cells fit; then the hidden units give way to strips.
static Need fit_columns(Additive *d) {
    for (int digits = 4; digits >= 2; digits--) {
        if (digits < 4) set_digits(d, digits);
        if (use_width(d, text_need(d), 0) <= d->view->width) return text_need(d);
    }
    if (d->r > 1) make_strip(&d->key_at);
    for (int z = 0; z < d->asks && d->r > 1; z++) make_strip(&d->ask[z].part_at);
    set_digits(d, 3);
    return text_need(d);
}

static void place_columns(Additive *d) {
    Group parts = { .cells = d->r }, one = { .cells = 1 };
    if (d->r > COLUMNS_DIGITS || !d->digits) make_strip(&parts);
    if (!d->digits) make_strip(&one);
    d->key_at = parts;
    for (int z = 0; z < d->asks; z++) {
        d->ask[z].part_at = d->tanh ? parts : (Group){ .cells = 1 };
        d->ask[z].score_at = one;
    }
    d->label = d->digits ? symbol_width(d->view->metrics, "k", d->rows - 1, 17) + 10 : 0;
    d->number_w = d->digits ? 56 : 0;
    Need need = fit_columns(d);
    double share = 1;
    while (share > 0 && use_width(d, need, share) > d->view->width) share -= 0.1;
    double left = d->view->width - use_width(d, need, share > 0 ? share : 0);
    left = left > 0 ? left : 0;
    int gaps = d->asks + 1;
    double more = clamp(left * 0.3 / gaps, 0, 40), bar = 56 + clamp(left * 0.4, 0, 160), part = d->tanh ? 0 : clamp(left * 0.3 / d->asks, 0, 72);
    double spare = left - more * gaps - (bar - 56) - part * d->asks, x = margin(d) + spare / 2 + d->label;
    d->key_at.x = floor(x);
    x += d->key_at.w;
    for (int z = 0; z < d->asks; z++) {
        Ask *ask = &d->ask[z];
        ask->part_at.w = floor(ask->part_at.w + part);
        ask->part_at.x = floor(x += gap(d) + more);
        ask->score_at.x = floor(x += ask->part_at.w + way(d));
        x += ask->score_at.w;
    }
    d->bar_x = floor(x + gap(d) + more + MARK);
    d->bar_w = floor(bar);
}

static double row_middle(const Additive *d, int row) { return d->top + (row + 0.5) * d->pitch; }

static Box cell_at(const Additive *d, const Group *g, double middle, int j) {
    return box(g->x + j * (g->cell + CELL_GAP), floor(middle - d->cell / 2), g->cell, d->cell);
}

// --- drawing: rows

static void dashed(const Additive *d, const Group *g, double middle) {
    for (int j = 0; j < (g->strip ? 1 : g->cells); j++) draw_cell(d->out, g->strip ? box(g->x, floor(middle - d->cell / 2), g->w, d->cell) : cell_at(d, g, middle, j), "", (CellStyle){ .state = CELL_TO_COME });
}

// A row of a matrix as cells or as a strip.
static void draw_group(const Additive *d, const Group *g, const Matrix *m, int row, double middle, Role role, double reveal, bool now) {
    if (!(reveal > 0)) {
        dashed(d, g, middle);
        return;
    }
    if (g->strip) {
        matrix_heat(d->out, box(g->x, floor(middle - d->cell / 2), g->w, d->cell), m, row, 1, 0, m->columns, role);
        return;
    }
    for (int j = 0; j < g->cells; j++)
        matrix_cell(d->out, cell_at(d, g, middle, j), m, row, j,
                    (CellStyle){ .role = role, .share = 0.6 * matrix_share(m, row, j), .state = now ? CELL_NOW : CELL_DONE, .reveal = reveal });
}

// The scores are a row of the tape but stand in a column here.
static void draw_score(const Additive *d, const Ask *ask, int row, double reveal, bool now) {
    if (!(reveal > 0)) {
        dashed(d, &ask->score_at, row_middle(d, row));
        return;
    }
    matrix_cell(d->out, cell_at(d, &ask->score_at, row_middle(d, row), 0), &ask->s, 0, row,
                (CellStyle){ .role = ROLE_S, .share = 0.7 * matrix_share(&ask->s, 0, row), .state = now ? CELL_NOW : CELL_DONE, .reveal = reveal });
}

// Both parts as bars, one after the other, the key's beginning where the query's ends.
static void draw_sum_bars(const Additive *d, const Ask *ask, int row, double progress) {
    double sq = matrix_at(&ask->part, 0, 0), sk = matrix_at(&d->key_part, row, 0), y = row_middle(d, row);
    if (!math_finite(sq) || !math_finite(sk) || !(d->high > d->low)) return;
    double scale = ask->part_at.w / (d->high - d->low), zero = ask->part_at.x - d->low * scale;
    double first = beat(progress, 0.2, 0.5), second = beat(progress, 0.4, 0.8), h = d->cell >= 36 ? 10 : 8;
    double from = zero + sq * scale, x1 = zero + sq * scale * first, x2 = from + sk * scale * second;
    list_rect(d->out, box(zero - 0.5, y - h - 5, 1, 2 * h + 10), (RectStyle){ .fill = paint(ROLE_FAINT) });
    Ident before = list_show(d->out, matrix_ident(&ask->part, 0, 0));
    list_rect(d->out, box(x1 < zero ? x1 : zero, y - h - 1, fabs(x1 - zero), h), (RectStyle){ .radius = 3, .fill = paint(ROLE_Q) });
    list_show(d->out, matrix_ident(&d->key_part, row, 0));
    if (second > 0) list_rect(d->out, box(x2 < from ? x2 : from, y + 1, fabs(x2 - from), h), (RectStyle){ .radius = 3, .fill = paint(ROLE_K) });
    list_show(d->out, before);
    if (second >= 1) list_rect(d->out, box(x2 - 1, y - h - 3, 2, 2 * h + 6), (RectStyle){ .fill = paint(ROLE_S) });
}

static void draw_rows(const Additive *d, int z, bool now) {
    const Ask *ask = &d->ask[z];
    for (int i = 0; i < d->rows; i++) {
        double y = row_middle(d, i), u = summed(d, z, i), landed = score_landed(d, z, i);
        if (d->tanh) draw_group(d, &ask->part_at, &ask->hidden, i, y, ROLE_S, hidden_landed(d, z, i), now);
        else if (shows(d, "sq") && shows(d, "sk")) draw_sum_bars(d, ask, i, u);
        if (landed > 0)
            list_line(d->out, ask->part_at.x + ask->part_at.w + 6, y, ask->score_at.x - 6, y,
                      (StrokeStyle){ .paint = paint_faded(ROLE_S, (float)(0.5 * landed)), .width = 2, .round = true });
        draw_score(d, ask, i, landed, now);
    }
}

// --- drawing: weights

static double weight_scale(const Additive *d) {
    double most = 0;
    for (int z = 0; z < d->asks; z++) most = d->ask[z].a.largest > most ? d->ask[z].a.largest : most;
    return most > 0 ? most : 1;
}

// One bar a query, one above the other, so that equal weights are equal at a glance.
static void draw_weights(const Additive *d, int row) {
    double slot = d->digits ? clamp(d->pitch * 0.36, 13, 28) : d->pitch / d->asks, y0 = row_middle(d, row) - slot * d->asks / 2, scale = weight_scale(d);
    double h = slot > 20 ? slot - 6 : slot > 8 ? slot - 3 : slot * 0.8;
    bool text = d->digits && slot >= 13;
    for (int z = 0; z < d->asks; z++) {
        const Ask *ask = &d->ask[z];
        double y = y0 + z * slot + (slot - h) / 2, u = shows(d, "a") ? weighed(d, z, row) : 0, a = matrix_at(&ask->a, 0, row);
        if (!(u > 0)) {
            list_rect(d->out, box(d->bar_x, y, d->bar_w, h), (RectStyle){ .radius = 4, .stroke = paint(ROLE_FAINT), .width = 1.2, .dash = 4 });
            continue;
        }
        Ident before = list_show(d->out, matrix_ident(&ask->a, 0, row));
        list_rect(d->out, box(d->bar_x, y, d->bar_w, h), (RectStyle){ .radius = 4, .fill = paint_tint(ROLE_A, ROLE_PANEL, 0.1f) });
        list_rect(d->out, box(d->bar_x, y, d->bar_w * share_of(a, scale) * u, h), (RectStyle){ .radius = 4, .fill = paint(ROLE_A) });
        float faded = list_fade(d->out, d->out->alpha * (float)u);
        if (text)
            list_text_fit(d->out, d->bar_x + d->bar_w + 8, y + h / 2 + 5, d->number_w - 8, text_of(matrix_text(d->out->arena, &ask->a, 0, row)),
                          (TextStyle){ .size = slot >= 17 ? 14 : 12 });
        list_fade(d->out, faded);
        list_show(d->out, (Ident){ .kind = IDENT_NONE });
        if (text && d->asks > 1) {
            list_show(d->out, ident_note(arena_print(d->out->arena, "query %d", ask->query + 1)));
            draw_symbol(d->out, d->bar_x - 6, y + h / 2 + 4, "q", ask->query, slot >= 17 ? 15 : 13, paint(ROLE_Q), ALIGN_RIGHT);
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
    if (d->asks < 2 || !shows(d, "a")) return;
    double u = weighed(d, 1, d->rows - 1), x = d->bar_x - MARK, w = MARK + d->bar_w + d->number_w, most = largest_difference(d);
    if (!(u >= 1)) return;
    bool same = most < 1e-12;
    const char *text = same ? "the same weights" : arena_print(d->out->arena, "up to %s apart", number_text(d->out->arena, most, 3));
    const char *note = arena_print(d->out->arena, "largest difference between the two rows of weights: %s", number_text(d->out->arena, most, 3));
    Ident before = list_show(d->out, ident_note(note));
    list_text_fit(d->out, x + w / 2, d->foot + (d->compact ? 14 : 26), w, text_of(text), (TextStyle){ .face = FACE_BOLD, .size = 15, .paint = paint(ROLE_A), .align = ALIGN_CENTER });
    list_show(d->out, before);
}

// The axes of what is too much for digits.
static void draw_axes_words(const Additive *d) {
    if (d->digits) return;
    draw_note(d->out, d->key_at.x, d->top - 6, d->key_at.w + gap(d), "keys ↓", ALIGN_LEFT);
    const char *shape = arena_print(d->out->arena, "%d × %d", d->m, d->r);
    Ident before = list_show(d->out, ident_note(arena_print(d->out->arena, "shape: %s numbers", shape)));
    draw_note(d->out, d->key_at.x + d->key_at.w / 2, d->foot + (d->compact ? 14 : 26), d->key_at.w + gap(d), shape, ALIGN_CENTER);
    list_show(d->out, before);
}

// --- the highlight: on the query that is summed up, then on the weights

static Box band(const Additive *d, double from, double to) {
    double pad = gap(d) / 2 < 18 ? gap(d) / 2 - 1 : 18;
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
        double here = sum_start(d, z, 0), there = sum_start(d, z, d->rows);
        if (z > 0) at = box_between(at, group_band(d, z, z), beat(d->seconds, here - pause, here));
        at = box_between(at, weights, beat(d->seconds, there - 0.2, there + 0.2));
        if (d->seconds >= here) now = d->seconds >= there ? NOW_WEIGHTS : z;
    }
    draw_highlight(d->out, at);
    return now;
}

static bool is_now(int now, int z) { return now == NOW_ALL || now == z; }

// --- drawing: the heads of the columns, with what each query brings

static double head_middle(const Additive *d) { return d->head + (d->compact ? CELL_LEAST : 40) / 2.0; }

static void draw_name(const Additive *d, double x, double width, const char *name, bool now, bool shown) {
    float before = list_fade(d->out, d->out->alpha * (shown ? 1 : 0.45f));
    list_text_fit(d->out, x, d->heading, width, text_of(name),
                  (TextStyle){ .face = now ? FACE_BOLD : FACE_TEXT, .size = 15, .paint = paint(now ? ROLE_INK : ROLE_MUTED), .align = ALIGN_CENTER });
    list_fade(d->out, before);
}

static void draw_tex(const Additive *d, double x, double y, const char *tex, Role role, bool shown) {
    const char *error;
    int column;
    Formula *formula = formula_parse(d->out->arena, text_of(tex), &error, &column);
    FormulaStyle style = { .size = 20, .paint = paint(role) };
    if (!formula) return;
    float before = list_fade(d->out, d->out->alpha * (shown ? 1 : 0.45f));
    formula_draw(d->out, x - formula_measure(d->view->metrics, formula, style).width / 2, y, formula, style);
    list_fade(d->out, before);
}

// What happens to both parts, as fully as there is room for; without colours, it is only a reminder.
static void draw_reminder(const Additive *d, double x, double y, double width) {
    static const char *const tex[] = { "\\tanh(q W_q + k_i W_k)", "\\tanh(q + k)", "\\tanh" };
    FormulaStyle style = { .size = 15, .paint = paint(ROLE_MUTED), .plain = true };
    for (int i = 0; i < 3; i++) {
        const char *error;
        int column;
        Formula *formula = formula_parse(d->out->arena, text_of(tex[i]), &error, &column);
        double w = formula ? formula_measure(d->view->metrics, formula, style).width : width;
        if (w >= width) continue;
        formula_draw(d->out, x - w / 2, y, formula, style);
        return;
    }
}

static Group head_group(const Additive *d, const Ask *ask) {
    Group g = ask->part_at;
    if (d->tanh) return g;
    g.cell = g.w = clamp(g.w, 44, 72);
    g.x = floor(ask->part_at.x + (ask->part_at.w - g.w) / 2);
    return g;
}

static bool query_shown(const Additive *d) { return shows(d, "sq") || (d->tanh && shows(d, "hidden")); }
static bool key_shown(const Additive *d) { return shows(d, "sk") || (d->tanh && shows(d, "hidden")); }

static void draw_ask_head(const Additive *d, int z, bool now) {
    const Ask *ask = &d->ask[z];
    double x = ask->part_at.x + ask->part_at.w / 2, score_x = ask->score_at.x + ask->score_at.w / 2;
    const char *word = row_word(d->step, "q", ask->query);
    const char *name = word ? word : d->n > 1 ? arena_print(d->out->arena, "Query %d", ask->query + 1) : "Query";
    Ident before = d->out->ident;
    if (d->n > 1) list_show(d->out, ident_note(arena_print(d->out->arena, "query %d of %d", ask->query + 1, d->n)));
    draw_name(d, x, ask->part_at.w + way(d), name, now, true);
    list_show(d->out, before);
    draw_name(d, score_x, ask->score_at.w + way(d) - 4, "Score", now, shows(d, "s"));
    Group at = head_group(d, ask);
    draw_group(d, &at, &ask->part, 0, head_middle(d), ROLE_Q, query_shown(d) ? 1 : 0, false);
    draw_tex(d, score_x, head_middle(d) + 6, "s_i", ROLE_S, shows(d, "s"));
    double under = d->head + 40 + 18;
    bool room = !d->compact && under + 6 < row_middle(d, 0) - d->cell / 2;
    if (d->tanh && room && shows(d, "hidden")) draw_reminder(d, x, under, ask->part_at.w + 12);
    if (!d->tanh || !matrix_exists(&d->va) || d->va.columns != d->r) return;
    double y = d->foot + d->cell / 2 + 6;
    draw_group(d, &ask->part_at, &d->va, 0, y, ROLE_S, shows(d, "hidden") ? 1 : 0, false);
    draw_tex(d, ask->part_at.x + ask->part_at.w + 18, y + 6, "v_a", ROLE_INK, shows(d, "hidden"));
}

static void draw_heads(const Additive *d, int now) {
    double key_x = d->key_at.x + d->key_at.w / 2, weight_x = d->bar_x + d->bar_w / 2, y = head_middle(d) + 6;
    draw_name(d, key_x, d->key_at.w + 40, "Keys", false, key_shown(d));
    draw_tex(d, key_x, y, d->tanh ? "k_i W_k" : "w_k k_i", ROLE_K, key_shown(d));
    for (int z = 0; z < d->asks; z++) draw_ask_head(d, z, is_now(now, z));
    draw_name(d, weight_x, d->bar_w + 40, "Weights", now == NOW_WEIGHTS, shows(d, "a"));
    draw_tex(d, weight_x, y, "a_i", ROLE_A, shows(d, "a"));
}

static void draw_keys(const Additive *d) {
    for (int i = 0; i < d->rows; i++) {
        double y = row_middle(d, i);
        draw_group(d, &d->key_at, &d->key_part, i, y, ROLE_K, key_shown(d) ? 1 : 0, false);
        if (!d->digits) continue;
        Ident before = list_show(d->out, (Ident){ .kind = IDENT_SYMBOL, .node = d->key_part.node, .element = i * d->r });
        draw_symbol(d->out, d->key_at.x - 9, y + 5, "k", i, 17, paint(ROLE_K), ALIGN_RIGHT);
        list_show(d->out, before);
    }
}

// --- what is on its way: both parts of a sum

static void draw_copy(const Additive *d, Box from, Box to, double u, const Matrix *m, int row, int j, Role role, double alpha) {
    if (!(alpha > 0.01)) return;
    float before = list_fade(d->out, d->out->alpha * (float)alpha);
    matrix_cell(d->out, box_between(from, to, u), m, row, j, (CellStyle){ .role = role, .share = 0.6 * matrix_share(m, row, j), .state = CELL_NOW });
    list_fade(d->out, before);
}

static void draw_plus(const Additive *d, double x, double y, double alpha) {
    if (!(alpha > 0.01)) return;
    float before = list_fade(d->out, d->out->alpha * (float)alpha);
    list_circle(d->out, x, y, 10, (RectStyle){ .fill = paint(ROLE_PANEL), .stroke = paint(ROLE_LINE), .width = 1 });
    list_text(d->out, x, y + 5.5, TEXT("+"), (TextStyle){ .face = FACE_BOLD, .size = 16, .align = ALIGN_CENTER });
    list_fade(d->out, before);
}

// With a tanh each hidden unit meets its two summands, one above the other; without, they meet over the bars.
static void draw_flight(const Additive *d, int z, int row) {
    const Ask *ask = &d->ask[z];
    double u = summed(d, z, row), travel = beat(u, 0.02, 0.3), gone = beat(u, 0.48, 0.6), y = row_middle(d, row);
    if (!(u > 0 && u < 1) || d->key_at.strip || !query_shown(d)) return;
    Group head = head_group(d, ask);
    for (int j = 0; j < (d->tanh ? d->r : 1); j++) {
        Box over = cell_at(d, &ask->part_at, y, j), under = over;
        double middle = ask->part_at.x + ask->part_at.w / 2, room = ask->part_at.w / 2 - 6, w = d->key_at.cell < room ? d->key_at.cell : room;
        if (d->tanh) over.h = under.h = d->cell * 0.62, over.y -= d->cell * 0.26, under.y += d->cell * 0.64;
        else over = box(middle - w - 3, over.y, w, over.h), under = box(middle + 3, under.y, w, under.h);
        draw_copy(d, cell_at(d, &head, head_middle(d), j), over, travel, &ask->part, 0, j, ROLE_Q, 1 - gone);
        draw_copy(d, cell_at(d, &d->key_at, y, j), under, travel, &d->key_part, row, j, ROLE_K, 1 - gone);
        if (sum_takes(z, row) > 1) draw_plus(d, d->tanh ? box_middle_x(over) : middle, y, beat(u, 0.3, 0.36) - gone);
    }
}

// --- the home page: two parts, their sums, and pairs of equal bars

static void draw_thumbnail(const Additive *d) {
    int rows = d->rows < 4 ? d->rows : 4;
    double w = d->view->width, h = d->view->height, pitch = h / (rows + 0.8), side = pitch * 0.66 < 16 ? pitch * 0.66 : 16;
    double qx = w * 0.2, kx = w * 0.34, ax = w * 0.54, room = w * 0.28, scale = weight_scale(d);
    for (int i = 0; i < rows; i++) {
        double y = pitch * (i + 0.9);
        draw_link(d->out, qx, h / 2, kx - 3, y, ROLE_Q, 1.6, 0.5f);
        list_rect(d->out, box(kx, y - side / 2, side, side), (RectStyle){ .radius = 4, .fill = paint_tint(ROLE_K, ROLE_PANEL, 0.6f) });
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

static void measure_sums(Additive *d) {
    for (int z = 0; z < d->asks && !d->tanh; z++)
        for (int i = 0; i < d->rows; i++) {
            double sq = matrix_at(&d->ask[z].part, 0, 0), s = sq + matrix_at(&d->key_part, i, 0);
            if (math_finite(sq)) d->low = sq < d->low ? sq : d->low, d->high = sq > d->high ? sq : d->high;
            if (math_finite(s)) d->low = s < d->low ? s : d->low, d->high = s > d->high ? s : d->high;
        }
}

static void draw_missing(const View *view, List *out) {
    draw_note(out, view->width / 2, view->height / 2, view->width - 80, "This picture needs an additive similarity.", ALIGN_CENTER);
}

static void additive_draw(const View *view, const Step *step, const Tape *tape, double t, List *out) {
    Additive d = { .view = view, .step = step, .out = out };
    if (!additive_read(&d, tape)) {
        if (!view->thumbnail) draw_missing(view, out);
        return;
    }
    d.seconds = d.plays ? t * additive_length(&d) : 0;
    if (view->thumbnail) {
        draw_thumbnail(&d);
        return;
    }
    place_rows(&d);
    place_columns(&d);
    measure_sums(&d);
    int now = draw_now(&d);
    draw_heads(&d, now);
    draw_keys(&d);
    draw_axes_words(&d);
    for (int z = 0; z < d.asks; z++) draw_rows(&d, z, is_now(now, z));
    for (int i = 0; i < d.rows; i++) draw_weights(&d, i);
    draw_verdict(&d);
    out->may_overlap = true;
    for (int z = 0; z < d.asks && d.digits && d.plays; z++)
        for (int i = 0; i < d.rows; i++) draw_flight(&d, z, i);
    out->may_overlap = false;
}

const Scene scene_additive = {
    .name = "additive",
    .summary = "the query's part and each key's part add up, with and without a tanh, for two queries",
    .model = "attention",
    .reveal = reveals,
    .seconds = additive_seconds,
    .draw = additive_draw,
    .legend = legend,
    .legends = sizeof legend / sizeof *legend,
};
