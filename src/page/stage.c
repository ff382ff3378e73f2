// What is under the pointer is found on the list that was just drawn, by identity; it knows nothing of any scene.
#include "page/stage.h"

#include <math.h>
#include <string.h>

#include "base/math.h"
#include "page/app.h"

// --- the scene

static void wheel(App *app, UiId id, double over_x, double over_y) {
    Ui *ui = &app->ui;
    Stage *stage = &app->stage;
    if (ui->in.wheel == 0 || ui->hot != id || ui->wheel_taken) return;
    if (ui->in.mods & UI_CTRL) {
        stage_zoom(app, ui->in.wheel < 0 ? 1.25 : 0.8, ui->in.x, ui->in.y);
        ui->wheel_taken = true;
    } else if (over_x > 0 || over_y > 0) {
        if (ui->in.mods & UI_SHIFT || over_y <= 0)
            stage->pan_x += ui->in.wheel;
        else
            stage->pan_y += ui->in.wheel;
        ui->wheel_taken = true;
    }
}

// Numbers that are too close for digits: a heat map, or many cells with none in them.
static bool is_dense(const List *list, int first, int end) {
    enum { MANY = 24 };
    int bare = 0;
    for (int i = first; i < end; i++) {
        const Cmd *cmd = &list->cmd[i];
        if (cmd->kind == CMD_HEAT) return true;
        if (cmd->kind != CMD_RECT || cmd->ident.kind != IDENT_VALUE || cmd->rect.fill.alpha <= 0.02f) continue;
        bare += i + 1 == end || list->cmd[i + 1].kind != CMD_TEXT;
    }
    return bare >= MANY;
}

// Small bars at the edges where the picture reaches beyond its box.
static void pan_bars(Ui *ui, const Stage *stage, double w, double h) {
    Box at = stage->at;
    Paint p = paint_faded(ROLE_FAINT, 0.6f);
    if (w > at.w + 0.5)
        list_rect(&ui->list, box(at.x + at.w * stage->pan_x / w + 2, at.y + at.h - 6, at.w * at.w / w - 4, 4),
                  (RectStyle){ .radius = 2, .fill = p });
    if (h > at.h + 0.5)
        list_rect(&ui->list, box(at.x + at.w - 6, at.y + at.h * stage->pan_y / h + 2, 4, at.h * at.h / h - 4),
                  (RectStyle){ .radius = 2, .fill = p });
}

// Looked up again when the picture or the zoom changes.
static double spread_of(App *app) {
    Stage *stage = &app->stage;
    if (stage->zoom == 1) return 1;
    bool same = stage->spread > 0 && stage->spread_zoom == stage->zoom && stage->spread_width == app->fit.width &&
                stage->spread_height == app->fit.height;
    if (!same) stage->spread = fit_spread(app->session, app->metrics, &app->fit, stage->zoom);
    stage->spread_zoom = stage->zoom, stage->spread_width = app->fit.width, stage->spread_height = app->fit.height;
    return stage->spread;
}

// What the step is about, among the commands from `first` to `end`; w 0: nothing of it is there.
static Box box_of_foci(const App *app, int first, int end) {
    const LessonStep *step = session_lesson_step(app->session);
    const List *list = &app->ui.list;
    Box now = { 0 };
    for (int f = 0; f < step->foci; f++) {
        NodeId node = tape_find(session_tape(app->session), step->focus[f]);
        for (int i = first; i < end && node != NODE_NONE; i++)
            if (ident_is_number(list->cmd[i].ident) && list->cmd[i].ident.node == node) now = box_union(now, list->cmd[i].box);
    }
    return now;
}

// In the middle of the room; of what has hardly room, the beginning, with the name over it.
static double pan_to(double from, double length, double room, double name) {
    return length + name > room ? from - name : from + length / 2 - room / 2;
}

// A picture that reaches beyond its box opens at what the step is about; w, h: all of it, as it is drawn.
static void look_at_now(App *app, double w, double h, double scale) {
    Stage *stage = &app->stage;
    Box now = box_of_foci(app, stage->first, app->ui.list.count);
    if (now.w <= 0) now = box(0, 0, w / scale, stage->at.h / scale);
    stage->pan_x = math_clamp(pan_to(now.x * scale, now.w * scale, stage->at.w, 8), 0, math_max(0, w - stage->at.w));
    stage->pan_y = math_clamp(pan_to(now.y * scale, now.h * scale, stage->at.h, 60 * scale), 0, math_max(0, h - stage->at.h));
    stage->looked = true;
}

// The buttons have no pointer on the picture: they enlarge about the number that is looked at, else about what the step is about.
static void zoom_by_button(App *app, double factor) {
    const Stage *stage = &app->stage;
    List picture = { .cmd = app->ui.list.cmd + stage->first, .count = stage->end - stage->first };
    Box about = box_of_foci(app, stage->first, stage->end), target;
    Ident ident = app->overlay.pinned ? app->overlay.pin : app->overlay.cursor;
    if (ident_is_number(ident) && list_where(&picture, ident, &target)) about = target;
    about = box_meet(about, stage->at);
    if (about.w <= 0 || about.h <= 0) about = stage->at;
    stage_zoom(app, factor, about.x + about.w / 2, about.y + about.h / 2);
}

double stage_zoom_buttons(App *app, double x, double y, double h) {
    Ui *ui = &app->ui;
    Stage *stage = &app->stage;
    if (!stage->heat && stage->zoom == 1) return 0;
    if (ui_button(ui, ui_id(ui, "zoom in"), box(x - 40, y, 40, h),
                  (UiButton){ .label = "+", .size = 18, .tip = "Zoom in (Ctrl and the wheel)" }))
        zoom_by_button(app, 1.5);
    const char *percent = arena_print(ui->arena, "%d %%", (int)(stage->zoom * 100 + 0.5));
    if (ui_button(ui, ui_id(ui, "zoom 1"), box(x - 108, y, 64, h), (UiButton){ .label = percent, .tip = "The whole picture" }))
        stage->zoom = 1;
    if (ui_button(ui, ui_id(ui, "zoom out"), box(x - 152, y, 40, h), (UiButton){ .label = "−", .size = 18, .tip = "Zoom out" }))
        zoom_by_button(app, 1 / 1.5);
    return 152;
}

// Of a picture that is written on everywhere no more can be asked than that its words and digits stay free.
static bool covers(const App *app, Box at, bool cells) {
    for (int i = app->stage.first; i < app->stage.end; i++) {
        const Cmd *c = &app->ui.list.cmd[i];
        if (!box_meets(c->box, at)) continue;
        if (c->kind == CMD_TEXT && c->text.paint.alpha > 0.02f) return true;
        if (cells && (c->kind == CMD_HEAT || (c->kind == CMD_RECT && ident_is_number(c->ident)))) return true;
    }
    return false;
}

// In a corner where they cover nothing; they leave it only for the sake of a word or a cell, and never to and fro.
static void zoom_in_corner(App *app, Box at) {
    enum { CORNERS = 4, SIDES = 2, HEIGHTS = 6, PLACES = CORNERS + SIDES * HEIGHTS }; // then along the sides, from below
    Stage *stage = &app->stage;
    const double w = 152, h = 40, aside = 16, rim = 8;
    bool same = stage->zoom_step == app->player.step && stage->zoom_width == at.w && stage->zoom_height == at.h;
    if (!same) stage->zoom_corner = 0;
    stage->zoom_step = app->player.step, stage->zoom_width = at.w, stage->zoom_height = at.h;
    for (int tried = 0; tried < 2 * PLACES; tried++, stage->zoom_corner = (stage->zoom_corner + 1) % PLACES) {
        int side = stage->zoom_corner - CORNERS; // −1 and less: a corner
        bool left = side >= 0 ? side >= HEIGHTS : stage->zoom_corner >= 2, top = stage->zoom_corner % 2;
        double right = left ? at.x + aside + w : at.x + at.w - aside, y = top ? at.y + rim : at.y + at.h - h - rim;
        if (side >= 0) y = at.y + at.h * (0.86 - 0.15 * (side % HEIGHTS));
        if (tried + 1 < 2 * PLACES && covers(app, box(right - w, y, w, h), tried < PLACES)) continue;
        stage_zoom_buttons(app, right, y, h);
        return;
    }
}

// Where the number that is looked at stands in its matrix.
static Pointed pointed_now(App *app) {
    const Tape *tape = session_tape(app->session);
    overlay_check(&app->overlay, tape);
    Ident at = overlay_target(&app->overlay, ui_has_focus(&app->ui, ui_id(&app->ui, "stage")));
    if (at.kind != IDENT_VALUE && at.kind != IDENT_GRAD) return (Pointed){ 0 };
    const Node *node = tape_node(tape, at.node);
    int columns = node->shape.rank ? node->shape.size[node->shape.rank - 1] : 1;
    return columns ? (Pointed){ at.element / columns, at.element % columns, node->count / columns, columns } : (Pointed){ 0 };
}

void stage_draw(App *app, Box at) {
    Ui *ui = &app->ui;
    Stage *stage = &app->stage;
    UiId id = ui_id(ui, "stage");
    stage->at = at;
    if (stage->zoom <= 0) stage->zoom = 1;
    ui_focusable(ui, id, at);
    const Fit *fit = &app->fit;
    double spread = spread_of(app), scale = fit->scale * stage->zoom / spread;
    double w = fit->width * spread * scale, h = fit->height * spread * scale;
    double left = math_max(0, (at.w - w) / 2), top = math_max(0, (at.h - h) / 2);
    wheel(app, id, w - at.w, h - at.h);
    stage->width = w, stage->height = h;
    stage->pan_x = math_clamp(stage->pan_x, 0, math_max(0, w - at.w));
    stage->pan_y = math_clamp(stage->pan_y, 0, math_max(0, h - at.h));
    ui_clip(ui, at);
    stage->first = ui->list.count;
    View view = { .width = fit->width * spread,
                  .height = fit->height * spread,
                  .metrics = app->metrics,
                  .arena = ui->arena,
                  .close = stage->zoom > 1,
                  .hidden = ui->list.hidden,
                  .hiddens = ui->list.hiddens };
    ui->list.pointed = pointed_now(app);
    session_draw(app->session, &view, app->player.t, &ui->list);
    ui->list.pointed = (Pointed){ 0 };
    if (fit->reaches && !stage->looked) look_at_now(app, w, h, scale);
    list_enlarge(&ui->list, stage->first, scale, at.x + left - stage->pan_x, at.y + top - stage->pan_y);
    stage->end = ui->list.count;
    stage->heat = is_dense(&ui->list, stage->first, stage->end);
    stage->scales = heat_scales(&ui->list, stage->first, stage->end, stage->scale, STAGE_SCALES);
    session_name_scales(app->session, stage->scale, stage->scales);
    if (stage->scales && !stage->scaled) stage->scaled = ui->animating = true;
    pen_draw(app);
    pan_bars(ui, stage, w, h);
    ui_unclip(ui);
    if (fit->place != PANEL_FOLDED && !stage->zoom_above) zoom_in_corner(app, at);
    if (ui_has_focus(ui, id) && ui->focus_seen)
        list_rect(&ui->list, box_grow(at, -3), (RectStyle){ .radius = 8, .stroke = paint(ROLE_INK), .width = 2 });
}

void stage_zoom(App *app, double factor, double x, double y) {
    Stage *stage = &app->stage;
    double before = stage->zoom, left = math_max(0, (stage->at.w - stage->width) / 2),
           top = math_max(0, (stage->at.h - stage->height) / 2); // a picture smaller than its box stands in its middle
    stage->zoom = math_clamp(before * factor, 1, 16);
    if (stage->zoom < 1.05) stage->zoom = 1;
    // What is under the pointer stays there.
    double ratio = stage->zoom / before, at_x = x - stage->at.x, at_y = y - stage->at.y;
    stage->pan_x = (stage->pan_x + at_x - left) * ratio - at_x;
    stage->pan_y = (stage->pan_y + at_y - top) * ratio - at_y;
    app->ui.animating = true;
}

// --- dragging

static double largest_of(const Node *node) {
    double most = 0;
    for (int i = 0; i < node->count; i++)
        if (fabs(node->value[i]) > most && math_finite(node->value[i])) most = fabs(node->value[i]);
    return most;
}

static void edit(App *app, int node, int element, double value) {
    Problems problems = { .arena = app->ui.arena };
    const Node *now = tape_node(session_tape(app->session), node);
    if (now->value[element] == value) return;
    if (!session_edit(app->session, node, element, value, &problems) && problems.count)
        toast_say(app, problems.item[0].message, NULL);
}

static void drag_number(App *app) {
    Stage *stage = &app->stage;
    const Ui *ui = &app->ui;
    const Node *node = tape_node(session_tape(app->session), stage->held.node);
    double value = drag_value(stage->start_value, largest_of(node), ui->drag_y - ui->in.y, ui->in.mods & UI_SHIFT);
    edit(app, stage->held.node, stage->held.element, value);
}

// Where a tip is now and how large 1 is there: the plane may take a new range while it is pulled.
static const Cmd *find_tip(const App *app) {
    const Ident *held = &app->stage.held;
    for (int i = app->stage.end; i-- > app->stage.first;) {
        const Cmd *cmd = &app->ui.list.cmd[i];
        if (ident_drags(cmd->ident) && cmd->ident.node == held->node && cmd->ident.element == held->element) return cmd;
    }
    return NULL;
}

// A tip follows the pointer, in tidy steps of its two numbers.
static void drag_tip(App *app) {
    Stage *stage = &app->stage;
    const Ui *ui = &app->ui;
    const Cmd *tip = find_tip(app);
    const Node *node = tape_node(session_tape(app->session), stage->held.node);
    int x = stage->held.element;
    if (!tip || x + 1 >= node->count) return;
    double dx = (ui->in.x - stage->grab_x - tip->box.x - tip->box.w / 2) / tip->ident.drag;
    double dy = (ui->in.y - stage->grab_y - tip->box.y - tip->box.h / 2) / tip->ident.drag;
    double per = ui->in.mods & UI_SHIFT ? 100 : 10, to_x = floor((node->value[x] + dx) * per + 0.5) / per,
           to_y = floor((node->value[x + 1] - dy) * per + 0.5) / per;
    edit(app, stage->held.node, x, to_x);
    edit(app, stage->held.node, x + 1, to_y);
}

// --- painting a mask: a press turns a cell over, and a drag gives the cells it crosses the same

static bool is_seen(const App *app, Ident at) {
    return tape_node(session_tape(app->session), ident_mask(at))->value[at.element] != 0;
}

static void paint_cell(App *app, Ident at, bool seen) {
    Problems problems = { .arena = app->ui.arena };
    if (is_seen(app, at) == seen) return;
    if (!session_paint(app->session, ident_mask(at), at.element, seen, &problems) && problems.count)
        toast_say(app, problems.item[0].message, NULL);
}

static void paint_begin(App *app, Ident at) {
    Stage *stage = &app->stage;
    stage->painting = true;
    stage->paint_seen = !is_seen(app, at);
    stage->paint_x = app->ui.in.x, stage->paint_y = app->ui.in.y;
    session_drag_begin(app->session);
    paint_cell(app, at, stage->paint_seen);
}

// Looks at every few units of the way, since the pointer may leap.
static void paint_on(App *app) {
    Stage *stage = &app->stage;
    double dx = app->ui.in.x - stage->paint_x, dy = app->ui.in.y - stage->paint_y;
    int steps = 1 + (int)((fabs(dx) + fabs(dy)) / 6);
    for (int i = 1; i <= steps && steps < 1000; i++) {
        Ident at = { 0 };
        list_pick(&app->ui.list, stage->paint_x + dx * i / steps, stage->paint_y + dy * i / steps, &at);
        if (ident_mask(at) >= 0) paint_cell(app, at, stage->paint_seen);
    }
    stage->paint_x = app->ui.in.x, stage->paint_y = app->ui.in.y;
}

static void paint_end(App *app) {
    session_drag_end(app->session);
    app->stage.painting = false;
    app->stage.held = (Ident){ 0 };
}

// --- pressing and releasing

static void press(App *app, Ident under, bool on_stage) {
    Stage *stage = &app->stage;
    const Tape *tape = session_tape(app->session);
    stage->held = ident_keep(under, stage->held_note);
    stage->dragging = stage->moved = false;
    stage->start_pan_x = stage->pan_x;
    stage->start_pan_y = stage->pan_y;
    if (on_stage && ident_mask(under) >= 0) {
        paint_begin(app, under);
        return;
    }
    if (!ident_is_number(under)) return;
    stage->start_value = tape_node(tape, under.node)->value[under.element];
    const Cmd *tip = ident_drags(under) ? find_tip(app) : NULL;
    if (!tip) return;
    stage->grab_x = app->ui.in.x - tip->box.x - tip->box.w / 2;
    stage->grab_y = app->ui.in.y - tip->box.y - tip->box.h / 2;
}

static bool held_editable(const App *app) {
    Ident held = app->stage.held;
    return held.kind == IDENT_VALUE && editor_may(app, held.node, held.element);
}

static void drag(App *app) {
    Ui *ui = &app->ui;
    Stage *stage = &app->stage;
    double dx = ui->in.x - ui->drag_x, dy = ui->in.y - ui->drag_y;
    if (fabs(dx) < 4 && fabs(dy) < 4 && !stage->moved) return;
    stage->moved = true;
    if (!held_editable(app)) {
        stage->pan_x = stage->start_pan_x - dx;
        stage->pan_y = stage->start_pan_y - dy;
        return;
    }
    if (!stage->dragging) session_drag_begin(app->session);
    stage->dragging = true;
    if (ident_drags(stage->held))
        drag_tip(app);
    else
        drag_number(app);
}

static void follow(App *app, const char *link) {
    app_ask(app, ACTION_FOLLOW, 0);
    app->asked.text = link;
}

// A number in a row that belongs to a query: the picture follows that query from then on.
static void follow_row(App *app, Ident held) {
    const Input *from = session_queries(app->session);
    if (held.kind != IDENT_VALUE || !from) return;
    const Node *node = tape_node(session_tape(app->session), held.node);
    int rank = node->shape.rank, columns = rank == 2 ? node->shape.size[1] : 0;
    static const char *const of_queries[] = { "q", "s", "masked", "a", "o" };
    bool known = false;
    for (size_t i = 0; i < sizeof of_queries / sizeof *of_queries; i++) known |= node->name && !strcmp(node->name, of_queries[i]);
    if (known && columns > 0 && node->shape.size[0] == from->shape.size[0])
        session_pick_query(app->session, held.element / columns);
}

static void click(App *app, bool can_type) {
    Ident held = app->stage.held;
    follow_row(app, held);
    if (can_type && held_editable(app) && !ident_drags(held))
        editor_open(app, held.node, held.element);
    else if (ident_leads_to(held))
        follow(app, ident_leads_to(held));
    else if (held.kind == IDENT_NONE || held.kind == IDENT_SYMBOL)
        app->overlay.pinned = false;
    else
        overlay_pin(&app->overlay, held);
}

static void release(App *app, bool on_stage) {
    Stage *stage = &app->stage;
    if (stage->dragging)
        session_drag_end(app->session);
    else if (!stage->moved)
        click(app, on_stage);
    stage->dragging = stage->moved = false;
    stage->held = (Ident){ 0 };
}

// --- walking by the keys

// The numbers and links of the picture, each once, where it stands first.
static int numbers(const App *app, Ident *ident, Box *at, int most) {
    int n = 0;
    for (int i = app->stage.first; i < app->stage.end && n < most; i++) {
        const Cmd *cmd = &app->ui.list.cmd[i];
        bool known = (!ident_is_number(cmd->ident) && !ident_leads_to(cmd->ident)) || ident_drags(cmd->ident) ||
                     (cmd->kind == CMD_PATH && cmd->path.fill.alpha <= 0);
        for (int k = 0; k < n && !known; k++) known = ident_same(ident[k], cmd->ident);
        if (known) continue;
        ident[n] = cmd->ident;
        at[n++] = cmd->box;
    }
    return n;
}

// The nearest one in that direction; what lies straight ahead counts as nearer.
static int nearest(const Box *at, int count, int from, int dx, int dy) {
    double least = MATH_INFINITY, x = at[from].x + at[from].w / 2, y = at[from].y + at[from].h / 2;
    int best = from;
    for (int i = 0; i < count; i++) {
        double ahead = (at[i].x + at[i].w / 2 - x) * dx + (at[i].y + at[i].h / 2 - y) * dy;
        double aside = fabs((at[i].x + at[i].w / 2 - x) * dy) + fabs((at[i].y + at[i].h / 2 - y) * dx);
        if (i == from || ahead < 4) continue;
        if (ahead + 3 * aside < least) least = ahead + 3 * aside, best = i;
    }
    return best;
}

static double pan_to_show(double pan, double from, double size, double begin, double room) {
    enum { MARGIN = 16 };
    if (from < begin + MARGIN) return pan - (begin + MARGIN - from);
    if (from + size > begin + room - MARGIN) return pan + (from + size - begin - room + MARGIN);
    return pan;
}

// Of a picture that reaches beyond its box, what the keys have come to.
static void show_box(App *app, Box b) {
    Stage *stage = &app->stage;
    if (stage->width > stage->at.w + 0.5) stage->pan_x = pan_to_show(stage->pan_x, b.x, b.w, stage->at.x, stage->at.w);
    if (stage->height > stage->at.h + 0.5) stage->pan_y = pan_to_show(stage->pan_y, b.y, b.h, stage->at.y, stage->at.h);
}

void stage_pan(App *app, int dx, int dy) {
    static const double share = 0.25;                                                                   // of what is seen
    app->stage.pan_x += dx * share * app->stage.at.w, app->stage.pan_y += dy * share * app->stage.at.h; // held when it is drawn
}

void stage_walk(App *app, int dx, int dy) {
    enum { MOST = 600 };
    Ident *ident = arena_new(app->ui.arena, Ident, MOST);
    Box *at = arena_new(app->ui.arena, Box, MOST);
    int count = numbers(app, ident, at, MOST), from = -1;
    for (int i = 0; i < count; i++)
        if (ident_same(ident[i], app->overlay.cursor)) from = i;
    if (!count) return;
    int to = from < 0 ? 0 : nearest(at, count, from, dx, dy);
    app->overlay.cursor = ident[to];
    show_box(app, at[to]);
    app->overlay.by_keys = true;
    app->overlay.pinned = false;
}

// A mask of one's own may be a new tape, with the same cells; the keys stay where they are.
static void paint_by_key(App *app, Ident at) {
    paint_cell(app, at, !is_seen(app, at));
    overlay_check(&app->overlay, session_tape(app->session));
    app->overlay.cursor = at;
    app->overlay.by_keys = true;
}

void stage_enter(App *app) {
    Ident at = app->overlay.cursor;
    if (ident_mask(at) >= 0)
        paint_by_key(app, at);
    else if (at.kind == IDENT_VALUE && editor_may(app, at.node, at.element))
        editor_open(app, at.node, at.element);
    else if (ident_leads_to(at))
        follow(app, ident_leads_to(at));
    else if (at.kind != IDENT_NONE)
        overlay_pin(&app->overlay, at);
}

void stage_nudge(App *app, double by) {
    Ident at = app->overlay.cursor;
    if (at.kind == IDENT_VALUE) editor_nudge(app, at.node, at.element, by);
}

// A digit on a given number begins another one there, on a computed number one's own for it; it never jumps to a step.
static bool type_over(App *app, Ident at) {
    Ui *ui = &app->ui;
    const char *text = ui->in.text;
    if (ui->text_taken || !text || at.kind == IDENT_NONE) return false;
    bool taken = overlay_type(&app->overlay, app->session, at, text);
    if (!taken && (text[0] < '0' || text[0] > '9')) return false;
    if (!taken && at.kind == IDENT_VALUE && ident_mask(at) < 0 && editor_may(app, at.node, at.element)) {
        editor_open(app, at.node, at.element);
        editor_type(app, text);
    }
    ui_take_keys(ui);
    return true;
}

static void stage_keys(App *app) {
    Ui *ui = &app->ui;
    Ident at = app->overlay.cursor;
    if (app->editor.open || type_over(app, at)) return;
    Action action = ACTION_NONE;
    if (!ui->key_taken && ui->in.key) action = keys_action(WHERE_STAGE, ui->in.key, ui->in.mods, NULL, NULL);
    if (!action && !ui->text_taken && ui->in.text) action = keys_action(WHERE_STAGE, 0, 0, ui->in.text, NULL);
    if (!action || (action == ACTION_CELL_PAINT && ident_mask(at) < 0)) return; // Space plays
    ui_take_keys(ui);
    app_ask(app, action, 0);
}

// --- all of it

static void cursor_shape(App *app) {
    Ident at = app->overlay.at;
    bool given = at.kind == IDENT_VALUE && editor_may(app, at.node, at.element);
    if (ident_mask(at) >= 0)
        app->ui.cursor = UI_CURSOR_HAND;
    else if (ident_drags(at) || (app->stage.moved && !app->stage.dragging))
        app->ui.cursor = UI_CURSOR_MOVE;
    else if (given)
        app->ui.cursor = UI_CURSOR_UP_DOWN;
    else if (at.kind != IDENT_NONE)
        app->ui.cursor = UI_CURSOR_HAND;
}

void stage_touch(App *app, Box bounds) {
    Ui *ui = &app->ui;
    UiId stage = ui_id(ui, "stage"), panel = ui_id(ui, "panel");
    bool keys = ui_has_focus(ui, stage) && ui->focus_seen;
    if (pen_touch(app)) return;
    overlay_check(&app->overlay, session_tape(app->session));
    Ident under = { 0 };
    bool over = ui->hot == stage || ui->hot == panel;
    if (over) list_pick(&ui->list, ui->in.x, ui->in.y, &under);
    if (ui->in.x != app->overlay.pointer_x || ui->in.y != app->overlay.pointer_y) app->overlay.by_keys = false;
    app->overlay.pointer_x = ui->in.x;
    app->overlay.pointer_y = ui->in.y;
    for (int i = 0; i < 2; i++) {
        UiId id = i ? panel : stage;
        if (ui_pressed(ui, id)) press(app, under, id == stage);
        if (app->stage.painting) {
            if (ui->active == stage && ui->in.down) paint_on(app);
            if (ui->in.released || ui->active != stage) paint_end(app);
            continue;
        }
        if (ui->active == id && ui->in.down && !ui->in.pressed && id == stage) drag(app);
        if (ui->active == id && ui->in.released) release(app, id == stage);
    }
    bool free = !app->editor.open && !ui->wants_text && !ui_is_modal(ui) && !ui_has_focus(ui, ui_id(ui, "mine"));
    if (app->overlay.pinned && free) type_over(app, app->overlay.pin);
    if (keys) stage_keys(app);
    app->overlay.at = app->stage.moved || app->overlay.by_keys ? (Ident){ 0 } : under;
    if (app->stage.dragging || app->stage.painting || app->editor.open) {
        app->overlay.at = (Ident){ 0 };
        cursor_shape(app);
        return;
    }
    cursor_shape(app);
    overlay_draw(&app->overlay, ui, app->session, app->stage.first, app->stage.end, app->stage.at, bounds, keys);
    if (app->overlay.copies) app_ask(app, ACTION_COPY, 0);
    app->overlay.copies = false;
}
