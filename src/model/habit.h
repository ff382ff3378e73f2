// Which mistakes a model knows: the choices of its parameter `habit`, and the runs that record them.
#ifndef ATTEND_MODEL_HABIT_H
#define ATTEND_MODEL_HABIT_H

#include "layers/habit.h"
#include "model/model.h"

// clang-format off
#define HABIT_PARAM(CHOICES)                                                                                                 \
    { .name = "habit", .label = "Mistake", .kind = PARAM_CHOICE, .initial = "none", .choices = "none " CHOICES,              \
      .structural = true, .summary = "records the run with this known mistake" }
// clang-format on

Habit habit_of(const Params *params); // the one that is chosen
// Does the parameter hold this value, as it stands where nothing was said? For choices that a habit may turn round.
bool habit_chooses(const Params *params, const char *name, const char *initial, const char *choice);
// The parameters of every run that makes this mistake: one, or several where there is more than one way (the gates in each of
// the other orders). Returns how many, 0 when the model does not know it.
int habit_variants(Arena *arena, const Model *model, const Params *params, Habit habit, Params *out, int most);

// A second run beside the right one on the same tape, with this mistake in it: what a picture that holds two runs against each
// other asks for by its parameter `beside`. The nodes of the second run have this prefix.
#define HABIT_BESIDE "mine."
Habit habit_beside(const Params *params, Place *place);
bool habit_set(Params *params, const Model *model, Habit habit); // false when the model does not know it

#endif
