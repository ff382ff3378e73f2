// The parts of the picture of an opened language model, each in a card of its own.
#ifndef ATTEND_SCENE_LANGUAGE_OPEN_H
#define ATTEND_SCENE_LANGUAGE_OPEN_H

#include "scene/language/card.h"

enum { OPENED_LAYERS = 2, OPENED_HEADS = 4, OPENED_WORDS = 12, OPENED_TOP = 6 };

typedef struct Opened {
    PICTURE;
    Matrix tokens, a[OPENED_LAYERS]; // a: (heads · n, n)
    Matrix looks, without,
        all; // of the head's place in sentences that are hard in the same way; right answers without it, with all
    Matrix says, rest, difference, off_difference, right, off_right, lens, drawn;
    int n, layers, heads;
    const char *word[OPENED_WORDS];
    const char *rival[2]; // the right word and the wrong one
    int look, off;        // layer · heads + head: the one that is followed; the one that is off, −1
    double come;          // of the act that plays, 0 … 1
} Opened;

const char *opened_head(const Opened *p, int head); // "L1 H2"
Ident opened_head_ident(const Opened *p, int head); // "layer 1, head 2"
// The cards; `picture` is an Opened.
void opened_arcs(const void *picture, Box card);
void opened_maps(const void *picture, Box card);
void opened_next(const void *picture, Box card);
void opened_sum(const void *picture, Box card);
void opened_lens(const void *picture, Box card);
void opened_drawn(const void *picture, Box card);

#endif
