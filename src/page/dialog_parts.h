// What the dialogs that save have in common.
#ifndef ATTEND_PAGE_DIALOG_PARTS_H
#define ATTEND_PAGE_DIALOG_PARTS_H

#include "page/app.h"

void dialog_complain(App *app, const Problems *problems);     // the first problem stands under the path
const char *dialog_capitals(Arena *arena, const char *id);    // "PNG" of "png"
void dialog_offer_path(Dialogs *dialogs, const char *path);   // a name alone where there are no folders
void dialog_set_ending(Dialogs *dialogs, const char *ending); // of the path
double dialog_pills(App *app, double x, double y, double width, const char *label, const char *const *names, int count,
                    int *chosen);
// A line under the path: what is wrong, or that the file is there already. Its height.
double dialog_trouble(App *app, Box at, const char *replace, bool *replaced);
// Save and Cancel. True when saving was asked for.
bool dialog_buttons(App *app, Box in, UiField did);
UiField dialog_path(App *app, Box at);

// --- of the figure
void dialog_figure_drop(App *app); // what is being saved or copied is given up; the dialog stays
enum { DIALOG_STRIP = 4 };         // moments side by side
const Exporter *dialog_figure_format(const App *app);
bool dialog_figure_moves(const App *app);
const char *dialog_figure_path(const App *app); // that is not there yet
FigureSpec dialog_figure_spec(const App *app);  // as it was asked for
// As it is laid out. False: that is still looked for, and *out is what was shown before, if d->seen.shows.
bool dialog_figure_settled(App *app, FigureSpec *out);
void dialog_figure_look(App *app, const Turn *turn);              // for the layout, then for the size of the file
void dialog_figure_preview(App *app, Box at);                     // what would be saved, and what it measures
UiField dialog_figure_controls(App *app, Box in, bool *replaced); // returns what its fields did

#endif
