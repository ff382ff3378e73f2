#include "render/png.h"
static bool svg_write(Arena *arena, Fonts *fonts, const List *list, const FigureFile *figure, Text *out, Problems *problems) {
    (void)arena, (void)fonts, (void)list, (void)figure, (void)out, (void)problems; return false; }
const Exporter svg_exporter = { "svg", "vector picture with real text", svg_write };
