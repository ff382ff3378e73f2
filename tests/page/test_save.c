// The dialog that saves figures: every format by Enter and by Ctrl S, never over another file without asking, a film picture by
// picture, which can be stopped and leaves nothing; and what it says of the figure beside it.
#include "drive.h"

#include <sys/stat.h>
#include <time.h>
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

// A field takes Enter and Escape for itself: the dialog does as they say all the same, and so it does while a film is made.
static void fields_save_and_close_too(void **state) {
    (void)state;
    for (int i = 0; i < 6; i++) {
        open_dialog();
        click_text("Own size");
        click_text("SVG");
        const char *path = arena_print(memory, "%s", app.dialogs.path);
        const char *const field[] = { "1280x720", "a sentence under the picture", path };
        click_text(field[i / 2]);
        key(i % 2 ? UI_KEY_ESCAPE : UI_KEY_ENTER, 0);
        assert_int_equal(app.dialogs.open, DIALOG_NONE);
        assert_true((size_of(path) > 1000) == !(i % 2));
    }
    open_dialog();
    click_text("GIF");
    const char *path = arena_print(memory, "%s", app.dialogs.path);
    click_text(path);
    one((UiInput){ .key = UI_KEY_ENTER });
    assert_true(app.dialogs.job.runs);
    one((UiInput){ .key = UI_KEY_ESCAPE });
    assert_false(app.dialogs.job.runs);
    assert_int_equal(app.dialogs.open, DIALOG_NONE);
    assert_int_equal(size_of(path), 0);
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
    settings_say(app.settings, TEXT("predict"), TEXT("on"), &problems); // as many rows as there can be, in a low window
    key(UI_KEY_ESCAPE, 0);
    open_dialog();
    click_text("Own size");
    snprintf(app.dialogs.path, sizeof app.dialogs.path, "%s", path);
    rest();
    key('s', UI_CTRL);
    Box over = text_box("Replace it"), cancel = text_box("Cancel");
    assert_true(over.w > 0 && over.y + over.h / 2 + 18 <= cancel.y + cancel.h / 2 - 20 - 12); // what scrolls ends so far above
    settings_say(app.settings, TEXT("predict"), TEXT("off"), &problems);
    click_text("Replace it");
    assert_int_equal(app.dialogs.open, DIALOG_NONE);
    assert_true(size_of(path) > 1000);
    open_dialog();
    click_text("Slide");
    key(UI_KEY_ESCAPE, 0);
}

static void a_film_goes_on_between_the_passes(void **state) {
    (void)state;
    open_dialog();
    click_text("GIF");
    const char *path = arena_print(memory, "%s", app.dialogs.path);
    one((UiInput){ .key = 's', .mods = UI_CTRL });
    assert_true(app.dialogs.job.runs);
    assert_int_equal(size_of(path), 0);
    one((UiInput){ 0 });
    if (app.dialogs.job.runs) assert_true(shows("Stop")); // a fast machine may be ready by now
    for (int i = 0; i < 1000 && app.dialogs.job.runs; i++) one((UiInput){ 0 });
    assert_int_equal(app.dialogs.open, DIALOG_NONE);
    assert_true(size_of(path) > 10000);
    open_dialog();
    path = arena_print(memory, "%s", app.dialogs.path);
    one((UiInput){ .key = 's', .mods = UI_CTRL });
    one((UiInput){ 0 });
    if (app.dialogs.job.runs) click_text("Stop");
    assert_false(app.dialogs.job.runs);
    key(UI_KEY_ESCAPE, 0);
}

// A clock by which every turn is over as soon as it begins.
static double later(void) {
    static double last;
    return last += 1;
}

// A frame of a window that shares the time out.
static void frame(void) {
    pages_turn(&app);
    one((UiInput){ 0 });
}

static bool expected;
static int refusals, taken;
static void expect_copy(void *context, bool comes) {
    (void)context;
    refusals += !comes;
    expected = comes;
}
static bool take_expected(void *context, Text png, Text svg) {
    (void)context;
    taken += expected && png.size > 1000 && svg.size > 1000;
    expected = false;
    return true;
}

// In turns: what was seen stays until there is more, nothing is seen of a dialog that saves again, and the clipboard is told first.
static void what_takes_long_is_made_in_turns(void **state) {
    (void)state;
    app.waits.clock = later;
    app.ui.copy_picture = take_expected;
    app.ui.expect_picture = expect_copy;
    app.dialogs.wish.saved = false;
    open_dialog();
    click_text("PNG");
    for (int i = 0; i < 400 && app.ui.animating; i++) frame();
    assert_true(shows("The smallest label is 1.8 % of the slide’s height"));
    click_text("Column");
    assert_true(app.dialogs.seen.settled.place == figure_place("slide") && app.ui.animating); // still as it was
    assert_true(shows("The smallest label is 1.8 % of the slide’s height"));
    for (int i = 0; i < 2000 && (app.ui.animating || app.ui.wake_at > now); i++) frame();
    assert_ptr_equal(app.dialogs.seen.settled.place, figure_place("column"));
    assert_true(app.dialogs.seen.bytes > 1000);
    const char *path = arena_print(memory, "%s", app.dialogs.path);
    one((UiInput){ .key = UI_KEY_ENTER });
    assert_true(app.dialogs.job.runs && expected);
    for (int i = 0; i < 3; i++) frame();
    assert_true(app.dialogs.job.runs && expected);
    click_text("Stop");
    assert_false(app.dialogs.job.runs);
    assert_int_equal(app.dialogs.open, DIALOG_FIGURE);
    assert_int_equal(refusals, 1);
    assert_int_equal(size_of(path), 0);
    one((UiInput){ .key = UI_KEY_ENTER });
    for (int i = 0; i < 2000 && app.dialogs.job.runs; i++) frame();
    assert_int_equal(app.dialogs.open, DIALOG_NONE);
    assert_int_equal(taken, 1);
    assert_non_null(strstr(app.toast.text, "on the clipboard"));
    size_t first = size_of(path);
    assert_true(first > 1000);
    one((UiInput){ .key = 's', .mods = UI_CTRL }); // the same again, another file; a key that comes meanwhile waits
    assert_int_equal(app.dialogs.open, DIALOG_NONE);
    assert_true(waits_any(&app));
    one((UiInput){ .key = UI_KEY_RIGHT });
    for (int i = 0; i < 4000 && waits_any(&app); i++) {
        frame();
        assert_int_equal(app.dialogs.open, DIALOG_NONE);
    }
    assert_null(strstr(app.toast.text, path));
    const char *other = strstr(app.toast.text, folder);
    assert_true(size_of(arena_print(memory, "%.*s", (int)(strstr(other, ". ") - other), other)) > 1000);
    assert_int_equal(taken, 2);
    key('s', UI_CTRL); // who goes elsewhere gives it up
    assert_true(app.dialogs.job.runs);
    key(UI_KEY_HOME, 0);
    for (int i = 0; i < 4000 && (i < 3 || waits_any(&app)); i++) frame();
    assert_int_equal(session_step(app.session), 0);
    assert_false(app.dialogs.job.runs);
    app.waits.clock = NULL;
    app.ui.copy_picture = NULL;
    app.ui.expect_picture = NULL;
    open_dialog();
    click_text("Slide");
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
        assert_false(app.dialogs.job.runs);
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
    click_text("Own size");
    key(UI_KEY_ESCAPE, 0);
    open_dialog(); // what was chosen holds
    assert_true(app.dialogs.wish.without & FIGURE_TITLE);
    click_text("Title");
    key(UI_KEY_ESCAPE, 0);
}

static void own_sizes_are_typed(void **state) {
    (void)state;
    open_dialog();
    click_text("Own size");
    Box field = text_box("1280x720");
    assert_true(field.w > 0);
    click(field.x + 10, field.y + field.h / 2);
    key('a', UI_CTRL);
    type("12cm");
    assert_true(shows("12 cm"));
    assert_true(shows("The smallest label is 7.0 pt in print"));
    assert_true(app.dialogs.seen.settled.cm_width == 12);
    key('a', UI_CTRL);
    type("12 miles");
    assert_true(shows("as in 12cm, 16x9cm, 1280x720"));
    key('a', UI_CTRL);
    type("1280x720");
    key(UI_KEY_ESCAPE, 0);
}

static void it_shows_what_is_on_the_stage_and_how_large_the_file_is(void **state) {
    (void)state;
    app_go(&app, 6);
    app.player.t = 0.5;
    rest();
    pages_do(&app, (Asked){ ACTION_SAVE_FIGURE });
    rest();
    assert_true(app.dialogs.wish.t == 0.5);
    assert_true(shows("0.50"));
    click_text("SVG");
    now += 1; // nothing has changed for a while
    rest();
    size_t bytes = app.dialogs.seen.bytes;
    assert_true(bytes > 1000);
    const char *path = arena_print(memory, "%s", app.dialogs.path);
    key(UI_KEY_ENTER, 0);
    assert_int_equal(size_of(path), bytes);
    char *svg = check_read(path, NULL);
    assert_non_null(strstr(svg, "moment 0.5"));
    free(svg);
}

// Where somebody saved once is where the next one goes, under a name that is free.
static void ctrl_s_again_saves_the_same_way(void **state) {
    (void)state;
    const char *own = path_of("thesis");
    assert_int_equal(mkdir(own, 0755), 0);
    open_dialog();
    click_text("PDF");
    Box field = text_box(app.dialogs.path);
    click(field.x + 10, field.y + field.h / 2);
    key('a', UI_CTRL);
    type(arena_print(memory, "%s/mine.pdf", own));
    key('s', UI_CTRL);
    assert_int_equal(app.dialogs.open, DIALOG_NONE);
    for (int i = 1; i <= 2; i++) {
        open_dialog();
        key('s', UI_CTRL);
        assert_int_equal(app.dialogs.open, DIALOG_NONE);
    }
    assert_true(size_of(arena_print(memory, "%s/05-retrieval-step-7.pdf", own)) > 1000);
    assert_true(size_of(arena_print(memory, "%s/05-retrieval-step-7-2.pdf", own)) > 1000);
    open_dialog();
    click_text("SVG"); // a name that nobody has typed follows what is there
    assert_string_equal(app.dialogs.path, arena_print(memory, "%s/05-retrieval-step-7.svg", own));
    key(UI_KEY_ESCAPE, 0);
    app_go(&app, 4);
    rest();
    for (int i = 1; i <= 2; i++) { // on another step without the dialog, and never over a file
        key('s', UI_CTRL);
        assert_int_equal(app.dialogs.open, DIALOG_NONE);
    }
    assert_true(size_of(arena_print(memory, "%s/05-retrieval-step-5.svg", own)) > 1000);
    assert_true(size_of(arena_print(memory, "%s/05-retrieval-step-5-2.svg", own)) > 1000);
    assert_non_null(strstr(app.toast.text, "Ctrl E saves it in another way"));
    key('e', UI_CTRL);
    assert_int_equal(app.dialogs.open, DIALOG_FIGURE);
    key(UI_KEY_ESCAPE, 0);
    snprintf(app.dialogs.wish.folder, sizeof app.dialogs.wish.folder, "%s/gone", own);
    key('s', UI_CTRL); // what goes wrong stands in the dialog
    assert_int_equal(app.dialogs.open, DIALOG_FIGURE);
    assert_non_null(strstr(app.dialogs.problem[0], "gone"));
    key(UI_KEY_ESCAPE, 0);
    app.dialogs.wish.folder[0] = 0;
}

static void the_first_ctrl_s_asks_and_a_film_shows_how_far_it_is(void **state) {
    (void)state;
    app.dialogs.wish.saved = false;
    app_go(&app, 6);
    rest();
    key('s', UI_CTRL);
    assert_int_equal(app.dialogs.open, DIALOG_FIGURE);
    click_text("GIF");
    one((UiInput){ .key = UI_KEY_ENTER });
    for (int i = 0; i < 1000 && app.dialogs.job.runs; i++) one((UiInput){ 0 });
    assert_int_equal(app.dialogs.open, DIALOG_NONE);
    one((UiInput){ .key = 's', .mods = UI_CTRL });
    assert_true(app.dialogs.job.runs);
    assert_int_equal(app.dialogs.open, DIALOG_FIGURE);
    one((UiInput){ 0 });
    if (app.dialogs.job.runs) click_text("Stop");
    if (app.dialogs.open == DIALOG_NONE) open_dialog(); // a fast machine was done before
    click_text("PNG");
    key(UI_KEY_ENTER, 0);
    assert_int_equal(app.dialogs.open, DIALOG_NONE);
}

static char copied_png[5], copied_svg[5];
static int copies;
static bool take_copy(void *context, Text png, Text svg) {
    (void)context;
    copies++;
    snprintf(copied_png, sizeof copied_png, "%.4s", png.at);
    snprintf(copied_svg, sizeof copied_svg, "%.4s", svg.at);
    return true;
}

static void a_copy_is_pixels_and_a_drawing(void **state) {
    (void)state;
    app.ui.copy_picture = take_copy;
    open_dialog();
    click_text("Copy");
    assert_int_equal(copies, 1);
    assert_int_equal(app.dialogs.open, DIALOG_NONE);
    assert_string_equal(copied_png, "\x89PNG");
    assert_string_equal(copied_svg, "<svg");
    app.ui.copy_picture = NULL;
    open_dialog();
    click_text("Copy");
    assert_int_equal(app.dialogs.open, DIALOG_FIGURE);
    assert_non_null(strstr(app.toast.text, "no clipboard"));
    key(UI_KEY_ESCAPE, 0);
}

// The toast opens the folder, by a program that does so; here by one that writes down what it was asked.
static void the_toast_opens_the_folder(void **state) {
    (void)state;
    const char *before = arena_print(memory, "%s", getenv("PATH")), *asked = path_of("asked");
    const char *script = arena_print(memory, "#!/bin/sh\necho \"$1\" > '%s.new' && mv '%s.new' '%s'\n", asked, asked, asked);
    Problems problems = { .arena = memory };
    assert_true(file_write(path_of("xdg-open"), text_of(script), &problems));
    assert_int_equal(chmod(path_of("xdg-open"), 0755), 0);
    setenv("PATH", arena_print(memory, "%s:%s", folder, before), 1);
    open_dialog();
    key(UI_KEY_ENTER, 0);
    assert_int_equal(app.dialogs.open, DIALOG_NONE);
    click_text("Click to open the folder");
    for (int i = 0; i < 200 && !size_of(asked); i++) nanosleep(&(struct timespec){ .tv_nsec = 10000000 }, NULL);
    char *said = check_read(asked, NULL);
    said[strcspn(said, "\n")] = 0;
    assert_string_equal(said, arena_print(memory, "%s/", folder));
    free(said);
    setenv("PATH", before, 1);
}

static void what_cannot_be_written_is_said(void **state) {
    (void)state;
    static const char *const ending[] = { "png", "svg", "pdf", "gif" };
    assert_int_equal(mkdir(path_of("a.png"), 0755), 0);
    for (int i = 0; i < 4; i++) {
        const char *full = path_of(arena_print(memory, "full.%s", ending[i]));
        assert_int_equal(symlink("/dev/full", full), 0);
        open_dialog();
        snprintf(app.dialogs.path, sizeof app.dialogs.path, "%s", full);
        rest();
        key('s', UI_CTRL);
        click_text("Replace it");
        for (int k = 0; k < 1000 && app.dialogs.job.runs; k++) one((UiInput){ 0 });
        assert_int_equal(app.dialogs.open, DIALOG_FIGURE);
        assert_non_null(strstr(app.dialogs.problem[0], "No space left"));
        key(UI_KEY_ESCAPE, 0);
    }
    open_dialog();
    snprintf(app.dialogs.path, sizeof app.dialogs.path, "%s", path_of("a.png"));
    rest();
    key('s', UI_CTRL);
    assert_int_equal(app.dialogs.open, DIALOG_FIGURE);
    assert_non_null(strstr(app.dialogs.problem[0], "this is a folder: add a name"));
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
        cmocka_unit_test(fields_save_and_close_too),
        cmocka_unit_test(nothing_is_overwritten_without_asking),
        cmocka_unit_test(a_film_goes_on_between_the_passes),
        cmocka_unit_test(what_takes_long_is_made_in_turns),
        cmocka_unit_test(what_stands_still_makes_no_film),
        cmocka_unit_test(it_says_how_large_the_smallest_label_is),
        cmocka_unit_test(own_sizes_are_typed),
        cmocka_unit_test(it_shows_what_is_on_the_stage_and_how_large_the_file_is),
        cmocka_unit_test(ctrl_s_again_saves_the_same_way),
        cmocka_unit_test(the_first_ctrl_s_asks_and_a_film_shows_how_far_it_is),
        cmocka_unit_test(a_copy_is_pixels_and_a_drawing),
        cmocka_unit_test(the_toast_opens_the_folder),
        cmocka_unit_test(what_cannot_be_written_is_said),
        cmocka_unit_test(a_folder_that_is_none_is_said),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
