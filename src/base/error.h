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
// Adds that there is no memory for a file, without an allocation. Returns false.
bool problems_out_of_memory(Problems *problems, const char *file);
// A net for loaders: calls body(context). When the arena, or the one of the problems, has no memory left meanwhile, adds a problem
// with the file's name and returns false; the caller then frees what `context` still holds outside the arena.
bool problems_guard(Arena *arena, const char *file, Problems *problems, bool (*body)(void *context), void *context);
// "file:line:column: message" of one problem; parts that are not known are left out.
const char *problem_text(Arena *arena, const Problem *problem);
// A text that came from outside, on a terminal: what would move the cursor, clear the screen or turn the text around is shown as �.
void print_plain(FILE *out, const char *text);
// Every note as "attend: file:line:column: note: message", every problem without that word, and how many more there were.
void problems_print(FILE *out, const Problems *problems);

#endif
