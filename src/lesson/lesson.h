// A lesson is one Markdown file: front matter, then steps; in a step prose with live numbers and formulas, and fenced blocks
// (show, math, ask, answer, try, notes). Names are checked against a plain Vocabulary; every entry keeps its place.
#ifndef ATTEND_LESSON_LESSON_H
#define ATTEND_LESSON_LESSON_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/text.h"

enum { LESSON_FORMAT = 2, LESSON_BYTES = 256 << 10, LESSON_STEPS = 40, LESSON_OPTIONS = 6, LESSON_ID = 24 };

// What a lesson may name. Made by app from the scene and model tables.
typedef struct VocabularyParam {
    const char *name;
    const char *choices; // NULL: a number
    double low, high;
    bool whole, on_off;
} VocabularyParam;
typedef struct VocabularyScene {
    const char *name;
    const char *model;            // the scene's own model
    const VocabularyParam *param; // of the scene and of its model
    int params;
    const char *const *node; // names a lesson may write in {…}
    int nodes;
    const char *const *reveal; // names for reveal and focus
    int reveals;
} VocabularyScene;
typedef struct Vocabulary {
    const VocabularyScene *scene;
    int scenes;
    const char *const *model;
    int models;
} Vocabulary;

// A number of the tape named in the text: {s[0]}, {grad.s[1]}, {loss}. Leading axes of length 1 may be left out.
// {length.x[3]}: the length of the gradient of row 3 of x; {length.x}: of all of x.
typedef struct LiveRef {
    const char *node;
    bool grad, length;
    int indices;
    int index[4];
    Place place;
} LiveRef;

// Words may be for the screen alone ("Press Start.") or for paper alone: {on screen}, {on paper}, {on both} begin such a part.
typedef enum Medium { ON_BOTH, ON_SCREEN, ON_PAPER } Medium;

typedef enum RunKind { RUN_TEXT, RUN_FORMULA, RUN_LIVE } RunKind;
typedef struct Run { // a piece of a paragraph
    RunKind kind;
    bool strong, emphasis, code;
    Medium on;
    const char *text; // RUN_TEXT: words (with the blanks between); RUN_FORMULA: TeX source
    LiveRef live;     // RUN_LIVE
    Place place;      // of a formula: where the TeX begins
} Run;
typedef struct Line { // a run of runs: one paragraph, one option, one reason
    Run *run;
    int runs;
    Run *paper; // as it reads on paper; NULL: the same
    int papers;
} Line;

typedef struct Option {
    Line label, reason;
    bool right;
    bool fixed_numbers; // its label has digits that are not live: it speaks of the lesson's own vectors
    Place place;
} Option;

// try: name: slider LOW HIGH [log] | choice WORD WORD … | switch; an input that is a row of words: words
typedef enum ControlKind { CONTROL_SLIDER, CONTROL_CHOICE, CONTROL_SWITCH, CONTROL_WORDS } ControlKind;
typedef struct Control {
    ControlKind kind;
    const char *param;
    double low, high; // as written; low > high is allowed and runs the other way
    bool log;
    const char *const *choice;
    int choices;
    Place place;
} Control;

// What the options of a question hang on: the lesson's own numbers, or an idea that holds for any vectors.
// Or what the training of a live step shows, which a pupil's handout therefore shows as it is before the first step.
typedef enum About { ABOUT_UNSAID, ABOUT_IDEA, ABOUT_NUMBERS, ABOUT_TRAINING } About;

typedef enum BlockKind { BLOCK_PARAGRAPH, BLOCK_LIST, BLOCK_CODE, BLOCK_MATH, BLOCK_ASK, BLOCK_ANSWER, BLOCK_TRY } BlockKind;
typedef struct Block {
    BlockKind kind;
    Line *line; // BLOCK_PARAGRAPH: one; BLOCK_LIST: one an item; BLOCK_ASK and BLOCK_ANSWER: the question
    int lines;
    bool ordered;     // BLOCK_LIST
    const char *text; // BLOCK_CODE: source; BLOCK_MATH: TeX (may have several lines)
    Option *option;   // BLOCK_ASK, in the order shown (shuffled with a fixed seed)
    int options;
    About about;       // BLOCK_ASK
    LiveRef *hide;     // BLOCK_ASK: what is not to be seen before the answer; without indices the whole node
    int hides;         //
    double opens;      // BLOCK_ASK: where in the step's playing the answer comes, 0 … 1; playing waits there. Negative: unsaid
    uint64_t question; // BLOCK_ASK and BLOCK_ANSWER: the same as long as question and options read the same
    LiveRef answer;    // BLOCK_ANSWER
    Control *control;  // BLOCK_TRY
    int controls;
    Place place; // where it begins; of BLOCK_MATH and BLOCK_CODE where the text begins
} Block;

// name: value of a show block
typedef struct Setting {
    const char *name, *value;
    Place place, value_place;
} Setting;

typedef struct LessonStep {
    const char *id;                   // what links and remembered places say: "softmax"; of format 1 its number, "3"
    const char *title;                // the heading
    const char *name;                 // short name for the timeline (the title where none is given)
    const char *scene, *model, *data; // in force at this step; model NULL: the scene's own; data: a path to open, NULL: none
    Place data_place;                 // of the path in the lesson
    const char *const *reveal;        // names; in force at this step
    int reveals;
    const char *const *focus;
    int foci;
    Setting *setting; // the scene's and model's parameters in force, resolved over the earlier steps
    int settings;
    Block *block;
    int blocks;
    const char *notes;       // for the presenter, or NULL
    const char *notes_paper; // as they stand on the teacher's handout
    Place place;
} LessonStep;

typedef struct Lesson {
    const char *id; // file name without ending: "05-retrieval"
    int number;     // 5, or 0
    int format;     // 1 or 2
    const char *file;
    const char *title, *part, *summary; // "" when not said
    int thumbnail;                      // step from 1
    LessonStep *step;
    int steps;
} Lesson;

// Parses the bytes of a lesson. Data paths start in the folder of `file` (they are only joined to it and checked not to leave it).
// On any problem returns false; *out is then not to be used. The arena keeps everything, cmark's trees too.
// Columns in places count characters.
bool lesson_parse(Arena *arena, Text bytes, const char *file, const Vocabulary *vocabulary, Lesson *out, Problems *problems);
// Reads the file (at most LESSON_BYTES) and parses it; checks too that the data files it names exist.
bool lesson_load(Arena *arena, const char *path, const Vocabulary *vocabulary, Lesson *out, Problems *problems);

// The step with this id, or with this number from 1, as a link or `--step` names it; −1: there is none.
int lesson_step_of(const Lesson *lesson, Text word);
Line line_on_paper(const Line *line);
// The step's question (BLOCK_ASK) and what it gives to work out (BLOCK_ANSWER), or NULL.
const Block *step_question(const LessonStep *step);
const Block *step_exercise(const LessonStep *step);

#endif
