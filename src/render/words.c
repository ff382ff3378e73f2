// Each glyph is rendered once, four times as wide as it is high (glyphs.h), and masks of whole texts are put together from those:
// adding four neighbouring columns gives the exact coverage with the pen at any quarter of a pixel. So letters stand where
// Metrics says, evenly, at every zoom.
#include "render/words.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/bits.h"
#include "render/glyphs.h"
#include "render/shaped.h"

enum { NOBODY_ASKS = -2, BUCKETS = 4096, BYTES_MOST = 24 << 20 };

// A glyph in columns of a quarter pixel, or the mask of a text; `key` tells them apart.
typedef struct WordsEntry {
    struct WordsEntry *next;
    uint64_t hash;
    size_t bytes;
    bool used;
    Face face;
    double size;
    int step; // -1: a glyph; NOBODY_ASKS: a text that lacks a letter, to be tried anew
    Mask mask;
    char text[]; // zero-ended, then the mask's bytes
} WordsEntry;

struct Words {
    const Fonts *fonts;
    Glyphs *glyphs;
    WordsEntry *bucket[BUCKETS];
    size_t bytes;
    uint16_t *sum; // room for a text being put together
    size_t sum_room;
    bool lacking; // a letter could not be drawn
};

Words *words_open(const Fonts *fonts) {
    Words *words = calloc(1, sizeof *words);
    if (!words) return NULL;
    words->fonts = fonts;
    words->glyphs = glyphs_open(fonts);
    if (words->glyphs) return words;
    free(words);
    return NULL;
}

// Frees what is not in use; with `all`, everything.
static void forget(Words *words, bool all) {
    for (int i = 0; i < BUCKETS; i++)
        for (WordsEntry **at = &words->bucket[i]; *at;) {
            WordsEntry *entry = *at;
            if (entry->used && !all) {
                at = &entry->next;
                continue;
            }
            *at = entry->next;
            words->bytes -= entry->bytes;
            free(entry);
        }
}

void words_close(Words *words) {
    if (!words) return;
    forget(words, true);
    glyphs_close(words->glyphs);
    free(words->sum);
    free(words);
}

void words_rest(Words *words) {
    if (words->bytes <= BYTES_MOST) return;
    forget(words, false);
    for (int i = 0; i < BUCKETS; i++)
        for (WordsEntry *entry = words->bucket[i]; entry; entry = entry->next) entry->used = false;
}

size_t words_bytes(const Words *words) { return words->bytes; }

static uint64_t hash_of(Face face, double size, int step, const char *text) {
    uint64_t hash = 0xCBF29CE484222325u;
    hash = (hash ^ bits_of(size) ^ (uint64_t)(step + 1) << 4 ^ (uint64_t)face) * 0x9E3779B97F4A7C15u;
    for (; *text; text++) hash = (hash ^ (unsigned char)*text) * 0x100000001B3u;
    return hash ^ hash >> 29;
}

static WordsEntry *find(Words *words, uint64_t hash, Face face, double size, int step, const char *text) {
    WordsEntry *entry = words->bucket[hash % BUCKETS];
    while (entry && !(entry->hash == hash && entry->face == face && entry->size == size && entry->step == step &&
                      strcmp(entry->text, text) == 0))
        entry = entry->next;
    if (entry) entry->used = true;
    return entry;
}

// A new entry with room for a mask of the size given in `mask`; *alpha is where its bytes go.
static WordsEntry *add(Words *words, uint64_t hash, Face face, double size, int step, const char *text, Mask mask,
                       uint8_t **alpha) {
    size_t length = strlen(text) + 1, bytes = sizeof(WordsEntry) + length + (size_t)mask.width * (size_t)mask.height;
    WordsEntry *entry = memory_needed(calloc(1, bytes));
    *entry = (WordsEntry){ words->bucket[hash % BUCKETS], hash, bytes, true, face, size, step, mask };
    memcpy(entry->text, text, length);
    entry->mask.alpha = *alpha = (uint8_t *)entry->text + length;
    words->bucket[hash % BUCKETS] = entry;
    words->bytes += bytes;
    return entry;
}

// --- glyphs

// The mask of one glyph in columns of a quarter pixel: left and width are quarters.
static const Mask *glyph_mask(Words *words, Face face, int quarters, uint32_t code) {
    static const Mask none = { 0 };
    char text[5] = { 0 };
    utf8_put(code, text);
    uint64_t hash = hash_of(face, quarters, -1, text);
    WordsEntry *known = find(words, hash, face, quarters, -1, text);
    if (known) return &known->mask;
    Mask drawn = { 0 };
    if (!glyphs_draw(words->glyphs, face, quarters, code, &drawn)) {
        words->lacking = true; // and it is not kept: there may be memory for it the next time
        return &none;
    }
    uint8_t *alpha;
    WordsEntry *entry = add(words, hash, face, quarters, -1, text, drawn, &alpha);
    size_t bytes = (size_t)drawn.width * (size_t)drawn.height;
    if (bytes) memcpy(alpha, drawn.alpha, bytes);
    return &entry->mask;
}

// --- texts

typedef struct Placed {
    const Mask *glyph;
    int x; // of the pen, quarters of a pixel
} Placed;

// Their masks. Returns the number of those with ink; the whole pixels that they touch go to *box.
static int place_letters(Words *words, Face face, double size, int step, const Glyph *letter, int letters, Placed *out, Mask *box) {
    int quarters = (int)floor(size * WORDS_STEPS + 0.5), count = 0, left = 0, right = 0, top = 0, bottom = 0;
    for (int i = 0; i < letters; i++) {
        const Mask *glyph = glyph_mask(words, face, quarters, letter[i].code);
        int x = (int)floor(size * letter[i].x * WORDS_STEPS + 0.5) + step;
        if (!glyph || !glyph->width) continue;
        int from = (int)floor((double)(x + glyph->left) / WORDS_STEPS),
            to = (int)ceil((double)(x + glyph->left + glyph->width) / WORDS_STEPS);
        if (!count || from < left) left = from;
        if (!count || to > right) right = to;
        if (!count || glyph->top < top) top = glyph->top;
        if (!count || glyph->top + glyph->height > bottom) bottom = glyph->top + glyph->height;
        out[count++] = (Placed){ glyph, x };
    }
    *box = (Mask){ left, top, right - left, bottom - top, NULL };
    return count;
}

static void add_glyph(uint16_t *sum, const Mask *box, const Placed *placed) {
    const Mask *glyph = placed->glyph;
    for (int y = 0; y < glyph->height; y++) {
        uint16_t *row = sum + (ptrdiff_t)(glyph->top - box->top + y) * box->width;
        int at = placed->x + glyph->left - box->left * WORDS_STEPS; // never negative
        for (int x = 0; x < glyph->width; x++, at++) row[at / WORDS_STEPS] += glyph->alpha[y * glyph->width + x];
    }
}

static void sum_clear(Words *words, size_t count) {
    if (count > words->sum_room) {
        free(words->sum);
        words->sum = memory_needed(malloc(count * sizeof *words->sum));
        words->sum_room = count;
    }
    memset(words->sum, 0, count * sizeof *words->sum);
}

bool words_lacking(const Words *words) { return words->lacking; }

const Mask *words_mask(Words *words, Face face, double size, int step, const char *text) {
    uint64_t hash = hash_of(face, size, step, text);
    WordsEntry *known = find(words, hash, face, size, step, text);
    if (known) return &known->mask;
    Placed few_placed[128], *placed = few_placed;
    Glyph few_letters[128], *letter = few_letters;
    size_t length = strlen(text);
    bool many = length > sizeof few_placed / sizeof *few_placed;
    if (many) {
        placed = memory_needed(malloc(length * sizeof *placed));
        letter = memory_needed(malloc(length * sizeof *letter));
    }
    Mask box;
    bool lacked = words->lacking;
    words->lacking = false;
    int letters = metrics_glyphs(fonts_metrics(words->fonts), face, NULL, (Text){ text, length }, letter);
    int count = place_letters(words, face, size, step, letter, letters, placed, &box);
    size_t pixels = (size_t)box.width * (size_t)box.height;
    uint8_t *alpha;
    WordsEntry *entry = add(words, hash, face, size, words->lacking ? NOBODY_ASKS : step, text, box, &alpha);
    words->lacking |= lacked;
    if (pixels) {
        sum_clear(words, pixels);
        for (int i = 0; i < count; i++) add_glyph(words->sum, &box, &placed[i]);
        for (size_t i = 0; i < pixels; i++) {
            int value = (words->sum[i] + WORDS_STEPS / 2) / WORDS_STEPS;
            alpha[i] = (uint8_t)(value > 255 ? 255 : value);
        }
    }
    if (many) free(placed), free(letter);
    return &entry->mask;
}

// --- shaped runs

const Mask *words_shaped(Words *words, const Shaped *shaped, double size, int step, const char *text) {
    enum { SHAPED_FACE = FACE_COUNT }; // so that it is not taken for a text of a face
    uint64_t hash = hash_of((Face)SHAPED_FACE, size, step, text);
    WordsEntry *known = find(words, hash, (Face)SHAPED_FACE, size, step, text);
    if (known) return &known->mask;
    const ShapedRun run = { words->fonts, shaped, text, size, step };
    Mask all = shaped_box(&run);
    uint8_t *alpha;
    WordsEntry *entry = add(words, hash, (Face)SHAPED_FACE, size, step, text, all, &alpha);
    if (all.width) shaped_fill(&run, &all, alpha);
    return &entry->mask;
}
