// The lessons of the course: their data are there, and every step keeps to what a narrow panel and a short attention hold.
#include <stdlib.h>

#include "support/check.h"

#include "data/data.h"
#include "support/course.h"

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

// The rules of docs/lesson-format.md, "A lesson of the course". A broken one is named with its lesson and step.
static void rule(bool kept, const char *file, const LessonStep *step, const char *text, int found) {
    if (!kept) fail_msg("%s:%d: step '%s': %s; found %d (docs/lesson-format.md)", file, step->place.line, step->title, text, found);
}

// Notes are read as they stand, and words have been read already: a mark that is left would be seen, and read aloud.
static void check_plain(const char *file, const LessonStep *step, const char *what, const char *text) {
    static const char *const mark[] = { "**", "*", "__", "`", "$", "\\", "{", "}", "](", "</", "<!", "- [" };
    for (size_t i = 0; i < sizeof mark / sizeof *mark; i++)
        if (strstr(text, mark[i]))
            fail_msg("%s:%d: step '%s': %s carry no raw markup; found '%s' (docs/lesson-format.md)", file, step->place.line,
                     step->title, what, mark[i]);
}

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

// "0.5" and "12 000": a point without a digit before it, and a comma before three digits, would be read as something else where
// people write a comma for the point.
static void check_numbers(const char *file, const LessonStep *step, const char *what, const char *text) {
    for (const char *at = text; *at; at++) {
        bool before = at > text && is_digit(at[-1]),
             bare = *at == '.' && !before && is_digit(at[1]) && (at == text || at[-1] != '.');
        bool group = *at == ',' && before && is_digit(at[1]) && is_digit(at[2]) && is_digit(at[3]) && !is_digit(at[4]);
        if (bare || group)
            fail_msg("%s:%d: step '%s': %s write 0.5 and 12 000; found '%.8s'", file, step->place.line, step->title, what, at);
    }
}

static void check_line(const char *file, const LessonStep *step, const char *what, const Line *line) {
    for (int i = 0; i < line->runs; i++) {
        if (line->run[i].kind != RUN_TEXT || line->run[i].code) continue;
        check_plain(file, step, what, line->run[i].text);
        check_numbers(file, step, what, line->run[i].text);
    }
}

// Nobody can press anything on paper. What the teacher's notes say of the screen stands there apart.
static void check_paper(const char *file, const LessonStep *step, const char *text) {
    static const char *const control[] = { "Press ",    "press Start", "Click", "click", "Drag ",     "drag ",       "slider",
                                           "Slide the", "Hover",       "hover", "Play ", "button",    "Backspace",   "Switch ",
                                           "Type ",     "Point at",    "Pull ", "Move ", "you watch", "on the stage" };
    const char *end = strstr(text, "On the screen:");
    for (size_t i = 0; i < sizeof control / sizeof *control; i++) {
        const char *at = strstr(text, control[i]);
        if (at && (!end || at < end))
            fail_msg("%s:%d: step '%s': on paper nobody can '%s': write {on screen} before it (docs/lesson-format.md)", file,
                     step->place.line, step->title, control[i]);
    }
}

static void check_line_on_paper(const char *file, const LessonStep *step, const Line *line) {
    Line paper = line_on_paper(line);
    check_line(file, step, "texts on paper", &paper);
    for (int i = 0; i < paper.runs; i++)
        if (paper.run[i].kind == RUN_TEXT) check_paper(file, step, paper.run[i].text);
}

// A number behind these words, or -1: "lesson 13", "step 8".
static int number_behind(const char *text, const char *words) {
    size_t size = strlen(words);
    if (strncmp(text, words, size) != 0 || text[size] < '0' || text[size] > '9') return -1;
    return atoi(text + size);
}

static int steps_of(int lesson) {
    for (int i = 0; i < course.count; i++)
        if (course.entry[i].lesson.number == lesson) return course.entry[i].lesson.steps;
    return 0;
}

// "lesson 1, step 9", "step 8 of lesson 13", "step 5" of the lesson itself: each of them is there. Step 0 is one of a training.
static void check_references(const char *file, const LessonStep *step, int own, const char *text) {
    int before = -1; // the lesson named just before
    for (const char *at = text; *at; at++) {
        int lesson = number_behind(at, "esson "), reached = number_behind(at, "step ");
        if (lesson >= 0) {
            if (!steps_of(lesson)) fail_msg("%s:%d: there is no lesson %d", file, step->place.line, lesson);
            const char *behind = at + strlen("esson ") + (lesson > 9 ? 2 : 1);
            before = !strncmp(behind, ", step ", 7) ? lesson : -1;
        }
        if (reached < 0) continue;
        const char *behind = at + strlen("step ") + (reached > 9 ? 2 : 1);
        int of = before > 0 ? before : !strncmp(behind, " of lesson ", 11) ? atoi(behind + 11) : own;
        if (reached > steps_of(of)) fail_msg("%s:%d: lesson %d has no step %d", file, step->place.line, of, reached);
        before = -1;
    }
}

static void check_words(const char *file, const LessonStep *step) {
    check_plain(file, step, "titles", step->title);
    check_plain(file, step, "short names", step->name);
    if (step->notes) {
        check_plain(file, step, "notes", step->notes), check_numbers(file, step, "notes", step->notes);
        check_paper(file, step, step->notes_paper);
    }
    check_paper(file, step, step->title);
    for (int i = 0; i < step->blocks; i++) {
        const Block *block = &step->block[i];
        for (int k = 0; k < block->lines; k++) {
            check_line(file, step, "texts", &block->line[k]);
            check_line_on_paper(file, step, &block->line[k]);
        }
        for (int k = 0; k < block->options; k++) {
            check_line(file, step, "options", &block->option[k].label);
            check_line(file, step, "reasons", &block->option[k].reason);
            check_line_on_paper(file, step, &block->option[k].label);
            check_line_on_paper(file, step, &block->option[k].reason);
        }
    }
}

static void check_ask(const char *file, const LessonStep *step, const Block *ask) {
    rule(ask->options == 3, file, step, "a question has exactly 3 options", ask->options);
    for (int i = 0; i < ask->options; i++) {
        int words = count_words(&ask->option[i].label), characters = count_characters(&ask->option[i].label);
        rule(words <= 8, file, step, "an option has at most 8 words", words);
        rule(characters <= LABEL_CHARACTERS, file, step, "an option has at most 48 characters", characters);
        const Line *reason = &ask->option[i].reason;
        rule(reason->runs > 0, file, step, "an option has a reason", 0);
        rule(last_character(reason) == '.', file, step, "a reason ends with a full stop; option", i + 1);
    }
}

static void check_step(const char *file, const LessonStep *step) {
    int count[BLOCK_TRY + 1] = { 0 }, words = 0, printed = 0, controls = 0;
    for (int i = 0; i < step->blocks; i++) {
        const Block *block = &step->block[i];
        count[block->kind]++;
        if (block->kind == BLOCK_PARAGRAPH) {
            Line paper = line_on_paper(&block->line[0]);
            words += count_words(&block->line[0]), printed += count_words(&paper);
        }
        if (block->kind == BLOCK_ASK) check_ask(file, step, block);
        controls += block->controls;
    }
    int title = utf8_count(text_of(step->title)), name = utf8_count(text_of(step->name)), work = count[BLOCK_ANSWER] + controls;
    rule(title <= TITLE_CHARACTERS, file, step, "a title has at most 40 characters", title);
    rule(name <= NAME_CHARACTERS, file, step, "a short name has at most 14 characters", name);
    rule(count[BLOCK_PARAGRAPH] == 1, file, step, "a step has one paragraph", count[BLOCK_PARAGRAPH]);
    rule(words <= PROSE_WORDS, file, step, "its text has at most 45 words", words);
    rule(printed <= PROSE_WORDS, file, step, "its text on paper has at most 45 words", printed);
    rule(count[BLOCK_MATH] == 1, file, step, "a step has one formula", count[BLOCK_MATH]);
    rule(count[BLOCK_ASK] == 1, file, step, "a step has one question", count[BLOCK_ASK]);
    rule(work <= 2, file, step, "there are at most 2 numbers to work out and controls together", work);
    rule(count[BLOCK_TRY] <= 1, file, step, "there is at most one try", count[BLOCK_TRY]);
    rule(step->notes != NULL, file, step, "a step has notes", 0);
    check_words(file, step);
    rule(step->reveals && step->foci, file, step, "show says reveal and focus", step->reveals);
}

static void references_lead_somewhere(void **state) {
    (void)state;
    for (int i = 0; i < course.count; i++) {
        const Lesson *lesson = &course.entry[i].lesson;
        for (int s = 0; s < lesson->steps; s++) {
            const LessonStep *step = &lesson->step[s];
            if (step->notes) check_references(lesson->file, step, lesson->number, step->notes);
            for (int b = 0; b < step->blocks; b++)
                for (int k = 0; k < step->block[b].lines; k++)
                    for (int r = 0; r < step->block[b].line[k].runs; r++)
                        if (step->block[b].line[k].run[r].kind == RUN_TEXT)
                            check_references(lesson->file, step, lesson->number, step->block[b].line[k].run[r].text);
        }
    }
}

static void the_course_is_sound(void **state) {
    (void)state;
    assert_true(course.count >= 2);
    int number = 0;
    for (int i = 0; i < course.count; i++) {
        const LibraryEntry *entry = &course.entry[i];
        if (entry->broken) fail_msg("%s", entry->problem);
        const Lesson *lesson = &entry->lesson;
        if (lesson->number <= number)
            fail_msg("%s: its number is %d, which is not above that of the lesson before, %d: rename the file", entry->path,
                     lesson->number, number);
        number = lesson->number;
        if (!*lesson->part || !*lesson->summary) fail_msg("%s: a lesson of the course has a part and a summary", entry->path);
        if (lesson->steps < 7 || lesson->steps > 10)
            fail_msg("%s: a lesson of the course has 7 to 10 steps, found %d (docs/lesson-format.md)", entry->path, lesson->steps);
        for (int s = 0; s < lesson->steps; s++) check_step(entry->path, &lesson->step[s]);
    }
}

// The lessons that show what somebody brings: their words are read in the same way.
static void ones_own_lessons_are_plain(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Problems problems = { .arena = arena };
    const char *path[] = { library_own(&course), library_text(&course), library_trained(&course) };
    for (size_t i = 0; i < sizeof path / sizeof *path; i++) {
        Lesson lesson;
        if (!lesson_load(arena, path[i], &course.vocabulary, &lesson, &problems))
            fail_msg("%s", problem_text(arena, &problems.item[0]));
        for (int s = 0; s < lesson.steps; s++) check_words(path[i], &lesson.step[s]);
    }
    arena_end(arena);
}

static void their_data_can_be_read(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Problems problems = { .arena = arena };
    for (int i = 0; i < course.count; i++) {
        const Lesson *lesson = &course.entry[i].lesson;
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
        cmocka_unit_test(references_lead_somewhere),
        cmocka_unit_test(ones_own_lessons_are_plain),
        cmocka_unit_test(their_data_can_be_read),
    };
    return cmocka_run_group_tests(tests, open_course, close_course);
}
