// The skeleton of every scene: read, plan, place, draw.
#include "kit/picture.h"

#include "base/math.h"
#include "draw/part.h"

SizeClass size_class(double width, double height) {
    if (width < 600) return SIZE_NARROW;
    if (height > width) return SIZE_TALL;
    return width < 900 || height < 440 ? SIZE_LOW : SIZE_PLAIN;
}

// clang-format off
// Of the small classes: type does not shrink further in a column of print, spaces do.
#define SMALL                                                                                                       \
    .frame = 16, .inset = 16, .thin = 3, .tight = 4, .snug = 4, .close = 4, .near = 4, .loose = 6, .step = 8,       \
    .open = 6, .part = 10, .rest = 8, .aside = 10,                                                                  \
    .rim = 6, .slot = 8, .slit = 8, .fold = 12, .lane = 18, .lift = 12, .base = 16, .under = 16, .above = 14,       \
    .over = 14, .strip = 18, .head = 34, .block = 36, .crown = 36, .roof = 22, .row = 28, .names = 100,             \
    .flank = 16, .border = 12, .stroke = 3, .dot = 5, .numeral = 18,                                                \
    .fine = 11, .note = 12, .caption = 12, .tick = 11, .label = 13, .value = 12, .name = 14, .word = 13,            \
    .digits = 13, .heading = 14, .symbol = 14, .formula = 14, .sum = 15, .line = 15, .answer = 14, .title = 16,     \
    .operand = 17, .sign = 18, .large = 18
static const Scale plain = {
    .margin = 32, .edge = 32, .frame = 40, .gap = 24, .pad = 20, .inset = 24,
    .thin = 6, .tight = 8, .snug = 10, .close = 12, .near = 16, .loose = 12, .step = 14, .apart = 24, .open = 24, .part = 24,
    .rest = 28, .aside = 28, .wide = 48,
    .rim = 14, .slot = 16, .slit = 18, .fold = 28, .lane = 32, .lift = 18, .base = 20, .under = 22, .above = 24, .over = 28,
    .strip = 26, .head = 56, .block = 64, .crown = 72, .roof = 40, .row = 40, .names = 190, .flank = 36, .border = 40,
    .stroke = 4, .dot = 7, .numeral = 24,
    .fine = 13, .note = 13, .caption = 14, .tick = 14, .label = 15, .value = 15, .name = 16, .word = 16, .digits = 17,
    .heading = 17, .symbol = 18, .formula = 19, .sum = 19, .line = 20, .answer = 20, .title = 20, .operand = 22, .sign = 22,
    .large = 26,
};
static const Scale low = { SMALL, .margin = 12, .edge = 16, .gap = 12, .pad = 12, .apart = 8, .wide = 24 };
static const Scale narrow = { SMALL, .margin = 8, .edge = 8, .gap = 8, .pad = 8, .apart = 6, .wide = 16 };
// clang-format on

const Scale *size_scale(SizeClass size) {
    switch (size) {
    case SIZE_NARROW: return &narrow;
    case SIZE_LOW: return &low;
    case SIZE_BY_MEASURE:
    case SIZE_PLAIN:
    case SIZE_TALL: return &plain;
    }
    return &plain;
}

void picture_make_small(Picture *p) {
    p->small = true;
    if (p->size != SIZE_NARROW) p->sizes = &low;
}

double picture_band(const Picture *p) { return p->flat ? 8 : p->view->height < 640 ? 24 : 40; }

double picture_side(const Picture *p, double least) { return p->view->width >= 1000 ? 48 : p->view->width >= 760 ? 32 : least; }

void picture_card_and_foot(const Picture *p, Box *card, Box *foot) {
    double margin = p->sizes->margin, high = p->flat ? 34 : 64, w = p->view->width - 2 * margin;
    *card = box(margin, margin, w, p->view->height - margin - high);
    *foot = box(margin, p->view->height - high, w, high);
}

// Reads and plans; false when there is nothing to draw but perhaps a refusal.
static bool begin(Picture *p, const Scene *scene) {
    p->acts.step = p->step;
    if (scene->read && !scene->read(p)) return false;
    if (scene->plan) scene->plan(p);
    return true;
}

static Picture *open_picture(const Scene *scene, const View *view, const Step *step, const Tape *tape, List *out) {
    Picture *p = arena_alloc(out->arena, scene->bytes);
    View *own = arena_new(out->arena, View, 1);
    Step *named = arena_new(out->arena, Step, 1);
    *own = *view;
    if (!own->size) own->size = view->thumbnail ? SIZE_PLAIN : size_class(view->width, view->height);
    *named = *step;
    named->names = scene->reveal;
    p->view = own, p->step = named, p->tape = tape, p->out = out, p->size = own->size;
    p->sizes = size_scale(p->size);
    if (!view->thumbnail && (p->size == SIZE_NARROW || p->size == SIZE_LOW || view->width < 900)) picture_make_small(p);
    p->flat = view->height < 440;
    p->shallow = view->height < 480;
    p->tall = view->height > view->width * (p->size == SIZE_NARROW ? 0.75 : 1); // in a column nothing has room beside
    return p;
}

double scene_seconds(const Scene *scene, const Step *step, const Tape *tape) {
    if (!scene->plan) return 0;
    Arena *scratch = arena_begin();
    List none = { .arena = scratch };
    View view = { .arena = scratch };
    Picture *p = open_picture(scene, &view, step, tape, &none);
    double seconds = begin(p, scene) ? p->acts.seconds : 0;
    arena_end(scratch);
    return seconds;
}

const char *scene_refusal(const Scene *scene, const Step *step, const Tape *tape) {
    Arena *scratch = arena_begin();
    List none = { .arena = scratch };
    View view = { .arena = scratch };
    Picture *p = open_picture(scene, &view, step, tape, &none);
    const char *why = begin(p, scene) ? NULL : p->refusal ? p->refusal : "This picture cannot be drawn of these numbers.";
    arena_end(scratch);
    return why;
}

static void draw_parts(Picture *p, const Scene *scene, double t) {
    const View *view = p->view;
    bool whole = begin(p, scene);
    p->time = math_clamp(t, 0, 1);
    p->seconds = p->time * p->acts.seconds;
    acts_at(&p->acts, t);
    if (!whole) {
        if (!view->thumbnail && p->refusal)
            draw_note(p->out, view->width / 2, view->height / 2, view->width - 32, p->refusal,
                      (TextStyle){ .align = ALIGN_CENTER });
    } else if (view->thumbnail) {
        if (scene->thumbnail) scene->thumbnail(p);
    } else {
        if (scene->place) scene->place(p);
        scene->draw(p);
    }
}

void scene_draw(const Scene *scene, const View *view, const Step *step, const Tape *tape, double t, List *out) {
    List whole = list_begin(out->arena, out->metrics), *list = view->part ? &whole : out;
    const Hidden *hidden = list->hidden;
    int hiddens = list->hiddens;
    list->hidden = view->hidden, list->hiddens = view->hiddens;
    View laid_out = *view;
    double more = scene->ample_width > 0 ? math_min(view->width / scene->ample_width, view->height / scene->ample_height) : 1;
    int first = list->count;
    if (more > 1) laid_out.width /= more, laid_out.height /= more;
    draw_parts(open_picture(scene, &laid_out, step, tape, list), scene, t);
    if (more > 1) list_enlarge(list, first, more, list->dx * (1 - more), list->dy * (1 - more));
    list->hidden = hidden, list->hiddens = hiddens;
    if (view->part) list_add_part(out, list, *view->part, view->part->x, view->part->y);
}
