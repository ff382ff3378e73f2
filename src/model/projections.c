// Where queries, keys and values come from (Vaswani et al. 2017, 3.2): every row of x is multiplied by three matrices that serve
// all rows, and the rows then attend to each other:
//
//     q = x Wq, k = x Wk, v = x Wv     s = q kᵀ / √d     a = softmax(s)     o = a v     common = x xᵀ
#include "base/math.h"
#include "model/habit.h"
#include "model/parts.h"

static const InputInfo projections_inputs[] = {
    { .name = "x", .shape = "n,D", .summary = "words, one a row" },
    { .name = "Wq", .shape = "D,d", .summary = "to queries" },
    { .name = "Wk", .shape = "D,d", .summary = "to keys" },
    { .name = "Wv", .shape = "D,dv", .summary = "to values" },
};
static const ParamInfo projections_params[] = { HABIT_PARAM(SCALE_HABITS "scale-model-width " SOFTMAX_HABITS "transposed") };
static const char *const projections_nodes[] = { "q", "k", "v", "raw", "s", "a", "o", NULL };
static const char *const projections_also[] = { "common", "root_d", "weighted", NULL };

enum { PICTURED_MOST = 100000 }; // elements of what only a picture needs

static Shape shape_of(const Tape *tape, NodeId id) { return tape_node(tape, id)->shape; }

static bool not_too_large(const Inputs *inputs, Problems *problems) {
    const Input *x = inputs_find(inputs, "x");
    long long n = x->shape.size[0];
    if (n * n <= MODEL_STORED_SCORES) return true;
    return problems_add(problems, x->place, "%lld words make %lld scores, more than the %d that are kept here: take fewer", n,
                        n * n, (int)MODEL_STORED_SCORES);
}

// What stands between the numbers of attention in a picture: how alike two words are before any matrix, (n, n), and each value
// times its weight, (n, n, dv).
static void record_pictured(Tape *tape, NodeId x, NodeId a, NodeId v) {
    int n = shape_of(tape, x).size[0];
    if ((long long)n * n * shape_of(tape, v).size[1] > PICTURED_MOST) return;
    named(tape, tape_matmul(tape, x, x, (MatmulArgs){ .transpose_b = true }), "common");
    named(tape, tape_multiply(tape, tape_reshape(tape, a, SHAPE3(n, n, 1)), v), "weighted");
}

static bool projections_record(Tape *tape, const Inputs *inputs, const Params *params, Problems *problems) {
    Habit habit = habit_of(params);
    bool turned = habit == HABIT_TRANSPOSED; // the mistake: k qᵀ
    if (!not_too_large(inputs, problems)) return false;
    NodeId x = input_leaf(tape, inputs, "x"), Wq = input_leaf(tape, inputs, "Wq"), Wk = input_leaf(tape, inputs, "Wk");
    NodeId q = named(tape, tape_matmul(tape, x, Wq, (MatmulArgs){ 0 }), "q");                             /* (n, d) */
    NodeId k = named(tape, tape_matmul(tape, x, Wk, (MatmulArgs){ 0 }), "k");                             /* (n, d) */
    NodeId v = named(tape, tape_matmul(tape, x, input_leaf(tape, inputs, "Wv"), (MatmulArgs){ 0 }), "v"); /* (n, dv) */
    NodeId raw = tape_matmul(tape, turned ? k : q, turned ? q : k, (MatmulArgs){ .transpose_b = true });  /* (n, n) */
    raw = named(tape, habit == HABIT_SIGN ? tape_scale(tape, raw, -1) : raw, "raw");
    Shape words = shape_of(tape, x);
    Real root = (Real)habit_root(habit, shape_of(tape, q).size[1], words.size[0], words.size[1]);
    NodeId s = named(tape, tape_divide(tape, raw, tape_constant(tape, "root_d", SHAPE0(), &root)), "s");
    NodeId a = named(tape, habit_softmax(tape, s, NODE_NONE, habit), "a");
    record_pictured(tape, x, a, v);
    named(tape, tape_matmul(tape, a, v, (MatmulArgs){ 0 }), "o"); /* (n, dv) */
    return true;
}

const Model model_projections = {
    .name = "projections",
    .summary = "words times three matrices: queries, keys, values, and the attention of every word to every word",
    WITH_INPUTS(projections_inputs),
    WITH_PARAMS(projections_params),
    .node = projections_nodes,
    .also = projections_also,
    .record = projections_record,
};
