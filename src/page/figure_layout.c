// Where a figure has little room, layouts are tried and judged: as the scene would by itself, higher, or a part of a larger one.
#include "page/figure_layout.h"

#include <math.h>
#include <string.h>

#include "base/math.h"
#include "draw/naming.h"
#include "draw/part.h"
#include "draw/whole.h"
#include "model/habit.h"
#include "page/figure_search.h"
#include "page/figure_strip.h"
#include "session/asked.h"

enum {
    AMPLE_WIDTH = 1280,
    AMPLE_HEIGHT = 600,
    LARGER_WIDTH = 1600,
    LARGER_HEIGHT = 820,
    HEIGHTS = 8,
    FEW = 12,
    COLORED = 10,
    WASTE = 12,
    ASKED = 8,
    WHITE = 12,
    WRITTEN_LEAST = 3,
    CROP_MARGIN = 16,
    CROP_LEAST = 240,
    FILM_MOMENTS = 13
};
static const double WHITE_LEAST = 48; // units: a band of white that is no wider is a gap
static const double ASKED_CELL = 16, ASKED_NODE = 12, HELD_BACK = 6, SPOKEN_OF = 3; // what others weigh, so many times
static const double UNREADABLE = 50;                                                // of all that counts against a figure
static const double UNNAMED = 0.5;   // for each array of a whole picture without its name
static const double ELIDED = 2;      // for each heading or line of arithmetic without its end
static const double SHORTENED = 0.1; // for each number with fewer digits than there are
static const double WORDLESS = 4;    // rows of one's own without the words that they have
static const double ALONE = 100;     // numbers or words without the cells that they belong to
static const double CUT = 8;         // an array is left out at some moment, because it stands in the way of the edge
enum { CELLS_LEAST = 4, NUMBERS_LEAST = 10, MANY_MARKS = 8, THIN = 5, CURVE_LEAST = 8 };
static const double COVERED_LEAST = 0.2; // of a text: what covers more of it hides it
static const double SPILLED = 20;        // for each mark that reaches into the legend
static const double STAGE_LEAST = 0.6;   // of a figure's height: where its picture has less, the footer gives way
static const double SHARE_LEAST = 0.15;  // of a picture: less says nothing
static const double LINES_LEAST = 48;    // units: a line of arithmetic alone says nothing either
enum { CELL_WIDTH = 24, CELL_HEIGHT = 16, CELL_HIGHEST = 72 }; // units: what is smaller is a mark, and has no digits

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

void figure_stage_still(Session *s, const FigureSpec *spec, double width, double height, List *list) {
    const FigureLayout *l = &spec->layout;
    double dx = list->dx, dy = list->dy;
    if (l->width <= 0 && l->reduced > 0) {
        int first = list->count;
        list->dx = list->dy = 0;
        draw_stage(s, spec, width / l->reduced, height / l->reduced, NULL, list);
        list_enlarge(list, first, l->reduced, dx, dy);
        list->dx = dx, list->dy = dy;
        return;
    }
    if (l->width <= 0) {
        draw_stage(s, spec, width, height, NULL, list);
        return;
    }
    list->dx += (width - l->part.w) / 2 - l->part.x;
    list->dy += math_max(0, (height - l->part.h) / 2) - l->part.y;
    draw_stage(s, spec, l->width, l->height, &l->part, list);
    list->dx = dx, list->dy = dy;
}

void figure_stage(Session *s, const FigureSpec *spec, double width, double height, List *list) {
    if (spec->strip > 1 && spec->layout.panel_height > 0)
        strip_draw(s, spec, width, height, list);
    else
        figure_stage_still(s, spec, width, height, list);
}

// --- moments

int figure_moments(const FigureSpec *spec) {
    return spec->moments > 1 ? spec->moments : spec->strip > 1 ? spec->strip : spec->moving ? FILM_MOMENTS : 1;
}

double figure_moment_at(const Session *s, const FigureSpec *spec, int i) {
    int moments = figure_moments(spec);
    double end = spec->before ? math_min(spec->t, asked_opens(session_lesson_step(s))) : spec->t; // what comes is not there yet
    return moments > 1 ? end * i / (moments - 1) : end;
}

static List draw_moment(Session *s, const FigureSpec *spec, int moment, double width, double height, const Metrics *metrics,
                        Arena *arena) {
    List list = list_begin(arena, metrics);
    FigureSpec one = *spec;
    one.t = figure_moment_at(s, spec, moment);
    draw_stage(s, &one, width, height, NULL, &list);
    return list;
}

// One moment's arrays in the part: it, made so large, and whether one is cut nevertheless.
static FigureFound hold_moment(Session *s, const FigureSpec *spec, int moment, const Metrics *metrics, double width, double height,
                               Box room, Box part) {
    FigureFound found;
    if (figure_known(spec->search, &found)) return found;
    Arena *arena = arena_begin();
    List list = draw_moment(s, spec, moment, width, height, metrics, arena);
    bool cut = false;
    found.box = list_hold_arrays(&list, part, room.w, room.h, &cut);
    found.well = !cut;
    arena_end(arena);
    figure_note(spec->search, found);
    return found;
}

// Makes the part so large that no array which it shows at any moment is cut, as far as there is room; false: one is.
static bool hold_moments(Session *s, const FigureSpec *spec, const Metrics *metrics, double width, double height, Box room,
                         Box *part) {
    double before;
    bool cut;
    do {
        before = part->w + part->h, cut = false;
        for (int i = 0; i < figure_moments(spec); i++) {
            FigureFound found = hold_moment(s, spec, i, metrics, width, height, room, *part);
            if (figure_search_is_over(spec->search)) return false;
            *part = found.box;
            cut |= !found.well;
        }
    } while (part->w + part->h > before);
    return !cut;
}

// --- judging

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

// Of the words beside the rows of the whole picture the share that is not here, 0 … 1.
static double lost_words(const Session *s, const List *whole, const List *list) {
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

bool figure_lacks_words(Session *s, const FigureSpec *spec, const List *list) {
    if (!session_own_data(s)) return false;
    Arena *arena = arena_begin();
    List whole = figure_ample(s, spec, list->metrics, arena);
    bool lacks = lost_words(s, &whole, list) >= 1;
    arena_end(arena);
    return lacks;
}

// --- looking for a layout

// figure_room, which is found once.
static Box room_in(Session *s, const FigureSpec *spec, const Metrics *metrics) {
    FigureFound found;
    if (figure_known(spec->search, &found)) return found.box;
    found.box = figure_room(s, spec, metrics);
    figure_note(spec->search, found);
    return found.box;
}

typedef struct Search {
    Session *session;
    const Metrics *metrics;
    FigureSpec spec, best;
    double worst;          // of the best found
    bool bare;             // that has colours alone, where there are digits in ample room
    Arena *arena;          // of `whole`
    Arena *tried, *parted; // of the figure, and of the picture that a part is looked for in, each until the next one
    List whole;            // the picture in ample room
    int marks;             // of it
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

// What shows a number, or has a colour of its own: cells, bars, curves; words and lines of axes are none.
static int count_marks(const List *list) {
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

// Has it hardly a mark of the picture's, so that axes or names are left alone? The chips of its legend are none.
static bool is_emptied(const Search *q, const FigureSpec *one, const List *list) {
    int marks = count_marks(list), whole = q->marks;
    if (!(one->without & FIGURE_LEGEND))
        for (unsigned chips = figure_legend(list, q->session) | one->legend; chips; chips &= chips - 1) marks--;
    return one->layout.width > 0 ? marks < 2 && whole >= 2 : marks <= 0 && whole > MANY_MARKS;
}

// How much of a whole picture reaches out of its room below, where the legend is.
static int count_spilled(const List *list, Box room) {
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

typedef struct Judged {
    double bad;
    bool well;  // nothing is wrong with it
    bool named; // and all of it has its name and its digits
    bool bare;  // it is colours alone
} Judged;

static Judged judge_now(Search *q, const FigureSpec *one, double price) {
    FigureSpec tried = *one;
    tried.layout.tried = true;
    arena_reset(q->tried);
    Box room;
    List list = figure_list_in(q->session, &tried, q->metrics, q->tried, &room);
    FigureFaults faults = figure_faults(&list, one->width, one->height, &q->whole, &q->wanted);
    int elided = count_elided(&list), shortened = count_shortened(&list, &q->whole);
    bool named = !faults.nameless && !elided && !shortened;
    price += ELIDED * elided + SHORTENED * shortened;
    if (session_own_data(q->session)) price += WORDLESS * lost_words(q->session, &q->whole, &list);
    if (one->layout.width <= 0) // it names itself as it likes, and best by name
        price += UNNAMED * faults.nameless + SPILLED * count_spilled(&list, room), faults.orphans = faults.nameless = 0;
    if (one->layout.width > 0 && is_alone(&list, &q->whole)) price += ALONE;
    if (is_emptied(q, one, &list)) price += ALONE;
    double bad = badness(&faults) + price + ASKED * lacks_asked(q, &list);
    bool well = figure_is_faultless(&faults);
    return (Judged){ well ? bad : bad + FIGURE_FAULTY, well && !faults.colored, named,
                     faults.colored && faults.written < WRITTEN_LEAST };
}

// Lays the figure out; `price`: what its layout costs besides.
static Judged judge(Search *q, const FigureSpec *one, double price) {
    FigureFound found;
    if (!figure_known(q->spec.search, &found)) {
        Judged judged = judge_now(q, one, price);
        found.value = judged.bad, found.well = judged.well, found.named = judged.named, found.bare = judged.bare;
        figure_note(q->spec.search, found);
    } else if (figure_search_is_over(q->spec.search)) {
        found.value = q->worst; // not better than what there is
    }
    return (Judged){ found.value, found.well, found.named, found.bare };
}

// What is wrong at one moment, as badness counts it.
static double bad_at(Search *q, const FigureSpec *one, int moment) {
    FigureFound found;
    if (figure_known(q->spec.search, &found)) return found.value;
    FigureSpec tried = *one;
    tried.t = figure_moment_at(q->session, &q->spec, moment), tried.layout.tried = true;
    arena_reset(q->tried);
    List list = figure_list(q->session, &tried, q->metrics, q->tried);
    FigureFaults f = { .smallest = figure_smallest_label(&list), .overlaps = count_overlaps(&list) };
    f.outside = count_outside(&list, one->width, one->height);
    if (!(f.smallest > 0)) f.smallest = FIGURE_LABEL; // nothing may have come yet
    found.value = badness(&f);
    figure_note(q->spec.search, found);
    return found.value;
}

static double bad_before(Search *q, const FigureSpec *one) {
    double bad = 0;
    for (int i = 0; i < figure_moments(&q->spec) - 1; i++) bad += bad_at(q, one, i);
    return bad;
}

// Keeps it when it is the best until now.
static Judged keep(Search *q, const FigureSpec *one, Judged judged) {
    if (judged.bad < q->worst) {
        double before = bad_before(q, one);
        if (before > 0) judged.bad += before + FIGURE_FAULTY, judged.well = false;
    }
    if (judged.bad < q->worst) q->best = *one, q->worst = judged.bad, q->bare = judged.bare;
    return judged;
}

// As the scene lays it out by itself, higher and higher.
static bool try_heights(Search *q) {
    double high = figure_tallest(&q->spec);
    bool well = false, named = false;
    for (int i = 0; i < (q->grows ? HEIGHTS : 1) && !(well && named); i++) {
        FigureSpec one = q->spec;
        one.height += (high - one.height) * i / (HEIGHTS - 1);
        Judged judged = keep(q, &one, judge(q, &one, 0));
        well |= judged.well, named = judged.named;
    }
    return well;
}

// The spec with the stage's room for this part of the layout.
static FigureSpec with_part(Search *q, double width, double height, Box part, Box room) {
    FigureSpec one = q->spec;
    one.layout = (FigureLayout){ width, height, part };
    double around = one.height - room.h;
    if (q->grows) one.height = around + part.h + 8;
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

typedef struct CutSource { // what a part is cut from
    double width, height;
    Box room, low; // for it where the figure is as high as it may be, and as it is
} CutSource;

// A picture of many small things wastes the room, and one that is drawn out to fill a height is no better.
static double price_of(const List *list, const CutSource *from, Box part, double share) {
    double fills = math_max(part.w / from->room.w, math_min(part.h / from->low.h, 1));
    double white = math_max(white_band(list, part) - WHITE_LEAST, 0) / part.h;
    return 1 + FEW * (1 - share) + WASTE * (1 - fills) + WHITE * white;
}

// A part that is the best until now as the last moment shows it holds what it shows at the others too, where there is room.
static void keep_part(Search *q, const CutSource *from, Box part, double price) {
    FigureSpec one = with_part(q, from->width, from->height, part, from->low);
    Judged judged = judge(q, &one, price);
    if (figure_moments(&q->spec) > 1 && judged.bad < q->worst) {
        Box held = part, most = box(0, 0, from->room.w - 8, from->room.h);
        bool well = hold_moments(q->session, &q->spec, q->metrics, from->width, from->height, most, &held);
        one = with_part(q, from->width, from->height, held, from->low);
        if (held.w > part.w || held.h > part.h) judged = judge(q, &one, price);
        if (!well) judged.bad += CUT;
    }
    keep(q, &one, judged);
}

// The best part of one layout, and what it costs.
static FigureFound part_of(Search *q, const CutSource *from, int loose, double label) {
    FigureFound found;
    if (figure_known(q->spec.search, &found)) return found;
    arena_reset(q->parted);
    List list = list_begin(q->parted, q->metrics);
    PartAsk ask = { from->room.w - 8, from->room.h, q->wanted.number, q->wanted.numbers, .label = label - 0.01 };
    ask.unlinked = loose > 0, ask.unlined = loose > 1, ask.nameless = loose > 2;
    double share;
    draw_stage(q->session, &q->spec, from->width, from->height, NULL, &list);
    found.well = list_find_part(&list, &ask, &found.box, &share) && share >= SHARE_LEAST && found.box.h > LINES_LEAST;
    if (found.well) found.value = price_of(&list, from, found.box, share);
    figure_note(q->spec.search, found);
    return found;
}

static void try_part(Search *q, const CutSource *from, int loose, double label) {
    FigureFound found = part_of(q, from, loose, label);
    if (found.well) keep_part(q, from, found.box, found.value);
}

static void try_parts_with(Search *q, double label) {
    static const double size[][2] = { { 640, 480 },  { 680, 440 },  { 720, 420 },  { 826, 520 },  { 826, 700 },
                                      { 1000, 560 }, { 1280, 600 }, { 1280, 820 }, { 1600, 820 }, { 1600, 900 } };
    static const double wide[] = { 720, 826, 1000, 1280 }; // as high as the room: nothing under the names is cut
    FigureSpec high = q->spec;
    high.height = figure_tallest(&q->spec);
    high.layout.width = 1; // a part: its legend names it
    Box room = room_in(q->session, &high, q->metrics);
    high.height = q->spec.height;
    Box low = room_in(q->session, &high, q->metrics);
    for (int loose = 0; loose < 2 || (loose < 3 && q->worst > FEW / 2) || (loose < 4 && q->worst >= FIGURE_FAULTY); loose++) {
        for (size_t i = 0; i < sizeof size / sizeof *size; i++)
            try_part(q, &(CutSource){ size[i][0], size[i][1], room, low }, loose, label);
        for (size_t i = 0; !q->grows && i < sizeof wide / sizeof *wide; i++)
            try_part(q, &(CutSource){ wide[i], low.h, room, low }, loose, label);
        for (int i = 0; i < HEIGHTS; i++)
            try_part(q, &(CutSource){ q->spec.width, low.h + (room.h - low.h) * i / (HEIGHTS - 1), room, low }, loose, label);
    }
}

// Where nothing else is well: labels that are a little small may grow, as those of all figures do.
static void try_parts(Search *q) {
    try_parts_with(q, FIGURE_LABEL);
    if (q->worst >= FIGURE_FAULTY) try_parts_with(q, FIGURE_LABEL - 1);
}

// Where even that is faulty: all of it smaller, with small labels, rather than numbers over each other or a picture that is cut.
static void try_reduced(Search *q) {
    static const double times[] = { 0.85, 0.7, 0.6, 0.5 };
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        FigureSpec one = q->spec;
        one.layout.reduced = times[i];
        keep(q, &one, judge(q, &one, 1));
    }
}

static Search begin(Session *session, const FigureSpec *spec, const Metrics *metrics) {
    Search q = { .session = session, .metrics = metrics, .spec = *spec, .best = *spec, .worst = 1e9 };
    FigureFound found;
    q.arena = spec->search ? figure_search_arena(spec->search) : arena_begin();
    q.tried = arena_begin(), q.parted = arena_begin();
    q.spec.layout = (FigureLayout){ 0 };
    q.grows = figure_tallest(spec) > spec->height;
    if (!figure_known(spec->search, &found)) {
        List *whole = arena_new(q.arena, List, 1);
        FigureWanted *wanted = arena_new(q.arena, FigureWanted, 1);
        *whole = figure_ample(session, &q.spec, metrics, q.arena);
        *wanted = figure_wanted(session);
        found.whole = whole, found.wanted = wanted;
        figure_note(spec->search, found);
    }
    if (found.whole) q.whole = *found.whole, q.wanted = *found.wanted;
    q.marks = count_marks(&q.whole);
    return q;
}

static void end(Search *q) {
    if (!q->spec.search) arena_end(q->arena);
    arena_end(q->tried);
    arena_end(q->parted);
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

// What is asked for as one moment shows it.
static bool find_at(Session *s, const FigureSpec *spec, const List *list, Box all, Box *out) {
    int node = spec->part ? tape_find(session_tape(s), spec->part) : NODE_NONE;
    PartNumber number[] = { { { .node = node }, 2 }, { { .node = node, .grad = true }, 2 } };
    PartAsk ask = { .number = number, .numbers = 2, .whole = true, .unlinked = true };
    double share;
    *out = (Box){ 0 };
    if (!spec->part) *out = box_meet(list_ink(list), all);
    return spec->part ? node != NODE_NONE && list_find_part(list, &ask, out, &share) : out->w > 0;
}

// What is asked for as this moment shows it, if it does, and how many of its numbers are written out within it and `all`.
static FigureFound asked_at(Session *s, const FigureSpec *spec, int moment, const Metrics *metrics, double width, double height,
                            Box all) {
    FigureFound found;
    if (figure_known(spec->search, &found)) return found;
    Arena *arena = arena_begin();
    int node = spec->part ? tape_find(session_tape(s), spec->part) : NODE_NONE;
    List list = draw_moment(s, spec, moment, width, height, metrics, arena);
    found.well = find_at(s, spec, &list, box(0, 0, width, height), &found.box);
    if (found.well) found.count = count_written(&list, node, box_union(all, found.box));
    arena_end(arena);
    figure_note(spec->search, found);
    return found;
}

// What is asked for, at whatever moment it is shown; *written: how many numbers the last one writes out.
static bool find_asked(Session *s, const FigureSpec *spec, const Metrics *metrics, double width, double height, Box *out,
                       int *written) {
    int moments = figure_moments(spec);
    *out = (Box){ 0 }, *written = 0;
    for (int i = 0; i < moments; i++) {
        FigureFound found = asked_at(s, spec, i, metrics, width, height, *out);
        if (!found.well) continue;
        *out = box_union(*out, found.box);
        if (i == moments - 1) *written = found.count;
    }
    return out->w > 0;
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
    bool found, holds; // no array is cut at any moment
} Cut;

static Cut cut_from(Session *s, const FigureSpec *spec, const Metrics *metrics, double width, double height, Box room) {
    Cut c = { .width = width, .height = height };
    c.found = find_asked(s, spec, metrics, width, height, &c.part, &c.written);
    c.holds = !c.found || !spec->part || figure_moments(spec) < 2 ||
              hold_moments(s, spec, metrics, width, height, box(0, 0, room.w - 8, figure_tallest(spec)), &c.part);
    return c;
}

// A part fits the width, has digits, fits the height; then more digits, then no array that is cut, then larger ones.
static bool is_better(const Cut *a, const Cut *b, double width, double height) {
    const bool first[] = { a->found, a->part.w <= width, a->written > 0, a->part.h <= height },
               second[] = { b->found, b->part.w <= width, b->written > 0, b->part.h <= height };
    for (size_t i = 0; i < sizeof first / sizeof *first; i++)
        if (first[i] != second[i]) return first[i];
    if (!first[3]) return a->part.h < b->part.h;
    if (a->written != b->written) return a->written > b->written;
    if (a->holds != b->holds) return a->holds;
    return first[1] ? a->part.w > b->part.w : a->part.w < b->part.w;
}

static unsigned legend_of(Session *s, const FigureSpec *spec, const Metrics *metrics) {
    FigureFound found;
    if (figure_known(spec->search, &found)) return (unsigned)found.count;
    Arena *arena = arena_begin();
    List list = figure_list(s, spec, metrics, arena);
    found.count = (int)figure_legend(&list, s);
    arena_end(arena);
    figure_note(spec->search, found);
    return (unsigned)found.count;
}

// The figure as large as what it shows; on a page of given width, as high.
static FigureSpec cut_to(Session *s, const FigureSpec *spec, const Metrics *metrics, FigureLayout layout) {
    FigureSpec one = *spec;
    bool fixed = spec->place || spec->cm_width > 0 || spec->tallest > 0;
    Box part = layout.part;
    one.layout = layout;
    if (!fixed) one.width = math_max(part.w + 2 * CROP_MARGIN, CROP_LEAST);
    if (!one.moving && !one.moments) { // its legend has what is on it, and a narrow title may have more lines
        one.layout.legend = legend_of(s, &one, metrics) | one.legend;
        one.layout.named = true;
    }
    double around = one.height - room_in(s, &one, metrics).h;
    one.height = around + part.h + CROP_MARGIN + (one.without & FIGURE_TITLE ? 8 : 0); // nothing over it: a margin
    return one;
}

// The part that is asked for, from the picture in which it fits the width and has its digits.
static FigureSpec cropped(Session *s, const FigureSpec *spec, const Metrics *metrics) {
    static const double size[][2] = { { 480, 640 }, { 640, 480 }, { 826, 520 }, { 1000, 560 }, { 1280, 640 } };
    FigureSpec plain = *spec;
    plain.layout.width = 1;
    Box room = room_in(s, &plain, metrics);
    bool fixed = spec->place || spec->cm_width > 0 || spec->tallest > 0;
    double high = math_max(room.h, figure_tallest(spec) - (plain.height - room.h)) - CROP_MARGIN;
    Cut best = cut_from(s, spec, metrics, room.w, room.h, room);
    for (size_t i = 0; fixed && i < sizeof size / sizeof *size; i++) {
        Cut cut = cut_from(s, spec, metrics, size[i][0], size[i][1], room);
        if (is_better(&cut, &best, room.w - 8, high)) best = cut;
    }
    return best.found ? cut_to(s, spec, metrics, (FigureLayout){ best.width, best.height, best.part }) : *spec;
}

// A figure as it was found, without the white around what it shows at any moment.
static FigureSpec trimmed(Session *s, const FigureSpec *found, const Metrics *metrics) {
    FigureLayout layout = found->layout;
    if (layout.width > 0) return cut_to(s, found, metrics, layout);
    Box room = room_in(s, found, metrics);
    Cut cut = cut_from(s, found, metrics, room.w, room.h, room);
    if (!cut.found) return *found;
    layout.width = cut.width, layout.height = cut.height, layout.part = cut.part, layout.white = true;
    return cut_to(s, found, metrics, layout);
}

// The legend of the best one is as high as what is really on it, and names what the step speaks of that is not.
static FigureSpec finish(Search *q) {
    Arena *arena = arena_begin();
    FigureSpec one = q->best;
    List list = figure_list(q->session, &one, q->metrics, arena);
    Hidden missing[FIGURE_WANTED_MOST];
    double before = figure_room(q->session, &one, q->metrics).h;
    one.layout.less = one.layout.width <= 0 &&
                      (figure_missing(q->session, &one, &list, missing) > 0 || figure_lacks_words(q->session, &one, &list));
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

static FigureSpec finished(Search *q) {
    FigureSpec one = q->best;
    if (!figure_known_spec(q->spec.search, &one)) {
        one = finish(q);
        figure_note_spec(q->spec.search, &one);
    }
    return one;
}

// Where nothing can be read beside them, the footer gives way, then the legend but for the line that names a part, then the title
// and at last that line; the footer also where it squeezes the picture.
static double search(Session *session, const FigureSpec *spec, const Metrics *metrics, FigureSpec *out) {
    static const struct {
        unsigned without;
        bool brief;
    } less[] = { { 0, false },
                 { FIGURE_FOOTER, false },
                 { FIGURE_FOOTER, true },
                 { FIGURE_FOOTER | FIGURE_TITLE, true },
                 { FIGURE_FOOTER | FIGURE_TITLE | FIGURE_LEGEND, false } };
    double worst = 1e9;
    size_t first = figure_tallest(spec) <= spec->height && figure_room(session, spec, metrics).h < STAGE_LEAST * spec->height;
    for (size_t i = first; i < sizeof less / sizeof *less && worst >= UNREADABLE; i++) {
        FigureSpec one = *spec;
        one.without |= less[i].without, one.brief = less[i].brief && !(spec->without & FIGURE_LEGEND);
        bool same = i > first && one.without == (spec->without | less[i - 1].without) && one.brief == less[i - 1].brief;
        if (same) continue;
        Search q = begin(session, &one, metrics);
        if (!try_heights(&q)) try_parts(&q);
        if (q.worst >= FIGURE_FAULTY && !spec->place && spec->cm_width <= 0 && spec->tallest <= 0)
            try_reduced(&q); // print keeps its least type
        if (q.bare) q.worst += UNREADABLE;
        if (q.worst < worst) *out = finished(&q), worst = q.worst;
        end(&q);
    }
    return worst;
}

static double settle(Session *session, const FigureSpec *spec, const Metrics *metrics, FigureSpec *out) {
    bool small = spec->place || spec->cm_width > 0 || spec->tallest > 0 || (spec->width > 0 && spec->width < FIGURE_AMPLE);
    FigureSpec one = *spec;
    *out = *spec;
    if (spec->strip > 1) {
        *out = strip_settled(session, spec, metrics);
        return 0;
    }
    if ((spec->part || spec->crop) && !(one.width > 0)) one.width = 1280, one.height = 720;
    if (spec->part) {
        *out = cropped(session, &one, metrics);
        return math_max(0, out->layout.part.w - out->width);
    }
    double bad = small ? search(session, spec, metrics, out) : 0;
    if (!(out->width > 0)) out->width = one.width, out->height = one.height;
    if (spec->crop) *out = trimmed(session, out, metrics);
    return bad;
}

FigureSpec figure_judged(Session *session, const FigureSpec *spec, const Metrics *metrics, double *bad) {
    FigureSpec one = *spec;
    *bad = spec->settled ? 0 : settle(session, spec, metrics, &one);
    one.settled = true;
    return one;
}

FigureSpec figure_settled(Session *session, const FigureSpec *spec, const Metrics *metrics) {
    double bad;
    return figure_judged(session, spec, metrics, &bad);
}

bool figure_search(FigureSearch *search, Session *session, const FigureSpec *spec, const Metrics *metrics, const Turn *turn,
                   FigureSpec *out) {
    FigureSpec one = *spec;
    one.search = search;
    figure_search_turn(search, turn);
    one = figure_settled(session, &one, metrics);
    one.search = NULL;
    if (figure_search_is_over(search)) return false;
    *out = one;
    return true;
}
