// The kernels for vectors of 16 floats.
#define BYTES 64
#define KERNELS kernels_16
#include "core/kernel_body.h"
