// Every position predicts its next token at once: a line for each, with the whole sentence in it, the answer ringed where it
// stands in the input, then the token that should come, the probability it got, and the loss.
#include <math.h>

#include "scene/mask/mask.h"

typedef struct MaskTask {
    const MaskPage *page;
    Matrix target, p, loss;
    Grid grid;
    double target_x, target_w, p_x, p_w, loss_x, loss_w;
    double size; // of the words
    bool names;
} MaskTask;

static void place(MaskTask *t) {
    const View *v = t->page->view;
    int n = t->page->n, m = t->page->m;
    bool small = t->page->flat;
    double margin = small ? 16 : 40, names = 56, head = small ? 36 : 64, foot = small ? 8 : 48;
    double wide = math_clamp(v->width / 1000, 0.9, 1.5);
    t->target_w = v->width < 800 ? 64 : floor(84 * wide), t->p_w = v->width < 800 ? 84 : floor(150 * wide),
    t->loss_w = v->width < 800 ? 60 : floor(76 * wide);
    double gap = v->width < 800 ? 20 : floor(34 * wide), right = t->target_w + t->p_w + t->loss_w + 3 * gap + 4;
    double w = floor(math_clamp((v->width - 2 * margin - names - right) / m - GRID_GAP, 1, 180)),
           h = floor(math_clamp((v->height - 2 * margin - head - foot) / n - GRID_GAP, 1, 124));
    if (h > w) h = w;
    t->grid = (Grid){ .w = w, .h = h, .rows = n, .columns = m, .digits = true };
    t->size = math_clamp(h * 0.27, 15, v->width < 800 ? 15 : 26);
    t->names = w >= 30 && h >= 20;
    Box all = grid_box(&t->grid);
    double width = names + all.w + right, high = head + all.h + foot;
    t->grid.x = floor((v->width - width) / 2 + names);
    t->grid.y = floor((v->height - high) / 2 + head);
    t->target_x = t->grid.x + all.w + gap + 4;
    t->p_x = t->target_x + t->target_w + gap;
    t->loss_x = t->p_x + t->p_w + gap;
}

// The token that query i should name is the input's next one, as long as there is one.
static int answer_of(const MaskTask *t, int i) { return i + 1 < t->page->m && t->page->n == t->page->m ? i + 1 : -1; }

static void chip(const MaskTask *t, Box at, const char *word, Role role, bool ring, double reveal) {
    List *out = t->page->out;
    float former = list_fade(out, out->alpha * (float)reveal);
    double radius = at.h < 28 ? at.h * 0.2 : 8;
    list_rect(out, at,
              (RectStyle){ .radius = radius,
                           .fill = paint_tint(role, ROLE_PANEL, ring ? 0.16f : 0.1f),
                           .stroke = ring ? paint(role) : paint_tint(role, ROLE_PANEL, 0.45f),
                           .width = ring ? 2.5 : 1 });
    if (word && t->names)
        list_text_fit(out, box_middle_x(at), box_middle_y(at) + 0.34 * t->size, at.w - 8, text_of(word),
                      (TextStyle){ .face = ring ? FACE_BOLD : FACE_TEXT, .size = t->size, .align = ALIGN_CENTER });
    list_fade(out, former);
}

static const char *key_word(const MaskTask *t, int j) {
    const char *word = row_word(t->page->step, t->page->keys, j);
    return word ? word : arena_print(t->page->out->arena, "%d", j + 1);
}

static void inputs_of(const MaskTask *t, int i) {
    List *out = t->page->out;
    for (int j = 0; j < t->page->m; j++) {
        bool answer = j == answer_of(t, i);
        const char *note = answer ? "the answer stands in the input, one place further on" : "a token of the input";
        Ident before = list_show(out, ident_note(note));
        chip(t, grid_cell(&t->grid, i, j), key_word(t, j), answer ? ROLE_RIGHT : ROLE_K, answer, 1);
        list_show(out, before);
    }
}

static void loss_of(const MaskTask *t, int i, double there) {
    Box line = grid_row(&t->grid, i);
    if (!(there > 0) || !t->names) return;
    matrix_cell(
        t->page->out, box(t->loss_x, line.y, t->loss_w, line.h), &t->loss, 0, i,
        (CellStyle){
            .role = ROLE_INK, .share = 0.3 * matrix_share(&t->loss, 0, i) + 1e-6, .reveal = there, .size = grid_size(&t->grid) });
}

static void prediction_of(const MaskTask *t, int i, double u) {
    List *out = t->page->out;
    Box line = grid_row(&t->grid, i);
    double y = box_middle_y(line), h = line.h, thick = math_clamp(0.3 * h, 6, 28);
    double come = part(u, 0, 0.3), bar = part(u, 0.3, 0.7);
    const double there = come_or_asked(out, matrix_ident(&t->loss, 0, i), part(u, 0.6, 1));
    if (!(come > 0)) {
        loss_of(t, i, there);
        return;
    }
    const char *word = row_word(t->page->step, "target", i);
    Ident before = list_show(out, matrix_ident(&t->target, i, 0));
    chip(t, box(t->target_x, line.y, t->target_w, h), word ? word : number_text(out->arena, matrix_at(&t->target, i, 0), 4),
         ROLE_RIGHT, true, come);
    list_show(out, matrix_ident(&t->p, 0, i));
    float former = list_fade(out, out->alpha * (float)come);
    double text_w = t->names ? 3.4 * t->size : 0;
    draw_bar_sideways(out, box(t->p_x, y - thick / 2, t->p_w - text_w, thick), bar * share_of(matrix_at(&t->p, 0, i), 1),
                      (BarStyle){ .role = ROLE_RIGHT });
    if (t->names)
        list_text_fit(out, t->p_x + t->p_w, y + 0.34 * t->size, text_w - 8, text_of(matrix_text(out->arena, &t->p, 0, i)),
                      (TextStyle){ .size = t->size, .align = ALIGN_RIGHT });
    list_fade(out, former);
    loss_of(t, i, there);
    list_show(out, before);
}

static void heading(const MaskTask *t, double x, double w, const char *text) {
    list_text_fit(t->page->out, x + w / 2, t->grid.y - 14, w + 24, text_of(text),
                  (TextStyle){ .size = 14, .paint = paint(ROLE_MUTED), .align = ALIGN_CENTER });
}

static void draw_mean(const MaskTask *t) {
    Ident ident = { 0 };
    List *out = t->page->out;
    double mean = mask_of_query(t->page, "next.mean", 0, &ident);
    Box all = grid_box(&t->grid);
    if (t->page->flat || acts_come(&t->page->acts, "task") < 1) return;
    Ident before = list_show(out, ident);
    const char *text = arena_print(out->arena, "mean loss %s", number_text(out->arena, mean, 4));
    list_text_fit(out, t->loss_x + t->loss_w, all.y + all.h + 28, 180, text_of(text),
                  (TextStyle){ .face = FACE_BOLD, .size = 15, .align = ALIGN_RIGHT });
    list_show(out, before);
}

void mask_page_draw_task(const MaskPage *p) {
    MaskTask t = { .page = p,
                   .target = matrix_find(p->tape, "target", 4),
                   .p = matrix_find(p->tape, "next.p", 4),
                   .loss = matrix_find(p->tape, "next.loss", 4) };
    if (!matrix_exists(&t.target) || !matrix_exists(&t.p) || !matrix_exists(&t.loss)) return;
    place(&t);
    if (t.names) {
        Box line = grid_row(&t.grid, p->query);
        draw_highlight(p->out, box(t.grid.x - 66, line.y - 5, t.loss_x + t.loss_w - t.grid.x + 78, line.h + 10));
        heading(&t, t.grid.x, grid_box(&t.grid).w, "the whole input stands in every row");
        heading(&t, t.target_x, t.target_w, "next token");
        heading(&t, t.p_x, t.p_w, "probability");
        heading(&t, t.loss_x, t.loss_w, "loss");
    }
    for (int i = 0; i < p->n; i++) {
        Box line = grid_row(&t.grid, i);
        if (t.names)
            list_print(p->out, t.grid.x - 14, box_middle_y(line) + 5,
                       (TextStyle){ .face = i == p->query ? FACE_BOLD : FACE_TEXT,
                                    .size = 14,
                                    .paint = paint(i == p->query ? ROLE_INK : ROLE_MUTED),
                                    .align = ALIGN_RIGHT,
                                    .ident = ident_note("the number of the row, which is a query") },
                       "row %d", i + 1);
        inputs_of(&t, i);
        prediction_of(&t, i, mask_line(p, "task", i));
    }
    draw_mean(&t);
}
