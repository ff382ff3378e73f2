// Own data outlive the file they came from, so all of it is copied.
#include "session/own_data.h"

#include <string.h>

Dataset *own_data_copy(Arena *arena, const Dataset *data) {
    Dataset *copy = arena_new(arena, Dataset, 1);
    *copy = *data;
    copy->file = data->file ? arena_print(arena, "%s", data->file) : NULL;
    copy->questions = 0; // their words are the file's
    copy->entry = arena_new(arena, DataEntry, data->count);
    for (int i = 0; i < data->count; i++) {
        const DataEntry *from = &data->entry[i];
        DataEntry *to = &copy->entry[i];
        *to = *from;
        to->name = arena_print(arena, "%s", from->name);
        to->word = from->word ? arena_print(arena, "%s", from->word) : NULL;
        to->place.file = copy->file;
        to->value = arena_new(arena, double, from->count);
        memcpy(to->value, from->value, sizeof *to->value * (size_t)from->count);
        if (from->last) to->last = memcpy(arena_alloc(arena, (size_t)from->count), from->last, (size_t)from->count);
        if (!from->words) continue;
        const char **words = arena_new(arena, const char *, data_rows(from));
        for (int k = 0; k < data_rows(from); k++) words[k] = from->words[k] ? arena_print(arena, "%s", from->words[k]) : NULL;
        to->words = words;
    }
    data_fold(arena, copy);
    return copy;
}

// --- its first rows

static bool is_rows(const char *name) {
    static const char *const array[] = { "words", "x", "q", "k", "v", "y", "g" };
    for (size_t i = 0; i < sizeof array / sizeof *array; i++)
        if (label_names(name, array[i])) return true;
    return false;
}

// Rows of the same array that stand before this entry; rows with labels of their own are numbered.
static int rows_before(const Dataset *own, int entry) {
    const char *name = own->entry[entry].name;
    size_t size = strcspn(name, "0123456789");
    int rows = 0;
    for (int i = 0; i < entry; i++) {
        const char *other = own->entry[i].name;
        if (strcspn(other, "0123456789") == size && !strncmp(other, name, size)) rows += data_rows(&own->entry[i]);
    }
    return rows;
}

const Dataset *own_data_first(Arena *arena, const Dataset *own, int most) {
    Dataset *first = arena_new(arena, Dataset, 1);
    *first = *own;
    first->entry = arena_new(arena, DataEntry, own->count);
    first->count = 0;
    bool cut = false;
    for (int i = 0; i < own->count; i++) {
        DataEntry entry = own->entry[i];
        int rows = data_rows(&entry), room = is_rows(entry.name) ? most - rows_before(own, i) : rows;
        cut |= room < rows;
        if (room <= 0) continue;
        if (room < rows) entry.count = entry.count / rows * room, entry.size[0] = room;
        first->entry[first->count++] = entry;
    }
    return cut ? first : own;
}

// --- a sentence

const char *own_data_sentence(Arena *arena, const Input *input) {
    Builder out = { .arena = arena };
    int rows = input->shape.rank ? input->shape.size[0] : 0;
    for (int i = 0; i < rows; i++) {
        char number[32];
        const char *word = input->words && input->words[i] ? input->words[i] : data_number(input->value[i], number);
        builder_print(&out, "%s%s", i ? " " : "", word);
    }
    return builder_text(&out);
}
