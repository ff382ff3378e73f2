// Setting a card and finding it a place: beside its number, whole, and off the cells it speaks about.
#include <math.h>

#include "base/math.h"
#include "draw/formula.h"
#include "page/card.h"

static const double margin_x = CARD_SIDE, margin_y = 14, tail = 12;

typedef struct CardLine { // one line of a card, measured
    const Formula *formula;
    FormulaSize size;
    double type; // of the formula
    double height, baseline;
} CardLine;

typedef struct Layout {
    Card card;
    CardLine formula, flows;
    double width, height, type;
    double partial_width, result_width, note_width;
    bool result_beside; // behind the formula, on its line
} Layout;

static Paint on_card(float strength) { return paint_tint(ROLE_PANEL, ROLE_INK, strength); }

static FormulaStyle formula_style(double type) {
    return (FormulaStyle){ .size = type, .paint = paint(ROLE_PANEL), .display = true, .plain = true };
}

static CardLine measure_formula(const List *list, const char *tex, double type, double gap) {
    CardLine line = { .type = type };
    const char *error;
    int column;
    if (!tex) return line;
    line.formula = formula_parse(list->arena, text_of(tex), &error, &column);
    if (!line.formula) return line;
    line.size = formula_measure(list->metrics, line.formula, formula_style(type));
    double ascent = line.size.ascent > type * 0.75 ? line.size.ascent : type * 0.75,
           descent = line.size.descent > type * 0.2 ? line.size.descent : type * 0.2;
    line.baseline = ascent;
    line.height = ascent + descent + gap;
    return line;
}

static double words(const List *list, Face face, double size, const char *text) {
    return text ? metrics_width(list->metrics, face, size, text_of(text)) : 0;
}

static const char *partial_line(const List *list, const Card *card) {
    return card->partial ? arena_print(list->arena, "=  %s  =  ", card->partial) : "=  ";
}

static Layout lay_out(const List *list, Card card, double shrink, double type) {
    Layout l = { .card = card, .type = type };
    l.formula = measure_formula(list, card.formula, 20 * type * shrink, 8 * type);
    l.flows = measure_formula(list, card.flows, 15 * type, 0);
    if (l.flows.formula) l.flows.height += 6 * type;
    bool equals = card.formula && card.formula[0] && card.formula[text_of(card.formula).size - 1] == '=';
    l.result_width = words(list, FACE_BOLD, 16 * type, card.result);
    l.partial_width = words(list, FACE_TEXT, 16 * type, partial_line(list, &card)) + l.result_width;
    l.result_beside = card.result && (equals || !card.formula);
    if (l.result_beside) l.partial_width = 0;
    l.note_width = words(list, FACE_TEXT, 14 * type, card.note);
    double flows = l.flows.formula ? words(list, FACE_TEXT, 14 * type, "flows into ") + 4 + l.flows.size.width : 0;
    l.width = l.formula.size.width + (l.result_beside ? 8 * type + l.result_width : 0);
    l.width = math_max(math_max(l.width, l.result_beside || !card.result ? 0 : l.partial_width), math_max(flows, l.note_width));
    l.height = l.formula.height + (card.result && !l.result_beside ? 26 * type : 0) + (card.note ? 22 * type : 0) + l.flows.height;
    for (int i = 0; i < 2; i++) {
        l.width = math_max(l.width, words(list, FACE_TEXT, 14 * type, card.proof[i]));
        if (card.proof[i]) l.height += (i ? 20 : 28) * type;
    }
    l.width += 2 * margin_x;
    l.height += 2 * margin_y - (card.result && !l.result_beside ? 4 * type : 0);
    return l;
}

// Fewer terms, fewer digits, then smaller type, until it fits the width.
static Layout fit(const List *list, Session *session, const Explained *e, bool pinned, double width, double type) {
    static const struct {
        int terms, digits;
        double shrink;
    } tries[] = { { 6, 5, 1 }, { 4, 5, 1 }, { 4, 4, 1 }, { 3, 4, 0.9 }, { 2, 4, 0.85 }, { 2, 3, 0.75 }, { 2, 2, 0.6 } };
    Layout l = { 0 };
    for (size_t i = 0; i < sizeof tries / sizeof *tries; i++) {
        l = lay_out(list, card_make(list->arena, session, e, pinned, tries[i].terms, tries[i].digits), tries[i].shrink, type);
        if (l.width <= width) return l;
    }
    if (l.width > width) l.width = width;
    return l;
}

// --- the place

static double overlap(Box a, Box b) {
    Box both = box_meet(a, b);
    return both.w > 0 && both.h > 0 ? both.w * both.h : 0;
}

static double into(double x, double low, double high) { return math_clamp(x, low, math_max(low, high)); }

// Above, below, right or left of the target; slid along so that it stays within the bounds.
static Box place(int side, Box target, double w, double h, Box bounds) {
    double x = side == 2   ? target.x + target.w + tail
               : side == 3 ? target.x - tail - w
                           : into(target.x + target.w / 2 - 40, bounds.x, bounds.x + bounds.w - w);
    double y = side == 0   ? target.y - tail - h
               : side == 1 ? target.y + target.h + tail
                           : into(target.y + target.h / 2 - h / 2, bounds.y, bounds.y + bounds.h - h);
    return box(x, y, w, h);
}

static Box best_place(Box target, double w, double h, Box bounds, const Box *avoid, int avoids, int *side) {
    Box best = { 0 };
    double least = MATH_INFINITY;
    for (int i = 0; i < 4; i++) {
        Box at = place(i, target, w, h, bounds);
        double cost = i * 40;
        if (at.x < bounds.x || at.y < bounds.y || at.x + w > bounds.x + bounds.w || at.y + h > bounds.y + bounds.h) {
            at.x = into(at.x, bounds.x, bounds.x + bounds.w - w); // not beside it: at least whole, in sight and not over it
            at.y = into(at.y, bounds.y, bounds.y + bounds.h - h);
            cost += 1e7 + 1e3 * overlap(at, target);
        }
        for (int k = 0; k < avoids; k++) cost += overlap(at, avoid[k]);
        if (cost < least) least = cost, best = at, *side = i;
    }
    return best;
}

static void draw_tail(List *list, int side, Box card, Box target) {
    double x = into(target.x + target.w / 2, card.x + 16, card.x + card.w - 16),
           y = into(target.y + target.h / 2, card.y + 16, card.y + card.h - 16);
    double reach = tail - 4, half = 9;
    double top[] = { x - half, card.y + card.h - 1, x + half, card.y + card.h - 1, x, card.y + card.h + reach };
    double bottom[] = { x - half, card.y + 1, x + half, card.y + 1, x, card.y - reach };
    double right[] = { card.x + 1, y - half, card.x + 1, y + half, card.x - reach, y };
    double left[] = { card.x + card.w - 1, y - half, card.x + card.w - 1, y + half, card.x + card.w + reach, y };
    const double *points[] = { top, bottom, right, left };
    list_polyline(list, points[side], 3, true, (StrokeStyle){ .fill = paint(ROLE_INK) });
}

// --- drawing

static void draw_words(List *list, const Layout *l, Box at) {
    double x = at.x + margin_x, y = at.y + margin_y, room = at.w - 2 * margin_x, type = l->type;
    if (l->formula.formula) {
        formula_draw(list, x, y + l->formula.baseline, l->formula.formula, formula_style(l->formula.type));
        if (l->result_beside)
            list_text(list, x + l->formula.size.width + 8 * type, y + l->formula.baseline, text_of(l->card.result),
                      (TextStyle){ FACE_BOLD, 16 * type, paint(ROLE_PANEL), ALIGN_LEFT });
        y += l->formula.height;
    }
    if (l->card.result && !l->result_beside) {
        double w = list_text(list, x, y + 16 * type, text_of(partial_line(list, &l->card)),
                             (TextStyle){ FACE_TEXT, 16 * type, paint(ROLE_PANEL), ALIGN_LEFT });
        list_text(list, x + w, y + 16 * type, text_of(l->card.result),
                  (TextStyle){ FACE_BOLD, 16 * type, paint(ROLE_PANEL), ALIGN_LEFT });
        y += 26 * type;
    }
    if (l->card.note) {
        list_text_fit(list, x, y + 14 * type, room, text_of(l->card.note),
                      (TextStyle){ FACE_TEXT, 14 * type, on_card(0.78f), ALIGN_LEFT });
        y += 22 * type;
    }
    if (l->flows.formula) {
        double w = list_text(list, x, y + l->flows.baseline, TEXT("flows into "),
                             (TextStyle){ FACE_TEXT, 14 * type, on_card(0.78f), ALIGN_LEFT });
        FormulaStyle style = formula_style(l->flows.type);
        style.paint = on_card(0.78f);
        formula_draw(list, x + w + 4, y + l->flows.baseline, l->flows.formula, style);
        y += l->flows.height;
    }
    for (int i = 0; i < 2; i++) {
        if (!l->card.proof[i]) continue;
        if (i == 0) list_line(list, x, y + 7 * type, x + room, y + 7 * type, (StrokeStyle){ .paint = on_card(0.4f), .width = 1 });
        y += (i ? 20 : 28) * type;
        list_text_fit(list, x, y - 4 * type, room, text_of(l->card.proof[i]),
                      (TextStyle){ FACE_TEXT, 14 * type, on_card(i ? 1 : 0.78f), ALIGN_LEFT });
    }
}

Box card_draw(List *list, Session *session, const Explained *e, Box target, Box bounds, const CardStyle *style) {
    double most = math_min(bounds.w - 16, 600 * style->type);
    Layout l = fit(list, session, e, style->pinned, most, style->type);
    if (!l.formula.formula && !l.card.note && !l.card.result) return (Box){ 0 };
    double pin = style->pinned ? CARD_PIN : 0, wide = math_max(l.width, math_min(style->least, most));
    int side = 0;
    Box at = best_place(target, ceil(wide + pin), ceil(l.height + style->foot), box_grow(bounds, -8), style->avoid, style->avoids,
                        &side);
    bool before = list->may_overlap;
    list->may_overlap = true;
    list_rect(list, at, (RectStyle){ .radius = 10, .fill = paint(ROLE_INK) });
    if (!box_meets(at, target)) draw_tail(list, side, at, target);
    at.w -= pin;
    draw_words(list, &l, at);
    at.w += pin;
    if (style->pinned) draw_icon(list, ICON_PIN, at.x + at.w - 18, at.y + 18, 14, on_card(0.78f));
    list->may_overlap = before;
    return at;
}
