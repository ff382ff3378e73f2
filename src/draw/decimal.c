// A point is a decimal point when digits stand on both its sides and nothing else of a word or a path stands at these.
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

const char *decimal_comma(Arena *arena, const char *text) {
    char *out = NULL;
    for (const char *point = strchr(text, '.'); point; point = strchr(point + 1, '.')) {
        size_t at = (size_t)(point - text);
        if (!is_decimal_point(text, at)) continue;
        if (!out) out = arena_print(arena, "%s", text);
        out[at] = ',';
    }
    return out ? out : text;
}

void list_decimal_comma(List *list, int first) {
    for (int i = first; i < list->count; i++) {
        Cmd *cmd = &list->cmd[i];
        if (cmd->kind != CMD_TEXT || cmd->text.face == FACE_MONO) continue;
        const char *text = decimal_comma(list->arena, cmd->text.text);
        if (text == cmd->text.text) continue;
        double width = metrics_width(list->metrics, cmd->text.face, cmd->text.size, text_of(text)), less = cmd->text.width - width;
        cmd->text.text = text;
        cmd->text.width = width;
        cmd->text.x += less * (double)cmd->text.anchor;
        cmd->box.x += less * (double)cmd->text.anchor;
        cmd->box.w -= less;
    }
}
