// See language_sentences.h. All sentences at once, a word each a replay; compiled for float alone.
#include "layers/language_sentences.h"

#include <string.h>

#include "layers/language_float.h"
#include "layers/language_measure.h"

// What was drawn of one sentence, up to its end.
static bool keep(const short *drawn, int *word) {
    int length = 0;
    while (length < GRAMMAR_LENGTH && !(length && drawn[length - 1] == GRAMMAR_STOP)) length++;
    for (int i = 0; i < GRAMMAR_LENGTH; i++) word[i] = i < length ? drawn[i] : -1;
    return grammar_holds(drawn, length);
}

int language_sentences(const Language *model, int count, double temperature, int top, int *word) {
    Arena *arena = arena_begin();
    LanguageReader reader = language_reader(arena, model, count, GRAMMAR_LENGTH, READER_READS);
    LanguageBatch b = language_batch(arena, count, GRAMMAR_LENGTH);
    Random *random = arena_new(arena, Random, count); // a stream for each, so that one sentence's end moves no other
    int whole = 0;
    for (int i = 0; i < count; i++) random[i] = random_seed((uint64_t)i + 1);
    memset(b.word, 0, (size_t)count * (GRAMMAR_LENGTH + 1) * sizeof *b.word);
    for (int t = 0; t < GRAMMAR_LENGTH; t++) {
        language_reader_write(&reader, &b);
        tape_forward(reader.tape);
        for (int i = 0; i < count; i++)
            b.word[i * (GRAMMAR_LENGTH + 1) + t + 1] =
                (short)language_choose(language_reader_logits(&reader, i, t), GRAMMAR_WORDS, temperature, top, &random[i], NULL);
    }
    for (int i = 0; i < count; i++) whole += keep(b.word + i * (GRAMMAR_LENGTH + 1) + 1, word + i * GRAMMAR_LENGTH);
    arena_end(arena);
    return whole;
}
