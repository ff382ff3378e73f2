// The strings of the copying model: blocks of symbols that come again.
#ifndef ATTEND_MODEL_COPYING_H
#define ATTEND_MODEL_COPYING_H

// A symbol as it is shown: one of the letters A … Z, Γ, Δ, Θ, Λ, Π, Σ. "?" for a number that is none.
const char *copying_symbol(int symbol);

#endif
