// Save the figure, or the vectors: where to, as what, and never over another file without asking.
#include <stdio.h>
#include <string.h>

#include "page/app.h"
#include "page/dialogs.h"
#include "page/figure.h"

static const char *const scale_names[] = { "1×", "2×", "4×" };
static const char *const theme_names[] = { "Light", "Dark", "Print", "Grey" };

static void complain(App *app, const Problems *problems) {
    Dialogs *d = &app->dialogs;
    d->problems = 1;
    snprintf(d->problem[0], sizeof d->problem[0], "%s",
             problems->count ? problem_text(app->ui.arena, &problems->item[0]) : "could not be saved");
}

// --- the figure

// "PNG" of "png"
static const char *in_capitals(Arena *arena, const char *id) {
    char *name = arena_print(arena, "%s", id);
    for (char *c = name; *c; c++)
        if (*c >= 'a' && *c <= 'z') *c = (char)(*c - 'a' + 'A');
    return name;
}

static bool has_pixels(const App *app) { return !strcmp(exporter_table[app->dialogs.format]->id, "png"); }

static FigureSpec spec_of(const App *app) {
    static const double scales[] = { 1, 2, 4 };
    return (FigureSpec){ .scale = has_pixels(app) ? scales[app->dialogs.scale] : 1,
                         .theme = app->dialogs.theme,
                         .t = app->player.t,
                         .comma = app_has_comma(app) };
}

static bool copy_picture(App *app) {
    FigureSpec spec = spec_of(app);
    Problems problems = { .arena = app->ui.arena };
    Text png;
    if (spec.scale < 2) spec.scale = 2;
    return figure_write(app->session, &spec, app->fonts, "png", app->ui.arena, &png, &problems) && clipboard_picture(png);
}

static void save_figure(App *app, bool replace) {
    Dialogs *d = &app->dialogs;
    Arena *arena = app->ui.arena;
    const char *path = path_expand(arena, d->path);
    Problems problems = { .arena = arena };
    FigureSpec spec = spec_of(app);
    d->problems = 0;
    if (file_exists(path) && !replace) {
        d->exists = true;
        return;
    }
    if (!figure_save(app->session, &spec, app->fonts, path, &problems)) {
        complain(app, &problems);
        return;
    }
    bool copied = copy_picture(app);
    dialog_close(app);
    toast_say(app, arena_print(arena, "Saved %s%s", path, copied ? ". The picture is on the clipboard." : "."), path);
}

static void set_ending(Dialogs *d, const char *ending) {
    char *slash = strrchr(d->path, '/'), *dot = strrchr(d->path, '.');
    if (dot && (!slash || dot > slash)) *dot = 0;
    size_t size = strlen(d->path);
    snprintf(d->path + size, sizeof d->path - size, ".%s", ending);
    d->exists = false;
}

static double pills(App *app, double x, double y, double width, const char *label, const char *const *names, int count,
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
static double draw_trouble(App *app, Box at, const char *replace, bool *replaced) {
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
static bool draw_buttons(App *app, Box in, UiField did) {
    Ui *ui = &app->ui;
    UiButton go = { .label = "Save", .primary = true, .off = !app->dialogs.path[0] }, no = { .label = "Cancel" };
    double y = in.y + in.h - 40, w = ui_button_width(ui, &go), x = in.x + in.w - w;
    bool save = ui_button(ui, ui_id(ui, "save"), box(x, y, w, 40), go);
    w = ui_button_width(ui, &no);
    if (ui_button(ui, ui_id(ui, "cancel"), box(x - w - 10, y, w, 40), no) || (did & UI_ESCAPED)) dialog_close(app);
    return (save || (did & UI_ENTERED)) && app->dialogs.path[0] && app->dialogs.open;
}

static UiField path_field(App *app, Box at) {
    Dialogs *d = &app->dialogs;
    UiId id = ui_id(&app->ui, "path");
    if (d->fresh) ui_field_focus(&app->ui, id, d->path, false);
    UiField did = ui_field(&app->ui, id, at, d->path, sizeof d->path, (UiFieldStyle){ .size = 14, .wrong = d->problems > 0 });
    if (did & UI_CHANGED) d->exists = false, d->problems = 0;
    return did;
}

void dialog_figure_draw(App *app) {
    Ui *ui = &app->ui;
    Dialogs *d = &app->dialogs;
    Box in;
    bool replaced;
    ui_dialog_begin(ui, ui_id(ui, "save figure"), 600 * ui->type, 400 * ui->type, "Save figure", &in);
    UiField did = path_field(app, box(in.x, in.y, in.w, 44));
    double y = in.y + 56, trouble = draw_trouble(app, box(in.x, y, in.w, 0), "Replace it", &replaced);
    if (trouble) y += trouble + 8;
    int format = d->format, theme = (int)d->theme;
    const char **names = arena_new(ui->arena, const char *, exporter_count);
    for (int i = 0; i < exporter_count; i++) {
        names[i] = in_capitals(ui->arena, exporter_table[i]->id);
        if (exporter_find(path_ending(d->path)) == exporter_table[i]) format = d->format = i;
    }
    y += pills(app, in.x, y, in.w, "Format", names, exporter_count, &format) + 4;
    if (format != d->format) set_ending(d, exporter_table[d->format = format]->id);
    if (has_pixels(app)) y += pills(app, in.x, y, in.w, "Size", scale_names, 3, &d->scale) + 4;
    pills(app, in.x, y, in.w, "Colours", theme_names, THEME_COUNT, &theme);
    d->theme = (Theme)theme;
    UiButton copy = { .label = "Copy picture", .has_icon = true, .icon = ICON_COPY };
    if (ui_button(ui, ui_id(ui, "copy"), box(in.x, in.y + in.h - 40, ui_button_width(ui, &copy), 40), copy)) {
        bool copied = copy_picture(app);
        if (copied) dialog_close(app);
        toast_say(app, copied ? "The picture is on the clipboard." : "Copying a picture needs wl-copy or xclip.", NULL);
    }
    bool save = draw_buttons(app, in, did);
    if (save || replaced) save_figure(app, replaced);
    if (ui_dialog_end(ui)) dialog_close(app);
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
        complain(app, &problems);
        return;
    }
    state_add_recent(app->state, path);
    dialog_close(app);
    toast_say(app, arena_print(arena, "Saved %s.", path), path);
}

void dialog_vectors_draw(App *app) {
    Ui *ui = &app->ui;
    Dialogs *d = &app->dialogs;
    Box in;
    bool replaced;
    ui_dialog_begin(ui, ui_id(ui, "save vectors"), 600 * ui->type, 320 * ui->type, "Save vectors", &in);
    UiField did = path_field(app, box(in.x, in.y, in.w, 44));
    double y = in.y + 56, trouble = draw_trouble(app, box(in.x, y, in.w, 0), "Replace it", &replaced);
    if (trouble) y += trouble + 8;
    const DataFormat **offered = arena_new(ui->arena, const DataFormat *, data_format_count);
    const char **names = arena_new(ui->arena, const char *, data_format_count);
    const DataFormat *now = format_of(d->path);
    int count = 0, format = 0;
    for (int i = 0; i < data_format_count; i++) {
        if (!holds_vectors(data_formats[i])) continue;
        if (data_formats[i] == now) format = count;
        names[count] = in_capitals(ui->arena, data_formats[i]->id);
        offered[count++] = data_formats[i];
    }
    int before = format;
    pills(app, in.x, y, in.w, "Format", names, count, &format);
    if (format != before) set_ending(d, offered[format]->id);
    bool save = draw_buttons(app, in, did);
    if (save || replaced) save_vectors(app, replaced);
    if (ui_dialog_end(ui)) dialog_close(app);
}
