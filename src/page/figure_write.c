// A figure becomes a file, whether it stands still or moves.
#include <string.h>

#include "base/platform.h"
#include "page/figure.h"
#include "page/film.h"

static bool write_still(Session *s, const FigureSpec *spec, Fonts *fonts, const Exporter *exporter, Arena *arena, Text *out,
                        Problems *problems) {
    if (!figure_has_part(s, spec, fonts_metrics(fonts), problems)) return false;
    FigureSpec settled = figure_settled(s, spec, fonts_metrics(fonts));
    List list = figure_list(s, &settled, fonts_metrics(fonts), arena);
    FigureFile file = figure_file(s, &settled, fonts_metrics(fonts), exporter->id, arena);
    memory_watch();
    if (!exporter->write(arena, fonts, &list, &file, out, problems)) return false;
    return !memory_was_short() || problems_out_of_memory(problems, NULL);
}

bool figure_write(Session *s, const FigureSpec *spec, Fonts *fonts, const char *ending, Arena *arena, Text *out,
                  Problems *problems) {
    const Exporter *exporter = exporter_find(ending);
    if (exporter)
        return exporter_moves(exporter) ? film_write(s, spec, fonts, exporter, arena, out, problems)
                                        : write_still(s, spec, fonts, exporter, arena, out, problems);
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
