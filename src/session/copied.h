// What is taken away from the open step as text: a matrix in any of the formats that people read, and the command that computes
// all of it again.
#ifndef ATTEND_SESSION_COPIED_H
#define ATTEND_SESSION_COPIED_H

#include "session/session.h"

// The formats that are text and can be written; returns their number.
int copied_formats(const DataFormat **out, int most);
const char *copied_format_name(Arena *arena, const DataFormat *format); // "NumPy", "LaTeX"
// A node of the tape, or its gradient, as text; "" where it has none. Words of rows are kept where the format keeps them.
const char *copied_numbers(const Session *session, int node, bool grad, const DataFormat *format, Arena *arena);
// What a shell gives a command as its standard input: the numbers of the step as a here-document. NULL where they are the lesson's
// own or too many.
const char *copied_inputs(const Session *session, Arena *arena);
// `attend compute …` for a shell: with the lesson's file where the numbers are its own, else with the numbers themselves. NULL
// where there are too many of them for a command: save the vectors first.
const char *copied_command(const Session *session, Arena *arena);

#endif
