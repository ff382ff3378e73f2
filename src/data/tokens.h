// Texts as numbers of tokens and back, as trained models read them: GPT-2's pairs of bytes (vocab.json, merges.txt), llama2.c's
// pieces (tokenizer.bin), and words or letters of a list.
#ifndef ATTEND_DATA_TOKENS_H
#define ATTEND_DATA_TOKENS_H

#include "base/error.h"
#include "base/text.h"

typedef struct Tokens Tokens;

// vocab.json and merges.txt, which name each other's pieces. NULL with a problem.
Tokens *tokens_of_gpt2(Arena *arena, Text vocab, const char *vocab_file, Text merges, const char *merges_file, Problems *problems);
// tokenizer.bin; how many tokens there are, only the model tells. NULL with a problem.
Tokens *tokens_of_llama(Arena *arena, Text bytes, const char *file, int words, Problems *problems);
// A list of words (or letters), numbered in its order.
Tokens *tokens_of_list(Arena *arena, int words, const char *const *word, bool letters);

int tokens_count(const Tokens *tokens);
int tokens_find(const Tokens *tokens, Text word); // the token that says exactly this, −1
// The tokens of a text, in the arena. False with a problem: broken UTF-8, a word that the list does not have (with its place).
bool tokens_encode(const Tokens *tokens, Arena *arena, Text text, int **out, int *count, Problems *problems);
// What follows on `before` (−1: nothing) when this token is said: words of a list with the blank between, llama's first piece
// without.
Text tokens_said(const Tokens *tokens, Arena *arena, int before, int token);

#endif
