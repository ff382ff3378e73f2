// What the next word is drawn from: softmax(logits / temperature), of the likeliest words alone where that is asked for.
#include "model/parts.h"

// The next one in order: smaller than `last`, or as large and behind it; −1: there is none.
static int next_largest(const Real *z, int words, int last) {
    int best = -1;
    for (int i = 0; i < words; i++) {
        bool after = last < 0 || z[i] < z[last] || (z[i] == z[last] && i > last);
        if (after && (best < 0 || z[i] > z[best])) best = i;
    }
    return best;
}

// 1 for the `top` likeliest words, as the weights are when this is recorded.
static NodeId likeliest(Tape *tape, NodeId logits, int top) {
    NodeId mask = tape_constant(tape, NULL, tape_node(tape, logits)->shape, NULL);
    tape_forward(tape);
    const Node *z = tape_node(tape, logits);
    for (int i = 0, at = -1; i < top && i < z->count; i++) {
        at = next_largest(z->value, z->count, at);
        if (at < 0) break; // some are no numbers
        tape_node(tape, mask)->value[at] = 1;
    }
    return mask;
}

NodeId drawn_nodes(Tape *tape, NodeId logits, double temperature, int top) {
    NodeId t = tape_constant(tape, "temperature", SHAPE0(), &temperature), cool = tape_divide(tape, logits, t);
    if (top) cool = tape_hide(tape, cool, likeliest(tape, logits, top));
    return named(tape, tape_softmax(tape, cool, NODE_NONE), "drawn");
}
