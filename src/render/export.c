// The table of formats.
#include "render/export.h"

#include <strings.h>

#include "render/png.h"

const Exporter *const exporter_table[] = { &png_exporter, &svg_exporter, &pdf_exporter };
const int exporter_count = sizeof exporter_table / sizeof *exporter_table;

const Exporter *exporter_find(const char *ending) {
    if (!ending) return NULL;
    if (*ending == '.') ending++;
    for (int i = 0; i < exporter_count; i++)
        if (strcasecmp(exporter_table[i]->id, ending) == 0) return exporter_table[i];
    return NULL;
}
