// The link to this step as a QR code, as large as the window, dark on white in every theme: a class scans it from the projector.
#include <math.h>
#include <string.h>

#include "base/math.h"
#include "data/qr.h"
#include "page/app.h"
#include "page/linked.h"

enum { LEAST_PIXELS = 2 }; // that a square has: smaller ones no camera tells apart

// Squares of whole pixels at whole pixels, dark neighbours of a row as one.
static void draw_squares(App *app, Box room, const Qr *qr, double pixels) {
    List *list = &app->ui.list;
    int across = qr->side + 2 * QR_QUIET;
    double scale = app->pixel_width / app->ui.width, unit = pixels / scale, side = unit * across;
    double x = floor((room.x + (room.w - side) / 2) * scale) / scale, y = floor((room.y + (room.h - side) / 2) * scale) / scale;
    list_rect(list, box(x, y, side, side), (RectStyle){ .fill = paint(ROLE_WHITE) });
    for (int row = 0; row < qr->side; row++)
        for (int from = 0, to; from < qr->side; from = to + 1) {
            for (to = from; to < qr->side && qr->dark[row * qr->side + to]; to++) {}
            if (to > from)
                list_rect(list, box(x + (from + QR_QUIET) * unit, y + (row + QR_QUIET) * unit, (to - from) * unit, unit),
                          (RectStyle){ .fill = paint(ROLE_BLACK) });
        }
}

// What stands in the way of a code that others can open; NULL: nothing.
static const char *why_not(const App *app, const char *link) {
    if (linked_cannot(app)) return linked_cannot(app);
    if (!strncmp(link, "http://", 7) || !strncmp(link, "https://", 8)) return NULL;
    if (!strncmp(link, "file:", 5))
        return "This page lies on a disk of this machine, where no other device reaches it. Put its folder on a web server, and "
               "open it there.";
    return "A telephone opens the page of this course, and its address has not been said yet: write it as the page in the "
           "settings (Ctrl ,), or start once with --site ADDRESS.";
}

static void draw_words(Ui *ui, Box in, const char *text) {
    double size = ui_size(ui, 17);
    ui_paragraph(ui, in.x, in.y, math_min(in.w, 640 * ui->type), text_of(text), (TextStyle){ .size = size }, size * 1.5, true);
}

// The link and a button that copies it, in a column beside the code or in a row under it. True when it was copied.
static bool draw_address(Ui *ui, Box at, const char *link, bool beside) {
    UiButton copy = { .label = "Copy link", .has_icon = true, .icon = ICON_COPY };
    double w = ui_button_width(ui, &copy), size = ui_size(ui, 13), y = at.y + at.h - UI_TARGET;
    TextStyle mono = { .face = FACE_MONO, .size = size };
    if (beside) {
        draw_words(ui, at, "Scan it with a camera: the page opens at this place, with these numbers.");
        list_text_fit(&ui->list, at.x, y - 16, at.w, text_of(link), mono);
        return ui_button(ui, ui_id(ui, "copy"), box(at.x, y, w, UI_TARGET), copy);
    }
    list_text_fit(&ui->list, at.x, ui_baseline(ui, box(at.x, y, 0, UI_TARGET), FACE_MONO, size), at.w - w - 20, text_of(link),
                  mono);
    return ui_button(ui, ui_id(ui, "copy"), box(at.x + at.w - w, y, w, UI_TARGET), copy);
}

static void draw_code(App *app, Box in, bool beside) {
    Ui *ui = &app->ui;
    Qr qr;
    const char *link = linked_cannot(app) ? "" : linked_address(app), *wrong = why_not(app, link);
    Box room = beside ? box(in.x, in.y, in.h, in.h) : box(in.x, in.y, in.w, in.h - UI_TARGET - 14);
    double scale = app->pixel_width / ui->width, pixels = 0;
    if (!wrong && !qr_of(ui->arena, link, &qr)) wrong = "This link is too long for a code. “Copy link” (L) gives it whole.";
    if (!wrong) pixels = floor(math_min(room.w, room.h) * scale / (qr.side + 2 * QR_QUIET));
    if (!wrong && pixels < LEAST_PIXELS) wrong = "There is too little room for the code of this link: make the window larger.";
    if (wrong) {
        draw_words(ui, box(in.x, in.y, in.w, room.h), wrong);
        return;
    }
    draw_squares(app, room, &qr, pixels);
    Box words = beside ? box(in.x + in.h + 28, in.y, in.w - in.h - 28, in.h) : in;
    if (!draw_address(ui, words, link, beside)) return;
    linked_copy(app);
    dialog_close(app);
}

void dialog_qr_draw(App *app) {
    Ui *ui = &app->ui;
    Box in;
    bool beside = ui->width > 1.3 * ui->height;
    double height = beside ? ui->height - 32 : math_min(ui->height - 32, ui->width + 120),
           width = beside ? height + 240 * ui->type : ui->width;
    const char *title = app->page == PAGE_HOME ? "This course, on your own device" : "This step, on your own device";
    ui_dialog_begin(ui, ui_id(ui, "qr code"), width, height, title, &in);
    draw_code(app, in, beside);
    if (ui_dialog_end(ui) || ui_typed(ui, "q")) dialog_close(app);
}
