// A command that steps back keeps 28 % of its strength: enough to see where it stands, too little to read it first.
#include "render/shade.h"

#include <math.h>

bool shade_shows(Paint p) { return p.alpha > 0; }

static float strength(const Cmd *cmd) { return 1 - 0.72f * cmd->step_back; }

float shade_heat_alpha(const Cmd *cmd) { return strength(cmd) * cmd->heat.alpha; }

Color shade_paint(const Cmd *cmd, Theme theme, Paint p) {
    Color color = theme_color(theme, p);
    color.a *= strength(cmd);
    return color;
}

void shade_heat_table(const Cmd *cmd, Theme theme, Color table[2 * SHADE_LEVELS + 1]) {
    for (int level = -SHADE_LEVELS; level <= SHADE_LEVELS; level++) {
        Role role = level < 0 ? cmd->heat.negative : cmd->heat.positive;
        float amount = (float)(level < 0 ? -level : level) / SHADE_LEVELS;
        table[SHADE_LEVELS + level] = theme_color(theme, paint_tint(role, cmd->heat.neutral, amount));
    }
}

int shade_heat_index(float share) {
    if (!(share == share)) return SHADE_LEVELS;
    double level = floor((double)share * SHADE_LEVELS + 0.5);
    if (level > SHADE_LEVELS) level = SHADE_LEVELS;
    if (level < -SHADE_LEVELS) level = -SHADE_LEVELS;
    return SHADE_LEVELS + (int)level;
}

static uint32_t byte_of(float share) { return share <= 0 ? 0 : share >= 1 ? 255 : (uint32_t)(share * 255 + 0.5f); }

uint32_t shade_rgb(Color c) { return byte_of(c.r) << 16 | byte_of(c.g) << 8 | byte_of(c.b); }
