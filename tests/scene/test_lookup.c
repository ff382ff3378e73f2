// The dictionary: real comparisons of the numbers, the value of the equal key, and words when there is none.
#include "base/random.h"
#include "scene/stage.h"

#define ALL "q k v match"

static NodeId node(const Stage *stage, const char *name) { return tape_find(stage->tape, name); }

// How often element i of v is on the picture: in its row, and once more as the answer.
static int times_shown(const Stage *stage, const List *list, const char *name, int element) {
    int count = 0;
    for (int i = 0; i < list->count; i++) {
        Ident ident = list->cmd[i].ident;
        count += list->cmd[i].kind == CMD_TEXT && ident.kind == IDENT_VALUE && ident.node == node(stage, name) &&
                 ident.element == element;
    }
    return count;
}

static void the_equal_key_gives_its_value(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "lookup", STAGE_SEED, "", ALL, "match");
    List start = stage_draw(&stage, 950, 560, 0), end = stage_draw(&stage, 950, 560, 1);
    assert_int_equal(times_shown(&stage, &start, "v", 0), 1);
    assert_int_equal(times_shown(&stage, &end, "v", 0), 2);
    assert_int_equal(times_shown(&stage, &end, "v", 2), 1);
    assert_int_equal(picture_texts(&start, "=") + picture_texts(&start, "≠"), 0);
    assert_int_equal(picture_texts(&end, "="), 1);
    assert_int_equal(picture_texts(&end, "≠"), 3);
    assert_int_equal(picture_texts(&end, "no such key"), 0);
    stage_end(&stage);
}

static void without_an_equal_key_there_is_no_answer(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "lookup", "q,1,0.999999\nk1,1,1\nk2,1,0\nv1,7\nv2,8\n", "", ALL, "match");
    List start = stage_draw(&stage, 950, 560, 0), end = stage_draw(&stage, 950, 560, 1);
    assert_int_equal(picture_texts(&start, "no such key"), 0);
    assert_int_equal(picture_texts(&end, "no such key"), 1);
    assert_int_equal(picture_texts(&end, "≠"), 2);
    assert_int_equal(times_shown(&stage, &end, "v", 0), 1);
    stage_check(&stage, "no equal key");
    stage_end(&stage);
}

static void of_two_equal_keys_the_first(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "lookup", "q,1\nk1,0\nk2:here,1\nk3:too,1\nv1,7\nv2,8\nv3,9\n", "", ALL, "");
    List list = stage_draw(&stage, 950, 560, 1);
    assert_int_equal(times_shown(&stage, &list, "v", 1), 2);
    assert_int_equal(times_shown(&stage, &list, "v", 2), 1);
    assert_int_equal(picture_texts(&list, "here"), 1);
    stage_check(&stage, "two equal keys");
    stage_end(&stage);
}

static void every_shape_keeps_the_rules(void **state) {
    (void)state;
    static const int many[] = { 1, 2, 3, 4, 6, 8, 12, 13, 40 }, wide[] = { 1, 2, 3, 6, 7, 20 };
    for (size_t m = 0; m < sizeof many / sizeof *many; m++)
        for (size_t d = 0; d < sizeof wide / sizeof *wide; d++)
            for (size_t dv = 0; dv < sizeof wide / sizeof *wide; dv++) {
                Stage stage;
                Arena *arena = arena_begin();
                int n = 1 + (int)(m + d + dv) % 3;
                stage_begin(&stage, "lookup", stage_data(arena, n, many[m], wide[d], wide[dv]), "", ALL, "match");
                stage.step.query = n - 1;
                Real *q = tape_node(stage.tape, node(&stage, "q"))->value, *k = tape_node(stage.tape, node(&stage, "k"))->value;
                for (int j = 0; j < wide[d] && dv % 2; j++)
                    q[(n - 1) * wide[d] + j] = k[(many[m] / 2) * wide[d] + j]; // one is equal
                stage_check_at(&stage, true, arena_print(arena, "n %d m %d d %d dv %d", n, many[m], wide[d], wide[dv]));
                stage_end(&stage);
                arena_end(arena);
            }
}

static void strange_numbers_do_no_harm(void **state) {
    (void)state;
    static const double strange[] = { MATH_NAN, MATH_INFINITY, 1e308, -1e-308 };
    for (size_t i = 0; i < sizeof strange / sizeof *strange; i++) {
        Stage stage;
        stage_begin(&stage, "lookup", STAGE_SEED, "", ALL, "match");
        tape_node(stage.tape, node(&stage, "k"))->value[1] = strange[i];
        tape_node(stage.tape, node(&stage, "v"))->value[0] = strange[i];
        stage_check(&stage, "strange numbers");
        stage_end(&stage);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_equal_key_gives_its_value), cmocka_unit_test(without_an_equal_key_there_is_no_answer),
        cmocka_unit_test(of_two_equal_keys_the_first),   cmocka_unit_test(every_shape_keeps_the_rules),
        cmocka_unit_test(strange_numbers_do_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
