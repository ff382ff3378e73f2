// Scroll areas: the wheel, the bar and the focus move what does not fit. The content says its height when it is drawn, so an
// area knows its reach from the pass before.
#include "base/math.h"
#include "ui/widgets.h"

static double *offset(Ui *ui, UiId id) { return ui_keep(ui, id); }
static double *reach(Ui *ui, UiId id) { return ui_keep(ui, id ^ 0x5c011u); }

static double limit(double x, double most) { return math_clamp(x, 0, math_max(most, 0)); }

void ui_scroll_by(Ui *ui, UiId id, double by) {
    double before = *offset(ui, id);
    *offset(ui, id) = limit(before + by, *reach(ui, id));
    if (*offset(ui, id) != before) ui->animating = true;
}

void ui_scroll_reset(Ui *ui, UiId id) { *offset(ui, id) = 0; }

double ui_scroll_begin(Ui *ui, UiId id, Box view) {
    ui_hit_scroll(ui, id, view);
    if (ui->in.wheel != 0 && ui->hot_scroll == id && !ui->wheel_taken && *reach(ui, id) > 0) {
        ui_scroll_by(ui, id, ui->in.wheel);
        ui->wheel_taken = true;
    }
    ui_clip(ui, view);
    ui->scroll[ui->scrolls++] = id;
    return *offset(ui, id);
}

// The bar is drawn thin, and can be dragged.
static void draw_bar_of(Ui *ui, UiId id, Box view, double height) {
    UiId bar = id ^ 0xba5u;
    double length = view.h * view.h / height, most = height - view.h;
    if (length < 32) length = 32;
    double travel = view.h - length, y = view.y + travel * *offset(ui, id) / most;
    bool over = ui_hit(ui, bar, box(view.x + view.w - 14, view.y, 14, view.h));
    ui_slides(ui);
    if (ui_pressed(ui, bar)) {
        bool on_knob = ui->in.y >= y && ui->in.y <= y + length;
        if (!on_knob) *offset(ui, id) = limit((ui->in.y - view.y - length / 2) / travel * most, most);
        ui->drag_value = *offset(ui, id);
    }
    if (ui->active == bar && ui->in.down) *offset(ui, id) = limit(ui->drag_value + (ui->in.y - ui->drag_y) / travel * most, most);
    y = view.y + travel * *offset(ui, id) / most;
    double wide = over || ui->active == bar ? 6 : 4;
    list_rect(&ui->list, box(view.x + view.w - 5 - wide / 2, y + 2, wide, length - 4),
              (RectStyle){ .radius = wide / 2, .fill = paint_faded(ROLE_FAINT, over || ui->active == bar ? 0.9f : 0.55f) });
}

// What got the focus by the keyboard is brought into view.
static void follow_focus(Ui *ui, UiId id, Box view, double most) {
    if (!ui->focus_moved || !ui->focus_seen) return;
    for (int i = ui->hits; i-- > 0 && ui->hit[i].id != id;) {
        const UiHit *hit = &ui->hit[i];
        if (hit->id != ui->focus) continue;
        double above = view.y + 8 - ui->focus_box.y, below = ui->focus_box.y + ui->focus_box.h - (view.y + view.h - 8);
        if (above > 0)
            *offset(ui, id) = limit(*offset(ui, id) - above, most);
        else if (below > 0)
            *offset(ui, id) = limit(*offset(ui, id) + below, most);
        ui->animating = true;
    }
}

void ui_scroll_end(Ui *ui, UiId id, Box view, double height) {
    ui->scrolls--;
    ui_unclip(ui);
    double most = height - view.h > 0.5 ? height - view.h : 0;
    *reach(ui, id) = most;
    follow_focus(ui, id, view, most);
    if (*offset(ui, id) != limit(*offset(ui, id), most)) {
        *offset(ui, id) = limit(*offset(ui, id), most);
        ui->animating = true;
    }
    if (most > 0) draw_bar_of(ui, id, view, height);
}
