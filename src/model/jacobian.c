// What one step does to a small change of the state, h' = act(h W): the Jacobian J = W diag(act'(h W)), in row form. Two units
// can be drawn: the circle of all changes of length 1 becomes an ellipse, its half axes the singular values of J. Beside it
// the same for many units, with random weights; what is drawn of those is worked out from big.W and big.J.
#include "base/math.h"
#include "base/random.h"
#include "model/parts.h"

// clang-format off
static const InputInfo jacobian_inputs[] = {
    { .name = "base", .shape = "two,two", .summary = "the weights of two units before they are multiplied by w" },
    { .name = "h", .shape = "two", .summary = "the state of the two units before the step" },
};
static const ParamInfo jacobian_params[] = {
    { .name = "w", .label = "Size of the weights w", .kind = PARAM_NUMBER, .initial = "0.9", .low = 0, .high = 10,
      .summary = "multiplies all weights" },
    { .name = "activation", .label = "Activation", .kind = PARAM_CHOICE, .initial = "tanh", .choices = "tanh linear sigmoid",
      .structural = true, .summary = "what bends the new state" },
    { .name = "units", .label = "Units H", .kind = PARAM_WHOLE, .initial = "32", .low = 2, .high = 64, .structural = true,
      .summary = "of the large net" },
};
static const char *const jacobian_nodes[] = { "W", "next", "slope", "J", "sigma.W", "sigma", "bound", NULL };
static const char *const jacobian_also[] = { "circle", "linear", "ellipse", "big.W", "big.h", "big.slope", "big.J", NULL };
// clang-format on

enum { JACOBIAN_INFOS = sizeof jacobian_params / sizeof jacobian_params[0], ROUND = 72, BOUND_STEPS = 30, WARM_UP = 3 };

typedef struct Spec {
    Tape *tape;
    char kind;
    NodeId one, w;
} Spec;

static NodeId step(const Spec *s, NodeId h, NodeId W) {
    NodeId z = tape_matmul(s->tape, h, W, (MatmulArgs){ 0 });
    return s->kind == 't' ? tape_tanh(s->tape, z) : s->kind == 's' ? tape_sigmoid(s->tape, z) : z;
}

static NodeId slope_of(const Spec *s, NodeId y) {
    if (s->kind == 't') return tape_subtract(s->tape, s->one, tape_square(s->tape, y));
    if (s->kind == 's') return tape_multiply(s->tape, y, tape_subtract(s->tape, s->one, y));
    return tape_add(s->tape, tape_scale(s->tape, y, 0), s->one);
}

// All directions, each a row of length 1; the first once more at the end.
static NodeId record_circle(Tape *tape) {
    NodeId id = tape_constant(tape, "circle", SHAPE2(ROUND + 1, 2), NULL);
    for (int i = 0; i <= ROUND; i++) {
        double angle = 2 * MATH_PI * (i % ROUND) / ROUND;
        tape_node(tape, id)->value[2 * i] = (Real)math_cos(angle);
        tape_node(tape, id)->value[2 * i + 1] = (Real)math_sin(angle);
    }
    return id;
}

static void record_two(const Spec *s, const Inputs *inputs) {
    Tape *tape = s->tape;
    NodeId base = inputs_leaf(tape, inputs_find(inputs, "base")), h = inputs_leaf(tape, inputs_find(inputs, "h"));
    NodeId W = named(tape, tape_multiply(tape, base, s->w), "W");
    NodeId next = named(tape, step(s, tape_reshape(tape, h, SHAPE2(1, 2)), W), "next");
    NodeId J = named(tape, tape_multiply(tape, W, named(tape, slope_of(s, next), "slope")), "J");
    NodeId circle = record_circle(tape);
    named(tape, tape_matmul(tape, circle, W, (MatmulArgs){ 0 }), "linear");
    named(tape, tape_matmul(tape, circle, J, (MatmulArgs){ 0 }), "ellipse");
    NodeId sigma = named(tape, singular_values(tape, W), "sigma.W");
    named(tape, singular_values(tape, J), "sigma");
    NodeId largest = tape_slice(tape, sigma, 0, 0, 1), bound = largest;
    for (int n = 1; n < BOUND_STEPS; n++) bound = tape_multiply(tape, bound, largest);
    named(tape, tape_reshape(tape, bound, SHAPE0()), "bound");
}

// The largest singular value, by powers of AᵀA: the same for these weights on every machine.
static double stretch_of(const Node *a, int n) {
    enum { ROUNDS = 400 };
    double x[64], y[64], length = 1;
    for (int i = 0; i < n; i++) x[i] = 1;
    for (int round = 0; round < ROUNDS; round++) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            y[i] = 0;
            for (int j = 0; j < n; j++) y[i] += (double)a->value[i * n + j] * x[j];
        }
        for (int j = 0; j < n; j++) {
            x[j] = 0;
            for (int i = 0; i < n; i++) x[j] += (double)a->value[i * n + j] * y[i];
            sum += x[j] * x[j];
        }
        length = __builtin_sqrt(sum);
        for (int j = 0; j < n; j++) x[j] /= length;
    }
    return __builtin_sqrt(length);
}

// A few steps from a random state, then the Jacobian of one more. The weights are scaled as the two units' are: by at most w they
// stretch.
static void record_many(const Spec *s, int units) {
    Tape *tape = s->tape;
    Random random = random_seed(1);
    NodeId base = normal_constant(tape, &random, "big.base", SHAPE2(units, units), 1 / __builtin_sqrt(units));
    double stretch = stretch_of(tape_node(tape, base), units);
    for (int i = 0; i < units * units; i++) tape_node(tape, base)->value[i] /= (Real)stretch;
    NodeId h = normal_constant(tape, &random, "big.start", SHAPE2(1, units), 1);
    NodeId W = named(tape, tape_multiply(tape, base, s->w), "big.W");
    for (int i = 0; i < WARM_UP; i++) h = step(s, h, W);
    NodeId next = step(s, named(tape, h, "big.h"), W);
    named(tape, tape_multiply(tape, W, named(tape, slope_of(s, next), "big.slope")), "big.J");
}

static bool jacobian_record(Tape *tape, const Inputs *inputs, const Params *params, Problems *problems) {
    const Input *base = inputs_find(inputs, "base");
    if (base->shape.size[0] != 2)
        return problems_add(problems, base->place, "base is %s, but an ellipse needs 2 × 2",
                            shape_text(problems->arena, base->shape));
    Spec s = { .tape = tape, .kind = params_choice(params, jacobian_params, JACOBIAN_INFOS, "activation")[0] };
    s.one = tape_constant(tape, NULL, SHAPE0(), (Real[]){ 1 });
    s.w = tape_leaf(tape, "w", SHAPE0(), (Real[]){ (Real)params_number(params, jacobian_params, JACOBIAN_INFOS, "w") });
    record_two(&s, inputs);
    record_many(&s, (int)params_number(params, jacobian_params, JACOBIAN_INFOS, "units"));
    return true;
}

const Model model_jacobian = {
    .name = "jacobian",
    .summary = "one recurrent step as a matrix: a circle of changes becomes an ellipse",
    WITH_INPUTS(jacobian_inputs),
    WITH_PARAMS(jacobian_params),
    .node = jacobian_nodes,
    .also = jacobian_also,
    .record = jacobian_record,
};
