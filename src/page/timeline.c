// The bottom bar: back, play, next, the steps by their short names, the speed. A dot is a step's finished picture and the
// stretch before it its animation, so the line is dragged through the whole lesson without a jump.
#include <math.h>

#include "page/app.h"
#include "page/page_lesson.h"
#include "page/predict.h"

static const double lead = 44; // the stretch before the first dot

static double larger(double type) { return 1 + (type - 1) * 0.5; }

double timeline_height(double type, bool folded) { return floor((folded ? 60 : 84) * larger(type)); }

double timeline_x(Box track, int steps, double position) {
    double pitch = steps > 1 ? (track.w - lead) / (steps - 1) : 0;
    return position <= 1 ? track.x + lead * position : track.x + lead + (position - 1) * pitch;
}

double timeline_position(Box track, int steps, double x) {
    double pitch = steps > 1 ? (track.w - lead) / (steps - 1) : 1e9, at = x - track.x,
           position = at <= lead ? at / lead : 1 + (at - lead) / pitch;
    double near = floor(position + 0.5), unit = near <= 1 && position < 1 ? lead : pitch;
    if (fabs(position - near) * unit < 7 && near >= 1) position = near; // a dot holds on a little
    return position < 0 ? 0 : position > steps ? steps : position;
}

static Role focus_role(const App *app) {
    const LessonStep *step = session_lesson_step(app->session);
    return step->foci ? role_of_node(step->focus[0]) : ROLE_INK;
}

// Of the buttons from the edge, and between them.
static double margin(const Ui *ui) { return ui_slim(ui) ? 16 : 38; }
static double between(const Ui *ui) { return ui_slim(ui) ? 8 : 10; }

static void draw_player(App *app, Box at) {
    Ui *ui = &app->ui;
    double y = at.y + at.h / 2, k = larger(ui->type), small = 36 * k, big = 48 * k, x = margin(ui);
    const Player *p = &app->player;
    const RaceView *race = session_race(app->session);
    bool trains = race && race->live && !race->finished && p->t >= 1 && !p->playing,
         moves = p->playing || (trains && race->running);
    UiButton back = {
        .has_icon = true, .icon = ICON_BACK, .round = true, .off = p->step == 0 && (p->t <= 0 || p->t >= 1), .tip = "Step back (←)"
    };
    UiButton play = { .has_icon = true,
                      .icon = moves ? ICON_PAUSE : ICON_PLAY,
                      .round = true,
                      .primary = true,
                      .tip = moves    ? "Pause (Space)"
                             : trains ? "Train (Space)"
                                      : "Play this step (Space)" };
    UiButton next = { .has_icon = true, .icon = ICON_NEXT, .round = true, .tip = "On (→)" };
    if (ui_button(ui, ui_id(ui, "back"), box(x, y - small / 2, small, small), back)) app_ask(app, ACTION_BACK, 0);
    x += small + between(ui) * k;
    if (ui_button(ui, ui_id(ui, "play"), box(x, y - big / 2, big, big), play)) app_ask(app, ACTION_PLAY, 0);
    x += big + between(ui) * k;
    if (ui_button(ui, ui_id(ui, "next"), box(x, y - small / 2, small, small), next)) app_ask(app, ACTION_NEXT, 0);
}

// --- the line

static void touch_line(App *app, Box track) {
    Ui *ui = &app->ui;
    UiId id = ui_id(ui, "timeline");
    bool over = ui_focusable(ui, id, box(track.x - 14, track.y - 28, track.w + 28, UI_TARGET));
    ui_slides(ui);
    if (over || ui->active == id) ui->cursor = UI_CURSOR_HAND;
    if (ui_pressed(ui, id) || (ui->active == id && ui->in.down)) {
        int steps = app->player.steps;
        double to = timeline_position(track, steps, ui->in.x), dot = floor(to + 0.5);
        bool near = dot >= 1 && fabs(timeline_x(track, steps, dot) - ui->in.x) < 15; // who presses beside a dot means the dot
        app_scrub(app, ui_pressed(ui, id) && near ? dot : to);
    }
    if (!ui_has_focus(ui, id)) return;
    double at = player_position(&app->player);
    if (ui_key(ui, UI_KEY_LEFT, UI_SHIFT)) app_scrub(app, at - 0.05);
    if (ui_key(ui, UI_KEY_RIGHT, UI_SHIFT)) app_scrub(app, at + 0.05);
    if (ui->focus_seen) ui_ring(ui, box(track.x - 8, track.y - 12, track.w + 16, 24), 8);
}

// What plays only after the answer is a dotted stretch.
static void draw_wait(App *app, Box track, double here) {
    Ui *ui = &app->ui;
    if (!predict_waits(app)) return;
    double opens = timeline_x(track, app->player.steps, app->player.step + predict_until(app)),
           dot = timeline_x(track, app->player.steps, app->player.step + 1), from = opens > here ? opens : here,
           size = ui_size(ui, 12);
    if (dot - from > 24)
        list_line(&ui->list, from + 14, track.y, dot - 8, track.y,
                  (StrokeStyle){ .paint = paint(focus_role(app)), .width = 3, .dash = 3, .round = true });
    const char *words = "plays after your guess";
    double width = metrics_width(ui->metrics, FACE_TEXT, size, text_of(words)), left = (from + dot) / 2 - width / 2;
    if (left < track.x - 8) left = track.x - 8;
    list_text(&ui->list, left, track.y - 14, text_of(words), (TextStyle){ .size = size, .paint = paint(ROLE_MUTED) });
}

static void draw_line(App *app, Box track) {
    Ui *ui = &app->ui;
    Role role = focus_role(app);
    int steps = app->player.steps;
    double y = track.y, here = timeline_x(track, steps, player_position(&app->player));
    double first = timeline_x(track, steps, 1);
    list_rect(&ui->list, box(first - 12, y - 1.5, track.x + track.w - first + 12, 3),
              (RectStyle){ .radius = 1.5, .fill = paint(ROLE_LINE) });
    double from = app->player.step == 0 && app->player.t < 1 ? track.x : first - 12;
    if (from < first - 12)
        list_rect(&ui->list, box(from, y - 1.5, first - from, 3), (RectStyle){ .radius = 1.5, .fill = paint(ROLE_LINE) });
    if (here > from) list_rect(&ui->list, box(from, y - 1.5, here - from, 3), (RectStyle){ .radius = 1.5, .fill = paint(role) });
    draw_wait(app, track, here);
    for (int i = 0; i < steps; i++) {
        double x = timeline_x(track, steps, i + 1), r = steps > 20 ? 4 : 6;
        bool done = x <= here + 0.5;
        if (i == app->player.step && app->player.t >= 1) continue;
        list_circle(&ui->list, x, y, r,
                    (RectStyle){ .fill = paint(done ? role : ROLE_PANEL),
                                 .stroke = paint(done || i == app->player.step ? role : ROLE_FAINT),
                                 .width = 2 });
    }
    list_circle(&ui->list, here, y, 11, (RectStyle){ .fill = paint(role) });
    list_circle(&ui->list, here, y, 4, (RectStyle){ .fill = paint(ROLE_PANEL) });
}

// --- the names

static double widest(const Ui *ui, const Lesson *lesson, double size) {
    double most = 0;
    for (int i = 0; i < lesson->steps; i++) {
        double w = metrics_width(ui->metrics, FACE_BOLD, size, text_of(lesson->step[i].name));
        if (w > most) most = w;
    }
    return most;
}

static void draw_name(App *app, Box track, double end, int i, double size, double room, bool always) {
    Ui *ui = &app->ui;
    const Lesson *lesson = session_lesson(app->session);
    double x = timeline_x(track, lesson->steps, i + 1), y = track.y + 33 * larger(ui->type);
    bool here = i == app->player.step;
    UiId id = ui_id_at(ui, "step", i);
    bool over = ui_hit(ui, id, box(x - room / 2, track.y + 11, room, UI_TARGET));
    if (over) ui->cursor = UI_CURSOR_HAND;
    if (ui_clicked(ui, id)) app_ask(app, ACTION_STEP, i);
    if (!always && !here && !over) return;
    double w = metrics_width(ui->metrics, here ? FACE_BOLD : FACE_TEXT, size, text_of(lesson->step[i].name)),
           most = always ? room - 6 : 160;
    if (w > most) w = most;
    double left = x - w / 2, right = end - 8; // the last names keep clear of the speed
    if (left + w > right) left = right - w;
    list_text_fit(
        &ui->list, left, y, w, text_of(lesson->step[i].name),
        (TextStyle){ .face = here ? FACE_BOLD : FACE_TEXT, .size = size, .paint = paint(here || over ? ROLE_INK : ROLE_MUTED) });
}

static void draw_names(App *app, Box track, double end) {
    Ui *ui = &app->ui;
    const Lesson *lesson = session_lesson(app->session);
    int steps = lesson->steps;
    double pitch = steps > 1 ? (track.w - lead) / (steps - 1) : 200, size = ui_size(ui, 13);
    if (widest(ui, lesson, size) > pitch - 6) size = ui_size(ui, 12);
    double room = pitch > 200 ? 200 : pitch;
    bool always = widest(ui, lesson, size) * 0.7 <= pitch - 6;
    for (int i = 0; i < steps; i++) draw_name(app, track, end, i, size, room, always);
}

void timeline_draw(App *app, Box at) {
    Ui *ui = &app->ui;
    double k = larger(ui->type), left = margin(ui) + (36 + 48 + 36 + 2 * between(ui)) * k, end = ui_slim(ui) ? 56 : 68;
    list_rect(&ui->list, at, (RectStyle){ .fill = paint(ROLE_PANEL) });
    ui_hit(ui, ui_id(ui, "bottom"), at);
    double pitch = (at.w - left - end - 82) / (app->player.steps > 1 ? app->player.steps - 1 : 1),
           inset = pitch / 2 < 52 ? pitch / 2 : 52;
    bool folded = app->fit.place == PANEL_FOLDED && !app->presenter.drawing; // the strip above has the step's title
    Box track = box(left + 16, at.y + (folded ? 30 : 33.5) * k, at.w - end - 12 - inset - left - 16, 0);
    draw_player(app, at);
    touch_line(app, track);
    draw_line(app, track);
    if (!folded) draw_names(app, track, at.x + at.w - end + 4);
    UiButton speed = { .label = player_speed_name(app->player.speed), .bare = true, .size = 15, .tip = "Speed (S)" };
    if (ui_button(ui, ui_id(ui, "speed"), box(at.x + at.w - end, at.y + at.h / 2 - 20, 48, 40), speed))
        app_ask(app, ACTION_SPEED, 0);
}
