// Where a token stands, as a vector: pairs of hands that turn at speeds from 1 down to 1/base (Vaswani et al. 2017, 3.5):
//
//     pe[p, 2i] = sin(p w_i)     pe[p, 2i + 1] = cos(p w_i)     w_i = base^(−2i/d)
//
// A step along the sentence turns every pair by its w_i, so `dot`, pe peᵀ, depends on the distance of two positions alone.
#include "base/math.h"
#include "model/parts.h"

// clang-format off
static const ParamInfo position_params[] = {
    { .name = "n", .label = "Positions n", .kind = PARAM_WHOLE, .initial = "6", .low = 1, .high = 65536, .structural = true,
      .summary = "how many positions, from 0" },
    { .name = "d", .label = "Width d", .kind = PARAM_WHOLE, .initial = "4", .low = 1, .high = 4096, .structural = true,
      .summary = "numbers in a position's vector" },
    { .name = "base", .label = "Base", .kind = PARAM_NUMBER, .initial = "10000", .low = 1, .high = 1e9,
      .summary = "the slowest hand turns nearly as many times slower than the fastest" },
};
// clang-format on
static const char *const position_node_names[] = { "pe", NULL };
static const char *const position_also[] = { "position", "exponent", "base", "frequency", "wavelength",
                                             "chord",    "angle",    "dot",  NULL };

enum { POSITION_INFOS = sizeof position_params / sizeof position_params[0] };
enum { NUMBERS_MOST = 4 << 20, DOT_MOST = 100000 }; // elements of pe; of `dot`, which only a picture needs

// 0, 1, 2 … times `step`
static NodeId record_counting(Tape *tape, const char *name, Shape shape, double step) {
    NodeId id = tape_constant(tape, name, shape, NULL);
    const Node *node = tape_node(tape, id);
    for (int i = 0; i < node->count; i++) node->value[i] = (Real)(i * step);
    return id;
}

// w_i = base^(−2i/d), as exp(−2i/d · log base)
static NodeId record_frequency(Tape *tape, int pairs, int d, double base) {
    NodeId exponent = record_counting(tape, "exponent", SHAPE2(1, pairs), -2.0 / d);
    NodeId number = tape_constant(tape, "base", SHAPE0(), (Real[]){ (Real)base });
    return named(tape, tape_exp(tape, tape_multiply(tape, exponent, tape_log(tape, number))), "frequency"); /* (1, pairs) */
}

// Two matrices (n, pairs) as one with columns from both in turn, of which the first d are kept: an odd d ends in a sine.
static NodeId interleave(Tape *tape, NodeId a, NodeId b, int n, int pairs, int d) {
    Shape apart = SHAPE3(n, pairs, 1);
    NodeId part[2];
    part[0] = tape_reshape(tape, a, apart);
    part[1] = tape_reshape(tape, b, apart);
    NodeId all = tape_reshape(tape, tape_concat(tape, 2, part, 2), SHAPE2(n, 2 * pairs));
    return d == 2 * pairs ? all : tape_slice(tape, all, 1, 0, d);
}

NodeId position_nodes(Tape *tape, int n, int d, double base) {
    int pairs = (d + 1) / 2;
    NodeId position = record_counting(tape, "position", SHAPE2(n, 1), 1);
    NodeId frequency = record_frequency(tape, pairs, d, base);
    NodeId angle = named(tape, tape_multiply(tape, position, frequency), "angle"); /* (n, pairs) */
    NodeId sine = tape_sin(tape, angle), cosine = tape_cos(tape, angle);
    return named(tape, interleave(tape, sine, cosine, n, pairs, d), "pe"); /* (n, d) */
}

static bool position_record(Tape *tape, const Inputs *inputs, const Params *params, Problems *problems) {
    (void)inputs;
    int n = (int)params_number(params, position_params, POSITION_INFOS, "n");
    int d = (int)params_number(params, position_params, POSITION_INFOS, "d");
    if ((long long)n * d > NUMBERS_MOST)
        return problems_add(problems, (Place){ 0 }, "n = %d and d = %d make %lld numbers, but at most %d can be kept", n, d,
                            (long long)n * d, NUMBERS_MOST);
    NodeId pe = position_nodes(tape, n, d, params_number(params, position_params, POSITION_INFOS, "base"));
    NodeId turn = tape_constant(tape, NULL, SHAPE0(), (Real[]){ (Real)(2 * MATH_PI) });
    named(tape, tape_divide(tape, turn, tape_find(tape, "frequency")), "wavelength"); /* (1, pairs) */
    NodeId half = tape_scale(tape, tape_find(tape, "frequency"), 0.5);
    named(tape, tape_scale(tape, tape_sin(tape, half), 2), "chord"); /* (1, pairs): how far the tip of a hand moves in a step */
    if ((long long)n * n <= DOT_MOST)
        named(tape, tape_matmul(tape, pe, pe, (MatmulArgs){ .transpose_b = true }), "dot"); /* (n, n) */
    return true;
}

const Model model_position = {
    .name = "position",
    .summary = "sines and cosines that say where a token stands",
    .param = position_params,
    .params = POSITION_INFOS,
    .node = position_node_names,
    .also = position_also,
    .record = position_record,
};
