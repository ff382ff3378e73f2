// From labels to inputs: which label means what, shapes that must agree, and what is said when they do not.
#include "base/random.h"
#include "model/setup.h"

static const Input *input_of(const Run *r, const char *name) {
    const Input *input = inputs_find(&r->inputs, name);
    if (!input) fail_msg("no input %s", name);
    return input;
}

static void check_problem(const char *set, const char *text, const char *want) {
    Run r = run_model("attention", set, text);
    if (r.tape) fail_msg("accepted: %s", text);
    assert_string_equal(problem_of(&r, 0), want);
    arena_end(r.arena);
}

#define KV "k1,1,1\nk2,1,0\nv1,4,0\nv2,0,4\n"

static void rows_and_words(void **state) {
    (void)state;
    Run r = run_good("attention", "", "k1:the,1,1\nq,1,2\nv1,4\nk2,1,0\nv2,3\n");
    assert_true(shape_equal(input_of(&r, "k")->shape, SHAPE2(2, 2)));
    assert_true(shape_equal(input_of(&r, "q")->shape, SHAPE2(1, 2)));
    assert_string_equal(input_of(&r, "k")->words[0], "the");
    assert_null(input_of(&r, "k")->words[1]);
    assert_null(input_of(&r, "q")->words);
    assert_string_equal(r.inputs.input[0].name, "q"); // in the model's order, not the file's
    assert_int_equal(input_of(&r, "k")->place.line, 1);
    arena_end(r.arena);

    r = run_good(
        "attention", "",
        "{\"q\": [1, 2], \"k\": [[1, 1], [1, 0]], \"v\": [[4], [3]], \"labels\": {\"q\": [\"it\"], \"k\": [\"the\", null]}}");
    assert_string_equal(input_of(&r, "q")->words[0], "it");
    assert_string_equal(input_of(&r, "k")->words[0], "the");
    assert_null(input_of(&r, "k")->words[1]);
    arena_end(r.arena);
}

// One label many times is one line a row; "k01" is k1.
static void rows_without_numbers(void **state) {
    (void)state;
    Run r = run_good("attention", "", "q,1,2\nk,1,1\nk,1,0\nv01,4\nv02,3\n");
    assert_true(shape_equal(input_of(&r, "k")->shape, SHAPE2(2, 2)));
    assert_true(shape_equal(input_of(&r, "v")->shape, SHAPE2(2, 1)));
    arena_end(r.arena);
}

static const InputInfo made_up_inputs[] = {
    { .name = "W", .shape = "a,b", .optional = true },
    { .name = "W1", .shape = "D,4H" },
    { .name = "bias", .shape = "4H", .optional = true, .has_fill = true, .fill = 0.5 },
    { .name = "eps", .shape = "", .optional = true },
    { .name = "h", .shape = "H", .optional = true },
};
static const Model made_up = { .name = "made-up", .input = made_up_inputs, .inputs = 5 };

static bool resolve_made_up(Arena *arena, const char *text, Inputs *out, Problems *problems) {
    Dataset data;
    *problems = (Problems){ arena };
    out->arena = arena;
    assert_true(data_load_text(arena, text_of(text), "f", &data, problems));
    return model_resolve(&made_up, &(Params){ 0 }, &data, out, problems);
}

static void exact_names_first(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Inputs inputs;
    Problems problems;
    assert_true(resolve_made_up(arena, "W1,1,2,3,4\nW1,5,6,7,8\nW2,1,1\n", &inputs, &problems) == false);
    assert_string_equal(problem_text(arena, &problems.item[0]),
                        "f:3:1: found W2 where W1 was expected: number the rows of W from 1, in order");
    assert_true(resolve_made_up(arena, "W1,1,2,3,4\nW1,5,6,7,8\n", &inputs, &problems));
    assert_true(shape_equal(inputs_find(&inputs, "W1")->shape, SHAPE2(2, 4)));
    assert_null(inputs_find(&inputs, "W"));
    const Input *bias = inputs_find(&inputs, "bias");
    assert_true(shape_equal(bias->shape, SHAPE1(4)));
    assert_close(bias->value[3], 0.5, 0);
    assert_null(inputs_find(&inputs, "eps"));
    assert_true(resolve_made_up(arena, "W11,1,2,3,4\nW12,5,6,7,8\n", &inputs, &problems)); // rows of W1, the longer name
    assert_true(shape_equal(inputs_find(&inputs, "W1")->shape, SHAPE2(2, 4)));
    arena_end(arena);
}

static void multiples(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Inputs inputs;
    Problems problems;
    assert_false(resolve_made_up(arena, "W1,1,2,3\n", &inputs, &problems));
    assert_string_equal(problems.item[0].message, "W1 has 3 columns, which is no multiple of 4 (they are 4H)");
    assert_false(resolve_made_up(arena, "W1,1,2,3,4\nh,1,2\n", &inputs, &problems));
    assert_string_equal(problems.item[0].message, "h has 2 numbers where 1 was expected: W1 has 4 columns (4H), so H is 1");
    assert_false(resolve_made_up(arena, "W1,1,2,3,4\nbias,1,2\n", &inputs, &problems));
    assert_string_equal(problems.item[0].message, "bias has 2 numbers where 4 were expected: W1 has 4 columns (4H), so H is 1");
    arena_end(arena);
}

static void ranks(void **state) {
    (void)state;
    Run r = run_good("attention", "similarity=kernel", "{\"q\": [[1]], \"k\": 2, \"v\": [3], \"sigma\": [[1.5]]}");
    assert_true(shape_equal(input_of(&r, "sigma")->shape, SHAPE0()));
    assert_true(shape_equal(input_of(&r, "k")->shape, SHAPE2(1, 1)));
    assert_true(shape_equal(input_of(&r, "v")->shape, SHAPE2(1, 1)));
    arena_end(r.arena);
    r = run_good("attention", "similarity=additive",
                 "{\"q\": [[1, 2]], \"k\": [[2, 1]], \"v\": [[3]], \"wq\": [[1, 2]], \"wk\": [3, 4]}");
    assert_true(shape_equal(input_of(&r, "wq")->shape, SHAPE1(2)));
    arena_end(r.arena);
    check_problem("similarity=additive", "{\"q\": [[1, 2]], \"k\": [[2, 1]], \"v\": [[3]], \"wq\": [[1], [2]], \"wk\": [3, 4]}",
                  "f:1:44: wq must be one row of numbers (d), found 2 × 1");
    check_problem("similarity=kernel", "q,1,1\n" KV "sigma,1,2\n", "f:6:1: sigma must be one number, found 2 numbers");
    check_problem("", "{\"q\": [[[1, 1]], [[2, 2]]], \"k\": [[1, 1]], \"v\": [[1]]}",
                  "f:1:2: q must be a matrix, a list of rows (n,d), found 2 × 1 × 2");
}

static const char *note_of(const Run *r, int i) {
    return i < r->problems.notes ? problem_text(r->arena, &r->problems.note[i]) : "";
}

// A batch of one and a single head; words stay with their row.
static void axes_of_length_one(void **state) {
    (void)state;
    Run r = run_good("attention", "",
                     "{\"q\": [[[[1, 1]]]], \"k\": [[[1, 1], [1, 0]]], \"v\": [[1], [2]], \"labels\": {\"k\": [\"the\"]}}");
    assert_true(shape_equal(input_of(&r, "q")->shape, SHAPE2(1, 2)));
    assert_true(shape_equal(input_of(&r, "k")->shape, SHAPE2(2, 2)));
    assert_string_equal(input_of(&r, "k")->words[0], "the");
    assert_null(input_of(&r, "k")->words[1]);
    assert_string_equal(note_of(&r, 0), "f:1:2: q is taken as 1 × 2: axes of length 1 in front are dropped");
    arena_end(r.arena);
}

static void check_same(const char *model, const char *text, const char *as) {
    Run a = run_good(model, "", text), b = run_good(model, "", as);
    assert_int_equal(a.inputs.count, b.inputs.count);
    for (int i = 0; i < a.inputs.count; i++) {
        assert_true(shape_equal(a.inputs.input[i].shape, b.inputs.input[i].shape));
        assert_memory_equal(a.inputs.input[i].value, b.inputs.input[i].value,
                            sizeof(double) * (size_t)shape_count(a.inputs.input[i].shape));
    }
    arena_end(a.arena);
    arena_end(b.arena);
}

#define SEED "q,1,1\nk1,1,1\nk2,1,0\nv1,4,0\nv2,0,4\n"

static void what_people_call_them(void **state) {
    (void)state;
    check_same("attention", "Q,1,1\nK,1,1\nK,1,0\nV,4,0\nV,0,4\n", SEED);
    check_same("attention", "query,1,1\nkey_1,1,1\nkey_2,1,0\nvalue[1],4,0\nvalue[2],0,4\n", SEED);
    check_same("attention", "{\"Queries\": [1, 1], \"keys\": [[1, 1], [1, 0]], \"VALUES\": [[4, 0], [0, 4]]}", SEED);
    check_same("attention", "{\"q\": [1, 1], \"k\": [[1, 1], [1, 0]], \"v\": [[4, 0], [0, 4]], \"attn_mask\": [[1, 1]]}", SEED);
    check_same("multihead", "X,1\nW_Q,1\nW_k,2\nwv,3\nWO,4\n", "x,1\nWq,1\nWk,2\nWv,3\nWo,4\n");
    // Of wq and Wq the one that the similarity asks for.
    Run r = run_good("attention", "similarity=tanh-additive", "q,1,1\n" KV "WQ,1\nWQ,1\nWk,1\nWk,1\nva,1\n");
    assert_non_null(inputs_find(&r.inputs, "Wq"));
    arena_end(r.arena);
}

static void rows_from_zero(void **state) {
    (void)state;
    check_same("attention", "q0,1,1\nk0,1,1\nk1,1,0\nv0,4,0\nv1,0,4\n", SEED);
    Run r = run_good("attention", "", "q,1,1\nk0,1,1\nk1,1,0\nv1,4,0\nv2,0,4\n");
    assert_int_equal(r.problems.notes, 1);
    assert_string_equal(note_of(&r, 0), "f:2:1: the rows of k count from 0");
    arena_end(r.arena);
    check_problem("", "q,1,1\nk0,1,1\nk2,1,0\nv1,4,0\nv2,0,4\n",
                  "f:3:1: found k2 where k1 was expected: number the rows of k from 0, in order");
}

static void masks_as_people_have_them(void **state) {
    (void)state;
    check_same("attention", "{\"q\": [1, 1], \"k\": [[1, 1], [1, 0]], \"v\": [[4, 0], [0, 4]], \"mask\": [[0, -Infinity]]}",
               SEED "mask,1,0\n");
    check_same("attention", SEED "mask,0,-1e9\n", SEED "mask,1,0\n");
    check_same("attention", SEED "mask,TRUE,false\n", SEED "mask,1,0\n");
    check_problem("", SEED "mask,1,-1e9\n", "f:6:1: mask holds 1 and -1000000000: write 1 and 0, or 0 and -Infinity");
    Run r = run_good("attention", "", SEED "mask,0,-Infinity\n");
    assert_string_equal(note_of(&r, 0), "f:6:1: mask is one that is added to scores: 0 is taken as seen, -Infinity as hidden");
    arena_end(r.arena);
}

static void shapes_that_do_not_agree(void **state) {
    (void)state;
    check_problem("", "q,1,1\nk1,1,1,2\nk2,1,0,3\nv1,4,0\nv2,0,4\n", "f:2:1: k has 3 columns where q has 2 (both are d)");
    check_problem("", "q,1,1\nk1,1,1\nk2,1,0\nv1,4,0\n", "f:4:1: v has 1 row where k has 2 (both are m)");
    check_problem("similarity=additive", "q,1,1\n" KV "wq,1\nwk,1,2\n",
                  "f:6:1: wq has 1 number where q has 2 columns (both are d)");
    check_problem("similarity=general", "q,1,1\n" KV "W,1,2\n", "f:6:1: W has 1 row where q has 2 columns (both are d)");
    check_problem("", "q,1,1\n" KV "mask,1,1,1\n", "f:6:1: mask has 3 columns where k has 2 rows (both are m)");
    check_problem("", "q,1,1\nk1,1,1\nk2,1\nv1,4,0\nv2,1,1\n", "f:3:1: k2 has 1 number where k1 has 2");
    check_problem("", "q,1,1\n" KV "g,1,2,3\n",
                  "f:6:1: g has the shape 3 where the output o has 1 × 2: g must have the output's shape");
    Run r = run_model("attention", "", "q,1,1\nk,1,1,2\nv1,4,0\nv2,0,4\ny,1\n"); // all of them at once
    assert_int_equal(r.problems.count, 3);
    arena_end(r.arena);
}

static void rows_out_of_order(void **state) {
    (void)state;
    check_problem("", "q,1,1\nk1,1,1\nk3,1,0\nv1,4,0\nv2,0,4\n",
                  "f:3:1: found k3 where k2 was expected: number the rows of k from 1, in order");
    check_problem("", "q,1,1\nk2,1,1\nk1,1,0\n", "f:2:1: found k2 where k1 was expected: number the rows of k from 1, in order");
    check_problem("", "q,1,1\nq1,1,1\n" KV, "f:2:1: q is given both as 'q' and as 'q1': use one of them");
    check_problem("", "{\"q\": [[1, 1]], \"k1\": [[1, 1], [2, 2]], \"v\": [[1]]}",
                  "f:1:17: k1 is a row of k, so it must be one row of numbers");
}

static void missing_inputs(void **state) {
    (void)state;
    check_problem("", "q,1,1\nk1,1,1\n",
                  "f: v is missing: attention needs q (n,d), k (m,d), v (m,dv); the file has q (1 × 2) and k (1 × 2)");
    check_problem(
        "similarity=general", "q,1,1\n" KV,
        "f: W is missing: attention with similarity=general needs q (n,d), k (m,d), v (m,dv), W (d,d); the file has q (1 × 2), "
        "k (2 × 2) and v (2 × 2)");
    check_problem(
        "similarity=kernel", "q,1,1\n" KV,
        "f: sigma is missing: attention with similarity=kernel needs q (n,d), k (m,d), v (m,dv), sigma, one number; the file has "
        "q (1 × 2), k (2 × 2) and v (2 × 2)");
    check_problem("", NULL, "q, k and v are missing: attention needs q (n,d), k (m,d), v (m,dv); no data were given");
}

static void unknown_labels(void **state) {
    (void)state;
    Run r = run_model("attention", "", "Qq,1,1\n" KV "sigm,3\nx1,1\nx2,2\nx3,3\n");
    assert_null(r.tape);
    assert_int_equal(r.problems.count, 4);
    assert_string_equal(
        problem_of(&r, 0),
        "f:1:1: unknown label 'Qq' (did you mean 'q'?): attention takes q, k, v, W, wq, wk, Wq, Wk, va, sigma, mask, y, g");
    assert_non_null(strstr(problem_of(&r, 1), "(did you mean 'sigma'?)"));
    assert_non_null(strstr(problem_of(&r, 2), "f:7:1: unknown label 'x1'")); // once, not three times
    assert_non_null(strstr(problem_of(&r, 3), "q is missing"));
    arena_end(r.arena);
    check_problem("", "1,1\n2,2\n",
                  "f:1:1: these numbers have no label: put a name before each row, as in q,1,1, or name them with --q FILE");
    // What another similarity would use is no mistake.
    r = run_good("attention", "", "q,1,1\n" KV "W1,1,2\nW2,1,1\nwq,1\nsigma,1,2,3\n");
    assert_null(inputs_find(&r.inputs, "W"));
    arena_end(r.arena);
}

static void numbers_that_are_none(void **state) {
    (void)state;
    check_problem("", "q,1,1\nk1,1,1\nk2,1,-Infinity\nv1,4,0\nv2,0,4\n",
                  "f:3:1: k has -Infinity in row 2, column 2: an input must be a finite number");
    check_problem("", "{\"q\": [[1, 1]], \"k\": [[1, 1], [\"NaN\", 0]], \"v\": [[1], [2]]}",
                  "f:1:17: k has NaN in row 2, column 1: an input must be a finite number");
    check_problem("", "q,1,1\n" KV "mask,1,.5\n",
                  "f:6:1: mask has 0.5 in row 1, column 2: write 1 where the query sees the key, 0 where not");
    check_problem("similarity=kernel", "q,1,1\n" KV "sigma,-1\n", "f:6:1: sigma is -1, but it must be above 0");
}

static void files_for_one_input(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Problems problems = { arena };
    Dataset data;
    assert_true(data_load_text(arena, TEXT("1,2\n3,4\n"), "f", &data, &problems));
    assert_true(dataset_rename(&data, "q", &problems));
    assert_int_equal(data.count, 1);
    assert_string_equal(data.entry[0].name, "q");
    assert_true(data_load_text(arena, TEXT("[[1, 2]]"), "f", &data, &problems));
    assert_true(dataset_rename(&data, "q", &problems));
    assert_string_equal(data.entry[0].name, "q");
    assert_true(data_load_text(arena, TEXT("q1,1\nq2,2"), "f", &data, &problems));
    assert_true(dataset_rename(&data, "q", &problems));
    assert_true(data_load_text(arena, TEXT("q1,1\nk1,2"), "f", &data, &problems));
    assert_false(dataset_rename(&data, "q", &problems));
    assert_string_equal(problem_text(arena, &problems.item[0]),
                        "f:2:1: found the label 'k1' in a file for q: leave labels out, or call the rows q1, q2, …");
    // Word vectors as GloVe writes them, even where a word happens to be the name of an array.
    assert_true(data_load_text(arena, TEXT("the 0.5 1\nkey 2 3\ncat 4 5\n"), "f", &data, &problems));
    assert_true(dataset_rename(&data, "x", &problems));
    assert_string_equal(data.entry[1].name, "x");
    assert_string_equal(data.entry[1].word, "key");
    arena_end(arena);
}

// Inputs saved in any format are the same inputs when they are loaded again.
static void inputs_saved_and_loaded(void **state) {
    (void)state;
    Run r = run_good("attention", "similarity=tanh-additive",
                     TWO_QUERIES_CSV "Wq1,1,.1\nWq2,0,1\nWk1,1,0\nWk2,0,1e-7\nva,1,0.30000000000000004\ng1,1,2\ng2,3,4\n");
    for (int f = 0; f < data_format_count; f++) {
        Dataset data = inputs_dataset(r.arena, &r.inputs), loaded;
        Builder saved = { r.arena };
        Inputs inputs = { .arena = r.arena };
        if (!data_formats[f]->save || data_formats[f]->single) continue;
        data_formats[f]->save(&data, &saved);
        assert_true(data_load_text(r.arena, (Text){ saved.at, saved.size }, "f", &loaded, &r.problems));
        assert_true(model_resolve(r.model, &r.params, &loaded, &inputs, &r.problems));
        assert_int_equal(inputs.count, r.inputs.count);
        for (int i = 0; i < r.inputs.count; i++) {
            const Input *a = &r.inputs.input[i], *b = &inputs.input[i];
            assert_string_equal(a->name, b->name);
            assert_true(shape_equal(a->shape, b->shape));
            assert_memory_equal(a->value, b->value, (size_t)shape_count(a->shape) * sizeof(double));
        }
        assert_memory_equal(r.inputs.seed->value, inputs.seed->value, 4 * sizeof(double));
    }
    arena_end(r.arena);
}

// A mask that nobody gave is all ones, can be edited, and is saved only then.
static void inputs_filled_in(void **state) {
    (void)state;
    Run r = run_good("attention", "", TWO_QUERIES_CSV);
    Input *mask = (Input *)input_of(&r, "mask");
    assert_true(mask->filled && shape_equal(mask->shape, SHAPE2(2, 4)));
    assert_int_equal(inputs_dataset(r.arena, &r.inputs).count, 3);
    mask->value[2] = 0;
    model_write(r.model, r.tape, &r.inputs, &r.params);
    assert_true(model_replay(r.model, r.tape, &r.inputs, &r.problems));
    check_value(&r, "mask", 1, 1, 0, 1, 1, 1, 1, 1);
    assert_close(node_of(&r, "a")->value[2], 0, 0);
    Dataset data = inputs_dataset(r.arena, &r.inputs);
    assert_int_equal(data.count, 4);
    assert_string_equal(data.entry[3].name, "mask");
    arena_end(r.arena);
}

// Files with a few characters changed at random go all the way or are refused with a reason.
static void broken_files(void **state) {
    (void)state;
    static const char good[] =
        TWO_QUERIES_CSV "Wq1,1,.1\nWq2,0,1\nWk1,1,0\nWk2,0,1\nva,1,.3\nW1,1,2\nW2,3,4\nwq,1,2\nwk,3,4\nsigma,2\n"
                        "mask1,1,1,0,1\nmask2,1,1,1,1\ny1,0,4\ny2,1,1\ng1,1,2\ng2,3,4\n";
    static const char *const sets[] = { "similarity=scaled",   "similarity=general",       "similarity=kernel mask=causal",
                                        "similarity=additive", "similarity=tanh-additive", "similarity=dot" };
    static const char spice[] = "qkvWwag1234,.-:\n";
    Random random = random_seed(5);
    int computed = 0, refused = 0;
    for (int round = 0; round < 4000; round++) {
        char text[sizeof good];
        memcpy(text, good, sizeof good);
        int changes = 1 + (int)random_below(&random, 3);
        for (int i = 0; i < changes; i++)
            text[random_below(&random, sizeof good - 1)] = spice[random_below(&random, sizeof spice - 1)];
        Run r = run_model(round % 7 ? "attention" : "sharpness", sets[round % 6], text);
        assert_true((r.tape != NULL) == (r.problems.total == 0));
        for (int i = 0; r.tape && i < node_of(&r, "o")->count; i++) assert_true(math_finite((double)node_of(&r, "o")->value[i]));
        computed += r.tape != NULL;
        refused += r.tape == NULL;
        arena_end(r.arena);
    }
    assert_true(computed > 200 && refused > 200);
}

static void parameters(void **state) {
    (void)state;
    const Model *model = model_find("attention");
    Arena *arena = arena_begin();
    Problems p = { arena };
    Params params = { 0 };
    const ParamInfo *info = model->param;
    int n = model->params;
    Place at = { "lesson.md", 3, 5 };
    assert_close(params_number(&params, info, n, "temperature"), 1, 0);
    assert_string_equal(params_choice(&params, info, n, "similarity"), "scaled");
    assert_true(params_set(&params, info, n, "temperature", "0.5", at, &p));
    assert_true(params_set(&params, info, n, "temperature", "2", at, &p));
    assert_true(params_set(&params, info, n, "similarity", "tanh-additive", at, &p));
    assert_int_equal(params.count, 2);
    assert_close(params_number(&params, info, n, "temperature"), 2, 0);
    assert_close(params_number(&params, info, n, "similarity"), 4, 0);
    assert_string_equal(params_choice(&params, info, n, "similarity"), "tanh-additive");
    assert_false(params_set(&params, info, n, "temprature", "2", at, &p));
    assert_false(params_set(&params, info, n, "heads", "2", at, &p));
    assert_false(params_set(&params, info, n, "temperature", "0", at, &p));
    assert_false(params_set(&params, info, n, "temperature", "warm", at, &p));
    assert_false(params_set(&params, info, n, "similarity", "scale", at, &p));
    assert_false(params_set(&params, model_find("spread")->param, 2, "seed", "1.5", at, &p));
    assert_string_equal(problem_text(arena, &p.item[0]),
                        "lesson.md:3:5: unknown parameter 'temprature' (did you mean 'temperature'?)");
    assert_string_equal(p.item[1].message,
                        "unknown parameter 'heads'; there are similarity, temperature, mask, scores, align, habit");
    assert_string_equal(p.item[2].message, "temperature must be a number from 0.001 to 1000, found '0'");
    assert_string_equal(p.item[4].message,
                        "unknown similarity 'scale' (did you mean 'scaled'?); choose one of scaled, dot, general, additive, "
                        "tanh-additive, kernel");
    assert_string_equal(p.item[5].message, "seed must be a whole number from 0 to 1e+06, found '1.5'");
    arena_end(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_and_words),
        cmocka_unit_test(rows_without_numbers),
        cmocka_unit_test(exact_names_first),
        cmocka_unit_test(multiples),
        cmocka_unit_test(ranks),
        cmocka_unit_test(axes_of_length_one),
        cmocka_unit_test(what_people_call_them),
        cmocka_unit_test(rows_from_zero),
        cmocka_unit_test(masks_as_people_have_them),
        cmocka_unit_test(shapes_that_do_not_agree),
        cmocka_unit_test(rows_out_of_order),
        cmocka_unit_test(missing_inputs),
        cmocka_unit_test(unknown_labels),
        cmocka_unit_test(numbers_that_are_none),
        cmocka_unit_test(files_for_one_input),
        cmocka_unit_test(inputs_saved_and_loaded),
        cmocka_unit_test(inputs_filled_in),
        cmocka_unit_test(parameters),
        cmocka_unit_test(broken_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
