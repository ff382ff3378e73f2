// Writing arithmetic: each piece moves the pen on; the first piece that does not fit ends the line.
#include "kit/arithmetic.h"

#include "base/math.h"

static double number_size(const Pen *pen) { return pen->size * 0.9; } // Lato stands taller than STIX

// True when a piece of this width may be written.
Pen pen_in(List *out, Box at, double size) {
    return (Pen){ .out = out, .x = at.x, .y = at.y + at.h * 0.6, .size = size, .end = at.x + at.w };
}

bool pen_takes_back(Pen *pen, const Pen *begin, int mark) {
    if (!pen->full) return false;
    begin->out->count = mark;
    *pen = *begin;
    return true;
}

bool pen_shrinks(Pen *pen, Pen *begin, int mark) {
    static const double least = 14, share = 0.93;
    if (begin->size <= least || !pen->full) return false;
    begin->size = math_max(begin->size * share, least);
    return pen_takes_back(pen, begin, mark);
}

static bool fits(Pen *pen, double width) {
    if (pen->full) return false;
    if (pen->end <= 0 || pen->x + width <= pen->end) return true;
    pen->full = true;
    list_text(pen->out, pen->x, pen->y, TEXT("…"), (TextStyle){ .size = pen->size });
    return false;
}

static void piece(Pen *pen, const char *text, TextStyle style, Ident ident) {
    // Room for an ellipsis is kept.
    if (!fits(pen, metrics_width(pen->out->metrics, style.face, style.size, text_of(text)) + pen->size)) return;
    style.ident = ident;
    pen->x += list_text(pen->out, pen->x, pen->y, text_of(text), style);
}

bool pen_words(Pen *pen, const char *words) {
    TextStyle style = { .size = pen->size * 0.85, .paint = paint(ROLE_MUTED) };
    double width = metrics_width(pen->out->metrics, style.face, style.size, text_of(words));
    if (pen->full || (pen->end > 0 && pen->x + width > pen->end)) return false;
    pen->x += list_text(pen->out, pen->x, pen->y, text_of(words), style);
    return true;
}

void pen_operator(Pen *pen, const char *operator) {
    piece(pen, operator,(TextStyle){ .face = FACE_MATH, .size = pen->size }, pen->out->ident);
}

void pen_symbol(Pen *pen, const char *symbol, int index, Role role, Ident ident) {
    if (!fits(pen, symbol_width(pen->out->metrics, symbol, index, pen->size) + pen->size)) return;
    pen->x += draw_symbol(pen->out, pen->x, pen->y, symbol, index,
                          (TextStyle){ .size = pen->size, .paint = paint(role), .ident = ident });
}

void pen_number(Pen *pen, double value, Role role, Ident ident) {
    const char *text = number_text(pen->out->arena, value, 4);
    if (value < 0) pen_operator(pen, "(");
    piece(pen, text, (TextStyle){ .size = number_size(pen), .paint = paint(role) }, ident);
    if (value < 0) pen_operator(pen, ")");
}

void pen_result(Pen *pen, double value, Role role, Ident ident) {
    pen_operator(pen, " = ");
    piece(pen, number_text(pen->out->arena, value, 4),
          (TextStyle){ .face = FACE_BOLD, .size = number_size(pen), .paint = paint(role) }, ident);
}
