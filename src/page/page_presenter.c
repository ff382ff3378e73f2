// Left what is seen, the next step large and the present one small; right what is said. It is drawn by the page's own parts: for
// the pass, this window's user interface takes the place of the page's.
#include "page/page_presenter.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/math.h"
#include "page/app.h"
#include "page/page_lesson.h"
#include "page/pages.h"
#include "page/predict.h"
#include "page/remote.h"
#include "session/asked.h"

enum { BAR = 56, USUAL_MINUTES = 45 };

// --- open and closed

static void begin(App *app) {
    Presenter *p = &app->presenter;
    const char *theme = state_value(app->state, "presenter-theme"), *minutes = state_value(app->state, "presenter-minutes");
    p->frame = arena_begin();
    p->ui = ui_make(app->memory, app->metrics);
    p->ui.width = 1280, p->ui.height = 800, p->ui.type = 1;
    p->theme = theme && !strcmp(theme, "light") ? THEME_LIGHT : THEME_DARK;
    p->minutes = minutes ? atoi(minutes) : 0;
    if (p->minutes < 5 || p->minutes > 600) p->minutes = USUAL_MINUTES;
}

// The clock starts with the first picture: before it, nobody has said what time it is.
static void start_clock(Presenter *p, double now) {
    if (p->started) return;
    p->started = p->runs = true;
    p->began = now;
}

void presenter_toggle(App *app) {
    Presenter *p = &app->presenter;
    if (!p->frame) begin(app);
    p->open = !p->open;
}

// --- looking ahead

static int next_step(const App *app) { return app->player.step < app_last_step(app) ? app->player.step + 1 : -1; }

static Session *ahead(App *app) {
    Presenter *p = &app->presenter;
    int step = next_step(app);
    unsigned version = session_version(app->session);
    if (p->ahead_from != app->session || p->ahead_version != version || p->ahead_step != step) {
        session_end(p->ahead);
        p->ahead = step < 0 ? NULL : session_ahead_begin(app->session, step);
        p->ahead_from = app->session;
        p->ahead_version = version;
        p->ahead_step = step;
        p->smaller = 0;
        p->making = true;
    }
    Turn turn;
    if (p->making) p->making = !session_ahead_turn(&p->ahead, waits_turn(app, &turn));
    if (p->making) app->ui.animating = true; // this window's: the two have changed places
    return p->making ? NULL : p->ahead;
}

// --- parts that others use

void presenter_head(Ui *ui, Box at, const char *kind, const char *count, const char *title, bool only_you) {
    double base = at.y + 17, x = at.x, right = at.x + at.w;
    if (only_you) {
        double w = metrics_width(ui->metrics, FACE_TEXT, 13, TEXT("only you")) + 44;
        list_rect(&ui->list, box(right - w, at.y, w, 26), (RectStyle){ .radius = 13, .stroke = paint(ROLE_FAINT), .width = 1 });
        draw_icon(&ui->list, ICON_LOCK, right - w + 18, at.y + 13, 14, paint(ROLE_MUTED));
        list_text(&ui->list, right - w + 32, base + 0.5, TEXT("only you"), (TextStyle){ .size = 13, .paint = paint(ROLE_MUTED) });
        right -= w + 12;
    }
    x +=
        list_text(&ui->list, x, base, text_of(kind), (TextStyle){ .face = FACE_BOLD, .size = 13, .paint = paint(ROLE_MUTED) }) + 12;
    if (*count) x += list_text(&ui->list, x, base, text_of(count), (TextStyle){ .size = 15, .paint = paint(ROLE_MUTED) }) + 12;
    if (*title && right > x + 40)
        list_text_fit(&ui->list, x, base, right - x, text_of(title), (TextStyle){ .face = FACE_BOLD, .size = 16 });
}

static void lines(Ui *ui, Box at, const char *text, double size, Role role) {
    ui_paragraph(ui, at.x, at.y, at.w, text_of(text), (TextStyle){ .size = size, .paint = paint(role) }, size * 1.45, true);
}

// --- the picture that comes next

static void paper(Ui *ui, Box at, Theme theme, Role role) {
    Paint fill = paint(role);
    fill.theme = (uint8_t)(theme + 1);
    list_rect(&ui->list, at, (RectStyle){ .radius = 8, .fill = fill, .stroke = paint(ROLE_LINE), .width = 1 });
}

static View ahead_view(const App *app, Box at, double smaller) {
    View view = { .width = math_max(at.w / smaller, STAGE_LEAST_WIDTH),
                  .height = math_max(at.h / smaller, STAGE_LEAST_HEIGHT),
                  .metrics = app->metrics,
                  .arena = app->ui.arena };
    return view;
}

static double ahead_scale(const View *view, Box at) { return math_min(at.w / view->width, at.h / view->height); }

// How much smaller the picture is laid out and drawn: what makes its smallest number the largest. Looked up when the step or the
// room changes.
static double ahead_smaller(App *app, Session *s, Box at) {
    static const double tried[] = { 1, 0.85, 0.72, 0.6 };
    Presenter *p = &app->presenter;
    if (p->smaller > 0 && p->smaller_of == s && p->smaller_w == at.w && p->smaller_h == at.h) return p->smaller;
    double best = 0;
    p->smaller = 1, p->smaller_of = s, p->smaller_w = at.w, p->smaller_h = at.h;
    for (size_t i = 0; i < sizeof tried / sizeof *tried; i++) {
        View view = ahead_view(app, at, tried[i]);
        List picture = list_begin(app->ui.arena, app->metrics);
        session_draw(s, &view, 1, &picture);
        Digits digits = digits_on(&picture, 0, app->ui.arena);
        double least = digits_least(&digits) * ahead_scale(&view, at);
        if (least > best * 1.02) best = least, p->smaller = tried[i];
    }
    return p->smaller;
}

static void draw_ahead(App *app, Session *s, Box at) {
    Ui *ui = &app->ui;
    const LessonStep *step = session_lesson_step(s);
    bool waits = settings_on(app->settings, SETTING_PREDICT) && asked_waits(step);
    View view = ahead_view(app, at, ahead_smaller(app, s, at));
    if (waits) view.hiddens = asked_hidden(s, ui->arena, &view.hidden);
    List picture = list_begin(ui->arena, app->metrics);
    session_draw(s, &view, waits ? asked_opens(step) : 1, &picture);
    double scale = ahead_scale(&view, at);
    paper(ui, at, app->theme, ROLE_STAGE);
    ui_clip(ui, box_grow(at, -1));
    ui->list.dx = at.x + (at.w - view.width * scale) / 2, ui->list.dy = at.y + (at.h - view.height * scale) / 2;
    list_add_small(&ui->list, &picture, scale, app->theme);
    ui->list.dx = ui->list.dy = 0;
    ui_unclip(ui);
}

static void draw_end(App *app, Box at) {
    Ui *ui = &app->ui;
    const LibraryEntry *next = remote_next_lesson(app);
    list_rect(&ui->list, at, (RectStyle){ .radius = 8, .fill = paint(ROLE_PANEL), .stroke = paint(ROLE_LINE), .width = 1 });
    Box in = box(at.x + 28, at.y + 28, at.w - 56, at.h - 56);
    if (!next) {
        lines(ui, in, "This is the last step of the course.", 17, ROLE_INK);
        return;
    }
    lines(ui, in, arena_print(ui->arena, "After this step: lesson %d, %s.", next->lesson.number, next->lesson.title), 17, ROLE_INK);
    in.y += 60;
    lines(ui, in, next->lesson.summary, 15, ROLE_MUTED);
}

static void draw_next(App *app, Box at) {
    Ui *ui = &app->ui;
    Session *s = ahead(app);
    const LessonStep *step = s ? session_lesson_step(s) : NULL;
    presenter_head(ui, box(at.x, at.y, at.w, 26), "NEXT",
                   step ? arena_print(ui->arena, "%d of %d", session_step(s) + 1, app->player.steps) : "", step ? step->title : "",
                   true);
    Box in = box(at.x, at.y + 38, at.w, at.h - 38);
    if (s)
        draw_ahead(app, s, in);
    else if (app->presenter.making)
        paper(ui, in, app->theme, ROLE_STAGE);
    else
        draw_end(app, in);
}

// --- what the class sees now

// The page's list as it was shown last, small. Its user interface and this one have changed places.
static void draw_class(App *app, Box at) {
    Ui *ui = &app->ui;
    const Ui *page = &app->presenter.ui;
    double scale = math_min(at.w / page->width, at.h / page->height);
    Box in = box(at.x, at.y, page->width * scale, page->height * scale);
    paper(ui, in, app->presenter.class_theme, ROLE_STAGE);
    ui_clip(ui, in);
    ui->list.dx = in.x, ui->list.dy = in.y;
    list_add_small(&ui->list, &page->list, scale, app->presenter.class_theme);
    ui->list.dx = ui->list.dy = 0;
    ui_unclip(ui);
    list_rect(&ui->list, in, (RectStyle){ .radius = 2, .stroke = paint(ROLE_FAINT), .width = 2 });
}

static const char *how_it_stands(const App *app, bool *open) {
    const RaceView *race = app->page == PAGE_LESSON ? session_race(app->session) : NULL;
    *open = false;
    if (app->blank)
        return app->blank == BLANK_BLACK ? "The screen is black. Any key lifts it." : "The screen is white. Any key lifts it.";
    if (app->dialogs.open) return "A dialog is open in the class’s window.";
    if (app->page == PAGE_HOME) return "The class sees the course map.";
    if (app->page == PAGE_GRADE) return "The class sees work being checked.";
    if (race && race->live && race->running) return "It trains.";
    if (predict_waits(app)) {
        *open = true;
        return app->player.t < predict_until(app) ? "Next plays up to the question. The answer is hidden."
                                                  : "The question is open, the answer hidden.";
    }
    if (app->player.playing) return "It plays.";
    if (race && race->live && !race->finished && race->points <= 1) return "Next starts the training.";
    if (app->player.step < app_last_step(app))
        return arena_print(app->ui.arena, "All is shown. Next goes on to step %d.", app->player.step + 2);
    return "All is shown. This is the last step.";
}

typedef struct Tool {
    const char *label, *key;
    Icon icon;
    Role swatch; // ROLE_COUNT: the icon instead
    Action action;
} Tool;

static void tool(App *app, Box at, const Tool *t, bool on) {
    Ui *ui = &app->ui;
    UiId id = ui_id(ui, t->label);
    bool over = ui_focusable(ui, id, at), wide = at.w >= 112;
    if (over) ui->cursor = UI_CURSOR_HAND;
    list_rect(&ui->list, at,
              (RectStyle){ .radius = 8,
                           .fill = paint(ROLE_PANEL),
                           .stroke = paint(on     ? ROLE_INK
                                           : over ? ROLE_FAINT
                                                  : ROLE_LINE),
                           .width = on ? 2 : 1 });
    double y = at.y + at.h / 2, base = ui_baseline(ui, at, FACE_TEXT, 15), x = at.x + (wide ? 26 : 22);
    if (t->swatch != ROLE_COUNT)
        list_rect(&ui->list, box(x - 14, y - 10, 28, 20),
                  (RectStyle){ .radius = 4, .fill = paint(t->swatch), .stroke = paint(ROLE_FAINT), .width = 1 });
    else
        draw_icon(&ui->list, t->icon, x, y, 20, paint(on ? ROLE_PEN : ROLE_INK));
    double key = at.x + at.w - 38;
    if (wide) list_text_fit(&ui->list, x + 22, base, key - x - 26, text_of(t->label), (TextStyle){ .size = 15 });
    list_rect(&ui->list, box(key, y - 13, 26, 26), (RectStyle){ .radius = 5, .stroke = paint(ROLE_FAINT), .width = 1 });
    list_text(&ui->list, key + 13, y + 5, text_of(t->key), (TextStyle){ .size = 13, .align = ALIGN_CENTER });
    if (ui->focus == id && ui->focus_seen) ui_ring(ui, at, 8);
    if (ui_clicked(ui, id)) app_ask(app, t->action, 0);
}

static void tools(App *app, Box at) {
    static const Tool all[4] = { { "Black", "B", ICON_SCREEN, ROLE_BLACK, ACTION_BLACK },
                                 { "White", "W", ICON_SCREEN, ROLE_WHITE, ACTION_WHITE },
                                 { "Pen", "D", ICON_PEN, ROLE_COUNT, ACTION_PEN },
                                 { "Erase", "E", ICON_ERASER, ROLE_COUNT, ACTION_ERASE } };
    double w = (at.w - 12) / 2, h = (at.h - 12) / 2;
    const bool on[4] = { app->blank == BLANK_BLACK, app->blank == BLANK_WHITE, app->pen.on, false };
    for (int i = 0; i < 4; i++)
        if (app->page == PAGE_LESSON || i < 2)
            tool(app, box(at.x + (i % 2) * (w + 12), at.y + (i / 2) * (h + 12), w, h), &all[i], on[i]);
}

static void seen_pill(Ui *ui, double right, double y) {
    double w = metrics_width(ui->metrics, FACE_BOLD, 13, TEXT("the class sees this")) + 46;
    list_rect(&ui->list, box(right - w, y, w, 26), (RectStyle){ .radius = 13, .fill = paint(ROLE_INK) });
    draw_icon(&ui->list, ICON_SCREEN, right - w + 19, y + 13, 15, paint(ROLE_STAGE));
    list_text(&ui->list, right - w + 33, y + 17.5, TEXT("the class sees this"),
              (TextStyle){ .face = FACE_BOLD, .size = 13, .paint = paint(ROLE_STAGE) });
}

static void draw_now(App *app, Box at) {
    Ui *ui = &app->ui;
    bool lesson = app->page != PAGE_HOME, open;
    const char *count = lesson ? arena_print(ui->arena, "%d of %d", app->player.step + 1, app->player.steps) : "",
               *says = how_it_stands(app, &open);
    bool narrow = at.w < 520;
    presenter_head(ui, box(at.x, at.y, narrow ? at.w : at.w - 190, 26), "NOW", count,
                   lesson ? session_lesson_step(app->session)->title : "The course map", false);
    if (!narrow) seen_pill(ui, at.x + at.w, at.y);
    Box in = box(at.x, at.y + 36, at.w, at.h - 36);
    const Ui *page = &app->presenter.ui;
    double ratio = page->width / page->height;
    if (at.h > 320) { // it has the room of the next step too
        double large = math_min(in.w, (in.h - 160) * ratio);
        draw_class(app, box(in.x, in.y, large, large / ratio));
        in = box(in.x, in.y + large / ratio + 22, in.w, 132);
        ui_paragraph(ui, in.x, in.y, narrow ? in.w : in.w * 0.55, text_of(says), (TextStyle){ .size = 15 }, 22, true);
        if (!narrow) tools(app, box(in.x + in.w * 0.6, in.y, in.w * 0.4, 132));
        return;
    }
    double picture = math_min(in.h * ratio, in.w * (narrow ? 0.5 : 0.36)), gap = 22;
    draw_class(app, box(in.x, in.y, picture, in.h));
    double keys = narrow ? 0 : math_min(320, in.w * 0.4), x = in.x + picture + gap,
           w = in.w - picture - gap - (narrow ? 0 : keys + gap);
    double below = ui_paragraph(ui, x, in.y, w, text_of(says), (TextStyle){ .size = 15 }, 22, true);
    UiButton show = { .label = "Show the answer", .primary = true, .tip = "For the class (A)" };
    if (open && in.y + below + 46 <= at.y + at.h &&
        ui_button(ui, ui_id(ui, "show"), box(x, in.y + below + 8, math_min(w, ui_button_width(ui, &show) + 16), 38), show))
        app_ask(app, ACTION_SHOW, 0);
    if (!narrow) tools(app, box(in.x + in.w - keys, in.y, keys, math_min(in.h, 132)));
}

// --- the bars

static void draw_top(App *app) {
    Ui *ui = &app->ui;
    const Lesson *lesson = app->page != PAGE_HOME ? session_lesson(app->session) : NULL;
    double x = 28, base = BAR / 2 + 6, right = ui->width - 20;
    list_rect(&ui->list, box(0, 0, ui->width, BAR), (RectStyle){ .fill = paint(ROLE_PANEL) });
    list_rect(&ui->list, box(0, BAR, ui->width, 1), (RectStyle){ .fill = paint(ROLE_LINE) });
    UiButton theme = { .has_icon = true,
                       .icon = ICON_THEME,
                       .tip = app->presenter.theme == THEME_DARK ? "This window light" : "This window dark" },
             close = { .has_icon = true, .icon = ICON_CLOSE, .tip = "Close this window (P)" },
             swap = { .label = ui->width >= 860 ? "Swap screens" : NULL,
                      .has_icon = true,
                      .icon = ICON_SWAP,
                      .off = app->presenter.screens < 2,
                      .tip = app->presenter.screens < 2 ? "There is one screen" : "This window there, the class’s here" };
    double w = swap.label ? ui_button_width(ui, &swap) : 46, left = right - 46 - 10 - 46 - 10 - w;
    if (ui_button(ui, ui_id(ui, "swap"), box(left, 10, w, 36), swap)) app->presenter.swaps++;
    if (ui_button(ui, ui_id(ui, "theme"), box(right - 102, 10, 46, 36), theme)) {
        app->presenter.theme = app->presenter.theme == THEME_DARK ? THEME_LIGHT : THEME_DARK;
        state_set_value(app->state, "presenter-theme", theme_name(app->presenter.theme));
    }
    if (ui_button(ui, ui_id(ui, "close"), box(right - 46, 10, 46, 36), close)) app_ask(app, ACTION_PRESENTER, 0);
    const char *class_is = arena_print(ui->arena, "The class: %.0f × %.0f", app->pixel_width, app->pixel_height);
    double words = metrics_width(ui->metrics, FACE_TEXT, 14, text_of(class_is)) + 48;
    if (ui->width >= 1100) {
        left -= words;
        draw_icon(&ui->list, ICON_SCREEN, left + 10, BAR / 2, 17, paint(ROLE_MUTED));
        list_text(&ui->list, left + 26, base - 1, text_of(class_is), (TextStyle){ .size = 14, .paint = paint(ROLE_MUTED) });
    }
    x += list_text(&ui->list, x, base + 1, TEXT("Attend"), (TextStyle){ .face = FACE_BOLD, .size = 20 }) + 22;
    x += list_text(&ui->list, x, base, TEXT("Presenter"), (TextStyle){ .size = 15, .paint = paint(ROLE_MUTED) }) + 14;
    if (!lesson) return;
    x += list_text(&ui->list, x, base, TEXT("›"), (TextStyle){ .size = 15, .paint = paint(ROLE_MUTED) }) + 14;
    const char *title = lesson->number ? arena_print(ui->arena, "%d  %s", lesson->number, lesson->title) : lesson->title;
    if (left - 20 > x) list_text_fit(&ui->list, x, base, left - 20 - x, text_of(title), (TextStyle){ .size = 15 });
}

static void draw_remote(Ui *ui, double x, double y, double right) {
    static const struct {
        const char *key, *does;
    } row[] = { { "Page Down", "next" }, { "Page Up", "back" }, { ".", "black" }, { "F5", "start" }, { "Esc", "leave" } };
    x += list_text(&ui->list, x, y + 5, TEXT("Remote"), (TextStyle){ .face = FACE_BOLD, .size = 13, .paint = paint(ROLE_MUTED) }) +
         18;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        double w = metrics_width(ui->metrics, FACE_BOLD, 12, text_of(row[i].key)) + 14,
               words = metrics_width(ui->metrics, FACE_TEXT, 13, text_of(row[i].does));
        if (x + w + 8 + words > right) return;
        list_rect(&ui->list, box(x, y - 12, w, 24), (RectStyle){ .radius = 5, .stroke = paint(ROLE_FAINT), .width = 1 });
        list_text(&ui->list, x + 7, y + 4.5, text_of(row[i].key), (TextStyle){ .face = FACE_BOLD, .size = 12 });
        list_text(&ui->list, x + w + 8, y + 5, text_of(row[i].does), (TextStyle){ .size = 13, .paint = paint(ROLE_MUTED) });
        x += w + 8 + words + 18;
    }
}

static void draw_foot(App *app, Box at, double middle) {
    Ui *ui = &app->ui;
    bool lesson = app->page == PAGE_LESSON, both = lesson && at.w >= 1100;
    list_rect(&ui->list, at, (RectStyle){ .fill = paint(ROLE_PANEL) });
    if (lesson) timeline_draw(app, both ? box(at.x, at.y, middle, at.h) : at);
    if (both || !lesson) draw_remote(ui, lesson ? middle + 28 : 28, at.y + at.h / 2, at.w - 20);
    list_rect(&ui->list, box(at.x, at.y, at.w, 1), (RectStyle){ .fill = paint(ROLE_LINE) });
}

// --- the whole

static void draw(App *app) {
    Ui *ui = &app->ui;
    double foot = timeline_height(1, false), margin = ui->width >= 1000 ? 28 : 16, middle = floor(ui->width * 0.545),
           top = BAR + margin * 0.7, height = ui->height - foot - margin * 0.7 - top;
    list_rect(&ui->list, box(0, 0, ui->width, ui->height), (RectStyle){ .fill = paint(ROLE_STAGE) });
    draw_top(app);
    Box left = box(margin, top, middle - margin * 1.5, height),
        right = box(middle + margin * 0.5, top, ui->width - middle - margin * 1.5, height);
    double now = math_clamp(height * 0.3, 130, 200);
    if (app->page == PAGE_LESSON) {
        draw_next(app, box(left.x, left.y, left.w, left.h - now - 20));
        draw_now(app, box(left.x, left.y + left.h - now, left.w, now));
    } else {
        draw_now(app, left);
    }
    presenter_clock(app, box(right.x, right.y, right.w, 92));
    presenter_words(app, box(right.x, right.y + 92 + 18, right.w, right.h - 92 - 18));
    draw_foot(app, box(0, ui->height - foot, ui->width, foot), middle);
}

// --- a pass

static void change_places(App *app) {
    Ui page = app->ui;
    app->ui = app->presenter.ui;
    app->presenter.ui = page;
    app->presenter.drawing = !app->presenter.drawing;
}

bool presenter_yields_keys(const App *app) { return app->blank || app->dialogs.open || app->editor.open; }

// Notes stay with the presenter; everything else means what it means on the page.
static void page_keys(App *app) {
    Ui *ui = &app->ui;
    int number = 0;
    Action action = ACTION_NONE;
    if (ui->in.key && !ui->key_taken) action = keys_action(pages_where(app), ui->in.key, ui->in.mods, NULL, &number);
    if (!action && ui->in.text && !ui->text_taken) action = keys_action(pages_where(app), 0, 0, ui->in.text, &number);
    if (!action || action == ACTION_NOTES) return;
    ui_take_keys(ui);
    app_ask(app, action, number);
}

void presenter_pass(App *app, UiInput in) {
    Presenter *p = &app->presenter;
    arena_reset(p->frame);
    start_clock(p, in.now);
    app->asked = (Asked){ 0 };
    p->ui.reduced_motion = app->player.reduced;
    change_places(app);
    ui_begin(&app->ui, p->frame, in);
    draw(app);
    page_keys(app);
    ui_end(&app->ui);
    change_places(app);
    Asked asked = app->asked;
    pages_do(app, asked);
}
