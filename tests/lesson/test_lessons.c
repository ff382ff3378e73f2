// The lessons of the course and the example of the format's document: they parse, their data are there, and every step keeps to
// what a narrow panel and a short attention hold.
#include "data/data.h"
#include "parsing.h"

static const char *const lessons[] = { "lessons/05-retrieval.md", "lessons/06-similarity.md" };

enum { TITLE_CHARACTERS = 40, NAME_CHARACTERS = 14, PROSE_WORDS = 45, LABEL_CHARACTERS = 48 };

static int count_words(const Line *line) {
    int words = 0;
    for (int i = 0; i < line->runs; i++) {
        if (line->run[i].kind != RUN_TEXT) {
            words++;
            continue;
        }
        Text text = text_of(line->run[i].text);
        while (text_word(&text).size) words++;
    }
    return words;
}

static int count_characters(const Line *line) {
    int characters = 0;
    for (int i = 0; i < line->runs; i++) characters += line->run[i].kind == RUN_LIVE ? 6 : utf8_count(text_of(line->run[i].text));
    return characters;
}

// The last character of a reason, which is a sentence.
static char last_character(const Line *line) {
    const Run *run = &line->run[line->runs - 1];
    return run->kind == RUN_TEXT && *run->text ? run->text[strlen(run->text) - 1] : 0;
}

static void check_ask(const Block *ask) {
    assert_int_equal(ask->options, 3);
    for (int i = 0; i < ask->options; i++) {
        assert_true(count_words(&ask->option[i].label) <= 8);
        assert_true(count_characters(&ask->option[i].label) <= LABEL_CHARACTERS);
        const Line *reason = &ask->option[i].reason;
        assert_true(reason->runs > 0);
        assert_int_equal(last_character(reason), '.');
    }
}

static void check_step(const char *file, const LessonStep *step) {
    int count[BLOCK_TRY + 1] = { 0 }, words = 0, controls = 0;
    for (int i = 0; i < step->blocks; i++) {
        const Block *block = &step->block[i];
        count[block->kind]++;
        if (block->kind == BLOCK_PARAGRAPH) words += count_words(&block->line[0]);
        if (block->kind == BLOCK_ASK) check_ask(block);
        controls += block->controls;
    }
    bool fine = utf8_count(text_of(step->title)) <= TITLE_CHARACTERS && utf8_count(text_of(step->name)) <= NAME_CHARACTERS &&
                words <= PROSE_WORDS && count[BLOCK_PARAGRAPH] == 1 && count[BLOCK_MATH] == 1 && count[BLOCK_ASK] == 1 &&
                count[BLOCK_ANSWER] + controls <= 2 && count[BLOCK_TRY] <= 1 && step->notes && step->reveals && step->foci;
    if (!fine) fail_msg("%s:%d: too much or too little in this step (%d words)", file, step->place.line, words);
}

static void the_course_is_sound(void **state) {
    (void)state;
    for (int i = 0; i < LENGTH(lessons); i++) {
        Arena *arena = arena_begin();
        Lesson lesson;
        Problems problems = { .arena = arena };
        bool fine = lesson_load(arena, lessons[i], &test_vocabulary, &lesson, &problems);
        assert_string_equal(problems_text(arena, &problems), "");
        assert_true(fine);
        assert_int_equal(lesson.number, 5 + i);
        assert_string_equal(lesson.part, "Attention");
        assert_true(*lesson.summary);
        assert_int_equal(lesson.steps, 8);
        for (int s = 0; s < lesson.steps; s++) check_step(lessons[i], &lesson.step[s]);
        arena_end(arena);
    }
}

static void their_data_can_be_read(void **state) {
    (void)state;
    for (int i = 0; i < LENGTH(lessons); i++) {
        Arena *arena = arena_begin();
        Lesson lesson;
        Problems problems = { .arena = arena };
        assert_true(lesson_load(arena, lessons[i], &test_vocabulary, &lesson, &problems));
        for (int s = 0; s < lesson.steps; s++) {
            Dataset data;
            if (!lesson.step[s].data) continue;
            assert_true(data_load_file(arena, lesson.step[s].data, &data, &problems));
            assert_true(data.count >= 9);
        }
        arena_end(arena);
    }
}

// The document holds one whole lesson, between ````markdown and ````.
static void the_example_of_the_document_is_a_lesson(void **state) {
    (void)state;
    char *document = check_read("docs/lesson-format.md", NULL);
    const char *opening = "````markdown\n";
    char *start = strstr(document, opening);
    assert_non_null(start);
    start += strlen(opening);
    char *end = strstr(start, "\n````\n");
    assert_non_null(end);
    Arena *arena = arena_begin();
    Lesson lesson;
    Problems problems;
    bool fine = parse_bytes(arena, (Text){ start, (size_t)(end - start) }, &lesson, &problems);
    assert_string_equal(problems_text(arena, &problems), "");
    assert_true(fine);
    assert_int_equal(lesson.steps, 2);
    assert_int_equal(lesson.step[0].blocks, 5);
    arena_end(arena);
    free(document);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_course_is_sound),
        cmocka_unit_test(their_data_can_be_read),
        cmocka_unit_test(the_example_of_the_document_is_a_lesson),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
