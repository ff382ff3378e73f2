// What an arrow joins is what is written nearest to its two ends: a number of a node, or a word.
#include <math.h>
#include <string.h>

#include "session/describe_parts.h"
#include "session/describe_seen.h"
#include "session/node_said.h"

enum { LINKS_SAID = 12, LINKS_MOST = 200, SIGNS_SAID = 12 };
static const double near = 40, near_words = 26, near_row = 90, near_sign = 110, seen_least = 0.3;

typedef struct Ends {
    double x1, y1, x2, y2;
} Ends;

// A shaft with a head, or a bend without one; the vectors of a plane are neither.
static bool link_ends(const List *list, int i, Ends *out) {
    const Cmd *cmd = &list->cmd[i], *next = i + 1 < list->count ? cmd + 1 : NULL;
    if (cmd->kind != CMD_PATH || (double)cmd->path.stroke.alpha < seen_least || ident_drags(cmd->ident)) return false;
    const PathPart *first = cmd->path.part, *last = first + cmd->path.parts - 1;
    bool head =
        next && cmd_arrow_head(next) && fabs(next->path.part[0].x - last->x) < 20 && fabs(next->path.part[0].y - last->y) < 20;
    bool bend = cmd->path.parts == 2 && last->op == PATH_CURVE && cmd->path.fill.alpha <= 0;
    *out = (Ends){ first->x, first->y, head ? next->path.part[0].x : last->x, head ? next->path.part[0].y : last->y };
    for (int p = 0; p < list->plots && (head || bend); p++)
        if (box_within(list->plot[p].at, cmd->box, 6)) return false;
    return head || bend;
}

static double away(Box b, double x, double y) {
    double dx = x < b.x ? b.x - x : x > b.x + b.w ? x - b.x - b.w : 0, dy = y < b.y ? b.y - y : y > b.y + b.h ? y - b.y - b.h : 0;
    return sqrt(dx * dx + dy * dy);
}

static const char *said(const Tape *tape, Ident ident, Arena *arena) {
    static const char *const lead[] = { "", "gradient at ", "length of the gradient at " };
    const char *name = ident.node >= 0 && ident.node < tape->count ? tape_node(tape, ident.node)->name : "";
    return *name ? arena_print(arena, "%s%s", lead[seen_kind(ident)], node_said(arena, name)) : NULL;
}

// The number nearest to a point, within `far`; *far is how far it is.
static const char *number_at(const List *list, const Tape *tape, Arena *arena, double x, double y, double *far) {
    const char *found = NULL;
    for (int i = 0; i < list->count; i++) {
        const Cmd *cmd = &list->cmd[i];
        if (!ident_is_number(cmd->ident) || cmd->kind == CMD_PATH || !cmd_is_drawn(cmd)) continue;
        double here = away(cmd->box, x, y);
        const char *name = here < *far ? said(tape, cmd->ident, arena) : NULL;
        if (name) *far = here, found = name;
    }
    return found;
}

// Words that stand side by side, as headings do, are told apart by what stands under them.
static const char *what_is_at(const List *list, const Phrase *phrase, int phrases, const Tape *tape, Arena *arena, double x,
                              double y) {
    double nearest = near, under = near_row;
    const char *found = number_at(list, tape, arena, x, y, &nearest);
    if (nearest > near_words) nearest = near_words;
    for (int i = 0; i < phrases; i++) {
        double far = phrase[i].bare || phrase[i].pale ? near : away(phrase[i].box, x, y);
        if (far >= nearest) continue;
        const char *of_row = phrase[i].row ? number_at(list, tape, arena, x, y, &under) : NULL;
        nearest = far, found = of_row ? of_row : phrase[i].text;
    }
    return found;
}

// What stands over or under a sign; `down` 1 or −1.
static const char *number_beyond(const List *list, const Tape *tape, Arena *arena, Box sign, int down) {
    const char *found = NULL;
    double nearest = near_sign, x = sign.x + sign.w / 2, y = sign.y + sign.h / 2;
    for (int i = 0; i < list->count; i++) {
        const Cmd *cmd = &list->cmd[i];
        Box b = cmd->box;
        if (!ident_is_number(cmd->ident) || cmd->kind == CMD_PATH || !cmd_is_drawn(cmd)) continue;
        bool there = x > b.x - sign.w && x < b.x + b.w + sign.w && down * (b.y + b.h / 2 - y) > 0;
        double far = there ? away(b, x, y) : near_sign;
        const char *name = far < nearest ? said(tape, cmd->ident, arena) : NULL;
        if (name) nearest = far, found = name;
    }
    return found;
}

// Not one of a line of arithmetic or of a formula.
static bool stands_alone(const List *list, int sign) {
    const Box own = list->cmd[sign].box;
    Box line = box(own.x - near, own.y + own.h / 2 - 1, own.w + 2 * near, 2);
    for (int i = 0; i < list->count; i++)
        if (i != sign && list->cmd[i].kind == CMD_TEXT && cmd_is_drawn(&list->cmd[i]) && box_meets(line, list->cmd[i].box))
            return false;
    return true;
}

const char *picture_signs(const List *list, const Tape *tape, Arena *arena) {
    const char *known[SIGNS_SAID];
    int signs = 0;
    Builder b = { .arena = arena };
    for (int i = 0; i < list->count && signs < SIGNS_SAID; i++) {
        const Cmd *cmd = &list->cmd[i];
        if (cmd->kind != CMD_TEXT || !cmd_is_drawn(cmd)) continue;
        bool equal = !strcmp(cmd->text.text, "="), other = !strcmp(cmd->text.text, "≠");
        if ((!equal && !other) || !stands_alone(list, i)) continue;
        const char *one = number_beyond(list, tape, arena, cmd->box, -1), *two = number_beyond(list, tape, arena, cmd->box, 1);
        const char *text =
            one && two && strcmp(one, two) != 0 ? arena_print(arena, "%s %s %s", one, equal ? "equals" : "differs from", two) : "";
        bool again = !*text;
        for (int k = 0; k < signs && !again; k++) again = !strcmp(known[k], text);
        if (again) continue;
        builder_print(&b, "%s%s", signs ? "; " : "", text);
        known[signs++] = text;
    }
    return builder_text(&b);
}

const char *picture_links(const List *list, const Phrase *phrase, int phrases, const Tape *tape, Arena *arena) {
    const char *link[LINKS_MOST];
    int links = 0;
    for (int i = 0; i < list->count && links < LINKS_MOST; i++) {
        Ends at;
        if (!link_ends(list, i, &at)) continue;
        const char *from = what_is_at(list, phrase, phrases, tape, arena, at.x1, at.y1),
                   *to = what_is_at(list, phrase, phrases, tape, arena, at.x2, at.y2);
        if (!from || !to || !strcmp(from, to)) continue;
        const char *text = arena_print(arena, "%s to %s", from, to);
        bool known = false;
        for (int k = 0; k < links && !known; k++) known = !strcmp(link[k], text);
        if (!known) link[links++] = text;
    }
    Builder b = { .arena = arena };
    for (int i = 0; i < links; i++)
        if (i < LINKS_SAID || i == links - 1)
            builder_print(&b, "%s%s%s", i ? "; " : "", links > LINKS_SAID + 1 && i == links - 1 ? "and so on to " : "", link[i]);
    return builder_text(&b);
}
