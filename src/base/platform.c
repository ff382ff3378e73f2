// The files of a folder, for every machine that has folders.
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "base/platform.h"

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
