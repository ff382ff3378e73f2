// The live training of a language model: its plots and the sentences it makes up.
#ifndef ATTEND_SCENE_LANGUAGE_LEARNING_H
#define ATTEND_SCENE_LANGUAGE_LEARNING_H

#include "scene/language/card.h"

typedef struct Learning {
    PICTURE;
    const RaceView *race;
    int lanes;
    int at;                      // the training step shown; −1: none yet
    int measure[LANGUAGE_LANES]; // the last measuring up to it; −1: none
    double high;                 // of the axes of steps
    LanguageTask task;
} Learning;

const LanguageRecord *learning_record(const Learning *p, int lane);
Role learning_role(int lane);
const char *learning_name(const Learning *p, int lane);
Ident learning_note(const Learning *p, const char *text, double value);
const OwnText *learning_own(const Learning *p); // the text that is learned; NULL: none of one's own
const char *learning_piece(const Learning *p);  // what it guesses: a word, a symbol, a letter
void learning_loss(const Learning *p, Box card);
void learning_right(const Learning *p, Box card);
void learning_sentences(const Learning *p, Box card);

#endif
