// A workbook of Excel (Office Open XML, ECMA-376 part 1, 18.2 to 18.4): an archive of XML. One sheet of it becomes a table: the
// values of its cells, of formulas the value that was computed last. Document types and entities, which no workbook has, are
// refused; the XML is parsed as it inflates.
#include <expat.h>
#include <string.h>

#include "data/archive.h"
#include "data/table.h"

enum { COLUMNS_MOST = 16384, CELLS_MOST = 4 * DATA_ELEMENTS, PART = 1 << 16, SHEETS_MOST = 256, TEXT_MOST = 1 << 20 };

typedef struct Sheet {
    const char *name, *relation, *file;
} Sheet;

typedef struct Load {
    const DataSource *source;
    Dataset *out;
    Problems *problems;
    Archive archive;    // partly outside the arena
    XML_Parser parser;  // … and this too
    const char *member; // that is parsed
    bool failed;
    Sheet sheet[SHEETS_MOST];
    int sheets;
    const char **shared; // texts that cells refer to
    int shares, share_room;
    Builder text; // of the element that is read
    bool in_text, in_phonetic;
    Table table;
    int row, column; // of the cell that is read, both from 0
    bool formula;    // it has one
    char type;       // n number, s shared text, t text of its own, b boolean, e error
} Load;

static bool refuse(Load *load, const char *format, ...) __attribute__((format(printf, 2, 3)));
static bool refuse(Load *load, const char *format, ...) {
    va_list args;
    va_start(args, format);
    const char *words = arena_vprint(load->problems->arena, format, args);
    va_end(args);
    if (!load->failed) problems_add(load->problems, (Place){ load->source->file, 0, 0 }, "%s", words);
    load->failed = true;
    if (load->parser) XML_StopParser(load->parser, XML_FALSE);
    return false;
}

// --- one member of the archive as XML

static const char *local_name(const char *name) { // without "x:", which some programs put in front
    const char *colon = strrchr(name, ':');
    return colon ? colon + 1 : name;
}

static const char *attribute(const char **list, const char *name) {
    for (; *list; list += 2)
        if (!strcmp(local_name(list[0]), name)) return list[1];
    return NULL;
}

static void no_doctype(void *context, const char *name, const char *system, const char *public, int internal) {
    (void)name, (void)system, (void)public, (void)internal;
    refuse(context, "%s has a document type, which no workbook needs and which is not read", ((Load *)context)->member);
}

static bool parse(Load *load, const char *member, XML_StartElementHandler start, XML_EndElementHandler end,
                  XML_CharacterDataHandler text) {
    int at = archive_find(&load->archive, member);
    load->member = data_quote(load->problems->arena, text_of(member));
    if (at < 0) return refuse(load, "the workbook is broken: %s is missing", load->member);
    if (!archive_begin(&load->archive, at)) return false;
    if (load->parser) XML_ParserFree(load->parser);
    load->parser = XML_ParserCreate(NULL);
    if (!load->parser) return problems_out_of_memory(load->problems, load->source->file);
    XML_SetUserData(load->parser, load);
    XML_SetElementHandler(load->parser, start, end);
    XML_SetCharacterDataHandler(load->parser, text);
    XML_SetStartDoctypeDeclHandler(load->parser, no_doctype);
    for (size_t got = 1; got;) {
        char *part = XML_GetBuffer(load->parser, PART);
        if (!part) return problems_out_of_memory(load->problems, load->source->file);
        if (!archive_next(&load->archive, part, PART, &got)) return false;
        if (XML_ParseBuffer(load->parser, (int)got, got == 0) == XML_STATUS_OK) continue;
        if (load->failed) return false;
        if (XML_GetErrorCode(load->parser) == XML_ERROR_NO_MEMORY)
            return problems_out_of_memory(load->problems, load->source->file);
        return refuse(load, "the workbook is broken: %s, line %lu: %s", load->member, XML_GetCurrentLineNumber(load->parser),
                      XML_ErrorString(XML_GetErrorCode(load->parser)));
    }
    return true;
}

static void take_text(void *context, const char *text, int size) {
    Load *load = context;
    if (!load->in_text || load->in_phonetic) return;
    if (load->text.size + (size_t)size > TEXT_MOST) {
        refuse(load, "a text in %s is too long", load->member);
        return;
    }
    builder_add_bytes(&load->text, text, (size_t)size);
}

// --- which sheets there are

static void workbook_start(void *context, const char *name, const char **list) {
    Load *load = context;
    Arena *arena = load->source->arena;
    if (strcmp(local_name(name), "sheet") != 0 || load->sheets == SHEETS_MOST) return;
    const char *title = NULL, *relation = NULL;
    for (const char **a = list; *a; a += 2) {
        if (!strcmp(a[0], "name")) title = a[1];
        if (!strcmp(local_name(a[0]), "id") && a[0] != local_name(a[0])) relation = a[1]; // r:id, not sheetId
    }
    if (title && relation)
        load->sheet[load->sheets++] = (Sheet){ arena_print(arena, "%s", title), arena_print(arena, "%s", relation), NULL };
}

static void relations_start(void *context, const char *name, const char **list) {
    Load *load = context;
    const char *id = attribute(list, "Id"), *target = attribute(list, "Target");
    if (strcmp(local_name(name), "Relationship") != 0 || !id || !target) return;
    for (int i = 0; i < load->sheets; i++) {
        if (strcmp(load->sheet[i].relation, id) != 0) continue;
        load->sheet[i].file = arena_print(load->source->arena, "%s%s", target[0] == '/' ? "" : "xl/", target + (target[0] == '/'));
    }
}

static void nothing_ends(void *context, const char *name) { (void)context, (void)name; }

// --- the texts that cells share

static void shared_start(void *context, const char *name, const char **list) {
    Load *load = context;
    const char *local = local_name(name);
    (void)list;
    if (!strcmp(local, "si")) load->text.size = 0;
    if (!strcmp(local, "t")) load->in_text = true;
    if (!strcmp(local, "rPh")) load->in_phonetic = true; // how to pronounce it
}

static void shared_end(void *context, const char *name) {
    Load *load = context;
    const char *local = local_name(name);
    if (!strcmp(local, "t")) load->in_text = false;
    if (!strcmp(local, "rPh")) load->in_phonetic = false;
    if (strcmp(local, "si") != 0) return;
    if (load->shares == load->share_room) {
        int room = load->share_room ? 2 * load->share_room : 64;
        const char **more = arena_new(load->source->arena, const char *, room);
        if (load->shares) memcpy(more, load->shared, sizeof *more * (size_t)load->shares);
        load->shared = more;
        load->share_room = room;
    }
    load->shared[load->shares++] = arena_copy(load->source->arena, load->text.size ? load->text.at : "", load->text.size);
}

// --- the cells

// "BC12": column 54, row 11, both from 0. Missing references count on.
static void take_reference(Load *load, const char *reference) {
    int column = 0;
    for (; *reference >= 'A' && *reference <= 'Z' && column <= COLUMNS_MOST; reference++)
        column = column * 26 + (*reference - 'A' + 1);
    load->column = column - 1;
}

static void sheet_start(void *context, const char *name, const char **list) {
    Load *load = context;
    const char *local = local_name(name), *where = attribute(list, "r"), *type = attribute(list, "t");
    if (!strcmp(local, "row")) {
        long number;
        load->row =
            where && text_integer(text_of(where), &number) && number > 0 && number < 1 << 21 ? (int)number - 1 : load->row + 1;
        load->column = -1;
        table_row(&load->table, load->row + 1, 0);
    } else if (!strcmp(local, "c")) {
        load->column++;
        if (where) take_reference(load, where);
        if (load->column < 0 || load->column >= COLUMNS_MOST) refuse(load, "the workbook is broken: a cell has no place");
        load->type = !type                        ? 'n'
                     : !strcmp(type, "s")         ? 's'
                     : !strcmp(type, "b")         ? 'b'
                     : !strcmp(type, "str")       ? 't'
                     : !strcmp(type, "inlineStr") ? 't'
                     : !strcmp(type, "n")         ? 'n'
                                                  : 'e';
        load->text.size = 0;
        load->formula = false;
    } else if (!strcmp(local, "f")) {
        load->formula = true;
    } else if (!strcmp(local, "v") || !strcmp(local, "t")) {
        load->in_text = true;
    } else if (!strcmp(local, "rPh")) {
        load->in_phonetic = true;
    }
}

static Text cell_text(Load *load) {
    Text text = { load->text.size ? load->text.at : "", load->text.size };
    long index;
    double number;
    if (load->type == 'b') return text_is(text, "1") ? TEXT("true") : TEXT("false");
    if (load->type == 's') {
        if (text_integer(text, &index) && index >= 0 && index < load->shares) return text_trim(text_of(load->shared[index]));
        refuse(load, "the workbook is broken: a cell refers to a text that is not there");
        return TEXT("");
    }
    text = text_trim(text);
    if (text_number(text, &number)) return text; // a number is taken at once, so its text need not stay
    return text_of(text_copy(load->source->arena, text));
}

// "B3"
static const char *cell_name(Arena *arena, int line, int column) {
    char letters[4] = "";
    int at = 3;
    for (int c = column + 1; c > 0 && at > 0; c = (c - 1) / 26) letters[--at] = (char)('A' + (c - 1) % 26);
    return arena_print(arena, "%.*s%d", 3 - at, letters + at, line);
}

static void end_cell(Load *load) {
    Table *t = &load->table;
    if (!load->text.size && load->formula && load->type != 't')
        refuse(load, "%s: this formula was never worked out: open the workbook, save it, and its value is there",
               cell_name(load->problems->arena, load->row + 1, load->column));
    if (!load->text.size || load->failed) return;
    int has = t->rows ? t->cells - (int)t->row[t->rows - 1].first : 0;
    if (!t->rows || load->column < has) {
        refuse(load, "the workbook is broken: its cells are out of order");
        return;
    }
    if (t->cells + load->column - has >= CELLS_MOST) {
        refuse(load, "the sheet has more than %d cells, the most that is read", CELLS_MOST);
        return;
    }
    for (; has < load->column; has++) table_cell(t, TEXT(""), false, false);
    Text text = cell_text(load);
    if (text.size) table_cell(t, text, false, false);
}

static void sheet_end(void *context, const char *name) {
    Load *load = context;
    const char *local = local_name(name);
    if (!strcmp(local, "v") || !strcmp(local, "t")) load->in_text = false;
    if (!strcmp(local, "rPh")) load->in_phonetic = false;
    if (!strcmp(local, "c")) end_cell(load);
}

// "B3", and its row and column as line and column.
static Place xlsx_place(const Table *table, int row, int column, const char **name) {
    int line = (int)table->row[row].line;
    *name = cell_name(table->problems->arena, line, column);
    return (Place){ table->source->file, line, column + 1 };
}

// Room for all cells at once: arrays that grow would hold the numbers three times. What is looked through here is not counted as
// unpacked, it is unpacked again.
static bool make_room(Load *load, const char *member) {
    size_t before = load->archive.out;
    int at = archive_find(&load->archive, member), cells = 0;
    char *part = arena_alloc(load->problems->arena, PART), last = 0;
    if (at < 0) return true; // parse says so
    if (!archive_begin(&load->archive, at)) return false;
    for (size_t got = 1; got;) {
        if (!archive_next(&load->archive, part, PART, &got)) return false;
        for (size_t i = 0; i < got; last = part[i++]) cells += part[i] == 'c' && (last == '<' || last == ':');
    }
    load->archive.out = before;
    table_reserve(&load->table, 0, cells < CELLS_MOST ? cells : CELLS_MOST);
    return true;
}

// --- the workbook

static const Sheet *find_sheet(Load *load) {
    const char *wanted = load->source->options.sheet;
    Builder all = { load->problems->arena };
    for (int i = 0; i < load->sheets; i++) {
        if (wanted && !strcmp(load->sheet[i].name, wanted)) return &load->sheet[i];
        builder_print(&all, "%s%s", i ? ", " : "", data_quote(load->problems->arena, text_of(load->sheet[i].name)));
    }
    if (!load->sheets) refuse(load, "the workbook holds no sheets");
    if (wanted && load->sheets)
        refuse(load, "there is no sheet %s; there are %s", data_quote(load->problems->arena, text_of(wanted)), builder_text(&all));
    if (wanted || !load->sheets) return NULL;
    if (load->sheets > 1)
        problems_note(load->problems, (Place){ load->source->file, 0, 0 },
                      "the first of the sheets %s is read; another one is named so: %s#%s", builder_text(&all),
                      load->source->file ? load->source->file : "FILE.xlsx", load->sheet[1].name);
    return &load->sheet[0];
}

static bool load_body(void *context) {
    Load *load = context;
    load->text.arena = load->source->arena;
    if (!archive_open(&load->archive, load->source, load->problems)) return false;
    if (!parse(load, "xl/workbook.xml", workbook_start, nothing_ends, NULL)) return false;
    if (!parse(load, "xl/_rels/workbook.xml.rels", relations_start, nothing_ends, NULL)) return false;
    const Sheet *sheet = find_sheet(load);
    if (!sheet) return false;
    if (!sheet->file) return refuse(load, "the workbook is broken: a sheet has no file");
    if (archive_find(&load->archive, "xl/sharedStrings.xml") >= 0 &&
        !parse(load, "xl/sharedStrings.xml", shared_start, shared_end, take_text))
        return false;
    Table *t = &load->table;
    *t = (Table){ .source = load->source, .problems = load->problems, .place = xlsx_place, .example = "k1, 1, 0 in three cells" };
    load->row = -1;
    load->in_text = false;
    if (!make_room(load, sheet->file) || !parse(load, sheet->file, sheet_start, sheet_end, take_text) || load->failed) return false;
    return table_end(t) && table_read(t, xlsx_format.id, load->out);
}

static bool xlsx_load(const DataSource *source, Dataset *out, Problems *problems) {
    Load load = { .source = source, .out = out, .problems = problems };
    bool well = problems_guard(source->arena, source->file, problems, load_body, &load);
    archive_close(&load.archive);
    if (load.parser) XML_ParserFree(load.parser);
    return well;
}

const DataFormat xlsx_format = {
    .id = "xlsx",
    .endings = "xlsx xlsm",
    .summary = "a sheet of Excel: labels in the first column, or names above or beside blocks; book.xlsx#Sheet2 for another sheet",
    .load = xlsx_load,
};
