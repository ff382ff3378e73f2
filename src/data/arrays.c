// Who gets the words is told by the arrays' names and by their numbers of rows.
#include "data/arrays.h"

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

// The number of entries of this one's name, 0 when it is not the first of them.
static int rows_of_name(const Dataset *data, int at) {
    int rows = 0;
    for (int i = 0; i < data->count; i++) {
        if (strcmp(data->entry[i].name, data->entry[at].name) != 0) continue;
        if (i < at) return 0;
        rows++;
    }
    return rows;
}

Dataset data_gather_rows(Arena *arena, const Dataset *data) {
    Dataset out = { data->file, data->format, arena_new(arena, DataEntry, data->count + 1), 0 };
    for (int i = 0; i < data->count; i++) {
        const DataEntry *entry = &data->entry[i];
        int rows = rows_of_name(data, i), at = 0;
        if (!rows) continue;
        DataEntry *to = &out.entry[out.count++];
        *to = *entry;
        if (rows == 1) continue;
        *to = (DataEntry){ .name = entry->name, .rank = 2, .size = { rows, entry->count }, .count = rows * entry->count };
        to->value = arena_new(arena, double, to->count);
        for (int k = i; k < data->count; k++) {
            if (strcmp(data->entry[k].name, entry->name) != 0) continue;
            memcpy(to->value + at, data->entry[k].value, sizeof(double) * (size_t)entry->count);
            at += entry->count;
        }
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
