// A line is cut into items, each of one direction, script and font; the items are put in the order in which they are seen, and
// their glyphs follow each other from left to right.
#include "render/shaper.h"

#include <fontconfig/fontconfig.h>
#include <fribidi.h>
#include <hb.h>
#include <string.h>

#include "base/arena.h"

enum { FONTS = 32, LINE = 400, KEPT = 1 << 14, KNOWN = 1 << 10, SCRIPTS = 16 };

typedef struct ShaperFont {
    const char *path;
    int index;
    FT_Face face;
    hb_font_t *font;
    double em;
    FcCharSet *has;
} ShaperFont;

typedef struct Kept { // what was set, by its text
    Text text;
    const Shaped *shaped; // NULL: it cannot be
    bool used;
} Kept;

struct Shaper {
    Arena *arena;
    const Metrics *metrics;
    FT_Library library;
    const char *fallback;
    ShaperFont font[FONTS];
    int fonts;
    Kept *kept; // open addressing
    int texts;
    struct {
        uint32_t code; // 0: free
        int font;
    } known[KNOWN];
    hb_script_t missing[SCRIPTS], said[SCRIPTS];
    uint32_t example[SCRIPTS];
    int missings, saids;
    hb_buffer_t *buffer;
};

// --- fonts

static int font_add(Shaper *s, const char *path, int index, FcCharSet *has) {
    for (int i = 0; i < s->fonts; i++)
        if (s->font[i].index == index && !strcmp(s->font[i].path, path)) return i;
    if (s->fonts == FONTS) return -1;
    hb_blob_t *blob = hb_blob_create_from_file(path);
    hb_face_t *face = hb_face_create(blob, (unsigned)index);
    hb_font_t *font = hb_font_create(face);
    unsigned em = hb_face_get_upem(face);
    hb_font_set_scale(font, (int)em, (int)em);
    bool well = hb_face_get_glyph_count(face) > 0 && em > 0;
    hb_face_destroy(face);
    hb_blob_destroy(blob);
    if (!well) {
        hb_font_destroy(font);
        return -1;
    }
    s->font[s->fonts] = (ShaperFont){ .path = arena_print(s->arena, "%s", path), .index = index, .font = font, .em = em };
    if (has) s->font[s->fonts].has = FcCharSetCopy(has);
    return s->fonts++;
}

// The font that the machine takes for this character; −1: none has it. Bitmaps and colours are not for a figure in print.
static int font_ask(Shaper *s, uint32_t code) {
    FcPattern *want = FcPatternCreate();
    FcCharSet *set = FcCharSetCreate(), *has = NULL;
    FcChar8 *file = NULL;
    FcResult result = FcResultNoMatch;
    int font = -1, index = 0;
    FcCharSetAddChar(set, code);
    FcPatternAddCharSet(want, FC_CHARSET, set);
    FcPatternAddString(want, FC_FAMILY, (const FcChar8 *)"sans-serif");
    FcPatternAddBool(want, FC_SCALABLE, FcTrue);
    FcPatternAddBool(want, FC_COLOR, FcFalse);
    FcConfigSubstitute(NULL, want, FcMatchPattern);
    FcDefaultSubstitute(want);
    FcPattern *got = FcFontMatch(NULL, want, &result);
    FcBool colour = FcFalse, outline = FcTrue;
    if (got) FcPatternGetBool(got, FC_COLOR, 0, &colour), FcPatternGetBool(got, FC_OUTLINE, 0, &outline);
    if (got && !colour && outline && FcPatternGetCharSet(got, FC_CHARSET, 0, &has) == FcResultMatch &&
        FcCharSetHasChar(has, code) && FcPatternGetString(got, FC_FILE, 0, &file) == FcResultMatch) {
        FcPatternGetInteger(got, FC_INDEX, 0, &index);
        font = font_add(s, (const char *)file, index & 0xFFFF, has); // the upper half is a variation's number
    }
    if (got) FcPatternDestroy(got);
    FcCharSetDestroy(set);
    FcPatternDestroy(want);
    return font;
}

// `before` is kept where it has the character too, so that a word does not change its font in the middle.
static int font_for(Shaper *s, uint32_t code, int before) {
    if (before > 0 && s->font[before].has && FcCharSetHasChar(s->font[before].has, code)) return before;
    unsigned at = code * 2654435761u % KNOWN;
    for (int i = 0; i < KNOWN && s->known[at].code; i++, at = (at + 1) % KNOWN)
        if (s->known[at].code == code) return s->known[at].font;
    int font = font_ask(s, code);
    if (!s->known[at].code) s->known[at].code = code, s->known[at].font = font;
    return font;
}

FT_Face shaper_font(const Shaper *shaper, int font) {
    if (font < 0 || font >= shaper->fonts) return NULL;
    ShaperFont *f = (ShaperFont *)&shaper->font[font]; // opened when first needed, behind the const
    if (!f->face && FT_New_Face(shaper->library, f->path, f->index, &f->face)) f->face = NULL;
    return f->face;
}

// --- what no font has

static void miss(Shaper *s, uint32_t code) {
    hb_script_t script = hb_unicode_script(hb_unicode_funcs_get_default(), code);
    for (int i = 0; i < s->saids; i++)
        if (s->said[i] == script) return;
    if (s->saids == SCRIPTS || s->missings == SCRIPTS) return;
    s->said[s->saids++] = script;
    s->example[s->missings] = code;
    s->missing[s->missings++] = script;
}

// The Debian package that brings a font for it.
static const char *package_for(hb_script_t script, const char **name) {
    static const struct {
        hb_script_t script;
        const char *name, *package;
    } row[] = { { HB_SCRIPT_ARABIC, "Arabic", "fonts-hosny-amiri" },    { HB_SCRIPT_HEBREW, "Hebrew", "culmus" },
                { HB_SCRIPT_DEVANAGARI, "Hindi", "fonts-lohit-deva" },  { HB_SCRIPT_HAN, "Chinese", "fonts-droid-fallback" },
                { HB_SCRIPT_HIRAGANA, "Japanese", "fonts-vlgothic" },   { HB_SCRIPT_KATAKANA, "Japanese", "fonts-vlgothic" },
                { HB_SCRIPT_HANGUL, "Korean", "fonts-droid-fallback" }, { HB_SCRIPT_COMMON, "such signs", "fonts-symbola" } };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++)
        if (row[i].script == script) {
            *name = row[i].name;
            return row[i].package;
        }
    *name = "this script";
    return "fonts-noto-core";
}

const char *shaper_complaint(Shaper *s, Arena *arena) {
    char sign[5] = { 0 };
    const char *name;
    if (!s->missings) return NULL;
    uint32_t code = s->example[--s->missings];
    const char *package = package_for(s->missing[s->missings], &name);
    utf8_put(code, sign);
    return arena_print(
        arena,
        "No font here has U+%04X, so a box stands for it. The Debian package %s has a font for %s: it is taken at the "
        "next start.",
        (unsigned)code, package, name);
}

// --- cutting

typedef struct ShapedLine {
    uint32_t code[LINE];
    size_t end[LINE]; // the byte after each character
    FriBidiLevel level[LINE];
    int count;
} ShapedLine;

typedef struct Item {
    int from, to, level, font;
    hb_script_t script;
} Item;

static bool is_joiner(uint32_t code) { return code == 0x200C || code == 0x200D || (code >= 0xFE00 && code <= 0xFE0F); }

// As long as it is one to be set here: all that runs to the left, or else characters that want it.
static int read_line(const Metrics *metrics, Text text, ShapedLine *line) {
    FriBidiCharType type[LINE];
    FriBidiBracketType bracket[LINE];
    FriBidiParType base = FRIBIDI_PAR_LTR;
    int count = 0, used = 0;
    for (Text rest = text; rest.size && count < LINE; count++) {
        line->code[count] = utf8_next(&rest);
        line->end[count] = (size_t)(rest.at - text.at);
    }
    fribidi_get_bidi_types(line->code, count, type);
    fribidi_get_bracket_types(line->code, count, type, bracket);
    if (!fribidi_get_par_embedding_levels_ex(type, bracket, count, &base, line->level)) return 0;
    bool turned = line->level[0] % 2;
    while (used < count && (turned ? line->level[used] > 0
                                   : line->level[used] == 0 && (metrics_wants_shaper(metrics, line->code[used]) ||
                                                                (used && is_joiner(line->code[used])))))
        used++;
    return line->count = used;
}

static hb_script_t script_of(uint32_t code, hb_script_t before) {
    hb_script_t script = hb_unicode_script(hb_unicode_funcs_get_default(), code);
    return script == HB_SCRIPT_COMMON || script == HB_SCRIPT_INHERITED ? before : script;
}

// At the first character without a font the line ends; turned ones go on with the box.
static int cut(Shaper *s, ShapedLine *line, Item *item) {
    int items = 0, font = -1;
    hb_script_t script = HB_SCRIPT_COMMON;
    for (int i = 0; i < line->count; i++) {
        uint32_t code = line->code[i];
        script = script_of(code, script);
        int wanted = is_joiner(code) ? (font < 0 ? 0 : font) : font_for(s, code, font);
        if (wanted < 0) {
            miss(s, code);
            if (line->level[i] == 0) {
                line->count = i;
                break;
            }
            wanted = 0;
        }
        font = wanted;
        Item *last = items ? &item[items - 1] : NULL;
        if (last && last->font == font && last->level == line->level[i] &&
            (last->script == script || last->script == HB_SCRIPT_COMMON)) {
            last->to = i + 1;
            last->script = script;
        } else {
            item[items++] = (Item){ i, i + 1, line->level[i], font, script };
        }
    }
    return items;
}

// Rule L2 of Unicode's Annex 9: from the highest level down, what is at least so high is turned.
static void order(Item *item, int items) {
    int highest = 0;
    for (int i = 0; i < items; i++)
        if (item[i].level > highest) highest = item[i].level;
    for (int level = highest; level > 0; level--)
        for (int i = 0; i < items; i++) {
            int end = i;
            while (end < items && item[end].level >= level) end++;
            for (int a = i, b = end - 1; a < b; a++, b--) {
                Item other = item[a];
                item[a] = item[b];
                item[b] = other;
            }
            if (end > i) i = end - 1;
        }
}

// --- setting

static void set_item(Shaper *s, const ShapedLine *line, const Item *item, Shaped *out, Glyph *glyph) {
    hb_buffer_t *b = s->buffer;
    const ShaperFont *f = &s->font[item->font];
    hb_buffer_clear_contents(b);
    hb_buffer_add_utf32(b, line->code, line->count, (unsigned)item->from, item->to - item->from);
    hb_buffer_set_direction(b, item->level % 2 ? HB_DIRECTION_RTL : HB_DIRECTION_LTR);
    hb_buffer_set_script(b, item->script);
    hb_buffer_guess_segment_properties(b); // the language alone is left to guess
    hb_shape(f->font, b, NULL, 0);
    unsigned count;
    const hb_glyph_info_t *info = hb_buffer_get_glyph_infos(b, &count);
    const hb_glyph_position_t *at = hb_buffer_get_glyph_positions(b, NULL);
    for (unsigned i = 0; i < count; i++) {
        if (out->glyphs < LINE)
            glyph[out->glyphs++] = (Glyph){
                .code = info[i].codepoint, .x = out->width + at[i].x_offset / f->em, .y = at[i].y_offset / f->em, .font = item->font
            };
        out->width += at[i].x_advance / f->em;
    }
    hb_font_extents_t reach;
    if (!hb_font_get_h_extents(f->font, &reach)) return;
    if (reach.ascender / f->em > out->ascent) out->ascent = reach.ascender / f->em;
    if (-reach.descender / f->em > out->descent) out->descent = -reach.descender / f->em;
}

static const Shaped *set(Shaper *s, Text text) {
    ShapedLine line = { .count = 0 };
    Item item[LINE];
    Glyph glyph[LINE];
    if (!read_line(s->metrics, text, &line)) return NULL;
    int items = cut(s, &line, item);
    if (!items) return NULL;
    order(item, items);
    Shaped out = { .bytes = line.end[line.count - 1] };
    for (int i = 0; i < items; i++) set_item(s, &line, &item[i], &out, glyph);
    if (!out.glyphs || (size_t)out.glyphs > out.bytes) return NULL; // renderers have room for a glyph a byte
    Glyph *kept = arena_new(s->arena, Glyph, out.glyphs);
    memcpy(kept, glyph, sizeof *kept * (size_t)out.glyphs);
    out.glyph = kept;
    Shaped *shaped = arena_new(s->arena, Shaped, 1);
    *shaped = out;
    return shaped;
}

static Kept *find(Shaper *s, Text text) {
    uint64_t hash = 0xCBF29CE484222325u;
    for (size_t i = 0; i < text.size; i++) hash = (hash ^ (unsigned char)text.at[i]) * 0x100000001B3u;
    size_t at = (size_t)(hash ^ hash >> 32) % KEPT;
    while (s->kept[at].used && !(s->kept[at].text.size == text.size && !memcmp(s->kept[at].text.at, text.at, text.size)))
        at = (at + 1) % KEPT;
    return &s->kept[at];
}

const Shaped *shaper_set(const void *shaper, Text text) {
    Shaper *s = (Shaper *)shaper; // what was set before, behind the const
    if (!s->kept) {
        memory_watch();
        s->kept = arena_new(s->arena, Kept, KEPT);
        s->buffer = hb_buffer_create();
        font_add(s, s->fallback, 0, NULL); // its number is 0
        if (memory_was_short()) memory_is_out();
    }
    Kept *known = find(s, text);
    if (known->used || s->texts >= KEPT / 2) return known->shaped;
    memory_watch();
    const Shaped *shaped = set(s, text);
    if (memory_was_short()) memory_is_out();
    *known = (Kept){ { text_copy(s->arena, text), text.size }, shaped, true };
    s->texts++;
    return known->shaped;
}

// --- begin and end

Shaper *shaper_begin(Arena *arena, const Metrics *metrics, FT_Library library, const char *fallback) {
    Shaper *s = arena_new(arena, Shaper, 1);
    s->arena = arena;
    s->metrics = metrics;
    s->library = library;
    s->fallback = fallback;
    return s;
}

void shaper_end(Shaper *s) {
    for (int i = 0; i < s->fonts; i++) {
        hb_font_destroy(s->font[i].font);
        if (s->font[i].has) FcCharSetDestroy(s->font[i].has);
    }
    if (s->buffer) hb_buffer_destroy(s->buffer);
    s->fonts = 0; // their faces go with the library
}
