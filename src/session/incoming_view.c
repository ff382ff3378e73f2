// What a data set holds, as matrices to be drawn: rows of one label make one. And a layout to follow, made of what the step has.
#include <string.h>

#include "session/incoming.h"

// "k" of the label k2, or the label itself.
static const char *array_of(const Incoming *in, const DataEntry *entry) {
    for (int i = 0; i < in->model->inputs; i++)
        if (label_names(entry->name, in->model->input[i].name)) return in->model->input[i].name;
    const Model *attention = model_find("attention");
    for (int i = 0; i < attention->inputs; i++)
        if (label_names(entry->name, attention->input[i].name)) return attention->input[i].name;
    return entry->name;
}

static bool is_row(const DataEntry *entry) { return entry->rank < 2; }

static IncomingView view_at(const Incoming *in, const Dataset *data, int first, bool whole) {
    const DataEntry *entry = &data->entry[first];
    IncomingView view = { .name = whole ? "" : array_of(in, entry), .data = data, .first = first, .entries = 1 };
    int columns = entry->rank ? entry->size[entry->rank - 1] : 1;
    view.columns = columns;
    view.rows = columns ? entry->count / columns : 0;
    view.shape = (Shape){ entry->rank, { 0 } };
    memcpy(view.shape.size, entry->size, sizeof entry->size);
    if (!is_row(entry)) return view;
    while (first + view.entries < data->count) {
        const DataEntry *next = &data->entry[first + view.entries];
        if (!is_row(next) || next->count != entry->count || (!whole && strcmp(array_of(in, next), view.name) != 0)) break;
        view.entries++;
    }
    view.rows = view.entries;
    if (view.entries > 1 || (entry->rank == 1 && *entry->name)) view.shape = (Shape){ 2, { view.rows, view.columns } };
    return view;
}

// Rows whose labels are words belong together when nothing in the data set has a name.
static bool has_names(const Incoming *in, const Dataset *data) {
    for (int i = 0; i < data->count; i++) {
        const char *name = data->entry[i].name;
        if (!is_row(&data->entry[i]) || strcmp(array_of(in, &data->entry[i]), name) != 0) return true;
        for (int k = 0; k < in->model->inputs; k++)
            if (!strcmp(in->model->input[k].name, name)) return true;
    }
    return false;
}

int incoming_views(const Incoming *in, const Dataset *data, IncomingView *out, int most) {
    int count = 0;
    bool whole = !has_names(in, data);
    for (int i = 0; i < data->count && count < most; i += out[count - 1].entries) out[count++] = view_at(in, data, i, whole);
    return count;
}

double incoming_value(const IncomingView *view, int row, int column) {
    const DataEntry *entry = &view->data->entry[view->first];
    return is_row(entry) ? entry[row].value[column] : entry->value[row * view->columns + column];
}

const char *incoming_word(const IncomingView *view, int row) {
    const DataEntry *entry = &view->data->entry[view->first];
    if (is_row(entry)) {
        const char *name = entry[row].name;
        return entry[row].word ? entry[row].word : entry[row].words ? entry[row].words[0] : strcmp(name, view->name) ? name : NULL;
    }
    return entry->words && row < data_rows(entry) ? entry->words[row] : NULL;
}

// --- an example

typedef struct Sample {
    const char *name, *word[2];
    double value[2][3];
    int rows, columns;
    bool numbered; // "k1"
} Sample;

static Sample sample_of(const Incoming *in, const IncomingInput *input) {
    IncomingView view[INCOMING_INPUTS * 2];
    int views = incoming_views(in, &in->now, view, INCOMING_INPUTS * 2);
    Sample s = { .name = input->name, .rows = 2, .columns = 2, .numbered = true, .value = { { 1, 0 }, { 0, 1 } } };
    for (int i = 0; i < views; i++) {
        if (strcmp(view[i].name, input->name) != 0 || !view[i].columns) continue;
        s.rows = view[i].rows < 2 ? view[i].rows : 2;
        s.columns = view[i].columns < 3 ? view[i].columns : 3;
        s.numbered = view[i].shape.rank >= 2 && view[i].rows > 1;
        for (int r = 0; r < s.rows; r++) {
            s.word[r] = incoming_word(&view[i], r);
            for (int c = 0; c < s.columns; c++) s.value[r][c] = incoming_value(&view[i], r, c);
        }
    }
    return s;
}

int incoming_example(const Incoming *in, Arena *arena, const char **line, const char **about, int most) {
    int count = 0;
    for (int i = 0; i < in->inputs && !in->input[i].optional; i++) {
        Sample s = sample_of(in, &in->input[i]);
        for (int r = 0; r < s.rows && count < most; r++) {
            Builder out = { .arena = arena };
            builder_print(&out, "%s", s.name);
            if (s.numbered) builder_print(&out, "%d", r + 1);
            if (s.word[r]) builder_print(&out, ":%s", s.word[r]);
            for (int c = 0; c < s.columns; c++) builder_print(&out, ",%.4g", s.value[r][c] + 0.0);
            line[count] = builder_text(&out);
            about[count++] = r ? "" : in->input[i].about;
        }
    }
    return count;
}
