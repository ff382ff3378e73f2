// The table with its three columns, the bars of one length, and the lines of all lengths.
#include <math.h>

#include "base/math.h"
#include "scene/comparison/comparison.h"

// --- the table

enum { TABLE_NARROW = 480, STATS_LOW = 260 }; // units

typedef struct Column {
    const char *name, *question, *narrow; // narrow: the question in a column of print
    double share;                         // of the narrow table's width
} Column;

static const Column columns[] = {
    { "Work", "products in a layer", "products", 0.38 },
    { "Sequential steps", "one after the other", "in a row", 0.39 },
    { "Path", "hops from end to end", "hops", 0.23 },
};

static const Matrix *value_in(const Layer *l, int column) { return column == 0 ? &l->work : column == 1 ? &l->wait : &l->way; }
static const char *tex_in(const Layer *l, int column) { return column == 0 ? l->work_tex : column == 1 ? l->wait_tex : l->way_tex; }

static double least_in(const Comparison *p, int column) {
    double least = MATH_INFINITY;
    for (int i = 0; i < LAYERS; i++) {
        double value = matrix_at(value_in(&p->layer[i], column), 0, 0);
        if (value < least) least = value;
    }
    return least;
}

// The formula over its value; the smallest of the column stands out. What was counted stands beside it.
static void table_cell(const Comparison *p, const Layer *l, int column, Box at) {
    const Matrix *m = value_in(l, column), *counted = column == 0 ? &l->counted_work : &l->counted_wait;
    bool best = matrix_at(m, 0, 0) == least_in(p, column), low = at.h < 56;
    double pad = p->sizes->step, size = low ? 15 : 21, mid = box_middle_y(at), formula = low ? mid + 5 : mid - (at.h > 80 ? 10 : 6),
           under = low ? mid + 5 : mid + (at.h > 80 ? 22 : 18);
    if (best) list_rect(p->out, box_grow(at, -2), (RectStyle){ .radius = 8, .fill = paint_tint(ROLE_RIGHT, ROLE_PANEL, 0.11f) });
    double wide =
        draw_tex(p->out, at.x + pad, formula, tex_in(l, column),
                 (FormulaStyle){ .size = size,
                                 .plain = true,
                                 .paint = paint(ROLE_INK),
                                 .ident = ident_note("the formula of table 1; its value stands beside it and explains itself") },
                 ALIGN_LEFT);
    TextStyle style = { .face = FACE_BOLD, .size = low ? 13 : 17, .paint = paint(best ? ROLE_RIGHT : ROLE_INK) };
    if (low) {
        style.align = ALIGN_RIGHT;
        comparison_draw_value(p, m, 0, at.x + at.w - pad, under, at.w - 2 * pad - wide - 10, style);
        return;
    }
    double used = comparison_draw_value(p, m, 0, at.x + pad, under, p->small ? at.w - 1.5 * pad : at.w * 0.5, style);
    if (column == 2 || p->small) return;
    const char *note =
        column == 0 ? "multiply-adds of the products in the recorded layer; attention has two, for the scores and for the mix"
                    : "layer steps on the longest path of the recorded layer; attention has three: scores, softmax, mix";
    Ident before = list_show(p->out, ident_note(note));
    const char *text = arena_print(p->out->arena, "counted %s", number_text(p->out->arena, matrix_at(counted, 0, 0), 4));
    list_text_fit(p->out, at.x + pad + used + 12, under, at.w - 2 * pad - used - 12, text_of(text),
                  (TextStyle){ .size = 13, .paint = paint(ROLE_MUTED) });
    list_show(p->out, before);
}

// Before its column has come: the "?" of what is asked for.
static void asked_cell(const Comparison *p, const Layer *l, int column, Box at) {
    const Matrix *m = value_in(l, column);
    if (!list_hides(p->out, matrix_ident(m, 0, 0))) return;
    comparison_draw_value(p, m, 0, at.x + p->sizes->step, box_middle_y(at) + 6, at.w - 2 * p->sizes->step,
                          (TextStyle){ .face = FACE_BOLD, .size = p->sizes->line, .paint = paint(ROLE_INK) });
}

static const char *sizes_text(const Comparison *p) {
    Arena *a = p->out->arena;
    return arena_print(a, "n = %s, d = %s, k = %s, r = %s", number_text(a, comparison_size(&p->n), 6),
                       number_text(a, comparison_size(&p->d), 6), number_text(a, comparison_size(&p->k), 6),
                       number_text(a, comparison_size(&p->r), 6));
}

// At the right of a card's title, where it leaves room for them.
static void draw_sizes(const Comparison *p, Box card, const char *title) {
    double wide = metrics_width(p->view->metrics, FACE_BOLD, p->small ? 14 : 18, text_of(title));
    double room = card.w - 2 * p->sizes->gap - wide - 20;
    TextStyle style = { .size = p->sizes->value,
                        .paint = paint(ROLE_MUTED),
                        .align = ALIGN_RIGHT,
                        .ident =
                            ident_note("length n, width d, window k of the convolution, range r of the restricted attention") };
    if (metrics_width(p->view->metrics, style.face, style.size, text_of(sizes_text(p))) > room) return;
    list_text(p->out, card.x + card.w - p->sizes->gap, card.y + (p->small ? 20 : 36), text_of(sizes_text(p)), style);
}

void comparison_draw_table(const Comparison *p) {
    const char *title = "Three questions, four layers";
    Box room = draw_stat_card(p->out, p->stage, p->small, title, NULL, 0);
    draw_sizes(p, p->stage, title);
    bool narrow = room.w < TABLE_NARROW;
    double name = narrow     ? 92
                  : p->small ? 106
                             : math_clamp(room.w * 0.19, 176, 240),
           head = narrow     ? 44
                  : p->small ? 34
                             : 60,
           down = narrow ? 10 : 0, row = (room.h - head) / LAYERS, x = room.x + name, w = 0;
    for (int c = 0; c < 3; c++, x += w) {
        double come = part(acts_turn(&p->acts, "table", c, 3, 0), 0, 0.6), pad = p->sizes->step;
        w = (room.w - name) * (narrow ? columns[c].share : 1.0 / 3);
        TextStyle head_style = { .face = come > 0 ? FACE_BOLD : FACE_TEXT, .size = p->sizes->symbol };
        if (come <= 0) head_style.paint = paint(ROLE_MUTED); // not its turn yet
        list_text_fit(p->out, x + pad, room.y + p->sizes->pad + down, w - pad, text_of(columns[c].name), head_style);
        list_text_fit(p->out, x + pad, room.y + (p->small ? 27 : 42) + down, w - pad - 4,
                      text_of(narrow ? columns[c].narrow : columns[c].question),
                      (TextStyle){ .size = p->sizes->caption, .paint = paint(ROLE_MUTED) });
        if (come <= 0) {
            for (int i = 0; i < LAYERS; i++) asked_cell(p, &p->layer[i], c, box(x, room.y + head + row * i, w, row));
            continue;
        }
        float former = list_fade(p->out, p->out->alpha * (float)come);
        for (int i = 0; i < LAYERS; i++) table_cell(p, &p->layer[i], c, box(x, room.y + head + row * i, w, row));
        list_fade(p->out, former);
    }
    for (int i = 0; i < LAYERS; i++) {
        double y = room.y + head + row * i;
        list_line(p->out, room.x, y, room.x + room.w, y, (StrokeStyle){ .paint = paint(ROLE_LINE), .width = 1 });
        comparison_draw_name(p, &p->layer[i], room.x, y + row / 2, name);
    }
}

// --- bars

static double largest_work(const Comparison *p) {
    double largest = 0;
    for (int i = 0; i < LAYERS; i++) {
        double formula = matrix_at(&p->layer[i].work, 0, 0), counted = matrix_at(&p->layer[i].counted_work, 0, 0);
        largest = formula > largest ? formula : largest;
        largest = counted > largest ? counted : largest;
    }
    return largest;
}

// A row's numbers come with its bars.
static void work_values(const Comparison *p, const Layer *l, double right, double baseline, double second_line, double room,
                        double come) {
    float former = list_fade(p->out, p->out->alpha * (float)part(come, 0.3, 0.5));
    TextStyle style = { .face = FACE_BOLD, .size = p->small ? 13 : 18, .align = ALIGN_RIGHT };
    if (come > 0.3) comparison_draw_value(p, &l->work, 0, right, baseline, room, style);
    list_fade(p->out, former * (float)part(come, 0.8, 1));
    style = (TextStyle){ .size = p->sizes->value, .align = ALIGN_RIGHT, .paint = paint(ROLE_MUTED) };
    if (come > 0.8) comparison_draw_value(p, &l->counted_work, 0, right, second_line, room, style);
    list_fade(p->out, former);
}

static void work_row(const Comparison *p, const Layer *l, Box at, double come, double largest) {
    double name = p->sizes->names, numbers = p->small ? 108 : 190, thick = math_clamp(at.h * 0.3, 8, 30),
           gap = math_clamp(at.h * 0.08, 2, 8);
    Box bar = box(at.x + name, box_middle_y(at) - thick - gap / 2, at.w - name - numbers, thick);
    comparison_draw_name(p, l, at.x, box_middle_y(at), name);
    Ident before = list_show(p->out, matrix_ident(&l->work, 0, 0));
    comparison_draw_bar(p, l, bar, share_of(matrix_at(&l->work, 0, 0), largest) * part(come, 0, 0.5), false);
    list_show(p->out, before);
    Box second = bar;
    second.y += thick + gap;
    before = list_show(p->out, matrix_ident(&l->counted_work, 0, 0));
    comparison_draw_bar(p, l, second, share_of(matrix_at(&l->counted_work, 0, 0), largest) * part(come, 0.5, 1), true);
    list_show(p->out, before);
    double size = p->small ? 13 : 18, under = p->sizes->value, baseline = bar.y + thick / 2 + size * 0.35,
           second_line = math_max(second.y + thick / 2 + under * 0.35, baseline + under + 2);
    work_values(p, l, at.x + at.w, baseline, second_line, numbers - 16, come);
}

void comparison_draw_bars(const Comparison *p) {
    Matrix ratio = matrix_find(p->tape, "work.ratio", 4);
    Stat stat[] = { { .of = &ratio,
                      .to_come = comparison_come(p, "work") < 1,
                      .label = p->small ? "times as much: recurrent"
                                        : "times as much work in the recurrent layer as in the core of attention" } };
    const char *title = "Work: multiply-adds of one layer";
    Box room = draw_stat_card(p->out, p->stage, p->small, title, stat, 1);
    draw_sizes(p, p->stage, title);
    double foot = p->small ? 20 : 28, row = (room.h - foot) / LAYERS, largest = largest_work(p);
    for (int i = 0; i < LAYERS; i++)
        work_row(p, &p->layer[i], box(room.x, room.y + row * i, room.w, row), acts_turn(&p->acts, "work", i, LAYERS, 0), largest);
    draw_note(p->out, room.x + (p->sizes->names), room.y + room.h - (p->small ? 7 : 8), room.w - (p->sizes->names),
              p->small ? "full: by the formula    hatched: counted"
                       : "full: by the formula    hatched: counted, scores and mix both",
              (TextStyle){ 0 });
}

// --- lines

typedef struct Plot {
    const Comparison *p;
    Axis x, y;
    Matrix n;
    double come;
} Plot;

static void plot_line(const Plot *plot, const Layer *l, const Matrix *work) {
    int points = (int)ceil(plot->come * plot->n.columns);
    if (points < 2) return;
    double *xy = arena_new(plot->p->out->arena, double, 2 * points);
    int kept = 0;
    for (int i = 0; i < points; i++) {
        double x = matrix_at(&plot->n, 0, i), y = matrix_at(work, 0, i);
        if (!(y > 0) || !math_finite(y) || !(x > 0) || !math_finite(x)) continue;
        xy[2 * kept] = math_clamp(axis_at(&plot->x, x), plot->x.from, plot->x.to);
        xy[2 * kept++ + 1] = math_clamp(axis_at(&plot->y, y), plot->y.to, plot->y.from);
    }
    if (kept < 2) return;
    list_polyline(plot->p->out, xy, kept, false,
                  (StrokeStyle){ .paint = comparison_paint(l),
                                 .width = 3,
                                 .dash = l->pale ? 8 : 0,
                                 .ident = ident_note(arena_print(plot->p->out->arena,
                                                                 "%s: work for every length, the nodes of curve.", l->name)) });
}

// Names at the right ends, from the top down; none nearer than a line to the next.
static void name_lines(const Plot *plot, const Matrix *work) {
    const Comparison *p = plot->p;
    int order[LAYERS] = { 0, 1, 2, 3 };
    double y[LAYERS];
    for (int i = 0; i < LAYERS; i++)
        y[i] = math_clamp(axis_at(&plot->y, matrix_at(&work[i], 0, work[i].columns - 1)), plot->y.to, plot->y.from);
    for (int i = 1; i < LAYERS; i++)
        for (int j = i; j > 0 && y[order[j]] < y[order[j - 1]]; j--) {
            int kept = order[j];
            order[j] = order[j - 1], order[j - 1] = kept;
        }
    double above = -1e9, line = p->sizes->line;
    for (int i = 0; i < LAYERS; i++) {
        double at = y[order[i]] > above + line ? y[order[i]] : above + line;
        above = at;
        comparison_draw_name(p, &p->layer[order[i]], plot->x.to + 10, at, p->view->width);
    }
}

static void mark_length(const Plot *plot) {
    const Comparison *p = plot->p;
    double n = comparison_size(&p->n), x = axis_at(&plot->x, n);
    if (n < plot->x.low || n > plot->x.high || plot->come < 1) return;
    Ident before = list_show(p->out, matrix_ident(&p->n, 0, 0));
    list_line(p->out, x, plot->y.from, x, plot->y.to, (StrokeStyle){ .paint = paint(ROLE_FAINT), .width = 1.5, .dash = 4 });
    bool late = x > plot->x.to - 90; // the names of the lines stand on the right
    if (!p->small)
        list_print(p->out, late ? x - 7 : x + 7, plot->y.to + 10,
                   (TextStyle){ .size = 14, .paint = paint(ROLE_MUTED), .align = late ? ALIGN_RIGHT : ALIGN_LEFT }, "n = %s",
                   number_text(p->out->arena, n, 6));
    for (int i = 0; i < LAYERS; i++) {
        const Layer *l = &p->layer[i];
        if (!(matrix_at(&l->work, 0, 0) > 0)) continue;
        list_show(p->out, matrix_ident(&l->work, 0, 0));
        list_circle(
            p->out, x, math_clamp(axis_at(&plot->y, matrix_at(&l->work, 0, 0)), plot->y.to, plot->y.from), 6,
            (RectStyle){ .fill = paint_tint(l->role, ROLE_PANEL, l->pale ? 0.5f : 1), .stroke = paint(ROLE_PANEL), .width = 1.5 });
    }
    list_show(p->out, before);
}

// Where attention and recurrent cost the same.
static void mark_crossing(const Plot *plot) {
    const Comparison *p = plot->p;
    Matrix crossing = matrix_find(p->tape, "work.crossing", 6);
    double d = comparison_size(&p->d), x = axis_at(&plot->x, d), y = axis_at(&plot->y, matrix_at(&crossing, 0, 0));
    if (d < plot->x.low || d > plot->x.high || plot->come * (plot->x.to - plot->x.from) < x - plot->x.from) return;
    if (!(y >= plot->y.to && y <= plot->y.from)) return;
    Ident before = list_show(p->out, matrix_ident(&crossing, 0, 0));
    list_circle(p->out, x, y, p->small ? 9 : 13,
                (RectStyle){ .fill = paint_faded(ROLE_CURRENT, 0.5f), .stroke = paint(ROLE_INK), .width = 2 });
    double size = p->sizes->symbol, right = x + (p->sizes->lift), under = y + (p->sizes->strip);
    if (right + tex_width(p->out->arena, p->out->metrics, "n = d", size) < plot->x.to && under < plot->y.from - 4)
        draw_tex(p->out, right, under, "n = d", (FormulaStyle){ .size = size, .plain = true, .paint = paint(ROLE_INK) },
                 ALIGN_LEFT);
    list_show(p->out, before);
}

void comparison_draw_curves(const Comparison *p) {
    Arena *arena = p->out->arena;
    Matrix crossing = matrix_find(p->tape, "work.crossing", 6), work[LAYERS];
    bool to_come = comparison_come(p, "curves") < 1;
    Stat stat[] = {
        { .of = &crossing,
          .to_come = to_come,
          .label = arena_print(arena, "where n = d = %s", number_text(arena, comparison_size(&p->d), 6)) },
        { .of = &p->layer[0].work,
          .to_come = to_come,
          .label = arena_print(arena, "attention, n = %s", number_text(arena, comparison_size(&p->n), 6)) },
        { .of = &p->layer[1].work,
          .to_come = to_come,
          .label = arena_print(arena, "recurrent, n = %s", number_text(arena, comparison_size(&p->n), 6)) },
    };
    bool little = p->small && p->stage.w < TABLE_NARROW && p->stage.h < STATS_LOW;
    Box room = draw_stat_card(p->out, p->stage, p->small, "Work for every length", stat, little ? 1 : 3);
    Plot plot = { .p = p, .n = matrix_find(p->tape, "curve.n", 6), .come = comparison_come(p, "curves") };
    double low = MATH_INFINITY, high = 0;
    for (int i = 0; i < LAYERS; i++) {
        work[i] = comparison_matrix(p, "curve.", &p->layer[i]);
        double first = matrix_at(&work[i], 0, 0), last = matrix_at(&work[i], 0, work[i].columns - 1);
        low = first < low ? first : low;
        high = last > high ? last : high;
    }
    plot.x = (Axis){
        .low = matrix_at(&plot.n, 0, 0), .high = matrix_at(&plot.n, 0, plot.n.columns - 1), .log = true, .label = "length n"
    };
    if (!(low > 0) || !(high > low) || !math_finite(high) || !(plot.x.low > 0) || !(plot.x.high > plot.x.low) ||
        !math_finite(plot.x.high))
        return;
    double names = p->small ? 96 : 190, left = 56, below = p->small ? 42 : 48, above = p->small ? 22 : 30;
    Box at = box(room.x + left, room.y + above, room.w - left - names, room.h - above - below);
    plot.y = (Axis){ .low = low, .high = high, .log = true, .label = "multiply-adds in a layer" };
    Ident before = list_show(p->out, ident_note("both axes grow by equal factors"));
    draw_axes(p->out, at, &plot.x, &plot.y);
    list_show(p->out, before);
    for (int i = LAYERS - 1; i >= 0; i--) plot_line(&plot, &p->layer[i], &work[i]);
    mark_crossing(&plot);
    mark_length(&plot);
    name_lines(&plot, work);
}
