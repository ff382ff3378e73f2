// The picture is cut along its gutters, each piece again, down to pieces that fit; the one that shows most is taken.
#include "draw/part.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/math.h"
#include "draw/naming.h"

static const double gutter = 9;                                   // units: a blank between words is narrower
static const double slack = 1.5;                                  // a stroke may stand out so far
enum { TEXTS_OF_CARD = 3, DEEPEST = 12, WANTED = 3, FIRST = 12 }; // a box with so much on it is no mark but what marks stand on

bool cmd_is_seen(const Cmd *c) {
    switch (c->kind) {
    case CMD_RECT: return c->rect.fill.alpha > 0.02f || c->rect.stroke.alpha > 0.02f;
    case CMD_PATH: return c->path.fill.alpha > 0.02f || c->path.stroke.alpha > 0.02f;
    case CMD_TEXT: return c->text.paint.alpha > 0.02f && c->text.text[strspn(c->text.text, " ")];
    case CMD_HEAT: return c->heat.alpha > 0.02f;
    case CMD_HATCH: return c->hatch.paint.alpha > 0.02f;
    case CMD_CLIP:
    case CMD_UNCLIP: return false;
    }
    return false;
}

Box list_ink(const List *list) {
    Box all = { 0 };
    for (int i = 0; i < list->count; i++)
        if (cmd_is_seen(&list->cmd[i])) all = box_union(all, box_grow(list->cmd[i].box, 0.5));
    return all;
}

static bool holds(Box outer, Box inner) { return box_within(outer, inner, slack); }

static bool is_card(const List *list, int at) {
    const Cmd *card = &list->cmd[at];
    int texts = 0;
    if (card->kind != CMD_RECT || card->box.w < 60 || card->box.h < 24) return false;
    for (int i = 0; i < list->count && texts < TEXTS_OF_CARD; i++)
        texts += list->cmd[i].kind == CMD_TEXT && cmd_is_seen(&list->cmd[i]) && holds(card->box, list->cmd[i].box);
    return texts >= TEXTS_OF_CARD;
}

// A curve, or a line with an arrow's head behind it; or any `lines`.
static bool is_link(const List *list, int at, bool lines) {
    const Cmd *c = &list->cmd[at], *next = at + 1 < list->count ? &list->cmd[at + 1] : NULL;
    if (c->kind != CMD_PATH) return false;
    bool head =
        c->path.parts == 4 && c->path.part[3].op == PATH_CLOSE && c->path.stroke.alpha <= 0 && c->box.w < 20 && c->box.h < 20;
    if (head || c->path.parts != 2) return head;
    bool headed = next && next->kind == CMD_PATH && next->path.parts == 4 && next->path.stroke.alpha <= 0;
    return headed || lines || c->path.part[1].op == PATH_CURVE;
}

// --- cutting

typedef struct Mark {
    Box box;
    double weight;
    bool small; // a label that is too small
    bool asked; // a number that is asked for
} Mark;

typedef struct Cutter {
    const PartAsk *ask;
    Arena *arena;
    double most; // of weight, found so far
    Box best;
    bool found;
} Cutter;

// How much more a number matters than others, whose weight is 1.
static double asked(const PartAsk *ask, Ident ident) {
    if (ident.kind == IDENT_NONE || ident.kind == IDENT_NOTE) return 1;
    for (int i = 0; i < ask->nodes; i++)
        if (ask->node[i] == ident.node) return i < ask->first ? FIRST : WANTED;
    return 1;
}

static double weight_of(const PartAsk *ask, const Cmd *c) {
    if (c->kind != CMD_TEXT && c->kind != CMD_HEAT) return 0.05;
    return (ident_is_number(c->ident) || c->kind == CMD_HEAT ? 2 : 1) * asked(ask, c->ident);
}

static bool goes_across_less(const Mark *a, const Mark *b, bool across) {
    return across ? a->box.x < b->box.x : a->box.y < b->box.y;
}
static int by_x(const void *a, const void *b) { return goes_across_less(b, a, true) - goes_across_less(a, b, true); }
static int by_y(const void *a, const void *b) { return goes_across_less(b, a, false) - goes_across_less(a, b, false); }

// Sorts the marks and writes where each group begins; returns the number of groups.
static int split(Mark *mark, int marks, bool across, int *begin) {
    qsort(mark, (size_t)marks, sizeof *mark, across ? by_x : by_y);
    int groups = 0;
    double end = -1e9;
    for (int i = 0; i < marks; i++) {
        Box b = mark[i].box;
        if ((across ? b.x : b.y) >= end + gutter) begin[groups++] = i;
        end = math_max(end, across ? b.x + b.w : b.y + b.h);
    }
    begin[groups] = marks;
    return groups;
}

static bool has_small(const Mark *mark, int marks) {
    for (int i = 0; i < marks; i++)
        if (mark[i].small) return true;
    return false;
}

static Box bounds(const Mark *mark, int marks, double *weight) {
    double left = 1e9, top = 1e9, right = -1e9, bottom = -1e9;
    *weight = 0;
    for (int i = 0; i < marks; i++) {
        Box b = mark[i].box;
        left = math_min(left, b.x), top = math_min(top, b.y);
        right = math_max(right, b.x + b.w), bottom = math_max(bottom, b.y + b.h);
        *weight += mark[i].weight;
    }
    return box(left, top, right - left, bottom - top);
}

static void visit(Cutter *c, const Mark *mark, int marks, int depth, bool stuck);

// Runs of groups: each as long as there is room along this direction and no label in it is too small; and each group alone.
static void visit_runs(Cutter *c, const Mark *mark, const int *begin, int groups, bool across, int depth) {
    double most = across ? c->ask->width : c->ask->height, weight;
    for (int i = 0; i < groups; i++) {
        int j = i + 1;
        bool small = has_small(mark + begin[i], begin[j] - begin[i]);
        if (small) visit(c, mark + begin[i], begin[j] - begin[i], depth + 1, false);
        while (!small && j < groups) {
            Box b = bounds(mark + begin[i], begin[j + 1] - begin[i], &weight);
            if ((across ? b.w : b.h) > most || has_small(mark + begin[j], begin[j + 1] - begin[j])) break;
            j++;
        }
        if (!small && j - i < groups) visit(c, mark + begin[i], begin[j] - begin[i], depth + 1, false);
    }
}

static void visit(Cutter *c, const Mark *from, int marks, int depth, bool stuck) {
    double weight;
    Box all = bounds(from, marks, &weight);
    bool fits = all.w <= c->ask->width && all.h <= c->ask->height, small = has_small(from, marks);
    if (weight <= c->most || depth > DEEPEST) return;
    if (fits && !small) {
        c->most = weight, c->best = all, c->found = true;
        return;
    }
    Mark *mark = arena_new(c->arena, Mark, marks);
    int *begin = arena_new(c->arena, int, marks + 1);
    memcpy(mark, from, sizeof *mark * (size_t)marks);
    bool across = (all.w > c->ask->width || (fits && all.w > all.h)) != stuck;
    int groups = split(mark, marks, across, begin);
    if (groups > 1) { visit_runs(c, mark, begin, groups, across, depth); }
    if (!stuck) { visit(c, from, marks, depth + 1, true); }
}

// The smallest part that has all numbers asked for: cut away what has none, as long as that goes.
static bool narrow_down(Cutter *c, Mark *mark, int marks) {
    double none;
    int *begin = arena_new(c->arena, int, marks + 1);
    bool cut = true;
    for (int turn = 0, idle = 0; idle < 2 && turn < 4 * DEEPEST; turn++) {
        int groups = split(mark, marks, turn & 1, begin), first = groups, last = -1;
        for (int g = 0; g < groups; g++)
            for (int i = begin[g]; i < begin[g + 1]; i++)
                if (mark[i].asked) first = math_min_int(first, g), last = g;
        if (last < 0) return false;
        cut = begin[last + 1] - begin[first] < marks;
        marks = begin[last + 1] - begin[first];
        memmove(mark, mark + begin[first], sizeof *mark * (size_t)marks);
        idle = cut ? 0 : idle + 1;
    }
    c->best = bounds(mark, marks, &none);
    return true;
}

static bool is_raised(const List *list, int i) {
    if (!i || list->cmd[i - 1].kind != CMD_TEXT) return false;
    double more = list->cmd[i].text.size - list->cmd[i - 1].text.size * METRICS_RAISED_SIZE;
    return more < 1e-6 && more > -1e-6;
}

bool cmd_is_label(const List *list, int at) {
    const Cmd *c = &list->cmd[at];
    return c->kind == CMD_TEXT && c->text.face != FACE_MATH && c->text.face != FACE_MATH_ITALIC && c->text.paint.alpha >= 0.3f &&
           !is_raised(list, at);
}

// What names the part: words over it, under it and before its rows, and no numbers of others.
static Box with_names(const List *list, Box part) {
    static const double over = 44, under = 26, before = 70;
    for (int turn = 0; turn < 3; turn++)
        for (int i = 0; i < list->count; i++) {
            const Cmd *c = &list->cmd[i];
            if (c->kind != CMD_TEXT || !cmd_is_seen(c) || ident_is_number(c->ident) || holds(part, c->box)) continue;
            double x = c->box.x + c->box.w / 2, y = c->box.y + c->box.h / 2;
            bool above = c->box.y < part.y && c->box.y + c->box.h > part.y - over && x > part.x && x < part.x + part.w;
            bool below = c->box.y > part.y && c->box.y < part.y + part.h + under && x > part.x && x < part.x + part.w;
            bool left = c->box.x < part.x && c->box.x + c->box.w > part.x - before && y > part.y && y < part.y + part.h;
            if (c->box.w <= part.w * 1.6 + before && (above || below || (left && !turn))) part = box_union(part, c->box);
        }
    return part;
}

// A strip from each name to its numbers, so that no gutter runs between them; returns their number.
static int add_namings(const List *list, Arena *arena, Mark *mark) {
    Naming *naming = arena_new(arena, Naming, list->count + 1);
    int count = list_namings(list, naming);
    for (int i = 0; i < count; i++) {
        Box name = list->cmd[naming[i].text].box, cell = list->cmd[naming[i].cell].box;
        double x = math_max(name.x, cell.x), y = math_max(name.y, cell.y);
        double right = math_min(name.x + name.w, cell.x + cell.w), bottom = math_min(name.y + name.h, cell.y + cell.h);
        mark[i] = (Mark){ .box = box(math_min(x, right), math_min(y, bottom), fabs(right - x), fabs(bottom - y)) };
    }
    return count;
}

bool list_find_part(const List *list, const PartAsk *ask, Box *out, double *share) {
    Cutter c = { .ask = ask, .arena = arena_begin(), .most = -1 };
    Mark *mark = arena_new(c.arena, Mark, 2 * list->count + 2);
    int marks = 0;
    double all = 0;
    for (int i = 0; i < list->count; i++) {
        const Cmd *cmd = &list->cmd[i];
        if (!cmd_is_seen(cmd) || is_card(list, i) || (ask->unlinked && is_link(list, i, ask->whole || ask->unlined))) continue;
        bool small = cmd_is_label(list, i) && cmd->text.size < ask->label;
        mark[marks++] = (Mark){ cmd->box, weight_of(ask, cmd), small, asked(ask, cmd->ident) > 1 };
        all += mark[marks - 1].weight;
    }
    if (!ask->whole && !ask->nameless) marks += add_namings(list, c.arena, mark + marks);
    if (ask->whole && (c.found = narrow_down(&c, mark, marks)))
        c.best = with_names(list, c.best);
    else if (marks && !ask->whole)
        visit(&c, mark, marks, 0, false);
    *out = c.best;
    *share = all > 0 ? c.most / all : 0;
    arena_end(c.arena);
    return c.found;
}

void list_add_part(List *out, const List *list, Box at, double x, double y) {
    double dx = out->dx, dy = out->dy;
    List kept = *list;
    kept.cmd = arena_new(out->arena, Cmd, list->count + 1);
    kept.count = 0;
    for (int i = 0; i < list->count; i++) {
        Cmd c = list->cmd[i];
        if (c.kind != CMD_CLIP && c.kind != CMD_UNCLIP && !holds(at, c.box)) {
            bool behind = c.kind == CMD_RECT && c.rect.stroke.alpha <= 0 && is_card(list, i) && box_meets(c.box, at);
            if (!behind) continue;
            c.box = box_meet(c.box, box_grow(at, slack));
        }
        kept.cmd[kept.count++] = c;
    }
    out->dx += x - at.x, out->dy += y - at.y;
    list_add_all(out, &kept);
    out->dx = dx, out->dy = dy;
}
