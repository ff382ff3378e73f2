// What a training of a language model is told, and what suits it. The sizes and rates were measured over many seeds.
#include "layers/language_training.h"

#include <string.h>

const char *const language_learner_names[LANGUAGE_LEARNERS] = { "transformer", "attention", "lstm" };
const char *const language_task_names[LANGUAGE_TASKS] = { "language", "induction", "text" };

// clang-format off
const ParamInfo language_param[] = {
    { .name = "model", .label = "Model", .kind = PARAM_CHOICE, .initial = "transformer", .choices = "transformer attention lstm",
      .structural = true, .summary = "what learns: whole layers, attention alone, a recurrent net of equal size" },
    { .name = "steps", .label = "Steps", .kind = PARAM_WHOLE, .initial = "4000", .low = 1, .high = 100000, .structural = true,
      .summary = "how often the weights move" },
    { .name = "seed", .label = "Seed", .kind = PARAM_WHOLE, .initial = "1", .low = 0, .high = 999999, .structural = true,
      .summary = "of the first weights and of all texts" },
    { .name = "every", .label = "Measure every", .kind = PARAM_WHOLE, .initial = "20", .low = 1, .high = 100000,
      .structural = true, .summary = "steps between two measurings, each a line" },
    { .name = "layers", .label = "Layers", .kind = PARAM_WHOLE, .initial = "2", .low = 1, .high = 12, .structural = true,
      .summary = "one on the other" },
    { .name = "heads", .label = "Heads", .kind = PARAM_WHOLE, .initial = "4", .low = 1, .high = 64, .structural = true,
      .summary = "of every layer" },
    { .name = "width", .label = "Width", .kind = PARAM_WHOLE, .initial = "32", .low = 1, .high = 512, .structural = true,
      .summary = "numbers of a word" },
    { .name = "hidden", .label = "Hidden", .kind = PARAM_WHOLE, .initial = "128", .low = 1, .high = 2048, .structural = true,
      .summary = "units of the feed-forward layer, or the state of an lstm" },
    { .name = "batch", .label = "Batch", .kind = PARAM_WHOLE, .initial = "32", .low = 1, .high = 1024, .structural = true,
      .summary = "texts in a step" },
    { .name = "length", .label = "Length", .kind = PARAM_WHOLE, .initial = "32", .low = 2, .high = 512, .structural = true,
      .summary = "words or letters that a model of one's own text sees" },
    { .name = "positions", .label = "Positions", .kind = PARAM_CHOICE, .initial = "learned", .choices = "learned rope none",
      .structural = true, .summary = "how a place is told: a vector each, turned queries and keys, not at all" },
    { .name = "lr", .label = "Learning rate", .kind = PARAM_NUMBER, .initial = "0.003", .low = 1e-9, .high = 1000,
      .structural = true, .summary = "how far a step goes" },
    { .name = "falling", .label = "Falling", .kind = PARAM_SWITCH, .initial = "on", .structural = true,
      .summary = "the learning rate falls in a straight line, to a fiftieth" },
    { .name = "clip", .label = "Clip", .kind = PARAM_NUMBER, .initial = "1", .low = 0, .high = 1000, .structural = true,
      .summary = "longest gradient; 0 leaves every gradient as it is" },
};
// clang-format on
const int language_params = sizeof language_param / sizeof language_param[0];

static bool checked(const char *name, const char *text, Place place, Problems *problems, double *number) {
    Params params = { 0 };
    if (!params_set(&params, language_param, language_params, name, text, place, problems)) return false;
    *number = params.value[0].number;
    return true;
}

bool language_learner(const char *text, LanguageLearner *out, Place place, Problems *problems) {
    double number;
    if (!checked("model", text, place, problems, &number)) return false;
    *out = (LanguageLearner)number;
    return true;
}

static const char *place_word(const char *text) { // as other tasks say it
    return !strcmp(text, "on") ? "learned" : !strcmp(text, "off") ? "none" : text;
}

bool language_option(LanguageOptions *to, const char *name, const char *text, Place place, Problems *problems) {
    struct {
        const char *name;
        int *at;
    } whole[] = {
        { "steps", &to->steps },   { "seed", &to->seed },   { "every", &to->every },
        { "layers", &to->layers }, { "heads", &to->heads }, { "width", &to->width },
        { "hidden", &to->hidden }, { "batch", &to->batch }, { "length", &to->length },
    };
    double number;
    if (!checked(name, !strcmp(name, "positions") ? place_word(text) : text, place, problems, &number)) return false;
    if (!strcmp(name, "length") && to->task != LANGUAGE_TEXT)
        return problems_add(problems, place, "the length belongs to a text of one's own: this task has its own");
    for (size_t i = 0; i < sizeof whole / sizeof whole[0]; i++)
        if (!strcmp(name, whole[i].name)) *whole[i].at = (int)number;
    if (!strcmp(name, "model")) to->learner = (LanguageLearner)number;
    if (!strcmp(name, "positions")) to->places = (LanguagePlaces)number;
    if (!strcmp(name, "lr")) to->rate = number;
    if (!strcmp(name, "falling")) to->falling = number != 0;
    if (!strcmp(name, "clip")) to->clip = number;
    return true;
}

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

bool language_same(const LanguageOptions *a, const LanguageOptions *b) {
    return a->task == b->task && a->learner == b->learner && a->steps == b->steps && a->seed == b->seed && a->every == b->every &&
           a->layers == b->layers && a->heads == b->heads && a->width == b->width && a->hidden == b->hidden &&
           a->batch == b->batch && a->length == b->length && a->places == b->places && a->rate == b->rate && a->clip == b->clip &&
           a->falling == b->falling && a->film == b->film && a->text == b->text;
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
