// A loader's net: out of memory on the way becomes a problem instead of the program's end. For this room alone.
#ifndef ATTEND_DATA_GUARD_H
#define ATTEND_DATA_GUARD_H

#include "data/data.h"

// Calls body(context). When the arena, or the one of the problems, has no memory left meanwhile, adds a problem and returns
// false; the caller then frees what `context` still holds outside the arena.
bool data_guard(Arena *arena, const char *file, Problems *problems, bool (*body)(void *context), void *context);

// At most some forty bytes of a text between quotation marks, for a message; whole characters, and none that moves a terminal.
const char *data_quote(Arena *arena, Text text);

extern const DataFormat csv_format, json_format;

#endif
