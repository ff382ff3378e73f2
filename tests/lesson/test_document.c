// The example of the format's document is a lesson.
#include "parsing.h"

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
        cmocka_unit_test(the_example_of_the_document_is_a_lesson),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
