// Icons as shapes, on a 24 × 24 field with its origin in the middle; strokes 2, round.
#include "base/math.h"
#include "draw/shapes.h"

typedef struct IconPen {
    List *list;
    double x, y, unit;
    Paint paint;
} IconPen;

static void stroke(IconPen *pen, const double *xy, int points, bool closed) {
    double at[32];
    for (int i = 0; i < points; i++) at[2 * i] = pen->x + xy[2 * i] * pen->unit, at[2 * i + 1] = pen->y + xy[2 * i + 1] * pen->unit;
    list_polyline(pen->list, at, points, closed, (StrokeStyle){ .paint = pen->paint, .width = 2 * pen->unit, .round = true });
}

static void fill(IconPen *pen, const double *xy, int points) {
    double at[32];
    for (int i = 0; i < points; i++) at[2 * i] = pen->x + xy[2 * i] * pen->unit, at[2 * i + 1] = pen->y + xy[2 * i + 1] * pen->unit;
    list_polyline(pen->list, at, points, true, (StrokeStyle){ .fill = pen->paint });
}

static void bar(IconPen *pen, double x, double y, double w, double h, double radius, bool filled) {
    RectStyle style = { .radius = radius * pen->unit };
    if (filled)
        style.fill = pen->paint;
    else
        style.stroke = pen->paint, style.width = 2 * pen->unit;
    list_rect(pen->list, box(pen->x + x * pen->unit, pen->y + y * pen->unit, w * pen->unit, h * pen->unit), style);
}

// A circle's arc from one angle to another, in degrees clockwise from the right, by parts of at most a quarter.
static void arc(IconPen *pen, double cx, double cy, double radius, double from, double to, bool filled) {
    PathPart part[6];
    int pieces = 4, parts = 0;
    double step = (to - from) / pieces * MATH_PI / 180, k = 4.0 / 3 * math_sin(step / 4) / math_cos(step / 4);
    for (int i = 0; i <= pieces; i++) {
        double a = from * MATH_PI / 180 + step * i, c = math_cos(a), s = math_sin(a);
        double x = pen->x + (cx + radius * c) * pen->unit, y = pen->y + (cy + radius * s) * pen->unit;
        double tx = -s * k * radius * pen->unit, ty = c * k * radius * pen->unit;
        if (i)
            part[parts].x2 = x - tx, part[parts].y2 = y - ty, part[parts].x = x, part[parts].y = y, part[parts++].op = PATH_CURVE;
        else
            part[parts++] = (PathPart){ .op = PATH_MOVE, .x = x, .y = y };
        if (i < pieces) part[parts] = (PathPart){ .x1 = x + tx, .y1 = y + ty };
    }
    part[parts] = (PathPart){ .op = PATH_CLOSE };
    StrokeStyle style = { .paint = pen->paint, .width = 2 * pen->unit, .round = true };
    if (filled) style = (StrokeStyle){ .fill = pen->paint };
    list_path(pen->list, part, parts + filled, style);
}

static void letter(IconPen *pen, double x, double y, double size, const char *text) {
    list_text(pen->list, pen->x + x * pen->unit, pen->y + y * pen->unit, text_of(text),
              (TextStyle){ .face = FACE_BOLD, .size = size * pen->unit, .paint = pen->paint, .align = ALIGN_CENTER });
}

static void half_moon(IconPen *pen) {
    arc(pen, 0, 0, 8, 0, 360, false);
    arc(pen, 0, 0, 8, 90, 270, true);
}

// An arrow that turns back: a bow and its head, for undo; mirrored for redo.
static void turn(IconPen *pen, double side) {
    arc(pen, 0, 2.5, 5.5, side > 0 ? -90 : 270, side > 0 ? 90 : 90, false);
    stroke(pen, (double[]){ 0, -3, -7 * side, -3 }, 2, false);
    stroke(pen, (double[]){ -3.5 * side, -6.5, -7 * side, -3, -3.5 * side, 0.5 }, 3, false);
    stroke(pen, (double[]){ 0, 8, -4 * side, 8 }, 2, false);
}

static void reset(IconPen *pen) {
    arc(pen, 0, 0.5, 7.5, -130, 165, false);
    stroke(pen, (double[]){ -5.5, -10, -4.9, -5.3, -0.2, -5.9 }, 3, false);
}

static void folder(IconPen *pen) { stroke(pen, (double[]){ -9, 7, -9, -7, -3, -7, -1, -4.5, 9, -4.5, 9, 7 }, 6, true); }

static void pin(IconPen *pen) {
    fill(pen, (double[]){ -4, -9, 4, -9, 3, -2.5, 6, 1.5, -6, 1.5, -3, -2.5 }, 6);
    stroke(pen, (double[]){ 0, 1.5, 0, 9 }, 2, false);
}

static void copy(IconPen *pen) {
    bar(pen, -3.5, -3.5, 11.5, 11.5, 2.5, false);
    stroke(pen, (double[]){ -7, 3.5, -8, 3.5, -8, -8, 3.5, -8, 3.5, -7 }, 5, false);
}

static void sliders(IconPen *pen) {
    static const double knob[] = { -3, 4, -1 };
    for (int i = 0; i < 3; i++) {
        double y = (i - 1) * 6.5;
        stroke(pen, (double[]){ -9, y, 9, y }, 2, false);
        arc(pen, knob[i], y, 2.6, 0, 360, true);
    }
}

static void pen_icon(IconPen *pen) {
    stroke(pen, (double[]){ -8, 8, -6.5, 2.5, 4, -8, 8, -4, -2.5, 6.5 }, 5, true);
    stroke(pen, (double[]){ 1, -5, 5, -1 }, 2, false);
}

static void eraser(IconPen *pen) {
    stroke(pen, (double[]){ -2, 7, -8, 1, 2, -8, 8, -2, -1, 7 }, 5, true);
    stroke(pen, (double[]){ -3.5, -3, 3, 3.5 }, 2, false);
    stroke(pen, (double[]){ -3, 8.5, 8, 8.5 }, 2, false);
}

static void lock(IconPen *pen) {
    bar(pen, -7, -1, 14, 10, 2, false);
    arc(pen, 0, -3, 4.2, 180, 360, false);
    stroke(pen, (double[]){ -4.2, -3, -4.2, -1 }, 2, false);
    stroke(pen, (double[]){ 4.2, -3, 4.2, -1 }, 2, false);
}

static void screen(IconPen *pen) {
    bar(pen, -9, -8, 18, 12.5, 1.5, false);
    stroke(pen, (double[]){ 0, 4.5, 0, 8.5 }, 2, false);
    stroke(pen, (double[]){ -4, 8.5, 4, 8.5 }, 2, false);
}

static void save(IconPen *pen) {
    stroke(pen, (double[]){ 0, -9, 0, 3 }, 2, false);
    stroke(pen, (double[]){ -5, -2, 0, 3, 5, -2 }, 3, false);
    stroke(pen, (double[]){ -9, 3, -9, 9, 9, 9, 9, 3 }, 4, false);
}

static void swap(IconPen *pen) {
    stroke(pen, (double[]){ -8, -4, 8, -4 }, 2, false);
    stroke(pen, (double[]){ 4, -8, 8, -4, 4, 0 }, 3, false);
    stroke(pen, (double[]){ 8, 5, -8, 5 }, 2, false);
    stroke(pen, (double[]){ -4, 1, -8, 5, -4, 9 }, 3, false);
}

void draw_icon(List *list, Icon icon, double x, double y, double size, Paint p) {
    IconPen pen = { list, x, y, size / 24, p };
    switch (icon) {
    case ICON_PLAY: fill(&pen, (double[]){ -6, -9, 9, 0, -6, 9 }, 3); break;
    case ICON_PAUSE:
        bar(&pen, -7, -8, 4.5, 16, 1, true);
        bar(&pen, 2.5, -8, 4.5, 16, 1, true);
        break;
    case ICON_BACK: stroke(&pen, (double[]){ 3, -7, -4, 0, 3, 7 }, 3, false); break;
    case ICON_NEXT: stroke(&pen, (double[]){ -3, -7, 4, 0, -3, 7 }, 3, false); break;
    case ICON_CHECK: stroke(&pen, (double[]){ -7, 0.5, -2, 5.5, 7, -5 }, 3, false); break;
    case ICON_CROSS:
    case ICON_CLOSE:
        stroke(&pen, (double[]){ -6, -6, 6, 6 }, 2, false);
        stroke(&pen, (double[]){ -6, 6, 6, -6 }, 2, false);
        break;
    case ICON_THEME: half_moon(&pen); break;
    case ICON_TEXT_SIZE:
        letter(&pen, -6.5, 6.5, 13, "A");
        letter(&pen, 5, 6.5, 19, "A");
        break;
    case ICON_HELP: letter(&pen, 0, 7.5, 21, "?"); break;
    case ICON_RESET: reset(&pen); break;
    case ICON_UNDO: turn(&pen, 1); break;
    case ICON_REDO: turn(&pen, -1); break;
    case ICON_FOLDER: folder(&pen); break;
    case ICON_PIN: pin(&pen); break;
    case ICON_COPY: copy(&pen); break;
    case ICON_SETTINGS: sliders(&pen); break;
    case ICON_PEN: pen_icon(&pen); break;
    case ICON_ERASER: eraser(&pen); break;
    case ICON_LOCK: lock(&pen); break;
    case ICON_SCREEN: screen(&pen); break;
    case ICON_SWAP: swap(&pen); break;
    case ICON_SAVE: save(&pen); break;
    }
}
