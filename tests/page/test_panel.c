// The pages over the real lessons at many sizes: no text is cut or lies over other text, and everything fits.
#include "page/page_lesson.h"
#include "page/predict.h"

#include "page/drive.h"

// Texts of the panel stay within it; those of the bar and the timeline are not cut by the window.
static void check_panel_sides(const char *where, Box panel) {
    const List *list = &app.ui.list;
    for (int i = app.stage.end; i < list->count; i++) {
        const Cmd *cmd = &list->cmd[i];
        if (cmd->kind != CMD_TEXT || cmd->text.y < panel.y || cmd->text.y > panel.y + panel.h ||
            cmd->box.x + cmd->box.w / 2 < panel.x)
            continue;
        if (cmd->box.x < panel.x + 8 || cmd->box.x + cmd->box.w > panel.x + panel.w - 8)
            fail_msg("%s: '%s' leaves the panel", where, cmd->text.text);
    }
}

static void at_every_size(const char *lesson, const Metrics *metrics, const char *fonts) {
    static const struct {
        double w, h, zoom;
        bool large;
    } sizes[] = {
        { 960, 600, 1, false },    { 1280, 720, 1, false },   { 1280, 720, 1, true },  { 1920, 1080, 1, false },
        { 1920, 1080, 1, true },   { 640, 400, 1, false },    { 1280, 720, 3, false }, { 3840, 2160, 3, false },
        { 960, 600, 0.75, false }, { 800, 1000, 1.25, true },
    };
    Problems problems = { .arena = app.frame };
    app.metrics = app.ui.metrics = metrics;
    const char *path = library_find(&app.library, lesson, &problems);
    assert_true(app_open(&app, path, 0));
    app.notes = true;
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        window_width = sizes[s].w, window_height = sizes[s].h;
        app.zoom = sizes[s].zoom;
        app.large = sizes[s].large;
        for (int step = 0; step < session_lesson(app.session)->steps; step++) {
            char where[200];
            app_go(&app, step);
            rest();
            snprintf(where, sizeof where, "%s step %d at %gx%g, zoom %g%s, %s", lesson, step + 1, sizes[s].w, sizes[s].h,
                     sizes[s].zoom, sizes[s].large ? ", large type" : "", fonts);
            PageLayout l = page_layout(app.ui.width, app.ui.height, app.ui.type, app.fit.place, 0);
            assert_true(app.ui.width >= 639.9 && app.ui.height >= 399.9);
            check_texts(where);
            if (l.place == PANEL_BESIDE) check_panel_sides(where, l.panel);
            ui_scroll_by(&app.ui, ui_id(&app.ui, "panel scroll"), 1e6); // the end of the panel as well
            rest();
            check_texts(where);
        }
    }
}

static void nothing_overlaps_in_retrieval(void **state) {
    (void)state;
    at_every_size("retrieval", fixed_metrics(), "fixed metrics");
}

static void nothing_overlaps_in_similarity(void **state) {
    (void)state;
    at_every_size("similarity", fixed_metrics(), "fixed metrics");
}

static void nothing_overlaps_with_the_real_fonts(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Problems problems = { .arena = arena };
    Fonts *fonts = fonts_open(arena, &problems);
    if (fonts) {
        at_every_size("retrieval", fonts_metrics(fonts), "real fonts");
        at_every_size("similarity", fonts_metrics(fonts), "real fonts");
        fonts_close(fonts);
    }
    arena_end(arena);
}

static void layouts_tile_the_page(void **state) {
    (void)state;
    for (double w = 640; w <= 3840; w += 160)
        for (double h = 400; h <= 2160; h += 110)
            for (int k = 0; k < 2 * PANEL_PLACES; k++) {
                PanelPlace place = (PanelPlace)(k / 2);
                if (place == PANEL_BESIDE && w < 960) continue;
                PageLayout l = page_layout(w, h, k % 2 ? 1.3 : 1, place, 0);
                assert_false(box_meets(l.stage, l.panel) || box_meets(l.stage, l.bottom) || box_meets(l.panel, l.bottom) ||
                             box_meets(l.top, l.stage));
                assert_true(l.stage.w >= 640 && l.stage.h >= 100);
                assert_true(l.panel.h >= (place == PANEL_FOLDED ? 40 : 100) && l.panel.w >= 320);
                assert_close(place != PANEL_BESIDE ? l.stage.h + l.panel.h : l.stage.h, h - l.top.h - l.bottom.h, 1e-9);
                if (place == PANEL_BESIDE) assert_close(l.stage.w + l.panel.w, w, 1e-9);
            }
}

static void the_map_fits(void **state) {
    (void)state;
    app_home(&app);
    static const double widths[] = { 640, 800, 960, 1280, 1600, 1920, 3840 };
    for (size_t i = 0; i < sizeof widths / sizeof *widths; i++)
        for (int large = 0; large < 2; large++) {
            char where[100];
            window_width = widths[i], window_height = 720, app.large = large;
            rest();
            snprintf(where, sizeof where, "course map at %g%s", widths[i], large ? ", large type" : "");
            app.stage.first = app.stage.end = 0;
            check_texts(where);
            for (int k = 0; k < app.home.map.spots; k++) {
                Box card = app.home.map.spot[k].at;
                assert_true(card.x >= 0 && card.x + card.w <= app.ui.width);
                for (int j = 0; j < k; j++) assert_false(box_meets(card, app.home.map.spot[j].at));
            }
        }
}

// Under the question stand its options and *Show*, all of it whole, however low the window is that lessons are held in.
static void check_question(const char *where, double foot) {
    const Block *question = step_question(session_lesson_step(app.session));
    const char *last = predict_waits(&app) ? "Show" : "Predict"; // of a question that waits for nothing the options are after it
    const Cmd *at = NULL;
    for (int i = app.stage.end; i < app.ui.list.count && !at; i++) {
        const Cmd *cmd = &app.ui.list.cmd[i];
        if (cmd->kind == CMD_CLIP) foot = cmd->box.y + cmd->box.h; // of the text that scrolls
        if (cmd->kind == CMD_TEXT && !strcmp(cmd->text.text, last)) at = cmd;
    }
    if (!at || app.fit.place == PANEL_FOLDED) return;
    double end =
        predict_waits(&app) ? at->box.y + at->box.h / 2 + UI_TARGET / 2.0 : at->box.y + UI_TARGET * (1 + question->options);
    if (end > foot) fail_msg("%s: its question is cut, it ends at %g of %g", where, end, foot);
}

static void every_question_is_whole(void **state) {
    (void)state;
    static const double size[][2] = { { 1280, 720 }, { 1366, 768 }, { 1024, 768 } };
    Arena *arena = arena_begin();
    Problems problems = { .arena = arena };
    Fonts *fonts = fonts_open(arena, &problems);
    if (fonts) app.metrics = app.ui.metrics = fonts_metrics(fonts);
    settings_say(app.settings, TEXT("predict"), TEXT("on"), &problems);
    session_set_race(app.session, RACE_BY_FRAMES);
    int asked = 0;
    for (size_t z = 0; z < sizeof size / sizeof *size && fonts; z++) {
        window_width = size[z][0], window_height = size[z][1];
        for (int i = 0; i < app.library.count; i++) {
            assert_true(app_open(&app, app.library.entry[i].path, 0));
            for (int step = 0; step < session_lesson(app.session)->steps; step++) {
                app_go(&app, step);
                rest();
                check_question(
                    arena_print(arena, "%s step %d at %gx%g", app.library.entry[i].path, step + 1, size[z][0], size[z][1]),
                    app.stage.at.y + app.stage.at.h);
                asked++;
            }
        }
    }
    assert_true(asked > 300 || !fonts);
    app.metrics = app.ui.metrics = fixed_metrics();
    if (fonts) fonts_close(fonts);
    arena_end(arena);
}

#define test(name) cmocka_unit_test_setup_teardown(name, open_app, close_app)

int main(void) {
    const struct CMUnitTest tests[] = {
        test(nothing_overlaps_in_retrieval),        test(every_question_is_whole), test(nothing_overlaps_in_similarity),
        test(nothing_overlaps_with_the_real_fonts), test(layouts_tile_the_page),   test(the_map_fits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
