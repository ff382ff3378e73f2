// Attention under a mask, and beside it three runs that do it wrong, all from the same scores, so that a picture can hold them
// against each other (Vaswani et al. 2017, sec. 3.2.3: masking is -∞ in the input of the softmax):
//
//     o        softmax(s + M) v, M = −∞ where a query may not look
//     open     no mask at all: softmax(s)
//     late     the mask too late: softmax(s) ⊙ mask, whose rows no longer add up to 1
//     zero     a score of 0 instead of −∞: softmax(s ⊙ mask), where exp(0) = 1 still takes its share
#include <string.h>

#include "model/habit.h"
#include "model/parts.h"

// clang-format off
static const InputInfo masking_inputs[] = {
    ATTENTION_INPUTS,
    { .name = "kc", .shape = "c,d", .optional = true, .summary = "with mask=cross: keys of another sequence" },
    { .name = "vc", .shape = "c,dv", .optional = true, .summary = "with mask=cross: values of that sequence" },
    { .name = "target", .shape = "n,t", .optional = true, .constant = true,
      .summary = "for each query the class it should predict, from 0; its output then holds the logits" },
};
static const ParamInfo masking_params[] = {
    ATTENTION_SCORE_PARAMS,
    { .name = "mask", .label = "Mask", .kind = PARAM_CHOICE, .initial = "causal",
      .choices = "causal padding window cross own none", .structural = true,
      .summary = "which keys a query may see; own: the mask of the data, or the one painted" },
    { .name = "window", .label = "Window", .kind = PARAM_WHOLE, .initial = "2", .low = 1, .high = 4096,
      .low_label = "itself alone", .summary = "with mask=window: how many keys a query sees, up to its own" },
    { .name = "padding", .label = "Padding", .kind = PARAM_WHOLE, .initial = "1", .low = 0, .high = 4096,
      .low_label = "none", .summary = "with mask=padding: how many keys at the end only fill up" },
    HABIT_PARAM(SCALE_HABITS SOFTMAX_HABITS MASK_HABITS "mask-early transposed matrix-missing"),
};
static const char *const masking_nodes[] = {
    "raw", "s", "open.exp", "open.divisor", "open.a", "open.future", "open.o",
    "late.a", "late.sum", "late.future", "late.o", "zero.s", "zero.exp", "zero.divisor", "zero.a", "zero.sum", "zero.future",
    "zero.o",
    "masked", "right.exp", "right.divisor", "right.sum", "right.future", "a", "o", NULL,
};
static const char *const masking_also[] = { ATTENTION_ALSO, "mask", "next.loss", "next.p", "next.mean", NULL };
// clang-format on

enum { MASKING_INFOS = sizeof masking_params / sizeof *masking_params };

// --- who sees whom

typedef enum Pattern { PATTERN_OPEN, PATTERN_CAUSAL, PATTERN_PADDING, PATTERN_WINDOW } Pattern;

static bool chosen(const Params *params, const char *mask) {
    return !strcmp(params_choice(params, masking_params, MASKING_INFOS, "mask"), mask);
}

static Pattern pattern_of(const Params *params) {
    if (chosen(params, "causal")) return PATTERN_CAUSAL;
    if (chosen(params, "padding")) return PATTERN_PADDING;
    return chosen(params, "window") ? PATTERN_WINDOW : PATTERN_OPEN;
}

static bool sees(Pattern pattern, int i, int j, int keys, int window, int padding) {
    switch (pattern) {
    case PATTERN_OPEN: return true;
    case PATTERN_CAUSAL: return j <= i;
    case PATTERN_PADDING: return j < keys - padding;
    case PATTERN_WINDOW: return j <= i && j > i - window;
    }
    return true;
}

// A mask from a file holds with every choice; one that was painted over no file's belongs to `own` alone. `cross` has keys
// that neither speaks of.
static const Input *data_mask(const Inputs *inputs, const Params *params) {
    const Input *mask = inputs_find(inputs, "mask");
    if (!mask || chosen(params, "cross")) return NULL;
    return mask->filled && !chosen(params, "own") ? NULL : mask;
}

static void write_mask(Tape *tape, const Inputs *inputs, const Params *params) {
    const Node *leaf = tape_node(tape, tape_find(tape, "mask"));
    const Input *given = data_mask(inputs, params);
    int n = leaf->shape.size[0], m = leaf->shape.size[1];
    int window = (int)params_number(params, masking_params, MASKING_INFOS, "window"),
        padding = (int)params_number(params, masking_params, MASKING_INFOS, "padding");
    Pattern pattern = pattern_of(params);
    for (int i = 0; i < n; i++)
        for (int j = 0; j < m; j++) {
            size_t at = (size_t)i * (size_t)m + (size_t)j;
            leaf->value[at] = sees(pattern, i, j, m, window, padding) && (!given || given->value[at] != 0);
        }
}

// --- recording

typedef struct Parts {
    Tape *tape;
    const AttentionNodes *at;
    NodeId hidden; // 1 − mask
} Parts;

// Its exponentials and their sum, row by row: what a hand computes.
static void record_exp(Tape *tape, NodeId s, const char *exp_name, const char *divisor_name) {
    NodeId e = named(tape, tape_exp(tape, s), exp_name);
    named(tape, tape_sum(tape, e, 1), divisor_name);
}

// What the weights of a row add up to, and how much of it goes to keys that the query may not see.
static void record_sums(const Parts *p, NodeId a, const char *sum_name, const char *future_name) {
    if (sum_name) named(p->tape, tape_sum(p->tape, a, 1), sum_name);
    named(p->tape, tape_sum(p->tape, tape_multiply(p->tape, a, p->hidden), 1), future_name);
}

static Habit softmax_slip(Habit habit) { return habit == HABIT_MASK_AFTER_SOFTMAX ? HABIT_NONE : habit; }

// A slip of the softmax is one here too; what goes wrong with a mask is these runs' own.
static void record_wrong(const Parts *p, Habit habit) {
    Tape *tape = p->tape;
    NodeId s = p->at->s, mask = p->at->mask, v = p->at->v;
    NodeId seen = habit == HABIT_MASK_EARLY ? tape_hide(tape, s, mask) : s;
    record_exp(tape, seen, "open.exp", "open.divisor");
    NodeId open = named(tape, habit_softmax(tape, seen, NODE_NONE, softmax_slip(habit)), "open.a");
    record_sums(p, open, NULL, "open.future");
    named(tape, tape_matmul(tape, open, v, (MatmulArgs){ 0 }), "open.o");

    NodeId late = named(tape, habit_mask_late(tape, open, mask), "late.a");
    record_sums(p, late, "late.sum", "late.future");
    named(tape, tape_matmul(tape, late, v, (MatmulArgs){ 0 }), "late.o");

    NodeId zeroed = named(tape, habit_hide(tape, s, mask, HABIT_MASK_ZERO), "zero.s");
    record_exp(tape, zeroed, "zero.exp", "zero.divisor");
    NodeId zero = named(tape, habit_softmax(tape, zeroed, NODE_NONE, softmax_slip(habit)), "zero.a");
    record_sums(p, zero, "zero.sum", "zero.future");
    named(tape, tape_matmul(tape, zero, v, (MatmulArgs){ 0 }), "zero.o");
}

// The loss of every row for its next token, the probability it gave to it, and the mean.
static void record_next(Tape *tape, const Input *target, NodeId o) {
    int n = target->shape.size[0];
    NodeId class = tape_reshape(tape, inputs_constant(tape, target), SHAPE1(n));
    NodeId loss = named(tape, tape_cross_entropy(tape, o, class), "next.loss"); /* (n) */
    named(tape, tape_exp(tape, tape_scale(tape, loss, -1)), "next.p");
    named(tape, tape_scale(tape, tape_sum(tape, loss, 0), 1.0 / n), "next.mean");
}

static bool target_fits(const Input *target, int classes, Problems *problems) {
    if (!target) return true;
    if (target->shape.size[1] != 1)
        return problems_add(problems, target->place, "target has %d columns where one was expected: one class a query",
                            target->shape.size[1]);
    for (int i = 0; i < target->shape.size[0]; i++) {
        char number[32];
        double x = target->value[i];
        if (x >= 0 && x < classes && x == (double)(int)x) continue;
        return problems_add(problems, target->place, "target %d is %s: v has %d column%s, so write a whole number from 0 to %d",
                            i + 1, data_number(x, number), classes, classes == 1 ? "" : "s", classes - 1);
    }
    return true;
}

static bool other_sequence_whole(const Inputs *inputs, Problems *problems) {
    const Input *kc = inputs_find(inputs, "kc"), *vc = inputs_find(inputs, "vc");
    if (!kc == !vc) return true;
    return problems_add(problems, kc ? kc->place : vc->place, "%s is there without %s: keys and values come together",
                        kc ? "kc" : "vc", kc ? "vc" : "kc");
}

static bool masking_record(Tape *tape, const Inputs *inputs, const Params *params, Problems *problems) {
    const Input *target = inputs_find(inputs, "target");
    AttentionNodes at;
    if (!other_sequence_whole(inputs, problems)) return false;
    if (!target_fits(target, inputs_find(inputs, "v")->shape.size[1], problems)) return false;
    if (!attention_nodes(tape, inputs, params, masking_params, MASKING_INFOS, &at, problems)) return false;
    write_mask(tape, inputs, params);
    Real one = 1;
    Parts p = { .tape = tape, .at = &at };
    p.hidden = tape_subtract(tape, tape_constant(tape, "one", SHAPE0(), &one), at.mask);
    record_exp(tape, at.masked, "right.exp", "right.divisor");
    record_sums(&p, at.a, "right.sum", "right.future");
    record_wrong(&p, habit_of(params));
    if (target) record_next(tape, target, at.o);
    return mask_check(tape, inputs, problems);
}

static void masking_write(Tape *tape, const Inputs *inputs, const Params *params) { write_mask(tape, inputs, params); }

const Model model_masking = {
    .name = "masking",
    .summary = "attention under a mask, and three runs that mask wrongly, from the same scores",
    WITH_INPUTS(masking_inputs),
    WITH_PARAMS(masking_params),
    .node = masking_nodes,
    .also = masking_also,
    .record = masking_record,
    .check = attention_check,
    .write = masking_write,
};
