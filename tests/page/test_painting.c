// A mask is painted: by a click, by a drag over several cells, by the keys; one step of undo each; a query keeps a key that it
// sees.
#include "page/drive.h"

enum { MASK_STEP = 2 };

static int open_masks(void **state) {
    if (open_app(state)) return -1;
    Arena *arena = arena_begin();
    Problems problems = { .arena = arena };
    bool well = app_open(&app, library_find(&app.library, "masking", &problems), MASK_STEP);
    problems_print(stderr, &problems);
    arena_end(arena);
    rest();
    return well ? 0 : -1;
}

static void is_mask(const char *rows) {
    char is[17] = { 0 };
    for (int i = 0; i < 16; i++) is[i] = value("mask", i) != 0 ? '1' : '0';
    assert_string_equal(is, rows);
}

static const char *const causal = "1000110011101111";

static void a_click_turns_a_cell_over(void **state) {
    (void)state;
    is_mask(causal);
    click_cell("masked", 2);
    is_mask("1010110011101111");
    assert_string_equal(session_param_choice(app.session, "mask"), "own");
    assert_true(value("a", 2) > 0);
    click_cell("a", 2); // the weights can be painted too
    is_mask(causal);
    assert_true(value("a", 2) == 0);
    assert_false(app.editor.open);
    assert_true(session_undo(app.session));
    is_mask("1010110011101111");
    assert_true(session_undo(app.session)); // with it goes the choice of a mask of one's own
    is_mask(causal);
    assert_string_equal(session_param_choice(app.session, "mask"), "causal");
    assert_true(session_redo(app.session));
    is_mask("1010110011101111");
}

// What the pointer crosses gets what the first cell got, even when it leaps.
static void a_drag_is_one_step(void **state) {
    (void)state;
    Box from = cell("masked", 1), to = cell("masked", 3);
    move(from.x + from.w / 2, from.y + from.h / 2);
    held = true;
    one((UiInput){ .pressed = true, .clicks = 1 });
    move(to.x + to.w / 2, to.y + to.h / 2);
    held = false;
    one((UiInput){ .released = true });
    rest();
    is_mask("1111110011101111");
    assert_true(session_undo(app.session));
    is_mask(causal);
    assert_false(session_can_undo(app.session));
}

// What cannot be done is told, also when nothing has moved in the window before.
static void a_refusal_is_seen(void **state) {
    (void)state;
    app.player.reduced = false;
    Box at = cell("masked", 0);
    move(at.x + at.w / 2, at.y + at.h / 2);
    for (int i = 0; i < 100; i++) one((UiInput){ 0 });
    assert_false(app.ui.animating);
    held = true;
    one((UiInput){ .pressed = true, .clicks = 1 });
    held = false;
    one((UiInput){ .released = true });
    rest();
    assert_non_null(strstr(app.toast.text, "query 1 sees no key"));
    assert_true(app.toast.until > now);
    for (int i = 0; i < 60 * 8; i++) one((UiInput){ 0 });
    assert_true(app.toast.until == 0);
}

static void a_query_keeps_a_key(void **state) {
    (void)state;
    click_cell("masked", 0); // all that the first query sees
    is_mask(causal);
    assert_non_null(strstr(app.toast.text, "query 1 sees no key"));
    assert_false(session_can_undo(app.session));
    Box from = cell("masked", 4), to = cell("masked", 5); // both of the second
    move(from.x + from.w / 2, from.y + from.h / 2);
    held = true;
    one((UiInput){ .pressed = true, .clicks = 1 });
    move(to.x + to.w / 2, to.y + to.h / 2);
    held = false;
    one((UiInput){ .released = true });
    rest();
    is_mask("1000010011101111");
    assert_non_null(strstr(app.toast.text, "query 2 sees no key"));
    for (int i = 0; i < 4; i++) assert_close(value("right.sum", i), 1, 1e-12);
}

static void keys_paint(void **state) {
    (void)state;
    for (int i = 0; i < 40 && !ui_has_focus(&app.ui, ui_id(&app.ui, "stage")); i++) key(UI_KEY_TAB, 0);
    assert_true(ui_has_focus(&app.ui, ui_id(&app.ui, "stage")));
    for (int i = app.stage.first; i < app.stage.end; i++) { // the pointer was there last
        Ident ident = app.ui.list.cmd[i].ident;
        if (ident.kind == IDENT_VALUE && ident.node == node("masked") && ident.element == 1) app.overlay.cursor = ident;
    }
    assert_int_equal(app.overlay.cursor.node, node("masked"));
    assert_int_equal(app.overlay.cursor.element, 1);
    key(UI_KEY_SPACE, 0);
    is_mask("1100110011101111");
    assert_false(app.player.playing);
    key(UI_KEY_RIGHT, 0); // the keys go on from where they were
    assert_int_equal(app.overlay.cursor.element, 2);
    key(UI_KEY_ENTER, 0);
    is_mask("1110110011101111");
    assert_true(session_undo(app.session));
    is_mask("1100110011101111");
}

// A preset is what it says, whatever was painted before; going back to one's own mask finds it again.
static void presets_are_clean(void **state) {
    (void)state;
    Problems problems = { .arena = app.frame };
    click_cell("masked", 4);
    is_mask("1000010011101111");
    assert_true(session_set_param(app.session, "mask", "window", &problems));
    is_mask("1000110001100011");
    assert_true(session_set_param(app.session, "mask", "own", &problems));
    is_mask("1000010011101111");
    assert_false(session_set_param(app.session, "padding", "7", &problems) &&
                 session_set_param(app.session, "mask", "padding", &problems));
    assert_non_null(strstr(problems.item[0].message, "query 1 sees no key"));
    is_mask("1000010011101111"); // the last good picture stays
}

// Keys of another sentence are not the mask's.
static void another_sentence_is_not_painted(void **state) {
    (void)state;
    Problems problems = { .arena = app.frame };
    assert_true(session_set_param(app.session, "mask", "cross", &problems));
    rest();
    click_cell("masked", 1);
    assert_true(app.overlay.pinned);
    assert_string_equal(session_param_choice(app.session, "mask"), "cross");
    assert_false(session_paint(app.session, node("mask"), 1, false, &problems));
}

static void the_picture_turns(void **state) {
    (void)state;
    Problems problems = { .arena = app.frame };
    assert_true(cell("masked", 3).x > cell("masked", 12).x);
    assert_true(session_set_param(app.session, "orientation", "columns", &problems));
    rest();
    assert_true(cell("masked", 3).x < cell("masked", 12).x);
    click_cell("masked", 3); // the same cell
    is_mask("1001110011101111");
    assert_non_null(strstr(session_params_text(app.session, app.frame), "orientation = columns"));
    assert_true(session_set_param(app.session, "scene", "matrix", &problems));
    rest();
    assert_true(cell("masked", 2).x < cell("s", 8).x); // the other picture is turned too
}

// The lesson says which query is followed, until somebody picks another one.
static void the_lesson_picks_a_query(void **state) {
    (void)state;
    assert_int_equal(session_scene_step(app.session)->query, 1);
    app_go(&app, 5);
    assert_int_equal(session_scene_step(app.session)->query, 0);
    session_pick_query(app.session, 3);
    assert_int_equal(session_scene_step(app.session)->query, 3);
    app_go(&app, MASK_STEP);
    assert_int_equal(session_scene_step(app.session)->query, 3);
    assert_true(session_undo(app.session));
    assert_int_equal(session_scene_step(app.session)->query, 1);
}

// Several queries of one's own go through every step, also those whose data hold more than q, k and v.
static void own_vectors_take_every_step(void **state) {
    (void)state;
    Problems problems = { .arena = app.frame };
    Dataset data;
    const char *text = "q1,1,0,1\nq2,0,1,1\nq3,1,1,0\nk1,1,0,1\nk2,0,1,1\nk3,1,1,0\nv1,4,0\nv2,0,4\nv3,1,1\n"
                       "target1,1\ntarget2,0\ntarget3,1\n";
    assert_true(data_load_text(app.memory, text_of(text), "own.csv", &data, &problems));
    assert_true(session_load(app.session, &data, &problems));
    for (int step = 0; step < session_lesson(app.session)->steps; step++) {
        app_go(&app, step);
        rest();
        const char *notice = session_notice(app.session); // what the file lacks and the step needs is made, and said
        if (notice && strcmp(notice, "The gradient g that comes back is made as in the lesson.") != 0)
            fail_msg("step %d: %s", step + 1, notice);
        if (!strcmp(session_scene(app.session)->name, "race")) continue;
        assert_int_equal(tape_node(session_tape(app.session), node("a"))->count, 9);
        assert_true(app.stage.end - app.stage.first > 20);
    }
}

#define test(function) cmocka_unit_test_setup_teardown(function, open_masks, close_app)

int main(void) {
    const struct CMUnitTest tests[] = {
        test(a_click_turns_a_cell_over),   test(a_drag_is_one_step),
        test(a_refusal_is_seen),           test(keys_paint),
        test(a_query_keeps_a_key),         test(keys_paint),
        test(presets_are_clean),           test(another_sentence_is_not_painted),
        test(the_picture_turns),           test(the_lesson_picks_a_query),
        test(own_vectors_take_every_step),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
