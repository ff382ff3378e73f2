// How the hot loops are compiled. On x86-64 gcc makes three clones of a KERNEL, of which the machine picks one: with a fused
// multiply-add in the instruction set it is inlined and vectorised, without one the C library emulates it exactly. The bits
// are the same. Other compilers and the sanitizers get plain loops.
#ifndef ATTEND_CORE_KERNEL_H
#define ATTEND_CORE_KERNEL_H

#include "base/math_inline.h"
#include "core/real.h"

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(ATTEND_SANITIZED)
#define KERNEL __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4"), optimize("O3"))) static
#else
#define KERNEL static
#endif
#define KERNEL_PART static inline __attribute__((always_inline, unused))

#if defined(__GNUC__) && !defined(__clang__)
#define NO_OVERLAP _Pragma("GCC ivdep")
#else
#define NO_OVERLAP
#endif

#ifdef ATTEND_FLOAT
#define kernel_exp exp_of_float
#define kernel_tanh tanh_of_float
#define kernel_erf erf_of_float
#else
#define kernel_exp(x) exp_of((x), 0)
#define kernel_tanh tanh_of
#define kernel_erf erf_of
#endif

// Reductions keep 16 partial sums, element j in number j mod 16, and join them by a fixed tree.
enum { PARTIALS = 16 };

KERNEL_PART Real join_partials(const Real *p) {
    Real eight[8], four[4];
    for (int i = 0; i < 8; i++) eight[i] = p[i] + p[i + 8];
    for (int i = 0; i < 4; i++) four[i] = eight[i] + eight[i + 4];
    return (four[0] + four[2]) + (four[1] + four[3]);
}

KERNEL_PART Real sum_of(const Real *x, int count) {
    Real p[PARTIALS] = { 0 };
    int j = 0;
    for (; j + PARTIALS <= count; j += PARTIALS)
        for (int l = 0; l < PARTIALS; l++) p[l] += x[j + l];
    for (int l = 0; j + l < count; l++) p[l] += x[j + l];
    return join_partials(p);
}

// Σ a b
KERNEL_PART Real dot_of(const Real *a, const Real *b, int count) {
    Real p[PARTIALS] = { 0 };
    int j = 0;
    for (; j + PARTIALS <= count; j += PARTIALS)
        for (int l = 0; l < PARTIALS; l++) p[l] = real_fma(a[j + l], b[j + l], p[l]);
    for (int l = 0; j + l < count; l++) p[l] = real_fma(a[j + l], b[j + l], p[l]);
    return join_partials(p);
}

#endif
