// Seeded random numbers, the same on every machine: xoshiro256** (Blackman & Vigna 2018) seeded through splitmix64.
#ifndef ATTEND_BASE_RANDOM_H
#define ATTEND_BASE_RANDOM_H

#include <stdint.h>

typedef struct Random {
    uint64_t state[4];
    double spare; // the second normal deviate of a pair
    int has_spare;
} Random;

Random random_seed(uint64_t seed);
uint64_t random_bits(Random *r);
double random_uniform(Random *r);               // in [0, 1), 53 bits
uint32_t random_below(Random *r, uint32_t n);   // 0 … n - 1, without bias
double random_normal(Random *r);                // mean 0, variance 1 (Box–Muller, on math_log, math_cos, math_sin)
void random_pass_normals(Random *r, int count); // leaves it as if so many had been drawn

#endif
