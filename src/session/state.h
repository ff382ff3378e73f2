// What is remembered between runs: the place in each lesson, answers, recent files, theme and text size. One small file in the
// XDG state folder, written atomically; a broken one is set aside with a message, never a failure.
#ifndef ATTEND_SESSION_STATE_H
#define ATTEND_SESSION_STATE_H

#include <stdbool.h>

#include "base/error.h"
#include "draw/theme.h"

enum { STATE_RECENT = 8 };

typedef struct State State;

State *state_open(Problems *problems);              // problems: a broken file was set aside (and where)
void state_close(State *state);                     // writes what changed
bool state_write(State *state, Problems *problems); // now

int state_place(const State *state, const char *lesson); // last step, from 0
void state_set_place(State *state, const char *lesson, int step);
int state_seen(const State *state, const char *lesson); // how many different steps were seen
bool state_was_seen(const State *state, const char *lesson, int step);
void state_forget(State *state); // resets all progress
int state_recents(const State *state);
const char *state_recent(const State *state, int i); // newest first
void state_add_recent(State *state, const char *path);
const char *state_last_lesson(const State *state); // NULL when none
Theme state_theme(const State *state);
void state_set_theme(State *state, Theme theme);
double state_zoom(const State *state); // 0: follow the display
void state_set_zoom(State *state, double zoom);
bool state_large(const State *state); // large-type mode
void state_set_large(State *state, bool on);
bool state_reduced_motion(const State *state);
void state_set_reduced_motion(State *state, bool on);

#endif
