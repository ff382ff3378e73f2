// From bytes to a lesson: the front matter, then one step after the other, then what is wrong in the order of the file.
#include <string.h>

#include "lesson/parse.h"

// --- steps

static const char *start_of(const Parser *p, int offset, cmark_node *node) {
    int line = cmark_node_get_start_line(node) + offset;
    return source_lines(&p->source, line, line).at;
}

static cmark_node *find_first_step(Parser *p, int offset, cmark_node *root) {
    cmark_node *node = cmark_node_first_child(root);
    while (node && step_is_remark(node)) node = cmark_node_next(node);
    if (!node)
        parser_problem(p, source_lines(&p->source, offset, offset).at, "a step begins with '# Title'; this lesson has none");
    else if (!step_is_title(node))
        parser_problem(p, start_of(p, offset, node), "a step begins with '# Title'; this stands before the first one");
    while (node && !step_is_title(node)) node = cmark_node_next(node);
    return node;
}

static void read_steps(Parser *p, int offset, cmark_node *root, Lesson *out) {
    Pile steps = PILE(p->arena, LessonStep);
    cmark_node *node = find_first_step(p, offset, root);
    while (node && steps.count < LESSON_STEPS) {
        LessonStep step = { 0 };
        cmark_node *title = node;
        node = step_read(p, offset, node, &step);
        if (!step.id && p->format > 1)
            parser_problem(p, start_of(p, offset, title), "this step has no id: write 'id: a-short-name' in its show block");
        if (!step.id) step.id = arena_print(p->arena, "%d", steps.count + 1);
        *(LessonStep *)pile_push(&steps) = step;
    }
    if (node) parser_problem(p, start_of(p, offset, node), "a lesson has at most %d steps", LESSON_STEPS);
    out->step = steps.at;
    out->steps = steps.count;
}

// --- the lesson

static void read_file_name(Arena *arena, const char *file, Lesson *out) {
    const char *slash = strrchr(file, '/');
    Text name = text_of(slash ? slash + 1 : file);
    if (name.size > 3 && strcmp(text_end(name) - 3, ".md") == 0) name.size -= 3;
    out->id = text_copy(arena, name);
    out->file = text_copy(arena, text_of(file));
    const char *dash = memchr(name.at, '-', name.size);
    long number;
    Text digits = text_between(name.at, dash ? dash : text_end(name));
    if (text_integer(digits, &number) && number > 0 && number < 1000) out->number = (int)number;
}

static Names step_ids(Arena *arena, const Lesson *lesson) {
    const char **id = arena_new(arena, const char *, lesson->steps);
    for (int i = 0; i < lesson->steps; i++) id[i] = lesson->step[i].id;
    return (Names){ id, lesson->steps };
}

static void read_thumbnail(Parser *p, Text value, Lesson *out) {
    int step = value.size ? lesson_step_of(out, value) : 0;
    if (step < 0 && out->steps)
        parser_problem(p, value.at, "the thumbnail is the id of a step or a number from 1 to %d; this is '%.*s'%s", out->steps,
                       text_shown(value), value.at, check_hint(p, value, step_ids(p->arena, out)));
    out->thumbnail = step < 0 ? 1 : step + 1;
}

static bool is_before(Place a, Place b) { return a.line != b.line ? a.line < b.line : a.column < b.column; }

// A step's show block is read before the rest of it; a person mends a file from the top.
static void sort_problems(Problems *problems, int first) {
    for (int i = first + 1; i < problems->count; i++) {
        Problem held = problems->item[i];
        int at = i;
        for (; at > first && is_before(held.place, problems->item[at - 1].place); at--) problems->item[at] = problems->item[at - 1];
        problems->item[at] = held;
    }
}

bool lesson_parse(Arena *arena, Text bytes, const char *file, const Vocabulary *vocabulary, Lesson *out, Problems *problems) {
    int before = problems->total, first = problems->count;
    *out = (Lesson){ 0 };
    read_file_name(arena, file, out);
    Parser p = { .arena = arena, .problems = problems, .vocabulary = vocabulary, .ids = PILE(arena, Text) };
    FrontMatter front;
    if (!source_open(arena, bytes, out->file, &p.source, problems) || !front_matter_read(&p, &front, out)) return false;
    show_start(&p, front.entry, front.entries);
    markdown_begin(arena);
    read_steps(&p, front.lines, markdown_parse(source_lines(&p.source, front.lines + 1, p.source.lines)), out);
    read_thumbnail(&p, front.thumbnail, out);
    sort_problems(problems, first);
    return problems->total == before;
}

// --- what others ask of it

int lesson_step_of(const Lesson *lesson, Text word) {
    for (int i = 0; i < lesson->steps; i++)
        if (text_is(word, lesson->step[i].id)) return i;
    long number;
    return text_integer(word, &number) && number >= 1 && number <= lesson->steps ? (int)number - 1 : -1;
}

static const Block *find_block(const LessonStep *step, BlockKind kind) {
    for (int i = 0; i < step->blocks; i++)
        if (step->block[i].kind == kind) return &step->block[i];
    return NULL;
}

const Block *step_question(const LessonStep *step) { return find_block(step, BLOCK_ASK); }
const Block *step_exercise(const LessonStep *step) { return find_block(step, BLOCK_ANSWER); }
