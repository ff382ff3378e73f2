// A figure becomes a file, all at once.
#include <string.h>

#include "base/platform.h"
#include "page/figure_making.h"

bool figure_write(Session *s, const FigureSpec *spec, Fonts *fonts, const char *ending, Arena *arena, Text *out,
                  Problems *problems) {
    const Exporter *exporter = exporter_find(ending);
    if (exporter) {
        FigureMaking *making = figure_making_begin(s, spec, fonts, exporter);
        bool well = figure_making_go(making, NULL, problems) == TURN_DONE;
        if (well)
            *out = (Text){ arena_copy(arena, figure_making_bytes(making).at, figure_making_bytes(making).size),
                           figure_making_bytes(making).size };
        figure_making_end(making);
        return well;
    }
    Builder known = { .arena = arena };
    for (int i = 0; i < exporter_count; i++) builder_print(&known, "%s.%s", i ? ", " : "", exporter_table[i]->id);
    return problems_add(problems, (Place){ 0 }, "a figure is saved as %s, not as '.%s'", builder_text(&known), ending);
}

const char *path_ending(const char *path) {
    const char *slash = strrchr(path, '/'), *dot = strrchr(path, '.');
    return dot && (!slash || dot > slash) ? dot + 1 : "";
}

bool figure_save(Session *s, const FigureSpec *spec, Fonts *fonts, const char *path, Problems *problems) {
    Arena *arena = arena_begin();
    Text bytes;
    bool well = figure_write(s, spec, fonts, path_ending(path), arena, &bytes, problems) && file_write(path, bytes, problems);
    arena_end(arena);
    return well;
}

const char *figure_path(const Session *s, const char *folder, const char *ending, Arena *arena) {
    folder = *folder ? path_expand(arena, folder) : platform_pictures_folder(arena);
    if (!folder) folder = ".";
    const char *stem = arena_print(arena, "%s/%s-step-%d", folder, session_lesson(s)->id, session_step(s) + 1);
    const char *path = arena_print(arena, "%s.%s", stem, ending);
    for (int i = 2; file_exists(path) && i < 10000; i++) path = arena_print(arena, "%s-%d.%s", stem, i, ending);
    return path;
}
