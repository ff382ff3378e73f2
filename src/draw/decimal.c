// A point is a decimal point when digits stand on both its sides and nothing else of a word or a path stands at these. Numbers in a
// row are then set apart by semicolons, as people who write a comma do: (0,5; 1).
#include "draw/decimal.h"

#include <string.h>

static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static bool of_a_word(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c && strchr("._/\\", c));
}

static bool is_decimal_point(const char *text, size_t at) {
    size_t from = at, to = at + 1;
    while (from > 0 && is_digit(text[from - 1])) from--;
    while (is_digit(text[to])) to++;
    if (from == at || to == at + 1 || (from > 0 && of_a_word(text[from - 1]))) return false;
    bool ends_sentence = text[to] == '.' && !of_a_word(text[to + 1]);
    bool power = (text[to] == 'e' || text[to] == 'E') && (is_digit(text[to + 1]) || text[to + 1] == '-');
    return !of_a_word(text[to]) || ends_sentence || power;
}

// --- numbers in a row

// Behind a number with its sign that begins at `at`; `at` itself when none does. `broken`: it has a decimal point or comma.
static size_t number_end(const char *text, size_t at, bool *broken) {
    static const char minus[] = "\u2212";
    size_t from = at, digits;
    if (text[from] == '-' || text[from] == '+')
        from++;
    else if (!strncmp(text + from, minus, sizeof minus - 1))
        from += sizeof minus - 1;
    for (digits = from; is_digit(text[digits]);) digits++;
    if (digits == from) return at;
    if ((text[digits] != '.' && text[digits] != ',') || !is_digit(text[digits + 1])) return digits;
    *broken = true;
    for (digits++; is_digit(text[digits]);) digits++;
    return digits;
}

static bool is_between(const char *text, size_t at) { return text[at] == ',' && text[at + 1] == ' '; }

// Commas between the numbers of a row, from its first number on, become semicolons where one of the numbers is broken.
static size_t part_row(char *text, size_t at) {
    bool broken = false, bracket = at > 0 && strchr("([{", text[at - 1]);
    size_t end = number_end(text, at, &broken), numbers = 1, next;
    if (end == at) return at;
    for (; is_between(text, end) && (next = number_end(text, end + 2, &broken)) > end + 2; end = next) numbers++;
    if (numbers < 2 || (!broken && !(bracket && strchr(")]}", text[end]) && text[end]))) return end;
    for (size_t i = at; i < end; i++)
        if (is_between(text, i)) text[i] = ';';
    return end;
}

static void part_rows(char *text) {
    for (size_t at = 0, end; text[at]; at = end > at ? end : at + 1)
        end = at > 0 && of_a_word(text[at - 1]) ? at : part_row(text, at);
}

static bool has_row(const char *text) {
    for (const char *comma = strchr(text, ','); comma; comma = strchr(comma + 1, ','))
        if (comma > text && is_digit(comma[-1]) && comma[1] == ' ') return true;
    return false;
}

const char *decimal_comma(Arena *arena, const char *text) {
    char *out = has_row(text) ? arena_print(arena, "%s", text) : NULL;
    for (const char *point = strchr(text, '.'); point; point = strchr(point + 1, '.')) {
        size_t at = (size_t)(point - text);
        if (!is_decimal_point(text, at)) continue;
        if (!out) out = arena_print(arena, "%s", text);
        out[at] = ',';
    }
    if (out) part_rows(out);
    return out && strcmp(out, text) != 0 ? out : text;
}

// A row that is drawn piece by piece: this one ends in a number and a comma, and the next on its line begins with a number.
static const char *parted_piece(const List *list, int i, const char *text) {
    enum { NEAR = 3 };
    size_t size = strlen(text);
    if (size < 2 || text[size - 1] != ',' || !is_digit(text[size - 2])) return text;
    for (int k = i + 1; k < list->count && k <= i + NEAR; k++) {
        const Cmd *next = &list->cmd[k];
        bool broken = strpbrk(text, "([") || memchr(text, ',', size - 1);
        if (next->kind != CMD_TEXT || next->text.y != list->cmd[i].text.y) continue;
        if (!number_end(next->text.text, 0, &broken) || !broken) return text;
        char *out = arena_print(list->arena, "%s", text);
        out[size - 1] = ';';
        return out;
    }
    return text;
}

void list_decimal_comma(List *list, int first) {
    for (int i = first; i < list->count; i++) {
        Cmd *cmd = &list->cmd[i];
        if (cmd->kind != CMD_TEXT || cmd->text.face == FACE_MONO) continue;
        const char *text = parted_piece(list, i, decimal_comma(list->arena, cmd->text.text));
        if (text == cmd->text.text) continue;
        double width = metrics_width(list->metrics, cmd->text.face, cmd->text.size, text_of(text)), less = cmd->text.width - width;
        cmd->text.text = text;
        cmd->text.width = width;
        cmd->text.x += less * (double)cmd->text.anchor;
        cmd->box.x += less * (double)cmd->text.anchor;
        cmd->box.w -= less;
    }
}
