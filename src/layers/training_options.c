// The options of a training: one table with names, ranges and defaults, for the command line, the window and the documents.
#include <assert.h>
#include <stddef.h>
#include <string.h>

#include "base/text.h"
#include "layers/training.h"

enum { STARTS = 4 };

#define TASK(number, name, summary, columns) [number] = { name, summary, columns },
const TrainingTaskInfo training_task[] = {
#include "layers/tasks.def"
};
#undef TASK
const int training_tasks = sizeof training_task / sizeof *training_task;

// " recall lookup pair next"
static const char task_names[] =
#define TASK(number, name, summary, columns) " " name
#include "layers/tasks.def"
#undef TASK
    ;

// clang-format off
const ParamInfo training_param[] = {
    { .name = "task", .label = "Task", .kind = PARAM_CHOICE, .initial = "recall", .choices = &task_names[1],
      .structural = true, .summary = "what is learned" },
    { .name = "model", .label = "Model", .kind = PARAM_CHOICE, .initial = "attention", .choices = "attention rnn lstm gru",
      .structural = true, .summary = "what learns it" },
    { .name = "length", .label = "Length", .kind = PARAM_WHOLE, .initial = "40", .low = 2, .high = 1000, .structural = true,
      .summary = "tokens of a string" },
    { .name = "steps", .label = "Steps", .kind = PARAM_WHOLE, .initial = "1500", .low = 1, .high = 100000, .structural = true,
      .summary = "how often the weights move" },
    { .name = "seed", .label = "Seed", .kind = PARAM_WHOLE, .initial = "1", .low = 0, .high = 999999, .structural = true,
      .summary = "of the first weights and of all strings" },
    { .name = "width", .label = "Width", .kind = PARAM_WHOLE, .initial = "32", .low = 1, .high = 256, .structural = true,
      .summary = "numbers in a state or an embedded token" },
    { .name = "batch", .label = "Batch", .kind = PARAM_WHOLE, .initial = "32", .low = 1, .high = 1024, .structural = true,
      .summary = "strings in a step" },
    { .name = "symbols", .label = "Symbols", .kind = PARAM_WHOLE, .initial = "8", .low = 2, .high = 64, .structural = true,
      .summary = "how many different answers there are" },
    { .name = "init", .label = "First weights", .kind = PARAM_CHOICE, .initial = "uniform",
      .choices = "uniform gauss:RHO orthogonal:RHO forget:BIAS", .structural = true,
      .summary = "how the matrix from state to state starts" },
    { .name = "optimizer", .label = "Optimiser", .kind = PARAM_CHOICE, .initial = "adam", .choices = "adam sgd",
      .structural = true, .summary = "how the weights follow the gradient" },
    { .name = "lr", .label = "Learning rate", .kind = PARAM_NUMBER, .initial = "0.003", .low = 1e-9, .high = 1000,
      .structural = true, .summary = "how far a step goes" },
    { .name = "clip", .label = "Clip", .kind = PARAM_NUMBER, .initial = "1", .low = 0, .high = 1000, .structural = true,
      .summary = "longest gradient; 0 leaves every gradient as it is" },
    { .name = "heads", .label = "Heads", .kind = PARAM_WHOLE, .initial = "1", .low = 1, .high = 64, .structural = true,
      .summary = "of attention" },
    { .name = "mask", .label = "Mask", .kind = PARAM_CHOICE, .initial = "none", .choices = "none causal", .structural = true,
      .summary = "causal: attention sees no later token" },
    { .name = "positions", .label = "Positions", .kind = PARAM_SWITCH, .initial = "on", .structural = true,
      .summary = "attention learns a vector for each position" },
    { .name = "input-scale", .label = "Input scale", .kind = PARAM_NUMBER, .initial = "1", .low = 0, .high = 100,
      .structural = true, .summary = "multiplies the first input weights" },
};
// clang-format on
const int training_params = sizeof training_param / sizeof training_param[0];

static double initial(const char *name) { return params_number(NULL, training_param, training_params, name); }

TrainingOptions training_defaults(void) {
    return (TrainingOptions){
        .length = (int)initial("length"),
        .steps = (int)initial("steps"),
        .seed = (int)initial("seed"),
        .width = (int)initial("width"),
        .batch = (int)initial("batch"),
        .symbols = (int)initial("symbols"),
        .rate = initial("lr"),
        .clip = initial("clip"),
        .heads = (int)initial("heads"),
        .positions = true,
        .input_scale = initial("input-scale"),
        .film = true,
    };
}

// --- how the state's matrix starts: a word, and for most a number after a colon

typedef struct StartInfo {
    const char *name, *number; // what the number is called
    double low, high;
} StartInfo;

static const StartInfo start_info[STARTS] = {
    [START_UNIFORM] = { .name = "uniform" },
    [START_GAUSS] = { "gauss", "RHO", 0, 100 },
    [START_ORTHOGONAL] = { "orthogonal", "RHO", 0, 100 },
    [START_FORGET] = { "forget", "BIAS", -20, 20 },
};

static bool unknown_start(const char *text, Text word, Place place, Problems *problems) {
    const char *names[STARTS];
    for (int i = 0; i < STARTS; i++) names[i] = start_info[i].name;
    const char *near = text_nearest(word, names, STARTS);
    return problems_add(problems, place, "unknown init '%s'%s%s%s; choose one of uniform, gauss:RHO, orthogonal:RHO, forget:BIAS",
                        text, near ? " (did you mean '" : "", near ? near : "", near ? "'?)" : "");
}

static bool set_start(TrainingOptions *options, const char *text, Place place, Problems *problems) {
    const char *colon = strchr(text, ':');
    Text word = { text, colon ? (size_t)(colon - text) : strlen(text) };
    int which = 0;
    while (which < STARTS && !text_is(word, start_info[which].name)) which++;
    if (which == STARTS) return unknown_start(text, word, place, problems);
    const StartInfo *info = &start_info[which];
    double value = 0;
    if (!info->number && colon) return problems_add(problems, place, "init uniform takes no number, found '%s'", text);
    if (info->number && !(colon && text_number(text_of(colon + 1), &value) && value >= info->low && value <= info->high))
        return problems_add(problems, place, "init %s:%s takes a number from %g to %g, found '%s'", info->name, info->number,
                            info->low, info->high, text);
    options->start = (TrainingStart)which;
    options->start_value = value;
    return true;
}

// --- all others

typedef enum FieldKind { FIELD_INT, FIELD_TASK, FIELD_MODEL, FIELD_START, FIELD_DOUBLE, FIELD_BOOL } FieldKind;

// Where each option is kept; those with a name of a parameter are set by it.
static const struct Field {
    const char *name;
    FieldKind kind;
    size_t at;
} fields[] = {
    { "task", FIELD_TASK, offsetof(TrainingOptions, task) },
    { "model", FIELD_MODEL, offsetof(TrainingOptions, model) },
    { "length", FIELD_INT, offsetof(TrainingOptions, length) },
    { "steps", FIELD_INT, offsetof(TrainingOptions, steps) },
    { "seed", FIELD_INT, offsetof(TrainingOptions, seed) },
    { "width", FIELD_INT, offsetof(TrainingOptions, width) },
    { "batch", FIELD_INT, offsetof(TrainingOptions, batch) },
    { "symbols", FIELD_INT, offsetof(TrainingOptions, symbols) },
    { "start", FIELD_START, offsetof(TrainingOptions, start) },
    { "start value", FIELD_DOUBLE, offsetof(TrainingOptions, start_value) },
    { "optimizer", FIELD_INT, offsetof(TrainingOptions, optimizer) },
    { "lr", FIELD_DOUBLE, offsetof(TrainingOptions, rate) },
    { "clip", FIELD_DOUBLE, offsetof(TrainingOptions, clip) },
    { "heads", FIELD_INT, offsetof(TrainingOptions, heads) },
    { "mask", FIELD_BOOL, offsetof(TrainingOptions, causal) },
    { "positions", FIELD_BOOL, offsetof(TrainingOptions, positions) },
    { "input-scale", FIELD_DOUBLE, offsetof(TrainingOptions, input_scale) },
    { "film", FIELD_BOOL, offsetof(TrainingOptions, film) },
};
enum { FIELDS = sizeof fields / sizeof *fields };

static double get(const TrainingOptions *from, const struct Field *field) {
    const void *at = (const char *)from + field->at;
    switch (field->kind) {
    case FIELD_INT: return *(const int *)at;
    case FIELD_TASK: return *(const TrainingTask *)at;
    case FIELD_MODEL: return *(const TrainingModel *)at;
    case FIELD_START: return *(const TrainingStart *)at;
    case FIELD_DOUBLE: return *(const double *)at;
    case FIELD_BOOL: return *(const bool *)at;
    }
    return 0;
}

static void put(TrainingOptions *to, const struct Field *field, double number) {
    void *at = (char *)to + field->at;
    switch (field->kind) {
    case FIELD_INT: *(int *)at = (int)number; break;
    case FIELD_TASK: *(TrainingTask *)at = (TrainingTask)number; break;
    case FIELD_MODEL: *(TrainingModel *)at = (TrainingModel)number; break;
    case FIELD_START: *(TrainingStart *)at = (TrainingStart)number; break;
    case FIELD_DOUBLE: *(double *)at = number; break;
    case FIELD_BOOL: *(bool *)at = number != 0; break;
    }
}

bool training_same(const TrainingOptions *a, const TrainingOptions *b) {
    for (int i = 0; i < FIELDS; i++)
        if (get(a, &fields[i]) != get(b, &fields[i])) return false;
    return true;
}

bool training_set(TrainingOptions *options, const char *name, const char *text, Place place, Problems *problems) {
    if (!strcmp(name, "init")) return set_start(options, text, place, problems);
    Params checked = { 0 };
    if (!strcmp(name, "positions")) text = !strcmp(text, "learned") ? "on" : !strcmp(text, "none") ? "off" : text;
    if (!params_set(&checked, training_param, training_params, name, text, place, problems)) return false;
    for (int i = 0; i < FIELDS; i++)
        if (!strcmp(fields[i].name, name)) put(options, &fields[i], checked.value[0].number);
    return true;
}

// --- columns

float training_column(const TrainingPoint *point, Text column) {
    const struct {
        const char *name;
        float value;
    } all[] = { { "loss", point->loss },       { "accuracy", point->accuracy },       { "grad_first", point->grad_first },
                { "grad_x1", point->grad_x1 }, { "grad_logits", point->grad_logits }, { "weight_first", point->weight_first },
                { "norm", point->norm } };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (text_is(column, all[i].name)) return all[i].value;
    assert(!"a column of a point");
    return 0;
}

// --- what only options together can have wrong

enum { ATTRIBUTES = TRAINING_ATTRIBUTES, NUMBERS_MOST = 64 << 20, FILM_MOST = 64 << 20 };

static bool items_fit(const TrainingOptions *o, Problems *problems) {
    bool items = o->task == TASK_LOOKUP || o->task == TASK_PAIR;
    if (!items || o->length <= ATTRIBUTES + 1) return true;
    return problems_add(problems, (Place){ 0 },
                        "length must be at most %d for %s, whose %d %s are all different in a string, found %d", ATTRIBUTES + 1,
                        o->task == TASK_LOOKUP ? "lookup" : "pair", ATTRIBUTES,
                        o->task == TASK_LOOKUP ? "keys" : "colours and shapes", o->length);
}

static bool heads_fit(const TrainingOptions *o, Problems *problems) {
    if (o->model != LEARNER_ATTENTION)
        return o->heads == 1 || problems_add(problems, (Place){ 0 }, "heads belong to attention: a recurrent net has none");
    if (o->width % o->heads == 0) return true;
    return problems_add(problems, (Place){ 0 }, "heads %d does not divide width %d, of which every head takes as many columns",
                        o->heads, o->width);
}

static bool start_fits(const TrainingOptions *o, Problems *problems) {
    if (o->start == START_UNIFORM) return true;
    const char *name = start_info[o->start].name;
    if (o->model == LEARNER_ATTENTION)
        return problems_add(problems, (Place){ 0 }, "init %s is for the matrix from state to state, which attention does not have",
                            name);
    if (o->start != START_FORGET || o->model == LEARNER_LSTM) return true;
    return problems_add(problems, (Place){ 0 }, "a forget bias needs a forget gate, which only the LSTM has: choose it first");
}

// Numbers on the tape, about: those of every token's nodes, and attention's weights.
static double tape_numbers(const TrainingOptions *o) {
    static const int nodes[] = { [LEARNER_ATTENTION] = 12, [LEARNER_RNN] = 8, [LEARNER_LSTM] = 40, [LEARNER_GRU] = 36 };
    double tokens = (double)o->batch * o->length, queries = o->task == TASK_NEXT ? o->length : 1;
    double weights = o->model == LEARNER_ATTENTION ? 5 * o->heads * queries : 0;
    return tokens * (o->width * nodes[o->model] + weights + 2 * ATTRIBUTES + o->symbols);
}

static bool size_fits(const TrainingOptions *o, Problems *problems) {
    double numbers = tape_numbers(o), film = (double)(o->steps + 1) * o->length * (o->heads + 3);
    if (numbers > NUMBERS_MOST)
        return problems_add(
            problems, (Place){ 0 },
            "length %d, batch %d and width %d make about %.0f million numbers in a step, but at most %d million can "
            "be kept: make one of them smaller",
            o->length, o->batch, o->width, numbers / 1e6, NUMBERS_MOST / 1000000);
    if (o->film && film > FILM_MOST)
        return problems_add(problems, (Place){ 0 }, "steps %d of length %d are too many to keep all that happens: make one smaller",
                            o->steps, o->length);
    return true;
}

bool training_check(const TrainingOptions *options, Problems *problems) {
    return items_fit(options, problems) && heads_fit(options, problems) && start_fits(options, problems) &&
           size_fits(options, problems);
}
