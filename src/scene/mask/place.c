// Where the cards stand and what has room on them. Both cards have the same measures, so their lines stand level.
#include <math.h>

#include "scene/mask/mask.h"

enum { LEVELS = 5 }; // of what is left out when there is little height

typedef struct Heights {
    double top;    // title and subtitle
    double values; // the line of values over the names
    double names;
    double tail; // under the grid, when queries are columns
    double line, note, axes;
} Heights;

static Heights heights_of(const MaskPage *p, int level) {
    Heights h = { .top = level < 2 ? 68 : 40, .names = 24 };
    h.line = level < 3 ? 36 : 8;
    h.note = level < 1 ? 24 : 0;
    h.axes = level < 4 ? 30 : 8;
    bool values = p->card[0].values;
    if (p->turned) h.tail = p->card[0].outputs ? mask_outputs_deep(p) : p->tail != TAIL_NONE ? 24 : 0;
    if (values && !p->turned) h.values = mask_outputs_deep(p) - 10;
    return h;
}

static double fixed_height(const Heights *h) { return h->top + h->values + h->names + h->tail + h->line + h->note + h->axes; }

static double names_width(const MaskPage *p) {
    const char *input[] = { "q", p->keys };
    double most = p->card[0].values ? 44 : 24; // "values" and "outputs"
    for (int i = 0; i < 2; i++) {
        int rows = i ? p->m : p->n;
        double w = row_labels_width(p->view->metrics, p->step, input[i], rows < 64 ? rows : 64);
        most = w > most ? w : most;
    }
    return most + 16;
}

typedef struct Cells {
    double w, h;
    bool digits;
} Cells;

// Values and outputs stand on lines of their own beside the weights; where queries are columns, on the other sides.
static Cells cells_in(const MaskPage *p, double width, double height, bool digits) {
    int across = p->turned ? p->n : p->m, down = p->turned ? p->m : p->n;
    Cells c = { .w = floor(math_clamp(width / across - GRID_GAP, 0, 170)),
                .h = floor(math_clamp(height / down - GRID_GAP, 0, 120)) };
    if (c.w > 1.4 * c.h) c.w = floor(1.4 * c.h);
    if (c.h > c.w) c.h = c.w;
    c.digits = digits && c.w >= 30 && c.h >= 28 && across <= GRID_DIGITS && down <= GRID_DIGITS;
    if (c.digits) return c;
    double side_w = width / across, side_h = height / down, side = side_w < side_h ? side_w : side_h;
    side = math_clamp(side, 0, 40);
    c.w = side * across < 24 ? 24.0 / across : side;
    c.h = side * down < 24 ? 24.0 / down : side;
    if (c.w * across > width) c.w = width / across;
    if (c.h * down > height) c.h = height / down;
    return c;
}

// The widest number of all that may stand in a cell here, at 17 units: both cards have digits of one size.
static double widest_number(const MaskPage *p) {
    const Matrix *all[] = { &p->s, &p->masked, &p->a, &p->open_a, &p->late_a, &p->zero_s, &p->zero_exp, &p->zero_a };
    double most = 0;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        double w = matrix_exists(all[i]) ? matrix_text_width(p->view->metrics, p->out->arena, all[i]) : 0;
        if (w > most) most = w;
    }
    bool gradient = p->cards > 1 && p->card[1].panel == PANEL_GRADIENT && mask_has_gradient(p);
    for (int i = 0; i < p->n && gradient; i++)
        for (int j = 0; j < p->m && j < GRID_DIGITS; j++) {
            const char *text = number_in(p->out->arena, matrix_grad_at(&p->s, i, j), p->grad_format);
            most = math_max(most, metrics_width(p->view->metrics, FACE_TEXT, 17, text_of(text)));
        }
    return most;
}

static void place_card(const MaskPage *p, MaskCard *card, const Heights *h, const Cells *c, double names, double tail, int level) {
    Box at = card->at;
    Grid *g = &card->grid;
    *g = (Grid){
        .w = c->w, .h = c->h, .rows = p->n, .columns = p->m, .turned = p->turned, .digits = c->digits, .close_names = true
    };
    if (c->digits) g->text = widest_number(p);
    double width = names + grid_box(g).w + tail, high = fixed_height(h) + grid_box(g).h;
    card->left = floor(at.x + (at.w - width) / 2);
    double y = floor(at.y + (at.h - high) / 2);
    card->title = y + 30;
    card->subtitle = level < 2 ? y + 53 : 0;
    g->x = card->left + names;
    g->y = y + h->top + h->values + h->names;
    double bottom = g->y + grid_box(g).h + h->tail;
    card->line = level < 3 ? bottom + 30 : 0;
    card->note = level < 1 ? bottom + 54 : 0;
    card->axes = level < 4 ? bottom + h->line + h->note + 18 : 0;
}

static const double readable = 10.5, hardly = 9; // sizes of digits

// Little room: fewer digits rather than digits that nobody reads.
static void shorten_numbers(MaskPage *p, const Cells *c) {
    enum { FEW = 3, LOOKED_AT = 128 };
    Matrix *all[] = { &p->s, &p->masked, &p->a, &p->open_a, &p->late_a, &p->zero_s, &p->zero_exp, &p->zero_a };
    Grid grid = { .w = c->w, .h = c->h, .text = widest_number(p) };
    if (!c->digits || grid_size(&grid) >= readable) return;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (matrix_exists(all[i]))
            all[i]->format = number_format_for(all[i]->value, math_min_int(all[i]->rows * all[i]->columns, LOOKED_AT), FEW);
    if (p->s.grad) p->grad_format = number_format_for(p->s.grad, math_min_int(p->s.rows * p->s.columns, LOOKED_AT), FEW);
}

static double room_of(const Cells *c) { return c->w * c->h; }

// Cards side by side or below one another, and what has room on them.
typedef struct Plan {
    bool stacked;
    double card_w, card_h, tail;
    Heights high;
    Cells cells;
    int level;
} Plan;

static Plan plan_of(const MaskPage *p, bool stacked, double w, double h, double gap, double names, double tail) {
    Plan plan = { .stacked = stacked, .tail = tail };
    plan.card_w = p->cards > 1 && !stacked ? (w - gap) / 2 : w;
    plan.card_h = math_min(stacked ? (h - gap) / 2 : h, 760);
    double inset = plan.card_w < 340 ? 16 : 32;
    for (; plan.level < LEVELS; plan.level++) {
        plan.high = heights_of(p, plan.level);
        plan.cells = cells_in(p, plan.card_w - inset - names - tail, plan.card_h - 8 - fixed_height(&plan.high), true);
        if (plan.cells.digits && plan.cells.h >= (plan.level < 2 ? 36 : 28)) return plan;
    }
    bool sums = p->tail != TAIL_NONE && !p->turned; // what lines add up to gives way to their digits
    if (sums && tail > 0) {
        Plan without = plan_of(p, stacked, w, h, gap, names, 0);
        if (without.cells.digits) return without;
    }
    // A heat map; there the words matter more.
    plan.level = p->flat ? 4 : 1;
    plan.high = heights_of(p, plan.level);
    plan.high.line = 12, plan.high.note = plan.high.values = plan.high.tail = plan.tail = 0;
    plan.cells = cells_in(p, plan.card_w - inset - names, plan.card_h - 8 - fixed_height(&plan.high), false);
    return plan;
}

// Higher than wide: below one another; about square: whichever makes the cells larger.
static Plan best_plan(const MaskPage *p, double w, double h, double gap, double names, double tail) {
    const View *v = p->view;
    Plan beside = plan_of(p, false, w, h, gap, names, tail);
    if (p->cards < 2 || v->height < 0.9 * v->width) return beside;
    Plan below = plan_of(p, true, w, h, gap, names, tail);
    bool larger = below.cells.digits >= beside.cells.digits && room_of(&below.cells) > 1.25 * room_of(&beside.cells);
    return larger || v->height > 1.1 * v->width ? below : beside;
}

static double content_height(const MaskPage *p, const Plan *plan) {
    int down = p->turned ? p->m : p->n;
    return fixed_height(&plan->high) + down * (plan->cells.h + (plan->cells.digits ? GRID_GAP : 0));
}

void mask_page_place(void *picture) {
    MaskPage *p = picture;
    const View *v = p->view;
    double margin = p->flat ? 8 : v->height < 560 ? 16 : 28, gap = p->flat ? 12 : 24;
    double w = v->width - 2 * margin, h = v->height - 2 * margin;
    if (p->cards == 1 && w > 760) w = 760;
    double names = names_width(p), tail = p->turned              ? 0
                                          : p->tail != TAIL_NONE ? mask_tail_wide(p)
                                          : p->card[0].outputs   ? mask_outputs_wide(p)
                                                                 : 0;
    if (p->turned && p->card[0].values) tail = mask_outputs_wide(p); // the values, right of their keys
    Plan plan = best_plan(p, w, h, gap, names, tail);
    MaskPage plain = *p;
    if (plan.cells.digits) shorten_numbers(p, &plan.cells);
    Grid cells = { .w = plan.cells.w, .h = plan.cells.h, .text = widest_number(p) };
    bool legible = plan.cells.digits && grid_size(&cells) >= hardly;
    if (!legible && p->cards == 2 && p->card[1].panel == PANEL_GRADIENT) { // outputs rather than two heat maps
        *p = plain, p->cards = 1, p->crowded = true;
        mask_page_place(p);
        return;
    }
    plan.card_h = math_min(plan.card_h, content_height(p, &plan) + 96); // no empty cards
    double card_w = plan.card_w, card_h = plan.card_h;
    double x = (v->width - w) / 2, y = (v->height - (plan.stacked ? 2 * card_h + gap : card_h)) / 2;
    p->digits = plan.cells.digits;
    if (plan.tail <= 0 && !p->turned) p->tail = TAIL_NONE;
    for (int i = 0; i < p->cards; i++) {
        p->card[i].at = box(floor(x + (plan.stacked ? 0 : i * (card_w + gap))), floor(y + (plan.stacked ? i * (card_h + gap) : 0)),
                            floor(card_w), floor(card_h));
        place_card(p, &p->card[i], &plan.high, &plan.cells, names, plan.tail, plan.level);
    }
}
