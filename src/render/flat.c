// Looking down from a command: the first box below it that is opaque and holds all of it has the colour; anything else that is met
// on the way makes it unknown.
#include "render/flat.h"

#include "base/math.h"
#include "draw/part.h"
#include "render/look.h"

enum { CLIPS = 16 };

typedef struct Flat {
    const List *list;
    const FigureFile *figure;
    Box *shown; // of each command: its box within the clips around it
    Under *under;
} Flat;

static void find_shown(Flat *f) {
    Box clip[CLIPS] = { box(-1e9, -1e9, 2e9, 2e9) };
    int depth = 0;
    for (int i = 0; i < f->list->count; i++) {
        const Cmd *c = &f->list->cmd[i];
        if (c->kind == CMD_CLIP && depth + 1 < CLIPS) clip[depth + 1] = box_meet(c->box, clip[depth]), depth++;
        if (c->kind == CMD_UNCLIP && depth) depth--;
        Box at = c->kind == CMD_PATH ? list_reach(c) : c->box;
        if (c->kind == CMD_RECT && c->rect.width > 1) at = box_grow(at, c->rect.width / 2);
        f->shown[i] = box_meet(at, clip[depth]);
    }
}

static Color fill_of(const Flat *f, int i) {
    const Cmd *c = &f->list->cmd[i];
    return flat_over(look_paint(c, f->figure->theme, c->rect.fill), f->under[i]);
}

// A frame around the box, which it does not touch.
static bool goes_around(const Cmd *c, Box inner) {
    return c->kind == CMD_RECT && !look_shows(c->rect.fill) && box_within(box_grow(c->box, -c->rect.width - 1), inner, 0);
}

// Does the opaque box hold all of the other, with its round corners?
static bool covers(const Cmd *c, Box shown, Box inner, double radius, double slack) {
    double corner = c->rect.radius > radius + 1 ? (c->rect.radius - radius) * 0.3 : 0;
    return box_within(box_grow(shown, -corner), inner, slack);
}

static double radius_of(const Cmd *c) { return c->kind == CMD_RECT ? c->rect.radius : c->kind == CMD_HATCH ? c->hatch.radius : 0; }

// The topmost opaque box under a point.
static Under under_point(const Flat *f, int i, double x, double y) {
    for (int j = i - 1; j >= 0; j--) {
        const Cmd *c = &f->list->cmd[j];
        if (c->kind == CMD_RECT && look_shows(c->rect.fill) && box_holds(f->shown[j], x, y) && fill_of(f, j).a >= 1)
            return (Under){ true, fill_of(f, j) };
    }
    if (f->figure->clear) return (Under){ 0 };
    return (Under){ true, theme_role(f->figure->theme, f->figure->background) };
}

// A line that crosses other lines and edges of boxes, but no words: it has the colour of its middle.
static Under under_line(const Flat *f, int i) {
    Box at = f->shown[i];
    for (int j = 0; j < i; j++) {
        CmdKind kind = f->list->cmd[j].kind;
        if (kind != CMD_RECT && kind != CMD_PATH && cmd_is_seen(&f->list->cmd[j]) && box_meets(f->shown[j], at))
            return (Under){ 0 };
    }
    return under_point(f, i, at.x + at.w / 2, at.y + at.h / 2);
}

static Under look_down(const Flat *f, int i) {
    Box inner = f->shown[i];
    const Cmd *own = &f->list->cmd[i];
    double slack = own->kind == CMD_PATH ? 2.5 : 1.1;
    for (int j = i - 1; j >= 0; j--) {
        const Cmd *c = &f->list->cmd[j];
        if (!cmd_is_seen(c) || !box_meets(f->shown[j], inner) || goes_around(c, inner)) continue;
        bool opaque = c->kind == CMD_RECT && look_shows(c->rect.fill) && fill_of(f, j).a >= 1;
        if (!opaque || !covers(c, f->shown[j], inner, radius_of(own), slack))
            return own->kind == CMD_PATH && !look_shows(own->path.fill) ? under_line(f, i) : (Under){ 0 };
        return (Under){ true, fill_of(f, j) };
    }
    if (f->figure->clear) return (Under){ 0 };
    return (Under){ true, theme_role(f->figure->theme, f->figure->background) };
}

static bool is_pale(Theme theme, const Cmd *c, Paint p) { return look_shows(p) && look_paint(c, theme, p).a < 1; }

// Does anything of it let through what is under it?
static bool is_seen_through(const Cmd *c, Theme theme) {
    switch (c->kind) {
    case CMD_RECT: return is_pale(theme, c, c->rect.fill) || is_pale(theme, c, c->rect.stroke);
    case CMD_PATH: return is_pale(theme, c, c->path.fill) || is_pale(theme, c, c->path.stroke);
    case CMD_TEXT: return is_pale(theme, c, c->text.paint);
    case CMD_HEAT: return look_heat_alpha(c) < 1;
    case CMD_HATCH: return is_pale(theme, c, c->hatch.paint);
    case CMD_CLIP:
    case CMD_UNCLIP: break;
    }
    return false;
}

// A pale frame around an opaque box of its own lies on that.
static bool is_framed(const Flat *f, int i) {
    const Cmd *c = &f->list->cmd[i];
    return c->kind == CMD_RECT && look_shows(c->rect.fill) && look_paint(c, f->figure->theme, c->rect.fill).a >= 1;
}

Under *flat_under(Arena *arena, const List *list, const FigureFile *figure) {
    Flat f = { list, figure, arena_new(arena, Box, list->count + 1), arena_new(arena, Under, list->count + 1) };
    find_shown(&f);
    for (int i = 0; i < list->count; i++)
        if (is_seen_through(&list->cmd[i], figure->theme))
            f.under[i] = is_framed(&f, i) ? (Under){ true, fill_of(&f, i) } : look_down(&f, i);
    return f.under;
}

static float mixed(float over, float under, float alpha) { return over * alpha + under * (1 - alpha); }

Color flat_over(Color c, Under under) {
    if (!under.known || c.a >= 1) return c;
    Color u = under.color;
    return (Color){ mixed(c.r, u.r, c.a), mixed(c.g, u.g, c.a), mixed(c.b, u.b, c.a), 1 };
}

bool flat_is_needed(const List *list, const Under *under, Theme theme) {
    for (int i = 0; i < list->count; i++)
        if (cmd_is_seen(&list->cmd[i]) && !under[i].known && is_seen_through(&list->cmd[i], theme)) return true;
    return false;
}
