// The dialogs: load vectors, save the figure, save the vectors, all keys, the step in words, the
// settings, and forgetting the progress. One at a time.
#ifndef ATTEND_PAGE_DIALOGS_H
#define ATTEND_PAGE_DIALOGS_H

#include <stdbool.h>

#include "base/error.h"
#include "base/platform.h"
#include "draw/theme.h"
#include "session/settings.h"

typedef enum DialogKind {
    DIALOG_NONE,
    DIALOG_LOAD,
    DIALOG_FIGURE,
    DIALOG_VECTORS,
    DIALOG_HELP,
    DIALOG_FORGET,
    DIALOG_WORDS,
    DIALOG_SETTINGS
} DialogKind;

enum { DIALOG_PROBLEMS = 4, DIALOG_PATH = 1024 };

typedef struct Dialogs {
    DialogKind open;
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
} Dialogs;

struct App;
void dialog_open(struct App *app, DialogKind kind);
void dialog_close(struct App *app);
// A chooser that runs in a process of its own may have come to an end. True when something changed.
bool dialogs_poll(struct App *app);

// The load dialog with what was wrong with a file that was dropped or pasted.
void dialog_show_problems(struct App *app, const char *path, const Problems *problems);

void dialog_load_draw(struct App *app);
void dialog_figure_draw(struct App *app);
void dialog_vectors_draw(struct App *app);
void dialog_help_draw(struct App *app);
void dialog_forget_draw(struct App *app);
void dialog_words_draw(struct App *app);
void dialog_settings_draw(struct App *app);

#endif
