// Every picture is laid out like the step's last one, with one legend for all of them: nothing around the stage may jump.
#include "page/film.h"

#include <math.h>
#include <stdlib.h>

#include "base/math.h"
#include "session/asked.h"

enum { FRAMES_MOST = 3000, SAMPLES = 12 };

struct Film {
    Arena *arena;
    Session *session;
    Fonts *fonts;
    FigureSpec spec;
    FigureFile file;
    const Exporter *exporter;
    Reel *reel;
    double until; // the last picture's t
    int frames, done;
};

// What any moment has in its legend.
static unsigned legend_of(Film *f) {
    unsigned legend = 0;
    for (int i = 0; i <= SAMPLES; i++) {
        Arena *arena = arena_begin();
        FigureSpec one = f->spec;
        one.t = f->until * i / SAMPLES;
        one.without |= FIGURE_LEGEND;
        List list = figure_list(f->session, &one, fonts_metrics(f->fonts), arena);
        legend |= figure_legend(&list, f->session);
        arena_end(arena);
    }
    return legend;
}

static double until_of(const Session *session, const FigureSpec *spec) {
    return spec->before ? asked_opens(session_lesson_step(session)) : 1;
}

double film_pictures(const Session *session, const FigureSpec *spec) {
    double seconds = session_seconds(session), fps = spec->fps > 0 ? spec->fps : FIGURE_FPS;
    if (!(seconds > 0)) return 0;
    return floor((spec->seconds > 0 ? spec->seconds : seconds * until_of(session, spec)) * fps + 0.5) + 1;
}

static bool prepare(Film *f, const FigureSpec *spec, Problems *problems) {
    double frames = film_pictures(f->session, spec);
    f->until = until_of(f->session, spec);
    if (spec->clear) return problems_add(problems, (Place){ 0 }, "a film has a background: --background none is for pictures");
    if (!figure_has_part(f->session, spec, fonts_metrics(f->fonts), problems)) return false;
    if (!(frames > 0))
        return problems_add(problems, (Place){ 0 }, "step %d does not move: save it as a .png, .svg or .pdf",
                            session_step(f->session) + 1);
    if (frames > FRAMES_MOST)
        return problems_add(problems, (Place){ 0 }, "a film of %.0f pictures is too long; the most is %d: choose fewer seconds",
                            frames, FRAMES_MOST);
    f->frames = math_max_int((int)frames, 2);
    session_race_rest(f->session);
    f->spec = *spec;
    f->spec.t = f->until;
    f->spec.moving = true;
    f->spec.strip = 0;
    f->spec = figure_settled(f->session, &f->spec, fonts_metrics(f->fonts));
    f->spec.legend = f->spec.without & FIGURE_LEGEND ? 0 : legend_of(f);
    f->file = figure_file(f->session, &f->spec, fonts_metrics(f->fonts), f->exporter->id, f->arena);
    f->reel = f->exporter->begin(f->fonts, &f->file, problems);
    return f->reel;
}

Film *film_begin(Session *session, const FigureSpec *spec, Fonts *fonts, const Exporter *exporter, Problems *problems) {
    Film *f = calloc(1, sizeof *f);
    if (!f) {
        problems_out_of_memory(problems, NULL);
        return NULL;
    }
    *f = (Film){ .arena = arena_begin(), .session = session, .fonts = fonts, .exporter = exporter };
    if (prepare(f, spec, problems)) return f;
    film_end(f, NULL, NULL, problems);
    return NULL;
}

bool film_add(Film *f, Problems *problems) {
    Arena *arena = arena_begin();
    f->spec.t = f->done + 1 == f->frames ? f->until : f->until * f->done / (f->frames - 1);
    List list = figure_list(f->session, &f->spec, fonts_metrics(f->fonts), arena);
    bool well = f->exporter->add(f->reel, &list, problems);
    arena_end(arena);
    f->done++;
    return well;
}

bool film_idle(Film *f) { return !f->exporter->idle || f->exporter->idle(f->reel, f->done == f->frames); }
int film_frames(const Film *f) { return f->frames; }
int film_done(const Film *f) { return f->done; }

bool film_end(Film *f, Arena *arena, Text *out, Problems *problems) {
    bool well = !f->reel || f->exporter->end(f->reel, arena, out, problems);
    arena_end(f->arena);
    free(f);
    return well;
}

void film_stop(Film **film) {
    if (*film) film_end(*film, NULL, NULL, NULL);
    *film = NULL;
}

bool film_write(Session *session, const FigureSpec *spec, Fonts *fonts, const Exporter *exporter, Arena *arena, Text *out,
                Problems *problems) {
    memory_watch();
    Film *film = film_begin(session, spec, fonts, exporter, problems);
    if (!film) return false;
    bool well = true;
    while (well && film_done(film) < film_frames(film)) well = film_add(film, problems);
    if (!film_end(film, arena, well ? out : NULL, problems) || !well) return false;
    return !memory_was_short() || problems_out_of_memory(problems, NULL);
}
