// The compute core in float: what a replay of the tape costs, and what the machine could do at most.
#define ATTEND_FLOAT
#include <stdio.h>

#include "base/pool.h"
#include "base/random.h"
#include "bench.h"
#include "core/engine.h"
#include "core/kernels.h"
#include "core/tape.h"

typedef struct Workload {
    Tape *tape;
    NodeId out;
} Workload;

static void forward(void *context) { tape_forward(((Workload *)context)->tape); }

static void forward_backward(void *context) {
    Workload *w = context;
    tape_forward(w->tape);
    tape_backward(w->tape, w->out, NULL);
}

// Random numbers of that size (standard deviation).
static NodeId random_leaf(Tape *tape, const char *name, Shape shape, double size, Random *random) {
    NodeId id = tape_leaf(tape, name, shape, NULL);
    for (int i = 0; i < shape_count(shape); i++) tape->node[id].value[i] = (Real)(size * random_normal(random));
    return id;
}

// --- products, all four ways

static Workload product(Arena *arena, int n, MatmulArgs args) {
    Random random = random_seed(1);
    Tape *tape = tape_begin(arena);
    NodeId a = random_leaf(tape, "a", SHAPE2(n, n), 1, &random), b = random_leaf(tape, "b", SHAPE2(n, n), 1, &random);
    return (Workload){ tape, tape_matmul(tape, a, b, args) };
}

static void bench_products(void) {
    static const char *const name[] = { "product", "product_turn_b", "product_turn_a", "product_turn_both" };
    for (int n = 32; n <= 1024; n *= 2)
        for (int i = 0; i < 4; i++) {
            if (!bench_wanted_size(name[i], n)) continue;
            Arena *arena = arena_begin();
            Workload w = product(arena, n, (MatmulArgs){ .transpose_b = i & 1, .transpose_a = i >> 1 });
            bench_row_size(name[i], n, bench_median(forward, &w, 0.2), engine_threads());
            arena_end(arena);
        }
}

// --- softmax(q kᵀ / √d) v, Vaswani et al. 2017, eq. 1

static Workload attention(Arena *arena, int n, int m, int d) {
    Random random = random_seed(1);
    Tape *tape = tape_begin(arena);
    NodeId q = random_leaf(tape, "q", SHAPE2(n, d), 1, &random), k = random_leaf(tape, "k", SHAPE2(m, d), 1, &random);
    NodeId v = random_leaf(tape, "v", SHAPE2(m, d), 1, &random);
    return (Workload){ tape, tape_attention(tape, q, k, v, (AttentionArgs){ 0 }) };
}

// As a lesson records it, the scores being nodes of their own.
static Workload attention_stored(Arena *arena, int n, int m, int d) {
    Random random = random_seed(1);
    Tape *tape = tape_begin(arena);
    NodeId q = random_leaf(tape, "q", SHAPE2(n, d), 1, &random), k = random_leaf(tape, "k", SHAPE2(m, d), 1, &random);
    NodeId v = random_leaf(tape, "v", SHAPE2(m, d), 1, &random);
    NodeId s = tape_scale(tape, tape_matmul(tape, q, k, (MatmulArgs){ .transpose_b = true }), 1 / __builtin_sqrt((double)d));
    return (Workload){ tape, tape_matmul(tape, tape_softmax(tape, s, NODE_NONE), v, (MatmulArgs){ 0 }) };
}

static void bench_attention(void) {
    static const int sizes[] = { 64, 256, 1024, 2048, 4096 };
    for (int i = 0; i < 5; i++) {
        Arena *arena = arena_begin();
        Workload w = attention(arena, sizes[i], sizes[i], 64);
        if (bench_wanted_size("attn_fwd", sizes[i]))
            bench_row_size("attn_fwd", sizes[i], bench_median(forward, &w, 0.5), engine_threads());
        if (bench_wanted_size("attn_bwd", sizes[i]))
            bench_row_size("attn_bwd", sizes[i], bench_median(forward_backward, &w, 0.5), engine_threads());
        arena_end(arena);
    }
    for (int i = 0; i < 3; i++) {
        if (!bench_wanted_size("stored_bwd", sizes[i])) continue;
        Arena *arena = arena_begin();
        Workload w = attention_stored(arena, sizes[i], sizes[i], 64);
        bench_row_size("stored_bwd", sizes[i], bench_median(forward_backward, &w, 0.3), engine_threads());
        arena_end(arena);
    }
}

// Memory grows with n alone: the time of one forward, and the bytes of the whole tape.
static void bench_long(void) {
    if (!bench_asked() || !bench_wanted("attn_long")) return;
    for (int n = 16384; n <= 65536; n *= 2) {
        Arena *arena = arena_begin();
        Workload w = attention(arena, n, n, 64);
        double start = bench_now();
        forward(&w);
        bench_row_size("attn_long", n, bench_now() - start, engine_threads());
        printf("# attn_long_%d: %.0f MB for the tape\n", n, (double)arena_used(arena) * 1e-6);
        arena_end(arena);
    }
}

// --- causal self-attention of 8 heads with projections and biases, D = 512

static NodeId linear(Tape *tape, NodeId x, const char *weight, const char *bias, int width, Random *random) {
    NodeId W = random_leaf(tape, weight, SHAPE2(width, width), 1 / __builtin_sqrt((double)width), random);
    NodeId b = random_leaf(tape, bias, SHAPE1(width), 0.1, random);
    return tape_affine(tape, x, W, b);
}

static Workload multihead(Arena *arena, int n) {
    enum { D = 512 };
    Random random = random_seed(1);
    Tape *tape = tape_begin(arena);
    NodeId x = random_leaf(tape, "x", SHAPE2(n, D), 1, &random);
    NodeId q = linear(tape, x, "Wq", "bq", D, &random), k = linear(tape, x, "Wk", "bk", D, &random);
    NodeId v = linear(tape, x, "Wv", "bv", D, &random);
    NodeId o = tape_attention(tape, q, k, v, (AttentionArgs){ .heads = 8, .causal = true });
    return (Workload){ tape, linear(tape, o, "Wo", "bo", D, &random) };
}

void bench_core(void) {
    Arena *arena = arena_begin();
    Workload tiny = attention_stored(arena, 1, 4, 2);
    if (bench_wanted("attn_tiny")) bench_row("attn_tiny", bench_median(forward, &tiny, 0.5), 1);
    bench_products();
    bench_attention();
    bench_long();
    static const int sizes[] = { 256, 1024 };
    for (int i = 0; i < 2 && bench_wanted("mha"); i++) {
        arena_reset(arena);
        Workload w = multihead(arena, sizes[i]);
        bench_row_size("mha", sizes[i], bench_median(forward_backward, &w, 0.5), engine_threads());
    }
    arena_end(arena);
}

static volatile float kept;
enum { LIMIT_ROUNDS = 20000 };
static void limit(void *context) {
    (void)context;
    kept = kernels_now()->limit(LIMIT_ROUNDS);
}

double bench_limit_of_machine(void) {
    return 2.0 * LIMIT_CHAINS * LIMIT_ROUNDS * engine_lanes() / bench_median(limit, NULL, 0.3) * 1e-6;
}

enum { APART = 8, APART_SIZE = 256, APART_TIMES = 8 };
struct BenchApart {
    Arena *arena[APART];
    Workload product[APART];
};

BenchApart *bench_apart(void) {
    static BenchApart a;
    for (int i = 0; i < APART; i++) {
        a.arena[i] = arena_begin();
        a.product[i] = product(a.arena[i], APART_SIZE, (MatmulArgs){ 0 });
    }
    return &a;
}

static void apart_block(void *context, int i) {
    for (int k = 0; k < APART_TIMES; k++) forward(&((BenchApart *)context)->product[i]);
}

double bench_apart_run(BenchApart *a, int threads) {
    double start = bench_now();
    pool_run(threads, apart_block, a);
    return bench_now() - start;
}

void bench_apart_end(BenchApart *a) {
    for (int i = 0; i < APART; i++) arena_end(a->arena[i]);
}

void bench_limit(void) {
    printf("# limit measured: %.0f GFLOP/s in float on one thread (independent fused multiply-adds), lanes: %d\n",
           bench_limit_of_machine(), engine_lanes());
}
