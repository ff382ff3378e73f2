// The same bits with 1, 2 and 8 threads and every vector width, for work large enough that threads share it; and a replay
// allocates nothing.
#define ATTEND_FLOAT
#include "bits.h"

#include "core/engine.h"

enum { LENGTH = 200, WIDTH = 96 };

static NodeId linear(Tape *tape, Random *r, NodeId x, const char *name, int out) {
    NodeId W = random_leaf(tape, r, name, SHAPE2(tape_node(tape, x)->shape.size[1], out));
    NodeId b = random_leaf(tape, r, "b", SHAPE1(out));
    return tape_scale(tape, tape_affine(tape, x, W, b), 0.1);
}

// Both ways of attention, and products whose every size is cut into blocks.
static NodeId record_large(Tape *tape) {
    Random r = random_seed(5);
    NodeId x = random_leaf(tape, &r, "x", SHAPE2(LENGTH, WIDTH));
    NodeId q = linear(tape, &r, x, "Wq", WIDTH), k = linear(tape, &r, x, "Wk", WIDTH), v = linear(tape, &r, x, "Wv", WIDTH);
    NodeId o = tape_attention(tape, q, k, v, (AttentionArgs){ .heads = 3, .causal = true });
    NodeId all = tape_attention(tape, q, k, v, (AttentionArgs){ .heads = 2 });
    NodeId s = tape_matmul(tape, tape_tanh(tape, q), k, (MatmulArgs){ .transpose_b = true });
    NodeId stored = tape_matmul(tape, tape_softmax(tape, s, NODE_NONE), v, (MatmulArgs){ 0 });
    NodeId y = linear(tape, &r, tape_add(tape, tape_add(tape, o, all), stored), "Wo", 1100);
    NodeId gamma = random_leaf(tape, &r, "gamma", SHAPE1(1100)), beta = random_leaf(tape, &r, "beta", SHAPE1(1100));
    y = tape_layernorm(tape, tape_gelu(tape, y), gamma, beta, 1e-5);
    NodeId back = tape_matmul(tape, o, y, (MatmulArgs){ .transpose_a = true }); // (96, 1100), depth 200
    return tape_sum(tape, tape_sum(tape, back, 0), 0);
}

static uint64_t hash_with(Tape *tape, NodeId loss, int threads, int lanes) {
    engine_set(threads, lanes);
    tape_forward(tape);
    tape_backward(tape, loss, NULL);
    engine_set(1, 0);
    return hash_of(tape);
}

static void threads_and_lanes_do_not_change_a_bit(void **state) {
    (void)state;
    static const int threads[] = { 1, 2, 8 }, lanes[] = { 16, 8, 4 };
    Arena *arena = arena_begin();
    Tape *tape = tape_begin(arena);
    NodeId loss = record_large(tape);
    size_t used = arena_used(arena);
    const uint64_t want = 0xacc2844ebcb37cff; // on every machine, with every compiler
    for (int t = 0; t < 3; t++)
        for (int l = 0; l < 3; l++) {
            uint64_t hash = hash_with(tape, loss, threads[t], lanes[l]);
            if (hash != want) fail_msg("%d threads of %d lanes give %016llx", threads[t], lanes[l], (unsigned long long)hash);
        }
    assert_int_equal(arena_used(arena), used);
    arena_end(arena);
}

static void the_expected_bits_hold_in_every_width(void **state) {
    (void)state;
    static const int lanes[] = { 4, 8, 16 };
    for (int l = 0; l < 3; l++) {
        engine_set(2, lanes[l]);
        assert_int_equal(hash_of_bits(), FLOAT_BITS);
    }
    engine_set(1, 0);
}

// x W + b of few rows and a W too large to stay in the cache, W stored either way: every element is one chain over k in order.
static void check_few_rows(int n, int m, int k, bool turned) {
    Arena *arena = arena_begin();
    Tape *tape = tape_begin(arena);
    Random r = random_seed(7);
    NodeId x = random_leaf(tape, &r, "x", SHAPE2(n, k)), b = random_leaf(tape, &r, "b", SHAPE1(m));
    NodeId W = random_leaf(tape, &r, "W", turned ? SHAPE2(m, k) : SHAPE2(k, m));
    NodeId y = turned ? tape_matmul(tape, x, W, (MatmulArgs){ .transpose_b = true }) : tape_affine(tape, x, W, b);
    const Real *at_x = tape_node(tape, x)->value, *at_W = tape_node(tape, W)->value, *got = tape_node(tape, y)->value;
    tape_forward(tape);
    for (int i = 0; i < n; i++)
        for (int j = 0; j < m; j++) {
            Real s = turned ? 0 : tape_node(tape, b)->value[j];
            for (int p = 0; p < k; p++) s = real_fma(at_x[i * k + p], at_W[turned ? j * k + p : p * m + j], s);
            if (memcmp(&s, &got[i * m + j], sizeof s))
                fail_msg("%d lanes, %d threads: (%d, %d) of %d × %d × %d is %a, not %a", engine_lanes(), engine_threads(), i, j, n,
                         m, k, (double)got[i * m + j], (double)s);
        }
    arena_end(arena);
}

static void few_rows_are_chains_in_order(void **state) {
    (void)state;
    static const int lanes[] = { 4, 8, 16 }, rows[] = { 1, 2, 7, 13, 64 };
    for (int l = 0; l < 3; l++)
        for (int threads = 1; threads <= 2; threads++)
            for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
                for (int turned = 0; turned < 2; turned++) {
                    engine_set(threads, lanes[l]);
                    check_few_rows(rows[i], 205, 521, turned);
                    check_few_rows(rows[i], 1043, 64, turned);
                    if (rows[i] <= 2) check_few_rows(rows[i], 1043, 1021, turned); // large enough to be shared
                }
    engine_set(1, 0);
}

// What is made element by element or row by row, of arrays that threads share in parts.
static void parts_of_large_arrays_are_the_whole(void **state) {
    (void)state;
    enum { N = 301 };
    Arena *arena = arena_begin();
    Tape *tape = tape_begin(arena);
    Random r = random_seed(9);
    Real half = (Real)0.5;
    NodeId x = random_leaf(tape, &r, "x", SHAPE2(N, N)), y = random_leaf(tape, &r, "y", SHAPE2(N, N));
    NodeId one = tape_constant(tape, "half", SHAPE0(), &half), row = random_leaf(tape, &r, "row", SHAPE1(N));
    NodeId sum = tape_subtract(tape, tape_add(tape, x, tape_square(tape, y)), one);
    NodeId product = tape_divide(tape, tape_multiply(tape, sum, tape_tanh(tape, tape_scale(tape, y, 1.3))), row);
    tape_softmax(tape, tape_softmax(tape, product, NODE_NONE), row);
    engine_set(1, 0);
    tape_forward(tape);
    uint64_t want = hash_of(tape);
    for (NodeId id = 0; id < tape->count; id++) // so that a part that nobody makes is seen
        if (tape_node(tape, id)->inputs) memset(tape_node(tape, id)->value, 1, (size_t)tape_node(tape, id)->count * sizeof(Real));
    engine_set(3, 0);
    tape_forward(tape);
    assert_true(hash_of(tape) == want);
    engine_set(1, 0);
    arena_end(arena);
}

// The path that stores the scores and the one that does not agree to rounding.
static void stored_and_tiled_agree(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Tape *tape = tape_begin(arena);
    Random r = random_seed(8);
    NodeId q = random_leaf(tape, &r, "q", SHAPE2(90, 24)), k = random_leaf(tape, &r, "k", SHAPE2(150, 24));
    NodeId v = random_leaf(tape, &r, "v", SHAPE2(150, 24));
    NodeId s = tape_scale(tape, tape_matmul(tape, q, k, (MatmulArgs){ .transpose_b = true }), 1 / sqrt(24));
    NodeId stored = tape_matmul(tape, tape_softmax(tape, s, NODE_NONE), v, (MatmulArgs){ 0 });
    NodeId tiled = tape_attention(tape, q, k, v, (AttentionArgs){ 0 });
    tape_forward(tape);
    for (int i = 0; i < 90 * 24; i++)
        assert_close((double)tape_node(tape, tiled)->value[i], (double)tape_node(tape, stored)->value[i], 2e-6);
    arena_end(arena);
}

// What is kept beside q, k, v and o grows with n, not with n².
static void memory_of_tiled_attention_is_linear(void **state) {
    (void)state;
    size_t used[2];
    for (int i = 0; i < 2; i++) {
        Arena *arena = arena_begin();
        Tape *tape = tape_begin(arena);
        NodeId x = tape_leaf(tape, "x", SHAPE2(8192 << i, 16), NULL);
        tape_attention(tape, x, x, x, (AttentionArgs){ 0 });
        used[i] = arena_used(arena);
        arena_end(arena);
    }
    assert_true(used[1] < used[0] * 2.05);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threads_and_lanes_do_not_change_a_bit),
        cmocka_unit_test(the_expected_bits_hold_in_every_width),
        cmocka_unit_test(few_rows_are_chains_in_order),
        cmocka_unit_test(parts_of_large_arrays_are_the_whole),
        cmocka_unit_test(stored_and_tiled_agree),
        cmocka_unit_test(memory_of_tiled_attention_is_linear),
    };
    return cmocka_run_group_tests_name("core/threads", tests, NULL, NULL);
}
