// Another program that works beside this one: it is fed bit by bit, and what it made is read when it has ended. It writes into a
// file without a name, so that nothing is left behind, whoever is killed.
//
//     const char *argv[] = { "ffmpeg", …, PROGRAM_OUTPUT, NULL };
//     Program *p = program_begin(argv);
//     while (bytes.size && program_feed(p, &bytes) && program_wait(p)) {}
//     bool well = program_end(p, arena, &out, &complaint);
#ifndef ATTEND_BASE_PROGRAM_H
#define ATTEND_BASE_PROGRAM_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/text.h"

#define PROGRAM_OUTPUT "/dev/fd/3"     // the name it writes under
#define PROGRAM_SELF "/proc/self/exe"  // this program once more, where the machine can name it so;
#define PROGRAM_HOLD "--hold-pictures" // its first word when it answers whoever pastes

// Where the session's bus is; what stands there when the window keeps libdbus from starting one, and no other program gets to see.
#define PROGRAM_BUS "DBUS_SESSION_BUS_ADDRESS"
#define PROGRAM_NO_BUS "disabled:"

typedef struct Program Program;
// argv ends in NULL. NULL when it cannot be started; whether it is there at all, program_there says.
Program *program_begin(const char *const *argv);
// As much as it takes without waiting; *bytes is the rest. False: it will take nothing more.
bool program_feed(Program *program, Text *bytes);
// Waits until it takes more or, once its input is closed, has ended. False: half a minute went by.
bool program_wait(Program *program);
bool program_takes(Program *program); // takes it more within a moment of 2 ms? It reads a picture in many pieces, each at once
void program_close(Program *program); // nothing more comes
bool program_ended(Program *program); // does not wait
// Waits for its end, half a minute at most; *out is what it wrote. False when it was not content: *complaint is its last line.
bool program_end(Program *program, Arena *arena, Text *out, Text *complaint);
// Ends it at once; NULL is allowed.
void program_cancel(Program *program);

#endif
