// A second reading of a language model: plain double loops over its arrays, one text, nothing shared with the tape. Every node that
// a reader may ask for is handed to `check` by its name.
#ifndef ATTEND_TESTS_PLAIN_LANGUAGE_H
#define ATTEND_TESTS_PLAIN_LANGUAGE_H

#include "layers/language.h"

// value (count): of heads, (heads, n, …); otherwise (n, …). −∞ where a score is hidden.
typedef void PlainCheck(void *context, const char *name, int count, const double *value);
void plain_language(const Language *model, const int *token, int n, PlainCheck *check, void *context);

// Compares every node of plain_language with the node of that name on the tape: |got − want| <= tolerance · max(1, |want|).
void plain_language_check(const Language *model, const int *token, int n, const Tape *tape, double tolerance);

#endif
