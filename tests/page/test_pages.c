// The window's ways: keys, clicks, questions, editing, dragging, cards, files.
#include <math.h>
#include <unistd.h>

#include "draw/formula.h"
#include "page/linked.h"
#include "page/panel.h"
#include "page/top_bar.h"

#include "page/drive.h"
#include "render/export.h"

static void keys_step(void **state) {
    (void)state;
    rest();
    key(UI_KEY_RIGHT, 0);
    assert_int_equal(session_step(app.session), 1);
    assert_true(app.player.t == 1 && !app.player.playing);
    key(UI_KEY_PAGE_DOWN, 0);
    key(UI_KEY_LEFT, 0);
    assert_int_equal(session_step(app.session), 1);
    type("5");
    assert_int_equal(session_step(app.session), 4);
    key(UI_KEY_END, 0);
    assert_int_equal(session_step(app.session), session_lesson(app.session)->steps - 1);
    key(UI_KEY_RIGHT, 0); // stays
    assert_int_equal(session_step(app.session), session_lesson(app.session)->steps - 1);
    key(UI_KEY_HOME, 0);
    assert_int_equal(session_step(app.session), 0);
    click_text(session_lesson(app.session)->step[3].name); // a name on the timeline
    assert_int_equal(session_step(app.session), 3);
    key('w', UI_CTRL);
    assert_int_equal(app.page, PAGE_HOME);
    key(UI_KEY_RIGHT, 0); // the first card, opened where it was left
    key(UI_KEY_ENTER, 0);
    assert_int_equal(app.page, PAGE_LESSON);
}

static void a_question_gives_its_reason(void **state) {
    (void)state;
    app_go(&app, 3);
    window_height = 1080; // all of it in sight
    rest();
    assert_false(shows("Right:"));
    click_text("0");
    assert_false(shows("Right:"));
    assert_true(shows("Not"));
    click_text("0.06458");
    assert_true(shows("Right:"));
    key(UI_KEY_RIGHT, 0);
    key(UI_KEY_LEFT, 0);
    assert_true(shows("Right:")); // remembered
}

static void answers_are_judged(void **state) {
    (void)state;
    assert_int_equal(answer_judge("0.54", 0.538776), ANSWER_RIGHT);
    assert_int_equal(answer_judge("0.5388", 0.538776), ANSWER_RIGHT);
    assert_int_equal(answer_judge("0,539", 0.538776), ANSWER_RIGHT);
    assert_int_equal(answer_judge("0.53", 0.538776), ANSWER_WRONG);
    assert_int_equal(answer_judge("0.5387", 0.538776), ANSWER_RIGHT); // worked out with rounded numbers
    assert_int_equal(answer_judge("0.5386", 0.538776), ANSWER_RIGHT); // … two roundings further
    assert_int_equal(answer_judge("0.5385", 0.538776), ANSWER_WRONG);
    assert_int_equal(answer_judge("0.540", 0.538776), ANSWER_WRONG);
    assert_int_equal(answer_judge("511", 512), ANSWER_WRONG); // counted
    assert_int_equal(answer_judge("5018000", 5017600), ANSWER_RIGHT);
    assert_int_equal(answer_judge("1 048 576", 1048576), ANSWER_RIGHT);
    assert_int_equal(answer_judge("0.5", 0.538776), ANSWER_COARSE);
    assert_int_equal(answer_judge("1", 1), ANSWER_RIGHT); // exact
    assert_int_equal(answer_judge("\xE2\x88\x92"
                                  "0.87",
                                  -0.8665),
                     ANSWER_RIGHT);
    assert_int_equal(answer_judge("5.4e-1", 0.538776), ANSWER_RIGHT);
    assert_int_equal(answer_judge("", 1), ANSWER_NONE);
    assert_int_equal(answer_judge("about one", 1), ANSWER_NO_NUMBER);
    Role role;
    Mine fraction = { .judged = answer_judge("3/16", 0.1875) };
    assert_string_equal(mine_verdict(&fraction, 0.1875, NULL, &role), "Write it as a decimal number.");
}

// Whoever rounds every number on the way to four decimals is right, in every lesson.
static void round_to_four(void *tape, NodeId id) {
    const Node *node = tape_node(tape, id);
    for (int i = 0; i < node->count; i++)
        if (math_finite(node->value[i])) node->value[i] = floor(node->value[i] * 1e4 + 0.5) / 1e4;
}

static void check_rounded(const LiveRef *answer, const char *what) {
    double wanted;
    Ident of;
    if (!session_live(app.session, answer, &wanted, &of)) fail_msg("%s: unknown", what);
    if (of.kind != IDENT_VALUE || !strcmp(answer->node, "step")) return; // a slope measured by a small nudge
    Tape *tape = (Tape *)session_tape(app.session);
    tape_forward_meeting(tape, round_to_four, tape);
    char point[64], comma[64];
    double got = tape_node(tape, of.node)->value[of.element];
    tape_forward(tape);
    snprintf(point, sizeof point, "%.4f", got);
    snprintf(comma, sizeof comma, "%s", point);
    *strchr(comma, '.') = ',';
    bool well = answer_judge(point, wanted) == ANSWER_RIGHT && answer_judge(comma, wanted) == ANSWER_RIGHT;
    if (!well && fabs(wanted) > 0.01) fail_msg("%s: %s is not taken for %.8g", what, point, wanted);
}

static void honest_rounding_is_right(void **state) {
    (void)state;
    for (int l = 0; l < app.library.count; l++) {
        const LibraryEntry *entry = &app.library.entry[l];
        bool asks = false;
        for (int s = 0; s < entry->lesson.steps; s++)
            for (int b = 0; b < entry->lesson.step[s].blocks; b++) asks |= entry->lesson.step[s].block[b].kind == BLOCK_ANSWER;
        if (!asks || !app_open(&app, entry->path, 0)) continue;
        for (int s = 0; s < session_lesson(app.session)->steps; s++) {
            app_go(&app, s);
            const LessonStep *step = session_lesson_step(app.session);
            char what[100];
            snprintf(what, sizeof what, "%s %d", entry->id, s + 1);
            for (int b = 0; b < step->blocks; b++)
                if (step->block[b].kind == BLOCK_ANSWER) check_rounded(&step->block[b].answer, what);
        }
    }
}

static void a_number_is_typed_and_undone(void **state) {
    (void)state;
    app_go(&app, 3);
    rest();
    double before = value("a", 0);
    click_cell("q", 0);
    assert_true(app.editor.open);
    type("3");
    key(UI_KEY_ENTER, 0);
    assert_false(app.editor.open);
    assert_true(value("q", 0) == 3);
    assert_true(value("a", 0) > before);
    click_cell("q", 0);
    type("nonsense");
    key(UI_KEY_ENTER, 0);
    assert_true(app.editor.open && app.editor.wrong); // it stays open, nothing changed
    key(UI_KEY_ESCAPE, 0);
    assert_true(!app.editor.open && app.page == PAGE_LESSON && value("q", 0) == 3);
    click_cell("q", 0);
    key(UI_KEY_TAB, 0); // on to the next number
    assert_true(app.editor.open && app.editor.element == 1);
    key(UI_KEY_ESCAPE, 0);
    key('z', UI_CTRL);
    click_cell("q", 0);
    type("2,75"); // a comma is a decimal sign too
    key(UI_KEY_ENTER, 0);
    assert_true(!app.editor.open && value("q", 0) == 2.75);
    key('z', UI_CTRL);
    assert_true(value("q", 0) == 1 && value("a", 0) == before);
}

static void a_number_is_dragged_as_one_step(void **state) {
    (void)state;
    app_go(&app, 3);
    rest();
    Box at = cell("k", 0);
    double x = at.x + at.w / 2, y = at.y + at.h / 2;
    move(x, y);
    held = true;
    one((UiInput){ .pressed = true, .clicks = 1 });
    for (int i = 1; i <= 10; i++) move(x, y - 4 * i);
    held = false;
    one((UiInput){ .released = true });
    rest();
    assert_false(app.editor.open);
    assert_close(value("k", 0), 2, 1e-9);
    key('z', UI_CTRL);
    assert_true(value("k", 0) == 1);
    assert_false(session_can_undo(app.session));
}

static void dragged_values_are_tidy(void **state) {
    (void)state;
    assert_true(drag_value(1, 4, 4, false) == 1.1);
    assert_true(drag_value(1, 4, 12, false) == 1.3);
    assert_true(drag_value(1, 4, 12, true) == 1.03);
    assert_true(drag_value(0, 4, 40, false) == 0.1 || drag_value(0, 4, 40, false) == 1);
    assert_true(drag_value(250, 250, 8, false) == 270);
    assert_true(drag_value(-2, 4, 8, false) == -1.8);
    assert_true(math_finite(drag_value(0, 0, 8, false)));
}

static void a_click_pins_a_card(void **state) {
    (void)state;
    app_go(&app, 3);
    rest();
    click_cell("a", 0);
    for (int i = 0; i < 20; i++) rest();
    assert_true(app.overlay.pinned);
    Box card = app.overlay.card_box, number = cell("a", 0);
    assert_true(card.w > 50);
    assert_false(box_meets(card, number));
    assert_true(card.x >= 0 && card.y >= 0 && card.x + card.w <= app.ui.width && card.y + card.h <= app.ui.height);
    assert_true(shows("0.538776"));
    int back = 0;
    for (int i = app.stage.first; i < app.stage.end; i++) back += app.ui.list.cmd[i].step_back > 0.9f;
    assert_true(back > 10); // the rest steps back
    key(UI_KEY_ESCAPE, 0);
    assert_true(!app.overlay.pinned && app.page == PAGE_LESSON);
}

// Every number of every step at a small size: its card is whole and never over it.
static void cards_are_whole(void **state) {
    (void)state;
    window_width = 960, window_height = 600;
    for (int step = 0; step < session_lesson(app.session)->steps; step++) {
        app_go(&app, step);
        rest();
        int first = app.stage.first, end = app.stage.end;
        for (int i = first; i < end; i += 3) {
            Cmd cmd = app.ui.list.cmd[i];
            if ((cmd.ident.kind != IDENT_VALUE && cmd.ident.kind != IDENT_GRAD) || cmd.kind != CMD_RECT) continue;
            move(cmd.box.x + cmd.box.w / 2, cmd.box.y + cmd.box.h / 2);
            Box card = app.overlay.card_box;
            if (card.w <= 0) continue;
            assert_true(card.x >= 0 && card.y >= 56 && card.x + card.w <= app.ui.width + 0.01 &&
                        card.y + card.h <= app.ui.height - 84 + 0.01);
            assert_false(box_meets(card, cmd.box));
        }
    }
}

static bool formula_is_well(const char *tex) {
    const char *error = NULL;
    int column;
    if (!tex || formula_parse(app.frame, text_of(tex), &error, &column)) return true;
    print_error("'%s' at %d: %s\n", tex, column, error);
    return false;
}

// Cards of all numbers and gradients on the tape are formulas that can be set.
static void cards_are_formulas(void **state) {
    (void)state;
    static const char *const lessons[] = { "retrieval", "similarity" };
    for (int l = 0; l < 2; l++) {
        Problems problems = { .arena = app.frame };
        assert_true(app_open(&app, library_find(&app.library, lessons[l], &problems), 0));
        for (int step = 0; step < session_lesson(app.session)->steps; step++) {
            app_go(&app, step);
            const Tape *tape = session_tape(app.session);
            for (int id = 0; id < tape->count; id++) {
                if (!tape->node[id].name[0] || tape->node[id].count > 64) continue;
                for (int grad = 0; grad < 2; grad++) {
                    arena_reset(app.frame);
                    if (grad && tape->node[id].constant) continue;
                    Ident ident = grad ? ident_grad(id, 0) : ident_value(id, tape->node[id].count - 1);
                    Card card = card_for(ident, false, 4, 5);
                    assert_true(card.formula && card.result);
                    assert_true(formula_is_well(card.formula) && formula_is_well(card.flows));
                }
            }
        }
    }
}

static void the_weight_is_explained(void **state) {
    (void)state;
    app_go(&app, 3);
    arena_reset(app.frame);
    Card card = card_for(ident_value(node("a"), 0), false, 6, 5);
    assert_string_equal(card.formula, "a_{1} = \\frac{e^{1.4142}}{e^{1.4142} + e^{0.7071} + e^{0} + e^{\xE2\x88\x92"
                                      "0.7071}}");
    assert_string_equal(card.partial, "4.1133 / 7.6344");
    assert_string_equal(card.result, "0.538776");
    card = card_for(ident_value(node("k"), 2), false, 6, 5);
    assert_string_equal(card.formula, "k_{2,1} =");
    assert_non_null(strstr(card.note, "Click to type"));
}

static void the_keys_walk_the_picture(void **state) {
    (void)state;
    app_go(&app, 3);
    rest();
    for (int i = 0; i < 30 && !ui_has_focus(&app.ui, ui_id(&app.ui, "stage")); i++) key(UI_KEY_TAB, 0);
    assert_true(ui_has_focus(&app.ui, ui_id(&app.ui, "stage")));
    key(UI_KEY_RIGHT, 0);
    Ident first = app.overlay.cursor;
    assert_int_equal(first.kind, IDENT_VALUE);
    type("7"); // a digit begins another number there, and jumps nowhere
    assert_true(app.editor.open && !strcmp(app.editor.text, "7") && session_step(app.session) == 3);
    type("5");
    assert_string_equal(app.editor.text, "75");
    key(UI_KEY_ESCAPE, 0);
    app.overlay.cursor = first;
    key(UI_KEY_RIGHT, 0);
    assert_false(ident_same(first, app.overlay.cursor));
    assert_int_equal(session_step(app.session), 3); // the arrows were the picture's
    key(UI_KEY_PAGE_DOWN, 0);                       // the remote steps all the same
    assert_int_equal(session_step(app.session), 4);
}

static void tab_reaches_everything_once(void **state) {
    (void)state;
    app_go(&app, 5);
    rest();
    int seen = 0, all = 0;
    for (int i = 0; i < app.ui.hits; i++) all += app.ui.hit[i].focusable;
    UiId first = 0;
    for (; seen < 200; seen++) {
        key(UI_KEY_TAB, 0);
        if (seen == 0)
            first = app.ui.focus;
        else if (app.ui.focus == first)
            break;
        assert_true(app.ui.focus != 0 && app.ui.focus_seen);
    }
    assert_int_equal(seen, all);
}

static void targets_are_high_enough(void **state) {
    (void)state;
    app_go(&app, 5);
    window_height = 1200; // nothing is cut by a scroll area
    rest();
    for (int i = 0; i < app.ui.hits; i++) {
        const UiHit *hit = &app.ui.hit[i];
        if (hit->focusable && !hit->unseen) assert_true(hit->box.h >= 39.9);
    }
}

static void a_bad_file_changes_nothing(void **state) {
    (void)state;
    char path[] = "/tmp/attend-bad-XXXXXX";
    int file = mkstemp(path);
    assert_true(file >= 0 && write(file, "q,1,1\nk1,x,2\n", 13) == 13);
    close(file);
    app_go(&app, 3);
    rest();
    unsigned version = session_version(app.session);
    pages_do(&app, (Asked){ ACTION_LOAD });
    rest();
    type(path);
    key(UI_KEY_ENTER, 0);
    rest();
    assert_string_equal(app.dialogs.path, path); // to be mended there and tried again
    assert_int_equal(session_version(app.session), version);
    assert_int_equal(app.dialogs.open, DIALOG_LOAD);
    assert_int_equal(app.dialogs.incoming->wrong.line, 2);
    assert_true(shows("k1,x,2")); // its line
    check_texts("load dialog");
    key(UI_KEY_ESCAPE, 0);
    assert_int_equal(app.dialogs.open, DIALOG_NONE);
    assert_int_equal(app.page, PAGE_LESSON); // Esc closed one thing
    remove(path);
}

// What can be written is offered by its row alone.
static void the_dialogs_offer_every_format(void **state) {
    (void)state;
    app_go(&app, 3);
    rest();
    pages_do(&app, (Asked){ ACTION_SAVE_FIGURE });
    rest();
    for (int i = 0; i < exporter_count; i++) {
        char name[32] = "";
        for (int k = 0; exporter_table[i]->id[k]; k++) {
            char c = exporter_table[i]->id[k];
            name[k] = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
        }
        click_text(name);
        assert_string_equal(strrchr(app.dialogs.path, '.') + 1, exporter_table[i]->id);
    }
    check_texts("save figure");
    key(UI_KEY_ESCAPE, 0);
    pages_do(&app, (Asked){ ACTION_SAVE_VECTORS });
    rest();
    for (int i = 0; i < data_format_count; i++) {
        char name[32] = "";
        if (!data_formats[i]->save || data_formats[i]->single) continue;
        for (int k = 0; data_formats[i]->id[k]; k++) name[k] = (char)(data_formats[i]->id[k] - 'a' + 'A');
        click_text(name);
        assert_string_equal(strrchr(app.dialogs.path, '.') + 1, data_formats[i]->id);
    }
    check_texts("save vectors");
    key(UI_KEY_ESCAPE, 0);
}

static void own_vectors_are_stepped_through(void **state) {
    (void)state;
    Problems problems = { .arena = app.frame };
    app_go(&app, 3);
    rest();
    assert_true(app_load_text(&app, TEXT("q1:the,1,0,2\nq2:cat,0,1,1\nk1:a,1,0,0\nk2:b,0,1,0\nv1,1,2\nv2,3,4\n"), &problems));
    rest();
    assert_true(session_own_data(app.session));
    assert_true(shows("Query 1 of 2: the"));
    Box pick = text_box("Query 1 of 2: the");
    click(pick.x + pick.w + 26, pick.y + 8); // the next one
    assert_true(shows("Query 2 of 2: cat"));
    key('r', UI_CTRL);
    assert_false(session_own_data(app.session));
}

static void put_lesson(const char *folder, const char *text, size_t size, const char *more) {
    char path[300];
    snprintf(path, sizeof path, "%s/lessons/05-retrieval.md", folder);
    FILE *out = fopen(path, "wb");
    assert_non_null(out);
    fwrite(text, 1, size, out);
    fputs(more, out);
    fclose(out);
}

// The window watches the folder: a broken lesson leaves the last good one under a banner, a mended one comes at once.
static void a_broken_lesson_keeps_the_last_good_one(void **state) {
    (void)state;
    char folder[] = "/tmp/attend-share-XXXXXX", command[1000];
    assert_non_null(mkdtemp(folder));
    snprintf(command, sizeof command, "cp -r '%s' '%s' '%s'", app.library.lessons, app.library.assets, folder);
    assert_int_equal(system(command), 0);
    snprintf(command, sizeof command, "%s/05-retrieval.md", app.library.lessons);
    size_t size;
    char *text = check_read(command, &size), before[300];
    const char *share = getenv("ATTEND_SHARE");
    snprintf(before, sizeof before, "%s", share ? share : "");
    setenv("ATTEND_SHARE", folder, 1);
    close_app(NULL);
    assert_int_equal(open_app(NULL), 0);
    app_go(&app, 2);
    rest();
    assert_false(app_watch(&app)); // the first look
    assert_false(app_watch(&app));
    put_lesson(folder, text, size, "\n```shwo\nscene: nonsense\n```\n");
    assert_true(app_watch(&app));
    rest();
    assert_true(app.banner[0] && strstr(app.banner, "05-retrieval.md:"));
    assert_int_equal(app.page, PAGE_LESSON);
    assert_int_equal(session_step(app.session), 2);
    check_texts("under a banner");
    put_lesson(folder, text, size, "\nOne more sentence.\n");
    assert_true(app_watch(&app));
    rest();
    assert_true(app.banner[0] == 0 && session_step(app.session) == 2);
    app_home(&app);
    put_lesson(folder, text, size, "\n```shwo\n```\n");
    assert_true(app_watch(&app));
    rest(); // a broken lesson is a card with its problem
    check_texts("a broken card");
    free(text);
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    assert_int_equal(system(command), 0);
    if (before[0])
        setenv("ATTEND_SHARE", before, 1);
    else
        unsetenv("ATTEND_SHARE");
}

// A link leads to another lesson; the way back finds everything as it was left, changes included.
static void a_link_leads_there_and_back(void **state) {
    (void)state;
    app_go(&app, 2);
    Problems problems = { .arena = app.memory };
    assert_true(session_edit(app.session, tape_find(session_tape(app.session), "q"), 0, 7, &problems));
    rest();
    app_follow(&app, "similarity:general");
    rest();
    assert_int_equal(session_lesson(app.session)->number, 6);
    assert_int_equal(app.player.step, 2);
    key(UI_KEY_BACKSPACE, 0);
    rest();
    assert_int_equal(session_lesson(app.session)->number, 5);
    assert_int_equal(app.player.step, 2);
    assert_close(tape_node(session_tape(app.session), tape_find(session_tape(app.session), "q"))->value[0], 7, 0);
    assert_true(session_can_undo(app.session));
    key(UI_KEY_BACKSPACE, 0); // there is nowhere to go back to
    rest();
    assert_int_equal(session_lesson(app.session)->number, 5);
    app_follow(&app, "no-such-lesson:1");
    rest();
    assert_int_equal(session_lesson(app.session)->number, 5);
    app_follow(&app, "similarity");
    app_follow(&app, "retrieval:softmax"); // a link in a linked lesson: back is one step
    app_return(&app);
    rest();
    assert_int_equal(session_lesson(app.session)->number, 6);
    app_home(&app);
    rest();
    app_return(&app);
    assert_int_equal(app.page, PAGE_HOME);
}

static void text_sizes_stay_in_bounds(void **state) {
    (void)state;
    for (int i = 0; i < 20; i++) key('+', UI_CTRL);
    assert_true(app.zoom == 3);
    assert_true(app.ui.width >= 639.9); // clamped
    for (int i = 0; i < 20; i++) key('-', UI_CTRL);
    assert_true(app.zoom == 0.75);
    key('0', UI_CTRL);
    assert_true(app.zoom == 0);
}

static void a_step_without_vectors_saves_none(void **state) {
    (void)state;
    Problems problems = { .arena = app.ui.arena };
    key('s', UI_CTRL | UI_SHIFT);
    assert_int_equal(app.dialogs.open, DIALOG_VECTORS);
    key(UI_KEY_ESCAPE, 0);
    assert_true(app_open(&app, library_find(&app.library, "comparison", &problems), 1));
    rest();
    key('s', UI_CTRL | UI_SHIFT);
    assert_int_equal(app.dialogs.open, DIALOG_NONE);
    assert_non_null(strstr(app.toast.text, "no vectors to save"));
}

static int sheet_begins(void) {
    for (int i = 0; i < app.ui.list.count; i++)
        if (app.ui.list.cmd[i].kind == CMD_TEXT && !strcmp(app.ui.list.cmd[i].text.text, "In a lesson")) return i;
    fail_msg("there is no sheet of keys");
    return 0;
}

// In lines, one after the other.
static bool stands_from(int i, const char *words) {
    if (i >= app.ui.list.count || app.ui.list.cmd[i].kind != CMD_TEXT) return false;
    const char *line = app.ui.list.cmd[i].text.text;
    size_t size = strlen(line);
    if (!size || strncmp(words, line, size) != 0) return false;
    return !words[size] || (words[size] == ' ' && stands_from(i + 1, words + size + 1));
}

static bool on_sheet(const char *words) {
    for (int i = sheet_begins(); i < app.ui.list.count; i++)
        if (stands_from(i, words)) return true;
    return false;
}

static void the_sheet_shows_every_key(void **state) {
    (void)state;
    window_height = 1400;
    rest();
    type("?");
    assert_int_equal(app.dialogs.open, DIALOG_HELP);
    for (int i = 0; i < key_count; i++)
        if (key_table[i].does && !on_sheet(key_table[i].does)) fail_msg("the sheet lacks '%s'", key_table[i].does);
    type("?");
    assert_int_equal(app.dialogs.open, DIALOG_NONE);
}

// In a small window and in large type too: what does not fit is broken, not made small.
static void no_line_of_the_sheet_shrinks(void **state) {
    (void)state;
    static const double size[][2] = { { 640, 480 }, { 820, 1180 }, { 1280, 720 }, { 1920, 1080 } };
    for (int i = 0; i < 8; i++) {
        window_width = size[i / 2][0], window_height = size[i / 2][1];
        app.large = i % 2;
        rest();
        type("?");
        int first = 0, last = app.ui.list.count;
        while (first < last &&
               !(app.ui.list.cmd[first].kind == CMD_TEXT && !strcmp(app.ui.list.cmd[first].text.text, "In a lesson")))
            first++;
        assert_true(first < last);
        double usual = app.ui.list.cmd[first].text.size;
        for (int c = first; c < last; c++) {
            const Cmd *cmd = &app.ui.list.cmd[c];
            if (cmd->kind == CMD_TEXT && (cmd->text.size < usual * 0.999 || strstr(cmd->text.text, "…") > cmd->text.text + 4))
                fail_msg("'%s' is shrunk at %g × %g", cmd->text.text, window_width, window_height);
        }
        type("?");
    }
}

#define test(name) cmocka_unit_test_setup_teardown(name, open_app, close_app)

static const Cmd *text_beginning(const char *words) {
    for (int i = 0; i < app.ui.list.count; i++)
        if (app.ui.list.cmd[i].kind == CMD_TEXT && !strncmp(app.ui.list.cmd[i].text.text, words, strlen(words)))
            return &app.ui.list.cmd[i];
    return NULL;
}

// What a number worked out gets as an answer is seen, wherever its field stood.
// A picture that is larger than its place is scrolled by keys, and goes where they walk.
static void keys_reach_all_of_a_large_picture(void **state) {
    (void)state;
    app_go(&app, 4);
    rest();
    const Stage *stage = &app.stage;
    key(UI_KEY_DOWN, UI_SHIFT);
    assert_close(stage->pan_y, 0, 0); // all of it is seen
    stage_zoom(&app, 4, stage->at.x, stage->at.y);
    rest();
    assert_close(stage->pan_x, 0, 0);
    key(UI_KEY_RIGHT, UI_SHIFT);
    assert_close(stage->pan_x, stage->at.w / 4, 1);
    key(UI_KEY_DOWN, UI_SHIFT);
    assert_close(stage->pan_y, stage->at.h / 4, 1);
    for (int i = 0; i < 30; i++) key(UI_KEY_LEFT, UI_SHIFT), key(UI_KEY_UP, UI_SHIFT);
    assert_close(stage->pan_x, 0, 0); // and not beyond
    assert_close(stage->pan_y, 0, 0);
    for (int i = 0; i < 40 && !ui_has_focus(&app.ui, ui_id(&app.ui, "stage")); i++) key(UI_KEY_TAB, 0);
    for (int i = 0; i < 12; i++) {
        Box at;
        key(i < 8 ? UI_KEY_RIGHT : UI_KEY_DOWN, 0);
        List picture = { .cmd = app.ui.list.cmd + stage->first, .count = stage->end - stage->first };
        assert_true(list_where(&picture, app.overlay.cursor, &at));
        assert_true(box_within(stage->at, at, 1));
    }
    assert_true(stage->pan_x > 0);
}

// Each computing raises the session's version by one: of a link and of a remembered place one step is computed, and no other.
static void opening_computes_one_step(void **state) {
    (void)state;
    unsigned before = session_version(app.session);
    assert_true(linked_open(&app, "#layer-norm.4"));
    assert_int_equal(app.player.step, 3);
    assert_int_equal(session_version(app.session), before + 1);
    Problems problems = { .arena = app.memory };
    assert_true(app_open(&app, library_find(&app.library, "retrieval", &problems), 0));
    before = session_version(app.session);
    assert_true(app_open(&app, library_find(&app.library, "layer-norm", &problems), -1));
    assert_int_equal(app.player.step, 3);
    assert_int_equal(session_version(app.session), before + 1);
    assert_true(settings_say(app.settings, TEXT("only"), TEXT("2-3"), &problems));
    before = session_version(app.session);
    assert_true(app_open(&app, library_find(&app.library, "masking", &problems), 0));
    assert_int_equal(app.player.step, 1);
    assert_int_equal(session_version(app.session), before + 1);
    assert_true(linked_open(&app, "#masking.nothing"));
    assert_non_null(strstr(app.toast.text, "has no step"));
}

static void a_verdict_is_scrolled_into_view(void **state) {
    (void)state;
    int seen = 0;
    Problems problems = { .arena = app.memory };
    assert_true(app_open(&app, library_find(&app.library, "similarity", &problems), 0));
    for (int step = 0; step < app.player.steps; step++) {
        app_go(&app, step);
        rest();
        if (!step_exercise(session_lesson_step(app.session))) continue;
        double foot = app.stage.at.y + app.stage.at.h;
        for (int i = 0; i < 40 && (text_box("your number").w <= 0 || text_box("your number").y > foot - 40); i++)
            ui_scroll_by(&app.ui, ui_id(&app.ui, "panel scroll"), 20), rest();
        Box field = text_box("your number");
        if (field.w <= 0 || field.y > foot - 40) continue;
        click(field.x + 5, field.y + field.h / 2);
        type("77.7");
        key(UI_KEY_ENTER, 0);
        rest();
        const Cmd *verdict = text_beginning("Not yet");
        assert_non_null(verdict);
        assert_true(verdict->box.y + verdict->box.h < foot);
        seen++;
    }
    assert_true(seen >= 1);
}

// A number with its groups of digits stands on one line.
static void groups_of_digits_stay_together(void **state) {
    (void)state;
    Problems problems = { .arena = app.memory };
    assert_true(app_open(&app, library_find(&app.library, "similarity", &problems), 7));
    for (window_width = 960; window_width < 1400; window_width += 20) {
        rest();
        bool whole = false;
        for (int i = app.stage.end; i < app.ui.list.count && !whole; i++)
            whole = app.ui.list.cmd[i].kind == CMD_TEXT && strstr(app.ui.list.cmd[i].text.text, "313 600");
        if (!whole) fail_msg("313 600 is broken at a width of %g", window_width);
    }
}

// Digits in a row are one number, if there is such a step; later ones begin anew.
static void steps_have_two_digits(void **state) {
    (void)state;
    Problems problems = { .arena = app.memory };
    assert_true(app_open(&app, library_find(&app.library, "language", &problems), 0));
    assert_int_equal(app.player.steps, 10);
    type("10");
    assert_int_equal(app.player.step, 9);
    type("15");
    assert_int_equal(app.player.step, 4);
    type("1");
    assert_int_equal(app.player.step, 0);
    now += 5;
    type("0");
    assert_int_equal(app.player.step, 0);
    type("07");
    assert_int_equal(app.player.step, 6);
}

// The scores of 5.5 are products that are not on the picture, divided: what is ringed are the query and the keys of the products.
static void sources_are_followed_to_what_is_shown(void **state) {
    (void)state;
    app_go(&app, 4);
    app.player.t = 1;
    rest();
    const List picture = { .cmd = app.ui.list.cmd + app.stage.first, .count = app.stage.end - app.stage.first };
    assert_false(list_where(&picture, ident_value(node("raw"), 1), NULL));
    const Explained e = explained_make(app.frame, session_tape(app.session), &picture, ident_value(node("s"), 1));
    bool query = false, own = false, other = false;
    for (int i = 0; i < e.sources; i++) {
        query |= range_holds(&e.source[i], node("q"), false, 1);
        own |= range_holds(&e.source[i], node("k"), false, 3);
        other |= range_holds(&e.source[i], node("k"), false, 0);
    }
    assert_true(query && own && !other);
}

// On a telephone held upright text has at least 12 of its points, the bar says where one is, dialogs shrink no word, and the map
// has two cards beside each other; on a tablet they fill the page.
static void a_telephone_is_read(void **state) {
    (void)state;
    window_width = 390, window_height = 844;
    app_go(&app, 3);
    rest();
    double pixels = window_width / app.ui.width;
    const Cmd *title = text_beginning(session_lesson(app.session)->title), *body = text_beginning("STEP");
    assert_true(pixels > 0.8 && title && title->text.size >= ui_size(&app.ui, 15) && title->box.y < top_bar_height(1));
    assert_true(body && text_beginning(session_lesson_step(app.session)->title));
    assert_int_equal(app.fit.place, PANEL_UNDER);
    key('e', UI_CTRL);
    rest();
    assert_true(text_beginning("Background") && text_beginning("Background")->text.size >= 14);
    assert_true(text_beginning("Before the answer") && text_beginning("Before the answer")->text.size >= 12);
    key(UI_KEY_ESCAPE, 0);
    key('w', UI_CTRL);
    rest();
    assert_int_equal(app.page, PAGE_HOME);
    assert_int_equal(app.home.map.grid.columns, 2);
    assert_true(text_beginning("Recurrence is hard")->text.size >= 17);
    window_width = 820, window_height = 1180;
    rest();
    const HomeGrid *grid = &app.home.map.grid;
    assert_true(grid->left + grid->columns * grid->width > 0.9 * app.ui.width);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(groups_of_digits_stay_together, open_app, close_app),
        cmocka_unit_test_setup_teardown(steps_have_two_digits, open_app, close_app),
        cmocka_unit_test_setup_teardown(sources_are_followed_to_what_is_shown, open_app, close_app),
        test(keys_step),
        test(a_question_gives_its_reason),
        test(answers_are_judged),
        test(honest_rounding_is_right),
        test(a_number_is_typed_and_undone),
        test(a_number_is_dragged_as_one_step),
        test(dragged_values_are_tidy),
        test(a_click_pins_a_card),
        test(cards_are_whole),
        test(cards_are_formulas),
        test(the_weight_is_explained),
        test(the_keys_walk_the_picture),
        test(tab_reaches_everything_once),
        test(targets_are_high_enough),
        test(a_bad_file_changes_nothing),
        test(the_dialogs_offer_every_format),
        test(own_vectors_are_stepped_through),
        test(a_broken_lesson_keeps_the_last_good_one),
        test(a_link_leads_there_and_back),
        test(a_verdict_is_scrolled_into_view),
        test(opening_computes_one_step),
        test(keys_reach_all_of_a_large_picture),
        test(text_sizes_stay_in_bounds),
        test(a_step_without_vectors_saves_none),
        test(the_sheet_shows_every_key),
        test(no_line_of_the_sheet_shrinks),
        test(a_telephone_is_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
