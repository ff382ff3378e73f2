// What lies under a point, and where an element is drawn: both read the list, so there is no second model of the screen.
#include <math.h>
#include <string.h>

#include "draw/list.h"

enum { CLIPS = 32, CURVE_STEPS = 12 };

// A thin line is hit from this far, in units.
static const double near_line = 4;

Box list_reach(const Cmd *cmd) {
    switch (cmd->kind) {
    case CMD_RECT: return box_grow(cmd->box, 1 + (cmd->rect.stroke.alpha > 0 ? cmd->rect.width / 2 : 0));
    case CMD_PATH: return box_grow(cmd->box, 1 + (cmd->path.stroke.alpha > 0 ? cmd->path.width * 1.5 : 0)); // mitred corners
    case CMD_TEXT: return box_grow(cmd->box, 1 + cmd->text.size * 0.15);                                    // italics lean out
    case CMD_HEAT:
    case CMD_HATCH: return box_grow(cmd->box, 1);
    case CMD_CLIP:
    case CMD_UNCLIP: return cmd->box;
    }
    return cmd->box;
}

// --- the point and a path

typedef struct Probe {
    double x, y;       // the point
    double nearest;    // squared distance to the path so far
    int winding;       // of the path around the point
    double at_x, at_y; // end of the path so far
} Probe;

static void probe_line(Probe *p, double x, double y) {
    double dx = x - p->at_x, dy = y - p->at_y, px = p->x - p->at_x, py = p->y - p->at_y;
    double length = dx * dx + dy * dy, t = length > 0 ? (px * dx + py * dy) / length : 0;
    t = t < 0 ? 0 : t > 1 ? 1 : t;
    double ex = px - t * dx, ey = py - t * dy, distance = ex * ex + ey * ey;
    if (distance < p->nearest) p->nearest = distance;
    double side = dx * py - dy * px;
    if (p->at_y <= p->y && y > p->y && side > 0) p->winding++;
    if (p->at_y > p->y && y <= p->y && side < 0) p->winding--;
    p->at_x = x;
    p->at_y = y;
}

static void probe_curve(Probe *p, const PathPart *c) {
    double x0 = p->at_x, y0 = p->at_y;
    for (int i = 1; i <= CURVE_STEPS; i++) {
        double t = (double)i / CURVE_STEPS, u = 1 - t;
        double a = u * u * u, b = 3 * u * u * t, d = 3 * u * t * t, e = t * t * t;
        probe_line(p, a * x0 + b * c->x1 + d * c->x2 + e * c->x, a * y0 + b * c->y1 + d * c->y2 + e * c->y);
    }
}

static bool path_hit(const Cmd *cmd, double x, double y) {
    double within = cmd->path.width / 2 > near_line ? cmd->path.width / 2 : near_line, start_x = 0, start_y = 0;
    if (!box_holds(box_grow(cmd->box, within), x, y)) return false;
    Probe p = { .x = x, .y = y, .nearest = 1e300 };
    for (int i = 0; i < cmd->path.parts; i++) {
        const PathPart *part = &cmd->path.part[i];
        switch (part->op) {
        case PATH_MOVE:
            p.at_x = start_x = part->x;
            p.at_y = start_y = part->y;
            break;
        case PATH_LINE: probe_line(&p, part->x, part->y); break;
        case PATH_CURVE: probe_curve(&p, part); break;
        case PATH_CLOSE: probe_line(&p, start_x, start_y); break;
        }
    }
    return p.nearest <= within * within || (cmd->path.fill.alpha > 0 && p.winding != 0);
}

// A small letter is as easy to hit as a tall one.
static Box text_target(const Cmd *cmd) {
    double size = cmd->text.size;
    return box_union(cmd->box, box(cmd->text.x, cmd->text.y - 0.75 * size, cmd->text.width, size));
}

static bool hit(const Cmd *cmd, double x, double y) {
    switch (cmd->kind) {
    case CMD_TEXT: return box_holds(text_target(cmd), x, y);
    case CMD_RECT:
    case CMD_HEAT:
    case CMD_HATCH: return box_holds(cmd->box, x, y);
    case CMD_PATH: return path_hit(cmd, x, y);
    case CMD_CLIP:
    case CMD_UNCLIP: return false;
    }
    return false;
}

static Ident heat_cell(const Cmd *cmd, double x, double y) {
    Ident ident = cmd->ident;
    int row = (int)((y - cmd->box.y) / cmd->box.h * cmd->heat.rows),
        column = (int)((x - cmd->box.x) / cmd->box.w * cmd->heat.columns);
    row = row < 0 ? 0 : row >= cmd->heat.rows ? cmd->heat.rows - 1 : row;
    column = column < 0 ? 0 : column >= cmd->heat.columns ? cmd->heat.columns - 1 : column;
    ident.element += row * ident.heat.row_stride + column * ident.heat.column_stride;
    Ident cell = ident.grad ? ident_grad(ident.node, ident.element) : ident_value(ident.node, ident.element);
    cell.mask = ident.mask;
    return cell;
}

const Cmd *list_pick(const List *list, double x, double y, Ident *ident) {
    const Cmd *found = NULL;
    int depth = 0, hidden = 0; // clips open, and how many of them leave the point out
    bool out[CLIPS] = { false };
    for (int i = 0; i < list->count; i++) {
        const Cmd *cmd = &list->cmd[i];
        if (cmd->kind == CMD_CLIP) {
            bool outside = !box_holds(cmd->box, x, y);
            if (depth < CLIPS) out[depth] = outside, hidden += outside;
            depth++;
        } else if (cmd->kind == CMD_UNCLIP) {
            if (depth > 0 && --depth < CLIPS) hidden -= out[depth];
        } else if (cmd->ident.kind != IDENT_NONE && !hidden && hit(cmd, x, y)) {
            found = cmd;
        }
    }
    if (found && ident) *ident = found->kind == CMD_HEAT && found->ident.kind == IDENT_HEAT ? heat_cell(found, x, y) : found->ident;
    return found;
}

// --- where an element is

static bool heat_holds(const Cmd *cmd, int element, Box *out) {
    const Ident *ident = &cmd->ident;
    for (int r = 0; r < cmd->heat.rows; r++) {
        int rest = element - ident->element - r * ident->heat.row_stride;
        int c = ident->heat.column_stride ? rest / ident->heat.column_stride : 0;
        if (c < 0 || c >= cmd->heat.columns || c * ident->heat.column_stride != rest) continue;
        double w = cmd->box.w / cmd->heat.columns, h = cmd->box.h / cmd->heat.rows;
        *out = box(cmd->box.x + c * w, cmd->box.y + r * h, w, h);
        return true;
    }
    return false;
}

static bool same_text(const char *a, const char *b) { return a == b || (a && b && strcmp(a, b) == 0); }

bool ident_same(Ident a, Ident b) {
    if (a.kind != b.kind) return false;
    if (a.kind == IDENT_NOTE) return same_text(a.note.text, b.note.text);
    return a.kind == IDENT_NONE || (a.node == b.node && (a.kind == IDENT_SYMBOL || a.element == b.element));
}

static bool shows(const Cmd *cmd, Ident want, Box *out) {
    const Ident *have = &cmd->ident;
    if (have->kind == IDENT_HEAT && (want.kind == IDENT_VALUE || want.kind == IDENT_GRAD))
        return cmd->kind == CMD_HEAT && have->node == want.node && have->grad == (want.kind == IDENT_GRAD) &&
               heat_holds(cmd, want.element, out);
    if (have->kind != want.kind) return false;
    *out = cmd->box;
    switch (want.kind) {
    case IDENT_NONE: return false;
    case IDENT_VALUE:
    case IDENT_LENGTH:
    case IDENT_GRAD: return have->node == want.node && have->element == want.element;
    case IDENT_SYMBOL: return have->node == want.node && have->grad == want.grad;
    case IDENT_HEAT: return have->node == want.node && have->grad == want.grad && have->element == want.element;
    case IDENT_NOTE: return same_text(have->note.text, want.note.text);
    }
    return false;
}

bool list_where(const List *list, Ident ident, Box *out) {
    Box ignored;
    for (int i = 0; i < list->count; i++)
        if (shows(&list->cmd[i], ident, out ? out : &ignored)) return true;
    return false;
}
