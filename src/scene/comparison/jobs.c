// Three jobs to choose a layer for: a card each, or in little room one table for all.
#include <math.h>
#include <string.h>

#include "base/math.h"
#include "scene/comparison/comparison.h"

enum {
    JOBS = 3,
    JOB_NAME = 94 /* units: for a layer's name before its numbers */,
    CARD_LEAST = 250 /* and two numbers */,
    TALL_LEAST = 960 /* three cards over one another, with bars */,
    TABLE_HEAD = 36 /* two lines */
};

static const char *const job_titles[JOBS] = { "A sentence", "A sensor stream", "A strand of DNA" };
static const char *const job_titles_small[JOBS] = { "Sentence", "Sensor", "DNA" };
static const char *const job_units[JOBS] = { "tokens", "readings so far, and more to come", "letters" };
static const char *const job_units_small[JOBS] = { "tokens", "readings so far", "letters" };

typedef struct Measure {
    const char *name, *node;
} Measure;
static const Measure measures[] = { { "products", "jobs." }, { "numbers to keep", "keeps." } };

static double least_of(const Comparison *p, const char *node, int job) {
    double least = 0;
    for (int i = 0; i < LAYERS; i++) {
        Matrix m = comparison_matrix(p, node, &p->layer[i]);
        if (i == 0 || matrix_at(&m, 0, job) < least) least = matrix_at(&m, 0, job);
    }
    return least;
}

static double most_of_all(const Comparison *p, const char *node) {
    double most = 0;
    for (int i = 0; i < LAYERS * JOBS; i++) {
        Matrix m = comparison_matrix(p, node, &p->layer[i / JOBS]);
        if (matrix_at(&m, 0, i % JOBS) > most) most = matrix_at(&m, 0, i % JOBS);
    }
    return most;
}

// The powers of ten that hold all numbers of a measure.
static double least_power(const Comparison *p, const char *node) {
    double least = least_of(p, node, 0);
    for (int job = 1; job < JOBS; job++) least = math_min(least, least_of(p, node, job));
    return floor(math_log(math_max(least, 1)) / math_log(10) + 1e-9);
}

// On the bar a mark at each power of ten.
static void job_bar(const Comparison *p, const Layer *l, const Matrix *m, int job, const char *node, Box at, double come) {
    double low = least_power(p, node), high = math_log(math_max(most_of_all(p, node), 10)) / math_log(10);
    double decades = math_finite(high - low) ? math_clamp(high - low, 1, 30) : 1,
           share = log_share(matrix_at(m, 0, job), most_of_all(p, node), decades);
    comparison_draw_bar(p, l, at, share * come, false);
    for (int power = 1; power < decades; power++)
        list_line(p->out, at.x + at.w * power / decades, at.y, at.x + at.w * power / decades, at.y + at.h,
                  (StrokeStyle){ .paint = paint(ROLE_PANEL), .width = 1.2 });
}

// Work and what has to be kept, each with a bar on a scale of powers of ten: the same scale in all three cards.
static void job_row(const Comparison *p, const Layer *l, int job, Box at, double come) {
    bool low = at.h < 50;
    double name = low ? JOB_NAME : 0, half = (at.w - name) / 2, text = p->sizes->value, y = low ? box_middle_y(at) : at.y + 14;
    comparison_draw_name(p, l, at.x, y, low ? name : at.w);
    for (int i = 0; i < 2; i++) {
        Matrix m = comparison_matrix(p, measures[i].node, l);
        double x = at.x + name + half * i, w = half - (p->sizes->rim), line = low ? box_middle_y(at) + 5 : at.y + 42;
        bool best = matrix_at(&m, 0, job) == least_of(p, measures[i].node, job);
        float former = list_fade(p->out, p->out->alpha * (float)part(come, 0.3, 0.6));
        if (come > 0.3)
            comparison_draw_value(p, &m, job, x, line, w,
                                  (TextStyle){ .face = FACE_BOLD, .size = text, .paint = paint(best ? ROLE_RIGHT : ROLE_INK) });
        list_fade(p->out, former);
        if (at.h < 64) continue;
        Ident before = list_show(p->out, matrix_ident(&m, 0, job));
        job_bar(p, l, &m, job, measures[i].node, box(x, at.y + 50, w, math_clamp(at.h - 60, 4, 12)), part(come, 0, 1));
        list_show(p->out, before);
    }
}

static void draw_job(const Comparison *p, int job, Box card, double come) {
    Arena *arena = p->out->arena;
    Matrix n = matrix_find(p->tape, "jobs.n", 6);
    Box room = draw_stat_card(p->out, card, p->small, job_titles[job], NULL, 0);
    Ident before = list_show(p->out, matrix_ident(&n, 0, job));
    const char *text =
        arena_print(arena, "%s %s", number_text(arena, matrix_at(&n, 0, job), 6), (p->small ? job_units_small : job_units)[job]);
    list_text_fit(p->out, room.x, room.y + (p->small ? 8 : 10), room.w, text_of(text),
                  (TextStyle){ .size = p->small ? 12 : 16, .paint = paint(ROLE_MUTED) });
    list_show(p->out, before);
    double head = p->small ? 32 : 56, row = (room.h - head) / LAYERS, name = row < 50 ? JOB_NAME : 0;
    const char *long_name = "products (a mark: ten times)";
    bool wide =
        row >= 64 && metrics_width(p->out->metrics, FACE_TEXT, p->sizes->caption, text_of(long_name)) < (room.w - name) / 2 - 6;
    for (int i = 0; i < 2; i++)
        list_text_fit(p->out, room.x + name + (room.w - name) / 2 * i, room.y + (p->small ? 25 : 42), (room.w - name) / 2 - 6,
                      text_of(i == 0 && wide ? long_name : measures[i].name),
                      (TextStyle){ .size = p->sizes->caption, .paint = paint(ROLE_MUTED) });
    for (int i = 0; i < LAYERS; i++) job_row(p, &p->layer[i], job, box(room.x, room.y + head + row * i, room.w, row), come);
}

// --- a table, where three cards have no room beside each other: a layer's work, and under it what it has to keep

typedef struct TableHead {
    const char *title[JOBS], *size[JOBS];
    TextStyle bold, note;
} TableHead;

static bool all_fit(const Comparison *p, const char *const text[JOBS], TextStyle style, double width) {
    bool fit = true;
    for (int i = 0; i < JOBS; i++) fit &= metrics_width(p->out->metrics, style.face, style.size, text_of(text[i])) <= width;
    return fit;
}

// In words; where one of them has no room, all in few.
static TableHead table_head(const Comparison *p, double width) {
    TableHead head = { .bold = { .face = FACE_BOLD, .size = p->sizes->word },
                       .note = { .size = p->sizes->note, .paint = paint(ROLE_MUTED) } };
    Matrix n = matrix_find(p->tape, "jobs.n", 6);
    Arena *arena = p->out->arena;
    const char *brief[JOBS];
    bool named = all_fit(p, job_titles, head.bold, width);
    for (int job = 0; job < JOBS; job++) {
        const char *size = number_text(arena, matrix_at(&n, 0, job), 6);
        head.title[job] = (named ? job_titles : job_titles_small)[job];
        head.size[job] = arena_print(arena, "%s %s", size, job_units_small[job]);
        brief[job] = arena_print(arena, "n = %s", size);
    }
    if (!all_fit(p, head.size, head.note, width)) memcpy(head.size, brief, sizeof brief);
    return head;
}

static void draw_table_head(const Comparison *p, const TableHead *head, int job, Box at) {
    Matrix n = matrix_find(p->tape, "jobs.n", 6);
    list_text_fit(p->out, at.x, at.y + 13, at.w, text_of(head->title[job]), head->bold);
    Ident before = list_show(p->out, matrix_ident(&n, 0, job));
    list_text_fit(p->out, at.x, at.y + 29, at.w, text_of(head->size[job]), head->note);
    list_show(p->out, before);
}

// The number, and where there is room its bar under it.
static void table_cell(const Comparison *p, const Layer *l, int measure, int job, Box at, double come) {
    Matrix m = comparison_matrix(p, measures[measure].node, l);
    bool best = matrix_at(&m, 0, job) == least_of(p, measures[measure].node, job);
    TextStyle style = { .face = measure ? FACE_TEXT : FACE_BOLD,
                        .size = p->sizes->value,
                        .paint = paint(best ? ROLE_RIGHT : ROLE_INK) };
    float former = list_fade(p->out, p->out->alpha * (float)part(come, 0.3, 0.6));
    if (come > 0.3) comparison_draw_value(p, &m, job, at.x, at.y + 12, at.w, style);
    list_fade(p->out, former);
    if (at.h < 20) return;
    Ident before = list_show(p->out, matrix_ident(&m, 0, job));
    job_bar(p, l, &m, job, measures[measure].node, box(at.x, at.y + 16, at.w, math_clamp(at.h - 18, 3, 10)), come);
    list_show(p->out, before);
}

static void draw_table(const Comparison *p) {
    Box s = p->stage;
    double column = (s.w - JOB_NAME) / JOBS, pitch = math_min((s.h - TABLE_HEAD) / LAYERS, 84), line = (pitch - 4) / 2;
    TableHead head = table_head(p, column - 8);
    double y = s.y + (s.h - TABLE_HEAD - pitch * LAYERS) / 2;
    list_text_fit(p->out, s.x + 17, y + 29, JOB_NAME - 17, text_of(measures[0].name), head.note);
    for (int job = 0; job < JOBS; job++) {
        double x = s.x + JOB_NAME + column * job, come = acts_turn(&p->acts, "jobs", job, JOBS, 0);
        draw_table_head(p, &head, job, box(x, y, column - 8, TABLE_HEAD));
        for (int i = 0; i < 2 * LAYERS; i++)
            table_cell(p, &p->layer[i / 2], i % 2, job, box(x, y + TABLE_HEAD + pitch * (i / 2) + line * (i % 2), column - 8, line),
                       come);
    }
    for (int i = 0; i < LAYERS; i++) {
        double top = y + TABLE_HEAD + pitch * i;
        if (i) list_line(p->out, s.x, top - 2.5, s.x + s.w, top - 2.5, (StrokeStyle){ .paint = paint(ROLE_LINE), .width = 1 });
        comparison_draw_name(p, &p->layer[i], s.x, top + 8, JOB_NAME);
        list_text_fit(p->out, s.x + 17, top + line + 12, JOB_NAME - 17, TEXT("to keep"), head.note);
    }
}

void comparison_draw_jobs(const Comparison *p) {
    double gap = p->small ? 8 : 20;
    bool tall = p->stage.w < 600 + 2 * gap && p->stage.h > TALL_LEAST;
    double w = tall ? p->stage.w : (p->stage.w - 2 * gap) / JOBS, h = tall ? (p->stage.h - 2 * gap) / JOBS : p->stage.h;
    if (w < CARD_LEAST) {
        draw_table(p);
        return;
    }
    for (int job = 0; job < JOBS; job++) {
        Box card = box(p->stage.x + (tall ? 0 : (w + gap) * job), p->stage.y + (tall ? (h + gap) * job : 0), w, h);
        draw_job(p, job, card, acts_turn(&p->acts, "jobs", job, JOBS, 0));
    }
}
