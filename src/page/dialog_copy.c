// Copy as: a matrix of the picture as text, in the format that goes where it is going; and the commands that make the numbers and
// the figure again.
#include <stdio.h>
#include <string.h>

#include "base/math.h"
#include "page/app.h"
#include "page/figure.h"
#include "page/predict.h"
#include "session/asked.h"
#include "session/copied.h"

enum { MATRICES = 10, FORMATS = 8, LINES = 9 };

typedef struct CopyMatrix {
    int node;
    bool grad;
} CopyMatrix;

static bool waits_for(App *app, int node, bool grad) {
    const Hidden *hidden;
    int count = predict_waits(app) ? asked_hidden(app->session, app->ui.arena, &hidden) : 0;
    for (int i = 0; i < count; i++)
        if (hidden[i].node == node && hidden[i].grad == grad) return true;
    return false;
}

static int add(App *app, CopyMatrix *out, int count, Ident ident) {
    bool shown = ident.kind == IDENT_VALUE || ident.kind == IDENT_GRAD || ident.kind == IDENT_HEAT || ident.kind == IDENT_SYMBOL;
    if (!shown || ident.node < 0 || count == MATRICES) return count;
    bool grad = ident.kind == IDENT_GRAD || ident.grad;
    const Node *node = tape_node(session_tape(app->session), ident.node);
    if (!node->name || !*node->name || !(grad ? node->grad : node->value) || waits_for(app, ident.node, grad)) return count;
    for (int i = 0; i < count; i++)
        if (out[i].node == ident.node && out[i].grad == grad) return count;
    out[count] = (CopyMatrix){ ident.node, grad };
    return count + 1;
}

// What is looked at comes first, then the picture's.
static int matrices(App *app, CopyMatrix *out) {
    int count = 0;
    for (int i = app->stage.first; i < app->stage.end && i < app->ui.list.count; i++)
        count = add(app, out, count, app->ui.list.cmd[i].ident);
    return count;
}

void dialog_copy_begin(App *app) {
    Ident at = overlay_target(&app->overlay, app->overlay.by_keys);
    app->dialogs.copied = at.kind == IDENT_NONE || at.kind == IDENT_NOTE ? -1 : at.node;
    app->dialogs.copied_grad = at.grad || at.kind == IDENT_GRAD;
}

static double pills(App *app, Box at, const char *label, const char *const *names, int count, int *chosen) {
    Ui *ui = &app->ui;
    double beside = ui_size(ui, 72), height, size = ui_size(ui, 14);
    list_text(&ui->list, at.x, ui_baseline(ui, box(at.x, at.y, 0, UI_TARGET), FACE_TEXT, size), text_of(label),
              (TextStyle){ .size = size, .paint = paint(ROLE_MUTED) });
    *chosen = ui_choice(ui, ui_id(ui, label), at.x + beside, at.y, at.w - beside,
                        (UiChoice){ .label = names, .count = count, .chosen = *chosen, .draw = true }, &height);
    return height;
}

static double draw_text(Ui *ui, Box at, const char *text, int most) {
    double leading = ui_size(ui, 20), y = at.y + 10;
    Text rest = text_of(text);
    int lines = 0;
    for (Text r = rest; r.size && lines < most; lines++) text_line(&r);
    Box card = box(at.x, at.y, at.w, lines * leading + 20);
    list_rect(&ui->list, card, (RectStyle){ .radius = 8, .fill = paint(ROLE_STAGE) });
    for (int i = 0; i < lines; i++, y += leading) {
        Text line = text_line(&rest);
        bool last = i == most - 1 && rest.size;
        list_text_fit(&ui->list, at.x + 14, y + leading * 0.7, at.w - 28, last ? TEXT("…") : line,
                      (TextStyle){ .face = FACE_MONO, .size = ui_size(ui, 12) });
    }
    return card.h;
}

static void take(App *app, const char *text, const char *said) {
    Ui *ui = &app->ui;
    if (!ui->copy) return;
    ui->copy(ui->clipboard, text);
    dialog_close(app);
    toast_say(app, said, NULL);
}

static double draw_command(App *app, Box at, const char *label, const char *id, const char *command) {
    Ui *ui = &app->ui;
    UiButton copy = { .label = "Copy command", .has_icon = true, .icon = ICON_COPY };
    double w = ui_button_width(ui, &copy), top = at.y + ui_size(ui, 24);
    bool below = at.w < 3 * w;
    double h = draw_text(ui, box(at.x, top, below ? at.w : at.w - w - 12, 0), command, 2), y = below ? top + h + 8 : top;
    list_text(&ui->list, at.x, at.y + ui_size(ui, 15), text_of(label),
              (TextStyle){ .size = ui_size(ui, 14), .paint = paint(ROLE_MUTED) });
    if (ui_button(ui, ui_id(ui, id), box(at.x + at.w - w, y, w, UI_TARGET), copy))
        take(app, command, "The command is on the clipboard.");
    return math_max(top + h, y + UI_TARGET) - at.y + 12;
}

static const char *figure_command(App *app) {
    FigureSpec spec = { .scale = 2, .theme = app->theme == THEME_DARK ? THEME_DARK : THEME_LIGHT, .t = app->player.t };
    const char *inputs = copied_inputs(app->session, app->ui.arena);
    if (inputs) spec.data = "/dev/stdin"; // a name is no path, and what was edited stands in no file
    const char *command = figure_file(app->session, &spec, app->metrics, "png", app->ui.arena).command;
    return command ? arena_print(app->ui.arena, "%s%s", command, inputs ? inputs : "") : "";
}

static double draw_matrix(App *app, Box at, const CopyMatrix *matrix, int count) {
    Ui *ui = &app->ui;
    Dialogs *d = &app->dialogs;
    const char *name[MATRICES], *as[FORMATS];
    const DataFormat *format[FORMATS];
    const Tape *tape = session_tape(app->session);
    int chosen = 0, formats = copied_formats(format, FORMATS);
    for (int i = 0; i < count; i++) {
        const char *node = tape_node(tape, matrix[i].node)->name;
        name[i] = matrix[i].grad ? arena_print(ui->arena, "grad.%s", node) : node;
        if (matrix[i].node == d->copied && matrix[i].grad == d->copied_grad) chosen = i;
    }
    for (int i = 0; i < formats; i++) as[i] = copied_format_name(ui->arena, format[i]);
    double y = at.y + pills(app, box(at.x, at.y, at.w, 0), "Matrix", name, count, &chosen) + 4;
    d->copied = matrix[chosen].node, d->copied_grad = matrix[chosen].grad;
    if (d->format_of_copy >= formats) d->format_of_copy = 0;
    y += pills(app, box(at.x, y, at.w, 0), "As", as, formats, &d->format_of_copy) + 8;
    const char *text = copied_numbers(app->session, d->copied, d->copied_grad, format[d->format_of_copy], ui->arena);
    y += draw_text(ui, box(at.x, y, at.w, 0), text, LINES) + 12;
    UiButton copy = { .label = "Copy", .primary = true };
    double w = ui_button_width(ui, &copy);
    UiId id = ui_id(ui, "copy matrix");
    bool pressed = ui_button(ui, id, box(at.x + at.w - w, y, w, UI_TARGET), copy);
    if (d->fresh) ui_set_focus(ui, id, false);
    if (pressed) take(app, text, arena_print(ui->arena, "%s is on the clipboard as %s.", name[chosen], as[d->format_of_copy]));
    return y + UI_TARGET + 8 - at.y;
}

static double draw_all(App *app, Box at) {
    CopyMatrix matrix[MATRICES];
    int count = matrices(app, matrix);
    double y = at.y;
    if (count) y += draw_matrix(app, box(at.x, y, at.w, 0), matrix, count);
    const char *command = copied_command(app->session, app->ui.arena);
    if (command)
        y += draw_command(app, box(at.x, y, at.w, 0), "Computes these numbers again, in a terminal", "copy compute", command);
    y += draw_command(app, box(at.x, y, at.w, 0), "Draws this figure again", "copy export", figure_command(app));
    return y - at.y;
}

void dialog_copy_draw(App *app) {
    Ui *ui = &app->ui;
    Box in;
    ui_dialog_begin(ui, ui_id(ui, "copy as"), 820 * ui->type, 560 * ui->type, "Copy as…", &in);
    UiId id = ui_id(ui, "copy scroll");
    double y = in.y - ui_scroll_begin(ui, id, in), reach = draw_all(app, box(in.x + 2, y + 2, in.w - 16, 0));
    ui_scroll_end(ui, id, in, reach + 4);
    if (ui_dialog_end(ui)) dialog_close(app);
}
