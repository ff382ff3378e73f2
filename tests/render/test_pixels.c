// The painter: what must lie on whole pixels does, and drawing only what changed gives the picture that drawing all gives.
#include "base/math.h"
#include "render/pixels.h"
#include "sample.h"

enum { WIDTH = 1280, HEIGHT = 800 };

static Pixels pixels_new(int width, int height) {
    return (Pixels){ calloc((size_t)width * (size_t)height, 4), width, height, width };
}

static uint32_t rgb(Pixels p, int x, int y) { return p.at[y * p.stride + x] & 0xFFFFFF; }

static uint32_t role_rgb(Theme theme, Role role) {
    Color c = theme_role(theme, role);
    return (uint32_t)(c.r * 255 + 0.5f) << 16 | (uint32_t)(c.g * 255 + 0.5f) << 8 | (uint32_t)(c.b * 255 + 0.5f);
}

static bool alike(Pixels a, Pixels b, int *x, int *y) {
    for (int i = 0; i < a.width * a.height; i++)
        if ((a.at[i] & 0xFFFFFF) != (b.at[i] & 0xFFFFFF)) {
            *x = i % a.width;
            *y = i / a.width;
            return false;
        }
    return true;
}

// List A is drawn whole, then the boxes in which B differs: the result must be B drawn whole, to the bit.
static void regions_give_what_the_whole_gives(void **state) {
    Sample *s = *state;
    Painter *painter = painter_open(s->fonts);
    Pixels part = pixels_new(WIDTH, HEIGHT), whole = pixels_new(WIDTH, HEIGHT);
    static const double scales[] = { 0.75, 1, 1.25, 1.5, 2 };
    for (uint64_t seed = 0; seed < 60; seed++) {
        Random choose = random_seed(1000 + seed);
        double scale = scales[seed % 5];
        List a = list_begin(s->arena, fonts_metrics(s->fonts)), b = a;
        for (int i = 0; i < 60; i++) {
            Random one = random_seed(seed * 1000 + (uint64_t)i), other = random_seed(seed * 1000 + (uint64_t)i + 500);
            bool clips = random_below(&choose, 10) == 0, changes = random_below(&choose, 12) == 0;
            if (clips) list_clip(&a, box(50, 40, 300, 200)), list_clip(&b, box(50, 40, 300, changes ? 180 : 200));
            sample_add_random(&a, &one);
            one = random_seed(seed * 1000 + (uint64_t)i);
            sample_add_random(&b, changes ? &other : &one);
            if (changes && b.count && random_below(&choose, 2)) b.cmd[b.count - 1].step_back = 0.7f;
            if (clips) list_unclip(&a), list_unclip(&b);
        }
        Box region[8];
        int regions = list_changes(&a, &b, region, 8);
        assert_true(regions >= 0);
        painter_draw(painter, part, &a, THEME_LIGHT, ROLE_STAGE, scale, NULL, 0);
        painter_draw(painter, part, &b, THEME_LIGHT, ROLE_STAGE, scale, region, regions);
        painter_draw(painter, whole, &b, THEME_LIGHT, ROLE_STAGE, scale, NULL, 0);
        int x, y;
        if (!alike(part, whole, &x, &y))
            fail_msg("seed %d, scale %g: pixel %d, %d differs: %06x, %06x", (int)seed, scale, x, y, rgb(part, x, y),
                     rgb(whole, x, y));
    }
    free(part.at);
    free(whole.at);
    painter_close(painter);
}

static void boxes_lie_on_whole_pixels(void **state) {
    Sample *s = *state;
    Painter *painter = painter_open(s->fonts);
    Pixels p = pixels_new(400, 300);
    for (double scale = 0.75; scale <= 3; scale += 0.05) {
        List list = list_begin(s->arena, fonts_metrics(s->fonts));
        for (int i = 0; i < 4; i++) // neighbours: no gap, no overlap
            list_rect(&list, box(5 + 17.3 * i, 7, 17.3, 21.7), (RectStyle){ .fill = paint(i % 2 ? ROLE_Q : ROLE_K) });
        list_line(&list, 5, 40.3, 60, 40.3, (StrokeStyle){ .paint = paint(ROLE_INK) });
        list_line(&list, 70.7, 35, 70.7, 60, (StrokeStyle){ .paint = paint(ROLE_INK) });
        painter_draw(painter, p, &list, THEME_LIGHT, ROLE_STAGE, scale, NULL, 0);
        uint32_t stage = role_rgb(THEME_LIGHT, ROLE_STAGE), q = role_rgb(THEME_LIGHT, ROLE_Q), k = role_rgb(THEME_LIGHT, ROLE_K),
                 ink = role_rgb(THEME_LIGHT, ROLE_INK);
        int lines = 0;
        for (int i = 0; i < p.width * p.height; i++) {
            uint32_t is = p.at[i] & 0xFFFFFF;
            assert_true(is == stage || is == q || is == k || is == ink);
        }
        for (int y = 0; y < p.height; y++) lines += rgb(p, (int)(30 * scale), y) == ink;
        assert_int_equal(lines, 1);
        int y = (int)(15 * scale), runs = 0;
        for (int x = (int)(8 * scale); x < (int)(70 * scale); x++) {
            assert_true(rgb(p, x, y) != stage);
            runs += rgb(p, x, y) != rgb(p, x + 1, y);
        }
        assert_int_equal(runs, 3);
    }
    free(p.at);
    painter_close(painter);
}

static void cells_of_a_heat_map_are_sharp(void **state) {
    Sample *s = *state;
    Painter *painter = painter_open(s->fonts);
    Pixels p = pixels_new(220, 220);
    float share[49];
    for (int i = 0; i < 49; i++) share[i] = i % 2 ? 1 : -1;
    List list = list_begin(s->arena, fonts_metrics(s->fonts));
    list_heat(&list, box(2, 2, 103, 103), 7, 7, share, (HeatStyle){ .positive = ROLE_Q, .negative = ROLE_K });
    painter_draw(painter, p, &list, THEME_DARK, ROLE_STAGE, 2, NULL, 0);
    uint32_t q = role_rgb(THEME_DARK, ROLE_Q), k = role_rgb(THEME_DARK, ROLE_K);
    for (int y = 4; y < 210; y++)
        for (int x = 4; x < 210; x++) assert_true(rgb(p, x, y) == q || rgb(p, x, y) == k);
    assert_true(rgb(p, 5, 5) == k && rgb(p, 35, 5) == q && rgb(p, 5, 35) == q && rgb(p, 209, 209) == k);
    free(p.at);
    painter_close(painter);
}

static void a_clip_holds_and_ends(void **state) {
    Sample *s = *state;
    Painter *painter = painter_open(s->fonts);
    Pixels p = pixels_new(100, 100);
    List list = list_begin(s->arena, fonts_metrics(s->fonts));
    list_clip(&list, box(10, 10, 50, 50));
    list_clip(&list, box(30, 0, 100, 100));
    list_ellipse(&list, 50, 50, 60, 60, 0, (RectStyle){ .fill = paint(ROLE_Q) });
    list_unclip(&list);
    list_unclip(&list);
    list_rect(&list, box(80, 80, 10, 10), (RectStyle){ .fill = paint(ROLE_K) });
    painter_draw(painter, p, &list, THEME_LIGHT, ROLE_STAGE, 1, NULL, 0);
    for (int y = 0; y < 100; y++)
        for (int x = 0; x < 100; x++) {
            bool clipped_in = x >= 30 && x < 60 && y >= 10 && y < 60, box_in = x >= 80 && x < 90 && y >= 80 && y < 90;
            if (!clipped_in && !box_in) assert_int_equal(rgb(p, x, y), role_rgb(THEME_LIGHT, ROLE_STAGE));
        }
    assert_int_equal(rgb(p, 45, 45), role_rgb(THEME_LIGHT, ROLE_Q));
    assert_int_equal(rgb(p, 85, 85), role_rgb(THEME_LIGHT, ROLE_K));
    free(p.at);
    painter_close(painter);
}

// Nothing but the region is touched, wherever it lies; a row beyond the picture's own width stays as it was.
static void only_the_region_is_touched(void **state) {
    Sample *s = *state;
    Painter *painter = painter_open(s->fonts);
    Pixels p = pixels_new(340, 240);
    List list = sample_list(s);
    p.width = 320;
    for (int i = 0; i < 340 * 240; i++) p.at[i] = 0x123456;
    const Box region[] = { box(100, 60, 80, 90), box(-50, -50, 60, 60), box(310, 230, 1e12, 100), box(5000, 0, 10, 10),
                           box(20, 20, 0, 0) };
    painter_draw(painter, p, &list, THEME_LIGHT, ROLE_STAGE, 1, region, 5);
    for (int y = 0; y < 240; y++)
        for (int x = 0; x < 340; x++) {
            bool touched = false;
            for (int i = 0; i < 5; i++) {
                PixelBox t = painter_touches(p, region[i], 1);
                touched |= x >= t.x && x < t.x + t.width && y >= t.y && y < t.y + t.height;
            }
            if (touched)
                assert_int_not_equal(rgb(p, x, y), 0x123456);
            else
                assert_int_equal(rgb(p, x, y), 0x123456);
        }
    free(p.at);
    painter_close(painter);
}

static void every_theme_and_scale_draws_alike_twice(void **state) {
    Sample *s = *state;
    Painter *first = painter_open(s->fonts), *second = painter_open(s->fonts);
    List list = sample_list(s);
    for (int theme = 0; theme < THEME_COUNT; theme++)
        for (double scale = 0.75; scale <= 3; scale += 0.25) {
            Pixels a = pixels_new((int)(320 * scale), (int)(240 * scale)), b = pixels_new(a.width, a.height);
            painter_draw(first, a, &list, (Theme)theme, ROLE_STAGE, scale, NULL, 0);
            painter_draw(second, b, &list, (Theme)theme, ROLE_STAGE, scale, NULL, 0);
            int x, y, inked = 0;
            assert_true(alike(a, b, &x, &y));
            for (int i = 0; i < a.width * a.height; i++) inked += (a.at[i] & 0xFFFFFF) != role_rgb((Theme)theme, ROLE_STAGE);
            assert_true(inked > a.width * a.height / 10 && inked < a.width * a.height * 2 / 3);
            free(a.at);
            free(b.at);
        }
    painter_close(first);
    painter_close(second);
}

static void stepping_back_pales(void **state) {
    Sample *s = *state;
    Painter *painter = painter_open(s->fonts);
    Pixels p = pixels_new(30, 30);
    List list = list_begin(s->arena, fonts_metrics(s->fonts));
    list_rect(&list, box(0, 0, 30, 30), (RectStyle){ .fill = paint(ROLE_BLACK) });
    int before = -1;
    for (int i = 0; i <= 4; i++) {
        list.cmd[0].step_back = (float)i / 4;
        painter_draw(painter, p, &list, THEME_LIGHT, ROLE_WHITE, 1, NULL, 0);
        int grey = (int)(rgb(p, 15, 15) & 255);
        assert_true(grey > before);
        before = grey;
    }
    assert_true(before > 115 && before < 140); // a half, not a fifth
    free(p.at);
    painter_close(painter);
}

static void strange_numbers_do_no_harm(void **state) {
    Sample *s = *state;
    Painter *painter = painter_open(s->fonts);
    Pixels p = pixels_new(60, 60);
    const double strange[] = { MATH_NAN, MATH_INFINITY, -MATH_INFINITY, 1e300, -1e300, 0, -1, 1e-300 };
    for (int i = 0; i < 8; i++)
        for (int k = 0; k < 8; k++) {
            List list = list_begin(s->arena, fonts_metrics(s->fonts));
            double a = strange[i], b = strange[k];
            float share[2] = { (float)a, (float)b };
            list_rect(&list, box(a, b, b, a),
                      (RectStyle){ .radius = a, .fill = paint(ROLE_Q), .stroke = paint(ROLE_K), .width = b });
            list_rect(&list, box(5, 5, 20, 20),
                      (RectStyle){ .radius = a, .fill = paint(ROLE_Q), .stroke = paint(ROLE_K), .width = b < 100 ? b : 1 });
            list_line(&list, 5, 5, a, b, (StrokeStyle){ .paint = paint(ROLE_Q), .width = 2, .dash = 3 });
            list_rect(&list, box(3, 3, a, b),
                      (RectStyle){ .radius = b, .fill = paint(ROLE_Q), .stroke = paint(ROLE_K), .width = a });
            list_line(&list, 5, 9, 30, 9, (StrokeStyle){ .paint = paint(ROLE_Q), .width = a, .dash = b });
            list_line(&list, 5, 9, 30, 40, (StrokeStyle){ .paint = paint(ROLE_Q), .width = b, .round = true });
            list_line(&list, 5, b, a, b, (StrokeStyle){ .paint = paint(ROLE_Q), .width = 2 });
            list_text(&list, a, b, TEXT("text"), (TextStyle){ .size = 12 });
            list_text(&list, 5, 40, TEXT("text"), (TextStyle){ .size = a });
            list_heat(&list, box(a, b, 10, 10), 1, 2, share, (HeatStyle){ .positive = ROLE_Q, .negative = ROLE_K });
            list_heat(&list, box(40, 40, 10, 10), 1, 2, share, (HeatStyle){ .positive = ROLE_Q, .negative = ROLE_K });
            list_hatch(&list, box(a, 5, 20, b), a, paint(ROLE_S));
            painter_draw(painter, p, &list, THEME_LIGHT, ROLE_STAGE, 1, NULL, 0);
        }
    free(p.at);
    painter_close(painter);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(regions_give_what_the_whole_gives),
        cmocka_unit_test(boxes_lie_on_whole_pixels),
        cmocka_unit_test(cells_of_a_heat_map_are_sharp),
        cmocka_unit_test(a_clip_holds_and_ends),
        cmocka_unit_test(only_the_region_is_touched),
        cmocka_unit_test(every_theme_and_scale_draws_alike_twice),
        cmocka_unit_test(stepping_back_pales),
        cmocka_unit_test(strange_numbers_do_no_harm),
    };
    return cmocka_run_group_tests(tests, sample_open, sample_close);
}
