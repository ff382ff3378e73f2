// See own_text.h. Words are numbered by how often they come, the most frequent first.
#include "layers/own_text.h"

#include <stdlib.h>
#include <string.h>

// --- cutting

Text own_text_next(Text *rest, bool letters) {
    if (!letters) return text_cut_word(rest);
    Text one = *rest;
    if (rest->size) utf8_next(rest);
    one.size -= rest->size;
    return one;
}

// --- numbering: a table of open addresses

typedef struct WordEntry {
    Text word;
    int count, number;
} WordEntry;

enum { SLOTS = 1 << 14, FULL = SLOTS / 2 };

static WordEntry *entry_of(WordEntry *table, Text word) {
    uint64_t hash = 0xcbf29ce484222325u; // FNV-1a
    for (size_t i = 0; i < word.size; i++) hash = (hash ^ (unsigned char)word.at[i]) * 0x100000001b3u;
    size_t slot = (size_t)(hash >> 20) % SLOTS;
    while (table[slot].count && !text_equal(table[slot].word, word)) slot = (slot + 1) % SLOTS;
    return &table[slot];
}

static int by_count(const void *a, const void *b) {
    const WordEntry *x = *(WordEntry *const *)a, *y = *(WordEntry *const *)b;
    if (x->count != y->count) return x->count < y->count ? 1 : -1;
    return (x->word.at > y->word.at) - (x->word.at < y->word.at); // the one that came first
}

static bool count_words(Text bytes, bool letters, WordEntry *table, int *different, int *all) {
    Text rest = bytes, word;
    for (*different = *all = 0; (word = own_text_next(&rest, letters)).size; ++*all) {
        WordEntry *e = entry_of(table, word);
        if (!e->count && ++*different == FULL) return false;
        if (!e->count) e->word = word;
        e->count++;
    }
    return true;
}

static const char **number_words(Arena *arena, WordEntry *table, int different) {
    WordEntry **order = arena_new(arena, WordEntry *, different);
    const char **word = arena_new(arena, const char *, different);
    int count = 0;
    for (int i = 0; i < SLOTS; i++)
        if (table[i].count) order[count++] = &table[i];
    qsort(order, (size_t)different, sizeof *order, by_count);
    for (int i = 0; i < different; i++) {
        order[i]->number = i;
        word[i] = text_copy(arena, order[i]->word);
    }
    return word;
}

// --- guessers: how often a context of none, one or two words came, with how many different words after it, and with each of them

typedef struct Slot {
    uint64_t key; // 0: free
    int count, kinds;
} Slot;
typedef struct Counts {
    Slot *slot; // of malloc's, since it grows
    size_t size, used;
} Counts;

// Of the context's own count the last word is `NO_WORD`; a missing word in front too.
enum { NO_WORD = 0xFFFF };
static uint64_t key_of(int before, int last, int word) {
    return 1ull << 48 | (uint64_t)(before & 0xFFFF) << 32 | (uint64_t)(last & 0xFFFF) << 16 | (uint64_t)(word & 0xFFFF);
}

static Slot *slot_of(const Counts *c, uint64_t key) {
    size_t at = (size_t)((key * 0x9e3779b97f4a7c15u) >> 20) & (c->size - 1);
    while (c->slot[at].key && c->slot[at].key != key) at = (at + 1) & (c->size - 1);
    return &c->slot[at];
}

static bool grow(Counts *c) {
    Counts more = { .size = c->size ? c->size * 2 : 1 << 12, .used = c->used };
    more.slot = calloc(more.size, sizeof *more.slot);
    if (!more.slot) return false;
    for (size_t i = 0; i < c->size; i++)
        if (c->slot[i].key) *slot_of(&more, c->slot[i].key) = c->slot[i];
    free(c->slot);
    *c = more;
    return true;
}

static Slot *count_one(Counts *c, int before, int last, int word) {
    Slot *slot = slot_of(c, key_of(before, last, word));
    c->used += slot->key == 0;
    slot->key = key_of(before, last, word);
    slot->count++;
    return slot;
}

static bool count_place(Counts *c, int before, int last, int word) {
    if (c->used + 2 > c->size / 2 && !grow(c)) return false;
    bool is_new = count_one(c, before, last, word)->count == 1;
    count_one(c, before, last, NO_WORD)->kinds += is_new;
    return true;
}

// (times with this word + kinds · what is thought without the context) / (times + kinds): Witten & Bell 1991, method C.
static double guess(const Counts *c, int before, int last, int word, double below) {
    const Slot *context = slot_of(c, key_of(before, last, NO_WORD)), *one = slot_of(c, key_of(before, last, word));
    if (!context->count) return below;
    return (one->count + context->kinds * below) / (double)(context->count + context->kinds);
}

static bool measure_guessers(OwnText *out) {
    const LanguageText *t = &out->text;
    Counts c = { 0 };
    bool good = true;
    for (int i = 0; i < t->trained && good; i++) {
        int word = t->word[i], last = i > 0 ? t->word[i - 1] : NO_WORD, before = i > 1 ? t->word[i - 2] : NO_WORD;
        good = count_place(&c, NO_WORD, NO_WORD, word) && (i < 1 || count_place(&c, NO_WORD, last, word)) &&
               (i < 2 || count_place(&c, before, last, word));
    }
    for (int i = t->trained; i < t->count && good; i++) {
        int word = t->word[i], last = t->word[i - 1], before = t->word[i - 2];
        double one = guess(&c, NO_WORD, NO_WORD, word, 1.0 / t->words), two = guess(&c, NO_WORD, last, word, one);
        double three = guess(&c, before, last, word, two);
        out->frequency -= math_log(one) / (t->count - t->trained);
        out->bigram -= math_log(two) / (t->count - t->trained);
        out->trigram -= math_log(three) / (t->count - t->trained);
    }
    out->nothing = math_log(t->words);
    free(c.slot);
    return good;
}

bool own_text(Arena *arena, Text bytes, bool letters, const char *file, OwnText *out, Problems *problems) {
    WordEntry *table = arena_new(arena, WordEntry, SLOTS);
    Place place = { .file = file };
    size_t bad;
    int most = letters ? OWN_LETTERS : OWN_WORDS, different, all;
    const char *what = letters ? "letters" : "words";
    *out = (OwnText){ .letters = letters };
    if (!utf8_valid(bytes, &bad))
        return problems_add(problems, place, "is not UTF-8 text: byte %zu is broken; save it as UTF-8", bad);
    if (!count_words(bytes, letters, table, &different, &all) || different > most)
        return problems_add(problems, place, "has more than %d different %s, which is too many to learn: %s", most, what,
                            letters ? "use a text in one alphabet" : "use a smaller text, or --by letters");
    if (all < 50 || different < 2)
        return problems_add(problems, place, "has %d %s (%d different), but at least 50 are needed to learn from", all, what,
                            different);
    out->word = number_words(arena, table, different);
    short *word = arena_new(arena, short, all);
    Text rest = bytes, one;
    for (int i = 0; (one = own_text_next(&rest, letters)).size; i++) word[i] = (short)entry_of(table, one)->number;
    out->text = (LanguageText){ .words = different, .count = all, .word = word, .trained = all - all / 10, .own = out };
    return measure_guessers(out) || problems_add(problems, place, "is too large for the memory there is");
}

// Cut in one way; why not.
static const char *cut(Arena *arena, Text bytes, bool letters, const char *name, OwnText *out) {
    Problems problems = { .arena = arena };
    return own_text(arena, bytes, letters, name, out, &problems) ? NULL : problems.item[0].message;
}

bool own_texts(Arena *arena, Text bytes, const char *name, OwnTexts *out, Problems *problems) {
    out->name = name;
    out->why_not_words = cut(arena, bytes, false, name, &out->words);
    out->why_not_letters = cut(arena, bytes, true, name, &out->letters);
    if (!out->why_not_words || !out->why_not_letters) return true;
    return problems_add(problems, (Place){ .file = name }, "%s", out->why_not_letters);
}
