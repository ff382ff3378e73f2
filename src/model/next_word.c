// A model of language by hand: rows of words, one causal attention, and from the output of the last word to the next one: one more
// matrix, one more softmax. Each word of the vocabulary has a row, and its logit is the product of that row with the output.
#include "model/parts.h"
#include <math.h>

// clang-format off
static const InputInfo inputs[] = {
    { .name = "x", .shape = "n,f", .summary = "words, one a row" },
    { .name = "Wq", .shape = "f,d", .summary = "to queries" },
    { .name = "Wk", .shape = "f,d", .summary = "to keys" },
    { .name = "Wv", .shape = "f,d", .summary = "to values" },
    { .name = "W", .shape = "words,d", .summary = "a row for every word that may come" },
};
static const char *const nodes[] = { "logits", "p", NULL };
static const char *const also[] = { "q", "k", "v", "s", "masked", "a", "o", NULL };
// clang-format on

static NodeId from_words(Tape *tape, const Inputs *given, const char *matrix, const char *name) {
    NodeId x = tape_find(tape, "x");
    return named(tape, tape_matmul(tape, x, input_leaf(tape, given, matrix), (MatmulArgs){ 0 }), name);
}

// The words so far attend, each to itself and what came before it; the last one's output.
static NodeId attended(Tape *tape, const Inputs *given) {
    NodeId x = input_leaf(tape, given, "x");
    NodeId q = from_words(tape, given, "Wq", "q"), k = from_words(tape, given, "Wk", "k"), v = from_words(tape, given, "Wv", "v");
    int n = tape_node(tape, x)->shape.size[0], d = tape_node(tape, q)->shape.size[1];
    NodeId raw = tape_matmul(tape, q, k, (MatmulArgs){ .transpose_b = true });
    NodeId s = named(tape, tape_scale(tape, raw, 1 / sqrt(d)), "s"), mask = tape_constant(tape, "mask", SHAPE2(n, n), NULL);
    for (int i = 0; i < n; i++)
        for (int j = 0; j <= i; j++) tape_node(tape, mask)->value[i * n + j] = 1;
    NodeId a = named(tape, tape_softmax(tape, named(tape, tape_hide(tape, s, mask), "masked"), NODE_NONE), "a");
    return named(tape, tape_matmul(tape, tape_slice(tape, a, 0, n - 1, 1), v, (MatmulArgs){ 0 }), "o");
}

static bool record(Tape *tape, const Inputs *given, const Params *params, Problems *problems) {
    (void)params, (void)problems;
    NodeId o = attended(tape, given), W = input_leaf(tape, given, "W");
    NodeId logits = named(tape, tape_matmul(tape, o, W, (MatmulArgs){ .transpose_b = true }), "logits");
    named(tape, tape_softmax(tape, logits, NODE_NONE), "p");
    return true;
}

const Model model_next_word = {
    .name = "next_word",
    .summary = "words to the next word: one causal attention, logits of all words, and their softmax",
    WITH_INPUTS(inputs),
    .node = nodes,
    .also = also,
    .record = record,
};
