// The widgets. Each takes an id, its box and what it shows, and says what the person did with it. All are reached by Tab,
// show the focus, and are at least 40 units high to the pointer even where they are drawn smaller.
#ifndef ATTEND_UI_WIDGETS_H
#define ATTEND_UI_WIDGETS_H

#include "ui/ui.h"

enum { UI_TARGET = 40 }; // least height of what is clicked

// --- buttons
typedef struct UiButton {
    const char *label;                        // NULL with has_icon: the icon alone
    bool has_icon, primary, off, bare, round; // bare: no frame until the pointer is over it
    Icon icon;
    const char *tip; // shown after a moment; NULL: none
    double size;     // of the label; 0: 14
} UiButton;
double ui_button_width(const Ui *ui, const UiButton *style); // what the label needs, with room around
bool ui_button(Ui *ui, UiId id, Box at, UiButton style);
// Words that are clicked, without a frame ("Lessons").
bool ui_link(Ui *ui, UiId id, double x, double baseline, const char *label, double size);

// --- one of several: pills in rows that wrap; Tab reaches it once, arrows choose. Returns the one chosen now.
typedef struct UiChoice {
    const char *const *label;
    int count, chosen;
    double size; // of the labels; 0: 14
    bool draw;   // false: measure only
    // Cards side by side instead of pills, each with a picture over its label; NULL: pills.
    void (*picture)(List *list, int which, Box at, Paint p);
    double high; // of the cards
} UiChoice;
int ui_choice(Ui *ui, UiId id, double x, double y, double width, UiChoice style, double *height);

// --- a number between low and high; low > high runs the other way
typedef enum UiDrag { UI_REST, UI_BEGUN = 1, UI_MOVED = 2, UI_ENDED = 4 } UiDrag; // bits
typedef struct UiSlider {
    double low, high;
    bool log, whole;
    Role role;
} UiSlider;
// Where a value lies, 0 … 1, and the value there, rounded to what the track can show.
double ui_slider_share(const UiSlider *style, double value);
double ui_slider_value(const UiSlider *style, double share);
// A drag begins, moves and ends; a key begins, moves and ends at once.
UiDrag ui_slider(Ui *ui, UiId id, Box at, double *value, UiSlider style);

// --- on and off
bool ui_switch(Ui *ui, UiId id, Box at, const char *label, bool on, double size);       // true when it was switched
bool ui_switch_first(Ui *ui, UiId id, Box at, const char *label, bool on, double size); // the same, its label behind it

// --- an option of a question; what it looks like is up to the answer
typedef enum UiVerdict { UI_OPEN, UI_RIGHT, UI_WRONG } UiVerdict;
// Frame and mark; the caller draws the label from at.x + UI_OPTION_INSET. True when it was chosen.
enum { UI_OPTION_INSET = 44 };
bool ui_option(Ui *ui, UiId id, Box at, UiVerdict verdict);

// --- text
typedef enum UiField { UI_NOTHING, UI_CHANGED = 1, UI_ENTERED = 2, UI_ESCAPED = 4, UI_LEFT = 8 } UiField; // bits
typedef struct UiFieldStyle {
    const char *hint; // while it is empty
    double size;      // 0: 15
    bool wrong;       // framed as a mistake
    bool bare;        // no frame: the caller has drawn one
    Align align;
} UiFieldStyle;
// `text` is the caller's, zero-ended, at most `room` bytes with the end.
UiField ui_field(Ui *ui, UiId id, Box at, char *text, size_t room, UiFieldStyle style);
// Puts the caret at the end, or selects all.
void ui_field_leave(Ui *ui, UiId id); // what was typed is taken: keys are the page's again, and Tab goes on from here
void ui_field_focus(Ui *ui, UiId id, const char *text, bool select_all);

// --- rows to choose from: Up and Down move, Enter or a click takes. Returns the row taken, or -1.
typedef struct UiRow {
    const char *label, *aside; // aside may be NULL
} UiRow;
// *at is the row that Enter would take, -1: none.
int ui_rows(Ui *ui, UiId id, Box view, const UiRow *row, int rows, int *at);

// --- what does not fit: the wheel, the bar, and the focus move it
// Returns how far it is scrolled; draw the content that much higher. `height` of the content is said at the end.
double ui_scroll_begin(Ui *ui, UiId id, Box view);
void ui_scroll_end(Ui *ui, UiId id, Box view, double height);
void ui_scroll_by(Ui *ui, UiId id, double by);
void ui_scroll_reset(Ui *ui, UiId id);

// --- frames
// A small dark label under a widget after the pointer rested on it.
void ui_tip(Ui *ui, UiId id, Box at, const char *text);
// A dialog in the middle of the window with a title; *inner gets the room within.
void ui_dialog_begin(Ui *ui, UiId id, double width, double height, const char *title, Box *inner);
// True when its cross was clicked; Esc is the caller's.
bool ui_dialog_end(Ui *ui);

#endif
