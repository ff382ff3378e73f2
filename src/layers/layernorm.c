// Layer normalisation (Ba et al. 2016, eq. 3–4): every row on its own is centred, divided by its spread, then scaled and moved
// feature by feature:
//
//     xhat = (x − mean) / √(var + eps)     y = gamma ⊙ xhat + beta     mean and var over the D numbers of the row
//
// RMS norm leaves the mean: xhat = x / √(ms + eps), ms = mean of x² (Zhang & Sennrich 2019).
#include "layers/layers.h"

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

// √(var + eps)
static NodeId record_spread(Tape *tape, const LayernormSpec *spec, NodeId var) {
    NodeId spread;
    if (spec->habit == HABIT_EPS_OUTSIDE)
        spread = tape_add(tape, tape_sqrt(tape, var), spec->eps);
    else if (spec->habit == HABIT_ROOT_MISSING)
        spread = tape_add(tape, var, spec->eps);
    else
        spread = tape_sqrt(tape, tape_add(tape, var, spec->eps));
    return prefixed(tape, spread, spec->prefix, "spread");
}

static bool takes_mean(const LayernormSpec *spec) {
    return spec->habit == HABIT_NORM_LAYER || (!spec->rms && spec->habit != HABIT_NORM_RMS);
}

// x̂ of the rows of x (…, n, D)
static NodeId record_xhat(Tape *tape, const LayernormSpec *spec, NodeId x) {
    Shape shape = tape_node(tape, x)->shape;
    Real size = (Real)shape.size[shape.rank - 1];
    NodeId width = tape_constant(tape, NULL, SHAPE0(), &size), divisor = width, centered = x;
    if (takes_mean(spec)) {
        NodeId mean = prefixed(tape, record_mean(tape, x, width), spec->prefix, "mean"); /* (…, n) */
        centered = tape_subtract(tape, x, column(tape, mean));
        if (spec->habit == HABIT_SIGN) centered = tape_scale(tape, centered, -1);
        prefixed(tape, centered, spec->prefix, "centered");
    }
    if (spec->habit == HABIT_NORM_N_1) divisor = tape_constant(tape, NULL, SHAPE0(), (Real[]){ size - 1 });
    NodeId var = record_mean(tape, tape_square(tape, centered), divisor); /* (…, n) */
    prefixed(tape, var, spec->prefix, takes_mean(spec) ? "var" : "ms");
    return tape_divide(tape, centered, column(tape, record_spread(tape, spec, var)));
}

NodeId layernorm_nodes(Tape *tape, LayernormSpec spec) {
    bool columns = spec.habit == HABIT_NORM_COLUMNS;
    NodeId xhat = record_xhat(tape, &spec, columns ? tape_transpose(tape, spec.x) : spec.x);
    xhat = prefixed(tape, columns ? tape_transpose(tape, xhat) : xhat, spec.prefix, "xhat");
    if (spec.habit == HABIT_NORM_PLAIN) return tape_scale(tape, xhat, 1);
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
