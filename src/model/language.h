// The beginnings of sentences that the lessons' trained model is opened with.
#ifndef ATTEND_MODEL_LANGUAGE_H
#define ATTEND_MODEL_LANGUAGE_H

// The two words that compete at the end of a beginning, by the name its choice has. Both are "" for a name that there is not.
void language_rivals(const char *sentence, const char **right, const char **wrong);
// What part number i of the node "parts" is, of a model with so many parts, layers and heads: "embedding", "L1 H2", "MLP 1" (a
// feed-forward layer), "biases".
const char *language_part(int i, int parts, int layers, int heads, char out[40]);
const char *language_asks(const char *sentence); // the phenomenon at the end of a beginning, "agree"; "" for none
// Heads are chosen and named by what they do, measured: the node "does.costs" (heads, 7) holds how many of the right answers to
// each kind of hard question are lost without a head.
// The kind that suffers most; −1 where nothing that counts is lost: a spare one.
int language_job(const double *costs);
const char *language_job_name(int job); // "agree"; "spare" for −1
// The head, layer · heads + head, of a choice: "loudest" (the largest of the node "says"), a kind of question (the one that counts
// most for it), "spare" (the one that is missed least), or its place, "L1H2". −1 for "none".
int language_head_chosen(const char *choice, const double *says, const double *costs, int layers, int heads);

#endif
