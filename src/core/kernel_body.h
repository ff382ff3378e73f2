// One row of the table of kernels, for vectors of BYTES: kernel_4.c, kernel_8.c and kernel_16.c include this, and the
// makefile gives each of them the instruction set it needs.
#ifndef ATTEND_CORE_KERNEL_BODY_H
#define ATTEND_CORE_KERNEL_BODY_H

#include "core/kernel_attention.h"
#include "core/kernel_each.h"
#include "core/kernel_layernorm.h"
#include "core/kernel_product.h"
#include "core/kernel_rotate.h"

#ifndef KERNELS
#define KERNELS kernels_4
#endif

// Largest of a row; NaN is passed over.
KERNEL_PART Real largest_of(const Real *x, int count) {
    Real p[PARTIALS];
    for (int l = 0; l < PARTIALS; l++) p[l] = -(Real)MATH_INFINITY;
    int j = 0;
    for (; j + PARTIALS <= count; j += PARTIALS)
        for (int l = 0; l < PARTIALS; l++) p[l] = x[j + l] > p[l] ? x[j + l] : p[l];
    for (int l = 0; j + l < count; l++) p[l] = x[j + l] > p[l] ? x[j + l] : p[l];
    for (int l = 1; l < PARTIALS; l++) p[0] = p[l] > p[0] ? p[l] : p[0];
    return p[0];
}

// In four passes over a row that stays in the cache. The row's largest score is taken off first, which changes nothing but
// keeps exp from overflowing; a row of −∞ alone gives NaN.
static void softmax_rows(int rows, int count, Real *a) {
    for (int i = 0; i < rows; i++, a += count) {
        Real most = largest_of(a, count);
        for (int j = 0; j < count; j++) a[j] = kernel_exp(a[j] - most);
        Real total = sum_of(a, count);
        for (int j = 0; j < count; j++) a[j] /= total;
    }
}

static Real limit(int rounds) {
    Vector x[LIMIT_CHAINS], sum = { 0 };
    UNROLL for (int i = 0; i < LIMIT_CHAINS; i++) x[i] = splat((Real)i);
    for (int r = 0; r < rounds; r++)
        UNROLL for (int i = 0; i < LIMIT_CHAINS; i++) x[i] = fma_of(x[i], splat((Real)0.999), splat((Real)0.5));
    UNROLL for (int i = 0; i < LIMIT_CHAINS; i++) sum += x[i];
    return sum[0];
}

const Kernels KERNELS = {
    .lanes = BYTES / 4,
    .product = multiply,
    .softmax_rows = softmax_rows,
    .layernorm_rows = layernorm_rows,
    .layernorm_grad = layernorm_grad,
    .each_exp = exp_loop,
    .each_tanh = tanh_loop,
    .each_sigmoid = sigmoid_loop,
    .each_gelu = gelu_loop,
    .rotate_pairs = rotate_pairs,
    .add_rows = columns_loop,
    .adam = adam_loop,
    .attention_scratch = attention_scratch,
    .attention = attention,
    .attention_grad = attention_grad,
    .limit = limit,
};

#endif
