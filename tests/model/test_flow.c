// The two lanes of gradient flow: every gradient against central differences, the laws they follow, tokens of one's own; and the
// four stacks over depth.
#include "core/probe.h"
#include "model/setup.h"

#define WORDS "tokens1:The,0\ntokens2:key,1\ntokens3:is,2\ntokens4:lost,3\ntokens5:?,9\n"

static double length_of(const Real *x, int count) {
    double sum = 0;
    for (int i = 0; i < count; i++) sum += x[i] * x[i];
    return __builtin_sqrt(sum);
}

// |∂L/∂x_t| at a distance from the loss.
static double reached(const Run *r, const char *x, int distance) {
    const Node *node = node_of(r, x);
    int steps = node->shape.size[0], width = node->shape.size[1];
    return length_of(node->grad + (steps - 1 - distance) * width, width);
}

static void gradients_are_those_of_the_losses(void **state) {
    (void)state;
    static const char *const set[] = { "", "cell=lstm forget=3", "cell=gru", "activation=linear init=orthogonal rho=1.1",
                                       "family=on" };
    for (size_t i = 0; i < sizeof set / sizeof *set; i++) {
        Run r = run_good("flow", set[i], WORDS);
        static const char *const leaf[] = { "rnn.x", "att.x", "rho", "rnn.Wx", "att.Wq", "att.Wv", "att.P", "rnn.Wy" };
        for (size_t k = 0; k < sizeof leaf / sizeof *leaf; k++) {
            NodeId id = tape_find(r.tape, leaf[k]);
            for (int e = 0; e < tape_node(r.tape, id)->count; e += 7) {
                Proof p = probe_gradient(r.arena, r.tape, id, e, 1);
                check_close(p.difference, p.shown, 2e-8, leaf[k], __FILE__, __LINE__);
            }
        }
        arena_end(r.arena);
    }
}

static void lanes_share_no_number(void **state) {
    (void)state;
    Run r = run_good("flow", "", WORDS);
    assert_close(node_of(&r, "loss")->value[0], node_of(&r, "rnn.loss")->value[0] + node_of(&r, "att.loss")->value[0], 1e-15);
    double before = node_of(&r, "att.loss")->value[0];
    node_of(&r, "rnn.x")->value[0] += 0.5;
    tape_forward(r.tape);
    assert_true(node_of(&r, "att.loss")->value[0] == before);
    arena_end(r.arena);
}

static void tokens_stand_at_the_end(void **state) {
    (void)state;
    Run short_one = run_good("flow", "", WORDS), long_one = run_good("flow", "length=20", WORDS),
        drawn = run_good("flow", "length=20", NULL);
    const Node *token = node_of(&long_one, "token");
    assert_int_equal(node_of(&short_one, "token")->count, 5);
    assert_int_equal(token->count, 20);
    for (int i = 0; i < 5; i++) assert_close(token->value[15 + i], node_of(&short_one, "tokens")->value[i], 0);
    for (int i = 0; i < 15; i++) assert_close(token->value[i], node_of(&drawn, "token")->value[i], 0);
    assert_close(node_of(&short_one, "target")->value[0], 0, 0);
    assert_int_equal(node_of(&short_one, "att.x")->shape.size[1], 10); // 9 is a token, so there are 10
    assert_int_equal(node_of(&drawn, "att.x")->shape.size[1], 8);
    const Node *x = node_of(&short_one, "rnn.x");
    for (int t = 0; t < 5; t++)
        for (int c = 0; c < 10; c++) assert_close(x->value[t * 10 + c], c == node_of(&short_one, "token")->value[t], 0);
    arena_end(short_one.arena);
    arena_end(long_one.arena);
    arena_end(drawn.arena);
}

static void an_edited_token_replays(void **state) {
    (void)state;
    Run r = run_good("flow", "", WORDS);
    ((Input *)inputs_find(&r.inputs, "tokens"))->value[1] = 3;
    model_write(r.model, r.tape, &r.inputs, &r.params);
    assert_true(model_replay(r.model, r.tape, &r.inputs, &r.problems));
    Run fresh = run_good("flow", "", "tokens1:The,0\ntokens2:key,3\ntokens3:is,2\ntokens4:lost,3\ntokens5:?,9\n");
    assert_true(node_of(&r, "loss")->value[0] == node_of(&fresh, "loss")->value[0]);
    ((Input *)inputs_find(&r.inputs, "tokens"))->value[1] = 12;
    model_write(r.model, r.tape, &r.inputs, &r.params);
    assert_false(model_replay(r.model, r.tape, &r.inputs, &r.problems));
    assert_non_null(strstr(problem_of(&r, 0), "token 2 is 12"));
    arena_end(r.arena);
    arena_end(fresh.arena);
}

static void refused(const char *text, const char *said) {
    Run r = run_model("flow", "", text);
    if (r.tape || !strstr(problem_of(&r, 0), said)) fail_msg("expected a problem with \"%s\", got \"%s\"", said, problem_of(&r, 0));
    arena_end(r.arena);
}

static void what_is_no_token_is_refused(void **state) {
    (void)state;
    refused("tokens1,0\ntokens2,1.5\n", "token 2 is 1.5");
    refused("tokens1,-1\n", "token 1 is -1");
    refused("tokens1,0,1\n", "a row has 2 numbers");
    refused("words1,0\n", "unknown label");
}

// The slider writes the leaf: the same numbers as a net recorded with that gain.
static void the_gain_is_a_leaf(void **state) {
    (void)state;
    Run r = run_good("flow", "rho=0.9 length=30", NULL), other = run_good("flow", "rho=1.3 length=30", NULL);
    assert_true(params_set(&r.params, r.model->param, r.model->params, "rho", "1.3", (Place){ 0 }, &r.problems));
    model_write(r.model, r.tape, &r.inputs, &r.params);
    assert_true(model_replay(r.model, r.tape, &r.inputs, &r.problems));
    for (int d = 0; d < 30; d++) assert_true(reached(&r, "rnn.x", d) == reached(&other, "rnn.x", d));
    arena_end(r.arena);
    arena_end(other.arena);
}

// In a linear net whose matrix only turns, the gradient falls exactly like the gain to the power of the distance.
static void a_turning_linear_net_keeps_the_law(void **state) {
    (void)state;
    Run r = run_good("flow", "length=50 activation=linear init=orthogonal rho=0.9", NULL);
    NodeId h = tape_find(r.tape, "rnn.h");
    const Node *all = tape_node(r.tape, h), *power = node_of(&r, "power"), *last = tape_node(r.tape, all->input[49]);
    double start = length_of(last->grad, last->count);
    for (int d = 0; d < 50; d++) {
        const Node *state_at = tape_node(r.tape, all->input[49 - d]);
        assert_close(length_of(state_at->grad, state_at->count) / start / power->value[d], 1, 1e-12);
    }
    assert_close(power->value[10], 0.34867844, 1e-8);
    assert_close(node_of(&r, "equal")->value[7], 0.02, 1e-15);
    arena_end(r.arena);
}

// The experiment's orders of magnitude (mean over seeds in the facts: .025, 7.7e-5, 4.5e-7 at rho .9; attention .017).
static void the_orders_of_magnitude(void **state) {
    (void)state;
    double log10_back = 0, log49_back = 0, attention = 0;
    for (int seed = 0; seed < 6; seed++) {
        Arena *arena = arena_begin();
        Run r = run_good("flow", arena_print(arena, "length=50 rho=0.9 seed=%d", seed), NULL);
        log10_back += math_log10(reached(&r, "rnn.x", 10)) / 6;
        log49_back += math_log10(reached(&r, "rnn.x", 49)) / 6;
        attention += reached(&r, "att.x", 49) / 6;
        assert_true(reached(&r, "att.x", 0) > 0.3 && reached(&r, "att.x", 0) < 2);
        assert_true(reached(&r, "att.x", 49) < 8 * reached(&r, "att.x", 10));
        arena_end(r.arena);
        arena_end(arena);
    }
    assert_true(log10_back > -2.6 && log10_back < -0.9);
    assert_true(log49_back > -8 && log49_back < -5);
    assert_true(attention > 0.005 && attention < 0.05);
}

static void the_family_has_its_own_gains(void **state) {
    (void)state;
    Run r = run_good("flow", "length=50 family=on", NULL);
    static const double gain[] = { 0.5, 0.9, 1, 1.1, 1.5 };
    double before = 0;
    for (int i = 0; i < 5; i++) {
        const char *x = arena_print(r.arena, "r%d.x", i + 1);
        assert_close(node_of(&r, arena_print(r.arena, "r%d.rho", i + 1))->value[0], gain[i], 0);
        double far = reached(&r, x, 49);
        assert_true(far > before);
        before = far;
    }
    assert_true(reached(&r, "r2.x", 49) == reached(&r, "rnn.x", 49)); // 0.9 is the slider's too
    assert_true(reached(&r, "r1.x", 49) < 1e-15 && reached(&r, "r5.x", 49) > 1e-3);
    arena_end(r.arena);
}

// ∂L/∂x_j has a_j as a factor: through the value exactly a_j, so two tokens' value gradients stand as their weights.
static void the_weight_is_the_factor(void **state) {
    (void)state;
    Run r = run_good("flow", "", WORDS);
    const Node *a = node_of(&r, "att.a"), *v = node_of(&r, "att.v"), *o = node_of(&r, "att.o");
    for (int j = 0; j < 5; j++)
        for (int c = 0; c < 32; c++) assert_close(v->grad[j * 32 + c], a->value[j] * o->grad[c], 1e-16);
    arena_end(r.arena);
}

// --- over depth

static void four_stacks(void **state) {
    (void)state;
    Run r = run_good("stack", "", NULL);
    double plain = length_of(node_of(&r, "plain.x")->grad, node_of(&r, "plain.x")->count);
    double sum = length_of(node_of(&r, "sum.x")->grad, node_of(&r, "sum.x")->count);
    double post = length_of(node_of(&r, "post.x")->grad, node_of(&r, "post.x")->count);
    double pre = length_of(node_of(&r, "pre.x")->grad, node_of(&r, "pre.x")->count);
    assert_true(plain < 0.01 && sum > 1000);
    assert_true(post > 0.1 && post < 100 && pre > 0.1 && pre < 100);
    for (NodeId id = 0; id < r.tape->count; id++) {
        if (!strstr(tape_node(r.tape, id)->name, ".x")) continue;
        Proof p = probe_gradient(r.arena, r.tape, id, 5, 1);
        if (!p.lost) check_close(p.difference / p.shown, 1, 1e-3, tape_node(r.tape, id)->name, __FILE__, __LINE__);
    }
    assert_int_equal(node_of(&r, "pre.h")->inputs, 24);
    arena_end(r.arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gradients_are_those_of_the_losses),
        cmocka_unit_test(lanes_share_no_number),
        cmocka_unit_test(tokens_stand_at_the_end),
        cmocka_unit_test(an_edited_token_replays),
        cmocka_unit_test(what_is_no_token_is_refused),
        cmocka_unit_test(the_gain_is_a_leaf),
        cmocka_unit_test(a_turning_linear_net_keeps_the_law),
        cmocka_unit_test(the_orders_of_magnitude),
        cmocka_unit_test(the_family_has_its_own_gains),
        cmocka_unit_test(the_weight_is_the_factor),
        cmocka_unit_test(four_stacks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
