// Check my work: numbers that somebody computed, held against a run of the same inputs. Every number is right, right to the
// digits written, right for the wrong numbers before it, or wrong; what is wrong is looked for in other runs, each with one
// known mistake, and a run that gives the very same digits names the mistake.
//
//     Grade grade;
//     if (grade_work(arena, model, &params, &inputs, &work, &grade, &problems)) …   // grade.part[0].number[3].verdict
#ifndef ATTEND_MODEL_GRADE_H
#define ATTEND_MODEL_GRADE_H

#include "layers/habit.h"
#include "model/model.h"

typedef enum Verdict { VERDICT_RIGHT, VERDICT_ROUNDED, VERDICT_FOLLOWS, VERDICT_WRONG } Verdict;
const char *verdict_name(Verdict verdict); // "follows"

typedef struct GradeNumber {
    bool given;
    double found, half;       // as written, and half a unit of the last digit written (0: all digits)
    double expected, follows; // in the right run, and from the numbers of the work that come before it
    Verdict verdict;
} GradeNumber;

typedef struct GradeCause {
    Habit habit;
    const char *detail;   // which number: "k[2][1] with the other sign"; NULL for a mistake of the whole run
    const Params *params; // what records the mistaken run; NULL with a detail
    bool backward;        // made on the way back alone: the values are right
} GradeCause;

enum { GRADE_CAUSES = 4 };

typedef struct GradePart { // a node of the work, or the gradient of one
    const char *name;      // "s", "grad.q"
    const char *node;      // the node's name, "q"
    bool grad;
    Place place;
    Shape shape; // of the node
    int count;
    GradeNumber *number;            // (count), as the node has them
    bool transposed;                // the work holds it with rows and columns exchanged
    Verdict verdict;                // the worst
    GradeCause cause[GRADE_CAUSES]; // of its wrong numbers: several fit equally; none is known where there is none
    int causes;
} GradePart;

typedef struct Grade {
    const Model *model;
    Tape *tape;      // the right run
    GradePart *part; // in the order in which they are computed
    int parts;
    int count[4]; // numbers of each verdict
} Grade;

// Grades `work` against the model's run of these inputs. Its entries are named like nodes: s, a, o; rows s1, s2, or s[0] for one
// head; grad.q for a gradient. False with problems: unknown names, shapes that do not fit, a run that fails.
bool grade_work(Arena *arena, const Model *model, const Params *params, const Inputs *inputs, const Dataset *work, Grade *out,
                Problems *problems);
// One number alone, of a node or of its gradient, as somebody has it. The part has the one number, and its causes.
typedef struct GradeOne {
    const Node *of; // of the tape that the number was read off: its name and shape count
    bool grad;
    int element;
    double found;
    int last; // the place of the last digit written: -2 for 1.63; beyond ±17: all digits count
} GradeOne;
bool grade_number(Arena *arena, const Model *model, const Params *params, const Inputs *inputs, const GradeOne *one, Grade *out,
                  Problems *problems);
// The first number of a part with this verdict, in rows of `columns`, between two elements; -1 when there is none.
int grade_first(const GradePart *part, Verdict verdict, int from, int to);
// The first part that has wrong numbers of its own; NULL when nothing is wrong.
const GradePart *grade_first_wrong(const Grade *grade);
// All of it as tab-separated lines with a header, as `attend grade` prints them; the causes of one part, "scale-keys,sign".
void grade_report(const Grade *grade, Builder *out);
const char *grade_causes_text(Arena *arena, const GradePart *part);

#endif
