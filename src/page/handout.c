// Two steps share a page where their figures can be whole on half of it; else a step has a page of its own, and more room to write.
#include "page/handout.h"

#include <math.h>
#include <string.h>

#include "base/math.h"
#include "base/version.h"
#include "draw/decimal.h"
#include "draw/formula.h"
#include "draw/part.h"
#include "page/flow.h"
#include "render/book.h"
#include "session/asked.h"

#define POINTS (7.0 / FIGURE_LABEL) // of print that a unit is wide: a figure's labels have 7 pt at least
enum { MARKS_FIRST = 64, MARGIN = 80, HEAD = 30, FOOT = 8 };
enum { FOUND = 8 }; // layouts that are kept: those tried for two steps that may share a page
enum {
    FIGURE_LOW = 216,
    FIGURE_LOW_ANSWERS = 200,
    FIGURE_HIGH = 480,
    FIGURE_ALONE = 540,
    BETWEEN = 34,
    WRITING = 40,
    BULLET = 22,
    ABOVE = 4,
    MANY = 12 // numbers: these are no colours alone
};
static const double prose_size = 16, prose_leading = 22, small_size = 14, small_leading = 20, option_size = 15, option_leading = 21;
static const double dense = 0.9;                  // the type of the teacher's copy, which says more on the same page
static const double shares[] = { 0.5, 0.4, 0.6 }; // of two figures' height for the first: what they need differs

static const double ENOUGH = 0.5; // of the numbers that a higher figure has

typedef struct HandoutShown {
    int step, numbers;
    bool whole;
} HandoutShown;

// A layout that was found for a step of this lesson.
typedef struct HandoutFound {
    int step; // −1: none was
    double width, height;
    unsigned without;
    FigureSpec spec;
} HandoutFound;

struct Handout {
    HandoutSpec spec;
    Fonts *fonts;
    const Metrics *metrics;
    Arena *arena; // of the file
    FigureFile page;
    Book *book;
    Arena *frame; // of the page that is being filled; NULL: none is
    List list;
    BookMark *mark; // of the page
    int marks, mark_room;
    double y, begun; // where it is filled to, and where its first step begins
    double second;   // the height of the figure of the step that shares the page; 0: none does
    const char *lesson;
    HandoutShown most[2]; // of this step and of the next one, in a high figure
    HandoutFound found[FOUND];
    int founds; // of all
};

static double left(void) { return MARGIN; }
static double room(const Handout *h) { return h->page.width - 2 * MARGIN; }
static double bottom(const Handout *h) { return h->page.height - MARGIN + FOOT; }

Handout *handout_begin(const HandoutSpec *spec, Fonts *fonts, const char *title, const char *command, Arena *arena) {
    Handout *h = arena_new(arena, Handout, 1);
    *h = (Handout){ .spec = *spec, .fonts = fonts, .metrics = fonts_metrics(fonts), .arena = arena };
    h->page = (FigureFile){
        .width = (spec->letter ? 612 : 595.28) / POINTS,
        .height = (spec->letter ? 792 : 841.89) / POINTS,
        .theme = spec->theme,
        .background = ROLE_WHITE,
        .title = title,
        .description = "A handout made by Attend " ATTEND_VERSION,
        .command = command,
        .points = POINTS,
    };
    h->book = book_begin(arena, fonts, &h->page);
    return h;
}

// --- pages

static void begin_page(Handout *h) {
    h->frame = arena_begin();
    h->list = list_begin(h->frame, h->metrics);
    h->mark = arena_new(h->frame, BookMark, MARKS_FIRST);
    h->mark_room = MARKS_FIRST;
    h->marks = 0;
    h->y = h->begun = MARGIN;
}

static void end_page(Handout *h) {
    if (!h->frame) return;
    TextStyle small = { .size = 12, .paint = paint(ROLE_MUTED) };
    double y = h->page.height - MARGIN * 0.5;
    list_text_fit(&h->list, left(), y, room(h) - 60, text_of(h->lesson), small);
    small.align = ALIGN_RIGHT;
    list_print(&h->list, left() + room(h), y, small, "%d", book_pages(h->book) + 1);
    if (h->spec.comma) list_decimal_comma(&h->list, 0);
    List shown = h->list;
    book_page(h->book, &shown, h->mark, h->marks);
    arena_end(h->frame);
    h->frame = NULL;
}

// From here on the commands are a heading, a paragraph, a figure.
static void begin_mark(Handout *h, const char *tag) {
    if (h->marks == h->mark_room) {
        BookMark *more = arena_new(h->frame, BookMark, 2 * h->mark_room);
        memcpy(more, h->mark, sizeof *more * (size_t)h->marks);
        h->mark = more;
        h->mark_room *= 2;
    }
    h->mark[h->marks] = (BookMark){ h->list.count, 0, tag };
}

static void end_mark(Handout *h) {
    if (h->list.count == h->mark[h->marks].first) return;
    h->mark[h->marks].count = h->list.count - h->mark[h->marks].first;
    h->marks++;
}

// --- the steps

// A live step whose training is the answer stands at its start on a pupil's copy.
static RaceMode race_of(const Handout *h, const LessonStep *step) {
    const Block *question = step_question(step);
    bool asked = question && question->about == ABOUT_TRAINING && !h->spec.answers && !h->spec.sheet;
    return asked ? RACE_AT_START : RACE_AT_ONCE;
}

static void go(const Handout *h, Session *session, int step) {
    session_set_race(session, race_of(h, &session_lesson(session)->step[step]));
    session_go(session, step);
}

void handout_ahead(const Handout *h, Session *session, bool brief) {
    const Lesson *lesson = session_lesson(session);
    for (int i = 0; i < lesson->steps; i++) {
        session_set_race(session, race_of(h, &lesson->step[i]));
        session_race_ahead(session, i, brief);
    }
    go(h, session, 0);
}

// --- the words of a step; `list` may be a probe, for measuring is drawing elsewhere

typedef struct Column {
    Handout *h;
    Session *session;
    List *list;
    double y;
    bool marks; // it is the page: what is drawn is marked
} Column;

static void paragraph(Column *c, const Line *line, double x, FlowStyle style) {
    if (c->marks) begin_mark(c->h, "P");
    Line paper = line_on_paper(line);
    c->y += flow_draw(c->list, c->session, &paper, x, c->y, left() + room(c->h) - x, style);
    if (c->marks) end_mark(c->h);
}

static FlowStyle type(const Column *c, double size, double leading, Role role) {
    double share = c->h->spec.answers ? dense : 1;
    return (FlowStyle){ .size = size * share, .leading = leading * share, .paint = paint(role) };
}

static FlowStyle prose(const Column *c) { return type(c, prose_size, prose_leading, ROLE_INK); }
static FlowStyle small(const Column *c) { return type(c, small_size, small_leading, ROLE_MUTED); }

static void formula(Column *c, const char *tex) {
    FormulaStyle style = { .size = 21, .display = true, .node = flow_node, .context = session_tape(c->session) };
    for (Text rest = text_of(tex); rest.size;) {
        Text one = text_trim(text_line(&rest));
        const char *error;
        int column;
        Formula *parsed = one.size ? formula_parse(c->list->arena, one, &error, &column) : NULL;
        if (!parsed) continue;
        FormulaStyle fitted = style;
        FormulaSize size = formula_measure(c->h->metrics, parsed, style);
        if (size.width > room(c->h)) fitted.size *= room(c->h) / size.width, size = formula_measure(c->h->metrics, parsed, fitted);
        formula_draw(c->list, left() + (room(c->h) - size.width) / 2, c->y + 6 + size.ascent, parsed, fitted);
        c->y += 6 + size.ascent + size.descent;
    }
    c->y += 6;
}

static void bullets(Column *c, const Block *block) {
    for (int i = 0; i < block->lines; i++) {
        const char *mark = block->ordered ? arena_print(c->list->arena, "%d.", i + 1) : "•";
        FlowStyle style = prose(c);
        list_text(c->list, left(), c->y + style.leading * 0.72, text_of(mark), (TextStyle){ .size = style.size });
        paragraph(c, &block->line[i], left() + BULLET, style);
    }
}

static void code(Column *c, const char *source) {
    for (Text rest = text_of(source); rest.size;) {
        Text line = text_line(&rest);
        list_text_fit(c->list, left() + 12, c->y + 14, room(c->h) - 24, line, (TextStyle){ .face = FACE_MONO, .size = 12 });
        c->y += 18;
    }
}

static void options(Column *c, const Block *block) {
    for (int i = 0; i < block->options; i++) {
        const Option *option = &block->option[i];
        bool right = c->h->spec.answers && option->right;
        FlowStyle style = type(c, option_size, option_leading, right ? ROLE_RIGHT : ROLE_INK);
        style.plain = true, style.bold = right;
        list_rect(c->list, box(left() + 2, c->y + 4, 13, 13),
                  (RectStyle){ .radius = 3,
                               .stroke = paint(right ? ROLE_RIGHT : ROLE_MUTED),
                               .width = 1,
                               .fill = right ? paint(ROLE_RIGHT) : (Paint){ 0 } });
        paragraph(c, &option->label, left() + BULLET + 4, style);
        if (c->h->spec.answers && option->reason.runs) paragraph(c, &option->reason, left() + BULLET + 4, small(c));
    }
}

static void writing(Column *c, int lines) {
    for (int i = 0; i < lines && !c->h->spec.answers; i++) {
        c->y += WRITING - 6;
        list_line(c->list, left(), c->y, left() + room(c->h), c->y, (StrokeStyle){ .paint = paint(ROLE_LINE), .width = 1 });
    }
}

static void question(Column *c, const Block *block) {
    FlowStyle style = prose(c);
    style.bold = true;
    c->y += 6;
    for (int i = 0; i < block->lines; i++) paragraph(c, &block->line[i], left(), style);
    if (block->kind == BLOCK_ASK) options(c, block);
    double value;
    Ident ident;
    if (block->kind == BLOCK_ANSWER && c->h->spec.answers && session_live(c->session, &block->answer, &value, &ident)) {
        list_print(c->list, left(), c->y + 16, (TextStyle){ .face = FACE_BOLD, .size = 15, .paint = paint(ROLE_RIGHT) },
                   "Answer: %s", number_text(c->list->arena, value, TEXT_DIGITS));
        c->y += 22;
    }
    writing(c, 1);
}

static void notes(Column *c, const char *text) {
    Run run = { .kind = RUN_TEXT, .emphasis = true, .text = arena_print(c->list->arena, "For the teacher: %s", text) };
    c->y += 6;
    paragraph(c, &(Line){ .run = &run, .runs = 1 }, left(), small(c));
}

// How far the figure of a live step has been trained: nobody can start it here.
static void trained(Column *c) {
    int steps = session_race_trains(c->session);
    if (steps < 0) return;
    const char *text =
        steps ? arena_print(c->list->arena, "Shown after %d training steps.", steps) : "Shown before the first training step.";
    Run run = { .kind = RUN_TEXT, .text = text };
    paragraph(c, &(Line){ .run = &run, .runs = 1 }, left(), small(c));
    c->y += 2;
}

// All but heading and figure, from c->y on.
static void words(Column *c) {
    const LessonStep *step = session_lesson_step(c->session);
    trained(c);
    for (int i = 0; i < step->blocks; i++) {
        const Block *block = &step->block[i];
        switch (block->kind) {
        case BLOCK_PARAGRAPH: paragraph(c, block->line, left(), prose(c)); break;
        case BLOCK_LIST: bullets(c, block); break;
        case BLOCK_CODE: code(c, block->text); break;
        case BLOCK_MATH: formula(c, block->text); break;
        case BLOCK_ASK:
        case BLOCK_ANSWER: question(c, block); break;
        case BLOCK_TRY: break;
        }
    }
    if (c->h->spec.answers && step->notes) notes(c, step->notes_paper);
    writing(c, 1);
}

// --- the figure of a step

static FigureSpec figure_spec(Handout *h, Session *session, double width, double height, unsigned without) {
    int step = session_step(session);
    for (int i = 0; i < FOUND; i++) {
        const HandoutFound *f = &h->found[i];
        if (f->step == step && f->width == width && f->height == height && f->without == without) return f->spec;
    }
    FigureSpec spec = { .width = width,
                        .height = height,
                        .scale = 1,
                        .theme = h->spec.theme,
                        .t = 1,
                        .without = without,
                        .points = POINTS,
                        .before = !h->spec.answers && !h->spec.sheet && asked_waits(session_lesson_step(session)) };
    spec = figure_settled(session, &spec, h->metrics);
    h->found[h->founds++ % FOUND] = (HandoutFound){ step, width, height, without, spec };
    return spec;
}

static List figure_of(Handout *h, Session *session, double width, double height, unsigned without) {
    FigureSpec spec = figure_spec(h, session, width, height, without);
    return figure_list(session, &spec, h->metrics, h->list.arena);
}

enum { BARE = FIGURE_TITLE | FIGURE_FOOTER }; // the step's heading and the page's foot say it

// What of the step's picture is shown at this height.
static HandoutShown shown_at(Handout *h, Session *session, double height) {
    Arena *arena = arena_begin();
    FigureSpec spec = figure_spec(h, session, room(h), height, BARE);
    List list = figure_list(session, &spec, h->metrics, arena);
    HandoutShown shown = { .step = session_step(session), .whole = spec.layout.width <= 0 };
    for (int i = 0; i < list.count; i++)
        shown.numbers += list.cmd[i].kind == CMD_TEXT && ident_is_number(list.cmd[i].ident) && cmd_is_seen(&list.cmd[i]);
    arena_end(arena);
    return shown;
}

// Is the picture all there at this height with its digits, or no more of it when it is higher?
static bool is_enough(Handout *h, Session *session, double height) {
    HandoutShown shown = shown_at(h, session, height), *most = &h->most[session_step(session) % 2];
    if (shown.whole && shown.numbers >= MANY) return true;
    if (most->step != session_step(session)) *most = shown_at(h, session, FIGURE_HIGH);
    return (shown.whole || !most->whole) && shown.numbers >= most->numbers * ENOUGH;
}

static void add_figure(Handout *h, Session *session, double height) {
    List figure = figure_of(h, session, room(h), height, BARE);
    begin_mark(h, "Figure");
    double dx = h->list.dx, dy = h->list.dy;
    h->list.dx = left(), h->list.dy = h->y;
    list_add_all(&h->list, &figure);
    h->list.dx = dx, h->list.dy = dy;
    end_mark(h);
    h->y += height;
}

static void heading(Handout *h, const char *tag, double size, const char *text) {
    begin_mark(h, tag);
    list_text_fit(&h->list, left(), h->y + size, room(h), text_of(text), (TextStyle){ .face = FACE_BOLD, .size = size });
    end_mark(h);
    h->y += size * 1.5;
}

static double words_height(Handout *h, Session *session) {
    Arena *arena = arena_begin();
    List probe = list_begin(arena, h->metrics);
    Column c = { .h = h, .session = session, .list = &probe };
    words(&c);
    arena_end(arena);
    return c.y;
}

// How high the figures of this step and the next one may be on a page together. False: they need one each.
static bool heights_of_two(Handout *h, Session *session, double needed, double *first, double *second) {
    int step = session_step(session);
    double low = h->spec.answers ? FIGURE_LOW_ANSWERS : FIGURE_LOW, top = h->frame ? h->y : MARGIN;
    if (step + 1 == session_lesson(session)->steps) return false;
    go(h, session, step + 1);
    double both = bottom(h) - top - BETWEEN - needed - words_height(h, session) - HEAD - ABOVE;
    bool two = false;
    for (size_t i = 0; !two && i < sizeof shares / sizeof *shares; i++) {
        *first = math_min(both * shares[i], FIGURE_HIGH), *second = math_min(both * (1 - shares[i]), FIGURE_HIGH);
        if (math_min(*first, *second) < low) continue;
        go(h, session, step + 1);
        two = is_enough(h, session, *second);
        go(h, session, step);
        two = two && is_enough(h, session, *first);
    }
    go(h, session, step);
    return two;
}

// A step begins a page, alone or with the next one.
static double begin_step(Handout *h, Session *session, double needed) {
    double figure = h->second, next;
    h->second = 0;
    if (figure > 0) return figure;
    if (h->frame && h->y > h->begun) end_page(h);
    bool two = heights_of_two(h, session, needed, &figure, &next);
    if (two) h->second = next;
    if (!h->frame) begin_page(h);
    return two ? figure : math_clamp(bottom(h) - h->y - needed, FIGURE_LOW_ANSWERS, FIGURE_ALONE);
}

static void add_step(Handout *h, Session *session) {
    const LessonStep *step = session_lesson_step(session);
    const char *title = arena_print(h->arena, "%d  %s", session_step(session) + 1, step->title);
    double needed = words_height(h, session) + HEAD + ABOVE, figure = begin_step(h, session, needed);
    book_outline(h->book, title, false);
    heading(h, "H2", 20, title);
    add_figure(h, session, figure);
    if (!h->spec.answers) h->list.hiddens = asked_hidden(session, h->frame, &h->list.hidden);
    Column c = { .h = h, .session = session, .list = &h->list, .y = h->y + ABOVE, .marks = true };
    words(&c);
    h->list.hidden = NULL, h->list.hiddens = 0;
    h->y = c.y + BETWEEN;
}

// --- a contact sheet

static void add_small(Handout *h, Session *session, Box at) {
    enum { WIDTH = 1000, HEIGHT = 520 };
    double width = math_max(WIDTH, HEIGHT * at.w / (at.h - 26)), scale = at.w / width; // what is low has a wider picture
    List figure = figure_of(h, session, width, HEIGHT, FIGURE_TITLE | FIGURE_FOOTER | FIGURE_LEGEND);
    list_enlarge(&figure, 0, scale, at.x, at.y + 26);
    begin_mark(h, "H2");
    list_print(&h->list, at.x, at.y + 15, (TextStyle){ .face = FACE_BOLD, .size = 14 }, "%d  %s", session_step(session) + 1,
               session_lesson_step(session)->title);
    end_mark(h);
    begin_mark(h, "Figure");
    list_rect(&h->list, box(at.x, at.y + 22, at.w, at.h - 22), (RectStyle){ .radius = 6, .stroke = paint(ROLE_LINE), .width = 1 });
    list_add_all(&h->list, &figure);
    end_mark(h);
}

static void add_sheet(Handout *h, Session *session) {
    enum { COLUMNS = 2, GAP = 20 };
    int steps = session_lesson(session)->steps, rows = (steps + COLUMNS - 1) / COLUMNS;
    double top = h->y, w = (room(h) - GAP) / COLUMNS, high = (bottom(h) - top) / math_max_int(rows, 3) - GAP;
    for (int i = 0; i < steps; i++) {
        go(h, session, i);
        add_small(h, session, box(left() + i % COLUMNS * (w + GAP), top + i / COLUMNS * (high + GAP), w, math_min(high, w * 0.6)));
    }
}

void handout_lesson(Handout *h, Session *session) {
    const Lesson *lesson = session_lesson(session);
    const char *name = lesson->number ? arena_print(h->arena, "%d  %s", lesson->number, lesson->title) : lesson->title;
    end_page(h);
    h->lesson = arena_print(h->arena, "%s%s", name, h->spec.answers ? "  ·  the teacher’s copy" : "");
    begin_page(h);
    book_outline(h->book, name, true);
    heading(h, "H1", 30, name);
    h->begun = h->y;
    h->second = 0;
    h->most[0].step = h->most[1].step = -1;
    for (int i = 0; i < FOUND; i++) h->found[i].step = -1;
    if (h->spec.sheet) {
        add_sheet(h, session);
    } else {
        for (int i = 0; i < lesson->steps; i++) {
            go(h, session, i);
            add_step(h, session);
        }
    }
    end_page(h);
}

bool handout_end(Handout *h, Text *out, Problems *problems) {
    end_page(h);
    return book_end(h->book, out, problems);
}
