// One number in, one number out: exp, tanh, the logistic function, GELU, and the step of Adam. Included by kernel_body.h.
#ifndef ATTEND_CORE_KERNEL_EACH_H
#define ATTEND_CORE_KERNEL_EACH_H

#include <string.h>

#include "core/kernel_vector.h"
#include "core/kernels.h"

static void exp_loop(int count, const Real *restrict x, Real *restrict y) {
    for (int j = 0; j < count; j++) y[j] = kernel_exp(x[j]);
}

static void tanh_loop(int count, const Real *restrict x, Real *restrict y) {
    for (int j = 0; j < count; j++) y[j] = kernel_tanh(x[j]);
}

// For negative x as eˣ / (1 + eˣ), which does not overflow; the same as math_sigmoid.
static void sigmoid_loop(int count, const Real *restrict x, Real *restrict y) {
    for (int i = 0; i < count; i++) {
        Real e = kernel_exp(x[i] < 0 ? x[i] : -x[i]);
        y[i] = (x[i] < 0 ? e : 1) / (1 + e);
    }
}

// --- gelu: y = x Φ(x), Φ(x) = (1 + erf(x / √2)) / 2 (Hendrycks & Gimpel 2016, exact), and its slope Φ(x) + x φ(x), φ = Φ'

#define DENSITY_AT_0 0.39894228040143267794 // φ(0) = 1 / √(2π)

#ifdef ATTEND_FLOAT
// All in float; at most 6 ulp. One exponential serves both, e = exp(−t²/2) with t = |x|: φ = φ(0) e, and Φ(−t) = e M(t), where
// M(t) (t + K) is a polynomial in (t − K) / (t + K): Chebyshev fit of degree 9, 1e-8. Beyond t = 13.2 it is 0.
KERNEL_PART void gelu_part(Vector x, Vector *y, Vector *slope) {
    Vector K = splat(3.5f), t = choose((Whole)(x < 0), -x, x);
    t = choose((Whole)(t > 14), splat(14), t);
    Vector square = t * t, lost = fma_of(t, t, -square); // what rounding the square took away
    Vector e = exp_weight(square * splat(-0.5f));
    e = fma_of(e * splat(-0.5f), lost, e);
    Vector r = 1 / (t + K), u = (t - K) * r;
    Vector p = splat(1.236425801e-04f);
    p = fma_of(p, u, splat(4.442932811e-04f));
    p = fma_of(p, u, splat(-4.954810350e-04f));
    p = fma_of(p, u, splat(-3.191078679e-03f));
    p = fma_of(p, u, splat(6.490075246e-03f));
    p = fma_of(p, u, splat(1.741005247e-02f));
    p = fma_of(p, u, splat(-1.160523680e-01f));
    p = fma_of(p, u, splat(3.154247525e-01f));
    p = fma_of(p, u, splat(-5.655617730e-01f));
    p = fma_of(p, u, splat(7.444160781e-01f));
    Vector tail = e * p * r, below = choose((Whole)(x < 0), tail, 1 - tail);
    *y = x * below;
    *slope = fma_of(x * splat((float)DENSITY_AT_0), e, below);
}

static void gelu_loop(int count, const Real *restrict x, Real *restrict y, Real *restrict slope) {
    Vector value, rise;
    int j = 0;
    for (; j + LANES <= count; j += LANES) {
        gelu_part(load(x + j), &value, &rise);
        store(y + j, value);
        store(slope + j, rise);
    }
    if (j == count) return;
    size_t rest = (size_t)(count - j) * sizeof(Real);
    Vector last = { 0 };
    memcpy(&last, x + j, rest);
    gelu_part(last, &value, &rise);
    memcpy(y + j, &value, rest);
    memcpy(slope + j, &rise, rest);
}
#else
static void gelu_loop(int count, const Real *restrict x, Real *restrict y, Real *restrict slope) {
    for (int i = 0; i < count; i++) {
        Real below = 0.5 * (1 + kernel_erf(x[i] * 0.70710678118654752440));
        y[i] = x[i] * below;
        slope[i] = real_fma(x[i], DENSITY_AT_0 * kernel_exp(-0.5 * x[i] * x[i]), below);
    }
}
#endif

// sum += the rows of x, each column in the order of the rows; in registers on the way.
KERNEL_PART void sum_columns(const int vectors, int rows, int m, const Real *x, Real *sum) {
    Vector s[8];
    UNROLL for (int v = 0; v < vectors; v++) s[v] = load(sum + v * LANES);
    for (int i = 0; i < rows; i++, x += m) UNROLL for (int v = 0; v < vectors; v++) s[v] += load(x + v * LANES);
    UNROLL for (int v = 0; v < vectors; v++) store(sum + v * LANES, s[v]);
}
static void columns_loop(int rows, int m, const Real *restrict x, Real *restrict sum) {
    int j = 0;
    for (; j + 8 * LANES <= m; j += 8 * LANES) sum_columns(8, rows, m, x + j, sum + j);
    for (; j + WIDE <= m; j += WIDE) sum_columns(2, rows, m, x + j, sum + j);
    for (; j + LANES <= m; j += LANES) sum_columns(1, rows, m, x + j, sum + j);
    if (j == m) return;
    Vector s = load_few(sum + j, m - j);
    for (int i = 0; i < rows; i++) s += load_few(x + (ptrdiff_t)i * m + j, m - j);
    store_few(sum + j, s, m - j);
}

// m = β₁ m + (1 − β₁) g,  v = β₂ v + (1 − β₂) g²,  x −= rate m̂ / (√v̂ + ε) (Kingma & Ba 2015, algorithm 1)
static void adam_loop(int count, AdamStep a, const Real *restrict g, Real *restrict m, Real *restrict v, Real *restrict x) {
    for (int i = 0; i < count; i++) {
        Real gi = g[i] * a.shrink;
        m[i] = real_fma(a.beta1, m[i], a.rest1 * gi);
        v[i] = real_fma(a.beta2, v[i], a.rest2 * gi * gi);
        x[i] -= a.rate * m[i] / real_fma(real_sqrt(v[i]), a.correction, a.epsilon);
    }
}

#endif
