// What is learned: random strings of tokens, each with the right answers. A token has one to three fields (a symbol; key and
// value; colour, shape and payload), shown to the model as ones among zeros, one a field.
#ifndef ATTEND_LAYERS_TASK_H
#define ATTEND_LAYERS_TASK_H

#include "base/random.h"
#include "layers/training.h"

enum { TASK_FIELDS = 3 };

typedef struct TaskShape {
    int fields;             // of a token
    int start[TASK_FIELDS]; // the first of a field's ones among a token's inputs
    int inputs;             // all ones and zeros of a token
    int answers, classes;   // of a string; of an answer
    bool everywhere;        // answers belong to positions 0 … answers − 1; otherwise all to the last
} TaskShape;
TaskShape task_shape(const TrainingOptions *options);

// Draws one string: token (length, fields), −1 where a token lacks a field, right (answers).
void task_draw(const TrainingOptions *options, Random *r, short *token, short *right);

#endif
