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
    p->looks = matrix_find(p->tape, "does.looks", 2), p->without = matrix_find(p->tape, "does.without", 2);
    p->all = matrix_find(p->tape, "does.all", 2);
    p->lens = matrix_find(p->tape, "lens", 2), p->drawn = matrix_find(p->tape, "drawn", 2);
    for (int i = 0; i < p->n; i++) p->word[i] = grammar_word((int)matrix_at(&p->tokens, 0, i));
    language_rivals(step_choice_or(p->step, "sentence", ""), &p->rival[0], &p->rival[1]);
    p->look = find_head(p, step_choice_or(p->step, "look", "loudest"), p->says.value);
    p->off = find_head(p, step_choice_or(p->step, "off", "none"), p->says.value);
    return true;
}

const char *opened_head(const Opened *p, int head) {
    char name[40];
    return arena_print(p->out->arena, "%s", language_part(head + 1, p->says.columns, p->layers, p->heads, name));
}

Ident opened_head_ident(const Opened *p, int head) {
    return ident_note(arena_print(p->out->arena, "layer %d, head %d", head / p->heads + 1, head % p->heads + 1));
}

// --- the cards

static const CardPart parts[] = {
    { "arcs", opened_arcs, 0.27, 1 }, { "maps", opened_maps, 0.46, 0.55 }, { "next", opened_next, 0.46, 0.45 },
    { "sum", opened_sum, 0.33, 1 },   { "lens", opened_lens, 0.45, 1 },    { "drawn", opened_drawn, 0.45, 1 },
};

// What the eye meets first: the thick arc over the words, or the tall bar. Second: the map that is framed. Third: the two pairs
// of bars, and how they change places when the head is off.
static void draw(void *picture) {
    Opened *p = picture;
    p->come = acts_come(&p->acts, step_focuses(p->step, "sum") ? "sum" : "arcs");
    language_cards(&p->picture, parts, sizeof parts / sizeof *parts);
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
    WITH_PARAMS(params),
    .reveal = reveals,
    .bytes = sizeof(Opened),
    .read = read,
    .plan = plan,
    .draw = draw,
    .thumbnail = thumbnail,
    WITH_LEGEND(legend),
};
