// The lessons of the course: their data are there, and every step keeps to what a narrow panel and a short attention hold.
#include "support/check.h"

#include "data/data.h"
#include "session/library.h"

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

static Library library;

static int open_library(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Problems problems = { .arena = arena };
    bool well = library_open(&library, &problems);
    problems_print(stderr, &problems);
    arena_end(arena);
    return well ? 0 : -1;
}

static int close_library(void **state) {
    (void)state;
    library_close(&library);
    return 0;
}

static void the_course_is_sound(void **state) {
    (void)state;
    assert_true(library.count >= 2);
    int number = 0;
    for (int i = 0; i < library.count; i++) {
        const LibraryEntry *entry = &library.entry[i];
        if (entry->broken) fail_msg("%s", entry->problem);
        const Lesson *lesson = &entry->lesson;
        assert_true(lesson->number > number);
        number = lesson->number;
        assert_true(*lesson->part && *lesson->summary);
        assert_in_range(lesson->steps, 7, 9);
        for (int s = 0; s < lesson->steps; s++) check_step(entry->path, &lesson->step[s]);
    }
}

static void their_data_can_be_read(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Problems problems = { .arena = arena };
    for (int i = 0; i < library.count; i++) {
        const Lesson *lesson = &library.entry[i].lesson;
        for (int s = 0; s < lesson->steps; s++) {
            Dataset data;
            if (lesson->step[s].data && !data_load_file(arena, lesson->step[s].data, &data, &problems))
                fail_msg("%s", problem_text(arena, &problems.item[0]));
        }
    }
    arena_end(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_course_is_sound),
        cmocka_unit_test(their_data_can_be_read),
    };
    return cmocka_run_group_tests(tests, open_library, close_library);
}
