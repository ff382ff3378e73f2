// Words, formulas and numbers become pieces; pieces without a blank between them stay together; a line takes as many as fit.
#include "page/flow.h"

#include <string.h>

#include "draw/formula.h"
#include "draw/shapes.h"

enum { PIECES = 600 };

typedef struct FlowPiece {
    Text text;
    const Formula *formula;
    FormulaStyle math;
    Face face;
    double size, width, ascent, descent;
    Paint paint;
    Ident ident;
    bool blank; // before it: a line may end here
    bool code;
    bool asked; // a number that the step asks for: a "?" in its room
} FlowPiece;

typedef struct Flow {
    const Session *session;
    const List *list; // what it is measured or drawn for
    const Metrics *metrics;
    Arena *arena;
    FlowStyle style;
    double width, blank;
    FlowPiece piece[PIECES];
    int pieces;
} Flow;

int flow_node(const void *tape, const char *symbol) { return tape_find(tape, symbol); }

// --- into pieces

static FlowPiece *add(Flow *f, FlowPiece piece) {
    if (f->pieces == PIECES) return &f->piece[PIECES - 1];
    f->piece[f->pieces] = piece;
    return &f->piece[f->pieces++];
}

static Face face_of(const Flow *f, const Run *run) {
    if (run->code) return FACE_MONO;
    if (run->strong || f->style.bold) return FACE_BOLD;
    return run->emphasis ? FACE_ITALIC : FACE_TEXT;
}

// A word that is wider than the line is cut where the line ends.
static Text whole_or_part(const Flow *f, Face face, double size, Text word) {
    if (metrics_width(f->metrics, face, size, word) <= f->width) return word;
    Text rest = word, part = { word.at, 0 };
    while (rest.size) {
        utf8_next(&rest);
        Text longer = { word.at, word.size - rest.size };
        if (part.size && metrics_width(f->metrics, face, size, longer) > f->width) break;
        part = longer;
    }
    return part;
}

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Up to the next blank; one between groups of digits, as in 313 600, belongs to the number.
static size_t word_size(const char *text) {
    enum { GROUP = 3 };
    size_t size = strcspn(text, " \n\t"), digits = 0;
    while (digits < size && is_digit(text[size - digits - 1])) digits++;
    while (digits > 0 && digits <= GROUP && text[size] == ' ') {
        const char *group = text + size + 1;
        digits = 0;
        while (is_digit(group[digits])) digits++;
        if (digits != GROUP) break;
        size += 1 + strcspn(group, " \n\t");
        digits = is_digit(text[size - 1]) ? GROUP : 0; // a comma or a full stop ends it
    }
    return size;
}

static void add_words(Flow *f, const Run *run, bool *blank) {
    Face face = face_of(f, run);
    double size = run->code ? f->style.size * 0.9 : f->style.size;
    const char *at = run->text;
    while (*at) {
        if (*at == ' ' || *at == '\n' || *at == '\t') {
            *blank = true;
            at++;
            continue;
        }
        Text word = { at, word_size(at) };
        word = whole_or_part(f, face, size, word);
        FlowPiece p = { .text = word, .face = face, .size = size, .paint = f->style.paint, .blank = *blank, .code = run->code };
        p.width = metrics_width(f->metrics, face, size, word);
        add(f, p);
        at += word.size;
        *blank = *at != 0 && metrics_width(f->metrics, face, size, word) >= f->width * 0.98;
    }
}

static void add_formula(Flow *f, const Run *run, bool *blank) {
    const char *error;
    int column;
    Formula *formula = formula_parse(f->arena, text_of(run->text), &error, &column);
    FlowPiece p = {
        .blank = *blank, .paint = f->style.paint, .size = f->style.size, .face = FACE_MONO, .text = text_of(run->text)
    };
    if (formula) {
        p.formula = formula;
        p.math = (FormulaStyle){ .size = f->style.size * 1.14,
                                 .paint = f->style.paint,
                                 .plain = f->style.plain,
                                 .node = flow_node,
                                 .context = session_tape(f->session) };
        FormulaSize size = formula_measure(f->metrics, formula, p.math);
        if (size.width > f->width) {
            p.math.size *= f->width / size.width;
            size = formula_measure(f->metrics, formula, p.math);
        }
        p.width = size.width;
        p.ascent = size.ascent;
        p.descent = size.descent;
    } else {
        p.paint = paint(ROLE_WRONG);
        p.width = metrics_width(f->metrics, p.face, p.size, p.text);
    }
    add(f, p);
    *blank = false;
}

static Role text_role(const Tape *tape, Ident ident) {
    if (ident.kind == IDENT_GRAD || ident.kind == IDENT_LENGTH) return ROLE_GRAD_TEXT;
    return role_of_node(tape_node(tape, ident.node)->name);
}

static void add_live(Flow *f, const Run *run, bool *blank) {
    double value = 0;
    Ident ident = { 0 };
    bool known = session_live(f->session, &run->live, &value, &ident);
    const char *text = known ? number_text(f->arena, value, TEXT_DIGITS) : "–";
    FlowPiece p = { .text = text_of(text),
                    .face = f->style.plain ? face_of(f, run) : FACE_BOLD,
                    .size = f->style.size,
                    .paint = f->style.paint,
                    .blank = *blank,
                    .ident = ident };
    bool asked = known && list_hides(f->list, ident);
    if (asked && f->style.plain) p.ident = (Ident){ 0 }; // options may name what is asked for
    p.asked = asked && !f->style.plain;
    if (known && !f->style.plain) p.paint = paint(text_role(session_tape(f->session), ident));
    p.width = metrics_width(f->metrics, p.face, p.size, p.text);
    if (p.asked && p.width < p.size) p.width = p.size; // its "?" is to be read
    add(f, p);
    *blank = false;
}

static void cut_up(Flow *f, const Line *of) {
    bool blank = false;
    const Line line = session_line(f->session, f->arena, of);
    for (int i = 0; i < line.runs; i++) {
        const Run *run = &line.run[i];
        switch (run->kind) {
        case RUN_TEXT: add_words(f, run, &blank); break;
        case RUN_FORMULA: add_formula(f, run, &blank); break;
        case RUN_LIVE: add_live(f, run, &blank); break;
        }
    }
}

// --- into lines

static int group_end(const Flow *f, int from) {
    int end = from + 1;
    while (end < f->pieces && !f->piece[end].blank) end++;
    return end;
}

static double group_width(const Flow *f, int from, int end) {
    double width = 0;
    for (int i = from; i < end; i++) width += f->piece[i].width;
    return width;
}

static int line_end(const Flow *f, int from) {
    int end = from;
    double width = 0;
    while (end < f->pieces) {
        int next = group_end(f, end);
        double more = group_width(f, end, next) + (end > from ? f->blank : 0);
        if (end > from && width + more > f->width) break;
        width += more;
        end = next;
    }
    return end;
}

static void draw_piece(List *list, const FlowPiece *p, double x, double baseline) {
    if (p->formula) {
        formula_draw(list, x, baseline, p->formula, p->math);
        return;
    }
    if (p->asked) {
        Role role = (Role)p->paint.role;
        draw_cell(list, box(x, baseline - p->size * 0.92, p->width, p->size * 1.16), "?",
                  (CellStyle){ .role = role, .size = p->size, .ident = p->ident });
        return;
    }
    if (p->code)
        list_rect(list, box(x - 2, baseline - p->size * 0.95, p->width + 4, p->size * 1.3),
                  (RectStyle){ .radius = 4, .fill = paint(ROLE_STAGE) });
    list_text(list, x, baseline, p->text, (TextStyle){ .face = p->face, .size = p->size, .paint = p->paint, .ident = p->ident });
}

// Lines with tall formulas get the room they need.
static double line_height(const Flow *f, int from, int end, double *baseline) {
    double cap = f->metrics->face[FACE_TEXT].cap_height * f->style.size, above = (f->style.leading + cap) / 2,
           below = f->style.leading - above;
    for (int i = from; i < end; i++) {
        if (f->piece[i].ascent + 3 > above) above = f->piece[i].ascent + 3;
        if (f->piece[i].descent + 3 > below) below = f->piece[i].descent + 3;
    }
    *baseline = above;
    return above + below;
}

// Draws on `list`, unless that is NULL; `of` is the list it is meant for.
static double run_flow(List *list, const List *of, const Session *session, const Line *line, double x, double y, double width,
                       FlowStyle style) {
    const Metrics *metrics = of->metrics;
    Flow *f = arena_new(of->arena, Flow, 1);
    *f = (Flow){ .session = session, .list = of, .metrics = metrics, .arena = of->arena, .style = style, .width = width };
    f->blank = metrics_width(metrics, style.bold ? FACE_BOLD : FACE_TEXT, style.size, TEXT(" "));
    cut_up(f, line);
    double top = y;
    for (int from = 0; from < f->pieces;) {
        int end = line_end(f, from);
        double baseline, height = line_height(f, from, end, &baseline), at = x;
        for (int i = from; i < end; i++) {
            if (i > from && f->piece[i].blank) at += f->blank;
            if (list) draw_piece(list, &f->piece[i], at, top + baseline);
            at += f->piece[i].width;
        }
        top += height;
        from = end;
    }
    return top - y;
}

double flow_draw(List *list, const Session *session, const Line *line, double x, double y, double width, FlowStyle style) {
    return run_flow(list, list, session, line, x, y, width, style);
}

double flow_measure(const List *list, const Session *session, const Line *line, double width, FlowStyle style) {
    return run_flow(NULL, list, session, line, 0, 0, width, style);
}

const char *flow_paragraph(Arena *arena, Text *rest) {
    Builder out = { .arena = arena };
    while (rest->size) {
        Text line = text_trim(text_line(rest));
        if (!line.size && out.size) break;
        if (line.size) builder_print(&out, "%s%.*s", out.size ? " " : "", (int)line.size, line.at);
    }
    return out.size ? builder_text(&out) : "";
}
