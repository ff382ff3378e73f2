// What a table means. People put labels in the first column, or a name above each block, or blocks side by side under their names;
// above that may stand a header, and before it a column that only counts the rows. What can be read in two ways is read one
// way, said in a note, and kept as a question; whoever knows better answers it in the options.
#include <string.h>

#include "data/names.h"
#include "data/table.h"

typedef struct Layout {
    Table *t;
    Dataset *out;
    Arena *arena;
    int first;  // the first row of numbers
    int header; // the row with the names of its columns, or −1
    bool block; // the header's first word is the name of the block, so that the first column has none
    int left;   // the first column that any row uses
    int index;  // the column that only counts the rows, or −1
    int label;  // the column of labels, or −1
    int word;   // a second column of words, or −1
    int number; // the first column of numbers
} Layout;

// --- looking at rows

static bool is_number(const Table *t, int row, int column) { return kind_is_number(table_kind(t, row, column)); }
static bool is_word(const Table *t, int row, int column) { return table_kind(t, row, column) == CELL_WORD; }

static int count_numbers(const Table *t, int row) {
    int count = 0;
    for (int c = 0; c < table_columns(t, row); c++) count += is_number(t, row, c);
    return count;
}

static int count_words(const Table *t, int row) {
    int count = 0;
    for (int c = 0; c < table_columns(t, row); c++) count += is_word(t, row, c);
    return count;
}

static int first_used(const Table *t, int row) {
    int c = 0;
    while (c < table_columns(t, row) && table_kind(t, row, c) == CELL_EMPTY) c++;
    return c;
}

// A row of words alone: a name over a block, or the names of columns.
static bool is_heading(const Table *t, int row) { return count_words(t, row) > 0 && count_numbers(t, row) == 0; }

static int find_left(const Table *t) {
    int left = first_used(t, 0);
    for (int r = 1; r < t->rows && left > 0; r++)
        if (first_used(t, r) < left) left = first_used(t, r);
    return left;
}

// Rows `from` to `to`: are all cells of this column words?
static bool all_words(const Table *t, int from, int to, int column) {
    for (int r = from; r < to; r++)
        if (!is_word(t, r, column)) return false;
    return to > from;
}

// Do they count 0, 1, 2 … or 1, 2, 3 …? Two at least, or one after a header.
static bool counts(const Table *t, int from, int to, int column) {
    for (int r = from; r < to; r++) {
        if (table_kind(t, r, column) != CELL_WHOLE) return false;
        double first = table_value(t, from, column);
        if ((first != 0 && first != 1) || table_value(t, r, column) != first + (r - from)) return false;
    }
    return to > from;
}

// Is every other number of these rows written with a point? Then whole ones in front stand out.
static bool others_have_points(const Table *t, int from, int to, int column) {
    bool any = false;
    for (int r = from; r < to; r++)
        for (int c = column + 1; c < table_columns(t, r); c++) {
            if (table_kind(t, r, c) == CELL_WHOLE) return false;
            any |= is_number(t, r, c);
        }
    return any;
}

// --- questions

static void note_question(const Layout *l, const DataQuestion *q) {
    bool header = q->ask == DATA_ASK_HEADER;
    const char *subject = header ? "the first row" : "the first column", *option = header ? "--header" : "--index-column";
    const char *as = q->taken ? (header ? "names of columns and left out" : "an index and left out") : "numbers";
    problems_note(l->t->problems, q->place, "%s %s: it is taken as %s; say otherwise with %s %s", subject, q->why, as, option,
                  q->taken ? "no" : "yes");
}

// Records a question and returns its answer: what the options say, else the suggestion, with a note.
static bool ask(Layout *l, DataAsk what, bool suggested, const char *why, int row, int column) {
    const DataOptions *options = &l->t->source->options;
    DataAnswer answer = what == DATA_ASK_HEADER ? options->header : options->index_column;
    const char *name;
    Dataset *out = l->out;
    DataQuestion q = { what, answer == DATA_UNSAID ? suggested : answer == DATA_YES, why, l->t->place(l->t, row, column, &name) };
    if (answer == DATA_UNSAID) note_question(l, &q);
    if (out->questions < DATA_QUESTIONS) out->question[out->questions++] = q;
    return q.taken;
}

// --- the header

// What stands over a column of labels or an index.
bool table_is_heading(Text text) {
    static const char *const known[] = { "label", "labels", "name", "names", "word", "words", "token",  "tokens",
                                         "id",    "index",  "row",  "rows",  "node", "#",     "vector", "vectors" };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (text.size == strlen(known[i]) && text_distance(text, text_of(known[i])) == 0) return true;
    return text_starts(text, "Unnamed:");
}

// "q", "k2", "Wq": what starts a row of numbers rather than a header. Then the rest of the row is mistyped.
static bool looks_like_label(Text text) {
    while (text.size && text.at[text.size - 1] >= '0' && text.at[text.size - 1] <= '9') text.size--;
    if (!text.size || memchr(text.at, ' ', text.size)) return false;
    return text.size <= 2 || data_role(text, NULL) != ROLE_NONE;
}

// 0, 1, 2 … from this column to the end of the first row.
static bool row_counts(const Table *t, int row, int column) {
    int columns = table_columns(t, row);
    for (int c = column; c < columns; c++)
        if (table_kind(t, row, c) != CELL_WHOLE || table_value(t, row, c) != c - column) return false;
    return columns > column;
}

// A header that holds numbers: ",0,1" or ",name,0,1" of a data frame, "label,1,2", or "0,1" alone, which may be numbers too.
static bool is_number_header(Layout *l) {
    const Table *t = l->t;
    if (t->rows < 2) return false;
    if (table_kind(t, 0, l->left) == CELL_EMPTY) return row_counts(t, 0, l->left + 1 + is_word(t, 0, l->left + 1));
    if (is_word(t, 0, l->left)) return table_is_heading(table_text(t, 0, l->left));
    if (!row_counts(t, 0, l->left) || table_columns(t, 0) - l->left < 2) return false;
    bool points = others_have_points(t, 1, t->rows, l->left - 1);
    return ask(l, DATA_ASK_HEADER, points, "counts 0, 1, … as names of columns do", 0, l->left);
}

// A mistyped first row ("q,l,l") is no header: it would vanish without a word.
static bool is_mistyped(const Layout *l, int row) {
    const Table *t = l->t;
    bool labelled = is_word(t, row + 1, l->left) && table_columns(t, row) >= table_columns(t, row + 1);
    return labelled && count_words(t, row) > 1 && looks_like_label(table_text(t, row, l->left));
}

static void find_header(Layout *l) {
    const Table *t = l->t;
    DataAnswer answer = t->source->options.header;
    int headings = 0;
    while (headings < t->rows && is_heading(t, headings)) headings++;
    if (headings == t->rows) headings = 0; // no numbers at all: the rows will say so
    if (answer == DATA_NO)
        l->first = 0;
    else if (headings)
        l->first = is_mistyped(l, headings - 1) && answer != DATA_YES ? headings - 1 : headings;
    else
        l->first = is_number_header(l) || (answer == DATA_YES && t->rows > 1);
    l->header = l->first - 1;
    if (l->first < 2) return;
    const char *name;
    problems_note(t->problems, t->place(t, 0, l->left, &name), "what stands above the names of columns is taken as a title");
}

// --- the columns in front

// Is the first column one that may be left out? *sure: everything says so.
static bool may_be_index(const Layout *l, int to, bool *sure, const char **why) {
    const Table *t = l->t;
    int c = l->left, first = l->first, header = l->header, columns = table_columns(t, first);
    bool numbers = is_number(t, first, c), counted = counts(t, first, to, c);
    if (!numbers || columns < c + 2) return false;
    bool words = all_words(t, first, to, c + 1) && columns > c + 2;
    bool unnamed = header >= 0 && table_kind(t, header, c) == CELL_EMPTY;
    bool shorter = header >= 0 && table_columns(t, header) + 1 == columns;
    bool named = header >= 0 && is_word(t, header, c) &&
                 (table_is_heading(table_text(t, header, c)) || (l->block && c == first_used(t, header)));
    bool zero = table_value(t, first, c) == 0;
    *why = !counted             ? "has the name of an index"
           : unnamed || shorter ? (zero ? "has no name and counts 0, 1, …" : "has no name and counts 1, 2, …")
           : zero               ? "counts 0, 1, …"
                                : "counts 1, 2, …";
    *sure = unnamed || named || shorter || words || (others_have_points(t, first, to, c) && (zero || to - first > 2));
    if (!counted) return named;
    return to - first > 1 || unnamed || named || shorter || words;
}

// Words beside the labels: "k1,the,1,0". Without a header they must not be mistaken numbers: l, O, 1/2, 50%.
static bool has_word_column(const Layout *l, int to) {
    const Table *t = l->t;
    if (!all_words(t, l->first, to, l->number) || !is_number(t, l->first, l->number + 1)) return false;
    if (l->header >= 0 && is_word(t, l->header, l->number) && table_is_heading(table_text(t, l->header, l->number))) return true;
    for (int r = l->first; r < to; r++) {
        Text word = table_text(t, r, l->number);
        bool letter = ((word.at[0] | 32) >= 'a' && (word.at[0] | 32) <= 'z') || (unsigned char)word.at[0] >= 0x80;
        if (word.size < 2 || !letter) return false;
    }
    return true;
}

// A first column that is no index but the first number, with the words behind it: they change places, so that labels come first.
static void put_words_first(Layout *l, int to) {
    Table *t = l->t;
    for (int r = l->first, w = 0; r < to; r++) {
        uint32_t number = t->row[r].first + (uint32_t)l->left, word = number + 1;
        while (w < t->words && t->word[w].cell < word) w++;
        if (w < t->words && t->word[w].cell == word) t->word[w].cell = number;
        t->kind[word] = t->kind[number], t->kind[number] = CELL_WORD;
        t->value[word] = t->value[number], t->last[word] = t->last[number];
    }
}

// Index, labels, words, and where the numbers begin, of the rows from l->first to `to`.
static void find_columns(Layout *l, int to) {
    const Table *t = l->t;
    bool sure = false;
    const char *why = NULL;
    l->index = l->label = l->word = -1;
    l->number = l->left;
    if (may_be_index(l, to, &sure, &why)) {
        if (ask(l, DATA_ASK_INDEX, sure, why, l->first, l->left))
            l->index = l->number++;
        else if (all_words(t, l->first, to, l->left + 1))
            put_words_first(l, to);
    } else if (t->source->options.index_column == DATA_YES && is_number(t, l->first, l->left)) {
        l->index = l->number++; // whoever asks for it knows
    }
    if (!is_word(t, l->first, l->number)) return;
    l->label = l->number++;
    if (has_word_column(l, to)) l->word = l->number++;
}

// --- numbers

static bool bad_number(const Layout *l, int row, int column, bool may_be_label) {
    const Table *t = l->t;
    CellKind kind = table_kind(t, row, column);
    if (kind == CELL_BROKEN) return table_problem(t, row, column, "a quotation mark is not closed, or something follows it");
    if (kind == CELL_EMPTY)
        return table_problem(t, row, column, "found nothing where a number was expected: write one there, as in 0.5");
    Text text = table_text(t, row, column);
    const char *hint = ": write one there, as in 0.5";
    char other = t->separator == ',' ? ';' : ',';
    if (text_starts(text, "#"))
        hint = ": this formula has failed; mend it in the spreadsheet, or write the number";
    else if (may_be_label && l->label < 0 && row > l->first)
        hint = ": the first row has no label, so no row may have one";
    else if (text.at[text.size - 1] == '%')
        hint = ": write 0.5 for 50%";
    else if (memchr(text.at, other, text.size))
        hint = other == ';' ? ": separate with commas throughout, as in k1,1,0" : ": write numbers with a point, as in 1234.5";
    return table_problem(t, row, column, "found %s where a number was expected%s", data_quote(t->problems->arena, text), hint);
}

// Are columns `from` to `to` of this row numbers? Every one that is not is told.
static bool check_numbers(const Layout *l, int row, int from, int to) {
    bool good = true;
    for (int c = from; c < to; c++)
        if (!is_number(l->t, row, c)) good = bad_number(l, row, c, c == l->left);
    return good;
}

// A matrix of the rows and columns given, copied to a place of its own.
static void take_block(const Layout *l, DataEntry *entry, int row, int rows, int column, int columns) {
    const Table *t = l->t;
    entry->rank = 2;
    entry->size[0] = rows;
    entry->size[1] = columns;
    entry->count = rows * columns;
    double *value = arena_new(l->arena, double, entry->count);
    signed char *last = arena_new(l->arena, signed char, entry->count);
    for (int r = 0; r < rows; r++) {
        size_t from = t->row[row + r].first + (size_t)column, to = (size_t)r * (size_t)columns;
        memcpy(value + to, t->value + from, sizeof(double) * (size_t)columns);
        memcpy(last + to, t->last + from, (size_t)columns);
    }
    entry->value = value;
    entry->last = last;
}

// The same where it is all that the table holds: the numbers move up to where they become one run.
static void take_all(const Layout *l, DataEntry *entry, int columns) {
    Table *t = l->t;
    size_t to = 0;
    for (int r = l->first; r < t->rows; r++, to += (size_t)columns) {
        size_t from = t->row[r].first + (size_t)l->number;
        memmove(t->value + to, t->value + from, sizeof(double) * (size_t)columns);
        memmove(t->last + to, t->last + from, (size_t)columns);
    }
    entry->rank = 2;
    entry->size[0] = t->rows - l->first;
    entry->size[1] = columns;
    entry->count = (int)to;
    entry->value = t->value;
    entry->last = t->last;
}

// Is there room for an array of so many rows and columns?
static bool fits(const Layout *l, int row, int column, int rows, int columns) {
    if (columns <= DATA_ELEMENTS / rows) return true;
    return table_problem(l->t, row, column, "%d by %d numbers are more than %d, the most that an array may hold", rows, columns,
                         DATA_ELEMENTS);
}

// --- labels in the first column, or none

static bool too_long(const Layout *l, int row, int column) {
    return table_problem(l->t, row, column, "a label may have at most %d bytes", DATA_LABEL);
}

// "k1:cat": the name, and the word after the first colon. Blanks around a word stay where quotation marks hold them.
static void split_label(const Layout *l, int row, DataEntry *entry) {
    const char *label = table_word(l->arena, l->t, row, l->label), *colon = strchr(label, ':');
    Text name = { label, colon ? (size_t)(colon - label) : strlen(label) };
    entry->name = text_copy(l->arena, text_trim(name));
    entry->word = colon && colon[1] ? colon + 1 : NULL;
    if (!entry->word || table_is_quoted(l->t, row, l->label)) return;
    Text word = text_trim(text_of(entry->word));
    entry->word = word.size ? text_copy(l->arena, word) : NULL;
}

static bool read_label(const Layout *l, int row, DataEntry *entry) {
    const Table *t = l->t;
    char text[32];
    switch (table_kind(t, row, l->label)) {
    case CELL_EMPTY: return table_problem(t, row, l->label, "this row has no label: put its name first, as in k1,1,0");
    case CELL_BROKEN: return bad_number(l, row, l->label, false);
    case CELL_WHOLE:
    case CELL_NUMBER:
        return table_problem(t, row, l->label, "this row starts with the number '%s' where a label was expected, as in k1,1,0",
                             data_number(table_value(t, row, l->label), text));
    case CELL_WORD: break;
    }
    Text label = table_text(t, row, l->label);
    if (label.size > DATA_LABEL) return too_long(l, row, l->label);
    split_label(l, row, entry);
    if (!entry->name[0]) return table_problem(t, row, l->label, "this row has no label: put its name first, as in k1,1,0");
    if (l->word >= 0) entry->word = table_word(l->arena, t, row, l->word);
    if (table_columns(t, row) > l->number) return true;
    return table_problem(t, row, l->label, "no numbers after the label %s", data_quote(t->problems->arena, text_of(entry->name)));
}

static bool read_labelled(Layout *l) {
    Table *t = l->t;
    int rows = t->rows - l->first;
    l->out->entry = arena_new(l->arena, DataEntry, rows);
    bool good = true;
    for (int r = l->first; r < t->rows; r++) {
        DataEntry *entry = &l->out->entry[l->out->count++];
        const char *name;
        size_t at = t->row[r].first + (size_t)l->number;
        entry->place = t->place(t, r, l->label, &name);
        if (!read_label(l, r, entry)) {
            good = false;
            continue;
        }
        if (!fits(l, r, l->number, 1, table_columns(t, r) - l->number)) return false;
        entry->rank = 1;
        entry->count = entry->size[0] = table_columns(t, r) - l->number;
        entry->value = t->value + at;
        entry->last = t->last + at;
        good &= check_numbers(l, r, l->number, table_columns(t, r));
    }
    return good;
}

static bool same_length(const Layout *l, int row, int columns) {
    int has = table_columns(l->t, row) - l->number;
    if (has == columns) return true;
    return table_problem(l->t, row, l->number, "this row has %d %s where the first row has %d", has,
                         has == 1 ? "number" : "numbers", columns);
}

static bool read_unlabelled(Layout *l) {
    Table *t = l->t;
    const char *name;
    int columns = table_columns(t, l->first) - l->number;
    bool good = true;
    for (int r = l->first; r < t->rows; r++) {
        bool row = check_numbers(l, r, l->number, table_columns(t, r));
        good &= row && same_length(l, r, columns);
    }
    if (!good || !fits(l, l->first, l->number, t->rows - l->first, columns)) return false;
    l->out->entry = arena_new(l->arena, DataEntry, 1);
    l->out->entry[0] = (DataEntry){ .name = "", .place = t->place(t, l->first, l->number, &name) };
    l->out->count = 1;
    take_all(l, &l->out->entry[0], columns);
    return true;
}

// --- a name above each block

// "Queries (n × d):" -> "Queries"
static const char *block_name(const Layout *l, int row, int column) {
    char *name = (char *)table_word(l->arena, l->t, row, column);
    size_t size = strcspn(name, "(=:[");
    while (size && strchr(" \t_-", name[size - 1])) size--;
    if (size) name[size] = 0;
    return name;
}

static bool names_array(const Table *t, int row, int column) {
    Text text = table_text(t, row, column);
    return data_role(text, NULL) != ROLE_NONE;
}

// Is this row the name over a block: one word alone, or "Q,d0,d1" with the names of its columns?
static bool is_title(const Table *t, int row) {
    if (!is_heading(t, row)) return false;
    int c = first_used(t, row);
    return count_words(t, row) == 1 ? !table_is_heading(table_text(t, row, c)) : names_array(t, row, c);
}

// The name over the first block: it, or the names of columns below it, stand over the first row of numbers. −1: there is none.
static int first_title(const Table *t) {
    int first = 0, title = -1;
    while (first < t->rows && is_heading(t, first)) first++;
    if (first == 0 || first == t->rows) return -1;
    for (int r = 0; r < first; r++)
        if (is_title(t, r)) title = r;
    if (title >= 0 && names_array(t, first, first_used(t, first))) return -1; // rows with labels under a title of the whole
    return title;
}

// … and another below it, or numbers wider than it.
static bool is_stacked(const Table *t) {
    int title = first_title(t), later = 0, first = title + 1;
    if (title < 0) return false;
    while (is_heading(t, first)) first++;
    for (int r = first; r < t->rows; r++) later += is_title(t, r);
    return later > 0 || (count_words(t, title) == 1 && count_numbers(t, first) > 1);
}

static bool read_words(const Layout *l, DataEntry *entry, int row, int rows, int column) {
    const char **words = arena_new(l->arena, const char *, rows);
    for (int r = 0; r < rows; r++) {
        if (table_text(l->t, row + r, column).size > DATA_LABEL) return too_long(l, row + r, column);
        words[r] = is_word(l->t, row + r, column) ? table_word(l->arena, l->t, row + r, column) : NULL;
    }
    entry->words = words;
    return true;
}

static bool no_numbers(const Layout *l, int row, int column) {
    return table_problem(l->t, row, column, "no numbers under the name %s: delete it, or let the line start with #",
                         data_quote(l->t->problems->arena, table_text(l->t, row, column)));
}

// Rows l->first to `to` as one array under the name in row `title`.
static bool read_block(Layout *l, int title, int to) {
    const Table *t = l->t;
    const char *name;
    int column = first_used(t, title), rows = to - l->first;
    if (rows == 0) return no_numbers(l, title, column);
    l->left = first_used(t, l->first);
    for (int r = l->first; r < to; r++)
        if (first_used(t, r) < l->left) l->left = first_used(t, r);
    bool alone = count_words(t, title) == 1; // then the row below may hold the names of the columns
    l->header = !alone ? title : l->first > title + 1 ? l->first - 1 : -1;
    l->block = !alone;
    find_columns(l, to);
    int columns = table_columns(t, l->first) - l->number;
    if (columns < 1) return no_numbers(l, title, column);
    bool good = true;
    for (int r = l->first; r < to; r++) good &= check_numbers(l, r, l->number, table_columns(t, r)) && same_length(l, r, columns);
    if (!good || !fits(l, l->first, l->number, rows, columns)) return false;
    DataEntry *entry = &l->out->entry[l->out->count++];
    *entry = (DataEntry){ .name = block_name(l, title, column), .place = t->place(t, title, column, &name) };
    take_block(l, entry, l->first, rows, l->number, columns);
    return l->label < 0 || read_words(l, entry, l->first, rows, l->label);
}

static bool read_stacked(Layout *l) {
    const Table *t = l->t;
    int titles = 0, at = 0;
    for (int r = 0; r < t->rows; r++) titles += is_title(t, r);
    if (titles > DATA_ARRAYS)
        return table_problem(t, t->rows - 1, 0, "%d blocks; a file may hold at most %d arrays", titles, DATA_ARRAYS);
    l->out->entry = arena_new(l->arena, DataEntry, titles);
    bool good = true;
    for (; at < first_title(t); at++) // what stands above is a title of the whole, unless it names an array
        if (names_array(t, at, first_used(t, at))) good = no_numbers(l, at, first_used(t, at));
    while (at < t->rows) {
        int title = at++;
        if (!is_title(t, title)) continue; // numbers below a line that is none: that line has been said
        while (at < t->rows && is_heading(t, at) && !is_title(t, at)) at++; // names of columns
        l->first = at;
        while (at < t->rows && !is_heading(t, at)) at++;
        good &= read_block(l, title, at);
        while (at < t->rows && is_heading(t, at) && !is_title(t, at)) {
            good = bad_number(l, at, first_used(t, at), false);
            at++;
        }
    }
    return good;
}

// --- blocks side by side

// "q_2" and "q.1" are columns of q.
static Text column_stem(Text text) {
    while (text.size && strchr("0123456789_.[]- ", text.at[text.size - 1])) text.size--;
    return text;
}

// The column where the block ends that begins at `column` of the heading: the next name that is not the same.
static int block_end(const Table *t, int heading, int column, int columns) {
    Text stem = column_stem(table_text(t, heading, column));
    int c = column + 1;
    while (c < columns) {
        if (table_kind(t, heading, c) != CELL_EMPTY && !text_equal(column_stem(table_text(t, heading, c)), stem)) break;
        c++;
    }
    return c;
}

static int widest(const Table *t, int from) {
    int columns = 0;
    for (int r = from; r < t->rows; r++)
        if (table_columns(t, r) > columns) columns = table_columns(t, r);
    return columns;
}

// Names with blanks beside them, or names of arrays over every column. The row of names; −1 when there is none.
static int find_side_heading(const Table *t) {
    int first = 0;
    while (first < t->rows && is_heading(t, first)) first++;
    if (first == 0 || first == t->rows) return -1;
    for (int h = 0; h < first; h++) {
        int roles = 0, others = 0, start = first_used(t, h), columns = widest(t, first);
        if (start < columns && table_is_heading(table_text(t, h, start))) start++;
        for (int c = start; c < columns; c = block_end(t, h, c, columns)) {
            if (!is_word(t, h, c)) continue;
            names_array(t, h, c) ? roles++ : others++;
        }
        if (roles > 1 && !others) return h;
    }
    return -1;
}

// The rows under a name: from l->first as long as it has numbers. All of its cells there must be numbers.
static bool read_side_block(Layout *l, int heading, int column, int end) {
    const Table *t = l->t;
    const char *name;
    int rows = 0, columns = 0;
    for (int r = l->first; r < t->rows; r++)
        for (int c = column; c < end; c++) {
            if (table_kind(t, r, c) == CELL_EMPTY) continue;
            rows = r - l->first + 1;
            if (c - column + 1 > columns) columns = c - column + 1;
        }
    if (!rows) return no_numbers(l, heading, column);
    bool good = true;
    for (int r = l->first; r < l->first + rows; r++) good &= check_numbers(l, r, column, column + columns);
    if (!good || !fits(l, l->first, column, rows, columns)) return false;
    DataEntry *entry = &l->out->entry[l->out->count++];
    *entry = (DataEntry){ .name = block_name(l, heading, column), .place = t->place(t, heading, column, &name) };
    Text stem = column_stem(text_of(entry->name));
    if (stem.size) entry->name = text_copy(l->arena, stem);
    take_block(l, entry, l->first, rows, column, columns);
    return true;
}

static bool read_side_by_side(Layout *l, int heading) {
    const Table *t = l->t;
    l->first = heading + 1;
    while (l->first < t->rows && is_heading(t, l->first)) l->first++; // names of columns
    int columns = widest(t, l->first), words = -1;
    if (all_words(t, l->first, t->rows, l->left)) words = l->left;
    l->out->entry = arena_new(l->arena, DataEntry, columns + 1);
    bool good = true;
    int c = first_used(t, heading);
    if (c == words) c++;
    if (c < columns && table_is_heading(table_text(t, heading, c)) && words < 0) c++; // an index with its name
    for (int end; c < columns && good; c = end) {
        end = block_end(t, heading, c, columns);
        if (is_word(t, heading, c)) good = read_side_block(l, heading, c, end);
    }
    for (int i = 0; good && words >= 0 && i < l->out->count; i++)
        good = data_role(text_of(l->out->entry[i].name), NULL) == ROLE_VALUES ||
               read_words(l, &l->out->entry[i], l->first, l->out->entry[i].size[0], words);
    return good;
}

// --- the whole table

// "..." stands for what a printer left out.
static bool check_ellipsis(const Table *t) {
    for (int i = 0; i < t->words; i++) {
        Text text = t->word[i].text;
        bool dots = text_is(text, "...") || text_is(text, "\xE2\x80\xA6") || text_is(text, "\\cdots") || text_is(text, "\\vdots");
        if (!dots) continue;
        int row = 0;
        while (t->row[row + 1].first <= t->word[i].cell) row++;
        return table_problem(
            t, row, (int)(t->word[i].cell - t->row[row].first),
            "%.*s stands for numbers that were left out: save all of them, with to_csv, numpy.savetxt or numpy.savez",
            (int)text.size, text.at);
    }
    return true;
}

bool table_read(Table *t, const char *format, Dataset *out) {
    Arena *arena = t->source->arena;
    *out = (Dataset){ .file = t->source->file, .format = format };
    if (!t->rows)
        return problems_add(t->problems, (Place){ t->source->file, 1, 1 }, "the file holds no numbers; a row looks like %s",
                            t->example);
    if (!check_ellipsis(t)) return false;
    Layout l = { t, out, arena, .left = find_left(t), .header = -1 };
    bool plain = t->source->options.header == DATA_NO;
    int side = plain ? -1 : find_side_heading(t);
    if (side >= 0) return read_side_by_side(&l, side);
    if (!plain && is_stacked(t)) return read_stacked(&l);
    find_header(&l);
    find_columns(&l, t->rows);
    return l.label >= 0 ? read_labelled(&l) : read_unlabelled(&l);
}
