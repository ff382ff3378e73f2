// Typing a number where it stands: a field over its cell. Enter takes it, Tab goes on to the next, Esc leaves it as it was.
#ifndef ATTEND_PAGE_EDITOR_H
#define ATTEND_PAGE_EDITOR_H

#include "ui/ui.h"

typedef struct Editor {
    bool open, wrong, fresh;
    bool typed; // its text was begun: it is not selected
    int node, element;
    char text[64];
} Editor;

struct App;
bool editor_may(const struct App *app, int node, int element); // it can be changed, and is not what the step asks for
void editor_open(struct App *app, int node, int element);
void editor_type(struct App *app, const char *text); // instead of what stands there
void editor_draw(struct App *app);                   // and what was typed
// Changes a given number by one tidy step.
void editor_nudge(struct App *app, int node, int element, double by);

// A dragged number: `up` units from where it began, in tidy steps that fit its size.
double drag_value(double start, double largest, double up, bool well);

#endif
