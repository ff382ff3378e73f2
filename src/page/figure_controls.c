// What can be chosen for a figure, row by row; what does not fit is scrolled.
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "page/dialog_parts.h"
#include "session/asked.h"

enum { CARDS = FIGURE_PLACES + 1, CARD = 78, ROW = 42 };

static const char *const scale_names[] = { "1×", "2×", "4×" };
static const char *const theme_names[] = { "Light", "Dark", "Print", "Grey" };
static const char *const kind_names[] = { "Still", "Strip of 4", "Moving" };
static const char *const card_names[CARDS] = { "Slide", "Page", "Column", "Square", "Own size" };

typedef struct Rows {
    App *app;
    double x, y, width;
    UiField did; // Enter or Escape in one of its fields
} Rows;

// --- where it goes

static void lines_of(List *list, Box at, int lines, Paint p) {
    p.alpha *= 0.55f;
    for (int i = 0; i < lines; i++) list_rect(list, box(at.x, at.y + 4.0 * i, at.w, 2), (RectStyle){ .radius = 1, .fill = p });
}

static void paper(List *list, Box at, Paint p) { list_rect(list, at, (RectStyle){ .radius = 3, .stroke = p, .width = 1.5 }); }

static void inked(List *list, Box at, Paint p) {
    p.alpha *= 0.6f;
    list_rect(list, at, (RectStyle){ .radius = 1.5, .fill = p });
}

// A small picture of the place, in the middle of the box.
static void draw_place(List *list, int which, Box at, Paint p) {
    double x = at.x + at.w / 2, y = at.y + at.h / 2;
    switch (which) {
    case 0: paper(list, box(x - 22, y - 13, 44, 26), p), inked(list, box(x - 17, y - 9, 34, 18), p); break;
    case 1:
        paper(list, box(x - 14, y - 19, 28, 38), p);
        lines_of(list, box(x - 9, y - 15, 18, 0), 2, p), lines_of(list, box(x - 9, y + 9, 18, 0), 2, p);
        inked(list, box(x - 9, y - 7, 18, 13), p);
        break;
    case 2:
        paper(list, box(x - 14, y - 19, 28, 38), p);
        lines_of(list, box(x + 1.5, y - 15, 8, 0), 8, p), lines_of(list, box(x - 9.5, y, 8, 0), 4, p);
        inked(list, box(x - 9.5, y - 15, 8, 12), p);
        break;
    case 3: paper(list, box(x - 15, y - 15, 30, 30), p), inked(list, box(x - 10, y - 10, 20, 20), p); break;
    default:
        list_rect(list, box(x - 22, y - 14, 44, 28), (RectStyle){ .radius = 3, .stroke = p, .width = 1.5, .dash = 4 });
        list_line(list, x + 9, y + 8, x + 16, y + 8, (StrokeStyle){ .paint = p, .width = 1.5 });
        list_line(list, x + 16, y + 8, x + 16, y + 1, (StrokeStyle){ .paint = p, .width = 1.5 });
    }
}

static void draw_where(Rows *r) {
    FigureWish *w = &r->app->dialogs.wish;
    Ui *ui = &r->app->ui;
    double high;
    int chosen = w->place ? w->place - 1 : CARDS - 1;
    UiChoice cards = { .label = card_names,
                       .count = CARDS,
                       .chosen = chosen,
                       .size = 13,
                       .draw = true,
                       .picture = draw_place,
                       .high = CARD + ui_size(ui, 13) - 13 };
    chosen = ui_choice(ui, ui_id(ui, "place"), r->x, r->y, r->width, cards, &high);
    w->place = chosen == CARDS - 1 ? 0 : chosen + 1;
    r->y += high + 8;
}

// --- rows with a name

// The name on the left; how wide it is.
static double name_row(const Rows *r, const char *name) {
    Ui *ui = &r->app->ui;
    list_text(&ui->list, r->x, ui_baseline(ui, box(r->x, r->y, 0, UI_TARGET), FACE_TEXT, ui_size(ui, 14)), text_of(name),
              (TextStyle){ .size = ui_size(ui, 14), .paint = paint(ROLE_MUTED) });
    return ui_size(ui, 72);
}

static void value_of_row(const Rows *r, const char *value) {
    Ui *ui = &r->app->ui;
    list_text(&ui->list, r->x + r->width, ui_baseline(ui, box(0, r->y, 0, UI_TARGET), FACE_TEXT, ui_size(ui, 14)), text_of(value),
              (TextStyle){ .size = ui_size(ui, 14), .align = ALIGN_RIGHT });
}

static void pills_row(Rows *r, const char *name, const char *const *label, int count, int *chosen) {
    r->y += dialog_pills(r->app, r->x, r->y, r->width, name, label, count, chosen) + ROW - UI_TARGET;
}

static void draw_own_size(Rows *r) {
    Ui *ui = &r->app->ui;
    Dialogs *d = &r->app->dialogs;
    FigureWish *w = &d->wish;
    FigureSpec ignored = { 0 };
    if (w->place) return;
    double beside = name_row(r, "Size"), field = ui_size(ui, 130), high;
    bool known = figure_parse_size(w->size, &ignored);
    r->did |= ui_field(ui, ui_id(ui, "size"), box(r->x + beside, r->y, field, UI_TARGET), w->size, sizeof w->size,
                       (UiFieldStyle){ .size = 14, .hint = "12cm, 1280x720", .wrong = !known });
    if (!known) r->did &= ~(unsigned)UI_ENTERED;
    double x = r->x + beside + field + 12, rest = r->x + r->width - x;
    if (!known)
        list_text_fit(&ui->list, x, ui_baseline(ui, box(0, r->y, 0, UI_TARGET), FACE_TEXT, ui_size(ui, 13)), rest,
                      TEXT("as in 12cm, 16x9cm, 1280x720"), (TextStyle){ .size = ui_size(ui, 13), .paint = paint(ROLE_WRONG) });
    else if (!ignored.cm_width && !strcmp(dialog_figure_format(r->app)->id, "png"))
        d->scale = ui_choice(ui, ui_id(ui, "scale"), x, r->y, rest,
                             (UiChoice){ .label = scale_names, .count = 3, .chosen = d->scale, .draw = true }, &high);
    r->y += ROW;
}

// A change of format keeps a name that somebody has typed; else the name is one that is not there yet.
static void take_format(App *app, int format) {
    Dialogs *d = &app->dialogs;
    const char *id = exporter_table[d->format = format]->id;
    if (d->own_path)
        dialog_set_ending(d, id);
    else
        dialog_offer_path(d, dialog_figure_path(app));
    d->problems = 0, d->exists = false;
}

static int first_format(bool moving) {
    for (int i = 0; i < exporter_count; i++)
        if (exporter_moves(exporter_table[i]) == moving) return i;
    return 0;
}

static void draw_format(Rows *r) {
    Dialogs *d = &r->app->dialogs;
    int format = d->format;
    const char **names = arena_new(r->app->ui.arena, const char *, exporter_count);
    for (int i = 0; i < exporter_count; i++) {
        names[i] = dialog_capitals(r->app->ui.arena, exporter_table[i]->id);
        if (exporter_find(path_ending(d->path)) == exporter_table[i]) format = d->format = i;
    }
    pills_row(r, "Format", names, exporter_count, &format);
    if (format != d->format) take_format(r->app, format);
    bool moves = dialog_figure_moves(r->app);
    if (moves != (d->wish.kind == FIGURE_MOVING)) d->wish.kind = moves ? FIGURE_MOVING : FIGURE_STILL;
}

static void draw_kind(Rows *r) {
    FigureWish *w = &r->app->dialogs.wish;
    int kind = (int)w->kind;
    pills_row(r, "Picture", kind_names, 3, &kind);
    bool moves = kind == FIGURE_MOVING;
    if (moves != dialog_figure_moves(r->app)) take_format(r->app, first_format(moves));
    if (kind == FIGURE_STRIP && w->kind != FIGURE_STRIP && w->t <= 0) w->t = 1; // until the start there is one moment only
    w->kind = (FigureKind)kind;
}

static void draw_moment(Rows *r) {
    Ui *ui = &r->app->ui;
    FigureWish *w = &r->app->dialogs.wish;
    if (w->kind == FIGURE_MOVING) return;
    double beside = name_row(r, w->kind == FIGURE_STRIP ? "Until" : "Moment");
    ui_slider(ui, ui_id(ui, "moment"), box(r->x + beside + 9, r->y, r->width - beside - ui_size(ui, 74), UI_TARGET), &w->t,
              (UiSlider){ .low = 0, .high = 1, .role = ROLE_INK });
    value_of_row(r, w->t >= 1 ? "end" : arena_print(ui->arena, "%.2f", w->t));
    r->y += ROW;
}

static void draw_type(Rows *r) {
    Ui *ui = &r->app->ui;
    FigureWish *w = &r->app->dialogs.wish;
    double beside = name_row(r, "Type size"), value = w->text_size;
    ui_slider(ui, ui_id(ui, "type size"), box(r->x + beside + 9, r->y, r->width - beside - ui_size(ui, 74), UI_TARGET), &value,
              (UiSlider){ .low = 75, .high = 200, .whole = true, .role = ROLE_INK });
    w->text_size = floor(value / 5 + 0.5) * 5;
    value_of_row(r, arena_print(ui->arena, "%.0f %%", w->text_size));
    r->y += ROW;
}

// Switches in three columns, or two where there is little room.
typedef struct Switches {
    Rows *rows;
    double beside;
    int columns, next; // place, from 0
} Switches;

static double switches_y(int row) { return row ? UI_TARGET + ROW * (row - 1) : 0; }

// The next of them, over as many columns as its name needs of three. True: it was clicked.
static bool switched(Switches *s, int columns, const char *label, bool on) {
    const Rows *r = s->rows;
    Ui *ui = &r->app->ui;
    double wide = (r->width - s->beside) / s->columns;
    if (s->columns < 3) columns = 1;
    Box at = box(r->x + s->beside + wide * (s->next % s->columns), r->y + switches_y(s->next / s->columns), wide * columns - 12,
                 UI_TARGET);
    s->next += columns;
    return ui_switch_first(ui, ui_id(ui, label), at, label, on, 14);
}

static void draw_switches(Rows *r) {
    static const char *const part[] = { "Title", "Legend", "Footer" };
    FigureWish *w = &r->app->dialogs.wish;
    double beside = name_row(r, "Show");
    Switches s = { .rows = r, .beside = beside, .columns = r->width - beside < ui_size(&r->app->ui, 400) ? 2 : 3 };
    for (int i = 0; i < 3; i++)
        if (switched(&s, 1, part[i], !(w->without & 1u << i))) w->without ^= 1u << i;
    bool moves = dialog_figure_moves(r->app), waits = asked_waits(session_lesson_step(r->app->session));
    if (!moves && switched(&s, 1, "Background", !w->clear)) w->clear = !w->clear;
    if (waits && switched(&s, 2, "Before the answer", w->before)) w->before = !w->before;
    r->y += switches_y((s.next + s.columns - 1) / s.columns);
}

static void draw_rule(Rows *r) {
    list_line(&r->app->ui.list, r->x, r->y + 5, r->x + r->width, r->y + 5, (StrokeStyle){ .paint = paint(ROLE_LINE) });
    r->y += 10;
}

static UiField draw_file(Rows *r, bool *replaced) {
    App *app = r->app;
    Ui *ui = &app->ui;
    double beside = name_row(r, "File");
    UiField did = dialog_path(app, box(r->x + beside, r->y, r->width - beside, UI_TARGET));
    if (did & UI_CHANGED) app->dialogs.own_path = true;
    r->y += UI_TARGET + 4;
    double trouble = dialog_trouble(app, box(r->x + beside, r->y, r->width - beside, 0), "Replace it", replaced),
           size = ui_size(ui, 13);
    const char *what = platform_has_paths() ? "Nothing is overwritten without asking." : "It goes among the browser’s downloads.";
    if (!trouble)
        list_text_fit(&ui->list, r->x + beside, r->y + size, r->width - beside, text_of(what),
                      (TextStyle){ .size = size, .paint = paint(ROLE_MUTED) });
    r->y += trouble > 0 ? trouble + 4 : size * 1.5;
    return did;
}

// In a low window the controls scroll: a question about the file, which comes at their end, is scrolled into view once.
static void show_trouble(App *app, UiId scroll) {
    Ui *ui = &app->ui;
    enum { PASSES = 3 }; // until what has grown is scrolled as a whole
    double *shown = ui_keep(ui, scroll ^ 0x7e11u);
    bool trouble = app->dialogs.exists || app->dialogs.problems > 0;
    if (trouble && *shown < PASSES) ui_scroll_by(ui, scroll, 1e6), ++*shown, ui->animating = true;
    if (!trouble) *shown = 0;
}

static void draw_caption(Rows *r) {
    Ui *ui = &r->app->ui;
    FigureWish *w = &r->app->dialogs.wish;
    double beside = name_row(r, "Caption");
    r->did |= ui_field(ui, ui_id(ui, "caption"), box(r->x + beside, r->y, r->width - beside, UI_TARGET), w->caption,
                       sizeof w->caption, (UiFieldStyle){ .size = 14, .hint = "a sentence under the picture" });
    r->y += ROW + 2;
}

UiField dialog_figure_controls(App *app, Box in, bool *replaced) {
    Ui *ui = &app->ui;
    Dialogs *d = &app->dialogs;
    UiId id = ui_id(ui, "figure scroll");
    double from = in.y - ui_scroll_begin(ui, id, box(in.x - 4, in.y, in.w + 20, in.h));
    Rows r = { app, in.x, from, in.w, UI_NOTHING };
    int theme = (int)d->theme;
    draw_where(&r);
    draw_own_size(&r);
    draw_format(&r);
    if (session_seconds(app->session) > 0) draw_kind(&r), draw_moment(&r);
    pills_row(&r, "Colours", theme_names, THEME_COUNT, &theme);
    d->theme = (Theme)theme;
    draw_type(&r);
    draw_rule(&r);
    draw_switches(&r);
    draw_caption(&r);
    UiField did = draw_file(&r, replaced) | (r.did & (UI_ENTERED | UI_ESCAPED));
    show_trouble(app, id);
    ui_scroll_end(ui, id, box(in.x - 4, in.y, in.w + 20, in.h), r.y - from);
    return did;
}
