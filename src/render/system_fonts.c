// Asks fontconfig.
#include "render/system_fonts.h"

#include <SDL_ttf.h>
#include <cairo.h>
#include <fontconfig/fontconfig.h>
#include <string.h>

const char *system_font(Arena *arena, const FaceRow *row) {
    FcPattern *want = memory_needed(FcPatternCreate()), *got = NULL;
    FcResult result = FcResultNoMatch;
    const char *path = NULL;
    FcPatternAddString(want, FC_FAMILY, (const FcChar8 *)row->name);
    FcPatternAddInteger(want, FC_WEIGHT, row->bold ? FC_WEIGHT_BOLD : FC_WEIGHT_REGULAR);
    FcPatternAddInteger(want, FC_SLANT, row->italic ? FC_SLANT_ITALIC : FC_SLANT_ROMAN);
    FcConfigSubstitute(NULL, want, FcMatchPattern);
    FcDefaultSubstitute(want);
    got = FcFontMatch(NULL, want, &result);
    FcChar8 *family = NULL, *file = NULL;
    if (got && FcPatternGetString(got, FC_FAMILY, 0, &family) == FcResultMatch &&
        FcPatternGetString(got, FC_FILE, 0, &file) == FcResultMatch && FcStrCmpIgnoreCase(family, (const FcChar8 *)row->name) == 0)
        path = arena_copy(arena, (const char *)file, strlen((const char *)file));
    if (got) FcPatternDestroy(got);
    FcPatternDestroy(want);
    return path;
}

static bool left_open;
void render_leave_open(void) { left_open = true; }

void render_shutdown(void) {
    while (TTF_WasInit() > 0) TTF_Quit();
    if (left_open) return;
    cairo_debug_reset_static_data();
    FcFini();
}
