// Attention by tiles (Rabe & Staats 2021; Dao et al. 2022): a block of queries meets the keys block by block, softmax being
// kept up to date on the way, so that memory grows with n and m, not with n m. What a causal mask hides whole is skipped.
// The backward makes the weights again from the two numbers a row that the forward kept. Included by kernel_body.h.
#ifndef ATTEND_CORE_KERNEL_ATTENTION_H
#define ATTEND_CORE_KERNEL_ATTENTION_H

#include "core/kernel_product.h"

enum {
    QUERIES = 64, // of a tile
    KEYS = 128,   // a multiple of every WIDE
    GROUP = 512,  // keys at least, and an eighth of all, whose share of dq one thread gathers
    GROUPS = 8,
};

typedef struct Tile {
    Real at[QUERIES * KEYS] __attribute__((aligned(64)));
} Tile;

static int padded(int count) { return (count + PARTIALS - 1) / PARTIALS * PARTIALS; }

// --- where things are

typedef struct Head {
    const Real *q, *k, *v, *g;
    Real *o, *dq, *dk, *dv, *kept;
    ptrdiff_t wide, wide_v; // elements from one row to the next of q and k, of v and o
    // Laid out in panels: qᵀ and v for the forward; kᵀ (in the place of qᵀ), vᵀ, k, q and g for the backward.
    Real *turned_q, *turned_k, *panels_v, *turned_v, *panels_k, *panels_q, *panels_g;
    Real *mean;    // (n): Σ_c g o of a row, the mean of g vᵀ under the weights
    Real *dq_part; // (groups, n, d)
} Head;

static size_t up(int count) { return (size_t)(count + 31) / 32 * 32; } // whole panels of every width

static int group_size(int m) {
    int eighth = (m + GROUPS - 1) / GROUPS;
    eighth = (eighth + KEYS - 1) / KEYS * KEYS;
    return eighth > GROUP ? eighth : GROUP;
}
static int group_count(int m) { return (m + group_size(m) - 1) / group_size(m); }

static size_t forward_scratch(const AttentionJob *job) {
    return up(job->n > job->m ? job->n : job->m) * (size_t)job->d + (size_t)job->m * up(job->dv);
}

static size_t head_scratch(const AttentionJob *job) {
    size_t n = (size_t)job->n, m = (size_t)job->m, d = (size_t)job->d, dv = (size_t)job->dv;
    return forward_scratch(job) + up(job->m) * dv + m * up(job->d) + n * (up(job->d) + up(job->dv)) + up(job->n) +
           (size_t)group_count(job->m) * n * d;
}

// A small head is done in one go, in memory of the thread's own that stays in its cache.
enum { SMALL_HEAD = (1 << 17) / sizeof(Real) };
static bool is_small(const AttentionJob *job) { return head_scratch(job) <= SMALL_HEAD; }

// Short texts are done whole.
enum { SHORT = 32, SHORT_WIDTH = 128 };
static bool is_short(const AttentionJob *job) {
    return job->n <= SHORT && job->m <= SHORT && job->heads * job->d <= SHORT_WIDTH && job->heads * job->dv <= SHORT_WIDTH;
}

static size_t attention_scratch(const AttentionJob *job) {
    return is_short(job) || is_small(job) ? 0 : (size_t)job->batch * (size_t)job->heads * head_scratch(job);
}

// What is given of a head, without what is laid out.
static Head head_given(const AttentionJob *job, int index) {
    size_t b = (size_t)(index / job->heads), h = (size_t)(index % job->heads), n = (size_t)job->n, m = (size_t)job->m;
    size_t d = (size_t)job->d, dv = (size_t)job->dv, all = d * (size_t)job->heads, all_v = dv * (size_t)job->heads;
    size_t q = b * n * all + h * d, k = b * m * all + h * d, v = b * m * all_v + h * dv, o = b * n * all_v + h * dv;
    Head head = {
        .q = job->q + q, .k = job->k + k, .v = job->v + v, .o = job->o + o, .wide = (ptrdiff_t)all, .wide_v = (ptrdiff_t)all_v
    };
    head.kept = job->kept + (size_t)index * 2 * n;
    head.g = job->g ? job->g + o : NULL;
    head.dq = job->dq ? job->dq + q : NULL;
    head.dk = job->dk ? job->dk + k : NULL;
    head.dv = job->dv_ ? job->dv_ + v : NULL;
    return head;
}

static Head head_at(const AttentionJob *job, int index, Real *s /* head_scratch() elements */) {
    size_t n = (size_t)job->n, m = (size_t)job->m, d = (size_t)job->d, dv = (size_t)job->dv;
    Head head = head_given(job, index);
    head.turned_q = head.turned_k = s, s += up(job->n > job->m ? job->n : job->m) * d;
    head.panels_v = s, s += m * up(job->dv);
    head.turned_v = s, s += up(job->m) * dv;
    head.panels_k = s, s += m * up(job->d);
    head.panels_q = s, s += n * up(job->d);
    head.panels_g = s, s += n * up(job->dv);
    head.mean = s, s += up(job->n);
    head.dq_part = s;
    return head;
}

static Head head_of(const AttentionJob *job, int index) {
    return head_at(job, index, job->scratch + (size_t)index * head_scratch(job));
}

// Keys that query i sees.
static int visible_to(const AttentionJob *job, int i) { return job->causal && i + 1 < job->m ? i + 1 : job->m; }

// --- forward

typedef struct Softmax {
    Real most[QUERIES], sum[QUERIES]; // of each query so far
} Softmax;

// Scores of some keys, rows `row` elements apart, for LANES queries side by side from column `at` on: they become weights
// relative to the
// largest score of their query so far. Sums run over the keys in order. `hidden`: column c sees the key of row r when
// r + hidden <= c. *less: how much smaller what was gathered before has become.
KERNEL_PART void take_scores(const AttentionJob *job, Softmax *so_far, Real *s, ptrdiff_t row, int keys, int at, int hidden,
                             Vector *less) {
    Whole lane;
    for (int l = 0; l < LANES; l++) lane[l] = l + at;
    Vector scale = splat(job->scale), nothing = splat(-(Real)MATH_INFINITY), before = load(so_far->most + at), most = before;
    int seen = at + LANES - hidden < keys ? at + LANES - hidden : keys; // beyond them no query of these sees a key
    for (int r = 0; r < seen; r++) {
        Vector x = load(s + r * row + at);
        if (r + hidden > at) {
            x = choose((Whole)(lane >= r + hidden), x, nothing);
            store(s + r * row + at, x);
        }
        most = choose((Whole)(x > most), x, most);
    }
    Vector shift = choose((Whole)(most > nothing), most * scale, splat(0));
    *less = choose((Whole)(before > nothing), exp_weight(fma_of(before, scale, -shift)), splat(0));
    Vector sum = load(so_far->sum + at) * *less;
    for (int r = 0; r < seen; r++) {
        Vector w = exp_weight(fma_of(load(s + r * row + at), scale, -shift));
        store(s + r * row + at, w);
        sum += w;
    }
    for (int r = seen > 0 ? seen : 0; r < keys; r++) store(s + r * row + at, splat(0));
    store(so_far->most + at, most);
    store(so_far->sum + at, sum);
}

KERNEL_PART void divide_row(Real *o, int count, Real by) {
    int c = 0;
    for (; c + LANES <= count; c += LANES) store(o + c, load(o + c) / by);
    if (c < count) store_few(o + c, load_few(o + c, count - c) / by, count - c);
}

static void finish_rows(const AttentionJob *job, const Head *head, const Softmax *all, int i0, int rows) {
    for (int i = 0; i < rows; i++) {
        divide_row(head->o + (i0 + i) * head->wide_v, job->dv, all->sum[i]);
        head->kept[i0 + i] = all->most[i] * job->scale;
        head->kept[job->n + i0 + i] = all->sum[i];
    }
}

static void scale_row(Real *o, int count, Real by) {
    for (int c = 0; c < count; c++) o[c] *= by;
}

static void attend_block(const AttentionJob *job, const Head *head, int i0) {
    int rows = job->n - i0 < QUERIES ? job->n - i0 : QUERIES, seen = visible_to(job, i0 + rows - 1);
    Real *o = head->o + i0 * head->wide_v;
    Softmax so_far;
    Tile s;
    for (int i = 0; i < QUERIES; i++) {
        so_far.most[i] = -(Real)MATH_INFINITY;
        so_far.sum[i] = 0;
    }
    for (int j = 0; j < seen; j += KEYS) {
        int keys = seen - j < KEYS ? seen - j : KEYS, hidden = job->causal ? j - i0 : -KEYS;
        Strided k = { head->k + j * head->wide, head->wide, 1 };
        rows_by_panels(keys, (int)up(rows), job->d, k, head->turned_q + i0 * job->d, job->d * WIDE, s.at, QUERIES, true); // k qᵀ
        for (int i = 0; i < rows; i += LANES) {
            Vector less;
            take_scores(job, &so_far, s.at, QUERIES, keys, i, hidden, &less);
            for (int l = 0; j > 0 && l < LANES && i + l < rows; l++)
                if (less[l] != 1) scale_row(o + (i + l) * head->wide_v, job->dv, less[l]);
        }
        rows_by_panels(rows, job->dv, keys, (Strided){ s.at, 1, QUERIES }, head->panels_v + j * WIDE, (ptrdiff_t)job->m * WIDE, o,
                       head->wide_v, j == 0); // o += a v
    }
    finish_rows(job, head, &so_far, i0, rows);
}

static void lay(const AttentionJob *job, const Head *head) {
    lay_panels(job->d, job->n, (Strided){ head->q, 1, head->wide }, head->turned_q);
    lay_panels(job->m, job->dv, (Strided){ head->v, head->wide_v, 1 }, head->panels_v);
}

static void lay_task(void *context, int index) {
    Head head = head_of(context, index);
    lay(context, &head);
}

static int blocks_of(int n) { return (n + QUERIES - 1) / QUERIES; }

// The last blocks first: under a causal mask they are the longest.
static void attention_task(void *context, int index) {
    const AttentionJob *job = context;
    int blocks = blocks_of(job->n), block = blocks - 1 - index % blocks;
    Head head = head_of(job, index / blocks);
    attend_block(job, &head, block * QUERIES);
}

static void small_task(void *context, int index) {
    const AttentionJob *job = context;
    Real own[SMALL_HEAD] __attribute__((aligned(64)));
    Head head = head_at(job, index, own);
    lay(job, &head);
    for (int i = 0; i < job->n; i += QUERIES) attend_block(job, &head, i);
}

static bool worth_sharing(const AttentionJob *job) {
    return (double)job->batch * job->heads * job->n * job->m * (job->d + job->dv) >= WORTH_SHARING;
}

static void run_blocks(const AttentionJob *job, int count, PoolWork *work) {
    if (worth_sharing(job))
        pool_run(count, work, (void *)(uintptr_t)job);
    else
        for (int i = 0; i < count; i++) work((void *)(uintptr_t)job, i);
}

// --- backward, with p = softmax(s), s = scale q kᵀ, o = p v:
// dv = pᵀ g,  dp = g vᵀ,  ds = scale p ⊙ (dp − mean),  dq = ds k,  dk = dsᵀ q

// s becomes p, dp becomes ds.
static void weights_and_slopes(const AttentionJob *job, const Head *head, int i, Real *s, Real *dp, int visible, int count) {
    Vector shift = splat(-head->kept[i]), share = splat(1 / head->kept[job->n + i]), mean = splat(head->mean[i]),
           scale = splat(job->scale);
    for (int j = 0; j < visible; j += LANES) {
        Vector p = exp_weight(fma_of(load(s + j), scale, shift)) * share;
        store(s + j, p);
        store(dp + j, (load(dp + j) - mean) * (p * scale));
    }
    for (int j = visible > 0 ? visible : 0; j < count; j++) s[j] = dp[j] = 0;
}

static void meet(const AttentionJob *job, const Head *head, int i0, int j0, int width, Real *dq, ptrdiff_t dq_row) {
    int rows = job->n - i0 < QUERIES ? job->n - i0 : QUERIES, count = padded(width);
    Tile s, dp;
    Strided q = { head->q + i0 * head->wide, head->wide, 1 }, g = { head->g + i0 * head->wide_v, head->wide_v, 1 };
    rows_by_panels(rows, (int)up(width), job->d, q, head->turned_k + j0 * job->d, job->d * WIDE, s.at, KEYS, true);     // q kᵀ
    rows_by_panels(rows, (int)up(width), job->dv, g, head->turned_v + j0 * job->dv, job->dv * WIDE, dp.at, KEYS, true); // g vᵀ
    for (int i = 0; i < rows; i++) {
        int visible = visible_to(job, i0 + i) - j0;
        weights_and_slopes(job, head, i0 + i, s.at + i * KEYS, dp.at + i * KEYS, visible < width ? visible : width, count);
    }
    if (head->dv) // pᵀ g
        rows_by_panels(width, job->dv, rows, (Strided){ s.at, 1, KEYS }, head->panels_g + i0 * WIDE, (ptrdiff_t)job->n * WIDE,
                       head->dv + j0 * head->wide_v, head->wide_v, false);
    if (head->dk) // dsᵀ q
        rows_by_panels(width, job->d, rows, (Strided){ dp.at, 1, KEYS }, head->panels_q + i0 * WIDE, (ptrdiff_t)job->n * WIDE,
                       head->dk + j0 * head->wide, head->wide, false);
    if (dq) // ds k
        rows_by_panels(rows, job->d, width, (Strided){ dp.at, KEYS, 1 }, head->panels_k + j0 * WIDE, (ptrdiff_t)job->m * WIDE,
                       dq + i0 * dq_row, dq_row, false);
}

static void lay_grad(const AttentionJob *job, const Head *head) {
    lay_panels(job->d, job->m, (Strided){ head->k, 1, head->wide }, head->turned_k);
    lay_panels(job->dv, job->m, (Strided){ head->v, 1, head->wide_v }, head->turned_v);
    lay_panels(job->m, job->d, (Strided){ head->k, head->wide, 1 }, head->panels_k);
    lay_panels(job->n, job->d, (Strided){ head->q, head->wide, 1 }, head->panels_q);
    lay_panels(job->n, job->dv, (Strided){ head->g, head->wide_v, 1 }, head->panels_g);
    for (int i = 0; i < job->n; i++) head->mean[i] = dot_of(head->g + i * head->wide_v, head->o + i * head->wide_v, job->dv);
}

// A group of keys meets all queries: its dk and dv are its own; where it is not the only one, its share of dq is gathered apart.
static void meet_group(const AttentionJob *job, const Head *head, int group) {
    int size = group_size(job->m), end = (group + 1) * size < job->m ? (group + 1) * size : job->m;
    bool apart = group_count(job->m) > 1;
    Real *dq = head->dq && apart ? head->dq_part + (size_t)group * (size_t)job->n * (size_t)job->d : head->dq;
    if (dq && apart) memset(dq, 0, (size_t)job->n * (size_t)job->d * sizeof *dq);
    for (int j = group * size; j < end; j += KEYS)
        for (int i = job->causal ? j / QUERIES * QUERIES : 0; i < job->n; i += QUERIES)
            meet(job, head, i, j, end - j < KEYS ? end - j : KEYS, dq, apart ? job->d : head->wide);
}

// dq += the groups' shares, in order.
static void gather_block(const AttentionJob *job, const Head *head, int i0) {
    int end = i0 + QUERIES < job->n ? i0 + QUERIES : job->n;
    size_t size = (size_t)job->n * (size_t)job->d;
    int groups = group_count(job->m) > 1 ? group_count(job->m) : 0;
    for (int group = 0; head->dq && group < groups; group++)
        for (int i = i0; i < end; i++) {
            const Real *part = head->dq_part + (size_t)group * size + i * job->d;
            Real *dq = head->dq + i * head->wide;
            for (int c = 0; c < job->d; c++) dq[c] += part[c];
        }
}

static void lay_grad_task(void *context, int index) {
    Head head = head_of(context, index);
    lay_grad(context, &head);
}

static void group_task(void *context, int index) {
    int groups = group_count(((const AttentionJob *)context)->m);
    Head head = head_of(context, index / groups);
    meet_group(context, &head, index % groups);
}

static void gather_task(void *context, int index) {
    int blocks = blocks_of(((const AttentionJob *)context)->n);
    Head head = head_of(context, index / blocks);
    gather_block(context, &head, index % blocks * QUERIES);
}

static void small_grad_task(void *context, int index) {
    const AttentionJob *job = context;
    Real own[SMALL_HEAD] __attribute__((aligned(64)));
    Head head = head_at(job, index, own);
    lay_grad(job, &head);
    for (int group = 0; group < group_count(job->m); group++) meet_group(job, &head, group);
    for (int i = 0; i < job->n; i += QUERIES) gather_block(job, &head, i);
}

// --- short texts, as small models train on

// A text's heads are done one after the other, all of it in memory of the thread's own. Matrices are read where they lie but for
// the two that must be turned, which all heads share. Every number is made by the same steps.

// to (columns, SHORT) = fromᵀ, with zeros for rows from `rows` to the next multiple of PARTIALS. `to` has room for columns up to a
// multiple of LANES.
static void turn_rows(const Real *from, ptrdiff_t row, int rows, int columns, Real *to) {
    Real square[LANES * LANES] __attribute__((aligned(64)));
    for (int i = 0; i < padded(rows); i += LANES)
        for (int c = 0; c < columns; c += LANES) {
            if (i + LANES <= rows && c + LANES <= columns) {
                turn_square(from + i * row + c, row, to + c * SHORT + i, SHORT);
                continue;
            }
            int width = columns - c < LANES ? columns - c : LANES;
            for (int r = 0; r < LANES; r++) {
                const Real *at = from + (i + r) * row + c;
                store(square + r * LANES, i + r >= rows ? splat(0) : width == LANES ? load(at) : load_few(at, width));
            }
            turn_square(square, LANES, to + c * SHORT + i, SHORT);
        }
}

// c (rows, width) = start + a (rows, depth) · b (depth, width). Of the `vectors` side by side, one or two, the last holds at most
// LANES columns; `whole`: LANES of them.
KERNEL_PART void short_tile(const int rows, const int vectors, const bool whole, int width, int depth, Strided a, const Real *b,
                            ptrdiff_t b_row, Real *c, ptrdiff_t c_row, Start start) {
    Vector s[ROWS][2];
    UNROLL for (int i = 0; i < rows; i++) UNROLL for (int v = 0; v < vectors; v++) {
        const Real *from = start.at + i * start.row + v * LANES;
        s[i][v] = whole ? load(from) : load_few(from, width);
    }
    const Real *at = a.at;
    for (int k = 0; k < depth; k++, at += a.column, b += b_row) {
        Vector column[2];
        UNROLL for (int v = 0; v < vectors; v++) column[v] = whole ? load(b + v * LANES) : load_few(b + v * LANES, width);
        UNROLL for (int i = 0; i < rows; i++) {
            Vector x = splat(at[i * a.row]);
            UNROLL for (int v = 0; v < vectors; v++) s[i][v] = fma_of(x, column[v], s[i][v]);
        }
    }
    UNROLL for (int i = 0; i < rows; i++) UNROLL for (int v = 0; v < vectors; v++) {
        if (whole)
            store(c + i * c_row + v * LANES, s[i][v]);
        else
            store_few(c + i * c_row + v * LANES, s[i][v], width);
    }
}

KERNEL_PART void short_columns(const int vectors, const bool whole, int rows, int width, int depth, Strided a, const Real *b,
                               ptrdiff_t b_row, Real *c, ptrdiff_t c_row, Start start) {
    for (int i = 0, count; i < rows; i += count) {
        Strided part = { a.at + i * a.row, a.row, a.column };
        Start from = { start.at + i * start.row, start.row };
        Real *to = c + i * c_row;
        count = rows - i >= ROWS ? ROWS : rows - i >= 4 ? 4 : rows - i >= 2 ? 2 : 1;
        if (count == ROWS)
            short_tile(ROWS, vectors, whole, width, depth, part, b, b_row, to, c_row, from);
        else if (count == 4)
            short_tile(4, vectors, whole, width, depth, part, b, b_row, to, c_row, from);
        else if (count == 2)
            short_tile(2, vectors, whole, width, depth, part, b, b_row, to, c_row, from);
        else
            short_tile(1, vectors, whole, width, depth, part, b, b_row, to, c_row, from);
    }
}

enum { SIDE = BYTES == 64 ? 2 : 1, BESIDE = SIDE * LANES }; // vectors side by side where there are registers for them

// c = start + a · b for any width.
static void short_product(int rows, int width, int depth, Strided a, const Real *b, ptrdiff_t b_row, Real *c, ptrdiff_t c_row,
                          Start start) {
    int j = 0;
    for (; SIDE == 2 && j + WIDE <= width; j += WIDE)
        short_columns(SIDE, true, rows, LANES, depth, a, b + j, b_row, c + j, c_row, (Start){ start.at + j, start.row });
    for (; j + LANES <= width; j += LANES)
        short_columns(1, true, rows, LANES, depth, a, b + j, b_row, c + j, c_row, (Start){ start.at + j, start.row });
    if (j < width)
        short_columns(1, false, rows, width - j, depth, a, b + j, b_row, c + j, c_row, (Start){ start.at + j, start.row });
}

static const Start from_zero = { zeros, 0 };

// Rows [first, end) of the columns from j on of a square of scores: `vectors` of them.
KERNEL_PART void short_part(const int vectors, int first, int end, int depth, Strided a, const Real *b, int j, Real *c) {
    Strided part = { a.at + first * a.row, a.row, a.column };
    if (first < end)
        short_columns(vectors, true, end - first, LANES, depth, part, b + j, SHORT, c + first * SHORT + j, SHORT, from_zero);
}

// Of a square of scores: under a causal mask only the tiles that hold some that are seen, the others being left as they are.
// Rows ask and columns are read, or (`asked`) the other way round.
static void short_scores(const AttentionJob *job, bool asked, int rows, int width, int depth, Strided a, const Real *b, Real *c) {
    for (int j = 0; j < width; j += BESIDE) {
        bool two = SIDE == 2 && width - j > LANES;
        int left = j + LANES < rows ? j + LANES : rows, right = j + WIDE < rows ? j + WIDE : rows; // where the diagonal leaves them
        int first = job->causal && !asked ? left : 0, end = job->causal && asked ? left : rows;    // of both, where there are two
        if (two) {
            short_part(SIDE, first, end, depth, a, b, j, c);
            if (job->causal) short_part(1, asked ? left : j, asked ? right : left, depth, a, b, asked ? j + LANES : j, c);
        } else
            short_part(1, job->causal && !asked ? j : 0, end, depth, a, b, j, c);
    }
}

// What is made of weights (rows, depth) and of rows that they weigh. Under a causal mask a row's weights are 0 after its own place
// (or, `asked`, before it): whole halves of them are left out.
enum { HALF = SHORT / 2 };
static void short_mix(const AttentionJob *job, bool asked, int rows, int width, int depth, Strided a, const Real *b,
                      ptrdiff_t b_row, Real *c, ptrdiff_t c_row, Start start) {
    for (int i = 0; i < rows; i += HALF) {
        int some = rows - i < HALF ? rows - i : HALF, first = job->causal && asked ? i : 0;
        int end = job->causal && !asked && i + HALF < depth ? i + HALF : depth;
        if (first > end) first = end;
        Strided part = { a.at + i * a.row + first * a.column, a.row, a.column };
        short_product(some, width, end - first, part, b + first * b_row, b_row, c + i * c_row, c_row,
                      (Start){ start.at + i * start.row, start.row });
    }
}

typedef struct ShortSquare {
    Real at[SHORT * SHORT] __attribute__((aligned(64)));
} ShortSquare;
typedef struct ShortTurned {
    Real at[SHORT_WIDTH * SHORT] __attribute__((aligned(64)));
} ShortTurned;

static void short_head(const AttentionJob *job, const Head *head, const Real *turned_q, ShortSquare *s) {
    int wide = padded(job->n), keys = visible_to(job, job->n - 1), hidden = job->causal ? 0 : -KEYS;
    Softmax all;
    Vector less;
    for (int i = 0; i < wide; i++) all.most[i] = -(Real)MATH_INFINITY, all.sum[i] = 0;
    short_scores(job, true, keys, wide, job->d, (Strided){ head->k, head->wide, 1 }, turned_q, s->at); // k qᵀ
    for (int i = 0; i < wide; i += LANES) take_scores(job, &all, s->at, SHORT, keys, i, hidden, &less);
    short_mix(job, false, job->n, job->dv, keys, (Strided){ s->at, 1, SHORT }, head->v, head->wide_v, head->o, head->wide_v,
              from_zero); // a v
    finish_rows(job, head, &all, 0, job->n);
}

// All heads of a text.
static void short_task(void *context, int text) {
    const AttentionJob *job = context;
    ShortTurned turned;
    ShortSquare s;
    Head first = head_given(job, text * job->heads);
    turn_rows(first.q, first.wide, job->n, job->heads * job->d, turned.at);
    for (int h = 0; h < job->heads; h++) {
        Head head = head_given(job, text * job->heads + h);
        short_head(job, &head, turned.at + h * job->d * SHORT, &s);
    }
}

static void short_grad_head(const AttentionJob *job, const Head *head, const Real *turned_k, const Real *turned_v) {
    int n = job->n, m = job->m, wide = padded(m);
    ShortSquare s, dp;
    Strided q = { head->q, head->wide, 1 }, g = { head->g, head->wide_v, 1 };
    short_scores(job, false, n, wide, job->d, q, turned_k, s.at);   // q kᵀ
    short_scores(job, false, n, wide, job->dv, g, turned_v, dp.at); // g vᵀ
    for (int i = 0; i < n; i++) {
        head->mean[i] = dot_of(head->g + i * head->wide_v, head->o + i * head->wide_v, job->dv);
        weights_and_slopes(job, head, i, s.at + i * SHORT, dp.at + i * SHORT, visible_to(job, i), wide);
    }
    if (head->dv) // pᵀ g
        short_mix(job, true, m, job->dv, n, (Strided){ s.at, 1, SHORT }, head->g, head->wide_v, head->dv, head->wide_v,
                  start_at(head->dv, head->wide_v, job->fresh[2]));
    if (head->dk) // dsᵀ q
        short_mix(job, true, m, job->d, n, (Strided){ dp.at, 1, SHORT }, head->q, head->wide, head->dk, head->wide,
                  start_at(head->dk, head->wide, job->fresh[1]));
    if (head->dq) // ds k
        short_mix(job, false, n, job->d, m, (Strided){ dp.at, SHORT, 1 }, head->k, head->wide, head->dq, head->wide,
                  start_at(head->dq, head->wide, job->fresh[0]));
}

static void short_grad_task(void *context, int text) {
    const AttentionJob *job = context;
    ShortTurned k, v;
    Real mean[SHORT];
    Head first = head_given(job, text * job->heads);
    turn_rows(first.k, first.wide, job->m, job->heads * job->d, k.at);
    turn_rows(first.v, first.wide_v, job->m, job->heads * job->dv, v.at);
    for (int h = 0; h < job->heads; h++) {
        Head head = head_given(job, text * job->heads + h);
        head.mean = mean;
        short_grad_head(job, &head, k.at + h * job->d * SHORT, v.at + h * job->dv * SHORT);
    }
}

// --- all heads

static void attention(const AttentionJob *job) {
    int heads = job->batch * job->heads;
    if (is_short(job)) {
        run_blocks(job, job->batch, short_task);
        return;
    }
    if (is_small(job)) {
        run_blocks(job, heads, small_task);
        return;
    }
    run_blocks(job, heads, lay_task);
    run_blocks(job, heads * blocks_of(job->n), attention_task);
}

static void clear_fresh(const AttentionJob *job) {
    size_t n = (size_t)job->batch * (size_t)job->n * (size_t)job->heads,
           m = (size_t)job->batch * (size_t)job->m * (size_t)job->heads;
    if (job->fresh[0]) memset(job->dq, 0, n * (size_t)job->d * sizeof(Real));
    if (job->fresh[1]) memset(job->dk, 0, m * (size_t)job->d * sizeof(Real));
    if (job->fresh[2]) memset(job->dv_, 0, m * (size_t)job->dv * sizeof(Real));
}

static void attention_grad(const AttentionJob *job) {
    int heads = job->batch * job->heads;
    if (is_short(job)) {
        run_blocks(job, job->batch, short_grad_task);
        return;
    }
    clear_fresh(job);
    if (is_small(job)) {
        run_blocks(job, heads, small_grad_task);
        return;
    }
    run_blocks(job, heads, lay_grad_task);
    run_blocks(job, heads * group_count(job->m), group_task);
    run_blocks(job, heads * blocks_of(job->n), gather_task);
}

#endif
