// Reading a tape for drawing: nodes as matrices, one number format a tensor, tints by share, the words of rows.
#include "kit/common.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/math.h"

// Values looked at for largest and format: a lesson's are far fewer, and beyond that no digits are drawn.
enum { MEASURED = 4096, FORMATTED = 128 };

// --- a node as a matrix

static double largest_of(const Real *x, int count) {
    double largest = 0;
    for (int i = 0; i < count; i++) {
        double size = fabs((double)x[i]);
        if (math_finite(size) && size > largest) largest = size;
    }
    return largest > 0 ? largest : 1;
}

static void measure(Matrix *m, int digits) {
    m->largest = m->largest_grad = 1;
    if (digits < 0) return;
    int count = m->rows * m->columns;
    int measured = count < MEASURED ? count : MEASURED, formatted = count < FORMATTED ? count : FORMATTED;
    m->largest = largest_of(m->value, measured);
    m->format = number_format_for(m->value, formatted, digits ? digits : 4);
    if (m->grad) m->largest_grad = largest_of(m->grad, measured);
}

Matrix matrix_find(const Tape *tape, const char *name, int digits) {
    NodeId id = tape_find(tape, name);
    if (id == NODE_NONE) return (Matrix){ .node = NODE_NONE, .largest = 1, .largest_grad = 1 };
    const Node *node = tape_node(tape, id);
    int columns = node->shape.rank ? node->shape.size[node->shape.rank - 1] : 1;
    Matrix m = {
        .node = id,
        .rows = columns ? node->count / columns : 0,
        .columns = columns,
        .value = node->value,
        .grad = node->constant ? NULL : node->grad,
    };
    measure(&m, digits);
    return m;
}

Matrix matrix_rows(const Matrix *m, int row, int rows, int digits) {
    if (!matrix_exists(m) || m->rows == 0) return *m;
    row = row < 0 ? 0 : row >= m->rows ? m->rows - 1 : row;
    Matrix part = *m;
    part.rows = rows > m->rows - row ? m->rows - row : rows < 0 ? 0 : rows;
    part.first += row * m->columns;
    part.value += row * m->columns;
    if (part.grad) part.grad += row * m->columns;
    measure(&part, digits);
    return part;
}

double matrix_at(const Matrix *m, int row, int column) {
    return matrix_has(m, row, column) ? (double)m->value[row * m->columns + column] : MATH_NAN;
}

double matrix_grad_at(const Matrix *m, int row, int column) {
    return matrix_has(m, row, column) && m->grad ? (double)m->grad[row * m->columns + column] : MATH_NAN;
}

const char *matrix_text(Arena *arena, const Matrix *m, int row, int column) {
    return number_in(arena, matrix_at(m, row, column), m->format);
}

const char *signed_text(Arena *arena, double value, NumberFormat format) {
    const char *text = number_in(arena, value, format);
    return value > 0 ? arena_print(arena, "+%s", text) : text;
}

double matrix_share(const Matrix *m, int row, int column) { return share_of(matrix_at(m, row, column), m->largest); }

double matrix_text_width(const Metrics *metrics, Arena *arena, const Matrix *m) {
    if (!matrix_exists(m)) return 0;
    bool negative = false;
    int count = m->rows * m->columns < MEASURED ? m->rows * m->columns : MEASURED;
    for (int i = 0; i < count && !negative; i++) negative = m->value[i] < 0;
    double most = m->largest;
    if (m->format.decimals > 0 && most == floor(most)) most -= math_pow(10, -m->format.decimals); // "1" is narrower than "0.85"
    const char *widest = number_in(arena, negative ? -most : most, m->format);
    return metrics_width(metrics, FACE_TEXT, 17, text_of(widest));
}

// The number as it fits at 12 units, which can be read; with fewer digits where it must; "≈0" when only that is left.
static const char *fitting(const List *out, double width, double value, NumberFormat format, double size) {
    const char *text = number_in(out->arena, value, format);
    double room = width * 0.86, tight = width * 0.98, least = size > 9 ? 12 : size;
    if (metrics_width(out->metrics, FACE_TEXT, least, text_of(text)) <= room) return text;
    for (int digits = format.digits - 1; digits >= 1; digits--) {
        const char *shorter = number_text(out->arena, value, digits);
        if (metrics_width(out->metrics, FACE_TEXT, least, text_of(shorter)) <= (digits > 1 ? room : tight)) return shorter;
    }
    if (format.digits < 2 && metrics_width(out->metrics, FACE_TEXT, least, text_of(text)) <= tight) return text;
    if (fabs(value) >= 1) return text;
    double tenth = floor(fabs(value) * 10 + 0.5) / 10;
    return tenth > 0 ? number_text(out->arena, value < 0 ? -tenth : tenth, 1) : "≈0";
}

void matrix_cell(List *out, Box at, const Matrix *m, int row, int column, CellStyle style) {
    bool there = style.state != CELL_TO_COME && matrix_has(m, row, column);
    if (style.share == 0) style.share = matrix_share(m, row, column);
    if (style.size == 0) style.size = 17;
    bool asked = matrix_has(m, row, column) && list_hides(out, matrix_ident(m, row, column)); // also while it is to come
    style.ident = there || asked ? matrix_ident(m, row, column) : (Ident){ 0 };
    draw_cell(out, at, there ? fitting(out, at.w, matrix_at(m, row, column), m->format, style.size) : "", style);
}

void draw_awaited(List *out, Box at, Ident ident, CellStyle style) {
    style.state = CELL_TO_COME;
    if (list_hides(out, ident)) style.ident = ident;
    draw_cell(out, at, "", style);
}

enum { TILE_DIGITS_WIDE = 26, TILE_DIGITS_HIGH = 17 }; // units: what is smaller is a colour

void matrix_tile(List *out, Box at, const Matrix *m, int row, int column, CellStyle style) {
    if (style.share == 0) style.share = matrix_share(m, row, column);
    Ident own = matrix_ident(m, row, column), before = list_show(out, own);
    if (at.w >= TILE_DIGITS_WIDE && at.h >= TILE_DIGITS_HIGH && style.state != CELL_TO_COME && !list_hides(out, own)) {
        style.ident = own;
        style.size = math_clamp(at.h * 0.6, 11, style.size > 0 ? style.size : 17);
        draw_cell(out, at, fitting(out, at.w, matrix_at(m, row, column), m->format, style.size), style);
        list_show(out, before);
        return;
    }
    draw_cell(out, at, "", style);
    double value = matrix_at(m, row, column), half = math_clamp(at.w * 0.18, 2, 5);
    if (value < 0 && at.w >= 8 && at.h >= 6 && (style.reveal == 0 || style.reveal > 0.5))
        list_line(out, box_middle_x(at) - half, box_middle_y(at), box_middle_x(at) + half, box_middle_y(at),
                  (StrokeStyle){ .paint = paint_faded(style.share > 0.5 ? ROLE_PANEL : ROLE_INK, 0.75f), .width = 1.4 });
    list_show(out, before);
}

// element (r, c) of the block stands at value[r * row_stride + c * column_stride].
static void heat_block(List *out, Box at, const Matrix *m, int first, int rows, int columns, int row_stride, int column_stride,
                       Role role, bool grad) {
    const Real *from = grad ? m->grad : m->value;
    double largest = grad ? m->largest_grad : m->largest;
    float *share = arena_new(out->arena, float, rows *columns);
    bool negative = false;
    for (int r = 0; r < rows; r++)
        for (int c = 0; c < columns; c++) {
            double x = (double)from[first + r * row_stride + c * column_stride];
            bool hidden = x < 0 && !math_finite(x); // −∞ is nothing to show, not the largest of all
            share[r * columns + c] = (float)(hidden ? 0 : (x < 0 ? -1 : 1) * share_of(x, largest));
            negative = negative || (x < 0 && !hidden);
        }
    list_heat(out, at, rows, columns, share,
              (HeatStyle){ .positive = negative ? ROLE_Q : role,
                           .negative = negative ? ROLE_K : role,
                           .most = largest,
                           .ident = ident_heat(m->node, m->first + first, row_stride, column_stride, grad) });
}

void matrix_heat(List *out, Box at, const Matrix *m, int row, int rows, int column, int columns, Role role) {
    if (rows <= 0 || columns <= 0 || !matrix_has(m, row, column) || !matrix_has(m, row + rows - 1, column + columns - 1)) return;
    heat_block(out, at, m, row * m->columns + column, rows, columns, m->columns, 1, role, false);
}

void matrix_heat_turned(List *out, Box at, const Matrix *m, int row, int rows, int column, int columns, Role role) {
    if (rows <= 0 || columns <= 0 || !matrix_has(m, row, column) || !matrix_has(m, row + rows - 1, column + columns - 1)) return;
    heat_block(out, at, m, row * m->columns + column, columns, rows, 1, m->columns, role, false);
}

void matrix_grad_heat(List *out, Box at, const Matrix *m, int rows, int columns, bool turned) {
    if (rows <= 0 || columns <= 0 || !m->grad || !matrix_has(m, rows - 1, columns - 1)) return;
    if (turned)
        heat_block(out, at, m, 0, columns, rows, 1, m->columns, ROLE_GRAD, true);
    else
        heat_block(out, at, m, 0, rows, columns, m->columns, 1, ROLE_GRAD, true);
}

void matrix_heat_down(List *out, Box at, const Matrix *m, int first, int count, Role role) {
    if (count <= 0 || !matrix_has(m, 0, first) || !matrix_has(m, 0, first + count - 1)) return;
    heat_block(out, at, m, first, count, 1, 1, 1, role, false);
}

void matrix_grad_heat_down(List *out, Box at, const Matrix *m, int first, int count) {
    if (count <= 0 || !m->grad || !matrix_has(m, 0, first) || !matrix_has(m, 0, first + count - 1)) return;
    heat_block(out, at, m, first, count, 1, 1, 1, ROLE_GRAD, true);
}

// --- shares

double share_of(double value, double largest) {
    double size = fabs(value);
    if (math_isnan(size) || !(largest > 0)) return 0;
    return size >= largest ? 1 : size / largest;
}

double log_share(double value, double largest, double decades) {
    double size = fabs(value);
    if (math_isnan(size) || size == 0 || !(largest > 0)) return 0;
    if (size >= largest) return 1;
    return math_clamp(1 + math_log10(size / largest) / decades, 0, 1);
}

// --- the step

static bool has_param(const Step *step, const char *param) {
    for (int i = 0; i < step->infos; i++)
        if (strcmp(step->info[i].name, param) == 0) return true;
    return false;
}

double step_number_or(const Step *step, const char *param, double otherwise) {
    return has_param(step, param) ? step_number(step, param) : otherwise;
}

const char *step_choice_or(const Step *step, const char *param, const char *otherwise) {
    return has_param(step, param) ? step_choice(step, param) : otherwise;
}

int step_query(const Step *step, int queries) {
    return step->query < 0 || queries <= 0 ? 0 : step->query >= queries ? queries - 1 : step->query;
}

const char *row_word(const Step *step, const char *input, int row) {
    const Input *found = step->inputs ? inputs_find(step->inputs, input) : NULL;
    if (!found && step->inputs) found = inputs_find(step->inputs, "x"); // what queries, keys and values are made of
    if (!found || !found->words || found->shape.rank < 2 || row < 0 || row >= found->shape.size[0]) return NULL;
    return found->words[row];
}

// --- labels

#define SUBSCRIPT_SIZE 0.7
#define SUBSCRIPT_DROP 0.2

double symbol_width(const Metrics *metrics, const char *symbol, int index, double size) {
    double width = metrics_width(metrics, FACE_MATH_ITALIC, size, text_of(symbol));
    char digits[16];
    snprintf(digits, sizeof digits, "%d", index + 1);
    return index < 0 ? width : width + metrics_width(metrics, FACE_MATH, size * SUBSCRIPT_SIZE, text_of(digits));
}

double draw_symbol(List *out, double x, double baseline, const char *symbol, int index, TextStyle style) {
    double width = symbol_width(out->metrics, symbol, index, style.size);
    x -= style.align == ALIGN_LEFT ? 0 : style.align == ALIGN_CENTER ? width / 2 : width;
    style.align = ALIGN_LEFT;
    style.face = FACE_MATH_ITALIC;
    double letter = list_text(out, x, baseline, text_of(symbol), style);
    baseline += style.size * SUBSCRIPT_DROP;
    style.face = FACE_MATH;
    style.size *= SUBSCRIPT_SIZE;
    if (index >= 0) list_print(out, x + letter, baseline, style, "%d", index + 1);
    return width;
}

static const double name_size = 14, name_symbol = 17, name_most = 72;

double row_labels_width(const Metrics *metrics, const Step *step, const char *input, int rows) {
    double widest = 0;
    for (int i = 0; i < rows; i++) {
        const char *word = row_word(step, input, i);
        double w =
            word ? metrics_width(metrics, FACE_TEXT, name_size, text_of(word)) : symbol_width(metrics, input, i, name_symbol);
        widest = w > widest ? w : widest;
    }
    return floor(widest < name_most ? widest : name_most) + 1;
}

void draw_row_label(List *out, const Step *step, const char *input, const Matrix *m, int row, Role role, double x,
                    double baseline) {
    const char *word = row_word(step, input, row);
    if (word) {
        TextStyle style = { .size = name_size, .paint = paint(ROLE_MUTED), .align = ALIGN_RIGHT };
        list_text_fit(out, x, baseline, name_most, text_of(word), style);
        return;
    }
    draw_symbol(out, x, baseline, input, row,
                (TextStyle){ .size = name_symbol,
                             .paint = paint(role),
                             .align = ALIGN_RIGHT,
                             .ident = ident_symbol(m->node, matrix_element(m, row, 0), false) });
}

int pointed_key(const List *out, int keys) {
    const Pointed *p = &out->pointed;
    return p->rows == 0 ? -1 : p->columns == keys ? p->column : p->rows == keys ? p->row : -1;
}

int pointed_query(const List *out, int queries) { return out->pointed.rows == queries && queries > 0 ? out->pointed.row : -1; }

bool close_word_shown(int i, int every, int here) {
    int apart = i > here ? i - here : here - i;
    return i == here || (i % every == 0 && (here < 0 || apart >= every));
}

void draw_close_words(List *out, const Step *step, const char *input, int rows, double x, double top, double pitch) {
    double size = math_clamp(pitch * 0.85, 10, name_size);
    int every = (int)ceil(size * 1.15 / pitch), here = pointed_key(out, rows);
    if (every < 1) every = 1;
    for (int i = 0; i < rows; i++) {
        const char *word = close_word_shown(i, every, here) ? row_word(step, input, i) : NULL;
        TextStyle style = { .size = size, .paint = paint(ROLE_MUTED), .align = ALIGN_RIGHT };
        double y = top + (i + 0.5) * pitch + size * 0.34;
        if (!word) continue;
        if (i == here)
            style.face = FACE_BOLD, style.paint = paint(ROLE_INK), list_text(out, x, y, text_of(word), style);
        else
            list_text_fit(out, x, y, name_most, text_of(word), style);
    }
}

void draw_note(List *out, double x, double baseline, double width, const char *text, TextStyle style) {
    if (style.size == 0) style.size = 13;
    if (style.paint.alpha <= 0) style.paint = paint(ROLE_MUTED);
    list_text_fit(out, x, baseline, width, text_of(text), style);
}

double draw_query_mark(List *out, double x, double y, double width, int query, int queries) {
    if (queries < 2) return 0;
    const char *text = arena_print(out->arena, "%d of %d", query + 1, queries);
    Ident before = list_show(out, ident_note(arena_print(out->arena, "query %s", text)));
    bool dots = queries <= 12 && (queries - 1) * 14 <= width;
    for (int i = 0; i < queries && dots; i++) {
        Paint p = paint(i == query ? ROLE_Q : ROLE_FAINT);
        RectStyle style = { .fill = i == query ? p : PAINT_NONE, .stroke = p, .width = 1.5 };
        list_circle(out, x + 14 * (i - (queries - 1) / 2.0), y, 4, style);
    }
    draw_note(out, x, y + (dots ? 22 : 6), width, text, (TextStyle){ .align = ALIGN_CENTER });
    list_show(out, before);
    return dots ? 32 : 16;
}

const char *sum_text(Arena *arena, double sum) { return arena_print(arena, "Σ = %s", number_text(arena, sum, 4)); }
