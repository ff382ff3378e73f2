// Every scene, one file each. A new one: its file, its line here, its row in table.c.
#ifndef ATTEND_SCENE_SCENES_H
#define ATTEND_SCENE_SCENES_H

#include "scene/scene.h"

extern const Scene scene_attention; // q, k, s, a, v, weighted, o: the retrieval, number by number
extern const Scene scene_lookup;    // a dictionary: the value of the equal key
extern const Scene scene_additive;  // two contributions to a score, with and without a tanh
extern const Scene scene_plane;
extern const Scene scene_hull;
extern const Scene scene_sharpness;
extern const Scene scene_twins;
extern const Scene scene_spread;
extern const Scene scene_cost;
extern const Scene scene_race;       // two trainings, live
extern const Scene scene_schedule;   // workers and ticks
extern const Scene scene_comparison; // work, waiting, way of four layers
extern const Scene scene_layer_norm;
extern const Scene scene_rescale;
extern const Scene scene_batch_norm;
extern const Scene scene_two_features;
extern const Scene scene_depth;
extern const Scene scene_gradient_flow;
extern const Scene scene_cell;       // one recurrent cell
extern const Scene scene_powers;     // a factor, or a matrix, to the power n
extern const Scene scene_slope;      // how steep an activation is
extern const Scene scene_brake;      // a unit that feeds itself
extern const Scene scene_jacobian;   // a circle of changes, and the ellipse one step makes of it
extern const Scene scene_clip;       // a gradient and its limit
extern const Scene scene_valley;     // a landscape of losses with a wall
extern const Scene scene_belt;       // the LSTM's belt
extern const Scene scene_recurrence; // a recurrent net unrolled in time, forwards and back
extern const Scene scene_wishes;     // one query with several wishes, heads beside one head
extern const Scene scene_slices;     // what more heads cost
extern const Scene scene_heads;      // the split into lanes, and the way back

extern const Scene scene_matrix; // all queries at once
extern const Scene scene_mask;   // who may see whom, right and wrong side by side
extern const Scene scene_gradient_film;
extern const Scene scene_gradient_edge;
extern const Scene scene_gradient_stack;
extern const Scene scene_order;
extern const Scene scene_clocks;
extern const Scene scene_position;
extern const Scene scene_stripes;
extern const Scene scene_rotation;
extern const Scene scene_distance;
extern const Scene scene_learned;
extern const Scene scene_block; // one token through a whole block

#endif
