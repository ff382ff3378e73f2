// Folding in rounds: a linear recurrence by pairs, and a sum. Each round is a row; what is joined in it lies under what it joins.
#include <math.h>

#include "kit/arithmetic.h"
#include "scene/schedule/schedule.h"

enum { COLUMNS_DRAWN = 16, LEVELS_MOST = 10 };

static const double digits_least = 28; // a given number is touched to be changed: no smaller than a finger

typedef struct Tree {
    const Waiting *p;
    Box at;             // of the rows
    int n, rounds;      // of numbers; of joining
    int rows;           // drawn under each other
    double left, pitch; // of the first column; from column to column
    double down, cell;  // from row to row; height of a cell
    double come;        // in rows
} Tree;

static Tree tree_fit(const Waiting *p, Box at, int n, int rounds, int rows, const char *name) {
    double label = p->small ? 64 : 96, come = waiting_come(p, name);
    Tree t = { .p = p, .at = at, .n = n, .rounds = rounds, .rows = rows, .left = at.x + label };
    t.pitch = (at.w - label) / n;
    t.down = at.h / rows;
    t.cell = floor(math_clamp(t.down * (p->small ? 0.66 : 0.55), 12, 48));
    t.come = come >= 1 ? rows + 1 : come * rows;
    return t;
}

static double row_middle(const Tree *t, int row) { return t->at.y + t->down * (row + 0.5); }
static double column_middle(const Tree *t, double column) { return t->left + t->pitch * (column + 0.5); }

static void row_label(const Tree *t, int row, const char *text, const char *note) {
    list_text_fit(t->p->out, t->at.x, row_middle(t, row) + 5, t->left - t->at.x - 8, text_of(text),
                  (TextStyle){ .size = t->p->small ? 12 : 14, .paint = paint(ROLE_MUTED), .ident = ident_note(note) });
}

// From a cell of one row to a cell of a later one.
static void edge(const Tree *t, double from, int from_row, double to, int to_row, Role role, bool there) {
    double y1 = row_middle(t, from_row) + t->cell / 2 + 1, y2 = row_middle(t, to_row) - t->cell / 2 - 1;
    StrokeStyle style = { .paint = there ? paint_faded(role, 0.75f) : paint_faded(ROLE_FAINT, 0.6f),
                          .width = there ? 2 : 1.2,
                          .dash = there ? 0 : 4 };
    list_line(t->p->out, column_middle(t, from), y1, column_middle(t, to), y2, style);
}

// How far a row has come, and whether it is the one that is being computed.
static double row_come(const Tree *t, int row) { return math_clamp(t->come - row + (row == 0), 0, 1); }
static bool row_now(const Tree *t, int row) { return row > 0 && t->come > row && t->come < row + 1; }

static void tree_cell(const Tree *t, const Matrix *m, int element, Box at, Role role, int row) {
    double come = row_come(t, row);
    CellStyle style = { .role = role,
                        .size = math_clamp(t->cell * 0.5, 11, 17),
                        .reveal = part(come, 0, 0.7),
                        .share = 0.3 * matrix_share(m, 0, element) + 0.1 };
    style.state = come <= 0 ? CELL_TO_COME : row_now(t, row) ? CELL_NOW : CELL_DONE;
    matrix_cell(t->p->out, at, m, 0, element, style);
}

static void missing(const Waiting *p, Box card, const char *title) {
    Box room = waiting_card(p, card, "", title, NULL, 0);
    draw_note(p->out, box_middle_x(room), box_middle_y(room), room.w, "Nothing to fold: load some numbers x.",
              (TextStyle){ .align = ALIGN_CENTER });
}

// --- the scan

typedef struct Fold {
    Tree tree;
    Matrix a[LEVELS_MOST], b[LEVELS_MOST], h;
    bool pairs; // room for both numbers of a pair
} Fold;

static Matrix level(const Fold *f, const char *name, int round) {
    const Waiting *p = f->tree.p;
    Matrix m = matrix_find(p->tape, arena_print(p->out->arena, "scan.%s%d", name, round), 4);
    m.format.decimals = -1; // 0.125 beside 0.0625: powers of a, each as short as it is
    return m;
}

static int last_left(int t, int round) { return (t >> round << round) - 1; }

// The round in which the pair at t was last joined, from 1; 0: never.
static int joined_before(int t, int round) {
    while (round > 0 && !(t >> (round - 1) & 1)) round--;
    return round;
}

static void draw_pair(const Fold *f, int round, int t) {
    const Tree *tree = &f->tree;
    double w = math_clamp(tree->pitch * 0.86, 8, 170), x = column_middle(tree, t) - w / 2,
           y = row_middle(tree, round) - tree->cell / 2;
    double second = f->pairs ? w / 2 + 1.5 : 0;
    if (row_now(tree, round)) draw_highlight(tree->p->out, box_grow(box(x, y, w, tree->cell), 4));
    if (f->pairs) tree_cell(tree, &f->a[round], t, box(x, y, w / 2 - 1.5, tree->cell), ROLE_MUTED, round);
    tree_cell(tree, &f->b[round], t, box(x + second, y, w - second, tree->cell), ROLE_RECURRENT, round);
}

static void draw_rounds(const Fold *f) {
    const Tree *tree = &f->tree;
    for (int round = 1; round <= tree->rounds; round++)
        for (int t = 0; t < tree->n; t++) {
            if (!(t >> (round - 1) & 1)) continue;
            int left = last_left(t, round - 1);
            bool there = row_come(tree, round) > 0;
            edge(tree, left, joined_before(left, round - 1), t, round, ROLE_RECURRENT, there);
            edge(tree, t, joined_before(t, round - 1), t, round, ROLE_RECURRENT, there);
        }
    for (int round = 0; round <= tree->rounds; round++)
        for (int t = 0; t < tree->n; t++)
            if (round == 0 || t >> (round - 1) & 1) draw_pair(f, round, t);
}

static void draw_results(const Fold *f) {
    const Tree *tree = &f->tree;
    int row = tree->rounds + 1;
    double w = math_clamp(tree->pitch * 0.6, 8, 100);
    for (int t = 0; t < tree->n; t++) {
        edge(tree, t, joined_before(t, tree->rounds), t, row, ROLE_FAINT, row_come(tree, row) > 0);
        tree_cell(tree, &f->h, t, box(column_middle(tree, t) - w / 2, row_middle(tree, row) - tree->cell / 2, w, tree->cell),
                  ROLE_RECURRENT, row);
    }
}

// a · x + x, the last join of all.
static void write_last_join(const Fold *f, Box at) {
    int round = f->tree.rounds, t = f->tree.n - 1, left = last_left(t, round - 1);
    const Matrix *a = &f->a[round - 1], *b = &f->b[round - 1];
    Pen pen = { .out = f->tree.p->out, .x = at.x, .y = at.y + at.h * 0.68, .size = f->tree.p->small ? 16 : 20, .end = at.x + at.w };
    pen_words(&pen, f->tree.p->small ? "last: " : "The last join, a times the earlier x plus the later:   ");
    pen_number(&pen, matrix_at(a, 0, t), ROLE_MUTED, matrix_ident(a, 0, t));
    pen_operator(&pen, " · ");
    pen_number(&pen, matrix_at(b, 0, left), ROLE_RECURRENT, matrix_ident(b, 0, left));
    pen_operator(&pen, " + ");
    pen_number(&pen, matrix_at(b, 0, t), ROLE_RECURRENT, matrix_ident(b, 0, t));
    pen_result(&pen, matrix_at(&f->b[round], 0, t), ROLE_RECURRENT, matrix_ident(&f->b[round], 0, t));
}

static void label_rounds(const Tree *t, const char *first, const char *first_note, const char *last, const char *last_note) {
    row_label(t, 0, first, first_note);
    for (int round = 1; round <= t->rounds; round++)
        row_label(t, round, arena_print(t->p->out->arena, "round %d", round), "a layer step of the tape: all its joins at once");
    if (last) row_label(t, t->rounds + 1, last, last_note);
}

// Too many for digits: a heat strip for each round.
static void draw_strips(const Fold *f) {
    const Tree *t = &f->tree;
    for (int row = 0; row <= t->rounds + 1; row++) {
        const Matrix *m = row > t->rounds ? &f->h : &f->b[row];
        if (row_come(t, row) > 0)
            matrix_heat(t->p->out, box(t->left, row_middle(t, row) - t->cell / 2, t->pitch * t->n, t->cell), m, 0, 1, 0, m->columns,
                        ROLE_RECURRENT);
    }
}

static bool read_fold(Fold *f) {
    const Waiting *p = f->tree.p;
    f->h = matrix_find(p->tape, "scan.h", 4);
    if (!matrix_exists(&f->h)) return false;
    f->tree.n = f->h.columns;
    while (f->tree.rounds < LEVELS_MOST - 1 && 1 << f->tree.rounds < f->tree.n) f->tree.rounds++;
    f->a[0] = matrix_find(p->tape, "scan.a0", 4);
    f->b[0] = matrix_find(p->tape, "x", 4);
    for (int round = 1; round <= f->tree.rounds; round++) f->a[round] = level(f, "a", round), f->b[round] = level(f, "b", round);
    return true;
}

static int count_joins(int n, int rounds) {
    int joins = 0;
    for (int round = 0; round < rounds; round++)
        for (int t = 0; t < n; t++) joins += t >> round & 1;
    return joins;
}

void draw_scan(const Waiting *p, Box card) {
    const char *title = "A linear recurrence, folded in pairs";
    Arena *arena = p->out->arena;
    Fold f = { .tree = { .p = p } };
    if (!read_fold(&f)) {
        missing(p, card, title);
        return;
    }
    int n = f.tree.n, rounds = f.tree.rounds;
    Stat stat[] = {
        { arena_print(arena, "%d", tape_longest_path(p->tape, "scan.")), rounds == 1 ? "round in the tree" : "rounds in the tree",
          "layer steps on the longest path of scan., counted on the tape" },
        { arena_print(arena, "%d", tape_longest_path(p->tape, "lin.")), n == 1 ? "step in the chain" : "steps in the chain",
          "the same recurrence one step after the other: the longest path of lin., counted on the tape" },
        { arena_print(arena, "%d", count_joins(n, rounds)), "joins of two pairs", "all rounds together" },
    };
    Box room = waiting_card(p, card, "scan", title, stat, 3);
    double line = p->small ? 24 : 44;
    if (rounds == 0 || (room.h - line) / (rounds + 2) * 0.55 < digits_least) line = 0;
    Box last = box(room.x, room.y + room.h - line, room.w, line);
    room.h -= line;
    Tree fitted = tree_fit(p, room, n, rounds, rounds + 2, "scan");
    f.tree = fitted;
    f.pairs = fitted.pitch * 0.43 - 1.5 >= digits_least;
    label_rounds(&f.tree, f.pairs ? "pairs (a, x)" : "inputs x", "each step as a pair: times a, plus x", "states h",
                 "the second numbers of the finished pairs, since the state before the first step is 0");
    if (n > COLUMNS_DRAWN || fitted.pitch < 35 || fitted.cell < digits_least) {
        draw_strips(&f);
        return;
    }
    draw_rounds(&f);
    draw_results(&f);
    if (line > 0 && row_come(&f.tree, rounds) >= 1) write_last_join(&f, last);
}

// --- the sum

static double over_children(int j, int level_of_tree, int n) {
    int first = j << level_of_tree, last = ((j + 1) << level_of_tree) - 1;
    return (first + (last < n - 1 ? last : n - 1)) / 2.0;
}

static void draw_sums(const Tree *t, const Matrix *sums) {
    for (int row = 1; row <= t->rounds; row++)
        for (int j = 0; j < sums[row].columns; j++)
            for (int child = 2 * j; child < 2 * j + 2 && child < sums[row - 1].columns; child++)
                edge(t, over_children(child, row - 1, t->n), row - 1, over_children(j, row, t->n), row, ROLE_MUTED,
                     row_come(t, row) > 0);
    for (int row = 0; row <= t->rounds; row++)
        for (int j = 0; j < sums[row].columns; j++) {
            double w = math_clamp(t->pitch * 0.82, 8, 96);
            Box at = box(column_middle(t, over_children(j, row, t->n)) - w / 2, row_middle(t, row) - t->cell / 2, w, t->cell);
            if (row_now(t, row)) draw_highlight(t->p->out, box_grow(at, 4));
            tree_cell(t, &sums[row], j, at, ROLE_INK, row);
        }
}

void draw_sum(const Waiting *p, Box card) {
    Arena *arena = p->out->arena;
    Matrix sums[LEVELS_MOST] = { matrix_find(p->tape, "x", 4) };
    int rounds = 0, n = sums[0].columns, additions = 0;
    const char *title = n ? arena_print(arena, "The sum of %d numbers is a tree", n) : "A sum is a tree";
    Ident former = list_show(p->out, ident_note("how many numbers x has"));
    if (!matrix_exists(&sums[0])) {
        missing(p, card, title);
        list_show(p->out, former);
        return;
    }
    for (int left = n; left > 1; left = (left + 1) / 2) {
        additions += left / 2;
        rounds++;
        sums[rounds] = matrix_find(p->tape, arena_print(arena, "sum.%d", rounds), 4);
    }
    Stat stat[] = {
        { arena_print(arena, "%d", tape_longest_path(p->tape, "sum.")), rounds == 1 ? "round of additions" : "rounds of additions",
          "layer steps on the longest path of sum., counted on the tape: the logarithm of n to the base 2, rounded up" },
        { arena_print(arena, "%d", additions), additions == 1 ? "addition" : "additions",
          "all rounds together: one fewer than there are numbers" },
    };
    Box room = waiting_card(p, card, "sum", title, stat, 2);
    list_show(p->out, former);
    Tree t = tree_fit(p, room, n, rounds, rounds + 1, "sum");
    label_rounds(&t, "numbers x", "what is added up", NULL, NULL);
    if (n <= COLUMNS_DRAWN && t.pitch >= 35 && t.cell >= digits_least) {
        draw_sums(&t, sums);
        return;
    }
    for (int row = 0; row <= rounds; row++)
        if (row_come(&t, row) > 0)
            matrix_heat(p->out, box(t.left, row_middle(&t, row) - t.cell / 2, t.pitch * n, t.cell), &sums[row], 0, 1, 0,
                        sums[row].columns, ROLE_INK);
}
