// Cards with counts at their foot.
#include "kit/cards.h"

#include "base/math.h"

typedef struct StatStyle {
    bool small, under; // under: the words stand under the number
    double size, label, between;
} StatStyle;

// Right of the words that stand beside a number: room to the next one.
static double label_margin(const StatStyle *s) { return s->small ? 6 : 18; }

static const char *stat_text(const List *out, const Stat *stat) {
    return stat->to_come ? "?" : stat->of ? number_text(out->arena, matrix_at(stat->of, 0, 0), 4) : stat->text;
}

static void draw_stat(List *out, Box at, const StatStyle *s, const Stat *stat) {
    Ident own = stat->of ? matrix_ident(stat->of, 0, 0) : ident_note(stat->note);
    Ident before = list_show(out, stat->note && !list_hides(out, own) ? ident_note(stat->note) : own);
    double y = at.y + at.h - (s->small ? 8 : s->under ? 14 : 18);
    TextStyle number = { .face = FACE_BOLD, .size = s->size }, words = { .size = s->label, .paint = paint(ROLE_MUTED) };
    if (s->under) {
        list_text_fit(out, at.x, y - (s->small ? 16 : 20), at.w - 8, text_of(stat_text(out, stat)), number);
        list_text_fit(out, at.x, y, at.w - 6, text_of(stat->label), words);
    } else {
        double wide = list_text_fit(out, at.x, y, at.w * 0.6, text_of(stat_text(out, stat)), number) + s->between;
        list_text_fit(out, at.x + wide, y, at.w - wide - label_margin(s), text_of(stat->label), words);
    }
    list_show(out, before);
}

// Has every label room, beside its number or under it?
static bool stats_fit(const List *out, double width, const StatStyle *s, const Stat *stat, int stats) {
    for (int i = 0; i < stats; i++) {
        double number = metrics_width(out->metrics, FACE_BOLD, s->size, text_of(stat_text(out, &stat[i])));
        double label = metrics_width(out->metrics, FACE_TEXT, s->label, text_of(stat[i].label));
        if (label > width - (s->under ? 6 : math_min(number, width * 0.6) + s->between + label_margin(s))) return false;
    }
    return true;
}

static StatStyle stat_style(bool small) {
    return (StatStyle){ .small = small, .size = small ? 17 : 28, .label = small ? 12 : 14, .between = small ? 5 : 9 };
}

static double stat_pad(bool small) { return small ? 12 : 24; }

bool stat_card_folds(const List *out, Box card, bool small, const Stat *stat, int stats) {
    StatStyle s = stat_style(small);
    double w = (card.w - 2 * stat_pad(small)) / (stats ? stats : 1);
    if (card.h <= 180 || stats_fit(out, w, &s, stat, stats)) return false;
    s.under = true;
    return stats_fit(out, w, &s, stat, stats);
}

Box draw_stat_card(List *out, Box card, bool small, const char *title, const Stat *stat, int stats) {
    return draw_stat_card_folded(out, card, small, title, stat, stats, stat_card_folds(out, card, small, stat, stats));
}

Box draw_stat_card_folded(List *out, Box card, bool small, const char *title, const Stat *stat, int stats, bool folds) {
    StatStyle s = stat_style(small);
    double pad = stat_pad(small), head = small ? 28 : 52, w = (card.w - 2 * pad) / (stats ? stats : 1);
    s.under = folds;
    double foot = s.under ? small ? 46 : 72 : stats ? small ? 30 : 60 : small ? 8 : 16, top = card.y + card.h - foot;
    draw_card(out, card);
    list_text_fit(out, card.x + pad, card.y + (small ? 20 : 36), card.w - 2 * pad, text_of(title),
                  (TextStyle){ .face = FACE_BOLD, .size = small ? 14 : 18 });
    for (int i = 0; i < stats; i++) draw_stat(out, box(card.x + pad + w * i, top, w, foot), &s, &stat[i]);
    if (stats)
        list_line(out, card.x + pad, top + 0.5, card.x + card.w - pad, top + 0.5,
                  (StrokeStyle){ .paint = paint(ROLE_LINE), .width = 1 });
    return box(card.x + pad, card.y + head, card.w - 2 * pad, card.h - head - foot);
}
