// Where a window goes: inside the usable area of a screen, with its frame, where it was last if that is still to be seen.
#ifndef ATTEND_WINDOW_ROOM_H
#define ATTEND_WINDOW_ROOM_H

#include <stdbool.h>

typedef struct Room { // points of the window system
    int x, y, width, height;
    bool full_screen;
    bool placed;    // x and y hold
    double density; // how many points make a unit of the layout, where it was measured; 0: nobody knows
} Room;

// A window so large at most, its frame of `top` above included, moved and shrunk into the area.
Room room_within(Room wanted, Room area, int top);
// Of the screens that are told, those that lie in the desktop, first; returns how many: one that was switched off is told on.
int room_screens(Room desktop, Room *screen, int screens);
// Is its middle on one of the screens?
bool room_is_seen(Room room, const Room *screen, int screens);
// On a screen of this density the window is as large for the eye as where it was measured.
Room room_on(Room measured, double density);
// "1280 800 40 30 full 2" as it is remembered, the density last, which was not always written; false when it says something else.
bool room_read(const char *text, Room *out);
void room_write(const Room *room, char out[80]);

#endif
