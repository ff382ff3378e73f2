// A PDF in a browser is its print of the figure: what is written is an SVG whose letters are outlines, and the page gives it to the
// browser's print window, which saves it as a PDF (page.js).
#include "render/export.h"

static TurnEnd write(Writing *w, const Turn *turn, Problems *problems) {
    if (!w->own) {
        FigureFile *drawing = arena_new(w->arena, FigureFile, 1);
        *drawing = *w->figure;
        drawing->outlines = true;
        if (drawing->points <= 0) drawing->points = FIGURE_POINTS;
        w->figure = drawing;
    }
    return svg_exporter.write(w, turn, problems);
}

const Exporter pdf_exporter = { "pdf", "what the browser prints, to be saved as a PDF there", .write = write };
