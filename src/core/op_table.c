// The table: a new operation is one file and one line here.
#include "core/op.h"

#include "core/record.h"

const Op *const op_table[] = {
    &op_leaf,      &op_matmul,    &op_add,     &op_subtract, &op_multiply, &op_divide,        &op_scale,     &op_sum,
    &op_transpose, &op_reshape,   &op_exp,     &op_log,      &op_tanh,     &op_hide,          &op_softmax,   &op_distance2,
    &op_mse,       &op_attention, &op_sigmoid, &op_relu,     &op_gelu,     &op_square,        &op_sqrt,      &op_sin,
    &op_cos,       &op_swap,      &op_concat,  &op_slice,    &op_gather,   &op_cross_entropy, &op_layernorm, &op_rotate,
};
const int op_count = sizeof op_table / sizeof op_table[0];
