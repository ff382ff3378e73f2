// What the scale of the scores does to one query's choice: attention, and beside it the same query's raw scores times six
// scales (a row each) and times 113 (for smooth curves), each with its weights, output and, given a target, its loss.
// The gradients start from `objective`, the sum of all losses: a row's gradient is its own, as no row depends on another;
// those of raw, q, k and v add up all rows.
#include <string.h>

#include "model/parts.h"

// clang-format off
static const InputInfo sharpness_inputs[] = { ATTENTION_INPUTS };
static const ParamInfo sharpness_params[] = {
    ATTENTION_PARAMS,
    { .name = "query", .label = "Query", .kind = PARAM_WHOLE, .initial = "1", .low = 1, .high = DATA_ELEMENTS,
      .summary = "which query is followed, from 1" },
};
static const char *const sharpness_nodes[] = {
    "raw", "s", "masked", "a", "scales", "sweep.raw", "sweep.s", "sweep.masked", "sweep.a", "sweep.o", "o", NULL,
};
static const char *const sharpness_also[] = {
    ATTENTION_ALSO, "sweep.loss", "curve.scales", "curve.raw", "curve.s", "curve.a", "curve.o", "curve.loss", "objective", NULL,
};
// clang-format on

enum { SHARPNESS_INFOS = sizeof sharpness_params / sizeof sharpness_params[0] };
enum { SWEEP_ROWS = 6, OCTAVES = 7, OCTAVE_ROWS = 16, CURVE_ROWS = OCTAVES * OCTAVE_ROWS + 1 };

static NodeId prefixed(Tape *tape, NodeId id, const char *prefix, const char *name) {
    tape_name(tape, id, arena_print(tape->arena, "%s%s", prefix, name));
    return id;
}

// --- the query, as a row with one 1: moving the 1 picks another query without recording anew

static void write_pick(const Node *pick, const Params *params) {
    int query = (int)params_number(params, sharpness_params, SHARPNESS_INFOS, "query");
    for (int i = 0; i < pick->count; i++) pick->value[i] = i == query - 1;
}

static bool query_exists(const Node *pick, Problems *problems) {
    for (int i = 0; i < pick->count; i++)
        if (pick->value[i] != 0) return true;
    return problems_add(problems, (Place){ 0 }, "query must be from 1 to %d, the number of queries", pick->count);
}

// --- the scales

static NodeId record_sweep_scales(Tape *tape) {
    Real scale[SWEEP_ROWS] = { (Real)0.25, real_sqrt((Real)0.5), 1, 2, 4, 8 };
    return tape_constant(tape, "scales", SHAPE2(SWEEP_ROWS, 1), scale);
}

// From 1/8 to 16 in sixteenths of an octave, so that every marked scale is one of them.
static NodeId record_curve_scales(Tape *tape) {
    Real scale[CURVE_ROWS];
    for (int i = 0; i < CURVE_ROWS; i++) scale[i] = (Real)math_pow(2, -3 + (double)i / OCTAVE_ROWS);
    return tape_constant(tape, "curve.scales", SHAPE2(CURVE_ROWS, 1), scale);
}

// --- one sweep

// What of the attention a sweep starts from: the picked query's row of each.
typedef struct Picked {
    NodeId raw, mask, v, y; // (1, m), (1, m), (m, dv), (1, dv) or NODE_NONE
} Picked;

// The mask's row once for each scale.
static NodeId record_masks(Tape *tape, const Picked *picked, int rows, const char *prefix) {
    NodeId ones = prefixed(tape, tape_constant(tape, "", SHAPE2(rows, 1), NULL), prefix, "ones");
    for (int i = 0; i < rows; i++) tape_node(tape, ones)->value[i] = 1;
    return prefixed(tape, tape_multiply(tape, ones, picked->mask), prefix, "mask"); /* (rows, m) */
}

// loss = Σ_j ½(o_j − y_j)² of every row; returns the sum of all.
static NodeId record_losses(Tape *tape, NodeId o, NodeId y, const char *prefix) {
    NodeId error = prefixed(tape, tape_subtract(tape, o, y), prefix, "error"); /* (rows, dv) */
    NodeId squares = tape_sum(tape, tape_multiply(tape, error, error), 1);     /* (rows) */
    NodeId loss = prefixed(tape, tape_scale(tape, squares, 0.5), prefix, "loss");
    return prefixed(tape, tape_sum(tape, loss, 0), prefix, "total");
}

// Weights and outputs for every scale; returns the total loss, NODE_NONE without a target.
static NodeId record_sweep(Tape *tape, const Picked *picked, NodeId scales, const char *prefix) {
    int rows = tape_node(tape, scales)->shape.size[0];
    NodeId s = prefixed(tape, tape_multiply(tape, scales, picked->raw), prefix, "s"); /* (rows, m) */
    NodeId masked = prefixed(tape, tape_hide(tape, s, record_masks(tape, picked, rows, prefix)), prefix, "masked");
    NodeId a = prefixed(tape, tape_softmax(tape, masked, NODE_NONE), prefix, "a");
    NodeId o = prefixed(tape, tape_matmul(tape, a, picked->v, (MatmulArgs){ 0 }), prefix, "o"); /* (rows, dv) */
    return picked->y == NODE_NONE ? NODE_NONE : record_losses(tape, o, picked->y, prefix);
}

// --- the model

static NodeId pick_row(Tape *tape, NodeId pick, NodeId x, const char *name) {
    return x == NODE_NONE ? NODE_NONE : prefixed(tape, tape_matmul(tape, pick, x, (MatmulArgs){ 0 }), "sweep.", name);
}

static bool sharpness_record(Tape *tape, const Inputs *inputs, const Params *params, Problems *problems) {
    AttentionNodes at;
    if (!attention_nodes(tape, inputs, params, sharpness_params, SHARPNESS_INFOS, &at, problems)) return false;
    if (at.raw == NODE_NONE) return problems_add(problems, (Place){ 0 }, "this picture needs the scores that are not kept");
    NodeId pick = tape_constant(tape, "pick", SHAPE2(1, at.n), NULL);
    write_pick(tape_node(tape, pick), params);
    if (!query_exists(tape_node(tape, pick), problems)) return false;
    Picked picked = { .v = at.v };
    picked.raw = pick_row(tape, pick, at.raw, "raw");
    picked.mask = pick_row(tape, pick, at.mask, "row_mask");
    picked.y = pick_row(tape, pick, at.y, "y");
    NodeId sweep = record_sweep(tape, &picked, record_sweep_scales(tape), "sweep.");
    NodeId curve = record_sweep(tape, &picked, record_curve_scales(tape), "curve.");
    if (at.loss != NODE_NONE) prefixed(tape, tape_add(tape, at.loss, tape_add(tape, sweep, curve)), "", "objective");
    return true;
}

static bool sharpness_check(const Tape *tape, Problems *problems) {
    return query_exists(tape_node(tape, tape_find(tape, "pick")), problems) && attention_check(tape, problems);
}

static void sharpness_write(Tape *tape, const Inputs *inputs, const Params *params) {
    attention_write(tape, inputs, params);
    write_pick(tape_node(tape, tape_find(tape, "pick")), params);
}

const Model model_sharpness = {
    .name = "sharpness",
    .summary = "attention, and one query's weights, output and loss at many scales of its scores",
    WITH_INPUTS(sharpness_inputs),
    WITH_PARAMS(sharpness_params),
    .node = sharpness_nodes,
    .also = sharpness_also,
    .record = sharpness_record,
    .check = sharpness_check,
    .write = sharpness_write,
    .objective = "objective",
};
