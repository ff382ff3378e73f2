// A trained model of one's own in the window: a file that is given, dropped or chosen opens the lesson that shows one, and the
// panel takes a text, a layer and a head.
#ifndef ATTEND_PAGE_OWN_MODEL_H
#define ATTEND_PAGE_OWN_MODEL_H

#include "page/panel_parts.h"

// False with problems: all stays as it was.
bool own_model_load(App *app, const char *path, Problems *problems);
// Keeps the weights of a training as they were at point `at`, beside the figures, and opens them.
void own_model_keep(App *app, const LanguageRecord *record, int at);
bool own_model_return(App *app);      // to the one that is open; false where there is none
bool own_model_shown(const App *app); // the open lesson shows it
void own_model_turn(App *app);        // what its heads do is found, a part a frame, wherever the lesson is seen
// The panel's controls: a text, a token to be added, layer and head, the token asked for, what stands for a head that is away.
double own_model_panel(PanelPen *pen, double y);
double own_model_panel_height(const App *app);

#endif
