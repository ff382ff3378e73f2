// A trained model opened head by head: for every layout that can be opened, each head computed again in double reads what the whole
// model in float reads, and its contributions and the rest of the layer add up to the stream.
#include "session/opened_model.h"

#include "layers/language_float.h"
#include "layers/language_heads.h"
#include "layers/language_jobs.h"
#include "model/language.h"
#include "model/model.h"
#include "model/trained_files.h"
#include "support/plain_language.h"

static const LanguageSizes gpt2 = { .words = 40, .context = 16, .width = 24, .hidden = 32, .layers = 2, .heads = 4, AS_GPT2 };
static const LanguageSizes llama = {
    .words = 40, .context = 16, .width = 24, .hidden = 20, .layers = 2, .heads = 6, .key_heads = 2, AS_LLAMA
};

static Tape *tape_of(Arena *arena, OpenedModel *m) {
    Problems problems = { .arena = arena };
    Dataset data = opened_model_data(m, arena);
    Inputs inputs = { .arena = arena };
    Params none = { 0 };
    const Model *model = model_find("head");
    if (!model_resolve(model, &none, &data, &inputs, &problems)) fail_msg("%s", problems.item[0].message);
    Tape *tape = model_run(arena, model, &none, &inputs, &problems);
    if (!tape) fail_msg("%s", problems.item[0].message);
    return tape;
}

static const Node *node_of(const Tape *tape, const char *name) { return tape_node(tape, tape_find(tape, name)); }

// The weights of this head, and Σ of all heads' o against what the layer adds (its bias left out).
static void check_heads(OpenedModel *m, int layer, const float *bias) {
    Arena *arena = arena_begin();
    double *sum = NULL;
    int n = 0, d = m->trained->model->sizes.width, heads = opened_model_heads(m);
    Tape *next = NULL;
    for (int h = 1; h <= heads; h++) {
        opened_model_look(m, layer, h);
        Tape *tape = tape_of(arena, m);
        const Node *a = node_of(tape, "a"), *maps = node_of(tape, "maps"), *o = node_of(tape, "o");
        n = a->shape.size[0];
        if (!sum) sum = arena_new(arena, double, n *d);
        for (int i = 0; i < n * n; i++) assert_float_equal(a->value[i], maps->value[(h - 1) * n * n + i], 2e-5);
        for (int i = 0; i < n * d; i++) sum[i] += o->value[i];
    }
    if (m->trained->model->sizes.hidden) return arena_end(arena); // the stream is that of after the feed-forward layer too
    opened_model_look(m, layer, 1);
    Tape *here = tape_of(arena, m);
    opened_model_look(m, layer + 1, 1);
    next = tape_of(arena, m);
    for (int i = 0; i < n * d; i++)
        assert_float_equal(node_of(here, "x")->value[i] + sum[i] + (double)bias[i % d], node_of(next, "x")->value[i], 2e-4);
    arena_end(arena);
}

static OpenedModel *open_file(const char *path) {
    Arena *arena = arena_begin();
    Problems problems = { .arena = arena };
    assert_true(opened_model_is(path));
    OpenedModel *m = opened_model_begin(path, &problems);
    if (!m) fail_msg("%s", problems.item[0].message);
    arena_end(arena);
    return m;
}

// The sum over the parts is the logit above the runner-up's; what is read off after the last layer is what comes next.
static void check_account(OpenedModel *m) {
    Arena *arena = arena_begin();
    Tape *tape = tape_of(arena, m);
    const Node *next = node_of(tape, "next"), *logits = node_of(tape, "logits"), *early = node_of(tape, "early");
    double first = logits->value[(int)next->value[2]], second = logits->value[(int)next->value[5]];
    assert_float_equal(node_of(tape, "above")->value[0], first - second, 2e-4);
    assert_float_equal(early->value[2 * early->shape.size[0] - 2], next->value[0], 1e-5);
    assert_float_equal(early->value[2 * early->shape.size[0] - 1], next->value[0], 1e-5);
    double sum = 0;
    for (int i = 0; i < logits->count; i++) sum += node_of(tape, "drawn")->value[i];
    assert_float_equal(sum, 1, 1e-9);
    assert_float_equal(node_of(tape, "drawn")->value[(int)next->value[2]], next->value[0], 1e-6); // at temperature 1
    arena_end(arena);
}

// A head that is off says what the model says whose rows of Wo are zeros there.
static void a_head_that_is_off(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Problems problems = { .arena = arena };
    Language *whole = random_model(arena, &gpt2, 3), *less = random_model(arena, &gpt2, 3);
    int c = gpt2.width / gpt2.heads, head = 2; // from 0
    for (int i = head * c * gpt2.width; i < (head + 1) * c * gpt2.width; i++) ((float *)(size_t)less->layer[1].Wo)[i] = 0;
    write_text("config.json", "{\"n_head\": 4, \"layer_norm_epsilon\": 1e-5, \"activation_function\": \"gelu_new\"}");
    Gpt2File file = gpt2_tensors(arena, whole, ""), other = gpt2_tensors(arena, less, "");
    OpenedModel *m = open_file(gpt2_write(&file, "whole.safetensors")), *n = open_file(gpt2_write(&other, "less.safetensors"));
    assert_true(opened_model_read(m, TEXT("1, 2, 3"), &problems) && opened_model_read(n, TEXT("1, 2, 3"), &problems));
    opened_model_look(m, 2, head + 1);
    Tape *tape = tape_of(arena, m), *without = tape_of(arena, n);
    const Node *next = node_of(tape, "next"), *logits = node_of(without, "logits");
    double top = logits->value[0], sum = 0;
    for (int i = 0; i < logits->count; i++) top = math_max(top, logits->value[i]);
    for (int i = 0; i < logits->count; i++) sum += math_exp(logits->value[i] - top);
    for (int i = 0; i < 12; i++)
        assert_float_equal(next->value[3 * i + 1], math_exp(logits->value[(int)next->value[3 * i + 2]] - top) / sum, 1e-5);
    opened_model_instead(m, true); // a mean says something else
    assert_true(node_of(tape_of(arena, m), "next")->value[1] != next->value[1]);
    opened_model_end(m), opened_model_end(n);
    arena_end(arena);
}

// Lesson 16: twelve words, keys and values kept 130,944, anew each time 708,224; 128 numbers a word.
static void work_is_counted(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Problems problems = { .arena = arena };
    OpenedModel *m = open_file("lessons/data/language.safetensors");
    assert_true(opened_model_read(m, TEXT("Ana Stone saw Ben Reed and Ana Stone met Ben Reed"), &problems));
    const Node *work = node_of(tape_of(arena, m), "work");
    assert_int_equal(work->value[0], 130944);
    assert_int_equal(work->value[1], 708224);
    assert_int_equal(work->value[2], 128);
    opened_model_end(m);
    arena_end(arena);
}

static void every_layout(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Gpt2File file = gpt2_tensors(arena, random_model(arena, &gpt2, 3), "transformer.");
    write_text("config.json", "{\"n_head\": 4, \"layer_norm_epsilon\": 1e-5, \"activation_function\": \"gelu_new\"}");
    const char *path[] = { gpt2_write(&file, "gpt2.safetensors"),
                           llama_write(arena, random_model(arena, &llama, 4), 0, "llama.bin"), "lessons/data/language.safetensors",
                           "lessons/data/copying.safetensors" };
    for (int i = 0; i < 4; i++) {
        OpenedModel *m = open_file(path[i]);
        const float *bias = m->trained->model->layer[0].bo;
        check_heads(m, 1, bias);
        check_heads(m, opened_model_layers(m) > 1 && m->trained->model->sizes.hidden ? 2 : 1, bias);
        check_account(m);
        opened_model_ask(m, 0);
        opened_model_end(m);
    }
    arena_end(arena);
}

// Any token by its number where there is no tokenizer; what is none is refused and changes nothing.
static void any_token_by_its_number(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Problems problems = { .arena = arena };
    write_text("config.json", "{\"n_head\": 4}");
    Gpt2File file = gpt2_tensors(arena, random_model(arena, &gpt2, 3), "");
    OpenedModel *m = open_file(gpt2_write(&file, "gpt2.safetensors"));
    assert_true(opened_model_read(m, TEXT("1, 2, 3"), &problems));
    const Node *next = node_of(tape_of(arena, m), "next");
    int least = (int)next->value[3 * 11 + 2], other = 0;
    for (bool is = true; is; other += is) {
        is = false;
        for (int i = 0; i < 12; i++) is = is || other == (int)next->value[3 * i + 2];
    }
    assert_true(opened_model_ask_for(m, text_of(arena_print(arena, "%d", other)), &problems));
    assert_int_equal(opened_model_nexts(m), 13);
    const Tape *tape = tape_of(arena, m);
    const Node *more = node_of(tape, "next"), *logits = node_of(tape, "logits"), *early = node_of(tape, "early");
    assert_int_equal(more->value[3 * 12 + 2], other);
    assert_float_equal(node_of(tape, "above")->value[0], logits->value[other] - logits->value[(int)more->value[2]], 2e-4);
    assert_float_equal(early->value[2 * early->shape.size[0] - 1], more->value[3 * 12], 1e-6);
    assert_true(opened_model_ask_for(m, text_of(arena_print(arena, "%d", least)), &problems)); // it is there already
    assert_int_equal(m->asked, 11);
    assert_false(opened_model_ask_for(m, TEXT("40"), &problems));
    assert_false(opened_model_ask_for(m, TEXT("1, 2"), &problems));
    assert_false(opened_model_ask_for(m, TEXT(""), &problems));
    assert_int_equal(m->asked, 11);
    opened_model_end(m);
    arena_end(arena);
}

// Heads are named by what they do: lesson 17's model looks one back, then copies what came after; 32 of 32 symbols.
static void heads_are_named_by_what_they_do(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    OpenedModel *m = open_file("lessons/data/copying.safetensors");
    while (opened_model_turn(m, NULL)) continue;
    const Node *jobs = node_of(tape_of(arena, m), "jobs");
    assert_int_equal(head_job(jobs->value), JOB_PREVIOUS);
    assert_true(jobs->value[JOB_PREVIOUS] > 0.5 && jobs->value[JOB_INDUCTION] < 0.3);
    assert_int_equal(jobs->shape.size[0], 2); // a row for every head of every layer
    assert_int_equal(jobs->shape.size[1], HEAD_JOBS);
    const double *second = jobs->value + HEAD_JOBS;
    assert_int_equal(head_job(second), JOB_INDUCTION);
    assert_true(second[JOB_INDUCTION] > 0.8 && second[JOB_PREVIOUS] < 0.3);
    assert_float_equal(second[JOB_COPIES], 1, 0);
    double even[HEAD_JOBS] = { 0.1, 0.2, 0.1, 0.1, 1 };
    assert_string_equal(head_job_name(head_job(even)), "mixed");
    assert_int_equal(head_most(even), JOB_INDUCTION);
    opened_model_end(m);
    arena_end(arena);
}

static double no_time(void) { return 0; }

// A model of the little language: by the answers that are lost without each head, as in lesson 16. They are found in the shortest
// turns, and what is shown meanwhile says nothing of them.
static void heads_of_the_little_language_are_named_by_its_questions(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    OpenedModel *m = open_file("lessons/data/language.safetensors");
    const Turn shortest = turn_begin(no_time, 0);
    assert_int_equal(node_of(tape_of(arena, m), "jobs")->shape.size[1], HEAD_JOBS);
    int turns = 0;
    while (opened_model_turn(m, &shortest)) turns++;
    assert_true(turns > 8);
    assert_true(opened_model_knows_more(m));
    const Node *jobs = node_of(tape_of(arena, m), "jobs");
    assert_false(opened_model_knows_more(m));
    LanguageHeads want = language_heads(arena, m->trained->model, 64, true);
    int named = 0;
    assert_int_equal(jobs->shape.size[0], 8);
    assert_int_equal(jobs->shape.size[1], HEAD_JOBS + PHENOMENA);
    for (int i = 0; i < 8; i++) {
        const double *costs = jobs->value + i * (HEAD_JOBS + PHENOMENA) + HEAD_JOBS;
        for (int p = 0; p < PHENOMENA; p++)
            assert_float_equal(costs[p], want.all[p] - head_finding(&want, i / 4, i % 4, (Phenomenon)p)->off, 1e-6);
        named += language_job(costs) >= 0;
    }
    assert_true(named >= 5);
    opened_model_end(m);
    arena_end(arena);
}

// Of a large model as far as it was measured, between frames; then more is known than what was shown says.
static void what_is_not_measured_is_not_named(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    LanguageSizes large = { .words = 3000, .context = 32, .width = 400, .hidden = 1600, .layers = 2, .heads = 4, AS_GPT2 };
    write_text("config.json", "{\"n_head\": 4}");
    Gpt2File file = gpt2_tensors(arena, random_model(arena, &large, 3), "");
    OpenedModel *m = open_file(gpt2_write(&file, "gpt2.safetensors"));
    const Node *jobs = node_of(tape_of(arena, m), "jobs");
    assert_true(jobs->value[0] >= 0 && jobs->value[4 * HEAD_JOBS] == -1);
    assert_false(opened_model_knows_more(m));
    while (opened_model_turn(m, NULL)) continue;
    assert_true(opened_model_knows_more(m));
    jobs = node_of(tape_of(arena, m), "jobs");
    assert_true(jobs->value[4 * HEAD_JOBS] >= 0);
    assert_false(opened_model_knows_more(m));
    opened_model_end(m);
    arena_end(arena);
}

// The same numbers, however a file lays the matrices out.
static void jobs_of_every_layout(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    write_text("config.json", "{\"n_head\": 4, \"layer_norm_epsilon\": 1e-5, \"activation_function\": \"gelu_new\"}");
    const Language *whole[] = { random_model(arena, &gpt2, 3), random_model(arena, &llama, 4) };
    Gpt2File file = gpt2_tensors(arena, whole[0], "");
    const char *path[] = { gpt2_write(&file, "gpt2.safetensors"), llama_write(arena, whole[1], 0, "llama.bin") };
    for (int i = 0; i < 2; i++) {
        OpenedModel *m = open_file(path[i]);
        int count = 2 * whole[i]->sizes.heads * HEAD_JOBS;
        LanguageJobs *want = language_jobs(arena, whole[i], m->trained->begin);
        double copies = 0;
        while (opened_model_turn(m, NULL)) continue;
        const double *all = language_jobs_of(want, 0), *is = language_jobs_of(m->jobs, 0);
        language_jobs_of(want, 1);
        for (int k = 0; k < count; k++) assert_float_equal(is[k], all[k], 1e-5);
        for (int k = JOB_COPIES; k < count; k += HEAD_JOBS) copies += is[k];
        assert_true(copies > 0);
        opened_model_end(m);
    }
    arena_end(arena);
}

static void what_it_says_next(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Problems problems = { .arena = arena };
    OpenedModel *m = open_file("lessons/data/language.safetensors");
    assert_true(opened_model_read(m, TEXT("Ana thanked Ben because"), &problems));
    Tape *tape = tape_of(arena, m);
    assert_true(node_of(tape, "next")->value[0] > 0.9); // he
    assert_int_equal(node_of(tape, "moved")->count, 5); // the mark that begins is a token too
    for (int i = 0; i < 5; i++) assert_true(node_of(tape, "moved")->value[i] > 0);
    assert_true(opened_model_longer(m, &problems));
    assert_string_equal(m->text, "Ana thanked Ben because he");
    opened_model_end(m);
    arena_end(arena);
}

// What was read before stays, and one line says what would do.
static void bad_texts(void **state) {
    (void)state;
    static const char *const texts[][2] = {
        { "the dogs quack", "quack" },
        { "the the the the the the the the the the the the the", "at most 12" },
    };
    Arena *arena = arena_begin();
    OpenedModel *m = open_file("lessons/data/language.safetensors");
    for (int i = 0; i < 2; i++) {
        Problems problems = { .arena = arena };
        assert_false(opened_model_read(m, text_of(texts[i][0]), &problems));
        assert_int_equal(problems.count, 1);
        assert_non_null(strstr(problems.item[0].message, texts[i][1]));
        assert_string_equal(m->text, "the dogs near the cat");
    }
    opened_model_end(m);
    arena_end(arena);
}

static void files_that_are_none(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Problems problems = { .arena = arena };
    assert_false(opened_model_is("lessons/data/seed.csv"));
    assert_false(opened_model_is("lessons/nothing-here"));
    LanguageOptions o = language_defaults(LANGUAGE_GRAMMAR, LEARNER_CELL);
    LanguageSizes sizes = language_training_sizes(&o);
    Builder out = { arena };
    trained_save(random_model(arena, &sizes, 1), LANGUAGE_GRAMMAR, NULL, "a test", &out);
    const char *lstm = write_bytes("lstm.safetensors", out.at, out.size);
    assert_true(opened_model_is(lstm));
    assert_null(opened_model_begin(lstm, &problems));
    assert_non_null(strstr(problems.item[0].message, "LSTM"));
    arena_end(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(heads_are_named_by_what_they_do),
        cmocka_unit_test(heads_of_the_little_language_are_named_by_its_questions),
        cmocka_unit_test(what_is_not_measured_is_not_named),
        cmocka_unit_test(jobs_of_every_layout),
        cmocka_unit_test(any_token_by_its_number),
        cmocka_unit_test(every_layout),
        cmocka_unit_test(what_it_says_next),
        cmocka_unit_test(a_head_that_is_off),
        cmocka_unit_test(work_is_counted),
        cmocka_unit_test(bad_texts),
        cmocka_unit_test(files_that_are_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
