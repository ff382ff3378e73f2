// A table as a file holds it, before anybody knows what it means: cells in rows, each a number, a word or empty. CSV, workbooks and
// the tables of Markdown and LaTeX become one; layout.c reads it. Numbers lie in one array, cell after cell, where they also stay.
#ifndef ATTEND_DATA_TABLE_H
#define ATTEND_DATA_TABLE_H

#include "data/source.h"

typedef enum CellKind {
    CELL_EMPTY,
    CELL_WHOLE,  // a number written without a point
    CELL_NUMBER, // any other
    CELL_WORD,
    CELL_BROKEN, // a quotation mark that does not close
} CellKind;

typedef struct TableRow {
    uint32_t first; // its first cell; the next row's first is its end
    uint32_t line;  // from 1
    uint32_t at;    // for the reader's own use: its byte in the file
} TableRow;

typedef struct TableWord { // the text of a cell that is no number
    uint32_t cell;
    bool quoted; // marks inside are doubled
    Text text;
} TableWord;

typedef struct Table Table;
struct Table {
    const DataSource *source;
    Problems *problems;
    // Where a cell stands, and what it is called where a line and a column do not say it ("B3"); *name is NULL otherwise.
    Place (*place)(const Table *table, int row, int column, const char **name);
    const void *reader;  // for `place`
    Text bytes;          // where it is set, cells keep the byte they start at, and table_text_place tells their places
    uint32_t *at;        // (cells)
    const char *example; // what a row looks like: "k1,1,0"
    char separator;      // of the file; 0 where there is none to speak of

    TableRow *row; // (rows + 1)
    int rows, row_room;
    unsigned char *kind; // (cells) CellKind
    signed char *last;   // (cells) where the last digit of the number stands
    double *value;       // (cells)
    int cells, cell_room;
    TableWord *word; // (words) in the order of their cells
    int words, word_room;

    // What the numbers say about the mark before their fraction. Cells are counted from 1; 0: there is none.
    bool comma_decides; // one can only be a decimal comma
    int comma_thousand; // the first like 1,000, which a comma makes 1 or 1000
    int point_thousand; // the first like 1.000
};

// Whether a cell with this text would be a number: then it can be no array's name.
bool table_is_number(Text text);
bool table_is_heading(Text text); // whether it stands over a column of labels or an index: "label"
// Makes room at once for what is known to come; the rest grows.
void table_reserve(Table *table, int rows, int cells);
// Begins a row. Empty cells at its end are dropped, and so is a row of nothing else.
void table_row(Table *table, int line, size_t at);
// Adds a cell to it. `text` without blanks around it; it must stay where it is until the table is read.
void table_cell(Table *table, Text text, bool quoted, bool broken);
// Ends the last row. False with a problem when a number of the table could be two different ones.
bool table_end(Table *table);

// The `place` of tables whose cells keep their bytes. The next cell starts at `at`.
void table_cell_at(Table *table, size_t at);
Place table_text_place(const Table *table, int row, int column, const char **name);

int table_columns(const Table *table, int row);               // cells of a row
CellKind table_kind(const Table *table, int row, int column); // CELL_EMPTY beyond its end
Text table_text(const Table *table, int row, int column);     // of a word as it stands in the file; empty for all others
bool table_is_quoted(const Table *table, int row, int column);
const char *table_word(Arena *arena, const Table *table, int row, int column); // without doubled marks
static inline bool kind_is_number(CellKind kind) { return kind == CELL_WHOLE || kind == CELL_NUMBER; }
double table_value(const Table *table, int row, int column);
// Adds a problem at a cell; returns false.
bool table_problem(const Table *table, int row, int column, const char *format, ...) __attribute__((format(printf, 4, 5)));

// Finds out what the table means, and fills the data set with its arrays: header, index column, labels, blocks. layout.c.
bool table_read(Table *table, const char *format, Dataset *out);

#endif
