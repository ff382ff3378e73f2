// The plane that plane, hull, sharpness and twins share: fitting, grid, arrows, and labels that look for a free place.
#include "kit/coordinates.h"

#include <math.h>

#include "base/math.h"

enum { HULL_MOST = 512 };

static const double card_radius = 12, number_size = 12, label_size = 19, word_size = 14, strip = 24,
                    gutter = 32; // of numbers: under the plane, left of it
static const char axis_note[] = "a number on the axis of the plane";

// --- range

static const double farthest = 1e307; // beyond it nothing is drawn

static bool drawable(double x, double y) { return fabs(x) <= farthest && fabs(y) <= farthest; } // NaN is not

static void reach(double *side, double x) {
    if (x > *side) *side = x;
}

void extent_add(Extent *extent, double x, double y) {
    if (!drawable(x, y)) return;
    reach(&extent->left, -x);
    reach(&extent->right, x);
    reach(&extent->bottom, -y);
    reach(&extent->top, y);
}

void extent_add_rows(Extent *extent, const Matrix *m) {
    if (m->columns < 2) return;
    for (int i = 0; i < m->rows; i++) extent_add(extent, matrix_at(m, i, 0), matrix_at(m, i, 1));
}

// The next of 1, 1.5, 2, 2.5, 3, 4, 5, 6, 8 times a power of ten: coarse, so that a small drag keeps the range.
static double coarse(double x) {
    static const double nice[] = { 1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10 };
    double power = math_pow(10, floor(math_log10(x)));
    for (int i = 0; i < 10; i++)
        if (nice[i] * power >= x) return nice[i] * power;
    return 10 * power;
}

// A side takes a quarter, a half, three quarters or the whole of the range; the axes stay inside.
static double side_of(double reached, double range) {
    double quarters = ceil(4 * 1.15 * reached / range);
    return quarters <= 1 ? 0.25 * range : quarters >= 4 ? range : quarters / 4 * range;
}

Coordinates coordinates_fit(Box at, Extent e, bool marks_only) {
    Coordinates c = { .at = at, .inner = at, .marks_only = marks_only };
    double most = math_max(math_max(e.left, e.right), math_max(e.bottom, e.top));
    if (!(most > 1e-300)) most = 1;
    if (most > farthest) most = farthest;
    double range = marks_only ? 1.1 * most : coarse(1.15 * most);
    double left = side_of(e.left, range), right = side_of(e.right, range);
    double bottom = side_of(e.bottom, range), top = side_of(e.top, range);
    if (!marks_only) c.inner = box(at.x + gutter, at.y + 8, at.w - gutter - 8, at.h - 8 - strip);
    double across = c.inner.w / (left + right), up = c.inner.h / (bottom + top);
    c.unit = across < up ? across : up;
    c.origin_x = c.inner.x + c.inner.w / 2 + (left - right) / 2 * c.unit;
    c.origin_y = c.inner.y + c.inner.h / 2 + (top - bottom) / 2 * c.unit;
    if (!marks_only) c.origin_x = floor(c.origin_x + 0.5), c.origin_y = floor(c.origin_y + 0.5);
    return c;
}

// The card without the strips of numbers: where lines end.
static Box field(const Coordinates *c) {
    double left = c->marks_only ? 0 : gutter - 2;
    return box(c->at.x + left, c->at.y + 1, c->at.w - left - 1, c->inner.y + c->inner.h - c->at.y - 1);
}

bool coordinates_holds(const Coordinates *c, double x, double y) {
    return drawable(x, y) && box_holds(box_grow(c->at, 2), coordinates_x(c, x), coordinates_y(c, y));
}

// --- grid

// The smallest of 1, 2, 5 times a power of ten whose lines stand at least `apart` screen units from each other.
static double grid_step(const Coordinates *c, double apart) {
    double least = apart / c->unit, power = math_pow(10, floor(math_log10(least)));
    return least <= power ? power : least <= 2 * power ? 2 * power : least <= 5 * power ? 5 * power : 10 * power;
}

static const char *tick(Arena *arena, double value, double step) {
    return number_in(arena, value, number_format_for((double[]){ value, step }, 2, 6));
}

static void grid_across(List *out, const Coordinates *c, double step) {
    double first = ceil((c->inner.x - c->origin_x) / (step * c->unit)),
           last = floor((c->inner.x + c->inner.w - c->origin_x) / (step * c->unit));
    for (double i = first; i <= last; i++) {
        double x = coordinates_x(c, i * step);
        list_line(out, x, c->at.y + 1, x, c->inner.y + c->inner.h,
                  (StrokeStyle){ .paint = paint(i == 0 ? ROLE_FAINT : ROLE_LINE), .width = 1 });
        const char *text = tick(out->arena, i * step, step);
        double half = metrics_width(out->metrics, FACE_TEXT, number_size, text_of(text)) / 2;
        if (x - half < c->inner.x - 4 || x + half > c->inner.x + c->inner.w) continue;
        list_text(out, x, c->at.y + c->at.h - 8, text_of(text),
                  (TextStyle){ .size = number_size, .paint = paint(ROLE_MUTED), .align = ALIGN_CENTER });
    }
}

static void grid_up(List *out, const Coordinates *c, double step) {
    double first = ceil((c->origin_y - c->inner.y - c->inner.h) / (step * c->unit)),
           last = floor((c->origin_y - c->inner.y) / (step * c->unit));
    for (double i = first; i <= last; i++) {
        double y = coordinates_y(c, i * step);
        const char *text = tick(out->arena, i * step, step);
        double width = metrics_width(out->metrics, FACE_TEXT, number_size, text_of(text)), from = c->at.x + 1;
        if (y > c->inner.y + 8 && y < c->inner.y + c->inner.h - 12) {
            list_text(out, c->at.x + 8, y + 4, text_of(text), (TextStyle){ .size = number_size, .paint = paint(ROLE_MUTED) });
            from = c->at.x + 14 + width;
        }
        list_line(out, from, y, c->at.x + c->at.w - 1, y,
                  (StrokeStyle){ .paint = paint(i == 0 ? ROLE_FAINT : ROLE_LINE), .width = 1 });
    }
}

void coordinates_grid(List *out, const Coordinates *c) {
    if (c->marks_only) return;
    list_rect(out, c->at, (RectStyle){ .radius = card_radius, .fill = paint(ROLE_PANEL), .stroke = paint(ROLE_LINE), .width = 1 });
    double step = grid_step(c, c->at.h < 360 || c->at.w < 360 ? 44 : 72);
    if (!math_finite(step) || !(step > 0)) return;
    Ident before = list_show(out, ident_note(axis_note));
    grid_across(out, c, step);
    grid_up(out, c, step);
    list_show(out, before);
}

// --- arrows

// Which part of a line lies in a box, from `from` to `to` (Liang & Barsky 1984: the part inside each pair of sides). False when
// none.
static bool part_in_box(double x1, double y1, double x2, double y2, Box b, double *from, double *to) {
    double at[2] = { x1, y1 }, d[2] = { x2 - x1, y2 - y1 }, low[2] = { b.x, b.y }, high[2] = { b.x + b.w, b.y + b.h };
    for (int i = 0; i < 2; i++) {
        if (d[i] == 0 && (at[i] < low[i] || at[i] > high[i])) return false;
        if (d[i] == 0) continue;
        double enter = (low[i] - at[i]) / d[i], leave = (high[i] - at[i]) / d[i];
        if (enter > leave) {
            double swap = enter;
            enter = leave, leave = swap;
        }
        if (enter > *from) *from = enter;
        if (leave < *to) *to = leave;
    }
    return *from <= *to;
}

static void remember_line(Coordinates *c, double x1, double y1, double x2, double y2) {
    if (c->lines == COORDINATES_LINES) return;
    double *line = c->line[c->lines++];
    line[0] = x1, line[1] = y1, line[2] = x2, line[3] = y2;
}

void coordinates_arrow(List *out, Coordinates *c, double x1, double y1, double x2, double y2, ArrowStyle style) {
    if (!coordinates_holds(c, x1, y1) || !coordinates_holds(c, x2, y2)) return;
    double px = coordinates_x(c, x1), py = coordinates_y(c, y1), qx = coordinates_x(c, x2), qy = coordinates_y(c, y2);
    double length = sqrt((qx - px) * (qx - px) + (qy - py) * (qy - py)), width = style.width > 0 ? style.width : 3;
    double head = style.bare ? 0 : math_clamp(4 * width + 2, 0, length * 0.6 < 24 ? length * 0.6 : 24);
    Ident before = list_show(out, style.ident);
    StrokeStyle stroke = { .paint = paint_faded(style.role, style.alpha > 0 ? style.alpha : 1),
                           .width = width,
                           .dash = style.dash,
                           .arrow = head,
                           .round = style.bare };
    if (length > 0.5)
        list_line(out, px, py, qx, qy, stroke);
    else if (!style.bare)
        list_circle(out, qx, qy, width * 1.2, (RectStyle){ .fill = stroke.paint });
    list_show(out, before);
    remember_line(c, px, py, qx, qy);
}

void coordinates_dot(List *out, Coordinates *c, double x, double y, double radius, ArrowStyle style) {
    if (!coordinates_holds(c, x, y)) return;
    list_circle(out, coordinates_x(c, x), coordinates_y(c, y), radius,
                (RectStyle){ .fill = paint_faded(style.role, style.alpha > 0 ? style.alpha : 1), .ident = style.ident });
    double square = 0.7 * radius;
    coordinates_take(c, box(coordinates_x(c, x) - square, coordinates_y(c, y) - square, 2 * square, 2 * square));
}

// An ellipse as short lines, as far as it lies on the card: one path, so that the dashes run on. `flat`: its height by its width.
static int ellipse_on_card(const Coordinates *c, double px, double py, double r, double flat, int lines, PathPart *out) {
    double turn_c = math_cos(2 * MATH_PI / lines), turn_s = math_sin(2 * MATH_PI / lines), x = r, y = 0;
    Box card = field(c);
    bool down = false; // the pen is where the next line begins
    int parts = 0;
    for (int i = 0; i < lines; i++) {
        double nx = x * turn_c - y * turn_s, ny = x * turn_s + y * turn_c, from = 0, to = 1;
        bool in = part_in_box(px + x, py + flat * y, px + nx, py + flat * ny, card, &from, &to);
        if (in && (!down || from > 0))
            out[parts++] = (PathPart){ .op = PATH_MOVE, .x = px + between(x, nx, from), .y = py + flat * between(y, ny, from) };
        if (in) out[parts++] = (PathPart){ .op = PATH_LINE, .x = px + between(x, nx, to), .y = py + flat * between(y, ny, to) };
        down = in && to == 1;
        x = nx, y = ny;
    }
    return parts;
}

void coordinates_ellipse(List *out, Coordinates *c, double x, double y, double rx, double ry, ArrowStyle style) {
    double px = coordinates_x(c, x), py = coordinates_y(c, y), r = rx * c->unit;
    if (!coordinates_holds(c, x, y) || !(r >= 1 && r <= 2e4)) return;
    int lines = (int)math_clamp(r, 64, 256);
    PathPart *parts = arena_new(out->arena, PathPart, 2 * lines);
    list_path(out, parts, ellipse_on_card(c, px, py, r, ry / rx, lines, parts),
              (StrokeStyle){ .paint = paint_faded(style.role, style.alpha > 0 ? style.alpha : 1),
                             .width = style.width > 0 ? style.width : 1.5,
                             .dash = style.dash,
                             .ident = style.ident });
}

void coordinates_circle(List *out, Coordinates *c, double x, double y, double radius, ArrowStyle style) {
    double px = coordinates_x(c, x), py = coordinates_y(c, y), r = radius * c->unit;
    if (!coordinates_holds(c, x, y) || !(r >= 1 && r <= 2e4)) return;
    coordinates_ellipse(out, c, x, y, radius, radius, style);
    if (c->rings == COORDINATES_LINES) return;
    double *ring = c->ring[c->rings++];
    ring[0] = px, ring[1] = py, ring[2] = r;
}

void coordinates_through(List *out, Coordinates *c, double ux, double uy, ArrowStyle style) {
    double far = c->at.w + c->at.h, x1 = c->origin_x - ux * far, y1 = c->origin_y + uy * far, x2 = c->origin_x + ux * far,
           y2 = c->origin_y - uy * far;
    double from = 0, to = 1;
    if (!math_finite(ux + uy) || !part_in_box(x1, y1, x2, y2, field(c), &from, &to)) return;
    list_line(out, between(x1, x2, from), between(y1, y2, from), between(x1, x2, to), between(y1, y2, to),
              (StrokeStyle){ .paint = paint_faded(style.role, style.alpha > 0 ? style.alpha : 1),
                             .width = style.width > 0 ? style.width : 1.5,
                             .dash = style.dash,
                             .ident = style.ident });
    remember_line(c, x1, y1, x2, y2);
}

void coordinates_handle(List *out, const Coordinates *c, double x, double y, Ident ident) {
    if (c->marks_only || !coordinates_holds(c, x, y)) return;
    ident.drag = c->unit;
    list_circle(out, coordinates_x(c, x), coordinates_y(c, y), 20, (RectStyle){ .radius = 0, .ident = ident });
}

// --- labels

void coordinates_take(Coordinates *c, Box b) {
    if (c->taken_count < COORDINATES_TAKEN) c->taken[c->taken_count++] = b;
}

// Its beginning is left out, where all arrows meet.
static bool line_in_box(const double line[4], Box b) {
    double from = 0.05, to = 1;
    return part_in_box(line[0], line[1], line[2], line[3], b, &from, &to);
}

// Whether a circle passes through a box: its nearest point inside, its farthest corner outside.
static bool ring_in_box(const double ring[3], Box b) {
    double x = math_clamp(ring[0], b.x, b.x + b.w) - ring[0], y = math_clamp(ring[1], b.y, b.y + b.h) - ring[1];
    double far_x = fabs(b.x + b.w / 2 - ring[0]) + b.w / 2, far_y = fabs(b.y + b.h / 2 - ring[1]) + b.h / 2;
    return x * x + y * y < ring[2] * ring[2] && far_x * far_x + far_y * far_y > ring[2] * ring[2];
}

// How bad a place is, counted up to `enough`: negative when it must not be taken.
static double place_cost(const Coordinates *c, Box b, double enough) {
    if (b.x < c->inner.x || b.y < c->inner.y || b.x + b.w > c->inner.x + c->inner.w || b.y + b.h > c->inner.y + c->inner.h)
        return -1;
    for (int i = 0; i < c->taken_count; i++)
        if (box_meets(b, c->taken[i])) return -1;
    double cost = b.y < c->origin_y && b.y + b.h > c->origin_y ? 4 : 0;
    if (b.x < c->origin_x && b.x + b.w > c->origin_x) cost += 4;
    for (int i = 0; i < c->lines && cost < enough; i++) cost += line_in_box(c->line[i], b) ? 8 : 0;
    for (int i = 0; i < c->rings && cost < enough; i++) cost += ring_in_box(c->ring[i], b) ? 6 : 0;
    return cost;
}

// Looks around the point, first outwards, then to the sides; false when every place is taken.
static bool find_place(const Coordinates *c, double px, double py, double ux, double uy, double w, double h, Box *out) {
    static const double turn[] = { 0, 35, -35, 70, -70, 110, -110, 150, -150, 180 };
    double best = 1e9;
    for (int ring = 0; ring < 4; ring++)
        for (int i = 0; i < 10; i++) {
            double s = math_sin(turn[i] * MATH_PI / 180), k = math_cos(turn[i] * MATH_PI / 180);
            double dx = ux * k - uy * s, dy = ux * s + uy * k, away = 7 + ring * 14;
            double x = px + dx * (away + w / 2 * fabs(dx) + h / 2 * fabs(dy)) + dx * 2,
                   y = py + dy * (away + w / 2 * fabs(dx) + h / 2 * fabs(dy));
            Box b = box(x - w / 2, y - h / 2, w, h);
            double cost = place_cost(c, b, best);
            if (cost < 0 || cost + i * 0.3 + ring * 1.5 >= best) continue;
            best = cost + i * 0.3 + ring * 1.5;
            *out = b;
        }
    return best < 1e9;
}

void coordinates_label(List *out, Coordinates *c, double x, double y, double from_x, double from_y, const Symbol *symbol,
                       int symbols, const char *word, Ident ident) {
    if (c->marks_only || !coordinates_holds(c, x, y)) return;
    double ux = x - from_x, uy = from_y - y, length = sqrt(ux * ux + uy * uy), width = 4;
    ux = length > 0 ? ux / length : 0.7071, uy = length > 0 ? uy / length : -0.7071;
    for (int i = 0; i < symbols; i++) width += symbol_width(out->metrics, symbol[i].letter, symbol[i].index, label_size) + 1;
    if (word) width += 6 + metrics_width(out->metrics, FACE_TEXT, word_size, text_of(word));
    Box b = { 0 };
    if (!find_place(c, coordinates_x(c, x), coordinates_y(c, y), ux, uy, width, label_size + 6, &b)) return;
    coordinates_take(c, b);
    Ident before = list_show(out, ident);
    double baseline = b.y + b.h / 2 + label_size * 0.28, at = b.x + 2;
    for (int i = 0; i < symbols; i++)
        at += draw_symbol(out, at, baseline, symbol[i].letter, symbol[i].index,
                          (TextStyle){ .size = label_size, .paint = paint(symbol[i].role) }) +
              1;
    if (word) list_text(out, at + 6, baseline, text_of(word), (TextStyle){ .size = word_size, .paint = paint(ROLE_MUTED) });
    list_show(out, before);
}

void coordinates_ring_label(List *out, Coordinates *c, double x, double y, double radius, const char *text, Ident ident) {
    if (c->marks_only || !coordinates_holds(c, x, y)) return;
    double w = metrics_width(out->metrics, FACE_TEXT, word_size, text_of(text)) + 10, h = word_size + 6, best = 1e9;
    Box place = { 0 };
    for (int i = 0; i < 24; i++) {
        double turn = (60 - 15 * i) * MATH_PI / 180, px = coordinates_x(c, x + radius * math_cos(turn)),
               py = coordinates_y(c, y + radius * math_sin(turn)), cost;
        Box b = box(px - w / 2, py - h / 2, w, h);
        if (!math_finite(px + py) || (cost = place_cost(c, b, best)) < 0 || cost + 0.01 * i >= best) continue;
        best = cost + 0.01 * i;
        place = b;
    }
    if (best >= 1e9) return;
    coordinates_take(c, place);
    list_rect(out, place, (RectStyle){ .radius = 4, .fill = paint(ROLE_PANEL) });
    list_text(out, box_middle_x(place), place.y + h / 2 + 5, text_of(text),
              (TextStyle){ .size = word_size, .align = ALIGN_CENTER, .ident = ident });
}

void coordinates_right_angle(List *out, const Coordinates *c, double x, double y, double ux, double uy, double vx, double vy,
                             Paint p) {
    double px = coordinates_x(c, x), py = coordinates_y(c, y), side = 16;
    double xy[6] = { px + ux * side, py - uy * side, px + (ux + vx) * side, py - (uy + vy) * side, px + vx * side, py - vy * side };
    list_polyline(out, xy, 3, false, (StrokeStyle){ .paint = p, .width = 1.5 });
}

// Neighbours are drawn on either side of the base, so that their labels have room.
Matrix coordinates_turned(Arena *arena, const Matrix *m, const Matrix *base) {
    if (m->columns == 2 || !matrix_exists(m)) return *m;
    Matrix out = *m;
    Real *value = arena_new(arena, Real, 2 * m->rows);
    double unit = math_length(base->value, base->columns);
    for (int i = 0; i < m->rows; i++) {
        double along = 0, square = 0;
        for (int j = 0; j < m->columns && j < base->columns; j++) {
            double x = matrix_at(m, i, j);
            along += unit > 0 ? x * matrix_at(base, 0, j) / unit : 0;
            square += x * x;
        }
        double across = square - along * along;
        value[2 * i] = (Real)along;
        value[2 * i + 1] = (Real)((i % 2 ? -1 : 1) * sqrt(across > 1e-18 * square ? across : 0));
    }
    out.value = value, out.grad = NULL, out.columns = 2;
    return out;
}

void coordinates_caption(List *out, Coordinates *c, const char *text) {
    double w = metrics_width(out->metrics, FACE_TEXT, 12, text_of(text)), y = c->inner.y + c->inner.h - 8;
    if (w > c->inner.w - 16 || c->inner.h < 160) return;
    list_text(out, c->inner.x + 8, y, text_of(text),
              (TextStyle){ .size = 12, .paint = paint(ROLE_MUTED), .ident = ident_note(text) });
    coordinates_take(c, box(c->inner.x + 8, y - 12, w, 16));
}

void coordinates_refuse(List *out, Box at, const char *what, const char *size_name, int size, const char *note) {
    list_rect(out, at, (RectStyle){ .radius = card_radius, .stroke = paint(ROLE_FAINT), .width = 1.2, .dash = 4 });
    list_text_fit(out, box_middle_x(at), box_middle_y(at) + 5, at.w - 32,
                  text_of(arena_print(out->arena, "%s need %s = 2; these vectors have %s = %d.", what, size_name, size_name, size)),
                  (TextStyle){ .size = 16, .paint = paint(ROLE_MUTED), .align = ALIGN_CENTER, .ident = ident_note(note) });
}

// --- the hull (Andrew 1979: the lower chain from left to right, then the upper one back)

typedef struct Point {
    double x, y;
} Point;

static double turn_of(Point a, Point b, Point c) { return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x); }

// Sorts by x, then y; there are few points.
static void sort_points(Point *p, int count) {
    for (int i = 1; i < count; i++)
        for (int j = i; j > 0 && (p[j].x < p[j - 1].x || (p[j].x == p[j - 1].x && p[j].y < p[j - 1].y)); j--) {
            Point swap = p[j];
            p[j] = p[j - 1], p[j - 1] = swap;
        }
}

static int convex_hull(const Point *p, int count, Point *hull) {
    int size = 0;
    for (int i = 0; i < count; i++) {
        while (size >= 2 && turn_of(hull[size - 2], hull[size - 1], p[i]) <= 0) size--;
        hull[size++] = p[i];
    }
    for (int i = count - 2, lower = size + 1; i >= 0; i--) {
        while (size >= lower && turn_of(hull[size - 2], hull[size - 1], p[i]) <= 0) size--;
        hull[size++] = p[i];
    }
    return size > 1 ? size - 1 : size;
}

void coordinates_hull(List *out, const Coordinates *c, const Matrix *v, double alpha) {
    int rows = v->rows < HULL_MOST ? v->rows : HULL_MOST, count = 0;
    if (alpha <= 0 || v->columns < 2) return;
    Point *point = arena_new(out->arena, Point, rows + 1), *hull = arena_new(out->arena, Point, 2 * rows + 2);
    for (int i = 0; i < rows; i++) {
        double x = matrix_at(v, i, 0), y = matrix_at(v, i, 1);
        if (coordinates_holds(c, x, y)) point[count++] = (Point){ x, y };
    }
    sort_points(point, count);
    int corners = convex_hull(point, count, hull);
    double *xy = arena_new(out->arena, double, 2 * corners + 2);
    for (int i = 0; i < corners; i++) xy[2 * i] = coordinates_x(c, hull[i].x), xy[2 * i + 1] = coordinates_y(c, hull[i].y);
    list_polyline(out, xy, corners, true,
                  (StrokeStyle){ .paint = paint_faded(ROLE_V, (float)math_clamp(0.6 * alpha, 0, 1)),
                                 .width = 1.5,
                                 .fill = paint_faded(ROLE_V, (float)(0.1 * alpha)) });
}
