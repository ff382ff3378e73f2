// From an output of attention to the next word: one more matrix, one more softmax. Each word of the vocabulary has a row, and
// its logit is the product of that row with the output.
#include "model/parts.h"

// clang-format off
static const InputInfo inputs[] = {
    { .name = "o", .shape = "1,d", .summary = "what attention gives for the last word" },
    { .name = "W", .shape = "words,d", .summary = "a row for every word that may come" },
};
static const char *const nodes[] = { "logits", "p", NULL };
// clang-format on

static bool record(Tape *tape, const Inputs *given, const Params *params, Problems *problems) {
    (void)params, (void)problems;
    NodeId o = input_leaf(tape, given, "o"), W = input_leaf(tape, given, "W");
    NodeId logits = named(tape, tape_matmul(tape, o, W, (MatmulArgs){ .transpose_b = true }), "logits");
    named(tape, tape_softmax(tape, logits, NODE_NONE), "p");
    return true;
}

const Model model_next_word = {
    .name = "next_word",
    .summary = "from an output to the next word: logits of all words, and their softmax",
    WITH_INPUTS(inputs),
    .node = nodes,
    .record = record,
};
