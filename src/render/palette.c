// Colours are counted in a table; what is seen most is kept, then what lies farthest from all that is kept.
#include "render/palette.h"

#include <stdlib.h>

enum { CONSIDERED = 16384 };          // colours, the most frequent, that may become one of the palette
enum { FIRST_ROOM = 4096, FINE = 8 }; // squared distance per channel that nobody sees
#define TINT_FREE 0xFFFFFFFFu

// --- counting

static size_t place_of(const Palette *p, uint32_t rgb) {
    size_t i = (rgb * 2654435761u >> 7) & (p->room - 1);
    while (p->table[i].rgb != TINT_FREE && p->table[i].rgb != rgb) i = (i + 1) & (p->room - 1);
    return i;
}

static bool make_room(Palette *p) {
    if (p->used * 2 < p->room) return true;
    Palette larger = { .room = p->room ? p->room * 2 : FIRST_ROOM };
    larger.table = malloc(larger.room * sizeof *larger.table);
    if (!larger.table) return false;
    for (size_t i = 0; i < larger.room; i++) larger.table[i] = (Tint){ .rgb = TINT_FREE };
    for (size_t i = 0; i < p->room; i++)
        if (p->table[i].rgb != TINT_FREE) larger.table[place_of(&larger, p->table[i].rgb)] = p->table[i];
    free(p->table);
    p->table = larger.table;
    p->room = larger.room;
    return true;
}

void palette_count(Palette *p, const uint32_t *row, int pixels) {
    for (int x = 0; x < pixels;) {
        uint32_t rgb = row[x] & 0xFFFFFF;
        int run = x + 1;
        while (run < pixels && (row[run] & 0xFFFFFF) == rgb) run++;
        if (!make_room(p)) {
            p->failed = true;
            return;
        }
        Tint *tint = &p->table[place_of(p, rgb)];
        if (tint->rgb == TINT_FREE) *tint = (Tint){ .rgb = rgb }, p->used++;
        tint->count += (uint64_t)(run - x);
        x = run;
    }
}

// --- choosing

static int distance(uint32_t a, uint32_t b) {
    int red = (int)(a >> 16 & 255) - (int)(b >> 16 & 255), green = (int)(a >> 8 & 255) - (int)(b >> 8 & 255),
        blue = (int)(a & 255) - (int)(b & 255);
    return red * red + green * green + blue * blue;
}

static int by_count(const void *a, const void *b) {
    const Tint *p = *(Tint *const *)a, *q = *(Tint *const *)b;
    if (p->count != q->count) return p->count > q->count ? -1 : 1;
    return p->rgb < q->rgb ? -1 : p->rgb > q->rgb;
}

static int nearest(const Palette *p, uint32_t rgb, int *best) {
    int found = 0;
    *best = distance(rgb, p->color[0]);
    for (int i = 1; i < p->colors && *best; i++) {
        int d = distance(rgb, p->color[i]);
        if (d < *best) *best = d, found = i;
    }
    return found;
}

// Squared distances from what is chosen: rounds that ask for less and less, the most frequent first.
static const int apart[] = { 40 * 40, 24 * 24, 14 * 14, 8 * 8, 5 * 5, 3 * 3, 1 };
enum { ROUNDS = sizeof apart / sizeof *apart, SOME = 64 }; // colours between two looks at the clock

static bool pauses(const Palette *p, const Turn *turn) { return p->next % SOME == 0 && turn_is_over(turn); } // after the latest

// False: the turn is over before that.
static bool choose(Palette *p, const Turn *turn) {
    size_t tints = p->tints < CONSIDERED ? p->tints : CONSIDERED;
    if (tints && !p->colors) p->color[p->colors++] = p->order[0]->rgb;
    for (; p->round < ROUNDS; p->round++, p->next = 0)
        while (p->next < tints && p->colors < PALETTE_MOST) {
            uint32_t rgb = p->order[p->next++]->rgb;
            int best;
            nearest(p, rgb, &best);
            if (best >= apart[p->round]) p->color[p->colors++] = rgb;
            if (pauses(p, turn)) return false;
        }
    return true;
}

static uint32_t mix(uint32_t a, uint32_t b, int part) { // sixteenths of b
    uint32_t out = 0;
    for (int shift = 0; shift < 24; shift += 8)
        out |= ((a >> shift & 255) * (uint32_t)(16 - part) + (b >> shift & 255) * (uint32_t)part + 8) / 16 << shift;
    return out;
}

// A pattern with a second colour, where that comes much nearer and the two are not far from each other.
static void find_pattern(const Palette *p, Tint *tint, int error) {
    enum { SEEN = 48 * 48 };
    uint32_t own = p->color[tint->first];
    for (int i = 0; i < p->colors; i++) {
        if (distance(own, p->color[i]) > SEEN) continue;
        for (int part = 4; part <= 12; part += 4) {
            int d = distance(tint->rgb, mix(own, p->color[i], part));
            if (d * 4 < error) error = d * 4, tint->second = (uint8_t)i, tint->part = (uint8_t)part;
        }
    }
}

static bool put_in_order(Palette *p) {
    p->order = p->failed ? NULL : malloc((p->used + 1) * sizeof(Tint *));
    if (!p->order) return false;
    for (size_t i = 0; i < p->room; i++)
        if (p->table[i].rgb != TINT_FREE) p->order[p->tints++] = &p->table[i];
    qsort(p->order, p->tints, sizeof(Tint *), by_count);
    return true;
}

TurnEnd palette_choose(Palette *p, uint64_t area, const Turn *turn) {
    if (!p->order && !put_in_order(p)) return TURN_FAILED;
    if (p->round < ROUNDS && !choose(p, turn)) return TURN_OVER;
    while (p->next < p->tints) {
        Tint *tint = p->order[p->next++];
        int error;
        tint->first = tint->second = (uint8_t)nearest(p, tint->rgb, &error);
        if (error > 3 * FINE && tint->count >= area) find_pattern(p, tint, error);
        if (pauses(p, turn)) return TURN_OVER;
    }
    return TURN_DONE;
}

const Tint *palette_tint(const Palette *p, uint32_t rgb) { return &p->table[place_of(p, rgb & 0xFFFFFF)]; }

// An ordered pattern that stays where it is from frame to frame, so that what does not move costs nothing.
uint8_t palette_at(const Tint *tint, int x, int y) {
    static const uint8_t bayer[4][4] = { { 0, 8, 2, 10 }, { 12, 4, 14, 6 }, { 3, 11, 1, 9 }, { 15, 7, 13, 5 } };
    return bayer[y & 3][x & 3] < tint->part ? tint->second : tint->first;
}

void palette_end(Palette *p) {
    free(p->table);
    free(p->order);
    *p = (Palette){ 0 };
}
