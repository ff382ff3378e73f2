// Save the figure: where it goes, as what, and what is on it, beside the figure itself at its real proportion. A film is made
// picture by picture between the passes, so that the window goes on and somebody can give it up.
#include <stdio.h>
#include <string.h>

#include "page/dialog_parts.h"
#include "page/film.h"
#include "page/predict.h"

enum { WIDE = 1260, HIGH = 720, NARROW = 560, CONTROLS = 500, BESIDE = 900 };
static const double film_share = 0.03; // seconds of a pass for a film

// --- what was chosen before holds; what belongs to a step goes with it

const char *dialog_figure_path(const App *app) {
    const FigureWish *w = &app->dialogs.wish;
    const char *folder = w->folder[0] ? w->folder : settings_text(app->settings, SETTING_FOLDER);
    return figure_path(app->session, folder, dialog_figure_format(app)->id, app->ui.arena);
}

void dialog_figure_begin(App *app) {
    Dialogs *d = &app->dialogs;
    FigureWish *w = &d->wish;
    const char *step = arena_print(app->ui.arena, "%s/%d", session_lesson(app->session)->id, session_step(app->session));
    if (strncmp(step, w->caption_of, sizeof w->caption_of - 1) != 0) w->caption[0] = 0;
    snprintf(w->caption_of, sizeof w->caption_of, "%s", step);
    if (!w->size[0]) snprintf(w->size, sizeof w->size, "1280x720");
    w->t = app->player.t;
    w->before = predict_waits(app);
    d->seen.opened = app->ui.in.now;
    dialog_offer_path(d, dialog_figure_path(app));
}

// --- saving

static void saved(App *app, const char *path, bool copied) {
    Dialogs *d = &app->dialogs;
    const char *slash = strrchr(path, '/'), *again = d->wish.saved ? " Ctrl E saves it in another way." : "";
    if (d->own_path && slash) snprintf(d->wish.folder, sizeof d->wish.folder, "%.*s", (int)(slash - path) + (slash == path), path);
    d->wish.saved = true;
    dialog_close(app);
    toast_saved(app, path, arena_print(app->ui.arena, "%s%s", copied ? ". The picture is on the clipboard." : ".", again));
}

// As pixels and as a drawing: whoever pastes takes what it can.
static bool copy_figure(App *app) {
    FigureSpec spec = dialog_figure_settled(app);
    Problems problems = { .arena = app->ui.arena };
    Text png, svg;
    if (!app->ui.copy_picture) return false;
    if (dialog_figure_moves(app)) { // what it looks like at its end
        spec = dialog_figure_spec(app);
        spec.moving = false;
    }
    if (spec.scale < 2 && !spec.place) spec.scale = 2;
    return figure_write(app->session, &spec, app->fonts, "png", app->ui.arena, &png, &problems) &&
           figure_write(app->session, &spec, app->fonts, "svg", app->ui.arena, &svg, &problems) &&
           app->ui.copy_picture(app->ui.clipboard, png, svg);
}

static void begin_film(App *app, const Exporter *exporter) {
    Dialogs *d = &app->dialogs;
    Problems problems = { .arena = app->ui.arena };
    FigureSpec spec = dialog_figure_spec(app);
    d->film = film_begin(app->session, &spec, app->fonts, exporter, &problems);
    if (!d->film) dialog_complain(app, &problems);
}

static void save(App *app, bool replace) {
    Dialogs *d = &app->dialogs;
    const char *path = path_expand(app->ui.arena, d->path);
    const Exporter *exporter = exporter_find(path_ending(path));
    Problems problems = { .arena = app->ui.arena };
    d->problems = 0;
    if (folder_exists(path)) {
        problems_add(&problems, (Place){ path, 0, 0 }, "this is a folder: add a name, as in figure.%s",
                     dialog_figure_format(app)->id);
        dialog_complain(app, &problems);
        return;
    }
    if (file_exists(path) && !replace) {
        d->exists = true;
        return;
    }
    if (exporter && exporter_moves(exporter)) {
        begin_film(app, exporter);
        return;
    }
    FigureSpec spec = dialog_figure_settled(app);
    if (!figure_save(app->session, &spec, app->fonts, path, &problems)) {
        dialog_complain(app, &problems);
        return;
    }
    saved(app, path, copy_figure(app));
}

// What goes wrong stands in the dialog, and a film shows there how far it is.
void dialog_figure_again(App *app) {
    dialog_open(app, DIALOG_FIGURE);
    if (app->dialogs.wish.saved) save(app, false);
}

static void end_film(App *app, bool well, Problems *problems) {
    Dialogs *d = &app->dialogs;
    const char *path = path_expand(app->ui.arena, d->path);
    Arena *arena = arena_begin();
    Text bytes;
    well = film_end(d->film, arena, well ? &bytes : NULL, problems) && well && file_write(path, bytes, problems);
    arena_end(arena);
    d->film = NULL;
    if (well)
        saved(app, path, false);
    else
        dialog_complain(app, problems);
}

// As many pictures as a pass has time for, unless ffmpeg is busy; the last one writes the file.
static void go_on_filming(App *app) {
    Film *film = app->dialogs.film;
    Problems problems = { .arena = app->ui.arena };
    double begun = platform_seconds();
    bool well = true;
    app->ui.animating = true;
    while (film_idle(film)) {
        if (well && film_done(film) < film_frames(film)) well = film_add(film, &problems);
        if (!well || (film_done(film) == film_frames(film) && film_idle(film))) {
            end_film(app, well, &problems);
            return;
        }
        if (platform_seconds() - begun >= film_share) return;
    }
}

static void draw_progress(App *app, Box at) {
    Ui *ui = &app->ui;
    const Film *film = app->dialogs.film;
    double share = (double)film_done(film) / film_frames(film), size = ui_size(ui, 14);
    UiButton stop = { .label = "Stop" };
    double w = ui_button_width(ui, &stop);
    list_print(&ui->list, at.x, at.y + 10, (TextStyle){ .size = size, .paint = paint(ROLE_MUTED) }, "Picture %d of %d",
               film_done(film), film_frames(film));
    Box track = box(at.x, at.y + 24, at.w - w - 20, 8);
    list_rect(&ui->list, track, (RectStyle){ .radius = 4, .fill = paint(ROLE_LINE) });
    track.w *= share;
    list_rect(&ui->list, track, (RectStyle){ .radius = 4, .fill = paint(ROLE_INK) });
    if (ui_button(ui, ui_id(ui, "stop"), box(at.x + at.w - w, at.y, w, 40), stop))
        film_stop(&app->dialogs.film);
    else
        go_on_filming(app);
}

// --- the dialog

static void draw_copy(App *app, Box in) {
    Ui *ui = &app->ui;
    UiButton copy = { .label = "Copy", .has_icon = true, .icon = ICON_COPY, .tip = "As PNG and as SVG" };
    if (!ui_button(ui, ui_id(ui, "copy"), box(in.x, in.y + in.h - 40, ui_button_width(ui, &copy), 40), copy)) return;
    bool copied = copy_figure(app);
    if (copied) dialog_close(app);
    const char *needs = platform_has_paths() ? "There is no clipboard here that takes a picture."
                                             : "This browser lets no page copy a picture: save the figure instead.";
    toast_say(app, copied ? "The picture is on the clipboard." : needs, NULL);
}

// The left side is the stage with the figure on it, the right side what can be chosen; what is left for the latter.
static Box draw_sides(App *app, Box in) {
    Ui *ui = &app->ui;
    double width = CONTROLS * ui->type, large = ui_size(ui, 20), small = ui_size(ui, 13);
    if (width > in.w * 0.5) width = in.w * 0.5;
    Box frame = box(in.x - 28, in.y - 64, in.w + 56, in.h + 88), left = frame;
    left.w = in.x + in.w - width - 28 - frame.x;
    list_clip(&ui->list, left);
    list_rect(&ui->list, box_grow(frame, -1), (RectStyle){ .radius = 11, .fill = paint(ROLE_STAGE) });
    list_unclip(&ui->list);
    list_line(&ui->list, left.x + left.w, frame.y + 1, left.x + left.w, frame.y + frame.h - 1,
              (StrokeStyle){ .paint = paint(ROLE_LINE) });
    double baseline = frame.y + 32 + large * 0.36;
    double title = list_text(&ui->list, in.x, baseline, TEXT("Save figure"), (TextStyle){ .face = FACE_BOLD, .size = large });
    list_text_fit(&ui->list, in.x + title + 24, baseline, left.w - title - 80, TEXT("As it will be, at its real proportion"),
                  (TextStyle){ .size = small, .paint = paint(ROLE_MUTED) });
    list_text_fit(&ui->list, in.x + in.w - width, baseline, width - 48, TEXT("Where does it go?"),
                  (TextStyle){ .face = FACE_BOLD, .size = ui_size(ui, 16) });
    dialog_figure_preview(app, box(in.x, in.y, left.w - 56, in.h));
    return box(in.x + in.w - width, in.y, width, in.h);
}

void dialog_figure_draw(App *app) {
    Ui *ui = &app->ui;
    Dialogs *d = &app->dialogs;
    Box in;
    bool replaced = false, beside = ui->width >= BESIDE * ui->type && app->fonts;
    ui_dialog_begin(ui, ui_id(ui, "save figure"), (beside ? WIDE : NARROW) * ui->type, HIGH * ui->type, beside ? "" : "Save figure",
                    &in);
    if (beside) in = draw_sides(app, in);
    UiField did = dialog_figure_controls(app, box(in.x, in.y, in.w, in.h - 52), &replaced);
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
