// The pages as a whole: one pass over what is open, and the one place where an action is carried out.
#ifndef ATTEND_PAGE_PAGES_H
#define ATTEND_PAGE_PAGES_H

#include "page/app.h"

// One pass over the whole window, with one event or none: its list is app->ui.list. What was asked for in it is done at its end.
void pages_pass(App *app, UiInput in);
// Time passes; true when something moved.
bool pages_advance(App *app, double seconds);
void pages_do(App *app, Asked asked);
// What waits to be made gets a turn, and is done where it is there (page/waits.h); before every pass without an event.
void pages_turn(App *app);
Where pages_where(const App *app); // whose keys hold on the page that is open

#endif
