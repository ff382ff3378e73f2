// Strided product. Every output is one chain of fused multiply-adds over k in order, whatever the shapes, the transposes and
// the blocks: a kernel advances many outputs side by side, but each by the same steps. So all paths give the same bits.
#include <assert.h>
#include <string.h>

#include "core/kernel.h"
#include "core/kernels.h"
#include "core/record.h"

enum { BIAS = 2 }; // the input that is there for x W + b alone

static Strided turned(Strided m) { return (Strided){ m.at, m.column, m.row }; }

// A few multiply-adds, as in a lesson, are done before a panel would be set up.
KERNEL void multiply_small(int n, int m, int k, Strided a, Strided b, ProductStart from, const Real *bias, Real *c) {
    for (int i = 0; i < n; i++)
        for (int j = 0; j < m; j++) {
            Real s = from == START_C ? c[i * m + j] : from == START_BIAS ? bias[j] : 0;
            for (int p = 0; p < k; p++) s = real_fma(a.at[i * a.row + p * a.column], b.at[p * b.row + j * b.column], s);
            c[i * m + j] = s;
        }
}

static void multiply(const Tape *tape, int n, int m, int k, Strided a, Strided b, ProductStart from, const Real *bias, Real *c) {
    if ((double)n * m * k <= 256)
        multiply_small(n, m, k, a, b, from, bias, c);
    else
        kernels_now()->product(n, m, k, a, b, from, bias, c, tape->scratch);
}

// --- the operation

typedef struct Sizes {
    int n, k, m;    // of one product
    int batch;      // how many products
    size_t a, b, c; // elements from one product to the next; b is 0 where one matrix serves all
    bool turn_a, turn_b;
} Sizes;

static Sizes sizes_of(const Tape *tape, const Node *node) {
    Shape a = node_input(tape, node, 0)->shape, b = node_input(tape, node, 1)->shape, c = node->shape;
    Sizes s = { .n = shape_last(c, 1), .m = shape_last(c, 0), .turn_a = node->args.transpose_a, .turn_b = node->args.transpose_b };
    s.k = shape_last(a, s.turn_a ? 1 : 0);
    s.batch = node->count / (s.n * s.m);
    s.a = (size_t)s.n * (size_t)s.k;
    s.b = b.rank == 2 ? 0 : (size_t)s.k * (size_t)s.m;
    s.c = (size_t)s.n * (size_t)s.m;
    return s;
}

// The same with all rows in one product, where one b serves them all.
static Sizes sizes_joined(const Tape *tape, const Node *node) {
    Sizes s = sizes_of(tape, node);
    if (s.b == 0 && !s.turn_a) {
        s.n *= s.batch;
        s.batch = 1;
    }
    return s;
}

static Strided matrix_of(const Real *at, size_t start, int columns, bool turn) {
    Strided m = { at + start, columns, 1 };
    return turn ? turned(m) : m;
}
// a as (n, k), b as (k, m), whichever way they are stored.
static Strided matrix_a(const Sizes *s, const Real *at, int batch) {
    return matrix_of(at, (size_t)batch * s->a, s->turn_a ? s->n : s->k, s->turn_a);
}
static Strided matrix_b(const Sizes *s, const Real *at, int batch) {
    return matrix_of(at, (size_t)batch * s->b, s->turn_b ? s->k : s->m, s->turn_b);
}
static Strided matrix_c(const Sizes *s, const Real *at, int batch) { return matrix_of(at, (size_t)batch * s->c, s->m, false); }

static void matmul_forward(const Tape *tape, const Node *node) {
    const Real *a = node_input(tape, node, 0)->value, *b = node_input(tape, node, 1)->value;
    Sizes s = sizes_joined(tape, node);
    const Real *bias = node->inputs == 3 ? node_input(tape, node, BIAS)->value : NULL;
    for (int i = 0; i < s.batch; i++) // c = a b
        multiply(tape, s.n, s.m, s.k, matrix_a(&s, a, i), matrix_b(&s, b, i), bias ? START_BIAS : START_0, bias,
                 node->value + (size_t)i * s.c);
}

// c = a b:  da = dc bᵀ,  db = aᵀ dc (Giles 2008, "Collected matrix derivative results", 2.2.2). Where an input is stored
// transposed, so is the product that fills its gradient.
static void matmul_backward(const Tape *tape, const Node *node) {
    const Real *a = node_input(tape, node, 0)->value, *b = node_input(tape, node, 1)->value;
    Real *da = input_grad(tape, node, 0), *db = input_grad(tape, node, 1);
    // What no one has added to yet is overwritten instead.
    ProductStart from_a = gradient_is_fresh(tape, node, 0) ? START_0 : START_C;
    ProductStart from_b = gradient_is_fresh(tape, node, 1) ? START_0 : START_C;
    Real *dbias = node->inputs == 3 ? input_grad(tape, node, BIAS) : NULL;
    Sizes s = sizes_joined(tape, node);
    if (dbias && gradient_is_fresh(tape, node, BIAS)) memset(dbias, 0, (size_t)s.m * sizeof(Real));
    if (dbias) kernels_now()->add_rows(node->count / s.m, s.m, node->grad, dbias);
    for (int i = 0; i < s.batch; i++) {
        Strided dc = matrix_c(&s, node->grad, i), at = turned(matrix_a(&s, a, i)), bt = turned(matrix_b(&s, b, i));
        Real *da_i = da ? da + (size_t)i * s.a : NULL, *db_i = db ? db + (size_t)i * s.b : NULL;
        if (da_i && !s.turn_a) multiply(tape, s.n, s.k, s.m, dc, bt, from_a, NULL, da_i);
        if (da_i && s.turn_a) multiply(tape, s.k, s.n, s.m, turned(bt), turned(dc), from_a, NULL, da_i);
        if (i > 0 && s.b == 0) from_b = START_C;
        if (db_i && !s.turn_b) multiply(tape, s.k, s.m, s.n, at, dc, from_b, NULL, db_i);
        if (db_i && s.turn_b) multiply(tape, s.m, s.k, s.n, turned(dc), turned(at), from_b, NULL, db_i);
    }
}

// --- explaining

// Where an element of an input or of the output stands.
typedef struct Spot {
    int batch, row, column; // of a as (n, k), b as (k, m), c as (n, m)
} Spot;

static Spot spot_of(int element, int rows, int columns, bool turn) {
    int first = turn ? rows : columns, within = element % (rows * columns);
    Spot spot = { element / (rows * columns), within / first, within % first };
    return turn ? (Spot){ spot.batch, spot.column, spot.row } : spot;
}

static int index_a(const Sizes *s, int batch, int i, int p) {
    return batch * (int)s->a + (s->turn_a ? p * s->n + i : i * s->k + p);
}
static int index_b(const Sizes *s, int batch, int p, int j) {
    return batch * (int)s->b + (s->turn_b ? j * s->k + p : p * s->m + j);
}
static int step_a_row(const Sizes *s) { return s->turn_a ? 1 : s->k; }
static int step_a_column(const Sizes *s) { return s->turn_a ? s->n : 1; }
static int step_b_row(const Sizes *s) { return s->turn_b ? 1 : s->m; }
static int step_b_column(const Sizes *s) { return s->turn_b ? s->k : 1; }

// c_ij = Σ_p a_ip b_pj
static Expr *matmul_explain(Explainer *ex, const Tape *tape, NodeId id, int element) {
    const Node *node = tape_node(tape, id);
    Sizes s = sizes_of(tape, node);
    Spot c = spot_of(element, s.n, s.m, false);
    Expr *a = expr_source(ex, node->input[0], index_a(&s, c.batch, c.row, 0), step_a_column(&s));
    Expr *b = expr_source(ex, node->input[1], index_b(&s, c.batch, 0, c.column), step_b_row(&s));
    Expr *sum = expr_series(ex, s.k, expr_binary(ex, EXPR_PRODUCT, a, b));
    return node->inputs == 2 ? sum : expr_binary(ex, EXPR_SUM, expr_source(ex, node->input[BIAS], c.column, 0), sum);
}

static Expr *gradient_term(Explainer *ex, const Tape *tape, const Operands *at) {
    (void)tape;
    Expr *g = expr_grad(ex, at->id, at->start[0], at->stride[0]);
    if (at->which == BIAS) return g;
    return expr_binary(ex, EXPR_PRODUCT, g, expr_source(ex, at->node->input[1 - at->which], at->start[1], at->stride[1]));
}

// da_ip = Σ_j dc_ij b_pj;  db_pj = Σ_i a_ip dc_ij, over all products that share b
static Expr *matmul_explain_grad(Explainer *ex, const Tape *tape, NodeId id, int which, int element) {
    const Node *node = tape_node(tape, id);
    Sizes s = sizes_of(tape, node);
    Operands at = { .node = node, .id = id, .which = which };
    Steps steps = { 0 };
    if (which == BIAS) {
        at.start[0] = element;
        steps_add(&steps, node->count / s.m, s.m, 0, 0);
    } else if (which == 0) {
        Spot a = spot_of(element, s.n, s.k, s.turn_a);
        at.start[0] = a.batch * (int)s.c + a.row * s.m;
        at.start[1] = index_b(&s, a.batch, a.column, 0);
        steps_add(&steps, s.m, 1, step_b_column(&s), 0);
    } else {
        Spot b = spot_of(element, s.k, s.m, s.turn_b);
        at.start[0] = b.batch * (int)s.c + b.column;
        at.start[1] = index_a(&s, b.batch, 0, b.row);
        if (s.b == 0) steps_add(&steps, s.batch, (int)s.c, (int)s.a, 0);
        steps_add(&steps, s.n, s.m, step_a_row(&s), 0);
    }
    return expr_steps(ex, &steps, &at, gradient_term, tape);
}

// An element of a feeds a row of c, an element of b a column, in every product that shares b.
static Range matmul_feeds(const Tape *tape, NodeId id, int which, int element) {
    Sizes s = sizes_of(tape, tape_node(tape, id));
    if (which == BIAS) return (Range){ .node = id, .start = element, .stride = s.m, .count = tape_node(tape, id)->count / s.m };
    if (which == 0) {
        Spot a = spot_of(element, s.n, s.k, s.turn_a);
        return (Range){ .node = id, .start = a.batch * (int)s.c + a.row * s.m, .stride = 1, .count = s.m };
    }
    Spot b = spot_of(element, s.k, s.m, s.turn_b);
    int rows = s.b == 0 ? s.n * s.batch : s.n;
    return (Range){ .node = id, .start = b.batch * (int)s.c + b.column, .stride = s.m, .count = rows };
}

static Work matmul_work(const Tape *tape, const Node *node) {
    return (Work){ .multiply_adds = (double)node->count * sizes_of(tape, node).k };
}

const Op op_matmul = {
    WITH_OP(matmul, 2, 3),
    .overwrites = true,
    .feeds = matmul_feeds,
    .work = matmul_work,
};

static NodeId matmul_record(Tape *tape, NodeId a, NodeId b, NodeId bias, MatmulArgs args) {
    Shape x = tape_node(tape, a)->shape, y = tape_node(tape, b)->shape, shape = x;
    assert(x.rank >= 2 && (y.rank == 2 || y.rank == x.rank));
    for (int i = 0; y.rank > 2 && i < x.rank - 2; i++) assert(x.size[i] == y.size[i]);
    int n = shape_last(x, args.transpose_a ? 0 : 1), k = shape_last(x, args.transpose_a ? 1 : 0);
    int m = shape_last(y, args.transpose_b ? 1 : 0);
    assert(k == shape_last(y, args.transpose_b ? 0 : 1));
    shape.size[shape.rank - 2] = n;
    shape.size[shape.rank - 1] = m;

    OpArgs kept = { .transpose_a = args.transpose_a, .transpose_b = args.transpose_b };
    NodeId id = tape_record(tape, &op_matmul, shape, kept, bias == NODE_NONE ? 2 : 3, (NodeId[]){ a, b, bias });
    int rows = shape_count(shape) / m, largest = rows > m ? rows : m; // whatever is the depth or width of a product
    if (largest < k) largest = k;
    tape_scratch(tape, product_scratch(largest, largest));
    return id;
}

NodeId tape_matmul(Tape *tape, NodeId a, NodeId b, MatmulArgs args) { return matmul_record(tape, a, b, NODE_NONE, args); }

NodeId tape_affine(Tape *tape, NodeId x, NodeId W, NodeId b) {
    assert(shape_equal(tape_node(tape, b)->shape, SHAPE1(shape_last(tape_node(tape, W)->shape, 0))));
    return matmul_record(tape, x, W, b, (MatmulArgs){ 0 });
}
