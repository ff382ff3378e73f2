// What the table leaves out: the rest of a layer and its memory.
#include <math.h>

#include "scene/comparison/comparison.h"

enum {
    PARTS = 3,
    SQUARES = 4,
    ROW_NARROW = 300 /* units: a name, a value and a share */,
    ROW_COUNTS = 460 /* and what was counted */,
    ROW_LOW = 26
};

// --- a whole layer

typedef struct Part {
    const char *name, *short_name, *node, *counted, *tex;
    Role role;
    float strength; // of its tint
} Part;

static const Part parts[PARTS] = {
    { "Projections to Q, K, V and back", "Projections", "hidden.projections", "counted.projections", "4 \\, n \\, d^2", ROLE_MUTED,
      0.45f },
    { "Feed-forward, four times as wide", "Feed-forward", "hidden.feedforward", "counted.feedforward", "8 \\, n \\, d^2",
      ROLE_MUTED, 0.85f },
    { "Scores and mix: what the table counts", "Scores and mix", "hidden.scores", "counted.scores", "2 \\, n^2 \\, d",
      ROLE_ATTENTION, 1 },
};

static void part_row(const Comparison *p, const Part *part_of, Box at, double total, double come) {
    Matrix m = matrix_find(p->tape, part_of->node, 6), counted = matrix_find(p->tape, part_of->counted, 6);
    double y = box_middle_y(at) + 6, side = p->small ? 10 : 14, x = at.x + side + 10, size = p->sizes->digits;
    list_rect(p->out, box(at.x, box_middle_y(at) - side / 2, side, side),
              (RectStyle){ .radius = 3, .fill = paint_tint(part_of->role, ROLE_PANEL, part_of->strength) });
    bool narrow = p->small && (at.w < ROW_NARROW || at.h < ROW_LOW), counts = !narrow && (!p->small || at.w >= ROW_COUNTS);
    double name = at.w * (narrow     ? 0.46
                          : !counts  ? 0.34
                          : p->small ? 0.26
                                     : 0.34),
           formula = at.w * (narrow     ? 0
                             : p->small ? 0.2
                                        : 0.14),
           value = at.w * (narrow     ? 0.36
                           : !counts  ? 0.28
                           : p->small ? 0.24
                                      : 0.18),
           count = at.w * 0.22;
    list_text_fit(p->out, x, y, name - side - 20, text_of(p->small ? part_of->short_name : part_of->name),
                  (TextStyle){ .size = size });
    if (!narrow)
        draw_tex(p->out, at.x + name, y, part_of->tex,
                 (FormulaStyle){ .size = p->sizes->line, .plain = true, .paint = paint(ROLE_INK), .ident = matrix_ident(&m, 0, 0) },
                 ALIGN_LEFT);
    float former = list_fade(p->out, p->out->alpha * (float)come_or_asked(p->out, matrix_ident(&m, 0, 0), come));
    comparison_draw_value(p, &m, 0, at.x + name + formula + value - 12, y, value - 12,
                          (TextStyle){ .face = FACE_BOLD, .size = size, .align = ALIGN_RIGHT });
    list_fade(p->out, former * (float)come);
    if (!(come > 0)) {
        list_fade(p->out, former);
        return;
    }
    Ident before = list_show(p->out, matrix_ident(&counted, 0, 0));
    const char *text = arena_print(p->out->arena, "counted %s", number_text(p->out->arena, matrix_at(&counted, 0, 0), 4));
    if (counts)
        list_text_fit(p->out, at.x + name + formula + value + 8, y, count - 8, text_of(text),
                      (TextStyle){ .size = p->sizes->caption, .paint = paint(ROLE_MUTED) });
    double share = 100 * matrix_at(&m, 0, 0) / total;
    list_show(p->out, ident_note(arena_print(p->out->arena, "%s over hidden.total", part_of->node)));
    list_text_fit(p->out, at.x + at.w, y, at.w * (narrow ? 0.18 : 0.11),
                  text_of(arena_print(p->out->arena, "%s %%", number_text(p->out->arena, share, 3))),
                  (TextStyle){ .face = FACE_BOLD, .size = size, .align = ALIGN_RIGHT });
    list_show(p->out, before);
    list_fade(p->out, former);
}

// How far part i of the bar has come.
static double part_come(const Comparison *p, int i) { return part(comparison_come(p, "hidden"), 0.26 * i, 0.26 * i + 0.3); }

void comparison_draw_hidden(const Comparison *p) {
    Arena *arena = p->out->arena;
    Matrix total = matrix_find(p->tape, "hidden.total", 6), percent = matrix_find(p->tape, "hidden.percent", 4);
    bool to_come = comparison_come(p, "hidden") < 1;
    Stat stat[] = { { .of = &total, .label = p->small ? "in all" : "multiply-adds in a whole layer", .to_come = to_come },
                    { .text = arena_print(arena, "%s %%", number_text(arena, matrix_at(&percent, 0, 0), 3)),
                      .label = p->small ? "scores" : "of them are scores and mix",
                      .to_come = to_come,
                      .note = "hidden.percent: the part that the table counts" } };
    const char *title = arena_print(arena, "A whole layer for n = %s and d = %s", number_text(arena, comparison_size(&p->n), 6),
                                    number_text(arena, comparison_size(&p->d), 6));
    Ident before = list_show(p->out, ident_note("length n and width d; the feed-forward part is four times as wide"));
    Box room = draw_stat_card(p->out, p->stage, p->small, title, stat, 2);
    list_show(p->out, before);
    double all = matrix_at(&total, 0, 0), at = 0, thick = math_clamp(room.h * 0.26, 28, 130), top = room.y + p->sizes->near;
    list_rect(p->out, box(room.x, top, room.w, thick),
              (RectStyle){ .radius = 8, .stroke = paint_faded(ROLE_FAINT, 0.7f), .width = 1.2, .dash = 4 });
    for (int i = 0; i < PARTS; i++) {
        Matrix m = matrix_find(p->tape, parts[i].node, 6);
        double share = share_of(matrix_at(&m, 0, 0), all), there = part_come(p, i),
               w = room.w * math_clamp(share, 0, 1 - math_clamp(at, 0, 1)) * there;
        before = list_show(p->out, matrix_ident(&m, 0, 0));
        double gap = i + 1 < PARTS && w > 4 ? 2 : 0;
        if (w > 0)
            list_rect(p->out, box(room.x + room.w * at, top, w - gap, thick),
                      (RectStyle){ .radius = w > 20 ? 6 : 1, .fill = paint_tint(parts[i].role, ROLE_PANEL, parts[i].strength) });
        list_show(p->out, before);
        at = math_clamp(at + share, 0, 1);
    }
    double first = top + thick + p->sizes->open, row = (room.y + room.h - first) / PARTS;
    for (int i = 0; i < PARTS; i++) part_row(p, &parts[i], box(room.x, first + row * i, room.w, row), all, part_come(p, i));
}

// --- memory

static double weights_bytes(const Comparison *p, double n) {
    Matrix heads = matrix_find(p->tape, "size.heads", 6), bytes = matrix_find(p->tape, "size.bytes", 6);
    return n * n * comparison_size(&heads) * comparison_size(&bytes);
}

// "537 MB", the way machines are sold.
static const char *bytes_text(Arena *arena, double bytes) {
    static const char *const unit[] = { "bytes", "kB", "MB", "GB", "TB" };
    int i = 0;
    for (; bytes >= 1000 && i < 4; i++) bytes /= 1000;
    return arena_print(arena, "%s %s",
                       number_text(arena,
                                   floor(bytes * (bytes < 10    ? 100
                                                  : bytes < 100 ? 10
                                                                : 1) +
                                         0.5) /
                                       (bytes < 10    ? 100
                                        : bytes < 100 ? 10
                                                      : 1),
                                   3),
                       unit[i]);
}

static void draw_square(const Comparison *p, Box at, int i, double come) {
    double n = comparison_size(&p->n), share = 1.0 / (1 << (SQUARES - 1 - i)), side = at.w * share, here = n * share;
    const char *note = arena_print(p->out->arena, "n = %s: n · n weights, 8 heads, 4 bytes each: %s",
                                   number_text(p->out->arena, here, 6), number_text(p->out->arena, weights_bytes(p, here), 6));
    Ident before = list_show(p->out, ident_note(note));
    Box b = box(at.x, at.y + at.h - side, side, side);
    list_rect(p->out, b, (RectStyle){ .radius = 4, .stroke = paint_faded(ROLE_FAINT, 0.8f), .width = 1.2, .dash = 4 });
    double u = part(come * SQUARES, i, i + 0.8), before_it = i ? 0.5 : 0, grown = side * between(before_it, 1, u);
    if (u > 0)
        list_rect(p->out, box(at.x, at.y + at.h - grown, grown, grown),
                  (RectStyle){ .radius = 4,
                               .fill = paint_tint(ROLE_A, ROLE_PANEL, (float)(0.75 - 0.16 * i)),
                               .stroke = paint(ROLE_PANEL),
                               .width = 1.5 });
    list_show(p->out, before);
}

// The labels of the squares stand at their upper right corners, outside, on one line each.
static void label_square(const Comparison *p, Box at, double right, double lowest, int i) {
    double n = comparison_size(&p->n), share = 1.0 / (1 << (SQUARES - 1 - i)), side = at.w * share, here = n * share,
           y = at.y + at.h - side;
    if (here != floor(here) || (i < SQUARES - 1 && y + 10 > lowest)) return; // no halves of tokens
    Arena *arena = p->out->arena;
    const char *text = arena_print(arena, "n = %s: %s", number_text(arena, here, 4), bytes_text(arena, weights_bytes(p, here)));
    Ident before = list_show(p->out, ident_note("n · n weights in each of 8 heads, 4 bytes a weight"));
    list_line(p->out, at.x + side, y + 0.5, at.x + at.w + 16, y + 0.5,
              (StrokeStyle){ .paint = paint_faded(ROLE_FAINT, 0.7f), .width = 1, .dash = 3 });
    TextStyle style = { .face = i == SQUARES - 1 ? FACE_BOLD : FACE_TEXT, .size = p->sizes->digits };
    list_text_fit(p->out, at.x + at.w + 24, y + (i == SQUARES - 1 ? 14 : 6), right - at.x - at.w - 24, text_of(text), style);
    list_show(p->out, before);
}

void comparison_draw_memory(const Comparison *p) {
    Arena *arena = p->out->arena;
    Matrix attention = matrix_find(p->tape, "memory.attention", 6), recurrent = matrix_find(p->tape, "memory.recurrent", 6);
    Matrix counted = matrix_find(p->tape, "counted.weights", 6);
    bool to_come = comparison_come(p, "memory") < 1;
    Stat stat[] = { { .of = &attention, .label = p->small ? "bytes: weights" : "bytes of attention weights", .to_come = to_come },
                    { .of = &recurrent, .label = p->small ? "bytes: state" : "bytes of recurrent state", .to_come = to_come },
                    { .of = &counted, .label = p->small ? "weights" : "attention weights, counted", .to_come = to_come } };
    Box room = draw_stat_card(p->out, p->stage, p->small, p->small ? "What has to be kept" : "What has to be kept, areas to scale",
                              stat, 3);
    double label = p->small ? 170 : 260, side = floor(math_clamp(room.h - p->sizes->open, 40, room.w - label)),
           come = comparison_come(p, "memory");
    double x = room.x + floor((room.w - side - label) * 0.5);
    Box at = box(x, room.y + (room.h - side) / 2, side, side);
    for (int i = SQUARES - 1; i >= 0; i--) draw_square(p, at, i, come);
    double area = matrix_at(&recurrent, 0, 0) / matrix_at(&attention, 0, 0), dot = side * sqrt(area > 0 && area < 1 ? area : 1);
    double y = at.y + at.h - p->sizes->snug, left = at.x + at.w + 24;
    dot = math_clamp(dot, 1.5, 40);
    for (int i = 0; i < SQUARES; i++)
        if (come * SQUARES > i + 0.4) label_square(p, at, room.x + room.w, y - (dot > 15 ? dot : 15), i);
    Ident before = list_show(p->out, matrix_ident(&recurrent, 0, 0));
    double ring = dot < 8 ? 7 : 0; // so small at the squares' scale that it has to be pointed at
    left += ring;
    list_rect(p->out, box(left, y - dot - (ring > 0 ? 5 - dot / 2 : 0), dot, dot), (RectStyle){ .fill = paint(ROLE_RECURRENT) });
    if (ring > 0) list_circle(p->out, left + dot / 2, y - 5, ring, (RectStyle){ .stroke = paint(ROLE_RECURRENT), .width = 1.2 });
    left += ring;
    bool asked = list_hides(p->out, matrix_ident(&recurrent, 0, 0));
    const char *text =
        asked ? "recurrent: ?" : arena_print(arena, "recurrent, any n: %s", bytes_text(arena, matrix_at(&recurrent, 0, 0)));
    if (asked) list_show(p->out, ident_note("what a recurrent layer keeps is asked for"));
    list_text_fit(p->out, left + dot + 8, y, room.x + room.w - left - dot - 8, text_of(text),
                  (TextStyle){ .size = p->sizes->digits, .paint = paint(ROLE_RECURRENT) });
    list_show(p->out, before);
}
