// Its input is a socket, for a write to a socket whose other end is gone can be told not to raise a signal. Output and complaints
// are files without names.
#include "base/program.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/child.h"

enum { PATIENCE = 30000, GLANCE = 10, MOMENT = 2 }; // milliseconds

struct Program {
    pid_t process;
    bool ended, late;
    int status;
    int in; // −1: closed
    FILE *out, *said;
};

static void forget(Program *p) {
    if (!p) return;
    if (p->in >= 0) close(p->in);
    if (p->out) fclose(p->out);
    if (p->said) fclose(p->said);
    free(p);
}

Program *program_begin(const char *const *argv) {
    int ends[2] = { -1, -1 };
    Program *p = calloc(1, sizeof *p);
    if (!p) return NULL;
    p->in = -1;
    p->out = tmpfile();
    p->said = tmpfile();
    bool well = p->out && p->said && socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0;
    if (well) {
        p->in = ends[1];
        fcntl(ends[1], F_SETFD, FD_CLOEXEC);
        p->process = fork();
        if (p->process == 0) child_become(argv, (const int[CHILD_FILES]){ ends[0], -1, fileno(p->said), fileno(p->out) }, true);
        close(ends[0]);
        well = p->process > 0;
    }
    if (well) return p;
    forget(p);
    return NULL;
}

bool program_feed(Program *p, Text *bytes) {
    while (bytes->size) {
        ssize_t sent = send(p->in, bytes->at, bytes->size, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent > 0)
            *bytes = (Text){ bytes->at + sent, bytes->size - (size_t)sent };
        else if (errno != EINTR)
            return errno == EAGAIN;
    }
    return true;
}

bool program_wait(Program *p) {
    struct pollfd ready = { .fd = p->in, .events = POLLOUT };
    if (p->late || p->in >= 0) return !p->late && !(p->late = poll(&ready, 1, PATIENCE) == 0);
    for (int waited = 0; !program_ended(p) && !p->late; waited += GLANCE) {
        p->late = waited >= PATIENCE;
        poll(NULL, 0, GLANCE);
    }
    return !p->late;
}

bool program_takes(Program *p) {
    struct pollfd ready = { .fd = p->in, .events = POLLOUT };
    return poll(&ready, 1, MOMENT) > 0;
}

void program_close(Program *p) {
    if (p->in >= 0) close(p->in);
    p->in = -1;
}

bool program_ended(Program *p) {
    if (p->ended) return true;
    pid_t process = waitpid(p->process, &p->status, WNOHANG);
    p->ended = process == p->process || (process < 0 && errno != EINTR);
    return p->ended;
}

static void stop(Program *p) {
    if (p->ended) return;
    kill(p->process, SIGKILL);
    while (waitpid(p->process, &p->status, 0) < 0 && errno == EINTR) {}
    p->ended = true;
}

static bool read_all(FILE *file, Arena *arena, Text *out) {
    if (fseek(file, 0, SEEK_END) != 0) return false;
    long size = ftell(file);
    if (size < 0) return false;
    char *bytes = arena_alloc(arena, (size_t)size + 1);
    rewind(file);
    *out = (Text){ bytes, fread(bytes, 1, (size_t)size, file) };
    return out->size == (size_t)size;
}

static Text last_line(Text said) {
    said = text_trim(said);
    for (size_t i = said.size; i > 0; i--)
        if (said.at[i - 1] == '\n' || said.at[i - 1] == '\r') return (Text){ said.at + i, said.size - i };
    return said;
}

bool program_end(Program *p, Arena *arena, Text *out, Text *complaint) {
    *complaint = *out = TEXT("");
    program_close(p);
    bool in_time = program_wait(p);
    stop(p);
    Text said = TEXT("");
    bool well = in_time && WIFEXITED(p->status) && WEXITSTATUS(p->status) == 0 && read_all(p->out, arena, out) && out->size > 0;
    if (!well && read_all(p->said, arena, &said)) *complaint = last_line(said);
    if (!well && !complaint->size && WIFSIGNALED(p->status))
        *complaint = in_time ? TEXT("it was ended from outside") : TEXT("it did nothing for half a minute");
    forget(p);
    return well;
}

void program_cancel(Program *p) {
    if (!p) return;
    stop(p);
    forget(p);
}
