// What the pen and the presenter's window hold, without a page: the app lets go of it when a step or the program ends.
#include "page/page_presenter.h"
#include "page/pen.h"

int pen_begin_of(const StagePen *pen, int stroke) { return stroke ? pen->end[stroke - 1] : 0; }

void pen_forget(StagePen *pen) { pen->strokes = pen->points = pen->down = 0; }

bool pen_undo(StagePen *pen) {
    if (!pen->strokes) return false;
    pen->points = pen_begin_of(pen, --pen->strokes);
    pen->down = false;
    return true;
}

void presenter_end(Presenter *presenter) {
    session_end(presenter->ahead);
    if (presenter->frame) arena_end(presenter->frame);
    *presenter = (Presenter){ 0 };
}
