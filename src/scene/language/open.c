// A trained language model, opened on the beginning of a sentence: what the last word reads, all heads as maps, the next word
// with and without one head, what every part says for it, and what could be read off after every layer.
#include "scene/language/open.h"

#include <stdio.h>
#include <string.h>

#include "kit/head_marks.h"
#include "layers/grammar.h"
#include "model/language.h"
#include "scene/scenes.h"

// --- reading

static int find_head(const Opened *p, const char *choice, const double *says) {
    int layer, head;
    if (sscanf(choice, "L%dH%d", &layer, &head) == 2 && layer <= p->layers && head <= p->heads)
        return (layer - 1) * p->heads + head - 1;
    return strcmp(choice, "none") ? language_loudest(says, p->layers, p->heads) : -1;
}

static bool read_maps(Opened *p) {
    for (p->layers = 0; p->layers < OPENED_LAYERS; p->layers++) {
        char name[20];
        snprintf(name, sizeof name, "l%d.a", p->layers + 1);
        Matrix a = p->a[p->layers] = matrix_find(p->tape, name, 2);
        if (!matrix_exists(&a)) return false;
        p->n = a.columns;
        p->heads = a.rows / a.columns;
    }
    return p->heads <= OPENED_HEADS && p->n <= OPENED_WORDS;
}

static bool read(void *picture) {
    Opened *p = picture;
    p->tokens = matrix_find(p->tape, "tokens", 4);
    if (!matrix_exists(&p->tokens) || !read_maps(p)) return false;
    p->says = matrix_find(p->tape, "says", 3), p->rest = matrix_find(p->tape, "rest", 3);
    p->difference = matrix_find(p->tape, "difference", 3), p->off_difference = matrix_find(p->tape, "off.difference", 3);
    p->right = matrix_find(p->tape, "right", 4), p->off_right = matrix_find(p->tape, "off.right", 4);
    p->lens = matrix_find(p->tape, "lens", 2), p->drawn = matrix_find(p->tape, "drawn", 2);
    for (int i = 0; i < p->n; i++) p->word[i] = grammar_word((int)matrix_at(&p->tokens, 0, i));
    language_rivals(step_choice_or(p->step, "sentence", ""), &p->rival[0], &p->rival[1]);
    p->look = find_head(p, step_choice_or(p->step, "look", "loudest"), p->says.value);
    p->off = find_head(p, step_choice_or(p->step, "off", "none"), p->says.value);
    return true;
}

const char *opened_head(const Opened *p, int head) {
    char name[40];
    return arena_print(p->out->arena, "%s", language_part(head + 1, p->layers, p->heads, name));
}

Ident opened_head_ident(const Opened *p, int head) {
    return ident_note(arena_print(p->out->arena, "layer %d, head %d", head / p->heads + 1, head % p->heads + 1));
}

// --- the cards

Box opened_card(const Opened *p, Box at, const char *title) {
    double pad = p->small ? 10 : 18, size = p->small ? 14 : 16;
    list_rect(p->out, at, (RectStyle){ .radius = 12, .fill = paint(ROLE_PANEL), .stroke = paint(ROLE_LINE), .width = 1 });
    list_text_fit(p->out, at.x + pad, at.y + pad + size * 0.7, at.w - 2 * pad, text_of(title),
                  (TextStyle){ .face = FACE_BOLD, .size = size, .ident = ident_note(title) });
    double top = pad + size + (p->small ? 4 : 10);
    return box(at.x + pad, at.y + top, at.w - 2 * pad, at.h - top - pad);
}

typedef struct Part {
    const char *reveal;
    void (*draw)(const Opened *p, Box card);
    double height; // of its row, as a share
    double width;  // of its row; what does not fit begins a new one
} Part;
static const Part parts[] = {
    { "arcs", opened_arcs, 0.27, 1 }, { "maps", opened_maps, 0.46, 0.55 }, { "next", opened_next, 0.46, 0.45 },
    { "sum", opened_sum, 0.33, 1 },   { "lens", opened_lens, 0.45, 1 },    { "drawn", opened_drawn, 0.45, 1 },
};
enum { PARTS = sizeof parts / sizeof *parts };

static bool shows(const Opened *p, const Part *part) {
    return step_reveals(p->step, part->reveal) || step_focuses(p->step, part->reveal);
}

typedef struct Rows {
    int count, first[PARTS], end[PARTS]; // of `shown`
    const Part *shown[PARTS];
    double height[PARTS], all;
} Rows;

static Rows lay_out(const Opened *p) {
    Rows r = { 0 };
    int shown = 0;
    double used = 2;
    for (int i = 0; i < PARTS; i++) {
        if (!shows(p, &parts[i])) continue;
        double width = p->tall || p->size == SIZE_NARROW ? 1 : parts[i].width;
        if (used + width > 1.001) {
            r.first[r.count++] = shown;
            used = 0;
        }
        used += width;
        r.shown[shown++] = &parts[i];
        r.end[r.count - 1] = shown;
        if (parts[i].height > r.height[r.count - 1]) r.height[r.count - 1] = parts[i].height;
    }
    for (int i = 0; i < r.count; i++) r.all += r.height[i];
    return r;
}

// The lowest row's height in this room.
static double lowest(const Rows *r, double room, double gap) {
    double least = 1;
    for (int i = 0; i < r->count; i++) least = math_min(least, r->height[i]);
    return (room - gap * (r->count - 1)) * least / r->all;
}

// Where there is little room, rows without what is in focus go, the last first.
static void drop_rows(const Opened *p, Rows *r, double room, double gap) {
    enum { LEAST = 118 };
    for (int row = r->count; row-- > 0 && r->count > 1 && lowest(r, room, gap) < LEAST;) {
        bool focused = false;
        for (int i = r->first[row]; i < r->end[row]; i++) focused = focused || step_focuses(p->step, r->shown[i]->reveal);
        if (focused) continue;
        r->all -= r->height[row];
        for (int k = row; k + 1 < r->count; k++)
            r->first[k] = r->first[k + 1], r->end[k] = r->end[k + 1], r->height[k] = r->height[k + 1];
        r->count--;
    }
}

static double row_width(const Rows *r, int row) {
    double all = 0;
    for (int i = r->first[row]; i < r->end[row]; i++) all += r->shown[i]->width;
    return all;
}

// What the eye meets first: the thick arc over the words, or the tall bar. Second: the map that is framed. Third: the two pairs
// of bars, and how they change places when the head is off.
static void draw(void *picture) {
    Opened *p = picture;
    double margin = p->small ? 10 : 24, gap = p->small ? 10 : 16;
    Rows r = lay_out(p);
    if (!r.count) // nothing is said yet
        list_rect(p->out, box(margin, margin, p->view->width - 2 * margin, p->view->height - 2 * margin),
                  (RectStyle){ .radius = 12, .stroke = paint(ROLE_FAINT), .width = 1.2, .dash = 4 });
    drop_rows(p, &r, p->view->height - 2 * margin, gap);
    p->come = acts_come(&p->acts, step_focuses(p->step, "sum") ? "sum" : "arcs");
    double room = p->view->height - 2 * margin - gap * (r.count - 1), y = margin;
    for (int row = 0; row < r.count; row++) {
        double h = room * r.height[row] / r.all, x = margin, all = row_width(&r, row);
        double wide = p->view->width - 2 * margin - gap * (r.end[row] - r.first[row] - 1);
        for (int i = r.first[row]; i < r.end[row]; i++) {
            Box at = box(x, y, wide * r.shown[i]->width / all, h);
            if (step_focuses(p->step, r.shown[i]->reveal)) draw_highlight(p->out, box_grow(at, p->small ? 4 : 7));
            r.shown[i]->draw(p, at);
            x += at.w + gap;
        }
        y += h + gap;
    }
}

static void plan(void *picture) {
    Opened *p = picture;
    acts_add_focus(&p->acts, "arcs", 2);
    acts_add_focus(&p->acts, "sum", 3);
}

// The words and the one thick arc.
static void thumbnail(void *picture) {
    Opened *p = picture;
    double w = p->view->width / p->n, y = p->view->height * 0.72;
    int row = (p->look % p->heads) * p->n + p->n - 1;
    for (int i = 0; i < p->n; i++) {
        double x = (i + 0.5) * w, to = (p->n - 0.5) * w, weight = matrix_at(&p->a[p->look / p->heads], row, i);
        list_rect(p->out, box(x - w * 0.38, y - 9, w * 0.76, 18),
                  (RectStyle){ .radius = 4, .fill = paint(ROLE_PANEL), .stroke = paint(ROLE_FAINT), .width = 1.2 });
        if (i < p->n - 1 && weight > 0.02)
            list_curve(p->out, x, y - 11, x, 2, to, 2, to, y - 11,
                       (StrokeStyle){ .paint = paint(head_role(p->look)), .width = 1 + 6 * weight, .round = true });
    }
}

static const ParamInfo params[] = {
    { .name = "look",
      .label = "Follow",
      .kind = PARAM_CHOICE,
      .initial = "loudest",
      .choices = "loudest L1H1 L1H2 L1H3 L1H4 L2H1 L2H2 L2H3 L2H4",
      .summary = "which head's arcs are drawn; loudest: the one that says most" },
};
static const char *const reveals[] = { "arcs", "maps", "next", "sum", "lens", "drawn", NULL };
static const LegendItem legend[] = {
    { ROLE_RIGHT, NULL, "right word" },
    { ROLE_WRONG, NULL, "wrong word" },
};

const Scene scene_opened = {
    .name = "opened",
    .summary = "a trained language model, opened: arcs, head maps, one head off, what every part says, the logit lens",
    .model = "language",
    .param = params,
    .params = sizeof params / sizeof *params,
    .reveal = reveals,
    .bytes = sizeof(Opened),
    .read = read,
    .plan = plan,
    .draw = draw,
    .thumbnail = thumbnail,
    .legend = legend,
    .legends = sizeof legend / sizeof *legend,
};
