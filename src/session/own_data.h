// One's own vectors in a lesson that was written for others: what the file lacks comes from the lesson.
#ifndef ATTEND_SESSION_OWN_DATA_H
#define ATTEND_SESSION_OWN_DATA_H

#include "model/model.h"

// A deep copy, so that the file's arena can go.
Dataset *own_data_copy(Arena *arena, const Dataset *data);
// Does the file have anything that the model takes?
bool own_data_serves(const Dataset *own, const Model *model);
// The own entries that are not for other steps alone, then those of the lesson whose names the own file does not have (a W, a
// sigma). The lesson's q, k, v, mask and g never stand in: half of one's own and half of the lesson's would be nobody's numbers.
// Where the model wants a target y and the own file has none, every query's target is the value of the second key (of the only
// one, when there is one).
Dataset own_data_join(Arena *arena, const Dataset *own, const Dataset *lesson, const Model *model);

// A typed sentence as rows of an input, each word the number of its place in the vocabulary: 0, 1 … in the order in which they
// first come, capital or not. Empty for a sentence without words; words beyond `most` are left out.
Dataset own_data_words(Arena *arena, const char *input, Text sentence, int most);
// The other way round: the words of an input's rows with blanks between, numbers where there is no word.
const char *own_data_sentence(Arena *arena, const Input *input);

#endif
