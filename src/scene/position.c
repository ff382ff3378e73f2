// Adding the vectors: every word is an arrow, the vector of its place is put to its tip, and the sum is what attention gets. Two
// orders of the same words, drawn as one or the other; beside them the sums, and what one word takes up in both orders.
#include <math.h>
#include <string.h>

#include "base/math.h"
#include "kit/coordinates.h"
#include "kit/group.h"
#include "kit/picture.h"
#include "scene/scenes.h"

enum { WORDS_DRAWN = 12, ORDERS = 2 };

typedef struct Position {
    PICTURE;
    Matrix word, added, sum; // (n, d) of the order that is drawn
    Matrix o[ORDERS];        // of the followed word
    int n, d, follow, order; // order: 0 as given, 1 in reverse
    Coordinates plane;
    Box table;
    double row_h, cell_w, cell_h, label_w;
} Position;

// --- reading the tape

static bool read(void *picture) {
    Position *p = picture;
    static const char *const output[ORDERS] = { "one.o", "two.o" };
    Matrix given = matrix_find(p->tape, "x", 4), reversed = matrix_find(p->tape, "two.word", 4);
    p->added = matrix_find(p->tape, "added", 5);
    if (!matrix_exists(&given) || !matrix_exists(&reversed) || !matrix_exists(&p->added)) return false;
    p->order = !strcmp(step_choice_or(p->step, "order", "given"), "reversed");
    p->word = p->order ? reversed : given;
    p->sum = matrix_find(p->tape, p->order ? "two.x" : "one.x", 5);
    p->n = given.rows, p->d = given.columns;
    p->refusal = "Arrows are drawn for words of two numbers or more.";
    if (p->d < 2) return false;
    p->follow = (int)math_clamp(step_number_or(p->step, "word", 2) - 1, 0, p->n - 1);
    for (int k = 0; k < ORDERS; k++) {
        Matrix o = matrix_find(p->tape, output[k], -1);
        p->o[k] = matrix_rows(&o, k ? p->n - 1 - p->follow : p->follow, 1, 5);
        if (!matrix_exists(&o)) return false;
    }
    return matrix_exists(&p->sum);
}

static bool shows(const Position *p, const char *name) { return step_reveals(p->step, name) || step_focuses(p->step, name); }

// --- when

static void plan(void *picture) {
    Position *p = picture;
    int words = p->n < WORDS_DRAWN ? p->n : WORDS_DRAWN;
    acts_add_focus(&p->acts, "sum", acts_length(words, 2, 1.2));
    acts_add_focus(&p->acts, "o", 1.6);
}

// The vector of the place flies to the word's tip, then the sum grows.
static double put(const Position *p, int i) { return part(acts_turn(&p->acts, "sum", i, p->n, 2), 0, 0.45); }
static double summed(const Position *p, int i) { return part(acts_turn(&p->acts, "sum", i, p->n, 2), 0.55, 1); }

// --- where

static void place(void *picture) {
    Position *p = picture;
    const View *v = p->view;
    double margin = p->sizes->margin;
    p->label_w = p->small ? 44 : 64;
    p->cell_w = p->tall    ? math_clamp(floor((v->width - 2 * margin - p->label_w - 64) / 6), 36, 72)
                : p->small ? 40
                           : math_clamp(floor(v->width * 0.053), 62, 96);
    double w = p->label_w + 6 * p->cell_w + (p->small ? 40 : 64);
    Box at = box(margin, margin, v->width - 3 * margin - w, v->height - 2 * margin);
    p->table = box(v->width - margin - w, margin, w, v->height - 2 * margin);
    if (p->tall) {
        at = box(margin, margin, v->width - 2 * margin, v->height * 0.5);
        p->table = box(v->width - margin - w, at.y + at.h + margin, w, v->height - at.h - 3 * margin);
    }
    int rows = p->n < WORDS_DRAWN ? p->n : WORDS_DRAWN;
    p->row_h = math_clamp((p->table.h - (p->small ? 24 : 64)) / (rows + (shows(p, "o") ? 2.9 : 0)), 8, v->height > 720 ? 108 : 68);
    p->cell_h = math_clamp(p->row_h - (p->small ? 4 : 14), 6, v->height > 720 ? 68 : 46);
    Extent e = { 0 };
    extent_add_rows(&e, &p->word);
    extent_add_rows(&e, &p->sum);
    Matrix one = matrix_find(p->tape, "one.x", -1), two = matrix_find(p->tape, "two.x", -1);
    extent_add_rows(&e, &one);
    extent_add_rows(&e, &two);
    p->plane = coordinates_fit(at, e, false);
}

// --- the plane

// The word of row i of the order that is drawn.
static const char *word_of(const Position *p, int i) { return row_word(p->step, "x", p->order ? p->n - 1 - i : i); }

// An arrow that is too short to be seen leaves no dot, which a label might cross.
static void draw_arrow(Position *p, double x1, double y1, double x2, double y2, ArrowStyle style) {
    style.bare = fabs(x2 - x1) * p->plane.unit < 1 && fabs(y2 - y1) * p->plane.unit < 1;
    coordinates_arrow(p->out, &p->plane, x1, y1, x2, y2, style);
}

static void draw_arrows(Position *p, int i) {
    double x = matrix_at(&p->word, i, 0), y = matrix_at(&p->word, i, 1), dx = matrix_at(&p->added, i, 0),
           dy = matrix_at(&p->added, i, 1);
    double sx = matrix_at(&p->sum, i, 0), sy = matrix_at(&p->sum, i, 1), u = put(p, i), w = summed(p, i);
    bool now = step_focuses(p->step, "sum");
    coordinates_arrow(
        p->out, &p->plane, 0, 0, x, y,
        (ArrowStyle){ .role = ROLE_MUTED, .width = 2.5, .alpha = w > 0 ? 0.6f : 1, .ident = matrix_ident(&p->word, i, 0) });
    if (u > 0 && shows(p, "sum")) {
        double fx = x * u, fy = y * u; // from the origin to the tip
        draw_arrow(p, fx, fy, fx + dx, fy + dy,
                   (ArrowStyle){ .role = ROLE_INK, .width = 2.5, .dash = 6, .ident = matrix_ident(&p->added, i, 0) });
    }
    if (w > 0 && shows(p, "sum"))
        draw_arrow(p, 0, 0, sx * w, sy * w,
                   (ArrowStyle){ .role = ROLE_INK, .width = now ? 5 : 4, .ident = matrix_ident(&p->sum, i, 0) });
}

static void draw_plane(Position *p) {
    int words = p->n < WORDS_DRAWN ? p->n : WORDS_DRAWN;
    coordinates_grid(p->out, &p->plane);
    if (p->d > 2) coordinates_caption(p->out, &p->plane, "the shadow of all this on the first two numbers");
    for (int i = 0; i < words; i++) draw_arrows(p, i);
    for (int i = 0; i < words; i++) {
        bool there = summed(p, i) >= 1 && shows(p, "sum");
        const Matrix *at = there ? &p->sum : &p->word;
        const char *word = word_of(p, i), *text = word ? word : arena_print(p->out->arena, "x%d", i + 1);
        if (there) text = arena_print(p->out->arena, "%s at %d", text, i);
        coordinates_label(p->out, &p->plane, matrix_at(at, i, 0), matrix_at(at, i, 1), 0, 0, NULL, 0, text,
                          ident_symbol(at->node, matrix_element(at, i, 0), false));
    }
    for (int i = 0; i < words && !p->order; i++)
        coordinates_handle(p->out, &p->plane, matrix_at(&p->word, i, 0), matrix_at(&p->word, i, 1), matrix_ident(&p->word, i, 0));
}

// --- the table

static double column_x(const Position *p, int column) { // 0 word, 1 place, 2 sum
    double sign = (p->table.w - p->label_w - 6 * p->cell_w) / 2;
    return p->table.x + p->label_w + column * (2 * p->cell_w + sign);
}

static void draw_pair(const Position *p, const Matrix *m, int row, double x, double y, Role role, bool now, double u) {
    if (p->cell_h < CELL_LEAST) {
        if (u > 0) matrix_heat(p->out, box(x, y, 2 * p->cell_w - CELL_GAP, p->cell_h), m, row, 1, 0, p->d, role);
        return;
    }
    for (int j = 0; j < p->d && j < 2; j++)
        matrix_cell(p->out, box(x + j * p->cell_w, y, p->cell_w - CELL_GAP, p->cell_h), m, row, j,
                    (CellStyle){ .role = role,
                                 .share = math_clamp(0.5 * matrix_share(m, row, j), 0.001, 1),
                                 .size = p->small         ? 12
                                         : p->cell_w > 80 ? 19
                                                          : 15,
                                 .state = u > 0 ? now ? CELL_NOW : CELL_DONE : CELL_TO_COME,
                                 .reveal = u });
}

static void draw_sign(const Position *p, int after, double y, const char *sign) {
    double x = (column_x(p, after) + 2 * p->cell_w - CELL_GAP + column_x(p, after + 1)) / 2;
    list_text(p->out, x, y + p->cell_h / 2 + 6, text_of(sign),
              (TextStyle){ .face = FACE_MATH, .size = p->sizes->line, .paint = paint(ROLE_MUTED), .align = ALIGN_CENTER });
}

static void draw_table(const Position *p) {
    static const char *const name[] = { "Word", "Place", "Sum" };
    double top = p->table.y + (p->small ? 22 : 56), head = top - (p->small ? 8 : 20);
    int rows = p->n < WORDS_DRAWN ? p->n : WORDS_DRAWN;
    bool now = step_focuses(p->step, "sum") && !step_focuses(p->step, "o");
    if (now) {
        double side = p->sizes->close, x = column_x(p, 2);
        draw_highlight(p->out, box(x - side, p->table.y - (p->small ? 8 : 4), 2 * p->cell_w + 2 * side - CELL_GAP,
                                   top - p->table.y + rows * p->row_h + (p->small ? 8 : 4)));
    }
    for (int c = 0; c < 3; c++)
        list_text(p->out, column_x(p, c) + p->cell_w - CELL_GAP / 2.0, head, text_of(name[c]),
                  (TextStyle){ .face = now && c == 2 ? FACE_BOLD : FACE_TEXT,
                               .size = p->sizes->label,
                               .paint = paint(now && c == 2 ? ROLE_INK : ROLE_MUTED),
                               .align = ALIGN_CENTER });
    for (int i = 0; i < rows; i++) {
        double y = top + i * p->row_h;
        const char *word = word_of(p, i);
        if (p->cell_h >= 14 && word)
            list_text_fit(p->out, p->table.x + p->label_w - 10, y + p->cell_h / 2 + 5, p->label_w - 8, text_of(word),
                          (TextStyle){ .size = p->cell_w > 80 ? 16 : 14, .align = ALIGN_RIGHT });
        draw_pair(p, &p->word, i, column_x(p, 0), y, ROLE_INK, false, 1);
        draw_pair(p, &p->added, i, column_x(p, 1), y, ROLE_MUTED, false, shows(p, "sum") ? math_clamp(put(p, i), 0, 1) : 0);
        draw_pair(p, &p->sum, i, column_x(p, 2), y, ROLE_INK, now, shows(p, "sum") ? summed(p, i) : 0);
        if (p->cell_h < CELL_LEAST) continue;
        draw_sign(p, 0, y, "+");
        draw_sign(p, 1, y, "=");
    }
}

// What the followed word takes up in both orders.
static void draw_outputs(const Position *p) {
    int rows = p->n < WORDS_DRAWN ? p->n : WORDS_DRAWN;
    double y = p->table.y + (p->small ? 22 : 56) + (rows + 0.7) * p->row_h, u = part(acts_come(&p->acts, "o"), 0, 1),
           size = p->small         ? 13
                  : p->cell_w > 80 ? 17
                                   : 15;
    bool now = step_focuses(p->step, "o");
    if (!shows(p, "o") || p->row_h < 24) return;
    double side = p->sizes->close;
    if (now)
        draw_highlight(p->out,
                       box(p->table.x - 4, y - (p->small ? side : 24), p->table.w + 8, 2 * p->row_h + (p->small ? side : 24)));
    const char *followed = row_word(p->step, "x", p->follow);
    if (!p->small && followed)
        draw_note(p->out, p->table.x + 8, y - 6, p->table.w - 16, arena_print(p->out->arena, "Output of “%s”", followed),
                  (TextStyle){ 0 });
    for (int k = 0; k < ORDERS; k++) {
        double at = y + k * p->row_h;
        Builder text = { p->out->arena };
        for (int i = 0; i < p->n && p->n <= 5; i++) {
            const char *word = row_word(p->step, "x", k ? p->n - 1 - i : i);
            if (word) builder_print(&text, "%s%s", i ? " " : "", word);
        }
        const char *said = builder_text(&text);
        double room = column_x(p, 2) - p->table.x - 16;
        list_text_fit(p->out, p->table.x + 8, at + p->cell_h / 2 + 5, room,
                      text_of(*said ? said
                              : k   ? "in reverse"
                                    : "as given"),
                      (TextStyle){ .size = size,
                                   .ident = ident_note(arena_print(p->out->arena, "the output of “%s” in this order",
                                                                   followed ? followed : "the word")) });
        draw_pair(p, &p->o[k], 0, column_x(p, 2), at, ROLE_V, now, u);
    }
}

// --- the scene

static void thumbnail(void *picture) {
    Position *p = picture;
    Extent e = { 0 };
    extent_add_rows(&e, &p->word);
    extent_add_rows(&e, &p->sum);
    p->plane = coordinates_fit(box(8, 4, p->view->width - 16, p->view->height - 8), e, true);
    for (int i = 0; i < p->n && i < WORDS_DRAWN; i++) {
        double x = matrix_at(&p->word, i, 0), y = matrix_at(&p->word, i, 1), sx = matrix_at(&p->sum, i, 0),
               sy = matrix_at(&p->sum, i, 1);
        coordinates_arrow(p->out, &p->plane, 0, 0, x, y, (ArrowStyle){ .role = ROLE_MUTED, .width = 2, .bare = true });
        coordinates_arrow(p->out, &p->plane, x, y, sx, sy, (ArrowStyle){ .role = ROLE_INK, .width = 1.5, .dash = 4, .bare = true });
        coordinates_arrow(p->out, &p->plane, 0, 0, sx, sy, (ArrowStyle){ .role = ROLE_INK, .width = 3, .bare = true });
        coordinates_dot(p->out, &p->plane, sx, sy, 4, (ArrowStyle){ .role = ROLE_INK });
    }
}

// What the eye meets first: the thick sums, each a word and the vector of its place put to its tip. Second: the same numbers in
// rows. Third: the two outputs, which are no longer alike.
static void draw(void *picture) {
    Position *p = picture;
    draw_table(p);
    draw_outputs(p);
    draw_plane(p);
}

static const ParamInfo params[] = {
    { .name = "order",
      .label = "Order",
      .kind = PARAM_CHOICE,
      .initial = "given",
      .choices = "given reversed",
      .summary = "the words as given or in reverse" },
    { .name = "word",
      .label = "Word followed",
      .kind = PARAM_WHOLE,
      .initial = "2",
      .low = 1,
      .high = 512,
      .summary = "the word of the first sentence whose output is shown, from 1" },
};
static const char *const reveals[] = { "sum", "o", NULL };
static const LegendItem legend[] = {
    { ROLE_MUTED, NULL, "word" },
    { ROLE_INK, NULL, "sum; dashed: the vector of its place" },
    { ROLE_V, "o", "output" },
};

const Scene scene_position = {
    .name = "position",
    .summary = "the vector of its place added to every word, as arrows, and one word's output in two orders",
    .model = "order",
    WITH_PARAMS(params),
    .reveal = reveals,
    .bytes = sizeof(Position),
    WITH_PARTS(read, plan, place, draw, thumbnail),
    WITH_LEGEND(legend),
};
