// Sentences of the little language that a trained model makes up, drawn word by word at a temperature, and how many of them are in
// the language.
#ifndef ATTEND_LAYERS_LANGUAGE_SENTENCES_H
#define ATTEND_LAYERS_LANGUAGE_SENTENCES_H

#include "layers/grammar.h"
#include "layers/language.h"

// From the `top` likeliest words alone (0: all). `word` (count, GRAMMAR_LENGTH): the mark at the beginning left out; −1 behind the
// end. Returns how many are in the language. The same draws of chance every time, whatever is asked for.
int language_sentences(const Language *model, int count, double temperature, int top, int *word);

#endif
