// The compute core in float: what a replay of the tape costs.
#define ATTEND_FLOAT
#include <stdio.h>

#include "base/random.h"
#include "bench.h"
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

static NodeId random_leaf(Tape *tape, const char *name, int rows, int columns, Random *random) {
    NodeId id = tape_leaf(tape, name, SHAPE2(rows, columns), NULL);
    for (int i = 0; i < rows * columns; i++) tape->node[id].value[i] = (Real)random_normal(random);
    return id;
}

// softmax(q kᵀ / √d) v, Vaswani et al. 2017, eq. 1
static Workload attention(Arena *arena, int n, int m, int d) {
    Random random = random_seed(1);
    Tape *tape = tape_begin(arena);
    NodeId q = random_leaf(tape, "q", n, d, &random), k = random_leaf(tape, "k", m, d, &random), v = random_leaf(tape, "v", m, d, &random);
    NodeId s = tape_scale(tape, tape_matmul(tape, q, k, (MatmulArgs){ .transpose_b = true }), 1 / __builtin_sqrt((double)d));
    NodeId a = tape_softmax(tape, s, NODE_NONE);
    return (Workload){ tape, tape_matmul(tape, a, v, (MatmulArgs){ 0 }) };
}

void bench_core(void) {
    Arena *arena = arena_begin();
    Workload tiny = attention(arena, 1, 4, 2);
    bench_row("attn_tiny", bench_median(forward, &tiny, 0.5), 1);
    arena_end(arena);
    static const int sizes[] = { 64, 256, 1024, 2048, 4096 };
    for (int i = 0; i < 5; i++) {
        arena = arena_begin();
        Workload w = attention(arena, sizes[i], sizes[i], 64);
        bench_row_size("attn_fwd", sizes[i], bench_median(forward, &w, 0.5), 1);
        bench_row_size("attn_bwd", sizes[i], bench_median(forward_backward, &w, 0.5), 1);
        arena_end(arena);
    }
}

// Independent fused multiply-adds, as many as the vector units take.
#if defined(__x86_64__) && !defined(ATTEND_SANITIZED)
__attribute__((target_clones("default", "arch=haswell", "arch=skylake-avx512")))
#endif
static float multiply_adds(int rounds) {
    enum { CHAINS = 12 * 16 };
    float sum[CHAINS];
    for (int i = 0; i < CHAINS; i++) sum[i] = (float)i;
    for (int r = 0; r < rounds; r++)
        for (int i = 0; i < CHAINS; i++) sum[i] = __builtin_fmaf(sum[i], 0.999f, 0.5f);
    float total = 0;
    for (int i = 0; i < CHAINS; i++) total += sum[i];
    return total;
}

static volatile float kept;
enum { LIMIT_ROUNDS = 20000 };
static void limit(void *context) {
    (void)context;
    kept = multiply_adds(LIMIT_ROUNDS);
}

void bench_limit(void) {
    double ms = bench_median(limit, NULL, 0.3);
    printf("# limit measured: %.0f GFLOP/s in float on one thread (independent fused multiply-adds)\n", 2.0 * 12 * 16 * LIMIT_ROUNDS / ms * 1e-6);
}
