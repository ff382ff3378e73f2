// Figures, films and handouts as somebody makes them: from the start of the process to the file on the disk.
#include <stdio.h>
#include <stdlib.h>

#include "bench.h"

enum { TIMES = 9 };

static int by_size(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void row(const char *program, const char *name, const char *args, int times) {
    double ms[TIMES];
    char command[1000];
    if (!bench_wanted(name)) return;
    snprintf(command, sizeof command, "'%s' export %s 2>/dev/null", program, args);
    for (int i = 0; i < times; i++) {
        double begun = bench_now();
        if (system(command) != 0) {
            fprintf(stderr, "bench: this failed: %s\n", command);
            return;
        }
        ms[i] = bench_now() - begun;
    }
    qsort(ms, (size_t)times, sizeof *ms, by_size);
    bench_row(name, ms[times / 2], 1);
}

void bench_export(const char *program) {
    char folder[] = "/tmp/attend-bench-XXXXXX", args[300];
    if (!mkdtemp(folder)) return;
    static const struct {
        const char *name, *what, *ending;
        int times;
    } work[] = {
        { "export_png", "5 --step 4", "png", TIMES },
        { "export_svg", "5 --step 4", "svg", TIMES },
        { "export_pdf", "5 --step 4", "pdf", TIMES },
        { "export_column", "5 --step 4 --for column", "pdf", TIMES },
        { "export_gif_60", "5 --step 7 --seconds 3.95", "gif", 3 },
        { "export_handout", "5 --handout", "pdf", 3 },
        { "export_handout_8", "8 --handout", "pdf", 3 },   // many figures of many sizes
        { "export_handout_16", "16 --handout", "pdf", 3 }, // which trains
        { "export_course", "course --handout", "pdf", 1 },
    };
    for (size_t i = 0; i < sizeof work / sizeof *work; i++) {
        snprintf(args, sizeof args, "%s -o %s/x.%s", work[i].what, folder, work[i].ending);
        row(program, work[i].name, args, work[i].times);
    }
    snprintf(args, sizeof args, "rm -rf %s", folder);
    if (system(args) != 0) fprintf(stderr, "bench: could not remove %s\n", folder);
}
