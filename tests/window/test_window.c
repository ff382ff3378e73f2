// The window under SDL's dummy driver: what is on it is what the painter draws, whichever way it came there.
#include <SDL.h>

#include "render/pixels.h"
#include "render/sample.h"
#include "support/check.h"
#include "window/density.h"
#include "window/room.h"
#include "window/window.h"

// The window's pixels against the list drawn whole by a painter of its own.
static void assert_shows(Sample *s, Window *window, const List *list, Theme theme, double scale) {
    int width, height, stride;
    const uint32_t *is = window_pixels(window, &width, &height, &stride);
    assert_non_null(is);
    Pixels want = { malloc((size_t)width * (size_t)height * 4), width, height, width };
    Painter *painter = painter_open(s->fonts);
    painter_draw(painter, want, list, theme, ROLE_STAGE, scale, NULL, 0);
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++)
            if ((is[y * stride + x] ^ want.at[y * width + x]) & 0xFFFFFF) fail_msg("pixel %d, %d differs", x, y);
    painter_close(painter);
    free(want.at);
}

static Window *open_window(Sample *s) {
    Window *window = window_open("Attend", &(WindowWish){ 640, 480 }, s->fonts, &s->problems);
    problems_print(stderr, &s->problems);
    assert_non_null(window);
    return window;
}

static void shows_what_the_painter_draws(void **state) {
    Sample *s = *state;
    Window *window = open_window(s);
    int width, height;
    window_size(window, &width, &height);
    assert_int_equal(width, 640);
    assert_int_equal(height, 480);
    assert_true(window_density(window) > 0.5 && window_density(window) < 6);
    List list = sample_list(s);
    assert_true(window_show(window, &list, THEME_LIGHT, 1.5) >= 0);
    assert_shows(s, window, &list, THEME_LIGHT, 1.5);
    list.cmd[1].box.x += 30; // moves a box
    window_show(window, &list, THEME_LIGHT, 1.5);
    assert_shows(s, window, &list, THEME_LIGHT, 1.5);
    list.count -= 5;
    window_show(window, &list, THEME_DARK, 1.5);
    assert_shows(s, window, &list, THEME_DARK, 1.5);
    window_show(window, &list, THEME_DARK, 2);
    assert_shows(s, window, &list, THEME_DARK, 2);
    window_close(window);
}

static void a_frame_keeps_nothing_of_the_callers(void **state) {
    Sample *s = *state;
    Window *window = open_window(s);
    for (int i = 0; i < 30; i++) {
        Arena *frame = arena_begin();
        Sample of_frame = { frame, s->fonts, { .arena = frame } };
        List list = sample_list(&of_frame);
        list_print(&list, 10, 100 + i, (TextStyle){ .size = 20 }, "frame %d", i);
        window_show(window, &list, THEME_LIGHT, 1);
        if (i % 10 == 9) assert_shows(s, window, &list, THEME_LIGHT, 1);
        arena_end(frame);
    }
    window_close(window);
}

static void damage_is_repaired(void **state) {
    Sample *s = *state;
    Window *window = open_window(s);
    List list = sample_list(s);
    window_show(window, &list, THEME_LIGHT, 1);
    int width, height, stride;
    uint32_t *pixels = (uint32_t *)window_pixels(window, &width, &height, &stride);
    memset(pixels, 0x55, (size_t)height * (size_t)stride * 4);
    window_show(window, &list, THEME_LIGHT, 1); // nothing changed, so nothing is drawn
    assert_int_equal(pixels[0], 0x55555555);
    window_damage(window);
    window_show(window, &list, THEME_LIGHT, 1);
    assert_shows(s, window, &list, THEME_LIGHT, 1);
    window_close(window);
}

static void resizing_and_full_screen_draw_all(void **state) {
    Sample *s = *state;
    Window *window = open_window(s);
    List list = sample_list(s);
    window_show(window, &list, THEME_LIGHT, 1);
    SDL_SetWindowSize(window_sdl(window), 900, 500);
    window_show(window, &list, THEME_LIGHT, 1);
    assert_shows(s, window, &list, THEME_LIGHT, 1);
    int width, height, least_width, least_height;
    window_size(window, &width, &height);
    assert_int_equal(width, 900);
    SDL_GetWindowMinimumSize(window_sdl(window), &least_width, &least_height);
    assert_int_equal(least_width, 480);
    assert_int_equal(least_height, 320);
    assert_false(window_is_full_screen(window));
    window_full_screen(window, true);
    assert_true(window_is_full_screen(window));
    window_show(window, &list, THEME_LIGHT, 1);
    assert_shows(s, window, &list, THEME_LIGHT, 1);
    window_full_screen(window, false);
    assert_false(window_is_full_screen(window));
    window_show(window, &list, THEME_LIGHT, 1);
    assert_shows(s, window, &list, THEME_LIGHT, 1);
    window_title(window, "Attend – 5");
    assert_string_equal(SDL_GetWindowTitle(window_sdl(window)), "Attend – 5");
    window_close(window);
}

// Two screens side by side; then the right one, or the left one, is switched off, of which SDL is not always told.
static void no_window_is_lost_with_a_screen(void **state) {
    (void)state;
    const Room left = { 0, 0, 1280, 800, false, true }, right = { 1280, 0, 1920, 1080, false, true },
               both = { 0, 0, 3200, 1080, false, true };
    const struct {
        Room desktop;
        int screens; // of the two that are told
    } row[] = { { both, 2 }, { left, 1 }, { { 0, 0, 1920, 1080, false, true }, 1 }, { { 0, 0, 1024, 768, false, true }, 0 } };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        Room screen[2] = { left, right };
        int screens = room_screens(row[i].desktop, screen, 2);
        assert_int_equal(screens, row[i].screens);
        if (!screens) screen[screens++] = row[i].desktop;
        for (int x = -2000; x <= 3400; x += 100) { // wherever it was, it is seen or is brought where it is
            Room window = { x, 120, 1280, 760, false, true };
            if (room_is_seen(window, screen, screens)) continue;
            window.placed = false;
            window = room_within(window, screen[0], 40);
            assert_true(room_is_seen(window, screen, screens));
            assert_true(window.x >= screen[0].x && window.x + window.width <= screen[0].x + screen[0].width);
            assert_true(window.y >= screen[0].y + 40 && window.y + window.height <= screen[0].y + screen[0].height);
        }
        assert_int_equal(room_is_seen((Room){ 1500, 100, 1280, 800, false, true }, screen, screens), i == 0);
        assert_true(room_is_seen((Room){ 0, 0, 1000, 700, false, true }, screen, screens));
    }
}

static void no_display_is_a_problem(void **state) {
    Sample *s = *state;
    Problems problems = { .arena = s->arena };
    setenv("SDL_VIDEODRIVER", "none-such", 1);
    assert_null(window_open("Attend", &(WindowWish){ 640, 480 }, s->fonts, &problems));
    assert_int_equal(problems.total, 1);
    assert_non_null(strstr(problems.item[0].message, "no window can be opened"));
    unsetenv("SDL_VIDEODRIVER"); // then SDL would show the window to nobody
    unsetenv("DISPLAY");
    unsetenv("WAYLAND_DISPLAY");
    assert_null(window_open("Attend", &(WindowWish){ 640, 480 }, s->fonts, &problems));
    assert_int_equal(problems.total, 2);
    setenv("SDL_VIDEODRIVER", "dummy", 1);
}

// What the desktop says holds; nothing usable is no word.
static void the_scale_is_the_desktops(void **state) {
    (void)state;
    assert_close(density_of_resources("*customization:\t-color\nXft.dpi:\t192\nXft.hinting:\t1\n"), 2, 0);
    assert_close(density_of_resources("Xft.dpi:\t96\n"), 1, 0);
    assert_close(density_of_resources("Xft.dpi: 144.0"), 1.5, 1e-12);
    assert_close(density_of_resources("Xft.dpi:\t0\n"), 0, 0);
    assert_close(density_of_resources("Xft.dpi:\t-192\n"), 0, 0);
    assert_close(density_of_resources("Xft.dpi:\t1e9\n"), 0, 0);
    assert_close(density_of_resources("Xft.dpi:\tnan\n"), 0, 0);
    assert_close(density_of_resources("xXft.dpi:\t192\n"), 0, 0);
    assert_close(density_of_resources("\n\n"), 0, 0);
    assert_close(density_of_resources(""), 0, 0);
    assert_close(density_of_resources(NULL), 0, 0);
}

static void a_window_opens_inside_its_screen(void **state) {
    (void)state;
    const Room screen = { 0, 0, 1280, 720, false, true }, second = { 1920, 30, 1024, 738, false, true };
    Room r = room_within((Room){ .width = 1280, .height = 800 }, screen, 40);
    assert_true(r.width == 1280 && r.height == 680 && r.x == 0 && r.y == 40);
    r = room_within((Room){ .width = 1000, .height = 600, .x = 2900, .y = -50, .placed = true }, second, 40);
    assert_true(r.x == 1944 && r.y == 70 && r.width == 1000 && r.height == 600);
    r = room_within((Room){ .width = 800, .height = 500, .x = 40, .y = 90, .placed = true }, screen, 40); // stays
    assert_true(r.x == 40 && r.y == 90 && r.width == 800 && r.height == 500);
    char text[80];
    Room back;
    r.full_screen = true;
    room_write(&r, text);
    assert_true(room_read(text, &back) && back.x == 40 && back.height == 500 && back.full_screen);
    r.density = 2; // on a screen of another density it is as large for the eye
    room_write(&r, text);
    assert_true(room_read(text, &back) && back.density == 2 && back.width == 800);
    assert_int_equal(room_on(back, 1).width, 400);
    assert_int_equal(room_on(back, 3).height, 750);
    assert_int_equal(room_on(back, 2).height, 500);
    assert_true(room_read("800 500 1 1 plain", &back) && room_on(back, 2).width == 800); // as it was written before
    assert_true(room_read("800 500 1 1 plain nan", &back) && back.density == 0);
    static const char *const broken[] = { "", "1280 800", "0 0 0 0 plain", "1280 800 1 1 huge", "9999999 1 1 1 full", "a b c d e" };
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) assert_false(room_read(broken[i], &back));
    assert_false(room_read(NULL, &back));
}

int main(void) {
    setenv("SDL_VIDEODRIVER", "dummy", 1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shows_what_the_painter_draws),
        cmocka_unit_test(a_frame_keeps_nothing_of_the_callers),
        cmocka_unit_test(damage_is_repaired),
        cmocka_unit_test(resizing_and_full_screen_draw_all),
        cmocka_unit_test(no_window_is_lost_with_a_screen),
        cmocka_unit_test(no_display_is_a_problem),
        cmocka_unit_test(the_scale_is_the_desktops),
        cmocka_unit_test(a_window_opens_inside_its_screen),
    };
    int failed = cmocka_run_group_tests(tests, sample_open, sample_close);
    SDL_Quit();
    return failed;
}
