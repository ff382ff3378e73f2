// What two similarities cost for the same queries and keys: scaled dot product against the additive net with tanh. Both are
// recorded and run, so that the counts come from the operations themselves: model_work_prefix(tape, "dot.") and "add.".
// Every node has a name, so none is left out.
#include "base/random.h"
#include "model/parts.h"

// clang-format off
static const ParamInfo cost_params[] = {
    { .name = "n", .label = "Length n", .kind = PARAM_WHOLE, .initial = "70", .low = 1, .high = 512, .structural = true,
      .summary = "how many queries and keys" },
    { .name = "d", .label = "Width d", .kind = PARAM_WHOLE, .initial = "64", .low = 1, .high = 512, .structural = true,
      .summary = "numbers in a query or key" },
    { .name = "r", .label = "Hidden units r", .kind = PARAM_WHOLE, .initial = "64", .low = 1, .high = 512, .structural = true,
      .summary = "hidden units of the additive net" },
};
// clang-format on
static const char *const cost_nodes[] = { "dot.raw", "dot.s", "add.hq", "add.hk", "add.s", NULL };

enum { COST_INFOS = sizeof cost_params / sizeof cost_params[0], COST_HIDDEN = 4 << 20 };

static NodeId record_random(Tape *tape, Random *random, const char *name, Shape shape) {
    return drawn_constant(tape, random, name, shape, 1 / __builtin_sqrt(shape.size[shape.rank - 1]));
}

// s = q kᵀ / √d
static void record_dot(Tape *tape, NodeId q, NodeId k, int d) {
    NodeId raw = named(tape, tape_matmul(tape, q, k, (MatmulArgs){ .transpose_b = true }), "dot.raw"); /* (n, n) */
    named(tape, tape_scale(tape, raw, 1 / __builtin_sqrt(d)), "dot.s");
}

// s_ij = tanh(q_i Wq + k_j Wk)·va
static void record_add(Tape *tape, Random *random, NodeId q, NodeId k, int n, int d, int r) {
    NodeId Wq = record_random(tape, random, "add.Wq", SHAPE2(d, r)), Wk = record_random(tape, random, "add.Wk", SHAPE2(d, r));
    NodeId va = record_random(tape, random, "add.va", SHAPE2(r, 1));
    NodeId hq = named(tape, tape_matmul(tape, q, Wq, (MatmulArgs){ 0 }), "add.hq"); /* (n, r) */
    NodeId hk = named(tape, tape_matmul(tape, k, Wk, (MatmulArgs){ 0 }), "add.hk"); /* (n, r) */
    NodeId rows = named(tape, tape_reshape(tape, hq, SHAPE3(n, 1, r)), "add.rows");
    NodeId sum = named(tape, tape_add(tape, rows, hk), "add.sum"); /* (n, n, r) */
    NodeId hidden = named(tape, tape_tanh(tape, sum), "add.hidden");
    NodeId product = named(tape, tape_matmul(tape, hidden, va, (MatmulArgs){ 0 }), "add.product"); /* (n, n, 1) */
    named(tape, tape_reshape(tape, product, SHAPE2(n, n)), "add.s");
}

static bool cost_record(Tape *tape, const Inputs *inputs, const Params *params, Problems *problems) {
    (void)inputs;
    int n = (int)params_number(params, cost_params, COST_INFOS, "n");
    int d = (int)params_number(params, cost_params, COST_INFOS, "d");
    int r = (int)params_number(params, cost_params, COST_INFOS, "r");
    if ((long long)n * n * r > COST_HIDDEN)
        return problems_add(problems, (Place){ 0 }, "n = %d and r = %d make %lld hidden numbers, but at most %d can be kept", n, r,
                            (long long)n * n * r, COST_HIDDEN);
    Random random = random_seed(1);
    NodeId q = record_random(tape, &random, "q", SHAPE2(n, d)), k = record_random(tape, &random, "k", SHAPE2(n, d));
    record_dot(tape, q, k, d);
    record_add(tape, &random, q, k, n, d, r);
    return true;
}

const Model model_cost = {
    .name = "cost",
    .summary = "the same scores by scaled dot product and by a small tanh net for every pair: what each costs",
    WITH_PARAMS(cost_params),
    .node = cost_nodes,
    .record = cost_record,
};
