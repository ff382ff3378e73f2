// See language_batch.h.
#include "layers/language_batch.h"

#include <string.h>

LanguageBatch language_batch(Arena *arena, int texts, int length) {
    LanguageBatch b = { .texts = texts, .length = length };
    b.word = arena_new(arena, short, (size_t)texts *(size_t)(length + 1));
    b.real = arena_new(arena, int, texts);
    b.period = arena_new(arena, int, texts);
    return b;
}

static short *row_of(LanguageBatch *b, int text) { return b->word + (size_t)text * (size_t)(b->length + 1); }

// "." begins a sentence too; after its end there is padding, which counts for nothing.
void language_batch_set(LanguageBatch *b, int text, const GrammarSentence *sentence) {
    short *row = row_of(b, text);
    memset(row, 0, (size_t)(b->length + 1) * sizeof *row);
    row[0] = GRAMMAR_STOP;
    memcpy(row + 1, sentence->word, (size_t)sentence->length * sizeof *row);
    b->real[text] = sentence->length;
}

// Fisher and Yates' shuffle, as far as the block goes.
void induction_string(Random *random, int period, int count, short *out) {
    short symbol[INDUCTION_SYMBOLS];
    for (int i = 0; i < INDUCTION_SYMBOLS; i++) symbol[i] = (short)i;
    for (int i = 0; i < period; i++) {
        int other = i + (int)random_below(random, (uint32_t)(INDUCTION_SYMBOLS - i));
        short taken = symbol[other];
        symbol[other] = symbol[i];
        symbol[i] = taken;
    }
    for (int i = 0; i < count; i++) out[i] = symbol[i % period];
}

static void draw_block(Random *random, LanguageBatch *b, int text) {
    int p = INDUCTION_SHORTEST + (int)random_below(random, INDUCTION_LONGEST - INDUCTION_SHORTEST + 1);
    induction_string(random, p, b->length + 1, row_of(b, text));
    b->period[text] = p;
    b->real[text] = b->length;
}

static void draw_piece(const LanguageText *from, Random *random, LanguageBatch *b, int text) {
    int start = (int)random_below(random, (uint32_t)(from->trained - b->length));
    memcpy(row_of(b, text), from->word + start, (size_t)(b->length + 1) * sizeof(short));
    b->real[text] = b->length;
}

void language_batch_draw(const LanguageOptions *o, Random *random, LanguageBatch *b) {
    for (int i = 0; i < b->texts; i++) switch (o->task) {
        case LANGUAGE_GRAMMAR: {
            GrammarSentence sentence;
            grammar_draw(random, &sentence);
            language_batch_set(b, i, &sentence);
            break;
        }
        case LANGUAGE_INDUCTION: draw_block(random, b, i); break;
        case LANGUAGE_TEXT: draw_piece(o->text, random, b, i); break;
        case LANGUAGE_TASKS: break;
        }
}

// --- hard positions

// Takes out what is not asked for; how many marks are left.
static int keep_marks(GrammarSentence *s, int *asked) {
    int kept = 0;
    for (int i = 0; i < s->marks; i++) {
        const GrammarMark *m = &s->mark[i];
        if (!m->hard || asked[m->phenomenon] == MEASURED_POSITIONS) continue;
        asked[m->phenomenon]++;
        s->mark[kept++] = *m;
    }
    return s->marks = kept;
}

HardSentences language_hard_sentences(Arena *arena) {
    HardSentences all = { .sentence = arena_new(arena, GrammarSentence, PHENOMENA * MEASURED_POSITIONS) };
    Random random = random_seed(0x6861726473656e74); // "hardsent": of no training
    for (int missing = 1; missing;) {
        GrammarSentence s;
        grammar_draw(&random, &s);
        if (keep_marks(&s, all.asked)) all.sentence[all.count++] = s;
        missing = 0;
        for (int p = 0; p < PHENOMENA; p++) missing += all.asked[p] < MEASURED_POSITIONS;
    }
    return all;
}
