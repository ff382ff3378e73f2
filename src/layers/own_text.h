// A text of one's own, to train a language model on: cut into words or letters, numbered, and what simple guessers lose on the part
// that is kept back.
#ifndef ATTEND_LAYERS_OWN_TEXT_H
#define ATTEND_LAYERS_OWN_TEXT_H

#include "layers/language_training.h"

enum { OWN_WORDS = 4000, OWN_LETTERS = 512, OWN_BYTES = 4 << 20 };

typedef struct OwnText {
    LanguageText text;       // the last tenth is kept back
    const char *const *word; // (text.words): what each number stands for
    bool letters;
    // What a guesser loses on the part that is kept back, in nats a word (or letter), having counted the rest: Witten and Bell
    // 1991.
    double nothing, frequency, bigram, trigram;
} OwnText;

// A text cut in both ways; why one of them does not do, a plain sentence, or NULL.
typedef struct OwnTexts {
    const char *name; // of its file, without folders
    OwnText words, letters;
    const char *why_not_words, *why_not_letters;
} OwnTexts;

// A word is a run of letters, digits and apostrophes; every other sign but a blank is a word of its own. `file` is for messages.
bool own_text(Arena *arena, Text bytes, bool letters, const char *file, OwnText *out, Problems *problems);
// Cuts it in both ways, in place: `out` must stay where it is. False with a problem where neither does.
bool own_texts(Arena *arena, Text bytes, const char *name, OwnTexts *out, Problems *problems);
// The next word or letter of a text; empty at the end.
Text own_text_next(Text *rest, bool letters);

#endif
