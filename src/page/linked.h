// Links from outside (session/link.h): one is opened as far as it can be, and what cannot be is said; one to this step is copied.
#ifndef ATTEND_PAGE_LINKED_H
#define ATTEND_PAGE_LINKED_H

#include <stdbool.h>

struct App;
// False when it leads to no step that is there: then the course map is open.
bool linked_open(struct App *app, const char *link);
void linked_copy(struct App *app);
// Why no link can lead to what is open; NULL: one can.
const char *linked_cannot(const struct App *app);
// The link to what is open, with the page's address before it where that is known; in the frame's arena.
const char *linked_address(struct App *app);

#endif
