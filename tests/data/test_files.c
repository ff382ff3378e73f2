// Reading files, choosing the format, and numbers as text.
#include <locale.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/random.h"
#include "data/archive.h"
#include "data/arrays.h"
#include "data/sample.h"

static const char *number(double value) {
    static char text[32];
    return data_number(value, text);
}

static void numbers_as_text(void **state) {
    (void)state;
    assert_string_equal(number(0), "0");
    assert_string_equal(number(-0.0), "-0");
    assert_string_equal(number(0.1), "0.1");
    assert_string_equal(number(1.0 / 3), "0.3333333333333333");
    assert_string_equal(number(0.1 + 0.2), "0.30000000000000004");
    assert_string_equal(number(-1e300), "-1e+300");
    assert_string_equal(number(5e-324), "4.94065645841247e-324");
    assert_string_equal(number(__builtin_inf()), "Infinity");
    assert_string_equal(number(-__builtin_inf()), "-Infinity");
    assert_string_equal(number(__builtin_nan("")), "NaN");
    char json[32];
    assert_string_equal(data_json_number(-__builtin_inf(), json), "\"-Infinity\"");
    assert_string_equal(data_json_number(0.5, json), "0.5");
}

static void numbers_read_back(void **state) {
    (void)state;
    Random random = random_seed(7);
    for (int i = 0; i < 20000; i++) {
        uint64_t bits = random_bits(&random);
        double value, back;
        memcpy(&value, &bits, sizeof value);
        if (value != value) continue;
        assert_true(text_number(text_of(number(value)), &back));
        assert_memory_equal(&value, &back, sizeof value);
    }
}

static void format_by_ending_or_bytes(void **state) {
    (void)state;
    assert_string_equal(data_format_for("x/a.csv", TEXT("{}"))->id, "csv");
    assert_string_equal(data_format_for("a.TSV", TEXT("{}"))->id, "csv");
    assert_string_equal(data_format_for("a.Json", TEXT("1,2"))->id, "json");
    assert_string_equal(data_format_for("a.dat", TEXT("\xEF\xBB\xBF\n [1]"))->id, "json");
    assert_string_equal(data_format_for(NULL, TEXT(" {"))->id, "json");
    assert_string_equal(data_format_for(NULL, TEXT("q,1"))->id, "csv");
    assert_string_equal(data_format_for("json", TEXT(""))->id, "csv");
}

static const char *temporary(const char *bytes, size_t size) {
    static char path[64];
    snprintf(path, sizeof path, "/tmp/attend-test-%ld.csv", (long)getpid());
    FILE *out = fopen(path, "wb");
    assert_non_null(out);
    assert_int_equal(fwrite(bytes, 1, size, out), size);
    fclose(out);
    return path;
}

static void whole_files(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Problems problems = { arena };
    Dataset data;
    Text bytes;
    const char *path = temporary("q,1,1\n", 6);
    assert_true(data_load_file(arena, path, &data, &problems));
    assert_string_equal(data.file, path);
    assert_string_equal(data.format, "csv");
    assert_int_equal(data.entry[0].place.line, 1);
    assert_true(file_read(arena, path, 6, &bytes, &problems));
    assert_int_equal(bytes.size, 6);
    assert_int_equal(problems.total, 0);
    char *large = calloc(1, 20000);
    assert_true(file_read(arena, temporary(large, 20000), 20000, &bytes, &problems));
    assert_int_equal(bytes.size, 20000);
    free(large);
    assert_true(file_read(arena, temporary("", 0), 10, &bytes, &problems));
    assert_int_equal(bytes.size, 0);
    remove(path);
    arena_end(arena);
}

static void files_that_cannot_be_read(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Problems problems = { arena };
    Text bytes;
    Dataset data;
    assert_false(data_load_file(arena, "/nowhere/at/all.csv", &data, &problems));
    assert_false(data_load_file(arena, "/tmp", &data, &problems));
    char *large = calloc(1, 20001);
    const char *path = temporary(large, 20001);
    size_t used = arena_used(arena);
    assert_false(file_read(arena, path, 20000, &bytes, &problems));
    assert_true(arena_used(arena) - used < 1000); // the size is asked first
    assert_false(file_read(arena, path, 3000, &bytes, &problems));
    free(large);
    assert_string_equal(problem_text(arena, &problems.item[0]), "/nowhere/at/all.csv: cannot be read: No such file or directory");
    assert_string_equal(problem_text(arena, &problems.item[1]), "/tmp: cannot be read: it is a folder, not a file");
    assert_string_equal(problems.item[2].message, "the file is larger than 19 KiB, which is the most that is read");
    assert_int_equal(problems.count, 4);
    remove(path);
    arena_end(arena);
}

static void pasted_text(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Problems problems = { arena };
    Dataset data;
    assert_true(data_load_text(arena, TEXT("{\"q\": [1]}"), "pasted text", &data, &problems));
    assert_string_equal(data.format, "json");
    assert_false(data_load_text(arena, TEXT("q,x"), "pasted text", &data, &problems));
    assert_string_equal(problem_text(arena, &problems.item[0]),
                        "pasted text:1:3: found 'x' where a number was expected: write one there, as in 0.5");
    arena_end(arena);
}

// Whoever waits is told how far it is, and may stop it.
static bool stop_at_half(void *context, double done) {
    *(double *)context = done;
    return done < 0.5;
}

static void loading_can_be_stopped(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Problems problems = { .arena = arena };
    Builder text = { arena };
    Dataset data;
    double done = 0;
    for (int i = 0; i < 400000; i++) builder_print(&text, "%d.5,1\n", i);
    DataSource source = { arena, { text.at, text.size }, "f.csv", { .progress = stop_at_half, .context = &done } };
    assert_false(data_load(&source, &data, &problems));
    assert_true(done >= 0.5 && done < 1);
    assert_string_equal(problem_text(arena, &problems.item[0]), "f.csv: loading was stopped");
    arena_end(arena);
}

// A table of any kind holds to the limit of an array, not only a CSV, which is counted beforehand.
static void limits_hold_for_every_table(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Problems problems = { .arena = arena };
    Builder text = { arena };
    Dataset data;
    builder_add(&text, TEXT("\\begin{matrix}"));
    for (int i = 0; i <= DATA_ELEMENTS; i++) builder_add(&text, TEXT("1&"));
    builder_add(&text, TEXT("\\end{matrix}"));
    DataSource source = { arena, { text.at, text.size }, "f.tex", { 0 } };
    assert_false(data_load(&source, &data, &problems));
    assert_string_equal(problem_text(arena, &problems.item[0]),
                        "f.tex:1:15: 1 by 1000001 numbers are more than 1000000, the most that an array may hold");
    arena_end(arena);
}

// The same numbers wherever the program runs: no locale's comma gets in.
static void no_locale(void **state) {
    (void)state;
    const char *was = setlocale(LC_ALL, "de_DE.UTF-8");
    Arena *arena = arena_begin();
    Problems problems = { .arena = arena };
    Dataset data;
    char text[32];
    assert_true(data_load_text(arena, TEXT("q,1.5,0.123456789012345678901234\n"), "f", &data, &problems));
    assert_true(data.entry[0].value[0] == 1.5 && data.entry[0].value[1] == 0.123456789012345678901234);
    assert_string_equal(data_number(0.25, text), "0.25");
    if (was) setlocale(LC_ALL, "C");
    arena_end(arena);
}

// A workbook grows cell by cell; what it takes stays below three times its numbers all the same.
static void a_workbook_takes_little_memory(void **state) {
    (void)state;
    enum { ROWS = 130, COLUMNS = 130 }; // a little above a power of two, where arrays that double waste most
    Arena *arena = arena_begin(), *own = arena_begin();
    Builder sheet = { .arena = own }, book = { .arena = own };
    Random random = random_seed(3);
    builder_print(&sheet, "<worksheet><sheetData>");
    for (int r = 1; r <= ROWS; r++) {
        builder_print(&sheet, "<row r=\"%d\">", r);
        for (int c = 0; c < COLUMNS; c++) builder_print(&sheet, "<c><v>%.15g</v></c>", random_normal(&random));
        builder_print(&sheet, "</row>");
    }
    builder_print(&sheet, "</sheetData></worksheet>");
    ArchiveMember member[] = {
        { "xl/workbook.xml",
          TEXT("<workbook xmlns:r=\"r\"><sheets><sheet name=\"A\" sheetId=\"1\" r:id=\"1\"/></sheets></workbook>") },
        { "xl/_rels/workbook.xml.rels",
          TEXT("<Relationships><Relationship Id=\"1\" Target=\"worksheets/sheet1.xml\"/></Relationships>") },
        { "xl/worksheets/sheet1.xml", { sheet.at, sheet.size } },
    };
    assert_true(archive_write(member, 3, &book));
    Dataset data;
    Problems problems = { own };
    size_t before = arena_used(arena);
    assert_true(data_load(&(DataSource){ arena, { book.at, book.size }, "a.xlsx", { 0 } }, &data, &problems));
    assert_int_equal(data.entry[0].count, ROWS * COLUMNS);
    assert_true(arena_used(arena) - before < 3 * sizeof(double) * ROWS * COLUMNS);
    arena_end(own);
    arena_end(arena);
}

// Rows of one name come together in their order, with as many names as a file may have.
static void rows_are_gathered(void **state) {
    (void)state;
    enum { NAMES = 60000, ROWS = 3 };
    Arena *arena = arena_begin();
    Dataset data = { .entry = arena_new(arena, DataEntry, NAMES * ROWS), .count = NAMES * ROWS };
    for (int i = 0; i < data.count; i++) {
        double *value = arena_new(arena, double, 1);
        *value = i;
        data.entry[i] = (DataEntry){ .name = arena_print(arena, "n%d", i % NAMES), .count = 1, .value = value };
    }
    clock_t before = clock();
    Dataset out = data_gather_rows(arena, &data);
    assert_true(clock() - before < 5 * CLOCKS_PER_SEC);
    assert_int_equal(out.count, NAMES);
    for (int i = 0; i < NAMES; i++) {
        assert_string_equal(out.entry[i].name, data.entry[i].name);
        assert_int_equal(out.entry[i].size[0], ROWS);
        for (int k = 0; k < ROWS; k++) assert_close(out.entry[i].value[k], k * NAMES + i, 0);
    }
    arena_end(arena);
}

// An array of 2 × 3 numbers as numpy saves it; `big`: the highest byte of each comes first.
static Text numpy_file(Arena *arena, const char *type, int size, const unsigned char *bytes, bool big) {
    Builder out = { .arena = arena };
    const char *head = arena_print(arena, "{'descr': '%c%s', 'fortran_order': False, 'shape': (2, 3), }", big ? '>' : '<', type);
    builder_add_bytes(&out, "\x93NUMPY\1\0", 8);
    builder_add_bytes(&out, (const char[]){ 118, 0 }, 2);
    builder_print(&out, "%-117s\n", head);
    for (int i = 0; i < 6; i++)
        for (int k = 0; k < size; k++) builder_add_bytes(&out, (const char *)&bytes[i * size + (big ? size - 1 - k : k)], 1);
    return (Text){ out.at, out.size };
}

// Of every type of more than one byte, alone and in an archive.
static void swapped_bytes_read_alike(void **state) {
    (void)state;
    static const struct {
        const char *type;
        int size, high; // the byte that is not drawn: no NaN and no infinity, nothing beyond 2⁵³
    } types[] = { { "f8", 8, 0x3f }, { "f4", 4, 0x3f }, { "f2", 2, 0x3a }, { "i2", 2, 0xff }, { "i4", 4, 0xff },
                  { "i8", 8, 0 },    { "u2", 2, 0xff }, { "u4", 4, 0xff }, { "u8", 8, 0 } };
    Random random = random_seed(5);
    for (size_t t = 0; t < sizeof types / sizeof *types; t++) {
        unsigned char bytes[48];
        int size = types[t].size;
        for (int i = 0; i < 6 * size; i++) bytes[i] = (unsigned char)random_below(&random, 256);
        for (int i = 0; i < 6; i++) bytes[i * size + size - 1] = (unsigned char)types[t].high;
        for (int i = 0; i < 6 && size == 8 && !types[t].high; i++) bytes[i * size + 6] = 0x0f;
        Arena *arena = arena_begin();
        Loaded read[4];
        for (int big = 0; big < 2; big++) {
            Text file = numpy_file(arena, types[t].type, size, bytes, big);
            Builder archive = { .arena = arena };
            assert_true(archive_write(&(ArchiveMember){ "q.npy", file }, 1, &archive));
            read[big] = load_bytes("npy", file.at, file.size);
            read[2 + big] = load_bytes("npz", archive.at, archive.size);
        }
        for (int i = 0; i < 4; i++) {
            if (!read[i].ok) fail_msg("%s: %s", types[t].type, problem_at(&read[i], 0));
            assert_int_equal(read[i].data.entry[0].count, 6);
            assert_memory_equal(read[i].data.entry[0].value, read[0].data.entry[0].value, 6 * sizeof(double));
        }
        assert_true(read[0].data.entry[0].value[0] != read[0].data.entry[0].value[1]);
        for (int i = 0; i < 4; i++) arena_end(read[i].arena);
        arena_end(arena);
    }
}

static void an_archive_of_nothing_is_one(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Builder archive = { .arena = arena };
    npz_format.save(&(Dataset){ .file = "none" }, &archive);
    Loaded read = load_bytes("npz", archive.at, archive.size);
    assert_false(read.ok);
    assert_non_null(strstr(problem_at(&read, 0), "the archive holds no arrays of NumPy"));
    arena_end(read.arena);
    arena_end(arena);
}

// Two names that differ beyond what an archive can hold are cut, at a whole character, and stay two.
static void very_long_names_are_cut_in_an_archive(void **state) {
    (void)state;
    enum { LONG = 70000, CUT = 64999 };
    Arena *arena = arena_begin();
    Builder archive = { .arena = arena };
    double value[] = { 2, 3 };
    DataEntry entry[2];
    for (int i = 0; i < 2; i++) {
        char *name = arena_alloc(arena, LONG + 2);
        memset(name, 'z', LONG);
        memcpy(name + CUT, "\xC3\xA9", 2); // over the edge
        name[LONG] = (char)('a' + i);
        entry[i] = (DataEntry){ .name = name, .rank = 1, .size = { 1 }, .value = &value[i], .count = 1 };
    }
    npz_format.save(&(Dataset){ .file = "long", .entry = entry, .count = 2 }, &archive);
    Loaded read = load_bytes("npz", archive.at, archive.size);
    assert_true(read.ok);
    assert_int_equal(read.data.count, 2);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(strlen(read.data.entry[i].name), CUT + i);
        assert_true(read.data.entry[i].value[0] == value[i]);
    }
    arena_end(read.arena);
    arena_end(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(very_long_names_are_cut_in_an_archive),
        cmocka_unit_test(an_archive_of_nothing_is_one),
        cmocka_unit_test(loading_can_be_stopped),
        cmocka_unit_test(no_locale),
        cmocka_unit_test(limits_hold_for_every_table),
        cmocka_unit_test(numbers_as_text),
        cmocka_unit_test(numbers_read_back),
        cmocka_unit_test(format_by_ending_or_bytes),
        cmocka_unit_test(whole_files),
        cmocka_unit_test(files_that_cannot_be_read),
        cmocka_unit_test(pasted_text),
        cmocka_unit_test(a_workbook_takes_little_memory),
        cmocka_unit_test(rows_are_gathered),
        cmocka_unit_test(swapped_bytes_read_alike),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
