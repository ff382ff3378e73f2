// base/file.h in a browser: files lie in the memory of the page, so nothing hangs, nobody else writes, and a rename is whole.
// A file that was renamed into /downloads is saved by the page, one in /state or /config is kept in the storage of the browser.
#include "base/file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

// NULL when it can be read.
static const char *why_not(const char *path, size_t *size) {
    struct stat is;
    if (stat(path, &is) != 0) return strerror(errno);
    if (S_ISDIR(is.st_mode)) return "it is a folder, not a file";
    *size = (size_t)is.st_size;
    return NULL;
}

static bool read_into(char *to, const char *path, size_t size) {
    FILE *in = fopen(path, "rb");
    bool well = in && fread(to, 1, size, in) == size;
    if (in) fclose(in);
    return well;
}

bool file_read(Arena *arena, const char *path, size_t most, Text *out, Problems *problems) {
    if (!*path) return problems_add(problems, (Place){ 0 }, "a file's name is missing: it is ''");
    size_t size = 0;
    const char *why = why_not(path, &size);
    if (why) return file_problem(problems, path, "cannot be read", why);
    if (size > most) return file_too_large(problems, path, most);
    char *at = arena_alloc(arena, size + 1);
    if (size && !read_into(at, path, size)) return file_problem(problems, path, "cannot be read", strerror(errno));
    *out = (Text){ at, size };
    return true;
}

bool file_map(const char *path, Text *out, Problems *problems) {
    size_t size = 0;
    const char *why = why_not(path, &size);
    if (!why && size == 0) why = "it is empty";
    char *at = why ? NULL : malloc(size);
    if (!why && !at) return problems_out_of_memory(problems, path);
    if (!why && !read_into(at, path, size)) why = strerror(errno);
    if (why) {
        free(at);
        return file_problem(problems, path, "cannot be read", why);
    }
    *out = (Text){ at, size };
    return true;
}

void file_unmap(Text bytes) { free((void *)(size_t)bytes.at); }

bool file_can_read(const char *path) {
    size_t size;
    return !why_not(path, &size);
}

bool file_is_inside(const char *path, const char *beside) { // there are no links
    const char *slash = strrchr(beside, '/');
    size_t folder = slash ? (size_t)(slash - beside) + 1 : 0;
    return !strncmp(path, beside, folder) && !strstr(path, "..");
}

bool file_is_absent(const char *path) { return !file_exists(path); }

bool file_begin(FileOut *file, const char *path, Problems *problems) {
    *file = (FileOut){ .path = path };
    size_t size = strlen(path);
    if (!size) return problems_add(problems, (Place){ 0 }, "the name of the file to write is missing: it is ''");
    if (size + sizeof ".part" > sizeof file->part) return file_problem(problems, path, "cannot be written", strerror(ENAMETOOLONG));
    bool stream = !strcmp(path, "/dev/stdout");
    if (!stream) {
        memcpy(file->target, path, size + 1);
        snprintf(file->part, sizeof file->part, "%s.part", path);
    }
    file->out = stream ? stdout : fopen(file->part, "wb");
    return file->out || file_problem(problems, path, "cannot be written", strerror(errno));
}

bool file_end(FileOut *file, bool keep, Problems *problems) {
    bool failed = fflush(file->out) != 0 || ferror(file->out);
    if (file->out == stdout) return !failed || file_problem(problems, file->path, "cannot be written", strerror(errno));
    failed |= fclose(file->out) != 0;
    failed |= !failed && keep && rename(file->part, file->target) != 0;
    if (failed || !keep) remove(file->part);
    return !failed || !keep || file_problem(problems, file->path, "cannot be written", strerror(errno));
}

bool file_write(const char *path, Text bytes, Problems *problems) {
    FileOut file;
    if (!file_begin(&file, path, problems)) return false;
    bool well = !bytes.size || fwrite(bytes.at, 1, bytes.size, file.out) == bytes.size;
    bool kept = file_end(&file, well, problems);
    return well ? kept : file_problem(problems, path, "cannot be written", strerror(errno));
}
