// Who gets the words is told by the arrays' names and by their numbers of rows.
#include "data/arrays.h"

#include <stdlib.h>
#include <string.h>

#include "data/names.h"

bool data_names_words(const char *name) {
    static const char *const known[] = { "words", "tokens", "labels", "text", "sentence" };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (!strcmp(name, known[i])) return true;
    return false;
}

bool data_give_words(Dataset *data, const char *const *words, int count, const char *name, Place place, Problems *problems) {
    int given = 0;
    for (int i = 0; i < data->count; i++) {
        DataEntry *entry = &data->entry[i];
        DataRole role = data_role(text_of(entry->name), NULL);
        bool fits = role == ROLE_TOKENS || role == ROLE_QUERIES || role == ROLE_KEYS || !entry->name[0];
        while (fits && entry->rank > 2 && entry->size[0] == 1) { // a batch of one
            entry->rank--;
            memmove(entry->size, entry->size + 1, sizeof *entry->size * (size_t)entry->rank);
        }
        if (!fits || entry->words || entry->rank != 2 || entry->size[0] != count) continue;
        entry->words = words;
        given++;
    }
    if (given) return true;
    return problems_add(problems, place, "%s holds %d words, but no x, q or k has %d rows", name, count, count);
}

// Entries of one name side by side, in the order in which they stand.
static int by_name(const void *a, const void *b) {
    const DataEntry *one = *(const DataEntry *const *)a, *other = *(const DataEntry *const *)b;
    int names = strcmp(one->name, other->name);
    return names ? names : one < other ? -1 : one > other;
}

// For every entry how many have its name, and where these begin in `sorted`; 0 when it is not the first of them.
static int *rows_of_names(Arena *arena, const Dataset *data, const DataEntry **sorted, int *begins) {
    int *rows = arena_new(arena, int, data->count + 1);
    for (int i = 0; i < data->count; i++) sorted[i] = &data->entry[i];
    qsort(sorted, (size_t)data->count, sizeof(const DataEntry *), by_name);
    for (int i = 0, end; i < data->count; i = end) {
        for (end = i + 1; end < data->count && !strcmp(sorted[end]->name, sorted[i]->name);) end++;
        rows[sorted[i] - data->entry] = end - i;
        begins[sorted[i] - data->entry] = i;
    }
    return rows;
}

Dataset data_gather_rows(Arena *arena, const Dataset *data) {
    Dataset out = { data->file, data->format, arena_new(arena, DataEntry, data->count + 1), 0 };
    const DataEntry **sorted = arena_new(arena, const DataEntry *, data->count + 1);
    int *begins = arena_new(arena, int, data->count + 1), *rows = rows_of_names(arena, data, sorted, begins);
    for (int i = 0; i < data->count; i++) {
        const DataEntry *entry = &data->entry[i];
        if (!rows[i]) continue;
        DataEntry *to = &out.entry[out.count++];
        *to = *entry;
        if (rows[i] == 1) continue;
        *to = (DataEntry){ .name = entry->name, .rank = 2, .size = { rows[i], entry->count }, .count = rows[i] * entry->count };
        to->value = arena_new(arena, double, to->count);
        for (int k = 0; k < rows[i]; k++)
            memcpy(to->value + k * entry->count, sorted[begins[i] + k]->value, sizeof(double) * (size_t)entry->count);
    }
    return out;
}

Dataset data_named_arrays(Arena *arena, const Dataset *data) {
    Dataset out = data_gather_rows(arena, data);
    for (int i = 0; i < out.count; i++)
        if (!out.entry[i].name[0]) out.entry[i].name = "arr_0";
    return out;
}

void data_unname(Dataset *data) {
    if (data->count == 1 && !strcmp(data->entry[0].name, "arr_0")) data->entry[0].name = "";
}
