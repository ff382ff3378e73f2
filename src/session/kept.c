#include "session/kept.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/platform.h"

KeptFound kept_read(Arena *arena, const char *path, Text *out, Problems *problems) {
    Place place = { .file = path };
    *out = TEXT("");
    FILE *in = fopen(path, "rb");
    if (!in && errno == ENOENT) return KEPT_NOTHING;
    if (!in) {
        problems_add(problems, place, "this file cannot be read: %s; nothing is remembered until that is mended", strerror(errno));
        return KEPT_UNREADABLE;
    }
    char *bytes = arena_alloc(arena, KEPT_BYTES);
    size_t size = fread(bytes, 1, KEPT_BYTES, in);
    bool failed = ferror(in) != 0;
    fclose(in);
    if (failed || size == KEPT_BYTES) {
        problems_add(problems, place,
                     failed ? "this file cannot be read; nothing is remembered until that is mended"
                            : "this file is too large to be ours; nothing is remembered until it is moved away");
        return KEPT_UNREADABLE;
    }
    *out = (Text){ bytes, size };
    return KEPT_TEXT;
}

const char *kept_aside(Arena *arena, const char *path) {
    const char *aside = arena_print(arena, "%s.broken", path);
    for (int i = 2; file_exists(aside) && i < 1000; i++) aside = arena_print(arena, "%s.broken-%d", path, i);
    return !file_exists(aside) && file_rename(path, aside) ? aside : NULL;
}

bool kept_change(Arena *arena, const char *path, double seconds, const char *(*change)(void *context, Arena *arena, Text now),
                 void *context, Problems *problems) {
    FileLock *lock = file_lock(arena_print(arena, "%s.lock", path), seconds);
    if (!lock) return problems_add(problems, (Place){ .file = path }, "another window is writing this file");
    Text now;
    bool well = kept_read(arena, path, &now, problems) != KEPT_UNREADABLE;
    if (well) well = file_write(path, text_of(change(context, arena, now)), problems);
    file_unlock(lock);
    return well;
}
