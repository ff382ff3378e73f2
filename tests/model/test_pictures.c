// The models behind single pictures: sharpness, spread and cost, with the numbers that the lessons quote.
#include "model/setup.h"
#include "support/samples.h"

// --- sharpness

static double norm(const Real *x, int count) {
    double sum = 0;
    for (int i = 0; i < count; i++) sum += (double)x[i] * (double)x[i];
    return __builtin_sqrt(sum);
}

static void the_sweep(void **state) {
    (void)state;
    Run r = run_good("sharpness", "", SEED_CSV "y,0,4\n");
    check_value(&r, "scales", .25, .70711, 1, 2, 4, 8);
    const double first[] = { .3499, .5388, .6439, .8650, .9817, .9997 };
    const double loss[] = { 7.54, 12.03, 15.42, 15.99 }, slope[] = { 5.63, 4.27, .791, .0152 };
    const Node *a = node_of(&r, "sweep.a"), *s = node_of(&r, "sweep.s"), *each = node_of(&r, "sweep.loss");
    for (int i = 0; i < 6; i++) assert_close(a->value[4 * i], first[i], TOLERANCE);
    for (int i = 0; i < 4; i++) assert_close(each->value[i + 2], loss[i], 1e-3);
    for (int i = 0; i < 4; i++) assert_close(norm(s->grad + 4 * (i + 2), 4), slope[i], 5e-3);
    for (int i = 0; i < 4; i++) assert_close(s->grad[4 + i], node_of(&r, "s")->grad[i], 1e-14); // the scale of scaled dot products
    check_value(&r, "loss", 6.43667);
    arena_end(r.arena);
}

static void the_curve(void **state) {
    (void)state;
    Run r = run_good("sharpness", "", SEED_CSV "y,0,4\n");
    const Node *scale = node_of(&r, "curve.scales"), *a = node_of(&r, "curve.a");
    assert_int_equal(scale->count, 113);
    assert_close(scale->value[0], .125, 1e-15);
    assert_close(scale->value[112], 16, 1e-15);
    for (int i = 1; i < 113; i++) assert_close(scale->value[i] / scale->value[i - 1], 1.0442738, 1e-6);
    const Node *marked = node_of(&r, "scales"); // each of the six is one of them: so a marker there shows its own number
    const int row[] = { 16, 40, 48, 64, 80, 96 };
    for (int i = 0; i < 6; i++) assert_close(scale->value[row[i]], marked->value[i], 1e-14);
    for (int i = 1; i < 113; i++) assert_true(a->value[4 * i] > a->value[4 * (i - 1)]);
    check_gradients(&r, 1e-6);
    arena_end(r.arena);
}

static void picking_a_query(void **state) {
    (void)state;
    Run r = run_good("sharpness", "similarity=dot mask=causal query=2", TWO_QUERIES_CSV);
    check_value(&r, "sweep.raw", 1, 0, -1, 0);
    check_value(&r, "sweep.row_mask", 1, 1, 0, 0);
    const Node *a = node_of(&r, "sweep.a"), *o = node_of(&r, "o");
    for (int j = 0; j < 4; j++) assert_close(a->value[8 + j], node_of(&r, "a")->value[4 + j], 1e-15); // scale 1
    assert_int_equal(tape_find(r.tape, "objective"), NODE_NONE);
    assert_close(node_of(&r, "sweep.o")->value[4], o->value[2], 1e-15);

    assert_true(params_set(&r.params, r.model->param, r.model->params, "query", "1", (Place){ 0 }, &r.problems));
    model_write(r.model, r.tape, &r.inputs, &r.params);
    assert_true(model_replay(r.model, r.tape, &r.inputs, &r.problems));
    check_value(&r, "sweep.raw", 2, 1, 0, -1);
    assert_true(params_set(&r.params, r.model->param, r.model->params, "query", "3", (Place){ 0 }, &r.problems));
    model_write(r.model, r.tape, &r.inputs, &r.params);
    assert_false(model_replay(r.model, r.tape, &r.inputs, &r.problems));
    assert_string_equal(problem_of(&r, 0), "query must be from 1 to 2, the number of queries");
    arena_end(r.arena);
    r = run_model("sharpness", "query=2", SEED_CSV);
    assert_null(r.tape);
    assert_string_equal(problem_of(&r, 0), "query must be from 1 to 1, the number of queries");
    arena_end(r.arena);
}

// --- spread

static double deviation(const Node *node) {
    double sum = 0;
    for (int i = 0; i < node->count; i++) sum += node->value[i] * node->value[i];
    return __builtin_sqrt(sum / node->count);
}

static double mean_largest(const Node *a) {
    int rows = a->shape.size[0], columns = a->shape.size[1];
    double sum = 0;
    for (int r = 0; r < rows; r++) {
        double largest = 0;
        for (int j = 0; j < columns; j++) largest = a->value[r * columns + j] > largest ? a->value[r * columns + j] : largest;
        sum += largest;
    }
    return sum / rows;
}

static void random_products_spread(void **state) {
    (void)state;
    Run r = run_good("spread", "", NULL);
    assert_close(deviation(node_of(&r, "dot4")), 2, .1);
    assert_close(deviation(node_of(&r, "dot64")), 8, .1);
    assert_close(deviation(node_of(&r, "dot512")), 22.6, .1);
    assert_close(deviation(node_of(&r, "scaled4")), 1, .1);
    assert_close(deviation(node_of(&r, "scaled64")), 1, .1);
    assert_close(deviation(node_of(&r, "scaled512")), 1, .1);
    assert_close(mean_largest(node_of(&r, "soft4.a")), .43, .08);
    assert_close(mean_largest(node_of(&r, "soft64.a")), .84, .08);
    assert_close(mean_largest(node_of(&r, "soft512.a")), .945, .05);
    assert_close(mean_largest(node_of(&r, "soft512.scaled_a")), .245, .04);
    assert_int_equal(node_of(&r, "dot64")->count, 512);
    const Node *q = node_of(&r, "q64"), *k = node_of(&r, "k64"); // the product is that of the numbers shown
    double sum = 0;
    for (int i = 0; i < 64; i++) sum += q->value[64 * 7 + i] * k->value[64 * 7 + i];
    assert_close(node_of(&r, "dot64")->value[7], sum, 1e-13);

    Run same = run_good("spread", "seed=1 draws=512", NULL), other = run_good("spread", "seed=2", NULL);
    assert_memory_equal(node_of(&r, "dot4")->value, node_of(&same, "dot4")->value, 512 * sizeof(Real));
    assert_memory_not_equal(node_of(&r, "dot4")->value, node_of(&other, "dot4")->value, 512 * sizeof(Real));
    arena_end(r.arena);
    arena_end(same.arena);
    arena_end(other.arena);
    r = run_model("spread", "draws=100", NULL);
    assert_string_equal(problem_of(&r, 0), "draws must be a multiple of 16, found 100");
    arena_end(r.arena);
}

// --- cost

static void counted_work(void **state) {
    (void)state;
    const double n = 70, d = 64, r = 32;
    Run run = run_good("cost", "n=70 d=64 r=32", NULL);
    Work dot = model_work_prefix(run.tape, "dot."), add = model_work_prefix(run.tape, "add."), all = tape_work_all(run.tape);
    assert_close(dot.functions, 0, 0);
    assert_close(add.functions, n * n * r, 0);
    assert_true(dot.multiply_adds >= n * n * d && dot.multiply_adds < n * n * d * 1.1);
    assert_true(add.multiply_adds >= 2 * n * d * r + n * n * r);
    assert_close(all.multiply_adds, dot.multiply_adds + add.multiply_adds, 0);
    for (NodeId id = 0; id < run.tape->count; id++) assert_true(tape_node(run.tape, id)->name[0] != 0);
    assert_int_equal(node_of(&run, "add.s")->count, 4900);
    arena_end(run.arena);
    run = run_model("cost", "n=512 r=512", NULL);
    assert_string_equal(problem_of(&run, 0), "n = 512 and r = 512 make 134217728 hidden numbers, but at most 4194304 can be kept");
    arena_end(run.arena);
}

// --- the table

// A node may belong to one choice of a parameter alone, as the mean square does to kind=rms.
static bool some_choice_has(const Model *model, const char *name) {
    for (int p = 0; p < model->params; p++) {
        const ParamInfo *info = &model->param[p];
        Text rest = text_of(info->kind == PARAM_CHOICE && strcmp(info->name, "habit") != 0 ? info->choices : "");
        for (Text word = text_word(&rest); word.size; word = text_word(&rest)) {
            char set[64];
            snprintf(set, sizeof set, "%s=%.*s", info->name, (int)word.size, word.at);
            Run r = run_model(model->name, set, model->inputs ? sample_for(model->name) : NULL);
            bool found = r.tape && tape_find(r.tape, name) != NODE_NONE;
            arena_end(r.arena);
            if (found) return true;
        }
    }
    return false;
}

static void every_model_has_what_it_lists(void **state) {
    (void)state;
    for (int i = 0; i < model_count; i++) {
        const Model *model = model_table[i];
        assert_ptr_equal(model_find(model->name), model);
        assert_true(model->inputs <= MODEL_INPUTS && model->params <= MODEL_PARAMS);
        assert_non_null(model->summary);
        Run r = run_good(model->name, "", model->inputs ? sample_for(model->name) : NULL);
        for (const char *const *name = model->node; *name; name++)
            if (tape_find(r.tape, *name) == NODE_NONE && !some_choice_has(model, *name))
                fail_msg("%s has no %s", model->name, *name);
        for (int p = 0; p < model->params; p++) { // every initial value is one that may be set
            const ParamInfo *info = &model->param[p];
            assert_true(params_set(&r.params, model->param, model->params, info->name, info->initial, (Place){ 0 }, &r.problems));
        }
        arena_end(r.arena);
    }
    assert_null(model_find("none"));
}

// --- guess

static void a_guesser_and_a_long_way(void **state) {
    (void)state;
    Run r = run_good("guess", "length=5 share=0.7532", NULL);
    check_value(&r, "p", .125, .125, .125, .125, .125, .125, .125, .125);
    check_value(&r, "loss", 2.0794);
    check_value(&r, "left", .3218);
    check_value(&r, "even", .2);
    check_value(&r, "head", 1 / 4.0 + 3 / 4.0 * 9 / 16); // one average of two answers about four items
    assert_close(node_of(&r, "loss")->value[0], 2.0794415416798357, 1e-15);
    assert_close(node_of(&r, "logits")->grad[0], -0.875, 1e-15); // p − y
    assert_close(node_of(&r, "logits")->grad[1], 0.125, 1e-15);
    assert_true(params_set(&r.params, r.model->param, r.model->params, "share", "0.5", (Place){ 0 }, &r.problems));
    model_write(r.model, r.tape, &r.inputs, &r.params);
    assert_true(model_replay(r.model, r.tape, &r.inputs, &r.problems));
    assert_close(node_of(&r, "left")->value[0], 0.0625, 1e-15);
    arena_end(r.arena);
    r = run_good("guess", "length=40 share=0.7532 symbols=2", NULL);
    assert_close(node_of(&r, "left")->value[0], 1.58308e-5, 1e-10);
    check_value(&r, "loss", .6931);
    check_value(&r, "p", .5, .5);
    arena_end(r.arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_sweep),
        cmocka_unit_test(the_curve),
        cmocka_unit_test(picking_a_query),
        cmocka_unit_test(random_products_spread),
        cmocka_unit_test(a_guesser_and_a_long_way),
        cmocka_unit_test(counted_work),
        cmocka_unit_test(every_model_has_what_it_lists),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
