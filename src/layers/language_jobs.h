// What each head of any language model does, measured on strings of random tokens in which a block comes again and again: looks one
// back, rests on the first token, follows what came after an earlier copy (induction), finds the copy itself; and whether it copies
// what it reads. So heads are named by what they do, with the number, whoever trained them.
#ifndef ATTEND_LAYERS_LANGUAGE_JOBS_H
#define ATTEND_LAYERS_LANGUAGE_JOBS_H

#include "layers/language.h"

typedef enum HeadJob { JOB_PREVIOUS, JOB_INDUCTION, JOB_SAME, JOB_FIRST, JOB_COPIES, HEAD_JOBS } HeadJob;

// Measured layer by layer, from the first on; `begin` is −1 where no token begins a text. The model must stay.
typedef struct LanguageJobs LanguageJobs;
LanguageJobs *language_jobs(Arena *arena, const Language *model, int begin);
bool language_jobs_turn(LanguageJobs *jobs); // measures one more layer; false: all are measured
// Scores of a layer's heads (heads, HEAD_JOBS), 0 … 1; layers that are not measured yet are, as far as this one, from 0.
int language_jobs_known(const LanguageJobs *jobs); // so many layers are measured
// JOB_COPIES: by norm(E) Wv Wo γ U, the share of tokens whose own logit is raised most.
const double *language_jobs_of(LanguageJobs *jobs, int layer);
// The one of a head's scores that names it: where it looks. −1: it does no one thing.
int head_job(const double *scores);
int head_most(const double *scores); // the largest of the scores that may name it, however small
const char *head_job_name(int job);  // "looks one back"; "mixed" for −1

#endif
