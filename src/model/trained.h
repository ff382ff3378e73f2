// A trained language model from a file: our own, GPT-2 in safetensors (vocab.json, merges.txt, config.json beside it), llama2.c's
// versions 0 and 1 (tokenizer.bin beside it). The file's own bytes tell which. Weights are read where they lie: nothing is copied
// that is float already, and nothing is taken from the file before it was checked.
//
//     Trained *trained = trained_open(arena, "model.safetensors", &problems);
//     trained_encode(trained, arena, text, &token, &count, &problems);
//     … language_leaves(tape, trained->model, LEAVES_MAPPED) …
//     trained_close(trained);
#ifndef ATTEND_MODEL_TRAINED_H
#define ATTEND_MODEL_TRAINED_H

#include "data/tokens.h"
#include "layers/language_training.h"

typedef enum TrainedKind { TRAINED_OWN, TRAINED_GPT2, TRAINED_LLAMA } TrainedKind;

typedef struct Trained {
    const char *file;
    TrainedKind kind;
    Language *model;
    LanguageTask task;    // of our own
    const Tokens *tokens; // NULL where there is no tokenizer: then only numbers can be asked
    const char *missing;  // why there is none, a plain sentence
    int begin, end;       // the token that begins every text, and the one that ends it; −1: none
    long long numbers;    // how many the model has learned
    Text bytes;           // the mapped file
} Trained;

// NULL with a problem that says what was found and what would do. The arena holds what stands beside the bytes.
Trained *trained_open(Arena *arena, const char *path, Problems *problems);
void trained_close(Trained *trained); // the model is gone then; NULL is allowed
bool trained_is(Text bytes);          // do these bytes look like one? (a header alone is enough)
// Named numbers in the same format that are no model: vectors, a matrix.
bool trained_is_vectors(Arena *arena, Text bytes);

// The tokens of a text, the one that begins it included. False with a problem: no tokenizer, an unknown word, too long for the
// model.
bool trained_encode(const Trained *trained, Arena *arena, Text text, int **out, int *count, Problems *problems);
// The same from numbers, "5,1,9": each must be a token of the model.
bool trained_tokens(const Trained *trained, Arena *arena, Text numbers, int **out, int *count, Problems *problems);
const char *trained_word(const Trained *trained, Arena *arena,
                         int token); // for people: "dogs", " the", "⟨10⟩" for what cannot be shown

// Our own, to be read back: weights, sizes, what it was trained on, its words.
typedef struct TrainedWords {
    int count;
    const char *const *word;
    bool letters;
} TrainedWords;
void trained_save(const Language *model, LanguageTask task, const TrainedWords *words /* NULL but for a text of one's own */,
                  const char *made_by, Builder *out);

#endif
