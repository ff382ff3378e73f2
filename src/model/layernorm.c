// Layer normalisation (Ba et al. 2016, eq. 3–4): every row on its own is centred, divided by its spread, then scaled and moved
// feature by feature:
//
//     xhat = (x − mean) / √(var + eps)     y = gamma ⊙ xhat + beta     mean and var over the D numbers of the row
#include "model/parts.h"

// clang-format off
static const InputInfo layernorm_inputs[] = {
    { .name = "x", .shape = "n,D", .summary = "tokens, one a row" },
    { .name = "gamma", .shape = "D", .optional = true, .has_fill = true, .fill = 1, .summary = "what every feature is scaled by" },
    { .name = "beta", .shape = "D", .optional = true, .has_fill = true, .summary = "what is added to every feature" },
};
static const ParamInfo layernorm_params[] = { LAYERNORM_PARAMS };
static const char *const layernorm_node_names[] = { "mean", "var", "xhat", "y", NULL };
static const char *const layernorm_also[] = { "centered", "spread", "eps", NULL };
// clang-format on

enum { LAYERNORM_INFOS = sizeof layernorm_params / sizeof layernorm_params[0] };

// --- recording

static NodeId prefixed(Tape *tape, NodeId id, const char *prefix, const char *name) {
    tape_name(tape, id, arena_print(tape->arena, "%s%s", prefix, name));
    return id;
}

// Σ x / D over the last axis
static NodeId record_mean(Tape *tape, NodeId x, NodeId width) {
    return tape_divide(tape, tape_sum(tape, x, tape_node(tape, x)->shape.rank - 1), width);
}

// One number a row as a column, so that it meets every number of its row.
static NodeId column(Tape *tape, NodeId x) {
    Shape shape = tape_node(tape, x)->shape;
    shape.size[shape.rank++] = 1;
    return tape_reshape(tape, x, shape);
}

NodeId layernorm_nodes(Tape *tape, LayernormSpec spec) {
    Shape shape = tape_node(tape, spec.x)->shape; /* (…, n, D) */
    NodeId width = tape_constant(tape, NULL, SHAPE0(), (Real[]){ (Real)shape.size[shape.rank - 1] });
    NodeId mean = prefixed(tape, record_mean(tape, spec.x, width), spec.prefix, "mean"); /* (…, n) */
    NodeId centered = prefixed(tape, tape_subtract(tape, spec.x, column(tape, mean)), spec.prefix, "centered");
    NodeId var = prefixed(tape, record_mean(tape, tape_square(tape, centered), width), spec.prefix, "var"); /* (…, n) */
    NodeId spread = prefixed(tape, tape_sqrt(tape, tape_add(tape, var, spec.eps)), spec.prefix, "spread");
    NodeId xhat = prefixed(tape, tape_divide(tape, centered, column(tape, spread)), spec.prefix, "xhat");
    return tape_add(tape, tape_multiply(tape, spec.gamma, xhat), spec.beta);
}

NodeId layernorm_eps(Tape *tape, double eps) { return tape_constant(tape, "eps", SHAPE0(), (Real[]){ (Real)eps }); }

void layernorm_plain(Tape *tape, LayernormSpec *spec) {
    Shape shape = tape_node(tape, spec->x)->shape, row = SHAPE1(shape.size[shape.rank - 1]);
    spec->gamma = tape_constant(tape, NULL, row, NULL);
    spec->beta = tape_constant(tape, NULL, row, NULL);
    const Node *gamma = tape_node(tape, spec->gamma);
    for (int i = 0; i < gamma->count; i++) gamma->value[i] = 1;
}

static bool layernorm_record(Tape *tape, const Inputs *inputs, const Params *params, Problems *problems) {
    (void)problems;
    LayernormSpec spec = { .prefix = "", .x = inputs_leaf(tape, inputs_find(inputs, "x")) };
    spec.gamma = inputs_leaf(tape, inputs_find(inputs, "gamma"));
    spec.beta = inputs_leaf(tape, inputs_find(inputs, "beta"));
    spec.eps = layernorm_eps(tape, params_number(params, layernorm_params, LAYERNORM_INFOS, "eps"));
    prefixed(tape, layernorm_nodes(tape, spec), "", "y");
    return true;
}

// --- a row without spread

static Real largest_of(const Real *x, int count) {
    Real most = 0;
    for (int j = 0; j < count; j++) {
        Real size = x[j] < 0 ? -x[j] : x[j];
        if (size > most) most = size;
    }
    return most;
}

static const Node *find(const Tape *tape, const char *prefix, const char *name) {
    char whole[32];
    snprintf(whole, sizeof whole, "%s%s", prefix, name);
    return tape_node(tape, tape_find(tape, whole));
}

// Equal numbers may leave a spread of a last bit or so, which eps = 0 would blow up to whole ones.
bool layernorm_check(const Tape *tape, const char *prefix, Problems *problems) {
    const Node *centered = find(tape, prefix, "centered"), *spread = find(tape, prefix, "spread");
    const Node *x = tape_node(tape, centered->input[0]);
    int width = x->count / spread->count;
    const Real last_bits = (Real)width * (sizeof(Real) == sizeof(float) ? (Real)0x1p-23 : (Real)0x1p-52);
    if (find(tape, "", "eps")->value[0] > 0) return true;
    for (int i = 0; i < spread->count; i++)
        if (spread->value[i] <= last_bits * largest_of(x->value + (size_t)i * (size_t)width, width))
            return problems_add(
                problems, (Place){ 0 },
                "row %d of %s has no spread: its numbers are all equal, and with eps = 0 layer norm divides by 0; change "
                "the row or set eps above 0",
                i + 1, x->name);
    return true;
}

static bool check(const Tape *tape, Problems *problems) { return layernorm_check(tape, "", problems); }

const Model model_layernorm = {
    .name = "layernorm",
    .summary = "every row centred and divided by its spread, then scaled and moved",
    .input = layernorm_inputs,
    .inputs = sizeof layernorm_inputs / sizeof layernorm_inputs[0],
    .param = layernorm_params,
    .params = LAYERNORM_INFOS,
    .node = layernorm_node_names,
    .also = layernorm_also,
    .record = layernorm_record,
    .check = check,
};
