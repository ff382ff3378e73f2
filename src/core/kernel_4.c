// The kernels for vectors of 4 floats.
#define BYTES 16
#define KERNELS kernels_4
#include "core/kernel_body.h"
