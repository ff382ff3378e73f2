// The first number that differs is written out with its formula, then the mistake that would give it, then links to the lessons
// that speak of it.
#include "page/grade_panel.h"

#include <string.h>

#include "base/math.h"
#include "draw/formula.h"
#include "page/app.h"
#include "page/card_tex.h"
#include "page/grade_part.h"
#include "session/habit_lessons.h"

// --- the panel

// The number's formula with at most so many terms of a sum, as TeX.
static const char *formula_tex(Ui *ui, const Tape *tape, const GradePart *part, int element, int terms) {
    NodeId id = tape ? tape_find(tape, part->node) : NODE_NONE;
    if (id == NODE_NONE || element >= tape_node(tape, id)->count) return NULL;
    const Expr *expr = part->grad ? explain_gradient(ui->arena, tape, id, element) : explain_value(ui->arena, tape, id, element);
    return arena_print(ui->arena, "%s = %s", element_tex(ui->arena, tape, id, part->grad, element),
                       expr_tex(ui->arena, tape, NULL, expr, terms, 3));
}

// With fewer terms, then smaller, until it fits.
static void draw_formula(Ui *ui, double x, double y, double room, const Tape *tape, const GradePart *part, int element) {
    FormulaStyle style = { .size = ui_size(ui, 18), .paint = paint(ROLE_INK), .display = true, .plain = true };
    for (int terms = 3; terms >= 2; terms--) {
        const char *error, *tex = formula_tex(ui, tape, part, element, terms);
        int column;
        const Formula *formula = tex ? formula_parse(ui->arena, text_of(tex), &error, &column) : NULL;
        double width = formula ? formula_measure(ui->metrics, formula, style).width : 0;
        if (!formula || (width > room && terms > 2)) continue;
        if (width > room) style.size *= math_max(room / width, 0.62);
        if (formula_measure(ui->metrics, formula, style).width <= room) formula_draw(&ui->list, x, y, formula, style);
        return;
    }
}

static double draw_formula_line(Ui *ui, double x, double y, double w, const char *who, const Tape *tape, const GradePart *part,
                                int element, double value, Role role) {
    list_text(&ui->list, x, y, text_of(who), (TextStyle){ .size = ui_size(ui, 14), .paint = paint(ROLE_MUTED) });
    draw_formula(ui, x + 60, y, w - 60 - ui_size(ui, 72), tape, part, element);
    list_text(&ui->list, x + w, y, text_of(grade_digits(ui, value)),
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

// --- where the course speaks of it

// "6.2  Scaled: a standard deviation of 1"; NULL when this course has no such step.
static const char *lesson_title(const App *app, const char *link) {
    const char *colon = strchr(link, ':');
    Problems quiet = { app->ui.arena };
    const char *path = library_find(&app->library, arena_copy(app->ui.arena, link, (size_t)(colon - link)), &quiet);
    for (int i = 0; path && i < app->library.count; i++) {
        const Lesson *lesson = &app->library.entry[i].lesson;
        int step = strcmp(app->library.entry[i].path, path) ? -1 : lesson_step_of(lesson, text_of(colon + 1));
        if (step >= 0) return arena_print(app->ui.arena, "%d.%d  %s", lesson->number, step + 1, lesson->step[step].title);
    }
    return NULL;
}

static double draw_lesson(App *app, const char *link, double x, double y, double w) {
    Ui *ui = &app->ui;
    const char *title = lesson_title(app, link);
    double h = ui_size(ui, 40);
    if (!title) return 0;
    UiId id = ui_id(ui, link);
    Box at = box(x, y, w, h);
    bool over = ui_focusable(ui, id, at);
    if (over) ui->cursor = UI_CURSOR_HAND;
    list_rect(&ui->list, at,
              (RectStyle){ .radius = 8, .fill = paint(over ? ROLE_STAGE : ROLE_PANEL), .stroke = paint(ROLE_LINE), .width = 1 });
    if (ui_has_focus(ui, id) && ui->focus_seen) ui_ring(ui, at, 8);
    double size = ui_size(ui, 14);
    list_text_fit(&ui->list, x + 14, ui_baseline(ui, at, FACE_TEXT, size), w - 48, text_of(title), (TextStyle){ .size = size });
    list_text(&ui->list, x + w - 20, ui_baseline(ui, at, FACE_TEXT, size), TEXT("›"),
              (TextStyle){ .size = size, .paint = paint(ROLE_MUTED), .align = ALIGN_CENTER });
    if (ui_clicked(ui, id)) {
        app_ask(app, ACTION_FOLLOW, 0);
        app->asked.text = link;
    }
    return h + 8;
}

static double draw_lessons(App *app, const GradePart *wrong, double x, double y, double w) {
    Ui *ui = &app->ui;
    double from = y;
    const char *const *link = wrong->causes ? habit_lessons(wrong->cause[0].habit) : NULL;
    if (!link || !link[0]) return 0;
    library_read(&app->library);
    list_rect(&ui->list, box(x, y - 8, w, 1), (RectStyle){ .fill = paint(ROLE_LINE) });
    list_text(&ui->list, x, y + ui_size(ui, 18), TEXT("The course has it in"),
              (TextStyle){ .size = ui_size(ui, 13), .paint = paint(ROLE_MUTED) });
    y += ui_size(ui, 28);
    for (int i = 0; i < HABIT_LESSONS && link[i]; i++) y += draw_lesson(app, link[i], x, y, w);
    return y - from;
}

static double draw_right(App *app, double x, double y, double w) {
    Ui *ui = &app->ui;
    return ui_paragraph(ui, x, y, w, text_of(homework_headline(&app->grade.work, ui->arena)),
                        (TextStyle){ .face = FACE_BOLD, .size = ui_size(ui, 22) }, ui_size(ui, 30), true);
}

static double draw_buttons(App *app, double x, double y, double w, int element) {
    Ui *ui = &app->ui;
    GradePage *g = &app->grade;
    double h = ui_size(ui, 44);
    UiButton both = { .label = g->both ? "Back to my numbers" : "Show both runs", .primary = true, .off = !g->work.mistaken };
    UiButton change = { .label = "Change my numbers", .off = g->both };
    if (ui_button(ui, ui_id(ui, "both runs"), box(x, y, w, h), both)) {
        g->both = !g->both;
        g->since = ui->in.now;
        ui->animating = true;
    }
    GradePair pair = { .part = (int)(g->work.wrong - g->work.grade.part), .work = g->work.wrong };
    if (ui_button(ui, ui_id(ui, "change mine"), box(x, y + h + 12, w, h), change)) grade_begin_typing(app, &pair, element);
    return 2 * h + 12;
}

double grade_panel_content(App *app, double x, double y, double w) {
    Ui *ui = &app->ui;
    const GradePart *wrong = app->grade.work.wrong;
    double from = y;
    if (!wrong) return draw_right(app, x, y, w);
    int element = grade_first(wrong, VERDICT_WRONG, 0, wrong->count);
    y += ui_size(ui, 11);
    grade_badge(ui, x + ui_size(ui, 11), y);
    list_text(&ui->list, x + ui_size(ui, 32), y + 4, TEXT("THE FIRST NUMBER THAT DIFFERS"),
              (TextStyle){ .size = ui_size(ui, 12), .paint = paint(ROLE_MUTED) });
    y += ui_size(ui, 24);
    y += ui_paragraph(ui, x, y, w, text_of(cause_text(ui, wrong)), (TextStyle){ .face = FACE_BOLD, .size = ui_size(ui, 20) },
                      ui_size(ui, 27), true) +
         16;
    y += draw_both_lines(app, box(x, y, w, 0), wrong, element) + 16;
    y += ui_paragraph(ui, x, y, w, text_of(mend_text(ui, &app->grade.work)),
                      (TextStyle){ .size = ui_size(ui, 16), .paint = paint(ROLE_INK) }, ui_size(ui, 24), true) +
         18;
    y += draw_buttons(app, x, y, w, element) + 22;
    return y + draw_lessons(app, wrong, x, y, w) - from;
}

void grade_panel_draw(App *app, Box at) {
    Ui *ui = &app->ui;
    list_rect(&ui->list, box(at.x, at.y + 1, at.w, at.h - 1), (RectStyle){ .fill = paint(ROLE_PANEL) });
    list_rect(&ui->list, box(at.x, at.y, 1, at.h), (RectStyle){ .fill = paint(ROLE_LINE) });
    if (!app->grade.work.arena) return;
    Box view = box(at.x, at.y + 2, at.w, at.h - 2);
    UiId id = ui_id(ui, "grade panel");
    double y = view.y + 24 - ui_scroll_begin(ui, id, view);
    ui_scroll_end(ui, id, view, grade_panel_content(app, at.x + 32, y, at.w - 64) + 40);
}

// --- the bottom bar

static void draw_name(App *app, Box at, double room) {
    Ui *ui = &app->ui;
    const Homework *work = &app->grade.work;
    list_text_fit(&ui->list, at.x, at.y + at.h / 2 - 4, room, text_of(work->name),
                  (TextStyle){ .face = FACE_BOLD, .size = ui_size(ui, 15) });
    list_text_fit(&ui->list, at.x, at.y + at.h / 2 + ui_size(ui, 16), room, text_of(homework_summary(work, ui->arena)),
                  (TextStyle){ .size = ui_size(ui, 13), .paint = paint(ROLE_MUTED) });
}

// The name of the work gives way first, then words become shorter.
void grade_bottom_draw(App *app, Box at) {
    enum { BUTTONS = 4, NAME = 160 };
    static const Action action[BUTTONS] = { ACTION_LOAD, ACTION_PASTE, ACTION_SAVE_REPORT, ACTION_GRADE };
    Ui *ui = &app->ui;
    bool loaded = app->grade.work.arena != NULL, narrow = ui->width < 760 * ui->type;
    list_rect(&ui->list, at, (RectStyle){ .fill = paint(ROLE_PANEL) });
    list_rect(&ui->list, box(at.x, at.y, at.w, 1), (RectStyle){ .fill = paint(ROLE_LINE) });
    UiButton button[BUTTONS] = { { .label = narrow   ? "Load…"
                                            : loaded ? "Load other work…"
                                                     : "Load work…",
                                   .primary = !loaded },
                                 { .label = "Paste" },
                                 { .label = narrow ? "Save…" : "Save the report…", .off = !loaded },
                                 { .label = narrow ? "Back" : "Back to the stage" } };
    double w[BUTTONS], h = ui_size(ui, 40), y = at.y + (at.h - h) / 2, all = 0;
    for (int i = 0; i < BUTTONS; i++) all += (w[i] = ui_button_width(ui, &button[i])) + 10;
    double free = at.w - 64 - all, name = loaded ? math_clamp(free, 0, NAME) : 0;
    if (name >= 60) draw_name(app, box(at.x + 32, at.y, name, at.h), name - 10);
    double x = at.x + 32 + (name >= 60 ? name + 16 : 0), right = at.x + at.w - 32 - w[2] - w[3] - 10;
    for (int i = 0; i < BUTTONS; i++) {
        if (i == 2) x = math_max(x, right);
        if (ui_button(ui, ui_id_at(ui, "work button", i), box(x, y, w[i], h), button[i])) app_ask(app, action[i], 0);
        x += w[i] + 10;
    }
}
