// A glyph is rendered for its place between two pixels, so that a word does not jump when it moves by less than one.
#include "render/shaped.h"

#include <math.h>

#include <ft2build.h>
#include FT_FREETYPE_H
#include FT_OUTLINE_H

// One glyph at its place: the box of its pixels, and they are in the face's slot. False: it has no ink.
static bool try_glyph(const ShapedRun *run, const Glyph *g, FT_GlyphSlot *slot, Mask *box) {
    double size = run->size;
    FT_Face face = fonts_shaped(run->fonts, g->font);
    if (!face || FT_Set_Char_Size(face, 0, (FT_F26Dot6)floor(size * 64 + 0.5), 72, 72)) return false;
    if (FT_Load_Glyph(face, g->code, FT_LOAD_NO_HINTING | FT_LOAD_NO_BITMAP)) return false;
    double x = g->x * size + (double)run->step / WORDS_STEPS, whole = floor(x);
    FT_Outline_Translate(&face->glyph->outline, (FT_Pos)floor((x - whole) * 64 + 0.5), (FT_Pos)floor(g->y * size * 64 + 0.5));
    if (FT_Render_Glyph(face->glyph, FT_RENDER_MODE_NORMAL)) return false;
    *slot = face->glyph;
    *box = (Mask){ (int)whole + (*slot)->bitmap_left, -(*slot)->bitmap_top, (int)(*slot)->bitmap.width, (int)(*slot)->bitmap.rows,
                   NULL };
    return box->width > 0 && box->height > 0;
}

static bool draw_glyph(const ShapedRun *run, const Glyph *g, FT_GlyphSlot *slot, Mask *box) {
    memory_watch();
    bool inked = try_glyph(run, g, slot, box);
    if (memory_was_short()) memory_is_out();
    return inked;
}

static void grow(Mask *all, const Mask *one) {
    if (!all->width) {
        *all = *one;
        return;
    }
    int right = all->left + all->width, bottom = all->top + all->height;
    if (one->left + one->width > right) right = one->left + one->width;
    if (one->top + one->height > bottom) bottom = one->top + one->height;
    if (one->left < all->left) all->left = one->left;
    if (one->top < all->top) all->top = one->top;
    all->width = right - all->left, all->height = bottom - all->top;
}

static void put(uint8_t *alpha, const Mask *all, FT_GlyphSlot slot, const Mask *box) {
    for (int y = 0; y < box->height; y++)
        for (int x = 0; x < box->width; x++) {
            uint8_t *to = &alpha[(box->top - all->top + y) * all->width + box->left - all->left + x];
            int sum = *to + slot->bitmap.buffer[y * slot->bitmap.pitch + x];
            *to = (uint8_t)(sum > 255 ? 255 : sum);
        }
}

Mask shaped_box(const ShapedRun *run) {
    FT_GlyphSlot slot;
    Mask all = { 0 }, box;
    for (int i = 0; i < run->shaped->glyphs; i++)
        if (draw_glyph(run, &run->shaped->glyph[i], &slot, &box)) grow(&all, &box);
    return all;
}

void shaped_fill(const ShapedRun *run, const Mask *all, uint8_t *alpha) {
    FT_GlyphSlot slot;
    Mask box;
    for (int i = 0; i < run->shaped->glyphs; i++)
        if (draw_glyph(run, &run->shaped->glyph[i], &slot, &box)) put(alpha, all, slot, &box);
}
