// Every kind of mistake, with its exact words and its place; many at once, and what cannot be a lesson at all.
#include "parsing.h"

// What is after FRONT begins in line 7.
#define STEP FRONT "# Step\n" // the step's own text begins in line 8
#define SHOW(lines) STEP "```show\n" lines "\n```\n"
#define ASK(lines) STEP "```ask\n" lines "\n```\n"
#define OPTIONS "- [x] a: b\n- [ ] c: d"
#define ASK2(lines) FRONT2 "# Step\n```show\nid: one\n```\n```ask\n" lines "\n```\n" // its lines begin in line 12
#define TRY(lines) STEP "```try\n" lines "\n```\n"

static const struct {
    const char *source, *problems; // without the file's name
} cases[] = {
    // front matter
    { "", "1:1: the file is empty" },
    { "\n \n\t\n", "1:1: the file is empty" },
    { "\xEF\xBB\xBF", "1:1: the file is empty" },
    { "# Step\n", "1:1: a lesson begins with front matter: '---', 'format: 2', 'title: …' and so on, '---'" },
    { "---\nformat: 1\n# Step\n", "1:1: the front matter is not closed: end it with '---'" },
    { "---\ntitle: T\nscene: plane\n---\n# Step\n", "1:1: the front matter lacks 'format: 2'" },
    { "---\nformat: 3\ntitle: T\nscene: plane\n---\n# Step\n", "2:9: this program reads formats 1 and 2, not '3'" },
    { "---\nformat: 1\nscene: plane\n---\n# Step\n", "1:1: the front matter lacks 'title: …'" },
    { "---\nformat: 1\ntitle: T\nsceen: plane\n---\n# Step\n", "4:1: unknown key 'sceen' (did you mean 'scene'?)\n6:1: no scene is "
                                                               "set: write 'scene: …' in the front matter or in a show block" },
    { "---\nformat: 1\ntitle: T\nscene: plane\ncolour: red\n---\n# Step\n",
      "5:1: unknown key 'colour' (there are: format, title, part, summary, scene, model, data, thumbnail)" },
    { "---\nformat: 1\ntitle: T\nscene: plane\ntitle: U\n---\n# Step\n", "5:1: 'title' is said twice" },
    { "---\nformat: 1\ntitle:\nscene: plane\n---\n# Step\n", "1:1: the front matter lacks 'title: …'\n3:6: 'title' has no value" },
    { "---\nformat: 1\ntitle: T\n  : x\nscene: plane\n---\n# Step\n", "4:3: there is no name before the colon" },
    { "---\nformat: 1\ntitle: T\nplane\nscene: plane\n---\n# Step\n", "4:1: expected 'name: value', found 'plane'" },
    { "---\nformat: 1\ntitle: T\nscene: atention\n---\n# Step\n\n{zz}\n",
      "4:8: unknown scene 'atention' (did you mean 'attention'?)" },
    { "---\nformat: 1\ntitle: T\nscene: race\n---\n# Step\n",
      "4:8: unknown scene 'race' (there are: attention, lookup, plane, hull, additive, sharpness, spread, twins, cost, practice)" },
    { "---\nformat: 1\ntitle: T\nscene: plane\nmodel: twin\n---\n# Step\n", "5:8: unknown model 'twin' (did you mean 'twins'?)" },
    { "---\nformat: 1\ntitle: T\nscene: plane\nthumbnail: 3\n---\n# Step\n# Step\n",
      "5:12: the thumbnail is the id of a step or a number from 1 to 2; this is '3' (there are: 1, 2)" },
    { "---\nformat: 1\ntitle: T\nscene: plane\nthumbnail: x\n---\n# Step\n",
      "5:12: the thumbnail is the id of a step or a number from 1 to 1; this is 'x' (there are: 1)" },
    { "---\nformat: 1\ntitle: T\n---\n# Step\n# Step\n",
      "5:1: no scene is set: write 'scene: …' in the front matter or in a show block" },
    // what a lesson does not have
    { STEP "\n#B is bold\n", "9:1: a heading needs a blank after '#'" },
    { STEP "\n| a | b |\n|---|:-:|\n| 1 | 2 |\n", "9:1: a lesson has no tables: write a list, or a block of code" },
    { ASK("Which?\n- [x] a: b\n- [ ] a: c"), "11:7: this option stands there twice" },
    // data stay in the lesson's folder
    { SHOW("data: ../x.csv"),
      "9:7: the data file '../x.csv' is not inside the lesson's folder: write its path from there, such as data/seed.csv" },
    { SHOW("data: a/../../x.csv"),
      "9:7: the data file 'a/../../x.csv' is not inside the lesson's folder: write its path from there, such as data/seed.csv" },
    { SHOW("data: /etc/passwd"),
      "9:7: the data file '/etc/passwd' is not inside the lesson's folder: write its path from there, such as data/seed.csv" },
    { SHOW("data: C:\\x.csv"),
      "9:7: the data file 'C:\\x.csv' is not inside the lesson's folder: write its path from there, such as data/seed.csv" },
    // steps
    { FRONT, "6:1: a step begins with '# Title'; this lesson has none" },
    { FRONT "\nwords\n\n# Step\n", "8:1: a step begins with '# Title'; this stands before the first one" },
    { FRONT "#\n", "7:1: this step has no title: write '# Title'" },
    { FRONT "# The $`q`$\n", "7:1: a title is plain words, without formulas and live numbers" },
    { STEP "## Smaller\n", "8:1: a step has one heading, '# Title'; smaller headings are not part of a lesson" },
    { STEP "> said\n", "8:1: quotes are not part of a lesson: write a paragraph" },
    { STEP "a\n\n***\n", "10:1: rules are not part of a lesson: '# Title' begins the next step" },
    { STEP "<div>\n", "8:1: HTML is not part of a lesson" },
    { STEP "a\n<b>c</b>\n", "9:1: HTML is not part of a lesson\n9:5: HTML is not part of a lesson" },
    { STEP "see ![it](x.png)\n", "8:5: pictures are not part of a lesson: the scene is the picture" },
    { STEP "- a\n  - b\n", "8:1: an item of a list is one paragraph; blocks and further lists stand by themselves" },
    // blocks
    { STEP "```shwo\n```\n", "8:4: unknown block 'shwo' (did you mean 'show'?)" },
    { STEP "```note\nx\n```\n", "8:4: unknown block 'note' (did you mean 'notes'?)" },
    { STEP "```math\nx\n", "8:1: this block is not closed: end it with a line '```'" },
    { STEP "```ask\n", "8:1: this block is not closed: end it with a line '```'" },
    { STEP "```math\nx\n\n```notes\ny\n```\n", "11:1: the block of line 8 is not closed before this one begins" },
    { STEP "```show\nname: A\n\n```notes\ny\n```\n", "11:1: the block of line 8 is not closed before this one begins" },
    { STEP "```math\n\n```\n", "8:1: this formula is empty" },
    { SHOW("name: A") "```show\nname: B\n```\n", "11:1: a step has one show block; this one has another in line 8" },
    // live numbers
    { STEP "now {sum[0]}.\n", "8:6: unknown node 'sum' ('attend list scenes' names them)" },
    { STEP "x *y* `{a}`\nand {S[1]}\n", "9:6: unknown node 'S' (did you mean 's'?)" },
    { STEP "{grad.wiehgted[0]}\n", "8:7: unknown node 'wiehgted' (did you mean 'weighted'?)" },
    { STEP "ä {s[0}\n", "8:4: 's[0' is no number of the tape: write node, node[i], node[i,j], grad.node[i] or length.node[i]" },
    { STEP "{}\n", "8:2: '' is no number of the tape: write node, node[i], node[i,j], grad.node[i] or length.node[i]" },
    { STEP "{on papr}Press\n", "8:1: 'on papr' is no part of the text: write {on screen}, {on paper} or {on both}" },
    { STEP "{s t}\n", "8:2: 's t' is no number of the tape: write node, node[i], node[i,j], grad.node[i] or length.node[i]" },
    { STEP "{s[i]}\n", "8:4: 'i' is not an index" },
    { STEP "{s[0,]}\n", "8:6: '' is not an index" },
    { STEP "{s[0, -1]}\n", "8:6: indices count from 0: -1 is none" },
    { STEP "{s[0,0,0,0,0]}\n", "8:12: a number has at most four indices" },
    { STEP "\\{x} and {s[0]\n", "8:10: '{' begins a live number and '}' is missing (for the brace itself write '\\{')" },
    { STEP "same {x} and\nsame {x}\n",
      "8:7: unknown node 'x' ('attend list scenes' names them)\n9:7: unknown node 'x' ('attend list scenes' names them)" },
    // formulas in the text
    { STEP "a $x_i$ b\n", "8:3: a formula in the text is written with backticks inside the dollars: $`x`$" },
    { STEP "a $`x` b\n", "8:5: this formula is not closed: write $`x`$" },
    { STEP "a $` `$ b\n", "8:5: this formula is empty" },
    // show
    { SHOW("reveal q"), "9:1: expected 'name: value', found 'reveal q'" },
    { SHOW("revael: q"), "9:1: unknown setting 'revael' (did you mean 'reveal'?)" },
    { SHOW("temprature: 2"), "9:1: unknown setting 'temprature' (did you mean 'temperature'?)" },
    { SHOW("n: 2"),
      "9:1: unknown setting 'n' (there are: name, reveal, focus, scene, model, data, similarity, temperature, mask)" },
    { SHOW("reveal: q wieghted"), "9:11: scene 'attention' cannot show 'wieghted' (did you mean 'weighted'?)" },
    { SHOW("focus: circles"),
      "9:8: scene 'attention' cannot show 'circles' (there are: q, k, s, scale, a, v, weighted, o, mask, target, loss, gradient)" },
    { SHOW("reveal: circles\nscene: plane\nfocus: v"), "11:8: scene 'plane' cannot show 'v' (there are: q, k, s, a, qW, circles)" },
    { SHOW("similarity: scald"), "9:13: 'similarity' cannot be 'scald' (did you mean 'scaled'?)" },
    { SHOW("temperature: hot"), "9:14: 'temperature' is a number; this is 'hot'" },
    { SHOW("temperature: nan"), "9:14: 'temperature' is a number; this is 'nan'" },
    { SHOW("temperature: 0"), "9:14: 'temperature' goes from 0.001 to 1000; this is 0" },
    { SHOW("scene: cost\nn: 2.5"), "10:4: 'n' is a whole number; this is 2.5" },
    { SHOW("scene: practice\ngrid: yes"), "10:7: 'grid' cannot be 'yes' (there are: on, off)" },
    { SHOW("mask: causal\nmask: none"), "10:1: 'mask' is said twice" },
    { SHOW("scene: spread\ndraws: 3"), "10:1: unknown setting 'draws' (there are: name, reveal, focus, scene, model, data)" },
    // ask
    { ASK("- [x] a: b\n- [ ] c: d"), "9:1: this block has no question before its options" },
    { ASK("Why?"), "9:1: a question needs at least two options, '- [x] …' and '- [ ] …'" },
    { ASK("Why?\n- [x] a: b"), "9:1: a question needs at least two options, '- [x] …' and '- [ ] …'" },
    { ASK("Why?\n- [ ] a: b\n- [ ] c: d"), "9:1: no option is marked [x]; exactly one is right" },
    { ASK("Why?\n- [x] a: b\n- [X] c: d"), "9:1: more than one option is marked [x]; exactly one is right" },
    { ASK("Why?\n- [x] a: b\n- [ ] c: d\n- [ ] c: d\n- [ ] c: d\n- [ ] c: d\n- [ ] c: d\n- [ ] c: d"),
      "9:1: this question has 7 options; there is room for 6" },
    { ASK("Why?\n- [x] a: b\n- c: d"), "11:1: an option begins with '- [ ] ' or, when it is right, with '- [x] '" },
    { ASK("Why?\n- [x] a: b\n  - [y] c: d"), "11:3: an option begins with '- [ ] ' or, when it is right, with '- [x] '" },
    { ASK("Why?\n- [x] a\n- [ ] c: d"), "10:7: this option has no reason: write 'label: why it is right or wrong'" },
    { ASK("Why?\n- [x] a:\n- [ ] c: d"), "10:7: this option has no reason: write 'label: why it is right or wrong'" },
    { ASK("Why?\n- [x] : b\n- [ ] c: d"), "10:7: this option has no words before the colon" },
    { ASK("Why?\n- [x] a: b {zz}\n- [ ] {zz}: d"), "10:13: unknown node 'zz' ('attend list scenes' names them)\n"
                                                   "11:8: unknown node 'zz' ('attend list scenes' names them)" },
    { ASK("Why?\n- [x] a: - b\n- [ ] c: d"),
      "10:10: a reason is words in one paragraph; this reads as a list, a heading or the like (a '\\' in front prevents it)" },
    { ASK("# Why?\n- [x] a: b\n- [ ] c: d"),
      "9:1: a question is words in one paragraph; this reads as a list, a heading or the like (a '\\' in front prevents it)" },
    // ids, and what a question hides: format 2
    { FRONT2 "# Step\n", "7:1: this step has no id: write 'id: a-short-name' in its show block" },
    { FRONT2 "# Step\n```show\nid: Softmax\n```\n",
      "9:5: an id is at most 24 small letters, digits and '-', and begins with a letter: not 'Softmax'" },
    { FRONT2 "# Step\n```show\nid: 2nd\n```\n",
      "9:5: an id is at most 24 small letters, digits and '-', and begins with a letter: not '2nd'" },
    { FRONT2 "# Step\n```show\nid: a\n```\n# Step\n```show\nid: b\n```\n# Step\n```show\nid: a\n```\n",
      "17:5: another step, in line 9, has the id 'a' already" },
    { SHOW("id: softmax"),
      "9:1: unknown setting 'id' (there are: name, reveal, focus, scene, model, data, similarity, temperature, mask)" },
    { "---\nformat: 2\ntitle: T\nscene: plane\nthumbnail: softmx\n---\n# Step\n```show\nid: softmax\n```\n",
      "5:12: the thumbnail is the id of a step or a number from 1 to 1; this is 'softmx' (did you mean 'softmax'?)" },
    { ASK2("about: number\nWhy?\n" OPTIONS), "12:8: unknown kind of question 'number' (did you mean 'numbers'?)" },
    { ASK2("abuot: idea\nWhy?\n" OPTIONS), "12:1: unknown key of a question 'abuot' (did you mean 'about'?)" },
    { ASK2("hides:\nWhy {s[0]}?\n" OPTIONS), "12:1: 'hides' has no value" },
    { ASK2("hides: s qq[0]\nWhy {s[0]}?\n" OPTIONS), "12:10: unknown node 'qq' (did you mean 'q'?)" },
    { ASK2("hides: s[a]\nWhy {s[0]}?\n" OPTIONS), "12:10: 'a' is not an index" },
    { ASK2("hides: a o\nWhy {s[0]}, $`\\softmax(s)`$, $`\\alpha`$?\n" OPTIONS),
      "12:8: this hides 'a', which neither question nor options ask for: name it there, as {a[0]} or in a formula" },
    { ASK2("hides: a\nopens: half\nWhy {a[0]}?\n" OPTIONS),
      "13:8: 'opens' is where in the step's playing the answer comes, from 0 to 1; this is 'half'" },
    { ASK2("hides: a\nopens: 1.5\nWhy {a[0]}?\n" OPTIONS),
      "13:8: 'opens' is where in the step's playing the answer comes, from 0 to 1; this is '1.5'" },
    { ASK2("about: idea\n" OPTIONS), "13:1: this block has no question before its options" },
    // answer
    { STEP "```answer\n```\n", "9:1: an answer block holds a question and, in its last line, a number of the tape such as s[1]" },
    { STEP "```answer\ns[1]\n```\n",
      "9:1: an answer block holds a question and, in its last line, a number of the tape such as s[1]" },
    { STEP "```answer\nHow much?\nsss[1]\n```\n", "10:1: unknown node 'sss' ('attend list scenes' names them)" },
    { STEP "```answer\nHow much?\n```\n",
      "9:1: an answer block holds a question and, in its last line, a number of the tape such as s[1]" },
    // try
    { TRY("temprature: slider 1 2"), "9:1: unknown parameter 'temprature' (did you mean 'temperature'?)" },
    { TRY("temperature: slidr 1 2"), "9:14: unknown control 'slidr' (did you mean 'slider'?)" },
    { TRY("temperature: slider 1"), "9:20: a slider is written 'slider 0.1 10' or 'slider 0.1 10 log'" },
    { TRY("temperature: slider 1 b"), "9:20: a slider is written 'slider 0.1 10' or 'slider 0.1 10 log'" },
    { TRY("temperature: slider 1 2 lin"), "9:20: a slider is written 'slider 0.1 10' or 'slider 0.1 10 log'" },
    { TRY("temperature: slider 1 2 log log"), "9:20: a slider is written 'slider 0.1 10' or 'slider 0.1 10 log'" },
    { TRY("temperature: slider 1 1"), "9:21: a slider from 1 to 1 cannot move" },
    { TRY("temperature: slider 1 2000"), "9:23: 'temperature' goes from 0.001 to 1000; this is 2000" },
    { TRY("temperature: switch"), "9:14: 'temperature' is not on or off: use 'slider'" },
    { TRY("similarity: switch"), "9:13: 'similarity' is not on or off: use 'choice'" },
    { TRY("similarity: slider 1 2"), "9:19: 'similarity' is no number: use 'choice'" },
    { TRY("similarity: choice dot dots"), "9:24: 'similarity' cannot be 'dots' (did you mean 'dot'?)" },
    { TRY("similarity: choice dot"), "9:19: a choice needs at least two words to choose from" },
    { TRY("temperature: choice"), "9:20: a choice needs at least two words to choose from" },
    { TRY("mask: choice\nmask: choice"), "10:1: 'mask' is said twice" },
    { TRY(""), "9:1: a try block names at least one parameter, such as 'temperature: slider 0.1 10 log'" },
    { SHOW("scene: practice") "```try\ngrid: choice on off\ngrid2: slider 1 2\nn: slider 1 2 log\n```\n",
      "12:13: 'grid' is on or off: use 'switch'\n13:1: unknown parameter 'grid2' (did you mean 'grid'?)" },
    // places in CRLF
    { "---\r\nformat: 1\r\ntitle: T\r\nscene: plane\r\n---\r\n# Step\r\n\r\nä {zz}\r\n",
      "8:4: unknown node 'zz' ('attend list scenes' names them)" },
    // not text
    { "---\nformat: \xFF\n", "2:9: this is not UTF-8 text (byte 0xFF): save the lesson as UTF-8" },
    { "\x7F"
      "ELF\x02\x01",
      "1:5: this is not a text file (byte 0x02)" },
};

static void every_mistake_has_its_words_and_its_place(void **state) {
    (void)state;
    int wrong = 0;
    for (int i = 0; i < LENGTH(cases); i++) {
        Arena *arena = arena_begin();
        Lesson lesson;
        Problems problems;
        bool fine = parse_bytes(arena, text_of(cases[i].source), &lesson, &problems);
        Builder want = { .arena = arena };
        for (Text rest = text_of(cases[i].problems); rest.size;) {
            Text line = text_line(&rest);
            builder_print(&want, "%scourse/05-t.md:%.*s", want.size ? "\n" : "", (int)line.size, line.at);
        }
        const char *got = problems_text(arena, &problems);
        bool same = !fine && strcmp(got, builder_text(&want)) == 0;
        if (!same) print_error("--- source\n%s\n--- got\n%s\n--- want\n%s\n", cases[i].source, got, builder_text(&want));
        wrong += !same;
        arena_end(arena);
    }
    assert_int_equal(wrong, 0);
}

static void many_are_reported_in_one_run(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Builder source = { .arena = arena };
    builder_print(&source, FRONT "# Step\n\n");
    for (int i = 0; i < 33; i++) builder_print(&source, "The number {zz[%d]}.\n\n", i);
    Lesson lesson;
    Problems problems;
    assert_false(parse_bytes(arena, text_of(builder_text(&source)), &lesson, &problems));
    assert_int_equal(problems.total, 33);
    assert_int_equal(problems.count, 20);
    for (int i = 0; i < 20; i++) {
        assert_int_equal(problems.item[i].place.line, 9 + 2 * i);
        assert_int_equal(problems.item[i].place.column, 13);
    }
    arena_end(arena);
}

static void mistakes_are_in_the_order_of_the_file(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Lesson lesson;
    Problems problems;
    assert_false(parse_bytes(arena, TEXT(FRONT "# Step\n\n{zz}\n\n```show\nrevael: q\n```\n\n{yy}\n"), &lesson, &problems));
    assert_int_equal(problems.count, 3);
    assert_int_equal(problems.item[0].place.line, 9);
    assert_int_equal(problems.item[1].place.line, 12);
    assert_int_equal(problems.item[2].place.line, 15);
    arena_end(arena);
}

static void there_are_at_most_forty_steps(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Builder source = { .arena = arena };
    builder_print(&source, FRONT);
    for (int i = 0; i < LESSON_STEPS; i++) builder_print(&source, "# Step\n");
    Lesson lesson = parse_good(arena, builder_text(&source));
    assert_int_equal(lesson.steps, 40);
    builder_print(&source, "# Too many\n\n# And one more {zz}\n");
    Problems problems;
    assert_false(parse_bytes(arena, text_of(builder_text(&source)), &lesson, &problems));
    assert_string_equal(problems_text(arena, &problems), "course/05-t.md:47:1: a lesson has at most 40 steps");
    arena_end(arena);
}

static void size_is_limited(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    char *big = arena_alloc(arena, LESSON_BYTES + 1);
    Lesson lesson;
    Problems problems;
    size_t front = strlen(STEP);
    for (size_t i = 0; i <= LESSON_BYTES; i++) big[i] = i < front ? STEP[i] : i % 80 == 0 ? '\n' : 'a';
    assert_false(parse_bytes(arena, (Text){ big, LESSON_BYTES + 1 }, &lesson, &problems));
    assert_string_equal(problems_text(arena, &problems), "course/05-t.md: a lesson has at most 256 KiB");
    assert_false(parse_bytes(arena, (Text){ big, LESSON_BYTES }, &lesson, &problems));
    assert_string_equal(problems_text(arena, &problems),
                        "course/05-t.md:1:1: 16 KiB of text without an empty line: break it into paragraphs");
    for (size_t i = front; i < LESSON_BYTES; i += 80) big[i] = big[i + 1] = '\n';
    assert_true(parse_bytes(arena, (Text){ big, LESSON_BYTES }, &lesson, &problems));
    arena_end(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_mistake_has_its_words_and_its_place),
        cmocka_unit_test(many_are_reported_in_one_run),
        cmocka_unit_test(mistakes_are_in_the_order_of_the_file),
        cmocka_unit_test(there_are_at_most_forty_steps),
        cmocka_unit_test(size_is_limited),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
