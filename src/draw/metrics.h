// Text measure. `render` fills a Metrics table from the real fonts once at start; tests have a fixed one of their own.
// Layout is the same at every zoom and in every export, because it knows font units only.
#ifndef ATTEND_DRAW_METRICS_H
#define ATTEND_DRAW_METRICS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

typedef enum Face {
    FACE_TEXT, FACE_BOLD, FACE_ITALIC,  // Lato
    FACE_MATH_ITALIC, FACE_MATH,        // STIX, italic symbols and upright operators
    FACE_MONO, FACE_FALLBACK,           // DejaVu
    FACE_COUNT
} Face;

typedef struct FaceMetrics {
    double ascent, descent;   // of a size-1 font; descent is positive
    double cap_height, x_height;
    // Advance of a code point for size 1; negative when the face lacks the glyph.
    double (*advance)(const void *context, uint32_t code);
    // Extra space between two code points for size 1 (mostly negative).
    double (*kern)(const void *context, uint32_t left, uint32_t right);
    const void *context;
} FaceMetrics;

typedef struct Metrics {
    FaceMetrics face[FACE_COUNT];
} Metrics;

// Width of a text in units at a size in units, kerning included; glyphs that the face lacks are measured in the fallback.
double metrics_width(const Metrics *metrics, Face face, double size, Text text);
// The face that will really draw this code point.
Face metrics_face_for(const Metrics *metrics, Face face, uint32_t code);

#endif
