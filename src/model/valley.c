// The loss of a net with one unit that runs for many steps, as a landscape over its weight w and its bias b: a plateau, a wall,
// a valley (Pascanu et al. 2013, section 2.3). z ← w σ(z) + b from z = 1/2; the loss is (σ(z) − target)². The same operations
// run for the ball, with its real gradient, and for the two places where one step down the gradient throws it, without
// and with a limit.
#include "model/parts.h"

// clang-format off
static const ParamInfo valley_params[] = {
    { .name = "w", .label = "Weight w", .kind = PARAM_NUMBER, .initial = "4.5", .low = 3, .high = 8,
      .summary = "the unit's recurrent weight, where the ball lies" },
    { .name = "b", .label = "Bias b", .kind = PARAM_NUMBER, .initial = "-2.3033", .low = -4, .high = -1.5,
      .summary = "the unit's bias, where the ball lies" },
    { .name = "rate", .label = "Learning rate", .kind = PARAM_NUMBER, .initial = "0.1", .low = 0.0001, .high = 10,
      .summary = "the step is the rate times the gradient" },
    { .name = "limit", .label = "Limit", .kind = PARAM_NUMBER, .initial = "1", .low = 0.001, .high = 1000,
      .summary = "the longest gradient allowed, for the second ball" },
};
static const char *const valley_nodes[] = { "norm", "step", "landed", "landed.loss", NULL };
static const char *const valley_also[] = {
    "grid.w", "grid.b", "surface", "profile.b", "profile", "loss", "gradient", "kept", "gw", "gb", "ball", "clipped",
    "clipped.loss", "target", "w", "b", "rate", "limit", NULL,
};
// clang-format on

enum { VALLEY_INFOS = sizeof valley_params / sizeof valley_params[0], STEPS = 50, ROWS = 26, COLUMNS = 61, PROFILE = 241 };

static NodeId number(Tape *tape, double value) { return tape_constant(tape, NULL, SHAPE0(), (Real[]){ (Real)value }); }

static NodeId grid(Tape *tape, const char *name, Shape shape, double low, double high) {
    NodeId id = tape_constant(tape, name, shape, NULL);
    const Node *node = tape_node(tape, id);
    for (int i = 0; i < node->count; i++) node->value[i] = (Real)(low + (high - low) * i / (node->count - 1));
    return id;
}

// What the unit says after all steps, for every pair of w and b at once.
static NodeId run(Tape *tape, NodeId w, NodeId b) {
    NodeId s = tape_sigmoid(tape, number(tape, 0.5));
    for (int i = 0; i < STEPS; i++) {
        NodeId product = tape_multiply(tape, w, s);
        s = tape_sigmoid(tape, tape_add(tape, product, b));
    }
    return s;
}

static NodeId loss_at(Tape *tape, NodeId w, NodeId b, NodeId target) {
    return tape_square(tape, tape_subtract(tape, run(tape, w, b), target));
}

// A second recording of the way back, so that the gradient is a number that steps can be taken along: with
// s_i = σ(w s_{i−1} + b), ds_i = s_i (1 − s_i) (s_{i−1} + w ds_{i−1}) for w, and the same without s_{i−1} but with 1 for b.
typedef struct Slopes {
    NodeId w, b;
} Slopes;
static Slopes slopes_at(Tape *tape, NodeId w, NodeId b, NodeId target) {
    NodeId s = tape_sigmoid(tape, number(tape, 0.5)), dw = number(tape, 0), db = number(tape, 0), one = number(tape, 1);
    for (int i = 0; i < STEPS; i++) {
        NodeId product = tape_multiply(tape, w, s), next = tape_sigmoid(tape, tape_add(tape, product, b));
        NodeId slope = tape_multiply(tape, next, tape_subtract(tape, one, next));
        NodeId through_w = tape_add(tape, s, tape_multiply(tape, w, dw)),
               through_b = tape_add(tape, one, tape_multiply(tape, w, db));
        dw = tape_multiply(tape, slope, through_w), db = tape_multiply(tape, slope, through_b), s = next;
    }
    NodeId error = tape_scale(tape, tape_subtract(tape, s, target), 2);
    return (Slopes){ tape_multiply(tape, error, dw), tape_multiply(tape, error, db) };
}

static NodeId pair(Tape *tape, NodeId a, NodeId b) {
    NodeId part[2] = { tape_reshape(tape, a, SHAPE1(1)), tape_reshape(tape, b, SHAPE1(1)) };
    return tape_concat(tape, 2, part, 0);
}

// Where the ball lands after one step along the gradient times `factor`.
static void record_landing(Tape *tape, NodeId ball, NodeId gradient, NodeId factor, NodeId target, const char *name,
                           const char *loss_name) {
    NodeId move = tape_multiply(tape, gradient, factor), place = named(tape, tape_subtract(tape, ball, move), name);
    NodeId w = tape_slice(tape, place, 0, 0, 1), b = tape_slice(tape, place, 0, 1, 1);
    named(tape, tape_reshape(tape, loss_at(tape, w, b, target), SHAPE0()), loss_name);
}

static bool valley_record(Tape *tape, const Inputs *inputs, const Params *params, Problems *problems) {
    (void)inputs, (void)problems;
    NodeId leaf[VALLEY_INFOS];
    for (int i = 0; i < VALLEY_INFOS; i++)
        leaf[i] = tape_leaf(tape, valley_params[i].name, SHAPE0(),
                            (Real[]){ (Real)params_number(params, valley_params, VALLEY_INFOS, valley_params[i].name) });
    NodeId w = leaf[0], b = leaf[1], rate = leaf[2], limit = leaf[3];
    NodeId target = tape_constant(tape, "target", SHAPE0(), (Real[]){ (Real)0.7 });
    NodeId across = grid(tape, "grid.b", SHAPE2(1, COLUMNS), -4, -1.5), down = grid(tape, "grid.w", SHAPE2(ROWS, 1), 3, 8);
    named(tape, loss_at(tape, down, across, target), "surface"); /* (ROWS, COLUMNS) */
    NodeId fine = grid(tape, "profile.b", SHAPE1(PROFILE), -4, -1.5);
    named(tape, loss_at(tape, w, fine, target), "profile"); /* (PROFILE), at the ball's w */
    Slopes slopes = slopes_at(tape, w, b, target);
    NodeId gradient = named(tape, pair(tape, named(tape, slopes.w, "gw"), named(tape, slopes.b, "gb")), "gradient");
    NodeId norm = named(tape, tape_sqrt(tape, tape_sum(tape, tape_square(tape, gradient), 0)), "norm");
    named(tape, tape_multiply(tape, norm, rate), "step");
    NodeId ball = named(tape, pair(tape, w, b), "ball"), one = number(tape, 1);
    record_landing(tape, ball, gradient, rate, target, "landed", "landed.loss");
    // min(1, limit / norm) = 1 − max(0, 1 − limit / norm)
    NodeId over = tape_relu(tape, tape_subtract(tape, one, tape_divide(tape, limit, norm)));
    NodeId kept = named(tape, tape_subtract(tape, one, over), "kept");
    record_landing(tape, ball, gradient, tape_multiply(tape, rate, kept), target, "clipped", "clipped.loss");
    named(tape, tape_reshape(tape, loss_at(tape, w, b, target), SHAPE0()), "loss");
    return true;
}

const Model model_valley = {
    .name = "valley",
    .summary = "the loss of a small recurrent net over its weight and bias, and one step down it",
    WITH_PARAMS(valley_params),
    .node = valley_nodes,
    .also = valley_also,
    .record = valley_record,
};
