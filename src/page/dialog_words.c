// The step in words, as `attend describe` says it: to read, to copy, to be read aloud where a speech dispatcher is installed.
#include "draw/decimal.h"
#include "page/app.h"
#include "page/dialogs.h"
#include "page/predict.h"
#include "session/describe.h"

static const char speaker[] = "spd-say";

static void speak(const char *text) {
    static const char *const hush[] = { speaker, "--cancel", NULL }, *const say[] = { speaker, "--pipe-mode", NULL };
    program_leave(hush, TEXT(""));
    program_leave(say, text_of(text));
}

static double draw_lines(Ui *ui, Box in, double y, const char *words) {
    double size = ui_size(ui, 15), leading = size * 1.5, from = y;
    for (Text rest = text_of(words); rest.size;) {
        Text line = text_line(&rest);
        double inset = text_starts(line, "  ") ? 20 : 0;
        line = text_trim(line);
        y += ui_paragraph(ui, in.x + inset, y, in.w - 20 - inset, line, (TextStyle){ .size = size }, leading, true) + size * 0.4;
    }
    return y - from;
}

static void draw_buttons(App *app, Box in, const char *words) {
    Ui *ui = &app->ui;
    UiButton copy = { .label = "Copy", .primary = true }, aloud = { .label = "Read aloud" };
    double w = ui_button_width(ui, &copy), x = in.x + in.w - w, y = in.y + in.h - UI_TARGET;
    if (ui_button(ui, ui_id(ui, "copy words"), box(x, y, w, UI_TARGET), copy) && ui->copy) {
        ui->copy(ui->clipboard, words);
        toast_say(app, "The words are on the clipboard.", NULL);
    }
    if (!program_there(speaker)) return;
    w = ui_button_width(ui, &aloud);
    if (ui_button(ui, ui_id(ui, "read aloud"), box(x - w - 10, y, w, UI_TARGET), aloud)) speak(words);
}

void dialog_words_draw(App *app) {
    Ui *ui = &app->ui;
    Box in;
    Described d = describe_step(
        app->session, &(DescribeSpec){ .metrics = app->metrics, .t = app->player.t, .before = predict_waits(app) }, ui->arena);
    const char *words = describe_text(&d, ui->arena);
    if (app_has_comma(app)) words = decimal_comma(ui->arena, words);
    ui_dialog_begin(ui, ui_id(ui, "words"), 820 * ui->type, 620 * ui->type, "In words", &in);
    UiId scroll = ui_id(ui, "scroll");
    Box view = box(in.x, in.y, in.w, in.h - UI_TARGET - 16);
    double y = view.y - ui_scroll_begin(ui, scroll, view);
    ui_scroll_end(ui, scroll, view, draw_lines(ui, view, y, words));
    if (ui_key(ui, UI_KEY_DOWN, 0)) ui_scroll_by(ui, scroll, 60);
    if (ui_key(ui, UI_KEY_UP, 0)) ui_scroll_by(ui, scroll, -60);
    draw_buttons(app, in, words);
    if (ui_dialog_end(ui) || ui_typed(ui, "i")) dialog_close(app);
}
