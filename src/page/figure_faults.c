// See figure_faults.h.
#include "page/figure_faults.h"

#include <math.h>
#include <string.h>

#include "base/math.h"
#include "draw/naming.h"
#include "model/habit.h"
#include "page/figure_stage.h"

enum { LARGER_WIDTH = 1600, LARGER_HEIGHT = 820, COLORED = 10, WRITTEN_LEAST = 3 };
enum { CELLS_LEAST = 4, NUMBERS_LEAST = 10, THIN = 5, CURVE_LEAST = 8 };
enum { CARD_WIDTH = 60, CARD_HEIGHT = 30, TITLED_LEAST = 60 }; // units: what is smaller is a button or a word's frame
enum { TITLE_LINE = 40, TITLE_WORD = 64 };                     // units from a card's top; bytes
enum { CELL_HEIGHT = 16, CELL_WIDTH = 24, CELL_HIGHEST = 72 }; // units: what is smaller is a mark, and has no digits
static const double RAISED = 0.8, CLOSE = 0.85;                // of a size: an exponent's, and from line to line at least
static const double ASKED_CELL = 16, ASKED_NODE = 12, HELD_BACK = 6, SPOKEN_OF = 3; // what others weigh, so many times
static const double COVERED_LEAST = 0.2;                                            // of a text: what covers more of it hides it

double figure_smallest_label(const List *list) {
    double smallest = 0;
    for (int i = 0; i < list->count; i++) {
        const Cmd *c = &list->cmd[i];
        if (!cmd_is_label(list, i)) continue;
        if (!smallest || c->text.size < smallest) smallest = c->text.size;
    }
    return smallest;
}

// --- texts and places

static bool writes(const List *list, Ident ident) {
    for (int i = 0; i < list->count; i++) {
        const Cmd *c = &list->cmd[i];
        if (c->kind == CMD_TEXT && ident_same(c->ident, ident) && c->ident.element == ident.element && cmd_is_seen(c)) return true;
    }
    return false;
}

// Is the text hidden by what is drawn later? `solid` are the places of what hides, in the order in which it is drawn.
static bool is_covered(const List *list, int text, const int *solid, int solids) {
    Box at = list->cmd[text].box;
    double covered = 0;
    for (int i = solids; i > 0 && solid[i - 1] > text; i--) {
        Box over = list->cmd[solid[i - 1]].box;
        if (!box_meets(over, at)) continue;
        over = box_meet(over, at);
        covered += over.w * over.h;
    }
    return covered > COVERED_LEAST * at.w * at.h;
}

static int count_covered(const List *list) {
    Arena *arena = arena_begin();
    int *solid = arena_new(arena, int, list->count + 1), solids = 0, count = 0;
    for (int i = 0; i < list->count; i++)
        if (list->cmd[i].kind == CMD_RECT && list->cmd[i].rect.fill.alpha >= 0.9f) solid[solids++] = i;
    for (int i = 0; i < list->count; i++) {
        const Cmd *c = &list->cmd[i];
        count += c->kind == CMD_TEXT && !c->may_overlap && cmd_is_seen(c) && is_covered(list, i, solid, solids);
    }
    arena_end(arena);
    return count;
}

// Do two lines stand so close that they can hardly be told apart? Letters of a formula may, and what stands raised.
static bool is_crowded(const Cmd *a, const Cmd *b) {
    double size = math_min(a->text.size, b->text.size), apart = fabs(a->text.y - b->text.y);
    bool words = a->text.face != FACE_MATH && a->text.face != FACE_MATH_ITALIC && b->text.face != FACE_MATH &&
                 b->text.face != FACE_MATH_ITALIC;
    return words && size > RAISED * math_max(a->text.size, b->text.size) && apart > size * 0.4 && apart < size * CLOSE &&
           box_meet(a->box, b->box).w > 1;
}

static int count_overlaps(const List *list) {
    int count = 0;
    for (int i = 0; i < list->count; i++) {
        const Cmd *a = &list->cmd[i];
        if (a->kind != CMD_TEXT || a->may_overlap || !cmd_is_seen(a)) continue;
        for (int j = 0; j < i; j++) {
            const Cmd *b = &list->cmd[j];
            count += b->kind == CMD_TEXT && !b->may_overlap && cmd_is_seen(b) && (box_overlap(a->box, b->box) || is_crowded(a, b));
        }
    }
    return count;
}

static int count_outside(const List *list, double width, double height) {
    int count = 0;
    for (int i = 0; i < list->count; i++) {
        Box b = list->cmd[i].box;
        bool out = b.w < 0 || b.h < 0 || b.x < -1 || b.y < -1 || b.x + b.w > width + 1 || b.y + b.h > height + 1;
        count += out && cmd_is_seen(&list->cmd[i]);
    }
    return count;
}

// Is this number a cell of the picture: digits in the middle of a box? At its end they are a bar's.
static bool is_cell(const List *whole, Ident ident) {
    for (int i = 0; i < whole->count; i++) {
        const Cmd *c = &whole->cmd[i];
        if (c->kind != CMD_RECT || c->box.w < CELL_WIDTH || c->box.h < CELL_HEIGHT || !ident_same(c->ident, ident)) continue;
        for (int k = i + 1; k < whole->count; k++) {
            const Cmd *text = &whole->cmd[k];
            if (text->kind == CMD_TEXT && ident_same(text->ident, ident) && box_meet(text->box, c->box).h > text->box.h / 2 &&
                fabs(text->box.y + text->box.h / 2 - c->box.y - c->box.h / 2) < c->box.h / 4)
                return true;
        }
    }
    return false;
}

// Does it write numbers of this array into cells?
static bool writes_any(const List *list, int node, bool grad) {
    for (int i = 0; i < list->count; i++) {
        const Cmd *c = &list->cmd[i];
        if (c->kind == CMD_TEXT && ident_is_number(c->ident) && c->ident.node == node && c->ident.grad == grad && cmd_is_seen(c) &&
            is_cell(list, c->ident))
            return true;
    }
    return false;
}

// Does the picture write a number of this heat map, whichever it is, into a cell?
static bool is_of_cells(const List *whole, const Cmd *heat) {
    Ident ident = heat->ident;
    for (int i = 0; i < whole->count; i++) {
        const Cmd *c = &whole->cmd[i];
        if (c->kind != CMD_TEXT || !ident_is_number(c->ident) || c->ident.node != ident.node || c->ident.grad != ident.grad)
            continue;
        bool in = false;
        for (int r = 0; r < heat->heat.rows && !in; r++)
            for (int j = 0; j < heat->heat.columns && !in; j++)
                in = c->ident.element == ident.element + r * ident.heat.row_stride + j * ident.heat.column_stride;
        if (in && is_cell(whole, c->ident)) return true;
    }
    return false;
}

// --- names and what they name

typedef struct Namings {
    Naming *naming;
    int count;
} Namings;

static Namings names_of(const List *list, Arena *arena) {
    Namings n = { arena_new(arena, Naming, list->count + 1), 0 };
    n.count = list_namings(list, n.naming);
    return n;
}

// Is it there as an array, of cells or of colours?
static bool has_cells(const List *list, const Hidden *of) {
    int cells = 0;
    for (int i = 0; i < list->count; i++) {
        const Cmd *c = &list->cmd[i];
        if (!cmd_is_seen(c) || !hidden_holds(of, c)) continue;
        if (c->kind == CMD_HEAT) return true;
        cells += c->kind == CMD_RECT && ident_is_number(c->ident);
    }
    return cells > 2;
}

static bool has_number(const List *list, const Hidden *of) {
    for (int i = 0; i < list->count; i++) {
        const Cmd *c = &list->cmd[i];
        if ((ident_is_number(c->ident) || c->kind == CMD_HEAT) && cmd_is_seen(c) && hidden_holds(of, c)) return true;
    }
    return false;
}

static bool has_node(const List *list, int node) {
    for (int i = 0; i < list->count; i++) {
        const Cmd *c = &list->cmd[i];
        if ((ident_is_number(c->ident) || c->kind == CMD_HEAT) && c->ident.node == node && cmd_is_seen(c)) return true;
    }
    return false;
}

// The same words in the same type; a legend has its own.
static bool has_text(const List *list, const Cmd *name) {
    for (int i = 0; i < list->count; i++) {
        const Cmd *c = &list->cmd[i];
        if (c->kind == CMD_TEXT && !strcmp(c->text.text, name->text.text) && c->text.face == name->text.face &&
            c->text.paint.role == name->text.paint.role && cmd_is_seen(c))
            return true;
    }
    return false;
}

static const char *name_of(const List *whole, const Naming *naming) { return whole->cmd[naming->text].text.text; }
static int node_of(const List *whole, const Naming *naming) { return whole->cmd[naming->cell].ident.node; }

// Does what names numbers in the whole picture stand alone here?
static bool is_orphan(const List *list, const Namings *here, const List *whole, const Namings *names, int at) {
    const char *name = name_of(whole, &names->naming[at]);
    for (int i = 0; i < at; i++)
        if (!strcmp(name_of(whole, &names->naming[i]), name)) return false; // counted there
    if (!has_text(list, &whole->cmd[names->naming[at].text])) return false;
    for (int i = 0; i < here->count; i++)
        if (!strcmp(name_of(list, &here->naming[i]), name)) return false;
    return true;
}

// Does the node of this name stand here without any name, though it has one in the whole picture?
static bool is_nameless(const List *list, const Namings *here, const List *whole, const Namings *names, int at) {
    int node = node_of(whole, &names->naming[at]);
    for (int i = 0; i < at; i++)
        if (node_of(whole, &names->naming[i]) == node) return false; // counted there
    if (!has_node(list, node)) return false;
    for (int i = 0; i < here->count; i++)
        if (node_of(list, &here->naming[i]) == node) return false;
    return true;
}

static void count_names(const List *list, const List *whole, FigureFaults *f) {
    Arena *arena = arena_begin();
    Namings here = names_of(list, arena), names = names_of(whole, arena);
    int kept = 0; // the figure's own title names nothing
    for (int i = 0; i < here.count; i++)
        if (has_text(whole, &list->cmd[here.naming[i].text])) here.naming[kept++] = here.naming[i];
    here.count = kept;
    for (int i = 0; i < names.count; i++) {
        f->orphans += is_orphan(list, &here, whole, &names, i);
        f->nameless += is_nameless(list, &here, whole, &names, i);
    }
    arena_end(arena);
}

// --- the rest of the faults

// A card that is a sliver.
static bool is_squeezed(const Cmd *c) {
    return c->kind == CMD_RECT && c->rect.radius > 0 && c->rect.fill.role == ROLE_PANEL && c->rect.fill.alpha > 0.5f &&
           c->box.w < 110 && c->box.h > 120 && c->box.h > 1.8 * c->box.w;
}

static bool is_card(const Cmd *c) {
    return c->kind == CMD_RECT && c->rect.radius > 0 && c->rect.fill.role == ROLE_PANEL && c->rect.fill.alpha > 0.5f &&
           c->box.w > CARD_WIDTH && c->box.h > CARD_HEIGHT;
}

// Cards with nothing in them but their title.
static int count_empty(const List *list) {
    int count = 0;
    for (int i = 0; i < list->count; i++) {
        const Cmd *card = &list->cmd[i];
        if (!is_card(card) || !cmd_is_seen(card)) continue;
        int words = 0, drawn = 0;
        for (int k = i + 1; k < list->count; k++) {
            const Cmd *c = &list->cmd[k];
            if (!cmd_is_seen(c) || !box_holds(card->box, c->box.x + c->box.w / 2, c->box.y + c->box.h / 2)) continue;
            bool frame = c->kind == CMD_RECT && c->box.w >= card->box.w - 1;
            words += c->kind == CMD_TEXT, drawn += c->kind != CMD_TEXT && !frame;
        }
        count += words < 2 && !drawn;
    }
    return count;
}

// A number of which too little is left.
static bool is_cut(const char *text) { return (strstr(text, "…") && strpbrk(text, "0123456789")) || !strcmp(text, "≈0"); }

// Does the picture in ample room write the number in the same way? Then there is no more of it.
static bool writes_so(const List *whole, const Cmd *number) {
    for (int i = 0; i < whole->count; i++) {
        const Cmd *c = &whole->cmd[i];
        bool same = c->kind == CMD_TEXT && ident_same(c->ident, number->ident) && c->ident.element == number->ident.element;
        if (same && !strcmp(c->text.text, number->text.text)) return true;
    }
    return false;
}

// The first number that the command shows as a colour or a box.
static Ident number_of(const Cmd *c) {
    if (c->kind == CMD_RECT && ident_is_number(c->ident)) return c->ident;
    if (c->kind != CMD_HEAT || c->ident.kind != IDENT_HEAT) return (Ident){ 0 };
    return c->ident.grad ? ident_grad(c->ident.node, c->ident.element) : ident_value(c->ident.node, c->ident.element);
}

static bool is_wanted(const FigureWanted *wanted, const Cmd *c) {
    for (int i = 0; i < wanted->numbers; i++)
        if (hidden_holds(&wanted->number[i].of, c)) return true;
    return false;
}

FigureFaults figure_faults_of_moment(const List *list, double width, double height) {
    FigureFaults f = { .smallest = figure_smallest_label(list), .overlaps = count_overlaps(list) };
    f.outside = count_outside(list, width, height);
    if (!(f.smallest > 0)) f.smallest = FIGURE_LABEL; // nothing may have come yet
    return f;
}

FigureFaults figure_faults(const List *list, double width, double height, const List *whole, const FigureWanted *wanted) {
    FigureFaults f = { .smallest = figure_smallest_label(list), .overlaps = count_overlaps(list) + count_covered(list) };
    f.outside = count_outside(list, width, height);
    for (int i = 0; i < list->count; i++) {
        const Cmd *c = &list->cmd[i];
        if (!cmd_is_seen(c)) continue;
        f.squeezed += is_squeezed(c);
        if (c->kind == CMD_TEXT && ident_is_number(c->ident))
            f.written++, f.dropped += is_cut(c->text.text) && !writes_so(whole, c);
        Ident number = number_of(c);
        if (number.kind == IDENT_NONE || writes(list, number)) continue;
        if (!(c->kind == CMD_HEAT ? is_of_cells(whole, c) : is_cell(whole, number))) continue;
        int cells = c->kind == CMD_HEAT ? c->heat.rows * c->heat.columns : 1;
        bool dropped = writes_any(list, number.node, number.grad);
        if (!dropped && is_wanted(wanted, c)) f.pale += cells;
        *(dropped ? &f.dropped : &f.colored) += cells;
    }
    f.squeezed += (int)math_max(0, count_empty(list) - count_empty(whole));
    count_names(list, whole, &f);
    return f;
}

bool figure_is_bare(const FigureFaults *f) { return f->colored && f->written < WRITTEN_LEAST; }

bool figure_is_faultless(const FigureFaults *f) {
    return f->smallest >= FIGURE_LABEL - 0.01 && !f->overlaps && !f->outside && !f->dropped && !f->pale && !f->squeezed &&
           !f->orphans && !f->nameless && !figure_is_bare(f);
}

double figure_badness(const FigureFaults *f) {
    double small = math_max(0, FIGURE_LABEL - f->smallest);
    double pale = f->colored ? COLORED * f->colored / (double)(f->colored + f->written) : 0;
    if (figure_is_bare(f)) pale += 2 * COLORED;
    return f->outside * 100.0 + f->squeezed * 30.0 + f->overlaps * 20.0 + (f->orphans + f->nameless) * 4.0 + f->dropped + f->pale +
           small * 2 + pale + (f->smallest > 0 ? 0 : 1000);
}

static void want(FigureWanted *w, Hidden of, double weight) {
    for (int i = 0; i < w->numbers; i++) {
        const Hidden *other = &w->number[i].of;
        if (other->node == of.node && other->grad == of.grad && other->first == of.first && other->count == of.count) return;
    }
    if (of.node != NODE_NONE && w->numbers < FIGURE_WANTED_MOST) w->number[w->numbers++] = (PartNumber){ of, weight };
}

// All of the node that the text names.
static void want_all(const Session *s, FigureWanted *w, const LiveRef *ref, double weight) {
    int node = ref->node ? tape_find(session_tape(s), ref->node) : NODE_NONE;
    want(w, (Hidden){ .node = node, .grad = ref->grad || ref->length }, weight);
}

// The very number; other vectors than the lesson's may not have it.
static void want_cell(const Session *s, FigureWanted *w, const LiveRef *ref) {
    double value;
    Ident ident;
    if (!session_live(s, ref, &value, &ident)) return;
    int count = ident.kind == IDENT_LENGTH ? ident.count : 1;
    want(w, (Hidden){ .node = ident.node, .first = ident.element, .count = count, .grad = ident.grad }, ASKED_CELL);
}

FigureWanted figure_wanted(const Session *s) {
    const LessonStep *step = session_lesson_step(s);
    FigureWanted w = { .numbers = 0 };
    const Block *exercise = step_exercise(step);
    if (exercise) want_cell(s, &w, &exercise->answer);
    w.first = w.numbers;
    if (exercise) want_all(s, &w, &exercise->answer, ASKED_NODE);
    for (int i = 0; i < step->foci; i++) {
        int node = tape_find(session_tape(s), step->focus[i]);
        want(&w, (Hidden){ .node = node }, SPOKEN_OF);
    }
    for (int b = 0; b < step->blocks; b++) {
        const Block *block = &step->block[b];
        for (int i = 0; i < block->lines; i++)
            for (int k = 0; k < block->line[i].runs; k++)
                if (block->line[i].run[k].kind == RUN_LIVE) want_all(s, &w, &block->line[i].run[k].live, SPOKEN_OF);
        for (int i = 0; i < block->hides; i++) want_all(s, &w, &block->hide[i], HELD_BACK);
    }
    return w;
}

// Is there a cell without its number? What is higher is a bar.
static bool has_bare_cells(const List *list) {
    for (int i = 0; i < list->count; i++) {
        const Cmd *c = &list->cmd[i];
        bool cell = cmd_is_seen(c) && c->box.w >= CELL_HEIGHT && c->box.h >= CELL_HEIGHT && c->box.h <= CELL_HIGHEST;
        Ident number = cell ? number_of(c) : (Ident){ 0 };
        if (number.kind != IDENT_NONE && !writes(list, number)) return true;
    }
    return false;
}

List figure_ample(Session *s, const FigureSpec *spec, const Metrics *metrics, Arena *arena) {
    FigureSpec plain = *spec;
    plain.layout = (FigureLayout){ 0 };
    List list = list_begin(arena, metrics);
    figure_draw_scene(s, &plain, FIGURE_AMPLE_WIDTH, FIGURE_AMPLE_HEIGHT, NULL, &list);
    if (!has_bare_cells(&list)) return list;
    List larger = list_begin(arena, metrics);
    figure_draw_scene(s, &plain, LARGER_WIDTH, LARGER_HEIGHT, NULL, &larger);
    return larger;
}

// Of two runs the right one's name stands for both.
static bool is_beside(const Tape *tape, int node) {
    return !strncmp(tape_node(tape, node)->name, HABIT_BESIDE, strlen(HABIT_BESIDE));
}

int figure_missing(const Session *s, const List *whole, const List *list, Hidden out[FIGURE_WANTED_MOST]) {
    FigureWanted wanted = figure_wanted(s);
    int count = 0;
    for (int i = wanted.first; i < wanted.numbers; i++) {
        const Hidden *of = &wanted.number[i].of;
        bool there = wanted.number[i].weight >= ASKED_NODE ? has_number(whole, of) : has_cells(whole, of);
        if (there && !is_beside(session_tape(s), of->node) && !has_number(list, of)) out[count++] = *of;
    }
    return count;
}

static int rows_of(const Tape *tape, const List *list, int node) {
    const Shape *shape = &tape_node(tape, node)->shape;
    int last = shape->size[shape->rank - 1], most = tape_node(tape, node)->count / last, count = 0;
    Arena *arena = arena_begin();
    bool *there = arena_new(arena, bool, most);
    for (int i = 0; i < list->count; i++) {
        const Cmd *c = &list->cmd[i];
        bool number = c->kind == CMD_TEXT && ident_is_number(c->ident) && c->ident.node == node && !c->ident.grad && cmd_is_seen(c);
        if (!number || c->ident.element / last >= most || there[c->ident.element / last]) continue;
        there[c->ident.element / last] = true;
        count++;
    }
    arena_end(arena);
    return count;
}

int figure_lost_rows(const Session *s, const List *whole, const List *list, int *shown, int *all) {
    const Tape *tape = session_tape(s);
    int node = NODE_NONE, most = 0;
    for (int i = 0, last = NODE_NONE; i < list->count; i++) {
        Ident of = list->cmd[i].ident;
        if (list->cmd[i].kind != CMD_TEXT || !ident_is_number(of) || of.grad || of.node == last) continue;
        last = of.node;
        if (tape_node(tape, last)->shape.rank < 2 || is_beside(tape, last)) continue;
        int here = rows_of(tape, list, last), there = rows_of(tape, whole, last);
        if (there - here > most) node = last, most = there - here, *shown = here, *all = there;
    }
    return node;
}

// Is the word there, whole or with its beginning?
static bool has_word(const List *list, const char *word) {
    for (int i = 0; i < list->count; i++) {
        const Cmd *c = &list->cmd[i];
        if (c->kind != CMD_TEXT || !cmd_is_seen(c)) continue;
        const char *text = c->text.text, *end = strstr(text, "…");
        if (!strcmp(text, word) || (end && end > text && !strncmp(text, word, (size_t)(end - text)))) return true;
    }
    return false;
}

double figure_lost_words(const Session *s, const List *whole, const List *list) {
    const Inputs *inputs = session_scene_step(s)->inputs;
    int there = 0, lost = 0;
    for (int i = 0; inputs && i < inputs->count; i++) {
        const Input *input = &inputs->input[i];
        for (int r = 0; input->words && r < input->shape.size[0]; r++) {
            if (!input->words[r] || !has_word(whole, input->words[r])) continue;
            there++, lost += !has_word(list, input->words[r]);
        }
    }
    return there ? lost / (double)there : 0;
}

bool figure_lacks_words(const Session *s, const List *whole, const List *list) {
    return session_own_data(s) && figure_lost_words(s, whole, list) >= 1;
}

// --- cards that are left out

// Its title: bold words in its first line. NULL: it has none.
static const Cmd *card_title(const List *list, const Cmd *card) {
    for (int i = 0; i < list->count; i++) {
        const Cmd *c = &list->cmd[i];
        bool bold = c->kind == CMD_TEXT && c->text.face == FACE_BOLD && cmd_is_seen(c) && !ident_is_number(c->ident) &&
                    strlen(c->text.text) > 2;
        if (bold && c->box.y < card->box.y + TITLE_LINE && box_holds(card->box, c->box.x, c->box.y + c->box.h / 2)) return c;
    }
    return NULL;
}

static bool is_titled(const Cmd *c) { return is_card(c) && cmd_is_seen(c) && c->box.h > TITLED_LEAST; }

// Are most of its numbers those of arrays that are on this list?
static bool shows_of(const List *list, const List *whole, const Cmd *card) {
    int there = 0, lost = 0;
    for (int i = 0; i < whole->count; i++) {
        const Cmd *c = &whole->cmd[i];
        bool number = (ident_is_number(c->ident) || c->kind == CMD_HEAT) && cmd_is_seen(c);
        if (!number || !box_holds(card->box, c->box.x + c->box.w / 2, c->box.y + c->box.h / 2)) continue;
        *(has_node(list, c->ident.node) ? &there : &lost) += 1;
    }
    return there > lost;
}

// Does a text have most of these words?
static bool has_most_words(const char *text, const char *words) {
    char word[TITLE_WORD];
    int all = 0, there = 0;
    for (int size; *words; words += size) {
        words += strspn(words, " ");
        size = (int)strcspn(words, " ");
        if (!size) break;
        snprintf(word, sizeof word, "%.*s", size, words);
        all++, there += strstr(text, word) != NULL;
    }
    return 2 * there > all;
}

// Does a card that is not in the whole picture have this title, in fewer words?
static bool is_retitled(const List *list, const List *whole, const char *title) {
    for (int i = 0; i < list->count; i++) {
        const Cmd *other = is_titled(&list->cmd[i]) ? card_title(list, &list->cmd[i]) : NULL;
        if (other && !has_word(whole, other->text.text) && has_most_words(title, other->text.text)) return true;
    }
    return false;
}

int figure_lost_cards(const List *whole, const List *list, const char *out[FIGURE_WANTED_MOST]) {
    int count = 0;
    for (int i = 0; i < whole->count && count < FIGURE_WANTED_MOST; i++) {
        const Cmd *card = &whole->cmd[i], *title = is_titled(card) ? card_title(whole, card) : NULL;
        const char *words = title ? title->text.text : NULL;
        if (words && !has_word(list, words) && !shows_of(list, whole, card) && !is_retitled(list, whole, words))
            out[count++] = words;
    }
    return count;
}

bool figure_lacks_some(const Session *s, const List *whole, const List *list) {
    Hidden missing[FIGURE_WANTED_MOST];
    const char *card[FIGURE_WANTED_MOST];
    return figure_missing(s, whole, list, missing) > 0 || figure_lacks_words(s, whole, list) ||
           figure_lost_cards(whole, list, card) > 0;
}

// --- what a search weighs besides

// Does this text say less of the number than the other one?
static bool is_shorter(const char *text, const char *whole) {
    double a, b;
    if (strlen(text) >= strlen(whole)) return false;
    return !text_number(text_of(text), &a) || !text_number(text_of(whole), &b) || a != b;
}

int figure_count_shortened(const List *list, const List *whole) {
    int count = 0;
    for (int i = 0; i < list->count; i++) {
        const Cmd *c = &list->cmd[i];
        if (c->kind != CMD_TEXT || !ident_is_number(c->ident) || !cmd_is_seen(c)) continue;
        for (int k = 0; k < whole->count; k++) {
            const Cmd *other = &whole->cmd[k];
            if (other->kind != CMD_TEXT || !ident_same(c->ident, other->ident) || c->ident.element != other->ident.element)
                continue;
            count += is_shorter(c->text.text, other->text.text);
            break;
        }
    }
    return count;
}

int figure_count_elided(const List *list) {
    int count = 0;
    for (int i = 0; i < list->count; i++) {
        const Cmd *c = &list->cmd[i];
        size_t size = c->kind == CMD_TEXT && cmd_is_seen(c) ? strlen(c->text.text) : 0;
        bool cut = size >= 3 && !strcmp(c->text.text + size - 3, "…");
        count += cut && (c->text.face == FACE_BOLD || strpbrk(c->text.text, "=+") || strstr(c->text.text, "·"));
    }
    return count;
}

static int count_cells(const List *list, int most) {
    int count = 0;
    for (int i = 0; i < list->count && count < most; i++) {
        const Cmd *c = &list->cmd[i];
        count +=
            c->kind == CMD_HEAT || (c->kind == CMD_TEXT && ident_is_number(c->ident) && cmd_is_seen(c) && is_cell(list, c->ident));
    }
    return count;
}

bool figure_is_alone(const List *list, const List *whole) {
    int numbers = 0;
    for (int i = 0; i < list->count; i++)
        numbers += list->cmd[i].kind == CMD_TEXT && ident_is_number(list->cmd[i].ident) && cmd_is_seen(&list->cmd[i]);
    return numbers < NUMBERS_LEAST && count_cells(whole, 2 * CELLS_LEAST) == 2 * CELLS_LEAST &&
           count_cells(list, CELLS_LEAST) < CELLS_LEAST;
}

int figure_count_marks(const List *list) {
    int count = 0;
    for (int i = 0; i < list->count; i++) {
        const Cmd *c = &list->cmd[i];
        Paint p = c->kind == CMD_PATH && c->path.stroke.alpha > 0 ? c->path.stroke
                  : c->kind == CMD_PATH                           ? c->path.fill
                  : c->kind == CMD_RECT                           ? c->rect.fill
                                                                  : PAINT_NONE;
        bool role = (p.role >= ROLE_Q && p.role != ROLE_WHITE && p.role != ROLE_BLACK) || ident_is_number(c->ident);
        bool thin = c->kind == CMD_RECT && math_min(c->box.w, c->box.h) < THIN; // the stripe beside a heading
        bool mark = cmd_is_seen(c) && (c->kind == CMD_HEAT || (role && p.alpha > 0.3f && !thin));
        count += !mark ? 0 : c->kind == CMD_PATH && c->path.parts >= CURVE_LEAST ? 2 : 1; // a curve may stand alone
    }
    return count;
}

int figure_count_spilled(const List *list, Box room) {
    double bottom = room.y + room.h + 8;
    int count = 0;
    for (int i = 0; i < list->count; i++) {
        const Cmd *c = &list->cmd[i];
        bool drawn = c->kind == CMD_TEXT || c->kind == CMD_PATH || (c->kind == CMD_RECT && c->rect.fill.alpha > 0);
        bool picture = c->box.y < bottom || ident_is_number(c->ident); // a legend has no numbers
        count += drawn && cmd_is_seen(c) && picture && c->box.y + c->box.h > bottom + 2;
    }
    return count;
}

int figure_lacks_asked(const List *list, const List *whole, const FigureWanted *wanted) {
    int count = 0;
    for (int i = 0; i < wanted->numbers; i++) {
        const PartNumber *n = &wanted->number[i];
        count += n->weight >= ASKED_NODE && has_number(whole, &n->of) && !has_number(list, &n->of);
    }
    return count;
}
