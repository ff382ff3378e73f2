// A text of one's own in the window: a file that is given or dropped opens the lesson that trains a language model on it.
#ifndef ATTEND_PAGE_OWN_TEXT_H
#define ATTEND_PAGE_OWN_TEXT_H

#include "page/app.h"

// False with problems: all stays as it was.
bool own_text_load(App *app, const char *path, Problems *problems);
// A .txt or .md that is dropped is to be learned where a language model trains; elsewhere when it is prose and no table.
bool own_text_wanted(const App *app, const char *path);

#endif
