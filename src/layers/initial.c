// See initial.h.
#include "layers/initial.h"

#include <stddef.h>
#include <string.h>

#include "base/math.h"

static size_t count_of(int n) { return (size_t)n * (size_t)n; }

void initial_uniform(Random *r, int n, double *w) {
    double most = 1 / __builtin_sqrt((double)n);
    for (size_t i = 0; i < count_of(n); i++) w[i] = most * (2 * random_uniform(r) - 1);
}

static double length_of(size_t count, const double *w) {
    double sum = 0;
    for (size_t i = 0; i < count; i++) sum += w[i] * w[i];
    return __builtin_sqrt(sum);
}

// to = from · from
static void square(int n, const double *from, double *to) {
    memset(to, 0, count_of(n) * sizeof *to);
    for (int i = 0; i < n; i++)
        for (int k = 0; k < n; k++) {
            double a = from[(size_t)i * (size_t)n + (size_t)k];
            const double *row = from + (size_t)k * (size_t)n;
            double *out = to + (size_t)i * (size_t)n;
            for (int j = 0; j < n; j++) out[j] += a * row[j];
        }
}

// A^(2^s) = exp(scale) · P with ‖P‖ = 1, so that nothing overflows; log ρ = scale / 2^s. A rounding of step s counts 1 / 2^s.
double initial_radius(int n, const double *w, Arena *arena) {
    enum { SQUARINGS = 40 };
    double *power = arena_new(arena, double, count_of(n)), *next = arena_new(arena, double, count_of(n)), scale = 0, share = 1;
    memcpy(power, w, count_of(n) * sizeof *w);
    for (int s = 0;; s++) {
        double norm = length_of(count_of(n), power);
        if (norm == 0) return 0; // nilpotent
        scale += share * math_log(norm);
        for (size_t i = 0; i < count_of(n); i++) power[i] /= norm;
        if (s == SQUARINGS) return math_exp(scale);
        square(n, power, next);
        double *kept = power;
        power = next, next = kept;
        share /= 2;
    }
}

void initial_gauss(Random *r, int n, double radius, double *w, Arena *arena) {
    for (size_t i = 0; i < count_of(n); i++) w[i] = random_normal(r);
    double factor = radius / initial_radius(n, w, arena);
    for (size_t i = 0; i < count_of(n); i++) w[i] *= factor;
}

// Rows made orthonormal one after the other (Gram and Schmidt), twice over, as once loses digits.
void initial_orthogonal(Random *r, int n, double radius, double *w) {
    for (size_t i = 0; i < count_of(n); i++) w[i] = random_normal(r);
    for (int i = 0; i < n; i++) {
        double *row = w + (size_t)i * (size_t)n;
        for (int j = 0; j < 2 * i; j++) {
            const double *other = w + (size_t)(j % i) * (size_t)n;
            double dot = 0;
            for (int k = 0; k < n; k++) dot += row[k] * other[k];
            for (int k = 0; k < n; k++) row[k] -= dot * other[k];
        }
        double length = length_of((size_t)n, row);
        for (int k = 0; k < n; k++) row[k] /= length;
    }
    for (size_t i = 0; i < count_of(n); i++) w[i] *= radius;
}
