#include "page/grade_panel.h"

#include <string.h>

#include "base/math.h"
#include "draw/formula.h"
#include "page/app.h"
#include "page/card_tex.h"
#include "page/grade_part.h"
#include "session/habit_lessons.h"

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
        app->asked.link = link;
    }
    return h + 8;
}

static double draw_lessons(App *app, const GradePart *wrong, double x, double y, double w) {
    Ui *ui = &app->ui;
    double from = y;
    const char *const *link = wrong->causes ? habit_lessons(wrong->cause[0].habit) : NULL;
    if (!link || !link[0]) return 0;
    list_rect(&ui->list, box(x, y - 8, w, 1), (RectStyle){ .fill = paint(ROLE_LINE) });
    list_text(&ui->list, x, y + ui_size(ui, 18), TEXT("The course has it in"),
              (TextStyle){ .size = ui_size(ui, 13), .paint = paint(ROLE_MUTED) });
    y += ui_size(ui, 28);
    for (int i = 0; i < HABIT_LESSONS && link[i]; i++) y += draw_lesson(app, link[i], x, y, w);
    return y - from;
}

void grade_panel_draw(App *app, Box at) {
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
    grade_badge(ui, x + ui_size(ui, 11), y);
    list_text(&ui->list, x + ui_size(ui, 32), y + 4, TEXT("THE FIRST NUMBER THAT DIFFERS"),
              (TextStyle){ .size = ui_size(ui, 12), .paint = paint(ROLE_MUTED) });
    y += 28;
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
        g->since = ui->in.now;
        ui->animating = true;
    }
    y += ui_size(ui, 44) + 12;
    UiButton change = { .label = "Change my numbers", .off = g->both };
    Pair pair = { .part = (int)(g->work.wrong - g->work.grade.part), .work = g->work.wrong };
    if (ui_button(ui, ui_id(ui, "change mine"), box(x, y, w, ui_size(ui, 44)), change)) grade_begin_typing(app, &pair, element);
    draw_lessons(app, g->work.wrong, x, y + ui_size(ui, 44) + 24, w);
}

// --- the bottom bar

void grade_bottom_draw(App *app, Box at) {
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

