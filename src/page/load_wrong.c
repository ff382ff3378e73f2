// A file that cannot be read: what was found, with the place marked in its line, beside what was wanted.
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "page/load_parts.h"

// The field that begins at a column: as far as the next mark between fields.
static Text field_at(Text line, int column, Text *before) {
    Text rest = line;
    for (int i = 1; i < column && rest.size; i++) utf8_next(&rest);
    *before = (Text){ line.at, (size_t)(rest.at - line.at) };
    size_t end = 0;
    while (end < rest.size && (end == 0 || !strchr(",;\t|", rest.at[end]))) end++;
    return (Text){ rest.at, end };
}

static void draw_mark(Ui *ui, double x, double y, double size, Text line, int column, double width) {
    Text before, field = field_at(line, column, &before);
    double from = x + metrics_width(ui->metrics, FACE_MONO, size, before), w = metrics_width(ui->metrics, FACE_MONO, size, field);
    if (from > x + width - 8) from = x + width - 8;
    w = fmin(fmax(w, size * 0.7), x + width - from);
    list_rect(
        &ui->list, box(from - 3, y - size * 1.05, w + 6, size * 1.5),
        (RectStyle){ .radius = 4, .fill = paint_tint(ROLE_WRONG, ROLE_PANEL, 0.16f), .stroke = paint(ROLE_WRONG), .width = 1.5 });
}

// The size at which the longest of the lines fits.
static double size_for(const Ui *ui, const IncomingWrong *w, double width) {
    double size = ui_size(ui, 14), most = 0;
    for (int i = 0; i < 3; i++)
        if (w->around[i]) most = fmax(most, metrics_width(ui->metrics, FACE_MONO, size, text_of(w->around[i])));
    return most > width ? fmax(size * width / most, size * 0.7) : size;
}

// Room for the numbers of the lines, however many digits they have.
static double gutter(const Ui *ui, const IncomingWrong *w) {
    char last[16];
    snprintf(last, sizeof last, "%d", w->line + 1);
    return fmax(ui_size(ui, 44), metrics_width(ui->metrics, FACE_MONO, ui_size(ui, 12), text_of(last)) + 20);
}

static double draw_found(Ui *ui, const IncomingWrong *w, Box at) {
    const char *place = w->line > 0 && w->column > 0 ? arena_print(ui->arena, "line %d, column %d", w->line, w->column)
                        : w->line > 0                ? arena_print(ui->arena, "line %d", w->line)
                                                     : NULL;
    const char *head = *w->name ? arena_print(ui->arena, "Found in %s", w->name) : "Found";
    double y = at.y + load_heading(ui, at.x, at.y, at.w, 0, head, place), leading = ui_size(ui, 26), number = gutter(ui, w);
    bool lines = w->around[1] != NULL;
    if (!lines) return y - at.y;
    double h = 3 * leading + 20, size = size_for(ui, w, at.w - number - 28);
    load_card(ui, box(at.x, y, at.w, h));
    list_clip(&ui->list, box(at.x, y, at.w - 6, h));
    for (int i = 0; i < 3; i++) {
        if (!w->around[i]) continue;
        double base = y + 10 + leading * (i + 0.7);
        list_print(&ui->list, at.x + number - 12, base,
                   (TextStyle){ .face = FACE_MONO, .size = ui_size(ui, 12), .paint = paint(ROLE_MUTED), .align = ALIGN_RIGHT },
                   "%d", w->line + i - 1);
        if (i == 1 && w->at > 0) draw_mark(ui, at.x + number, base, size, text_of(w->around[1]), w->at, at.w - number - 20);
        list_text(&ui->list, at.x + number, base, text_of(w->around[i]),
                  (TextStyle){ .face = FACE_MONO, .size = size, .paint = paint(i == 1 ? ROLE_INK : ROLE_MUTED) });
    }
    list_unclip(&ui->list);
    return y + h + 14 - at.y;
}

static double draw_messages(Ui *ui, const IncomingWrong *w, Box at) {
    double size = ui_size(ui, 15), leading = ui_size(ui, 22), inner = at.w - 32, height = 24;
    TextStyle style = { .size = size, .paint = paint(ROLE_WRONG) };
    for (int i = 0; i < w->messages; i++)
        height += ui_paragraph(ui, 0, 0, inner, text_of(w->message[i]), style, leading, false) + 4;
    if (w->more > 0) height += leading;
    list_rect(&ui->list, box(at.x, at.y, at.w, height),
              (RectStyle){ .radius = 8, .fill = paint_tint(ROLE_WRONG, ROLE_PANEL, 0.08f) });
    double y = at.y + 12;
    for (int i = 0; i < w->messages; i++)
        y += ui_paragraph(ui, at.x + 16, y, inner, text_of(w->message[i]), style, leading, true) + 4;
    if (w->more > 0)
        ui_paragraph(ui, at.x + 16, y, inner, text_of(arena_print(ui->arena, "and %d more", w->more)), style, leading, true);
    return height + 14;
}

// The files that were well go on without this one.
static double draw_others(App *app, double x, double y) {
    Ui *ui = &app->ui;
    Incoming *in = app->dialogs.incoming;
    if (!in->files) return 0;
    const char *name = in->files == 1 ? in->file[0]->name : "the other files";
    UiButton back = { .label = arena_print(ui->arena, "Back to %s", name) };
    if (ui_button(ui, ui_id(ui, "others"), box(x, y, ui_button_width(ui, &back), 40), back)) {
        incoming_forget_wrong(in);
        app->dialogs.offered = true;
        ui->animating = true;
    }
    return 52;
}

double load_wrong_draw(App *app, Box at) {
    Ui *ui = &app->ui;
    const IncomingWrong *w = &app->dialogs.incoming->wrong;
    bool beside = at.w >= 700 * ui->type;
    double left = beside ? floor(at.w * 0.58) : at.w, y = at.y;
    y += draw_found(ui, w, box(at.x, y, left, 0));
    y += draw_messages(ui, w, box(at.x, y, left, 0));
    y += draw_others(app, at.x, y);
    Box wanted = beside ? box(at.x + left + 28, at.y, at.w - left - 28, 0) : box(at.x, y, at.w, 0);
    double h = app->page == PAGE_GRADE ? 0 : load_layout_draw(app, wanted);
    return beside ? fmax(y - at.y, h) : y + h - at.y;
}
