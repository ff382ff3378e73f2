// Whole numbers of 128 bits, for the few places that need them: the same on every machine, also where the compiler has none.
#ifndef ATTEND_BASE_WIDE_H
#define ATTEND_BASE_WIDE_H

#include <stdbool.h>

#include "base/bits.h"

typedef struct Wide {
    uint64_t high, low;
} Wide;

// a b + more
static inline Wide wide_product(uint64_t a, uint64_t b, uint64_t more) {
    const uint64_t half = 0xFFFFFFFF;
    uint64_t low = (a & half) * (b & half) + (more & half);
    uint64_t mid = (a >> 32) * (b & half) + (low >> 32) + (more >> 32);
    uint64_t cross = (a & half) * (b >> 32) + (mid & half);
    return (Wide){ (a >> 32) * (b >> 32) + (mid >> 32) + (cross >> 32), cross << 32 | (low & half) };
}

// The next 32 bits of rest 2⁶⁴ / b, where b has its highest bit set and rest is below it (Knuth, "The Art of Computer
// Programming", volume 2, algorithm 4.3.1 D).
static inline uint64_t wide_digit(uint64_t *rest, uint64_t b) {
    uint64_t high = b >> 32, low = b & 0xFFFFFFFF, digit = *rest / high, left = *rest % high;
    while (digit >> 32 || digit * low > left << 32) {
        digit--;
        left += high;
        if (left >> 32) break;
    }
    *rest = (*rest << 32) - digit * b;
    return digit;
}

// a 2⁶⁴ / b, cut off; *exact says whether nothing was. b is not 0.
static inline Wide wide_quotient_by_halves(uint64_t a, uint64_t b, bool *exact) {
    int shift = __builtin_clzll(b);
    uint64_t rest = (a % b) << shift; // both by the same factor
    Wide q = { a / b, wide_digit(&rest, b << shift) << 32 };
    q.low |= wide_digit(&rest, b << shift);
    *exact = rest == 0;
    return q;
}

// The same, by the machine's own division where the compiler has one.
static inline Wide wide_quotient(uint64_t a, uint64_t b, bool *exact) {
#ifdef __SIZEOF_INT128__
    unsigned __int128 whole = (unsigned __int128)a << 64, q = whole / b;
    *exact = q * b == whole;
    return (Wide){ (uint64_t)(q >> 64), (uint64_t)q };
#else
    return wide_quotient_by_halves(a, b, exact);
#endif
}

// To the nearest double; `more` says that something below the last bit, less than it, is still to come. w is not 0.
static inline double wide_double(Wide w, bool more) {
    double unit = 0x1p64;
    if (!w.high) w = (Wide){ w.low, 0 }, unit = 1;
    int shift = __builtin_clzll(w.high);
    uint64_t top = shift ? w.high << shift | w.low >> (64 - shift) : w.high;
    more |= w.low << shift != 0;
    return (double)(top | more) * (unit / (double)(UINT64_C(1) << shift)); // the last of 64 bits stands for all that follow
}

#endif
