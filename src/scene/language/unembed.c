// A model of language by hand: words become rows, one causal attention reads their values, the output meets a row of every word
// that may come, each product is a logit, the softmax makes shares of them, and the likeliest word joins the sentence.
#include "kit/picture.h"
#include "scene/scenes.h"

typedef struct Unembed {
    PICTURE;
    Matrix o, W, logits, p, words, v, a; // W has a row for every word that may come
    double cell, row, x[4], top;         // of o, W, logits, bars
    double band, first, read[3];         // the block's height, its first row's top, and where x, v and a stand; no height: none
    bool above;                          // o stands over the columns of W, where there is no room beside
} Unembed;

static bool read(void *picture) {
    Unembed *u = picture;
    u->o = matrix_find(u->tape, "o", 4), u->W = matrix_find(u->tape, "W", 4);
    u->logits = matrix_find(u->tape, "logits", 4), u->p = matrix_find(u->tape, "p", 4);
    u->words = matrix_find(u->tape, "x", 4), u->v = matrix_find(u->tape, "v", 4), u->a = matrix_find(u->tape, "a", 4);
    return matrix_exists(&u->o) && matrix_exists(&u->p);
}

// Of the block's rows: they grow with the page, and their digits with them.
static double block_row(const Unembed *u) { return math_clamp(u->view->height * 0.068, 28, 72); }
static double digits_in(const Unembed *u, double row) {
    return u->small ? u->sizes->digits : math_clamp(row * 0.4, u->sizes->digits, 26);
}

static bool shows(const Unembed *u, const char *name) { return step_reveals(u->step, name) || step_focuses(u->step, name); }

static void plan(void *picture) {
    Unembed *u = picture;
    acts_add_focus(&u->acts, "block", 4);
    acts_add_focus(&u->acts, "logits", 3);
    acts_add_after(&u->acts, "p", 1.6);
}

// The block stands over the rest, where there is room for it.
static void place_block(Unembed *u) {
    enum { WORDS = 5, HEADING = 56 };
    double row = block_row(u), cell = row * 1.7, gap = 44, words = 84;
    int n = u->words.rows, columns = u->words.columns + u->v.columns + 1;
    double width = words + columns * cell + 2 * gap + 40;
    if (!shows(u, "block") || n > WORDS || u->above || u->view->height < 400 || width > u->view->width) return;
    u->first = HEADING + u->view->height * 0.035;
    u->band = u->first + n * row + 8;
    u->read[0] = (u->view->width - width) / 2 + words;
    u->read[1] = u->read[0] + u->words.columns * cell + gap;
    u->read[2] = u->read[1] + u->v.columns * cell + gap;
}

static void place(void *picture) {
    Unembed *u = picture;
    double margin = u->small ? 14 : 40, width = u->view->width - 2 * margin, word = u->small ? 60 : 90;
    u->above = u->size == SIZE_NARROW;
    place_block(u);
    double room = u->view->height - u->band;
    u->cell = u->above ? math_clamp((width - word - 170) / (u->W.columns + 1), 40, 60)
                       : math_clamp((width - word - 160) / (2 * u->W.columns + 2.5), 40, 150);
    u->row = math_clamp((room - (u->small ? 110 : 190)) / (u->W.rows + (u->above ? 2.6 : 1.6)), 26, 100);
    double used = word + ((u->above ? 1 : 2) * u->W.columns + 1) * u->cell + (u->small ? 60 : 120),
           bars = math_clamp(width - used, 90, math_max(320, width * 0.3));
    double left = margin + math_max((width - used - bars) / 2, 0), gap = u->small ? 20 : 40;
    u->x[0] = left;
    u->x[1] = u->x[0] + (u->above ? 0 : u->o.columns * u->cell + gap) + word;
    u->x[2] = u->x[1] + u->W.columns * u->cell + gap;
    u->x[3] = u->x[2] + u->cell + gap;
    if (u->above) u->x[0] = u->x[1];
    u->top = u->band + (room - u->row * (u->W.rows + (u->above ? -1.9 : 0.6))) / 2;
}

static Box cell_at(const Unembed *u, int block, int row, int column) {
    return box(u->x[block] + column * u->cell + 2, u->top + row * u->row + 2, u->cell - 4, u->row - 4);
}

static void heading(const Unembed *u, int block, int columns, const char *name, const char *tex) {
    draw_heading(u->out, u->x[block] + columns * u->cell / 2, u->top - (u->small ? 34 : 48), name, tex,
                 (HeadingStyle){ .role = ROLE_INK });
}

// --- the block: words, their rows, their values, and how much of each the last word reads

static void block_heading(const Unembed *u, int part, int columns, double cell, const char *name, const char *tex) {
    draw_heading(u->out, u->read[part] + columns * cell / 2, u->first - 34, name, tex, (HeadingStyle){ .role = ROLE_INK });
}

static void draw_block_row(const Unembed *u, int i, double row) {
    double come = acts_come(&u->acts, "block"), y = u->first + i * row, cell = row * 1.7, size = digits_in(u, row);
    double value = math_clamp(come / 0.5 * u->words.rows - i, 0, 1), weight = part(come, 0.55, 0.85);
    int last = u->words.rows - 1;
    const char *word = row_word(u->step, "x", i);
    list_text_fit(u->out, u->read[0] - 12, y + row / 2 + 6, 76, text_of(word ? word : "?"),
                  (TextStyle){ .size = size, .align = ALIGN_RIGHT, .face = i == last ? FACE_BOLD : FACE_TEXT });
    for (int j = 0; j < u->words.columns; j++)
        matrix_cell(u->out, box(u->read[0] + j * cell + 2, y + 2, cell - 4, row - 4), &u->words, i, j,
                    (CellStyle){ .role = ROLE_INK, .size = size, .ring = value > 0 && value < 1 });
    for (int j = 0; j < u->v.columns && value > 0; j++)
        matrix_cell(u->out, box(u->read[1] + j * cell + 2, y + 2, cell - 4, row - 4), &u->v, i, j,
                    (CellStyle){ .role = ROLE_V, .size = size, .reveal = value });
    if (weight > 0)
        matrix_cell(u->out, box(u->read[2] + 2, y + 2, cell - 4, row - 4), &u->a, last, i,
                    (CellStyle){ .role = ROLE_A, .size = size, .reveal = weight });
}

static void draw_block(const Unembed *u) {
    double row = block_row(u), cell = row * 1.7, come = acts_come(&u->acts, "block");
    const char *word = row_word(u->step, "x", u->words.rows - 1);
    if (u->band <= 0) return;
    block_heading(u, 0, u->words.columns, cell, "a row for every word so far", "X");
    if (come > 0) block_heading(u, 1, u->v.columns, cell, "its value", "X \\, W^V");
    if (come > 0.55)
        block_heading(u, 2, 1, cell, word ? arena_print(u->out->arena, "“%s” reads", word) : "the last one reads", "a");
    for (int i = 0; i < u->words.rows; i++) draw_block_row(u, i, row);
}

// --- the next word

static int likeliest(const Matrix *p) {
    int best = 0;
    for (int i = 1; i < p->columns; i++)
        if (matrix_at(p, 0, i) > matrix_at(p, 0, best)) best = i;
    return best;
}

static void draw_row(const Unembed *u, int i) {
    double turn = acts_turn(&u->acts, "logits", i, u->W.rows, 0), size = digits_in(u, u->row), y = u->top + (i + 0.5) * u->row + 6;
    bool now = turn > 0 && turn < 1;
    const char *word = row_word(u->step, "W", i);
    list_text_fit(u->out, u->x[1] - 12, y, u->small ? 56 : 84, text_of(word ? word : "?"),
                  (TextStyle){ .size = size, .align = ALIGN_RIGHT });
    for (int j = 0; j < u->W.columns; j++)
        matrix_cell(u->out, cell_at(u, 1, i, j), &u->W, i, j, (CellStyle){ .role = ROLE_K, .size = size, .ring = now });
    if (turn <= 0) return;
    matrix_cell(u->out, cell_at(u, 2, i, 0), &u->logits, 0, i, (CellStyle){ .role = ROLE_S, .size = size, .reveal = turn });
    double come = acts_come(&u->acts, "p");
    if (come <= 0 || !shows(u, "p")) return;
    double share = matrix_at(&u->p, 0, i),
           w = math_clamp(u->view->width - u->x[3] - (u->small ? 70 : 120), 60, math_max(300, u->view->width * 0.28));
    Ident ident = matrix_ident(&u->p, 0, i);
    draw_bar_sideways(u->out, box(u->x[3], u->top + i * u->row + u->row * 0.2, w, u->row * 0.6), share * ease(come),
                      (BarStyle){ .role = i == likeliest(&u->p) ? ROLE_RIGHT : ROLE_A, .ident = ident });
    if (come < 1) return;
    list_text_fit(u->out, u->x[3] + w + 8, y, u->view->width - u->x[3] - w - 12, text_of(matrix_text(u->out->arena, &u->p, 0, i)),
                  (TextStyle){ .size = size, .ident = ident, .face = FACE_BOLD });
}

// What the eye meets first: the long green bar. Second: the row of numbers that it comes from.
static void draw(void *picture) {
    Unembed *u = picture;
    double middle = (u->W.rows - 1) / 2.0, output = u->band > 0 ? part(acts_come(&u->acts, "block"), 0.85, 1) : 1;
    draw_block(u);
    for (int j = 0; j < u->o.columns && output > 0; j++) {
        Box at = cell_at(u, 0, 0, j);
        at.y += u->above ? -1.9 * u->row : middle * u->row;
        matrix_cell(u->out, at, &u->o, 0, j, (CellStyle){ .role = ROLE_V, .size = digits_in(u, u->row), .reveal = output });
    }
    if (u->above)
        draw_tex(u->out, u->x[0] - 14, u->top - 1.4 * u->row + 6, "o",
                 (FormulaStyle){ .size = 19, .paint = paint(ROLE_V), .plain = true }, ALIGN_RIGHT);
    else if (output > 0)
        draw_heading(u->out, u->x[0] + u->o.columns * u->cell / 2, u->top + middle * u->row - 40, u->small ? NULL : "output",
                     u->band > 0 ? "o = a \\, V" : "o", (HeadingStyle){ .role = ROLE_V });
    heading(u, 1, u->W.columns, u->small ? NULL : "a row for every word", "U^\\top");
    if (acts_come(&u->acts, "logits") > 0) heading(u, 2, 1, u->small ? NULL : "logit", "o \\, U");
    for (int i = 0; i < u->W.rows; i++) draw_row(u, i);
    const char *word = row_word(u->step, "W", likeliest(&u->p));
    bool joined = acts_come(&u->acts, "p") >= 1 && shows(u, "p");
    double y = u->top + u->row * u->W.rows + (u->band > 0 ? 36 : 56);
    if (word && !u->small && y < u->view->height - 4)
        list_print(u->out, u->view->width / 2, y, (TextStyle){ .size = 20, .align = ALIGN_CENTER }, "%s %s", "… because it",
                   joined ? word : "?");
}

static void thumbnail(void *picture) {
    Unembed *u = picture;
    double h = u->view->height / (u->p.columns + 0.5);
    for (int i = 0; i < u->p.columns; i++)
        draw_bar_sideways(u->out, box(24, h * (i + 0.35), u->view->width - 48, h * 0.7), matrix_at(&u->p, 0, i),
                          (BarStyle){ .role = i == likeliest(&u->p) ? ROLE_RIGHT : ROLE_A });
}

static const char *const reveals[] = { "block", "logits", "p", NULL };
static const LegendItem legend[] = { { ROLE_RIGHT, NULL, "the likeliest word" } };

const Scene scene_unembed = {
    .name = "unembed",
    .summary = "a model of language by hand: rows, one causal attention, logits, softmax, the likeliest word",
    .model = "next_word",
    .reveal = reveals,
    .bytes = sizeof(Unembed),
    WITH_PARTS(read, plan, place, draw, thumbnail),
    WITH_LEGEND(legend),
};
