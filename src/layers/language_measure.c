// Measuring on float tapes: this file is compiled for float alone. Nothing depends on what was measured before, so the same step
// gives the same numbers; nothing is allocated after the begin.
#include "layers/language_measure.h"

#include <string.h>

#include "layers/circuits.h"

// --- a model over a batch

LanguageReader language_reader(Arena *arena, const Language *model, int texts, int length, ReaderKind kind) {
    LanguageReader r = { .sizes = &model->sizes, .texts = texts, .length = length };
    r.tape = kind == READER_LEARNS ? tape_begin(arena) : tape_begin_frugal(arena);
    LanguageLeaves leaves = language_leaves(r.tape, model, kind == READER_LEARNS ? LEAVES_LEARN : LEAVES_MAPPED);
    r.nodes = language_nodes(
        r.tape, &leaves,
        (LanguageRun){ .batch = texts, .length = length, .tiled = kind != READER_LOOKS, .switches = kind == READER_LOOKS });
    return r;
}

int language_reader_row(const LanguageReader *r, int text, int at) {
    return r->sizes->kind == LANGUAGE_LSTM ? at * r->texts + text : text * r->length + at;
}

void language_reader_write(const LanguageReader *r, const LanguageBatch *b) {
    Real *tokens = tape_node(r->tape, r->nodes.tokens)->value;
    for (int i = 0; i < b->texts && i < r->texts; i++)
        for (int at = 0; at < r->length; at++) tokens[language_reader_row(r, i, at)] = b->word[i * (b->length + 1) + at];
}

const Real *language_reader_logits(const LanguageReader *r, int text, int at) {
    return tape_node(r->tape, r->nodes.logits)->value + (size_t)language_reader_row(r, text, at) * (size_t)r->sizes->words;
}

// --- what is measured

static void read(const LanguageReader *r) { tape_forward_to(r->tape, r->nodes.logits); } // no loss is asked for

enum { SHORTER = (GRAMMAR_LENGTH - 1) / 2 };

// What the parts of a measure have found so far.
typedef struct Progress {
    Random random;
    bool on, measured;
    int next; // batch, round or word
    int good[PHENOMENA], known, open, right, count;
    double loss[2], sum;
    float surprised[SAMPLES_KEPT][SAMPLE_WORDS];
} Progress;

struct LanguageMeasuring {
    const LanguageOptions *options;
    const Language *model;
    LanguageReader *reader;          // the learner's
    LanguageReader looker;           // keeps weights; LANGUAGE_INDUCTION
    LanguageReader writer;           // makes texts up; the learner's where one is as good as many
    LanguageReader shorter[SHORTER]; // of 2, 4, … words: what comes later changes no word before it; LANGUAGE_GRAMMAR
    LanguageBatch batch, written;
    HardSentences hard; // LANGUAGE_GRAMMAR
    double *p;          // (words)
    Progress so_far;
};

enum { INDUCTION_BATCHES = 4, HELD_BATCHES = 4 };

// The word that is asked for last.
static int last_mark(const GrammarSentence *s) {
    int last = 0;
    for (int i = 0; i < s->marks; i++)
        if (s->mark[i].at > last) last = s->mark[i].at;
    return last;
}

// Many are read at once, and none further than the last mark of them all.
static void sort_by_last_mark(Arena *arena, HardSentences *hard) {
    GrammarSentence *sorted = arena_new(arena, GrammarSentence, hard->count);
    int count = 0;
    for (int at = 0; at < GRAMMAR_LENGTH; at++)
        for (int i = 0; i < hard->count; i++)
            if (last_mark(&hard->sentence[i]) == at) sorted[count++] = hard->sentence[i];
    hard->sentence = sorted;
}

LanguageMeasuring *language_measuring(Arena *arena, const LanguageOptions *options, const Language *model,
                                      LanguageReader *learner) {
    LanguageMeasuring *m = arena_new(arena, LanguageMeasuring, 1);
    m->options = options;
    m->model = model;
    m->reader = learner;
    m->batch = language_batch(arena, learner->texts, learner->length);
    m->p = arena_new(arena, double, model->sizes.words);
    if (options->task == LANGUAGE_GRAMMAR) {
        m->hard = language_hard_sentences(arena);
        sort_by_last_mark(arena, &m->hard);
        for (int i = 0; i < SHORTER; i++) m->shorter[i] = language_reader(arena, model, learner->texts, 2 * (i + 1), READER_READS);
    }
    if (options->task == LANGUAGE_INDUCTION && model->sizes.kind != LANGUAGE_LSTM)
        m->looker = language_reader(arena, model, learner->texts, learner->length, READER_LOOKS);
    m->writer = *learner;
    if (options->film && options->task == LANGUAGE_TEXT)
        m->writer = language_reader(arena, model, SAMPLES_KEPT, learner->length, READER_READS);
    m->written = language_batch(arena, m->writer.texts, learner->length);
    return m;
}

// Who reads no more than must be read to know the first `words`.
static const LanguageReader *reader_of(const LanguageMeasuring *m, const LanguageReader *whole, int words) {
    if (m->options->task != LANGUAGE_GRAMMAR || words > 2 * SHORTER) return whole;
    return &m->shorter[(words - 1) / 2];
}

static bool says_right(const LanguageReader *r, int text, const GrammarSentence *s, const GrammarMark *mark) {
    const Real *logits = language_reader_logits(r, text, mark->at);
    Real right = logits[s->word[mark->at]];
    for (int c = 0; c < mark->choices; c++)
        if (mark->choice[c] != s->word[mark->at] && logits[mark->choice[c]] >= right) return false;
    return true;
}

// The next sentences, which are in the order of their last marks; true: they were the last.
static bool measure_phenomena(LanguageMeasuring *m, float right[PHENOMENA]) {
    Progress *so = &m->so_far;
    int texts = m->reader->texts, first = so->next * texts, some = m->hard.count - first < texts ? m->hard.count - first : texts;
    for (int i = 0; i < some; i++) language_batch_set(&m->batch, i, &m->hard.sentence[first + i]);
    const LanguageReader *r = reader_of(m, m->reader, last_mark(&m->hard.sentence[first + some - 1]) + 1);
    language_reader_write(r, &m->batch);
    read(r);
    for (int i = 0; i < some; i++) {
        const GrammarSentence *s = &m->hard.sentence[first + i];
        for (int k = 0; k < s->marks; k++) so->good[s->mark[k].phenomenon] += says_right(r, i, s, &s->mark[k]);
    }
    if (++so->next * texts < m->hard.count) return false;
    for (int p = 0; p < PHENOMENA; p++) right[p] = (float)so->good[p] / MEASURED_POSITIONS;
    return true;
}

// −log softmax(logits)[word], in double.
static double surprise(const Real *logits, int words, int word) {
    double most = (double)logits[0], sum = 0;
    for (int i = 1; i < words; i++) most = (double)logits[i] > most ? (double)logits[i] : most;
    for (int i = 0; i < words; i++) sum += math_exp((double)logits[i] - most);
    return most + math_log(sum) - (double)logits[word];
}

static int likeliest(const Real *logits, int words) {
    int best = 0;
    for (int i = 1; i < words; i++)
        if (logits[i] > logits[best]) best = i;
    return best;
}

static void measure_heads(LanguageMeasuring *m, LanguageMeasure *out) {
    const LanguageSizes *s = &m->model->sizes;
    LanguageReader *r = &m->looker;
    language_reader_write(r, &m->batch);
    read(r);
    long square = (long)r->length * r->length;
    for (int l = 0; l < s->layers; l++)
        for (int h = 0; h < s->heads; h++) {
            const Real *a = tape_node(r->tape, r->nodes.a[l])->value + h * square;
            HeadScores scores = head_scores(r->texts, r->length, m->batch.word, a, s->heads * square);
            if (l == 0 && scores.previous > (double)out->previous) out->previous = (float)scores.previous;
            if (l == s->layers - 1 && scores.prefix > (double)out->prefix) out->prefix = (float)scores.prefix;
            if (scores.same > (double)out->same) out->same = (float)scores.same;
        }
}

// Where the symbol that comes next has been seen to follow, t >= p, and where it has not.
static void measure_round(LanguageMeasuring *m) {
    Progress *so = &m->so_far;
    int words = m->model->sizes.words;
    language_batch_draw(m->options, &so->random, &m->batch);
    language_reader_write(m->reader, &m->batch);
    read(m->reader);
    for (int i = 0; i < m->batch.texts; i++)
        for (int t = 0; t < m->batch.length; t++) {
            const Real *logits = language_reader_logits(m->reader, i, t);
            int right = m->batch.word[i * (m->batch.length + 1) + t + 1];
            bool is_known = t >= m->batch.period[i];
            so->loss[is_known] += surprise(logits, words, right);
            *(is_known ? &so->known : &so->open) += 1;
            so->right += is_known && likeliest(logits, words) == right;
        }
}

// The next round, then the heads.
static bool measure_induction(LanguageMeasuring *m, LanguageMeasure *out) {
    Progress *so = &m->so_far;
    if (so->next++ < INDUCTION_BATCHES) {
        measure_round(m);
        return false;
    }
    out->accuracy = (float)so->right / (float)so->known;
    out->known_loss = (float)(so->loss[1] / so->known);
    out->free_loss = (float)(so->loss[0] / so->open);
    if (m->model->sizes.kind != LANGUAGE_LSTM) measure_heads(m, out);
    return true;
}

// On pieces of what was kept back, the same every time; where that is shorter than a piece, on its one piece. The next of them.
static bool measure_held(LanguageMeasuring *m, LanguageMeasure *out) {
    Progress *so = &m->so_far;
    const LanguageText *text = m->options->text;
    int words = m->model->sizes.words, rest = text->count - text->trained, texts = m->batch.texts;
    int length = rest - 1 < m->batch.length ? rest - 1 : m->batch.length, pieces = (rest - 1) / length;
    int most = texts * HELD_BATCHES, first = so->next * texts;
    if (pieces > most) pieces = most;
    int some = pieces - first < texts ? pieces - first : texts;
    memset(m->batch.word, 0, (size_t)texts * (size_t)(m->batch.length + 1) * sizeof(short));
    for (int i = 0; i < some; i++)
        memcpy(m->batch.word + i * (m->batch.length + 1), text->word + text->trained + (first + i) * length,
               (size_t)(length + 1) * sizeof(short));
    language_reader_write(m->reader, &m->batch);
    read(m->reader);
    for (int i = 0; i < some; i++)
        for (int t = 0; t < length; t++, so->count++)
            so->sum += surprise(language_reader_logits(m->reader, i, t), words, m->batch.word[i * (m->batch.length + 1) + t + 1]);
    if (++so->next * texts < pieces) return false;
    out->held = (float)(so->sum / so->count);
    return true;
}

// --- what it makes up

// A word from the model's own distribution, and how surprised it is itself.
static int draw_word(LanguageMeasuring *m, const Real *logits, Random *random, float *surprised) {
    int words = m->model->sizes.words, word = 0;
    double most = (double)logits[likeliest(logits, words)], sum = 0, left = random_uniform(random);
    for (int i = 0; i < words; i++) sum += m->p[i] = math_exp((double)logits[i] - most);
    for (left *= sum; word < words - 1 && left >= m->p[word]; word++) left -= m->p[word];
    *surprised = (float)-math_log(m->p[word] / sum);
    return word;
}

static int first_word(const LanguageMeasuring *m, Random *random) {
    const LanguageText *text = m->options->text;
    if (m->options->task == LANGUAGE_TEXT) return text->word[random_below(random, (uint32_t)text->trained)];
    return m->options->task == LANGUAGE_GRAMMAR ? GRAMMAR_STOP : (int)random_below(random, INDUCTION_SYMBOLS);
}

static void keep_sample(const LanguageMeasuring *m, int text, const float *surprised, LanguageSample *out) {
    const short *word = m->written.word + text * (m->written.length + 1) + 1;
    int most = m->written.length < SAMPLE_WORDS ? m->written.length : SAMPLE_WORDS;
    bool grammar = m->options->task == LANGUAGE_GRAMMAR;
    while (out->length < most && !(grammar && out->length && word[out->length - 1] == GRAMMAR_STOP)) out->length++;
    memcpy(out->word, word, (size_t)out->length * sizeof *word);
    memcpy(out->surprise, surprised, (size_t)out->length * sizeof *surprised);
    out->fault = grammar ? grammar_fault(word, out->length) : out->length;
    out->whole = grammar && grammar_holds(word, out->length);
}

static void begin_texts(LanguageMeasuring *m) {
    LanguageBatch *b = &m->written;
    memset(b->word, 0, (size_t)b->texts * (size_t)(b->length + 1) * sizeof *b->word);
    for (int i = 0; i < b->texts; i++) b->word[i * (b->length + 1)] = (short)first_word(m, &m->so_far.random);
}

static void keep_texts(LanguageMeasuring *m, LanguageMeasure *out) {
    LanguageBatch *b = &m->written;
    Progress *so = &m->so_far;
    int whole = 0;
    for (int i = 0; i < b->texts; i++) {
        LanguageSample one = { 0 };
        keep_sample(m, i, i < SAMPLES_KEPT ? so->surprised[i] : so->surprised[0], &one);
        whole += one.whole;
        if (i < SAMPLES_KEPT) out->sample[i] = one;
    }
    out->share = (float)whole / (float)b->texts;
}

// All texts at once, a word each a replay: the next word.
static bool make_up(LanguageMeasuring *m, LanguageMeasure *out) {
    LanguageBatch *b = &m->written;
    Progress *so = &m->so_far;
    float none;
    int t = so->next++;
    if (t == 0) begin_texts(m);
    const LanguageReader *r = reader_of(m, &m->writer, t + 1);
    language_reader_write(r, b);
    read(r);
    for (int i = 0; i < b->texts; i++) {
        float *to = i < SAMPLES_KEPT && t < SAMPLE_WORDS ? &so->surprised[i][t] : &none;
        b->word[i * (b->length + 1) + t + 1] = (short)draw_word(m, language_reader_logits(r, i, t), &so->random, to);
    }
    if (so->next < b->length) return false;
    keep_texts(m, out);
    return true;
}

static bool measure_task(LanguageMeasuring *m, LanguageMeasure *out) {
    switch (m->options->task) {
    case LANGUAGE_GRAMMAR: return measure_phenomena(m, out->right);
    case LANGUAGE_INDUCTION: return measure_induction(m, out);
    case LANGUAGE_TEXT: return measure_held(m, out);
    case LANGUAGE_TASKS: break;
    }
    return true;
}

bool language_measure(LanguageMeasuring *m, int step, LanguageMeasure *out) {
    Progress *so = &m->so_far;
    if (!so->on) *so = (Progress){ .on = true, .random = random_seed(0x6d65617375726500 + (uint64_t)step) }; // a stream of its own
    bool samples = m->options->film && m->options->task != LANGUAGE_INDUCTION;
    if (so->measured) {
        so->on = !make_up(m, out);
    } else if (measure_task(m, out)) {
        so->measured = true;
        so->next = 0;
        so->on = samples;
    }
    return !so->on;
}
