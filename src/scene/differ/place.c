// Where two runs stand: wide stages put the parts side by side with one run over the other, high ones the parts below each other.
#include <math.h>
#include <string.h>

#include "base/math.h"
#include "kit/group.h"
#include "scene/differ/differ.h"

const char *differ_run(const Differ *p, int run) {
    static const char *const mistake[DIFFER_RUNS] = { "right", "mistaken" }, *const convention[DIFFER_RUNS] = { "here",
                                                                                                                "elsewhere" };
    return (habit_is_convention(p->habit) ? convention : mistake)[run];
}

// What heads read and put out are values.
Role differ_role(const DifferNode *node) {
    static const char *const values[] = { "o", "heads", "v.heads" };
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        if (!strcmp(node->name, values[i])) return ROLE_V;
    return role_of_node(node->name);
}

// In little room the words stand before the first part that has them, and no number gives way to their repetition.
bool differ_names_rows(const Differ *p, const DifferPart *part) {
    if (part->blocks > 1 || !part->node->words || part->rows < 2) return false;
    for (int i = 0; p->crowded && &p->part[i] != part; i++)
        if (p->part[i].blocks == 1 && p->part[i].node->words) return false;
    return true;
}

// Room for what names its rows.
static double names_of(const Differ *p, const DifferPart *part) {
    if (part->blocks > 1) return p->sizes->inset;
    if (!differ_names_rows(p, part)) return 0;
    return row_labels_width(p->view->metrics, p->step, part->node->words, part->rows) + 12;
}

// What does not grow with the cells, along the parts.
static double beside_cells(const Differ *p, const DifferPart *part) { return names_of(p, part) + (part->sums ? p->sum : 0); }

static int rows_of(const DifferPart *part) { return part->whole[0].rows; }

static double blocks_gap(const Differ *p, const DifferPart *part) { return (part->blocks - 1) * p->sizes->close; }

static double text_of_part(const Differ *p, const DifferPart *part) {
    return math_max(matrix_text_width(p->view->metrics, p->out->arena, &part->whole[0]),
                    matrix_text_width(p->view->metrics, p->out->arena, &part->whole[1]));
}
// Long numbers need wide cells.
static double need_of(const Differ *p, const DifferPart *part) { return math_max(text_of_part(p, part) + 14, 30); }

// Cells as large as all parts allow.
static void measure(Differ *p) {
    const View *v = p->view;
    double margin = p->sizes->margin, fixed = 0, need = 0, blocks = 0, high = v->height - p->foot - margin;
    int rows = 0;
    for (int i = 0; i < p->parts; i++) {
        const DifferPart *part = &p->part[i];
        fixed += beside_cells(p, part) + p->sizes->gap;
        blocks += blocks_gap(p, part);
        need += part->whole[0].columns * need_of(p, part), rows += rows_of(part);
    }
    if (p->down) {
        p->run_w = (v->width - 2 * margin - p->sign) / 2;
        p->cell_h = (high - p->parts * (p->title + p->sizes->gap) - blocks) / rows - GRID_GAP;
    } else {
        p->stretch = (v->width - 2 * margin - p->runs - fixed) / need;
        p->run_h = (high - p->title - p->sign) / 2;
    }
    p->cell_h = math_clamp(floor(p->cell_h), 8, 72);
}

// A part of few rows has high ones: given numbers are to be touched.
static double cell_high(const Differ *p, const DifferPart *part) {
    if (p->down) return p->cell_h;
    return math_clamp(floor((p->run_h - blocks_gap(p, part)) / rows_of(part)) - GRID_GAP, 3,
                      part->blocks > 1 ? 56 : math_clamp(p->view->height * 0.11, 72, 108));
}
static double grid_high(const Differ *p, const DifferPart *part) {
    return rows_of(part) * (cell_high(p, part) + GRID_GAP) - GRID_GAP + blocks_gap(p, part);
}
static double cell_wide(const Differ *p, const DifferPart *part) {
    double room = p->down ? (p->run_w - beside_cells(p, part)) / part->whole[0].columns : need_of(p, part) * p->stretch;
    double least = p->ease < 0 ? 8 : CELL_LEAST + (cell_need(text_of_part(p, part)) - CELL_LEAST) * p->ease;
    return math_clamp(floor(room) - GRID_GAP, p->down ? 8 : floor(least), math_clamp(p->view->width * 0.09, 112, 150));
}
static double grid_wide(const Differ *p, const DifferPart *part) {
    return part->whole[0].columns * (cell_wide(p, part) + GRID_GAP) - GRID_GAP;
}

// Never narrower than its title.
static double part_wide(const Differ *p, const DifferPart *part) {
    double title = metrics_width(p->view->metrics, FACE_BOLD, 17, text_of(part->node->title)) + 8;
    return math_max(beside_cells(p, part) + grid_wide(p, part), title);
}

static void place_grids(const Differ *p, DifferPart *part, int run, double x, double y) {
    for (int b = 0; b < part->blocks; b++) {
        double down = b * (part->rows * (cell_high(p, part) + GRID_GAP) + p->sizes->close);
        part->grid[run][b] = (Grid){ .x = x,
                                     .y = y + down,
                                     .w = cell_wide(p, part),
                                     .h = cell_high(p, part),
                                     .rows = part->rows,
                                     .columns = part->whole[0].columns,
                                     .digits = true,
                                     .text = text_of_part(p, part),
                                     .role = differ_role(part->node) };
    }
}

static double wide_across(const Differ *p) {
    double wide = p->runs;
    for (int i = 0; i < p->parts; i++) wide += part_wide(p, &p->part[i]) + (i ? p->sizes->gap : 0);
    return wide;
}

static void measure_with(Differ *p) {
    for (int i = 0; i < p->parts; i++) p->part[i].sums = p->part[i].node->sums && (!p->crowded || p->part[i].wrong_sum);
    measure(p);
}

// Has every number all the room that it wants?
static bool fits_across(Differ *p) {
    p->ease = 1;
    return wide_across(p) <= p->view->width - 2 * p->sizes->margin;
}

static void place_across(Differ *p) {
    double room = p->view->width - 2 * p->sizes->margin, wide = 0, most = 0, stretch = p->stretch;
    for (p->ease = 1; p->ease > -0.3; p->ease -= 0.25) {
        p->stretch = stretch, wide = wide_across(p);
        for (int i = 0; i < 12 && wide > room; i++) { // long titles have taken room from the cells
            p->stretch *= math_clamp(1 - 1.5 * (wide - room) / room, 0.5, 0.97);
            wide = wide_across(p);
        }
        if (wide <= room) break;
    }
    for (int i = 0; i < p->parts; i++) most = math_max(most, grid_high(p, &p->part[i]));
    double x = math_max((p->view->width - wide) / 2, p->sizes->margin) + p->runs, high = p->title + 2 * most + p->sign;
    double top = math_max((p->view->height - p->foot - high) / 2, p->flat ? 4 : 12), y = top + p->title;
    for (int i = 0; i < p->parts; i++) {
        DifferPart *part = &p->part[i];
        double own = (most - grid_high(p, part)) / 2, wide_part = part_wide(p, part);
        double left = x + (wide_part - beside_cells(p, part) - grid_wide(p, part)) / 2 + names_of(p, part);
        part->x = x, part->y = top, part->w = wide_part, part->h = high;
        place_grids(p, part, 0, left, y + own);
        place_grids(p, part, 1, left, y + most + p->sign + own);
        x += part->w + p->sizes->gap;
    }
}

static void place_down(Differ *p) {
    double high = 0;
    for (int i = 0; i < p->parts; i++) high += p->title + grid_high(p, &p->part[i]) + (i ? p->sizes->gap : 0);
    double y = math_max((p->view->height - p->foot - high) / 2, 4), middle = p->view->width / 2;
    for (int i = 0; i < p->parts; i++) {
        DifferPart *part = &p->part[i];
        double wide = beside_cells(p, part) + grid_wide(p, part);
        part->x = middle - p->sign / 2 - wide, part->y = y, part->w = 2 * wide + p->sign;
        part->h = p->title + grid_high(p, part);
        place_grids(p, part, 0, part->x + names_of(p, part), y + p->title);
        place_grids(p, part, 1, middle + p->sign / 2 + names_of(p, part), y + p->title);
        y += part->h + p->sizes->gap;
    }
}

void differ_place(Differ *p) {
    p->down = p->view->width < 1.1 * p->view->height || p->view->width < 600;
    p->sum = p->view->width < 600 ? 50 : p->small ? 58 : 76;
    bool low = p->view->height < 540;
    p->title = p->flat ? 42 : p->down ? 64 : low ? 72 : 88, p->foot = p->flat ? 44 : low ? 68 : 84;
    p->sign = p->flat ? 30 : p->down || low ? 42 : 56;
    p->runs = metrics_width(p->view->metrics, FACE_BOLD, p->sizes->label, text_of(differ_run(p, 1))) + p->sizes->margin;
    p->crowded = p->small;
    measure_with(p);
    if (!p->down && !p->crowded && !fits_across(p)) p->crowded = true, measure_with(p);
    if (p->down)
        place_down(p);
    else
        place_across(p);
}
