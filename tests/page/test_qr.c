// The QR code of the link: the squares that are drawn are those of the link, on whole pixels and on white in every theme; what
// stands in the way of one is said.
#include "page/drive.h"

#include <math.h>

#include "data/qr.h"
#include "page/linked.h"

static void say_site(const char *site) {
    Problems ignored = { .arena = app.frame };
    assert_true(settings_say(app.settings, TEXT("site"), text_of(site), &ignored));
}

static const Cmd *white_square(void) {
    for (int i = 0; i < app.ui.list.count; i++) {
        const Cmd *c = &app.ui.list.cmd[i];
        if (c->kind == CMD_RECT && c->rect.fill.role == ROLE_WHITE && c->box.w > 300 && c->box.w == c->box.h) return c;
    }
    return NULL;
}

static bool is_whole(double x) { return fabs(x - floor(x + 0.5)) < 1e-9; }

static void the_squares_are_those_of_the_link(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Qr qr;
    say_site("https://example.org/attend/");
    app_set_theme(&app, THEME_DARK);
    type("q");
    assert_int_equal(app.dialogs.open, DIALOG_QR);
    const Cmd *white = white_square();
    assert_non_null(white);
    assert_true(white->box.w > 0.75 * window_height);
    const char *link = linked_address(&app);
    assert_true(!strncmp(link, "https://example.org/attend/#retrieval.", 38));
    assert_true(qr_of(arena, link, &qr));
    double unit = white->box.w / (qr.side + 2 * QR_QUIET), scale = app.pixel_width / app.ui.width;
    uint8_t *seen = arena_new(arena, uint8_t, qr.side * qr.side);
    assert_true(is_whole(unit * scale) && is_whole(white->box.x * scale) && is_whole(white->box.y * scale));
    for (int i = 0; i < app.ui.list.count; i++) {
        const Cmd *c = &app.ui.list.cmd[i];
        if (c->kind != CMD_RECT || c->rect.fill.role != ROLE_BLACK || c->rect.fill.alpha < 1) continue;
        int row = (int)floor((c->box.y - white->box.y) / unit + 0.5) - QR_QUIET,
            from = (int)floor((c->box.x - white->box.x) / unit + 0.5) - QR_QUIET, count = (int)floor(c->box.w / unit + 0.5);
        for (int k = 0; k < count; k++) seen[row * qr.side + from + k] = 1;
    }
    assert_memory_equal(seen, qr.dark, (size_t)(qr.side * qr.side));
    type("q");
    assert_int_equal(app.dialogs.open, DIALOG_NONE);
    arena_end(arena);
}

static bool says(const char *words) {
    for (int i = 0; i < app.ui.list.count; i++)
        if (app.ui.list.cmd[i].kind == CMD_TEXT && strstr(app.ui.list.cmd[i].text.text, words)) return true;
    return false;
}

static void without_an_address_it_says_so(void **state) {
    (void)state;
    type("q");
    assert_null(white_square());
    assert_true(says("--site"));
    key(UI_KEY_ESCAPE, 0);
    say_site("file:///home/ada/attend.html");
    type("q");
    assert_null(white_square());
    assert_true(says("disk"));
    key(UI_KEY_ESCAPE, 0);
}

static void the_map_gives_the_course(void **state) {
    (void)state;
    say_site("https://example.org/attend/");
    app_home(&app);
    rest();
    type("q");
    assert_int_equal(app.dialogs.open, DIALOG_QR);
    assert_string_equal(linked_address(&app), "https://example.org/attend/");
    assert_non_null(white_square());
}

int main(void) {
    const struct CMUnitTest tests[] = { cmocka_unit_test_setup_teardown(the_squares_are_those_of_the_link, open_app, close_app),
                                        cmocka_unit_test_setup_teardown(without_an_address_it_says_so, open_app, close_app),
                                        cmocka_unit_test_setup_teardown(the_map_gives_the_course, open_app, close_app) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
