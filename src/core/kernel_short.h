// Attention over short texts, as small models train on: a text's heads are done one after the other, all of it in memory of the
// thread's own, and matrices are read where they lie but for the two that must be turned, which all heads share. Every number is
// made
// by the same steps as in kernel_attention.h, which includes this.
#ifndef ATTEND_CORE_KERNEL_SHORT_H
#define ATTEND_CORE_KERNEL_SHORT_H

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

// c (rows, width) = start + a (rows, depth) · b (depth, width), at most LANES columns; `whole`: LANES of them.
KERNEL_PART void short_tile(const int rows, const bool whole, int width, int depth, Strided a, const Real *b, ptrdiff_t b_row,
                            Real *c, ptrdiff_t c_row, Start start) {
    Vector s[ROWS];
    UNROLL for (int i = 0; i < rows; i++) s[i] = whole ? load(start.at + i * start.row) : load_few(start.at + i * start.row, width);
    const Real *at = a.at;
    for (int k = 0; k < depth; k++, at += a.column, b += b_row) {
        Vector column = whole ? load(b) : load_few(b, width);
        UNROLL for (int i = 0; i < rows; i++) s[i] = fma_of(splat(at[i * a.row]), column, s[i]);
    }
    UNROLL for (int i = 0; i < rows; i++) {
        if (whole)
            store(c + i * c_row, s[i]);
        else
            store_few(c + i * c_row, s[i], width);
    }
}

KERNEL_PART void short_columns(const bool whole, int rows, int width, int depth, Strided a, const Real *b, ptrdiff_t b_row, Real *c,
                               ptrdiff_t c_row, Start start) {
    for (int i = 0, count; i < rows; i += count) {
        Strided part = { a.at + i * a.row, a.row, a.column };
        Start from = { start.at + i * start.row, start.row };
        Real *to = c + i * c_row;
        count = rows - i >= ROWS ? ROWS : rows - i >= 4 ? 4 : 1;
        if (count == ROWS)
            short_tile(ROWS, whole, width, depth, part, b, b_row, to, c_row, from);
        else if (count == 4)
            short_tile(4, whole, width, depth, part, b, b_row, to, c_row, from);
        else
            short_tile(1, whole, width, depth, part, b, b_row, to, c_row, from);
    }
}

// c = start + a · b for any width.
static void short_product(int rows, int width, int depth, Strided a, const Real *b, ptrdiff_t b_row, Real *c, ptrdiff_t c_row,
                          Start start) {
    int j = 0;
    for (; j + LANES <= width; j += LANES)
        short_columns(true, rows, LANES, depth, a, b + j, b_row, c + j, c_row, (Start){ start.at + j, start.row });
    if (j < width) short_columns(false, rows, width - j, depth, a, b + j, b_row, c + j, c_row, (Start){ start.at + j, start.row });
}

static const Start from_zero = { zeros, 0 };

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
    short_product(keys, wide, job->d, (Strided){ head->k, head->wide, 1 }, turned_q, SHORT, s->at, SHORT, from_zero); // k qᵀ
    for (int i = 0; i < wide; i += LANES) take_scores(job, &all, s->at, SHORT, keys, i, hidden, &less);
    short_product(job->n, job->dv, keys, (Strided){ s->at, 1, SHORT }, head->v, head->wide_v, head->o, head->wide_v,
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

static void short_grad_head(const AttentionJob *job, Head *head, const Real *turned_k, const Real *turned_v) {
    int n = job->n, m = job->m, wide = padded(m);
    Real mean[SHORT];
    ShortSquare s, dp;
    Strided q = { head->q, head->wide, 1 }, g = { head->g, head->wide_v, 1 };
    head->mean = mean;
    short_product(n, wide, job->d, q, turned_k, SHORT, s.at, SHORT, from_zero);   // q kᵀ
    short_product(n, wide, job->dv, g, turned_v, SHORT, dp.at, SHORT, from_zero); // g vᵀ
    for (int i = 0; i < n; i++) {
        mean[i] = dot_of(head->g + i * head->wide_v, head->o + i * head->wide_v, job->dv);
        weights_and_slopes(job, head, i, s.at + i * SHORT, dp.at + i * SHORT, visible_to(job, i), wide);
    }
    if (head->dv) // pᵀ g
        short_product(m, job->dv, n, (Strided){ s.at, 1, SHORT }, head->g, head->wide_v, head->dv, head->wide_v,
                      start_at(head->dv, head->wide_v, job->fresh[2]));
    if (head->dk) // dsᵀ q
        short_product(m, job->d, n, (Strided){ dp.at, 1, SHORT }, head->q, head->wide, head->dk, head->wide,
                      start_at(head->dk, head->wide, job->fresh[1]));
    if (head->dq) // ds k
        short_product(n, job->d, m, (Strided){ dp.at, SHORT, 1 }, head->k, head->wide, head->dq, head->wide,
                      start_at(head->dq, head->wide, job->fresh[0]));
}

static void short_grad_task(void *context, int text) {
    const AttentionJob *job = context;
    ShortTurned k, v;
    Head first = head_given(job, text * job->heads);
    turn_rows(first.k, first.wide, job->m, job->heads * job->d, k.at);
    turn_rows(first.v, first.wide_v, job->m, job->heads * job->dv, v.at);
    for (int h = 0; h < job->heads; h++) {
        Head head = head_given(job, text * job->heads + h);
        short_grad_head(job, &head, k.at + h * job->d * SHORT, v.at + h * job->dv * SHORT);
    }
}

#endif
