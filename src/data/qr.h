// The squares of a QR code (ISO/IEC 18004) that holds a text, so that a telephone reads it from a screen.
#ifndef ATTEND_DATA_QR_H
#define ATTEND_DATA_QR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/text.h"

typedef struct Qr {
    int side;            // squares; around them belong four empty ones (QR_QUIET)
    const uint8_t *dark; // (side, side), 1: dark
} Qr;

enum { QR_QUIET = 4 };

// The smallest code that holds the text, with as much repair of errors as that size has room for. The same text gives the same
// squares. False: it is empty or too long (2,953 bytes are the most), or there is no memory for it.
bool qr_of(Arena *arena, const char *text, Qr *out);

#endif
