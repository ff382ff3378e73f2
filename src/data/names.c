// One row for each name in use: in NumPy and PyTorch code, in papers, in tables people make.
#include "data/names.h"

#include <string.h>

static const struct {
    DataRole role;
    const char *words; // the first is what the models say
} roles[] = {
    { ROLE_QUERIES, "q query queries" },
    { ROLE_KEYS, "k key keys" },
    { ROLE_VALUES, "v value values" },
    { ROLE_TOKENS, "x input inputs embedding embeddings" },
    { ROLE_MASK, "mask attn_mask attention_mask" },
};
enum { ROLES = sizeof roles / sizeof roles[0] };

static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c; }

// The number at the end, and what stands before it without _ . [ or a blank between: "k2", "k_2", "k[2]".
static Text cut_number(Text name, int *row) {
    Text digits = name;
    *row = -1;
    if (digits.size && digits.at[digits.size - 1] == ']') digits.size--;
    size_t end = digits.size, start = end;
    while (start && is_digit(digits.at[start - 1])) start--;
    long number;
    if (start == end || start == 0 || !text_integer((Text){ digits.at + start, end - start }, &number) || number > 100000000)
        return name;
    *row = (int)number;
    while (start && strchr("_.[ -", digits.at[start - 1])) start--;
    return (Text){ name.at, start };
}

DataRole data_role(Text name, int *row) {
    int number;
    Text stem = text_trim(cut_number(text_trim(name), &number));
    for (size_t end = 0; end < stem.size; end++) // "Queries (n × d):"
        if (strchr("(=:", stem.at[end])) stem = text_trim((Text){ stem.at, end });
    if (row) *row = number;
    if (!stem.size || stem.size > 16) return ROLE_NONE;
    for (int i = 0; i < ROLES; i++) {
        Text rest = text_of(roles[i].words);
        for (Text word = text_word(&rest); word.size; word = text_word(&rest))
            if (word.size == stem.size && lower(*stem.at) == *word.at && text_distance(word, stem) == 0) return roles[i].role;
    }
    return ROLE_NONE;
}

const char *data_role_name(DataRole role) {
    static const char *const name[] = { NULL, "q", "k", "v", "x", "mask" };
    return name[role];
}

bool data_is_role_name(const char *name) {
    for (int role = ROLE_NONE + 1; role <= ROLE_MASK; role++)
        if (!strcmp(name, data_role_name((DataRole)role))) return true;
    return false;
}
