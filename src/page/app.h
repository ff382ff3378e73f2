// What the pages share: what is open, where one is, how it looks. A page changes nothing of that under its own feet: it asks
// for an action, `app_ask(app, ACTION_NEXT)`, and pages.c carries it out when the pass is over.
#ifndef ATTEND_PAGE_APP_H
#define ATTEND_PAGE_APP_H

#include "page/dialogs.h"
#include "page/editor.h"
#include "page/fit.h"
#include "page/keys.h"
#include "page/mine.h"
#include "page/overlay.h"
#include "page/page_grade.h"
#include "page/page_home.h"
#include "page/page_presenter.h"
#include "page/panel_words.h"
#include "page/pen.h"
#include "page/player.h"
#include "page/stage.h"
#include "page/toast.h"
#include "page/typed.h"
#include "page/waits.h"
#include "render/fonts.h"
#include "session/library.h"
#include "session/session.h"
#include "session/settings.h"
#include "session/state.h"
#include "ui/widgets.h"

typedef enum Page { PAGE_HOME, PAGE_LESSON, PAGE_GRADE } Page;

typedef enum Blank { BLANK_NOT, BLANK_BLACK, BLANK_WHITE } Blank;

typedef struct App {
    Arena *memory, *frame;
    Library library;
    Session *session; // of the open lesson
    Session *left;    // of the lesson that a link led away from, as it was left; NULL
    Player left_player;
    Page left_page;     // … and where: work that is checked has links too
    Session *ended;     // until the pass is over: something may still point into it
    State *state;       // set before app_begin, or made there: then nothing is written
    Settings *settings; // likewise
    Fonts *fonts;       // NULL in tests
    const Metrics *metrics;
    Ui ui;
    Page page;
    Theme theme;
    bool large, notes, full_screen, quit;
    int notes_fresh;                  // they were just asked for, and are scrolled into view
    bool bare;                        // a step without bars, inside another page
    Blank blank;                      // the screen, instead of the page
    bool offered;                     // the next lesson, at the end of this one
    double zoom;                      // 0: follows the display
    double density;                   // of the display
    double pixel_width, pixel_height; // of the page, as measured last
    Player player;
    Typed typed;              // the number of a step
    bool shown[LESSON_STEPS]; // steps whose answer was shown without one being given, since they were opened
    double race_asked;        // when a single training step was asked for
    int panel;                // where the panel is wanted: a PanelPlace, or FIT_ANY
    double panel_wants;       // the height at which nothing of it scrolls, as it was drawn last
    double ask_end;           // where the panel's question ended then; 0: there is none to think about
    bool asks_first;          // the open step's controls scroll, since they cut off its question
    bool asks_dense;          // … and its lines are set closer
    Box asks_in;              // in a panel of this size
    Fit fit;                  // of the page as it was drawn last
    void *fit_kept;           // what it follows from
    Session *fit_walk;        // that goes through the steps meanwhile; NULL: none does
    Words in_words;
    Stage stage;
    StagePen pen;
    Overlay overlay;
    Editor editor;
    Dialogs dialogs;
    Toast toast;
    Home home;
    GradePage grade;
    Presenter presenter;
    struct OpenedModel *opened; // a trained model of one's own; NULL
    Asked asked;                // in this pass
    Waits waits;                // what was asked for and is being made
    Mine mine;                  // the number to work out that was checked last
    UiId mine_of;               // … and its field
    char words[400];            // being typed into a panel's field for a sentence
    char asked_word[80];        // … and for a token that is asked for
    char banner[700];           // a problem with the lesson's file; the last good one is shown
    unsigned long long stamp;   // of the lessons' folder
    unsigned read_anew;         // how often the open lesson was, since its file changed
} App;

// Starts on the course map. Library, fonts and state are set.
void app_begin(App *app, const Metrics *metrics);
void app_end(App *app);
void app_ask(App *app, Action action, int number);
void app_reset_frame(App *app); // the list of the last pass goes with it

// Opens a lesson at the remembered step, or at `step` from 0. False with a toast or, for the open lesson, a banner.
// Both also give false, without a word, where it is still being made (page/waits.h).
bool app_open(App *app, const char *path, int step);
// The same at the step with this id or number; NULL, or a step that is not there: the remembered one. False with problems.
bool app_open_at(App *app, const char *path, const char *step, Problems *problems);
void app_home(App *app);
// Vectors that are loaded now open a lesson of their own: on the map, and where a model or a text that somebody brought is shown.
bool app_vectors_apart(const App *app);
// Opens what a part of a picture is linked to, "layer-norm:normalise"; app_return goes back to the lesson as it was left.
void app_follow(App *app, const char *link);
void app_return(App *app);
void app_forget_ended(App *app); // what app_return left, once nothing of the pass points into it
void app_go(App *app, int step); // to the nearest of the steps that the setting `only` leaves
int app_last_step(const App *app);
// Own vectors from a file or from text: into the open lesson, else into the one for own vectors. Problems: nothing changed.
bool app_load_file(App *app, const char *path, Problems *problems);
bool app_load_text(App *app, Text text, Problems *problems);
bool app_load_file_as(App *app, const char *path, const DataOptions *reading, Problems *problems); // own vectors alone
bool app_take_incoming(App *app); // what the load dialog holds; false: it shows why not
// Looks whether a lesson's file has changed, and reads it again.
bool app_watch(App *app);
// Goes where the line is pulled to: a step and its time.
void app_scrub(App *app, double position);
// Changes a setting from now on, and all that follows from it.
void app_set(App *app, SettingId setting, const char *value);
bool app_has_comma(const App *app); // numbers are written with one
void app_set_theme(App *app, Theme theme);
void app_set_large(App *app, bool large);
void app_set_motion(App *app, bool reduced);

// Sets the page's size from that of the window in device pixels; returns the pixels a unit: the zoom asked for, as long as
// 640 × 400 units remain. Large-type mode makes everything larger where there is room, and the type where there is not.
double app_measure(App *app, double width, double height);
void app_zoom(App *app, double factor); // 0: the display's own
double app_usual_scale(const App *app); // pixels a unit at that size, in this window and without large type

#endif
