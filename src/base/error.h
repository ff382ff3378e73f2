// Bad input is a Problem with a place: file:line:column, what was found, what was expected, how to mend it.
#ifndef ATTEND_BASE_ERROR_H
#define ATTEND_BASE_ERROR_H

#include <stdbool.h>
#include <stdio.h>

#include "base/arena.h"

typedef struct Place {
    const char *file; // NULL when there is no file
    int line, column; // from 1; 0 when not known
} Place;

typedef struct Problem {
    Place place;
    const char *message; // one line, no full stop needed, no place in it
} Problem;

enum { PROBLEMS_SHOWN = 20, NOTES_SHOWN = 12 };

typedef struct Problems {
    Arena *arena; // holds the messages; must outlive the list
    int count;    // kept, at most PROBLEMS_SHOWN
    int total;    // met, kept or not
    Problem item[PROBLEMS_SHOWN];
    int notes;                 // kept, at most NOTES_SHOWN
    Problem note[NOTES_SHOWN]; // no mistakes: how the input was understood where it could be meant otherwise
} Problems;

// Adds a problem (the file name is copied). Always returns false, so that `return problems_add(…)` reads well.
bool problems_add(Problems *problems, Place place, const char *format, ...) __attribute__((format(printf, 3, 4)));
// Adds a note, once for the same words. Notes are not counted in `total`.
void problems_note(Problems *problems, Place place, const char *format, ...) __attribute__((format(printf, 3, 4)));
// "file:line:column: message" of one problem; parts that are not known are left out.
const char *problem_text(Arena *arena, const Problem *problem);
// Every note as "attend: file:line:column: note: message", every problem without that word, and how many more there were.
void problems_print(FILE *out, const Problems *problems);

#endif
