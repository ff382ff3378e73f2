// What the fenced blocks hold. cmark leaves a fence literal, so its lines are read here, and the words in them go through the
// inline parser once more.
#include <string.h>

#include "base/random.h"
#include "lesson/parse.h"

// --- ask

static bool is_option(Text line) { return text_starts(text_trim(line), "- ["); }

// An option is its own line and those after it that begin no other. Moves *rest behind it and returns where it ends.
static const char *skip_option(Text *rest) {
    text_line(rest);
    for (Text ahead = *rest; ahead.size; *rest = ahead) {
        Text line = text_line(&ahead);
        if (text_starts(text_trim(line), "- ")) break;
    }
    return rest->at;
}

// The first ": " outside backticks, or NULL.
static const char *find_colon(Text text) {
    bool code = false;
    for (const char *at = text.at; at < text_end(text); at++) {
        if (*at == '`') code = !code;
        bool blank_after = at + 1 < text_end(text) && (at[1] == ' ' || at[1] == '\n');
        if (*at == ':' && !code && blank_after) return at;
    }
    return NULL;
}

static bool has_digits(const Line *line) {
    for (int i = 0; i < line->runs; i++)
        for (const char *at = line->run[i].text; at && *at; at++)
            if (*at >= '0' && *at <= '9') return true;
    return false;
}

// "- [x] label: reason"
static bool option_parse(Parser *p, Text text, Option *out) {
    text = text_trim(text);
    out->place = source_place(&p->source, text.at);
    bool boxed = text.size > 5 && text.at[4] == ']' && text.at[5] == ' ';
    char mark = boxed ? text.at[3] : 0;
    if (!is_option(text) || (mark != 'x' && mark != 'X' && mark != ' '))
        return parser_problem(p, text.at, "an option begins with '- [ ] ' or, when it is right, with '- [x] '");
    out->right = mark != ' ';
    text = text_between(text.at + 6, text_end(text));
    const char *colon = find_colon(text);
    Text label = text_trim(text_between(text.at, colon ? colon : text_end(text)));
    Text reason = colon ? text_trim(text_between(colon + 1, text_end(text))) : (Text){ text_end(text), 0 };
    if (!label.size) return parser_problem(p, text.at, "this option has no words before the colon");
    if (!reason.size) return parser_problem(p, text.at, "this option has no reason: write 'label: why it is right or wrong'");
    out->label = inline_text(p, label, "an option");
    out->reason = inline_text(p, reason, "a reason");
    out->fixed_numbers = has_digits(&out->label);
    return true;
}

// FNV-1a, so that the same question is always shuffled in the same way.
static uint64_t hash(Text text) {
    uint64_t h = 14695981039346656037u;
    for (size_t i = 0; i < text.size; i++) h = (h ^ (unsigned char)text.at[i]) * 1099511628211u;
    return h;
}

static void shuffle(Option *option, int count, uint64_t seed) {
    Random random = random_seed(seed);
    for (int i = count - 1; i > 0; i--) {
        int j = (int)random_below(&random, (uint32_t)i + 1);
        Option held = option[i];
        option[i] = option[j];
        option[j] = held;
    }
}

static bool check_options(const Parser *p, Text question, const Option *option, int options) {
    int right = 0;
    for (int i = 0; i < options; i++) right += option[i].right;
    if (options < 2) return parser_problem(p, question.at, "a question needs at least two options, '- [x] …' and '- [ ] …'");
    if (options > LESSON_OPTIONS)
        return parser_problem(p, question.at, "this question has %d options; there is room for %d", options, LESSON_OPTIONS);
    if (right != 1)
        return parser_problem(p, question.at, "%s option is marked [x]; exactly one is right", right ? "more than one" : "no");
    return true;
}

static void add_question(Parser *p, Text question, Block *block) {
    block->line = arena_new(p->arena, Line, 1);
    block->lines = 1;
    block->line[0] = inline_text(p, question, "a question");
}

bool ask_parse(Parser *p, Text body, Block *block) {
    block->kind = BLOCK_ASK;
    Pile options = PILE(p->arena, Option);
    Text rest = body, question = body;
    bool sound = true, asked = false;
    while (rest.size) {
        Text here = rest;
        if (!text_starts(text_trim(text_line(&here)), "- ")) {
            rest = here;
            continue;
        }
        if (!asked) question = text_between(body.at, rest.at);
        asked = true;
        const char *start = rest.at, *end = skip_option(&rest);
        sound = option_parse(p, text_between(start, end), pile_push(&options)) && sound;
    }
    question = text_trim(question);
    if (!question.size) return parser_problem(p, body.at, "this block has no question before its options");
    add_question(p, question, block);
    block->option = options.at;
    block->options = options.count;
    if (!sound || !check_options(p, question, block->option, block->options)) return false;
    shuffle(block->option, block->options, hash(question));
    return true;
}

// --- answer

bool answer_parse(Parser *p, Text body, Block *block) {
    block->kind = BLOCK_ANSWER;
    Text all = text_trim(body);
    const char *last = text_end(all);
    while (last > all.at && last[-1] != '\n') last--;
    Text question = text_trim(text_between(all.at, last)), number = text_between(last, text_end(all));
    if (!question.size)
        return parser_problem(p, body.at,
                              "an answer block holds a question and, in its last line, a number of the tape such as s[1]");
    add_question(p, question, block);
    if (text_starts(number, "{") && text_end(number)[-1] == '}') number = text_between(number.at + 1, text_end(number) - 1);
    return inline_live(p, number, &block->answer);
}

// --- try

static bool slider_parse(Parser *p, const VocabularyParam *param, Text words, Control *out) {
    const char *at = words.at;
    Text low = text_word(&words), high = text_word(&words), scale = text_word(&words);
    out->kind = CONTROL_SLIDER;
    out->log = text_is(scale, "log");
    bool shaped = high.size && (out->log || !scale.size) && !text_word(&words).size;
    if (!shaped || !text_number(low, &out->low) || !text_number(high, &out->high))
        return parser_problem(p, at, "a slider is written 'slider 0.1 10' or 'slider 0.1 10 log'");
    if (param->choices || param->on_off)
        return parser_problem(p, at, "'%s' is no number: use '%s'", param->name, param->on_off ? "switch" : "choice");
    if (!check_value(p, param, low) || !check_value(p, param, high)) return false;
    if (out->low == out->high) return parser_problem(p, low.at, "a slider from %g to %g cannot move", out->low, out->high);
    if (out->log && !(out->low > 0 && out->high > 0)) return parser_problem(p, low.at, "a log slider needs two ends above 0");
    return true;
}

static bool choice_parse(Parser *p, const VocabularyParam *param, Text words, Control *out) {
    out->kind = CONTROL_CHOICE;
    if (param->on_off) return parser_problem(p, words.at, "'%s' is on or off: use 'switch'", param->name);
    if (!text_trim(words).size && param->choices)
        words = text_of(param->choices); // all that there are
    else
        for (Text rest = words, word; (word = text_word(&rest)).size;)
            if (!check_value(p, param, word)) return false;
    Names names = names_split(p->arena, words);
    out->choice = names.at;
    out->choices = names.count;
    return names.count > 1 || parser_problem(p, words.at, "a choice needs at least two words to choose from");
}

// "tokens: words": an input of the model, one number a row with a word; typed as a sentence.
static bool words_parse(Parser *p, Entry entry, Control *out) {
    *out = (Control){ .kind = CONTROL_WORDS,
                      .param = text_copy(p->arena, entry.name),
                      .place = source_place(&p->source, entry.name.at) };
    return check_node(p, entry.name);
}

// "temperature: slider 0.1 10 log"
static bool control_parse(Parser *p, Entry entry, Control *out) {
    static const char *const kinds[] = { "slider", "choice", "switch", "words" };
    if (!p->now.scene) return false;
    if (text_is(text_trim(entry.value), "words")) return words_parse(p, entry, out);
    const VocabularyParam *param = check_find_param(p, entry.name);
    if (!param) return check_unknown(p, entry.name.at, "parameter", entry.name, check_params(p));
    out->param = param->name;
    out->place = source_place(&p->source, entry.name.at);
    Text rest = entry.value, kind = text_word(&rest);
    if (text_is(kind, "slider")) return slider_parse(p, param, rest, out);
    if (text_is(kind, "choice")) return choice_parse(p, param, rest, out);
    out->kind = CONTROL_SWITCH;
    if (!text_is(kind, "switch")) return check_unknown(p, kind.at, "control", kind, (Names){ kinds, 4 });
    return param->on_off ||
           parser_problem(p, kind.at, "'%s' is not on or off: use '%s'", param->name, param->choices ? "choice" : "slider");
}

bool try_parse(Parser *p, Text body, Block *block) {
    block->kind = BLOCK_TRY;
    int entries;
    Entry *entry = entries_read(p, body, &entries);
    block->control = arena_new(p->arena, Control, entries);
    for (int i = 0; i < entries; i++) {
        if (!control_parse(p, entry[i], &block->control[block->controls])) continue;
        block->controls++;
    }
    return entries > 0 ||
           parser_problem(p, body.at, "a try block names at least one parameter, such as 'temperature: slider 0.1 10 log'");
}
