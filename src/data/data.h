// Named numbers from a file: bytes <-> entries. Labels stay as they are written; a model resolves them against its inputs.
// Infinities and NaN are read and written like any number; it is the models that refuse them as input.
// What a file leaves open (is its first column an index?) is read one way, said in a note, and kept as a question.
#ifndef ATTEND_DATA_DATA_H
#define ATTEND_DATA_DATA_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"

enum {
    DATA_FILE_BYTES = 64 << 20,
    DATA_ELEMENTS = 1000000,
    DATA_ARRAYS = 256,
    DATA_AXES = 4,
    DATA_LABEL = 400,
    DATA_QUESTIONS = 2
};

// One labelled row of a table (rank 1) or one array (rank 0 to 4).
typedef struct DataEntry {
    const char *name; // label as written, without the word; "" for the matrix of a file without labels
    const char *word; // "k1:cat" -> "cat"; NULL when there is none
    int rank, size[DATA_AXES];
    int count;
    double *value;            // (count)
    const signed char *last;  // (count) the place of the last digit written: -2 for 1.63, 3 for 5e3; NULL: see bits
    int bits;                 // significant bits that the file stores of each: 24 for a float; 0: all
    const char *const *words; // one a row of this array (one in all below rank 2), each may be NULL; or NULL
    Place place;
} DataEntry;

// What can be read in two ways.
typedef enum DataAsk {
    DATA_ASK_HEADER, // does the first row hold names?
    DATA_ASK_INDEX,  // does the first column only count the rows?
} DataAsk;
typedef struct DataQuestion {
    DataAsk ask;
    bool taken;      // yes was
    const char *why; // "it has no name and counts 0, 1, 2"
    Place place;
} DataQuestion;

typedef struct Dataset {
    const char *file;   // as given, for messages; may be NULL (pasted text)
    const char *format; // id of the format read, "csv"
    DataEntry *entry;
    int count;
    DataQuestion question[DATA_QUESTIONS];
    int questions;
} Dataset;

typedef enum DataAnswer { DATA_UNSAID, DATA_YES, DATA_NO } DataAnswer;

// How to read. Zero: as the file suggests, with a note where that was a choice.
typedef struct DataOptions {
    DataAnswer header, index_column;
    const char *sheet; // of a workbook; NULL: the first
    // Called now and then with the part that is done, 0 to 1; returns false to stop. NULL: nobody waits.
    bool (*progress)(void *context, double done);
    void *context;
} DataOptions;

// --header, --index-column and --sheet, without their dashes, as commands take them. Returns 0, or 2 after a complaint.
bool data_is_reading_option(const char *name);
int data_reading_option(const char *name, const char *value, DataOptions *options);

typedef struct DataSource {
    Arena *arena;
    Text bytes;
    const char *file; // for messages; may be NULL
    DataOptions options;
} DataSource;

// One format: a file of its own and a line in formats.def.
typedef struct DataFormat {
    const char *id;      // "csv"
    const char *endings; // "csv tsv txt", the first is the usual one
    const char *summary; // one line for `attend list formats`
    bool binary;         // problems have no line then
    bool words;          // rows keep their words
    bool single;         // holds one array alone
    // Reads the bytes. On bad input adds problems and returns false; *out is then not to be used.
    bool (*load)(const DataSource *source, Dataset *out, Problems *problems);
    // Writes entries so that loading them gives the same bits back. The same entries give the same bytes. NULL: only read.
    void (*save)(const Dataset *data, Builder *out);
} DataFormat;

extern const DataFormat *const data_formats[];
extern const int data_format_count;
// By what the bytes begin with, else by the ending, else by what the text looks like; never NULL. Either may be missing.
const DataFormat *data_format_for(const char *path, Text bytes);
// What a file of another kind is and how to bring its numbers here ("a pickle of PyTorch: …"); NULL for all others.
const char *data_foreign(const char *path, Text bytes);

// The bytes of a whole file (at most DATA_FILE_BYTES), ready to be loaded. "book.xlsx#Sheet2" names a sheet.
bool data_open(Arena *arena, const char *path, const DataOptions *options /* may be NULL */, DataSource *out, Problems *problems);
// Reads a whole file and loads it. Problems on failure.
bool data_load_file(Arena *arena, const char *path, Dataset *out, Problems *problems);
bool data_load_file_as(Arena *arena, const char *path, const DataOptions *options, Dataset *out, Problems *problems);
// Loads text that was pasted; `name` stands in messages ("pasted text").
bool data_load_text(Arena *arena, Text bytes, const char *name, Dataset *out, Problems *problems);
// Loads bytes that are in memory.
bool data_load(const DataSource *source, Dataset *out, Problems *problems);

// The file in every way in which it can be read: first as data_load reads it, then with the other answer to each question.
typedef struct DataReading {
    DataOptions options; // read it so again
    Dataset data;
    const char *what; // "the first column is an index"
} DataReading;
// Returns how many readings there are, 0 with problems.
int data_readings(const DataSource *source, DataReading out[1 + DATA_QUESTIONS], Problems *problems);

// Decimal text that reads back as the same double, in 15 digits where these are enough and at most 17; "Infinity",
// "-Infinity", "NaN" without quotes. Returns `out`.
char *data_number(double value, char out[32]);
char *data_number_slowly(double value, char out[32]); // the same text, by the C library
// The same as JSON writes it: infinities and NaN in quotes.
char *data_json_number(double value, char out[32]);
// At most some forty bytes of a text between quotation marks, for a message; whole characters, and none that moves a terminal.
const char *data_quote(Arena *arena, Text text);
// Many rows of one name, numbered from 1 in order, become one matrix, in place: a label is then looked at once and not a row at a
// time. What is not so, or might be told as a mistake, stays as it is.
void data_fold(Arena *arena, Dataset *data);
int data_rows(const DataEntry *entry); // how many rows may carry a word: the first axis from rank 2 on, else 1
// One in the last digit that the file gives of element i: 0.01 for 1.63, 1 for 12, 1000 for 5e3; 0 when all digits count.
double data_unit(const DataEntry *entry, int i);

#endif
