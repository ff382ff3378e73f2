// The fused multiply-add where the machine has none: x y + z, rounded once, from rounded products and sums alone. The header
// base/math.h uses it in a browser that has no relaxed SIMD; everywhere it is compiled and tested.
#ifndef ATTEND_BASE_FUSED_H
#define ATTEND_BASE_FUSED_H

double fused_double(double x, double y, double z);
float fused_float(float x, float y, float z);

#endif
