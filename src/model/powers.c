// The same factor over and over: row 0 is w's own, the others those of the data, column n is the factor to the power n.
// With a matrix W, how long W to the power n makes a vector at most (its norm, the largest singular value), and beside it
// the spectral radius to the power n, which tells the late steps but not the early ones.
#include "model/habit.h"
#include "model/parts.h"

// clang-format off
static const InputInfo powers_inputs[] = {
    { .name = "factors", .shape = "r", .optional = true, .summary = "factors to compare with w" },
    { .name = "W", .shape = "two,two", .optional = true, .summary = "a matrix of two rows and two columns" },
};
static const ParamInfo powers_params[] = {
    { .name = "w", .label = "Your factor w", .kind = PARAM_NUMBER, .initial = "0.8", .low = 0, .high = 10,
      .summary = "the factor of one step" },
    { .name = "length", .label = "Steps n", .kind = PARAM_WHOLE, .initial = "30", .low = 1, .high = 200, .structural = true,
      .summary = "how many steps" },
    HABIT_PARAM("power-times square-each"),
};
static const char *const powers_nodes[] = { "each", "power", NULL };
static const char *const powers_also[] = { "norm", "radius", "tail", "square", NULL };
// clang-format on

enum { POWERS_INFOS = sizeof powers_params / sizeof powers_params[0], POWERS_MOST = 200, FACTORS_MOST = 6 };

static NodeId at_step(Tape *tape, NodeId id, const char *name, int n) {
    return named(tape, id, arena_print(tape->arena, "%s[%d]", name, n));
}

static NodeId ones(Tape *tape, int rows) {
    NodeId id = tape_constant(tape, NULL, SHAPE2(rows, 1), NULL);
    for (int i = 0; i < rows; i++) tape_node(tape, id)->value[i] = 1;
    return id;
}

// Column n is column n − 1 times the factors; the mistake: n times the factors.
static NodeId record_powers(Tape *tape, NodeId each, int rows, int length, const char *name, Habit habit) {
    NodeId column[POWERS_MOST + 1];
    column[0] = at_step(tape, tape_scale(tape, ones(tape, rows), 1), name, 0);
    for (int n = 1; n <= length; n++) {
        NodeId next = habit == HABIT_POWER_TIMES ? tape_scale(tape, each, n) : tape_multiply(tape, column[n - 1], each);
        column[n] = at_step(tape, next, name, n);
    }
    return named(tape, tape_concat(tape, length + 1, column, 1), name); /* (rows, length + 1) */
}

static void record_factors(Tape *tape, const Inputs *inputs, const Params *params, int length) {
    const Input *factors = inputs_find(inputs, "factors");
    NodeId w = tape_leaf(tape, "w", SHAPE0(), (Real[]){ (Real)params_number(params, powers_params, POWERS_INFOS, "w") });
    NodeId part[2] = { tape_reshape(tape, w, SHAPE2(1, 1)), NODE_NONE };
    int rows = factors ? factors->shape.size[0] : 0;
    if (rows) part[1] = tape_reshape(tape, inputs_leaf(tape, factors), SHAPE2(rows, 1));
    NodeId each = named(tape, tape_concat(tape, rows ? 2 : 1, part, 0), "each"); /* (1 + r, 1) */
    record_powers(tape, each, rows + 1, length, "power", habit_of(params));
}

static void record_matrix(Tape *tape, const Input *input, int length, Habit habit) {
    NodeId W = inputs_leaf(tape, input), P = tape_scale(tape, W, 1), column[POWERS_MOST];
    for (int n = 1; n <= length; n++) {
        at_step(tape, P, "P", n);
        if (n == 2) named(tape, tape_scale(tape, P, 1), "square");
        column[n - 1] = tape_slice(tape, singular_values(tape, P), 0, 0, 1);
        if (n < length) P = habit == HABIT_SQUARE_EACH ? tape_multiply(tape, P, W) : tape_matmul(tape, P, W, (MatmulArgs){ 0 });
    }
    named(tape, tape_concat(tape, length, column, 0), "norm"); /* (length), of n = 1, 2 … */
    NodeId radius = named(tape, spectral_radius(tape, W), "radius");
    record_powers(tape, tape_reshape(tape, radius, SHAPE2(1, 1)), 1, length, "tail", habit);
}

static bool powers_record(Tape *tape, const Inputs *inputs, const Params *params, Problems *problems) {
    const Input *factors = inputs_find(inputs, "factors"), *W = inputs_find(inputs, "W");
    int length = (int)params_number(params, powers_params, POWERS_INFOS, "length");
    if (factors && factors->shape.size[0] > FACTORS_MOST)
        return problems_add(problems, factors->place, "factors has %d numbers, but at most %d lines can be told apart",
                            factors->shape.size[0], FACTORS_MOST);
    if (W && W->shape.size[0] != 2)
        return problems_add(problems, W->place, "W is %s, but its picture needs 2 × 2", shape_text(problems->arena, W->shape));
    record_factors(tape, inputs, params, length);
    if (W) record_matrix(tape, W, length, habit_of(params));
    return true;
}

const Model model_powers = {
    .name = "powers",
    .summary = "factors to the power n, and how long a matrix to the power n makes a vector",
    WITH_INPUTS(powers_inputs),
    WITH_PARAMS(powers_params),
    .node = powers_nodes,
    .also = powers_also,
    .record = powers_record,
};
