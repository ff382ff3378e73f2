// exp and tanh without a branch and without a call, so that a kernel's loop over them is vectorised. math.c makes the
// ordinary functions of them: one definition, the same bits in a loop and alone.
// Pairs hi + lo carry the bits that one double would not: exact sums and products after Dekker 1971 and Ogita, Rump &
// Oishi 2005.
#ifndef ATTEND_BASE_MATH_INLINE_H
#define ATTEND_BASE_MATH_INLINE_H

#include "base/bits.h"
#include "base/math.h"

#define MATH_INLINE static inline __attribute__((always_inline, unused))

// --- pairs: hi is the result rounded, lo what the rounding lost

typedef struct Pair {
    double hi, lo;
} Pair;

// Exact where |a| >= |b| or a is 0.
MATH_INLINE Pair sum_ordered(double a, double b) {
    double hi = a + b;
    return (Pair){ hi, b - (hi - a) };
}

MATH_INLINE Pair sum(double a, double b) {
    double hi = a + b, b_part = hi - a, a_part = hi - b_part;
    return (Pair){ hi, (a - a_part) + (b - b_part) };
}

MATH_INLINE Pair product(double a, double b) {
    double hi = a * b;
    return (Pair){ hi, math_fma(a, b, -hi) };
}

// Both with a relative error near 2⁻¹⁰².
MATH_INLINE Pair pair_product(Pair a, Pair b) {
    Pair p = product(a.hi, b.hi);
    return sum_ordered(p.hi, p.lo + (a.hi * b.lo + a.lo * b.hi));
}

MATH_INLINE Pair pair_quotient(Pair a, Pair b) {
    double q = a.hi / b.hi;
    double rest = (math_fma(-q, b.hi, a.hi) + a.lo) - q * b.lo;
    return sum_ordered(q, rest / b.hi);
}

// --- exp

#define LN2_HI 0x1.62e42fefa4p-1 // 40 bits: times an exponent it is exact
#define LN2_LO -0x1.8432a1b0e2634p-43
#define INVERSE_LN2 0x1.71547652b82fep+0

// (exp(r) − 1 − r) / r² for |r| <= ln 2 / 2; error 2⁻⁶² of exp(r).
MATH_INLINE double exp_tail(double r) {
    double r2 = r * r, r4 = r2 * r2;
    double low = (0.5 + r * 0x1.5555555555557p-3) + r2 * (0x1.5555555555558p-5 + r * 0x1.11111111100dbp-7);
    double mid = (0x1.6c16c16c15201p-10 + r * 0x1.a01a01abe80afp-13) + r2 * (0x1.a01a01acf960dp-16 + r * 0x1.71de023172e6ap-19);
    double high = (0x1.27e4ccd075b22p-22 + r * 0x1.af4de9c0a325dp-26) + r2 * 0x1.1f8b49950af71p-29;
    return low + r4 * (mid + r4 * high);
}

// The same for float results; error 2⁻³⁸.
MATH_INLINE double exp_tail_short(double r) {
    double r2 = r * r;
    double low = (0x1.fffffffffc0c9p-2 + r * 0x1.5555556753e0bp-3) + r2 * (0x1.5555556f03a45p-5 + r * 0x1.1110c631384bcp-7);
    double high = (0x1.6c165244ea057p-10 + r * 0x1.a1517c3b6f0d5p-13) + r2 * 0x1.a15a40d7adaa1p-16;
    return low + r2 * r2 * high;
}

// x + x_lo = k ln 2 + r + c, |r| <= ln 2 / 2, c below half an ulp of r. Returns k + 2048, for |x| < 1000.
MATH_INLINE uint64_t exp_reduce(double x, double x_lo, double *r, double *c) {
    const double to_integer = 0x1.8p52 + 2048; // so large that its last bit counts ones
    double shifted = x * INVERSE_LN2 + to_integer, k = shifted - to_integer;
    double a = x - k * LN2_HI, b = k * LN2_LO - x_lo;
    *r = a - b;
    *c = (a - *r) - b;
    return bits_of(shifted) & 0xFFF;
}

// 2ᵏ for the k + 2048 of exp_reduce, where it is in the normal range.
MATH_INLINE double power_of_two(uint64_t k_2048) { return from_bits((k_2048 - 1025) << 52); }

// exp(x + x_lo). The power of two is applied in two halves: results below the normal range then round once, and the largest
// ones do not overflow half-way.
MATH_INLINE double exp_of(double x, double x_lo) {
    x = __builtin_fabs(x) > 746 ? __builtin_copysign(746, x) : x; // beyond, all is 0 or infinity; NaN stays
    double r, c;
    uint64_t n = exp_reduce(x, x_lo, &r, &c), half = n >> 1;
    double one_r = 1 + r, lost = (1 - one_r) + r;
    double y = one_r + (lost + (c + r * (c + r * exp_tail(r))));
    return y * power_of_two(half + 1024) * power_of_two(n - half + 1024);
}

MATH_INLINE float exp_of_float(float x_float) {
    double x = (double)x_float, r, c;
    x = __builtin_fabs(x) > 130 ? __builtin_copysign(130, x) : x; // floats end at e^88.7 and e^−103.3
    uint64_t n = exp_reduce(x, 0, &r, &c);
    return (float)((1 + (r + r * r * exp_tail_short(r))) * power_of_two(n));
}

// --- tanh t = E / (E + 2) with E = exp(2 t) − 1

// |x|, at most 20: 1 − tanh 20 is 8e-18. In whole numbers, since gcc makes branches of the floating comparisons.
MATH_INLINE double tanh_size(double x) {
    int64_t size = (int64_t)bits_of(__builtin_fabs(x)), most = (int64_t)bits_of(20);
    return from_bits((uint64_t)(size < most ? size : most));
}

// y with the sign of x, or NaN where x is NaN.
MATH_INLINE double tanh_sign(double y, double x) {
    int64_t size = (int64_t)bits_of(__builtin_fabs(x)), infinity = 0x7FF0000000000000;
    return __builtin_copysign(from_bits(bits_of(y) | -(uint64_t)(size > infinity)), x);
}

// E as a pair, so that nothing is lost for small t.
MATH_INLINE double tanh_of(double x) {
    double r, c, power = power_of_two(exp_reduce(2 * tanh_size(x), 0, &r, &c));
    Pair e = sum_ordered(r, c + r * (c + r * exp_tail(r)));
    Pair grown = sum(power - 1, power * e.hi);
    grown = sum_ordered(grown.hi, grown.lo + power * e.lo);
    Pair bottom = sum(2, grown.hi);
    bottom.lo += grown.lo;
    return tanh_sign(pair_quotient(grown, bottom).hi, x);
}

MATH_INLINE float tanh_of_float(float x) {
    double r, c, power = power_of_two(exp_reduce(2 * tanh_size((double)x), 0, &r, &c));
    double e = (power - 1) + power * (r + r * r * exp_tail_short(r));
    return (float)tanh_sign(e / (e + 2), (double)x);
}

// --- erf

// Near zero x + x P(x²), P of degree 13; then 1 − exp(−x²) Q(1 / (x + 2)), Q of degree 14, whose error the falling
// exponential makes small. Written out, since gcc does not vectorise around a loop.
#define ERF_SMALL 1.125
#define ERF_ONE 6.0 // 1 − erf 6 is 2e-17

MATH_INLINE double erf_small(double x) {
    double z = x * x, p = -0x1.069f15b142dacp-38;
    p = math_fma(p, z, 0x1.6f7695566a41ep-34);
    p = math_fma(p, z, -0x1.4b5087750fd7fp-30);
    p = math_fma(p, z, 0x1.fb8f2deabc241p-27);
    p = math_fma(p, z, -0x1.5f602f0988844p-23);
    p = math_fma(p, z, 0x1.b9e4f7f7385b4p-20);
    p = math_fma(p, z, -0x1.f4d23e450aa99p-17);
    p = math_fma(p, z, 0x1.f9a325a0f1f07p-14);
    p = math_fma(p, z, -0x1.c02db3f5b8cdcp-11);
    p = math_fma(p, z, 0x1.565bcd0e34edap-8);
    p = math_fma(p, z, -0x1.b82ce31287707p-6);
    p = math_fma(p, z, 0x1.ce2f21a042ba1p-4);
    p = math_fma(p, z, -0x1.812746b0379e6p-2);
    p = math_fma(p, z, 0x1.06eba8214db69p-3);
    return x + x * p;
}

MATH_INLINE double erf_large(double t) {
    double u = 1 / (t + 2) - 0.21875, p = 0x1.8157205a795ccp+9;
    p = math_fma(p, u, -0x1.b49612a87b447p+8);
    p = math_fma(p, u, -0x1.e97932eeff256p+6);
    p = math_fma(p, u, 0x1.745afcd9b88f8p+7);
    p = math_fma(p, u, -0x1.82ffe1f190812p+4);
    p = math_fma(p, u, -0x1.78998511e7c4ep+5);
    p = math_fma(p, u, 0x1.04ac7fc96f0a6p+4);
    p = math_fma(p, u, 0x1.b6886e8f3800fp+3);
    p = math_fma(p, u, -0x1.b290d08fbb563p+2);
    p = math_fma(p, u, -0x1.8c812723893e1p+2);
    p = math_fma(p, u, 0x1.00f7fb01f6727p+1);
    p = math_fma(p, u, 0x1.378ad44aa3b94p+2);
    p = math_fma(p, u, 0x1.b33fd9e87c747p+1);
    p = math_fma(p, u, 0x1.7b538c281a30fp+0);
    p = math_fma(p, u, 0x1.a51c36ded2f06p-3);
    return 1 - exp_of(-t * t, 0) * p;
}

// The same for float results, error 2⁻³⁷; the second for t up to 4.2, beyond which the result rounds to 1.
MATH_INLINE double erf_small_short(double x) {
    double z = x * x;
    double p = 0x1.faaf257e473b2p-21;
    p = math_fma(p, z, -0x1.c250cd3cd9a3bp-17);
    p = math_fma(p, z, 0x1.f1f4f46209462p-14);
    p = math_fma(p, z, -0x1.bf7babb60a3ddp-11);
    p = math_fma(p, z, 0x1.56523a1592e09p-8);
    p = math_fma(p, z, -0x1.b82c4e044d131p-6);
    p = math_fma(p, z, 0x1.ce2f1d10a2e33p-4);
    p = math_fma(p, z, -0x1.812746a26a2d9p-2);
    p = math_fma(p, z, 0x1.06eba821168b3p-3);
    return x + x * p;
}

MATH_INLINE double erf_large_short(double t) {
    double u = 1 / (t + 2) - 0.21875, r, c;
    double power = power_of_two(exp_reduce(-t * t, 0, &r, &c));
    double p = 0x1.bf9d17ff60fa0p+2;
    p = math_fma(p, u, 0x1.bb07d23197e79p+3);
    p = math_fma(p, u, -0x1.aeb7864043eedp+2);
    p = math_fma(p, u, -0x1.8ca4634443363p+2);
    p = math_fma(p, u, 0x1.00f3cac6aa7c6p+1);
    p = math_fma(p, u, 0x1.378ae764f1d00p+2);
    p = math_fma(p, u, 0x1.b33fdab674ac5p+1);
    p = math_fma(p, u, 0x1.7b538c1ee38c6p+0);
    p = math_fma(p, u, 0x1.a51c36de5f49cp-3);
    return 1 - p * (power * (1 + (r + r * r * exp_tail_short(r))));
}

// |x|, at most 6.
MATH_INLINE double erf_size(double x) {
    int64_t size = (int64_t)bits_of(__builtin_fabs(x)), most = (int64_t)bits_of(ERF_ONE);
    return from_bits((uint64_t)(size < most ? size : most));
}

// `small` where t is small, else `large`, without a branch.
MATH_INLINE double erf_choose(double t, double small, double large) {
    uint64_t mask = -(uint64_t)((int64_t)bits_of(t) < (int64_t)bits_of(ERF_SMALL));
    return from_bits((bits_of(small) & mask) | (bits_of(large) & ~mask));
}

MATH_INLINE double erf_of(double x) {
    double t = erf_size(x);
    return tanh_sign(erf_choose(t, erf_small(t), erf_large(t)), x);
}

MATH_INLINE float erf_of_float(float x) {
    double t = erf_size((double)x);
    return (float)tanh_sign(erf_choose(t, erf_small_short(t), erf_large_short(t)), (double)x);
}

// --- log

// k ln 2 + log x as a pair, x positive, finite and normal, relative error near 2⁻⁶⁴.
// x = 2ᵏ m with √½ <= m < √2; s = (m − 1) / (m + 1); log m = 2 s + s³ (2/3 + 2/5 s² + 2/7 s⁴ …).
MATH_INLINE Pair log_parts(double x, int k) {
    uint64_t bits = bits_of(x), above = bits - 0x3fe6a09e667f3bcdu; // the bits of √½
    int exponent = (int)((int64_t)above >> 52);
    k += exponent;
    double m = from_bits(bits - ((uint64_t)(int64_t)exponent << 52));

    Pair s = pair_quotient((Pair){ m - 1, 0 }, sum(m, 1));
    Pair z = pair_product(s, s);
    static const double rest[] = { 0x1.999999999999ap-2, 0x1.2492492492491p-2, 0x1.c71c71c71cfeep-3,
                                   0x1.745d174511f16p-3, 0x1.3b13b1bd32e39p-3, 0x1.1110df771c73ep-3,
                                   0x1.e1f80b82835a9p-4, 0x1.ac49229e42c5cp-4, 0x1.b8e034289e34bp-4 };
    double p = rest[8];
    for (int i = 7; i >= 0; i--) p = math_fma(p, z.hi, rest[i]);
    Pair u = sum_ordered(0x1.5555555555555p-1, z.hi * p); // 2/3 + …
    u.lo += 0x1.5555555555555p-55;
    Pair cubic = pair_product(s, pair_product(z, u));

    Pair large = sum(k * LN2_HI, 2 * s.hi), all = sum(large.hi, cubic.hi);
    return sum_ordered(all.hi, all.lo + (large.lo + (2 * s.lo + (cubic.lo + k * LN2_LO))));
}

#endif
