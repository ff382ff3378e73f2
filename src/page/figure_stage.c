// See figure_stage.h.
#include "page/figure_stage.h"

#include "base/math.h"
#include "session/asked.h"

enum { FILM_MOMENTS = 13 };

void figure_draw_scene(Session *s, const FigureSpec *spec, double width, double height, const Box *part, List *list) {
    View view = { .width = width, .height = height, .metrics = list->metrics, .arena = list->arena, .part = part };
    double t = spec->t;
    if (spec->before) {
        view.hiddens = asked_hidden(s, list->arena, &view.hidden);
        t = math_min(t, asked_opens(session_lesson_step(s)));
    }
    session_draw(s, &view, t, list);
}

void figure_stage_still(Session *s, const FigureSpec *spec, double width, double height, List *list) {
    const FigureLayout *l = &spec->layout;
    double dx = list->dx, dy = list->dy;
    if (l->width <= 0 && l->reduced > 0) {
        int first = list->count;
        list->dx = list->dy = 0;
        figure_draw_scene(s, spec, width / l->reduced, height / l->reduced, NULL, list);
        list_enlarge(list, first, l->reduced, dx, dy);
        list->dx = dx, list->dy = dy;
        return;
    }
    if (l->width <= 0) {
        figure_draw_scene(s, spec, width, height, NULL, list);
        return;
    }
    list->dx += (width - l->part.w) / 2 - l->part.x;
    list->dy += math_max(0, (height - l->part.h) / 2) - l->part.y;
    figure_draw_scene(s, spec, l->width, l->height, &l->part, list);
    list->dx = dx, list->dy = dy;
}

// --- moments

int figure_moments(const FigureSpec *spec) {
    return spec->moments > 1 ? spec->moments : spec->strip > 1 ? spec->strip : spec->moving ? FILM_MOMENTS : 1;
}

double figure_moment_at(const Session *s, const FigureSpec *spec, int i) {
    int moments = figure_moments(spec);
    double end = spec->before ? math_min(spec->t, asked_opens(session_lesson_step(s))) : spec->t; // what comes is not there yet
    double from = spec->strip > 1 ? spec->layout.from : 0;
    return i + 1 < moments ? end * (from + (1 - from) * i / (moments - 1)) : end; // the last is there to the last bit
}

List figure_draw_moment(Session *s, const FigureSpec *spec, int moment, double width, double height, const Metrics *metrics,
                        Arena *arena) {
    List list = list_begin(arena, metrics);
    FigureSpec one = *spec;
    one.t = figure_moment_at(s, spec, moment);
    figure_draw_scene(s, &one, width, height, NULL, &list);
    return list;
}
