// A label that is too small is set anew, in one line or in two, where the box it stands in has room for it.
#include "draw/grow.h"

#include <math.h>
#include <string.h>

#include "base/math.h"
#include "draw/part.h"

enum { RULE = 2, GAP = 3 };        // units: a line is no wider; between a label that has grown and what stands beside it
static const double leading = 1.2; // of the size, from line to line

// The smallest box that the text stands in; the room when it is in none.
static Box home_of(const List *list, int at, Box room) {
    Box home = room, text = list->cmd[at].box;
    for (int i = 0; i < list->count; i++) {
        const Cmd *c = &list->cmd[i];
        if (c->kind == CMD_RECT && cmd_is_seen(c) && box_within(c->box, text, 1) && c->box.w * c->box.h < home.w * home.h)
            home = c->box;
    }
    return home;
}

// A rule has hardly a height of its own: what touches it lies over it.
static Box place_of(const Cmd *c) {
    return c->kind == CMD_PATH && math_min(c->box.w, c->box.h) < RULE ? box_grow(c->box, RULE / 2.0) : c->box;
}

// Beside it a gap stays free.
static Box with_gap(Box b) { return box(b.x - GAP, b.y, b.w + 2 * GAP, b.h); }

// May a text have this box? `marks`: it must not lie over anything it did not lie over before.
static bool is_free(const List *list, int at, Box wanted, Box home, bool marks) {
    Box was = list->cmd[at].box;
    if (!box_within(home, wanted, 0.5)) return false;
    for (int i = 0; i < list->count; i++) {
        const Cmd *c = &list->cmd[i];
        Box there = place_of(c);
        if (i == at || !cmd_is_seen(c) || !box_overlap(there, with_gap(marks ? box_grow(wanted, 1.5) : wanted))) continue;
        bool over = box_overlap(there, marks ? box_grow(wanted, 1.5) : wanted), close = box_overlap(there, with_gap(was));
        if (c->kind == CMD_TEXT && !c->may_overlap && (over || !close)) return false;
        if (c->kind == CMD_RECT && !box_within(c->box, wanted, 0.5) && !close) return false;
        if (marks && over && c->kind != CMD_TEXT && !box_within(c->box, wanted, 2) && !box_overlap(there, was)) return false;
    }
    return true;
}

typedef struct GrownWords { // a text as it would stand with another size
    Text text;
    double x, y, size, width;
    Box box;
} GrownWords;

static GrownWords words_at(const List *list, const Cmd *c, Text text, double size, double y) {
    GrownWords w = { .text = text, .y = y, .size = size, .width = metrics_width(list->metrics, c->text.face, size, text) };
    double above = (c->text.y - c->box.y) / c->text.size, below = (c->box.y + c->box.h - c->text.y) / c->text.size;
    w.x = c->text.x + (double)c->text.anchor * (c->text.width - w.width);
    w.box = box(w.x, y - above * size, w.width, (above + below) * size);
    return w;
}

static void set_words(List *list, Cmd *c, const GrownWords *w) {
    c->text.text = text_copy(list->arena, w->text);
    c->text.x = w->x, c->text.y = w->y, c->text.size = w->size, c->text.width = w->width;
    c->box = w->box;
}

static bool shift_into(GrownWords *w, Box room) {
    double dx = math_max(0, room.x - w->box.x) - math_max(0, w->box.x + w->box.w - room.x - room.w);
    w->x += dx, w->box.x += dx;
    return w->box.w <= room.w;
}

static bool grow(List *list, int at, double least, Box home) {
    Cmd *c = &list->cmd[at];
    double middle = (least - c->text.size) * 0.35; // the letters stay on their middle
    GrownWords w = words_at(list, c, text_of(c->text.text), least, c->text.y + middle);
    if (!shift_into(&w, home) || !is_free(list, at, w.box, home, false)) return false;
    set_words(list, c, &w);
    return true;
}

// The blank nearest to the middle.
static bool halve(Text text, Text *first, Text *second) {
    size_t best = 0;
    for (size_t i = 1; i + 1 < text.size; i++)
        if (text.at[i] == ' ' && (!best || fabs((double)i * 2 - (double)text.size) < fabs((double)best * 2 - (double)text.size)))
            best = i;
    *first = text_trim((Text){ text.at, best });
    *second = text_trim((Text){ text.at + best, text.size - best });
    return best;
}

static bool wrap(List *list, int at, double least, Box home) {
    Text first, second;
    if (!halve(text_of(list->cmd[at].text.text), &first, &second)) return false;
    for (int up = 0; up < 3; up++) { // the second line below, one line up, or half a line
        double y = list->cmd[at].text.y - least * leading * (up == 1 ? 1 : up == 2 ? 0.5 : 0);
        GrownWords a = words_at(list, &list->cmd[at], first, least, y),
                   b = words_at(list, &list->cmd[at], second, least, y + least * leading);
        if (!shift_into(&a, home) || !shift_into(&b, home)) continue;
        if (!is_free(list, at, a.box, home, true) || !is_free(list, at, b.box, home, true)) continue;
        List extra = *list; // the second line, right behind the first
        extra.cmd = arena_new(list->arena, Cmd, list->count + 2);
        memcpy(extra.cmd, list->cmd, sizeof(Cmd) * (size_t)(at + 1));
        memcpy(extra.cmd + at + 2, list->cmd + at + 1, sizeof(Cmd) * (size_t)(list->count - at - 1));
        extra.cmd[at + 1] = extra.cmd[at];
        extra.count = list->count + 1, extra.room = list->count + 2;
        set_words(&extra, &extra.cmd[at], &a);
        set_words(&extra, &extra.cmd[at + 1], &b);
        *list = extra;
        return true;
    }
    return false;
}

void list_grow_labels(List *list, double least, Box room) {
    for (int i = 0; i < list->count; i++) {
        const Cmd *c = &list->cmd[i];
        if (!cmd_is_label(list, i) || c->text.size >= least - 1e-6 || c->text.shaped) continue;
        Box home = home_of(list, i, room);
        if (!grow(list, i, least, home)) wrap(list, i, least, home);
    }
}
