// Save the figure: where it goes, as what, and what is on it, beside the figure itself at its real proportion. It is made in turns
// between the passes, so that the window goes on and somebody can give it up.
#include <stdio.h>
#include <string.h>

#include "page/dialog_parts.h"
#include "page/figure_making.h"
#include "page/predict.h"

enum { WIDE = 1260, HIGH = 720, NARROW = 560, CONTROLS = 500, BESIDE = 900 };
static const double film_share = 0.03; // seconds of a pass for a film, where nobody shares the time out

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

// What is made of it: the file itself; for the clipboard pixels and a drawing, and whoever pastes takes what it can.
static const Exporter *exporter_of(const FigureJob *job) {
    return exporter_find(job->form == FIGURE_FILE ? path_ending(job->path) : job->form == FIGURE_PIXELS ? "png" : "svg");
}

// The layout may be known already; of what moves the clipboard has what it looks like at its end.
static FigureSpec wanted(App *app, FigureForm form) {
    FigureSpec spec = dialog_figure_spec(app), settled;
    bool moves = dialog_figure_moves(app);
    if (!moves && app->dialogs.seen.shows && dialog_figure_settled(app, &settled)) spec = settled;
    if (form == FIGURE_FILE) return spec;
    spec.moving = false;
    if (spec.scale < 2 && !spec.place) spec.scale = 2;
    return spec;
}

static void begin_form(App *app, FigureForm form) {
    FigureJob *job = &app->dialogs.job;
    FigureSpec spec = wanted(app, form);
    job->form = form;
    for (int i = 0; i < (int)form; i++) { // the same layout
        if (!job->made[i]) continue;
        FigureSpec made = figure_making_spec(job->made[i]);
        spec.width = made.width, spec.height = made.height;
        spec.layout = made.layout, spec.settled = made.settled;
        spec.t = made.t, spec.before = made.before;
    }
    job->made[form] = figure_making_begin(app->session, &spec, app->fonts, exporter_of(job));
}

// It is there, or `copied` says that the clipboard has it.
static void end_job(App *app, bool copied) {
    FigureJob job = app->dialogs.job;
    const char *needs = platform_has_paths() ? "There is no clipboard here that takes a picture."
                                             : "This browser lets no page copy a picture: save the figure instead.";
    if (copied) app->dialogs.job.copies = false; // it came
    if (job.saves) {
        saved(app, arena_print(app->ui.arena, "%s", job.path), copied);
        return;
    }
    if (copied)
        dialog_close(app);
    else
        dialog_figure_drop(app);
    toast_say(app, copied ? "The picture is on the clipboard." : needs, NULL);
}

// One form is there: the next one, or the end.
static void take_form(App *app, Problems *problems) {
    FigureJob *job = &app->dialogs.job;
    const Ui *ui = &app->ui;
    if (job->form == FIGURE_FILE && !file_write(job->path, figure_making_bytes(job->made[FIGURE_FILE]), problems)) {
        dialog_complain(app, problems);
        dialog_figure_drop(app);
    } else if (job->form == FIGURE_DRAWING) {
        end_job(app, ui->copy_picture(ui->clipboard, figure_making_bytes(job->made[FIGURE_PIXELS]),
                                      figure_making_bytes(job->made[FIGURE_DRAWING])));
    } else if (job->copies) {
        begin_form(app, job->form == FIGURE_FILE ? FIGURE_PIXELS : FIGURE_DRAWING);
    } else {
        end_job(app, false);
    }
}

static void fail(App *app, const Problems *problems) {
    if (app->dialogs.job.form != FIGURE_FILE) {
        end_job(app, false);
        return;
    }
    dialog_complain(app, problems);
    dialog_figure_drop(app);
}

// Until the turn is over or the job is at its end, or another program has to be waited for.
static void go_on(App *app, const Turn *turn) {
    FigureJob *job = &app->dialogs.job;
    app->ui.animating = true;
    while (job->runs) {
        Problems problems = { .arena = app->ui.arena };
        if (job->version != session_version(app->session)) { // other numbers than those that somebody saw
            dialog_figure_drop(app);
            return;
        }
        TurnEnd end = figure_making_go(job->made[job->form], turn, &problems);
        if (end == TURN_OVER) return;
        if (end == TURN_FAILED)
            fail(app, &problems);
        else
            take_form(app, &problems);
        if (turn_is_over(turn)) return;
    }
}

static void begin_job(App *app, const char *path) {
    FigureJob *job = &app->dialogs.job;
    bool moves = path && dialog_figure_moves(app);
    *job = (FigureJob){
        .runs = true, .saves = path, .copies = app->ui.copy_picture && !moves, .version = session_version(app->session)
    };
    if (path) snprintf(job->path, sizeof job->path, "%s", path);
    if (job->copies && app->ui.expect_picture) app->ui.expect_picture(app->ui.clipboard, true);
    begin_form(app, path ? FIGURE_FILE : FIGURE_PIXELS);
    app->ui.animating = true;
    if (app->waits.clock) return; // in turns
    Turn share = turn_begin(platform_seconds, film_share);
    go_on(app, moves ? &share : NULL);
}

void dialog_figure_turn(App *app) {
    Turn room;
    const Turn *turn = waits_turn(app, &room);
    if (app->dialogs.job.runs)
        go_on(app, turn);
    else
        dialog_figure_look(app, turn);
}

static void save(App *app, bool replace) {
    Dialogs *d = &app->dialogs;
    const char *path = path_expand(app->ui.arena, d->path);
    Problems problems = { .arena = app->ui.arena };
    d->problems = 0;
    if (folder_exists(path)) {
        problems_add(&problems, (Place){ path, 0, 0 }, "this is a folder: add a name, as in figure.%s",
                     dialog_figure_format(app)->id);
        dialog_complain(app, &problems);
    } else if (file_exists(path) && !replace) {
        d->exists = true;
    } else if (!exporter_find(path_ending(path))) {
        FigureSpec spec = dialog_figure_spec(app);
        figure_save(app->session, &spec, app->fonts, path, &problems); // which says what there is
        dialog_complain(app, &problems);
    } else {
        begin_job(app, path);
    }
}

// What stands still is made before anything is seen of the dialog; what goes wrong stands in it, and a film shows there how far it
// is.
void dialog_figure_again(App *app) {
    Dialogs *d = &app->dialogs;
    FigureJob job = d->job;
    d->job = (FigureJob){ 0 };
    dialog_open(app, DIALOG_FIGURE);
    if (job.runs)
        d->job = job;
    else if (d->wish.saved)
        save(app, false);
    if (!d->job.runs || dialog_figure_moves(app)) return;
    if (job.runs) dialog_figure_turn(app);
    if (d->job.runs && waits_until(app, false)) d->open = DIALOG_NONE;
}

static void draw_progress(App *app, Box at) {
    Ui *ui = &app->ui;
    const Film *film = figure_making_film(app->dialogs.job.made[app->dialogs.job.form]);
    double share = film ? (double)film_done(film) / film_frames(film) : 0, size = ui_size(ui, 14);
    UiButton stop = { .label = "Stop" };
    double w = ui_button_width(ui, &stop);
    if (film) {
        list_print(&ui->list, at.x, at.y + 10, (TextStyle){ .size = size, .paint = paint(ROLE_MUTED) }, "Picture %d of %d",
                   film_done(film), film_frames(film));
        Box track = box(at.x, at.y + 24, at.w - w - 20, 8);
        list_rect(&ui->list, track, (RectStyle){ .radius = 4, .fill = paint(ROLE_LINE) });
        track.w *= share;
        list_rect(&ui->list, track, (RectStyle){ .radius = 4, .fill = paint(ROLE_INK) });
    }
    if (ui_button(ui, ui_id(ui, "stop"), box(at.x + at.w - w, at.y, w, 40), stop)) {
        dialog_figure_drop(app);
    } else if (app->waits.clock) {
        ui->animating = true;
    } else {
        Turn turn = turn_begin(platform_seconds, film_share);
        go_on(app, &turn);
    }
}

// --- the dialog

static void draw_copy(App *app, Box in) {
    Ui *ui = &app->ui;
    UiButton copy = { .label = "Copy", .has_icon = true, .icon = ICON_COPY, .tip = "As PNG and as SVG" };
    if (!ui_button(ui, ui_id(ui, "copy"), box(in.x, in.y + in.h - 40, ui_button_width(ui, &copy), 40), copy)) return;
    if (ui->copy_picture)
        begin_job(app, NULL);
    else
        end_job(app, false);
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
    if (d->job.runs) {
        draw_progress(app, box(in.x, in.y + in.h - 40, in.w, 40));
        if (did & UI_ESCAPED) dialog_close(app);
    } else {
        draw_copy(app, in);
        bool wanted = dialog_buttons(app, in, did);
        // Enter and Ctrl S save, wherever the focus is that has no use for them.
        wanted = (d->open == DIALOG_FIGURE && (!d->fresh && (ui_key(ui, UI_KEY_ENTER, 0) || ui_key(ui, 's', UI_CTRL)))) || wanted;
        if ((wanted || replaced) && d->path[0]) save(app, replaced);
    }
    if (ui_dialog_end(ui)) dialog_close(app);
}
