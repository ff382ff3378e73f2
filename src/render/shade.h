// What every renderer agrees on: how a command that has stepped back pales, and the colours of a heat map.
#ifndef ATTEND_RENDER_SHADE_H
#define ATTEND_RENDER_SHADE_H

#include "draw/list.h"

enum { SHADE_LEVELS = 255 }; // a heat map has so many steps from the neutral to either end

// The colour of a paint of this command.
Color shade_paint(const Cmd *cmd, Theme theme, Paint paint);
bool shade_shows(Paint paint); // false when it would draw nothing
// The opaque colours of a heat map: table[SHADE_LEVELS + level], level from −SHADE_LEVELS to SHADE_LEVELS.
void shade_heat_table(const Cmd *cmd, Theme theme, Color table[2 * SHADE_LEVELS + 1]);
// Where in the table a share stands; NaN is the neutral.
int shade_heat_index(float share);
float shade_heat_alpha(const Cmd *cmd);
uint32_t shade_rgb(Color color);   // 0xRRGGBB

#endif
