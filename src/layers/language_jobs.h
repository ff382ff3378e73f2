// What each head of any language model does, measured on strings of random tokens in which a block comes again and again: looks one
// back, rests on the first token, follows what came after an earlier copy (induction), finds the copy itself; and whether it copies
// what it reads. So heads are named by what they do, with the number, whoever trained them.
#ifndef ATTEND_LAYERS_LANGUAGE_JOBS_H
#define ATTEND_LAYERS_LANGUAGE_JOBS_H

#include "layers/language.h"

typedef enum HeadJob { JOB_PREVIOUS, JOB_INDUCTION, JOB_SAME, JOB_FIRST, JOB_COPIES, HEAD_JOBS } HeadJob;

// Scores of all heads of the first `deep` layers (deep, heads, HEAD_JOBS), 0 … 1. `begin` is −1 where no token begins a text.
// JOB_COPIES is of the last of these layers alone: by norm(E) Wv Wo γ U, the share of tokens whose own logit is raised most.
void language_jobs(const Language *model, int begin, int deep, double *scores);
// The one of a head's scores that names it: where it looks. −1: it does no one thing.
int head_job(const double *scores);
const char *head_job_name(int job); // "looks one back"; "mixed" for −1

#endif
