// What frames other things: dialogs and tips.
#include "ui/widgets.h"

enum { TIP_AFTER_MS = 500 };

static void draw_tip(Ui *ui, Box at, const char *text) {
    double size = ui_size(ui, 13), w = metrics_width(ui->metrics, FACE_TEXT, size, text_of(text)) + 20, h = size + 14;
    double x = at.x + at.w / 2 - w / 2, y = at.y + at.h + 8;
    if (x + w > ui->width - 8) x = ui->width - 8 - w;
    if (x < 8) x = 8;
    if (y + h > ui->height - 8) y = at.y - 8 - h;
    Box frame = box(x, y, w, h);
    ui->top.may_overlap = true;
    list_rect(&ui->top, frame, (RectStyle){ .radius = 6, .fill = paint(ROLE_INK) });
    list_text(&ui->top, x + 10, ui_baseline(ui, frame, FACE_TEXT, size), text_of(text),
              (TextStyle){ .size = size, .paint = paint(ROLE_PANEL) });
    ui->top.may_overlap = false;
}

void ui_tip(Ui *ui, UiId id, Box at, const char *text) {
    bool focused = ui->focus == id && ui->focus_seen;
    if ((ui->hot != id && !focused) || ui->active == id) {
        if (ui->tip == id) ui->tip = 0;
        return;
    }
    if (ui->in.pressed) ui->tip_since = 1e18; // clicked: no tip until the pointer comes again
    if (ui->tip != id) {
        ui->tip = id;
        ui->tip_since = ui->in.now;
    }
    double due = ui->tip_since + TIP_AFTER_MS / 1000.0;
    if (ui->in.now >= due || focused)
        draw_tip(ui, at, text);
    else if (due < 1e17 && (!ui->wake_at || due < ui->wake_at))
        ui->wake_at = due;
}

void ui_dialog_begin(Ui *ui, UiId id, double width, double height, const char *title, Box *inner) {
    ui_modal_begin(ui, id);
    if (width > ui->width - 32) width = ui->width - 32;
    if (height > ui->height - 32) height = ui->height - 32;
    Box at = box((double)(long)((ui->width - width) / 2), (double)(long)((ui->height - height) / 2), width, height);
    ui_hit(ui, ui_id(ui, "frame"), at);
    draw_card(&ui->list, at);
    double size = ui_size(ui, 20);
    list_text_fit(&ui->list, at.x + 28, at.y + 32 + size * 0.36, at.w - 96, text_of(title),
                  (TextStyle){ .face = FACE_BOLD, .size = size });
    *inner = box(at.x + 28, at.y + 64, at.w - 56, at.h - 64 - 24);
}

// The cross comes last, so that Tab begins with what the dialog is about.
bool ui_dialog_end(Ui *ui) {
    Box at = { 0 };
    for (int i = 0; i < ui->hits; i++)
        if (ui->hit[i].id == ui_id(ui, "frame")) at = ui->hit[i].box;
    bool closed = ui_button(ui, ui_id(ui, "close"), box(at.x + at.w - 52, at.y + 12, 40, 40),
                            (UiButton){ .has_icon = true, .icon = ICON_CLOSE, .bare = true, .tip = "Close (Esc)" });
    ui_modal_end(ui);
    return closed;
}
