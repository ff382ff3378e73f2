// What the presenter says and keeps an eye on: the time, the notes, the answer and why.
#include <math.h>

#include "base/math.h"
#include "page/app.h"
#include "page/flow.h"

// --- the clock

double presenter_seconds(const Presenter *p, double now) { return p->ran + (p->runs ? now - p->began : 0); }

static void run(Presenter *p, double now, bool on) {
    p->ran = presenter_seconds(p, now);
    p->runs = on;
    p->began = now;
}

static const char *clock_text(Arena *arena, double seconds) {
    long long whole = (long long)floor(fabs(seconds) + 1e-6);
    const char *sign = seconds < -0.5 ? "−" : "";
    return whole >= 3600 ? arena_print(arena, "%s%lld:%02lld:%02lld", sign, whole / 3600, whole / 60 % 60, whole % 60)
                         : arena_print(arena, "%s%lld:%02lld", sign, whole / 60, whole % 60);
}

static void time_of(Ui *ui, double x, double y, double width, const char *time, const char *words, Role role) {
    list_text_fit(&ui->list, x, y + 40, width, text_of(time), (TextStyle){ .size = 30, .paint = paint(role) });
    list_text_fit(&ui->list, x, y + 64, width, text_of(words), (TextStyle){ .size = 13, .paint = paint(ROLE_MUTED) });
}

static void set_minutes(App *app, int minutes) {
    if (minutes < 5 || minutes > 600) return;
    app->presenter.minutes = minutes;
    state_set_value(app->state, "presenter-minutes", arena_print(app->ui.arena, "%d", minutes));
}

static void clock_buttons(App *app, double right, double y) {
    Ui *ui = &app->ui;
    Presenter *p = &app->presenter;
    if (ui_button(ui, ui_id(ui, "less time"), box(right - 66, y + 48, 30, 28),
                  (UiButton){ .label = "−", .bare = true, .tip = "Five minutes less" }))
        set_minutes(app, p->minutes - 5);
    if (ui_button(ui, ui_id(ui, "more time"), box(right - 32, y + 48, 30, 28),
                  (UiButton){ .label = "+", .bare = true, .tip = "Five minutes more" }))
        set_minutes(app, p->minutes + 5);
    if (ui_button(ui, ui_id(ui, "clock"), box(right - 70, y + 8, 34, 36),
                  (UiButton){ .has_icon = true,
                              .icon = p->runs ? ICON_PAUSE : ICON_PLAY,
                              .tip = p->runs ? "Stop the clock" : "Let the clock run" }))
        run(p, ui->in.now, !p->runs);
    if (ui_button(ui, ui_id(ui, "clock again"), box(right - 34, y + 8, 34, 36),
                  (UiButton){ .has_icon = true, .icon = ICON_RESET, .bare = true, .tip = "From the beginning" }))
        p->ran = 0, p->began = ui->in.now;
}

void presenter_clock(App *app, Box at) {
    Ui *ui = &app->ui;
    Presenter *p = &app->presenter;
    bool three = at.w >= 480;
    double seconds = presenter_seconds(p, ui->in.now), left = p->minutes * 60 - seconds, pad = at.w >= 460 ? 24 : 16,
           column = (at.w - 2 * pad) / (three ? 3.4 : 2.3), middle = at.x + pad + (three ? column : 0),
           last = middle + column * 1.5, width = column * 1.5 - 24;
    draw_card(&ui->list, at);
    const char *gone = clock_text(ui->arena, seconds),
               *of = arena_print(ui->arena, left < 0 ? "over %d minutes" : "left of %d minutes", p->minutes);
    if (three) time_of(ui, at.x + pad, at.y, column - 14, gone, p->runs ? "since the start" : "the clock stands", ROLE_INK);
    time_of(ui, middle, at.y, width - 74, clock_text(ui->arena, left), of, left < 0 ? ROLE_WRONG : ROLE_INK);
    clock_buttons(app, middle + width, at.y);
    list_rect(&ui->list, box(middle, at.y + 78, width, 4), (RectStyle){ .radius = 2, .fill = paint(ROLE_LINE) });
    list_rect(&ui->list, box(middle, at.y + 78, width * math_clamp(seconds / (p->minutes * 60), 0, 1), 4),
              (RectStyle){ .radius = 2, .fill = paint(left < 0 ? ROLE_WRONG : ROLE_INK) });
    time_of(ui, last, at.y, at.x + at.w - pad / 2 - last, arena_print(ui->arena, "%d:%02d", p->minute / 60, p->minute % 60),
            "the time", ROLE_INK);
    for (int i = three ? 0 : 1; i < 2; i++)
        list_rect(&ui->list, box((i ? last : middle) - 14, at.y + 18, 1, at.h - 36), (RectStyle){ .fill = paint(ROLE_LINE) });
    double second = p->runs ? p->began + ceil(ui->in.now - p->began + 1e-3) : ui->in.now + 20;
    if (!ui->wake_at || second < ui->wake_at) ui->wake_at = second;
}

// --- the answer and why

static double draw_why(App *app, Box at, const Option *o, double label) {
    Ui *ui = &app->ui;
    FlowStyle name = { .size = o->right ? 17 : 15, .leading = 22, .paint = paint(o->right ? ROLE_RIGHT : ROLE_INK), .bold = true },
              why = { .size = o->right ? 16 : 15, .leading = 22, .paint = paint(o->right ? ROLE_INK : ROLE_MUTED) };
    double x = at.x + 26, left = flow_draw(&ui->list, app->session, &o->label, x, at.y, label, name),
           right = flow_draw(&ui->list, app->session, &o->reason, x + label + 16, at.y, at.w - 42 - label, why);
    if (o->right) draw_icon(&ui->list, ICON_CHECK, at.x + 9, at.y + 11, 16, paint(ROLE_RIGHT));
    return math_max(left, right);
}

// Wide enough for every option on one line, but no wider than that.
static double label_width(App *app, const Block *question, double most) {
    enum { STEP = 10 };
    for (double width = 40; width < most; width += STEP) {
        bool fits = true;
        for (int i = 0; i < question->options && fits; i++)
            fits = flow_measure(&app->ui.list, app->session, &question->option[i].label, width,
                                (FlowStyle){ .size = 17, .leading = 22, .bold = true }) <= 22;
        if (fits) return width;
    }
    return most;
}

static double draw_question(App *app, Box at, const Block *question) {
    Ui *ui = &app->ui;
    double y = at.y, label = label_width(app, question, math_min(at.w * 0.36, 190));
    y += flow_draw(&ui->list, app->session, question->line, at.x, y, at.w,
                   (FlowStyle){ .size = 16, .leading = 24, .paint = paint(ROLE_INK) }) +
         8;
    for (int right = 1; right >= 0; right--) {
        for (int i = 0; i < question->options; i++)
            if (question->option[i].right == right) y += draw_why(app, box(at.x, y, at.w, 0), &question->option[i], label) + 8;
        if (right) list_rect(&ui->list, box(at.x, y, at.w, 1), (RectStyle){ .fill = paint(ROLE_LINE) }), y += 9;
    }
    return y - at.y;
}

static double draw_exercise(App *app, Box at, const Block *exercise) {
    Ui *ui = &app->ui;
    double value, y = at.y;
    y += flow_draw(&ui->list, app->session, exercise->line, at.x, y, at.w,
                   (FlowStyle){ .size = 16, .leading = 24, .paint = paint(ROLE_INK) }) +
         4;
    bool known = session_live(app->session, &exercise->answer, &value, NULL);
    list_text(&ui->list, at.x + 26, y + 16, text_of(known ? number_text(ui->arena, value, 6) : "not with these vectors"),
              (TextStyle){ .face = FACE_BOLD, .size = 17, .paint = paint(ROLE_RIGHT) });
    draw_icon(&ui->list, ICON_CHECK, at.x + 9, y + 11, 16, paint(ROLE_RIGHT));
    return y + 30 - at.y;
}

// Returns the height; off the list with `draw` false.
static double draw_answers(App *app, Box at, bool draw) {
    const LessonStep *step = session_lesson_step(app->session);
    const Block *question = step_question(step), *exercise = step_exercise(step);
    List *list = &app->ui.list, kept = *list;
    double y = at.y;
    if (!draw) *list = list_begin(app->ui.arena, app->metrics);
    if (question) y += draw_question(app, box(at.x, y, at.w, 0), question);
    if (question && exercise) y += 10;
    if (exercise) y += draw_exercise(app, box(at.x, y, at.w, 0), exercise);
    if (!draw) *list = kept;
    return y - at.y;
}

static void answer_card(App *app, Box at, double height) {
    Ui *ui = &app->ui;
    draw_card(&ui->list, at);
    Box in = box(at.x + 22, at.y + 14, at.w - 40, at.h - 24), view = box(at.x + 1, in.y + 32, at.w - 2, in.h - 32);
    presenter_head(ui, box(in.x, in.y, in.w, 26), "THE ANSWER, AND WHY", "", "", true);
    UiId scroll = ui_id_at(ui, "answer scroll", app->player.step);
    double y = view.y + 6 - ui_scroll_begin(ui, scroll, view);
    draw_answers(app, box(in.x, y, in.w - 10, 0), true);
    ui_scroll_end(ui, scroll, view, height + 8);
}

// --- the notes

static double draw_notes(Ui *ui, Box at, const char *notes, double size, bool draw) {
    double y = at.y;
    Text rest = text_of(notes);
    while (rest.size) {
        Text line = text_of(flow_paragraph(ui->arena, &rest));
        y += ui_paragraph(ui, at.x, y, at.w, line, (TextStyle){ .size = size }, size * 1.42, draw) + size * 0.5;
    }
    return y - at.y;
}

static void notes(App *app, Box at) {
    Ui *ui = &app->ui;
    const char *text = session_lesson_step(app->session)->notes;
    presenter_head(ui, box(at.x, at.y, at.w, 26), "NOTES FOR NOW", "", "", true);
    Box view = box(at.x, at.y + 34, at.w, at.h - 34);
    if (!text) {
        list_text_fit(&ui->list, at.x, view.y + 22, at.w, TEXT("This step has no notes."),
                      (TextStyle){ .size = 16, .paint = paint(ROLE_MUTED) });
        return;
    }
    UiId scroll = ui_id_at(ui, "notes scroll", app->player.step);
    double y = view.y - ui_scroll_begin(ui, scroll, view);
    double size = math_clamp(at.w / 32, 20, 28), height; // as large as there is room for
    while ((height = draw_notes(ui, box(view.x, 0, view.w - 14, 0), text, size, false)) > view.h && size > 17) size -= 1;
    draw_notes(ui, box(view.x, y, view.w - 14, 0), text, size, true);
    ui_scroll_end(ui, scroll, view, height);
    if (height <= view.h) return; // then the arrows are the class's text's
    if (ui_key(ui, UI_KEY_DOWN, 0)) ui_scroll_by(ui, scroll, 60);
    if (ui_key(ui, UI_KEY_UP, 0)) ui_scroll_by(ui, scroll, -60);
}

void presenter_words(App *app, Box at) {
    Ui *ui = &app->ui;
    if (app->page == PAGE_HOME || !session_lesson(app->session)) {
        presenter_head(ui, box(at.x, at.y, at.w, 26), "NOTES", "", "", true);
        list_text_fit(&ui->list, at.x, at.y + 56, at.w, TEXT("They stand here when a lesson is open."),
                      (TextStyle){ .size = 16, .paint = paint(ROLE_MUTED) });
        return;
    }
    double height = draw_answers(app, box(0, 0, at.w - 50, 0), false), card = height > 0 ? math_min(height + 74, at.h * 0.58) : 0;
    notes(app, box(at.x, at.y, at.w, at.h - card - (card > 0 ? 18 : 0)));
    if (card > 0) answer_card(app, box(at.x, at.y + at.h - card, at.w, card), height);
}
