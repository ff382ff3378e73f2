// A matrix or table of LaTeX: \begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}, a tabular, an array. What stands before an equals
// sign in front of it is its name. Rules, column types and marks of type are passed over.
#include <string.h>

#include "data/table.h"

static bool at_word(Text text, size_t at, const char *word) { return text_starts((Text){ text.at + at, text.size - at }, word); }

static size_t line_of(Text text, size_t at) {
    size_t line = 1;
    for (size_t i = 0; i < at; i++) line += text.at[i] == '\n';
    return line;
}

// Behind the group in braces or brackets that starts at `at`; `at` when there is none.
static size_t skip_group(Text text, size_t at, char open, char close) {
    if (at >= text.size || text.at[at] != open) return at;
    int depth = 0;
    for (size_t i = at; i < text.size; i++) {
        depth += (text.at[i] == open) - (text.at[i] == close);
        if (!depth) return i + 1;
    }
    return text.size;
}

// --- cells

// What stands for a number but has to be worked out.
static bool is_formula(Text cell) {
    static const char *const known[] = { "\\frac", "\\tfrac", "\\dfrac", "\\sqrt" };
    for (size_t i = 0; i < cell.size; i++)
        for (size_t k = 0; k < sizeof known / sizeof known[0]; k++)
            if (at_word(cell, i, known[k])) return true;
    return false;
}

// A number or word without what only shapes it: $…$, \mathbf{…}, \text{…}, spaces of all kinds.
static const char *plain(Arena *arena, Text cell) {
    Builder out = { arena };
    for (size_t i = 0; i < cell.size; i++) {
        char c = cell.at[i];
        if (c == '\\') {
            size_t end = i + 1;
            while (end < cell.size && ((cell.at[end] | 32) >= 'a' && (cell.at[end] | 32) <= 'z')) end++;
            Text command = { cell.at + i, end - i };
            bool keeps = text_is(command, "\\cdots") || text_is(command, "\\vdots") || text_is(command, "\\ddots");
            if (text_is(command, "\\infty")) builder_add(&out, TEXT("Infinity"));
            if (text_is(command, "\\dots") || text_is(command, "\\ldots")) builder_add(&out, TEXT("..."));
            if (keeps) builder_add(&out, command);
            i = command.size > 1 ? end - 1 : i + 1; // a sign alone: \, \; \%
            continue;
        }
        if (!strchr("${}~", c)) builder_add_bytes(&out, c == '\n' || c == '\r' || c == '\t' ? " " : &c, 1);
    }
    return text_copy(arena, text_trim(text_of(builder_text(&out))));
}

static void add_cell(Table *t, Text cell) {
    size_t blanks = 0;
    while (blanks < cell.size && strchr(" \t\r\n", cell.at[blanks])) blanks++;
    table_cell_at(t, (size_t)(cell.at - t->bytes.at) + (blanks < cell.size ? blanks : 0));
    table_cell(t, text_of(plain(t->source->arena, cell)), false, false);
}

// Without the rules at the start of a row: \hline, \toprule, \cmidrule(lr){1-2}.
static Text without_rules(Text row) {
    static const char *const rules[] = { "\\hline", "\\toprule",  "\\midrule",     "\\bottomrule",
                                         "\\cline", "\\cmidrule", "\\addlinespace" };
    bool found = true;
    while (found) {
        row = text_trim(row);
        found = false;
        for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
            if (!text_starts(row, rules[i])) continue;
            size_t at = skip_group(row, skip_group(row, strlen(rules[i]), '(', ')'), '{', '}');
            row = (Text){ row.at + at, row.size - at };
            found = true;
        }
    }
    return row;
}

static bool add_row(Table *t, Text row) {
    row = without_rules(row);
    if (!row.size) return true;
    if (is_formula(row))
        return problems_add(t->problems, data_place(t->source->file, t->bytes, (size_t)(row.at - t->bytes.at)),
                            "this row holds a formula (a fraction or a root): write the number, as in 0.5");
    table_row(t, (int)line_of(t->bytes, (size_t)(row.at - t->bytes.at)), 0);
    size_t start = 0;
    for (size_t i = 0; i <= row.size; i++) {
        bool ends = i == row.size || (row.at[i] == '&' && (i == 0 || row.at[i - 1] != '\\'));
        if (!ends) continue;
        add_cell(t, (Text){ row.at + start, i - start });
        start = i + 1;
    }
    return true;
}

// --- environments

// The name before an equals sign that precedes the environment, or nothing.
static Text name_before(Text text, size_t begin) {
    size_t end = begin;
    while (end && strchr(" \t\r\n$[\\", text.at[end - 1])) end--; // also the \[ of a display
    if (!end || text.at[end - 1] != '=') return TEXT("");
    size_t start = --end;
    while (start && !strchr("\n$,;[&", text.at[start - 1])) start--;
    return text_trim((Text){ text.at + start, end - start });
}

// Rows until the \end; moves *place there.
static bool read_environment(Table *t, Text text, size_t *place) {
    size_t start = *place, at = start;
    for (; at < text.size && !at_word(text, at, "\\end{"); at++) {
        if (!at_word(text, at, "\\\\")) continue;
        if (!add_row(t, (Text){ text.at + start, at - start })) return false;
        at = skip_group(text, at + 2, '[', ']'); // \\[2pt]
        start = at--;
    }
    *place = at;
    return add_row(t, (Text){ text.at + start, at - start });
}

static bool read_environments(const DataLoad *load, Table *t) {
    Text text = load->text;
    int found = 0;
    for (size_t at = 0; at < text.size; at++) {
        if (!at_word(text, at, "\\begin{")) continue;
        size_t end = skip_group(text, at + strlen("\\begin"), '{', '}');
        if (end < at + strlen("\\begin{}") || text.at[end - 1] != '}') continue; // its name has no end
        Text kind = { text.at + at + strlen("\\begin{"), end - at - strlen("\\begin{}") };
        bool table = text_starts(kind, "tabular") || text_starts(kind, "array");
        size_t stem = kind.size && kind.at[kind.size - 1] == '*' ? kind.size - 1 : kind.size;
        bool matrix = stem >= 6 && text_starts((Text){ kind.at + stem - 6, 6 }, "matrix");
        if (!table && !matrix) continue;
        if (table) end = skip_group(text, skip_group(text, end, '[', ']'), '{', '}'); // what kind of columns
        Text name = name_before(text, at);
        if (name.size) {
            table_row(t, (int)line_of(text, at), 0);
            add_cell(t, name);
        }
        at = end;
        if (!read_environment(t, text, &at)) return false;
        found++;
    }
    if (found) return true;
    return problems_add(load->problems, (Place){ load->source->file, 1, 1 },
                        "no matrix or tabular is in this LaTeX; write q = \\begin{bmatrix} 1 & 1 \\end{bmatrix}");
}

static bool load_body(void *context) {
    DataLoad *load = context;
    if (!data_is_text(load->source, &load->text, load->problems)) return false;
    if (load->text.size > 4 << 20)
        return problems_add(load->problems, (Place){ load->source->file, 0, 0 }, "LaTeX of more than 4 MiB is not read");
    Table table = { .source = load->source, .problems = load->problems, .place = table_text_place, .bytes = load->text };
    table.example = "k1 & 1 & 0 \\\\";
    return read_environments(load, &table) && table_end(&table) && table_read(&table, latex_format.id, load->out);
}

static bool latex_load(const DataSource *source, Dataset *out, Problems *problems) {
    return data_load_guarded(source, out, problems, load_body);
}

// --- writing: a matrix for each array, with its name in front

static void save_value(Builder *out, double value) {
    char number[32];
    data_number(value, number);
    if (!strcmp(number, "Infinity"))
        builder_add(out, TEXT("\\infty"));
    else if (!strcmp(number, "-Infinity"))
        builder_add(out, TEXT("-\\infty"));
    else
        builder_add(out, text_of(number));
}

// A letter, of any script: no blank, no sign, none of those that are not seen.
static bool begins_like_a_name(const char *name) {
    Text rest = text_of(name);
    uint32_t code = rest.size ? utf8_next(&rest) : 0;
    bool sign = (code >= 0x2000 && code < 0x2C00) || (code >= 0x3000 && code < 0x3005) || utf8_is_hidden(code);
    return (code >= 0xC0 && !sign) || ((code | 32) >= 'a' && (code | 32) <= 'z');
}

// Signs that end a name are left out; what would be read as something else than a name gets a letter.
static void save_name(Builder *out, const char *name) {
    Builder kept = { out->arena };
    for (; *name; name++)
        if (!strchr("\n\r$,;[]&=\\", *name)) builder_add_bytes(&kept, name, 1);
    const char *at = builder_text(&kept);
    at += strspn(at, " ");
    if (table_is_heading(text_of(at)) || !begins_like_a_name(at) || table_is_number(text_of(at))) builder_add(out, TEXT("x"));
    for (; *at; at++) {
        if (strchr("_#%{}", *at)) builder_add(out, TEXT("\\"));
        builder_add_bytes(out, at, 1);
    }
}

static void latex_save(const Dataset *data, Builder *out) {
    for (int i = 0; i < data->count; i++) {
        const DataEntry *entry = &data->entry[i];
        int columns = entry->rank ? entry->size[entry->rank - 1] : 1;
        if (entry->name[0]) {
            save_name(out, entry->name);
            builder_add(out, TEXT(" = "));
        }
        builder_add(out, TEXT("\\begin{bmatrix}\n"));
        for (int v = 0; v < entry->count; v++) {
            builder_add(out, v % columns ? TEXT(" & ") : TEXT("  "));
            save_value(out, entry->value[v]);
            if (v % columns == columns - 1) builder_add(out, v + 1 < entry->count ? TEXT(" \\\\\n") : TEXT("\n"));
        }
        builder_add(out, TEXT("\\end{bmatrix}\n"));
    }
}

const DataFormat latex_format = {
    .id = "latex",
    .endings = "tex latex",
    .summary = "matrices and tables of LaTeX, q = \\begin{bmatrix} 1 & 1 \\end{bmatrix}",
    .load = latex_load,
    .save = latex_save,
};
