// One head of a trained model, opened in double: the stream that its layer reads, the columns of the matrices that are its own,
// and what it adds to the stream. What the whole model says beside it (all heads' weights, the next words, how much each token
// moves the likeliest) are numbers of the model in float, given with the data.
#include "model/parts.h"

static const InputInfo head_inputs[] = {
    { .name = "x", .shape = "n,D", .summary = "what the layer reads, a token a row" },
    { .name = "gamma", .shape = "D", .optional = true, .has_fill = true, .fill = 1, .summary = "gain of the norm" },
    { .name = "beta", .shape = "D", .optional = true, .has_fill = true, .fill = 0, .summary = "shift of the norm" },
    { .name = "rms", .shape = "", .optional = true, .constant = true, .summary = "1: the norm leaves the mean where it is" },
    { .name = "Wq", .shape = "D,c", .summary = "the head's columns, to queries" },
    { .name = "bq", .shape = "c", .optional = true, .has_fill = true, .fill = 0, .summary = "what is added to the queries" },
    { .name = "Wk", .shape = "D,c", .summary = "to keys" },
    { .name = "bk", .shape = "c", .optional = true, .has_fill = true, .fill = 0, .summary = "what is added to the keys" },
    { .name = "Wv", .shape = "D,c", .summary = "to values" },
    { .name = "bv", .shape = "c", .optional = true, .has_fill = true, .fill = 0, .summary = "what is added to the values" },
    { .name = "Wo", .shape = "c,D", .summary = "back into the stream" },
    { .name = "cosine", .shape = "n,r", .optional = true, .constant = true, .summary = "of the angle that each pair is turned by" },
    { .name = "sine", .shape = "n,r", .optional = true, .constant = true, .summary = "the same" },
    { .name = "maps", .shape = "h,n", .optional = true, .constant = true, .summary = "weights of all heads of the layer" },
    { .name = "does",
      .shape = "g,j",
      .optional = true,
      .constant = true,
      .summary =
          "what every head of every layer does on repeated random tokens: mean weight one back, on what followed a copy, on the "
          "copy, on the first token; the share of tokens it copies; then the answers lost without it, if it knows the little "
          "language" },
    { .name = "next",
      .shape = "t,u",
      .optional = true,
      .constant = true,
      .summary = "the likeliest next tokens: their chances, with this head off, their numbers" },
    { .name = "logits", .shape = "w", .optional = true, .constant = true, .summary = "of every token that may come next" },
    { .name = "moved", .shape = "n", .optional = true, .constant = true, .summary = "how much a token moves the one asked for" },
    { .name = "lens",
      .shape = "l,b",
      .optional = true,
      .constant = true,
      .summary = "read off after every layer: the chance of the likeliest token, and of the one asked for" },
    { .name = "says",
      .shape = "s",
      .optional = true,
      .constant = true,
      .summary = "what each part adds to its logit above the runner-up's" },
    { .name = "rest", .shape = "e", .optional = true, .constant = true, .summary = "what the last norm's shift adds" },
    { .name = "place",
      .shape = "p",
      .optional = true,
      .constant = true,
      .summary = "layer and head, from 1, how many there are, which next token is asked for, whether a mean stands for the head" },
    { .name = "token", .shape = "n", .optional = true, .constant = true, .summary = "the numbers of the tokens" },
    { .name = "work",
      .shape = "k",
      .optional = true,
      .constant = true,
      .summary = "multiply-adds with keys and values kept, and without; numbers kept of a token" },
};
static const ParamInfo params[] = {
    LAYERNORM_PARAMS,
    { .name = "top",
      .label = "Top-k",
      .kind = PARAM_WHOLE,
      .initial = "0",
      .low = 0,
      .high = 1000,
      .structural = true,
      .summary = "so many of the likeliest tokens may be drawn; 0: all" },
    { .name = "temperature",
      .label = "Temperature",
      .kind = PARAM_NUMBER,
      .initial = "1",
      .low = 0.05,
      .high = 20,
      .low_label = "the likeliest",
      .high_label = "any token",
      .summary = "divides the logits before the softmax" },
};
enum { PARAMS = sizeof params / sizeof *params };
static const char *const nodes[] = { "ln", "q", "k", "v", "s", "masked", "a", "mixed", "o", NULL };
static const char *const also[] = { "terms", "all.a",  "jobs",  "chance", "moves",       "off.chance", "early",
                                    "adds",  "shift",  "above", "drawn",  "temperature", "mean",       "centered",
                                    "var",   "spread", "xhat",  "eps",    NULL };

static NodeId linear(Tape *tape, const Inputs *inputs, NodeId x, const char *W, const char *b) {
    return tape_add(tape, tape_matmul(tape, x, input_leaf(tape, inputs, W), (MatmulArgs){ 0 }), input_leaf(tape, inputs, b));
}

static NodeId causal(Tape *tape, NodeId s, int n) {
    NodeId mask = tape_constant(tape, "mask", SHAPE2(n, n), NULL);
    for (int i = 0; i < n; i++)
        for (int j = 0; j <= i; j++) tape_node(tape, mask)->value[i * n + j] = 1;
    return tape_hide(tape, s, mask);
}

// The products that the last token's scores are sums of, (n, c): each over √c.
static void record_terms(Tape *tape, NodeId q, NodeId k, double scale) {
    int n = tape_node(tape, q)->shape.size[0];
    NodeId last = tape_scale(tape, tape_slice(tape, q, 0, n - 1, 1), scale);
    named(tape, tape_multiply(tape, k, last), "terms");
}

// What the whole model says is looked at, not changed: nodes of their own, equal to what the data give.
static void record_said(Tape *tape, const Inputs *inputs) {
    static const char *const said[][2] = { { "maps", "all.a" }, { "does", "jobs" }, { "moved", "moves" },
                                           { "lens", "early" }, { "says", "adds" }, { "rest", "shift" } };
    static const char *const column[] = { "chance", "off.chance", "ids" };
    const Input *next = inputs_find(inputs, "next");
    for (size_t i = 0; i < sizeof said / sizeof *said; i++)
        if (inputs_find(inputs, said[i][0]))
            named(tape, tape_scale(tape, inputs_constant(tape, inputs_find(inputs, said[i][0])), 1), said[i][1]);
    NodeId all = next ? inputs_constant(tape, next) : NODE_NONE;
    for (int i = 0; next && i < 3 && i < next->shape.size[1]; i++) named(tape, tape_slice(tape, all, 1, i, 1), column[i]);
    static const char *const also_there[] = { "place", "token", "work" };
    for (size_t i = 0; i < sizeof also_there / sizeof *also_there; i++)
        if (inputs_find(inputs, also_there[i])) inputs_constant(tape, inputs_find(inputs, also_there[i]));
    NodeId adds = tape_find(tape, "adds"), shift = tape_find(tape, "shift");
    if (adds != NODE_NONE && shift != NODE_NONE) // the exact sum
        named(tape, tape_add(tape, tape_reshape(tape, tape_sum(tape, adds, 0), SHAPE1(1)), shift), "above");
}

static void record_drawn(Tape *tape, const Inputs *inputs, const Params *given) {
    const Input *logits = inputs_find(inputs, "logits");
    if (!logits) return;
    NodeId row = tape_reshape(tape, inputs_constant(tape, logits), SHAPE2(1, logits->shape.size[0]));
    drawn_nodes(tape, row, params_number(given, params, PARAMS, "temperature"), (int)params_number(given, params, PARAMS, "top"));
}

static bool record(Tape *tape, const Inputs *inputs, const Params *given, Problems *problems) {
    (void)problems;
    const Input *rms = inputs_find(inputs, "rms"), *turned = inputs_find(inputs, "cosine");
    LayernormSpec norm = { .prefix = "", .x = input_leaf(tape, inputs, "x"), .rms = rms && rms->value[0] != 0 };
    norm.gamma = input_leaf(tape, inputs, "gamma"), norm.beta = input_leaf(tape, inputs, "beta");
    norm.eps = layernorm_eps(tape, params_number(given, params, PARAMS, "eps"));
    NodeId ln = named(tape, layernorm_nodes(tape, norm), "ln");
    NodeId q = linear(tape, inputs, ln, "Wq", "bq"), k = linear(tape, inputs, ln, "Wk", "bk");
    if (turned && inputs_find(inputs, "sine")) {
        NodeId cosine = inputs_constant(tape, turned), sine = inputs_constant(tape, inputs_find(inputs, "sine"));
        q = tape_rotate(tape, q, cosine, sine, (RotateArgs){ 0 });
        k = tape_rotate(tape, k, cosine, sine, (RotateArgs){ 0 });
    }
    q = named(tape, q, "q"), k = named(tape, k, "k");
    NodeId v = named(tape, linear(tape, inputs, ln, "Wv", "bv"), "v");
    Shape shape = tape_node(tape, q)->shape;
    double scale = 1 / __builtin_sqrt((double)shape.size[1]);
    NodeId raw = tape_matmul(tape, q, k, (MatmulArgs){ .transpose_b = true });
    NodeId s = named(tape, tape_scale(tape, raw, scale), "s"), masked = named(tape, causal(tape, s, shape.size[0]), "masked");
    NodeId a = named(tape, tape_softmax(tape, masked, NODE_NONE), "a");
    NodeId mixed = named(tape, tape_matmul(tape, a, v, (MatmulArgs){ 0 }), "mixed");
    record_terms(tape, q, k, scale);
    record_said(tape, inputs);
    record_drawn(tape, inputs, given);
    named(tape, tape_matmul(tape, mixed, input_leaf(tape, inputs, "Wo"), (MatmulArgs){ 0 }), "o");
    return true;
}

const Model model_head = {
    .name = "head",
    .summary = "one head of a trained model, opened: its queries, keys, values, weights, what it adds to the stream",
    .input = head_inputs,
    .inputs = sizeof head_inputs / sizeof *head_inputs,
    .param = params,
    .params = PARAMS,
    .node = nodes,
    .also = also,
    .record = record,
};
