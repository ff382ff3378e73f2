// What an opened model says: the next word with all heads and with one off, the sum over its parts, the lens, the distribution
// drawn from.
#include <string.h>

#include "kit/head_marks.h"
#include "layers/grammar.h"
#include "scene/language/open.h"

// --- two words that compete

static void draw_rival(const Opened *p, Box at, int which, const Matrix *right) {
    double share = matrix_at(right, 0, 0), name = p->small ? 40 : 58, digits = p->small ? 48 : 64;
    Role role = which ? ROLE_WRONG : ROLE_RIGHT;
    if (which) share = 1 - share;
    Ident ident = which ? ident_note(arena_print(p->out->arena, "1 − %s, what is left for %s when only these two compete",
                                                 number_text(p->out->arena, matrix_at(right, 0, 0), 4), p->rival[1]))
                        : matrix_ident(right, 0, 0);
    list_text_fit(p->out, at.x, box_middle_y(at) + 6, name - 6, text_of(p->rival[which]),
                  (TextStyle){ .size = p->small ? 14 : 17, .face = FACE_BOLD });
    draw_bar_sideways(p->out, box(at.x + name, at.y + at.h * 0.15, at.w - name - digits, at.h * 0.7), share,
                      (BarStyle){ .role = role, .ident = ident });
    list_print(p->out, at.x + at.w, box_middle_y(at) + 6,
               (TextStyle){ .size = p->sizes->digits, .align = ALIGN_RIGHT, .ident = ident }, "%s",
               arena_print(p->out->arena, "%.4f", share));
}

static void draw_pair(const Opened *p, Box at, const char *title, const Matrix *difference, const Matrix *right) {
    double head = p->sizes->strip;
    list_text_fit(p->out, at.x, at.y + head - 10, at.w * 0.5, text_of(title),
                  (TextStyle){ .size = p->sizes->label, .ident = ident_note(title) });
    list_print(
        p->out, at.x + at.w, at.y + head - 10,
        (TextStyle){
            .size = p->sizes->label, .align = ALIGN_RIGHT, .ident = matrix_ident(difference, 0, 0), .paint = paint(ROLE_MUTED) },
        "%s − %s = %s", p->rival[0], p->rival[1], signed_text(p->out->arena, matrix_at(difference, 0, 0), difference->format));
    double each = math_clamp((at.h - head) / 2, 12, 40);
    for (int i = 0; i < 2; i++) draw_rival(p, box(at.x, at.y + head + i * each, at.w, each), i, right);
}

void opened_next(const void *picture, Box card) {
    const Opened *p = picture;
    Box in = language_card(&p->picture, card, "The next word");
    double gap = p->sizes->slit, note = p->small || in.h < 150 ? 0 : 16,
           h = (in.h - note - (p->off >= 0 ? gap : 0)) / (p->off >= 0 ? 2 : 1);
    draw_pair(p, box(in.x, in.y, in.w, h), "all heads", &p->difference, &p->right);
    if (p->off >= 0)
        draw_pair(p, box(in.x, in.y + h + gap, in.w, h), arena_print(p->out->arena, "%s off", opened_head(p, p->off)),
                  &p->off_difference, &p->off_right);
    if (note > 0) draw_note(p->out, in.x, in.y + in.h, in.w, "when only these two words compete", (TextStyle){ 0 });
}

// --- the sum

typedef struct Sum {
    int bars;
    double middle, unit, w;
} Sum;

// Part i of says; the last bar is the rest.
static double bar_value(const Opened *p, int i, Ident *ident) {
    bool rest = i == p->says.columns;
    const Matrix *m = rest ? &p->rest : &p->says;
    *ident = matrix_ident(m, 0, rest ? 0 : i);
    return matrix_at(m, 0, rest ? 0 : i);
}

static Sum lay_sum(const Opened *p, Box in) {
    Sum s = { .bars = p->says.columns + 1 };
    double high = 0, low = 0;
    Ident ident;
    for (int i = 0; i < s.bars; i++) {
        double v = bar_value(p, i, &ident);
        high = v > high ? v : high, low = v < low ? v : low;
    }
    double digits = p->sizes->title, room = in.h - 2 * digits - (p->sizes->base);
    s.unit = room / math_max(high - low, 1e-9);
    s.middle = in.y + digits + high * s.unit;
    s.w = (in.w - (p->small ? 70 : 130)) / s.bars;
    return s;
}

static void draw_sum_bar(const Opened *p, const Sum *s, Box in, int i) {
    Ident ident;
    double v = bar_value(p, i, &ident), x = in.x + i * s->w, wide = s->w * 0.62;
    bool head = i > 0 && i <= p->layers * p->heads;
    Role role = head ? head_role(i - 1) : ROLE_MUTED;
    double turn = math_clamp(p->come * s->bars - i, 0, 1), h = v * s->unit * (step_focuses(p->step, "sum") ? turn : 1);
    Box bar = h >= 0 ? box(x + s->w / 2 - wide / 2, s->middle - h, wide, h) : box(x + s->w / 2 - wide / 2, s->middle, wide, -h);
    if (head && i - 1 == p->off)
        list_rect(p->out, box(x + 2, in.y, s->w - 4, in.h), (RectStyle){ .radius = 6, .fill = paint(ROLE_CURRENT) });
    if (bar.h < 1) bar.h = 1;
    list_rect(p->out, bar, (RectStyle){ .radius = 3, .fill = paint(role), .ident = ident });
    list_print(p->out, x + s->w / 2, h >= 0 ? bar.y - 5 : bar.y + bar.h + (p->small ? 13 : 16),
               (TextStyle){ .size = p->sizes->value, .align = ALIGN_CENTER, .ident = ident }, "%s",
               signed_text(p->out->arena, v, p->says.format));
    const char *name = i == s->bars - 1 ? "last norm" : opened_head(p, i - 1);
    list_text_fit(p->out, x + s->w / 2, in.y + in.h, s->w - 2, text_of(name),
                  (TextStyle){ .size = p->sizes->tick,
                               .align = ALIGN_CENTER,
                               .paint = paint(head ? role : ROLE_INK),
                               .ident = head ? opened_head_ident(p, i - 1) : (Ident){ 0 },
                               .face = head ? FACE_BOLD : FACE_TEXT });
}

void opened_sum(const void *picture, Box card) {
    const Opened *p = picture;
    Box in = language_card(&p->picture, card,
                           arena_print(p->out->arena, "Which part says “%s” rather than “%s”?", p->rival[0], p->rival[1]));
    if (p->off >= 0 && !p->small) { // what it costs can be more than what it says
        double costs = matrix_at(&p->difference, 0, 0) - matrix_at(&p->off_difference, 0, 0);
        const char *text = arena_print(p->out->arena, "switched off, %s costs %.2f; it says %.2f", opened_head(p, p->off), costs,
                                       matrix_at(&p->says, 0, p->off + 1));
        list_text(p->out, in.x + in.w, card.y + 18 + 12, text_of(text),
                  (TextStyle){ .size = 14, .align = ALIGN_RIGHT, .paint = paint(ROLE_MUTED), .ident = ident_note(text) });
    }
    Sum s = lay_sum(p, in);
    list_line(p->out, in.x, s.middle, in.x + s.bars * s.w, s.middle, (StrokeStyle){ .paint = paint(ROLE_FAINT), .width = 1.5 });
    for (int i = 0; i < s.bars; i++) draw_sum_bar(p, &s, in, i);
    list_print(
        p->out, in.x + in.w, s.middle + 7,
        (TextStyle){
            .size = p->small ? 18 : 27, .face = FACE_BOLD, .align = ALIGN_RIGHT, .ident = matrix_ident(&p->difference, 0, 0) },
        "= %s", signed_text(p->out->arena, matrix_at(&p->difference, 0, 0), p->difference.format));
}

// --- words by their share

// The likeliest words of a row, most first.
static int top_words(const Matrix *m, int row, int most, int *out) {
    int count = 0;
    for (int w = 0; w < m->columns; w++) {
        int at = count < most ? count : most;
        while (at > 0 && matrix_at(m, row, w) > matrix_at(m, row, out[at - 1])) at--;
        if (at >= most) continue;
        if (count < most) count++;
        memmove(out + at + 1, out + at, (size_t)(count - at - 1) * sizeof *out);
        out[at] = w;
    }
    return count;
}

static void draw_share(const Opened *p, Box at, const Matrix *m, int row, int word, Role role) {
    double share = matrix_at(m, row, word);
    Ident ident = matrix_ident(m, row, word);
    double digits = p->sizes->symbol, h = at.h - 2 * digits;
    if (h > 4)
        draw_bar(p->out, box(at.x + at.w * 0.2, at.y + digits, at.w * 0.6, h), share, (BarStyle){ .role = role, .ident = ident });
    list_text_fit(p->out, box_middle_x(at), at.y + at.h - 2, at.w - 2, text_of(grammar_word(word)),
                  (TextStyle){ .size = p->sizes->value, .align = ALIGN_CENTER });
    list_print(p->out, box_middle_x(at), at.y + digits - 5,
               (TextStyle){ .size = p->sizes->tick, .align = ALIGN_CENTER, .ident = ident }, "%s",
               arena_print(p->out->arena, share >= 0.995 ? "%.3f" : "%.2f", share));
}

// How likely a word is at most, in any row.
static double most_of(const Matrix *m, int word) {
    double most = 0;
    for (int i = 0; i < m->rows; i++) most = math_max(most, matrix_at(m, i, word));
    return most;
}

// The two that compete, then what is likeliest anywhere.
static int lens_words(const Opened *p, int most, int *out) {
    int count = 0;
    for (int i = 0; i < 2; i++) {
        int word = grammar_find(text_of(p->rival[i]));
        if (word >= 0 && count < most) out[count++] = word;
    }
    while (count < most) {
        int best = -1;
        for (int w = 0; w < p->lens.columns; w++) {
            bool taken = false;
            for (int k = 0; k < count; k++) taken = taken || out[k] == w;
            if (!taken && (best < 0 || most_of(&p->lens, w) > most_of(&p->lens, best))) best = w;
        }
        if (best < 0 || most_of(&p->lens, best) < 0.02) break;
        out[count++] = best;
    }
    return count;
}

static Role role_of_word(const Opened *p, int word) {
    return !strcmp(grammar_word(word), p->rival[0]) ? ROLE_RIGHT : !strcmp(grammar_word(word), p->rival[1]) ? ROLE_WRONG : ROLE_A;
}

static void draw_words(const Opened *p, Box at, const Matrix *m, int row, const int *word, int count) {
    double w = math_min(at.w / math_max(count, 1), p->small ? 90 : 170);
    for (int i = 0; i < count; i++) draw_share(p, box(at.x + i * w, at.y, w, at.h), m, row, word[i], role_of_word(p, word[i]));
}

void opened_lens(const void *picture, Box card) {
    const Opened *p = picture;
    Box in = language_card(&p->picture, card, "Read with the same unembedding after every layer");
    int word[OPENED_TOP], words = lens_words(p, p->small ? 4 : OPENED_TOP, word);
    double name = p->small ? 62 : 104, gap = p->sizes->snug, h = (in.h - gap * (p->lens.rows - 1)) / p->lens.rows;
    for (int i = 0; i < p->lens.rows; i++) {
        double y = in.y + i * (h + gap);
        const char *label = i == 0 ? "embedding" : arena_print(p->out->arena, "layer %d", i);
        list_text_fit(p->out, in.x, y + h / 2 + 5, name - 8, text_of(label),
                      (TextStyle){ .size = p->sizes->word, .face = FACE_BOLD, .ident = ident_note(label) });
        draw_words(p, box(in.x + name, y, in.w - name, h), &p->lens, i, word, words);
    }
}

void opened_drawn(const void *picture, Box card) {
    const Opened *p = picture;
    double t = step_number_or(p->step, "temperature", 1);
    Box in = language_card(&p->picture, card,
                           arena_print(p->out->arena, "The next word is drawn from this, at temperature %s%s",
                                       number_text(p->out->arena, t, 3),
                                       step_number_or(p->step, "top", 0) > 0
                                           ? arena_print(p->out->arena, ", of the %g likeliest", step_number_or(p->step, "top", 0))
                                           : ""));
    int word[12], words = top_words(&p->drawn, 0, p->small ? 8 : 12, word);
    while (words > 3 && matrix_at(&p->drawn, 0, word[words - 1]) < 0.005) words--;
    draw_words(p, in, &p->drawn, 0, word, words);
}
