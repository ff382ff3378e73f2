// A language model in float, its weights read where they lie: a whole text at once, with every node by its name, or one word after
// the other, keys and values being kept. For rooms that know double tapes alone.
#ifndef ATTEND_LAYERS_LANGUAGE_FLOAT_H
#define ATTEND_LAYERS_LANGUAGE_FLOAT_H

#include "layers/language.h"

enum { FLOAT_SCORES = 16 << 20 }; // with more scores in all than this they are not kept

// --- a whole text

typedef struct FloatText FloatText;
typedef enum FloatTextKind {
    TEXT_TILED,  // attention by tiles: the nodes s, masked and a do not exist
    TEXT_SCORES, // with them
    TEXT_OPENED, // with them, but what the model says, lnf, logits and p, of the last token alone
} FloatTextKind;
// Room for a text of n tokens.
FloatText *float_text(Arena *arena, const Language *model, int n, FloatTextKind kind);
void float_text_run(FloatText *text, const int *token /* (n) */);
// The values of a node of that name, and its shape; NULL when there is none. Valid until the next run.
const float *float_text_node(const FloatText *text, const char *name, Shape *shape);
// After a run: how much each number that a token enters with moves one logit of the last token, d logit / d embed (n, d). Valid
// until it is asked for again.
const float *float_text_gradient(FloatText *text, int word);
// The same with respect to what the attention of a layer adds to the stream, l1.o for layer 0: into out (n, d).
void float_text_gradient_of_layer(FloatText *text, int word, int layer, float *out);

// After a run: the last norm and the unembedding applied to the last token's stream before the first layer and after every layer,
// as logits (layers + 1, words): the logit lens. An LSTM has one row. Valid until the next run.
const float *float_text_lens(FloatText *text, Shape *shape);

// After a run: the logits of what comes next (words) with one head's output replaced, for which the layers from there on are
// computed again: `mean` (width / heads) stands at every token, zeros where it is NULL. Layer and head from 0. Valid until it is
// asked for again.
const float *float_text_without(FloatText *text, int layer, int head, const float *mean);

// --- word after word

typedef struct FloatWriter FloatWriter;
// At most `most` tokens, not more than the model sees.
FloatWriter *float_writer(Arena *arena, const Language *model, int most);
// Reads one more token; returns the logits of what comes next (words). Valid until the next token.
const float *float_writer_read(FloatWriter *writer, int token);
int float_writer_count(const FloatWriter *writer); // tokens read
void float_writer_end(FloatWriter *writer);

// The choice of the next word among `words` logits: their softmax at a temperature (0: the likeliest), of the `top` likeliest
// alone (0: of all). `p`, which may be NULL, gets the distribution that it was drawn from (words).
int language_choose(const float *logits, int words, double temperature, int top, Random *random, double *p);

#endif
