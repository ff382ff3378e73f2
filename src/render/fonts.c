// The faces' files. They are mapped, so opening a face reads little; advances and kerning are asked for one by one in
// font units (no scaling, no hinting) and kept.
#include "render/fonts.h"

#include <ft2build.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"

#include FT_FREETYPE_H
#include FT_ADVANCES_H

#include "render/faces.h"
#include "render/shaper.h"
#include "render/system_fonts.h"

#ifndef ATTEND_FONT_PATH
#define ATTEND_FONT_PATH "" // colon-separated folders, for an installer that brings its own fonts
#endif

enum { PAGE = 256, PAGES = 0x110000 / PAGE };

typedef struct KernPair {
    uint64_t key; // left << 32 | right; 0 means free
    double kern;
} KernPair;

// What the metrics' context points at.
typedef struct FontFace {
    FT_Face face;
    Arena *arena;
    double *page[PAGES]; // advances of 256 code points each, made when first asked for; NaN: not asked yet
    KernPair *pair;      // open addressing, room a power of two
    size_t pairs, room;
} FontFace;

struct Fonts {
    FT_Library library;
    Metrics metrics;
    const char *path[FACE_COUNT];
    Text bytes[FACE_COUNT]; // the mapped files
    FontFace *face[FACE_COUNT];
    Shaper *shaper;
};

// --- metrics

static double face_advance(const void *context, uint32_t code) {
    FontFace *f = (FontFace *)context; // the cache behind the const
    if (code >= 0x110000) return -1;
    double **page = &f->page[code / PAGE];
    if (!*page) {
        *page = arena_new(f->arena, double, PAGE);
        for (int i = 0; i < PAGE; i++) (*page)[i] = -2;
    }
    double *known = &(*page)[code % PAGE];
    if (*known != -2) return *known;
    memory_watch();
    FT_UInt glyph = FT_Get_Char_Index(f->face, code);
    FT_Fixed advance = 0;
    FT_Error error = glyph ? FT_Get_Advance(f->face, glyph, FT_LOAD_NO_SCALE, &advance) : 0;
    if (memory_was_short()) memory_is_out();
    if (!glyph || error) return *known = -1;
    return *known = (double)advance / f->face->units_per_EM;
}

static KernPair *pair_find(KernPair *pair, size_t room, uint64_t key) {
    size_t at = (size_t)(key * 0x9E3779B97F4A7C15u >> 32) & (room - 1);
    while (pair[at].key && pair[at].key != key) at = (at + 1) & (room - 1);
    return &pair[at];
}

static void pairs_grow(FontFace *f) {
    size_t room = f->room ? f->room * 2 : 512;
    KernPair *pair = arena_new(f->arena, KernPair, room);
    for (size_t i = 0; i < f->room; i++)
        if (f->pair[i].key) *pair_find(pair, room, f->pair[i].key) = f->pair[i];
    f->pair = pair;
    f->room = room;
}

static double face_kern(const void *context, uint32_t left, uint32_t right) {
    FontFace *f = (FontFace *)context;
    if (!FT_HAS_KERNING(f->face) || !left || !right) return 0;
    if (f->pairs * 2 >= f->room) pairs_grow(f);
    KernPair *pair = pair_find(f->pair, f->room, (uint64_t)left << 32 | right);
    if (pair->key) return pair->kern;
    FT_Vector kern = { 0, 0 };
    FT_UInt a = FT_Get_Char_Index(f->face, left), b = FT_Get_Char_Index(f->face, right);
    memory_watch();
    if (a && b) FT_Get_Kerning(f->face, a, b, FT_KERNING_UNSCALED, &kern);
    if (memory_was_short()) memory_is_out();
    *pair = (KernPair){ (uint64_t)left << 32 | right, (double)kern.x / f->face->units_per_EM };
    f->pairs++;
    return pair->kern;
}

// Height of a letter's box above the baseline for size 1.
static double letter_height(FT_Face face, uint32_t code) {
    if (FT_Load_Char(face, code, FT_LOAD_NO_SCALE)) return 0;
    return (double)face->glyph->metrics.horiBearingY / face->units_per_EM;
}

static FaceMetrics face_metrics(FontFace *f) {
    double em = f->face->units_per_EM;
    return (FaceMetrics){ .ascent = f->face->ascender / em,
                          .descent = -f->face->descender / em,
                          .cap_height = letter_height(f->face, 'H'),
                          .x_height = letter_height(f->face, 'x'),
                          .advance = face_advance,
                          .kern = face_kern,
                          .context = f };
}

// --- finding files

static const char *path_if_readable(Arena *arena, Text folder, const char *below, const char *file) {
    if (!folder.size) return NULL;
    const char *path = arena_print(arena, "%.*s/%s%s%s", (int)folder.size, folder.at, below, *below ? "/" : "", file);
    return file_can_read(path) ? path : NULL;
}

// Looks in each folder of a colon-separated list.
static const char *search_folders(Arena *arena, const char *list, const char *below, const char *file) {
    const char *path = NULL;
    for (const char *at = list; at && *at && !path;) {
        size_t size = strcspn(at, ":");
        path = path_if_readable(arena, (Text){ at, size }, below, file);
        at += size + (at[size] == ':');
    }
    return path;
}

static const char *find_file(Arena *arena, const char *only, const FaceRow *row) {
    if (only) return search_folders(arena, only, "", row->file);
    const char *path = search_folders(arena, getenv("ATTEND_FONTS"), "", row->file);
    if (!path) path = search_folders(arena, ATTEND_FONT_PATH, "", row->file);
    if (!path) path = search_folders(arena, "/usr/share/fonts:/usr/local/share/fonts", row->folder, row->file);
    if (!path) path = system_font(arena, row);
    return path;
}

// --- the whole set

static bool face_open(Fonts *fonts, Arena *arena, const char *only, Face face, Problems *problems) {
    const FaceRow *row = &face_row[face];
    const char *path = find_file(arena, only, row);
    if (!path)
        return problems_add(problems, (Place){ 0 },
                            "the font %s %s (%s) was not found: install the Debian package %s, or name the folder that holds it "
                            "in the environment variable ATTEND_FONTS",
                            row->name, row->style, row->file, row->package);
    FontFace *f = arena_new(arena, FontFace, 1);
    if (!file_map(path, &fonts->bytes[face], problems)) return false;
    Text bytes = fonts->bytes[face];
    memory_watch(); // FreeType that lacks memory says that the format is unknown, or takes another table of characters
    FT_Error error = FT_New_Memory_Face(fonts->library, (const FT_Byte *)bytes.at, (FT_Long)bytes.size, 0, &f->face);
    if (!error && FT_IS_SCALABLE(f->face)) error = FT_Load_Char(f->face, 'x', FT_LOAD_NO_SCALE);
    if (!error) fonts->metrics.face[face] = face_metrics(f);
    if (memory_was_short()) return problems_out_of_memory(problems, path);
    if (error || !FT_IS_SCALABLE(f->face))
        return problems_add(problems, (Place){ .file = path },
                            "this cannot be read as a font: the file is broken; install the Debian package %s again", row->package);
    f->arena = arena;
    fonts->face[face] = f;
    fonts->path[face] = path;
    return true;
}

Fonts *fonts_open(Arena *arena, Problems *problems) { return fonts_open_in(arena, NULL, problems); }

Fonts *fonts_open_in(Arena *arena, const char *only, Problems *problems) {
    Fonts *fonts = arena_new(arena, Fonts, 1);
    FT_Error error = FT_Init_FreeType(&fonts->library);
    if (error) {
        if (error == FT_Err_Out_Of_Memory)
            problems_out_of_memory(problems, NULL);
        else
            problems_add(problems, (Place){ 0 }, "FreeType, which reads fonts, does not start");
        return NULL;
    }
    for (int face = 0; face < FACE_COUNT; face++)
        if (!face_open(fonts, arena, only, (Face)face, problems)) {
            fonts_close(fonts);
            return NULL;
        }
    fonts->shaper = shaper_begin(arena, &fonts->metrics, fonts->library, fonts->path[FACE_FALLBACK]);
    fonts->metrics.shape = shaper_set;
    fonts->metrics.shape_context = fonts->shaper;
    return fonts;
}

void fonts_close(Fonts *fonts) {
    if (!fonts || !fonts->library) return;
    if (fonts->shaper) shaper_end(fonts->shaper);
    fonts->shaper = NULL;
    FT_Done_FreeType(fonts->library); // closes the faces too
    fonts->library = NULL;
    for (int face = 0; face < FACE_COUNT; face++) file_unmap(fonts->bytes[face]);
}

const Metrics *fonts_metrics(const Fonts *fonts) { return &fonts->metrics; }
const char *fonts_path(const Fonts *fonts, Face face) { return fonts->path[face]; }
Text fonts_bytes(const Fonts *fonts, Face face) { return fonts->bytes[face]; }
void *fonts_shaped(const Fonts *fonts, int font) { return shaper_font(fonts->shaper, font); }
const char *fonts_complaint(Fonts *fonts, Arena *arena) { return shaper_complaint(fonts->shaper, arena); }
struct FT_LibraryRec_ *fonts_library(const Fonts *fonts) {
    return fonts->library;
}
