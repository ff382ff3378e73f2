// From one position to a later one: the same rotation wherever one starts, for each pair of numbers by its own angle (Vaswani et
// al. 2017, 3.5). `direct` is the later position computed directly, to compare.
//
//     R_i = [[cos k w_i, sin k w_i], [−sin k w_i, cos k w_i]]     next_i = R_i now_i     now_i = (sin p w_i, cos p w_i)
#include "model/parts.h"

// clang-format off
static const ParamInfo rotation_params[] = {
    { .name = "from", .label = "From position", .kind = PARAM_WHOLE, .initial = "1", .low = 0, .high = 65536,
      .summary = "the position where the step begins" },
    { .name = "step", .label = "Step", .kind = PARAM_WHOLE, .initial = "1", .low = 0, .high = 65536,
      .summary = "how many positions further" },
    { .name = "d", .label = "Width d", .kind = PARAM_WHOLE, .initial = "4", .low = 2, .high = 512, .structural = true,
      .summary = "numbers in a position's vector" },
    { .name = "base", .label = "Base", .kind = PARAM_NUMBER, .initial = "10000", .low = 1, .high = 1e9,
      .summary = "the slowest hand turns nearly as many times slower than the fastest" },
};
static const char *const rotation_nodes[] = { "frequency", "turn", "R", "now", "direct", "next", NULL };
static const char *const rotation_also[] = { "exponent", "base", "from", "step", "to", NULL };
// clang-format on

enum { ROTATION_INFOS = sizeof rotation_params / sizeof rotation_params[0] };

static NodeId record_number(Tape *tape, const Params *params, const char *name) {
    return tape_constant(tape, name, SHAPE0(), (Real[]){ (Real)params_number(params, rotation_params, ROTATION_INFOS, name) });
}

static NodeId beside(Tape *tape, NodeId a, NodeId b, int axis) { return tape_concat(tape, 2, (NodeId[]){ a, b }, axis); }

// (sin, cos) of the angles (pairs, 1), one pair a row.
static NodeId record_hand(Tape *tape, NodeId angle, const char *name) {
    return named(tape, beside(tape, tape_sin(tape, angle), tape_cos(tape, angle), 1), name); /* (pairs, 2) */
}

static NodeId record_matrices(Tape *tape, NodeId turn, int pairs) {
    NodeId sine = tape_reshape(tape, tape_sin(tape, turn), SHAPE3(pairs, 1, 1));
    NodeId cosine = tape_reshape(tape, tape_cos(tape, turn), SHAPE3(pairs, 1, 1));
    NodeId upper = beside(tape, cosine, sine, 2), lower = beside(tape, tape_scale(tape, sine, -1), cosine, 2);
    return named(tape, beside(tape, upper, lower, 1), "R"); /* (pairs, 2, 2) */
}

static bool rotation_record(Tape *tape, const Inputs *inputs, const Params *params, Problems *problems) {
    (void)inputs, (void)problems;
    int d = (int)params_number(params, rotation_params, ROTATION_INFOS, "d"), pairs = d / 2;
    NodeId from = record_number(tape, params, "from"), step = record_number(tape, params, "step");
    NodeId base = record_number(tape, params, "base"), exponent = tape_constant(tape, "exponent", SHAPE2(pairs, 1), NULL);
    for (int i = 0; i < pairs; i++) tape_node(tape, exponent)->value[i] = (Real)(-2.0 * i / d);
    NodeId frequency =
        named(tape, tape_exp(tape, tape_multiply(tape, exponent, tape_log(tape, base))), "frequency"); /* (pairs, 1) */
    NodeId turn = named(tape, tape_multiply(tape, frequency, step), "turn");
    NodeId now = record_hand(tape, tape_multiply(tape, frequency, from), "now");
    NodeId to = named(tape, tape_add(tape, from, step), "to");
    record_hand(tape, tape_multiply(tape, frequency, to), "direct");
    NodeId R = record_matrices(tape, turn, pairs);
    NodeId next = tape_matmul(tape, R, tape_reshape(tape, now, SHAPE3(pairs, 2, 1)), (MatmulArgs){ 0 }); /* (pairs, 2, 1) */
    named(tape, tape_reshape(tape, next, SHAPE2(pairs, 2)), "next");
    return true;
}

const Model model_rotation = {
    .name = "rotation",
    .summary = "a step from one position to a later one, as a rotation of every pair",
    WITH_PARAMS(rotation_params),
    .node = rotation_nodes,
    .also = rotation_also,
    .record = rotation_record,
};
