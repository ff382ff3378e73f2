// What stands between a display list and pixels that somebody shows: only what differs from the list drawn before is drawn
// again. The list drawn last is kept as a copy of its own. A window and a page in a browser both draw through it.
#ifndef ATTEND_RENDER_SCREEN_H
#define ATTEND_RENDER_SCREEN_H

#include "render/pixels.h"

enum { SCREEN_BOXES = 16 };

typedef struct Screen Screen;

Screen *screen_open(Fonts *fonts); // NULL when out of memory
void screen_close(Screen *screen);
// Draws the list where it differs from the one before; all of it when the pixels are others, or size, scale or theme have
// changed, or after screen_damage. Returns how many boxes were drawn, and which; at most SCREEN_BOXES.
int screen_draw(Screen *screen, Pixels to, const List *list, Theme theme, double scale, PixelBox touched[SCREEN_BOXES]);
void screen_damage(Screen *screen); // the pixels are lost: everything is drawn next time

#endif
