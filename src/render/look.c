// A command that steps back keeps half of its strength: it can still be read, but not first.
#include "render/look.h"

#include <math.h>

bool look_shows(Paint p) { return p.alpha > 0; }

static float strength(const Cmd *cmd) { return 1 - 0.5f * cmd->step_back; }

float look_heat_alpha(const Cmd *cmd) { return strength(cmd) * cmd->heat.alpha; }

Color look_paint(const Cmd *cmd, Theme theme, Paint p) {
    Color color = theme_color(theme, p);
    color.a *= strength(cmd);
    return color;
}

// Of ink, at −1, 0 and 1. White is left to the paper, and the middle is a little pale, as print darkens it.
static const float one_way[] = { 0.06f, 0.45f, 1 };

static Paint heat_paint(const Cmd *cmd, int level) {
    float amount = (float)(level < 0 ? -level : level) / LOOK_LEVELS;
    if (cmd->heat.one_way)
        return paint_tint(ROLE_INK, cmd->heat.neutral, one_way[1] + (one_way[level < 0 ? 0 : 2] - one_way[1]) * amount);
    return paint_tint(level < 0 ? cmd->heat.negative : cmd->heat.positive, cmd->heat.neutral, amount);
}

void look_heat_table(const Cmd *cmd, Theme theme, Color table[2 * LOOK_LEVELS + 1]) {
    for (int level = -LOOK_LEVELS; level <= LOOK_LEVELS; level++) {
        Paint p = heat_paint(cmd, level);
        p.theme = cmd->heat.theme;
        table[LOOK_LEVELS + level] = theme_color(theme, p);
    }
}

int look_heat_index(float share) {
    if (!(share == share)) return LOOK_LEVELS;
    double level = floor((double)share * LOOK_LEVELS + 0.5);
    if (level > LOOK_LEVELS) level = LOOK_LEVELS;
    if (level < -LOOK_LEVELS) level = -LOOK_LEVELS;
    return LOOK_LEVELS + (int)level;
}

static uint32_t byte_of(float share) { return share <= 0 ? 0 : share >= 1 ? 255 : (uint32_t)(share * 255 + 0.5f); }

uint32_t look_rgb(Color c) { return byte_of(c.r) << 16 | byte_of(c.g) << 8 | byte_of(c.b); }

bool look_keeps_to_pixels(const Cmd *cmd) {
    double x = 0, y = 0, begin_x = 0, begin_y = 0;
    for (int i = 0; i < cmd->path.parts; i++) {
        const PathPart *part = &cmd->path.part[i];
        double to_x = part->op == PATH_CLOSE ? begin_x : part->x, to_y = part->op == PATH_CLOSE ? begin_y : part->y;
        if (part->op == PATH_CURVE) return false;
        if (part->op == PATH_MOVE)
            begin_x = to_x, begin_y = to_y;
        else if (to_x != x && to_y != y)
            return false;
        x = to_x;
        y = to_y;
    }
    return true;
}

Box look_outline(const Cmd *cmd, double *radius) {
    double width = cmd->rect.width > 0 ? cmd->rect.width : 1, in = look_shows(cmd->rect.stroke) && width <= 1 ? width / 2 : 0;
    *radius = cmd->rect.radius > in ? cmd->rect.radius - in : 0;
    return box_grow(cmd->box, -in);
}
