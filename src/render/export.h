// Display list -> file. One row a format; the list is drawn as it is, the caller has laid out title, legend and footer.
#ifndef ATTEND_RENDER_EXPORT_H
#define ATTEND_RENDER_EXPORT_H

#include "base/error.h"
#include "base/file.h"
#include "draw/list.h"
#include "render/fonts.h"

typedef struct FigureFile {
    double width, height; // units
    double scale;         // device pixels a unit: PNG; PDF and SVG use one unit = 1 px = 0.75 pt
    Theme theme;
    Role background;
    const char *title, *description; // plain text: SVG <title>, <desc>; PDF title; PNG text chunk is left out
} FigureFile;

typedef struct Exporter {
    const char *id; // "png", also the file's ending
    const char *summary;
    // The file's bytes, in the arena. The same list gives the same bytes. False with a problem.
    bool (*write)(Arena *arena, Fonts *fonts, const List *list, const FigureFile *figure, Text *out, Problems *problems);
} Exporter;
#define EXPORT(name) extern const Exporter name##_exporter;
#include "render/exports.def"
#undef EXPORT
extern const Exporter *const exporter_table[];
extern const int exporter_count;
const Exporter *exporter_find(const char *ending); // letter case ignored; NULL when not known

#endif
