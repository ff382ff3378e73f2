// See opened_model.h. The tape in float lives until the next text; what goes into the data is copied from it.
#include "session/opened_run.h"

#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/math.h"
#include "layers/language_heads.h"

bool opened_model_is(const char *path) {
    Arena *scratch = arena_begin();
    Problems ignored = { .arena = scratch };
    Text bytes;
    size_t size = strlen(path);
    bool is = size > 4 && !strcmp(path + size - 4, ".bin") && file_exists(path); // nothing else is called so
    if (!is && file_map(path, &bytes, &ignored)) {
        is = trained_is(bytes) && !trained_is_vectors(scratch, bytes);
        file_unmap(bytes);
    }
    arena_end(scratch);
    return is;
}

static const LanguageSizes *sizes_of(const OpenedModel *m) { return &m->trained->model->sizes; }
int opened_model_layers(const OpenedModel *m) { return sizes_of(m)->layers; }
int opened_model_heads(const OpenedModel *m) { return sizes_of(m)->heads; }

// The right answers of the little language that are lost without each head, zeros in its place; of other models none.
static bool find_costs(OpenedModel *m, const Turn *turn) {
    if (!m->asking) return true;
    if (!language_heads_turn(m->asking, turn)) return false;
    const LanguageSizes *s = sizes_of(m);
    const LanguageHeads *found = language_heads_found(m->asking);
    m->costs = arena_new(m->arena, double, s->layers * s->heads * PHENOMENA);
    for (int i = 0; i < s->layers * s->heads * PHENOMENA; i++)
        m->costs[i] = (double)found->all[i % PHENOMENA] - (double)found->finding[i].off;
    m->asking = NULL;
    return true;
}

// A layer takes about 17 ms at GPT-2's size; of layers twice as large none is measured while a window waits.
bool opened_model_turn(OpenedModel *m, const Turn *turn) {
    enum { LAYER_MOST = 16 << 20 };
    bool painted = m->painted;
    m->painted = true;
    if (m->trained->numbers / sizes_of(m)->layers > LAYER_MOST) return false;
    if (!painted) return true;
    if (language_jobs_known(m->jobs) < sizes_of(m)->layers) return language_jobs_turn(m->jobs) || m->asking;
    return !find_costs(m, turn);
}

static void measure_heads(OpenedModel *m) {
    enum { HARD = 64 }; // positions that are asked of each phenomenon
    const Trained *t = m->trained;
    m->jobs = language_jobs(m->arena, t->model, t->begin);
    if (t->kind == TRAINED_OWN && t->task == LANGUAGE_GRAMMAR && sizes_of(m)->context >= GRAMMAR_LENGTH)
        m->asking = language_heads_begin(m->arena, t->model, HARD, true);
}

OpenedModel *opened_model_begin(const char *path, Problems *problems) {
    static const char *const begins[] = { "the dogs near the cat", "A B C D E A B", "The quick brown fox", "1, 2, 3, 1, 2", "0" };
    Arena *arena = arena_begin();
    OpenedModel *m = arena_new(arena, OpenedModel, 1);
    m->arena = arena;
    m->layer = m->head = 1;
    m->random = random_seed(1);
    m->trained = trained_open(arena, path, problems);
    if (m->trained && sizes_of(m)->kind == LANGUAGE_LSTM) {
        problems_add(problems, (Place){ .file = path },
                     "is an LSTM, which has no heads to open: `attend compute language --weights` prints its numbers");
        opened_model_end(m);
        return NULL;
    }
    if (m->trained) measure_heads(m);
    for (size_t i = 0; m->trained && i < sizeof begins / sizeof *begins; i++) { // the first that it can read
        Problems ignored = { .arena = arena };
        if (!opened_model_read(m, text_of(begins[i]), &ignored)) continue;
        if (math_finite(m->run->chance[0])) return m;
        problems_add(problems, (Place){ .file = path },
                     "its weights hold what is no finite number, or give none: what comes next is NaN; save the model anew");
        opened_model_end(m);
        return NULL;
    }
    if (m->trained) problems_add(problems, (Place){ .file = path }, "the model cannot read any text that was tried");
    opened_model_end(m);
    return NULL;
}

static void end_run(OpenedRun *run) {
    if (run) arena_end(run->arena);
}

void opened_model_end(OpenedModel *m) {
    if (!m) return;
    end_run(m->run);
    trained_close(m->trained);
    arena_end(m->arena);
}

// --- a text

// softmax(logits)[token]; `most`, `sum`: the largest logit, and Σ exp(logit − most).
typedef struct Total {
    double most, sum;
} Total;
static Total total_of(const float *logits, int words) {
    Total t = { (double)logits[0], 0 };
    for (int w = 0; w < words; w++) t.most = math_max(t.most, (double)logits[w]);
    for (int w = 0; w < words; w++) t.sum += math_exp((double)logits[w] - t.most);
    return t;
}
static double chance_of(Total t, const float *logits, int token) { return math_exp((double)logits[token] - t.most) / t.sum; }

static void find_next(OpenedRun *run, const LanguageSizes *s) {
    Shape shape;
    const float *logits = float_text_node(run->text, "logits", &shape);
    Total total = total_of(logits, s->words);
    run->logits = logits;
    for (int w = 0; w < s->words; w++) {
        int at = run->nexts;
        while (at > 0 && logits[w] > logits[run->next[at - 1]]) at--;
        if (at >= OPENED_NEXT) continue;
        if (run->nexts < OPENED_NEXT) run->nexts++;
        memmove(run->next + at + 1, run->next + at, (size_t)(run->nexts - at - 1) * sizeof *run->next);
        run->next[at] = w;
    }
    for (int i = 0; i < run->nexts; i++) run->chance[i] = chance_of(total, logits, run->next[i]);
}

int opened_rival(const OpenedModel *m) {
    const OpenedRun *run = m->run;
    int other = m->asked ? 0 : 1;
    return other < run->nexts ? run->next[other] : -1;
}

static void find_moved(OpenedRun *run, int width, int token) {
    const float *gradient = float_text_gradient(run->text, token);
    for (int t = 0; t < run->count; t++) {
        double sum = 0;
        for (int i = 0; i < width; i++) sum += (double)gradient[t * width + i] * (double)gradient[t * width + i];
        run->moved[t] = __builtin_sqrt(sum);
    }
}

static void find_lens(OpenedRun *run, const LanguageSizes *s, int token) {
    Shape shape;
    const float *all = float_text_lens(run->text, &shape);
    for (int l = 0; l < shape.size[0]; l++) {
        const float *logits = all + (size_t)l * (size_t)s->words;
        Total total = total_of(logits, s->words);
        run->lens[l] = 0;
        for (int w = 1; w < s->words; w++)
            if (logits[w] > logits[run->lens[l]]) run->lens[l] = w;
        run->read[2 * l] = chance_of(total, logits, run->lens[l]);
        run->read[2 * l + 1] = chance_of(total, logits, token);
    }
}

// What is known of the token that is asked for.
static void ask(OpenedModel *m, int which) {
    OpenedRun *run = m->run;
    m->asked = which < 0 || which >= run->nexts ? 0 : which;
    int token = run->next[m->asked];
    find_moved(run, sizes_of(m)->width, token);
    find_lens(run, sizes_of(m), token);
    language_account(run->text, m->trained->model, run->count, token, opened_rival(m), run->says, &run->rest);
}

int opened_model_nexts(const OpenedModel *m) { return m->run->nexts; }
const char *opened_model_next(const OpenedModel *m, Arena *arena, int which) {
    return trained_word(m->trained, arena, m->run->next[which]);
}

void opened_model_ask(OpenedModel *m, int which) {
    if (which != m->asked) ask(m, which);
}

// The next token without the head that is looked at: zeros in its place, or its mean over the tokens of this text.
static void leave_out(OpenedModel *m) {
    OpenedRun *run = m->run;
    const LanguageSizes *s = sizes_of(m);
    char name[24];
    Shape shape;
    int width = s->width / s->heads;
    float *mean = arena_new(run->arena, float, width);
    snprintf(name, sizeof name, "l%d.heads", m->layer);
    const float *heads = float_text_node(run->text, name, &shape) + (size_t)(m->head - 1) * (size_t)run->count * (size_t)width;
    for (int t = 0; t < run->count; t++)
        for (int i = 0; i < width; i++) mean[i] += heads[t * width + i] / (float)run->count;
    const float *logits = float_text_without(run->text, m->layer - 1, m->head - 1, m->mean ? mean : NULL);
    Total total = total_of(logits, s->words);
    for (int i = 0; i < run->nexts; i++) run->without[i] = chance_of(total, logits, run->next[i]);
}

void opened_model_instead(OpenedModel *m, bool mean) {
    m->mean = mean;
    leave_out(m);
}

// --- any token

void opened_model_ask_token(OpenedModel *m, int token) {
    OpenedRun *run = m->run;
    int words = sizes_of(m)->words, at = 0;
    if (token < 0 || token >= words) return;
    while (at < run->nexts && run->next[at] != token) at++;
    bool other = at == run->nexts;
    if (other) {
        at = run->nexts < OPENED_NEXT ? run->nexts : OPENED_NEXT;
        run->nexts = at + 1;
        run->next[at] = token;
        run->chance[at] = chance_of(total_of(run->logits, words), run->logits, token);
        leave_out(m);
    }
    if (other || at != m->asked) ask(m, at); // the panel says in every frame which one is shown
}

// A word follows with a blank before it where the model has it so; else as it stands.
static int token_of(const OpenedModel *m, Arena *arena, Text word) {
    int token = -1;
    unsigned char first = word.size ? (unsigned char)*word.at : 0;
    if ((first | 32) >= 'a' && (first | 32) <= 'z')
        token = tokens_find(m->trained->tokens, text_of(arena_print(arena, " %.*s", (int)word.size, word.at)));
    return token >= 0 ? token : tokens_find(m->trained->tokens, word);
}

static bool find_token(const OpenedModel *m, Arena *arena, Text word, int *token, Problems *problems) {
    int *all, count;
    if (!m->trained->tokens) {
        if (!trained_tokens(m->trained, arena, word, &all, &count, problems)) return false;
        *token = all[0];
        return count == 1 || problems_add(problems, (Place){ 0 }, "one number of a token can be asked for, found %d", count);
    }
    if ((*token = token_of(m, arena, word)) >= 0) return true;
    if (!tokens_encode(m->trained->tokens, arena, word, &all, &count, problems)) return false;
    int from = count && all[0] == m->trained->begin; // what begins every text is not what was typed
    return problems_add(problems, (Place){ 0 }, "“%.*s” is %d tokens of this model, the first is “%s”: ask for one of them",
                        word.size > 40 ? 40 : (int)word.size, word.at, count - from,
                        from < count ? trained_word(m->trained, arena, all[from]) : "");
}

bool opened_model_ask_for(OpenedModel *m, Text word, Problems *problems) {
    Arena *scratch = arena_begin();
    int token;
    bool good = find_token(m, scratch, word, &token, problems);
    if (good) opened_model_ask_token(m, token);
    arena_end(scratch);
    return good;
}

static bool read_tokens(const OpenedModel *m, OpenedRun *run, Text text, bool words, Problems *problems) {
    bool good = words ? trained_encode(m->trained, run->arena, text, &run->token, &run->count, problems)
                      : trained_tokens(m->trained, run->arena, text, &run->token, &run->count, problems);
    if (good && run->count > OPENED_TOKENS)
        return problems_add(problems, (Place){ 0 }, "%d tokens, but the window shows at most %d: leave some words away", run->count,
                            (int)OPENED_TOKENS);
    return good;
}

static OpenedRun *new_run(void) {
    Arena *arena = arena_begin();
    OpenedRun *run = arena_new(arena, OpenedRun, 1);
    run->arena = arena;
    return run;
}

static void compute(OpenedModel *m, OpenedRun *run) {
    const LanguageSizes *s = sizes_of(m);
    Arena *arena = run->arena;
    end_run(m->run); // nothing can fail any more, and both together are large
    m->run = run;
    run->text = float_text(arena, m->trained->model, run->count, TEXT_OPENED);
    run->moved = arena_new(arena, double, run->count);
    run->lens = arena_new(arena, int, s->layers + 1);
    run->read = arena_new(arena, double, 2 * (s->layers + 1));
    run->says = arena_new(arena, double, language_account_parts(s));
    float_text_run(run->text, run->token);
    find_next(run, s);
    run->work = language_work(m->trained->model, run->count);
    ask(m, 0);
    leave_out(m);
    language_jobs_of(m->jobs, m->layer - 1);
}

bool opened_model_read(OpenedModel *m, Text text, Problems *problems) {
    OpenedRun *run = new_run();
    if (text.size >= sizeof m->text || !read_tokens(m, run, text, m->trained->tokens != NULL, problems)) {
        if (text.size >= sizeof m->text) problems_add(problems, (Place){ 0 }, "the text is too long: leave some words away");
        end_run(run);
        return false;
    }
    compute(m, run);
    snprintf(m->text, sizeof m->text, "%.*s", (int)text.size, text.at);
    return true;
}

static void write_text(OpenedModel *m) {
    const OpenedRun *run = m->run;
    Builder text = { run->arena };
    int first = m->trained->begin >= 0 && run->token[0] == m->trained->begin, before = -1;
    for (int i = first; i < run->count; before = run->token[i++]) {
        if (!m->trained->tokens)
            builder_print(&text, "%s%d", i > first ? ", " : "", run->token[i]);
        else
            builder_add(&text, tokens_said(m->trained->tokens, run->arena, before, run->token[i]));
    }
    snprintf(m->text, sizeof m->text, "%s", builder_text(&text));
}

bool opened_model_read_tokens(OpenedModel *m, Text numbers, Problems *problems) {
    OpenedRun *run = new_run();
    if (!read_tokens(m, run, numbers, false, problems)) {
        end_run(run);
        return false;
    }
    compute(m, run);
    write_text(m);
    return true;
}

// A step back shows another text's numbers: then these are the tokens.
void opened_model_follow(OpenedModel *m, const double *token, int count) {
    bool same = count == m->run->count;
    for (int i = 0; same && i < count; i++) same = (int)token[i] == m->run->token[i];
    if (same || count < 1 || count > OPENED_TOKENS) return;
    for (int i = 0; i < count; i++)
        if (!(token[i] >= 0 && token[i] < sizes_of(m)->words)) return;
    OpenedRun *run = new_run();
    run->token = arena_new(run->arena, int, count);
    run->count = count;
    for (int i = 0; i < count; i++) run->token[i] = (int)token[i];
    compute(m, run);
    write_text(m);
}

static bool add_token(OpenedModel *m, int token, Problems *problems) {
    Arena *scratch = arena_begin();
    Builder text = { scratch };
    const OpenedRun *run = m->run;
    builder_print(&text, "%s", m->text);
    if (!m->trained->tokens)
        builder_print(&text, ", %d", token);
    else
        builder_add(&text, tokens_said(m->trained->tokens, scratch, run->token[run->count - 1], token));
    bool good = opened_model_read(m, text_of(builder_text(&text)), problems);
    arena_end(scratch);
    return good;
}

bool opened_model_longer(OpenedModel *m, Problems *problems) { return add_token(m, m->run->next[0], problems); }

bool opened_model_draw(OpenedModel *m, double temperature, int top, Problems *problems) {
    int token = language_choose(m->run->logits, sizes_of(m)->words, temperature, top, &m->random, NULL);
    return add_token(m, token, problems);
}

void opened_model_look(OpenedModel *m, int layer, int head) {
    int layers = opened_model_layers(m), heads = opened_model_heads(m);
    m->layer = layer < 1 ? 1 : layer > layers ? layers : layer;
    m->head = head < 1 ? 1 : head > heads ? heads : head;
    leave_out(m);
    language_jobs_of(m->jobs, m->layer - 1);
}
