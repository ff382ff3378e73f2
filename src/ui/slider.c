// A slider: linear or logarithmic, in either direction. Values are rounded to what the track can show, so that dragging
// gives 0.7 and not 0.69842. The wheel belongs to the scroll area around it.
#include "ui/widgets.h"

#include <math.h>

#include "base/math.h"

double ui_slider_share(const UiSlider *style, double value) {
    if (style->low == style->high) return 0;
    if (!style->log) return math_clamp((value - style->low) / (style->high - style->low), 0, 1);
    if (value <= 0) return style->low < style->high ? 0 : 1;
    double low = math_log(style->low), high = math_log(style->high);
    return math_clamp((math_log(value) - low) / (high - low), 0, 1);
}

// The power of ten at or below |x|.
static double decade(double x) {
    x = fabs(x);
    double d = 1;
    if (x == 0) return 1;
    while (d * 10 <= x) d *= 10;
    while (d > x) d /= 10;
    return d;
}

static double round_to(double value, double unit) {
    // Dividing by a whole number keeps 0.3 from becoming 0.30000000000000004.
    if (unit >= 1) return floor(value / unit + 0.5) * unit;
    double per = floor(1 / unit + 0.5);
    return floor(value * per + 0.5) / per;
}

double ui_slider_value(const UiSlider *style, double share) {
    share = math_clamp(share, 0, 1);
    if (share == 0) return style->low;
    if (share == 1) return style->high;
    double value, unit;
    if (style->log) {
        double low = math_log(style->low), high = math_log(style->high);
        value = math_exp(low + share * (high - low));
        unit = decade(value) / 20; // 1, 1.05, 1.1 …
    } else {
        value = style->low + share * (style->high - style->low);
        unit = decade(style->high - style->low) / 100;
    }
    if (style->whole && unit < 1) unit = 1;
    value = round_to(value, unit);
    double least = style->low < style->high ? style->low : style->high, most = style->low < style->high ? style->high : style->low;
    return value < least ? least : value > most ? most : value;
}

// One step of the keys: a hundredth of the track, or the next whole number.
static double stepped(const UiSlider *style, double value, double by) {
    double share = ui_slider_share(style, value);
    for (int i = 1; i <= 100; i++) {
        double next = ui_slider_value(style, share + by * i);
        if (next != value) return next;
    }
    return value;
}

static UiDrag slide_by_key(Ui *ui, double *value, const UiSlider *style) {
    double before = *value;
    if (ui_key(ui, UI_KEY_LEFT, 0) || ui_key(ui, UI_KEY_DOWN, 0))
        *value = stepped(style, *value, -0.02);
    else if (ui_key(ui, UI_KEY_RIGHT, 0) || ui_key(ui, UI_KEY_UP, 0))
        *value = stepped(style, *value, 0.02);
    else if (ui_key(ui, UI_KEY_LEFT, UI_SHIFT) || ui_key(ui, UI_KEY_DOWN, UI_SHIFT))
        *value = stepped(style, *value, -0.004);
    else if (ui_key(ui, UI_KEY_RIGHT, UI_SHIFT) || ui_key(ui, UI_KEY_UP, UI_SHIFT))
        *value = stepped(style, *value, 0.004);
    else if (ui_key(ui, UI_KEY_HOME, 0))
        *value = style->low;
    else if (ui_key(ui, UI_KEY_END, 0))
        *value = style->high;
    return *value != before ? UI_BEGUN | UI_MOVED | UI_ENDED : UI_REST;
}

UiDrag ui_slider(Ui *ui, UiId id, Box at, double *value, UiSlider style) {
    UiDrag drag = UI_REST;
    double y = at.y + at.h / 2, left = at.x, width = at.w;
    bool over = ui_focusable(ui, id, box(at.x - 9, at.y, at.w + 18, at.h));
    ui_slides(ui);
    if (over || ui->active == id) ui->cursor = UI_CURSOR_HAND;
    if (ui_pressed(ui, id)) drag |= UI_BEGUN;
    if (ui->active == id && (ui->in.down || ui->in.released)) {
        double to = ui_slider_value(&style, (ui->in.x - left) / width);
        // A press near the knob takes hold of it without moving it.
        bool held = ui->in.x == ui->drag_x && fabs(left + width * ui_slider_share(&style, *value) - ui->in.x) < 9;
        if (to != *value && !held) *value = to, drag |= UI_MOVED;
    }
    if (ui->active == id && ui->in.released) drag |= UI_ENDED;
    if (ui_has_focus(ui, id)) drag |= slide_by_key(ui, value, &style);

    double knob = left + width * ui_slider_share(&style, *value), r = 9 + ui_ease(ui, id, over || ui->active == id, 0.12);
    list_rect(&ui->list, box(left, y - 2, width, 4), (RectStyle){ .radius = 2, .fill = paint(ROLE_LINE) });
    if (knob > left) list_rect(&ui->list, box(left, y - 2, knob - left, 4), (RectStyle){ .radius = 2, .fill = paint(style.role) });
    list_circle(&ui->list, knob, y, r, (RectStyle){ .fill = paint(ROLE_PANEL), .stroke = paint(style.role), .width = 2 });
    if (ui->focus == id && ui->focus_seen) ui_ring(ui, box(knob - r, y - r, 2 * r, 2 * r), r);
    return drag;
}
