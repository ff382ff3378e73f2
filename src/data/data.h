// Named numbers from a file: bytes <-> entries. Labels stay as they are written; a model resolves them against its inputs.
// Infinities and NaN are read and written like any number; it is the models that refuse them as input.
#ifndef ATTEND_DATA_DATA_H
#define ATTEND_DATA_DATA_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"

enum { DATA_FILE_BYTES = 64 << 20, DATA_ELEMENTS = 1000000, DATA_ARRAYS = 256, DATA_AXES = 4 };

// One row of a CSV (rank 1) or one array of a JSON file (rank 0 to 4).
typedef struct DataEntry {
    const char *name; // label as written, without the word; "" for a row of a file without labels
    const char *word; // CSV "k1:cat" -> "cat"; NULL when there is none
    int rank, size[DATA_AXES];
    int count;
    double *value;            // (count)
    const char *const *words; // JSON "labels": one a row of this array (one in all below rank 2), each may be NULL; or NULL
    Place place;
} DataEntry;

typedef struct Dataset {
    const char *file;   // as given, for messages; may be NULL (pasted text)
    const char *format; // id of the format read, "csv"
    DataEntry *entry;
    int count;
} Dataset;

// One format: a file of its own and a row in the table.
typedef struct DataFormat {
    const char *id;      // "csv"
    const char *endings; // "csv tsv txt", the first is the usual one
    const char *summary; // one line for `attend list formats`
    // Reads the bytes. On bad input adds problems and returns false; *out is then not to be used.
    bool (*load)(Arena *arena, Text bytes, const char *file, Dataset *out, Problems *problems);
    // Writes entries so that loading them gives the same bits back.
    void (*save)(const Dataset *data, Builder *out);
} DataFormat;

extern const DataFormat *const data_formats[];
extern const int data_format_count;
const DataFormat *data_format_for(const char *path, Text bytes); // by ending, else by looking at the bytes; never NULL

// Reads a whole file (at most DATA_FILE_BYTES) and loads it. Problems on failure.
bool data_load_file(Arena *arena, const char *path, Dataset *out, Problems *problems);
// Loads text that was pasted; `name` stands in messages ("pasted text").
bool data_load_text(Arena *arena, Text bytes, const char *name, Dataset *out, Problems *problems);
// A whole file into the arena, at most `most` bytes. False with a problem when it cannot be read, is a folder or too large.
bool data_read_file(Arena *arena, const char *path, size_t most, Text *out, Problems *problems);
// Decimal text that reads back as the same double, in 15 digits where these are enough and at most 17; "Infinity",
// "-Infinity", "NaN" without quotes. Returns `out`.
char *data_number(double value, char out[32]);
// The same as JSON writes it: infinities and NaN in quotes.
char *data_json_number(double value, char out[32]);
int data_rows(const DataEntry *entry); // how many rows may carry a word: the first axis from rank 2 on, else 1

#endif
