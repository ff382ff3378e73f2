// A tape that uses every kernel in sizes that fill no block evenly, and one number for all its bits, forward and backward.
// The element type is the one the including file is compiled for.
#ifndef ATTEND_TESTS_CORE_BITS_H
#define ATTEND_TESTS_CORE_BITS_H

#include "reference.h"

// The expected hash of float elements (of double: test_bits.c).
#define FLOAT_BITS 0xb9b49880ad47fd49

enum { BITS_N = 37, BITS_M = 53, BITS_D = 19 };

// One recording a line: the order of a call's arguments is the compiler's, and with it the order of the nodes.
static inline NodeId record_bits(Tape *tape) {
    Random r = random_seed(20170612);
    NodeId x = random_leaf(tape, &r, "x", SHAPE2(BITS_N, BITS_D));
    NodeId W = random_leaf(tape, &r, "W", SHAPE2(BITS_D, BITS_D));
    NodeId k = random_leaf(tape, &r, "k", SHAPE2(BITS_M, BITS_D));
    NodeId v = random_leaf(tape, &r, "v", SHAPE2(BITS_M, BITS_D));
    NodeId one = tape_constant(tape, "one", SHAPE0(), (Real[]){ 1 });
    NodeId mask = mask_constant(tape, &r, BITS_N, BITS_M);
    NodeId q = tape_tanh(tape, tape_matmul(tape, x, W, (MatmulArgs){ 0 }));
    NodeId dot = tape_scale(tape, tape_matmul(tape, q, k, (MatmulArgs){ .transpose_b = true }), 0.25);
    NodeId near = tape_exp(tape, tape_scale(tape, tape_distance2(tape, q, k), -0.01));
    NodeId s = tape_hide(tape, tape_add(tape, dot, near), mask);
    NodeId a = tape_softmax(tape, s, NODE_NONE);
    NodeId o = tape_matmul(tape, a, v, (MatmulArgs){ 0 });
    NodeId spread = tape_sum(tape, tape_multiply(tape, o, o), 1); // (n)
    NodeId size = tape_reshape(tape, tape_log(tape, tape_add(tape, spread, one)), SHAPE2(BITS_N, 1));
    NodeId gap = tape_subtract(tape, o, x);
    NodeId y = tape_divide(tape, gap, tape_add(tape, size, one));
    NodeId mixed = tape_matmul(tape, tape_transpose(tape, y), a, (MatmulArgs){ 0 });   // (d, m)
    NodeId back = tape_matmul(tape, a, mixed, (MatmulArgs){ .transpose_b = true });    // (n, d)
    NodeId seen = tape_sum(tape, tape_reshape(tape, y, SHAPE3(1, BITS_N, BITS_D)), 0); // (n, d)
    return tape_mse(tape, back, seen);
}

// FNV-1a over the bytes of all values and gradients (Fowler, Noll, Vo).
static inline uint64_t hash_of(const Tape *tape) {
    uint64_t hash = 0xcbf29ce484222325u;
    for (NodeId id = 0; id < tape->count; id++) {
        const Node *node = tape_node(tape, id);
        const Real *part[2] = { node->value, node->grad };
        for (int p = 0; p < 2; p++) {
            const unsigned char *byte = (const unsigned char *)part[p];
            for (size_t i = 0; i < (size_t)node->count * sizeof(Real); i++) hash = (hash ^ byte[i]) * 0x100000001b3u;
        }
    }
    return hash;
}

static inline uint64_t hash_of_bits(void) {
    Arena *arena = arena_begin();
    Tape *tape = tape_begin(arena);
    NodeId loss = record_bits(tape);
    tape_forward(tape);
    tape_backward(tape, loss, NULL);
    uint64_t hash = hash_of(tape);
    arena_end(arena);
    return hash;
}

#endif
