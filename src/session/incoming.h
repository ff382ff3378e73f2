// What was brought and is not loaded yet: files and pasted text, read in every way in which they can be, each array with the input
// that it is to be, and whether all of it fits. Nothing of the session changes until the data set is taken.
//
//     Incoming *in = incoming_begin(session);          // what the open step takes, and what it has now
//     incoming_file(in, "keys.csv");                   // in->file[0]->reading[0] …; in->wrong when it cannot be read
//     incoming_name(in, 0, 0, 1);                      // its array is k
//     if (in->fits) { Dataset data = incoming_dataset(in, arena); … }
//     incoming_end(in);
#ifndef ATTEND_SESSION_INCOMING_H
#define ATTEND_SESSION_INCOMING_H

#include "session/session.h"

enum { INCOMING_FILES = 6, INCOMING_ARRAYS = 8, INCOMING_INPUTS = 8, INCOMING_WRONGS = 4 };

// One array without a name that an input has: somebody says which it is.
typedef struct IncomingArray {
    const char *name; // "arr_0"; the file's where it is the only one
    int entry;        // of the reading; −1: the whole file is one array
    int input;        // of Incoming.input; −1: not said yet
} IncomingArray;

typedef struct IncomingFile {
    Arena *arena; // of this and all that it holds
    const char *path, *name;
    Text bytes;
    DataReading reading[1 + DATA_QUESTIONS];
    int readings, chosen;
    const char *would[1 + DATA_QUESTIONS]; // what the verdict is with each reading
    bool would_fit[1 + DATA_QUESTIONS];
    bool pasted;
    IncomingArray array[INCOMING_ARRAYS];
    int arrays;        // 0: its own labels say what it holds
    Problems problems; // notes: how it was understood
} IncomingFile;

// What the open step takes, most needed first.
typedef struct IncomingInput {
    const char *name, *about; // "k", "keys"
    bool optional;
    Shape now; // of what it has, rank 0 and no columns when it has nothing
    bool has;
    bool stays; // nothing of what was brought is this one, and what it has goes on
} IncomingInput;

// A file that cannot be read or used: the words, and its lines around the place.
typedef struct IncomingWrong {
    Arena *arena;
    const char *name;
    const char *message[INCOMING_WRONGS];
    int messages, more;
    int line, column;      // of the first; 0: not known
    int at;                // the column in the line as it is shown, which may be cut in front
    const char *around[3]; // the line before, the line, the line after; NULL: none
} IncomingWrong;

typedef struct Incoming {
    Arena *arena;
    const Model *model; // of the step that takes data
    Params params;
    Dataset now; // what the step has
    IncomingInput input[INCOMING_INPUTS];
    int inputs;
    IncomingFile *file[INCOMING_FILES];
    int files;
    IncomingWrong wrong; // .messages 0: nothing is
    bool fits;           // all arrays have their input, and the shapes agree
    const char *verdict; // "q 1 × 2, k 4 × 2 and v 4 × 2 fit together.", or what does not
    Arena *judged;       // of the verdict
    struct IncomingLoad *load;
} Incoming;

// The session may have no lesson open: then it is attention that takes them.
Incoming *incoming_begin(const Session *session);
void incoming_end(Incoming *in); // NULL is allowed; a file that is being read is let go

// Adds a file, in place of the one of the same path. A small one is read at once; a large one beside, see below.
void incoming_file(Incoming *in, const char *path);
void incoming_text(Incoming *in, Text text, const char *name);
void incoming_remove(Incoming *in, int file);

// --- a large file, while it is being read
typedef struct IncomingLoad IncomingLoad;
bool incoming_busy(const Incoming *in);
double incoming_done(const Incoming *in);           // 0 … 1
const char *incoming_busy_name(const Incoming *in); // "keys.csv, 34 MiB"
bool incoming_poll(Incoming *in);                   // true when it has come, or failed
void incoming_stop(Incoming *in);

// --- what somebody says of it
void incoming_choose(Incoming *in, int file, int reading);
void incoming_name(Incoming *in, int file, int array, int input);
// The first array that has no input yet; false when there is none.
bool incoming_open(const Incoming *in, int *file, int *array);

// What was refused when it was taken after all; and a file or a text of no such kind, of which the lines are looked up.
void incoming_refuse(Incoming *in, const Problems *problems);
void incoming_complain(Incoming *in, const char *path /* NULL: a text */, Text text, const Problems *problems);
void incoming_forget_wrong(Incoming *in);
// All of it as one data set, with what stays of the step's. `fits` must be true.
Dataset incoming_dataset(const Incoming *in, Arena *arena);

// --- to be drawn
// An array of a data set: rows that one label names, or one entry. Values by row and column.
typedef struct IncomingView {
    const char *name; // "k"; "" without one
    const Dataset *data;
    int first, entries; // of the data set; rows of rank 1 may be several
    int rows, columns;
    Shape shape;
} IncomingView;
int incoming_views(const Incoming *in, const Dataset *data, IncomingView *out, int most);
double incoming_value(const IncomingView *view, int row, int column);
const char *incoming_word(const IncomingView *view, int row); // NULL: none
// A layout that leaves no question, for what the step takes: lines such as "k1:the,1,1", and of each what it is.
int incoming_example(const Incoming *in, Arena *arena, const char **line, const char **about, int most);

#endif
