// What several formats do with the arrays of a data set: give words to their rows, and put rows of one name together.
#ifndef ATTEND_DATA_ARRAYS_H
#define ATTEND_DATA_ARRAYS_H

#include "data/data.h"

// Is this what such a list is called: "words", "tokens"?
bool data_names_words(const char *name);
// Gives the words to the tokens x, or to queries and keys: whichever array has a row for each. False with a problem when none has.
bool data_give_words(Dataset *data, const char *const *words, int count, const char *name, Place place, Problems *problems);

// The entries that share a name (one line a row) as one matrix each.
Dataset data_gather_rows(Arena *arena, const Dataset *data);
// The same, and what has no name is called arr_0, as NumPy does it.
Dataset data_named_arrays(Arena *arena, const Dataset *data);
// The way back: an arr_0 alone has no name.
void data_unname(Dataset *data);

#endif
