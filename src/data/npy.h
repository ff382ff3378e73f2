// NumPy's array file: a line that says type, order and shape, then the elements. An npz holds such files in an archive.
#ifndef ATTEND_DATA_NPY_H
#define ATTEND_DATA_NPY_H

#include "data/elements.h"
#include "data/source.h"

typedef struct NpyHead {
    ElementType type;
    bool fortran; // the first axis runs fastest
    int rank, size[DATA_AXES];
    size_t count; // elements
    size_t begin; // where the elements start
} NpyHead;

enum { NPY_HEAD_MOST = 1 << 16 }; // bytes that a head may have; NumPy's own has 128

// Reads the head from the first bytes. `what` names the array in messages: "q.npy". False with a problem: broken, a type
// that is not numbers, or too large.
bool npy_read_head(const DataSource *source, Text bytes, const char *what, NpyHead *out, Problems *problems);
// An entry for what the head says, with room for its numbers.
DataEntry npy_entry(const DataSource *source, const NpyHead *head, const char *name);
// Puts elements `from`, from + 1 … of the file, `count` of them, where they belong. False with a problem for whole numbers
// that a double cannot hold.
bool npy_put(const DataSource *source, const NpyHead *head, size_t from, const char *bytes, size_t count, DataEntry *entry,
             const char *what, Problems *problems);
// The array as a file: doubles, the least significant byte first, row by row.
void npy_write(const DataEntry *entry, Builder *out);

#endif
