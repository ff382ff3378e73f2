// The picture is cut along its gutters, each piece again, down to pieces that fit; the one that shows most is taken.
#include "draw/part.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/math.h"
#include "draw/naming.h"
#include "draw/whole.h"

static const double gutter = 9;           // units: a blank between words is narrower
static const double NAMELESS = 0.5;       // of what numbers without their name weigh
static const double slack = 1.5;          // a stroke may stand out so far
enum { TEXTS_OF_CARD = 3, DEEPEST = 12 }; // a box with so much on it is no mark but what marks stand on

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

// The shape of an arrow's head.
static bool is_triangle(const Cmd *c) {
    return c->kind == CMD_PATH && c->path.parts == 4 && c->path.part[3].op == PATH_CLOSE && c->path.stroke.alpha <= 0;
}

// A curve, or a line with an arrow's head behind it; or any `lines`.
static bool is_link(const List *list, int at, bool lines) {
    const Cmd *c = &list->cmd[at], *next = at + 1 < list->count ? &list->cmd[at + 1] : NULL;
    if (c->kind != CMD_PATH) return false;
    bool head = is_triangle(c) && c->box.w < 20 && c->box.h < 20;
    if (head || c->path.parts != 2) return head;
    bool headed = next && is_triangle(next);
    return headed || lines || c->path.part[1].op == PATH_CURVE;
}

// --- cutting

typedef struct Mark {
    Box box;
    double weight;
    bool small; // a label that is too small
    bool asked; // a number that is asked for
    bool tick;  // digits that are none of the picture's numbers, as on an axis
    int number; // of cells that are: the element and whether it is of the gradient; else -1
    int group;  // of cells that stand together
} Mark;

typedef struct Cutter {
    const PartAsk *ask;
    Arena *arena;
    const List *list;
    Naming *naming; // of the whole picture
    int namings;
    double most; // of weight, found so far
    Box best;
    bool found;
} Cutter;

// How much more a number matters than others, whose weight is 1.
static double asked(const PartAsk *ask, const Cmd *c) {
    double most = 1;
    for (int i = 0; i < ask->numbers; i++)
        if (ask->number[i].weight > most && hidden_holds(&ask->number[i].of, c)) most = ask->number[i].weight;
    return most;
}

static double weight_of(const PartAsk *ask, const Cmd *c) {
    if (c->kind != CMD_TEXT && c->kind != CMD_HEAT) return 0.05;
    return (ident_is_number(c->ident) || c->kind == CMD_HEAT ? 2 : 1) * asked(ask, c);
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

static bool is_number_in(const Cmd *c, int node, Box at) {
    bool number = ident_is_number(c->ident) || c->kind == CMD_HEAT;
    return number && c->ident.node == node && cmd_is_seen(c) && holds(at, c->box);
}

// Are there numbers within whose name is on the picture, but stands at others of their kind outside?
static bool has_nameless(const Cutter *c, Box at) {
    for (int i = 0; i < c->namings; i++) {
        int node = c->list->cmd[c->naming[i].cell].ident.node;
        bool named = false, there = false;
        for (int k = 0; k < c->namings && !named; k++) {
            const Cmd *name = &c->list->cmd[c->naming[k].text], *cell = &c->list->cmd[c->naming[k].cell];
            named = cell->ident.node == node && holds(at, name->box) && box_meets(at, cell->box);
        }
        for (int k = 0; k < c->list->count && !named && !there; k++) there = is_number_in(&c->list->cmd[k], node, at);
        if (there) return true;
    }
    return false;
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

// Far from all else: a single word, as the label of an arrow that is cut away, or an axis without its plot.
static bool is_stray(const Mark *mark, int marks, Box rest) {
    static const double far = 40;
    bool stray = marks == 1 && mark->weight >= 0.5 && mark->weight <= 1, ticks = true;
    for (int i = 0; i < marks; i++) {
        if (!mark[i].tick && !stray) ticks = false;
        if (box_meets(box_grow(mark[i].box, far), rest)) return false;
    }
    return stray || ticks;
}

// The bounds without words that stand alone at one of the sides.
static Box without_strays(Cutter *c, const Mark *from, int marks, Box all) {
    Mark *mark = arena_new(c->arena, Mark, marks);
    int *begin = arena_new(c->arena, int, marks + 1);
    double none;
    memcpy(mark, from, sizeof *mark * (size_t)marks);
    int groups = split(mark, marks, true, begin);
    if (groups < 2) return all;
    Box right = bounds(mark + begin[1], marks - begin[1], &none), left = bounds(mark, begin[groups - 1], &none);
    if (is_stray(mark, begin[1], right)) return right;
    return is_stray(mark + begin[groups - 1], marks - begin[groups - 1], left) ? left : all;
}

static void visit(Cutter *c, const Mark *from, int marks, int depth, bool stuck) {
    double weight;
    Box all = bounds(from, marks, &weight);
    bool fits = all.w <= c->ask->width && all.h <= c->ask->height, small = has_small(from, marks);
    if (weight <= c->most || depth > DEEPEST) return;
    if (fits && !small) {
        if (has_nameless(c, all)) weight *= NAMELESS;
        if (weight <= c->most) return;
        c->most = weight, c->best = without_strays(c, from, marks, all), c->found = true;
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

// --- all of what is asked for

// Cells that lie together are one group, numbered by its first mark.
static void group_cells(Mark *mark, int marks) {
    for (int i = 0; i < marks; i++) {
        mark[i].group = i;
        for (int k = 0; k < i && mark[i].number >= 0; k++) {
            if (mark[k].number < 0 || mark[k].group == mark[i].group) continue;
            if (!box_meets(box_grow(mark[k].box, gutter), mark[i].box)) continue;
            int from = mark[i].group > mark[k].group ? mark[i].group : mark[k].group;
            int to = mark[i].group + mark[k].group - from;
            for (int j = 0; j <= i; j++)
                if (mark[j].group == from) mark[j].group = to;
        }
    }
}

// How many different numbers stand in the group; -1: in all of them.
static int count_numbers(const Mark *mark, int marks, int group) {
    int count = 0;
    for (int i = 0; i < marks; i++) {
        bool new = mark[i].number >= 0 && (group < 0 || mark[i].group == group);
        for (int k = 0; k < i && new; k++) new = mark[k].number != mark[i].number || (group >= 0 && mark[k].group != group);
        count += new;
    }
    return count;
}

// Where the same numbers stand in several places, as in a column and in the line that makes them, one place with all is enough.
static void choose_cells(Mark *mark, int marks) {
    group_cells(mark, marks);
    int all = count_numbers(mark, marks, -1), best = -1, fewest = 0;
    for (int i = 0; i < marks && all > 0; i++) {
        if (mark[i].number < 0 || mark[i].group != i || count_numbers(mark, marks, i) < all) continue;
        int cells = 0;
        for (int k = 0; k < marks; k++) cells += mark[k].number >= 0 && mark[k].group == i;
        if (best < 0 || cells < fewest) best = i, fewest = cells;
    }
    for (int i = 0; i < marks && all > 0; i++) mark[i].asked = mark[i].number >= 0 && (best < 0 || mark[i].group == best);
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

// Signs and brackets are pieces of a line of arithmetic.
static bool is_word(const char *text) {
    for (const char *p = text; *p; p++)
        if ((*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z')) return true;
    return strstr(text, "Σ");
}

// What names the part: words over it, under it and before its rows, and no numbers of others.
static Box with_names(const List *list, Box part, Box cells) {
    static const double over = 44, under = 26, before = 70;
    for (int turn = 0; turn < 3; turn++)
        for (int i = 0; i < list->count; i++) {
            const Cmd *c = &list->cmd[i];
            if (c->kind != CMD_TEXT || !cmd_is_seen(c) || ident_is_number(c->ident) || holds(part, c->box) ||
                !is_word(c->text.text))
                continue;
            double x = c->box.x + c->box.w / 2, y = c->box.y + c->box.h / 2;
            bool above = c->box.y < part.y && c->box.y + c->box.h > part.y - over && x > cells.x && x < cells.x + cells.w;
            bool below = c->box.y > part.y && c->box.y < part.y + part.h + under && x > cells.x && x < cells.x + cells.w;
            bool left = c->box.x < part.x && c->box.x + c->box.w > part.x - before && y > part.y && y < part.y + part.h;
            if (c->box.w <= part.w * 1.6 + before && (above || below || (left && !turn))) part = box_union(part, c->box);
        }
    return part;
}

// A strip from each name to its numbers, so that no gutter runs between them; returns their number.
static int add_namings(const Cutter *c, Mark *mark) {
    for (int i = 0; i < c->namings; i++) {
        Box name = c->list->cmd[c->naming[i].text].box, cell = c->list->cmd[c->naming[i].cell].box;
        double x = math_max(name.x, cell.x), y = math_max(name.y, cell.y);
        double right = math_min(name.x + name.w, cell.x + cell.w), bottom = math_min(name.y + name.h, cell.y + cell.h);
        mark[i] = (Mark){ .box = box(math_min(x, right), math_min(y, bottom), fabs(right - x), fabs(bottom - y)) };
    }
    return c->namings;
}

static Box box_of_asked(const Mark *mark, int marks) {
    Box all = { 0 };
    for (int i = 0; i < marks; i++)
        if (mark[i].asked) all = box_union(all, mark[i].box);
    return all;
}

bool list_find_part(const List *list, const PartAsk *ask, Box *out, double *share) {
    Cutter c = { .ask = ask, .arena = arena_begin(), .list = list, .most = -1 };
    Mark *mark = arena_new(c.arena, Mark, 2 * list->count + 2);
    int marks = 0;
    double all = 0;
    for (int i = 0; i < list->count; i++) {
        const Cmd *cmd = &list->cmd[i];
        if (!cmd_is_seen(cmd) || is_card(list, i) || (ask->unlinked && is_link(list, i, ask->whole || ask->unlined))) continue;
        bool small = cmd_is_label(list, i) && cmd->text.size < ask->label;
        bool wanted = asked(ask, cmd) > 1, cell = wanted && cmd->kind == CMD_RECT && ident_is_number(cmd->ident);
        int number = cell ? 2 * cmd->ident.element + cmd->ident.grad : -1;
        bool tick = cmd->kind == CMD_TEXT && !ident_is_number(cmd->ident) && !is_word(cmd->text.text);
        mark[marks++] = (Mark){ cmd->box, weight_of(ask, cmd), small, wanted, tick, number, 0 };
        all += mark[marks - 1].weight;
    }
    if (!ask->whole) {
        c.naming = arena_new(c.arena, Naming, list->count + 1);
        c.namings = list_namings(list, c.naming);
        if (!ask->nameless) marks += add_namings(&c, mark + marks);
    }
    if (ask->whole) choose_cells(mark, marks);
    if (ask->whole && (c.found = narrow_down(&c, mark, marks)))
        c.best = with_names(list, c.best, box_of_asked(mark, marks));
    else if (marks && !ask->whole)
        visit(&c, mark, marks, 0, false);
    *out = c.best;
    *share = all > 0 ? c.most / all : 0;
    arena_end(c.arena);
    return c.found;
}

// The number of a cell that crosses the edge goes with it; a ring around the cell may cross it.
static bool has_lost_its_cell(const List *list, int at, Box part) {
    const Cmd *text = &list->cmd[at];
    bool lost = false;
    for (int i = at - 1; i >= 0 && text->kind == CMD_TEXT && ident_is_number(text->ident); i--) {
        const Cmd *c = &list->cmd[i];
        bool cell = c->kind == CMD_RECT && ident_same(c->ident, text->ident) && c->ident.element == text->ident.element;
        if (!cell || !holds(c->box, text->box)) continue;
        if (holds(part, c->box)) return false;
        lost = true;
    }
    return lost;
}

// Is it the head of an arrow, whose shaft was drawn before it?
static bool is_head(const List *list, int at) {
    if (at < 1 || at >= list->count || !is_triangle(&list->cmd[at]) || list->cmd[at - 1].kind != CMD_PATH) return false;
    const Cmd *head = &list->cmd[at], *shaft = head - 1;
    const PathPart *end = &shaft->path.part[shaft->path.parts - 1];
    return shaft->path.stroke.alpha > 0 && end->op != PATH_CLOSE && box_holds(box_grow(head->box, 1), end->x, end->y);
}

// An arrow is there with its shaft and its head, or not at all.
static bool has_lost_half(const List *list, int at, Box part) {
    return (is_head(list, at) && !holds(part, list->cmd[at - 1].box)) ||
           (is_head(list, at + 1) && !holds(part, list->cmd[at + 1].box));
}

void list_add_part(List *out, const List *list, Box at, double x, double y) {
    double dx = out->dx, dy = out->dy;
    List kept = *list;
    kept.cmd = arena_new(out->arena, Cmd, list->count + 1);
    kept.count = 0;
    bool *lost = arena_new(out->arena, bool, list->count + 1);
    list_cut_arrays(list, at, lost);
    for (int i = 0; i < list->count; i++) {
        Cmd c = list->cmd[i];
        if (lost[i] || has_lost_its_cell(list, i, at) || has_lost_half(list, i, at)) continue;
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
