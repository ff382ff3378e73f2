// A card has a formula with the numbers put in, the next line partly worked out, and the result; all from one Explained.
#include "page/card.h"

#include <string.h>

#include "page/card_tex.h"

// --- the line that is partly worked out

static bool is_atom(const Expr *e) {
    return e->kind == EXPR_NUMBER || e->kind == EXPR_SOURCE || e->kind == EXPR_GIVEN || e->kind == EXPR_HIDDEN;
}

// One digit less below 1: as many decimals as the numbers beside it.
static const char *shown(Arena *arena, double value, int digits) {
    return number_text(arena, value, digits > 2 && value > -1 && value < 1 ? digits - 1 : digits);
}

static void add_term(Builder *out, Arena *arena, double value, int digits, bool first) {
    const char *text = shown(arena, first ? value : value < 0 ? -value : value, digits);
    builder_print(out, "%s%s", first ? "" : value < 0 ? " − " : " + ", text);
}

static void add_factor(Builder *out, Arena *arena, double value, int digits, const char *sign) {
    bool wrap = value < 0 && *sign;
    builder_print(out, "%s%s%s%s", sign, wrap ? "(" : "", shown(arena, value, digits), wrap ? ")" : "");
}

static bool all_atoms(const Expr *e) {
    for (const Expr *c = e->child; c; c = c->next)
        if (!is_atom(c)) return false;
    return true;
}

static void add_sum(Builder *out, Arena *arena, const Tape *tape, const Expr *e, int terms, int digits) {
    bool series = e->kind == EXPR_SERIES;
    int n = 0;
    if (series)
        n = e->count;
    else
        for (const Expr *c = e->child; c; c = c->next) n++;
    const Expr *child = e->child;
    for (int i = 0; i < n; i++) {
        bool shown = n <= terms || i < terms - 1 || i == n - 1;
        if (!shown && i == terms - 1) builder_print(out, " + …");
        if (shown) add_term(out, arena, expr_value(tape, child, series ? i : 0), digits, i == 0);
        if (!series) child = child->next;
    }
}

static const char *named_function(ExprKind kind) {
    static const struct {
        ExprKind kind;
        const char *name;
    } names[] = {
        { EXPR_LOG, "log" }, { EXPR_TANH, "tanh" }, { EXPR_EXP, "exp" }, { EXPR_SQRT, "√" },
        { EXPR_SIN, "sin" }, { EXPR_COS, "cos" },   { EXPR_ERF, "erf" }, { EXPR_MAX, "max" },
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (names[i].kind == kind) return names[i].name;
    return "";
}

static void add_call(Builder *out, Arena *arena, const Tape *tape, const Expr *e, int digits) {
    builder_print(out, "%s(", named_function(e->kind));
    for (const Expr *c = e->child; c; c = c->next)
        builder_print(out, "%s%s", c == e->child ? "" : ", ", shown(arena, expr_value(tape, c, 0), digits));
    builder_print(out, ")");
}

// The outermost operation with each part worked out; NULL when the formula already shows just that.
static const char *partial_text(Arena *arena, const Tape *tape, const Expr *e, int terms, int digits) {
    Builder out = { .arena = arena };
    if (is_atom(e) || (e->kind != EXPR_SERIES && all_atoms(e)) || (e->kind == EXPR_SERIES && (is_atom(e->child) || e->count == 1)))
        return NULL;
    switch (e->kind) {
    case EXPR_SUM:
    case EXPR_SERIES: add_sum(&out, arena, tape, e, terms, digits); break;
    case EXPR_PRODUCT:
        for (const Expr *c = e->child; c; c = c->next)
            add_factor(&out, arena, expr_value(tape, c, 0), digits, c == e->child ? "" : " · ");
        break;
    case EXPR_DIFFERENCE:
        add_factor(&out, arena, expr_value(tape, e->child, 0), digits, "");
        add_factor(&out, arena, expr_value(tape, e->child->next, 0), digits, " − ");
        break;
    case EXPR_QUOTIENT:
        add_factor(&out, arena, expr_value(tape, e->child, 0), digits, "");
        add_factor(&out, arena, expr_value(tape, e->child->next, 0), digits, " / ");
        break;
    case EXPR_NEGATIVE: add_factor(&out, arena, expr_value(tape, e->child, 0), digits, "−"); break;
    case EXPR_EXP:
    case EXPR_LOG:
    case EXPR_TANH:
    case EXPR_SQRT:
    case EXPR_SIN:
    case EXPR_COS:
    case EXPR_ERF:
    case EXPR_MAX: add_call(&out, arena, tape, e, digits); break;
    case EXPR_SQUARE: builder_print(&out, "(%s)²", shown(arena, expr_value(tape, e->child, 0), digits)); break;
    case EXPR_NUMBER:
    case EXPR_SOURCE:
    case EXPR_GIVEN:
    case EXPR_HIDDEN: break;
    }
    return builder_text(&out);
}

// --- what it flows into

static const char *flows_tex(Arena *arena, const Tape *tape, const Explained *e) {
    enum { SHOWN = 4 };
    Builder out = { .arena = arena };
    for (int i = 0; i < e->flows && i < SHOWN; i++)
        builder_print(&out, "%s%s", i ? ",\\; " : "", element_tex(arena, tape, e->flow[i].node, false, e->flow[i].element));
    if (e->flows > SHOWN) builder_print(&out, ",\\; \\text{and %d more}", e->flows - SHOWN);
    return e->flows ? builder_text(&out) : NULL;
}

// --- the card

static const char *name_tex(Arena *arena, const Tape *tape, Ident ident) {
    if (ident.kind == IDENT_LENGTH) return length_tex(arena, tape, ident.node, ident.element, ident.count);
    return element_tex(arena, tape, ident.node, ident.kind == IDENT_GRAD, ident.element);
}

static Card card_of(Arena *arena, const Tape *tape, const Explained *e, int terms, int digits) {
    Card card = { 0 };
    const Expr *expr = e->expr;
    if (e->target.kind == IDENT_NOTE) card.note = e->target.note.text;
    if (!e->known) return card;
    const char *name = name_tex(arena, tape, e->target);
    card.formula = arena_print(arena, "%s =", name);
    if (explained_hides(e, e->target)) {
        card.result = "?", card.note = "The step asks for it.";
        return card;
    }
    card.result = number_text(arena, e->value, 6);
    if (e->flows) card.flows = flows_tex(arena, tape, e);
    if (expr && expr->kind == EXPR_HIDDEN) card.note = "The mask hides it.";
    if (!expr || expr->kind == EXPR_GIVEN || expr->kind == EXPR_HIDDEN) return card;
    // What is one number already needs no second line.
    if (!is_atom(expr) || expr->kind == EXPR_SOURCE)
        card.formula = arena_print(arena, "%s = %s", name, expr_tex(arena, tape, e->picture, expr, terms, digits));
    if (e->target.kind != IDENT_LENGTH && !expr_asks(e->picture, expr, 0))
        card.partial = partial_text(arena, tape, expr, terms, digits);
    return card;
}

// "Given by seed.csv, row k₂ “cat”." in words; rows count from 1.
static const char *given_note(Arena *arena, const Session *session, const Node *node, int element) {
    const Step *step = session_scene_step(session);
    const Input *input = step ? inputs_find(step->inputs, node->name) : NULL;
    const char *file = session_data_name(session), *word = NULL;
    int row = 0;
    if (node->shape.rank >= 2) row = element / node->shape.size[node->shape.rank - 1];
    if (input && input->words && node->shape.rank >= 2) word = input->words[row];
    Builder out = { .arena = arena };
    builder_print(&out, "Given%s%s", *file ? " by " : "", file);
    if (node->shape.rank >= 2) builder_print(&out, ", %s row %d", node->name, row + 1);
    if (word) builder_print(&out, " “%s”", word);
    return builder_text(&out);
}

static void write_proof(Arena *arena, const Proof *p, Card *card) {
    double power = math_log10(p->epsilon);
    const char *step = power < -2 && power == (int)power ? number_ten_to(arena, (int)power) : number_text(arena, p->epsilon, 3);
    card->proof[0] = arena_print(arena, "Nudged by ±%s, the loss is %s and %s:", step, number_text(arena, p->above, 12),
                                 number_text(arena, p->below, 12));
    if (p->lost)
        card->proof[1] = "too small a change for the 16 digits that a loss has.";
    else if (p->shown == 0 && p->difference == 0)
        card->proof[1] = "it does not change at all, as the gradient of 0 says.";
    else
        card->proof[1] = arena_print(arena, "the difference over 2ε is %s. It agrees to %d digit%s.",
                                     number_text(arena, p->difference, 9), p->digits, p->digits == 1 ? "" : "s");
}

static bool is_gradient(Ident ident) { return ident.kind == IDENT_GRAD || ident.kind == IDENT_LENGTH; }

// Whether the step is about gradients at all: before that nobody has heard of a loss.
static bool shows_gradients(const List *picture) {
    for (int i = 0; picture && i < picture->count; i++)
        if (is_gradient(picture->cmd[i].ident)) return true;
    return !picture;
}

// A pinned number proves its gradient; one that is pointed at says that it could.
static void add_proof(Arena *arena, Session *session, const Explained *e, bool pinned, Card *card) {
    Proof proof;
    Ident ident = e->target;
    bool gradient = is_gradient(ident);
    if (!gradient && !shows_gradients(e->picture)) return;
    if (!pinned && gradient) card->note = "Click to prove it.";
    if (pinned && session_prove(session, ident, &proof)) write_proof(arena, &proof, card);
    if (pinned && !gradient && card->proof[1] && !proof.lost)
        card->proof[1] = arena_print(arena, "∂L by it is %s. %c%s", number_text(arena, proof.shown, 9),
                                     card->proof[1][0] == 't' ? 'T' : 'I', card->proof[1] + 1);
}

Card card_make(Arena *arena, Session *session, const Explained *e, bool pinned, int terms, int digits) {
    const Tape *tape = session_tape(session);
    Ident ident = e->target;
    Card card = card_of(arena, tape, e, terms, digits);
    if (explained_hides(e, ident)) return card;
    add_proof(arena, session, e, pinned, &card);
    if (ident.kind != IDENT_VALUE || !e->known || card.partial || !session_editable(session, ident.node, ident.element))
        return card;
    card.note = arena_print(arena, "%s. Click to type, drag to change.",
                            given_note(arena, session, tape_node(tape, ident.node), ident.element));
    return card;
}
