// What is being made of a figure is given up: for whoever leaves the step or the dialog, and need not know how it is made.
#include "page/app.h"
#include "page/dialog_parts.h"
#include "page/figure_making.h"
#include "page/figure_search.h"

void dialog_figure_drop(App *app) {
    Dialogs *d = &app->dialogs;
    if (d->job.runs && d->job.copies && app->ui.expect_picture) app->ui.expect_picture(app->ui.clipboard, false);
    for (int i = 0; i < FIGURE_FORMS; i++) figure_making_end(d->job.made[i]);
    d->job = (FigureJob){ 0 };
}

void dialog_figure_leave(App *app) {
    Dialogs *d = &app->dialogs;
    dialog_figure_drop(app);
    figure_making_end(d->seen.sized);
    figure_search_end(d->seen.search);
    d->seen = (FigureSeen){ .opened = d->seen.opened };
}
