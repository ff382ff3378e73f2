// The beginnings of sentences that the lessons' trained model is opened with.
#ifndef ATTEND_MODEL_LANGUAGE_H
#define ATTEND_MODEL_LANGUAGE_H

// The two words that compete at the end of a beginning, by the name its choice has. Both are "" for a name that there is not.
void language_rivals(const char *sentence, const char **right, const char **wrong);
// What part number i of the node "parts" is, of a model with so many parts, layers and heads: "embedding", "L1 H2", "MLP 1" (a
// feed-forward layer), "biases".
const char *language_part(int i, int parts, int layers, int heads, char out[40]);
const char *language_asks(const char *sentence); // the phenomenon at the end of a beginning, "agree"; "" for none
// The head, layer · heads + head, that says most for the right word: the largest of the node "says".
int language_loudest(const double *says, int layers, int heads);

#endif
