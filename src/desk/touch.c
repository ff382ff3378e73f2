// What a finger means is decided by its first way: nothing is pressed before, so that a stroke never changes a number.
#include "desk/touch.h"

#include <math.h>

#include "base/math.h"
#include "desk/desk.h"

static const double still = 12, stroke_least = 48, long_press = 0.5; // units, units, seconds

// --- what the pages see

static UiInput input(Desk *desk, const Touch *t, double now) {
    return t->presenter ? desk_presenter_input(desk, now) : desk_input(desk, now);
}

static void event(Desk *desk, const Touch *t, UiInput in) {
    if (t->presenter)
        desk_presenter_event(desk, in);
    else
        desk_event(desk, in);
}

static void pointer(Desk *desk, const Touch *t, double x, double y, bool inside, double now) {
    UiInput in = input(desk, t, now);
    in.x = x, in.y = y, in.inside = inside, in.down = false;
    event(desk, t, in);
}

static void press(Desk *desk, const Touch *t, double x, double y, bool down, double now) {
    UiInput in = input(desk, t, now);
    in.x = x, in.y = y, in.inside = true;
    in.down = in.pressed = down, in.released = !down, in.clicks = 1;
    event(desk, t, in);
}

static void drag(Desk *desk, const Touch *t, double x, double y, double now) {
    UiInput in = input(desk, t, now);
    in.x = x, in.y = y, in.inside = in.down = true;
    event(desk, t, in);
}

static void scroll(Desk *desk, const Touch *t, double by, double now) {
    UiInput in = input(desk, t, now);
    in.x = t->from_x, in.y = t->from_y, in.inside = true, in.wheel = by;
    event(desk, t, in);
}

static void leave(Desk *desk, const Touch *t, double now) { pointer(desk, t, -1, -1, false, now); }

// --- what is under the finger

static bool is_slid(Desk *desk, const Touch *t, double x, double y) {
    const App *app = desk_app(desk);
    const Ui *ui = t->presenter ? &app->presenter.ui : &app->ui;
    bool slid = false;
    for (int i = 0; i < ui->hits; i++)
        if (ui->hit[i].layer == ui->top_layer && !ui->hit[i].scroll && !ui->hit[i].unseen && box_holds(ui->hit[i].box, x, y))
            slid = ui->hit[i].slides;
    return slid;
}

static bool on_stage(Desk *desk, double x, double y) {
    const App *app = desk_app(desk);
    return app->page == PAGE_LESSON && !app->dialogs.open && box_holds(app->stage.at, x, y);
}

// On the picture: a tip is dragged any way, a given number up and down, and what reaches beyond its box is moved.
static bool is_dragged_on_stage(Desk *desk, double x, double y, bool along) {
    const App *app = desk_app(desk);
    Ident under = { 0 };
    list_pick(&app->ui.list, x, y, &under);
    if (ident_drags(under)) return true;
    if (ident_mask(under) >= 0) return false; // a tap turns it over; a stroke must not
    if (app->fit.reaches || app->stage.zoom > 1) return true;
    return !along && under.kind == IDENT_VALUE && session_editable(app->session, under.node, under.element);
}

static TouchKind decide(Desk *desk, const Touch *t, double dx, double dy) {
    bool along = fabs(dx) > fabs(dy);
    if (is_slid(desk, t, t->from_x, t->from_y)) return TOUCH_DRAGS;
    if (t->presenter) return along ? TOUCH_STROKES : TOUCH_SCROLLS;
    if (desk_app(desk)->pen.on && on_stage(desk, t->from_x, t->from_y)) return TOUCH_DRAGS;
    if (on_stage(desk, t->from_x, t->from_y) && is_dragged_on_stage(desk, t->from_x, t->from_y, along)) return TOUCH_DRAGS;
    return along ? TOUCH_STROKES : TOUCH_SCROLLS;
}

// --- one finger

static void begin(Desk *desk, Touch *t, Finger finger, double now) {
    leave(desk, t, now);
    if (t->presenter)
        desk_presenter_frame(desk, now);
    else
        desk_frame(desk, now); // knows what is where
    *t = (Touch){ TOUCH_WAITS, { finger }, 1, finger.x, finger.y, now, t->presenter };
}

static void move_one(Desk *desk, Touch *t, Finger to, double now) {
    Finger was = t->finger[0];
    double dx = to.x - t->from_x, dy = to.y - t->from_y;
    t->finger[0] = to;
    if (t->kind == TOUCH_WAITS && (fabs(dx) > still || fabs(dy) > still)) {
        t->kind = decide(desk, t, dx, dy);
        if (t->kind == TOUCH_DRAGS) press(desk, t, t->from_x, t->from_y, true, now);
    }
    if (t->kind == TOUCH_DRAGS) drag(desk, t, to.x, to.y, now);
    if (t->kind == TOUCH_SCROLLS) scroll(desk, t, was.y - to.y, now);
    if (t->kind == TOUCH_LOOKS) pointer(desk, t, to.x, to.y, true, now);
}

static void step(Desk *desk, double dx, double now) {
    const App *app = desk_app(desk);
    if (fabs(dx) < stroke_least || app->page != PAGE_LESSON || app->dialogs.open) return;
    UiInput in = desk_input(desk, now);
    in.key = dx < 0 ? UI_KEY_PAGE_DOWN : UI_KEY_PAGE_UP;
    desk_event(desk, in);
}

static void lift_one(Desk *desk, const Touch *t, Finger at, double now) {
    if (t->kind == TOUCH_WAITS) press(desk, t, t->from_x, t->from_y, true, now), press(desk, t, t->from_x, t->from_y, false, now);
    if (t->kind == TOUCH_DRAGS) press(desk, t, at.x, at.y, false, now);
    if (t->kind == TOUCH_STROKES) step(desk, at.x - t->from_x, now);
    if (t->kind != TOUCH_LOOKS) leave(desk, t, now); // what was looked at stays until the next touch
}

// --- two

static void join(Desk *desk, Touch *t, Finger second, double now) {
    if (t->kind == TOUCH_DRAGS) press(desk, t, t->finger[0].x, t->finger[0].y, false, now);
    leave(desk, t, now);
    t->finger[1] = second;
    t->fingers = 2;
    t->kind = TOUCH_PINCHES;
}

static void move_two(Desk *desk, Touch *t, Finger to) {
    Finger *moved = &t->finger[t->finger[1].id == to.id], *other = &t->finger[t->finger[1].id != to.id];
    const double was[] = { moved->x - other->x, moved->y - other->y }, is[] = { to.x - other->x, to.y - other->y };
    double before = math_length(was, 2), after = math_length(is, 2);
    double x = (to.x + other->x) / 2, y = (to.y + other->y) / 2;
    desk_pan(desk, (to.x - moved->x) / 2, (to.y - moved->y) / 2, x, y);
    if (before > 1 && after > 1) desk_pinch(desk, after / before, x, y);
    *moved = to;
}

// --- all of it

void touch_finger(Desk *desk, Touch *t, FingerEvent event, Finger finger, double now) {
    bool known = false;
    for (int i = 0; i < t->fingers; i++) known |= t->finger[i].id == finger.id;
    switch (event) {
    case FINGER_DOWN:
        if (t->fingers == 0)
            begin(desk, t, finger, now);
        else if (t->fingers == 1 && !known && t->kind != TOUCH_OVER && !t->presenter)
            join(desk, t, finger, now);
        break;
    case FINGER_MOVES:
        if (known && t->kind == TOUCH_PINCHES)
            move_two(desk, t, finger);
        else if (known)
            move_one(desk, t, finger, now);
        break;
    case FINGER_UP:
        if (!known) break;
        if (t->fingers == 1) lift_one(desk, t, finger, now);
        if (t->fingers == 2 && t->finger[0].id == finger.id) t->finger[0] = t->finger[1];
        t->fingers--;
        t->kind = t->fingers ? TOUCH_OVER : TOUCH_NONE;
    }
}

double touch_patience(const Touch *t, double now) {
    if (t->kind != TOUCH_WAITS) return -1;
    double left = t->since + long_press - now;
    return left > 0 ? left : 0;
}

bool touch_wait(Desk *desk, Touch *t, double now) {
    if (t->kind != TOUCH_WAITS || now < t->since + long_press) return false;
    if (desk_app(desk)->pen.on && !t->presenter) { // it rests before it draws
        t->kind = TOUCH_DRAGS;
        press(desk, t, t->from_x, t->from_y, true, now);
        return true;
    }
    t->kind = TOUCH_LOOKS;
    pointer(desk, t, t->finger[0].x, t->finger[0].y, true, now);
    return true;
}
