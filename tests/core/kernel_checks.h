// The kernels of every vector width against plain chains of multiply-adds, bit for bit, and against sums in double. The element
// type is the one the including file is compiled for.
#ifndef ATTEND_TESTS_CORE_KERNEL_CHECKS_H
#define ATTEND_TESTS_CORE_KERNEL_CHECKS_H

#include <float.h>
#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/random.h"
#include "core/engine.h"
#include "core/kernel_vector.h"
#include "core/kernels.h"
#include "support/check.h"

static const int widths[] = { 4, 8, 16 };
enum { WIDTHS = 3 };

// A width that this machine lacks takes the next smaller one: then the test says less, but holds.
static inline const Kernels *kernels_of(int width) {
    engine_set(engine_threads(), widths[width]);
    const Kernels *kernels = kernels_now();
    engine_set(engine_threads(), 0);
    return kernels;
}

static inline Real *random_numbers(Arena *arena, Random *random, int count) {
    Real *x = arena_new(arena, Real, count);
    for (int i = 0; i < count; i++) x[i] = (Real)random_normal(random);
    return x;
}

// FNV-1a
static inline uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t size) {
    for (size_t i = 0; i < size; i++) hash = (hash ^ ((const unsigned char *)bytes)[i]) * 0x100000001b3u;
    return hash;
}

// --- the emulation of a fused multiply-add, which this file gets unless it is compiled for a processor that has one

static inline Real any_number(Random *random) {
    Real x = (Real)random_normal(random);
    int power = (int)random_below(random, 40) - 20;
    for (int i = 0; i < power; i++) x *= 8;
    for (int i = 0; i > power; i--) x /= 8;
    return random_below(random, 50) == 0 ? 0 : x;
}

static inline void the_multiply_add_rounds_once(void **state) {
    (void)state;
    Random random = random_seed(7);
    for (int i = 0; i < 300000; i++) {
        Real a = any_number(&random), b = any_number(&random), c = any_number(&random);
        if (i % 3 == 0) c = -(a * b); // all that is left is what the rounding lost
        if (i % 7 == 0) c *= (Real)FLT_MIN;
        if (i % 1001 == 0) c = (Real)INFINITY;
        Real got = fma_of(splat(a), splat(b), splat(c))[LANES - 1], want = real_fma(a, b, c);
        if (memcmp(&got, &want, sizeof got) != 0 && !(got != got && want != want))
            fail_msg("%.9g * %.9g + %.9g is %.9g, expected %.9g", (double)a, (double)b, (double)c, (double)got, (double)want);
    }
}

static inline void weights_are_near_exp(void **state) {
    (void)state;
    double worst = 0;
    int digits = sizeof(Real) == 4 ? FLT_MANT_DIG : DBL_MANT_DIG;
    for (double x = 0; x > -87; x -= 0.000171) {
        Real at = (Real)x, got = exp_weight(splat(at))[0];
        double want = exp((double)at), error = fabs((double)got - want) / ldexp(1, ilogb(want) - digits + 1); // in ulp
        worst = error > worst ? error : worst;
    }
    assert_true(worst <= 1);
    assert_true(exp_weight(splat(0))[0] == 1);
    assert_true(exp_weight(splat(-(Real)MATH_INFINITY))[0] == 0);
    assert_true(exp_weight(splat(-1000))[0] == 0);
    assert_true(exp_weight(splat((Real)MATH_NAN))[0] != exp_weight(splat((Real)MATH_NAN))[0]);
}

// --- products

static inline void check_product(Arena *arena, int n, int m, int k, int transposes) {
    Random random = random_seed((uint64_t)(n * 1000 + m));
    Real *a = random_numbers(arena, &random, n * k), *b = random_numbers(arena, &random, k * m);
    Real *before = random_numbers(arena, &random, n * m), *want = arena_new(arena, Real, n * m), *c = arena_new(arena, Real, n * m);
    Real *scratch = arena_new(arena, Real, (int)product_scratch(k, m));
    Strided x = transposes & 1 ? (Strided){ a, 1, n } : (Strided){ a, k, 1 };
    Strided y = transposes & 2 ? (Strided){ b, 1, k } : (Strided){ b, m, 1 };
    for (int i = 0; i < n; i++)
        for (int j = 0; j < m; j++) {
            Real s = before[i * m + j];
            for (int p = 0; p < k; p++) s = real_fma(x.at[i * x.row + p * x.column], y.at[p * y.row + j * y.column], s);
            want[i * m + j] = s;
        }
    for (int w = 0; w < WIDTHS; w++) {
        memcpy(c, before, (size_t)(n * m) * sizeof *c);
        kernels_of(w)->product(n, m, k, x, y, START_C, NULL, c, scratch);
        if (memcmp(c, want, (size_t)(n * m) * sizeof *c) != 0)
            fail_msg("(%d,%d)(%d,%d) transposed %d has other bits with %d lanes", n, k, k, m, transposes, widths[w]);
    }
}

static inline void products_are_chains_in_every_width(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    static const int sizes[][3] = { { 1, 1, 1 },     { 1, 33, 5 },      { 2, 64, 64 },   { 7, 31, 3 },
                                    { 13, 47, 29 },  { 64, 64, 64 },    { 97, 33, 257 }, { 17, 300, 40 },
                                    { 5, 1030, 20 }, { 100, 270, 260 }, { 193, 96, 16 } };
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
        for (int transposes = 0; transposes < 4; transposes++) {
            arena_reset(arena);
            check_product(arena, sizes[i][0], sizes[i][1], sizes[i][2], transposes);
        }
    arena_end(arena);
}

// --- rows and functions

static inline void functions_are_those_of_base(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Random random = random_seed(3);
    enum { COUNT = 1003 };
    Real *x = random_numbers(arena, &random, COUNT), *y = arena_new(arena, Real, COUNT), *rows = arena_new(arena, Real, COUNT);
    for (int i = 0; i < COUNT; i++) x[i] *= 20;
    x[17] = -(Real)MATH_INFINITY;
    uint64_t hash[WIDTHS];
    for (int w = 0; w < WIDTHS; w++) {
        const Kernels *kernels = kernels_of(w);
        kernels->each_exp(COUNT, x, y);
        for (int i = 0; i < COUNT; i++) assert_true(y[i] == real_exp(x[i]));
        kernels->each_tanh(COUNT, x, y);
        for (int i = 0; i < COUNT; i++) assert_true(y[i] == real_tanh(x[i]));
        kernels->each_sigmoid(COUNT, x, y);
        for (int i = 0; i < COUNT; i++) assert_close(y[i], 1 / (1 + exp(-(double)x[i])), 1e-6);
        memcpy(rows, x, COUNT * sizeof *x);
        kernels->softmax_rows(17, 59, rows);
        hash[w] = hash_bytes(0, rows, COUNT * sizeof *rows);
        assert_true(hash[w] == hash[0]);
    }
    arena_end(arena);
}

// GELU and its slope against the C library in double, in ulp of the result; the same bits in every width and at every place.
static inline void gelu_is_near_exact(void **state) {
    (void)state;
    enum { COUNT = 26003 };
    static Real x[COUNT], y[WIDTHS][COUNT], slope[WIDTHS][COUNT];
    for (int i = 0; i < COUNT; i++) x[i] = (Real)((i - COUNT / 2) * 0.001);
    int digits = sizeof(Real) == 4 ? FLT_MANT_DIG : DBL_MANT_DIG;
    double worst = 0, worst_slope = 0;
    for (int w = 0; w < WIDTHS; w++) {
        kernels_of(w)->each_gelu(COUNT, x, y[w], slope[w]);
        assert_memory_equal(y[w], y[0], sizeof y[w]);
        assert_memory_equal(slope[w], slope[0], sizeof slope[w]);
    }
    for (int i = 0; i < COUNT; i++) {
        double at = (double)x[i], below = erfc(-at / sqrt(2)) / 2, want = at * below;
        double rise = below + at * exp(-at * at / 2) / sqrt(2 * MATH_PI);
        if (at < -9) assert_close((double)y[0][i], want, 1e-15);
        if (at > -9 && want != 0 && sizeof(Real) == 4)
            worst = fmax(worst, fabs((double)y[0][i] - want) / ldexp(1, ilogb(want) - digits + 1));
        worst_slope = fmax(worst_slope, fabs((double)slope[0][i] - rise));
        if (sizeof(Real) == 8) assert_close((double)y[0][i], want, 1e-15 * fmax(1, fabs(want)));
    }
    if (worst > 6 || worst_slope > (sizeof(Real) == 4 ? 4e-7 : 2e-15)) fail_msg("%g ulp, slope %g", worst, worst_slope);
    Real odd[] = { (Real)MATH_NAN, (Real)MATH_INFINITY, 100, -100 }, value[4], rise[4];
    kernels_of(2)->each_gelu(4, odd, value, rise);
    assert_true(value[0] != value[0] && rise[0] != rise[0]);
    assert_true(value[1] > 1e30 && value[2] == 100 && value[3] == 0 && rise[2] == 1 && rise[3] == 0);
}

// Layer norm and Adam: the same bits in every width, for rows of every length.
static inline void rows_are_the_same_in_every_width(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    static const int widths_of_rows[] = { 1, 3, 15, 16, 17, 32, 61 };
    for (size_t i = 0; i < sizeof widths_of_rows / sizeof *widths_of_rows; i++) {
        enum { ROWS_IN_ALL = 5 };
        int d = widths_of_rows[i], count = ROWS_IN_ALL * d;
        uint64_t hash[WIDTHS];
        for (int w = 0; w < WIDTHS; w++) {
            Random random = random_seed(11);
            Real *all = random_numbers(arena, &random, 4 * count + 5 * d), *x = all, *g = x + count, *y = g + count,
                 *dx = y + count, *gamma = dx + count, *beta = gamma + d, *dgamma = beta + d, *dbeta = dgamma + d;
            Real kept[2 * ROWS_IN_ALL];
            LayernormJob job = { ROWS_IN_ALL, d, (Real)1e-5, x, gamma, beta, y, kept, g, dx, dgamma, dbeta };
            kernels_of(w)->layernorm_rows(&job);
            kernels_of(w)->layernorm_grad(&job);
            AdamStep step = { (Real)0.9, (Real)0.999, (Real)0.1, (Real)0.001, (Real)0.03, 2, (Real)1e-8, (Real)0.7 };
            for (int v = 0; v < count; v++) y[v] *= y[v]; // a second moment
            kernels_of(w)->adam(count, step, g, dx, y, x);
            hash[w] = hash_bytes(0, all, (size_t)(4 * count + 4 * d) * sizeof *all);
            assert_true(hash[w] == hash[0]);
        }
    }
    arena_end(arena);
}

// Turned pairs and sums of columns: the same bits in every width as one by one.
static inline void turn_one_by_one(const RotateJob *job) {
    for (int i = 0; i < job->rows * job->columns; i += 2) {
        int at = i / job->columns % job->places * job->half + i % job->columns / 2 % job->half;
        Real a = job->x[i], b = job->x[i + 1], c = job->cosine[at], s = job->side * job->sine[at];
        Real first = real_fma(a, c, -(b * s)), second = real_fma(a, s, b * c);
        job->y[i] = job->fresh ? 0 + first : job->y[i] + first;
        job->y[i + 1] = job->fresh ? 0 + second : job->y[i + 1] + second;
    }
}
static inline void pairs_are_turned_in_every_width(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    static const int sizes[][4] = { { 2, 3, 2, 1 }, { 3, 32, 32, 16 }, { 2, 5, 24, 4 }, { 2, 3, 1020, 5 }, { 1, 7, 36, 18 } };
    for (size_t i = 0; i < 2 * sizeof sizes / sizeof *sizes; i++) {
        const int *of = sizes[i / 2]; // matrices, places, columns, half
        RotateJob job = { .rows = of[0] * of[1], .columns = of[2], .places = of[1], .half = of[3], .fresh = i % 2 };
        int count = job.rows * job.columns, turns = job.places * job.half;
        Random random = random_seed(5);
        job.side = i % 2 ? 1 : -1;
        job.x = random_numbers(arena, &random, count);
        job.cosine = random_numbers(arena, &random, turns), job.sine = random_numbers(arena, &random, turns);
        Real *before = random_numbers(arena, &random, count), *want = arena_new(arena, Real, count);
        memcpy(job.y = want, before, (size_t)count * sizeof *want);
        turn_one_by_one(&job);
        for (int w = 0; w < WIDTHS; w++) {
            memcpy(job.y = arena_new(arena, Real, count), before, (size_t)count * sizeof *want);
            kernels_of(w)->rotate_pairs(&job);
            assert_memory_equal(job.y, want, (size_t)count * sizeof *want);
        }
    }
    arena_end(arena);
}

static inline void columns_are_summed_in_every_width(void **state) {
    (void)state;
    enum { ROWS_IN_ALL = 37, MOST = 83 };
    Real x[ROWS_IN_ALL * MOST], start[MOST], want[MOST], got[MOST];
    Random random = random_seed(6);
    for (int i = 0; i < ROWS_IN_ALL * MOST; i++) x[i] = (Real)random_normal(&random);
    for (int j = 0; j < MOST; j++) start[j] = (Real)random_normal(&random);
    for (int m = 1; m <= MOST; m++) {
        memcpy(want, start, sizeof want);
        for (int i = 0; i < ROWS_IN_ALL; i++)
            for (int j = 0; j < m; j++) want[j] += x[i * m + j];
        for (int w = 0; w < WIDTHS; w++) {
            memcpy(got, start, sizeof got);
            kernels_of(w)->add_rows(ROWS_IN_ALL, m, x, got);
            assert_memory_equal(got, want, sizeof want);
        }
    }
}

// --- attention

typedef struct Attended {
    AttentionJob job;
    int inputs, keys, values, outputs; // elements of q, k, v and o
    Real *o, *dq, *dk, *dv;
} Attended;

static inline Attended attended(Arena *arena, AttentionJob job) {
    Random random = random_seed(11);
    Attended a = { .job = job };
    a.inputs = job.batch * job.n * job.heads * job.d, a.keys = job.batch * job.m * job.heads * job.d;
    a.values = job.batch * job.m * job.heads * job.dv, a.outputs = job.batch * job.n * job.heads * job.dv;
    a.job.q = random_numbers(arena, &random, a.inputs), a.job.k = random_numbers(arena, &random, a.keys);
    a.job.v = random_numbers(arena, &random, a.values), a.job.g = random_numbers(arena, &random, a.outputs);
    a.job.o = a.o = arena_new(arena, Real, a.outputs), a.job.dq = a.dq = arena_new(arena, Real, a.inputs);
    a.job.dk = a.dk = arena_new(arena, Real, a.keys), a.job.dv_ = a.dv = arena_new(arena, Real, a.values);
    a.job.kept = arena_new(arena, Real, job.batch * job.heads * 2 * job.n);
    a.job.scratch = arena_new(arena, Real, (int)kernels_4.attention_scratch(&a.job));
    return a;
}

static inline uint64_t attend(Attended *a, const Kernels *kernels) {
    memset(a->dq, 0, (size_t)a->inputs * sizeof(Real));
    memset(a->dk, 0, (size_t)a->keys * sizeof(Real));
    memset(a->dv, 0, (size_t)a->values * sizeof(Real));
    kernels->attention(&a->job);
    kernels->attention_grad(&a->job);
    uint64_t hash = hash_bytes(1, a->o, (size_t)a->outputs * sizeof(Real));
    hash = hash_bytes(hash, a->dq, (size_t)a->inputs * sizeof(Real));
    hash = hash_bytes(hash, a->dk, (size_t)a->keys * sizeof(Real));
    return hash_bytes(hash, a->dv, (size_t)a->values * sizeof(Real));
}

// One head in plain double, of which only one batch is expected.
static inline void check_head(Arena *arena, const Attended *a, int head, double tolerance) {
    const AttentionJob *job = &a->job;
    int n = job->n, m = job->m, d = job->d, dv = job->dv, wide = job->heads * d, wide_v = job->heads * dv;
    const Real *q = job->q + head * d, *k = job->k + head * d, *v = job->v + head * dv, *g = job->g + head * dv;
    double *p = arena_new(arena, double, m), *dp = arena_new(arena, double, m);
    double *dk = arena_new(arena, double, m *d), *dvalue = arena_new(arena, double, m *dv);
    for (int i = 0; i < n; i++) {
        int seen = job->causal && i + 1 < m ? i + 1 : m;
        double most = -INFINITY, sum = 0, mean = 0;
        for (int j = 0; j < seen; j++) {
            p[j] = dp[j] = 0;
            for (int c = 0; c < d; c++) p[j] += (double)q[i * wide + c] * (double)k[j * wide + c] * (double)job->scale;
            for (int c = 0; c < dv; c++) dp[j] += (double)g[i * wide_v + c] * (double)v[j * wide_v + c];
            most = p[j] > most ? p[j] : most;
        }
        for (int j = 0; j < seen; j++) sum += p[j] = exp(p[j] - most);
        for (int j = 0; j < seen; j++) mean += (p[j] /= sum) * dp[j];
        for (int c = 0; c < dv; c++) {
            double o = 0;
            for (int j = 0; j < seen; j++) o += p[j] * (double)v[j * wide_v + c];
            assert_close((double)a->o[i * wide_v + head * dv + c], o, tolerance);
        }
        for (int c = 0; c < d; c++) {
            double dq = 0;
            for (int j = 0; j < seen; j++) dq += (double)job->scale * p[j] * (dp[j] - mean) * (double)k[j * wide + c];
            assert_close((double)a->dq[i * wide + head * d + c], dq, tolerance);
        }
        for (int j = 0; j < seen; j++) {
            for (int c = 0; c < d; c++) dk[j * d + c] += (double)job->scale * p[j] * (dp[j] - mean) * (double)q[i * wide + c];
            for (int c = 0; c < dv; c++) dvalue[j * dv + c] += p[j] * (double)g[i * wide_v + c];
        }
    }
    for (int j = 0; j < m; j++) {
        for (int c = 0; c < d; c++) assert_close((double)a->dk[j * wide + head * d + c], dk[j * d + c], tolerance);
        for (int c = 0; c < dv; c++) assert_close((double)a->dv[j * wide_v + head * dv + c], dvalue[j * dv + c], tolerance);
    }
}

static inline void tiled_attention_is_attention_in_every_width(void **state) {
    (void)state;
    static const AttentionJob jobs[] = {
        { .batch = 1, .heads = 1, .n = 1, .m = 4, .d = 2, .dv = 2, .scale = 1 },
        { .batch = 1, .heads = 1, .n = 64, .m = 64, .d = 64, .dv = 64, .scale = (Real)0.125 },
        { .batch = 1, .heads = 2, .n = 150, .m = 301, .d = 13, .dv = 40, .scale = (Real)0.5 },
        { .batch = 1, .heads = 3, .n = 200, .m = 200, .d = 16, .dv = 8, .causal = true, .scale = (Real)2 },
        { .batch = 1, .heads = 1, .n = 70, .m = 1100, .d = 8, .dv = 33, .causal = true, .scale = (Real)1 },
        { .batch = 1, .heads = 1, .n = 300, .m = 1100, .d = 8, .dv = 5, .scale = (Real)4 },
    };
    Arena *arena = arena_begin();
    double tolerance = sizeof(Real) == 4 ? 2e-4 : 1e-12;
    for (size_t i = 0; i < sizeof jobs / sizeof jobs[0]; i++) {
        arena_reset(arena);
        Attended a = attended(arena, jobs[i]);
        uint64_t hash = attend(&a, kernels_of(0));
        for (int head = 0; head < jobs[i].heads; head++) check_head(arena, &a, head, tolerance);
        for (int w = 1; w < WIDTHS; w++)
            if (attend(&a, kernels_of(w)) != hash) fail_msg("job %d has other bits with %d lanes", (int)i, widths[w]);
    }
    arena_end(arena);
}

static inline int run_kernel_checks(const char *name) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_multiply_add_rounds_once),
        cmocka_unit_test(weights_are_near_exp),
        cmocka_unit_test(products_are_chains_in_every_width),
        cmocka_unit_test(functions_are_those_of_base),
        cmocka_unit_test(gelu_is_near_exact),
        cmocka_unit_test(rows_are_the_same_in_every_width),
        cmocka_unit_test(pairs_are_turned_in_every_width),
        cmocka_unit_test(columns_are_summed_in_every_width),
        cmocka_unit_test(tiled_attention_is_attention_in_every_width),
    };
    return cmocka_run_group_tests_name(name, tests, NULL, NULL);
}

#endif
