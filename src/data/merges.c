// See merges.h.
#include "data/merges.h"

#include <string.h>

#include "data/json_text.h"

MergeTable merge_table(Arena *arena, size_t most) {
    MergeTable t = { .most = most };
    for (t.slots = 64; t.slots < most * 2; t.slots *= 2) continue;
    t.slot = arena_new(arena, Merge, t.slots);
    for (size_t i = 0; i < t.slots; i++) t.slot[i].joined = -1;
    return t;
}

static Merge *slot_of(const MergeTable *t, int first, int second) {
    uint64_t key = ((uint64_t)(uint32_t)first << 32 | (uint32_t)second) * 0x9e3779b97f4a7c15u;
    size_t at = (size_t)(key >> 24) & (t->slots - 1);
    while (t->slot[at].joined >= 0 && (t->slot[at].first != first || t->slot[at].second != second)) at = (at + 1) & (t->slots - 1);
    return &t->slot[at];
}

bool merge_add(MergeTable *t, int first, int second, int rank, int joined) {
    Merge *slot = slot_of(t, first, second);
    if (slot->joined >= 0) return true;
    if (t->used++ == t->most) return false;
    *slot = (Merge){ first, second, joined, rank };
    return true;
}

const Merge *merge_find(const MergeTable *t, int first, int second) {
    const Merge *slot = slot_of(t, first, second);
    return slot->joined < 0 ? NULL : slot;
}

// --- vocab.json

typedef struct VocabLoad {
    Arena *arena;
    Text json;
    const char *file;
    VocabEntry *out;
    int count;
    Problems *problems;
    json_t *object; // outside the arena: freed by whoever began
} VocabLoad;

static bool read_entries(VocabLoad *load) {
    bool *seen = arena_new(load->arena, bool, load->count);
    const char *word;
    json_t *value;
    int i = 0;
    load->out = arena_new(load->arena, VocabEntry, load->count + 1);
    json_object_foreach(load->object, word, value) {
        json_int_t id = json_is_integer(value) ? json_integer_value(value) : -1;
        if (id < 0 || id >= load->count || seen[id])
            return problems_add(load->problems, (Place){ .file = load->file },
                                "the %d words need the numbers 0 to %d, each once, but '%.40s' has another or one that is taken",
                                load->count, load->count - 1, word);
        seen[id] = true;
        load->out[i++] = (VocabEntry){ text_of(arena_copy(load->arena, word, strlen(word))), (int)id };
    }
    return true;
}

static bool read_vocab(void *context) {
    VocabLoad *load = context;
    json_error_t error;
    bool memory_is_short;
    load->object = json_text_read(load->json, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &error, &memory_is_short);
    if (memory_is_short) return problems_out_of_memory(load->problems, load->file);
    if (!load->object)
        return problems_add(load->problems, (Place){ load->file, error.line, error.column }, "is not JSON: %s", error.text);
    size_t size = json_object_size(load->object);
    if (size == 0 || size >= 1 << 22)
        return problems_add(load->problems, (Place){ .file = load->file }, "expected one JSON object of words and their numbers");
    load->count = (int)size;
    return read_entries(load);
}

bool vocab_read(Arena *arena, Text json, const char *file, VocabEntry **out, int *count, Problems *problems) {
    VocabLoad load = { .arena = arena, .json = json, .file = file, .problems = problems };
    bool well = problems_guard(arena, file, problems, read_vocab, &load);
    json_decref(load.object);
    *out = load.out;
    *count = load.count;
    return well;
}
