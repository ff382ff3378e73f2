// Scaled dot-product attention in one operation, by tiles: softmax(scale q kᵀ) v (Vaswani et al. 2017, eq. 1) for every head,
// a head being a block of columns. Nothing of size n × m is ever stored, so n may be large; of each row its
// largest score and its sum of exponentials are kept. Where the scores are to be seen, a model records them as operations of their
// own instead.
#include <assert.h>
#include <string.h>

#include "core/kernels.h"
#include "core/record.h"

static AttentionJob job_of(const Tape *tape, const Node *node) {
    const Node *q = node_input(tape, node, 0), *k = node_input(tape, node, 1), *v = node_input(tape, node, 2);
    AttentionJob job = { .heads = node->args.heads, .causal = node->args.causal, .scale = (Real)node->args.factor };
    job.n = shape_last(q->shape, 1);
    job.m = shape_last(k->shape, 1);
    job.d = shape_last(q->shape, 0) / job.heads;
    job.dv = shape_last(v->shape, 0) / job.heads;
    job.batch = q->shape.rank == 3 ? q->shape.size[0] : 1;
    job.q = q->value, job.k = k->value, job.v = v->value;
    job.o = node->value, job.kept = node->kept, job.scratch = tape->scratch;
    return job;
}

static void attention_forward(const Tape *tape, const Node *node) {
    AttentionJob job = job_of(tape, node);
    kernels_now()->attention(&job);
}

static void attention_backward(const Tape *tape, const Node *node) {
    AttentionJob job = job_of(tape, node);
    job.g = node->grad;
    job.dq = input_grad(tape, node, 0), job.dk = input_grad(tape, node, 1), job.dv_ = input_grad(tape, node, 2);
    bool apart = job.dq != job.dk && job.dq != job.dv_ && job.dk != job.dv_;
    for (int i = 0; i < 3; i++) {
        Real *d = input_grad(tape, node, i);
        job.fresh[i] = d && gradient_is_fresh(tape, node, i);
        if (!job.fresh[i] || apart) continue;
        memset(d, 0, (size_t)node_input(tape, node, i)->count * sizeof *d);
        job.fresh[i] = false;
    }
    kernels_now()->attention_grad(&job);
}

// --- explaining: a weight is exp(scale q_i·k_j − largest_i) / sum_i, with the two numbers that are kept of the row

// Where the head of a row begins in q, k and v (or o).
typedef struct AttentionPlace {
    int batch, row, head, column; // the column within the head
} AttentionPlace;

static AttentionPlace place_of(int element, int rows, int heads, int width) {
    int all = heads * width;
    return (AttentionPlace){ element / (rows * all), element / all % rows, element % all / width, element % width };
}

static int begin_of(const AttentionJob *job, AttentionPlace place, int row, int rows, int width) {
    return (place.batch * rows + row) * job->heads * width + place.head * width;
}

static int keys_seen(const AttentionJob *job, int i) { return job->causal && i + 1 < job->m ? i + 1 : job->m; }

// Both operands step through a head.
static Expr *dot(Explainer *ex, Expr *a, Expr *b, int count) { return expr_series(ex, count, expr_binary(ex, EXPR_PRODUCT, a, b)); }

static Expr *weight(Explainer *ex, const AttentionJob *job, const Node *node, int q, int k) {
    AttentionPlace i = place_of(q, job->n, job->heads, job->d);
    Expr *s = dot(ex, expr_source(ex, node->input[0], q, 1), expr_source(ex, node->input[1], k, 1), job->d);
    const Real *kept = job->kept + (size_t)(i.batch * job->heads + i.head) * 2 * (size_t)job->n + i.row;
    s = expr_binary(ex, EXPR_PRODUCT, expr_number(ex, job->scale), s);
    Expr *top = expr_unary(ex, EXPR_EXP, expr_binary(ex, EXPR_DIFFERENCE, s, expr_number(ex, kept[0])));
    return expr_binary(ex, EXPR_QUOTIENT, top, expr_number(ex, kept[job->n]));
}

// Operands: where q_i and k_j begin, and the element that the weight multiplies.
static Expr *value_term(Explainer *ex, const Tape *tape, const Operands *at) { // a_ij v_jc
    AttentionJob job = job_of(tape, at->node);
    Expr *a = weight(ex, &job, at->node, at->start[0], at->start[1]);
    return expr_binary(ex, EXPR_PRODUCT, a, expr_source(ex, at->node->input[2], at->start[2], 0));
}

static Expr *attention_explain(Explainer *ex, const Tape *tape, NodeId id, int element) {
    const Node *node = tape_node(tape, id);
    AttentionJob job = job_of(tape, node);
    AttentionPlace o = place_of(element, job.n, job.heads, job.dv);
    Operands at = { .node = node, .id = id };
    at.start[0] = begin_of(&job, o, o.row, job.n, job.d);
    at.start[1] = begin_of(&job, o, 0, job.m, job.d);
    at.start[2] = begin_of(&job, o, 0, job.m, job.dv) + o.column;
    Steps steps = { .written_out = true };
    steps_add(&steps, keys_seen(&job, o.row), 0, job.heads * job.d, job.heads * job.dv);
    return expr_steps(ex, &steps, &at, value_term, tape);
}

// dv_jc = Σ_i a_ij g_ic
static Expr *value_slope(Explainer *ex, const Tape *tape, const Operands *at) {
    AttentionJob job = job_of(tape, at->node);
    Expr *a = weight(ex, &job, at->node, at->start[0], at->start[1]);
    return expr_binary(ex, EXPR_PRODUCT, a, expr_grad(ex, at->id, at->start[2], 0));
}

// dq_ip = Σ_j a_ij (g_i·v_j − g_i·o_i) scale k_jp, and dk_jp the same over i with q_ip
static Expr *score_slope(Explainer *ex, const Tape *tape, const Operands *at) {
    AttentionJob job = job_of(tape, at->node);
    AttentionPlace i = place_of(at->start[0], job.n, job.heads, job.d), j = place_of(at->start[1], job.m, job.heads, job.d);
    int o = begin_of(&job, i, i.row, job.n, job.dv), v = begin_of(&job, j, j.row, job.m, job.dv);
    Expr *own = dot(ex, expr_grad(ex, at->id, o, 1), expr_source(ex, at->node->input[2], v, 1), job.dv);
    Expr *mean = dot(ex, expr_grad(ex, at->id, o, 1), expr_source(ex, at->id, o, 1), job.dv);
    Expr *slope = expr_binary(ex, EXPR_PRODUCT, weight(ex, &job, at->node, at->start[0], at->start[1]),
                              expr_binary(ex, EXPR_DIFFERENCE, own, mean));
    Expr *other = expr_source(ex, at->node->input[1 - at->which], at->start[2], 0);
    return expr_binary(ex, EXPR_PRODUCT, slope, expr_binary(ex, EXPR_PRODUCT, expr_number(ex, job.scale), other));
}

static Expr *explain_grad_query(Explainer *ex, const Tape *tape, Operands at, const AttentionJob *job, int element) {
    AttentionPlace q = place_of(element, job->n, job->heads, job->d);
    at.start[0] = element - q.column;
    at.start[1] = begin_of(job, q, 0, job->m, job->d);
    at.start[2] = at.start[1] + q.column;
    Steps steps = { .written_out = true };
    steps_add(&steps, keys_seen(job, q.row), 0, job->heads * job->d, job->heads * job->d);
    return expr_steps(ex, &steps, &at, score_slope, tape);
}

static Expr *attention_explain_grad(Explainer *ex, const Tape *tape, NodeId id, int which, int element) {
    const Node *node = tape_node(tape, id);
    AttentionJob job = job_of(tape, node);
    Operands at = { .node = node, .id = id, .which = which };
    if (which == 0) return explain_grad_query(ex, tape, at, &job, element);
    int width = which == 1 ? job.d : job.dv;
    AttentionPlace key = place_of(element, job.m, job.heads, width);
    int first = job.causal ? key.row : 0; // the first query that sees it
    if (first >= job.n) return expr_number(ex, 0);
    at.start[0] = begin_of(&job, key, first, job.n, job.d);
    at.start[1] = begin_of(&job, key, key.row, job.m, job.d);
    at.start[2] = begin_of(&job, key, first, job.n, width) + key.column;
    Steps steps = { .written_out = true };
    steps_add(&steps, job.n - first, job.heads * job.d, 0, job.heads * width);
    return expr_steps(ex, &steps, &at, which == 1 ? score_slope : value_slope, tape);
}

// A query feeds its row of o within the head; a key and a value feed the rows of all queries that see them.
static Range attention_feeds(const Tape *tape, NodeId id, int which, int element) {
    AttentionJob job = job_of(tape, tape_node(tape, id));
    int rows = which == 0 ? job.n : job.m, width = which == 2 ? job.dv : job.d;
    AttentionPlace place = place_of(element, rows, job.heads, width);
    int first = which == 0 ? place.row : job.causal ? place.row : 0, start = begin_of(&job, place, first, job.n, job.dv);
    if (which == 0) return (Range){ .node = id, .start = start, .stride = 1, .count = job.dv };
    if (first >= job.n) return (Range){ .node = id };
    int step = job.heads * job.dv, seen = job.n - first;
    if (which == 2) return (Range){ .node = id, .start = start + place.column, .stride = step, .count = seen };
    return (Range){ .node = id, .start = start, .stride = 1, .count = job.dv, .outer_stride = step, .outer_count = seen };
}

static Work attention_work(const Tape *tape, const Node *node) {
    AttentionJob job = job_of(tape, node);
    double pairs = 0; // of a query and a key it sees
    for (int i = 0; i < job.n; i++) pairs += keys_seen(&job, i);
    pairs *= job.heads * job.batch;
    return (Work){ .multiply_adds = pairs * (job.d + job.dv), .functions = pairs };
}

const Op op_attention = {
    WITH_OP(attention, 3, 3),
    .overwrites = true,
    .feeds = attention_feeds,
    .work = attention_work,
};

NodeId tape_attention(Tape *tape, NodeId q, NodeId k, NodeId v, AttentionArgs args) {
    Shape x = tape_node(tape, q)->shape, y = tape_node(tape, k)->shape, z = tape_node(tape, v)->shape, shape = x;
    (void)y; // for NDEBUG
    OpArgs kept = { .heads = args.heads ? args.heads : 1, .causal = args.causal };
    assert((x.rank == 2 || x.rank == 3) && y.rank == x.rank && z.rank == x.rank);
    if (x.rank == 3) assert(x.size[0] == y.size[0] && x.size[0] == z.size[0]);
    assert(shape_last(x, 0) == shape_last(y, 0) && shape_last(y, 1) == shape_last(z, 1));
    assert(shape_last(x, 0) % kept.heads == 0 && shape_last(z, 0) % kept.heads == 0 && args.scale >= 0);
    kept.factor = args.scale != 0 ? args.scale : 1 / __builtin_sqrt((double)shape_last(x, 0) / kept.heads);
    shape.size[shape.rank - 1] = shape_last(z, 0);
    NodeId id = tape_record(tape, &op_attention, shape, kept, 3, (NodeId[]){ q, k, v });
    AttentionJob job = job_of(tape, tape_node(tape, id));
    if (!tape->plan) tape->node[id].kept = arena_new(tape->arena, Real, job.batch * job.heads * 2 * job.n);
    tape_scratch(tape, kernels_now()->attention_scratch(&job));
    return id;
}
