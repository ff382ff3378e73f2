// A good lesson, field by field, and what is in force from step to step.
#include "parsing.h"
#include "support/own_arena.h"

static void is_place(Place place, int line, int column) {
    assert_string_equal(place.file, "course/05-t.md");
    assert_int_equal(place.line, line);
    assert_int_equal(place.column, column);
}

static void is_words(const Line *line, int run, const char *text) {
    assert_true(run < line->runs);
    assert_int_equal(line->run[run].kind, RUN_TEXT);
    assert_string_equal(line->run[run].text, text);
}

static void is_names(const char *const *names, int count, const char *want) {
    Builder all = { .arena = arena };
    for (int i = 0; i < count; i++) builder_print(&all, "%s%s", i ? " " : "", names[i]);
    assert_string_equal(builder_text(&all), want);
}

static void is_settings(const LessonStep *step, const char *want) {
    Builder all = { .arena = arena };
    for (int i = 0; i < step->settings; i++)
        builder_print(&all, "%s%s=%s", i ? " " : "", step->setting[i].name, step->setting[i].value);
    assert_string_equal(builder_text(&all), want);
}

static void front_matter_is_read(void **state) {
    (void)state;
    Lesson lesson = parse_good(arena, "---\n# a remark\nformat: 1\n\ntitle: \"Keys: and values\"\npart: Attention\n"
                                      "summary: One query.\nscene: plane\nthumbnail: 2\n---\n# One\n# Two\n");
    assert_string_equal(lesson.id, "05-t");
    assert_int_equal(lesson.number, 5);
    assert_string_equal(lesson.file, "course/05-t.md");
    assert_string_equal(lesson.title, "Keys: and values");
    assert_string_equal(lesson.part, "Attention");
    assert_string_equal(lesson.summary, "One query.");
    assert_int_equal(lesson.thumbnail, 2);
    assert_int_equal(lesson.steps, 2);
    assert_string_equal(lesson.step[1].title, "Two");
    assert_string_equal(lesson.step[1].name, "Two");
    assert_string_equal(lesson.step[1].scene, "plane");
    assert_null(lesson.step[1].model);
    assert_null(lesson.step[1].data);
    assert_null(lesson.step[1].notes);
    assert_int_equal(lesson.step[1].blocks, 0);
    is_place(lesson.step[1].place, 12, 1);
}

static void what_is_not_said_is_empty(void **state) {
    (void)state;
    Lesson lesson;
    Problems problems = { .arena = arena };
    assert_true(lesson_parse(arena, TEXT(FRONT "# One"), "mine.md", &test_vocabulary, &lesson, &problems));
    assert_string_equal(lesson.id, "mine");
    assert_int_equal(lesson.number, 0);
    assert_string_equal(lesson.part, "");
    assert_string_equal(lesson.summary, "");
    assert_int_equal(lesson.thumbnail, 1);
    assert_string_equal(lesson.step[0].data, "data/seed.csv");
}

static void words_keep_their_style(void **state) {
    (void)state;
    Lesson lesson =
        parse_good(arena, FRONT "# T\n\nplain *slanted **both** slanted* `{code}` [a\nlink](http://x.y/{z}) **fat**!\n");
    const Line *line = &lesson.step[0].block[0].line[0];
    assert_int_equal(lesson.step[0].block[0].kind, BLOCK_PARAGRAPH);
    is_place(lesson.step[0].block[0].place, 9, 1);
    assert_int_equal(line->runs, 9);
    is_words(line, 0, "plain ");
    is_words(line, 1, "slanted ");
    is_words(line, 2, "both");
    is_words(line, 3, " slanted");
    is_words(line, 5, "{code}");
    is_words(line, 6, " a link ");
    is_words(line, 7, "fat");
    is_words(line, 8, "!");
    assert_true(line->run[1].emphasis && !line->run[1].strong);
    assert_true(line->run[2].emphasis && line->run[2].strong);
    assert_true(line->run[5].code && !line->run[5].emphasis);
    assert_true(line->run[7].strong && !line->run[7].emphasis);
    assert_false(line->run[8].strong);
}

static void formulas_and_live_numbers(void **state) {
    (void)state;
    Lesson lesson =
        parse_good(arena, FRONT "# T\n\nThe $`q`$ and *$`k_{i}`$*, `a` $5,\n{s[0]} then {grad.s[1, 2]}: {loss} \\{s\\}.\n");
    const Line *line = &lesson.step[0].block[0].line[0];
    assert_int_equal(line->runs, 13);
    is_words(line, 0, "The ");
    assert_int_equal(line->run[1].kind, RUN_FORMULA);
    assert_string_equal(line->run[1].text, "q");
    is_place(line->run[1].place, 9, 7);
    is_words(line, 2, " and ");
    assert_string_equal(line->run[3].text, "k_{i}");
    assert_true(line->run[3].emphasis);
    is_words(line, 4, ", ");
    is_words(line, 5, "a");
    is_words(line, 6, " $5, ");
    assert_int_equal(line->run[7].kind, RUN_LIVE);
    assert_string_equal(line->run[7].live.node, "s");
    assert_int_equal(line->run[7].live.indices, 1);
    assert_int_equal(line->run[7].live.index[0], 0);
    assert_false(line->run[7].live.grad);
    is_place(line->run[7].place, 10, 1);
    is_place(line->run[7].live.place, 10, 2);
    is_words(line, 8, " then ");
    assert_true(line->run[9].live.grad);
    assert_string_equal(line->run[9].live.node, "s");
    assert_int_equal(line->run[9].live.indices, 2);
    assert_int_equal(line->run[9].live.index[1], 2);
    assert_string_equal(line->run[11].live.node, "loss");
    assert_int_equal(line->run[11].live.indices, 0);
    is_words(line, 12, " {s}.");
}

static void lists_code_and_formulas_of_their_own(void **state) {
    (void)state;
    Lesson lesson =
        parse_good(arena, FRONT "# T\n\n- one {s[0]}\n- two\n  and more\n\n1. first\n\n~~~python\nx = {1: 2}\n\ny\n~~~\n\n"
                                "```math\n  s_i =\n  q\n```\n<!-- a remark -->\n\n    indented\n      code\n");
    const LessonStep *step = &lesson.step[0];
    assert_int_equal(step->blocks, 5);
    assert_int_equal(step->block[0].kind, BLOCK_LIST);
    assert_int_equal(step->block[0].lines, 2);
    assert_false(step->block[0].ordered);
    is_words(&step->block[0].line[0], 0, "one ");
    is_place(step->block[0].line[0].run[1].place, 9, 7);
    is_words(&step->block[0].line[1], 0, "two and more");
    assert_true(step->block[1].ordered);
    assert_int_equal(step->block[2].kind, BLOCK_CODE);
    assert_string_equal(step->block[2].text, "x = {1: 2}\n\ny");
    assert_int_equal(step->block[3].kind, BLOCK_MATH);
    assert_string_equal(step->block[3].text, "s_i =\n  q");
    is_place(step->block[3].place, 22, 3);
    assert_string_equal(step->block[4].text, "indented\n  code");
}

static void ask_has_options_with_reasons(void **state) {
    (void)state;
    Lesson lesson = parse_good(arena, FRONT "# T\n```ask\nWhich\nkey?\n- [x] the $`k: 3`$ one: Its product\n  is {s[2]}: zero.\n"
                                            "- [ ] {s[1]}: No digits but live ones.\n- [ ] 2 of them: Why?\n```\n");
    const Block *ask = &lesson.step[0].block[0];
    assert_int_equal(ask->kind, BLOCK_ASK);
    is_place(ask->place, 8, 1);
    assert_int_equal(ask->lines, 1);
    is_words(&ask->line[0], 0, "Which key?");
    assert_int_equal(ask->options, 3);
    int seen = 0;
    for (int i = 0; i < 3; i++) {
        const Option *option = &ask->option[i];
        seen |= 1 << (option->place.line - 11);
        assert_int_equal(option->right, option->place.line == 11);
        if (option->place.line == 11) {
            is_words(&option->label, 0, "the ");
            assert_string_equal(option->label.run[1].text, "k: 3");
            is_words(&option->label, 2, " one");
            is_words(&option->reason, 0, "Its product is ");
            is_place(option->reason.run[1].place, 12, 6);
            is_words(&option->reason, 2, ": zero.");
            assert_true(option->fixed_numbers);
        }
        if (option->place.line == 13) {
            assert_false(option->fixed_numbers);
            is_place(option->label.run[0].place, 13, 7);
        }
        if (option->place.line == 14) assert_true(option->fixed_numbers);
    }
    assert_int_equal(seen, 1 | 4 | 8);
}

// The order depends on the question alone, and over many questions every place gets the right option now and then.
static void options_are_shuffled_with_a_fixed_seed(void **state) {
    (void)state;
    int place[3] = { 0 };
    for (int i = 0; i < 60; i++) {
        const char *source = arena_print(arena, FRONT "# T\n```ask\nQuestion %d?\n- [x] a: b\n- [ ] c: d\n- [ ] e: f\n```\n", i);
        Lesson once = parse_good(arena, source), again = parse_good(arena, source);
        for (int j = 0; j < 3; j++) {
            const Option *option = &once.step[0].block[0].option[j];
            assert_int_equal(option->place.line, again.step[0].block[0].option[j].place.line);
            place[j] += option->right;
        }
    }
    assert_int_equal(place[0] + place[1] + place[2], 60);
    for (int j = 0; j < 3; j++) assert_in_range(place[j], 8, 32);
}

static void a_question_says_what_it_hides(void **state) {
    (void)state;
    Lesson lesson = parse_good(arena, FRONT2 "# T\n```show\nid: softmax\n```\n"
                                             "```ask\nabout: numbers\nhides: a[3] grad.Wq  o\n\nopens: 0.4\nWhich: $`W_{q}`$?\n"
                                             "- [x] {a[3]}: b\n- [ ] c: d\n```\n# U\n```show\nid: u2-x\n```\n"
                                             "```ask\nWhy?\n- [x] a: b\n- [ ] c: d\n```\n```answer\nWhy?\na[0]\n```\n");
    assert_int_equal(lesson.format, 2);
    assert_string_equal(lesson.step[0].id, "softmax");
    assert_string_equal(lesson.step[1].id, "u2-x");
    const Block *ask = step_question(&lesson.step[0]), *plain = step_question(&lesson.step[1]);
    assert_int_equal(ask->about, ABOUT_NUMBERS);
    assert_int_equal(ask->hides, 3);
    assert_string_equal(ask->hide[0].node, "a");
    assert_int_equal(ask->hide[0].index[0], 3);
    assert_true(ask->hide[1].grad);
    assert_int_equal(ask->hide[1].indices, 0);
    assert_string_equal(ask->hide[2].node, "o");
    assert_true(ask->opens == 0.4);
    is_words(&ask->line[0], 0, "Which: ");
    assert_int_equal(plain->about, ABOUT_UNSAID);
    assert_int_equal(plain->hides, 0);
    assert_true(plain->opens < 0);
    assert_null(step_exercise(&lesson.step[0]));
    assert_non_null(step_exercise(&lesson.step[1]));
    assert_int_equal(lesson_step_of(&lesson, TEXT("u2-x")), 1);
    assert_int_equal(lesson_step_of(&lesson, TEXT("1")), 0);
    assert_int_equal(lesson_step_of(&lesson, TEXT("3")), -1);
    assert_int_equal(lesson_step_of(&lesson, TEXT("soft")), -1);
    Lesson first = parse_good(arena, FRONT "# T\n```ask\nabout: numbers?\n- [x] a: b\n- [ ] c: d\n```\n");
    assert_string_equal(first.step[0].id, "1"); // its keys are not known there
    is_words(&step_question(&first.step[0])->line[0], 0, "about: numbers?");
}

// An answer is remembered as long as its question reads the same.
static void a_question_is_known_by_its_words(void **state) {
    (void)state;
    static const char *const source[] = {
        "about: idea\nWhy?\n- [x] a: b\n- [ ] c: d\n",
        "about: numbers\n\nWhy?\n- [x] a: b\n- [ ] c: d\n",
        "Why not?\n- [x] a: b\n- [ ] c: d\n",
        "Why?\n- [x] a: b\n- [ ] c: e\n",
    };
    uint64_t question[4];
    for (int i = 0; i < 4; i++) {
        Lesson lesson = parse_good(arena, arena_print(arena, FRONT2 "# T\n```show\nid: t\n```\n```ask\n%s```\n", source[i]));
        question[i] = step_question(&lesson.step[0])->question;
    }
    assert_true(question[0] == question[1]);
    assert_true(question[0] != question[2] && question[0] != question[3]);
}

static void answer_try_and_notes(void **state) {
    (void)state;
    Lesson lesson =
        parse_good(arena, FRONT "# T\n```answer\nWork it out\nby hand.\n\n{grad.s[0,1]}\n```\n"
                                "```try\ntemperature: slider 4 0.125 log\nsimilarity: choice\nmask: choice none causal\n```\n"
                                "```notes\n Say *this*.\n```\n```notes\nAnd {that}.\n```\n");
    const LessonStep *step = &lesson.step[0];
    assert_int_equal(step->blocks, 2);
    const Block *answer = &step->block[0], *try = &step->block[1];
    assert_int_equal(answer->kind, BLOCK_ANSWER);
    is_words(&answer->line[0], 0, "Work it out by hand.");
    assert_string_equal(answer->answer.node, "s");
    assert_true(answer->answer.grad);
    assert_int_equal(answer->answer.index[1], 1);
    is_place(answer->answer.place, 12, 2);
    assert_int_equal(try->kind, BLOCK_TRY);
    assert_int_equal(try->controls, 3);
    const Control *slider = &try->control[0];
    assert_int_equal(slider->kind, CONTROL_SLIDER);
    assert_string_equal(slider->param, "temperature");
    assert_close(slider->low, 4, 0);
    assert_close(slider->high, 0.125, 0);
    assert_true(slider->log);
    is_place(slider->place, 15, 1);
    is_names(try->control[1].choice, try->control[1].choices, SIMILARITIES);
    is_names(try->control[2].choice, try->control[2].choices, "none causal");
    assert_string_equal(step->notes, "Say *this*.\n\nAnd {that}.");
}

// Words for the screen are not on paper, and the other way round; where nothing is said, both read the same run.
static void words_for_screen_and_paper(void **state) {
    (void)state;
    Lesson lesson =
        parse_good(arena, FRONT "# T\n\n{on screen}Press *Start*: it{on paper}It{on both} runs {s[0]} *fast*."
                                "{on screen} Wait.\n\nBoth.\n\n```notes\nA. {on screen}Click B.\n{on both}C {is}. {on paper}D. "
                                "{on screen}Drag E.\n```\n# U\n```notes\nF.\n```\n# V\n```notes\n{on screen}G.\n```\n");
    const Line *line = &lesson.step[0].block[0].line[0], *same = &lesson.step[0].block[1].line[0];
    Line paper = line_on_paper(line), both = line_on_paper(same);
    assert_int_equal(line->runs, 7);
    is_words(line, 0, "Press ");
    is_words(line, 1, "Start");
    is_words(line, 2, ": it runs "); // one run, as if nothing had been said
    is_words(line, 6, ". Wait.");
    assert_int_equal(paper.runs, 5);
    is_words(&paper, 0, "It runs ");
    assert_int_equal(paper.run[1].kind, RUN_LIVE);
    is_words(&paper, 4, ".");
    assert_ptr_equal(both.run, same->run);
    assert_string_equal(lesson.step[0].notes, "A. Click B.\nC {is}. Drag E.");
    assert_string_equal(lesson.step[0].notes_paper, "A. C {is}. D. On the screen: Click B. Drag E.");
    assert_string_equal(lesson.step[1].notes_paper, "F.");
    assert_string_equal(lesson.step[2].notes_paper, "On the screen: G.");
}

static void a_switch_and_a_choice_of_numbers(void **state) {
    (void)state;
    Lesson lesson =
        parse_good(arena, FRONT "# T\n```show\nscene: practice\ngrid: off\nn: 7\n```\n```try\ngrid: switch\nn: choice 7 70\n```\n");
    const Block *try = &lesson.step[0].block[0];
    assert_int_equal(try->control[0].kind, CONTROL_SWITCH);
    is_names(try->control[1].choice, try->control[1].choices, "7 70");
    is_settings(&lesson.step[0], "grid=off n=7");
}

// The length of a row of gradients in the text, and a field for the words of an input.
static void lengths_and_words(void **state) {
    (void)state;
    Lesson lesson = parse_good(arena, FRONT "# T\n\n{length.s[1]} and {length.s}.\n\n```try\nq: words\n```\n");
    const Line *line = &lesson.step[0].block[0].line[0];
    assert_true(line->run[0].live.length && line->run[0].live.grad);
    assert_string_equal(line->run[0].live.node, "s");
    assert_int_equal(line->run[0].live.indices, 1);
    assert_true(line->run[2].live.length);
    assert_int_equal(line->run[2].live.indices, 0);
    assert_int_equal(lesson.step[0].block[1].control[0].kind, CONTROL_WORDS);
    assert_string_equal(lesson.step[0].block[1].control[0].param, "q");
}

static void steps_inherit(void **state) {
    (void)state;
    Lesson lesson = parse_good(
        arena, FRONT
        "# All\n# Two\n```show\nname: Short\nreveal: q k s\nfocus: s\nsimilarity: dot\n```\n# Three\n```show\ntemperature: 2\n```\n"
        "# Four\n```show\nreveal: q a k\nsimilarity: kernel\n```\n# Five\n```show\ndata: none\nreveal: none\n```\n# "
        "Six\n```show\nreveal: all\n```\n");
    const LessonStep *step = lesson.step;
    is_names(step[0].reveal, step[0].reveals, "q k s scale a v weighted o mask target loss gradient");
    is_settings(&step[0], "");
    assert_string_equal(step[1].name, "Short");
    is_names(step[1].reveal, step[1].reveals, "q k s");
    is_names(step[1].focus, step[1].foci, "s");
    is_settings(&step[1], "similarity=dot");
    is_place(step[1].setting[0].place, 13, 1);
    is_place(step[1].setting[0].value_place, 13, 13);
    assert_string_equal(step[2].name, "Three");
    is_names(step[2].reveal, step[2].reveals, "q k s");
    is_names(step[2].focus, step[2].foci, "");
    is_settings(&step[2], "similarity=dot temperature=2");
    is_names(step[3].reveal, step[3].reveals, "q a k");
    is_settings(&step[3], "similarity=kernel temperature=2");
    is_settings(&step[1], "similarity=dot"); // earlier steps keep theirs
    assert_string_equal(step[3].data, "course/data/seed.csv");
    is_place(step[3].data_place, 5, 7);
    assert_null(step[4].data);
    assert_int_equal(step[4].reveals, 0);
    is_names(step[5].reveal, step[5].reveals, "q k s scale a v weighted o mask target loss gradient");
}

static void a_new_scene_drops_what_it_does_not_know(void **state) {
    (void)state;
    Lesson lesson =
        parse_good(arena, FRONT "# A\n```show\nreveal: s v a o\nsimilarity: dot\n```\n# Hull\n```show\nscene: hull\n```\n# "
                                "Spread\n```show\nscene: spread\n```\n"
                                "# Back\n```show\nreveal: s\nscene: attention\n```\n# Same\n```show\nscene: attention\n```\n");
    const LessonStep *step = lesson.step;
    is_names(step[1].reveal, step[1].reveals, "v a o");
    is_settings(&step[1], "similarity=dot");
    is_names(step[2].reveal, step[2].reveals, "raw scaled"); // nothing was said of this one, so it shows everything
    is_settings(&step[2], "");
    is_names(step[3].reveal, step[3].reveals, "s");
    is_settings(&step[3], "");
    is_names(step[4].reveal, step[4].reveals, "s");
}

static void a_scene_can_have_another_model(void **state) {
    (void)state;
    Lesson lesson =
        parse_good(arena, FRONT "# A\n```show\nmodel: sharpness\n```\n{sweep.a[3,0]}\n# B\n```show\nscene: plane\n```\n");
    assert_string_equal(lesson.step[0].model, "sharpness");
    assert_null(lesson.step[1].model);
}

static void any_editor_will_do(void **state) {
    (void)state;
    const char *unix_lines = FRONT "# One\n\nA {s[0]}\nb.\n\n```show\nname: N\n```\n";
    Builder other = { .arena = arena };
    builder_print(&other, "\xEF\xBB\xBF");
    for (const char *c = unix_lines; *c; c++) builder_print(&other, *c == '\n' ? "\r\n" : "%c", *c);
    Builder old = { .arena = arena };
    for (const char *c = unix_lines; *c; c++) builder_print(&old, "%c", *c == '\n' ? '\r' : *c);
    const char *source[] = { unix_lines, builder_text(&other), builder_text(&old) };
    for (int i = 0; i < 3; i++) {
        Lesson lesson = parse_good(arena, source[i]);
        assert_string_equal(lesson.title, "T");
        assert_string_equal(lesson.step[0].name, "N");
        const Line *line = &lesson.step[0].block[0].line[0];
        is_place(line->run[1].place, 9, 3);
        is_words(line, 2, " b.");
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(front_matter_is_read, begin, end),
        cmocka_unit_test_setup_teardown(what_is_not_said_is_empty, begin, end),
        cmocka_unit_test_setup_teardown(words_keep_their_style, begin, end),
        cmocka_unit_test_setup_teardown(formulas_and_live_numbers, begin, end),
        cmocka_unit_test_setup_teardown(lists_code_and_formulas_of_their_own, begin, end),
        cmocka_unit_test_setup_teardown(ask_has_options_with_reasons, begin, end),
        cmocka_unit_test_setup_teardown(options_are_shuffled_with_a_fixed_seed, begin, end),
        cmocka_unit_test_setup_teardown(answer_try_and_notes, begin, end),
        cmocka_unit_test_setup_teardown(words_for_screen_and_paper, begin, end),
        cmocka_unit_test_setup_teardown(a_switch_and_a_choice_of_numbers, begin, end),
        cmocka_unit_test_setup_teardown(lengths_and_words, begin, end),
        cmocka_unit_test_setup_teardown(steps_inherit, begin, end),
        cmocka_unit_test_setup_teardown(a_new_scene_drops_what_it_does_not_know, begin, end),
        cmocka_unit_test_setup_teardown(a_scene_can_have_another_model, begin, end),
        cmocka_unit_test_setup_teardown(any_editor_will_do, begin, end),
        cmocka_unit_test_setup_teardown(a_question_says_what_it_hides, begin, end),
        cmocka_unit_test_setup_teardown(a_question_is_known_by_its_words, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
