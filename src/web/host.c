// The desk's host in a browser. The page calls in with what happened and asks for a frame when one is due; nothing waits here.
// Strings come in through one buffer; pixels, boxes and strings go out as places in memory.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/platform.h"
#include "desk/desk.h"
#include "page/linked.h"
#include "page/predict.h"
#include "render/screen.h"
#include "session/describe.h"
#include "session/link.h"
#include "session/place.h"
#include "web/browser.h"

enum { ROOM = 1 << 20 };

typedef enum Which { THE_PAGE, THE_PRESENTER, WINDOWS } Which;

typedef struct Shown {
    Screen *screen;
    Pixels pixels;
    PixelBox box[SCREEN_BOXES];
} Shown;

static struct {
    Desk *desk;
    Arena *arena, *scratch;
    Shown shown[WINDOWS];
    Which at;     // the window that calls are about
    char *buffer; // what comes in, ended by a zero byte
    char *paste;
} host;

#define CALL(type, name, ...)                                                                                                      \
    type name(__VA_ARGS__);                                                                                                        \
    TO_BROWSER(name) type name(__VA_ARGS__)

// A place for so many bytes and a zero byte; what was there before is lost.
CALL(char *, web_buffer, size_t size) {
    free(host.buffer);
    host.buffer = memory_needed(malloc(size + 1));
    host.buffer[size] = 0;
    return host.buffer;
}

// What the buffer holds is what a paste gives, until the next.
CALL(void, web_pasted, void) {
    free(host.paste);
    host.paste = host.buffer;
    host.buffer = NULL;
}

static const char *paste_text(void *context, Arena *arena) {
    (void)context;
    return host.paste ? arena_print(arena, "%s", host.paste) : NULL;
}

static void copy_text(void *context, const char *text) {
    (void)context;
    browser_copy(text, strlen(text));
}

static bool copy_picture(void *context, Text png, Text svg) {
    (void)context;
    return browser_copy_picture(png.at, png.size, svg.at, svg.size);
}

static void expect_picture(void *context, bool comes) {
    (void)context;
    browser_expect_picture(comes);
}

static void say(const Problems *problems) {
    for (int i = 0; i < problems->count; i++) {
        const char *text = problem_text(host.scratch, &problems->item[i]);
        browser_problem(text, strlen(text));
    }
}

static Shown *shown(void) { return &host.shown[host.at]; }

// The window that the calls from here on are about: 0 the page, 1 the presenter's. False: there is no memory for it.
CALL(int, web_window, int which) {
    host.at = which ? THE_PRESENTER : THE_PAGE;
    if (!shown()->screen) shown()->screen = screen_open(desk_fonts(host.desk));
    return shown()->screen != NULL;
}

CALL(int, web_size, int width, int height, double density) {
    Pixels *pixels = &shown()->pixels;
    if (pixels->width != width || pixels->height != height) {
        free(pixels->at);
        *pixels = (Pixels){ malloc((size_t)width * (size_t)height * 4), width, height, width, .red_first = true };
    }
    if (!pixels->at) return false;
    (host.at ? desk_presenter_size : desk_size)(host.desk, width, height, density);
    return true;
}

// The buffer holds settings for this run, "theme=dark" a line, and the link to open after an empty line. False: it cannot start,
// and the page was told why.
CALL(int, web_begin, int width, int height, double density, int scripted) {
    host.arena = arena_begin();
    host.scratch = arena_begin();
    Problems problems = { .arena = host.scratch };
    Settings *settings = settings_open(&problems);
    Text rest = text_of(host.buffer), line;
    while ((line = text_line(&rest)).size) settings_say_one(settings, text_copy(host.scratch, line), &problems);
    DeskOptions options = { .host = { .paste = paste_text,
                                      .copy = copy_text,
                                      .copy_picture = copy_picture,
                                      .expect_picture = expect_picture,
                                      .clock = platform_seconds },
                            .link = rest.size ? text_copy(host.arena, rest) : NULL,
                            .settings = settings,
                            .scripted = scripted };
    host.desk = desk_begin(&options, &problems);
    say(&problems);
    return host.desk && web_window(THE_PAGE) && web_size(width, height, density);
}

// --- what happens: points in device pixels, seconds of the page's clock

static double scale(void) { return host.at ? desk_presenter_scale(host.desk) : desk_scale(host.desk); }

static UiInput input(double now, int mods) {
    UiInput in = host.at ? desk_presenter_input(host.desk, now) : desk_input(host.desk, now);
    in.mods = mods;
    return in;
}

static void happens(UiInput in) { (host.at ? desk_presenter_event : desk_event)(host.desk, in); }

static void move(UiInput *in, double x, double y) {
    in->x = x / scale();
    in->y = y / scale();
    in->inside = true;
}

CALL(void, web_move, double now, double x, double y, int inside, int down, int mods) {
    UiInput in = input(now, mods);
    move(&in, x, y);
    in.inside = inside;
    in.down = down;
    happens(in);
}

CALL(void, web_button, double now, double x, double y, int pressed, int clicks, int mods) {
    UiInput in = input(now, mods);
    move(&in, x, y);
    in.down = in.pressed = pressed;
    in.released = !pressed;
    in.clicks = clicks;
    happens(in);
}

CALL(void, web_wheel, double now, double units, int mods) {
    UiInput in = input(now, mods);
    in.wheel = units;
    happens(in);
}

CALL(int, web_key, double now, int key, int mods) { // true: it was taken
    UiInput in = input(now, mods);
    in.key = key;
    happens(in);
    return host.at ? desk_app(host.desk)->presenter.ui.key_taken : desk_app(host.desk)->ui.key_taken;
}

CALL(void, web_text, double now) { // the buffer was typed
    UiInput in = input(now, 0);
    in.text = host.buffer;
    happens(in);
}

// What happened to a finger (desk/touch.h says in which order the events stand).
CALL(void, web_finger, double now, int event, int id, double x, double y) {
    desk_finger(host.desk, (FingerEvent)event, id, x / scale(), y / scale(), now);
}

CALL(const char *, web_held, void) { return host.buffer; }
CALL(void, web_drop_file, void) { desk_drop(host.desk, host.buffer, NULL); } // the buffer is its path
CALL(void, web_drop_text, void) { desk_drop(host.desk, NULL, host.buffer); }

CALL(int, web_open, void) { return desk_open(host.desk, host.buffer); } // the buffer is a link

// --- what is shown

CALL(int, web_frame, double now) { // how many boxes were drawn; the presenter's window after the page
    const List *list = host.at ? desk_presenter_frame(host.desk, now) : desk_frame(host.desk, now);
    Theme theme = host.at ? desk_presenter_theme(host.desk) : desk_theme(host.desk);
    return screen_draw(shown()->screen, shown()->pixels, list, theme, scale(), shown()->box);
}
CALL(const PixelBox *, web_boxes, void) { return shown()->box; }
CALL(const void *, web_pixels, void) { return shown()->pixels.at; }
CALL(void, web_damage, void) { screen_damage(shown()->screen); }
CALL(int, web_presents, void) { return desk_presents(host.desk); }
CALL(void, web_presenter_close, void) { desk_presenter_close(host.desk); }
CALL(double, web_wants, void) { return desk_wants(host.desk); } // the height at which a step without bars is seen whole
CALL(double, web_due, double now) { return desk_due(host.desk, now); }
CALL(int, web_watch, double now) { return desk_watch(host.desk, now); }
CALL(int, web_waits, void) { return waits_any(desk_app(host.desk)); } // for a step that is still being made
CALL(int, web_moving, void) { return desk_moving(host.desk); }
CALL(void, web_remember, void) { // the page may be gone in a moment
    Problems ignored = { .arena = host.scratch };
    arena_reset(host.scratch);
    state_write(desk_app(host.desk)->state, &ignored);
}
CALL(int, web_cursor, void) { return host.at ? desk_presenter_cursor(host.desk) : desk_cursor(host.desk); }
CALL(int, web_theme, void) { return desk_theme(host.desk); }
CALL(int, web_full_screen, void) { return desk_full_screen(host.desk); }
CALL(const char *, web_title, void) { return desk_title(host.desk); }
CALL(const char *, web_says, void) { // the sentence at the foot of the page; "" when there is none
    const Toast *toast = &desk_app(host.desk)->toast;
    return toast->until > 0 ? toast->text : "";
}
CALL(const double *, web_text_box, void) { // NULL: no text is typed; else x, y, width and height in device pixels
    static double at[4];
    Box box;
    double by = desk_scale(host.desk);
    if (!desk_text_box(host.desk, &box)) return NULL;
    at[0] = box.x * by, at[1] = box.y * by, at[2] = box.w * by, at[3] = box.h * by;
    return at;
}

// --- where it is, and in words

// The link to the step that is open, or whose numbers are checked, without what was changed; "#" on the course map
// and where no link leads.
CALL(const char *, web_place, void) {
    const App *app = desk_app(host.desk);
    const Lesson *lesson = app->page == PAGE_HOME || linked_cannot(app) ? NULL : session_lesson(app->session);
    arena_reset(host.scratch);
    return lesson ? arena_print(host.scratch, "#%s.%s", place_lesson(lesson->id), lesson->step[session_step(app->session)].id)
                  : "#";
}

// The link with everything in it.
CALL(const char *, web_link, void) {
    if (!desk_place(host.desk).lesson || linked_cannot(desk_app(host.desk))) return "#";
    arena_reset(host.scratch);
    return link_write(desk_app(host.desk)->session, "", host.scratch);
}

static void print_words(Builder *out, const char *text) {
    for (const char *c = text; *c; c++) builder_print(out, strchr("\"\\", *c) ? "\\%c" : "%c", *c);
}

static const char *describe_map(Library *library) {
    library_read(library);
    Builder out = { .arena = host.scratch };
    builder_print(&out, "{\"lessons\":[");
    for (int i = 0, any = 0; i < library->count; i++) {
        const LibraryEntry *entry = &library->entry[i];
        if (entry->broken) continue;
        builder_print(&out, "%s{\"id\":\"", any++ ? "," : "");
        print_words(&out, place_lesson(entry->id));
        builder_print(&out, "\",\"title\":\"");
        print_words(&out, entry->lesson.title);
        builder_print(&out, "\"}");
    }
    builder_print(&out, "]}");
    return builder_text(&out);
}

// What stands on a page that is no step, piece by piece.
static const char *describe_page(const char *title, const List *list) {
    Builder out = { .arena = host.scratch };
    builder_print(&out, "{\"page\":\"%s\",\"words\":\"", title);
    for (int i = 0; i < list->count; i++) {
        if (list->cmd[i].kind != CMD_TEXT) continue;
        print_words(&out, list->cmd[i].text.text);
        builder_print(&out, "; ");
    }
    builder_print(&out, "\"}");
    return builder_text(&out);
}

// What is open as JSON (session/describe.h), as it stands now: what is asked for is not told before it is answered. On the map
// {"lessons":[{"id":…,"title":…}]}, where work is checked {"page":…,"words":…}.
CALL(const char *, web_describe, void) {
    App *app = desk_app(host.desk);
    arena_reset(host.scratch);
    if (app->page == PAGE_GRADE) return describe_page("Check my work", &app->ui.list);
    if (!desk_place(host.desk).lesson) return describe_map(&app->library);
    DescribeSpec spec = { .metrics = app->metrics, .t = app->player.t, .before = predict_waits(app) };
    Described words = describe_step(app->session, &spec, host.scratch);
    return describe_json(&words, host.scratch);
}

// Takes an option of the step's question, from 0; says whether it is right: 1, wrong: 0, or there is none: −1.
CALL(int, web_answer, int option) {
    App *app = desk_app(host.desk);
    const LessonStep *step = desk_place(host.desk).lesson ? session_lesson_step(app->session) : NULL;
    const Block *question = step ? step_question(step) : NULL;
    if (!question || option < 0 || option >= question->options) return -1;
    predict_take(app, question, option + 1);
    return question->option[option].right;
}

CALL(int, web_shows, void) { // does the buffer stand in the picture? For a script
    const List *list = &desk_app(host.desk)->ui.list;
    for (int i = 0; i < list->count; i++)
        if (list->cmd[i].kind == CMD_TEXT && strstr(list->cmd[i].text.text, host.buffer)) return true;
    return false;
}
CALL(void, web_at, double t) { desk_app(host.desk)->player.t = t; } // a script's moment of the step
