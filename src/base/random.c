// xoshiro256** by Blackman and Vigna ("Scrambled linear pseudorandom number generators", 2018), written from the paper's
// formulas; its four words come from splitmix64 (Steele, Lea, Flood 2014), so that near seeds give far streams.
#include "base/random.h"

#include <assert.h>

#include "base/math.h"

static uint64_t rotate_left(uint64_t x, int by) { return x << by | x >> (64 - by); }

static uint64_t splitmix(uint64_t *state) {
    uint64_t z = *state += 0x9e3779b97f4a7c15u; // 2^64 / golden ratio
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

Random random_seed(uint64_t seed) {
    Random r = { 0 };
    for (int i = 0; i < 4; i++) r.state[i] = splitmix(&seed);
    return r;
}

uint64_t random_bits(Random *r) {
    uint64_t *s = r->state, result = rotate_left(s[1] * 5, 7) * 9, shifted = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = rotate_left(s[3], 45);
    return result;
}

double random_uniform(Random *r) { return (double)(random_bits(r) >> 11) * 0x1p-53; }

// Draws 32 bits x and takes the whole part of x·n / 2³²; the few x that would favour some results are drawn again
// (Lemire, "Fast random integer generation in an interval", 2019).
uint32_t random_below(Random *r, uint32_t n) {
    assert(n > 0);
    uint32_t unfair = (uint32_t)(-n) % n; // 2³² mod n
    uint64_t product;
    do product = (random_bits(r) >> 32) * (uint64_t)n;
    while ((uint32_t)product < unfair);
    return (uint32_t)(product >> 32);
}

// Box and Muller 1958: radius √(−2 ln u), angle 2π v; u in (0, 1] so that the logarithm is finite.
double random_normal(Random *r) {
    if (r->has_spare) {
        r->has_spare = 0;
        return r->spare;
    }
    double u = 1 - random_uniform(r), angle = 2 * MATH_PI * random_uniform(r);
    double radius = __builtin_sqrt(-2 * math_log(u)), sine, cosine;
    math_sin_cos(angle, &sine, &cosine);
    r->spare = radius * sine;
    r->has_spare = 1;
    return radius * cosine;
}

// A pair takes two draws; the second of a pair that is cut is kept, as ever.
void random_pass_normals(Random *r, int count) {
    if (count > 0 && r->has_spare) r->has_spare = 0, count--;
    for (int i = 0; i < count / 2 * 2; i++) random_bits(r);
    if (count > 0 && count % 2) random_normal(r);
}
