// What is timed. A workload is repeated until it has run long enough; its median is printed as TSV: name, ms, threads.
#ifndef ATTEND_BENCH_H
#define ATTEND_BENCH_H

#include <stdbool.h>

typedef void BenchWork(void *context);

typedef struct BenchOptions {
    bool fastest;     // instead of the median, for a machine that is busy with other things
    bool processor;   // the thread's processor time instead of the clock's, for one thread of a machine that is busier still
    const char *only; // how the names of the workloads that are wanted begin; all where it is NULL
} BenchOptions;
void bench_begin(BenchOptions options);

// Median milliseconds of one call, from repeated batches over about `seconds`.
double bench_median(BenchWork *work, void *context, double seconds);
double bench_now(void);  // milliseconds of a steady clock, or of this thread's processor time
int bench_threads(void); // how many there are to compare at most: processor time tells nothing of two
// Of repetitions that took turns with others: the median, or the fastest where that was asked for.
double bench_middle(double *ms, int count);
void bench_row(const char *name, double ms, int threads);
void bench_row_size(const char *name, int size, double ms, int threads); // name_SIZE

bool bench_wanted(const char *name);                // whether the workload of that name is to run
bool bench_wanted_size(const char *name, int size); // name_SIZE
bool bench_wanted_any(const char *begins);          // whether some workload whose name begins so may be
bool bench_asked(void);                             // whether some were asked for by name: then those too that take minutes

double bench_limit_of_machine(void); // GFLOP/s in float on one thread, measured now
// Products that have nothing to do with each other, one a thread: ms of one alone, and of all `threads` (at most 8) at once.
typedef struct BenchApart BenchApart;
BenchApart *bench_apart(void);
double bench_apart_run(BenchApart *apart, int threads);
void bench_apart_end(BenchApart *apart);
void bench_limit(void);                  // the machine's fused multiply-adds, as a # line
void bench_core(void);                   // the compute core's workloads, in float
void bench_training(void);               // one Adam step of the race's models
void bench_grade(void);                  // checking somebody's work
void bench_language(void);               // a trained model of GPT-2's size, when it is asked for
void bench_frames(void);                 // scenes to pixels, hover updates
void bench_data(void);                   // a million numbers loaded
void bench_export(const char *program);  // figures, films and handouts, from the start of the process
void bench_program(const char *program); // start, idle, memory

#endif
