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
    FigureSearch *search; // for the layout
    bool settled;
    int sampled;     // moments looked at for the legend
    unsigned legend; // what they have in it
    Reel *reel;
    double until; // the last picture's t
    int frames, done;
};

// What any moment has in its legend. False: the turn is over before that.
static bool find_legend(Film *f, const Turn *turn) {
    if (f->spec.without & FIGURE_LEGEND) return true;
    while (f->sampled <= SAMPLES) {
        Arena *arena = arena_begin();
        FigureSpec one = f->spec;
        one.t = f->until * f->sampled++ / SAMPLES;
        one.without |= FIGURE_LEGEND;
        List list = figure_list(f->session, &one, fonts_metrics(f->fonts), arena);
        f->legend |= figure_legend(&list, f->session);
        arena_end(arena);
        if (turn_is_over(turn)) return false;
    }
    return true;
}

static double until_of(const Session *session, const FigureSpec *spec) {
    return spec->before ? asked_opens(session_lesson_step(session)) : 1;
}

double film_pictures(const Session *session, const FigureSpec *spec) {
    double seconds = session_seconds(session), fps = spec->fps > 0 ? spec->fps : FIGURE_FPS;
    if (!(seconds > 0)) return 0;
    return floor((spec->seconds > 0 ? spec->seconds : seconds * until_of(session, spec)) * fps + 0.5) + 1;
}

static bool begin(Film *f, const FigureSpec *spec, Problems *problems) {
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
    return true;
}

Film *film_begin(Session *session, const FigureSpec *spec, Fonts *fonts, const Exporter *exporter, Problems *problems) {
    Film *f = calloc(1, sizeof *f);
    if (!f) {
        problems_out_of_memory(problems, NULL);
        return NULL;
    }
    *f = (Film){ .arena = arena_begin(), .session = session, .fonts = fonts, .exporter = exporter };
    f->search = figure_search_begin();
    if (begin(f, spec, problems)) return f;
    film_end(f);
    return NULL;
}

// What is the same in all pictures: the layout, and the legend.
static TurnEnd prepare(Film *f, const Turn *turn, Problems *problems) {
    const Metrics *metrics = fonts_metrics(f->fonts);
    if (!f->settled && !figure_search(f->search, f->session, &f->spec, metrics, turn, &f->spec)) return TURN_OVER;
    f->settled = true;
    if (!find_legend(f, turn)) return TURN_OVER;
    f->spec.legend = f->legend;
    f->file = figure_file(f->session, &f->spec, metrics, f->exporter->id, f->arena);
    f->reel = f->exporter->begin(f->fonts, &f->file, problems);
    return f->reel ? TURN_DONE : TURN_FAILED;
}

static TurnEnd add_picture(Film *f, const Turn *turn, Problems *problems) {
    Arena *arena = arena_begin();
    f->spec.t = f->done + 1 == f->frames ? f->until : f->until * f->done / (f->frames - 1);
    List list = figure_list(f->session, &f->spec, fonts_metrics(f->fonts), arena);
    TurnEnd end = f->exporter->add(f->reel, &list, turn, problems);
    arena_end(arena);
    f->done += end == TURN_DONE;
    return end;
}

// Another program is busy, and whoever has only a turn does not wait for it.
static bool is_busy(const Film *f, const Turn *turn) {
    return turn && f->exporter->idle && !f->exporter->idle(f->reel, f->done == f->frames);
}

TurnEnd film_go(Film *f, Arena *arena, Text *out, const Turn *turn, Problems *problems) {
    TurnEnd end = f->reel ? TURN_DONE : prepare(f, turn, problems);
    if (end != TURN_DONE) return end;
    while (f->done < f->frames) {
        if (is_busy(f, turn)) return TURN_OVER;
        double begun = turn_now(turn);
        end = add_picture(f, turn, problems);
        if (end != TURN_DONE) return end;
        if (turn_has_no_other(turn, begun)) return TURN_OVER;
    }
    if (is_busy(f, turn)) return TURN_OVER;
    end = f->exporter->end(f->reel, arena, out, turn, problems);
    if (end != TURN_OVER) f->reel = NULL;
    return end;
}

int film_frames(const Film *f) { return f->frames; }
int film_done(const Film *f) { return f->done; }

void film_end(Film *f) {
    if (!f) return;
    if (f->reel) f->exporter->end(f->reel, NULL, NULL, NULL, NULL);
    figure_search_end(f->search);
    arena_end(f->arena);
    free(f);
}
