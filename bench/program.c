// The whole program, without a screen: how fast it starts, what it costs while nothing moves, how much memory it holds.
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "bench.h"

enum { STARTS = 15, IDLE_SECONDS = 4 };

static int by_size(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

// Milliseconds from just before the process starts to its first frame on the window surface.
static double one_start(const char *program) {
    char command[1000], line[200];
    snprintf(command, sizeof command, "SDL_VIDEODRIVER=dummy '%s' 5 --bench-start 2>/dev/null", program);
    FILE *out = popen(command, "r");
    double ms = -1;
    while (out && fgets(line, sizeof line, out))
        if (ms < 0) sscanf(line, "%lf", &ms);
    if (out) pclose(out);
    return ms;
}

static void bench_start(const char *program) {
    double ms[STARTS];
    for (int i = 0; i < STARTS; i++) ms[i] = one_start(program);
    qsort(ms, STARTS, sizeof *ms, by_size);
    bench_row("start", ms[STARTS / 2], 1);
}

static double cpu_ms(pid_t process) {
    char path[64], text[1024];
    snprintf(path, sizeof path, "/proc/%d/stat", (int)process);
    FILE *in = fopen(path, "r");
    if (!in) return 0;
    size_t size = fread(text, 1, sizeof text - 1, in);
    text[size] = 0;
    fclose(in);
    long user = 0, system = 0;
    char *after = strrchr(text, ')');
    if (after) sscanf(after + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %ld %ld", &user, &system);
    return (double)(user + system) * 1000 / (double)sysconf(_SC_CLK_TCK);
}

static double resident_mb(pid_t process) {
    char path[64], line[256];
    snprintf(path, sizeof path, "/proc/%d/status", (int)process);
    FILE *in = fopen(path, "r");
    long kb = 0;
    while (in && fgets(line, sizeof line, in)) sscanf(line, "VmRSS: %ld", &kb);
    if (in) fclose(in);
    return (double)kb / 1024;
}

// SDL's dummy driver asks for events all the time, so idling is measured on a real display, if only a virtual one.
static pid_t virtual_display(void) {
    if (getenv("DISPLAY") || access("/usr/bin/Xvfb", X_OK) != 0) return 0;
    pid_t server = fork();
    if (server == 0) {
        if (!freopen("/dev/null", "w", stderr)) _exit(1);
        execl("/usr/bin/Xvfb", "Xvfb", ":97", "-screen", "0", "1920x1080x24", "-nolisten", "tcp", (char *)NULL);
        _exit(127);
    }
    setenv("DISPLAY", ":97", 1);
    sleep(1);
    return server;
}

// What a second of rest costs, and the memory held, with a lesson open; `presenter`: with the presenter's window too.
static void bench_idle(const char *program, bool presenter) {
    pid_t server = virtual_display();
    pid_t process = fork();
    if (process == 0) {
        if (!getenv("DISPLAY")) setenv("SDL_VIDEODRIVER", "dummy", 1);
        if (!freopen("/dev/null", "w", stderr)) _exit(1);
        execl(program, program, "5", "--step", "4", "--size", "1920x1080", presenter ? "--presenter" : (char *)NULL, (char *)NULL);
        _exit(127);
    }
    sleep(2);
    double before = cpu_ms(process);
    sleep(IDLE_SECONDS);
    bench_row(presenter ? "idle_presenter" : "idle", (cpu_ms(process) - before) / IDLE_SECONDS, 1);
    printf("# the next row: megabytes, not milliseconds\n");
    bench_row(presenter ? "resident_presenter" : "resident", resident_mb(process), 1);
    kill(process, SIGTERM);
    waitpid(process, NULL, 0);
    if (server > 0) {
        unsetenv("DISPLAY"); // the next one starts its own
        kill(server, SIGTERM);
        waitpid(server, NULL, 0);
    }
}

void bench_program(const char *program) {
    char home[] = "/tmp/attend-bench-XXXXXX";
    if (!mkdtemp(home)) return;
    setenv("XDG_STATE_HOME", home, 1);
    if (bench_wanted("start")) bench_start(program);
    if (bench_wanted("idle") || bench_wanted("resident")) bench_idle(program, false);
    if (bench_wanted("idle_presenter") || bench_wanted("resident_presenter")) bench_idle(program, true);
    char command[100];
    snprintf(command, sizeof command, "rm -rf '%s'", home);
    if (system(command) != 0) fprintf(stderr, "bench: could not remove %s\n", home);
}
