// Text measure: what a line of text needs, with the two things that every renderer must agree on: which face draws a glyph
// that the asked one lacks, and that superscript characters are set as smaller, raised digits.
#include "draw/metrics.h"

// Spaces that a face may lack; they are never drawn, so they need no fallback. 0: not a space of this kind.
static double space_width(uint32_t code) {
    switch (code) {
    case 0x00A0: return 0.25;
    case 0x2009:
    case 0x202F: return 1.0 / 6;
    case 0x200A: return 1.0 / 12;
    case 0x2002: return 0.5;
    case 0x2003: return 1;
    default: return 0;
    }
}

static bool metrics_is_space(uint32_t code) { return code == ' ' || space_width(code) > 0; }

static bool has(const Metrics *metrics, Face face, uint32_t code) {
    const FaceMetrics *f = &metrics->face[face];
    return f->advance(f->context, code) >= 0;
}

// The face that will really draw this code point.
static Face metrics_face_for(const Metrics *metrics, Face face, uint32_t code) {
    if (has(metrics, face, code) || space_width(code) > 0) return face;
    if (face == FACE_MATH_ITALIC && has(metrics, FACE_MATH, code)) return FACE_MATH;
    return FACE_FALLBACK;
}

// Advance for size 1 in this very face; the spaces of typography have one even where the face lacks them.
static double metrics_advance(const Metrics *metrics, Face face, uint32_t code) {
    const FaceMetrics *f = &metrics->face[face];
    double advance = f->advance(f->context, code);
    if (advance >= 0) return advance;
    return space_width(code) > 0 ? space_width(code) : 0.6; // the box that a face draws for what it lacks
}

uint32_t metrics_raised(uint32_t code) {
    switch (code) {
    case 0x00B9: return '1';
    case 0x00B2: return '2';
    case 0x00B3: return '3';
    case 0x207A: return '+';
    case 0x207B: return 0x2212;
    default: return code == 0x2070 || (code >= 0x2074 && code <= 0x2079) ? '0' + (code - 0x2070) : 0;
    }
}

// One character: the face that draws it, its advance, and whether there is anything to draw.
typedef struct Letter {
    Face face;
    uint32_t code; // as drawn
    double advance;
    bool raised, blank;
} Letter;

static Letter letter_of(const Metrics *metrics, Face face, uint32_t code) {
    uint32_t raised = code >= 0x80 ? metrics_raised(code) : 0;
    Letter g = { .face = face, .code = raised ? raised : code, .raised = raised != 0 };
    const FaceMetrics *f = &metrics->face[face];
    g.advance = f->advance(f->context, g.code);
    if (g.advance >= 0) return g;
    g.blank = space_width(g.code) > 0;
    g.face = metrics_face_for(metrics, face, g.code);
    g.advance = metrics_advance(metrics, g.face, g.code);
    return g;
}

// Hebrew to Myanmar, Khmer and Mongolian, the later blocks of such scripts, presentation forms, and the joiners of emoji.
static bool joins_or_turns(uint32_t code) {
    static const struct {
        uint32_t first, last;
    } block[] = { { 0x0590, 0x109F },   { 0x1780, 0x18AF },   { 0x1900, 0x1CFF },  { 0xA800, 0xABFF },
                  { 0xFB1D, 0xFDFF },   { 0xFE00, 0xFE0F },   { 0xFE70, 0xFEFF },  { 0x10800, 0x11FFF },
                  { 0x1E800, 0x1EFFF }, { 0x1F1E6, 0x1F1FF }, { 0x1F300, 0x1FAFF } };
    for (size_t i = 0; code >= block[0].first && i < sizeof block / sizeof *block; i++)
        if (code >= block[i].first && code <= block[i].last) return true;
    return false;
}

bool metrics_wants_shaper(const Metrics *metrics, uint32_t code) {
    if (metrics_is_space(code) || metrics_raised(code)) return false;
    return joins_or_turns(code) || !has(metrics, FACE_FALLBACK, code);
}

// A face of ours that needs no help with it: nearly every character, so this is asked first.
static bool has_plain(const Metrics *metrics, Face face, uint32_t code) {
    return code < 0x0590 ? has(metrics, face, code)
                         : !joins_or_turns(code) && has(metrics, metrics_face_for(metrics, face, code), code);
}

// A run that only a shaper can set.
static bool shaped_run(const Metrics *metrics, Face face, Text *rest, TextRun *out) {
    Text after = *rest;
    uint32_t code = utf8_next(&after);
    if (!metrics->shape || has_plain(metrics, face, code) || !metrics_wants_shaper(metrics, code)) return false;
    const Shaped *shaped = metrics->shape(metrics->shape_context, *rest);
    if (!shaped) return false;
    *out = (TextRun){ .face = face, .shaped = shaped, .text = { rest->at, shaped->bytes }, .width = shaped->width, .scale = 1 };
    *rest = (Text){ rest->at + shaped->bytes, rest->size - shaped->bytes };
    return true;
}

static bool wants_shaper(const Metrics *metrics, const Letter *g) {
    return metrics->shape && !g->blank && !g->raised && !has_plain(metrics, g->face, g->code) &&
           metrics_wants_shaper(metrics, g->code);
}

bool metrics_run(const Metrics *metrics, Face face, Text *rest, TextRun *out) {
    if (!rest->size) return false;
    if (shaped_run(metrics, face, rest, out)) return true;
    *out = (TextRun){ .face = face, .text = { rest->at, 0 }, .scale = 1 };
    uint32_t left = 0;
    while (rest->size && !out->blank) {
        Text after = *rest;
        Letter g = letter_of(metrics, face, utf8_next(&after));
        if (left && (g.face != out->face || g.raised != out->raised || g.blank || wants_shaper(metrics, &g))) break;
        const FaceMetrics *f = &metrics->face[g.face];
        out->face = g.face;
        out->raised = g.raised;
        out->blank = g.blank;
        out->width += g.advance + (left ? f->kern(f->context, left, g.code) : 0);
        out->text.size = (size_t)(after.at - out->text.at);
        *rest = after;
        left = g.code;
    }
    if (out->raised) {
        out->scale = METRICS_RAISED_SIZE;
        out->rise = METRICS_RAISED_BY;
        out->width *= out->scale;
    }
    return true;
}

int metrics_glyphs(const Metrics *metrics, Face face, const Shaped *shaped, Text text, Glyph *out) {
    int count = 0;
    for (; shaped && count < shaped->glyphs; count++) out[count] = shaped->glyph[count];
    if (shaped) return count;
    const FaceMetrics *f = &metrics->face[face];
    double pen = 0;
    for (uint32_t code, before = 0; text.size; before = code) {
        size_t size = text.size;
        code = utf8_next(&text);
        if (before) pen += f->kern(f->context, before, code);
        out[count++] = (Glyph){ code, pen, 0, (int)(size - text.size) };
        pen += metrics_advance(metrics, face, code);
    }
    return count;
}

double metrics_width(const Metrics *metrics, Face face, double size, Text text) {
    double width = 0;
    TextRun run;
    while (metrics_run(metrics, face, &text, &run)) width += run.width;
    return width * size;
}

static bool in(const char *set, uint32_t code) {
    for (; *set; set++)
        if ((unsigned char)*set == code) return true;
    return false;
}

typedef struct Reach {
    double above, below;
} Reach;

static Reach reach_ascii(const FaceMetrics *f, bool slanted, uint32_t code, double deep) {
    if (in("acemnorsuvwxz", code)) return (Reach){ f->x_height + 0.015, 0.015 };
    if (in("gpqy", code)) return (Reach){ f->x_height + 0.015, deep };
    if (in("()[]{}|$@", code)) return (Reach){ f->cap_height + 0.065, deep };
    if (in("-=~.:", code)) return (Reach){ f->x_height + 0.015, 0.02 };
    if (in("+<>*", code)) return (Reach){ 0.6, 0.06 };
    if (in(",;_", code)) return (Reach){ f->x_height, 0.16 };
    if (in("jQ", code) || (slanted && code == 'f')) return (Reach){ f->cap_height + 0.03, deep };
    return (Reach){ f->cap_height + 0.03, code == '/' ? 0.06 : 0.02 };
}

static Reach reach_greek(const FaceMetrics *f, uint32_t code, double deep) {
    bool tall = code == 0x3B2 || code == 0x3B4 || code == 0x3B6 || code == 0x3B8 || code == 0x3BB || code == 0x3BE ||
                code == 0x3C6 || code == 0x3C8;
    bool hangs = code == 0x3B2 || code == 0x3B3 || code == 0x3B6 || code == 0x3B7 || code == 0x3BC || code == 0x3BE ||
                 code == 0x3C1 || code == 0x3C2 || code == 0x3C6 || code == 0x3C7 || code == 0x3C8;
    return (Reach){ tall ? f->cap_height + 0.05 : f->x_height + 0.03, hangs ? deep : 0.02 };
}

static Reach reach_sign(const FaceMetrics *f, uint32_t code, double deep) {
    switch (code) {
    case 0x2212:
    case 0xB7:
    case 0x22C5:
    case 0x2026:
    case 0x22EF: return (Reach){ f->x_height + 0.015, 0.02 };
    case 0xD7:
    case 0x221E:
    case 0x2192:
    case 0x2190:
    case 0x2208: return (Reach){ 0.6, 0.06 };
    case 0x2264:
    case 0x2265:
    case 0x2260:
    case 0x2248:
    case 0x21D2: return (Reach){ 0.65, 0.14 };
    case 0x2032: return (Reach){ f->cap_height + 0.1, -0.3 };
    case 0x2202:
    case 0x22A4:
    case 0x0393:
    case 0x0394:
    case 0x0398:
    case 0x039B:
    case 0x03A3:
    case 0x03A6:
    case 0x03A8:
    case 0x03A9: return (Reach){ f->cap_height + 0.06, 0.02 };
    case 0x2299:
    case 0x2295: return (Reach){ 0.62, 0.1 };
    case 0x2016: return (Reach){ f->cap_height + 0.065, deep };
    case 0x2211:
    case 0x220F: return (Reach){ 0.77, 0.265 };
    default: return (Reach){ f->ascent < 1 ? f->ascent : 1, f->descent };
    }
}

void metrics_reach(const Metrics *metrics, Face face, Text text, double *above, double *below) {
    const FaceMetrics *f = &metrics->face[face];
    double deep = f->descent < 0.24 ? f->descent : 0.24;
    *above = *below = -1e9;
    while (text.size) {
        uint32_t code = utf8_next(&text);
        if (metrics_is_space(code)) continue;
        Reach reach = code < 0x80                      ? reach_ascii(f, face == FACE_MATH_ITALIC, code, deep)
                      : code >= 0x3B1 && code <= 0x3C9 ? reach_greek(f, code, deep)
                                                       : reach_sign(f, code, deep);
        if (reach.above > *above) *above = reach.above;
        if (reach.below > *below) *below = reach.below;
    }
    if (*above < -1e8) *above = *below = 0;
}
