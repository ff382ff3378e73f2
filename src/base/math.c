// Polynomials fitted to minimise the largest error on the reduced range (Remez exchange in 80 decimal digits). Only
// + − × ÷ √ and fma, each rounded the same everywhere. Reductions follow Cody & Waite, "Software Manual for the Elementary
// Functions", 1980.
#include "base/math.h"

#include "base/math_inline.h"
#include "base/wide.h"

static double magnitude(double x) { return __builtin_fabs(x); }
static double with_sign(double size, double sign) { return __builtin_copysign(size, sign); }

bool math_finite(double x) { return (bits_of(x) >> 52 & 0x7FF) != 0x7FF; }
bool math_isnan(double x) { return x != x; }

double math_length(const double *v, int count) {
    double most = 0, sum = 0;
    for (int i = 0; i < count; i++) most = math_max(__builtin_fabs(v[i]), most);
    if (!(most > 0) || !math_finite(most)) return most;
    for (int i = 0; i < count; i++) sum += v[i] / most * (v[i] / most);
    return most * __builtin_sqrt(sum);
}

// --- exp

double math_exp(double x) { return exp_of(x, 0); }

// --- log

// log x as a pair, x positive and finite.
static Pair log_pair(double x) { return x < 0x1p-1022 ? log_parts(x * 0x1p54, -54) : log_parts(x, 0); }

static bool log_is_special(double x, double *y) {
    if (x > 0 && x < MATH_INFINITY) return false;
    *y = x == 0 ? -MATH_INFINITY : x > 0 ? x : x < 0 ? MATH_NAN : x; // NaN stays
    return true;
}

double math_log(double x) {
    double y;
    return log_is_special(x, &y) ? y : log_pair(x).hi;
}

double math_log10(double x) {
    double y;
    if (log_is_special(x, &y)) return y;
    return pair_product(log_pair(x), (Pair){ 0x1.bcb7b1526e50ep-2, 0x1.95355baaafad3p-57 }).hi; // 1 / ln 10
}

// --- pow

static bool is_integer(double y) { return y == __builtin_floor(y); }
static bool is_odd(double y) { return is_integer(y) && magnitude(y) < 0x1p53 && y * 0.5 != __builtin_floor(y * 0.5); }

// x is 0, an infinity or NaN, or y is an infinity or NaN (C11 F.10.4.4).
static double pow_special(double x, double y) {
    if (math_isnan(x) || math_isnan(y)) return x + y;
    double size = magnitude(x);
    if (!math_finite(y)) return size == 1 ? 1 : (size > 1) == (y > 0) ? MATH_INFINITY : 0;
    double result = (size > 1) == (y > 0) ? MATH_INFINITY : 0;
    return is_odd(y) ? with_sign(result, x) : result;
}

double math_pow(double x, double y) {
    if (y == 0 || x == 1) return 1;
    if (x == 0 || !math_finite(x) || !math_finite(y)) return pow_special(x, y);
    if (x < 0 && !is_integer(y)) return MATH_NAN;
    double sign = x < 0 && is_odd(y) ? -1 : 1;
    Pair log_x = log_pair(magnitude(x));
    double power = y * log_x.hi;
    if (power > 720) return sign * MATH_INFINITY;
    if (power < -760) return sign * 0.0;
    return sign * exp_of(power, math_fma(y, log_x.hi, -power) + y * log_x.lo);
}

// --- sin and cos

// x = q π/2 + r, |r| <= π/4; returns q. π/2 in three parts of 36, 36 and 53 bits, so that q times the first two is exact for
// q below 2¹⁷.
static int quarter_turns(double x, Pair *r) {
    const double to_integer = 0x1.8p52;
    double shifted = x * 0x1.45f306dc9c883p-1 + to_integer, q = shifted - to_integer;
    Pair first = sum(math_fma(-q, 0x1.921fb54440000p+0, x), -q * 0x1.68c234c4c0000p-39);
    Pair third = product(-q, 0x1.98a2e03707345p-77);
    Pair all = sum(first.hi, third.hi);
    *r = sum_ordered(all.hi, all.lo + (first.lo + third.lo));
    return (int)(bits_of(shifted) & 3);
}

// The bits of 2/π, after 64 zeros.
static const uint64_t two_over_pi[] = {
    0x0000000000000000, 0xa2f9836e4e441529, 0xfc2757d1f534ddc0, 0xdb6295993c439041, 0xfe5163abdebbc561, 0xb7246e3a424dd2e0,
    0x06492eea09d1921c, 0xfe1deb1cb129a73e, 0xe88235f52ebb4484, 0xe99c7026b45f7e41, 0x3991d639835339f4, 0x9c845f8bbdf9283b,
    0x1ff897ffde05980f, 0xef2f118b5a0a6d1f, 0x6d367ecf27cb09b7, 0x4f463f669e5fea2d, 0x7527bac7ebe5f17b, 0x3d0739f78a5292ea,
    0x6bfb5fb11f8d5d08, 0x56033046fc7b6bab, 0xf0cfbc209af4361d,
};

static uint64_t bits_from(int position) {
    const uint64_t *word = two_over_pi + position / 64;
    int shift = position % 64;
    return shift ? word[0] << shift | word[1] >> (64 - shift) : word[0];
}

// The same for |x| >= 2¹⁷: x = m 2ᵉ with a whole number m, times those 192 bits of 2/π that neither make whole turns nor are
// too small to matter (Payne & Hanek 1983).
static int quarter_turns_far(double x, Pair *r) {
    uint64_t bits = bits_of(x), m = (bits & 0xFFFFFFFFFFFFF) | 0x10000000000000;
    int position = (int)(bits >> 52 & 0x7FF) - 1075 - 2 + 64;
    Wide low = wide_product(m, bits_from(position + 128), 0), mid = wide_product(m, bits_from(position + 64), low.high);
    uint64_t high = m * bits_from(position) + mid.high;  // two bits of quarters, then the fraction
    uint64_t quarters = (high >> 62) + (high >> 61 & 1); // to the nearest
    Wide fraction = { high << 2 | mid.low >> 62, mid.low << 2 | low.low >> 62 };
    bool negative = fraction.high >> 63;
    if (negative) fraction = (Wide){ ~fraction.high + !fraction.low, -fraction.low };
    double hi = (double)(fraction.high >> 11), next = (double)((fraction.high << 42 | fraction.low >> 22) & 0x1FFFFFFFFFFFFF);
    Pair part = sum_ordered(hi * 0x1p-53, next * 0x1p-106);
    part = sum_ordered(part.hi, part.lo + (double)(fraction.low & 0x3FFFFF) * 0x1p-128);
    *r = pair_product(part, (Pair){ 0x1.921fb54442d18p+0, 0x1.1a62633145c07p-54 });
    if (negative != (x < 0)) *r = (Pair){ -r->hi, -r->lo };
    return (int)((x < 0 ? -quarters : quarters) & 3);
}

// sin(r + c) = r + (c (1 − r²/2) − r³/6 + …)
static double sin_near_zero(double r, double c) {
    double z = r * r;
    double p =
        0x1.1111111111110p-7 +
        z * (-0x1.a01a01a019927p-13 +
             z * (0x1.71de3a545e877p-19 + z * (-0x1.ae64540f305acp-26 + z * (0x1.61217c32e793ep-33 + z * -0x1.ab1625af831d8p-41))));
    return r + (c * (1 - 0.5 * z) + r * z * (-0x1.5555555555555p-3 + z * p));
}

// cos(r + c) = 1 − r²/2 + (r⁴/24 − … − r c)
static double cos_near_zero(double r, double c) {
    Pair z = product(r, r);
    double p =
        0x1.5555555555555p-5 +
        z.hi * (-0x1.6c16c16c16c16p-10 +
                z.hi * (0x1.a01a01a019d03p-16 +
                        z.hi * (-0x1.27e4fb7711eb3p-22 +
                                z.hi * (0x1.1eed8de9fe23ap-29 + z.hi * (-0x1.9394b78255c27p-37 + z.hi * 0x1.ab76dae9a218fp-45)))));
    Pair head = sum_ordered(1, -0.5 * z.hi);
    return head.hi + (head.lo + (z.hi * z.hi * p - (0.5 * z.lo + r * c)));
}

static int turns_of(double x, Pair *r) { return magnitude(x) < 0x1p17 ? quarter_turns(x, r) : quarter_turns_far(x, r); }

// sin(r + so many quarter turns)
static double sin_turned(Pair r, int quarters) {
    double y = quarters & 1 ? cos_near_zero(r.hi, r.lo) : sin_near_zero(r.hi, r.lo);
    return quarters & 2 ? -y : y;
}

double math_sin(double x) {
    Pair r;
    if (!math_finite(x)) return x - x;
    if (x == 0) return x; // keeps −0
    int quarters = turns_of(x, &r);
    return sin_turned(r, quarters);
}

double math_cos(double x) {
    Pair r;
    if (!math_finite(x)) return x - x;
    int quarters = turns_of(x, &r);
    return sin_turned(r, quarters + 1);
}

void math_sin_cos(double x, double *sine, double *cosine) {
    Pair r;
    if (!math_finite(x)) {
        *sine = *cosine = x - x;
        return;
    }
    int quarters = turns_of(x, &r);
    *sine = x == 0 ? x : sin_turned(r, quarters);
    *cosine = sin_turned(r, quarters + 1);
}

// --- tanh and sigmoid

double math_tanh(double x) { return tanh_of(x); }

// For negative x as exp(x) / (1 + exp(x)), which does not overflow.
double math_sigmoid(double x) {
    double e = exp_of(-magnitude(x), 0);
    return (x < 0 ? e : 1) / (1 + e);
}

// --- erf

double math_erf(double x) {
    double t = magnitude(x);
    if (t < ERF_SMALL) return erf_small(x);
    if (!(t < ERF_ONE)) return t >= ERF_ONE ? with_sign(1, x) : x;
    return with_sign(erf_large(t), x);
}

// --- float

float math_expf(float x) { return exp_of_float(x); }
float math_logf(float x) { return (float)math_log(x); }
float math_tanhf(float x) { return tanh_of_float(x); }
float math_erff(float x) { return erf_of_float(x); }
float math_sigmoidf(float x) { return (float)math_sigmoid(x); }
