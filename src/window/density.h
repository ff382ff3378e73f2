// How many device pixels make a unit on a screen before anybody has said otherwise: what the desktop says, never what the
// screen claims to measure in millimetres (projectors and many panels claim nonsense).
#ifndef ATTEND_WINDOW_DENSITY_H
#define ATTEND_WINDOW_DENSITY_H

#include <SDL.h>
#include <stdbool.h>

// Of the X resource database, "Xft.dpi:\t192\n…": 2; 0 when it says nothing usable.
double density_of_resources(const char *resources);
// Of an open display by its number: the desktop's word for it (X11), else 1, and 2 from 2160 lines on. Where the window system
// enlarges by itself (Wayland, macOS) the window's own pixels tell it once it is there: density_of_window.
double density_of_display(int display);
double density_of_window(SDL_Window *window);
double density_ratio(SDL_Window *window); // device pixels for each of the window system's points
// The X server's whole desktop: a screen that was switched off is no longer part of it, though SDL still tells its place. False:
// there is no such server, and SDL tells the truth.
bool desktop_size(SDL_Window *window, int *width, int *height);
// Where the X server has the window: SDL does not hear of a move to its upper left corner. False: SDL knows.
bool desktop_place(SDL_Window *window, int *x, int *y);
// Is there somebody who answers when a window asks to be as large as its screen? Only a bare X server has nobody.
bool desktop_is_managed(SDL_Window *window);
// From here on what is meant for a window of another program that has gone is passed over: whoever drags something over this one
// may end at any moment, and Xlib ends the program for that.
void desktop_is_shared(void);
// From here on nothing that the X server complains of matters: a window goes, and what was still meant for it finds nobody.
void desktop_is_left(void);

#endif
