// The same vectors through two similarities: the dot product and the kernel (nearness), and once more with every key moved
// onto the unit circle through its own direction, where the two agree. Since −|q − k|²/2 = q·k − |k|²/2 − |q|²/2, the
// kernel is the dot product with a handicap for long keys (Tsai et al. 2019, sec. 3; Nadaraya 1964, Watson 1964):
//
//     dot.s = q kᵀ     kernel.s = −|q − k|²/(2σ²)     bias.s = q kᵀ − |k|²/2 − |q|²/2, equal to kernel.s for σ = 1
#include "model/parts.h"

static const InputInfo twins_inputs[] = {
    { .name = "q", .shape = "n,d", .summary = "queries, one a row" },
    { .name = "k", .shape = "m,d", .summary = "keys, one a row; none of length zero" },
    { .name = "sigma", .shape = "", .optional = true, .has_fill = true, .fill = 1, .summary = "how far the kernel sees" },
    { .name = "v",
      .shape = "m,dv",
      .optional = true,
      .summary = "values, one a row; with them come the outputs dot.o and kernel.o" },
};

static const char *const twins_nodes[] = {
    "distance2",  "dot.s",         "dot.a",         "bias.s",   "ring.length", "ring.k", "ring.dot.s",
    "ring.dot.a", "ring.kernel.s", "ring.kernel.a", "kernel.s", "kernel.a",    NULL,
};

// q·k and its softmax; no √d, so that the two similarities differ in nothing but the lengths.
static NodeId record_dot(Tape *tape, NodeId q, NodeId k, const char *s_name, const char *a_name) {
    NodeId s = named(tape, tape_matmul(tape, q, k, (MatmulArgs){ .transpose_b = true }), s_name); /* (n, m) */
    return named(tape, tape_softmax(tape, s, NODE_NONE), a_name);
}

// −|q − k|²/(2σ²) and its softmax. `two_variance` is 2σ².
static NodeId record_kernel(Tape *tape, NodeId q, NodeId k, NodeId two_variance, const char *distance_name, const char *s_name,
                            const char *a_name) {
    NodeId distance2 = tape_distance2(tape, q, k); /* (n, m) */
    if (distance_name) tape_name(tape, distance2, distance_name);
    NodeId s = named(tape, tape_scale(tape, tape_divide(tape, distance2, two_variance), -1), s_name);
    return named(tape, tape_softmax(tape, s, NODE_NONE), a_name);
}

// Σ x², one a row: (rows).
static NodeId squares(Tape *tape, NodeId x) { return tape_sum(tape, tape_multiply(tape, x, x), 1); }

// q·k − |k|²/2 − |q|²/2, the kernel's score written as a dot product with two handicaps.
static void record_bias(Tape *tape, NodeId q, NodeId k, NodeId dot, int n) {
    NodeId key = named(tape, tape_scale(tape, squares(tape, k), 0.5), "bias.k");   /* (m) */
    NodeId query = named(tape, tape_scale(tape, squares(tape, q), 0.5), "bias.q"); /* (n) */
    NodeId without_key = tape_subtract(tape, dot, key);                            /* (n, m) − (m) */
    named(tape, tape_subtract(tape, without_key, tape_reshape(tape, query, SHAPE2(n, 1))), "bias.s");
}

// k/|k|, the length being exp(½ log Σ k²) because the tape has no root.
static NodeId record_ring(Tape *tape, NodeId k, int m) {
    NodeId length = tape_exp(tape, tape_scale(tape, tape_log(tape, squares(tape, k)), 0.5)); /* (m) */
    tape_name(tape, length, "ring.length");
    return named(tape, tape_divide(tape, k, tape_reshape(tape, length, SHAPE2(m, 1))), "ring.k"); /* (m, d) */
}

static NodeId record_input(Tape *tape, const Inputs *inputs, const char *name) {
    return inputs_leaf(tape, inputs_find(inputs, name)); // NODE_NONE without v
}

static bool twins_record(Tape *tape, const Inputs *inputs, const Params *params, Problems *problems) {
    (void)params, (void)problems;
    NodeId q = record_input(tape, inputs, "q"), k = record_input(tape, inputs, "k");
    NodeId sigma = record_input(tape, inputs, "sigma"), v = record_input(tape, inputs, "v");
    NodeId two_variance = tape_scale(tape, tape_multiply(tape, sigma, sigma), 2);
    int n = tape_node(tape, q)->shape.size[0], m = tape_node(tape, k)->shape.size[0];

    NodeId dot = record_dot(tape, q, k, "dot.s", "dot.a");
    NodeId kernel = record_kernel(tape, q, k, two_variance, "distance2", "kernel.s", "kernel.a");
    record_bias(tape, q, k, tape_find(tape, "dot.s"), n);

    NodeId ring = record_ring(tape, k, m);
    record_dot(tape, q, ring, "ring.dot.s", "ring.dot.a");
    record_kernel(tape, q, ring, two_variance, NULL, "ring.kernel.s", "ring.kernel.a");

    if (v == NODE_NONE) return true;
    named(tape, tape_matmul(tape, dot, v, (MatmulArgs){ 0 }), "dot.o");       /* (n, dv) */
    named(tape, tape_matmul(tape, kernel, v, (MatmulArgs){ 0 }), "kernel.o"); /* (n, dv) */
    return true;
}

// A key of length zero has no direction, so there is nowhere on the circle to move it.
static bool twins_check(const Tape *tape, Problems *problems) {
    const Node *sigma = tape_node(tape, tape_find(tape, "sigma"));
    if (!(sigma->value[0] > 0)) return problems_add(problems, (Place){ 0 }, "sigma must be above 0");
    const Node *length = tape_node(tape, tape_find(tape, "ring.length")), *k = tape_node(tape, tape_find(tape, "k"));
    for (int i = 0; i < length->count; i++) {
        bool zero = true;
        for (int j = 0, d = k->shape.size[1]; j < d; j++) zero = zero && k->value[i * d + j] == 0;
        if (zero)
            return problems_add(
                problems, (Place){ 0 },
                "key %d has length zero, so it has no direction in which to move onto the circle: give it a number other than 0",
                i + 1);
        if (length->value[i] == 0 || !math_finite((double)length->value[i]))
            return problems_add(problems, (Place){ 0 },
                                "key %d is too %s for the square of its length: bring its numbers nearer to 1", i + 1,
                                length->value[i] == 0 ? "short" : "long");
    }
    return true;
}

const Model model_twins = {
    .name = "twins",
    .summary = "dot product and kernel side by side, and both again with the keys on a circle",
    .input = twins_inputs,
    .inputs = (int)(sizeof twins_inputs / sizeof *twins_inputs),
    .node = twins_nodes,
    .record = twins_record,
    .check = twins_check,
};
