// What a training of a language model is told, and what suits it. The sizes and rates were measured over many seeds.
#include "layers/language_training.h"

// With a feed-forward layer a rate that falls brings every seed through; attention alone does better with one that stays.
static LanguageOptions grammar_defaults(LanguageLearner learner) {
    LanguageOptions o = { .layers = 2, .heads = 4, .width = 32, .batch = 32, .length = GRAMMAR_LENGTH, .every = 20 };
    switch (learner) {
    case LEARNER_WHOLE: o.hidden = 128, o.steps = 4000, o.rate = 0.003, o.falling = true; break;
    case LEARNER_HEADS: o.steps = 3000, o.rate = 0.005; break;
    case LEARNER_CELL: o.hidden = 62, o.steps = 4000, o.rate = 0.01, o.falling = true, o.layers = o.heads = 1; break;
    case LANGUAGE_LEARNERS: break;
    }
    return o;
}

static LanguageOptions induction_defaults(LanguageLearner learner) {
    LanguageOptions o = { .layers = 2, .heads = 1, .width = 32, .batch = 32, .length = INDUCTION_LENGTH, .every = 20 };
    o.steps = 1000, o.rate = 0.005, o.places = PLACES_ROTARY;
    if (learner == LEARNER_WHOLE) o.hidden = 128;
    if (learner == LEARNER_CELL) o.hidden = 48, o.layers = 1, o.rate = 0.01;
    return o;
}

static LanguageOptions text_defaults(LanguageLearner learner) {
    LanguageOptions o = grammar_defaults(learner);
    o.width = 64, o.length = 32, o.every = 50;
    if (learner == LEARNER_WHOLE) o.hidden = 256;
    if (learner == LEARNER_CELL) o.hidden = 128;
    return o;
}

LanguageOptions language_defaults(LanguageTask task, LanguageLearner learner) {
    LanguageOptions o = { 0 };
    switch (task) {
    case LANGUAGE_GRAMMAR: o = grammar_defaults(learner); break;
    case LANGUAGE_INDUCTION: o = induction_defaults(learner); break;
    case LANGUAGE_TEXT: o = text_defaults(learner); break;
    case LANGUAGE_TASKS: break;
    }
    o.task = task;
    o.learner = learner;
    o.seed = 1;
    o.clip = 1;
    return o;
}

static int words_of(const LanguageOptions *o) {
    switch (o->task) {
    case LANGUAGE_GRAMMAR: return GRAMMAR_WORDS;
    case LANGUAGE_INDUCTION: return INDUCTION_SYMBOLS;
    case LANGUAGE_TEXT: return o->text ? o->text->words : 2;
    case LANGUAGE_TASKS: break;
    }
    return 0;
}

LanguageSizes language_training_sizes(const LanguageOptions *o) {
    bool cell = o->learner == LEARNER_CELL;
    return (LanguageSizes){
        .kind = cell ? LANGUAGE_LSTM : LANGUAGE_ATTENTION,
        .words = words_of(o),
        .context = o->length,
        .width = o->width,
        .hidden = o->learner == LEARNER_HEADS ? 0 : o->hidden,
        .layers = cell ? 1 : o->layers,
        .heads = cell ? 1 : o->heads,
        .places = o->places,
    };
}

enum { NUMBERS_MOST = 16 << 20, FILM_MOST = 64 << 20 };

static bool size_fits(const LanguageOptions *o, const LanguageSizes *s, Problems *problems) {
    double tokens = (double)o->batch * o->length, per_token = 14.0 * s->width + 3.0 * s->hidden;
    double numbers = tokens * (s->layers * per_token + 2.0 * s->words) + (double)language_numbers(s) * 4;
    if (s->kind == LANGUAGE_LSTM) numbers += tokens * 24 * s->hidden;
    if (numbers > NUMBERS_MOST)
        return problems_add(problems, (Place){ 0 },
                            "these sizes make about %.0f million numbers in a step, but at most %d million can be kept: "
                            "make width, layers, batch or length smaller",
                            numbers / 1e6, NUMBERS_MOST / 1000000);
    double film = (double)language_numbers(s) * (o->steps / o->every + 2);
    if (o->film && film > FILM_MOST)
        return problems_add(problems, (Place){ 0 }, "the weights of %d measurings are too many to keep: measure every %.0f steps",
                            o->steps / o->every + 2, o->every * film / FILM_MOST + 1);
    return true;
}

bool language_training_check(const LanguageOptions *o, Problems *problems) {
    LanguageSizes s = language_training_sizes(o);
    const char *wrong = language_sizes_wrong(&s);
    if (wrong) return problems_add(problems, (Place){ 0 }, "%s: heads %d, width %d", wrong, s.heads, s.width);
    if (o->task == LANGUAGE_TEXT && (!o->text || o->text->trained < o->length + 1 || o->text->count - o->text->trained < 2))
        return problems_add(problems, (Place){ 0 }, "the text is too short: it needs more than %d words or letters to learn from",
                            o->length);
    return size_fits(o, &s, problems);
}
