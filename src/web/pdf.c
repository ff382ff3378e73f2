// A PDF in a browser is its print of the figure: what is written is an SVG whose letters are outlines, and the page gives it to the
// browser's print window, which saves it as a PDF (page.js).
#include "render/export.h"

static bool write(Arena *arena, Fonts *fonts, const List *list, const FigureFile *figure, Text *out, Problems *problems) {
    FigureFile drawing = *figure;
    drawing.outlines = true;
    if (drawing.points <= 0) drawing.points = FIGURE_POINTS;
    return svg_exporter.write(arena, fonts, list, &drawing, out, problems);
}

const Exporter pdf_exporter = { "pdf", "what the browser prints, to be saved as a PDF there", .write = write };
