// Whatever bytes come: the parser ends, names a place inside the text, and what it accepts can be measured and drawn.
#include "support/check.h"
#include "support/fixed_metrics.h"
#include "support/own_arena.h"

#include "base/math.h"
#include "base/random.h"
#include "draw/formula.h"

static void try_text(Text tex) {
    const char *error = NULL;
    int column = 0;
    Formula *formula = formula_parse(arena, tex, &error, &column);
    if (!formula) {
        assert_non_null(error);
        assert_true(utf8_valid(text_of(error), NULL));
        assert_true(column >= 1 && (size_t)column <= tex.size + 1);
        return;
    }
    FormulaStyle style = { .size = 20, .display = tex.size % 2 };
    FormulaSize size = formula_measure(fixed_metrics(), formula, style);
    assert_true(math_finite(size.width) && math_finite(size.ascent) && math_finite(size.descent));
    List list = list_begin(arena, fixed_metrics());
    formula_draw(&list, 0, 0, formula, style);
    for (int i = 0; i < list.count; i++)
        if (list.cmd[i].kind == CMD_TEXT) assert_true(utf8_valid(text_of(list.cmd[i].text.text), NULL));
}

static void random_bytes(void **state) {
    (void)state;
    Random random = random_seed(1);
    for (int run = 0; run < 20000; run++) {
        char bytes[64];
        size_t size = random_below(&random, sizeof bytes);
        for (size_t i = 0; i < size; i++) bytes[i] = (char)random_below(&random, 256);
        char *copy = malloc(size + 1); // exactly so large that reading past the end is seen
        memcpy(copy, bytes, size);
        char *exact = realloc(copy, size ? size : 1);
        try_text((Text){ exact, size });
        free(exact);
        arena_reset(arena);
    }
}

static void random_tokens(void **state) {
    (void)state;
    static const char *const token[] = {
        "{",         "}",       "{",  "}",   "^",       "_",        "'",      "\\frac",   "\\sqrt",    "[",      "]",
        "\\left",    "\\right", "(",  ")",   "\\left(", "\\right)", "\\sum",  "\\text",   "\\text{a}", "\\hat",  "x",
        "12.5",      ".",       "\\", "\\{", "\\|",     "|",        "\\quad", " ",        "\\foo",     "\u2212", "\xE2\x88",
        "\\partial", "=",       "-",  ",",   "\\max",   "&",        "\\,",    "\\\u03B1", "\n",
    };
    Random random = random_seed(2);
    int accepted = 0;
    for (int run = 0; run < 30000; run++) {
        Builder b = { .arena = arena };
        int count = (int)random_below(&random, 24);
        for (int i = 0; i < count; i++) builder_add(&b, text_of(token[random_below(&random, sizeof token / sizeof *token)]));
        Text tex = text_of(builder_text(&b));
        try_text(tex);
        const char *error;
        int column;
        accepted += formula_parse(arena, tex, &error, &column) != NULL;
        arena_reset(arena);
    }
    assert_true(accepted > 500); // the soup is not all rejected
}

static void cut_short(void **state) {
    (void)state;
    static const char tex[] =
        "\\softmax\\left(\\frac{Q_i K_i^\\top}{\\sqrt[3]{d_k}}\\right) \\hat{x}' \\text{words} \u2212 \\sum_{j=1}^n e^{s_j}";
    for (size_t size = 0; size < sizeof tex; size++) try_text((Text){ tex, size });
    for (size_t start = 0; start < sizeof tex - 1; start++) try_text((Text){ tex + start, sizeof tex - 1 - start });
}

static void deep_and_long(void **state) {
    (void)state;
    static const char *const opening[] = { "{", "x^{", "\\frac{", "\\sqrt{", "\\left(", "\\frac\\frac", "x_", "\\hat", "\\sqrt[" };
    for (unsigned i = 0; i < sizeof opening / sizeof *opening; i++) {
        Builder b = { .arena = arena };
        for (int k = 0; k < 400; k++) builder_add(&b, text_of(opening[i]));
        try_text(text_of(builder_text(&b)));
    }
    Builder b = { .arena = arena };
    for (int k = 0; k < 20; k++) builder_print(&b, "\\frac{x^{");
    builder_print(&b, "1");
    try_text(text_of(builder_text(&b)));
    Builder nested = { .arena = arena }; // as deep as is allowed: must still be quick to draw
    for (int k = 0; k < 11; k++) builder_print(&nested, "\\sqrt{\\left(");
    builder_print(&nested, "x");
    for (int k = 0; k < 11; k++) builder_print(&nested, "\\right)}");
    const char *error;
    int column;
    try_text(text_of(builder_text(&nested)));
    char *many = arena_alloc(arena, 5001);
    memset(many, 'x', 5000);
    assert_null(formula_parse(arena, text_of(many), &error, &column));
    assert_string_equal(error, "a formula of 5000 bytes; at most 4096");
    try_text((Text){ many, 4096 });
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_bytes),
        cmocka_unit_test(random_tokens),
        cmocka_unit_test(cut_short),
        cmocka_unit_test(deep_and_long),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
