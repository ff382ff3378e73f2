// What multi-head attention costs for any number of heads: the four matrices of width d are recorded once and used twice, by
// one head and by `heads` heads that share its columns. Nothing is typed in: the numbers are the elements of the leaves and
// what the operations count for themselves.
#include "base/random.h"
#include "model/parts.h"

// clang-format off
static const ParamInfo slices_params[] = {
    { .name = "heads", .label = "Heads", .kind = PARAM_WHOLE, .initial = "8", .low = 1, .high = 1024, .structural = true,
      .summary = "how many heads share the columns" },
    { .name = "n", .label = "Length n", .kind = PARAM_WHOLE, .initial = "32", .low = 1, .high = 256, .structural = true,
      .summary = "how many tokens" },
    { .name = "d", .label = "Width d", .kind = PARAM_WHOLE, .initial = "512", .low = 1, .high = 1024, .structural = true,
      .summary = "numbers in a token" },
};
static const char *const slices_nodes[] = { "one.q", "one.k", "one.v", "one.s", "one.a", "one.heads", "one.concat", "one.o",
                                            "q", "k", "v", "s", "a", "heads", "concat", "o", NULL };
static const char *const slices_also[] = { "x", "Wq", "Wk", "Wv", "Wo", "mask", "masked", "root_d", "one.masked", "one.root_d",
    NULL };
// clang-format on

enum { SLICES_INFOS = sizeof slices_params / sizeof slices_params[0] };

static NodeId record_random(Tape *tape, Random *random, const char *name, int rows, int columns, double size) {
    NodeId id = tape_constant(tape, name, SHAPE2(rows, columns), NULL);
    const Node *node = tape_node(tape, id);
    for (int i = 0; i < node->count; i++) node->value[i] = (Real)(size * (2 * random_uniform(random) - 1));
    return id;
}

static bool slices_fit(int n, int d, int heads, Problems *problems) {
    if ((long long)n * n * heads > MODEL_STORED_SCORES)
        return problems_add(problems, (Place){ 0 }, "n = %d and heads = %d make %lld scores, but at most %d can be kept", n, heads,
                            (long long)n * n * heads, MODEL_STORED_SCORES);
    return d % heads == 0 ||
           problems_add(problems, (Place){ 0 },
                        "heads = %d does not divide d = %d, the columns that the heads share in equal parts", heads, d);
}

static bool slices_record(Tape *tape, const Inputs *inputs, const Params *params, Problems *problems) {
    (void)inputs;
    int heads = (int)params_number(params, slices_params, SLICES_INFOS, "heads");
    int n = (int)params_number(params, slices_params, SLICES_INFOS, "n");
    int d = (int)params_number(params, slices_params, SLICES_INFOS, "d");
    if (!slices_fit(n, d, heads, problems)) return false;
    Random random = random_seed(1);
    double size = __builtin_sqrt(3.0 / d); // variance 1/d: what is projected keeps its size
    MultiheadSpec spec = { .heads = 1 };
    spec.x = spec.y = record_random(tape, &random, "x", n, d, 1.7);
    spec.Wq = record_random(tape, &random, "Wq", d, d, size);
    spec.Wk = record_random(tape, &random, "Wk", d, d, size);
    spec.Wv = record_random(tape, &random, "Wv", d, d, size);
    spec.Wo = record_random(tape, &random, "Wo", d, d, size);
    spec.mask = tape_constant(tape, "mask", SHAPE2(n, n), NULL);
    for (int i = 0; i < n * n; i++) tape_node(tape, spec.mask)->value[i] = 1;
    tape_prefix(tape, "one.");
    multihead_nodes(tape, spec);
    tape_prefix(tape, "");
    spec.heads = heads;
    multihead_nodes(tape, spec);
    return true;
}

const Model model_slices = {
    .name = "slices",
    .summary = "the same matrices used by one head and by several: parameters and work, counted",
    WITH_PARAMS(slices_params),
    .node = slices_nodes,
    .also = slices_also,
    .record = slices_record,
};
