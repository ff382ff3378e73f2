// A small text file of the person's, which two instances of the program may have open at once: read whole, and changed under a
// lock by reading it again, so that nobody writes over what somebody else has put there meanwhile.
#ifndef ATTEND_SESSION_KEPT_H
#define ATTEND_SESSION_KEPT_H

#include "base/error.h"
#include "base/text.h"

enum { KEPT_BYTES = 256 << 10 };

typedef enum KeptFound {
    KEPT_NOTHING,    // there is no such file yet
    KEPT_TEXT,       // read
    KEPT_UNREADABLE, // there is one, but it cannot be read: it must not be replaced. A problem says why
} KeptFound;

KeptFound kept_read(Arena *arena, const char *path, Text *out, Problems *problems);
// Moves it to a name beside it that is still free, "state.broken" or "state.broken-2"; NULL when that cannot be done.
const char *kept_aside(Arena *arena, const char *path);
// Reads the file under its lock, lets `change` make the new text of it, and writes that. `change` gets what is there (nothing:
// the empty text). False with a problem: it cannot be read, locked in time, or written.
bool kept_change(Arena *arena, const char *path, double seconds, const char *(*change)(void *context, Arena *arena, Text now),
                 void *context, Problems *problems);

#endif
