// Each mistake changes what is recorded, never a number afterwards.
#include "layers/habit.h"

#include <string.h>

#include "base/math.h"
#include "layers/layers.h"

static const HabitInfo infos[] = {
    { "none", "Nothing is wrong.", "" },
#define HABIT(ID, NAME, DID, RIGHT) { NAME, DID, RIGHT },
#include "layers/habits.def"
#undef HABIT
};

const HabitInfo *habit_info(Habit habit) { return &infos[habit]; }

Habit habit_find(const char *name) {
    for (int i = 0; i < HABIT_COUNT; i++)
        if (!strcmp(infos[i].name, name)) return (Habit)i;
    return HABIT_NONE;
}

bool habit_is_convention(Habit habit) {
    static const Habit convention[] = { HABIT_ALIGN_UPPER,  HABIT_ALIGN_LOWER, HABIT_HALVES,    HABIT_PAIRS,
                                        HABIT_RESET_BEFORE, HABIT_RESET_AFTER, HABIT_NORM_RMS,  HABIT_NORM_LAYER,
                                        HABIT_NORM_PRE,     HABIT_NORM_POST,   HABIT_GATE_ORDER };
    for (size_t i = 0; i < sizeof convention / sizeof *convention; i++)
        if (convention[i] == habit) return true;
    return false;
}

// --- scores

double habit_root(Habit habit, int d, int keys, int width) {
    double root = __builtin_sqrt(d);
    if (habit == HABIT_SCALE_MISSING) return 1;
    if (habit == HABIT_SCALE_NO_ROOT) return d;
    if (habit == HABIT_SCALE_KEYS) return __builtin_sqrt(keys);
    if (habit == HABIT_SCALE_MODEL_WIDTH) return __builtin_sqrt(width);
    return habit == HABIT_SCALE_TIMES ? 1 / root : root;
}

static NodeId number(Tape *tape, double value) { return tape_constant(tape, NULL, SHAPE0(), (Real[]){ (Real)value }); }

// 1 where the mask is 0
static NodeId hidden(Tape *tape, NodeId mask) { return tape_subtract(tape, number(tape, 1), mask); }

NodeId habit_hide(Tape *tape, NodeId s, NodeId mask, Habit habit) {
    NodeId masked;
    if (habit == HABIT_MASK_MISSING || habit == HABIT_MASK_AFTER_SOFTMAX)
        masked = tape_scale(tape, s, 1);
    else if (habit == HABIT_MASK_ZERO || habit == HABIT_EXP_MISSING)
        masked = tape_multiply(tape, s, mask);
    else if (habit == HABIT_MASK_TINY)
        masked = tape_add(tape, s, tape_scale(tape, hidden(tape, mask), -1e-9));
    else
        masked = tape_hide(tape, s, habit == HABIT_MASK_INVERTED ? hidden(tape, mask) : mask);
    return named(tape, masked, "masked");
}

// The last two axes as one row, over which one softmax goes.
static NodeId softmax_of_all(Tape *tape, NodeId x) {
    Shape shape = tape_node(tape, x)->shape, flat = shape;
    flat.rank--;
    flat.size[flat.rank - 1] = shape.size[shape.rank - 2] * shape.size[shape.rank - 1];
    flat.size[flat.rank] = 0;
    return tape_reshape(tape, tape_softmax(tape, tape_reshape(tape, x, flat), NODE_NONE), shape);
}

// x over the sum of its row
static NodeId shares_without_exp(Tape *tape, NodeId x) {
    Shape column = tape_node(tape, x)->shape;
    column.size[column.rank - 1] = 1;
    return tape_divide(tape, x, tape_reshape(tape, tape_sum(tape, x, column.rank - 1), column));
}

NodeId habit_mask_late(Tape *tape, NodeId a, NodeId mask) { return tape_multiply(tape, a, mask); }

NodeId habit_softmax(Tape *tape, NodeId masked, NodeId mask, Habit habit) {
    if (habit == HABIT_SOFTMAX_COLUMNS) return tape_transpose(tape, tape_softmax(tape, tape_transpose(tape, masked), NODE_NONE));
    if (habit == HABIT_SOFTMAX_ALL) return softmax_of_all(tape, masked);
    if (habit == HABIT_EXP_MISSING) return shares_without_exp(tape, masked);
    if (habit == HABIT_BASE_10) masked = tape_scale(tape, masked, math_log(10));
    if (habit == HABIT_BASE_2) masked = tape_scale(tape, masked, math_log(2));
    NodeId a = tape_softmax(tape, masked, NODE_NONE);
    return habit == HABIT_MASK_AFTER_SOFTMAX ? habit_mask_late(tape, a, mask) : a;
}
