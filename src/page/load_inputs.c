// The inputs of the open step as cards: an array is dragged onto one, or put there by a click or by the input's letter.
#include <math.h>
#include <string.h>

#include "data/names.h"
#include "page/load_parts.h"

enum { IN_A_ROW = 4 };

static const char *shape_of(App *app, int file, int entry) {
    IncomingView view[INCOMING_INPUTS * 3];
    const Incoming *in = app->dialogs.incoming;
    const IncomingFile *f = in->file[file];
    int views = incoming_views(in, &f->reading[f->chosen].data, view, INCOMING_INPUTS * 3);
    for (int i = 0; i < views; i++)
        if (entry < 0 || view[i].first == entry) return shape_text(app->ui.arena, view[i].shape);
    return "";
}

// Which array this input is: of a file without names, or of one whose labels say so. False: none.
static bool who_is(App *app, int input, int *file, int *array, const char **shape) {
    const Incoming *in = app->dialogs.incoming;
    *array = -1;
    for (int f = 0; f < in->files; f++) {
        const IncomingFile *from = in->file[f];
        IncomingView view[INCOMING_INPUTS * 3];
        *file = f;
        for (int a = 0; a < from->arrays; a++)
            if (from->array[a].input == input) return *shape = shape_of(app, f, from->array[a].entry), *array = a, true;
        if (from->arrays && from->array[0].entry < 0) continue;
        int views = incoming_views(in, &from->reading[from->chosen].data, view, INCOMING_INPUTS * 3);
        for (int i = 0; i < views; i++)
            if (!strcmp(view[i].name, in->input[input].name)) return *shape = shape_text(app->ui.arena, view[i].shape), true;
    }
    return false;
}

static void draw_dots(List *list, double x, double y) {
    for (int i = 0; i < 6; i++)
        list_circle(list, x + i % 2 * 5, y + (i / 2 - 1) * 5, 1.3, (RectStyle){ .fill = paint(ROLE_MUTED) });
}

// An array that can be dragged onto an input.
static void draw_chip(App *app, Box at, int file, int array, const char *name, const char *shape) {
    Ui *ui = &app->ui;
    Dialogs *d = &app->dialogs;
    UiId id = ui_id_at(ui, "array", file * INCOMING_ARRAYS + array);
    bool over = ui_focusable(ui, id, at), held = d->held_file == file && d->held_array == array;
    if (over) ui->cursor = UI_CURSOR_HAND;
    if (ui_pressed(ui, id) || ui_clicked(ui, id)) d->held_file = file, d->held_array = array;
    double dx = 0, dy = 0;
    if (ui->active == id && ui->in.down) dx = ui->in.x - ui->drag_x, dy = ui->in.y - ui->drag_y, ui->animating = true;
    if (fabs(dx) + fabs(dy) < 5) dx = dy = 0;
    Box shown = box(at.x + dx, at.y + dy, at.w, at.h);
    list_rect(&ui->list, shown,
              (RectStyle){
                  .radius = 7, .fill = paint(ROLE_PANEL), .stroke = paint(held ? ROLE_INK : ROLE_LINE), .width = held ? 1.5 : 1 });
    draw_dots(&ui->list, shown.x + 12, shown.y + shown.h / 2);
    double size = ui_size(ui, 14), line = ui_baseline(ui, shown, FACE_TEXT, size),
           w = metrics_width(ui->metrics, FACE_TEXT, ui_size(ui, 13), text_of(shape));
    list_text_fit(&ui->list, shown.x + 26, line, shown.w - 44 - w, text_of(name), (TextStyle){ .face = FACE_BOLD, .size = size });
    list_text(&ui->list, shown.x + shown.w - 10, line, text_of(shape),
              (TextStyle){ .size = ui_size(ui, 13), .paint = paint(ROLE_MUTED), .align = ALIGN_RIGHT });
    if (ui->focus == id && ui->focus_seen) ui_ring(ui, shown, 7);
}

static bool can_be_named(const Dialogs *d) {
    const Incoming *in = d->incoming;
    return d->held_file < in->files && d->held_array < in->file[d->held_file]->arrays;
}

static void put(App *app, int input) {
    Dialogs *d = &app->dialogs;
    if (!can_be_named(d)) return;
    incoming_name(d->incoming, d->held_file, d->held_array, input);
    incoming_open(d->incoming, &d->held_file, &d->held_array); // the next one
    d->offered = d->incoming->fits;
    app->ui.animating = true;
}

static bool was_dropped_on(App *app, Box at) {
    Ui *ui = &app->ui;
    if (!ui->in.released || !box_holds(at, ui->in.x, ui->in.y)) return false;
    for (int f = 0; f < app->dialogs.incoming->files; f++)
        for (int a = 0; a < app->dialogs.incoming->file[f]->arrays; a++)
            if (ui->active == ui_id_at(ui, "array", f * INCOMING_ARRAYS + a)) return true;
    return false;
}

// Weights are the step's, or are made to fit.
static bool is_weight(const IncomingInput *input) { return input->has && data_role(text_of(input->name), NULL) == ROLE_NONE; }

static void draw_input(App *app, int number, Box at) {
    Ui *ui = &app->ui;
    const Incoming *in = app->dialogs.incoming;
    const IncomingInput *input = &in->input[number];
    int file, array;
    const char *shape;
    UiId id = ui_id_at(ui, "input", number);
    bool given = who_is(app, number, &file, &array, &shape), nameable = can_be_named(&app->dialogs);
    Role role = role_of_node(input->name);
    bool over = nameable ? ui_focusable(ui, id, at) : false;
    if (over) ui->cursor = UI_CURSOR_HAND;
    list_rect(&ui->list, at,
              (RectStyle){ .radius = 10,
                           .fill = given ? paint_tint(role, ROLE_PANEL, 0.07f) : paint(over ? ROLE_STAGE : ROLE_PANEL),
                           .stroke = paint(given ? role : ROLE_FAINT),
                           .width = given ? 2 : 1,
                           .dash = given ? 0 : 5 });
    bool letter = strlen(input->name) < 3;
    double base = at.y + ui_size(ui, 32), w = list_text_fit(&ui->list, at.x + 16, base, at.w - 32, text_of(input->name),
                                                            (TextStyle){ .face = letter ? FACE_MATH_ITALIC : FACE_BOLD,
                                                                         .size = ui_size(ui, letter ? 26 : 16),
                                                                         .paint = paint(role) });
    if (metrics_width(ui->metrics, FACE_TEXT, ui_size(ui, 14), text_of(input->about)) <= at.w - w - 44)
        list_text(&ui->list, at.x + 28 + w, base, text_of(input->about), (TextStyle){ .size = ui_size(ui, 14) });
    Box low = box(at.x + 12, at.y + at.h - ui_size(ui, 48), at.w - 24, ui_size(ui, 38));
    const char *now = !given && input->has ? shape_text(ui->arena, input->now) : NULL;
    const char *text = input->stays       ? arena_print(ui->arena, "stays: %s", now)
                       : input->optional  ? "may be left out"
                       : is_weight(input) ? "as it fits"
                                          : "not given";
    if (given && array >= 0)
        draw_chip(app, low, file, array, in->file[file]->array[array].name, shape);
    else if (given)
        list_text_fit(&ui->list, low.x + 4, ui_baseline(ui, low, FACE_TEXT, ui_size(ui, 14)), low.w - 8,
                      text_of(arena_print(ui->arena, "%s  %s", shape, in->file[file]->name)),
                      (TextStyle){ .size = ui_size(ui, 14) });
    else
        list_text_fit(&ui->list, low.x + 4, ui_baseline(ui, low, FACE_TEXT, ui_size(ui, 13)), low.w - 8, text_of(text),
                      (TextStyle){ .size = ui_size(ui, 13), .paint = paint(ROLE_MUTED) });
    if (ui->focus == id && ui->focus_seen) ui_ring(ui, at, 10);
    if (nameable && (ui_clicked(ui, id) || was_dropped_on(app, at) || (letter && !input->name[1] && ui_typed(ui, input->name))))
        put(app, number);
}

// Arrays that are no input yet, in a row.
static double draw_unplaced(App *app, double x, double y, double width) {
    Ui *ui = &app->ui;
    const Incoming *in = app->dialogs.incoming;
    double from = x, h = ui_size(ui, 38), w = fmin(ui_size(ui, 190), width);
    bool any = false;
    for (int f = 0; f < in->files; f++)
        for (int a = 0; a < in->file[f]->arrays; a++) {
            const IncomingArray *array = &in->file[f]->array[a];
            if (array->input >= 0 || x + w > from + width + 1) continue;
            draw_chip(app, box(x, y, w, h), f, a, array->name, shape_of(app, f, array->entry));
            x += w + 12;
            any = true;
        }
    return any ? h + 12 : 0;
}

// A note without what it says for the command line.
static size_t said_here(const char *note) {
    const char *command = strstr(note, "; say otherwise with --");
    return command ? (size_t)(command - note) : strlen(note);
}

static const char *notes_of(App *app) {
    const Incoming *in = app->dialogs.incoming;
    Builder out = { .arena = app->ui.arena };
    for (int f = 0; f < in->files; f++) {
        const IncomingFile *file = in->file[f];
        if (file->readings > 1) continue; // drawn
        for (int i = 0; i < file->problems.notes && out.size < 300; i++)
            builder_print(&out, "%s%.*s.", out.size ? " " : "", (int)said_here(file->problems.note[i].message),
                          file->problems.note[i].message);
    }
    if (!out.size && in->fits) builder_print(&out, "More files may follow: drop them here, or choose them.");
    return builder_text(&out);
}

static double draw_verdict(App *app, Box at) {
    Ui *ui = &app->ui;
    const Incoming *in = app->dialogs.incoming;
    double size = ui_size(ui, 15), y = at.y, w = at.w - 30;
    int file, array;
    Role role = in->fits ? ROLE_RIGHT : incoming_open(in, &file, &array) ? ROLE_INK : ROLE_WRONG;
    if (in->fits)
        draw_icon(&ui->list, ICON_CHECK, at.x + 10, y + size * 0.6, size, paint(role));
    else
        list_text(&ui->list, at.x + 4, y + size, role == ROLE_INK ? TEXT("?") : TEXT("≠"),
                  (TextStyle){ .size = size, .paint = paint(role) });
    y += ui_paragraph(ui, at.x + 30, y, w, text_of(in->verdict),
                      (TextStyle){ .size = size, .paint = paint(in->fits ? ROLE_INK : role) }, size * 1.4, true) +
         4;
    y += ui_paragraph(ui, at.x + 30, y, w, text_of(notes_of(app)),
                      (TextStyle){ .size = ui_size(ui, 13), .paint = paint(ROLE_MUTED) }, ui_size(ui, 18), true);
    return y - at.y;
}

// All that it needs, and what may be left out as far as the last row goes.
static int shown_inputs(const Incoming *in) {
    int needed = 0;
    while (needed < in->inputs && !in->input[needed].optional) needed++;
    int most = (needed + IN_A_ROW - 1) / IN_A_ROW * IN_A_ROW;
    return most < in->inputs ? most : in->inputs;
}

double load_inputs_draw(App *app, Box at) {
    Ui *ui = &app->ui;
    const Incoming *in = app->dialogs.incoming;
    bool any = false;
    for (int f = 0; f < in->files; f++) any = any || in->file[f]->arrays;
    double y = at.y + load_heading(ui, at.x, at.y, at.w, 2, any ? "Which input is it?" : "What goes where",
                                   any ? "Drag it, click an input, or press its letter." : "Its labels say it.");
    y += draw_unplaced(app, at.x, y, at.w);
    int a_row = at.w < 420 ? 2 : IN_A_ROW;
    if (in->inputs < a_row) a_row = in->inputs;
    double w = (at.w - 12.0 * (a_row - 1)) / (a_row ? a_row : 1), h = ui_size(ui, 92);
    int shown = shown_inputs(in);
    for (int i = shown - 1; i >= 0; i--) // a chip that is dragged lies over what comes after it
        draw_input(app, i, box(at.x + i % a_row * (w + 12), y + i / a_row * (h + 12), w, h));
    y += (shown + a_row - 1) / (a_row ? a_row : 1) * (h + 12) + 4;
    y += draw_verdict(app, box(at.x, y, at.w, 0));
    return y - at.y;
}
