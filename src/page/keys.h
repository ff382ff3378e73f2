// All keys of the pages, in one table: it dispatches, and the sheet behind ? is made from it. Widgets have theirs, which a
// page never sees while they have the focus.
#ifndef ATTEND_PAGE_KEYS_H
#define ATTEND_PAGE_KEYS_H

#include <stdbool.h>

#include "base/arena.h"

typedef enum Action {
    ACTION_NONE, // only on the sheet: a widget does it
    ACTION_NEXT,
    ACTION_BACK,
    ACTION_FIRST,
    ACTION_LAST,
    ACTION_SHOW, // what the step asks for
    ACTION_PLAY,
    ACTION_STEP,
    ACTION_STEP_NUMBER, // by its digits
    ACTION_SPEED,
    ACTION_ESCAPE,
    ACTION_PANEL, // opened or folded
    ACTION_PANEL_UP,
    ACTION_PANEL_DOWN,
    ACTION_PAN_LEFT, // a picture that is larger than its place
    ACTION_PAN_RIGHT,
    ACTION_PAN_UP,
    ACTION_PAN_DOWN,
    ACTION_NOTES,
    ACTION_LOAD,
    ACTION_SAVE_VECTORS,
    ACTION_SAVE_FIGURE,
    ACTION_SAVE_AGAIN, // in the same way as the last one; the first time somebody chooses
    ACTION_COPY_LINK,
    ACTION_QR,    // of the link
    ACTION_COPY,  // a matrix, or a command
    ACTION_GRADE, // check my work
    ACTION_SAVE_REPORT,
    ACTION_PASTE,
    ACTION_UNDO,
    ACTION_REDO,
    ACTION_RESET,
    ACTION_FULL_SCREEN,
    ACTION_START, // full screen, and the chosen lesson
    ACTION_BLACK,
    ACTION_WHITE,
    ACTION_PRESENTER, // the presenter's window
    ACTION_PEN,
    ACTION_ERASE,
    ACTION_LARGER,
    ACTION_SMALLER,
    ACTION_PLAIN_SIZE,
    ACTION_LARGE_TYPE,
    ACTION_THEME,
    ACTION_MOTION,
    ACTION_WORDS, // the step in words
    ACTION_SETTINGS,
    ACTION_HELP,
    ACTION_CLOSE,
    ACTION_RETURN,
    ACTION_QUIT,
    ACTION_CARD_LEFT,
    ACTION_CARD_RIGHT,
    ACTION_CARD_UP,
    ACTION_CARD_DOWN,
    ACTION_CARD_OPEN,
    ACTION_CARD_NEXT,
    ACTION_CARD_BEFORE,
    ACTION_CARD_NUMBER,
    ACTION_OPEN,   // a card, by its entry
    ACTION_FOLLOW, // a link of the picture
    ACTION_LINK,   // a link from outside
    ACTION_SET,    // a parameter of the step: "seed 20"
    ACTION_FORGET, // the progress
    ACTION_CELL_LEFT,
    ACTION_CELL_RIGHT,
    ACTION_CELL_UP,
    ACTION_CELL_DOWN,
    ACTION_CELL_ENTER,
    ACTION_CELL_PAINT,
    ACTION_CELL_MORE,
    ACTION_CELL_LESS,
} Action;

typedef enum Where {
    WHERE_HOME = 1,
    WHERE_LESSON = 2,
    WHERE_STAGE = 4,
    WHERE_EDITOR = 8,
    WHERE_GRADE = 16,
    WHERE_CONTROL = 32, // a widget that has the focus
    WHERE_ANY = WHERE_HOME | WHERE_LESSON | WHERE_GRADE
} Where;

typedef struct KeyRow {
    Where where;
    int key, mods; // as the ui has them; a typed character where `typed` says so
    int last;      // the end of a range of characters ("1" to "9"), or 0
    bool typed;
    Action action;
    const char *does; // on the sheet; NULL: another key for the row above
} KeyRow;

extern const KeyRow key_table[];
extern const int key_count;

// What a key or a typed character means here; *number is its place in a range. ACTION_NONE: nothing.
Action keys_action(Where where, int key, int mods, const char *text, int *number);
// Does a key that means something only by the character it types ("b") come with this? Its text comes as an event of its own.
bool keys_is_typed(int key, int mods);
// The pages where some key asks for it; WHERE_ANY for what no key does.
Where keys_where(Action action);
// "Ctrl Shift Z", "Page Down"
const char *key_label(Arena *arena, const KeyRow *row);
const char *where_label(Where where);

#endif
