// What an opened model has computed of the text that was typed. For opened_model.c and opened_data.c alone.
#ifndef ATTEND_SESSION_OPENED_RUN_H
#define ATTEND_SESSION_OPENED_RUN_H

#include "layers/language_account.h"
#include "layers/language_jobs.h"
#include "session/opened_model.h"

typedef struct OpenedRun {
    Arena *arena;
    FloatText *text;
    int *token, count;
    const float *logits;       // (words) of what comes next
    int next[OPENED_NEXT + 1]; // the likeliest tokens, most first; then another one that was asked for, if there is one
    int nexts;
    double chance[OPENED_NEXT + 1];
    double without[OPENED_NEXT + 1]; // the same tokens' chances with the head off
    // Of the token that is asked for:
    double *moved; // (count): length of d logit / d embedding of every token
    int *lens;     // (layers + 1): the likeliest token read off before the first layer and after every one
    double *read;  // (layers + 1, 2): its chance, and that of the token asked for
    double *says;  // (parts): what adds to its logit above the runner-up's; see language_account
    double rest;
    LanguageWork work;
} OpenedRun;

// The runner-up to the token that is asked for; −1: there is none.
int opened_rival(const OpenedModel *m);

#endif
