// The skeleton of every scene: read, plan, place, draw.
#include "kit/picture.h"

#include "base/math.h"

SizeClass size_class(double width, double height) {
    if (width < 600) return SIZE_NARROW;
    if (height > width) return SIZE_TALL;
    return width < 900 || height < 440 ? SIZE_LOW : SIZE_PLAIN;
}

// Reads and plans; NULL when there is nothing to draw but perhaps a refusal.
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
    if (!own->size) own->size = size_class(view->width, view->height);
    *named = *step;
    named->names = scene->reveal;
    p->view = own, p->step = named, p->tape = tape, p->out = out, p->size = own->size;
    p->small = !view->thumbnail && (p->size == SIZE_NARROW || p->size == SIZE_LOW || view->width < 900);
    p->flat = view->height < 440;
    p->tall = view->height > view->width;
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
    const Hidden *hidden = out->hidden;
    int hiddens = out->hiddens;
    out->hidden = view->hidden, out->hiddens = view->hiddens;
    draw_parts(open_picture(scene, view, step, tape, out), scene, t);
    out->hidden = hidden, out->hiddens = hiddens;
}
