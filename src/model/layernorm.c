// Layer normalisation (Ba et al. 2016, eq. 3–4): every row on its own is centred, divided by its spread, then scaled and moved
// feature by feature:
//
//     xhat = (x − mean) / √(var + eps)     y = gamma ⊙ xhat + beta     mean and var over the D numbers of the row
//
// kind=rms leaves the mean where it is (Zhang & Sennrich 2019): xhat = x / √(ms + eps), ms = mean of x².
#include <string.h>

#include "model/parts.h"

// clang-format off
static const InputInfo layernorm_inputs[] = {
    { .name = "x", .shape = "n,D", .summary = "tokens, one a row" },
    { .name = "gamma", .shape = "D", .optional = true, .has_fill = true, .fill = 1, .summary = "what every feature is scaled by" },
    { .name = "beta", .shape = "D", .optional = true, .has_fill = true, .summary = "what is added to every feature" },
};
static const ParamInfo layernorm_params[] = {
    LAYERNORM_PARAMS, NORM_KIND_PARAM, HABIT_PARAM(NORM_HABITS "norm-layer sign"),
};
static const char *const layernorm_node_names[] = { "mean", "var", "ms", "xhat", "y", NULL };
static const char *const layernorm_also[] = { "centered", "spread", "eps", NULL };
// clang-format on

enum { LAYERNORM_INFOS = sizeof layernorm_params / sizeof layernorm_params[0] };

// --- recording

static bool layernorm_record(Tape *tape, const Inputs *inputs, const Params *params, Problems *problems) {
    (void)problems;
    LayernormSpec spec = { .prefix = "", .x = inputs_leaf(tape, inputs_find(inputs, "x")) };
    spec.gamma = inputs_leaf(tape, inputs_find(inputs, "gamma"));
    spec.beta = inputs_leaf(tape, inputs_find(inputs, "beta"));
    spec.eps = layernorm_eps(tape, params_number(params, layernorm_params, LAYERNORM_INFOS, "eps"));
    spec.rms = !strcmp(params_choice(params, layernorm_params, LAYERNORM_INFOS, "kind"), "rms");
    spec.habit = habit_of(params);
    named(tape, layernorm_nodes(tape, spec), "y");
    return true;
}

// --- a row without spread

static Real largest_of(const Real *x, int count) {
    Real most = 0;
    for (int j = 0; j < count; j++) {
        Real size = x[j] < 0 ? -x[j] : x[j];
        if (size > most) most = size;
    }
    return most;
}

static const Node *find(const Tape *tape, const char *prefix, const char *name) {
    char whole[32];
    snprintf(whole, sizeof whole, "%s%s", prefix, name);
    NodeId id = tape_find(tape, whole);
    return id == NODE_NONE ? NULL : tape_node(tape, id);
}

// RMS norm divides by the size of a row itself.
static bool rms_check(const Tape *tape, const char *prefix, Problems *problems) {
    const Node *ms = find(tape, prefix, "ms");
    for (int i = 0; ms && i < ms->count; i++)
        if (!(ms->value[i] > 0))
            return problems_add(problems, (Place){ 0 },
                                "row %d is all zeros, and with eps = 0 RMS norm divides by 0; change the row or set eps above 0",
                                i + 1);
    return true;
}

// Equal numbers may leave a spread of a last bit or so, which eps = 0 would blow up to whole ones.
bool layernorm_check(const Tape *tape, const char *prefix, Problems *problems) {
    const Node *centered = find(tape, prefix, "centered"), *spread = find(tape, prefix, "spread");
    if (find(tape, "", "eps")->value[0] > 0) return true;
    if (!centered) return rms_check(tape, prefix, problems);
    const Node *x = tape_node(tape, centered->input[0]);
    int width = x->count / spread->count;
    const Real last_bits = (Real)width * (sizeof(Real) == sizeof(float) ? (Real)0x1p-23 : (Real)0x1p-52);
    for (int i = 0; i < spread->count; i++)
        if (spread->value[i] <= last_bits * largest_of(x->value + (size_t)i * (size_t)width, width))
            return problems_add(
                problems, (Place){ 0 },
                "row %d of %s has no spread: its numbers are all equal, and with eps = 0 layer norm divides by 0; change "
                "the row or set eps above 0",
                i + 1, x->name);
    return true;
}

static bool check(const Tape *tape, Problems *problems) { return layernorm_check(tape, "", problems); }

const Model model_layernorm = {
    .name = "layernorm",
    .summary = "every row centred and divided by its spread, then scaled and moved",
    WITH_INPUTS(layernorm_inputs),
    WITH_PARAMS(layernorm_params),
    .node = layernorm_node_names,
    .also = layernorm_also,
    .record = layernorm_record,
    .check = check,
};
