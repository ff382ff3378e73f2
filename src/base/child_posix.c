#define _GNU_SOURCE // close_range's number
// Other programs: what they inherit, and who starts them.
#include "base/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/program.h"

extern char **environ;

// --- becoming another program

static bool is_wanted(const char *variable) {
    static const char *const names[] = {
        "PATH",   "HOME",    "USER",       "LOGNAME",         "LANG",      "LANGUAGE",        "TZ",
        "TMPDIR", "DISPLAY", "XAUTHORITY", "WAYLAND_DISPLAY", PROGRAM_BUS, "DESKTOP_SESSION", "SPEECHD_ADDRESS"
    };
    size_t size = strcspn(variable, "=");
    if (!strcmp(variable, PROGRAM_BUS "=" PROGRAM_NO_BUS)) return false;
    if (!strncmp(variable, "LC_", 3) || !strncmp(variable, "XDG_", 4)) return true;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strlen(names[i]) == size && !strncmp(variable, names[i], size)) return true;
    return false;
}

static void clear_environment(void) {
    size_t kept = 0;
    for (size_t i = 0; environ && environ[i]; i++)
        if (is_wanted(environ[i])) environ[kept++] = environ[i];
    if (environ) environ[kept] = NULL;
}

static void close_from(int first) {
#ifdef SYS_close_range
    if (syscall(SYS_close_range, (unsigned)first, ~0u, 0u) == 0) return;
#endif
    long most = sysconf(_SC_OPEN_MAX);
    for (int fd = first; fd < (most > 0 && most < 65536 ? (int)most : 65536); fd++) close(fd);
}

static void limit(int what, unsigned long long most) {
    struct rlimit now;
    if (getrlimit(what, &now) != 0) return;
    if (now.rlim_max != RLIM_INFINITY && now.rlim_max < most) most = now.rlim_max;
    now.rlim_cur = now.rlim_max = (rlim_t)most;
    setrlimit(what, &now);
}

// What this process ignores or catches, a program finds as it is usual.
static void usual_signals(void) {
    sigset_t none;
    sigemptyset(&none);
    for (int number = 1; number < 32; number++) signal(number, SIG_DFL);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

_Noreturn void child_become(const char *const *argv, const int file[CHILD_FILES], bool bounded) {
    int from[CHILD_FILES], quiet = open("/dev/null", O_RDWR), count = file[3] >= 0 ? 4 : 3;
    for (int i = 0; i < count; i++) from[i] = fcntl(file[i] >= 0 ? file[i] : quiet, F_DUPFD, 16);
    for (int i = 0; i < count; i++)
        if (from[i] < 0 || dup2(from[i], i) < 0) _exit(127);
    close_from(count);
    usual_signals();
    clear_environment();
    limit(RLIMIT_CORE, 0);
    if (bounded) limit(RLIMIT_CPU, 600), limit(RLIMIT_FSIZE, 4ull << 30);
    execvp(argv[0], (char *const *)(void *)argv);
    _exit(127);
}

// A program that stays is started by a child that ends at once, so that nobody has to wait for it.
bool child_leave(const char *const *argv, int in) {
    pid_t process = fork();
    if (process == 0) {
        if (fork() != 0) _exit(0);
        child_become(argv, (const int[CHILD_FILES]){ in, -1, -1, -1 }, false);
    }
    while (process > 0 && waitpid(process, NULL, 0) < 0 && errno == EINTR) {}
    return process > 0;
}

// --- the starter

enum { WORDS = 32, BYTES = 8192 };

static int to_starter = -1;

static bool may_be_started(const char *const *argv, int words) {
    static const char *const programs[] = { "xdg-open", "xclip", "wl-copy", "spd-say" };
    for (size_t i = 0; i < sizeof programs / sizeof *programs; i++)
        if (!strcmp(argv[0], programs[i])) return true;
    return words == 2 && !strcmp(argv[0], PROGRAM_SELF) && !strcmp(argv[1], PROGRAM_HOLD);
}

// One wish: words with a zero byte after each, and the file that the program reads. -1: nobody asks any more.
static int receive(int from, char bytes[BYTES], int *in) {
    union {
        struct cmsghdr head;
        char room[CMSG_SPACE(sizeof(int))];
    } control;
    struct iovec part = { bytes, BYTES };
    struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control };
    ssize_t got;
    while ((got = recvmsg(from, &message, 0)) < 0 && errno == EINTR) {}
    *in = -1;
    struct cmsghdr *head = got > 0 ? CMSG_FIRSTHDR(&message) : NULL;
    if (head && head->cmsg_type == SCM_RIGHTS) memcpy(in, CMSG_DATA(head), sizeof *in);
    return got > 0 && !(message.msg_flags & MSG_TRUNC) ? (int)got : got > 0 ? 0 : -1;
}

static bool start_wish(char *bytes, int size, int in) {
    const char *argv[WORDS + 1];
    int words = 0;
    for (char *at = bytes; at < bytes + size && words < WORDS; at += strlen(at) + 1) argv[words++] = at;
    argv[words] = NULL;
    return words > 0 && bytes[size - 1] == 0 && may_be_started(argv, words) && child_leave(argv, in);
}

static _Noreturn void serve(int from) {
    char bytes[BYTES + 1];
    int in, size;
    while ((size = receive(from, bytes, &in)) >= 0) {
        bytes[size] = 0;
        char done = size > 0 && start_wish(bytes, size, in) ? 1 : 0;
        if (in >= 0) close(in);
        while (send(from, &done, 1, MSG_NOSIGNAL) < 0 && errno == EINTR) {}
    }
    _exit(0);
}

bool starter_begin(void) {
    int ends[2];
    if (to_starter >= 0) return true;
    if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends) != 0) return false;
    pid_t process = fork();
    if (process == 0) {
        close(ends[1]);
        signal(SIGINT, SIG_IGN); // it ends when nobody asks any more
        serve(ends[0]);
    }
    close(ends[0]);
    if (process > 0 && fcntl(ends[1], F_SETFD, FD_CLOEXEC) == 0) to_starter = ends[1];
    if (to_starter < 0) close(ends[1]);
    return to_starter >= 0;
}

int starter_leave(const char *const *argv, int in) {
    enum { PATIENCE = 5000 }; // milliseconds
    char bytes[BYTES], done = 0;
    size_t size = 0;
    if (to_starter < 0) return -1;
    for (int i = 0; argv[i]; i++) {
        size_t length = strlen(argv[i]) + 1;
        if (i == WORDS || length > sizeof bytes - size) return 0;
        memcpy(bytes + size, argv[i], length);
        size += length;
    }
    union {
        struct cmsghdr head;
        char room[CMSG_SPACE(sizeof(int))];
    } control = { .room = { 0 } };
    struct iovec part = { bytes, size };
    struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control };
    struct cmsghdr *head = CMSG_FIRSTHDR(&message);
    head->cmsg_level = SOL_SOCKET;
    head->cmsg_type = SCM_RIGHTS;
    head->cmsg_len = CMSG_LEN(sizeof in);
    memcpy(CMSG_DATA(head), &in, sizeof in);
    struct pollfd answer = { .fd = to_starter, .events = POLLIN };
    if (sendmsg(to_starter, &message, MSG_NOSIGNAL) < 0) return 0;
    return poll(&answer, 1, PATIENCE) == 1 && recv(to_starter, &done, 1, 0) == 1 && done == 1;
}
