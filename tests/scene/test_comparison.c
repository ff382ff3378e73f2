// Work, waiting and way: hand numbers of the lesson, at every size and for lengths far apart; hops by hand and by search.
#include "base/math.h"
#include "base/random.h"
#include "scene/comparison/comparison.h"
#include "scene/stage.h"

#define ALL "table work curves lamps way hidden memory jobs"

static bool shows(const List *list, const char *text) { return picture_texts(list, text) > 0; }

static void every_picture_keeps_the_rules(void **state) {
    (void)state;
    static const char *const set[] = { "",         "n=1 d=8 k=2 r=1", "n=2 d=1024 k=15 r=64", "n=16000 d=1024 r=64", "n=9 r=4",
                                       "n=40 k=2", "n=200 d=8" };
    static const char *const focus[] = { "table", "work", "curves", "lamps", "way", "hidden", "memory", "jobs" };
    for (size_t i = 0; i < sizeof set / sizeof *set; i++)
        for (size_t f = 0; f < sizeof focus / sizeof *focus; f++) {
            Stage stage;
            stage_begin(&stage, "comparison", NULL, set[i], ALL, focus[f]);
            stage_check_at(&stage, true, arena_print(stage.arena, "%s %s", focus[f], set[i]));
            stage_end(&stage);
        }
}

static void check_texts(const char *set, const char *focus, const char *const *text) {
    Stage stage;
    stage_begin(&stage, "comparison", NULL, set, ALL, focus);
    List list = stage_draw(&stage, 1190, 760, 1);
    for (; *text; text++)
        if (!shows(&list, *text)) fail_msg("%s, %s: '%s' is not shown", focus, set, *text);
    stage_end(&stage);
}

#define TEXTS(...) ((const char *const[]){ __VA_ARGS__, NULL })
#define THIN "\u2009"

static void the_hand_numbers_are_shown(void **state) {
    (void)state;
    check_texts("", "table",
                TEXTS("2" THIN "508" THIN "800", "18" THIN "350" THIN "080", "55" THIN "050" THIN "240", "573" THIN "440", "69",
                      "5", "counted 5" THIN "017" THIN "600", "counted 3"));
    check_texts("", "work", TEXTS("2" THIN "508" THIN "800", "5" THIN "017" THIN "600", "7.314"));
    check_texts("", "curves", TEXTS("134" THIN "217" THIN "728", "where n = d = 512"));
    check_texts("", "lamps", TEXTS("70", "counted: 70", "counted: 3", "counted: 1"));
    check_texts("", "hidden",
                TEXTS("73" THIN "400" THIN "320", "146" THIN "800" THIN "640", "5" THIN "017" THIN "600", "2.23 %",
                      "counted 73" THIN "400" THIN "320"));
    check_texts("n=3072", "hidden", TEXTS("50 %"));
    check_texts("n=4096", "memory", TEXTS("536" THIN "870" THIN "912", "2048", "n = 4096: 537 MB", "n = 2048: 134 MB"));
    check_texts("n=9 r=4", "way", TEXTS("8", "2", "1", "hop"));
    check_texts("", "jobs", TEXTS("460" THIN "800", "7" THIN "864" THIN "320", "512"));
}

// In a column of print and in a thumbnail's room all layers and all three jobs are there, with every number whole.
static void little_room_holds_all_jobs(void **state) {
    (void)state;
    static const double size[][2] = { { 409, 228 }, { 312, 190 }, { 640, 300 } };
    static const char *const measure[] = { "jobs.", "keeps." };
    for (size_t k = 0; k < sizeof size / sizeof *size; k++) {
        Stage stage;
        stage_begin(&stage, "comparison", NULL, "", ALL, "jobs");
        List list = stage_draw(&stage, size[k][0], size[k][1], 1);
        for (int i = 0; i < 2; i++)
            for (int node = 0; node < stage.tape->count; node++) {
                const char *name = tape_node(stage.tape, node)->name;
                if (!name || strncmp(name, measure[i], strlen(measure[i])) != 0) continue;
                if (!strcmp(name, "jobs.n") || !strcmp(name, "jobs.each")) continue;
                for (int job = 0; job < 3; job++)
                    if (!picture_shows(&list, ident_value(node, job))) fail_msg("%g wide: no %s[%d]", size[k][0], name, job);
            }
        for (int i = 0; i < list.count; i++)
            if (list.cmd[i].kind == CMD_TEXT && strstr(list.cmd[i].text.text, "…")) fail_msg("'%s'", list.cmd[i].text.text);
        picture_check(&list, size[k][0], size[k][1], "jobs");
        stage_end(&stage);
    }
}

// --- hops

static int hops(HopKind kind, int n, int k, int r) {
    int place[300], count = comparison_hops(kind, n, k, r, place, 300);
    for (int i = 1; i < count && i < 300; i++) assert_true(place[i] > place[i - 1]);
    if (count > 0 && count <= 300) assert_int_equal(place[count - 1], n - 1);
    return count;
}

static void hops_by_hand(void **state) {
    (void)state;
    assert_int_equal(hops(HOP_CHAIN, 9, 3, 4), 8);
    assert_int_equal(hops(HOP_WINDOW, 9, 3, 4), 8);
    assert_int_equal(hops(HOP_WINDOW, 9, 5, 4), 4);
    assert_int_equal(hops(HOP_DILATED, 9, 3, 4), 2);
    assert_int_equal(hops(HOP_DILATED, 10, 3, 4), 3);
    assert_int_equal(hops(HOP_DILATED, 27, 3, 4), 3);
    assert_int_equal(hops(HOP_DILATED, 16, 2, 4), 4);
    assert_int_equal(hops(HOP_RANGE, 9, 3, 4), 2);
    assert_int_equal(hops(HOP_RANGE, 512, 3, 16), 32);
    assert_int_equal(hops(HOP_ALL, 9, 3, 4), 1);
    for (int kind = HOP_CHAIN; kind <= HOP_ALL; kind++) assert_int_equal(hops((HopKind)kind, 1, 3, 4), 0);
    assert_int_equal(comparison_hops(HOP_CHAIN, 5000, 3, 4, NULL, 0), 4999);
}

// What a stack of dilated layers that look back can see, layer by layer, against the rule of thumb log_k n.
static void dilated_windows_reach_as_searched(void **state) {
    (void)state;
    for (int k = 2; k <= 6; k++)
        for (int n = 2; n <= 130; n++) {
            bool reached[140] = { true };
            int layers = 0;
            for (int dilation = 1; !reached[n - 1]; dilation *= k, layers++) {
                bool next[140] = { false };
                for (int to = 0; to < n; to++)
                    for (int j = 0; j < k; j++)
                        if (to - j * dilation >= 0 && reached[to - j * dilation]) next[to] = true;
                memcpy(reached, next, sizeof reached);
            }
            assert_int_equal(hops(HOP_DILATED, n, k, 1), layers);
            double power = 1;
            for (int i = 0; i < layers; i++) power *= k;
            assert_true(power >= n && power / k < n);
        }
}

// In the middle of the walk attention has long arrived; the chain has made half its hops.
static void all_start_together(void **state) {
    (void)state;
    Stage stage;
    stage_begin(&stage, "comparison", NULL, "n=9 r=4", ALL, "way");
    int drawn[3];
    for (int k = 0; k < 3; k++) {
        List list = stage_draw(&stage, 1190, 760, k / 2.0);
        drawn[k] = 0;
        for (int i = 0; i < list.count; i++) drawn[k] += list.cmd[i].kind == CMD_PATH && list.cmd[i].path.round;
    }
    assert_int_equal(drawn[0], 0);
    assert_int_equal(drawn[1], 4 + 4 + 2 + 2 + 1);
    assert_int_equal(drawn[2], 8 + 8 + 2 + 2 + 1);
    stage_end(&stage);
}

static void strange_numbers_do_no_harm(void **state) {
    (void)state;
    static const double strange[] = { MATH_NAN, MATH_INFINITY, -MATH_INFINITY, 1.7e308, -1e-308, 0, -5 };
    static const char *const focus[] = { "table", "work", "curves", "lamps", "hidden", "memory", "jobs" };
    for (size_t i = 0; i < sizeof strange / sizeof *strange; i++)
        for (size_t f = 0; f < sizeof focus / sizeof *focus; f++) {
            Stage stage;
            stage_begin(&stage, "comparison", NULL, "", ALL, focus[f]);
            for (NodeId id = 0; id < stage.tape->count; id++) {
                const Node *at = tape_node(stage.tape, id);
                if (!strncmp(at->name, "size.", 5)) continue;
                for (int e = 0; e < at->count; e += 2) at->value[e] = strange[i];
            }
            stage_check_at(&stage, true, focus[f]);
            stage_end(&stage);
        }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_picture_keeps_the_rules),     cmocka_unit_test(the_hand_numbers_are_shown),
        cmocka_unit_test(little_room_holds_all_jobs),        cmocka_unit_test(hops_by_hand),
        cmocka_unit_test(dilated_windows_reach_as_searched), cmocka_unit_test(all_start_together),
        cmocka_unit_test(strange_numbers_do_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
