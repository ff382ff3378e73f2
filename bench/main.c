// make bench: the machine, its limit, then one row a workload.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bench.h"

double bench_now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec * 1e-6;
}

static int by_size(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

double bench_median(BenchWork *work, void *context, double seconds) {
    enum { BATCHES = 200 };
    static double batch[BATCHES];
    work(context); // warm
    double start = bench_now();
    work(context);
    double once = bench_now() - start;
    int repeat = once < 0.2 ? (int)(0.2 / (once > 1e-5 ? once : 1e-5)) + 1 : 1;
    int batches = 0;
    double end = bench_now() + seconds * 1e3;
    while (batches < 5 || (batches < BATCHES && bench_now() < end)) {
        start = bench_now();
        for (int i = 0; i < repeat; i++) work(context);
        batch[batches++] = (bench_now() - start) / repeat;
    }
    qsort(batch, (size_t)batches, sizeof *batch, by_size);
    return batch[batches / 2];
}

void bench_row(const char *name, double ms, int threads) {
    printf("%s\t%.6g\t%d\n", name, ms, threads);
    fflush(stdout);
}

void bench_row_size(const char *name, int size, double ms, int threads) {
    char full[64];
    snprintf(full, sizeof full, "%s_%d", name, size);
    bench_row(full, ms, threads);
}

static void print_machine(void) {
    char line[256];
    FILE *in = fopen("/proc/cpuinfo", "r");
    while (in && fgets(line, sizeof line, in))
        if (!strncmp(line, "model name", 10)) {
            printf("# machine: %s", strchr(line, ':') + 2);
            break;
        }
    if (in) fclose(in);
}

int main(int argc, char **argv) {
    print_machine();
    bench_limit();
    puts("# workload\tmedian ms\tthreads");
    bench_core();
    bench_frames();
    if (argc > 1) bench_program(argv[1]);
    return 0;
}
