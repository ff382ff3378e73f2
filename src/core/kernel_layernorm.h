// Layer normalisation of rows, forward and backward, each in two passes over a row that stays in the cache. Sums along a row
// are 16 partial sums and a fixed tree; sums over rows run in the order of the rows. Included by kernel_body.h.
#ifndef ATTEND_CORE_KERNEL_LAYERNORM_H
#define ATTEND_CORE_KERNEL_LAYERNORM_H

#include "core/kernel_vector.h"
#include "core/kernels.h"

// Σ (x − mean)²
KERNEL_PART Real squares_around(const Real *x, Real mean, int count) {
    Real p[PARTIALS] = { 0 };
    int j = 0;
    for (; j + PARTIALS <= count; j += PARTIALS)
        for (int l = 0; l < PARTIALS; l++) p[l] = real_fma(x[j + l] - mean, x[j + l] - mean, p[l]);
    for (int l = 0; j + l < count; l++) p[l] = real_fma(x[j + l] - mean, x[j + l] - mean, p[l]);
    return join_partials(p);
}

// y = γ ⊙ (x − mean) / √(var + ε) + β, Ba et al. 2016
static void layernorm_rows(const LayernormJob *job) {
    int d = job->d;
    const Real *restrict x = job->x, *restrict gamma = job->gamma, *restrict beta = job->beta;
    Real *restrict y = job->y;
    for (int i = 0; i < job->rows; i++, x += d, y += d) {
        Real mean = sum_of(x, d) / (Real)d, rise = 1 / real_sqrt(squares_around(x, mean, d) / (Real)d + job->eps);
        for (int j = 0; j < d; j++) y[j] = real_fma((x[j] - mean) * rise, gamma[j], beta[j]);
        job->kept[2 * i] = mean;
        job->kept[2 * i + 1] = rise;
    }
}

// With h = γ ⊙ g and x̂ = (x − mean) rise: dx = rise (h − mean(h) − x̂ mean(h ⊙ x̂)), dγ = Σ g ⊙ x̂, dβ = Σ g over the rows.
static void layernorm_grad(const LayernormJob *job) {
    int d = job->d;
    const Real *restrict x = job->x, *restrict g = job->g, *restrict gamma = job->gamma;
    Real *restrict dx = job->dx, *restrict dgamma = job->dgamma, *restrict dbeta = job->dbeta;
    for (int i = 0; i < job->rows; i++, x += d, g += d) {
        Real mean = job->kept[2 * i], rise = job->kept[2 * i + 1], p[PARTIALS] = { 0 }, q[PARTIALS] = { 0 };
        if (dgamma)
            for (int j = 0; j < d; j++) dgamma[j] = real_fma(g[j], (x[j] - mean) * rise, dgamma[j]);
        if (dbeta)
            for (int j = 0; j < d; j++) dbeta[j] += g[j];
        if (!dx) continue;
        int j = 0;
        for (; j + PARTIALS <= d; j += PARTIALS)
            for (int l = 0; l < PARTIALS; l++) {
                Real h = gamma[j + l] * g[j + l];
                p[l] += h;
                q[l] = real_fma(h, (x[j + l] - mean) * rise, q[l]);
            }
        for (int l = 0; j + l < d; l++) {
            Real h = gamma[j + l] * g[j + l];
            p[l] += h;
            q[l] = real_fma(h, (x[j + l] - mean) * rise, q[l]);
        }
        Real first = join_partials(p) / (Real)d, second = join_partials(q) / (Real)d;
        for (j = 0; j < d; j++) {
            Real rest = real_fma(-((x[j] - mean) * rise), second, gamma[j] * g[j] - first);
            dx[j] = real_fma(rise, rest, dx[j]);
        }
        dx += d;
    }
}

#endif
