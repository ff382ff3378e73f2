// Nodes in the order of recording, so inputs come before their users: forward runs through the array, backward runs back.
// Everything a replay needs is allocated while recording.
#include "core/tape.h"

#include <assert.h>
#include <limits.h>
#include <stdint.h>
#include <string.h>

#include "core/record.h"

long long shape_numbers(Shape shape) {
    long long count = 1;
    for (int i = 0; i < shape.rank; i++)
        if (__builtin_mul_overflow(count, (long long)shape.size[i], &count)) return LLONG_MAX;
    return count;
}

int shape_count(Shape shape) {
    long long count = shape_numbers(shape);
    return count > INT_MAX ? INT_MAX : (int)count;
}

bool shape_equal(Shape a, Shape b) {
    if (a.rank != b.rank) return false;
    for (int i = 0; i < a.rank; i++)
        if (a.size[i] != b.size[i]) return false;
    return true;
}

const char *shape_text(Arena *arena, Shape shape) {
    if (shape.rank == 0) return "a number";
    const char *text = arena_print(arena, "%d", shape.size[0]);
    for (int i = 1; i < shape.rank; i++) text = arena_print(arena, "%s × %d", text, shape.size[i]);
    return text;
}

Tape *tape_begin(Arena *arena) {
    Tape *tape = arena_new(arena, Tape, 1);
    tape->arena = arena;
    tape->prefix = "";
    tape->from = NODE_NONE;
    return tape;
}

Tape *tape_begin_plan(Arena *arena) {
    Tape *tape = tape_begin(arena);
    tape->plan = true;
    return tape;
}

Tape *tape_begin_frugal(Arena *arena) {
    Tape *tape = tape_begin(arena);
    tape->frugal = true;
    return tape;
}

void tape_prefix(Tape *tape, const char *prefix) { tape->prefix = prefix; }

static void tape_grow(Tape *tape) {
    int room = tape->room ? tape->room * 2 : 32;
    Node *node = arena_new(tape->arena, Node, room);
    bool *reached = arena_new(tape->arena, bool, room), *begun = arena_new(tape->arena, bool, room);
    if (tape->count) {
        memcpy(node, tape->node, (size_t)tape->count * sizeof *node);
        memcpy(reached, tape->reached, (size_t)tape->count * sizeof *reached);
    }
    tape->node = node;
    tape->reached = reached;
    tape->begun = begun;
    tape->room = room;
}

// --- layer steps

void tape_layer_step(Tape *tape) { tape->layer_step = ++tape->layer_steps; }
void tape_layer_step_end(Tape *tape) { tape->layer_step = 0; }

// The longest chain through one of the inputs; of equal ones the one whose last step is the earliest, since a later node of the
// other's last step would not count again. Steps are numbered as they are recorded, so no chain returns to one that it has left.
static void find_path(const Tape *tape, Node *node) {
    for (int i = 0; i < node->inputs; i++) {
        const Node *input = &tape->node[node->input[i]];
        int path = input->path, end = input->path_end;
        if (node->layer_step && end != node->layer_step) path++, end = node->layer_step;
        if (path < node->path || (path == node->path && end >= node->path_end)) continue;
        node->path = path;
        node->path_end = end;
    }
}

bool node_is_of(const Node *node, const char *prefix) {
    return strncmp(node->name[0] ? node->name : node->prefix, prefix, strlen(prefix)) == 0;
}

int tape_longest_path(const Tape *tape, const char *prefix) {
    int longest = 0;
    for (NodeId id = 0; id < tape->count; id++)
        if (node_is_of(&tape->node[id], prefix) && tape->node[id].path > longest) longest = tape->node[id].path;
    return longest;
}

// --- recording

// Before anything of a node is allocated, and in 64 bits: beyond the limit the recording ends where its owner asked for it.
static void check_limit(Tape *tape, Shape shape, long long numbers) {
    TapeLimit *limit = tape->limit;
    if (limit && numbers > limit->all - limit->used) {
        limit->refused = shape;
        longjmp(limit->point, 1);
    }
    if (limit) limit->used += numbers;
    if (numbers > INT_MAX && !tape->plan) arena_alloc_array(tape->arena, SIZE_MAX, 2); // nobody set a limit: there is no memory
}

static void own_gradient(Tape *tape, Node *node) {
    node->no_grad = false;
    node->grad = arena_new(tape->arena, Real, node->count);
}

static void share_zeros(Tape *tape, Node *node) {
    node->no_grad = true;
    if (tape->zero_count < node->count) {
        tape->zeros = arena_new(tape->arena, Real, node->count);
        tape->zero_count = node->count;
    }
    node->grad = tape->zeros;
}

// Most constants are a network's weights and what is made of them alone: an array of zeros for each would be half of its memory.
void tape_give_gradient(Tape *tape, Node *node) {
    if (tape->plan || tape->frugal) return;
    if (node->constant && !node->name[0])
        share_zeros(tape, node);
    else
        own_gradient(tape, node);
}

NodeId tape_record(Tape *tape, const Op *op, Shape shape, OpArgs args, int inputs, const NodeId *input) {
    assert(inputs >= op->inputs_min && inputs <= op->inputs_max);
    assert(shape.rank >= 0 && shape.rank <= TAPE_AXES);
    for (int i = 0; i < shape.rank; i++) assert(shape.size[i] > 0);
    check_limit(tape, shape, shape_numbers(shape));
    if (tape->count == tape->room) tape_grow(tape);
    Node node = { .name = "", .op = op, .inputs = inputs, .shape = shape, .count = shape_count(shape), .args = args };
    node.prefix = tape->prefix;
    node.layer_step = inputs ? tape->layer_step : 0; // a leaf is there before anything is computed
    node.input = inputs ? arena_new(tape->arena, NodeId, inputs) : NULL;
    node.constant = inputs > 0;
    node.masked = op == &op_hide;
    for (int i = 0; i < inputs; i++) {
        assert(input[i] >= 0 && input[i] < tape->count);
        node.input[i] = input[i];
        if (!tape->node[input[i]].constant) node.constant = false;
        if (tape->node[input[i]].masked) node.masked = true;
    }
    find_path(tape, &node);
    if (!tape->plan) node.value = arena_new(tape->arena, Real, node.count);
    tape_give_gradient(tape, &node);
    tape->node[tape->count] = node;
    tape->reached[tape->count] = false;
    return tape->count++;
}

void tape_scratch(Tape *tape, size_t count) {
    if (tape->scratch_count >= count || tape->plan) return;
    tape->scratch = arena_new(tape->arena, Real, count);
    tape->scratch_count = count;
}

void tape_name(Tape *tape, NodeId id, const char *name) {
    assert(id >= 0 && id < tape->count);
    Node *node = &tape->node[id];
    node->name = tape->prefix[0] ? arena_print(tape->arena, "%s%s", tape->prefix, name) : name;
    if (node->no_grad && node->name[0]) tape_give_gradient(tape, node);
}

static bool is_named(const char *whole, const char *prefix, const char *name) {
    size_t size = strlen(prefix);
    return strncmp(whole, prefix, size) == 0 && strcmp(whole + size, name) == 0;
}

NodeId tape_find(const Tape *tape, const char *name) {
    for (NodeId id = 0; id < tape->count && tape->prefix[0]; id++)
        if (is_named(tape->node[id].name, tape->prefix, name)) return id;
    for (NodeId id = 0; id < tape->count; id++)
        if (strcmp(tape->node[id].name, name) == 0) return id;
    return NODE_NONE;
}

const Node *tape_node(const Tape *tape, NodeId id) {
    assert(id >= 0 && id < tape->count);
    return &tape->node[id];
}

void tape_draw(Tape *tape, NodeId id, Random *random, double deviation) {
    Node *node = &tape->node[id];
    assert(!node->inputs);
    if (!tape->plan) {
        node->draw = arena_new(tape->arena, Draw, 1);
        *node->draw = (Draw){ *random, deviation };
    }
    random_pass_normals(random, node->count);
}

// True when all are there.
static bool draw_numbers(Node *node, const Turn *turn) {
    enum { SOME = 2048 }; // between two looks at the clock
    Draw *d = node->draw;
    while (d->count < node->count) {
        int end = node->count - d->count > SOME ? d->count + SOME : node->count;
        for (; d->count < end; d->count++) node->value[d->count] = (Real)(d->deviation * random_normal(&d->random));
        if (turn_is_over(turn)) break;
    }
    if (d->count < node->count) return false;
    node->draw = NULL;
    return true;
}

// False: the turn was over before the node was done.
static bool run_node(Tape *tape, NodeId id, const Turn *turn) {
    Node *node = &tape->node[id];
    if (node->draw && !draw_numbers(node, turn)) return false;
    if (node->inputs) node->op->forward(tape, node);
    return true;
}

void tape_forward_meeting(Tape *tape, void (*meet)(void *context, NodeId id), void *context) {
    assert(!tape->plan);
    for (int id = 0; id < tape->count; id++) {
        run_node(tape, id, NULL);
        if (meet) meet(context, id);
    }
}

void tape_forward(Tape *tape) { tape_forward_meeting(tape, NULL, NULL); }

void tape_forward_to(Tape *tape, NodeId last) {
    assert(!tape->plan);
    for (NodeId id = 0; id <= last; id++) run_node(tape, id, NULL);
}

NodeId tape_forward_turn(Tape *tape, NodeId next, const Turn *turn) {
    assert(!tape->plan);
    while (next < tape->count && run_node(tape, next, turn)) {
        next++;
        if (turn_is_over(turn)) break;
    }
    return next;
}

// Marks what `from` depends on; a second model on the same tape stays untouched, whatever its values are.
static void mark_reached(Tape *tape, NodeId from) {
    memset(tape->reached, 0, (size_t)tape->count * sizeof *tape->reached);
    tape->reached[from] = true;
    for (NodeId id = from; id >= 0; id--) {
        const Node *node = &tape->node[id];
        if (!tape->reached[id]) continue;
        for (int i = 0; i < node->inputs; i++) tape->reached[node->input[i]] = true;
    }
}

void tape_end_frugal(Tape *tape, NodeId from) {
    if (from == NODE_NONE)
        memset(tape->reached, 0, (size_t)tape->count * sizeof *tape->reached);
    else
        mark_reached(tape, from);
    tape->frugal = false;
    for (NodeId id = 0; id < tape->count; id++) {
        Node *node = &tape->node[id];
        if (id == from || (tape->reached[id] && !node->constant))
            own_gradient(tape, node);
        else
            share_zeros(tape, node);
    }
}

// A gradient is cleared just before the first share is added to it, while it is about to be in the cache anyway.
static void begin_gradient(Tape *tape, NodeId id) {
    const Node *node = &tape->node[id];
    if (tape->begun[id]) return;
    tape->begun[id] = true;
    if (node->grad && !node->no_grad) memset(node->grad, 0, (size_t)node->count * sizeof *node->grad);
}

// Room for gradients on a frugal tape, which goes from one node to another of the same size.
typedef struct GradRoom {
    Real *at;
    int count;
    struct GradRoom *next;
} GradRoom;
typedef struct GradRooms {
    Arena *arena;
    NodeId of;               // keeps its own
    GradRoom *free, *unused; // unused: of what is in use
} GradRooms;

static void take_room(GradRooms *rooms, Node *node) {
    if (node->grad) return;
    GradRoom **link = &rooms->free, *room;
    while (*link && (*link)->count != node->count) link = &(*link)->next;
    if (!(room = *link)) {
        node->grad = arena_new(rooms->arena, Real, node->count);
        return;
    }
    *link = room->next;
    node->grad = room->at;
    room->next = rooms->unused;
    rooms->unused = room;
}

static void give_room_back(GradRooms *rooms, Node *node) {
    GradRoom *room = rooms->unused;
    if (room)
        rooms->unused = room->next;
    else
        room = arena_new(rooms->arena, GradRoom, 1);
    *room = (GradRoom){ node->grad, node->count, rooms->free };
    rooms->free = room;
    node->grad = NULL;
}

static void pass_back(Tape *tape, const Node *node, GradRooms *rooms) {
    for (int i = 0; i < node->inputs; i++) {
        NodeId id = node->input[i];
        if (tape->node[id].constant) continue;
        if (rooms) take_room(rooms, &tape->node[id]);
        if (!node->op->overwrites) begin_gradient(tape, id);
    }
    if (node->inputs) node->op->backward(tape, node);
}

// Reverse-mode differentiation (Linnainmaa 1970): when a node's turn comes, all its users have added their share.
static void begin_back(Tape *tape, NodeId from, const Real *seed, GradRooms *rooms) {
    assert(from >= 0 && from < tape->count);
    tape->from = from;
    mark_reached(tape, from);
    memset(tape->begun, 0, (size_t)tape->count * sizeof *tape->begun);
    Node *start = &tape->node[from];
    tape->begun[from] = true;
    if (rooms) take_room(rooms, start);
    if (start->no_grad) own_gradient(tape, start);
    for (int i = 0; i < start->count; i++) start->grad[i] = seed ? seed[i] : 1;
}

static bool is_passed(const Tape *tape, NodeId id) { return !tape->reached[id] || tape->node[id].constant; }

static void run_back(Tape *tape, NodeId from, const Real *seed, void (*meet)(void *context, NodeId id), void *context,
                     GradRooms *rooms) {
    begin_back(tape, from, seed, rooms);
    for (NodeId id = from; id >= 0; id--) {
        Node *node = &tape->node[id];
        if (is_passed(tape, id)) continue;
        if (meet) meet(context, id);
        pass_back(tape, node, rooms);
        if (rooms && id != rooms->of && node->grad) give_room_back(rooms, node);
    }
}

static void clear_the_rest(Tape *tape) { // what got no share
    for (NodeId id = 0; id < tape->count; id++) begin_gradient(tape, id);
}

void tape_backward_meeting(Tape *tape, NodeId from, const Real *seed, void (*meet)(void *context, NodeId id), void *context) {
    assert(!tape->frugal);
    run_back(tape, from, seed, meet, context, NULL);
    clear_the_rest(tape);
}

void tape_backward_begin(Tape *tape, NodeId from, const Real *seed) {
    assert(!tape->frugal);
    begin_back(tape, from, seed, NULL);
}

NodeId tape_backward_turn(Tape *tape, NodeId next, const Turn *turn) {
    while (next >= 0) {
        if (!is_passed(tape, next)) pass_back(tape, &tape->node[next], NULL);
        next--;
        if (next >= 0 && turn_is_over(turn)) return next;
    }
    clear_the_rest(tape);
    return NODE_NONE;
}

void tape_gradient(Tape *tape, NodeId from, const Real *seed, NodeId of, Real *out, Arena *scratch) {
    assert(tape->frugal && of >= 0 && of < tape->count);
    Node *node = &tape->node[of];
    GradRooms rooms = { .arena = scratch, .of = of };
    run_back(tape, from, seed, NULL, NULL, &rooms);
    if (node->grad)
        memcpy(out, node->grad, (size_t)node->count * sizeof *out);
    else
        memset(out, 0, (size_t)node->count * sizeof *out);
    node->grad = NULL;
    tape->from = NODE_NONE; // no gradient stays
}

void tape_backward(Tape *tape, NodeId from, const Real *seed) { tape_backward_meeting(tape, from, seed, NULL, NULL); }

Work tape_work(const Tape *tape, NodeId id) {
    const Node *node = tape_node(tape, id);
    Work work = node->inputs ? node->op->work(tape, node) : (Work){ 0 };
    if (node->inputs) work.bytes = (double)node->count * (double)sizeof(Real);
    return work;
}

Work tape_work_all(const Tape *tape) {
    Work all = { 0 };
    for (NodeId id = 0; id < tape->count; id++) {
        Work work = tape_work(tape, id);
        all.multiply_adds += work.multiply_adds;
        all.functions += work.functions;
        all.bytes += work.bytes;
    }
    return all;
}
