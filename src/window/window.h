// The window: SDL2's surface, drawn by the painter; only what changed is drawn and shown again.
#ifndef ATTEND_WINDOW_WINDOW_H
#define ATTEND_WINDOW_WINDOW_H

#include "draw/list.h"
#include "render/fonts.h"
#include "window/room.h"

typedef struct Window Window;

typedef struct WindowWish {
    int width, height;      // exactly so, points of the window system; 0: as remembered, or the usual size, inside the screen
    const char *remembered; // a room as it was written (room.h); NULL: nothing
    struct Window *beside;  // another window: this one opens on another screen than that, where there is one
} WindowWish;

// NULL with a problem when there is no display.
Window *window_open(const char *title, const WindowWish *wish, Fonts *fonts, Problems *problems);
Room window_room(Window *window); // to be remembered: its size and place out of full screen
void window_close(Window *window);
// Draws the list where it differs from the one before, and shows it (render/screen.h). Returns the milliseconds spent.
double window_show(Window *window, const List *list, Theme theme, double scale);
void window_damage(Window *window);                              // after EXPOSED and the like: paint everything next time
void window_size(const Window *window, int *width, int *height); // device pixels
double window_density(const Window *window);                     // device pixels a unit (density.h)
double window_ratio(const Window *window);                       // device pixels for each point of events and of SDL's sizes
void window_full_screen(Window *window, bool on);
bool window_is_full_screen(const Window *window);
void window_title(Window *window, const char *title);
bool window_is_seen(const Window *window);      // is its middle on some screen?
void window_bring(Window *window, int display); // to the middle of a screen, out of full screen
void *window_sdl(const Window *window);         // SDL_Window *
// What is on the screen now, for screenshots in tests; owned by the window.
const void *window_pixels(const Window *window, int *width, int *height, int *stride);

#endif
