// What the scenes of a gradient in a plane share.
#include "kit/pairs.h"

#include <math.h>

#include "base/math.h"

PairPlaces pairs_place(const Picture *p, bool drawn) {
    PairPlaces out = { 0 };
    picture_card_and_foot(p, &out.plane, &out.footer);
    if (p->small || !drawn) return out;
    Box all = out.plane; // the plane is no wider than its arrows need
    double wide = math_clamp(all.h * 1.25, 0.5 * all.w, 0.62 * all.w), gap = math_clamp(0.04 * p->view->width, 28, 72);
    out.table = box(all.x + wide + gap, all.y, all.w - wide - gap, all.h);
    out.plane.w = floor(wide);
    return out;
}

void pairs_line(List *out, Box at, const PairLine *line) {
    double cell_w = math_clamp((at.w - line->apart) / 2, 48, line->cell_w), cell_h = math_clamp(at.h - 34, 28, line->cell_h);
    double y = at.y + 30;
    if (line->now) draw_highlight(out, box(at.x - 16, at.y - 4, at.w + 16, cell_h + 46));
    list_text_fit(out, at.x, at.y + 18, at.w, text_of(line->name),
                  (TextStyle){ .face = line->now ? FACE_BOLD : FACE_TEXT, .size = 16, .paint = paint(line->name_role) });
    for (int i = 0; i < 2; i++) {
        Box cell = box(at.x + i * (cell_w + 4), y, cell_w, cell_h);
        if (line->come > 0)
            matrix_cell(out, cell, line->m, 0, i,
                        (CellStyle){ .role = line->role,
                                     .share = line->pale + line->strong * share_of(matrix_at(line->m, 0, i), line->largest),
                                     .reveal = line->come,
                                     .size = math_clamp(0.34 * cell_h, 15, line->digits) });
        else
            draw_awaited(out, cell, matrix_ident(line->m, 0, i),
                         (CellStyle){ .role = line->role, .size = math_clamp(0.34 * cell_h, 15, line->digits) });
    }
    if (!line->after || come_or_asked(out, line->after_ident, line->come) < 1) return;
    list_text_fit(out, at.x + 2 * cell_w + 18, y + cell_h / 2 + 5, at.w - 2 * cell_w - 18, text_of(line->after),
                  (TextStyle){ .size = 16, .paint = paint(line->after_role), .ident = line->after_ident });
}

void pairs_write(Pen *pen, const Matrix *m, Role role) {
    pen_operator(pen, "(");
    for (int i = 0; i < m->columns && i < 4; i++) {
        if (i) pen_operator(pen, ", ");
        pen_number(pen, matrix_at(m, 0, i), role, matrix_ident(m, 0, i));
    }
    pen_operator(pen, m->columns > 4 ? ", …)" : ")");
}
