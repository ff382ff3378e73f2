// A model that copies, as maps: where its two layers look, with the cells that their scores are means of; what the last head writes
// for each symbol; and what is left with a layer off.
#include "kit/head_marks.h"
#include "model/copying.h"
#include "scene/language/copying.h"

typedef bool Framed(const Copying *p, int t, int j);
static bool one_back(const Copying *p, int t, int j) { return (void)p, j + 1 == t; }
static bool after_copy(const Copying *p, int t, int j) { return j > 0 && j < t && (t - j + 1) % p->period == 0; }

static void draw_symbols(const Copying *p, Box map, double side) {
    double size = math_clamp(side * 0.8, 12, 15);
    if (side < 14) return;
    for (int i = 0; i < p->n; i++) {
        list_text(p->out, map.x - 6, map.y + (i + 0.5) * side + size * 0.36, text_of(copying_at(p, i)),
                  (TextStyle){ .size = size, .align = ALIGN_RIGHT, .paint = paint(ROLE_MUTED) });
        list_text(p->out, map.x + (i + 0.5) * side, map.y - 5, text_of(copying_at(p, i)),
                  (TextStyle){ .size = size, .align = ALIGN_CENTER, .paint = paint(ROLE_MUTED) });
    }
}

static void draw_frames(const Copying *p, Box map, double side, const Matrix *a, Framed *framed, int rows) {
    for (int t = 0; t < rows; t++)
        for (int j = 0; j < t; j++)
            if (framed(p, t, j))
                list_rect(p->out, box(map.x + j * side + 0.5, map.y + t * side + 0.5, side - 1, side - 1),
                          (RectStyle){ .stroke = paint(ROLE_INK), .width = 1, .ident = matrix_ident(a, t, j) });
}

// The first rows of a map, the last of them only as far as it has come.
static void draw_rows(const Copying *p, Box map, const Matrix *m, Role role, double come) {
    double side = map.h / m->rows, rows = come * m->rows;
    int whole = (int)rows;
    if (whole > 0) matrix_heat(p->out, box(map.x, map.y, map.w, side * whole), m, 0, whole, 0, m->columns, role);
    if (whole < m->rows) {
        Former before = list_with(p->out, (Ident){ 0 }, 1 - (rows - whole));
        matrix_heat(p->out, box(map.x, map.y + side * whole, map.w, side), m, whole, 1, 0, m->columns, role);
        list_restore(p->out, before);
    }
    list_rect(p->out, box_grow(map, 0.5), (RectStyle){ .stroke = paint(ROLE_FAINT), .width = 1 });
}

typedef struct Look {
    int layer;
    const char *act, *title, *name;
    const Matrix *score;
    Framed *framed;
} Look;

// The map, beside it its score in large digits with what it is the mean of.
static void draw_look(const Copying *p, Box card, const Look *look) {
    Box in = language_card(&p->picture, card, look->title);
    double letters = p->sizes->answer, says = p->small ? 128 : 200, size = p->sizes->word;
    double room = math_min(in.w - letters - says, in.h - letters);
    Box map = box(in.x + (in.w - says - room + letters) / 2, in.y + letters, room, room);
    const Matrix *a = &p->a[look->layer];
    double come = acts_come(&p->acts, look->act), rows = math_clamp(come / 0.65, 0, 1);
    draw_rows(p, map, a, head_role(look->layer), rows);
    draw_frames(p, map, room / p->n, a, look->framed, (int)(rows * p->n));
    draw_symbols(p, map, room / p->n);
    double x = map.x + map.w + (p->sizes->over), y = box_middle_y(map), wide = in.x + in.w - x;
    Ident ident = matrix_ident(look->score, 0, 0);
    if (come_or_asked(p->out, ident, come) < 0.8) return; // a mean of all frames
    list_print(p->out, x, y - 4, (TextStyle){ .size = p->small ? 20 : 30, .face = FACE_BOLD, .ident = ident }, "%s",
               arena_print(p->out->arena, "%.3f", matrix_at(look->score, 0, 0)));
    list_text_fit(p->out, x, y + size + 2, wide, text_of(look->name), (TextStyle){ .size = size, .ident = ident });
    list_text_fit(p->out, x, y + 2 * size + 6, wide, TEXT("mean of the frames"),
                  (TextStyle){ .size = size, .paint = paint(ROLE_MUTED), .ident = ident });
}

void copying_look1(const void *picture, Box card) {
    const Copying *p = picture;
    draw_look(p, card, &(Look){ 0, "look1", "Layer 1: a row reads a column", "previous-token score", &p->previous, one_back });
}

void copying_look2(const void *picture, Box card) {
    const Copying *p = picture;
    draw_look(p, card, &(Look){ 1, "look2", "Layer 2: a row reads a column", "prefix-matching score", &p->prefix, after_copy });
}

// --- what it writes

static bool copies(const Matrix *m, int row) {
    for (int i = 0; i < m->columns; i++)
        if (matrix_at(m, row, i) > matrix_at(m, row, row)) return false;
    return true;
}

static void draw_alphabet(const Copying *p, Box map, int symbols) {
    double side = map.h / symbols, size = math_clamp(side * 0.8, 12, 14);
    int each = side < 14 ? 4 : 1;
    for (int i = 0; i < symbols; i += each) {
        list_text(p->out, map.x - 6, map.y + (i + 0.5) * side + size * 0.36, text_of(copying_symbol(i)),
                  (TextStyle){ .size = size, .align = ALIGN_RIGHT, .paint = paint(ROLE_MUTED) });
        list_text(p->out, map.x + (i + 0.5) * side, map.y - 5, text_of(copying_symbol(i)),
                  (TextStyle){ .size = size, .align = ALIGN_CENTER, .paint = paint(ROLE_MUTED) });
    }
}

void copying_circuit(const void *picture, Box card) {
    const Copying *p = picture;
    const Matrix *m = &p->circuit;
    Box in =
        language_card(&p->picture, card,
                      language_title(&p->picture, card, "What layer 2 adds to every logit (column) when it reads a symbol (row)",
                                     "Rows: the symbol read, columns: logits"));
    double letters = p->sizes->under, says = p->small ? 118 : 200, room = math_min(in.w - letters - says, in.h - letters);
    Box map = box(in.x + (in.w - says - room + letters) / 2, in.y + letters, room, room);
    double come = acts_come(&p->acts, "circuit");
    int count = 0, rows = (int)(come * m->rows);
    for (int i = 0; i < rows; i++) count += copies(m, i);
    draw_rows(p, map, m, ROLE_HEAD2, come);
    draw_alphabet(p, map, m->rows);
    double x = map.x + map.w + (p->small ? 14 : 36), wide = in.x + in.w - x, y = box_middle_y(in), size = p->sizes->word;
    if (!rows) return;
    Ident ident = ident_note("copying score: rows whose largest number stands on the diagonal");
    list_print(p->out, x, y - 6, (TextStyle){ .size = p->small ? 20 : 30, .face = FACE_BOLD, .ident = ident }, "%s",
               arena_print(p->out->arena, "%d of %d", count, rows));
    list_text_fit(p->out, x, y + size + 2, wide, TEXT("rows are largest"), (TextStyle){ .size = size, .ident = ident });
    list_text_fit(p->out, x, y + 2 * size + 6, wide, TEXT("on the diagonal"), (TextStyle){ .size = size, .ident = ident });
}

// --- a layer off

void copying_off(const void *picture, Box card) {
    const Copying *p = picture;
    static const char *const name[COPYING_FRESH] = { "both layers", "layer 1 off", "layer 2 off" };
    Box in = language_card(&p->picture, card,
                           language_title(&p->picture, card, "Share of the right symbol where it can be known, eight fresh strings",
                                          "Share of the right symbol"));
    double names = p->small ? 92 : 150, digits = p->small ? 46 : 70, foot = p->sizes->strip,
           h = math_min((in.h - foot) / COPYING_FRESH, 70), size = math_min(p->sizes->symbol, h * 0.7);
    Box bars = box(in.x + names, in.y, in.w - names - digits, h * COPYING_FRESH);
    for (int i = 0; i < COPYING_FRESH; i++) {
        double y = in.y + i * h, share = matrix_at(&p->fresh[i], 0, 0);
        Ident ident = matrix_ident(&p->fresh[i], 0, 0);
        list_text_fit(p->out, in.x, y + h / 2 + 6, names - 8, text_of(name[i]),
                      (TextStyle){ .size = size, .face = FACE_BOLD, .ident = ident });
        double turn = i ? part(acts_come(&p->acts, "off"), 0.4 * i - 0.2, 0.4 * i + 0.2) : 1;
        double all = matrix_at(&p->fresh[0], 0, 0), shown = between(all, share, turn); // it falls from what it was
        draw_bar_sideways(p->out, box(bars.x, y + h * 0.2, bars.w, h * 0.6), shown,
                          (BarStyle){ .role = i ? ROLE_WRONG : ROLE_RIGHT, .ident = ident });
        if (turn < 1) continue;
        list_print(p->out, in.x + in.w, y + h / 2 + 6, (TextStyle){ .size = size, .align = ALIGN_RIGHT, .ident = ident }, "%s",
                   arena_print(p->out->arena, "%.3f", share));
    }
    double chance = 1.0 / p->circuit.rows, x = bars.x + bars.w * chance;
    Ident ident = ident_note("1/32: a guess among 32 symbols");
    list_line(p->out, x, bars.y, x, bars.y + bars.h,
              (StrokeStyle){ .paint = paint(ROLE_INK), .width = 1.2, .dash = 4, .ident = ident });
    list_text(p->out, x + 4, bars.y + bars.h + foot - 8, TEXT("1/32, a guess"),
              (TextStyle){ .size = p->sizes->caption, .paint = paint(ROLE_MUTED), .ident = ident });
}
