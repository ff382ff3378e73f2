// One step of learning: every leaf of a tape that gets a gradient moves against it. Global-norm clipping comes first (Pascanu
// et al. 2013). What a step reads and writes is the tape's own; nothing is allocated after the begin.
//
//     Optimiser *optimiser = optimiser_begin(arena, tape, (OptimiserArgs){ .rate = 0.003, .clip = 1 });
//     tape_forward(tape), tape_backward(tape, loss, NULL), optimiser_step(optimiser);
#ifndef ATTEND_CORE_OPTIMISER_H
#define ATTEND_CORE_OPTIMISER_H

#include "core/tape.h"

typedef enum OptimiserKind { OPTIMISER_ADAM, OPTIMISER_SGD } OptimiserKind;

typedef struct OptimiserArgs {
    OptimiserKind kind;
    double rate;         // 0 is taken as 0.001
    double clip;         // largest norm of all gradients together; 0 for none
    double beta1, beta2; // Adam's memories; 0 is taken as 0.9 and 0.999
    double epsilon;      // 0 is taken as 1e-8
    const char *data;    // the name of a leaf that is data: it has a gradient, but no step moves it; NULL for none
} OptimiserArgs;

typedef struct Optimiser {
    const Tape *tape;
    OptimiserArgs args;
    int parameters, step;
    NodeId *parameter;      // (parameters)
    Real **first, **second; // (parameters): Adam's running means of the gradient and of its square
    double power1, power2;  // beta1 and beta2 to the power of `step`
} Optimiser;

// All leaves of the tape that are not constant, nor data, are parameters.
Optimiser *optimiser_begin(Arena *arena, const Tape *tape, OptimiserArgs args);
// The norm of all gradients together.
double optimiser_norm(const Optimiser *optimiser);
// After a backward. Returns the norm of all gradients before clipping.
double optimiser_step(Optimiser *optimiser);

#endif
