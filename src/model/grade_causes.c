// Why a number of the work is wrong. Every mistake that the model knows is recorded as a run of its own, and the one whose run
// has the very digits of the work is named; where none has, one number of what went in may have been copied wrongly, have lost
// its sign, or have changed places with another: each of these is a sweep of the right run. Those that fit equally are all named.
#include <string.h>

#include "base/math.h"
#include "model/grade_parts.h"
#include "model/habit.h"

enum { SLIP_ELEMENTS = 64, PAIR_ELEMENTS = 24, SLIPS_MOST = 4000, SOURCES = 16, VARIANTS = 8, HITS = 64, FAR = 100 };
static const double sweep_work_most = 4e6; // numbers computed for the slips of one part
static const double spare_bits = 3;        // how much more the digits must say than which of the slips it was

typedef struct Candidate {
    GradeCause cause;
    Sweep sweep;
} Candidate;

typedef struct Search {
    Arena *arena;
    Grade *grade;
    const Params *params;
    const Inputs *inputs;
    Sweep *right;
    Candidate *candidate;
    int candidates, room;
    int tried; // slips
} Search;

// --- mistaken runs

// A mistake may leave the range of numbers in one place, as 0 / 0, and be looked for in another.
static void add_candidate(Search *s, Habit habit, const Params *params) {
    Problems quiet = { s->arena };
    Model model = *s->grade->model;
    model.undefined = true;
    Tape *tape = model_run(s->arena, &model, params, s->inputs, &quiet);
    if (!tape || s->candidates == s->room) return;
    Params *kept = arena_new(s->arena, Params, 1);
    *kept = *params;
    Candidate *c = &s->candidate[s->candidates++];
    *c = (Candidate){ .cause = { .habit = habit, .params = kept } };
    c->sweep = sweep_begin(s->arena, s->grade->model, tape, s->right->pin, s->right->pins, s->right->forward);
}

static void record_candidates(Search *s) {
    Params variant[VARIANTS];
    s->room = HABIT_COUNT + VARIANTS;
    s->candidate = arena_new(s->arena, Candidate, 2 * s->room);
    for (int h = 1; h < HABIT_COUNT; h++) {
        int variants = habit_variants(s->arena, s->grade->model, s->params, (Habit)h, variant, VARIANTS);
        for (int i = 0; i < variants; i++) add_candidate(s, (Habit)h, &variant[i]);
    }
}

static void take_right_value(void *context, NodeId id) {
    Sweep *const *both = context;
    const Node *node = tape_node(both[0]->tape, id);
    NodeId other = node->name[0] && node->inputs ? tape_find(both[1]->tape, node->name) : NODE_NONE;
    if (other == NODE_NONE || tape_node(both[1]->tape, other)->count != node->count) return;
    memcpy(node->value, tape_node(both[1]->tape, other)->value, (size_t)node->count * sizeof *node->value);
}

// The same mistake on the way back alone: the values are those of the right run.
static void add_backward(Search *s, const Candidate *of) {
    Sweep sweep = of->sweep, *both[] = { &sweep, s->right };
    NodeId from = model_objective(s->grade->model, sweep.tape), g = model_seed(sweep.tape);
    sweep.truth = arena_new(s->arena, double, sweep.pins + 1);
    sweep.slack = NULL;
    tape_forward_meeting(sweep.tape, take_right_value, both);
    tape_backward(sweep.tape, from, g == NODE_NONE ? NULL : tape_node(sweep.tape, g)->value);
    for (int i = 0; i < sweep.pins; i++) {
        const GradePart *part = sweep.pin[i].part;
        if (sweep.node[i] == NODE_NONE) continue;
        sweep.truth[i] = part->grad ? (double)tape_node(sweep.tape, sweep.node[i])->grad[sweep.element[i]] : s->right->truth[i];
    }
    sweep.follow = sweep.truth;
    Candidate *c = &s->candidate[s->candidates++];
    *c = (Candidate){ .cause = of->cause, .sweep = sweep };
    c->cause.backward = true;
}

static bool values_are_right(const Search *s) {
    for (int p = 0; p < s->grade->parts; p++)
        if (!s->grade->part[p].grad && s->grade->part[p].verdict == VERDICT_WRONG) return false;
    return s->right->pins > s->right->forward;
}

static void record_backward(Search *s) {
    int whole = s->candidates;
    Inputs none = { 0 };
    Problems quiet = { s->arena };
    model_replay(s->grade->model, s->right->tape, &none, &quiet);
    for (int i = 0; i < whole; i++) add_backward(s, &s->candidate[i]);
}

// So far off that no rounding before it can be the reason.
static bool is_far(const Sweep *sweep, int pin) {
    const GradeNumber *number = sweep->pin[pin].number;
    double off = __builtin_fabs(number->found - sweep->follow[pin]), most = FAR * (number->half + 1e-6 * sweep->scale[pin]);
    return sweep->node[pin] == NODE_NONE || !(off <= most);
}

// What rounding does is worked out only where it may help.
static bool explains(const Search *s, Candidate *c, const GradePart *part) {
    bool all = true;
    for (int i = 0; i < c->sweep.pins; i++) {
        if (c->sweep.pin[i].part != part) continue;
        if (math_isnan(c->sweep.truth[i])) return false; // what is no number fits everything that is none
        if (sweep_agrees(&c->sweep, i)) continue;
        if (is_far(&c->sweep, i)) return false;
        all = false;
    }
    if (all || c->cause.backward) return all;
    if (!c->sweep.slack) sweep_slack(s->arena, &c->sweep, NULL);
    for (int i = 0; i < c->sweep.pins; i++)
        if (c->sweep.pin[i].part == part && !sweep_agrees(&c->sweep, i)) return false;
    return true;
}

static int left_over(const Search *s, Candidate *c) {
    int left = 0;
    if (!c->sweep.slack && !c->cause.backward) sweep_slack(s->arena, &c->sweep, NULL);
    for (int i = 0; i < c->sweep.pins; i++) left += !sweep_agrees(&c->sweep, i);
    return left;
}

static void add_cause(GradePart *part, const GradeCause *cause) {
    for (int i = 0; i < part->causes; i++)
        if (part->cause[i].habit == cause->habit) return;
    if (part->causes < GRADE_CAUSES) part->cause[part->causes++] = *cause;
}

// The runs that have the part's numbers and leave least of the rest unexplained.
static bool find_run(const Search *s, GradePart *part) {
    int least = s->right->pins + 1;
    for (int i = 0; i < s->candidates; i++) {
        if (!explains(s, &s->candidate[i], part)) continue;
        int left = left_over(s, &s->candidate[i]);
        if (left < least) part->causes = 0;
        if (left > least) continue;
        least = left;
        add_cause(part, &s->candidate[i].cause);
    }
    return part->causes > 0;
}

// --- one number, or two, on the way in

// "k[2][1]"; a single row has no row to name.
static const char *element_name(Arena *arena, const Node *node, int element) {
    Builder out = { arena };
    int below = node->count;
    builder_print(&out, "%s", node->name);
    for (int axis = 0; axis < node->shape.rank; axis++) {
        below /= node->shape.size[axis];
        if (node->shape.size[axis] > 1) builder_print(&out, "[%d]", element / below % node->shape.size[axis]);
    }
    return builder_text(&out);
}

static int columns_of(const Node *node) { return node->shape.rank ? node->shape.size[node->shape.rank - 1] : 1; }

static const char *slip_text(const Search *s, const Slip *slip, Habit habit) {
    const Node *node = tape_node(s->right->tape, slip->node);
    const char *one = element_name(s->arena, node, slip->element);
    char number[32];
    if (habit == HABIT_SIGN) return arena_print(s->arena, "%s with the other sign", one);
    if (habit == HABIT_COPIED) return arena_print(s->arena, "%s taken as %s", one, data_number(slip->value, number));
    const char *two = element_name(s->arena, node, slip->other);
    if (slip->count < 2) return arena_print(s->arena, "%s and %s swapped", one, two);
    return arena_print(s->arena, "rows %d and %d of %s swapped", slip->element / columns_of(node), slip->other / columns_of(node),
                       node->name);
}

static double log2_of(double x) { return math_log(x) / math_log(2); }

static bool follows(const Sweep *sweep, int pin) {
    return grade_near(sweep->pin[pin].number, sweep->follow[pin], sweep->slack ? sweep->slack[pin] : 0, sweep->scale[pin]);
}

// Do the numbers of the part follow, as the last sweep left them?
static bool fits(const Sweep *sweep, const GradePart *part) {
    for (int i = 0; i < sweep->pins; i++)
        if (sweep->pin[i].part == part && !follows(sweep, i)) return false;
    return true;
}

typedef struct Hit { // a slip that fits
    Habit habit;
    Slip slip;
    double bits; // how much the wrong digits say that it explains, in the whole work
    bool own;    // in the part itself: nothing has to be computed again
    bool sure;   // … and it is no chance that the number stands there
} Hit;
typedef struct Hits {
    Hit hit[HITS];
    int count;
} Hits;

// What a wrong number's digits say: how many numbers of its size could have stood there.
static double bits_of(const Search *s, int pin) {
    const GradeNumber *number = s->right->pin[pin].number;
    double scale = s->right->scale[pin], bits = log2_of(scale / (2 * number->half + 1e-6 * scale));
    return number->verdict == VERDICT_WRONG && bits > 0 ? bits : 0;
}

static double bits_explained(const Search *s) {
    double bits = 0;
    for (int i = 0; i < s->right->pins; i++)
        if (follows(s->right, i)) bits += bits_of(s, i);
    return bits;
}

static double bits_of_part(const Search *s, const GradePart *part) {
    double bits = 0;
    for (int i = 0; i < s->right->pins; i++)
        if (s->right->pin[i].part == part) bits += bits_of(s, i);
    return bits;
}

static void add_hit(Hits *hits, Hit hit) {
    if (hits->count < HITS) hits->hit[hits->count++] = hit;
}

static void try_slip(Search *s, const GradePart *part, Habit habit, Slip slip, Hits *hits) {
    if (s->tried++ >= SLIPS_MOST) return;
    sweep_run(s->right, &slip, -1, 0);
    if (fits(s->right, part)) add_hit(hits, (Hit){ habit, slip, bits_explained(s), false, false });
}

static bool seen_before(const Real *value, int at) {
    for (int i = 0; i < at; i++)
        if (value[i] == value[at]) return true;
    return false;
}

static void try_pairs(Search *s, const GradePart *part, NodeId id, const Real *value, Hits *hits) {
    const Node *node = tape_node(s->right->tape, id);
    for (int e = 0; e < node->count; e++)
        for (int f = 0; f < node->count; f++) {
            if (value[e] == value[f]) continue;
            if (!seen_before(value, f)) try_slip(s, part, HABIT_COPIED, (Slip){ id, e, -1, 1, (double)value[f] }, hits);
            if (e < f) try_slip(s, part, HABIT_SWAPPED, (Slip){ id, e, f, 1, 0 }, hits);
        }
}

static void try_source(Search *s, const GradePart *part, NodeId id, Hits *hits) {
    const Node *node = tape_node(s->right->tape, id);
    int columns = columns_of(node), rows = node->count / columns;
    if (node->count > SLIP_ELEMENTS) return;
    Real *value = arena_new(s->arena, Real, node->count);
    sweep_run(s->right, NULL, -1, 0);
    memcpy(value, node->value, (size_t)node->count * sizeof *value); // with the numbers of the work, where it has them
    for (int e = 0; e < node->count; e++)
        if (value[e] != 0) try_slip(s, part, HABIT_SIGN, (Slip){ id, e, -1, 1, -(double)value[e] }, hits);
    for (int r = 0; columns > 1 && r < rows; r++)
        for (int other = r + 1; other < rows; other++)
            try_slip(s, part, HABIT_SWAPPED, (Slip){ id, r * columns, other * columns, columns, 0 }, hits);
    if (node->count <= PAIR_ELEMENTS) try_pairs(s, part, id, value, hits);
}

// --- where the numbers of a part come from: what the work has of it, or the model's inputs

static bool is_input(const Search *s, const Node *node) {
    return !node->inputs && !node->constant && inputs_find(s->inputs, node->name) != NULL;
}

static bool is_pinned(const Search *s, NodeId id) {
    for (int i = 0; i < s->right->forward; i++)
        if (s->right->node[i] == id) return true;
    return false;
}

static int find_sources(const Search *s, const GradePart *part, NodeId *source) {
    const Tape *tape = s->right->tape;
    bool *asked = arena_new(s->arena, bool, tape->count);
    int count = 0;
    for (int i = 0; i < s->right->pins; i++)
        if (s->right->pin[i].part == part && s->right->node[i] != NODE_NONE) asked[s->right->node[i]] = true;
    for (NodeId id = tape->count - 1; id >= 0; id--) {
        const Node *node = tape_node(tape, id);
        if (!asked[id]) continue;
        bool own = false;
        for (int i = 0; i < s->right->pins && !own; i++) own = s->right->pin[i].part == part && s->right->node[i] == id;
        if (!own && (is_pinned(s, id) || is_input(s, node))) {
            if (count < SOURCES) source[count++] = id;
        } else {
            for (int i = 0; i < node->inputs; i++) asked[node->input[i]] = true;
        }
    }
    return count;
}

// --- the part's own numbers, written in the wrong place or with the wrong sign

typedef struct Own {
    int pin[PAIR_ELEMENTS * PAIR_ELEMENTS], count, wrong[2], wrongs;
} Own;

static bool is_number_of(const Search *s, int pin, double value) {
    return grade_near(s->right->pin[pin].number, value, 0, s->right->scale[pin]);
}

static void list_own(const Search *s, const GradePart *part, Own *own) {
    int most = (int)(sizeof own->pin / sizeof *own->pin);
    *own = (Own){ .count = 0 };
    for (int i = 0; i < s->right->pins && own->count < most; i++) {
        if (s->right->pin[i].part != part) continue;
        own->pin[own->count++] = i;
        if (s->right->pin[i].number->verdict != VERDICT_WRONG) continue;
        if (own->wrongs < 2) own->wrong[own->wrongs] = i;
        own->wrongs++;
    }
}

// The number of another place of the same array, of which the work says nothing.
static void try_neighbours(Search *s, const GradePart *part, int one, Slip slip, double bits, Hits *hits) {
    const Node *node = tape_node(s->right->tape, slip.node);
    const Real *value = part->grad ? node->grad : node->value;
    for (int e = 0; e < node->count && value; e++) {
        if (part->number[e].given) continue;
        s->tried++;
        if (value[e] != 0 && is_number_of(s, one, (double)value[e])) add_hit(hits, (Hit){ HABIT_COPIED, slip, bits, true, false });
    }
}

static void try_own(Search *s, const GradePart *part, Hits *hits) {
    Own own;
    list_own(s, part, &own);
    sweep_run(s->right, NULL, -1, 0);
    const double *follow = s->right->follow;
    bool sign = own.wrongs > 0;
    for (int i = 0; i < own.count; i++)
        if (s->right->pin[own.pin[i]].number->verdict == VERDICT_WRONG) sign &= is_number_of(s, own.pin[i], -follow[own.pin[i]]);
    int one = own.wrong[0], two = own.wrong[1];
    NodeId id = tape_find(s->right->tape, part->node);
    Slip slip = { id, s->right->pin[one].at, -1, 1, s->right->pin[one].number->found };
    double bits = bits_of_part(s, part);
    if (sign) add_hit(hits, (Hit){ HABIT_SIGN, slip, bits, true, true });
    for (int i = 0; own.wrongs == 1 && i < own.count; i++)
        if (own.pin[i] != one && is_number_of(s, one, follow[own.pin[i]]))
            add_hit(hits, (Hit){ HABIT_COPIED, slip, bits, true, false });
    if (own.wrongs == 1) try_neighbours(s, part, one, slip, bits, hits);
    slip.other = s->right->pin[two].at;
    if (own.wrongs == 2 && is_number_of(s, one, follow[two]) && is_number_of(s, two, follow[one]))
        add_hit(hits, (Hit){ HABIT_SWAPPED, slip, bits, true, true });
    s->tried += own.count;
}

// --- choosing among slips

// Which of so many slips it was takes as many bits; the wrong digits must say more than that, or it would be chance. Those that
// explain as much as the best are all named.
static double best_of(const Search *s, const Hits *hits) {
    double best = log2_of(s->tried + 1) + spare_bits;
    for (int i = 0; i < hits->count; i++) best = math_max(best, hits->hit[i].bits);
    return best;
}

static void take_hit(Search *s, GradePart *part, const Hit *hit) {
    GradeCause cause = { .habit = hit->habit, .detail = slip_text(s, &hit->slip, hit->habit) };
    add_cause(part, &cause);
    if (hit->own) return;
    Sweep slipped = *s->right;
    slipped.follow = arena_new(s->arena, double, slipped.pins + 1);
    sweep_run(&slipped, &hit->slip, -1, 0);
    sweep_slack(s->arena, &slipped, &hit->slip);
    for (int p = 0; p < s->grade->parts; p++) { // what else went wrong by it
        GradePart *other = &s->grade->part[p];
        if (other != part && other->verdict == VERDICT_WRONG && fits(&slipped, other)) add_cause(other, &cause);
    }
}

static bool find_slip(Search *s, GradePart *part) {
    NodeId source[SOURCES];
    Hits hits = { .count = 0 };
    s->tried = 0;
    try_own(s, part, &hits);
    int sources = hits.count ? 0 : find_sources(s, part, source);
    double each = 0;
    for (NodeId id = 0; id < s->right->tape->count; id++) each += tape_node(s->right->tape, id)->count;
    for (int i = 0; i < sources && (s->tried + 1) * each < sweep_work_most; i++) try_source(s, part, source[i], &hits);
    double best = best_of(s, &hits);
    for (int i = 0; i < hits.count; i++)
        if (hits.hit[i].bits >= best || hits.hit[i].sure) take_hit(s, part, &hits.hit[i]);
    return part->causes > 0;
}

// --- all parts

static Candidate *candidate_of(const Search *s, const GradeCause *cause) {
    for (int i = 0; i < s->candidates; i++) {
        const GradeCause *other = &s->candidate[i].cause;
        if (cause->params && other->params == cause->params && other->backward == cause->backward) return &s->candidate[i];
    }
    return NULL;
}

// The mistake of an earlier part, where it has this part's numbers too.
static bool same_cause(const Search *s, const GradePart *before, GradePart *part) {
    for (int i = 0; i < before->causes; i++) {
        Candidate *c = candidate_of(s, &before->cause[i]);
        if (c && explains(s, c, part)) add_cause(part, &before->cause[i]);
    }
    return part->causes > 0;
}

static void find_cause(Search *s, GradePart *part) {
    if (part->causes) return; // by a slip in another part
    for (GradePart *before = s->grade->part; before < part; before++)
        if (same_cause(s, before, part)) return;
    if (!find_run(s, part)) find_slip(s, part);
}

void grade_causes(Arena *arena, Grade *grade, const Params *params, const Inputs *inputs, Sweep *right) {
    Search s = { .arena = arena, .grade = grade, .params = params, .inputs = inputs, .right = right };
    record_candidates(&s);
    if (values_are_right(&s)) record_backward(&s);
    for (int p = 0; p < grade->parts; p++)
        if (grade->part[p].verdict == VERDICT_WRONG) find_cause(&s, &grade->part[p]);
}
