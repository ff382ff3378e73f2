// Load vectors: a path with completions, the recent files and those of the folder, the desktop's own chooser where there is one,
// what the clipboard holds; then what was brought, to be looked at. Nothing is loaded until somebody says so.
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "page/figure.h"
#include "page/load_parts.h"

enum { ROWS = 64 };

static void load(App *app) {
    if (app->dialogs.incoming->fits && app_take_incoming(app)) dialog_close(app);
    app->ui.animating = true;
}

static void paste(App *app) {
    Ui *ui = &app->ui;
    const char *text = ui->paste ? ui->paste(ui->clipboard, ui->arena) : NULL;
    dialog_offer_text(app, text_of(text ? text : ""));
}

static bool is_folder(const char *path) { return *path && path[strlen(path) - 1] == '/'; }

// A folder, or a file with an ending that some format has.
static bool is_wanted(const char *path) {
    const char *ending = path_ending(path);
    if (is_folder(path)) return true;
    for (int i = 0; i < data_format_count; i++) {
        Text endings = text_of(data_formats[i]->endings);
        for (Text word = text_word(&endings); word.size; word = text_word(&endings))
            if (text_distance(word, text_of(ending)) == 0) return true;
    }
    return false;
}

// Completions of what is typed, also a file that is typed whole; before anything is, the recent files and those of the folder.
static int collect(App *app, UiRow *row) {
    Ui *ui = &app->ui;
    Dialogs *d = &app->dialogs;
    int rows = 0;
    const char *found[ROWS];
    if (!d->path[0])
        for (int i = 0; i < state_recents(app->state) && rows < ROWS; i++)
            row[rows++] = (UiRow){ state_recent(app->state, i), "recent" };
    int count = path_complete(ui->arena, d->path, found, ROWS - rows);
    for (int i = 0; i < count; i++)
        if (!(is_folder(found[i]) && !strcmp(found[i], d->path)) && is_wanted(found[i])) row[rows++] = (UiRow){ found[i], NULL };
    return rows;
}

static void take_row(App *app, const char *path) {
    Dialogs *d = &app->dialogs;
    size_t size = strlen(path);
    if (!is_folder(path)) {
        dialog_offer_file(app, path);
        return;
    }
    if (size >= sizeof d->path) return; // longer than the field
    memmove(d->path, path, size + 1);
    d->row = -1;
    ui_field_focus(&app->ui, ui_id(&app->ui, "path"), d->path, false);
}

// Tab completes as far as all completions agree; otherwise it goes on to the next control.
static bool complete(App *app, const UiRow *row, int rows) {
    Dialogs *d = &app->dialogs;
    if (!rows || !d->path[0]) return false;
    size_t same = strlen(row[0].label), typed = strlen(d->path);
    for (int i = 1; i < rows; i++)
        for (size_t k = 0; k < same; k++)
            if (row[i].label[k] != row[0].label[k]) same = k;
    while (same && ((unsigned char)row[0].label[same] & 0xC0) == 0x80) same--;
    if (same <= typed || same >= sizeof d->path || strncmp(row[0].label, d->path, typed)) return false;
    memcpy(d->path, row[0].label, same);
    d->path[same] = 0;
    ui_field_focus(&app->ui, ui_id(&app->ui, "path"), d->path, false);
    return true;
}

// --- the parts of the dialog

// What step takes them, where there is nothing to show yet.
static double draw_takes(App *app, Box at) {
    Ui *ui = &app->ui;
    const Incoming *in = app->dialogs.incoming;
    Builder out = { .arena = ui->arena };
    if (!in->inputs) return 0;
    builder_print(&out, app_vectors_apart(app) ? "Attention takes" : "This step takes");
    for (int i = 0; i < in->inputs && !in->input[i].optional; i++)
        builder_print(&out, "%s %s (%s)", i ? "," : "", in->input[i].name, in->input[i].about);
    builder_print(&out, ". Several files may hold them: bring one after the other, or drop them together.");
    return ui_paragraph(ui, at.x, at.y, at.w, text_of(builder_text(&out)),
                        (TextStyle){ .size = ui_size(ui, 14), .paint = paint(ROLE_MUTED) }, ui_size(ui, 20), true);
}

// How a file may be laid out, and what the step takes; scrolled where the window is low.
static void draw_advice(App *app, Box view) {
    Ui *ui = &app->ui;
    UiId id = ui_id(ui, "advice scroll");
    double top = view.y - ui_scroll_begin(ui, id, view), y = top + 2;
    y += load_layout_draw(app, box(view.x, y, view.w - 16, 0)) + 16;
    y += draw_takes(app, box(view.x, y, view.w - 16, 0));
    ui_scroll_end(ui, id, view, y - top);
}

static int draw_listing(App *app, Box at, const UiRow *row, int rows) {
    Ui *ui = &app->ui;
    bool beside = at.w >= 760 * ui->type && app->page != PAGE_GRADE;
    double w = beside ? floor(at.w * 0.58) : at.w;
    if (beside) draw_advice(app, box(at.x + w + 28, at.y, at.w - w - 28, at.h));
    if (rows) return ui_rows(ui, ui_id(ui, "rows"), box(at.x, at.y, w, at.h), row, rows, &app->dialogs.row);
    const char *none = platform_has_paths() || app->dialogs.path[0] ? "There is no such file." : "What is read stays in this page.";
    ui_paragraph(ui, at.x, at.y + 8, w, text_of(none), (TextStyle){ .size = ui_size(ui, 14), .paint = paint(ROLE_MUTED) },
                 ui_size(ui, 20), true);
    return -1;
}

static void draw_progress(App *app, Box at) {
    Ui *ui = &app->ui;
    Incoming *in = app->dialogs.incoming;
    double y = at.y + at.h / 2 - 40, done = incoming_done(in);
    list_text_fit(&ui->list, at.x, y, at.w, text_of(arena_print(ui->arena, "Reading %s", incoming_busy_name(in))),
                  (TextStyle){ .face = FACE_BOLD, .size = ui_size(ui, 16) });
    Box track = box(at.x, y + 16, at.w, 8);
    list_rect(&ui->list, track, (RectStyle){ .radius = 4, .fill = paint(ROLE_LINE) });
    list_rect(&ui->list, box(track.x, track.y, track.w * done, 8), (RectStyle){ .radius = 4, .fill = paint(ROLE_INK) });
    list_print(&ui->list, at.x, y + 48, (TextStyle){ .size = ui_size(ui, 14), .paint = paint(ROLE_MUTED) }, "%.0f %%", 100 * done);
    UiButton stop = { .label = "Stop reading" };
    double w = ui_button_width(ui, &stop);
    if (ui_button(ui, ui_id(ui, "stop reading"), box(at.x + at.w - w, y + 32, w, 40), stop)) {
        incoming_stop(in);
        app->dialogs.shown[0] = 0;
    }
    ui->wake_at = ui->in.now + 0.1;
}

static void draw_scrolled(App *app, Box view, double (*draw)(App *app, Box at)) {
    Ui *ui = &app->ui;
    UiId id = ui_id(ui, "brought scroll");
    double y = view.y - ui_scroll_begin(ui, id, view), reach = draw(app, box(view.x + 2, y + 2, view.w - 16, 0));
    ui_scroll_end(ui, id, view, reach + 8);
}

// "Load the keys", "Load q, k and v"
static const char *load_label(App *app) {
    const Incoming *in = app->dialogs.incoming;
    int inputs = 0, last = 0;
    for (int f = 0; f < in->files; f++)
        for (int a = 0; a < in->file[f]->arrays; a++) inputs++, last = in->file[f]->array[a].input;
    bool one = in->files == 1 && inputs == 1 && last >= 0;
    return one ? arena_print(app->ui.arena, "Load the %s", in->input[last].about) : "Load";
}

static void draw_buttons(App *app, Box in) {
    Ui *ui = &app->ui;
    Dialogs *d = &app->dialogs;
    bool fits = d->incoming->files && d->incoming->fits && !d->incoming->wrong.messages;
    UiButton go = { .label = load_label(app), .primary = true, .off = !fits }, no = { .label = "Cancel" },
             clip = { .label = "Paste from the clipboard", .has_icon = true, .icon = ICON_COPY };
    double y = in.y + in.h - 40, w = ui_button_width(ui, &clip), left = in.x + w + 24;
    if (ui_button(ui, ui_id(ui, "paste"), box(in.x, y, w, 40), clip)) paste(app);
    w = ui_button_width(ui, &go);
    double x = in.x + in.w - w;
    bool load_it = app->page != PAGE_GRADE && ui_button(ui, ui_id(ui, "load"), box(x, y, w, 40), go);
    if (app->page == PAGE_GRADE) x += w + 10;
    w = ui_button_width(ui, &no);
    if (ui_button(ui, ui_id(ui, "cancel"), box(x - w - 10, y, w, 40), no)) dialog_close(app);
    double room = x - w - 34 - left;
    if (app->page != PAGE_GRADE && room > 140)
        list_text_fit(&ui->list, left, ui_baseline(ui, box(0, y, 0, 40), FACE_TEXT, ui_size(ui, 14)), room,
                      room > 380 ? TEXT("Nothing is loaded yet. Ctrl Z will bring the old numbers back.")
                                 : TEXT("Nothing is loaded yet."),
                      (TextStyle){ .size = ui_size(ui, 14), .paint = paint(ROLE_MUTED) });
    if (d->offered && app->page != PAGE_GRADE) {
        UiId array = ui_id_at(ui, "array", d->held_file * INCOMING_ARRAYS + d->held_array); // Enter guesses nothing there
        ui_set_focus(ui, fits ? ui_id(ui, "load") : d->incoming->files ? array : ui_id(ui, "path"), false);
        d->offered = false;
    }
    if (load_it) load(app);
}

// The path, and the chooser where there is one. Rows may change with what is typed.
static UiField draw_path(App *app, Box in, UiRow *row, int *rows) {
    Ui *ui = &app->ui;
    Dialogs *d = &app->dialogs;
    bool chooser = chooser_available();
    UiButton choose = { .label = d->chooser ? "Waiting…" : "Choose…", .off = d->chooser != NULL };
    double w = chooser ? ui_button_width(ui, &choose) + 10 : 0;
    UiId field = ui_id(ui, "path");
    if (d->fresh) ui_field_focus(ui, field, d->path, true);
    bool tab = ui_has_focus(ui, field) && ui->in.key == UI_KEY_TAB && !ui->in.mods && complete(app, row, *rows);
    if (tab) ui->key_taken = true, *rows = collect(app, row);
    const char *hint = platform_has_paths() ? "A path, or drop files on the window: CSV, JSON, NumPy, Excel, printed arrays"
                                            : "Choose or drop a file, or paste: CSV, JSON, NumPy, Excel, printed arrays";
    UiField did = ui_field(ui, field, box(in.x, in.y, in.w - w, 44), d->path, sizeof d->path, (UiFieldStyle){ .hint = hint });
    if (did & UI_CHANGED) d->row = -1, *rows = collect(app, row);
    if (did & UI_ESCAPED) dialog_close(app);
    if (chooser && ui_button(ui, ui_id(ui, "choose"), box(in.x + in.w - w + 10, in.y, w - 10, 44), choose))
        d->chooser = chooser_start("Load vectors");
    return did;
}

static bool is_typing(const Dialogs *d) {
    const Incoming *in = d->incoming;
    return !incoming_busy(in) && (strcmp(d->path, d->shown) != 0 || (!in->files && !in->wrong.messages));
}

static int draw_body(App *app, Box view, const UiRow *row, int rows) {
    Dialogs *d = &app->dialogs;
    if (incoming_busy(d->incoming))
        draw_progress(app, view);
    else if (is_typing(d))
        return draw_listing(app, view, row, rows);
    else if (d->incoming->wrong.messages)
        draw_scrolled(app, view, load_wrong_draw);
    else
        draw_scrolled(app, view, load_view_draw);
    return -1;
}

void dialog_load_draw(App *app) {
    Ui *ui = &app->ui;
    Dialogs *d = &app->dialogs;
    Box in;
    UiRow row[ROWS];
    bool grade = app->page == PAGE_GRADE;
    ui_dialog_begin(ui, ui_id(ui, "load vectors"), (grade ? 720 : 1240) * ui->type, (grade ? 520 : 780) * ui->type,
                    grade ? "Load your work" : "Load vectors", &in);
    int rows = collect(app, row);
    UiField did = draw_path(app, in, row, &rows);
    int taken = draw_body(app, box(in.x, in.y + 58, in.w, in.h - 58 - 56), row, rows);
    draw_buttons(app, in);
    if (taken >= 0)
        take_row(app, row[taken].label);
    else if ((did & UI_ENTERED) && is_typing(d) && d->row >= 0 && d->row < rows)
        take_row(app, row[d->row].label);
    else if ((did & UI_ENTERED) && !is_typing(d))
        load(app);
    else if ((did & UI_ENTERED) && d->path[0])
        take_row(app, d->path);
    if (ui_dialog_end(ui)) dialog_close(app);
}
