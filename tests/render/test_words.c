// Masks of text: where ink stands, that quarters of a pixel move it by quarters, and that old masks are let go.
#include <math.h>

#include "render/words.h"
#include "sample.h"

static double ink(const Mask *m) {
    double sum = 0;
    for (int i = 0; i < m->width * m->height; i++) sum += m->alpha[i];
    return sum / 255;
}

// The mean column of the ink, from the pen.
static double middle(const Mask *m) {
    double sum = 0, all = 0;
    for (int y = 0; y < m->height; y++)
        for (int x = 0; x < m->width; x++) {
            sum += (m->left + x + 0.5) * m->alpha[y * m->width + x];
            all += m->alpha[y * m->width + x];
        }
    return sum / all;
}

static void a_step_moves_the_ink_by_a_quarter(void **state) {
    Words *words = words_open(((Sample *)*state)->fonts);
    for (Face face = FACE_TEXT; face <= FACE_MONO; face++) {
        const Mask *at_0 = words_mask(words, face, 16.3, 0, "How");
        for (int step = 1; step < WORDS_STEPS; step++) {
            const Mask *moved = words_mask(words, face, 16.3, step, "How");
            assert_close(ink(moved), ink(at_0), 0.01);
            assert_close(middle(moved) - middle(at_0), step / 4.0, 0.04);
        }
    }
    words_close(words);
}

static void letters_stand_where_metrics_puts_them(void **state) {
    Sample *s = *state;
    Words *words = words_open(s->fonts);
    double size = 31, one = middle(words_mask(words, FACE_TEXT, size, 0, "l"));
    const char *before[] = { "n", "nn", "1234567", "fi", "To", "   " };
    for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
        // The last letter alone is the whole text's ink less what stands before it; kerning with l is none here.
        const char *whole = arena_print(s->arena, "%s l", before[i]);
        const Mask *a = words_mask(words, FACE_TEXT, size, 0, whole), *b = words_mask(words, FACE_TEXT, size, 0, before[i]);
        double all = ink(a), rest = b->width ? ink(b) : 0;
        double last = (middle(a) * all - (rest > 0 ? middle(b) * rest : 0)) / (all - rest);
        const char *up_to = arena_print(s->arena, "%s ", before[i]);
        assert_true(fabs(last - one - metrics_width(fonts_metrics(s->fonts), FACE_TEXT, size, text_of(up_to))) <= 0.2);
    }
    words_close(words);
}

static void heights_follow_the_font(void **state) {
    Sample *s = *state;
    Words *words = words_open(s->fonts);
    for (double size = 8; size < 60; size += 3.25) {
        const Mask *m = words_mask(words, FACE_BOLD, size, 0, "H");
        assert_true(m->top + m->height == 0); // stands on the baseline
        assert_true(fabs(m->height - size * fonts_metrics(s->fonts)->face[FACE_BOLD].cap_height) <= 1.5);
        const Mask *deep = words_mask(words, FACE_BOLD, size, 0, "g");
        assert_true(deep->top + deep->height > 0);
    }
    words_close(words);
}

static void blanks_and_accents_are_fine(void **state) {
    Words *words = words_open(((Sample *)*state)->fonts);
    assert_int_equal(words_mask(words, FACE_TEXT, 14, 0, "")->width, 0);
    assert_int_equal(words_mask(words, FACE_TEXT, 14, 0, "   ")->width, 0);
    const Mask *tall = words_mask(words, FACE_TEXT, 14, 0, "ÅŮ"), *plain = words_mask(words, FACE_TEXT, 14, 0, "AU");
    assert_true(tall->top < plain->top);
    assert_true(words_mask(words, FACE_MATH_ITALIC, 14, 0, "f")->left < 0); // leans out to the left
    words_close(words);
}

static void a_long_run_keeps_memory_bounded(void **state) {
    Sample *s = *state;
    Words *words = words_open(s->fonts);
    for (int i = 0; i < 6000; i++) {
        char text[40];
        snprintf(text, sizeof text, "Loss after step %d", i);
        assert_non_null(words_mask(words, FACE_TEXT, 40, i % 4, text));
        words_rest(words);
    }
    assert_true(words_bytes(words) < 40 << 20);
    words_close(words);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_step_moves_the_ink_by_a_quarter), cmocka_unit_test(letters_stand_where_metrics_puts_them),
        cmocka_unit_test(heights_follow_the_font),           cmocka_unit_test(blanks_and_accents_are_fine),
        cmocka_unit_test(a_long_run_keeps_memory_bounded),
    };
    return cmocka_run_group_tests(tests, sample_open, sample_close);
}
