// Who said it: a logit as the exact sum of what every part of the model adds to the stream, and how much work a text is with
// keys and
// values kept and without. Of a model in float, whose weights are read where they lie.
#ifndef ATTEND_LAYERS_LANGUAGE_ACCOUNT_H
#define ATTEND_LAYERS_LANGUAGE_ACCOUNT_H

#include "layers/language_float.h"

// The embedding, every head of every layer, every feed-forward layer where there are any, all biases of Wo.
int language_account_parts(const LanguageSizes *sizes);
// What each part adds, at the last token, to the logit of `right` above that of `wrong` (−1: to that logit itself), after a run
// with
// scores: logits = γ (x − mean x) / √(var x + ε) U + β U + b is, given that root, a sum over the parts of x. `rest`: what β and b
// add. In double; says (language_account_parts). Not for an LSTM.
void language_account(const FloatText *text, const Language *model, int n, int right, int wrong, double *says, double *rest);

// Multiply-adds of the products (projections, scores and mixes, feed-forward, unembedding of the last token) of a text of n tokens
// that is made word after word: with keys and values kept, and computed anew for every word.
typedef struct LanguageWork {
    double kept, anew;
    long long numbers; // that are kept of every token
} LanguageWork;
LanguageWork language_work(const Language *model, int n);

#endif
