// See engine.h. One setting for both element types.
#include "core/engine.h"

#include <stdatomic.h>
#include <stdbool.h>

#include "base/pool.h"

static atomic_int lanes_now; // 0: not asked yet

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
    atomic_store(&lanes_now, lanes > 0 && lanes < most ? lanes : most);
}

int engine_threads(void) { return pool_threads(); }

int engine_lanes(void) {
    int lanes = atomic_load_explicit(&lanes_now, memory_order_relaxed);
    if (!lanes) atomic_store(&lanes_now, lanes = widest()); // the same answer from every thread
    return lanes;
}
