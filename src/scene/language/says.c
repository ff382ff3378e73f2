// What an opened model says: the next word with all heads and with one off, the sum over its parts, the lens, the distribution
// drawn from.
#include <string.h>

#include "kit/head_marks.h"
#include "layers/grammar.h"
#include "model/language.h"
#include "scene/language/open.h"

// --- two words that compete

enum { ROW_LEAST = 20, BESIDE_LEAST = 520 }; // units: of a bar with its digits; of two runs beside each other

typedef struct Rivals {
    const char *title;
    const Matrix *difference, *right;
    double from, come; // the right word's share before this run; how far it has come from there to its own
} Rivals;

static void draw_rival(const Opened *p, Box at, int which, const Rivals *pair) {
    double right = matrix_at(pair->right, 0, 0), now = between(pair->from, right, pair->come);
    double share = which ? 1 - right : right, name = p->small ? 40 : 58, digits = p->small ? 48 : 64;
    Role role = which ? ROLE_WRONG : ROLE_RIGHT;
    Ident ident = which ? ident_note(arena_print(p->out->arena, "1 − %s, what is left for %s when only these two compete",
                                                 number_text(p->out->arena, right, 4), p->rival[1]))
                        : matrix_ident(pair->right, 0, 0);
    list_text_fit(p->out, at.x, box_middle_y(at) + 6, name - 6, text_of(p->rival[which]),
                  (TextStyle){ .size = p->small ? 14 : 17, .face = FACE_BOLD });
    draw_bar_sideways(p->out, box(at.x + name, at.y + at.h * 0.15, at.w - name - digits, at.h * 0.7), which ? 1 - now : now,
                      (BarStyle){ .role = role, .ident = ident });
    if (pair->come < 1) return;
    list_print(p->out, at.x + at.w, box_middle_y(at) + 6,
               (TextStyle){ .size = p->sizes->digits, .align = ALIGN_RIGHT, .ident = ident }, "%s",
               arena_print(p->out->arena, "%.4f", share));
}

static void draw_pair(const Opened *p, Box at, const Rivals *pair) {
    double head = p->sizes->strip;
    list_text_fit(p->out, at.x, at.y + head - 10, at.w * 0.5, text_of(pair->title),
                  (TextStyle){ .size = p->sizes->label, .ident = ident_note(pair->title) });
    if (pair->come >= 1)
        list_print(p->out, at.x + at.w, at.y + head - 10,
                   (TextStyle){ .size = p->sizes->label,
                                .align = ALIGN_RIGHT,
                                .ident = matrix_ident(pair->difference, 0, 0),
                                .paint = paint(ROLE_MUTED) },
                   "%s − %s = %s", p->rival[0], p->rival[1],
                   signed_text(p->out->arena, matrix_at(pair->difference, 0, 0), pair->difference->format));
    double each = math_clamp((at.h - head) / 2, 12, 40);
    for (int i = 0; i < 2; i++) draw_rival(p, box(at.x, at.y + head + i * each, at.w, each), i, pair);
}

// First all heads speak; then the head goes, and the shares move from what they were.
void opened_next(const void *picture, Box card) {
    const Opened *p = picture;
    Box in = language_card(&p->picture, card, "The next word");
    double gap = p->sizes->slit, note = p->small || in.h < 180 ? 0 : 16, come = acts_come(&p->acts, "next");
    double h = (in.h - note - (p->off >= 0 ? gap : 0)) / (p->off >= 0 ? 2 : 1), all = p->off >= 0 ? 0.3 : 1;
    Box first = box(in.x, in.y, in.w, h), second = box(in.x, in.y + h + gap, in.w, h);
    if (p->off >= 0 && h < p->sizes->strip + 2 * ROW_LEAST && in.w >= BESIDE_LEAST) { // low: beside each other
        double between = 2 * gap + 12, w = (in.w - between) / 2;
        first = box(in.x, in.y, w, in.h - note), second = box(in.x + w + between, in.y, w, in.h - note);
    }
    draw_pair(p, first, &(Rivals){ "all heads", &p->difference, &p->right, 0.5, part(come, 0, all) });
    double off = part(come, 0.35, 0.5);
    if (p->off >= 0 && off > 0) {
        Former before = list_with(p->out, (Ident){ 0 }, 1 - off);
        draw_pair(p, second,
                  &(Rivals){ arena_print(p->out->arena, "without %s", opened_head(p, p->off)), &p->off_difference, &p->off_right,
                             matrix_at(&p->right, 0, 0), part(come, 0.55, 1) });
        list_restore(p->out, before);
    }
    if (note > 0) draw_note(p->out, in.x, in.y + in.h, in.w, "when only these two words compete", (TextStyle){ 0 });
}

// --- the sum

typedef struct Sum {
    int bars;
    double middle, unit, w;
} Sum;

// Part i of says; the last bar is the rest.
static double bar_value(const Opened *p, int i, Ident *ident) {
    bool rest = i == p->says.columns;
    const Matrix *m = rest ? &p->rest : &p->says;
    *ident = matrix_ident(m, 0, rest ? 0 : i);
    return matrix_at(m, 0, rest ? 0 : i);
}

static double sum_foot(const Opened *p, Box in) { return p->small || in.h < 130 ? 0 : 22; } // of the layers' names

static Sum lay_sum(const Opened *p, Box in) {
    Sum s = { .bars = p->says.columns + 1 };
    double high = 0, low = 0;
    Ident ident;
    for (int i = 0; i < s.bars; i++) {
        double v = bar_value(p, i, &ident);
        high = v > high ? v : high, low = v < low ? v : low;
    }
    double digits = p->sizes->title, room = in.h - 2 * digits - sum_foot(p, in) - 16;
    s.unit = room / math_max(high - low, 1e-9);
    s.middle = in.y + digits + high * s.unit;
    s.w = (in.w - (p->small ? 70 : 130)) / s.bars;
    return s;
}

static const char *sum_name(const Opened *p, const Sum *s, int i) {
    char name[40];
    if (i > 0 && i <= p->layers * p->heads) return opened_job(p, i - 1);
    return i == s->bars - 1 ? "last norm"
                            : arena_print(p->out->arena, "%s", language_part(i, p->says.columns, p->layers, p->heads, name));
}

static void draw_sum_bar(const Opened *p, const Sum *s, Box in, int i) {
    Ident ident;
    double v = bar_value(p, i, &ident), x = in.x + i * s->w, wide = s->w * 0.62, names = in.y + in.h - sum_foot(p, in);
    bool head = i > 0 && i <= p->layers * p->heads;
    Role role = head ? head_role(i - 1) : ROLE_MUTED;
    double turn = acts_turn(&p->acts, "sum", i, s->bars, 0), h = v * s->unit * turn;
    Box bar = h >= 0 ? box(x + s->w / 2 - wide / 2, s->middle - h, wide, h) : box(x + s->w / 2 - wide / 2, s->middle, wide, -h);
    if (head && i - 1 == p->off && turn > 0)
        list_rect(p->out, box(x + 2, in.y, s->w - 4, names + 4 - in.y), (RectStyle){ .radius = 6, .fill = paint(ROLE_CURRENT) });
    if (bar.h < 1) bar.h = 1;
    if (turn > 0) list_rect(p->out, bar, (RectStyle){ .radius = 3, .fill = paint(role), .ident = ident });
    if (turn >= 1)
        list_print(p->out, x + s->w / 2, h >= 0 ? bar.y - 5 : bar.y + bar.h + (p->small ? 13 : 16),
                   (TextStyle){ .size = p->sizes->value, .align = ALIGN_CENTER, .ident = ident }, "%s",
                   signed_text(p->out->arena, v, p->says.format));
    list_text_fit(p->out, x + s->w / 2, names, s->w - 2, text_of(sum_name(p, s, i)),
                  (TextStyle){ .size = p->sizes->tick,
                               .align = ALIGN_CENTER,
                               .paint = paint(head ? role : ROLE_INK),
                               .ident = head ? opened_head_ident(p, i - 1) : (Ident){ 0 },
                               .face = head ? FACE_BOLD : FACE_TEXT });
}

// Under the heads of each layer its name, between two ends.
static void draw_sum_layers(const Opened *p, const Sum *s, Box in) {
    for (int l = 0; l < p->layers; l++) {
        double x = in.x + (1 + l * p->heads) * s->w + 4, w = p->heads * s->w - 8, y = in.y + in.h - 5;
        const char *name = arena_print(p->out->arena, "layer %d", l + 1);
        double half = metrics_width(p->view->metrics, FACE_TEXT, p->sizes->fine, text_of(name)) / 2 + 6;
        list_line(p->out, x, y, x + w / 2 - half, y, (StrokeStyle){ .paint = paint(ROLE_FAINT), .width = 1 });
        list_line(p->out, x + w / 2 + half, y, x + w, y, (StrokeStyle){ .paint = paint(ROLE_FAINT), .width = 1 });
        list_text(
            p->out, x + w / 2, y + 4, text_of(name),
            (TextStyle){ .size = p->sizes->fine, .align = ALIGN_CENTER, .paint = paint(ROLE_MUTED), .ident = ident_note(name) });
    }
}

void opened_sum(const void *picture, Box card) {
    const Opened *p = picture;
    Box in = language_card(&p->picture, card,
                           arena_print(p->out->arena, "Which part says “%s” rather than “%s”?", p->rival[0], p->rival[1]));
    bool done = acts_come(&p->acts, "sum") >= 1;
    if (p->off >= 0 && !p->small && done) { // what it costs can be more than what it says
        double costs = matrix_at(&p->difference, 0, 0) - matrix_at(&p->off_difference, 0, 0);
        const char *text = arena_print(p->out->arena, "switched off, %s costs %.2f; it says %.2f", opened_head(p, p->off), costs,
                                       matrix_at(&p->says, 0, p->off + 1));
        list_text(p->out, in.x + in.w, card.y + 18 + 12, text_of(text),
                  (TextStyle){ .size = 14, .align = ALIGN_RIGHT, .paint = paint(ROLE_MUTED), .ident = ident_note(text) });
    }
    Sum s = lay_sum(p, in);
    list_line(p->out, in.x, s.middle, in.x + s.bars * s.w, s.middle, (StrokeStyle){ .paint = paint(ROLE_FAINT), .width = 1.5 });
    for (int i = 0; i < s.bars; i++) draw_sum_bar(p, &s, in, i);
    if (sum_foot(p, in) > 0) draw_sum_layers(p, &s, in);
    if (!done) return;
    list_print(
        p->out, in.x + in.w, s.middle + 7,
        (TextStyle){
            .size = p->small ? 18 : 27, .face = FACE_BOLD, .align = ALIGN_RIGHT, .ident = matrix_ident(&p->difference, 0, 0) },
        "= %s", signed_text(p->out->arena, matrix_at(&p->difference, 0, 0), p->difference.format));
}

// --- words by their share

// The likeliest words of a row, most first.
static int top_words(const Matrix *m, int row, int most, int *out) {
    int count = 0;
    for (int w = 0; w < m->columns; w++) {
        int at = count < most ? count : most;
        while (at > 0 && matrix_at(m, row, w) > matrix_at(m, row, out[at - 1])) at--;
        if (at >= most) continue;
        if (count < most) count++;
        memmove(out + at + 1, out + at, (size_t)(count - at - 1) * sizeof *out);
        out[at] = w;
    }
    return count;
}

typedef struct Share {
    const Matrix *m;
    int row, word;
    double come, name; // how far its bar has come; room for the word
} Share;

static Role role_of_word(const Opened *p, int word) {
    return !strcmp(grammar_word(word), p->rival[0]) ? ROLE_RIGHT : !strcmp(grammar_word(word), p->rival[1]) ? ROLE_WRONG : ROLE_A;
}

static void draw_share(const Opened *p, Box at, const Share *s) {
    double share = matrix_at(s->m, s->row, s->word), digits = p->small ? 42 : 54, size = p->sizes->word;
    Ident ident = matrix_ident(s->m, s->row, s->word);
    double y = box_middle_y(at) + size * 0.35, h = math_min(at.h * 0.7, 30);
    list_text_fit(p->out, at.x, y, s->name - 6, text_of(grammar_word(s->word)), (TextStyle){ .size = size });
    draw_bar_sideways(p->out, box(at.x + s->name, box_middle_y(at) - h / 2, at.w - s->name - digits, h), share * s->come,
                      (BarStyle){ .role = role_of_word(p, s->word), .ident = ident });
    if (s->come < 1) return;
    list_print(p->out, at.x + at.w, y, (TextStyle){ .size = size, .align = ALIGN_RIGHT, .ident = ident }, "%s",
               arena_print(p->out->arena, share >= 0.995 && share < 1 ? "%.3f" : "%.2f", share));
}

// How likely a word is at most, in any row.
static double most_of(const Matrix *m, int word) {
    double most = 0;
    for (int i = 0; i < m->rows; i++) most = math_max(most, matrix_at(m, i, word));
    return most;
}

// The two that compete, then what is likeliest anywhere.
static int lens_words(const Opened *p, int most, int *out) {
    int count = 0;
    for (int i = 0; i < 2; i++) {
        int word = grammar_find(text_of(p->rival[i]));
        if (word >= 0 && count < most) out[count++] = word;
    }
    while (count < most) {
        int best = -1;
        for (int w = 0; w < p->lens.columns; w++) {
            bool taken = false;
            for (int k = 0; k < count; k++) taken = taken || out[k] == w;
            if (!taken && (best < 0 || most_of(&p->lens, w) > most_of(&p->lens, best))) best = w;
        }
        if (best < 0 || most_of(&p->lens, best) < 0.02) break;
        out[count++] = best;
    }
    return count;
}

// A row for each layer, the words side by side, so that a column is one word from layer to layer.
void opened_lens(const void *picture, Box card) {
    const Opened *p = picture;
    Box in = language_card(&p->picture, card, "Read with the same unembedding after every layer");
    double name = p->small ? 76 : 104, h = math_min(in.h / p->lens.rows, 64);
    int word[OPENED_TOP], most = (int)((in.w - name) / (p->small ? 130 : 160));
    int words = lens_words(p, most < OPENED_TOP ? most : OPENED_TOP, word);
    double gap = p->small ? 16 : words > 3 ? 28 : 56;
    double w = (in.w - name - gap * (words - 1)) / math_max(words, 1);
    for (int i = 0; i < p->lens.rows; i++) {
        double y = in.y + i * h, turn = acts_turn(&p->acts, "lens", i, p->lens.rows, 0);
        const char *label = i == 0 ? "embedding" : arena_print(p->out->arena, "layer %d", i);
        if (turn <= 0) continue;
        list_text_fit(p->out, in.x, y + h / 2 + 5, name - 8, text_of(label),
                      (TextStyle){ .size = p->sizes->word, .face = FACE_BOLD, .ident = ident_note(label) });
        for (int k = 0; k < words; k++)
            draw_share(p, box(in.x + name + k * (w + gap), y, w, h),
                       &(Share){ &p->lens, i, word[k], ease(turn), p->small ? 40 : 52 });
    }
}

void opened_drawn(const void *picture, Box card) {
    const Opened *p = picture;
    double t = step_number_or(p->step, "temperature", 1);
    Box in = language_card(&p->picture, card,
                           arena_print(p->out->arena, "The next word is drawn from this, at temperature %s%s",
                                       number_text(p->out->arena, t, 3),
                                       step_number_or(p->step, "top", 0) > 0
                                           ? arena_print(p->out->arena, ", of the %g likeliest", step_number_or(p->step, "top", 0))
                                           : ""));
    enum { MOST = 12 };
    int word[MOST], most = (int)(in.h / (p->small ? 18 : 24)), words = top_words(&p->drawn, 0, most < MOST ? most : MOST, word);
    while (words > 3 && matrix_at(&p->drawn, 0, word[words - 1]) < 0.005) words--;
    double h = math_min(in.h / math_max(words, 1), 48);
    for (int i = 0; i < words; i++)
        draw_share(p, box(in.x, in.y + i * h, in.w, h),
                   &(Share){ &p->drawn, 0, word[i], ease(acts_turn(&p->acts, "drawn", i, words, 0)), p->small ? 64 : 90 });
}

// --- whole sentences

static int made_length(const Opened *p, int row) {
    int length = 0;
    while (length < p->made.columns && matrix_at(&p->made, row, length) >= 0) length++;
    return length;
}

// The first word that cannot stand where it does; at the end of a sentence that has none, its length; −1: it is in the language.
static int made_fault(const Opened *p, int row) {
    short word[GRAMMAR_LENGTH];
    int length = made_length(p, row);
    for (int i = 0; i < length; i++) word[i] = (short)matrix_at(&p->made, row, i);
    return grammar_holds(word, length) ? -1 : grammar_fault(word, length);
}

static const char *made_word(const Opened *p, int row, int i) { return grammar_word((int)matrix_at(&p->made, row, i)); }

// As a sentence stands in a text; where that needs more room than there is, its words share the room.
static void draw_words(const Opened *p, Box at, int row, int fault) {
    int length = made_length(p, row);
    double size = p->sizes->word, y = box_middle_y(at) + size * 0.35, x = at.x, blank = size * 0.4, all = 0;
    for (int i = 0; i < length; i++) all += metrics_width(p->view->metrics, FACE_BOLD, size, text_of(made_word(p, row, i))) + blank;
    for (int i = 0; i < length; i++) {
        bool wrong = i == fault, after = fault >= 0 && i > fault;
        TextStyle style = { .size = size, .face = wrong ? FACE_BOLD : FACE_TEXT };
        style.ident = ident_note("drawn from such shares, one word after the other");
        style.paint = paint(wrong ? ROLE_WRONG : after ? ROLE_MUTED : ROLE_INK);
        double w = at.w / length,
               text = list_text_fit(p->out, x, y, all > at.w ? w - 3 : at.w, text_of(made_word(p, row, i)), style);
        if (wrong)
            list_line(p->out, x, y - size * 0.3, x + text, y - size * 0.3,
                      (StrokeStyle){ .paint = paint(ROLE_WRONG), .width = 1.6 });
        x += all > at.w ? w : text + blank;
    }
}

static void draw_made(const Opened *p, Box at, int row) {
    int fault = made_fault(p, row);
    double size = p->sizes->word, y = box_middle_y(at) + size * 0.35;
    double verdict = metrics_width(p->view->metrics, FACE_TEXT, size, TEXT("in the language")) + 24;
    Role role = fault < 0 ? ROLE_RIGHT : ROLE_WRONG;
    draw_words(p, box(at.x, at.y, at.w - verdict, at.h), row, fault);
    const char *said = fault < 0 ? "in the language" : fault >= made_length(p, row) ? "it has no end" : "not in it";
    draw_icon(p->out, fault < 0 ? ICON_CHECK : ICON_CROSS, at.x + at.w - verdict + 8, box_middle_y(at), size, paint(role));
    list_text_fit(p->out, at.x + at.w - verdict + 22, y, verdict - 22, text_of(said),
                  (TextStyle){ .size = size, .paint = paint(role), .ident = ident_note(said) });
}

// The first of the sentences, as many as there is room for; a wrong one among them is no more common than among all.
void opened_made(const void *picture, Box card) {
    const Opened *p = picture;
    double come = acts_come(&p->acts, "made"), high = p->small ? 22 : 30;
    if (!matrix_exists(&p->made)) {
        language_card(&p->picture, card, "Whole sentences");
        return;
    }
    const char *title = come < 1 ? "Whole sentences drawn in this way"
                                 : arena_print(p->out->arena, "Whole sentences drawn in this way: of %d are %.0f in the language",
                                               p->made.rows, matrix_at(&p->whole, 0, 0));
    Box in = language_card(&p->picture, card, title);
    int rows = (int)math_clamp(in.h / high, 1, 6);
    double h = in.h / rows;
    for (int i = 0; i < rows && i < p->made.rows; i++) {
        double turn = acts_turn(&p->acts, "made", i, rows, 0);
        if (turn <= 0) continue;
        Former before = list_with(p->out, (Ident){ 0 }, 1 - turn);
        draw_made(p, box(in.x, in.y + i * h, in.w, h), i);
        list_restore(p->out, before);
    }
}
