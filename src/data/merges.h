// The two tables of GPT-2's tokenizer: pairs that merge, by their rank, and the words of vocab.json. For this room alone.
#ifndef ATTEND_DATA_MERGES_H
#define ATTEND_DATA_MERGES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/text.h"

typedef struct Merge {
    int first, second, joined; // tokens
    int rank;                  // from 0; the lowest goes first
} Merge;
typedef struct MergeTable {
    Merge *slot; // (slots), joined −1 where free
    size_t slots, most, used;
} MergeTable;
MergeTable merge_table(Arena *arena, size_t most);
bool merge_add(MergeTable *table, int first, int second, int rank, int joined); // of equal pairs the first counts; false: full
const Merge *merge_find(const MergeTable *table, int first, int second);        // NULL: they do not merge

typedef struct VocabEntry {
    Text word; // as it is written
    int id;
} VocabEntry;
// {"word": id, …}: every id from 0 to count − 1 once. False with a problem.
bool vocab_read(Arena *arena, Text json, const char *file, VocabEntry **out, int *count, Problems *problems);

#endif
