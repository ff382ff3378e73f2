// Where everything stands. Widths follow the digits, then the cells shrink together until seven columns fit; what would
// become narrower than a finger's target turns into heat strips. Heights follow the number of keys.
#include "scene/attention/attention.h"

#include <math.h>

#include "base/math.h"

enum { CELL_MOST = 64, CELL_MOST_TALL = 76, BAR_GAP = 8, PITCH_MOST = 152 };

// Least gap right of each column, and its part of what is left over.
static const double gap_least[COLS] = { 36, 28, 26, 26, 26, 30, 0 };
static const double gap_weight[COLS] = { 3, 3, 2, 2, 2, 3, 0 };
static double gap_most(const Attention *p) { return math_clamp(p->view->width * 0.08, 112, 200); }
static double cell_square(const Attention *p) { return math_clamp(p->view->width * 0.043, 52, CELL_MOST_TALL); }

// --- heights

static double region_top(const Attention *p) { return p->heading + 28 + (p->flat ? 16 : 32) + p->axis; }

static double region_height(const Attention *p) { return p->band_bottom - (p->flat ? 34 : 56) - region_top(p); }

static double block_height(const Attention *p) { return p->digits ? (p->rows - 1) * p->pitch + p->cell : p->rows * p->pitch; }

static void center_rows(Attention *p) {
    p->top = floor(region_top(p) + (region_height(p) - block_height(p)) / 2);
    p->foot = floor(p->top + block_height(p) + (p->flat ? 22 : 36));
}

// Height of a cell. In a low window the target stands under the output and needs its part.
static double cell_most(const Attention *p) {
    if (!p->flat) return math_clamp(p->view->height * 0.08, CELL_MOST, CELL_MOST_TALL);
    return matrix_exists(&p->y) ? 32 : 44;
}

static void place_rows(Attention *p) {
    double height = p->view->height;
    p->band_top = picture_band(&p->picture);
    p->band_bottom = height - p->band_top;
    p->heading = p->band_top + (p->flat ? 20 : 30);
    double region = region_height(p);
    double even = region / (p->rows > 1 ? p->rows - 0.3 : 1);
    double most = floor(math_clamp(height * 0.18, PITCH_MOST, 1.3 * PITCH_MOST));
    p->pitch = even < most ? floor(even) : most;
    p->digits = p->rows <= cells_rows(p->view) && p->pitch >= CELL_LEAST + CELL_GAP;
    if (p->digits) {
        double dense = p->pitch - 18 < 36 ? p->pitch - 18 : 36; // close rows: at least this, where it leaves room for a number
        p->cell = floor(math_clamp(p->pitch * 0.46 > dense ? p->pitch * 0.46 : dense, CELL_LEAST, cell_most(p)));
    } else {
        p->axis = p->flat ? 10 : 0;
        region = region_height(p);
        p->pitch = region / p->rows < CELL_LEAST ? region / p->rows : CELL_LEAST;
        p->cell = p->flat ? CELL_LEAST : 40; // of q and o, which stay cells
    }
    center_rows(p);
}

// --- widths

static double text_width(const Attention *p, const Matrix *m) { return matrix_text_width(p->view->metrics, p->out->arena, m); }

// So many significant digits everywhere, and the widths that these ask for.
static void wish_cells(Attention *p, int digits) {
    Matrix *all[] = { &p->q, &p->k, &p->v, &p->o, &p->raw, &p->s, &p->masked, &p->a, &p->weighted, &p->y };
    for (size_t i = 0; i < sizeof all / sizeof *all && digits != p->significant; i++)
        *all[i] = matrix_rows(all[i], 0, all[i]->rows, digits);
    p->significant = digits;
    AttentionLane *lane = p->lane;
    lane[COL_Q].text = lane[COL_K].text = math_max(text_width(p, &p->q), text_width(p, &p->k));
    lane[COL_S].text = math_max(text_width(p, &p->s), text_width(p, &p->raw));
    lane[COL_A].text = text_width(p, &p->a);
    lane[COL_V].text = text_width(p, &p->v);
    lane[COL_W].text = text_width(p, &p->weighted);
    lane[COL_O].text = math_max(text_width(p, &p->o), text_width(p, &p->y));
    for (int c = 0; c < COLS; c++)
        if (!lane[c].strip) lane[c].cell = cell_wish(lane[c].text, p->cell < cell_square(p) ? p->cell : cell_square(p));
}

static double bar_width(const Attention *p) { return p->digits ? floor(math_clamp(p->view->width * 0.034, 18, 52)) : 64; }

static int cells_across(const Attention *p, Column c) { return c == COL_O && p->stacked ? 1 : p->lane[c].cells; }

// What of a column does not shrink: strips, the gaps between cells, the bars.
static double still(const Attention *p, Column c) {
    double width = p->lane[c].strip ? p->lane[c].cell : CELL_GAP * (cells_across(p, c) - 1);
    return c == COL_A ? width + BAR_GAP + bar_width(p) : width;
}

static double margin(const Attention *p) {
    return picture_side(&p->picture, matrix_exists(&p->y) ? 28 : 20); // the way back from the loss needs its room
}

// Least gap right of a column: also so large that two headings do not touch.
static double gap_of(const Attention *p, int c, double w, double next) {
    if (c == COL_O) return 0;
    double least = p->view->width < 700 ? floor(gap_least[c] * 0.8) : gap_least[c];
    double headings = p->lane[c].heading + p->lane[c + 1].heading - (w + next) / 2 + 6 - (c == COL_Q ? p->label : 0);
    return headings > least ? headings : least;
}

static double lane_need(const AttentionLane *lane) { return lane->strip ? 0 : cell_need(lane->text); }

static double need_width(const Attention *p, int c) {
    return still(p, (Column)c) + lane_need(&p->lane[c]) * cells_across(p, (Column)c);
}

// Of the way from what the cells need to what they wish; below 0: not even the need fits.
static double ease_cells(const Attention *p) {
    double room = p->view->width - 2 * margin(p) - p->label, wished = 0;
    for (int c = 0; c < COLS; c++) {
        const AttentionLane *lane = &p->lane[c];
        double need = need_width(p, c);
        room -= need + gap_of(p, c, need, c < COL_O ? need_width(p, c + 1) : 0);
        if (!lane->strip && lane->cell > lane_need(lane)) wished += (lane->cell - lane_need(lane)) * cells_across(p, (Column)c);
    }
    if (room < 0) return -1;
    return room < wished ? room / wished : 1;
}

static void make_strip(Attention *p, Column c) {
    AttentionLane *lane = &p->lane[c];
    lane->strip = true;
    double most = floor(math_clamp(p->view->width * 0.08, 48, 112));
    lane->cell = lane->cells > 1 ? math_clamp(lane->cells * 16.0, 48, most) : 32;
}

// The output as a column of cells takes less width; the height has to allow it, and the target under it.
static bool may_stack(const Attention *p) {
    double height = p->dv * (p->cell + CELL_GAP), middle = region_top(p) + region_height(p) / 2;
    double below = matrix_exists(&p->y) ? 1.5 * height + 90 : 0.5 * height;
    return p->dv > 1 && p->dv <= cells_columns(p->view) && !p->lane[COL_O].strip && middle + below <= p->band_bottom &&
           height <= region_height(p);
}

// Columns whose cells are too narrow become strips, the keys first when they have more numbers than the values. False when
// there is nothing left to give way.
static bool give_way(Attention *p) {
    const AttentionLane *lane = p->lane;
    bool keys = p->d > 1 && (!lane[COL_K].strip || !lane[COL_Q].strip);
    bool values = p->dv > 1 && (!lane[COL_V].strip || (!lane[COL_O].strip && !p->stacked));
    if (keys && (!values || p->d >= p->dv)) {
        make_strip(p, COL_Q), make_strip(p, COL_K);
    } else if (values) {
        make_strip(p, COL_V), make_strip(p, COL_W);
        if (!p->stacked) make_strip(p, COL_O);
    }
    return keys || values;
}

// First the output is stacked, then digits are dropped, one at a time, until the cells fit; then columns give way.
static double settle(Attention *p) {
    do {
        for (int digits = 4; digits >= 2; digits--) {
            wish_cells(p, digits);
            double share = ease_cells(p);
            if (share < (digits == 4 ? 0.5 : 0) && !p->stacked && may_stack(p)) p->stacked = true, share = ease_cells(p);
            if (share >= 0) return share;
        }
    } while (give_way(p));
    return 0;
}

static void place_lanes(Attention *p, double share) {
    double gap[COLS] = { 0 }, weights = 0, left = p->view->width - 2 * margin(p) - p->label, spread = 0;
    for (int c = 0; c < COLS; c++) {
        AttentionLane *lane = &p->lane[c];
        double need = lane_need(lane);
        if (!lane->strip && lane->cell > need) lane->cell = floor(between(need, lane->cell, share));
        lane->w = still(p, (Column)c) + (lane->strip ? 0 : lane->cell * cells_across(p, (Column)c));
        lane->size = lane->text > lane->cell * 0.85 ? 17 * lane->cell * 0.85 / lane->text : 17;
    }
    for (int c = 0; c < COLS; c++) {
        gap[c] = gap_of(p, c, p->lane[c].w, c < COL_O ? p->lane[c + 1].w : 0);
        left -= p->lane[c].w + gap[c];
        weights += gap_weight[c];
    }
    left = math_max(left, 0);
    for (int c = 0; c < COL_O; c++) {
        double more = left * gap_weight[c] / weights, most = math_max(gap_most(p) - gap[c], 0);
        gap[c] += more < most ? more : most;
        spread += more < most ? more : most;
    }
    double x = margin(p) + (left - spread) / 2;
    for (int c = 0; c < COLS; c++) {
        p->lane[c].x = floor(x);
        x += p->lane[c].w + gap[c] + (c == COL_Q ? p->label : 0);
    }
}

// No cell much higher than wide.
static void flatten_cells(Attention *p) {
    double narrowest = CELL_WIDEST;
    for (int c = 0; c < COLS; c++)
        if (!p->lane[c].strip && p->lane[c].cell < narrowest) narrowest = p->lane[c].cell;
    double most = floor(math_clamp(narrowest * 1.25, 36, CELL_MOST_TALL));
    if (p->cell <= most) return;
    p->cell = most;
    center_rows(p);
}

void attention_place(void *picture) {
    Attention *p = picture;
    attention_now(p);
    place_rows(p);
    static const bool keyed[COLS] = { true, true, false, false, false, false, false };
    for (int c = 0; c < COLS; c++) {
        p->lane[c].cells = keyed[c] ? p->d : c >= COL_V ? p->dv : 1;
        p->lane[c].heading = metrics_width(p->view->metrics, FACE_BOLD, 15, text_of(attention_heading((Column)c))) / 2;
        bool one = c == COL_Q || c == COL_O;
        if (p->lane[c].cells > cells_columns(p->view) || (!p->digits && !one)) make_strip(p, (Column)c);
    }
    bool names = p->digits || row_word(p->step, "k", 0);
    p->label = names ? row_labels_width(p->view->metrics, p->step, "k", p->rows) + 10 : 0;
    place_lanes(p, settle(p));
    flatten_cells(p);
}

// --- boxes

const char *attention_heading(Column c) {
    static const char *const name[COLS] = { "Query", "Keys", "Similarity", "Weights", "Values", "Weighted", "Output" };
    return name[c];
}

Role attention_role(Column c) {
    static const Role role[COLS] = { ROLE_Q, ROLE_K, ROLE_S, ROLE_A, ROLE_V, ROLE_V, ROLE_V };
    return role[c];
}

double attention_bottom(const Attention *p) { return p->top + block_height(p); }

double attention_middle(const Attention *p, int row) {
    return p->digits ? p->top + row * p->pitch + p->cell / 2 : p->top + (row + 0.5) * p->pitch;
}

Box attention_row(const Attention *p, Column c, int row) {
    const AttentionLane *lane = &p->lane[c];
    double w = c == COL_A ? lane->cell : lane->w, middle = p->top + block_height(p) / 2;
    if (c == COL_Q || c == COL_O) {
        double h = c == COL_O && p->stacked ? lane->cells * (p->cell + CELL_GAP) - CELL_GAP : p->cell;
        return box(lane->x, floor(middle - h / 2), w, h);
    }
    return box(lane->x, p->top + row * p->pitch, w, p->digits ? p->cell : p->pitch);
}

Box attention_cell(const Attention *p, Column c, int row, int column) {
    Box b = attention_row(p, c, row);
    const AttentionLane *lane = &p->lane[c];
    if (lane->strip) return box(b.x + b.w * column / lane->cells, b.y, b.w / lane->cells, b.h);
    if (c == COL_O && p->stacked) return box(b.x, b.y + column * (p->cell + CELL_GAP), lane->cell, p->cell);
    return box(b.x + column * (lane->cell + CELL_GAP), b.y, lane->cell, b.h);
}

Box attention_bar(const Attention *p, int row) {
    const AttentionLane *lane = &p->lane[COL_A];
    Box cell = attention_row(p, COL_A, row);
    return box(cell.x + lane->cell + BAR_GAP, cell.y, lane->w - lane->cell - BAR_GAP, cell.h);
}

Box attention_strip(const Attention *p, Column c) {
    const AttentionLane *lane = &p->lane[c];
    return box(lane->x, p->top, c == COL_A ? lane->cell : lane->w, block_height(p));
}
