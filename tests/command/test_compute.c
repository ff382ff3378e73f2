// `attend compute` as a script sees it: what it prints, where, and its exit code.

#include "command.h"
#include "command/commands.h"
#include "core/tape.h"
#include "model/model.h"
#include "support/samples.h"

static Said compute(const char *args) { return run_command(command_compute, "compute", args); }
static void check_output(const char *args, const char *want) { expect_output(command_compute, "compute", args, want); }
static void check_error(const char *args, int code, const char *want) {
    expect_error(command_compute, "compute", args, code, want);
}

static char text[2048]; // arguments with a path in them
static const char *with(const char *format, const char *path) {
    snprintf(text, sizeof text, format, path);
    return text;
}

#define TWO_EQUAL_KEYS "q1,1\nq2,0\nk1,0\nk2,0\nv1,8,1\nv2,4,0\n"

static void json(void **state) {
    (void)state;
    const char *data = write_file("d.csv", TWO_EQUAL_KEYS "g,1,0\ng,0,-1\n");
    check_output(with("attention --data %s --set similarity=dot --set mask=causal", data),
                 "{\n"
                 "  \"model\": \"attention\",\n"
                 "  \"nodes\": {\n"
                 "    \"raw\": [\n      [0, 0],\n      [0, 0]\n    ],\n"
                 "    \"s\": [\n      [0, 0],\n      [0, 0]\n    ],\n"
                 "    \"masked\": [\n      [0, \"-Infinity\"],\n      [0, 0]\n    ],\n"
                 "    \"a\": [\n      [1, 0],\n      [0.5, 0.5]\n    ],\n"
                 "    \"o\": [\n      [8, 1],\n      [6, 0.5]\n    ]\n"
                 "  },\n"
                 "  \"grad\": {\n"
                 "    \"q\": [\n      [0],\n      [0]\n    ],\n"
                 "    \"k\": [\n      [0],\n      [0]\n    ],\n"
                 "    \"v\": [\n      [1, -0.5],\n      [0, -0.5]\n    ]\n"
                 "  }\n"
                 "}\n");
    remove(data);
}

static void csv_and_table(void **state) {
    (void)state;
    const char *data = write_file("d.csv", TWO_EQUAL_KEYS "y1,8,1\ny2,8,1\n");
    check_output(with("attention --format=csv --set similarity=dot --set mask=causal --data=%s", data),
                 "raw,0,0\nraw,0,0\ns,0,0\ns,0,0\nmasked,0,-Infinity\nmasked,0,0\na,1,0\na,0.5,0.5\no,8,1\no,6,0.5\nloss,2.125\n"
                 "grad.q,0\ngrad.q,0\ngrad.k,0\ngrad.k,0\ngrad.v,-1,-0.25\ngrad.v,-1,-0.25\n");
    remove(data);
    data = write_file("d.csv", "q,1\nk,0\nk,0\nv,12.5\nv,-1\n");
    check_output(with("attention --format table --set similarity=dot --set mask=causal --data %s", data),
                 "attention\n\nraw (1 × 2)\n  0  0\n\ns (1 × 2)\n  0  0\n\nmasked (1 × 2)\n   0  −∞\n\na (1 × 2)\n  1  0\n\no (1 × "
                 "1)\n  12.5\n");
    remove(data);
}

// What is printed reads back as the very numbers of the tape.
static void all_bits(void **state) {
    (void)state;
    const char *source = "q1,.3,-1.2\nq2,-.5,.9\nk1,1.4,.2\nk2,-.8,1.3\nk3,.1,-.9\nv1,.7\nv2,1.9\nv3,-.2\ng1,.1\ng2,3\n";
    const char *data = write_file("d.csv", source);
    Said said = compute(with("attention --data %s --format csv", data));
    Arena *arena = arena_begin();
    Problems problems = { arena };
    Dataset printed, given;
    Inputs inputs = { .arena = arena };
    assert_true(data_load_text(arena, text_of(said.out), NULL, &printed, &problems));
    assert_true(data_load_text(arena, text_of(source), NULL, &given, &problems));
    assert_true(model_resolve(model_find("attention"), &(Params){ 0 }, &given, &inputs, &problems));
    Tape *tape = model_run(arena, model_find("attention"), &(Params){ 0 }, &inputs, &problems);
    int row = 0;
    for (int i = 0; i < printed.count; i++) {
        const DataEntry *entry = &printed.entry[i];
        bool grad = !strncmp(entry->name, "grad.", 5);
        const Node *node = tape_node(tape, tape_find(tape, entry->name + (grad ? 5 : 0)));
        row = i && !strcmp(entry->name, printed.entry[i - 1].name) ? row + 1 : 0;
        assert_memory_equal(entry->value, (grad ? node->grad : node->value) + row * entry->count,
                            (size_t)entry->count * sizeof(double));
    }
    assert_int_equal(printed.count, 5 * 2 + 2 + 3 + 3);
    arena_end(arena);
    free_said(said);
    remove(data);
}

static void one_file_an_input(void **state) {
    (void)state;
    const char *q = write_file("q.txt", "1 0\n0 0\n"), *k = write_file("k.json", "[[0, 0]]"), *v = write_file("v.csv", "v1,7\n");
    char args[512];
    snprintf(args, sizeof args, "attention --q %s --k %s --v %s --format csv", q, k, v);
    check_output(args, "raw,0\nraw,0\ns,0\ns,0\nmasked,0\nmasked,0\na,1\na,1\no,7\no,7\n");
    snprintf(args, sizeof args, "attention --q %s --k %s --v %s --data %s", q, k, v, write_file("d.csv", "v,1\n"));
    check_error(args, 1, "v is given twice, here and in ");
    snprintf(args, sizeof args, "attention --q %s --k %s --v %s", q, v, v);
    check_error(args, 1, ":1:1: found the label 'v1' in a file for k: leave labels out, or call the rows k1, k2, …");
    remove(q), remove(k), remove(v), remove(path_of("d.csv"));
}

static void to_a_file(void **state) {
    (void)state;
    const char *data = write_file("d.csv", "q,1\nk,0\nv,2\n"), *out = path_of("o.csv");
    char args[512];
    snprintf(args, sizeof args, "attention --data %s -o %s", data, out);
    check_output(args, "");
    char *written = check_read(out, NULL);
    assert_string_equal(written, "raw,0\ns,0\nmasked,0\na,1\no,2\n"); // the ending says CSV
    free(written);
    snprintf(args, sizeof args, "attention --data %s -o /tmp/no/such/folder/o.json", data);
    check_error(args, 1, "attend: /tmp/no/such/folder/o.json: cannot be written: No such file or directory");
    snprintf(args, sizeof args, "attention --data /nowhere.csv -o %s --format json", out); // a failure leaves the old file alone
    check_error(args, 1, "attend: /nowhere.csv: cannot be read");
    written = check_read(out, NULL);
    assert_string_equal(written, "raw,0\ns,0\nmasked,0\na,1\no,2\n");
    free(written);
    const char *single = path_of("o.npy");
    snprintf(args, sizeof args, "attention --data %s -o %s", data, single); // no JSON by the name of another format
    char said[256];
    snprintf(said, sizeof said, "attend: -o %s: such a file holds one array alone: take .npz, or name it with --only NODE", single);
    check_error(args, 2, said);
    assert_int_not_equal(access(single, F_OK), 0);
    snprintf(args, sizeof args, "attention --data %s --format npy", data);
    check_error(args, 2, "attend: --format npy holds one array alone: name it with --only NODE");
    snprintf(args, sizeof args, "attention --data %s --only o --format csv", data);
    check_output(args, "o,2\n");
    snprintf(args, sizeof args, "attention --data %s --only grad.q --format csv", data);
    check_error(args, 1, "attend: this run of attention has no node 'grad.q': --format table without --only shows those it has");
    snprintf(args, sizeof args, "attention --data lessons/data/seed.csv --only grad.v --format csv");
    Said gradient = compute(args);
    assert_true(!strncmp(gradient.out, "grad.v,", 7) && !strstr(gradient.out, "grad.k"));
    free_said(gradient);
    snprintf(args, sizeof args, "attention --data lessons/data/seed.csv --only a -o %s", single);
    check_output(args, "");
    snprintf(args, sizeof args, "attention --q %s --k %s --v %s --only raw --format csv", single, single, single); // read back
    Said back = compute(args);
    assert_int_equal(back.code, 0);
    free_said(back);
    remove(single);
    snprintf(args, sizeof args, "attention --data %s -o /dev/null", data);
    check_output(args, "");
    remove(data), remove(out);
}

// A data format that holds several arrays is offered by its row alone, and gives the same numbers back.
static void every_format(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    int offered = 0;
    for (int i = 0; i < data_format_count; i++) {
        const DataFormat *format = data_formats[i];
        if (!format->save || format->single) continue;
        const char *out = path_of(arena_print(arena, "all.%s", format->id));
        Problems problems = { .arena = arena };
        Dataset loaded;
        Said said = compute(arena_print(arena, "attention --data lessons/data/seed.csv -o %s", out));
        assert_int_equal(said.code, 0);
        free_said(said);
        if (!strcmp(format->id, "json")) continue; // has the shape that is asked for, which is more than data
        assert_true(data_load_file(arena, out, &loaded, &problems));
        assert_string_equal(loaded.format, format->id);
        int found = 0;
        for (int k = 0; k < loaded.count; k++)
            if (!strcmp(loaded.entry[k].name, "raw")) found = loaded.entry[k].count;
        if (!found) fail_msg("%s does not hold the scores", format->id);
        offered++;
    }
    assert_true(offered >= 2);
    arena_end(arena);
}

static void every_model(void **state) {
    (void)state;
    for (int i = 0; i < model_count; i++) {
        if (model_table[i]->whole) continue; // runs on weights: test_compute_language.c
        char args[512];
        const char *given = model_table[i]->inputs ? write_file("d.csv", sample_for(model_table[i]->name)) : NULL;
        snprintf(args, sizeof args, "%s %s %s --format csv", model_table[i]->name, given ? "--data" : "", given ? given : "");
        Said said = compute(args);
        if (said.code) fail_msg("%s: %s (a new model finds its data in tests/support/samples.h)", model_table[i]->name, said.err);
        assert_true(strlen(said.out) > 20);
        free_said(said);
    }
    remove(path_of("d.csv"));
}

// Three axes are told apart by the head; nodes come in the order of the computation, the output last.
static void heads_and_order(void **state) {
    (void)state;
    const char *data = write_file("d.csv", sample_for("multihead"));
    Said said = compute(with("multihead --data %s --set heads=2 --format csv", data));
    assert_non_null(strstr(said.out, "\ns[0],1,0\ns[0],0,0\ns[1],4,2\ns[1],2,1\nmasked[0],"));
    free_said(said);
    said = compute(with("multihead --data %s --set heads=2 --format table", data));
    assert_non_null(strstr(said.out, "\ns (2 × 2 × 2)\n  1  0\n  0  0\n\n  4  2\n  2  1\n\nmasked"));
    free_said(said);
    data = write_file("d.csv", sample_for("block"));
    said = compute(with("block --data %s --set norm=post", data));
    const char *sum1 = strstr(said.out, "\"sum1\""), *ln1 = strstr(said.out, "\"ln1\""), *y = strstr(said.out, "\"y\"");
    assert_true(sum1 && sum1 < ln1 && ln1 < y && !strstr(y, "]\n    ],"));
    free_said(said);
    remove(data);
}

static void bad_input(void **state) {
    (void)state;
    const char *data = write_file("d.csv", "q,1\nk1,0\nk2,x\nv,2\n");
    check_error(with("attention --data %s", data), 1,
                "d.csv:3:4: found 'x' where a number was expected: write one there, as in 0.5\n");
    data = write_file("d.csv", "q1,1\nq2,1\nk,0\nv,2\nmask1,1\nmask2,0\n");
    check_error(with("attention --data %s", data), 1, "query 2 sees no key");
    remove(data);
    check_error("attention", 1, "attend: q, k and v are missing: attention needs q (n,d), k (m,d), v (m,dv); no data were given\n");
}

static void bad_usage(void **state) {
    (void)state;
    check_error("", 2, "compute needs a model");
    check_error("atention", 2, "unknown model 'atention' (did you mean 'attention'?)");
    check_error("attention cost", 2, "one model at a time: found 'cost' after 'attention'");
    check_error("attention --set", 2, "--set needs a value after it");
    check_error("attention --set dot", 2, "--set takes NAME=VALUE, found 'dot'");
    check_error("attention --set similarity=dto", 2, "unknown similarity 'dto' (did you mean 'dot'?)");
    check_error("attention --format xml", 2,
                "unknown format 'xml': there are json, csv, table, printed, markdown, latex, npy, npz");
    check_error("attention --x f.csv", 2, "unknown option '--x'");
    check_error("attention -x", 2, "unknown option '-x'");
    check_error("attention --lanes 5", 2, "--lanes takes 4, 8 or 16, found '5'");
}

static void help(void **state) {
    (void)state;
    Said said = compute("--help");
    assert_int_equal(said.code, 0);
    assert_non_null(strstr(said.out, "Usage: attend compute MODEL"));
    free_said(said);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json),        cmocka_unit_test(csv_and_table),
        cmocka_unit_test(all_bits),    cmocka_unit_test(one_file_an_input),
        cmocka_unit_test(to_a_file),   cmocka_unit_test(every_format),
        cmocka_unit_test(every_model), cmocka_unit_test(heads_and_order),
        cmocka_unit_test(bad_input),   cmocka_unit_test(bad_usage),
        cmocka_unit_test(help),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
