// make bench: the machine, its limit, then one row a workload.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bench.h"
#include "core/engine.h"

double bench_now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec * 1e-6;
}

static int by_size(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static bool fastest;     // instead of the median, for a machine that is busy with other things
static const char *only; // the workloads that were asked for; all where it is NULL

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
    return batch[fastest ? 0 : batches / 2];
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

bool bench_asked(void) { return only; }
bool bench_wanted(const char *name) { return !only || !strncmp(name, only, strlen(only)); }

// attend-bench [PROGRAM] [--threads N] [--lanes 4|8|16] [--only NAME] [--fastest]: NAME is the beginning of a workload's name.
int main(int argc, char **argv) {
    const char *program = NULL;
    int threads = 1, lanes = 0;
    for (int i = 1; i < argc; i++) {
        const char *value = i + 1 < argc ? argv[i + 1] : "0";
        if (!strcmp(argv[i], "--threads"))
            threads = atoi(value), i++;
        else if (!strcmp(argv[i], "--lanes"))
            lanes = atoi(value), i++;
        else if (!strcmp(argv[i], "--only"))
            only = value, i++;
        else if (!strcmp(argv[i], "--fastest"))
            fastest = true;
        else
            program = argv[i];
    }
    engine_set(threads, lanes);
    print_machine();
    bench_limit();
    printf("# workload\t%s ms\tthreads\n", fastest ? "fastest" : "median");
    bench_core();
    bench_training();
    if (!only || !strncmp(only, "frame", 5) || !strncmp(only, "hover", 5) || !strncmp(only, "race", 4)) bench_frames();
    if (program && !only) bench_program(program);
    return 0;
}
