// render/shaper.h and shaped.h in a browser: words that the page's own faces lack are measured and drawn by the browser, in the
// fonts that it has. They are outside the equality of bits.
#include "render/shaper.h"

#include <string.h>

#include "render/shaped.h"
#include "web/browser.h"

enum { KEPT = 1 << 12 };

typedef struct Kept { // what was set, by its text
    Text text;
    Shaped *shaped;
} Kept;

struct Shaper {
    Arena *arena;
    const Metrics *metrics;
    Kept *kept; // open addressing
    int texts;
};

Shaper *shaper_begin(Arena *arena, const Metrics *metrics, FT_Library library, const char *fallback) {
    (void)library, (void)fallback;
    Shaper *s = arena_new(arena, Shaper, 1);
    *s = (Shaper){ .arena = arena, .metrics = metrics };
    return s;
}
void shaper_end(Shaper *shaper) { (void)shaper; }

static bool is_joiner(uint32_t code) { return code == 0x200C || code == 0x200D || (code >= 0xFE00 && code <= 0xFE0F); }

// Hebrew, Arabic and their neighbours.
static bool runs_left(uint32_t code) {
    return (code >= 0x590 && code <= 0x8FF) || (code >= 0xFB1D && code <= 0xFDFF) || (code >= 0xFE70 && code <= 0xFEFF);
}

// The words at the text's beginning that the browser is to set: characters that want it, and in what runs to the left also the
// spaces and digits between them.
static size_t run_of(const Shaper *s, Text text) {
    Text rest = text;
    uint32_t code = utf8_next(&rest);
    bool left = runs_left(code);
    const char *end = rest.at;
    while (rest.size) {
        code = utf8_next(&rest);
        bool wants = is_joiner(code) || metrics_wants_shaper(s->metrics, code);
        if (wants) end = rest.at;
        if (!wants && !left) break;
    }
    return (size_t)(end - text.at);
}

static Kept *find(Shaper *s, Text text) {
    uint64_t hash = 0xCBF29CE484222325u;
    for (size_t i = 0; i < text.size; i++) hash = (hash ^ (unsigned char)text.at[i]) * 0x100000001B3u;
    size_t at = (size_t)(hash ^ hash >> 32) % KEPT;
    while (s->kept[at].text.at && !(s->kept[at].text.size == text.size && !memcmp(s->kept[at].text.at, text.at, text.size)))
        at = (at + 1) % KEPT;
    return &s->kept[at];
}

const Shaped *shaper_set(const void *shaper, Text text) {
    Shaper *s = (Shaper *)(size_t)shaper; // what was set before, behind the const
    double measure[3];
    if (!s->kept) s->kept = arena_new(s->arena, Kept, KEPT);
    Text run = { text.at, run_of(s, text) };
    Kept *known = find(s, run);
    if (known->text.at) return known->shaped;
    if (s->texts >= KEPT / 2 || !browser_word_measure(run.at, run.size, measure)) return NULL;
    Glyph *glyph = arena_new(s->arena, Glyph, 1); // one for all of it
    *glyph = (Glyph){ .bytes = (int)run.size, .font = -1 };
    *known = (Kept){ { text_copy(s->arena, run), run.size }, arena_new(s->arena, Shaped, 1) };
    *known->shaped = (Shaped){
        .glyph = glyph, .glyphs = 1, .width = measure[0], .ascent = measure[1], .descent = measure[2], .bytes = run.size
    };
    s->texts++;
    return known->shaped;
}

FT_Face shaper_font(const Shaper *shaper, int font) {
    (void)shaper, (void)font;
    return NULL;
}

const char *shaper_complaint(Shaper *shaper, Arena *arena) {
    (void)shaper, (void)arena;
    return NULL;
}

Mask shaped_box(const ShapedRun *run) {
    int at[4] = { 0 };
    browser_word_box(run->text, strlen(run->text), run->size, (double)run->step / WORDS_STEPS, at);
    return (Mask){ at[0], at[1], at[2], at[3], NULL };
}

void shaped_fill(const ShapedRun *run, const Mask *box, uint8_t *alpha) {
    const int at[4] = { box->left, box->top, box->width, box->height };
    browser_word_draw(run->text, strlen(run->text), run->size, (double)run->step / WORDS_STEPS, at, alpha);
}
