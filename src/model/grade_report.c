// The lines of `attend grade`, tab-separated: a node (of several heads a head), its verdict, and the first number of that verdict.
#include "model/grade.h"

static void add_causes(Builder *out, const GradePart *part) {
    for (int i = 0; i < part->causes; i++) builder_print(out, "%s%s", i ? "," : "", habit_info(part->cause[i].habit)->name);
    if (!part->causes) builder_print(out, "unknown");
}

const char *grade_causes_text(Arena *arena, const GradePart *part) {
    Builder out = { arena };
    add_causes(&out, part);
    return builder_text(&out);
}

static Verdict worst_of(const GradePart *part, int from, int to) {
    Verdict worst = VERDICT_RIGHT;
    for (int i = from; i < to; i++)
        if (part->number[i].given && part->number[i].verdict > worst) worst = part->number[i].verdict;
    return worst;
}

static bool any_given(const GradePart *part, int from, int to) {
    for (int i = from; i < to; i++)
        if (part->number[i].given) return true;
    return false;
}

// A matrix, or one of several, with the first number of its verdict.
static void add_matrix(Builder *out, const GradePart *part, const char *name, int from, int to, int columns) {
    if (!any_given(part, from, to)) return;
    Verdict worst = worst_of(part, from, to);
    builder_print(out, "%s\t%s\t", name, verdict_name(worst));
    char expected[32], found[32];
    int at = grade_first(part, worst, from, to);
    if (worst == VERDICT_FOLLOWS || worst == VERDICT_WRONG)
        builder_print(out, "%d\t%d\t%s\t%s\t", (at - from) / columns, (at - from) % columns,
                      data_number(part->number[at].expected, expected), data_number(part->number[at].found, found));
    else
        builder_print(out, "\t\t\t\t");
    if (worst == VERDICT_WRONG)
        add_causes(out, part);
    else if (part->transposed)
        builder_print(out, "transposed");
    builder_print(out, "\n");
}

static void add_part(Builder *out, const GradePart *part) {
    Shape shape = part->shape;
    int columns = shape.rank ? shape.size[shape.rank - 1] : 1, rows = shape.rank > 1 ? shape.size[shape.rank - 2] : 1;
    int matrices = part->count / (rows * columns);
    for (int m = 0; m < matrices; m++) {
        const char *name = matrices > 1 ? arena_print(out->arena, "%s[%d]", part->name, m) : part->name;
        add_matrix(out, part, name, m * rows * columns, (m + 1) * rows * columns, columns);
    }
}

void grade_report(const Grade *grade, Builder *out) {
    builder_print(out, "node\tverdict\trow\tcolumn\texpected\tfound\thabit\n");
    for (int p = 0; p < grade->parts; p++) add_part(out, &grade->part[p]);
}
