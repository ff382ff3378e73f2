// Waiting as lamps that come on one after the other, and the way from the first place to the last, hop by hop.
#include <math.h>

#include "scene/comparison/comparison.h"

enum { LAMPS_DRAWN = 200, PLACES_DRAWN = 48, HOPS_MOST = 256, WAYS = 5 };

// --- lamps

// Lamps in as many lines as make them largest: so many of them in a line, so far apart.
typedef struct Lamps {
    int across;
    double pitch;
} Lamps;

static Lamps fit_lamps(double w, double h, double count) {
    Lamps best = { .across = 1 };
    if (!(count >= 1)) return best;
    for (int lines = 1; lines <= 12; lines++) {
        int across = (int)ceil(count / lines);
        double pitch = math_clamp(w / across, 0, 22);
        if (pitch * lines > h) pitch = h / lines;
        if (pitch > best.pitch) best = (Lamps){ across, pitch };
    }
    return best;
}

static void draw_lamp(const Comparison *p, const Layer *l, double x, double y, double size, double clock) {
    bool on = clock >= 1, now = clock > 0 && clock < 1;
    RectStyle style = { .stroke = paint_tint(l->role, ROLE_PANEL, now || on ? 1 : 0.4f), .width = now ? 2.5 : 1.2 };
    if (on) style.fill = paint_tint(l->role, ROLE_PANEL, l->pale ? 0.55f : 1);
    if (now) style.fill = paint(ROLE_CURRENT);
    list_circle(p->out, x, y, size / 2, style);
}

// All rows share one clock: a lamp a tick.
static void lamp_row(const Comparison *p, const Layer *l, Box at, double clock, double longest) {
    double name = p->sizes->names, number = p->small ? 64 : 180, steps = matrix_at(&l->wait, 0, 0);
    Box room = box(at.x + name, at.y, at.w - name - number, at.h);
    comparison_draw_name(p, l, at.x, box_middle_y(at), name);
    Lamps lamps = fit_lamps(room.w, at.h * 0.78, longest <= LAMPS_DRAWN ? longest : 0);
    const char *note = arena_print(p->out->arena, "%s: a lamp for each layer step that waits for the one before", l->name);
    Ident before = list_show(p->out, ident_note(note));
    bool asked = list_hides(p->out, matrix_ident(&l->wait, 0, 0)); // lamps would tell how many
    if (asked)
        draw_awaited(p->out, box(room.x, box_middle_y(at) - 14, 28, 28), matrix_ident(&l->wait, 0, 0),
                     (CellStyle){ .role = l->role, .size = 15 });
    else if (lamps.pitch < 5)
        comparison_draw_bar(p, l, box(room.x, box_middle_y(at) - 8, room.w * share_of(steps, longest), 16), share_of(clock, steps),
                            false);
    else
        for (int i = 0, lines = (int)ceil(steps / lamps.across); i < steps && i < LAMPS_DRAWN; i++) {
            double x = room.x + lamps.pitch * (i % lamps.across + 0.5);
            draw_lamp(p, l, x, box_middle_y(at) + lamps.pitch * (i / lamps.across - (lines - 1) / 2.0), lamps.pitch * 0.7,
                      clock - i);
        }
    list_show(p->out, before);
    double y = box_middle_y(at) + (p->small ? 5 : 0), x = at.x + at.w - number + 12;
    if (clock < steps && !asked) return; // the count comes when the last lamp is on
    comparison_draw_value(p, &l->wait, 0, x, y, number - 12, (TextStyle){ .face = FACE_BOLD, .size = p->sizes->line });
    if (p->small || at.h < 44 || asked) return;
    before = list_show(p->out, matrix_ident(&l->counted_wait, 0, 0));
    const char *text = arena_print(p->out->arena, "counted: %s", number_text(p->out->arena, matrix_at(&l->counted_wait, 0, 0), 6));
    list_text_fit(p->out, x, y + 20, number - 12, text_of(text), (TextStyle){ .size = 13, .paint = paint(ROLE_MUTED) });
    list_show(p->out, before);
}

void comparison_draw_lamps(const Comparison *p) {
    Box room = draw_stat_card(p->out, p->stage, p->small, "Waiting: layer steps one after the other", NULL, 0);
    double longest = 1, row = (room.h - (p->small ? 18 : 34)) / LAYERS, come = comparison_come(p, "lamps");
    for (int i = 0; i < LAYERS; i++) {
        double steps = matrix_at(&p->layer[i].wait, 0, 0);
        if (steps > longest) longest = steps;
    }
    double clock = come >= 1 ? longest + 1 : come * longest;
    for (int i = 0; i < LAYERS; i++) lamp_row(p, &p->layer[i], box(room.x, room.y + row * i, room.w, row), clock, longest);
    draw_note(p->out, room.x, room.y + room.h - p->sizes->snug, room.w,
              p->small ? "a lamp for each layer step"
                       : "a lamp for each layer step; the table counts one for attention, the program three: scores, softmax, mix",
              (TextStyle){ 0 });
}

// --- hops

// How far hop number `hop` (from 0) may reach.
static double reach_of(HopKind kind, int hop, int n, int k, int r) {
    double window = 1;
    switch (kind) {
    case HOP_CHAIN: return 1;
    case HOP_WINDOW: return k / 2; // half a window to each side
    case HOP_DILATED:              // looking back, each layer k times as far apart as the one before
        for (int i = 0; i < hop; i++) window *= k;
        return window * (k - 1);
    case HOP_RANGE: return r;
    case HOP_ALL: return n;
    }
    return 1;
}

int comparison_hops(HopKind kind, int n, int k, int r, int *place, int most) {
    int hops = 0;
    for (double at = 0; at < n - 1; hops++) {
        double reach = reach_of(kind, hops < 40 ? hops : 40, n, k, r);
        at += reach < 1 ? 1 : reach;
        if (at > n - 1) at = n - 1;
        if (hops < most) place[hops] = (int)at;
    }
    return hops;
}

typedef struct Way {
    const char *name, *short_name, *note;
    HopKind kind;
    int layer; // whose colour
} Way;

static const Way ways[WAYS] = {
    { "Recurrent", "Recurrent", "one place a step", HOP_CHAIN, 1 },
    { "Convolution", "Convolution", "windows side by side: half a window to each side a layer", HOP_WINDOW, 2 },
    { "Convolution, dilated", "Dilated",
      "windows that look back, each layer k times as wide as the one before: k to the power of the layer", HOP_DILATED, 2 },
    { "Restricted attention", "Restricted", "at most r places a layer", HOP_RANGE, 3 },
    { "Self-attention", "Attention", "every place sees every place", HOP_ALL, 0 },
};

static void draw_hop(const Comparison *p, const Layer *l, double x1, double x2, double y, double lift, double come) {
    StrokeStyle style = { .paint = paint_tint(l->role, ROLE_PANEL, l->pale ? 0.7f : 1), .width = p->small ? 2 : 3, .round = true };
    double high = math_clamp((x2 - x1) * 0.42, 6, lift);
    enum { PIECES = 40 };
    double xy[2 * PIECES + 2];
    int points = 0;
    for (int i = 0; i <= PIECES && i <= come * PIECES + 1e-9; i++) {
        double u = (double)i / PIECES;
        xy[2 * points] = between(x1, x2, u), xy[2 * points++ + 1] = y - 4 * high * u * (1 - u);
    }
    if (points > 1) list_polyline(p->out, xy, points, false, style);
}

static void way_row(const Comparison *p, const Way *way, Box at, double clock) {
    const Layer *l = &p->layer[way->layer];
    int n = (int)comparison_size(&p->n), place[HOPS_MOST],
        hops = comparison_hops(way->kind, n, (int)comparison_size(&p->k), (int)comparison_size(&p->r), place, HOPS_MOST);
    double name = p->small ? 100 : 200, number = p->small ? 70 : 120;
    const char *note = arena_print(p->out->arena, "%s: %d hops from place 1 to place %d; %s", way->name, hops, n, way->note);
    Ident before = list_show(p->out, ident_note(note));
    Layer named = *l;
    named.name = way->name, named.short_name = way->short_name;
    comparison_draw_name(p, &named, at.x, box_middle_y(at), name);
    Box room = box(at.x + name, at.y, at.w - name - number, at.h);
    double pitch = n > 1 ? (room.w - 24) / (n - 1) : 0, y = at.y + at.h * 0.76, x0 = room.x + 12,
           dot = math_clamp(pitch * 0.2, 1.5, p->small ? 4 : 7);
    list_line(p->out, x0, y, x0 + pitch * (n - 1), y, (StrokeStyle){ .paint = paint(ROLE_LINE), .width = 1.5 });
    for (int i = 0, from = 0; i < hops && i < HOPS_MOST; from = place[i++])
        if (clock > i) draw_hop(p, l, x0 + pitch * from, x0 + pitch * place[i], y, at.h * 0.5, math_clamp(clock - i, 0, 1));
    for (int i = 0; i < n && n <= PLACES_DRAWN; i++) {
        bool reached = i == 0;
        for (int hop = 0; hop < hops && hop < HOPS_MOST; hop++) reached = reached || (place[hop] == i && clock >= hop + 1);
        list_circle(p->out, x0 + pitch * i, y, dot,
                    (RectStyle){ .fill = reached ? paint_tint(l->role, ROLE_PANEL, l->pale ? 0.7f : 1) : paint(ROLE_PANEL),
                                 .stroke = paint(reached ? l->role : ROLE_FAINT),
                                 .width = 1.5 });
    }
    double x = at.x + at.w - number + 14;
    double wide = list_print(p->out, x, box_middle_y(at) + 7, (TextStyle){ .face = FACE_BOLD, .size = p->small ? 16 : 24 }, "%s",
                             clock >= hops ? number_text(p->out->arena, hops, 6) : "?");
    list_text_fit(p->out, x + wide + 6, box_middle_y(at) + 7, number - 20 - wide, text_of(hops == 1 ? "hop" : "hops"),
                  (TextStyle){ .size = p->sizes->caption, .paint = paint(ROLE_MUTED) });
    list_show(p->out, before);
}

void comparison_draw_ways(const Comparison *p) {
    int n = (int)comparison_size(&p->n), longest = comparison_hops(HOP_CHAIN, n, 1, 1, NULL, 0);
    const char *title =
        arena_print(p->out->arena, "The way from place 1 to place %s, hop by hop", number_text(p->out->arena, n, 6));
    Ident before = list_show(p->out, ident_note("the two places that are farthest apart: the first and the last"));
    Box room = draw_stat_card(p->out, p->stage, p->small, title, NULL, 0);
    list_show(p->out, before);
    double row = room.h / WAYS, come = comparison_come(p, "way"), clock = come >= 1 ? longest + 1 : come * longest;
    double foot = p->small ? 0 : 22, name = 200, number = 120;
    row -= foot / WAYS;
    for (int i = 0; i < WAYS; i++) way_row(p, &ways[i], box(room.x, room.y + row * i, room.w, row), clock);
    if (p->small) return;
    TextStyle style = { .size = 13, .paint = paint(ROLE_MUTED), .align = ALIGN_CENTER };
    before = list_show(p->out, ident_note("the two places that are farthest apart: the first and the last"));
    double y = room.y + room.h - 4;
    list_text(p->out, room.x + name + 24, y, TEXT("place 1"), style);
    if (n > 1) list_print(p->out, room.x + room.w - number - 24, y, style, "place %d", n);
    list_text(p->out, (2 * room.x + room.w + name - number) / 2, y, TEXT("places →"), style);
    list_show(p->out, before);
}
