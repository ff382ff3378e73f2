// Words of the world: joined, turned and found, the same for every renderer; and what no font has is said once.
#include <math.h>

#include "render/export.h"
#include "render/outlines.h"
#include "render/words.h"
#include "sample.h"

// What is shaped at a text's beginning; NULL: nothing.
static const Shaped *first(const Sample *s, const char *text) {
    Text rest = text_of(text);
    TextRun run;
    return metrics_run(fonts_metrics(s->fonts), FACE_TEXT, &rest, &run) ? run.shaped : NULL;
}

static double width(const Sample *s, const char *text) {
    return metrics_width(fonts_metrics(s->fonts), FACE_TEXT, 1, text_of(text));
}

static void our_own_letters_stay_ours(void **state) {
    Sample *s = *state;
    const char *ours[] = { "the cat", "Ωμέγα", "кот", "naïve", "q₁ → 0.54", "⁻⁷", "Σ = 1", "—" };
    for (size_t i = 0; i < sizeof ours / sizeof *ours; i++) {
        Text rest = text_of(ours[i]);
        TextRun run;
        while (metrics_run(fonts_metrics(s->fonts), FACE_TEXT, &rest, &run))
            if (run.shaped) fail_msg("'%s' was given to the shaper", ours[i]);
    }
    assert_null(fonts_complaint(s->fonts, s->arena));
}

// Arabic letters have other shapes beside each other than alone, and the first one stands on the right.
static void arabic_is_joined_and_runs_to_the_left(void **state) {
    Sample *s = *state;
    const Shaped *word = first(s, "قطة"), *one = first(s, "ق"), *last = first(s, "ة");
    assert_true(word && one && last);
    assert_int_equal(word->bytes, strlen("قطة"));
    assert_int_equal(word->glyphs, 3);
    for (int i = 1; i < word->glyphs; i++) assert_true(word->glyph[i].x > word->glyph[i - 1].x);
    assert_true(word->glyph[2].code != one->glyph[0].code);  // qaf begins the word, on the right
    assert_true(word->glyph[0].code != last->glyph[0].code); // and its end is joined to it
    assert_true(fabs(word->width - (width(s, "ق") + width(s, "ط") + width(s, "ة"))) > 0.01);
}

static void hebrew_is_turned_and_numbers_in_it_are_not(void **state) {
    Sample *s = *state;
    const Shaped *word = first(s, "אב"), *turned = first(s, "בא");
    assert_true(word && turned && word->glyphs == 2);
    assert_int_equal(word->glyph[0].code, turned->glyph[1].code);
    assert_int_equal(word->glyph[1].code, turned->glyph[0].code);
    const Shaped *mixed = first(s, "אב 12");
    assert_int_equal(mixed->bytes, strlen("אב 12")); // the number belongs to the turned run
    assert_int_equal(mixed->glyphs, 5);
    assert_int_equal(mixed->glyph[4].code, word->glyph[1].code); // alef last, on the right
    const Shaped *digits = first(s, "אב 21");
    assert_int_equal(mixed->glyph[0].code, digits->glyph[1].code); // 1 2 from left to right
    const Shaped *before = first(s, "אב abc");
    assert_true(before->bytes <= strlen("אב ")); // Latin after it stays on the right, in our own letters
}

static void hindi_makes_clusters(void **state) {
    Sample *s = *state;
    const Shaped *cat = first(s, "बिल्ली"), *syllable = first(s, "बि"), *consonant = first(s, "ब");
    assert_true(cat && syllable && consonant);
    assert_int_equal(cat->bytes, strlen("बिल्ली"));
    assert_true(cat->glyphs < 6); // six characters
    assert_int_equal(syllable->glyphs, 2);
    assert_int_equal(syllable->glyph[1].code, consonant->glyph[0].code); // the vowel i is written before it
}

static void chinese_has_letters(void **state) {
    Sample *s = *state;
    const Shaped *word = first(s, "猫が走る and");
    assert_non_null(word);
    assert_int_equal(word->bytes, strlen("猫が走る"));
    assert_int_equal(word->glyphs, 4);
    for (int i = 0; i < 4; i++) assert_true(word->glyph[i].code != 0 && word->glyph[i].font > 0);
    assert_close(width(s, "猫が走る"), word->width, 1e-12);
    assert_true(word->width > 3.5 && word->width < 4.5); // as wide as they are high
}

static void what_is_set_is_kept(void **state) {
    Sample *s = *state;
    assert_ptr_equal(first(s, "קטן"), first(s, "קטן"));
    assert_null(first(s, ""));
}

// Share of the ink of a drawn mask that lies in the columns where the outlines have it.
static void every_renderer_draws_the_same(void **state) {
    Sample *s = *state;
    const char *text[] = { "قطة", "猫が", "बिल्ली", "אב 12" };
    for (size_t i = 0; i < sizeof text / sizeof *text; i++) {
        List list = list_begin(s->arena, fonts_metrics(s->fonts));
        double w = list_text(&list, 20, 40, text_of(text[i]), (TextStyle){ .size = 32 });
        assert_int_equal(list.count, 1);
        assert_close(w, list.cmd[0].text.shaped->width * 32, 1e-9);
        int parts;
        const PathPart *part = outlines_of(s->arena, s->fonts, &list.cmd[0], &parts);
        assert_true(parts > 8);
        double left = 1e9, right = -1e9, top = 1e9, bottom = -1e9;
        for (int k = 0; k < parts; k++) {
            if (part[k].op == PATH_CLOSE) continue;
            left = fmin(left, part[k].x), right = fmax(right, part[k].x), top = fmin(top, part[k].y),
            bottom = fmax(bottom, part[k].y);
        }
        Words *words = words_open(s->fonts);
        const Mask *mask = words_shaped(words, list.cmd[0].text.shaped, 32, 0, text[i]);
        assert_true(fabs(20 + mask->left - left) < 2.5 && fabs(20 + mask->left + mask->width - right) < 2.5);
        assert_true(fabs(40 + mask->top - top) < 2.5 && fabs(40 + mask->top + mask->height - bottom) < 2.5);
        assert_ptr_equal(mask, words_shaped(words, list.cmd[0].text.shaped, 32, 0, text[i]));
        words_close(words);
    }
}

static void files_have_the_words(void **state) {
    Sample *s = *state;
    static const char *const ending[] = { "png", "svg", "pdf" };
    List list = list_begin(s->arena, fonts_metrics(s->fonts));
    list_text(&list, 20, 40, TEXT("k4 قطة 猫"), (TextStyle){ .size = 32 });
    for (int i = 0; i < 3; i++) {
        FigureFile file = { .width = 200, .height = 60, .scale = 1, .background = ROLE_STAGE, .title = "t", .description = "" };
        Problems problems = { .arena = s->arena };
        Text out;
        assert_true(exporter_write(exporter_find(ending[i]), s->arena, s->fonts, &list, &file, &out, &problems));
        if (i == 1) {
            assert_non_null(strstr(out.at, "aria-label=\"قطة\""));
            assert_non_null(strstr(out.at, "aria-label=\"猫\""));
        }
        assert_true(out.size > 300);
    }
}

// Characters of a script for which there is no font: a box, and a sentence once. These are set aside for nobody.
static void what_is_missing_is_said_once(void **state) {
    Sample *s = *state;
    assert_null(fonts_complaint(s->fonts, s->arena));
    assert_true(width(s, "\U00010FF0") > 0.3); // a box has a width
    const char *said = fonts_complaint(s->fonts, s->arena);
    assert_true(said && strstr(said, "U+10FF0") && strstr(said, "package"));
    width(s, "\U00010FF1");
    assert_null(fonts_complaint(s->fonts, s->arena));
    assert_true(width(s, "☺\uFE0F") > 0.3); // a sign's variant is nothing to complain of
    assert_null(fonts_complaint(s->fonts, s->arena));
}

static void nothing_that_is_typed_breaks_it(void **state) {
    Sample *s = *state;
    static const char *const odd[] = { "\u200D",       "\u202E\u202Eabc\u202C", "ق\u200D\u200D\u200Dق",
                                       "\u0301\u0301", "ק\U00010FF0ק",          "\xD8",
                                       "(א)[ב]" };
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        double w = width(s, utf8_mended(s->arena, odd[i]));
        assert_true(w >= 0 && w < 20);
    }
    Builder b = { .arena = s->arena };
    for (int i = 0; i < 3000; i++) builder_add(&b, TEXT("قطة "));
    assert_true(width(s, builder_text(&b)) > 1000);
    while (fonts_complaint(s->fonts, s->arena)) {}
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(our_own_letters_stay_ours),
        cmocka_unit_test(arabic_is_joined_and_runs_to_the_left),
        cmocka_unit_test(hebrew_is_turned_and_numbers_in_it_are_not),
        cmocka_unit_test(hindi_makes_clusters),
        cmocka_unit_test(chinese_has_letters),
        cmocka_unit_test(what_is_set_is_kept),
        cmocka_unit_test(every_renderer_draws_the_same),
        cmocka_unit_test(files_have_the_words),
        cmocka_unit_test(what_is_missing_is_said_once),
        cmocka_unit_test(nothing_that_is_typed_breaks_it),
    };
    return cmocka_run_group_tests(tests, sample_open, sample_close);
}
