// A layout writes a node when it comes, so that no second copy of a large run is needed; a data format gets everything at the end.
#include "command/writer.h"

#include <string.h>

#include "base/file.h"
#include "base/math.h"
#include "base/text.h"

static int columns_of(const Shape *shape) { return shape->rank ? shape->size[shape->rank - 1] : 1; }
static int rows_of(const Shape *shape) { return shape_count(*shape) / columns_of(shape); }

// JSON

static void json_begin(Writer *w, const char *model) { fprintf(w->out, "{\n  \"model\": \"%s\"", model); }

static void json_section(Writer *w, const char *name) {
    if (w->in) fputs("\n  }", w->out);
    fprintf(w->out, ",\n  \"%s\": {", name);
}

// A row stands on one line, rows below each other.
static const double *json_values(Writer *w, const double *value, const int *size, int rank, int indent) {
    char number[32];
    if (rank == 0) {
        fputs(data_json_number(*value, number), w->out);
        return value + 1;
    }
    bool lines = rank > 1 && size[0] > 1;
    fputc('[', w->out);
    for (int i = 0; i < size[0]; i++) {
        if (lines)
            fprintf(w->out, "%s\n%*s", i ? "," : "", indent + 2, "");
        else if (i)
            fwrite(", ", 1, 2, w->out);
        value = json_values(w, value, size + 1, rank - 1, indent + 2);
    }
    if (lines) fprintf(w->out, "\n%*s", indent, "");
    fputc(']', w->out);
    return value;
}

static void json_array(Writer *w, const Array *array) {
    fprintf(w->out, "%s\n    \"%s\": ", w->first ? "" : ",", array->name);
    json_values(w, array->value, array->shape->size, array->shape->rank, 4);
}

static void json_end(Writer *w) { fputs("\n  }\n}\n", w->out); }

// CSV: label `s` for every row of a matrix, `s[0]` … for the matrices of three axes, `grad.q` for a gradient.

static void csv_begin(Writer *w, const char *model) { (void)w, (void)model; }
static void csv_section(Writer *w, const char *name) { (void)w, (void)name; }
static void csv_end(Writer *w) { (void)w; }

static void csv_label(Writer *w, const Array *array, int row) {
    const Shape *shape = array->shape;
    fprintf(w->out, "%s%s", strcmp(w->in, "grad") ? "" : "grad.", array->name);
    int below = rows_of(shape); // rows in one step of the axis
    for (int axis = 0; axis + 2 < shape->rank; axis++) {
        below /= shape->size[axis];
        fprintf(w->out, "[%d]", row / below % shape->size[axis]);
    }
}

static void csv_array(Writer *w, const Array *array) {
    int rows = rows_of(array->shape), columns = columns_of(array->shape);
    const double *value = array->value;
    char number[32];
    for (int r = 0; r < rows; r++) {
        csv_label(w, array, r);
        for (int i = 0; i < columns; i++) fputc(',', w->out), fputs(data_number(*value++, number), w->out);
        fputc('\n', w->out);
    }
}

// A table for reading: columns that line up, six digits.

static void table_begin(Writer *w, const char *model) { fprintf(w->out, "%s\n", model); }
static void table_section(Writer *w, const char *name) { (void)w, (void)name; }
static void table_end(Writer *w) { (void)w; }

static const char *cell_text(double value, char out[32]) {
    if (math_isnan(value)) return strcpy(out, "NaN");
    if (!math_finite(value)) return strcpy(out, value < 0 ? "−∞" : "∞");
    snprintf(out, 32, "%.6g", value + 0.0); // minus zero is 0 to a reader
    return out;
}

static void table_array(Writer *w, const Array *array) {
    int count = shape_count(*array->shape), columns = columns_of(array->shape), width = 0;
    char cell[32];
    for (int i = 0; i < count; i++) {
        int size = utf8_count(text_of(cell_text(array->value[i], cell)));
        if (size > width) width = size;
    }
    bool grad = !strcmp(w->in, "grad");
    fprintf(w->out, "\n%s%s (%s)\n", grad ? "gradient of " : "", array->name, shape_text(w->arena, *array->shape));
    int matrix = array->shape->rank > 2 ? columns * array->shape->size[array->shape->rank - 2] : count;
    for (int i = 0; i < count; i++) {
        if (i && i % matrix == 0) fputc('\n', w->out);
        const char *text = cell_text(array->value[i], cell);
        fprintf(w->out, "  %*s%s%s", width - utf8_count(text_of(text)), "", text, i % columns == columns - 1 ? "\n" : "");
    }
}

// A data format gets everything at once: `s`, `a`, then `grad.q`.

static void data_begin(Writer *w, const char *model) {
    (void)model;
    w->data = (Dataset){ .entry = arena_new(w->arena, DataEntry, DATA_ARRAYS) };
}

static void data_section(Writer *w, const char *name) { (void)w, (void)name; }

static void data_array(Writer *w, const Array *array) {
    bool grad = !strcmp(w->in, "grad");
    if (w->data.count == DATA_ARRAYS) return;
    DataEntry *entry = &w->data.entry[w->data.count++];
    *entry = (DataEntry){ .name = arena_print(w->arena, "%s%s", grad ? "grad." : "", array->name),
                          .rank = array->shape->rank,
                          .count = shape_count(*array->shape),
                          .value = (double *)array->value };
    for (int i = 0; i < entry->rank; i++) entry->size[i] = array->shape->size[i];
}

static void data_end(Writer *w) {
    Builder bytes = { .arena = w->arena };
    w->format->save(&w->data, &bytes);
    fwrite(builder_text(&bytes), 1, bytes.size, w->out);
}

static const Writer layout_table[] = {
    { .name = "json", .begin = json_begin, .section = json_section, .array = json_array, .end = json_end },
    { .name = "csv", .begin = csv_begin, .section = csv_section, .array = csv_array, .end = csv_end },
    { .name = "table", .begin = table_begin, .section = table_section, .array = table_array, .end = table_end },
};
enum { LAYOUTS = sizeof layout_table / sizeof *layout_table };

static const Writer *layout_find(const char *name) {
    for (int i = 0; i < LAYOUTS; i++)
        if (!strcmp(layout_table[i].name, name)) return &layout_table[i];
    return NULL;
}

static const DataFormat *data_writer(const char *name, bool one) {
    for (int i = 0; i < data_format_count; i++)
        if (!strcmp(data_formats[i]->id, name) && data_formats[i]->save && (one || !data_formats[i]->single))
            return data_formats[i];
    return NULL;
}

// Of a known name. `begin` first, then `section` and its arrays, and `end`.
static Writer writer_for(const char *name, Arena *arena, FILE *out) {
    const Writer *layout = layout_find(name);
    Writer w = layout ? *layout
                      : (Writer){ .format = data_writer(name, true),
                                  .begin = data_begin,
                                  .section = data_section,
                                  .array = data_array,
                                  .end = data_end };
    w.arena = arena;
    w.out = out;
    return w;
}

bool writer_known(const char *name, bool one) { return layout_find(name) || data_writer(name, one); }

const char *writer_names(Arena *arena, bool one) {
    Builder all = { .arena = arena };
    for (int i = 0; i < LAYOUTS; i++) builder_print(&all, "%s%s", i ? ", " : "", layout_table[i].name);
    for (int i = 0; i < data_format_count; i++)
        if (!layout_find(data_formats[i]->id) && data_writer(data_formats[i]->id, one))
            builder_print(&all, ", %s", data_formats[i]->id);
    return builder_text(&all);
}

const char *writer_of_path(const char *path, bool one) {
    const char *dot = path ? strrchr(path, '.') : NULL, *slash = path ? strrchr(path, '/') : NULL;
    if (!dot || (slash && dot < slash)) return "json";
    if (layout_find(dot + 1)) return dot + 1;
    const DataFormat *format = data_format_for(path, TEXT(""));
    return data_writer(format->id, one) && !layout_find(format->id) ? format->id : "json";
}

const char *writer_refuses(const char *path, bool one) {
    const char *dot = path ? strrchr(path, '.') : NULL, *slash = path ? strrchr(path, '/') : NULL;
    if (!dot || (slash && dot < slash) || layout_find(dot + 1)) return NULL;
    const DataFormat *format = data_format_for(path, TEXT(""));
    if (layout_find(format->id) || data_writer(format->id, one)) return NULL;
    return format->single ? "holds one array alone: take .npz, or name it with --only NODE" : "is only read: take .csv or .npz";
}

void writer_section(Writer *w, const char *name) {
    w->section(w, name);
    w->in = name;
    w->first = true;
}

void writer_array(Writer *w, const char *name, const Shape *shape, const double *value) {
    w->array(w, &(Array){ name, shape, value });
    w->first = false;
}

bool writer_send(const char *path, const char *format, Arena *arena, Problems *problems, void (*body)(Writer *w, void *context),
                 void *context) {
    FileOut file;
    if (path && !file_begin(&file, path, problems)) return false;
    Writer w = writer_for(format, arena, path ? file.out : stdout);
    body(&w, context);
    return !path || file_end(&file, true, problems);
}
