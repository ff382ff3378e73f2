// What the fenced blocks hold. cmark leaves a fence literal, so its lines are read here, and the words in them go through the
// inline parser once more.
#include <string.h>

#include "base/random.h"
#include "lesson/parse.h"

// --- what a question hides

static const char *const ask_keys[] = { "about", "hides", "opens" };
static const Names ask_names = { ask_keys, sizeof ask_keys / sizeof *ask_keys };

static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// Whether TeX names this node: "a_3" the node a, "W_q" the node Wq, "h" the node rnn.h.
static bool tex_names(const char *tex, const char *node) {
    const char *dot = strrchr(node, '.');
    size_t size = strlen(dot ? dot + 1 : node);
    node = dot ? dot + 1 : node;
    for (const char *at = tex; *at; at++) {
        bool begins = at == tex || !is_letter(at[-1]);
        if (!begins || *at != *node) continue;
        size_t matched = 0;
        const char *end = at;
        for (; *end && matched < size; end++) {
            if (*end == node[matched])
                matched++;
            else if (!strchr("_^{}", *end))
                break;
        }
        if (matched == size && !is_letter(*end)) return true;
    }
    return false;
}

static bool line_names(const Line *line, const char *node) {
    for (int i = 0; i < line->runs; i++) {
        const Run *run = &line->run[i];
        if (run->kind == RUN_LIVE && strcmp(run->live.node, node) == 0) return true;
        if (run->kind == RUN_FORMULA && tex_names(run->text, node)) return true;
    }
    return false;
}

static bool ask_names_node(const Block *block, const char *node) {
    bool named = line_names(&block->line[0], node);
    for (int i = 0; i < block->options && !named; i++)
        named = line_names(&block->option[i].label, node) || line_names(&block->option[i].reason, node);
    return named;
}

// What is asked for must be named; what follows from it may be hidden with it.
static bool check_hides(const Parser *p, Text hides, const Block *block) {
    for (int i = 0; i < block->hides; i++)
        if (ask_names_node(block, block->hide[i].node)) return true;
    return !hides.size || !block->hides ||
           parser_problem(p, hides.at,
                          "this hides '%s', which neither question nor options ask for: name it there, as {%s[0]} or in a formula",
                          block->hide[0].node, block->hide[0].node);
}

static bool about_parse(const Parser *p, Text value, Block *block) {
    static const char *const kinds[] = { "idea", "numbers", "training" }; // in the order of About, after ABOUT_UNSAID
    enum { KINDS = sizeof kinds / sizeof *kinds };
    for (int i = 0; i < KINDS; i++)
        if (text_is(value, kinds[i])) block->about = (About)(ABOUT_UNSAID + 1 + i);
    return block->about != ABOUT_UNSAID || check_unknown(p, value.at, "kind of question", value, (Names){ kinds, KINDS });
}

static bool hides_parse(Parser *p, Text value, Block *block) {
    Pile hide = PILE(p->arena, LiveRef);
    bool sound = true;
    for (Text word; (word = text_word(&value)).size;) {
        LiveRef ref;
        if (inline_live(p, word, &ref))
            *(LiveRef *)pile_push(&hide) = ref;
        else
            sound = false;
    }
    block->hide = hide.at;
    block->hides = hide.count;
    return sound;
}

static bool opens_parse(const Parser *p, Text value, Block *block) {
    double opens;
    if (!text_number(value, &opens) || !(opens >= 0 && opens <= 1))
        return parser_problem(p, value.at, "'opens' is where in the step's playing the answer comes, from 0 to 1; this is '%.*s'",
                              text_shown(value), value.at);
    block->opens = opens;
    return true;
}

static bool ask_key_parse(Parser *p, Text key, Text value, Block *block, Text *hides) {
    if (!names_have(ask_names, key)) return check_unknown(p, key.at, "key of a question", key, ask_names);
    if (!value.size) return parser_problem(p, key.at, "'%.*s' has no value", text_shown(key), key.at);
    if (text_is(key, "about")) return about_parse(p, value, block);
    if (text_is(key, "opens")) return opens_parse(p, value, block);
    *hides = value;
    return hides_parse(p, value, block);
}

// Reads "about: numbers" and so on in front of the question, and moves *body behind them. A question may hold a colon too: what
// is not even nearly one of the keys belongs to it.
static bool ask_keys_parse(Parser *p, Text *body, Block *block, Text *hides) {
    bool sound = true;
    block->opens = -1;
    for (Text rest = *body; p->format > 1 && rest.size; *body = rest) {
        Text line = text_trim(text_line(&rest));
        if (!line.size) continue;
        const char *colon = memchr(line.at, ':', line.size);
        Text key = text_between(line.at, colon ? colon : line.at);
        if (!names_have(ask_names, key) && (!key.size || !text_nearest(key, ask_names.at, ask_names.count))) break;
        sound = ask_key_parse(p, key, text_trim(text_between(colon + 1, text_end(line))), block, hides) && sound;
    }
    return sound;
}

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
static bool option_parse(Parser *p, Text text, Option *out, Text *words) {
    *words = text = text_trim(text);
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
    *words = label;
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

static bool check_different(const Parser *p, const Text *words, int options) {
    for (int i = 0; i < options; i++)
        for (int k = 0; k < i; k++)
            if (text_equal(words[i], words[k])) return parser_problem(p, words[i].at, "this option stands there twice");
    return true;
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
    Pile options = PILE(p->arena, Option), words = PILE(p->arena, Text);
    Text hides = { 0 };
    bool sound = ask_keys_parse(p, &body, block, &hides), asked = false;
    Text rest = body, question = body;
    while (rest.size) {
        Text here = rest;
        if (!text_starts(text_trim(text_line(&here)), "- ")) {
            rest = here;
            continue;
        }
        if (!asked) question = text_between(body.at, rest.at);
        asked = true;
        const char *start = rest.at, *end = skip_option(&rest);
        sound = option_parse(p, text_between(start, end), pile_push(&options), pile_push(&words)) && sound;
    }
    question = text_trim(question);
    if (!question.size) return parser_problem(p, body.at, "this block has no question before its options");
    add_question(p, question, block);
    block->option = options.at;
    block->options = options.count;
    if (!sound || !check_options(p, question, block->option, block->options)) return false;
    if (!check_different(p, words.at, words.count)) return false;
    block->question = hash(text_trim(body));
    shuffle(block->option, block->options, hash(question));
    return check_hides(p, hides, block);
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
    block->question = hash(all);
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
        for (Text rest = words, word; (word = text_word(&rest)).size;) {
            if (!check_value(p, param, word)) return false;
            for (Text later = rest, other; (other = text_word(&later)).size;)
                if (text_equal(word, other)) return parser_problem(p, other.at, "this choice stands there twice");
        }
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
