// A table of Markdown, as notes and notebooks have it: cells between bars, a line of dashes under the header. A heading, or a line
// that is one word, names the table below it.
#include <string.h>

#include "data/names.h"
#include "data/table.h"

static bool is_bar(Text line, size_t at) { return line.at[at] == '|' && (at == 0 || line.at[at - 1] != '\\'); }

static bool has_bars(Text line) {
    for (size_t i = 0; i < line.size; i++)
        if (is_bar(line, i)) return true;
    return false;
}

// "|---|:--:|"
static bool is_rule(Text line) {
    bool dash = false;
    for (size_t i = 0; i < line.size; i++) {
        if (!strchr("|:-+ \t", line.at[i])) return false;
        dash |= line.at[i] == '-';
    }
    return dash;
}

// Without the marks of emphasis, code and formulas around it.
static Text plain(Text cell) {
    for (cell = text_trim(cell); cell.size > 2 && strchr("*_`$", cell.at[0]) && cell.at[cell.size - 1] == cell.at[0];)
        cell = text_trim((Text){ cell.at + 1, cell.size - 2 });
    return cell;
}

// "a\|b" -> "a|b"
static Text without_escapes(Arena *arena, Text cell) {
    if (!cell.size || !memchr(cell.at, '\\', cell.size)) return cell;
    char *out = text_copy(arena, cell), *to = out;
    for (const char *from = out; *from; from++)
        if (from[0] != '\\' || from[1] != '|') *to++ = *from;
    return (Text){ out, (size_t)(to - out) };
}

static void add_cell(Table *t, Text cell) {
    cell = plain(cell);
    table_cell_at(t, (size_t)(cell.at - t->bytes.at));
    table_cell(t, without_escapes(t->source->arena, cell), false, false);
}

static void add_row(Table *t, Text line, int number) {
    table_row(t, number, 0);
    size_t start = line.size && line.at[0] == '|', at = start;
    for (; at < line.size; at++) {
        if (!is_bar(line, at)) continue;
        add_cell(t, (Text){ line.at + start, at - start });
        start = at + 1;
    }
    if (start < line.size) add_cell(t, (Text){ line.at + start, line.size - start });
}

// "## q", "**Keys:**": a name for the table that follows; anything longer is prose.
static void add_name(Table *t, Text line, int number) {
    bool heading = text_starts(line, "#");
    while (line.size && line.at[0] == '#') line = (Text){ line.at + 1, line.size - 1 };
    line = plain(line);
    if (line.size && line.at[line.size - 1] == ':') line = plain((Text){ line.at, line.size - 1 });
    if (!line.size || memchr(line.at, ' ', line.size) || (!heading && data_role(line, NULL) == ROLE_NONE)) return;
    table_row(t, number, 0);
    add_cell(t, line);
}

static bool load_body(void *context) {
    DataLoad *load = context;
    if (!data_is_text(load->source, &load->text, load->problems)) return false;
    Table table = { .source = load->source, .problems = load->problems, .place = table_text_place, .bytes = load->text };
    table.example = "| q | 1 | 1 |";
    Text rest = load->text;
    for (int number = 1; rest.size; number++) {
        Text line = text_trim(text_line(&rest));
        if (!has_bars(line))
            add_name(&table, line, number);
        else if (!is_rule(line))
            add_row(&table, line, number);
        if (table.cells > 2 * DATA_ELEMENTS)
            return problems_add(load->problems, (Place){ load->source->file, number, 1 }, "the table has more than %d cells",
                                2 * DATA_ELEMENTS);
    }
    return table_end(&table) && table_read(&table, markdown_format.id, load->out);
}

static bool markdown_load(const DataSource *source, Dataset *out, Problems *problems) {
    return data_load_guarded(source, out, problems, load_body);
}

// --- writing: one table, rows with their labels

static void save_word(Builder *out, const char *word) {
    for (; *word; word++) {
        if (*word == '|') builder_add(out, TEXT("\\"));
        builder_add_bytes(out, *word == '\n' || *word == '\r' ? " " : word, 1);
    }
}

static void save_rows(Builder *out, const DataEntry *entry, int widest) {
    int columns = entry->rank ? entry->size[entry->rank - 1] : 1, rows = entry->count / columns;
    char number[32];
    for (int r = 0; r < rows; r++) {
        const char *word = entry->words && r < data_rows(entry) ? entry->words[r] : entry->word;
        builder_add(out, TEXT("| "));
        save_word(out, entry->name);
        for (int a = 0, below = rows; a + 2 < entry->rank && entry->name[0]; a++) { // "s[0]" for the matrix of head 0
            below /= entry->size[a];
            builder_print(out, "[%d]", r / below % entry->size[a]);
        }
        if (word) builder_add(out, TEXT(":"));
        if (word) save_word(out, word);
        for (int c = 0; c < widest; c++)
            builder_print(out, " | %s",
                          c < columns ? data_number(entry->value[(size_t)r * (size_t)columns + (size_t)c], number) : "");
        builder_add(out, TEXT(" |\n"));
    }
}

static void markdown_save(const Dataset *data, Builder *out) {
    int widest = 1;
    for (int i = 0; i < data->count; i++) {
        const DataEntry *entry = &data->entry[i];
        if (entry->rank && entry->size[entry->rank - 1] > widest) widest = entry->size[entry->rank - 1];
    }
    builder_add(out, TEXT("| label"));
    for (int c = 0; c < widest; c++) builder_print(out, " | d%d", c);
    builder_add(out, TEXT(" |\n|---"));
    for (int c = 0; c < widest; c++) builder_add(out, TEXT("|---:"));
    builder_add(out, TEXT("|\n"));
    for (int i = 0; i < data->count; i++) save_rows(out, &data->entry[i], widest);
}

const DataFormat markdown_format = {
    .id = "markdown",
    .endings = "markdown md",
    .summary = "a table between bars, | q | 1 | 1 |, with a name above it or labels in the first column",
    .load = markdown_load,
    .save = markdown_save,
};
