// Strips of moments and parts of pictures: they fit where they go, nothing overlaps, no array is cut at any moment, and the legend
// is that of all moments.
#include "support/check.h"

#include <math.h>

#include "page/figure_faults.h"
#include "page/figure_layout.h"
#include "page/figure_stage.h"
#include "page/figure_strip.h"
#include "render/system_fonts.h"
#include "support/picture.h"

static Library library;
static Arena *memory;
static Fonts *fonts;

static int open_all(void **state) {
    (void)state;
    memory = arena_begin();
    Problems problems = { .arena = memory };
    fonts = fonts_open(memory, &problems);
    bool well = fonts && library_open(&library, &problems);
    problems_print(stderr, &problems);
    return well ? 0 : -1;
}

static int close_all(void **state) {
    (void)state;
    library_close(&library);
    fonts_close(fonts);
    arena_end(memory);
    render_shutdown();
    return 0;
}

static Session *open_lesson(const char *path) {
    Problems problems = { .arena = memory };
    Session *session = session_begin(&library);
    if (!session_open(session, path, &problems)) fail_msg("%s", problem_text(memory, &problems.item[0]));
    return session;
}

static FigureSpec settled(Session *session, FigureSpec spec) {
    figure_fit(&spec);
    return figure_settled(session, &spec, fonts_metrics(fonts));
}

static bool says(const List *list, const char *text) {
    for (int i = 0; i < list->count; i++)
        if (list->cmd[i].kind == CMD_TEXT && strstr(list->cmd[i].text.text, text)) return true;
    return false;
}

// What any moment's legend names, the strip's names too.
static void check_legend(Session *session, const FigureSpec *spec, const List *list, const char *what) {
    const Scene *scene = session_scene(session);
    for (int i = 0; i < spec->strip && !spec->layout.less; i++) {
        Arena *arena = arena_begin();
        FigureSpec one = *spec;
        one.t = figure_moment_at(session, spec, i);
        List moment = list_begin(arena, fonts_metrics(fonts));
        figure_stage_still(session, &one, spec->layout.panel_width, spec->layout.panel_height, &moment);
        unsigned legend = figure_legend(&moment, session);
        for (int k = 0; k < scene->legends; k++)
            if ((legend & 1u << k) && !scene->legend_name && !says(list, scene->legend[k].name))
                fail_msg("%s: the legend lacks '%s', which moment %d has", what, scene->legend[k].name, i);
        arena_end(arena);
    }
}

static void check_strip(Session *session, FigureSpec spec, const char *place) {
    Arena *arena = arena_begin();
    const char *what =
        arena_print(arena, "%s %d, %d moments, %s", session_lesson(session)->id, session_step(session) + 1, spec.strip, place);
    spec = settled(session, spec);
    List list = figure_list(session, &spec, fonts_metrics(fonts), arena);
    picture_check_layout(&list, spec.width, spec.height, what);
    if (spec.height > figure_tallest(&spec) + 0.5)
        fail_msg("%s: %g units high, where %g have room", what, spec.height, figure_tallest(&spec));
    double points = spec.points > 0 ? spec.points : FIGURE_POINTS, smallest = figure_smallest_label(&list) * points;
    double least = !strcmp(place, "slide") ? 0.018 * 540 : 7;
    if (smallest < 0.9 * least) // what is on its way may be a little smaller
        fail_msg("%s: the smallest label has %.2f pt, not %.2f", what, smallest, least);
    check_legend(session, &spec, &list, what);
    arena_end(arena);
}

static void strips_fit_where_they_go(void **state) {
    (void)state;
    for (int i = 0; i < library.count; i++) {
        Session *session = open_lesson(library.entry[i].path);
        for (int step = 0; step < session_lesson(session)->steps; step += CHECK_EVERY) {
            session_go(session, step);
            if (!(session_seconds(session) > 0)) continue;
            for (int p = 0; p < FIGURE_PLACES; p++)
                check_strip(session, (FigureSpec){ .t = 1, .strip = p == 2 ? 3 : 4, .place = &figure_places[p] },
                            figure_places[p].id);
        }
        session_end(session);
    }
}

// --- parts

// How many numbers of the node stand in cells there.
static int count_cells(const List *list, int node) {
    bool seen[256] = { false };
    int count = 0;
    for (int i = 0; i < list->count; i++) {
        const Cmd *c = &list->cmd[i];
        if (c->kind != CMD_RECT || !ident_is_number(c->ident) || c->ident.node != node || c->ident.grad || !cmd_is_seen(c))
            continue;
        assert_in_range(c->ident.element, 0, 255);
        count += !seen[c->ident.element], seen[c->ident.element] = true;
    }
    return count;
}

// Of 8.3's part with the weights: at no moment a window of q, k or v of which a piece is cut, and at the end all weights.
static void check_part(Session *session, FigureSpec spec, bool with_values) {
    const Tape *tape = session_tape(session);
    enum { WINDOW = 8 }; // four rows, two columns
    spec = settled(session, spec);
    for (int i = 0; i < figure_moments(&spec); i++) {
        static const char *const name[] = { "q", "k", "v" };
        Arena *arena = arena_begin();
        FigureSpec one = spec;
        one.t = figure_moment_at(session, &spec, i);
        List list = list_begin(arena, fonts_metrics(fonts));
        figure_stage_still(session, &one, spec.layout.width, spec.layout.height, &list);
        for (int k = 0; k < 3; k++) {
            int cells = count_cells(&list, tape_find(tape, name[k]));
            if (cells % WINDOW) fail_msg("moment %g shows %d numbers of %s", one.t, cells, name[k]);
            if (!i && with_values) assert_int_equal(cells, 2 * WINDOW);
        }
        if (one.t == 1) assert_int_equal(count_cells(&list, tape_find(tape, "a")), 32);
        arena_end(arena);
    }
}

static void a_part_cuts_no_array(void **state) {
    (void)state;
    Problems problems = { .arena = memory };
    Session *session = open_lesson(library_find(&library, "multi-head", &problems));
    session_go(session, 2);
    check_part(session, (FigureSpec){ .t = 1, .strip = 4, .part = "a" }, true);
    check_part(session, (FigureSpec){ .t = 1, .strip = 4, .part = "a", .place = figure_place("column") }, false);
    check_part(session, (FigureSpec){ .t = 1, .moving = true, .part = "a" }, true);
    check_part(session, (FigureSpec){ .t = 1, .moving = true, .place = figure_place("column") }, false);
    session_end(session);
}

static int count_numbers(Session *session, const FigureSpec *spec) {
    Arena *arena = arena_begin();
    int count = 0;
    List list = list_begin(arena, fonts_metrics(fonts));
    figure_stage_still(session, spec, spec->layout.width, spec->layout.height, &list);
    for (int i = 0; i < list.count; i++) count += list.cmd[i].kind == CMD_TEXT && ident_is_number(list.cmd[i].ident);
    arena_end(arena);
    return count;
}

// Without white around them all moments keep what is on them: of a strip, and of a film.
static void the_white_around_holds_nothing(void **state) {
    (void)state;
    Session *session = open_lesson(library_find(&library, "retrieval", &(Problems){ .arena = memory }));
    session_go(session, 4);
    for (int i = 0; i < 3; i++) {
        FigureSpec spec = { .t = 1, .crop = true, .strip = i < 2 ? 3 : 0, .moving = i == 2 };
        if (!i) spec.place = figure_place("page");
        spec = settled(session, spec);
        Box part = spec.layout.part;
        if (!spec.layout.white || part.w * part.h > 0.95 * spec.layout.width * spec.layout.height)
            fail_msg("%d: %g × %g of %g × %g", i, part.w, part.h, spec.layout.width, spec.layout.height);
        for (int m = 0; m < figure_moments(&spec); m++) {
            FigureSpec one = spec, whole = spec;
            one.t = whole.t = figure_moment_at(session, &spec, m);
            whole.layout.part = box(0, 0, spec.layout.width, spec.layout.height);
            int numbers = count_numbers(session, &one);
            assert_true(numbers > 16);
            assert_int_equal(numbers, count_numbers(session, &whole));
        }
        List list = figure_list(session, &spec, fonts_metrics(fonts), memory);
        picture_check_layout(&list, spec.width, spec.height, "cropped");
    }
    session_end(session);
}

// Q and K stand in 8.3's first moment alone.
static void a_legend_is_that_of_all_moments(void **state) {
    (void)state;
    Session *session = open_lesson(library_find(&library, "multi-head", &(Problems){ .arena = memory }));
    session_go(session, 2);
    FigureSpec spec = settled(session, (FigureSpec){ .t = 1, .strip = 4, .place = figure_place("page") });
    List list = figure_list(session, &spec, fonts_metrics(fonts), memory);
    static const char *const name[] = { "queries", "keys", "head 1", "head 2", "values and output" };
    for (size_t i = 0; i < sizeof name / sizeof *name; i++)
        if (!says(&list, name[i])) fail_msg("the legend lacks '%s'", name[i]);
    FigureSpec end = settled(session, (FigureSpec){ .t = 1, .place = figure_place("page") });
    List last = figure_list(session, &end, fonts_metrics(fonts), memory);
    assert_false(says(&last, "queries"));
    session_end(session);
}

// Words of one's own beside the rows stand at every moment, or the legend says that they do not.
static void words_stand_or_are_named(void **state) {
    (void)state;
    static const char *const word[][3] = { { "sun", "moon", "star" }, { "the first word", "Constantinople", "x of x" } };
    for (int w = 0; w < 2; w++) {
        Problems problems = { .arena = memory };
        const char *csv = arena_print(memory, "q:asks,1,1\nk1:%s,1,1\nk2:%s,1,0\nk3:%s,1,-1\nv1,4,0\nv2,0,4\nv3,-4,0\n", word[w][0],
                                      word[w][1], word[w][2]);
        Session *session = open_lesson(library_find(&library, "retrieval", &problems));
        Dataset data;
        session_go(session, 3);
        assert_true(data_load_text(memory, text_of(csv), "words.csv", &data, &problems));
        assert_true(session_load(session, &data, &problems));
        for (int i = 0; i < 2 * FIGURE_PLACES; i++) {
            FigureSpec spec = settled(session, (FigureSpec){ .t = 1, .strip = i % 2 ? 3 : 0, .place = &figure_places[i / 2] });
            List list = figure_list(session, &spec, fonts_metrics(fonts), memory);
            int stand = picture_texts(&list, word[w][0]), all = i % 2 ? 3 : 1;
            bool named = says(&list, "the words of the rows");
            if (named ? stand : stand != all) fail_msg("%s, %s: %d times", figure_places[i / 2].id, word[w][0], stand);
            if (!w && i > 1 && i < 4) assert_false(named); // on a page there is room for short ones
        }
        session_end(session);
    }
}

// Rows that a strip has no room for are counted in its legend; a whole matrix is not.
static void rows_left_out_are_counted(void **state) {
    (void)state;
    Problems problems = { .arena = memory };
    Session *session = open_lesson(library_find(&library, "retrieval", &problems));
    static const struct {
        int step, strip;
        const char *place;
    } made[] = { { 3, 3, "column" }, { 6, 4, "slide" }, { 2, 3, "page" }, { 4, 0, "column" } };
    for (size_t i = 0; i < sizeof made / sizeof *made; i++) {
        session_go(session, made[i].step);
        FigureSpec spec = settled(session, (FigureSpec){ .t = 1, .strip = made[i].strip, .place = figure_place(made[i].place) });
        List list = figure_list(session, &spec, fonts_metrics(fonts), memory);
        bool rows[4] = { false }, all = true;
        int k = tape_find(session_tape(session), "k");
        for (int c = 0; c < list.count; c++)
            if (list.cmd[c].kind == CMD_TEXT && ident_is_number(list.cmd[c].ident) && list.cmd[c].ident.node == k)
                rows[list.cmd[c].ident.element / 2] = true;
        for (int r = 0; r < 4; r++) all &= rows[r];
        bool any = rows[0] || rows[1] || rows[2] || rows[3];
        assert_int_equal(says(&list, "of 4 rows of k"), any && !all);
    }
    session_end(session);
}

// In large type a picture shows less of itself, and says so wherever its legend has room for more than colours.
static void large_type_says_what_it_leaves_out(void **state) {
    (void)state;
    int parts = 0, unnamed = 0;
    for (int i = 0; i < library.count; i++) {
        Session *session = open_lesson(library.entry[i].path);
        for (int step = 0; step < session_lesson(session)->steps; step += 3 * CHECK_EVERY) {
            session_go(session, step);
            FigureSpec spec = settled(session, (FigureSpec){ .t = 1, .text_size = 300, .place = figure_place("slide") });
            Arena *arena = arena_begin();
            List list = figure_list(session, &spec, fonts_metrics(fonts), arena);
            if (spec.layout.width > 0 || spec.layout.less) parts++, unnamed += !says(&list, "Part of the picture");
            arena_end(arena);
        }
        session_end(session);
    }
    assert_true(parts > (CHECK_EVERY > 1 ? 0 : 10));
    assert_int_equal(unnamed, 0);
}

// Where large type leaves nothing whole of a picture, all of it is drawn smaller, down to the least type of the place; nothing
// runs into each other then.
static void large_type_gives_way(void **state) {
    (void)state;
    static const struct {
        const char *lesson;
        int step;
    } tight[] = { { "masking", 6 },    { "layer-norm", 3 }, { "layer-norm", 7 },
                  { "layer-norm", 8 }, { "comparison", 3 }, { "gradient-flow", 8 } };
    for (size_t i = 0; i < sizeof tight / sizeof *tight; i++) {
        Problems problems = { .arena = memory };
        Session *session = open_lesson(library_find(&library, tight[i].lesson, &problems));
        session_go(session, tight[i].step - 1);
        FigureSpec spec = settled(session, (FigureSpec){ .t = 1, .text_size = 300, .place = figure_place("slide") });
        List list = figure_list(session, &spec, fonts_metrics(fonts), memory);
        const char *what = arena_print(memory, "%s %d", tight[i].lesson, tight[i].step);
        picture_check_layout(&list, spec.width, spec.height, what);
        double points = figure_smallest_label(&list) * spec.points, least = 0.018 * 540;
        if (points < least) fail_msg("%s: the smallest label has %.2f pt, not %.2f", what, points, least);
        if (spec.layout.width <= 0 && spec.layout.reduced <= 0) fail_msg("%s: neither a part nor smaller", what);
        session_end(session);
    }
}

// A strip of a part begins when that shows something; and a part that shows something from the beginning is preferred.
static void no_strip_begins_empty(void **state) {
    (void)state;
    static const struct {
        const char *lesson;
        int step;
        bool late;
    } strip[] = { { "projections", 2, false }, { "multi-head", 6, true }, { "layer-norm", 6, true }, { "differ", 4, true } };
    for (size_t i = 0; i < sizeof strip / sizeof *strip; i++) {
        Session *session = open_lesson(library_find(&library, strip[i].lesson, &(Problems){ .arena = memory }));
        session_go(session, strip[i].step - 1);
        FigureSpec spec = settled(session, (FigureSpec){ .t = 1, .strip = 4, .place = figure_place("column") });
        List list = list_begin(memory, fonts_metrics(fonts));
        FigureSpec first = spec;
        first.t = figure_moment_at(session, &spec, 0);
        figure_stage_still(session, &first, spec.layout.panel_width, spec.layout.panel_height, &list);
        const char *what = arena_print(memory, "%s %d from %g", strip[i].lesson, strip[i].step, first.t);
        if (!figure_count_marks(&list)) fail_msg("%s: nothing at first", what);
        if ((first.t > 0) != strip[i].late) fail_msg("%s", what);
        assert_true(figure_moment_at(session, &spec, 3) == 1);
        session_end(session);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = { cmocka_unit_test(strips_fit_where_they_go),
                                        cmocka_unit_test(a_part_cuts_no_array),
                                        cmocka_unit_test(the_white_around_holds_nothing),
                                        cmocka_unit_test(a_legend_is_that_of_all_moments),
                                        cmocka_unit_test(words_stand_or_are_named),
                                        cmocka_unit_test(rows_left_out_are_counted),
                                        cmocka_unit_test(large_type_says_what_it_leaves_out),
                                        cmocka_unit_test(large_type_gives_way),
                                        cmocka_unit_test(no_strip_begins_empty) };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
