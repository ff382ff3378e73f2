// The rules for widths, and letters that a face lacks.
#include "support/fixed_metrics.h"

#include <string.h>

static bool among(const char *set, uint32_t code) { return code && code < 0x80 && strchr(set, (int)code) != NULL; }

static double advance_ascii(uint32_t code) {
    if (code >= '0' && code <= '9') return 0.58;
    if (among("+-=<>~", code)) return 0.58;
    if (among("ijltfr", code)) return 0.3;
    if (among("mw", code)) return 0.8;
    if (code >= 'a' && code <= 'z') return 0.5;
    if (among("MW", code)) return 0.9;
    if (code >= 'A' && code <= 'Z') return 0.65;
    if (among(" .,:;!|'", code)) return 0.25;
    if (among("()[]{}/\"", code)) return 0.33;
    return 0.6;
}

static double advance_text(const void *context, uint32_t code) {
    (void)context;
    static const uint32_t lacks[] = { 0x22A4, 0x2299, 0x21D2, 0x22EF, 0x2208, 0x2207 };
    for (unsigned i = 0; i < sizeof lacks / sizeof *lacks; i++)
        if (code == lacks[i]) return -1;
    if (code < 0x80) return advance_ascii(code);
    if (code == 0x2009 || code == 0x202F) return 0.17;
    if (code == 0x2212 || code == 0xD7) return 0.58;
    if (code == 0xB7) return 0.25;
    return code > 0x2FFF ? -1 : 0.7;
}

static double advance_math(const void *context, uint32_t code) {
    (void)context;
    if (code == 0x2009 || code == 0x202F || code == 0x200A) return -1;
    if (code >= '0' && code <= '9') return 0.5;
    if (code < 0x80) return advance_ascii(code);
    return code > 0x2FFF ? -1 : 0.7;
}

static double advance_math_italic(const void *context, uint32_t code) {
    if (code >= 0x2190 && code != 0x2202 && code != 0x2212) return -1;
    return advance_math(context, code);
}

static double advance_all(const void *context, uint32_t code) {
    (void)context;
    return code < 0x80 ? 0.6 : 0.7;
}

static double no_kern(const void *context, uint32_t left, uint32_t right) {
    (void)context, (void)left, (void)right;
    return 0;
}

const Metrics *fixed_metrics(void) {
    static const Metrics metrics = { .face = {
                                         [FACE_TEXT] = { 0.805, 0.195, 0.72, 0.5, advance_text, no_kern, NULL },
                                         [FACE_BOLD] = { 0.805, 0.195, 0.72, 0.5, advance_text, no_kern, NULL },
                                         [FACE_ITALIC] = { 0.805, 0.195, 0.72, 0.5, advance_text, no_kern, NULL },
                                         [FACE_MATH_ITALIC] = { 1.055, 0.455, 0.66, 0.45, advance_math_italic, no_kern, NULL },
                                         [FACE_MATH] = { 1.055, 0.455, 0.66, 0.45, advance_math, no_kern, NULL },
                                         [FACE_MONO] = { 0.93, 0.24, 0.73, 0.55, advance_all, no_kern, NULL },
                                         [FACE_FALLBACK] = { 0.93, 0.24, 0.73, 0.55, advance_all, no_kern, NULL },
                                     } };
    return &metrics;
}
