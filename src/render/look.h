// What every renderer agrees on: how a command that has stepped back pales, the colours of a heat map, which lines keep to
// the pixels.
#ifndef ATTEND_RENDER_LOOK_H
#define ATTEND_RENDER_LOOK_H

#include "draw/list.h"

enum { LOOK_LEVELS = 255 }; // a heat map has so many steps from the neutral to either end

// The colour of a paint of this command.
Color look_paint(const Cmd *cmd, Theme theme, Paint paint);
bool look_shows(Paint paint); // false when it would draw nothing
// The opaque colours of a heat map: table[LOOK_LEVELS + level], level from −LOOK_LEVELS to LOOK_LEVELS.
void look_heat_table(const Cmd *cmd, Theme theme, Color table[2 * LOOK_LEVELS + 1]);
// Where in the table a share stands; NaN is the neutral.
int look_heat_index(float share);
float look_heat_alpha(const Cmd *cmd);
uint32_t look_rgb(Color color); // 0xRRGGBB

// Where the stroke of a box runs in a file without pixels, and its radius: a hairline lies just inside the edge, where it
// covers whole pixels at 100 %; a wider one along the edge.
Box look_outline(const Cmd *cmd, double *radius);
// A path of straight parts that are all level or upright: its edges belong on whole pixels.
bool look_keeps_to_pixels(const Cmd *cmd);

#endif
