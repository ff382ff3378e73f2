// The parts of the picture of a model that copies, each in a card of its own; `picture` is a Copying.
#ifndef ATTEND_SCENE_LANGUAGE_COPYING_H
#define ATTEND_SCENE_LANGUAGE_COPYING_H

#include "scene/language/card.h"

enum { COPYING_LAYERS = 2, COPYING_FRESH = 3 };

typedef struct Copying {
    PICTURE;
    Matrix tokens, surprise, nothing, bag, known, unknown, previous, prefix, circuit;
    Matrix a[COPYING_LAYERS];
    Matrix own_s, own_a, before_s, before_a; // by hand
    Matrix fresh[COPYING_FRESH];             // the right symbol's share with all on, layer 1 off, layer 2 off
    int n, period;
} Copying;

const char *copying_at(const Copying *p, int place); // the symbol there; "?" of the one that follows
void copying_string(const void *picture, Box card);
void copying_ring(const void *picture, Box card);
void copying_bag(const void *picture, Box card);
void copying_own(const void *picture, Box card);
void copying_before(const void *picture, Box card);
void copying_stream(const void *picture, Box card);
void copying_look1(const void *picture, Box card);
void copying_look2(const void *picture, Box card);
void copying_arcs(const void *picture, Box card);
void copying_circuit(const void *picture, Box card);
void copying_off(const void *picture, Box card);

#endif
