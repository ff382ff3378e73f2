// What the files of incoming share: which arrays a file has that want a name, and whether all of it fits.
#ifndef ATTEND_SESSION_INCOMING_PARTS_H
#define ATTEND_SESSION_INCOMING_PARTS_H

#include "session/incoming.h"

void incoming_find_arrays(Incoming *in, int file);
void incoming_judge(Incoming *in);

#endif
