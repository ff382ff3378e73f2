// What the heads of a model of the little language do, measured: which word each looks at where a hard question is
// asked, and what is
// still right when it is switched off. So heads are named by what they do, never by their number.
#ifndef ATTEND_LAYERS_LANGUAGE_HEADS_H
#define ATTEND_LAYERS_LANGUAGE_HEADS_H

#include "layers/language_batch.h"

typedef struct HeadFinding {
    float right; // mean weight on the word that decides
    float wrong; // mean weight on the words that could mislead, the largest of each place
    float off;   // share of right answers with this head off
} HeadFinding;

typedef struct LanguageHeads {
    int layers, heads, width; // width of one head
    float all[PHENOMENA];     // share of right answers with all heads on
    HeadFinding *finding;     /* (layers, heads, PHENOMENA) */
    float *mean;              /* (layers, heads, width): of a head's output over the places of all test sentences */
} LanguageHeads;

// Asks `positions` hard positions of each phenomenon, at most MEASURED_POSITIONS. Off: the mean instead, or zeros.
LanguageHeads language_heads(Arena *arena, const Language *model, int positions, bool zero);
// The same in turns; the model, and all of it, stays in `arena` until it is asked no more.
typedef struct LanguageAsking LanguageAsking;
LanguageAsking *language_heads_begin(Arena *arena, const Language *model, int positions, bool zero);
bool language_heads_turn(LanguageAsking *asking, const Turn *turn); // true: it is whole
const LanguageHeads *language_heads_found(const LanguageAsking *asking);
const HeadFinding *head_finding(const LanguageHeads *all, int layer, int head, Phenomenon phenomenon);

#endif
