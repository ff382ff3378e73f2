// Cards with counts at their foot.
#include "kit/cards.h"

static void draw_stat(List *out, Box at, bool small, const Stat *stat) {
    Ident own = stat->of ? matrix_ident(stat->of, 0, 0) : ident_note(stat->note);
    Ident before = list_show(out, stat->note && !list_hides(out, own) ? ident_note(stat->note) : own);
    double size = small ? 17 : 28, label = small ? 12 : 14, y = at.y + at.h - (small ? 8 : 18);
    const char *text = stat->to_come ? "?" : stat->of ? number_text(out->arena, matrix_at(stat->of, 0, 0), 4) : stat->text;
    TextStyle number = { .face = FACE_BOLD, .size = size }, words = { .size = label, .paint = paint(ROLE_MUTED) };
    double wide = list_text_fit(out, at.x, y, at.w * 0.6, text_of(text), number);
    list_text_fit(out, at.x + wide + (small ? 5 : 9), y, at.w - wide - (small ? 11 : 27), text_of(stat->label), words);
    list_show(out, before);
}

Box draw_stat_card(List *out, Box card, bool small, const char *title, const Stat *stat, int stats) {
    double pad = small ? 12 : 24, foot = stats ? small ? 30 : 60 : small ? 8 : 16, head = small ? 28 : 52;
    draw_card(out, card);
    list_text_fit(out, card.x + pad, card.y + (small ? 20 : 36), card.w - 2 * pad, text_of(title),
                  (TextStyle){ .face = FACE_BOLD, .size = small ? 14 : 18 });
    double w = (card.w - 2 * pad) / (stats ? stats : 1), top = card.y + card.h - foot;
    for (int i = 0; i < stats; i++) draw_stat(out, box(card.x + pad + w * i, top, w, foot), small, &stat[i]);
    if (stats)
        list_line(out, card.x + pad, top + 0.5, card.x + card.w - pad, top + 0.5,
                  (StrokeStyle){ .paint = paint(ROLE_LINE), .width = 1 });
    return box(card.x + pad, card.y + head, card.w - 2 * pad, card.h - head - foot);
}
