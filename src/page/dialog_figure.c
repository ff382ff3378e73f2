// Save the figure: where it goes, as what, and what is on it, beside the figure itself at its real proportion. A film is made
// picture by picture between the passes, so that the window goes on and somebody can give it up.
#include <stdio.h>
#include <string.h>

#include "page/dialog_parts.h"
#include "page/film.h"
#include "page/predict.h"
#include "session/asked.h"

enum { WIDE = 1160, HIGH = 660, NARROW = 560, CONTROLS = 470, BESIDE = 900, INFO = 76, STRIP = 4 };
static const double film_share = 0.03; // seconds of a pass for a film

static const char *const scale_names[] = { "1×", "2×", "4×" };
static const char *const theme_names[] = { "Light", "Dark", "Print", "Grey" };
static const char *const place_names[] = { "Screen", "Slide", "Page", "Column", "Square" };

static const Exporter *format_of(const App *app) { return exporter_table[app->dialogs.format]; }

static FigureSpec spec_of(const App *app) {
    static const double scales[] = { 1, 2, 4 };
    const Dialogs *d = &app->dialogs;
    const FigureWish *w = &d->wish;
    bool pixels = !strcmp(format_of(app)->id, "png") && !w->place;
    FigureSpec spec = { .scale = pixels ? scales[d->scale] : 1,
                        .theme = d->theme,
                        .t = w->moment && !exporter_moves(format_of(app)) ? 1 : app->player.t,
                        .strip = w->moment == 2 && !exporter_moves(format_of(app)) ? STRIP : 0,
                        .comma = app_has_comma(app),
                        .without = w->without,
                        .clear = w->clear && !exporter_moves(format_of(app)),
                        .before = w->before,
                        .caption = w->caption[0] ? w->caption : NULL,
                        .place = w->place ? &figure_places[w->place - 1] : NULL,
                        .text_size = w->text_size == 100 ? 0 : w->text_size };
    if (!spec.place) spec.width = 1280, spec.height = 720;
    figure_fit(&spec);
    return spec;
}

// --- saving

static void saved(App *app, const char *path, bool copied) {
    dialog_close(app);
    toast_saved(app, path, copied ? ". The picture is on the clipboard." : ".");
}

static bool copy_figure(App *app) {
    FigureSpec spec = spec_of(app);
    Problems problems = { .arena = app->ui.arena };
    bool drawing = !strcmp(format_of(app)->id, "svg");
    Text bytes;
    if (spec.scale < 2 && !spec.place) spec.scale = 2;
    return figure_write(app->session, &spec, app->fonts, drawing ? "svg" : "png", app->ui.arena, &bytes, &problems) &&
           clipboard_picture(bytes, drawing ? "image/svg+xml" : "image/png");
}

static void save(App *app, bool replace) {
    Dialogs *d = &app->dialogs;
    const char *path = path_expand(app->ui.arena, d->path), *ending = path_ending(path);
    const Exporter *exporter = exporter_find(ending);
    Problems problems = { .arena = app->ui.arena };
    FigureSpec spec = spec_of(app);
    d->problems = 0;
    if (file_exists(path) && !replace) {
        d->exists = true;
        return;
    }
    if (exporter && exporter_moves(exporter)) {
        d->film = film_begin(app->session, &spec, app->fonts, exporter, &problems);
        if (!d->film) dialog_complain(app, &problems);
        return;
    }
    if (!figure_save(app->session, &spec, app->fonts, path, &problems)) {
        dialog_complain(app, &problems);
        return;
    }
    saved(app, path, copy_figure(app));
}

// As many pictures as a pass has time for; the last one writes the file.
static void go_on_filming(App *app) {
    Dialogs *d = &app->dialogs;
    Problems problems = { .arena = app->ui.arena };
    double begun = platform_seconds();
    bool well = true;
    do well = film_add(d->film, &problems);
    while (well && film_done(d->film) < film_frames(d->film) && platform_seconds() - begun < film_share);
    app->ui.animating = true;
    if (well && film_done(d->film) < film_frames(d->film)) return;
    const char *path = path_expand(app->ui.arena, d->path);
    Arena *arena = arena_begin();
    Text bytes;
    well = film_end(d->film, arena, well ? &bytes : NULL, &problems) && well && file_write(path, bytes, &problems);
    arena_end(arena);
    d->film = NULL;
    if (well)
        saved(app, path, false);
    else
        dialog_complain(app, &problems);
}

static void draw_progress(App *app, Box at) {
    Ui *ui = &app->ui;
    const Film *film = app->dialogs.film;
    double share = (double)film_done(film) / film_frames(film), size = ui_size(ui, 14);
    UiButton stop = { .label = "Stop" };
    double w = ui_button_width(ui, &stop);
    list_print(&ui->list, at.x, at.y - 8, (TextStyle){ .size = size, .paint = paint(ROLE_MUTED) }, "Picture %d of %d",
               film_done(film), film_frames(film));
    Box track = box(at.x, at.y + 16, at.w - w - 20, 8);
    list_rect(&ui->list, track, (RectStyle){ .radius = 4, .fill = paint(ROLE_LINE) });
    track.w *= share;
    list_rect(&ui->list, track, (RectStyle){ .radius = 4, .fill = paint(ROLE_INK) });
    if (ui_button(ui, ui_id(ui, "stop"), box(at.x + at.w - w, at.y, w, 40), stop))
        film_stop(&app->dialogs.film);
    else
        go_on_filming(app);
}

// --- the preview

// Looking for a layout takes a while: it is done again only when something has changed.
static unsigned stamp_of(const App *app, const FigureSpec *spec) {
    const FigureWish *w = &app->dialogs.wish;
    unsigned stamp = session_version(app->session) * 31u + (unsigned)session_step(app->session);
    stamp = stamp * 31u + (unsigned)(w->place + 8 * w->moment) + 7u * w->without + 64u * (unsigned)w->text_size;
    stamp = stamp * 31u + (unsigned)(spec->t * 1000) + 2000u * spec->before;
    for (const char *c = w->caption; *c; c++) stamp = stamp * 31u + (unsigned char)*c;
    return stamp | 1u;
}

static FigureSpec settled(App *app) {
    Dialogs *d = &app->dialogs;
    FigureSpec spec = spec_of(app);
    unsigned stamp = stamp_of(app, &spec);
    if (d->settled_for != stamp) d->settled = figure_settled(app->session, &spec, app->metrics), d->settled_for = stamp;
    spec.width = d->settled.width, spec.height = d->settled.height, spec.layout = d->settled.layout;
    spec.theme = THEME_LIGHT; // the window's own colours
    return spec;
}

static void draw_info(App *app, Box at, const FigureSpec *spec, double smallest) {
    Ui *ui = &app->ui;
    double points = spec->points > 0 ? spec->points : FIGURE_POINTS, label = smallest * points, cm = 2.54 / 72 * points;
    bool slide = spec->place == &figure_places[0], good = slide ? label >= 0.0179 * spec->height * points : label >= 6.99;
    const char *first =
        !smallest ? "No label"
        : slide   ? arena_print(ui->arena, "The smallest label is %.1f %% of the slide’s height", smallest / spec->height * 100)
        : spec->place ? arena_print(ui->arena, "The smallest label is %.1f pt in print", label)
                      : arena_print(ui->arena, "The smallest label is %.0f of %.0f units high", smallest, spec->height);
    const char *size = spec->place
                           ? arena_print(ui->arena, "%.1f × %.1f cm", spec->width * cm, spec->height * cm)
                           : arena_print(ui->arena, "%.0f × %.0f pixels", spec->width * spec->scale, spec->height * spec->scale);
    const char *second = spec->layout.width > 0 ? "Part of the picture: the whole would be too small."
                         : slide                ? "A slide asks for 1.8 % at least."
                         : spec->place          ? "Print asks for 7 pt at least."
                                                : "Choose where it goes, and it is made large enough.";
    list_rect(&ui->list, at, (RectStyle){ .radius = 10, .fill = paint(ROLE_STAGE), .stroke = paint(ROLE_LINE), .width = 1 });
    double large = ui_size(ui, 15), small = ui_size(ui, 13), right = metrics_width(ui->metrics, FACE_TEXT, small, text_of(size));
    list_text_fit(&ui->list, at.x + 16, at.y + 30, at.w - 48 - right, text_of(first),
                  (TextStyle){ .face = FACE_BOLD, .size = large, .paint = paint(!spec->place || good ? ROLE_INK : ROLE_WRONG) });
    list_text_fit(&ui->list, at.x + 16, at.y + 54, at.w - 32, text_of(second),
                  (TextStyle){ .size = small, .paint = paint(ROLE_MUTED) });
    list_text(&ui->list, at.x + at.w - 16, at.y + 30, text_of(size),
              (TextStyle){ .size = small, .paint = paint(ROLE_MUTED), .align = ALIGN_RIGHT });
}

static void draw_preview(App *app, Box at) {
    Ui *ui = &app->ui;
    FigureSpec spec = settled(app);
    List figure = figure_list(app->session, &spec, app->metrics, ui->arena);
    double smallest = figure_smallest_label(&figure), high = at.h - INFO - 16;
    double scale = at.w / spec.width < high / spec.height ? at.w / spec.width : high / spec.height;
    double x = at.x + (at.w - spec.width * scale) / 2, y = at.y + (high - spec.height * scale) / 2;
    for (int i = 0; i < figure.count; i++) figure.cmd[i].ident = (Ident){ 0 }, figure.cmd[i].may_overlap = true;
    list_enlarge(&figure, 0, scale, x, y);
    Box paper = box(x, y, spec.width * scale, spec.height * scale);
    list_rect(&ui->list, paper,
              (RectStyle){ .fill = paint(spec.clear ? ROLE_PANEL : ROLE_STAGE), .stroke = paint(ROLE_LINE), .width = 1 });
    list_clip(&ui->list, paper);
    list_add_all(&ui->list, &figure);
    list_unclip(&ui->list);
    draw_info(app, box(at.x, at.y + at.h - INFO, at.w, INFO), &spec, smallest);
}

// --- the controls

static double draw_switches(App *app, double x, double y, double width) {
    static const char *const part[] = { "Title", "Legend", "Footer" };
    Ui *ui = &app->ui;
    FigureWish *w = &app->dialogs.wish;
    double half = width / 3, size = ui_size(ui, 14);
    for (int i = 0; i < 3; i++)
        if (ui_switch(ui, ui_id(ui, part[i]), box(x + half * i, y, half - 8, UI_TARGET), part[i], !(w->without & 1u << i), size))
            w->without ^= 1u << i;
    y += UI_TARGET;
    if (ui_switch(ui, ui_id(ui, "background"), box(x, y, half + 20, UI_TARGET), "Background", !w->clear, size))
        w->clear = !w->clear;
    if (asked_waits(session_lesson_step(app->session)) &&
        ui_switch(ui, ui_id(ui, "before"), box(x + half + 30, y, half * 2 - 30, UI_TARGET), "Before the answer", w->before, size))
        w->before = !w->before;
    return 2 * UI_TARGET;
}

static double labelled(App *app, double x, double y, const char *label) {
    Ui *ui = &app->ui;
    list_text(&ui->list, x, ui_baseline(ui, box(x, y, 0, UI_TARGET), FACE_TEXT, ui_size(ui, 14)), text_of(label),
              (TextStyle){ .size = ui_size(ui, 14), .paint = paint(ROLE_MUTED) });
    return ui_size(ui, 72);
}

static double draw_sizes(App *app, double x, double y, double width) {
    Ui *ui = &app->ui;
    FigureWish *w = &app->dialogs.wish;
    double beside = labelled(app, x, y, "Type"), value = w->text_size;
    UiSlider style = { .low = 75, .high = 200, .whole = true, .role = ROLE_INK };
    ui_slider(ui, ui_id(ui, "type size"), box(x + beside + 9, y, width - beside - 80, UI_TARGET), &value, style);
    w->text_size = (double)(int)(value / 5 + 0.5) * 5;
    list_print(&ui->list, x + width, ui_baseline(ui, box(x, y, 0, UI_TARGET), FACE_TEXT, ui_size(ui, 14)),
               (TextStyle){ .size = ui_size(ui, 14), .align = ALIGN_RIGHT }, "%.0f %%", w->text_size);
    return UI_TARGET;
}

static void draw_format(App *app, double x, double *y, double width) {
    Dialogs *d = &app->dialogs;
    int format = d->format;
    const char **names = arena_new(app->ui.arena, const char *, exporter_count);
    for (int i = 0; i < exporter_count; i++) {
        names[i] = dialog_capitals(app->ui.arena, exporter_table[i]->id);
        if (exporter_find(path_ending(d->path)) == exporter_table[i]) format = d->format = i;
    }
    *y += dialog_pills(app, x, *y, width, "Format", names, exporter_count, &format) + 2;
    if (format != d->format) dialog_set_ending(d, exporter_table[d->format = format]->id);
}

// Everything but the buttons; returns what the file's field did.
static UiField draw_controls(App *app, Box in, bool *replaced) {
    Dialogs *d = &app->dialogs;
    FigureWish *w = &d->wish;
    UiField did = dialog_path(app, box(in.x, in.y, in.w, 44));
    double y = in.y + 52, trouble = dialog_trouble(app, box(in.x, y, in.w, 0), "Replace it", replaced);
    if (trouble) y += trouble + 6;
    int theme = (int)d->theme;
    static const char *const moments[] = { "As shown", "The end", "Strip of 4" };
    y += dialog_pills(app, in.x, y, in.w, "Goes to", place_names, FIGURE_PLACES + 1, &w->place) + 2;
    draw_format(app, in.x, &y, in.w);
    if (!strcmp(format_of(app)->id, "png") && !w->place)
        y += dialog_pills(app, in.x, y, in.w, "Size", scale_names, 3, &d->scale) + 2;
    y += dialog_pills(app, in.x, y, in.w, "Colours", theme_names, THEME_COUNT, &theme) + 2;
    d->theme = (Theme)theme;
    if (session_seconds(app->session) > 0 && !exporter_moves(format_of(app)))
        y += dialog_pills(app, in.x, y, in.w, "Moment", moments, 3, &w->moment) + 2;
    if (y + 4 * UI_TARGET < in.y + in.h - 48) {
        y += draw_sizes(app, in.x, y, in.w);
        y += draw_switches(app, in.x, y, in.w);
        double beside = labelled(app, in.x, y, "Caption");
        ui_field(&app->ui, ui_id(&app->ui, "caption"), box(in.x + beside, y, in.w - beside, UI_TARGET), w->caption,
                 sizeof w->caption, (UiFieldStyle){ .size = 14, .hint = "a sentence under the picture" });
    }
    return did;
}

static void draw_copy(App *app, Box in) {
    Ui *ui = &app->ui;
    UiButton copy = { .label = "Copy picture", .has_icon = true, .icon = ICON_COPY };
    if (!ui_button(ui, ui_id(ui, "copy"), box(in.x, in.y + in.h - 40, ui_button_width(ui, &copy), 40), copy)) return;
    bool copied = copy_figure(app);
    if (copied) dialog_close(app);
    const char *needs = platform_has_paths() ? "Copying a picture needs wl-copy or xclip."
                                             : "This browser lets no page copy a picture: save the figure instead.";
    toast_say(app, copied ? "The picture is on the clipboard." : needs, NULL);
}

void dialog_figure_draw(App *app) {
    Ui *ui = &app->ui;
    Dialogs *d = &app->dialogs;
    Box in;
    bool replaced = false, beside = ui->width >= BESIDE * ui->type && app->fonts;
    ui_dialog_begin(ui, ui_id(ui, "save figure"), (beside ? WIDE : NARROW) * ui->type, HIGH * ui->type, "Save figure", &in);
    if (beside) {
        double width = CONTROLS * ui->type;
        if (width > in.w * 0.5) width = in.w * 0.5;
        draw_preview(app, box(in.x, in.y, in.w - width - 32, in.h));
        in = box(in.x + in.w - width, in.y, width, in.h);
    }
    UiField did = draw_controls(app, in, &replaced);
    if (d->film) {
        draw_progress(app, box(in.x, in.y + in.h - 40, in.w, 40));
    } else {
        draw_copy(app, in);
        bool wanted = dialog_buttons(app, in, did);
        // Enter and Ctrl S save, wherever the focus is that has no use for them.
        wanted = (d->open == DIALOG_FIGURE && (!d->fresh && (ui_key(ui, UI_KEY_ENTER, 0) || ui_key(ui, 's', UI_CTRL)))) || wanted;
        if ((wanted || replaced) && d->path[0]) save(app, replaced);
    }
    if (ui_dialog_end(ui)) dialog_close(app);
}
