// The kernels for vectors of 8 floats.
#define BYTES 32
#define KERNELS kernels_8
#include "core/kernel_body.h"
