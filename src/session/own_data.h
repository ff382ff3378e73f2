// One's own vectors in a lesson that was written for others: what the file lacks comes from the lesson.
#ifndef ATTEND_SESSION_OWN_DATA_H
#define ATTEND_SESSION_OWN_DATA_H

#include "data/words.h"
#include "model/model.h"

// A deep copy, so that the file's arena can go.
Dataset *own_data_copy(Arena *arena, const Dataset *data);
// What a step gets of one's own data.
typedef struct OwnFit {
    Dataset data;
    const char *note; // what had to be made so that they fit, in sentences; NULL: nothing
} OwnFit;
// Is there anything in the data that this model takes, or that what it takes can be made of? A sentence is made into rows of x; x
// into q, k and v; rows of v stand in where x is wanted and only q, k and v are there.
bool own_data_serves(const Dataset *own, const Model *model);
// The own rows, and what the model needs besides: of the file where it fits, of the lesson where that fits, otherwise made from a
// seed (weights) or from the rows. The lesson's q, k, v, x, mask and g never stand in: half of one's own and half of the lesson's
// would be nobody's numbers. Where the model wants a target y and the own file has none, every query's target is the value of the
// second key (of the only one, when there is one). The same data give the same bits.
void own_data_fit(Arena *arena, const Dataset *own, const Dataset *lesson, const Model *model, OwnFit *out);
// The first `most` words, or rows of x, q, k, v, y and g each; the data themselves, when there are no more.
const Dataset *own_data_first(Arena *arena, const Dataset *own, int most);
// The number of heads nearest to `heads` that divides the columns which heads share on this data; `heads` where none are shared.
int own_data_heads(const Dataset *fitted, int heads);
// Does it hold queries, keys and values, and no words or x to make them of?
bool own_data_is_split(const Dataset *own);

// The other way round: the words of an input's rows with blanks between, numbers where there is no word.
const char *own_data_sentence(Arena *arena, const Input *input);

#endif
