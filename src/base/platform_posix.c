// The machine as POSIX and XDG have it.
#include "base/platform.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "base/child.h"

// --- memory

void platform_keep_memory(void) {
#ifdef __GLIBC__
    enum { LARGEST = 32 << 20, STEP = 4 << 20 }; // bytes: what is larger has pages of its own; how much is asked for at once
    mallopt(M_MMAP_THRESHOLD, LARGEST);
    mallopt(M_TRIM_THRESHOLD, INT_MAX);
    mallopt(M_TOP_PAD, STEP);
#endif
}

// --- folders

bool folder_make(const char *path) {
    char part[4096];
    size_t size = strlen(path);
    if (size >= sizeof part) return false;
    for (size_t i = 1; i <= size; i++) {
        if (path[i] != '/' && path[i]) continue;
        memcpy(part, path, i);
        part[i] = 0;
        if (mkdir(part, 0777) != 0 && errno != EEXIST) return false;
    }
    return folder_exists(path);
}

static const char *home(void) {
    const char *said = getenv("HOME");
    return said && *said ? said : NULL;
}

const char *platform_state_folder(Arena *arena) {
    const char *said = getenv("XDG_STATE_HOME"), *path = NULL;
    if (said && *said == '/')
        path = arena_print(arena, "%s/attend", said);
    else if (home())
        path = arena_print(arena, "%s/.local/state/attend", home());
    return path && folder_make(path) ? path : NULL;
}

static const char *config_home(Arena *arena) {
    const char *said = getenv("XDG_CONFIG_HOME");
    if (said && *said == '/') return said;
    return home() ? arena_print(arena, "%s/.config", home()) : NULL;
}

const char *platform_config_folder(Arena *arena) {
    const char *config = config_home(arena);
    return config ? arena_print(arena, "%s/attend", config) : NULL;
}

// XDG_PICTURES_DIR stands in user-dirs.dirs as "$HOME/Bilder".
static const char *user_pictures(Arena *arena) {
    const char *config = config_home(arena);
    Problems ignored = { .arena = arena };
    Text lines;
    const char *found = NULL;
    if (!config || !file_read(arena, arena_print(arena, "%s/user-dirs.dirs", config), 64 << 10, &lines, &ignored)) return NULL;
    while (lines.size) {
        Text rest = text_trim(text_line(&lines));
        if (!text_starts(rest, "XDG_PICTURES_DIR=\"")) continue;
        rest.at += 18;
        rest.size -= 18;
        if (rest.size && rest.at[rest.size - 1] == '"') rest.size--;
        if (text_starts(rest, "$HOME") && home())
            found = arena_print(arena, "%s%.*s", home(), (int)rest.size - 5, rest.at + 5);
        else if (text_starts(rest, "/"))
            found = text_copy(arena, rest);
    }
    return found;
}

const char *platform_pictures_folder(Arena *arena) {
    const char *said = getenv("XDG_PICTURES_DIR");
    const char *path = said && *said == '/' ? said : user_pictures(arena);
    if (!path && home()) path = arena_print(arena, "%s/Pictures", home());
    if (!path) return NULL;
    path = arena_print(arena, "%s/Attend", path);
    return folder_make(path) ? path : NULL;
}

const char *platform_program(Arena *arena) {
    char self[4096];
    ssize_t size = readlink("/proc/self/exe", self, sizeof self - 1);
    return size > 0 ? arena_copy(arena, self, (size_t)size) : NULL;
}

bool platform_has_paths(void) { return true; }

static int by_name(const void *a, const void *b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }

// --- locks

struct FileLock {
    int file; // -1: there are no locks here
};

static void nap(void) { nanosleep(&(struct timespec){ .tv_nsec = 10000000 }, NULL); }

FileLock *file_lock(const char *path, double seconds) {
    FileLock *lock = calloc(1, sizeof *lock);
    if (!lock) return NULL;
    struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
    double until = platform_seconds() + seconds;
    lock->file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    while (lock->file >= 0 && fcntl(lock->file, F_SETLK, &whole) != 0) {
        if (errno == EINTR) continue;
        bool busy = errno == EACCES || errno == EAGAIN;
        if (busy && platform_seconds() < until) {
            nap();
            continue;
        }
        close(lock->file);
        lock->file = -1;
        if (!busy) break;
        free(lock);
        return NULL;
    }
    return lock;
}

void file_unlock(FileLock *lock) {
    if (!lock) return;
    if (lock->file >= 0) close(lock->file);
    free(lock);
}

// --- other programs

bool program_there(const char *program) {
    if (strchr(program, '/')) return access(program, X_OK) == 0;
    const char *path = getenv("PATH");
    char full[4096];
    while (path && *path) {
        size_t size = strcspn(path, ":");
        if (size && size + strlen(program) + 2 < sizeof full) {
            snprintf(full, sizeof full, "%.*s/%s", (int)size, path, program);
            if (access(full, X_OK) == 0) return true;
        }
        path += size + (path[size] == ':');
    }
    return false;
}

// What it says is a path. One that says more than a path holds, or stays after its last word, is ended: nobody waits for it.
struct Chooser {
    pid_t process;
    int pipe;      // -1: it has said all
    double silent; // since when
    char path[4096];
    size_t size;
};

bool chooser_available(void) { return program_there("zenity") || program_there("kdialog"); }

static _Noreturn void run_chooser(const char *title, int out) {
    const char *const zenity[] = { "zenity", "--file-selection", "--title", title, NULL };
    const char *const kdialog[] = { "kdialog", "--title", title, "--getopenfilename", ".", NULL };
    child_become(program_there("zenity") ? zenity : kdialog, (const int[CHILD_FILES]){ -1, out, -1, -1 }, false);
}

Chooser *chooser_start(const char *title) {
    int ends[2];
    if (pipe(ends) != 0) return NULL;
    pid_t process = fork();
    if (process == 0) run_chooser(title, ends[1]);
    close(ends[1]);
    Chooser *chooser = process > 0 ? calloc(1, sizeof *chooser) : NULL;
    if (!chooser) {
        close(ends[0]);
        return NULL;
    }
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    chooser->process = process;
    chooser->pipe = ends[0];
    return chooser;
}

static void end_chooser(Chooser *chooser, double patience) {
    double until = platform_seconds() + patience;
    while (waitpid(chooser->process, NULL, WNOHANG) == 0) {
        if (platform_seconds() < until)
            nap();
        else
            kill(chooser->process, SIGKILL);
    }
}

static int chooser_done(Chooser *chooser, int result) {
    if (chooser->pipe >= 0) close(chooser->pipe);
    free(chooser);
    return result;
}

static int chooser_failed(Chooser *chooser) {
    end_chooser(chooser, 0);
    return chooser_done(chooser, -2);
}

// It has said all: how it ends decides.
static int chooser_ends(Chooser *chooser, Arena *arena, const char **path) {
    enum { PATIENCE = 2 }; // seconds
    int status = 0;
    pid_t ended = waitpid(chooser->process, &status, WNOHANG);
    if (ended == 0) return platform_seconds() < chooser->silent + PATIENCE ? 0 : chooser_failed(chooser);
    if (ended < 0 || !WIFEXITED(status) || WEXITSTATUS(status) > 1) return chooser_done(chooser, -2);
    Text said = text_trim((Text){ chooser->path, chooser->size });
    if (WEXITSTATUS(status) == 1) return chooser_done(chooser, -1);
    if (!said.size) return chooser_done(chooser, -2);
    *path = text_copy(arena, said);
    return chooser_done(chooser, 1);
}

int chooser_poll(Chooser *chooser, Arena *arena, const char **path) {
    while (chooser->pipe >= 0) {
        ssize_t got = read(chooser->pipe, chooser->path + chooser->size, sizeof chooser->path - chooser->size);
        if (got > 0) chooser->size += (size_t)got;
        if (chooser->size == sizeof chooser->path) return chooser_failed(chooser);
        if (got > 0 || (got < 0 && errno == EINTR)) continue;
        if (got < 0 && errno == EAGAIN) return 0;
        close(chooser->pipe);
        chooser->pipe = -1;
        chooser->silent = platform_seconds();
    }
    return chooser_ends(chooser, arena, path);
}

void chooser_cancel(Chooser *chooser) {
    if (!chooser) return;
    kill(chooser->process, SIGTERM);
    end_chooser(chooser, 0.05);
    chooser_done(chooser, -1);
}

// The bytes go through a file without a name: a pipe could fill up and hold the window.
bool program_leave(const char *const *argv, Text input) {
    if (!program_there(argv[0])) return false;
    FILE *file = tmpfile();
    if (!file) return false;
    bool well = fwrite(input.at, 1, input.size, file) == input.size && fflush(file) == 0;
    rewind(file);
    int started = well ? starter_leave(argv, fileno(file)) : 0;
    if (started < 0) started = child_leave(argv, fileno(file));
    fclose(file);
    return started > 0;
}

bool clipboard_picture(Text bytes, const char *type) {
    const char *const wayland[] = { "wl-copy", "--type", type, NULL };
    const char *const x11[] = { "xclip", "-selection", "clipboard", "-t", type, "-i", NULL };
    return (getenv("WAYLAND_DISPLAY") && program_leave(wayland, bytes)) || (getenv("DISPLAY") && program_leave(x11, bytes));
}

bool platform_open_address(const char *address) {
    const char *const argv[] = { "xdg-open", address, NULL };
    return program_leave(argv, TEXT(""));
}

// --- paths

const char *path_expand(Arena *arena, const char *path) {
    Text t = text_trim(text_of(path));
    if (t.size >= 2 && (t.at[0] == '"' || t.at[0] == '\'') && t.at[t.size - 1] == t.at[0]) t = (Text){ t.at + 1, t.size - 2 };
    if (text_starts(t, "file://")) {
        Builder b = { .arena = arena };
        for (size_t i = 7; i < t.size; i++) {
            unsigned code;
            char hex[3] = { t.at[i], 0, 0 };
            if (t.at[i] == '%' && i + 2 < t.size) {
                hex[0] = t.at[i + 1];
                hex[1] = t.at[i + 2];
                if (sscanf(hex, "%2x", &code) == 1 && code) {
                    hex[0] = (char)code;
                    i += 2;
                }
            }
            builder_add_bytes(&b, hex, 1);
        }
        return builder_text(&b);
    }
    if ((text_is(t, "~") || text_starts(t, "~/")) && home()) return arena_print(arena, "%s%.*s", home(), (int)t.size - 1, t.at + 1);
    return text_copy(arena, t);
}

int path_complete(Arena *arena, const char *typed, const char **out, int most) {
    const char *full = path_expand(arena, typed), *slash = strrchr(full, '/');
    const char *folder = slash ? arena_print(arena, "%.*s", (int)(slash - full) + 1, full) : "./";
    const char *start = slash ? slash + 1 : full;
    const char *shown = strrchr(typed, '/');
    DIR *dir = opendir(folder);
    if (!dir) return 0;
    enum { LOOKED_AT = 2000 };
    const char **all = arena_new(arena, const char *, LOOKED_AT);
    int count = 0;
    for (struct dirent *e; count < LOOKED_AT && (e = readdir(dir));) {
        if (strncmp(e->d_name, start, strlen(start)) || (e->d_name[0] == '.' && start[0] != '.')) continue;
        if (!strcmp(e->d_name, ".") || !strcmp(e->d_name, "..")) continue;
        struct stat info;
        bool is_dir = stat(arena_print(arena, "%s%s", folder, e->d_name), &info) == 0 && S_ISDIR(info.st_mode);
        all[count++] = arena_print(arena, "%.*s%s%s", shown ? (int)(shown - typed) + 1 : 0, typed, e->d_name, is_dir ? "/" : "");
    }
    closedir(dir);
    qsort(all, (size_t)count, sizeof *all, by_name);
    if (count > most) count = most;
    memcpy(out, all, sizeof *all * (size_t)count);
    return count;
}

static unsigned long long mix(unsigned long long stamp, unsigned long long value) { return (stamp ^ value) * 1099511628211ull; }

static unsigned long long mix_info(unsigned long long stamp, const struct stat *info) {
    stamp = mix(mix(stamp, (unsigned long long)info->st_size), (unsigned long long)info->st_ino);
    return mix(mix(stamp, (unsigned long long)info->st_mtim.tv_sec), (unsigned long long)info->st_mtim.tv_nsec);
}

unsigned long long file_stamp(const char *path) {
    struct stat info;
    return stat(path, &info) == 0 ? mix_info(14695981039346656037ull, &info) : 0;
}

static unsigned long long stamp_of(const char *folder, int depth) {
    unsigned long long stamp = 0;
    DIR *dir = opendir(folder);
    if (!dir) return 0;
    for (struct dirent *e; (e = readdir(dir));) {
        char path[4096];
        struct stat info;
        if (e->d_name[0] == '.' || (size_t)snprintf(path, sizeof path, "%s/%s", folder, e->d_name) >= sizeof path ||
            stat(path, &info) != 0)
            continue;
        unsigned long long one = 14695981039346656037ull;
        for (const char *c = e->d_name; *c; c++) one = mix(one, (unsigned char)*c);
        if (S_ISDIR(info.st_mode))
            one = depth ? mix(one, stamp_of(path, depth - 1)) : one;
        else
            one = mix_info(one, &info);
        stamp += one; // the order of a folder's entries does not matter
    }
    closedir(dir);
    return stamp;
}

unsigned long long folder_stamp(const char *folder) { return stamp_of(folder, 2); }

// --- time

int platform_minute(void) {
    time_t now = time(NULL);
    struct tm local;
    return localtime_r(&now, &local) ? local.tm_hour * 60 + local.tm_min : 0;
}

double platform_process_age(void) {
    unsigned long long started = 0;
    FILE *in = fopen("/proc/self/stat", "r");
    char line[1024];
    size_t size = in ? fread(line, 1, sizeof line - 1, in) : 0;
    if (in) fclose(in);
    line[size] = 0;
    const char *at = strrchr(line, ')'); // the name before it may hold anything
    if (!at || sscanf(at + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d %*d %*d %*d %llu", &started) != 1)
        return -1;
    struct timespec now;
    clock_gettime(CLOCK_BOOTTIME, &now);
    return 1000.0 * ((double)now.tv_sec + now.tv_nsec * 1e-9 - (double)started / (double)sysconf(_SC_CLK_TCK));
}
