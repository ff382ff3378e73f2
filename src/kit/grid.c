// Where the cells of a grid stand, its heat map, and the names along its two sides.
#include "kit/grid.h"

#include <math.h>
#include <string.h>

#include "base/math.h"

enum { HATCH_ROWS = 64 };

static double gap(const Grid *g) { return g->digits ? GRID_GAP : 0; }

Box grid_cell(const Grid *g, int row, int column) {
    int across = g->turned ? row : column, down = g->turned ? column : row;
    return box(g->x + across * (g->w + gap(g)), g->y + down * (g->h + gap(g)), g->w, g->h);
}

Box grid_box(const Grid *g) { return box_union(grid_cell(g, 0, 0), grid_cell(g, g->rows - 1, g->columns - 1)); }

Box grid_row(const Grid *g, int row) { return box_union(grid_cell(g, row, 0), grid_cell(g, row, g->columns - 1)); }
Box grid_column(const Grid *g, int column) { return box_union(grid_cell(g, 0, column), grid_cell(g, g->rows - 1, column)); }

double grid_size(const Grid *g) {
    double size = g->h > 56 ? math_clamp(g->h * 0.3, 17, 28) : math_clamp(g->h * 0.58, 11, 17), room = g->w * 0.82;
    return g->text * size > room * 17 ? room * 17 / g->text : size;
}

void grid_shares(Matrix *m) {
    if (!matrix_exists(m) || m->largest < 1) return;
    int count = m->rows * m->columns;
    m->format = number_format_for(m->value, count < 128 ? count : 128, 5);
}

double grid_sweep_reach(const Matrix *mask) {
    int most = 1;
    for (int i = 0; matrix_exists(mask) && i < mask->rows; i++)
        for (int j = 0; j < mask->columns; j++) {
            int crossed = mask->columns - 1 - j + i;
            if (matrix_at(mask, i, j) == 0 && crossed > most) most = crossed;
        }
    return most;
}

// --- heat

// The lines run on from row to row: each run shows its part of one hatching over the whole grid.
void grid_hatch(List *out, const Grid *g, const Matrix *mask, Paint p) {
    for (int i = 0; matrix_exists(mask) && i < g->rows && g->rows <= HATCH_ROWS; i++)
        for (int j = 0, from; j < g->columns; j++) {
            if (matrix_at(mask, i, j) != 0) continue;
            for (from = j; j + 1 < g->columns && matrix_at(mask, i, j + 1) == 0;) j++;
            list_clip(out, box_union(grid_cell(g, i, from), grid_cell(g, i, j)));
            list_hatch(out, grid_box(g), 0, p);
            list_unclip(out);
        }
}

void grid_heat(List *out, const Grid *g, const Matrix *m) {
    if (!matrix_exists(m)) return;
    (g->turned ? matrix_heat_turned : matrix_heat)(out, grid_box(g), m, 0, g->rows, 0, g->columns, g->role);
    list_rect(out, grid_box(g), (RectStyle){ .stroke = paint(ROLE_LINE) });
}

void grid_to_come(List *out, const Grid *g) {
    if (!g->digits) {
        draw_cell(out, grid_box(g), "", (CellStyle){ .state = CELL_TO_COME });
        return;
    }
    for (int i = 0; i < g->rows; i++)
        for (int j = 0; j < g->columns; j++) draw_cell(out, grid_cell(g, i, j), "", (CellStyle){ .state = CELL_TO_COME });
}

// --- names

static bool room_above(const Grid *g) { return g->w >= 24; }
static bool room_beside(const Grid *g) { return g->h >= 15; }

bool grid_has_names(const Grid *g, bool of_rows) { return of_rows == g->turned ? room_above(g) : room_beside(g); }

// Each has its name, or every n-th, or none (0).
static int name_every(const Grid *g, bool above) {
    if (above ? room_above(g) : room_beside(g)) return 1;
    if (!g->close_names) return 0;
    return (int)ceil(above ? 36 / g->w : 15 / g->h);
}

typedef struct NameAt {
    int i, every;
    bool above, strong, whole; // whole: however long it is
} NameAt;

static void one_name(List *out, const Grid *g, Box cell, NameAt at, const Step *step, const char *input, const Matrix *named,
                     Role role) {
    bool above = at.above, strong = at.strong || at.whole;
    int i = at.i;
    const char *word = row_word(step, input, i);
    double x = above ? box_middle_x(cell) : cell.x - 10, y = above ? cell.y - 8 : box_middle_y(cell) + 5;
    Align align = above ? ALIGN_CENTER : ALIGN_RIGHT;
    double size = at.every > 1 || (!above && g->h < 22) ? 11 : 14;
    Ident before = list_show(out, matrix_exists(named) ? ident_symbol(named->node, matrix_element(named, i, 0), false)
                                                       : ident_note("the number of the token"));
    double room = at.whole ? 400 : above ? at.every * (g->w + gap(g)) - 2 : 72;
    if (word)
        list_text_fit(out, x, y, room, text_of(word),
                      (TextStyle){ .face = strong ? FACE_BOLD : FACE_TEXT,
                                   .size = size,
                                   .paint = paint(strong ? ROLE_INK : ROLE_MUTED),
                                   .align = align });
    else
        draw_symbol(out, x, y - (above ? 1 : 0), role == ROLE_Q ? "q" : "k", i,
                    (TextStyle){ .size = size + 2, .paint = paint(role), .align = align });
    list_show(out, before);
}

static void names(List *out, const Grid *g, bool of_rows, const Step *step, const char *input, const Matrix *named, Role role,
                  int strong) {
    bool above = of_rows == g->turned;
    int count = of_rows ? g->rows : g->columns, every = name_every(g, above),
        here = every == 1 ? -1
               : of_rows  ? pointed_query(out, count)
                          : pointed_key(out, count);
    for (int i = 0; i < count && every; i++)
        if (close_word_shown(i, every, here))
            one_name(out, g, of_rows ? grid_cell(g, i, 0) : grid_cell(g, 0, i), (NameAt){ i, every, above, i == strong, i == here },
                     step, input, named, role);
}

void grid_row_names(List *out, const Grid *g, const Step *step, const char *input, const Matrix *named, Role role, int strong) {
    names(out, g, true, step, input, named, role, strong);
}

void grid_column_names(List *out, const Grid *g, const Step *step, const char *input, const Matrix *named, Role role, int strong) {
    names(out, g, false, step, input, named, role, strong);
}

bool step_turned(const Step *step) { return !strcmp(step_choice_or(step, "orientation", "rows"), "columns"); }
