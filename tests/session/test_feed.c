// Bytes of others, replayed: what fuzzing once found (tests/fuzz/cases), the files of the tree, and these cut short, with bytes
// changed, doubled and taken away. Each feed aborts when something breaks a promise; the sanitizers see the rest.
#include <string.h>

#include "base/file.h"
#include "base/platform.h"
#include "base/random.h"
#include "support/check.h"
#include "support/feed.h"

enum { FILES = 16, CHANGES = 16, SIZE = 1 << 16 };

static Text read_file(Arena *arena, const char *path) {
    Problems problems = { .arena = arena };
    Text bytes;
    if (!file_read(arena, path, 64 << 20, &bytes, &problems)) fail_msg("%s: %s", path, problems.item[0].message);
    return bytes;
}

static void feed_copy(const Feed *feed, Text bytes) { // of its own size, so that a byte read beyond it is seen
    Arena *arena = arena_begin();
    feed->take(arena, (Text){ arena_copy(arena, bytes.at, bytes.size), bytes.size });
    arena_end(arena);
}

static size_t changed_once(char *copy, size_t size, size_t most, Random *random) {
    size_t at = random_below(random, (uint32_t)size), run = 1 + random_below(random, 16);
    if (run > size - at) run = size - at;
    switch (random_below(random, 5)) {
    case 0: return at; // cut short
    case 1: copy[at] ^= (char)(1 << random_below(random, 8)); return size;
    case 2: copy[at] = "\0\xff-0,\"{}\n"[random_below(random, 9)]; return size;
    case 3: memmove(copy + at, copy + at + run, size - at - run); return size - run;
    default:
        if (size + run > most) return size;
        memmove(copy + at + run, copy + at, size - at);
        return size + run;
    }
}

static void feed_changed(const Feed *feed, Text bytes, Random *random) {
    Arena *arena = arena_begin();
    size_t size = bytes.size, most = 2 * size;
    char *copy = arena_alloc(arena, most + 1);
    memcpy(copy, bytes.at, size);
    for (int changes = 1 + (int)random_below(random, 4); changes > 0 && size > 0; changes--)
        size = changed_once(copy, size, most, random);
    feed_copy(feed, (Text){ copy, size });
    arena_end(arena);
}

// --- what there is to eat

static int add_files(Arena *arena, const char *folder, const char *ending, const char **path, int count, int most) {
    int more;
    const char **found = folder_files(arena, folder, ending, &more);
    int step = more / (most - count > 0 ? most - count : 1) + 1; // of all kinds, not those at the beginning of the alphabet
    for (int i = 0; i < more && count < most; i += step) path[count++] = found[i];
    return count;
}

// Of kinds that the tree holds no file of.
static const struct {
    const char *feed, *text;
} seed[] = {
    { "words", "words: the cat sat on the mat\n" },
    { "link", "#masking.alibi?slope=0.5&theme=dark&data=q.1.1~k.1.0~v.4.0" },
    { "formula", "\\mathrm{softmax}\\left(\\frac{q k^\\top}{\\sqrt{d}}\\right)_{ij} = \\frac{e^{s_{ij}}}{\\sum_l e^{s_{il}}}" },
    { "settings", "theme dark\ntype large\nzoom 1.5\nonly 2-5\nfolder /tmp/a b\nof-tomorrow 7\n" },
    { "state",
      "attend state 2\nplace sharp retrieval\nseen start,sharp retrieval\nanswer sharp 2 3 retrieval\nrecent /tmp/a.csv\n" },
    { "vocab", "{\"a\": 0, \"b\": 1, \"ab\": 2}" },
    { "tokenizer", "\003\004" },
};

static bool has_text(const Feed *feed) {
    for (size_t i = 0; i < sizeof seed / sizeof *seed; i++)
        if (!strcmp(seed[i].feed, feed->name)) return true;
    return false;
}

static int seeds_of(Arena *arena, const Feed *feed, const char **path) {
    int count = 0;
    Text rest = text_of(feed->endings ? feed->endings : "");
    for (Text word = text_word(&rest); word.size; word = text_word(&rest)) {
        const char *ending = arena_print(arena, ".%s", text_copy(arena, word));
        count = add_files(arena, "lessons/data", ending, path, count, FILES / 2);
        count = add_files(arena, "tests/data/files", ending, path, count, FILES);
    }
    if (!strcmp(feed->name, "lesson")) count = add_files(arena, "lessons", ".md", path, count, FILES);
    return count;
}

static void cases_stay_mended(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    for (int i = 0; i < feed_count(); i++) {
        Feed feed = feed_at(i);
        int count;
        const char **path = folder_files(arena, arena_print(arena, "tests/fuzz/cases/%s", feed.name), "", &count);
        for (int k = 0; k < count; k++) feed_copy(&feed, read_file(arena, path[k]));
    }
    arena_end(arena);
}

static void changed_bytes_break_nothing(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Random random = random_seed(1);
    for (int i = 0; i < feed_count(); i++) {
        Feed feed = feed_at(i);
        const char *path[FILES];
        int seeds = seeds_of(arena, &feed, path);
        if (!seeds && !has_text(&feed)) fail_msg("%s: no file of its kind to begin with", feed.name);
        for (int k = 0; k < seeds; k++) {
            Text bytes = read_file(arena, path[k]);
            if (bytes.size > SIZE) continue;
            feed_copy(&feed, bytes);
            for (int change = 0; change < CHANGES; change++) feed_changed(&feed, bytes, &random);
        }
    }
    arena_end(arena);
}

static void changed_texts_break_nothing(void **state) {
    (void)state;
    Random random = random_seed(2);
    for (size_t i = 0; i < sizeof seed / sizeof *seed; i++) {
        Feed feed = feed_find(seed[i].feed);
        feed_copy(&feed, text_of(seed[i].text));
        for (int change = 0; change < 10 * CHANGES; change++) feed_changed(&feed, text_of(seed[i].text), &random);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cases_stay_mended),
        cmocka_unit_test(changed_bytes_break_nothing),
        cmocka_unit_test(changed_texts_break_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
