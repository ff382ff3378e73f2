// Where a figure has little room, layouts are tried and judged: as the scene would by itself, higher, or a part of a larger one.
#include "page/figure_layout.h"

#include <math.h>
#include <string.h>

#include "base/math.h"
#include "draw/naming.h"
#include "draw/part.h"
#include "model/habit.h"
#include "session/asked.h"

enum {
    AMPLE_WIDTH = 1280,
    AMPLE_HEIGHT = 600,
    LARGER_WIDTH = 1600,
    LARGER_HEIGHT = 820,
    HEIGHTS = 8,
    FEW = 12,
    FAULTY = 14,
    COLORED = 10,
    WASTE = 12,
    ASKED = 8,
    WHITE = 12,
    WRITTEN_LEAST = 3,
    CROP_MARGIN = 16,
    CROP_LEAST = 240
};
static const double WHITE_LEAST = 48; // units: a band of white that is no wider is a gap
static const double ASKED_CELL = 16, ASKED_NODE = 12, HELD_BACK = 6, SPOKEN_OF = 3; // what others weigh, so many times
static const double UNREADABLE = 50;                                                // of all that counts against a figure
static const double UNNAMED = 0.5;   // for each array of a whole picture without its name
static const double ELIDED = 2;      // for each heading or line of arithmetic without its end
static const double SHORTENED = 0.1; // for each number with fewer digits than there are
static const double ALONE = 100;     // numbers or words without the cells that they belong to
enum { CELLS_LEAST = 4, NUMBERS_LEAST = 10 };
static const double SHARE_LEAST = 0.15;                        // of a picture: less says nothing
static const double LINES_LEAST = 48;                          // units: a line of arithmetic alone says nothing either
enum { CELL_WIDTH = 24, CELL_HEIGHT = 16, CELL_HIGHEST = 72 }; // units: what is smaller is a mark, and has no digits

static const double STRIP_LEAST = 380, STRIP_NARROW = 260, STRIP_TALLEST = 1.3, STRIP_GAP = 12,
                    STRIP_LINE = 24; // units: a moment's width; between; its time

// --- drawing

static void draw_stage(Session *s, const FigureSpec *spec, double width, double height, const Box *part, List *list) {
    View view = { .width = width, .height = height, .metrics = list->metrics, .arena = list->arena, .part = part };
    double t = spec->t;
    if (spec->before) {
        view.hiddens = asked_hidden(s, list->arena, &view.hidden);
        t = math_min(t, asked_opens(session_lesson_step(s)));
    }
    session_draw(s, &view, t, list);
}

// As few rows as there may be, and all of them as long: four moments of which three fit are two and two.
static int even_columns(int columns, int moments) {
    int rows = (moments + columns - 1) / columns;
    return (moments + rows - 1) / rows;
}

static void stage_at(Session *s, const FigureSpec *spec, double width, double height, List *list);

// Moments from the first to the last, in rows, each under its time.
static void draw_strip(Session *s, const FigureSpec *spec, double width, List *list) {
    int columns = spec->layout.panel_columns;
    double wide = width / columns, high = spec->layout.panel_height, dx = list->dx, dy = list->dy;
    double end = spec->before ? math_min(spec->t, asked_opens(session_lesson_step(s))) : spec->t; // what comes is not there yet
    for (int i = 0; i < spec->strip; i++) {
        FigureSpec one = *spec;
        one.t = end * i / (spec->strip - 1);
        list->dx = dx + i % columns * wide, list->dy = dy + i / columns * (high + STRIP_LINE);
        list_print(list, 10, 15, (TextStyle){ .face = FACE_BOLD, .size = 13, .paint = paint(ROLE_MUTED) }, "moment %s",
                   number_text(list->arena, one.t, 2));
        list->dy += STRIP_LINE;
        stage_at(s, &one, spec->layout.panel_width, high, list);
    }
    list->dx = dx, list->dy = dy;
}

void figure_stage(Session *s, const FigureSpec *spec, double width, double height, List *list) {
    if (spec->strip > 1 && spec->layout.panel_height > 0)
        draw_strip(s, spec, width, list);
    else
        stage_at(s, spec, width, height, list);
}

static void stage_at(Session *s, const FigureSpec *spec, double width, double height, List *list) {
    const FigureLayout *l = &spec->layout;
    if (l->width <= 0) {
        draw_stage(s, spec, width, height, NULL, list);
        return;
    }
    double dx = list->dx, dy = list->dy;
    list->dx += (width - l->part.w) / 2 - l->part.x;
    list->dy += math_max(0, (height - l->part.h) / 2) - l->part.y;
    draw_stage(s, spec, l->width, l->height, &l->part, list);
    list->dx = dx, list->dy = dy;
}

// --- judging

static bool writes(const List *list, Ident ident) {
    for (int i = 0; i < list->count; i++) {
        const Cmd *c = &list->cmd[i];
        if (c->kind == CMD_TEXT && ident_same(c->ident, ident) && c->ident.element == ident.element && cmd_is_seen(c)) return true;
    }
    return false;
}

static int count_overlaps(const List *list) {
    int count = 0;
    for (int i = 0; i < list->count; i++) {
        const Cmd *a = &list->cmd[i];
        if (a->kind != CMD_TEXT || a->may_overlap || !cmd_is_seen(a)) continue;
        for (int j = 0; j < i; j++) {
            const Cmd *b = &list->cmd[j];
            count += b->kind == CMD_TEXT && !b->may_overlap && cmd_is_seen(b) && box_overlap(a->box, b->box);
        }
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

FigureFaults figure_faults(const List *list, double width, double height, const List *whole, const FigureWanted *wanted) {
    FigureFaults f = { .smallest = figure_smallest_label(list), .overlaps = count_overlaps(list) };
    for (int i = 0; i < list->count; i++) {
        const Cmd *c = &list->cmd[i];
        if (!cmd_is_seen(c)) continue;
        Box b = c->box;
        f.outside += b.w < 0 || b.h < 0 || b.x < -1 || b.y < -1 || b.x + b.w > width + 1 || b.y + b.h > height + 1;
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
    count_names(list, whole, &f);
    return f;
}

static bool figure_is_faultless(const FigureFaults *f) {
    return f->smallest >= FIGURE_LABEL - 0.01 && !f->overlaps && !f->outside && !f->dropped && !f->pale && !f->squeezed &&
           !f->orphans && !f->nameless && (!f->colored || f->written >= WRITTEN_LEAST);
}

// The fewer faults the better, then the larger the label.
static double badness(const FigureFaults *f) {
    double small = math_max(0, FIGURE_LABEL - f->smallest);
    double pale = f->colored ? COLORED * f->colored / (double)(f->colored + f->written) : 0;
    if (f->colored && f->written < WRITTEN_LEAST) pale += 2 * COLORED;
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
    draw_stage(s, &plain, AMPLE_WIDTH, AMPLE_HEIGHT, NULL, &list);
    if (!has_bare_cells(&list)) return list;
    List larger = list_begin(arena, metrics);
    draw_stage(s, &plain, LARGER_WIDTH, LARGER_HEIGHT, NULL, &larger);
    return larger;
}

// Of two runs the right one's name stands for both.
static bool is_beside(const Tape *tape, int node) {
    return !strncmp(tape_node(tape, node)->name, HABIT_BESIDE, strlen(HABIT_BESIDE));
}

int figure_missing(Session *s, const FigureSpec *spec, const List *list, Hidden out[FIGURE_WANTED_MOST]) {
    Arena *arena = arena_begin();
    FigureWanted wanted = figure_wanted(s);
    List whole = figure_ample(s, spec, list->metrics, arena);
    int count = 0;
    for (int i = wanted.first; i < wanted.numbers; i++) {
        const Hidden *of = &wanted.number[i].of;
        bool there = wanted.number[i].weight >= ASKED_NODE ? has_number(&whole, of) : has_cells(&whole, of);
        if (there && !is_beside(session_tape(s), of->node) && !has_number(list, of)) out[count++] = *of;
    }
    arena_end(arena);
    return count;
}

// --- looking for a layout

typedef struct Search {
    Session *session;
    const Metrics *metrics;
    FigureSpec spec, best;
    double worst;          // of the best found
    bool bare;             // that has colours alone, where there are digits in ample room
    Arena *arena;          // of `whole`
    Arena *tried, *parted; // of the figure, and of the picture that a part is looked for in, each until the next one
    List whole;            // the picture in ample room
    bool grows;            // there is room below
    FigureWanted wanted;
} Search;

// Does this text say less of the number than the other one?
static bool is_shorter(const char *text, const char *whole) {
    double a, b;
    if (strlen(text) >= strlen(whole)) return false;
    return !text_number(text_of(text), &a) || !text_number(text_of(whole), &b) || a != b;
}

static int count_shortened(const List *list, const List *whole) {
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

// Headings and lines of arithmetic; a note may be cut, as its beginning says what is meant.
static int count_elided(const List *list) {
    int count = 0;
    for (int i = 0; i < list->count; i++) {
        const Cmd *c = &list->cmd[i];
        size_t size = c->kind == CMD_TEXT && cmd_is_seen(c) ? strlen(c->text.text) : 0;
        bool cut = size >= 3 && !strcmp(c->text.text + size - 3, "…");
        count += cut && (c->text.face == FACE_BOLD || strpbrk(c->text.text, "=+") || strstr(c->text.text, "·"));
    }
    return count;
}

// How much that the step asks for is on the whole picture, and not here.
static int lacks_asked(const Search *q, const List *list) {
    int count = 0;
    for (int i = 0; i < q->wanted.numbers; i++) {
        const PartNumber *n = &q->wanted.number[i];
        count += n->weight >= ASKED_NODE && has_number(&q->whole, &n->of) && !has_number(list, &n->of);
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

// A part of a picture of cells that has hardly any: sums without their rows, or a line of arithmetic alone.
static bool is_alone(const List *list, const List *whole) {
    int numbers = 0;
    for (int i = 0; i < list->count; i++)
        numbers += list->cmd[i].kind == CMD_TEXT && ident_is_number(list->cmd[i].ident) && cmd_is_seen(&list->cmd[i]);
    return numbers < NUMBERS_LEAST && count_cells(whole, 2 * CELLS_LEAST) == 2 * CELLS_LEAST &&
           count_cells(list, CELLS_LEAST) < CELLS_LEAST;
}

// Lays the figure out and keeps it when it is the best until now. True when nothing is wrong with it; *named: and all of it has its
// name and its digits.
static bool try(Search *q, const FigureSpec *one, double price, bool *named) {
    FigureSpec tried = *one;
    tried.layout.tried = true;
    arena_reset(q->tried);
    List list = figure_list(q->session, &tried, q->metrics, q->tried);
    FigureFaults faults = figure_faults(&list, one->width, one->height, &q->whole, &q->wanted);
    int elided = count_elided(&list), shortened = count_shortened(&list, &q->whole);
    *named = !faults.nameless && !elided && !shortened;
    price += ELIDED * elided + SHORTENED * shortened;
    if (one->layout.width <= 0) // it names itself as it likes, and best by name
        price += UNNAMED * faults.nameless, faults.orphans = faults.nameless = 0;
    if (one->layout.width > 0 && is_alone(&list, &q->whole)) price += ALONE;
    double bad = badness(&faults) + price + ASKED * lacks_asked(q, &list);
    bool well = figure_is_faultless(&faults);
    if (!well) bad += FAULTY;
    if (bad < q->worst) q->best = *one, q->worst = bad, q->bare = faults.colored && faults.written < WRITTEN_LEAST;
    return well && !faults.colored;
}

// As the scene lays it out by itself, higher and higher.
static bool try_heights(Search *q) {
    double high = figure_tallest(&q->spec);
    bool well = false, named = false;
    for (int i = 0; i < (q->grows ? HEIGHTS : 1) && !(well && named); i++) {
        FigureSpec one = q->spec;
        one.height += (high - one.height) * i / (HEIGHTS - 1);
        well |= try(q, &one, 0, &named);
    }
    return well;
}

// The spec with the stage's room for this part of the layout.
static FigureSpec with_part(Search *q, double width, double height, Box part, Box room, bool exact) {
    FigureSpec one = q->spec;
    one.layout = (FigureLayout){ width, height, part };
    double around = one.height - room.h;
    if (q->grows || exact) one.height = around + part.h + 8;
    return one;
}

// The highest band of white that runs across a part.
static double white_band(const List *list, Box part) {
    double band = 0, end = part.y + part.h;
    for (int i = 0; i < list->count; i++) {
        const Cmd *c = &list->cmd[i];
        double bottom = c->box.y + c->box.h, next = end;
        if (!cmd_is_seen(c) || !box_meets(c->box, part) || bottom >= end) continue;
        for (int k = 0; k < list->count && next > bottom; k++) {
            const Cmd *other = &list->cmd[k];
            if (cmd_is_seen(other) && box_meets(other->box, part) && other->box.y + other->box.h > bottom + 0.5)
                next = math_min(next, math_max(bottom, other->box.y));
        }
        band = math_max(band, next - bottom);
    }
    return band;
}

// The best part of one layout.
static void try_part(Search *q, double width, double height, Box room, Box low, int loose, double label) {
    arena_reset(q->parted);
    List list = list_begin(q->parted, q->metrics);
    PartAsk ask = { room.w - 8, room.h, q->wanted.number, q->wanted.numbers, .label = label - 0.01 };
    ask.unlinked = loose > 0, ask.unlined = loose > 1, ask.nameless = loose > 2;
    Box part;
    double share;
    bool named;
    draw_stage(q->session, &q->spec, width, height, NULL, &list);
    if (list_find_part(&list, &ask, &part, &share) && share >= SHARE_LEAST && part.h > LINES_LEAST) {
        FigureSpec one = with_part(q, width, height, part, low, false);
        // A picture of many small things wastes the room, and one that is drawn out to fill a height is no better.
        double fills = math_max(part.w / room.w, math_min(part.h / low.h, 1));
        double white = math_max(white_band(&list, part) - WHITE_LEAST, 0) / part.h;
        try(q, &one, 1 + FEW * (1 - share) + WASTE * (1 - fills) + WHITE * white, &named);
    }
}

static void try_parts_with(Search *q, double label) {
    static const double size[][2] = { { 640, 480 },  { 680, 440 },  { 720, 420 },  { 826, 520 },  { 826, 700 },
                                      { 1000, 560 }, { 1280, 600 }, { 1280, 820 }, { 1600, 820 }, { 1600, 900 } };
    static const double wide[] = { 720, 826, 1000, 1280 }; // as high as the room: nothing under the names is cut
    FigureSpec high = q->spec;
    high.height = figure_tallest(&q->spec);
    high.layout.width = 1; // a part: its legend names it
    Box room = figure_room(q->session, &high, q->metrics);
    high.height = q->spec.height;
    Box low = figure_room(q->session, &high, q->metrics);
    for (int loose = 0; loose < 2 || (loose < 3 && q->worst > FEW / 2) || (loose < 4 && q->worst >= FAULTY); loose++) {
        for (size_t i = 0; i < sizeof size / sizeof *size; i++) try_part(q, size[i][0], size[i][1], room, low, loose, label);
        for (size_t i = 0; !q->grows && i < sizeof wide / sizeof *wide; i++) try_part(q, wide[i], low.h, room, low, loose, label);
        for (int i = 0; i < HEIGHTS; i++)
            try_part(q, q->spec.width, low.h + (room.h - low.h) * i / (HEIGHTS - 1), room, low, loose, label);
    }
}

// Where nothing else is well: labels that are a little small may grow, as those of all figures do.
static void try_parts(Search *q) {
    try_parts_with(q, FIGURE_LABEL);
    if (q->worst >= FAULTY) try_parts_with(q, FIGURE_LABEL - 1);
}

static Search begin(Session *session, const FigureSpec *spec, const Metrics *metrics) {
    Search q = { .session = session, .metrics = metrics, .spec = *spec, .best = *spec, .worst = 1e9, .arena = arena_begin() };
    q.tried = arena_begin(), q.parted = arena_begin();
    q.spec.layout = (FigureLayout){ 0 };
    q.grows = figure_tallest(spec) > spec->height;
    q.whole = figure_ample(session, &q.spec, metrics, q.arena);
    q.wanted = figure_wanted(session);
    return q;
}

// --- a part that is asked for, and no white around

// How many numbers of the node are written out in the box.
static int count_written(const List *list, int node, Box at) {
    int count = 0;
    for (int i = 0; i < list->count; i++) {
        const Cmd *c = &list->cmd[i];
        count +=
            c->kind == CMD_TEXT && ident_is_number(c->ident) && c->ident.node == node && cmd_is_seen(c) && box_meets(c->box, at);
    }
    return count;
}

static bool find_asked(Session *s, const FigureSpec *spec, const Metrics *metrics, double width, double height, Box *out,
                       int *written) {
    Arena *arena = arena_begin();
    List list = list_begin(arena, metrics);
    int node = spec->part ? tape_find(session_tape(s), spec->part) : NODE_NONE;
    PartNumber number[] = { { { .node = node }, 2 }, { { .node = node, .grad = true }, 2 } };
    PartAsk ask = { .number = number, .numbers = 2, .whole = true, .unlinked = true };
    double share;
    draw_stage(s, spec, width, height, NULL, &list);
    bool found = !spec->part || (node != NODE_NONE && list_find_part(&list, &ask, out, &share));
    if (!spec->part) *out = box_meet(list_ink(&list), box(0, 0, width, height));
    *written = found ? count_written(&list, node, *out) : 0;
    arena_end(arena);
    return found && out->w > 0;
}

bool figure_has_part(Session *s, const FigureSpec *spec, const Metrics *metrics, Problems *problems) {
    const Tape *tape = session_tape(s);
    Box part;
    int written;
    if (!spec->part || find_asked(s, spec, metrics, AMPLE_WIDTH, AMPLE_HEIGHT, &part, &written)) return true;
    if (tape_find(tape, spec->part) != NODE_NONE) {
        FigureSpec end = *spec;
        end.t = 1;
        bool comes = spec->t < 1 && find_asked(s, &end, metrics, AMPLE_WIDTH, AMPLE_HEIGHT, &part, &written);
        return problems_add(problems, (Place){ 0 }, "step %d does not show the numbers of '%s'%s", session_step(s) + 1, spec->part,
                            comes ? " at this moment" : "");
    }
    Builder names = { .arena = problems->arena };
    for (int i = 0; i < tape->count; i++)
        if (tape_node(tape, i)->name && *tape_node(tape, i)->name)
            builder_print(&names, "%s%s", names.size ? ", " : "", tape_node(tape, i)->name);
    return problems_add(problems, (Place){ 0 }, "step %d has no node '%s'; it has %s", session_step(s) + 1, spec->part,
                        builder_text(&names));
}

// What is asked for and the size of the picture that it is cut from.
typedef struct Cut {
    double width, height;
    Box part;
    int written;
    bool found;
} Cut;

static Cut cut_from(Session *s, const FigureSpec *spec, const Metrics *metrics, double width, double height) {
    Cut c = { .width = width, .height = height };
    c.found = find_asked(s, spec, metrics, width, height, &c.part, &c.written);
    return c;
}

// A part fits the width, then has more digits, then is larger.
static bool is_better(const Cut *a, const Cut *b, double width) {
    bool fits = a->part.w <= width, other = b->part.w <= width;
    if (!a->found || !b->found) return a->found;
    if (fits != other) return fits;
    return a->written != b->written ? a->written > b->written : fits ? a->part.w > b->part.w : a->part.w < b->part.w;
}

// The figure as large as what it shows; on a page of given width, as high.
static FigureSpec cropped(Session *s, const FigureSpec *spec, const Metrics *metrics) {
    static const double size[][2] = { { 480, 640 }, { 640, 480 }, { 826, 520 }, { 1000, 560 }, { 1280, 640 } };
    FigureSpec one = *spec, plain = *spec;
    plain.layout.width = spec->part ? 1 : 0;
    if (!(plain.width > 0)) plain.width = 1280, plain.height = 720;
    Box room = figure_room(s, &plain, metrics);
    bool fixed = spec->place || spec->cm_width > 0;
    Cut best = cut_from(s, spec, metrics, room.w, room.h);
    for (size_t i = 0; spec->part && fixed && i < sizeof size / sizeof *size; i++) {
        Cut cut = cut_from(s, spec, metrics, size[i][0], size[i][1]);
        if (is_better(&cut, &best, room.w - 8)) best = cut;
    }
    if (!best.found) return *spec;
    Box part = best.part;
    one.layout = (FigureLayout){ best.width, best.height, part };
    double around = plain.height - room.h;
    one.width = fixed ? plain.width : math_max(part.w + 2 * CROP_MARGIN, CROP_LEAST);
    one.height = plain.height;
    if (!fixed) around = one.height - figure_room(s, &one, metrics).h;                   // a narrow title may have more lines
    one.height = around + part.h + CROP_MARGIN + (plain.without & FIGURE_TITLE ? 8 : 0); // nothing over it: a margin
    return one;
}

// One layout for all moments, found for the last; the figure is as high as the rows of them.
static FigureSpec strip_of(Session *s, const FigureSpec *spec, const Metrics *metrics, Box room, int columns) {
    FigureSpec one = *spec, panel = *spec;
    int rows = (spec->strip + columns - 1) / columns;
    panel.strip = 0;
    panel.without = FIGURE_TITLE | FIGURE_LEGEND | FIGURE_FOOTER;
    panel.caption = NULL;
    panel.place = figure_place("column"); // it may be as high as its labels need
    panel.cm_width = 0;
    panel.width = room.w / columns - STRIP_GAP;
    panel.height = panel.width * 0.7;
    panel = figure_settled(s, &panel, metrics);
    one.layout = panel.layout;
    one.layout.panel_width = panel.width, one.layout.panel_height = panel.height, one.layout.panel_columns = columns;
    double around = one.height - figure_room(s, &one, metrics).h; // a part has a line more in its legend
    one.height = around + rows * (panel.height + STRIP_LINE);
    return one;
}

// Where moments one under the other would be higher than a page, there are more of them in a row.
static FigureSpec stripped(Session *s, const FigureSpec *spec, const Metrics *metrics) {
    FigureSpec wide = *spec;
    if (!(wide.width > 0)) wide.width = 1280, wide.height = 720;
    Box room = figure_room(s, &wide, metrics);
    double tallest = math_max(figure_tallest(&wide), STRIP_TALLEST * wide.width);
    int columns = even_columns((int)math_clamp(room.w / STRIP_LEAST, 1, spec->strip), spec->strip);
    FigureSpec one = strip_of(s, &wide, metrics, room, columns);
    for (int more = columns + 1; one.height > tallest && more <= spec->strip && room.w / more >= STRIP_NARROW; more++) {
        int even = even_columns(more, spec->strip);
        if (even <= columns) continue; // of four, three are two and two
        one = strip_of(s, &wide, metrics, room, columns = even);
    }
    return one;
}

// The legend of the best one is as high as what is really on it, and names what the step speaks of that is not.
static FigureSpec finished(Search *q) {
    Arena *arena = arena_begin();
    FigureSpec one = q->best;
    List list = figure_list(q->session, &one, q->metrics, arena);
    Hidden missing[FIGURE_WANTED_MOST];
    double before = figure_room(q->session, &one, q->metrics).h;
    one.layout.less = one.layout.width <= 0 && figure_missing(q->session, &one, &list, missing) > 0;
    one.layout.legend = figure_legend(&list, q->session) | one.legend;
    one.layout.named = !one.moving;
    double more = figure_room(q->session, &one, q->metrics).h - before;
    if (q->grows) one.height -= more;
    if (!q->grows && one.layout.width <= 0 && more != 0) { // the stage has another height: it may be worse
        List again = figure_list(q->session, &one, q->metrics, arena);
        FigureFaults faults = figure_faults(&again, one.width, one.height, &q->whole, &q->wanted);
        if (badness(&faults) > q->worst + 1) one = q->best;
    }
    arena_end(arena);
    return one;
}

static FigureSpec settle(Session *session, const FigureSpec *spec, const Metrics *metrics) {
    if (spec->strip > 1) return stripped(session, spec, metrics);
    bool small = spec->place || spec->cm_width > 0 || (spec->width > 0 && spec->width < FIGURE_AMPLE);
    if (spec->part || spec->crop) return cropped(session, spec, metrics);
    if (!small) return *spec;
    // Where nothing can be read beside them, the footer gives way, then the legend, then the title.
    static const unsigned less[] = { 0, FIGURE_FOOTER, FIGURE_FOOTER | FIGURE_LEGEND,
                                     FIGURE_FOOTER | FIGURE_LEGEND | FIGURE_TITLE };
    FigureSpec best = *spec;
    double worst = 1e9;
    for (size_t i = 0; i < sizeof less / sizeof *less && worst >= UNREADABLE; i++) {
        FigureSpec one = *spec;
        one.without |= less[i];
        Search q = begin(session, &one, metrics);
        if (!try_heights(&q)) try_parts(&q);
        if (q.bare) q.worst += UNREADABLE;
        if (q.worst < worst) best = finished(&q), worst = q.worst;
        arena_end(q.arena), arena_end(q.tried), arena_end(q.parted);
    }
    return best;
}

FigureSpec figure_settled(Session *session, const FigureSpec *spec, const Metrics *metrics) {
    FigureSpec one = spec->settled ? *spec : settle(session, spec, metrics);
    one.settled = true;
    return one;
}
