// A dragged, nudged or typed number moves in steps that fit its size, so that it stays a tidy one.
#include "page/editor.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "page/app.h"

double drag_value(double start, double largest, double up, bool well) {
    double size = fabs(start) > largest / 10 ? fabs(start) : largest / 10, unit = 1;
    if (size < 1e-12 || !(size < 1e300)) size = 1;
    while (unit * 10 <= size * 1.0000001) unit *= 10;
    while (unit > size * 1.0000001) unit /= 10;
    unit /= well ? 100 : 10;
    double value = start + floor(up / 4 + 0.5) * unit;
    if (unit >= 1) return floor(value / unit + 0.5) * unit;
    double per = floor(1 / unit + 0.5);
    return floor(value * per + 0.5) / per;
}

bool editor_may(const App *app, int node, int element) {
    return session_editable(app->session, node, element) && !list_hides(&app->ui.list, ident_value(node, element));
}

void editor_open(App *app, int node, int element) {
    Editor *e = &app->editor;
    *e = (Editor){ .open = true, .fresh = true, .node = node, .element = element };
    char number[32];
    data_number(tape_node(session_tape(app->session), node)->value[element], number);
    // A true minus sign, as everywhere on the screen.
    snprintf(e->text, sizeof e->text, "%s%s", number[0] == '-' ? "−" : "", number[0] == '-' ? number + 1 : number);
    app->overlay.pinned = false;
    app->overlay.cursor = ident_value(node, element);
    app->ui.animating = true;
}

void editor_type(App *app, const char *text) {
    snprintf(app->editor.text, sizeof app->editor.text, "%s", text);
    app->editor.typed = true;
}

static void change(App *app, int node, int element, double value, bool *wrong) {
    Problems problems = { .arena = app->ui.arena };
    if (tape_node(session_tape(app->session), node)->value[element] == value) return;
    if (session_edit(app->session, node, element, value, &problems)) return;
    *wrong = true;
    if (problems.count) toast_say(app, problems.item[0].message, NULL);
}

void editor_nudge(App *app, int node, int element, double by) {
    bool wrong = false;
    if (!editor_may(app, node, element)) return;
    double value = tape_node(session_tape(app->session), node)->value[element];
    change(app, node, element, drag_value(value, 1, 4 * by, false), &wrong);
}

// Takes what was typed; true when it was a number that could be used.
static bool take(App *app) {
    Editor *e = &app->editor;
    double value;
    e->wrong = false;
    if (!text_number_typed(text_of(e->text), &value, NULL)) {
        e->wrong = true;
        toast_say(app, "That is no number: write one like 0.5, −2 or 1e3.", NULL);
    } else
        change(app, e->node, e->element, value, &e->wrong);
    return !e->wrong;
}

static void close_editor(App *app) {
    app->editor.open = false;
    ui_set_focus(&app->ui, app->ui.focus_seen ? ui_id(&app->ui, "stage") : 0, app->ui.focus_seen);
}

// The next number of the same array that is on the picture, then the next array's.
static bool open_next(App *app, int by) {
    const Tape *tape = session_tape(app->session);
    int node = app->editor.node, element = app->editor.element;
    List picture = { .cmd = app->ui.list.cmd + app->stage.first, .count = app->stage.end - app->stage.first };
    for (int tries = 0; tries < 100000; tries++) {
        element += by;
        while (element < 0 || element >= tape->node[node].count) {
            node += by > 0 ? 1 : -1;
            if (node >= tape->count || node < 0) return false;
            element = by > 0 ? 0 : tape->node[node].count - 1;
        }
        if (!editor_may(app, node, element) || !list_where(&picture, ident_value(node, element), NULL)) continue;
        editor_open(app, node, element);
        return true;
    }
    return false;
}

static void nudge_typed(App *app, double by, bool well) {
    Editor *e = &app->editor;
    double value;
    if (!text_number_typed(text_of(e->text), &value, NULL)) return;
    int node = e->node, element = e->element;
    change(app, node, element, drag_value(value, 1, 4 * by, well), &e->wrong);
    editor_open(app, node, element);
}

static void editor_keys(App *app, UiField did) {
    Ui *ui = &app->ui;
    if (did & UI_ESCAPED)
        close_editor(app);
    else if (did & UI_ENTERED) {
        if (take(app)) close_editor(app);
    } else if (ui_key(ui, UI_KEY_TAB, 0)) {
        if (take(app) && !open_next(app, 1)) close_editor(app);
    } else if (ui_key(ui, UI_KEY_TAB, UI_SHIFT)) {
        if (take(app) && !open_next(app, -1)) close_editor(app);
    } else if (ui_key(ui, UI_KEY_UP, 0))
        nudge_typed(app, 1, false);
    else if (ui_key(ui, UI_KEY_DOWN, 0))
        nudge_typed(app, -1, false);
    else if (ui_key(ui, UI_KEY_UP, UI_SHIFT))
        nudge_typed(app, 1, true);
    else if (ui_key(ui, UI_KEY_DOWN, UI_SHIFT))
        nudge_typed(app, -1, true);
    else if (did & UI_LEFT) {
        take(app);
        app->editor.open = false;
    }
}

void editor_draw(App *app) {
    Ui *ui = &app->ui;
    Editor *e = &app->editor;
    if (!e->open) return;
    const Tape *tape = session_tape(app->session);
    List picture = { .cmd = ui->list.cmd + app->stage.first, .count = app->stage.end - app->stage.first };
    Box cell;
    if (e->node >= tape->count || !session_editable(app->session, e->node, e->element) ||
        !list_where(&picture, ident_value(e->node, e->element), &cell)) {
        e->open = false;
        return;
    }
    double w = cell.w > 96 ? cell.w : 96, h = cell.h > 40 ? cell.h : 40;
    Box at = box(cell.x + cell.w / 2 - w / 2, cell.y + cell.h / 2 - h / 2, w, h);
    UiId id = ui_id(ui, "editor");
    if (e->fresh) {
        ui_field_focus(ui, id, e->text, !e->typed);
        e->fresh = false;
    }
    editor_keys(
        app, ui_field(ui, id, at, e->text, sizeof e->text, (UiFieldStyle){ .size = 16, .wrong = e->wrong, .align = ALIGN_CENTER }));
}
