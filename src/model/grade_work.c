// From the entries of a file of work to parts: which node an entry names, and its numbers in the node's order.
#include <string.h>

#include "base/math.h"
#include "model/grade_parts.h"

typedef struct Reader {
    Arena *arena;
    const Model *model;
    const Tape *tape;
    const Dataset *work;
    Grade *grade;
    Problems *problems;
} Reader;

typedef struct Label { // what an entry's name says
    NodeId node;
    bool grad;
    int row; // from 0; -1: the whole node
    const char *name;
} Label;

// --- names

static bool is_work_name(const Node *node) { return node->name[0] && node->op && node->count > 0; }

// The node of that name; else the only one that is written so but for capitals, as A for a.
static NodeId find_node(const Tape *tape, Text name) {
    NodeId alike = NODE_NONE;
    int count = 0;
    for (NodeId id = 0; id < tape->count; id++) {
        const Node *node = tape_node(tape, id);
        if (!is_work_name(node)) continue;
        if (text_is(name, node->name)) return id;
        if (text_distance(name, text_of(node->name)) == 0) alike = id, count++;
    }
    return count == 1 ? alike : NODE_NONE;
}

// "s[2]" -> s and 2; "s3" -> s and 2. The index stays -1 where there is none.
static Text take_index(Text name, int *index) {
    long number;
    const char *open = name.size ? memchr(name.at, '[', name.size) : NULL;
    size_t digits = 0;
    *index = -1;
    if (open && name.at[name.size - 1] == ']') {
        Text inside = { open + 1, name.size - (size_t)(open - name.at) - 2 };
        if (text_integer(inside, &number) && number >= 0 && number < DATA_ELEMENTS) *index = (int)number;
        return *index < 0 ? name : (Text){ name.at, (size_t)(open - name.at) };
    }
    while (digits < name.size && name.at[name.size - 1 - digits] >= '0' && name.at[name.size - 1 - digits] <= '9') digits++;
    Text tail = { name.at + name.size - digits, digits };
    if (!digits || digits == name.size || !text_integer(tail, &number) || number < 1 || number > DATA_ELEMENTS) return name;
    *index = (int)number - 1;
    return (Text){ name.at, name.size - digits };
}

static bool find_label(const Reader *r, Text name, Label *out) {
    out->row = -1;
    out->node = find_node(r->tape, name);
    if (out->node != NODE_NONE) return true;
    Text base = take_index(name, &out->row);
    if (out->row >= 0) out->node = find_node(r->tape, base);
    return out->node != NODE_NONE;
}

// grad.q and dq are the gradient of q, unless a node has that name.
static bool resolve(const Reader *r, const DataEntry *entry, Label *out) {
    Text name = text_of(entry->name);
    out->grad = false;
    if (find_label(r, name, out)) return true;
    out->grad = true;
    size_t cut = text_starts(name, "grad.") || text_starts(name, "grad_") ? 5 : text_starts(name, "d") ? 1 : 0;
    return cut && find_label(r, (Text){ name.at + cut, name.size - cut }, out);
}

static bool unknown(const Reader *r, const DataEntry *entry) {
    Builder all = { r->problems->arena };
    for (const char *const *name = r->model->node; *name; name++)
        if (tape_find(r->tape, *name) != NODE_NONE) builder_print(&all, "%s%s", all.size ? ", " : "", *name);
    if (!entry->name[0])
        return problems_add(r->problems, entry->place,
                            "these numbers have no name: put the node's name before each row, as in s,1,0.5; %s has %s",
                            r->model->name, builder_text(&all));
    return problems_add(r->problems, entry->place, "%s has no node '%s'; it has %s, and grad. before an input for its gradient",
                        r->model->name, entry->name, builder_text(&all));
}

// --- parts

static GradePart *find_part(const Reader *r, const char *node, bool grad) {
    for (int i = 0; i < r->grade->parts; i++)
        if (r->grade->part[i].grad == grad && !strcmp(r->grade->part[i].node, node)) return &r->grade->part[i];
    return NULL;
}

static GradePart *part_for(const Reader *r, const Label *label, Place place) {
    const Node *node = tape_node(r->tape, label->node);
    GradePart *part = find_part(r, node->name, label->grad);
    if (part) return part;
    part = &r->grade->part[r->grade->parts++];
    *part = (GradePart){ .node = node->name, .grad = label->grad, .place = place, .shape = node->shape, .count = node->count };
    part->name = label->grad ? arena_print(r->arena, "grad.%s", node->name) : node->name;
    part->number = arena_new(r->arena, GradeNumber, node->count);
    return part;
}

// --- numbers

static void put(GradePart *part, int at, const DataEntry *entry, int i) {
    if (entry->last && entry->last[i] == NUMBER_EMPTY)
        part->number[at] = (GradeNumber){ 0 };
    else
        part->number[at] = (GradeNumber){ .given = true, .found = entry->value[i], .half = data_unit(entry, i) / 2 };
}

static int rows_of(Shape shape) { return shape.rank ? shape_count(shape) / shape.size[shape.rank - 1] : 1; }
static int columns_of(Shape shape) { return shape.rank ? shape.size[shape.rank - 1] : 1; }

static bool does_not_fit(const Reader *r, const GradePart *part, Place place, Shape found) {
    Arena *arena = r->problems->arena;
    return problems_add(r->problems, place, "%s is %s here, but %s has it as %s", part->name, shape_text(arena, found),
                        r->model->name, shape_text(arena, part->shape));
}

// A matrix that stands on its side: the shape decides, a square one is looked at when its numbers are known.
static bool is_turned(Shape found, Shape wanted) {
    return found.rank == 2 && wanted.rank == 2 && found.size[0] == wanted.size[1] && found.size[1] == wanted.size[0] &&
           found.size[0] != found.size[1] && found.size[0] > 1 && found.size[1] > 1;
}

// Axes of 1 do not count, and rows of several heads may stand below each other.
static bool is_same(Shape found, Shape wanted) {
    if (shape_count(found) != shape_count(wanted)) return false;
    int columns = columns_of(wanted), line = shape_count(found);
    if (columns_of(found) == columns) return true;
    for (int i = 0; i < found.rank; i++)
        if (found.size[i] > 1 && found.size[i] != line) return false;
    for (int i = 0; i < wanted.rank; i++)
        if (wanted.size[i] > 1 && wanted.size[i] != line) return false;
    return true;
}

typedef struct Rows { // the entries of one part that stand below each other
    int first, count, numbers;
    Shape shape;
} Rows;

// Entries of the same name, one after the other, are rows of one matrix.
static Rows take_rows(const Reader *r, int first) {
    const DataEntry *entry = &r->work->entry[first];
    Rows rows = { first, 1, entry->count, { entry->rank, { 0 } } };
    memcpy(rows.shape.size, entry->size, sizeof entry->size);
    while (first + rows.count < r->work->count && entry->rank <= 1) {
        const DataEntry *next = &r->work->entry[first + rows.count];
        if (next->rank > 1 || next->count != entry->count || strcmp(next->name, entry->name) != 0) break;
        rows.count++;
        rows.numbers += next->count;
    }
    if (rows.count > 1) rows.shape = SHAPE2(rows.count, entry->count);
    return rows;
}

static void put_rows(const Reader *r, GradePart *part, int start, const Rows *rows, bool turned) {
    int at = 0, columns = columns_of(rows->shape), lines = rows_of(rows->shape);
    for (int i = 0; i < rows->count; i++) {
        const DataEntry *entry = &r->work->entry[rows->first + i];
        for (int j = 0; j < entry->count; j++, at++)
            put(part, start + (turned ? at % columns * lines + at / columns : at), entry, j);
    }
}

// What lies below one index of the first axis: s[1] is the second head, h[1] the second step. Of a vector it is one number.
static Shape below(Shape shape) {
    Shape out = { shape.rank ? shape.rank - 1 : 0, { 0 } };
    for (int i = 0; i < out.rank; i++) out.size[i] = shape.size[i + 1];
    return out;
}

// A single row has no rows to number: s1, s2 … are then its numbers, as k1, k2 … are keys.
static bool numbers_one_row(const GradePart *part, const Rows *rows) {
    return part->shape.rank == 2 && part->shape.size[0] == 1 && rows->numbers == 1 && part->shape.size[1] > 1;
}

static bool take_whole(const Reader *r, GradePart *part, const Rows *rows, Place place) {
    bool turned = is_turned(rows->shape, part->shape);
    if (!turned && !is_same(rows->shape, part->shape)) return does_not_fit(r, part, place, rows->shape);
    part->transposed = turned;
    put_rows(r, part, 0, rows, turned);
    return true;
}

static bool take_row(const Reader *r, GradePart *part, int row, const Rows *rows, Place place) {
    bool single = numbers_one_row(part, rows);
    Shape wanted = single ? SHAPE0() : below(part->shape);
    int most = single ? part->count : part->shape.rank ? part->shape.size[0] : 1;
    if (row >= most)
        return problems_add(r->problems, place, "%s has no row %d: %s has it as %s", part->name, row + 1, r->model->name,
                            shape_text(r->problems->arena, part->shape));
    if (!is_same(rows->shape, wanted)) return does_not_fit(r, part, place, rows->shape);
    put_rows(r, part, row * shape_count(wanted), rows, false);
    return true;
}

static bool has_gradients(const Reader *r, Place place) {
    if (model_objective(r->model, r->tape) != NODE_NONE) return true;
    return problems_add(r->problems, place, "the work has gradients, but the data have no g to start them from");
}

static bool take_entries(const Reader *r, int first, int *next) {
    const DataEntry *entry = &r->work->entry[first];
    Rows rows = take_rows(r, first);
    Label label = { 0 };
    *next = first + rows.count;
    if (!resolve(r, entry, &label)) return unknown(r, entry);
    if (label.grad && !has_gradients(r, entry->place)) return false;
    GradePart *part = part_for(r, &label, entry->place);
    return label.row < 0 ? take_whole(r, part, &rows, entry->place) : take_row(r, part, label.row, &rows, entry->place);
}

// Digits from the first that is not 0 to the last one written: of 0.071 two, of 1.0e1 two, of 0 none.
static int digits_of(const GradeNumber *number) {
    enum { DIGITS_MOST = 17 };
    int digits = 0;
    for (double least = 2 * number->half; digits < DIGITS_MOST && __builtin_fabs(number->found) >= least * (1 - 1e-9); least *= 10)
        digits++;
    return digits;
}

// Half a unit of the last of so many digits.
static double half_of(double found, int digits) {
    double unit = 1, most = 1;
    for (; digits > 1; digits--) most *= 10;
    while (__builtin_fabs(found) < most * unit && unit > 1e-17) unit /= 10;
    return unit / 2;
}

// Trailing zeros are often left out: a 1 among numbers with digits behind the point is 1.0 at least. Whoever writes so many digits
// behind the point has as many there; whoever writes so many in all (16 beside 1.4 and 0.31) has those. Either may be meant, so the
// wider one counts.
static void restore_zeros(GradePart *part, int from, int to) {
    double coarsest = 0;
    int fewest = 17, most = 0;
    for (int i = from; i < to; i++) {
        const GradeNumber *number = &part->number[i];
        if (!number->given || !(number->half > 0 && number->half < 0.5)) continue;
        int digits = digits_of(number);
        coarsest = math_max(coarsest, number->half);
        if (digits < fewest) fewest = digits;
        if (digits > most) most = digits;
    }
    for (int i = from; i < to; i++) {
        GradeNumber *number = &part->number[i];
        int digits = digits_of(number), enough = fewest > 1 ? fewest : most; // a single digit may have lost its zeros too
        if (number->half != 0.5 || coarsest <= 0 || (enough > 1 && digits >= enough)) continue;
        number->half = number->found == 0 || most < 2 ? coarsest : math_max(coarsest, half_of(number->found, most));
    }
}

// Every matrix is written in a way of its own.
static void restore_all_zeros(GradePart *part) {
    int columns = columns_of(part->shape), rows = part->shape.rank > 1 ? part->shape.size[part->shape.rank - 2] : 1;
    for (int at = 0; at < part->count; at += rows * columns) restore_zeros(part, at, at + rows * columns);
}

bool grade_read(Arena *arena, const Model *model, const Tape *tape, const Dataset *work, Grade *out, Problems *problems) {
    Reader r = { arena, model, tape, work, out, problems };
    out->part = arena_new(arena, GradePart, work->count);
    bool good = true;
    for (int i = 0; i < work->count;) good &= take_entries(&r, i, &i);
    for (int i = 0; i < out->parts; i++) restore_all_zeros(&out->part[i]);
    return good;
}

void grade_transpose(Arena *arena, GradePart *part) {
    int rows = part->shape.size[0], columns = part->shape.size[1];
    GradeNumber *turned = arena_new(arena, GradeNumber, part->count);
    for (int i = 0; i < part->count; i++) turned[i % columns * rows + i / columns] = part->number[i];
    part->number = turned;
    part->transposed = !part->transposed;
}
