// Proving a gradient: the number is nudged a little up and down, everything after it replays, and the change of the objective
// must be what the gradient says. Any node can be nudged, a leaf as well as a state in the middle of a chain.
#ifndef ATTEND_CORE_PROBE_H
#define ATTEND_CORE_PROBE_H

#include "core/tape.h"

typedef struct Proof {
    double epsilon;      // how far it was nudged
    double above, below; // the objective after +epsilon and −epsilon: of its terms (a lane's loss) those that change
    double difference;   // (above − below) / 2 epsilon
    double shown;        // what the gradient says
    int digits;          // significant digits in which both agree, at most 15
    bool lost;           // the objective does not change within its digits although the gradient is not 0
} Proof;

// The derivative of the objective along the gradient of `count` elements, whose length it is; of one element, its gradient. After
// a backward. The step is chosen by where two steps in a row agree best, without a look at the gradient. The tape is put back to
// the last bit.
Proof probe_gradient(Arena *arena, Tape *tape, NodeId node, int first, int count);

#endif
