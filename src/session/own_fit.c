// From a student's rows to what a step's model takes. The rows are given or made first (x of words, q, k, v of x, x of v); they say
// how long the axes are, and every other input is then taken where it fits or made to fit. What is made is said in a note.
#include <math.h>
#include <string.h>

#include "base/math.h"
#include "base/random.h"
#include "session/own_data.h"

enum { AXES_MOST = 16, EMBEDDING = 4, MAINS = 4, WIDE = 64 };
// What a seed makes: more fits in no step, and is for the model to refuse by its shape.
enum { MADE_MOST = 8 << 20 };

// An array of the file: its rows, wherever they stand.
typedef struct Rows {
    int n, width; // n 0: there is none
    const double *value;
    const char *const *word; // (n), entries may be NULL; NULL: none
} Rows;

typedef struct FitAxis {
    Text name;
    int size;
} FitAxis;

typedef struct Fitting {
    Arena *arena;
    const Dataset *own, *lesson;
    const Model *model;
    Rows main[MAINS]; // of main_name, given or made
    bool made[MAINS];
    FitAxis axis[AXES_MOST];
    int axes;
    Dataset data;
    Builder seeded, note; // names of what a seed made; sentences
    int seeds;
    bool misfits; // of the file
} Fitting;

static const char *const main_name[MAINS] = { "x", "q", "k", "v" };
enum { MAIN_X, MAIN_Q, MAIN_K, MAIN_V };

// --- the file's arrays

static bool is_sentence(const DataEntry *entry) { return label_names(entry->name, "words"); }
static bool belongs(const DataEntry *entry, const char *array) { return label_names(entry->name, array); }

static bool has_array(const Dataset *data, const char *array) {
    for (int i = 0; i < data->count; i++)
        if (belongs(&data->entry[i], array)) return true;
    return false;
}

static Rows rows_of(Arena *arena, const Dataset *data, const char *array) {
    Rows rows = { 0 };
    int count = 0;
    for (int i = 0; i < data->count; i++)
        if (belongs(&data->entry[i], array)) rows.n += data_rows(&data->entry[i]), count += data->entry[i].count;
    if (rows.n == 0 || count % rows.n) return (Rows){ 0 }; // rows of different lengths: for the model to refuse
    rows.width = count / rows.n;
    double *value = arena_new(arena, double, count);
    const char **word = arena_new(arena, const char *, rows.n);
    rows.value = value, rows.word = word;
    for (int i = 0; i < data->count; i++) {
        const DataEntry *e = &data->entry[i];
        if (!belongs(e, array)) continue;
        if (e->count != data_rows(e) * rows.width) return (Rows){ 0 };
        memcpy(value, e->value, sizeof *value * (size_t)e->count);
        value += e->count;
        for (int k = 0; k < data_rows(e); k++) *word++ = e->words ? e->words[k] : k == 0 ? e->word : NULL;
    }
    return rows;
}

static const InputInfo *input_of(const Model *model, const char *name) {
    for (int i = 0; i < model->inputs; i++)
        if (!strcmp(model->input[i].name, name)) return &model->input[i];
    return NULL;
}

static int axes_of(const char *shape) {
    int count = shape[0] != 0;
    for (; *shape; shape++) count += *shape == ',';
    return count;
}

// Does the model take a matrix of this name?
static bool wants(const Model *model, const char *name) {
    const InputInfo *info = input_of(model, name);
    return info && !info->optional && axes_of(info->shape) == 2;
}

// Where the rows of x are tokens of a text, anybody's rows may be tokens; the inputs of a recurrent net are no values.
static bool wants_tokens(const Model *model) { return wants(model, "x") && input_of(model, "x")->shape[0] == 'n'; }

bool own_data_is_split(const Dataset *own) {
    return has_array(own, "q") && has_array(own, "k") && has_array(own, "v") && !has_array(own, "x") && !has_array(own, "words");
}

bool own_data_serves(const Dataset *own, const Model *model) {
    if (model->whole) return false;
    bool words = has_array(own, "words"), tokens = has_array(own, "x") || words;
    bool rows = has_array(own, "q") || has_array(own, "k") || has_array(own, "v");
    if (wants(model, "x") && (tokens || (rows && wants_tokens(model)))) return true;
    if (wants(model, "q") && (tokens || rows)) return true;
    if (input_of(model, "tokens") && words) return true;
    for (int i = 0; i < own->count; i++)
        for (int k = 0; k < model->inputs; k++) {
            const InputInfo *info = &model->input[k];
            bool main = !strcmp(info->name, "x") && axes_of(info->shape) < 2; // numbers to be added up, which rows are not
            if (!main && belongs(&own->entry[i], info->name)) return true;
        }
    return false;
}

// --- from a seed

static uint64_t spelling(const char *word) {
    uint64_t hash = 14695981039346656037ull; // FNV-1a
    for (; *word; word++)
        hash = (hash ^ (uint64_t)(unsigned char)(*word >= 'A' && *word <= 'Z' ? *word + 32 : *word)) * 1099511628211ull;
    return hash;
}

// Uniform with this variance, in steps that can be written down.
static void draw(uint64_t seed, double variance, double step, int count, double *out) {
    Random random = random_seed(seed);
    double reach = sqrt(3 * variance);
    for (int i = 0; i < count; i++) {
        out[i] = floor(reach * (2 * random_uniform(&random) - 1) / step + 0.5) * step;
        if (out[i] == 0) out[i] = step; // no row of zeros, which has no direction
    }
}

// A word has the same row in every sentence.
static Rows embed(Fitting *f, Rows words) {
    Rows x = { .n = words.n, .width = EMBEDDING, .word = words.word };
    double *value = arena_new(f->arena, double, x.n *x.width);
    for (int i = 0; i < x.n; i++) draw(spelling(words.word[i] ? words.word[i] : ""), 1, 0.125, x.width, value + i * x.width);
    x.value = value;
    builder_print(&f->note, "Each word is a row of x: an embedding from a seed. ");
    return x;
}

static void tell_seeded(Fitting *f, const char *name) {
    builder_print(&f->seeded, "%s%s", f->seeds ? ", " : "", name);
    f->seeds++;
}

// How many numbers are really made of a matrix.
static int made_count(int rows, int columns) { return (long long)rows * columns > MADE_MOST ? 0 : rows * columns; }

static const double *seeded(Fitting *f, const char *name, int rows, int columns) {
    int count = made_count(rows, columns);
    double *value = arena_new(f->arena, double, count);
    draw(spelling(name) + (uint64_t)(rows * 131 + columns), 1.0 / (rows > 0 ? rows : 1), 0.01, count, value);
    tell_seeded(f, name);
    return value;
}

static Rows product(Arena *arena, Rows a, const double *b, int columns) {
    double *value = arena_new(arena, double, a.n *columns);
    for (int i = 0; i < a.n; i++)
        for (int k = 0; k < a.width; k++)
            for (int j = 0; j < columns; j++) value[i * columns + j] += a.value[i * a.width + k] * b[k * columns + j];
    return (Rows){ a.n, columns, value, a.word };
}

// q, k or v: x times the file's matrix or one from a seed, as wide as in the lesson, whose pictures are made for that.
static Rows project(Fitting *f, int main) {
    static const char *const weights[MAINS] = { NULL, "Wq", "Wk", "Wv" };
    Rows x = f->main[MAIN_X], W = rows_of(f->arena, f->own, weights[main]);
    Rows there = rows_of(f->arena, f->lesson, main_name[main]);
    int width = there.n && there.width < 5 ? there.width : math_min_int(x.width, WIDE);
    if (W.n == x.width && !(main == MAIN_K && f->main[MAIN_Q].width != W.width)) return product(f->arena, x, W.value, W.width);
    if (main == MAIN_K) width = f->main[MAIN_Q].width;
    return product(f->arena, x, seeded(f, weights[main], x.width, width), width);
}

// --- the rows

static void find_rows(Fitting *f) {
    bool any = false;
    for (int i = 0; i < MAINS; i++) {
        f->main[i] = rows_of(f->arena, f->own, main_name[i]);
        any |= i != MAIN_X && has_array(f->own, main_name[i]);
    }
    Rows words = rows_of(f->arena, f->own, "words");
    bool takes_x = wants(f->model, "x"), takes_q = wants(f->model, "q");
    if (words.n && !has_array(f->own, "x") && (takes_x || (takes_q && !any)))
        f->main[MAIN_X] = embed(f, words), f->made[MAIN_X] = true;
    if (takes_q && !any && f->main[MAIN_X].n) {
        for (int i = MAIN_Q; i < MAINS; i++)
            if (wants(f->model, main_name[i])) f->main[i] = project(f, i), f->made[i] = true;
        builder_print(&f->note, "q, k and v are x times Wq, Wk and Wv. ");
    }
    if (!takes_x || has_array(f->own, "x") || f->made[MAIN_X] || !wants_tokens(f->model)) return;
    for (int i = MAINS - 1; i > MAIN_X; i--) {
        if (!f->main[i].n) continue;
        f->main[MAIN_X] = f->main[i], f->made[MAIN_X] = true;
        builder_print(&f->note, "The rows of %s stand in for x, which was not given. ", main_name[i]);
        return;
    }
}

// --- axes

static Text cut_axis(Text *shape) {
    const char *comma = memchr(shape->at, ',', shape->size);
    Text axis = { shape->at, comma ? (size_t)(comma - shape->at) : shape->size };
    size_t used = axis.size + (comma != NULL);
    *shape = (Text){ shape->at + used, shape->size - used };
    return axis;
}

// How long the axis is, 4H four times H; 0: nothing says it yet.
static int axis_size(const Fitting *f, Text name) {
    int times = 1;
    if (name.size && name.at[0] >= '2' && name.at[0] <= '9') times = name.at[0] - '0', name.at++, name.size--;
    for (int i = 0; i < f->axes; i++)
        if (text_equal(f->axis[i].name, name)) return f->axis[i].size * times;
    return 0;
}

static void bind(Fitting *f, Text name, int size) {
    bool times = name.size && name.at[0] >= '2' && name.at[0] <= '9';
    if (!times && !axis_size(f, name) && f->axes < AXES_MOST) f->axis[f->axes++] = (FitAxis){ name, size };
}

static void bind_shape(Fitting *f, const InputInfo *info, Rows rows) {
    Text shape = text_of(info->shape);
    int axes = axes_of(info->shape);
    if (axes == 2) bind(f, cut_axis(&shape), rows.n);
    if (axes) bind(f, cut_axis(&shape), axes == 1 ? rows.n * rows.width : rows.width);
}

static bool fits(const Fitting *f, const InputInfo *info, Rows rows) {
    Text shape = text_of(info->shape);
    int axes = axes_of(info->shape), size[2] = { 0, 0 };
    if (!rows.n) return false;
    for (int i = 0; i < axes && i < 2; i++) size[i] = axis_size(f, cut_axis(&shape));
    if (axes == 2) return (!size[0] || size[0] == rows.n) && (!size[1] || size[1] == rows.width);
    return axes == 1 ? !size[0] || size[0] == rows.n * rows.width : rows.n * rows.width == 1;
}

// --- the other inputs

// The lesson's matrices keep their numbers, not the names of the lesson's features.
static void take(Fitting *f, const Dataset *from, const char *name) {
    for (int i = 0; i < from->count; i++) {
        if (!belongs(&from->entry[i], name)) continue;
        DataEntry *entry = &f->data.entry[f->data.count++];
        *entry = from->entry[i];
        if (from == f->lesson) entry->word = NULL, entry->words = NULL;
    }
}

static void put(Fitting *f, const char *name, int axes, Rows rows) {
    DataEntry *entry = &f->data.entry[f->data.count++];
    *entry = (DataEntry){ .name = name, .rank = axes, .count = made_count(rows.n, rows.width), .words = rows.word };
    entry->size[0] = axes == 2 ? rows.n : rows.n * rows.width;
    entry->size[1] = axes == 2 ? rows.width : 0;
    entry->value = arena_new(f->arena, double, entry->count);
    memcpy(entry->value, rows.value, sizeof *entry->value * (size_t)entry->count);
    entry->place.file = f->own->file;
}

static bool is_main(const char *name) {
    for (int i = 0; i < MAINS; i++)
        if (!strcmp(name, main_name[i])) return true;
    return false;
}

// What belongs to the rows: the lesson's never stands in for one's own.
static bool is_of_the_rows(const char *name) {
    static const char *const never[] = { "y", "mask", "g", "kc", "vc", "target", "tokens", "payload", "memory", "pq", "pk" };
    for (size_t k = 0; k < sizeof never / sizeof *never; k++)
        if (!strcmp(name, never[k])) return true;
    return is_main(name);
}

// 10, 20, 30 …: a number for each token.
static void put_payload(Fitting *f, const InputInfo *info) {
    Text shape = text_of(info->shape);
    Rows rows = { .n = 1, .width = axis_size(f, cut_axis(&shape)) };
    double *value = arena_new(f->arena, double, rows.width + 1);
    for (int i = 0; i < rows.width; i++) value[i] = 10 * (i + 1);
    rows.value = value;
    put(f, info->name, 1, rows);
    builder_print(&f->note, "The payloads are 10, 20 and so on. ");
}

// The places of queries and keys, counted: a key one place before its query, as in the lesson.
static void put_places(Fitting *f, const InputInfo *info) {
    Text shape = text_of(info->shape);
    bool queries = !strcmp(info->name, "pq");
    Rows rows = { .n = 1, .width = axis_size(f, cut_axis(&shape)) };
    double *value = arena_new(f->arena, double, rows.width + 1);
    for (int i = 0; i < rows.width; i++) value[i] = i + queries;
    rows.value = value;
    put(f, info->name, 1, rows);
    builder_print(&f->note,
                  queries ? "The queries stand at the places 1, 2 and so on. " : "The keys stand at the places 0, 1 and so on. ");
}

static void put_seeded(Fitting *f, const InputInfo *info) {
    Text shape = text_of(info->shape);
    Rows there = rows_of(f->arena, f->lesson, info->name);
    int axes = axes_of(info->shape), size[2] = { 1, 1 };
    for (int i = 2 - axes; i < 2; i++) {
        Text name = cut_axis(&shape);
        size[i] = axis_size(f, name);
        if (!size[i]) size[i] = i == 0 ? there.n : axes == 1 ? there.n * there.width : there.width;
        if (!size[i]) size[i] = 1;
        bind(f, name, size[i]);
    }
    put(f, info->name, axes, (Rows){ size[0], size[1], seeded(f, info->name, size[0], size[1]), NULL });
}

static void put_tokens(Fitting *f) {
    int at = f->data.count;
    take(f, f->own, "words");
    for (int i = at; i < f->data.count; i++) f->data.entry[i].name = arena_print(f->arena, "tokens%d", i - at + 1);
}

// Given, the lesson's, or made: whatever the model takes besides the rows.
static void fit_input(Fitting *f, const InputInfo *info) {
    Rows given = rows_of(f->arena, f->own, info->name), there = rows_of(f->arena, f->lesson, info->name);
    bool own = has_array(f->own, info->name);
    if (own && (is_of_the_rows(info->name) || fits(f, info, given))) {
        take(f, f->own, info->name);
        bind_shape(f, info, given);
        return;
    }
    f->misfits |= own;
    if (!strcmp(info->name, "tokens")) {
        put_tokens(f);
    } else if (!strcmp(info->name, "payload") && there.n) {
        put_payload(f, info);
    } else if ((!strcmp(info->name, "pq") || !strcmp(info->name, "pk")) && there.n) {
        put_places(f, info);
    } else if (!strcmp(info->name, "memory")) {
        put(f, info->name, 2, f->main[MAIN_X]);
        builder_print(&f->note, "x stands in for memory, which was not given. ");
    } else if (!is_of_the_rows(info->name) && fits(f, info, there)) {
        take(f, f->lesson, info->name);
        bind_shape(f, info, there);
    } else if (!is_of_the_rows(info->name) && (info->optional ? there.n && !info->has_fill : !info->only || there.n)) {
        put_seeded(f, info);
    }
}

static void put_target(Fitting *f) {
    Rows q = f->main[MAIN_Q], v = f->main[MAIN_V];
    if (!q.n || !v.n || (long long)q.n * v.width > DATA_ELEMENTS) return;
    double *value = arena_new(f->arena, double, q.n *v.width);
    const double *row = v.value + (v.n > 1 ? v.width : 0);
    for (int i = 0; i < q.n; i++) memcpy(value + i * v.width, row, sizeof *row * (size_t)v.width);
    put(f, "y", 2, (Rows){ q.n, v.width, value, NULL });
}

// The gradient that comes back, as the lesson has it: as many rows for each token, alike in all that are new; columns beyond the
// lesson's get 1 where it has 1 everywhere, else 0.
static void put_gradient(Fitting *f) {
    int by = wants(f->model, "q") ? MAIN_Q : MAIN_X, of = wants(f->model, "v") ? MAIN_V : MAIN_X;
    Rows there = rows_of(f->arena, f->lesson, "g"), before = rows_of(f->arena, f->lesson, main_name[by]), rows = f->main[of];
    if (!there.n || !f->main[by].n || !rows.n) return;
    rows.n = before.n && there.n % before.n == 0 ? there.n / before.n * f->main[by].n : there.n;
    if ((long long)rows.n * rows.width > DATA_ELEMENTS) return;
    bool ones = true;
    for (int i = 0; i < there.n * there.width; i++) ones &= there.value[i] == 1;
    double *value = arena_new(f->arena, double, rows.n *rows.width);
    for (int i = 0; i < rows.n * rows.width; i++) {
        int row = i / rows.width % there.n, column = i % rows.width;
        value[i] = ones ? 1 : column < there.width ? there.value[row * there.width + column] : 0;
    }
    rows.value = value, rows.word = NULL;
    put(f, "g", 2, rows);
    builder_print(&f->note, "The gradient g that comes back is made as in the lesson. ");
}

// --- what is left over

// A label that no model takes is a slip of the pen, and is told.
static bool is_known(const DataEntry *entry) {
    for (int m = 0; m < model_count; m++)
        for (int i = 0; i < model_table[m]->inputs; i++)
            if (belongs(entry, model_table[m]->input[i].name)) return true;
    return is_sentence(entry);
}

static bool is_taken(const Fitting *f, const DataEntry *entry) {
    for (int i = 0; i < f->model->inputs; i++)
        if (belongs(entry, f->model->input[i].name)) return true;
    return false;
}

static void tell(Fitting *f) {
    if (f->seeds)
        builder_print(&f->note, "%s %s from a seed%s. ", builder_text(&f->seeded), f->seeds == 1 ? "is" : "are",
                      f->misfits ? ", since what the file has does not fit" : "");
}

void own_data_fit(Arena *arena, const Dataset *own, const Dataset *lesson, const Model *model, OwnFit *out) {
    Fitting f = {
        .arena = arena, .own = own, .lesson = lesson, .model = model, .seeded = { .arena = arena }, .note = { .arena = arena }
    };
    f.data = (Dataset){ .file = own->file, .format = own->format };
    f.data.entry = arena_new(arena, DataEntry, own->count * 2 + lesson->count + model->inputs + 2);
    find_rows(&f);
    for (int i = 0; i < MAINS; i++) {
        const InputInfo *info = input_of(model, main_name[i]);
        if (!info || axes_of(info->shape) != 2) continue;
        if (f.made[i])
            put(&f, main_name[i], 2, f.main[i]);
        else
            take(&f, own, main_name[i]);
        if (f.main[i].n) bind_shape(&f, info, f.main[i]);
    }
    for (int i = 0; i < model->inputs; i++)
        if (!is_main(model->input[i].name) || axes_of(model->input[i].shape) != 2) fit_input(&f, &model->input[i]);
    if (input_of(model, "y") && !strcmp(input_of(model, "y")->shape, "n,dv") && has_array(lesson, "y") && !has_array(own, "y"))
        put_target(&f);
    if (has_array(own, "g")) take(&f, own, "g");
    if (!has_array(own, "g") && has_array(lesson, "g")) put_gradient(&f);
    for (int i = 0; i < own->count; i++)
        if (!is_taken(&f, &own->entry[i]) && !belongs(&own->entry[i], "g") && !is_known(&own->entry[i]))
            f.data.entry[f.data.count++] = own->entry[i];
    tell(&f);
    *out = (OwnFit){ .data = f.data, .note = f.note.size ? builder_text(&f.note) : NULL };
}

int own_data_heads(const Dataset *fitted, int heads) {
    Arena *arena = arena_begin();
    Rows x = rows_of(arena, fitted, has_array(fitted, "x") ? "x" : "q");
    arena_end(arena);
    if (x.width % heads == 0) return heads;
    int best = 1;
    for (int h = 1; h <= x.width; h++) {
        int far = h > heads ? h - heads : heads - h, best_far = best > heads ? best - heads : heads - best;
        if (x.width % h == 0 && far <= best_far) best = h;
    }
    return best;
}
