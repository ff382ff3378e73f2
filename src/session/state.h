// What is remembered between runs: the place in each lesson, which steps were seen, what was answered, recent files. One small
// file in the XDG state folder. Lessons go by their name without the number, steps by their id (session/place.h).
//
// Two instances may be open at once: writing reads the file again under a lock and adds what has changed here since, so nobody
// loses what the other has seen. What this program does not know stays in the file as it is; one bad line costs that line.
#ifndef ATTEND_SESSION_STATE_H
#define ATTEND_SESSION_STATE_H

#include <stdbool.h>

#include "base/error.h"

enum { STATE_RECENT = 8 };

typedef struct State State;

State *state_begin(void);              // nothing yet, and nothing is written
State *state_open(Problems *problems); // problems: what was wrong with the file, and where it is kept aside
void state_close(State *state);        // writes what changed
// Writes what changed, if anything did. A problem: it cannot be written; what changed is kept for the next time.
bool state_write(State *state, Problems *problems);

// --- a lesson, by its id with or without the number; a step by its id
const char *state_place(const State *state, const char *lesson); // the step last looked at, or NULL
void state_set_place(State *state, const char *lesson, const char *step);
bool state_was_seen(const State *state, const char *lesson, const char *step);
// What was answered in a block of a step: the text typed, or the number of the option from 1. NULL: nothing.
const char *state_answer(const State *state, const char *lesson, const char *step, int block);
void state_set_answer(State *state, const char *lesson, const char *step, int block, const char *text); // NULL: takes it back
const char *state_last_lesson(const State *state); // without its number, or NULL
void state_forget(State *state);                   // all progress: places, steps seen, answers

// --- files
int state_recents(const State *state);
const char *state_recent(const State *state, int i); // newest first
void state_add_recent(State *state, const char *path);

// --- anything else that is one line: "window" = "1280 800 40 30"
const char *state_value(const State *state, const char *name); // NULL: nothing
void state_set_value(State *state, const char *name, const char *text);
// What a line of an earlier version of this file said: "theme" = "dark"; NULL: nothing.
const char *state_former(const State *state, const char *key);

#endif
