// Rows against columns: one table of tokens and features in the corner, to its right every row normalised (layer norm), under it
// every column (batch norm). So the way of the numbers on the screen is the axis that the mean is taken over.
#include <math.h>

#include "base/math.h"
#include "kit/arithmetic.h"
#include "kit/features.h"
#include "kit/group.h"
#include "kit/picture.h"
#include "scene/scenes.h"

typedef struct BatchNorm {
    PICTURE;
    Matrix x, layer, batch;                                    // (rows, D)
    Matrix layer_mean, layer_spread, batch_mean, batch_spread; // one number a row; one a column
    int rows, all, d;                                          // all: given, of which `rows` are in the batch
    bool digits, layer_shown, batch_shown;
    double left, top, cell_w, cell_h, between, gap, right, below; // of the table; where the normalised ones begin
} BatchNorm;

// --- reading the tape

static bool read(void *picture) {
    BatchNorm *p = picture;
    p->x = matrix_find(p->tape, "used", 4);
    p->layer = matrix_find(p->tape, "layer.y", 4);
    p->batch = matrix_find(p->tape, "batch.y", 4);
    p->layer_mean = matrix_find(p->tape, "layer.mean", 3);
    p->layer_spread = matrix_find(p->tape, "layer.spread", 3);
    p->batch_mean = matrix_find(p->tape, "batch.mean", 3);
    p->batch_spread = matrix_find(p->tape, "batch.spread", 3);
    if (!matrix_exists(&p->x) || !matrix_exists(&p->layer) || !matrix_exists(&p->batch) || !matrix_exists(&p->layer_spread) ||
        !matrix_exists(&p->batch_spread))
        return false;
    // What is used is what was given, and that can be edited.
    Matrix given = matrix_find(p->tape, "x", 4);
    if (matrix_exists(&given) && given.rows >= p->x.rows) p->x = matrix_rows(&given, 0, p->x.rows, 4);
    p->rows = p->x.rows, p->d = p->x.columns;
    p->all = matrix_exists(&given) ? given.rows : p->rows;
    if (p->all > 12) p->all = p->rows; // what is left out is only drawn where it is little
    p->layer_shown = step_reveals(p->step, "layer") || step_focuses(p->step, "layer");
    p->batch_shown = step_reveals(p->step, "batch") || step_focuses(p->step, "batch");
    return true;
}

// --- when

static void plan(void *picture) {
    BatchNorm *p = picture;
    acts_add_focus(&p->acts, "layer", acts_length(p->rows, 1.6, 0.9));
    acts_add_focus(&p->acts, "batch", acts_length(p->d, 1.6, 0.9));
}

static double layer_turn(const BatchNorm *p, int row) { return acts_turn(&p->acts, "layer", row, p->rows, 1.6); }
static double batch_turn(const BatchNorm *p, int column) { return acts_turn(&p->acts, "batch", column, p->d, 1.6); }

// The last row or column whose turn has begun while the act plays; the first at rest.
static int layer_at(const BatchNorm *p) {
    for (int i = p->rows - 1; i > 0; i--)
        if (layer_turn(p, i) > 0 && layer_turn(p, p->rows - 1) < 1) return i;
    return 0;
}
static int batch_at(const BatchNorm *p) {
    for (int j = p->d - 1; j > 0; j--)
        if (batch_turn(p, j) > 0 && batch_turn(p, p->d - 1) < 1) return j;
    return 0;
}

// --- where

static double whole_pixels(double size) { return size >= CELL_LEAST ? floor(size) : size; }

static void place(void *picture) {
    BatchNorm *p = picture;
    const View *v = p->view;
    double margin = p->sizes->border, head = p->small ? 32 : 76, foot = p->sizes->open;
    double labels = row_labels_width(v->metrics, p->step, "x", p->rows) + 12;
    p->gap = p->sizes->part;
    p->between = p->small ? CELL_GAP : 8;
    p->left = margin + labels;
    p->top = head;
    p->cell_w = whole_pixels(math_clamp((v->width - p->left - margin - 2 * p->gap) / (2 * p->d + 2.0), 0.01, 124));
    double high = v->height - p->top - foot - 2 * p->gap;
    if (high / (2 * p->all + 2.0) - p->between < CELL_LEAST) p->all = p->rows; // what is left out would cost the digits
    p->cell_h = whole_pixels(math_clamp(high / (2 * p->all + 2.0), 0.01, 76));
    if (p->cell_w < CELL_LEAST || p->cell_h < CELL_LEAST) p->between = 0;
    p->digits = p->cell_w - p->between >= CELL_LEAST && p->cell_h - p->between >= CELL_LEAST;
    double wide = p->left + (2 * p->d + 2) * p->cell_w + 2 * p->gap, tall = (2 * p->all + 2) * p->cell_h + 2 * p->gap;
    p->left += floor(math_clamp((v->width - margin - wide) / 2, 0, 400));
    p->top += floor(math_clamp((v->height - head - foot - tall) / 2, 0, 400));
    p->right = p->left + p->d * p->cell_w + p->gap;
    p->below = p->top + p->all * p->cell_h + p->gap;
}

static Box cell_at(const BatchNorm *p, double x, double y, int row, int column) {
    return box(x + column * p->cell_w, y + row * p->cell_h, p->cell_w - p->between, p->cell_h - p->between);
}
static double layer_x(const BatchNorm *p) { return p->right + 2 * p->cell_w + p->gap; }
static double batch_y(const BatchNorm *p) { return p->below + 2 * p->cell_h + p->gap; }

// --- tables

static double digit_size(const BatchNorm *p, const Matrix *m) {
    double room = p->cell_w * 0.82, widest = matrix_text_width(p->out->metrics, p->out->arena, m);
    double most = p->cell_h * 0.5 < 17 ? p->cell_h * 0.5 : 17;
    return math_clamp(widest * most / 17 > room ? 17 * room / widest : most, 10, 17);
}

static void draw_given(const BatchNorm *p) {
    if (!p->digits) {
        matrix_heat(p->out, box(p->left, p->top, p->d * p->cell_w - p->between, p->rows * p->cell_h - p->between), &p->x, 0,
                    p->rows, 0, p->d, ROLE_INK);
        return;
    }
    double size = digit_size(p, &p->x);
    for (int i = 0; i < p->rows; i++)
        for (int j = 0; j < p->d; j++)
            matrix_cell(
                p->out, cell_at(p, p->left, p->top, i, j), &p->x, i, j,
                (CellStyle){ .role = ROLE_INK, .share = math_clamp(0.5 * matrix_share(&p->x, i, j), 0.001, 1), .size = size });
    for (int i = p->rows; i < p->all; i++) // not in the batch
        for (int j = 0; j < p->d; j++)
            draw_cell(p->out, cell_at(p, p->left, p->top, i, j), "", (CellStyle){ .state = CELL_TO_COME });
}

// A normalised table; `layer`: row by row, otherwise column by column.
static void draw_normalised(const BatchNorm *p, const Matrix *m, double x, double y, bool layer) {
    const char *name = layer ? "layer" : "batch";
    bool now = step_focuses(p->step, name);
    if (!p->digits) {
        Box all = box(x, y, p->d * p->cell_w - p->between, p->rows * p->cell_h - p->between);
        if (acts_come(&p->acts, name) > 0.5)
            matrix_heat(p->out, all, m, 0, p->rows, 0, p->d, ROLE_Q);
        else
            list_rect(p->out, all, (RectStyle){ .radius = 4, .stroke = paint(ROLE_FAINT), .width = 1.2, .dash = 4 });
        return;
    }
    double size = digit_size(p, m);
    for (int i = 0; i < p->rows; i++)
        for (int j = 0; j < p->d; j++) {
            double turn = layer ? layer_turn(p, i) : batch_turn(p, j);
            int at = layer ? j : i, of = layer ? p->d : p->rows;
            double u = part(turn, 0.5 + 0.4 * at / of, 0.6 + 0.4 * at / of);
            matrix_cell(p->out, cell_at(p, x, y, i, j), m, i, j,
                        (CellStyle){ .role = features_role_at(p->out, m, i, j),
                                     .share = math_clamp(0.8 * matrix_share(m, i, j), 0.001, 1),
                                     .size = size,
                                     .state = u <= 0 ? CELL_TO_COME
                                              : now  ? CELL_NOW
                                                     : CELL_DONE,
                                     .reveal = u });
        }
}

// The mean and the spread of a row or a column, on the way.
static void draw_moment(const BatchNorm *p, const Matrix *m, int i, bool layer, int which) {
    double u = part(layer ? layer_turn(p, i) : batch_turn(p, i), 0.1 + 0.2 * which, 0.3 + 0.2 * which);
    Box at = layer ? cell_at(p, p->right, p->top, i, which) : cell_at(p, p->left, p->below, which, i);
    if (u <= 0) {
        draw_awaited(p->out, at, matrix_ident(m, 0, i), (CellStyle){ .role = ROLE_MUTED });
        return;
    }
    matrix_cell(p->out, at, m, 0, i, (CellStyle){ .role = ROLE_MUTED, .share = 0.001, .size = digit_size(p, m), .reveal = u });
}

static void draw_moments(const BatchNorm *p) {
    static const char *const tex[] = { "\\mu", "\\sigma" };
    if (!p->digits) return;
    double size = p->sizes->sum;
    for (int which = 0; which < 2; which++) {
        const Matrix *layer = which ? &p->layer_spread : &p->layer_mean, *batch = which ? &p->batch_spread : &p->batch_mean;
        for (int i = 0; i < p->rows && p->layer_shown; i++) draw_moment(p, layer, i, true, which);
        for (int j = 0; j < p->d && p->batch_shown; j++) draw_moment(p, batch, j, false, which);
        if (p->layer_shown)
            draw_tex(p->out, p->right + (which + 0.5) * p->cell_w - 1, p->top - (p->sizes->slot), tex[which],
                     (FormulaStyle){ .size = size, .paint = paint(ROLE_INK) }, ALIGN_CENTER);
        if (p->batch_shown)
            draw_tex(p->out, p->left - 10, p->below + (which + 0.5) * p->cell_h + 4, tex[which],
                     (FormulaStyle){ .size = size, .paint = paint(ROLE_INK) }, ALIGN_RIGHT);
    }
}

// --- what holds a row or a column together

static void draw_outline(const BatchNorm *p, Box at) {
    list_rect(p->out, at, (RectStyle){ .radius = 10, .stroke = paint(ROLE_INK), .width = 2 });
}

static void draw_outlines(const BatchNorm *p) {
    if (!p->digits) return;
    bool layer_now = step_focuses(p->step, "layer"), batch_now = step_focuses(p->step, "batch");
    bool plays = acts_come(&p->acts, "layer") < 1; // one after the other
    double w = p->d * p->cell_w - p->between, h = p->rows * p->cell_h - p->between, by = p->small ? 2 : 4;
    if (p->layer_shown && acts_come(&p->acts, "layer") > 0) {
        double y = p->top + layer_at(p) * p->cell_h;
        draw_outline(p, box(p->left - by, y - by, layer_x(p) + w - p->left + 2 * by, p->cell_h - p->between + 2 * by));
    }
    if (p->batch_shown && acts_come(&p->acts, "batch") > 0 && !(plays && layer_now && !batch_now)) {
        double x = p->left + batch_at(p) * p->cell_w;
        draw_outline(p, box(x - by, p->top - by, p->cell_w - p->between + 2 * by, batch_y(p) + h - p->top + 2 * by));
    }
}

// --- words

static void draw_labels(const BatchNorm *p) {
    for (int i = 0; i < p->rows && p->digits; i++) {
        Box at = cell_at(p, p->left, p->top, i, 0);
        draw_row_label(p->out, p->step, "x", &p->x, i, ROLE_INK, p->left - 10, box_middle_y(at) + 5);
    }
    double w = p->d * p->cell_w;
    draw_note(p->out, p->left + w / 2, p->top - (p->sizes->lift), w, p->small ? "features →" : "tokens ↓   features →",
              (TextStyle){ .align = ALIGN_CENTER });
}

// (1 − 3) / 2 = −1: the first number of the outlined row or column.
static void write_first(const BatchNorm *p, double x, double y, bool layer) {
    int row = layer ? layer_at(p) : 0, column = layer ? 0 : batch_at(p), i = layer ? row : column;
    const Matrix *mean = layer ? &p->layer_mean : &p->batch_mean, *spread = layer ? &p->layer_spread : &p->batch_spread;
    const Matrix *to = layer ? &p->layer : &p->batch;
    double turn = layer ? layer_turn(p, row) : batch_turn(p, column), value = matrix_at(to, row, column);
    if (p->small || !p->digits || turn < 0.6) return;
    Pen pen = { .out = p->out, .x = x, .y = y, .size = 18, .end = p->view->width - 16 };
    pen_operator(&pen, "(");
    pen_number(&pen, matrix_at(&p->x, row, column), ROLE_INK, matrix_ident(&p->x, row, column));
    pen_operator(&pen, " − ");
    pen_number(&pen, matrix_at(mean, 0, i), ROLE_MUTED, matrix_ident(mean, 0, i));
    pen_operator(&pen, ") / ");
    pen_number(&pen, matrix_at(spread, 0, i), ROLE_MUTED, matrix_ident(spread, 0, i));
    pen_result(&pen, value, features_role_at(p->out, to, row, column), matrix_ident(to, row, column));
}

// Of a batch without variance.
static bool is_broken(const BatchNorm *p) {
    for (int j = 0; j < p->d; j++)
        if (matrix_at(&p->batch_spread, 0, j) == 0) return true;
    return false;
}

static void draw_titles(const BatchNorm *p) {
    double w = p->d * p->cell_w - p->between, x = layer_x(p), size = p->sizes->heading;
    TextStyle title = { .face = FACE_BOLD, .size = size };
    if (p->layer_shown) {
        list_text_fit(p->out, x, p->top - (p->small ? 12 : 38), w, TEXT("Layer norm: every row"), title);
        if (!p->small) draw_note(p->out, x, p->top - 18, w, "one token over its features", (TextStyle){ 0 });
    }
    if (p->layer_shown) write_first(p, x, p->top + p->all * p->cell_h + 30, true);
    // The free corner under layer norm and beside batch norm.
    double y = batch_y(p) + (p->small ? 14 : 20), left = p->left + w + 20, room = p->view->width - left - 16;
    if (!p->batch_shown || !p->digits) return;
    list_text_fit(p->out, left, y, room, TEXT("Batch norm: every column"), title);
    if (!p->small) draw_note(p->out, left, y + 20, room, "one feature over the batch", (TextStyle){ 0 });
    write_first(p, left, y + 52, false);
    if (!is_broken(p) || acts_come(&p->acts, "batch") < 1) return;
    list_text_fit(
        p->out, left, y + (p->small ? 20 : 80), room, TEXT("no variance in the column: 0 / 0"),
        (TextStyle){ .size = p->sizes->label,
                     .paint = paint(ROLE_WRONG),
                     .ident = ident_note("a column whose numbers are all equal has the variance 0, and 0 / 0 is no number") });
}

static void draw_highlights(const BatchNorm *p) {
    double w = p->d * p->cell_w - p->between, h = p->rows * p->cell_h - p->between, by = p->small ? 6 : 16;
    double up = p->small ? 28 : 62;
    if (step_focuses(p->step, "layer")) {
        double x = layer_x(p);
        draw_highlight(p->out, box(x - by, p->top - up, w + 2 * by, h + up + by));
    } else if (step_focuses(p->step, "batch")) {
        double y = batch_y(p);
        draw_highlight(p->out, box(p->left - by, y - by, w + 2 * by, h + 2 * by));
    }
}

// --- the scene

static void thumbnail(void *picture) {
    BatchNorm *p = picture;
    double h = (p->view->height - 12) / 2, w = (p->view->width - 60) / 2;
    matrix_heat(p->out, box(24, 4, w, h - 2), &p->x, 0, p->rows, 0, p->d, ROLE_INK);
    matrix_heat(p->out, box(36 + w, 4, w, h - 2), &p->layer, 0, p->rows, 0, p->d, ROLE_Q);
    matrix_heat(p->out, box(24, 8 + h, w, h - 2), &p->batch, 0, p->rows, 0, p->d, ROLE_Q);
}

// What the eye meets first: the outlined row that runs to the right and the outlined column that runs down. Second: the mean and
// the spread that each passes. Third: the same corner of the table, normalised to two different numbers.
static void draw(void *picture) {
    BatchNorm *p = picture;
    draw_highlights(p);
    draw_labels(p);
    draw_given(p);
    draw_moments(p);
    if (p->layer_shown) draw_normalised(p, &p->layer, layer_x(p), p->top, true);
    if (p->batch_shown) draw_normalised(p, &p->batch, p->left, batch_y(p), false);
    draw_outlines(p);
    draw_titles(p);
}

static const char *const reveals[] = { "layer", "batch", NULL };
static const LegendItem legend[] = {
    { ROLE_Q, NULL, "above the mean" },
    { ROLE_K, NULL, "below the mean" },
};

const Scene scene_batch_norm = {
    .name = "batch-norm",
    .summary = "one table normalised along its rows and along its columns",
    .model = "batchnorm",
    .reveal = reveals,
    .bytes = sizeof(BatchNorm),
    WITH_PARTS(read, plan, place, draw, thumbnail),
    WITH_LEGEND(legend),
};
