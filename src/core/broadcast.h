// NumPy's broadcasting: shapes are aligned at their last axis, and an axis of size 1 stands for as many as the other has.
// For core/ only.
#ifndef ATTEND_CORE_BROADCAST_H
#define ATTEND_CORE_BROADCAST_H

#include "core/record.h"

// An output shape on four axes, and how far each operand steps along each; 0 where it is repeated.
typedef struct Broadcast {
    int axes, size[TAPE_AXES], step[TAPE_AXES], a[TAPE_AXES], b[TAPE_AXES];
} Broadcast;

// The common shape; asserts that there is one.
Shape broadcast_shape(Shape a, Shape b);
// All four axes, as they are.
Broadcast broadcast_axes(Shape out, Shape a, Shape b);
// Neighbouring axes joined where both operands step evenly through them, so that loops are long and few.
Broadcast broadcast_joined(Shape out, Shape a, Shape b);
// The element of the operand with these steps that meets element `out` of the output.
int broadcast_element(const Broadcast *all, const int *steps, int out);
// The first output element that element `in` of the operand of that shape meets.
int broadcast_first(const Broadcast *all, Shape shape, int in);
// The output elements that it meets, relative to the first, with the steps of the output, of the other operand and 0.
Steps broadcast_repeats(const Broadcast *all, const int *own, const int *other);
// The same as a range of the node `id`.
Range broadcast_range(const Broadcast *all, NodeId id, Shape shape, const int *steps, int in);

#endif
