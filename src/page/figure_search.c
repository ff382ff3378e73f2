// The answers in the order in which they were asked for.
#include "page/figure_search.h"

#include <stdlib.h>

struct FigureSearch {
    Arena *arena;
    FigureFound *found;
    int count, room, asked; // known; there is room for; asked in this turn
    const Turn *turn;
    bool over;
};

FigureSearch *figure_search_begin(void) {
    FigureSearch *search = memory_needed(calloc(1, sizeof *search));
    search->arena = arena_begin();
    return search;
}

void figure_search_end(FigureSearch *search) {
    if (!search) return;
    arena_end(search->arena);
    free(search->found);
    free(search);
}

bool figure_known(FigureSearch *search, FigureFound *out) {
    *out = (FigureFound){ 0 };
    if (!search || (!search->over && search->asked == search->count)) return false;
    if (!search->over) *out = search->found[search->asked++];
    return true;
}

void figure_note(FigureSearch *search, FigureFound found) {
    if (!search) return;
    if (search->count == search->room) {
        search->room = search->room ? 2 * search->room : 64;
        search->found = memory_needed(realloc(search->found, (size_t)search->room * sizeof *search->found));
    }
    search->found[search->count++] = found;
    search->asked = search->count;
    search->over = turn_is_over(search->turn);
}

bool figure_known_spec(FigureSearch *search, FigureSpec *out) {
    FigureFound found;
    if (!figure_known(search, &found)) return false;
    if (found.spec) *out = *found.spec;
    return true;
}

void figure_note_spec(FigureSearch *search, const FigureSpec *spec) {
    if (!search) return;
    FigureSpec *kept = arena_new(search->arena, FigureSpec, 1);
    *kept = *spec;
    figure_note(search, (FigureFound){ .spec = kept });
}

void figure_search_turn(FigureSearch *search, const Turn *turn) {
    search->turn = turn;
    search->asked = 0;
    search->over = false;
}

bool figure_search_is_over(const FigureSearch *search) { return search && search->over; }
Arena *figure_search_arena(FigureSearch *search) { return search->arena; }
