// Links are followed by hand to where the bytes go, so that what stands there can be looked at before it is replaced.
#define _XOPEN_SOURCE 700 // realpath
#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

// --- reading

typedef struct Reading {
    Arena *arena;
    const char *path;
    size_t most;
    Text *out;
    Problems *problems;
    int file;
} Reading;

static bool cannot_read(const Reading *r, const char *why) { return file_problem(r->problems, r->path, "cannot be read", why); }

static bool too_large(const Reading *r) { return file_too_large(r->problems, r->path, r->most); }

// The number of a descriptor that the shell has opened for us: /dev/stdin, /dev/fd/63; -1 for any other path.
static int descriptor_of(const char *path) {
    static const char *const names[] = { "/dev/stdin", "/dev/stdout", "/dev/stderr" };
    for (int i = 0; i < 3; i++)
        if (!strcmp(path, names[i])) return i;
    static const char *const folders[] = { "/dev/fd/", "/proc/self/fd/" };
    long number;
    for (int i = 0; i < 2; i++)
        if (!strncmp(path, folders[i], strlen(folders[i])) && text_integer(text_of(path + strlen(folders[i])), &number) &&
            number >= 0 && number < 1 << 20)
            return (int)number;
    return -1;
}

// Without waiting for anybody: a pipe opens at once, and is then refused.
static int open_to_read(const char *path) {
    int said = descriptor_of(path);
    return said >= 0 ? fcntl(said, F_DUPFD_CLOEXEC, 3) : open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
}

static const char *why_not_regular(mode_t mode) {
    if (S_ISDIR(mode)) return "it is a folder, not a file";
    if (S_ISFIFO(mode)) return "it is a pipe, not a file; write what comes from it to a file, or name it as /dev/stdin";
    return S_ISREG(mode) ? NULL : "it is a device, not a file";
}

static bool read_bytes(Reading *r, Builder *bytes) {
    char part[16384];
    for (;;) {
        ssize_t got = read(r->file, part, sizeof part);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return cannot_read(r, strerror(errno));
        if (got == 0) return true;
        if ((size_t)got > r->most - bytes->size) return too_large(r);
        builder_add_bytes(bytes, part, (size_t)got);
    }
}

static bool read_all(void *context) {
    Reading *r = context;
    struct stat is;
    if (fstat(r->file, &is) != 0) return cannot_read(r, strerror(errno));
    bool pipe = S_ISFIFO(is.st_mode) && descriptor_of(r->path) >= 0;
    const char *why = pipe ? NULL : why_not_regular(is.st_mode);
    if (why) return cannot_read(r, why);
    Builder bytes = { r->arena };
    if (!pipe && (unsigned long long)is.st_size > r->most) return too_large(r); // before memory is asked for
    bytes.room = pipe ? 0 : (size_t)is.st_size + 1;
    if (bytes.room) bytes.at = arena_alloc(r->arena, bytes.room);
    if (!read_bytes(r, &bytes)) return false;
    *r->out = (Text){ builder_text(&bytes), bytes.size };
    return true;
}

bool file_read(Arena *arena, const char *path, size_t most, Text *out, Problems *problems) {
    Reading r = { arena, path, most, out, problems, -1 };
    if (!*path) return problems_add(problems, (Place){ 0 }, "a file's name is missing: it is ''");
    r.file = open_to_read(path);
    if (r.file < 0) return cannot_read(&r, strerror(errno));
    bool ok = problems_guard(arena, path, problems, read_all, &r);
    close(r.file);
    return ok;
}

bool file_map(const char *path, Text *out, Problems *problems) {
    struct stat is = { 0 };
    int file = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (file < 0) return file_problem(problems, path, "cannot be read", strerror(errno));
    const char *why = fstat(file, &is) != 0 ? strerror(errno) : why_not_regular(is.st_mode);
    if (!why && is.st_size == 0) why = "it is empty";
    void *at = why ? MAP_FAILED : mmap(NULL, (size_t)is.st_size, PROT_READ, MAP_PRIVATE, file, 0);
    if (!why && at == MAP_FAILED) why = strerror(errno);
    close(file);
    if (why) return file_problem(problems, path, "cannot be read", why);
    *out = (Text){ at, (size_t)is.st_size };
    return true;
}

void file_unmap(Text bytes) {
    if (bytes.at) munmap((void *)(size_t)bytes.at, bytes.size);
}

bool file_can_read(const char *path) {
    struct stat is;
    int file = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (file < 0) return false;
    bool regular = fstat(file, &is) == 0 && S_ISREG(is.st_mode);
    close(file);
    return regular;
}

bool file_is_inside(const char *path, const char *beside) {
    char folder[FILE_PATH_MOST], whole[PATH_MAX], within[PATH_MAX];
    const char *slash = strrchr(beside, '/');
    int size = snprintf(folder, sizeof folder, "%.*s", slash ? (int)(slash - beside) + 1 : 1, slash ? beside : ".");
    if (size >= (int)sizeof folder || !realpath(folder, within) || !realpath(path, whole)) return true;
    size_t length = strlen(within);
    return !strncmp(whole, within, length) && (whole[length] == '/' || within[length - 1] == '/');
}

bool file_is_absent(const char *path) {
    struct stat is;
    return lstat(path, &is) != 0 && errno == ENOENT;
}

// --- a part that a signal interrupts is removed

// (kill -9 cannot be heard: then the part stays until that file is written again, and the file is the old one.)
static const int deadly[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGPIPE };
enum { DEADLY = sizeof deadly / sizeof *deadly };
static char open_part[FILE_PATH_MOST]; // "" when there is none
static volatile sig_atomic_t part_is_open;

static void remove_part_at_exit(void) { // as when memory is out
    if (part_is_open) unlink(open_part);
}
static void remove_part(int number) {
    if (part_is_open) unlink(open_part);
    signal(number, SIG_DFL);
    raise(number);
}

// Only where nobody else wants to know about the signal.
static void set_handlers(void (*from)(int), void (*to)(int)) {
    for (int i = 0; i < DEADLY; i++) {
        struct sigaction now, then = { .sa_handler = to };
        sigemptyset(&then.sa_mask);
        if (sigaction(deadly[i], NULL, &now) == 0 && !(now.sa_flags & SA_SIGINFO) && now.sa_handler == from)
            sigaction(deadly[i], &then, NULL);
    }
}

static void watch_part(const char *part) {
    if (part_is_open) return; // one at a time
    static bool at_exit;
    if (!at_exit) at_exit = atexit(remove_part_at_exit) == 0;
    memcpy(open_part, part, strlen(part) + 1);
    part_is_open = 1;
    set_handlers(SIG_DFL, remove_part);
}

static void forget_part(const char *part) {
    if (!part_is_open || strcmp(open_part, part) != 0) return;
    set_handlers(remove_part, SIG_DFL);
    part_is_open = 0;
}

// --- where a path leads

// What to do about it, which depends on what is wrong.
static const char *write_cure(const char *path, int reason) {
    struct stat folder;
    char parent[FILE_PATH_MOST] = ".";
    const char *slash = strrchr(path, '/');
    if (slash && slash > path) snprintf(parent, sizeof parent, "%.*s", (int)(slash - path), path);
    if (slash == path) memcpy(parent, "/", 2);
    bool there = stat(parent, &folder) == 0;
    switch (reason) {
    case EACCES:
    case EPERM: return "; choose another folder, or mend this one's permissions";
    case EROFS: return "; choose another folder: nothing can be written on this disk";
    case EISDIR: return "; choose another name";
    case ENOTDIR: return "; what stands before the last / is no folder";
    case ENOENT:
        return there ? "; nothing can be written in this folder: choose another" : "; make its folder first, or choose another";
    case ENOSPC: return "; make room on the disk, or choose another";
    default: return "";
    }
}

static bool cannot_write(const FileOut *file, int reason, Problems *problems) {
    const char *why = reason ? strerror(reason) : "the disk may be full";
    return problems_add(problems, (Place){ file->path, 0, 0 }, "cannot be written: %s%s", why, write_cure(file->path, reason));
}

// The text of a link stands for it: from the root, or beside the link.
static bool follow(char path[FILE_PATH_MOST]) {
    char text[FILE_PATH_MOST];
    ssize_t size = readlink(path, text, sizeof text);
    const char *slash = strrchr(path, '/');
    size_t folder = size > 0 && text[0] != '/' && slash ? (size_t)(slash - path) + 1 : 0;
    if (size <= 0 || folder + (size_t)size >= FILE_PATH_MOST) {
        errno = size < 0 ? errno : ENAMETOOLONG;
        return false;
    }
    memcpy(path + folder, text, (size_t)size);
    path[folder + (size_t)size] = 0;
    return true;
}

// Follows links to where the bytes go, which need not be there yet. 0, or the reason why not.
static int find_target(const char *path, char target[FILE_PATH_MOST], struct stat *is, bool *there) {
    enum { LINKS = 40 };
    if (strlen(path) >= FILE_PATH_MOST) return ENAMETOOLONG;
    memcpy(target, path, strlen(path) + 1);
    for (int i = 0; i < LINKS; i++) {
        *there = lstat(target, is) == 0;
        if (!*there) return errno == ENOENT ? 0 : errno;
        if (descriptor_of(target) >= 0 || !S_ISLNK(is->st_mode)) return 0;
        if (!follow(target)) return errno;
    }
    return ELOOP;
}

// --- what a kill left

// The process in NAME.PID.part or NAME.PID-2.part; 0 for any other name.
static long part_process(const char *name, const char *stem) {
    size_t size = strlen(stem);
    long process = 0;
    if (strncmp(name, stem, size) != 0 || name[size] != '.') return 0;
    const char *at = name + size + 1;
    for (; *at >= '0' && *at <= '9' && process < 1 << 28; at++) process = process * 10 + *at - '0';
    if (*at == '-')
        for (at++; *at >= '0' && *at <= '9';) at++;
    return strcmp(at, ".part") ? 0 : process;
}

// Parts of this file that a killed process left: it is no more, and nobody has written to them for a while, since another machine
// may share the folder.
static void sweep_parts(const char *target, int folder, const char *stem) {
    enum { WHILE = 600 };
    char path[FILE_PATH_MOST];
    struct stat is;
    if (folder >= (int)sizeof path) return;
    snprintf(path, sizeof path, "%.*s", folder, folder ? target : ".");
    DIR *dir = opendir(folder ? path : ".");
    for (struct dirent *entry; dir && (entry = readdir(dir));) {
        long process = part_process(entry->d_name, stem);
        if (!process || snprintf(path, sizeof path, "%.*s%s", folder, target, entry->d_name) >= (int)sizeof path) continue;
        bool ended = kill((pid_t)process, 0) != 0 && errno == ESRCH;
        if (ended && lstat(path, &is) == 0 && S_ISREG(is.st_mode) && is.st_mtime + WHILE < time(NULL)) unlink(path);
    }
    if (dir) closedir(dir);
}

// --- writing

// Beside the target, where nobody else has a file or a link of that name.
static int open_part_of(FileOut *file) {
    enum { TRIES = 100 };
    const char *slash = strrchr(file->target, '/');
    int folder = slash ? (int)(slash - file->target) + 1 : 0, opened = -1;
    bool short_name = false;
    sweep_parts(file->target, folder, file->target + folder);
    errno = EEXIST;
    for (int i = 0; i < TRIES && opened < 0 && errno == EEXIST; i++) {
        const char *stem = short_name ? "attend" : file->target + folder;
        int size = snprintf(file->part, sizeof file->part, "%.*s%s.%ld%.*s%.*d.part", folder, file->target, stem, (long)getpid(),
                            i > 0, "-", i > 0, i);
        if (size >= (int)sizeof file->part) return errno = ENAMETOOLONG, -1;
        opened = open(file->part, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
        if (opened >= 0 || errno != ENAMETOOLONG || short_name) continue;
        short_name = true; // the name itself may be as long as a name can be
        errno = EEXIST;
    }
    return opened;
}

// The new file takes the place of the old one for everybody who may use it.
static int keep_rights(int file, const struct stat *is) {
    mode_t mode = is->st_mode & 07777;
    bool same = is->st_uid == geteuid() && is->st_gid == getegid();
    if (!same && fchown(file, is->st_uid, is->st_gid) != 0) mode &= 0777;
    return fchmod(file, mode) == 0 ? 0 : errno;
}

static int open_device(FileOut *file) {
    int said = descriptor_of(file->target);
    if (said >= 0) return fcntl(said, F_DUPFD_CLOEXEC, 3);
    int opened = open(file->target, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC); // a pipe that nobody reads does not wait
    if (opened >= 0) fcntl(opened, F_SETFL, fcntl(opened, F_GETFL) & ~O_NONBLOCK);
    return opened;
}

// 0, or the reason why not. *opened is the descriptor, beside the target or the device itself.
static int open_to_write(FileOut *file, int *opened) {
    struct stat is;
    bool there;
    int reason = find_target(file->path, file->target, &is, &there);
    if (reason) return reason;
    file->part[0] = 0;
    if (there && S_ISDIR(is.st_mode)) return EISDIR;
    if (there && !S_ISREG(is.st_mode)) return (*opened = open_device(file)) < 0 ? errno : 0;
    if (there && access(file->target, W_OK) != 0) return errno;
    *opened = open_part_of(file);
    if (*opened < 0) return errno;
    watch_part(file->part);
    return there ? keep_rights(*opened, &is) : 0;
}

static void drop_part(FileOut *file) {
    if (!file->part[0]) return;
    unlink(file->part);
    forget_part(file->part);
}

bool file_begin(FileOut *file, const char *path, Problems *problems) {
    int opened = -1;
    file->path = path;
    file->part[0] = 0;
    if (!*path) return problems_add(problems, (Place){ 0 }, "the name of the file to write is missing: it is ''");
    int reason = open_to_write(file, &opened);
    file->out = reason ? NULL : fdopen(opened, "wb");
    if (file->out) return true;
    if (!reason) reason = errno;
    if (opened >= 0) close(opened);
    drop_part(file);
    if (reason == ENXIO) return problems_add(problems, (Place){ path, 0, 0 }, "cannot be written: nobody reads from this pipe");
    return cannot_write(file, reason, problems);
}

// Some file systems and devices have nothing to wait for.
static bool on_disk(int file) {
    int result;
    while ((result = fsync(file)) != 0 && errno == EINTR) {}
    return result == 0 || errno == EINVAL || errno == ENOSYS || errno == ENOTSUP;
}

bool file_end(FileOut *file, bool keep, Problems *problems) {
    errno = 0;
    bool failed = false;
    int reason = 0;
    if (fflush(file->out) != 0 || ferror(file->out)) failed = true, reason = errno;
    if (!failed && keep && file->part[0] && !on_disk(fileno(file->out))) failed = true, reason = errno;
    if (fclose(file->out) != 0 && !failed && errno != EINTR) failed = true, reason = errno;
    if (!failed && keep && file->part[0] && rename(file->part, file->target) != 0) failed = true, reason = errno;
    if (failed || !keep)
        drop_part(file);
    else
        forget_part(file->part);
    return !failed || !keep || cannot_write(file, reason, problems);
}

bool file_write(const char *path, Text bytes, Problems *problems) {
    FileOut file;
    if (!file_begin(&file, path, problems)) return false;
    setvbuf(file.out, NULL, _IONBF, 0); // one write, whose reason is still known at the end
    errno = 0;
    bool well = !bytes.size || fwrite(bytes.at, 1, bytes.size, file.out) == bytes.size;
    int reason = errno;
    if (well) return file_end(&file, true, problems);
    file_end(&file, false, problems);
    return cannot_write(&file, reason, problems);
}
