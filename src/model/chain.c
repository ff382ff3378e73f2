// A recurrent net that shows its working: the states, the slope of every cell, and the gradient walking back, each step of it
// recorded as an operation of its own, so that every factor on the way is a number that explains itself. The tape's own
// gradients of `loss` must come out the same; a test compares them.
//
//     h_t = act(x_t Wx + w · h_{t−1} Wh + b),  g_{t−1} = (g_t ⊙ act'(z_t)) (w Wh)ᵀ,  dx_t = (g_t ⊙ act'(z_t)) Wxᵀ
//
// The loss is the last state, or with several units their sum divided by √H, so that the gradient there has length 1.
#include "base/random.h"
#include "model/habit.h"
#include "model/parts.h"

// clang-format off
static const InputInfo chain_inputs[] = {
    { .name = "x", .shape = "T,D", .summary = "inputs, one step a row" },
    { .name = "h0", .shape = "H", .optional = true, .summary = "the state before the first step" },
    { .name = "Wx", .shape = "D,H", .optional = true, .summary = "inputs to units" },
    { .name = "Wh", .shape = "H,H", .optional = true, .summary = "the old state to units, times the number w" },
    { .name = "b", .shape = "H", .optional = true, .summary = "what is added" },
};
static const ParamInfo chain_params[] = {
    { .name = "w", .label = "Recurrent weight w", .kind = PARAM_NUMBER, .initial = "0.8", .low = -10, .high = 10,
      .summary = "multiplies the old state; with several units the whole matrix Wh" },
    { .name = "activation", .label = "Activation", .kind = PARAM_CHOICE, .initial = "tanh", .choices = "tanh linear sigmoid",
      .structural = true, .summary = "what bends the new state" },
    { .name = "length", .label = "Length T", .kind = PARAM_WHOLE, .initial = "0", .low = 0, .high = 100, .structural = true,
      .summary = "how many steps; later inputs are 0; 0: as many as x has rows" },
    { .name = "units", .label = "Units H", .kind = PARAM_WHOLE, .initial = "1", .low = 1, .high = 64, .structural = true,
      .summary = "without Wx and Wh: one unit with weights of 1, or so many with random weights" },
    HABIT_PARAM("activation-missing slope-missing slope-no-square state-new"),
};
static const char *const chain_nodes[] = {
    "z", "slope", "factor", "g", "dz", "dx", "g.norm", "dx.norm", "gap", "dw", "h", NULL,
};
static const char *const chain_also[] = { "loss", "old", "carry", "in", "w", NULL };
// clang-format on

enum { CHAIN_INFOS = sizeof chain_params / sizeof chain_params[0], CHAIN_STEPS = 100, CHAIN_UNITS = 64 };

typedef struct Chain {
    Tape *tape;
    const Inputs *inputs;
    int steps, units, columns; // T, H, D
    const char *activation;
    Habit habit;
    NodeId x, w, Wx, Wh, b, h0, readout;
    NodeId in, slope;
    NodeId old[CHAIN_STEPS], carry[CHAIN_STEPS], z[CHAIN_STEPS], h[CHAIN_STEPS], g[CHAIN_STEPS], dz[CHAIN_STEPS];
    NodeId before; // the gradient at h0
} Chain;

static NodeId step_named(const Chain *c, NodeId id, const char *name, int step) {
    return named(c->tape, id, arena_print(c->tape->arena, "%s[%d]", name, step));
}

static NodeId filled(Tape *tape, const char *name, Shape shape, double value) {
    NodeId id = tape_leaf(tape, name, shape, NULL);
    const Node *node = tape_node(tape, id);
    for (int i = 0; i < node->count; i++) node->value[i] = (Real)value;
    return id;
}

// --- leaves

// The given rows, then zeros; or the first of them.
static void write_x(const Node *node, const Input *x) {
    int given = shape_count(x->shape);
    for (int i = 0; i < node->count; i++) node->value[i] = i < given ? (Real)x->value[i] : 0;
}

static NodeId random_weights(Tape *tape, Random *random, const char *name, int rows, int columns) {
    NodeId id = tape_leaf(tape, name, SHAPE2(rows, columns), NULL);
    const Node *node = tape_node(tape, id);
    for (int i = 0; i < node->count; i++) node->value[i] = (Real)(random_normal(random) / __builtin_sqrt(rows));
    return id;
}

static void record_weights(Chain *c) {
    const Input *Wx = inputs_find(c->inputs, "Wx"), *Wh = inputs_find(c->inputs, "Wh");
    Random random = random_seed(1);
    if (Wx) {
        c->Wx = inputs_leaf(c->tape, Wx), c->Wh = inputs_leaf(c->tape, Wh);
    } else if (c->units == 1) {
        c->Wx = filled(c->tape, "Wx", SHAPE2(c->columns, 1), 1), c->Wh = filled(c->tape, "Wh", SHAPE2(1, 1), 1);
    } else {
        c->Wx = random_weights(c->tape, &random, "Wx", c->columns, c->units);
        c->Wh = random_weights(c->tape, &random, "Wh", c->units, c->units);
    }
}

static NodeId state_or_zeros(const Chain *c, const char *name) {
    const Input *given = inputs_find(c->inputs, name);
    return given ? inputs_leaf(c->tape, given) : filled(c->tape, name, SHAPE1(c->units), 0);
}

static void record_leaves(Chain *c, const Params *params) {
    c->x = tape_leaf(c->tape, "x", SHAPE2(c->steps, c->columns), NULL);
    write_x(tape_node(c->tape, c->x), inputs_find(c->inputs, "x"));
    c->w = filled(c->tape, "w", SHAPE0(), params_number(params, chain_params, CHAIN_INFOS, "w"));
    record_weights(c);
    c->h0 = state_or_zeros(c, "h0");
    c->b = state_or_zeros(c, "b");
    c->readout = tape_constant(c->tape, "readout", SHAPE2(1, c->units), NULL);
    const Node *readout = tape_node(c->tape, c->readout);
    for (int i = 0; i < c->units; i++) readout->value[i] = (Real)(1 / __builtin_sqrt(c->units));
}

// --- forward

static NodeId bend(const Chain *c, NodeId z) {
    if (c->activation[0] == 't') return tape_tanh(c->tape, z);
    if (c->activation[0] == 's') return tape_sigmoid(c->tape, z);
    return tape_scale(c->tape, z, 1);
}

// old = h_{t−1} Wh, carry = w · old, z = x Wx + b + carry, h = act(z)
static void record_step(Chain *c, int t, NodeId before) {
    c->old[t] = tape_matmul(c->tape, before, c->Wh, (MatmulArgs){ 0 });
    c->carry[t] = tape_multiply(c->tape, c->old[t], c->w);
    NodeId in = tape_slice(c->tape, c->in, 0, t, 1);
    c->z[t] = tape_add(c->tape, c->carry[t], in);
    c->h[t] = step_named(c, bend(c, c->z[t]), "h", t);
}

static NodeId together(const Chain *c, const NodeId *part, const char *name) {
    return named(c->tape, tape_concat(c->tape, c->steps, part, 0), name); /* (T, H) */
}

// tanh' = 1 − h², σ' = h (1 − h), 1
static NodeId record_slope(const Chain *c, NodeId h) {
    Tape *tape = c->tape;
    NodeId one = tape_constant(tape, NULL, SHAPE0(), (Real[]){ 1 });
    if (c->habit == HABIT_SLOPE_MISSING) return tape_add(tape, tape_scale(tape, h, 0), one);
    if (c->activation[0] == 't') return tape_subtract(tape, one, c->habit == HABIT_SLOPE_NO_SQUARE ? h : tape_square(tape, h));
    if (c->activation[0] == 's') return tape_multiply(tape, h, tape_subtract(tape, one, h));
    return tape_add(tape, tape_scale(tape, h, 0), one);
}

static void record_forward(Chain *c) {
    Tape *tape = c->tape;
    NodeId product = tape_matmul(tape, c->x, c->Wx, (MatmulArgs){ 0 });
    c->in = named(tape, tape_add(tape, product, c->b), "in"); /* (T, H) */
    NodeId before = tape_reshape(tape, c->h0, SHAPE2(1, c->units));
    for (int t = 0; t < c->steps; before = c->h[t++]) record_step(c, t, before);
    together(c, c->old, "old");
    together(c, c->carry, "carry");
    together(c, c->z, "z");
    c->slope = named(tape, record_slope(c, together(c, c->h, "h")), "slope");
    NodeId loss = tape_matmul(tape, before, c->readout, (MatmulArgs){ .transpose_b = true }); /* (1, 1) */
    named(tape, tape_reshape(tape, loss, SHAPE0()), "loss");
}

// --- backward, written forwards

static NodeId norm_rows(Tape *tape, NodeId x) { return tape_sqrt(tape, tape_sum(tape, tape_square(tape, x), 1)); }

// What an edge does to the gradient: w · slope with one unit, with several how much longer or shorter it makes it.
static void record_factor(const Chain *c, NodeId W, NodeId norm) {
    Tape *tape = c->tape;
    if (c->units == 1) {
        named(tape, tape_multiply(tape, c->slope, W), "factor"); /* (T, 1) */
        return;
    }
    NodeId part[2] = { norm_rows(tape, c->before), NODE_NONE };
    if (c->steps > 1) part[1] = tape_slice(tape, norm, 0, 0, c->steps - 1);
    NodeId earlier = c->steps > 1 ? tape_concat(tape, 2, part, 0) : part[0];
    NodeId ratio = tape_divide(tape, earlier, norm);
    named(tape, tape_reshape(tape, ratio, SHAPE2(c->steps, 1)), "factor");
}

static void record_backward(Chain *c) {
    Tape *tape = c->tape;
    NodeId W = named(tape, tape_multiply(tape, c->Wh, c->w), "W"); /* (H, H) */
    NodeId g = tape_scale(tape, c->readout, 1);
    for (int t = c->steps - 1; t >= 0; t--) {
        c->g[t] = step_named(c, g, "g", t);
        NodeId slope = tape_slice(tape, c->slope, 0, t, 1);
        c->dz[t] = tape_multiply(tape, c->g[t], slope);
        g = tape_matmul(tape, c->dz[t], W, (MatmulArgs){ .transpose_b = true });
    }
    c->before = named(tape, g, "g0");
    NodeId gs = together(c, c->g, "g"), dz = together(c, c->dz, "dz");
    NodeId dx = named(tape, tape_matmul(tape, dz, c->Wx, (MatmulArgs){ .transpose_b = true }), "dx"); /* (T, D) */
    NodeId norm = named(tape, norm_rows(tape, gs), "g.norm");
    named(tape, norm_rows(tape, dx), "dx.norm");
    NodeId carried = tape_find(tape, "old");
    if (c->habit == HABIT_STATE_NEW) carried = tape_matmul(tape, tape_find(tape, "h"), c->Wh, (MatmulArgs){ 0 });
    NodeId gap = named(tape, tape_sum(tape, tape_multiply(tape, dz, carried), 1), "gap"); /* (T) */
    named(tape, tape_sum(tape, gap, 0), "dw");
    record_factor(c, W, norm);
}

// --- the model

static bool chain_fits(const Chain *c, Problems *problems) {
    const Input *x = inputs_find(c->inputs, "x"), *Wx = inputs_find(c->inputs, "Wx"), *Wh = inputs_find(c->inputs, "Wh");
    const Input *h0 = inputs_find(c->inputs, "h0"), *b = inputs_find(c->inputs, "b"), *alone = Wx ? Wx : Wh;
    if (c->steps > CHAIN_STEPS)
        return problems_add(problems, x->place,
                            "x has %d rows, but the chain is drawn for at most %d: use fewer rows, or set length", c->steps,
                            CHAIN_STEPS);
    if (!Wx != !Wh)
        return problems_add(problems, alone->place, "found %s without %s: give both, or neither", alone->name, Wx ? "Wh" : "Wx");
    if (c->units > CHAIN_UNITS)
        return problems_add(problems, Wh->place, "Wh is %d × %d, but the chain is drawn for at most %d units", c->units, c->units,
                            CHAIN_UNITS);
    const Input *state = h0 && h0->shape.size[0] != c->units ? h0 : b && b->shape.size[0] != c->units ? b : NULL;
    return !state ||
           problems_add(problems, state->place, "%s has %d numbers where there are %d units: give Wx and Wh, or set units",
                        state->name, state->shape.size[0], c->units);
}

static bool chain_record(Tape *tape, const Inputs *inputs, const Params *params, Problems *problems) {
    Chain *c = arena_new(tape->arena, Chain, 1);
    const Input *x = inputs_find(inputs, "x"), *Wh = inputs_find(inputs, "Wh");
    int length = (int)params_number(params, chain_params, CHAIN_INFOS, "length");
    *c = (Chain){ .tape = tape, .inputs = inputs, .steps = length ? length : x->shape.size[0], .columns = x->shape.size[1] };
    c->units = Wh ? Wh->shape.size[0] : (int)params_number(params, chain_params, CHAIN_INFOS, "units");
    c->habit = habit_of(params);
    c->activation =
        c->habit == HABIT_ACTIVATION_MISSING ? "linear" : params_choice(params, chain_params, CHAIN_INFOS, "activation");
    if (!chain_fits(c, problems)) return false;
    record_leaves(c, params);
    record_forward(c);
    record_backward(c);
    return true;
}

static void chain_write(Tape *tape, const Inputs *inputs, const Params *params) {
    (void)params;
    write_x(tape_node(tape, tape_find(tape, "x")), inputs_find(inputs, "x"));
}

const Model model_chain = {
    .name = "chain",
    .summary = "a recurrent net that keeps its slopes, its factors and the gradient's way back",
    WITH_INPUTS(chain_inputs),
    WITH_PARAMS(chain_params),
    .node = chain_nodes,
    .also = chain_also,
    .record = chain_record,
    .write = chain_write,
};
