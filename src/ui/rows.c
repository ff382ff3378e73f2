// Rows to choose from: completions and recent files. The keys move while a field has the focus, so the rows take no focus.
#include "ui/widgets.h"

static void draw_row(Ui *ui, Box at, const UiRow *row, bool chosen, bool over) {
    if (chosen || over) list_rect(&ui->list, at, (RectStyle){ .radius = 8, .fill = paint(chosen ? ROLE_CURRENT : ROLE_STAGE) });
    double size = ui_size(ui, 14), aside = 0;
    if (row->aside) {
        aside = metrics_width(ui->metrics, FACE_TEXT, size, text_of(row->aside)) + 16;
        list_text(&ui->list, at.x + at.w - 12, ui_baseline(ui, at, FACE_TEXT, size), text_of(row->aside),
                  (TextStyle){ .size = size, .paint = paint(ROLE_MUTED), .align = ALIGN_RIGHT });
    }
    list_text_fit(&ui->list, at.x + 12, ui_baseline(ui, at, FACE_TEXT, size), at.w - 24 - aside, text_of(row->label),
                  (TextStyle){ .size = size });
}

int ui_rows(Ui *ui, UiId id, Box view, const UiRow *row, int rows, int *at) {
    int taken = -1, before = *at;
    if (rows && ui_key(ui, UI_KEY_DOWN, 0)) *at = *at + 1 < rows ? *at + 1 : 0;
    if (rows && ui_key(ui, UI_KEY_UP, 0)) *at = *at > 0 ? *at - 1 : rows - 1;
    if (*at >= rows) *at = -1;
    if (*at != before && *at >= 0) { // into view
        double top = *at * UI_TARGET - *ui_keep(ui, id);
        if (top < 0) ui_scroll_by(ui, id, top);
        if (top + UI_TARGET > view.h) ui_scroll_by(ui, id, top + UI_TARGET - view.h);
    }
    double y = view.y - ui_scroll_begin(ui, id, view);
    for (int i = 0; i < rows; i++) {
        Box line = box(view.x, y + i * UI_TARGET, view.w - 12, UI_TARGET);
        UiId this = ui_id_at(ui, "row", i);
        bool over = ui_hit(ui, this, line);
        if (over) ui->cursor = UI_CURSOR_HAND;
        if (ui_clicked(ui, this)) taken = i;
        draw_row(ui, line, &row[i], i == *at, over);
    }
    ui_scroll_end(ui, id, view, rows * UI_TARGET);
    return taken;
}
