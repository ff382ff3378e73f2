// Words, emphasis, code, formulas and live numbers of one paragraph. cmark hands over a tree without places; a cursor walks the
// source alongside it: what is looked for comes in the same order there, so the first match from the cursor on is the one.
#include <string.h>

#include "lesson/parse.h"

typedef struct Inline {
    Parser *p;
    const char *cursor, *end; // of the source that is left
    int strong, emphasis;     // depth
    Medium on;                // which the words are for, from here on
    bool differs;             // some are not for both
    Pile runs;
    Builder words; // of the text run that is being gathered
    Run style;     // its style and place
} Inline;

// --- the source alongside

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n'; }

// Is the needle at `at`? Blanks in it stand for any run of blanks, since cmark joins lines. Returns where it ends, or NULL.
static const char *match(const char *at, const char *end, Text needle) {
    for (size_t i = 0; i < needle.size;) {
        if (at == end) return NULL;
        if (!is_blank(needle.at[i])) {
            if (*at++ != needle.at[i++]) return NULL;
            continue;
        }
        if (!is_blank(*at)) return NULL;
        while (at < end && is_blank(*at)) at++;
        while (i < needle.size && is_blank(needle.at[i])) i++;
    }
    return at;
}

// Moves the cursor behind the next occurrence and returns where it begins; the cursor, unmoved, when there is none.
static const char *seek(Inline *in, Text needle) {
    if (!needle.size) return in->cursor;
    for (const char *at = in->cursor; at < in->end; at++) {
        at = memchr(at, needle.at[0], (size_t)(in->end - at));
        if (!at) break;
        const char *behind = match(at, in->end, needle);
        if (!behind) continue;
        in->cursor = behind;
        return at;
    }
    return in->cursor;
}

static bool is_escaped(const Inline *in, const char *at) { return at > in->p->source.text.at && at[-1] == '\\'; }

// --- runs

static void flush(Inline *in) {
    if (!in->words.size) return;
    Run *run = pile_push(&in->runs);
    *run = in->style;
    run->text = builder_text(&in->words);
    in->words = (Builder){ .arena = in->p->arena };
}

static bool same_style(const Run *a, const Run *b) {
    return a->strong == b->strong && a->emphasis == b->emphasis && a->code == b->code;
}

static void add_words(Inline *in, Text words, bool code) {
    if (!words.size) return;
    Run style = { .kind = RUN_TEXT, .strong = in->strong > 0, .emphasis = in->emphasis > 0, .code = code, .on = in->on };
    if (!same_style(&style, &in->style) || style.on != in->style.on) flush(in);
    if (!in->words.size) {
        style.place = source_place(&in->p->source, in->cursor);
        in->style = style;
    }
    builder_add(&in->words, words);
}

static Run *add_run(Inline *in, RunKind kind, const char *at) {
    flush(in);
    Run *run = pile_push(&in->runs);
    *run = (Run){ .kind = kind, .strong = in->strong > 0, .emphasis = in->emphasis > 0, .on = in->on };
    run->place = source_place(&in->p->source, at);
    return run;
}

// --- live numbers

static bool is_name(Text name) {
    for (size_t i = 0; i < name.size; i++) {
        char c = name.at[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '.';
        if (!letter && !(c >= '0' && c <= '9' && i > 0)) return false;
    }
    return name.size > 0;
}

static bool read_indices(Parser *p, Text list, LiveRef *out) {
    const char *end = text_end(list);
    for (const char *at = list.at;; at++) {
        const char *comma = memchr(at, ',', (size_t)(end - at));
        long index;
        Text one = text_trim(text_between(at, comma ? comma : end));
        if (out->indices == 4) return parser_problem(p, at, "a number has at most four indices");
        if (!text_integer(one, &index)) return parser_problem(p, at, "'%.*s' is not an index", text_shown(one), one.at);
        if (index < 0 || index > 1000000) return parser_problem(p, at, "indices count from 0: %ld is none", index);
        out->index[out->indices++] = (int)index;
        if (!comma) return true;
        at = comma;
    }
}

bool inline_live(Parser *p, Text inside, LiveRef *out) {
    inside = text_trim(inside);
    *out = (LiveRef){ .place = source_place(&p->source, inside.at) };
    const char *end = text_end(inside), *bracket = inside.size ? memchr(inside.at, '[', inside.size) : NULL;
    Text name = text_trim(text_between(inside.at, bracket ? bracket : end));
    if (text_starts(name, "grad.")) {
        out->grad = true;
        name = text_between(name.at + 5, text_end(name));
    } else if (text_starts(name, "length.")) {
        out->grad = out->length = true;
        name = text_between(name.at + 7, text_end(name));
    }
    if (!is_name(name) || (bracket && end[-1] != ']')) {
        return parser_problem(p, inside.at,
                              "'%.*s' is no number of the tape: write node, node[i], node[i,j], grad.node[i] or length.node[i]",
                              text_shown(inside), inside.at);
    }
    if (bracket && !read_indices(p, text_between(bracket + 1, end - 1), out)) return false;
    out->node = text_copy(p->arena, name);
    return check_node(p, name);
}

bool inline_medium(Text inside, Medium *out) {
    static const char *const word[] = { "on both", "on screen", "on paper" }; // in the order of Medium
    for (int i = 0; i < 3; i++) {
        if (!text_is(text_trim(inside), word[i])) continue;
        *out = (Medium)i;
        return true;
    }
    return false;
}

// `rest` begins with an unescaped brace, which stands at `at` in the source. Cuts the number off.
static void add_live(Inline *in, Text *rest, const char *at) {
    const char *close = memchr(rest->at, '}', rest->size);
    if (!close) {
        parser_problem(in->p, at, "'{' begins a live number and '}' is missing (for the brace itself write '\\{')");
        *rest = (Text){ text_end(*rest), 0 };
        return;
    }
    // The number is read in the source, where its place is; a number that is not spelled the same there is odd, but no matter.
    Text inside = text_between(rest->at + 1, close);
    const char *behind = match(at + 1, in->end, inside);
    if (behind) {
        in->cursor = behind;
        inside = text_between(at + 1, behind);
    } else
        inside = (Text){ at, 0 };
    *rest = text_between(close + 1, text_end(*rest));
    if (inline_medium(inside, &in->on)) {
        in->differs = true;
        return;
    }
    if (text_starts(text_trim(inside), "on ")) {
        parser_problem(in->p, at, "'%.*s' is no part of the text: write {on screen}, {on paper} or {on both}", text_shown(inside),
                       inside.at);
        return;
    }
    LiveRef live;
    if (inline_live(in->p, inside, &live)) add_run(in, RUN_LIVE, at)->live = live;
}

// --- text, code and formulas

// A teacher's $x$ as in TeX: a closing dollar in the same text, and no blank inside either of them.
static bool looks_like_tex(Text from_dollar) {
    if (from_dollar.size < 3) return false;
    char first = from_dollar.at[1];
    if (is_blank(first) || first == '$' || (first >= '0' && first <= '9')) return false;
    for (size_t i = 2; i < from_dollar.size; i++)
        if (from_dollar.at[i] == '$') return !is_blank(from_dollar.at[i - 1]);
    return false;
}

static void add_text(Inline *in, Text text) {
    Text rest = text;
    while (rest.size) {
        size_t plain = 0;
        while (plain < rest.size && rest.at[plain] != '{' && rest.at[plain] != '$') plain++;
        add_words(in, text_between(rest.at, rest.at + plain), false);
        rest = text_between(rest.at + plain, text_end(rest));
        if (!rest.size) break;
        Text mark = { rest.at, 1 };
        const char *at = seek(in, mark);
        if (*rest.at == '{' && !is_escaped(in, at)) {
            add_live(in, &rest, at);
            continue;
        }
        if (*rest.at == '$' && !is_escaped(in, at) && looks_like_tex(rest))
            parser_problem(in->p, at, "a formula in the text is written with backticks inside the dollars: $`x`$");
        add_words(in, mark, false);
        rest = text_between(rest.at + 1, text_end(rest));
    }
}

static Text literal_of(cmark_node *node) {
    return node && cmark_node_get_type(node) == CMARK_NODE_TEXT ? text_of(cmark_node_get_literal(node)) : (Text){ "", 0 };
}
static bool opens_formula(cmark_node *code) {
    Text before = literal_of(cmark_node_previous(code));
    return before.size && text_end(before)[-1] == '$';
}
static bool closes_formula(cmark_node *code) { return text_starts(literal_of(cmark_node_next(code)), "$"); }
static bool is_formula(cmark_node *node) {
    return node && cmark_node_get_type(node) == CMARK_NODE_CODE && opens_formula(node) && closes_formula(node);
}

// A text node without the dollars that belong to the formulas beside it.
static Text own_text(cmark_node *node) {
    Text text = literal_of(node);
    if (text.size && is_formula(cmark_node_previous(node))) text = text_between(text.at + 1, text_end(text));
    if (text.size && is_formula(cmark_node_next(node))) text.size--;
    return text;
}

static void add_code(Inline *in, cmark_node *node) {
    Text code = text_of(cmark_node_get_literal(node));
    if (!is_formula(node)) {
        const char *at = seek(in, code);
        if (opens_formula(node)) parser_problem(in->p, at, "this formula is not closed: write $`x`$");
        add_words(in, code, true);
        return;
    }
    seek(in, TEXT("$`"));
    const char *at = seek(in, code);
    Run *run = add_run(in, RUN_FORMULA, at);
    run->text = text_copy(in->p->arena, code);
    if (text_trim(code).size == 0) parser_problem(in->p, at, "this formula is empty");
    seek(in, TEXT("$"));
}

static void add_html(Inline *in, cmark_node *node) {
    Text html = text_of(cmark_node_get_literal(node));
    const char *at = seek(in, html);
    if (!text_starts(html, "<!--")) parser_problem(in->p, at, "HTML is not part of a lesson");
}

static void enter(Inline *in, cmark_node *node) {
    switch ((int)cmark_node_get_type(node)) {
    case CMARK_NODE_TEXT: add_text(in, own_text(node)); break;
    case CMARK_NODE_SOFTBREAK:
    case CMARK_NODE_LINEBREAK: add_words(in, TEXT(" "), false); break;
    case CMARK_NODE_CODE: add_code(in, node); break;
    case CMARK_NODE_HTML_INLINE: add_html(in, node); break;
    case CMARK_NODE_EMPH: in->emphasis++; break;
    case CMARK_NODE_STRONG: in->strong++; break;
    case CMARK_NODE_IMAGE:
        parser_problem(in->p, seek(in, TEXT("![")), "pictures are not part of a lesson: the scene is the picture");
        break;
    }
}

static void leave(Inline *in, cmark_node *node) {
    if (cmark_node_get_type(node) == CMARK_NODE_EMPH) in->emphasis--;
    if (cmark_node_get_type(node) == CMARK_NODE_STRONG) in->strong--;
}

// The runs that are for this medium; words that stand together there are one run again.
static Pile runs_on(const Inline *in, Medium medium) {
    Arena *arena = in->p->arena;
    Pile out = PILE(arena, Run);
    for (int i = 0; i < in->runs.count; i++) {
        const Run *run = &((const Run *)in->runs.at)[i];
        if (run->on != ON_BOTH && run->on != medium) continue;
        Run *last = out.count ? &((Run *)out.at)[out.count - 1] : NULL;
        if (last && last->kind == RUN_TEXT && run->kind == RUN_TEXT && same_style(last, run))
            last->text = arena_print(arena, "%s%s", last->text, run->text);
        else
            *(Run *)pile_push(&out) = *run;
    }
    return out;
}

Line inline_node(Parser *p, cmark_node *node, Text slice) {
    Inline in = { .p = p, .cursor = slice.at, .end = text_end(slice), .runs = PILE(p->arena, Run), .words = { .arena = p->arena } };
    cmark_iter *walk = cmark_iter_new(node);
    for (cmark_event_type event; (event = cmark_iter_next(walk)) != CMARK_EVENT_DONE;) {
        cmark_node *now = cmark_iter_get_node(walk);
        if (now == node) continue;
        if (event == CMARK_EVENT_ENTER)
            enter(&in, now);
        else
            leave(&in, now);
    }
    flush(&in);
    if (!in.differs) return (Line){ .run = in.runs.at, .runs = in.runs.count };
    Pile screen = runs_on(&in, ON_SCREEN), paper = runs_on(&in, ON_PAPER);
    return (Line){ screen.at, screen.count, paper.at, paper.count };
}

Line line_on_paper(const Line *line) { return line->paper ? (Line){ .run = line->paper, .runs = line->papers } : *line; }

Line inline_text(Parser *p, Text slice, const char *what) {
    slice = text_trim(slice);
    cmark_node *block = cmark_node_first_child(markdown_parse(slice));
    if (!block) return (Line){ 0 };
    bool plain = cmark_node_get_type(block) == CMARK_NODE_PARAGRAPH && !cmark_node_next(block);
    if (!plain)
        parser_problem(p, slice.at,
                       "%s is words in one paragraph; this reads as a list, a heading or the like (a '\\' in front prevents it)",
                       what);
    return plain ? inline_node(p, block, slice) : (Line){ 0 };
}

const char *inline_words(Arena *arena, const Line *line) {
    Builder words = { .arena = arena };
    for (int i = 0; i < line->runs; i++)
        if (line->run[i].kind == RUN_TEXT) builder_add(&words, text_of(line->run[i].text));
    return builder_text(&words);
}
