// What all workloads share: the clock, the median, the rows, and which of them were asked for.
#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static BenchOptions options;

double bench_now(void) {
    struct timespec t;
    clock_gettime(options.processor ? CLOCK_THREAD_CPUTIME_ID : CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec * 1e-6;
}

static int by_size(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

void bench_begin(BenchOptions asked) { options = asked; }
int bench_threads(void) { return options.processor ? 1 : 2; }

bool bench_asked(void) { return options.only; }
bool bench_wanted(const char *name) { return !options.only || !strncmp(name, options.only, strlen(options.only)); }

bool bench_wanted_any(const char *begins) {
    size_t length = strlen(begins), asked = options.only ? strlen(options.only) : 0;
    return !strncmp(begins, options.only ? options.only : "", asked < length ? asked : length);
}

static void name_of_size(char out[64], const char *name, int size) { snprintf(out, 64, "%s_%d", name, size); }

bool bench_wanted_size(const char *name, int size) {
    char full[64];
    name_of_size(full, name, size);
    return bench_wanted(full);
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
    return bench_middle(batch, batches);
}

double bench_middle(double *ms, int count) {
    qsort(ms, (size_t)count, sizeof *ms, by_size);
    return ms[options.fastest ? 0 : count / 2];
}

void bench_row(const char *name, double ms, int threads) {
    printf("%s\t%.6g\t%d\n", name, ms, threads);
    fflush(stdout);
}

void bench_row_size(const char *name, int size, double ms, int threads) {
    char full[64];
    name_of_size(full, name, size);
    bench_row(full, ms, threads);
}
