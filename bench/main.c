// make bench: the machine, its limit, then one row a workload.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "core/engine.h"

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

// attend-bench [PROGRAM] [--threads N] [--lanes 4|8|16] [--only NAME] [--fastest] [--processor]
// NAME is the beginning of a workload's name.
int main(int argc, char **argv) {
    const char *program = NULL;
    BenchOptions options = { 0 };
    int threads = 1, lanes = 0;
    for (int i = 1; i < argc; i++) {
        const char *value = i + 1 < argc ? argv[i + 1] : "0";
        if (!strcmp(argv[i], "--threads"))
            threads = atoi(value), i++;
        else if (!strcmp(argv[i], "--lanes"))
            lanes = atoi(value), i++;
        else if (!strcmp(argv[i], "--only"))
            options.only = value, i++;
        else if (!strcmp(argv[i], "--fastest"))
            options.fastest = true;
        else if (!strcmp(argv[i], "--processor"))
            options.processor = true;
        else
            program = argv[i];
    }
    bench_begin(options);
    engine_set(threads, lanes);
    print_machine();
    bench_limit();
    printf("# workload\t%s ms\tthreads\n", options.fastest ? "fastest" : "median");
    bench_core();
    bench_training();
    bench_grade();
    bench_language();
    bench_frames();
    bench_data();
    if (program) bench_export(program);
    if (program) bench_program(program);
    return 0;
}
