// Text is read in columns and lines. Where a gap goes through everything, what stands before it is read first; the widest gap
// counts most, as between two cards. What cannot be parted so is read in bands from above.
#include <math.h>
#include <stdlib.h>

#include "session/describe_parts.h"

static const double gap_least = 3, band = 24;

typedef struct Placed {
    Piece piece;
    int number; // as it came, where nothing else decides
    double key;
} Placed;

static int by_key(const void *a, const void *b) {
    const Placed *p = a, *q = b;
    return p->key < q->key ? -1 : p->key > q->key ? 1 : p->number - q->number;
}

static void sort_along(Placed *p, int count, bool down) {
    for (int i = 0; i < count; i++) p[i].key = down ? p[i].piece.box.y : p[i].piece.box.x;
    qsort(p, (size_t)count, sizeof *p, by_key);
}

// The widest gap between what is sorted along a way; *at: the first beyond it.
static double widest_gap(const Placed *p, int count, bool down, int *at) {
    double widest = 0, end = -1e300;
    for (int i = 0; i < count; i++) {
        Box b = p[i].piece.box;
        double from = down ? b.y : b.x, to = from + (down ? b.h : b.w);
        if (i > 0 && from - end > widest) widest = from - end, *at = i;
        if (to > end) end = to;
    }
    return widest;
}

static void in_bands(Placed *p, int count) {
    for (int i = 0; i < count; i++) p[i].key = floor(p[i].piece.box.y / band) * 1e5 + p[i].piece.box.x;
    qsort(p, (size_t)count, sizeof *p, by_key);
}

static void cut(Placed *p, int count) {
    if (count < 2) return;
    int right = 0, below = 0;
    sort_along(p, count, false);
    double across = widest_gap(p, count, false, &right);
    sort_along(p, count, true);
    double down = widest_gap(p, count, true, &below);
    if (across < gap_least && down < gap_least) {
        in_bands(p, count);
        return;
    }
    bool columns = across > down;
    int at = columns ? right : below;
    sort_along(p, count, !columns);
    cut(p, at);
    cut(p + at, count - at);
}

void pieces_in_order(Piece *piece, int pieces, Arena *arena) {
    Placed *p = arena_new(arena, Placed, pieces + 1);
    for (int i = 0; i < pieces; i++) p[i] = (Placed){ piece[i], i, 0 };
    cut(p, pieces);
    for (int i = 0; i < pieces; i++) piece[i] = p[i].piece;
}
