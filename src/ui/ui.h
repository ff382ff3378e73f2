// An immediate-mode user interface. The window gives every event a pass of its own and then one pass without events: so a
// widget meets a press, a release or a key by itself, and all that an event changed is on the list that is shown.
// What the pointer is over was found at the end of the pass before, from that pass's boxes, topmost first.
// A widget is five beats: id, layout (its box comes from the caller), update, input, draw. What it must remember between
// passes is a number kept under its id, here; everything else belongs to the caller.
#ifndef ATTEND_UI_UI_H
#define ATTEND_UI_UI_H

#include "draw/list.h"
#include "draw/shapes.h"

typedef uint32_t UiId; // 0: none

// Printable keys are their lower-case character; the others are from here on.
enum {
    UI_KEY_BACKSPACE = 8,
    UI_KEY_TAB = 9,
    UI_KEY_ENTER = 13,
    UI_KEY_ESCAPE = 27,
    UI_KEY_SPACE = ' ',
    UI_KEY_DELETE = 127,
    UI_KEY_LEFT = 0x110000,
    UI_KEY_RIGHT,
    UI_KEY_UP,
    UI_KEY_DOWN,
    UI_KEY_HOME,
    UI_KEY_END,
    UI_KEY_PAGE_UP,
    UI_KEY_PAGE_DOWN,
    UI_KEY_F1,
    UI_KEY_F5,
    UI_KEY_F11,
};
enum { UI_SHIFT = 1, UI_CTRL = 2, UI_ALT = 4 };

// One event, or none.
typedef struct UiInput {
    double x, y; // pointer, units
    bool inside; // the pointer is over the window
    bool down;   // the button is held
    bool pressed, released;
    int clicks;       // of a press: 1, 2, 3
    double wheel;     // units down
    int key, mods;    // 0: none
    const char *text; // typed; NULL: none
    double now;       // seconds
} UiInput;

typedef enum UiCursor {
    UI_CURSOR_ARROW,
    UI_CURSOR_HAND,
    UI_CURSOR_TEXT,
    UI_CURSOR_UP_DOWN,
    UI_CURSOR_MOVE,
    UI_CURSOR_CROSS,
    UI_CURSOR_COUNT
} UiCursor;

enum { UI_HITS = 1024, UI_DEPTH = 16, UI_LAYERS = 6, UI_SLOTS = 256 };

typedef struct UiHit { // a box that takes the pointer or the focus
    UiId id;
    Box box;
    int layer;
    bool popup, focusable, scroll;
    bool unseen; // by the pointer
    bool slides; // a finger that moves on it means it, and not the page
} UiHit;

typedef struct UiSlot UiSlot;

typedef struct UiEdit { // the text field that has the focus
    UiId id;
    int caret, anchor; // bytes
    double scroll;     // units
    double since;      // of the last change, for the blink
} UiEdit;

typedef struct Ui {
    // set by the window
    const Metrics *metrics;
    double width, height; // units
    double type;          // 1, more in large-type mode
    bool reduced_motion;
    void *clipboard; // passed to the next four
    const char *(*paste)(void *clipboard, Arena *arena);
    void (*copy)(void *clipboard, const char *text);
    bool (*copy_picture)(void *clipboard, Text png, Text svg); // false: it cannot be; NULL: there is no clipboard for pictures
    void (*expect_picture)(void *clipboard, bool comes);       // see DeskHost

    // this pass
    UiInput in;
    Arena *arena;
    List list; // the page
    List top;  // popups and tips, over everything of the page
    bool key_taken, text_taken, wheel_taken;
    bool animating; // another pass is wanted at once
    double wake_at; // or at this time; 0: no wish
    UiCursor cursor;
    bool wants_text; // a text field has the focus
    Box text_box;    // and is here
    int layer;       // 0 page, 1 … modal dialogs
    Box clip[UI_DEPTH];
    int clips;
    UiId parent[UI_DEPTH];
    int parents;
    UiId scroll[UI_DEPTH]; // the scroll areas around
    int scrolls;
    UiHit hit[UI_HITS];
    int hits;
    double step; // seconds since the last pass, 0 after a rest

    // remembered
    UiId hot, active, focus, hot_scroll;
    bool focus_seen; // it came by the keyboard: draw the ring
    int focus_moved; // passes since then, counted down: scroll areas bring it into view
    Box focus_box;   // of what has the focus, uncut
    UiId focus_from; // Tab starts from here when nothing has the focus
    int top_layer;
    UiId focus_below[UI_LAYERS]; // to be given back when a dialog closes
    UiEdit edit;
    UiSlot *slot[UI_SLOTS];
    Arena *memory;
    bool was_animating;
    double last;                       // time of the last pass
    double drag_x, drag_y, drag_value; // where the active drag began
    UiId tip;                          // whose tip is waiting or shown
    double tip_since;
} Ui;

// `memory` is the app's arena and must outlive the Ui.
Ui ui_make(Arena *memory, const Metrics *metrics);
// A pass: begin, every widget, end.
void ui_begin(Ui *ui, Arena *frame, UiInput in);
void ui_end(Ui *ui);

// --- ids: a word within its parents; for one of many, push the number first
UiId ui_id(const Ui *ui, const char *word);
UiId ui_id_at(const Ui *ui, const char *word, int number);
void ui_push(Ui *ui, UiId parent);
void ui_pop(Ui *ui);
// A number remembered under an id, 0 at first. The place stays.
double *ui_keep(Ui *ui, UiId id);
// Goes to the target in so many seconds (at once with reduced motion); returns where it is, eased.
double ui_ease(Ui *ui, UiId id, double target, double seconds);

// --- input
// A box that takes the pointer; cut by the clips around. True when the pointer is over it (and nothing lies above).
bool ui_hit(Ui *ui, UiId id, Box at);
// The box just taken is made to be dragged: a slider, a bar.
void ui_slides(Ui *ui);
// The same, and Tab reaches it.
bool ui_focusable(Ui *ui, UiId id, Box at);
// Tab reaches it, the pointer does not: parts of it take the pointer themselves.
void ui_focusable_only(Ui *ui, UiId id, Box at);
// It takes the wheel.
void ui_hit_scroll(Ui *ui, UiId id, Box at);
bool ui_has_focus(const Ui *ui, UiId id);
void ui_set_focus(Ui *ui, UiId id, bool seen);
// Pressed on it; ui->active is then its id until the release.
bool ui_pressed(Ui *ui, UiId id);
// Released over it after a press on it, or Enter or Space with the focus on it.
bool ui_clicked(Ui *ui, UiId id);
// This key with exactly these modifiers is the event, and nobody took it; takes it.
bool ui_key(Ui *ui, int key, int mods);
// This character was typed, and nobody took it; takes it.
bool ui_typed(Ui *ui, const char *text);
void ui_take_keys(Ui *ui);
bool ui_is_modal(const Ui *ui); // was a dialog open in the pass before?

// --- layers and clips
void ui_clip(Ui *ui, Box at);
void ui_unclip(Ui *ui);
// Everything until the end is a dialog over what came before; focus stays within. Fades what is behind.
void ui_modal_begin(Ui *ui, UiId id);
void ui_modal_end(Ui *ui);

// --- drawing
double ui_size(const Ui *ui, double size); // of type, larger in large-type mode
bool ui_slim(const Ui *ui);                // as a telephone held upright: little room beside
// Baseline that centres capitals in a box.
double ui_baseline(const Ui *ui, Box at, Face face, double size);
void ui_ring(Ui *ui, Box at, double radius); // the focus
// Words wrapped to a width; returns the height. `draw` false: only measured.
double ui_paragraph(Ui *ui, double x, double y, double width, Text text, TextStyle style, double leading, bool draw);

#endif
