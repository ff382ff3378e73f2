// A sentence as a walk through doors: after every word those that may come, exactly, as the grammar says; under it what
// somebody would guess who sees the last word alone. The words are those of an opened model's beginning; the next one is the
// question.
#include <math.h>
#include <string.h>

#include "kit/picture.h"
#include "layers/grammar.h"
#include "scene/scenes.h"

enum { DOORS = 8, PLACES = 12 };

typedef struct Doors {
    PICTURE;
    Matrix tokens, exact, bigram;
    int n;
} Doors;

static bool read(void *picture) {
    Doors *p = picture;
    p->tokens = matrix_find(p->tape, "tokens", 4);
    p->exact = matrix_find(p->tape, "exact", 3), p->bigram = matrix_find(p->tape, "bigram", 3);
    p->n = p->tokens.columns;
    return matrix_exists(&p->exact) && p->n <= PLACES;
}

static void plan(void *picture) {
    Doors *p = picture;
    acts_add_focus(&p->acts, "doors", 4);
    acts_add_focus(&p->acts, "bigram", 4);
}

static int said(const Doors *p, int t) { return t + 1 < p->n ? (int)matrix_at(&p->tokens, 0, t + 1) : -1; }

// The likeliest words of a row; the one that was said is always among them.
static int choose(const Doors *p, const Matrix *m, int t, int most, int *out) {
    int count = 0, own = said(p, t);
    for (int w = 0; w < GRAMMAR_WORDS; w++) {
        int at = count < most ? count : most;
        if (matrix_at(m, t, w) <= 0) continue;
        while (at > 0 && matrix_at(m, t, w) > matrix_at(m, t, out[at - 1])) at--;
        if (at >= most) continue;
        if (count < most) count++;
        memmove(out + at + 1, out + at, (size_t)(count - at - 1) * sizeof *out);
        out[at] = w;
    }
    bool there = own < 0;
    for (int i = 0; i < count; i++) there = there || out[i] == own;
    if (!there && count) out[count - 1] = own;
    return count;
}

static double entropy(const Matrix *m, int t) { return grammar_entropy(m->value + (size_t)t * GRAMMAR_WORDS, GRAMMAR_WORDS); }

enum { NUMBERS_LEAST = 56 }; // units: a word and its share

// As a bar has it, in the legend too: grey is lighter than what is said or asked for.
static Paint share_paint(Role role) { return paint_tint(role, ROLE_STAGE, role == ROLE_MUTED ? 0.2f : 0.45f); }
static void share_mark(List *out, Box at, Role role) { list_rect(out, at, (RectStyle){ .radius = 3, .fill = share_paint(role) }); }

static void draw_door(const Doors *p, Box at, const Matrix *m, int t, int word) {
    bool narrow = p->size == SIZE_NARROW;
    double share = matrix_at(m, t, word), size = narrow ? 12 : p->sizes->tick, inset = narrow ? 2 : 4;
    bool own = word == said(p, t), asked = said(p, t) < 0;
    Role role = asked ? ROLE_A : own ? ROLE_RIGHT : ROLE_MUTED;
    Ident ident = matrix_ident(m, t, word);
    p->out->may_overlap = true; // the word stands on its share
    list_rect(p->out, box(at.x, at.y, at.w * share, at.h), (RectStyle){ .radius = 3, .fill = share_paint(role), .ident = ident });
    p->out->may_overlap = false;
    double digits = 0;
    if (at.w >= NUMBERS_LEAST) // else the bar says it
        digits = list_print(p->out, at.x + at.w, at.y + at.h * 0.72,
                            (TextStyle){ .size = narrow ? size : size - 1,
                                         .align = ALIGN_RIGHT,
                                         .paint = paint(share > 0.8 ? ROLE_INK : ROLE_MUTED),
                                         .ident = ident },
                            "%s", number_text(p->out->arena, share, narrow ? 2 : 3));
    list_text_fit(p->out, at.x + inset, at.y + at.h * 0.72, at.w - digits - 2 * inset, text_of(grammar_word(word)),
                  (TextStyle){ .size = size, .face = own ? FACE_BOLD : FACE_TEXT });
}

static void draw_column(const Doors *p, Box at, const Matrix *m, int t) {
    int word[DOORS], most = (int)(at.h / (p->small ? 17 : 24)), count = choose(p, m, t, most < DOORS ? most : DOORS, word), all = 0;
    double h = math_min(at.h / math_max(most < DOORS ? most : DOORS, 1), 48);
    for (int w = 0; w < GRAMMAR_WORDS; w++) all += matrix_at(m, t, w) > 0;
    for (int i = 0; i < count; i++) {
        bool rest = i == count - 1 && all > count && word[i] != said(p, t);
        if (rest)
            list_print(
                p->out, at.x + 4, at.y + i * h + h * 0.66,
                (TextStyle){ .size = p->sizes->fine, .paint = paint(ROLE_MUTED), .ident = ident_note("words that can follow too") },
                "%d more", all - i);
        else
            draw_door(p, box(at.x, at.y + i * h + 1, at.w, h - 3), m, t, word[i]);
    }
}

static void draw_block(const Doors *p, Box at, const Matrix *m, const char *title, double come) {
    double head = p->small ? 20 : 28, foot = p->sizes->numeral, w = at.w / p->n;
    list_text_fit(p->out, at.x, at.y + head - 10, at.w, text_of(title), (TextStyle){ .size = p->sizes->word, .face = FACE_BOLD });
    for (int t = 0; t < p->n; t++) {
        double turn = math_clamp(come * p->n - t, 0, 1);
        if (turn <= 0) continue;
        Former before = list_with(p->out, (Ident){ 0 }, 1 - turn);
        double gap = p->size == SIZE_NARROW ? 3 : p->sizes->loose;
        draw_column(p, box(at.x + t * w, at.y + head, w - gap, at.h - head - foot), m, t);
        double h = entropy(m, t);
        list_print(p->out, at.x + t * w, at.y + at.h - 5,
                   (TextStyle){ .size = p->sizes->fine,
                                .paint = paint(ROLE_MUTED),
                                .ident = ident_note(arena_print(p->out->arena, "the uncertainty here, −Σ p ln p = %s nats",
                                                                number_text(p->out->arena, h, 4))) },
                   "%.2f nats", h);
        list_restore(p->out, before);
    }
}

// What the eye meets first: the words along the top, and below each of them its doors. Second: the green one that was taken.
static void draw(void *picture) {
    Doors *p = picture;
    double margin = p->size == SIZE_NARROW ? 4 : p->sizes->aside, words = p->small ? 34 : 54, come = acts_come(&p->acts, "doors");
    Box room = box(margin, margin, p->view->width - 2 * margin, p->view->height - 2 * margin);
    double w = room.w / p->n;
    for (int t = 0; t < p->n; t++) {
        Box at = box(room.x + t * w, room.y, w - p->sizes->loose, words - 14);
        list_rect(p->out, at, (RectStyle){ .radius = 7, .fill = paint(ROLE_PANEL), .stroke = paint(ROLE_FAINT), .width = 1.2 });
        list_text_fit(p->out, box_middle_x(at), box_middle_y(at) + 6, at.w - 6,
                      text_of(grammar_word((int)matrix_at(&p->tokens, 0, t))),
                      (TextStyle){ .size = p->sizes->symbol, .align = ALIGN_CENTER, .face = FACE_BOLD });
    }
    bool bigram = step_reveals(p->step, "bigram") || step_focuses(p->step, "bigram");
    double h = room.h - words, gap = p->sizes->slit;
    Box below = box(room.x, room.y + words, room.w, bigram ? (h - gap) / 2 : h);
    draw_block(p, below, &p->exact, "What can come next, exactly", come);
    below.y += below.h + gap;
    if (bigram)
        draw_block(p, below, &p->bigram, "What somebody guesses who sees the last word alone", acts_come(&p->acts, "bigram"));
}

static void thumbnail(void *picture) {
    Doors *p = picture;
    double w = (p->view->width - 24) / p->n;
    for (int t = 0; t < p->n; t++) {
        int word[DOORS], count = choose(p, &p->exact, t, DOORS, word);
        double y = 12, room = p->view->height - 24;
        for (int i = 0; i < count; i++) {
            double h = room * matrix_at(&p->exact, t, word[i]);
            list_rect(p->out, box(12 + t * w, y, w * 0.7, math_max(h - 1.5, 1)),
                      (RectStyle){ .radius = 2, .fill = paint(word[i] == said(p, t) ? ROLE_RIGHT : ROLE_FAINT) });
            y += h;
        }
    }
}

static const char *const reveals[] = { "doors", "bigram", NULL };
static const LegendItem legend[] = {
    { ROLE_RIGHT, NULL, "was said", share_mark },
    { ROLE_MUTED, NULL, "could follow", share_mark },
    { ROLE_A, NULL, "still open", share_mark },
};

const Scene scene_doors = {
    .name = "doors",
    .summary = "after every word of a sentence those that can follow, exactly, and for a guesser who sees one word",
    .model = "language",
    .reveal = reveals,
    .bytes = sizeof(Doors),
    .read = read,
    .plan = plan,
    .draw = draw,
    .thumbnail = thumbnail,
    WITH_LEGEND(legend),
};
