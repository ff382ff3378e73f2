// One derivation serves all: it asks a walk for every choice, from left to right, as late as the words allow. A walk that draws
// answers at random; a walk that goes through all answers counts like an odometer, and turns back where a word does not fit.
#include "layers/grammar.h"

#include <assert.h>
#include <string.h>

#include "base/math.h"

// --- words

enum {
    THE = 1,
    NOUN = 2, // dog dogs cat cats …: singular, then plural
    NEAR = 10,
    THAT = 13,
    TRANSITIVE = 14, // sees see …
    IS = 20,         // is are
    OLD = 22,
    INTRANSITIVE = 26, // sleeps sleep …
    FIRST = 30,        // three women, three men
    LAST = 36,
    HE = 40,      // he she
    THANKED = 42, // thanked blamed: the other one helped; called asked: the first one worried
    BECAUSE = 46,
    HELPED = 47, // helped waited, worried forgot
    BOTH = 51,   // both either neither
    AND = 54,    // and or nor
    SAW = 57,    // saw met
    NOUNS = 8,
    PREPOSITIONS = 3,
    TRANSITIVES = 3,
    ADJECTIVES = 4,
    FIRSTS = 6,
    WOMEN = 3,
    LASTS = 4,
    PAIRS = 3,
};

static const char *const words[GRAMMAR_WORDS] = {
    ".",      "the",     "dog",    "dogs",  "cat",     "cats",    "bird",    "birds",  "goat",   "goats", "near",    "behind",
    "beside", "that",    "sees",   "see",   "follows", "follow",  "hears",   "hear",   "is",     "are",   "old",     "small",
    "quiet",  "hungry",  "sleeps", "sleep", "sings",   "sing",    "Ana",     "Eva",    "Mia",    "Ben",   "Leo",     "Tom",
    "Stone",  "Reed",    "Wood",   "Hill",  "he",      "she",     "thanked", "blamed", "called", "asked", "because", "helped",
    "waited", "worried", "forgot", "both",  "either",  "neither", "and",     "or",     "nor",    "saw",   "met",
};

static const char *const phenomenon_names[PHENOMENA] = { "agree", "inner", "outer", "pair", "pron", "other", "name" };

const char *phenomenon_name(Phenomenon phenomenon) { return phenomenon_names[phenomenon]; }
const char *grammar_word(int word) { return words[word]; }

int grammar_find(Text word) {
    for (int i = 0; i < GRAMMAR_WORDS; i++)
        if (text_is(word, words[i])) return i;
    return -1;
}

// --- a walk through the choices

enum { CHOICES = 24 };

typedef struct Walk {
    GrammarSentence *out;
    Random *random; // NULL: through all
    // Of a walk through all: the choices made so far, and how many there were.
    int made, depth, taken[CHOICES], of[CHOICES];
    // What the words must be, and after how many it stops.
    const short *must;
    int musts, stop;
    double probability;
} Walk;

// One of n. Returns which.
static int choose(Walk *w, int n) {
    w->probability /= n;
    if (w->random) return (int)random_below(w->random, (uint32_t)n);
    assert(w->made < CHOICES);
    if (w->made == w->depth) {
        w->taken[w->depth] = 0;
        w->of[w->depth++] = n;
    }
    return w->taken[w->made++];
}

// One of `n` but for one of them.
static int choose_other(Walk *w, int n, int but) {
    int other = choose(w, n - 1);
    return other < but ? other : other + 1;
}

// Writes a word. False: it must be another one, or enough have been written.
static bool say(Walk *w, int word) {
    GrammarSentence *s = w->out;
    int at = s->length;
    assert(at < GRAMMAR_LENGTH);
    if (at < w->musts && w->must[at] != word) return false;
    s->word[s->length++] = (short)word;
    return s->length < w->stop;
}

// The last choice that has answers left takes the next one. False: all have been taken.
static bool next_way(Walk *w) {
    while (w->depth > 0 && w->taken[w->depth - 1] + 1 == w->of[w->depth - 1]) w->depth--;
    if (w->depth == 0) return false;
    w->taken[w->depth - 1]++;
    return true;
}

// --- marks: of the word that comes next

static GrammarMark *mark(Walk *w, Phenomenon phenomenon, int subject, int first, int choices, int step) {
    GrammarSentence *s = w->out;
    assert(s->marks < GRAMMAR_MARKS);
    GrammarMark *m = &s->mark[s->marks++];
    *m = (GrammarMark){ .phenomenon = phenomenon, .at = s->length, .subject = subject, .choices = choices, .hard = true };
    for (int i = 0; i < choices; i++) m->choice[i] = (short)(first + i * step);
    return m;
}

static void distract(GrammarMark *m, int at, bool misleads) {
    m->distractor[m->distractors++] = at;
    m->hard = m->hard && misleads;
}

// --- the rules

// N: its number in the list of nouns; odd ones are plural.
static bool noun(Walk *w, int *which) {
    if (!say(w, THE)) return false;
    *which = choose(w, NOUNS);
    return say(w, NOUN + *which);
}

// PP -> P the N
static bool preposition(Walk *w, int *which) { return say(w, NEAR + choose(w, PREPOSITIONS)) && noun(w, which); }

static bool same_number(int a, int b) { return a % 2 == b % 2; }

// The form, singular or plural, of a verb whose pair begins at `first`, and what competes with it.
static int verb_form(GrammarMark *m, int first, int subject) {
    m->choices = 2;
    m->choice[0] = (short)first, m->choice[1] = (short)(first + 1);
    return first + subject % 2;
}

// V -> is A 1/2, sleeps 1/4, sings 1/4
static bool verb(Walk *w, GrammarMark *m, int subject) {
    bool copula = choose(w, 2) == 0;
    int first = copula ? IS : INTRANSITIVE + 2 * choose(w, 2);
    if (!say(w, verb_form(m, first, subject))) return false;
    return !copula || say(w, OLD + choose(w, ADJECTIVES));
}

static bool derive_agree(Walk *w) {
    int subject, near = 0, nearer = 0;
    if (!noun(w, &subject) || !preposition(w, &near)) return false;
    bool two = choose(w, 2) == 1;
    if (two && !preposition(w, &nearer)) return false;
    GrammarMark *m = mark(w, PHENOMENON_AGREE, 1, 0, 0, 1);
    distract(m, 4, !same_number(near, subject));
    if (two) distract(m, 7, !same_number(nearer, subject));
    return verb(w, m, subject) && say(w, GRAMMAR_STOP);
}

static bool derive_nest(Walk *w) {
    int outer, inner, near = 0;
    if (!noun(w, &outer) || !say(w, THAT) || !noun(w, &inner)) return false;
    bool far = choose(w, 2) == 1;
    if (far && !preposition(w, &near)) return false;
    GrammarMark *m = mark(w, PHENOMENON_INNER, 4, 0, 0, 1);
    distract(m, 1, far || !same_number(outer, inner)); // the nearest noun is what misleads
    if (far) distract(m, 7, !same_number(near, inner));
    if (!say(w, verb_form(m, TRANSITIVE + 2 * choose(w, TRANSITIVES), inner))) return false;
    m = mark(w, PHENOMENON_OUTER, 1, 0, 0, 1);
    distract(m, 4, !same_number(outer, inner));
    if (far) m->distractor[m->distractors++] = 7;
    return verb(w, m, outer) && say(w, GRAMMAR_STOP);
}

static bool derive_pair(Walk *w) {
    int pair, one, near;
    if (!say(w, FIRST + choose(w, FIRSTS)) || !say(w, SAW + choose(w, 2))) return false;
    pair = choose(w, PAIRS);
    if (!say(w, BOTH + pair) || !noun(w, &one)) return false;
    if (choose(w, 2) == 1 && !preposition(w, &near)) return false;
    mark(w, PHENOMENON_PAIR, 2, AND, PAIRS, 1);
    return say(w, AND + pair) && noun(w, &one) && say(w, GRAMMAR_STOP);
}

static bool is_woman(int first) { return first < WOMEN; }

static bool derive_because(Walk *w) {
    int one = choose(w, FIRSTS), near;
    if (!say(w, FIRST + one)) return false;
    int blame = choose(w, 4);
    bool other = blame < 2; // thanked, blamed: the reason lies with the second
    if (!say(w, THANKED + blame)) return false;
    int two = choose_other(w, FIRSTS, one), who = other ? two : one;
    if (!say(w, FIRST + two)) return false;
    if (choose(w, 2) == 1 && !preposition(w, &near)) return false;
    if (!say(w, BECAUSE)) return false;
    GrammarMark *m = mark(w, PHENOMENON_PRON, other ? 2 : 0, HE, 2, 1);
    distract(m, other ? 0 : 2, is_woman(one) != is_woman(two));
    return say(w, HE + is_woman(who)) && say(w, HELPED + (other ? 0 : 2) + choose(w, 2)) && say(w, GRAMMAR_STOP);
}

// A surname that stood beside its first name before, `subject` − 1 being that name's place.
static bool say_again(Walk *w, int last, int subject, int distractor) {
    distract(mark(w, PHENOMENON_NAME, subject, LAST, LASTS, 1), distractor, true);
    return say(w, LAST + last);
}

static bool derive_names(Walk *w) {
    int first[2], last[2];
    first[0] = choose(w, FIRSTS);
    if (!say(w, FIRST + first[0])) return false;
    last[0] = choose(w, LASTS);
    if (!say(w, LAST + last[0]) || !say(w, SAW + choose(w, 2))) return false;
    first[1] = choose_other(w, FIRSTS, first[0]);
    if (!say(w, FIRST + first[1])) return false;
    last[1] = choose_other(w, LASTS, last[0]);
    if (!say(w, LAST + last[1]) || !say(w, AND)) return false;
    int x = choose(w, 2), y = 1 - x; // the two people, in their order or the other way round
    if (!say(w, FIRST + first[x]) || !say_again(w, last[x], 1 + 3 * x, 1 + 3 * y) || !say(w, SAW + choose(w, 2))) return false;
    distract(mark(w, PHENOMENON_OTHER, 3 * y, FIRST, FIRSTS, 1), 3 * x, true);
    return say(w, FIRST + first[y]) && say_again(w, last[y], 1 + 3 * y, 1 + 3 * x) && say(w, GRAMMAR_STOP);
}

// S. Two kinds begin with "the", three with a name: the kind is chosen first all the same, what follows it is pruned by the words.
static void derive(Walk *w) {
    static bool (*const rule[GRAMMAR_KINDS])(Walk *) = { derive_agree, derive_nest, derive_pair, derive_because, derive_names };
    w->made = 0;
    w->probability = 1;
    w->out->length = w->out->marks = 0;
    w->out->kind = (GrammarKind)choose(w, GRAMMAR_KINDS);
    rule[w->out->kind](w);
    w->out->probability = w->probability;
}

// --- what is asked of it

void grammar_draw(Random *random, GrammarSentence *out) {
    Walk w = { .out = out, .random = random, .stop = GRAMMAR_LENGTH + 1 };
    derive(&w);
}

long grammar_all(void (*visit)(void *context, const GrammarSentence *sentence), void *context) {
    GrammarSentence s;
    Walk w = { .out = &s, .stop = GRAMMAR_LENGTH + 1 };
    long count = 0;
    do {
        derive(&w);
        if (visit) visit(context, &s);
        count++;
    } while (next_way(&w));
    return count;
}

bool grammar_next(const short *word, int count, double p[GRAMMAR_WORDS]) {
    memset(p, 0, GRAMMAR_WORDS * sizeof *p);
    if (count >= GRAMMAR_LENGTH || (count > 0 && word[count - 1] == GRAMMAR_STOP)) return false;
    GrammarSentence s;
    Walk w = { .out = &s, .must = word, .musts = count, .stop = count + 1 };
    double all = 0;
    do {
        derive(&w);
        if (s.length != count + 1) continue;
        p[s.word[count]] += s.probability;
        all += s.probability;
    } while (next_way(&w));
    for (int i = 0; all > 0 && i < GRAMMAR_WORDS; i++) p[i] /= all;
    return all > 0;
}

// The longest beginning of these words that the language has.
int grammar_fault(const short *word, int count) {
    GrammarSentence s;
    int longest = 0, stop = count < GRAMMAR_LENGTH ? count : GRAMMAR_LENGTH;
    Walk w = { .out = &s, .must = word, .musts = stop, .stop = stop };
    do {
        if (stop == 0) break;
        derive(&w);
        if (s.length > longest) longest = s.length;
    } while (longest < stop && next_way(&w));
    return longest;
}

bool grammar_holds(const short *word, int count) {
    if (count < 1 || count > GRAMMAR_LENGTH || grammar_fault(word, count) < count) return false;
    return word[count - 1] == GRAMMAR_STOP;
}

double grammar_entropy(const double *p, int count) {
    double sum = 0;
    for (int i = 0; i < count; i++)
        if (p[i] > 0) sum -= p[i] * math_log(p[i]);
    return sum;
}

// --- guessers

typedef struct Counts {
    double words, sentence;                                        // mean length; entropy of a whole sentence
    double one[GRAMMAR_WORDS];                                     // how often each word comes, in a sentence
    double two[GRAMMAR_WORDS][GRAMMAR_WORDS];                      // … after each word
    double three[GRAMMAR_WORDS + 1][GRAMMAR_WORDS][GRAMMAR_WORDS]; // … after each two; the last: at the beginning
} Counts;

static void count_sentence(void *context, const GrammarSentence *s) {
    Counts *c = context;
    int before = GRAMMAR_WORDS, last = GRAMMAR_STOP;
    c->words += s->probability * s->length;
    c->sentence -= s->probability * math_log(s->probability);
    for (int i = 0; i < s->length; i++) {
        int word = s->word[i];
        c->one[word] += s->probability;
        c->two[last][word] += s->probability;
        c->three[before][last][word] += s->probability;
        before = last;
        last = word;
    }
}

// −Σ c ln (c / Σ c) of one row of counts.
static double row_surprise(const double *row) {
    double all = 0, sum = 0;
    for (int i = 0; i < GRAMMAR_WORDS; i++) all += row[i];
    for (int i = 0; i < GRAMMAR_WORDS; i++)
        if (row[i] > 0) sum -= row[i] * math_log(row[i] / all);
    return sum;
}

static _Thread_local GrammarGuessers known; // the language is always the same

static void guess(const Counts *c, GrammarGuessers *g) {
    g->nothing = math_log(GRAMMAR_WORDS);
    g->frequency = row_surprise(c->one) / c->words;
    g->floor = c->sentence / c->words;
    for (int i = 0; i < GRAMMAR_WORDS; i++) {
        g->bigram += row_surprise(c->two[i]) / c->words;
        double all = 0;
        for (int j = 0; j < GRAMMAR_WORDS; j++) all += c->two[i][j];
        for (int j = 0; j < GRAMMAR_WORDS; j++) g->follows[i][j] = all > 0 ? c->two[i][j] / all : 0;
    }
    for (int i = 0; i <= GRAMMAR_WORDS; i++)
        for (int j = 0; j < GRAMMAR_WORDS; j++) g->trigram += row_surprise(c->three[i][j]) / c->words;
}

struct GrammarGuessing {
    Counts counts;
    GrammarSentence sentence;
    Walk walk;
};

bool grammar_guess(Arena *arena, GrammarGuessing **guessing, const Turn *turn) {
    enum { SOME = 1000 }; // sentences between two looks at the clock
    if (known.floor > 0) return true;
    GrammarGuessing *g = *guessing ? *guessing : arena_new(arena, GrammarGuessing, 1);
    if (!*guessing) g->walk = (Walk){ .out = &g->sentence, .stop = GRAMMAR_LENGTH + 1 };
    *guessing = g;
    for (int i = 1;; i++) {
        derive(&g->walk);
        count_sentence(&g->counts, &g->sentence);
        if (!next_way(&g->walk)) break;
        if (i % SOME == 0 && turn_is_over(turn)) return false;
    }
    guess(&g->counts, &known);
    return true;
}

const GrammarGuessers *grammar_guessers(Arena *arena) {
    GrammarGuessing *guessing = NULL;
    grammar_guess(arena, &guessing, NULL);
    GrammarGuessers *g = arena_new(arena, GrammarGuessers, 1);
    *g = known;
    return g;
}
