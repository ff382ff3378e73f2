// What takes long to open is made in turns, one a frame, while what is open stays. What asked for it is done again in the next
// frame, and in the one after it, until it need not wait. What is asked for meanwhile comes after it; what goes elsewhere takes
// its place.
#ifndef ATTEND_PAGE_WAITS_H
#define ATTEND_PAGE_WAITS_H

#include "page/keys.h"
#include "session/session.h"

struct App;

typedef struct Asked {
    Action action;
    int number;       // of a step, of a card
    const char *text; // of ACTION_FOLLOW, ACTION_LINK, ACTION_SET; in the frame's arena
} Asked;

enum { WAITS_MOST = 12 };
typedef struct Waits {
    double (*clock)(void); // seconds; NULL: nothing waits
    bool may;              // what is done now can be done again,
    bool must;             // and has to be
    Asked asked[WAITS_MOST];
    int count;
    Session *follows; // made for a link of a picture
} Waits;

// Whether what is done now has to be done again, since the step, the lesson or the step with that parameter is still being
// made; asking makes a part of it. Never where nobody would do it again.
bool waits_for_step(struct App *app, int step);
bool waits_for_param(struct App *app, const char *name, const char *text);
bool waits_for_open(struct App *app, Session *session, const char *path, StepMeant *meant, const void *context);
// The share of this frame for what is made in turns; NULL: it is made at once.
const Turn *waits_turn(const struct App *app, Turn *room);
bool waits_until(struct App *app, bool ready); // the same for what is made elsewhere: `ready` says whether it is
void waits_at_once(struct App *app);           // the rest of what is done now waits for nothing

// For who does what was asked for: between begin and end it may wait. True: it has to be done again, and is noted for that.
void waits_begin(struct App *app);
bool waits_end(struct App *app, Asked asked);
// Something is waited for, and this comes after it.
bool waits_put(struct App *app, Asked asked);
bool waits_next(struct App *app, Asked *out); // the first, which is noted no more
bool waits_any(const struct App *app);
void waits_forget(struct App *app);

#endif
