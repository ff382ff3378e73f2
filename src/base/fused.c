// Boldo & Melquiond, "Emulation of FMA and correctly rounded sums: proved algorithms using rounding to odd", IEEE Transactions on
// Computers 57(4), 2008. The products are Dekker's, without an fma; far from the ends of the range all of their parts are exact.
#include "base/fused.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

static uint64_t bits_of(double x) {
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static double from_bits(uint64_t bits) {
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

// Outside 2^-300 … 2^300, 0 among them: a part of the product could fall out of the range.
static bool is_far(double x) {
    unsigned exponent = (unsigned)(bits_of(x) >> 52) & 0x7FF;
    return exponent - 723u > 600u;
}

// sum + rest, exact; rounded to odd: cut off, with the last bit set where that lost something.
static double to_odd(double sum, double rest) {
    if (rest == 0 || rest - rest != 0 || bits_of(sum) & 1) return sum;
    return from_bits(bits_of(sum) + ((rest > 0) == (sum > 0) ? 1 : (uint64_t)-1));
}

typedef struct Two {
    double sum, rest;
} Two;

static Two two_sum(double a, double b) { // Knuth's: sum + rest = a + b
    double sum = a + b, part = sum - a;
    return (Two){ sum, (a - (sum - part)) + (b - part) };
}

static Two two_product(double x, double y) { // Dekker's
    const double split = 134217729.0;        // 2^27 + 1
    double t = split * x, xh = t - (t - x), xl = x - xh;
    t = split * y;
    double yh = t - (t - y), yl = y - yh, p = x * y;
    return (Two){ p, ((xh * yh - p) + xh * yl + xl * yh) + xl * yl };
}

double fused_double(double x, double y, double z) {
    if (is_far(x) || is_far(y) || (z != 0 && is_far(z))) return fma(x, y, z); // the C library's careful one
    Two product = two_product(x, y), low = two_sum(product.rest, z), high = two_sum(product.sum, low.sum);
    Two rest = two_sum(high.rest, low.rest);
    return high.sum + to_odd(rest.sum, rest.rest);
}

// The product of two floats is exact in double.
float fused_float(float x, float y, float z) {
    Two sum = two_sum((double)x * y, z);
    return (float)to_odd(sum.sum, sum.rest);
}
