// Cells, bars, headings and links: the marks that scenes are made of, with the measures of one design so that scenes match.
#include "draw/shapes.h"

#include "base/math.h"
#include "draw/formula.h"

// The strongest tint under digits: ink on it keeps a contrast of 4.5:1 in every theme (a test walks roles and themes).
// A dark role on a dark panel allows less than a bright one; 0.55 is as strong as the design wants it.
static const float tint_most[ROLE_COUNT] = {
    [ROLE_STAGE] = 0.55f, [ROLE_PANEL] = 0.55f, [ROLE_LINE] = 0.55f,      [ROLE_INK] = 0.36f,
    [ROLE_MUTED] = 0.55f, [ROLE_FAINT] = 0.55f, [ROLE_CURRENT] = 0.55f,   [ROLE_CURRENT_FRAME] = 0.55f,
    [ROLE_WRONG] = 0.52f, [ROLE_Q] = 0.52f,     [ROLE_K] = 0.55f,         [ROLE_V] = 0.50f,
    [ROLE_S] = 0.55f,     [ROLE_A] = 0.55f,     [ROLE_GRAD_TEXT] = 0.43f, [ROLE_GRAD] = 0.43f,
    [ROLE_WHITE] = 0.32f, [ROLE_BLACK] = 0.45f, [ROLE_HEAD1] = 0.55f,     [ROLE_HEAD2] = 0.55f,
    [ROLE_HEAD3] = 0.55f, [ROLE_HEAD4] = 0.52f, [ROLE_HEAD5] = 0.55f,     [ROLE_HEAD6] = 0.55f,
    [ROLE_HEAD7] = 0.55f, [ROLE_HEAD8] = 0.55f, [ROLE_PEN] = 0.4f,
};

static const double cell_radius = 8, tint_least = 0.06, tint_bare = 0.88;

double cell_tint(Role role, double share, bool digits) {
    double most = digits ? (double)tint_most[role] : tint_bare;
    return tint_least + (most - tint_least) * math_clamp(share, 0, 1);
}

static double cell_corner(Box at) {
    double side = at.w < at.h ? at.w : at.h;
    return side < 4 * cell_radius ? side * 0.2 : cell_radius;
}

static const double cell_pad = 0.05; // of the width, each side

static void draw_digits(List *list, Box at, const char *text, Paint p, double size) {
    const FaceMetrics *face = &list->metrics->face[FACE_TEXT];
    TextStyle style = { .size = size, .paint = p, .align = ALIGN_CENTER };
    list_text_fit(list, at.x + at.w / 2, at.y + at.h / 2 + face->cap_height * size / 2, at.w * (1 - 2 * cell_pad), text_of(text),
                  style);
}

static void cell_to_come(List *list, Box at) {
    list_rect(list, at, (RectStyle){ .radius = cell_corner(at), .stroke = paint_faded(ROLE_FAINT, 0.6f), .width = 1.2, .dash = 4 });
}

static void cell_masked(List *list, Box at, const char *text, double size) {
    double radius = cell_corner(at);
    list_rect(list, at,
              (RectStyle){
                  .radius = radius, .fill = paint(ROLE_STAGE), .stroke = paint_faded(ROLE_FAINT, 0.6f), .width = 1.2, .dash = 4 });
    list_hatch(list, box_grow(at, -1), radius, paint(ROLE_LINE));
    if (text && *text) draw_digits(list, at, text, paint(ROLE_MUTED), size);
}

// What is asked for: a dashed tile in its role's colour.
static void cell_asked(List *list, Box at, double size, CellStyle style) {
    int hiddens = list->hiddens;
    list->hiddens = 0; // the tile gives nothing away
    list_rect(list, at,
              (RectStyle){ .radius = cell_corner(at),
                           .fill = paint_tint(style.role, ROLE_PANEL, 0.06f),
                           .stroke = paint(style.role),
                           .width = style.state == CELL_NOW ? 2 : 1.5,
                           .dash = 4 });
    double room = (at.w < at.h ? at.w : at.h) * 0.7;
    draw_digits(list, at, "?", paint(style.role), size < room ? size : room);
    list->hiddens = hiddens;
}

void draw_cell(List *list, Box at, const char *text, CellStyle style) {
    bool digits = text && *text;
    double size = style.size > 0 ? style.size : 17, reveal = style.reveal > 0 ? math_clamp(style.reveal, 0, 1) : 1;
    Box whole = at;
    at = box_grow(at, -0.12 * (1 - reveal) * (at.w < at.h ? at.w : at.h));
    Former former = list_with(list, style.ident, style.fade);
    float alpha = list_fade(list, list->alpha * (float)reveal);
    if (list_asks(list, style.ident)) {
        list_fade(list, former.alpha * (float)(1 - style.fade)); // it is there from the beginning
        cell_asked(list, whole, size, style);
        list_restore(list, former);
        return;
    }
    switch (style.state) {
    case CELL_TO_COME:
        list_fade(list, alpha);
        cell_to_come(list, whole);
        break;
    case CELL_MASKED: cell_masked(list, at, text, size); break;
    case CELL_DONE:
    case CELL_NOW: {
        RectStyle rect = { .radius = cell_corner(at),
                           .fill = paint_tint(style.role, ROLE_PANEL, (float)cell_tint(style.role, style.share, digits)) };
        if (digits)
            rect.stroke = paint_tint(style.role, ROLE_PANEL, style.state == CELL_NOW ? 1 : 0.55f),
            rect.width = style.state == CELL_NOW ? 1.5 : 1;
        list_rect(list, at, rect);
        if (digits) draw_digits(list, at, text, paint(ROLE_INK), size);
        break;
    }
    }
    if (style.ring) list_rect(list, at, (RectStyle){ .radius = cell_corner(at), .stroke = paint(ROLE_INK), .width = 2 });
    list_restore(list, former);
}

static RectStyle bar_track(Role role) { return (RectStyle){ .radius = 6, .fill = paint_tint(role, ROLE_PANEL, 0.1f) }; }

static void bar(List *list, Box track, Box filled, BarStyle style) {
    bool asked = list_asks(list, style.ident);
    Former former = list_with(list, style.ident, style.fade);
    int hiddens = list->hiddens;
    list->hiddens = 0; // the empty track gives nothing away
    list_rect(list, track, bar_track(style.role));
    list->hiddens = hiddens;
    if (filled.w > 0 && filled.h > 0 && !asked) list_rect(list, filled, (RectStyle){ .radius = 6, .fill = paint(style.role) });
    list_restore(list, former);
}

void draw_bar(List *list, Box at, double share, BarStyle style) {
    double h = at.h * math_clamp(share, 0, 1);
    bar(list, at, box(at.x, at.y + at.h - h, at.w, h), style);
}

void draw_bar_sideways(List *list, Box at, double share, BarStyle style) {
    bar(list, at, box(at.x, at.y, at.w * math_clamp(share, 0, 1), at.h), style);
}

void draw_heading(List *list, double x, double y, const char *name, const char *tex, HeadingStyle style) {
    Former former = list_with(list, style.ident, style.fade);
    if (name)
        list_text(list, x, y, text_of(name),
                  (TextStyle){ .face = style.strong ? FACE_BOLD : FACE_TEXT,
                               .size = 15,
                               .paint = paint(style.strong ? ROLE_INK : ROLE_MUTED),
                               .align = ALIGN_CENTER });
    if (tex) draw_tex(list, x, y + 28, tex, (FormulaStyle){ .size = 22, .paint = paint(style.role) }, ALIGN_CENTER);
    list_restore(list, former);
}

void draw_card(List *list, Box at) {
    list_rect(list, at, (RectStyle){ .radius = 12, .fill = paint(ROLE_PANEL), .stroke = paint(ROLE_LINE), .width = 1 });
}

void draw_card_to_come(List *list, Box at) {
    list_rect(list, at, (RectStyle){ .radius = 12, .stroke = paint(ROLE_FAINT), .width = 1.2, .dash = 4 });
}

void draw_highlight(List *list, Box at) {
    list_rect(list, at, (RectStyle){ .radius = 16, .fill = paint(ROLE_CURRENT), .stroke = paint(ROLE_CURRENT_FRAME), .width = 1 });
}

void draw_link(List *list, double x1, double y1, double x2, double y2, Role role, double width, float alpha) {
    StrokeStyle style = { .paint = paint_faded(role, alpha), .width = width, .round = true };
    double middle = (x1 + x2) / 2;
    if (y1 == y2)
        list_line(list, x1, y1, x2, y2, style);
    else
        list_curve(list, x1, y1, middle, y1, middle, y2, x2, y2, style);
}

// --- legend

static const double legend_chip = 12, legend_mark = 24, legend_bar = 72, legend_gap = 6, legend_between = 20, legend_line = 24,
                    legend_text = 13;

static double words_width(const List *list, const char *words) {
    return metrics_width(list->metrics, FACE_TEXT, legend_text, text_of(words));
}

static const char *least_text(const List *list, const LegendItem *item) {
    return item->negative == item->role ? "0" : number_text(list->arena, -item->most, 3);
}

static double symbol_width(const List *list, const LegendItem *item) {
    double width = item->symbol ? tex_width(list->arena, list->metrics, item->symbol, 16) : 0;
    return width > 0 ? width + legend_gap : 0;
}

static double chip_width(const List *list, const LegendItem *item) {
    if (item->most > 0)
        return words_width(list, least_text(list, item)) + words_width(list, number_text(list->arena, item->most, 3)) + legend_bar +
               2 * legend_gap;
    return item->mark ? legend_mark : legend_chip;
}

static double item_width(const List *list, const LegendItem *item) {
    return chip_width(list, item) + legend_gap + symbol_width(list, item) + words_width(list, item->name);
}

double legend_width(const List *list, const LegendItem *item, int items) {
    double width = 0;
    for (int i = 0; i < items; i++) width += item_width(list, &item[i]) + (i ? legend_between : 0);
    return width;
}

// "−2.31", the colours from there to the other end, "2.31".
static void draw_scale(List *list, double x, double top, double baseline, const LegendItem *item) {
    enum { STEPS = 36 };
    float share[STEPS];
    bool both = item->negative != item->role;
    TextStyle style = { .size = legend_text, .paint = paint(ROLE_MUTED) };
    for (int i = 0; i < STEPS; i++) share[i] = both ? (float)(2 * i - STEPS + 1) / (STEPS - 1) : (float)i / (STEPS - 1);
    x += list_text(list, x, baseline, text_of(least_text(list, item)), style) + legend_gap;
    Box bar = box(x, top + (legend_line - legend_chip) / 2, legend_bar, legend_chip);
    list_heat(list, bar, 1, STEPS, share, (HeatStyle){ .positive = item->role, .negative = item->negative, .key = true });
    list_rect(list, bar, (RectStyle){ .stroke = paint(ROLE_FAINT), .width = 1 });
    list_text(list, x + legend_bar + legend_gap, baseline, text_of(number_text(list->arena, item->most, 3)), style);
}

// The end of a heat map: a theme may draw it otherwise than a mark of this role.
static void draw_end(List *list, Box at, const LegendItem *item) {
    Role other = ROLE_MUTED;
    HeatStyle style = { .positive = item->sign > 0 ? item->role : other,
                        .negative = item->sign < 0 ? item->role : other,
                        .key = true };
    list_heat(list, at, 1, 1, &(float){ (float)item->sign }, style);
    list_rect(list, at, (RectStyle){ .stroke = paint(ROLE_FAINT), .width = 1 });
}

double draw_legend(List *list, double x, double y, double width, const LegendItem *item, int items) {
    double at = 0, top = 0;
    for (int i = 0; i < items; i++) {
        double needed = item_width(list, &item[i]), chip = chip_width(list, &item[i]);
        if (at > 0 && at + needed > width) at = 0, top += legend_line;
        double baseline = y + top + legend_line / 2 + 4.5, left = x + at;
        Box mark = box(left, y + top + (legend_line - legend_chip) / 2, chip, legend_chip);
        if (item[i].most > 0)
            draw_scale(list, left, y + top, baseline, &item[i]);
        else if (item[i].sign)
            draw_end(list, mark, &item[i]);
        else if (item[i].mark)
            item[i].mark(list, mark, item[i].role);
        else
            list_rect(list, mark, (RectStyle){ .radius = 3, .fill = paint(item[i].role) });
        left += chip + legend_gap;
        if (item[i].symbol)
            draw_tex(list, left, baseline, item[i].symbol, (FormulaStyle){ .size = 16, .paint = paint(item[i].role) }, ALIGN_LEFT);
        list_text(list, left + symbol_width(list, &item[i]), baseline, text_of(item[i].name),
                  (TextStyle){ .size = legend_text, .paint = paint(ROLE_MUTED) });
        at += needed + legend_between;
    }
    return items > 0 ? top + legend_line : 0;
}

static bool is_head(Role role) { return role >= ROLE_HEAD1 && role <= ROLE_HEAD8; }

// Heads differ in their colour alone: one bar, in a colour of none, serves those that end at the same number.
static bool is_known(LegendItem *all, int count, const Cmd *c) {
    for (int k = 0; k < count; k++) {
        bool same = all[k].role == c->heat.positive && all[k].negative == c->heat.negative;
        bool heads = c->heat.positive == c->heat.negative && is_head(c->heat.positive) && all[k].role == all[k].negative &&
                     (is_head(all[k].role) || all[k].role == ROLE_MUTED);
        if (all[k].most != c->heat.most || (!same && !heads)) continue;
        if (!same) all[k].role = all[k].negative = ROLE_MUTED;
        return true;
    }
    return false;
}

int heat_scales(const List *list, int first, int end, LegendItem *out, int most) {
    int count = 0;
    for (int i = first; i < end && count < most; i++) {
        const Cmd *c = &list->cmd[i];
        if (c->kind != CMD_HEAT || !(c->heat.most > 0) || c->heat.alpha < 0.3f) continue;
        if (!is_known(out, count, c))
            out[count++] = (LegendItem){ .role = c->heat.positive,
                                         .name = "",
                                         .most = c->heat.most,
                                         .negative = c->heat.negative,
                                         .node = c->ident.kind == IDENT_HEAT ? c->ident.node : -1 };
    }
    return count;
}
