// `attend compute language --weights FILE [--text TEXT | --tokens 5,1,9] [--set layer=L] [--only NODE] [--next N …]`: a trained
// model's nodes. A small model runs in double whole; of a large one the forward runs in float on the mapped file, and the layer
// that is asked for in double.
#include <stdio.h>
#include <string.h>

#include "command/commands.h"
#include "command/writer.h"
#include "core/engine.h"
#include "layers/language_float.h"
#include "model/trained.h"

enum { DOUBLE_NUMBERS = 8 << 20 }; // a model with at most so many runs in double whole

typedef struct LanguageCommand {
    Arena *arena;
    Problems problems;
    const char *weights, *text, *tokens, *only, *format, *out;
    long layer, next, top, seed; // layer from 1; 0: all
    double temperature;
    int threads, lanes;
    Trained *trained;
    int *token, count;
    Tape *tape;     // in double, whole or one layer
    FloatText *big; // in float
} LanguageCommand;

// --- options

static int whole_option(const char *name, const char *value, long low, long high, long *out) {
    if (text_integer(text_of(value), out) && *out >= low && *out <= high) return 0;
    return usage_error("%s takes a whole number from %ld to %ld, found '%s'", name, low, high, value);
}

static int set_option(LanguageCommand *r, const char *value) {
    if (strncmp(value, "layer=", 6) != 0) return usage_error("--set takes layer=L here, found '%s'", value);
    return whole_option("--set layer=", value + 6, 1, LANGUAGE_LAYERS, &r->layer);
}

static int take_option(LanguageCommand *r, const char *name, const char *value) {
    static const char *const names[] = { "weights", "text",        "tokens", "only", "format",  "set",
                                         "next",    "temperature", "top-k",  "seed", "threads", "lanes" };
    const struct {
        const char *name;
        const char **at;
    } texts[] = { { "weights", &r->weights }, { "text", &r->text }, { "tokens", &r->tokens }, { "only", &r->only },
                  { "format", &r->format },   { "o", &r->out },     { "output", &r->out } };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (!strcmp(name, texts[i].name)) {
            *texts[i].at = value;
            return 0;
        }
    if (!strcmp(name, "set")) return set_option(r, value);
    if (!strcmp(name, "next")) return whole_option("--next", value, 1, 1 << 20, &r->next);
    if (!strcmp(name, "top-k")) return whole_option("--top-k", value, 0, 1 << 20, &r->top);
    if (!strcmp(name, "seed")) return whole_option("--seed", value, 0, 999999, &r->seed);
    if (!strcmp(name, "threads") || !strcmp(name, "lanes")) return speed_option(name, value, &r->threads, &r->lanes);
    if (!strcmp(name, "temperature")) {
        if (text_number(text_of(value), &r->temperature) && r->temperature >= 0 && r->temperature <= 1000) return 0;
        return usage_error("--temperature takes a number from 0 to 1000, found '%s'", value);
    }
    const char *near = text_nearest(text_of(name), names, sizeof names / sizeof *names);
    if (near) return usage_error("unknown option '--%s' (did you mean '--%s'?)", name, near);
    return usage_error("unknown option '--%s'; `attend compute language --help` names them", name);
}

static int take_options(LanguageCommand *r, int argc, char **argv) {
    for (int i = 2; i < argc; i++) {
        const char *arg = argv[i];
        bool is_long = arg[0] == '-' && arg[1] == '-';
        if (!is_long && strcmp(arg, "-o") != 0) return usage_error("unknown option '%s'", arg);
        const char *name = arg + 1 + is_long, *equals = is_long ? strchr(name, '=') : NULL;
        if (equals) name = arena_copy(r->arena, name, (size_t)(equals - name));
        if (!equals && i + 1 == argc) return usage_error("%s needs a value after it", arg);
        int code = take_option(r, name, equals ? equals + 1 : argv[++i]);
        if (code) return code;
    }
    if (!r->weights) return usage_error("compute language needs a model, as in: --weights model.safetensors");
    if (r->text && r->tokens) return usage_error("--text and --tokens say the same in two ways: give one of them");
    if (r->format && !writer_known(r->format, r->only != NULL))
        return usage_error("unknown format '%s': there are %s", r->format, writer_names(r->arena, r->only != NULL));
    return 0;
}

// --- the text

static bool read_text(LanguageCommand *r) {
    if (r->tokens) return trained_tokens(r->trained, r->arena, text_of(r->tokens), &r->token, &r->count, &r->problems);
    if (r->text) return trained_encode(r->trained, r->arena, text_of(r->text), &r->token, &r->count, &r->problems);
    r->token = arena_new(r->arena, int, 1);
    r->token[0] = r->trained->begin >= 0 ? r->trained->begin : r->trained->end;
    r->count = 1;
    if (r->token[0] >= 0) return true;
    return problems_add(&r->problems, (Place){ 0 }, "this model has no token that begins a text: give --text or --tokens");
}

// --- the numbers

static void write_tokens(Tape *tape, NodeId tokens, const int *token, int count) {
    for (int i = 0; i < count; i++) tape_node(tape, tokens)->value[i] = token[i];
}

static void run_double(LanguageCommand *r) {
    r->tape = tape_begin(r->arena);
    LanguageLeaves leaves = language_leaves(r->tape, r->trained->model, LEAVES_CONSTANT);
    LanguageNodes nodes = language_nodes(r->tape, &leaves, (LanguageRun){ .length = r->count });
    write_tokens(r->tape, nodes.tokens, r->token, r->count);
    tape_forward(r->tape);
}

// In float as far as the layer's input, then that layer in double.
static void run_layer(LanguageCommand *r, int layer) {
    const LanguageSizes *s = &r->trained->model->sizes;
    const char *reads = layer ? arena_print(r->arena, "l%d.%s", layer, s->hidden ? "sum2" : "sum1") : "embed";
    Shape shape;
    const float *stream = float_text_node(r->big, reads, &shape);
    r->tape = tape_begin(r->arena);
    LanguageNodes nodes = language_layer_nodes(r->tape, r->trained->model, layer, r->count, LEAVES_CONSTANT);
    const Node *x = tape_node(r->tape, nodes.stream[layer]);
    for (int i = 0; i < x->count; i++) x->value[i] = (double)stream[i];
    tape_forward(r->tape);
}

static bool run_nodes(LanguageCommand *r) {
    const LanguageSizes *s = &r->trained->model->sizes;
    if (r->layer > s->layers || (r->layer && s->kind == LANGUAGE_LSTM))
        return problems_add(&r->problems, (Place){ 0 }, "layer %ld was asked for, but the model has %d%s", r->layer,
                            s->kind == LANGUAGE_LSTM ? 0 : s->layers, s->kind == LANGUAGE_LSTM ? ": an LSTM has cells" : "");
    if (r->trained->numbers <= DOUBLE_NUMBERS) {
        run_double(r);
        return true;
    }
    bool scores = (double)r->count * r->count * s->heads * s->layers <= FLOAT_SCORES;
    r->big = float_text(r->arena, r->trained->model, r->count, scores ? TEXT_SCORES : TEXT_TILED);
    float_text_run(r->big, r->token);
    if (r->layer) run_layer(r, (int)r->layer - 1);
    return true;
}

// --- what is printed

static const char *const of_layer[] = { "ln1", "q",    "k",   "v",   "s",    "masked", "a",   "heads",
                                        "o",   "sum1", "ln2", "ff1", "gate", "act",    "ff2", "sum2" };

static const double *find_node(LanguageCommand *r, const char *name, Shape *shape) {
    NodeId id = r->tape ? tape_find(r->tape, name) : NODE_NONE;
    if (id != NODE_NONE) {
        *shape = tape_node(r->tape, id)->shape;
        return tape_node(r->tape, id)->value;
    }
    const float *value = r->big ? float_text_node(r->big, name, shape) : NULL;
    if (!value) return NULL;
    double *copy = arena_new(r->arena, double, shape_count(*shape));
    for (int i = 0; i < shape_count(*shape); i++) copy[i] = (double)value[i];
    return copy;
}

static void print_node(LanguageCommand *r, Writer *w, const char *name) {
    Shape shape;
    const double *value = r->only && strcmp(r->only, name) != 0 ? NULL : find_node(r, name, &shape);
    if (value) writer_array(w, name, &shape, value);
}

static void print_layer(LanguageCommand *r, Writer *w, int layer) {
    for (size_t i = 0; i < sizeof of_layer / sizeof *of_layer; i++)
        print_node(r, w, arena_print(r->arena, "l%d.%s", layer, of_layer[i]));
}

static void write_nodes(Writer *w, void *context) {
    LanguageCommand *r = context;
    w->begin(w, "language");
    writer_section(w, "nodes");
    if (!r->layer) print_node(r, w, "tokens"), print_node(r, w, "embed");
    for (int l = 1; l <= r->trained->model->sizes.layers; l++)
        if (!r->layer || r->layer == l) print_layer(r, w, l);
    if (!r->layer)
        print_node(r, w, "i"), print_node(r, w, "f"), print_node(r, w, "g"), print_node(r, w, "c"), print_node(r, w, "h");
    if (!r->layer) print_node(r, w, "lnf"), print_node(r, w, "logits"), print_node(r, w, "p");
    w->end(w);
}

static bool only_exists(LanguageCommand *r) {
    Shape shape;
    if (!r->only || find_node(r, r->only, &shape)) return true;
    return problems_add(&r->problems, (Place){ 0 },
                        "there is no node %.60s: nodes are tokens, embed, l1.ln1 … l%d.sum1, lnf, logits, p", r->only,
                        r->trained->model->sizes.layers);
}

// --- going on

static bool say(LanguageCommand *r, int before, int token) {
    if (!r->trained->tokens) return printf("%s%d", before >= 0 ? "," : "", token) > 0;
    Text text = tokens_said(r->trained->tokens, r->arena,
                            before == r->trained->begin && r->trained->kind == TRAINED_OWN ? -1 : before, token);
    return fwrite(text.at, 1, text.size, stdout) == text.size;
}

static bool go_on(LanguageCommand *r) {
    const LanguageSizes *s = &r->trained->model->sizes;
    int most = r->count + (int)r->next < s->context ? r->count + (int)r->next : s->context;
    FloatWriter *writer = float_writer(r->arena, r->trained->model, most);
    Random random = random_seed((uint64_t)r->seed);
    const float *logits = NULL;
    int before = -1;
    bool well = true;
    for (int i = 0; i < r->count; i++) {
        logits = float_writer_read(writer, r->token[i]);
        if (r->token[i] != r->trained->begin || i) well = well && say(r, before, r->token[i]);
        before = r->token[i];
    }
    for (int i = 0; well && i < r->next; i++) {
        int token = language_choose(logits, s->words, r->temperature, (int)r->top, &random, NULL);
        bool ends = token == r->trained->end && r->trained->kind != TRAINED_OWN;
        if (!ends) well = say(r, before, token);
        before = token;
        if (token == r->trained->end || float_writer_count(writer) == s->context) break;
        logits = float_writer_read(writer, token);
    }
    float_writer_end(writer);
    return (well && putchar('\n') == '\n' && fflush(stdout) == 0) ||
           problems_add(&r->problems, (Place){ "standard output", 0, 0 }, "cannot be written");
}

static bool run(LanguageCommand *r) {
    engine_set(r->threads, r->lanes);
    if (!(r->trained = trained_open(r->arena, r->weights, &r->problems)) || !read_text(r)) return false;
    if (r->next) return go_on(r);
    if (!run_nodes(r) || !only_exists(r)) return false;
    return writer_send(r->out, r->format ? r->format : writer_of_path(r->out, r->only != NULL), r->arena, &r->problems, write_nodes,
                       r);
}

int command_compute_language(int argc, char **argv) {
    LanguageCommand r = { .arena = arena_begin(), .temperature = 1, .seed = 1 };
    r.problems.arena = r.arena;
    int code = take_options(&r, argc, argv);
    if (!code) code = !run(&r);
    problems_print(stderr, &r.problems);
    trained_close(r.trained);
    arena_end(r.arena);
    return code;
}
