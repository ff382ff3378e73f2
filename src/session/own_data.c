// Own data outlive the file they came from, so all of it is copied; typed words become tokens by their spelling.
#include "session/own_data.h"

#include <string.h>

Dataset *own_data_copy(Arena *arena, const Dataset *data) {
    Dataset *copy = arena_new(arena, Dataset, 1);
    *copy = *data;
    copy->file = data->file ? arena_print(arena, "%s", data->file) : NULL;
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
        if (!from->words) continue;
        const char **words = arena_new(arena, const char *, data_rows(from));
        for (int k = 0; k < data_rows(from); k++) words[k] = from->words[k] ? arena_print(arena, "%s", from->words[k]) : NULL;
        to->words = words;
    }
    return copy;
}

static bool belongs(const DataEntry *entry, const char *array) { return label_names(entry->name, array); }

static bool has_array(const Dataset *data, const char *array) {
    for (int i = 0; i < data->count; i++)
        if (belongs(&data->entry[i], array)) return true;
    return false;
}

static int rows_of(const Dataset *data, const char *array) {
    int rows = 0;
    for (int i = 0; i < data->count; i++)
        if (belongs(&data->entry[i], array)) rows += data->entry[i].rank >= 2 ? data->entry[i].size[0] : 1;
    return rows;
}

// Row number `row` of an array, wherever its rows stand; NULL when there is none.
static const double *row_of(const Dataset *data, const char *array, int row, int *width) {
    for (int i = 0; i < data->count; i++) {
        const DataEntry *e = &data->entry[i];
        if (!belongs(e, array)) continue;
        int rows = e->rank >= 2 ? e->size[0] : 1;
        if (row < rows) {
            *width = e->count / rows;
            return e->value + row * *width;
        }
        row -= rows;
    }
    return NULL;
}

static bool wants(const Model *model, const char *input) {
    for (int i = 0; i < model->inputs; i++)
        if (!strcmp(model->input[i].name, input)) return true;
    return false;
}

// What other steps of an attention lesson take (a target, a W) is no mistake in a file made for the whole lesson.
static bool for_another_step(const DataEntry *entry, const Model *model) {
    const Model *attention = model_find("attention");
    for (int i = 0; i < model->inputs; i++)
        if (belongs(entry, model->input[i].name)) return false;
    for (int i = 0; i < attention->inputs; i++)
        if (belongs(entry, attention->input[i].name)) return true;
    return false;
}

bool own_data_serves(const Dataset *own, const Model *model) {
    for (int i = 0; i < own->count; i++)
        for (int k = 0; k < model->inputs; k++)
            if (belongs(&own->entry[i], model->input[k].name)) return true;
    return false;
}

static bool add_target(Arena *arena, const Dataset *own, DataEntry *out) {
    int width = 0, queries = rows_of(own, "q"), values = rows_of(own, "v");
    const double *row = row_of(own, "v", values > 1 ? 1 : 0, &width);
    if (!row || queries == 0 || (long long)queries * width > DATA_ELEMENTS) return false;
    *out =
        (DataEntry){ .name = "y", .rank = 2, .size = { queries, width }, .count = queries * width, .place = own->entry[0].place };
    out->value = arena_new(arena, double, out->count);
    for (int i = 0; i < queries; i++) memcpy(out->value + i * width, row, sizeof *row * (size_t)width);
    return true;
}

Dataset own_data_join(Arena *arena, const Dataset *own, const Dataset *lesson, const Model *model) {
    static const char *const never[] = { "q", "k", "v", "y", "mask", "g", "kc", "vc", "target" };
    Dataset all = { own->file, own->format, arena_new(arena, DataEntry, own->count + lesson->count + 1), 0 };
    for (int i = 0; i < own->count; i++)
        if (!for_another_step(&own->entry[i], model)) all.entry[all.count++] = own->entry[i];
    for (int i = 0; i < lesson->count; i++) {
        const DataEntry *entry = &lesson->entry[i];
        bool skip = false;
        for (size_t k = 0; k < sizeof never / sizeof *never; k++) skip = skip || belongs(entry, never[k]);
        for (int k = 0; k < model->inputs && !skip; k++)
            skip = belongs(entry, model->input[k].name) && has_array(own, model->input[k].name);
        if (!skip) all.entry[all.count++] = *entry;
    }
    if (wants(model, "y") && has_array(lesson, "y") && !has_array(own, "y") && add_target(arena, own, &all.entry[all.count]))
        all.count++;
    return all;
}

// --- a sentence

static bool same_word(const char *a, const char *b) {
    for (; *a && *b; a++, b++) {
        char x = *a >= 'A' && *a <= 'Z' ? (char)(*a + 32) : *a, y = *b >= 'A' && *b <= 'Z' ? (char)(*b + 32) : *b;
        if (x != y) return false;
    }
    return *a == *b;
}

Dataset own_data_words(Arena *arena, const char *input, Text sentence, int most) {
    Dataset data = { .file = "own words", .format = "csv", .entry = arena_new(arena, DataEntry, most) };
    int different = 0;
    for (Text word = text_word(&sentence); word.size && data.count < most; word = text_word(&sentence)) {
        DataEntry *entry = &data.entry[data.count];
        *entry = (DataEntry){ .name = arena_print(arena, "%s%d", input, data.count + 1),
                              .word = text_copy(arena, word),
                              .rank = 1,
                              .size = { 1 },
                              .count = 1,
                              .value = arena_new(arena, double, 1) };
        entry->place.file = data.file;
        int known = 0;
        while (known < data.count && !same_word(data.entry[known].word, entry->word)) known++;
        entry->value[0] = known < data.count ? data.entry[known].value[0] : different++;
        data.count++;
    }
    return data;
}

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
