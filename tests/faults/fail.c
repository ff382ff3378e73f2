// Put in front of the C library with LD_PRELOAD: lets the N-th call of one kind fail, so that what a program does then can be seen.
// FAIL="KIND N [ERRNO]": KIND is malloc, open, read, write, fsync, close, rename, unlink or mmap; read also takes "short", which
// gives one byte. ERRNO may be KILL: the process is killed in front of the call, as by kill -9. FAIL_ON=1: this call and all after
// it. Counting begins with main, not with the libraries' own start.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

static char kind[16];
static long countdown, all;
static int reason = EIO;
static bool armed, is_short, is_kill, met;

static int number_of(const char *name) {
    static const struct {
        const char *name;
        int number;
    } known[] = { { "EIO", EIO },       { "ENOSPC", ENOSPC }, { "EINTR", EINTR },  { "EDQUOT", EDQUOT },
                  { "ENOMEM", ENOMEM }, { "EACCES", EACCES }, { "EMFILE", EMFILE } };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (!strcmp(known[i].name, name)) return known[i].number;
    return EIO;
}

// Makes the file FAIL_MET, so that whoever counts up knows when there is no such call any more.
static void tell_met(void) {
    const char *path = getenv("FAIL_MET");
    if (!met && path) syscall(SYS_close, (int)syscall(SYS_openat, AT_FDCWD, path, O_CREAT | O_WRONLY, 0600));
    met = true;
}

// True when the call that is under way shall fail.
static bool due(const char *name) {
    if (!armed || strcmp(kind, name) != 0) return false;
    if (countdown < 0 || (countdown > 0 && --countdown > 0)) return false;
    if (!all) countdown = -1;
    tell_met();
    if (is_kill) raise(SIGKILL);
    return true;
}

#define REAL(name) ((__typeof__(name) *)dlsym(RTLD_NEXT, #name))

// --- main is where it begins

static int (*real_main)(int, char **, char **);

static int armed_main(int argc, char **argv, char **environment) {
    armed = kind[0] != 0;
    return real_main(argc, argv, environment);
}

int __libc_start_main(int (*)(int, char **, char **), int, char **, void (*)(void), void (*)(void), void (*)(void), void *);
int __libc_start_main(int (*entry)(int, char **, char **), int argc, char **argv, void (*begin)(void), void (*end)(void),
                      void (*loader_end)(void), void *stack) {
    const char *asked = getenv("FAIL");
    char word[16] = "";
    if (asked && sscanf(asked, "%15s %ld %15s", kind, &countdown, word) >= 2) {
        is_short = !strcmp(word, "short");
        is_kill = !strcmp(word, "KILL");
        if (word[0]) reason = number_of(word);
        all = getenv("FAIL_ON") != NULL;
    }
    real_main = entry;
    __typeof__(__libc_start_main) *start = REAL(__libc_start_main);
    return start(armed_main, argc, argv, begin, end, loader_end, stack);
}

// --- memory

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *memory, size_t size);

static void *none(void) {
    errno = ENOMEM;
    return NULL;
}
void *malloc(size_t size) { return due("malloc") ? none() : __libc_malloc(size); }
void *calloc(size_t count, size_t size) { return due("malloc") ? none() : __libc_calloc(count, size); }
void *realloc(void *memory, size_t size) { return due("malloc") ? none() : __libc_realloc(memory, size); }

// --- files

static int refuse(void) {
    errno = reason;
    return -1;
}

int open(const char *path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    int mode = flags & O_CREAT ? va_arg(rest, int) : 0;
    va_end(rest);
    return due("open") ? refuse() : REAL(open)(path, flags, mode);
}

ssize_t read(int file, void *bytes, size_t size) {
    if (!due("read")) return REAL(read)(file, bytes, size);
    return is_short && size ? REAL(read)(file, bytes, 1) : refuse();
}

ssize_t write(int file, const void *bytes, size_t size) {
    if (file == 2 || !due("write")) return REAL(write)(file, bytes, size); // what is said about it must be heard
    return is_short && size ? REAL(write)(file, bytes, 1) : refuse();
}

// What the C library writes by itself does not come by write().
size_t fwrite(const void *bytes, size_t size, size_t count, FILE *out) {
    if (out == stderr || is_short || !due("write")) return REAL(fwrite)(bytes, size, count, out);
    out->_flags |= 0x20; // what ferror looks at
    refuse();
    return 0;
}

int fflush(FILE *out) {
    bool idle = !out || out == stderr || is_short || __fpending(out) == 0; // then nothing is written
    return idle || !due("write") ? REAL(fflush)(out) : refuse();
}

int fclose(FILE *out) {
    if (!due("close")) return REAL(fclose)(out);
    REAL(fclose)(out);
    return refuse();
}

int fsync(int file) { return due("fsync") ? refuse() : REAL(fsync)(file); }
int rename(const char *from, const char *to) { return due("rename") ? refuse() : REAL(rename)(from, to); }

int close(int file) {
    if (!due("close")) return REAL(close)(file);
    REAL(close)(file); // it is closed all the same
    return refuse();
}

int unlink(const char *path) { return due("unlink") ? refuse() : REAL(unlink)(path); }

void *mmap(void *at, size_t size, int protection, int flags, int file, off_t offset) {
    if (file < 0 || !due("mmap")) return REAL(mmap)(at, size, protection, flags, file, offset);
    errno = reason;
    return MAP_FAILED;
}
