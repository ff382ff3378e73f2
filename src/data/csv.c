// CSV as a student writes it: one row a line, first a label, then its numbers: "k1:cat,1,0". Two passes over the bytes: the
// first counts, so that what is too large is refused before anything is allocated, the second fills a table, which layout.c reads.
// Kind to what spreadsheets save: tabs, semicolons with decimal commas, quotation marks, empty cells at the end, sep=; in front.
#include <string.h>

#include "data/table.h"

typedef struct Csv {
    Text all, rest; // the whole text, and the lines not taken yet
    int line;       // number of the last line taken, from 1
    char separator; // ',' ';' '\t' '|', or ' ' for runs of blanks
    bool corner;    // the first row begins with a cell that only blanks stand for, as pandas prints a frame
} Csv;

typedef struct Row { // one line, taken apart from left to right
    Text line;
    size_t at; // of what comes next
    char separator;
    bool more; // another field follows
} Row;

typedef struct Field {
    Text text;   // without blanks around it or quotation marks; a doubled quotation mark inside is still doubled
    size_t at;   // where it starts in the line, with its quotation mark
    bool quoted; // was in quotation marks
    bool broken; // … which do not close, or after which something else stands
} Field;

// --- lines

// What spreadsheets write where a formula failed: no comment, and no number either.
static bool is_failed_formula(Text text) {
    static const char *const known[] = { "#N/A",   "#DIV/0!", "#VALUE!", "#REF!",  "#NAME?",  "#NUM!",
                                         "#NULL!", "#SPILL!", "#CALC!",  "#WERT!", "#BEZUG!", "#NV" };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (text_starts(text, known[i])) return true;
    return false;
}

// A comment starts the line or follows a blank: a '#' inside a word is none, and none behind a separator.
static bool is_comment(Text line, size_t at) {
    bool begins = at == 0 || line.at[at - 1] == ' ' || line.at[at - 1] == '\t';
    return line.at[at] == '#' && begins && !is_failed_formula((Text){ line.at + at, line.size - at });
}

// The line without its comment. Inside a field in quotation marks nothing is a comment.
static Text without_comment(Text line) {
    if (!line.size || !memchr(line.at, '#', line.size)) return line;
    bool quoted = false;
    for (size_t i = 0; i < line.size; i++) {
        bool opens = i == 0 || strchr(",;\t ", line.at[i - 1]);
        if (line.at[i] == '"' && (quoted || opens)) quoted = !quoted;
        if (!quoted && is_comment(line, i)) return (Text){ line.at, i };
    }
    return line;
}

static Text take_line(Csv *csv) {
    Text all = csv->rest;
    size_t end = 0;
    while (end < all.size && all.at[end] != '\n' && all.at[end] != '\r') end++;
    size_t next = end + (end < all.size);
    if (next < all.size && all.at[end] == '\r' && all.at[next] == '\n') next++;
    csv->rest = (Text){ all.at + next, all.size - next };
    csv->line++;
    return without_comment((Text){ all.at, end });
}

// --- fields

static bool is_blank(const Row *row, char c) { return c == ' ' || (c == '\t' && row->separator != '\t'); }

static void skip_blanks(Row *row) {
    while (row->at < row->line.size && is_blank(row, row->line.at[row->at])) row->at++;
}

// The closing quotation mark of a field that opens with one at `at`; the line's size when there is none.
static size_t closing_quote(Text line, size_t at) {
    for (size_t i = at + 1; i < line.size; i++) {
        if (line.at[i] != '"') continue;
        if (i + 1 < line.size && line.at[i + 1] == '"')
            i++;
        else
            return i;
    }
    return line.size;
}

// Where the field ends that `at` lies in.
static size_t field_end(const Row *row, size_t at) {
    Text line = row->line;
    if (row->separator != ' ') {
        const char *end = at < line.size ? memchr(line.at + at, row->separator, line.size - at) : NULL;
        return end ? (size_t)(end - line.at) : line.size;
    }
    while (at < line.size && !is_blank(row, line.at[at])) at++;
    return at;
}

static Text quoted_field(Row *row, Field *field) {
    size_t close = closing_quote(row->line, row->at);
    Text text = { row->line.at + row->at + 1, close - row->at - 1 };
    field->quoted = true;
    field->broken = close == row->line.size;
    row->at = field->broken ? close : close + 1;
    if (row->separator == ' ' && row->at < row->line.size && is_blank(row, row->line.at[row->at])) return text;
    skip_blanks(row);
    size_t end = field_end(row, row->at);
    field->broken |= end > row->at;
    row->at = end;
    return text;
}

static Field take_field(Row *row) {
    skip_blanks(row);
    Field field = { .at = row->at };
    if (row->at < row->line.size && row->line.at[row->at] == '"') {
        field.text = quoted_field(row, &field);
    } else {
        size_t end = field_end(row, row->at);
        field.text = text_trim((Text){ row->line.at + row->at, end - row->at });
        row->at = end;
    }
    if (row->separator == ' ') skip_blanks(row);
    row->more = row->at < row->line.size;
    if (row->more && row->separator != ' ') row->at++;
    return field;
}

static bool is_empty(const Row *row, char c) { return is_blank(row, c) || c == row->separator; }

// Fields up to the last that is not empty (spreadsheets fill every row up to the longest with empty cells); 0 when all are.
static int count_fields(Row row) {
    Text line = row.line;
    int count = 0, last = 0;
    if (line.size && memchr(line.at, '"', line.size)) {
        while (row.more) {
            Field field = take_field(&row);
            count++;
            if (field.text.size || field.quoted) last = count;
        }
        return last;
    }
    while (line.size && is_empty(&row, line.at[line.size - 1])) line.size--;
    if (!line.size) return 0;
    if (row.separator != ' ') {
        for (size_t i = 0; i < line.size; i++) count += line.at[i] == row.separator;
        return count + 1;
    }
    for (size_t i = 0; i < line.size; i++) count += !is_blank(&row, line.at[i]) && (i == 0 || is_blank(&row, line.at[i - 1]));
    return count;
}

static Row next_line(Csv *csv) { return (Row){ take_line(csv), 0, csv->separator, true }; }

// --- the separator

// The separator of a line, 0 when it has none. Tabs that only line up what commas separate are no separators, nor are those at
// the end of the line.
static char separator_of(Text line) {
    bool quoted = false, tab = false, tab_before = false, tab_aligns = false;
    char found = 0, before = 0;
    for (size_t i = 0; i < line.size; i++) {
        char c = line.at[i];
        bool opens = !before || before == ',' || before == ';' || tab_before, doubled = i + 1 < line.size && line.at[i + 1] == '"';
        if (c == '"' && quoted && doubled) {
            i++;
            continue;
        }
        if (c == '"' && (quoted || opens)) quoted = !quoted;
        if (quoted || c == ' ') continue;
        if (c == '\t') {
            tab_before = true;
            tab_aligns |= before == ',' || before == ';';
            continue;
        }
        tab |= tab_before;
        tab_before = false;
        if (c == ';' || (c == ',' && !found)) found = c;
        before = c;
    }
    return tab && !tab_aligns ? '\t' : found;
}

static char find_separator(Csv csv) {
    while (csv.rest.size) {
        char separator = separator_of(take_line(&csv));
        if (separator) return separator;
    }
    return ' ';
}

// Excel's own line: sep=; says what separates, and is no row.
static bool take_separator_line(Csv *csv) {
    Csv ahead = *csv;
    Text line = take_line(&ahead);
    if (line.size > 1 && line.at[0] == '"' && line.at[line.size - 1] == '"') line = (Text){ line.at + 1, line.size - 2 };
    if (line.size != 5 || !text_starts(line, "sep=") || !strchr(",;\t|", line.at[4])) return false;
    csv->separator = line.at[4];
    csv->rest = ahead.rest;
    csv->line = ahead.line;
    return true;
}

// --- first pass: how much there is

typedef struct CsvGroup { // rows whose labels differ in the number at the end alone: most likely one array
    Text name, label;
    size_t numbers;  // of rows with labels of their own
    size_t repeated; // of the rows that carry the last label again: one line a row of an array with a digit in its name
    bool used;
} CsvGroup;
enum { GROUPS_ROOM = 1024 }; // a table for at most DATA_ARRAYS groups

typedef struct Survey {
    int rows, groups, cells;
    CsvGroup group[GROUPS_ROOM];
} Survey;

static CsvGroup *find_group(Survey *survey, Text label) {
    while (label.size && label.at[label.size - 1] >= '0' && label.at[label.size - 1] <= '9') label.size--;
    unsigned hash = 2166136261u; // FNV-1a
    for (size_t i = 0; i < label.size; i++) hash = (hash ^ (unsigned char)label.at[i]) * 16777619u;
    CsvGroup *group = &survey->group[hash % GROUPS_ROOM];
    while (group->used && !text_equal(group->name, label)) group = group == survey->group ? group + GROUPS_ROOM - 1 : group - 1;
    if (!group->used) {
        group->used = true;
        group->name = label;
        survey->groups++;
    }
    return group;
}

// A label up to its first colon.
static Text label_name(Text label) {
    const char *colon = label.size ? memchr(label.at, ':', label.size) : NULL;
    return text_trim(colon ? (Text){ label.at, (size_t)(colon - label.at) } : label);
}

// Counts one row; false when its array would be too large.
static bool survey_row(const DataLoad *load, Survey *survey, const Row *start, int line, int fields) {
    Row row = *start;
    double number;
    Field first = take_field(&row);
    bool labelled = first.text.size && !text_number(first.text, &number);
    Text label = labelled ? label_name(first.text) : TEXT("");
    CsvGroup *group = find_group(survey, label);
    size_t numbers = (size_t)(fields - labelled);
    bool again = labelled && text_equal(label, group->label);
    group->repeated = again ? group->repeated + numbers : numbers;
    if (!again) group->numbers += numbers;
    group->label = label;
    Place place = { load->source->file, line, utf8_count((Text){ row.line.at, first.at }) + 1 };
    if (survey->groups > DATA_ARRAYS)
        return problems_add(load->problems, place, "this is array number %d; a file may hold at most %d", survey->groups,
                            DATA_ARRAYS);
    if (group->numbers <= DATA_ELEMENTS && group->repeated <= DATA_ELEMENTS) return true;
    const char *who = label.size ? data_quote(load->problems->arena, again ? label : group->name) : "the matrix";
    return problems_add(load->problems, place, "%s grows beyond %d numbers, the most that an array may hold", who, DATA_ELEMENTS);
}

static bool survey_rows(const DataLoad *load, Csv csv, Survey *survey) {
    while (csv.rest.size) {
        Row row = next_line(&csv);
        int fields = count_fields(row);
        if (!fields) continue;
        if (!survey_row(load, survey, &row, csv.line, fields)) return false;
        survey->rows++;
        survey->cells += fields;
    }
    return true;
}

// Between blanks an empty cell cannot be seen; the names of a printed frame's columns are one fewer than its cells, and indented.
static bool has_corner(Csv csv) {
    int first = 0, second = 0;
    if (csv.separator != ' ') return false;
    const char *start = csv.rest.at;
    while (csv.rest.size && !first) {
        start = csv.rest.at;
        Row row = next_line(&csv);
        first = count_fields(row);
    }
    while (csv.rest.size && !second) second = count_fields(next_line(&csv));
    return first && *start == ' ' && second == first + 1;
}

// --- second pass: the cells

static Place csv_place(const Table *table, int row, int column, const char **name) {
    const Csv *csv = table->reader;
    const TableRow *at = &table->row[row];
    Csv from = { .rest = { csv->all.at + at->at, csv->all.size - at->at }, .separator = csv->separator };
    Row line = next_line(&from);
    Field field = { .at = 0 };
    int fields = column + 1 - (csv->corner && row == 0);
    for (int i = 0; i < fields && line.more; i++) field = take_field(&line);
    *name = NULL;
    return (Place){ table->source->file, (int)at->line, utf8_count((Text){ line.line.at, field.at }) + 1 };
}

static bool fill_table(const DataLoad *load, Csv csv, Table *table) {
    enum { BYTES_A_LOOK = 1 << 20 };
    size_t looked = 0;
    while (csv.rest.size) {
        Row row = next_line(&csv);
        size_t at = (size_t)(row.line.at - csv.all.at);
        if (!row.line.size) continue;
        table_row(table, csv.line, at);
        if (csv.corner && table->rows == 1) table_cell(table, TEXT(""), false, false);
        while (row.more) {
            Field field = take_field(&row);
            table_cell(table, field.text, field.quoted, field.broken);
        }
        if (at - looked < BYTES_A_LOOK) continue;
        looked = at;
        if (!data_progress(load->source, (double)at / (double)csv.all.size, load->problems)) return false;
    }
    return table_end(table);
}

// --- the whole file

static bool load_body(void *context) {
    DataLoad *load = context;
    Arena *arena = load->source->arena;
    if (!data_is_text(load->source, &load->text, load->problems)) return false;
    Csv csv = { .all = load->text, .rest = load->text };
    if (!take_separator_line(&csv)) csv.separator = find_separator(csv);
    csv.corner = has_corner(csv);
    Survey *survey = arena_new(arena, Survey, 1);
    if (!survey_rows(load, csv, survey)) return false;
    if (survey->rows == 0)
        return problems_add(load->problems, (Place){ load->source->file, 1, 1 },
                            "the file holds no numbers; a row looks like k1,1,0");
    Table table = { .source = load->source, .problems = load->problems, .place = csv_place, .reader = &csv };
    table.example = "k1,1,0";
    table.separator = csv.separator;
    table_reserve(&table, survey->rows, survey->cells + csv.corner);
    return fill_table(load, csv, &table) && table_read(&table, csv_format.id, load->out);
}

static bool csv_load(const DataSource *source, Dataset *out, Problems *problems) {
    return data_load_guarded(source, out, problems, load_body);
}

// --- saving

// A label is quoted where a reader would take it apart or trim it; what would be a number gets a letter. A line end in a word
// becomes a blank.
static void save_label(Builder *out, const char *name, int row, const char *word) {
    Builder label = { out->arena };
    builder_add(&label, text_of(name));
    if (row > 0) builder_print(&label, "%d", row);
    if (word) builder_print(&label, ":%s", word);
    Text text = { builder_text(&label), label.size };
    if (table_is_number(label_name(text))) text = text_of(arena_print(out->arena, "x%s", text.at));
    bool quote = text_trim(text).size != text.size || (word && text_trim(text_of(word)).size != strlen(word));
    for (size_t i = 0; i < text.size; i++) quote |= strchr(",;\t\"#\r\n", text.at[i]) != NULL;
    quote |= text_starts(text, "\xEF\xBB\xBF"); // in the first row it would be the file's
    if (quote) builder_add(out, TEXT("\""));
    for (size_t i = 0; i < text.size; i++) {
        char c = text.at[i] == '\n' || text.at[i] == '\r' ? ' ' : text.at[i];
        if (c == '"') builder_add(out, TEXT("\""));
        builder_add_bytes(out, &c, 1);
    }
    if (quote) builder_add(out, TEXT("\""));
    builder_add(out, TEXT(","));
}

static void save_numbers(Builder *out, const double *value, int count) {
    char number[32];
    for (int i = 0; i < count; i++) builder_print(out, "%s%s", i ? "," : "", data_number(value[i], number));
    builder_add(out, TEXT("\n"));
}

// Without labels a first row or column that counts from 0 or 1 could be taken for names or an index: a point in it settles that.
static void save_first(Builder *out, const double *value, int count) {
    bool counts = value[0] == 0 || value[0] == 1;
    char number[32];
    if (counts) builder_print(out, "%s.0%s", data_number(value[0], number), count > 1 ? "," : "\n");
    if (!counts || count > 1) save_numbers(out, value + counts, count - counts);
}

// A matrix becomes the rows name1, name2, …; axes before the last two are not told apart.
static void save_entry(Builder *out, const DataEntry *entry) {
    int columns = entry->rank ? entry->size[entry->rank - 1] : 1, rows = columns ? entry->count / columns : 0;
    for (int r = 0; r < rows; r++) {
        const char *word = entry->words && r < data_rows(entry) ? entry->words[r] : entry->word;
        const double *value = entry->value + (size_t)r * (size_t)columns;
        if (entry->name[0]) save_label(out, entry->name, entry->rank >= 2 ? r + 1 : 0, word);
        entry->name[0] || r ? save_numbers(out, value, columns) : save_first(out, value, columns);
    }
}

static void csv_save(const Dataset *data, Builder *out) {
    for (int i = 0; i < data->count; i++) save_entry(out, &data->entry[i]);
}

const DataFormat csv_format = {
    .id = "csv",
    .endings = "csv tsv tab",
    .summary = "one row a line: a label, then its numbers (k1:cat,1,0); commas, semicolons, tabs or blanks between",
    .words = true,
    .load = csv_load,
    .save = csv_save,
};
