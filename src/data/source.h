// What the loaders of this room share: whether bytes are text, and how to quote in a message.
#ifndef ATTEND_DATA_SOURCE_H
#define ATTEND_DATA_SOURCE_H

#include "data/data.h"

#define FORMAT(name) extern const DataFormat name##_format;
#include "data/formats.def"
#undef FORMAT

// Tells whoever waits how far the load is. False when it is to stop; there is a problem then.
bool data_progress(const DataSource *source, double done, Problems *problems);

// Is this text in UTF-8, without zero bytes? Cuts a byte order mark off. False with a problem at the first byte that is not.
bool data_is_text(const DataSource *source, Text *text, Problems *problems);
// Where a byte of a text stands.
Place data_place(const char *file, Text text, size_t at);

// What a reader's body works on; where it reads text, data_is_text cuts the mark off `text`.
typedef struct DataLoad {
    const DataSource *source;
    Dataset *out;
    Problems *problems;
    Text text; // the file's bytes
} DataLoad;
// Runs a body that takes a DataLoad; no memory is a problem.
bool data_load_guarded(const DataSource *source, Dataset *out, Problems *problems, bool (*body)(void *load));

// The text as JSON writes it, with its quotation marks.
void data_json_text(Builder *out, const char *text);
// "k is too large" and the like: is there room for an array of this shape? Counts in 64 bits. `what` names it.
bool data_fits(Problems *problems, Place place, const char *what, const long long *size, int rank);

#endif
