// Rotary positions (Su et al. 2021): pairs of columns are turned by an angle that belongs to their row, every head alike, so that
// the product of a query and a key depends on the distance of their rows alone. Cosines and sines are data and get no gradient.
//     y₀ = x₀ cos − x₁ sin,  y₁ = x₀ sin + x₁ cos
#include <assert.h>

#include "core/kernel.h"
#include "core/kernels.h"
#include "core/record.h"

typedef struct Sizes {
    int rows, columns; // of all of x as one matrix; its rows go through the places again and again
    int places, half;  // rows and columns of the cosines: half a head
    int next, step;    // from a pair to the next one, and within a pair
} Sizes;

static Sizes sizes_of(const Tape *tape, const Node *node) {
    Shape turn = node_input(tape, node, 1)->shape;
    Sizes s = { .columns = shape_last(node->shape, 0), .places = turn.size[0], .half = turn.size[1] };
    s.rows = node->count / s.columns;
    s.next = node->args.other ? 1 : 2;
    s.step = node->args.other ? s.half : 1;
    return s;
}

// All heads of all rows; `side` −1 turns them back. `fresh`: y is taken as 0 before.
KERNEL_PART void turn_pair(const bool fresh, Real side, const Real *x, Real c, Real s, Real *y, int step) {
    Real a = x[0], b = x[step], sine = side * s, first = real_fma(a, c, -(b * sine)), second = real_fma(a, sine, b * c);
    y[0] = fresh ? 0 + first : y[0] + first;
    y[step] = fresh ? 0 + second : y[step] + second;
}
KERNEL_PART void turn_rows(const bool fresh, const RotateJob *job, int next, int step, const Real *restrict x,
                           const Real *restrict cosine, const Real *restrict sine, Real *restrict y) {
    for (int row = 0; row < job->rows; row++)
        for (int column = 0; column < job->columns; column += 2 * job->half) {
            ptrdiff_t at = (ptrdiff_t)row * job->columns + column, place = (ptrdiff_t)(row % job->places) * job->half;
            for (int i = 0; i < job->half; i++)
                turn_pair(fresh, job->side, x + at + next * i, cosine[place + i], sine[place + i], y + at + next * i, step);
        }
}
KERNEL void turn_all(RotateJob job, int next, int step) {
    if (job.fresh)
        turn_rows(true, &job, next, step, job.x, job.cosine, job.sine, job.y);
    else
        turn_rows(false, &job, next, step, job.x, job.cosine, job.sine, job.y);
}

static void turn(const Tape *tape, const Node *node, bool fresh, Real side, const Real *x, Real *y) {
    Sizes s = sizes_of(tape, node);
    RotateJob job = { .rows = s.rows, .columns = s.columns, .places = s.places, .half = s.half, .side = side, .fresh = fresh };
    job.x = x, job.cosine = node_input(tape, node, 1)->value, job.sine = node_input(tape, node, 2)->value, job.y = y;
    if (s.step == 1 && s.columns <= ROTATE_COLUMNS)
        kernels_now()->rotate_pairs(&job);
    else
        turn_all(job, s.next, s.step);
}

static void rotate_forward(const Tape *tape, const Node *node) {
    turn(tape, node, true, 1, node_input(tape, node, 0)->value, node->value);
}

static void rotate_backward(const Tape *tape, const Node *node) { // y = R x: dx = Rᵀ dy, turned back
    Real *dx = input_grad(tape, node, 0);
    if (dx) turn(tape, node, gradient_is_fresh(tape, node, 0), -1, node->grad, dx);
}

// --- explaining

typedef struct Spot {
    int first, second; // the pair that an element belongs to
    bool is_second;
    int place; // element of the cosines and sines
} Spot;

static Spot spot_of(const Sizes *s, int element) {
    int row = element / s->columns, within = element % s->columns % (2 * s->half);
    Spot spot = { .is_second = s->step == 1 ? within % 2 : within >= s->half };
    int pair = s->step == 1 ? within / 2 : within % s->half;
    spot.first = element - (spot.is_second ? s->step : 0);
    spot.second = spot.first + s->step;
    spot.place = row % s->places * s->half + pair;
    return spot;
}

static Expr *times(Explainer *ex, Expr *x, NodeId turn, int place) {
    return expr_binary(ex, EXPR_PRODUCT, x, expr_source(ex, turn, place, 0));
}

static Expr *rotate_explain(Explainer *ex, const Tape *tape, NodeId id, int element) {
    const Node *node = tape_node(tape, id);
    Sizes s = sizes_of(tape, node);
    Spot at = spot_of(&s, element);
    NodeId x = node->input[0];
    Expr *a = times(ex, expr_source(ex, x, at.first, 0), node->input[at.is_second ? 2 : 1], at.place);
    Expr *b = times(ex, expr_source(ex, x, at.second, 0), node->input[at.is_second ? 1 : 2], at.place);
    return expr_binary(ex, at.is_second ? EXPR_SUM : EXPR_DIFFERENCE, a, b);
}

// dx₀ = g₀ cos + g₁ sin,  dx₁ = g₁ cos − g₀ sin
static Expr *rotate_explain_grad(Explainer *ex, const Tape *tape, NodeId id, int which, int element) {
    if (which > 0) return expr_number(ex, 0);
    const Node *node = tape_node(tape, id);
    Sizes s = sizes_of(tape, node);
    Spot at = spot_of(&s, element);
    Expr *own = times(ex, expr_grad(ex, id, element, 0), node->input[1], at.place);
    Expr *other = times(ex, expr_grad(ex, id, at.is_second ? at.first : at.second, 0), node->input[2], at.place);
    return expr_binary(ex, at.is_second ? EXPR_DIFFERENCE : EXPR_SUM, own, other);
}

// An element of x feeds its pair; a cosine or sine its pair in every head, and in every matrix of a batch.
static int rotate_feeds(const Tape *tape, NodeId id, int which, int element, Range *out, int most) {
    const Node *node = tape_node(tape, id);
    Sizes s = sizes_of(tape, node);
    int count = 0;
    if (which == 0 && most > 0)
        out[count++] = (Range){ .node = id, .start = spot_of(&s, element).first, .stride = s.step, .count = 2 };
    for (int row = element / s.half; which > 0 && row < s.rows && count < most; row += s.places)
        out[count++] = (Range){ .node = id,
                                .start = row * s.columns + element % s.half * s.next,
                                .stride = s.step,
                                .count = 2,
                                .outer_stride = 2 * s.half,
                                .outer_count = s.columns / (2 * s.half) };
    return count;
}

static Work rotate_work(const Tape *tape, const Node *node) {
    (void)tape;
    return (Work){ .multiply_adds = 2.0 * node->count };
}

const Op op_rotate = {
    WITH_OP(rotate, 3, 3),
    .overwrites = true,
    .feeds_many = rotate_feeds,
    .work = rotate_work,
};

NodeId tape_rotate(Tape *tape, NodeId x, NodeId cosine, NodeId sine, RotateArgs args) {
    Shape shape = tape_node(tape, x)->shape, turn = tape_node(tape, cosine)->shape;
    (void)turn; // for NDEBUG
    assert(shape.rank >= 2 && turn.rank == 2 && shape_equal(turn, tape_node(tape, sine)->shape));
    assert(shape_last(shape, 1) == turn.size[0] && shape_last(shape, 0) % (2 * turn.size[1]) == 0);
    assert(tape_node(tape, cosine)->constant && tape_node(tape, sine)->constant);
    return tape_record(tape, &op_rotate, shape, (OpArgs){ .other = args.halves }, 3, (NodeId[]){ x, cosine, sine });
}
