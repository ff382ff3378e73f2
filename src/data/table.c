// Cells as they come: what is a number is turned into one at once, the text of all others is remembered.
#include "data/table.h"

#include <stdarg.h>
#include <string.h>

// --- room

static void *grow(Arena *arena, void *old, size_t size, int used, int *room, int wanted) {
    if (wanted <= *room) return old;
    int more = *room ? *room * 2 : 64;
    *room = more > wanted ? more : wanted;
    void *out = arena_alloc_array(arena, size, (size_t)*room);
    if (used) memcpy(out, old, size * (size_t)used);
    return out;
}

static void cell_room(Table *t, int wanted) {
    Arena *arena = t->source->arena;
    if (wanted <= t->cell_room) return;
    int room = t->cell_room;
    t->kind = grow(arena, t->kind, sizeof *t->kind, t->cells, &room, wanted);
    room = t->cell_room;
    t->last = grow(arena, t->last, sizeof *t->last, t->cells, &room, wanted);
    room = t->cell_room;
    if (t->bytes.at) t->at = grow(arena, t->at, sizeof *t->at, t->cells, &room, wanted);
    room = t->cell_room;
    t->value = grow(arena, t->value, sizeof *t->value, t->cells, &room, wanted);
    t->cell_room = room;
}

void table_reserve(Table *t, int rows, int cells) {
    t->row = grow(t->source->arena, t->row, sizeof *t->row, t->rows, &t->row_room, rows + 1);
    cell_room(t, cells);
}

// --- numbers as people write them

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

// "1,000" or "1.000": one to three digits, the mark, three digits, and not a 0 in front.
static bool is_thousand(Text a, char mark) {
    if (a.size && (a.at[0] == '-' || a.at[0] == '+')) a = (Text){ a.at + 1, a.size - 1 };
    if (a.size < 5 || a.size > 7 || a.at[a.size - 4] != mark || a.at[0] == '0') return false;
    for (size_t i = 0; i < a.size; i++)
        if (i != a.size - 4 && !is_digit(a.at[i])) return false;
    return true;
}

// The size of a blank that is none of the keyboard's (no-break, narrow no-break, thin, figure space) at `at`; 0 for all else.
static size_t odd_blank(Text a, size_t at) {
    static const char *const blanks[] = { "\xC2\xA0", "\xE2\x80\xAF", "\xE2\x80\x89", "\xE2\x80\x87" };
    for (size_t i = 0; i < sizeof blanks / sizeof blanks[0]; i++)
        if (text_starts((Text){ a.at + at, a.size - at }, blanks[i])) return strlen(blanks[i]);
    return 0;
}

// Rewrites "1 234,5" with such blanks and a decimal comma as 1234.5. False when it is not so built.
static bool plain_number(Text a, char out[64], size_t *size, bool *comma) {
    *size = 0;
    *comma = false;
    for (size_t i = 0; i < a.size; i++) {
        size_t blank = odd_blank(a, i);
        if (blank) {
            bool inside = *size > 0 && i + blank < a.size;
            size_t digits = 0;
            for (size_t k = i + blank; k < a.size && is_digit(a.at[k]); k++) digits++;
            if (inside && (digits != 3 || !is_digit(out[*size - 1]))) return false; // thousands come by three
            i += blank - 1;
            continue;
        }
        if (*size == 64) return false;
        if (a.at[i] == ',' && *comma) return false;
        *comma |= a.at[i] == ',';
        out[(*size)++] = a.at[i] == ',' ? '.' : a.at[i];
    }
    return *size > 0;
}

// Letter case ignored.
static bool is_word_of(Text text, const char *word) { return text.size == strlen(word) && text_distance(text, text_of(word)) == 0; }

static CellKind read_number(Table *t, Text text, double *value, int *last) {
    text = text_trim(text);
    if (text_number_as_written(text, value, last)) {
        if (*last == -3 && !t->point_thousand && is_thousand(text, '.')) t->point_thousand = t->cells + 1;
        return *last >= 0 && *last != NUMBER_UNWRITTEN && !memchr(text.at, '.', text.size) ? CELL_WHOLE : CELL_NUMBER;
    }
    bool yes = is_word_of(text, "true");
    if (yes || is_word_of(text, "false")) { // a mask
        *value = yes;
        *last = NUMBER_UNWRITTEN;
        return CELL_NUMBER;
    }
    char first = text.size ? text.at[0] : 0, plain[64];
    size_t size;
    bool comma;
    if (!is_digit(first) && !strchr("+-,.\xE2\xC2", first)) return CELL_WORD; // words are many: no closer look
    if (text.size > sizeof plain || !plain_number(text, plain, &size, &comma)) return CELL_WORD;
    if (comma && memchr(text.at, '.', text.size)) return CELL_WORD; // 1.234,5
    if (!text_number_as_written((Text){ plain, size }, value, last)) return CELL_WORD;
    if (comma && is_thousand(text, ',')) {
        if (!t->comma_thousand) t->comma_thousand = t->cells + 1;
    } else {
        t->comma_decides |= comma;
    }
    return comma ? CELL_NUMBER : CELL_WHOLE;
}

bool table_is_number(Text text) {
    Table none = { 0 };
    double value;
    int last;
    return read_number(&none, text, &value, &last) != CELL_WORD;
}

// --- building

static int columns_of_last(const Table *t) { return t->rows ? t->cells - (int)t->row[t->rows - 1].first : 0; }

static void end_row(Table *t) {
    while (columns_of_last(t) > 0 && t->kind[t->cells - 1] == CELL_EMPTY) t->cells--;
    if (t->rows && !columns_of_last(t)) t->rows--;
}

void table_row(Table *t, int line, size_t at) {
    end_row(t);
    t->row = grow(t->source->arena, t->row, sizeof *t->row, t->rows, &t->row_room, t->rows + 2);
    t->row[t->rows++] = (TableRow){ (uint32_t)t->cells, (uint32_t)line, (uint32_t)at };
}

void table_cell(Table *t, Text text, bool quoted, bool broken) {
    cell_room(t, t->cells + 1);
    double value = 0;
    int last = 0;
    CellKind kind = broken ? CELL_BROKEN : !text.size ? CELL_EMPTY : read_number(t, text, &value, &last);
    if (kind == CELL_WORD || kind == CELL_BROKEN) {
        t->word = grow(t->source->arena, t->word, sizeof *t->word, t->words, &t->word_room, t->words + 1);
        t->word[t->words++] = (TableWord){ (uint32_t)t->cells, quoted, text };
    }
    t->kind[t->cells] = (unsigned char)kind;
    t->last[t->cells] = (signed char)last;
    t->value[t->cells++] = value;
}

void table_cell_at(Table *t, size_t at) {
    cell_room(t, t->cells + 1);
    t->at[t->cells] = (uint32_t)at;
}

Place table_text_place(const Table *t, int row, int column, const char **name) {
    int columns = table_columns(t, row);
    uint32_t cell = t->row[row].first + (uint32_t)(column < columns ? column : columns - 1);
    *name = NULL;
    return data_place(t->source->file, t->bytes, t->at[cell]);
}

// Row and column of a cell.
static void find_cell(const Table *t, int cell, int *row, int *column) {
    int low = 0, high = t->rows - 1;
    while (low < high) {
        int middle = (low + high + 1) / 2;
        if ((int)t->row[middle].first <= cell)
            low = middle;
        else
            high = middle - 1;
    }
    *row = low;
    *column = cell - (int)t->row[low].first;
}

bool table_end(Table *t) {
    int row, column;
    end_row(t);
    table_reserve(t, t->rows, 0);
    t->row[t->rows].first = (uint32_t)t->cells;
    if (t->comma_thousand && !t->comma_decides) {
        find_cell(t, t->comma_thousand - 1, &row, &column);
        return table_problem(t, row, column, "this may be a thousand or a decimal comma with three digits: write 1000, or 1.0");
    }
    if (t->point_thousand && t->comma_decides) {
        find_cell(t, t->point_thousand - 1, &row, &column);
        return table_problem(t, row, column, "this may be a thousand, as other numbers have a decimal comma: write 1000, or 1,0");
    }
    return true;
}

// --- asking

int table_columns(const Table *t, int row) { return (int)(t->row[row + 1].first - t->row[row].first); }

CellKind table_kind(const Table *t, int row, int column) {
    return column < table_columns(t, row) ? (CellKind)t->kind[t->row[row].first + (uint32_t)column] : CELL_EMPTY;
}

double table_value(const Table *t, int row, int column) { return t->value[t->row[row].first + (uint32_t)column]; }

static const TableWord *find_word(const Table *t, int row, int column) {
    if (column >= table_columns(t, row)) return NULL;
    uint32_t cell = t->row[row].first + (uint32_t)column;
    int low = 0, high = t->words - 1;
    while (low < high) {
        int middle = (low + high) / 2;
        if (t->word[middle].cell < cell)
            low = middle + 1;
        else
            high = middle;
    }
    return t->words && t->word[low].cell == cell ? &t->word[low] : NULL;
}

Text table_text(const Table *t, int row, int column) {
    const TableWord *word = find_word(t, row, column);
    return word ? word->text : TEXT("");
}

bool table_is_quoted(const Table *t, int row, int column) {
    const TableWord *word = find_word(t, row, column);
    return word && word->quoted;
}

const char *table_word(Arena *arena, const Table *t, int row, int column) {
    const TableWord *word = find_word(t, row, column);
    char *out = text_copy(arena, word ? word->text : TEXT("")), *to = out;
    if (!word || !word->quoted) return out;
    for (const char *from = out; *from; from++) {
        *to++ = *from;
        if (from[0] == '"' && from[1] == '"') from++;
    }
    *to = 0;
    return out;
}

bool table_problem(const Table *t, int row, int column, const char *format, ...) {
    const char *name = NULL;
    Place place = t->place(t, row, column, &name);
    va_list args;
    va_start(args, format);
    const char *message = arena_vprint(t->problems->arena, format, args);
    va_end(args);
    return problems_add(t->problems, place, "%s%s%s", name ? name : "", name ? ": " : "", message);
}
