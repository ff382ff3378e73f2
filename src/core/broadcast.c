// See broadcast.h.
#include "core/broadcast.h"

#include <assert.h>

Shape broadcast_shape(Shape a, Shape b) {
    Shape out = { .rank = a.rank > b.rank ? a.rank : b.rank };
    for (int i = 0; i < out.rank; i++) {
        int x = shape_last(a, i), y = shape_last(b, i);
        assert(x == y || x == 1 || y == 1);
        out.size[out.rank - 1 - i] = x > y ? x : y;
    }
    return out;
}

static void steps_through(Shape shape, int steps[TAPE_AXES]) {
    for (int i = 0, step = 1; i < TAPE_AXES; i++) {
        int size = shape_last(shape, i);
        steps[TAPE_AXES - 1 - i] = size == 1 ? 0 : step;
        step *= size;
    }
}

Broadcast broadcast_axes(Shape out, Shape a, Shape b) {
    Broadcast all = { .axes = TAPE_AXES };
    for (int i = 0; i < TAPE_AXES; i++) all.size[TAPE_AXES - 1 - i] = shape_last(out, i);
    steps_through(out, all.step);
    steps_through(a, all.a);
    steps_through(b, all.b);
    return all;
}

Broadcast broadcast_joined(Shape out, Shape a, Shape b) {
    Broadcast all = broadcast_axes(out, a, b), joined = { 0 };
    for (int i = 0; i < TAPE_AXES; i++) {
        int size = all.size[i], last = joined.axes - 1;
        if (size == 1) continue;
        bool even = last >= 0 && joined.a[last] == size * all.a[i] && joined.b[last] == size * all.b[i];
        if (even)
            joined.size[last] *= size;
        else
            joined.size[last = joined.axes++] = size;
        joined.step[last] = all.step[i];
        joined.a[last] = all.a[i];
        joined.b[last] = all.b[i];
    }
    if (joined.axes == 0) joined.size[joined.axes++] = 1;
    return joined;
}

int broadcast_element(const Broadcast *all, const int *steps, int out) {
    int element = 0;
    for (int i = all->axes - 1; i >= 0; i--) {
        element += out % all->size[i] * steps[i];
        out /= all->size[i];
    }
    return element;
}

int broadcast_first(const Broadcast *all, Shape shape, int in) {
    int out = 0;
    for (int i = 0; i < TAPE_AXES; i++) {
        int size = shape_last(shape, i);
        out += in % size * all->step[TAPE_AXES - 1 - i];
        in /= size;
    }
    return out;
}

Steps broadcast_repeats(const Broadcast *all, const int *own, const int *other) {
    Steps steps = { 0 };
    for (int i = 0; i < all->axes; i++)
        if (own[i] == 0) steps_add(&steps, all->size[i], all->step[i], other[i], 0);
    return steps;
}

Range broadcast_range(const Broadcast *all, NodeId id, Shape shape, const int *steps, int in) {
    static const int none[TAPE_AXES] = { 0 };
    Steps repeats = broadcast_repeats(all, steps, none);
    Range range = { .node = id, .start = broadcast_first(all, shape, in), .count = 1 };
    assert(repeats.levels <= 2); // repeated axes that are not neighbours: at most two of four
    if (repeats.levels > 0) {
        range.stride = repeats.stride[repeats.levels - 1][0];
        range.count = repeats.size[repeats.levels - 1];
    }
    if (repeats.levels > 1) {
        range.outer_stride = repeats.stride[0][0];
        range.outer_count = repeats.size[0];
    }
    return range;
}
