// The heads of an opened model: the arcs of one over the words, and all of them as small maps.
#include "kit/head_marks.h"
#include "model/language.h"
#include "scene/language/open.h"

// The weight of the last word on word `i`, of a head.
static int last_row(const Opened *p, int head) { return (head % p->heads) * p->n + p->n - 1; }
static const Matrix *map_of(const Opened *p, int head) { return &p->a[head / p->heads]; }

void opened_arcs(const void *picture, Box card) {
    const Opened *p = picture;
    Box in =
        language_card(&p->picture, card, arena_print(p->out->arena, "What the last word reads, head %s", opened_head(p, p->look)));
    double gap = p->sizes->close, w = (in.w - gap * p->n) / (p->n + 1), h = p->small ? 26 : 40, digits = p->sizes->large;
    double y = in.y + in.h - h - digits;
    const Matrix *a = map_of(p, p->look);
    int row = last_row(p, p->look);
    for (int i = 0; i < p->n; i++) {
        double weight = matrix_at(a, row, i), x = in.x + i * (w + gap);
        if (i < p->n - 1)
            language_arc(&p->picture, x + w / 2, in.x + (p->n - 1) * (w + gap) + w / 2, y - 3, in.y,
                         (ArcStyle){ head_role(p->look), weight, 1 - p->come, matrix_ident(a, row, i) });
    }
    for (int i = 0; i < p->n; i++) {
        double weight = matrix_at(a, row, i), x = in.x + i * (w + gap);
        language_tile(&p->picture, box(x, y, w, h), p->word[i], head_role(p->look), weight, i == p->n - 1);
        list_print(p->out, x + w / 2, y + h + digits - 8,
                   (TextStyle){ .size = p->sizes->value,
                                .align = ALIGN_CENTER,
                                .ident = matrix_ident(a, row, i),
                                .paint = paint(weight > 0.3 ? head_role(p->look) : ROLE_MUTED),
                                .face = weight > 0.3 ? FACE_BOLD : FACE_TEXT },
                   "%s", arena_print(p->out->arena, "%.2f", weight));
    }
    language_unknown(&p->picture, box(in.x + p->n * (w + gap), y, w, h));
}

// --- maps

static void draw_map(const Opened *p, Box at, int head) {
    const Matrix *a = map_of(p, head);
    double size = p->sizes->caption, side = math_min(at.w, at.h - size - 10);
    Box map = box(at.x + (at.w - side) / 2, at.y + size + 8, side, side);
    bool looked = head == p->look, off = head == p->off;
    if (looked) draw_highlight(p->out, box_grow(box(map.x, at.y, map.w, map.y + map.h - at.y), p->sizes->thin));
    list_print(p->out, map.x + side / 2, at.y + size,
               (TextStyle){ .size = size,
                            .face = FACE_BOLD,
                            .paint = paint(head_role(head)),
                            .align = ALIGN_CENTER,
                            .ident = opened_head_ident(p, head) },
               "%s%s", opened_head(p, head), off ? " off" : "");
    Former before = list_with(p->out, (Ident){ 0 }, off ? 0.7 : 0);
    matrix_heat(p->out, map, a, (head % p->heads) * p->n, p->n, 0, p->n, head_role(head));
    list_restore(p->out, before);
    double row = side / p->n;
    list_rect(p->out, box(map.x, map.y + side - row, side, row),
              (RectStyle){ .radius = 2, .stroke = paint(ROLE_INK), .width = looked ? 1.8 : 0.8 });
}

// A head is named by what it does, measured on many sentences.
static const char *finding(const Opened *p) {
    const char *asks = language_asks(step_choice_or(p->step, "sentence", ""));
    if (!matrix_exists(&p->looks) || p->look >= p->looks.columns) return "All heads: a row asks, a column is read";
    return arena_print(p->out->arena, "%s, 64 cases of “%s”: %.2f on the word that decides; right %.0f %%, without it %.0f %%",
                       opened_head(p, p->look), asks, matrix_at(&p->looks, 0, p->look), 100 * matrix_at(&p->all, 0, 0),
                       100 * matrix_at(&p->without, 0, p->look));
}

void opened_maps(const void *picture, Box card) {
    const Opened *p = picture;
    Box in = language_card(&p->picture, card, finding(p));
    double gap = p->sizes->slot, w = (in.w - gap * (p->heads - 1)) / p->heads, h = (in.h - gap * (p->layers - 1)) / p->layers;
    for (int l = 0; l < p->layers; l++)
        for (int i = 0; i < p->heads; i++) draw_map(p, box(in.x + i * (w + gap), in.y + l * (h + gap), w, h), l * p->heads + i);
}
