// render/shaper.h in a browser: there are the page's own faces and no others, so what they lack shows its box, and a sentence says
// so once.
#include "render/shaper.h"

struct Shaper {
    bool lacks, told;
};

Shaper *shaper_begin(Arena *arena, const Metrics *metrics, FT_Library library, const char *fallback) {
    (void)metrics, (void)library, (void)fallback;
    return arena_new(arena, Shaper, 1);
}
void shaper_end(Shaper *shaper) { (void)shaper; }

const Shaped *shaper_set(const void *shaper, Text text) {
    (void)text;
    ((Shaper *)(size_t)shaper)->lacks = true;
    return NULL;
}

FT_Face shaper_font(const Shaper *shaper, int font) {
    (void)shaper, (void)font;
    return NULL;
}

const char *shaper_complaint(Shaper *shaper, Arena *arena) {
    if (!shaper->lacks || shaper->told) return NULL;
    shaper->told = true;
    return arena_print(arena, "The page's fonts lack some of these letters: the program for the desktop shows them.");
}
