// One part of checked work: few numbers as cells that can be typed into, many as a map of where they differ.
#include "page/grade_part.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/math.h"
#include "page/app.h"

enum { DIGITS = 4, MAP_BINS = 64 };
static const double cell_usual = 92, cell_h = 44, gap = 8, margin = 24, map_most = 384;

static double cell_of(const GradePair *p) { return p->cell > 0 ? p->cell : cell_usual; }

// --- cells

const char *grade_digits(Ui *ui, double value) { return number_text(ui->arena, value, DIGITS); }

void grade_begin_typing(App *app, const GradePair *p, int i) {
    GradePage *g = &app->grade;
    char number[32];
    g->typing = g->fresh = true;
    g->part = p->part;
    g->element = i;
    snprintf(g->typed, sizeof g->typed, "%s", data_number(pair_mine(p, i), number));
}

static void take_typed(App *app) {
    GradePage *g = &app->grade;
    Problems problems = { app->ui.arena };
    double value;
    int last;
    if (!text_number_typed(text_of(g->typed), &value, &last))
        toast_say(app, "That is not a number.", NULL);
    else if (!homework_change(&g->work, app->session, g->part, g->element, value, last < NUMBER_LAST_MOST ? -last : 0, &problems))
        toast_say(app, problems.count ? problems.item[0].message : "The number could not be taken.", NULL);
    else
        g->typing = false;
}

static void type_here(App *app, Box at) {
    Ui *ui = &app->ui;
    GradePage *g = &app->grade;
    UiId id = ui_id(ui, "my number");
    if (g->fresh) ui_field_focus(ui, id, g->typed, true);
    g->fresh = false;
    UiField did = ui_field(ui, id, at, g->typed, sizeof g->typed, (UiFieldStyle){ .size = 16, .align = ALIGN_CENTER });
    if (did & (UI_ESCAPED | UI_LEFT)) g->typing = false;
    if (did & UI_ENTERED) take_typed(app);
}

// Yours on the left, the true one on the right; yours can be typed anew.
static void draw_mine(App *app, const GradePair *p, int i, Box at, double largest, bool first) {
    Ui *ui = &app->ui;
    GradePage *g = &app->grade;
    if (p->part >= 0 && g->typing && g->part == p->part && g->element == i) {
        type_here(app, at);
        return;
    }
    UiId id = ui_id_at(ui, arena_print(ui->arena, "cell %s", p->name), i);
    if (!pair_has(p, i)) {
        draw_cell(&ui->list, at, "", (CellStyle){ .role = p->role, .state = CELL_TO_COME });
        return;
    }
    draw_cell(&ui->list, at, grade_digits(ui, pair_mine(p, i)),
              (CellStyle){ .role = p->role, .share = fabs(pair_mine(p, i)) / largest, .ring = first, .size = 16 });
    if (p->part < 0) return;
    ui_focusable(ui, id, at);
    if (ui_has_focus(ui, id) && ui->focus_seen) ui_ring(ui, at, 6);
    if (ui_clicked(ui, id)) grade_begin_typing(app, p, i);
}

static void draw_true(Ui *ui, const GradePair *p, int i, Box at) {
    list_rect(&ui->list, at, (RectStyle){ .radius = 6, .fill = paint(ROLE_PANEL), .stroke = paint(ROLE_LINE), .width = 1 });
    list_text(&ui->list, at.x + at.w / 2, ui_baseline(ui, at, FACE_TEXT, ui_size(ui, 16)),
              text_of(grade_digits(ui, pair_right(p, i))), (TextStyle){ .size = ui_size(ui, 16), .align = ALIGN_CENTER });
}

static const char *mark_of(const GradePair *p, int i, bool first, Role *role) {
    *role = ROLE_MUTED;
    if (!pair_has(p, i)) return "";
    if (!p->work) return pair_differs(p, i) ? first ? "here they part" : "" : "equal";
    switch (p->work->number[i].verdict) {
    case VERDICT_RIGHT: *role = ROLE_RIGHT; return "✓ right";
    case VERDICT_ROUNDED: return "≈ rounded";
    case VERDICT_FOLLOWS: return "↳ follows";
    case VERDICT_WRONG:
        if (first) *role = ROLE_INK;
        return first ? "the first to differ" : p->work->causes ? "the same habit" : "differs";
    }
    return "";
}

void grade_badge(Ui *ui, double x, double y) {
    double size = ui_size(ui, 12), r = ui_size(ui, 11);
    bool before = ui->list.may_overlap;
    ui->list.may_overlap = true; // it sits on the corner of its cell
    list_rect(&ui->list, box(x - r, y - r, 2 * r, 2 * r), (RectStyle){ .radius = r, .fill = paint(ROLE_INK) });
    list_text(&ui->list, x, y + size * 0.36, TEXT("1"),
              (TextStyle){ .face = FACE_BOLD, .size = size, .paint = paint(ROLE_PANEL), .align = ALIGN_CENTER });
    ui->list.may_overlap = before;
}

// --- a part

// What a row or column is called: its word, or else its number.
static const char *name_of(const App *app, const GradePair *p, int axis, int at) {
    const char *word = homework_word(&app->grade.work, p->node, axis, at);
    return word ? word : arena_print(app->ui.arena, "%d", at + 1);
}

static double names_width(const Ui *ui) { return ui_size(ui, 48); }

static void draw_name(const App *app, const GradePair *p, int axis, int at, double x, double y) {
    Ui *ui = (Ui *)&app->ui;
    list_text_fit(&ui->list, x - 10, y, names_width(ui) - 12, text_of(name_of(app, p, axis, at)),
                  (TextStyle){ .size = ui_size(ui, 14), .paint = paint(p->role), .align = ALIGN_RIGHT });
}

static double bin_size(const GradePair *p) {
    int most = p->rows > p->columns ? p->rows : p->columns;
    return floor(math_clamp(map_most / (most < MAP_BINS ? most : MAP_BINS), 4, 20));
}

static int bins(int size) { return size < MAP_BINS ? size : MAP_BINS; }

double grade_part_width(const Ui *ui, const GradePair *p) {
    double pair = 2 * cell_of(p) + gap, inner = pair_is_line(p) ? pair + names_width(ui)
                                                : pair_is_grid(p)
                                                    ? math_max(p->columns * (cell_of(p) + gap) - gap, pair) + names_width(ui)
                                                    : math_max(bins(p->columns) * bin_size(p), pair);
    return inner + 2 * margin;
}

double grade_part_height(const Ui *ui, const GradePair *p) {
    double head = ui_size(ui, 84), mark = ui_size(ui, 24);
    if (pair_is_line(p)) return head + p->rows * p->columns * (cell_h + mark) + mark + margin;
    if (pair_is_grid(p)) return head + 2 * (p->rows * (cell_h + gap) + mark) + mark + margin;
    return head + bins(p->rows) * bin_size(p) + cell_h + 3 * mark + margin;
}

static void draw_line(App *app, const GradePair *p, Box at, bool first_part) {
    Ui *ui = &app->ui;
    double largest = pair_largest(p), y = at.y + ui_size(ui, 84), mark = ui_size(ui, 24);
    double x = at.x + margin + names_width(ui);
    int first = first_part ? pair_first(p) : -1;
    TextStyle small = { .size = ui_size(ui, 13), .paint = paint(ROLE_MUTED), .align = ALIGN_CENTER };
    list_text(&ui->list, x + cell_of(p) / 2, y - 8, TEXT("yours"),
              (TextStyle){ .face = FACE_BOLD, .size = small.size, .align = ALIGN_CENTER });
    list_text(&ui->list, x + cell_of(p) * 1.5 + gap, y - 8, TEXT("true"), small);
    for (int i = 0; i < p->rows * p->columns; i++) {
        Role role;
        const char *words = mark_of(p, i, i == first, &role);
        draw_name(app, p, p->columns > 1, i, x, y + cell_h / 2 + 6);
        draw_mine(app, p, i, box(x, y, cell_of(p), cell_h), largest, i == first);
        draw_true(ui, p, i, box(x + cell_of(p) + gap, y, cell_of(p), cell_h));
        if (i == first && p->work) grade_badge(ui, x, y);
        list_text(&ui->list, x, y + cell_h + mark * 0.7, text_of(words),
                  (TextStyle){ .face = role == ROLE_INK ? FACE_BOLD : FACE_TEXT, .size = ui_size(ui, 13), .paint = paint(role) });
        y += cell_h + mark;
    }
}

static void draw_grid(App *app, const GradePair *p, Box at, bool first_part) {
    Ui *ui = &app->ui;
    double largest = pair_largest(p), y = at.y + ui_size(ui, 84), mark = ui_size(ui, 24), step = cell_of(p) + gap;
    double x = at.x + margin + names_width(ui);
    int first = first_part ? pair_first(p) : -1;
    for (int side = 0; side < 2; side++) {
        for (int row = 0; row < p->rows; row++) draw_name(app, p, 0, row, x, y + row * (cell_h + gap) + cell_h / 2 + 6);
        list_text(&ui->list, x, y - 8, side ? TEXT("true") : TEXT("yours"),
                  (TextStyle){ .face = side ? FACE_TEXT : FACE_BOLD,
                               .size = ui_size(ui, 13),
                               .paint = paint(side ? ROLE_MUTED : ROLE_INK) });
        for (int i = 0; i < p->rows * p->columns; i++) {
            Box cell = box(x + i % p->columns * step, y + i / p->columns * (cell_h + gap), cell_of(p), cell_h);
            if (side)
                draw_true(ui, p, i, cell);
            else
                draw_mine(app, p, i, cell, largest, i == first);
            if (!side && pair_has(p, i) && pair_differs(p, i))
                draw_icon(&ui->list, ICON_CROSS, cell.x + cell.w - 10, cell.y + 10, 9, paint(ROLE_WRONG));
            if (!side && i == first && p->work) grade_badge(ui, cell.x, cell.y);
        }
        y += p->rows * (cell_h + gap) + mark;
    }
}

// --- what is too large for digits: a field for every number, or for as many as there is room, and the worst of them counts

static int worse_of(const GradePair *p, int a, int b) {
    if (a < 0) return b;
    int of_a = !pair_has(p, a) ? -1 : p->work ? (int)p->work->number[a].verdict : pair_differs(p, a);
    int of_b = !pair_has(p, b) ? -1 : p->work ? (int)p->work->number[b].verdict : pair_differs(p, b);
    return of_b > of_a ? b : a;
}

// The worst element of a field.
static int element_of(const GradePair *p, int row, int column) {
    int rows = bins(p->rows), columns = bins(p->columns), worst = -1;
    for (int r = row * p->rows / rows; r < (row + 1) * p->rows / rows; r++)
        for (int c = column * p->columns / columns; c < (column + 1) * p->columns / columns; c++)
            worst = worse_of(p, worst, r * p->columns + c);
    return worst;
}

static Paint field_paint(const GradePair *p, int i) {
    if (!pair_has(p, i)) return paint_faded(ROLE_FAINT, 0.25f);
    if (pair_differs(p, i)) return paint(ROLE_INK);
    bool follows = p->work && p->work->number[i].verdict == VERDICT_FOLLOWS;
    return follows ? paint_faded(ROLE_MUTED, 0.45f) : paint_tint(ROLE_RIGHT, ROLE_PANEL, 0.45f);
}

static void draw_fields(App *app, const GradePair *p, Box at, int looked) {
    Ui *ui = &app->ui;
    double size = bin_size(p);
    for (int row = 0; row < bins(p->rows); row++)
        for (int column = 0; column < bins(p->columns); column++) {
            int i = element_of(p, row, column);
            Box field = box(at.x + column * size, at.y + row * size, size - 1, size - 1);
            list_rect(&ui->list, field, (RectStyle){ .radius = 2, .fill = field_paint(p, i) });
            if (i == looked)
                list_rect(&ui->list, box_grow(field, 2), (RectStyle){ .radius = 3, .stroke = paint(p->role), .width = 2 });
        }
}

static int clicked_field(App *app, const GradePair *p, Box at, UiId id) {
    Ui *ui = &app->ui;
    ui_hit(ui, id, at);
    if (ui->hot == id) ui->cursor = UI_CURSOR_HAND;
    if (!ui_clicked(ui, id)) return -1;
    int row = (int)((ui->in.y - at.y) / bin_size(p)), column = (int)((ui->in.x - at.x) / bin_size(p));
    bool within = row >= 0 && row < bins(p->rows) && column >= 0 && column < bins(p->columns);
    return within ? element_of(p, row, column) : -1;
}

static void draw_map(App *app, const GradePair *p, Box at, bool first_part) {
    Ui *ui = &app->ui;
    double mark = ui_size(ui, 24), y = at.y + ui_size(ui, 84), x = at.x + margin;
    Box map = box(x, y - mark + 6, bins(p->columns) * bin_size(p), bins(p->rows) * bin_size(p));
    UiId id = ui_id(ui, arena_print(ui->arena, "map %s", p->name));
    double *kept = ui_keep(ui, id); // the element that is looked at, from 1; 0: the first that differs
    int clicked = clicked_field(app, p, map, id), first = pair_first(p) < 0 ? 0 : pair_first(p);
    if (clicked >= 0) *kept = clicked + 1;
    int looked = *kept > 0 && *kept <= p->rows * p->columns ? (int)*kept - 1 : first;
    draw_fields(app, p, map, looked);
    y += map.h + mark;
    bool numbered = first_part && looked == first && p->work;
    list_print(&ui->list, x + (numbered ? ui_size(ui, 16) : 0), y - 8,
               (TextStyle){ .size = ui_size(ui, 13), .paint = paint(ROLE_MUTED) }, "row %s, column %s",
               name_of(app, p, 0, looked / p->columns), name_of(app, p, 1, looked % p->columns));
    draw_mine(app, p, looked, box(x, y, cell_of(p), cell_h), pair_largest(p), pair_differs(p, looked));
    draw_true(ui, p, looked, box(x + cell_of(p) + gap, y, cell_of(p), cell_h));
    if (numbered) grade_badge(ui, x, y);
}

// --- the whole part

// What is said of a part at its foot.
static const char *foot_of(Ui *ui, const GradePair *p, bool first_part, Role *role) {
    *role = ROLE_MUTED;
    if (!p->work) return "";
    int wrong = pair_count(p, VERDICT_WRONG), follows = pair_count(p, VERDICT_FOLLOWS);
    if (wrong && first_part) return *role = ROLE_INK, "Here it begins.";
    if (wrong) return arena_print(ui->arena, "%d differ", wrong);
    if (follows) return *role = ROLE_RIGHT, "✓ Right for your own numbers.";
    return *role = ROLE_RIGHT, p->work->transposed ? "✓ Right, and on its side." : "✓ Right.";
}

static const char *title_of(const GradePair *p) {
    static const char *const titles[][2] = {
        { "s", "Scores" }, { "a", "Weights" },    { "o", "Output" },      { "y", "Output" },
        { "h", "States" }, { "q", "Queries" },    { "k", "Keys" },        { "v", "Values" },
        { "x", "Tokens" }, { "r", "Reset gate" }, { "z", "Update gate" }, { "pe", "Positions" }
    };
    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++)
        if (!strcmp(titles[i][0], p->name)) return titles[i][1];
    return NULL;
}

void grade_part_draw(App *app, const GradePair *p, Box at, bool first_part) {
    Ui *ui = &app->ui;
    if (first_part) draw_highlight(&ui->list, at);
    bool letter = strlen(p->name) <= 2;
    if (letter && title_of(p))
        list_text_fit(&ui->list, at.x + margin + ui_size(ui, 28), at.y + ui_size(ui, 43), at.w - 2 * margin - ui_size(ui, 28),
                      text_of(title_of(p)), (TextStyle){ .face = first_part ? FACE_BOLD : FACE_TEXT, .size = ui_size(ui, 15) });
    list_text_fit(&ui->list, at.x + margin, at.y + ui_size(ui, 44), at.w - 2 * margin, text_of(p->name),
                  (TextStyle){ .face = letter ? FACE_MATH_ITALIC : FACE_BOLD,
                               .size = ui_size(ui, letter ? 26 : 18),
                               .paint = paint(p->role) });
    if (pair_is_line(p))
        draw_line(app, p, at, first_part);
    else if (pair_is_grid(p))
        draw_grid(app, p, at, first_part);
    else
        draw_map(app, p, at, first_part);
    Role role;
    const char *foot = foot_of(ui, p, first_part, &role);
    list_text_fit(&ui->list, at.x + margin, at.y + at.h - 16, at.w - 2 * margin, text_of(foot),
                  (TextStyle){ .face = role == ROLE_MUTED ? FACE_TEXT : FACE_BOLD, .size = ui_size(ui, 14), .paint = paint(role) });
}
