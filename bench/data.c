// Loading: a million numbers in every format that is made for many, a hundred thousand cells of a workbook. From memory, so that
// no disk is timed. What a load holds at its end, without the file's own bytes, stands in a # line.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

#include "base/random.h"
#include "bench.h"
#include "data/data.h"

enum { ROWS = 1000, COLUMNS = 1000, CELL_ROWS = 1000, CELL_COLUMNS = 100 };

typedef struct Loading {
    const char *file;
    Text bytes;
    size_t held;
    int numbers;
} Loading;

static void load(void *context) {
    Loading *l = context;
    Arena *arena = arena_begin();
    Problems problems = { .arena = arena };
    DataSource source = { .arena = arena, .bytes = l->bytes, .file = l->file };
    Dataset data;
    if (!data_load(&source, &data, &problems)) problems_print(stderr, &problems);
    l->held = arena_used(arena);
    l->numbers = 0;
    for (int i = 0; i < data.count && !problems.total; i++) l->numbers += data.entry[i].count;
    arena_end(arena);
}

static void bench_load(const char *name, const char *file, Text bytes) {
    Loading l = { file, bytes, 0, 0 };
    if (!bench_wanted(name)) return;
    bench_row(name, bench_median(load, &l, 1), 1);
    printf("# %s: %d numbers, %.1f MB in the file, %.2f times the numbers held\n", name, l.numbers, (double)bytes.size / 1e6,
           (double)l.held / (8.0 * l.numbers));
}

static Text csv_text(Arena *arena, int rows, int columns, const char *format) {
    Builder out = { .arena = arena };
    Random random = random_seed(1);
    for (int r = 0; r < rows; r++)
        for (int c = 0; c < columns; c++) {
            builder_print(&out, format, random_normal(&random));
            builder_add(&out, c + 1 < columns ? TEXT(",") : TEXT("\n"));
        }
    return (Text){ out.at, out.size };
}

static const DataFormat *format_of(const char *id) {
    for (int i = 0; i < data_format_count; i++)
        if (!strcmp(data_formats[i]->id, id)) return data_formats[i];
    abort();
}

static Text saved(Arena *arena, const char *id, const double *value) {
    DataEntry entry = { .name = "q", .rank = 2, .size = { ROWS, COLUMNS }, .count = ROWS * COLUMNS, .value = (double *)value };
    Dataset data = { .entry = &entry, .count = 1 };
    Builder out = { .arena = arena };
    format_of(id)->save(&data, &out);
    return (Text){ out.at, out.size };
}

// An archive of these members, deflated.
static Text deflated(Arena *arena, const char *const *name, const Text *member, int count) {
    zip_error_t error;
    zip_source_t *source = zip_source_buffer_create(NULL, 0, 0, &error);
    zip_t *zip = source ? zip_open_from_source(source, ZIP_TRUNCATE, &error) : NULL;
    if (!zip) abort();
    zip_source_keep(source);
    for (int i = 0; i < count; i++) {
        zip_source_t *bytes = zip_source_buffer(zip, member[i].at, member[i].size, 0);
        if (!bytes || zip_file_add(zip, name[i], bytes, 0) < 0) abort();
    }
    zip_stat_t about;
    if (zip_close(zip) || zip_source_stat(source, &about) || zip_source_open(source)) abort();
    char *out = arena_alloc(arena, about.size);
    if (zip_source_read(source, out, about.size) != (zip_int64_t)about.size) abort();
    zip_source_close(source);
    zip_source_free(source);
    return (Text){ out, about.size };
}

static Text sheet_text(Arena *arena) {
    Builder out = { .arena = arena };
    Random random = random_seed(2);
    builder_add(&out, TEXT("<worksheet><sheetData>"));
    for (int r = 1; r <= CELL_ROWS; r++) {
        builder_print(&out, "<row r=\"%d\">", r);
        for (int c = 0; c < CELL_COLUMNS; c++) {
            int high = c / 26, low = c % 26;
            builder_print(&out, "<c r=\"%.*s%c%d\"><v>%.15g</v></c>", high > 0,
                          high ? (const char[]){ (char)('A' + high - 1), 0 } : "", 'A' + low, r, random_normal(&random));
        }
        builder_add(&out, TEXT("</row>"));
    }
    builder_add(&out, TEXT("</sheetData></worksheet>"));
    return (Text){ out.at, out.size };
}

static Text workbook(Arena *arena) {
    static const char *const name[] = { "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml" };
    Text member[] = { TEXT("<workbook xmlns:r=\"r\"><sheets><sheet name=\"A\" sheetId=\"1\" r:id=\"1\"/></sheets></workbook>"),
                      TEXT("<Relationships><Relationship Id=\"1\" Target=\"worksheets/sheet1.xml\"/></Relationships>"),
                      sheet_text(arena) };
    return deflated(arena, name, member, 3);
}

void bench_data(void) {
    if (!bench_wanted_any("load_")) return; // the files are made first, which takes a while
    Arena *arena = arena_begin();
    double *value = arena_new(arena, double, ROWS *COLUMNS);
    Random random = random_seed(3);
    for (int i = 0; i < ROWS * COLUMNS; i++) value[i] = random_normal(&random);
    bench_load("load_csv_1e6", "a.csv", csv_text(arena, ROWS, COLUMNS, "%.6f"));
    bench_load("load_csv_digits_1e6", "a.csv", csv_text(arena, ROWS, COLUMNS, "%.17g"));
    Text npy = saved(arena, "npy", value);
    bench_load("load_npy_1e6", "a.npy", npy);
    bench_load("load_npz_1e6", "a.npz", deflated(arena, (const char *const[]){ "q.npy" }, &npy, 1));
    bench_load("load_safetensors_1e6", "a.safetensors", saved(arena, "safetensors", value));
    bench_load("load_json_1e6", "a.json", saved(arena, "json", value));
    bench_load("load_xlsx_1e5", "a.xlsx", workbook(arena));
    arena_end(arena);
}
