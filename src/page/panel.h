// The step's side panel: number, title, prose with its live numbers, formulas, the question, the number to work out, the
// controls to try, the presenter's notes. It flows into one column, or two where it lies wide under the picture.
#ifndef ATTEND_PAGE_PANEL_H
#define ATTEND_PAGE_PANEL_H

#include "ui/widgets.h"

struct App;
void panel_draw(struct App *app, Box at);
// In a strip: the step's title or what it asks, and the button that opens the panel.
void panel_folded_draw(struct App *app, Box at);
void panel_toggle(struct App *app);                     // opens it or folds it
void panel_set_said(struct App *app, const char *said); // "seed 20": the parameter that was chosen there
void panel_notes(struct App *app);                      // the presenter's notes, scrolled into view; or away with them

#endif
