// See language_heads.h. The model stands on a float tape that keeps its weights and has a switch for every head; this file is
// compiled for float alone.
#include "layers/language_heads.h"

#include <string.h>

#include "layers/language_measure.h"

enum { TEXTS = 32 };

typedef struct Asking {
    LanguageHeads *out;
    const Language *model;
    LanguageReader reader;
    LanguageBatch batch;
    HardSentences hard; // as many as are asked
    int count;
    HeadFinding *off; // of the head that is off: (PHENOMENA)
} Asking;

// The first sentences, as long as each phenomenon needs more of them.
static void take_sentences(Asking *a, Arena *arena, int positions) {
    HardSentences all = language_hard_sentences(arena);
    a->hard.sentence = all.sentence;
    for (int i = 0; i < all.count; i++) {
        GrammarSentence s = all.sentence[i];
        int kept = 0;
        for (int k = 0; k < s.marks; k++)
            if (a->hard.asked[s.mark[k].phenomenon] < positions) a->hard.asked[s.mark[k].phenomenon]++, s.mark[kept++] = s.mark[k];
        s.marks = kept;
        if (kept) a->hard.sentence[a->hard.count++] = s;
    }
}

typedef void EachText(Asking *a, int text, const GrammarSentence *s);

static void each_text(Asking *a, EachText *visit) {
    for (int first = 0; first < a->hard.count; first += TEXTS) {
        int some = a->hard.count - first < TEXTS ? a->hard.count - first : TEXTS;
        for (int i = 0; i < some; i++) language_batch_set(&a->batch, i, &a->hard.sentence[first + i]);
        language_reader_write(&a->reader, &a->batch);
        tape_forward(a->reader.tape);
        for (int i = 0; i < some; i++) visit(a, i, &a->hard.sentence[first + i]);
    }
}

// --- all heads on: answers, weights, means

static bool says_right(const Asking *a, int text, const GrammarSentence *s, const GrammarMark *mark) {
    const Real *logits = language_reader_logits(&a->reader, text, mark->at);
    for (int c = 0; c < mark->choices; c++)
        if (mark->choice[c] != s->word[mark->at] && logits[mark->choice[c]] >= logits[s->word[mark->at]]) return false;
    return true;
}

// The weight of the place that asks; places count the mark at the beginning, words do not.
static float weight_on(const Asking *a, int layer, int head, int text, int at, int word) {
    const Node *w = tape_node(a->reader.tape, a->reader.nodes.a[layer]);
    int n = a->reader.length;
    return (float)w->value[((size_t)(text * a->out->heads + head) * (size_t)n + (size_t)at) * (size_t)n + (size_t)word + 1];
}

static void look(Asking *a, int text, const GrammarSentence *s, const GrammarMark *m, int layer, int head) {
    HeadFinding *f = &a->out->finding[(layer * a->out->heads + head) * PHENOMENA + m->phenomenon];
    float wrong = 0, share = 1.0f / (float)a->hard.asked[m->phenomenon];
    for (int d = 0; d < m->distractors; d++) {
        float w = weight_on(a, layer, head, text, m->at, m->distractor[d]);
        wrong = w > wrong ? w : wrong;
    }
    f->right += share * weight_on(a, layer, head, text, m->at, m->subject);
    f->wrong += share * wrong;
    (void)s;
}

static void add_to_mean(Asking *a, int text, int places, int layer, int head) {
    int n = a->reader.length, width = a->out->width;
    const Real *value = tape_node(a->reader.tape, a->reader.nodes.head[layer])->value;
    float *mean = a->out->mean + (layer * a->out->heads + head) * width;
    for (int t = 0; t < places; t++)
        for (int i = 0; i < width; i++)
            mean[i] += (float)value[((size_t)(text * a->out->heads + head) * (size_t)n + (size_t)t) * (size_t)width + (size_t)i];
}

static void with_all(Asking *a, int text, const GrammarSentence *s) {
    a->count += s->length;
    for (int k = 0; k < s->marks; k++)
        if (says_right(a, text, s, &s->mark[k])) a->out->all[s->mark[k].phenomenon]++;
    for (int l = 0; l < a->out->layers; l++)
        for (int h = 0; h < a->out->heads; h++) {
            for (int k = 0; k < s->marks; k++) look(a, text, s, &s->mark[k], l, h);
            add_to_mean(a, text, s->length, l, h);
        }
}

// --- one head off

static void without_one(Asking *a, int text, const GrammarSentence *s) {
    for (int k = 0; k < s->marks; k++)
        if (says_right(a, text, s, &s->mark[k])) a->off[s->mark[k].phenomenon].off++;
}

static void switch_off(Asking *a, int layer, int head, bool zero) {
    LanguageHeads *all = a->out;
    int which = layer * all->heads + head;
    Real *on = tape_node(a->reader.tape, a->reader.nodes.on[layer])->value;
    Real *mean = tape_node(a->reader.tape, a->reader.nodes.mean[layer])->value + head * all->width;
    for (int i = 0; i < all->width; i++) mean[i] = zero ? 0 : all->mean[which * all->width + i];
    on[head] = 0;
    a->off = all->finding + which * PHENOMENA;
    each_text(a, without_one);
    on[head] = 1;
    for (int p = 0; p < PHENOMENA; p++) a->off[p].off /= (float)a->hard.asked[p];
}

// --- what was found last holds for the same weights, so that a lesson's steps do not ask the same sentences again

enum { KNOWN_HEADS = 32, KNOWN_MEANS = 512 };

static _Thread_local struct {
    uint64_t of; // what the weights and the question are; 0: nothing is known
    LanguageHeads all;
    HeadFinding finding[KNOWN_HEADS * PHENOMENA];
    float mean[KNOWN_MEANS];
} known;

static uint64_t add_bytes(uint64_t hash, const void *bytes, size_t size) {
    for (size_t i = 0; i < size; i++) hash = (hash ^ ((const unsigned char *)bytes)[i]) * 0x100000001B3u;
    return hash;
}

static uint64_t stamp_of(Arena *scratch, const Language *model, int positions, bool zero) {
    Language read = *model;
    int asked[] = { positions, zero, model->sizes.layers, model->sizes.heads, model->sizes.width },
        count = language_tensors(&read, NULL);
    uint64_t hash = add_bytes(0xCBF29CE484222325u, asked, sizeof asked);
    LanguageTensor *tensor = arena_new(scratch, LanguageTensor, count);
    language_tensors(&read, tensor);
    for (int i = 0; i < count; i++) hash = add_bytes(hash, *tensor[i].at, (size_t)shape_count(tensor[i].shape) * sizeof(float));
    return hash | 1u;
}

static bool is_small(const LanguageSizes *s) { return s->layers * s->heads <= KNOWN_HEADS && s->layers * s->width <= KNOWN_MEANS; }

static void keep(uint64_t stamp, const LanguageHeads *all) {
    known.of = stamp;
    known.all = *all;
    memcpy(known.finding, all->finding, sizeof(HeadFinding) * (size_t)(all->layers * all->heads * PHENOMENA));
    memcpy(known.mean, all->mean, sizeof(float) * (size_t)(all->layers * all->heads * all->width));
}

static void take_known(LanguageHeads *all) {
    memcpy(all->all, known.all.all, sizeof all->all);
    memcpy(all->finding, known.finding, sizeof(HeadFinding) * (size_t)(all->layers * all->heads * PHENOMENA));
    memcpy(all->mean, known.mean, sizeof(float) * (size_t)(all->layers * all->heads * all->width));
}

LanguageHeads language_heads(Arena *arena, const Language *model, int positions, bool zero) {
    const LanguageSizes *s = &model->sizes;
    LanguageHeads all = { .layers = s->layers, .heads = s->heads, .width = s->width / s->heads };
    all.finding = arena_new(arena, HeadFinding, s->layers * s->heads * PHENOMENA);
    all.mean = arena_new(arena, float, s->layers * s->width);
    Arena *work = arena_begin();
    uint64_t stamp = is_small(s) ? stamp_of(work, model, positions, zero) : 0;
    if (stamp && stamp == known.of) {
        take_known(&all);
        arena_end(work);
        return all;
    }
    Asking a = { .out = &all, .model = model };
    a.reader = language_reader(work, model, TEXTS, GRAMMAR_LENGTH, READER_LOOKS);
    a.batch = language_batch(work, TEXTS, GRAMMAR_LENGTH);
    take_sentences(&a, work, positions);
    each_text(&a, with_all);
    for (int p = 0; p < PHENOMENA; p++) all.all[p] /= (float)a.hard.asked[p];
    for (int i = 0; i < s->layers * s->width; i++) all.mean[i] /= (float)a.count;
    for (int l = 0; l < s->layers; l++)
        for (int h = 0; h < s->heads; h++) switch_off(&a, l, h, zero);
    arena_end(work);
    if (stamp) keep(stamp, &all);
    return all;
}

const HeadFinding *head_finding(const LanguageHeads *all, int layer, int head, Phenomenon phenomenon) {
    return &all->finding[(layer * all->heads + head) * PHENOMENA + (int)phenomenon];
}
