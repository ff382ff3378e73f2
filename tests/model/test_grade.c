// Check my work: every known mistake is found from numbers of a script of its own, at 2, 3 and 4 digits; right numbers are never
// called wrong, however they are rounded, turned or cut down.
#include "model/grade.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/random.h"
#include "model/grade_cases.h"
#include "support/samples.h"

typedef struct Graded {
    Run run;
    Grade grade;
    bool good;
} Graded;

static Graded grade_texts(const char *model, const char *set, const char *data, const char *work) {
    Graded g = { .run = run_good(model, set, data) };
    Dataset entries;
    if (!data_load_text(g.run.arena, text_of(work), "work", &entries, &g.run.problems)) return g;
    g.good = grade_work(g.run.arena, g.run.model, &g.run.params, &g.run.inputs, &entries, &g.grade, &g.run.problems);
    return g;
}

static Graded grade_good(const char *model, const char *set, const char *data, const char *work) {
    Graded g = grade_texts(model, set, data, work);
    if (!g.good) fail_msg("%s", problem_of(&g.run, 0));
    return g;
}

static const GradePart *part_of(const Graded *g, const char *name) {
    for (int i = 0; i < g->grade.parts; i++)
        if (!strcmp(g->grade.part[i].name, name)) return &g->grade.part[i];
    fail_msg("no part %s", name);
    return NULL;
}

static bool names(const GradePart *part, const char *habit) {
    for (int i = 0; i < part->causes; i++)
        if (!strcmp(habit_info(part->cause[i].habit)->name, habit)) return true;
    return false;
}

// --- the files

// −1e-9 hides nothing: its numbers are those of no mask at all.
static bool are_alike(Habit a, Habit b) {
    bool first = a == HABIT_MASK_MISSING || a == HABIT_MASK_TINY;
    return first && (b == HABIT_MASK_MISSING || b == HABIT_MASK_TINY);
}

static void every_mistake_is_found(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    int count;
    const GradeCase *all = grade_cases(arena, &count);
    for (int i = 0; i < count; i++) {
        const GradeCase *c = &all[i];
        Graded g = grade_good(c->model, c->set, grade_data(arena, c), grade_text(arena, c->work));
        const GradePart *wrong = grade_first_wrong(&g.grade);
        Habit habit = habit_find(c->habit);
        if (!strcmp(c->habit, "-")) {
            if (wrong) fail_msg("%s: %s is called wrong", c->work, wrong->name);
        } else {
            if (!wrong || !names(wrong, c->habit)) fail_msg("%s: %s is not found", c->work, c->habit);
            for (int k = 0; k < wrong->causes; k++)
                if (wrong->cause[k].habit != habit && !are_alike(wrong->cause[k].habit, habit))
                    fail_msg("%s: %s is named too", c->work, habit_info(wrong->cause[k].habit)->name);
            for (int p = 0; p < g.grade.parts; p++) // all the rest follows from it, or has the same cause
                if (g.grade.part[p].verdict == VERDICT_WRONG && !names(&g.grade.part[p], c->habit))
                    fail_msg("%s: %s has another cause", c->work, g.grade.part[p].name);
        }
        arena_end(g.run.arena);
    }
    arena_end(arena);
}

// --- by hand

#define SEED "q,1,1\nk1,1,1\nk2,1,0\nk3,1,-1\nk4,-1,0\nv1,4,0\nv2,0,4\nv3,-4,0\nv4,0,-4\n"

static void expect_verdict(const char *work, const char *part, Verdict verdict, const char *habit) {
    Graded g = grade_good("attention", "", SEED, work);
    const GradePart *found = part_of(&g, part);
    if (found->verdict != verdict) fail_msg("%s%s is %s", work, part, verdict_name(found->verdict));
    if (habit && !names(found, habit)) fail_msg("%s%s: no %s", work, part, habit);
    if (!habit) assert_int_equal(found->causes, 0);
    arena_end(g.run.arena);
}

// The picture in the course: every score over √4, the rest right for that, one weight rounded once more.
static void the_seed(void **state) {
    (void)state;
    Graded g = grade_good("attention", "", SEED, "s,1,0.5,0,-0.5\na,0.4551,0.28,0.1674,0.1015\no,1.151,0.698\n");
    const GradePart *s = part_of(&g, "s"), *a = part_of(&g, "a"), *o = part_of(&g, "o");
    assert_int_equal(g.grade.count[VERDICT_RIGHT], 1);
    assert_int_equal(g.grade.count[VERDICT_FOLLOWS], 6);
    assert_int_equal(g.grade.count[VERDICT_WRONG], 3);
    assert_int_equal(s->number[2].verdict, VERDICT_RIGHT);
    assert_int_equal(grade_first(s, VERDICT_WRONG, 0, 4), 0);
    assert_close(s->number[0].expected, 1.4142135623730951, 1e-15);
    assert_close(a->number[0].follows, 0.4550542, 1e-7);
    assert_true(names(s, "scale-keys") && names(s, "scale-no-root")); // √4 is 2, and so is the width
    assert_int_equal(o->verdict, VERDICT_FOLLOWS);
    assert_ptr_equal(grade_first_wrong(&g.grade), s);
    arena_end(g.run.arena);
}

static void verdicts(void **state) {
    (void)state;
    expect_verdict("s,1.4142135623730951,0.7071067811865475,0,-0.7071067811865475\n", "s", VERDICT_RIGHT, NULL);
    expect_verdict("s,1.41,0.71,0,-0.71\n", "s", VERDICT_ROUNDED, NULL);
    expect_verdict("s,1.42,0.71,0,-0.71\n", "s", VERDICT_WRONG, NULL);
    expect_verdict("s,1.4,0.7,0,-0.7\no,1.6,0.8\n", "o", VERDICT_ROUNDED, NULL);
    expect_verdict("s,2,0.7,0,-0.7\na,0.68,0.19,0.09,0.05\n", "a", VERDICT_FOLLOWS, NULL);
    expect_verdict("o,1.6311623665350536,0.9\n", "o", VERDICT_WRONG, NULL);
    expect_verdict("raw,2,1,0,1\n", "raw", VERDICT_WRONG, "sign");
    expect_verdict("raw,1,2,0,-1\n", "raw", VERDICT_WRONG, "swapped");
    expect_verdict("k1,1,1\nk2,1,0\nk3,1,1\nk4,-1,0\ns,1.414,0.707,1.414,-0.707\n", "s", VERDICT_FOLLOWS, NULL);
    expect_verdict("masked,1.41,0.71,0,-0.71\n", "masked", VERDICT_ROUNDED, NULL);
}

// What is not a number is a wrong one, and what is computed from it follows; it is no place that was left out.
static void not_a_number(void **state) {
    (void)state;
    expect_verdict("a,nan,nan,nan,nan\n", "a", VERDICT_WRONG, NULL);
    expect_verdict("s,1.41,nan,0,-0.71\n", "s", VERDICT_WRONG, NULL);
    expect_verdict("s = array([[1.41, nan, 0., -0.71]])\n", "s", VERDICT_WRONG, NULL);
    expect_verdict("{\"a\": [[NaN, NaN, NaN, NaN]]}", "a", VERDICT_WRONG, NULL);
    expect_verdict("a,nan,nan,nan,nan\no,nan,nan\n", "o", VERDICT_FOLLOWS, NULL);
    expect_verdict("a,nan,nan,nan,nan\no,1.6,0.8\n", "o", VERDICT_ROUNDED, NULL);
    Graded g = grade_good("attention", "", SEED, "s,1.41,nan,0,-0.71\n");
    assert_int_equal(grade_first(part_of(&g, "s"), VERDICT_WRONG, 0, 4), 1);
    assert_int_equal(g.grade.count[VERDICT_ROUNDED] + g.grade.count[VERDICT_RIGHT], 3);
    arena_end(g.run.arena);
}

static void how_work_may_be_written(void **state) {
    (void)state;
    expect_verdict("S,1.41,0.71,0,-0.71\n", "s", VERDICT_ROUNDED, NULL);
    expect_verdict("A = array([[0.67, 0.2, 0.2, 0.1]])\n", "a", VERDICT_WRONG, NULL);
    expect_verdict("s1,1.41\ns2,0.71\ns3,0\ns4,-0.71\n", "s", VERDICT_ROUNDED, NULL);
    expect_verdict("s[0],1.41,0.71,0,-0.71\n", "s", VERDICT_ROUNDED, NULL);
    expect_verdict("s,1.41\ns,0.71\ns,0\ns,-0.71\n", "s", VERDICT_ROUNDED, NULL);
    expect_verdict("{\"s\": [1.41, 0.71, 0, -0.71], \"o\": [[1.6, 0.8]]}", "o", VERDICT_ROUNDED, NULL);
    expect_verdict("{\"nodes\": {\"s\": [1.41, 0.71, 0, -0.71]}}", "s", VERDICT_ROUNDED, NULL);
    Graded g = grade_good("attention", "", "q1,1,2\nq2,0,1\nk1,1,2\nk2,2,1\nk3,0,1\nv1,1,2\nv2,2,0\nv3,1,1\ng1,1,2\ng2,3,1\n",
                          "raw,5,2\nraw,4,1\nraw,2,1\ndq,9,9\ndq,9,9\n");
    assert_true(part_of(&g, "raw")->transposed);
    assert_int_equal(part_of(&g, "raw")->verdict, VERDICT_RIGHT);
    assert_int_equal(part_of(&g, "grad.q")->verdict, VERDICT_WRONG);
    arena_end(g.run.arena);
    g = grade_good("attention", "", "q1,1,2\nq2,0,1\nk1,1,2\nk2,2,1\nv1,1,2\nv2,2,0\n", "raw,5,2\nraw,4,1\n"); // square
    assert_true(part_of(&g, "raw")->transposed);
    assert_int_equal(part_of(&g, "raw")->verdict, VERDICT_RIGHT);
    arena_end(g.run.arena);
    g = grade_good("multihead", "heads=2", sample_for("multihead"), "s[1],0,0\ns[1],0,0\nq1,1,2\n");
    assert_int_equal(part_of(&g, "q")->verdict, VERDICT_RIGHT);
    assert_false(part_of(&g, "s")->number[0].given);
    assert_true(part_of(&g, "s")->number[4].given);
    arena_end(g.run.arena);
}

static void expect_refused(const char *work, const char *want) {
    Graded g = grade_texts("attention", "", SEED, work);
    assert_false(g.good);
    assert_string_equal(problem_of(&g.run, 0), want);
    arena_end(g.run.arena);
}

static void what_is_refused(void **state) {
    (void)state;
    expect_refused("z,1,2\n", "work:1:1: attention has no node 'z'; it has raw, s, masked, a, o, and grad. before an input for its "
                              "gradient");
    expect_refused("s,1,2,3\n", "work:1:1: s is 3 here, but attention has it as 1 × 4");
    expect_refused("s9,1\n", "work:1:1: s has no row 9: attention has it as 1 × 4");
    expect_refused("grad.q,1,2\n", "work:1:1: the work has gradients, but the data have no g to start them from");
}

// --- right numbers are never called wrong

static int rounds(void) {
    const char *text = getenv("ATTEND_GRADE_ROUNDS");
    return text ? atoi(text) : 300;
}

typedef struct Sizes {
    int n, m, d, heads, steps;
} Sizes;

static void random_rows(Builder *out, Random *r, const char *name, int rows, int columns, double spread) {
    for (int i = 0; i < rows; i++) {
        builder_print(out, "%s", name);
        for (int j = 0; j < columns; j++) builder_print(out, ",%.2f", random_normal(r) * spread);
        builder_print(out, "\n");
    }
}

static void random_heads(Builder *out, Random *r, int d, const char *first) {
    static const char *const rest[] = { "q", "k", "v", "o" };
    for (int i = 0; i < 4; i++) {
        char name[4];
        snprintf(name, sizeof name, "%s%s", first, rest[i]);
        random_rows(out, r, name, d, d, 0.6);
    }
}

static void random_feedforward(Builder *out, Random *r, int d) {
    random_rows(out, r, "W1", d, d + 1, 0.6);
    random_rows(out, r, "b1", 1, d + 1, 1);
    random_rows(out, r, "W2", d + 1, d, 0.6);
}

static const char *random_data(Arena *arena, Random *r, const char *model, Sizes z) {
    Builder out = { arena };
    int gates = !strcmp(model, "lstm") ? 4 : !strcmp(model, "gru") ? 3 : 1;
    if (!strcmp(model, "attention") || !strcmp(model, "rotary")) {
        random_rows(&out, r, "q", z.n, z.d, 1);
        random_rows(&out, r, "k", z.m, z.d, 1);
        if (!strcmp(model, "attention")) random_rows(&out, r, "v", z.m, 2, 1);
    } else if (gates > 1 || !strcmp(model, "rnn")) {
        random_rows(&out, r, "x", z.steps, 2, 1);
        random_rows(&out, r, "Wx", 2, gates * 3, 0.7);
        random_rows(&out, r, "Wh", 3, gates * 3, 0.7);
        random_rows(&out, r, "g", z.steps, 3, 1);
    } else if (strcmp(model, "position") != 0) {
        random_rows(&out, r, "x", z.n, z.d, 1);
        if (!strcmp(model, "layernorm")) random_rows(&out, r, "gamma", 1, z.d, 1);
        if (strcmp(model, "layernorm") != 0) random_heads(&out, r, z.d, "W");
        if (!strcmp(model, "block") || !strcmp(model, "decoder")) random_feedforward(&out, r, z.d);
        if (!strcmp(model, "decoder")) random_heads(&out, r, z.d, "C");
        if (!strcmp(model, "decoder")) random_rows(&out, r, "memory", z.m, z.d, 1);
        random_rows(&out, r, "g", z.n, z.d, 1);
    }
    return out.size ? builder_text(&out) : NULL;
}

static double as_float(double x) { return (double)(float)x; }

// A matrix as somebody prints it: to some digits behind the point or in all, in float or double, at times on its side.
static void print_matrix(Builder *out, Random *r, const char *name, const Node *node, const Real *value, int first, int rows,
                         int columns) {
    int digits = 1 + (int)random_below(r, 7), style = (int)random_below(r, 4);
    bool turned = rows > 1 && columns > 1 && rows != columns && node->shape.rank == 2 && random_below(r, 4) == 0;
    bool single = random_below(r, 2) == 0;
    for (int i = 0; i < (turned ? columns : rows); i++) {
        builder_print(out, "%s", name);
        for (int j = 0; j < (turned ? rows : columns); j++) {
            double x = (double)value[first + (turned ? j * columns + i : i * columns + j)];
            if (single) x = as_float(x);
            builder_print(out, style == 0 ? ",%.*f" : style == 1 ? ",%.*e" : ",%.*g", style == 2 ? 17 : digits + (style == 3), x);
        }
        builder_print(out, "\n");
    }
}

static void print_node(Builder *out, Random *r, const char *name, const Node *node, const Real *value) {
    int columns = node->shape.rank ? node->shape.size[node->shape.rank - 1] : 1;
    int rows = node->shape.rank > 1 ? node->shape.size[node->shape.rank - 2] : 1, matrices = node->count / (rows * columns);
    for (int m = 0; m < matrices; m++) {
        char label[48];
        snprintf(label, sizeof label, matrices > 1 ? "%s[%d]" : "%s", name, m);
        print_matrix(out, r, label, node, value, m * rows * columns, rows, columns);
    }
}

static const char *random_work(Arena *arena, Random *r, const Run *run) {
    Builder out = { arena };
    for (const char *const *name = run->model->node; *name; name++) {
        NodeId id = tape_find(run->tape, *name);
        if (id == NODE_NONE || (random_below(r, 3) == 0 && out.size)) continue;
        print_node(&out, r, *name, tape_node(run->tape, id), tape_node(run->tape, id)->value);
    }
    if (model_objective(run->model, run->tape) == NODE_NONE) return builder_text(&out);
    for (int i = 0; i < run->inputs.count; i++) {
        const char *name = run->inputs.input[i].name;
        NodeId id = tape_find(run->tape, name);
        if (id == NODE_NONE || tape_node(run->tape, id)->constant || random_below(r, 2)) continue;
        char label[48];
        snprintf(label, sizeof label, "grad.%s", name);
        print_node(&out, r, label, tape_node(run->tape, id), tape_node(run->tape, id)->grad);
    }
    return builder_text(&out);
}

// 1.0e1 has the two digits that 5.6 has; a plain 7 beside 0.71 is 7.00.
static void digits_are_those_written(void **state) {
    (void)state;
    static const char data[] = "q,1\nk1,10.11\nk2,5.58\nk3,7.3\nv1,1\nv2,2\nv3,3\n";
    Graded g = grade_good("attention", "", data, "s,1.0e1,5.6,7.3\n");
    assert_null(grade_first_wrong(&g.grade));
    arena_end(g.run.arena);
    g = grade_good("attention", "", data, "s,10,5.6,7.3\n"); // two digits of each, as %.2g writes them
    assert_null(grade_first_wrong(&g.grade));
    arena_end(g.run.arena);
    g = grade_good("attention", "", "q,1\nk1,1.0428\nk2,0.714\nv1,1\nv2,2\n", "s,1,0.71\n"); // 1.0
    assert_null(grade_first_wrong(&g.grade));
    arena_end(g.run.arena);
    g = grade_good("attention", "", data, "s,10.11,5.58,7\n");
    assert_non_null(grade_first_wrong(&g.grade));
    arena_end(g.run.arena);
}

static void never_accuses(void **state) {
    (void)state;
    static const char *const models[] = { "attention", "multihead", "layernorm", "position", "rotary",
                                          "rnn",       "lstm",      "gru",       "block",    "decoder" };
    static const char *const sets[][3] = { { "", "mask=causal", "temperature=2" },
                                           { "heads=2", "heads=2 mask=causal", "" },
                                           { "", "kind=rms", "eps=0.1" },
                                           { "n=5 d=6", "n=4 d=5 order=halves", "n=3 d=4 base=100" },
                                           { "", "order=halves", "base=50" },
                                           { "", "activation=sigmoid", "activation=linear" },
                                           { "", "gates=iofc", "gates=ifog" },
                                           { "", "reset=before", "" },
                                           { "heads=2", "norm=post activation=gelu-tanh", "mask=causal activation=silu kind=rms" },
                                           { "heads=2", "activation=gelu", "eps=0.1" } };
    Random r = random_seed(77);
    for (int round = 0; round < rounds(); round++) {
        int which = round % 10;
        Arena *arena = arena_begin();
        Sizes z = { .n = 2 + (int)random_below(&r, 3),
                    .d = 2 * (1 + (int)random_below(&r, 3)),
                    .steps = 2 + (int)random_below(&r, 4) };
        z.m = z.n + (int)random_below(&r, 3);
        const char *set = sets[which][random_below(&r, 3)], *data = random_data(arena, &r, models[which], z);
        Run run = run_good(models[which], set, data);
        const char *work = random_work(arena, &r, &run);
        Graded g = grade_good(models[which], set, data, work);
        const GradePart *wrong = grade_first_wrong(&g.grade);
        if (wrong) fail_msg("%s %s: %s is called wrong in\n%s\nof\n%s", models[which], set, wrong->name, work, data ? data : "");
        arena_end(g.run.arena);
        arena_end(run.arena);
        arena_end(arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_seed),
        cmocka_unit_test(verdicts),
        cmocka_unit_test(not_a_number),
        cmocka_unit_test(how_work_may_be_written),
        cmocka_unit_test(what_is_refused),
        cmocka_unit_test(every_mistake_is_found),
        cmocka_unit_test(digits_are_those_written),
        cmocka_unit_test(never_accuses),
    };
    return cmocka_run_group_tests_name("model/grade", tests, NULL, NULL);
}
