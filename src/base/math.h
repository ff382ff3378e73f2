// The functions whose last bits glibc changes with the CPU, in our own words, so that every machine gets the same bits.
// Everything that computes, lays out or draws at random uses these; only sqrt, fabs, floor, ceil come from <math.h>.
// Errors in units in the last place (ulp) are stated per function and tested.
#ifndef ATTEND_BASE_MATH_H
#define ATTEND_BASE_MATH_H

#include <stdbool.h>

#ifdef __wasm__
#include "base/fused.h"
#endif
#ifdef __wasm_relaxed_simd__
#include <wasm_simd128.h>
#endif

#define MATH_PI 3.14159265358979323846
#define MATH_INFINITY (__builtin_inf())
#define MATH_NAN (__builtin_nan(""))

double math_exp(double x);                                 // at most 1 ulp
double math_log(double x);                                 // at most 1 ulp; 0 gives -infinity, negative gives NaN
double math_log10(double x);                               // at most 1 ulp, exact at powers of ten
double math_pow(double x, double y);                       // at most 1 ulp; the special cases of C11 F.10.4.4
double math_sin(double x);                                 // at most 1 ulp
double math_cos(double x);                                 // at most 1 ulp
void math_sin_cos(double x, double *sine, double *cosine); // both, with the same bits
double math_tanh(double x);                                // at most 1 ulp
double math_erf(double x);                                 // at most 2 ulp
double math_sigmoid(double x);                             // 1 / (1 + exp(-x)), at most 3 ulp
// One rounding for x * y + z, in hardware where there is one, exactly emulated elsewhere. A browser's relaxed instruction is
// used where the page has seen that it fuses.
static inline double math_fma(double x, double y, double z) {
#if defined(__wasm_relaxed_simd__)
    v128_t fused = wasm_f64x2_relaxed_madd(wasm_f64x2_splat(x), wasm_f64x2_splat(y), wasm_f64x2_splat(z));
    return wasm_f64x2_extract_lane(fused, 0);
#elif defined(__wasm__)
    return fused_double(x, y, z);
#else
    return __builtin_fma(x, y, z);
#endif
}

// The same for float elements: computed in double and rounded once.
float math_expf(float x);
float math_logf(float x);
float math_tanhf(float x);
float math_erff(float x);
float math_sigmoidf(float x);
static inline float math_fmaf(float x, float y, float z) {
#if defined(__wasm_relaxed_simd__)
    v128_t fused = wasm_f32x4_relaxed_madd(wasm_f32x4_splat(x), wasm_f32x4_splat(y), wasm_f32x4_splat(z));
    return wasm_f32x4_extract_lane(fused, 0);
#elif defined(__wasm__)
    return fused_float(x, y, z);
#else
    return __builtin_fmaf(x, y, z);
#endif
}

bool math_finite(double x);
bool math_isnan(double x);

// NaN: the second of two; the lower end of a range.
static inline double math_min(double a, double b) { return a < b ? a : b; }
static inline double math_max(double a, double b) { return a > b ? a : b; }
static inline int math_min_int(int a, int b) { return a < b ? a : b; }
static inline int math_max_int(int a, int b) { return a > b ? a : b; }
static inline double math_clamp(double x, double low, double high) { return x > low ? x < high ? x : high : low; }
// √Σ v², divided by the largest first, so that no square overflows or is lost; 0 for none.
double math_length(const double *v, int count);

#endif
