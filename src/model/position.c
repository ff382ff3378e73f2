// Where a token stands, as a vector: pairs of hands that turn at speeds from 1 down to 1/base (Vaswani et al. 2017, 3.5):
//
//     pe[p, 2i] = sin(p w_i)     pe[p, 2i + 1] = cos(p w_i)     w_i = base^(−2i/d)
//
// order=halves puts all the sines first and then all the cosines (tensor2tensor).
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
    ORDER_PARAM,
    HABIT_PARAM("halves pairs degrees log-10 from-1 exponent-column sine-cosine"),
};
// clang-format on
static const char *const position_node_names[] = { "pe", NULL };
static const char *const position_also[] = { "position", "exponent", "base", "frequency", "wavelength",
                                             "chord",    "angle",    "dot",  NULL };

enum { POSITION_INFOS = sizeof position_params / sizeof position_params[0] };
enum { NUMBERS_MOST = 4 << 20, DOT_MOST = 100000 }; // elements of pe; of `dot`, which only a picture needs

// 0, 1, 2 … times `step`, from `first` on
static NodeId record_counting(Tape *tape, const char *name, Shape shape, double step, double first) {
    NodeId id = tape_constant(tape, name, shape, NULL);
    const Node *node = tape_node(tape, id);
    for (int i = 0; i < node->count; i++) node->value[i] = (Real)(i * step + first);
    return id;
}

// As exp(−2i/d · log base)
NodeId position_frequency(Tape *tape, int pairs, int d, double base, Habit habit) {
    NodeId exponent = record_counting(tape, "exponent", SHAPE2(1, pairs), -2.0 / d, 0);
    NodeId number = tape_constant(tape, "base", SHAPE0(), (Real[]){ (Real)base });
    NodeId logarithm = tape_log(tape, number);
    if (habit == HABIT_LOG_10) logarithm = tape_scale(tape, logarithm, 1 / math_log(10));
    return named(tape, tape_exp(tape, tape_multiply(tape, exponent, logarithm)), "frequency"); /* (1, pairs) */
}

static NodeId as_radians(Tape *tape, NodeId angle, Habit habit) {
    return habit == HABIT_DEGREES ? tape_scale(tape, angle, MATH_PI / 180) : angle;
}

NodeId position_angles(Tape *tape, NodeId position, NodeId frequency, Habit habit) {
    return named(tape, as_radians(tape, tape_multiply(tape, position, frequency), habit), "angle"); /* (n, pairs) */
}

bool position_halves(const Params *params, Habit habit) {
    if (habit == HABIT_HALVES || habit == HABIT_PAIRS) return habit == HABIT_HALVES;
    return habit_chooses(params, "order", "pairs", "halves");
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

// All of one, then all of the other; an odd d leaves the last cosine out.
static NodeId in_halves(Tape *tape, NodeId a, NodeId b, int pairs, int d) {
    NodeId all = tape_concat(tape, 2, (NodeId[]){ a, b }, 1);
    return d == 2 * pairs ? all : tape_slice(tape, all, 1, 0, d);
}

// The mistake: the cosine's column 2i + 1 turns by base^(−(2i + 1)/d).
static NodeId angle_of_column(Tape *tape, NodeId position, int pairs, const PositionSpec *spec) {
    NodeId exponent = record_counting(tape, NULL, SHAPE2(1, pairs), -2.0 / spec->d, -1.0 / spec->d);
    NodeId logarithm = tape_log(tape, tape_find(tape, "base"));
    return tape_multiply(tape, position, tape_exp(tape, tape_multiply(tape, exponent, logarithm)));
}

NodeId position_nodes(Tape *tape, PositionSpec spec) {
    int pairs = (spec.d + 1) / 2;
    NodeId position = record_counting(tape, "position", SHAPE2(spec.n, 1), 1, spec.habit == HABIT_FROM_1);
    NodeId frequency = position_frequency(tape, pairs, spec.d, spec.base, spec.habit);
    NodeId angle = position_angles(tape, position, frequency, spec.habit);
    NodeId other = spec.habit == HABIT_EXPONENT_COLUMN ? angle_of_column(tape, position, pairs, &spec) : angle;
    NodeId first = tape_sin(tape, angle), second = tape_cos(tape, other);
    bool swapped = spec.habit == HABIT_SINE_COSINE;
    NodeId a = swapped ? second : first, b = swapped ? first : second;
    NodeId pe = spec.halves ? in_halves(tape, a, b, pairs, spec.d) : interleave(tape, a, b, spec.n, pairs, spec.d);
    return named(tape, pe, "pe"); /* (n, d) */
}

static bool position_record(Tape *tape, const Inputs *inputs, const Params *params, Problems *problems) {
    (void)inputs;
    int n = (int)params_number(params, position_params, POSITION_INFOS, "n");
    int d = (int)params_number(params, position_params, POSITION_INFOS, "d");
    if ((long long)n * d > NUMBERS_MOST)
        return problems_add(problems, (Place){ 0 }, "n = %d and d = %d make %lld numbers, but at most %d can be kept", n, d,
                            (long long)n * d, NUMBERS_MOST);
    PositionSpec spec = { .n = n, .d = d, .habit = habit_of(params) };
    spec.base = params_number(params, position_params, POSITION_INFOS, "base");
    spec.halves = position_halves(params, spec.habit);
    NodeId pe = position_nodes(tape, spec);
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
    WITH_PARAMS(position_params),
    .node = position_node_names,
    .also = position_also,
    .record = position_record,
};
