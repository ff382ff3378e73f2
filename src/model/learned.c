// Positions as a table of parameters, one row each, beside the sines and cosines, which go on for ever. The table is as it is
// before training: drawn at random. It ends after so many rows.
#include "base/random.h"
#include "model/parts.h"

// clang-format off
static const ParamInfo learned_params[] = {
    { .name = "rows", .label = "Rows of the table", .kind = PARAM_WHOLE, .initial = "512", .low = 1, .high = 4096,
      .structural = true,
      .summary = "how many positions have a row of their own" },
    { .name = "d", .label = "Width d", .kind = PARAM_WHOLE, .initial = "64", .low = 1, .high = 512, .structural = true,
      .summary = "numbers in a position's vector" },
    { .name = "seed", .label = "Seed", .kind = PARAM_WHOLE, .initial = "1", .low = 0, .high = 1000000, .structural = true,
      .summary = "where the random numbers start" },
};
static const char *const learned_nodes[] = { "table", "pe", NULL };
static const char *const learned_also[] = { "position", "exponent", "base", "frequency", "angle", NULL };
// clang-format on

enum { LEARNED_INFOS = sizeof learned_params / sizeof learned_params[0] };

// The sines go on for twice as many positions.
static bool learned_record(Tape *tape, const Inputs *inputs, const Params *params, Problems *problems) {
    (void)inputs, (void)problems;
    int rows = (int)params_number(params, learned_params, LEARNED_INFOS, "rows");
    int d = (int)params_number(params, learned_params, LEARNED_INFOS, "d");
    Random random = random_seed((uint64_t)params_number(params, learned_params, LEARNED_INFOS, "seed"));
    NodeId table = tape_constant(tape, "table", SHAPE2(rows, d), NULL); /* (rows, d) */
    const Node *node = tape_node(tape, table);
    for (int i = 0; i < node->count; i++) node->value[i] = (Real)(0.02 * random_normal(&random));
    position_nodes(tape, (PositionSpec){ .n = 2 * rows, .d = d, .base = 10000 });
    return true;
}

const Model model_learned = {
    .name = "learned",
    .summary = "a table of positions to be learned, and the sines and cosines beside it",
    WITH_PARAMS(learned_params),
    .node = learned_nodes,
    .also = learned_also,
    .record = learned_record,
};
