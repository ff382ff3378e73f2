// Boldo & Melquiond, "Emulation of FMA and correctly rounded sums: proved algorithms using rounding to odd", IEEE Transactions on
// Computers 57(4), 2008. The products are Dekker's, without an fma; far from the ends of the range all of their parts are exact.
#include "base/fused.h"

#include <math.h>

#include "base/math_inline.h"

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

static Pair two_product(double x, double y) { // Dekker's
    const double split = 134217729.0;         // 2^27 + 1
    double t = split * x, xh = t - (t - x), xl = x - xh;
    t = split * y;
    double yh = t - (t - y), yl = y - yh, p = x * y;
    return (Pair){ p, ((xh * yh - p) + xh * yl + xl * yh) + xl * yl };
}

double fused_double(double x, double y, double z) {
    if (is_far(x) || is_far(y) || (z != 0 && is_far(z))) return fma(x, y, z); // the C library's careful one
    Pair product = two_product(x, y), low = sum(product.lo, z), high = sum(product.hi, low.hi);
    Pair rest = sum(high.lo, low.lo);
    return high.hi + to_odd(rest.hi, rest.lo);
}

// The product of two floats is exact in double.
float fused_float(float x, float y, float z) {
    Pair exact = sum((double)x * y, z);
    return (float)to_odd(exact.hi, exact.lo);
}
