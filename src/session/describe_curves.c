// A curve between a plot's axes is read off again: where it begins and ends, and how far it goes in between. Its name is what
// its card says, or what stands at its end in its colour.
#include <math.h>
#include <string.h>

#include "base/math.h"
#include "draw/shapes.h"
#include "session/describe_parts.h"

enum { PARTS_LEAST = 12, CURVES_SAID = 12, DIGITS = 3 };
static const double seen_least = 0.3;

static bool is_surface(Role role) {
    return role == ROLE_STAGE || role == ROLE_PANEL || role == ROLE_LINE || role == ROLE_FAINT || role == ROLE_CURRENT;
}

static bool is_curve(const Cmd *cmd) {
    return cmd->kind == CMD_PATH && cmd->path.parts >= PARTS_LEAST && (double)cmd->path.stroke.alpha > seen_least &&
           cmd->path.fill.alpha <= 0 && !is_surface((Role)cmd->path.stroke.role);
}

static bool is_closed(const Cmd *cmd) {
    const PathPart *first = &cmd->path.part[0], *last = &cmd->path.part[cmd->path.parts - 1];
    return last->op == PATH_CLOSE || (fabs(first->x - last->x) < 0.5 && fabs(first->y - last->y) < 0.5);
}

static const Plotted *plot_of(const List *list, const Cmd *cmd) {
    for (int i = list->plots - 1; i >= 0; i--)
        if (box_within(list->plot[i].at, cmd->box, 6)) return &list->plot[i];
    return NULL;
}

// "gradient" of gradient-mark, "head 3" of head3.
const char *colour_said(Arena *arena, Role role) {
    const char *name = role_name(role);
    size_t size = strcspn(name, "-0123456789");
    const char *number = name + size;
    return arena_print(arena, "%.*s%s%s", (int)size, name, *number >= '0' && *number <= '9' ? " " : "",
                       *number >= '0' && *number <= '9' ? number : "");
}

static double distance_to(Box b, double x, double y) {
    double dx = x < b.x ? b.x - x : x > b.x + b.w ? x - b.x - b.w : 0, dy = y < b.y ? b.y - y : y > b.y + b.h ? y - b.y - b.h : 0;
    return sqrt(dx * dx + dy * dy);
}

// A label of the curve's own colour at one of its ends.
static const char *label_of(Arena *arena, const Cmd *cmd, const Phrase *phrase, int phrases) {
    const PathPart *first = &cmd->path.part[0], *last = &cmd->path.part[cmd->path.parts - 1];
    const char *label = NULL, *colour = colour_said(arena, (Role)cmd->path.stroke.role);
    double nearest = 90;
    for (int i = 0; i < phrases; i++) {
        if (strcmp(colour_said(arena, phrase[i].role), colour) != 0) continue;
        double from_end = distance_to(phrase[i].box, last->x, last->y), from_start = distance_to(phrase[i].box, first->x, first->y);
        double far = from_end < from_start ? from_end : from_start;
        if (far < nearest) nearest = far, label = phrase[i].text;
    }
    return label;
}

// "the weight of key 1, ", "labelled 0.9, "
static const char *name_of(Arena *arena, const Cmd *cmd, const Phrase *phrase, int phrases) {
    if (cmd->ident.kind == IDENT_NOTE) return arena_print(arena, "%s, ", cmd->ident.note.text);
    const char *label = label_of(arena, cmd, phrase, phrases);
    return label ? arena_print(arena, "labelled %s, ", label) : "";
}

static const char *number(Arena *arena, const Axis *axis, double at) {
    double value = axis_value(axis, at), all = fabs(axis->high - axis->low);
    if (!axis->log && fabs(value) < all * 1e-6) value = 0;
    return number_text(arena, axis->whole ? floor(value + 0.5) : value, DIGITS);
}

static const char *curve_said(Arena *arena, const Cmd *cmd, const Plotted *plot, const char *name) {
    const PathPart *part = cmd->path.part, *first = &part[0], *last = &part[0], *top = &part[0], *foot = &part[0];
    Builder b = { .arena = arena };
    for (int i = 1; i < cmd->path.parts; i++) {
        if (part[i].op == PATH_CLOSE) continue;
        if (part[i].x < first->x) first = &part[i];
        if (part[i].x >= last->x) last = &part[i];
        if (part[i].y < top->y) top = &part[i];
        if (part[i].y > foot->y) foot = &part[i];
    }
    const char *colour = colour_said(arena, (Role)cmd->path.stroke.role);
    builder_print(&b, "%s in the colour of %s, ", cmd->path.dash > 0 ? "dashed curve" : "curve", colour);
    builder_print(&b, "%s", name);
    builder_print(&b, "from %s at %s", number(arena, plot->y, first->y), number(arena, plot->x, first->x));
    double turn = plot->at.h * 0.03;
    bool high = top->y<math_min(first->y, last->y) - turn, low = foot->y> math_max(first->y, last->y) + turn;
    for (int i = 0; i < 2; i++) { // in the order in which they come
        bool peak = (i == 0) == (top->x <= foot->x);
        const PathPart *at = peak ? top : foot;
        if (peak ? high : low)
            builder_print(&b, ", %s to %s at %s", peak ? "up" : "down", number(arena, plot->y, at->y),
                          number(arena, plot->x, at->x));
    }
    builder_print(&b, " to %s at %s", number(arena, plot->y, last->y), number(arena, plot->x, last->x));
    return builder_text(&b);
}

static const char *axes_said(Arena *arena, const Plotted *plot) {
    const Axis *x = plot->x, *y = plot->y;
    Builder b = { .arena = arena };
    builder_print(&b, "plot, ");
    if (x->high > x->low) // bars have no numbers across
        builder_print(&b, "across%s%s from %s to %s, ", x->label ? " " : "", x->label ? x->label : "",
                      number_text(arena, x->low, DIGITS), number_text(arena, x->high, DIGITS));
    builder_print(&b, "upwards%s%s from %s to %s%s", y->label ? " " : "", y->label ? y->label : "",
                  number_text(arena, y->low, DIGITS), number_text(arena, y->high, DIGITS), y->log ? " in powers of ten" : "");
    return builder_text(&b);
}

// What is written nearest to a curve that stands on no axes: in its colour at an end, or within its own box.
static const char *free_name(Arena *arena, const Cmd *cmd, const Phrase *phrase, int phrases) {
    const char *label = cmd->ident.kind == IDENT_NOTE ? cmd->ident.note.text : label_of(arena, cmd, phrase, phrases);
    for (int i = 0; i < phrases && !label; i++)
        if (phrase[i].role != ROLE_MUTED && box_overlap(box_grow(cmd->box, 12), phrase[i].box)) label = phrase[i].text;
    return label ? label : "";
}

static void add_name(Builder *names, const char *name) {
    if (*name && !strstr(builder_text(names), name)) builder_print(names, "%s%s", names->size ? "; " : ", labelled ", name);
}

// Curves that stand on no axes, of one colour together.
static int add_free_curves(const List *list, const Phrase *phrase, int phrases, Arena *arena, Piece *out) {
    int count = 0;
    for (int r = 0; r < ROLE_COUNT; r++)
        for (int closed = 0; closed < 2; closed++) {
            int curves = 0;
            Box all = { 0 };
            Builder names = { .arena = arena };
            for (int i = 0; i < list->count; i++) {
                const Cmd *cmd = &list->cmd[i];
                if (!is_curve(cmd) || (int)cmd->path.stroke.role != r || is_closed(cmd) != (closed == 1) || plot_of(list, cmd))
                    continue;
                all = box_union(all, cmd->box), curves++;
                add_name(&names, free_name(arena, cmd, phrase, phrases));
            }
            if (curves)
                out[count++] =
                    (Piece){ arena_print(arena, "%d %s%s in the colour of %s%s", curves, closed ? "closed curve" : "curve",
                                         curves > 1 ? "s" : "", colour_said(arena, (Role)r), builder_text(&names)),
                             all, false };
        }
    return count;
}

int picture_curves(const List *list, const Phrase *phrase, int phrases, Arena *arena, Piece **out) {
    int count = 0;
    *out = arena_new(arena, Piece, list->plots + CURVES_SAID + 2 * ROLE_COUNT);
    for (int i = 0; i < list->plots; i++) {
        Box at = list->plot[i].at;
        (*out)[count++] = (Piece){ axes_said(arena, &list->plot[i]), box(at.x, at.y, at.w, 1), false };
    }
    for (int i = 0, said = 0; i < list->count && said < CURVES_SAID; i++) {
        const Plotted *plot = is_curve(&list->cmd[i]) ? plot_of(list, &list->cmd[i]) : NULL;
        if (!plot) continue;
        const Cmd *cmd = &list->cmd[i];
        (*out)[count++] = (Piece){ curve_said(arena, cmd, plot, name_of(arena, cmd, phrase, phrases)), cmd->box, false };
        said++;
    }
    return count + add_free_curves(list, phrase, phrases, arena, *out + count);
}
