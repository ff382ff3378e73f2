// The table of colours keeps its promises: text 4.5:1, marks 3:1, digits readable on every tint; and names have their roles.
#include "support/check.h"

#include "base/math.h"
#include "draw/shapes.h"
#include "draw/theme.h"

static const Role text_roles[] = { ROLE_INK,   ROLE_MUTED, ROLE_WRONG,     ROLE_Q,     ROLE_K,     ROLE_V,
                                   ROLE_S,     ROLE_A,     ROLE_GRAD_TEXT, ROLE_HEAD1, ROLE_HEAD2, ROLE_HEAD3,
                                   ROLE_HEAD4, ROLE_HEAD5, ROLE_HEAD6,     ROLE_HEAD7, ROLE_HEAD8, ROLE_PEN };
enum { TEXT_ROLES = sizeof text_roles / sizeof *text_roles };

static void need(Theme theme, Role role, Role surface, double least) {
    double contrast = theme_contrast(theme_role(theme, role), theme_role(theme, surface));
    if (contrast < least)
        fail_msg("%s: %s on %s has %.2f:1, needs %.1f:1", theme_name(theme), role_name(role), role_name(surface), contrast, least);
}

static void contrast_is_wcag(void **state) {
    (void)state;
    Color white = { 1, 1, 1, 1 }, black = { 0, 0, 0, 1 }, grey = { 119.0f / 255, 119.0f / 255, 119.0f / 255, 1 };
    assert_close(theme_contrast(white, black), 21, 1e-6);
    assert_close(theme_contrast(black, white), 21, 1e-6);
    assert_close(theme_contrast(white, white), 1, 1e-12);
    assert_close(theme_contrast(white, grey), 4.478, 1e-3); // #777 on white, the best-known failure of 4.5
}

static void text_is_readable(void **state) {
    (void)state;
    for (int t = 0; t < THEME_COUNT; t++) {
        for (int i = 0; i < TEXT_ROLES; i++) {
            need((Theme)t, text_roles[i], ROLE_STAGE, 4.5);
            need((Theme)t, text_roles[i], ROLE_PANEL, 4.5);
        }
        need((Theme)t, ROLE_INK, ROLE_CURRENT, 4.5);
        need((Theme)t, ROLE_MUTED, ROLE_CURRENT, 4.5);
    }
}

static void marks_are_visible(void **state) {
    (void)state;
    for (int t = 0; t < THEME_COUNT; t++) {
        need((Theme)t, ROLE_GRAD, ROLE_STAGE, 3);
        need((Theme)t, ROLE_GRAD, ROLE_PANEL, 3);
        for (int i = 0; i < TEXT_ROLES; i++) need((Theme)t, text_roles[i], ROLE_CURRENT, 3);
    }
}

static void digits_are_readable_on_every_tint(void **state) {
    (void)state;
    for (int t = 0; t < THEME_COUNT; t++)
        for (int role = 0; role < ROLE_COUNT; role++)
            for (int share = 0; share <= 20; share++) {
                double tint = cell_tint((Role)role, share / 20.0, true);
                assert_true(tint <= 0.56);
                Color under = theme_color((Theme)t, paint_tint((Role)role, ROLE_PANEL, (float)tint));
                double contrast = theme_contrast(theme_role((Theme)t, ROLE_INK), under);
                if (contrast < 4.5)
                    fail_msg("%s: ink on a %.2f tint of %s has %.2f:1", theme_name((Theme)t), tint, role_name((Role)role),
                             contrast);
            }
}

static void tints_grow_with_the_share(void **state) {
    (void)state;
    for (int role = 0; role < ROLE_COUNT; role++)
        for (int bare = 0; bare < 2; bare++) {
            assert_true(cell_tint((Role)role, 1, bare) > cell_tint((Role)role, 0.5, bare));
            assert_true(cell_tint((Role)role, 0.5, bare) > cell_tint((Role)role, 0, bare));
            assert_close(cell_tint((Role)role, 7, bare), cell_tint((Role)role, 1, bare), 0);
            assert_close(cell_tint((Role)role, -1, bare), cell_tint((Role)role, 0, bare), 0);
            assert_close(cell_tint((Role)role, __builtin_nan(""), bare), cell_tint((Role)role, 0, bare), 0);
        }
}

static void paints_resolve(void **state) {
    (void)state;
    Color q = theme_color(THEME_LIGHT, paint(ROLE_Q)), half = theme_color(THEME_LIGHT, paint_tint(ROLE_Q, ROLE_PANEL, 0.5f));
    assert_close((double)q.b, 0xB2 / 255.0, 1e-6);
    assert_close((double)half.r, 0.5, 1e-6);
    assert_close((double)half.b, (0xB2 / 255.0 + 1) / 2, 1e-6);
    assert_close((double)theme_color(THEME_DARK, paint_faded(ROLE_K, 0.25f)).a, 0.25, 1e-6);
    assert_close((double)theme_color(THEME_DARK, PAINT_NONE).a, 0, 0);
    for (int role = 0; role < ROLE_COUNT; role++) assert_non_null(role_name((Role)role));
    for (int i = ROLE_Q; i <= ROLE_GRAD; i++) { // print uses the light colours
        Color light = theme_role(THEME_LIGHT, (Role)i), print = theme_role(THEME_PRINT, (Role)i);
        assert_memory_equal(&light, &print, sizeof light);
    }
}

// CIE 1976 L* of a grey.
static double lightness(Role role) {
    Color c = theme_role(THEME_GREY, role);
    double y = theme_contrast(c, (Color){ 0, 0, 0, 1 }) * 0.05 - 0.05;
    return y > 0.008856 ? 116 * math_pow(y, 1.0 / 3) - 16 : 903.3 * y;
}

// Two marks that meet in a picture differ by at least 8 of 100 in lightness, or one of them is hatched, or more closely.
static void marks_differ_without_colour(void **state) {
    (void)state;
    static const Role mark[] = { ROLE_Q, ROLE_K, ROLE_V, ROLE_S, ROLE_A, ROLE_GRAD };
    for (int i = 0; i < 6; i++) {
        Color c = theme_role(THEME_GREY, mark[i]);
        assert_true(c.r == c.g && c.g == c.b);
        for (int k = 0; k < i; k++)
            if (__builtin_fabs(lightness(mark[i]) - lightness(mark[k])) < 8 &&
                __builtin_fabs(theme_hatch(THEME_GREY, mark[i]) - theme_hatch(THEME_GREY, mark[k])) < 3)
                fail_msg("in grey %s and %s look alike", role_name(mark[i]), role_name(mark[k]));
    }
    for (int role = 0; role < ROLE_COUNT; role++) assert_true(theme_hatch(THEME_LIGHT, (Role)role) == 0);
}

static void names_have_roles(void **state) {
    (void)state;
    static const struct {
        const char *name;
        Role role;
    } want[] = {
        { "q", ROLE_Q },
        { "Q", ROLE_Q },
        { "Wq", ROLE_Q },
        { "wq", ROLE_Q },
        { "hq", ROLE_Q },
        { "qW", ROLE_Q },
        { "k", ROLE_K },
        { "k1", ROLE_K },
        { "k[0]", ROLE_K },
        { "v", ROLE_V },
        { "Wv", ROLE_V },
        { "s", ROLE_S },
        { "raw", ROLE_S },
        { "masked", ROLE_S },
        { "va", ROLE_S },
        { "a", ROLE_A },
        { "sweep.a", ROLE_A },
        { "dot.s", ROLE_S },
        { "rnn.h", ROLE_RECURRENT },
        { "h", ROLE_RECURRENT },
        { "alpha", ROLE_A },
        { "g", ROLE_GRAD_TEXT },
        { "loss", ROLE_INK },
        { "L", ROLE_GRAD_TEXT },
        { "partial", ROLE_GRAD_TEXT },
        { "grad.s", ROLE_GRAD_TEXT },
        { "o", ROLE_INK },
        { "x", ROLE_INK },
        { "Wh", ROLE_INK },
        { "sigma", ROLE_INK },
        { "", ROLE_INK },
        { ".", ROLE_INK },
        { "7", ROLE_INK },
        { "a name far longer than any node", ROLE_INK },
        { "q Q", ROLE_INK },
    };
    for (unsigned i = 0; i < sizeof want / sizeof *want; i++)
        if (role_of_node(want[i].name) != want[i].role)
            fail_msg("'%s' is %s, not %s", want[i].name, role_name(role_of_node(want[i].name)), role_name(want[i].role));
    assert_int_equal(role_of_node(NULL), ROLE_INK);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(contrast_is_wcag),
        cmocka_unit_test(text_is_readable),
        cmocka_unit_test(marks_are_visible),
        cmocka_unit_test(digits_are_readable_on_every_tint),
        cmocka_unit_test(paints_resolve),
        cmocka_unit_test(tints_grow_with_the_share),
        cmocka_unit_test(marks_differ_without_colour),
        cmocka_unit_test(names_have_roles),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
