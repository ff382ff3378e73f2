// What a trained model of one's own says: the next tokens, what moves the one that is asked for, how it came to be likely, which
// part
// says it, what is left without a head, what is drawn from, and how much work it was.
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "kit/head_marks.h"
#include "model/language.h"
#include "scene/language/trained.h"

// --- rows: a name, a bar, its number

typedef struct BarRow {
    const char *name, *digits;
    double share;
    Role role;
    bool strong;
    Ident ident;
} BarRow;

static void draw_bar_row(const Opening *p, Box at, const BarRow *row) {
    double size = math_min(p->small ? 13 : 16, at.h * 0.72), names = math_min(at.w * 0.34, 150), numbers = p->small ? 52 : 66;
    TextStyle style = { .size = size, .ident = row->ident, .face = row->strong ? FACE_BOLD : FACE_TEXT };
    double thick = math_min(at.h * 0.6, 28);
    list_text_fit(p->out, at.x, at.y + at.h * 0.5 + size * 0.35, names - 8, text_of(row->name), style);
    draw_bar_sideways(p->out, box(at.x + names, at.y + (at.h - thick) / 2, at.w - names - numbers, thick), row->share,
                      (BarStyle){ .role = row->role, .ident = row->ident });
    style.align = ALIGN_RIGHT;
    list_text_fit(p->out, at.x + at.w, at.y + at.h * 0.5 + size * 0.35, numbers - 6, text_of(row->digits), style);
}

// How many rows there is room for, and how high each is.
static int rows_within(const Opening *p, Box in, int count, double highest, double *h) {
    int most = (int)(in.h / (p->small ? 18 : 22));
    if (count > most) count = most;
    *h = math_min(in.h / math_max(count, 1), highest);
    return count;
}
static int rows_in(const Opening *p, Box in, int count, double *h) { return rows_within(p, in, count, 38, h); }

// What is nearly 1 is not called 1.
static const char *share_text(const Opening *p, double share) {
    const char *text = number_text(p->out->arena, share, 3);
    for (int digits = 4; digits < 8 && share < 1 && !strcmp(text, "1"); digits++) text = number_text(p->out->arena, share, digits);
    return text;
}

// The chances of the likeliest tokens: the one that is asked for stands out, and is there though others are likelier.
static void draw_chances(const Opening *p, Box in, const Matrix *m) {
    double h;
    int rows = rows_in(p, in, m->rows, &h);
    for (int row = 0; row < rows; row++) {
        int i = row == rows - 1 && p->asked >= rows && p->asked < m->rows ? p->asked : row;
        double share = matrix_at(m, i, 0);
        draw_bar_row(p, box(in.x, in.y + row * h, in.w, h),
                     &(BarRow){ opening_next_word(p, i), share_text(p, share), share, i == p->asked ? ROLE_RIGHT : ROLE_A,
                                i == p->asked, matrix_ident(m, i, 0) });
    }
}

void opening_next(const void *picture, Box card) {
    const Opening *p = picture;
    Box in = language_card(&p->picture, card, "What comes next");
    if (matrix_exists(&p->next)) draw_chances(p, in, &p->next);
}

static const char *opening_named(const Opening *p) {
    const char *does = opening_does(p, opening_chosen(p));
    return *does ? arena_print(p->out->arena, "%s (%s)", opening_where(p), does) : opening_where(p);
}

void opening_without(const void *picture, Box card) {
    const Opening *p = picture;
    bool mean = matrix_exists(&p->place) && p->place.columns > 5 && matrix_at(&p->place, 0, 5) > 0;
    Box in = language_card(
        &p->picture, card,
        arena_print(p->out->arena, "Without %s: %s instead", opening_named(p), mean ? "its mean over this text" : "zeros"));
    if (matrix_exists(&p->without)) draw_chances(p, in, &p->without);
}

static const char *asked_word(const Opening *p) {
    return matrix_exists(&p->next) ? opening_next_word(p, p->asked) : "the next one";
}

void opening_moved(const void *picture, Box card) {
    const Opening *p = picture;
    Box in = language_card(&p->picture, card,
                           arena_print(p->out->arena, "Which token moves “%s”: length of its gradient", asked_word(p)));
    double h;
    if (!matrix_exists(&p->moved)) return;
    int rows = rows_in(p, in, p->moved.columns, &h), first = p->moved.columns - rows;
    for (int i = 0; i < rows; i++)
        draw_bar_row(p, box(in.x, in.y + i * h, in.w, h),
                     &(BarRow){ opening_token(p, first + i), share_text(p, matrix_at(&p->moved, 0, first + i)),
                                matrix_share(&p->moved, 0, first + i), ROLE_GRAD, false, matrix_ident(&p->moved, 0, first + i) });
}

// --- after every layer

// Where there is no room for all: the last layers, in which it is decided.
void opening_lens(const void *picture, Box card) {
    const Opening *p = picture;
    Box in =
        language_card(&p->picture, card,
                      arena_print(p->out->arena, "Read off early: the likeliest token, and the chance of “%s”", asked_word(p)));
    double h;
    if (!matrix_exists(&p->early)) return;
    int rows = rows_within(p, in, p->early.rows, OPENING_LENS_ROW, &h), first = p->early.rows - rows;
    double name = p->small ? 72 : 100, gap = p->small ? 10 : 24, w = (in.w - name - gap) / 2, size = p->small ? 12.5 : 15;
    for (int i = first; i < p->early.rows; i++) {
        double y = in.y + (i - first) * h;
        const char *layer = i ? arena_print(p->out->arena, "layer %d", i) : "embedding", *word = row_word(p->step, "lens", i);
        list_text_fit(p->out, in.x, y + h * 0.5 + size * 0.35, name - 6, text_of(layer),
                      (TextStyle){ .size = math_min(size, h * 0.72), .paint = paint(ROLE_MUTED) });
        double likeliest = matrix_at(&p->early, i, 0), asked = matrix_at(&p->early, i, 1);
        draw_bar_row(
            p, box(in.x + name, y, w, h),
            &(BarRow){ word ? word : "", share_text(p, likeliest), likeliest, ROLE_A, false, matrix_ident(&p->early, i, 0) });
        draw_bar_row(p, box(in.x + name + w + gap, y, w, h),
                     &(BarRow){ asked_word(p), share_text(p, asked), asked, ROLE_RIGHT, false, matrix_ident(&p->early, i, 1) });
    }
}

// --- the sum

enum { BARS = 14 };

// The parts by size, the largest first; then in the order of the model.
static int largest_parts(const Opening *p, int most, int *out) {
    int count = 0;
    for (int c = 0; c < p->adds.columns; c++) {
        int at = count;
        while (at > 0 && fabs(matrix_at(&p->adds, 0, c)) > fabs(matrix_at(&p->adds, 0, out[at - 1]))) at--;
        if (at >= most) continue;
        if (count < most) count++;
        memmove(out + at + 1, out + at, (size_t)(count - at - 1) * sizeof *out);
        out[at] = c;
    }
    for (int i = 1; i < count; i++)
        for (int k = i; k > 0 && out[k] < out[k - 1]; k--) {
            int other = out[k];
            out[k] = out[k - 1], out[k - 1] = other;
        }
    return count;
}

typedef struct SumBar {
    const char *name, *does; // does: NULL but for heads
    double value;
    Role role;
    Ident ident;
    bool current;
} SumBar;

static SumBar part_bar(const Opening *p, int part) {
    char name[40];
    bool head = part > 0 && part <= p->layers * p->heads;
    return (SumBar){ arena_print(p->out->arena, "%s", language_part(part, p->adds.columns, p->layers, p->heads, name)),
                     head ? opening_does(p, part - 1) : NULL,
                     matrix_at(&p->adds, 0, part),
                     head ? head_role((part - 1) % p->heads) : ROLE_MUTED,
                     matrix_ident(&p->adds, 0, part),
                     part == 1 + p->layer * p->heads + p->head };
}

// The largest parts, the others together, and what the last norm's shift adds.
static int sum_bars(const Opening *p, double width, SumBar *bar) {
    int part[BARS], most = (int)(width / (p->small ? 58 : 72)) - 4, count;
    double others = 0;
    if (most > BARS - 2) most = BARS - 2;
    count = largest_parts(p, most > 1 ? most : 1, part);
    for (int i = 0, at = 0; i < p->adds.columns; i++) {
        bool shown = at < count && part[at] == i;
        if (shown)
            bar[at++] = part_bar(p, i);
        else
            others += matrix_at(&p->adds, 0, i);
    }
    int left = p->adds.columns - count;
    if (left > 0)
        bar[count++] = (SumBar){ arena_print(p->out->arena, left == 1 ? "%d other" : "%d others", left),
                                 NULL,
                                 others,
                                 ROLE_FAINT,
                                 ident_note("the sum of the parts that are not shown"),
                                 false };
    if (matrix_exists(&p->shift))
        bar[count++] = (SumBar){ "last norm", NULL, matrix_at(&p->shift, 0, 0), ROLE_MUTED, matrix_ident(&p->shift, 0, 0), false };
    return count;
}

static void draw_sum_bar(const Opening *p, const SumBar *bar, Box at, double middle, double unit) {
    double h = fabs(bar->value) * unit, size = p->small ? 12 : 14, x = box_middle_x(at);
    bool up = bar->value >= 0;
    if (bar->current)
        list_rect(p->out, box(at.x + 2, at.y, at.w - 4, at.h), (RectStyle){ .radius = 6, .fill = paint(ROLE_CURRENT) });
    list_rect(p->out, box(at.x + at.w * 0.2, up ? middle - h : middle, at.w * 0.6, math_max(h, 1)),
              (RectStyle){ .radius = 3, .fill = paint(bar->role), .ident = bar->ident });
    list_print(p->out, x, up ? middle - h - 5 : middle + h + size + 1,
               (TextStyle){ .size = size, .align = ALIGN_CENTER, .ident = bar->ident }, "%s",
               signed_text(p->out->arena, bar->value, (NumberFormat){ 2, 2 }));
    bool does = bar->does && *bar->does;
    TextStyle style = { .size = size, .align = ALIGN_CENTER, .ident = bar->ident };
    style.paint = paint(bar->role == ROLE_FAINT ? ROLE_MUTED : bar->role);
    list_text_fit(p->out, x, at.y + at.h - 2 - size - 2, at.w - 10, text_of(does ? bar->does : bar->name), style);
    style.paint = paint(ROLE_MUTED);
    style.size = size - 1;
    if (does) list_text_fit(p->out, x, at.y + at.h - 2, at.w - 3, text_of(bar->name), style);
}

void opening_sum(const void *picture, Box card) {
    const Opening *p = picture;
    int rival = p->asked ? 0 : 1;
    const char *over = matrix_exists(&p->next) && p->next.rows > rival ? opening_next_word(p, rival) : "nothing";
    Box in =
        language_card(&p->picture, card, arena_print(p->out->arena, "Which part says “%s” rather than “%s”?", asked_word(p), over));
    if (!matrix_exists(&p->adds) || !p->heads) return;
    SumBar bar[BARS + 2];
    int bars = sum_bars(p, in.w, bar);
    double high = 0, low = 0, digits = p->small ? 16 : 19, w = in.w / (bars + 2);
    for (int i = 0; i < bars; i++) high = math_max(high, bar[i].value), low = math_min(low, bar[i].value);
    double unit = (in.h - 4 * digits - 4) / math_max(high - low, 1e-9), middle = in.y + digits + high * unit;
    list_line(p->out, in.x, middle, in.x + bars * w, middle, (StrokeStyle){ .paint = paint(ROLE_FAINT), .width = 1.2 });
    for (int i = 0; i < bars; i++) draw_sum_bar(p, &bar[i], box(in.x + i * w, in.y, w, in.h), middle, unit);
    if (!matrix_exists(&p->above)) return;
    list_print(
        p->out, in.x + in.w, middle + 7,
        (TextStyle){ .size = p->small ? 17 : 24, .face = FACE_BOLD, .align = ALIGN_RIGHT, .ident = matrix_ident(&p->above, 0, 0) },
        "= %s", signed_text(p->out->arena, matrix_at(&p->above, 0, 0), (NumberFormat){ 2, 2 }));
}

// --- what is drawn from

void opening_drawn(const void *picture, Box card) {
    const Opening *p = picture;
    double t = step_number_or(p->step, "temperature", 1), top = step_number_or(p->step, "top", 0), h, shown = 0;
    const char *cut = top > 0 ? arena_print(p->out->arena, ", of the %g likeliest", top) : "";
    Box in = language_card(&p->picture, card,
                           arena_print(p->out->arena, "Drawn from at temperature %s%s", number_text(p->out->arena, t, 3), cut));
    if (!matrix_exists(&p->drawn) || !matrix_exists(&p->ids)) return;
    int rows = rows_in(p, in, p->ids.rows + 1, &h) - 1;
    for (int i = 0; i < rows; i++) {
        int at = (int)matrix_at(&p->ids, i, 0);
        double share = matrix_at(&p->drawn, 0, at);
        shown += share;
        draw_bar_row(
            p, box(in.x, in.y + i * h, in.w, h),
            &(BarRow){ opening_next_word(p, i), share_text(p, share), share, ROLE_A, false, matrix_ident(&p->drawn, 0, at) });
    }
    double others = math_max(1 - shown, 0);
    draw_bar_row(p, box(in.x, in.y + rows * h, in.w, h),
                 &(BarRow){ "all others", share_text(p, others), others, ROLE_FAINT, false,
                            ident_note("1 − the shares above: of all the other tokens together") });
}

// --- work

static void draw_work_row(const Opening *p, Box at, const char *name, int which) {
    double most = math_max(matrix_at(&p->work, 0, 1), 1), v = matrix_at(&p->work, 0, which), size = p->small ? 13 : 15;
    double names = math_min(at.w * 0.3, 210), digits = p->small ? 96 : 130;
    Ident ident = matrix_ident(&p->work, 0, which);
    list_text_fit(p->out, at.x, at.y + at.h / 2 + 5, names - 8, text_of(name), (TextStyle){ .size = size, .ident = ident });
    draw_bar_sideways(p->out, box(at.x + names, at.y + at.h * 0.2, at.w - names - digits, at.h * 0.6), v / most,
                      (BarStyle){ .role = which ? ROLE_WRONG : ROLE_RIGHT, .ident = ident });
    list_print(p->out, at.x + at.w, at.y + at.h / 2 + 5, (TextStyle){ .size = size, .align = ALIGN_RIGHT, .ident = ident }, "%s",
               text_whole(p->out->arena, (long long)v));
}

void opening_work(const void *picture, Box card) {
    const Opening *p = picture;
    if (!matrix_exists(&p->work)) {
        language_card(&p->picture, card, "Work");
        return;
    }
    double kept = matrix_at(&p->work, 0, 0), anew = matrix_at(&p->work, 0, 1), numbers = matrix_at(&p->work, 0, 2);
    Box in = language_card(&p->picture, card,
                           arena_print(p->out->arena,
                                       "Multiply-adds to write these %d tokens one by one: %.1f times as many without a cache",
                                       p->n, anew / math_max(kept, 1)));
    double note = in.h > 76 ? 20 : 0, h = math_min((in.h - note) / 2, 34);
    draw_work_row(p, box(in.x, in.y, in.w, h), "keys and values kept", 0);
    draw_work_row(p, box(in.x, in.y + h, in.w, h), "computed anew each time", 1);
    if (note > 0)
        draw_note(p->out, in.x, in.y + 2 * h + note - 4, in.w,
                  arena_print(p->out->arena, "The cache holds %s numbers a token, %s for this text.",
                              text_whole(p->out->arena, (long long)numbers), text_whole(p->out->arena, (long long)numbers * p->n)),
                  (TextStyle){ 0 });
}
