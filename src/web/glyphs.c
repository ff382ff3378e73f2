// render/glyphs.h of FreeType alone: what SDL_ttf asks of it for the desktop, and so the same bits.
#include "render/glyphs.h"

#include <ft2build.h>
#include <stdlib.h>
#include FT_FREETYPE_H

#include "render/system_fonts.h"

enum { POINTS = 18 };

struct Glyphs {
    const Fonts *fonts;
    FT_Face font[FACE_COUNT]; // opened when first needed
    int quarters[FACE_COUNT]; // the size it is set to
};

Glyphs *glyphs_open(const Fonts *fonts) {
    Glyphs *glyphs = calloc(1, sizeof *glyphs);
    if (glyphs) glyphs->fonts = fonts;
    return glyphs;
}

void glyphs_close(Glyphs *glyphs) {
    for (int face = 0; face < FACE_COUNT; face++)
        if (glyphs->font[face]) FT_Done_Face(glyphs->font[face]);
    free(glyphs);
}

static FT_Face font_at(Glyphs *glyphs, Face face, int quarters) {
    FT_Face *font = &glyphs->font[face];
    Text bytes = fonts_bytes(glyphs->fonts, face);
    if (!*font && FT_New_Memory_Face(fonts_library(glyphs->fonts), (const FT_Byte *)bytes.at, (FT_Long)bytes.size, 0, font))
        return NULL;
    if (glyphs->quarters[face] == quarters) return *font;
    unsigned dpi = (unsigned)quarters;
    if (FT_Set_Char_Size(*font, 0, POINTS * 64, WORDS_STEPS * dpi, dpi)) return NULL;
    glyphs->quarters[face] = quarters;
    return *font;
}

bool glyphs_draw(Glyphs *glyphs, Face face, int quarters, uint32_t code, Mask *out) {
    FT_Face font = font_at(glyphs, face, quarters);
    *out = (Mask){ 0 };
    if (!font || FT_Load_Glyph(font, FT_Get_Char_Index(font, code), FT_LOAD_TARGET_LIGHT)) return false;
    if (FT_Render_Glyph(font->glyph, FT_RENDER_MODE_NORMAL)) return false;
    const FT_Bitmap *drawn = &font->glyph->bitmap;
    if (!drawn->width || !drawn->rows) return true;
    *out = (Mask){ font->glyph->bitmap_left, -font->glyph->bitmap_top, (int)drawn->width, (int)drawn->rows, drawn->buffer };
    return drawn->pitch == (int)drawn->width; // grey bitmaps have no gap between rows
}

// render/system_fonts.h: a page brings its fonts along.
const char *system_font(Arena *arena, const FaceRow *row) {
    (void)arena, (void)row;
    return NULL;
}
void render_shutdown(void) {}
