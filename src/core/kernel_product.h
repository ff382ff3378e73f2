// The matrix product of one vector width. b is laid out in panels of WIDE columns, (depth, WIDE) each; a tile of ROWS × WIDE
// outputs stays in registers while it runs down a panel. Included by kernel_body.h.
#ifndef ATTEND_CORE_KERNEL_PRODUCT_H
#define ATTEND_CORE_KERNEL_PRODUCT_H

#include <string.h>

#include "base/pool.h"
#include "core/kernel_vector.h"
#include "core/kernels.h"

enum {
    ROWS = BYTES == 64   ? 8
           : BYTES == 32 ? 6
                         : 4,
    DEPTH = PRODUCT_DEPTH, // of a panel: with WIDE columns it stays in the first-level cache
    BREADTH = PRODUCT_BREADTH,
    BLOCK = 96, // rows that one thread takes at a time: whole tiles of every width
};

// --- laying out

// LANES columns of fewer than LANES steps of k each, as rows of a panel.
static void lay_short(int depth, const Real *from, ptrdiff_t column, Real *to) {
    Real square[LANES * LANES] __attribute__((aligned(64))), turned[LANES * LANES] __attribute__((aligned(64)));
    for (int j = 0; j < LANES; j++) copy_few(square + j * LANES, from + j * column, depth);
    turn_square(square, LANES, turned, LANES);
    for (int k = 0; k < depth; k++) store(to + k * WIDE, load(turned + k * LANES));
}

// to (depth, WIDE) = the columns [0, width) of from, and zeros.
static void lay_panel(int depth, int width, Strided from, Real *to) {
    int k = 0;
    if (from.column == 1 && width == WIDE) {
        for (; k < depth; k++) {
            store(to + k * WIDE, load(from.at + k * from.row));
            store(to + k * WIDE + LANES, load(from.at + k * from.row + LANES));
        }
        return;
    }
    if (from.row == 1 && width == WIDE)
        for (; k + LANES <= depth; k += LANES) {
            turn_square(from.at + k, from.column, to + k * WIDE, WIDE);
            turn_square(from.at + k + LANES * from.column, from.column, to + k * WIDE + LANES, WIDE);
        }
    if (from.row == 1 && width == WIDE && depth - k > 2) {
        lay_short(depth - k, from.at + k, from.column, to + k * WIDE);
        lay_short(depth - k, from.at + k + LANES * from.column, from.column, to + k * WIDE + LANES);
        return;
    }
    if (from.column == 1 && width <= LANES) { // narrow_tile reads no more of a row
        for (; k < depth; k++) store(to + k * WIDE, load_few(from.at + k * from.row, width));
        return;
    }
    for (; k < depth; k++) {
        Real *row = to + k * WIDE;
        if (width < WIDE) {
            store(row, (Vector){ 0 });
            store(row + LANES, (Vector){ 0 });
        }
        if (from.column == 1)
            copy_few(row, from.at + k * from.row, width);
        else
            for (int j = 0; j < width; j++) row[j] = from.at[k * from.row + j * from.column];
    }
}

static void lay_panels(int depth, int width, Strided from, Real *to) {
    for (int j = 0; j < width; j += WIDE, from.at += WIDE * from.column, to += depth * WIDE)
        lay_panel(depth, width - j < WIDE ? width - j : WIDE, from, to);
}

// --- multiplying

// Where the chains of a block begin: a row of c's shape, `row` elements from one to the next; 0: the same row for all.
typedef struct Start {
    const Real *at;
    ptrdiff_t row;
} Start;

static const Real zeros[PRODUCT_BREADTH] __attribute__((aligned(64)));
static inline Start start_at(const Real *c, ptrdiff_t c_row, bool fresh) {
    return fresh ? (Start){ zeros, 0 } : (Start){ c, c_row };
}

// A part of b that is asked for ahead, some lines of the cache at a time, while another part is multiplied.
typedef struct Ahead {
    const Real *at;
    ptrdiff_t step; // from one run of neighbours to the next
    int parts;      // of a run
    int all, done, each;
} Ahead;

enum { LINE = 64 / sizeof(Real), PART = 8 * LINE, ASK_EVERY = 32 };

static Ahead ahead_of(int depth, int width, Strided b, int times) {
    bool rows = b.column == 1;
    int runs = rows ? depth : width, length = rows ? width : depth;
    Ahead a = { .at = b.at, .step = rows ? b.row : b.column, .parts = (length + PART - 1) / PART };
    a.all = runs * a.parts;
    a.each = (a.all + times - 1) / times;
    return a;
}
static inline void ask_ahead(Ahead *a) {
    int end = a->done + a->each < a->all ? a->done + a->each : a->all;
    for (; a->done < end; a->done++) {
        const Real *at = a->at + a->done / a->parts * a->step + a->done % a->parts * PART;
        UNROLL for (int i = 0; i < PART; i += LINE) __builtin_prefetch(at + i, 0, 2);
    }
}

// c (rows, WIDE) = start + a (rows, depth) · b (depth, WIDE). `ahead`, NULL or what will be read next, is asked for on the way: a
// few lines at a time, so that nothing waits for them.
KERNEL_PART void tile(const int rows, int depth, Strided a, const Real *b, ptrdiff_t b_row, Real *c, ptrdiff_t c_row, Start start,
                      Ahead *ahead) {
    Vector s[ROWS][2];
    UNROLL for (int i = 0; i < rows; i++) {
        s[i][0] = load(start.at + i * start.row);
        s[i][1] = load(start.at + i * start.row + LANES);
    }
    const Real *at = a.at;
    for (int k = 0; k < depth;) {
        int end = ahead && k + ASK_EVERY < depth ? k + ASK_EVERY : depth;
        if (ahead) ask_ahead(ahead);
        for (; k < end; k++, at += a.column, b += b_row) {
            Vector b0 = load(b), b1 = load(b + LANES);
            UNROLL for (int i = 0; i < rows; i++) {
                Vector x = splat(at[i * a.row]);
                s[i][0] = fma_of(x, b0, s[i][0]);
                s[i][1] = fma_of(x, b1, s[i][1]);
            }
        }
    }
    UNROLL for (int i = 0; i < rows; i++) {
        store(c + i * c_row, s[i][0]);
        store(c + i * c_row + LANES, s[i][1]);
    }
}

// The same for any number of rows.
KERNEL_PART void tiles_below(int rows, int depth, Strided a, const Real *b, ptrdiff_t b_row, Real *c, ptrdiff_t c_row, Start start,
                             Ahead *ahead) {
    int i = 0;
#define TILE_AT(count)                                                                                                             \
    tile(count, depth, (Strided){ a.at + i * a.row, a.row, a.column }, b, b_row, c + i * c_row, c_row,                             \
         (Start){ start.at + i * start.row, start.row }, ahead),                                                                   \
        i += count
    while (i + ROWS <= rows) TILE_AT(ROWS);
    if (i + 4 <= rows) TILE_AT(4);
    if (i + 2 <= rows) TILE_AT(2);
    if (i < rows) TILE_AT(1);
#undef TILE_AT
}
static void column_of_tiles(int rows, int depth, Strided a, const Real *b, ptrdiff_t b_row, Real *c, ptrdiff_t c_row, Start start) {
    tiles_below(rows, depth, a, b, b_row, c, c_row, start, NULL);
}
static void column_of_tiles_ahead(int rows, int depth, Strided a, const Real *b, Real *c, ptrdiff_t c_row, Start start,
                                  Ahead *ahead) {
    tiles_below(rows, depth, a, b, WIDE, c, c_row, start, ahead);
}

// The last columns, at most LANES of them: only these are loaded and stored.
KERNEL_PART void narrow_tile(const int rows, int width, int depth, Strided a, const Real *b, Real *c, ptrdiff_t c_row,
                             Start start) {
    Vector s[ROWS];
    UNROLL for (int i = 0; i < rows; i++) s[i] = load_few(start.at + i * start.row, width);
    const Real *at = a.at;
    for (int k = 0; k < depth; k++, at += a.column, b += WIDE) {
        Vector column = load(b);
        UNROLL for (int i = 0; i < rows; i++) s[i] = fma_of(splat(at[i * a.row]), column, s[i]);
    }
    UNROLL for (int i = 0; i < rows; i++) store_few(c + i * c_row, s[i], width);
}
static void narrow_columns(int rows, int width, int depth, Strided a, const Real *b, Real *c, ptrdiff_t c_row, Start start) {
    int i = 0;
    for (; i + ROWS <= rows; i += ROWS)
        narrow_tile(ROWS, width, depth, (Strided){ a.at + i * a.row, a.row, a.column }, b, c + i * c_row, c_row,
                    (Start){ start.at + i * start.row, start.row });
    for (; i < rows; i++)
        narrow_tile(1, width, depth, (Strided){ a.at + i * a.row, a.row, a.column }, b, c + i * c_row, c_row,
                    (Start){ start.at + i * start.row, start.row });
}

// The last columns, more than LANES of them and fewer than WIDE.
KERNEL_PART void ragged_tile(const int rows, int width, int depth, Strided a, const Real *b, Real *c, ptrdiff_t c_row,
                             Start start) {
    Vector s[ROWS][2];
    int few = width - LANES;
    UNROLL for (int i = 0; i < rows; i++) {
        s[i][0] = load(start.at + i * start.row);
        s[i][1] = load_few(start.at + i * start.row + LANES, few);
    }
    const Real *at = a.at;
    for (int k = 0; k < depth; k++, at += a.column, b += WIDE) {
        Vector b0 = load(b), b1 = load(b + LANES);
        UNROLL for (int i = 0; i < rows; i++) {
            Vector x = splat(at[i * a.row]);
            s[i][0] = fma_of(x, b0, s[i][0]);
            s[i][1] = fma_of(x, b1, s[i][1]);
        }
    }
    UNROLL for (int i = 0; i < rows; i++) {
        store(c + i * c_row, s[i][0]);
        store_few(c + i * c_row + LANES, s[i][1], few);
    }
}
static void ragged_columns(int rows, int width, int depth, Strided a, const Real *b, Real *c, ptrdiff_t c_row, Start start) {
    int i = 0;
    for (; i + ROWS <= rows; i += ROWS)
        ragged_tile(ROWS, width, depth, (Strided){ a.at + i * a.row, a.row, a.column }, b, c + i * c_row, c_row,
                    (Start){ start.at + i * start.row, start.row });
    for (; i < rows; i++)
        ragged_tile(1, width, depth, (Strided){ a.at + i * a.row, a.row, a.column }, b, c + i * c_row, c_row,
                    (Start){ start.at + i * start.row, start.row });
}

// The last columns, fewer than WIDE.
static void last_columns(int rows, int width, int depth, Strided a, const Real *b, Real *c, ptrdiff_t c_row, Start start) {
    if (width <= LANES)
        narrow_columns(rows, width, depth, a, b, c, c_row, start);
    else
        ragged_columns(rows, width, depth, a, b, c, c_row, start);
}

// c (rows, width) = start + a (rows, depth) · panels, which stand `panel` elements apart.
static void rows_by_panels_from(Start start, int rows, int width, int depth, Strided a, const Real *panels, ptrdiff_t panel,
                                Real *c, ptrdiff_t c_row) {
    int j = 0;
    for (; j + WIDE <= width; j += WIDE, panels += panel)
        column_of_tiles(rows, depth, a, panels, WIDE, c + j, c_row, (Start){ start.at + j, start.row });
    if (j < width) last_columns(rows, width - j, depth, a, panels, c + j, c_row, (Start){ start.at + j, start.row });
}

// c += a · panels; fresh: c is taken as 0 before.
static void rows_by_panels(int rows, int width, int depth, Strided a, const Real *panels, ptrdiff_t panel, Real *c, ptrdiff_t c_row,
                           bool fresh) {
    rows_by_panels_from(start_at(c, c_row, fresh), rows, width, depth, a, panels, panel, c, c_row);
}

// --- the whole product, in blocks that threads may share

typedef struct ProductJob {
    int n, width, depth;
    Strided a, b; // of this round of k and of columns
    Real *panels; // (width / WIDE, depth, WIDE)
    Real *c;      // (n, c_row)
    ptrdiff_t c_row;
    Start start;
    bool direct; // b is read as it is
    int sharers; // threads
    int strip;   // columns, of few rows
} ProductJob;

enum {
    LAY_AT_ONCE = 8,
    WORTH_SHARING = 1 << 22, // multiply-adds; what threads make for each other has to be fetched
    NUMBER = 8,              // as many of them take as long as a number of b that is read from memory
    SMALL = 1 << 16,         // elements of b
    STRIP = 128,             // columns
    FEW_ROWS = LANES,        // more are faster by tiles
    FEW_STRIP = 384,         // columns for few rows, where threads share them
    FEW_STRIP_ALONE = 3072,  // where not
    GAP = 16,                // between panels, which would else begin in one place of the cache
};

static void lay_block(void *context, int block) {
    ProductJob *job = context;
    int j = block * LAY_AT_ONCE * WIDE, width = job->width - j < LAY_AT_ONCE * WIDE ? job->width - j : LAY_AT_ONCE * WIDE;
    lay_panels(job->depth, width, (Strided){ job->b.at + j * job->b.column, job->b.row, job->b.column },
               job->panels + (ptrdiff_t)j * job->depth);
}

// Rows that lie a power of two apart fall into the same few places of the cache, so a block of a that many panels read is
// copied closer together, in the order it has.
static Strided gathered(int rows, int depth, Strided a, Real *to) {
    bool turned = a.row == 1 && a.column != 1;
    int lines = turned ? depth : rows, length = turned ? rows : depth, step = turned ? BLOCK : DEPTH + 16;
    for (int i = 0; i < lines; i++) memcpy(to + i * step, a.at + i * (turned ? a.column : a.row), (size_t)length * sizeof(Real));
    return turned ? (Strided){ to, 1, step } : (Strided){ to, step, 1 };
}

static void multiply_block(void *context, int block) {
    ProductJob *job = context;
    Real near[BLOCK * (DEPTH + 16)] __attribute__((aligned(64)));
    int i = block * BLOCK, rows = job->n - i < BLOCK ? job->n - i : BLOCK;
    Strided a = { job->a.at + i * job->a.row, job->a.row, job->a.column };
    Real *c = job->c + i * job->c_row;
    Start start = { job->start.at + i * job->start.row, job->start.row };
    if (job->width >= 512 && (a.row == 1 || a.column == 1)) a = gathered(rows, job->depth, a, near);
    if (!job->direct) {
        rows_by_panels_from(start, rows, job->width, job->depth, a, job->panels, job->depth * WIDE, c, job->c_row);
        return;
    }
    int j = 0;
    for (; j + WIDE <= job->width; j += WIDE)
        column_of_tiles(rows, job->depth, a, job->b.at + j, job->b.row, c + j, job->c_row, (Start){ start.at + j, start.row });
    if (j < job->width)
        last_columns(rows, job->width - j, job->depth, a, job->panels, c + j, job->c_row, (Start){ start.at + j, start.row });
}

// --- the whole product of few rows, in strips of columns that threads may share

// to = `panels` whole panels of `depth` rows that lie one after the other, `step` elements from a panel to the next.
static void lay_rows(int depth, int panels, Strided from, Real *to, ptrdiff_t step) {
    for (int k = 0; k < depth; k++, to += WIDE) {
        const Real *at = from.at + k * from.row;
        for (int j = 0; j < panels; j++, at += WIDE) {
            store(to + j * step, load(at));
            store(to + j * step + LANES, load(at + LANES));
        }
    }
}

static void lay_strip(int depth, int width, Strided from, Real *to, ptrdiff_t step) {
    int whole = from.column == 1 ? width / WIDE : 0;
    if (whole) lay_rows(depth, whole, from, to, step);
    for (int j = whole * WIDE; j < width; j += WIDE)
        lay_panel(depth, width - j < WIDE ? width - j : WIDE, (Strided){ from.at + j * from.column, from.row, from.column },
                  to + j / WIDE * step);
}

// The part of b that follows (p, j) for this thread; none: no runs.
static Ahead what_follows(const ProductJob *job, int p, int j) {
    p += DEPTH;
    if (p >= job->depth) p = 0, j += STRIP * job->sharers;
    if (j >= job->width) return (Ahead){ 0 };
    int depth = job->depth - p < DEPTH ? job->depth - p : DEPTH, width = job->width - j < STRIP ? job->width - j : STRIP;
    return ahead_of(depth, width, (Strided){ job->b.at + p * job->b.row + j * job->b.column, job->b.row, job->b.column },
                    STRIP / WIDE * ((job->n + ROWS - 1) / ROWS) * ((job->depth < DEPTH ? job->depth : DEPTH) / ASK_EVERY + 1));
}

// One strip of columns, down all of k: its panels stay in the cache of who multiplies by them.
static void multiply_strip(void *context, int strip) {
    enum { STEP = DEPTH * WIDE + GAP };
    const ProductJob *job = context;
    Real panels[STRIP / WIDE * STEP] __attribute__((aligned(64)));
    int j = strip * STRIP, width = job->width - j < STRIP ? job->width - j : STRIP;
    Start start = job->start.at ? (Start){ job->start.at + j, job->start.row } : (Start){ zeros, 0 };
    for (int p = 0; p < job->depth; p += DEPTH) {
        int depth = job->depth - p < DEPTH ? job->depth - p : DEPTH;
        Strided a = { job->a.at + p * job->a.column, job->a.row, job->a.column };
        Ahead ahead = what_follows(job, p, j);
        lay_strip(depth, width, (Strided){ job->b.at + p * job->b.row + j * job->b.column, job->b.row, job->b.column }, panels,
                  STEP);
        for (int w = 0; w < width; w += WIDE) {
            const Real *panel = panels + w / WIDE * STEP;
            Start from = { start.at + w, start.row };
            Real *c = job->c + j + w;
            if (w + WIDE <= width)
                column_of_tiles_ahead(job->n, depth, a, panel, c, job->c_row, from, &ahead);
            else
                last_columns(job->n, width - w, depth, a, panel, c, job->c_row, from);
        }
        start = (Start){ job->c + j, job->c_row };
    }
}

// --- so few rows of a that b is read in the order in which it lies, once, the next part being asked for meanwhile

enum { AT_ONCE = 8, SOON = 2 * AT_ONCE }; // rows of b

// c (n, width) += a (n, rows) · b (rows, width)
KERNEL_PART void add_rows(const int rows, int n, int width, Strided a, Strided b, bool ahead, Real *c, ptrdiff_t c_row) {
    int j = 0;
    for (; j + LANES <= width; j += LANES) {
        if (ahead && j % LINE == 0) UNROLL for (int k = 0; k < rows; k++) __builtin_prefetch(b.at + (k + SOON) * b.row + j, 0, 2);
        Vector x[AT_ONCE];
        UNROLL for (int k = 0; k < rows; k++) x[k] = load(b.at + k * b.row + j);
        for (int i = 0; i < n; i++) {
            Vector s = load(c + i * c_row + j);
            UNROLL for (int k = 0; k < rows; k++) s = fma_of(splat(a.at[i * a.row + k * a.column]), x[k], s);
            store(c + i * c_row + j, s);
        }
    }
    for (; j < width; j++)
        for (int i = 0; i < n; i++)
            for (int k = 0; k < rows; k++)
                c[i * c_row + j] = real_fma(a.at[i * a.row + k * a.column], b.at[k * b.row + j], c[i * c_row + j]);
}

static void few_by_rows(int n, int width, int depth, Strided a, Strided b, Real *c, ptrdiff_t c_row) {
    for (; depth >= AT_ONCE; depth -= AT_ONCE, a.at += AT_ONCE * a.column, b.at += AT_ONCE * b.row)
        add_rows(AT_ONCE, n, width, a, b, depth >= AT_ONCE + SOON, c, c_row);
    for (; depth; depth--, a.at += a.column, b.at += b.row) add_rows(1, n, width, a, b, false, c, c_row);
}

enum { COLUMNS = LANES < 16 ? 16 : LANES, SQUARES = COLUMNS / LANES };

// c (n, COLUMNS) += a (n, depth) · b, whose columns lie as rows: squares of it are turned on the way.
static void add_columns(int n, int depth, Strided a, Strided b, bool ahead, Real *c, ptrdiff_t c_row) {
    Real square[COLUMNS * LANES] __attribute__((aligned(64)));
    int k = 0;
    for (; k + LANES <= depth; k += LANES) {
        if (ahead && k % LINE == 0)
            UNROLL for (int i = 0; i < COLUMNS; i++) __builtin_prefetch(b.at + (i + COLUMNS) * b.column + k, 0, 2);
        UNROLL for (int q = 0; q < SQUARES; q++)
            turn_square(b.at + q * LANES * b.column + k, b.column, square + q * LANES * LANES, LANES);
        for (int i = 0; i < n; i++) {
            Vector s[SQUARES];
            UNROLL for (int q = 0; q < SQUARES; q++) s[q] = load(c + i * c_row + q * LANES);
            UNROLL for (int l = 0; l < LANES; l++) {
                Vector x = splat(a.at[i * a.row + (k + l) * a.column]);
                UNROLL for (int q = 0; q < SQUARES; q++) s[q] = fma_of(x, load(square + (q * LANES + l) * LANES), s[q]);
            }
            UNROLL for (int q = 0; q < SQUARES; q++) store(c + i * c_row + q * LANES, s[q]);
        }
    }
    for (; k < depth; k++)
        for (int i = 0; i < n; i++)
            for (int j = 0; j < COLUMNS; j++)
                c[i * c_row + j] = real_fma(a.at[i * a.row + k * a.column], b.at[j * b.column + k], c[i * c_row + j]);
}

static void few_by_columns(int n, int width, int depth, Strided a, Strided b, Real *c, ptrdiff_t c_row) {
    int j = 0;
    for (; j + COLUMNS <= width; j += COLUMNS)
        add_columns(n, depth, a, (Strided){ b.at + j * b.column, 1, b.column }, j + 2 * COLUMNS <= width, c + j, c_row);
    for (; j < width; j++)
        for (int i = 0; i < n; i++)
            for (int k = 0; k < depth; k++)
                c[i * c_row + j] = real_fma(a.at[i * a.row + k * a.column], b.at[j * b.column + k], c[i * c_row + j]);
}

static void multiply_few_strip(void *context, int strip) {
    const ProductJob *job = context;
    int j = strip * job->strip, width = job->width - j < job->strip ? job->width - j : job->strip;
    Strided b = { job->b.at + j * job->b.column, job->b.row, job->b.column };
    Real *c = job->c + j;
    for (int i = 0; i < job->n; i++) {
        const Real *start = job->start.at ? job->start.at + i * job->start.row + j : NULL;
        if (!start) memset(c + i * job->c_row, 0, (size_t)width * sizeof(Real));
        if (start && start != c + i * job->c_row) memcpy(c + i * job->c_row, start, (size_t)width * sizeof(Real));
    }
    if (b.column == 1)
        few_by_rows(job->n, width, job->depth, job->a, b, c, job->c_row);
    else
        few_by_columns(job->n, width, job->depth, job->a, b, c, job->c_row);
}

static bool is_shared(const ProductJob *job) {
    return (double)(job->n + NUMBER) * job->width * job->depth >= WORTH_SHARING && pool_threads() > 1;
}
static void run_parts(int blocks, PoolWork *work, ProductJob *job, bool shared) {
    if (shared)
        pool_run(blocks, work, job);
    else
        for (int i = 0; i < blocks; i++) work(job, i);
}

// One round: `width` columns and `depth` steps of k.
static void multiply_round(ProductJob *job) {
    bool shared = is_shared(job);
    int lay = (job->width + LAY_AT_ONCE * WIDE - 1) / (LAY_AT_ONCE * WIDE), blocks = (job->n + BLOCK - 1) / BLOCK;
    job->direct = job->b.column == 1 && (job->n < 16 || job->width * job->depth <= SMALL);
    int rest = job->width % WIDE;
    if (job->direct) {
        if (rest) lay_panel(job->depth, rest, (Strided){ job->b.at + job->width - rest, job->b.row, 1 }, job->panels);
    } else
        run_parts(lay, lay_block, job, shared);
    run_parts(blocks, multiply_block, job, shared);
}

static void multiply(int n, int m, int k, Strided a, Strided b, ProductStart from, const Real *bias, Real *c, Real *scratch) {
    if (n <= BLOCK && (double)m * k > SMALL) {
        ProductJob job = { .n = n, .width = m, .depth = k, .a = a, .b = b, .c = c, .c_row = m };
        job.start = from == START_C ? (Start){ c, m } : from == START_BIAS ? (Start){ bias, 0 } : (Start){ NULL, 0 };
        bool shared = is_shared(&job);
        job.sharers = shared ? pool_threads() : 1;
        bool few = n <= FEW_ROWS;
        job.strip = !few ? STRIP : shared ? FEW_STRIP : FEW_STRIP_ALONE;
        run_parts((m + job.strip - 1) / job.strip, few ? multiply_few_strip : multiply_strip, &job, shared);
        return;
    }
    for (int j = 0; j < m; j += BREADTH)
        for (int p = 0; p < k; p += DEPTH) {
            ProductJob job = { .n = n, .c = c + j, .c_row = m, .panels = scratch };
            job.width = m - j < BREADTH ? m - j : BREADTH;
            job.depth = k - p < DEPTH ? k - p : DEPTH;
            job.a = (Strided){ a.at + p * a.column, a.row, a.column };
            job.start = p > 0 || from == START_C ? (Start){ c + j, m }
                        : from == START_BIAS     ? (Start){ bias + j, 0 }
                                                 : (Start){ zeros, 0 };
            job.b = (Strided){ b.at + p * b.row + j * b.column, b.row, b.column };
            multiply_round(&job);
        }
}

#endif
