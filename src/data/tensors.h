// A safetensors file: a table of named tensors over bytes that stay where they are, so that a mapped file of any size is read
// without a copy. Bytes 0 to 7 hold the length N of the header, little-endian; N bytes of JSON follow, then the numbers, row by
// row.
//
//     Tensors file;
//     if (tensors_read(arena, mapped, "weights.safetensors", &file, &problems))
//         tensor_read_float(tensors_find(&file, "wte.weight"), 0, count, out);
#ifndef ATTEND_DATA_TENSORS_H
#define ATTEND_DATA_TENSORS_H

#include <stdint.h>

#include "base/error.h"
#include "base/text.h"
#include "data/elements.h"

enum { TENSOR_AXES = 8, TENSORS_HEADER = 100000000 }; // bytes of a header, the limit of the format's own library

typedef struct Tensor {
    const char *name;
    const char *dtype; // as the file writes it: "F32"
    ElementType type;
    int rank;
    int64_t size[TENSOR_AXES]; // outermost first
    int64_t count;             // the product of the sizes; 1 without axes
    Text bytes;                // count · type.size of them, at any address: read them with tensor_read
} Tensor;

typedef struct TensorsFact { // one text of __metadata__
    const char *name, *text;
} TensorsFact;

typedef struct Tensors {
    const char *file;
    Tensor *tensor; // in the order of their names in the header
    int count;
    TensorsFact *fact;
    int facts;
} Tensors;

// Reads the header. Every range lies within the file, is as long as its shape and type say, and overlaps no other; otherwise false
// with a problem that names the tensor. Types: F64 F32 F16 BF16, I8 to I64, U8 to U64, BOOL. The tensors point into `bytes`.
bool tensors_read(Arena *arena, Text bytes, const char *file, Tensors *out, Problems *problems);
// Writes tensors (their names, dtypes, shapes and bytes) and facts. The same tensors give the same bytes.
void tensors_write(const Tensors *tensors, Builder *out);

const Tensor *tensors_find(const Tensors *tensors, const char *name); // NULL when there is none
const char *tensors_fact(const Tensors *tensors, const char *name);   // NULL when there is none
void tensor_read(const Tensor *tensor, int64_t from, int64_t count, double *out);
void tensor_read_float(const Tensor *tensor, int64_t from, int64_t count, float *out);
// A tensor of floats to be written; `value` stays the caller's. Machines whose first byte is the least significant alone.
Tensor tensor_of_floats(const char *name, int rank, const int64_t *size, const float *value);
Tensor tensor_of_doubles(const char *name, int rank, const int64_t *size, const double *value);

#endif
