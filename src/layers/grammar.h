// A language of 59 words whose grammar we wrote, so that every right answer is known: for any beginning the exact distribution
// of the next word, for any sentence whether it is in the language. "." ends every sentence and begins it too (position 0).
//
//     Sentence one;
//     grammar_draw(&random, &one);                    // "the dogs near the cat are old ."
//     grammar_next(one.word, 5, p);                   // after "the dogs near the cat": are 1/4, sleep 1/8 …
#ifndef ATTEND_LAYERS_GRAMMAR_H
#define ATTEND_LAYERS_GRAMMAR_H

#include <stdbool.h>

#include "base/random.h"
#include "base/text.h"
#include "base/turn.h"

enum {
    GRAMMAR_WORDS = 59,
    GRAMMAR_STOP = 0,    // the word "."
    GRAMMAR_LENGTH = 12, // words of the longest sentence, its "." included; so many inputs a model needs
    GRAMMAR_MARKS = 3,   // of one sentence, at most
};

// S -> one of these, 1/5 each.
typedef enum GrammarKind {
    GRAMMAR_AGREE,   // the N PP [PP] V .
    GRAMMAR_NEST,    // the N that the N [PP] T V .
    GRAMMAR_PAIR,    // Name See both the N [PP] and the N .
    GRAMMAR_BECAUSE, // Name thanked Name [PP] because she helped .
    GRAMMAR_NAMES,   // First Last See First Last and First Last See First Last .
    GRAMMAR_KINDS,
} GrammarKind;

// What a model must have understood to say the right one of a few words.
typedef enum Phenomenon {
    PHENOMENON_AGREE, // is/are, sleeps/sleep, sings/sing after one or two prepositions: the number of a distant subject
    PHENOMENON_INNER, // the verb of the relative clause
    PHENOMENON_OUTER, // the main verb after it
    PHENOMENON_PAIR,  // and, or, nor: what both, either, neither began
    PHENOMENON_PRON,  // he, she
    PHENOMENON_OTHER, // the other person's first name
    PHENOMENON_NAME,  // the surname at a person's second mention
    PHENOMENA,
} Phenomenon;
const char *phenomenon_name(Phenomenon phenomenon); // "agree"

enum { MARK_CHOICES = 6, MARK_DISTRACTORS = 2 };
typedef struct GrammarMark {
    Phenomenon phenomenon;
    int at;                                        // which word of the sentence is asked for, from 0
    int subject;                                   // the word that decides it
    int distractors, distractor[MARK_DISTRACTORS]; // words that could mislead
    int choices;
    short choice[MARK_CHOICES]; // the words that compete; the sentence has the right one
    bool hard;                  // every distractor misleads
} GrammarMark;

typedef struct GrammarSentence {
    GrammarKind kind;
    int length; // words, "." included
    short word[GRAMMAR_LENGTH];
    int marks;
    GrammarMark mark[GRAMMAR_MARKS];
    double probability; // of drawing exactly it
} GrammarSentence;

const char *grammar_word(int word); // "dogs"
int grammar_find(Text word);        // its number, −1 when the language has no such word

// Draws a sentence by the rules. The same random numbers give the same sentence everywhere.
void grammar_draw(Random *random, GrammarSentence *out);
// Calls `visit` for every sentence of the language, with its probability. Returns how many there are.
long grammar_all(void (*visit)(void *context, const GrammarSentence *sentence), void *context);

// The exact distribution of the next word after a beginning (the first "." left out). False where nothing begins so, or where
// the sentence has ended; all p are then 0.
bool grammar_next(const short *word, int count, double p[GRAMMAR_WORDS]);
// The first word that cannot stand where it does, or `count` where every one can. A whole sentence is in the language when no
// word is wrong and it ends in ".".
int grammar_fault(const short *word, int count);
bool grammar_holds(const short *word, int count);
double grammar_entropy(const double *p, int count); // −Σ p ln p, in nats

// What guessers lose on this language, exactly, in nats a word; and how likely what follows what.
typedef struct GrammarGuessers {
    double nothing;                               // knows the number of words: ln 59
    double frequency;                             // knows how frequent each word is
    double bigram;                                // sees the last word
    double trigram;                               // sees the last two
    double floor;                                 // knows the grammar
    double follows[GRAMMAR_WORDS][GRAMMAR_WORDS]; // p(next | last), of the bigram guesser
} GrammarGuessers;
const GrammarGuessers *grammar_guessers(Arena *arena); // walks the whole language once: some tens of milliseconds
// That walk in turns, beforehand; *guessing is NULL at first. True: it is done.
typedef struct GrammarGuessing GrammarGuessing;
bool grammar_guess(Arena *arena, GrammarGuessing **guessing, const Turn *turn);

#endif
