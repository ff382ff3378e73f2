// The belt of an LSTM (Hochreiter & Schmidhuber 1997, with the forget gate of Gers et al. 2000): c_t = f c_{t−1} + i g. Nothing
// bends it, so the gradient meets f alone on its way back. Here every gate says σ(bias); the first thing laid on the belt is 1,
// nothing follows. The loss is what is left of it at the end. Other biases are compared: row 0 of `power` is the slider's.
#include "model/parts.h"

// clang-format off
static const InputInfo belt_inputs[] = {
    { .name = "biases", .shape = "r", .optional = true, .summary = "forget biases to compare with" },
};
static const ParamInfo belt_params[] = {
    { .name = "bias", .label = "Forget bias", .kind = PARAM_NUMBER, .initial = "1", .low = -5, .high = 40,
      .low_label = "forgets", .high_label = "keeps", .summary = "the forget gate is the sigmoid of this" },
    { .name = "length", .label = "Steps n", .kind = PARAM_WHOLE, .initial = "30", .low = 1, .high = 100, .structural = true,
      .summary = "how many steps" },
};
static const char *const belt_nodes[] = { "f", "each", "power", "c", NULL };
static const char *const belt_also[] = { "fresh", "loss", "bias", NULL };
// clang-format on

enum { BELT_INFOS = sizeof belt_params / sizeof belt_params[0], BELT_STEPS = 100, BIASES_MOST = 6 };

static NodeId at_step(Tape *tape, NodeId id, const char *name, int n) {
    return named(tape, id, arena_print(tape->arena, "%s[%d]", name, n));
}

// c_0 = the first thing; c_t = f c_{t−1} + fresh_t
static void record_belt(Tape *tape, NodeId f, int length) {
    NodeId fresh = tape_leaf(tape, "fresh", SHAPE1(length + 1), NULL), c[BELT_STEPS + 1];
    tape_node(tape, fresh)->value[0] = 1;
    c[0] = at_step(tape, tape_slice(tape, fresh, 0, 0, 1), "c", 0);
    for (int t = 1; t <= length; t++) {
        NodeId kept = tape_multiply(tape, c[t - 1], f), laid = tape_slice(tape, fresh, 0, t, 1);
        c[t] = at_step(tape, tape_add(tape, kept, laid), "c", t);
    }
    named(tape, tape_concat(tape, length + 1, c, 0), "c");
    named(tape, tape_reshape(tape, tape_scale(tape, c[length], 1), SHAPE0()), "loss");
}

static void record_powers(Tape *tape, NodeId each, int rows, int length) {
    NodeId column[BELT_STEPS + 1];
    NodeId one = tape_constant(tape, NULL, SHAPE2(rows, 1), NULL);
    for (int i = 0; i < rows; i++) tape_node(tape, one)->value[i] = 1;
    column[0] = at_step(tape, tape_scale(tape, one, 1), "power", 0);
    for (int n = 1; n <= length; n++) column[n] = at_step(tape, tape_multiply(tape, column[n - 1], each), "power", n);
    named(tape, tape_concat(tape, length + 1, column, 1), "power"); /* (1 + r, length + 1) */
}

static bool belt_record(Tape *tape, const Inputs *inputs, const Params *params, Problems *problems) {
    const Input *biases = inputs_find(inputs, "biases");
    int length = (int)params_number(params, belt_params, BELT_INFOS, "length"), rows = biases ? biases->shape.size[0] : 0;
    if (rows > BIASES_MOST)
        return problems_add(problems, biases->place, "biases has %d numbers, but at most %d lines can be told apart", rows,
                            BIASES_MOST);
    NodeId bias = tape_leaf(tape, "bias", SHAPE0(), (Real[]){ (Real)params_number(params, belt_params, BELT_INFOS, "bias") });
    NodeId f = named(tape, tape_sigmoid(tape, bias), "f"), part[2] = { tape_reshape(tape, bias, SHAPE2(1, 1)), NODE_NONE };
    if (rows) part[1] = tape_reshape(tape, inputs_leaf(tape, biases), SHAPE2(rows, 1));
    NodeId all = tape_concat(tape, rows ? 2 : 1, part, 0);
    record_powers(tape, named(tape, tape_sigmoid(tape, all), "each"), rows + 1, length);
    record_belt(tape, f, length);
    return true;
}

const Model model_belt = {
    .name = "belt",
    .summary = "the belt of an LSTM: what is left of a state, and of its gradient, after many forget gates",
    WITH_INPUTS(belt_inputs),
    WITH_PARAMS(belt_params),
    .node = belt_nodes,
    .also = belt_also,
    .record = belt_record,
};
