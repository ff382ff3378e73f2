// A model that copies, opened: a string that comes again, what each layer looks at and writes, and what is left with a layer off.
#include "scene/language/copying.h"

#include "model/copying.h"
#include "scene/scenes.h"

static bool read_maps(Copying *p) {
    static const char *const layer[COPYING_LAYERS] = { "l1.a", "l2.a" };
    static const char *const fresh[COPYING_FRESH] = { "all.right", "first.right", "second.right" };
    for (int i = 0; i < COPYING_LAYERS; i++) {
        p->a[i] = matrix_find(p->tape, layer[i], 2);
        if (p->a[i].rows != p->n || p->a[i].columns != p->n) return false; // one head
    }
    for (int i = 0; i < COPYING_FRESH; i++) p->fresh[i] = matrix_find(p->tape, fresh[i], 3);
    return true;
}

static bool read(void *picture) {
    Copying *p = picture;
    p->tokens = matrix_find(p->tape, "tokens", 4), p->surprise = matrix_find(p->tape, "surprise", 3);
    p->nothing = matrix_find(p->tape, "nothing", 3), p->bag = matrix_find(p->tape, "bag", 3);
    p->known = matrix_find(p->tape, "known", 2), p->unknown = matrix_find(p->tape, "new", 3);
    p->previous = matrix_find(p->tape, "previous", 3), p->prefix = matrix_find(p->tape, "prefix", 3);
    p->own_s = matrix_find(p->tape, "own.s", 2), p->own_a = matrix_find(p->tape, "own.a", 3);
    p->before_s = matrix_find(p->tape, "before.s", 2), p->before_a = matrix_find(p->tape, "before.a", 3);
    p->circuit = matrix_find(p->tape, "circuit", 3);
    p->n = p->tokens.columns;
    p->period = (int)step_number_or(p->step, "period", 8);
    return matrix_exists(&p->before_a) && read_maps(p);
}

const char *copying_at(const Copying *p, int place) {
    return place < p->n ? copying_symbol((int)matrix_at(&p->tokens, 0, place)) : "?";
}

static const CardPart parts[] = {
    { "string", copying_string, 0.42, 1 },  { "ring", copying_ring, 0.5, 0.42 },   { "bag", copying_bag, 0.5, 0.58 },
    { "own", copying_own, 0.5, 1 },         { "before", copying_before, 0.5, 1 },  { "arcs", copying_arcs, 0.34, 1 },
    { "look1", copying_look1, 0.62, 0.5 },  { "look2", copying_look2, 0.62, 0.5 }, { "stream", copying_stream, 0.34, 1 },
    { "circuit", copying_circuit, 0.6, 1 }, { "off", copying_off, 0.42, 1 },
};

// What is in focus takes its time; what follows from it comes quickly after it.
static void plan(void *picture) {
    Copying *p = picture;
    static const struct {
        const char *name;
        double seconds;
    } acts[] = { { "string", 4 }, { "bag", 3 }, { "own", 3.5 }, { "before", 3.5 }, { "look1", 4 }, { "circuit", 4 }, { "off", 3 } };
    for (size_t i = 0; i < sizeof acts / sizeof *acts; i++) acts_add_focus(&p->acts, acts[i].name, acts[i].seconds);
    if (step_focuses(p->step, "before")) acts_add(&p->acts, "arcs", 1.4);
    if (step_focuses(p->step, "look1")) acts_add(&p->acts, "stream", 1.4);
}

// What the eye meets first: the card in focus; in it the bars that stay high until the block has come once, the bright diagonal,
// the one tile that is read.
static void draw(void *picture) {
    Copying *p = picture;
    language_cards(&p->picture, parts, sizeof parts / sizeof *parts);
}

// The string, one arc over it from the last symbol to what came after it.
static void thumbnail(void *picture) {
    Copying *p = picture;
    double w = (p->view->width - 16) / p->n, y = p->view->height * 0.74;
    for (int i = 0; i < p->n; i++) {
        double x = 8 + i * w, weight = matrix_at(&p->a[1], p->n - 1, i);
        bool first = i % p->period == 0;
        list_rect(
            p->out, box(x + w * 0.12, y - 7, w * 0.76, 14),
            (RectStyle){ .radius = 2, .fill = paint(ROLE_PANEL), .stroke = paint(first ? ROLE_INK : ROLE_FAINT), .width = 1.2 });
        if (i < p->n - 1 && weight > 0.02)
            list_curve(p->out, x + w / 2, y - 10, x + w / 2, 4, 8 + (p->n - 0.5) * w, 4, 8 + (p->n - 0.5) * w, y - 10,
                       (StrokeStyle){ .paint = paint(ROLE_HEAD2), .width = 1 + 5 * weight, .round = true });
    }
}

static const char *const reveals[] = { "string", "ring",  "bag",    "own",     "before", "arcs",
                                       "look1",  "look2", "stream", "circuit", "off",    NULL };
static const LegendItem legend[] = {
    { ROLE_HEAD1, NULL, "layer 1" },
    { ROLE_HEAD2, NULL, "layer 2" },
};

const Scene scene_copying = {
    .name = "copying",
    .summary = "a model that copies, opened: a string that comes again, what its two layers look at, one of them off",
    .model = "copying",
    .reveal = reveals,
    .bytes = sizeof(Copying),
    .read = read,
    .plan = plan,
    .draw = draw,
    .thumbnail = thumbnail,
    WITH_LEGEND(legend),
};
