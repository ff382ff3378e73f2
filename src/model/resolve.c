// From labels to inputs. Rows are gathered under the input that their label names, put together, given the rank that the
// model asks for, and their axes bound to the symbols of the shapes: the first use of n, m, d … says what it is, and every
// later one must agree. Whatever is wrong is said in the student's own names.
#include <string.h>

#include "data/names.h"
#include "model/model.h"

enum { SYMBOLS = 16, OWNER_NONE = -1, OWNER_UNUSED = -2 };

typedef struct ResolveSymbol { // n = 4, because of the rows of k
    Text name;
    int size, times; // the axis that said so first was `times` as long: 4 for 4H
    const char *input;
    int rank, axis; // of the input that said so first
} ResolveSymbol;

typedef struct Resolve {
    const Model *model;
    const Params *params;
    const Dataset *data;
    Inputs *out;
    Arena *arena;
    Problems *problems;
    int *owner;                       // (entries) index of the input, `inputs` for g, or one of OWNER_
    int *row;                         // (entries) 0 for an exact name, else the number after it
    bool used[MODEL_INPUTS + 1];      // with the parameters as they are; g always
    bool from_zero[MODEL_INPUTS + 1]; // its rows are numbered from 0
    ResolveSymbol symbol[SYMBOLS];
    int symbols;
} Resolve;

static const InputInfo seed_info = { .name = "g", .shape = "", .optional = true, .summary = "the gradient to start from" };

const Input *inputs_find(const Inputs *inputs, const char *name) {
    for (int i = 0; inputs && i < inputs->count; i++)
        if (!strcmp(inputs->input[i].name, name)) return &inputs->input[i];
    return NULL;
}

static const InputInfo *info_of(const Resolve *r, int input) {
    return input == r->model->inputs ? &seed_info : &r->model->input[input];
}

// Is this input used with the parameters as they are? `only` is "similarity=general".
static bool fits_choice(const Resolve *r, const InputInfo *info) {
    const char *equals = info->only ? strchr(info->only, '=') : NULL;
    if (!equals) return true;
    const char *name = arena_copy(r->arena, info->only, (size_t)(equals - info->only));
    return !strcmp(params_choice(r->params, r->model->param, r->model->params, name), equals + 1);
}

// --- which input a label names

// The number that a label ends in after the input's name, plus one: k12 -> 13; 0 when it is not such a label.
static int row_number(const char *label, const char *name) {
    size_t size = strlen(name);
    long number;
    if (strncmp(label, name, size) != 0) return 0;
    for (const char *c = label + size; *c; c++)
        if (*c < '0' || *c > '9') return 0;
    if (!label[size] || !text_integer(text_of(label + size), &number) || number > DATA_ELEMENTS) return 0;
    return (int)number + 1;
}

// What people call q, k, v, x and a mask: "Q", "keys", "query_2". *row as above.
static bool is_alias(const char *label, const char *name, int *row) {
    int number;
    if (!data_is_role_name(name)) return false; // most inputs: a file of a hundred thousand rows asks for each of them
    const char *meant = data_role_name(data_role(text_of(label), &number));
    if (!meant || strcmp(meant, name) != 0 || number > DATA_ELEMENTS) return false;
    *row = number + 1;
    return true;
}

// Are these the same but for letter case and underscores ("W_Q" and "Wq")?
static bool is_spelling(const char *label, const char *name) {
    for (;; label++, name++) {
        while (*label == '_') label++;
        while (*name == '_') name++;
        char a = *label >= 'A' && *label <= 'Z' ? (char)(*label + 32) : *label;
        char b = *name >= 'A' && *name <= 'Z' ? (char)(*name + 32) : *name;
        if (a != b) return false;
        if (!a) return true;
    }
}

bool label_names(const char *label, const char *input) {
    int row;
    return !strcmp(label, input) || row_number(label, input) || is_alias(label, input, &row);
}

// The exact name first, else the longest name that the label continues with a number.
static int find_exact(const Resolve *r, const char *label, int *row) {
    int best = OWNER_NONE;
    size_t longest = 0;
    for (int i = 0; i <= r->model->inputs; i++) {
        const char *name = info_of(r, i)->name;
        bool exact = !strcmp(label, name);
        int number = exact ? 0 : row_number(label, name);
        if (!exact && (!number || strlen(name) <= longest)) continue;
        best = i;
        longest = strlen(name);
        *row = number;
        if (exact) break;
    }
    return best;
}

// Then what people call the inputs, then another spelling, where only one input is spelt so.
static int find_meant(const Resolve *r, const char *label, int *row) {
    int best = OWNER_NONE, fits = 0;
    for (int i = 0; i < r->model->inputs; i++)
        if (is_alias(label, r->model->input[i].name, row)) return i;
    for (int i = 0; i < r->model->inputs; i++) {
        if (!is_spelling(label, r->model->input[i].name)) continue;
        if (r->used[i] || best == OWNER_NONE) best = i;
        fits += r->used[i];
    }
    *row = 0;
    return fits < 2 ? best : OWNER_NONE;
}

static int find_owner(const Resolve *r, const char *label, int *row) {
    int best = find_exact(r, label, row);
    if (best == OWNER_NONE) best = find_meant(r, label, row);
    return best == OWNER_NONE || r->used[best] ? best : OWNER_UNUSED;
}

// --- what the model needs, in words

// "q (n,d), k (m,d), v (m,dv)"
static void list_needs(const Resolve *r, Builder *out) {
    const char *comma = "";
    for (int i = 0; i < r->model->inputs; i++) {
        const InputInfo *info = &r->model->input[i];
        if (info->optional || !r->used[i]) continue;
        builder_print(out, "%s%s%s%s%s", comma, info->name, info->shape[0] ? " (" : ", ",
                      info->shape[0] ? info->shape : "one number", info->shape[0] ? ")" : "");
        comma = ", ";
    }
}

// "attention with similarity=general"
static void list_model(const Resolve *r, Builder *out) {
    builder_print(out, "%s", r->model->name);
    for (int i = 0; i < r->model->inputs; i++) {
        const InputInfo *info = &r->model->input[i];
        if (!info->only || !r->used[i]) continue;
        builder_print(out, " with %s", info->only);
        return;
    }
}

static bool unknown_label(const Resolve *r, const DataEntry *entry, Text base) {
    const char *names[MODEL_INPUTS + 1];
    Builder all = { r->problems->arena };
    for (int i = 0; i <= r->model->inputs; i++) {
        names[i] = info_of(r, i)->name;
        builder_print(&all, "%s%s", i ? ", " : "", names[i]);
    }
    const char *near = text_nearest(base, names, r->model->inputs + 1);
    if (!near) near = text_nearest(text_of(entry->name), names, r->model->inputs + 1);
    return problems_add(r->problems, entry->place, "unknown label %s%s%s%s: %s takes %s",
                        data_quote(r->problems->arena, text_of(entry->name)), near ? " (did you mean '" : "", near ? near : "",
                        near ? "'?)" : "", r->model->name, builder_text(&all));
}

static bool no_labels(const Resolve *r, const DataEntry *entry) {
    return problems_add(r->problems, entry->place,
                        "these numbers have no label: put a name before each row, as in q,1,1, or name them with --q FILE");
}

// Rows are numbered from 1, or all from 0. Afterwards r->row counts from 1 in either case.
static void count_rows_from(Resolve *r, int input) {
    const DataEntry *zero = NULL;
    int count = r->data ? r->data->count : 0;
    for (int i = 0; i < count && !zero; i++)
        if (r->owner[i] == input && r->row[i] == 1) zero = &r->data->entry[i];
    r->from_zero[input] = zero != NULL;
    if (zero) {
        problems_note(r->problems, zero->place, "the rows of %s count from 0", info_of(r, input)->name);
        return;
    }
    for (int i = 0; i < count; i++)
        if (r->owner[i] == input && r->row[i]) r->row[i]--;
}

// Gives every entry its input. An unknown name is told once, not for each of its rows; *unnamed when rows have no label at all.
static bool find_owners(Resolve *r, bool *unnamed) {
    int count = r->data ? r->data->count : 0;
    r->owner = arena_new(r->arena, int, count + 1);
    r->row = arena_new(r->arena, int, count + 1);
    Text told = { NULL, 0 };
    bool well = true;
    for (int i = 0; i < count; i++) {
        const DataEntry *entry = &r->data->entry[i];
        r->owner[i] = find_owner(r, entry->name, &r->row[i]);
        if (r->owner[i] != OWNER_NONE) continue;
        Text base = text_of(entry->name);
        while (base.size > 1 && base.at[base.size - 1] >= '0' && base.at[base.size - 1] <= '9') base.size--;
        if (told.at && text_equal(told, base)) continue;
        well = base.size ? unknown_label(r, entry, base) : no_labels(r, entry);
        *unnamed |= base.size == 0;
        told = base.at ? base : TEXT("");
    }
    for (int i = 0; i <= r->model->inputs; i++) count_rows_from(r, i);
    return well;
}

// --- putting rows together

static const char *plural(int count) { return count == 1 ? "" : "s"; }

static bool same_file(const Place *a, const Place *b) {
    return a->file == b->file || (a->file && b->file && !strcmp(a->file, b->file));
}

// Is this row of an input, number `at` from 0, what must come after the ones before it?
static bool row_fits(const Resolve *r, const InputInfo *info, const DataEntry *first, int first_row, const DataEntry *entry,
                     int row, int at, int from_zero) {
    Place place = entry->place;
    if (!same_file(&place, &first->place))
        return problems_add(r->problems, place, "%s is given twice, here and in %s", info->name,
                            first->place.file ? first->place.file : "other data");
    if ((row == 0) != (first_row == 0))
        return problems_add(r->problems, place, "%s is given both as '%s' and as '%s': use one of them", info->name, first->name,
                            entry->name);
    if (entry->rank > 1 || first->rank > 1)
        return problems_add(r->problems, place, "%s is a row of %s, so it must be one row of numbers", entry->name, info->name);
    if (row && row != at + 1)
        return problems_add(r->problems, place, "found %s where %s%d was expected: number the rows of %s from %d, in order",
                            entry->name, info->name, at + 1 - from_zero, info->name, 1 - from_zero);
    if (entry->count != first->count)
        return problems_add(r->problems, place, "%s has %d number%s where %s has %d", row ? entry->name : "this row", entry->count,
                            plural(entry->count), row ? first->name : "the first", first->count);
    return true;
}

static void take_words(const DataEntry *entry, const char **words, int row, bool *any) {
    for (int i = 0; i < data_rows(entry); i++) {
        const char *word = entry->words ? entry->words[i] : i == 0 ? entry->word : NULL;
        words[row + i] = word;
        *any |= word != NULL;
    }
}

static bool is_mask(const InputInfo *info) { return info->constant && data_role(text_of(info->name), NULL) == ROLE_MASK; }

static bool is_finite_entry(const Resolve *r, const InputInfo *info, const DataEntry *entry, int row) {
    for (int i = 0; i < entry->count; i++) {
        if (math_finite(entry->value[i])) continue;
        int columns = entry->rank ? entry->size[entry->rank - 1] : 1;
        char number[32];
        return problems_add(r->problems, entry->place, "%s has %s in row %d, column %d: an input must be a finite number",
                            info->name, data_number(entry->value[i], number), row + i / columns + 1, i % columns + 1);
    }
    return true;
}

// All entries of one input as one array: a single exact one as it is, otherwise one row each. *found tells how many.
static bool gather(const Resolve *r, int input, Input *out, int *found) {
    const InputInfo *info = info_of(r, input);
    const DataEntry *first = NULL;
    int first_row = 0, rows = 0, count = 0, at = 0;
    bool well = true;
    *found = 0;
    for (int i = 0; r->data && i < r->data->count; i++) {
        const DataEntry *entry = &r->data->entry[i];
        if (r->owner[i] != input) continue;
        if (!first) first = entry, first_row = r->row[i];
        if ((*found || r->row[i]) && !row_fits(r, info, first, first_row, entry, r->row[i], *found, r->from_zero[input]))
            return false;
        well &= is_mask(info) || is_finite_entry(r, info, entry, rows);
        rows += data_rows(entry);
        count += entry->count;
        ++*found;
    }
    if (!first || !well) return well;
    *out = (Input){ .name = info->name, .place = first->place, .value = arena_new(r->arena, double, count) };
    if (*found == 1 && !first_row) {
        out->shape.rank = first->rank;
        memcpy(out->shape.size, first->size, sizeof first->size);
    } else {
        out->shape = SHAPE2(rows, first->count);
    }
    const char **words = arena_new(r->arena, const char *, rows);
    bool any = false;
    for (int i = 0, row = 0; i < r->data->count; i++) {
        const DataEntry *entry = &r->data->entry[i];
        if (r->owner[i] != input) continue;
        memcpy(out->value + at, entry->value, (size_t)entry->count * sizeof *entry->value);
        take_words(entry, words, row, &any);
        row += data_rows(entry);
        at += entry->count;
    }
    if (any) out->words = words;
    return true;
}

// --- the rank that the model asks for

static int count_axes(const char *shape) {
    int count = shape[0] != 0;
    for (; *shape; shape++) count += *shape == ',';
    return count;
}

// Axes of length 1 in front, of a batch or of one head, are dropped.
static void drop_axes(const Resolve *r, Input *input, int wanted) {
    Shape *shape = &input->shape;
    int least = wanted < 2 ? 2 : wanted, before = shape->rank;
    while (shape->rank > least && shape->size[0] == 1) {
        shape->rank--;
        memmove(shape->size, shape->size + 1, sizeof *shape->size * (size_t)shape->rank);
    }
    if (shape->rank == before) return;
    if (input->words) { // one a row, and there are more rows now
        const char **words = arena_new(r->arena, const char *, shape->size[0]);
        words[0] = input->words[0];
        input->words = words;
    }
    problems_note(r->problems, input->place, "%s is taken as %s: axes of length 1 in front are dropped", input->name,
                  shape_text(r->problems->arena, *shape));
}

// A mask that is added to the scores, 0 and −∞ or a large negative number, becomes 1 and 0.
static bool turn_mask(const Resolve *r, Input *mask) {
    enum { HIDES = -1000 }; // −1e4, −1e9, −3.4e38: whatever makes a share vanish
    int count = shape_count(mask->shape), hidden = 0, ones = 0;
    double lowest = 0;
    for (int i = 0; i < count; i++) {
        hidden += mask->value[i] <= HIDES;
        ones += mask->value[i] == 1;
        if (mask->value[i] < lowest) lowest = mask->value[i];
    }
    if (!hidden) return true;
    char number[32];
    data_number(lowest, number);
    if (ones)
        return problems_add(r->problems, mask->place, "%s holds 1 and %s: write 1 and 0, or 0 and -Infinity", mask->name, number);
    for (int i = 0; i < count; i++)
        if (mask->value[i] <= HIDES || mask->value[i] == 0) mask->value[i] = mask->value[i] == 0;
    problems_note(r->problems, mask->place, "%s is one that is added to scores: 0 is taken as seen, %s as hidden", mask->name,
                  number);
    return true;
}

// A (1,d) matrix serves where (d) is asked, a 1 × 1 where a number is, and one row where a matrix is.
static bool conform(const Resolve *r, const InputInfo *info, Input *input) {
    Shape *shape = &input->shape;
    int wanted = count_axes(info->shape);
    drop_axes(r, input, wanted);
    if (is_mask(info) && !turn_mask(r, input)) return false;
    int rank = shape->rank;
    bool row = rank == 2 && shape->size[0] == 1;
    if (wanted == rank) return true;
    if (wanted == 0 && shape_count(*shape) == 1)
        *shape = SHAPE0();
    else if (wanted == 1 && (rank == 0 || row))
        *shape = SHAPE1(rank ? shape->size[1] : 1);
    else if (wanted == 2 && rank < 2)
        *shape = SHAPE2(1, rank ? shape->size[0] : 1);
    else {
        const char *what = wanted == 0 ? "one number" : wanted == 1 ? "one row of numbers" : "a matrix, a list of rows";
        const char *unit = rank == 1 ? " numbers" : "";
        return problems_add(r->problems, input->place, "%s must be %s%s%s%s, found %s%s", info->name, what, wanted ? " (" : "",
                            info->shape, wanted ? ")" : "", shape_text(r->problems->arena, *shape), unit);
    }
    return true;
}

// --- binding the symbols of the shapes

static const char *axis_noun(int rank, int axis) {
    return rank == 1 ? "number" : axis == rank - 1 ? "column" : axis == rank - 2 ? "row" : "block";
}

static ResolveSymbol *find_symbol(Resolve *r, Text name) {
    for (int i = 0; i < r->symbols; i++)
        if (text_equal(r->symbol[i].name, name)) return &r->symbol[i];
    return NULL;
}

// "k has 3 columns where q has 2 (both are d)", and in other words where a multiple is asked: 4H.
static bool does_not_fit(const Resolve *r, const Input *input, int axis, const ResolveSymbol *symbol, int times) {
    const char *noun = axis_noun(input->shape.rank, axis), *other = axis_noun(symbol->rank, symbol->axis);
    int size = input->shape.size[axis], wanted = symbol->size * times, name_size = (int)symbol->name.size;
    const char *name = symbol->name.at;
    bool same = !strcmp(noun, other);
    if (times > 1 || symbol->times > 1)
        return problems_add(r->problems, input->place,
                            "%s has %d %s%s where %d %s expected: %s has %d %s%s (%d%.*s), so %.*s is %d", input->name, size, noun,
                            plural(size), wanted, wanted == 1 ? "was" : "were", symbol->input, symbol->size * symbol->times, other,
                            plural(symbol->size * symbol->times), symbol->times, name_size, name, name_size, name, symbol->size);
    return problems_add(r->problems, input->place, "%s has %d %s%s where %s has %d%s%s%s (both are %.*s)", input->name, size, noun,
                        plural(size), symbol->input, symbol->size, same ? "" : " ", same ? "" : other,
                        same ? "" : plural(symbol->size), name_size, name);
}

// Cuts the 4 off 4H; 1 where there is no number.
static int take_times(Text *symbol) {
    int times = 0;
    while (symbol->size && symbol->at[0] >= '0' && symbol->at[0] <= '9') {
        times = times * 10 + symbol->at[0] - '0';
        *symbol = (Text){ symbol->at + 1, symbol->size - 1 };
    }
    return times ? times : 1;
}

static bool bind_axis(Resolve *r, const Input *input, int axis, Text symbol) {
    int times = take_times(&symbol), size = input->shape.size[axis];
    const ResolveSymbol *bound = find_symbol(r, symbol);
    if (bound) return size == bound->size * times || does_not_fit(r, input, axis, bound, times);
    const char *noun = axis_noun(input->shape.rank, axis);
    if (size % times)
        return problems_add(r->problems, input->place, "%s has %d %ss, which is no multiple of %d (they are %d%.*s)", input->name,
                            size, noun, times, times, (int)symbol.size, symbol.at);
    r->symbol[r->symbols++] = (ResolveSymbol){ symbol, size / times, times, input->name, input->shape.rank, axis };
    return true;
}

static Text next_symbol(Text *shape) {
    const char *comma = memchr(shape->at, ',', shape->size);
    Text symbol = { shape->at, comma ? (size_t)(comma - shape->at) : shape->size };
    size_t used = symbol.size + (comma != NULL);
    *shape = (Text){ shape->at + used, shape->size - used };
    return symbol;
}

static bool bind_shape(Resolve *r, const InputInfo *info, const Input *input) {
    Text rest = text_of(info->shape);
    bool well = true;
    for (int axis = 0; rest.size; axis++) well &= bind_axis(r, input, axis, next_symbol(&rest));
    return well;
}

// --- what is missing

// The axis that Model.same says is as long: for "m=n" and m it is n.
static const ResolveSymbol *find_same(Resolve *r, Text name) {
    const char *same = r->model->same, *equals = same ? strchr(same, '=') : NULL;
    if (!equals || !text_equal(name, (Text){ same, (size_t)(equals - same) })) return NULL;
    return find_symbol(r, text_of(equals + 1));
}

static void fill_in(Resolve *r, const InputInfo *info) {
    Input input = { .name = info->name };
    long long elements = 1;
    Text rest = text_of(info->shape);
    while (rest.size) {
        Text name = next_symbol(&rest);
        int times = take_times(&name);
        const ResolveSymbol *symbol = find_symbol(r, name);
        if (!symbol) symbol = find_same(r, name);
        if (!symbol) return; // no given input says how large it would be: the model does without
        input.shape.size[input.shape.rank++] = symbol->size * times;
        elements *= symbol->size * times;
    }
    if (elements > DATA_ELEMENTS) return; // no file could have given it
    int count = shape_count(input.shape);
    input.filled = true;
    input.fill = info->fill;
    input.value = arena_new(r->arena, double, count);
    for (int i = 0; i < count; i++) input.value[i] = info->fill;
    r->out->input[r->out->count++] = input;
}

// "q (1 × 2) and k (4 × 2)"
static void list_given(const Resolve *r, Builder *out) {
    for (int i = 0; i < r->out->count; i++) {
        const Input *input = &r->out->input[i];
        const char *glue = i == 0 ? "" : i == r->out->count - 1 ? " and " : ", ";
        builder_print(out, "%s%s (%s)", glue, input->name, shape_text(r->problems->arena, input->shape));
    }
    if (!r->out->count) builder_print(out, "none of them");
}

static bool tell_missing(const Resolve *r, const InputInfo *const *missing, int count) {
    Builder out = { r->problems->arena };
    for (int i = 0; i < count; i++) builder_print(&out, "%s%s", i == 0 ? "" : i == count - 1 ? " and " : ", ", missing[i]->name);
    builder_print(&out, " %s missing: ", count == 1 ? "is" : "are");
    list_model(r, &out);
    builder_print(&out, " needs ");
    list_needs(r, &out);
    bool file = r->data && r->data->count;
    builder_print(&out, file ? "; the file has " : "; no data were given");
    if (file) list_given(r, &out);
    return problems_add(r->problems, (Place){ r->data ? r->data->file : NULL, 0, 0 }, "%s", builder_text(&out));
}

static bool given(const Resolve *r, int input) { return inputs_find(r->out, r->model->input[input].name) != NULL; }

static bool complete(Resolve *r) {
    const InputInfo *missing[MODEL_INPUTS];
    int count = 0;
    for (int i = 0; i < r->model->inputs; i++) {
        const InputInfo *info = &r->model->input[i];
        if (!given(r, i) && !info->optional && r->used[i]) missing[count++] = info;
    }
    if (count) return tell_missing(r, missing, count);
    for (int i = 0; i < r->model->inputs; i++) {
        const InputInfo *info = &r->model->input[i];
        if (!given(r, i) && info->optional && info->has_fill && r->used[i]) fill_in(r, info);
    }
    return true;
}

// --- the whole way

static bool gather_seed(Resolve *r) {
    Input *seed = arena_new(r->arena, Input, 1);
    int found;
    if (!gather(r, r->model->inputs, seed, &found)) return false;
    if (found) r->out->seed = seed;
    return true;
}

bool model_resolve(const Model *model, const Params *params, const Dataset *data, Inputs *out, Problems *problems) {
    Arena *arena = out->arena ? out->arena : problems->arena;
    *out = (Inputs){ .arena = arena };
    if (model->whole) {
        if (data && data->count) out->data = memcpy(arena_new(arena, Dataset, 1), data, sizeof *data);
        return true;
    }
    Resolve r = { model, params, data, out, arena, problems };
    for (int i = 0; i <= model->inputs; i++) r.used[i] = fits_choice(&r, info_of(&r, i));
    bool broken = false, well = find_owners(&r, &broken);
    for (int i = 0; i < model->inputs; i++) {
        Input input;
        int found;
        bool ok = gather(&r, i, &input, &found) && (!found || conform(&r, &model->input[i], &input));
        if (ok && found) ok = bind_shape(&r, &model->input[i], &input);
        if (ok && found) out->input[out->count++] = input;
        broken |= !ok;
    }
    if (broken) return false; // what is missing can only be told when all that is there was understood
    bool whole = complete(&r);
    return gather_seed(&r) && whole && well;
}

// --- files without names, and the way back

static bool is_row_of(const DataEntry *entry, const char *name) {
    return !entry->name[0] || label_names(entry->name, name) || is_spelling(entry->name, name);
}

// "the", "cat": the words of the rows. What follows a colon stays behind it.
static void take_labels_as_words(Dataset *data, const char *name, Problems *problems) {
    const DataEntry *first = &data->entry[0];
    if (first->rank < 2)
        problems_note(problems, first->place, "%s and the like are taken as the words of the rows of %s",
                      data_quote(problems->arena, text_of(first->name)), name);
    for (int i = 0; i < data->count; i++) {
        DataEntry *entry = &data->entry[i];
        if (entry->rank < 2)
            entry->word = entry->word ? arena_print(problems->arena, "%s:%s", entry->name, entry->word) : entry->name;
        entry->name = name;
    }
}

bool dataset_rename(Dataset *data, const char *name, Problems *problems) {
    int words = 0; // labels that name no array at all: most of them then are words, whatever the others happen to be
    for (int i = 0; i < data->count; i++) {
        const DataEntry *entry = &data->entry[i];
        words += !is_row_of(entry, name) && (data->count == 1 ? entry->rank >= 2 : entry->rank == 1) &&
                 (entry->rank >= 2 || data_role(text_of(entry->name), NULL) == ROLE_NONE);
    }
    words = words * 2 > data->count;
    if (words) {
        take_labels_as_words(data, name, problems);
        return true;
    }
    for (int i = 0; i < data->count; i++) {
        DataEntry *entry = &data->entry[i];
        if (!is_row_of(entry, name))
            return problems_add(problems, entry->place,
                                "found the label %s in a file for %s: leave labels out, or call the rows %s1, %s2, …",
                                data_quote(problems->arena, text_of(entry->name)), name, name, name);
        if (!row_number(entry->name, name)) entry->name = name;
    }
    return true;
}

static DataEntry entry_of(const Input *input) {
    DataEntry entry = { .name = input->name, .rank = input->shape.rank, .count = shape_count(input->shape), .value = input->value };
    memcpy(entry.size, input->shape.size, sizeof entry.size);
    entry.words = input->words;
    return entry;
}

// What nobody gave and nobody changed need not be saved.
static bool is_untouched(const Input *input) {
    for (int i = 0; i < shape_count(input->shape); i++)
        if (!input->filled || input->value[i] != input->fill) return false;
    return true;
}

Dataset inputs_dataset(Arena *arena, const Inputs *inputs) {
    Dataset data = { NULL, "csv", arena_new(arena, DataEntry, inputs->count + 1), 0 };
    for (int i = 0; i < inputs->count; i++)
        if (!is_untouched(&inputs->input[i])) data.entry[data.count++] = entry_of(&inputs->input[i]);
    if (inputs->seed) data.entry[data.count++] = entry_of(inputs->seed);
    return data;
}
