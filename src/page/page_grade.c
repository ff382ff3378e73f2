// Check my work: the parts flow from left to right and wrap; *Show both runs* has the picture of the two runs instead.
#include "page/page_grade.h"

#include <string.h>

#include "base/math.h"
#include "page/app.h"
#include "page/grade_panel.h"
#include "page/grade_part.h"
#include "page/page_lesson.h"
#include "page/top_bar.h"

// --- the stage

enum { STRIP_MOST = 16, STRIP_FIELD = 22, STRIP_GAP = 3 };

static int given(const GradePair *p) {
    int count = 0;
    for (int i = 0; i < p->rows * p->columns; i++) count += pair_has(p, i);
    return count;
}

// Every number of the work as a mark: where it begins, what follows, what is right.
static void draw_mark(Ui *ui, Box at, Verdict verdict, bool first) {
    static const char *const marks[] = { "✓", "≈", "↳", "" };
    RectStyle field = { .radius = 4,
                        .fill = verdict <= VERDICT_ROUNDED   ? paint_tint(ROLE_RIGHT, ROLE_PANEL, 0.16f)
                                : verdict == VERDICT_FOLLOWS ? paint(ROLE_STAGE)
                                : first                      ? paint(ROLE_INK)
                                                             : paint(ROLE_PANEL) };
    if (verdict == VERDICT_WRONG) field.stroke = paint(ROLE_INK), field.width = 1.5;
    list_rect(&ui->list, at, field);
    Role role = first ? ROLE_PANEL : verdict <= VERDICT_ROUNDED ? ROLE_RIGHT : ROLE_MUTED;
    list_text(&ui->list, at.x + at.w / 2, at.y + at.h * 0.7, text_of(first ? "1" : marks[verdict]),
              (TextStyle){ .face = FACE_BOLD, .size = at.h * 0.58, .paint = paint(role), .align = ALIGN_CENTER });
}

static void draw_strip(App *app, Box at) {
    Ui *ui = &app->ui;
    GradePair pair[GRADE_PAIRS];
    int count = grade_work_pairs(&app->grade.work, pair, GRADE_PAIRS), fields = 0;
    double field = ui_size(ui, STRIP_FIELD), step = field + STRIP_GAP, name = ui_size(ui, 34);
    for (int i = 0; i < count; i++) {
        if (given(&pair[i]) > STRIP_MOST || strlen(pair[i].name) > 2) return;
        fields += given(&pair[i]);
    }
    double wide = fields * step + count * name;
    if (wide > at.w) return;
    double x = at.x + at.w - wide;
    for (int i = 0; i < count; i++) {
        int first = pair[i].work == app->grade.work.wrong ? pair_first(&pair[i]) : -1;
        list_text(&ui->list, x + name - 10, at.y + field * 0.74, text_of(pair[i].name),
                  (TextStyle){ FACE_MATH_ITALIC, ui_size(ui, 18), paint(pair[i].role), ALIGN_RIGHT });
        x += name;
        for (int k = 0; k < pair[i].rows * pair[i].columns; k++) {
            if (!pair_has(&pair[i], k)) continue;
            draw_mark(ui, box(x, at.y, field, field), pair[i].work->number[k].verdict, k == first);
            x += step;
        }
    }
}

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
    double wide = math_max(metrics_width(ui->metrics, FACE_BOLD, ui_size(ui, 22), text_of(head)),
                           metrics_width(ui->metrics, FACE_TEXT, ui_size(ui, 15), text_of(counts)));
    double left = at.x + wide + 56;
    if (!g->both) draw_strip(app, box(left, at.y + (h - ui_size(ui, STRIP_FIELD)) / 2, at.x + at.w - 28 - left, 0));
    return h;
}

static bool begins_here(const GradePage *g, const GradePair *p, int index, int first) {
    return p->work ? p->work == g->work.wrong : index == first;
}

// The two runs as the picture that the course has for them, with its animation.
static void draw_both_runs(App *app, Box view) {
    Ui *ui = &app->ui;
    GradePage *g = &app->grade;
    const BothRuns *b = g->work.both;
    double top = draw_summary(app, box(view.x + 32, view.y + 24, view.w - 64, 0)) + 40;
    Box at = box(view.x, view.y + top, view.w, view.h - top);
    double scale = math_min(1, math_min(at.w / STAGE_LEAST_WIDTH, at.h / STAGE_LEAST_HEIGHT));
    double seconds = scene_seconds(b->scene, &b->step, b->tape), t = ui->reduced_motion ? 1 : (ui->in.now - g->since) / seconds;
    View v = { .width = at.w / scale, .height = at.h / scale, .metrics = app->metrics, .arena = ui->arena };
    ui_clip(ui, at);
    int first = ui->list.count; // the clip stays where it is
    scene_draw(b->scene, &v, &b->step, b->tape, math_clamp(t, 0, 1), &ui->list);
    list_enlarge(&ui->list, first, scale, at.x, at.y);
    ui_unclip(ui);
    if (t < 1) ui->animating = true;
}

// From one part to the next.
static void draw_flow(Ui *ui, double x, double y, double w) {
    StrokeStyle style = { .paint = paint(ROLE_FAINT), .width = 1.5 };
    list_line(&ui->list, x, y, x + w, y, style);
    list_polyline(&ui->list, (double[]){ x + w - 6, y - 5, x + w, y, x + w - 6, y + 5 }, 3, false, style);
}

static double draw_marks_explained(Ui *ui, double x, double y, double w) {
    TextStyle style = { .size = ui_size(ui, 14), .paint = paint(ROLE_MUTED) };
    return 16 + ui_paragraph(ui, x, y, w,
                             TEXT("✓ right: equal.   ≈ rounded: equal in the digits you wrote.   ↳ follows: right for your own "
                                  "numbers before it."),
                             style, ui_size(ui, 22), true);
}

// Cells a little smaller where that brings all parts into one row.
static double gap_between(const Ui *ui, GradePair *pair, int count, double room) {
    enum { LEAST = 68, STEP = 4, WIDE = 48, CLOSE = 40 };
    for (double cell = 92; cell >= LEAST; cell -= STEP)
        for (double between = WIDE; between >= CLOSE; between -= WIDE - CLOSE) {
            double all = (count - 1) * between;
            for (int i = 0; i < count; i++) pair[i].cell = cell, all += grade_part_width(ui, &pair[i]);
            if (all <= room) return between;
        }
    for (int i = 0; i < count; i++) pair[i].cell = 0;
    return WIDE;
}

// `panel`: what is beside the parts otherwise stands above them.
static void draw_parts(App *app, Box view, bool panel) {
    Ui *ui = &app->ui;
    GradePage *g = &app->grade;
    GradePair pair[GRADE_PAIRS];
    int count = g->both ? grade_run_pairs(&g->work, pair, GRADE_PAIRS) : grade_work_pairs(&g->work, pair, GRADE_PAIRS), first = -1;
    for (int i = count - 1; i >= 0; i--)
        if (pair_first(&pair[i]) >= 0) first = i;
    double between = gap_between(ui, pair, count, view.w - 64);
    UiId id = ui_id(ui, "work scroll");
    double from = view.y + 24 - ui_scroll_begin(ui, id, view), left = view.x + 32, x = left, y = from, row = 0;
    y += draw_summary(app, box(x, y, view.w - 64, 0)) + 24;
    if (panel) y += grade_panel_content(app, x, y, view.w - 64) + 32;
    for (int i = 0; i < count; i++) {
        double w = grade_part_width(ui, &pair[i]), h = grade_part_height(ui, &pair[i]);
        if (x > left && x + w > view.x + view.w - 32) {
            x = left;
            y += row + 24;
            row = 0;
        }
        if (row > 0) draw_flow(ui, x - between + 8, y + ui_size(ui, 84) + 22, between - 16);
        grade_part_draw(app, &pair[i], box(x, y, w, h), begins_here(g, &pair[i], i, first));
        x += w + between;
        row = math_max(row, h);
    }
    y += row + 24;
    if (!g->both) y += draw_marks_explained(ui, left, y, view.w - 64);
    ui_scroll_end(ui, id, view, y - from);
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

void page_grade_draw(App *app) {
    enum { PANEL_LEAST = 240 };
    Ui *ui = &app->ui;
    const GradePage *g = &app->grade;
    PageLayout l = page_layout(ui->width, ui->height, ui->type,
                               app->large ? PANEL_UNDER : fit_usual_place(ui->width, ui->height, ui->type), 0);
    bool low = l.panel.w > l.panel.h && l.panel.h < PANEL_LEAST; // it goes along with the parts
    if (low) l.stage.h = l.bottom.y - l.stage.y;
    list_rect(&ui->list, box(0, 0, ui->width, ui->height), (RectStyle){ .fill = paint(ROLE_STAGE) });
    top_bar_draw(app);
    if (g->work.arena && g->both && g->work.both && !low)
        draw_both_runs(app, l.stage);
    else if (g->work.arena)
        draw_parts(app, l.stage, low);
    else
        draw_empty(app, l.stage);
    if (!low) grade_panel_draw(app, l.panel);
    grade_bottom_draw(app, l.bottom);
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
