// Numbers with a decimal comma: what is one, what only looks like one, and that an aligned text stays where it is.
#include "support/check.h"
#include "support/fixed_metrics.h"

#include "draw/decimal.h"

static void points_of_numbers_become_commas(void **state) {
    (void)state;
    static const char *const same[] = { "1.2.3", "v1.2", "q.csv", "~/a.1/q.2.csv",   "Step 3.",          "…",
                                        "a.b",   ".5",   "5.",    "layer1.0weights", "steps 3, 4 and 5", "row 1, column 2" };
    static const char *const pair[][2] = {
        { "0.5", "0,5" },
        { "(0.5, 1)", "(0,5; 1)" },
        { "(1, 0)", "(1; 0)" },
        { "row 2, cat: 1, 0.25, \u22123; row 3: 1, 0", "row 2, cat: 1; 0,25; \u22123; row 3: 1, 0" },
        { "[0.5, \u22121.5, 2]", "[0,5; \u22121,5; 2]" },
        { "\u22120.707", "\u22120,707" },
        { "4.5\u00B710\u207B\u2077", "4,5\u00B710\u207B\u2077" },
        { "It is 0.75.", "It is 0,75." },
        { "0.25 + 0.75 = 1", "0,25 + 0,75 = 1" },
        { "1.5e-3", "1,5e-3" },
    };
    Arena *arena = arena_begin();
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) assert_ptr_equal(decimal_comma(arena, same[i]), same[i]);
    for (size_t i = 0; i < sizeof pair / sizeof *pair; i++) assert_string_equal(decimal_comma(arena, pair[i][0]), pair[i][1]);
    arena_end(arena);
}

static void texts_stay_where_they_are_aligned(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    List list = list_begin(arena, fixed_metrics());
    list_text(&list, 100, 20, TEXT("0.5"), (TextStyle){ .size = 20, .align = ALIGN_CENTER });
    list_text(&list, 100, 40, TEXT("0.5"), (TextStyle){ .size = 20, .align = ALIGN_RIGHT });
    list_text(&list, 100, 60, TEXT("x = 0.5"), (TextStyle){ .size = 20, .face = FACE_MONO });
    list_decimal_comma(&list, 1);
    assert_string_equal(list.cmd[0].text.text, "0.5"); // before the first
    list_decimal_comma(&list, 0);
    assert_string_equal(list.cmd[0].text.text, "0,5");
    assert_close(list.cmd[0].text.x + list.cmd[0].text.width / 2, 100, 1e-9);
    assert_close(list.cmd[1].text.x + list.cmd[1].text.width, 100, 1e-9);
    assert_string_equal(list.cmd[2].text.text, "x = 0.5"); // code
    arena_end(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(points_of_numbers_become_commas),
        cmocka_unit_test(texts_stay_where_they_are_aligned),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
