// The dialogs: load vectors, save the figure, save the vectors, all keys, the
// settings, and forgetting the progress. One at a time.
#ifndef ATTEND_PAGE_DIALOGS_H
#define ATTEND_PAGE_DIALOGS_H

#include <stdbool.h>

#include "base/error.h"
#include "base/platform.h"
#include "draw/list.h"
#include "draw/theme.h"
#include "page/figure.h"
#include "session/incoming.h"
#include "session/settings.h"

typedef enum DialogKind {
    DIALOG_NONE,
    DIALOG_LOAD,
    DIALOG_FIGURE,
    DIALOG_VECTORS,
    DIALOG_HELP,
    DIALOG_FORGET,
    DIALOG_SETTINGS,
    DIALOG_COPY,
    DIALOG_QR
} DialogKind;

enum { DIALOG_PROBLEMS = 4, DIALOG_PATH = 1024 };

typedef enum FigureKind { FIGURE_STILL, FIGURE_STRIP, FIGURE_MOVING } FigureKind;

// What was chosen for figures, from one time to the next.
typedef struct FigureWish {
    int place;        // of figure_places, from 1; 0: a size of one's own
    char size[24];    // that: "1280x720", "16x9cm", "12cm"
    unsigned without; // FigureParts
    bool clear, before;
    bool saved; // a figure has been, in this way
    FigureKind kind;
    double t; // the moment
    double text_size;
    char caption[200];        // of this step:
    char caption_of[64];      // the lesson, and its step
    char folder[DIALOG_PATH]; // where somebody has saved to; "": the settings' folder
} FigureWish;

// What is known of the figure that would be saved; looking for its layout and writing it take a while, are done in turns, and again
// only when something has changed.
typedef struct FigureSeen {
    FigureSpec settled;          // the layout, for:
    unsigned settled_for;        // a stamp of what it hangs on; 0: none
    struct FigureSearch *search; // for the layout for:
    unsigned searched_for;       // another stamp
    FigureSpec shown;            // the latest that had its layout: it stays until the next one has,
    bool shows;                  // and there is one
    unsigned stamp;              // of all that was chosen
    double since;                // when it became so
    struct FigureMaking *sized;  // the file, to see how large it is
    size_t bytes;                // its size; 0: not known yet, or it moves
    double opened;               // the preview of a film begins here
} FigureSeen;

// What is being saved or copied, in turns.
typedef enum FigureForm { FIGURE_FILE, FIGURE_PIXELS, FIGURE_DRAWING, FIGURE_FORMS } FigureForm; // the latter two for the clipboard
typedef struct FigureJob {
    bool runs, saves, copies;                // saves to a file; copies to the clipboard, after that
    FigureForm form;                         // that is being made
    struct FigureMaking *made[FIGURE_FORMS]; // until now
    unsigned version;                        // of the session
    char path[DIALOG_PATH];
} FigureJob;

typedef struct Dialogs {
    DialogKind open;
    FigureWish wish;
    FigureSeen seen;
    FigureJob job;
    bool fresh; // opened in this pass: the field takes the focus
    char path[DIALOG_PATH];
    int row; // of the completions, -1: none
    char problem[DIALOG_PROBLEMS][500];
    int problems, more;
    Chooser *chooser;
    int format, scale; // of a figure: of exporter_table; 1 2 4
    Theme theme;
    bool exists;                    // the file is there already: asked once
    char (*said)[DIALOG_PATH];      // what stands in the fields of the settings; NULL until they are opened
    char wrong[SETTING_COUNT][300]; // what is wrong with it
    bool own_path;                  // typed by the person: a change of format keeps the name
    Incoming *incoming;             // of the load dialog, until the pass after it closed
    char shown[DIALOG_PATH];        // the path that was taken: another one is being typed
    bool offered;                   // something has just come: Enter loads it
    int copied, format_of_copy;     // the node that is copied, −1: none looked at
    bool copied_grad;
    int file, held_file, held_array; // the file looked at; the array that the next input is for
} Dialogs;

struct App;
void dialog_open(struct App *app, DialogKind kind);
void dialog_close(struct App *app);
// A chooser that runs in a process of its own may have come to an end. True when something changed.
bool dialogs_poll(struct App *app);

// The load dialog with a file or a text that was dropped, chosen or pasted: nothing is loaded until somebody says so.
void dialog_offer_file(struct App *app, const char *path);
void dialog_offer_text(struct App *app, Text text);
// What a dialog that is closed still held goes at the beginning of a pass.
void dialogs_tidy(struct App *app);

void dialog_load_draw(struct App *app);
// What was brought: drawn, read in every way, and which input each array is. Returns its height.
double load_view_draw(struct App *app, Box at);
double load_layout_draw(struct App *app, Box at); // the layout that leaves no question
void dialog_figure_begin(struct App *app);        // with what was chosen before, at the moment that is shown
void dialog_figure_again(struct App *app);        // saves at once in the way of the last one; asks where there was none
void dialog_figure_draw(struct App *app);
void dialog_figure_turn(struct App *app);  // what is made in turns goes on: once a frame
void dialog_figure_leave(struct App *app); // what is made is given up
void dialog_vectors_draw(struct App *app);
void dialog_help_draw(struct App *app);
void dialog_copy_begin(struct App *app); // with what is looked at
void dialog_copy_draw(struct App *app);
void dialog_qr_draw(struct App *app);
void dialog_forget_draw(struct App *app);
void dialog_settings_draw(struct App *app);

#endif
