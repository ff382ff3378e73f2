// Queries and keys turned by their places (Su et al. 2021): the two numbers of every pair turn by the angle p w_i, and what is
// left in a score is the difference of the two places.
//
//     qr = R(p) q     kr = R(p) k     raw = qr krᵀ     (a, b) -> (a cos p w_i − b sin p w_i, a sin p w_i + b cos p w_i)
#include "model/parts.h"

// clang-format off
static const InputInfo rotary_inputs[] = {
    { .name = "q", .shape = "n,d", .summary = "queries, one a row" },
    { .name = "k", .shape = "m,d", .summary = "keys, one a row" },
    { .name = "pq", .shape = "n", .optional = true, .summary = "the places of the queries; 0, 1, 2 … where they are not given" },
    { .name = "pk", .shape = "m", .optional = true, .summary = "the places of the keys" },
};
static const ParamInfo rotary_params[] = {
    { .name = "base", .label = "Base", .kind = PARAM_NUMBER, .initial = "10000", .low = 1, .high = 1e9,
      .summary = "the slowest pair turns nearly as many times slower than the fastest" },
    ORDER_PARAM,
    HABIT_PARAM("halves pairs sign degrees log-10 from-1 keys-still"),
};
static const char *const rotary_nodes[] = { "frequency", "q.angle", "k.angle", "qr", "kr", "raw", NULL };
static const char *const rotary_also[] = { "exponent", "base", NULL };
// clang-format on

enum { ROTARY_INFOS = sizeof rotary_params / sizeof rotary_params[0] };

typedef struct Turning {
    NodeId frequency; /* (1, d/2) */
    bool halves;
    Habit habit;
} Turning;

// Places as a column (n, 1): given, or counted from 0.
static NodeId record_places(Tape *tape, const Inputs *inputs, const char *name, int n, Habit habit) {
    NodeId id = input_leaf(tape, inputs, name);
    if (id == NODE_NONE) {
        id = tape_constant(tape, name, SHAPE1(n), NULL);
        for (int i = 0; i < n; i++) tape_node(tape, id)->value[i] = i;
    }
    if (habit == HABIT_FROM_1) id = tape_add(tape, id, tape_constant(tape, NULL, SHAPE0(), (Real[]){ 1 }));
    return tape_reshape(tape, id, SHAPE2(n, 1));
}

// Pairs as (n, d/2, 2), halves as (n, 2, d/2): where the two numbers of a pair are one step of the axis apart.
static Shape apart(int n, int pairs, bool halves) { return halves ? SHAPE3(n, 2, pairs) : SHAPE3(n, pairs, 2); }

static NodeId record_turned(Tape *tape, NodeId x, NodeId angle, const Turning *turn, const char *name) {
    Shape shape = tape_node(tape, x)->shape; /* (n, d) */
    int n = shape.size[0], pairs = shape.size[1] / 2, axis = turn->halves ? 1 : 2;
    Shape column = apart(n, pairs, turn->halves);
    column.size[axis] = 1;
    NodeId both = tape_reshape(tape, x, apart(n, pairs, turn->halves));
    NodeId a = tape_slice(tape, both, axis, 0, 1), b = tape_slice(tape, both, axis, 1, 1);
    NodeId cosine = tape_reshape(tape, tape_cos(tape, angle), column);
    NodeId sine = tape_reshape(tape, tape_sin(tape, angle), column), part[4], turned[2];
    if (turn->habit == HABIT_SIGN) sine = tape_scale(tape, sine, -1); // the mistake: turned the other way
    part[0] = tape_multiply(tape, a, cosine);
    part[1] = tape_multiply(tape, b, sine);
    part[2] = tape_multiply(tape, a, sine);
    part[3] = tape_multiply(tape, b, cosine);
    turned[0] = tape_subtract(tape, part[0], part[1]);
    turned[1] = tape_add(tape, part[2], part[3]);
    return named(tape, tape_reshape(tape, tape_concat(tape, 2, turned, axis), shape), name);
}

static NodeId record_side(Tape *tape, const Inputs *inputs, const Turning *turn, const char *const name[4]) {
    NodeId x = input_leaf(tape, inputs, name[0]);
    NodeId places = record_places(tape, inputs, name[1], tape_node(tape, x)->shape.size[0], turn->habit);
    NodeId angle = named(tape, position_angles(tape, places, turn->frequency, turn->habit), name[2]); /* (n, d/2) */
    if (name[0][0] == 'k' && turn->habit == HABIT_KEYS_STILL) return named(tape, tape_scale(tape, x, 1), name[3]);
    return record_turned(tape, x, angle, turn, name[3]);
}

static bool rotary_record(Tape *tape, const Inputs *inputs, const Params *params, Problems *problems) {
    const Input *q = inputs_find(inputs, "q"), *k = inputs_find(inputs, "k");
    int d = q->shape.size[1];
    long long n = q->shape.size[0], m = k->shape.size[0];
    if (d % 2)
        return problems_add(problems, q->place, "q has %d column%s: only pairs can be turned, so let d be even", d,
                            d == 1 ? "" : "s");
    if (n * m > MODEL_STORED_SCORES)
        return problems_add(problems, k->place,
                            "%lld queries and %lld keys make %lld scores, but at most %d can be kept: use fewer rows", n, m, n * m,
                            MODEL_STORED_SCORES);
    Turning turn = { .habit = habit_of(params) };
    turn.halves = position_halves(params, turn.habit);
    turn.frequency = position_frequency(tape, d / 2, d, params_number(params, rotary_params, ROTARY_INFOS, "base"), turn.habit);
    NodeId qr = record_side(tape, inputs, &turn, (const char *const[]){ "q", "pq", "q.angle", "qr" });
    NodeId kr = record_side(tape, inputs, &turn, (const char *const[]){ "k", "pk", "k.angle", "kr" });
    named(tape, tape_matmul(tape, qr, kr, (MatmulArgs){ .transpose_b = true }), "raw"); /* (n, m) */
    return true;
}

const Model model_rotary = {
    .name = "rotary",
    .summary = "queries and keys turned by their places, so that a score knows the distance",
    WITH_INPUTS(rotary_inputs),
    WITH_PARAMS(rotary_params),
    .node = rotary_nodes,
    .also = rotary_also,
    .record = rotary_record,
};
