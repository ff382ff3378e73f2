// Layer normalisation of rows, forward and backward, in passes over a row that stays in the cache. Sums along a row are 16
// partial sums and a fixed tree; sums over rows run in the order of the rows. Included by kernel_body.h.
#ifndef ATTEND_CORE_KERNEL_LAYERNORM_H
#define ATTEND_CORE_KERNEL_LAYERNORM_H

#include "core/kernel_vector.h"
#include "core/kernels.h"

// A row is walked PARTIALS elements at a time; what is left over, `rest` of them, is done one by one.
typedef struct Partials {
    Vector of[PARTIALS / LANES];
} Partials;
KERNEL_PART Real joined(const Partials *sum, const Real *rest, int count) {
    if (count == 0) return join_vectors(sum->of);
    Real p[PARTIALS];
    UNROLL for (int v = 0; v < PARTIALS / LANES; v++) store(p + v * LANES, sum->of[v]);
    for (int l = 0; l < count; l++) p[l] += rest[l];
    return join_partials(p);
}

KERNEL_PART Real row_sum(const Real *x, int d) {
    Partials sum = { 0 };
    int j = 0;
    for (; j + PARTIALS <= d; j += PARTIALS) UNROLL for (int v = 0; v < PARTIALS / LANES; v++) sum.of[v] += load(x + j + v * LANES);
    return joined(&sum, x + j, d - j);
}

// Σ (x − mean)²
KERNEL_PART Real squares_around(const Real *x, Real mean, int d) {
    Partials sum = { 0 };
    int j = 0;
    for (; j + PARTIALS <= d; j += PARTIALS) UNROLL for (int v = 0; v < PARTIALS / LANES; v++) {
            Vector gap = load(x + j + v * LANES) - splat(mean);
            sum.of[v] = fma_of(gap, gap, sum.of[v]);
        }
    Real rest[PARTIALS];
    for (int l = 0; j + l < d; l++) rest[l] = (x[j + l] - mean) * (x[j + l] - mean);
    return joined(&sum, rest, d - j);
}

// y = γ ⊙ (x − mean) / √(var + ε) + β, Ba et al. 2016
static void layernorm_rows(const LayernormJob *job) {
    int d = job->d;
    const Real *x = job->x, *gamma = job->gamma, *beta = job->beta;
    Real *y = job->y;
    for (int i = 0; i < job->rows; i++, x += d, y += d) {
        Real mean = row_sum(x, d) / (Real)d, rise = 1 / real_sqrt(squares_around(x, mean, d) / (Real)d + job->eps);
        int j = 0;
        for (; j + LANES <= d; j += LANES)
            store(y + j, fma_of((load(x + j) - splat(mean)) * splat(rise), load(gamma + j), load(beta + j)));
        for (; j < d; j++) y[j] = real_fma((x[j] - mean) * rise, gamma[j], beta[j]);
        job->kept[2 * i] = mean;
        job->kept[2 * i + 1] = rise;
    }
}

// dγ += g ⊙ x̂, dβ += g
KERNEL_PART void gains_add(int d, const Real *x, const Real *g, Real mean, Real rise, Real *dgamma, Real *dbeta) {
    int j = 0;
    for (; j + LANES <= d; j += LANES) {
        Vector xhat = (load(x + j) - splat(mean)) * splat(rise);
        if (dgamma) store(dgamma + j, fma_of(load(g + j), xhat, load(dgamma + j)));
        if (dbeta) store(dbeta + j, load(dbeta + j) + load(g + j));
    }
    for (; j < d; j++) {
        if (dgamma) dgamma[j] = real_fma(g[j], (x[j] - mean) * rise, dgamma[j]);
        if (dbeta) dbeta[j] += g[j];
    }
}

// With h = γ ⊙ g and x̂ = (x − mean) rise: dx += rise (h − mean(h) − x̂ mean(h ⊙ x̂))
KERNEL_PART void slope_add(int d, const Real *x, const Real *g, const Real *gamma, Real mean, Real rise, Real *dx) {
    Partials plain = { 0 }, along = { 0 };
    Real rest[PARTIALS], rest_along[PARTIALS];
    int j = 0;
    for (; j + PARTIALS <= d; j += PARTIALS) UNROLL for (int v = 0; v < PARTIALS / LANES; v++) {
            int at = j + v * LANES;
            Vector h = load(gamma + at) * load(g + at), xhat = (load(x + at) - splat(mean)) * splat(rise);
            plain.of[v] += h;
            along.of[v] = fma_of(h, xhat, along.of[v]);
        }
    for (int l = 0; j + l < d; l++) {
        rest[l] = gamma[j + l] * g[j + l];
        rest_along[l] = rest[l] * ((x[j + l] - mean) * rise);
    }
    Real first = joined(&plain, rest, d - j) / (Real)d, second = joined(&along, rest_along, d - j) / (Real)d;
    for (j = 0; j + LANES <= d; j += LANES) {
        Vector h = load(gamma + j) * load(g + j), xhat = (load(x + j) - splat(mean)) * splat(rise);
        store(dx + j, fma_of(splat(rise), fma_of(-xhat, splat(second), h - splat(first)), load(dx + j)));
    }
    for (; j < d; j++) {
        Real left = real_fma(-((x[j] - mean) * rise), second, gamma[j] * g[j] - first);
        dx[j] = real_fma(rise, left, dx[j]);
    }
}

// dγ = Σ g ⊙ x̂ and dβ = Σ g over the rows.
static void layernorm_grad(const LayernormJob *job) {
    int d = job->d;
    for (int i = 0; i < job->rows; i++) {
        const Real *x = job->x + (size_t)i * (size_t)d, *g = job->g + (size_t)i * (size_t)d;
        Real mean = job->kept[2 * i], rise = job->kept[2 * i + 1];
        gains_add(d, x, g, mean, rise, job->dgamma, job->dbeta);
        if (job->dx) slope_add(d, x, g, job->gamma, mean, rise, job->dx + (size_t)i * (size_t)d);
    }
}

#endif
