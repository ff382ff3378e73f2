// SDL's events as the pages take them. Keys by what is printed on them; on layouts without Latin letters, by their place.
#ifndef ATTEND_WINDOW_WINDOW_EVENTS_H
#define ATTEND_WINDOW_WINDOW_EVENTS_H

#include <SDL.h>

#include "ui/ui.h"

typedef struct Pointer { // what stays between events
    double x, y;         // units
    bool inside, down;
    int mods;
} Pointer;

// False when the event is none of the pages' business. `in` starts as pointer_input.
bool event_input(Pointer *pointer, const SDL_Event *event, double scale, UiInput *in);
// An input without an event.
UiInput pointer_input(const Pointer *pointer, double now);

// Pushes the events of one command of a script: "click 300 200". Returns the seconds to wait after it, negative for a mistake.
double script_step(const char *command, SDL_Window *window, double scale);

#endif
