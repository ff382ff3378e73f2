// Arrays as programs print them: NumPy's [[1. 1.]], tensor([[1., 1.]]), Python lists and dictionaries, q = [[…]], MATLAB's [1 2;
// 3 4] and q = 1 2, R's and Julia's matrices. A reader of values, not of any language: names, brackets, numbers, and what stands
// around them is passed over.
#include <string.h>

#include "data/arrays.h"
#include "data/source.h"

enum { NAME_MOST = 64, PAIRS_DEEP = 8 };

typedef struct Load {
    const DataSource *source;
    Arena *arena;
    Dataset *out;
    Problems *problems;
    Text text;
    size_t at;
    int deep; // dictionaries in each other
    const char *words_name;
    const char **words; // of a list of texts
    int word_count;
    Place words_place;
} Load;

typedef struct PrintedArray {
    Builder value, last; // of double, of signed char
    int count, rank, size[DATA_AXES];
    int finest;  // the last digit's place of the number with most digits
    bool dotted; // "1." is there: zeros behind the point were left out
} PrintedArray;

// --- characters

static char peek(const Load *l) { return l->at < l->text.size ? l->text.at[l->at] : 0; }
static Text rest(const Load *l) {
    size_t at = l->at < l->text.size ? l->at : l->text.size;
    return (Text){ l->text.at + at, l->text.size - at };
}
static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static bool is_letter(char c) { return (c | 32) >= 'a' && (c | 32) <= 'z'; }

static void skip_blanks(Load *l) {
    while (l->at < l->text.size && is_blank(peek(l))) l->at++;
}

static bool take(Load *l, const char *word) {
    if (!text_starts(rest(l), word)) return false;
    l->at += strlen(word);
    return true;
}

static Place place_at(const Load *l, size_t at) { return data_place(l->source->file, l->text, at); }

// A number or word: to the next blank, comma, semicolon or bracket.
static Text take_token(Load *l) {
    size_t start = l->at;
    while (l->at < l->text.size && !is_blank(peek(l)) && !strchr(",;[](){}<>=|'\"", peek(l))) l->at++;
    return (Text){ l->text.at + start, l->at - start };
}

static char closing(char open) { return open == '[' ? ']' : open == '{' ? '}' : open == '(' ? ')' : 0; }

// Behind the bracket that closes the one that was opened before; texts inside are passed over.
static void skip_to_close(Load *l, char close) {
    for (int depth = 1; l->at < l->text.size && depth > 0; l->at++) {
        char c = peek(l);
        if (c == '\'' || c == '"') {
            for (l->at++; l->at < l->text.size && peek(l) != c; l->at++) continue;
            if (l->at == l->text.size) return; // the quote has no end
        } else if (closing(c)) {
            depth++;
        } else if (c == ')' || c == ']' || c == '}') {
            depth--;
            if (!depth && c != close) return;
        }
    }
}

// --- numbers

static bool bad_token(const Load *l, size_t at, Text token) {
    const char *quoted = data_quote(l->problems->arena, token);
    Place place = place_at(l, at);
    if (text_starts(token, "...") || text_starts(token, "\xE2\x80\xA6"))
        return problems_add(l->problems, place,
                            "... stands for numbers that were left out: numpy.set_printoptions(threshold=10**7) "
                            "or torch.set_printoptions(threshold=10**7) prints all, numpy.save saves them");
    if (token.size && (token.at[token.size - 1] == 'j' || token.at[token.size - 1] == 'i') && is_digit(token.at[0]))
        return problems_add(l->problems, place, "%s is a complex number: print the real part, q.real", quoted);
    if (text_is(token, "None") || text_is(token, "NA") || text_is(token, "null"))
        return problems_add(l->problems, place, "%s stands where a number was expected: a value is missing", quoted);
    if (!token.size)
        return problems_add(l->problems, place, "found %s where a number was expected",
                            data_quote(l->problems->arena, (Text){ l->text.at + at, at < l->text.size }));
    return problems_add(l->problems, place, "found %s where a number was expected", quoted);
}

static bool read_number(Text token, double *value, int *last) {
    bool yes = text_is(token, "True") || text_is(token, "true");
    if (yes || text_is(token, "False") || text_is(token, "false")) {
        *value = yes;
        *last = NUMBER_UNWRITTEN;
        return true;
    }
    if (text_number_as_written(token, value, last)) return true;
    bool suffixed =
        token.size > 1 && (token.at[token.size - 1] | 32) == 'f' && is_digit(token.at[0] == '-' ? token.at[1] : token.at[0]);
    return suffixed && text_number_as_written((Text){ token.at, token.size - 1 }, value, last); // 1.0f
}

static bool add_number(Load *l, PrintedArray *array, size_t at, Text token) {
    double value;
    int last;
    if (!read_number(token, &value, &last)) return bad_token(l, at, token);
    if (array->count == DATA_ELEMENTS)
        return problems_add(l->problems, place_at(l, at), "more than %d numbers, the most that an array may hold", DATA_ELEMENTS);
    array->dotted |= token.at[token.size - 1] == '.';
    if (last != NUMBER_UNWRITTEN && last < array->finest) array->finest = last;
    builder_add_bytes(&array->value, (const char *)&value, sizeof value);
    builder_add_bytes(&array->last, &(char){ (char)last }, 1);
    array->count++;
    return true;
}

// np.float64(1.0), as NumPy 2 prints the numbers of a list.
static bool add_wrapped(Load *l, PrintedArray *array) {
    while (peek(l) && peek(l) != '(') l->at++;
    l->at++;
    skip_blanks(l);
    size_t at = l->at;
    if (!add_number(l, array, at, take_token(l))) return false;
    skip_to_close(l, ')');
    return true;
}

// Does a call start here: letters, points and digits, then a parenthesis?
static bool is_call(const Load *l) {
    size_t i = l->at;
    if (!is_letter(peek(l)) && peek(l) != '_') return false;
    while (i < l->text.size &&
           (is_letter(l->text.at[i]) || is_digit(l->text.at[i]) || l->text.at[i] == '_' || l->text.at[i] == '.'))
        i++;
    return i < l->text.size && l->text.at[i] == '(';
}

// --- arrays in brackets

static bool set_size(Load *l, PrintedArray *array, int axis, int size, bool first, size_t at) {
    if (size == 0) return problems_add(l->problems, place_at(l, at), "these brackets are empty");
    if (first) {
        array->size[axis] = size;
        return true;
    }
    if (array->size[axis] == size) return true;
    const char *what = axis == array->rank - 1 ? (size == 1 ? "number" : "numbers") : (size == 1 ? "row" : "rows");
    return problems_add(l->problems, place_at(l, at), "found %d %s in these brackets where %d stood before", size, what,
                        array->size[axis]);
}

static bool read_brackets(Load *l, PrintedArray *array, int axis, bool first);

// One element at depth `axis`: a bracket with more of them, or a number.
static bool read_element(Load *l, PrintedArray *array, int axis, bool first, bool in_row, int *numbers) {
    char c = peek(l);
    size_t at = l->at;
    if (closing(c)) {
        if (*numbers)
            return problems_add(l->problems, place_at(l, at), "found a bracket where a number was expected, as before it");
        return read_brackets(l, array, axis + 1, first);
    }
    if (!first && !in_row && array->rank > axis + 1 && !text_starts(rest(l), "..."))
        return problems_add(l->problems, place_at(l, at), "found a number where a bracket was expected, as before it");
    ++*numbers;
    return is_call(l) ? add_wrapped(l, array) : add_number(l, array, at, take_token(l));
}

static void skip_between(Load *l) { // blanks and one comma
    skip_blanks(l);
    if (take(l, ",")) skip_blanks(l);
}

// From the opening bracket to behind the closing one. A semicolon ends a row, as in MATLAB.
static bool read_brackets(Load *l, PrintedArray *array, int axis, bool first) {
    char close = closing(peek(l));
    size_t open = l->at++;
    int elements = 0, numbers = 0, rows = 0;
    if (axis == DATA_AXES) return problems_add(l->problems, place_at(l, open), "more than %d axes", DATA_AXES);
    if (first && array->rank < axis + 1) array->rank = axis + 1;
    for (skip_blanks(l); peek(l) != close; skip_between(l)) {
        if (l->at >= l->text.size) return problems_add(l->problems, place_at(l, open), "this bracket is not closed");
        if (peek(l) == ';' && elements && !numbers) { // between brackets it is as good as a comma: [[1 2]; [3 4]]
            l->at++;
            continue;
        }
        if (peek(l) == ';') {
            if (axis + 1 == DATA_AXES) return problems_add(l->problems, place_at(l, open), "more than %d axes", DATA_AXES);
            if (elements && !rows && first) array->rank = axis + 2;
            if (elements && !set_size(l, array, axis + 1, elements, first && !rows, l->at)) return false;
            rows += elements > 0;
            elements = 0;
            l->at++;
            continue;
        }
        if (!read_element(l, array, axis, first && !elements && !rows, rows > 0, &numbers)) return false;
        elements++;
    }
    l->at++;
    if (!rows) return set_size(l, array, axis, elements, first, open);
    if (elements && !set_size(l, array, axis + 1, elements, false, l->at - 1)) return false;
    return set_size(l, array, axis, rows + (elements > 0), first, open);
}

// --- lines of numbers, as MATLAB, R and Julia print a matrix

static Text line_at(const Load *l, size_t at) {
    Text line = { l->text.at + at, l->text.size - at };
    return text_line(&line);
}

// "[1,]" and "[,1]" of R.
static bool is_place_mark(Text token) {
    return token.size > 3 && token.at[0] == '[' && token.at[token.size - 1] == ']' && memchr(token.at, ',', token.size) &&
           (token.at[1] == ',' || token.at[token.size - 2] == ',');
}

// The next word of a line, with its brackets.
static Text line_word(Text *line) {
    Text word = text_word(line);
    if (word.size && word.at[word.size - 1] == ',' && !is_place_mark(word)) word.size--;
    return word;
}

static bool is_number_row(Text line) {
    double value;
    int last, numbers = 0;
    for (Text word = line_word(&line); word.size; word = line_word(&line)) {
        if (is_place_mark(word)) continue;
        if (!read_number(word, &value, &last)) return false;
        numbers++;
    }
    return numbers > 0;
}

static bool is_marks(Text line) { // "     [,1] [,2]"
    int marks = 0;
    for (Text word = line_word(&line); word.size; word = line_word(&line), marks++)
        if (!is_place_mark(word) || word.at[1] != ',') return false;
    return marks > 0;
}

// "1.0e+03 *" over a matrix of MATLAB: its numbers are so many times what is printed.
static bool take_factor(Load *l, double *factor) {
    Text line = text_trim(line_at(l, l->at));
    if (line.size < 3 || line.at[line.size - 1] != '*') return false;
    if (!text_number(text_trim((Text){ line.at, line.size - 1 }), factor)) return false;
    l->at = (size_t)(line.at - l->text.at) + line.size;
    skip_blanks(l);
    return true;
}

static bool read_number_row(Load *l, PrintedArray *array, Text line) {
    int columns = 0;
    for (Text rest_of_line = line, word = line_word(&rest_of_line); word.size; word = line_word(&rest_of_line)) {
        if (is_place_mark(word)) continue;
        if (!add_number(l, array, (size_t)(word.at - l->text.at), word)) return false;
        columns++;
    }
    array->size[0]++;
    if (array->size[0] == 1) array->size[1] = columns;
    if (array->size[1] == columns) return true;
    return problems_add(l->problems, place_at(l, (size_t)(text_trim(line).at - l->text.at)),
                        "this row has %d %s where the first row has %d", columns, columns == 1 ? "number" : "numbers",
                        array->size[1]);
}

static bool read_rows(Load *l, PrintedArray *array) {
    double factor = 1;
    array->rank = 2;
    bool scaled = take_factor(l, &factor);
    while (l->at < l->text.size && peek(l) != '\n' && l->at && l->text.at[l->at - 1] != '\n') l->at--; // back to the line's start
    for (; l->at < l->text.size; l->at += l->at < l->text.size) {
        Text line = line_at(l, l->at);
        if (!is_marks(line)) {
            if (!is_number_row(line)) break;
            if (!read_number_row(l, array, line)) return false;
        }
        l->at += line.size;
        if (peek(l) == '\r') l->at++;
    }
    double *value = (double *)array->value.at;
    for (int i = 0; scaled && i < array->count; i++) value[i] *= factor;
    if (scaled) array->finest = NUMBER_UNWRITTEN; // what a digit is worth is not known any more
    return true;
}

// --- entries

static bool add_entry(Load *l, const char *name, Place place, const PrintedArray *array) {
    Dataset *out = l->out;
    if (out->count == DATA_ARRAYS)
        return problems_add(l->problems, place, "more than %d arrays, the most that a file may hold", DATA_ARRAYS);
    DataEntry *entry = &out->entry[out->count++];
    *entry =
        (DataEntry){ .name = name, .rank = array->rank, .count = array->count, .place = place, .value = (double *)array->value.at };
    memcpy(entry->size, array->size, sizeof entry->size);
    signed char *last = (signed char *)array->last.at;
    for (int i = 0; i < array->count; i++) { // NumPy prints all of an array to as many digits, but leaves zeros out
        if (array->finest == NUMBER_UNWRITTEN)
            last[i] = NUMBER_UNWRITTEN;
        else if (array->dotted && last[i] > array->finest && last[i] <= 0)
            last[i] = (signed char)array->finest;
    }
    entry->last = last;
    return true;
}

static PrintedArray new_array(Load *l) {
    return (PrintedArray){ .value = { l->arena }, .last = { l->arena }, .finest = NUMBER_UNWRITTEN - 1 };
}

static bool read_texts(Load *l, const char *name, Place place) { // ['the', 'cat']
    char close = closing(peek(l));
    Builder words = { l->arena };
    l->at++;
    int count = 0;
    for (skip_blanks(l); peek(l) != close; skip_between(l)) {
        char mark = peek(l);
        const char *end = mark == '\'' || mark == '"' ? memchr(l->text.at + l->at + 1, mark, l->text.size - l->at - 1) : NULL;
        if (!end) return problems_add(l->problems, place_at(l, l->at), "found something else in a list of texts");
        const char *word = text_copy(l->arena, (Text){ l->text.at + l->at + 1, (size_t)(end - l->text.at) - l->at - 1 });
        builder_add_bytes(&words, (const char *)&word, sizeof word);
        l->at = (size_t)(end - l->text.at) + 1;
        count++;
    }
    l->at++;
    l->words = (const char **)words.at;
    l->word_count = count;
    l->words_name = name;
    l->words_place = place;
    return true;
}

static bool read_value(Load *l, const char *name, Place place);
static bool read_pairs(Load *l, char close);

// Is this a dictionary: a text or word before a colon or equals sign, or nothing but pairs?
static bool is_dictionary(const Load *l) {
    Load ahead = *l;
    ahead.at++;
    skip_blanks(&ahead);
    char mark = peek(&ahead);
    if (mark == '\'' || mark == '"') {
        const char *end = memchr(ahead.text.at + ahead.at + 1, mark, ahead.text.size - ahead.at - 1);
        if (!end) return false;
        ahead.at = (size_t)(end - ahead.text.at) + 1;
        skip_blanks(&ahead);
        return peek(&ahead) == ':';
    }
    return is_letter(mark) && !is_call(&ahead) &&
           (take_token(&ahead), skip_blanks(&ahead), peek(&ahead) == ':' || peek(&ahead) == '=');
}

// OrderedDict([('q', tensor(…)), …])
static bool is_pair_list(const Load *l) {
    Load ahead = *l;
    if (!take(&ahead, "[")) return false;
    skip_blanks(&ahead);
    if (!take(&ahead, "(")) return false;
    skip_blanks(&ahead);
    return peek(&ahead) == '\'' || peek(&ahead) == '"';
}

static const char *take_text(Load *l) {
    char mark = peek(l);
    const char *end = memchr(l->text.at + l->at + 1, mark, l->text.size - l->at - 1);
    if (!end) return NULL;
    const char *out = text_copy(l->arena, (Text){ l->text.at + l->at + 1, (size_t)(end - l->text.at) - l->at - 1 });
    l->at = (size_t)(end - l->text.at) + 1;
    return out;
}

static bool read_pair_list(Load *l) {
    take(l, "[");
    for (skip_blanks(l); take(l, "("); skip_between(l)) {
        skip_blanks(l);
        Place place = place_at(l, l->at);
        const char *name = peek(l) == '\'' || peek(l) == '"' ? take_text(l) : NULL;
        skip_between(l);
        if (!name) return problems_add(l->problems, place, "a name in quotation marks is missing here: ('q', tensor([[1., 2.]]))");
        if (!read_value(l, name, place)) return false;
        skip_to_close(l, ')');
    }
    skip_to_close(l, ']');
    return true;
}

// tensor(…), array(…), dict(…): what is inside; further arguments (dtype=…, device=…) say nothing about the numbers.
static bool read_call(Load *l, const char *name, Place place) {
    size_t start = l->at;
    while (peek(l) != '(') l->at++;
    Text callee = { l->text.at + start, l->at - start };
    bool dictionary = text_is(callee, "dict");
    l->at++;
    skip_blanks(l);
    if (dictionary) return read_pairs(l, ')');
    if (is_pair_list(l) ? !read_pair_list(l) : !read_value(l, name, place)) return false;
    skip_to_close(l, ')');
    return true;
}

// <tf.Tensor: shape=(1, 2), dtype=float32, numpy=array([[1., 2.]])>
static bool read_angle(Load *l, const char *name, Place place) {
    Text all = rest(l);
    const char *numpy = NULL;
    for (size_t i = 0; i + 6 < all.size; i++) {
        if (memcmp(all.at + i, "numpy=", 6) != 0) continue;
        numpy = all.at + i + 6;
        break;
    }
    if (!numpy)
        return problems_add(l->problems, place_at(l, l->at), "no numbers are in this: print(q.numpy().tolist()) prints them");
    l->at = (size_t)(numpy - l->text.at);
    skip_blanks(l);
    if (!read_value(l, name, place)) return false;
    skip_blanks(l);
    take(l, ">");
    return true;
}

static bool read_value(Load *l, const char *name, Place place) {
    char c = peek(l);
    if (c == '{' && is_dictionary(l)) {
        l->at++;
        return read_pairs(l, '}');
    }
    if (c == '<') return read_angle(l, name, place);
    if (is_call(l)) return read_call(l, name, place);
    PrintedArray array = new_array(l);
    if (closing(c) && !is_marks(line_at(l, l->at)) && !is_number_row(line_at(l, l->at))) {
        Load ahead = *l;
        ahead.at++;
        skip_blanks(&ahead);
        if (peek(&ahead) == '\'' || peek(&ahead) == '"') return read_texts(l, name, place);
        return read_brackets(l, &array, 0, true) && add_entry(l, name, place, &array);
    }
    Text line = text_trim(line_at(l, l->at));
    if (is_number_row(line) || is_marks(line) || (line.size && line.at[line.size - 1] == '*'))
        return read_rows(l, &array) && add_entry(l, name, place, &array);
    size_t at = l->at;
    if (!add_number(l, &array, at, take_token(l))) return false;
    return add_entry(l, name, place, &array);
}

// --- names

// A word of letters, digits, points and underscores.
static Text take_word(Load *l) {
    size_t start = l->at;
    while (is_letter(peek(l)) || is_digit(peek(l)) || peek(l) == '_' || (peek(l) == '.' && l->at > start)) l->at++;
    return (Text){ l->text.at + start, l->at - start };
}

static void skip_line_blanks(Load *l) {
    while (peek(l) == ' ' || peek(l) == '\t') l->at++;
}

// "q", or the last word of "static const double q[2][2]".
static Text take_declared(Load *l) {
    Text word = take_word(l);
    for (skip_line_blanks(l); is_letter(peek(l)); skip_line_blanks(l)) word = take_word(l);
    while (peek(l) == '[') {
        l->at++;
        skip_to_close(l, ']');
    }
    return word;
}

// print('q', q): a word, a blank or the end of the line, and the array. "double q [2] =" is none.
static bool take_said(Load *l, Text *word) {
    Load ahead = *l;
    *word = take_word(&ahead);
    size_t end = ahead.at;
    skip_blanks(&ahead);
    Text line = line_at(&ahead, ahead.at);
    bool array =
        text_starts(line, "[") ? !memchr(line.at, '=', line.size) : text_starts(line, "tensor(") || text_starts(line, "array(");
    if (!word->size || ahead.at == end || !array) return false;
    *l = ahead;
    return true;
}

// "q =", "q:", "'q':", "let q :=", "q [["; NULL when a value stands here without a name.
static const char *take_name(Load *l) {
    Load ahead = *l;
    Text said;
    const char *name = NULL;
    if (is_letter(peek(&ahead)) && take_said(&ahead, &said) && said.size <= NAME_MOST) {
        *l = ahead;
        return text_copy(l->arena, said);
    }
    if (peek(&ahead) == '\'' || peek(&ahead) == '"') {
        name = take_text(&ahead);
    } else if (is_letter(peek(&ahead)) || peek(&ahead) == '_') {
        Text word = take_declared(&ahead);
        if (word.size <= NAME_MOST) name = text_copy(l->arena, word);
    }
    if (!name || !name[0]) return NULL;
    skip_line_blanks(&ahead);
    if (!take(&ahead, ":=") && !take(&ahead, "=") && !take(&ahead, ":") && !take(&ahead, "<-")) return NULL;
    skip_blanks(&ahead);
    *l = ahead;
    return name;
}

// Names and values, to the closing bracket.
static bool read_pairs(Load *l, char close) {
    if (++l->deep > PAIRS_DEEP) return problems_add(l->problems, place_at(l, l->at), "nested too deep");
    for (skip_blanks(l); peek(l) != close; skip_between(l)) {
        Place place = place_at(l, l->at);
        const char *name = l->at < l->text.size ? take_name(l) : NULL;
        if (!name) return bad_token(l, l->at, take_token(l));
        if (!read_value(l, name, place)) return false;
    }
    l->at++;
    l->deep--;
    return true;
}

// Words that stand before a value and say nothing: "Parameter containing:", "2×2 Matrix{Float64}:", "In [3]:", a comment.
static bool skip_remark(Load *l) {
    Text line = text_trim(line_at(l, l->at));
    bool matrix = false;
    for (size_t i = 0; i + 7 < line.size; i++) matrix |= !memcmp(line.at + i, "Matrix{", 7) || !memcmp(line.at + i, "Vector{", 7);
    bool remark = text_starts(line, "Parameter containing:") || text_starts(line, ">>>") || text_starts(line, "#") ||
                  text_starts(line, "%") || text_starts(line, "//") || text_starts(line, "```") || matrix ||
                  text_starts(line, "import ") || text_starts(line, "from ");
    if (!remark || line.size == 0) return false;
    l->at = (size_t)(line.at - l->text.at) + line.size;
    if (text_starts(line, ">>>") && memchr(line.at, '=', line.size)) l->at = (size_t)(line.at - l->text.at) + 3;
    return true;
}

static bool read_top(Load *l) {
    for (;;) {
        skip_blanks(l);
        while (peek(l) == ',' || peek(l) == ';') {
            l->at++;
            skip_blanks(l);
        }
        if (l->at >= l->text.size) return true;
        if (skip_remark(l)) continue;
        Place place = place_at(l, l->at);
        const char *name = take_name(l);
        if (name && skip_remark(l)) skip_blanks(l);
        if (name && l->at >= l->text.size) return problems_add(l->problems, place, "nothing stands after the name %s", name);
        if (!read_value(l, name ? name : "", place)) return false;
        if (!data_progress(l->source, (double)l->at / (double)l->text.size, l->problems)) return false;
    }
}

static bool check_names(const Load *l) {
    const Dataset *out = l->out;
    for (int i = 0; i < out->count && out->count > 1; i++)
        if (!out->entry[i].name[0])
            return problems_add(l->problems, out->entry[i].place,
                                "this array has no name, and there are %d: write one before each, as in q = "
                                "[[1, 1]]",
                                out->count);
    return true;
}

static bool load_body(void *context) {
    Load *l = context;
    if (!data_is_text(l->source, &l->text, l->problems)) return false;
    *l->out = (Dataset){ .file = l->source->file, .format = printed_format.id };
    l->out->entry = arena_new(l->arena, DataEntry, DATA_ARRAYS);
    if (!read_top(l) || !check_names(l)) return false;
    if (!l->out->count)
        return problems_add(l->problems, (Place){ l->source->file, 1, 1 }, "the text holds no numbers: write q = [[1, 1]]");
    if (!l->words) return true;
    return data_give_words(l->out, l->words, l->word_count, l->words_name, l->words_place, l->problems);
}

static bool printed_load(const DataSource *source, Dataset *out, Problems *problems) {
    Load load = { .source = source, .arena = source->arena, .out = out, .problems = problems, .text = source->bytes };
    return problems_guard(source->arena, source->file, problems, load_body, &load);
}

// --- writing: as a program in Python reads it, with as many digits as it takes

static void save_array(Builder *out, const double **value, const int *size, int rank, int indent) {
    char number[32];
    if (rank == 0) {
        double v = *(*value)++;
        data_number(v, number);
        builder_add(out, number[0] == 'N'               ? TEXT("nan")
                         : !strcmp(number, "Infinity")  ? TEXT("inf")
                         : !strcmp(number, "-Infinity") ? TEXT("-inf")
                                                        : text_of(number));
        return;
    }
    builder_add(out, TEXT("["));
    for (int i = 0; i < size[0]; i++) {
        if (i) builder_add(out, TEXT(","));
        if (i && rank > 1)
            builder_print(out, "\n%*s", indent + 1, "");
        else if (i)
            builder_add(out, TEXT(" "));
        save_array(out, value, size + 1, rank - 1, indent + 1);
    }
    builder_add(out, TEXT("]"));
}

// As a program takes it, and as it is read: letters, digits, points and underscores, a letter first.
static void save_name(Builder *out, const char *name) {
    if (!is_letter(*name) && *name != '_') builder_add(out, TEXT("x"));
    for (; *name; name++) {
        bool kept = is_letter(*name) || is_digit(*name) || *name == '.' || *name == '_';
        if (kept || (*name & 0xC0) != 0x80) builder_add_bytes(out, kept ? name : "_", 1); // one for a sign of many bytes
    }
    builder_add(out, TEXT(" = "));
}

static void printed_save(const Dataset *data, Builder *out) {
    Dataset named = data_gather_rows(out->arena, data);
    for (int i = 0; i < named.count; i++) {
        const DataEntry *entry = &named.entry[i];
        const double *value = entry->value;
        size_t begin = out->size;
        if (entry->name[0]) save_name(out, entry->name);
        builder_add(out, TEXT("array("));
        int indent = (int)(out->size - begin);
        save_array(out, &value, entry->size, entry->rank, indent);
        builder_add(out, TEXT(")\n"));
    }
}

const DataFormat printed_format = {
    .id = "printed",
    .endings = "txt repr printed",
    .summary = "arrays as NumPy, PyTorch, Python, MATLAB, R or Julia print them, pasted or in a .txt: q = array([[1., 1.]])",
    .load = printed_load,
    .save = printed_save,
};
