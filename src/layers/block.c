// One whole block (Vaswani et al. 2017, 3.1 and 3.3): attention and a feed-forward layer, each added to what came in. Post-norm,
// as in the paper, normalises after each sum, pre-norm (Xiong et al. 2020) before each part and leaves the sums alone:
//
//     post: ln1 = LN(x + attention(x))     y = LN(ln1 + feed-forward(ln1))
//     pre:  sum1 = x + attention(LN(x))    y = sum1 + feed-forward(LN(sum1))
#include "layers/layers.h"

NodeId feedforward_nodes(Tape *tape, FeedforwardSpec spec) {
    NodeId ff1 = tape_add(tape, tape_matmul(tape, spec.x, spec.W1, (MatmulArgs){ 0 }), spec.b1); /* (…, n, F) */
    named(tape, ff1, "ff1");
    NodeId act = named(tape, activation_nodes(tape, ff1, spec.activation), "act");
    return named(tape, tape_add(tape, tape_matmul(tape, act, spec.W2, (MatmulArgs){ 0 }), spec.b2), "ff2"); /* (…, n, D) */
}

static NodeId normalise(Tape *tape, LayernormSpec spec, NodeId x, const char *name) {
    spec.x = x;
    return named(tape, layernorm_nodes(tape, spec), name);
}

static NodeId attend(Tape *tape, MultiheadSpec spec, NodeId x) {
    spec.x = spec.y = x;
    NodeId o = multihead_nodes(tape, spec);
    if (!spec.silent) return o;
    tape_name(tape, o, "o.off");
    return named(tape, tape_scale(tape, o, 0), "o");
}

static NodeId feed(Tape *tape, FeedforwardSpec spec, NodeId x) {
    spec.x = x;
    return feedforward_nodes(tape, spec);
}

static NodeId add(Tape *tape, const BlockSpec *spec, NodeId stream, NodeId part, const char *name) {
    NodeId sum = spec->habit == HABIT_SUM_MISSING ? tape_scale(tape, part, 1) : tape_add(tape, stream, part);
    return named(tape, sum, name);
}

static NodeId record_pre(Tape *tape, const BlockSpec *spec) {
    NodeId ln1 = normalise(tape, spec->norm1, spec->x, "ln1");
    NodeId sum1 = add(tape, spec, spec->x, attend(tape, spec->attention, ln1), "sum1");
    NodeId ln2 = normalise(tape, spec->norm2, sum1, "ln2");
    return add(tape, spec, sum1, feed(tape, spec->feedforward, ln2), "sum2");
}

static NodeId record_post(Tape *tape, const BlockSpec *spec) {
    NodeId sum1 = add(tape, spec, spec->x, attend(tape, spec->attention, spec->x), "sum1");
    NodeId ln1 = normalise(tape, spec->norm1, sum1, "ln1");
    NodeId sum2 = add(tape, spec, ln1, feed(tape, spec->feedforward, ln1), "sum2");
    return normalise(tape, spec->norm2, sum2, "ln2");
}

NodeId block_nodes(Tape *tape, const BlockSpec *spec) {
    NodeId last = spec->post ? record_post(tape, spec) : record_pre(tape, spec);
    return named(tape, tape_reshape(tape, last, tape_node(tape, last)->shape), "y"); // the same numbers by the output's name
}
