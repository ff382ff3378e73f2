// Homework that somebody brings to be checked against the open step's numbers: loaded, graded, changed, graded again.
#ifndef ATTEND_SESSION_HOMEWORK_H
#define ATTEND_SESSION_HOMEWORK_H

#include "model/grade.h"
#include "session/session.h"

typedef struct Homework {
    Arena *arena;       // of all of this; NULL: nothing is loaded
    Arena *before;      // of what stood until the last change: a page that is being drawn may still show it
    const char *name;   // "my-work.csv"
    const Model *model; // that it was held against
    Grade grade;
    const GradePart *wrong; // the first part with wrong numbers of its own; NULL: none
    const Tape *mistaken;   // the run with its mistake; NULL: no run makes it
} Homework;

// Loads and grades; false with problems, and then the former work stays.
bool homework_load_file(Homework *work, const Session *session, const char *path, Problems *problems);
bool homework_load_text(Homework *work, const Session *session, Text text, Problems *problems);
// One number is another now, written to so many decimals; everything is graded again.
bool homework_change(Homework *work, const Session *session, int part, int element, double value, int decimals, Problems *problems);
void homework_forget(Homework *work);
// "s, a and o: 10 numbers"
const char *homework_summary(const Homework *work, Arena *arena);
// One sentence over all: "One habit to change. All the rest is right."
const char *homework_headline(const Homework *work, Arena *arena);
// "10 numbers: 1 right, 6 follow from your own, 3 differ, all three for the same reason."
const char *homework_counts(const Homework *work, Arena *arena);

#endif
