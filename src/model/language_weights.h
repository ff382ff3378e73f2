// The weights of one of our own language models, as a lesson's data file holds them: named arrays.
#ifndef ATTEND_MODEL_LANGUAGE_WEIGHTS_H
#define ATTEND_MODEL_LANGUAGE_WEIGHTS_H

#include "data/data.h"
#include "layers/language.h"

// The model of these arrays. `like` says how many words and heads it has, how it tells places where the file holds none, and what
// a model looks like that nobody has trained, which stands here as long as there is no data. NULL with a problem, which `command`
// makes the right file for.
const Language *language_weights(Arena *arena, const Dataset *data, const LanguageSizes *like, const char *command,
                                 Problems *problems);

#endif
