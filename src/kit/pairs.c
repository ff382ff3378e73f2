// What the scenes of a gradient in a plane share.
#include "kit/pairs.h"

#include <math.h>

#include "base/math.h"

PairPlaces pairs_place(const Picture *p, bool drawn) {
    const View *v = p->view;
    double margin = p->sizes->margin, footer = p->flat ? 34 : 64;
    PairPlaces out = { .plane = box(margin, margin, v->width - 2 * margin, v->height - margin - footer),
                       .footer = box(margin, v->height - footer, v->width - 2 * margin, footer) };
    if (p->small || !drawn) return out;
    Box all = out.plane; // the plane is no wider than its arrows need
    double wide = math_clamp(all.h * 1.25, 0.5 * all.w, 0.62 * all.w), gap = math_clamp(0.04 * v->width, 28, 72);
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
            draw_cell(out, cell, "", (CellStyle){ .state = CELL_TO_COME });
    }
    if (!line->after || line->come < 1) return;
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

Pen pairs_pen(const Picture *p, const PairPlaces *places, double size) {
    Box at = places->footer;
    return (Pen){ .out = p->out, .x = at.x, .y = at.y + at.h * 0.6, .size = size, .end = at.x + at.w };
}
