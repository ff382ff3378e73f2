// What stands still is looked for, laid out and written; what moves is a film.
#include "page/figure_making.h"

#include <stdlib.h>

struct FigureMaking {
    Arena *arena; // of what it is made from, and of the bytes
    Session *session;
    FigureSpec spec;
    Fonts *fonts;
    const Exporter *exporter;
    FigureSearch *search;
    Film *film;
    List list;
    FigureFile file;
    Writing writing; // `list` NULL: it is not laid out yet
    Text bytes;
};

static const char *copied(Arena *arena, const char *text) { return text ? arena_print(arena, "%s", text) : NULL; }

FigureMaking *figure_making_begin(Session *session, const FigureSpec *spec, Fonts *fonts, const Exporter *exporter) {
    FigureMaking *m = memory_needed(calloc(1, sizeof *m));
    *m = (FigureMaking){ .arena = arena_begin(), .session = session, .spec = *spec, .fonts = fonts, .exporter = exporter };
    m->spec.title = copied(m->arena, spec->title);
    m->spec.caption = copied(m->arena, spec->caption);
    m->spec.part = copied(m->arena, spec->part);
    m->spec.data = copied(m->arena, spec->data);
    m->search = figure_search_begin();
    return m;
}

static TurnEnd lay_out(FigureMaking *m, const Turn *turn, Problems *problems) {
    const Metrics *metrics = fonts_metrics(m->fonts);
    if (!figure_has_part(m->session, &m->spec, metrics, problems)) return TURN_FAILED;
    if (!figure_search(m->search, m->session, &m->spec, metrics, turn, &m->spec)) return TURN_OVER;
    m->list = figure_list(m->session, &m->spec, metrics, m->arena);
    m->file = figure_file(m->session, &m->spec, metrics, m->exporter->id, m->arena);
    m->writing = (Writing){ .arena = m->arena, .fonts = m->fonts, .list = &m->list, .figure = &m->file };
    return turn_is_over(turn) ? TURN_OVER : TURN_DONE;
}

static TurnEnd write_still(FigureMaking *m, const Turn *turn, Problems *problems) {
    TurnEnd end = m->writing.list ? TURN_DONE : lay_out(m, turn, problems);
    if (end != TURN_DONE) return end;
    memory_watch();
    end = m->exporter->write(&m->writing, turn, problems);
    m->bytes = m->writing.out;
    return end;
}

static TurnEnd write_film(FigureMaking *m, const Turn *turn, Problems *problems) {
    memory_watch();
    if (!m->film) m->film = film_begin(m->session, &m->spec, m->fonts, m->exporter, problems);
    return m->film ? film_go(m->film, m->arena, &m->bytes, turn, problems) : TURN_FAILED;
}

TurnEnd figure_making_go(FigureMaking *m, const Turn *turn, Problems *problems) {
    TurnEnd end = (exporter_moves(m->exporter) ? write_film : write_still)(m, turn, problems);
    if (end == TURN_FAILED || !memory_was_short()) return end;
    problems_out_of_memory(problems, NULL);
    return TURN_FAILED;
}

FigureSpec figure_making_spec(const FigureMaking *m) { return m->spec; }
Text figure_making_bytes(const FigureMaking *m) { return m->bytes; }
const Film *figure_making_film(const FigureMaking *m) { return m->film; }

void figure_making_end(FigureMaking *m) {
    if (!m) return;
    if (m->exporter->leave) m->exporter->leave(&m->writing);
    film_end(m->film);
    figure_search_end(m->search);
    arena_end(m->arena);
    free(m);
}
