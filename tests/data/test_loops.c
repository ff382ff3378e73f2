// For every format: what is saved loads again bit by bit, no failed allocation and no broken byte does harm.
#include <dirent.h>

#include "base/random.h"
#include "data/sample.h"

// --- saving and loading

static void same_entries(const Dataset *a, const Dataset *b) {
    assert_int_equal(a->count, b->count);
    for (int i = 0; i < a->count; i++) {
        const DataEntry *x = &a->entry[i], *y = &b->entry[i];
        assert_string_equal(x->name, y->name);
        assert_int_equal(x->count, y->count);
        for (int v = 0; v < x->count; v++) {
            if (x->value[v] != x->value[v])
                assert_true(y->value[v] != y->value[v]);
            else
                assert_memory_equal(&x->value[v], &y->value[v], sizeof(double));
        }
    }
}

static void saved_files_load_again(void **state) {
    (void)state;
    for (int i = 0; i < GOOD_FILES; i++) {
        Loaded l = load(good_files[i].format, good_files[i].text);
        if (!l.ok) fail_msg("%s: %s", good_files[i].text, problem_at(&l, 0));
        Builder saved = { l.arena };
        format_of(good_files[i].format)->save(&l.data, &saved);
        Loaded again = load(good_files[i].format, builder_text(&saved));
        if (!again.ok) fail_msg("%s: %s", builder_text(&saved), problem_at(&again, 0));
        same_entries(&l.data, &again.data);
        assert_string_equal(dataset_text(l.arena, &again.data), dataset_text(l.arena, &l.data));
        arena_end(l.arena);
        arena_end(again.arena);
    }
}

// Random bits, so subnormal, huge and special numbers, through every format.
static void every_bit_comes_back(void **state) {
    (void)state;
    enum { ROWS = 40, COLUMNS = 25 };
    double value[ROWS * COLUMNS];
    const char *words[ROWS] = { "the", "cat, the \"big\" one", " a", "#1", "b ", NULL, ";", "caf\xC3\xA9" };
    DataEntry entry = {
        .name = "k", .rank = 2, .size = { ROWS, COLUMNS }, .count = ROWS * COLUMNS, .value = value, .words = words
    };
    Dataset data = { NULL, NULL, &entry, 1 };
    Random random = random_seed(3);
    for (int i = 0; i < entry.count; i++) {
        uint64_t bits = random_bits(&random);
        memcpy(&value[i], &bits, sizeof bits);
        if (i % 3 == 0) value[i] = random_normal(&random);
    }
    for (int f = 0; f < data_format_count; f++) {
        if (!data_formats[f]->save) continue;
        Builder saved = { arena_begin() };
        data_formats[f]->save(&data, &saved);
        Loaded l = load_bytes(data_formats[f]->id, saved.at, saved.size);
        if (!l.ok) fail_msg("%s", problem_at(&l, 0));
        int at = 0, row = 0;
        for (int e = 0; e < l.data.count; e++) {
            const DataEntry *got = &l.data.entry[e];
            for (int r = 0; data_formats[f]->words && r < data_rows(got); r++, row++) {
                const char *word = got->words ? got->words[r] : got->word;
                if (words[row])
                    assert_string_equal(word, words[row]);
                else
                    assert_null(word);
            }
            for (int i = 0; i < got->count; i++, at++) {
                if (value[at] != value[at])
                    assert_true(got->value[i] != got->value[i]);
                else
                    assert_memory_equal(&got->value[i], &value[at], sizeof(double));
            }
        }
        assert_int_equal(at, entry.count);
        arena_end(l.arena);
        arena_end(saved.arena);
    }
}

// --- memory that runs out

static void load_with_failures(const char *format, const char *text, bool own_problems) {
    for (long n = 1;; n++) {
        Arena *arena = arena_begin(), *other = arena_begin();
        Problems problems = { own_problems ? other : arena };
        Dataset data;
        arena_fail_at(n);
        DataSource source = { arena, text_of(text), "f", { 0 } };
        bool ok = format_of(format)->load(&source, &data, &problems);
        bool failed = arena_has_failed();
        arena_fail_at(0);
        if (failed) {
            assert_false(ok);
            const char *last = problems.item[problems.count - 1].message;
            assert_string_equal(last, "out of memory: the file is too large for this machine");
        }
        arena_end(arena);
        arena_end(other);
        if (!failed) break;
        assert_true(n < 10000);
    }
}

static void failed_allocations(void **state) {
    (void)state;
    for (int i = 0; i < GOOD_FILES; i++) load_with_failures(good_files[i].format, good_files[i].text, i % 2);
    load_with_failures("csv", "q,1,x\nk1,1,y\n", true);
    load_with_failures("csv", "q,1,x\n\xFF", false);
    load_with_failures("json", "{\"q\": [true], \"k\": [1], \"labels\": {\"kk\": [\"a\"]}}", true);
    load_with_failures("json", "{\"k\": [1], \"labels\": {\"kk\": [\"a\"]}}", false);
    load_with_failures("json", "{\"q\": [tru]}", true);
}

// Every file of the corpus, the small ones of every format: whatever allocation fails, it is said and nothing is leaked.
static void failed_allocations_in_the_corpus(void **state) {
    (void)state;
    enum { SMALL = 3000, STEPS = 40 };
    DIR *folder = opendir("tests/data/files");
    assert_non_null(folder);
    int files = 0;
    for (struct dirent *entry; (entry = readdir(folder));) {
        char path[400];
        size_t size;
        if (entry->d_name[0] == '.') continue;
        snprintf(path, sizeof path, "tests/data/files/%s", entry->d_name);
        char *bytes = check_read(path, &size);
        for (long n = 1; size < SMALL; n += 1 + n / STEPS) {
            Arena *arena = arena_begin();
            Problems problems = { arena };
            Dataset data;
            DataSource source = { arena, { bytes, size }, entry->d_name, { 0 } };
            arena_fail_at(n);
            bool ok = data_load(&source, &data, &problems), failed = arena_has_failed();
            arena_fail_at(0);
            if (failed) assert_false(ok);
            if (!ok) assert_true(problems.total > 0);
            arena_end(arena);
            if (!failed) break;
        }
        free(bytes);
        files++;
    }
    closedir(folder);
    assert_true(files > 250);
}

static void failed_allocations_while_reading(void **state) {
    (void)state;
    char path[] = "/tmp/attend-test-loops.csv";
    FILE *out = fopen(path, "wb");
    for (int i = 0; i < 2000; i++) fprintf(out, "k%d,1,2,3\n", i + 1);
    fclose(out);
    for (long n = 1; n < 30; n++) {
        Arena *arena = arena_begin();
        Problems problems = { arena };
        Dataset data;
        arena_fail_at(n);
        bool ok = data_load_file(arena, path, &data, &problems);
        assert_true(ok == !arena_has_failed());
        arena_fail_at(0);
        arena_end(arena);
    }
    remove(path);
}

// --- broken bytes

static size_t mutate(Random *random, char *bytes, size_t size, size_t room) {
    static const char spice[] = "\",;:[]{}#\\\n\r\t 019.-+eEnull\xC3\xEF\xBB\xBF";
    uint32_t changes = 1 + random_below(random, 4);
    for (uint32_t i = 0; i < changes && size > 0; i++) {
        uint32_t at = random_below(random, (uint32_t)size);
        char c = random_below(random, 4) ? spice[random_below(random, sizeof spice - 1)] : (char)random_below(random, 256);
        switch (random_below(random, 4)) {
        case 0: bytes[at] = c; break;
        case 1: // delete
            memmove(bytes + at, bytes + at + 1, size - at - 1);
            size--;
            break;
        case 2: size = at; break; // cut
        case 3:                   // insert
            if (size == room) break;
            memmove(bytes + at + 1, bytes + at, size - at);
            bytes[at] = c;
            size++;
            break;
        }
    }
    return size;
}

static void broken_bytes(void **state) {
    (void)state;
    Random random = random_seed(11);
    int accepted = 0, refused = 0;
    for (int round = 0; round < 6000; round++) {
        int i = round % GOOD_FILES;
        char bytes[512];
        size_t size = strlen(good_files[i].text);
        memcpy(bytes, good_files[i].text, size);
        size = mutate(&random, bytes, size, sizeof bytes);
        const char *format = random_below(&random, 8) ? good_files[i].format : good_files[(i + 3) % GOOD_FILES].format;
        Loaded l = load_bytes(format, bytes, size);
        if (l.ok)
            assert_true(l.data.count > 0 && l.problems.total == 0);
        else
            assert_true(l.problems.count > 0);
        for (int p = 0; p < l.problems.count; p++) {
            assert_true(l.problems.item[p].place.line > 0 && l.problems.item[p].place.column > 0);
            assert_true(utf8_valid(text_of(l.problems.item[p].message), NULL));
            assert_null(strchr(l.problems.item[p].message, '\n'));
        }
        if (l.ok) dataset_text(l.arena, &l.data);
        accepted += l.ok;
        refused += !l.ok;
        arena_end(l.arena);
    }
    assert_true(accepted > 500 && refused > 500);
}

// A name that a reader would take for a number gets a letter; the numbers come back.
static void names_like_numbers(void **state) {
    (void)state;
    static const char *const names[] = { "W1", "22", "nan", "true", "1e3", "\xC2\xA0\x31  ;", "-1", "1 2" };
    static const char *const formats[] = { "csv", "latex" };
    for (size_t f = 0; f < 2; f++)
        for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
            Arena *arena = arena_begin();
            DataEntry entry = {
                .name = names[i], .rank = 2, .size = { 2, 3 }, .count = 6, .value = (double[]){ 1, 1, 0, 0, 1, 2 }
            };
            Dataset data = { .entry = &entry, .count = 1 };
            Builder saved = { arena };
            format_of(formats[f])->save(&data, &saved);
            Loaded l = load(formats[f], builder_text(&saved));
            int at = 0; // rows of a name with a digit at its end are told apart only by who takes them
            bool same = l.ok;
            for (int e = 0; same && e < l.data.count; at += l.data.entry[e++].count)
                for (int k = 0; k < l.data.entry[e].count; k++)
                    same &= at + k < 6 && l.data.entry[e].value[k] == entry.value[at + k];
            if (!same || at != 6)
                fail_msg("%s: '%s' is read again as other numbers:\n%s", formats[f], names[i], builder_text(&saved));
            arena_end(l.arena);
            arena_end(arena);
        }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_like_numbers),
        cmocka_unit_test(saved_files_load_again),
        cmocka_unit_test(every_bit_comes_back),
        cmocka_unit_test(failed_allocations),
        cmocka_unit_test(failed_allocations_in_the_corpus),
        cmocka_unit_test(failed_allocations_while_reading),
        cmocka_unit_test(broken_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
