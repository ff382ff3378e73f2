// How a run is written: one node after the other, in a layout of its own or as any data format that holds several arrays. A new
// layout is a row of the table in writer.c; a new data format is here by itself.
#ifndef ATTEND_COMMAND_WRITER_H
#define ATTEND_COMMAND_WRITER_H

#include <stdio.h>

#include "core/tape.h"
#include "data/data.h"

typedef struct Array {
    const char *name;
    const Shape *shape;
    const double *value;
} Array;

typedef struct Writer {
    const char *name; // what --format says
    FILE *out;
    Arena *arena;
    void (*begin)(struct Writer *w, const char *model);
    void (*section)(struct Writer *w, const char *name); // "nodes", then "grad"
    void (*array)(struct Writer *w, const Array *array);
    void (*end)(struct Writer *w);
    const char *in;           // the section that is written
    bool first;               // no array of the section yet
    const DataFormat *format; // that everything is collected for
    Dataset data;
} Writer;

// A section begins; an array of it.
void writer_section(Writer *w, const char *name);
void writer_array(Writer *w, const char *name, const Shape *shape, const double *value);
// Calls body with a writer on the file (beside it and then renamed, so that a failure never leaves half a file; a device or a
// pipe as it is) or, where path is NULL, on standard output. False with a problem when the file cannot be written.
bool writer_send(const char *path, const char *format, Arena *arena, Problems *problems, void (*body)(Writer *w, void *context),
                 void *context);

// With `one`, a single node is written: then those too that hold one array alone.
bool writer_known(const char *name, bool one);
const char *writer_names(Arena *arena, bool one);       // "json, csv, table, npz"
const char *writer_refuses(const char *path, bool one); // why a run is not written to a file of this ending; NULL: it is
const char *writer_of_path(const char *path, bool one); // what the file is called says how; NULL, or nothing known: json

#endif
