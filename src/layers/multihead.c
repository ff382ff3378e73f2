// Multi-head attention (Vaswani et al. 2017, 3.2.2): every head attends with its own columns of the projections, the heads are
// put side by side and mixed by Wo:
//
//     head_i = softmax(q_i k_iᵀ / √(D/h)) v_i     o = [head_1 … head_h] Wo     q = x Wq, k = y Wk, v = y Wv
#include "layers/layers.h"

static Shape shape_of(const Tape *tape, NodeId id) { return tape_node(tape, id)->shape; }

// (…, n, D) as (…, h, n, D/h)
static NodeId split(Tape *tape, NodeId x, int heads) {
    Shape shape = shape_of(tape, x);
    int last = shape.rank++;
    shape.size[last] = shape.size[last - 1] / heads;
    shape.size[last - 1] = heads;
    return tape_swap(tape, tape_reshape(tape, x, shape), last - 2, last - 1);
}

// (…, h, n, D/h) as (…, n, D)
static NodeId join(Tape *tape, NodeId x) {
    Shape shape = shape_of(tape, x);
    NodeId side_by_side = tape_swap(tape, x, shape.rank - 3, shape.rank - 2);
    shape = shape_of(tape, side_by_side);
    shape.rank--;
    shape.size[shape.rank - 1] *= shape.size[shape.rank];
    shape.size[shape.rank] = 0;
    return tape_reshape(tape, side_by_side, shape);
}

// s = q_i k_iᵀ / √(D/h), (…, h, n, m)
static NodeId record_scores(Tape *tape, NodeId q, NodeId k, int heads) {
    Real root = real_sqrt((Real)(shape_of(tape, q).size[shape_of(tape, q).rank - 1] / heads));
    NodeId queries = split(tape, q, heads), keys = split(tape, k, heads);
    NodeId raw = tape_matmul(tape, queries, keys, (MatmulArgs){ .transpose_b = true });
    return named(tape, tape_divide(tape, raw, tape_constant(tape, "root_d", SHAPE0(), &root)), "s");
}

NodeId multihead_nodes(Tape *tape, MultiheadSpec spec) {
    NodeId q = named(tape, tape_matmul(tape, spec.x, spec.Wq, (MatmulArgs){ 0 }), "q"); /* (…, n, D) */
    NodeId k = named(tape, tape_matmul(tape, spec.y, spec.Wk, (MatmulArgs){ 0 }), "k"); /* (…, m, D) */
    NodeId v = named(tape, tape_matmul(tape, spec.y, spec.Wv, (MatmulArgs){ 0 }), "v"); /* (…, m, D) */
    if (spec.mask == NODE_NONE) {
        tape_layer_step(tape); // one operation does all three
        NodeId all = tape_attention(tape, q, k, v, (AttentionArgs){ .heads = spec.heads, .causal = spec.causal });
        tape_layer_step_end(tape);
        return named(tape, tape_matmul(tape, named(tape, all, "concat"), spec.Wo, (MatmulArgs){ 0 }), "o");
    }
    tape_layer_step(tape);                            // the projections before and after belong to none
    NodeId s = record_scores(tape, q, k, spec.heads); /* (…, h, n, m) */
    NodeId masked = named(tape, tape_hide(tape, s, spec.mask), "masked");
    tape_layer_step(tape);
    NodeId a = named(tape, tape_softmax(tape, masked, NODE_NONE), "a");
    tape_layer_step(tape);
    NodeId heads = named(tape, tape_matmul(tape, a, split(tape, v, spec.heads), (MatmulArgs){ 0 }), "heads"); /* (…, h, n, D/h) */
    tape_layer_step_end(tape);
    NodeId concat = named(tape, join(tape, heads), "concat"); /* (…, n, D) */
    return named(tape, tape_matmul(tape, concat, spec.Wo, (MatmulArgs){ 0 }), "o");
}
