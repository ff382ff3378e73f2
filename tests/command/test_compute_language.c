// `attend compute language` on the lessons' model: its nodes, one layer, a continued text, and what is refused.
#include "command.h"
#include "command/commands.h"

#define MODEL "--weights lessons/data/language.safetensors "
static Said compute(const char *args) { return run_command(command_compute, "compute", args); }
static void check_error(const char *args, int code, const char *want) {
    expect_error(command_compute, "compute", args, code, want);
}

static void check_names(const char *args, const char *want) {
    Said said = compute(args);
    assert_string_equal(said.err, "");
    assert_int_equal(said.code, 0);
    char seen[2000] = "", last[40] = "";
    for (char *line = strtok(said.out, "\n"); line; line = strtok(NULL, "\n")) {
        char name[40];
        sscanf(line, "%39[^,[]", name);
        if (strcmp(name, last) != 0) snprintf(seen + strlen(seen), sizeof seen - strlen(seen), "%s ", name);
        snprintf(last, sizeof last, "%s", name);
    }
    assert_string_equal(seen, want);
    free_said(said);
}

static void the_nodes_have_their_names(void **state) {
    (void)state;
    check_names(
        "language " MODEL "--tokens 0,1,3 --format csv",
        "tokens embed l1.ln1 l1.q l1.k l1.v l1.s l1.masked l1.a l1.heads l1.o l1.sum1 l2.ln1 l2.q l2.k l2.v l2.s l2.masked l2.a "
        "l2.heads l2.o l2.sum1 lnf logits p ");
    check_names("language " MODEL "--tokens 0,1,3 --format csv --set layer=2",
                "l2.ln1 l2.q l2.k l2.v l2.s l2.masked l2.a l2.heads l2.o l2.sum1 ");
    check_names("language " MODEL "--tokens 0,1,3 --format csv --only l1.a", "l1.a ");
}

// "the dogs near the cat": are, sleep or sing, or another preposition.
static void it_knows_the_subject(void **state) {
    (void)state;
    Said said = compute("language " MODEL "--tokens 0,1,3,10,1,4 --format csv --only p");
    char *line = said.out;
    for (int i = 0; i < 5; i++) line = strchr(line, '\n') + 1;
    double p[59];
    line = strchr(line, ',');
    for (int i = 0; i < 59; i++) p[i] = strtod(line + 1, &line);
    assert_true(p[21] > 0.1 && p[20] < p[21] / 20); // are, not is
    free_said(said);
}

static void check_text(const char *args, const char *want) {
    Said said = compute(args);
    assert_string_equal(said.err, "");
    assert_string_equal(said.out, want);
    free_said(said);
}

static void texts_go_on(void **state) {
    (void)state;
    check_text("language " MODEL "--tokens 0,1,3 --next 1 --temperature 0", "the dogs that\n");
    Said one = compute("language " MODEL "--next 20 --seed 3"),
         again = compute("language " MODEL "--next 20 --seed 3 --threads 2 --lanes 4");
    assert_string_equal(one.out, again.out);
    assert_int_equal(one.out[strlen(one.out) - 2], '.');
    free_said(one), free_said(again);
}

static void bad_input_is_told(void **state) {
    (void)state;
    check_error("language", 2, "compute language needs a model, as in: --weights model.safetensors");
    check_error("language " MODEL "--text dgos", 1,
                "word 1, 'dgos', is not among the 59 that the model knows (did you mean 'dogs'?)");
    check_error("language " MODEL "--tokens 0,60", 1, "token 2 is '60', but the model's tokens are 0 to 58");
    check_error("language " MODEL "--tokens 0,1,1,1,1,1,1,1,1,1,1,1,1", 1, "13 tokens, but the model sees at most 12");
    check_error("language " MODEL "--only l3.a", 1, "there is no node l3.a");
    check_error("language " MODEL "--set layer=3", 1, "layer 3 was asked for, but the model has 2");
    check_error("language " MODEL "--set heads=3", 2, "--set takes layer=L here, found 'heads=3'");
    check_error("language " MODEL "--temprature 2", 2, "unknown option '--temprature' (did you mean '--temperature'?)");
    check_error("language " MODEL "--text a --tokens 1", 2, "--text and --tokens say the same in two ways: give one of them");
    check_error("language --weights Makefile", 1, "is not a trained model");
    check_error("language --weights none", 1, "none: cannot be read: No such file or directory");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_nodes_have_their_names),
        cmocka_unit_test(it_knows_the_subject),
        cmocka_unit_test(texts_go_on),
        cmocka_unit_test(bad_input_is_told),
    };
    return cmocka_run_group_tests_name("command/compute_language", tests, NULL, NULL);
}
