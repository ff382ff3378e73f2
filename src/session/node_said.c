// Parts between dots: the last one is the thing itself, those before it tell whose it is, or what of it is counted.
#include "session/node_said.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

// "%s" is the number that ends the part: of "l2" 2.
static const struct {
    const char *part;
    const char *word; // as a thing; NULL: as it is written
    const char *lead; // before the thing: "products of"
    const char *tail; // after it: "in the mistaken run"
} parts[] = {
    { "act", "what the activation leaves", NULL, NULL },
    { "all", NULL, NULL, "with all heads" },
    { "att", "attention", NULL, "of attention" },
    { "batch", NULL, NULL, "by batch norm" },
    { "before", NULL, NULL, "before" },
    { "concat", "heads side by side", NULL, NULL },
    { "convolution", "convolution", NULL, NULL },
    { "counted", NULL, "counted by the program:", NULL },
    { "crossing", "the layers where they cost the same", NULL, NULL },
    { "cross", NULL, NULL, "of cross-attention" },
    { "curve", NULL, NULL, "along the curve" },
    { "distance2", "squared distance", NULL, NULL },
    { "dot", "products", NULL, "by dot product" },
    { "feedforward", "feed-forward", NULL, NULL },
    { "ff", "feed-forward, product", NULL, NULL },
    { "hidden", NULL, "multiply-adds of", NULL },
    { "jobs", NULL, "products for each job:", NULL },
    { "keeps", NULL, "numbers to keep for each job:", NULL },
    { "kernel", NULL, NULL, "by kernel" },
    { "kr", "turned keys", NULL, NULL },
    { "l", NULL, NULL, "of layer %s" },
    { "late", NULL, NULL, "masked too late" },
    { "layer", NULL, NULL, "by layer norm" },
    { "landed", NULL, NULL, "where it has landed" },
    { "ln", "norm", NULL, NULL },
    { "memory", NULL, "bytes to keep:", NULL },
    { "mine", NULL, NULL, "in the mistaken run" },
    { "next", NULL, NULL, "of the next word" },
    { "off", NULL, NULL, "with the head off" },
    { "one", NULL, NULL, "of the one" },
    { "open", NULL, NULL, "without a mask" },
    { "own", NULL, NULL, "of its own" },
    { "pe", "position code", NULL, NULL },
    { "post", NULL, NULL, "with post-norm" },
    { "pk", "places of the keys", NULL, NULL },
    { "pq", "places of the queries", NULL, NULL },
    { "pre", NULL, NULL, "with pre-norm" },
    { "qW", "q W", NULL, NULL },
    { "qr", "turned queries", NULL, NULL },
    { "r", NULL, NULL, "of net %s" },
    { "ratio", "one layer over the other", NULL, NULL },
    { "recurrent", "the recurrent layer", NULL, NULL },
    { "restricted", "restricted attention", NULL, NULL },
    { "right", NULL, NULL, "with the right mask" },
    { "ring", NULL, NULL, "on the circle" },
    { "rnn", "recurrent net", NULL, "of the recurrent net" },
    { "scan", NULL, NULL, "in the folding" },
    { "self", NULL, NULL, "of self-attention" },
    { "sigma", NULL, "singular values of", NULL },
    { "size", NULL, "", NULL },
    { "soft", NULL, NULL, "at width %s" },
    { "spread", "standard deviation", NULL, NULL },
    { "sum", NULL, "sums of round", "with sums" }, // the first before a number
    { "sweep", NULL, NULL, "at every scale" },
    { "train", NULL, NULL, "in training" },
    { "two", NULL, NULL, "of the other" },
    { "var", "variance", NULL, NULL },
    { "wait", NULL, "sequential steps of", NULL },
    { "way", NULL, "longest path of", NULL },
    { "work", NULL, "products of", NULL },
    { "xhat", "x hat", NULL, NULL },
    { "zero", NULL, NULL, "masked with 0" },
};
enum { PARTS = sizeof parts / sizeof *parts };

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

// What a part is without the number at its end; −1: not in the table.
static int find(Text part, Text *number) {
    size_t stem = part.size;
    while (stem > 0 && is_digit(part.at[stem - 1])) stem--;
    for (int whole = 1; whole >= 0; whole--) {
        Text key = whole ? part : (Text){ part.at, stem };
        *number = (Text){ key.at + key.size, part.size - key.size };
        for (int i = 0; i < PARTS; i++)
            if (text_is(key, parts[i].part)) return i;
    }
    *number = (Text){ part.at + stem, part.size - stem };
    return -1;
}

static char upper(char c) { return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c; }

// "Wq" is W^Q on the stage, "hq" h with the index q.
static const char *two_letters(Arena *arena, Text part) {
    if (part.at[0] == 'W' && strchr("qkvo", part.at[1])) return arena_print(arena, "W super %c", upper(part.at[1]));
    return arena_print(arena, "%c sub %c", part.at[0], part.at[1]);
}

// "h[2]", or "h[0…49]" of many that are told together.
static const char *of_row(Arena *arena, Text part, const char *bracket) {
    const char *more = strstr(bracket, "…");
    int first = atoi(bracket + 1) + 1;
    if (!more || more >= part.at + part.size) return arena_print(arena, "%.*s sub %d", (int)(bracket - part.at), part.at, first);
    return arena_print(arena, "%.*s sub %d to %d", (int)(bracket - part.at), part.at, first, atoi(more + sizeof "…" - 1) + 1);
}

static const char *thing(Arena *arena, Text part) {
    Text number;
    const char *bracket = memchr(part.at, '[', part.size);
    if (bracket) return of_row(arena, part, bracket);
    int i = find(part, &number);
    if (i >= 0 && parts[i].word)
        return arena_print(arena, "%s%s%.*s", parts[i].word, number.size ? " " : "", (int)number.size, number.at);
    size_t stem = part.size - number.size;
    if (part.size == 2 && !number.size) return two_letters(arena, part);
    char *said = arena_print(arena, "%.*s%s%.*s", (int)stem, part.at,
                             !number.size || !stem ? ""
                             : stem == 1           ? " sub "
                                                   : " ",
                             (int)number.size, number.at);
    for (char *c = said; *c; c++)
        if (*c == '_') *c = ' ';
    return said;
}

static const char *with_prefix(Arena *arena, Text prefix, const char *rest) {
    Text number;
    int i = find(prefix, &number);
    bool leads = i >= 0 && parts[i].lead && (!parts[i].tail || is_digit(*rest));
    if (leads) return arena_print(arena, "%s%s%s", parts[i].lead, *parts[i].lead ? " " : "", rest);
    if (i < 0 || !parts[i].tail) return arena_print(arena, "%s of %s", rest, thing(arena, prefix));
    const char *tail = parts[i].tail, *slot = strstr(tail, "%s");
    if (!slot) return arena_print(arena, "%s %s", rest, tail);
    return arena_print(arena, "%s %.*s%.*s%s", rest, (int)(slot - tail), tail, (int)number.size, number.at, slot + 2);
}

const char *node_said(Arena *arena, const char *name) {
    enum { DEEP = 8 };
    Text part[DEEP];
    int count = 0;
    for (const char *at = name; count < DEEP;) {
        size_t size = count == DEEP - 1 ? strlen(at) : strcspn(at, ".");
        part[count++] = (Text){ at, size };
        if (!at[size]) break;
        at += size + 1;
    }
    const char *said = thing(arena, part[count - 1]);
    for (int i = count - 2; i >= 0; i--) said = with_prefix(arena, part[i], said);
    return said;
}
