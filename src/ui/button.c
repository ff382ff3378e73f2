// Buttons, and words that are clicked. The frame may be smaller than what the pointer can hit.
#include "ui/widgets.h"

#include <math.h>

static double label_size(const Ui *ui, const UiButton *style) { return ui_size(ui, style->size > 0 ? style->size : 14); }

double ui_button_width(const Ui *ui, const UiButton *style) {
    double width = 0, size = label_size(ui, style);
    if (style->label) width += metrics_width(ui->metrics, FACE_TEXT, size, text_of(style->label)) + 2 * size;
    if (style->has_icon) width += style->label ? size : 40;
    return ceil(width);
}

static Box target(Box at) {
    double high = at.h < UI_TARGET ? (UI_TARGET - at.h) / 2 : 0, wide = at.w < UI_TARGET ? (UI_TARGET - at.w) / 2 : 0;
    return box(at.x - wide, at.y - high, at.w + 2 * wide, at.h + 2 * high);
}

static Paint ground(const UiButton *style, double over, bool down) {
    if (style->primary) return paint_tint(ROLE_INK, ROLE_PANEL, (float)(down ? 0.75 : 1 - 0.14 * over));
    if (style->bare) return paint_faded(ROLE_INK, (float)((down ? 0.12 : 0.07) * over));
    return paint_tint(ROLE_STAGE, ROLE_PANEL, (float)(down ? 1 : 0.8 * over));
}

static void draw_button(Ui *ui, Box at, const UiButton *style, double over, bool down) {
    double radius = style->round ? at.h / 2 : 8, size = label_size(ui, style);
    Paint ink = paint(style->primary ? ROLE_PANEL : ROLE_INK);
    if (style->off) ink = paint(ROLE_FAINT);
    RectStyle frame = { .radius = radius, .fill = ground(style, style->off ? 0 : over, down && !style->off) };
    if (style->primary && style->off) frame.fill = paint(ROLE_LINE), ink = paint(ROLE_MUTED);
    if (!style->primary && !style->bare) frame.stroke = paint(ROLE_LINE), frame.width = style->round ? 1.5 : 1;
    list_rect(&ui->list, at, frame);
    double middle = at.x + at.w / 2;
    if (style->has_icon) {
        double x = style->label ? at.x + size * 1.25 : middle;
        draw_icon(&ui->list, style->icon, x, at.y + at.h / 2, style->round ? at.h * (style->primary ? 0.54 : 0.62) : size * 1.15,
                  ink);
        if (style->label) middle += size * 0.6;
    }
    if (!style->label) return;
    double room = at.w - (style->has_icon ? size * 2.4 : size * 0.8);
    list_text_fit(&ui->list, middle, ui_baseline(ui, at, FACE_TEXT, size), room, text_of(style->label),
                  (TextStyle){ .face = FACE_TEXT, .size = size, .paint = ink, .align = ALIGN_CENTER });
}

bool ui_button(Ui *ui, UiId id, Box at, UiButton style) {
    bool over = style.off ? (ui_hit(ui, id, target(at)), false) : ui_focusable(ui, id, target(at));
    double hover = ui_ease(ui, id, over, 0.12);
    bool clicked = !style.off && ui_clicked(ui, id);
    if (over) ui->cursor = UI_CURSOR_HAND;
    draw_button(ui, at, &style, hover, over && ui->active == id);
    if (ui->focus == id && ui->focus_seen) ui_ring(ui, at, style.round ? at.h / 2 : 8);
    if (style.tip) ui_tip(ui, id, at, style.tip);
    return clicked;
}

bool ui_link(Ui *ui, UiId id, double x, double baseline, const char *label, double size) {
    double full = ui_size(ui, size), width = metrics_width(ui->metrics, FACE_TEXT, full, text_of(label));
    Box at = box(x - 6, baseline - full * 0.36 - UI_TARGET / 2.0, width + 12, UI_TARGET);
    bool over = ui_focusable(ui, id, at), clicked = ui_clicked(ui, id);
    if (over) ui->cursor = UI_CURSOR_HAND;
    list_text(&ui->list, x, baseline, text_of(label), (TextStyle){ .size = full, .paint = paint(over ? ROLE_INK : ROLE_MUTED) });
    if (ui->focus == id && ui->focus_seen) ui_ring(ui, box(x - 4, baseline - full, width + 8, full * 1.35), 4);
    return clicked;
}
