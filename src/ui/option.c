// An option of a question: a frame with a round mark, which says open, right or wrong by shape and by colour.
#include "ui/widgets.h"

bool ui_option(Ui *ui, UiId id, Box at, UiVerdict verdict) {
    bool over = ui_focusable(ui, id, at), clicked = ui_clicked(ui, id);
    if (over) ui->cursor = UI_CURSOR_HAND;
    Role role = verdict == UI_RIGHT ? ROLE_RIGHT : verdict == UI_WRONG ? ROLE_WRONG : ROLE_LINE;
    RectStyle frame = { .radius = 10, .fill = paint(ROLE_PANEL), .stroke = paint(role), .width = verdict == UI_OPEN ? 1 : 1.5 };
    if (verdict != UI_OPEN)
        frame.fill = paint_tint(role, ROLE_PANEL, 0.12f);
    else if (over)
        frame.fill = paint_tint(ROLE_STAGE, ROLE_PANEL, 0.8f);
    list_rect(&ui->list, at, frame);
    double x = at.x + 23, y = at.y + 20;
    if (at.h < 48) y = at.y + at.h / 2;
    if (verdict == UI_OPEN) {
        list_circle(&ui->list, x, y, 8, (RectStyle){ .stroke = paint(ROLE_FAINT), .width = 1.5 });
    } else {
        list_circle(&ui->list, x, y, 8.75, (RectStyle){ .fill = paint(role) });
        draw_icon(&ui->list, verdict == UI_RIGHT ? ICON_CHECK : ICON_CROSS, x, y, 13, paint(ROLE_PANEL));
    }
    if (ui->focus == id && ui->focus_seen) ui_ring(ui, at, 10);
    return clicked;
}
