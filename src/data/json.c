// JSON: {"q": [[1, 1]], "k": [[1, 1], [1, 0]], "labels": {"k": ["the", "cat"]}}, or one matrix alone: [[1, 2], [3, 4]].
// A survey of the bytes comes first and refuses what is too large or too deep before the parser allocates anything.
// jansson's tree has no places, so a walker follows the bytes, which are known to be right by then, to find them again.
#include <string.h>

#include "data/arrays.h"
#include "data/json_text.h"
#include "data/names.h"
#include "data/source.h"

// Members beside the arrays: labels, words, a few texts. One bracket more for the object, one for a group in it, one to tell
// which array has too many.
enum { MEMBERS = DATA_ARRAYS + 16, DEPTH = DATA_AXES + 3 };
static const char shape_hint[] = "write it like {\"q\": [[1, 1]], \"k\": [[1, 1], [1, 0]]}";

// --- following the bytes

typedef struct Walker {
    Text rest;
    int line, column; // from 1, the column in characters
} Walker;

static void step_by(Walker *w, size_t bytes) {
    for (size_t i = 0; i < bytes; i++) {
        unsigned char c = (unsigned char)w->rest.at[i];
        if (c == '\n') {
            w->line++;
            w->column = 1;
        } else if ((c & 0xC0) != 0x80) {
            w->column++;
        }
    }
    w->rest = (Text){ w->rest.at + bytes, w->rest.size - bytes };
}

static char peek(const Walker *w) { return w->rest.size ? w->rest.at[0] : 0; }

static void skip_blanks(Walker *w) {
    while (w->rest.size && (peek(w) == ' ' || peek(w) == '\t' || peek(w) == '\r' || peek(w) == '\n')) step_by(w, 1);
}

// The size of the string at the start of the text, with its quotation marks; of all of it when it does not close.
static size_t string_size(Text text) {
    for (size_t i = 1; i < text.size; i++) {
        if (text.at[i] == '\\')
            i++;
        else if (text.at[i] == '"')
            return i + 1;
    }
    return text.size;
}

// Where a number or a bare word ends.
static bool ends_word(char c) {
    return c == ',' || c == ']' || c == '}' || c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == 0;
}

static void skip_value(Walker *w) {
    int depth = 0;
    do {
        char c = peek(w);
        if (c == '"') {
            step_by(w, string_size(w->rest));
        } else {
            depth += (c == '[' || c == '{') - (c == ']' || c == '}');
            step_by(w, 1);
            if (depth == 0 && c != ']' && c != '}') // a number or a word: to its end
                while (w->rest.size && !ends_word(peek(w))) step_by(w, 1);
        }
    } while (depth > 0 && w->rest.size);
}

typedef struct Member { // of an object, in the order of the file
    Walker key, value;
} Member;

// The members of the object that starts here; returns their number, at most `most`.
static int find_members(Walker w, Member *out, int most) {
    int count = 0;
    step_by(&w, 1);
    skip_blanks(&w);
    while (count < most && peek(&w) == '"') {
        out[count].key = w;
        step_by(&w, string_size(w.rest));
        skip_blanks(&w);
        step_by(&w, 1); // the colon
        skip_blanks(&w);
        out[count++].value = w;
        skip_value(&w);
        skip_blanks(&w);
        if (peek(&w) == ',') step_by(&w, 1);
        skip_blanks(&w);
    }
    return count;
}

// --- what a load is made of

typedef struct Load {
    const DataSource *source;
    Arena *arena;
    Text bytes;
    const char *file;
    Dataset *out;
    Problems *problems;
    json_t *root; // outside the arena: freed by whoever began
} Load;

static Place place_of(const Load *load, Walker w) { return (Place){ load->file, w.line, w.column }; }

// --- the survey: depth, members and elements, counted in brackets and commas

static bool survey(const Load *load, Walker w) {
    int depth = 0, members = 1;
    long commas = 0; // of this member
    bool object = peek(&w) == '{';
    while (w.rest.size) {
        char c = peek(&w);
        size_t size = c == '"' ? string_size(w.rest) : 1;
        if (c == '[' || c == '{') depth++;
        if (c == ']' || c == '}') depth--;
        if (depth > DEPTH)
            return problems_add(load->problems, place_of(load, w), "nested too deep: an array has at most %d axes", DATA_AXES);
        if (c == ',' && depth == 1 && object) {
            commas = 0;
            if (++members > MEMBERS)
                return problems_add(load->problems, place_of(load, w), "more than %d arrays, the most that a file may hold",
                                    DATA_ARRAYS);
        } else if (c == ',' && ++commas >= DATA_ELEMENTS) {
            return problems_add(load->problems, place_of(load, w), "more than %d numbers, the most that an array may hold",
                                DATA_ELEMENTS);
        }
        step_by(&w, size);
    }
    return true;
}

// --- parsing

// jansson's words, on one line and cut where whole characters end.
static const char *clean(Arena *arena, const char *words) {
    char *out = arena_copy(arena, words, strlen(words));
    size_t bad;
    if (!utf8_valid(text_of(out), &bad)) out[bad] = 0;
    for (char *c = out; *c; c++)
        if ((unsigned char)*c < 0x20 || *c == 0x7F) *c = ' ';
    return out;
}

// Where the token begins that jansson stumbled over: it counts to the token's end, and quotes it.
static Place error_place(const Load *load, const json_error_t *error) {
    size_t at = error->position < 0 ? 0 : (size_t)error->position;
    if (at > load->bytes.size) at = load->bytes.size;
    const char *near = strstr(error->text, "near '");
    size_t size = near ? strlen(near + 6) : 0;
    if (size > 1 && size - 1 <= at && !memcmp(load->bytes.at + at - (size - 1), near + 6, size - 1))
        at -= size - 1;
    else if (at)
        at--;
    return data_place(load->file, load->bytes, at);
}

// What went wrong, in a student's words; jansson's own where it is a matter of brackets and commas.
static const char *error_words(const Load *load, const json_error_t *error) {
    Arena *arena = load->problems->arena;
    int code = json_error_code(error);
    if (code == json_error_duplicate_key) return "this name is there twice: give each name once";
    if (code == json_error_numeric_overflow) return "this number is too large: the largest is about 1.8e308";
    if (code == json_error_null_character || code == json_error_null_byte_in_key)
        return "a text may not hold the character \\u0000";
    return arena_print(arena, "not JSON: %s; %s", clean(arena, error->text), shape_hint);
}

// JSON has no infinities, but Python and JavaScript write them. For jansson they become texts of the same length; the numbers are
// read from the file's own bytes.
static Text without_infinities(Load *load) {
    Text all = load->bytes;
    char *copy = NULL;
    for (size_t i = 0; i < all.size; i++) {
        if (all.at[i] == '"') {
            i += string_size((Text){ all.at + i, all.size - i }) - 1;
            continue;
        }
        if (all.at[i] != 'N' && all.at[i] != 'I') continue;
        Text rest = { all.at + i, all.size - i };
        size_t size = text_starts(rest, "NaN") ? 3 : text_starts(rest, "Infinity") ? 8 : 0;
        bool minus = size == 8 && i > 0 && all.at[i - 1] == '-';
        if (!size) continue;
        if (!copy) copy = arena_copy(load->arena, all.at, all.size);
        size_t start = i - minus;
        memset(copy + start, ' ', size + minus);
        copy[start] = '"';
        copy[i + size - 1] = '"';
        i += size - 1;
    }
    return copy ? (Text){ copy, all.size } : all;
}

static bool parse(Load *load) {
    json_error_t error;
    Text plain = without_infinities(load);
    size_t flags = JSON_REJECT_DUPLICATES | JSON_DECODE_INT_AS_REAL | JSON_DECODE_ANY;
    bool memory_is_short;
    load->root = json_text_read(plain, flags, &error, &memory_is_short);
    if (load->root) return true;
    if (memory_is_short) return problems_out_of_memory(load->problems, load->file);
    return problems_add(load->problems, error_place(load, &error), "%s", error_words(load, &error));
}

// --- one array

typedef struct JsonArray {
    const Load *load;
    const char *name;
    bool mask; // may hold true and false
    int rank, size[DATA_AXES];
    int index[DATA_AXES]; // of the element that is looked at
    double *out;          // where the next number goes; NULL while the shape is checked
    signed char *last;    // … and where its last digit stands
} JsonArray;

static const char *found(const JsonArray *array, const json_t *value) {
    Arena *arena = array->load->problems->arena;
    switch (json_typeof(value)) {
    case JSON_OBJECT: return "an object";
    case JSON_ARRAY: return arena_print(arena, "an array of %zu", json_array_size(value));
    case JSON_STRING: return arena_print(arena, "the text %s", data_quote(arena, text_of(json_string_value(value))));
    case JSON_INTEGER:
    case JSON_REAL: return "a number";
    case JSON_TRUE: return "true";
    case JSON_FALSE: return "false";
    case JSON_NULL: return "null";
    }
    return "";
}

// "k[1][0]": the element that is looked at, `depth` axes deep.
static const char *element_name(const JsonArray *array, int depth) {
    Builder out = { array->load->problems->arena };
    builder_add(&out, text_of(array->name[0] ? array->name : "the matrix"));
    for (int d = 0; d < depth; d++) builder_print(&out, "[%d]", array->index[d]);
    return builder_text(&out);
}

// Numbers from the file's own bytes, and the words for what JSON cannot write as a number.
static bool number_of(const JsonArray *array, Walker at, const json_t *value, double *out, int *last) {
    *last = NUMBER_UNWRITTEN;
    if (json_is_boolean(value) && array->mask) {
        *out = json_is_true(value);
        return true;
    }
    if (json_is_object(value) || json_is_array(value) || json_is_boolean(value) || json_is_null(value)) return false;
    Text token = at.rest;
    bool quoted = peek(&at) == '"';
    token.size = 0;
    while (token.size < at.rest.size && !ends_word(at.rest.at[token.size])) token.size++;
    if (quoted && token.size > 1) token = (Text){ token.at + 1, token.size - 2 };
    bool infinite = text_is(token, "Infinity") || text_is(token, "-Infinity") || text_is(token, "NaN");
    return (!quoted || infinite) && text_number_as_written(token, out, last);
}

static void step_into(Walker *w) { // past a bracket or a comma, to what follows
    step_by(w, 1);
    skip_blanks(w);
}

// Checks the shape below one element against the first ones and, when `out` is set, takes the numbers over. Moves w behind it.
static bool read_elements(JsonArray *array, Walker *w, const json_t *value, int axis) {
    Problems *problems = array->load->problems;
    Place place = place_of(array->load, *w);
    double number;
    int last;
    if (axis == array->rank) {
        if (!number_of(array, *w, value, &number, &last)) {
            const char *hint = json_is_boolean(value) ? ": write 1 or 0" : "";
            return problems_add(problems, place, "%s: found %s where a number was expected%s", element_name(array, axis),
                                found(array, value), hint);
        }
        if (array->out) *array->out++ = number;
        if (array->out) *array->last++ = (signed char)last;
        skip_value(w);
        return true;
    }
    size_t size = (size_t)array->size[axis];
    if (!json_is_array(value) || json_array_size(value) != size)
        return problems_add(problems, place, "%s: found %s where an array of %zu was expected, as before it",
                            element_name(array, axis), found(array, value), size);
    for (size_t i = 0; i < size; i++) {
        step_into(w);
        array->index[axis] = (int)i;
        if (!read_elements(array, w, json_array_get(value, i), axis + 1)) return false;
        skip_blanks(w);
    }
    step_by(w, 1);
    return true;
}

// The shape, as the first elements tell it.
static bool first_shape(JsonArray *array, Walker w, const json_t *value) {
    for (; json_is_array(value); value = json_array_get(value, 0)) {
        size_t size = json_array_size(value);
        Place place = place_of(array->load, w);
        if (size == 0) return problems_add(array->load->problems, place, "%s is empty", element_name(array, 0));
        if (array->rank == DATA_AXES)
            return problems_add(array->load->problems, place, "%s has more than %d axes", element_name(array, 0), DATA_AXES);
        array->size[array->rank++] = (int)size;
    }
    return true;
}

static bool read_array(const Load *load, const char *name, Member member, const json_t *json, DataEntry *entry) {
    JsonArray array = { .load = load, .name = name, .mask = data_role(text_of(name), NULL) == ROLE_MASK };
    Walker at = member.value;
    long long count = 1;
    if (!first_shape(&array, member.value, json)) return false;
    for (int a = 0; a < array.rank; a++) count = count > DATA_ELEMENTS ? count : count * array.size[a];
    // Larger than anything that passed the survey: then rows are of different lengths, and reading tells which.
    if (count > DATA_ELEMENTS) return read_elements(&array, &at, json, 0);
    *entry = (DataEntry){ .name = text_copy(load->arena, text_of(name)), .rank = array.rank, .count = (int)count };
    for (int a = 0; a < array.rank; a++) entry->size[a] = array.size[a];
    entry->place = place_of(load, member.key);
    array.out = entry->value = arena_new(load->arena, double, entry->count);
    entry->last = array.last = arena_new(load->arena, signed char, entry->count);
    return read_elements(&array, &at, json, 0);
}

// --- the words of the rows

static DataEntry *find_entry(const Dataset *data, const char *name) {
    for (int i = 0; i < data->count; i++)
        if (!strcmp(data->entry[i].name, name)) return &data->entry[i];
    return NULL;
}

static bool unknown_label(const Load *load, Place place, const char *name) {
    Dataset *data = load->out;
    const char **names = arena_new(load->arena, const char *, data->count + 1);
    for (int i = 0; i < data->count; i++) names[i] = data->entry[i].name;
    const char *near = text_nearest(text_of(name), names, data->count);
    return problems_add(load->problems, place, "labels for %s, but there is no such array%s%s%s",
                        data_quote(load->problems->arena, text_of(name)), near ? " (did you mean '" : "", near ? near : "",
                        near ? "'?)" : "");
}

static bool read_words(const Load *load, const char *name, Place place, const json_t *words) {
    DataEntry *entry = find_entry(load->out, name);
    if (!entry) return unknown_label(load, place, name);
    int rows = data_rows(entry);
    if (!json_is_array(words) || json_array_size(words) != (size_t)rows)
        return problems_add(load->problems, place, "labels of %s: expected an array of %d %s, one a row", name, rows,
                            rows == 1 ? "word" : "words");
    const char **out = arena_new(load->arena, const char *, rows);
    for (int i = 0; i < rows; i++) {
        const json_t *word = json_array_get(words, (size_t)i);
        if (!json_is_string(word) && !json_is_null(word))
            return problems_add(load->problems, place, "labels of %s: number %d is not a text in quotation marks", name, i + 1);
        if (json_is_string(word)) out[i] = text_copy(load->arena, text_of(json_string_value(word)));
    }
    entry->words = out;
    return true;
}

static bool read_labels(const Load *load, Member labels, json_t *json) {
    if (!json_is_object(json))
        return problems_add(load->problems, place_of(load, labels.key),
                            "labels: expected an object, as in {\"k\": [\"the\", \"cat\"]}");
    Member *member = arena_new(load->arena, Member, MEMBERS);
    int count = find_members(labels.value, member, MEMBERS), i = 0;
    bool well = true;
    const char *name;
    json_t *words;
    json_object_foreach(json, name, words) {
        Place place = place_of(load, i < count ? member[i].key : labels.key);
        well &= read_words(load, name, place, words);
        i++;
    }
    return well;
}

// --- words for the rows of whatever has as many

static bool is_words(const json_t *value) {
    for (size_t i = 0; i < json_array_size(value); i++)
        if (!json_is_string(json_array_get(value, i))) return false;
    return json_array_size(value) > 0;
}

// "words": ["the", "cat"]
static bool give_words(const Load *load, Place place, const char *name, const json_t *json) {
    int count = (int)json_array_size(json);
    const char **words = arena_new(load->arena, const char *, count);
    for (int i = 0; i < count; i++) words[i] = text_copy(load->arena, text_of(json_string_value(json_array_get(json, (size_t)i))));
    return data_give_words(load->out, words, count, name, place, load->problems);
}

// --- the whole file

typedef struct Later { // what can only be read when all arrays are known
    const char *name;
    Member member;
    const json_t *value;
} Later;

// What is no array, and is left out with a note: "model": "attention".
static bool is_remark(const char *name, const json_t *value) {
    return (json_is_string(value) || json_is_null(value)) && data_role(text_of(name), NULL) == ROLE_NONE;
}

static bool read_members(Load *load, Walker start, const json_t *object, const char *group, Later *later, int *laters);

// One member: an array, words for later, a group of arrays, or a remark.
static bool read_member(Load *load, const char *name, Member member, const json_t *value, const char *group, Later *later,
                        int *laters) {
    Dataset *out = load->out;
    Place place = place_of(load, member.key);
    bool is_labels = !strcmp(name, "labels") && !is_words(value);
    if (!group && (is_labels || (data_names_words(name) && is_words(value)))) {
        if (*laters < MEMBERS) later[(*laters)++] = (Later){ name, member, value };
        return true;
    }
    if (!group && json_is_object(value) && data_role(text_of(name), NULL) == ROLE_NONE && json_object_size(value))
        return read_members(load, member.value, value, name, later, laters);
    if (is_remark(name, value)) {
        if (strcmp(name, "model") != 0)
            problems_note(load->problems, place, "%s is %s and is left out", data_quote(load->problems->arena, text_of(name)),
                          json_is_null(value) ? "null" : "a text");
        return true;
    }
    if (out->count == DATA_ARRAYS)
        return problems_add(load->problems, place, "more than %d arrays, the most that a file may hold", DATA_ARRAYS);
    bool prefix = group && strcmp(group, "nodes") != 0 && strcmp(group, "inputs") != 0 && strcmp(group, "data") != 0;
    const char *whole = prefix ? arena_print(load->arena, "%s.%s", group, name) : name;
    bool read = read_array(load, whole, member, value, &out->entry[out->count]);
    out->count += read;
    return read;
}

// The members of an object; of one in it, where `group` is its name: {"nodes": {"s": …}, "grad": {"q": …}} holds s and grad.q.
static bool read_members(Load *load, Walker start, const json_t *object, const char *group, Later *later, int *laters) {
    Member *member = arena_new(load->arena, Member, MEMBERS);
    int count = find_members(start, member, MEMBERS), i = 0;
    bool well = true;
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)object, name, value) {
        if (i == count) return problems_add(load->problems, place_of(load, start), "more than %d names", MEMBERS);
        well &= read_member(load, name, member[i], value, group, later, laters);
        i++;
    }
    return well;
}

static bool read_object(Load *load, Walker start) {
    Later *later = arena_new(load->arena, Later, MEMBERS);
    int laters = 0;
    bool well = read_members(load, start, load->root, NULL, later, &laters);
    if (load->out->count == 0 && well)
        return problems_add(load->problems, place_of(load, start), "the file holds no arrays: %s", shape_hint);
    for (int i = 0; i < laters && well; i++) {
        bool each = !strcmp(later[i].name, "labels") && !is_words(later[i].value);
        well = each ? read_labels(load, later[i].member, (json_t *)later[i].value)
                    : give_words(load, place_of(load, later[i].member.key), later[i].name, later[i].value);
    }
    return well;
}

static bool load_body(void *context) {
    Load *load = context;
    if (!data_is_text(load->source, &load->bytes, load->problems)) return false;
    Walker start = { load->bytes, 1, 1 };
    skip_blanks(&start);
    if (!start.rest.size) return problems_add(load->problems, place_of(load, start), "the file is empty: %s", shape_hint);
    if (!survey(load, start) || !parse(load)) return false;
    *load->out = (Dataset){ load->file, json_format.id, arena_new(load->arena, DataEntry, DATA_ARRAYS), 0 };
    if (json_is_object(load->root)) return read_object(load, start);
    if (!json_is_array(load->root))
        return problems_add(load->problems, place_of(load, start), "expected named arrays or one matrix: %s", shape_hint);
    load->out->count = 1;
    return read_array(load, "", (Member){ start, start }, load->root, &load->out->entry[0]);
}

static bool json_load_dataset(const DataSource *source, Dataset *out, Problems *problems) {
    Load load = { source, source->arena, source->bytes, source->file, out, problems };
    bool ok = problems_guard(source->arena, source->file, problems, load_body, &load);
    json_decref(load.root);
    return ok;
}

// --- saving

// Elements from *value on, `rank` axes deep; moves *value behind them.
static void save_array(Builder *out, const double **value, const int *size, int rank) {
    char number[32];
    if (rank == 0) {
        builder_add(out, text_of(data_json_number(*(*value)++, number)));
        return;
    }
    builder_add(out, TEXT("["));
    for (int i = 0; i < size[0]; i++) {
        if (i) builder_add(out, TEXT(", "));
        save_array(out, value, size + 1, rank - 1);
    }
    builder_add(out, TEXT("]"));
}

// JSON allows a name once: rows that share theirs (one line a row in CSV) become one matrix, at the place of the first.
static bool is_later_row(const Dataset *data, int at) {
    for (int i = 0; i < at; i++)
        if (!strcmp(data->entry[i].name, data->entry[at].name)) return true;
    return false;
}

static int count_rows(const Dataset *data, int at) {
    int count = 0;
    for (int i = at; i < data->count; i++) count += !strcmp(data->entry[i].name, data->entry[at].name);
    return count;
}

static void save_entry(Builder *out, const Dataset *data, int at) {
    bool many = count_rows(data, at) > 1;
    if (many) builder_add(out, TEXT("["));
    for (int i = at, first = true; i < data->count; i++) {
        const DataEntry *entry = &data->entry[i];
        if (i > at && (!many || strcmp(entry->name, data->entry[at].name) != 0)) continue;
        const double *value = entry->value;
        if (!first) builder_add(out, TEXT(", "));
        save_array(out, &value, entry->size, entry->rank);
        first = false;
    }
    if (many) builder_add(out, TEXT("]"));
}

static const char *word_of(const DataEntry *entry, int row) {
    return entry->words ? entry->words[row] : row == 0 ? entry->word : NULL;
}

static bool has_words(const Dataset *data, int at) {
    for (int i = at; i < data->count; i++) {
        if (strcmp(data->entry[i].name, data->entry[at].name) != 0) continue;
        for (int r = 0; r < data_rows(&data->entry[i]); r++)
            if (word_of(&data->entry[i], r)) return true;
    }
    return false;
}

static void save_words(Builder *out, const Dataset *data, int at) {
    data_json_text(out, data->entry[at].name);
    builder_add(out, TEXT(": ["));
    const char *comma = "";
    for (int i = at; i < data->count; i++) {
        if (strcmp(data->entry[i].name, data->entry[at].name) != 0) continue;
        for (int r = 0; r < data_rows(&data->entry[i]); r++) {
            const char *word = word_of(&data->entry[i], r);
            builder_add(out, text_of(comma));
            if (word)
                data_json_text(out, word);
            else
                builder_add(out, TEXT("null"));
            comma = ", ";
        }
    }
    builder_add(out, TEXT("]"));
}

static void save_labels(Builder *out, const Dataset *data) {
    bool any = false;
    for (int i = 0; i < data->count; i++) {
        if (is_later_row(data, i) || !has_words(data, i)) continue;
        builder_add(out, any ? TEXT(", ") : TEXT(",\n  \"labels\": {"));
        save_words(out, data, i);
        any = true;
    }
    if (any) builder_add(out, TEXT("}"));
}

static void json_save(const Dataset *data, Builder *out) {
    if (data->count == 1 && !data->entry[0].name[0]) { // no name: one matrix alone
        save_entry(out, data, 0);
        builder_add(out, TEXT("\n"));
        return;
    }
    builder_add(out, TEXT("{"));
    for (int i = 0; i < data->count; i++) {
        if (is_later_row(data, i)) continue;
        builder_add(out, i ? TEXT(",\n  ") : TEXT("\n  "));
        data_json_text(out, data->entry[i].name);
        builder_add(out, TEXT(": "));
        save_entry(out, data, i);
    }
    save_labels(out, data);
    builder_add(out, TEXT("\n}\n"));
}

const DataFormat json_format = {
    .id = "json",
    .endings = "json",
    .summary = "named arrays, {\"q\": [[1, 1]], \"k\": [[1, 1], [1, 0]], \"labels\": {\"k\": [\"the\", \"cat\"]}}, or one matrix",
    .words = true,
    .load = json_load_dataset,
    .save = json_save,
};
