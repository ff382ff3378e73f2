// One step of cmark's tree: its show block is applied first, wherever it stands, then the other blocks are read in order and
// checked against what is in force.
#include <string.h>

#include "lesson/parse.h"

// --- fences

typedef enum FenceKind { FENCE_CODE, FENCE_SHOW, FENCE_MATH, FENCE_ASK, FENCE_ANSWER, FENCE_TRY, FENCE_NOTES } FenceKind;

static const char *const fence_words[] = { "show", "math", "ask", "answer", "try", "notes" }; // in the order of FenceKind
static const Names fence_names = { fence_words, sizeof fence_words / sizeof *fence_words };

typedef struct StepParser {
    Parser *p;
    int offset; // cmark's line 1 is the file's line offset + 1
    LessonStep *step;
    Pile blocks;
    Builder notes;
} StepParser;

static int line_of(const StepParser *s, cmark_node *node) { return cmark_node_get_start_line(node) + s->offset; }

static Text lines_of(const StepParser *s, cmark_node *node) {
    return source_lines(&s->p->source, line_of(s, node), cmark_node_get_end_line(node) + s->offset);
}

static bool is_fence_line(Text line) { return text_starts(text_trim(line), "```") || text_starts(text_trim(line), "~~~"); }

// Indented code is a code block without a fence.
static bool is_fenced(const StepParser *s, cmark_node *node) {
    return is_fence_line(source_lines(&s->p->source, line_of(s, node), line_of(s, node)));
}

static int count_lines(cmark_node *code) {
    int lines = 0;
    for (const char *at = cmark_node_get_literal(code); *at; at++) lines += *at == '\n';
    return lines;
}

// The lines between the fences, as they stand in the source.
static Text fence_body(const StepParser *s, cmark_node *node) {
    int first = line_of(s, node) + is_fenced(s, node);
    return source_lines(&s->p->source, first, first + count_lines(node) - 1);
}

static FenceKind fence_kind(cmark_node *node) {
    Text info = text_of(cmark_node_get_fence_info(node));
    Text word = text_word(&info);
    for (int i = 0; i < fence_names.count; i++)
        if (text_is(word, fence_words[i])) return (FenceKind)(i + 1);
    return FENCE_CODE;
}

// The word after the fence's marks.
static Text info_word(Text line) {
    line = text_trim(line);
    while (line.size && (*line.at == '`' || *line.at == '~')) line = text_between(line.at + 1, text_end(line));
    return text_word(&line);
}

// Where somebody forgot to close a fence, cmark goes on to the next closing one, or to the end of the file.
static bool check_closed(const StepParser *s, cmark_node *node, Text opening, Text body) {
    const Source *source = &s->p->source;
    for (Text rest = body; rest.size && !text_starts(opening, "````");) {
        Text line = text_trim(text_line(&rest));
        if (text_starts(line, "```") && names_have(fence_names, info_word(line)))
            return parser_problem(s->p, line.at, "the block of line %d is not closed before this one begins", line_of(s, node));
    }
    int closing = line_of(s, node) + 1 + count_lines(node);
    return is_fence_line(source_lines(source, closing, closing)) ||
           parser_problem(s->p, opening.at, "this block is not closed: end it with a line '```'");
}

// An info word that is nearly one of ours is a slip; any other makes a block of code.
static bool check_fence(const StepParser *s, cmark_node *node, Text body) {
    if (!is_fenced(s, node)) return true;
    Text opening = text_trim(source_lines(&s->p->source, line_of(s, node), line_of(s, node)));
    if (!check_closed(s, node, opening, body)) return false;
    Text word = info_word(opening);
    if (names_have(fence_names, word) || !text_nearest(word, fence_names.at, fence_names.count)) return true;
    return check_unknown(s->p, word.at, "block", word, fence_names);
}

// --- blocks

static Block *add_block(StepParser *s, BlockKind kind, const char *at) {
    Block *block = pile_push(&s->blocks);
    block->kind = kind;
    block->place = source_place(&s->p->source, at);
    return block;
}

static void add_code(StepParser *s, cmark_node *node, Text body) {
    Text text = text_of(cmark_node_get_literal(node)); // without the indentation of indented code
    if (text.size) text.size--;                        // the last line end
    add_block(s, BLOCK_CODE, body.at)->text = text_copy(s->p->arena, text);
}

static void add_math(StepParser *s, Text body, const char *opening) {
    Text tex = text_trim(body);
    if (tex.size)
        add_block(s, BLOCK_MATH, tex.at)->text = text_copy(s->p->arena, tex);
    else
        parser_problem(s->p, opening, "this formula is empty");
}

static void add_notes(StepParser *s, Text body) {
    if (s->notes.size) builder_add(&s->notes, TEXT("\n\n"));
    builder_add(&s->notes, text_trim(body));
}

// The teacher's paper says what is to be done on the screen too, but apart.
static void fill_notes(StepParser *s, Text notes) {
    Arena *arena = s->p->arena;
    Builder screen = { arena }, paper = { arena }, aside = { arena };
    for (Medium on = ON_BOTH; notes.size;) {
        const char *open = memchr(notes.at, '{', notes.size), *end = open ? open : text_end(notes);
        const char *close = open ? memchr(open, '}', (size_t)(text_end(notes) - open)) : NULL;
        Medium next = on;
        bool turns = close && inline_medium(text_between(open + 1, close), &next);
        if (open && !turns) end = open + 1;
        Text piece = text_between(notes.at, end);
        if (on != ON_PAPER) builder_add(&screen, piece);
        if (on != ON_SCREEN) builder_add(&paper, piece);
        if (on == ON_SCREEN) builder_print(&aside, " %.*s", (int)text_trim(piece).size, text_trim(piece).at);
        notes = text_between(turns ? close + 1 : end, text_end(notes));
        on = next;
    }
    s->step->notes = text_copy(arena, text_trim(text_of(builder_text(&screen))));
    const char *both = text_copy(arena, text_trim(text_of(builder_text(&paper))));
    s->step->notes_paper =
        aside.size ? arena_print(arena, "%s%sOn the screen:%s", both, *both ? " " : "", builder_text(&aside)) : both;
}

static void add_fence(StepParser *s, cmark_node *node) {
    Text body = fence_body(s, node);
    const char *opening = text_trim(lines_of(s, node)).at;
    FenceKind kind = fence_kind(node);
    if (kind == FENCE_SHOW || !check_fence(s, node, body)) return;
    switch (kind) {
    case FENCE_CODE: add_code(s, node, body); break;
    case FENCE_SHOW: break; // was applied before
    case FENCE_MATH: add_math(s, body, opening); break;
    case FENCE_ASK: ask_parse(s->p, body, add_block(s, BLOCK_ASK, opening)); break;
    case FENCE_ANSWER: answer_parse(s->p, body, add_block(s, BLOCK_ANSWER, opening)); break;
    case FENCE_TRY: try_parse(s->p, body, add_block(s, BLOCK_TRY, opening)); break;
    case FENCE_NOTES: add_notes(s, body); break;
    }
}

// What a writer of Markdown means, and a lesson does not have: it would stand there as it is written.
static void check_plain(const StepParser *s, Text slice) {
    Text rest = slice, first = text_trim(text_line(&rest)), second = text_trim(text_line(&rest));
    size_t marks = 0, bars = 0;
    while (marks < first.size && first.at[marks] == '#') marks++;
    for (size_t i = 0; i < second.size; i++) bars += strchr("|-: ", second.at[i]) != NULL;
    if (marks && marks < 7 && marks < first.size)
        parser_problem(s->p, first.at, "a heading needs a blank after '%.*s'", (int)marks, first.at);
    if (second.size > 2 && bars == second.size && memchr(second.at, '|', second.size) && memchr(second.at, '-', second.size))
        parser_problem(s->p, first.at, "a lesson has no tables: write a list, or a block of code");
}

static void add_paragraph(StepParser *s, cmark_node *node) {
    Text slice = lines_of(s, node);
    check_plain(s, text_trim(slice));
    Line line = inline_node(s->p, node, slice);
    if (!line.runs) return; // only a remark
    Block *block = add_block(s, BLOCK_PARAGRAPH, text_trim(slice).at);
    block->line = arena_new(s->p->arena, Line, 1);
    block->line[0] = line;
    block->lines = 1;
}

static void add_list(StepParser *s, cmark_node *node) {
    Pile items = PILE(s->p->arena, Line);
    for (cmark_node *item = cmark_node_first_child(node); item; item = cmark_node_next(item)) {
        cmark_node *words = cmark_node_first_child(item);
        Text slice = lines_of(s, item);
        bool plain = words && cmark_node_get_type(words) == CMARK_NODE_PARAGRAPH && !cmark_node_next(words);
        if (plain)
            *(Line *)pile_push(&items) = inline_node(s->p, words, lines_of(s, words));
        else
            parser_problem(s->p, text_trim(slice).at,
                           "an item of a list is one paragraph; blocks and further lists stand by themselves");
    }
    Block *block = add_block(s, BLOCK_LIST, text_trim(lines_of(s, node)).at);
    block->line = items.at;
    block->lines = items.count;
    block->ordered = cmark_node_get_list_type(node) == CMARK_ORDERED_LIST;
}

static void add_node(StepParser *s, cmark_node *node) {
    const char *at = text_trim(lines_of(s, node)).at;
    switch ((int)cmark_node_get_type(node)) {
    case CMARK_NODE_PARAGRAPH: add_paragraph(s, node); break;
    case CMARK_NODE_LIST: add_list(s, node); break;
    case CMARK_NODE_CODE_BLOCK: add_fence(s, node); break;
    case CMARK_NODE_HEADING:
        parser_problem(s->p, at, "a step has one heading, '# Title'; smaller headings are not part of a lesson");
        break;
    case CMARK_NODE_BLOCK_QUOTE: parser_problem(s->p, at, "quotes are not part of a lesson: write a paragraph"); break;
    case CMARK_NODE_THEMATIC_BREAK:
        parser_problem(s->p, at, "rules are not part of a lesson: '# Title' begins the next step");
        break;
    case CMARK_NODE_HTML_BLOCK:
        if (!step_is_remark(node)) parser_problem(s->p, at, "HTML is not part of a lesson");
        break;
    }
}

// --- steps

bool step_is_title(cmark_node *node) {
    return cmark_node_get_type(node) == CMARK_NODE_HEADING && cmark_node_get_heading_level(node) == 1;
}

bool step_is_remark(cmark_node *node) {
    bool html = cmark_node_get_type(node) == CMARK_NODE_HTML_BLOCK;
    return html && text_starts(text_trim(text_of(cmark_node_get_literal(node))), "<!--");
}

static bool is_show(cmark_node *node) {
    return cmark_node_get_type(node) == CMARK_NODE_CODE_BLOCK && fence_kind(node) == FENCE_SHOW;
}

static void apply_show(StepParser *s, cmark_node *title) {
    int former = 0;
    for (cmark_node *node = cmark_node_next(title); node && !step_is_title(node); node = cmark_node_next(node)) {
        if (!is_show(node)) continue;
        const char *at = text_trim(lines_of(s, node)).at;
        Text body = fence_body(s, node);
        if (former)
            parser_problem(s->p, at, "a step has one show block; this one has another in line %d", former);
        else if (check_fence(s, node, body))
            show_apply(s->p, body, s->step);
        former = line_of(s, node);
    }
    Force *now = &s->p->now;
    if (now->scene_said) return;
    parser_problem(s->p, text_trim(lines_of(s, title)).at,
                   "no scene is set: write 'scene: …' in the front matter or in a show block");
    now->scene_said = true; // once is enough
}

static void read_title(StepParser *s, cmark_node *title) {
    Text slice = lines_of(s, title);
    Line line = inline_node(s->p, title, slice);
    const char *at = text_trim(slice).at;
    for (int i = 0; i < line.runs; i++)
        if (line.run[i].kind != RUN_TEXT) parser_problem(s->p, at, "a title is plain words, without formulas and live numbers");
    s->step->title = inline_words(s->p->arena, &line);
    s->step->place = source_place(&s->p->source, at);
    if (!text_trim(text_of(s->step->title)).size) parser_problem(s->p, at, "this step has no title: write '# Title'");
}

cmark_node *step_read(Parser *p, int offset, cmark_node *title, LessonStep *step) {
    StepParser s = { p, offset, step, PILE(p->arena, Block), { .arena = p->arena } };
    apply_show(&s, title);
    show_fill(p, step);
    read_title(&s, title);
    if (!step->name) step->name = step->title;
    cmark_node *node = cmark_node_next(title);
    for (; node && !step_is_title(node); node = cmark_node_next(node)) add_node(&s, node);
    step->block = s.blocks.at;
    step->blocks = s.blocks.count;
    if (s.notes.size) fill_notes(&s, text_of(builder_text(&s.notes)));
    return node;
}
