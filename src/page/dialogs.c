// One dialog at a time. What the load dialog holds stays until the next pass: a widget may still be drawn from it.
#include "page/dialogs.h"

#include <stdio.h>
#include <string.h>

#include "page/app.h"
#include "page/dialog_parts.h"
#include "page/figure.h"
#include "page/own_model.h"
#include "page/own_text.h"
#include "session/opened_model.h"

void dialog_open(App *app, DialogKind kind) {
    Dialogs *d = &app->dialogs;
    Theme theme = d->theme;
    int format = d->format, scale = d->scale, copy = d->format_of_copy;
    char(*said)[DIALOG_PATH] = d->said;
    FigureWish wish = d->wish;
    dialog_figure_leave(app);
    if (d->chooser) chooser_cancel(d->chooser);
    incoming_end(d->incoming);
    *d = (Dialogs){ .open = kind,
                    .fresh = true,
                    .row = -1,
                    .format = format,
                    .scale = scale,
                    .theme = theme,
                    .said = said,
                    .format_of_copy = copy,
                    .wish = wish };
    if (kind == DIALOG_LOAD) d->incoming = incoming_begin(app_vectors_apart(app) ? NULL : app->session);
    if (kind == DIALOG_COPY) dialog_copy_begin(app);
    app->editor.open = false;
    app->ui.animating = true;
    if (kind == DIALOG_FIGURE) {
        dialog_figure_begin(app);
    } else if (kind == DIALOG_VECTORS) {
        const char *stem = path_expand(app->ui.arena, "~/vectors"), *path = arena_print(app->ui.arena, "%s.csv", stem);
        for (int i = 2; file_exists(path) && i < 1000; i++) path = arena_print(app->ui.arena, "%s-%d.csv", stem, i);
        dialog_offer_path(d, path);
    }
}

void dialog_close(App *app) {
    Dialogs *d = &app->dialogs;
    if (d->chooser) chooser_cancel(d->chooser);
    d->chooser = NULL;
    dialog_figure_leave(app);
    d->open = DIALOG_NONE;
    app->ui.animating = true;
}

void dialogs_tidy(App *app) {
    Dialogs *d = &app->dialogs;
    if (d->open == DIALOG_LOAD || !d->incoming) return;
    incoming_end(d->incoming);
    d->incoming = NULL;
}

// --- what is brought to the load dialog

// Work that is checked replaces nothing, so it is not asked about.
static void check_work(App *app, const char *path, Text text) {
    Problems problems = { .arena = app->frame };
    bool well = path ? app_load_file(app, path, &problems) : app_load_text(app, text, &problems);
    if (well && app->dialogs.open) dialog_close(app);
    if (well) return;
    if (app->dialogs.open != DIALOG_LOAD) dialog_open(app, DIALOG_LOAD);
    incoming_complain(app->dialogs.incoming, path, text, &problems);
}

static void look_at_it(App *app, const char *path) {
    Dialogs *d = &app->dialogs;
    dialog_offer_path(d, path);
    snprintf(d->shown, sizeof d->shown, "%s", d->path);
    d->file = d->incoming && d->incoming->files ? d->incoming->files - 1 : 0;
    for (int i = 0; d->incoming && i < d->incoming->files; i++)
        if (!strcmp(d->incoming->file[i]->path, path)) d->file = i;
    if (!d->incoming || !incoming_open(d->incoming, &d->held_file, &d->held_array)) d->held_file = d->file, d->held_array = 0;
    d->row = -1;
    d->offered = true;
    app->ui.animating = true;
}

// It opens its lesson at once; why it cannot stands in the dialog.
static void offer_model(App *app, const char *path) {
    Problems problems = { .arena = app->frame };
    if (own_model_load(app, path, &problems)) {
        if (app->dialogs.open) dialog_close(app);
        return;
    }
    if (app->dialogs.open != DIALOG_LOAD) dialog_open(app, DIALOG_LOAD);
    incoming_complain(app->dialogs.incoming, path, (Text){ 0 }, &problems);
    app->dialogs.fresh = false;
    look_at_it(app, path);
}

void dialog_offer_file(App *app, const char *path) {
    const char *full = path_expand(app->frame, path);
    if (opened_model_is(full)) {
        offer_model(app, full);
        return;
    }
    Problems problems = { .arena = app->frame };
    if (own_text_wanted(app, full)) {
        if (!own_text_load(app, full, &problems)) toast_say(app, problems.item[0].message, NULL);
        return;
    }
    if (app->page == PAGE_GRADE) {
        check_work(app, full, (Text){ 0 });
        if (app->dialogs.open) look_at_it(app, full);
        return;
    }
    if (app->dialogs.open != DIALOG_LOAD) dialog_open(app, DIALOG_LOAD);
    incoming_file(app->dialogs.incoming, full);
    app->dialogs.fresh = false;
    look_at_it(app, full);
}

void dialog_offer_text(App *app, Text text) {
    if (app->page == PAGE_GRADE) {
        check_work(app, NULL, text);
        return;
    }
    if (app->dialogs.open != DIALOG_LOAD) dialog_open(app, DIALOG_LOAD);
    if (text_trim(text).size) {
        incoming_text(app->dialogs.incoming, text, "pasted vectors");
    } else {
        Problems none = { .arena = app->frame };
        problems_add(&none, (Place){ 0 }, "the clipboard holds no text; copy rows like q,1,1 or a JSON object first");
        incoming_complain(app->dialogs.incoming, NULL, text, &none);
    }
    app->dialogs.fresh = false;
    look_at_it(app, "");
}

bool dialogs_poll(App *app) {
    Dialogs *d = &app->dialogs;
    const char *path = NULL;
    if (d->open == DIALOG_LOAD && d->incoming && incoming_busy(d->incoming)) {
        if (incoming_poll(d->incoming)) look_at_it(app, arena_print(app->frame, "%s", d->shown));
        return true;
    }
    if (!d->chooser) return false;
    int state = chooser_poll(d->chooser, app->frame, &path);
    if (state == 0) return false;
    d->chooser = NULL;
    if (state == -2) toast_say(app, "The desktop’s file chooser failed. Type the file’s path, or drop it here.", NULL);
    if (state < 0 || !path) return true;
    dialog_offer_file(app, path);
    return true;
}
