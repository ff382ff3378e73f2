// The parts of the picture of a trained model of one's own, each in a card of its own.
#ifndef ATTEND_SCENE_LANGUAGE_TRAINED_H
#define ATTEND_SCENE_LANGUAGE_TRAINED_H

#include "scene/language/card.h"

enum { OPENING_LENS_ROW = 58 }; // how high a row of the lens is at most

typedef struct Opening {
    PICTURE;
    Matrix x, s, a, terms, maps, does, place; // one head, all heads' weights, what they do, where it is
    Matrix next, without, ids, drawn;         // the next tokens' chances, with the head off, their places in what is drawn from
    Matrix moved, early, adds, shift, above, work;
    int n, layer, head, heads, layers; // layer and head from 0; heads of a layer
    int asked;                         // which of the next tokens
} Opening;

const char *opening_token(const Opening *p, int i);
const char *opening_next_word(const Opening *p, int i); // "number 3" where it has no word
const char *opening_where(const Opening *p);            // "layer 1, head 2"
int opening_chosen(const Opening *p);                   // layer · heads + head
// What a head (layer · heads + head) does, measured: "looks one back 0.93", "agree −38 %"; "" where it is not known.
const char *opening_does(const Opening *p, int head);
Ident opening_does_ident(const Opening *p, int head); // the number that names it

void opening_next(const void *picture, Box card);
void opening_moved(const void *picture, Box card);
void opening_lens(const void *picture, Box card);
void opening_sum(const void *picture, Box card);
void opening_without(const void *picture, Box card);
void opening_drawn(const void *picture, Box card);
void opening_work(const void *picture, Box card);

#endif
