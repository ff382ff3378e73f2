// Vectors of Real in the compiler's own types, BYTES wide. The one thing they lack is the fused multiply-add: the processor's
// where the file is compiled for one, an exact emulation elsewhere.
// Included by kernel_body.h, once for every width.
#ifndef ATTEND_CORE_KERNEL_VECTOR_H
#define ATTEND_CORE_KERNEL_VECTOR_H

#include <stddef.h>
#include <stdint.h>

#include "core/kernel.h"

#ifndef BYTES
#define BYTES 16
#endif

#if defined(__SSE2__)
#include <immintrin.h>
#elif defined(__ARM_FEATURE_FMA) && defined(__aarch64__)
#include <arm_neon.h>
#elif defined(__wasm_simd128__)
#include <wasm_simd128.h>
#endif

enum { LANES = BYTES / sizeof(Real), WIDE = 2 * LANES };

typedef Real Vector __attribute__((vector_size(BYTES)));
typedef Real Loose __attribute__((vector_size(BYTES), aligned(sizeof(Real)), may_alias));

#if defined(__GNUC__) && !defined(__clang__)
#define UNROLL _Pragma("GCC unroll 32")
#else
#define UNROLL _Pragma("clang loop unroll(full)")
#endif

KERNEL_PART Vector load(const Real *from) { return *(const Loose *)from; }
KERNEL_PART void store(Real *to, Vector x) { *(Loose *)to = x; }
KERNEL_PART Vector splat(Real x) { return x - (Vector){ 0 }; } // x − 0 is x, −0 too

// A few elements at a time, for rows that are shorter than a vector.
enum { FEW = LANES < 4 ? LANES : 4 };
typedef Real Quarter __attribute__((vector_size(FEW * sizeof(Real)), aligned(sizeof(Real)), may_alias));

KERNEL_PART void copy_few(Real *to, const Real *from, int count) {
    int j = 0;
    for (; j + FEW <= count; j += FEW) {
        *(Quarter *)(to + j) = *(const Quarter *)(from + j);
        __asm__ volatile(""); // or compilers make a call of it
    }
    if (j + 2 <= count) {
        to[j] = from[j], to[j + 1] = from[j + 1];
        j += 2;
    }
    if (j < count) to[j] = from[j];
}

// The first `count` lanes, at most LANES; nothing beyond them is touched. What is loaded into the others is 0.
#if BYTES == 64 && defined(ATTEND_FLOAT) && defined(__AVX512F__)
KERNEL_PART Vector load_few(const Real *from, int count) {
    return (Vector)_mm512_maskz_loadu_ps((__mmask16)((1u << count) - 1), from);
}
KERNEL_PART void store_few(Real *to, Vector x, int count) { _mm512_mask_storeu_ps(to, (__mmask16)((1u << count) - 1), (__m512)x); }
#else
KERNEL_PART Vector load_few(const Real *from, int count) {
    Real all[LANES] __attribute__((aligned(BYTES))) = { 0 };
    copy_few(all, from, count);
    return load(all);
}
KERNEL_PART void store_few(Real *to, Vector x, int count) {
    Real all[LANES] __attribute__((aligned(BYTES)));
    store(all, x);
    copy_few(to, all, count);
}
#endif

#ifdef ATTEND_FLOAT
typedef int32_t Whole __attribute__((vector_size(BYTES)));
#else
typedef int64_t Whole __attribute__((vector_size(BYTES)));
#endif
// Lane by lane a where the mask is all ones, b where it is 0.
KERNEL_PART Vector choose(Whole mask, Vector a, Vector b) { return (Vector)(((Whole)a & mask) | ((Whole)b & ~mask)); }

// PARTIALS partial sums in vectors, joined by the tree of join_partials.
KERNEL_PART Real join_vectors(const Vector *sum /* (PARTIALS / LANES) */) {
#if BYTES == 64 && defined(ATTEND_FLOAT)
    typedef Real Half __attribute__((vector_size(32)));
    typedef Real Fourth __attribute__((vector_size(16)));
    Vector p = sum[0];
    Half eight =
        __builtin_shufflevector(p, p, 0, 1, 2, 3, 4, 5, 6, 7) + __builtin_shufflevector(p, p, 8, 9, 10, 11, 12, 13, 14, 15);
    Fourth four = __builtin_shufflevector(eight, eight, 0, 1, 2, 3) + __builtin_shufflevector(eight, eight, 4, 5, 6, 7);
    return (four[0] + four[2]) + (four[1] + four[3]);
#else
    Real p[PARTIALS];
    UNROLL for (int v = 0; v < PARTIALS / LANES; v++) store(p + v * LANES, sum[v]);
    return join_partials(p);
#endif
}

// --- a b + c, rounded once

#if defined(__FMA__) && BYTES == 64 && defined(ATTEND_FLOAT)
KERNEL_PART Vector fma_of(Vector a, Vector b, Vector c) { return (Vector)_mm512_fmadd_ps((__m512)a, (__m512)b, (__m512)c); }
#elif defined(__FMA__) && BYTES == 64
KERNEL_PART Vector fma_of(Vector a, Vector b, Vector c) { return (Vector)_mm512_fmadd_pd((__m512d)a, (__m512d)b, (__m512d)c); }
#elif defined(__FMA__) && BYTES == 32 && defined(ATTEND_FLOAT)
KERNEL_PART Vector fma_of(Vector a, Vector b, Vector c) { return (Vector)_mm256_fmadd_ps((__m256)a, (__m256)b, (__m256)c); }
#elif defined(__FMA__) && BYTES == 32
KERNEL_PART Vector fma_of(Vector a, Vector b, Vector c) { return (Vector)_mm256_fmadd_pd((__m256d)a, (__m256d)b, (__m256d)c); }
#elif defined(__ARM_FEATURE_FMA) && defined(__aarch64__) && BYTES == 16 && defined(ATTEND_FLOAT)
KERNEL_PART Vector fma_of(Vector a, Vector b, Vector c) {
    return (Vector)vfmaq_f32((float32x4_t)c, (float32x4_t)a, (float32x4_t)b);
}
#elif defined(__ARM_FEATURE_FMA) && defined(__aarch64__) && BYTES == 16
KERNEL_PART Vector fma_of(Vector a, Vector b, Vector c) {
    return (Vector)vfmaq_f64((float64x2_t)c, (float64x2_t)a, (float64x2_t)b);
}
#elif defined(__wasm_relaxed_simd__) && BYTES == 16 && defined(ATTEND_FLOAT)
KERNEL_PART Vector fma_of(Vector a, Vector b, Vector c) { return (Vector)wasm_f32x4_relaxed_madd((v128_t)a, (v128_t)b, (v128_t)c); }
#elif defined(__wasm_relaxed_simd__) && BYTES == 16
KERNEL_PART Vector fma_of(Vector a, Vector b, Vector c) { return (Vector)wasm_f64x2_relaxed_madd((v128_t)a, (v128_t)b, (v128_t)c); }
#elif defined(ATTEND_FLOAT)
typedef double Doubles __attribute__((vector_size(16)));
typedef uint64_t Bits __attribute__((vector_size(16)));
// The product of two floats is exact in double. The sum is rounded to odd: cut off, with the last bit set where that lost
// something, so that the rounding to float cannot fall on a false tie (Boldo & Melquiond 2008).
KERNEL_PART Doubles fma_odd(Doubles a, Doubles b, Doubles c) {
    Doubles p = a * b, hi = p + c, c_part = hi - p, lo = (p - (hi - c_part)) + (c - c_part);
    Bits inexact = (Bits)((lo > 0) | (lo < 0)), outward = ((Bits)hi ^ (Bits)lo) >> 63; // 1 where hi is the larger in size
    return (Doubles)(((Bits)hi - (outward & inexact)) | (inexact & 1));
}
#if defined(__SSE2__) && BYTES == 16
KERNEL_PART Doubles low_half(Vector x) { return (Doubles)_mm_cvtps_pd((__m128)x); }
KERNEL_PART Doubles high_half(Vector x) { return (Doubles)_mm_cvtps_pd(_mm_movehl_ps((__m128)x, (__m128)x)); }
KERNEL_PART Vector fma_of(Vector a, Vector b, Vector c) {
    Doubles low = fma_odd(low_half(a), low_half(b), low_half(c)), high = fma_odd(high_half(a), high_half(b), high_half(c));
    return (Vector)_mm_movelh_ps(_mm_cvtpd_ps((__m128d)low), _mm_cvtpd_ps((__m128d)high));
}
#elif defined(__wasm_simd128__) && BYTES == 16
KERNEL_PART v128_t low_half(Vector x) { return wasm_f64x2_promote_low_f32x4((v128_t)x); }
KERNEL_PART v128_t high_half(Vector x) {
    return wasm_f64x2_promote_low_f32x4(wasm_i32x4_shuffle((v128_t)x, (v128_t)x, 2, 3, 2, 3));
}
KERNEL_PART Vector two_halves(v128_t low, v128_t high) {
    return (Vector)wasm_i32x4_shuffle(wasm_f32x4_demote_f64x2_zero(low), wasm_f32x4_demote_f64x2_zero(high), 0, 1, 4, 5);
}
static __attribute__((noinline)) Vector fma_with_care(Vector a, Vector b, Vector c) {
    Doubles low = fma_odd((Doubles)low_half(a), (Doubles)low_half(b), (Doubles)low_half(c));
    Doubles high = fma_odd((Doubles)high_half(a), (Doubles)high_half(b), (Doubles)high_half(c));
    return two_halves((v128_t)low, (v128_t)high);
}
// Rounding the sum to double and then to float goes wrong only where the double falls on a tie (its last 29 bits are 1 and
// zeros), or the float leaves the normal range. Then, which is rare, the whole vector is done with care.
KERNEL_PART Vector fma_of(Vector a, Vector b, Vector c) {
    v128_t low = wasm_f64x2_add(wasm_f64x2_mul(low_half(a), low_half(b)), low_half(c));
    v128_t high = wasm_f64x2_add(wasm_f64x2_mul(high_half(a), high_half(b)), high_half(c));
    v128_t sum = (v128_t)two_halves(low, high), words = wasm_i32x4_shuffle(low, high, 0, 2, 4, 6);
    v128_t tie = wasm_i32x4_eq(wasm_v128_and(words, wasm_i32x4_const_splat(0x1FFFFFFF)), wasm_i32x4_const_splat(0x10000000));
    v128_t size = wasm_v128_and(sum, wasm_i32x4_const_splat(0x7FFFFFFF));
    v128_t upper = wasm_v128_and(wasm_i32x4_shuffle(low, high, 1, 3, 5, 7), wasm_i32x4_const_splat(0x7FFFFFFF));
    v128_t small = wasm_u32x4_le(wasm_i32x4_sub(size, wasm_i32x4_const_splat(1)), wasm_i32x4_const_splat(0x007FFFFF));
    v128_t zero = wasm_i32x4_const_splat(0), lost = wasm_v128_and(wasm_i32x4_ne(upper, zero), wasm_i32x4_eq(size, zero));
    if (__builtin_expect(wasm_v128_any_true(wasm_v128_or(wasm_v128_or(tie, small), lost)), 0)) return fma_with_care(a, b, c);
    return (Vector)sum;
}
#else
KERNEL_PART Vector fma_of(Vector a, Vector b, Vector c) {
    Vector y;
    for (int l = 0; l < LANES; l += 2) {
        Doubles two = fma_odd((Doubles){ a[l], a[l + 1] }, (Doubles){ b[l], b[l + 1] }, (Doubles){ c[l], c[l + 1] });
        y[l] = (float)two[0];
        y[l + 1] = (float)two[1];
    }
    return y;
}
#endif
#else
KERNEL_PART Vector fma_of(Vector a, Vector b, Vector c) {
    Vector y;
    for (int l = 0; l < LANES; l++) y[l] = math_fma(a[l], b[l], c[l]);
    return y;
}
#endif

// --- exp for the weights of tiled attention

#ifdef ATTEND_FLOAT
// exp x for x up to about 0; at most 1 ulp; 0 below −87, where it would leave the normal range. All in float: the loop over it
// costs a fifth of one over exp_of_float. x = k ln 2 + r, polynomial for |r| <= ln 2 / 2 after Moshier's Cephes.
KERNEL_PART Vector exp_weight(Vector x) {
    Vector to_integer = splat(0x1.8p23f), shifted = fma_of(x, splat(0x1.715476p0f), to_integer), k = shifted - to_integer;
    Vector r = fma_of(k, splat(-0x1.62e4p-1f), x); // 15 bits: times k it is exact
    r = fma_of(k, splat(-0x1.7f7d1cp-20f), r);
    Vector p = splat(1.9875691500e-4f);
    p = fma_of(p, r, splat(1.3981999507e-3f));
    p = fma_of(p, r, splat(8.3334519073e-3f));
    p = fma_of(p, r, splat(4.1665795894e-2f));
    p = fma_of(p, r, splat(1.6666665459e-1f));
    p = fma_of(p, r, splat(5.0000001201e-1f));
    Vector y = fma_of(r * r, p, r) + 1;
    Whole bits = (Whole)y + ((Whole)shifted << 23); // the low bits of `shifted` are k
    return (Vector)(bits & ~(Whole)(x < -87));
}
#else
KERNEL_PART Vector exp_weight(Vector x) {
    Vector y;
    for (int l = 0; l < LANES; l++) y[l] = kernel_exp(x[l]);
    return y;
}
#endif

// --- turning a square of LANES × LANES elements

#if BYTES == 64 || (BYTES == 32 && defined(ATTEND_FLOAT))
#define ZIP_LOW 0, 8, 1, 9, 2, 10, 3, 11
#define ZIP_HIGH 4, 12, 5, 13, 6, 14, 7, 15
#elif BYTES == 32 || defined(ATTEND_FLOAT)
#define ZIP_LOW 0, 4, 1, 5
#define ZIP_HIGH 2, 6, 3, 7
#else
#define ZIP_LOW 0, 2
#define ZIP_HIGH 1, 3
#endif

#if BYTES == 64 && defined(ATTEND_FLOAT)
// Four rows four apart side by side, four columns of each, so that squares of 4 × 4 are turned within quarters of a vector.
KERNEL_PART void turn_square(const Real *from, ptrdiff_t from_row, Real *to, ptrdiff_t to_row) {
    UNROLL for (int c = 0; c < LANES; c += 4) {
        __m512 x[4];
        UNROLL for (int i = 0; i < 4; i++) {
            const Real *at = from + i * from_row + c;
            x[i] = _mm512_broadcast_f32x4(_mm_loadu_ps(at));
            x[i] = _mm512_mask_broadcast_f32x4(x[i], 0x00f0, _mm_loadu_ps(at + 4 * from_row));
            x[i] = _mm512_mask_broadcast_f32x4(x[i], 0x0f00, _mm_loadu_ps(at + 8 * from_row));
            x[i] = _mm512_mask_broadcast_f32x4(x[i], 0xf000, _mm_loadu_ps(at + 12 * from_row));
        }
        __m512d low = _mm512_castps_pd(_mm512_unpacklo_ps(x[0], x[1])), high = _mm512_castps_pd(_mm512_unpackhi_ps(x[0], x[1]));
        __m512d low2 = _mm512_castps_pd(_mm512_unpacklo_ps(x[2], x[3])), high2 = _mm512_castps_pd(_mm512_unpackhi_ps(x[2], x[3]));
        store(to + c * to_row, (Vector)_mm512_unpacklo_pd(low, low2));
        store(to + (c + 1) * to_row, (Vector)_mm512_unpackhi_pd(low, low2));
        store(to + (c + 2) * to_row, (Vector)_mm512_unpacklo_pd(high, high2));
        store(to + (c + 3) * to_row, (Vector)_mm512_unpackhi_pd(high, high2));
    }
}
#else
// Zipping row i with row i + LANES / 2 moves every bit of an element's index up by one; after log₂ LANES rounds rows and
// columns have changed places.
KERNEL_PART void turn_square(const Real *from, ptrdiff_t from_row, Real *to, ptrdiff_t to_row) {
    Vector x[LANES], y[LANES];
    UNROLL for (int i = 0; i < LANES; i++) x[i] = load(from + i * from_row);
    UNROLL for (int step = 1; step < LANES; step *= 2) {
        UNROLL for (int i = 0; i < LANES / 2; i++) {
            y[2 * i] = __builtin_shufflevector(x[i], x[i + LANES / 2], ZIP_LOW);
            y[2 * i + 1] = __builtin_shufflevector(x[i], x[i + LANES / 2], ZIP_HIGH);
        }
        UNROLL for (int i = 0; i < LANES; i++) x[i] = y[i];
    }
    UNROLL for (int i = 0; i < LANES; i++) store(to + i * to_row, x[i]);
}
#endif

#endif
