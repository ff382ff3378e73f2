// See figure_cut.h.
#include "page/figure_cut.h"

#include "base/math.h"
#include "draw/part.h"
#include "draw/whole.h"
#include "page/figure_search.h"
#include "page/figure_stage.h"

enum { CROP_MARGIN = 16, CROP_LEAST = 240 };

// One moment's arrays in the part: it, made so large, and whether one is cut nevertheless.
static FigureFound hold_moment(Session *s, const FigureSpec *spec, int moment, const Metrics *metrics, double width, double height,
                               Box room, Box part) {
    FigureFound found;
    if (figure_known(spec->search, &found)) return found;
    Arena *arena = arena_begin();
    List list = figure_draw_moment(s, spec, moment, width, height, metrics, arena);
    bool cut = false;
    found.box = list_hold_arrays(&list, part, room.w, room.h, &cut);
    found.well = !cut;
    arena_end(arena);
    figure_note(spec->search, found);
    return found;
}

// Makes the part so large that no array which it shows at any moment is cut, as far as there is room; false: one is.
bool figure_hold_arrays(Session *s, const FigureSpec *spec, const Metrics *metrics, double width, double height, Box room,
                        Box *part) {
    double before;
    bool cut;
    do {
        before = part->w + part->h, cut = false;
        for (int i = 0; i < figure_moments(spec); i++) {
            FigureFound found = hold_moment(s, spec, i, metrics, width, height, room, *part);
            if (figure_search_is_over(spec->search)) return false;
            *part = found.box;
            cut |= !found.well;
        }
    } while (part->w + part->h > before);
    return !cut;
}

// figure_room, which is found once.
Box figure_room_known(Session *s, const FigureSpec *spec, const Metrics *metrics) {
    FigureFound found;
    if (figure_known(spec->search, &found)) return found.box;
    found.box = figure_room(s, spec, metrics);
    figure_note(spec->search, found);
    return found.box;
}

// --- a part that is asked for, and no white around

// How many numbers of the node are written out in the box.
static int count_written(const List *list, int node, Box at) {
    int count = 0;
    for (int i = 0; i < list->count; i++) {
        const Cmd *c = &list->cmd[i];
        count +=
            c->kind == CMD_TEXT && ident_is_number(c->ident) && c->ident.node == node && cmd_is_seen(c) && box_meets(c->box, at);
    }
    return count;
}

// What is asked for as one moment shows it.
static bool find_at(Session *s, const FigureSpec *spec, const List *list, Box all, Box *out) {
    int node = spec->part ? tape_find(session_tape(s), spec->part) : NODE_NONE;
    PartNumber number[] = { { { .node = node }, 2 }, { { .node = node, .grad = true }, 2 } };
    PartAsk ask = { .number = number, .numbers = 2, .whole = true, .unlinked = true };
    double share;
    *out = (Box){ 0 };
    if (!spec->part) *out = box_meet(list_ink(list), all);
    return spec->part ? node != NODE_NONE && list_find_part(list, &ask, out, &share) : out->w > 0;
}

// What is asked for as this moment shows it, if it does, and how many of its numbers are written out within it and `all`.
static FigureFound asked_at(Session *s, const FigureSpec *spec, int moment, const Metrics *metrics, double width, double height,
                            Box all) {
    FigureFound found;
    if (figure_known(spec->search, &found)) return found;
    Arena *arena = arena_begin();
    int node = spec->part ? tape_find(session_tape(s), spec->part) : NODE_NONE;
    List list = figure_draw_moment(s, spec, moment, width, height, metrics, arena);
    found.well = find_at(s, spec, &list, box(0, 0, width, height), &found.box);
    if (found.well) found.count = count_written(&list, node, box_union(all, found.box));
    arena_end(arena);
    figure_note(spec->search, found);
    return found;
}

// What is asked for, at whatever moment it is shown; *written: how many numbers the last one writes out.
static bool find_asked(Session *s, const FigureSpec *spec, const Metrics *metrics, double width, double height, Box *out,
                       int *written) {
    int moments = figure_moments(spec);
    *out = (Box){ 0 }, *written = 0;
    for (int i = 0; i < moments; i++) {
        FigureFound found = asked_at(s, spec, i, metrics, width, height, *out);
        if (!found.well) continue;
        *out = box_union(*out, found.box);
        if (i == moments - 1) *written = found.count;
    }
    return out->w > 0;
}

bool figure_has_part(Session *s, const FigureSpec *spec, const Metrics *metrics, Problems *problems) {
    const Tape *tape = session_tape(s);
    Box part;
    int written;
    if (!spec->part || find_asked(s, spec, metrics, FIGURE_AMPLE_WIDTH, FIGURE_AMPLE_HEIGHT, &part, &written)) return true;
    if (tape_find(tape, spec->part) != NODE_NONE) {
        FigureSpec end = *spec;
        end.t = 1;
        bool comes = spec->t < 1 && find_asked(s, &end, metrics, FIGURE_AMPLE_WIDTH, FIGURE_AMPLE_HEIGHT, &part, &written);
        return problems_add(problems, (Place){ 0 }, "step %d does not show the numbers of '%s'%s", session_step(s) + 1, spec->part,
                            comes ? " at this moment" : "");
    }
    Builder names = { .arena = problems->arena };
    for (int i = 0; i < tape->count; i++)
        if (tape_node(tape, i)->name && *tape_node(tape, i)->name)
            builder_print(&names, "%s%s", names.size ? ", " : "", tape_node(tape, i)->name);
    return problems_add(problems, (Place){ 0 }, "step %d has no node '%s'; it has %s", session_step(s) + 1, spec->part,
                        builder_text(&names));
}

// What is asked for and the size of the picture that it is cut from.
typedef struct Cut {
    double width, height;
    Box part;
    int written;
    bool found, holds; // no array is cut at any moment
} Cut;

static Cut cut_from(Session *s, const FigureSpec *spec, const Metrics *metrics, double width, double height, Box room) {
    Cut c = { .width = width, .height = height };
    c.found = find_asked(s, spec, metrics, width, height, &c.part, &c.written);
    c.holds = !c.found || !spec->part || figure_moments(spec) < 2 ||
              figure_hold_arrays(s, spec, metrics, width, height, box(0, 0, room.w - 8, figure_tallest(spec)), &c.part);
    return c;
}

// A part fits the width, has digits, fits the height; then more digits, then no array that is cut, then larger ones.
static bool is_better(const Cut *a, const Cut *b, double width, double height) {
    const bool first[] = { a->found, a->part.w <= width, a->written > 0, a->part.h <= height },
               second[] = { b->found, b->part.w <= width, b->written > 0, b->part.h <= height };
    for (size_t i = 0; i < sizeof first / sizeof *first; i++)
        if (first[i] != second[i]) return first[i];
    if (!first[3]) return a->part.h < b->part.h;
    if (a->written != b->written) return a->written > b->written;
    if (a->holds != b->holds) return a->holds;
    return first[1] ? a->part.w > b->part.w : a->part.w < b->part.w;
}

static unsigned legend_of(Session *s, const FigureSpec *spec, const Metrics *metrics) {
    FigureFound found;
    if (figure_known(spec->search, &found)) return (unsigned)found.count;
    Arena *arena = arena_begin();
    List list = figure_list(s, spec, metrics, arena);
    found.count = (int)figure_legend(&list, s);
    arena_end(arena);
    figure_note(spec->search, found);
    return (unsigned)found.count;
}

// The figure as large as what it shows; on a page of given width, as high.
static FigureSpec cut_to(Session *s, const FigureSpec *spec, const Metrics *metrics, FigureLayout layout) {
    FigureSpec one = *spec;
    bool fixed = spec->place || spec->cm_width > 0 || spec->tallest > 0;
    Box part = layout.part;
    one.layout = layout;
    if (!fixed) one.width = math_max(part.w + 2 * CROP_MARGIN, CROP_LEAST);
    if (!one.moving && !one.moments) { // its legend has what is on it, and a narrow title may have more lines
        one.layout.legend = legend_of(s, &one, metrics) | one.legend;
        one.layout.named = true;
    }
    double around = one.height - figure_room_known(s, &one, metrics).h;
    one.height = around + part.h + CROP_MARGIN + (one.without & FIGURE_TITLE ? 8 : 0); // nothing over it: a margin
    return one;
}

// The part that is asked for, from the picture in which it fits the width and has its digits.
FigureSpec figure_cropped(Session *s, const FigureSpec *spec, const Metrics *metrics) {
    static const double size[][2] = { { 480, 640 }, { 640, 480 }, { 826, 520 }, { 1000, 560 }, { 1280, 640 } };
    FigureSpec plain = *spec;
    plain.layout.width = 1;
    Box room = figure_room_known(s, &plain, metrics);
    bool fixed = spec->place || spec->cm_width > 0 || spec->tallest > 0;
    double high = math_max(room.h, figure_tallest(spec) - (plain.height - room.h)) - CROP_MARGIN;
    Cut best = cut_from(s, spec, metrics, room.w, room.h, room);
    for (size_t i = 0; fixed && i < sizeof size / sizeof *size; i++) {
        Cut cut = cut_from(s, spec, metrics, size[i][0], size[i][1], room);
        if (is_better(&cut, &best, room.w - 8, high)) best = cut;
    }
    return best.found ? cut_to(s, spec, metrics, (FigureLayout){ best.width, best.height, best.part }) : *spec;
}

// A figure as it was found, without the white around what it shows at any moment.
FigureSpec figure_trimmed(Session *s, const FigureSpec *found, const Metrics *metrics) {
    FigureLayout layout = found->layout;
    if (layout.width > 0) return cut_to(s, found, metrics, layout);
    Box room = figure_room_known(s, found, metrics);
    Cut cut = cut_from(s, found, metrics, room.w, room.h, room);
    if (!cut.found) return *found;
    layout.width = cut.width, layout.height = cut.height, layout.part = cut.part, layout.white = true;
    return cut_to(s, found, metrics, layout);
}
