// What the places of a model that copies hold, and who is asked: keys of one symbol or of two, by hand; what layer 1 has written,
// and whom layer 2 reads.
#include "kit/head_marks.h"
#include "scene/language/copying.h"

typedef struct Keys {
    Box in;
    int first, count;
    double w, names;
} Keys;

static Keys lay_keys(const Copying *p, Box in, double least, bool unknown) {
    Keys k = { .in = in, .names = p->small ? 72 : 84 };
    int most = (int)((in.w - k.names) / least) - unknown;
    k.count = p->n < most ? p->n : most;
    k.first = p->n - k.count;
    k.w = math_min((in.w - k.names) / (k.count + unknown), 84);
    return k;
}

static Box key_box(const Copying *p, const Keys *k, int i, double y, double h) {
    return box(k->in.x + k->names + (i - k->first) * k->w, y, k->w - p->sizes->thin, h);
}

static void row_name(const Copying *p, const Keys *k, double middle, const char *name) {
    list_text_fit(p->out, k->in.x, middle + 5, k->names - 8, text_of(name),
                  (TextStyle){ .size = p->small ? 12.5 : 15, .paint = paint(ROLE_MUTED) });
}

typedef struct DigitRow {
    const Matrix *m;
    int row, shift; // of it; −1: the place's own row
    const char *form;
    double come; // one place after the other
} DigitRow;

static double turn_of(const Keys *k, int i, double come) { return math_clamp(come * k->count - (i - k->first), 0, 1); }

// A number of every place, in a row; strong where it is large.
static void draw_digits(const Copying *p, const Keys *k, double baseline, const DigitRow *d) {
    const Matrix *m = d->m;
    int row = d->row, shift = d->shift;
    for (int i = k->first; i < k->first + k->count; i++) {
        if (i + shift < 0) continue;
        const Ident ident = matrix_ident(m, row < 0 ? i : row, i + shift);
        const bool asked = list_hides(p->out, ident);
        if (!asked && turn_of(k, i, d->come) < 1) continue;
        double value = matrix_at(m, row < 0 ? i : row, i + shift);
        bool strong = !asked && m->node != p->own_s.node && value > 0.3;
        list_print(p->out, box_middle_x(key_box(p, k, i, 0, 1)), baseline,
                   (TextStyle){ .size = p->small ? 12.5 : 14,
                                .align = ALIGN_CENTER,
                                .paint = paint(asked    ? ROLE_A
                                               : strong ? ROLE_INK
                                                        : ROLE_MUTED),
                                .face = strong ? FACE_BOLD : FACE_TEXT,
                                .ident = ident },
                   "%s", arena_print(p->out->arena, d->form, value));
    }
}

// --- by hand

static void draw_query(const Copying *p, const Keys *k, double y, double h) {
    list_print(p->out, k->in.x + k->names, y + h * 0.7, (TextStyle){ .size = p->sizes->symbol }, "%s",
               arena_print(p->out->arena, "%s asks: who came after %s?", copying_at(p, p->n - 1), copying_at(p, p->n - 1)));
}

typedef struct ByHand {
    const char *title;
    const Matrix *s, *a;
    bool before; // a key holds the symbol before it too
    Role role;
    double storey, scores, weights; // how far each has come
} ByHand;

static void draw_weight_bars(const Copying *p, const Keys *k, const ByHand *hand, double y, double h) {
    if (h < 16) return;
    for (int i = k->first; i < k->first + k->count; i++) {
        Box at = key_box(p, k, i, y, h);
        draw_bar(p->out, box(at.x + at.w * 0.2, y, at.w * 0.6, h), matrix_at(hand->a, 0, i) * ease(hand->weights),
                 (BarStyle){ .role = hand->role, .ident = matrix_ident(hand->a, 0, i) });
    }
}

static void draw_keys(const Copying *p, const Keys *k, const ByHand *hand, double y, double tile) {
    row_name(p, k, y + tile / 2, "own");
    if (hand->before) row_name(p, k, y + tile * 1.5 + 3, "before me");
    for (int i = k->first; i < k->first + k->count; i++) {
        double weight = hand->before ? matrix_at(hand->a, 0, i) * ease(hand->weights) : 0, turn = turn_of(k, i, hand->storey);
        language_tile(&p->picture, key_box(p, k, i, y, tile), copying_at(p, i), hand->role, weight, i == p->n - 1);
        if (!hand->before || i == 0 || turn <= 0) continue;
        Former before = list_with(p->out, (Ident){ 0 }, 1 - turn);
        bool found = matrix_at(hand->s, 0, i) > 0 && turn_of(k, i, hand->scores) >= 1;
        language_tile(&p->picture, key_box(p, k, i, y + tile + 3, tile), copying_at(p, i - 1), ROLE_HEAD1, found, false);
        list_restore(p->out, before);
    }
}

// The keys, one storey or two; below each its score, its weight in digits and as a bar.
static void draw_by_hand(const Copying *p, Box card, const ByHand *hand) {
    Box in = language_card(&p->picture, card, hand->title);
    Keys k = lay_keys(p, in, p->small ? 34 : 40, false);
    int storeys = hand->before ? 2 : 1;
    bool asks = in.h > (p->small ? 110 : 150); // else there is no room for the question, nor for bars
    double line = math_min(p->small ? 20 : 28, in.h * 0.25), query = !asks ? 0 : p->small ? 24 : 36, most = 200;
    double tile = math_min((in.h - query - 2 * line - 6) / (storeys + (asks ? 1.2 : 0)), 52);
    double used = query + storeys * (tile + 3) + 2 * line + 4, y = in.y + query + math_max(in.h - used - most, 0) / 2;
    if (asks) draw_query(p, &k, y - query, query);
    draw_keys(p, &k, hand, y, tile);
    double below = y + storeys * (tile + 3);
    row_name(p, &k, below + line - 10, "score");
    draw_digits(p, &k, below + line - 5, &(DigitRow){ hand->s, 0, 0, "%g", hand->scores });
    row_name(p, &k, below + 2 * line - 10, "weight");
    draw_digits(p, &k, below + 2 * line - 5,
                &(DigitRow){ hand->a, 0, 0,
                             k.w > 50   ? "%.4f"
                             : k.w > 42 ? "%.3f"
                                        : "%.2f",
                             hand->weights >= 1 });
    below += 2 * line + 4;
    draw_weight_bars(p, &k, hand, below, math_min(in.y + in.h - below, most));
}

// How far a piece of an act has come, at an even pace.
static double piece(double come, double from, double to) { return math_clamp((come - from) / (to - from), 0, 1); }

void copying_own(const void *picture, Box card) {
    const Copying *p = picture;
    double come = acts_come(&p->acts, "own");
    draw_by_hand(p, card,
                 &(ByHand){ .title = "Every key holds its own symbol alone",
                            .s = &p->own_s,
                            .a = &p->own_a,
                            .role = ROLE_HEAD1,
                            .scores = piece(come, 0.05, 0.55),
                            .weights = piece(come, 0.65, 1) });
}

void copying_before(const void *picture, Box card) {
    const Copying *p = picture;
    double come = acts_come(&p->acts, "before");
    draw_by_hand(p, card,
                 &(ByHand){ .title = "By hand: a key that also holds the symbol before it",
                            .s = &p->before_s,
                            .a = &p->before_a,
                            .before = true,
                            .role = ROLE_HEAD2,
                            .storey = piece(come, 0, 0.25),
                            .scores = piece(come, 0.25, 0.55),
                            .weights = piece(come, 0.65, 1) });
}

// --- the trained model

void copying_stream(const void *picture, Box card) {
    const Copying *p = picture;
    Box in = language_card(&p->picture, card, "What layer 1 writes: before me. Its weight on the place before");
    Keys k = lay_keys(p, in, p->small ? 34 : 36, false);
    double line = p->sizes->numeral, tile = math_min((in.h - line) / 2 - 2, 44);
    double come = acts_come(&p->acts, "stream");
    row_name(p, &k, in.y + tile / 2, "own");
    row_name(p, &k, in.y + tile * 1.5 + 3, "before me");
    row_name(p, &k, in.y + 2 * tile + line - 7, "weight");
    for (int i = k.first; i < k.first + k.count; i++) {
        language_tile(&p->picture, key_box(p, &k, i, in.y, tile), copying_at(p, i), ROLE_INK, 0, false);
        if (i > 0 && turn_of(&k, i, come) >= 1)
            language_tile(&p->picture, key_box(p, &k, i, in.y + tile + 3, tile), copying_at(p, i - 1), ROLE_HEAD1,
                          matrix_at(&p->a[0], i, i - 1), false);
    }
    draw_digits(p, &k, in.y + 2 * tile + line - 2, &(DigitRow){ &p->a[0], -1, -1, "%.2f", come });
}

void copying_arcs(const void *picture, Box card) {
    const Copying *p = picture;
    Box in = language_card(&p->picture, card, "Trained: what the last symbol reads in layer 2");
    Keys k = lay_keys(p, in, p->small ? 34 : 36, true);
    double tile = p->small ? 24 : 34, digits = p->sizes->numeral, y = in.y + in.h - tile - digits;
    double come = acts_come(&p->acts, "arcs"), there = part(come, 0.7, 1), to = box_middle_x(key_box(p, &k, p->n - 1, 0, 1));
    for (int i = k.first; i < p->n - 1; i++)
        language_arc(
            &p->picture, box_middle_x(key_box(p, &k, i, 0, 1)), to, y - 3, in.y,
            (ArcStyle){ ROLE_HEAD2, matrix_at(&p->a[1], p->n - 1, i), part(come, 0, 0.8), matrix_ident(&p->a[1], p->n - 1, i) });
    for (int i = k.first; i < p->n; i++)
        language_tile(&p->picture, key_box(p, &k, i, y, tile), copying_at(p, i), ROLE_HEAD2,
                      matrix_at(&p->a[1], p->n - 1, i) * there, i == p->n - 1);
    language_unknown(&p->picture, key_box(p, &k, p->n, y, tile));
    row_name(p, &k, y + tile + digits - 8, "weight");
    draw_digits(p, &k, y + tile + digits - 3, &(DigitRow){ &p->a[1], p->n - 1, 0, "%.2f", there });
}
