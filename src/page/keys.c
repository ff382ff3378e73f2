// The table is read three ways: what a key does here, what stands on the sheet of keys, and where an action belongs.
#include "page/keys.h"

#include <string.h>

#include "ui/ui.h"

enum { CTRL = UI_CTRL, SHIFT = UI_SHIFT };

const KeyRow key_table[] = {
    { WHERE_LESSON, UI_KEY_RIGHT, 0, 0, false, ACTION_NEXT, "On: play, show, next step" },
    { WHERE_LESSON, UI_KEY_PAGE_DOWN, 0, 0, false, ACTION_NEXT, NULL },
    { WHERE_LESSON, UI_KEY_ENTER, 0, 0, false, ACTION_NEXT, NULL },
    { WHERE_LESSON, UI_KEY_LEFT, 0, 0, false, ACTION_BACK, "Back in turn" },
    { WHERE_LESSON, UI_KEY_PAGE_UP, 0, 0, false, ACTION_BACK, NULL },
    { WHERE_LESSON, UI_KEY_SPACE, 0, 0, false, ACTION_PLAY, "Play the step, or pause" },
    { WHERE_LESSON, 'a', 0, 0, true, ACTION_SHOW, "Show the answer" },
    { WHERE_LESSON, UI_KEY_HOME, 0, 0, false, ACTION_FIRST, "First step" },
    { WHERE_LESSON, UI_KEY_END, 0, 0, false, ACTION_LAST, "Last step" },
    { WHERE_LESSON, '0', 0, '9', true, ACTION_STEP_NUMBER, "Step of that number" },
    { WHERE_LESSON, 's', 0, 0, true, ACTION_SPEED, "Speed" },
    { WHERE_LESSON, 'n', 0, 0, true, ACTION_NOTES, "Presenter’s notes" },
    { WHERE_LESSON, 'i', 0, 0, true, ACTION_WORDS, "The step in words, beside the picture" },
    { WHERE_LESSON, 't', 0, 0, true, ACTION_PANEL, "The text, or all the room for the picture" },
    { WHERE_LESSON, 'd', 0, 0, true, ACTION_PEN, "A pen for the picture" },
    { WHERE_LESSON, 'e', 0, 0, true, ACTION_ERASE, "Erase what was drawn" },
    { WHERE_LESSON, UI_KEY_DOWN, 0, 0, false, ACTION_PANEL_DOWN, "Scroll the text" },
    { WHERE_LESSON, UI_KEY_UP, 0, 0, false, ACTION_PANEL_UP, NULL },
    { WHERE_LESSON, UI_KEY_DOWN, SHIFT, 0, false, ACTION_PAN_DOWN, "Scroll a picture larger than its place" },
    { WHERE_LESSON, UI_KEY_UP, SHIFT, 0, false, ACTION_PAN_UP, NULL },
    { WHERE_LESSON, UI_KEY_RIGHT, SHIFT, 0, false, ACTION_PAN_RIGHT, NULL },
    { WHERE_LESSON, UI_KEY_LEFT, SHIFT, 0, false, ACTION_PAN_LEFT, NULL },
    { WHERE_LESSON, 'z', CTRL, 0, false, ACTION_UNDO, "Undo" },
    { WHERE_LESSON, 'z', CTRL | SHIFT, 0, false, ACTION_REDO, "Redo" },
    { WHERE_LESSON, 'y', CTRL, 0, false, ACTION_REDO, NULL },
    { WHERE_LESSON, 'r', CTRL, 0, false, ACTION_RESET, "Back to the lesson’s numbers" },
    { WHERE_LESSON, 's', CTRL, 0, false, ACTION_SAVE_AGAIN, "Save figure; again: in the same way" },
    { WHERE_LESSON, 'e', CTRL, 0, false, ACTION_SAVE_FIGURE, "Save figure in another way" },
    { WHERE_LESSON, 's', CTRL | SHIFT, 0, false, ACTION_SAVE_VECTORS, "Save vectors" },
    { WHERE_LESSON, 'l', 0, 0, true, ACTION_COPY_LINK, "Copy a link to this step, with its numbers" },
    { WHERE_LESSON, 'q', 0, 0, true, ACTION_QR, "The link as a QR code, for telephones" },
    { WHERE_HOME, 'q', 0, 0, true, ACTION_QR, "The course’s address as a QR code" },
    { WHERE_LESSON, 'c', CTRL, 0, false, ACTION_COPY, "Copy numbers as text, or a command" },
    { WHERE_LESSON, 'c', 0, 0, true, ACTION_GRADE, "Check my work" },
    { WHERE_LESSON, 'w', CTRL, 0, false, ACTION_CLOSE, "Close the lesson" },
    { WHERE_LESSON, UI_KEY_BACKSPACE, 0, 0, false, ACTION_RETURN, "Back to the lesson that a link led from" },
    { WHERE_LESSON, UI_KEY_ESCAPE, 0, 0, false, ACTION_ESCAPE, "Close the field, the card, full screen" },

    { WHERE_STAGE, UI_KEY_LEFT, 0, 0, false, ACTION_CELL_LEFT, "Walk from number to number" },
    { WHERE_STAGE, UI_KEY_RIGHT, 0, 0, false, ACTION_CELL_RIGHT, NULL },
    { WHERE_STAGE, UI_KEY_UP, 0, 0, false, ACTION_CELL_UP, NULL },
    { WHERE_STAGE, UI_KEY_DOWN, 0, 0, false, ACTION_CELL_DOWN, NULL },
    { WHERE_STAGE, UI_KEY_ENTER, 0, 0, false, ACTION_CELL_ENTER, "Type a given number, pin a computed one" },
    { WHERE_STAGE, UI_KEY_SPACE, 0, 0, false, ACTION_CELL_PAINT, "Hide or show a cell of a mask" },
    { WHERE_STAGE, '+', 0, 0, true, ACTION_CELL_MORE, "Raise a given number" },
    { WHERE_STAGE, '-', 0, 0, true, ACTION_CELL_LESS, "Lower a given number" },

    { WHERE_EDITOR, UI_KEY_ENTER, 0, 0, false, ACTION_NONE, "Take the number" },
    { WHERE_EDITOR, UI_KEY_TAB, 0, 0, false, ACTION_NONE, "Take it and go to the next number" },
    { WHERE_EDITOR, UI_KEY_UP, 0, 0, false, ACTION_NONE, "Raise it; with Shift in fine steps" },
    { WHERE_EDITOR, UI_KEY_DOWN, 0, 0, false, ACTION_NONE, "Lower it" },
    { WHERE_EDITOR, UI_KEY_ESCAPE, 0, 0, false, ACTION_NONE, "Leave the number as it was" },

    { WHERE_CONTROL, UI_KEY_ENTER, 0, 0, false, ACTION_NONE, "Press it; in the words: speak the line" },
    { WHERE_CONTROL, UI_KEY_SPACE, 0, 0, false, ACTION_NONE, NULL },
    { WHERE_CONTROL, UI_KEY_LEFT, 0, 0, false, ACTION_NONE, "Move, choose; in the words: line by line" },
    { WHERE_CONTROL, UI_KEY_RIGHT, 0, 0, false, ACTION_NONE, NULL },
    { WHERE_CONTROL, UI_KEY_UP, 0, 0, false, ACTION_NONE, NULL },
    { WHERE_CONTROL, UI_KEY_DOWN, 0, 0, false, ACTION_NONE, NULL },
    { WHERE_CONTROL, UI_KEY_LEFT, SHIFT, 0, false, ACTION_NONE, "Finely; on the timeline: through the step" },
    { WHERE_CONTROL, UI_KEY_RIGHT, SHIFT, 0, false, ACTION_NONE, NULL },
    { WHERE_CONTROL, UI_KEY_HOME, 0, 0, false, ACTION_NONE, "To its ends" },
    { WHERE_CONTROL, UI_KEY_END, 0, 0, false, ACTION_NONE, NULL },
    { WHERE_CONTROL, 'c', CTRL, 0, false, ACTION_NONE, "In the words: copy the line" },
    { WHERE_CONTROL, UI_KEY_BACKSPACE, 0, 0, false, ACTION_NONE, "With the pen: take the last stroke back" },

    { WHERE_GRADE, UI_KEY_ESCAPE, 0, 0, false, ACTION_ESCAPE, "Back to the stage" },
    { WHERE_GRADE, 'c', 0, 0, true, ACTION_GRADE, NULL },
    { WHERE_GRADE, 's', CTRL, 0, false, ACTION_SAVE_REPORT, "Save the report" },

    { WHERE_HOME, UI_KEY_LEFT, 0, 0, false, ACTION_CARD_LEFT, "Walk from lesson to lesson" },
    { WHERE_HOME, UI_KEY_RIGHT, 0, 0, false, ACTION_CARD_RIGHT, NULL },
    { WHERE_HOME, UI_KEY_UP, 0, 0, false, ACTION_CARD_UP, NULL },
    { WHERE_HOME, UI_KEY_DOWN, 0, 0, false, ACTION_CARD_DOWN, NULL },
    { WHERE_HOME, UI_KEY_ENTER, 0, 0, false, ACTION_CARD_OPEN, "Open the lesson" },
    { WHERE_HOME, UI_KEY_PAGE_DOWN, 0, 0, false, ACTION_CARD_NEXT, "The lesson after" },
    { WHERE_HOME, UI_KEY_PAGE_UP, 0, 0, false, ACTION_CARD_BEFORE, "The lesson before" },
    { WHERE_HOME, '0', 0, '9', true, ACTION_CARD_NUMBER, "Lesson of that number; Enter opens it" },
    { WHERE_HOME, UI_KEY_ESCAPE, 0, 0, false, ACTION_ESCAPE, "Leave full screen" },
    { WHERE_HOME, 'w', CTRL, 0, false, ACTION_QUIT, NULL },

    { WHERE_ANY, UI_KEY_TAB, 0, 0, false, ACTION_NONE, "Go to the next control" },
    { WHERE_ANY, UI_KEY_TAB, SHIFT, 0, false, ACTION_NONE, "Go to the control before" },
    { WHERE_ANY, 'o', CTRL, 0, false, ACTION_LOAD, "Load vectors" },
    { WHERE_ANY, 'v', CTRL, 0, false, ACTION_PASTE, "Paste vectors" },
    { WHERE_ANY, '+', CTRL, 0, false, ACTION_LARGER, "Everything larger" },
    { WHERE_ANY, '=', CTRL, 0, false, ACTION_LARGER, NULL },
    { WHERE_ANY, '+', CTRL | SHIFT, 0, false, ACTION_LARGER, NULL },
    { WHERE_ANY, '=', CTRL | SHIFT, 0, false, ACTION_LARGER, NULL },
    { WHERE_ANY, '-', CTRL, 0, false, ACTION_SMALLER, "Everything smaller" },
    { WHERE_ANY, '0', CTRL, 0, false, ACTION_PLAIN_SIZE, "The usual size" },
    { WHERE_ANY, 't', CTRL, 0, false, ACTION_LARGE_TYPE, "Large type" },
    { WHERE_ANY, 'd', CTRL, 0, false, ACTION_THEME, "Light or dark" },
    { WHERE_ANY, 'm', 0, 0, true, ACTION_MOTION, "Motion on or off" },
    { WHERE_ANY, UI_KEY_F11, 0, 0, false, ACTION_FULL_SCREEN, "Full screen" },
    { WHERE_ANY, UI_KEY_F5, 0, 0, false, ACTION_START, "Full screen, and the lesson chosen on the map" },
    { WHERE_ANY, UI_KEY_F5, SHIFT, 0, false, ACTION_START, NULL },
    { WHERE_ANY, '.', 0, 0, true, ACTION_BLACK, "A black screen; any key brings the picture back" },
    { WHERE_ANY, 'b', 0, 0, true, ACTION_BLACK, NULL },
    { WHERE_ANY, 'w', 0, 0, true, ACTION_WHITE, "A white screen" },
    { WHERE_ANY, ',', CTRL, 0, false, ACTION_SETTINGS, "Settings" },
    { WHERE_ANY, 'p', 0, 0, true, ACTION_PRESENTER, "The presenter’s window: notes, next step, answer, clock" },
    { WHERE_ANY, '?', 0, 0, true, ACTION_HELP, "This sheet" },
    { WHERE_ANY, UI_KEY_F1, 0, 0, false, ACTION_HELP, NULL },
    { WHERE_ANY, 'q', CTRL, 0, false, ACTION_QUIT, "Quit" },
};
const int key_count = sizeof key_table / sizeof *key_table;

static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c; }

static bool typed_is(const KeyRow *row, const char *text, int *number) {
    if (!text || !text[0] || text[1]) return false;
    char c = lower(text[0]);
    if (c < row->key || c > (row->last ? row->last : row->key)) return false;
    if (number) *number = c - row->key;
    return true;
}

Action keys_action(Where where, int key, int mods, const char *text, int *number) {
    for (int i = 0; i < key_count; i++) {
        const KeyRow *row = &key_table[i];
        if (!(row->where & where) || row->action == ACTION_NONE) continue;
        if (row->typed ? typed_is(row, text, number) : key == row->key && mods == row->mods) return row->action;
    }
    return ACTION_NONE;
}

bool keys_is_typed(int key, int mods) { return key > ' ' && key < UI_KEY_DELETE && !(mods & (CTRL | UI_ALT)); }

Where keys_where(Action action) {
    int where = 0;
    for (int i = 0; i < key_count; i++)
        if (key_table[i].action == action) where |= key_table[i].where;
    return where ? (Where)where : WHERE_ANY;
}

static const char *key_name(Arena *arena, int key) {
    switch (key) {
    case UI_KEY_ENTER: return "Enter";
    case UI_KEY_ESCAPE: return "Esc";
    case UI_KEY_TAB: return "Tab";
    case UI_KEY_BACKSPACE: return "Backspace";
    case UI_KEY_SPACE: return "Space";
    case UI_KEY_LEFT: return "←";
    case UI_KEY_RIGHT: return "→";
    case UI_KEY_UP: return "↑";
    case UI_KEY_DOWN: return "↓";
    case UI_KEY_HOME: return "Home";
    case UI_KEY_END: return "End";
    case UI_KEY_PAGE_UP: return "Page Up";
    case UI_KEY_PAGE_DOWN: return "Page Down";
    case UI_KEY_F1: return "F1";
    case UI_KEY_F5: return "F5";
    case UI_KEY_F11: return "F11";
    case '-': return "−";
    default: return arena_print(arena, "%c", key >= 'a' && key <= 'z' ? key - 'a' + 'A' : key);
    }
}

const char *key_label(Arena *arena, const KeyRow *row) {
    const char *name = key_name(arena, row->key);
    if (row->last) name = arena_print(arena, "%s … %s", name, key_name(arena, row->last));
    return arena_print(arena, "%s%s%s", row->mods & CTRL ? "Ctrl " : "", row->mods & SHIFT ? "Shift " : "", name);
}

const char *where_label(Where where) {
    switch (where) {
    case WHERE_HOME: return "Course map";
    case WHERE_LESSON: return "In a lesson";
    case WHERE_STAGE: return "On the picture, after Tab";
    case WHERE_GRADE: return "Check my work";
    case WHERE_CONTROL: return "On a control, after Tab";
    case WHERE_EDITOR: return "While typing a number";
    case WHERE_ANY: break;
    }
    return "Everywhere";
}
