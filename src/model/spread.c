// Why √d: the dot product of two random vectors spreads like √d, whatever d is (Vaswani et al. 2017, footnote 4). Real draws
// from a seed, for three widths: many pairs for a histogram, and softmaxes over sixteen random keys, unscaled and scaled.
#include <string.h>

#include "base/random.h"
#include "model/parts.h"

// clang-format off
static const ParamInfo spread_params[] = {
    { .name = "seed", .label = "Seed", .kind = PARAM_WHOLE, .initial = "1", .low = 0, .high = 1000000, .structural = true,
      .summary = "where the random numbers start" },
    { .name = "draws", .label = "Draws", .kind = PARAM_WHOLE, .initial = "512", .low = 16, .high = 8192, .structural = true,
      .summary = "how many pairs of vectors, a multiple of 16" },
};
// clang-format on
static const char *const spread_nodes[] = { "dot4", "dot64", "dot512", "scaled4", "scaled64", "scaled512", NULL };

enum { SPREAD_INFOS = sizeof spread_params / sizeof spread_params[0], KEYS = 16 };

static NodeId formatted(Tape *tape, NodeId id, const char *format, int d) {
    tape_name(tape, id, arena_print(tape->arena, format, d));
    return id;
}

static NodeId record_normal(Tape *tape, Random *random, Shape shape, const char *format, int d) {
    return formatted(tape, drawn_constant(tape, random, "", shape, 1), format, d);
}

// One query for every sixteen of the keys: scores and weights, without and with the division by √d.
static void record_softmaxes(Tape *tape, Random *random, NodeId k, int groups, int d) {
    NodeId q = record_normal(tape, random, SHAPE3(groups, 1, d), "soft%d.q", d);
    NodeId keys = tape_reshape(tape, k, SHAPE3(groups, KEYS, d));
    NodeId product = tape_matmul(tape, q, keys, (MatmulArgs){ .transpose_b = true }); /* (groups, 1, KEYS) */
    NodeId s = formatted(tape, tape_reshape(tape, product, SHAPE2(groups, KEYS)), "soft%d.s", d);
    formatted(tape, tape_softmax(tape, s, NODE_NONE), "soft%d.a", d);
    NodeId scaled = formatted(tape, tape_scale(tape, s, 1 / __builtin_sqrt(d)), "soft%d.scaled_s", d);
    formatted(tape, tape_softmax(tape, scaled, NODE_NONE), "soft%d.scaled_a", d);
}

static void record_width(Tape *tape, Random *random, int draws, int d) {
    Shape rows = SHAPE3(draws, 1, d); // one pair a row, so that all products are one batch
    NodeId q = record_normal(tape, random, rows, "q%d", d), k = record_normal(tape, random, rows, "k%d", d);
    NodeId product = tape_matmul(tape, q, k, (MatmulArgs){ .transpose_b = true }); /* (draws, 1, 1) */
    NodeId dot = formatted(tape, tape_reshape(tape, product, SHAPE1(draws)), "dot%d", d);
    formatted(tape, tape_scale(tape, dot, 1 / __builtin_sqrt(d)), "scaled%d", d);
    record_softmaxes(tape, random, k, draws / KEYS, d);
}

static bool spread_record(Tape *tape, const Inputs *inputs, const Params *params, Problems *problems) {
    (void)inputs;
    int draws = (int)params_number(params, spread_params, SPREAD_INFOS, "draws");
    if (draws % KEYS) return problems_add(problems, (Place){ 0 }, "draws must be a multiple of %d, found %d", KEYS, draws);
    Random random = random_seed((uint64_t)params_number(params, spread_params, SPREAD_INFOS, "seed"));
    record_width(tape, &random, draws, 4);
    record_width(tape, &random, draws, 64);
    record_width(tape, &random, draws, 512);
    return true;
}

const Model model_spread = {
    .name = "spread",
    .summary = "dot products of random vectors of width 4, 64 and 512, before and after the division by √d",
    WITH_PARAMS(spread_params),
    .node = spread_nodes,
    .record = spread_record,
};
