// What it costs, and what training and generating have to wait for: two piles of products, a triangle with its losses, and passes.
#include <math.h>

#include "scene/schedule/schedule.h"

// --- two piles

typedef struct WorkPile {
    Box at;           // its band
    double unit;      // of one product
    int tokens, high; // blocks side by side; products over each other in a block
} WorkPile;

static double block_width(const WorkPile *pile, int d) { return pile->unit * d; }

// Hairlines, so that every product is a square of its own.
static void cut_into_products(const Waiting *p, Box b, int d, double unit) {
    for (int j = 1; j < d && unit >= 8; j++)
        list_line(p->out, b.x + b.w * j / d, b.y, b.x + b.w * j / d, b.y + b.h,
                  (StrokeStyle){ .paint = paint_faded(ROLE_PANEL, 0.5f), .width = 1 });
}

// A block for every query: a bar of d products for each of its keys.
static void draw_score_blocks(const Waiting *p, const WorkPile *pile, const Matrix *raw, int d, double come) {
    for (int i = 0; i < pile->tokens; i++) {
        double x = pile->at.x + block_width(pile, d) * i, there = part(come * pile->tokens, i, i + 1);
        for (int j = 0; j < pile->high; j++) {
            Box b = box(x + 1, pile->at.y + pile->unit * j + 0.5, block_width(pile, d) - math_clamp(pile->unit * 0.5, 1, 6),
                        pile->unit - math_clamp(pile->unit * 0.16, 0.5, 2));
            list_rect(p->out, b,
                      (RectStyle){ .radius = math_clamp(pile->unit * 0.2, 0, 3),
                                   .fill = paint_tint(ROLE_S, ROLE_PANEL, (float)(0.1 + 0.65 * there)),
                                   .ident = matrix_ident(raw, i, j) });
            cut_into_products(p, b, d, pile->unit);
        }
    }
}

// A block for every state: d × d products.
static void draw_state_blocks(const Waiting *p, const WorkPile *pile, const Matrix *h, int d, double come) {
    for (int i = 0; i < pile->tokens; i++) {
        double x = pile->at.x + block_width(pile, d) * i, there = part(come * pile->tokens, i, i + 1);
        Box b = box(x + 1, pile->at.y + 0.5, block_width(pile, d) - math_clamp(pile->unit * 0.5, 1, 6), pile->unit * d - 1);
        list_rect(p->out, b,
                  (RectStyle){ .radius = 3,
                               .fill = paint_tint(ROLE_RECURRENT, ROLE_PANEL, (float)(0.1 + 0.65 * there)),
                               .ident = matrix_ident(h, i, 0) });
        for (int j = 1; j < d && pile->unit >= 4; j++)
            list_line(p->out, b.x, b.y + pile->unit * j, b.x + b.w, b.y + pile->unit * j,
                      (StrokeStyle){ .paint = paint_faded(ROLE_PANEL, 0.5f), .width = 1 });
        cut_into_products(p, b, d, pile->unit);
    }
}

static void pile_title(const Waiting *p, double x, double y, double width, const char *title, const char *sum, const char *note) {
    Ident before = list_show(p->out, ident_note(note));
    TextStyle style = { .face = FACE_BOLD, .size = p->sizes->word };
    double wide = list_text_fit(p->out, x, y, width * 0.5, text_of(title), style);
    list_text_fit(p->out, x + wide + 16, y, width - wide - 16, text_of(sum),
                  (TextStyle){ .size = p->sizes->word, .paint = paint(ROLE_MUTED) });
    list_show(p->out, before);
}

void draw_piles(const Waiting *p, Box card) {
    Arena *arena = p->out->arena;
    Matrix raw = matrix_find(p->tape, "att.raw", 4), h = matrix_find(p->tape, "rnn.h", 4), q = matrix_find(p->tape, "att.q", 4);
    int n = raw.rows, d = q.columns;
    Matrix scores = matrix_find(p->tape, "counted.scores", 6), states = matrix_find(p->tape, "counted.states", 6);
    Stat stat[] = {
        { .of = &scores, .label = "products for the scores", .note = "multiply-adds, counted by the operation that makes att.raw" },
        { .of = &states,
          .label = "products for the chain",
          .note = "multiply-adds of h Wh in all steps, counted by the operations of one lane" },
    };
    Box room = waiting_card(p, card, "piles", "What one worker has to do", stat, 2);
    int widest = n > 8 ? n : 8;
    double head = p->small ? 18 : 30, gap = p->sizes->rest;
    double across = room.w / ((double)widest * d), down = (room.h - 2 * head - gap - 8) / (n + d);
    WorkPile pile = { .unit = across < down ? across : down, .tokens = n, .high = n };
    double used = 2 * head + gap + pile.unit * (n + d), top = room.y + floor((room.h - used) / 2), come = waiting_come(p, "piles");
    pile_title(p, room.x, top + head - (p->small ? 5 : 10), room.w, "Self-attention",
               arena_print(arena, "%d × %d scores, each a bar of %d products", n, n, d),
               "n queries times n keys, each pair a dot product of width d");
    pile.at = box(room.x, top + head, pile.unit * n * d, pile.unit * n);
    draw_score_blocks(p, &pile, &raw, d, come * 1.6);
    top = pile.at.y + pile.at.h + gap;
    pile_title(p, room.x, top + head - (p->small ? 5 : 10), room.w, "Recurrent",
               arena_print(arena, "%d states, each a square of %d × %d products", n, d, d),
               "each state is the one before times a matrix of d × d");
    pile.at = box(room.x, top + head, pile.unit * n * d, pile.unit * d);
    pile.high = d;
    draw_state_blocks(p, &pile, &h, d, (come - 0.375) * 1.6);
}

// --- training at once, generating one after the other

static void draw_triangle(const Waiting *p, Box at, const Matrix *a, double come) {
    double side = at.w / a->columns, gap = math_clamp(side * 0.1, 1, 4);
    for (int i = 0; i < a->rows * a->columns; i++) {
        int row = i / a->columns, column = i % a->columns;
        Box b = box(at.x + side * column + gap / 2, at.y + side * row + gap / 2, side - gap, side - gap);
        Ident before = list_show(p->out, matrix_ident(a, row, column));
        CellStyle style = { .role = ROLE_A, .share = matrix_share(a, row, column), .reveal = come };
        style.state = column > row ? CELL_MASKED : come > 0 ? CELL_DONE : CELL_TO_COME;
        if (column > row) style.reveal = 1;
        draw_cell(p->out, b, "", style);
        list_show(p->out, before);
    }
}

static void draw_loss_column(const Waiting *p, Box at, const Matrix *loss, double come) {
    double row = at.h / loss->columns, gap = math_clamp(row * 0.1, 1, 4);
    bool digits = row >= 18;
    for (int i = 0; i < loss->columns; i++) {
        Box b = box(at.x, at.y + row * i + gap / 2, at.w, row - gap);
        CellStyle style = {
            .role = ROLE_WRONG, .size = math_clamp(row * 0.5, 11, 17), .state = come > 0 ? CELL_DONE : CELL_TO_COME, .reveal = come
        };
        style.share = 0.5 * matrix_share(loss, 0, i);
        if (digits) {
            matrix_cell(p->out, b, loss, 0, i, style);
            continue;
        }
        style.ident = matrix_ident(loss, 0, i);
        draw_cell(p->out, b, "", style);
    }
}

static void draw_training(const Waiting *p, Box card) {
    Arena *arena = p->out->arena;
    Matrix a = matrix_find(p->tape, "train.a", 4), loss = matrix_find(p->tape, "train.loss", 3);
    Stat stat[] = { { arena_print(arena, "%d", loss.columns), loss.columns == 1 ? "loss" : "losses",
                      "one at every position: each guesses the token after it" },
                    { "1", "pass",
                      arena_print(arena, "all at once: %d layer steps on the longest path, counted on the tape, for any length",
                                  tape_longest_path(p->tape, "train.")) } };
    Box room = waiting_card(p, card, "losses", "Training: all targets are known", stat, 2);
    double head = p->small ? 18 : 28, gap = p->sizes->wide, wide = p->small ? 48 : 72;
    double side = floor(math_clamp(room.h - head - p->sizes->near, 24, room.w - gap - wide - (p->small ? 0 : 24)));
    double x = room.x + floor((room.w - side - gap - wide) / 2), y = room.y + head + floor((room.h - head - side) / 2),
           come = waiting_come(p, "losses");
    TextStyle axis = { .size = p->sizes->note, .paint = paint(ROLE_MUTED) };
    list_text_fit(p->out, x, y - 7, side, TEXT("queries ↓  keys →"), axis);
    axis.align = ALIGN_CENTER;
    list_text(p->out, x + side + gap + wide / 2, y - 7, TEXT("loss"), axis);
    draw_triangle(p, box(x, y, side, side), &a, part(come, 0, 0.12));
    list_line(p->out, x + side + 6, y + side / 2, x + side + gap - 6, y + side / 2,
              (StrokeStyle){ .paint = paint(ROLE_MUTED), .width = 1.5, .arrow = 6 });
    draw_loss_column(p, box(x + side + gap, y, wide, side), &loss, part(come, 0.12, 0.24));
}

// Row i is pass i: what it reads, and at the end the one token it adds.
static void draw_generating(const Waiting *p, Box card) {
    Arena *arena = p->out->arena;
    Matrix a = matrix_find(p->tape, "train.a", 4);
    int n = a.rows;
    const char *note = "each new token is read by the next pass: as many passes as tokens, each with all its layer steps";
    Stat stat[] = { { arena_print(arena, "%d", n), n == 1 ? "new token" : "new tokens", note },
                    { arena_print(arena, "%d", n), n == 1 ? "pass" : "passes", note } };
    Box room = waiting_card(p, card, "losses", "Generating: token by token", stat, 2);
    double head = p->small ? 18 : 28, label = p->small ? 48 : 72, come = (waiting_come(p, "losses") - 0.3) / 0.7;
    double side = floor(math_clamp((room.h - head - p->sizes->near) / n, 3, (room.w - label) / n)),
           gap = math_clamp(side * 0.14, 1, 5);
    double x = room.x + label + floor((room.w - label - side * n) / 2), y = room.y + head + floor((room.h - head - side * n) / 2);
    TextStyle words = { .size = p->sizes->note, .paint = paint(ROLE_MUTED) };
    list_text(p->out, x, y - 7, TEXT("tokens →  the new one strong"), words);
    Ident before = list_show(p->out, ident_note(note));
    for (int i = 0; i < n; i++) {
        double there = math_clamp(come * n - i, 0, 1);
        bool now = there > 0 && there < 1;
        if (side >= 17) {
            words.align = ALIGN_RIGHT;
            list_print(p->out, x - 10, y + side * (i + 0.5) + 5, words, "pass %d", i + 1);
        }
        if (now) draw_highlight(p->out, box(x - 3, y + side * i - 1, side * (i + 1) + 5, side + 2));
        for (int j = 0; j <= i; j++) {
            Box b = box(x + side * j + gap / 2, y + side * i + gap / 2, side - gap, side - gap);
            bool fresh = j == i;
            RectStyle style = { .radius = math_clamp(side * 0.2, 1, 6),
                                .fill = fresh ? paint(ROLE_ATTENTION) : paint_tint(ROLE_ATTENTION, ROLE_PANEL, 0.25f) };
            if (there <= 0)
                style = (RectStyle){ .radius = style.radius, .stroke = paint_faded(ROLE_FAINT, 0.7f), .width = 1, .dash = 3 };
            list_rect(p->out, b, style);
        }
    }
    list_show(p->out, before);
}

void draw_losses(const Waiting *p, Box card) {
    double gap = p->sizes->gap, w = floor((card.w - gap) / 2), h = floor((card.h - gap) / 2);
    if (p->size == SIZE_NARROW && p->tall) { // one under the other
        draw_training(p, box(card.x, card.y, card.w, h));
        draw_generating(p, box(card.x, card.y + h + gap, card.w, h));
        return;
    }
    draw_training(p, box(card.x, card.y, w, card.h));
    draw_generating(p, box(card.x + w + gap, card.y, card.w - w - gap, card.h));
}
