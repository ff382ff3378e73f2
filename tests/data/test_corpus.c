// Files as people have them, good and bad, under tests/data/files. expected.txt says of each how it is read, or what is said
// about it:
//
//     pandas-index.csv --index-column no
//       = 2x3=0,1,1,1,1,0
//       ~ f:1:1: a note
//       ! f:3:1: a problem
//
// UPDATE=1 writes the table anew, to be read before it is believed.
#include <dirent.h>

#include "data/sample.h"

#define FILES "tests/data/files/"
#define TABLE "tests/data/expected.txt"

enum { CASES_MOST = 1024 };

static const char *const options_tried[] = {
    "", "--index-column yes", "--index-column no", "--header yes", "--header no", "#Sheet2"
};
enum { OPTIONS_TRIED = sizeof options_tried / sizeof options_tried[0] };

static DataOptions options_of(const char *text) {
    DataOptions options = { 0 };
    if (!strcmp(text, "#Sheet2")) options.sheet = "Sheet2";
    if (strstr(text, "--index-column")) options.index_column = strstr(text, "yes") ? DATA_YES : DATA_NO;
    if (strstr(text, "--header")) options.header = strstr(text, "yes") ? DATA_YES : DATA_NO;
    return options;
}

// Files that the loaders see under their own names, so that endings count; problems call them f.
static bool load_case(Arena *arena, const char *file, DataOptions options, Dataset *data, Problems *problems) {
    size_t size;
    char *bytes = check_read(arena_print(arena, FILES "%s", file), &size);
    char *copy = malloc(size ? size : 1); // of its very size, so that the sanitizer sees a read past the end
    memcpy(copy, bytes, size);
    free(bytes);
    DataSource source = { arena, { copy, size }, file, options };
    bool good = data_load(&source, data, problems);
    if (good) dataset_text(arena, data);
    free(copy);
    return good;
}

static const char *place_text(Arena *arena, const Problem *problem, const char *file) {
    const char *text = problem_text(arena, problem);
    size_t size = strlen(file);
    return strncmp(text, file, size) ? text : arena_print(arena, "f%s", text + size);
}

// What is read, in one line; many numbers as their count and sum.
static const char *result_text(Arena *arena, const Dataset *data) {
    const char *text = dataset_text(arena, data);
    if (strlen(text) < 2000) return text;
    double sum = 0;
    int count = 0;
    char number[32];
    for (int i = 0; i < data->count; i++)
        for (int k = 0; k < data->entry[i].count; k++, count++) sum += data->entry[i].value[k];
    return arena_print(arena, "%d entries, %d numbers, sum %s", data->count, count, data_number(sum, number));
}

static const char *outcome(Arena *arena, const char *file, DataOptions options) {
    Dataset data;
    Problems problems = { .arena = arena };
    Builder out = { arena };
    bool good = load_case(arena, file, options, &data, &problems);
    assert_true(good == (problems.total == 0));
    if (good) builder_print(&out, "  = %s\n", result_text(arena, &data));
    for (int i = 0; i < problems.notes; i++) builder_print(&out, "  ~ %s\n", place_text(arena, &problems.note[i], file));
    for (int i = 0; i < problems.count && i < 3; i++) builder_print(&out, "  ! %s\n", place_text(arena, &problems.item[i], file));
    return builder_text(&out);
}

static int by_name(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

static int list_files(Arena *arena, char **name) {
    int count = 0;
    DIR *folder = opendir(FILES);
    assert_non_null(folder);
    for (struct dirent *entry; (entry = readdir(folder));)
        if (entry->d_name[0] != '.' && count < CASES_MOST) name[count++] = arena_print(arena, "%s", entry->d_name);
    closedir(folder);
    qsort(name, (size_t)count, sizeof *name, by_name);
    return count;
}

// The other ways to read a file that has a question; and the other sheet.
static bool is_worth_trying(Arena *arena, const char *file, int option) {
    if (option == 0) return true;
    if (option == 5) return strstr(file, "two-sheets") != NULL;
    Dataset data;
    Problems problems = { .arena = arena };
    if (!load_case(arena, file, (DataOptions){ 0 }, &data, &problems)) return false;
    bool header = option > 2;
    for (int i = 0; i < data.questions; i++)
        if ((data.question[i].ask == DATA_ASK_HEADER) == header && data.question[i].taken == (option % 2 == 0)) return true;
    return false;
}

static const char *whole_table(Arena *arena) {
    char *name[CASES_MOST];
    int files = list_files(arena, name);
    Builder out = { arena };
    for (int i = 0; i < files; i++)
        for (int k = 0; k < OPTIONS_TRIED; k++) {
            if (!is_worth_trying(arena, name[i], k)) continue;
            builder_print(&out, "%s%s%s\n", name[i], k ? " " : "", options_tried[k]);
            builder_add(&out, text_of(outcome(arena, name[i], options_of(options_tried[k]))));
        }
    return builder_text(&out);
}

static void files_as_people_have_them(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    const char *got = whole_table(arena);
    if (getenv("UPDATE")) {
        FILE *out = fopen(TABLE, "wb");
        assert_non_null(out);
        fputs(got, out);
        fclose(out);
    }
    char *want = check_read(TABLE, NULL);
    Text a = text_of(got), b = text_of(want);
    const char *file = "";
    while (a.size || b.size) {
        Text x = text_line(&a), y = text_line(&b);
        if (x.size && x.at[0] != ' ') file = text_copy(arena, x);
        if (!text_equal(x, y)) fail_msg("%s:\n  got  %.*s\n  want %.*s", file, (int)x.size, x.at, (int)y.size, y.at);
    }
    free(want);
    arena_end(arena);
}

// Every format has good files and bad ones, and there are many of both.
static void the_corpus_is_whole(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    char *name[CASES_MOST];
    int files = list_files(arena, name), good = 0, of_format[64] = { 0 };
    for (int i = 0; i < files; i++) {
        Dataset data;
        Problems problems = { .arena = arena };
        if (!load_case(arena, name[i], (DataOptions){ 0 }, &data, &problems)) continue;
        good++;
        for (int f = 0; f < data_format_count; f++) of_format[f] += !strcmp(data_formats[f]->id, data.format);
    }
    assert_true(files >= 250 && good >= 120 && files - good >= 100);
    for (int f = 0; f < data_format_count; f++)
        if (of_format[f] < 4) fail_msg("%d good files of %s", of_format[f], data_formats[f]->id);
    arena_end(arena);
}

// Both readings of a question are what the answers give.
static void both_readings(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    size_t size;
    char *bytes = check_read(FILES "pandas-no-index.csv", &size);
    DataSource source = { arena, { bytes, size }, "f", { 0 } };
    DataReading reading[1 + DATA_QUESTIONS];
    Problems problems = { .arena = arena };
    assert_int_equal(data_readings(&source, reading, &problems), 2);
    assert_string_equal(dataset_text(arena, &reading[0].data), " 2x2=1,1,1,0");
    assert_string_equal(reading[0].what, "the first row holds names");
    assert_string_equal(dataset_text(arena, &reading[1].data), " 3x2=0,1,1,1,1,0");
    assert_string_equal(reading[1].what, "the first row holds numbers");
    assert_true(reading[1].options.header == DATA_NO);
    free(bytes);
    arena_end(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_as_people_have_them),
        cmocka_unit_test(the_corpus_is_whole),
        cmocka_unit_test(both_readings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
