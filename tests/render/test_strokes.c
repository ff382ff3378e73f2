// Strokes: a line covers as many pixels as it has length times width, wherever it runs, and leaves nothing behind.
#include <math.h>

#include "base/math.h"
#include "render/strokes.h"
#include "sample.h"

enum { SIDE = 200 };
static const Span whole = { 0, 0, SIDE, SIDE };

// The coverage of what was added, in pixels; cleared by drawing it.
static double drain(Stroker *s) {
    double sum = 0;
    uint32_t *pixel = calloc(SIDE * SIDE, 4);
    for (int i = 0; i < SIDE * SIDE; i++) sum += s->alpha[i];
    Canvas canvas = { .at = pixel, .stride = SIDE, .clip = whole };
    stroker_ink(s, &canvas, (Ink){ 0xFFFFFF, 255 });
    for (int i = 0; i < SIDE * SIDE; i++) {
        assert_int_equal(s->alpha[i], 0);
        sum -= (pixel[i] & 255);
    }
    assert_true(fabs(sum) < 1); // white on black: what was covered is what is white now
    double white = 0;
    for (int i = 0; i < SIDE * SIDE; i++) white += pixel[i] & 255;
    free(pixel);
    canvas_end(&canvas);
    return white / 255;
}

static Trail line(double x1, double y1, double x2, double y2) {
    Trail trail = { 0 };
    trail_to(&trail, x1, y1);
    trail_to(&trail, x2, y2);
    return trail;
}

static void a_line_covers_its_length_times_its_width(void **state) {
    (void)state;
    Stroker s = { 0 };
    stroker_size(&s, SIDE, SIDE);
    for (double width = 1; width < 9; width += 0.7)
        for (int degrees = 0; degrees < 360; degrees += 13) {
            double c = math_cos(degrees * MATH_PI / 180), n = math_sin(degrees * MATH_PI / 180);
            Trail trail = line(100.3 - 40 * c, 99.6 - 40 * n, 100.3 + 40 * c, 99.6 + 40 * n);
            stroker_add(&s, whole, &trail, (StrokeShape){ .width = width });
            assert_close(drain(&s), 80 * width, 0.015);
            stroker_add(&s, whole, &trail, (StrokeShape){ .width = width, .round = true });
            assert_close(drain(&s), 80 * width + MATH_PI * width * width / 4, 0.015);
            stroker_add(&s, whole, &trail, (StrokeShape){ .width = width, .dash = 5 });
            assert_close(drain(&s), 40 * width, 0.06); // the ends of thin dashes are rough
            trail_free(&trail);
        }
    stroker_free(&s);
}

static void a_curve_and_a_round_box_cover_theirs(void **state) {
    (void)state;
    Stroker s = { 0 };
    stroker_size(&s, SIDE, SIDE);
    Trail circle = { 0 };
    trail_box(&circle, 20, 20, 160, 160, 80);
    stroker_add(&s, whole, &circle, (StrokeShape){ .width = 3 });
    assert_close(drain(&s), 2 * MATH_PI * 80 * 3, 0.01);
    stroker_add(&s, whole, &circle, (StrokeShape){ .width = 3, .dash = 2 * MATH_PI * 80 / 40 });
    assert_close(drain(&s), MATH_PI * 80 * 3, 0.02);
    trail_free(&circle);
    Trail box = { 0 };
    trail_box(&box, 50.5, 50.5, 60, 40, 0); // on the middles of pixels: one pixel wide all round, and sharp
    stroker_add(&s, whole, &box, (StrokeShape){ .width = 1 });
    assert_close(drain(&s), 200, 0.001);
    trail_free(&box);
    stroker_free(&s);
}

static void a_clip_changes_no_pixel_within(void **state) {
    (void)state;
    Stroker a = { 0 }, b = { 0 };
    stroker_size(&a, SIDE, SIDE);
    stroker_size(&b, SIDE, SIDE);
    const Span clip = { 60, 50, 120, 130 };
    Trail trail = { 0 };
    trail_to(&trail, -30, 10);
    trail_curve(&trail, 300, 0, -100, 200, 190, 170);
    stroker_add(&a, whole, &trail, (StrokeShape){ .width = 2.5, .dash = 7 });
    stroker_add(&b, clip, &trail, (StrokeShape){ .width = 2.5, .dash = 7 });
    for (int y = 0; y < SIDE; y++)
        for (int x = 0; x < SIDE; x++) {
            bool within = x >= clip.left && x < clip.right && y >= clip.top && y < clip.bottom;
            assert_int_equal(b.alpha[y * SIDE + x], within ? a.alpha[y * SIDE + x] : 0);
        }
    trail_free(&trail);
    stroker_free(&a);
    stroker_free(&b);
}

static void odd_lines_end(void **state) {
    (void)state;
    Stroker s = { 0 };
    stroker_size(&s, SIDE, SIDE);
    const double strange[] = { 0, 100, 1e-12, 1e9, -1e300, MATH_NAN, MATH_INFINITY };
    for (int i = 0; i < 7; i++)
        for (int k = 0; k < 7; k++) {
            Trail trail = line(strange[i], 50, strange[k], strange[i]);
            trail_curve(&trail, strange[k], strange[i], 30, 30, strange[i], strange[k]);
            trail.closed = true;
            stroker_add(&s, whole, &trail, (StrokeShape){ .width = 2, .dash = i % 2 ? 0.001 : 0 });
            drain(&s);
            trail_free(&trail);
        }
    Trail dot = line(50, 50, 50, 50), nothing = { 0 };
    stroker_add(&s, whole, &nothing, (StrokeShape){ .width = 4 });
    stroker_add(&s, whole, &dot, (StrokeShape){ .width = 4 });
    assert_close(drain(&s), 0, 0);
    stroker_add(&s, whole, &dot, (StrokeShape){ .width = 10, .round = true });
    assert_close(drain(&s), MATH_PI * 25, 0.02);
    trail_free(&dot);
    stroker_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_covers_its_length_times_its_width),
        cmocka_unit_test(a_curve_and_a_round_box_cover_theirs),
        cmocka_unit_test(a_clip_changes_no_pixel_within),
        cmocka_unit_test(odd_lines_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
