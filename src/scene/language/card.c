// See card.h.
#include "scene/language/card.h"

Box language_card(const Picture *p, Box at, const char *title) {
    double pad = p->small ? 10 : 18, size = p->sizes->name;
    draw_card(p->out, at);
    list_text_fit(p->out, at.x + pad, at.y + pad + size * 0.7, at.w - 2 * pad, text_of(title),
                  (TextStyle){ .face = FACE_BOLD, .size = size, .ident = ident_note(title) });
    double top = pad + size + p->sizes->snug;
    return box(at.x + pad, at.y + top, at.w - 2 * pad, at.h - top - pad);
}

const char *language_title(const Picture *p, Box at, const char *title, const char *shorter) {
    return metrics_width(p->view->metrics, FACE_BOLD, p->sizes->name, text_of(title)) > at.w - 20 ? shorter : title;
}

void language_card_note(const Picture *p, Box at, const char *title, const char *note) {
    double pad = 18, size = p->sizes->note, named = metrics_width(p->view->metrics, FACE_BOLD, p->sizes->name, text_of(title));
    if (p->small || named + metrics_width(p->view->metrics, FACE_TEXT, size, text_of(note)) + 40 > at.w - 2 * pad) return;
    list_text(p->out, at.x + at.w - pad, at.y + pad + p->sizes->name * 0.7, text_of(note),
              (TextStyle){ .size = size, .align = ALIGN_RIGHT, .paint = paint(ROLE_MUTED), .ident = ident_note(note) });
}

// --- rows

typedef struct Rows {
    int count, first[CARD_PARTS], end[CARD_PARTS]; // of `shown`
    const CardPart *shown[CARD_PARTS];
    double height[CARD_PARTS], all;
} Rows;

static bool shows(const Picture *p, const CardPart *part) {
    return step_reveals(p->step, part->reveal) || step_focuses(p->step, part->reveal);
}

static Rows lay_out(const Picture *p, const CardPart *part, int parts) {
    Rows r = { 0 };
    int shown = 0;
    double used = 2;
    for (int i = 0; i < parts; i++) {
        if (!shows(p, &part[i])) continue;
        double width = p->tall || p->size == SIZE_NARROW ? 1 : part[i].width;
        if (used + width > 1.001) {
            r.first[r.count++] = shown;
            used = 0;
        }
        used += width;
        r.shown[shown++] = &part[i];
        r.end[r.count - 1] = shown;
        if (part[i].height > r.height[r.count - 1]) r.height[r.count - 1] = part[i].height;
    }
    for (int i = 0; i < r.count; i++) r.all += r.height[i];
    return r;
}

// The lowest row's height in this room.
static double lowest(const Rows *r, double room, double gap) {
    double least = 1;
    for (int i = 0; i < r->count; i++) least = math_min(least, r->height[i]);
    return (room - gap * (r->count - 1)) * least / r->all;
}

// The last first.
static void drop_rows(const Picture *p, Rows *r, double room, double gap) {
    enum { LEAST = 118 };
    for (int row = r->count; row-- > 0 && r->count > 1 && lowest(r, room, gap) < LEAST;) {
        bool focused = false;
        for (int i = r->first[row]; i < r->end[row]; i++) focused = focused || step_focuses(p->step, r->shown[i]->reveal);
        if (focused) continue;
        r->all -= r->height[row];
        for (int k = row; k + 1 < r->count; k++)
            r->first[k] = r->first[k + 1], r->end[k] = r->end[k + 1], r->height[k] = r->height[k + 1];
        r->count--;
    }
}

static double row_width(const Rows *r, int row) {
    double all = 0;
    for (int i = r->first[row]; i < r->end[row]; i++) all += r->shown[i]->width;
    return all;
}

void language_cards(const Picture *p, const CardPart *part, int parts) {
    double margin = p->sizes->part, gap = p->small ? 10 : 16;
    Rows r = lay_out(p, part, parts);
    if (!r.count) // nothing is said yet
        draw_card_to_come(p->out, box(margin, margin, p->view->width - 2 * margin, p->view->height - 2 * margin));
    drop_rows(p, &r, p->view->height - 2 * margin, gap);
    double room = p->view->height - 2 * margin - gap * (r.count - 1), y = margin;
    for (int row = 0; row < r.count; row++) {
        double h = room * r.height[row] / r.all, x = margin, all = row_width(&r, row);
        double wide = p->view->width - 2 * margin - gap * (r.end[row] - r.first[row] - 1);
        for (int i = r.first[row]; i < r.end[row]; i++) {
            Box at = box(x, y, wide * r.shown[i]->width / all, h);
            if (step_focuses(p->step, r.shown[i]->reveal)) draw_highlight(p->out, box_grow(at, p->small ? 4 : 7));
            r.shown[i]->draw(p, at);
            x += at.w + gap;
        }
        y += h + gap;
    }
}

// --- words

// The first piece of a curve, up to `come`.
static void draw_curve_piece(List *out, const double x[4], const double y[4], double come, StrokeStyle style) {
    double a[4], b[4];
    for (int i = 0; i < 4; i++) a[i] = x[i], b[i] = y[i];
    for (int round = 1; round < 4; round++)
        for (int i = 3; i >= round; i--) a[i] = between(a[i - 1], a[i], come), b[i] = between(b[i - 1], b[i], come);
    list_curve(out, a[0], b[0], a[1], b[1], a[2], b[2], a[3], b[3], style);
}

void language_arc(const Picture *p, double x, double to, double y, double top, ArcStyle style) {
    if (style.weight < 0.004 || style.come <= 0) return;
    double lift = math_max(y - top, 0), high = y - lift * math_clamp(0.4 + 0.6 * (to - x) / (p->view->width * 0.8), 0.4, 1);
    double width = 1 + (p->small ? 7 : 11) * style.weight, loop = to - x < 1 ? math_min(lift * 0.5, 24) + width : 0;
    draw_curve_piece(
        p->out, (double[]){ to + loop * 0.5, to + loop, x - loop, x - loop * 0.5 },
        loop > 0 ? (double[]){ y, y - lift * 0.9, y - lift * 0.9, y } : (double[]){ y, high, high, y }, style.come,
        (StrokeStyle){
            .paint = paint_faded(style.role, style.weight > 0.1 ? 1 : 0.5f), .width = width, .round = true, .ident = style.ident });
}

void language_tile(const Picture *p, Box at, const char *word, Role role, double weight, bool asks) {
    list_rect(p->out, at,
              (RectStyle){
                  .radius = 7, .fill = paint(ROLE_STAGE), .stroke = paint(asks ? ROLE_INK : ROLE_FAINT), .width = asks ? 2 : 1.2 });
    if (weight > 0.02) list_rect(p->out, at, (RectStyle){ .radius = 7, .fill = paint_faded(role, (float)(0.3 * weight)) });
    double size = math_min(p->sizes->formula, at.h * 0.62);
    if (size < 9) return; // a mark alone
    list_text_fit(p->out, box_middle_x(at), box_middle_y(at) + size * 0.34, at.w - math_min(8, at.w * 0.2), text_of(word),
                  (TextStyle){ .size = size, .align = ALIGN_CENTER, .face = weight > 0.3 ? FACE_BOLD : FACE_TEXT });
}

void language_unknown(const Picture *p, Box at) {
    list_rect(p->out, at, (RectStyle){ .radius = 7, .stroke = paint(ROLE_INK), .width = 1.5, .dash = 4 });
    list_text(p->out, box_middle_x(at), box_middle_y(at) + 6, TEXT("?"),
              (TextStyle){ .size = p->sizes->formula, .align = ALIGN_CENTER, .face = FACE_BOLD });
}
