// SDL_ttf takes two resolutions, so it renders a letter wider than it is high. Its own kerning and ligatures never come in.
#include "render/glyphs.h"

#include <SDL_ttf.h>
#include <stdlib.h>
#include <string.h>

enum { POINTS = 18 /* with so many points a resolution of n dpi gives n / 4 pixels */ };

struct Glyphs {
    const Fonts *fonts;
    TTF_Font *font[FACE_COUNT]; // opened when first needed
    int quarters[FACE_COUNT];   // the size it is set to
    uint8_t *alpha;             // of the letter drawn last
    size_t room;
};

// SDL reports that memory failed by asking for memory, again and again: its requests end the program instead.
static void *sdl_malloc(size_t size) { return memory_needed(malloc(size ? size : 1)); }
static void *sdl_calloc(size_t count, size_t size) { return memory_needed(count && size ? calloc(count, size) : calloc(1, 1)); }
static void *sdl_realloc(void *memory, size_t size) { return memory_needed(realloc(memory, size ? size : 1)); }

Glyphs *glyphs_open(const Fonts *fonts) {
    SDL_SetMemoryFunctions(sdl_malloc, sdl_calloc, sdl_realloc, free);
    if (TTF_Init() != 0) return NULL;
    Glyphs *glyphs = calloc(1, sizeof *glyphs);
    if (glyphs) glyphs->fonts = fonts;
    return glyphs;
}

void glyphs_close(Glyphs *glyphs) {
    for (int face = 0; face < FACE_COUNT; face++)
        if (glyphs->font[face]) TTF_CloseFont(glyphs->font[face]);
    free(glyphs->alpha);
    free(glyphs);
    TTF_Quit();
}

static TTF_Font *font_at(Glyphs *glyphs, Face face, int quarters) {
    if (!glyphs->font[face]) {
        Text bytes = fonts_bytes(glyphs->fonts, face); // a file would be read in many small pieces
        glyphs->font[face] = TTF_OpenFontRW(SDL_RWFromConstMem(bytes.at, (int)bytes.size), 1, POINTS);
        if (!glyphs->font[face]) return NULL;
        TTF_SetFontHinting(glyphs->font[face], TTF_HINTING_LIGHT_SUBPIXEL);
        TTF_SetFontKerning(glyphs->font[face], 0);
    }
    if (glyphs->quarters[face] != quarters) {
        unsigned dpi = (unsigned)quarters;
        if (TTF_SetFontSizeDPI(glyphs->font[face], POINTS, WORDS_STEPS * dpi, dpi) != 0) return NULL;
        glyphs->quarters[face] = quarters;
    }
    return glyphs->font[face];
}

// SDL_ttf moves the pen right when ink lies left of it, and down when ink lies above the ascent.
static void take(Glyphs *glyphs, TTF_Font *font, const SDL_Surface *drawn, Mask *mask) {
    size_t bytes = (size_t)mask->width * (size_t)mask->height;
    if (bytes > glyphs->room) {
        free(glyphs->alpha);
        glyphs->alpha = memory_needed(malloc(bytes));
        glyphs->room = bytes;
    }
    memset(glyphs->alpha, 0, bytes);
    mask->alpha = glyphs->alpha;
    int ascent = TTF_FontAscent(font), left = mask->left < 0 ? 0 : mask->left, top = -mask->top > ascent ? 0 : ascent + mask->top;
    for (int y = 0; y < mask->height; y++)
        for (int x = 0; x < mask->width; x++) {
            if (left + x >= drawn->w || top + y >= drawn->h) continue;
            const uint8_t *row = (const uint8_t *)drawn->pixels + (top + y) * drawn->pitch;
            glyphs->alpha[y * mask->width + x] = (uint8_t)(((const uint32_t *)(const void *)row)[left + x] >> 24);
        }
}

bool glyphs_draw(Glyphs *glyphs, Face face, int quarters, uint32_t code, Mask *out) {
    TTF_Font *font = font_at(glyphs, face, quarters);
    int left, right, bottom, top;
    *out = (Mask){ 0 };
    if (!font || TTF_GlyphMetrics32(font, code, &left, &right, &bottom, &top, NULL) != 0) return false;
    if (right <= left || top <= bottom) return true;
    SDL_Surface *drawn = TTF_RenderGlyph32_Blended(font, code, (SDL_Color){ 255, 255, 255, 255 });
    if (!drawn) return false;
    *out = (Mask){ .left = left, .top = -top, .width = right - left, .height = top - bottom };
    take(glyphs, font, drawn, out);
    SDL_FreeSurface(drawn);
    return true;
}
