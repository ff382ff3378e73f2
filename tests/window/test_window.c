// The window under SDL's dummy driver: what is on it is what the painter draws, whichever way it came there.
#include <SDL.h>

#include "render/pixels.h"
#include "render/sample.h"
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
    Window *window = window_open("Attend", 640, 480, s->fonts, &s->problems);
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

static void no_display_is_a_problem(void **state) {
    Sample *s = *state;
    Problems problems = { .arena = s->arena };
    setenv("SDL_VIDEODRIVER", "none-such", 1);
    assert_null(window_open("Attend", 640, 480, s->fonts, &problems));
    assert_int_equal(problems.total, 1);
    assert_non_null(strstr(problems.item[0].message, "no window can be opened"));
    unsetenv("SDL_VIDEODRIVER"); // then SDL would show the window to nobody
    unsetenv("DISPLAY");
    unsetenv("WAYLAND_DISPLAY");
    assert_null(window_open("Attend", 640, 480, s->fonts, &problems));
    assert_int_equal(problems.total, 2);
    setenv("SDL_VIDEODRIVER", "dummy", 1);
}

int main(void) {
    setenv("SDL_VIDEODRIVER", "dummy", 1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shows_what_the_painter_draws), cmocka_unit_test(a_frame_keeps_nothing_of_the_callers),
        cmocka_unit_test(damage_is_repaired),           cmocka_unit_test(resizing_and_full_screen_draw_all),
        cmocka_unit_test(no_display_is_a_problem),
    };
    int failed = cmocka_run_group_tests(tests, sample_open, sample_close);
    SDL_Quit();
    return failed;
}
