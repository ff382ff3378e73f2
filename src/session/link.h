// An address that brings back a step with its vectors, changes and parameters, in the desktop's window and in the page alike:
//
//     #masking.cache?v=1&d=…&edit=…&set=temperature:2&query=2&with=theme:dark,predict:off&bare=1
//
// A lesson goes by its name and a step by its id; numbers ("#9.5") are understood. `d` is a CSV file of own vectors and `edit`
// lines "k 3 1.5" (leaf, element from 0, value), both packed (data/packed.h). Other names may come with later versions.
#ifndef ATTEND_SESSION_LINK_H
#define ATTEND_SESSION_LINK_H

#include "session/session.h"
#include "session/settings.h"

enum { LINK_VERSION = 1, LINK_PARTS = 32, LINK_LENGTH = 2000 /* characters that every program takes */ };

typedef struct LinkPart {
    const char *name, *value;
} LinkPart;

typedef struct Link {
    const char *lesson, *step; // as written; NULL: the course map, the remembered step
    const char *data, *edits;  // unpacked; NULL: none
    LinkPart set[LINK_PARTS], with[LINK_PARTS];
    int sets, withs;
    int query; // from 1; 0: none is said
    bool bare; // without the bars around the step
} Link;

bool link_is(const char *text); // "#…", or an address with one
// Reads what it can; every part that it cannot take is a problem and is left out.
void link_read(Arena *arena, const char *text, Link *out, Problems *problems);
// The settings of the link, for this run; false when it says none. A link changes nothing of where files go.
bool link_say(const Link *link, Settings *settings, Problems *problems);
// Own vectors, parameters, changes and query, into the step that is open; one undo takes all of it back. What cannot be taken is
// a problem, and the rest is.
void link_apply(const Link *link, Session *session, Problems *problems);
// The shortest link to this step as it is now; `site` is the page's address, "" for none.
const char *link_write(const Session *session, const char *site, Arena *arena);

#endif
