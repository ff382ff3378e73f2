// The settings: one table for file, flags and links; what is broken is named and kept.
#include "support/check.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/platform.h"
#include "draw/theme.h"
#include "session/settings.h"

static Arena *arena;
static char folder[200];

static int begin(void **state) {
    (void)state;
    arena = arena_begin();
    snprintf(folder, sizeof folder, "/tmp/attend-settings-%d", (int)getpid());
    setenv("XDG_CONFIG_HOME", folder, 1);
    return 0;
}

static int end(void **state) {
    (void)state;
    int code = system(arena_print(arena, "rm -rf '%s'", folder));
    arena_end(arena);
    return code;
}

static const char *path_of(const char *name) { return arena_print(arena, "%s/attend/%s", folder, name); }

static const char *file_text(const char *name) {
    FILE *in = fopen(path_of(name), "rb");
    char *bytes = arena_alloc(arena, 100000);
    size_t size = in ? fread(bytes, 1, 99999, in) : 0;
    if (in) fclose(in);
    bytes[size] = 0;
    return bytes;
}

static void write_file(const char *text) {
    Problems problems = { .arena = arena };
    folder_make(path_of(""));
    assert_true(file_write(path_of("settings"), text_of(text), &problems));
}

static Settings *open_well(void) {
    Problems problems = { .arena = arena };
    Settings *s = settings_open(&problems);
    problems_print(stderr, &problems);
    assert_int_equal(problems.total, 0);
    return s;
}

static void every_row_is_whole(void **state) {
    (void)state;
    Settings *s = open_well();
    assert_false(settings_found(s));
    for (int i = 0; i < SETTING_COUNT; i++) {
        const SettingRow *row = &setting_table[i];
        SettingId found;
        Problems problems = { .arena = arena };
        assert_true(row->name && *row->label && *row->says && row->initial);
        assert_true(setting_check(text_of(row->name), text_of(row->initial), &found, &problems) && found == (SettingId)i);
        assert_string_equal(settings_text(s, (SettingId)i), row->initial);
        if (row->kind != SETTING_IS_TEXT) assert_false(setting_check(text_of(row->name), TEXT("x y"), &found, &problems));
        if (row->kind == SETTING_IS_CHOICE) assert_true(settings_choice(s, (SettingId)i) >= 0);
    }
    assert_string_equal(theme_name(THEME_LIGHT), "light"); // the choices are the themes
    assert_true(THEME_DARK == 1);
    settings_close(s);
    assert_false(folder_exists(path_of(""))); // looking writes nothing
}

static void what_is_said_holds_for_this_run(void **state) {
    (void)state;
    Problems problems = { .arena = arena };
    write_file("theme = dark\n");
    Settings *s = open_well();
    assert_int_equal(settings_choice(s, SETTING_THEME), 1);
    assert_true(settings_say_one(s, "theme=light", &problems) && settings_say(s, TEXT("zoom"), TEXT("1.5"), &problems));
    assert_true(settings_say_one(s, "folder=/a b/c=d", &problems));
    assert_int_equal(settings_choice(s, SETTING_THEME), 0);
    assert_close(settings_number(s, SETTING_ZOOM), 1.5, 0);
    assert_string_equal(settings_text(s, SETTING_FOLDER), "/a b/c=d");
    assert_true(settings_set(s, SETTING_MOTION, "off", &problems));
    settings_close(s);
    assert_string_equal(file_text("settings"), "theme = dark\nmotion = off\n");
}

static void changes_leave_the_rest_as_it_is(void **state) {
    (void)state;
    Problems problems = { .arena = arena };
    write_file("# mine\n\n  motion=on\nlater = a newer program's\nmotion = on\n");
    Settings *a = open_well(), *b = open_well();
    assert_true(settings_set(a, SETTING_MOTION, "off", &problems));
    assert_true(settings_set(b, SETTING_THEME, "dark", &problems)); // another window, opened before
    assert_string_equal(file_text("settings"), "# mine\n\nmotion = off\nlater = a newer program's\ntheme = dark\n");
    settings_close(a);
    settings_close(b);
    a = open_well();
    assert_true(settings_found(a) && !settings_on(a, SETTING_MOTION) && settings_choice(a, SETTING_THEME) == 1);
    settings_close(a);
}

static void a_broken_file_is_named_kept_and_replaced(void **state) {
    (void)state;
    static const struct {
        const char *text, *says;
    } row[] = { { "theme = dark\nmotion = sideways\n", "settings:2:1: motion takes on or off, not 'sideways'" },
                { "theme = dark\nwhat is this\n", "settings:2:1: this is no line like theme = dark" },
                { "theme = dark\n\n# \xff\n", "settings:3:1" },
                { "zoom = 99\n", "settings:1:1: zoom takes display or a number from 0.5 to 4, not '99'" },
                { "only = 5-2\n", "settings:1:1: only takes steps like 2-5, 3 or 4-, or all, not '5-2'" },
                { "\x7f"
                  "ELF\x01",
                  "settings:1:1" } };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        Problems problems = { .arena = arena };
        write_file(row[i].text);
        Settings *s = settings_open(&problems);
        assert_int_equal(problems.total, 2);
        if (!strstr(problem_text(arena, &problems.item[0]), row[i].says)) fail_msg("%s", problem_text(arena, &problems.item[0]));
        assert_non_null(strstr(problem_text(arena, &problems.item[1]), "settings.broken"));
        assert_int_equal(settings_choice(s, SETTING_THEME), 0);
        assert_true(settings_set(s, SETTING_THEME, "dark", &problems));
        settings_close(s);
        assert_string_equal(file_text("settings"), "theme = dark\n");
        assert_string_equal(file_text(i ? arena_print(arena, "settings.broken-%d", (int)i + 1) : "settings.broken"), row[i].text);
    }
}

static void every_fault_of_a_file_is_named(void **state) {
    (void)state;
    Problems problems = { .arena = arena };
    write_file("theme = drak\nmotion = off\nwhat is this\nzoom = 99\n");
    Settings *s = settings_open(&problems);
    assert_int_equal(problems.total, 4);
    static const char *const places[] = { "settings:1:1", "settings:3:1", "settings:4:1", "settings.broken" };
    for (int i = 0; i < 4; i++) assert_non_null(strstr(problem_text(arena, &problems.item[i]), places[i]));
    assert_true(settings_on(s, SETTING_MOTION)); // nothing of a broken file holds
    settings_close(s);
}

static void what_cannot_be_read_or_written_is_said(void **state) {
    (void)state;
    Problems problems = { .arena = arena };
    assert_true(folder_make(path_of("settings"))); // a folder where the file should be
    Settings *s = settings_open(&problems);
    assert_int_equal(problems.total, 1);
    assert_true(settings_set(s, SETTING_THEME, "dark", &problems)); // holds, and nothing is replaced
    assert_int_equal(settings_choice(s, SETTING_THEME), 1);
    settings_close(s);
    assert_true(folder_exists(path_of("settings")));
    setenv("XDG_CONFIG_HOME", "/proc/nowhere", 1);
    s = open_well();
    assert_false(settings_set(s, SETTING_THEME, "dark", &problems));
    assert_int_equal(settings_choice(s, SETTING_THEME), 1);
    settings_close(s);
}

static void mistakes_say_how_to_mend_them(void **state) {
    (void)state;
    static const struct {
        const char *said, *says;
    } row[] = { { "theme", "a setting is said as NAME=VALUE, not 'theme'" },
                { "theem=dark", "did you mean 'theme'" },
                { "theme=blue", "theme takes light or dark, not 'blue'" },
                { "theme=", "theme takes light or dark, not ''" },
                { "predict=maybe", "predict takes on or off" },
                { "only=0-3", "only takes" },
                { "only=2-x", "only takes" },
                { "folder=a\nb", "folder takes a line of text" },
                { "=dark", "there is no setting ''" } };
    Settings *s = settings_begin();
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        Problems problems = { .arena = arena };
        assert_false(settings_say_one(s, row[i].said, &problems));
        if (!strstr(problems.item[0].message, row[i].says)) fail_msg("'%s': %s", row[i].said, problems.item[0].message);
    }
    settings_close(s);
}

static void some_steps_only(void **state) {
    (void)state;
    static const struct {
        const char *said;
        int first, last;
    } row[] = { { "all", 0, 7 }, { "2-5", 1, 4 }, { "3", 2, 2 }, { "4-", 3, 7 }, { "6-99", 5, 7 }, { "20-30", 0, 7 } };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        Problems problems = { .arena = arena };
        Settings *s = settings_begin();
        int first, last;
        assert_true(settings_say(s, TEXT("only"), text_of(row[i].said), &problems));
        settings_steps(s, 8, &first, &last);
        assert_int_equal(first, row[i].first);
        assert_int_equal(last, row[i].last);
        settings_close(s);
    }
}

static void the_manual_lists_every_setting(void **state) {
    (void)state;
    FILE *in = fopen("docs/command-line.md", "r");
    char line[1000], *text = arena_alloc(arena, 100000);
    *text = 0;
    assert_non_null(in);
    while (fgets(line, sizeof line, in)) strncat(text, line, 99999 - strlen(text));
    fclose(in);
    for (int i = 0; i < SETTING_COUNT; i++)
        if (!strstr(text, arena_print(arena, "\n| `%s` |", setting_table[i].name)))
            fail_msg("docs/command-line.md lacks '%s'", setting_table[i].name);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_row_is_whole, begin, end),
        cmocka_unit_test_setup_teardown(what_is_said_holds_for_this_run, begin, end),
        cmocka_unit_test_setup_teardown(changes_leave_the_rest_as_it_is, begin, end),
        cmocka_unit_test_setup_teardown(a_broken_file_is_named_kept_and_replaced, begin, end),
        cmocka_unit_test_setup_teardown(every_fault_of_a_file_is_named, begin, end),
        cmocka_unit_test_setup_teardown(what_cannot_be_read_or_written_is_said, begin, end),
        cmocka_unit_test_setup_teardown(mistakes_say_how_to_mend_them, begin, end),
        cmocka_unit_test_setup_teardown(some_steps_only, begin, end),
        cmocka_unit_test_setup_teardown(the_manual_lists_every_setting, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
