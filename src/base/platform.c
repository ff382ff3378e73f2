// What a desktop and the page in a browser have in the same way.
#include "base/platform.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

bool file_exists(const char *path) {
    struct stat is;
    return stat(path, &is) == 0;
}

bool file_rename(const char *from, const char *to) { return rename(from, to) == 0; }

bool file_problem(Problems *problems, const char *path, const char *what, const char *why) {
    return problems_add(problems, (Place){ path, 0, 0 }, "%s: %s", what, why);
}

bool file_too_large(Problems *problems, const char *path, size_t most) {
    bool mega = most >= 1 << 20;
    return problems_add(problems, (Place){ path, 0, 0 }, "the file is larger than %zu %s, which is the most that is read",
                        most >> (mega ? 20 : 10), mega ? "MiB" : "KiB");
}

bool folder_exists(const char *path) {
    struct stat is;
    return stat(path, &is) == 0 && S_ISDIR(is.st_mode);
}

double platform_seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static int by_name(const void *a, const void *b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }

const char **folder_files(Arena *arena, const char *folder, const char *ending, int *count) {
    int room = 64;
    const char **path = arena_new(arena, const char *, room);
    size_t end = strlen(ending);
    *count = 0;
    DIR *dir = opendir(folder);
    if (!dir) return path;
    for (struct dirent *e; (e = readdir(dir));) {
        size_t size = strlen(e->d_name);
        if (size <= end || e->d_name[0] == '.' || strcmp(e->d_name + size - end, ending) != 0) continue;
        if (*count == room) {
            const char **more = arena_new(arena, const char *, 2 * room);
            memcpy(more, path, sizeof *path * (size_t)room);
            path = more, room *= 2;
        }
        path[(*count)++] = arena_print(arena, "%s/%s", folder, e->d_name);
    }
    closedir(dir);
    qsort(path, (size_t)*count, sizeof *path, by_name);
    return path;
}
