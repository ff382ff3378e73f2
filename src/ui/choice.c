// One of several as pills: they wrap into rows, Tab reaches the whole once and the arrows choose. And the switch.
#include "ui/widgets.h"

enum { PILL_GAP = 8 };

static double pill_height(const Ui *ui) { return ui->type > 1.15 ? 38 : 32; }

// The next pill's place; starts a new row where it does not fit.
static Box place(const Ui *ui, const char *label, double size, double left, double width, double *x, double *y) {
    double w = metrics_width(ui->metrics, FACE_TEXT, size, text_of(label)) + 2 * size * 0.9;
    if (w < 44) w = 44;
    if (w > width) w = width;
    if (*x > left && *x + w > left + width) {
        *x = left;
        *y += UI_TARGET;
    }
    Box at = box(*x, *y + (UI_TARGET - pill_height(ui)) / 2, w, pill_height(ui));
    *x += w + PILL_GAP;
    return at;
}

// Cards share the width.
static Box card_place(const UiChoice *style, int i, double x, double y, double width) {
    double w = (width - PILL_GAP * (style->count - 1)) / style->count;
    return box(x + i * (w + PILL_GAP), y, w, style->high);
}

static void draw_choice(Ui *ui, Box at, const UiChoice *style, int i, double size, bool chosen, bool over) {
    RectStyle frame = { .radius = 8, .fill = paint(over ? ROLE_STAGE : ROLE_PANEL), .width = chosen ? 2 : 1 };
    frame.stroke = paint(chosen ? ROLE_INK : ROLE_LINE);
    list_rect(&ui->list, at, frame);
    style->picture(&ui->list, i, box(at.x, at.y + 6, at.w, at.h - size - 22), paint(chosen ? ROLE_INK : ROLE_MUTED));
    list_text_fit(&ui->list, at.x + at.w / 2, at.y + at.h - 10, at.w - 8, text_of(style->label[i]),
                  (TextStyle){ .face = chosen ? FACE_BOLD : FACE_TEXT,
                               .size = size,
                               .paint = paint(chosen ? ROLE_INK : ROLE_MUTED),
                               .align = ALIGN_CENTER });
}

static void draw_pill(Ui *ui, Box at, const char *label, double size, bool chosen, bool over) {
    RectStyle frame = { .radius = 8, .fill = paint(chosen ? ROLE_INK : over ? ROLE_STAGE : ROLE_PANEL) };
    if (!chosen) frame.stroke = paint(ROLE_LINE), frame.width = 1;
    list_rect(&ui->list, at, frame);
    list_text_fit(&ui->list, at.x + at.w / 2, ui_baseline(ui, at, FACE_TEXT, size), at.w - 8, text_of(label),
                  (TextStyle){ .size = size, .paint = paint(chosen ? ROLE_PANEL : ROLE_INK), .align = ALIGN_CENTER });
}

static int key_choice(Ui *ui, const UiChoice *style) {
    int chosen = style->chosen, last = style->count - 1;
    if (ui_key(ui, UI_KEY_LEFT, 0) || ui_key(ui, UI_KEY_UP, 0)) return chosen > 0 ? chosen - 1 : last;
    if (ui_key(ui, UI_KEY_RIGHT, 0) || ui_key(ui, UI_KEY_DOWN, 0)) return chosen < last ? chosen + 1 : 0;
    if (ui_key(ui, UI_KEY_HOME, 0)) return 0;
    if (ui_key(ui, UI_KEY_END, 0)) return last;
    return chosen;
}

int ui_choice(Ui *ui, UiId id, double x, double y, double width, UiChoice style, double *height) {
    double size = ui_size(ui, style.size > 0 ? style.size : 14), at_x = x, at_y = y;
    int chosen = style.chosen;
    if (style.draw && ui_has_focus(ui, id)) chosen = key_choice(ui, &style);
    Box all = { 0 }, now = { 0 };
    for (int i = 0; i < style.count; i++) {
        Box at = style.picture ? card_place(&style, i, x, y, width) : place(ui, style.label[i], size, x, width, &at_x, &at_y);
        all = box_union(all, at);
        if (i == chosen) now = at;
        if (!style.draw) continue;
        UiId pill = ui_id_at(ui, style.label[i], (int)id);
        double above = at.h < UI_TARGET ? (UI_TARGET - at.h) / 2 : 0;
        bool over = ui_hit(ui, pill, box(at.x - PILL_GAP / 2.0, at.y - above, at.w + PILL_GAP, at.h + 2 * above));
        if (over) ui->cursor = UI_CURSOR_HAND;
        if (ui_pressed(ui, pill)) ui->focus_from = id;
        if (ui->in.released && ui->active == pill && over) chosen = i;
        if (style.picture)
            draw_choice(ui, at, &style, i, size, i == style.chosen, over);
        else
            draw_pill(ui, at, style.label[i], size, i == style.chosen, over);
    }
    if (height) *height = style.picture ? style.high : at_y + UI_TARGET - y;
    if (!style.draw) return chosen;
    ui_focusable_only(ui, id, all);
    if (ui->focus == id && ui->focus_seen) ui_ring(ui, now, 8);
    return chosen;
}

static bool draw_switch(Ui *ui, UiId id, Box at, double track_x, double label_x, const char *label, bool on, double size) {
    bool over = ui_focusable(ui, id, at), clicked = ui_clicked(ui, id);
    double knob = ui_ease(ui, id, on, 0.25), full = ui_size(ui, size);
    if (over) ui->cursor = UI_CURSOR_HAND;
    Box track = box(track_x, at.y + at.h / 2 - 11, 40, 22);
    list_text_fit(&ui->list, label_x, ui_baseline(ui, at, FACE_TEXT, full), at.w - 52, text_of(label),
                  (TextStyle){ .size = full, .paint = paint(ROLE_MUTED) });
    list_rect(&ui->list, track, (RectStyle){ .radius = 11, .fill = paint_tint(ROLE_INK, ROLE_LINE, (float)knob) });
    list_circle(&ui->list, track.x + 11 + 18 * knob, track.y + 11, 8, (RectStyle){ .fill = paint(ROLE_PANEL) });
    if (ui->focus == id && ui->focus_seen) ui_ring(ui, track, 11);
    return clicked;
}

bool ui_switch(Ui *ui, UiId id, Box at, const char *label, bool on, double size) {
    return draw_switch(ui, id, at, at.x + at.w - 40, at.x, label, on, size);
}

bool ui_switch_first(Ui *ui, UiId id, Box at, const char *label, bool on, double size) {
    return draw_switch(ui, id, at, at.x, at.x + 50, label, on, size);
}
