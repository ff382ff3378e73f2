// What bends a state, and how steep it is: an activation with its slope over a range, at one point of one's own, and what the
// steepest place allows after several steps. Beside it a unit that feeds itself, h ← act(w h), with the factor of each step.
#include "base/math.h"
#include "model/parts.h"

// clang-format off
static const ParamInfo bend_params[] = {
    { .name = "activation", .label = "Activation", .kind = PARAM_CHOICE, .initial = "sigmoid", .choices = "sigmoid tanh linear",
      .structural = true, .summary = "what bends the state" },
    { .name = "w", .label = "Recurrent weight w", .kind = PARAM_NUMBER, .initial = "1", .low = -10, .high = 10,
      .summary = "multiplies the state of the step before" },
    { .name = "z", .label = "Place z", .kind = PARAM_NUMBER, .initial = "2", .low = -6, .high = 6,
      .summary = "where the slope is read off" },
    { .name = "start", .label = "Start", .kind = PARAM_NUMBER, .initial = "0.1", .low = -1, .high = 1,
      .summary = "the state before the first step" },
    { .name = "length", .label = "Steps n", .kind = PARAM_WHOLE, .initial = "10", .low = 1, .high = 100, .structural = true,
      .summary = "how many steps" },
};
static const char *const bend_nodes[] = { "y", "slope", "peak", "most", "bound", "factor", "through", "h", NULL };
static const char *const bend_also[] = {
    "curve.z", "curve.y", "curve.slope", "map.h", "map.z", "map.y", "last", "last.factor", "w", NULL,
};
// clang-format on

enum { BEND_INFOS = sizeof bend_params / sizeof bend_params[0], CURVE = 121, MAP = 81, BEND_STEPS = 100 };

typedef struct Bend {
    Tape *tape;
    char kind; // t, s, l
    int length;
    NodeId one, w;
} Bend;

static NodeId at_step(Tape *tape, NodeId id, const char *name, int n) {
    return named(tape, id, arena_print(tape->arena, "%s[%d]", name, n));
}

static NodeId bend(const Bend *b, NodeId z) {
    return b->kind == 't' ? tape_tanh(b->tape, z) : b->kind == 's' ? tape_sigmoid(b->tape, z) : tape_scale(b->tape, z, 1);
}

// tanh' = 1 − y², σ' = y (1 − y), 1
static NodeId slope_of(const Bend *b, NodeId y) {
    if (b->kind == 't') return tape_subtract(b->tape, b->one, tape_square(b->tape, y));
    if (b->kind == 's') return tape_multiply(b->tape, y, tape_subtract(b->tape, b->one, y));
    return tape_add(b->tape, tape_scale(b->tape, y, 0), b->one);
}

static NodeId leaf(const Bend *b, const Params *params, const char *name) {
    return tape_leaf(b->tape, name, SHAPE0(), (Real[]){ (Real)params_number(params, bend_params, BEND_INFOS, name) });
}

static NodeId grid(Tape *tape, const char *name, int count, double low, double high) {
    NodeId id = tape_constant(tape, name, SHAPE1(count), NULL);
    for (int i = 0; i < count; i++) tape_node(tape, id)->value[i] = (Real)(low + (high - low) * i / (count - 1));
    return id;
}

// The whole curve, one's own point on it, and the steepest place, which is at 0.
static void record_slopes(const Bend *b, const Params *params) {
    Tape *tape = b->tape;
    NodeId y = named(tape, bend(b, grid(tape, "curve.z", CURVE, -6, 6)), "curve.y");
    named(tape, slope_of(b, y), "curve.slope");
    named(tape, slope_of(b, named(tape, bend(b, leaf(b, params, "z")), "y")), "slope");
    NodeId middle = tape_constant(tape, NULL, SHAPE0(), (Real[]){ 0 });
    NodeId peak = named(tape, slope_of(b, named(tape, bend(b, middle), "middle")), "peak");
    NodeId size = tape_sqrt(tape, tape_square(tape, b->w));
    NodeId most = named(tape, tape_multiply(tape, size, peak), "most"); // of one step's factor
    NodeId bound[BEND_STEPS + 1];
    bound[0] = at_step(tape, tape_reshape(tape, tape_scale(tape, b->one, 1), SHAPE1(1)), "bound", 0);
    for (int n = 1; n <= b->length; n++) bound[n] = at_step(tape, tape_multiply(tape, bound[n - 1], most), "bound", n);
    named(tape, tape_concat(tape, b->length + 1, bound, 0), "bound");
}

// h_n = act(w h_{n−1}), factor_n = w act'(w h_{n−1}), through_n: the product of the factors so far.
static void record_loop(const Bend *b, const Params *params) {
    Tape *tape = b->tape;
    NodeId h[BEND_STEPS + 1], factor[BEND_STEPS], through[BEND_STEPS];
    h[0] = at_step(tape, tape_reshape(tape, leaf(b, params, "start"), SHAPE1(1)), "h", 0);
    for (int n = 1; n <= b->length; n++) {
        h[n] = at_step(tape, bend(b, tape_multiply(tape, h[n - 1], b->w)), "h", n);
        factor[n - 1] = at_step(tape, tape_multiply(tape, slope_of(b, h[n]), b->w), "factor", n);
        through[n - 1] = n > 1 ? tape_multiply(tape, through[n - 2], factor[n - 1]) : tape_scale(tape, factor[0], 1);
        at_step(tape, through[n - 1], "through", n);
    }
    named(tape, tape_concat(tape, b->length + 1, h, 0), "h"); /* (length + 1), from the start on */
    named(tape, tape_concat(tape, b->length, factor, 0), "factor");
    named(tape, tape_concat(tape, b->length, through, 0), "through");
    named(tape, tape_reshape(tape, tape_scale(tape, h[b->length], 1), SHAPE0()), "last");
    named(tape, tape_reshape(tape, tape_scale(tape, factor[b->length - 1], 1), SHAPE0()), "last.factor");
}

static bool bend_record(Tape *tape, const Inputs *inputs, const Params *params, Problems *problems) {
    (void)inputs, (void)problems;
    Bend b = { .tape = tape, .kind = params_choice(params, bend_params, BEND_INFOS, "activation")[0] };
    b.length = (int)params_number(params, bend_params, BEND_INFOS, "length");
    b.one = tape_constant(tape, NULL, SHAPE0(), (Real[]){ 1 });
    b.w = leaf(&b, params, "w");
    record_slopes(&b, params);
    NodeId z = named(tape, tape_multiply(tape, grid(tape, "map.h", MAP, -1.25, 1.25), b.w), "map.z");
    named(tape, bend(&b, z), "map.y");
    record_loop(&b, params);
    return true;
}

const Model model_bend = {
    .name = "bend",
    .summary = "an activation and its slope, and one unit that feeds itself",
    WITH_PARAMS(bend_params),
    .node = bend_nodes,
    .also = bend_also,
    .record = bend_record,
};
