// The commands of the TeX subset: a row each.
#ifndef ATTEND_DRAW_FORMULA_COMMANDS_H
#define ATTEND_DRAW_FORMULA_COMMANDS_H

#include "draw/formula_tree.h"

typedef enum CommandKind {
    COMMAND_SIGN,     // text of a class
    COMMAND_LETTER,   // a symbol, italic; its name is the command's
    COMMAND_CAPITAL,  // a symbol, upright
    COMMAND_FUNCTION, // an upright word
    COMMAND_LIMITS,   // an upright word with limits
    COMMAND_LARGE,    // \sum
    COMMAND_FRACTION,
    COMMAND_ROOT,
    COMMAND_TEXT, // \text{…}
    COMMAND_LEFT,
    COMMAND_RIGHT,
    COMMAND_ACCENT, // text: the mark
    COMMAND_SPACE,  // width in em, as text
} CommandKind;

typedef struct Command {
    const char *name;
    CommandKind kind;
    AtomClass class;
    const char *text;
    double width;
} Command;

// The command of this name (without its backslash), or NULL.
const Command *command_find(Text name);
// The name of the command that was perhaps meant, or NULL.
const char *command_nearest(Text name);

#endif
