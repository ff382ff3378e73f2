// The dialog that saves figures: every format by Enter and by Ctrl S, never over another file without asking, a film picture by
// picture, which can be stopped and leaves nothing; and what it says of the figure beside it.
#include "drive.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/platform.h"
#include "render/system_fonts.h"

static char folder[64];
static Arena *memory;

static int open_all(void **state) {
    memory = arena_begin();
    strcpy(folder, "/tmp/attend-save-XXXXXX");
    if (!mkdtemp(folder) || open_app(state)) return -1;
    Problems problems = { .arena = memory };
    app.fonts = fonts_open(memory, &problems);
    settings_say(app.settings, TEXT("folder"), text_of(folder), &problems);
    unsetenv("DISPLAY"); // nothing is put on anybody's clipboard
    unsetenv("WAYLAND_DISPLAY");
    return app.fonts ? 0 : -1;
}

static int close_all(void **state) {
    close_app(state);
    fonts_close(app.fonts);
    render_shutdown();
    arena_end(memory);
    char command[100];
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    return system(command);
}

static void open_dialog(void) {
    app_go(&app, 6);
    rest();
    pages_do(&app, (Asked){ ACTION_SAVE_FIGURE });
    rest();
    assert_int_equal(app.dialogs.open, DIALOG_FIGURE);
}

static const char *path_of(const char *name) { return arena_print(memory, "%s/%s", folder, name); }

static size_t size_of(const char *path) {
    struct stat s;
    return stat(path, &s) == 0 ? (size_t)s.st_size : 0;
}

static void enter_saves_in_every_format(void **state) {
    (void)state;
    static const char *const format[] = { "PNG", "SVG", "PDF" };
    for (int i = 0; i < 3; i++)
        for (int by = 0; by < 2; by++) {
            open_dialog();
            click_text(format[i]); // the focus is on the format now
            const char *path = arena_print(memory, "%s", app.dialogs.path);
            assert_int_equal(size_of(path), 0);
            by ? key('s', UI_CTRL) : key(UI_KEY_ENTER, 0);
            assert_int_equal(app.dialogs.open, DIALOG_NONE);
            assert_true(size_of(path) > 1000);
            assert_non_null(strstr(app.toast.text, path));
        }
}

static void nothing_is_overwritten_without_asking(void **state) {
    (void)state;
    Problems problems = { .arena = memory };
    const char *path = path_of("mine.svg");
    assert_true(file_write(path, TEXT("mine"), &problems));
    open_dialog();
    snprintf(app.dialogs.path, sizeof app.dialogs.path, "%s", path);
    rest();
    key('s', UI_CTRL);
    assert_int_equal(app.dialogs.open, DIALOG_FIGURE);
    assert_true(shows("A file of this name is there already."));
    assert_int_equal(size_of(path), 4);
    click_text("Replace it");
    assert_int_equal(app.dialogs.open, DIALOG_NONE);
    assert_true(size_of(path) > 1000);
}

static void a_film_goes_on_between_the_passes(void **state) {
    (void)state;
    open_dialog();
    click_text("GIF");
    const char *path = arena_print(memory, "%s", app.dialogs.path);
    one((UiInput){ .key = 's', .mods = UI_CTRL });
    assert_non_null(app.dialogs.film);
    one((UiInput){ 0 });
    if (app.dialogs.film) assert_true(shows("Stop"));
    assert_int_equal(size_of(path), 0);
    for (int i = 0; i < 1000 && app.dialogs.film; i++) one((UiInput){ 0 });
    assert_int_equal(app.dialogs.open, DIALOG_NONE);
    assert_true(size_of(path) > 10000);
    open_dialog();
    path = arena_print(memory, "%s", app.dialogs.path);
    one((UiInput){ .key = 's', .mods = UI_CTRL });
    one((UiInput){ 0 });
    if (app.dialogs.film) click_text("Stop");
    assert_null(app.dialogs.film);
    key(UI_KEY_ESCAPE, 0);
}

static void what_stands_still_makes_no_film(void **state) {
    (void)state;
    Problems problems = { .arena = app.frame };
    assert_true(app_open(&app, library_find(&app.library, "exploding", &problems), 0));
    int still = -1;
    for (int i = 0; i < session_lesson(app.session)->steps && still < 0; i++) {
        app_go(&app, i);
        if (session_seconds(app.session) <= 0) still = i;
    }
    if (still >= 0) {
        pages_do(&app, (Asked){ ACTION_SAVE_FIGURE });
        rest();
        click_text("GIF");
        key('s', UI_CTRL);
        assert_null(app.dialogs.film);
        assert_non_null(strstr(app.dialogs.problem[0], "does not move"));
        key(UI_KEY_ESCAPE, 0);
    }
    assert_true(app_open(&app, library_find(&app.library, "retrieval", &problems), 0));
}

static void it_says_how_large_the_smallest_label_is(void **state) {
    (void)state;
    open_dialog();
    click_text("PDF");
    click_text("Page");
    assert_true(shows("The smallest label is 7.0 pt in print"));
    click_text("Column");
    assert_true(shows("The smallest label is 7.0 pt in print"));
    assert_true(shows("Part of the picture: the whole would be too small."));
    click_text("Slide");
    assert_true(shows("The smallest label is 1.8 % of the slide’s height"));
    click_text("Title");
    assert_true(app.dialogs.wish.without & FIGURE_TITLE);
    click_text("Screen");
    key(UI_KEY_ESCAPE, 0);
    open_dialog(); // what was chosen holds
    assert_true(app.dialogs.wish.without & FIGURE_TITLE);
    click_text("Title");
    key(UI_KEY_ESCAPE, 0);
}

static void a_folder_that_is_none_is_said(void **state) {
    (void)state;
    open_dialog();
    snprintf(app.dialogs.path, sizeof app.dialogs.path, "%s/none/x.pdf", folder);
    rest();
    key('s', UI_CTRL);
    assert_int_equal(app.dialogs.open, DIALOG_FIGURE);
    assert_int_equal(app.dialogs.problems, 1);
    assert_non_null(strstr(app.dialogs.problem[0], "none/x.pdf"));
    key(UI_KEY_ESCAPE, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(enter_saves_in_every_format),
        cmocka_unit_test(nothing_is_overwritten_without_asking),
        cmocka_unit_test(a_film_goes_on_between_the_passes),
        cmocka_unit_test(what_stands_still_makes_no_film),
        cmocka_unit_test(it_says_how_large_the_smallest_label_is),
        cmocka_unit_test(a_folder_that_is_none_is_said),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
