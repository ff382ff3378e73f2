// Hatches are one path a strip: lines cut at the strip's box, or dots in it.
#include "kit/head_marks.h"

#include <string.h>

enum { HATCH_PARTS = 600 };

typedef struct Hatch {
    PathPart part[HATCH_PARTS];
    int parts;
} Hatch;

static void add_line(Hatch *hatch, double x1, double y1, double x2, double y2) {
    if (hatch->parts + 2 > HATCH_PARTS) return;
    hatch->part[hatch->parts++] = (PathPart){ .op = PATH_MOVE, .x = x1, .y = y1 };
    hatch->part[hatch->parts++] = (PathPart){ .op = PATH_LINE, .x = x2, .y = y2 };
}

// Lines at 45° with this distance along x, rising to the right or falling.
static void add_slanted(Hatch *hatch, Box at, double step, bool rising) {
    for (double from = -at.h; from < at.w; from += step) { // x where the line meets the lower (rising) or upper edge
        double start = from < 0 ? 0 : from, end = from + at.h > at.w ? at.w : from + at.h;
        if (end - start < 0.5) continue;
        double y1 = start - from, y2 = end - from;
        add_line(hatch, at.x + start, rising ? at.y + at.h - y1 : at.y + y1, at.x + end, rising ? at.y + at.h - y2 : at.y + y2);
    }
}

static void add_rows(Hatch *hatch, Box at, double step) {
    for (double y = step / 2; y < at.h; y += step) add_line(hatch, at.x, at.y + y, at.x + at.w, at.y + y);
}

static void add_columns(Hatch *hatch, Box at, double step) {
    for (double x = step / 2; x < at.w; x += step) add_line(hatch, at.x + x, at.y, at.x + x, at.y + at.h);
}

static void draw_dots(List *out, Box at, double step, Paint p) {
    for (double y = step / 2; y + 1 < at.h; y += step)
        for (double x = step / 2; x + 1 < at.w; x += step)
            list_rect(out, box(at.x + x - 1, at.y + y - 1, 2, 2), (RectStyle){ .radius = 1, .fill = p });
}

static void add_hatch(Hatch *hatch, Box at, int head) {
    switch (head % 8) {
    case 0: add_slanted(hatch, at, 7, true); break;
    case 1: add_slanted(hatch, at, 7, false); break;
    case 2: add_rows(hatch, at, 5); break;
    case 3: add_columns(hatch, at, 5); break;
    case 4: add_slanted(hatch, at, 8, true), add_slanted(hatch, at, 8, false); break;
    case 5: add_rows(hatch, at, 6), add_columns(hatch, at, 6); break;
    case 6: break; // dots
    case 7: add_slanted(hatch, at, 3.5, true); break;
    }
}

static bool needs_dots(int head) { return head % 8 == 6; }

void draw_head_hatch(List *out, Box at, int head, Paint line) {
    Hatch *hatch = arena_new(out->arena, Hatch, 1);
    add_hatch(hatch, at, head);
    if (hatch->parts) list_path(out, hatch->part, hatch->parts, (StrokeStyle){ .paint = line, .width = 1 });
    if (needs_dots(head) && at.w * at.h < 12000) draw_dots(out, at, 5, line);
}

void draw_head_strip(List *out, Box at, int head) {
    if (at.w <= 0 || at.h <= 0) return;
    double side = at.w < at.h ? at.w : at.h;
    Ident before = out->ident;
    if (before.kind == IDENT_NONE) list_show(out, ident_note(arena_print(out->arena, "head %d", head + 1)));
    list_rect(out, at, (RectStyle){ .radius = side < 8 ? side / 4 : 3, .fill = paint(head_role(head)) });
    draw_head_hatch(out, box_grow(at, side < 6 ? 0 : -1), head, paint_faded(ROLE_PANEL, 0.75f));
    list_show(out, before);
}

void head_mark(List *out, Box at, Role role) { draw_head_strip(out, at, (int)role - ROLE_HEAD1); }

static void named_text(List *out, double x, double baseline, int head, const char *text, double size, Align align) {
    Ident before = out->ident;
    if (before.kind == IDENT_NONE) list_show(out, ident_note(arena_print(out->arena, "head %d", head + 1)));
    list_text(out, x, baseline, text_of(text),
              (TextStyle){ .face = FACE_BOLD, .size = size, .paint = paint(head_role(head)), .align = align });
    list_show(out, before);
}

double draw_head_name(List *out, double x, double baseline, int head, double size, Align align) {
    const char *text = arena_print(out->arena, "head %d", head + 1);
    named_text(out, x, baseline, head, text, size, align);
    return metrics_width(out->metrics, FACE_BOLD, size, text_of(text));
}

void draw_head_number(List *out, double x, double baseline, int head, double size, Align align) {
    named_text(out, x, baseline, head, arena_print(out->arena, "%d", head + 1), size, align);
}

// --- tokens

typedef struct Token {
    Role role;
    enum { TOKEN_SQUARE, TOKEN_CIRCLE, TOKEN_TRIANGLE } shape;
} Token;

static bool token_of(const char *word, Token *out) {
    static const struct {
        const char *word;
        Role role;
    } colours[] = { { "red ", ROLE_HEAD5 }, { "blue ", ROLE_HEAD6 }, { "green ", ROLE_HEAD4 } };
    static const char *const shapes[] = { "square", "circle", "triangle" };
    for (size_t c = 0; word && c < sizeof colours / sizeof *colours; c++) {
        size_t length = strlen(colours[c].word);
        if (strncmp(word, colours[c].word, length) != 0) continue;
        for (int s = 0; s < 3; s++)
            if (!strcmp(word + length, shapes[s])) {
                *out = (Token){ colours[c].role, s };
                return true;
            }
    }
    return false;
}

bool token_is_drawn(const char *word) { return token_of(word, &(Token){ 0 }); }

bool draw_token(List *out, const char *word, double x, double y, double size) {
    Token token;
    if (!token_of(word, &token)) return false;
    RectStyle style = { .fill = paint_tint(token.role, ROLE_PANEL, OWN_TINT) };
    double half = size / 2;
    Ident before = out->ident;
    if (before.kind == IDENT_NONE) list_show(out, ident_note(arena_print(out->arena, "%s", word)));
    switch (token.shape) {
    case TOKEN_SQUARE:
        style.radius = size * 0.12;
        list_rect(out, box(x - half * 0.9, y - half * 0.9, size * 0.9, size * 0.9), style);
        break;
    case TOKEN_CIRCLE: list_circle(out, x, y, half, style); break;
    case TOKEN_TRIANGLE: {
        double xy[] = { x, y - half, x + half, y + half * 0.85, x - half, y + half * 0.85 };
        list_polyline(out, xy, 3, true, (StrokeStyle){ .fill = style.fill });
        break;
    }
    }
    list_show(out, before);
    return true;
}
