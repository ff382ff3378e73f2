// The same words in two orders through the same attention, one sentence over the other. One word is followed: its weights on all
// words of its sentence, and its output. Without positions both outputs are the same; the sign between them says so.
#include <math.h>

#include "base/math.h"
#include "kit/group.h"
#include "kit/picture.h"
#include "scene/scenes.h"

enum { SENTENCES = 2, WORDS_DRAWN = 8, NUMBERS_DRAWN = 3 };

static const double equal_within = 1e-12;

typedef struct Sentence {
    const char *reveal;
    Matrix x, s, a, o; // x with its position; s, a, o of the followed word alone
    int follow;        // where the followed word stands
    double words, y;   // top of the words; of the whole
} Sentence;

typedef struct Order {
    PICTURE;
    Sentence sentence[SENTENCES];
    Matrix given, added;
    int n, d, follow;                                              // of the words as given
    bool digits, placed;                                           // placed: with positions
    double left, pitch, cell_w, cell_h, lane_h, top, out_x, out_w; // out_: of the outputs
} Order;

// --- reading the tape

static Matrix row_of(const Tape *tape, const char *name, int row) {
    Matrix m = matrix_find(tape, name, -1);
    return matrix_rows(&m, row, 1, 4);
}

static bool read(void *picture) {
    Order *p = picture;
    static const char *const node[SENTENCES][4] = { { "one.x", "one.s", "one.a", "one.o" },
                                                    { "two.x", "two.s", "two.a", "two.o" } };
    p->given = matrix_find(p->tape, "x", 4);
    p->added = matrix_find(p->tape, "added", 4);
    if (!matrix_exists(&p->given) || !matrix_exists(&p->added)) return false;
    p->n = p->given.rows, p->d = p->given.columns;
    p->follow = (int)math_clamp(step_number_or(p->step, "word", 2) - 1, 0, p->n - 1);
    p->placed = step_number_or(p->step, "positions", 0) != 0;
    for (int i = 0; i < SENTENCES; i++) {
        Sentence *s = &p->sentence[i];
        *s = (Sentence){ .reveal = i ? "two" : "one", .follow = i ? p->n - 1 - p->follow : p->follow };
        s->x = matrix_find(p->tape, node[i][0], 5);
        s->s = row_of(p->tape, node[i][1], s->follow);
        s->a = row_of(p->tape, node[i][2], s->follow);
        s->o = row_of(p->tape, node[i][3], s->follow);
        if (s->o.largest >= 1) s->o = matrix_rows(&s->o, 0, 1, 5); // four decimals
        if (!matrix_exists(&s->x) || !matrix_exists(&s->s) || !matrix_exists(&s->a) || !matrix_exists(&s->o)) return false;
    }
    // Without positions a sentence's vectors are the given ones, and those can be edited.
    if (!p->placed) p->sentence[0].x = p->given;
    return true;
}

// The place in the given sentence of word i of sentence k.
static int original(const Order *p, int k, int i) { return k ? p->n - 1 - i : i; }

// --- when

static void plan(void *picture) {
    Order *p = picture;
    acts_add_focus(&p->acts, "one", 3.2);
    acts_add_focus(&p->acts, "two", 4.8);
}

static double act(const Order *p, int k, double from, double to) {
    return part(acts_come(&p->acts, p->sentence[k].reveal), from, to);
}
// In the second sentence the words travel first.
static double travelled(const Order *p, int k) {
    return k ? math_clamp((acts_come(&p->acts, p->sentence[k].reveal) - 0.02) / 0.42, 0, 1) : 1;
}
static double weighed(const Order *p, int k) { return k ? act(p, k, 0.45, 0.7) : act(p, k, 0.05, 0.5); }
static double answered(const Order *p, int k) { return k ? act(p, k, 0.75, 0.95) : act(p, k, 0.6, 1); }

// --- where

static void place(void *picture) {
    Order *p = picture;
    const View *v = p->view;
    double margin = p->sizes->margin, head = p->small ? 20 : 56;
    p->digits = p->n <= WORDS_DRAWN && p->d <= NUMBERS_DRAWN;
    double label = p->small ? 20 : 44;
    p->left = margin + label;
    p->out_w = p->d <= NUMBERS_DRAWN ? (p->small ? 46 : 68) * p->d : p->small ? 92 : 140;
    p->out_x = v->width - margin - p->sizes->near - p->out_w;
    p->pitch = (p->out_x - (p->small ? 24 : 72) - p->left) / p->n;
    p->cell_w = math_clamp(floor((p->pitch - 8) / p->d) - CELL_GAP, 2, 96);
    p->top = head;
    p->lane_h = floor((v->height - head - (p->small ? 4 : 24)) / SENTENCES);
    p->cell_h = math_clamp(floor((p->lane_h - (p->small ? 44 : 84)) / (p->small ? 2.6 : 3.4)), 20, 60);
    if (p->cell_w < CELL_LEAST || p->cell_h < CELL_LEAST) p->digits = false;
    for (int k = 0; k < SENTENCES; k++) p->sentence[k].y = p->top + k * p->lane_h;
}

static double word_y(const Order *p, int k) { return p->sentence[k].y + (p->small ? 18 : 36); }
static double vector_y(const Order *p, int k) { return word_y(p, k) + p->sizes->loose; }
// As far down as the lane allows, so that the links have room.
static double weight_y(const Order *p, int k) {
    double apart = p->sentence[k].y + p->lane_h - (p->small ? 6 : 28) - p->cell_h - vector_y(p, k) - p->cell_h;
    return vector_y(p, k) + p->cell_h + math_clamp(apart, p->small ? 6 : 16, p->lane_h * 0.42);
}
static double middle_of(const Order *p, int i) { return p->left + p->pitch * (i + 0.5); }

// --- drawing

static const char *word_of(const Order *p, int k, int i) {
    const char *word = row_word(p->step, "x", original(p, k, i));
    return word ? word : arena_print(p->out->arena, "x%d", original(p, k, i) + 1);
}

// Where word i of sentence k is now: on its way from its place in the first sentence.
static void word_place(const Order *p, int k, int i, double *x, double *rise) {
    double u = travelled(p, k) * (p->n + 1) - i; // one after the other
    u = ease(math_clamp(u / 2, 0, 1));
    *x = k ? between(middle_of(p, original(p, k, i)), middle_of(p, i), u) : middle_of(p, i);
    *rise = k ? between(p->sentence[k].y - p->sentence[0].y, 0, u) : 0;
}

static void draw_word(const Order *p, int k, int i) {
    const Sentence *s = &p->sentence[k];
    double x, rise;
    word_place(p, k, i, &x, &rise);
    bool followed = i == s->follow;
    p->out->may_overlap = rise > 0.5 || (k && travelled(p, k) < 1);
    Ident before = list_show(p->out, ident_note(arena_print(p->out->arena, "word %d of the sentence", i + 1)));
    TextStyle style = { .face = followed ? FACE_BOLD : FACE_TEXT,
                        .size = p->sizes->heading,
                        .paint = paint(followed ? ROLE_Q : ROLE_INK),
                        .align = ALIGN_CENTER };
    if (p->n <= WORDS_DRAWN) list_text_fit(p->out, x, word_y(p, k) - rise, p->pitch - 6, text_of(word_of(p, k, i)), style);
    list_show(p->out, before);
    double w = p->d * (p->cell_w + CELL_GAP) - CELL_GAP, y = vector_y(p, k) - rise;
    for (int j = 0; j < p->d && p->digits; j++)
        matrix_cell(p->out, box(x - w / 2 + j * (p->cell_w + CELL_GAP), y, p->cell_w, p->cell_h), &s->x, i, j,
                    (CellStyle){ .role = followed ? ROLE_Q : ROLE_INK,
                                 .share = math_clamp(0.5 * matrix_share(&s->x, i, j), 0.001, 1),
                                 .size = p->sizes->word });
    if (!p->digits) matrix_heat(p->out, box(x - p->pitch * 0.42, y, p->pitch * 0.84, p->cell_h), &s->x, i, 1, 0, p->d, ROLE_INK);
    p->out->may_overlap = false;
}

// The score in a cell, a bar as long as the weight, and its number.
static void draw_weight(const Order *p, int k, int i) {
    const Sentence *s = &p->sentence[k];
    double u = weighed(p, k), a = matrix_at(&s->a, 0, i), w = math_clamp(p->pitch - 16, 2, 260), x = middle_of(p, i) - w / 2,
           y = weight_y(p, k);
    double number = p->digits && w > 96 ? (p->small ? 46 : 60) : 0, thick = math_clamp(p->cell_h * 0.5, 8, 22),
           score = !p->small && w > 180 ? 72 : 0;
    if (u <= 0) return;
    if (score > 0)
        matrix_cell(
            p->out, box(x, y, score - 10, p->cell_h), &s->s, 0, i,
            (CellStyle){ .role = ROLE_S, .share = math_clamp(0.6 * matrix_share(&s->s, 0, i), 0.001, 1), .size = 16, .reveal = u });
    Ident before = list_show(p->out, matrix_ident(&s->a, 0, i));
    draw_bar_sideways(p->out, box(x + score, y + p->cell_h / 2 - thick / 2, w - number - score, thick), share_of(a, 1) * u,
                      (BarStyle){ .role = ROLE_A });
    if (number > 0)
        list_text_fit(p->out, x + w, y + p->cell_h / 2 + 5, number - 6, text_of(number_in(p->out->arena, a, s->a.format)),
                      (TextStyle){ .size = p->sizes->label, .align = ALIGN_RIGHT, .paint = paint_faded(ROLE_INK, (float)u) });
    list_show(p->out, before);
}

static void draw_links(const Order *p, int k) {
    const Sentence *s = &p->sentence[k];
    double u = weighed(p, k), y = vector_y(p, k) + p->cell_h + 1, to = weight_y(p, k) - 1;
    if (u <= 0 || p->n > 64) return;
    for (int i = 0; i < p->n; i++) {
        double a = share_of(matrix_at(&s->a, 0, i), 1), x1 = middle_of(p, s->follow), x2 = middle_of(p, i);
        Ident before = list_show(p->out, matrix_ident(&s->a, 0, i));
        double end_x = between(x1, x2, u), end_y = between(y, to, u), bend = (y + end_y) / 2;
        list_curve(p->out, x1, y, x1, bend, end_x, bend, end_x, end_y,
                   (StrokeStyle){ .paint = paint_faded(ROLE_A, 0.6f), .width = 1 + 7 * a, .round = true });
        list_show(p->out, before);
    }
}

static Box output_box(const Order *p, int k) {
    double h = p->small ? p->cell_h : math_clamp(p->cell_h * 1.2, 28, 52);
    return box(p->out_x, (vector_y(p, k) + weight_y(p, k) + p->cell_h) / 2 - h / 2, p->out_w, h);
}

static void draw_output(const Order *p, int k) {
    const Sentence *s = &p->sentence[k];
    Box at = output_box(p, k);
    double u = answered(p, k);
    if (p->d > NUMBERS_DRAWN) {
        if (u > 0)
            matrix_heat(p->out, at, &s->o, 0, 1, 0, p->d, ROLE_V);
        else
            draw_cell(p->out, at, "", (CellStyle){ .state = CELL_TO_COME });
        return;
    }
    double w = (at.w + CELL_GAP) / p->d - CELL_GAP;
    for (int j = 0; j < p->d; j++)
        matrix_cell(
            p->out, box(at.x + j * (w + CELL_GAP), at.y, w, at.h), &s->o, 0, j,
            (CellStyle){
                .role = ROLE_V, .share = 0.4, .size = p->sizes->heading, .state = u > 0 ? CELL_NOW : CELL_TO_COME, .reveal = u });
}

static void draw_row_symbols(const Order *p, int k) {
    double x = p->left - (p->small ? 2 : 8), size = p->sizes->formula;
    draw_tex(p->out, x, vector_y(p, k) + p->cell_h / 2 + 5, "x", (FormulaStyle){ .size = size, .paint = paint(ROLE_INK) },
             ALIGN_RIGHT);
    if (weighed(p, k) > 0)
        draw_tex(p->out, x, weight_y(p, k) + p->cell_h / 2 + 5, p->small ? "a" : "s, a",
                 (FormulaStyle){ .size = size, .paint = paint(ROLE_A) }, ALIGN_RIGHT);
}

// "=" where the outputs agree to twelve digits.
static void draw_verdict(const Order *p) {
    if (answered(p, 0) < 1 || answered(p, 1) < 1) return;
    double apart = 0;
    for (int j = 0; j < p->d; j++) {
        double off = fabs(matrix_at(&p->sentence[0].o, 0, j) - matrix_at(&p->sentence[1].o, 0, j));
        if (!(off <= apart)) apart = off;
    }
    bool equal = apart <= equal_within;
    Box a = output_box(p, 0), b = output_box(p, 1);
    double y = (a.y + a.h + b.y) / 2, size = p->small ? 20 : 32;
    list_text(p->out, box_middle_x(a), y + size * 0.36, text_of(equal ? "=" : "≠"),
              (TextStyle){ .face = FACE_BOLD,
                           .size = size,
                           .paint = paint(equal ? ROLE_RIGHT : ROLE_MUTED),
                           .align = ALIGN_CENTER,
                           .ident = ident_note(arena_print(p->out->arena, "the two outputs differ by %s at most",
                                                           number_text(p->out->arena, apart, 3))) });
}

static void draw_frame(const Order *p) {
    double side = p->sizes->near, top = p->small ? 2 : 12;
    draw_highlight(p->out, box(p->out_x - side, top, p->out_w + 2 * side, p->view->height - 2 * top));
    const char *word = word_of(p, 0, p->follow);
    double x = p->out_x + p->out_w / 2;
    list_text_fit(p->out, x, p->small ? 18 : 40, p->out_w,
                  text_of(p->small ? "Output" : arena_print(p->out->arena, "Output of “%s”", word)),
                  (TextStyle){ .face = FACE_BOLD,
                               .size = p->sizes->label,
                               .align = ALIGN_CENTER,
                               .ident = ident_note("the output of the word that asks") });
    if (!p->small)
        draw_note(p->out, p->left, 40, p->out_x - p->left - 40,
                  p->placed ? "each word plus the vector of its place" : "each word alone, as query, key and value",
                  (TextStyle){ 0 });
    double y = p->sentence[1].y - (p->small ? 0 : 4);
    list_line(p->out, p->sizes->margin, y, p->out_x - side - 12, y, (StrokeStyle){ .paint = paint(ROLE_LINE), .width = 1 });
}

static void draw_sentence(const Order *p, int k) {
    const Sentence *s = &p->sentence[k];
    bool there = step_reveals(p->step, s->reveal) || step_focuses(p->step, s->reveal);
    if (k && (!there || acts_come(&p->acts, s->reveal) <= 0)) {
        double y = word_y(p, k) - 12;
        list_rect(p->out, box(p->left, y, p->pitch * p->n, weight_y(p, k) + p->cell_h - y),
                  (RectStyle){ .radius = 12, .stroke = paint_faded(ROLE_FAINT, 0.6f), .width = 1.2, .dash = 4 });
        draw_output(p, k);
        return;
    }
    draw_links(p, k);
    if (!k || travelled(p, k) >= 1) draw_row_symbols(p, k);
    for (int i = 0; i < p->n && i < 512; i++) draw_word(p, k, i);
    for (int i = 0; i < p->n && i < 64; i++) draw_weight(p, k, i);
    draw_output(p, k);
}

// --- the scene

static void thumbnail(void *picture) {
    Order *p = picture;
    for (int k = 0; k < SENTENCES; k++)
        for (int i = 0; i < p->n && i < 12; i++) {
            double pitch = (p->view->width - 32) / p->n, y = 10 + k * 40, a = share_of(matrix_at(&p->sentence[k].a, 0, i), 1);
            double shift = original(p, k, i) * 0.6 / p->n;
            list_rect(p->out, box(16 + pitch * i + 4, y, pitch - 8, 14),
                      (RectStyle){ .radius = 4, .fill = paint_tint(ROLE_INK, ROLE_PANEL, (float)(0.2 + shift)) });
            draw_bar_sideways(p->out, box(16 + pitch * i + 4, y + 18, pitch - 8, 8), a, (BarStyle){ .role = ROLE_A });
        }
}

// What the eye meets first: the two outputs on the highlight and the sign between them. Second: the word that is followed, in the
// query's colour, and its weights on the others. Third: the words that changed places.
static void draw(void *picture) {
    Order *p = picture;
    draw_frame(p);
    for (int k = 0; k < SENTENCES; k++) draw_sentence(p, k);
    draw_verdict(p);
}

static const ParamInfo params[] = {
    { .name = "word",
      .label = "Word followed",
      .kind = PARAM_WHOLE,
      .initial = "2",
      .low = 1,
      .high = 512,
      .summary = "the word of the first sentence whose weights and output are shown, from 1" },
};
static const char *const reveals[] = { "one", "two", NULL };
static const LegendItem legend[] = {
    { ROLE_Q, NULL, "the word that asks" },
    { ROLE_S, "s", "scores" },
    { ROLE_A, "a", "weights" },
    { ROLE_V, "o", "output" },
};

const Scene scene_order = {
    .name = "order",
    .summary = "the same words in two orders through the same attention: one word's weights and output",
    .model = "order",
    WITH_PARAMS(params),
    .reveal = reveals,
    .bytes = sizeof(Order),
    WITH_PARTS(read, plan, place, draw, thumbnail),
    WITH_LEGEND(legend),
};
