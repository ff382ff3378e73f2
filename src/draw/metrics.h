// Text measure. `render` fills a Metrics table from the real fonts once at start; tests have a fixed one of their own.
// Layout is the same at every zoom and in every export, because it knows font units only.
#ifndef ATTEND_DRAW_METRICS_H
#define ATTEND_DRAW_METRICS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

typedef enum Face {
    FACE_TEXT,
    FACE_BOLD,
    FACE_ITALIC, // Lato
    FACE_MATH_ITALIC,
    FACE_MATH, // STIX, italic symbols and upright operators
    FACE_MONO,
    FACE_FALLBACK, // DejaVu
    FACE_COUNT
} Face;

typedef struct FaceMetrics {
    double ascent, descent; // of a size-1 font; descent is positive
    double cap_height, x_height;
    // Advance of a code point for size 1; negative when the face lacks the glyph.
    double (*advance)(const void *context, uint32_t code);
    // Extra space between two code points for size 1 (mostly negative).
    double (*kern)(const void *context, uint32_t left, uint32_t right);
    const void *context;
} FaceMetrics;

// A glyph and where its pen stands, for size 1: right of the run's beginning, above its baseline.
typedef struct Glyph {
    uint32_t code; // a character; of a shaped run a glyph number of its font
    double x, y;
    int bytes; // of the text that it stands for
    int font;  // of a shaped run: the shaper's number for it
} Glyph;

// Text of a script in which a character is not a glyph, set by a shaper: from left to right, in fonts of the shaper's.
typedef struct Shaped {
    const Glyph *glyph;
    int glyphs;
    double width, ascent, descent; // for size 1
    size_t bytes;                  // of the text that it sets
} Shaped;

typedef struct Metrics {
    FaceMetrics face[FACE_COUNT];
    // Sets the beginning of a text whose first character wants it (metrics_wants_shaper); NULL: it cannot. What it returns
    // lives as long as the metrics. Without a shaper such characters are the boxes of the fallback.
    const Shaped *(*shape)(const void *context, Text text);
    const void *shape_context;
} Metrics;

// Width of a text in units at a size in units, kerning included; glyphs that the face lacks are measured in the fallback.
double metrics_width(const Metrics *metrics, Face face, double size, Text text);
// No face has it, or a face alone does not set it right: it joins its neighbours, carries marks, or runs to the left.
bool metrics_wants_shaper(const Metrics *metrics, uint32_t code);
// How far ink reaches above and below the baseline for size 1: an upper bound, nearer than ascent and descent.
void metrics_reach(const Metrics *metrics, Face face, Text text, double *above, double *below);

// Superscript characters (⁻⁷) are set as the face's own digits, smaller and raised: the digit or sign, 0 for any other code.
uint32_t metrics_raised(uint32_t code);
#define METRICS_RAISED_SIZE 0.68
#define METRICS_RAISED_BY 0.36 // of the full size

// A part of a line that is drawn as one: by one face at one height, or as a shaper has set it.
typedef struct TextRun {
    Face face;
    const Shaped *shaped; // NULL: each character is a glyph of the face
    Text text;            // of the line; a raised one still has its superscript characters
    double width;         // for size 1 of the line, kerning and scale included
    double scale, rise;   // 1 and 0 unless raised
    bool raised, blank;   // blank: a space that the face lacks, nothing to draw
} TextRun;
// Cuts the next run off a line; false at its end.
bool metrics_run(const Metrics *metrics, Face face, Text *rest, TextRun *out);
// The glyphs of a run's text as it is drawn (raised digits already digits): at most one a byte. Returns their number. All
// renderers take the places of letters from here.
int metrics_glyphs(const Metrics *metrics, Face face, const Shaped *shaped, Text text, Glyph *out);

#endif
