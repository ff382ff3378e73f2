// How a language model does while it trains: what it gets right in the hard cases, which heads copy, what it makes up.
// The reader is the model on a float tape over a batch of texts.
#ifndef ATTEND_LAYERS_LANGUAGE_MEASURE_H
#define ATTEND_LAYERS_LANGUAGE_MEASURE_H

#include "layers/language_batch.h"

typedef enum ReaderKind { READER_LEARNS, READER_READS, READER_LOOKS /* keeps the weights; has switches */ } ReaderKind;

typedef struct LanguageReader {
    Tape *tape;
    LanguageNodes nodes;
    const LanguageSizes *sizes;
    int texts, length;
} LanguageReader;
LanguageReader language_reader(Arena *arena, const Language *model, int texts, int length, ReaderKind kind);
void language_reader_write(const LanguageReader *reader, const LanguageBatch *batch); // at most as many texts as it has room for
int language_reader_row(const LanguageReader *reader, int text, int at);              // of tokens, targets and logits
const Real *language_reader_logits(const LanguageReader *reader, int text, int at);   /* (words), after a forward */

typedef struct LanguageMeasuring LanguageMeasuring;
LanguageMeasuring *language_measuring(Arena *arena, const LanguageOptions *options, const Language *model, LanguageReader *learner);
// A part of it: true when it was the last. Uses the learner's tape. The same step gives the same numbers.
bool language_measure(LanguageMeasuring *measuring, int step, LanguageMeasure *out);

#endif
