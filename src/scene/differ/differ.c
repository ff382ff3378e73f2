// What the eye meets first: the ringed cell on the highlight, where the two runs part. Second: the signs between the runs, equal
// before it and not after. Third: at the foot, the habit behind it and what is right, in the words of "check my work".
#include "scene/differ/differ.h"

#include <math.h>
#include <string.h>

#include "base/math.h"
#include "kit/group.h"
#include "kit/head_marks.h"
#include "scene/scenes.h"

static const DifferNode differ_nodes[] = {
    { "x", "Input", "X", "x", false },
    { "s", "Scores", "S", "q", false },
    { "masked", "Masked", "S + M", "q", false },
    { "a", "Weights", "A", "q", true },
    { "v", "Values", "V", "x", false },
    { "v.heads", "Cut into heads", "V_i", NULL, false },
    { "heads", "Read by heads", "A_i V_i", NULL, false },
    { "mean", "Mean", "\\mu", NULL, false },
    { "var", "Variance", "\\sigma^2", NULL, false },
    { "o", "Output", "O", "q", false },
    { "y", "Output", "y", NULL, false },
    { "angle", "Angles", "p \\, w_i", NULL, false },
    { "pe", "Positions", "\\text{PE}", NULL, false },
    { "dot", "Products", "\\text{PE} \\cdot \\text{PE}", NULL, false },
    { "r", "Reset gate", "r", NULL, false, true },
    { "z", "Update gate", "z", NULL, false, true },
    { "n", "New state", "n", NULL, false, true },
    { "h", "State", "h", NULL, false, true },
    { 0 },
};

// --- reading

static bool apart(double a, double b) {
    if (!math_finite(a) || !math_finite(b)) return a != b;
    return fabs(a - b) > 1e-9 * (1 + fabs(b));
}

static bool differs(const DifferPart *part, int element) {
    int columns = part->whole[0].columns;
    return apart(matrix_at(&part->whole[0], element / columns, element % columns),
                 matrix_at(&part->whole[1], element / columns, element % columns));
}

static int first_of(const DifferPart *part) {
    for (int e = 0; e < part->whole[0].rows * part->whole[0].columns; e++)
        if (differs(part, e)) return e;
    return -1;
}

// Does some row of it not add up to 1? Where all do, the sums are the first thing to give way.
static bool has_wrong_sum(const DifferPart *part) {
    for (int run = 0; run < DIFFER_RUNS; run++)
        for (int row = 0; row < part->whole[run].rows; row++) {
            double sum = 0;
            for (int j = 0; j < part->whole[run].columns; j++) sum += matrix_at(&part->whole[run], row, j);
            if (fabs(sum - 1) > 1e-6) return true;
        }
    return false;
}

static bool read_part(const Differ *p, const DifferNode *node, DifferPart *part) {
    const char *mine = arena_print(p->out->arena, HABIT_BESIDE "%s", node->name);
    *part = (DifferPart){ .node = node, .blocks = 1 };
    part->whole[0] = matrix_find(p->tape, node->name, 4), part->whole[1] = matrix_find(p->tape, mine, 4);
    const Matrix *a = &part->whole[0], *b = &part->whole[1];
    if (!matrix_exists(a) || !matrix_exists(b) || a->rows != b->rows || a->columns != b->columns) return false;
    Shape shape = tape_node(p->tape, a->node)->shape;
    if (shape.rank == 3) part->blocks = shape.size[0];
    part->rows = a->rows / part->blocks;
    part->wrong_sum = node->sums && has_wrong_sum(part);
    for (int run = 0; node->sums && run < DIFFER_RUNS; run++) grid_shares(&part->whole[run]);
    part->first = first_of(part);
    return true;
}

static bool has_room(const DifferPart *part) {
    const Matrix *m = &part->whole[0];
    return m->rows <= DIFFER_ROWS && m->columns <= DIFFER_COLUMNS && part->blocks <= DIFFER_BLOCKS;
}

// In time a row of all parts comes before the next row.
static int row_of_first(const DifferPart *part) { return part->node->timed ? part->first / part->whole[0].columns : 0; }

static bool is_before(const Differ *p, const DifferPart *part) {
    if (part->first < 0) return false;
    return p->begins < 0 || row_of_first(part) < row_of_first(&p->part[p->begins]);
}

static bool read(void *picture) {
    Differ *p = picture;
    Place nowhere = { 0 };
    p->habit = habit_beside(p->step->params, &nowhere);
    p->begins = -1;
    p->refusal = "This picture needs a mistake to hold beside the right run, and at most twelve rows of eight numbers.";
    for (const DifferNode *node = differ_nodes; node->name && p->habit != HABIT_NONE; node++) {
        bool focus = step_focuses(p->step, node->name);
        if (!step_reveals(p->step, node->name) && !focus) continue;
        if (p->parts == DIFFER_PARTS || !read_part(p, node, &p->part[p->parts])) continue;
        if (!has_room(&p->part[p->parts])) {
            if (focus) return false; // without it the picture would begin too late
            continue;
        }
        if (is_before(p, &p->part[p->parts])) p->begins = p->parts;
        p->parts++;
    }
    return p->parts > 0;
}

// The rows land one after the other: one of the right run, then the same one with the mistake. Steps in time land for all parts
// before the next step does.
static int turns(const Differ *p, const DifferPart *part) {
    return DIFFER_RUNS * part->whole[0].rows * (part->node->timed ? p->parts : 1);
}

static double come(const Differ *p, const DifferPart *part, int run, int row) {
    const char *name = part->node->timed && p->timed ? p->timed : part->node->name;
    int index = part->node->timed ? row * p->parts + (int)(part - p->part) : row;
    return acts_turn(&p->acts, name, DIFFER_RUNS * index + run, turns(p, part), 1.2);
}
static bool whole(const Differ *p, const DifferPart *part) { return come(p, part, 1, part->whole[0].rows - 1) >= 1; }

// What comes after the part in focus follows from it, and comes after it.
static void plan(void *picture) {
    Differ *p = picture;
    bool after = false;
    for (int i = 0; i < p->parts; i++) {
        const DifferPart *part = &p->part[i];
        const char *name = part->node->name;
        bool focus = step_focuses(p->step, name);
        if (part->node->timed && focus && !p->timed)
            acts_add_focus(&p->acts, p->timed = name, acts_length(turns(p, part), 1.2, 0.5));
        if (part->node->timed) continue;
        if (after)
            acts_add_after(&p->acts, name, acts_length(turns(p, part), 1.2, 0.8));
        else
            acts_add_focus(&p->acts, name, acts_length(turns(p, part), 1.2, 0.8));
        after |= focus;
    }
}

static void place(void *picture) { differ_place(picture); }

// --- drawing

static bool begins(const Differ *p, const DifferPart *part) { return p->begins >= 0 && part == &p->part[p->begins]; }

static Box box_of_run(const DifferPart *part, int run) {
    return box_union(grid_box(&part->grid[run][0]), grid_box(&part->grid[run][part->blocks - 1]));
}

static void draw_cells(const Differ *p, const DifferPart *part, int run) {
    const Matrix *m = &part->whole[run];
    for (int e = 0; e < m->rows * m->columns; e++) {
        int row = e / m->columns, j = e % m->columns;
        const Grid *g = &part->grid[run][row / part->rows];
        Box at = grid_cell(g, row % part->rows, j);
        double u = come(p, part, run, row), value = matrix_at(m, row, j);
        CellStyle style = { .role = g->role, .share = 0.7 * matrix_share(m, row, j) + 1e-6, .size = grid_size(g) };
        if (u <= 0) {
            draw_awaited(p->out, at, matrix_ident(m, row, j), style);
            continue;
        }
        style.reveal = u < 1 ? u : 0;
        style.ring = begins(p, part) && e == part->first && whole(p, part);
        if (!math_finite(value) && value < 0) style.state = CELL_MASKED;
        double least = tape_node(p->tape, m->node)->inputs ? 15 : CELL_LEAST; // what is given is to be touched
        (at.w >= CELL_LEAST && at.h >= least ? matrix_cell : matrix_tile)(p->out, at, m, row, j, style);
    }
}

static void draw_sums(const Differ *p, const DifferPart *part, int run) {
    const Matrix *m = &part->whole[run];
    for (int row = 0; row < m->rows && part->sums && part->grid[run][0].h >= 12; row++) {
        const Grid *g = &part->grid[run][row / part->rows];
        Box at = grid_cell(g, row % part->rows, m->columns - 1);
        double sum = 0, u = come(p, part, run, row);
        bool asked = false;
        for (int j = 0; j < m->columns; j++) {
            sum += matrix_at(m, row, j);
            asked |= list_hides(p->out, matrix_ident(m, row, j));
        }
        if (u <= 0 || asked) continue;
        bool right = fabs(sum - 1) < 1e-6;
        list_text_fit(p->out, at.x + at.w + 8, box_middle_y(at) + 5, p->sum - 10, text_of(sum_text(p->out->arena, sum)),
                      (TextStyle){ .face = right ? FACE_TEXT : FACE_BOLD,
                                   .size = p->sizes->label,
                                   .paint = paint(right ? ROLE_MUTED : ROLE_WRONG),
                                   .ident = ident_note("what the row adds up to") });
    }
}

static void draw_names(const Differ *p, const DifferPart *part, int run) {
    const Matrix *m = &part->whole[run];
    if (part->grid[run][0].h < 15) return;
    for (int row = 0; row < m->rows; row++) {
        const Grid *g = &part->grid[run][row / part->rows];
        Box at = grid_cell(g, row % part->rows, 0);
        double x = at.x - 8, y = box_middle_y(at) + 5;
        if (part->blocks > 1 && row % part->rows == 0)
            draw_head_number(p->out, x, y, row / part->rows, p->sizes->label, ALIGN_RIGHT);
        if (differ_names_rows(p, part)) draw_row_label(p->out, p->step, part->node->words, m, row, ROLE_MUTED, x, y);
    }
}

// "=" where the whole part is the same in both runs.
static void draw_sign(const Differ *p, const DifferPart *part) {
    Box a = box_of_run(part, 0), b = box_of_run(part, 1);
    double size = p->flat ? 20 : 30, x = p->down ? part->x + part->w / 2 : box_middle_x(a),
           y = p->down ? box_middle_y(a) : (a.y + a.h + b.y) / 2;
    if (!whole(p, part)) return;
    bool equal = part->first < 0;
    const char *note = equal ? "both runs are the same here" : "the two runs differ here";
    list_text(p->out, x, y + size * 0.34, text_of(equal ? "=" : "≠"),
              (TextStyle){ .face = FACE_BOLD,
                           .size = size,
                           .paint = paint(equal             ? ROLE_RIGHT
                                          : begins(p, part) ? ROLE_WRONG
                                                            : ROLE_MUTED),
                           .align = ALIGN_CENTER,
                           .ident = ident_note(note) });
}

static void draw_part(const Differ *p, const DifferPart *part) {
    Box a = box_of_run(part, 0), b = box_of_run(part, 1), all = box_union(a, b);
    if (begins(p, part) && whole(p, part)) {
        double side = math_min(p->sizes->gap / 2, 10);
        draw_highlight(p->out, box_grow(box_union(all, box(part->x, part->y + 4, part->w, p->title - 4)), side));
    }
    HeadingStyle style = { .role = part->grid[0][0].role,
                           .strong = step_focuses(p->step, part->node->name),
                           .ident = ident_symbol(part->whole[0].node, 0, false) };
    double x = part->x + part->w / 2, y = part->y + (p->flat ? 16 : 26);
    draw_heading(p->out, x, y, part->node->title, p->flat ? NULL : part->node->tex, style);
    for (int run = 0; run < DIFFER_RUNS; run++) {
        draw_cells(p, part, run);
        draw_sums(p, part, run);
        draw_names(p, part, run);
    }
    draw_sign(p, part);
}

static const char *differ_note(const Differ *p, int run) {
    if (habit_is_convention(p->habit)) return run ? "the same, done as other programs do it" : "the run as it is done here";
    return run ? "the run with the mistake in it" : "the right run";
}

// A figure may show a part of the picture: the first of the run's grids that is on it.
static const DifferPart *first_shown(const Differ *p, int run) {
    const Box *shown = p->view->part;
    for (int i = 0; i < p->parts; i++)
        if (!shown || box_within(*shown, box_of_run(&p->part[i], run), 1)) return &p->part[i];
    return NULL;
}

// Over its grid, from where its rows' names begin.
static void draw_run_over(const Differ *p, const DifferPart *part, int run, TextStyle style) {
    Box at = box_of_run(part, run);
    double x = math_max(part->x, p->view->part ? p->view->part->x : 0);
    if (p->down) style.align = ALIGN_CENTER;
    list_text_fit(p->out, p->down ? box_middle_x(at) : x, at.y - (p->down ? 8 : 6), p->down ? at.w : at.x + at.w - x,
                  text_of(differ_run(p, run)), style);
}

// Which run is which: at the left of each, or over each where they stand side by side or their left side is cut away.
static void draw_runs(const Differ *p) {
    for (int run = 0; run < DIFFER_RUNS; run++) {
        const DifferPart *first = first_shown(p, run), *part = &p->part[0];
        TextStyle style = { .face = FACE_BOLD,
                            .size = p->sizes->label,
                            .paint = paint(run ? ROLE_WRONG : ROLE_RIGHT),
                            .ident = ident_note(differ_note(p, run)) };
        Box at = box_of_run(part, run), bar = box(math_max(part->x - p->runs - p->sizes->gap, p->sizes->margin), at.y, 4, at.h);
        bool cut = p->view->part && !box_within(*p->view->part, bar, 1);
        if (first && (p->down || cut)) draw_run_over(p, first, run, style);
        if (p->down || cut) continue;
        list_rect(p->out, bar, (RectStyle){ .radius = 2, .fill = style.paint, .ident = style.ident });
        list_text_fit(p->out, bar.x + 10, box_middle_y(at) + 5, p->runs - 12, text_of(differ_run(p, run)), style);
    }
}

// In the words of "check my work".
static void draw_foot(const Differ *p) {
    const HabitInfo *info = habit_info(p->habit);
    double x = p->sizes->margin, y = p->view->height - p->foot + (p->flat ? 12 : p->foot - 46), room = p->view->width - 2 * x;
    for (int i = 0; i < p->parts; i++)
        if (!whole(p, &p->part[i])) return;
    bool same = p->begins < 0;
    const char *did = same ? "With these numbers the two runs are the same: this mistake cannot be seen here." : info->did;
    list_text_fit(p->out, x, y, room, text_of(did),
                  (TextStyle){ .face = FACE_BOLD, .size = p->sizes->word, .ident = ident_note("what “check my work” says of it") });
    list_text_fit(p->out, x, y + (p->flat ? 18 : 24), room, text_of(info->right),
                  (TextStyle){ .size = p->sizes->word, .paint = paint(ROLE_MUTED), .ident = ident_note("what is right") });
}

static void thumbnail(void *picture) {
    Differ *p = picture;
    const DifferPart *part = &p->part[math_max_int(p->begins, 0)];
    int columns = part->whole[0].columns, rows = math_min_int(part->whole[0].rows, 3);
    double side = math_min((p->view->height - 8) / rows, 26), x = (p->view->width - (2 * columns + 1) * side) / 2;
    for (int run = 0; run < DIFFER_RUNS; run++)
        for (int e = 0; e < rows * columns; e++) {
            Box at = box(x + (run * (columns + 1) + e % columns) * side, 4 + e / columns * side, side - 2, side - 2);
            float share = (float)(0.1 + 0.6 * matrix_share(&part->whole[run], e / columns, e % columns));
            bool first = run && e == part->first;
            list_rect(p->out, at,
                      (RectStyle){ .radius = 3,
                                   .fill = paint_tint(differ_role(part->node), ROLE_PANEL, share),
                                   .stroke = paint_faded(ROLE_WRONG, first ? 1 : 0),
                                   .width = first ? 2 : 0 });
        }
}

static void draw(void *picture) {
    const Differ *p = picture;
    for (int i = 0; i < p->parts; i++) draw_part(p, &p->part[i]);
    draw_runs(p);
    draw_foot(p);
}

// --- the scene

#define HABIT(ID, NAME, DID, RIGHT) " " NAME
static const ParamInfo params[] = {
    { .name = "beside",
      .label = "Mistake",
      .kind = PARAM_CHOICE,
      .initial = "none",
      .choices = "none"
#include "layers/habits.def"
      ,
      .structural = true,
      .summary = "the known mistake of the run that stands beside the right one" },
};
#undef HABIT

#define MINE(name) HABIT_BESIDE name
static const char *const reveals[] = { "x", "s",     "masked", "a",   "v", "v.heads", "heads", "mean", "var", "o",
                                       "y", "angle", "pe",     "dot", "r", "z",       "n",     "h",    NULL };
static const char *const nodes[] = { "v.heads",     "angle",      "r",
                                     "z",           "n",          "h",
                                     MINE("x"),     MINE("s"),    MINE("masked"),
                                     MINE("a"),     MINE("v"),    MINE("v.heads"),
                                     MINE("heads"), MINE("mean"), MINE("var"),
                                     MINE("o"),     MINE("y"),    MINE("angle"),
                                     MINE("pe"),    MINE("dot"),  MINE("r"),
                                     MINE("z"),     MINE("n"),    MINE("h"),
                                     NULL };
static const LegendItem legend[] = { { ROLE_RIGHT, NULL, "as in this course" }, { ROLE_WRONG, NULL, "done otherwise" } };

const Scene scene_differ = {
    .name = "differ",
    .summary = "two runs side by side, the right one and one with a known mistake, and the first cell where they part",
    .model = "attention",
    WITH_PARAMS(params),
    .reveal = reveals,
    .node = nodes,
    .own_rows = DIFFER_ROWS / 2, // of two heads
    .bytes = sizeof(Differ),
    WITH_PARTS(read, plan, place, draw, thumbnail),
    WITH_LEGEND(legend),
};
