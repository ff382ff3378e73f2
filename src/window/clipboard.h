// Pictures on the desktop's clipboard.
#ifndef ATTEND_WINDOW_CLIPBOARD_H
#define ATTEND_WINDOW_CLIPBOARD_H

#include <stdbool.h>

#include "base/text.h"

// One picture as PNG and as SVG: whoever pastes takes what it can. False: there is nobody who would keep it.
bool clipboard_give(Text png, Text svg);
// The process that answers whoever pastes (PROGRAM_HOLD): what it holds is read from standard input; it ends when something else is
// copied. Returns the exit code.
int clipboard_hold(void);

#endif
