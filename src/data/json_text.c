// jansson says "out of memory" of some of its requests alone; so they are watched.
#include "data/json_text.h"

#include <stdlib.h>

static _Thread_local bool short_of_memory;

static void *watched(size_t size) {
    void *memory = malloc(size);
    if (!memory) short_of_memory = true;
    return memory;
}

json_t *json_text_read(Text json, size_t flags, json_error_t *error, bool *memory_is_short) {
    json_set_alloc_funcs(watched, free);
    short_of_memory = false;
    json_t *root = json_loadb(json.at, json.size, flags, error);
    *memory_is_short = !root && short_of_memory;
    return root;
}
