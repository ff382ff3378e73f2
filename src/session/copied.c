// A command holds its numbers in a here-document, so that it works wherever it is pasted.
#include "session/copied.h"

#include <string.h>

enum { COMMAND_NUMBERS = 4000 };

int copied_formats(const DataFormat **out, int most) {
    int count = 0;
    for (int i = 0; i < data_format_count && count < most; i++)
        if (data_formats[i]->save && !data_formats[i]->binary) out[count++] = data_formats[i];
    return count;
}

const char *copied_format_name(Arena *arena, const DataFormat *format) {
    static const char *const known[][2] = { { "printed", "NumPy" }, { "markdown", "Markdown" }, { "latex", "LaTeX" } };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (!strcmp(format->id, known[i][0])) return known[i][1];
    char *name = arena_print(arena, "%s", format->id);
    for (char *c = name; *c; c++)
        if (*c >= 'a' && *c <= 'z') *c = (char)(*c - 'a' + 'A');
    return name;
}

// Does the format tell axes before the last two apart? The others get a matrix for each: s[0], s[1] …
static bool keeps_axes(const DataFormat *format) { return !strcmp(format->id, "json") || !strcmp(format->id, "printed"); }

static void add_matrices(Dataset *out, Arena *arena, const Node *node, const char *name, const double *value) {
    Shape shape = node->shape;
    int size = shape.size[shape.rank - 2] * shape.size[shape.rank - 1];
    out->entry = arena_new(arena, DataEntry, node->count / size + 1);
    for (int i = 0; i * size < node->count; i++) {
        Builder label = { .arena = arena };
        builder_print(&label, "%s", name);
        int below = node->count / size;
        for (int axis = 0; axis + 2 < shape.rank; axis++) {
            below /= shape.size[axis];
            builder_print(&label, "[%d]", i / below % shape.size[axis]);
        }
        out->entry[out->count++] = (DataEntry){ .name = builder_text(&label),
                                                .rank = 2,
                                                .size = { shape.size[shape.rank - 2], shape.size[shape.rank - 1] },
                                                .count = size,
                                                .value = (double *)value + (size_t)i * (size_t)size };
    }
}

const char *copied_numbers(const Session *session, int node, bool grad, const DataFormat *format, Arena *arena) {
    const Tape *tape = session_tape(session);
    const Node *of = tape_node(tape, node);
    const double *value = grad ? of->grad : of->value;
    if (!value) return "";
    const char *name = of->name && *of->name ? of->name : "x";
    if (grad) name = arena_print(arena, "grad.%s", name);
    Dataset data = { .format = format->id };
    if (of->shape.rank > 2 && !keeps_axes(format)) {
        add_matrices(&data, arena, of, name, value);
    } else {
        const Input *input = grad ? NULL : inputs_find(session_scene_step(session)->inputs, name);
        data.entry = arena_new(arena, DataEntry, 1);
        data.count = 1;
        *data.entry = (DataEntry){ .name = name, .rank = of->shape.rank, .count = of->count, .value = (double *)value };
        memcpy(data.entry->size, of->shape.size, sizeof data.entry->size);
        if (input && shape_equal(input->shape, of->shape)) data.entry->words = input->words;
    }
    Builder out = { .arena = arena };
    format->save(&data, &out);
    return builder_text(&out);
}

// --- the command

static bool is_plain(const char *text) {
    for (const char *c = text; *c; c++)
        if (!((*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') || (*c >= '0' && *c <= '9') || strchr("/._-=+:,@", *c)))
            return false;
    return *text != 0;
}

// As a shell takes it.
static void add_word(Builder *out, const char *text) {
    if (is_plain(text)) {
        builder_print(out, " %s", text);
        return;
    }
    builder_add(out, TEXT(" '"));
    for (const char *c = text; *c; c++) *c == '\'' ? builder_add(out, TEXT("'\\''")) : builder_add_bytes(out, c, 1);
    builder_add(out, TEXT("'"));
}

static void add_settings(Builder *out, const Step *step) {
    const Model *model = step->model;
    for (int i = 0; i < model->params; i++)
        for (int k = 0; k < step->params->count; k++) {
            const ParamValue *value = &step->params->value[k];
            if (strcmp(value->name, model->param[i].name) != 0 || !strcmp(value->text, model->param[i].initial)) continue;
            builder_add(out, TEXT(" --set"));
            add_word(out, arena_print(out->arena, "%s=%s", value->name, value->text));
        }
}

static bool is_lessons(const Session *session) {
    return !session_own_data(session) && !strstr(session_data_name(session), ", edited");
}

static const char *here_document(const Session *session, Arena *arena) {
    Dataset data = session_dataset(session, arena);
    Builder out = { .arena = arena };
    int numbers = 0;
    for (int i = 0; i < data.count; i++) numbers += data.entry[i].count;
    if (numbers > COMMAND_NUMBERS) return NULL;
    builder_add(&out, TEXT(" <<'END'\n"));
    data_format_for("vectors.json", TEXT("{}"))->save(&data, &out);
    if (out.at[out.size - 1] != '\n') builder_add(&out, TEXT("\n"));
    builder_add(&out, TEXT("END\n"));
    return builder_text(&out);
}

const char *copied_inputs(const Session *session, Arena *arena) {
    bool own = !is_lessons(session) && session_scene_step(session)->inputs->count;
    return own ? here_document(session, arena) : NULL;
}

const char *copied_command(const Session *session, Arena *arena) {
    const Step *step = session_scene_step(session);
    const char *file = session_lesson_step(session)->data;
    Builder out = { .arena = arena };
    builder_print(&out, "attend compute %s", step->model->name);
    add_settings(&out, step);
    if (!step->inputs->count && !file) return builder_text(&out);
    builder_add(&out, TEXT(" --data"));
    if (is_lessons(session) && file) {
        add_word(&out, file);
        return builder_text(&out);
    }
    const char *numbers = here_document(session, arena);
    if (!numbers) return NULL;
    builder_print(&out, " /dev/stdin%s", numbers);
    return builder_text(&out);
}
