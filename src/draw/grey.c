// See grey.h. A hatch is a paler line over the mark, so that digits on it stay as readable as they were.
#include "draw/grey.h"

enum { LEAST_SIDE = 6, CELLS_MOST = 400 };  // smaller marks are told by their lightness alone
static const float negative_share = -0.08f; // from here on a cell of a heat map shows that it is negative
static const double negative_gap = 4;
static const float least_amount = 0.02f, pale_amount = 0.35f; // of a role in a cell's fill: 0 has no sign

static void hatch_over(List *out, const Cmd *under, Box at, double radius, double gap, Paint p) {
    list_hatch(out, box_grow(at, -1), radius > 1 ? radius - 1 : 0, p);
    Cmd *cmd = &out->cmd[out->count - 1];
    cmd->hatch.gap = gap;
    cmd->ident = under->ident;
    cmd->step_back = under->step_back;
    cmd->may_overlap = under->may_overlap;
}

static void hatch_rect(List *out, const Cmd *cmd, Theme theme) {
    Paint fill = cmd->rect.fill;
    double gap = theme_hatch(theme, (Role)fill.role);
    if (gap <= 0 || fill.alpha < 0.4f || fill.amount < least_amount || cmd->box.w < LEAST_SIDE || cmd->box.h < LEAST_SIDE) return;
    bool pale = fill.amount < pale_amount; // a paler line would not be seen on it
    Paint line = paint_tint((Role)fill.role, ROLE_PANEL, pale ? fill.amount + 0.2f : fill.amount * 0.4f);
    line.alpha = fill.alpha;
    hatch_over(out, cmd, cmd->box, cmd->rect.radius, gap, line);
}

static void hatch_heat(List *out, const Cmd *cmd) {
    int rows = cmd->heat.rows, columns = cmd->heat.columns;
    if (rows * columns > CELLS_MOST || cmd->heat.positive == cmd->heat.negative) return;
    double w = cmd->box.w / columns, h = cmd->box.h / rows;
    if (w < LEAST_SIDE || h < LEAST_SIDE) return;
    for (int i = 0; i < rows * columns; i++) {
        if (!(cmd->heat.share[i] <= negative_share)) continue;
        Box at = box(cmd->box.x + i % columns * w, cmd->box.y + i / columns * h, w, h);
        hatch_over(out, cmd, at, 0, negative_gap, paint_faded(ROLE_PANEL, 0.6f * cmd->heat.alpha));
    }
}

List list_hatched(const List *list, Theme theme) {
    if (theme != THEME_GREY) return *list;
    List out = list_begin(list->arena, list->metrics);
    for (int i = 0; i < list->count; i++) {
        const Cmd *cmd = &list->cmd[i];
        List one = *list;
        one.cmd = &list->cmd[i];
        one.count = 1;
        list_add_all(&out, &one);
        if (cmd->kind == CMD_RECT) hatch_rect(&out, cmd, theme);
        if (cmd->kind == CMD_HEAT) hatch_heat(&out, cmd);
    }
    return out;
}
