// The table of the hot loops: one row for every vector width, all rows compiled from one source (kernel_body.h) and giving
// the same bits. Every element of a product is one chain of fused multiply-adds over k in order; a row only advances more of
// them side by side. For core/ only.
#ifndef ATTEND_CORE_KERNELS_H
#define ATTEND_CORE_KERNELS_H

#include <stdbool.h>
#include <stddef.h>

#include "core/real.h"

// A matrix by its steps: element (i, j) is at[i * row + j * column]. One of the steps is 1.
typedef struct Strided {
    const Real *at;
    ptrdiff_t row, column;
} Strided;

typedef enum ProductStart {
    START_0,
    START_C,    // what c holds: the product is added to it
    START_BIAS, // a row that is the same for all
} ProductStart;

// Scaled dot-product attention of many heads, never holding n × m scores. A head is a block of columns.
typedef struct AttentionJob {
    int batch, heads, n, m, d, dv; // d and dv of one head
    bool causal;                   // query i sees keys 0 … i
    Real scale;
    const Real *q, *k, *v; // (batch, n, heads d), (batch, m, heads d), (batch, m, heads dv)
    Real *o;               // (batch, n, heads dv)
    Real *kept;            // (batch, heads, 2, n): of each row the largest score, and Σ exp(score − largest)
    const Real *g;         // like o: the gradient that comes in
    Real *dq, *dk, *dv_;   // what it adds to; NULL where nobody asks
    bool fresh[3];         // of these: nothing has been added yet, and nothing cleared
    Real *scratch;         // attention_scratch() elements
} AttentionJob;

// Rows that are normalised, each by itself.
typedef struct LayernormJob {
    int rows, d;
    Real eps;
    const Real *x, *gamma, *beta; // (rows, d), (d), (d)
    Real *y;                      // (rows, d)
    Real *kept;                   // (rows, 2): mean, 1 / √(var + eps)
    const Real *g;                // (rows, d): the gradient that comes in
    Real *dx, *dgamma, *dbeta;    // what it adds to; NULL where nobody asks
} LayernormJob;

// Pairs of neighbours, each turned by the angle of its place; all rows of x go through the places again and again.
enum { ROTATE_COLUMNS = 1024 }; // at most
typedef struct RotateJob {
    int rows, columns, places, half; // half: of a head
    Real side;                       // −1 turns back
    bool fresh;                      // y is filled, not added to
    const Real *x, *cosine, *sine;   // (rows, columns), (places, half) twice
    Real *y;                         // (rows, columns)
} RotateJob;

typedef struct AdamStep {
    Real beta1, beta2, rest1, rest2; // rest = 1 − beta
    Real rate;                       // rate / (1 − beta1ᵗ)
    Real correction;                 // 1 / √(1 − beta2ᵗ)
    Real epsilon, shrink;            // shrink: what clipping leaves of the gradient
} AdamStep;

// What a product lays out at once, in elements of b: it stays in the second-level cache.
enum { PRODUCT_DEPTH = 256, PRODUCT_BREADTH = 1024 };

enum { LIMIT_CHAINS = 12 }; // that depend on nothing but themselves

typedef struct Kernels {
    int lanes; // in float; half as many in double
    // c = a b + where its chains start; bias NULL unless they start there.
    void (*product)(int n, int m, int k, Strided a, Strided b, ProductStart from, const Real *bias /* (m) */, Real *c /* (n, m) */,
                    Real *scratch);
    void (*softmax_rows)(int rows, int count, Real *a /* (rows, count) */); // in place
    void (*each_exp)(int count, const Real *x, Real *y);
    void (*each_tanh)(int count, const Real *x, Real *y);
    void (*each_sigmoid)(int count, const Real *x, Real *y);
    void (*each_gelu)(int count, const Real *x, Real *y, Real *slope); // slope: dy/dx
    void (*layernorm_rows)(const LayernormJob *job);                   // fills y and kept
    void (*layernorm_grad)(const LayernormJob *job);                   // needs kept
    void (*rotate_pairs)(const RotateJob *job);
    void (*add_rows)(int rows, int m, const Real *x /* (rows, m) */, Real *sum /* (m) */); // in their order
    void (*adam)(int count, AdamStep step, const Real *g, Real *m, Real *v, Real *x);
    size_t (*attention_scratch)(const AttentionJob *job); // elements; the same for every row
    void (*attention)(const AttentionJob *job);           // fills o and kept
    void (*attention_grad)(const AttentionJob *job);      // needs o and kept
    Real (*limit)(int rounds); // for the benchmark: nothing but rounds × LIMIT_CHAINS vectors of multiply-adds
} Kernels;

extern const Kernels kernels_4, kernels_8, kernels_16;

// The row for this machine, or what engine_set asked for.
const Kernels *kernels_now(void);
// Elements of scratch that a product needs whose depth and width are at most these.
size_t product_scratch(int depth, int width);

#endif
