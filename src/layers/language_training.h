// Training a language model, a fresh batch a step: on the little language (grammar.h), on blocks of symbols that come again and
// again (induction), or on a text of one's own. What it publishes only grows, so another thread may read it meanwhile.
//
//     LanguageOptions options = language_defaults(LANGUAGE_GRAMMAR, LEARNER_WHOLE);
//     LanguageTraining *t = language_training_begin(arena, &options, &problems);
//     while (language_training_step(t)) … language_training_record(t) …
#ifndef ATTEND_LAYERS_LANGUAGE_TRAINING_H
#define ATTEND_LAYERS_LANGUAGE_TRAINING_H

#include <stdbool.h>

#include "base/error.h"
#include "core/params.h"
#include "layers/grammar.h"
#include "layers/language.h"

typedef enum LanguageTask {
    LANGUAGE_GRAMMAR,   // sentences of the little language
    LANGUAGE_INDUCTION, // a block of 5 to 16 different symbols, over and over
    LANGUAGE_TEXT,      // pieces of a text of one's own
    LANGUAGE_TASKS,
} LanguageTask;
typedef enum LanguageLearner {
    LEARNER_WHOLE, // transformer: attention and feed-forward layers
    LEARNER_HEADS, // attention alone
    LEARNER_CELL,  // an LSTM
    LANGUAGE_LEARNERS,
} LanguageLearner;

enum {
    INDUCTION_SYMBOLS = 32,
    INDUCTION_LENGTH = 32,
    INDUCTION_SHORTEST = 5, // of the block
    INDUCTION_LONGEST = 16,
    MEASURED_POSITIONS = 192, // of each phenomenon
    SAMPLE_WORDS = 48,        // of a text that is made up, at most
    SAMPLES_KEPT = 3,
};

// A text of one's own as numbers of words (or letters).
typedef struct LanguageText {
    int words;                 // different ones
    int count;                 // how long the text is
    const short *word;         // (count)
    int trained;               // the first so many are learned from; the rest is kept back to measure with
    const struct OwnText *own; // what the numbers stand for, and what guessers lose (own_text.h)
} LanguageText;

typedef struct LanguageOptions {
    LanguageTask task;
    LanguageLearner learner;
    int steps, seed, every; // every so many steps, and at the last, it is measured
    int layers, heads, width, hidden, batch, length;
    LanguagePlaces places;
    double rate, clip;
    bool falling;             // the rate falls in a straight line, to 1/50
    bool film;                // the record keeps sentences made up and the weights at every measuring
    const LanguageText *text; // of LANGUAGE_TEXT
} LanguageOptions;

// The options as parameters, with the names and ranges of `attend train language` and `induction`: "model", "steps", "seed" …
// Their first values are those of language_defaults, which depend on the task and the model.
extern const ParamInfo language_param[];
extern const int language_params;
// Sets one option after checking it; "model" must be known before the defaults are taken (language_learner). "positions" takes on
// and off too, for learned and none. False with a problem.
bool language_option(LanguageOptions *options, const char *name, const char *text, Place place, Problems *problems);
bool language_learner(const char *text, LanguageLearner *out, Place place, Problems *problems);
extern const char *const language_learner_names[LANGUAGE_LEARNERS]; // "transformer", "attention", "lstm"
extern const char *const language_task_names[LANGUAGE_TASKS];       // "language", "induction", "text"

bool language_same(const LanguageOptions *a, const LanguageOptions *b); // every option is

// What suits the task and the learner, as measured: see the documents.
LanguageOptions language_defaults(LanguageTask task, LanguageLearner learner);
LanguageSizes language_training_sizes(const LanguageOptions *options);
// What the options together have wrong: a problem.
bool language_training_check(const LanguageOptions *options, Problems *problems);

// A text the model made up, one word after the other, from its own distribution.
typedef struct LanguageSample {
    int length; // words, "." included where it came to one
    short word[SAMPLE_WORDS];
    float surprise[SAMPLE_WORDS]; // −ln p of each word
    int fault;                    // the first word that is not in the language; length: none (LANGUAGE_GRAMMAR)
    bool whole;                   // it is a sentence of the language
} LanguageSample;

// Measured after `step` moves of the weights.
typedef struct LanguageMeasure {
    int step;
    float right[PHENOMENA];                // of the hard positions; LANGUAGE_GRAMMAR
    float held;                            // loss on what was kept back; LANGUAGE_TEXT
    float accuracy, free_loss, known_loss; // LANGUAGE_INDUCTION: where the next symbol is known; losses where it is not, and is
    float previous, prefix, same;          // the best head of the first layer, of the last layer, of any
    float share;                           // of the texts made up now, in the language (with film; LANGUAGE_GRAMMAR)
    LanguageSample sample[SAMPLES_KEPT];
} LanguageMeasure;

typedef struct LanguageRecord {
    LanguageOptions options;
    LanguageSizes sizes;
    int points;        // steps published: 0 … steps + 1; loss[i] is of the batch after i moves
    const float *loss; // nats a word
    int measures;      // published, a point's before the point
    const LanguageMeasure *measure;
    const float *weights; /* (measures, numbers): language_block at each measuring; NULL without film */
    long long numbers;
    const GrammarGuessers *guessers; // LANGUAGE_GRAMMAR, with film
    bool done;
    const char *stopped; // why it ended early, a plain sentence; NULL
} LanguageRecord;

typedef struct LanguageTraining LanguageTraining;
LanguageTraining *language_training_begin(Arena *arena, const LanguageOptions *options, Problems *problems);
// Measures where it is time to, publishes the loss, moves the weights (but after the last point). False when all is done, or a
// number is no longer finite. Allocates nothing.
bool language_training_step(LanguageTraining *training);
// A part of that measuring alone, for who has no time for all at once: false when none is left, and the next step goes without.
bool language_training_measure(LanguageTraining *training);
LanguageRecord language_training_record(const LanguageTraining *training); // from any thread
// The model with the weights of a measuring (−1: the last), in the arena.
Language *language_training_model(Arena *arena, const LanguageRecord *record, int measure);
// Without film: the weights as they are now. Not while it trains.
const Language *language_training_now(const LanguageTraining *training);

#endif
