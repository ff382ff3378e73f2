// What a language model reads while it trains and is measured: texts as numbers of words, drawn by the rules of the task.
#ifndef ATTEND_LAYERS_LANGUAGE_BATCH_H
#define ATTEND_LAYERS_LANGUAGE_BATCH_H

#include "layers/language_training.h"

typedef struct LanguageBatch {
    int texts, length;
    short *word; /* (texts, length + 1): what is read, each answered by the one after it */
    int *real;   /* (texts): so many of the answers count, what comes then is padding */
    int *period; /* (texts): of the block; LANGUAGE_INDUCTION */
} LanguageBatch;
LanguageBatch language_batch(Arena *arena, int texts, int length);
void language_batch_draw(const LanguageOptions *options, Random *random, LanguageBatch *batch);
// Sentence number `text` of the batch.
void language_batch_set(LanguageBatch *batch, int text, const GrammarSentence *sentence);
// A block of so many different symbols, over and over: `count` of them in all.
void induction_string(Random *random, int period, int count, short *symbol);

// A hard position: what must be said after the first `mark.at` words of a sentence.
typedef struct HardSentences {
    int count;
    GrammarSentence *sentence; // (count), each with hard marks that count
    int asked[PHENOMENA];      // MEASURED_POSITIONS each
} HardSentences;
// The same for every seed. Marks that are not asked for are taken out.
HardSentences language_hard_sentences(Arena *arena);

#endif
