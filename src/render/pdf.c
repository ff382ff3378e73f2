#include "render/png.h"
static bool pdf_write(Arena *arena, Fonts *fonts, const List *list, const FigureFile *figure, Text *out, Problems *problems) {
    (void)arena, (void)fonts, (void)list, (void)figure, (void)out, (void)problems; return false; }
const Exporter pdf_exporter = { "pdf", "page for print with real text", pdf_write };
