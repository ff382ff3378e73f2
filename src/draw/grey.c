// See grey.h. A hatch is a paler line over the mark, so that digits on it stay as readable as they were. Where a heat map's cells
// are too many or too small for one, its scale runs one way, from pale at its least number to dark at its greatest.
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

// --- heat maps

static bool has_sign(const Cmd *cmd) {
    if (cmd->kind != CMD_HEAT || cmd->heat.positive == cmd->heat.negative) return false;
    for (int i = 0; i < cmd->heat.rows * cmd->heat.columns; i++)
        if (cmd->heat.share[i] <= negative_share) return true;
    return false;
}

static Box cell_of(const Cmd *cmd, int i) {
    double w = cmd->box.w / cmd->heat.columns, h = cmd->box.h / cmd->heat.rows;
    return box(cmd->box.x + i % cmd->heat.columns * w, cmd->box.y + i / cmd->heat.columns * h, w, h);
}

// Too many cells for a hatch, or too small ones.
static bool is_dense(const Cmd *cmd) {
    Box cell = cell_of(cmd, 0);
    return cmd->heat.rows * cmd->heat.columns > CELLS_MOST || cell.w < LEAST_SIDE || cell.h < LEAST_SIDE;
}

// One map whose signs no hatch can show makes all of them go one way: a picture has one language.
static bool goes_one_way(const List *list) {
    for (int i = 0; i < list->count; i++)
        if (has_sign(&list->cmd[i]) && !list->cmd[i].heat.key && is_dense(&list->cmd[i])) return true;
    return false;
}

static void hatch_heat(List *out, const Cmd *cmd) {
    Paint line = paint_faded(ROLE_PANEL, 0.6f * cmd->heat.alpha);
    for (int i = 0; i < cmd->heat.rows * cmd->heat.columns; i++) {
        if (!(cmd->heat.share[i] <= negative_share)) continue;
        Box at = cell_of(cmd, i);
        for (; cmd->heat.key && i + 1 < cmd->heat.columns && cmd->heat.share[i + 1] <= negative_share; i++)
            at.w += cell_of(cmd, i + 1).w; // a colour bar's cells are narrow, and it has one row
        hatch_over(out, cmd, at, 0, negative_gap, line);
    }
}

List list_hatched(const List *list, Theme theme) {
    if (theme != THEME_GREY) return *list;
    List out = list_begin(list->arena, list->metrics);
    bool one_way = goes_one_way(list);
    for (int i = 0; i < list->count; i++) {
        const Cmd *cmd = &list->cmd[i];
        List one = *list;
        one.cmd = &list->cmd[i];
        one.count = 1;
        list_add_all(&out, &one);
        if (cmd->kind == CMD_RECT) hatch_rect(&out, cmd, theme);
        if (cmd->kind == CMD_HEAT && cmd->heat.positive != cmd->heat.negative) {
            out.cmd[out.count - 1].heat.one_way = one_way;
            if (!one_way) hatch_heat(&out, cmd);
        }
    }
    return out;
}
