// Groups are read by recursion; what a scope binds closely (sub, power) is said without "of".
#include "session/spoken.h"

#include <string.h>

typedef struct Speech {
    Builder out;
    Text rest;
    int depth;
    bool named;   // what was said last may take an argument: a letter, a function
    bool bracket; // inside one a bar says "given"
    bool bar;     // inside | … |
} Speech;

enum { DEEPEST = 20 };

static void say(Speech *s, const char *words) {
    if (*words) builder_print(&s->out, "%s%s", s->out.size ? " " : "", words);
}

static void skip_blanks(Speech *s) {
    while (s->rest.size && (*s->rest.at == ' ' || *s->rest.at == '\n' || *s->rest.at == '\t')) s->rest.at++, s->rest.size--;
}

static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
static bool is_digit(char c) { return (c >= '0' && c <= '9') || c == '.'; }

// The inside of {…}, or one symbol.
static Text argument(Speech *s) {
    skip_blanks(s);
    if (!s->rest.size) return TEXT("");
    const char *from = s->rest.at;
    size_t size = 1;
    if (*from == '{') {
        int open = 0;
        for (size = 0; size < s->rest.size; size++) {
            open += from[size] == '{' ? 1 : from[size] == '}' ? -1 : 0;
            if (!open) break;
        }
        Text inside = { from + 1, size > 0 ? size - 1 : 0 };
        size += size < s->rest.size;
        s->rest.at += size, s->rest.size -= size;
        return inside;
    }
    if (*from == '\\')
        while (size < s->rest.size && is_letter(from[size])) size++;
    s->rest.at += size, s->rest.size -= size;
    return (Text){ from, size };
}

static void read_all(Speech *s);
static void say_bar(Speech *s);

static void say_inside(Speech *s, Text inside) {
    if (s->depth == DEEPEST) return;
    Text rest = s->rest;
    s->rest = inside;
    s->depth++;
    read_all(s);
    s->depth--;
    s->rest = rest;
}

static bool is_long(Text inside) {
    for (size_t i = 0; i < inside.size; i++)
        if (strchr("+-=/ (", inside.at[i])) return true;
    return false;
}

static void say_fraction(Speech *s) {
    Text above = argument(s), below = argument(s);
    bool partial = above.size > 8 && !strncmp(above.at, "\\partial", 8) && below.size > 8 && !strncmp(below.at, "\\partial", 8);
    if (partial) {
        say(s, "the derivative of");
        say_inside(s, (Text){ above.at + 8, above.size - 8 });
        say(s, "by");
        say_inside(s, (Text){ below.at + 8, below.size - 8 });
        return;
    }
    if (is_long(above)) say(s, "the fraction");
    say_inside(s, above);
    say(s, "over");
    say_inside(s, below);
    if (is_long(below)) say(s, ", end of fraction,");
}

static void say_power(Speech *s) {
    Text power = argument(s);
    if (text_is(power, "\\top") || text_is(power, "T"))
        say(s, "transposed");
    else if (text_is(power, "2"))
        say(s, "squared");
    else if (power.size == 1 && *power.at >= 'A' && *power.at <= 'Z') { // a name, no power: W^K
        say(s, "super");
        say_inside(s, power);
    } else if (text_is(power, "-1"))
        say(s, "inverse");
    else {
        say(s, "to the power of");
        say_inside(s, power);
    }
}

// "\sum_{j=1}^{n}": over j equals 1 to n, of.
static void say_limits(Speech *s) {
    for (int i = 0; i < 2; i++) {
        skip_blanks(s);
        if (!s->rest.size || (*s->rest.at != '_' && *s->rest.at != '^')) break;
        bool from = *s->rest.at == '_';
        s->rest.at++, s->rest.size--;
        say(s, from ? "over" : "to");
        say_inside(s, argument(s));
    }
    say(s, "of");
}

static const struct {
    const char *name, *words;
} commands[] = {
    { "cdot", "times" },
    { "times", "times" },
    { "odot", "times, number by number," },
    { "approx", "is about" },
    { "le", "is at most" },
    { "leq", "is at most" },
    { "ge", "is at least" },
    { "geq", "is at least" },
    { "ne", "is not" },
    { "neq", "is not" },
    { "ll", "is far below" },
    { "gg", "is far above" },
    { "sim", "is drawn from" },
    { "propto", "is proportional to" },
    { "to", "goes to" },
    { "rightarrow", "goes to" },
    { "Rightarrow", "so" },
    { "gets", "becomes" },
    { "leftarrow", "becomes" },
    { "pm", "plus or minus" },
    { "div", "divided by" },
    { "oplus", "joined with" },
    { "prime", "prime" },
    { "ell", "l" },
    { "cdots", "and so on," },
    { "infty", "infinity" },
    { "partial", "d" },
    { "top", "transposed" },
    { "quad", "," },
    { "qquad", "," },
    { "left", "" },
    { "right", "" },
    { "ldots", "and so on," },
    { "dots", "and so on," },
    { "mid", "given" },
    { "in", "in" },
};

// What is worked out of what follows. An index of it comes first: "softmax over j of", "the logarithm to base 2 of".
static const struct {
    const char *name, *words, *index;
} functions[] = {
    { "log", "the logarithm", "to base" },
    { "ln", "the logarithm", "to base" },
    { "exp", "exp", "sub" },
    { "tanh", "tanh", "sub" },
    { "sin", "the sine", "sub" },
    { "cos", "the cosine", "sub" },
    { "max", "the largest", "over" },
    { "min", "the smallest", "over" },
    { "softmax", "softmax", "over" },
};

static bool say_function(Speech *s, Text name) {
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
        if (!text_is(name, functions[i].name)) continue;
        say(s, functions[i].words);
        skip_blanks(s);
        if (s->rest.size && *s->rest.at == '_') {
            s->rest.at++, s->rest.size--;
            say(s, functions[i].index);
            say_inside(s, argument(s));
        }
        skip_blanks(s);
        if (s->rest.size && *s->rest.at != '=') say(s, "of");
        s->named = true;
        return true;
    }
    return false;
}

static void say_command(Speech *s, Text name) {
    if (say_function(s, name)) return;
    if (text_is(name, "text") || text_is(name, "mathrm") || text_is(name, "operatorname"))
        say(s, text_copy(s->out.arena, text_trim(argument(s))));
    else if (text_is(name, "frac") || text_is(name, "tfrac") || text_is(name, "dfrac"))
        say_fraction(s);
    else if (text_is(name, "sqrt")) {
        say(s, "the root of");
        say_inside(s, argument(s));
    } else if (text_is(name, "hat") || text_is(name, "bar")) {
        say_inside(s, argument(s));
        say(s, text_is(name, "hat") ? "hat" : "bar");
    } else if (text_is(name, "sum") || text_is(name, "prod")) {
        say(s, text_is(name, "sum") ? "the sum" : "the product");
        say_limits(s);
    } else {
        for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
            if (text_is(name, commands[i].name)) {
                say(s, commands[i].words);
                return;
            }
        say(s, text_copy(s->out.arena, name)); // a Greek letter is its own name
    }
}

static void say_sign(Speech *s, Text sign) {
    static const struct {
        const char *sign, *words;
    } signs[] = {
        { "=", "equals" },
        { "+", "plus" },
        { "-", "minus" },
        { "−", "minus" },
        { "/", "divided by" },
        { "<", "is less than" },
        { ">", "is greater than" },
        { "(", "" },
        { ")", "" },
        { "[", "" },
        { "]", "" },
        { "{", "" },
        { "}", "" },
        { "·", "times" },
        { "×", "times" },
        { "&", "" },
        { "'", "prime" },
        { "~", "" },
    };
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (text_is(sign, signs[i].sign)) {
            say(s, signs[i].words);
            return;
        }
    say(s, text_copy(s->out.arena, sign));
}

static void read_command(Speech *s) {
    size_t size = 0;
    while (size < s->rest.size && is_letter(s->rest.at[size])) size++;
    Text name = { s->rest.at, size };
    if (!size && s->rest.size) { // "\\" ends a line, "\," is a space
        bool line = *s->rest.at == '\\', bar = *s->rest.at == '|';
        s->rest.at++, s->rest.size--;
        if (line) say(s, "; and");
        if (bar) say_bar(s);
        return;
    }
    s->rest.at += size, s->rest.size -= size;
    say_command(s, name);
}

static bool ends_with_of(const Builder *b) { return b->size > 3 && !strcmp(b->at + b->size - 3, " of"); }

// "exp(s)": of s; "(a + b) c": open bracket … close bracket.
static void say_bracket(Speech *s) {
    int open = 0;
    size_t end = 0;
    for (; end < s->rest.size; end++) {
        open += s->rest.at[end] == '(' ? 1 : s->rest.at[end] == ')' ? -1 : 0;
        if (!open) break;
    }
    Text inside = { s->rest.at + 1, end > 0 ? end - 1 : 0 };
    size_t whole = end + (end < s->rest.size);
    bool taken = s->named && !is_long(inside), was = s->bracket;
    s->rest.at += whole, s->rest.size -= whole;
    if (taken && !ends_with_of(&s->out)) say(s, "of");
    if (!taken) say(s, "open bracket");
    s->bracket = true;
    say_inside(s, inside);
    s->bracket = was;
    if (!taken) say(s, "close bracket");
    s->named = false;
}

static void say_bar(Speech *s) {
    if (s->bracket) {
        say(s, "given");
        return;
    }
    say(s, s->bar ? ", end of length," : "the length of");
    s->bar = !s->bar;
}

static void read_one(Speech *s) {
    char c = *s->rest.at;
    if (c == '(') {
        say_bracket(s);
        return;
    }
    if (c == '|') {
        s->rest.at++, s->rest.size--;
        say_bar(s);
        return;
    }
    s->named = is_letter(c) || c == '\\' || (s->named && (c == '_' || c == '^'));
    if (c == '\\' || c == '_' || c == '^') {
        s->rest.at++, s->rest.size--;
        if (c == '\\') read_command(s);
        if (c == '_') say(s, "sub"), say_inside(s, argument(s));
        if (c == '^') say_power(s);
    } else if (c == '{') {
        say_inside(s, argument(s));
    } else if (is_digit(c) || is_letter(c)) {
        size_t size = 1;
        while (is_digit(c) && size < s->rest.size && is_digit(s->rest.at[size])) size++;
        say(s, text_copy(s->out.arena, (Text){ s->rest.at, size }));
        s->rest.at += size, s->rest.size -= size;
    } else {
        const char *from = s->rest.at;
        utf8_next(&s->rest);
        say_sign(s, (Text){ from, (size_t)(s->rest.at - from) });
    }
}

static void read_all(Speech *s) {
    for (skip_blanks(s); s->rest.size; skip_blanks(s)) read_one(s);
}

const char *spoken_formula(Arena *arena, Text tex) {
    Speech s = { .out = { .arena = arena } };
    for (Text line; tex.size;) {
        line = text_trim(text_line(&tex));
        if (!line.size) continue;
        if (s.out.size) builder_print(&s.out, "; and");
        s.rest = line;
        read_all(&s);
    }
    // What a pause follows stands close to it.
    char *out = arena_print(arena, "%s", builder_text(&s.out)), *to = out;
    for (const char *from = out; *from; from++) {
        if (*from == ' ' && (from[1] == ',' || from[1] == ';')) continue;
        if (*from == ',' && to > out && to[-1] == ',') continue;
        *to++ = *from;
    }
    while (to > out && (to[-1] == ',' || to[-1] == ' ')) to--;
    *to = 0;
    return out;
}
