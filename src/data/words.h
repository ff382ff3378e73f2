// A sentence as data: `words: the cat sat`. Each word is a row named words1, words2 … with the number of its place in the
// vocabulary: 0, 1 … in the order in which they first come, capital or not. What a model makes of words is the model's matter.
#ifndef ATTEND_DATA_WORDS_H
#define ATTEND_DATA_WORDS_H

#include "data/data.h"

enum { WORDS_MOST = 64 };

// Does this text begin with the name of a sentence and a colon?
bool words_begin(Text text);
// The rows of a sentence under a name: name1, name2 … Empty for a sentence without words; those beyond `most` are left out.
Dataset words_dataset(Arena *arena, const char *name, Text sentence, int most);

#endif
