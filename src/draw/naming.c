// A name is looked for in four directions; over a matrix it may stand far off, as headings of columns do.
#include "draw/naming.h"

#include <string.h>

#include "base/math.h"
#include "draw/part.h"

static const double far_over = 560, far_under = 22, far_left = 70, far_right = 70; // units from the name to its number
static const double beyond = 18, overlap = 4; // a name's middle may stand so far beside; boxes may meet a little

static bool is_name(const List *list, int at) {
    const Cmd *c = &list->cmd[at];
    if (c->kind != CMD_TEXT || ident_is_number(c->ident) || c->text.paint.alpha < 0.3f || !cmd_is_seen(c)) return false;
    const char *text = c->text.text;
    size_t size = strlen(text);
    if (size < 1 || text[size - 1] == '.' || text[0] == ' ' || text[size - 1] == ' ') return false;
    for (const char *p = text; *p; p++)
        if ((*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z')) return true;
    return false;
}

static bool is_cell(const Cmd *c) {
    return (c->kind == CMD_HEAT && c->ident.kind == IDENT_HEAT) ||
           ((c->kind == CMD_RECT || c->kind == CMD_TEXT) && ident_is_number(c->ident) && cmd_is_seen(c));
}

static bool lies_between(double at, double from, double to) { return at > from - beyond && at < to + beyond; }

// How far the name is from the number it may belong to; a large number: it does not.
static double distance(Box name, Box cell) {
    const double none = 1e9;
    double x = name.x + name.w / 2, y = name.y + name.h / 2;
    if (lies_between(x, cell.x, cell.x + cell.w)) {
        double over = cell.y - name.y - name.h, under = name.y - cell.y - cell.h;
        if (over > -overlap && over < far_over) return math_max(over, 0);
        if (under > -overlap && under < far_under) return math_max(under, 0);
    }
    if (lies_between(y, cell.y, cell.y + cell.h)) {
        double left = cell.x - name.x - name.w, right = name.x - cell.x - cell.w;
        if (left > -overlap && left < far_left) return math_max(left, 0);
        if (right > -overlap && right < far_right) return math_max(right, 0);
    }
    return none;
}

int list_namings(const List *list, Naming *out) {
    int count = 0;
    for (int i = 0; i < list->count; i++) {
        if (!is_name(list, i)) continue;
        double nearest = 1e8;
        out[count] = (Naming){ i, -1 };
        for (int k = 0; k < list->count; k++) {
            double far = is_cell(&list->cmd[k]) ? distance(list->cmd[i].box, list->cmd[k].box) : 1e9;
            if (far < nearest) nearest = far, out[count].cell = k;
        }
        count += out[count].cell >= 0;
    }
    return count;
}
