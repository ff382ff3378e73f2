// Homework that somebody brings to be checked against the open step's numbers: loaded, graded, changed, graded again.
#ifndef ATTEND_SESSION_HOMEWORK_H
#define ATTEND_SESSION_HOMEWORK_H

#include "model/grade.h"
#include "session/both_runs.h"
#include "session/session.h"

typedef struct Homework {
    Arena *arena;       // of all of this; NULL: nothing is loaded
    Arena *before;      // of what stood until the last change: a page that is being drawn may still show it
    const char *name;   // "my-work.csv"
    const Model *model; // that it was held against
    const Inputs *inputs;
    Grade grade;
    const GradePart *wrong; // the first part with wrong numbers of its own; NULL: none
    const Tape *mistaken;   // the run with its mistake; NULL: no run makes it
    const BothRuns *both;   // that run beside the right one, as a picture; NULL: none can show it
} Homework;

// Loads and grades; false with problems, and then the former work stays.
bool homework_load_file(Homework *work, const Session *session, const char *path, Problems *problems);
bool homework_load_text(Homework *work, const Session *session, Text text, Problems *problems);
// One number is another now, written to so many decimals; everything is graded again.
bool homework_change(Homework *work, const Session *session, int part, int element, double value, int decimals, Problems *problems);
void homework_forget(Homework *work);
// The word of a row (axis 0 of a matrix) or column (axis 1) of a node, where it belongs to a query, a key or a token that has one.
const char *homework_word(const Homework *work, const char *node, int axis, int at);
// "s, a and o: 10 numbers"
const char *homework_summary(const Homework *work, Arena *arena);
// One sentence over all: "One habit to change. All the rest is right."
const char *homework_headline(const Homework *work, Arena *arena);
// "10 numbers: 1 right, 6 follow from your own, 3 differ, all three for the same reason."
const char *homework_counts(const Homework *work, Arena *arena);

#endif
