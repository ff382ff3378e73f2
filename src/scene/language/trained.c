// A trained model of one's own: what it says next, which token moves that, and one head of a layer, number by number. Where there
// are too many numbers to be read they are shown by parts: the largest ones, and the sum of the others.
#include <math.h>
#include <string.h>

#include "kit/head_marks.h"
#include "layers/grammar.h"
#include "layers/language_jobs.h"
#include "model/language.h"
#include "scene/language/trained.h"
#include "scene/scenes.h"

enum { TERMS = 14, CELLS = 11 };

static int place_at(const Opening *p, int which) {
    return matrix_exists(&p->place) && which < p->place.columns ? (int)matrix_at(&p->place, 0, which) : 0;
}

static bool read(void *picture) {
    Opening *p = picture;
    p->x = matrix_find(p->tape, "x", 3), p->s = matrix_find(p->tape, "s", 2), p->a = matrix_find(p->tape, "a", 2);
    p->terms = matrix_find(p->tape, "terms", 2), p->maps = matrix_find(p->tape, "all.a", 2);
    p->next = matrix_find(p->tape, "chance", 3), p->moved = matrix_find(p->tape, "moves", 3);
    p->without = matrix_find(p->tape, "off.chance", 3), p->early = matrix_find(p->tape, "early", 3);
    p->adds = matrix_find(p->tape, "adds", 2), p->shift = matrix_find(p->tape, "shift", 2);
    p->above = matrix_find(p->tape, "above", 2), p->drawn = matrix_find(p->tape, "drawn", 3);
    p->ids = matrix_find(p->tape, "ids", 0), p->work = matrix_find(p->tape, "work", 0);
    p->place = matrix_find(p->tape, "place", 2);
    p->does = matrix_find(p->tape, "jobs", 2);
    p->n = p->a.rows;
    p->heads = matrix_exists(&p->maps) ? p->maps.rows / p->n : 0;
    p->layer = place_at(p, 0) - 1, p->head = matrix_exists(&p->place) ? place_at(p, 1) - 1 : 0;
    p->layers = place_at(p, 2), p->asked = place_at(p, 4);
    return p->n > 0;
}

const char *opening_token(const Opening *p, int i) {
    const char *word = row_word(p->step, "x", i);
    return word ? word : arena_print(p->out->arena, "token %d", i + 1);
}

const char *opening_next_word(const Opening *p, int i) {
    const char *word = row_word(p->step, "next", i);
    return word ? word : arena_print(p->out->arena, "number %d", i + 1);
}

const char *opening_where(const Opening *p) {
    if (!matrix_exists(&p->place)) return "the head";
    return arena_print(p->out->arena, "layer %d, head %d", p->layer + 1, p->head + 1);
}

int opening_chosen(const Opening *p) { return p->layer * p->heads + p->head; }

// --- heads

// A model of the little language is asked what is lost without each head; any other reads strings that come again.
typedef struct Does {
    double score[HEAD_JOBS], cost[PHENOMENA];
    bool asked, read;
    int job; // −1: no one thing
} Does;
static Does does_of(const Opening *p, int head) {
    Does d = { .job = -1 };
    if (!matrix_exists(&p->does) || head >= p->does.rows || p->does.columns < HEAD_JOBS) return d;
    for (int i = 0; i < HEAD_JOBS; i++) d.score[i] = matrix_at(&p->does, head, i);
    d.read = d.score[0] >= 0;
    d.asked = p->does.columns == HEAD_JOBS + PHENOMENA;
    for (int i = 0; d.asked && i < PHENOMENA; i++) d.cost[i] = matrix_at(&p->does, head, HEAD_JOBS + i);
    d.job = d.asked ? language_job(d.cost) : head_job(d.score);
    return d;
}

const char *opening_does(const Opening *p, int head) {
    Does d = does_of(p, head);
    Arena *arena = p->out->arena;
    if (d.asked && d.job < 0) return language_job_name(d.job);
    if (d.asked) return arena_print(arena, "%s −%.0f %%", language_job_name(d.job), 100 * d.cost[d.job]);
    return d.read ? arena_print(arena, "%s %.2f", head_job_name(d.job), d.score[head_most(d.score)]) : "";
}

Ident opening_does_ident(const Opening *p, int head) {
    Does d = does_of(p, head);
    Arena *arena = p->out->arena;
    const char *where = p->heads ? arena_print(arena, "layer %d, head %d", head / p->heads + 1, head % p->heads + 1) : "a head";
    if (d.asked && d.job < 0)
        return ident_note(arena_print(arena, "%s: without it less than a tenth of any answers is lost", where));
    if (d.asked)
        return ident_note(arena_print(arena, "%s: without it %.0f %% of the answers to “%s” are lost", where, 100 * d.cost[d.job],
                                      language_job_name(d.job)));
    if (!d.read) return ident_note(where);
    int most = head_most(d.score);
    if (d.job >= 0) return matrix_ident(&p->does, head, most);
    return ident_note(arena_print(arena,
                                  "%s: on repeated random tokens it does no one thing; most of all it %s%s, %.2f of its weight",
                                  where, most == JOB_PREVIOUS ? "" : "reads: ", head_job_name(most), d.score[most]));
}

static void draw_arcs(const void *picture, Box card) {
    const Opening *p = picture;
    const char *does = opening_does(p, opening_chosen(p));
    const char *title = arena_print(p->out->arena, "What the last token reads: %s%s%s", opening_where(p), *does ? ", " : "", does);
    Box in = language_card(&p->picture, card, title);
    language_card_note(&p->picture, card, title, "line width: the weight");
    int most = (int)(in.w / (p->small ? 46 : 58)), count = p->n < most ? p->n : most, first = p->n - count;
    double gap = p->sizes->tight, w = math_min(in.w / count, 190), h = p->small ? 26 : 38, digits = p->sizes->numeral;
    double y = in.y + in.h - h - digits, to = in.x + (count - 0.5) * w - gap / 2;
    Role role = head_role(p->head);
    for (int i = first; i < p->n - 1; i++)
        language_arc(&p->picture, in.x + (i - first + 0.5) * w - gap / 2, to, y - 3, in.y,
                     (ArcStyle){ role, matrix_at(&p->a, p->n - 1, i), 1, matrix_ident(&p->a, p->n - 1, i) });
    for (int i = first; i < p->n; i++) {
        double weight = matrix_at(&p->a, p->n - 1, i);
        Box at = box(in.x + (i - first) * w, y, w - gap, h);
        language_tile(&p->picture, at, opening_token(p, i), role, weight, i == p->n - 1);
        list_print(p->out, box_middle_x(at), y + h + digits - (p->small ? 4 : 7),
                   (TextStyle){ .size = p->sizes->caption,
                                .align = ALIGN_CENTER,
                                .face = weight > 0.3 ? FACE_BOLD : FACE_TEXT,
                                .paint = paint(weight > 0.3 ? ROLE_INK : ROLE_MUTED),
                                .ident = matrix_ident(&p->a, p->n - 1, i) },
                   "%s", arena_print(p->out->arena, "%.2f", weight));
    }
}

// As many columns as make the maps largest; of nearly equal ones the fewer, whose names have more room.
static int map_columns(Box in, int heads, double name) {
    int best = 1;
    double largest = 0;
    for (int c = 1; c <= heads; c++) {
        double side = math_min(in.w / c - 8, in.h / ((heads + c - 1) / c) - name - 8);
        if (side > 1.1 * largest) largest = side, best = c;
    }
    return best;
}

static void draw_maps(const void *picture, Box card) {
    const Opening *p = picture;
    Box in = language_card(&p->picture, card, "All heads of this layer: a row asks, a column is read");
    if (!p->heads) return;
    double name = p->small ? 15 : 20, size = p->sizes->caption;
    int columns = map_columns(in, p->heads, name), rows = (p->heads + columns - 1) / columns;
    double w = in.w / columns, h = in.h / rows, side = math_min(w - 8, h - name - 8);
    for (int i = 0; i < p->heads && side > 4; i++) {
        Box map = box(in.x + i % columns * w + (w - side) / 2, in.y + i / columns * h + name, side, side);
        if (i == p->head) draw_highlight(p->out, box_grow(box(map.x, map.y - name, side, side + name), 3));
        const char *does = opening_does(p, p->layer * p->heads + i);
        list_text_fit(p->out, box_middle_x(map), map.y - 5, w - 6,
                      text_of(*does ? arena_print(p->out->arena, "%d · %s", i + 1, does) : arena_print(p->out->arena, "%d", i + 1)),
                      (TextStyle){ .size = size,
                                   .face = FACE_BOLD,
                                   .align = ALIGN_CENTER,
                                   .paint = paint(head_role(i)),
                                   .ident = opening_does_ident(p, p->layer * p->heads + i) });
        matrix_heat(p->out, map, &p->maps, i * p->n, p->n, 0, p->n, head_role(i));
    }
}

// --- one head, number by number

// Scores or weights of all tokens: digits where there is room, else a map.
static void draw_square(const Opening *p, Box card, const char *title, const Matrix *m, Role role) {
    Box in = language_card(&p->picture, card, title);
    double names = p->small ? 56 : 80, side = math_min((in.w - names) / p->n, in.h / p->n);
    bool digits = side >= 28 && p->n <= CELLS;
    Box map = box(in.x + names, in.y, side * p->n, side * p->n);
    for (int i = 0; i < p->n && side >= 13; i++)
        list_text_fit(p->out, map.x - 6, map.y + (i + 0.5) * side + 5, names - 8, text_of(opening_token(p, i)),
                      (TextStyle){ .size = math_min(p->small ? 12.5 : 14, side), .align = ALIGN_RIGHT });
    if (!digits) {
        matrix_heat(p->out, map, m, 0, p->n, 0, p->n, role);
        return;
    }
    for (int i = 0; i < p->n; i++)
        for (int j = 0; j < p->n; j++)
            matrix_cell(p->out, box(map.x + j * side + 1, map.y + i * side + 1, side - 2, side - 2), m, i, j,
                        (CellStyle){ .role = role, .size = math_min(15, side * 0.36), .state = j > i ? CELL_MASKED : CELL_DONE });
}

static void draw_scores(const void *picture, Box card) {
    const Opening *p = picture;
    draw_square(p, card, "Scores, q · k / √d", &p->s, ROLE_S);
}

static void draw_weights(const void *picture, Box card) {
    const Opening *p = picture;
    draw_square(p, card, "Weights, softmax of each row", &p->a, ROLE_A);
}

// The token that the last one reads most.
static int most_read(const Opening *p) {
    int best = 0;
    for (int i = 1; i < p->n; i++)
        if (matrix_at(&p->a, p->n - 1, i) > matrix_at(&p->a, p->n - 1, best)) best = i;
    return best;
}

// The terms of that score by size, the largest first.
static int largest_terms(const Opening *p, int row, int most, int *out) {
    int count = 0;
    for (int c = 0; c < p->terms.columns; c++) {
        int at = count;
        while (at > 0 && fabs(matrix_at(&p->terms, row, c)) > fabs(matrix_at(&p->terms, row, out[at - 1]))) at--;
        if (at >= most) continue;
        if (count < most) count++;
        memmove(out + at + 1, out + at, (size_t)(count - at - 1) * sizeof *out);
        out[at] = c;
    }
    return count;
}

static void draw_terms(const void *picture, Box card) {
    const Opening *p = picture;
    int row = most_read(p), term[TERMS];
    Box in = language_card(&p->picture, card,
                           arena_print(p->out->arena, "“%s” asks “%s”: its score is a sum of %d products, the largest first",
                                       opening_token(p, p->n - 1), opening_token(p, row), p->terms.columns));
    int most = (int)(in.w / (p->small ? 50 : 60)) - 2, count = largest_terms(p, row, most < TERMS ? most : TERMS, term);
    double shown = 0, largest = count ? fabs(matrix_at(&p->terms, row, term[0])) : 1, w = in.w / (count + 2),
           digits = p->sizes->sign;
    double middle = in.y + in.h / 2, reach = in.h / 2 - 2 * digits, size = p->sizes->caption;
    for (int i = 0; i < count; i++) {
        double v = matrix_at(&p->terms, row, term[i]), h = largest > 0 ? reach * fabs(v) / largest : 0, x = in.x + i * w;
        Ident ident = matrix_ident(&p->terms, row, term[i]);
        shown += v;
        list_rect(p->out, box(x + w * 0.2, v >= 0 ? middle - h : middle, w * 0.6, math_max(h, 1)),
                  (RectStyle){ .radius = 3, .fill = paint(v >= 0 ? ROLE_RIGHT : ROLE_WRONG), .ident = ident });
        list_print(p->out, x + w / 2, v >= 0 ? middle - h - 5 : middle + h + digits - 6,
                   (TextStyle){ .size = size, .align = ALIGN_CENTER, .ident = ident }, "%s",
                   signed_text(p->out->arena, v, (NumberFormat){ 2, 2 }));
        list_print(p->out, x + w / 2, in.y + in.h - 2,
                   (TextStyle){ .size = size - 1, .align = ALIGN_CENTER, .paint = paint(ROLE_MUTED), .ident = ident }, "%d",
                   term[i] + 1);
    }
    list_line(p->out, in.x, middle, in.x + count * w, middle, (StrokeStyle){ .paint = paint(ROLE_FAINT), .width = 1.2 });
    double score = matrix_at(&p->s, p->n - 1, row), x = in.x + (count + 1) * w;
    const char *rest = count < p->terms.columns ? arena_print(p->out->arena, "%s others",
                                                              signed_text(p->out->arena, score - shown, (NumberFormat){ 2, 2 }))
                                                : "";
    list_text_fit(
        p->out, x, middle - 12, 2 * w, text_of(rest),
        (TextStyle){ .size = size, .align = ALIGN_CENTER, .ident = ident_note("the sum of the products that are not shown") });
    list_print(p->out, x, middle + 16,
               (TextStyle){
                   .size = p->sizes->line, .face = FACE_BOLD, .align = ALIGN_CENTER, .ident = matrix_ident(&p->s, p->n - 1, row) },
               "= %s", number_text(p->out->arena, score, 3));
}

static const CardPart parts[] = {
    { "next", opening_next, 0.62, 0.5 },    { "moved", opening_moved, 0.62, 0.5 },
    { "drawn", opening_drawn, 0.62, 0.5 },  { "arcs", draw_arcs, 0.34, 1 },
    { "maps", draw_maps, 0.6, 1 },          { "scores", draw_scores, 0.56, 0.5 },
    { "weights", draw_weights, 0.56, 0.5 }, { "terms", draw_terms, 0.4, 1 },
    { "lens", opening_lens, 0.6, 1 },       { "without", opening_without, 0.62, 0.5 },
    { "sum", opening_sum, 0.5, 1 },         { "work", opening_work, 0.3, 1 },
};

// How high the maps are in this room.
static double maps_height(const Opening *p, Box in) {
    double name = p->small ? 15 : 20;
    int columns = map_columns(in, p->heads, name), rows = (p->heads + columns - 1) / columns;
    double side = math_min(in.w / columns - 8, in.h / rows - name - 8);
    return rows * (side + name + 8);
}

// The card below the arcs is no higher than what is in it; the arcs above it get the rest.
static void fit_below(const Opening *p, CardPart *part, int count) {
    bool maps = p->heads && step_reveals(p->step, "maps"), lens = matrix_exists(&p->early) && step_reveals(p->step, "lens");
    if ((!maps && !lens) || !step_reveals(p->step, "arcs")) return;
    double pad = p->small ? 10 : 18, room = p->view->height - 2 * p->sizes->part - 16;
    double title = 2 * pad + p->sizes->name + p->sizes->snug, high = 0.6 / 0.94 * room;
    Box in = box(0, 0, p->view->width - 2 * p->sizes->part - 2 * pad, high - title);
    double needed = title + (maps ? maps_height(p, in) : p->early.rows * OPENING_LENS_ROW);
    for (int i = 0; i < count; i++)
        if (!strcmp(part[i].reveal, maps ? "maps" : "lens") && needed < high) part[i].height = 0.34 * needed / (room - needed);
}

static void draw(void *picture) {
    Opening *p = picture;
    CardPart fitted[sizeof parts / sizeof *parts];
    memcpy(fitted, parts, sizeof parts);
    fit_below(p, fitted, sizeof parts / sizeof *parts);
    language_cards(&p->picture, fitted, sizeof parts / sizeof *parts);
}

static void thumbnail(void *picture) {
    Opening *p = picture;
    double side = math_min(p->view->height - 16, p->view->width - 16);
    Box map = box((p->view->width - side) / 2, 8, side, side);
    matrix_heat(p->out, map, &p->a, 0, p->n, 0, p->n, ROLE_A);
    for (int i = 0; i <= 2; i++)
        list_line(p->out, map.x, map.y + i * side / 2, map.x + side, map.y + i * side / 2,
                  (StrokeStyle){ .paint = paint(ROLE_FAINT), .width = 1 });
}

static const char *const reveals[] = { "next",  "moved", "drawn",   "arcs", "maps", "scores", "weights",
                                       "terms", "lens",  "without", "sum",  "work", NULL };
static const LegendItem legend[] = {
    { ROLE_A, "a", "weights" },
    { ROLE_S, "s", "scores" },
};

const Scene scene_trained = {
    .name = "trained",
    .summary = "a trained model of one's own: the next tokens, what moves them and who says them, one head number by number",
    .model = "head",
    .reveal = reveals,
    .bytes = sizeof(Opening),
    .read = read,
    .draw = draw,
    .thumbnail = thumbnail,
    .legend = legend,
    .legends = sizeof legend / sizeof *legend,
};
