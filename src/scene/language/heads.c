// The heads of an opened model: the arcs of one over the words, and all of them as small maps.
#include "kit/head_marks.h"
#include "model/language.h"
#include "scene/language/open.h"

// The weight of the last word on word `i`, of a head.
static int last_row(const Opened *p, int head) { return (head % p->heads) * p->n + p->n - 1; }
static const Matrix *map_of(const Opened *p, int head) { return &p->a[head / p->heads]; }

void opened_arcs(const void *picture, Box card) {
    const Opened *p = picture;
    const char *title = arena_print(p->out->arena, "What the last word reads: %s", opened_head(p, p->look));
    Box in = language_card(&p->picture, card, title);
    language_card_note(&p->picture, card, title, "line width: the weight");
    double gap = p->sizes->close, w = (in.w - gap * p->n) / (p->n + 1), h = math_clamp(in.h * 0.36, 24, 40),
           digits = p->sizes->large;
    double y = in.y + in.h - h - digits, come = acts_come(&p->acts, "arcs"), there = part(come, 0.7, 1);
    const Matrix *a = map_of(p, p->look);
    int row = last_row(p, p->look);
    Role role = head_role(p->look);
    for (int i = 0; i < p->n; i++) {
        double x = in.x + i * (w + gap);
        language_arc(&p->picture, x + w / 2, in.x + (p->n - 1) * (w + gap) + w / 2, y - 3, in.y,
                     (ArcStyle){ role, matrix_at(a, row, i), part(come, 0, 0.8), matrix_ident(a, row, i) });
    }
    for (int i = 0; i < p->n; i++) {
        double weight = matrix_at(a, row, i), x = in.x + i * (w + gap);
        language_tile(&p->picture, box(x, y, w, h), p->word[i], role, weight * there, i == p->n - 1);
        if (there <= 0) continue;
        Former before = list_with(p->out, (Ident){ 0 }, 1 - there);
        list_print(p->out, x + w / 2, y + h + digits - (p->small ? 4 : 8),
                   (TextStyle){ .size = p->sizes->value,
                                .align = ALIGN_CENTER,
                                .ident = matrix_ident(a, row, i),
                                .paint = paint(weight > 0.3 ? role : ROLE_MUTED),
                                .face = weight > 0.3 ? FACE_BOLD : FACE_TEXT },
                   "%s", arena_print(p->out->arena, "%.2f", weight));
        list_restore(p->out, before);
    }
    language_unknown(&p->picture, box(in.x + p->n * (w + gap), y, w, h));
}

// --- maps

static void draw_map(const Opened *p, Box at, int head) {
    const Matrix *a = map_of(p, head);
    double size = p->sizes->caption, side = math_min(at.w, at.h - size - 10);
    Box map = box(at.x + (at.w - side) / 2, at.y + size + 8, side, side);
    bool looked = head == p->look, off = head == p->off;
    double gone = off ? part(acts_come(&p->acts, "next"), 0.35, 0.5) : 0;
    const char *name = gone > 0 ? "off" : opened_job_text(p, head);
    double wide = math_max(map.w, math_min(metrics_width(p->view->metrics, FACE_BOLD, size, text_of(name)) + 4, at.w));
    if (looked)
        draw_highlight(p->out, box_grow(box(map.x + (map.w - wide) / 2, at.y - 2, wide, map.y + map.h - at.y + 2), p->sizes->thin));
    list_text_fit(p->out, map.x + side / 2, at.y + size, at.w, text_of(name),
                  (TextStyle){ .size = size,
                               .face = FACE_BOLD,
                               .paint = paint(head_role(head)),
                               .align = ALIGN_CENTER,
                               .ident = opened_head_ident(p, head) });
    Former before = list_with(p->out, (Ident){ 0 }, 0.7 * gone);
    matrix_heat(p->out, map, a, (head % p->heads) * p->n, p->n, 0, p->n, head_role(head));
    list_restore(p->out, before);
    double row = side / p->n;
    list_rect(p->out, box(map.x, map.y + side - row, side, row),
              (RectStyle){ .radius = 2, .stroke = paint(ROLE_INK), .width = looked ? 1.8 : 0.8 });
}

// What the head that is followed does, measured on many sentences. What is left without it comes when it is off.
static const char *finding(const Opened *p) {
    const char *asks = language_asks(step_choice_or(p->step, "sentence", "")), *without = "";
    if (acts_come(&p->acts, "arcs") < 1 && step_reveals(p->step, "arcs")) return "All heads, each named by what is lost without it";
    if (p->off == p->look && acts_come(&p->acts, "next") >= 1)
        without = arena_print(p->out->arena, ", %.0f %% without", 100 * matrix_at(&p->without, 0, p->look));
    return arena_print(p->out->arena, "64 × “%s”: %.2f on the word that decides; %.0f %% right%s", asks,
                       matrix_at(&p->looks, 0, p->look), 100 * matrix_at(&p->all, 0, 0), without);
}

void opened_maps(const void *picture, Box card) {
    const Opened *p = picture;
    Box in = language_card(&p->picture, card, finding(p));
    double names = p->small || in.w < 480 ? 0 : 64, gap = p->sizes->slot, size = p->sizes->caption;
    double w = (in.w - names - gap * (p->heads - 1)) / p->heads, h = (in.h - gap * (p->layers - 1)) / p->layers;
    for (int l = 0; l < p->layers; l++) {
        double y = in.y + l * (h + gap);
        if (names > 0) {
            const char *name = arena_print(p->out->arena, "Layer %d", l + 1);
            list_text(p->out, in.x, y + size, text_of(name),
                      (TextStyle){ .size = size, .face = FACE_BOLD, .ident = ident_note(name) });
            draw_note(p->out, in.x, y + 2 * size + 12, names, "queries ↓", (TextStyle){ .size = size - 1 });
            draw_note(p->out, in.x, y + 3 * size + 18, names, "keys →", (TextStyle){ .size = size - 1 });
        }
        for (int i = 0; i < p->heads; i++) draw_map(p, box(in.x + names + i * (w + gap), y, w, h), l * p->heads + i);
    }
}
