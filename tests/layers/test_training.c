// Training: its options, what it measures against a plain second look in double, the same bits for any number of threads, and
// the stop where numbers end.
#include <math.h>

#include "core/engine.h"
#include "layers/learn.h"

// --- options

static void check_set(const char *name, const char *text, const char *want) {
    Arena *arena = arena_begin();
    Problems problems = { arena };
    TrainingOptions options = training_defaults(), before = options;
    if (training_set(&options, name, text, (Place){ 0 }, &problems)) fail_msg("accepted: %s %s", name, text);
    assert_string_equal(problems.item[0].message, want);
    assert_memory_equal(&options, &before, sizeof options);
    arena_end(arena);
}

static void options_are_refused_with_what_is_allowed(void **state) {
    (void)state;
    check_set("length", "1", "length must be a whole number from 2 to 1000, found '1'");
    check_set("length", "40.5", "length must be a whole number from 2 to 1000, found '40.5'");
    check_set("steps", "0", "steps must be a whole number from 1 to 100000, found '0'");
    check_set("lr", "nan", "lr must be a number from 1e-09 to 1000, found 'nan'");
    check_set("lr", "0", "lr must be a number from 1e-09 to 1000, found '0'");
    check_set("model", "atention", "unknown model 'atention' (did you mean 'attention'?); choose one of attention, rnn, lstm, gru");
    check_set("task", "copy", "unknown task 'copy'; choose one of recall, lookup, pair, next");
    check_set("positions", "maybe", "positions must be on or off, found 'maybe'");
    check_set("lenght", "40", "unknown parameter 'lenght' (did you mean 'length'?)");
    check_set("init", "gaus:1",
              "unknown init 'gaus:1' (did you mean 'gauss'?); choose one of uniform, gauss:RHO, orthogonal:RHO, forget:BIAS");
    check_set("init", "gauss", "init gauss:RHO takes a number from 0 to 100, found 'gauss'");
    check_set("init", "orthogonal:-1", "init orthogonal:RHO takes a number from 0 to 100, found 'orthogonal:-1'");
    check_set("init", "forget:x", "init forget:BIAS takes a number from -20 to 20, found 'forget:x'");
    check_set("init", "uniform:1", "init uniform takes no number, found 'uniform:1'");
}

static void every_option_is_set(void **state) {
    (void)state;
    TrainingOptions o = options_of("task=pair model=lstm length=9 steps=7 seed=3 width=16 batch=5 symbols=4 init=forget:2.5 "
                                   "optimizer=sgd lr=0.5 clip=0 heads=2 mask=causal positions=off input-scale=0.3");
    const TrainingOptions want = { TASK_PAIR, LEARNER_LSTM, 9, 7, 3,    16,    5,   4,   START_FORGET, 2.5,
                                   1,         0.5,          0, 2, true, false, 0.3, true };
    assert_true(o.task == want.task && o.model == want.model && o.length == 9 && o.steps == 7 && o.seed == 3 && o.width == 16);
    assert_true(o.batch == 5 && o.symbols == 4 && o.start == want.start && o.start_value == 2.5 && o.optimizer == 1);
    assert_true(o.rate == 0.5 && o.clip == 0 && o.heads == 2 && o.causal && !o.positions && o.input_scale == 0.3 && o.film);
    o = training_defaults();
    assert_true(o.task == TASK_RECALL && o.model == LEARNER_ATTENTION && o.length == 40 && o.steps == 1500 && o.seed == 1);
    assert_true(o.width == 32 && o.batch == 32 && o.symbols == 8 && o.start == START_UNIFORM && o.optimizer == 0);
    assert_true(o.rate == 0.003 && o.clip == 1 && o.heads == 1 && !o.causal && o.positions && o.input_scale == 1);
    assert_true(options_of("init=uniform").start == START_UNIFORM);
    o = options_of("init=gauss:0.9");
    assert_true(o.start == START_GAUSS && o.start_value == 0.9);
    o = options_of("init=orthogonal:1.5");
    assert_true(o.start == START_ORTHOGONAL && o.start_value == 1.5);
    o = options_of("init=forget:-3");
    assert_true(o.start == START_FORGET && o.start_value == -3);
}

static void columns_of_a_task_are_columns_of_a_point(void **state) {
    (void)state;
    for (int i = 0; i < training_tasks; i++) {
        Text rest = text_of(training_task[i].columns);
        for (Text column = text_word(&rest); column.size; column = text_word(&rest))
            assert_true(training_column(&(TrainingPoint){ 1, 1, 1, 1, 1, 1, 1 }, column) == 1);
    }
}

static void check_refused(const char *set, const char *want) {
    Arena *arena = arena_begin();
    Problems problems = { arena };
    TrainingOptions options = options_of(set);
    assert_null(training_begin(arena, &options, &problems));
    assert_string_equal(problems.item[0].message, want);
    arena_end(arena);
}

// An option that equality forgets would leave a race as it was when that option is changed.
static void any_other_option_is_another_training(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    for (int i = 0; i < training_params; i++) {
        const ParamInfo *row = &training_param[i];
        Problems problems = { arena };
        TrainingOptions former = training_defaults(), other = former;
        const char *text = row->kind == PARAM_SWITCH   ? "off"
                           : row->kind == PARAM_CHOICE ? strcmp(row->name, "init") ? strrchr(row->choices, ' ') + 1 : "gauss:0.5"
                                                       : arena_print(arena, "%g", row->high);
        assert_true(training_same(&former, &other));
        assert_true(training_set(&other, row->name, text, (Place){ 0 }, &problems));
        if (training_same(&former, &other)) fail_msg("another %s is taken for the same training", row->name);
    }
    TrainingOptions former = training_defaults(), other = former;
    other.start = former.start = START_GAUSS;
    other.start_value = 0.25;
    assert_false(training_same(&former, &other));
    other = former;
    other.film = !former.film;
    assert_false(training_same(&former, &other));
    arena_end(arena);
}

static void options_that_do_not_go_together(void **state) {
    (void)state;
    check_refused("heads=3", "heads 3 does not divide width 32, of which every head takes as many columns");
    check_refused("model=rnn heads=2", "heads belong to attention: a recurrent net has none");
    check_refused("init=gauss:1", "init gauss is for the matrix from state to state, which attention does not have");
    check_refused("model=gru init=forget:1", "a forget bias needs a forget gate, which only the LSTM has: choose it first");
    check_refused("task=lookup length=66",
                  "length must be at most 65 for lookup, whose 64 keys are all different in a string, found 66");
    check_refused("task=pair length=66",
                  "length must be at most 65 for pair, whose 64 colours and shapes are all different in a string, found 66");
    check_refused("model=lstm length=1000 width=256 batch=1024",
                  "length 1000, batch 1024 and width 256 make about 10625 million numbers in a step, but at most 67 million can be "
                  "kept: make one of them smaller");
    check_refused("length=1000 steps=100000",
                  "steps 100000 of length 1000 are too many to keep all that happens: make one smaller");
}

// --- strings and seeds

static void models_of_a_seed_see_the_same_strings(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    const char *rest = "length=7 steps=20 task=recall";
    char set[100];
    Record record[3];
    static const char *const first[] = { "model=attention seed=4", "model=gru seed=4", "model=gru seed=5" };
    for (int i = 0; i < 3; i++) {
        snprintf(set, sizeof set, "%s %s", first[i], rest);
        record[i] = train_all(arena, set);
    }
    assert_memory_equal(record[0].token, record[1].token, 21 * 7 * sizeof(short));
    assert_memory_not_equal(record[1].token, record[2].token, 21 * 7 * sizeof(short));
    arena_end(arena);
}

// --- what is measured, against plain loops over the double tape

static double norm_of(const double *v, int count) {
    double sum = 0;
    for (int i = 0; i < count; i++) sum += v[i] * v[i];
    return sqrt(sum);
}

static void check_film(const Batch *b, const Record *r) {
    const TrainingOptions *o = &b->options;
    TaskShape task = task_shape(o);
    const Node *x = tape_node(b->all.tape, b->all.x);
    for (int t = 0; t < o->length; t++) {
        double sum = 0;
        for (int i = 0; i < o->batch; i++) // of one string's loss: the batch's mean has 1 / batch of it
            sum += norm_of(x->grad + training_tape_row(o, i, t) * task.inputs, task.inputs) * o->batch;
        assert_close((double)r->grad_x[t], sum / o->batch, 1e-5);
    }
    for (int h = 0; r->weight && h < o->heads; h++) {
        const Node *a = tape_node(b->all.tape, b->all.a);
        int queries = a->shape.size[2];
        for (int t = 0; t < o->length; t++)
            assert_close((double)r->weight[h * o->length + t], a->value[(h * queries + queries - 1) * o->length + t], 1e-5);
    }
    assert_memory_equal(r->token, b->token, (size_t)(o->length * task.fields) * sizeof(short));
    assert_memory_equal(r->right, b->right, (size_t)task.answers * sizeof(short));
}

// E W_q W_k^T E^T over the root of a head's width, by plain loops over the double tape's first weights.
static void check_match(const Batch *b, const Record *r) {
    const TrainingOptions *o = &b->options;
    assert_true((r->match != NULL) == (o->task == TASK_LOOKUP && o->model == LEARNER_ATTENTION));
    if (!r->match) return;
    const Real *E = tape_node(b->all.tape, tape_find(b->all.tape, "E"))->value;
    const Real *Wq = tape_node(b->all.tape, tape_find(b->all.tape, "Wq"))->value;
    const Real *Wk = tape_node(b->all.tape, tape_find(b->all.tape, "Wk"))->value;
    int w = o->width;
    for (int a = 0; a < TRAINING_MATCHES; a += 5)
        for (int c = 0; c < TRAINING_MATCHES; c += 3) {
            double sum = 0;
            for (int i = 0; i < w; i++)
                for (int j = 0; j < w; j++)
                    for (int l = 0; l < w; l++) sum += E[a * w + i] * Wq[i * w + j] * Wk[l * w + j] * E[c * w + l];
            assert_close((double)r->match[a * TRAINING_MATCHES + c], sum / sqrt((double)w / o->heads), 1e-4);
        }
}

static void check_point(const Batch *b, const Record *r) {
    TaskShape task = task_shape(&b->options);
    const Node *logits = tape_node(b->all.tape, b->all.logits);
    const TrainingPoint *p = &r->point[0];
    int each = task.answers * task.classes, good = 0;
    double sum = 0;
    for (int i = 0; i < b->options.batch; i++) sum += norm_of(logits->grad + i * each, each);
    for (int i = 0; i < b->options.batch * task.answers; i++) {
        int best = 0;
        for (int c = 1; c < task.classes; c++)
            if (logits->value[i * task.classes + c] > logits->value[i * task.classes + best]) best = c;
        good += best == b->right[i];
        if (i < task.answers) assert_int_equal(r->answered[i], best);
    }
    assert_close((double)p->loss, tape_node(b->all.tape, b->all.loss)->value[0], 1e-5);
    assert_close((double)p->accuracy, (double)good / (b->options.batch * task.answers), 1e-6);
    assert_close((double)p->grad_logits, sum, 1e-5);
    assert_close((double)p->grad_x1, (double)r->grad_x[0], 1e-6);
    assert_close((double)p->grad_first, (double)p->grad_x1 / (double)p->grad_logits, 1e-6);
}

static void points_are_what_they_say(void **state) {
    (void)state;
    static const char *const sets[] = { "length=6 task=recall model=attention",
                                        "length=6 task=pair model=attention heads=4",
                                        "length=6 task=next model=attention mask=causal",
                                        "length=6 task=next model=rnn",
                                        "length=6 task=lookup model=lstm",
                                        "length=6 task=lookup model=attention heads=2 width=16",
                                        "length=6 task=pair model=gru" };
    for (int i = 0; i < 7; i++) {
        Random strings;
        Batch b = batch_begin(sets[i], &strings);
        Training *training = train_in(b.arena, sets[i]);
        assert_int_equal(training_record(training).points, 0);
        training_step(training);
        Record record = training_record(training);
        assert_int_equal(record.points, 1);
        check_point(&b, &record);
        check_film(&b, &record);
        check_match(&b, &record);
        assert_true(isnan(record.point[0].weight_first) == (record.weight == NULL));
        arena_end(b.arena);
    }
}

static void a_step_allocates_nothing_and_the_last_ends_it(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Training *training = train_in(arena, "length=5 steps=3");
    size_t used = arena_used(arena);
    for (int i = 0; i < 4; i++) {
        assert_false(training_record(training).done);
        assert_true(training_step(training));
        assert_int_equal(training_record(training).points, i + 1);
    }
    assert_false(training_step(training));
    assert_int_equal(arena_used(arena), used);
    Record record = training_record(training);
    assert_true(record.done && !record.stopped && record.points == 4);
    arena_end(arena);
}

static void without_a_film_the_points_are_the_same(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Problems problems = { arena };
    Record filmed = train_all(arena, "length=5 steps=10");
    TrainingOptions options = options_of("length=5 steps=10");
    options.film = false;
    Training *training = training_begin(arena, &options, &problems);
    while (training_step(training)) {}
    Record plain = training_record(training);
    assert_null(plain.grad_x);
    assert_null(plain.token);
    assert_memory_equal(plain.point, filmed.point, 11 * sizeof *plain.point);
    arena_end(arena);
}

// --- the same bits

static const char *const bit_sets[] = {
    "task=recall model=attention length=40 steps=2",
    "task=pair model=attention length=9 heads=4 steps=2 width=64",
    "task=next model=attention length=30 heads=2 mask=causal steps=2",
    "task=recall model=rnn init=gauss:1.2 steps=2",
    "task=next model=gru length=5 steps=2",
    "task=lookup model=lstm length=9 init=forget:3 width=64 steps=2",
    "task=recall model=gru init=orthogonal:1 length=9 steps=2",
};
enum { BIT_SETS = sizeof bit_sets / sizeof bit_sets[0] };

static uint64_t hash_of_trainings(int threads, int lanes) {
    uint64_t hash = 0;
    engine_set(threads, lanes);
    for (int i = 0; i < BIT_SETS; i++) {
        Arena *arena = arena_begin();
        Record record = train_all(arena, bit_sets[i]);
        hash = hash * 31 + hash_of_record(&record);
        arena_end(arena);
    }
    engine_set(1, 0);
    return hash;
}

static void one_seed_gives_the_same_bits(void **state) {
    (void)state;
    const uint64_t want = 0x5a7306676cdb0a6d; // on every machine, with every compiler
    static const int threads[] = { 1, 1, 1, 2, 8, 8 }, lanes[] = { 4, 8, 16, 16, 4, 8 };
    for (int i = 0; i < 6; i++) {
        uint64_t hash = hash_of_trainings(threads[i], lanes[i]);
        if (hash != want) fail_msg("%d threads of %d lanes give %016llx", threads[i], lanes[i], (unsigned long long)hash);
    }
}

// --- where numbers end

static void a_start_without_numbers_is_told(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Training *training = train_in(arena, "model=rnn init=gauss:9 input-scale=0.3 optimizer=sgd lr=0.1 length=60");
    assert_false(training_step(training));
    Record record = training_record(training);
    assert_int_equal(record.points, 0);
    assert_string_equal(record.stopped, "the gradient is not a number at step 0: are the first weights too large for length 60?");
    arena_end(arena);
}

static void a_number_too_large_stops_it(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Training *training = train_in(arena, "optimizer=sgd lr=900 clip=0 length=8");
    while (training_step(training)) {}
    Record record = training_record(training);
    char want[100];
    snprintf(want, sizeof want, "the gradient is not a number at step %d: is the learning rate 900 too large?", record.points);
    assert_string_equal(record.stopped, want);
    assert_true(record.done && record.points >= 1 && record.points < 100);
    for (int i = 0; i < record.points; i++) assert_true(isfinite(record.point[i].loss) && isfinite(record.point[i].norm));
    uint64_t hash = hash_of_record(&record);
    assert_false(training_step(training));
    record = training_record(training);
    assert_true(hash_of_record(&record) == hash); // the last good numbers are kept
    arena_end(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_of_a_task_are_columns_of_a_point),
        cmocka_unit_test(options_are_refused_with_what_is_allowed),
        cmocka_unit_test(every_option_is_set),
        cmocka_unit_test(any_other_option_is_another_training),
        cmocka_unit_test(options_that_do_not_go_together),
        cmocka_unit_test(models_of_a_seed_see_the_same_strings),
        cmocka_unit_test(points_are_what_they_say),
        cmocka_unit_test(a_step_allocates_nothing_and_the_last_ends_it),
        cmocka_unit_test(without_a_film_the_points_are_the_same),
        cmocka_unit_test(one_seed_gives_the_same_bits),
        cmocka_unit_test(a_start_without_numbers_is_told),
        cmocka_unit_test(a_number_too_large_stops_it),
    };
    return cmocka_run_group_tests_name("layers/training", tests, NULL, NULL);
}
