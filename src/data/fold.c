// A label a row is how people write vectors, but whoever takes the data asks of every label which input it names: of a hundred
// thousand rows it is asked once, when they are one matrix.
#include <string.h>

#include "base/math.h"
#include "data/data.h"

enum { STEMS = 64, FEW = 64 }; // few rows stay as they were written

typedef struct Stem {
    Text name;       // "k" of k12
    int rows, width; // rows 0: these are no rows in order
    bool has_words;
    int at; // where the first row stands
    DataEntry matrix;
    const char **words;
    signed char *last;
} Stem;

// Cuts 12 off k12; 0 where there is no such number, or it is written in another way (k012).
static int cut_row(Text *name) {
    size_t end = name->size;
    long row;
    while (end && name->at[end - 1] >= '0' && name->at[end - 1] <= '9') end--;
    Text number = { name->at + end, name->size - end };
    *name = (Text){ name->at, end };
    bool plain = end && number.size && *number.at != '0' && text_integer(number, &row) && row <= DATA_ELEMENTS;
    return plain ? (int)row : 0;
}

static bool is_finite(const DataEntry *entry) {
    for (int i = 0; i < entry->count; i++)
        if (!math_finite(entry->value[i])) return false;
    return true;
}

// The stem of this name, mostly that of the row before or the one after it; NULL: there are too many.
static Stem *stem_of(Stem *stem, int *stems, Text name, int likely) {
    for (int i = 0; i < *stems; i++) {
        Stem *s = &stem[(likely + i) % *stems];
        if (text_equal(s->name, name)) return s;
    }
    if (*stems == STEMS) return NULL;
    stem[*stems] = (Stem){ .name = name, .rows = -1 };
    return &stem[(*stems)++];
}

// The rows k1, k2, k3 … in this order, alike in all but their numbers, with none of another kind between or behind them.
static void take_row(Stem *s, const DataEntry *entry, const DataEntry *first, int at, int row) {
    if (s->rows < 0) *s = (Stem){ .name = s->name, .width = entry->count, .at = at };
    bool next = (s->at == at || s->rows) && row == s->rows + 1 && entry->rank < 2 && entry->count == s->width;
    bool alike = next && !entry->last == !first->last && entry->bits == first->bits && entry->place.file == first->place.file;
    s->rows = alike && is_finite(entry) ? row : 0;
    s->has_words |= entry->word || (entry->words && entry->words[0]);
}

static void begin_matrix(Arena *arena, Stem *s, const DataEntry *first) {
    if (first->last) s->last = arena_alloc(arena, (size_t)s->rows * (size_t)s->width);
    if (s->has_words) s->words = arena_new(arena, const char *, s->rows);
    s->matrix = (DataEntry){ .name = arena_copy(arena, s->name.at, s->name.size),
                             .rank = 2,
                             .size = { s->rows, s->width },
                             .value = arena_new(arena, double, s->rows * s->width),
                             .last = s->last,
                             .bits = first->bits,
                             .words = s->words,
                             .place = first->place };
}

static void add_row(Stem *s, const DataEntry *row) {
    DataEntry *m = &s->matrix;
    memcpy(m->value + m->count, row->value, sizeof *m->value * (size_t)row->count);
    if (s->last) memcpy(s->last + m->count, row->last, (size_t)row->count);
    if (s->words) s->words[m->count / s->width] = row->words ? row->words[0] : row->word;
    m->count += row->count;
}

void data_fold(Arena *arena, Dataset *data) {
    Stem stem[STEMS];
    int stems = 0, likely = 0;
    for (int i = 0; i < data->count; i++) {
        Text name = text_of(data->entry[i].name);
        int row = cut_row(&name);
        Stem *s = stem_of(stem, &stems, name, likely);
        if (!s) return;
        take_row(s, &data->entry[i], &data->entry[s->rows < 0 ? i : s->at], i, row);
        likely = (int)(s - stem);
    }
    int count = 0;
    for (int i = 0; i < data->count; i++) {
        Text name = text_of(data->entry[i].name);
        cut_row(&name);
        Stem *s = stem_of(stem, &stems, name, likely);
        likely = (int)(s - stem);
        bool folds = s->rows > FEW && s->width > 0 && (long long)s->rows * s->width <= DATA_ELEMENTS;
        if (folds && i == s->at) begin_matrix(arena, s, &data->entry[i]);
        if (folds) add_row(s, &data->entry[i]);
        if (folds && s->matrix.count == s->rows * s->width) data->entry[count++] = s->matrix;
        if (!folds) data->entry[count++] = data->entry[i];
    }
    data->count = count;
}
