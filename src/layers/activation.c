// What bends the hidden units of a feed-forward layer.
#include "base/math.h"
#include "layers/layers.h"

// x (1 + tanh(√(2/π) (x + 0.044715 x³))) / 2: the form of gelu that GPT-2 has (Hendrycks & Gimpel 2016, sec. 2)
static NodeId record_gelu_tanh(Tape *tape, NodeId x) {
    NodeId one = tape_constant(tape, NULL, SHAPE0(), (Real[]){ 1 });
    NodeId cube = tape_multiply(tape, tape_square(tape, x), x);
    NodeId bent = tape_add(tape, x, tape_scale(tape, cube, 0.044715));
    NodeId share = tape_add(tape, one, tape_tanh(tape, tape_scale(tape, bent, __builtin_sqrt(2 / MATH_PI))));
    return tape_multiply(tape, tape_scale(tape, x, 0.5), share);
}

NodeId activation_nodes(Tape *tape, NodeId x, Activation activation) {
    switch (activation) {
    case ACTIVATION_RELU: return tape_relu(tape, x);
    case ACTIVATION_GELU: return tape_gelu(tape, x);
    case ACTIVATION_GELU_TANH: return record_gelu_tanh(tape, x);
    case ACTIVATION_SILU: return tape_multiply(tape, x, tape_sigmoid(tape, x));
    case ACTIVATION_NONE: return tape_scale(tape, x, 1);
    }
    return x;
}
