// Every part of the work is a column of pairs, yours and the true one, or two matrices where it has rows. They flow from left to
// right and wrap; what is too large is counted, and its first wrong number shown.
#include "page/page_grade.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/math.h"
#include "draw/formula.h"
#include "page/app.h"
#include "page/card_tex.h"
#include "page/page_lesson.h"
#include "page/top_bar.h"

enum { PAIRS = 12, ROWS = 8, COLUMNS = 8, DIGITS = 4 };
static const double cell_w = 92, cell_h = 44, gap = 8, margin = 24;

// --- what is shown of a part: from the work, or of the two runs

typedef struct GradePair {
    const char *name;
    Role role;
    int rows, columns, part; // −1: of the runs
    const GradePart *work;
    const Node *mine, *right; // the runs
} GradePair;

static bool has(const GradePair *p, int i) { return !p->work || p->work->number[i].given; }
static double mine_of(const GradePair *p, int i) { return p->work ? p->work->number[i].found : (double)p->mine->value[i]; }
static double right_of(const GradePair *p, int i) { return p->work ? p->work->number[i].expected : (double)p->right->value[i]; }

static bool parts_here(double a, double b) {
    if (!math_finite(a) || !math_finite(b)) return a != b;
    return fabs(a - b) > 1e-9 * (1 + fabs(b));
}

static bool differs(const GradePair *p, int i) {
    return p->work ? p->work->number[i].verdict == VERDICT_WRONG : parts_here(mine_of(p, i), right_of(p, i));
}

static void set_shape(GradePair *p, Shape shape) {
    p->columns = shape.rank ? shape.size[shape.rank - 1] : 1;
    p->rows = shape_count(shape) / p->columns;
}

static int work_pairs(const Homework *work, GradePair *out, int most) {
    int count = 0;
    for (int i = 0; i < work->grade.parts && count < most; i++) {
        const GradePart *part = &work->grade.part[i];
        out[count] =
            (GradePair){ .name = part->name, .role = part->grad ? ROLE_GRAD : role_of_node(part->node), .part = i, .work = part };
        set_shape(&out[count++], part->shape);
    }
    return count;
}

static int run_pairs(const Homework *work, GradePair *out, int most) {
    int count = 0;
    for (const char *const *name = work->model->node; *name && count < most; name++) {
        NodeId a = tape_find(work->mistaken, *name), b = tape_find(work->grade.tape, *name);
        if (a == NODE_NONE || b == NODE_NONE || tape_node(work->mistaken, a)->count != tape_node(work->grade.tape, b)->count)
            continue;
        out[count] = (GradePair){ .name = *name, .role = role_of_node(*name), .part = -1 };
        out[count].mine = tape_node(work->mistaken, a);
        out[count].right = tape_node(work->grade.tape, b);
        set_shape(&out[count], out[count].right->shape);
        count++;
    }
    return count;
}

// --- cells

static const char *number_here(Ui *ui, double value) { return number_text(ui->arena, value, DIGITS); }

static double largest_of(const GradePair *p) {
    double most = 0;
    for (int i = 0; i < p->rows * p->columns; i++)
        if (has(p, i) && math_finite(mine_of(p, i))) most = math_max(most, fabs(mine_of(p, i)));
    return most > 0 ? most : 1;
}

static void begin_typing(App *app, const GradePair *p, int i) {
    GradePage *g = &app->grade;
    char number[32];
    g->typing = g->fresh = true;
    g->part = p->part;
    g->element = i;
    snprintf(g->typed, sizeof g->typed, "%s", data_number(mine_of(p, i), number));
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
    if (!has(p, i)) {
        draw_cell(&ui->list, at, "", (CellStyle){ .role = p->role, .state = CELL_TO_COME });
        return;
    }
    draw_cell(&ui->list, at, number_here(ui, mine_of(p, i)),
              (CellStyle){ .role = p->role, .share = fabs(mine_of(p, i)) / largest, .ring = first, .size = 16 });
    if (p->part < 0) return;
    ui_focusable(ui, id, at);
    if (ui_has_focus(ui, id) && ui->focus_seen) ui_ring(ui, at, 6);
    if (ui_clicked(ui, id)) begin_typing(app, p, i);
}

static void draw_true(Ui *ui, const GradePair *p, int i, Box at) {
    list_rect(&ui->list, at, (RectStyle){ .radius = 6, .fill = paint(ROLE_PANEL), .stroke = paint(ROLE_LINE), .width = 1 });
    list_text(&ui->list, at.x + at.w / 2, ui_baseline(ui, at, FACE_TEXT, ui_size(ui, 16)), text_of(number_here(ui, right_of(p, i))),
              (TextStyle){ .size = ui_size(ui, 16), .align = ALIGN_CENTER });
}

static const char *mark_of(const GradePair *p, int i, bool first, Role *role) {
    *role = ROLE_MUTED;
    if (!has(p, i)) return "";
    if (!p->work) return differs(p, i) ? first ? "here they part" : "" : "equal";
    switch (p->work->number[i].verdict) {
    case VERDICT_RIGHT: *role = ROLE_RIGHT; return "✓ right";
    case VERDICT_ROUNDED: return "≈ rounded";
    case VERDICT_FOLLOWS: return "↳ follows";
    case VERDICT_WRONG: *role = ROLE_INK; return first ? "the first to differ" : p->work->causes ? "the same habit" : "differs";
    }
    return "";
}

// --- a part

static int first_of(const GradePair *p) {
    for (int i = 0; i < p->rows * p->columns; i++)
        if (has(p, i) && differs(p, i)) return i;
    return -1;
}

static bool is_line(const GradePair *p) { return (p->rows == 1 || p->columns == 1) && p->rows * p->columns <= PAIRS; }
static bool is_grid(const GradePair *p) { return p->rows <= ROWS && p->columns <= COLUMNS; }

static double width_of(const GradePair *p) {
    double across = is_line(p) ? 2 : is_grid(p) ? p->columns : 4;
    return math_max(across * (cell_w + gap) - gap + (is_line(p) ? 36 : 0), 2 * cell_w + gap) + 2 * margin;
}

static double height_of(const Ui *ui, const GradePair *p) {
    double head = ui_size(ui, 84), mark = ui_size(ui, 24);
    if (is_line(p)) return head + p->rows * p->columns * (cell_h + mark) + margin;
    if (is_grid(p)) return head + 2 * (p->rows * (cell_h + gap) + mark) + mark + margin;
    return head + cell_h + 2 * mark + margin;
}

static void draw_line(App *app, const GradePair *p, Box at, bool first_part) {
    Ui *ui = &app->ui;
    double largest = largest_of(p), y = at.y + ui_size(ui, 84), x = at.x + margin + 36, mark = ui_size(ui, 24);
    int first = first_part ? first_of(p) : -1;
    TextStyle small = { .size = ui_size(ui, 13), .paint = paint(ROLE_MUTED), .align = ALIGN_CENTER };
    list_text(&ui->list, x + cell_w / 2, y - 8, TEXT("yours"),
              (TextStyle){ .face = FACE_BOLD, .size = small.size, .align = ALIGN_CENTER });
    list_text(&ui->list, x + cell_w * 1.5 + gap, y - 8, TEXT("true"), small);
    for (int i = 0; i < p->rows * p->columns; i++) {
        Role role;
        const char *words = mark_of(p, i, i == first, &role);
        list_print(&ui->list, x - 12, y + cell_h / 2 + 6,
                   (TextStyle){ .size = ui_size(ui, 14), .paint = paint(p->role), .align = ALIGN_RIGHT }, "%d", i + 1);
        draw_mine(app, p, i, box(x, y, cell_w, cell_h), largest, i == first);
        draw_true(ui, p, i, box(x + cell_w + gap, y, cell_w, cell_h));
        list_text(&ui->list, x, y + cell_h + mark * 0.7, text_of(words),
                  (TextStyle){ .face = role == ROLE_INK ? FACE_BOLD : FACE_TEXT, .size = ui_size(ui, 13), .paint = paint(role) });
        y += cell_h + mark;
    }
}

static void draw_grid(App *app, const GradePair *p, Box at, bool first_part) {
    Ui *ui = &app->ui;
    double largest = largest_of(p), y = at.y + ui_size(ui, 84), mark = ui_size(ui, 24), step = cell_w + gap;
    int first = first_part ? first_of(p) : -1;
    for (int side = 0; side < 2; side++) {
        list_text(&ui->list, at.x + margin, y - 8, side ? TEXT("true") : TEXT("yours"),
                  (TextStyle){ .face = side ? FACE_TEXT : FACE_BOLD,
                               .size = ui_size(ui, 13),
                               .paint = paint(side ? ROLE_MUTED : ROLE_INK) });
        for (int i = 0; i < p->rows * p->columns; i++) {
            Box cell = box(at.x + margin + i % p->columns * step, y + i / p->columns * (cell_h + gap), cell_w, cell_h);
            if (side)
                draw_true(ui, p, i, cell);
            else
                draw_mine(app, p, i, cell, largest, i == first);
            if (!side && has(p, i) && differs(p, i))
                draw_icon(&ui->list, ICON_CROSS, cell.x + cell.w - 10, cell.y + 10, 9, paint(ROLE_WRONG));
        }
        y += p->rows * (cell_h + gap) + mark;
    }
}

static void draw_first_only(App *app, const GradePair *p, Box at) {
    Ui *ui = &app->ui;
    int first = first_of(p) < 0 ? 0 : first_of(p);
    double y = at.y + ui_size(ui, 84), x = at.x + margin;
    list_print(&ui->list, x, y - 8, (TextStyle){ .size = ui_size(ui, 13), .paint = paint(ROLE_MUTED) }, "row %d, column %d",
               first / p->columns + 1, first % p->columns + 1);
    draw_mine(app, p, first, box(x, y, cell_w, cell_h), largest_of(p), true);
    draw_true(ui, p, first, box(x + cell_w + gap, y, cell_w, cell_h));
}

static int count_of(const GradePair *p, Verdict verdict) {
    int count = 0;
    for (int i = 0; i < p->rows * p->columns; i++) count += has(p, i) && p->work && p->work->number[i].verdict == verdict;
    return count;
}

// What is said of a part at its foot.
static const char *foot_of(Ui *ui, const GradePair *p, bool first_part, Role *role) {
    *role = ROLE_MUTED;
    if (!p->work) return "";
    int wrong = count_of(p, VERDICT_WRONG), follows = count_of(p, VERDICT_FOLLOWS);
    if (wrong && first_part) return *role = ROLE_INK, "Here it begins.";
    if (wrong) return arena_print(ui->arena, "%d differ", wrong);
    if (follows) return *role = ROLE_RIGHT, "✓ Right for your own numbers.";
    return *role = ROLE_RIGHT, p->work->transposed ? "✓ Right, and on its side." : "✓ Right.";
}

static void draw_pair(App *app, const GradePair *p, Box at, bool first_part) {
    Ui *ui = &app->ui;
    if (first_part) draw_highlight(&ui->list, at);
    bool letter = strlen(p->name) <= 2;
    list_text_fit(&ui->list, at.x + margin, at.y + ui_size(ui, 44), at.w - 2 * margin, text_of(p->name),
                  (TextStyle){ .face = letter ? FACE_MATH_ITALIC : FACE_BOLD,
                               .size = ui_size(ui, letter ? 26 : 18),
                               .paint = paint(p->role) });
    if (is_line(p))
        draw_line(app, p, at, first_part);
    else if (is_grid(p))
        draw_grid(app, p, at, first_part);
    else
        draw_first_only(app, p, at);
    Role role;
    const char *foot = foot_of(ui, p, first_part, &role);
    list_text_fit(&ui->list, at.x + margin, at.y + at.h - 12, at.w - 2 * margin, text_of(foot),
                  (TextStyle){ .face = role == ROLE_MUTED ? FACE_TEXT : FACE_BOLD, .size = ui_size(ui, 14), .paint = paint(role) });
}

// --- the stage

static double draw_summary(App *app, Box at) {
    Ui *ui = &app->ui;
    const GradePage *g = &app->grade;
    double h = ui_size(ui, 92);
    list_rect(&ui->list, box(at.x, at.y, at.w, h),
              (RectStyle){ .radius = 10, .fill = paint(ROLE_PANEL), .stroke = paint(ROLE_LINE), .width = 1 });
    const char *head = g->both ? "Two runs: with your habit, and the right one" : homework_headline(&g->work, ui->arena);
    list_text_fit(&ui->list, at.x + 28, at.y + ui_size(ui, 40), at.w - 56, text_of(head),
                  (TextStyle){ .face = FACE_BOLD, .size = ui_size(ui, 22) });
    const char *counts = g->both ? habit_info(g->work.wrong->cause[0].habit)->did : homework_counts(&g->work, ui->arena);
    list_text_fit(&ui->list, at.x + 28, at.y + ui_size(ui, 68), at.w - 56, text_of(counts),
                  (TextStyle){ .size = ui_size(ui, 15), .paint = paint(ROLE_MUTED) });
    return h;
}

static bool begins_here(const GradePage *g, const GradePair *p, int index, int first) {
    return p->work ? p->work == g->work.wrong : index == first;
}

static void draw_parts(App *app, Box view) {
    enum { PARTS = 40 };
    Ui *ui = &app->ui;
    GradePage *g = &app->grade;
    GradePair pair[PARTS];
    int count = g->both ? run_pairs(&g->work, pair, PARTS) : work_pairs(&g->work, pair, PARTS), first = -1;
    for (int i = count - 1; i >= 0; i--)
        if (first_of(&pair[i]) >= 0) first = i;
    UiId id = ui_id(ui, "work scroll");
    double from = view.y + 24 - ui_scroll_begin(ui, id, view), x = view.x + 32, y = from, row = 0;
    y += draw_summary(app, box(x, y, view.w - 64, 0)) + 24;
    for (int i = 0; i < count; i++) {
        double w = width_of(&pair[i]), h = height_of(ui, &pair[i]);
        if (x > view.x + 32 && x + w > view.x + view.w - 32) {
            x = view.x + 32;
            y += row + 24;
            row = 0;
        }
        draw_pair(app, &pair[i], box(x, y, w, h), begins_here(g, &pair[i], i, first));
        x += w + 24;
        row = math_max(row, h);
    }
    ui_scroll_end(ui, id, view, y + row + 24 - from);
}

static void draw_empty(App *app, Box at) {
    static const char *const lines[] = { "s, 1.41, 0.71, 0, -0.71", "a, 0.54, 0.27, 0.13, 0.06", "o, 1.63, 0.80" };
    Ui *ui = &app->ui;
    double x = at.x + 48, y = at.y + 48, w = math_min(at.w - 96, 640), leading = ui_size(ui, 26);
    y += ui_paragraph(ui, x, y, w, TEXT("Bring your numbers"), (TextStyle){ .face = FACE_BOLD, .size = ui_size(ui, 24) },
                      ui_size(ui, 34), true) +
         8;
    y +=
        ui_paragraph(
            ui, x, y, w,
            TEXT("Load or paste what you computed: s, a, o, or the gradient grad.q, any of them, rounded as you have them. You see "
                 "which are right, which only follow from another, and which habit is behind the first that differs."),
            (TextStyle){ .size = ui_size(ui, 17), .paint = paint(ROLE_INK) }, leading, true) +
        20;
    list_rect(&ui->list, box(x, y, w, 3 * leading + 28), (RectStyle){ .radius = 10, .fill = paint(ROLE_PANEL) });
    for (int i = 0; i < 3; i++)
        list_text(&ui->list, x + 20, y + 14 + leading * (i + 0.7), text_of(lines[i]),
                  (TextStyle){ .face = FACE_MONO, .size = ui_size(ui, 15) });
}

// --- the panel

static double draw_formula_line(Ui *ui, double x, double y, double w, const char *who, const Tape *tape, const GradePart *part,
                                int element, double value, Role role) {
    list_text(&ui->list, x, y, text_of(who), (TextStyle){ .size = ui_size(ui, 14), .paint = paint(ROLE_MUTED) });
    NodeId id = tape ? tape_find(tape, part->node) : NODE_NONE;
    FormulaStyle style = { .size = ui_size(ui, 18), .paint = paint(ROLE_INK), .display = true, .plain = true };
    const char *error, *tex = NULL;
    int column;
    if (id != NODE_NONE && element < tape_node(tape, id)->count) {
        const Expr *expr =
            part->grad ? explain_gradient(ui->arena, tape, id, element) : explain_value(ui->arena, tape, id, element);
        tex = arena_print(ui->arena, "%s = %s", element_tex(ui->arena, tape, id, part->grad, element),
                          expr_tex(ui->arena, tape, NULL, expr, 3, 3));
    }
    const Formula *formula = tex ? formula_parse(ui->arena, text_of(tex), &error, &column) : NULL;
    double room = w - 60 - ui_size(ui, 72);
    if (formula && formula_measure(ui->metrics, formula, style).width <= room) formula_draw(&ui->list, x + 60, y, formula, style);
    list_text(&ui->list, x + w, y, text_of(number_here(ui, value)),
              (TextStyle){ .face = FACE_BOLD, .size = ui_size(ui, 17), .paint = paint(role), .align = ALIGN_RIGHT });
    return ui_size(ui, 48);
}

static double draw_both_lines(App *app, Box at, const GradePart *part, int element) {
    Ui *ui = &app->ui;
    const Homework *work = &app->grade.work;
    double h = ui_size(ui, 112), y = at.y + ui_size(ui, 42);
    list_rect(&ui->list, box(at.x, at.y, at.w, h), (RectStyle){ .radius = 10, .fill = paint(ROLE_STAGE) });
    y += draw_formula_line(ui, at.x + 20, y, at.w - 40, "yours", work->mistaken, part, element, part->number[element].found,
                           ROLE_INK);
    draw_formula_line(ui, at.x + 20, y, at.w - 40, "true", work->grade.tape, part, element, part->number[element].expected,
                      ROLE_RIGHT);
    return h;
}

static const char *cause_text(Ui *ui, const GradePart *part) {
    Builder out = { ui->arena };
    if (!part->causes) return "No known mistake makes these numbers.";
    for (int i = 0; i < part->causes; i++) {
        const GradeCause *cause = &part->cause[i];
        builder_print(&out, "%s%s", i ? " Or: " : "", habit_info(cause->habit)->did);
        if (cause->detail) builder_print(&out, " (%s)", cause->detail);
    }
    return builder_text(&out);
}

static const char *mend_text(Ui *ui, const Homework *work) {
    const GradePart *part = work->wrong;
    if (!part->causes)
        return "Point at the true number in the lesson to see how it is made. One wrong number, copied or added up, is often all.";
    int same = 0;
    for (int p = 0; p < work->grade.parts; p++)
        for (int i = 0; i < work->grade.part[p].count; i++)
            same += work->grade.part[p].number[i].given && work->grade.part[p].number[i].verdict == VERDICT_WRONG;
    return arena_print(ui->arena, "%s%s", habit_info(part->cause[0].habit)->right,
                       same > 1 ? " The other numbers that differ come from it, or follow." : "");
}

static void draw_panel(App *app, Box at) {
    Ui *ui = &app->ui;
    GradePage *g = &app->grade;
    list_rect(&ui->list, box(at.x, at.y + 1, at.w, at.h - 1), (RectStyle){ .fill = paint(ROLE_PANEL) });
    list_rect(&ui->list, box(at.x, at.y, 1, at.h), (RectStyle){ .fill = paint(ROLE_LINE) });
    double x = at.x + 32, w = at.w - 64, y = at.y + 40, lead = ui_size(ui, 30);
    if (!g->work.arena) return;
    if (!g->work.wrong) {
        ui_paragraph(ui, x, y, w, text_of(homework_headline(&g->work, ui->arena)),
                     (TextStyle){ .face = FACE_BOLD, .size = ui_size(ui, 22) }, lead, true);
        return;
    }
    int element = grade_first(g->work.wrong, VERDICT_WRONG, 0, g->work.wrong->count);
    list_text(&ui->list, x, y + 4, TEXT("THE FIRST NUMBER THAT DIFFERS"),
              (TextStyle){ .size = ui_size(ui, 12), .paint = paint(ROLE_MUTED) });
    y += 20;
    y += ui_paragraph(ui, x, y, w, text_of(cause_text(ui, g->work.wrong)),
                      (TextStyle){ .face = FACE_BOLD, .size = ui_size(ui, 22) }, lead, true) +
         20;
    y += draw_both_lines(app, box(x, y, w, 0), g->work.wrong, element) + 20;
    y += ui_paragraph(ui, x, y, w, text_of(mend_text(ui, &g->work)),
                      (TextStyle){ .size = ui_size(ui, 16), .paint = paint(ROLE_INK) }, ui_size(ui, 25), true) +
         24;
    UiButton both = { .label = g->both ? "Back to my numbers" : "Show both runs", .primary = true, .off = !g->work.mistaken };
    if (ui_button(ui, ui_id(ui, "both runs"), box(x, y, w, ui_size(ui, 44)), both)) {
        g->both = !g->both;
        ui->animating = true;
    }
    y += ui_size(ui, 44) + 12;
    UiButton change = { .label = "Change my numbers", .off = g->both };
    GradePair pair = { .part = (int)(g->work.wrong - g->work.grade.part), .work = g->work.wrong };
    if (ui_button(ui, ui_id(ui, "change mine"), box(x, y, w, ui_size(ui, 44)), change)) begin_typing(app, &pair, element);
}

// --- the bottom bar

static void draw_bottom(App *app, Box at) {
    Ui *ui = &app->ui;
    const GradePage *g = &app->grade;
    list_rect(&ui->list, at, (RectStyle){ .fill = paint(ROLE_PANEL) });
    list_rect(&ui->list, box(at.x, at.y, at.w, 1), (RectStyle){ .fill = paint(ROLE_LINE) });
    double h = ui_size(ui, 40), y = at.y + (at.h - h) / 2, x = at.x + 32, right = at.x + at.w - 32;
    UiButton back = { .label = "Back to the stage" }, save = { .label = "Save the report…", .off = !g->work.arena };
    UiButton load = { .label = g->work.arena ? "Load other work…" : "Load work…", .primary = !g->work.arena },
             paste = { .label = "Paste" };
    double w_back = ui_button_width(ui, &back), w_save = ui_button_width(ui, &save), w_load = ui_button_width(ui, &load);
    if (g->work.arena) {
        double room = right - w_back - w_save - w_load - 140 - x;
        list_text_fit(&ui->list, x, at.y + at.h / 2 - 4, room, text_of(g->work.name),
                      (TextStyle){ .face = FACE_BOLD, .size = ui_size(ui, 15) });
        double w =
            list_text_fit(&ui->list, x, at.y + at.h / 2 + ui_size(ui, 16), room, text_of(homework_summary(&g->work, ui->arena)),
                          (TextStyle){ .size = ui_size(ui, 13), .paint = paint(ROLE_MUTED) });
        x += math_max(w, 160) + 32;
    }
    if (ui_button(ui, ui_id(ui, "load work"), box(x, y, w_load, h), load)) app_ask(app, ACTION_LOAD, 0);
    x += w_load + 10;
    if (ui_button(ui, ui_id(ui, "paste work"), box(x, y, ui_button_width(ui, &paste), h), paste)) app_ask(app, ACTION_PASTE, 0);
    if (ui_button(ui, ui_id(ui, "save report"), box(right - w_back - 10 - w_save, y, w_save, h), save))
        app_ask(app, ACTION_SAVE_REPORT, 0);
    if (ui_button(ui, ui_id(ui, "to stage"), box(right - w_back, y, w_back, h), back)) app_ask(app, ACTION_GRADE, 0);
}

void page_grade_draw(App *app) {
    Ui *ui = &app->ui;
    PageLayout l = page_layout(ui->width, ui->height, ui->type,
                               app->large ? PANEL_UNDER : fit_usual_place(ui->width, ui->height, ui->type), 0);
    list_rect(&ui->list, box(0, 0, ui->width, ui->height), (RectStyle){ .fill = paint(ROLE_STAGE) });
    top_bar_draw(app);
    if (app->grade.work.arena)
        draw_parts(app, l.stage);
    else
        draw_empty(app, l.stage);
    draw_panel(app, l.panel);
    draw_bottom(app, l.bottom);
}

void page_grade_save(App *app) {
    Ui *ui = &app->ui;
    Builder out = { ui->arena };
    Problems problems = { ui->arena };
    if (!app->grade.work.arena) return;
    const char *folder = settings_text(app->settings, SETTING_FOLDER), *home = folder && *folder ? folder : "~";
    const char *stem = path_expand(ui->arena, arena_print(ui->arena, "%s/my-work", home));
    const char *path = arena_print(ui->arena, "%s.tsv", stem);
    for (int i = 2; file_exists(path) && i < 1000; i++) path = arena_print(ui->arena, "%s-%d.tsv", stem, i);
    grade_report(&app->grade.work.grade, &out);
    if (file_write(path, (Text){ builder_text(&out), out.size }, &problems))
        toast_saved(app, path, "");
    else
        toast_say(app, problems.count ? problems.item[0].message : "The report could not be saved.", NULL);
}
