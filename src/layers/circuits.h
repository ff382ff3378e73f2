// What a head of a causal model does, measured on its weights: does it look at the token before, at what followed the same token
// earlier, at the same token earlier (Olsson et al. 2022), at the first token of all.
#ifndef ATTEND_LAYERS_CIRCUITS_H
#define ATTEND_LAYERS_CIRCUITS_H

#include "core/real.h"

typedef struct HeadScores {
    double previous; // mean weight on the token before, over all places but the first
    double prefix;   // … on tokens that came right after an earlier copy of the place's own, over the places that have one
    double same;     // … on earlier copies of the place's own token, over the same places
    double first;    // … on the first token, over all places but the first two
} HeadScores;
// Of texts (texts, length + 1) and the weights of one head, a (…, n, n), `step` elements from one text to the next.
HeadScores head_scores(int texts, int length, const short *word, const Real *a, long step);

#endif
