// Predict, then see: a question with one right option, each with its reason; and a number to work out by hand.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "page/flow.h"
#include "page/mine.h"
#include "page/panel.h"
#include "page/panel_parts.h"
#include "page/predict.h"
#include "session/asked.h"

static FlowStyle question_style(const PanelPen *pen) {
    const Ui *ui = &pen->app->ui;
    return (FlowStyle){ .size = ui_size(ui, pen_gap(pen, 16, 15, 15)),
                        .leading = ui_size(ui, pen_gap(pen, 24, 21, 20)),
                        .paint = paint(ROLE_INK),
                        .bold = true };
}

static double small_head(PanelPen *pen, double y, const char *text) {
    Ui *ui = &pen->app->ui;
    list_text(&ui->list, pen->x, y + ui_size(ui, 12), text_of(text),
              (TextStyle){ .face = FACE_BOLD, .size = ui_size(ui, 12), .paint = paint(ROLE_MUTED) });
    return ui_size(ui, pen_gap(pen, 20, 20, 17));
}

// --- what was answered is remembered with the lesson: by step and block

static const char *answered(const PanelPen *pen, int number) {
    const App *app = pen->app;
    return state_answer(app->state, session_lesson(app->session)->id, session_lesson_step(app->session)->id, number);
}

static void remember(const PanelPen *pen, int number, const char *text) {
    const App *app = pen->app;
    state_set_answer(app->state, session_lesson(app->session)->id, session_lesson_step(app->session)->id, number, text);
}

static UiId block_id(const PanelPen *pen, int number) {
    const Ui *ui = &pen->app->ui;
    const Lesson *lesson = session_lesson(pen->app->session);
    return ui_id_at(ui, arena_print(ui->arena, "%s %d block", lesson->id, session_step(pen->app->session)), number);
}

// --- a question

static double draw_option(PanelPen *pen, double y, const Option *option, UiId id, bool *taken, bool chosen, bool of_lesson) {
    Ui *ui = &pen->app->ui;
    FlowStyle style = { .size = ui_size(ui, 15), .leading = ui_size(ui, 22), .paint = paint(ROLE_INK), .plain = true };
    double inner = pen->width - UI_OPTION_INSET - 14,
           text = flow_measure(&ui->list, pen->app->session, &option->label, inner, style);
    double note = of_lesson ? ui_size(ui, 18) : 0, height = text + note + 18;
    if (height < UI_TARGET) height = UI_TARGET;
    Box at = box(pen->x, y, pen->width, height);
    *taken = ui_option(ui, id, at, !chosen ? UI_OPEN : option->right ? UI_RIGHT : UI_WRONG);
    double top = y + (height - text - note) / 2;
    flow_draw(&ui->list, pen->app->session, &option->label, at.x + UI_OPTION_INSET, top, inner, style);
    if (note)
        list_text_fit(&ui->list, at.x + UI_OPTION_INSET, top + text + ui_size(ui, 12), inner,
                      TEXT("speaks of the lesson’s own numbers"),
                      (TextStyle){ .face = FACE_ITALIC, .size = ui_size(ui, 12), .paint = paint(ROLE_MUTED) });
    return height;
}

static Line reason_line(Arena *arena, const Option *option) {
    Run *run = arena_new(arena, Run, option->reason.runs + 1);
    run[0] = (Run){ .kind = RUN_TEXT, .strong = true, .text = option->right ? "Right: " : "Not quite: " };
    if (!option->reason.runs) run[0].text = option->right ? "Right." : "Not quite.";
    for (int i = 0; i < option->reason.runs; i++) run[i + 1] = option->reason.run[i];
    return (Line){ .run = run, .runs = option->reason.runs + 1 };
}

static FlowStyle reason_style(const PanelPen *pen, bool right) {
    const Ui *ui = &pen->app->ui;
    return (FlowStyle){ .size = ui_size(ui, 14), .leading = ui_size(ui, 21), .paint = paint(right ? ROLE_RIGHT : ROLE_WRONG) };
}

static double reason_height(PanelPen *pen, const Option *option) {
    Ui *ui = &pen->app->ui;
    Line line = reason_line(ui->arena, option);
    return flow_measure(&ui->list, pen->app->session, &line, pen->width, reason_style(pen, option->right)) + 4;
}

static void draw_reason(PanelPen *pen, double y, const Option *option) {
    Ui *ui = &pen->app->ui;
    Line line = reason_line(ui->arena, option);
    flow_draw(&ui->list, pen->app->session, &line, pen->x, y + 4, pen->width, reason_style(pen, option->right));
}

// A question says itself whether it hangs on the lesson's numbers; of one that does not say, digits in an option tell.
// And only where others are on the stage: one's own, edited ones, or what a control has made of the lesson's.
static bool speaks_of_lesson(const Session *session, const Block *block, const Option *option) {
    switch (block->about) {
    case ABOUT_NUMBERS: return session_altered(session);
    case ABOUT_IDEA:
    case ABOUT_TRAINING: return false;
    case ABOUT_UNSAID: break;
    }
    return option->fixed_numbers && session_own_data(session);
}

// Below the options: how to see it without an answer. Its room is that of the longest reason, which comes in its place, so that
// nothing moves under the hand.
static double draw_show(PanelPen *pen, double y) {
    App *app = pen->app;
    Ui *ui = &app->ui;
    UiButton show = { .label = "Show", .tip = "Show the answer (A)" };
    double w = ui_button_width(ui, &show), x = pen->x + w + 14, room = pen->width - w - 14;
    if (ui_button(ui, ui_id(ui, "show"), box(pen->x, y, w, UI_TARGET), show)) app_ask(app, ACTION_SHOW, 0);
    ui_paragraph(ui, x, y + (UI_TARGET - ui_size(ui, 18)) / 2, room, TEXT("Any guess will do. Then the picture plays."),
                 (TextStyle){ .size = ui_size(ui, 13), .paint = paint(ROLE_MUTED) }, ui_size(ui, 18), true);
    return UI_TARGET;
}

static double longest_reason(PanelPen *pen, const Block *block) {
    double most = UI_TARGET;
    for (int i = 0; i < block->options; i++) {
        double height = reason_height(pen, &block->option[i]);
        if (height > most) most = height;
    }
    return most;
}

double panel_ask(PanelPen *pen, const Block *block, int number) {
    App *app = pen->app;
    Ui *ui = &app->ui;
    UiId id = block_id(pen, number);
    if (!session_asks(app->session, block)) return 0; // one's own vectors have no such number
    int answer = predict_answer(app, block);          // the option chosen, from 1; 0: none
    bool waits = predict_waits(app) && block == step_question(session_lesson_step(app->session));
    double *fresh = ui_keep(ui, id ^ 0xf1e5u); // passes ago: 1 just chosen, 2 its reason is on the page
    double y = pen->y + small_head(pen, pen->y, "Predict");
    for (int i = 0; i < block->lines; i++)
        y += flow_draw(&ui->list, app->session, &block->line[i], pen->x, y, pen->width, question_style(pen));
    double gap = pen_gap(pen, 10, 6, 4);
    y += gap;
    ui_push(ui, id);
    for (int i = 0; i < block->options; i++) {
        bool taken = false;
        y += draw_option(pen, y, &block->option[i], ui_id_at(ui, "option", i), &taken, answer == i + 1,
                         speaks_of_lesson(app->session, block, &block->option[i])) +
             gap;
        if (taken) answer = i + 1, *fresh = 1, ui->animating = true;
    }
    ui_pop(ui);
    y -= gap;
    if (*fresh == 1) predict_take(app, block, answer);
    double room = longest_reason(pen, block);
    if (answer)
        draw_reason(pen, y + 8, &block->option[answer - 1]);
    else if (waits)
        draw_show(pen, y + 8);
    if (!answer && settings_on(app->settings, SETTING_PREDICT)) app->ask_end = y + (waits ? 8 + UI_TARGET : 0);
    if (answer || waits || asked_waits(session_lesson_step(app->session))) y += 8 + room;
    if (*fresh == 2) panel_reveal(pen, y);
    *fresh = *fresh == 1 ? 2 : 0;
    return y - pen->y;
}

// --- a number to work out

// What is remembered of it: "0,54", and once it is checked "0,54 checked 9f3a…" with the question that it answers, so that the
// verdict comes back with the place, and another question finds no answer of a former one.
static const char *const mark_of_checked = " checked ";

// What was typed, "" where nothing was. Returns whether it was checked.
static bool recall(const PanelPen *pen, const Block *block, int number, char *typed, size_t size) {
    const char *said = answered(pen, number), *mark = said ? strstr(said, mark_of_checked) : NULL;
    size_t length = mark ? (size_t)(mark - said) : said ? strlen(said) : 0;
    if (length >= size) length = size - 1;
    memcpy(typed, said ? said : "", length);
    typed[length] = 0;
    if (!mark) return false;
    bool same = strtoull(mark + strlen(mark_of_checked), NULL, 16) == block->question;
    if (!same) typed[0] = 0;
    return same;
}

static void remember_checked(const PanelPen *pen, const Block *block, int number, const char *typed) {
    Arena *arena = pen->app->ui.arena;
    remember(pen, number, arena_print(arena, "%s%s%llx", typed, mark_of_checked, (unsigned long long)block->question));
}

// The field's mistakes are looked for once, when it is checked; only the last one that was checked keeps them.
static Mine *mine_of(App *app, UiId id) {
    if (app->mine_of != id) app->mine = (Mine){ 0 };
    app->mine_of = id;
    return &app->mine;
}

static void check(PanelPen *pen, UiId id, const LiveRef *answer, const char *typed, double *judged) {
    App *app = pen->app;
    Mine *mine = mine_of(app, id);
    double wanted;
    Ident of;
    if (!session_live(app->session, answer, &wanted, &of)) return;
    snprintf(mine->typed, sizeof mine->typed, "%s", typed);
    mine_judge(mine, app->session, of, wanted);
    *judged = mine->judged;
}

static const char *verdict_text(App *app, UiId id, Judgement judged, double wanted, Role *role) {
    Mine plain = { .judged = judged };
    if (app->mine_of == id) memcpy(plain.said, app->mine.said, sizeof plain.said);
    if (!plain.said[0])
        snprintf(plain.said, sizeof plain.said, "Not yet. Point at the number on the picture to see how it is made.");
    const char *said = mine_verdict(&plain, wanted, app->ui.arena, role);
    return said ? arena_print(app->ui.arena, "%s", said) : NULL;
}

double panel_answer(PanelPen *pen, const Block *block, int number) {
    App *app = pen->app;
    Ui *ui = &app->ui;
    UiId id = block_id(pen, number);
    char typed[48];
    bool checked = recall(pen, block, number, typed, sizeof typed);
    double *judged = ui_keep(ui, id ^ 0xa45u), y = pen->y + small_head(pen, pen->y, "Work it out"), wanted = 0;
    double *fresh = ui_keep(ui, id ^ 0xf1e5u); // passes ago: 1 just judged, 2 the verdict is on the page
    bool known = session_live(app->session, &block->answer, &wanted, NULL);
    for (int i = 0; i < block->lines; i++)
        y += flow_draw(&ui->list, app->session, &block->line[i], pen->x, y, pen->width, question_style(pen));
    y += 10;
    UiButton button = { .label = "Check", .off = !known };
    double w = ui_button_width(ui, &button), field = pen->width - w - 10 < 200 ? pen->width - w - 10 : 200;
    UiField did = ui_field(ui, id, box(pen->x, y, field, UI_TARGET), typed, sizeof typed,
                           (UiFieldStyle){ .hint = "your number", .wrong = *judged == ANSWER_WRONG });
    bool pressed = ui_button(ui, ui_id_at(ui, "check", (int)id), box(pen->x + field + 10, y, w, UI_TARGET), button);
    if (did & UI_CHANGED) *judged = ANSWER_NONE, checked = false, remember(pen, number, typed);
    if (checked && known && *judged == ANSWER_NONE) check(pen, id, &block->answer, typed, judged); // opened anew
    if (((did & UI_ENTERED) || pressed) && known) {
        check(pen, id, &block->answer, typed, judged);
        remember_checked(pen, block, number, typed);
        *fresh = 1;
        ui->animating = true;
        if (*judged != ANSWER_RIGHT) ui_set_focus(ui, id, false); // the next digit is of the next try, and leads to no step
    }
    if ((did & UI_ESCAPED) || ((did & UI_ENTERED) && *judged == ANSWER_RIGHT)) ui_field_leave(ui, id);
    // Other numbers, other judgement.
    if (*judged == ANSWER_RIGHT || *judged == ANSWER_WRONG) *judged = answer_judge(typed, wanted);
    y += UI_TARGET;
    Role role;
    const char *verdict = verdict_text(app, id, (Judgement)*judged, wanted, &role);
    if (verdict)
        y += 8 + ui_paragraph(ui, pen->x, y + 8, pen->width, text_of(verdict),
                              (TextStyle){ .size = ui_size(ui, 14), .paint = paint(role) }, ui_size(ui, 21), true);
    if (*fresh == 2) panel_reveal(pen, y);
    *fresh = *fresh == 1 ? 2 : 0;
    return y - pen->y;
}
