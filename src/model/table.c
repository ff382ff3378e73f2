// The models, one row each.
#include <string.h>

#include "model/parts.h"

// clang-format off
const Model *const model_table[] = {
    &model_attention,
    &model_masking,
    &model_sharpness,
    &model_twins,
    &model_spread,
    &model_cost,
    &model_schedule,
    &model_layers,
    &model_guess,
    &model_flow,
    &model_stack,
    &model_chain,
    &model_powers,
    &model_bend,
    &model_jacobian,
    &model_valley,
    &model_clip,
    &model_belt,
    &model_wishes,
    &model_slices,
    &model_multihead,
    &model_layernorm,
    &model_rescale,
    &model_batchnorm,
    &model_depth,
    &model_position,
    &model_order,
    &model_rotation,
    &model_rotary,
    &model_learned,
    &model_block,
    &model_blocks,
    &model_decoder,
    &model_rnn,
    &model_lstm,
    &model_gru,
};
// clang-format on
const int model_count = sizeof model_table / sizeof model_table[0];

const Model *model_find(const char *name) {
    for (int i = 0; i < model_count; i++)
        if (!strcmp(model_table[i]->name, name)) return model_table[i];
    return NULL;
}

const char *model_output(const Model *model) {
    const char *const *node = model->node;
    while (node[1]) node++;
    return node[0];
}
