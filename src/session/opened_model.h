// A trained model of one's own, opened: a sentence is typed, the model runs in float on the mapped file, and one head of one layer
// is taken out of it in double, as data of the model `head`, so that a lesson can show it and every number explains itself.
//
//     OpenedModel *m = opened_model_begin("model.safetensors", &problems);
//     opened_model_read(m, TEXT("the dogs near"), &problems);
//     Dataset data = opened_model_data(m, arena);             // of layer 1, head 1; opened_model_look(m, 2, 5) for others
//     opened_model_end(m);
#ifndef ATTEND_SESSION_OPENED_MODEL_H
#define ATTEND_SESSION_OPENED_MODEL_H

#include "data/data.h"
#include "model/trained.h"

enum { OPENED_TOKENS = 64, OPENED_NEXT = 12 }; // read at most in the window; next tokens that are shown

typedef struct OpenedModel {
    Arena *arena;
    Trained *trained;
    char text[400]; // as typed
    int layer, head;
    int asked;                 // which of the next tokens is asked for: whose logit is traced back
    bool mean;                 // the head that is off is replaced by its mean over the text, not by zeros
    Random random;             // of the tokens that are drawn
    struct LanguageJobs *jobs; // what the heads do, as far as it was measured
    double *costs;             /* (layers, heads, PHENOMENA): of a model of the little language, the right answers lost without each
                                  head; NULL of others */
    struct LanguageAsking *asking; // what will find them; NULL: nothing does
    int told;                      // layers whose heads are named in the data that were asked for last
    bool told_costs;               // and they say the costs
    bool painted;                  // a turn was asked for: the first one does nothing, so that what was opened is seen at once
    struct OpenedRun *run;         // of the text; NULL before any
} OpenedModel;

// Is this a trained model's file, one that cannot be opened included? False for a file of vectors.
bool opened_model_is(const char *path);
// NULL with a problem. It has then read a beginning that suits it.
OpenedModel *opened_model_begin(const char *path, Problems *problems);
void opened_model_end(OpenedModel *m); // NULL is allowed
// Between two frames: measures what the heads of one more layer do, which is else done when the layer is looked at; after the last
// one, for a turn, what is lost without them. False: no more turns are wanted.
bool opened_model_turn(OpenedModel *m, const Turn *turn);
// Words, or numbers of tokens where there is no tokenizer. False with a problem: what was read before stays.
bool opened_model_read(OpenedModel *m, Text text, Problems *problems);
bool opened_model_read_tokens(OpenedModel *m, Text numbers, Problems *problems); // "5,1,9", also of a model that reads words
bool opened_model_longer(OpenedModel *m, Problems *problems);                    // the likeliest next token joins the text
// A token that is drawn joins it, at a temperature (0: the likeliest), from the `top` likeliest (0: all).
bool opened_model_draw(OpenedModel *m, double temperature, int top, Problems *problems);
void opened_model_look(OpenedModel *m, int layer, int head); // from 1, clamped
void opened_model_ask(OpenedModel *m, int which);            // of the next tokens, from 0
void opened_model_ask_token(OpenedModel *m, int token);      // any; it joins the next tokens if it is none of them
// Any token, as it is typed. False with a problem: what was asked for stays.
bool opened_model_ask_for(OpenedModel *m, Text word, Problems *problems);
void opened_model_instead(OpenedModel *m, bool mean);
// Makes these the tokens that are read, if they are not: what is shown was changed by a step back.
void opened_model_follow(OpenedModel *m, const double *token, int count);
int opened_model_layers(const OpenedModel *m);
int opened_model_heads(const OpenedModel *m);
int opened_model_nexts(const OpenedModel *m);                                 // how many next tokens are shown
const char *opened_model_next(const OpenedModel *m, Arena *arena, int which); // one of them, for people
Dataset opened_model_data(OpenedModel *m, Arena *arena);
bool opened_model_knows_more(const OpenedModel *m); // of what the heads do, than those data say

#endif
