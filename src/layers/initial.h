// How square matrices start: uniform, normal with a spectral radius, a scaled rotation. In double, whatever the tape is.
#ifndef ATTEND_LAYERS_INITIAL_H
#define ATTEND_LAYERS_INITIAL_H

#include "base/arena.h"
#include "base/random.h"

void initial_uniform(Random *r, int n, double *w /* (n, n) */);               // each in ± 1/√n
void initial_gauss(Random *r, int n, double radius, double *w, Arena *arena); // normal, then scaled to the spectral radius
// radius times a rotation or reflection, each as likely as any other (Q of a normal matrix's QR, R's diagonal positive:
// Mezzadri 2007).
void initial_orthogonal(Random *r, int n, double radius, double *w);
// The largest absolute value of an eigenvalue, lim ‖Aᵏ‖^(1/k) (Gelfand 1941), by squaring A forty times. The relative error is
// about 1e-12, if no power of A grows beyond 1e300 times its radius' power. The arena serves as scratch.
double initial_radius(int n, const double *w, Arena *arena);

#endif
