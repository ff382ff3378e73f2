// How fast the core runs: how many threads, how wide the vectors. The numbers never depend on it.
#ifndef ATTEND_CORE_ENGINE_H
#define ATTEND_CORE_ENGINE_H

// Threads including the caller; 0 takes as many as there are processors. Lanes: 4, 8 or 16 floats side by side; 0 takes the
// widest that this machine has, and a width it does not have takes the next smaller one. Not while a tape is replayed.
void engine_set(int threads, int lanes);
int engine_threads(void); // 1 unless said
int engine_lanes(void);

#endif
