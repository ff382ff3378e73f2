// What would be saved, at its real proportion where it goes: on a page between its lines, in its column, on a slide. Below it what
// it measures: the smallest label, the size, the file.
#include <math.h>
#include <string.h>

#include "base/math.h"
#include "draw/part.h"
#include "page/dialog_parts.h"
#include "page/figure_making.h"

enum { INFO = 76, RULER = 30, GAP = 14 };
static const double settle_seconds = 0.3; // of rest, before a file is made to see how large it is
static const double slide_least = 0.018;  // of a slide's height
static const double print_least = 7;      // points

// --- what would be saved

const Exporter *dialog_figure_format(const App *app) { return exporter_table[app->dialogs.format]; }

bool dialog_figure_moves(const App *app) { return exporter_moves(dialog_figure_format(app)); }

FigureSpec dialog_figure_spec(const App *app) {
    static const double scales[] = { 1, 2, 4 };
    const Dialogs *d = &app->dialogs;
    const FigureWish *w = &d->wish;
    bool moves = dialog_figure_moves(app);
    FigureSpec spec = { .scale = 1,
                        .theme = d->theme,
                        .t = moves || session_seconds(app->session) <= 0 ? 1 : w->t,
                        .strip = w->kind == FIGURE_STRIP && !moves ? DIALOG_STRIP : 0,
                        .moving = moves,
                        .comma = app_has_comma(app),
                        .without = w->without,
                        .clear = w->clear && !moves,
                        .before = w->before,
                        .caption = w->caption[0] ? w->caption : NULL,
                        .place = w->place ? &figure_places[w->place - 1] : NULL,
                        .text_size = w->text_size == 100 ? 0 : w->text_size };
    if (!spec.place && !figure_parse_size(w->size, &spec)) spec.width = 1280, spec.height = 720;
    if (!spec.place && !spec.cm_width && !strcmp(dialog_figure_format(app)->id, "png")) spec.scale = scales[d->scale];
    figure_fit(&spec);
    return spec;
}

static unsigned add_text(unsigned stamp, const char *text) {
    for (; *text; text++) stamp = stamp * 31u + (unsigned char)*text;
    return stamp * 31u;
}

// What the layout hangs on.
static unsigned layout_stamp(const App *app, const FigureSpec *spec) {
    const FigureWish *w = &app->dialogs.wish;
    unsigned stamp = session_version(app->session) * 31u + (unsigned)session_step(app->session);
    stamp = add_text(stamp, w->place ? "" : w->size) + (unsigned)w->place;
    stamp = stamp * 31u + (unsigned)w->kind + 8u * spec->moving + 16u * w->without + 128u * (unsigned)w->text_size;
    stamp = stamp * 31u + (unsigned)(spec->t * 4000) + 5000u * spec->before;
    return add_text(stamp, w->caption) | 1u;
}

// All that was chosen.
static unsigned whole_stamp(const App *app, unsigned layout) {
    const Dialogs *d = &app->dialogs;
    return (layout * 31u + (unsigned)d->format + 8u * (unsigned)d->scale + 32u * d->theme + 256u * d->wish.clear) | 1u;
}

// False: the turn is over before it is there.
static bool look_for_layout(App *app, const FigureSpec *spec, unsigned stamp, const Turn *turn) {
    FigureSeen *seen = &app->dialogs.seen;
    if (seen->searched_for != stamp) {
        figure_search_end(seen->search);
        seen->search = figure_search_begin();
        seen->searched_for = stamp;
    }
    if (!figure_search(seen->search, app->session, spec, app->metrics, turn, &seen->settled)) return false;
    seen->settled_for = stamp;
    return true;
}

// It keeps its shape while the moment is dragged.
static bool is_dragged(App *app) {
    return app->ui.active == ui_id(&app->ui, "moment") && app->ui.in.down && app->dialogs.seen.settled_for;
}

static void begin_sizing(App *app, unsigned whole) {
    FigureSeen *seen = &app->dialogs.seen;
    if (seen->stamp == whole) return;
    seen->stamp = whole, seen->since = app->ui.in.now, seen->bytes = 0;
    figure_making_end(seen->sized);
    seen->sized = NULL;
}

bool dialog_figure_settled(App *app, FigureSpec *out) {
    FigureSeen *seen = &app->dialogs.seen;
    FigureSpec spec = dialog_figure_spec(app);
    unsigned stamp = layout_stamp(app, &spec);
    bool there = seen->settled_for == stamp || is_dragged(app);
    begin_sizing(app, whole_stamp(app, stamp));
    if (!there && seen->searched_for != stamp) { // what needs no search is there at once
        Turn none = app->waits.clock ? turn_begin(app->waits.clock, 0) : (Turn){ 0 };
        there = look_for_layout(app, &spec, stamp, app->waits.clock ? &none : NULL);
    }
    if (!there) {
        app->ui.animating = true;
        *out = seen->shown;
        out->theme = spec.theme, out->clear = spec.clear;
        return false;
    }
    spec.width = seen->settled.width, spec.height = seen->settled.height;
    spec.layout = seen->settled.layout;
    spec.settled = true;
    seen->shown = *out = spec;
    seen->shows = true;
    return true;
}

// The file is made once nothing has changed for a moment.
static bool is_sizing(App *app) {
    FigureSeen *seen = &app->dialogs.seen;
    return !seen->bytes && !dialog_figure_moves(app) && app->ui.in.now >= seen->since + settle_seconds;
}

static void find_size(App *app, const FigureSpec *spec, const Turn *turn) {
    FigureSeen *seen = &app->dialogs.seen;
    Arena *scratch = arena_begin();
    Problems problems = { .arena = scratch };
    if (!seen->sized) seen->sized = figure_making_begin(app->session, spec, app->fonts, dialog_figure_format(app));
    TurnEnd end = figure_making_go(seen->sized, turn, &problems);
    if (end == TURN_DONE) seen->bytes = figure_making_bytes(seen->sized).size;
    if (end == TURN_FAILED) seen->since = 1e18; // it is said when somebody saves
    arena_end(scratch);
    if (end == TURN_OVER) return;
    figure_making_end(seen->sized);
    seen->sized = NULL;
}

void dialog_figure_look(App *app, const Turn *turn) {
    FigureSeen *seen = &app->dialogs.seen;
    FigureSpec spec = dialog_figure_spec(app);
    unsigned stamp = layout_stamp(app, &spec);
    if (!seen->stamp) return; // nothing was drawn yet
    if (seen->settled_for != stamp && !is_dragged(app))
        look_for_layout(app, &spec, stamp, turn);
    else if (is_sizing(app) && seen->stamp == whole_stamp(app, stamp) && dialog_figure_settled(app, &spec))
        find_size(app, &spec, turn);
}

static size_t file_size(App *app, const FigureSpec *spec) {
    FigureSeen *seen = &app->dialogs.seen;
    Ui *ui = &app->ui;
    double due = seen->since + settle_seconds;
    if (is_sizing(app) && app->waits.clock)
        ui->animating = true; // it is found in turns
    else if (is_sizing(app))
        find_size(app, spec, NULL);
    else if (!seen->bytes && due < 1e17 && !dialog_figure_moves(app) && (!ui->wake_at || due < ui->wake_at))
        ui->wake_at = due;
    return seen->bytes;
}

// --- what it lies on

// Shares of the figure's width around it.
typedef struct Sheet {
    double left, right, above, below;
    bool printed, column;
} Sheet;

static Sheet sheet_of(const FigureSpec *spec) {
    static const Sheet page = { 0.05, 0.05, 0.11, 0.16, true, false }, column = { 0.06, 1.14, 0.2, 0.26, true, true };
    const char *place = spec->place ? spec->place->id : spec->cm_width > 0 ? "page" : "";
    return !strcmp(place, "page") ? page : !strcmp(place, "column") ? column : (Sheet){ 0 };
}

static Paint on_paper(Role role) {
    Paint p = paint(role);
    p.theme = THEME_PRINT + 1;
    return p;
}

// The lines of a text in which nothing can be read.
static void draw_bars(List *list, double x, double y, double width, double until, double high) {
    for (int i = 1; y + high <= until; i++, y += 3 * high)
        list_rect(list, box(x, y, i % 5 ? width : width * 0.6, high),
                  (RectStyle){ .radius = high / 2, .fill = on_paper(ROLE_LINE), .fade = 0.45 });
}

static void draw_sheet(List *list, const Sheet *sheet, Box paper, Box figure) {
    double unit = figure.w * 0.012, top = paper.y + 3 * unit, end = paper.y + paper.h - 2 * unit, gap = figure.w * 0.04;
    list_rect(list, paper, (RectStyle){ .radius = 4, .fill = on_paper(ROLE_WHITE), .stroke = paint(ROLE_LINE), .width = 1 });
    draw_bars(list, figure.x, top, figure.w, figure.y - gap, unit);
    draw_bars(list, figure.x, figure.y + figure.h + gap, figure.w, end, unit);
    if (sheet->column) draw_bars(list, figure.x + figure.w * 1.08, top, figure.w, end, unit);
}

// How wide it is there, between two marks.
static void draw_ruler(App *app, Box figure, double y, const char *words) {
    Ui *ui = &app->ui;
    double size = ui_size(ui, 13), w = metrics_width(ui->metrics, FACE_TEXT, size, text_of(words)) + 16;
    double middle = figure.x + figure.w / 2, end = figure.x + figure.w;
    StrokeStyle line = { .paint = paint(ROLE_FAINT), .width = 1 };
    list_text(&ui->list, middle, y + size * 0.35, text_of(words), (TextStyle){ .size = size, .align = ALIGN_CENTER });
    if (figure.w < w + 24) return;
    list_line(&ui->list, figure.x, y - 5, figure.x, y + 5, line);
    list_line(&ui->list, end, y - 5, end, y + 5, line);
    list_line(&ui->list, figure.x, y, middle - w / 2, y, line);
    list_line(&ui->list, middle + w / 2, y, end, y, line);
}

static const char *width_words(Arena *arena, const FigureSpec *spec) {
    if (spec->cm_width > 0) return arena_print(arena, "%g cm", spec->cm_width);
    if (spec->place && strcmp(spec->place->id, "slide") != 0) return arena_print(arena, "%g cm", spec->place->width);
    return arena_print(arena, "%.0f × %.0f pixels", ceil(spec->width * spec->scale), ceil(spec->height * spec->scale));
}

// --- what it measures

static double smallest_number(const List *list) {
    double smallest = 0;
    for (int i = 0; i < list->count; i++) {
        const Cmd *c = &list->cmd[i];
        if (c->kind == CMD_TEXT && ident_is_number(c->ident) && cmd_is_label(list, i) && (!smallest || c->text.size < smallest))
            smallest = c->text.size;
    }
    return smallest;
}

typedef struct Measured {
    const char *first, *second;
    bool good, judged; // is it large enough; is there a measure for it
} Measured;

static Measured measure(Arena *arena, const FigureSpec *spec, const List *figure) {
    double smallest = figure_smallest_label(figure), label = smallest * spec->points,
           digits = smallest_number(figure) * spec->points;
    bool slide = spec->place && !strcmp(spec->place->id, "slide"), printed = !slide && (spec->place || spec->cm_width > 0);
    Measured m = { .judged = slide || printed };
    m.good = slide ? smallest >= (slide_least - 0.0001) * spec->height : label >= print_least - 0.01;
    m.first = !smallest ? "It has no label"
              : slide   ? arena_print(arena, "The smallest label is %.1f %% of the slide’s height", smallest / spec->height * 100)
              : printed ? arena_print(arena, "The smallest label is %.1f pt in print", label)
                        : arena_print(arena, "The smallest label is %.0f of %.0f units high", smallest, spec->height);
    m.second = spec->layout.width > 0 && !spec->layout.white ? "Part of the picture: the whole would be too small."
               : slide                                       ? "A slide asks for at least 1.8 %."
               : printed && digits > 0
                   ? arena_print(arena, "The digits have %.0f pt or more. Print asks for at least 7 pt.", digits)
               : printed ? "Print asks for at least 7 pt."
                         : "Choose where it goes, and it is made large enough.";
    return m;
}

static const char *file_words(App *app, const FigureSpec *spec) {
    Arena *arena = app->ui.arena;
    const Exporter *format = dialog_figure_format(app);
    const char *name = dialog_capitals(arena, format->id);
    if (exporter_moves(format)) {
        double pictures = film_pictures(app->session, spec);
        return pictures > 0 ? arena_print(arena, "%s of %.0f pictures, %.1f seconds", name, pictures, (pictures - 1) / FIGURE_FPS)
                            : name;
    }
    bool pixels = !strcmp(format->id, "png");
    double bytes = (double)file_size(app, spec);
    const char *what =
        pixels ? arena_print(arena, "PNG of %.0f × %.0f pixels", ceil(spec->width * spec->scale), ceil(spec->height * spec->scale))
               : arena_print(arena, "%s with real text", name);
    return !bytes        ? what
           : bytes < 1e6 ? arena_print(arena, "%s, %.0f kB", what, ceil(bytes / 1000))
                         : arena_print(arena, "%s, %.1f MB", what, bytes / 1e6);
}

static void draw_info(App *app, Box at, const FigureSpec *spec, const List *figure) {
    Ui *ui = &app->ui;
    Measured m = measure(ui->arena, spec, figure);
    double cm = 2.54 / 72 * spec->points, large = ui_size(ui, 15), small = ui_size(ui, 13), x = at.x + 18;
    const char *size = m.judged ? arena_print(ui->arena, "%.1f × %.1f cm", spec->width * cm, spec->height * cm) : "";
    const char *file = file_words(app, spec);
    list_rect(&ui->list, at, (RectStyle){ .radius = 10, .fill = paint(ROLE_PANEL), .stroke = paint(ROLE_LINE), .width = 1 });
    if (m.judged) {
        list_circle(&ui->list, x + 11, at.y + at.h / 2, 12, (RectStyle){ .fill = paint(m.good ? ROLE_RIGHT : ROLE_WRONG) });
        draw_icon(&ui->list, m.good ? ICON_CHECK : ICON_CROSS, x + 11, at.y + at.h / 2, 15, paint(ROLE_PANEL));
        x += 38;
    }
    double right = at.x + at.w - 16, wide = metrics_width(ui->metrics, FACE_TEXT, small, text_of(file));
    double first = right - x - (*size ? metrics_width(ui->metrics, FACE_BOLD, large, text_of(size)) + 16 : 0);
    if (wide > (right - x) * 0.5) wide = (right - x) * 0.5;
    list_text_fit(&ui->list, x, at.y + 31, first, text_of(m.first),
                  (TextStyle){ .face = FACE_BOLD, .size = large, .paint = paint(!m.judged || m.good ? ROLE_INK : ROLE_WRONG) });
    list_text(&ui->list, right, at.y + 31, text_of(size), (TextStyle){ .face = FACE_BOLD, .size = large, .align = ALIGN_RIGHT });
    TextStyle muted = { .size = small, .paint = paint(ROLE_MUTED) };
    list_text_fit(&ui->list, x, at.y + 55, right - x - wide - 16, text_of(m.second), muted);
    list_text_fit(&ui->list, right - wide, at.y + 55, wide, text_of(file), muted);
}

// --- all of it

// A film plays while it is looked at.
static double moment(App *app, const FigureSpec *spec) {
    double seconds = session_seconds(app->session);
    if (!spec->moving || seconds <= 0 || app->ui.reduced_motion || app->dialogs.job.runs) return spec->t;
    app->ui.animating = true;
    double t = fmod(app->ui.in.now - app->dialogs.seen.opened, seconds + 1.5) / seconds;
    return t < 0 ? 0 : t > 1 ? 1 : t;
}

static void draw_figure(Ui *ui, const List *figure, const FigureSpec *spec, Box at) {
    Paint ground = paint(ROLE_STAGE);
    ground.theme = (uint8_t)(spec->theme + 1);
    bool framed = !sheet_of(spec).printed;
    RectStyle frame = { .fill = spec->clear && !framed ? PAINT_NONE : ground };
    if (framed) frame.stroke = paint(ROLE_LINE), frame.width = 1;
    list_rect(&ui->list, at, frame);
    if (spec->clear && framed) {
        ground = paint(ROLE_LINE);
        ground.theme = (uint8_t)(spec->theme + 1);
        list_hatch(&ui->list, at, 0, ground); // whatever is there will be seen through it
    }
    bool may_overlap = ui->list.may_overlap;
    list_clip(&ui->list, at);
    int first = ui->list.count;
    ui->list.dx = at.x, ui->list.dy = at.y;
    list_add_small(&ui->list, figure, at.w / spec->width, spec->theme);
    ui->list.dx = ui->list.dy = 0;
    for (int i = first; i < ui->list.count; i++) ui->list.cmd[i].may_overlap = true;
    ui->list.may_overlap = may_overlap;
    list_unclip(&ui->list);
}

void dialog_figure_preview(App *app, Box at) {
    Ui *ui = &app->ui;
    FigureSpec spec;
    if (!dialog_figure_settled(app, &spec) && !app->dialogs.seen.shows) return;
    FigureSpec shown = spec;
    shown.t = moment(app, &spec);
    List figure = figure_list(app->session, &shown, app->metrics, ui->arena);
    Sheet sheet = sheet_of(&spec);
    double info = ui_size(ui, INFO), high = at.h - info - RULER - GAP;
    double wide = spec.width * (1 + sheet.left + sheet.right), tall = spec.height + spec.width * (sheet.above + sheet.below);
    double scale = math_min(at.w / wide, high / tall);
    Box paper = box(at.x + (at.w - wide * scale) / 2, at.y + (high - tall * scale) / 2, wide * scale, tall * scale);
    Box place = box(paper.x + sheet.left * spec.width * scale, paper.y + sheet.above * spec.width * scale, spec.width * scale,
                    spec.height * scale);
    if (sheet.printed) draw_sheet(&ui->list, &sheet, paper, place);
    draw_figure(ui, &figure, &spec, place);
    draw_ruler(app, place, paper.y + paper.h + RULER * 0.55, width_words(ui->arena, &spec));
    draw_info(app, box(at.x, at.y + at.h - info, at.w, info), &spec, &figure);
}
