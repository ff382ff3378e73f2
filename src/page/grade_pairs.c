// A pair is asked number by number, so that somebody's work and a second run of the model are judged, counted and drawn alike.
#include "page/grade_pairs.h"

#include <math.h>

#include "base/math.h"

enum { LINE = 12, ROWS = 8, COLUMNS = 8 };

bool pair_has(const GradePair *p, int i) { return !p->work || p->work->number[i].given; }
double pair_mine(const GradePair *p, int i) { return p->work ? p->work->number[i].found : (double)p->mine[i]; }
double pair_right(const GradePair *p, int i) { return p->work ? p->work->number[i].expected : (double)p->right[i]; }

static bool apart(double a, double b) {
    if (!math_finite(a) || !math_finite(b)) return a != b;
    return fabs(a - b) > 1e-9 * (1 + fabs(b));
}

bool pair_differs(const GradePair *p, int i) {
    return p->work ? p->work->number[i].verdict == VERDICT_WRONG : apart(pair_mine(p, i), pair_right(p, i));
}

int pair_first(const GradePair *p) {
    for (int i = 0; i < p->rows * p->columns; i++)
        if (pair_has(p, i) && pair_differs(p, i)) return i;
    return -1;
}

int pair_count(const GradePair *p, Verdict verdict) {
    int count = 0;
    for (int i = 0; i < p->rows * p->columns; i++) count += pair_has(p, i) && p->work && p->work->number[i].verdict == verdict;
    return count;
}

double pair_largest(const GradePair *p) {
    double most = 0;
    for (int i = 0; i < p->rows * p->columns; i++)
        if (pair_has(p, i) && math_finite(pair_mine(p, i))) most = math_max(most, fabs(pair_mine(p, i)));
    return most > 0 ? most : 1;
}

bool pair_is_line(const GradePair *p) { return (p->rows == 1 || p->columns == 1) && p->rows * p->columns <= LINE; }
bool pair_is_grid(const GradePair *p) { return p->rows <= ROWS && p->columns <= COLUMNS; }

static void set_shape(GradePair *p, Shape shape) {
    p->columns = shape.rank ? shape.size[shape.rank - 1] : 1;
    p->rows = shape_count(shape) / p->columns;
}

int grade_work_pairs(const Homework *work, GradePair *out, int most) {
    int count = 0;
    for (int i = 0; i < work->grade.parts && count < most; i++) {
        const GradePart *part = &work->grade.part[i];
        Role role = part->grad ? ROLE_GRAD : role_of_node(part->node);
        out[count] = (GradePair){ .name = part->name, .node = part->node, .role = role, .part = i, .work = part };
        set_shape(&out[count++], part->shape);
    }
    return count;
}

static int add_runs(const Homework *work, const char *name, const char *node, bool grad, GradePair *out) {
    NodeId a = tape_find(work->mistaken, node), b = tape_find(work->grade.tape, node);
    if (a == NODE_NONE || b == NODE_NONE) return 0;
    const Node *mine = tape_node(work->mistaken, a), *right = tape_node(work->grade.tape, b);
    if (mine->count != right->count || (grad && (!mine->grad || !right->grad))) return 0;
    *out = (GradePair){ .name = name, .node = node, .role = grad ? ROLE_GRAD : role_of_node(node), .part = -1 };
    out->mine = grad ? mine->grad : mine->value;
    out->right = grad ? right->grad : right->value;
    set_shape(out, right->shape);
    return 1;
}

int grade_run_pairs(const Homework *work, GradePair *out, int most) {
    int count = 0;
    for (const char *const *name = work->model->node; *name && count < most; name++)
        count += add_runs(work, *name, *name, false, &out[count]);
    for (int i = 0; i < work->grade.parts && count < most; i++) {
        const GradePart *part = &work->grade.part[i];
        if (part->grad) count += add_runs(work, part->name, part->node, true, &out[count]);
    }
    return count;
}
