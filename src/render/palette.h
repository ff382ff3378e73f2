// The 255 colours of a film, chosen from all that it shows. A drawing has a few flat colours that fill most of it and many in
// between where edges are smooth: what is seen most is kept exactly, the rest is what lies farthest from what is kept.
#ifndef ATTEND_RENDER_PALETTE_H
#define ATTEND_RENDER_PALETTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/turn.h"

enum { PALETTE_MOST = 255 };

typedef struct Tint {
    uint32_t rgb; // TINT_FREE: this place of the table is free
    uint64_t count;
    // What stands for it: `first`; or, where it fills areas and nothing comes near, a pattern: so many sixteenths of `second`.
    uint8_t first, second, part;
} Tint;

typedef struct Palette {
    uint32_t color[PALETTE_MOST]; // 0xRRGGBB
    int colors;
    Tint *table; // by hash of the colour
    size_t room, used;
    bool failed; // no memory
    // While they are chosen:
    Tint **order; // by count; NULL: not yet
    size_t tints, next;
    int round;
} Palette;

// Counts a row of pixels, 0xxxRRGGBB.
void palette_count(Palette *palette, const uint32_t *row, int pixels);
// Chooses the colours, a part in each turn; `area`: pixels from which on a colour fills areas. It fails when there is no memory.
TurnEnd palette_choose(Palette *palette, uint64_t area, const Turn *turn);
// The index of this colour's pixel at x, y; only of colours that were counted.
const Tint *palette_tint(const Palette *palette, uint32_t rgb);
uint8_t palette_at(const Tint *tint, int x, int y);
void palette_end(Palette *palette);

#endif
