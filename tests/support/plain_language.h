// A second reading of a language model: plain double loops over its arrays, one text, nothing shared with the tape. Every node that
// a reader may ask for is handed to `check` by its name.
#ifndef ATTEND_TESTS_PLAIN_LANGUAGE_H
#define ATTEND_TESTS_PLAIN_LANGUAGE_H

#include "layers/language.h"

// What the published kinds have besides their widths. llama2.c: rotary places, root mean square, a gate, no biases.
// clang-format off
#define AS_LLAMA .places = PLACES_ROTARY, .norm = NORM_RMS, .act = ACT_SILU_GATED, .tied = true, .plain = true
#define AS_GPT2  .act = ACT_GELU_TANH, .tied = true
// clang-format on

static const LanguageSizes whole_model = { .words = 59, .context = 12, .width = 32, .hidden = 128, .layers = 2, .heads = 4 };
static const LanguageSizes grouped_model = {
    .words = 23, .context = 20, .width = 24, .hidden = 40, .layers = 3, .heads = 6, .key_heads = 2, AS_LLAMA
};

// value (count): of heads, (heads, n, …); otherwise (n, …). −∞ where a score is hidden.
typedef void PlainCheck(void *context, const char *name, int count, const double *value);
void plain_language(const Language *model, const int *token, int n, PlainCheck *check, void *context);

// Compares every node of plain_language with the node of that name on the tape: |got − want| <= tolerance · max(1, |want|).
void plain_language_check(const Language *model, const int *token, int n, const Tape *tape, double tolerance);

#endif
