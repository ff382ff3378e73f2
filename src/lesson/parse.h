// What the files of this room share. Every piece of text stays a slice of the source, so that its address is its place:
// cmark tells the lines of blocks, but not reliably the columns inside them.
#ifndef ATTEND_LESSON_PARSE_H
#define ATTEND_LESSON_PARSE_H

#include <cmark.h>

#include "lesson/lesson.h"

// --- source.c: the file as clean text, and places in it

// A run of lines without an empty one among them; see source_open.
enum { SOURCE_RUN_BYTES = 16 << 10 };

typedef struct Source {
    const char *file;
    Text text;         // UTF-8 without a byte order mark, lines end in LF
    const char **line; // where each begins; line[lines] is the end of the text
    int lines;
} Source;

// Cleans and checks the bytes. On a problem returns false.
bool source_open(Arena *arena, Text bytes, const char *file, Source *out, Problems *problems);
// Columns count characters. `at` points into the text, or at its end.
Place source_place(const Source *source, const char *at);
// Lines first … last, from 1 and clamped, without the last LF.
Text source_lines(const Source *source, int first, int last);
static inline Text text_between(const char *start, const char *end) { return (Text){ start, (size_t)(end - start) }; }
static inline const char *text_end(Text a) { return a.at + a.size; }
int text_shown(Text a); // how many bytes of it a message quotes

// A list that grows in the arena. The items stay in one piece, so pointers to them last only until the next push.
typedef struct Pile {
    Arena *arena;
    size_t size; // of one item
    void *at;
    int count, room;
} Pile;
#define PILE(where, type) ((Pile){ .arena = (where), .size = sizeof(type) })
void *pile_push(Pile *pile); // a zeroed item

// --- markdown.c: cmark in our arena

// To be called before anything else of cmark: its trees then live in this arena and need not be freed.
void markdown_begin(Arena *arena);
cmark_node *markdown_parse(Text text);

// --- the parser

// What one step hands on to the next.
typedef struct Force {
    const VocabularyScene *scene; // NULL: none yet, or an unknown one that has been reported
    bool scene_said;
    const char *model; // NULL: the scene's own
    const char *data;
    Place data_place;
    bool all; // everything is revealed
    const char **reveal;
    int reveals;
    Setting *setting;
    int settings;
} Force;

typedef struct Parser {
    Arena *arena;
    Problems *problems;
    const Vocabulary *vocabulary;
    Source source;
    int format;
    Pile ids; // Text: of the steps so far
    Force now;
} Parser;

// A problem at a place in the source. Returns false.
bool parser_problem(const Parser *p, const char *at, const char *format, ...) __attribute__((format(printf, 3, 4)));

typedef struct Names {
    const char *const *at;
    int count;
} Names;
Names names_split(Arena *arena, Text words);
bool names_have(Names names, Text word);

// A line "name: value".
typedef struct Entry {
    Text name, value;
} Entry;
// Reads such lines; empty lines and lines that begin with # are skipped. Reports what is no such line, and what is said twice.
Entry *entries_read(Parser *p, Text body, int *count);

// --- front_matter.c

typedef struct FrontMatter {
    int lines;    // of the file that belong to it
    Entry *entry; // all of them
    int entries;
    Text thumbnail; // empty when not said
} FrontMatter;
// Fills in the lesson's title, part and summary. False when what follows cannot be read as steps.
bool front_matter_read(Parser *p, FrontMatter *out, Lesson *lesson);

// --- inline.c

// The inline children of a paragraph or heading that stands in `slice`.
Line inline_node(Parser *p, cmark_node *node, Text slice);
// A piece of text in a fence, which cmark left literal. `what` names it in problems: "an option".
Line inline_text(Parser *p, Text slice, const char *what);
// The words alone.
const char *inline_words(Arena *arena, const Line *line);
// Is this, without braces, "on screen", "on paper" or "on both"?
bool inline_medium(Text inside, Medium *out);
// "s[0,1]" or "grad.s[0]", without braces.
bool inline_live(Parser *p, Text inside, LiveRef *out);

// --- show.c: what is in force

void show_start(Parser *p, const Entry *entry, int entries);
// Applies a show block to what is in force, and its id, name and focus to the step.
void show_apply(Parser *p, Text body, LessonStep *step);
// Copies what is in force to the step.
void show_fill(const Parser *p, LessonStep *step);

// --- step.c: the nodes of one step

bool step_is_title(cmark_node *node);
bool step_is_remark(cmark_node *node); // <!-- … -->
// Reads the title and what follows it. `offset` is added to cmark's lines. Returns the next title, or NULL.
cmark_node *step_read(Parser *p, int offset, cmark_node *title, LessonStep *step);

// --- blocks.c

bool ask_parse(Parser *p, Text body, Block *block);
bool answer_parse(Parser *p, Text body, Block *block);
bool try_parse(Parser *p, Text body, Block *block);

// --- check.c: names against the vocabulary. All are silent when the scene in force is not known: that has been reported.

// " (did you mean 'x'?)", or what there is.
const char *check_hint(const Parser *p, Text word, Names known);
// Reports "unknown scene 'atention' (did you mean 'attention'?)"; returns false.
bool check_unknown(const Parser *p, const char *at, const char *what, Text word, Names known);
const VocabularyScene *check_scene(const Parser *p, Text name);
const char *check_model(const Parser *p, Text name);
bool check_node(const Parser *p, Text name);
const VocabularyParam *check_find_param(const Parser *p, Text name);
Names check_params(const Parser *p);
bool check_value(const Parser *p, const VocabularyParam *param, Text value);

#endif
