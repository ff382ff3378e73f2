// Teaching from where one stands: Next and Back through steps, answers and lessons, a black or white screen, full screen. A
// presenter's remote has five keys for it: Page Down, Page Up, ".", F5 and Esc.
#ifndef ATTEND_PAGE_REMOTE_H
#define ATTEND_PAGE_REMOTE_H

#include "page/app.h"

// Does the first that is left: starts a live step, plays to the question, shows the answer, goes to the next step; at the end of
// the lesson it offers the next lesson, and opens it when asked again.
void remote_next(App *app);
void remote_back(App *app); // undoes that in turn
// The lesson that comes after the open one; NULL: this is the last.
const LibraryEntry *remote_next_lesson(App *app);

void remote_start(App *app);              // full screen; on the map the chosen lesson too
void remote_blank(App *app, Blank blank); // lifts it when it is like that already
// Draws the blank screen over everything and takes the event that lifts it. False: the page is seen.
bool remote_blank_draw(App *app);
// One thing at a time: the card, full screen. It never leaves a lesson; says what does.
void remote_escape(App *app);

#endif
