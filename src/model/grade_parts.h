// What the files of grade.h share: the numbers of the work as pins on a tape, and sweeps over it.
#ifndef ATTEND_MODEL_GRADE_PARTS_H
#define ATTEND_MODEL_GRADE_PARTS_H

#include "model/grade.h"

typedef struct Pin { // a number of the work
    GradePart *part;
    GradeNumber *number;
    int at; // its element in the part
} Pin;

// The pins on one tape. A part that this tape does not have, or has in another shape, has no node there.
typedef struct Sweep {
    Tape *tape;
    const Model *model;
    int pins, forward; // the first `forward` are values, the rest gradients
    const Pin *pin;
    NodeId *node;   // (pins) where it stands, NODE_NONE: nowhere
    int *element;   // (pins)
    int *order;     // (pins) pins by node: values up, gradients down
    double *truth;  // (pins) on this tape, nothing of the work on it
    double *scale;  // (pins) the size of the numbers around it
    double *follow; // (pins) from the numbers of the work before it
    double *slack;  // (pins) how far these may be off because of rounding; NULL: not worked out
} Sweep;

typedef struct Slip { // one number, or two, changed on the way in; none with NODE_NONE
    NodeId node;
    int element, other; // other >= 0: the two change places, `count` numbers from each
    int count;
    double value; // otherwise what stands there instead
} Slip;

bool grade_read(Arena *arena, const Model *model, const Tape *tape, const Dataset *work, Grade *out, Problems *problems);
void grade_transpose(Arena *arena, GradePart *part);

Sweep sweep_begin(Arena *arena, const Model *model, Tape *tape, const Pin *pin, int pins, int forward);
void sweep_run(Sweep *sweep, const Slip *slip, int nudged, double nudge); // fills follow
void sweep_slack(Arena *arena, Sweep *sweep, const Slip *slip);           // fills slack, after a run with that slip
// Does the pin's number agree with this run? By itself, or with the numbers before it.
bool sweep_agrees(const Sweep *sweep, int pin);
bool grade_equal(double a, double b, double within); // infinities equal themselves
bool grade_near(const GradeNumber *number, double value, double slack, double scale);

void grade_causes(Arena *arena, Grade *grade, const Params *params, const Inputs *inputs, Sweep *right);

#endif
