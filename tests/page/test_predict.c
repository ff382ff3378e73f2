// Predict first. Every step of the course that asks is opened before its answer: nothing that it asks for is to be seen, on the
// picture, in the text or as digits anywhere. And what Next, Back, Space, Show and an answer do.
#include <math.h>

#include "drive.h"

#include "page/predict.h"
#include "session/asked.h"
#include "support/picture.h"

static int open_asking(void **state) {
    int failed = open_app(state);
    Problems problems = { .arena = app.memory };
    settings_say(app.settings, TEXT("predict"), TEXT("on"), &problems);
    if (!failed) app_go(&app, 3);
    rest();
    return failed;
}

// --- nothing is given away

static const Tape *tape(void) { return session_tape(app.session); }

// The texts of the question itself: its options may name the number that is asked for.
static bool in_question(const Block *ask, const char *text) {
    for (int i = 0; i < ask->options; i++) {
        const Line *label = &ask->option[i].label;
        for (int k = 0; k < label->runs; k++) {
            double number;
            if (label->run[k].kind == RUN_TEXT && strstr(label->run[k].text, text)) return true;
            if (label->run[k].kind == RUN_LIVE && session_live(app.session, &label->run[k].live, &number, NULL) &&
                !strcmp(number_text(app.frame, number, 4), text))
                return true;
        }
    }
    return ask->lines && ask->line[0].runs && ask->line[0].run[0].kind == RUN_TEXT && strstr(ask->line[0].run[0].text, text);
}

static bool is_part(char c) { return (c >= '0' && c <= '9') || c == '.'; }

// Whether the digits stand in the text as a number of their own.
static bool says(const char *text, const char *number) {
    size_t size = strlen(number);
    for (const char *at = text; (at = strstr(at, number)); at++)
        if ((at == text || !is_part(at[-1])) && !is_part(at[size])) return true;
    return false;
}

// The same numbers under another name, as a norm's own output is the block's.
static bool are_twins(const Node *hidden, const Node *shown) {
    bool same = hidden != shown && hidden->count == shown->count && hidden->count > 1;
    for (int i = 0; same && i < hidden->count; i++) same = fabs(hidden->value[i] - shown->value[i]) < 1e-12;
    return same;
}

static void check_twins(const char *where, const Hidden *hidden) {
    for (int i = app.stage.first; i < app.stage.end; i++) {
        const Cmd *cmd = &app.ui.list.cmd[i];
        if (hidden->grad || cmd->kind != CMD_TEXT || cmd->ident.kind != IDENT_VALUE || picture_digits(cmd->text.text) < 3) continue;
        const Node *shown = tape_node(tape(), cmd->ident.node);
        if (are_twins(tape_node(tape(), hidden->node), shown))
            fail_msg("%s: %s is what it hides, and shows %s", where, shown->name, cmd->text.text);
    }
}

static void check_value(const char *where, const Block *ask, double value) {
    for (int few = 3; few <= 6; few++) {
        const char *number = number_text(app.frame, value, few);
        if (picture_digits(number) < 3 || !math_finite(value)) continue;
        for (int i = 0; i < app.ui.list.count; i++) {
            const Cmd *cmd = &app.ui.list.cmd[i];
            if (cmd->kind != CMD_TEXT || ident_is_number(cmd->ident) || in_question(ask, cmd->text.text))
                continue; // another number
            if (says(cmd->text.text, number)) fail_msg("%s: “%s” gives %s away", where, cmd->text.text, number);
        }
    }
}

// Blue above zero and orange below would tell the sign of what is asked for.
static void check_signs(const char *where, const List *hidden) {
    bool above = false, below = false;
    for (int i = app.stage.first; i < app.stage.end; i++) {
        const Cmd *cmd = &app.ui.list.cmd[i];
        if (cmd->kind != CMD_RECT || !(cmd->rect.dash > 0) || cmd->ident.kind != IDENT_VALUE || !list_hides(hidden, cmd->ident))
            continue;
        Role own = role_of_node(tape_node(tape(), cmd->ident.node)->name);
        above |= cmd->rect.stroke.role == ROLE_Q && own != ROLE_Q;
        below |= cmd->rect.stroke.role == ROLE_K && own != ROLE_K;
    }
    if (above && below) fail_msg("%s: a “?” tells its sign", where);
}

static void check_hidden(const char *where, const Block *ask) {
    enum { ELEMENTS = 24 };
    List list = { 0 };
    list.hiddens = asked_hidden(app.session, app.frame, &list.hidden);
    bool exercise = step_exercise(session_lesson_step(app.session)) != NULL;
    if (list.hiddens < ask->hides + exercise) fail_msg("%s: not all that it hides is on the tape", where);
    for (int i = 0; i < app.ui.list.count; i++) {
        const Cmd *cmd = &app.ui.list.cmd[i];
        if (!list_hides(&list, cmd->ident)) continue;
        bool symbol = cmd->kind == CMD_TEXT && (cmd->text.face == FACE_MATH || cmd->text.face == FACE_MATH_ITALIC);
        bool asked = cmd->kind == CMD_TEXT && (!strcmp(cmd->text.text, "?") || !picture_digits(cmd->text.text));
        bool tile = cmd->kind == CMD_RECT;
        if (!symbol && !asked && !tile)
            fail_msg("%s: shows what it hides (%s)", where, cmd->kind == CMD_TEXT ? cmd->text.text : "a mark");
    }
    check_signs(where, &list);
    for (int i = 0; i < list.hiddens; i++) {
        const Node *node = tape_node(tape(), list.hidden[i].node);
        check_twins(where, &list.hidden[i]);
        int count = list.hidden[i].count ? list.hidden[i].count : node->count;
        for (int k = 0; k < count && k < ELEMENTS; k++)
            check_value(where, ask, (list.hidden[i].grad ? node->grad : node->value)[list.hidden[i].first + k]);
    }
}

static void set_predict(const char *value) {
    Problems problems = { .arena = app.memory };
    settings_say(app.settings, TEXT("predict"), text_of(value), &problems);
    rest();
}

// How many of the numbers that it hides stand as a "?" on the picture.
static int questions_on_the_picture(const Hidden *hidden) {
    const List asks = { .hidden = hidden, .hiddens = 1 };
    int count = 0;
    for (int i = app.stage.first; i < app.stage.end; i++) {
        const Cmd *cmd = &app.ui.list.cmd[i];
        count += cmd->kind == CMD_TEXT && list_hides(&asks, cmd->ident) && !strcmp(cmd->text.text, "?");
    }
    return count;
}

// Where they stand in digits, at most so many places; returns how many.
static int places_in_digits(const Hidden *hidden, Box *out, int most) {
    const List asks = { .hidden = hidden, .hiddens = 1 };
    int count = 0;
    for (int i = app.stage.first; i < app.stage.end && count < most; i++) {
        const Cmd *cmd = &app.ui.list.cmd[i];
        if (cmd->kind == CMD_TEXT && list_hides(&asks, cmd->ident) && picture_digits(cmd->text.text)) out[count++] = cmd->box;
    }
    return count;
}

// The place is held by a number that it is made of, as weights come where their exponentials stood.
static bool is_taken(Box place) {
    for (int i = app.stage.first; i < app.stage.end; i++) {
        const Cmd *cmd = &app.ui.list.cmd[i];
        if (cmd->kind == CMD_TEXT && cmd->ident.kind == IDENT_VALUE && picture_digits(cmd->text.text) &&
            box_holds(cmd->box, place.x + place.w / 2, place.y + place.h / 2))
            return true;
    }
    return false;
}

// What stands on the picture in digits after the answer stands there as a "?" before it.
static void check_tiles(const char *where, double until) {
    enum { MOST = 40, PLACES = 64 };
    const Hidden *hidden;
    int count = asked_hidden(app.session, app.memory, &hidden), asked[MOST] = { 0 }, places[MOST];
    Box place[MOST][PLACES];
    assert_true(count <= MOST);
    for (int i = 0; i < 3; i++) {
        app.player.t = until * i / 2;
        rest();
        for (int k = 0; k < count; k++) asked[k] += questions_on_the_picture(&hidden[k]);
    }
    set_predict("off");
    app.player.t = 1;
    rest();
    for (int k = 0; k < count; k++) places[k] = places_in_digits(&hidden[k], place[k], PLACES);
    set_predict("on");
    app.player.t = until;
    rest();
    for (int k = 0; k < count; k++) {
        const char *name = tape_node(tape(), hidden[k].node)->name;
        for (int i = 0; i < places[k] && !asked[k]; i++)
            if (!is_taken(place[k][i])) fail_msg("%s: no ? stands for %s[%d]", where, name, hidden[k].first);
    }
}

// It waits at a moment when every number is whole: none has half gone, and none has half come.
static void check_whole(const char *where) {
    for (int i = app.stage.first; i < app.stage.end; i++) {
        const Cmd *cmd = &app.ui.list.cmd[i];
        if (cmd->kind == CMD_TEXT && ident_is_number(cmd->ident) && cmd->text.paint.alpha > 0.02F && cmd->text.paint.alpha < 0.3F)
            fail_msg("%s: waits while “%s” is half to be seen (%g)", where, cmd->text.text, (double)cmd->text.paint.alpha);
    }
}

static void check_waiting(const LibraryEntry *entry, int step) {
    const LessonStep *here = session_lesson_step(app.session);
    const char *where = arena_print(app.memory, "%s:%d (%s)", entry->path, here->place.line, here->id);
    if (!predict_waits(&app)) fail_msg("%s: does not wait", where);
    assert_int_equal(session_step(app.session), step);
    const double until = predict_until(&app);
    for (int i = 0; i < 3; i++) {
        app.player.t = until * i / 2;
        rest();
        check_hidden(where, step_question(here));
    }
    app.player.t = 1;
    rest();
    if (app.player.t > until) fail_msg("%s: plays on past its question", where);
    check_whole(where);
    check_tiles(where, until);
}

static void nothing_is_given_away(void **state) {
    (void)state;
    int waiting = 0, hiding = 0;
    session_set_race(app.session, RACE_BY_FRAMES);
    for (int i = 0; i < app.library.count; i++) {
        const LibraryEntry *entry = &app.library.entry[i];
        assert_true(app_open(&app, entry->path, 0));
        for (int s = 0; s < session_lesson(app.session)->steps; s++) {
            app_go(&app, s);
            rest();
            const LessonStep *here = session_lesson_step(app.session);
            if (step_question(here)->about == ABOUT_UNSAID)
                fail_msg("%s:%d: says not what its question is about", entry->path, here->place.line);
            if (!asked_waits(here)) continue;
            check_waiting(entry, s);
            waiting++;
            hiding += step_question(here)->hides > 0;
        }
    }
    assert_true(waiting >= 80 && hiding >= 30);
}

// --- stepping, at "Softmax turns scores into weights"

// A state that is asked for stands as a "?" where it comes, though the picture takes it from the piece h[0] of all states.
static void a_piece_of_what_is_asked_waits_too(void **state) {
    (void)state;
    Problems problems = { .arena = app.memory };
    assert_true(app_open(&app, library_find(&app.library, "vanishing", &problems), 1));
    for (int i = 0; i < 3; i++) {
        app.player.t = predict_until(&app) * i / 2;
        rest();
        const char *const asked[] = { "z", "h[0]" };
        for (int k = 0; k < 2; k++) {
            const Hidden one = { .node = node(asked[k]) };
            if (questions_on_the_picture(&one) != 1) fail_msg("no ? stands for %s", asked[k]);
        }
    }
}

static void play_out(void) {
    for (int i = 0; i < 400 && app.player.playing; i++) pages_advance(&app, 0.25), rest();
}

static bool hides_weights(void) {
    const Hidden weights = { .node = node("a") };
    const List list = { .hidden = &weights, .hiddens = 1 };
    int asked = 0, told = 0;
    for (int i = app.stage.first; i < app.stage.end; i++) {
        const Cmd *cmd = &app.ui.list.cmd[i];
        if (cmd->kind != CMD_TEXT || !list_hides(&list, cmd->ident)) continue;
        asked += !strcmp(cmd->text.text, "?");
        told += picture_digits(cmd->text.text) > 0;
    }
    assert_true(told == 0 || asked == 0);
    return told == 0;
}

// Next plays to the question, shows and plays on, goes to the next step; Back undoes them in turn.
static void next_and_back(void **state) {
    (void)state;
    app.player.reduced = false;
    app_go(&app, 3);
    rest();
    assert_true(predict_waits(&app));
    assert_close(app.player.t, 0, 0);
    key(UI_KEY_RIGHT, 0);
    assert_true(app.player.playing);
    play_out();
    assert_int_equal(app.player.step, 3);
    assert_close(app.player.t, predict_until(&app), 1e-12);
    assert_true(hides_weights());
    key(UI_KEY_SPACE, 0); // plays it again, and stops at the question
    play_out();
    assert_close(app.player.t, predict_until(&app), 1e-12);
    key(UI_KEY_PAGE_DOWN, 0);
    assert_false(predict_waits(&app));
    assert_true(app.player.playing);
    play_out();
    assert_close(app.player.t, 1, 0);
    assert_false(hides_weights());
    key(UI_KEY_LEFT, 0);
    assert_true(predict_waits(&app) && app.player.t < 1);
    key(UI_KEY_LEFT, 0);
    assert_close(app.player.t, 0, 0);
    key(UI_KEY_LEFT, 0);
    assert_int_equal(app.player.step, 2);
    for (int i = 0; i < 8 && app.player.step == 2; i++) key(UI_KEY_RIGHT, 0), play_out();
    assert_int_equal(app.player.step, 3);
    assert_true(predict_waits(&app)); // opened anew, before its answer
    type("a");
    assert_false(predict_waits(&app));
    type("4"); // a digit opens it before its answer too
    assert_true(predict_waits(&app));
}

static void the_timeline_stops_at_the_question(void **state) {
    (void)state;
    app.player.reduced = false;
    app_scrub(&app, 3.9);
    rest();
    assert_int_equal(app.player.step, 3);
    assert_close(app.player.t, predict_until(&app), 1e-12);
    assert_true(hides_weights());
    assert_true(shows("plays after your guess"));
}

// Any answer shows it, and is remembered as long as the question stays as it is.
static void an_answer_shows_it(void **state) {
    (void)state;
    assert_true(shows("Show") && hides_weights());
    click_text("0");
    assert_false(predict_waits(&app));
    assert_false(hides_weights());
    assert_false(shows("Show"));
    app_go(&app, 0);
    app_go(&app, 3);
    rest();
    const Block *question = step_question(session_lesson_step(app.session));
    assert_false(predict_waits(&app));
    assert_true(predict_answer(&app, question) > 0 && !question->option[predict_answer(&app, question) - 1].right);
    Block other = *question; // the same place, other words
    LessonStep *here = (LessonStep *)session_lesson_step(app.session);
    Block *block = &here->block[question - here->block];
    block->question++;
    assert_int_equal(predict_answer(&app, block), 0);
    *block = other;
}

static void a_card_says_nothing_either(void **state) {
    (void)state;
    List picture = app.ui.list;
    picture.hiddens = asked_hidden(app.session, app.frame, &picture.hidden);
    Explained weight = explained_make(app.frame, tape(), &picture, ident_value(node("a"), 3));
    Card card = card_make(app.frame, app.session, &weight, false, 4, 4);
    assert_string_equal(card.result, "?");
    assert_null(card.partial);
    assert_null(strchr(card.formula, '.'));
    Explained output = explained_make(app.frame, tape(), &picture, ident_value(node("weighted"), 0));
    card = card_make(app.frame, app.session, &output, false, 4, 4);
    assert_non_null(strstr(card.formula, "\\text{?}")); // made of it
}

// A given number that is asked for cannot be read in its field either, nor tabbed to.
static void what_is_asked_for_has_no_field(void **state) {
    (void)state;
    Problems problems = { .arena = app.memory };
    assert_true(app_open(&app, library_find(&app.library, "masking", &problems), 6));
    app.player.t = predict_until(&app);
    rest();
    assert_true(predict_waits(&app));
    click_cell("k", 0);
    assert_false(app.editor.open);
    key(UI_KEY_ESCAPE, 0);
    predict_show(&app);
    app.player.t = 1, app.player.playing = false;
    rest();
    click_cell("k", 0);
    assert_true(app.editor.open);
}

static const char *const of_lesson = "speaks of the lesson’s own numbers";

// A click on a row of any square follows its word, which changes no number: the question is still about what is on the stage.
static void a_followed_row_changes_no_number(void **state) {
    (void)state;
    Problems problems = { .arena = app.memory };
    assert_true(app_open(&app, library_find(&app.library, "projections", &problems), 5));
    rest();
    assert_int_equal(session_scene_step(app.session)->query, 0);
    click_cell("s", 2 * 3 + 1);
    key(UI_KEY_ESCAPE, 0);
    assert_int_equal(session_scene_step(app.session)->query, 2);
    assert_true(predict_waits(&app) && !shows(of_lesson));
    predict_show(&app);
    app.player.t = 1, app.player.playing = false;
    rest();
    click_cell("a", 1 * 3 + 2);
    key(UI_KEY_ESCAPE, 0);
    assert_int_equal(session_scene_step(app.session)->query, 1);
    assert_false(shows(of_lesson));
    assert_true(session_edit(app.session, node("Wq"), 0, 0.5, &problems));
    rest();
    assert_true(shows(of_lesson));
}

// In a low window sliders at the panel's foot would cut off the question: then they scroll with the text, and nothing
// moves when the question is answered.
static void a_question_comes_before_the_controls(void **state) {
    (void)state;
    static const char *const option[] = { "1.5", "1.2", "1.4" };
    Problems problems = { .arena = app.memory };
    window_width = 1280, window_height = 680;
    assert_true(app_open(&app, library_find(&app.library, "vanishing", &problems), 1));
    rest();
    assert_true(predict_waits(&app));
    double before[3], foot = text_box("Unrolled").y - 30; // of the panel: the timeline's names stand below it
    assert_true(foot > 0);
    for (int i = 0; i < 3; i++) {
        Box at = text_box(option[i]);
        before[i] = at.y;
        if (!(at.w > 0 && at.y + at.h < foot))
            fail_msg("'%s' is not to be seen: it ends at %g of %g", option[i], at.y + at.h, foot);
    }
    click_text(option[0]);
    assert_false(predict_waits(&app));
    double moved = text_box(option[0]).y - before[0]; // its reason may be scrolled into view
    assert_close(text_box(option[1]).y - before[1], moved, 1e-9);
}

static void people_can_switch_it_off(void **state) {
    (void)state;
    Problems problems = { .arena = app.memory };
    settings_say(app.settings, TEXT("predict"), TEXT("off"), &problems);
    app.player.t = 1;
    rest();
    assert_false(predict_waits(&app) || hides_weights());
    settings_say(app.settings, TEXT("predict"), TEXT("on"), &problems);
    settings_say(app.settings, TEXT("plain"), TEXT("on"), &problems);
    rest();
    assert_true(predict_waits(&app));
    key(UI_KEY_RIGHT, 0);
    assert_int_equal(app.player.step, 4);
}

// With other vectors the options about the lesson's numbers are not what is on the stage.
static void own_vectors_are_not_asked_for(void **state) {
    (void)state;
    Problems problems = { .arena = app.memory };
    assert_true(app_load_text(&app, TEXT("q,1,2\nk1,1,0\nk2,0,1\nv1,1,2\nv2,3,4\n"), &problems));
    app_go(&app, 3);
    rest();
    assert_false(predict_waits(&app));
    app_go(&app, 2); // an idea stays true
    assert_true(predict_waits(&app));
}

static Habit only_mistake(const LiveRef *number, const char *typed) {
    GradeCause cause[GRADE_CAUSES];
    double value;
    Ident at;
    assert_true(session_live(app.session, number, &value, &at));
    int count = asked_mistakes(app.session, app.frame, at, text_of(typed), cause);
    assert_true(count <= 1);
    return count ? cause[0].habit : HABIT_NONE;
}

static void check_named(const char *lesson, int step, double right, const char *typed, Habit habit) {
    Problems problems = { .arena = app.memory };
    assert_true(app_open(&app, library_find(&app.library, lesson, &problems), step - 1));
    rest();
    const LiveRef *number = &step_exercise(session_lesson_step(app.session))->answer;
    GradeCause cause[GRADE_CAUSES];
    double value;
    Ident at;
    assert_true(session_live(app.session, number, &value, &at));
    assert_close(value, right, 1e-3);
    int count = asked_mistakes(app.session, app.frame, at, text_of(typed), cause), named = 0;
    for (int i = 0; i < count; i++) named += cause[i].habit == habit;
    if (named != 1) fail_msg("%s, step %d: %s is not named", lesson, step, typed);
}

// What comes of the usual slips in the lessons' own exercises, by hand.
static void usual_slips_are_named(void **state) {
    (void)state;
    check_named("similarity", 3, 3, "0", HABIT_MATRIX_MISSING);             // (1, 1) · (1, −1)
    check_named("projections", 5, 16 / 7.0, "2.6385", HABIT_SCALE_MISSING); // e^(2 √2 ln 2) of e^(2 √2 ln 2) + e^(√2 ln 2) + 1
    check_named("projections", 7, 2 / 3.0, "0.7803", HABIT_SCALE_MISSING);  // 7.1031 of 9.1031
    check_named("masking", 2, 3 / 16.0, "0.2407", HABIT_EXP_MISSING);       // ln 3 of ln 3 + ln 4 + ln 8
    check_named("masking", 2, 3 / 16.0, "0.25", HABIT_SOFTMAX_COLUMNS);     // four equal rows
    check_named("masking", 2, 3 / 16.0, "0.75", HABIT_MASK_EARLY);          // 3 of 1 + 3: the future left out
    check_named("exploding", 6, 0.6, "0.12", HABIT_LENGTH_SQUARED);         // 3 / 25
    check_named("exploding", 6, 0.6, "1.0", HABIT_CLIP_EACH);
    check_named("exploding", 4, 4, "16", HABIT_SQUARE_EACH);
    check_named("vanishing", 3, 0.5436, "0.80", HABIT_ACTIVATION_MISSING);
    check_named("vanishing", 4, 0.5636, "0.80", HABIT_SLOPE_MISSING);
    check_named("vanishing", 4, 0.5636, "0.3651", HABIT_SLOPE_NO_SQUARE); // 0.8 · (1 − 0.5436)
    check_named("vanishing", 6, 0.81, "1.8", HABIT_POWER_TIMES);
    check_named("vanishing", 9, 0.7426, "0.8309", HABIT_STATE_NEW);
}

static bool says_somewhere(const char *words) {
    for (int i = 0; i < app.ui.list.count; i++)
        if (app.ui.list.cmd[i].kind == CMD_TEXT && strstr(app.ui.list.cmd[i].text.text, words)) return true;
    return false;
}

// A wrong number says which mistake it fits; "Work out the first weight with a calculator".
static void a_wrong_number_names_its_mistake(void **state) {
    (void)state;
    const LiveRef *first = &step_exercise(session_lesson_step(app.session))->answer;
    assert_string_equal(first->node, "a");
    assert_int_equal(only_mistake(first, "0.538776"), HABIT_NONE);        // right
    assert_int_equal(only_mistake(first, "0.6439"), HABIT_SCALE_MISSING); // e² / (e² + e + 1 + 1/e)
    assert_int_equal(only_mistake(first, "0.2657"), HABIT_COPIED);        // the second weight
    assert_int_equal(only_mistake(first, "-0.5388"), HABIT_SIGN);
    assert_int_equal(only_mistake(first, "0.7777"), HABIT_NONE);
    window_height = 1100; // all of the panel is to be seen
    rest();
    click_text("your number");
    type("0,6439");
    assert_false(says_somewhere("It fits")); // not before it is checked
    key(UI_KEY_ENTER, 0);
    assert_true(says_somewhere("It fits"));
}

static const char *remembered(void) {
    const LessonStep *here = session_lesson_step(app.session);
    return state_answer(app.state, session_lesson(app.session)->id, here->id, (int)(step_exercise(here) - here->block));
}

// Another run of the program, which knows of this one what the state file says.
static void open_again_with(void **state, const char *said) {
    char answer[120];
    snprintf(answer, sizeof answer, "%s", said);
    close_app(state);
    assert_int_equal(open_asking(state), 0);
    const LessonStep *here = session_lesson_step(app.session);
    state_set_answer(app.state, session_lesson(app.session)->id, here->id, (int)(step_exercise(here) - here->block), answer);
    window_height = 1100;
    rest();
}

// A number that was checked comes back with its verdict, one that was only typed without; of another question nothing does.
static void a_verdict_is_remembered(void **state) {
    window_height = 1100;
    rest();
    click_text("your number");
    type("0.54");
    open_again_with(state, remembered());
    assert_true(shows("0.54") && !says_somewhere("Right: it is"));
    click_text("0.54");
    key(UI_KEY_ENTER, 0);
    assert_true(says_somewhere("Right: it is 0.5388"));
    open_again_with(state, remembered());
    assert_true(shows("0.54") && says_somewhere("Right: it is 0.5388"));
    click_text("0.54");
    type("9");
    assert_false(says_somewhere("Right: it is")); // another number is to be checked
    open_again_with(state, "0.6439 checked 1");
    assert_true(shows("your number") && !says_somewhere("Not yet"));
    open_again_with(state, arena_print(app.memory, "0,6439 checked %llx",
                                       (unsigned long long)step_exercise(session_lesson_step(app.session))->question));
    assert_true(shows("0,6439") && says_somewhere("It fits"));
}

// What is right is done with: the keys step on. Own words the same.
static void keys_go_on_after_enter(void **state) {
    (void)state;
    Problems problems = { .arena = app.frame };
    window_height = 1100;
    rest();
    click_text("your number");
    type("0.7");
    key(UI_KEY_ENTER, 0);
    int here = session_step(app.session);
    key(UI_KEY_LEFT, 0); // not yet: the caret moves
    assert_int_equal(session_step(app.session), here);
    key('a', UI_CTRL);
    type("0.5388");
    key(UI_KEY_ENTER, 0);
    assert_true(says_somewhere("Right: it is"));
    key(UI_KEY_LEFT, 0);
    assert_int_equal(session_step(app.session), here - 1);
    assert_true(app_open(&app, library_find(&app.library, "projections", &problems), 0));
    rest();
    Box label = text_box("Your own words");
    click(label.x + 60, label.y + label.h + 24);
    key('a', UI_CTRL);
    type("one two three");
    assert_true(app.ui.focus != 0);
    key(UI_KEY_ENTER, 0);
    assert_true(session_own_data(app.session));
    assert_int_equal(app.ui.focus, 0);
    assert_string_equal(app.words, "one two three");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(nothing_is_given_away, open_asking, close_app),
        cmocka_unit_test_setup_teardown(next_and_back, open_asking, close_app),
        cmocka_unit_test_setup_teardown(the_timeline_stops_at_the_question, open_asking, close_app),
        cmocka_unit_test_setup_teardown(a_piece_of_what_is_asked_waits_too, open_asking, close_app),
        cmocka_unit_test_setup_teardown(an_answer_shows_it, open_asking, close_app),
        cmocka_unit_test_setup_teardown(a_card_says_nothing_either, open_asking, close_app),
        cmocka_unit_test_setup_teardown(what_is_asked_for_has_no_field, open_asking, close_app),
        cmocka_unit_test_setup_teardown(a_followed_row_changes_no_number, open_asking, close_app),
        cmocka_unit_test_setup_teardown(a_question_comes_before_the_controls, open_asking, close_app),
        cmocka_unit_test_setup_teardown(people_can_switch_it_off, open_asking, close_app),
        cmocka_unit_test_setup_teardown(a_wrong_number_names_its_mistake, open_asking, close_app),
        cmocka_unit_test_setup_teardown(usual_slips_are_named, open_asking, close_app),
        cmocka_unit_test_setup_teardown(a_verdict_is_remembered, open_asking, close_app),
        cmocka_unit_test_setup_teardown(own_vectors_are_not_asked_for, open_asking, close_app),
        cmocka_unit_test_setup_teardown(keys_go_on_after_enter, open_asking, close_app),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
