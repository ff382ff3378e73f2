// See language_weights.h. Sizes are read off the shapes of the arrays.
#include "model/language_weights.h"

#include <stdio.h>
#include <string.h>

static const DataEntry *entry_of(const Dataset *data, const char *name) {
    for (int i = 0; data && i < data->count; i++)
        if (!strcmp(data->entry[i].name, name)) return &data->entry[i];
    return NULL;
}

static int size_of(const Dataset *data, const char *name, int axis) {
    const DataEntry *e = entry_of(data, name);
    return e && axis < e->rank ? e->size[axis] : 0;
}

static bool read_sizes(const Dataset *data, const LanguageSizes *like, LanguageSizes *s) {
    *s = (LanguageSizes){ .heads = like->heads, .places = like->places, .context = like->context };
    s->words = size_of(data, "E", 0), s->width = size_of(data, "E", 1);
    if (entry_of(data, "P")) s->places = PLACES_LEARNED, s->context = size_of(data, "P", 0);
    s->hidden = size_of(data, "l1.W1", 1);
    for (int i = 0, layer, read = 0; i < data->count; i++, read = 0) // a layer that lacks an array is missed later
        if (sscanf(data->entry[i].name, "l%3d.%n", &layer, &read) == 1 && read && layer > s->layers && layer <= LANGUAGE_LAYERS)
            s->layers = layer;
    return s->words == like->words && s->context == like->context && s->layers && !language_sizes_wrong(s);
}

const Language *language_weights(Arena *arena, const Dataset *data, const LanguageSizes *like, const char *command,
                                 Problems *problems) {
    LanguageSizes sizes;
    Random first = random_seed(2);
    if (!data) return language_new(arena, like, &first);
    Place place = { .file = data->file };
    if (!read_sizes(data, like, &sizes)) {
        problems_add(problems, place, "this step opens a model of another kind, as `%s -o FILE` keeps it", command);
        return NULL;
    }
    Language *m = language_new(arena, &sizes, NULL);
    int count = language_tensors(m, NULL);
    LanguageTensor *t = arena_new(arena, LanguageTensor, count);
    language_tensors(m, t);
    for (int i = 0; i < count; i++) {
        const DataEntry *e = entry_of(data, t[i].name);
        if (!e || e->count != shape_count(t[i].shape)) {
            problems_add(problems, place, "the array %s of the model is missing or has another size", t[i].name);
            return NULL;
        }
        for (int k = 0; k < e->count; k++) ((float *)(size_t)*t[i].at)[k] = (float)e->value[k];
    }
    return m;
}
