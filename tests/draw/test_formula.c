// Formulas: mistakes are named with their column; what is measured is what is drawn; nothing overlaps; symbols know nodes.
#include "support/check.h"
#include "support/fixed_metrics.h"
#include "support/own_arena.h"

#include "base/random.h"
#include "draw/formula.h"

static Formula *parse(const char *tex) {
    const char *error = NULL;
    int column = 0;
    Formula *formula = formula_parse(arena, text_of(tex), &error, &column);
    if (!formula) fail_msg("%s: column %d: %s", tex, column, error);
    return formula;
}

static void want_error(const char *tex, int column, const char *want) {
    const char *error = NULL;
    int got = 0;
    assert_null(formula_parse(arena, text_of(tex), &error, &got));
    assert_string_equal(error, want);
    assert_int_equal(got, column);
}

static void mistakes_have_a_sentence_and_a_column(void **state) {
    (void)state;
    want_error("a + \\fra{1}{2}", 5, "unknown command '\\fra' (did you mean '\\frac'?)");
    want_error("\\xyzzyplugh", 1, "unknown command '\\xyzzyplugh'");
    want_error("\\", 1, "a '\\' without a command");
    want_error("e^{s_i", 3, "a '{' is never closed");
    want_error("s_i}", 4, "a '}' without a '{'");
    want_error("\\frac{1}", 1, "'\\frac' needs something after it, like {x}");
    want_error("x^", 2, "'^' needs something after it, like {x}");
    want_error("x_1_2", 4, "two subscripts on one symbol (use braces)");
    want_error("x^1^2", 4, "two superscripts on one symbol (use braces)");
    want_error("x^2'", 4, "two superscripts on one symbol");
    want_error("\\left( x", 1, "a '\\left' is never closed by '\\right'");
    want_error("x \\right)", 3, "a '\\right' without a '\\left'");
    want_error("\\left x \\right)", 7, "'\\left' needs one of ( ) [ ] | \\{ \\} \\| or . after it");
    want_error("\\text x", 1, "'\\text' needs its words in braces");
    want_error("\\text{x", 6, "a '{' is never closed");
    want_error("\\sqrt[3 x", 6, "a '[' is never closed");
    want_error("5 $ x", 3, "unexpected '$' (write '\\$' for the sign)");
    want_error("a\001", 2, "a control character");
    want_error("a\xFFz", 2, "a byte that is not UTF-8");
    want_error("{{{{{{{{{{{{{{{{{{{{{{{{{x}}}}}}}}}}}}}}}}}}}}}}}}}", 25, "nested more than 24 deep");
}

static void everything_of_the_subset_parses(void **state) {
    (void)state;
    static const char *const good[] = {
        "",
        " ",
        "a_i = \\frac{\\exp(s_i)}{\\sum_j \\exp(s_j)}",
        "s_i = q \\cdot k_i = \\sum_{j=1}^{d} q_j \\, k_{ij}",
        "\\softmax\\left(\\frac{QK^\\top}{\\sqrt{d_k}}\\right)V",
        "g_{t-1} = (g_t \\odot (1-h_t^2)) W_h^\\top",
        "\\frac{\\partial L}{\\partial s_i}",
        "\\prod_{t=2}^T \\|W_h\\| \\to 0 \\quad \\infty \\le \\ge \\times \\; \\text{if } x",
        "\\lVert q-k\\rVert^2 \\ne \\ln\\max\\min\\log\\tanh\\exp \\dots\\cdots \\in \\approx \\Rightarrow \\mathrm{d}x",
        "\\bar x \\hat{y} \\sqrt[3]{2} \\alpha\\beta\\Sigma x''_1 {}^2",
        "4.5\\cdot 10^{-7}",
        "12\u2009345",
        "\u22120.71 \u00D7 \u03B1 \u221E",
        "\\{1,2\\}",
        "\\left.x\\right|",
    };
    for (unsigned i = 0; i < sizeof good / sizeof *good; i++) parse(good[i]);
}

// Draws at (100, 100) with size 20.
static List draw(const Formula *formula, FormulaStyle style) {
    List list = list_begin(arena, fixed_metrics());
    style.size = 20;
    formula_draw(&list, 100, 100, formula, style);
    return list;
}

static FormulaSize size_of(const char *tex, bool display) {
    return formula_measure(fixed_metrics(), parse(tex), (FormulaStyle){ .size = 20, .display = display });
}

static const Cmd *find_text(const List *list, const char *text) {
    for (int i = 0; i < list->count; i++)
        if (list->cmd[i].kind == CMD_TEXT && strcmp(list->cmd[i].text.text, text) == 0) return &list->cmd[i];
    fail_msg("no text '%s'", text);
    return NULL;
}

static double bottom(const Cmd *cmd) { return cmd->box.y + cmd->box.h; }

static void widths_add_up(void **state) {
    (void)state;
    double one = size_of("1", false).width;
    assert_close(one, 10, 1e-9); // half an em in the fixed metrics
    assert_close(size_of("123", false).width, 3 * one, 1e-9);
    assert_close(size_of("1{2}3", false).width, 3 * one, 1e-9);
    double plus = size_of("+", false).width, equals = size_of("=", false).width;
    assert_close(size_of("1+1", false).width, 2 * one + plus + 2 * 20 * 4 / 18.0, 1e-9);
    assert_close(size_of("1=1", false).width, 2 * one + equals + 2 * 20 * 5 / 18.0, 1e-9);
    assert_close(size_of("-1", false).width, size_of("-", false).width + one, 1e-9); // a sign, not an operator
    assert_close(size_of("1=-1", false).width, size_of("1=1", false).width + size_of("-", false).width, 1e-9);
    assert_close(size_of("1\\,1", false).width, 2 * one + 20 * 3 / 18.0, 1e-9);
    assert_close(size_of("1\\quad 1", false).width, 2 * one + 20, 1e-9);
    assert_close(size_of("1^{1+1}", false).width - size_of("1^{11}", false).width, 0.7 * plus, 1e-9); // no space in scripts
    assert_close(size_of("\\exp(1)", false).width, size_of("\\text{exp}(1)", false).width, 1e-9);
    assert_close(size_of("\\log 1", false).width, size_of("\\text{log}1", false).width + 20 * 3 / 18.0, 1e-9);
}

static void scripts_are_smaller_and_shifted(void **state) {
    (void)state;
    List list = draw(parse("x_2^3"), (FormulaStyle){ 0 });
    const Cmd *x = find_text(&list, "x"), *sub = find_text(&list, "2"), *sup = find_text(&list, "3");
    assert_close(sub->text.size, 14, 1e-9);
    assert_close(sup->text.size, 14, 1e-9);
    assert_true(sup->text.y < x->text.y && sub->text.y > x->text.y);
    assert_true(bottom(sup) < sub->box.y);
    list = draw(parse("x^{y^{z^w}}"), (FormulaStyle){ 0 });
    assert_close(find_text(&list, "w")->text.size, find_text(&list, "z")->text.size, 1e-9); // no smaller than this
}

static void fractions_keep_clear_of_their_bar(void **state) {
    (void)state;
    static const char *const tex[] = { "\\frac{1}{2}", "\\frac{g_p}{b^2}", "\\frac{x^{2^2}}{y_{j_j}}", "\\frac{(1)}{\\sum_j 2}" };
    for (unsigned i = 0; i < sizeof tex / sizeof *tex; i++)
        for (int display = 0; display < 2; display++) {
            List list = draw(parse(tex[i]), (FormulaStyle){ .display = display });
            const Cmd *bar = NULL;
            for (int k = 0; k < list.count; k++)
                if (list.cmd[k].kind == CMD_PATH) bar = &list.cmd[k];
            assert_non_null(bar);
            double half = bar->path.width / 2;
            assert_true(half > 0.25);
            for (int k = 0; k < list.count; k++) {
                const Cmd *cmd = &list.cmd[k];
                if (cmd == bar) continue;
                assert_true(bottom(cmd) < bar->box.y - half - 0.5 || cmd->box.y > bottom(bar) + half + 0.5);
                assert_true(cmd->box.x >= bar->box.x && cmd->box.x + cmd->box.w <= bar->box.x + bar->box.w);
            }
        }
    assert_true(size_of("\\frac{1}{2}", true).ascent > size_of("\\frac{1}{2}", false).ascent);
    assert_close(size_of("\\dfrac{1}{2}", false).ascent, size_of("\\frac{1}{2}", true).ascent, 1e-9);
}

static void brackets_grow(void **state) {
    (void)state;
    List small = draw(parse("\\left(x\\right)"), (FormulaStyle){ 0 });
    assert_string_equal(find_text(&small, "(")->text.text, "("); // the font's own
    List large = draw(parse("\\left(\\frac{1}{2}\\right)"), (FormulaStyle){ .display = true });
    const Cmd *bow = &large.cmd[0];
    assert_int_equal(bow->kind, CMD_PATH);
    for (int i = 1; i < large.count; i++) {
        assert_true(bow->box.y <= large.cmd[i].box.y);
        assert_true(bottom(bow) >= bottom(&large.cmd[i]));
    }
}

static void limits_stand_below_and_above_in_display(void **state) {
    (void)state;
    List display = draw(parse("\\sum_{2}^{3} x"), (FormulaStyle){ .display = true }),
         inline_ = draw(parse("\\sum_{2}^{3} x"), (FormulaStyle){ 0 });
    const Cmd *sum = find_text(&display, "\u2211"), *below = find_text(&display, "2"), *above = find_text(&display, "3");
    assert_true(bottom(above) <= sum->box.y && below->box.y >= bottom(sum));
    assert_true(sum->text.size > 20);
    assert_true(find_text(&inline_, "2")->text.x >=
                find_text(&inline_, "\u2211")->text.x + find_text(&inline_, "\u2211")->text.width);
}

// --- a random formula

typedef struct Writer {
    Random random;
    Builder out;
} Writer;

static const char *pick(Writer *w, const char *const *from, int count) { return from[random_below(&w->random, (uint32_t)count)]; }

static void write_row(Writer *w, int depth);

static void write_base(Writer *w, int depth) {
    static const char *const leaf[] = { "x",       "q",      "k", "W", "f",     "g",       "1",         "27.5",
                                        "\\alpha", "\\beta", "(", ")", "\\exp", "\\infty", "\\partial", "\\text{if y}",
                                        "y'" };
    switch (random_below(&w->random, depth > 3 ? 4 : 10)) {
    case 4:
        builder_print(&w->out, "\\%sfrac{", pick(w, (const char *const[]){ "", "d", "t" }, 3));
        write_row(w, depth + 1);
        builder_print(&w->out, "}{");
        write_row(w, depth + 1);
        builder_print(&w->out, "}");
        break;
    case 5:
        builder_print(&w->out, "\\sqrt{");
        write_row(w, depth + 1);
        builder_print(&w->out, "}");
        break;
    case 6:
        builder_print(&w->out, "\\left%s", pick(w, (const char *const[]){ "(", "[", "\\{", "|", "\\|", "." }, 6));
        write_row(w, depth + 1);
        builder_print(&w->out, "\\right%s", pick(w, (const char *const[]){ ")", "]", "\\}", "|", "\\|", "." }, 6));
        break;
    case 7:
        builder_print(&w->out, "%s ", pick(w, (const char *const[]){ "\\sum", "\\prod", "\\max", "\\hat x", "\\bar{h}" }, 5));
        break;
    default: builder_print(&w->out, "%s ", pick(w, leaf, sizeof leaf / sizeof *leaf));
    }
}

static void write_row(Writer *w, int depth) {
    int count = 1 + (int)random_below(&w->random, 4);
    for (int i = 0; i < count; i++) {
        write_base(w, depth);
        bool primed = w->out.size > 1 && w->out.at[w->out.size - 2] == '\'';
        for (int script = 0; script < 2; script++) {
            if (depth > 3 || random_below(&w->random, 5) || (script && primed)) continue;
            builder_print(&w->out, script ? "^{" : "_{");
            write_row(w, depth + 2);
            builder_print(&w->out, "}");
        }
        if (i + 1 < count && random_below(&w->random, 2))
            builder_print(&w->out, "%s", pick(w, (const char *const[]){ "+", "=", "\\cdot ", ",", "-" }, 5));
    }
}

static void nothing_overlaps_and_all_is_measured(void **state) {
    (void)state;
    Writer w = { .random = random_seed(21) };
    for (int run = 0; run < 3000; run++) {
        w.out = (Builder){ .arena = arena };
        write_row(&w, 0);
        const char *tex = builder_text(&w.out);
        Formula *formula = parse(tex);
        FormulaStyle style = { .size = 20, .display = run % 2 };
        FormulaSize size = formula_measure(fixed_metrics(), formula, style);
        List list = draw(formula, style);
        Box whole = box_grow(box(100, 100 - size.ascent, size.width, size.ascent + size.descent), 0.6);
        for (int i = 0; i < list.count; i++) {
            const Cmd *a = &list.cmd[i];
            if (a->box.x < whole.x || a->box.y < whole.y || a->box.x + a->box.w > whole.x + whole.w ||
                a->box.y + a->box.h > whole.y + whole.h)
                fail_msg("%s: command %d (%s) leaves the measured box: %.2f,%.2f %.2fx%.2f in %.2f,%.2f %.2fx%.2f", tex, i,
                         a->kind == CMD_TEXT ? a->text.text : "", a->box.x, a->box.y, a->box.w, a->box.h, whole.x, whole.y, whole.w,
                         whole.h);
            for (int k = i + 1; k < list.count; k++)
                if (a->kind == CMD_TEXT && list.cmd[k].kind == CMD_TEXT &&
                    box_meets(box_grow(a->box, -0.2), box_grow(list.cmd[k].box, -0.2)))
                    fail_msg("%s: '%s' overlaps '%s'", tex, a->text.text, list.cmd[k].text.text);
        }
        arena_reset(arena);
    }
}

// --- nodes

static int node_of(const void *context, const char *symbol) {
    static const char *const name[] = { "q", "k", "s", "Wq", "va", "sigma", "xhat", "x" };
    (void)context;
    for (int i = 0; i < 8; i++)
        if (strcmp(name[i], symbol) == 0) return i;
    return -1;
}

static void symbols_know_their_nodes(void **state) {
    (void)state;
    FormulaStyle style = { .node = node_of };
    List list = draw(parse("s_i = q \\cdot W_q \\sigma Q \\hat{x} \\hat x d_k"), style);
    const Cmd *s = find_text(&list, "s"), *index = find_text(&list, "i"), *w = find_text(&list, "W");
    assert_int_equal(s->ident.kind, IDENT_SYMBOL);
    assert_int_equal(s->ident.node, 2);
    assert_int_equal(s->text.paint.role, ROLE_S);
    assert_int_equal(index->ident.node, 2); // a subscript belongs to its symbol
    assert_int_equal(index->text.paint.role, ROLE_S);
    assert_int_equal(w->ident.node, 3);
    assert_int_equal(w->text.paint.role, ROLE_Q);
    assert_int_equal(find_text(&list, "\u03C3")->ident.node, 5);
    assert_int_equal(find_text(&list, "Q")->ident.node, 0); // the matrix of all q
    assert_int_equal(find_text(&list, "x")->ident.node, 6);
    assert_int_equal(find_text(&list, "=")->ident.kind, IDENT_NONE);
    assert_int_equal(find_text(&list, "d")->ident.kind, IDENT_NONE);
    const Cmd *last = &list.cmd[list.count - 1]; // the k of d_k is no key
    assert_string_equal(last->text.text, "k");
    assert_int_equal(last->ident.kind, IDENT_NONE);
    assert_int_equal(last->text.paint.role, ROLE_INK);
    list = draw(parse("e^{s_i} + s^2"), style);
    assert_int_equal(find_text(&list, "s")->text.paint.role, ROLE_S);
    assert_int_equal(find_text(&list, "2")->text.paint.role, ROLE_INK);
    assert_int_equal(find_text(&list, "e")->text.face, FACE_MATH);
    assert_int_equal(find_text(&list, "s")->text.face, FACE_MATH_ITALIC);
}

static void gradients_are_symbols_too(void **state) {
    (void)state;
    List list = draw(parse("\\frac{\\partial L}{\\partial s_i} + s"), (FormulaStyle){ .node = node_of });
    for (int i = 0; i + 2 < list.count; i++) {
        assert_int_equal(list.cmd[i].ident.kind, IDENT_SYMBOL);
        assert_int_equal(list.cmd[i].ident.node, 2);
        assert_true(list.cmd[i].ident.grad);
    }
    assert_false(list.cmd[list.count - 1].ident.grad);
    assert_int_equal(find_text(&list, "L")->text.paint.role, ROLE_GRAD_TEXT);
}

static void paint_is_the_callers(void **state) {
    (void)state;
    List list = draw(parse("q + 1"), (FormulaStyle){ .plain = true, .paint = paint(ROLE_PANEL), .node = node_of });
    assert_int_equal(find_text(&list, "q")->text.paint.role, ROLE_PANEL);
    assert_int_equal(find_text(&list, "q")->ident.node, 0);
    assert_int_equal(find_text(&list, "1")->text.paint.role, ROLE_PANEL);
    List faded = list_begin(arena, fixed_metrics());
    faded.ident = ident_note("of the caller");
    faded.alpha = 0.5f;
    formula_draw(&faded, 0, 0, parse("1"), (FormulaStyle){ 0 });
    assert_int_equal(faded.cmd[0].ident.kind, IDENT_NOTE); // what names no node keeps the list's identity
    assert_close((double)faded.cmd[0].text.paint.alpha, 0.5, 0);
    assert_int_equal(faded.ident.kind, IDENT_NOTE);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mistakes_have_a_sentence_and_a_column),
        cmocka_unit_test(everything_of_the_subset_parses),
        cmocka_unit_test(widths_add_up),
        cmocka_unit_test(scripts_are_smaller_and_shifted),
        cmocka_unit_test(fractions_keep_clear_of_their_bar),
        cmocka_unit_test(brackets_grow),
        cmocka_unit_test(limits_stand_below_and_above_in_display),
        cmocka_unit_test(symbols_know_their_nodes),
        cmocka_unit_test(gradients_are_symbols_too),
        cmocka_unit_test(paint_is_the_callers),
        cmocka_unit_test(nothing_overlaps_and_all_is_measured),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
