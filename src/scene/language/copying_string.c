// The string of a model that copies: its symbols with the model's surprise at each, the block as a ring, and what guessers lose.
#include "kit/head_marks.h"
#include "scene/language/copying.h"

// --- the string

enum { DIGITS = 18, DIGITS_WIDTH = 26 }; // above the highest bar, and a bar that has them
static const double most_bar = 1.3;      // of a guesser's surprise, the highest bar

// Places from the last ones, as many as there is room for with their digits; the one that follows is the last.
typedef struct Places {
    int first, end; // end: beyond "?"
    double x, w, gap;
} Places;

static Places lay_places(const Copying *p, Box in) {
    double gap = p->small ? 3 : 5;
    int most = (int)(in.w / (DIGITS_WIDTH + gap)), all = p->n + 1;
    Places s = { .first = all > most ? all - most : 0, .end = all, .gap = gap };
    s.w = math_min(in.w / (s.end - s.first), 74);
    s.x = in.x;
    return s;
}

static Box place_box(const Places *s, int i, double y, double h) { return box(s->x + (i - s->first) * s->w, y, s->w - s->gap, h); }

// Digits that the guessers' line would strike out stand in their bar.
static void draw_surprise(const Copying *p, Box at, int i, double line) {
    double value = matrix_at(&p->surprise, 0, i - 1), most = most_bar * matrix_at(&p->nothing, 0, 0);
    Ident ident = matrix_ident(&p->surprise, 0, i - 1);
    bool seen = i > p->period;
    double turn = math_clamp(acts_come(&p->acts, "string") * (p->n + 1) - i, 0, 1),
           h = (at.h - DIGITS) * math_clamp(value / most, 0, 1) * turn;
    list_rect(p->out, box(at.x, at.y + at.h - math_max(h, 1.5), at.w, math_max(h, 1.5)),
              (RectStyle){ .radius = 2, .fill = paint(seen ? ROLE_RIGHT : ROLE_ATTENTION), .ident = ident });
    if (at.w < DIGITS_WIDTH || turn < 1) return;
    double top = at.y + at.h - math_max(h, 1.5);
    bool inside = line > top - 16 && line < top - 1 && h > 18;
    list_print(p->out, box_middle_x(at), inside ? top + 14 : top - 4,
               (TextStyle){ .size = 12, .align = ALIGN_CENTER, .ident = ident, .paint = paint(inside ? ROLE_PANEL : ROLE_INK) },
               "%s", arena_print(p->out->arena, "%.2f", value));
}

void copying_string(const void *picture, Box card) {
    const Copying *p = picture;
    const char *title =
        arena_print(p->out->arena, "%d symbols, over and over. Below each: the model’s surprise at it, −ln p", p->period);
    Box in = language_card(&p->picture, card, language_title(&p->picture, card, title, "Below each: its surprise, −ln p"));
    const char *guess = arena_print(p->out->arena, "ln 32 = %.2f", matrix_at(&p->nothing, 0, 0));
    double level = metrics_width(p->view->metrics, FACE_TEXT, p->sizes->caption, text_of(guess)) + 8;
    double h = p->small ? 26 : 36, top = in.y + h + p->sizes->step, room = in.y + in.h - top;
    Places s = lay_places(p, box(in.x, in.y, in.w - level, in.h));
    double line = top + DIGITS + (room - DIGITS) * (1 - 1 / most_bar);
    Ident ident = matrix_ident(&p->nothing, 0, 0);
    list_line(p->out, in.x, line, in.x + in.w - level, line,
              (StrokeStyle){ .paint = paint(ROLE_MUTED), .width = 1.2, .dash = 5, .ident = ident });
    list_print(p->out, in.x + in.w, line + 5,
               (TextStyle){ .size = p->sizes->caption, .align = ALIGN_RIGHT, .paint = paint(ROLE_MUTED), .ident = ident }, "%s",
               guess);
    for (int i = s.first; i < s.end; i++) {
        Box at = place_box(&s, i, in.y, h);
        if (i == p->n)
            language_unknown(&p->picture, at);
        else
            language_tile(&p->picture, at, copying_at(p, i), head_role(i % p->period), 0.9, i % p->period == 0);
        if (i > 0) draw_surprise(p, place_box(&s, i, top, room), i, line);
    }
}

// --- the ring

static void draw_step(const Copying *p, double x, double y, double radius, int i, bool strong) {
    double turn = 2 * MATH_PI / p->period, from = turn * i - MATH_PI / 2, to = from + turn,
           off = p->small ? 16 / radius : 22 / radius;
    if (to - from < 2.4 * off) off = (to - from) / 4;
    double a = from + off, b = to - off;
    double ax = x + radius * math_cos(a), ay = y + radius * math_sin(a), bx = x + radius * math_cos(b),
           by = y + radius * math_sin(b);
    StrokeStyle style = { .paint = paint(strong ? ROLE_INK : ROLE_MUTED), .width = strong ? 3 : 1.4, .arrow = p->small ? 7 : 10 };
    list_line(p->out, ax, ay, bx, by, style);
}

void copying_ring(const void *picture, Box card) {
    const Copying *p = picture;
    int last = (p->n - 1) % p->period;
    const char *after =
        arena_print(p->out->arena, "After %s comes %s, every time", copying_at(p, last), copying_at(p, (last + 1) % p->period));
    Box in = language_card(&p->picture, card, acts_come(&p->acts, "string") < 1 ? "The block as a ring" : after);
    double half = math_min(in.w, in.h) / 2 - 2, sine = math_sin(MATH_PI / p->period), x = box_middle_x(in), y = box_middle_y(in);
    double side = math_min(p->small ? 24 : 34, 2 * half * sine / (1.7 + sine)), radius = half - side / 2; // room for arrows between
    for (int i = 0; i < p->period; i++) draw_step(p, x, y, radius, i, i == last);
    for (int i = 0; i < p->period; i++) {
        double angle = 2 * MATH_PI / p->period * i - MATH_PI / 2;
        language_tile(&p->picture,
                      box(x + radius * math_cos(angle) - side / 2, y + radius * math_sin(angle) - side / 2, side, side),
                      copying_at(p, i), head_role(i), 0.9, i == last);
    }
}

// --- guessers

typedef struct Guesser {
    const char *name;
    const Matrix *loss;
    Role role;
} Guesser;

static void draw_guesser(const Copying *p, Box at, const Guesser *g, double turn) {
    double size = p->sizes->word, names = p->small ? 150 : 230, digits = p->small ? 44 : 60;
    double value = matrix_at(g->loss, 0, 0), most = math_max(matrix_at(&p->nothing, 0, 0), matrix_at(&p->unknown, 0, 0));
    Ident ident = matrix_ident(g->loss, 0, 0);
    if (turn <= 0) return;
    list_text_fit(p->out, at.x, box_middle_y(at) + 5, names - 8, text_of(g->name), (TextStyle){ .size = size, .ident = ident });
    draw_bar_sideways(p->out, box(at.x + names, at.y + at.h * 0.2, at.w - names - digits, math_min(at.h * 0.6, 30)),
                      value / most * ease(turn), (BarStyle){ .role = g->role, .ident = ident });
    if (turn < 1) return;
    list_print(p->out, at.x + at.w, box_middle_y(at) + 5, (TextStyle){ .size = size, .align = ALIGN_RIGHT, .ident = ident }, "%s",
               arena_print(p->out->arena, "%.2f", value));
}

void copying_bag(const void *picture, Box card) {
    const Copying *p = picture;
    Box in = language_card(&p->picture, card, "What is lost, nats a symbol");
    const Guesser guesser[] = { { "knows the 32 symbols", &p->nothing, ROLE_MUTED },
                                { arena_print(p->out->arena, "knows which %d it has", p->period), &p->bag, ROLE_MUTED },
                                { "model, first time", &p->unknown, ROLE_ATTENTION },
                                { "model, from then on", &p->known, ROLE_RIGHT } };
    enum { GUESSERS = sizeof guesser / sizeof *guesser };
    double h = math_min(in.h / GUESSERS, 56);
    for (int i = 0; i < GUESSERS; i++)
        draw_guesser(p, box(in.x, in.y + i * h, in.w, h), &guesser[i], acts_turn(&p->acts, "bag", i, GUESSERS, 0));
}
