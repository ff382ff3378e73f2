// The element type. Lessons, `compute` and checks run in double; training and the benchmark in float (-DATTEND_FLOAT).
// core/ and layers/ are written once over Real and compiled for both. In the float build every public name gets the ending
// _float, so that both live in one program: the Makefile makes float_names.h of the names that the double objects define.
#ifndef ATTEND_CORE_REAL_H
#define ATTEND_CORE_REAL_H

#include "base/math.h"

#ifdef ATTEND_FLOAT
typedef float Real;
#define real_exp math_expf
#define real_log math_logf
#define real_tanh math_tanhf
#define real_fma math_fmaf
#define real_sqrt(x) ((float)__builtin_sqrt((double)(x)))
#include "float_names.h"
#else
typedef double Real;
#define real_exp math_exp
#define real_log math_log
#define real_tanh math_tanh
#define real_fma math_fma
#define real_sqrt(x) __builtin_sqrt(x)
#endif

#endif
