// The words around the numbers: the names of the keys, which of the queries is followed, and the line under the rows, where
// the sum of the weights and the scores' divisor stand.
#include "scene/attention/attention.h"

#include "base/math.h"

static void draw_names(const Attention *p) {
    if (!p->lane[COL_K].shown) return;
    if (!p->digits) {
        draw_close_words(p->out, p->step, "k", p->rows, p->lane[COL_K].x - 9, p->top, p->pitch);
        return;
    }
    for (int i = 0; i < p->rows; i++) {
        double reveal = attention_landed(p, COL_K, i);
        if (!(reveal > 0)) continue;
        float before = list_fade(p->out, p->out->alpha * (float)reveal);
        draw_row_label(p->out, p->step, "k", &p->k, i, ROLE_K, p->lane[COL_K].x - 9, attention_middle(p, i) + 5);
        list_fade(p->out, before);
    }
}

static void draw_query_words(const Attention *p) {
    Box q = attention_row(p, COL_Q, 0);
    double x = box_middle_x(q);
    const char *word = row_word(p->step, "q", p->query);
    if (word && p->lane[COL_Q].shown)
        list_text_fit(p->out, x, q.y - 10, q.w + 24, text_of(word),
                      (TextStyle){ .size = 14, .paint = paint(ROLE_MUTED), .align = ALIGN_CENTER });
    double y = q.y + q.h + (p->lane[COL_Q].strip ? 40 : p->gradient ? 62 : 18); // under the shape or the gradient
    draw_query_mark(p->out, x, y, q.w + 32, p->query, p->n);
}

static double sum_of_weights(const Attention *p) {
    double sum = 0;
    for (int i = 0; i < p->m; i++) sum += matrix_at(&p->a, 0, i);
    return sum;
}

// First the sum of the exponentials, then, when every share is divided, the sum of the weights.
static void draw_sum(const Attention *p) {
    double x = p->lane[COL_A].x + p->lane[COL_A].w / 2, divided = attention_divided(p, p->rows - 1);
    double there = attention_plays(p, ACT_SOFTMAX) ? 1 : attention_landed(p, COL_A, p->rows - 1);
    int added = attention_exps_added(p);
    if (!p->lane[COL_A].shown || added == 0 || there <= 0) return;
    TextStyle style = { .face = FACE_BOLD, .size = 15, .paint = paint(ROLE_A), .align = ALIGN_CENTER };
    double sum = sum_of_weights(p), exps = 0;
    const char *text = sum_text(p->out->arena, sum),
               *note = arena_print(p->out->arena, "the weights add up to %s", number_text(p->out->arena, sum, 6));
    float alpha = (float)math_clamp((divided - 0.6) / 0.4, 0, 1);
    if (divided <= 0.6) {
        exps = attention_exp_sum(p, added < p->rows ? added : p->m);
        text = arena_print(p->out->arena, "Σ exp = %s", number_text(p->out->arena, exps, 4));
        note = arena_print(p->out->arena, "%s exponentials add up to %s",
                           added < p->rows ? arena_print(p->out->arena, "the first %d of %d", added, p->m) : "the",
                           number_text(p->out->arena, exps, 6));
        alpha = 1;
    }
    Ident before = list_show(p->out, ident_note(note));
    style.fade = 1 - alpha * (float)there;
    list_text_fit(p->out, x, p->foot, attention_room(p, COL_A), text_of(text), style);
    list_show(p->out, before);
}

// Under the weights of the step that makes them: what was divided, for whoever does it by hand.
static void draw_exponentials(const Attention *p) {
    if (!p->digits || !p->lane[COL_A].shown || !step_focuses(p->step, "a") || p->gradient || p->pitch - p->cell < 22 ||
        p->foot - attention_bottom(p) < 31)
        return;
    double x = p->lane[COL_A].x + p->lane[COL_A].cell / 2, room = 2 * (x - attention_band(p, COL_A).x - 3);
    TextStyle style = { .size = 13, .paint = paint(ROLE_MUTED), .align = ALIGN_CENTER };
    for (int i = 0; i < p->rows; i++) {
        double there = math_clamp((attention_divided(p, i) - 0.6) / 0.4, 0, 1);
        Box at = attention_cell(p, COL_A, i, 0);
        if (there <= 0 || attention_is_masked(p, i)) continue;
        style.fade = 1 - there, style.ident = ident_note(attention_exp_note(p, i));
        list_text_fit(p->out, x, at.y + at.h + 15, room,
                      text_of(arena_print(p->out->arena, "exp %s", number_text(p->out->arena, attention_exp(p, i), 4))), style);
    }
    double last = math_clamp((attention_divided(p, p->rows - 1) - 0.6) / 0.4, 0, 1), sum = attention_exp_sum(p, p->m);
    const char *text = arena_print(p->out->arena, "Σ exp = %s", number_text(p->out->arena, sum, 4));
    if (last <= 0 || p->foot + 20 > p->view->height - 2) return;
    style.fade = 1 - last, style.ident = ident_note("the sum that every exponential is divided by");
    list_text_fit(p->out, p->lane[COL_A].x + p->lane[COL_A].w / 2, p->foot + 20, attention_room(p, COL_A), text_of(text), style);
}

static void draw_divisor(const Attention *p) {
    bool told = p->digits && p->lane[COL_S].shown &&
                (attention_plays(p, ACT_SCALE) ? attention_turn(p, ACT_SCALE, 0) > 0.5 : !attention_plays(p, ACT_SIMILARITY));
    if (!told || !attention_has_divisor(p) || p->gradient) return;
    const char *text = attention_divisor(p);
    draw_note(p->out, p->lane[COL_S].x + p->lane[COL_S].w / 2, p->foot, attention_room(p, COL_S), text,
              (TextStyle){ .align = ALIGN_CENTER, .ident = ident_note("every score is divided by this before the softmax") });
}

void attention_draw_words(const Attention *p) {
    draw_names(p);
    draw_query_words(p);
    draw_sum(p);
    draw_exponentials(p);
    draw_divisor(p);
}
