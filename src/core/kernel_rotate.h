// Rotary positions of pairs of neighbours, whole vectors at a time. Included by kernel_body.h.
#ifndef ATTEND_CORE_KERNEL_ROTATE_H
#define ATTEND_CORE_KERNEL_ROTATE_H

#include "core/kernel_vector.h"
#include "core/kernels.h"

// The first of every pair twice, and the second.
#if BYTES == 64 && defined(ATTEND_FLOAT)
#define FIRST 0, 0, 2, 2, 4, 4, 6, 6, 8, 8, 10, 10, 12, 12, 14, 14
#define SECOND 1, 1, 3, 3, 5, 5, 7, 7, 9, 9, 11, 11, 13, 13, 15, 15
#elif BYTES == 64 || (BYTES == 32 && defined(ATTEND_FLOAT))
#define FIRST 0, 0, 2, 2, 4, 4, 6, 6
#define SECOND 1, 1, 3, 3, 5, 5, 7, 7
#elif BYTES == 32 || defined(ATTEND_FLOAT)
#define FIRST 0, 0, 2, 2
#define SECOND 1, 1, 3, 3
#else
#define FIRST 0, 0
#define SECOND 1, 1
#endif

// What both of a pair are multiplied by, for some places and all columns: y = first · by_first + second · by_second.
typedef struct Turns {
    Real by_first[ROTATE_COLUMNS] __attribute__((aligned(64))), by_second[ROTATE_COLUMNS] __attribute__((aligned(64)));
} Turns;

static void turns_of(const RotateJob *job, int place, int places, Turns *t) {
    Real *first = t->by_first, *second = t->by_second;
    for (int p = place; p < place + places; p++)
        for (int column = 0; column < job->columns; column += 2, first += 2, second += 2) {
            int i = p * job->half + column / 2 % job->half;
            Real cosine = job->cosine[i], sine = job->side * job->sine[i];
            first[0] = cosine, first[1] = sine;
            second[0] = -sine, second[1] = cosine;
        }
}

KERNEL_PART Vector turned_pairs(Vector x, Vector by_first, Vector by_second, Vector before) {
    Vector first = __builtin_shufflevector(x, x, FIRST), second = __builtin_shufflevector(x, x, SECOND);
    return before + fma_of(first, by_first, second * by_second);
}

static void rotate_pairs(const RotateJob *job) {
    int together = ROTATE_COLUMNS / job->columns; // places
    for (int place = 0, places; place < job->places; place += places) {
        places = job->places - place < together ? job->places - place : together;
        int count = places * job->columns;
        Turns t;
        turns_of(job, place, places, &t);
        for (int row = place; row < job->rows; row += job->places) {
            const Real *x = job->x + (ptrdiff_t)row * job->columns;
            Real *y = job->y + (ptrdiff_t)row * job->columns;
            int j = 0;
            for (; j + LANES <= count; j += LANES)
                store(y + j,
                      turned_pairs(load(x + j), load(t.by_first + j), load(t.by_second + j), job->fresh ? splat(0) : load(y + j)));
            if (j == count) continue;
            Vector before = job->fresh ? splat(0) : load_few(y + j, count - j);
            Vector by_first = load_few(t.by_first + j, count - j), by_second = load_few(t.by_second + j, count - j);
            store_few(y + j, turned_pairs(load_few(x + j, count - j), by_first, by_second, before), count - j);
        }
    }
}

#endif
