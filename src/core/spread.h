// Large arrays whose elements, or rows, are made each by itself: threads share them in parts of a fixed size. For core/ only.
#ifndef ATTEND_CORE_SPREAD_H
#define ATTEND_CORE_SPREAD_H

#include "base/pool.h"
#include "core/tape.h"

enum { SPREAD_EACH = 1 << 14, SPREAD_WORTH = 1 << 16 }; // elements

// Makes `count` elements or rows of the node from `start` on.
typedef void SpreadPart(const Tape *tape, const Node *node, int start, int count);

typedef struct SpreadJob {
    const Tape *tape;
    const Node *node;
    SpreadPart *part;
    int count, each;
} SpreadJob;

static inline void spread_block(void *context, int block) {
    const SpreadJob *s = context;
    int start = block * s->each, rest = s->count - start;
    s->part(s->tape, s->node, start, rest < s->each ? rest : s->each);
}

// All of them: `count`, of `size` elements each.
static inline void spread(const Tape *tape, const Node *node, int count, int size, SpreadPart *part) {
    SpreadJob s = { tape, node, part, count, size < SPREAD_EACH ? SPREAD_EACH / size : 1 };
    if (node->count < SPREAD_WORTH || pool_threads() < 2)
        part(tape, node, 0, count);
    else
        pool_run((count + s.each - 1) / s.each, spread_block, &s);
}

#endif
