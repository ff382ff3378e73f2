// CSV as a student writes it: one row a line, first a label, then its numbers: "k1:cat,1,0". Two passes over the bytes: the
// first counts, so that what is too large is refused before anything is allocated, the second reads.
// Kind to what spreadsheets save: tabs, semicolons with decimal commas, quotation marks, empty cells at the end, a header.
#include <string.h>

#include "data/source.h"

typedef struct Csv {
    Text rest;      // lines not taken yet
    int line;       // number of the last line taken, from 1
    char separator; // ',' ';' '\t', or ' ' for runs of blanks
    bool labelled;  // every row starts with a label; otherwise no row does
} Csv;

typedef struct Row { // one line, taken apart from left to right
    Text rest;
    int line, column; // of what comes next, both from 1, the column in characters
    char separator;
    bool more; // another field follows
} Row;

typedef struct Field {
    Text text;   // without blanks around it or quotation marks; a doubled quotation mark inside is still doubled
    bool quoted; // was in quotation marks
    bool broken; // … which do not close, or after which something else stands
    int column;
} Field;

// --- lines and fields

// What spreadsheets write where a formula failed: no comment, and no number either.
static bool is_failed_formula(Text text) {
    static const char *const known[] = { "#N/A",  "#DIV/0!", "#VALUE!", "#REF!",  "#NAME?",
                                         "#NUM!", "#NULL!",  "#SPILL!", "#CALC!", "#NV" };
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

static void step_by(Row *row, size_t bytes) {
    row->column += utf8_count((Text){ row->rest.at, bytes });
    row->rest = (Text){ row->rest.at + bytes, row->rest.size - bytes };
}

static bool is_blank(const Row *row, char c) { return c == ' ' || (c == '\t' && row->separator != '\t'); }

static void skip_blanks(Row *row) {
    while (row->rest.size && is_blank(row, row->rest.at[0])) step_by(row, 1);
}

static bool is_separator(const Row *row, char c) { return row->separator == ' ' ? is_blank(row, c) : c == row->separator; }

// Where an unquoted field ends: before a separator. The row has no comment any more.
static size_t plain_end(const Row *row) {
    size_t end = 0;
    while (end < row->rest.size && !is_separator(row, row->rest.at[end])) end++;
    return end;
}

// The closing quotation mark of a field that opens with one; the size of the rest when there is none.
static size_t closing_quote(Text rest) {
    for (size_t i = 1; i < rest.size; i++) {
        if (rest.at[i] != '"') continue;
        if (i + 1 < rest.size && rest.at[i + 1] == '"')
            i++;
        else
            return i;
    }
    return rest.size;
}

static Field take_field(Row *row) {
    skip_blanks(row);
    Field field = { .column = row->column, .quoted = row->rest.size && row->rest.at[0] == '"' };
    if (field.quoted) {
        size_t close = closing_quote(row->rest);
        field.broken = close == row->rest.size;
        field.text = (Text){ row->rest.at + 1, close - 1 };
        step_by(row, field.broken ? close : close + 1);
        skip_blanks(row);
    }
    size_t end = plain_end(row);
    bool blanks_separate = row->separator == ' ' && field.quoted; // they are skipped already
    if (!field.quoted)
        field.text = text_trim((Text){ row->rest.at, end });
    else if (end > 0 && !blanks_separate)
        field.broken = true;
    if (!blanks_separate) step_by(row, end);
    if (row->separator == ' ') skip_blanks(row);
    row->more = row->rest.size > 0;
    if (row->more && row->separator != ' ') step_by(row, 1);
    return field;
}

// Fields up to the last that is not empty: spreadsheets fill every row up to the longest with empty cells.
static int count_fields(Row row) {
    int count = 0, last = 0;
    do {
        Field field = take_field(&row);
        count++;
        if (field.text.size || field.quoted) last = count;
    } while (row.more);
    return last;
}

// The next line that is neither blank nor a comment, and its number of fields; 0 at the end.
static int next_row(Csv *csv, Row *row) {
    while (csv->rest.size) {
        Text line = take_line(csv);
        *row = (Row){ line, csv->line, 1, csv->separator, true };
        int fields = count_fields(*row);
        if (fields) return fields;
    }
    return 0;
}

// --- numbers and labels

// Where a comma cannot separate, it may be a decimal comma.
static bool field_number(const Row *row, Field field, double *out) {
    char copy[64];
    if (field.broken) return false;
    const char *comma = field.text.size ? memchr(field.text.at, ',', field.text.size) : NULL;
    if (!comma || field.text.size > sizeof copy || (row->separator != ';' && row->separator != '\t'))
        return text_number(field.text, out);
    memcpy(copy, field.text.at, field.text.size);
    copy[comma - field.text.at] = '.';
    return text_number((Text){ copy, field.text.size }, out);
}

static bool starts_with_number(Row row) {
    double number;
    return field_number(&row, take_field(&row), &number);
}

// A label up to its first colon.
static Text label_name(Field field) {
    const char *colon = field.text.size ? memchr(field.text.at, ':', field.text.size) : NULL;
    return text_trim(colon ? (Text){ field.text.at, (size_t)(colon - field.text.at) } : field.text);
}

static const char *unescape(Arena *arena, Text text) {
    char *out = text_copy(arena, text), *to = out;
    for (const char *from = out; *from; from++) {
        *to++ = *from;
        if (from[0] == '"' && from[1] == '"') from++;
    }
    *to = 0;
    return out;
}

// What follows the first colon of a label, or NULL.
static const char *label_word(Arena *arena, Field field) {
    const char *colon = field.text.size ? memchr(field.text.at, ':', field.text.size) : NULL;
    if (!colon) return NULL;
    Text word = { colon + 1, field.text.size - (size_t)(colon - field.text.at) - 1 };
    if (field.quoted) return word.size ? unescape(arena, word) : NULL;
    word = text_trim(word);
    return word.size ? text_copy(arena, word) : NULL;
}

// --- what kind of file it is

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

// Names of columns: "label,x,y", the ",0,1" of a data frame, or one word over a column of numbers.
static bool is_header(Row row, int fields, bool number_below) {
    double number;
    Field first = take_field(&row);
    if (field_number(&row, first, &number)) return false;
    if (fields == 1) return number_below;
    if (text_distance(first.text, TEXT("label")) == 0 || text_distance(first.text, TEXT("name")) == 0) return true;
    bool counts = first.text.size == 0, numbers = false;
    for (int i = 1; i < fields; i++) {
        bool is_number = field_number(&row, take_field(&row), &number);
        counts &= is_number && number == i - 1;
        numbers |= is_number;
    }
    return counts || !numbers;
}

// Excel's own line: sep=; says what separates, and is no row.
static bool take_separator_line(Csv *csv) {
    Csv ahead = *csv;
    Text line = take_line(&ahead);
    if (line.size > 1 && line.at[0] == '"' && line.at[line.size - 1] == '"') line = (Text){ line.at + 1, line.size - 2 };
    if (line.size != 5 || !text_starts(line, "sep=") || !strchr(",;\t", line.at[4])) return false;
    csv->separator = line.at[4];
    csv->rest = ahead.rest;
    csv->line = ahead.line;
    return true;
}

// Finds the separator, skips a header, and sees whether the rows have labels.
static void look(Csv *csv) {
    if (!take_separator_line(csv)) csv->separator = find_separator(*csv);
    Csv ahead = *csv;
    Row first, second;
    int fields = next_row(&ahead, &first);
    if (!fields) return;
    Csv after_first = ahead;
    bool more = next_row(&ahead, &second) > 0, number_below = more && starts_with_number(second);
    bool header = more && is_header(first, fields, number_below);
    if (header) *csv = after_first;
    csv->labelled = header ? !number_below : !starts_with_number(first);
}

// --- first pass: how much there is

typedef struct Group { // rows whose labels differ in the number at the end alone: most likely one array
    Text name;
    size_t numbers;
    bool used;
} Group;
enum { GROUPS_ROOM = 1024 }; // a table for at most DATA_ARRAYS groups

typedef struct Survey {
    int rows, groups;
    size_t numbers;
    Group group[GROUPS_ROOM];
} Survey;

static Group *find_group(Survey *survey, Text label) {
    while (label.size && label.at[label.size - 1] >= '0' && label.at[label.size - 1] <= '9') label.size--;
    unsigned hash = 2166136261u; // FNV-1a
    for (size_t i = 0; i < label.size; i++) hash = (hash ^ (unsigned char)label.at[i]) * 16777619u;
    Group *group = &survey->group[hash % GROUPS_ROOM];
    while (group->used && !text_equal(group->name, label)) group = group == survey->group ? group + GROUPS_ROOM - 1 : group - 1;
    if (!group->used) {
        group->used = true;
        group->name = label;
        survey->groups++;
    }
    return group;
}

typedef struct Load {
    const DataSource *source;
    Arena *arena;
    Text bytes;
    const char *file;
    Dataset *out;
    Problems *problems;
} Load;

static bool survey_rows(const Load *load, Csv csv, Survey *survey) {
    Row row;
    for (int fields; (fields = next_row(&csv, &row)) > 0;) {
        Row start = row;
        int numbers = fields - csv.labelled;
        Text name = csv.labelled ? label_name(take_field(&row)) : TEXT("");
        Group *group = find_group(survey, name);
        group->numbers += (size_t)numbers;
        survey->rows++;
        survey->numbers += (size_t)numbers;
        if (survey->groups > DATA_ARRAYS)
            return problems_add(load->problems, (Place){ load->file, row.line, start.column },
                                "this is array number %d; a file may hold at most %d", survey->groups, DATA_ARRAYS);
        if (group->numbers > DATA_ELEMENTS) {
            const char *who = name.size ? data_quote(load->problems->arena, group->name) : "the matrix";
            return problems_add(load->problems, (Place){ load->file, row.line, start.column },
                                "%s grows beyond %d numbers, the most that an array may hold", who, DATA_ELEMENTS);
        }
    }
    return true;
}

// --- second pass: the numbers

static bool bad_number(const Load *load, const Row *row, Field field, bool may_be_label) {
    Place place = { load->file, row->line, field.column };
    Arena *arena = load->problems->arena;
    if (field.broken) return problems_add(load->problems, place, "a quotation mark is not closed, or something follows it");
    if (!field.text.size)
        return problems_add(load->problems, place, "found nothing where a number was expected: write one there, as in 0.5");
    const char *hint = ": write one there, as in 0.5";
    char other = row->separator == ',' ? ';' : ',';
    if (may_be_label)
        hint = ": the first row has no label, so no row may have one";
    else if (memchr(field.text.at, other, field.text.size))
        hint = other == ';' ? ": separate with commas throughout, as in k1,1,0" : ": write numbers with a point, as in 1234.5";
    if (is_failed_formula(field.text)) hint = ": this formula has failed; mend it in the spreadsheet, or write the number";
    return problems_add(load->problems, place, "found %s where a number was expected%s", data_quote(arena, field.text), hint);
}

static bool read_label(const Load *load, const Row *row, Field field, int numbers, DataEntry *entry) {
    Place place = { load->file, row->line, field.column };
    Arena *arena = load->problems->arena;
    Text name = label_name(field);
    double number;
    if (field.broken) return bad_number(load, row, field, false);
    if (!name.size) return problems_add(load->problems, place, "this row has no label: put its name first, as in k1,1,0");
    if (field_number(row, field, &number))
        return problems_add(load->problems, place, "this row starts with the number %s where a label was expected, as in k1,1,0",
                            data_quote(arena, name));
    if (numbers == 0) return problems_add(load->problems, place, "no numbers after the label %s", data_quote(arena, name));
    entry->name = field.quoted ? unescape(load->arena, name) : text_copy(load->arena, name);
    entry->word = label_word(load->arena, field);
    return true;
}

// One row into an entry; `value` has room for its numbers.
static bool read_row(const Load *load, const Csv *csv, Row row, int fields, DataEntry *entry) {
    *entry = (DataEntry){ .name = "", .rank = 1, .count = fields - csv->labelled, .value = entry->value };
    entry->size[0] = entry->count;
    entry->place = (Place){ load->file, row.line, 1 };
    if (csv->labelled) {
        Field label = take_field(&row);
        entry->place.column = label.column;
        if (!read_label(load, &row, label, entry->count, entry)) return false;
    }
    bool good = true;
    for (int i = 0; i < entry->count; i++) {
        Field field = take_field(&row);
        if (i == 0 && !csv->labelled) entry->place.column = field.column;
        if (!field_number(&row, field, &entry->value[i])) good = bad_number(load, &row, field, i == 0 && !csv->labelled);
    }
    return good;
}

static bool same_length(const Load *load, const DataEntry *first, const DataEntry *entry) {
    if (entry->count == first->count) return true;
    return problems_add(load->problems, entry->place, "this row has %d %s where the first row has %d", entry->count,
                        entry->count == 1 ? "number" : "numbers", first->count);
}

static bool read_rows(const Load *load, Csv csv, const Survey *survey) {
    DataEntry *entry = arena_new(load->arena, DataEntry, survey->rows);
    double *value = arena_new(load->arena, double, survey->numbers);
    Row row;
    bool good = true;
    for (int i = 0; i < survey->rows; i++) {
        int fields = next_row(&csv, &row);
        entry[i].value = value;
        value += fields - csv.labelled;
        bool read = read_row(load, &csv, row, fields, &entry[i]);
        if (read && !csv.labelled) read = same_length(load, &entry[0], &entry[i]);
        good &= read;
    }
    *load->out = (Dataset){ load->file, csv_format.id, entry, survey->rows };
    return good;
}

// --- the whole file

static bool load_body(void *context) {
    Load *load = context;
    if (!data_is_text(load->source, &load->bytes, load->problems)) return false;
    Csv csv = { load->bytes };
    look(&csv);
    Survey *survey = arena_new(load->arena, Survey, 1);
    if (!survey_rows(load, csv, survey)) return false;
    if (survey->rows == 0)
        return problems_add(load->problems, (Place){ load->file, 1, 1 }, "the file holds no numbers; a row looks like k1,1,0");
    return read_rows(load, csv, survey);
}

static bool csv_load(const DataSource *source, Dataset *out, Problems *problems) {
    Load load = { source, source->arena, source->bytes, source->file, out, problems };
    return data_guard(source->arena, source->file, problems, load_body, &load);
}

// --- saving

// A label is quoted where a reader would take it apart or trim it. A line end in a word becomes a blank.
static void save_label(Builder *out, const char *name, int row, const char *word) {
    Builder label = { out->arena };
    builder_add(&label, text_of(name));
    if (row > 0) builder_print(&label, "%d", row);
    if (word) builder_print(&label, ":%s", word);
    Text text = { builder_text(&label), label.size };
    bool quote = text_trim(text).size != text.size || (word && text_trim(text_of(word)).size != strlen(word));
    for (size_t i = 0; i < text.size; i++) quote |= strchr(",;\t\"#\r\n", text.at[i]) != NULL;
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

// A matrix becomes the rows name1, name2, …; axes before the last two are not told apart.
static void save_entry(Builder *out, const DataEntry *entry) {
    int columns = entry->rank ? entry->size[entry->rank - 1] : 1, rows = columns ? entry->count / columns : 0;
    for (int r = 0; r < rows; r++) {
        const char *word = entry->words && r < data_rows(entry) ? entry->words[r] : entry->word;
        if (entry->name[0]) save_label(out, entry->name, entry->rank >= 2 ? r + 1 : 0, word);
        save_numbers(out, entry->value + (size_t)r * (size_t)columns, columns);
    }
}

static void csv_save(const Dataset *data, Builder *out) {
    for (int i = 0; i < data->count; i++) save_entry(out, &data->entry[i]);
}

const DataFormat csv_format = {
    .id = "csv",
    .endings = "csv tsv txt",
    .summary = "one row a line: a label, then its numbers (k1:cat,1,0); commas, semicolons, tabs or blanks between",
    .load = csv_load,
    .save = csv_save,
};
