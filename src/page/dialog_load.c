// Load vectors: a path with completions and the recent files, the desktop's own chooser where there is one, what the
// clipboard holds, and what is wrong with a file, where, and how to mend it.
#include <stdio.h>
#include <string.h>

#include "page/app.h"
#include "page/dialogs.h"

enum { ROWS = 64 };

static void load(App *app, const char *path) {
    Problems problems = { .arena = app->ui.arena };
    const char *full = path_expand(app->ui.arena, path);
    if (app_load_file(app, full, &problems))
        dialog_close(app);
    else
        dialog_show_problems(app, path, &problems);
}

static void paste(App *app) {
    Ui *ui = &app->ui;
    const char *text = ui->paste ? ui->paste(ui->clipboard, ui->arena) : NULL;
    Problems problems = { .arena = ui->arena };
    if (!text || !*text) {
        problems_add(&problems, (Place){ 0 }, "the clipboard holds no text; copy rows like q,1,1 or a JSON object first");
        dialog_show_problems(app, NULL, &problems);
    } else if (app_load_text(app, text_of(text), &problems)) {
        dialog_close(app);
    } else {
        dialog_show_problems(app, NULL, &problems);
    }
}

// Completions of what is typed; the recent files before anything is.
static int collect(App *app, UiRow *row) {
    Ui *ui = &app->ui;
    Dialogs *d = &app->dialogs;
    int rows = 0;
    if (d->path[0]) {
        const char *found[ROWS];
        int count = path_complete(ui->arena, d->path, found, ROWS);
        for (int i = 0; i < count; i++)
            if (strcmp(found[i], d->path)) row[rows++] = (UiRow){ found[i], NULL };
        return rows;
    }
    for (int i = 0; i < state_recents(app->state) && rows < ROWS; i++)
        row[rows++] = (UiRow){ state_recent(app->state, i), i ? NULL : "recent" };
    return rows;
}

static void take_row(App *app, const char *path) {
    Dialogs *d = &app->dialogs;
    size_t size = strlen(path);
    snprintf(d->path, sizeof d->path, "%s", path);
    d->row = -1;
    d->problems = 0;
    if (size && path[size - 1] == '/')
        ui_field_focus(&app->ui, ui_id(&app->ui, "path"), d->path, false);
    else
        load(app, d->path);
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

static double draw_problems(App *app, Box at, bool draw) {
    Ui *ui = &app->ui;
    const Dialogs *d = &app->dialogs;
    double size = ui_size(ui, 14), leading = ui_size(ui, 20), inner = at.w - 32, height = 24;
    TextStyle style = { .size = size, .paint = paint(ROLE_WRONG) };
    if (!d->problems) return 0;
    for (int i = 0; i < d->problems; i++)
        height += ui_paragraph(ui, 0, 0, inner, text_of(d->problem[i]), style, leading, false) + 4;
    if (d->more > 0) height += leading;
    if (!draw) return height;
    list_rect(&ui->list, box(at.x, at.y, at.w, height),
              (RectStyle){ .radius = 8, .fill = paint_tint(ROLE_WRONG, ROLE_PANEL, 0.08f) });
    double y = at.y + 12;
    for (int i = 0; i < d->problems; i++)
        y += ui_paragraph(ui, at.x + 16, y, inner, text_of(d->problem[i]), style, leading, true) + 4;
    if (d->more > 0)
        ui_paragraph(ui, at.x + 16, y, inner, text_of(arena_print(ui->arena, "and %d more", d->more)), style, leading, true);
    return height;
}

// What a file looks like, where there are no rows to show.
static void draw_example(App *app, Box at) {
    static const char *const lines[] = { "q, 1, 1", "k1:cat, 1, 1", "k2:dog, 1, 0", "v1, 4, 0", "v2, 0, 4" };
    Ui *ui = &app->ui;
    double size = ui_size(ui, 13), leading = ui_size(ui, 20);
    list_rect(&ui->list, box(at.x, at.y, at.w, 28 + 6 * leading), (RectStyle){ .radius = 8, .fill = paint(ROLE_STAGE) });
    list_text_fit(&ui->list, at.x + 16, at.y + 14 + leading * 0.7, at.w - 32,
                  TEXT("A file holds one row a line: a name, a word if you like, the numbers."),
                  (TextStyle){ .size = ui_size(ui, 14), .paint = paint(ROLE_MUTED) });
    for (int i = 0; i < 5; i++)
        list_text(&ui->list, at.x + 16, at.y + 14 + leading * (i + 1.7), text_of(lines[i]),
                  (TextStyle){ .face = FACE_MONO, .size = size });
}

static void draw_buttons(App *app, Box in) {
    Ui *ui = &app->ui;
    UiButton go = { .label = "Load", .primary = true, .off = !app->dialogs.path[0] }, no = { .label = "Cancel" },
             clip = { .label = "Paste from the clipboard", .has_icon = true, .icon = ICON_COPY };
    double y = in.y + in.h - 40, w = ui_button_width(ui, &clip);
    if (ui_button(ui, ui_id(ui, "paste"), box(in.x, y, w, 40), clip)) paste(app);
    w = ui_button_width(ui, &go);
    double x = in.x + in.w - w;
    bool load_it = ui_button(ui, ui_id(ui, "load"), box(x, y, w, 40), go);
    w = ui_button_width(ui, &no);
    if (ui_button(ui, ui_id(ui, "cancel"), box(x - w - 10, y, w, 40), no)) dialog_close(app);
    if (load_it) load(app, app->dialogs.path);
}

void dialog_load_draw(App *app) {
    Ui *ui = &app->ui;
    Dialogs *d = &app->dialogs;
    Box in;
    UiRow row[ROWS];
    ui_dialog_begin(ui, ui_id(ui, "load vectors"), 640 * ui->type, 520 * ui->type,
                    app->page == PAGE_GRADE ? "Load your work" : "Load vectors", &in);
    int rows = collect(app, row);
    bool chooser = chooser_available();
    UiButton choose = { .label = d->chooser ? "Waiting…" : "Choose…", .off = d->chooser != NULL };
    double w = chooser ? ui_button_width(ui, &choose) + 10 : 0;
    UiId field = ui_id(ui, "path");
    if (d->fresh) ui_field_focus(ui, field, d->path, true);
    bool tab = ui_has_focus(ui, field) && ui->in.key == UI_KEY_TAB && !ui->in.mods && complete(app, row, rows);
    if (tab) ui->key_taken = true, rows = collect(app, row);
    UiField did = ui_field(ui, field, box(in.x, in.y, in.w - w, 44), d->path, sizeof d->path,
                           (UiFieldStyle){ .hint = "A path, or drop a CSV or JSON file on the window" });
    if (did & UI_CHANGED) d->row = -1, d->problems = 0, rows = collect(app, row);
    if (did & UI_ESCAPED) dialog_close(app);
    if (chooser && ui_button(ui, ui_id(ui, "choose"), box(in.x + in.w - w + 10, in.y, w - 10, 44), choose))
        d->chooser = chooser_start("Load vectors");
    double y = in.y + 56, trouble = draw_problems(app, box(in.x, y, in.w, 0), true);
    y += trouble ? trouble + 12 : 0;
    Box view = box(in.x, y, in.w, in.y + in.h - 52 - y);
    int taken = -1;
    if (rows && view.h >= UI_TARGET)
        taken = ui_rows(ui, ui_id(ui, "rows"), view, row, rows, &d->row);
    else if (!rows && view.h >= 28 + 6 * ui_size(ui, 20))
        draw_example(app, view);
    draw_buttons(app, in);
    if (taken >= 0)
        take_row(app, row[taken].label);
    else if ((did & UI_ENTERED) && d->row >= 0 && d->row < rows)
        take_row(app, row[d->row].label);
    else if ((did & UI_ENTERED) && d->path[0])
        load(app, d->path);
    if (ui_dialog_end(ui)) dialog_close(app);
}
