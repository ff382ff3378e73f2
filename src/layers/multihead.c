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

// The mistake: the numbers are cut as they lie, so that a head gets whole rows and a part of others.
static NodeId cut_as_they_lie(Tape *tape, NodeId x, int heads) {
    Shape shape = shape_of(tape, x);
    int last = shape.rank++, n = shape.size[last - 2], width = shape.size[last - 1];
    shape.size[last - 2] = heads;
    shape.size[last - 1] = n;
    shape.size[last] = width / heads;
    return tape_reshape(tape, x, shape);
}

static NodeId record_split(Tape *tape, NodeId x, const MultiheadSpec *spec) {
    return spec->habit == HABIT_HEADS_RESHAPED ? cut_as_they_lie(tape, x, spec->heads) : split(tape, x, spec->heads);
}

// x W + b; the bias where there is one
static NodeId project(Tape *tape, const MultiheadSpec *spec, NodeId x, NodeId W, int which) {
    static const char *const names[] = { "q", "k", "v", "o" };
    NodeId bias = spec->bias && spec->habit != HABIT_BIAS_MISSING ? spec->bias[which] : NODE_NONE;
    NodeId product = tape_matmul(tape, x, W, (MatmulArgs){ .transpose_b = spec->habit == HABIT_TRANSPOSED });
    return named(tape, bias == NODE_NONE ? product : tape_add(tape, product, bias), names[which]);
}

// s = q_i k_iᵀ / √(D/h), (…, h, n, m)
static NodeId record_scores(Tape *tape, NodeId q, NodeId k, const MultiheadSpec *spec) {
    Shape of_q = shape_of(tape, q), of_k = shape_of(tape, k);
    int width = of_q.size[of_q.rank - 1], keys = of_k.size[of_k.rank - 2];
    Real root = (Real)habit_root(spec->habit, width / spec->heads, keys, width);
    NodeId heads_q = record_split(tape, q, spec), heads_k = record_split(tape, k, spec);
    NodeId raw = tape_matmul(tape, heads_q, heads_k, (MatmulArgs){ .transpose_b = true });
    if (spec->habit == HABIT_SIGN) raw = tape_scale(tape, raw, -1);
    return named(tape, tape_divide(tape, raw, tape_constant(tape, "root_d", SHAPE0(), &root)), "s");
}

NodeId multihead_nodes(Tape *tape, MultiheadSpec spec) {
    bool given = spec.Wq == NODE_NONE;
    NodeId q = given ? spec.x : project(tape, &spec, spec.x, spec.Wq, 0);      /* (…, n, D) */
    NodeId k = given ? spec.y : project(tape, &spec, spec.y, spec.Wk, 1);      /* (…, m, D) */
    NodeId v = given ? spec.values : project(tape, &spec, spec.y, spec.Wv, 2); /* (…, m, D) */
    if (spec.mask == NODE_NONE) {
        tape_layer_step(tape); // one operation does all three
        NodeId all = tape_attention(tape, q, k, v, (AttentionArgs){ .heads = spec.heads, .causal = spec.causal });
        tape_layer_step_end(tape);
        named(tape, all, "concat");
        return given ? all : project(tape, &spec, all, spec.Wo, 3);
    }
    tape_layer_step(tape);                       // the projections before and after belong to none
    NodeId s = record_scores(tape, q, k, &spec); /* (…, h, n, m) */
    NodeId masked = habit_hide(tape, s, spec.mask, spec.habit);
    tape_layer_step(tape);
    NodeId a = named(tape, habit_softmax(tape, masked, spec.mask, spec.habit), "a");
    tape_layer_step(tape);
    NodeId cut = record_split(tape, v, &spec); /* (…, h, m, D/h) */
    if (spec.name_cut) tape_name(tape, cut, "v.heads");
    NodeId heads = named(tape, tape_matmul(tape, a, cut, (MatmulArgs){ 0 }), "heads"); /* (…, h, n, D/h) */
    tape_layer_step_end(tape);
    bool lying = spec.habit == HABIT_HEADS_RESHAPED || spec.habit == HABIT_HEADS_JOINED;
    NodeId concat = lying ? tape_reshape(tape, heads, shape_of(tape, q)) : join(tape, heads); /* (…, n, D) */
    named(tape, concat, "concat");
    return given ? concat : project(tape, &spec, concat, spec.Wo, 3);
}
