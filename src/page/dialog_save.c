// What the dialogs that save have in common: where to, as what, and never over another file without asking; and saving the vectors.
#include <stdio.h>
#include <string.h>

#include "data/data.h"
#include "page/app.h"
#include "page/dialog_parts.h"

void dialog_complain(App *app, const Problems *problems) {
    Dialogs *d = &app->dialogs;
    d->problems = 1;
    snprintf(d->problem[0], sizeof d->problem[0], "%s",
             problems->count ? problem_text(app->ui.arena, &problems->item[0]) : "could not be saved");
}

// "PNG" of "png"
const char *dialog_capitals(Arena *arena, const char *id) {
    char *name = arena_print(arena, "%s", id);
    for (char *c = name; *c; c++)
        if (*c >= 'a' && *c <= 'z') *c = (char)(*c - 'a' + 'A');
    return name;
}

void dialog_offer_path(Dialogs *d, const char *path) {
    const char *slash = platform_has_paths() ? NULL : strrchr(path, '/');
    snprintf(d->path, sizeof d->path, "%s", slash ? slash + 1 : path);
}

void dialog_set_ending(Dialogs *d, const char *ending) {
    char *slash = strrchr(d->path, '/'), *dot = strrchr(d->path, '.');
    if (dot && (!slash || dot > slash)) *dot = 0;
    size_t size = strlen(d->path);
    snprintf(d->path + size, sizeof d->path - size, ".%s", ending);
    d->exists = false;
}

double dialog_pills(App *app, double x, double y, double width, const char *label, const char *const *names, int count,
                    int *chosen) {
    Ui *ui = &app->ui;
    double beside = ui_size(ui, 72), height;
    list_text(&ui->list, x, ui_baseline(ui, box(x, y, 0, UI_TARGET), FACE_TEXT, ui_size(ui, 14)), text_of(label),
              (TextStyle){ .size = ui_size(ui, 14), .paint = paint(ROLE_MUTED) });
    *chosen = ui_choice(ui, ui_id(ui, label), x + beside, y, width - beside,
                        (UiChoice){ .label = names, .count = count, .chosen = *chosen, .draw = true }, &height);
    return height;
}

// A line under the path: what is wrong, or that the file is there already.
double dialog_trouble(App *app, Box at, const char *replace, bool *replaced) {
    Ui *ui = &app->ui;
    Dialogs *d = &app->dialogs;
    double size = ui_size(ui, 14);
    *replaced = false;
    TextStyle style = { .size = size, .paint = paint(ROLE_WRONG) };
    if (d->problems) return ui_paragraph(ui, at.x, at.y, at.w, text_of(d->problem[0]), style, size * 1.45, true);
    if (!d->exists) return 0;
    UiButton over = { .label = replace };
    double w = ui_button_width(ui, &over);
    *replaced = ui_button(ui, ui_id(ui, "replace"), box(at.x + at.w - w, at.y, w, 36), over);
    list_text_fit(&ui->list, at.x, ui_baseline(ui, box(at.x, at.y, 0, 36), FACE_TEXT, size), at.w - w - 12,
                  TEXT("A file of this name is there already."), style);
    return 36;
}

// Save, Cancel, and what else there is on the left. Returns true when saving was asked for.
bool dialog_buttons(App *app, Box in, UiField did) {
    Ui *ui = &app->ui;
    UiButton go = { .label = "Save", .primary = true, .off = !app->dialogs.path[0] }, no = { .label = "Cancel" };
    double y = in.y + in.h - 40, w = ui_button_width(ui, &go), x = in.x + in.w - w;
    bool save = ui_button(ui, ui_id(ui, "save"), box(x, y, w, 40), go);
    w = ui_button_width(ui, &no);
    if (ui_button(ui, ui_id(ui, "cancel"), box(x - w - 10, y, w, 40), no) || (did & UI_ESCAPED)) dialog_close(app);
    return (save || (did & UI_ENTERED)) && app->dialogs.path[0] && app->dialogs.open;
}

UiField dialog_path(App *app, Box at) {
    Dialogs *d = &app->dialogs;
    UiId id = ui_id(&app->ui, "path");
    if (d->fresh) ui_field_focus(&app->ui, id, d->path, false);
    UiField did = ui_field(&app->ui, id, at, d->path, sizeof d->path, (UiFieldStyle){ .size = 14, .wrong = d->problems > 0 });
    if (did & UI_CHANGED) d->exists = false, d->problems = 0;
    return did;
}

// --- the vectors

static bool holds_vectors(const DataFormat *format) { return format->save && !format->single; }

// By the file's ending; the first that holds vectors where it says nothing.
static const DataFormat *format_of(const char *path) {
    const DataFormat *format = data_format_for(path, TEXT(""));
    for (int i = 0; i < data_format_count && !holds_vectors(format); i++) format = data_formats[i];
    return format;
}

static void save_vectors(App *app, bool replace) {
    Dialogs *d = &app->dialogs;
    Arena *arena = app->ui.arena;
    const char *path = path_expand(arena, d->path);
    Problems problems = { .arena = arena };
    Dataset data = session_dataset(app->session, arena);
    const DataFormat *format = format_of(path);
    Builder out = { .arena = arena };
    d->problems = 0;
    if (file_exists(path) && !replace) {
        d->exists = true;
        return;
    }
    format->save(&data, &out);
    if (!file_write(path, (Text){ builder_text(&out), out.size }, &problems)) {
        dialog_complain(app, &problems);
        return;
    }
    state_add_recent(app->state, path);
    dialog_close(app);
    toast_saved(app, path, ".");
}

void dialog_vectors_draw(App *app) {
    Ui *ui = &app->ui;
    Dialogs *d = &app->dialogs;
    Box in;
    bool replaced;
    ui_dialog_begin(ui, ui_id(ui, "save vectors"), 600 * ui->type, 320 * ui->type, "Save vectors", &in);
    UiField did = dialog_path(app, box(in.x, in.y, in.w, 44));
    double y = in.y + 56, trouble = dialog_trouble(app, box(in.x, y, in.w, 0), "Replace it", &replaced);
    if (trouble) y += trouble + 8;
    const DataFormat **offered = arena_new(ui->arena, const DataFormat *, data_format_count);
    const char **names = arena_new(ui->arena, const char *, data_format_count);
    const DataFormat *now = format_of(d->path);
    int count = 0, format = 0;
    for (int i = 0; i < data_format_count; i++) {
        if (!holds_vectors(data_formats[i])) continue;
        if (data_formats[i] == now) format = count;
        names[count] = dialog_capitals(ui->arena, data_formats[i]->id);
        offered[count++] = data_formats[i];
    }
    int before = format;
    dialog_pills(app, in.x, y, in.w, "Format", names, count, &format);
    if (format != before) dialog_set_ending(d, offered[format]->id);
    bool save = dialog_buttons(app, in, did);
    if (save || replaced) save_vectors(app, replaced);
    if (ui_dialog_end(ui)) dialog_close(app);
}
