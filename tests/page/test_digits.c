// Digits first: in every window, at every zoom and in large type, no number of any step is smaller in pixels than at the usual
// size in the same window, none is lost, and no text of the picture runs into another. With the real fonts, on lists alone.
// ATTEND_EVERY_SIZE=1 walks the whole grid; else a few sizes stand for it.
#include "page/drive.h"

#include <stdlib.h>

#include "draw/digits.h"
#include "render/fonts.h"

enum { SETTINGS_MOST = 20 };
typedef struct Window {
    double w, h;
    PanelPlace place[SETTINGS_MOST]; // at each size of type, and of which step of the lesson
    int of_step[SETTINGS_MOST];
} Window;

static Window few[] = { { .w = 1280, .h = 720 }, { .w = 1920, .h = 1080 }, { .w = 1080, .h = 1920 }, { .w = 390, .h = 844 } };
static const double few_zooms[] = { 1.5, 2.5 };
static Window all[] = { { .w = 640, .h = 480 },   { .w = 800, .h = 600 },   { .w = 960, .h = 600 },   { .w = 1024, .h = 768 },
                        { .w = 1280, .h = 720 },  { .w = 1280, .h = 800 },  { .w = 1366, .h = 768 },  { .w = 1600, .h = 900 },
                        { .w = 1920, .h = 1080 }, { .w = 1920, .h = 1200 }, { .w = 2560, .h = 1080 }, { .w = 3440, .h = 1440 },
                        { .w = 2560, .h = 1440 }, { .w = 3440, .h = 2000 }, { .w = 3840, .h = 2160 }, { .w = 768, .h = 1024 },
                        { .w = 1080, .h = 1440 }, { .w = 1080, .h = 1920 }, { .w = 2160, .h = 3840 } };
static const double all_zooms[] = { 0.75, 0.9, 1.1, 1.25, 1.5, 1.75, 2, 2.5, 3 };

static int offenders;

static void complain(const char *where, const char *what) {
    if (offenders++ < 60) print_error("%s: %s\n", where, what);
}

static Digits on_stage(void) {
    List picture = app.ui.list;
    picture.count = app.stage.end;
    return digits_on(&picture, app.stage.first, app.memory);
}

static double pixels(void) { return app.pixel_width / app.ui.width; }

// As high as the face's capitals really are.
static Box seen(const Cmd *text) {
    Box b = ink(text);
    double cap = app.metrics->face[text->text.face].cap_height * text->text.size;
    return box(b.x, text->text.y - cap, b.w, cap);
}

static void check_stage_overlaps(const char *where) {
    const List *list = &app.ui.list;
    for (int i = app.stage.first; i < app.stage.end; i++) {
        const Cmd *a = &list->cmd[i];
        if (a->kind != CMD_TEXT || a->may_overlap || a->text.paint.alpha < 0.02f) continue;
        for (int k = i + 1; k < app.stage.end; k++) {
            const Cmd *b = &list->cmd[k];
            if (b->kind != CMD_TEXT || b->may_overlap || b->text.paint.alpha < 0.02f) continue;
            if (is_math(a->text.face) && is_math(b->text.face)) continue;
            if (!box_meets(seen(a), seen(b))) continue;
            char text[200];
            snprintf(text, sizeof text, "'%s' and '%s' overlap", a->text.text, b->text.text);
            complain(where, text);
            return;
        }
    }
}

static void check_page(const Digits *usual, double usual_pixels, const char *where) {
    one((UiInput){ 0 });
    Digits shown = on_stage();
    const DigitSize *lost = digits_lost(&shown, pixels(), usual, usual_pixels);
    if (lost) {
        char text[200];
        const Node *node = tape_node(session_tape(app.session), lost->ident.node);
        snprintf(text, sizeof text, "%s[%d]%s is smaller than %.1f pixels, or lost", node->name ? node->name : "a node",
                 lost->ident.element, lost->ident.grad ? " gradient" : "", lost->size * usual_pixels);
        complain(where, text);
    }
    check_stage_overlaps(where);
    double least = window_height >= 1.3 * window_width ? 480 : 640; // a telephone held upright
    if (app.ui.width < least - 0.1 || app.ui.height < 399.9) complain(where, "less than 640 × 400 units");
}

// In large type no number is smaller than 1.8 % of the window's shorter side.
static void check_back_row(const char *where) {
    Digits shown = on_stage();
    double shorter = app.pixel_width < app.pixel_height ? app.pixel_width : app.pixel_height,
           least = digits_least(&shown) * pixels();
    char text[80];
    if (!shown.count || least >= 0.018 * shorter * 0.995) return;
    snprintf(text, sizeof text, "a number of %.1f pixels, %.2f %%", least, 100 * least / shorter);
    complain(where, text);
}

// The panel stays where it is through a lesson.
static void check_place(Window *window, int setting, int step, const char *where) {
    if (step > window->of_step[setting] && window->of_step[setting] >= 0 && window->place[setting] != app.fit.place)
        complain(where, "the panel has jumped to another place");
    window->place[setting] = app.fit.place, window->of_step[setting] = step;
}

static void check_setting(Window *window, int setting, double zoom, bool large, const Digits *usual, double usual_pixels) {
    const char *id = session_lesson(app.session)->id;
    char where[200];
    snprintf(where, sizeof where, "%s %d at %g × %g, zoom %g%s", id, app.player.step + 1, window->w, window->h, zoom,
             large ? ", large type" : "");
    app.zoom = zoom, app.large = large, app.panel = FIT_ANY;
    check_page(usual, usual_pixels, where);
    check_place(window, setting, app.player.step, where);
    if (large) check_back_row(where);
}

static void check_step(Window *window, const double *zoom, int zooms, bool both) {
    char where[200];
    window_width = window->w, window_height = window->h;
    snprintf(where, sizeof where, "%s %d at %g × %g", session_lesson(app.session)->id, app.player.step + 1, window->w, window->h);
    app.zoom = 0, app.large = false, app.panel = FIT_ANY;
    one((UiInput){ 0 });
    one((UiInput){ 0 }); // the room of its colour bars is known from the first
    Digits usual = on_stage();
    double usual_pixels = pixels();
    check_stage_overlaps(where);
    for (int i = 0; i < 2 * zooms; i++)
        if (both || i % 2 == 0) check_setting(window, i, zoom[i / 2], i % 2, &usual, usual_pixels);
    check_setting(window, 2 * zooms, 0, true, &usual, usual_pixels);
}

// Step by step, and at each step in all windows: a step that trains is opened once.
static void check_lesson(Window *window, int windows, const double *zoom, int zooms, bool both) {
    for (int w = 0; w < windows; w++)
        for (int i = 0; i < SETTINGS_MOST; i++) window[w].of_step[i] = -1;
    for (int step = 0; step < session_lesson(app.session)->steps; step += CHECK_EVERY) {
        app_go(&app, step);
        for (int w = 0; w < windows; w++) check_step(&window[w], zoom, zooms, both);
    }
}

static void no_number_gets_smaller(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Problems problems = { .arena = arena };
    Fonts *fonts = fonts_open(arena, &problems);
    if (!fonts) skip();
    bool every = getenv("ATTEND_EVERY_SIZE") != NULL;
    const char *only = getenv("ATTEND_LESSON");
    int windows = every ? (int)(sizeof all / sizeof *all) : (int)(sizeof few / sizeof *few),
        zooms = every ? (int)(sizeof all_zooms / sizeof *all_zooms) : (int)(sizeof few_zooms / sizeof *few_zooms);
    app.metrics = app.ui.metrics = fonts_metrics(fonts);
    for (int l = 0; l < app.library.count; l++) {
        const LibraryEntry *entry = &app.library.entry[l];
        if (entry->broken || (only && !strstr(entry->lesson.id, only))) continue;
        if (!app_open(&app, entry->path, 0)) fail_msg("%s is not opened", entry->path);
        for (int w = 0; w < windows && every; w++) check_lesson(&all[w], 1, all_zooms, zooms, true);
        if (!every) check_lesson(few, windows, few_zooms, zooms, false);
    }
    fonts_close(fonts);
    arena_end(arena);
    if (offenders) fail_msg("%d offenders", offenders);
}

// --- more room than a picture needs, and less

static double least_pixels(double w, double h) {
    window_width = w, window_height = h;
    rest();
    Digits shown = on_stage();
    return digits_least(&shown) * pixels();
}

static void a_huge_window_enlarges_the_picture(void **state) {
    (void)state;
    app_go(&app, 3);
    double usual = least_pixels(1280, 720);
    assert_true(app.fit.scale == 1);
    assert_true(least_pixels(1920, 1080) >= usual * 0.999);
    double huge = least_pixels(3440, 2000);
    assert_true(app.fit.scale > 1.4);
    assert_true(huge > 1.4 * usual);
}

static bool covers_cells(Box at) {
    for (int i = app.stage.first; i < app.stage.end; i++) {
        const Cmd *cmd = &app.ui.list.cmd[i];
        if (cmd->kind == CMD_RECT && ident_is_number(cmd->ident) && box_meets(cmd->box, at)) return true;
    }
    return false;
}

// What stands after the stage and says how large the picture is.
static Box zoom_label(void) {
    for (int i = app.stage.end; i < app.ui.list.count; i++)
        if (app.ui.list.cmd[i].kind == CMD_TEXT && !strcmp(app.ui.list.cmd[i].text.text, "100 %")) return app.ui.list.cmd[i].box;
    fail_msg("the zoom has no buttons");
    return (Box){ 0 };
}

static void the_zoom_stands_on_no_cell(void **state) {
    (void)state;
    Problems problems = { .arena = app.memory };
    static const double size[][2] = { { 1280, 720 }, { 820, 1180 }, { 1024, 1366 } };
    assert_true(app_open(&app, library_find(&app.library, "multi-head", &problems), 6));
    for (size_t i = 0; i < sizeof size / sizeof *size; i++) {
        window_width = size[i][0], window_height = size[i][1];
        rest();
        if (covers_cells(zoom_label())) fail_msg("at %g × %g the zoom stands on a cell", window_width, window_height);
    }
}

// Whichever lesson was open before.
static void a_layout_is_of_its_lesson(void **state) {
    (void)state;
    enum { MOST = 40 };
    PanelPlace place[MOST];
    int lessons = app.library.count;
    assert_in_range(lessons, 2, MOST);
    app.panel = FIT_ANY;
    for (int run = 0; run < 6; run++) {
        int pass = run % 2;
        static const double at_size[][3] = { { 1280, 720, 1.5 }, { 1024, 768, 1.25 }, { 1600, 900, 2 } };
        window_width = at_size[run / 2][0], window_height = at_size[run / 2][1], app.zoom = at_size[run / 2][2];
        app.fit_kept = NULL; // nothing is known of any
        for (int i = 0; i < lessons; i++) {
            int at = pass ? lessons - 1 - i : i;
            assert_true(app_open(&app, app.library.entry[at].path, 0));
            one((UiInput){ 0 });
            if (!pass) place[at] = app.fit.place;
            if (app.fit.place != place[at]) fail_msg("%s: the panel stands elsewhere", app.library.entry[at].id);
        }
    }
    app.zoom = 1;
}

// --- more numbers than there is room for

static void load(int rows, int columns, bool words) {
    static const char *const word[] = { "the",  "cat",   "sat", "down", "on",   "a",    "mat",
                                        "then", "slept", "for", "very", "long", "hours" };
    Builder text = { .arena = app.memory };
    Problems problems = { .arena = app.memory };
    for (int which = 0; which < 3; which++)
        for (int i = 0; i < (which ? rows : 1); i++) {
            builder_print(&text, "%c", "qkv"[which]);
            if (which) builder_print(&text, "%d", i + 1);
            if (which == 1 && words) builder_print(&text, ":%s", word[i]);
            for (int j = 0; j < columns; j++) builder_print(&text, ",%d.5", (i * 3 + j * 5 + which) % 7 - 3);
            builder_print(&text, "\n");
        }
    if (!app_load_text(&app, text_of(builder_text(&text)), &problems)) fail_msg("%s", problem_text(app.memory, &problems.item[0]));
}

static int digits_of(const char *name) {
    Digits shown = on_stage();
    int count = 0;
    for (int i = 0; i < shown.count; i++) count += shown.of[i].ident.node == node(name);
    return count;
}

static void wide_matrices_show_digits_when_zoomed(void **state) {
    (void)state;
    load(6, 8, false);
    app_go(&app, 4);
    rest();
    assert_int_equal(digits_of("v"), 0);
    for (int i = 0; i < 3; i++) stage_zoom(&app, 1.5, 400, 300);
    rest();
    assert_int_equal(digits_of("v"), 48);
    assert_int_equal(digits_of("k"), 48);
    stage_zoom(&app, 0.01, 400, 300);
    rest();
    assert_int_equal(digits_of("v"), 0);
}

static void words_stay_at_thirteen_keys(void **state) {
    (void)state;
    load(13, 2, true);
    app_go(&app, 3);
    for (int size = 0; size < 2; size++) {
        window_height = size ? 460 : 720;
        rest();
        int words = 0;
        for (int i = app.stage.first; i < app.stage.end; i++) {
            const Cmd *cmd = &app.ui.list.cmd[i];
            words += cmd->kind == CMD_TEXT &&
                     (!strcmp(cmd->text.text, "cat") || !strcmp(cmd->text.text, "the") || !strcmp(cmd->text.text, "mat"));
        }
        assert_true(words >= (size ? 2 : 3));
        check_stage_overlaps("thirteen keys");
    }
    assert_int_equal(offenders, 0);
}

#define test(name) cmocka_unit_test_setup_teardown(name, open_app, close_app)

int main(void) {
    const struct CMUnitTest tests[] = {
        test(no_number_gets_smaller),      test(a_huge_window_enlarges_the_picture),
        test(the_zoom_stands_on_no_cell),  test(wide_matrices_show_digits_when_zoomed),
        test(words_stay_at_thirteen_keys), test(a_layout_is_of_its_lesson),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
