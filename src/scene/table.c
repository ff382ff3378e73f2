// The table of scenes: what lessons may name, and what the tests walk.
#include "scene/scenes.h"

// clang-format off
const Scene *const scene_table[] = {
    &scene_lookup,
    &scene_attention,
    &scene_plane,
    &scene_hull,
    &scene_sharpness,
    &scene_twins,
    &scene_additive,
    &scene_spread,
    &scene_cost,
    &scene_race,
    &scene_schedule,
    &scene_comparison,
    &scene_layer_norm,
    &scene_rescale,
    &scene_batch_norm,
    &scene_two_features,
    &scene_depth,
    &scene_gradient_flow,
    &scene_cell,
    &scene_recurrence,
    &scene_powers,
    &scene_slope,
    &scene_brake,
    &scene_jacobian,
    &scene_valley,
    &scene_clip,
    &scene_belt,
    &scene_wishes,
    &scene_heads,
    &scene_matrix,
    &scene_mask,
    &scene_slices,
    &scene_gradient_film,
    &scene_gradient_edge,
    &scene_gradient_stack,
};
// clang-format on
const int scene_count = sizeof scene_table / sizeof *scene_table;
