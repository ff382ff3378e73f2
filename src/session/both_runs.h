// Two runs of a model over the same data as one picture, the right one and one with a known mistake: the scene `differ`, with the
// part before they part, the part where they do, and what follows from it.
#ifndef ATTEND_SESSION_BOTH_RUNS_H
#define ATTEND_SESSION_BOTH_RUNS_H

#include "kit/scene.h"
#include "layers/habit.h"

typedef struct BothRuns {
    const Scene *scene;
    Step step;
    const Tape *tape;
} BothRuns;

// NULL where the picture has no place for them: the mistake cannot be recorded beside the right run, changes nothing here, or
// begins in an array that is too large or that the picture does not know.
const BothRuns *both_runs(Arena *arena, const Model *model, const Params *params, const Inputs *inputs, Habit habit);

#endif
