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

// Two numbers of a node on the stage, whose explanations ring different cells; of a picture without such cells, two of whatever it
// explains.
static bool find_cells(Frame *f, const char *node) {
    NodeId id = tape_find(session_tape(f->app.session), node);
    pages_pass(&f->app, f->in);
    const List *list = &f->app.ui.list;
    for (int any = 0; any < 2; any++) {
        int found = 0;
        for (int i = f->app.stage.first; i < f->app.stage.end && found < 2; i++) {
            const Cmd *c = &list->cmd[i];
            bool right = any ? c->ident.kind == IDENT_VALUE || c->ident.kind == IDENT_GRAD || c->ident.kind == IDENT_NOTE
                             : c->kind == CMD_RECT && c->ident.kind == IDENT_VALUE && c->ident.node == id;
            double x = c->box.x + c->box.w / 2, y = c->box.y + c->box.h / 2;
            if (!right || (found && f->where[0][1] == y)) continue; // of another row
            f->where[found][0] = x;
            f->where[found++][1] = y;
        }
        if (found == 2) return true;
    }
    return false;
}

static void one_scene(Frame *f, const char *scene, const char *lesson, int step, const char *node, int width, int height) {
    char name[100];
    char hover[100];
    snprintf(name, sizeof name, "frame_%s_%dx%d", scene, width, height);
    snprintf(hover, sizeof hover, "hover_%s_%dx%d", scene, width, height);
    if (!bench_wanted(name) && !bench_wanted(hover)) return;
    Problems problems = { .arena = f->app.memory };
    const char *path = library_find(&f->app.library, lesson, &problems);
    if (!path || !app_open(&f->app, path, step - 1)) return;
    f->scale = height / 720.0;
    f->in = (UiInput){ .x = -1, .y = -1 };
    f->app.ui.width = width / f->scale;
    f->app.ui.height = height / f->scale;
    f->pixels = (Pixels){ malloc(sizeof(uint32_t) * (size_t)width * (size_t)height), width, height, width };
    f->partly = false;
    if (bench_wanted(name)) bench_row(name, bench_median(paint_frame, f, 0.5), 1);
    f->partly = bench_wanted(hover) && find_cells(f, node);
    f->in.inside = f->partly;
    if (f->partly) {
        f->kept = arena_begin();
        f->last = list_begin(f->kept, f->app.metrics);
        bench_row(hover, bench_median(paint_frame, f, 0.5), 1);
        arena_end(f->kept);
    }
    free(f->pixels.at);
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
    f->scale = 1;
    f->in = (UiInput){ .x = -1, .y = -1 };
    f->app.ui.width = width, f->app.ui.height = height;
    f->pixels = (Pixels){ malloc(sizeof(uint32_t) * (size_t)width * (size_t)height), width, height, width };
    pages_pass(&f->app, f->in);
    presenter_toggle(&f->app);
    f->app.presenter.ui.width = width, f->app.presenter.ui.height = height;
    bench_row("frame_presenter_1920x1080", bench_median(paint_presenter, f, 0.5), 1);
    presenter_toggle(&f->app);
    free(f->pixels.at);
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

// The race at T = 40 as in a window: 30 frames a second while both models train beside them. What a frame takes of its own
// thread, the longest of 90 too, and how long it takes by the clock until attention answers rightly.
static void race_while_it_trains(Frame *f, int width, int height) {
    enum { FRAMES = 90 };
    double took[FRAMES], start = 0, solved = -1;
    Problems problems = { .arena = f->app.memory };
    const char *path = library_find(&f->app.library, "race", &problems),
               *other = library_find(&f->app.library, "retrieval", &problems);
    if (!other || !app_open(&f->app, other, 0)) return; // what was trained before goes
    session_set_race(f->app.session, RACE_BESIDE);
    if (!path || !app_open(&f->app, path, 4)) return;
    f->scale = height / 720.0;
    f->in = (UiInput){ .x = -1, .y = -1 };
    f->app.ui.width = width / f->scale;
    f->app.ui.height = height / f->scale;
    f->pixels = (Pixels){ malloc(sizeof(uint32_t) * (size_t)width * (size_t)height), width, height, width };
    f->partly = false;
    for (int i = 0; i < 10; i++) paint_frame(f); // glyphs are there by now
    session_race_run(f->app.session, true);
    start = bench_now();
    for (int i = 0; i < FRAMES; i++) {
        double before = own_time();
        paint_frame(f);
        took[i] = own_time() - before;
        const Record *attention = &session_race(f->app.session)->lane[0];
        if (solved < 0 && attention->points && attention->point[attention->points - 1].accuracy > 0.99f)
            solved = bench_now() - start;
        while (bench_now() < start + (i + 1) * 1000.0 / 30) nanosleep(&(struct timespec){ .tv_nsec = 500000 }, NULL);
    }
    qsort(took, FRAMES, sizeof *took, by_size);
    char name[100];
    snprintf(name, sizeof name, "frame_race_training_%dx%d", width, height);
    bench_row(name, took[FRAMES / 2], 2);
    snprintf(name, sizeof name, "frame_race_longest_%dx%d", width, height);
    bench_row(name, took[FRAMES - 1], 2);
    if (solved >= 0) bench_row("race_solved_40", solved, 2);
    app_home(&f->app);
    session_set_race(f->app.session, RACE_AT_ONCE);
    free(f->pixels.at);
}

void bench_frames(void) {
    static const struct {
        const char *scene, *lesson;
        int step;
        const char *node; // hovered
        // clang-format off
    } scenes[] = {
        { "attention", "retrieval", 7, "a" },
        { "lookup", "retrieval", 1, "v" },
        { "hull", "retrieval", 5, "a" },
        { "sharpness", "retrieval", 8, "curve.a" },
        { "plane", "similarity", 1, "s" },
        { "spread", "similarity", 2, "none" },
        { "additive", "similarity", 5, "a" },
        { "twins", "similarity", 7, "ring.dot.a" },
        { "cost", "similarity", 8, "none" },
        { "heads", "multi-head", 7, "a" },
        { "wishes", "multi-head", 5, "a" },
        { "slices", "multi-head", 8, "none" },
        { "race", "race", 5, "none" },
        { "mask", "masking", 5, "zero.a" },
        { "matrix", "masking", 8, "a" },
        { "schedule", "waiting", 2, "att.o" },
        { "comparison", "comparison", 8, "none" },
        { "gradient-flow", "gradient-flow", 3, "rnn.loss" },
        { "gradient-edge", "gradient-flow", 5, "a" },
        { "gradient-film", "gradient-flow", 6, "none" },
        { "gradient-stack", "gradient-flow", 7, "pre.loss" },
        { "layer-norm", "layer-norm", 6, "xhat" },
        { "rescale", "layer-norm", 3, "y" },
        { "batch-norm", "layer-norm", 5, "layer.y" },
        { "two-features", "layer-norm", 7, "xhat" },
        { "depth", "layer-norm", 8, "none" },
        { "order", "positions", 1, "one.o" },
        { "position", "positions", 2, "added" },
        { "clocks", "positions", 3, "pe" },
        { "stripes", "positions", 4, "none" },
        { "rotation", "positions", 5, "R" },
        { "distance", "positions", 6, "dot" },
        { "learned", "positions", 7, "none" },
        { "cell", "vanishing", 1, "z" },
        { "recurrence", "vanishing", 4, "x" },
        { "powers", "vanishing", 5, "power" },
        { "slope", "vanishing", 6, "bound" },
        { "jacobian", "vanishing", 7, "none" },
        { "brake", "exploding", 2, "factor" },
        { "valley", "exploding", 5, "none" },
        { "clip", "exploding", 6, "none" },
        { "belt", "exploding", 8, "c" },
        { "block", "block", 2, "a" },
        // clang-format on
    };
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
    for (size_t i = 0; i < sizeof scenes / sizeof *scenes; i++) {
        one_scene(&f, scenes[i].scene, scenes[i].lesson, scenes[i].step, scenes[i].node, 1280, 720);
        one_scene(&f, scenes[i].scene, scenes[i].lesson, scenes[i].step, scenes[i].node, 1920, 1080);
    }
    presenter(&f, 1920, 1080);
    if (bench_wanted("frame_race_training_1280x720") || bench_wanted("race_solved_40")) {
        race_while_it_trains(&f, 1280, 720);
        race_while_it_trains(&f, 1920, 1080);
    }
    painter_close(f.painter);
    app_end(&f.app);
    fonts_close(fonts);
    arena_end(arena);
    render_shutdown();
}
