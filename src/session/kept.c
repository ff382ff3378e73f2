// Reading tells a missing file from one that cannot be read: only the first may be made anew.
#include "session/kept.h"

#include "base/platform.h"

KeptFound kept_read(Arena *arena, const char *path, Text *out, Problems *problems) {
    *out = TEXT("");
    if (file_is_absent(path)) return KEPT_NOTHING;
    Problems why = { .arena = arena };
    if (file_read(arena, path, KEPT_BYTES, out, &why)) return KEPT_TEXT;
    problems_add(problems, (Place){ .file = path }, "%s; nothing is remembered until that is mended", why.item[0].message);
    return KEPT_UNREADABLE;
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
