// Layer normalisation (Ba et al. 2016, eq. 3–4): every row on its own is centred, divided by its spread, then scaled and moved
// feature by feature:
//
//     xhat = (x − mean) / √(var + eps)     y = gamma ⊙ xhat + beta     mean and var over the D numbers of the row
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
