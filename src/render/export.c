// The table of kinds of file, made of the list.
#include "render/export.h"

#include <strings.h>

#define EXPORT(name) &name##_exporter,
const Exporter *const exporter_table[] = {
#include "render/exports.def"
};
#undef EXPORT
const int exporter_count = sizeof exporter_table / sizeof *exporter_table;

bool exporter_write(const Exporter *exporter, Arena *arena, Fonts *fonts, const List *list, const FigureFile *figure, Text *out,
                    Problems *problems) {
    Writing writing = { .arena = arena, .fonts = fonts, .list = list, .figure = figure };
    bool well = exporter->write(&writing, NULL, problems) == TURN_DONE;
    if (exporter->leave) exporter->leave(&writing);
    *out = writing.out;
    return well;
}

const Exporter *exporter_find(const char *ending) {
    if (!ending) return NULL;
    if (*ending == '.') ending++;
    for (int i = 0; i < exporter_count; i++)
        if (strcasecmp(exporter_table[i]->id, ending) == 0) return exporter_table[i];
    return NULL;
}
