// Numbers as files of other programs store them: IEEE floats of 16, 32 and 64 bits, bfloat16, whole numbers and booleans, in either
// byte order and at any address. For NumPy's and safetensors' files.
#ifndef ATTEND_DATA_ELEMENTS_H
#define ATTEND_DATA_ELEMENTS_H

#include <stdbool.h>
#include <stddef.h>

typedef enum ElementKind { ELEMENT_FLOAT, ELEMENT_BRAIN, ELEMENT_SIGNED, ELEMENT_UNSIGNED, ELEMENT_BOOL } ElementKind;

typedef struct ElementType {
    ElementKind kind;
    int size; // bytes: 2 4 8 for FLOAT, 2 for BRAIN (bfloat16), 1 2 4 8 for whole numbers, 1 for BOOL
    bool big; // the most significant byte comes first
} ElementType;

// `count` elements from `bytes` on. Whole numbers beyond 2^53 are rounded to the nearest double.
void elements_read(ElementType type, const char *bytes, size_t count, double *out);
// The same for float; what has more digits is rounded once.
void elements_read_float(ElementType type, const char *bytes, size_t count, float *out);
// The first element that a double cannot hold exactly; `count` when there is none.
size_t elements_inexact(ElementType type, const char *bytes, size_t count);
// Significant bits of what the type stores; 0 when every number of it is exact in print (doubles, whole numbers).
int elements_precision(ElementType type);

#endif
