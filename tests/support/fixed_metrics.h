// A Metrics table by simple rules, so that tests and golden files need no font: digits 0.58 wide as in Lato, lower-case
// letters 0.5, capitals 0.65; no kerning. Like the real faces, the text faces lack ⊙ ⊤ ∇ and math italic lacks most signs.
#ifndef ATTEND_TESTS_FIXED_METRICS_H
#define ATTEND_TESTS_FIXED_METRICS_H

#include "draw/metrics.h"

const Metrics *fixed_metrics(void);

#endif
