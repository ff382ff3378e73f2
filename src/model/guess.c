// What can be known about a race before it is run: somebody who only guesses among n symbols, whose loss is −ln(1/n), and
// what a long way leaves of a gradient of which every step keeps a share.
#include "model/parts.h"

// clang-format off
static const ParamInfo guess_params[] = {
    { .name = "symbols", .label = "Symbols", .kind = PARAM_WHOLE, .initial = "8", .low = 2, .high = 8, .structural = true,
      .summary = "how many different symbols there are" },
    { .name = "length", .label = "Length", .kind = PARAM_WHOLE, .initial = "40", .low = 5, .high = 100, .structural = true,
      .summary = "how many tokens a string has" },
    { .name = "share", .label = "Share a step", .kind = PARAM_NUMBER, .initial = "0.75", .low = 0.01, .high = 2,
      .summary = "what one step back keeps of a gradient" },
};
// clang-format on
static const char *const guess_nodes[] = { "logits", "p", "loss", "share", "left", "even", "head", NULL };

enum { GUESS_INFOS = sizeof guess_params / sizeof guess_params[0] };

// Nothing is known, so all scores are alike: p = 1/n for each, loss = −ln p(right) = ln n.
static void record_guess(Tape *tape, int symbols) {
    NodeId logits = tape_leaf(tape, "logits", SHAPE1(symbols), NULL), right = tape_constant(tape, "right", SHAPE0(), NULL);
    named(tape, tape_softmax(tape, logits, NODE_NONE), "p");
    named(tape, tape_cross_entropy(tape, logits, right), "loss");
}

// left = share^(length − 1)
static void record_way(Tape *tape, double share, int gaps) {
    Real value = (Real)share;
    NodeId leaf = tape_constant(tape, "share", SHAPE0(), &value);
    NodeId power = tape_scale(tape, named(tape, tape_log(tape, leaf), "log share"), gaps);
    named(tape, tape_exp(tape, named(tape, power, "log left")), "left");
}

// even = 1 / length: what attention gives every token as long as it knows nothing.
static void record_even(Tape *tape, int length) {
    Real one = 1, tokens = (Real)length;
    NodeId top = tape_constant(tape, "one", SHAPE0(), &one), bottom = tape_constant(tape, "tokens", SHAPE0(), &tokens);
    named(tape, tape_divide(tape, top, bottom), "even");
}

// Two answers about `items`, by one average: it knows both letters, but not which is which. Where both ask for one item, or the
// letters are the same, that does not matter; else half are right. head = 1/m + (1 − 1/m)(p + (1 − p)/2), p = 1/symbols.
static void record_one_head(Tape *tape, int items, int symbols) {
    Real same_item = 1 / (Real)items, same_letter = 1 / (Real)symbols, one = 1;
    NodeId item = tape_constant(tape, "same item", SHAPE0(), &same_item), all = tape_constant(tape, "all", SHAPE0(), &one),
           letter = tape_constant(tape, "same letter", SHAPE0(), &same_letter);
    NodeId guessed = tape_scale(tape, tape_add(tape, all, letter), 0.5); // p + (1 − p)/2
    NodeId other = tape_multiply(tape, tape_subtract(tape, all, item), named(tape, guessed, "guessed"));
    named(tape, tape_add(tape, item, other), "head");
}

static bool guess_record(Tape *tape, const Inputs *inputs, const Params *params, Problems *problems) {
    (void)inputs, (void)problems;
    int length = (int)params_number(params, guess_params, GUESS_INFOS, "length");
    record_guess(tape, (int)params_number(params, guess_params, GUESS_INFOS, "symbols"));
    record_way(tape, params_number(params, guess_params, GUESS_INFOS, "share"), length - 1);
    record_even(tape, length);
    record_one_head(tape, length - 1, (int)params_number(params, guess_params, GUESS_INFOS, "symbols"));
    return true;
}

const Model model_guess = {
    .name = "guess",
    .summary = "the loss of somebody who guesses, and what a long way leaves of a gradient",
    WITH_PARAMS(guess_params),
    .node = guess_nodes,
    .record = guess_record,
};
