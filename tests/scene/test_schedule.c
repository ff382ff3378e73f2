// What is drawn as ticks is the tape's timetable, at every size, with few and many workers, short and long.
#include "base/random.h"
#include "scene/stage.h"

#define FOLD "a,0.5\nx,8,4,2,1\n"

static bool shows(const List *list, const char *text) { return picture_texts(list, text) > 0; }

static void every_picture_keeps_the_rules(void **state) {
    (void)state;
    static const struct {
        const char *set, *focus;
    } step[] = {
        { "n=1 d=1 workers=1", "chain" },
        { "n=16 d=8 workers=1000", "chain" },
        { "n=16 d=64 workers=3", "grid" },
        { "n=1 d=1 workers=64", "grid" },
        { "n=12 d=8 workers=1", "grid" },
        { "n=1 d=1", "piles" },
        { "n=16 d=1", "piles" },
        { "n=12 d=64", "piles" },
        { "n=1", "losses" },
        { "n=16", "losses" },
        { "n=8 lanes=4 workers=64", "lanes" },
        { "n=16 lanes=32 workers=7", "lanes" },
        { "n=3 lanes=9 workers=1000", "lanes" },
        { "workers=8", "chain grid" },
    };
    for (size_t i = 0; i < sizeof step / sizeof *step; i++)
        for (int both = 0; both < 2; both++) {
            Stage stage;
            stage_begin(&stage, "schedule", FOLD, step[i].set, both ? "chain grid piles losses lanes scan sum" : step[i].focus,
                        step[i].focus);
            stage_check_at(&stage, true, arena_print(stage.arena, "%s %s", step[i].set, step[i].focus));
            stage_end(&stage);
        }
}

static void trees_of_every_size_keep_the_rules(void **state) {
    (void)state;
    static const int many[] = { 1, 2, 3, 5, 8, 12, 16, 17, 40, 256 };
    for (size_t i = 0; i < sizeof many / sizeof *many; i++)
        for (int sum = 0; sum < 2; sum++) {
            Stage stage;
            Builder b = { .arena = arena_begin() };
            Random random = random_seed((uint64_t)many[i]);
            builder_print(&b, "x");
            for (int t = 0; t < many[i]; t++) builder_print(&b, ",%.3f", random_normal(&random) * (t % 3 ? 1 : 1e6));
            stage_begin(&stage, "schedule", builder_text(&b), "n=1", "scan sum", sum ? "sum" : "scan");
            stage_check_at(&stage, true, arena_print(b.arena, "%d numbers", many[i]));
            stage_end(&stage);
            arena_end(b.arena);
        }
}

static void without_numbers_there_is_a_sentence(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "schedule", NULL, "", "scan", "scan");
    List list = stage_draw(&stage, 950, 560, 1);
    assert_true(shows(&list, "Nothing to fold: load some numbers x."));
    stage_check_at(&stage, true, "no x");
    stage_end(&stage);
}

static void the_counts_are_those_of_the_timetable(void **state) {
    (void)state;
    static const struct {
        const char *set, *focus, *ticks, *busy;
    } case_of[] = {
        { "workers=64", "chain", "8", "12.5 %" },
        { "workers=1", "chain", "64", "100 %" },
        { "workers=64", "grid", "3", "100 %" },
        { "workers=8", "grid", "24", "100 %" },
        { "workers=1", "grid", "192", "100 %" },
        { "workers=1000", "chain", "8", "0.8 %" },
        { "lanes=4", "lanes", "8", "50 %" },
        { "lanes=32 workers=16", "lanes", "128", "100 %" },
        { "lanes=32 workers=256", "lanes", "8", "100 %" },
        { "lanes=4 workers=256", "lanes", "8", "12.5 %" },
    };
    for (size_t i = 0; i < sizeof case_of / sizeof *case_of; i++) {
        Stage stage;
        stage_begin(&stage, "schedule", NULL, case_of[i].set, case_of[i].focus, case_of[i].focus);
        List list = stage_draw(&stage, 1190, 760, 1);
        if (!shows(&list, case_of[i].ticks) || !shows(&list, case_of[i].busy)) fail_msg("%s %s", case_of[i].set, case_of[i].focus);
        stage_end(&stage);
    }
}

// Halfway through the chain four states are there, one is not yet begun.
static void the_lamp_walks(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "schedule", NULL, "", "chain", "chain");
    int before = -1, h = tape_find(stage.tape, "rnn.h");
    for (int k = 0; k <= 20; k++) {
        List list = stage_draw(&stage, 1190, 760, k / 20.0);
        int strips = 0, lamps = 0;
        for (int i = 0; i < list.count; i++) {
            strips += list.cmd[i].kind == CMD_RECT && list.cmd[i].ident.node == h && list.cmd[i].ident.kind == IDENT_VALUE &&
                      list.cmd[i].ident.element % 8 == 0; // the first number of a state
            lamps += list.cmd[i].kind == CMD_RECT && list.cmd[i].rect.radius == 16 && list.cmd[i].rect.fill.role == ROLE_CURRENT;
        }
        assert_true(strips >= before);
        assert_in_range(lamps, 0, 1);
        assert_int_equal(lamps, k % 5 != 0); // between two ticks
        before = strips;
    }
    assert_int_equal(before, 8);
    stage_end(&stage);
}

static void the_tree_shows_its_numbers(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "schedule", FOLD, "", "scan", "scan");
    List start = stage_draw(&stage, 1190, 760, 0), end = stage_draw(&stage, 1190, 760, 1);
    NodeId h = tape_find(stage.tape, "scan.h"), b1 = tape_find(stage.tape, "scan.b1"), a1 = tape_find(stage.tape, "scan.a1");
    for (int t = 0; t < 4; t++) {
        assert_false(picture_shows(&start, ident_value(h, t)));
        assert_true(picture_shows(&end, ident_value(h, t)));
        assert_int_equal(picture_shows(&end, ident_value(b1, t)), t % 2); // the joined ones
        assert_int_equal(picture_shows(&end, ident_value(a1, t)), t % 2);
    }
    assert_true(shows(&end, "0.0625") && shows(&end, "joins of two pairs") && shows(&end, "rounds in the tree"));
    stage_end(&stage);
    stage_begin(&stage, "schedule", "x,3,1,4,1,5,9,2,6\n", "", "sum", "sum");
    end = stage_draw(&stage, 1190, 760, 1);
    assert_true(shows(&end, "31") && shows(&end, "22") && shows(&end, "14") && shows(&end, "7") && shows(&end, "additions"));
    stage_end(&stage);
}

static void strange_numbers_do_no_harm(void **state) {
    (void)state;
    static const double strange[] = { MATH_NAN, MATH_INFINITY, -MATH_INFINITY, 1.7e308, -1e-308, 0, 123456789012.0 };
    static const char *const name[] = { "x",     "scan.a1", "scan.b2", "scan.h",  "sum.1",     "rnn.h",
                                        "att.s", "att.a",   "att.o",   "train.a", "train.loss" };
    static const char *const focus[] = { "scan", "sum", "chain", "grid", "losses", "piles" };
    for (size_t i = 0; i < sizeof strange / sizeof *strange; i++)
        for (size_t f = 0; f < sizeof focus / sizeof *focus; f++) {
            Stage stage;
            stage_begin(&stage, "schedule", FOLD, "n=4", "", focus[f]);
            for (size_t w = 0; w < sizeof name / sizeof *name; w++) {
                const Node *at = tape_node(stage.tape, tape_find(stage.tape, name[w]));
                for (int e = 0; e < at->count; e += 2) at->value[e] = strange[i];
            }
            stage_check_at(&stage, true, focus[f]);
            stage_end(&stage);
        }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_picture_keeps_the_rules),
        cmocka_unit_test(trees_of_every_size_keep_the_rules),
        cmocka_unit_test(without_numbers_there_is_a_sentence),
        cmocka_unit_test(the_counts_are_those_of_the_timetable),
        cmocka_unit_test(the_lamp_walks),
        cmocka_unit_test(the_tree_shows_its_numbers),
        cmocka_unit_test(strange_numbers_do_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
