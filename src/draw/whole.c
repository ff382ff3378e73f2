// Cells of one node that nearly touch are an array. In motion arrays may lie over each other, so a node's cells alone count.
#include "draw/whole.h"

#include <math.h>

#include "base/math.h"
#include "draw/naming.h"
#include "draw/part.h"

static const double gutter = 9, slack = 1.5; // units: cells of an array are nearer; what a stroke may stand out
static const double ring = 9, near = 30;     // a ring around cells or a bar at them; a name
static const double share = 0.25;            // of a cell or a heat map: less of it does not count

typedef struct Cells {
    Box box;      // of all of them
    bool in, out; // some are within the part; some are not
} Cells;

typedef struct Arrays {
    int *of; // for each command the first one of its array; -1: it is no number's cell
    Cells *cells;
    int count;
} Arrays;

static bool is_cell(const Cmd *c) {
    bool number = c->kind == CMD_HEAT || (c->kind == CMD_RECT && ident_is_number(c->ident));
    return number && cmd_is_seen(c) && c->box.w > 0 && c->box.h > 0; // a bar of 0 has no height
}

static bool touch(const Cmd *a, const Cmd *b) {
    return a->kind == CMD_RECT && b->kind == CMD_RECT && a->ident.node == b->ident.node && a->ident.grad == b->ident.grad &&
           box_meets(box_grow(a->box, gutter), b->box);
}

static int first_of(const Arrays *a, int at) {
    while (a->of[at] != at) at = a->of[at];
    return at;
}

static bool is_within(const Cmd *c, Box part) {
    Box met = box_meet(c->box, part);
    return met.w * met.h > share * c->box.w * c->box.h;
}

static Arrays find_arrays(const List *list, Box part, Arena *arena) {
    Arrays a = { arena_new(arena, int, list->count + 1), arena_new(arena, Cells, list->count + 1), list->count };
    for (int i = 0; i < list->count; i++) {
        a.of[i] = is_cell(&list->cmd[i]) ? i : -1;
        for (int k = 0; k < i && a.of[i] >= 0; k++)
            if (a.of[k] >= 0 && touch(&list->cmd[k], &list->cmd[i])) {
                int one = first_of(&a, k), other = first_of(&a, i);
                a.of[one > other ? one : other] = math_min_int(one, other);
            }
    }
    for (int i = 0; i < list->count; i++) {
        if (a.of[i] < 0) continue;
        Cells *cells = &a.cells[a.of[i] = first_of(&a, i)];
        cells->box = box_union(cells->box, list->cmd[i].box);
        cells->in |= is_within(&list->cmd[i], part), cells->out |= !box_within(part, list->cmd[i].box, slack);
    }
    return a;
}

Box list_hold_arrays(const List *list, Box part, double width, double height, bool *cut) {
    Arena *arena = arena_begin();
    for (bool grew = true; grew; arena_reset(arena)) {
        Arrays a = find_arrays(list, part, arena);
        bool lost = grew = false;
        for (int i = 0; i < a.count; i++) {
            if (a.of[i] != i || !a.cells[i].in || !a.cells[i].out) continue;
            Box held = box_union(part, a.cells[i].box);
            bool fits = held.w <= width && held.h <= height;
            if (fits) part = held, grew = true;
            lost |= !fits;
        }
        if (!grew) *cut |= lost;
    }
    arena_end(arena);
    return part;
}

// Digits and rings on the cells of an array, which are not those of another one.
static bool is_on(const Cmd *c, const List *list, int array, Box cells) {
    const Cmd *first = &list->cmd[array];
    bool other = ident_is_number(c->ident) && (c->ident.node != first->ident.node || c->ident.grad != first->ident.grad);
    return !other && c->kind != CMD_CLIP && c->kind != CMD_UNCLIP && box_within(box_grow(cells, ring), c->box, 0);
}

static void lose_names(const List *list, bool *lost, Arena *arena) {
    Naming *naming = arena_new(arena, Naming, list->count + 1);
    int namings = list_namings(list, naming);
    for (int i = 0; i < namings; i++)
        if (lost[naming[i].cell] && box_meets(box_grow(list->cmd[naming[i].cell].box, near), list->cmd[naming[i].text].box))
            lost[naming[i].text] = true;
}

// Does the edge part any two cells of one array? Mostly it does not, and this is found soon.
static bool is_any_cut(const List *list, Box part) {
    for (int i = 0; i < list->count; i++) {
        const Cmd *c = &list->cmd[i];
        if (!is_cell(c) || !is_within(c, part) || box_within(part, box_grow(c->box, gutter), 0)) continue;
        if (!box_within(part, c->box, slack)) return true;
        for (int k = 0; k < list->count; k++)
            if (touch(c, &list->cmd[k]) && is_cell(&list->cmd[k]) && !box_within(part, list->cmd[k].box, slack)) return true;
    }
    return false;
}

bool list_cut_arrays(const List *list, Box part, bool *lost) {
    if (!is_any_cut(list, part)) return false;
    Arena *arena = arena_begin();
    Arrays a = find_arrays(list, part, arena);
    bool any = false;
    for (int i = 0; i < a.count; i++) {
        if (a.of[i] != i || !a.cells[i].in || !a.cells[i].out) continue;
        for (int k = 0; k < list->count; k++)
            lost[k] |= a.of[k] == i || (a.of[k] < 0 && is_on(&list->cmd[k], list, i, a.cells[i].box));
        any = true;
    }
    if (any) lose_names(list, lost, arena);
    arena_end(arena);
    return any;
}
