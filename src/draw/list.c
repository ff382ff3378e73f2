// Building a display list: every function adds commands with the list's offset, fade and identity, and the box that each
// needs. Nothing is drawn here and nothing is decided about pixels.
#include "draw/list.h"

#include <assert.h>
#include <math.h>
#include <stdarg.h>
#include <string.h>

#include "base/math.h"

// --- boxes

bool box_holds(Box b, double x, double y) { return x >= b.x && y >= b.y && x < b.x + b.w && y < b.y + b.h; }

Box box_grow(Box b, double by) { return (Box){ b.x - by, b.y - by, b.w + 2 * by, b.h + 2 * by }; }

Box box_union(Box a, Box b) {
    if (a.w <= 0 || a.h <= 0) return b;
    if (b.w <= 0 || b.h <= 0) return a;
    double x = math_min(a.x, b.x), y = math_min(a.y, b.y);
    return (Box){ x, y, math_max(a.x + a.w, b.x + b.w) - x, math_max(a.y + a.h, b.y + b.h) - y };
}

Box box_meet(Box a, Box b) {
    double x = math_max(a.x, b.x), y = math_max(a.y, b.y);
    return (Box){ x, y, math_max(0, math_min(a.x + a.w, b.x + b.w) - x), math_max(0, math_min(a.y + a.h, b.y + b.h) - y) };
}

bool box_meets(Box a, Box b) { return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h; }

bool box_overlap(Box a, Box b) {
    Box both = box_meet(a, b);
    return both.w > 1 && both.h > 1;
}

bool box_within(Box outer, Box inner, double slack) {
    return inner.x >= outer.x - slack && inner.y >= outer.y - slack && inner.x + inner.w <= outer.x + outer.w + slack &&
           inner.y + inner.h <= outer.y + outer.h + slack;
}

// --- commands

List list_begin(Arena *arena, const Metrics *metrics) { return (List){ .arena = arena, .metrics = metrics, .alpha = 1 }; }

static Cmd *add(List *list, CmdKind kind, Box at) {
    if (list->count == list->room) {
        int room = list->room ? list->room * 2 : 128;
        Cmd *grown = arena_new(list->arena, Cmd, room);
        if (list->count) memcpy(grown, list->cmd, sizeof(Cmd) * (size_t)list->count);
        list->cmd = grown;
        list->room = room;
    }
    Cmd *cmd = &list->cmd[list->count++];
    at.x += list->dx;
    at.y += list->dy;
    *cmd = (Cmd){ .kind = kind, .ident = list->ident, .box = at, .may_overlap = list->may_overlap };
    return cmd;
}

static Paint faded(const List *list, Paint p) {
    p.alpha *= list->alpha;
    return p;
}

Ident list_show(List *list, Ident ident) {
    Ident former = list->ident;
    list->ident = ident;
    return former;
}

float list_fade(List *list, float alpha) {
    float former = list->alpha;
    list->alpha = alpha;
    return former;
}

Former list_with(List *list, Ident ident, double fade) {
    Former former = { list->ident, list->alpha };
    if (ident.kind != IDENT_NONE) list->ident = ident;
    if (fade > 0) list->alpha *= (float)(1 - fade);
    return former;
}

void list_restore(List *list, Former former) {
    list->ident = former.ident;
    list->alpha = former.alpha;
}

void list_rect(List *list, Box at, RectStyle style) {
    if (list->alpha <= 0 || style.fade >= 1 || list_asks(list, style.ident)) return;
    Former former = list_with(list, style.ident, style.fade);
    Cmd *cmd = add(list, CMD_RECT, at);
    cmd->rect.radius = math_min(style.radius, math_min(at.w, at.h) / 2);
    cmd->rect.fill = faded(list, style.fill);
    cmd->rect.stroke = faded(list, style.stroke);
    cmd->rect.width = style.width;
    cmd->rect.dash = style.dash;
    list_restore(list, former);
}

void list_circle(List *list, double x, double y, double radius, RectStyle style) {
    style.radius = radius;
    list_rect(list, box(x - radius, y - radius, 2 * radius, 2 * radius), style);
}

void list_hatch(List *list, Box at, double radius, Paint p) {
    if (list->alpha <= 0) return;
    Cmd *cmd = add(list, CMD_HATCH, at);
    cmd->hatch.radius = radius;
    cmd->hatch.gap = 8;
    cmd->hatch.width = 1.2;
    cmd->hatch.paint = faded(list, p);
}

// One "?" over a heat map that has wiped cells.
static void ask_over(List *list, Box at, Role role) {
    double size = math_min(at.w, at.h) * 0.8;
    size = size > 22 ? 22 : size;
    if (size < 6) return;
    double cap = list->metrics->face[FACE_BOLD].cap_height * size;
    list_text(list, at.x + at.w / 2, at.y + (at.h + cap) / 2, TEXT("?"),
              (TextStyle){ .face = FACE_BOLD, .size = size, .paint = paint(role), .align = ALIGN_CENTER });
}

void list_heat(List *list, Box at, int rows, int columns, const float *share, HeatStyle style) {
    if (list->alpha <= 0 || style.fade >= 1 || rows <= 0 || columns <= 0) return;
    Former former = list_with(list, style.ident, style.fade);
    Cmd *cmd = add(list, CMD_HEAT, at);
    float *copy = arena_alloc_array(list->arena, sizeof(float) * (size_t)rows, (size_t)columns);
    memcpy(copy, share, sizeof(float) * (size_t)rows * (size_t)columns);
    int hidden = hidden_cells(list, list->ident, rows, columns, copy);
    cmd->heat.rows = rows;
    cmd->heat.columns = columns;
    cmd->heat.share = copy;
    cmd->heat.positive = style.positive;
    cmd->heat.negative = style.negative;
    cmd->heat.neutral = ROLE_PANEL;
    cmd->heat.most = style.most;
    cmd->heat.key = style.key;
    cmd->heat.alpha = list->alpha;
    if (hidden) ask_over(list, at, style.positive);
    list_restore(list, former);
}

void list_clip(List *list, Box at) { add(list, CMD_CLIP, at)->ident = (Ident){ 0 }; }
void list_unclip(List *list) { add(list, CMD_UNCLIP, box(0, 0, 0, 0))->ident = (Ident){ 0 }; }

// --- paths

static void reach(double *low, double *high, double value) {
    *low = math_min(*low, value);
    *high = math_max(*high, value);
}

static Box path_box(const PathPart *part, int parts) {
    double x0 = MATH_INFINITY, y0 = x0, x1 = -x0, y1 = -x0;
    for (int i = 0; i < parts; i++) {
        if (part[i].op == PATH_CLOSE) continue;
        reach(&x0, &x1, part[i].x);
        reach(&y0, &y1, part[i].y);
        if (part[i].op != PATH_CURVE) continue;
        reach(&x0, &x1, part[i].x1);
        reach(&x0, &x1, part[i].x2);
        reach(&y0, &y1, part[i].y1);
        reach(&y0, &y1, part[i].y2);
    }
    return x0 <= x1 ? box(x0, y0, x1 - x0, y1 - y0) : box(0, 0, 0, 0);
}

static void add_path(List *list, const PathPart *part, int parts, StrokeStyle style) {
    Cmd *cmd = add(list, CMD_PATH, path_box(part, parts));
    PathPart *copy = arena_new(list->arena, PathPart, parts);
    for (int i = 0; i < parts; i++) {
        copy[i] = part[i];
        copy[i].x += list->dx, copy[i].x1 += list->dx, copy[i].x2 += list->dx;
        copy[i].y += list->dy, copy[i].y1 += list->dy, copy[i].y2 += list->dy;
    }
    cmd->path.part = copy;
    cmd->path.parts = parts;
    cmd->path.fill = faded(list, style.fill);
    cmd->path.stroke = faded(list, style.paint);
    cmd->path.width = style.width;
    cmd->path.dash = style.dash;
    cmd->path.round = style.round;
}

// The direction in which the last part of a path arrives, of length 1; false for a path of no length.
static bool arriving(const PathPart *part, int parts, double *ux, double *uy) {
    if (parts < 2) return false;
    const PathPart *last = &part[parts - 1], *before = &part[parts - 2];
    double from[3][2] = { { last->x2, last->y2 }, { last->x1, last->y1 }, { before->x, before->y } };
    for (int i = last->op == PATH_CURVE ? 0 : 2; i < 3; i++) {
        double dx = last->x - from[i][0], dy = last->y - from[i][1], length = sqrt(dx * dx + dy * dy);
        if (length < 1e-9) continue;
        *ux = dx / length;
        *uy = dy / length;
        return true;
    }
    return false;
}

// The line stops inside the head, so that its tip stays sharp.
static void path_with_arrow(List *list, const PathPart *part, int parts, StrokeStyle style) {
    double ux, uy, l = style.arrow, half = l * 0.42;
    if (!arriving(part, parts, &ux, &uy)) {
        style.arrow = 0;
        add_path(list, part, parts, style);
        return;
    }
    PathPart *shaft = arena_new(list->arena, PathPart, parts);
    memcpy(shaft, part, sizeof(PathPart) * (size_t)parts);
    PathPart *end = &shaft[parts - 1];
    double tip_x = end->x, tip_y = end->y, back = l * 0.85;
    end->x -= ux * back, end->y -= uy * back;
    if (end->op == PATH_CURVE) end->x2 -= ux * back, end->y2 -= uy * back;
    add_path(list, shaft, parts, style);
    PathPart head[4] = {
        { .op = PATH_MOVE, .x = tip_x, .y = tip_y },
        { .op = PATH_LINE, .x = tip_x - ux * l - uy * half, .y = tip_y - uy * l + ux * half },
        { .op = PATH_LINE, .x = tip_x - ux * l + uy * half, .y = tip_y - uy * l - ux * half },
        { .op = PATH_CLOSE },
    };
    add_path(list, head, 4, (StrokeStyle){ .fill = style.paint });
}

void list_path(List *list, const PathPart *part, int parts, StrokeStyle style) {
    if (list->alpha <= 0 || style.fade >= 1 || parts <= 0 || list_asks(list, style.ident)) return;
    Former former = list_with(list, style.ident, style.fade);
    if (style.arrow > 0)
        path_with_arrow(list, part, parts, style);
    else
        add_path(list, part, parts, style);
    list_restore(list, former);
}

void list_line(List *list, double x1, double y1, double x2, double y2, StrokeStyle style) {
    PathPart part[2] = { { .op = PATH_MOVE, .x = x1, .y = y1 }, { .op = PATH_LINE, .x = x2, .y = y2 } };
    list_path(list, part, 2, style);
}

void list_curve(List *list, double x1, double y1, double cx1, double cy1, double cx2, double cy2, double x2, double y2,
                StrokeStyle style) {
    PathPart part[2] = { { .op = PATH_MOVE, .x = x1, .y = y1 },
                         { .op = PATH_CURVE, .x1 = cx1, .y1 = cy1, .x2 = cx2, .y2 = cy2, .x = x2, .y = y2 } };
    list_path(list, part, 2, style);
}

void list_polyline(List *list, const double *xy, int points, bool closed, StrokeStyle style) {
    if (points <= 0) return;
    PathPart *part = arena_new(list->arena, PathPart, points + 1);
    for (int i = 0; i < points; i++) part[i] = (PathPart){ .op = i ? PATH_LINE : PATH_MOVE, .x = xy[2 * i], .y = xy[2 * i + 1] };
    part[points].op = PATH_CLOSE;
    list_path(list, part, points + closed, style);
}

void list_ellipse(List *list, double x, double y, double rx, double ry, double degrees, RectStyle style) {
    const double k = 0.5522847498307936; // control points of a quarter circle
    static const double unit[12][2] = { { 1, k },   { k, 1 },   { 0, 1 },  { -k, 1 }, { -1, k }, { -1, 0 },
                                        { -1, -k }, { -k, -1 }, { 0, -1 }, { k, -1 }, { 1, -k }, { 1, 0 } };
    double c = math_cos(degrees * MATH_PI / 180), s = math_sin(degrees * MATH_PI / 180), xy[12][2];
    for (int i = 0; i < 12; i++) {
        double u = unit[i][0] * rx, v = unit[i][1] * ry;
        xy[i][0] = x + u * c - v * s;
        xy[i][1] = y + u * s + v * c;
    }
    PathPart part[6] = { { .op = PATH_MOVE, .x = xy[11][0], .y = xy[11][1] } };
    for (int i = 0; i < 4; i++)
        part[i + 1] = (PathPart){ PATH_CURVE,       xy[3 * i][0],     xy[3 * i][1],    xy[3 * i + 1][0],
                                  xy[3 * i + 1][1], xy[3 * i + 2][0], xy[3 * i + 2][1] };
    part[5].op = PATH_CLOSE;
    list_path(list, part, 6,
              (StrokeStyle){ .paint = style.stroke,
                             .width = style.width,
                             .dash = style.dash,
                             .fill = style.fill,
                             .ident = style.ident,
                             .fade = style.fade });
}

// --- text

// The text of a run as it is drawn: raised ones with the digits that stand for their superscript characters.
static const char *run_text(Arena *arena, const TextRun *run) {
    if (!run->raised) return text_copy(arena, run->text);
    char *out = arena_alloc(arena, run->text.size + 4), *end = out;
    for (Text rest = run->text; rest.size;) end += utf8_put(metrics_raised(utf8_next(&rest)), end);
    return out;
}

static void add_run(List *list, double x, double y, const TextRun *run, double size, Paint p) {
    double above, below, drawn = size * run->scale, up = size * run->rise;
    const char *text = run_text(list->arena, run);
    if (run->shaped)
        above = run->shaped->ascent, below = run->shaped->descent;
    else
        metrics_reach(list->metrics, run->face, text_of(text), &above, &below);
    Cmd *cmd = add(list, CMD_TEXT, box(x, y - up - above * drawn, run->width * size, (above + below) * drawn));
    cmd->text.x = x + list->dx;
    cmd->text.y = y - up + list->dy;
    cmd->text.size = drawn;
    cmd->text.width = run->width * size;
    cmd->text.face = run->face;
    cmd->text.paint = faded(list, p);
    cmd->text.text = text;
    cmd->text.shaped = run->shaped;
}

static double text_size(TextStyle style) { return style.size > 0 ? style.size : 14; }

// Digits, or ∞. The letters and indices of symbols, set in the math faces, may stay.
static bool is_number(Face face, Text text) {
    if (face == FACE_MATH || face == FACE_MATH_ITALIC) return false;
    while (text.size) {
        uint32_t code = utf8_next(&text);
        if ((code >= '0' && code <= '9') || code == 0x221E) return true;
    }
    return false;
}

double list_text(List *list, double x, double y, Text text, TextStyle style) {
    double size = text_size(style), width = 0;
    if (is_number(style.face, text) && list_asks(list, style.ident)) text = TEXT("?");
    Paint p = style.paint.alpha > 0 ? style.paint : paint(ROLE_INK);
    TextRun run;
    bool one = style.align == ALIGN_LEFT;
    bool seen = list->alpha > 0 && style.fade < 1;
    if (!one || !seen) width = metrics_width(list->metrics, style.face, size, text);
    if (!seen) return width;
    Former former = list_with(list, style.ident, style.fade);
    if (style.align == ALIGN_CENTER) x -= width / 2;
    if (style.align == ALIGN_RIGHT) x -= width;
    double at = x;
    int first = list->count;
    while (metrics_run(list->metrics, style.face, &text, &run)) {
        if (!run.blank) add_run(list, at, y, &run, size, p);
        at += run.width * size;
    }
    if (!one && list->count == first + 1) list->cmd[first].text.anchor = style.align == ALIGN_CENTER ? 0.5f : 1;
    list_restore(list, former);
    return at - x;
}

double list_print(List *list, double x, double y, TextStyle style, const char *format, ...) {
    va_list args;
    va_start(args, format);
    const char *text = arena_vprint(list->arena, format, args);
    va_end(args);
    return list_text(list, x, y, text_of(text), style);
}

// The longest beginning that leaves room for an ellipsis, with the ellipsis.
static Text cut_to(List *list, double width, Text text, TextStyle style) {
    static const char ellipsis[] = "\u2026";
    double room = width - metrics_width(list->metrics, style.face, style.size, TEXT(ellipsis));
    size_t kept = 0;
    for (Text rest = text; rest.size;) {
        utf8_next(&rest);
        size_t size = text.size - rest.size;
        if (metrics_width(list->metrics, style.face, style.size, (Text){ text.at, size }) > room) break;
        kept = size;
    }
    while (kept && text.at[kept - 1] == ' ') kept--;
    Builder b = { .arena = list->arena };
    builder_add(&b, (Text){ text.at, kept });
    builder_add(&b, TEXT(ellipsis));
    return text_of(builder_text(&b));
}

double list_text_fit(List *list, double x, double y, double width, Text text, TextStyle style) {
    style.size = text_size(style);
    if (is_number(style.face, text) && list_asks(list, style.ident)) text = TEXT("?");
    double needed = metrics_width(list->metrics, style.face, style.size, text);
    if (needed > width) {
        double smallest = style.size * 0.6;
        style.size = math_max(smallest, style.size * width / needed * 0.9999);
        if (style.size == smallest && metrics_width(list->metrics, style.face, style.size, text) > width)
            text = cut_to(list, width, text, style);
    }
    return list_text(list, x, y, text, style);
}

// --- copying

static void enlarge_path(Cmd *cmd, Arena *arena, double scale, double dx, double dy) {
    PathPart *part = arena_new(arena, PathPart, cmd->path.parts);
    for (int i = 0; i < cmd->path.parts; i++) {
        PathPart p = cmd->path.part[i];
        part[i] = (PathPart){
            p.op, p.x1 * scale + dx, p.y1 * scale + dy, p.x2 * scale + dx, p.y2 * scale + dy, p.x * scale + dx, p.y * scale + dy
        };
    }
    cmd->path.part = part;
    cmd->path.width *= scale, cmd->path.dash *= scale;
}

void list_enlarge(List *list, int first, double scale, double dx, double dy) {
    list->plots = 0; // their axes were told in the old places
    for (int i = first; i < list->count; i++) {
        Cmd *cmd = &list->cmd[i];
        cmd->box = box(cmd->box.x * scale + dx, cmd->box.y * scale + dy, cmd->box.w * scale, cmd->box.h * scale);
        if (cmd->ident.kind == IDENT_VALUE) cmd->ident.drag *= scale;
        switch (cmd->kind) {
        case CMD_RECT: cmd->rect.radius *= scale, cmd->rect.width *= scale, cmd->rect.dash *= scale; break;
        case CMD_PATH: enlarge_path(cmd, list->arena, scale, dx, dy); break;
        case CMD_TEXT:
            cmd->text.x = cmd->text.x * scale + dx, cmd->text.y = cmd->text.y * scale + dy;
            cmd->text.size *= scale, cmd->text.width *= scale;
            break;
        case CMD_HATCH: cmd->hatch.radius *= scale, cmd->hatch.gap *= scale, cmd->hatch.width *= scale; break;
        case CMD_HEAT:
        case CMD_CLIP:
        case CMD_UNCLIP: break;
        }
    }
}

void list_add_all(List *list, const List *other) {
    if (list->alpha <= 0) return;
    for (int i = 0; i < other->count; i++) {
        const Cmd *from = &other->cmd[i];
        Cmd *cmd = add(list, from->kind, from->box);
        Box moved = cmd->box;
        *cmd = *from;
        cmd->box = moved;
        cmd->may_overlap |= list->may_overlap;
        if (from->ident.kind == IDENT_NOTE && from->ident.note.text)
            cmd->ident.note.text = text_copy(list->arena, text_of(from->ident.note.text));
        switch (from->kind) {
        case CMD_RECT:
            cmd->rect.fill = faded(list, from->rect.fill);
            cmd->rect.stroke = faded(list, from->rect.stroke);
            break;
        case CMD_PATH: {
            PathPart *part = arena_new(list->arena, PathPart, from->path.parts);
            for (int k = 0; k < from->path.parts; k++) {
                part[k] = from->path.part[k];
                part[k].x += list->dx, part[k].x1 += list->dx, part[k].x2 += list->dx;
                part[k].y += list->dy, part[k].y1 += list->dy, part[k].y2 += list->dy;
            }
            cmd->path.part = part;
            cmd->path.fill = faded(list, from->path.fill);
            cmd->path.stroke = faded(list, from->path.stroke);
            break;
        }
        case CMD_TEXT:
            cmd->text.x += list->dx;
            cmd->text.y += list->dy;
            cmd->text.text = text_copy(list->arena, text_of(from->text.text));
            cmd->text.paint = faded(list, from->text.paint);
            break;
        case CMD_HEAT: {
            size_t size = sizeof(float) * (size_t)from->heat.rows * (size_t)from->heat.columns;
            float *share = arena_alloc(list->arena, size);
            memcpy(share, from->heat.share, size);
            cmd->heat.share = share;
            cmd->heat.alpha *= list->alpha;
            break;
        }
        case CMD_HATCH: cmd->hatch.paint = faded(list, from->hatch.paint); break;
        case CMD_CLIP:
        case CMD_UNCLIP: break;
        }
    }
}

static void set_theme(Cmd *cmd, uint8_t theme) {
    switch (cmd->kind) {
    case CMD_RECT: cmd->rect.fill.theme = cmd->rect.stroke.theme = theme; break;
    case CMD_PATH: cmd->path.fill.theme = cmd->path.stroke.theme = theme; break;
    case CMD_TEXT: cmd->text.paint.theme = theme; break;
    case CMD_HEAT: cmd->heat.theme = theme; break;
    case CMD_HATCH: cmd->hatch.paint.theme = theme; break;
    case CMD_CLIP:
    case CMD_UNCLIP: break;
    }
}

void list_add_small(List *list, const List *other, double scale, Theme theme) {
    int first = list->count;
    double dx = list->dx, dy = list->dy;
    list->dx = list->dy = 0;
    list_add_all(list, other);
    list_enlarge(list, first, scale, dx, dy);
    list->dx = dx, list->dy = dy;
    for (int i = first; i < list->count; i++) {
        list->cmd[i].ident = (Ident){ 0 };
        set_theme(&list->cmd[i], (uint8_t)(theme + 1));
    }
}
