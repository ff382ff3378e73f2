// The tape of a training, in either element type: a small model over a batch, its loss, and its first weights.
#ifndef ATTEND_LAYERS_TRAINING_TAPE_H
#define ATTEND_LAYERS_TRAINING_TAPE_H

#include "layers/layers.h"
#include "layers/task.h"

typedef struct TrainingTape {
    Tape *tape;
    NodeId x; /* the ones and zeros, a leaf that is data: attention (batch, length, inputs), recurrent (length · batch, inputs) */
    NodeId target; /* (batch, answers) */
    NodeId logits; /* (batch, answers, classes) */
    NodeId a;      /* (batch, heads, queries, length), NODE_NONE for recurrent nets */
    NodeId loss;   // the mean over batch and answers of −log p
} TrainingTape;

#define TRAINING_DATA "x" // the name of the leaf that no optimiser may move

// Options must have been checked. The first weights come from `r`.
TrainingTape training_tape(Arena *arena, const TrainingOptions *options, Random *r);
// Writes a batch: tokens (batch, length, fields), right answers (batch, answers).
void training_tape_write(const TrainingTape *all, const TrainingOptions *options, const short *token, const short *right);
int training_tape_row(const TrainingOptions *options, int string, int position); // of x

#endif
