// A monkey at the program: keys, clicks, drags, wheels, fingers, drops, pastes, links, other sizes and the presenter's window, as a
// seed says, over all pages, drawn to pixels. Under the sanitizers it finds what falls over; it prints its seed, and a seed and a
// number of events repeat a run. Usage: monkey SECONDS [SEED [EVENTS]]; MONKEY_TRACE=1 names each event before it happens.
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/platform.h"
#include "base/random.h"
#include "desk/desk.h"
#include "render/screen.h"
#include "render/system_fonts.h"

enum { FILES_MOST = 600, SLOW_KEPT = 5, RUN = 400 }; // events between two beginnings

typedef struct Slow {
    double ms;
    long event;
    char what[80];
} Slow;

typedef struct Monkey {
    Random random;
    Arena *arena, *scratch; // the second forgets when a run ends
    Desk *desk;
    Screen *screen;
    Pixels pixels;
    uint32_t *memory;
    const char *file[FILES_MOST];
    int files;
    double now, x, y;
    long event;
    bool trace;
    char what[80];
    Slow slow[SLOW_KEPT];
} Monkey;

static int below(Monkey *m, int n) { return (int)random_below(&m->random, (uint32_t)n); }

// --- what it has in its hands

static void gather(Monkey *m, const char *folder) {
    int count;
    const char **path = folder_files(m->arena, folder, "", &count);
    for (int i = 0; i < count && m->files < FILES_MOST; i++) m->file[m->files++] = path[i];
}

// Text that somebody might paste: a small file, cut short or with a byte changed, or a few signs.
static const char *some_text(Monkey *m, Arena *arena) {
    static const char *const bits[] = {
        "1",           "0.5,-2",        "q,1,1\nk1,1,0\nk2,0,1\nv1,1,0\nv2,0,1\n", "the cat sat",       "", "∞", "-", "שלום",
        "q\t1,000\t2", "[[1,2],[3,4]]", "#masking.cache?v=1&set=temperature:2",    "words: the cat sat"
    };
    if (below(m, 3) || !m->files) return bits[below(m, (int)(sizeof bits / sizeof *bits))];
    Problems ignored = { .arena = arena };
    Text bytes;
    if (!file_read(arena, m->file[below(m, m->files)], 20000, &bytes, &ignored) || !bytes.size) return "x";
    char *copy = text_copy(arena, bytes);
    if (below(m, 2)) copy[below(m, (int)bytes.size)] = (char)(32 + below(m, 96));
    if (below(m, 4) == 0) copy[below(m, (int)bytes.size)] = 0;
    return copy;
}

static const char *paste(void *context, Arena *arena) { return some_text(context, arena); }
static void copy(void *context, const char *text) { (void)context, (void)text; }

// --- what it does

static void say(Monkey *m, const char *what, int number) {
    snprintf(m->what, sizeof m->what, "%s %d", what, number);
    if (m->trace) fprintf(stderr, "%ld %s\n", m->event, m->what);
}

static void pass_on(Monkey *m, UiInput in) { // to either window
    if (desk_presents(m->desk) && below(m, 8) == 0)
        desk_presenter_event(m->desk, in);
    else
        desk_event(m->desk, in);
}

static UiInput at_pointer(Monkey *m) {
    UiInput in = desk_input(m->desk, m->now);
    in.x = m->x, in.y = m->y, in.inside = true;
    return in;
}

static void go_somewhere(Monkey *m) {
    const App *app = desk_app(m->desk);
    double scale = desk_scale(m->desk);
    m->x = below(m, 1 + (int)(m->pixels.width / scale)), m->y = below(m, 1 + (int)(m->pixels.height / scale));
    if (app->ui.hits && below(m, 4)) { // mostly where something takes it
        const Box *box = &app->ui.hit[below(m, app->ui.hits)].box;
        m->x = box->x + box->w * below(m, 100) / 100;
        m->y = box->y + box->h * below(m, 100) / 100;
    }
    pass_on(m, at_pointer(m));
}

static void press(Monkey *m, bool drag) {
    go_somewhere(m);
    UiInput in = at_pointer(m);
    in.down = in.pressed = true;
    in.clicks = 1 + (below(m, 10) == 0);
    in.mods = below(m, 8) ? 0 : below(m, 8);
    say(m, drag ? "drag" : "click", (int)m->x);
    pass_on(m, in);
    for (int i = drag ? 1 + below(m, 5) : 0; i > 0; i--) {
        in = at_pointer(m);
        in.down = true;
        m->x += below(m, 200) - 100, m->y += below(m, 200) - 100;
        in.x = m->x, in.y = m->y;
        desk_event(m->desk, in);
        desk_frame(m->desk, m->now += 1.0 / 60);
    }
    in = at_pointer(m);
    in.down = false, in.released = true;
    desk_event(m->desk, in);
}

static void type_key(Monkey *m) {
    static const int keys[] = { UI_KEY_RIGHT, UI_KEY_RIGHT, UI_KEY_RIGHT,     UI_KEY_LEFT,      UI_KEY_UP,      UI_KEY_DOWN,
                                UI_KEY_ENTER, UI_KEY_TAB,   UI_KEY_ESCAPE,    UI_KEY_SPACE,     UI_KEY_HOME,    UI_KEY_END,
                                UI_KEY_F1,    UI_KEY_F5,    UI_KEY_BACKSPACE, UI_KEY_PAGE_DOWN, UI_KEY_PAGE_UP, UI_KEY_DELETE };
    enum { KEYS = sizeof keys / sizeof *keys };
    UiInput in = at_pointer(m);
    char text[2] = "";
    if (below(m, 2))
        in.key = keys[below(m, KEYS)];
    else
        in.key = 33 + below(m, 94);
    if (in.key >= 'A' && in.key <= 'Z') in.key += 32;
    in.mods = below(m, 4) ? 0 : below(m, 8);
    if (in.mods == UI_CTRL && in.key == 'q' && below(m, 20)) in.key = 'z';
    if (in.key > 32 && in.key < 127 && !(in.mods & UI_CTRL)) text[0] = (char)in.key, in.text = text;
    say(m, "key", in.key + 1000000 * in.mods);
    pass_on(m, in);
}

static void drop(Monkey *m) {
    int which = below(m, m->files + 40);
    say(m, "drop", which);
    if (which < m->files)
        desk_drop(m->desk, m->file[which], NULL);
    else
        desk_drop(m->desk, NULL, some_text(m, m->scratch));
}

static void resize(Monkey *m) {
    static const int sizes[][2] = { { 1280, 720 }, { 640, 480 }, { 1920, 1080 }, { 480, 320 },
                                    { 720, 1280 }, { 800, 600 }, { 1024, 768 } };
    int which = below(m, 7);
    say(m, "size", which);
    m->pixels = (Pixels){ m->memory, sizes[which][0], sizes[which][1], sizes[which][0] };
    desk_size(m->desk, sizes[which][0], sizes[which][1], below(m, 5) ? 1 : 1 + below(m, 4) * 0.5);
    desk_presenter_size(m->desk, sizes[which][0], sizes[which][1], 1);
}

static void touch(Monkey *m) {
    int kind = below(m, 4);
    say(m, "touch", kind);
    go_somewhere(m);
    if (kind == 0) desk_pinch(m->desk, 0.5 + below(m, 100) / 50.0, m->x, m->y);
    if (kind == 1) desk_pan(m->desk, below(m, 200) - 100, below(m, 200) - 100, m->x, m->y);
    if (kind < 2) return;
    for (int i = 0; i < kind - 1; i++) desk_finger(m->desk, FINGER_DOWN, i, m->x + 40 * i, m->y, m->now);
    for (int k = 0; k < 6; k++) {
        for (int i = 0; i < kind - 1; i++)
            desk_finger(m->desk, FINGER_MOVES, i, m->x += below(m, 60) - 30, m->y += below(m, 60) - 30, m->now);
        desk_frame(m->desk, m->now += 1.0 / 60);
    }
    for (int i = 0; i < kind - 1; i++) desk_finger(m->desk, FINGER_UP, i, m->x, m->y, m->now);
}

static void turn_wheel(Monkey *m) {
    go_somewhere(m);
    UiInput in = at_pointer(m);
    in.wheel = (below(m, 9) - 4) * 40;
    in.mods = below(m, 4) ? 0 : UI_CTRL;
    say(m, "wheel", (int)in.wheel);
    pass_on(m, in);
}

static void follow_link(Monkey *m) {
    const App *app = desk_app(m->desk);
    int lesson = below(m, app->library.count), step = 1 + below(m, 9);
    say(m, "link", lesson * 100 + step);
    desk_open(m->desk,
              arena_print(m->scratch, "#%d.%d%s", lesson + 1, step, below(m, 4) ? "" : "?v=1&d=AAAA&set=temperature:2&query=3"));
}

static void act(Monkey *m) {
    int dice = below(m, 100);
    if (dice < 34)
        type_key(m);
    else if (dice < 62)
        press(m, dice >= 54);
    else if (dice < 74)
        go_somewhere(m), say(m, "move", (int)m->x);
    else if (dice < 80)
        turn_wheel(m);
    else if (dice < 84)
        touch(m);
    else if (dice < 87)
        drop(m);
    else if (dice < 91)
        resize(m);
    else if (dice < 94)
        follow_link(m);
    else
        m->now += below(m, 20) / 10.0, say(m, "wait", 0);
}

// --- the window around it

static double milliseconds(void) { return 1000 * platform_seconds(); }

static void keep_slow(Monkey *m, double ms) {
    for (int i = 0; i < SLOW_KEPT; i++) {
        if (ms <= m->slow[i].ms) continue;
        memmove(&m->slow[i + 1], &m->slow[i], sizeof(Slow) * (size_t)(SLOW_KEPT - 1 - i));
        m->slow[i] = (Slow){ .ms = ms, .event = m->event };
        memcpy(m->slow[i].what, m->what, sizeof m->what);
        return;
    }
}

static bool begin(Monkey *m) {
    Problems problems = { .arena = m->scratch };
    DeskOptions options = { .host = { m, paste, copy }, .scripted = true };
    m->desk = desk_begin(&options, &problems);
    problems_print(stderr, &problems);
    if (!m->desk) return false;
    m->screen = screen_open(desk_fonts(m->desk));
    m->pixels = (Pixels){ m->memory, 1280, 720, 1280 };
    desk_size(m->desk, 1280, 720, 1);
    return m->screen != NULL;
}

static void finish(Monkey *m) {
    if (m->screen) screen_close(m->screen);
    if (m->desk) desk_end(m->desk);
    m->desk = NULL;
    m->screen = NULL;
    arena_reset(m->scratch);
}

static void show(Monkey *m) {
    PixelBox touched[SCREEN_BOXES];
    const List *list = desk_frame(m->desk, m->now += 1.0 / 60);
    screen_draw(m->screen, m->pixels, list, desk_theme(m->desk), desk_scale(m->desk), touched);
    if (desk_presents(m->desk)) desk_presenter_frame(m->desk, m->now);
    desk_watch(m->desk, m->now);
}

static size_t resident(void) { // KiB
    size_t all = 0, now = 0;
    FILE *in = fopen("/proc/self/statm", "r");
    if (in && fscanf(in, "%zu %zu", &all, &now) != 2) now = 0;
    if (in) fclose(in);
    return now * (size_t)sysconf(_SC_PAGESIZE) / 1024;
}

static bool run(Monkey *m, double until, long events) {
    for (; events ? m->event < events : milliseconds() < until; m->event++) {
        if (!m->desk && !begin(m)) return false;
        double from = milliseconds();
        act(m);
        show(m);
        keep_slow(m, milliseconds() - from);
        if (m->event % 5000 == 4999) printf("%ld events, %zu KiB\n", m->event + 1, resident());
        if (desk_quit(m->desk) || m->event % RUN == RUN - 1) finish(m);
    }
    return true;
}

int main(int argc, char **argv) {
    double seconds = argc > 1 ? atof(argv[1]) : 10;
    unsigned long seed = argc > 2 ? strtoul(argv[2], NULL, 10) : (unsigned long)time(NULL) % 1000000;
    long events = argc > 3 ? atol(argv[3]) : 0;
    char home[] = "/tmp/attend-monkey-XXXXXX";
    if (!mkdtemp(home)) return perror(home), 1;
    setenv("HOME", home, 1);
    setenv("PATH", "/nonexistent", 1); // it starts no other programs
    unsetenv("XDG_STATE_HOME"), unsetenv("XDG_CONFIG_HOME"), unsetenv("XDG_PICTURES_DIR");
    printf("seed %lu\n", seed);
    fflush(stdout);
    Monkey m = {
        .random = random_seed(seed), .arena = arena_begin(), .scratch = arena_begin(), .trace = getenv("MONKEY_TRACE") != NULL
    };
    m.memory = calloc(1920 * 1920, sizeof *m.memory);
    gather(&m, "lessons/data"), gather(&m, "tests/data/files"), gather(&m, "lessons");
    platform_confine(true);
    bool well = m.memory && run(&m, milliseconds() + 1000 * seconds, events);
    finish(&m);
    printf("seed %lu: %ld events, %zu KiB; the slowest:", seed, m.event, resident());
    for (int i = 0; i < SLOW_KEPT; i++) printf(" %.0f ms (%ld, %s)", m.slow[i].ms, m.slow[i].event, m.slow[i].what);
    printf("\n");
    free(m.memory);
    arena_end(m.arena);
    arena_end(m.scratch);
    render_shutdown();
    char command[200];
    snprintf(command, sizeof command, "/bin/rm -rf '%s'", home);
    return system(command) != 0 || !well;
}
