// See engine.h. One setting for both element types, so this file is empty in the float build.
#include "core/engine.h"

#ifndef ATTEND_FLOAT
#include <stdbool.h>

#include "base/pool.h"

static int lanes_now;

static int widest(void) {
#if defined(__x86_64__)
    __builtin_cpu_init();
    bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    bool avx512 = avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
                  __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw");
    return avx512 ? 16 : avx2 ? 8 : 4;
#else
    return 4;
#endif
}

void engine_set(int threads, int lanes) {
    pool_set(threads > 0 ? threads : pool_processors());
    int most = widest();
    lanes_now = lanes > 0 && lanes < most ? lanes : most;
}

int engine_threads(void) { return pool_threads(); }

int engine_lanes(void) {
    if (!lanes_now) lanes_now = widest(); // the same answer from every thread
    return lanes_now;
}
#endif
