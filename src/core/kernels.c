// See kernels.h.
#include "core/kernels.h"

#include "core/engine.h"

const Kernels *kernels_now(void) {
    switch (engine_lanes()) {
#if defined(__x86_64__)
    case 16: return &kernels_16;
    case 8: return &kernels_8;
#endif
    }
    return &kernels_4;
}

size_t product_scratch(int depth, int width) {
    if (depth > PRODUCT_DEPTH) depth = PRODUCT_DEPTH;
    if (width > PRODUCT_BREADTH) width = PRODUCT_BREADTH;
    return (size_t)depth * (size_t)((width + 31) / 32 * 32); // whole panels of every width
}
