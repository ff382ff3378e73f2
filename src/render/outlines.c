// See outlines.h. FreeType gives each glyph in font units; conic curves become cubic ones.
#include "render/outlines.h"

#include <ft2build.h>
#include FT_FREETYPE_H
#include FT_OUTLINE_H

typedef struct Trace {
    Arena *arena;
    PathPart *part;
    int parts, room;
    double x, y, size;     // the pen; units a font unit
    double last_x, last_y; // where the path stands
    bool open;
} Trace;

static void add(Trace *t, PathPart part) {
    if (t->parts == t->room) {
        int room = t->room ? 2 * t->room : 64;
        PathPart *more = arena_new(t->arena, PathPart, room);
        for (int i = 0; i < t->parts; i++) more[i] = t->part[i];
        t->part = more;
        t->room = room;
    }
    t->part[t->parts++] = part;
    t->last_x = part.x;
    t->last_y = part.y;
}

static double across(const Trace *t, const FT_Vector *p) { return t->x + (double)p->x * t->size; }
static double down(const Trace *t, const FT_Vector *p) { return t->y - (double)p->y * t->size; }

static void close(Trace *t) {
    if (t->open) add(t, (PathPart){ .op = PATH_CLOSE });
    t->open = false;
}

static int move_to(const FT_Vector *to, void *trace) {
    Trace *t = trace;
    close(t);
    add(t, (PathPart){ .op = PATH_MOVE, .x = across(t, to), .y = down(t, to) });
    t->open = true;
    return 0;
}

static int line_to(const FT_Vector *to, void *trace) {
    Trace *t = trace;
    add(t, (PathPart){ .op = PATH_LINE, .x = across(t, to), .y = down(t, to) });
    return 0;
}

static int conic_to(const FT_Vector *control, const FT_Vector *to, void *trace) {
    Trace *t = trace;
    double cx = across(t, control), cy = down(t, control), x = across(t, to), y = down(t, to);
    add(t, (PathPart){ .op = PATH_CURVE,
                       .x1 = t->last_x + (cx - t->last_x) * 2 / 3,
                       .y1 = t->last_y + (cy - t->last_y) * 2 / 3,
                       .x2 = x + (cx - x) * 2 / 3,
                       .y2 = y + (cy - y) * 2 / 3,
                       .x = x,
                       .y = y });
    return 0;
}

static int cubic_to(const FT_Vector *one, const FT_Vector *two, const FT_Vector *to, void *trace) {
    Trace *t = trace;
    add(t, (PathPart){ .op = PATH_CURVE,
                       .x1 = across(t, one),
                       .y1 = down(t, one),
                       .x2 = across(t, two),
                       .y2 = down(t, two),
                       .x = across(t, to),
                       .y = down(t, to) });
    return 0;
}

static const FT_Outline_Funcs ways = { move_to, line_to, conic_to, cubic_to, 0, 0 };

static void trace_shaped(Trace *t, Fonts *fonts, const Cmd *cmd) {
    for (int i = 0; i < cmd->text.shaped->glyphs; i++) {
        const Glyph *g = &cmd->text.shaped->glyph[i];
        FT_Face face = fonts_shaped(fonts, g->font);
        if (!face || FT_Load_Glyph(face, g->code, FT_LOAD_NO_SCALE)) continue;
        t->size = cmd->text.size / face->units_per_EM;
        t->x = cmd->text.x + cmd->text.size * g->x;
        t->y = cmd->text.y - cmd->text.size * g->y;
        FT_Outline_Decompose(&face->glyph->outline, &ways, t);
        close(t);
    }
}

static void trace_glyphs(Trace *t, FT_Face face, const Metrics *metrics, const Cmd *cmd) {
    Text text = text_of(cmd->text.text);
    Glyph *glyph = arena_new(t->arena, Glyph, text.size);
    int count = metrics_glyphs(metrics, cmd->text.face, NULL, text, glyph);
    t->size = cmd->text.size / face->units_per_EM;
    for (int i = 0; i < count; i++) {
        if (FT_Load_Glyph(face, FT_Get_Char_Index(face, glyph[i].code), FT_LOAD_NO_SCALE)) continue;
        t->x = cmd->text.x + cmd->text.size * glyph[i].x;
        t->y = cmd->text.y - cmd->text.size * glyph[i].y;
        FT_Outline_Decompose(&face->glyph->outline, &ways, t);
        close(t);
    }
}

const PathPart *outlines_of(Arena *arena, Fonts *fonts, const Cmd *cmd, int *parts) {
    Trace trace = { .arena = arena };
    if (cmd->text.shaped) {
        trace_shaped(&trace, fonts, cmd);
        *parts = trace.parts;
        return trace.part;
    }
    FT_Library library;
    FT_Face face;
    Text bytes = fonts_bytes(fonts, cmd->text.face);
    *parts = 0;
    memory_watch();
    FT_Error error = FT_Init_FreeType(&library);
    if (error) memory_is_out(); // it has no other reason; a word left out would be a lie
    error = FT_New_Memory_Face(library, (const FT_Byte *)bytes.at, (FT_Long)bytes.size, 0, &face);
    if (!error) {
        trace_glyphs(&trace, face, fonts_metrics(fonts), cmd);
        FT_Done_Face(face);
    }
    FT_Done_FreeType(library);
    if (memory_was_short()) memory_is_out();
    *parts = trace.parts;
    return trace.part;
}
