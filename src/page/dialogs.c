// One dialog at a time. What was wrong with a file is kept as text, for the arena of the pass goes.
#include "page/dialogs.h"

#include <stdio.h>
#include <string.h>

#include "page/app.h"
#include "page/figure.h"

void dialog_open(App *app, DialogKind kind) {
    Dialogs *d = &app->dialogs;
    Theme theme = d->theme;
    int format = d->format, scale = d->scale;
    char(*said)[DIALOG_PATH] = d->said;
    if (d->chooser) chooser_cancel(d->chooser);
    *d = (Dialogs){ .open = kind, .fresh = true, .row = -1, .format = format, .scale = scale, .theme = theme, .said = said };
    app->editor.open = false;
    app->ui.animating = true;
    if (kind == DIALOG_FIGURE) {
        snprintf(
            d->path, sizeof d->path, "%s",
            figure_path(app->session, settings_text(app->settings, SETTING_FOLDER), exporter_table[d->format]->id, app->ui.arena));
    } else if (kind == DIALOG_VECTORS) {
        const char *stem = path_expand(app->ui.arena, "~/vectors"), *path = arena_print(app->ui.arena, "%s.csv", stem);
        for (int i = 2; file_exists(path) && i < 1000; i++) path = arena_print(app->ui.arena, "%s-%d.csv", stem, i);
        snprintf(d->path, sizeof d->path, "%s", path);
    }
}

void dialog_close(App *app) {
    Dialogs *d = &app->dialogs;
    if (d->chooser) chooser_cancel(d->chooser);
    d->chooser = NULL;
    d->open = DIALOG_NONE;
    app->ui.animating = true;
}

static void keep_problems(Dialogs *d, const Problems *problems, Arena *arena) {
    d->problems = problems->count < DIALOG_PROBLEMS ? problems->count : DIALOG_PROBLEMS;
    d->more = problems->total - d->problems;
    for (int i = 0; i < d->problems; i++)
        snprintf(d->problem[i], sizeof d->problem[i], "%s", problem_text(arena, &problems->item[i]));
}

void dialog_show_problems(App *app, const char *path, const Problems *problems) {
    if (app->dialogs.open != DIALOG_LOAD) dialog_open(app, DIALOG_LOAD);
    if (path && path != app->dialogs.path) snprintf(app->dialogs.path, sizeof app->dialogs.path, "%s", path);
    keep_problems(&app->dialogs, problems, app->ui.arena);
}

bool dialogs_poll(App *app) {
    Dialogs *d = &app->dialogs;
    const char *path = NULL;
    if (!d->chooser) return false;
    int state = chooser_poll(d->chooser, app->frame, &path);
    if (state == 0) return false;
    d->chooser = NULL;
    if (state < 0 || !path) return true;
    Problems problems = { .arena = app->frame };
    snprintf(d->path, sizeof d->path, "%s", path);
    if (app_load_file(app, d->path, &problems))
        dialog_close(app);
    else
        keep_problems(d, &problems, app->frame);
    return true;
}
