// A trained language model, opened on the beginning of a sentence: what the last word reads, all heads as maps, the next word
// with and without one head, what every part says for it, and what could be read off after every layer.
#include "scene/language/open.h"

#include <stdio.h>

#include "kit/head_marks.h"
#include "layers/grammar.h"
#include "model/language.h"
#include "scene/scenes.h"

// --- reading

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

static int choose(const Opened *p, const char *choice) {
    return language_head_chosen(choice, p->says.value, p->costs.value, p->layers, p->heads);
}

static bool read(void *picture) {
    Opened *p = picture;
    p->tokens = matrix_find(p->tape, "tokens", 4);
    if (!matrix_exists(&p->tokens) || !read_maps(p)) return false;
    p->says = matrix_find(p->tape, "says", 3), p->rest = matrix_find(p->tape, "rest", 3);
    p->difference = matrix_find(p->tape, "difference", 3), p->off_difference = matrix_find(p->tape, "off.difference", 3);
    p->right = matrix_find(p->tape, "right", 4), p->off_right = matrix_find(p->tape, "off.right", 4);
    p->looks = matrix_find(p->tape, "does.looks", 2), p->without = matrix_find(p->tape, "does.without", 2);
    p->all = matrix_find(p->tape, "does.all", 2), p->costs = matrix_find(p->tape, "does.costs", 2);
    p->lens = matrix_find(p->tape, "lens", 2), p->drawn = matrix_find(p->tape, "drawn", 2);
    p->made = matrix_find(p->tape, "made", 0), p->whole = matrix_find(p->tape, "made.whole", 0);
    for (int i = 0; i < p->n; i++) p->word[i] = grammar_word((int)matrix_at(&p->tokens, 0, i));
    language_rivals(step_choice_or(p->step, "sentence", ""), &p->rival[0], &p->rival[1]);
    if (!matrix_exists(&p->costs)) return false;
    p->look = choose(p, step_choice_or(p->step, "look", "loudest"));
    p->off = choose(p, step_choice_or(p->step, "off", "none"));
    return true;
}

static int job_of(const Opened *p, int head) { return language_job(p->costs.value + (size_t)head * (size_t)p->costs.columns); }

const char *opened_job(const Opened *p, int head) { return language_job_name(job_of(p, head)); }

const char *opened_job_text(const Opened *p, int head) {
    int job = job_of(p, head);
    if (job < 0) return opened_job(p, head);
    return arena_print(p->out->arena, "%s −%.0f %%", opened_job(p, head), 100 * matrix_at(&p->costs, head, job));
}

const char *opened_head(const Opened *p, int head) {
    return job_of(p, head) < 0 ? "a spare head" : arena_print(p->out->arena, "the head for “%s”", opened_job(p, head));
}

Ident opened_head_ident(const Opened *p, int head) {
    int job = job_of(p, head), layer = head / p->heads + 1, number = head % p->heads + 1;
    return ident_note(job < 0 ? arena_print(p->out->arena, "layer %d, head %d: without it less than a tenth of any answers is lost",
                                            layer, number)
                              : arena_print(p->out->arena, "layer %d, head %d: without it %.0f %% of the answers to “%s” are lost",
                                            layer, number, 100 * matrix_at(&p->costs, head, job), language_job_name(job)));
}

// --- the cards

static const CardPart parts[] = {
    { "arcs", opened_arcs, 0.32, 1 }, { "maps", opened_maps, 0.46, 0.55 }, { "next", opened_next, 0.46, 0.45 },
    { "sum", opened_sum, 0.33, 1 },   { "lens", opened_lens, 0.45, 1 },    { "drawn", opened_drawn, 0.45, 1 },
    { "made", opened_made, 0.4, 1 },
};

// What the eye meets first: the thick arc over the words, or the tall bar. Second: the map that is framed. Third: the two pairs
// of bars, and how they change places when the head is off.
static void draw(void *picture) {
    Opened *p = picture;
    language_cards(&p->picture, parts, sizeof parts / sizeof *parts);
}

// In focus an act takes its time, after another one less.
static void add(Opened *p, const char *name, double focused, double after) {
    bool follows = p->acts.seconds > 0 && step_reveals(p->step, name);
    acts_add(&p->acts, name, step_focuses(p->step, name) ? focused : follows ? after : 0);
}

static void plan(void *picture) {
    Opened *p = picture;
    add(p, "arcs", 2, 0);
    add(p, "next", 4, 2.4);
    add(p, "lens", 3.2, 2);
    add(p, "drawn", 2, 1.5);
    add(p, "made", 2, 2);
    add(p, "sum", 3, 2);
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
      .choices = "loudest agree inner outer pair pron other name spare L1H1 L1H2 L1H3 L1H4 L2H1 L2H2 L2H3 L2H4",
      .summary = "which head's arcs are drawn; loudest: the one that says most" },
};
static const char *const reveals[] = { "arcs", "maps", "next", "sum", "lens", "drawn", "made", NULL };
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
