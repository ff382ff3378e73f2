// Whatever the bytes are: no crash, no hang, no leak. Seeded mutations of the real lessons, texts that make Markdown parsers
// slow, and memory that runs out at every single request.
#include <time.h>

#include "base/random.h"
#include "parsing.h"

static const char *const lessons[] = { "lessons/05-retrieval.md", "lessons/06-similarity.md" };

static double seconds(void) { return (double)clock() / CLOCKS_PER_SEC; }

// Every problem must have a place in the file, and every slice must be readable: the sanitizers see to the rest.
static void parse_anything(Text bytes) {
    Arena *arena = arena_begin();
    Lesson lesson;
    Problems problems;
    bool fine = parse_bytes(arena, bytes, &lesson, &problems);
    assert_int_equal(fine, problems.total == 0);
    assert_true(strlen(problems_text(arena, &problems)) < 200000);
    for (int i = 0; i < problems.count; i++) {
        assert_true(problems.item[i].place.line >= 0 && problems.item[i].place.column >= 0);
        assert_true(utf8_valid(text_of(problems.item[i].message), NULL));
        assert_null(strchr(problems.item[i].message, '\n'));
    }
    for (int i = 0; fine && i < lesson.steps; i++) assert_non_null(lesson.step[i].scene);
    arena_end(arena);
}

// --- mutations

static const char *const tokens[] = { "```",    "`",    "$`",        "`$",       "{",     "}",      "[",  "]",
                                      "- [x] ", ": ",   "\n",        "\n\n",     "# ",    "---\n",  "*",  "**",
                                      "_",      "\\",   "```show\n", "```ask\n", "~~~",   "<!--",   "![", "](",
                                      "\t",     "    ", "\xC3\xA4",  "\r\n",     "&amp;", "{s[0]}", "> ", "1. " };

static size_t mutate(Random *random, char *bytes, size_t size, size_t room) {
    size_t at = random_below(random, (uint32_t)size);
    size_t span = 1 + random_below(random, 60);
    if (span > size - at) span = size - at;
    switch (random_below(random, 5)) {
    case 0: // another byte
        bytes[at] = (char)random_below(random, 256);
        return size;
    case 1: // cut out
        memmove(bytes + at, bytes + at + span, size - at - span);
        return size - span;
    case 2: { // copied to elsewhere, over what is there
        size_t to = random_below(random, (uint32_t)(size - span + 1));
        memmove(bytes + to, bytes + at, span);
        return size;
    }
    case 3: // cut off
        return random_below(random, 20) ? size : at;
    default: { // a token put in
        const char *token = tokens[random_below(random, LENGTH(tokens))];
        size_t length = strlen(token);
        if (size + length > room) return size;
        memmove(bytes + at + length, bytes + at, size - at);
        memcpy(bytes + at, token, length);
        return size + length;
    }
    }
}

static void mutations_of_real_lessons(void **state) {
    (void)state;
    enum { ROUNDS = 1500, EXTRA = 4096 };
    for (int l = 0; l < LENGTH(lessons); l++) {
        size_t size;
        char *original = check_read(lessons[l], &size);
        Random random = random_seed(20 + (uint64_t)l);
        for (int round = 0; round < ROUNDS; round++) {
            char *bytes = malloc(size + EXTRA); // of its own, so that a sanitizer sees a read beyond the end
            memcpy(bytes, original, size);
            size_t now = size;
            for (int n = 1 + (int)random_below(&random, 8); n > 0 && now > 1; n--) now = mutate(&random, bytes, now, size + EXTRA);
            char *tight = realloc(bytes, now ? now : 1);
            parse_anything((Text){ tight, now });
            free(tight);
        }
        free(original);
    }
}

static void random_bytes(void **state) {
    (void)state;
    Random random = random_seed(1);
    for (int round = 0; round < 2000; round++) {
        char bytes[400];
        size_t front = round % 2 ? strlen(FRONT) : 0, size = front + random_below(&random, 200);
        memcpy(bytes, FRONT, front);
        bool tokens_only = round % 4 > 1;
        for (size_t i = front; i < size;) {
            const char *token = tokens[random_below(&random, LENGTH(tokens))];
            if (!tokens_only)
                bytes[i++] = (char)random_below(&random, 256);
            else
                for (; *token && i < size; token++) bytes[i++] = *token;
        }
        parse_anything((Text){ bytes, size });
    }
}

// --- time

static void nothing_takes_long(void **state) {
    (void)state;
    static const char *const slow[] = { "![[]()",  "[a](<b", "*a **a ", "`a``b```", "[",    "\\[",    "_a __a",
                                        "{s[0]} ", "$`q`$ ", "{",       "${",       "<!--", "a**b_c", "[a][",
                                        "- a\n  ", "> ",     "* ",      "`x` ",     "$x",   "&amp;",  "- [x] a: b\n" };
    char *bytes = malloc(LESSON_BYTES);
    for (int i = 0; i < LENGTH(slow); i++) {
        size_t length = strlen(slow[i]), front = strlen(FRONT "# Step\n\n");
        memcpy(bytes, FRONT "# Step\n\n", front);
        for (size_t at = front, n = 0; at < LESSON_BYTES; at++, n++) bytes[at] = n % 16000 < 15990 ? slow[i][n % length] : '\n';
        double start = seconds();
        parse_anything((Text){ bytes, LESSON_BYTES });
        double took = seconds() - start;
        if (took > 10) fail_msg("%.1f s for '%s' over and over", took, slow[i]);
    }
    free(bytes);
}

// --- memory

static bool parse_with_failure(Text bytes, long at) {
    Arena *arena = arena_begin();
    jmp_buf point;
    volatile bool failed = false;
    if (setjmp(point) == 0) {
        Lesson lesson;
        Problems problems;
        arena_recover(arena, &point);
        arena_fail_at(at);
        parse_bytes(arena, bytes, &lesson, &problems);
    } else
        failed = true;
    assert_int_equal(failed, arena_has_failed());
    arena_fail_at(0);
    arena_recover(arena, NULL);
    arena_end(arena);
    return failed;
}

static void memory_may_run_out_anywhere(void **state) {
    (void)state;
    static const char small[] =
        FRONT "# Step\n\nA *word*, {s[0]}, $`q`$ and {zz}.\n\n- item\n\n```show\nreveal: q k\nsimilarity: dot\n```\n"
              "```ask\nWhy?\n- [x] a: b\n- [ ] c: d\n```\n```try\nmask: choice\n```\n";
    long requests = 1;
    while (parse_with_failure((Text){ small, sizeof small - 1 }, requests)) requests++;
    assert_true(requests > 100);
    size_t size;
    char *real = check_read(lessons[0], &size);
    for (long at = 1; parse_with_failure((Text){ real, size }, at); at += 37) {}
    free(real);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mutations_of_real_lessons),
        cmocka_unit_test(random_bytes),
        cmocka_unit_test(nothing_takes_long),
        cmocka_unit_test(memory_may_run_out_anywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
