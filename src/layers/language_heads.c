// See language_heads.h. The model stands on a float tape that keeps its weights and has a switch for every head; this file is
// compiled for float alone.
#include "layers/language_heads.h"

#include <string.h>

#include "layers/language_measure.h"

enum { TEXTS = 32 };

enum { ALL_ON = -1 };
struct LanguageAsking {
    Arena *arena;
    LanguageHeads *out;
    const Language *model;
    bool zero, whole;
    uint64_t stamp;
    LanguageReader reader;
    LanguageBatch batch;
    HardSentences hard; // as many as are asked
    int which, first;   // the head that is off, of all layers, or ALL_ON; the sentence that is asked next
    int count;
    HeadFinding *off; // of the head that is off: (PHENOMENA)
};
typedef LanguageAsking Asking;

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

// The next few sentences; true when these were the last.
static bool some_texts(Asking *a, EachText *visit) {
    int some = a->hard.count - a->first < TEXTS ? a->hard.count - a->first : TEXTS;
    for (int i = 0; i < some; i++) language_batch_set(&a->batch, i, &a->hard.sentence[a->first + i]);
    language_reader_write(&a->reader, &a->batch);
    tape_forward(a->reader.tape);
    for (int i = 0; i < some; i++) visit(a, i, &a->hard.sentence[a->first + i]);
    a->first += some;
    return a->first == a->hard.count;
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

static void switch_off(Asking *a) {
    LanguageHeads *all = a->out;
    int layer = a->which / all->heads, head = a->which % all->heads;
    Real *mean = tape_node(a->reader.tape, a->reader.nodes.mean[layer])->value + head * all->width;
    for (int i = 0; i < all->width; i++) mean[i] = a->zero ? 0 : all->mean[a->which * all->width + i];
    tape_node(a->reader.tape, a->reader.nodes.on[layer])->value[head] = 0;
    a->off = all->finding + a->which * PHENOMENA;
}

static void switch_on(Asking *a) {
    LanguageHeads *all = a->out;
    tape_node(a->reader.tape, a->reader.nodes.on[a->which / all->heads])->value[a->which % all->heads] = 1;
    for (int p = 0; p < PHENOMENA; p++) a->off[p].off /= (float)a->hard.asked[p];
}

static void divide_all(Asking *a) {
    const LanguageSizes *s = &a->model->sizes;
    for (int p = 0; p < PHENOMENA; p++) a->out->all[p] /= (float)a->hard.asked[p];
    for (int i = 0; i < s->layers * s->width; i++) a->out->mean[i] /= (float)a->count;
}

// To the next head; false when there is none.
static bool next_head(Asking *a) {
    if (a->which == ALL_ON)
        divide_all(a);
    else
        switch_on(a);
    a->first = 0;
    if (++a->which == a->out->layers * a->out->heads) return false;
    switch_off(a);
    return true;
}

// --- what was found holds for the same weights, so that a lesson's steps, which may look at some in turn, do not ask the same
// sentences again

enum { KNOWN_MOST = 4, KNOWN_HEADS = 32, KNOWN_MEANS = 512 };

typedef struct KnownHeads {
    uint64_t of; // what the weights and the question are; 0: nothing is known
    LanguageHeads all;
    HeadFinding finding[KNOWN_HEADS * PHENOMENA];
    float mean[KNOWN_MEANS];
} KnownHeads;
static _Thread_local KnownHeads known[KNOWN_MOST];
static _Thread_local int known_next; // the one that is given up next

static const KnownHeads *find_known(uint64_t stamp) {
    for (int i = 0; stamp && i < KNOWN_MOST; i++)
        if (known[i].of == stamp) return &known[i];
    return NULL;
}

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

static void copy_heads(LanguageHeads *to, const LanguageHeads *from) {
    memcpy(to->all, from->all, sizeof to->all);
    memcpy(to->finding, from->finding, sizeof(HeadFinding) * (size_t)(from->layers * from->heads * PHENOMENA));
    memcpy(to->mean, from->mean, sizeof(float) * (size_t)(from->layers * from->heads * from->width));
}

static void keep(uint64_t stamp, const LanguageHeads *all) {
    KnownHeads *k = &known[known_next];
    k->of = stamp;
    k->all = *all;
    k->all.finding = k->finding, k->all.mean = k->mean;
    copy_heads(&k->all, all);
    known_next = (known_next + 1) % KNOWN_MOST;
}

static LanguageHeads *new_heads(Arena *arena, const LanguageSizes *s) {
    LanguageHeads *all = arena_new(arena, LanguageHeads, 1);
    *all = (LanguageHeads){ .layers = s->layers, .heads = s->heads, .width = s->width / s->heads };
    all->finding = arena_new(arena, HeadFinding, s->layers * s->heads * PHENOMENA);
    all->mean = arena_new(arena, float, s->layers * s->width);
    return all;
}

LanguageAsking *language_heads_begin(Arena *arena, const Language *model, int positions, bool zero) {
    Asking *a = arena_new(arena, Asking, 1);
    *a = (Asking){ .arena = arena, .out = new_heads(arena, &model->sizes), .model = model, .zero = zero, .which = ALL_ON };
    a->stamp = is_small(&model->sizes) ? stamp_of(arena, model, positions, zero) : 0;
    const KnownHeads *before = find_known(a->stamp);
    a->whole = before != NULL;
    if (before) {
        copy_heads(a->out, &before->all);
        return a;
    }
    a->reader = language_reader(arena, model, TEXTS, GRAMMAR_LENGTH, READER_LOOKS);
    a->batch = language_batch(arena, TEXTS, GRAMMAR_LENGTH);
    take_sentences(a, arena, positions);
    return a;
}

bool language_heads_turn(LanguageAsking *a, const Turn *turn) {
    while (!a->whole) {
        a->whole = some_texts(a, a->which == ALL_ON ? with_all : without_one) && !next_head(a);
        if (a->whole && a->stamp) keep(a->stamp, a->out);
        if (turn_is_over(turn)) break;
    }
    return a->whole;
}

const LanguageHeads *language_heads_found(const LanguageAsking *a) { return a->out; }

LanguageHeads language_heads(Arena *arena, const Language *model, int positions, bool zero) {
    Arena *work = arena_begin();
    LanguageAsking *asking = language_heads_begin(work, model, positions, zero);
    language_heads_turn(asking, NULL);
    LanguageHeads all = *new_heads(arena, &model->sizes);
    copy_heads(&all, asking->out);
    arena_end(work);
    return all;
}

const HeadFinding *head_finding(const LanguageHeads *all, int layer, int head, Phenomenon phenomenon) {
    return &all->finding[(layer * all->heads + head) * PHENOMENA + (int)phenomenon];
}
