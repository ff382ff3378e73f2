// Frames as a person gets them: the page is walked, its list built, the pixels painted, on one thread, in software.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bench.h"
#include "page/pages.h"
#include "render/pixels.h"
#include "render/system_fonts.h"

typedef struct Frame {
    App app;
    Painter *painter;
    Pixels pixels;
    UiInput in;
    double scale;
    Arena *kept; // the list painted last
    List last;
    bool partly;        // paint only what changed
    double where[2][2]; // two places the pointer goes between
    int turn;
} Frame;

static void paint_frame(void *context) {
    Frame *f = context;
    if (f->partly) {
        f->in.x = f->where[f->turn][0];
        f->in.y = f->where[f->turn][1];
        f->turn = !f->turn;
    }
    pages_pass(&f->app, f->in);
    pages_advance(&f->app, 1); // a hover's fade is over
    const List *list = &f->app.ui.list;
    Box box[16];
    int boxes = f->partly ? list_changes(&f->last, list, box, 16) : -1;
    painter_draw(f->painter, f->pixels, list, THEME_LIGHT, ROLE_STAGE, f->scale, boxes >= 0 ? box : NULL, boxes >= 0 ? boxes : 0);
    if (!f->partly) return;
    arena_reset(f->kept);
    f->last = list_begin(f->kept, list->metrics);
    list_add_all(&f->last, list);
}

// Two numbers on the stage whose explanations ring different cells; of a picture without such cells, two of whatever it explains.
static bool find_cells(Frame *f) {
    pages_pass(&f->app, f->in);
    const List *list = &f->app.ui.list;
    for (int any = 0; any < 2; any++) {
        int found = 0;
        for (int i = f->app.stage.first; i < f->app.stage.end && found < 2; i++) {
            const Cmd *c = &list->cmd[i];
            bool right = c->ident.kind == IDENT_VALUE || (any && (c->ident.kind == IDENT_GRAD || c->ident.kind == IDENT_NOTE));
            double x = c->box.x + c->box.w / 2, y = c->box.y + c->box.h / 2;
            if (!right || (!any && c->kind != CMD_RECT) || (found && f->where[0][1] == y)) continue; // of another row
            f->where[found][0] = x;
            f->where[found++][1] = y;
        }
        if (found == 2) return true;
    }
    return false;
}

static void resize(Frame *f, int width, int height) {
    free(f->pixels.at);
    f->pixels = (Pixels){ malloc(sizeof(uint32_t) * (size_t)width * (size_t)height), width, height, width };
    f->app.density = height / 720.0; // the same page, sharper
    f->scale = app_measure(&f->app, width, height);
    f->in = (UiInput){ .x = -1, .y = -1 };
    f->partly = false;
}

// A step as it stands when its question is answered and all has been played: its whole picture.
static bool open_step(Frame *f, const char *path, int step) {
    if (!app_open(&f->app, path, step)) return false;
    f->app.player.t = 1;
    f->app.player.playing = false;
    f->app.ui.focus = 0;
    return true;
}

static double hover(Frame *f, double seconds) {
    f->partly = find_cells(f);
    f->in.inside = f->partly;
    if (!f->partly) return 0;
    f->kept = arena_begin();
    f->last = list_begin(f->kept, f->app.metrics);
    double ms = bench_median(paint_frame, f, seconds);
    arena_end(f->kept);
    f->partly = f->in.inside = false;
    return ms;
}

// What the slowest step of each scene takes: its frame, and a hover over its numbers.
typedef struct Slowest {
    double frame, hover;
} Slowest;

static void steps_of(Frame *f, const LibraryEntry *entry, const char *scene, Slowest *slowest, int width, int height) {
    for (int s = 0; s < entry->lesson.steps; s++) {
        if (strcmp(entry->lesson.step[s].scene, scene) != 0 || !open_step(f, entry->path, s)) continue;
        resize(f, width, height);
        double frame = bench_median(paint_frame, f, 0.05), over = hover(f, 0.05);
        if (frame > slowest->frame) slowest->frame = frame;
        if (over > slowest->hover) slowest->hover = over;
    }
}

static void one_scene(Frame *f, const char *scene, int width, int height) {
    char name[100], over[100];
    snprintf(name, sizeof name, "frame_%s_%dx%d", scene, width, height);
    snprintf(over, sizeof over, "hover_%s_%dx%d", scene, width, height);
    if (!bench_wanted(name) && !bench_wanted(over)) return;
    Slowest slowest = { 0 };
    for (int l = 0; l < f->app.library.count; l++) steps_of(f, &f->app.library.entry[l], scene, &slowest, width, height);
    if (slowest.frame > 0 && bench_wanted(name)) bench_row(name, slowest.frame, 1);
    if (slowest.hover > 0 && bench_wanted(over)) bench_row(over, slowest.hover, 1);
}

// The presenter's window over the same app: its own list, with the class's page in it, and all its pixels.
static void paint_presenter(void *context) {
    Frame *f = context;
    presenter_pass(&f->app, f->in);
    painter_draw(f->painter, f->pixels, &f->app.presenter.ui.list, THEME_DARK, ROLE_STAGE, f->scale, NULL, 0);
}

static void presenter(Frame *f, int width, int height) {
    Problems problems = { .arena = f->app.memory };
    const char *path = library_find(&f->app.library, "masking", &problems);
    if (!bench_wanted("frame_presenter_1920x1080") || !path || !app_open(&f->app, path, 2)) return;
    resize(f, width, height);
    pages_pass(&f->app, f->in);
    presenter_toggle(&f->app);
    f->app.presenter.ui.width = width, f->app.presenter.ui.height = height;
    bench_row("frame_presenter_1920x1080", bench_median(paint_presenter, f, 0.5), 1);
    presenter_toggle(&f->app);
}

// Ctrl T: the first frame in large type, with a place for the panel that suits all steps of the lesson.
static void turn_type(void *context) {
    Frame *f = context;
    f->app.large = !f->app.large;
    f->app.stamp++; // what was found before is not taken again
    app_measure(&f->app, f->pixels.width, f->pixels.height);
    pages_pass(&f->app, f->in);
}

static void larger_type(Frame *f, int width, int height) {
    Problems problems = { .arena = f->app.memory };
    const char *path = library_find(&f->app.library, "retrieval", &problems);
    if (!bench_wanted("large_type_1920x1080") || !path || !app_open(&f->app, path, 2)) return;
    f->in = (UiInput){ .x = -1, .y = -1 };
    f->pixels = (Pixels){ NULL, width, height, width };
    bench_row("large_type_1920x1080", bench_median(turn_type, f, 0.5), 1);
    f->app.large = false;
    app_measure(&f->app, width, height);
}

static int by_size(const void *a, const void *b) {
    return (*(const double *)a > *(const double *)b) - (*(const double *)a < *(const double *)b);
}

// Milliseconds that this thread has worked, without those in which others had the processor.
static double own_time(void) {
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec * 1e-6;
}

// As in a window: 30 frames a second while a step's models train beside them. What a frame takes of its own thread, the longest of
// 90 too. Of the race at T = 40: how long it takes by the clock until attention answers rightly; the first steps are slow on
// purpose.
static void while_it_trains(Frame *f, const char *lesson, int step, int width, int height) {
    enum { FRAMES = 90 };
    double took[FRAMES], start = 0, solved = -1;
    Problems problems = { .arena = f->app.memory };
    const char *path = library_find(&f->app.library, lesson, &problems);
    session_set_race(f->app.session, RACE_BESIDE);
    if (!path || !app_open(&f->app, path, step)) return;
    resize(f, width, height);
    for (int i = 0; i < 10; i++) paint_frame(f); // glyphs are there by now
    session_race_restart(f->app.session);
    start = bench_now();
    for (int i = 0; i < FRAMES; i++) {
        double before = own_time();
        paint_frame(f);
        took[i] = own_time() - before;
        const RaceView *race = session_race(f->app.session);
        const Record *attention = race && !race->languages ? &race->lane[0] : NULL;
        if (solved < 0 && attention && attention->points && attention->point[attention->points - 1].accuracy > 0.99f)
            solved = bench_now() - start;
        while (bench_now() < start + (i + 1) * 1000.0 / 30) nanosleep(&(struct timespec){ .tv_nsec = 500000 }, NULL);
    }
    qsort(took, FRAMES, sizeof *took, by_size);
    char name[100];
    snprintf(name, sizeof name, "frame_%s_training_%dx%d", lesson, width, height);
    bench_row(name, took[FRAMES / 2], 2);
    snprintf(name, sizeof name, "frame_%s_longest_%dx%d", lesson, width, height);
    bench_row(name, took[FRAMES - 1], 2);
    if (solved >= 0) bench_row("race_solved_40", solved, 2);
    app_home(&f->app);
    session_set_race(f->app.session, RACE_AT_ONCE);
}

// The step of a lesson that shows a model learn.
static int learning_step(Frame *f, const char *lesson) {
    Problems problems = { .arena = f->app.memory };
    const char *path = library_find(&f->app.library, lesson, &problems);
    for (int l = 0; path && l < f->app.library.count; l++) {
        const LibraryEntry *entry = &f->app.library.entry[l];
        for (int s = 0; !strcmp(entry->path, path) && s < entry->lesson.steps; s++)
            if (!strcmp(entry->lesson.step[s].scene, "learning")) return s;
    }
    return -1;
}

static void training_beside(Frame *f) {
    int learning = learning_step(f, "language");
    bool race = bench_wanted("frame_race_training_1280x720") || bench_wanted("race_solved_40");
    if (race) while_it_trains(f, "race", 4, 1280, 720), while_it_trains(f, "race", 4, 1920, 1080);
    if (learning < 0 || !bench_wanted("frame_language_training_1280x720")) return;
    while_it_trains(f, "language", learning, 1280, 720);
    while_it_trains(f, "language", learning, 1920, 1080);
}

void bench_frames(void) {
    static Frame f;
    Arena *arena = arena_begin();
    Problems problems = { .arena = arena };
    Fonts *fonts = fonts_open(arena, &problems);
    if (!library_open(&f.app.library, &problems) || !fonts) {
        problems_print(stderr, &problems);
        exit(1);
    }
    f.app.fonts = fonts;
    app_begin(&f.app, fonts_metrics(fonts));
    f.painter = painter_open(fonts);
    settings_set(f.app.settings, SETTING_PREDICT, "off", &problems);
    for (int i = 0; i < f.app.library.vocabulary.scenes; i++) {
        const char *scene = f.app.library.vocabulary.scene[i].name;
        one_scene(&f, scene, 1280, 720);
        one_scene(&f, scene, 1920, 1080);
        one_scene(&f, scene, 3840, 2160);
    }
    larger_type(&f, 1920, 1080);
    presenter(&f, 1920, 1080);
    training_beside(&f);
    free(f.pixels.at);
    painter_close(f.painter);
    app_end(&f.app);
    fonts_close(fonts);
    arena_end(arena);
    render_shutdown();
}
