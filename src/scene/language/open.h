// The parts of the picture of an opened language model, each in a card of its own.
#ifndef ATTEND_SCENE_LANGUAGE_OPEN_H
#define ATTEND_SCENE_LANGUAGE_OPEN_H

#include "scene/language/card.h"

enum { OPENED_LAYERS = 2, OPENED_HEADS = 4, OPENED_WORDS = 12, OPENED_TOP = 6 };

typedef struct Opened {
    PICTURE;
    Matrix tokens, a[OPENED_LAYERS];   // a: (heads · n, n)
    Matrix looks, without, all, costs; // measured on sentences that are hard in the same way (model/language.h)
    Matrix says, rest, difference, off_difference, right, off_right, lens, drawn, made, whole;
    int n, layers, heads;
    const char *word[OPENED_WORDS];
    const char *rival[2]; // the right word and the wrong one
    int look, off;        // layer · heads + head: the one that is followed; the one that is off, −1
} Opened;

const char *opened_job(const Opened *p, int head);      // "agree": what a head does, measured; "spare"
const char *opened_job_text(const Opened *p, int head); // "agree −50 %": the answers that are lost without it
const char *opened_head(const Opened *p, int head);     // "the head for “agree”"; "a spare head"
Ident opened_head_ident(const Opened *p, int head);     // where it is, and the number that names it
// The cards; `picture` is an Opened.
void opened_arcs(const void *picture, Box card);
void opened_maps(const void *picture, Box card);
void opened_next(const void *picture, Box card);
void opened_sum(const void *picture, Box card);
void opened_lens(const void *picture, Box card);
void opened_drawn(const void *picture, Box card);
void opened_made(const void *picture, Box card);

#endif
