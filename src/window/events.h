// SDL's events as the pages take them. Keys by what is printed on them; on layouts without Latin letters, by their place.
#ifndef ATTEND_WINDOW_EVENTS_H
#define ATTEND_WINDOW_EVENTS_H

#include <SDL.h>

#include "ui/ui.h"

// False when the event is none of the pages' business. `in` comes as an input without an event (desk_input).
bool event_input(const SDL_Event *event, double scale, UiInput *in);

typedef struct Script { // where its pointer is, device pixels
    SDL_Window *window;
    int x, y;
} Script;

// Pushes the events of one command of a script: "click 300 200". Returns the seconds to wait after it, negative for a mistake.
double script_step(Script *script, const char *command, double scale);

#endif
