// The words are made anew in every pass, from what is shown; only what has changed in them is read aloud.
#include "page/panel_words.h"

#include <string.h>

#include "draw/decimal.h"
#include "page/app.h"
#include "page/panel.h"
#include "page/predict.h"
#include "session/describe.h"
#include "session/spoken.h"

enum { LINES_MOST = 128 };
static const char speaker[] = "spd-say";

// --- what is said

static const char *with_decimals(App *app, const char *text) {
    return app_has_comma(app) ? decimal_comma(app->ui.arena, text) : text;
}

const char *panel_words_number(App *app) {
    enum { TERMS = 4, DIGITS = 4 };
    Ui *ui = &app->ui;
    Ident target = overlay_target(&app->overlay, ui_has_focus(ui, ui_id(ui, "stage")));
    if (!ident_is_number(target)) return NULL;
    Explained e = explained_make(ui->arena, session_tape(app->session), &ui->list, target);
    Card card = card_make(ui->arena, app->session, &e, false, TERMS, DIGITS);
    if (!card.formula) return card.note;
    const char *formula = spoken_formula(ui->arena, text_of(card.formula));
    size_t size = strlen(formula);
    bool ends = size >= 6 && !strcmp(formula + size - 6, "equals"); // nothing is worked out
    const char *result = explained_hides(&e, target) ? "unknown" : card.result ? card.result : "";
    return with_decimals(app, arena_print(ui->arena, "%s%s%s.", formula, ends ? " " : ", which is ", result));
}

static const char *step_words(App *app) {
    Described d = describe_step(
        app->session, &(DescribeSpec){ .metrics = app->metrics, .t = app->player.t, .before = predict_waits(app) }, app->ui.arena);
    return with_decimals(app, describe_text(&d, app->ui.arena));
}

// --- aloud

static uint64_t hash_of(const char *text) {
    uint64_t hash = 14695981039346656037u;
    for (; text && *text; text++) hash = (hash ^ (unsigned char)*text) * 1099511628211u;
    return hash;
}

// What was said before ends. By one program: two could come in either order, and the new words be cancelled.
static void speak(const char *text) {
    static const char *const hush[] = { speaker, "--cancel", NULL }, *const say[] = { speaker, "--cancel", "--pipe-mode", NULL };
    program_leave(*text ? say : hush, text_of(text));
}

// A step when one comes to it or it comes to rest, a number when one looks at it.
static void read_aloud(App *app, const char *step, const char *number) {
    Words *w = &app->in_words;
    uint64_t of_step = hash_of(step), of_number = hash_of(number);
    bool moves = app->player.playing || app->stage.dragging;
    if (!w->aloud || moves) return;
    if (of_step != w->step_said)
        speak(step);
    else if (number && of_number != w->number_said)
        speak(number);
    w->step_said = of_step, w->number_said = of_number;
}

// --- drawn

static int cut_lines(const char *words, const char *number, Text line[LINES_MOST]) {
    int lines = 0;
    if (number) line[lines++] = text_of(number);
    for (Text rest = text_of(words); rest.size && lines < LINES_MOST;) {
        Text one = text_line(&rest);
        if (text_trim(one).size) line[lines++] = one;
    }
    return lines;
}

static double draw_line(App *app, Text line, int i, double x, double y, double width) {
    Ui *ui = &app->ui;
    double size = ui_size(ui, 15), leading = size * 1.5, inset = text_starts(line, "  ") ? 20 : 0;
    TextStyle style = { .size = size };
    line = text_trim(line);
    double height = ui_paragraph(ui, 0, 0, width - inset, line, style, leading, false);
    Box at = box(x - 8, y - 4, width + 16, height + 8);
    UiId id = ui_id_at(ui, "words line", i);
    if (ui_hit(ui, id, at)) ui->cursor = UI_CURSOR_HAND;
    if (ui_clicked(ui, id)) app->in_words.line = app->in_words.line == i ? -1 : i, ui_set_focus(ui, ui_id(ui, "words"), false);
    if (app->in_words.line == i) {
        list_rect(&ui->list, at, (RectStyle){ .radius = 8, .fill = paint(ROLE_CURRENT) });
        if (ui_has_focus(ui, ui_id(ui, "words")) && ui->focus_seen) ui_ring(ui, at, 8);
    }
    ui_paragraph(ui, x + inset, y, width - inset, line, style, leading, true);
    return height + ui_size(ui, 10);
}

static void copy(App *app, const char *words, const Text *line) {
    Ui *ui = &app->ui;
    if (!ui->copy) return;
    ui->copy(ui->clipboard, line ? text_copy(ui->arena, text_trim(*line)) : words);
    toast_say(app, line ? "The line is on the clipboard." : "The words are on the clipboard.", NULL);
}

// Up and Down walk from line to line, Enter reads the line, Ctrl C copies it or, without one, everything.
static void take_keys(App *app, const char *words, const Text *line, int lines) {
    Ui *ui = &app->ui;
    int *at = &app->in_words.line;
    if (!ui_has_focus(ui, ui_id(ui, "words"))) return;
    if (ui_key(ui, UI_KEY_DOWN, 0)) *at = *at + 1 < lines ? *at + 1 : lines - 1;
    if (ui_key(ui, UI_KEY_UP, 0)) *at = *at > 0 ? *at - 1 : 0;
    bool chosen = *at >= 0 && *at < lines;
    if (ui_key(ui, 'c', UI_CTRL)) copy(app, words, chosen ? &line[*at] : NULL);
    if (chosen && ui_key(ui, UI_KEY_ENTER, 0) && program_there(speaker)) speak(text_copy(ui->arena, line[*at]));
}

static void draw_head(App *app, Box at, const char *words) {
    Ui *ui = &app->ui;
    double size = ui_size(ui, 15), right = at.x + at.w;
    list_text(&ui->list, at.x, ui_baseline(ui, at, FACE_BOLD, size), TEXT("In words"),
              (TextStyle){ .face = FACE_BOLD, .size = size });
    UiButton text = { .label = "Text", .tip = "The step’s text again (I)" }, all = { .label = "Copy", .tip = "All of it" },
             aloud = { .label = app->in_words.aloud ? "Quiet" : "Aloud",
                       .tip = app->in_words.aloud ? "Read no more" : "Read it aloud" };
    double w = ui_button_width(ui, &text);
    if (ui_button(ui, ui_id(ui, "words off"), box(right - w, at.y, w, at.h), text)) app_ask(app, ACTION_WORDS, 0);
    right -= w + 8, w = ui_button_width(ui, &all);
    if (ui_button(ui, ui_id(ui, "copy words"), box(right - w, at.y, w, at.h), all)) copy(app, words, NULL);
    right -= w + 8, w = ui_button_width(ui, &aloud);
    if (!program_there(speaker)) return;
    if (ui_button(ui, ui_id(ui, "read aloud"), box(right - w, at.y, w, at.h), aloud)) {
        app->in_words.aloud = !app->in_words.aloud;
        app->in_words.step_said = 0;
        if (!app->in_words.aloud) speak("");
    }
}

void panel_words_draw(App *app, Box at) {
    Ui *ui = &app->ui;
    UiId scroll = ui_id(ui, "panel scroll"), all = ui_id(ui, "words");
    Text line[LINES_MOST];
    const char *words = step_words(app), *number = panel_words_number(app);
    int lines = cut_lines(words, number, line);
    read_aloud(app, words, number);
    ui_hit(ui, ui_id(ui, "panel"), at);
    list_rect(&ui->list, at, (RectStyle){ .fill = paint(ROLE_PANEL) });
    double margin = at.w >= 400 ? 32 : 24, head = ui_size(ui, 32), width = at.w - 2 * margin, most = ui_size(ui, 760);
    draw_head(app, box(at.x + margin, at.y + 16, width, head), words);
    if (width > most) width = most;
    take_keys(app, words, line, lines);
    Box view = box(at.x, at.y + head + 28, at.w, at.h - head - 28);
    ui_focusable_only(ui, all, view);
    double top = view.y + 8 - ui_scroll_begin(ui, scroll, view), y = top;
    double chosen_top = 0, chosen_end = 0;
    for (int i = 0; i < lines; i++) {
        double from = y;
        y += draw_line(app, line[i], i, at.x + margin, y, width);
        if (i == app->in_words.line) chosen_top = from, chosen_end = y;
    }
    ui_scroll_end(ui, scroll, view, y - top + 24);
    if (chosen_end > view.y + view.h) ui_scroll_by(ui, scroll, chosen_end - view.y - view.h);
    if (chosen_end > 0 && chosen_top < view.y) ui_scroll_by(ui, scroll, chosen_top - view.y - 8);
}

void panel_words_toggle(App *app) {
    Words *w = &app->in_words;
    w->on = !w->on;
    w->line = -1;
    w->step_said = w->number_said = 0;
    if (w->on && app->fit.place == PANEL_FOLDED) panel_toggle(app);
}
