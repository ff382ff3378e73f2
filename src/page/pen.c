// A stroke is kept as the points it went through and drawn as one smooth curve: from middle to middle, bent by the points.
#include "page/pen.h"

#include "base/math.h"
#include "page/app.h"

static const double line_width = 4, least_way = 2.5; // units

void pen_toggle(App *app) {
    StagePen *pen = &app->pen;
    pen->on = !pen->on;
    pen->down = false;
    if (!pen->on) return;
    app->editor.open = false;
    overlay_clear(&app->overlay);
}

void pen_erase(App *app) {
    if (!app->pen.strokes) toast_say(app, "Nothing is drawn here. D takes the pen in the hand.", NULL);
    pen_forget(&app->pen);
}

// --- drawing

static void draw_stroke(List *list, const StagePen *pen, int stroke, Box at) {
    int first = pen_begin_of(pen, stroke), points = pen->end[stroke] - first, parts = 0;
    PathPart *part = arena_new(list->arena, PathPart, points + 2);
    double x = 0, y = 0, at_x = 0, at_y = 0; // the point before, and where the curve is
    for (int i = 0; i < points; i++) {
        double px = at.x + (double)pen->x[first + i] * at.w, py = at.y + (double)pen->y[first + i] * at.h;
        if (i == 0) {
            part[parts++] = (PathPart){ .op = PATH_MOVE, .x = at_x = px, .y = at_y = py };
        } else {
            double to_x = i == points - 1 ? px : (x + px) / 2, to_y = i == points - 1 ? py : (y + py) / 2;
            part[parts++] = (PathPart){ PATH_CURVE,
                                        at_x + (x - at_x) * 2 / 3,
                                        at_y + (y - at_y) * 2 / 3,
                                        to_x + (x - to_x) * 2 / 3,
                                        to_y + (y - to_y) * 2 / 3,
                                        to_x,
                                        to_y };
            at_x = to_x, at_y = to_y;
        }
        x = px, y = py;
    }
    if (points == 1) // a dot
        list_circle(list, x, y, line_width * 0.75, (RectStyle){ .fill = paint(ROLE_PEN) });
    else
        list_path(list, part, parts, (StrokeStyle){ .paint = paint(ROLE_PEN), .width = line_width, .round = true });
}

// The picture on the page, as large as it is; what of it is seen lies in the stage's box.
static Box picture_of(const Stage *stage) {
    return box(stage->at.x + math_max(0, (stage->at.w - stage->width) / 2) - stage->pan_x,
               stage->at.y + math_max(0, (stage->at.h - stage->height) / 2) - stage->pan_y, stage->width, stage->height);
}

void pen_draw(App *app) {
    Box at = picture_of(&app->stage);
    for (int i = 0; i < app->pen.strokes; i++) draw_stroke(&app->ui.list, &app->pen, i, at);
}

// --- the hand

static void add_point(App *app, double x, double y) {
    StagePen *pen = &app->pen;
    Box at = picture_of(&app->stage);
    if (pen->points == PEN_POINTS || at.w <= 0 || at.h <= 0) return;
    x = (x - at.x) / at.w, y = (y - at.y) / at.h;
    int last = pen->points - 1;
    if (last >= pen_begin_of(pen, pen->strokes - 1) &&
        math_length((double[]){ (x - (double)pen->x[last]) * at.w, (y - (double)pen->y[last]) * at.h }, 2) < least_way)
        return;
    pen->x[pen->points] = (float)x, pen->y[pen->points] = (float)y;
    pen->end[pen->strokes - 1] = ++pen->points;
}

static void begin_stroke(StagePen *pen) {
    if (pen->strokes == PEN_STROKES || pen->points == PEN_POINTS) return;
    pen->end[pen->strokes++] = pen->points;
    pen->down = true;
}

static void hold(App *app) {
    Ui *ui = &app->ui;
    StagePen *pen = &app->pen;
    UiId stage = ui_id(ui, "stage");
    if (ui_pressed(ui, stage)) begin_stroke(pen);
    if (pen->down) add_point(app, ui->in.x, ui->in.y);
    if (pen->down && (ui->in.released || ui->active != stage || !ui->in.down)) pen->down = false;
    if (ui->hot == stage) ui->cursor = UI_CURSOR_CROSS;
}

// --- its buttons, in the picture's lower left corner

static bool button(Ui *ui, const char *word, double *x, double y, Icon icon, bool off, const char *tip) {
    bool clicked = ui_button(ui, ui_id(ui, word), box(*x, y, 40, 40),
                             (UiButton){ .has_icon = true, .bare = true, .icon = icon, .off = off, .tip = tip });
    *x += 44;
    return clicked;
}

static void tools(App *app) {
    Ui *ui = &app->ui;
    StagePen *pen = &app->pen;
    double x = app->stage.at.x + 16, y = app->stage.at.y + app->stage.at.h - 60;
    list_rect(&ui->list, box(x, y, 3 * 44 + 44, 48),
              (RectStyle){ .radius = 12, .fill = paint(ROLE_PANEL), .stroke = paint(ROLE_LINE) });
    draw_icon(&ui->list, ICON_PEN, x + 24, y + 24, 20, paint(ROLE_PEN));
    x += 44, y += 4;
    if (button(ui, "pen undo", &x, y, ICON_UNDO, !pen->strokes, "Take the last stroke back (Backspace)")) pen_undo(pen);
    if (button(ui, "pen erase", &x, y, ICON_ERASER, !pen->strokes, "Erase everything (E)")) app_ask(app, ACTION_ERASE, 0);
    if (button(ui, "pen away", &x, y, ICON_CLOSE, false, "Put the pen away (D)")) app_ask(app, ACTION_PEN, 0);
}

bool pen_touch(App *app) {
    Ui *ui = &app->ui;
    if (!app->pen.on) return false;
    tools(app);
    hold(app);
    if (app->pen.strokes && ui_key(ui, UI_KEY_BACKSPACE, 0)) pen_undo(&app->pen);
    return true;
}
