// The known mistakes, recorded on the tape in place of the right thing, so that a wrong number can be compared with what the
// mistake really gives. HABIT_NONE records what is right. Which model knows which mistake stands with the model (its parameter
// `habit`); the words for them are in habits.def.
#ifndef ATTEND_LAYERS_HABIT_H
#define ATTEND_LAYERS_HABIT_H

#include "core/tape.h"

typedef enum Habit {
    HABIT_NONE,
#define HABIT(ID, NAME, DID, RIGHT) HABIT_##ID,
#include "layers/habits.def"
#undef HABIT
    HABIT_COUNT
} Habit;

typedef struct HabitInfo {
    const char *name;  // "scale-missing"; "none"
    const char *did;   // one sentence: what was done
    const char *right; // one sentence: what is right
} HabitInfo;
const HabitInfo *habit_info(Habit habit);
bool habit_is_convention(Habit habit); // neither way is wrong: programs differ, and only mixing them is a mistake
Habit habit_find(const char *name);    // HABIT_NONE for "none" and for what is not known

// What scores are divided by: √d for keys of width d, unless a mistake says otherwise; `keys` of them, in a model of this width.
double habit_root(Habit habit, int d, int keys, int width);
// Scores s (…, n, m) under a mask (n, m) of ones and zeros, by the name "masked": −∞ where it is 0.
NodeId habit_hide(Tape *tape, NodeId s, NodeId mask, Habit habit);
// The mistake of masking late: weights a (…, n, m) where the mask is 1, 0 elsewhere, so that rows no longer add up to 1.
NodeId habit_mask_late(Tape *tape, NodeId a, NodeId mask);
// The weights of what habit_hide returned, without a name: a softmax over the last axis.
NodeId habit_softmax(Tape *tape, NodeId masked, NodeId mask, Habit habit);

#endif
