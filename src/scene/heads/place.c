// Reading the tape of several heads, the acts of the picture, and where everything stands: every cell is as large as the
// columns on the picture and the rows of all lanes allow, alike everywhere.
#include <math.h>
#include <string.h>

#include "scene/heads/heads.h"

// --- reading the tape

bool heads_read(void *picture) {
    Heads *p = picture;
    // by tiles, the scores are never stored
    p->refusal = "There are too many tokens to keep every score, so no grid can be drawn.";
    static const char *const projection[] = { "q", "k", "v" };
    p->x = matrix_find(p->tape, "x", 4), p->y = matrix_find(p->tape, "y", 4);
    for (int i = 0; i < 3; i++) p->qkv[i] = matrix_find(p->tape, projection[i], 3);
    static const char *const weights[] = { "Wq", "Wk", "Wv" };
    for (int i = 0; i < 3; i++) p->W[i] = matrix_find(p->tape, weights[i], 4);
    p->Wq = matrix_find(p->tape, "Wq", -1), p->Wk = matrix_find(p->tape, "Wk", -1);
    p->masked = matrix_find(p->tape, "masked", -1);
    p->s = matrix_find(p->tape, "s", 4), p->a = matrix_find(p->tape, "a", 3);
    p->heads = matrix_find(p->tape, "heads", 3), p->concat = matrix_find(p->tape, "concat", 3);
    p->Wo = matrix_find(p->tape, "Wo", 4), p->o = matrix_find(p->tape, "o", 3);
    p->given = !matrix_exists(&p->x); // queries, keys and values are one's own: nothing is projected, and nothing mixed
    p->words = p->given ? "q" : "x";
    const Matrix *needed[] = { &p->qkv[0], &p->qkv[1], &p->qkv[2], &p->s, &p->a, &p->heads, &p->concat, &p->x, &p->Wo, &p->o };
    size_t count = sizeof needed / sizeof *needed - (p->given ? 3 : 0);
    for (size_t i = 0; i < count; i++)
        if (!matrix_exists(needed[i]) || needed[i]->rows == 0 || needed[i]->columns == 0) return false;
    p->n = p->qkv[0].rows, p->m = p->qkv[1].rows, p->d = p->qkv[0].columns, p->dk = p->heads.columns;
    p->h = p->d / p->dk;
    p->lanes = p->h < LANES_MOST ? p->h : LANES_MOST;
    int wanted = (int)step_number_or(p->step, "lanes", 0);
    p->ready = wanted <= 0 || wanted > p->h ? p->h : wanted;
    return true;
}

// --- when

void heads_plan(void *picture) {
    Heads *p = picture;
    acts_add_focus(&p->acts, "qkv", heads_shows(p, "weights") ? acts_length(p->n, 1.6, 0.6) : 1.2);
    acts_add_focus(&p->acts, "split", p->lanes > 1 ? math_clamp(2.8 + 0.45 * p->lanes, 3.4, 5.6) : 2.4);
    acts_add_focus(&p->acts, "s", acts_length(p->n, 1.6, 0.5));
    acts_add_focus(&p->acts, "a", acts_length(p->n, 1.6, 0.5));
    acts_add_after(&p->acts, "heads", 1.2);
    acts_add_focus(&p->acts, "concat", 1.8);
    if (!p->given) acts_add_focus(&p->acts, "o", acts_length(p->n, 1.6, 0.5));
}

// --- where

static const char *const column_name[COLUMNS] = { "x", "qkv", "a", "heads", "concat", "o" };

static int cells_across(const Heads *p, HeadsColumn c) {
    switch (c) {
    case COLUMN_X:
    case COLUMN_CONCAT:
    case COLUMN_O: return p->d;
    case COLUMN_QKV: return p->stacked ? p->dk : 3 * p->dk;
    case COLUMN_A: return p->m;
    case COLUMN_HEADS: return p->dk;
    case COLUMNS: break;
    }
    return 0;
}

static double part_gap(const Heads *p) { return p->sizes->snug; } // between Q, K and V of a lane

static bool in_lanes(HeadsColumn c) { return c == COLUMN_QKV || c == COLUMN_A || c == COLUMN_HEADS; }

static double column_width(const Heads *p, HeadsColumn c) {
    double between = c == COLUMN_QKV && !p->stacked ? 2 * part_gap(p) : 0;
    return cells_across(p, c) * (in_lanes(c) ? p->cell_w : c == COLUMN_X ? p->end_w : p->join_w) + between;
}

static double lane_rows(const Heads *p) { return p->stacked ? p->n + 2.0 * p->m : p->n > p->m ? p->n : p->m; }

static double least_gap(const Heads *p) { return p->sizes->lane; }
static double margin_of(const Heads *p) { return p->small ? 12 : 22; }

static HeadsColumn first_lane_column(const Heads *p) {
    for (int c = COLUMN_QKV; c <= COLUMN_HEADS; c++)
        if (p->column[c]) return (HeadsColumn)c;
    return COLUMNS;
}

static const double tile_w = 29, tile_h = 19; // numbers can be read, with the gap between two cells

// The input and what is joined have shorter numbers than the weights.
static const double end_share = 0.85;

// Over the factors, between two lanes, stand their names.
static const double factors_gap = 34;
static bool has_factors(const Heads *p) { return p->ready == 1 && p->lanes > 1 && !p->small && heads_shows(p, "weights"); }

bool heads_below(const Heads *p, HeadsColumn c) { return p->folded && c >= COLUMN_CONCAT; }

// The line under the lanes: concat · W^O = o.
static int below_matrices(const Heads *p) { return (p->column[COLUMN_CONCAT] ? 1 : 0) + (p->column[COLUMN_O] ? 2 : 0); }
static int below_columns(const Heads *p) { return (p->column[COLUMN_CONCAT] ? 1 : 0) + (p->column[COLUMN_O] ? 1 : 0); }
static double below_rows(const Heads *p) { return p->column[COLUMN_O] && p->d > p->n ? p->d : p->n; }
static double below_gap(const Heads *p) { return p->sizes->lane + 8; }
static double below_head(const Heads *p) { return p->small ? 34 : 84; } // over it: the headings

// Of one more row under the lanes: its rows and headings take height, and it has the whole width.
static void measure_below(Heads *p, double room) {
    int matrices = below_matrices(p);
    double wide = (p->view->width - 2 * margin_of(p) - below_gap(p) * (matrices - 1)) / (matrices * p->d);
    double rows = lane_rows(p) * p->lanes + below_rows(p);
    p->cell_h = math_clamp((room - below_head(p)) / rows, 0.2, 60);
    p->end_w = math_clamp(wide, 0.5, 72);
}

// How wide and high a cell may be.
static void measure_cells(Heads *p, bool stacked, bool folded) {
    p->stacked = stacked, p->folded = folded;
    double margin = margin_of(p), across = 0, gaps = 0, inner = 0;
    for (int c = 0; c < COLUMNS; c++) {
        if (!p->column[c] || heads_below(p, (HeadsColumn)c)) continue;
        gaps += across > 0 ? least_gap(p) : 0;
        across += cells_across(p, (HeadsColumn)c) * (in_lanes((HeadsColumn)c) ? 1 : end_share);
        inner += c == COLUMN_QKV && !stacked ? 2 * part_gap(p) : 0;
    }
    double lane_gap = p->lanes > 1 ? (p->small || p->lanes > 4 ? 4 : p->names ? factors_gap : 16) : 0;
    double room = (p->bottom - p->top - lane_gap * (p->lanes - 1)) / p->lanes - (stacked ? 2 * part_gap(p) : 0);
    p->cell_w =
        math_clamp((p->view->width - 2 * margin - p->label_w - p->tab_w - (stacked ? 18 : 0) - gaps - inner) / across, 0.5, 72);
    p->cell_h = math_clamp(room / lane_rows(p), 0.2, 60), p->end_w = p->cell_w;
    if (folded) measure_below(p, p->bottom - p->top - lane_gap * (p->lanes - 1) - (stacked ? 2 * part_gap(p) * p->lanes : 0));
    double widest_end = p->end_w;
    p->digits = p->cell_w >= 31 && p->cell_h >= 31 && widest_end >= 31;
    if (p->digits) {
        p->cell_h = math_clamp(p->cell_h, 31, p->cell_w);
    } else {
        double side = p->cell_w < p->cell_h ? p->cell_w : p->cell_h;
        side = side < 28 ? side : 28;
        p->cell_w = math_clamp(p->cell_w, 0, 1.6 * side);
        p->cell_h = math_clamp(p->cell_h, 0, side);
    }
    p->end_w = end_share * p->cell_w, p->end_h = p->cell_h;
    if (p->digits) p->end_w = math_clamp(p->end_w, 31, p->cell_w);
    if (!p->digits && p->end_w > p->end_h) p->end_w = p->end_h;
    p->join_w = p->end_w, p->join_h = p->end_h;
    if (folded) p->join_w = math_min(widest_end, math_max(tile_w, 1.25 * p->cell_h));
    p->lane_h = p->cell_h * lane_rows(p) + (stacked ? 2 * part_gap(p) : 0);
}

// Where lanes are low, the ends of the picture need not be so small.
static void widen_ends(Heads *p) {
    double margin = margin_of(p), ends = 0, lanes = p->label_w + p->tab_w + (p->stacked ? 18 : 0), gaps = 0;
    for (int c = 0; c < COLUMNS; c++) {
        if (!p->column[c]) continue;
        gaps++;
        if (in_lanes((HeadsColumn)c))
            lanes += column_width(p, (HeadsColumn)c);
        else
            ends += p->d;
    }
    if (p->digits || ends == 0) return;
    if (p->folded) { // of the ends the input alone stands beside the lanes
        double free = p->view->width - 2 * margin - lanes - (gaps - below_columns(p) - 1) * (least_gap(p) + 12);
        if (p->column[COLUMN_X]) p->end_w = math_max(p->end_w, math_min(free / p->d, math_max(tile_w, 1.25 * p->end_h)));
        return;
    }
    double rows = p->column[COLUMN_O] ? p->n + p->d : p->n, room = p->bottom - p->top - (p->sizes->border);
    double across = (p->view->width - 2 * margin - lanes - (gaps - 1) * (least_gap(p) + 12)) / ends, down = room / rows;
    double side = math_clamp(across < down ? across : down, 0, p->small ? tile_w : 26);
    if (side > p->end_h) p->end_w = p->end_h = side;
    if (p->end_w > 1.3 * p->end_h) p->end_w = 1.3 * p->end_h;
    if (p->small && p->end_h >= tile_h && across >= tile_w)
        p->end_w = math_max(p->end_w, math_min(across, math_max(tile_w, 1.25 * p->end_h)));
    p->join_w = p->end_w, p->join_h = p->end_h;
}

static void place_below(Heads *p) {
    int matrices = below_matrices(p);
    double w = p->d * p->join_w, free = p->view->width - 2 * margin_of(p) - matrices * w;
    double gap = matrices > 1 ? math_clamp(free / (matrices - 1), 0, p->small ? 64 : 112) : 0;
    double x = margin_of(p) + (free - gap * (matrices - 1)) / 2;
    for (int c = COLUMN_CONCAT; c <= COLUMN_O; c++) {
        if (!p->column[c]) continue;
        if (c == COLUMN_O) p->wo_x = floor(x), x += w + gap;
        p->x_of[c] = floor(x), p->w_of[c] = w;
        x += w + gap;
    }
}

static void place_columns(Heads *p) {
    double used = p->label_w + p->tab_w + (p->stacked ? 18 : 0), gaps = 0;
    for (int c = 0; c < COLUMNS; c++)
        if (p->column[c] && !heads_below(p, (HeadsColumn)c)) used += column_width(p, (HeadsColumn)c), gaps++;
    double margin = margin_of(p), free = p->view->width - 2 * margin - used;
    double gap = gaps > 1 ? math_clamp(free / (gaps - 1), 0, p->small ? 64 : 112) : 0;
    double x = margin + (free - gap * (gaps > 1 ? gaps - 1 : 0)) / 2 + (p->column[COLUMN_X] ? p->label_w : 0);
    for (int c = 0; c < COLUMNS; c++) {
        if (!p->column[c] || heads_below(p, (HeadsColumn)c)) continue;
        if ((HeadsColumn)c == first_lane_column(p))
            x += p->tab_w + (p->stacked && c == COLUMN_QKV ? 18 : 0) + (p->column[COLUMN_X] ? 0 : p->label_w);
        p->x_of[c] = floor(x);
        p->w_of[c] = column_width(p, (HeadsColumn)c);
        x += p->w_of[c] + gap;
    }
    p->wo_x = p->x_of[COLUMN_O];
    if (p->folded) place_below(p);
}

// Concat and o stand on one line; over o, in o's columns, the matrix that mixes.
static void place_rows(Heads *p) {
    double line = p->bottom;
    if (p->folded) p->bottom = line -= below_rows(p) * p->join_h + below_head(p);
    double room = p->bottom - p->top, widest_gap = p->names ? factors_gap : p->sizes->margin, middle = (p->top + p->bottom) / 2;
    double gap = p->lanes > 1 ? math_clamp((room - p->lane_h * p->lanes) / (p->lanes - 1), 0, widest_gap) : 0;
    p->lane_pitch = p->lane_h + gap;
    p->top = floor(middle - (p->lane_pitch * p->lanes - gap) / 2);
    double given = p->n * p->end_h + (matrix_exists(&p->y) ? p->m * p->end_h + (p->sizes->fold) : 0);
    p->rows_y = floor(middle - given / 2);
    p->join_y = floor(middle - p->n * p->join_h / 2);
    p->wo_cell = 0;
    if (p->folded) {
        p->wo_cell = p->join_h;
        p->wo_y = p->join_y = floor(line + below_head(p));
    }
    if (!p->column[COLUMN_O] || p->folded) return;
    double over = p->sizes->aside, own = math_clamp((room - over - p->n * p->join_h) / p->d, 0.2, p->join_h);
    p->wo_cell = own;
    p->wo_y = floor(middle - (own * p->d + over + p->n * p->join_h) / 2);
    p->join_y = floor(p->wo_y + own * p->d + over);
}

// Numbers can at least be read in its cells.
static bool has_tiles(const Heads *p) { return p->cell_w >= tile_w && p->cell_h >= tile_h; }
static double side_of(const Heads *p) { return math_min(p->cell_w, p->cell_h); }

static bool all_marks(const Heads *p) {
    for (int i = 0; i < p->n; i++) {
        const char *word = row_word(p->step, p->words, i);
        if (!word || !token_is_drawn(word)) return false;
    }
    return !matrix_exists(&p->y);
}

// Q, K and V of a lane beside or over one another, and the line that joins them beside or under the lanes: as the cells are larger.
static void choose_layout(Heads *p) {
    measure_cells(p, false, false);
    if (p->names && !p->digits) { // digits first
        p->names = false;
        measure_cells(p, false, false);
    }
    if (!has_tiles(p) && all_marks(p)) { // words give way
        Heads plain = *p;
        p->marks = true, p->label_w = heads_mark + 16;
        measure_cells(p, false, false);
        if (!has_tiles(p)) *p = plain;
    }
    double side = side_of(p);
    if (p->column[COLUMN_QKV] && !p->digits && !has_tiles(p)) {
        measure_cells(p, true, false);
        if (side_of(p) < side * 1.05) measure_cells(p, false, false);
    }
    bool joins = p->column[COLUMN_CONCAT] || p->column[COLUMN_O];
    if (!joins || first_lane_column(p) == COLUMNS || p->digits || p->view->height < 0.7 * p->view->width) return;
    Heads beside = *p;
    measure_cells(p, false, true);
    bool better = has_tiles(p) > has_tiles(&beside) || side_of(p) >= 1.2 * side_of(&beside);
    if (!p->digits && !better) *p = beside;
}

void heads_place(void *picture) {
    Heads *p = picture;
    const View *v = p->view;
    bool footer = !p->flat && (step_focuses(p->step, "a") || (step_focuses(p->step, "o") && !p->given));
    p->top = p->small ? 40 : 112;
    p->bottom = v->height - (footer ? 76 : p->small ? 10 : 36);
    p->bottom -= p->h > p->lanes ? 18 : 0; // for the note that tells it
    p->footer = footer ? box(28, v->height - 46, v->width - 56, 40) : (Box){ 0 };
    bool any = false;
    for (int c = 0; c < COLUMNS; c++) any |= p->column[c] = heads_shows(p, column_name[c]);
    if (p->given) { // what there is: from the queries, keys and values to the outputs side by side
        p->column[COLUMN_QKV] |= p->column[COLUMN_X] || !any;
        p->column[COLUMN_CONCAT] |= p->column[COLUMN_O];
        p->column[COLUMN_X] = p->column[COLUMN_O] = false;
    } else if (!any) {
        p->column[COLUMN_X] = true; // to come, like all the others
    }
    double spare = (p->bottom - p->top) / p->lanes; // of one lane, for its number
    p->label_w = row_labels_width(v->metrics, p->step, p->words, p->n) + 10;
    p->tab_w = first_lane_column(p) == COLUMNS ? 0 : p->small || spare < 60 ? 30 : 66;
    p->names = has_factors(p);
    choose_layout(p);
    widen_ends(p);
    place_columns(p);
    place_rows(p);
    bool room = p->ready == 1 && p->lanes > 1 && p->column[COLUMN_QKV] && !p->stacked && !p->given && matrix_exists(&p->W[2]);
    p->factors = room && heads_shows(p, "weights");
    p->scores = room && p->column[COLUMN_A] && heads_shows(p, "s");
}

// --- places

Box heads_lane(const Heads *p, int head) {
    double left = p->view->width, right = 0;
    for (int c = COLUMN_QKV; c <= COLUMN_HEADS; c++) {
        if (!p->column[c]) continue;
        left = p->x_of[c] < left ? p->x_of[c] : left;
        right = p->x_of[c] + p->w_of[c];
    }
    return box(left, p->top + p->lane_pitch * head, right - left, p->lane_h);
}

static int rows_of(const Heads *p, int which) { return which == 0 ? p->n : p->m; }

// Of the lane's middle, where rows are fewer than the lane has.
static Box in_lane(const Heads *p, int head, double x, int rows, double w) {
    Box lane = heads_lane(p, head);
    return box(x, lane.y + (lane.h - rows * p->cell_h) / 2, w, rows * p->cell_h);
}

Box heads_part(const Heads *p, int which, int head) {
    double x = p->x_of[COLUMN_QKV], w = p->dk * p->cell_w;
    if (!p->stacked) return in_lane(p, head, x + which * (w + part_gap(p)), rows_of(p, which), w);
    double y =
        heads_lane(p, head).y + (which > 0 ? p->n * p->cell_h + part_gap(p) : 0) + (which > 1 ? p->m * p->cell_h + part_gap(p) : 0);
    return box(x, y, w, rows_of(p, which) * p->cell_h);
}

Box heads_whole(const Heads *p, int which, int head, double parted) {
    double area_top = p->small ? 40 : 112, room = p->bottom - area_top, over = p->small ? 10 : 26;
    double cell_h = math_clamp((room - 2 * over) / (p->n + 2.0 * p->m), 0.1, p->cell_h);
    double total = (p->n + 2 * p->m) * cell_h + 2 * over, gap = parted * p->sizes->close;
    double y = area_top + (room - total) / 2 + (which > 0 ? p->n * cell_h + over : 0) + (which > 1 ? p->m * cell_h + over : 0);
    double edge = p->folded                  ? p->view->width - 12
                  : p->column[COLUMN_CONCAT] ? p->x_of[COLUMN_CONCAT] - 12
                  : p->column[COLUMN_O]      ? p->x_of[COLUMN_O] - 20
                                             : p->view->width - 12;
    double left = p->x_of[COLUMN_QKV], most = edge - left - gap * (p->lanes - 1), cell_w = math_clamp(most / p->d, 0.1, p->cell_w);
    double room_at_right = edge - p->d * cell_w - 12.0 * (p->lanes - 1); // where it has all the gaps
    double x = math_clamp(left + p->w_of[COLUMN_QKV] + (p->small ? 24 : 44), left, room_at_right > left ? room_at_right : left);
    return box(x + head * (p->dk * cell_w + gap), y, p->dk * cell_w, rows_of(p, which) * cell_h);
}

Box heads_grid(const Heads *p, int head) { return in_lane(p, head, p->x_of[COLUMN_A], p->n, p->m * p->cell_w); }
Box heads_output(const Heads *p, int head) { return in_lane(p, head, p->x_of[COLUMN_HEADS], p->n, p->dk * p->cell_w); }
Box heads_joined(const Heads *p, int head) {
    return box(p->x_of[COLUMN_CONCAT] + head * p->dk * p->join_w, p->join_y, p->dk * p->join_w, p->n * p->join_h);
}

// the words of the rows stand at its left
static bool heads_has_words(const Heads *p, HeadsColumn c) {
    return c == COLUMN_X || (c == COLUMN_A && !p->column[COLUMN_X] && first_lane_column(p) == COLUMN_A);
}

// What a column has at its left: the words of its rows, the letters of its parts.
static double left_of(const Heads *p, HeadsColumn c) {
    return p->x_of[c] - (heads_has_words(p, c) ? p->label_w : c == COLUMN_QKV && p->stacked ? 18 : 0);
}

Box heads_slot(const Heads *p, HeadsColumn c) {
    double left = 2, right = p->view->width - 2;
    for (int i = 0; i < COLUMNS; i++) {
        if (!p->column[i] || i == (int)c || heads_below(p, (HeadsColumn)i) != heads_below(p, c)) continue;
        if (i < (int)c) left = (p->x_of[i] + p->w_of[i] + left_of(p, c)) / 2;
        if (i > (int)c) {
            right = (p->x_of[c] + p->w_of[c] + left_of(p, (HeadsColumn)i)) / 2;
            break;
        }
    }
    if (p->folded && c == COLUMN_O) left = (p->wo_x + p->w_of[c] + p->x_of[c]) / 2;
    if (p->folded && c == COLUMN_CONCAT && p->column[COLUMN_O]) right = (p->x_of[c] + p->w_of[c] + p->wo_x) / 2;
    if (c < COLUMNS && c == first_lane_column(p)) left = left_of(p, c) - (p->sizes->rim); // its heads' names stand there
    return box(left, 0, right - left, p->view->height);
}

Box heads_behind(const Heads *p, HeadsColumn c) {
    double top = p->small ? 2 : 10, bottom = p->footer.h > 0 ? p->footer.y - 2 : p->view->height - top;
    bottom -= p->h > p->lanes ? 18 : 0;
    if (heads_below(p, c))
        top = p->bottom + 4;
    else if (p->folded)
        bottom = p->bottom;
    Box slot = heads_slot(p, c);
    double pad = p->sizes->rim, left = p->x_of[c] - pad, right = p->x_of[c] + p->w_of[c] + pad;
    double widest = p->small ? 56 : 124, more = math_clamp((widest - right + left) / 2, 0, widest);
    if (heads_has_words(p, c)) left -= p->label_w; // the rows' words are part of it
    if (c == COLUMN_QKV && p->stacked) left -= 18; // the letters
    left = math_clamp(left - more, slot.x, left), right = math_clamp(right + more, right - pad, slot.x + slot.w);
    return box(left, top, right - left, bottom - top);
}

Box heads_cell(Box block, int rows, int columns, int row, int column) {
    double w = block.w / columns, h = block.h / rows, side = w < h ? w : h, gap = side >= 24 ? 3 : side >= 12 ? 2 : 1;
    return box(block.x + w * column + gap / 2, block.y + h * row + gap / 2, w - gap, h - gap);
}
