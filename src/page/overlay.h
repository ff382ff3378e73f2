// Pointing at a number: its sources are ringed, everything else steps back, and a card explains it. Added by identity after
// the scene, so it works on every picture, on the numbers in the text, and for gradients.
#ifndef ATTEND_PAGE_OVERLAY_H
#define ATTEND_PAGE_OVERLAY_H

#include "page/card.h"
#include "page/mine.h"
#include "ui/ui.h"

enum { NOTE_ROOM = 300 };

typedef struct Overlay {
    Ident at;    // pointed at now
    Ident shown; // what the picture shows while it fades in or out
    bool card;   // with a card (a symbol has none)
    bool pinned;
    Ident pin;
    Ident cursor;                                  // the number that the keys walk on
    bool by_keys;                                  // a key came last: a pointer that only rests there does not count
    double pointer_x, pointer_y, point_x, point_y; // the second: where what is shown was pointed at
    const Tape *tape;                              // the numbers above are of this tape
    Box card_box;
    Mine mine;                                       // typed against what is pinned
    bool copies;                                     // its matrix was asked for as text, in this pass
    char shown_note[NOTE_ROOM], pin_note[NOTE_ROOM]; // notes of a scene live for a frame only
} Overlay;

// The identity with its note moved to where it stays.
Ident ident_keep(Ident ident, char room[NOTE_ROOM]);

// Forgets what no longer is on the tape.
void overlay_check(Overlay *overlay, const Tape *tape);
void overlay_clear(Overlay *overlay);
// Pins, or unpins what was pinned.
void overlay_pin(Overlay *overlay, Ident ident);
// A digit or a sign typed on a computed number begins one's own number for it; true: it was taken.
bool overlay_type(Overlay *overlay, const Session *session, Ident at, const char *text);
// What is looked at: pinned, pointed at, or under the keys.
Ident overlay_target(const Overlay *overlay, bool keys);

// `first` … `end`: the picture's commands on the page's list, cut by `stage`. `bounds`: where a card may be.
void overlay_draw(Overlay *overlay, Ui *ui, Session *session, int first, int end, Box stage, Box bounds, bool keys);

#endif
