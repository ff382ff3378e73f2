// A trained model of GPT-2's size, made at the start in the folder for temporary files: opening it, a sentence of 12 words, 64
// words at once, one more word with kept keys and values. It takes half a gigabyte and a while, so it runs only when asked for.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/pool.h"
#include "bench.h"
#include "core/engine.h"
#include "layers/language_float.h"
#include "session/opened_model.h"

enum { WORDS = 50257, PLACES = 1024, WIDTH = 768, LAYERS = 12, TEXT = 64 };

// --- the file

typedef struct Made {
    FILE *header, *numbers;
    unsigned state;
    long long at;
} Made;

static void add(Made *m, const char *name, int rows, int columns, float middle) {
    long long count = (long long)rows * (columns ? columns : 1);
    fprintf(m->header, "%s\"%s\":{\"dtype\":\"F32\",\"shape\":[%d", m->at ? "," : "", name, rows);
    if (columns) fprintf(m->header, ",%d", columns);
    fprintf(m->header, "],\"data_offsets\":[%lld,%lld]}", m->at, m->at + 4 * count);
    for (long long i = 0; i < count; i++) {
        m->state = m->state * 1664525u + 1013904223u;
        float x = middle + ((float)(m->state >> 9) - 4194304.0f) * 8e-9f; // ± 0.03
        fwrite(&x, 4, 1, m->numbers);
    }
    m->at += 4 * count;
}

static void add_layer(Made *m, int i) {
    static const struct {
        const char *name;
        int rows, columns;
        float middle;
    } all[] = {
        { "ln_1.weight", WIDTH, 0, 1 },
        { "ln_1.bias", WIDTH, 0, 0 },
        { "attn.c_attn.weight", WIDTH, 3 * WIDTH, 0 },
        { "attn.c_attn.bias", 3 * WIDTH, 0, 0 },
        { "attn.c_proj.weight", WIDTH, WIDTH, 0 },
        { "attn.c_proj.bias", WIDTH, 0, 0 },
        { "ln_2.weight", WIDTH, 0, 1 },
        { "ln_2.bias", WIDTH, 0, 0 },
        { "mlp.c_fc.weight", WIDTH, 4 * WIDTH, 0 },
        { "mlp.c_fc.bias", 4 * WIDTH, 0, 0 },
        { "mlp.c_proj.weight", 4 * WIDTH, WIDTH, 0 },
        { "mlp.c_proj.bias", WIDTH, 0, 0 },
    };
    char name[60];
    for (size_t k = 0; k < sizeof all / sizeof *all; k++) {
        snprintf(name, sizeof name, "h.%d.%s", i, all[k].name);
        add(m, name, all[k].rows, all[k].columns, all[k].middle);
    }
}

static bool make_file(const char *path) {
    char *header = NULL;
    size_t size = 0;
    char rest[80];
    snprintf(rest, sizeof rest, "%s.part", path);
    Made m = { .header = open_memstream(&header, &size), .numbers = fopen(rest, "wb"), .state = 1 };
    FILE *out = fopen(path, "wb");
    if (!m.header || !m.numbers || !out) return false;
    fputc('{', m.header);
    add(&m, "wte.weight", WORDS, WIDTH, 0), add(&m, "wpe.weight", PLACES, WIDTH, 0);
    for (int i = 0; i < LAYERS; i++) add_layer(&m, i);
    add(&m, "ln_f.weight", WIDTH, 0, 1), add(&m, "ln_f.bias", WIDTH, 0, 0);
    fputc('}', m.header);
    while (ftell(m.header) % 8) fputc(' ', m.header);
    fclose(m.header), fclose(m.numbers);
    uint64_t length = size;
    fwrite(&length, 8, 1, out), fwrite(header, 1, size, out);
    FILE *numbers = fopen(rest, "rb");
    static char block[1 << 20];
    for (size_t got; numbers && (got = fread(block, 1, sizeof block, numbers)) > 0;) fwrite(block, 1, got, out);
    if (numbers) fclose(numbers);
    remove(rest);
    free(header);
    return fclose(out) == 0;
}

// --- what is timed

typedef struct Big {
    const char *path, *words;
    Arena *arena;
    OpenedModel *opened;
    const Language *model;
    FloatText *text;
    FloatWriter *writer;
    int token[TEXT];
} Big;

// What the window does when a file is opened: it reads a beginning, and everything that its seven pictures show.
static void first_paint(void *context) {
    Big *b = context;
    Arena *arena = arena_begin();
    Problems problems = { arena };
    OpenedModel *m = opened_model_begin(b->path, &problems);
    if (m) opened_model_end(m);
    arena_end(arena);
}
// The same for a sentence of twelve words, typed.
static void sentence(void *context) {
    Big *b = context;
    Problems problems = { b->arena };
    opened_model_read(b->opened, text_of(b->words), &problems);
}
static void forward(void *context) { float_text_run(((Big *)context)->text, ((Big *)context)->token); }
static void next_word(void *context) {
    Big *b = context;
    if (float_writer_count(b->writer) < TEXT) float_writer_read(b->writer, b->token[float_writer_count(b->writer)]);
}

// As fast as memory can be read: every thread its part, eight runs side by side, 16 sums each.
enum { RUNS = 8 };
static volatile float kept;
static void read_part(void *context, int part) {
    const Big *b = context;
    long long run = (long long)WORDS * WIDTH / engine_threads() / RUNS;
    const float *at = b->model->E + part * RUNS * run;
    float sum[16] = { 0 };
    for (long long i = 0; i + 16 <= run; i += 16)
        for (int r = 0; r < RUNS; r++)
            for (int k = 0; k < 16; k++) sum[k] += at[r * run + i + k];
    for (int k = 0; k < 16; k++) kept += sum[k];
}
static double time_reading(Big *b) { // GB/s
    double start = bench_now();
    pool_run(engine_threads(), read_part, b);
    return 4.0 * WORDS * WIDTH / (bench_now() - start) * 1e-6;
}

// Kilobytes of the process's own memory: pages of the mapped file are not counted.
static long own_memory(void) {
    char line[200];
    long kilobytes = 0;
    FILE *in = fopen("/proc/self/status", "r");
    while (in && fgets(line, sizeof line, in))
        if (sscanf(line, "RssAnon: %ld", &kilobytes) == 1) break;
    if (in) fclose(in);
    return kilobytes;
}

static void time_opening(Big *b) {
    static const char twelve[] = "3, 703, 1403, 2103, 2803, 3503, 4203, 4903, 5603, 6303, 7003, 7703";
    Problems problems = { b->arena };
    b->words = twelve;
    bench_row("gpt2_first", bench_median(first_paint, b, 1), engine_threads());
    long before = own_memory();
    b->opened = opened_model_begin(b->path, &problems);
    if (!b->opened) return;
    bench_row("gpt2_sentence_12", bench_median(sentence, b, 1), engine_threads());
    printf("# gpt2_sentence_12: %ld MB of memory beyond the pages read\n", (own_memory() - before) / 1024);
    opened_model_end(b->opened);
}

// One thread and two take turns, so that what else the machine does meets both; so do products that share nothing, which say what
// a second thread can bring at all.
static void time_forwards(Big *b) {
    enum { TIMES = 9 };
    double ms[2][TIMES], apart[2][TIMES], work = 2.0 * TEXT * (85054464.0 + (double)WORDS * WIDTH);
    BenchApart *products = bench_apart();
    int threads = engine_threads();
    for (int i = 0; i < TIMES; i++)
        for (int two = 0; two < bench_threads(); two++) {
            engine_set(two + 1, engine_lanes());
            if (i == 0) forward(b), bench_apart_run(products, two + 1); // warm
            double start = bench_now();
            forward(b);
            ms[two][i] = bench_now() - start;
            apart[two][i] = bench_apart_run(products, two + 1);
        }
    bench_apart_end(products);
    engine_set(threads, engine_lanes());
    double one = bench_middle(ms[0], TIMES);
    bench_row("gpt2_forward_64", one, 1);
    printf("# gpt2_forward_64: %.1f GFLOP/s on one thread, %.2f of the limit\n", work / one * 1e-6,
           work / one * 1e-6 / bench_limit_of_machine());
    if (bench_threads() < 2) return;
    double two = bench_middle(ms[1], TIMES);
    bench_row("gpt2_forward_64", two, 2);
    printf("# gpt2_forward_64: two threads %.2f times as fast, products that share nothing %.2f times\n", one / two,
           2 * bench_middle(apart[0], TIMES) / bench_middle(apart[1], TIMES));
}

static void time_words(Big *b) {
    enum { TIMES = 12 };
    double bytes = 4.0 * (85054464.0 + (double)WORDS * WIDTH), ms[2][TIMES], reading[2][TIMES];
    int threads = engine_threads();
    for (int i = 0; i < TIMES; i++)
        for (int two = 0; two < bench_threads(); two++) {
            engine_set(two + 1, engine_lanes());
            reading[two][i] = 1 / time_reading(b); // so that the fastest is the smallest
            double start = bench_now();
            for (int k = 0; k < 2; k++) next_word(b);
            ms[two][i] = (bench_now() - start) / 2;
        }
    engine_set(threads, engine_lanes());
    for (int two = 0; two < bench_threads(); two++) {
        double word = bench_middle(ms[two], TIMES), limit = 1 / bench_middle(reading[two], TIMES);
        bench_row("gpt2_word", word, two + 1);
        printf("# gpt2_word: %.1f GB/s; memory can be read at %.1f GB/s by %s: %.2f of that\n", bytes / word * 1e-6, limit,
               two ? "two threads" : "one thread", bytes / word * 1e-6 / limit);
    }
}

void bench_language(void) {
    if (!bench_asked() || !bench_wanted("gpt2")) return;
    char path[60];
    Arena *arena = arena_begin();
    Problems problems = { arena };
    snprintf(path, sizeof path, "/tmp/attend-bench-%ld.safetensors", (long)getpid());
    Big b = { .path = path, .arena = arena };
    Trained *t = make_file(path) ? trained_open(arena, path, &problems) : NULL;
    for (int i = 0; i < TEXT; i++) b.token[i] = i * 700 + 3;
    if (t) {
        b.model = t->model;
        time_opening(&b);
        b.text = float_text(arena, t->model, TEXT, TEXT_SCORES);
        b.writer = float_writer(arena, t->model, TEXT);
        time_forwards(&b);
        time_words(&b);
        float_writer_end(b.writer);
    } else
        problems_print(stderr, &problems);
    trained_close(t);
    remove(path);
    arena_end(arena);
}
