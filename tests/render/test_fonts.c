// The metrics that layout rests on, taken from the real fonts, and what is said when a font is missing.
#include <sys/stat.h>
#include <unistd.h>

#include "render/faces.h"
#include "sample.h"

static double advance(const Metrics *m, Face face, uint32_t code) { return m->face[face].advance(m->face[face].context, code); }

static void letters_have_sane_sizes(void **state) {
    const Metrics *m = fonts_metrics(((Sample *)*state)->fonts);
    for (int face = 0; face < FACE_COUNT; face++) {
        const FaceMetrics *f = &m->face[face];
        assert_true(f->ascent > 0.6 && f->ascent < 1.3);
        assert_true(f->descent > 0.15 && f->descent < 0.6);
        assert_true(f->x_height > 0.4 && f->x_height < f->cap_height && f->cap_height < 0.8);
        for (uint32_t code = 'A'; code <= 'z'; code++)
            assert_true(advance(m, (Face)face, code) > 0.15 && advance(m, (Face)face, code) < 1.1);
    }
    assert_close(advance(m, FACE_TEXT, '0'), 0.58, 0);
}

static void digits_are_all_as_wide_as_the_minus(void **state) {
    const Metrics *m = fonts_metrics(((Sample *)*state)->fonts);
    for (uint32_t code = '0'; code <= '9'; code++)
        for (Face face = FACE_TEXT; face <= FACE_BOLD; face++) // Lato Italic has a narrow 6
            assert_close(advance(m, face, code), advance(m, face, 0x2212), 1e-12);
}

static void kerning_comes_from_the_font(void **state) {
    const Metrics *m = fonts_metrics(((Sample *)*state)->fonts);
    const FaceMetrics *f = &m->face[FACE_TEXT];
    assert_close(f->kern(f->context, 'A', 'V'), -0.054, 1e-9);
    assert_close(f->kern(f->context, 'n', 'n'), 0, 0);
    assert_close(f->kern(f->context, 'A', 'V'), -0.054, 1e-9); // as kept
    for (uint32_t left = 'A'; left <= 'z'; left++)             // more pairs than the table begins with
        for (uint32_t right = 'A'; right <= 'z'; right++) assert_true(f->kern(f->context, left, right) < 0.2);
    assert_close(f->kern(f->context, 'A', 'V'), -0.054, 1e-9);
    assert_true(metrics_width(m, FACE_TEXT, 10, TEXT("AV")) <
                metrics_width(m, FACE_TEXT, 10, TEXT("A")) + metrics_width(m, FACE_TEXT, 10, TEXT("V")));
}

static void what_a_face_lacks_is_said(void **state) {
    const Metrics *m = fonts_metrics(((Sample *)*state)->fonts);
    assert_true(advance(m, FACE_TEXT, 0x2299) < 0);        // ⊙
    assert_true(advance(m, FACE_MATH_ITALIC, 0x2211) < 0); // ∑
    assert_true(advance(m, FACE_TEXT, 0xFFFFFFFF) < 0);
    assert_true(advance(m, FACE_MATH, 0x2211) > 0);
    for (const char *sign = "√∑∏∞≤∇⊙⊤∈·×≈‖∂"; *sign;) {
        Text rest = text_of(sign);
        uint32_t code = utf8_next(&rest);
        assert_true(advance(m, FACE_MATH, code) > 0);
        assert_true(advance(m, FACE_FALLBACK, code) > 0);
        sign = rest.at;
    }
}

static void a_missing_font_names_itself_and_its_package(void **state) {
    Sample *s = *state;
    Problems problems = { .arena = s->arena };
    assert_null(fonts_open_in(s->arena, "/nowhere::/nowhere/else", &problems));
    assert_int_equal(problems.total, 1);
    assert_non_null(strstr(problems.item[0].message, "Lato Regular"));
    assert_non_null(strstr(problems.item[0].message, "fonts-lato"));
    assert_non_null(strstr(problems.item[0].message, "ATTEND_FONTS"));
}

static void a_broken_font_file_is_named(void **state) {
    Sample *s = *state;
    char folder[] = "/tmp/attend-fonts-XXXXXX";
    assert_non_null(mkdtemp(folder));
    char *path = arena_print(s->arena, "%s/Lato-Regular.ttf", folder);
    assert_true(file_write(path, TEXT("not a font"), &s->problems));
    Problems problems = { .arena = s->arena };
    assert_null(fonts_open_in(s->arena, folder, &problems));
    assert_int_equal(problems.total, 1);
    assert_string_equal(problems.item[0].place.file, path);
    setenv("ATTEND_FONTS", folder, 1); // looked at first
    assert_null(fonts_open(s->arena, &problems));
    unsetenv("ATTEND_FONTS");
    unlink(path);
    rmdir(folder);
}

static void families_end_in_a_generic_one(void **state) {
    Sample *s = *state;
    for (int face = 0; face < FACE_COUNT; face++) {
        const char *css = face_row[face].css;
        assert_true(strstr(css, "serif") || strstr(css, "monospace"));
        assert_null(strchr(css, '"'));
        assert_int_equal(access(fonts_path(s->fonts, (Face)face), R_OK), 0);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(letters_have_sane_sizes),
        cmocka_unit_test(digits_are_all_as_wide_as_the_minus),
        cmocka_unit_test(kerning_comes_from_the_font),
        cmocka_unit_test(what_a_face_lacks_is_said),
        cmocka_unit_test(a_missing_font_names_itself_and_its_package),
        cmocka_unit_test(a_broken_font_file_is_named),
        cmocka_unit_test(families_end_in_a_generic_one),
    };
    return cmocka_run_group_tests(tests, sample_open, sample_close);
}
