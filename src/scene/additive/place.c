// The additive picture: what the tape holds, when each part comes, and where it stands.
#include <math.h>

#include "base/math.h"
#include "scene/additive/additive.h"

enum { ROWS_HEAT = 256, STRIP_MOST = 72 };

bool additive_shows(const Additive *d, const char *name) {
    return d->step->reveals == 0 || step_reveals(d->step, name) || step_focuses(d->step, name);
}

// --- reading

static bool read_ask(Additive *d, Ask *ask, int query) {
    const Tape *tape = d->tape;
    Matrix part = matrix_find(tape, d->tanh ? "hq" : "sq", -1), hidden = matrix_find(tape, "hidden", -1);
    Matrix s = matrix_find(tape, "s", -1), a = matrix_find(tape, "a", -1);
    if (part.rows <= query || s.rows <= query || a.rows <= query || s.columns != d->m || a.columns != d->m) return false;
    *ask = (Ask){ .query = query,
                  .part = matrix_rows(&part, query, 1, 0),
                  .s = matrix_rows(&s, query, 1, 0),
                  .a = matrix_rows(&a, query, 1, 0) };
    ask->hidden = matrix_rows(&hidden, query * d->m, d->m, 0);
    return true;
}

bool additive_read(void *picture) {
    Additive *d = picture;
    const Tape *tape = d->tape;
    d->refusal = "This picture needs an additive similarity.";
    d->tanh = tape_find(tape, "hidden") != NODE_NONE;
    d->key_part = matrix_find(tape, d->tanh ? "hk" : "sk", 0);
    d->va = matrix_find(tape, "va", 0);
    Matrix q = matrix_find(tape, "q", -1);
    d->m = d->key_part.rows, d->r = d->key_part.columns, d->n = q.rows;
    if (!d->m || !d->r || !d->n) return false;
    d->rows = d->m < ROWS_HEAT ? d->m : ROWS_HEAT;
    int first = step_query(d->step, d->n);
    d->asks = d->n > 1 && additive_shows(d, "second") ? 2 : 1;
    for (int z = 0; z < d->asks; z++)
        if (!read_ask(d, &d->ask[z], (first + z) % d->n)) return false;
    d->plays = d->step->foci > 0;
    return true;
}

// --- time: for each query its sums, the very first slowly, then its weights

static const double lead = 0.3, slow = 2.4, quick = 0.7, weights_take = 1.1;

static double stagger(const Additive *d) {
    double even = d->rows > 1 ? 2.4 / (d->rows - 1) : 0;
    return even < 0.4 ? even : 0.4;
}

bool additive_is_slow(int z, int row) { return z == 0 && row == 0; }

static double sum_takes(int z, int row) { return additive_is_slow(z, row) ? slow : quick; }

// When row i of query z begins; row d->rows: when the weights do.
double additive_sum_start(const Additive *d, int z, int row) {
    double whole = slow + (d->rows - 1) * stagger(d) + quick, next = lead + whole + weights_take + ADDITIVE_PAUSE;
    double start = z == 0 ? lead : next;
    if (row == 0) return start;
    if (row < d->rows) return start + (z == 0 ? slow : quick * 0.5) + (row - 1) * stagger(d);
    return start + (z == 0 ? whole : quick * 1.5 + (d->rows - 1) * stagger(d)) + 0.1;
}

void additive_plan(void *picture) {
    Additive *d = picture;
    if (d->plays) d->acts.seconds = additive_sum_start(d, d->asks - 1, d->rows) + weights_take + ADDITIVE_PAUSE;
}

double additive_summed(const Additive *d, int z, int row) {
    if (!d->plays) return 1;
    return math_clamp((d->seconds - additive_sum_start(d, z, row)) / sum_takes(z, row), 0, 1);
}

double additive_weighed(const Additive *d, int z, int row) {
    if (!d->plays) return 1;
    double start = additive_sum_start(d, z, d->rows) + (d->rows > 1 ? 0.4 * row / (d->rows - 1) : 0);
    return beat(d->seconds, start, start + weights_take - 0.4);
}

// How far a hidden unit and a score have landed.
double additive_hidden_landed(const Additive *d, int z, int row) {
    return additive_shows(d, "hidden") ? beat(additive_summed(d, z, row), 0.5, 0.65) : 0;
}
double additive_score_landed(const Additive *d, int z, int row) {
    return additive_shows(d, "s") ? beat(additive_summed(d, z, row), 0.84, 1) : 0;
}

// --- place

static void place_rows(Additive *d) {
    double height = d->view->height;
    d->band_top = picture_band(&d->picture);
    d->band_bottom = height - d->band_top;
    d->heading = d->band_top + (d->flat ? 18 : 30);
    double cell = d->flat ? CELL_LEAST : 40;
    d->head = d->heading + (d->flat ? 7 : 14); // the query's part stands here
    double top = d->head + cell + (d->flat ? 8 : 24), below = (d->tanh ? cell + 8 : 0) + (d->flat ? 22 : 48);
    double even = (d->band_bottom - below - top) / d->rows;
    double most = math_clamp(height * 0.15, 112, 152);
    d->pitch = floor(even < most ? even : most);
    d->digits = d->rows <= cells_rows(d->view) && d->pitch >= CELL_LEAST + CELL_GAP;
    if (!d->digits) { // room for the name of the axis
        top += d->flat ? 14 : 0;
        even = (d->band_bottom - below - top) / d->rows;
        d->pitch = even < CELL_LEAST ? even : CELL_LEAST;
    }
    d->cell = d->digits ? floor(math_clamp(d->pitch * 0.5, CELL_LEAST, d->flat ? CELL_LEAST : 60)) : cell;
    double block = d->rows * d->pitch;
    double spare = floor((d->band_bottom - below - top - block) / 2); // the heads stay with the rows
    d->top = floor(top) + spare;
    d->heading += spare, d->head += spare;
    d->foot = d->top + block;
}

// A row of hidden units ends in its score: both tensors, for both queries, have the same decimals.
static void align_decimals(Additive *d) {
    Matrix *shown[2 * QUERIES_MOST];
    int count = 0, least = -1;
    for (int z = 0; z < d->asks; z++) {
        shown[count++] = &d->ask[z].s;
        if (d->tanh) shown[count++] = &d->ask[z].hidden;
    }
    for (int i = 0; i < count; i++) {
        int decimals = shown[i]->format.decimals; // 0: all are whole, which stays so
        if (decimals > 0 && (least < 0 || decimals < least)) least = decimals;
    }
    for (int i = 0; i < count && least > 0; i++)
        if (shown[i]->format.decimals > 0) shown[i]->format.decimals = least;
}

static double text_width(const Additive *d, const Matrix *m) { return matrix_text_width(d->view->metrics, d->out->arena, m); }

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

static double cell_between(const Additive *d, double text, double share) {
    double least = cell_need(text), wish = cell_wish(text, math_clamp(d->view->width * 0.037, 44, 68));
    return between(least, wish > least ? wish : least, share);
}

double additive_gap(const Additive *d) { return picture_side(&d->picture, 20); }
static double margin(const Additive *d) { return picture_side(&d->picture, 20); }
double additive_way(const Additive *d) { return d->view->width < 760 ? 20 : 32; } // from the parts to their score

// Sets the widths of all groups for cells at a share of their wish; returns what is used, with the least widths of the bars.
static double use_width(Additive *d, Need need, double share) {
    double cell = cell_between(d, need.part, share), used = 2 * margin(d) + d->label + d->number_w + MARK + 56;
    group_set_width(&d->key_at, cell);
    used += d->key_at.w;
    for (int z = 0; z < d->asks; z++) {
        Ask *ask = &d->ask[z];
        group_set_width(&ask->part_at, d->tanh ? cell : math_clamp(cell * 1.6, 64, 120));
        group_set_width(&ask->score_at, cell_between(d, need.score, share));
        used += additive_gap(d) + ask->part_at.w + additive_way(d) + ask->score_at.w;
    }
    return used + additive_gap(d);
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
    align_decimals(d);
}

// Digits are dropped until the cells fit; then the hidden units give way to strips.
static Need fit_columns(Additive *d) {
    for (int digits = 4; digits >= 2; digits--) {
        set_digits(d, digits);
        if (use_width(d, text_need(d), 0) <= d->view->width) return text_need(d);
    }
    if (d->r > 1) group_make_strip(&d->key_at, STRIP_MOST);
    for (int z = 0; z < d->asks && d->r > 1; z++) group_make_strip(&d->ask[z].part_at, STRIP_MOST);
    set_digits(d, 3);
    return text_need(d);
}

static void place_columns(Additive *d) {
    Group parts = { .cells = d->r }, one = { .cells = 1 };
    if (d->r > cells_columns(d->view) || !d->digits) group_make_strip(&parts, STRIP_MOST);
    if (!d->digits) group_make_strip(&one, STRIP_MOST);
    d->key_at = parts;
    for (int z = 0; z < d->asks; z++) {
        d->ask[z].part_at = d->tanh ? parts : (Group){ .cells = 1 };
        d->ask[z].score_at = one;
    }
    bool names = d->digits || row_word(d->step, "k", 0);
    d->label = names ? row_labels_width(d->view->metrics, d->step, "k", d->rows) + 10 : 0;
    d->number_w = d->digits ? 56 : 0;
    Need need = fit_columns(d);
    d->key_at.text = need.part;
    for (int z = 0; z < d->asks; z++) d->ask[z].part_at.text = need.part, d->ask[z].score_at.text = need.score;
    double share = 1;
    while (share > 0 && use_width(d, need, share) > d->view->width) share -= 0.1;
    double left = d->view->width - use_width(d, need, share > 0 ? share : 0);
    left = left > 0 ? left : 0;
    int gaps = d->asks + 1;
    double wide = d->view->width;
    double more = math_clamp(left * 0.3 / gaps, 0, math_clamp(wide * 0.036, 40, 72)),
           bar = 56 + math_clamp(left * 0.4, 0, math_clamp(wide * 0.14, 160, 280)),
           part = d->tanh ? 0 : math_clamp(left * 0.3 / d->asks, 0, math_clamp(wide * 0.06, 72, 120));
    double spare = left - more * gaps - (bar - 56) - part * d->asks, x = margin(d) + spare / 2 + d->label;
    d->key_at.x = floor(x);
    x += d->key_at.w;
    for (int z = 0; z < d->asks; z++) {
        Ask *ask = &d->ask[z];
        ask->part_at.w = floor(ask->part_at.w + part);
        ask->part_at.x = floor(x += additive_gap(d) + more);
        ask->score_at.x = floor(x += ask->part_at.w + additive_way(d));
        x += ask->score_at.w;
    }
    d->bar_x = floor(x + additive_gap(d) + more + MARK);
    d->bar_w = floor(bar);
}

double additive_row(const Additive *d, int row) { return d->top + (row + 0.5) * d->pitch; }

void additive_place(void *picture) {
    Additive *d = picture;
    place_rows(d);
    place_columns(d);
    for (int z = 0; z < d->asks && !d->tanh; z++) // how far the bars of the sums reach
        for (int i = 0; i < d->rows; i++) {
            double sq = matrix_at(&d->ask[z].part, 0, 0), s = sq + matrix_at(&d->key_part, i, 0);
            if (math_finite(sq)) d->low = sq < d->low ? sq : d->low, d->high = sq > d->high ? sq : d->high;
            if (math_finite(s)) d->low = s < d->low ? s : d->low, d->high = s > d->high ? s : d->high;
        }
}
