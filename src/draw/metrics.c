// Text measure: what a line of text needs, with the two things that every renderer must agree on: which face draws a glyph
// that the asked one lacks, and that superscript characters are set as smaller, raised digits.
#include "draw/metrics.h"

// Spaces that a face may lack; they are never drawn, so they need no fallback. 0: not a space of this kind.
static double space_width(uint32_t code) {
    switch (code) {
    case 0x00A0: return 0.25;
    case 0x2009: case 0x202F: return 1.0 / 6;
    case 0x200A: return 1.0 / 12;
    case 0x2002: return 0.5;
    case 0x2003: return 1;
    default: return 0;
    }
}

bool metrics_is_space(uint32_t code) { return code == ' ' || space_width(code) > 0; }

static bool has(const Metrics *metrics, Face face, uint32_t code) {
    const FaceMetrics *f = &metrics->face[face];
    return f->advance(f->context, code) >= 0;
}

Face metrics_face_for(const Metrics *metrics, Face face, uint32_t code) {
    if (has(metrics, face, code) || space_width(code) > 0) return face;
    if (face == FACE_MATH_ITALIC && has(metrics, FACE_MATH, code)) return FACE_MATH;
    return FACE_FALLBACK;
}

double metrics_advance(const Metrics *metrics, Face face, uint32_t code) {
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

bool metrics_piece(const Metrics *metrics, Face face, Text *rest, Piece *out) {
    if (!rest->size) return false;
    *out = (Piece){ .face = face, .text = { rest->at, 0 }, .scale = 1 };
    uint32_t left = 0;
    while (rest->size) {
        Text after = *rest;
        uint32_t code = utf8_next(&after), raised = metrics_raised(code);
        uint32_t drawn = raised ? raised : code;
        Face real = metrics_face_for(metrics, face, drawn);
        const FaceMetrics *f = &metrics->face[real];
        bool missing_space = space_width(code) > 0 && !has(metrics, face, code);
        if (out->text.size && (real != out->face || (raised != 0) != out->raised || missing_space)) break;
        out->face = real;
        out->raised = raised != 0;
        out->scale = raised ? METRICS_RAISED_SIZE : 1;
        out->rise = raised ? METRICS_RAISED_BY : 0;
        if (left) out->width += f->kern(f->context, left, drawn);
        out->width += metrics_advance(metrics, real, drawn);
        out->text.size = (size_t)(after.at - out->text.at);
        *rest = after;
        left = drawn;
        if (missing_space) {
            out->blank = true;
            break;
        }
    }
    out->width *= out->scale;
    return true;
}

double metrics_width(const Metrics *metrics, Face face, double size, Text text) {
    double width = 0;
    Piece piece;
    while (metrics_piece(metrics, face, &text, &piece)) width += piece.width;
    return width * size;
}

static bool in(const char *set, uint32_t code) {
    for (; *set; set++)
        if ((unsigned char)*set == code) return true;
    return false;
}

void metrics_reach(const Metrics *metrics, Face face, Text text, double *above, double *below) {
    const FaceMetrics *f = &metrics->face[face];
    double tall = f->cap_height + 0.065, deep = f->descent < 0.24 ? f->descent : 0.24;
    *above = tall;
    *below = 0.02;
    while (text.size) {
        uint32_t code = utf8_next(&text);
        if (code < 0x80) {
            if (in("gjpqyQJ,;()[]{}|_$@f", code) && *below < deep) *below = deep;
            continue;
        }
        // Signs that stay within the capitals; anything else may carry an accent or hang below the line.
        if (code == 0x2212 || code == 0xB7 || code == 0xD7 || code == 0x2026 || code == 0x221E || metrics_is_space(code)) continue;
        if (code >= 0x3B1 && code <= 0x3C9) {
            if (*below < deep) *below = deep;
            continue;
        }
        *above = f->ascent > tall ? f->ascent : tall;
        *below = f->descent > *below ? f->descent : *below;
    }
}
