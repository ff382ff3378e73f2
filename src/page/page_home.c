// Cards flow into rows under their part's name. Lessons are read a few a pass and their small pictures made two a pass, so that
// the window is there at once.
#include "page/page_home.h"

#include <math.h>
#include <string.h>

#include "base/math.h"
#include "draw/formula.h"
#include "page/app.h"
#include "page/top_bar.h"
#include "session/place.h"

static const double gap = 24, picture_height = 94;

// --- small pictures

static void stop_making(App *app) {
    session_end(app->home.making);
    app->home.making = NULL;
}

// The lessons changed: the pictures are drawn again.
static void forget_pictures(App *app) {
    stop_making(app);
    arena_end(app->home.arena);
    app->home.arena = arena_begin();
    memset(app->home.drawn, 0, sizeof app->home.drawn);
    app->home.stale = false;
}

static int step_of_picture(const Lesson *lesson, const void *context) {
    (void)context;
    return lesson->thumbnail > 0 ? lesson->thumbnail - 1 : 0;
}

static Session *picture_begin(App *app) {
    Session *s = session_begin(&app->library);
    if (session_race_mode(app->session) == RACE_BESIDE) session_set_race(s, RACE_IN_TURNS); // nothing stands still meanwhile
    return s;
}

// False: it is still being made, or there is none; then *s is NULL.
static bool picture_opens(App *app, int entry, Session **s) {
    const char *path = app->library.entry[entry].path;
    Turn room;
    const Turn *turn = waits_turn(app, &room);
    if (session_lesson(*s)) return true;
    if (turn && !session_make_open(*s, path, step_of_picture, NULL, turn)) return false;
    Arena *scratch = arena_begin();
    Problems problems = { .arena = scratch };
    bool well = session_open_at(*s, path, step_of_picture, NULL, &problems);
    arena_end(scratch);
    if (well) return true;
    session_end(*s);
    *s = NULL;
    return false;
}

static void keep_making(Home *home, Session *s, int entry) {
    home->making = s;
    home->making_of = entry;
}

// The lesson's own tape, drawn small. A few a pass, so that the window is there at once; where models are trained for it, a part of
// their steps a pass.
static void make_picture(App *app, int entry, double width) {
    Home *home = &app->home;
    if (home->making && home->making_of != entry) stop_making(app);
    Session *s = home->making ? home->making : picture_begin(app);
    home->making = NULL;
    if (!picture_opens(app, entry, &s)) {
        home->drawn[entry] = !s;
        if (s) keep_making(home, s, entry);
        return;
    }
    Arena *scratch = arena_begin();
    View view = { .width = width, .height = picture_height - 16, .metrics = app->metrics, .arena = scratch, .thumbnail = true };
    List early = list_begin(scratch, app->metrics), *list = &home->picture[entry];
    session_draw(s, &view, 1, &early);
    if (session_race_running(s)) {
        keep_making(home, s, entry);
    } else {
        *list = list_begin(home->arena, app->metrics);
        session_draw(s, &view, 1, list);
        for (int i = 0; i < list->count; i++) list->cmd[i].ident = (Ident){ 0 }; // its numbers belong to a tape that goes now
        home->drawn[entry] = true;
        session_end(s);
    }
    arena_end(scratch);
}

static void make_pictures(App *app, Box view) {
    const HomeMap *map = &app->home.map;
    for (int i = 0, made = 0; i < map->spots && made < 2; i++) {
        int entry = map->spot[i].entry;
        if (entry < 0 || app->home.drawn[entry] || app->library.entry[entry].broken || !box_meets(map->spot[i].at, view)) continue;
        make_picture(app, entry, map->grid.width - 32);
        made += app->home.making ? 2 : 1;
        app->ui.animating = true;
    }
}

// --- a card

static bool was_seen(const App *app, const Lesson *lesson, int step) {
    const char *number = arena_print(app->ui.arena, "%d", step + 1); // as it was remembered before steps had ids
    return state_was_seen(app->state, lesson->id, lesson->step[step].id) || state_was_seen(app->state, lesson->id, number);
}

static void draw_dots(App *app, const Lesson *lesson, double x, double y, double width) {
    double pitch = 9;
    if (lesson->steps * pitch > width) pitch = width / lesson->steps;
    for (int i = 0; i < lesson->steps; i++) {
        bool seen = was_seen(app, lesson, i);
        list_circle(&app->ui.list, x + i * pitch + 3, y, pitch < 7 ? pitch * 0.4 : 3,
                    (RectStyle){ .fill = paint(seen ? ROLE_RIGHT : ROLE_LINE) });
    }
}

static void draw_frame(Ui *ui, Box at, bool over, bool focused, bool dashed) {
    RectStyle frame = {
        .radius = 12, .fill = paint(ROLE_PANEL), .stroke = paint(over && !focused ? ROLE_FAINT : ROLE_LINE), .width = 1
    };
    if (dashed) frame.dash = 5, frame.stroke = paint(ROLE_FAINT);
    if (focused) frame.stroke = paint(ROLE_INK), frame.width = 2, frame.dash = 0;
    list_rect(&ui->list, at, frame);
    list_rect(&ui->list, box(at.x + 1, at.y + picture_height, at.w - 2, 1), (RectStyle){ .fill = paint(ROLE_LINE) });
}

// At most so many lines, the last one cut with an ellipsis.
static void draw_lines(Ui *ui, double x, double y, double width, const char *text, TextStyle style, int lines) {
    double leading = style.size * 1.4;
    const char *at = text;
    for (int i = 0; i < lines && *at; i++) {
        const char *end = at, *fit = at;
        while (*end) {
            end += strspn(end, " ");
            end += strcspn(end, " ");
            if (fit > at && metrics_width(ui->metrics, style.face, style.size, (Text){ at, (size_t)(end - at) }) > width) break;
            fit = end;
        }
        if (i == lines - 1) fit = at + strlen(at);
        list_text_fit(&ui->list, x, y + style.size + i * leading, width, (Text){ at, (size_t)(fit - at) }, style);
        at = fit + strspn(fit, " ");
    }
}

// Returns its lines: a long one takes the first of the two that follow it.
static int draw_title(Ui *ui, Box at, const char *number, const char *title) {
    double size = ui_size(ui, 16), y = at.y + picture_height + ui_size(ui, 27), x = at.x + 18;
    if (*number)
        x += list_text(&ui->list, x, y, text_of(number),
                       (TextStyle){ .face = FACE_BOLD, .size = ui_size(ui, 15), .paint = paint(ROLE_MUTED) }) +
             8;
    double room = at.x + at.w - 16 - x;
    TextStyle style = { .face = FACE_BOLD, .size = size };
    if (metrics_width(ui->metrics, FACE_BOLD, size, text_of(title)) * 0.85 <= room) {
        list_text_fit(&ui->list, x, y, room, text_of(title), style);
        return 1;
    }
    draw_lines(ui, x, y - size, room, title, style, 2);
    return 2;
}

static void draw_lesson(App *app, Box at, int entry, bool over, bool focused) {
    Ui *ui = &app->ui;
    const LibraryEntry *e = &app->library.entry[entry];
    const char *number = e->lesson.number ? arena_print(ui->arena, "%d", e->lesson.number) : "";
    TextStyle small = { .size = ui_size(ui, 13), .paint = paint(e->broken ? ROLE_WRONG : ROLE_MUTED) };
    draw_frame(ui, at, over, focused, false);
    int over_one = draw_title(ui, at, number, e->lesson.title) - 1;
    double y = at.y + picture_height + ui_size(ui, 36) + over_one * ui_size(ui, 21);
    draw_lines(ui, at.x + 18, y, at.w - 34,
               e->broken           ? e->problem
               : e->lesson.summary ? e->lesson.summary
                                   : "",
               small, (e->broken ? 3 : 2) - over_one);
    if (e->broken) {
        draw_icon(&ui->list, ICON_CROSS, at.x + at.w / 2, at.y + picture_height / 2, 24, paint(ROLE_WRONG));
        return;
    }
    draw_dots(app, &e->lesson, at.x + 18, at.y + at.h - 18, at.w - 36);
    if (!app->home.drawn[entry]) return;
    List *picture = &app->home.picture[entry];
    ui_clip(ui, box(at.x + 1, at.y + 1, at.w - 2, picture_height - 2));
    ui->list.dx = at.x + 16;
    ui->list.dy = at.y + 8;
    list_add_all(&ui->list, picture);
    ui->list.dx = ui->list.dy = 0;
    ui_unclip(ui);
}

static void draw_own(App *app, Box at, bool over, bool focused) {
    static const struct {
        const char *tex;
        Role role;
    } row[] = { { "q", ROLE_Q }, { "k_1", ROLE_K }, { "v_1", ROLE_V } };
    Ui *ui = &app->ui;
    draw_frame(ui, at, over, focused, true);
    double x = at.x + math_max(at.w / 2 - 96, 24);
    for (int i = 0; i < 3; i++) {
        double y = at.y + 12 + i * 25;
        draw_tex(&ui->list, x - 6, y + 17, row[i].tex, (FormulaStyle){ .size = 18 }, ALIGN_LEFT);
        for (int k = 0; k < 2; k++)
            list_rect(&ui->list, box(x + 18 + k * 34, y, 31, 22),
                      (RectStyle){ .radius = 5,
                                   .fill = paint_tint(row[i].role, ROLE_PANEL, k ? 0.08f : 0.22f),
                                   .stroke = paint_tint(row[i].role, ROLE_PANEL, 0.5f),
                                   .width = 1 });
    }
    TextStyle small = { .size = ui_size(ui, 13), .paint = paint(ROLE_MUTED) };
    list_text_fit(&ui->list, x + 104, at.y + 42, at.x + at.w - 12 - x - 104, TEXT("A file, a paste,"), small);
    list_text_fit(&ui->list, x + 104, at.y + 42 + small.size * 1.4, at.x + at.w - 12 - x - 104, TEXT("a sentence"), small);
    draw_title(ui, at, "", "Your own vectors");
    draw_lines(ui, at.x + 18, at.y + picture_height + ui_size(ui, 36), at.w - 34,
               "Step through any q, k and v, or a sentence: words: the cat sat.", small, 2);
}

// Letters as a model reads them: pale squares, and over the last one what it expects next.
static void draw_model(App *app, Box at, bool over, bool focused) {
    Ui *ui = &app->ui;
    draw_frame(ui, at, over, focused, true);
    double x = at.x + at.w / 2 - 96, foot = at.y + 76;
    static const double share[] = { 0.9, 0.45, 0.25, 0.12 };
    for (int i = 0; i < 4; i++) {
        list_rect(&ui->list, box(x + i * 25, foot - 22, 22, 22),
                  (RectStyle){ .radius = 5,
                               .fill = paint_tint(ROLE_Q, ROLE_PANEL, 0.08f + 0.05f * i),
                               .stroke = paint_tint(ROLE_Q, ROLE_PANEL, 0.5f),
                               .width = 1 });
        list_rect(&ui->list, box(x + 118 + i * 19, foot - 56 * share[i], 15, 56 * share[i]),
                  (RectStyle){ .radius = 3, .fill = paint_tint(ROLE_A, ROLE_PANEL, (float)(0.3 + 0.6 * share[i])) });
    }
    draw_title(ui, at, "", "A trained model");
    draw_lines(ui, at.x + 18, at.y + picture_height + ui_size(ui, 36), at.w - 34,
               "GPT-2, llama2.c or your own: open it and read its heads.",
               (TextStyle){ .size = ui_size(ui, 13), .paint = paint(ROLE_MUTED) }, 2);
}

int page_home_entry(const App *app) {
    const HomeMap *map = &app->home.map;
    return app->home.card >= 0 && app->home.card < map->spots ? map->spot[app->home.card].entry : HOME_NONE;
}

// Where Enter leads: the lesson that was open last; the first time, the first one.
static bool was_last(const App *app, int entry) {
    const char *last = state_last_lesson(app->state);
    if (!last) return entry == 0;
    return entry >= 0 && !strcmp(last, place_lesson(app->library.entry[entry].id));
}

static void draw_entry(App *app, HomeMap *map, Box at, int entry) {
    Ui *ui = &app->ui;
    UiId id = ui_id_at(ui, "card", entry);
    int index = map->spots;
    if (map->spots == HOME_CARDS + 2) return;
    map->spot[map->spots++] = (HomeSpot){ at, entry };
    if (app->home.card < 0 && was_last(app, entry)) app->home.card = index;
    if (app->home.walk_here && index == app->home.card) ui_set_focus(ui, id, true), app->home.walk_here = false;
    bool over = ui_focusable(ui, id, at), ringed = ui->focus == id && ui->focus_seen, focused = index == app->home.card && !ringed;
    if (ui->focus == id && !app->home.walk_here) app->home.card = index;
    if (over) ui->cursor = UI_CURSOR_HAND;
    if (entry == HOME_MODEL)
        draw_model(app, at, over, focused);
    else if (entry < 0)
        draw_own(app, at, over, focused);
    else
        draw_lesson(app, at, entry, over, focused);
    if (ringed) ui_ring(ui, at, 12);
    if (ui_clicked(ui, id)) app_ask(app, ACTION_OPEN, entry);
}

// --- the map

static bool is_own(const App *app, int entry) {
    const char *own = library_own(&app->library);
    return own && !strcmp(own, app->library.entry[entry].path);
}

static const char *part_of(const App *app, int entry) {
    const LibraryEntry *e = &app->library.entry[entry];
    return e->broken ? "To be mended" : e->lesson.part ? e->lesson.part : "More";
}

static HomeGrid grid_for(const Ui *ui) {
    HomeGrid g = { .height = picture_height + ui_size(ui, 36 + 38) + 34 };
    g.aside = ui->width >= 1080 * ui->type;
    double margin = ui->width >= 720 ? 40 : ui_slim(ui) ? 16 : 24;
    g.left = g.aside ? 40 + ui_size(ui, 190) : margin;
    double room = ui->width - g.left - margin, least = ui_size(ui, ui_slim(ui) ? 200 : 232);
    g.columns = (int)((room + gap) / (least + gap));
    if (g.columns < 1) g.columns = 1;
    if (g.columns > 4) g.columns = 4;
    g.width = floor((room - gap * (g.columns - 1)) / g.columns);
    double most = (g.columns > 2 ? 320 : 440) * ui->type; // one or two fill the page
    if (g.width > most) g.width = most;
    return g;
}

typedef struct Part {
    const char *name;
    int steps, seen, cards;
    int card[HOME_CARDS + 2]; // entries of the library, HOME_OWN, HOME_MODEL
} Part;

static void gather(const App *app, Part *part, int *parts, int most) {
    *parts = 0;
    for (int i = 0; i < app->library.read && i < HOME_CARDS; i++) {
        if (is_own(app, i)) continue;
        int at = 0;
        while (at < *parts && strcmp(part[at].name, part_of(app, i)) != 0) at++;
        if (at == most) at--;
        if (at == *parts) part[(*parts)++] = (Part){ .name = part_of(app, i) };
        part[at].card[part[at].cards++] = i;
        part[at].steps += app->library.entry[i].lesson.steps;
        for (int k = 0; k < app->library.entry[i].lesson.steps; k++)
            part[at].seen += was_seen(app, &app->library.entry[i].lesson, k);
    }
}

// The part's name with its progress: left of its cards, or above them; `before`: cards of other parts in the same row.
static void draw_part(App *app, HomeMap *map, const Part *part, int before, int others) {
    Ui *ui = &app->ui;
    const HomeGrid *g = &map->grid;
    double x = g->aside ? 40 : g->left + before * (g->width + gap), size = ui_size(ui, 17), small = ui_size(ui, 13);
    double y = map->y + (g->aside ? others * ui_size(ui, 96) : 0);
    const char *count = part->steps ? arena_print(ui->arena, "%d of %d steps", part->seen, part->steps) : "";
    double share = part->steps ? (double)part->seen / part->steps : 0, bar = g->aside ? ui_size(ui, 150) : 150;
    Box track = box(x, y + 16 + size + small + 22, bar, 4);
    if (g->aside) {
        list_text_fit(&ui->list, x, y + 12 + size, g->left - x - 20, text_of(part->name),
                      (TextStyle){ .face = FACE_BOLD, .size = size });
        list_text(&ui->list, x, y + 20 + size + small, text_of(count), (TextStyle){ .size = small, .paint = paint(ROLE_MUTED) });
    } else {
        bar = math_min(bar, ui->width * 0.23);
        double beside = metrics_width(ui->metrics, FACE_TEXT, small, text_of(count)) + bar + 2 * 16 + g->left,
               w = list_text_fit(&ui->list, x, y + size, ui->width - x - beside, text_of(part->name),
                                 (TextStyle){ .face = FACE_BOLD, .size = size });
        double at =
            x + w + 16 +
            list_text(&ui->list, x + w + 16, y + size, text_of(count), (TextStyle){ .size = small, .paint = paint(ROLE_MUTED) });
        track = box(at + 16, y + size - 8, bar, 4);
    }
    if (!part->steps) return;
    list_rect(&ui->list, track, (RectStyle){ .radius = 2, .fill = paint(ROLE_LINE) });
    if (share > 0)
        list_rect(&ui->list, box(track.x, track.y, track.w * share, 4), (RectStyle){ .radius = 2, .fill = paint(ROLE_RIGHT) });
}

// One part, or several that have room beside each other.
static void draw_row(App *app, HomeMap *map, const Part *part, int parts) {
    const HomeGrid *g = &map->grid;
    int cards = 0;
    for (int k = 0; k < parts; cards += part[k++].cards) draw_part(app, map, &part[k], cards, k);
    map->y += g->aside ? 0 : ui_size(&app->ui, 17) + 16;
    for (int k = 0, i = 0; k < parts; k++)
        for (int c = 0; c < part[k].cards; c++, i++) {
            double x = g->left + (i % g->columns) * (g->width + gap), y = map->y + (i / g->columns) * (g->height + gap);
            if (k > 0 && c == 0)
                list_rect(&app->ui.list, box(floor(x - gap / 2), y + 8, 1, g->height - 16),
                          (RectStyle){ .fill = paint(ROLE_LINE) });
            draw_entry(app, map, box(x, y, g->width, g->height), part[k].card[c]);
        }
    map->y += ((cards + g->columns - 1) / g->columns) * (g->height + gap) + 16;
}

static void add_card(Part *part, int parts, const char *name, int entry) {
    int at = parts - 1;
    for (int i = 0; i < parts; i++)
        if (!strcmp(part[i].name, name)) at = i;
    part[at].card[part[at].cards++] = entry;
}

static void draw_foot(App *app, HomeMap *map) {
    Ui *ui = &app->ui;
    double x = map->grid.left + ui_size(ui, 180), wide = ui_size(ui, 190);
    if (ui_switch(ui, ui_id(ui, "motion"), box(x, map->y, wide, UI_TARGET), "Reduced motion", app->player.reduced, 13))
        app_ask(app, ACTION_MOTION, 0);
    if (ui_link(ui, ui_id(ui, "forget"), map->grid.left, map->y + 25, "Reset the progress…", 13)) app_ask(app, ACTION_FORGET, 0);
    map->y += UI_TARGET;
}

void page_home_draw(App *app) {
    enum { MOST_PARTS = 16, LESSONS_A_PASS = 8 };
    Ui *ui = &app->ui;
    bool all = library_read_some(&app->library, LESSONS_A_PASS); // in the order of the map, which grows at its foot
    double top = top_bar_height(ui->type);
    Box view = box(0, top, ui->width, ui->height - top);
    list_rect(&ui->list, box(0, 0, ui->width, ui->height), (RectStyle){ .fill = paint(ROLE_STAGE) });
    top_bar_draw(app);
    HomeMap *map = &app->home.map;
    UiId scroll = ui_id(ui, "map");
    if (app->home.stale) forget_pictures(app);
    *map = (HomeMap){ .grid = grid_for(ui) };
    map->y = view.y + 28 - ui_scroll_begin(ui, scroll, view);
    double start = map->y;
    Part *part = arena_new(ui->arena, Part, MOST_PARTS);
    int parts;
    gather(app, part, &parts, MOST_PARTS);
    if (!parts) part[parts++] = (Part){ .name = "No lessons yet" };
    add_card(part, parts, "Attention", HOME_OWN);
    add_card(part, parts, "A language model", HOME_MODEL);
    for (int i = 0, row; i < parts; i += row) {
        int cards = part[i].cards;
        for (row = 1; i + row < parts && cards + part[i + row].cards <= map->grid.columns; row++) cards += part[i + row].cards;
        draw_row(app, map, &part[i], row);
    }
    if (all && app->home.card < 0) app->home.card = 0, ui->animating = true;
    draw_foot(app, map);
    ui_scroll_end(ui, scroll, view, map->y - start + 28 + 24);
    if (all)
        make_pictures(app, view);
    else
        ui->animating = true;
}

void page_home_walk(App *app, int dx, int dy) {
    const HomeMap *map = &app->home.map;
    int from = app->home.card, best = from;
    if (from < 0 || from >= map->spots) from = best = 0;
    bool started = app->ui.focus == ui_id_at(&app->ui, "card", map->spots ? map->spot[from].entry : 0);
    double least = 1e18, x = map->spot[from].at.x, y = map->spot[from].at.y;
    for (int i = 0; i < map->spots && started; i++) {
        double across = map->spot[i].at.x - x, down = map->spot[i].at.y - y, cost = 1e18;
        if (dx && i == from + dx) cost = 0;
        if (dy && down * dy > 1) cost = fabs(down) * 4 + fabs(across);
        if (cost < least) least = cost, best = i;
    }
    app->home.card = best;
    app->home.walk_here = true;
    app->ui.animating = true;
}

static void walk_to(App *app, int card) {
    app->home.card = card;
    app->home.walk_here = true;
    app->ui.animating = true;
}

void page_home_step(App *app, int by) {
    int to = app->home.card + by;
    if (to >= 0 && to < app->home.map.spots) walk_to(app, to);
}

void page_home_number(App *app, int digit) {
    enum { LESSON_MOST = 999 };
    Home *home = &app->home;
    int number = typed_digit(&home->typed, app->ui.in.now, digit, LESSON_MOST);
    for (int i = 0; i < home->map.spots; i++) {
        int entry = home->map.spot[i].entry;
        if (entry >= 0 && number && app->library.entry[entry].lesson.number == number) walk_to(app, i);
    }
}
